"""What helped: ways of working and offices, how often each was suggested, and what owners said of it."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.charts import Bar, Part, PartColour, bars, stack
from bot.core.advice import Kind as Advised
from bot.core.advice_text import name_of
from bot.core.conversation import Verdict
from bot.core.demand import WITH_A_PERSON
from bot.core.demand_query import NOT_TOLD
from bot.core.spread import least_share
from bot.web.staff_figures import Figures, Key
from bot.web.staff_reader import Reader
from bot.web.staff_sections import MOST_BARS, Section
from bot.web.staff_tables import Kind, Row, table

VERDICTS: Mapping[Verdict, PartColour] = {"yes": "main", "partly": "mid", "no": "other"}
LEAST_TOLD = 5  # fewer tell of owners, not of a way of working
MOST_NAME = 50  # characters above a bar; the table has the whole name
_TOLD = {"outcome": ("verdict",)}
_WITH_A_PERSON = {"outcome": ("handoff",)}
_ALONE = {**_TOLD, "chosen": (NOT_TOLD,)}
_OF_A_PERSON = {**_TOLD, "chosen": (WITH_A_PERSON,)}
_SHELVES: Mapping[Advised, str] = {
    "method": "methods",
    "actor": "actors",
    "instrument": "instruments",
}


@dataclass(frozen=True, slots=True)
class Fared:
    """How one thing fared that was suggested. ``wanted``: how often a person there was asked for."""

    id: str
    suggested: int
    wanted: int
    told: Mapping[Verdict, int]

    @property
    def number_told(self) -> int:
        """How many told how it went."""
        return sum(self.told.values())


def outcomes(figures: Figures, read: Reader) -> list[Section]:
    """What owners said in all, and of each thing suggested."""
    return [
        _verdicts(figures, read),
        _methods(figures, read),
        _actors(figures, read),
        _instruments(figures, read),
    ]


def fared(figures: Figures, kind: Advised) -> list[Fared]:
    """Everything of a kind that was suggested first, or asked for, the most suggested first."""
    suggested = figures.asked(kind)
    wanted = _by(figures, (kind,), _WITH_A_PERSON) if kind == "actor" else {}
    told = _by(figures, (kind, "helped"), _OF_A_PERSON if kind == "actor" else _ALONE)
    verdicts: dict[Key, Counter[Verdict]] = {}
    for (id_, verdict), count in told.items():
        known = next((one for one in VERDICTS if one == verdict), None)
        if known:
            verdicts.setdefault(id_, Counter())[known] += count
    ids = {*suggested, *(key for (key,) in wanted), *verdicts} - {None}
    found = [
        Fared(id_, suggested.get(id_, 0), wanted.get((id_,), 0), verdicts.get(id_, Counter()))
        for id_ in ids
        if id_ is not None
    ]
    return sorted(found, key=lambda one: (-one.suggested, -one.wanted, one.id))


def _by(
    figures: Figures, by: tuple[str, ...], where: Mapping[str, tuple[str, ...]]
) -> Mapping[tuple[Key, ...], int]:
    return figures.counted(by, where)


# ---- in all ----


def in_all(figures: Figures) -> Mapping[Verdict, int]:
    """What owners answered when asked whether it helped."""
    told = _by(figures, ("helped",), _TOLD)
    return {verdict: told.get((verdict,), 0) for verdict in VERDICTS}


def _verdicts(figures: Figures, read: Reader) -> Section:
    counts = in_all(figures)
    rows = [Row((read.word(f"helped-{one}"), count)) for one, count in counts.items() if count]
    made = table("verdicts", read.language, (("verdict", "text"), ("answers", "count")), rows)
    parts = [
        Part(read.word(f"helped-{one}"), count, VERDICTS[one])
        for one, count in counts.items()
        if count
    ]
    desc = ". ".join(f"{part.name}: {part.count}" for part in parts)
    picture = stack(parts, made.title, desc) if rows else None
    return Section(made, picture, read.word("note-verdicts"))


# ---- one by one ----


def _methods(figures: Figures, read: Reader) -> Section:
    return _suggested(figures, read, "method", wanted=False, judged=True)


def _actors(figures: Figures, read: Reader) -> Section:
    return _suggested(figures, read, "actor", wanted=True, judged=True)


def _instruments(figures: Figures, read: Reader) -> Section:
    return _suggested(figures, read, "instrument", wanted=False, judged=False)


def _suggested(
    figures: Figures, read: Reader, kind: Advised, *, wanted: bool, judged: bool
) -> Section:
    columns: list[tuple[str, Kind]] = [(kind, "text"), ("suggested", "count")]
    columns += [("wanted", "count")] if wanted else []
    columns += [(f"helped-{one}", "count") for one in VERDICTS] if judged else []
    things = fared(figures, kind)
    rows = [Row(tuple(_cells(one, kind, read, wanted=wanted, judged=judged))) for one in things]
    made = table(_SHELVES[kind], read.language, columns, rows)
    drawn = [
        Bar(_short(_name(kind, one.id, read)), one.suggested) for one in things if one.suggested
    ]
    if not drawn:
        return Section(made)
    desc = read.word("desc-bars", most=drawn[0].name, count=drawn[0].count)
    return Section(made, bars(drawn[:MOST_BARS], made.title, desc))


def _cells(
    one: Fared, kind: Advised, read: Reader, *, wanted: bool, judged: bool
) -> Iterator[str | int]:
    yield _name(kind, one.id, read)
    yield one.suggested
    if wanted:
        yield one.wanted
    if judged:
        yield from (one.told.get(verdict, 0) for verdict in VERDICTS)


def _name(kind: Advised, id_: str, read: Reader) -> str:
    """What it is called; an id that has gone from the content stays as it is."""
    entries = getattr(read.content, _SHELVES[kind])
    return name_of(kind, id_, read.content, read.language) if id_ in entries else id_


def _short(name: str) -> str:
    """A name with room above its bar, cut after a whole word."""
    return name if len(name) <= MOST_NAME else name[:MOST_NAME].rpartition(" ")[0] + "…"


def sentences(figures: Figures, read: Reader) -> list[str]:
    """How many told how it went, what they said, and what helped most often."""
    counts = in_all(figures)
    told = sum(counts.values())
    if not told:
        return [read.word("outcomes-none")] if figures.total() else []
    said = [
        read.word(
            "outcomes-told",
            told=told,
            yes=counts["yes"],
            partly=counts["partly"],
            no=counts["no"],
        )
    ]
    judged = [one for one in fared(figures, "method") if one.number_told >= LEAST_TOLD]
    if judged:
        best = max(
            judged, key=lambda one: (least_share(one.told.get("yes", 0), one.number_told), one.id)
        )
        name = read.word("quoted", name=_name("method", best.id, read))
        yes, of_told = best.told.get("yes", 0), best.number_told
        said.append(read.word("outcomes-best", name=name, yes=yes, told=of_told))
    return said
