"""Where the knowledge has something to offer, and where nothing: needs by place, stage and size."""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date
from itertools import product
from typing import Literal

from bot.core.advice import Advice, judge_actor, judge_instrument, judge_method, nearness
from bot.core.content import SIZES, STAGES, Content, Size, Stage
from bot.core.conversation import Profile

Kind = Literal["methods", "actors", "instruments"]
KINDS: tuple[Kind, ...] = ("methods", "actors", "instruments")
MUST_HAVE: tuple[Kind, ...] = ("methods", "actors")  # money need not fit everybody


@dataclass(frozen=True, slots=True)
class Cell:
    """One need of one kind of firm in one place, and how many entries fit it."""

    need: str
    place: str
    stage: Stage
    size: Size
    methods: int
    actors: int
    instruments: int

    def lacks(self) -> tuple[Kind, ...]:
        """What an owner must be offered and nothing fits."""
        return tuple(kind for kind in MUST_HAVE if getattr(self, kind) == 0)


@dataclass(frozen=True, slots=True)
class Hole:
    """Firms that nothing fits: a need, what is lacking, and all places, stages and sizes alike in that."""

    need: str
    lacks: Kind
    places: tuple[str, ...]
    stages: tuple[Stage, ...]
    sizes: tuple[Size, ...]


def coverage(
    content: Content,
    today: date,
    needs: Sequence[str] | None = None,
    places: Sequence[str] | None = None,
) -> Iterator[Cell]:
    """Every cell: needs × stages × sizes × places, in that order.

    Methods do not depend on the place. Whether offices and money fit depends on the firm and on the place
    apart from each other, so each is judged for every firm and for every place, not for all pairs.
    """
    for need in needs or sorted(content.needs):
        serving = _serving(content, need)
        here = {p: _working_in(p, serving) for p in places or sorted(content.places)}
        for stage, size in product(STAGES, SIZES):
            firm = Profile(needs=((need, 1.0),), stage=stage, size=size, money=True)
            methods = len(_fitting(judge_method(m, firm, today) for m in serving.methods.values()))
            actors, money = _fitting_anywhere(serving, firm, today)
            for place, (actors_here, money_here) in here.items():
                there = len(actors & actors_here), len(money & money_here)
                yield Cell(need, place, stage, size, methods, *there)


def _serving(content: Content, need: str) -> Content:
    """The content with only the entries that serve a need; nothing else can fit it."""
    return replace(
        content,
        methods={k: m for k, m in content.methods.items() if need in m.needs.all()},
        actors={k: a for k, a in content.actors.items() if need in a.needs.all()},
        instruments={k: i for k, i in content.instruments.items() if need in i.needs.all()},
    )


def _working_in(place: str, serving: Content) -> tuple[Set[str], Set[str]]:
    """The offices that work in a place, and the money one can have there, whatever the firm."""
    there = Profile(place=place, country=serving.places[place].country)
    actors, instruments = (
        {entry.id for entry in entries if nearness(entry.areas, there, serving) is not None}
        for entries in (serving.actors.values(), serving.instruments.values())
    )
    return actors, instruments


def _fitting_anywhere(serving: Content, firm: Profile, today: date) -> tuple[Set[str], Set[str]]:
    """The offices and the money that fit a firm, wherever it may be."""
    actors = (judge_actor(a, firm, serving, today) for a in serving.actors.values())
    money = (judge_instrument(i, firm, serving, today) for i in serving.instruments.values())
    return _fitting(actors), _fitting(money)


def _fitting(judged: Iterable[object]) -> Set[str]:
    return {one.id for one in judged if isinstance(one, Advice)}


def holes(cells: Iterable[Cell]) -> tuple[Hole, ...]:
    """Where nothing fits, joined into the fewest lines that say it: by need, then what is lacking."""
    lacking: dict[tuple[str, Kind, Stage, Size], list[str]] = {}
    for cell in cells:
        for kind in cell.lacks():
            lacking.setdefault((cell.need, kind, cell.stage, cell.size), []).append(cell.place)
    by_places: dict[tuple[str, Kind, tuple[str, ...]], list[tuple[Stage, Size]]] = {}
    for (need, kind, stage, size), places in lacking.items():
        by_places.setdefault((need, kind, tuple(places)), []).append((stage, size))
    joined = (
        Hole(need, kind, places, stages, sizes)
        for (need, kind, places), firms in by_places.items()
        for stages, sizes in _rectangles(firms)
    )
    return tuple(sorted(joined, key=lambda h: (h.need, h.lacks, h.sizes, h.stages, h.places)))


def _rectangles(
    firms: Sequence[tuple[Stage, Size]],
) -> Iterator[tuple[tuple[Stage, ...], tuple[Size, ...]]]:
    """Stages and sizes as whole blocks: sizes that lack the same stages stand together."""
    sizes_of: dict[tuple[Stage, ...], list[Size]] = {}
    for size in SIZES:
        stages = tuple(stage for stage in STAGES if (stage, size) in firms)
        if stages:
            sizes_of.setdefault(stages, []).append(size)
    for stages, sizes in sizes_of.items():
        yield stages, tuple(sizes)


def totals(cells: Iterable[Cell]) -> Mapping[tuple[str, str], Mapping[Kind, tuple[int, int]]]:
    """For each need and place: the fewest and the most that fit any stage and size, by kind."""
    found: dict[tuple[str, str], dict[Kind, tuple[int, int]]] = {}
    for cell in cells:
        row = found.setdefault((cell.need, cell.place), {})
        for kind in KINDS:
            number = getattr(cell, kind)
            fewest, most = row.get(kind, (number, number))
            row[kind] = (min(fewest, number), max(most, number))
    return found
