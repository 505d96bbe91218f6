"""The words of the staff pages, every language side by side."""

from collections.abc import Mapping

STAFF_WORDS: Mapping[str, tuple[str, str, str]] = {
    "staff-title": ("Det eierne spør om", "Det ägarna frågar om", "What owners ask for"),
    "staff-map-title": (
        "Hvor eierne spør fra",
        "Var ägarna frågar från",
        "Where owners ask from",
    ),
    "staff-pages": ("Sider for ansatte", "Sidor för anställda", "Pages for staff"),
    "go-overview": ("Oversikt", "Översikt", "Overview"),
    "go-staff-map": ("Kart", "Karta", "Map"),
    "go-funnel": ("Veien gjennom samtalen", "Vägen genom samtalet", "The way through the talk"),
    "go-outcomes": ("Hva som hjalp", "Vad som hjälpte", "What helped"),
    "go-handoffs": ("Hjelp av en person", "Hjälp av en person", "Help from a person"),
    "go-words": ("Ord vi ikke forsto", "Ord vi inte förstod", "Words we missed"),
    "go-talks": ("Samtaler", "Samtal", "Talks"),
    "go-knowledge": ("Det Steg vet", "Det Steg vet", "What Steg knows"),
    "go-introductions": ("Sette i kontakt", "Sätta i kontakt", "Introductions"),
    "go-privacy": ("Personvern", "Integritet", "Privacy"),
    "go-log": ("Logg", "Logg", "Log"),
    "did-stale": (
        "Ingenting ble gjort, fordi siden hadde stått åpen for lenge. Prøv en gang til.",
        "Inget gjordes, eftersom sidan hade varit öppen för länge. Försök en gång till.",
        "Nothing was done, because the page had been open for too long. Try once more.",
    ),
    # --- the time that is shown
    "periods": ("Tid", "Tid", "Time"),
    "period-month": ("Denne måneden", "Den här månaden", "This month"),
    "period-3-months": ("3 måneder", "3 månader", "3 months"),
    "period-year": ("12 måneder", "12 månader", "12 months"),
    "span": ("{first} til {last}", "{first} till {last}", "{first} to {last}"),
    "compared": (
        "Sammenlignet med {spans}.",
        "Jämfört med {spans}.",
        "Compared with {spans}.",
    ),
    "and-also": (", og med ", ", och med ", ", and with "),
    "compared-nothing": (
        "Vi har ikke tall fra tiden før å sammenligne med.",
        "Vi har inga siffror från tiden före att jämföra med.",
        "There are no figures from before to compare with.",
    ),
    "made-up": (
        "Alt her er oppdiktede samtaler, laget for å prøve siden.",
        "Allt här är påhittade samtal, gjorda för att prova sidan.",
        "All of this is made-up talks, for trying out the page.",
    ),
    # --- three sentences
    "asked-once": (
        "Eierne har spurt én gang",
        "Ägarna har frågat en gång",
        "Owners have asked once",
    ),
    "asked-often": (
        "Eierne har spurt {count} ganger",
        "Ägarna har frågat {count} gånger",
        "Owners have asked {count} times",
    ),
    "most-need": (
        "{asked}, oftest om {most}.",
        "{asked}, oftast om {most}.",
        "{asked}, most often about {most}.",
    ),
    "most-place": (
        "{asked}, oftest fra {most}.",
        "{asked}, oftast från {most}.",
        "{asked}, most often from {most}.",
    ),
    "then": ("Så kommer {others}.", "Sedan kommer {others}.", "Next: {others}."),
    "and": ("og", "och", "and"),
    "quoted": ("«{name}»", "”{name}”", "“{name}”"),
    "rising": (
        "Klart oftere enn før: {names}.",
        "Klart oftare än förut: {names}.",
        "Clearly more often than before: {names}.",
    ),
    "rising-one": (
        "{name} (fra {before} til {now})",
        "{name} (från {before} till {now})",
        "{name} (from {before} to {now})",
    ),
    "rising-nothing": (
        "Ingenting øker klart mer enn resten.",
        "Inget ökar klart mer än resten.",
        "Nothing is rising clearly more than the rest.",
    ),
    "rising-unknown": (
        "Om noe øker, vet vi først når vi har tall fra tiden før.",
        "Om något ökar vet vi först när vi har siffror från tiden före.",
        "Whether anything is rising we shall know when there are figures from before.",
    ),
    "missing-once": (
        "Én gang manglet det noe: {reason}.",
        "En gång saknades något: {reason}.",
        "Once something was missing: {reason}.",
    ),
    "missing-most": (
        "Dette manglet oftest: {reason} ({count} av {total} ganger)",
        "Det här saknades oftast: {reason} ({count} av {total} gånger)",
        "Most often missing: {reason} ({count} of {total} times)",
    ),
    "mostly-need": (
        "mest for {name} ({count})",
        "mest för {name} ({count})",
        "mostly for {name} ({count})",
    ),
    "mostly-place": (
        "mest i {name} ({count})",
        "mest i {name} ({count})",
        "mostly in {name} ({count})",
    ),
    "missing-nothing": (
        "Det manglet ikke noe: Steg hadde noe å by på hver gang.",
        "Inget saknades: Steg hade något att erbjuda varje gång.",
        "Nothing was missing: Steg had something to offer every time.",
    ),
    "staff-none": (
        "Ingen har spurt om noe i denne tiden.",
        "Ingen har frågat om något under den här tiden.",
        "Nobody has asked for anything in this time.",
    ),
    # --- what to choose
    "staff-choose": (
        "Velg sted, behov, størrelse eller dager",
        "Välj plats, behov, storlek eller dagar",
        "Choose place, need, size or days",
    ),
    "need-words": (
        "Ord vi ikke forsto om dette",
        "Ord vi inte förstod om det här",
        "Words we missed about this",
    ),
    "on-this-page": ("På denne siden", "På den här sidan", "On this page"),
    "staff-chosen": ("Valgt", "Valt", "Chosen"),
    "all": ("Alle", "Alla", "All"),
    "from-day": ("Fra og med", "Från och med", "From"),
    "to-day": ("Til og med", "Till och med", "Up to and including"),
    # --- pictures and tables
    "table-needs": ("Hva det handler om", "Vad det handlar om", "What it is about"),
    "table-rises": ("Hva som øker", "Vad som ökar", "What is rising"),
    "table-missing": ("Hva som manglet", "Vad som saknades", "What was missing"),
    "table-went": ("Hvordan det gikk", "Hur det gick", "How it went"),
    "table-months": ("Måned for måned", "Månad för månad", "Month by month"),
    "table-places": ("Hvor de holder til", "Var de finns", "Where they are"),
    "table-sizes": ("Hvor mange de er", "Hur många de är", "How many they are"),
    "table-steps": (
        "Hvor de sluttet før de fikk råd",
        "Var de slutade innan de fick råd",
        "Where they left before advice",
    ),
    "column-need": ("Hva det gjelder", "Vad det gäller", "About"),
    "column-place": ("Sted", "Plats", "Place"),
    "column-size": ("Størrelse", "Storlek", "Size"),
    "column-risen": ("Behov eller sted", "Behov eller plats", "Need or place"),
    "column-went": ("Det som skjedde først", "Det som hände först", "What happened first"),
    "column-step": ("Spørsmålet de fikk", "Frågan de fick", "The question they got"),
    "column-month": ("Måned", "Månad", "Month"),
    "column-asked": ("Spurt", "Frågat", "Asked"),
    "column-before": ("Før", "Förut", "Before"),
    "column-change": ("Endring", "Ändring", "Change"),
    "column-year-before": ("Året før", "Året före", "Year before"),
    "column-expected": ("Ventet", "Väntat", "Expected"),
    "column-gaps": ("Ganger", "Gånger", "Times"),
    "column-left": ("Sluttet", "Slutade", "Left"),
    "total": ("I alt", "Totalt", "In all"),
    "not-told": ("Ikke sagt", "Inte sagt", "Not told"),
    "no-need": ("Ikke forstått", "Inte förstått", "Not understood"),
    "no-reason": ("Ikke kjent", "Inte känt", "Not known"),
    "no-step": ("Ikke kjent", "Inte känt", "Not known"),
    "mark-before": ("tiden før", "tiden före", "the time before"),
    "mark-expected": (
        "om det hadde økt like mye som resten",
        "om det hade ökat lika mycket som resten",
        "had it grown as much as the rest",
    ),
    "line-now": ("disse månedene", "de här månaderna", "these months"),
    "line-before": ("året før", "året före", "the year before"),
    "desc-bars": (
        "Størst: {most}, {count}. Alle tallene står i tabellen.",
        "Störst: {most}, {count}. Alla siffror står i tabellen.",
        "Largest: {most}, {count}. All the figures are in the table.",
    ),
    "note-rises": (
        "Her står det som har økt klart mer enn alt annet, og mer enn på samme tid i fjor når vi vet det."
        " Tilfeldigheter og små tall er holdt utenfor.",
        "Här står det som har ökat klart mer än allt annat, och mer än vid samma tid i fjol när vi vet det."
        " Slump och små tal är borträknade.",
        "What has risen clearly more than all else, and more than at this time last year where we know."
        " Chance and small numbers are kept out.",
    ),
    "note-no-past": (
        "Vi har ikke tall fra tiden før å sammenligne med.",
        "Vi har inga siffror från tiden före att jämföra med.",
        "There are no figures from before to compare with.",
    ),
    "note-missing": (
        "Hver gang Steg hadde for lite å by på, også sent i en samtale. «Noe for slike bedrifter»: det finnes"
        " noe, men ikke for den størrelsen eller bransjen, eller for dem som er kommet så langt.",
        "Varje gång Steg hade för lite att erbjuda, även sent i ett samtal. ”Något för sådana företag”: det finns"
        " något, men inte för den storleken eller branschen, eller för dem som har kommit så långt.",
        "Every time Steg had too little to offer, also late in a talk. “Something for such firms”: there is"
        " something, but not for that size or trade, or for those who have come that far.",
    ),
    "note-went": (
        "Hver samtale telles én gang for hvert behov i en måned, etter det som skjedde først."
        " Den som fikk råd og så ba om en prat, står under «Fikk råd».",
        "Varje samtal räknas en gång för varje behov i en månad, efter det som hände först."
        " Den som fick råd och sedan bad om ett samtal står under ”Fick råd”.",
        "Each talk counts once for each need in a month, by what happened first."
        " Whoever got advice and then asked for a talk is under “Got advice”.",
    ),
    "note-months": (
        "Hele måneder, minst ett år, fram til den siste dagen du har valgt.",
        "Hela månader, minst ett år, fram till den sista dagen du har valt.",
        "Whole months, at least a year, up to the last day you chose.",
    ),
    "note-map": (
        "Jo større sirkel, jo flere har spurt. En tom ring er en kommune ingen har spurt fra.",
        "Ju större cirkel, desto fler har frågat. En tom ring är en kommun som ingen har frågat från.",
        "The larger the circle, the more have asked. An empty ring is a municipality nobody asked from.",
    ),
    "section-none": ("Ingen i denne tiden.", "Ingen under den här tiden.", "None in this time."),
    "rises-none": ("Ingenting øker klart.", "Inget ökar klart.", "Nothing is rising clearly."),
    "went-advised": ("Fikk råd", "Fick råd", "Got advice"),
    "went-handoff": ("Ville ha en prat", "Ville prata", "Wanted a talk"),
    "went-gap": ("For lite å by på", "För lite att erbjuda", "Too little to offer"),
    "went-left": ("Sluttet før råd", "Slutade före råd", "Left before advice"),
    "reason-no-method": ("en måte å gå fram på", "ett sätt att gå till väga", "a way of working"),
    "reason-no-actor": ("noen å ringe", "någon att ringa", "somebody to call"),
    "reason-no-money": ("penger som passer", "pengar som passar", "money that fits"),
    "reason-none-open": (
        "en ordning som er åpen nå",
        "ett stöd som är öppet nu",
        "a scheme that is open now",
    ),
    "reason-not-eligible": (
        "noe for slike bedrifter",
        "något för sådana företag",
        "something for such firms",
    ),
    "reason-wrong-side": (
        "noe på deres side av grensen",
        "något på deras sida av gränsen",
        "something on their side of the border",
    ),
    "reason-nobody-answered": (
        "svar fra dem som ble spurt",
        "svar från dem som tillfrågades",
        "an answer from those asked",
    ),
    "reason-not-understood": (
        "at Steg forsto eieren",
        "att Steg förstod ägaren",
        "that Steg understood the owner",
    ),
    # --- taken along
    "whole-title": ("Ta med tallene", "Ta med siffrorna", "Take the figures along"),
    "whole-csv": ("Alle tabellene som CSV", "Alla tabeller som CSV", "All tables as CSV"),
    "whole-xlsx": ("Alle tabellene som Excel", "Alla tabeller som Excel", "All tables as Excel"),
    "staff-small-counts": (
        "Ikke vis tall under {least} til andre: de kan peke på én eier. Trygt å vise:",
        "Visa inte tal under {least} för andra: de kan peka ut en ägare. Går bra att visa:",
        "Do not show counts under {least} to others: they could point at one owner. Safe to show:",
    ),
    "staff-open": ("åpne tall", "öppna siffror", "open figures"),
}
