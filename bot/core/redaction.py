"""Hides in an owner's text what points at a person: numbers, addresses and names, each behind a mark.

It finds what has a form of its own. What only a reader understands ("the priest in our village") stays,
so a redacted text is still for staff alone. What is caught and how well: docs/decisions/013-redaction.md.
Here: what is read in which order, what may stay, mail, links and streets.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, TypeVar

from bot.core.content import LANGUAGES, Content, Need
from bot.core.person_names import FIRST_NAMES, NAME, ORDINARY, SURNAMES, is_known, names_hidden
from bot.core.redaction_numbers import (
    ADDRESS,
    ID,
    NUMBER,
    PHONE,
    PLATE,
    rows_hidden,
    told_numbers_hidden,
)
from bot.core.words import spelling

EMAIL, LINK = "[e-mail]", "[link]"
MARKS = (NAME, PHONE, EMAIL, ID, NUMBER, ADDRESS, PLATE, LINK)
_MARK = re.compile("|".join(map(re.escape, MARKS)))
_Value = TypeVar("_Value")


def redacted(text: str, known_names: frozenset[str]) -> str:
    """The text with a mark in place of each thing that points at a person.

    It is read until nothing more is found, since a mark may show what stands beside it.

    Args:
        text: an owner's own words.
        known_names: names and words that may stay, as ``spelling`` writes them.
    """
    while (hidden := _read_once(text, known_names)) != text:
        text = hidden  # each time fewer of the owner's own signs are left
    return text


def _read_once(text: str, known: frozenset[str]) -> str:
    if _MAY_BE_SPOKEN.search(text):
        text = _SPOKEN_EMAIL.sub(EMAIL, text)
    if "@" in text:
        text = _HANDLE.sub(LINK, _EMAIL.sub(EMAIL, text))
    if "." in text or "://" in text:
        text = _LINK.sub(lambda found: _link_hidden(found, known), text)
    if _DIGIT.search(text):
        text = _digits_read(text, known)
    return names_hidden(text, known)


def dotted(text: str) -> str:
    """A redacted text with dots for its marks: they stand in a sentence of any language, and are no word."""
    return _MARK.sub("…", text)


def _digits_read(text: str, known: frozenset[str]) -> str:
    text = told_numbers_hidden(text)
    text = _streets_hidden(text, known)
    text = _POSTCODE.sub(lambda found: _postcode_hidden(found, known), text)
    return rows_hidden(_ADDRESSES.sub(ADDRESS, text))


def known_names(content: Content) -> frozenset[str]:
    """The places, organisations, schemes, ways of working and ordinary words of the content.

    No private person's name: an ordinary word that is a common first name or surname as well is left out.
    """
    return _known_names(_This(content))


@dataclass(frozen=True, slots=True, eq=False)
class _This(Generic[_Value]):
    """A value as a key: this one and not an equal one, as comparing all of a content costs too much."""

    value: _Value

    def __hash__(self) -> int:
        return id(self.value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _This) and other.value is self.value


@lru_cache(2)  # the content of now, and the one it takes the place of
def _known_names(of: _This[Content]) -> frozenset[str]:
    content = of.value
    names = frozenset(spelling(name) for name in _names(content))
    words = _words_of_needs(_This(content.needs)) | _words_of_trades(content)
    return names | (words - FIRST_NAMES - SURNAMES) - {""}


def _names(content: Content) -> Iterator[str]:
    for place in content.places.values():
        yield from (place.name, *place.villages, *place.also_called, *place.sami)
        yield place.seat or ""
    for area in content.areas.values():
        yield from (*area.also_called, *(area.name.to(language) for language in LANGUAGES))
    for actor in content.actors.values():
        for name in (actor.name, *actor.also_called):
            yield name
            yield from (word for word in name.split() if "." in word)
    yield from (instrument.name for instrument in content.instruments.values())
    yield from (method.trade_name for method in content.methods.values())
    for term in content.terms.values():
        yield from (form for language in LANGUAGES for form in term.forms.to(language))


@lru_cache(2)  # every example is read for it
def _words_of_needs(of: _This[Mapping[str, Need]]) -> frozenset[str]:
    """The words that needs are told by, and what their examples write in small letters."""
    found: set[str] = set()
    for language in LANGUAGES:
        for need in of.value.values():
            told = (need.label.to(language), need.clause.to(language))
            signs = (*need.signs.strong.to(language), *need.signs.weak.to(language))
            found.update(_ANY_WORD.findall("\n".join((*told, *signs))))
            examples = _ANY_WORD.findall("\n".join(need.examples.to(language)))
            found.update(word for word in examples if word.islower())
    return frozenset(map(spelling, found))


def _words_of_trades(content: Content) -> frozenset[str]:
    told = (
        text
        for trade in content.trades.values()
        for language in LANGUAGES
        for text in (trade.name.to(language), *trade.words.to(language))
    )
    return frozenset(spelling(word) for word in _ANY_WORD.findall("\n".join(told)))


# --- mail and web

_ANY_WORD = re.compile(r"[^\W\d_]{2,}")
_DIGIT = re.compile(r"\d")
_ENDINGS = "no|se|nu|com|net|org|eu|dk|fi|info|io|me|shop|online|biz|example"
_EMAIL = re.compile(
    r"(?<![\w.+%-])[\w.+%-]++(?:"
    rf"@[^\W\d_][\w-]*+(?:(?:\.[\w-]++)+|,(?:{_ENDINGS})(?!\w)| ?\. ?(?:{_ENDINGS})(?!\w))?"
    rf"| ?@ ?[\w-]++(?:(?:\.[\w-]++)+| ?[.,] ?(?:{_ENDINGS})(?!\w)))"
)
_MAY_BE_SPOKEN = re.compile(r"alfa|snabel|dot|[(\[{]\s?(?:at|a|@)\s?[)\]}]", re.IGNORECASE)
_DOT = r"(?:\.|,| ?[(\[](?:dot|punktum|punkt|\.)[)\]] ?| (?:dot|punktum|punkt|prikk) )"
_SPOKEN_EMAIL = re.compile(
    r"(?<![\w.+%-])[\w.+%-]++(?: ?[(\[{]\s?(?:at|a|@|krøllalfa|snabel-?a)\s?[)\]}] ?"
    r"| (?:krøll-?alfa|alfakrøll|snabel-?a) )"
    rf"[\w-]++(?:{_DOT}[\w-]++)+|(?<![\w.+%-])[\w.+%-]++ at [\w-]++(?: dot [\w-]++)+",
    re.IGNORECASE,
)
_LINK = re.compile(
    rf"(?:https?://|www\.)[^\s<>\"']*[^\s<>\"'.,;:!?)\]]"
    rf"|(?<![\w@.-])(?!org\.no(?:\W|\Z))(?:[\w-]++\.)+(?:{_ENDINGS})(?![\w-])"
    r"(?:/[^\s<>\"']*[^\s<>\"'.,;:!?)\]])?",
    re.IGNORECASE,
)
_HANDLE = re.compile(r"(?<![\w@.])@[\w.-]*\w{2,}")


def _link_hidden(found: re.Match[str], known: frozenset[str]) -> str:
    """A mark, unless an office of ours is called so."""
    return found.group() if spelling(found.group()) in known else LINK


# --- streets and postcodes

_STREET = re.compile(
    r"(?<![\w\[])(?P<word>[^\W\d_]{3,60}+)(?P<dot>\.?) ?(?:nr\.? ?)?\d{1,4}"
    r"(?: ?[A-Ha-h](?!\w))?(?![\d\w:%]|[.,]\d|,-| ?%)"
)
_STREET_ENDINGS = tuple(
    "veien vegen vei veg gata gaten gate vägen väg gatan gränd gränden stigen stien allé alléen "
    "allén rgt egt sgt dgt".split()
)
_STREET_ENDINGS_IN_CAPITALS = tuple(
    "torget bakken backen brinken kajen svingen tunet street road lane avenue".split()
)
_NO_STREETS = tuple(
    "fylkesv riksv länsv kommunev europav landev landsv motorv hovedv omv arbeidsv arbetsv skolev "
    "skolv snarv grusv skogsbilv skogsv gårdsv sidev siden hyttev adkomstv atkomstv tilkomstv levev utv "
    "underv halvv iväg järnv jernv jarnv sykkelv cykelv bilv overvei överv prisst tillväg navigat "
    "delegat investigat mitigat aggregat propagat".split()
)
_LEAD = re.compile(
    r"(?:(?:[A-ZÆØÅÄÖÉ][^\W\d_]*(?:[.:'’-][^\W\d_]+)*\.? +){1,3}|(?<![\w])[^\W\d_]{3,}s +)\Z"
)
_SIDES = frozenset(
    "øvre nedre övre norra södra östra västra nordre søndre stora lilla gamla gamle kong kung dronning "
    "drottning prins prinsesse prinsessan biskop biskops sankt doktor general".split()
)
_OWN = frozenset(
    "längs langs hans deres dens deras vårs års dags ens langs alles neste this his its".split()
)
_UNIT_AFTER = re.compile(
    r"\s*(?:km|m|mil|meter|min|minutt\w*|minuter|minutes|timer|timmar|hours|kr|kroner|kronor|nok|sek|"
    r"stk|st|pcs|ganger|gånger|times|år|years|dager|dagar|days|uker|veckor|weeks|prosent|procent|percent|"
    r"ansatte|anställda|people|personer|hytter|stugor|cabins|kg|tonn|ton|til|till|to|og|och|and|av|of)(?!\w)",
    re.IGNORECASE,
)
_ENGLISH_STREET = re.compile(
    r"(?<![\w.,-])\d{1,4}[A-Za-z]? (?:[A-Z][a-z'’]+ ){1,3}(?:Street|Road|Lane|Avenue|St|Rd|Ave)(?!\w)"
)
_BOX = re.compile(r"(?<!\w)(?:postboks|postbox|p\.?o\.? ?box|pb\.?) ?\d{1,5}(?!\w)", re.IGNORECASE)
_POSTCODE = re.compile(
    r"(?<![\w.\[+-])(?:(?:NO?|SE?)-)?(?P<digits>\d{4}|\d{3} ?\d{2}) +(?P<town>[^\W\d_]+)(?!-)"
)
_BEFORE_A_POSTCODE = re.compile(
    r"(?:\A|[\n:;]|\[address\]|,|(?<!\w)(?:i|på|ved|vid|in|at|fra|från|from|til|till|adresse|adress|address))\s*\Z",
    re.IGNORECASE,
)
_ADDRESSES = re.compile(r"\[address\](?:,? *\[address\])+")


def _streets_hidden(text: str, known: frozenset[str]) -> str:
    """A mark for each street with its number, and for the words before it that are part of its name."""
    text = _BOX.sub(ADDRESS, _ENGLISH_STREET.sub(ADDRESS, text))
    out: list[str] = []
    end = 0
    for found in _STREET.finditer(text):
        start = _street_start(text, found, known)
        if start is None or start < end:
            continue
        out += (text[end:start], ADDRESS)
        end = found.end()
    return "".join((*out, text[end:]))


def _street_start(text: str, found: re.Match[str], known: frozenset[str]) -> int | None:
    """Where the name of a street begins; None when what stands before a number is no street."""
    word = found["word"]
    small = word.lower()
    in_capitals = word[0].isupper()
    endings = _STREET_ENDINGS + (_STREET_ENDINGS_IN_CAPITALS if in_capitals else ())
    if small == "storg":
        return found.start()
    if not small.endswith(endings):
        return None
    ending = next(e for e in endings if small.endswith(e))
    if small.startswith(_NO_STREETS) or _UNIT_AFTER.match(text, found.end()):
        return None
    before = text[max(0, found.start() - 60) : found.start()]
    lead = _LEAD.search(before)
    words = lead.group().split() if lead else []
    alone = small == ending
    taken = 0
    for at, one in enumerate(reversed(words)):
        if one.lower() in _OWN or (one.islower() and not alone):
            break
        named = spelling(one) not in ORDINARY and not is_known(one, known)
        if not (named or (alone and at == 0) or one.lower() in _SIDES):
            break
        taken += 1
    if (alone and not taken) or (not in_capitals and not alone and len(small) - len(ending) < 3):
        return None
    return found.start() - len(_last_words(before, taken))


def _last_words(text: str, how_many: int) -> str:
    found = re.search(rf"(?:\S+ +){{{how_many}}}\Z", text)
    return found.group() if found else ""


def _postcode_hidden(found: re.Match[str], known: frozenset[str]) -> str:
    """A mark and the town, where an address may stand; years, sums and counts stay."""
    before = found.string[max(0, found.start() - 12) : found.start()]
    if not _BEFORE_A_POSTCODE.search(before) or spelling(found.group()) in known:
        return found.group()
    digits, town = found["digits"], found["town"]
    follows_a_street = before.rstrip(" ,").endswith(ADDRESS)
    is_listed = is_known(town, known)
    is_new = spelling(town) not in ORDINARY
    is_town = (is_listed or is_new) if town[0].isupper() else (is_listed and follows_a_street)
    is_year = len(digits) == 4 and digits[:2] in ("19", "20") and not follows_a_street
    if not is_town or is_year:
        return found.group()
    return ADDRESS + found.group()[found.end("digits") - found.start() :]
