"""Which municipality a text means: by name, village, old or Sami name, misspelling, or position."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from bot.core.content import Area, Place
from bot.core.words import folded, spans, spelling

LONGEST_NAME = 3  # words in a place name
LIKE_ENOUGH = 70  # of 100, to be offered as "did you mean"
SHORT_NAME = 4  # letters; shorter names are too often something else
LONG_NAME = 10  # letters; known with two of them wrong, a shorter one with one
MOST_WORDS_MISSPELT = 8  # a longer text is about something else than a misspelt place
MOST_WORDS_OF_A_WEAK_NAME = 4  # in a longer text an everyday word is just that
FARTHEST = 80.0  # kilometres from a municipality's centre to a position that still counts as there
EARTH_RADIUS = 6371.0  # kilometres
# Names that are also everyday words: taken only with a capital after "in", or when we asked.
EVERYDAY = frozenset(
    "hallen leka heim malm valla backe frosta hell berg straumen hegra kvam nordli sorli stavre "
    "bodsjo sunne handog skaun langa storlien sandvika alstad ranheim hovin innset "
    "halsa limingen tiller stugun alen asen brynje borsa ange as brekken".split()
)
# Of these only a name all by itself, after "in", or with its dots: "we are", "joa, det går bra".
GRAMMAR = frozenset("are as ann joa saa ler lit".split())
# Places and words outside that look like one of ours.
ELSEWHERE = frozenset("skogen skagen hosting straumsund norden nordland norrland".split())
BEFORE_A_PLACE = frozenset(
    "i på pa fra från fran in at from near ved vid utenfor utanför oppi uti nedi".split()
)
TOWARDS = frozenset(
    "til till te to mot towards åt".split()
)  # where goods and people go, not where the owner is
AWAY = frozenset("mot towards".split())
# Towns that goods and people of the whole region go to; "to" a smaller place is mostly to where one is.
CENTRES = frozenset({"trondheim", "ostersund"})
OUTWARD = frozenset(
    "leverer selger kjører kjøre sender reiser flytter eksporterer frakter levererar säljer kör skickar "
    "sänder reser flyttar åker deliver sell drive ship send travel".split()
)
MOST_WORDS_FROM_VERB = 6  # between "we deliver" and the place it goes to
DIRECTIONS = frozenset(
    "nord nordom norr sør sørom söder syd øst öst vest väster väst north south east west".split()
)
OF_A_DIRECTION = frozenset("om for av of".split())
NOT = frozenset("ikke ikkje itj inte int ente icke not".split())
AT_HOME = frozenset(
    "er e är ä bor bur til till holder held hold holdt finns finnes fins ligger ligg sitter sitt sit "
    "based are am live located".split()
)


@dataclass(frozen=True, slots=True)
class Places:
    """Every name by its spelling without dots and rings: the ids it may mean, and the name as it is written.

    ``with_dots`` are names as written that have such letters: "åre" is hardly anything but Åre.
    """

    names: dict[str, tuple[tuple[str, str], ...]]
    with_dots: frozenset[str]
    centres: tuple[tuple[str, float, float], ...]


class _Token(NamedTuple):
    written: str
    spelled: str


@dataclass(frozen=True, slots=True)
class _Hit:
    """A name found in a text, at a word."""

    start: int
    ids: tuple[str, ...]


def index(places: Iterable[Place], areas: Iterable[Area] = ()) -> Places:
    """The names and centres of these places, ready to be looked up; a district means all in it."""
    names: dict[str, tuple[tuple[str, str], ...]] = {}
    own: dict[str, tuple[tuple[str, str], ...]] = {}
    with_dots: set[str] = set()
    centres: list[tuple[str, float, float]] = []
    for place in places:
        for name in (place.name, *place.also_called, *place.sami, *place.villages):
            if spelling(name) not in EVERYDAY and not name.isascii():
                with_dots.add(name.lower())
            pair = (place.id, name.lower())
            names[spelling(name)] = (*names.get(spelling(name), ()), pair)
        own[spelling(place.name)] = ((place.id, place.name.lower()),)
        if place.latitude is not None and place.longitude is not None:
            centres.append((place.id, place.latitude, place.longitude))
    for area in areas:
        for name in {area.name.nb, area.name.sv, *area.also_called} if area.places else ():
            pairs = tuple((place, name.lower()) for place in area.places)
            names[spelling(name)] = (*names.get(spelling(name), ()), *pairs)
    # The municipality's own name wins over a village elsewhere that is called the same.
    return Places(names | own, frozenset(with_dots), tuple(centres))


def named(text: str, places: Places, *, asked: bool) -> tuple[str, ...]:
    """The places a text may mean, () when none; several when a name, or the text, stands for several.

    Args:
        text: what the owner wrote.
        places: the names to look for.
        asked: the owner was just asked where they are, so any likeness counts.
    """
    tokens = [_Token(word, spelling(word)) for word, _, _ in spans(text)]
    hits = [
        h
        for h in _hits(tokens, places, asked=asked)
        if not _is_elsewhere(tokens, h.start, asked=asked)
    ]
    if not hits:
        return _misspelt(tokens, places, asked=asked)
    meant = dict.fromkeys(hit.ids for hit in hits)
    if len(meant) == 1:
        return hits[0].ids
    at_home = dict.fromkeys(hit.ids for hit in hits if _is_home(tokens, hit.start))
    if len(at_home) == 1:
        return next(iter(at_home))
    return tuple(dict.fromkeys(place for ids in meant for place in ids)) if asked else ()


def _hits(tokens: Sequence[_Token], places: Places, *, asked: bool) -> list[_Hit]:
    """The names in a text, longest first where they overlap."""
    hits: list[_Hit] = []
    start = 0
    while start < len(tokens):
        length, ids = _longest_at(tokens, start, places, asked=asked)
        if ids:
            hits.append(_Hit(start, ids))
        start += length
    return hits


def _longest_at(
    tokens: Sequence[_Token], start: int, places: Places, *, asked: bool
) -> tuple[int, tuple[str, ...]]:
    for length in range(min(LONGEST_NAME, len(tokens) - start), 0, -1):
        name = _joined(tokens[start : start + length])
        ids = _ids(name, places)
        if ids and _is_meant(name, tokens, start, places, asked=asked):
            return length, ids
    return 1, _inflected(tokens, start, places, asked=asked)


def _joined(tokens: Sequence[_Token]) -> _Token:
    return _Token(" ".join(t.written for t in tokens), " ".join(t.spelled for t in tokens))


def _ids(name: _Token, places: Places) -> tuple[str, ...]:
    """The places of that name; the dots an owner did write must be right."""
    pairs = places.names.get(name.spelled, ())
    return tuple(
        dict.fromkeys(place for place, known in pairs if _dots_agree(name.written.lower(), known))
    )


def _dots_agree(written: str, name: str) -> bool:
    if written.isascii() or len(written) != len(name):
        return written.isascii() or spelling(written) == spelling(name)
    return all(
        w == n or w.isascii() or folded(w) == folded(n) for w, n in zip(written, name, strict=True)
    )


def _is_meant(
    name: _Token, tokens: Sequence[_Token], start: int, places: Places, *, asked: bool
) -> bool:
    """Whether a name that may be an everyday word stands for the place here."""
    written = name.written
    if (
        not _weak(name.spelled)
        or written.lower() in places.with_dots
        or _is_followed_by_municipality(tokens, start)
    ):
        return True
    if len(tokens) == 1 and (asked or (written[0].isupper() and name.spelled not in GRAMMAR)):
        return True
    if asked and name.spelled not in GRAMMAR and len(tokens) <= MOST_WORDS_OF_A_WEAK_NAME:
        return True
    leads_there = _follows_in(tokens, start) or _follows_to(tokens, start)
    return leads_there and (asked or written[0].isupper())


def _inflected(
    tokens: Sequence[_Token], start: int, places: Places, *, asked: bool
) -> tuple[str, ...]:
    """The place of "Bergs kommun", "Oppdals fineste" and "Tydalen"."""
    word = tokens[start]
    for ending in ("s", "en"):
        if not word.spelled.endswith(ending):
            continue
        name = _Token(word.written[: -len(ending)], word.spelled[: -len(ending)])
        by_case = (asked or word.written[0].isupper()) and not _weak(name.spelled)
        by_kind = ending == "s" and _is_followed_by_municipality(tokens, start)
        if (by_case or by_kind) and (ids := _ids(name, places)):
            return ids
    return ()


def _weak(name: str) -> bool:
    return len(name) <= SHORT_NAME or name in EVERYDAY


def _follows_in(tokens: Sequence[_Token], start: int) -> bool:
    """Whether "in", "near" or "north of" stands before."""
    before = [token.written.lower() for token in tokens[max(0, start - 2) : start]]
    of_direction = len(before) == 2 and before[0] in DIRECTIONS and before[1] in OF_A_DIRECTION
    return of_direction or (bool(before) and before[-1] in BEFORE_A_PLACE)


def _follows_to(tokens: Sequence[_Token], start: int) -> bool:
    return start > 0 and tokens[start - 1].written.lower() in TOWARDS


def _is_followed_by_municipality(tokens: Sequence[_Token], start: int) -> bool:
    return start + 1 < len(tokens) and tokens[start + 1].written.lower().startswith("kommun")


def _is_elsewhere(tokens: Sequence[_Token], start: int, *, asked: bool) -> bool:
    """Whether a name is said to be where the owner is not: "not on Hitra", "deliver to Trondheim"."""
    before = [token.written.lower() for token in tokens[max(0, start - 2) : start]]
    if any(word in NOT for word in before):
        return True
    if asked or not _follows_to(tokens, start):
        return False
    return before[-1] in AWAY or _goes_out(tokens, start)


def _goes_out(tokens: Sequence[_Token], start: int) -> bool:
    """Whether "to" a place leads away from where the owner is: to a centre, or after "we deliver"."""
    said = {token.written.lower() for token in tokens[max(0, start - MOST_WORDS_FROM_VERB) : start]}
    return tokens[start].spelled in CENTRES or bool(said & OUTWARD)


def _is_home(tokens: Sequence[_Token], start: int) -> bool:
    """Whether a name follows "we are in", "holder til på", "bor i"."""
    return _follows_in(tokens, start) and start > 1 and tokens[start - 2].written.lower() in AT_HOME


def _misspelt(tokens: Sequence[_Token], places: Places, *, asked: bool) -> tuple[str, ...]:
    if asked and len(tokens) > MOST_WORDS_MISSPELT:
        return ()
    for length in range(LONGEST_NAME if asked else 1, 0, -1):
        for start in range(len(tokens) - length + 1):
            name = _joined(tokens[start : start + length])
            if not (asked or (_follows_in(tokens, start) and name.written[0].isupper())):
                continue
            if not _is_elsewhere(tokens, start, asked=asked) and (
                found := _nearly(name.spelled, places)
            ):
                return found
    return ()


def _nearly(name: str, places: Places) -> tuple[str, ...]:
    """The places whose name differs by a letter or two; the first letter is hardly ever wrong."""
    if len(name) <= SHORT_NAME or name in ELSEWHERE or name in EVERYDAY:
        return ()
    known = [other for other in places.names if other[0] == name[0] and not _weak(other)]
    wrong = 2 if len(name) >= LONG_NAME else 1
    found = process.extractOne(name, known, scorer=OSA.distance, score_cutoff=wrong)
    return tuple(dict.fromkeys(place for place, _ in places.names[found[0]])) if found else ()


def alike(text: str, places: Places, limit: int = 3) -> tuple[str, ...]:
    """The places whose names look most like the text, to offer when none was understood."""
    name = spelling(text)
    if len(name) <= SHORT_NAME:
        return ()
    found = process.extract(name, places.names.keys(), scorer=fuzz.ratio, limit=limit * 2)
    like = (other for other, score, _ in found if score >= LIKE_ENOUGH and other[0] == name[0])
    return tuple(dict.fromkeys(place for other in like for place, _ in places.names[other]))[:limit]


def at(latitude: float, longitude: float, places: Places) -> str | None:
    """The municipality whose centre is nearest to a position, None when all are far away."""
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        return None
    nearest = min(
        places.centres, key=lambda c: distance(latitude, longitude, c[1], c[2]), default=None
    )
    if nearest is None or distance(latitude, longitude, nearest[1], nearest[2]) > FARTHEST:
        return None
    return nearest[0]


def distance(latitude: float, longitude: float, to_latitude: float, to_longitude: float) -> float:
    """Kilometres between two positions as the crow flies (haversine)."""
    lat1, lon1, lat2, lon2 = map(math.radians, (latitude, longitude, to_latitude, to_longitude))
    half = (
        math.sin((lat2 - lat1) / 2) ** 2
        + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    )
    return 2 * EARTH_RADIUS * math.asin(math.sqrt(half))
