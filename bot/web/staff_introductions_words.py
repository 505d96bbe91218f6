"""The words of the page on introductions, every language side by side."""

from collections.abc import Mapping

INTRODUCTION_WORDS: Mapping[str, tuple[str, str, str]] = {
    "introductions-title": ("Sette eiere i kontakt", "Sätta ägare i kontakt", "Introductions"),
    "introductions-about": (
        "Disse eierne har sagt at de gjerne vil møte andre i samme båt. Ingen er nevnt med navn: "
        "koden står for én eier. Velg 2 til 6, skriv hvorfor, og se hva hver av dem får lese. "
        "Steg spør dem, og ingen får vite om de andre sier nei.",
        "De här ägarna har sagt att de gärna vill träffa andra i samma båt. Ingen är nämnd vid namn: "
        "koden står för en ägare. Välj 2 till 6, skriv varför, och se vad var och en får läsa. "
        "Steg frågar dem, och ingen får veta om de andra säger nej.",
        "These owners have said that they would like to meet others in the same boat. Nobody is named: "
        "the code stands for one owner. Choose 2 to 6, write why, and see what each of them will read. "
        "Steg asks them, and nobody is told if the others say no.",
    ),
    "introductions-willing": (
        "Eiere som gjerne vil møte andre nå: {count}.",
        "Ägare som gärna vill träffa andra nu: {count}.",
        "Owners who would like to meet others now: {count}.",
    ),
    "introductions-groups": ("Hvem som kan passe", "Vilka som kan passa", "Who may fit"),
    "introductions-no-groups": (
        "Det er ingen som passer sammen nå: to eiere må være i nærheten av hverandre og ha det "
        "samme å snakke om.",
        "Det finns inga som passar ihop just nu: två ägare måste finnas nära varandra och ha samma "
        "sak att prata om.",
        "Nobody fits together just now: two owners must be near each other and have the same thing "
        "to talk about.",
    ),
    "introductions-around": (
        "{need}, rundt {place}",
        "{need}, runt {place}",
        "{need}, around {place}",
    ),
    "introductions-pair": ("{one} + {other}", "{one} + {other}", "{one} + {other}"),
    "introductions-more": (
        "Det er flere enn vi viser her.",
        "Det finns fler än vi visar här.",
        "There are more than we show here.",
    ),
    "introductions-choose": ("Velg 2 til 6", "Välj 2 till 6", "Choose 2 to 6"),
    "introductions-write": ("Skriv til de valgte", "Skriv till de valda", "Write to those chosen"),
    "introductions-who": ("De du har valgt", "De du har valt", "Those you have chosen"),
    "introductions-why": (
        "Hvorfor kan de ha nytte av hverandre? Én setning, på {tongue}:",
        "Varför kan de ha nytta av varandra? En mening, på {tongue}:",
        "Why may they help each other? One sentence, in {tongue}:",
    ),
    "introductions-why-about": (
        "Eierne leser den akkurat slik. Skriv ingen navn og ingenting som peker på én av dem. "
        "Fra 10 til 200 tegn.",
        "Ägarna läser den precis så. Skriv inga namn och inget som pekar ut någon av dem. "
        "Från 10 till 200 tecken.",
        "The owners read it just like that. No names, and nothing that points at one of them. "
        "From 10 to 200 characters.",
    ),
    "introductions-in-nb": ("norsk", "norska", "Norwegian"),
    "introductions-in-sv": ("svensk", "svenska", "Swedish"),
    "introductions-in-en": ("engelsk", "engelska", "English"),
    "introductions-look": ("Se hva de får lese", "Se vad de får läsa", "See what they will read"),
    "introductions-preview": (
        "Dette får hver av dem lese",
        "Det här får var och en läsa",
        "This is what each of them will read",
    ),
    "introductions-when": (
        "Steg spør om dagen, og venter med den som snakker med en rådgiver. De har en uke på seg.",
        "Steg frågar på dagen, och väntar med den som pratar med en rådgivare. De har en vecka på sig.",
        "Steg asks in the daytime, and waits with anyone who is talking with an adviser. They have a week.",
    ),
    "introductions-send": ("Spør dem", "Fråga dem", "Ask them"),
    "introductions-change": ("Endre setningen", "Ändra meningen", "Change the sentence"),
    "introductions-back": ("Til alle", "Till alla", "Back to all"),
    "introductions-standing": ("Slik har det gått", "Så har det gått", "How it has gone"),
    "introductions-none": (
        "Ingen er satt i kontakt ennå.",
        "Inga har satts i kontakt ännu.",
        "Nobody has been introduced yet.",
    ),
    "introductions-counts": (
        "Grupper som er spurt: {sent}. Satt i kontakt: {together}. Ble ikke noe av: {nothing}. I gang: {going}.",
        "Grupper som har frågats: {sent}. Satta i kontakt: {together}. Blev inget av: {nothing}. Pågår: {going}.",
        "Groups asked: {sent}. Brought together: {together}. Did not come about: {nothing}. "
        "Going on: {going}.",
    ),
    "introductions-day": ("Dag", "Dag", "Day"),
    "introductions-need": ("Hva det gjelder", "Vad det gäller", "What it is about"),
    "introductions-where": ("Hvor", "Var", "Where"),
    "introductions-asked": ("Spurt", "Frågade", "Asked"),
    "introductions-answered": ("Svart", "Svarat", "Answered"),
    "introductions-yes": ("Sa ja", "Sa ja", "Said yes"),
    "introductions-now": ("Nå", "Nu", "Now"),
    "introductions-brought-together": ("Satt i kontakt", "Satta i kontakt", "Brought together"),
    "introductions-came-to-nothing": ("Ble ikke noe av", "Blev inget av", "Did not come about"),
    "introductions-waits": ("Venter på svar", "Väntar på svar", "Waiting for answers"),
    "meet-why-short": (
        "Skriv litt mer: eierne skal forstå hvorfor.",
        "Skriv lite mer: ägarna ska förstå varför.",
        "Write a little more: the owners should see why.",
    ),
    "meet-why-long": (
        "Skriv det kortere, på én setning.",
        "Skriv det kortare, i en mening.",
        "Make it shorter, in one sentence.",
    ),
    "meet-why-person": (
        "Setningen ser ut til å ha et navn, et nummer eller en adresse i seg. Skriv den uten.",
        "Meningen ser ut att innehålla ett namn, ett nummer eller en adress. Skriv den utan.",
        "There seems to be a name, a number or an address in the sentence. Write it without.",
    ),
    "did-introduced": (
        "Steg spør dem nå. Du ser her hvordan det går.",
        "Steg frågar dem nu. Du ser här hur det går.",
        "Steg is asking them now. You see here how it goes.",
    ),
    "did-not-fit": (
        "Velg 2 til 6 eiere i én gruppe.",
        "Välj 2 till 6 ägare i en grupp.",
        "Choose 2 to 6 owners in one group.",
    ),
    "did-changed": (
        "Ingenting ble sendt: en av dem kan ikke spørres lenger. Velg på nytt.",
        "Inget skickades: någon av dem går inte att fråga längre. Välj på nytt.",
        "Nothing was sent: one of them can no longer be asked. Choose again.",
    ),
}
