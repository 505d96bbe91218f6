"""The words of the staff pages on the way through the talk, on what helped and on help from a person."""

from collections.abc import Mapping

FIGURE_WORDS: Mapping[str, tuple[str, str, str]] = {
    # --- the way through the talk
    "funnel-title": ("Veien gjennom samtalen", "Vägen genom samtalet", "The way through the talk"),
    "table-questions": ("Spørsmål for spørsmål", "Fråga för fråga", "Question by question"),
    "note-questions": (
        "Steg spør bare om det som ikke er sagt, og som endrer rådet. Derfor får ikke alle de samme spørsmålene."
        " Her telles de som fikk spørsmålet. Den Steg ikke forsto, har sluttet her, og står som"
        " «For lite å by på» under.",
        "Steg frågar bara om det som inte är sagt och som ändrar rådet. Därför får inte alla samma frågor."
        " Här räknas de som fick frågan. Den som Steg inte förstod har slutat här och står som"
        " ”För lite att erbjuda” nedan.",
        "Steg asks only what has not been said and what changes the advice. So not everybody gets the same"
        " questions. Counted here are those who got the question. Whoever Steg did not understand has left"
        " here, and is under “Too little to offer” below.",
    ),
    "step-confirm": (
        "Har jeg forstått deg rett?",
        "Har jag förstått dig rätt?",
        "Have I understood you?",
    ),
    "column-was-asked": ("Fikk spørsmålet", "Fick frågan", "Were asked"),
    "column-went-on": ("Gikk videre", "Gick vidare", "Went on"),
    "column-left-share": ("Sluttet, andel", "Slutade, andel", "Left, share"),
    "mark-went-on": ("gikk videre", "gick vidare", "went on"),
    "desc-questions": (
        "Flest sluttet ved «{step}»: {count}. Alle tallene står i tabellen.",
        "Flest slutade vid ”{step}”: {count}. Alla siffror står i tabellen.",
        "Most left at “{step}”: {count}. All the figures are in the table.",
    ),
    "way-far": (
        "{count} av {total} kom fram til et råd, til en person, eller til at Steg hadde for lite å by på.",
        "{count} av {total} kom fram till ett råd, till en person, eller till att Steg hade för lite att"
        " erbjuda.",
        "{count} of {total} got as far as advice, a person, or that Steg had too little to offer.",
    ),
    "way-left": (
        "Flest sluttet ved {question}: {left} av {asked} som fikk spørsmålet.",
        "Flest slutade vid {question}: {left} av {asked} som fick frågan.",
        "Most left at {question}: {left} of the {asked} who were asked.",
    ),
    "way-unknown": (
        "Fra denne tiden vet vi ikke hvilke spørsmål eierne fikk.",
        "Från den här tiden vet vi inte vilka frågor ägarna fick.",
        "From this time we do not know which questions owners were asked.",
    ),
    "way-some-unknown": (
        "Eldre samtaler, der vi ikke vet hvilke spørsmål eieren fikk, er ikke med: {count}.",
        "Äldre samtal, där vi inte vet vilka frågor ägaren fick, är inte med: {count}.",
        "Older talks, where we do not know which questions were asked, are left out: {count}.",
    ),
    # --- what helped
    "outcomes-title": ("Hva som hjalp", "Vad som hjälpte", "What helped"),
    "table-verdicts": ("Hjalp det?", "Hjälpte det?", "Did it help?"),
    "table-methods": ("Måter å gå fram på", "Sätt att gå till väga", "Ways of working"),
    "table-actors": ("Hvem Steg viste til", "Vem Steg hänvisade till", "Whom Steg pointed to"),
    "table-instruments": (
        "Penger Steg viste til",
        "Pengar Steg hänvisade till",
        "Money Steg pointed to",
    ),
    "note-verdicts": (
        "Bare noen kommer tilbake og forteller. Tallene sier hva de sa, ikke hva alle mener."
        " Den som fikk snakke med en person, svarte om kontoret, ellers om måten å gå fram på.",
        "Bara några kommer tillbaka och berättar. Siffrorna säger vad de sa, inte vad alla tycker."
        " Den som fick prata med en person svarade om kontoret, annars om sättet att gå till väga.",
        "Only some come back and tell. The figures are what they said, not what everybody thinks."
        " Whoever talked with a person answered about the office, others about the way of working.",
    ),
    "column-verdict": ("Svaret", "Svaret", "The answer"),
    "column-answers": ("Svar", "Svar", "Answers"),
    "column-method": ("Måte", "Sätt", "Way"),
    "column-actor": ("Kontor", "Kontor", "Office"),
    "column-instrument": ("Ordning", "Stöd", "Scheme"),
    "column-suggested": ("Foreslått først", "Föreslaget först", "Suggested first"),
    "column-wanted": ("Ba om en prat", "Bad om ett samtal", "Asked for a talk"),
    "column-helped-yes": ("Hjalp", "Hjälpte", "Helped"),
    "column-helped-partly": ("Litt", "Lite", "A little"),
    "column-helped-no": ("Hjalp ikke", "Hjälpte inte", "Did not help"),
    "helped-yes": ("Det hjalp", "Det hjälpte", "It helped"),
    "helped-partly": ("Det hjalp litt", "Det hjälpte lite", "It helped a little"),
    "helped-no": ("Det hjalp ikke", "Det hjälpte inte", "It did not help"),
    "outcomes-told": (
        "{told} har fortalt hvordan det gikk: det hjalp {yes}, det hjalp litt for {partly}, og det hjalp ikke"
        " {no}.",
        "{told} har berättat hur det gick: det hjälpte {yes}, det hjälpte lite för {partly}, och det hjälpte inte"
        " {no}.",
        "Told how it went: {told}. It helped {yes}, helped {partly} a little, and did not help {no}.",
    ),
    "outcomes-best": (
        "Sikrest hjalp {name}: {yes} av {told} som har fortalt om den, sier at det hjalp.",
        "Säkrast hjälpte {name}: {yes} av {told} som har berättat om det säger att det hjälpte.",
        "Helped most surely: {name}. {yes} of the {told} who told of it say that it helped.",
    ),
    "outcomes-none": (
        "Ingen har fortalt hvordan det gikk ennå.",
        "Ingen har berättat hur det gick än.",
        "Nobody has told how it went yet.",
    ),
    # --- help from a person
    "handoffs-title": ("Hjelp av en person", "Hjälp av en person", "Help from a person"),
    "table-endings": ("Hvordan det endte", "Hur det slutade", "How it ended"),
    "table-offices": (
        "Hvem de ville snakke med",
        "Vem de ville prata med",
        "Whom they wanted to talk with",
    ),
    "table-desks": ("Hvem som fikk dem", "Vem som fick dem", "Who got them"),
    "note-endings": (
        "Hver forespørsel telles én gang, den dagen den kom. Bildet viser bare dem som er ferdige.",
        "Varje förfrågan räknas en gång, den dag den kom. Bilden visar bara dem som är klara.",
        "Each request counts once, on the day it came. The picture shows only those that have ended.",
    ),
    "note-hours": (
        "Timene er arbeidstimer. «Midten»: halvparten gikk så fort. «Ni av ti»: så mange ventet ikke lenger;"
        " det regnes ikke ut når færre enn {least} ble tatt.",
        "Timmarna är arbetstimmar. ”Mitten”: hälften gick så fort. ”Nio av tio”: så många väntade inte längre;"
        " det räknas inte ut när färre än {least} togs.",
        "Hours are working hours. “Middle”: half went that fast. “Nine of ten”: so many waited no longer;"
        " it is not worked out where fewer than {least} were taken.",
    ),
    "column-ending": ("Slutt", "Slut", "Ending"),
    "column-requests": ("Forespørsler", "Förfrågningar", "Requests"),
    "column-offices": ("Kontor", "Kontor", "Office"),
    "column-desks": ("Hos", "Hos", "With"),
    "column-taken": ("Tatt", "Tagna", "Taken"),
    "column-take-median": (
        "Timer til tatt, midten",
        "Timmar tills den togs, mitten",
        "Hours to taken, middle",
    ),
    "column-take-p90": (
        "Timer til tatt, ni av ti",
        "Timmar tills den togs, nio av tio",
        "Hours to taken, nine of ten",
    ),
    "column-answer-median": (
        "Timer til svar, midten",
        "Timmar till svar, mitten",
        "Hours to answer, middle",
    ),
    "column-answer-p90": (
        "Timer til svar, ni av ti",
        "Timmar till svar, nio av tio",
        "Hours to answer, nine of ten",
    ),
    "column-ending-helped": ("Fikk hjelp", "Fick hjälp", "Were helped"),
    "column-ending-referred": ("Vist videre", "Hänvisade vidare", "Passed on"),
    "ending-helped": ("Fikk hjelp", "Fick hjälp", "Was helped"),
    "ending-referred": ("Ble vist videre", "Hänvisades vidare", "Was passed on"),
    "ending-not-reached": (
        "Fikk ikke tak i eieren",
        "Fick inte tag i ägaren",
        "The owner was not reached",
    ),
    "ending-not-ours": ("Ingen kunne ta den", "Ingen kunde ta den", "Nobody could take it"),
    "ending-withdrawn": (
        "Eieren trakk den tilbake",
        "Ägaren tog tillbaka den",
        "The owner took it back",
    ),
    "ending-none": ("Ikke ferdig ennå", "Inte klar än", "Not ended yet"),
    "requests-none": (
        "Ingen har bedt om å få snakke med noen.",
        "Ingen har bett om att få prata med någon.",
        "Nobody has asked to talk with somebody.",
    ),
    "requests-so-many": (
        "{count} ba om å få snakke med noen.",
        "{count} bad om att få prata med någon.",
        "{count} asked to talk with somebody.",
    ),
    "requests-before": (
        "{count} ba om å få snakke med noen, mot {before} i tiden før.",
        "{count} bad om att få prata med någon, mot {before} under tiden före.",
        "{count} asked to talk with somebody, {before} in the time before.",
    ),
    "requests-waited": (
        "Halvparten ble tatt innen {median} arbeidstimer, ni av ti innen {longest}.",
        "Hälften togs inom {median} arbetstimmar, nio av tio inom {longest}.",
        "Half were taken within {median} working hours, nine of ten within {longest}.",
    ),
    "requests-ended": (
        "Ferdige: {closed}. Av dem fikk {helped} hjelp, og {referred} ble vist videre.",
        "Klara: {closed}. Av dem fick {helped} hjälp och {referred} hänvisades vidare.",
        "Ended: {closed}. Of these, {helped} got help and {referred} passed on.",
    ),
}
