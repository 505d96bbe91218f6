"""The words of the week's digest, every language side by side."""

from collections.abc import Mapping

from bot.core.content import LANGUAGES, Language
from bot.core.wording import fill

WORDS: Mapping[str, tuple[str, str, str]] = {
    "week": ("uke {week}", "vecka {week}", "week {week}"),
    "weeks": ("uke {first}–{last}", "vecka {first}–{last}", "weeks {first}–{last}"),
    "title": (
        "Det eierne spurte om i {weeks}",
        "Det ägarna frågade om {weeks}",
        "What owners asked about in {weeks}",
    ),
    "made-up": (
        "Alt her er oppdiktede samtaler, laget for å prøve. Dette sendes ikke til noen.",
        "Allt här är påhittade samtal, gjorda för att prova. Det skickas inte till någon.",
        "All of this is made-up talks, for trying it out. It is sent to nobody.",
    ),
    # --- three sentences
    "asked": (
        "Steg fikk {count} spørsmål{usual}, oftest om {names}.",
        "Steg fick {count} frågor{usual}, oftast om {names}.",
        "Steg got {count} questions{usual}, most often about {names}.",
    ),
    "usual": (
        ", mot {count} i en vanlig uke",
        ", mot {count} en vanlig vecka",
        ", against {count} in a usual week",
    ),
    "as-usual": (
        ", som i en vanlig uke",
        ", som en vanlig vecka",
        ", as in a usual week",
    ),
    "counted": ("{name} ({count})", "{name} ({count})", "{name} ({count})"),
    "risen": (
        "Klart vanligere de siste tre månedene enn før: {names}.",
        "Klart vanligare de senaste tre månaderna än förut: {names}.",
        "Clearly more common in the last three months than before: {names}.",
    ),
    "risen-need": (
        "{name} ({times} ganger så ofte)",
        "{name} ({times} gånger så ofta)",
        "{name} ({times} times as often)",
    ),
    "risen-place": (
        "spørsmål fra {name} ({times} ganger så ofte)",
        "frågor från {name} ({times} gånger så ofta)",
        "questions from {name} ({times} times as often)",
    ),
    "risen-nothing": (
        "Ingenting har økt klart mer enn resten de siste tre månedene.",
        "Inget har ökat klart mer än resten de senaste tre månaderna.",
        "Nothing has risen clearly more than the rest in the last three months.",
    ),
    "risen-unknown": (
        "Om noe øker, vet vi først når Steg har vært i bruk lenger.",
        "Om något ökar vet vi först när Steg har använts längre.",
        "Whether anything is rising we shall know when Steg has been in use for longer.",
    ),
    "missing": (
        "Dette manglet oftest: {reason} ({count} ganger){mostly}.",
        "Det här saknades oftast: {reason} ({count} gånger){mostly}.",
        "Most often missing: {reason} ({count} times){mostly}.",
    ),
    "missing-of": (
        "Dette manglet oftest: {reason} ({count} av {total} ganger){mostly}.",
        "Det här saknades oftast: {reason} ({count} av {total} gånger){mostly}.",
        "Most often missing: {reason} ({count} of {total} times){mostly}.",
    ),
    "mostly": (
        ", mest for {name} ({count})",
        ", mest för {name} ({count})",
        ", mostly for {name} ({count})",
    ),
    "missing-various": (
        "Noe manglet {count} ganger, men ingenting så ofte som {least} ganger.",
        "Något saknades {count} gånger, men inget så ofta som {least} gånger.",
        "Something was missing {count} times, but no one thing as often as {least} times.",
    ),
    "missing-seldom": (
        "Det manglet sjelden noe: færre enn {least} ganger.",
        "Det saknades sällan något: färre än {least} gånger.",
        "Seldom was anything missing: fewer than {least} times.",
    ),
    "missing-nothing": (
        "Ingenting manglet: Steg hadde noe å by på hver gang.",
        "Inget saknades: Steg hade något att erbjuda varje gång.",
        "Nothing was missing: Steg had something to offer every time.",
    ),
    "link": (
        "Alle tallene (du må logge inn):",
        "Alla siffror (du måste logga in):",
        "All the figures (you need to log in):",
    ),
    # --- two pictures
    "needs": ("Hva eierne spurte om", "Vad ägarna frågade om", "What owners asked about"),
    "places": ("Hvor eierne spurte fra", "Var ägarna frågade från", "Where owners asked from"),
    "months": ("Spørsmål måned for måned", "Frågor månad för månad", "Questions month by month"),
    "under-title": (
        "{days} · {count} spørsmål",
        "{days} · {count} frågor",
        "{days} · {count} questions",
    ),
    "few-needs": (
        "De vanligste. Det færre enn {least} spurte om, er utelatt.",
        "De vanligaste. Det som färre än {least} frågade om är inte med.",
        "The most common. What fewer than {least} asked about is left out.",
    ),
    "few-places": (
        "Steder der færre enn {least} spurte, er utelatt.",
        "Platser där färre än {least} frågade är inte med.",
        "Places where fewer than {least} asked are left out.",
    ),
    "few-months": (
        "Hele måneder. Måneder med færre enn {least} er ikke med.",
        "Hela månader. Månader med färre än {least} är inte med.",
        "Whole months. Months with fewer than {least} are left out.",
    ),
    "alt": ("{title}, {days}: {names}. {few}",) * 3,
}
AND: Mapping[Language, str] = {"nb": "og", "sv": "och", "en": "and"}
QUOTES: Mapping[Language, tuple[str, str]] = {"nb": ("«", "»"), "sv": ("”", "”"), "en": ("“", "”")}


def word(key: str, language: Language, **values: str | int) -> str:
    """A text of the digest with its gaps filled."""
    filled = {gap: str(value) for gap, value in values.items()}
    return fill(WORDS[key][LANGUAGES.index(language)], filled)
