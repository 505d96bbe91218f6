"""The words of the page for everybody, every language side by side."""

from collections.abc import Mapping

from bot.core.content import LANGUAGES, Language
from bot.core.wording import fill

OPEN_WORDS: Mapping[str, tuple[str, str, str]] = {
    "title": ("Åpne tall", "Öppna siffror", "Open figures"),
    "about": (
        "Dette spør eierne om, {month}. {total} i alt: det er summen av radene.",
        "Det här frågar ägarna om, {month}. {total} totalt: det är summan av raderna.",
        "This is what owners ask for, {month}. {total} in all: that is the sum of the rows.",
    ),
    "none": (
        "Det er ingen tall å vise ennå. De kommer når en måned er over og nok eiere har spurt.",
        "Det finns inga siffror att visa än. De kommer när en månad är slut och nog många har frågat.",
        "There are no figures to show yet. They come when a month has ended and enough owners have asked.",
    ),
    "made-up": (
        "Tallene er oppdiktet, for å vise hvordan siden ser ut.",
        "Siffrorna är påhittade, för att visa hur sidan ser ut.",
        "The figures are made up, to show how the page looks.",
    ),
    "months": ("Andre måneder", "Andra månader", "Other months"),
    "column-country": ("Land", "Land", "Country"),
    "column-group": ("Område", "Område", "Field"),
    "column-need": ("Hva det gjelder", "Vad det gäller", "What it is about"),
    "column-place": ("Kommune", "Kommun", "Municipality"),
    "column-went": ("Hvordan det gikk", "Hur det gick", "How it went"),
    "column-count": ("Samtaler", "Samtal", "Conversations"),
    # --- the rule
    "rule-title": ("Slik verner vi eierne", "Så skyddar vi ägarna", "How we protect the owners"),
    "rule-small": (
        "Ingen rad viser færre enn {least} samtaler. Færre kunne peke på én eier.",
        "Ingen rad visar färre än {least} samtal. Färre skulle kunna peka ut en ägare.",
        "No row shows fewer than {least} conversations. Fewer could point at one owner.",
    ),
    "rule-merged": (
        "Det som er for lite, er slått sammen med så mange andre at ingen kan regne det ut. "
        "Da står det «andre» eller «alle» i raden.",
        "Det som är för lite är hopslaget med så många andra att ingen kan räkna ut det. "
        "Då står det ”andra” eller ”alla” i raden.",
        "What is too few is put together with so many others that nobody can work it out. "
        "The row then says “other” or “all”.",
    ),
    "rule-absent": (
        "Det som ikke har egen rad, kan ha noen få samtaler eller ingen. Begge deler ser likt ut her.",
        "Det som inte har en egen rad kan ha några få samtal eller inga. Båda ser likadana ut här.",
        "What has no row of its own may have a few conversations or none. Both look the same here.",
    ),
    "rule-once": (
        "En måned kommer ut én gang, en uke etter at den er over, og blir aldri endret. "
        "Det finnes ingen andre åpne tabeller å sammenligne med.",
        "En månad ges ut en gång, en vecka efter att den är slut, och ändras aldrig. "
        "Det finns inga andra öppna tabeller att jämföra med.",
        "A month comes out once, a week after it has ended, and is never changed. "
        "There are no other open tables to compare with.",
    ),
    "rule-counted": (
        "En samtale teller én gang i måneden for hver ting den gjelder. Hvordan det gikk, er første gang.",
        "Ett samtal räknas en gång i månaden för varje sak det gäller. Hur det gick avser första gången.",
        "A conversation counts once a month for each thing it is about. How it went is the first time.",
    ),
    "held-title": ("Dette er slått sammen", "Det här är hopslaget", "What is put together"),
    "held-group": ("Andre områder", "Andra områden", "Other fields"),
    "held-need": ("Annet", "Annat", "Other things"),
    "held-place": ("Andre kommuner", "Andra kommuner", "Other municipalities"),
    "withheld": (
        "For få til å vises denne måneden: {names}.",
        "För få för att visas den här månaden: {names}.",
        "Too few to be shown this month: {names}.",
    ),
    # --- the files
    "files-title": ("Last ned", "Ladda ner", "Download"),
    "file-csv": ("Alle måneder som CSV", "Alla månader som CSV", "All months as CSV"),
    "file-json": ("Alle måneder som JSON", "Alla månader som JSON", "All months as JSON"),
    "file-schema": (
        "Beskrivelse av JSON-filen",
        "Beskrivning av JSON-filen",
        "Schema of the JSON file",
    ),
    "licence": (
        "Bruk tallene fritt, og si at de er fra Steg",
        "Använd siffrorna fritt, och ange att de kommer från Steg",
        "Use the figures freely, and say that they are from Steg",
    ),
    # --- what stands in a row
    "country-NO": ("Norge", "Norge", "Norway"),
    "country-SE": ("Sverige", "Sverige", "Sweden"),
    "country-unknown": ("Ikke sagt", "Inte sagt", "Not told"),
    "group-not-understood": ("Ikke forstått", "Inte förstått", "Not understood"),
    "need-not-understood": ("Ikke forstått", "Inte förstått", "Not understood"),
    "place-unknown": ("Ikke sagt", "Inte sagt", "Not told"),
    "group-all": ("Alle", "Alla", "All"),
    "need-all": ("Alle", "Alla", "All"),
    "place-all": ("Alle", "Alla", "All"),
    "others-group": ("{number} andre", "{number} andra", "{number} other"),
    "others-need": ("{number} andre", "{number} andra", "{number} other"),
    "others-place": ("{number} andre", "{number} andra", "{number} other"),
    "went-all": ("Alle", "Alla", "All"),
    "went-met": (
        "Fikk råd eller en å snakke med",
        "Fick råd eller någon att prata med",
        "Got advice or a person",
    ),
    "went-unmet": (
        "Fikk for lite, eller stoppet",
        "Fick för lite eller slutade",
        "Got too little, or stopped",
    ),
    "went-gap": (
        "Vi hadde for lite å by på",
        "Vi hade för lite att erbjuda",
        "We had too little to offer",
    ),
    "went-left": ("Stoppet før rådet", "Slutade före rådet", "Stopped before the advice"),
}


def opened(name: str, language: Language, **gaps: str) -> str:
    """A text of this page, its gaps filled."""
    return fill(OPEN_WORDS[name][LANGUAGES.index(language)], gaps)
