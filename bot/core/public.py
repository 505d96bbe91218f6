"""Which figures of demand are safe for everybody to see, and how the others are put together until they are.

What is counted are conversations that asked: each conversation and need once a month, so within one need
a count is a number of conversations. A month is divided, never tabulated: country → group of needs → need
→ municipality → how it went. Each conversation stands in one row or none, every total is a sum of rows, and
what is too few is shown together with its neighbours, as one row. A country with too few is not shown at
all; as no total tells how many there were, it may have had any number below the threshold.

Why nothing smaller than ``smallest`` can be worked out, also by who knows this file:

1. Rows hold different conversations. The only equations there are say that a row is the sum of what it
   holds: no table of totals, no second table and no complement adds one. Months share no conversation's
   count, and a month is published once (``bot.open_data`` keeps it), so editions subtracted from each other
   give sums of whole rows.
2. So each division can be looked at by itself: what lies below a part depends on that part alone.
3. In a division with a row of others, that row holds either (a) only small parts, so many that half of them
   could make up its whole count, or (b) the small parts and one large one, with ``2 * smallest - 1`` or more
   together. In (a) any part may be 0, as the rest can hold all, and may be ``smallest - 1``. In (b) the
   large part may be all of it, or leave up to ``smallest - 1`` to any one of the small. So each small part
   may be anything from 0 to ``smallest - 1``: nobody learns that somebody asked, nor that nobody did.
4. The large one in (b) is the first in a fixed order, never the smallest or the nearest: a choice by
   size would tell sizes.
5. Where neither will do, the part is not divided. Then any of its parts may be 0, small, or large.

The tests try every possible world of small divisions against points 3 to 5, instead of trusting them.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from bot.core.content import GROUPS, Content
from bot.core.conversation import Signal

FEWEST = 2  # the least threshold that hides anything: from 1 on everything would be shown
OTHERS = "others"  # several neighbours in one row; which, is told in ``holds``
ALL = "all"  # not divided
UNKNOWN = "unknown"  # not told, or gone from the content
NOT_UNDERSTOOD = "not-understood"
LEVELS = ("country", "group", "need", "place")

Why = Literal["", "too-few", "not-divided"]
Path = tuple[str, ...]  # a value for each of LEVELS, from the left
_Counts = Counter[tuple[Path, str]]  # by whole path, and by how it went

MET = "met"  # got advice, or asked for a person at once
UNMET = "unmet"  # neither; divided into the next two where there are enough of both
GAP = "gap"  # there was nothing, or too little, to offer
LEFT = "left"  # the owner stopped before any advice
HOW_IT_WENT: Mapping[str, str] = {"advised": MET, "handoff": MET, "gap": GAP, "left": LEFT}


@dataclass(frozen=True, slots=True)
class Hierarchy:
    """The needs of each group and the places of each country: the same for everybody, and public."""

    needs: Mapping[str, tuple[str, ...]]
    places: Mapping[str, tuple[str, ...]]

    def under(self, path: Path) -> tuple[str, ...]:
        """What a country, or a part of one, may be divided into, in a fixed order."""
        if len(path) == 1:
            return tuple(self.needs)
        return self.needs[path[1]] if len(path) == 2 else self.places[path[0]]


def hierarchy_of(content: Content) -> Hierarchy:
    """The needs and places of the content, and before them, to be held back first, what was not told."""
    needs: dict[str, tuple[str, ...]] = {
        group: tuple(need.id for need in content.needs.values() if need.group == group)
        for group in GROUPS
    }
    countries = sorted({place.country for place in content.places.values()})
    places: dict[str, tuple[str, ...]] = {
        country: (
            UNKNOWN,
            *(place.id for place in content.places.values() if place.country == country),
        )
        for country in countries
    }
    with_needs = {group: inside for group, inside in needs.items() if inside}
    return Hierarchy(
        {NOT_UNDERSTOOD: (NOT_UNDERSTOOD,)} | with_needs, places | {UNKNOWN: (UNKNOWN,)}
    )


@dataclass(frozen=True, slots=True)
class Row:
    """Conversations that asked in a month, ``smallest`` or more.

    A level is an id, ``others`` (the ids in ``holds`` together), or ``all`` (not divided). ``went`` is met,
    unmet, gap, left, or all. ``why`` tells what is not shown apart: ``too-few`` have been put together, with
    so many others that they cannot be worked out; ``not-divided`` as no way of dividing was safe.
    """

    month: str
    country: str
    group: str
    need: str
    place: str
    went: str
    count: int
    holds: tuple[str, ...] = ()
    why: Why = ""


@dataclass(frozen=True, slots=True)
class Withheld:
    """A country of which a month shows nothing, as too few asked or nobody; ``unknown`` is a country too."""

    month: str
    country: str


@dataclass(frozen=True, slots=True)
class Edition:
    """The published figures of some months; no row is below ``smallest``."""

    smallest: int
    months: tuple[str, ...]
    withheld: tuple[Withheld, ...]
    rows: tuple[Row, ...]

    @property
    def total(self) -> int:
        """The sum of everything shown; there is no other total."""
        return sum(row.count for row in self.rows)

    @property
    def merged(self) -> tuple[Row, ...]:
        """The rows in which something was put together, each with what and why."""
        return tuple(row for row in self.rows if row.why)


def published(
    signals: Iterable[Signal],
    smallest: int,
    months: Sequence[str],
    hierarchy: Hierarchy,
    *,
    made_up: bool = False,
) -> Edition:
    """The figures of these months that are safe to publish.

    Args:
        signals: those of other months do not count.
        smallest: the least count that is shown, at least FEWEST.
        months: as "2026-10", each complete; which they are must not depend on the signals.
        made_up: counts the talks of ``steg demo`` in place of real ones.

    Returns:
        Rows by month, in the order of the hierarchy.

    Raises:
        ValueError: ``smallest`` hides nothing.
    """
    if smallest < FEWEST:
        raise ValueError(f"a smallest count of {smallest} hides nothing; take {FEWEST} or more")
    counts: dict[tuple[str, str], _Counts] = {
        (month, country): Counter() for month in months for country in hierarchy.places
    }
    for signal in signals:
        went = HOW_IT_WENT.get(signal.outcome)
        path = _path(signal, hierarchy)
        of_month = counts.get((signal.day.isoformat()[:7], path[0]))
        if of_month is not None and went and signal.first and signal.made_up == made_up:
            of_month[path, went] += 1
    rows: list[Row] = []
    withheld: list[Withheld] = []
    for (month, country), inside in counts.items():
        if inside.total() < smallest:
            withheld.append(Withheld(month, country))
            continue
        for block in _blocks((country,), inside, hierarchy, smallest):
            rows += _by_how_it_went(month, block, smallest)
    return Edition(smallest, tuple(months), tuple(withheld), tuple(rows))


def joined(editions: Sequence[Edition]) -> Edition:
    """Editions of different months as one."""
    return Edition(
        min((edition.smallest for edition in editions), default=FEWEST),
        tuple(month for edition in editions for month in edition.months),
        tuple(one for edition in editions for one in edition.withheld),
        tuple(row for edition in editions for row in edition.rows),
    )


def _path(signal: Signal, hierarchy: Hierarchy) -> Path:
    """Where in the hierarchy a signal counts; a place counts where it lies, whatever else was told."""
    need = signal.need or NOT_UNDERSTOOD
    group = next((g for g, needs in hierarchy.needs.items() if need in needs), NOT_UNDERSTOOD)
    told = signal.country or UNKNOWN
    country = told if told in hierarchy.places else UNKNOWN
    place = UNKNOWN
    if signal.place and signal.place != UNKNOWN:
        holding = (c for c, places in hierarchy.places.items() if signal.place in places)
        lies_in = next(holding, None)
        country, place = (lies_in, signal.place) if lies_in else (country, UNKNOWN)
    return country, group, need if group != NOT_UNDERSTOOD else NOT_UNDERSTOOD, place


@dataclass(frozen=True, slots=True)
class Split:
    """A division that is safe: parts shown by themselves, and those held in one row of others."""

    shown: tuple[str, ...]
    held: tuple[str, ...]


def split(counts: Mapping[str, int], smallest: int) -> Split | None:
    """How a part is divided, None when it must stay whole; see the module for why it is safe.

    Args:
        counts: of every part there may be, in a fixed order, also those with nothing.
    """
    small = [part for part, count in counts.items() if count < smallest]
    if not small:
        return Split(tuple(counts), ())
    rest = sum(counts[part] for part in small)
    # Whether there is anything unknown may itself be known, so it carries nobody.
    half = sum(part not in (UNKNOWN, NOT_UNDERSTOOD) for part in small) // 2
    if smallest <= rest <= half * (smallest - 1):
        held = set(small)
    else:
        large = next((part for part in counts if part not in small), None)
        if large is None or rest + counts[large] < 2 * smallest - 1:
            return None
        held = {*small, large}
    if len(held) == len(counts):
        return None
    return Split(
        tuple(part for part in counts if part not in held),
        tuple(part for part in counts if part in held),
    )


@dataclass(frozen=True, slots=True)
class _Block:
    """What is shown together, and how it went."""

    path: Path
    holds: tuple[str, ...]
    why: Why
    went: Mapping[str, int]


def _blocks(path: Path, counts: _Counts, hierarchy: Hierarchy, smallest: int) -> Iterator[_Block]:
    """Everything below a path in blocks that may be shown; the path itself may be."""
    depth = len(path)
    if depth == len(LEVELS):
        yield _Block(path, (), "", _went(counts))
        return
    parts: dict[str, _Counts] = {part: Counter() for part in hierarchy.under(path)}
    for (whole, went), count in counts.items():
        parts[whole[depth]][whole, went] += count
    made = split({part: inside.total() for part, inside in parts.items()}, smallest)
    left_open = (ALL,) * (len(LEVELS) - depth - 1)
    if made is None:
        yield _Block((*path, ALL, *left_open), (), "not-divided", _went(counts))
        return
    for part in made.shown:
        yield from _blocks((*path, part), parts[part], hierarchy, smallest)
    if made.held:
        together: _Counts = Counter()
        for part in made.held:
            together.update(parts[part])
        yield _Block((*path, OTHERS, *left_open), made.held, "too-few", _went(together))


def _went(counts: _Counts) -> Mapping[str, int]:
    went = Counter({MET: 0, GAP: 0, LEFT: 0})
    for (_, how), count in counts.items():
        went[how] += count
    return went


def _by_how_it_went(month: str, block: _Block, smallest: int) -> Iterator[Row]:
    """The rows of a block: two parts are told apart only when both may be shown."""
    unmet = block.went[GAP] + block.went[LEFT]
    parts = {ALL: block.went[MET] + unmet}
    if split({MET: block.went[MET], UNMET: unmet}, smallest):
        parts = {MET: block.went[MET], UNMET: unmet}
        if split({GAP: block.went[GAP], LEFT: block.went[LEFT]}, smallest):
            parts = {MET: block.went[MET], GAP: block.went[GAP], LEFT: block.went[LEFT]}
    for went, count in parts.items():
        country, group, need, place = block.path
        yield Row(month, country, group, need, place, went, count, block.holds, block.why)
