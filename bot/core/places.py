"""Which municipality a text means: by name, village, old or Sami name, misspelling, or position."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from rapidfuzz import fuzz, process

from bot.core.content import Place
from bot.core.words import spans, spelling

LONGEST_NAME = 3  # words in a place name
NEAR_ENOUGH = 84  # of 100; "opdal" for Oppdal is 91, "verdal" for Levanger is far below
LIKE_ENOUGH = 70  # of 100, to be offered as "did you mean"
SHORT_NAME = 4  # letters; shorter names are too often something else
FARTHEST = 80.0  # kilometres from a municipality's centre to a position that still counts as there
EARTH_RADIUS = 6371.0  # kilometres
# Names that are also everyday words: taken only with a capital after "in", or when we asked.
EVERYDAY = frozenset(
    "hallen leka heim malm valla backe frosta hell berg straumen hegra kvam nordli sorli stavre "
    "bodsjo sunne handog skaun langa storlien sandvika alstad ranheim hovin innset".split()
)
BEFORE_A_PLACE = frozenset("i på pa fra från fran in at from near ved vid utenfor utanför oppi uti nedi".split())


@dataclass(frozen=True, slots=True)
class Places:
    """Every name by its spelling without dots and rings, and the ids it may mean.

    ``with_dots`` are names as written that have such letters: "åre" is hardly anything but Åre.
    """

    names: dict[str, tuple[str, ...]]
    with_dots: frozenset[str]
    centres: tuple[tuple[str, float, float], ...]


def index(places: Iterable[Place]) -> Places:
    """The names and centres of these places, ready to be looked up."""
    names: dict[str, tuple[str, ...]] = {}
    with_dots: set[str] = set()
    centres: list[tuple[str, float, float]] = []
    for place in places:
        for name in (place.name, *place.also_called, *place.sami, *place.villages):
            ids = names.get(spelling(name), ())
            if spelling(name) not in EVERYDAY and not name.isascii():
                with_dots.add(name.lower())
            if place.id not in ids:
                names[spelling(name)] = (*ids, place.id)
        # The municipality's own name wins over a village elsewhere that is called the same.
        names[spelling(place.name)] = (place.id,)
        if place.latitude is not None and place.longitude is not None:
            centres.append((place.id, place.latitude, place.longitude))
    return Places(names, frozenset(with_dots), tuple(centres))


def named(text: str, places: Places, *, asked: bool) -> tuple[str, ...]:
    """The places a text may mean, () when none; several when one name stands for several.

    Args:
        asked: the owner was just asked where they are, so any likeness counts.
    """
    tokens = [_Token(word, spelling(word)) for word, _, _ in spans(text)]
    for length in range(LONGEST_NAME, 0, -1):
        for start in range(len(tokens) - length + 1):
            found = _at(tokens, start, length, places, asked=asked)
            if found:
                return found
    return _alike(tokens, places, asked=asked)


class _Token(NamedTuple):
    written: str
    spelled: str


def _at(tokens: list[_Token], start: int, length: int, places: Places, *, asked: bool) -> tuple[str, ...]:
    name = " ".join(token.spelled for token in tokens[start : start + length])
    ids = places.names.get(name, ())
    if not ids or asked or not _weak(name):
        return ids
    if " ".join(token.written for token in tokens[start : start + length]).lower() in places.with_dots:
        return ids
    return ids if _follows_in(tokens, start) and tokens[start].written[0].isupper() else ()


def _weak(name: str) -> bool:
    return len(name) <= SHORT_NAME or name in EVERYDAY


def _follows_in(tokens: list[_Token], start: int) -> bool:
    return start > 0 and tokens[start - 1].written.lower() in BEFORE_A_PLACE


def _alike(tokens: list[_Token], places: Places, *, asked: bool) -> tuple[str, ...]:
    for start, (word, name) in enumerate(tokens):
        if len(name) <= SHORT_NAME or not (asked or (_follows_in(tokens, start) and word[0].isupper())):
            continue
        found = process.extractOne(name, places.names.keys(), scorer=fuzz.ratio, score_cutoff=NEAR_ENOUGH)
        if found and not _weak(found[0]):
            return places.names[found[0]]
    return ()


def alike(text: str, places: Places, limit: int = 3) -> tuple[str, ...]:
    """The places whose names look most like the text, to offer when none was understood."""
    found = process.extract(spelling(text), places.names.keys(), scorer=fuzz.ratio, limit=limit * 2)
    ids = dict.fromkeys(id for name, score, _ in found if score >= LIKE_ENOUGH for id in places.names[name])
    return tuple(ids)[:limit]


def at(latitude: float, longitude: float, places: Places) -> str | None:
    """The municipality whose centre is nearest to a position, None when all are far away."""
    nearest = min(places.centres, key=lambda c: distance(latitude, longitude, c[1], c[2]), default=None)
    if nearest is None or distance(latitude, longitude, nearest[1], nearest[2]) > FARTHEST:
        return None
    return nearest[0]


def distance(latitude: float, longitude: float, to_latitude: float, to_longitude: float) -> float:
    """Kilometres between two positions as the crow flies (haversine)."""
    lat1, lon1, lat2, lon2 = map(math.radians, (latitude, longitude, to_latitude, to_longitude))
    half = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_RADIUS * math.asin(math.sqrt(half))
