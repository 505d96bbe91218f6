"""The words of the pages where staff read what Steg missed, teach it, and draft a new need."""

from collections.abc import Mapping

HEARD_WORDS: Mapping[str, tuple[str, str, str]] = {
    # --- what was missed
    "heard-about": (
        "Dette skrev eierne, og Steg forsto det ikke, eller forsto det feil. Navn, nummer og adresser er "
        "skjult så langt Steg finner dem. Tekster som ligner på hverandre, står sammen.",
        "Det här skrev ägarna, och Steg förstod det inte, eller förstod fel. Namn, nummer och adresser är "
        "dolda så långt Steg hittar dem. Texter som liknar varandra står tillsammans.",
        "Owners wrote this, and Steg did not understand it, or got it wrong. Names, numbers and addresses "
        "are hidden as far as Steg finds them. Texts that are alike stand together.",
    ),
    "heard-empty": (
        "Her er det ingenting nå. Når en eier skriver noe Steg ikke forstår, kommer det hit.",
        "Här finns inget just nu. När en ägare skriver något som Steg inte förstår kommer det hit.",
        "Nothing here now. When an owner writes something Steg does not understand, it comes here.",
    ),
    "heard-no-such": (
        "Ingen tekster passer til det du har valgt.",
        "Inga texter passar det du har valt.",
        "No texts fit what you have chosen.",
    ),
    "heard-cut": (
        "Her er de {number} siste tekstene. Velg språk eller behov for å se eldre.",
        "Här är de {number} senaste texterna. Välj språk eller behov för att se äldre.",
        "These are the latest {number} texts. Choose a language or a need to see older ones.",
    ),
    "heard-choose": ("Velg hva du vil se", "Välj vad du vill se", "Choose what to see"),
    "heard-kind": ("Hva gikk galt", "Vad gick fel", "What went wrong"),
    "heard-not-understood": ("Ikke forstått", "Inte förstått", "Not understood"),
    "heard-corrected": (
        "Eieren valgte noe annet",
        "Ägaren valde något annat",
        "The owner chose something else",
    ),
    "heard-need": ("Lest eller valgt", "Läst eller valt", "Read or chosen"),
    "heard-once": ("1 gang", "1 gång", "once"),
    "heard-times": ("{number} ganger", "{number} gånger", "{number} times"),
    "heard-rest": ("Vis {number} til", "Visa {number} till", "Show {number} more"),
    "heard-nothing": (
        "Steg forsto det ikke.",
        "Steg förstod det inte.",
        "Steg did not understand it.",
    ),
    "heard-read": ("Steg leste: {needs}.", "Steg läste: {needs}.", "Steg read: {needs}."),
    "heard-chosen": (
        "Eieren valgte: {needs}.",
        "Ägaren valde: {needs}.",
        "The owner chose: {needs}.",
    ),
    "heard-reads": (
        "Nå leser Steg: {needs}.",
        "Nu läser Steg: {needs}.",
        "Now Steg reads: {needs}.",
    ),
    "heard-reads-nothing": (
        "Nå forstår Steg det ikke.",
        "Nu förstår Steg det inte.",
        "Now Steg does not understand it.",
    ),
    "heard-teach": ("Lær Steg dette", "Lär Steg detta", "Teach Steg this"),
    "heard-new-need": ("Nytt behov", "Nytt behov", "New need"),
    "heard-more-pages": ("Flere tekster", "Fler texter", "More texts"),
    "heard-gone": (
        "Disse tekstene er ikke her lenger. Ord fra eierne slettes etter kort tid.",
        "De här texterna finns inte kvar. Ägarnas ord raderas efter kort tid.",
        "These texts are no longer here. Owners' words are deleted after a short time.",
    ),
    "heard-back": ("Tilbake til ordene", "Tillbaka till orden", "Back to the words"),
    # --- the list
    "lessons-title": ("Det Steg skal lære", "Det Steg ska lära sig", "What Steg is to learn"),
    "lessons-next": (
        "Den som driver Steg, lærer opp Steg med listen. Da ser du her hva det ble av hver tekst.",
        "Den som sköter Steg lär upp Steg med listan. Då ser du här vad det blev av varje text.",
        "Whoever runs Steg teaches it from the list. Then you see here what came of each text.",
    ),
    "lessons-none": (
        "Ingenting venter. Trykk «Lær Steg dette» ved noen tekster over.",
        "Inget väntar. Tryck på ”Lär Steg detta” vid några texter ovanför.",
        "Nothing is waiting. Press “Teach Steg this” by some texts above.",
    ),
    "lessons-settled": ("Ferdig", "Klart", "Done"),
    "lesson-waits": ("Venter", "Väntar", "Waiting"),
    "lesson-taught": ("Lært", "Inlärd", "Taught"),
    "lesson-refused": ("Ikke lært.", "Inte inlärd.", "Not taught."),
    "lesson-take-back": ("Ta bort", "Ta bort", "Take away"),
    "did-listed": (
        "Takk! Det står på listen nå.",
        "Tack! Nu står det på listan.",
        "Thank you! It is on the list now.",
    ),
    "did-taken-back": (
        "Teksten er tatt av listen.",
        "Texten är borttagen från listan.",
        "The text is off the list.",
    ),
    "did-too-late": (
        "Teksten venter ikke lenger, så den kan ikke tas bort.",
        "Texten väntar inte längre, så den kan inte tas bort.",
        "The text is no longer waiting, so it cannot be taken away.",
    ),
    "deed-untaught": (
        "Tok bort noe Steg skulle lære",
        "Tog bort något Steg skulle lära sig",
        "Took away something Steg was to learn",
    ),
    # --- teach
    "teach-title": ("Lær Steg", "Lär Steg", "Teach Steg"),
    "teach-about": (
        "Velg de tekstene som betyr det samme. Skriv dem om hvis noen kan kjenne igjen en eier i dem: ta "
        "bort navn, nummer, steder og annet som bare passer på én.",
        "Välj de texter som betyder samma sak. Skriv om dem ifall någon kan känna igen en ägare i dem: ta "
        "bort namn, nummer, platser och annat som bara passar in på en.",
        "Pick the texts that mean the same. Rewrite them if anybody could recognise an owner: take out "
        "names, numbers, places and whatever fits only one.",
    ),
    "teach-text": ("Tekst {number}", "Text {number}", "Text {number}"),
    "teach-pick": ("Ta med", "Ta med", "Include"),
    "teach-choose": ("Velg", "Välj", "Choose"),
    "teach-need": ("Hva handler det om?", "Vad handlar det om?", "What is it about?"),
    "teach-do": ("Sett på listen", "Sätt upp på listan", "Put on the list"),
    "teach-no-fit": (
        "Passer ingen av behovene?",
        "Passar inget av behoven?",
        "Does none of the needs fit?",
    ),
    "teach-no-need": (
        "Velg hva tekstene handler om.",
        "Välj vad texterna handlar om.",
        "Choose what the texts are about.",
    ),
    "teach-none-picked": (
        "Velg minst én tekst.",
        "Välj minst en text.",
        "Pick at least one text.",
    ),
    "teach-look-again": (
        "Se på tekstene én gang til. Det står ved hver av dem hva som må endres.",
        "Titta på texterna en gång till. Vid var och en står vad som behöver ändras.",
        "Please look at the texts once more. Each says what needs to change.",
    ),
    "teach-no-letter": (
        "Det er ingen ord her. Skriv slik en eier ville sagt det.",
        "Här finns inga ord. Skriv som en ägare skulle säga det.",
        "There are no words here. Write it as an owner would say it.",
    ),
    "teach-invisible": (
        "Teksten har et tegn som ikke synes. Skriv den på nytt.",
        "Texten har ett tecken som inte syns. Skriv den på nytt.",
        "The text holds a sign that cannot be seen. Write it anew.",
    ),
    "teach-too-long": (
        "Teksten er for lang. Del den opp.",
        "Texten är för lång. Dela upp den.",
        "The text is too long. Split it up.",
    ),
    "teach-too-long-now": (
        "Teksten er på {number} tegn. Kort den ned til høyst {most}.",
        "Texten är på {number} tecken. Korta ner den till högst {most}.",
        "The text has {number} characters. Shorten it to {most} at most.",
    ),
    "teach-known": (
        "Steg kan denne teksten fra før.",
        "Steg kan redan den här texten.",
        "Steg knows this text already.",
    ),
    "teach-stands": (
        "Den står under «{need}».",
        "Den står under ”{need}”.",
        "It stands under “{need}”.",
    ),
    "teach-personal": (
        "Teksten kan peke på en person. Skriv den uten det.",
        "Texten kan peka ut en person. Skriv den utan det.",
        "The text could point at a person. Write it without that.",
    ),
    "teach-hidden": ("Slik ser Steg den: {text}", "Så ser Steg den: {text}", "Steg sees: {text}"),
    "teach-marks": (
        "Noe er skjult i teksten og står i klammer. Skriv den uten.",
        "Något är dolt i texten och står inom klamrar. Skriv den utan.",
        "Something in the text is hidden and stands in brackets. Write it without.",
    ),
    "teach-unknown-need": (
        "Behovet finnes ikke lenger.",
        "Behovet finns inte längre.",
        "The need is no longer there.",
    ),
    "teach-no-language": (
        "Velg hvilket språk teksten er på.",
        "Välj vilket språk texten är på.",
        "Choose the language of the text.",
    ),
    # --- new need
    "new-need-title": ("Nytt behov", "Nytt behov", "New need"),
    "new-need-about": (
        "Her lager du et utkast. Ingenting endrer seg i Steg: gi utkastet til den som driver Steg.",
        "Här gör du ett utkast. Inget ändras i Steg: lämna utkastet till den som sköter Steg.",
        "Here you make a draft. Nothing changes in Steg: hand the draft to whoever runs it.",
    ),
    "new-need-near": (
        "Finnes det fra før? Dette ligner mest",
        "Finns det redan? Det här liknar mest",
        "Is it there already? These come nearest",
    ),
    "new-need-near-then": (
        "Er det et av disse, lær heller Steg tekstene.",
        "Är det något av dem, lär hellre Steg texterna.",
        "If it is one of these, rather teach Steg the texts.",
    ),
    "new-need-name": (
        "Kort navn, helst på engelsk",
        "Kort namn, helst på engelska",
        "Short name, in English if you can",
    ),
    "new-need-name-about": (
        "Det blir navnet på filen, for eksempel heavy-work.",
        "Det blir namnet på filen, till exempel heavy-work.",
        "It becomes the name of the file, for example heavy-work.",
    ),
    "new-need-group": ("Hvor hører det til?", "Var hör det hemma?", "Where does it belong?"),
    "new-need-label": (
        "Det eierne kaller det",
        "Det ägarna kallar det",
        "What owners call it",
    ),
    "new-need-label-about": (
        "Det står på en knapp, så hold det kort.",
        "Det står på en knapp, så håll det kort.",
        "It stands on a button, so keep it short.",
    ),
    "new-need-clause": (
        "Slik sier Steg det tilbake",
        "Så säger Steg det tillbaka",
        "How Steg says it back",
    ),
    "new-need-clause-about": (
        "Skriv det som skal stå der prikkene er.",
        "Skriv det som ska stå där prickarna är.",
        "Write what goes where the dots are.",
    ),
    "new-need-texts": ("Slik sier eierne det", "Så säger ägarna det", "How owners say it"),
    "new-need-do": ("Lag utkast", "Gör utkast", "Make a draft"),
    "new-need-file": ("Last ned som fil", "Ladda ner som fil", "Download as a file"),
    "new-need-no-name": (
        "Gi behovet et kort navn, med bokstaver eller tall.",
        "Ge behovet ett kort namn, med bokstäver eller siffror.",
        "Give the need a short name, with letters or digits.",
    ),
    "new-need-taken": (
        "Det finnes et behov med dette navnet. Velg et annet.",
        "Det finns redan ett behov med det namnet. Välj ett annat.",
        "There is a need of this name. Choose another.",
    ),
    "new-need-draft": ("Utkastet", "Utkastet", "The draft"),
    "new-need-where": (
        "Det skal ligge i {path}.",
        "Det ska ligga i {path}.",
        "It belongs in {path}.",
    ),
    "new-need-missing": ("Dette mangler ennå", "Det här saknas ännu", "What is still missing"),
    "new-need-missing-about": (
        "Slik sier «steg check» det. Alt må rettes før filen kan brukes.",
        "Så säger ”steg check”. Allt måste rättas innan filen kan användas.",
        "As “steg check” says it. All must be mended before the file can be used.",
    ),
    "new-need-whole": (
        "Ingenting mangler. Filen kan brukes som den er.",
        "Inget saknas. Filen kan användas som den är.",
        "Nothing is missing. The file can be used as it is.",
    ),
}
