"""The few words of the page that shows who helps with what, every language side by side."""

from collections.abc import Mapping

MAP_WORDS: Mapping[str, tuple[str, str, str]] = {
    "map-title": ("Hvem hjelper med hva", "Vem hjälper med vad", "Who helps with what"),
    "map-about": (
        "Disse hjelper i Trøndelag, Jemtland og Herjedalen. Velg det som passer, og se hvem du kan spørre.",
        "De här hjälper i Trøndelag, Jämtland och Härjedalen. Välj det som passar och se vem du kan fråga.",
        "These help in Trøndelag, Jämtland and Härjedalen. Choose what fits, and see whom to ask.",
    ),
    "on-this-page": ("På denne siden", "På den här sidan", "On this page"),
    # --- what to choose
    "filter": ("Velg", "Välj", "Choose"),
    "filter-need": ("Hva gjelder det?", "Vad gäller det?", "What is it about?"),
    "filter-place": ("Hvor holder dere til?", "Var finns ni?", "Where are you?"),
    "filter-trade": ("Hva lever dere av?", "Vad lever ni av?", "What is your trade?"),
    "filter-size": ("Hvor mange er dere?", "Hur många är ni?", "How many are you?"),
    "filter-stage": (
        "Hvor langt er dere kommet?",
        "Hur långt har ni kommit?",
        "How far have you come?",
    ),
    "filter-side": (
        "Hvilken side av grensen?",
        "Vilken sida av gränsen?",
        "Which side of the border?",
    ),
    "filter-kind": ("Hvem vil dere spørre?", "Vem vill ni fråga?", "Whom would you ask?"),
    "filter-free": (
        "Bare det som ikke koster noe",
        "Bara det som inte kostar något",
        "Only what costs nothing",
    ),
    "any-need": ("Alt", "Allt", "Anything"),
    "any-place": ("Hvor som helst", "Var som helst", "Anywhere"),
    "any-trade": ("Hva som helst", "Vad som helst", "Anything"),
    "any-size": ("Vil ikke si", "Vill inte säga", "Rather not say"),
    "any-kind": ("Hvem som helst", "Vem som helst", "Anybody"),
    "both-sides": ("Begge sider", "Båda sidorna", "Both sides"),
    "side-NO": ("Norge", "Norge", "Norway"),
    "side-SE": ("Sverige", "Sverige", "Sweden"),
    "show-all": ("Vis alle", "Visa alla", "Show all"),
    "chosen": ("Valgt:", "Valt:", "Chosen:"),
    "chosen-free": ("gratis", "gratis", "free of charge"),
    "take-away": ("Ta bort", "Ta bort", "Take away"),
    # --- who is found
    "found-none": (
        "Ingen av dem vi kjenner, passer til alt dette. Ta bort et valg og prøv igjen.",
        "Ingen av dem vi känner till passar allt det här. Ta bort ett val och försök igen.",
        "None of those we know fits all of this. Take one choice away and try again.",
    ),
    "found-one": ("1 kan hjelpe", "1 kan hjälpa", "1 can help"),
    "found-many": ("{number} kan hjelpe", "{number} kan hjälpa", "{number} can help"),
    "near-municipality": ("Nærmest: {area}", "Närmast: {area}", "Nearest: {area}"),
    "near-county": ("Hele fylket: {area}", "Hela länet: {area}", "The whole county: {area}"),
    "near-country": ("Hele landet: {area}", "Hela landet: {area}", "The whole country: {area}"),
    "near-across": (
        "Fra den andre siden av grensen",
        "Från andra sidan gränsen",
        "From across the border",
    ),
    "near-some": ("Noen kommuner: {area}", "Några kommuner: {area}", "Some municipalities: {area}"),
    "near-some-about": (
        "Velg hvor dere holder til, så ser dere om kommunen er med.",
        "Välj var ni finns, så ser ni om kommunen är med.",
        "Choose where you are, and see whether they help there.",
    ),
    "only-a-little": (
        "Hjelper litt med dette.",
        "Hjälper lite med det här.",
        "Helps a little with this.",
    ),
    "helps-with": ("Hjelper med", "Hjälper med", "Helps with"),
    "for-whom": ("For", "För", "For"),
    "only-trades": ("Bare for: {trades}", "Bara för: {trades}", "Only for: {trades}"),
    "or": ("eller", "eller", "or"),
    "not-trades": ("Ikke for: {trades}", "Inte för: {trades}", "Not for: {trades}"),
    "only-stages": ("Når dere har {stages}.", "När ni har {stages}.", "When you have {stages}."),
    "where": ("Hvor", "Var", "Where"),
    "cost": ("Pris", "Pris", "Price"),
    "reach": ("Ta kontakt", "Ta kontakt", "Get in touch"),
    "has-money": ("Penger", "Pengar", "Money"),
    "state-open": ("åpen", "öppet", "open"),
    "state-ask": ("spør om den er åpen", "fråga om det är öppet", "ask whether it is open"),
    "left-out-one": (
        "1 til passer ikke nå. Se hvorfor",
        "1 till passar inte nu. Se varför",
        "1 more does not fit now. See why",
    ),
    "left-out-many": (
        "{number} til passer ikke nå. Se hvorfor",
        "{number} till passar inte nu. Se varför",
        "{number} more do not fit now. See why",
    ),
    "why-not-free": (
        "Det koster noe, eller vi kjenner ikke prisen.",
        "Det kostar något, eller så vet vi inte priset.",
        "It costs something, or we do not know the price.",
    ),
    "as-the-crow-flies": (
        "Omtrent {number} km i luftlinje.",
        "Ungefär {number} km fågelvägen.",
        "About {number} km as the crow flies.",
    ),
    # --- money for what was chosen
    "money-none": (
        "Vi kjenner ingen penger som passer til dette nå.",
        "Vi känner inte till några pengar som passar det här nu.",
        "We know of no money that fits this now.",
    ),
    "money-title": ("Penger som kan passe", "Pengar som kan passa", "Money that may fit"),
    "money-title-number": (
        "Penger som kan passe: {number}",
        "Pengar som kan passa: {number}",
        "Money that may fit: {number}",
    ),
    "money-for": ("Til", "Till", "For"),
    "money-sum": ("Hvor mye", "Hur mycket", "How much"),
    "money-when": ("Når", "När", "When"),
    "money-from": ("Hvem gir", "Vem ger", "Who gives"),
    # --- from here to the chat
    "start-title": (
        "Start med det som er vanskelig",
        "Börja med det som är svårt",
        "Start from your problem",
    ),
    "start-about": (
        "Velg det som ligner mest. Så snakker du videre med Steg om akkurat det.",
        "Välj det som liknar mest. Sedan pratar du vidare med Steg om just det.",
        "Choose what is most like it. Then you go on with Steg about just that.",
    ),
    "start-here": (
        "Snakk med Steg om dette",
        "Prata med Steg om det här",
        "Talk with Steg about this",
    ),
    "start-own-words": (
        "Ligner ingen av dem? Skriv det med egne ord.",
        "Liknar inget av dem? Skriv med egna ord.",
        "None of these? Write it in your own words.",
    ),
    # --- the drawing
    "drawing-title": ("Alt i én tegning", "Allt i en bild", "All of it in one drawing"),
    "drawing-about": (
        "Hver linje er noe som kan være vanskelig. Jo større merke, jo flere kan hjelpe.",
        "Varje rad är något som kan vara svårt. Ju större märke, desto fler kan hjälpa.",
        "Each line is something that may be hard. The larger the mark, the more can help.",
    ),
    "drawing-press": (
        "Trykk på et merke, så ser du hvem.",
        "Tryck på ett märke, så ser du vilka.",
        "Press a mark to see who they are.",
    ),
    "drawing-chosen": (
        "Her er bare de som passer til det du har valgt.",
        "Här finns bara de som passar det du har valt.",
        "Here are only those that fit what you chose.",
    ),
    "drawing-desc": (
        "En linje for hver ting som kan være vanskelig, og en kolonne for hvert slags hjelp. "
        "Runde merker er folk, firkanter er penger. Venstre halvdel er Norge, høyre er Sverige. "
        "De samme tallene står i tabellen under.",
        "En rad för varje sak som kan vara svår och en kolumn för varje slags hjälp. "
        "Runda märken är folk, fyrkanter är pengar. Vänster halva är Norge, höger är Sverige. "
        "Samma siffror finns i tabellen under.",
        "One line for each thing that may be hard, and one column for each kind of help. "
        "Round marks are people, squares are money. The left half is Norway, the right half Sweden. "
        "The same numbers stand in the table below.",
    ),
    "drawing-label": (
        "Tegning, kan dras sidelengs",
        "Bild, kan dras i sidled",
        "Drawing, scrolls sideways",
    ),
    "legend-NO": ("venstre halvdel: Norge", "vänster halva: Norge", "left half: Norway"),
    "legend-SE": ("høyre halvdel: Sverige", "höger halva: Sverige", "right half: Sweden"),
    "legend-money": ("firkant: penger", "fyrkant: pengar", "square: money"),
    "legend-also": (
        "bare omriss: hjelper litt",
        "bara kontur: hjälper lite",
        "outline only: helps a little",
    ),
    "legend-sizes": ("1, 4 og 9 som hjelper", "1, 4 och 9 som hjälper", "1, 4 and 9 that help"),
    "drawing-all": ("I alt", "Sammanlagt", "In all"),
    "drawing-nobody": ("Ingen vi kjenner", "Ingen vi känner till", "Nobody we know of"),
    "drawing-table": (
        "Se tallene i en tabell",
        "Se siffrorna i en tabell",
        "See the numbers in a table",
    ),
    "drawing-table-about": (
        "Først Norge, så Sverige. Tallet i parentes er de som bare hjelper litt.",
        "Först Norge, sedan Sverige. Talet inom parentes är de som bara hjälper lite.",
        "First Norway, then Sweden. The number in brackets is those that only help a little.",
    ),
    "in-NO": ("i Norge", "i Norge", "in Norway"),
    "in-SE": ("i Sverige", "i Sverige", "in Sweden"),
    "kind-municipality": ("Kommunen", "Kommunen", "Municipality"),
    "kind-adviser": ("Rådgivere nær deg", "Rådgivare nära dig", "Advisers near you"),
    "kind-region": ("Fylke og region", "Län och region", "County and region"),
    "kind-state": ("Staten", "Staten", "The state"),
    "kind-bank": ("Bank og fond", "Bank och fond", "Banks and funds"),
    "kind-research": ("Forskning og skole", "Forskning och skola", "Research, schools"),
    "kind-association": ("Foreninger", "Föreningar", "Business groups"),
    "kind-online": ("Nett og telefon", "Webb och telefon", "Web and telephone"),
    "kind-given": ("Støtte", "Stöd", "Support"),
    "kind-lent": ("Lån", "Lån", "Loans"),
    # The same, short enough to stand on end.
    "short-municipality": ("Kommune", "Kommun", "Municipality"),
    "short-adviser": ("Rådgiver", "Rådgivare", "Adviser"),
    "short-region": ("Fylke", "Region", "County"),
    "short-state": ("Stat", "Stat", "State"),
    "short-bank": ("Bank", "Bank", "Bank"),
    "short-research": ("Forskning", "Forskning", "Research"),
    "short-association": ("Forening", "Förening", "Group"),
    "short-online": ("Nett", "Webb", "Web"),
    "short-given": ("Støtte", "Stöd", "Support"),
    "short-lent": ("Lån", "Lån", "Loans"),
    "money-lent-about": (
        "Støtte er også timer med en rådgiver. Lån er også garanti og medeier.",
        "Stöd är även timmar med en rådgivare. Lån är även garanti och delägare.",
        "Support may be hours with an adviser. Loans may be a guarantee or a co-owner.",
    ),
    # --- when all is too heavy
    "heavy-title": (
        "Er alt for tungt akkurat nå?",
        "Är allt för tungt just nu?",
        "Is everything too heavy right now?",
    ),
    "heavy-about": (
        "Du trenger ikke bære det alene. Her svarer et menneske.",
        "Du behöver inte bära det ensam. Här svarar en människa.",
        "You do not have to carry it alone. Here a person answers.",
    ),
}
