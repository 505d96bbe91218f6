"""The words of the pages of talks, of the log and of privacy, every language side by side."""

from collections.abc import Mapping

TALKS_WORDS: Mapping[str, tuple[str, str, str]] = {
    # --- the list of talks
    "talks-title": ("Samtaler", "Samtal", "Talks"),
    "talks-about": (
        "Samtaler der ordene fortsatt er lagret. Etter {days} dager slettes ordene."
        " Den som har sagt nei til lagring, står ikke her.",
        "Samtal där orden fortfarande är sparade. Efter {days} dagar raderas orden."
        " Den som har sagt nej till att sparas står inte här.",
        "Talks whose words are still kept. After {days} days the words are deleted."
        " Whoever said no to keeping them is not here.",
    ),
    "talks-none": (
        "Det er ingen slike samtaler nå.",
        "Det finns inga sådana samtal nu.",
        "There are no such talks now.",
    ),
    "talks-choose": ("Velg hvilke samtaler", "Välj vilka samtal", "Choose which talks"),
    "talks-missed": (
        "Bare der Steg ikke forsto noe",
        "Bara där Steg inte förstod något",
        "Only where Steg missed something",
    ),
    "talks-later": ("Eldre samtaler", "Äldre samtal", "Older talks"),
    "talks-first": ("Til de nyeste", "Till de senaste", "Back to the latest"),
    "column-talk": ("Samtale", "Samtal", "Talk"),
    "column-day": ("Dag", "Dag", "Day"),
    "column-channel": ("Hvor", "Var", "Where"),
    "column-spoken": ("Språk", "Språk", "Language"),
    "column-how": ("Hvordan det gikk", "Hur det gick", "How it went"),
    "talk-goes-on": ("Ikke talt med ennå", "Inte räknat än", "Not counted yet"),
    # --- why
    "talk-title": ("Samtale {code}", "Samtal {code}", "Talk {code}"),
    "talk-all": ("Alle samtalene", "Alla samtal", "All talks"),
    "why-title": (
        "Hvorfor vil du lese samtalen?",
        "Varför vill du läsa samtalet?",
        "Why do you want to read the talk?",
    ),
    "why-about": (
        "En eier har skrevet dette i fortrolighet. Svaret ditt står i loggen sammen med navnet ditt."
        " Etterpå kan du, og ingen andre, lese samtalen i {minutes} minutter.",
        "En ägare har skrivit det här i förtroende. Ditt svar står i loggen tillsammans med ditt namn."
        " Sedan kan du, och ingen annan, läsa samtalet i {minutes} minuter.",
        "An owner wrote this in confidence. Your answer stands in the log together with your name."
        " After that you, and nobody else, can read the talk for {minutes} minutes.",
    ),
    "why-to-understand": (
        "Se hvorfor Steg ikke forsto",
        "Se varför Steg inte förstod",
        "See why Steg did not understand",
    ),
    "why-to-improve": ("Gjøre rådene bedre", "Göra råden bättre", "Make the advice better"),
    "why-of-owner": (
        "Eieren har spurt oss om samtalen",
        "Ägaren har frågat oss om samtalet",
        "The owner has asked us about the talk",
    ),
    "why-of-figures": (
        "Noe ser feil ut i tallene",
        "Något ser fel ut i siffrorna",
        "Something looks wrong in the figures",
    ),
    "why-more": (
        "Med egne ord (ikke skriv hvem eieren er)",
        "Med egna ord (skriv inte vem ägaren är)",
        "In your own words (do not write who the owner is)",
    ),
    "why-open": ("Les samtalen", "Läs samtalet", "Read the talk"),
    "why-too-short": (
        "Velg en grunn, eller skriv noen ord om hvorfor.",
        "Välj ett skäl, eller skriv några ord om varför.",
        "Choose a reason, or write a few words about why.",
    ),
    "why-too-long": (
        "Det ble for langt. Skriv det kortere.",
        "Det blev för långt. Skriv det kortare.",
        "That is too long. Write it shorter.",
    ),
    # --- one talk
    "talk-until": (
        "Du kan lese samtalen til klokka {until}. Navn, numre og adresser er skjult så langt Steg finner dem.",
        "Du kan läsa samtalet till klockan {until}. Namn, nummer och adresser är dolda så långt Steg hittar dem.",
        "You can read the talk until {until}. Names, numbers and addresses are hidden as far as Steg finds them.",
    ),
    "talk-made-up": (
        "Samtalen er oppdiktet, laget for å prøve siden.",
        "Samtalet är påhittat, gjort för att prova sidan.",
        "The talk is made up, for trying out the page.",
    ),
    "talk-said": ("Det som ble sagt", "Det som sades", "What was said"),
    "talk-left-out": (
        "Det eieren og en rådgiver har sagt til hverandre, står ikke her.",
        "Det ägaren och en rådgivare har sagt till varandra står inte här.",
        "What the owner and an adviser said to each other is not here.",
    ),
    "talk-nothing": (
        "Det er ingenting å lese her.",
        "Det finns inget att läsa här.",
        "There is nothing to read here.",
    ),
    "talk-owner": ("Eieren", "Ägaren", "The owner"),
    "talk-facts": ("Om samtalen", "Om samtalet", "About the talk"),
    "talk-heard": ("Steg hørte", "Steg hörde", "Steg heard"),
    "talk-advice": ("Rådene de fikk", "Råden de fick", "The advice they got"),
    "talk-no-advice": ("Ingen råd", "Inga råd", "No advice"),
    # --- read as another need
    "correct-title": (
        "Handlet det om noe annet?",
        "Handlade det om något annat?",
        "Was it about something else?",
    ),
    "correct-about": (
        "Tallene blir som de er. Det du leste, står ved siden av dem, med navnet ditt.",
        "Siffrorna blir som de är. Det du läste står bredvid dem, med ditt namn.",
        "The figures stay as they are. What you read stands beside them, with your name.",
    ),
    "correct-counted": ("Telt som", "Räknat som", "Counted as"),
    "correct-instead": (
        "Egentlig handlet det om",
        "Egentligen handlade det om",
        "It was really about",
    ),
    "correct-choose": ("Velg", "Välj", "Choose"),
    "correct-keep": ("Noter det", "Notera det", "Note it"),
    "correct-not-counted": (
        "Samtalen er ikke med i tallene ennå, så det er ingenting å rette.",
        "Samtalet är inte med i siffrorna än, så det finns inget att rätta.",
        "The talk is not in the figures yet, so there is nothing to correct.",
    ),
    "correct-read": (
        "Telt som «{counted}», lest av {name} som «{instead}» {day}.",
        "Räknat som ”{counted}”, läst av {name} som ”{instead}” {day}.",
        "Counted as “{counted}”, read by {name} as “{instead}” on {day}.",
    ),
    "correct-teach": (
        "Vil du at Steg skal forstå slike ord neste gang? Lær bort ordene.",
        "Vill du att Steg ska förstå sådana ord nästa gång? Lär ut orden.",
        "Should Steg understand such words next time? Teach the words.",
    ),
    "did-corrected": (
        "Notert. Tallene er som før, og det du leste, står ved siden av.",
        "Noterat. Siffrorna är som förut, och det du läste står bredvid.",
        "Noted. The figures are as before, and what you read stands beside them.",
    ),
    "did-not-corrected": (
        "Ingenting ble notert. Velg et annet behov enn det som er telt.",
        "Inget noterades. Välj ett annat behov än det som är räknat.",
        "Nothing was noted. Choose another need than the one that was counted.",
    ),
    "table-readings": (
        "Lest som et annet behov",
        "Läst som ett annat behov",
        "Read as another need",
    ),
    "column-read-otherwise": ("Lest som noe annet", "Läst som något annat", "Read as another"),
    "column-read-instead": ("Lest som dette", "Läst som detta", "Read as this"),
    "note-readings": (
        "Det ansatte har lest i samtaler i denne tiden. Alle andre tall på siden er som de ble talt."
        " Har flere lest samme samtale, står hver lesning her.",
        "Det anställda har läst i samtal under den här tiden. Alla andra siffror på sidan är som de räknades."
        " Har flera läst samma samtal står varje läsning här.",
        "What staff read in talks of this time. All other figures on the page are as they were counted."
        " Where several read the same talk, each reading is here.",
    ),
    # --- the log
    "log-title": ("Logg", "Logg", "Log"),
    "log-about": (
        "Hva ansatte og rådgivere har gjort, det siste først. Linjene slettes etter {days} dager.",
        "Vad anställda och rådgivare har gjort, det senaste först. Raderna raderas efter {days} dagar.",
        "What staff and advisers have done, the latest first. Lines are deleted after {days} days.",
    ),
    "log-none": ("Ingenting er gjort ennå.", "Inget är gjort än.", "Nothing has been done yet."),
    "log-choose": ("Velg hvem", "Välj vem", "Choose who"),
    "log-terminal": (
        "På terminalen til den som driver Steg",
        "I terminalen hos den som sköter Steg",
        "At the operator's terminal",
    ),
    "log-older": ("Eldre linjer", "Äldre rader", "Older lines"),
    "log-newer": ("Nyere linjer", "Nyare rader", "Newer lines"),
    "log-csv": ("Loggen som CSV", "Loggen som CSV", "The log as CSV"),
    "table-log": ("Logg", "Logg", "Log"),
    "column-time": ("Tid", "Tid", "Time"),
    "column-who": ("Hvem", "Vem", "Who"),
    "column-deed": ("Hva", "Vad", "What"),
    "column-on": ("Hva det gjaldt", "Vad det gällde", "What it was about"),
    "column-why": ("Hvorfor", "Varför", "Why"),
    "deed-logged-in": ("Logget inn", "Loggade in", "Logged in"),
    "deed-logged-out": ("Logget ut", "Loggade ut", "Logged out"),
    "deed-downloaded": ("Lastet ned tall", "Laddade ner siffror", "Downloaded figures"),
    "deed-read-talk": ("Leste en samtale", "Läste ett samtal", "Read a talk"),
    "deed-corrected": (
        "Leste en samtale som et annet behov",
        "Läste ett samtal som ett annat behov",
        "Read a talk as another need",
    ),
    "deed-taught": ("Lærte Steg ord", "Lärde Steg ord", "Taught Steg words"),
    "deed-new-need": ("Foreslo et nytt behov", "Föreslog ett nytt behov", "Proposed a new need"),
    "deed-introduced": (
        "Satte eiere i kontakt",
        "Satte ägare i kontakt",
        "Brought owners together",
    ),
    "deed-account-added": (
        "La til noen som kan logge inn",
        "Lade till någon som kan logga in",
        "Added somebody who can log in",
    ),
    "deed-account-removed": (
        "Fjernet noen som kunne logge inn",
        "Tog bort någon som kunde logga in",
        "Removed somebody who could log in",
    ),
    "deed-password-changed": ("Byttet et passord", "Bytte ett lösenord", "Changed a password"),
    # --- privacy
    "privacy-title": ("Personvern", "Integritet", "Privacy"),
    "privacy-about": (
        "Hva Steg lagrer om eierne, hvor lenge, og hvordan de bruker rettighetene sine."
        " Siden er laget av programmet selv og viser innstillingene slik de er nå.",
        "Vad Steg sparar om ägarna, hur länge, och hur de använder sina rättigheter."
        " Sidan görs av programmet självt och visar inställningarna som de är nu.",
        "What Steg keeps about owners, for how long, and how they use their rights."
        " The program makes this page itself and shows the settings as they are now.",
    ),
    "privacy-requests": (
        "Hva eierne har bedt om",
        "Vad ägarna har bett om",
        "What owners asked for",
    ),
    "privacy-requests-about": (
        "Steg gjør det med det samme, i samtalen. Her telles bare hvor ofte, aldri hvem."
        " Det den som driver Steg, har slettet for noen, er ikke med.",
        "Steg gör det genast, i samtalet. Här räknas bara hur ofta, aldrig vem."
        " Det som den som sköter Steg har raderat åt någon är inte med.",
        "Steg does it at once, in the talk. Here only how often is counted, never who."
        " What the operator erased for somebody is not among it.",
    ),
    "privacy-no-requests": (
        "Ingen har bedt om noe siden vi begynte å telle.",
        "Ingen har bett om något sedan vi började räkna.",
        "Nobody has asked for anything since counting began.",
    ),
    "column-file": ("Fikk alt som er lagret", "Fick allt som är sparat", "Got all that is kept"),
    "column-erased": ("Slettet alt", "Raderade allt", "Erased everything"),
    "column-not-kept": (
        "Sa nei til å lagre ordene",
        "Sa nej till att spara orden",
        "Said no to keeping words",
    ),
    "privacy-limits": ("Hvor lenge det lagres", "Hur länge det sparas", "How long it is kept"),
    "privacy-limits-about": (
        "Steg rydder av seg selv, hver sjette time eller hvert døgn. I siste kolonne skal det stå 0.",
        "Steg rensar av sig självt, var sjätte timme eller varje dygn."
        " I sista kolumnen ska det stå 0.",
        "Steg clears up by itself, every six hours or every day. The last column should say 0.",
    ),
    "privacy-late": (
        "Noe er eldre enn det skal være. Si fra til den som driver Steg: ryddingen har nok stoppet.",
        "Något är äldre än det ska vara. Säg till den som sköter Steg: rensningen har nog stannat.",
        "Something is older than it should be. Tell the operator: the clearing has probably stopped.",
    ),
    "column-limit": ("Hva", "Vad", "What"),
    "column-days": ("Lagres", "Sparas", "Kept"),
    "column-swept": ("Ryddes", "Rensas", "Cleared"),
    "column-late": ("For gammelt nå", "För gammalt nu", "Too old now"),
    "limit-words": ("Ord i samtalen", "Ord i samtalet", "Words of a talk"),
    "limit-talk": (
        "En samtale som er blitt stille",
        "Ett samtal som har tystnat",
        "A talk that fell silent",
    ),
    "limit-contacts": (
        "Telefon, e-post og notater, etter at saken er lukket",
        "Telefon, e-post och anteckningar, efter att ärendet är avslutat",
        "Telephone, e-mail and notes, after the request is closed",
    ),
    "limit-seen": (
        "Merker for meldinger som er besvart",
        "Märken för meddelanden som är besvarade",
        "Marks of answered messages",
    ),
    "limit-marks": (
        "Merker for samtaler som er slettet",
        "Märken för samtal som är raderade",
        "Marks of erased talks",
    ),
    "limit-audit": ("Loggen over ansatte", "Loggen över anställda", "The log of staff"),
    "limit-willing": (
        "Ønske om å treffe andre med samme behov",
        "Önskan att träffa andra med samma behov",
        "A wish to meet others with the same needs",
    ),
    "limit-lessons": (
        "Eksempler Steg er blitt lært, eller som ble avvist",
        "Exempel som Steg har fått lära sig, eller som avvisades",
        "Examples that were taught or refused",
    ),
    "so-many-days": ("{days} dager", "{days} dagar", "{days} days"),
    "every-hours": ("hver {hours}. time", "var {hours}:e timme", "every {hours} hours"),
    "every-day": ("hvert døgn", "varje dygn", "every day"),
    "with-an-erasure": ("når noen sletter", "när någon raderar", "when somebody erases"),
    "not-counted": ("telles ikke", "räknas inte", "not counted"),
    "privacy-kept": ("Hva som er lagret", "Vad som är sparat", "What is kept"),
    "whose-owner": ("Om eierne", "Om ägarna", "About owners"),
    "whose-adviser": ("Om rådgiverne", "Om rådgivarna", "About advisers"),
    "whose-staff": ("Om de ansatte", "Om de anställda", "About staff"),
    "whose-nobody": ("Peker ikke på noen", "Pekar inte ut någon", "Points at nobody"),
    "kept-why": ("Hvorfor", "Varför", "Why"),
    "kept-how-long": ("Hvor lenge", "Hur länge", "How long"),
    "kept-seen-by": ("Hvem som ser det", "Vem som ser det", "Who sees it"),
    "kept-removed": ("Hvordan det fjernes", "Hur det tas bort", "How it is removed"),
}
