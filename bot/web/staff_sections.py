"""The parts of a staff page, each a picture over its table: asked for, where, rising, missing."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from bot.charts import Bar, Drawing, Part, PartColour, Spot, bars, line, spots, stack
from bot.core.comparing import Compared, Span, shifted
from bot.core.content import SIZES
from bot.core.corrections import moved
from bot.core.wording import capital
from bot.web.staff_cut import Cut, need_page, place_page
from bot.web.staff_figures import Figures
from bot.web.staff_reader import Reader
from bot.web.staff_tables import Kind, Row, Table, table, with_total

MOST_BARS = 10  # in a picture; the table has them all
# How it went, with its colour; what is best first. The rest of the signals' outcomes asks for nothing.
WENT: Mapping[str, PartColour] = {
    "advised": "main",
    "handoff": "mid",
    "gap": "other",
    "left": "faint",
}


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a page. ``picture`` is None where there is nothing to draw."""

    table: Table
    picture: Drawing | None = None
    note: str = ""

    @property
    def svg(self) -> Markup:
        """The picture for the page; it is ours, and its texts are escaped."""
        return Markup(self.picture.svg(f"{self.table.id}-picture")) if self.picture else Markup()  # noqa: S704


def overview(figures: Figures, read: Reader) -> list[Section]:
    """Every part but those that the cut leaves one row of."""
    cut = figures.cut
    parts: list[tuple[bool, Callable[[Figures, Reader], Section]]] = [
        (cut.need is None, needs),
        (True, rises),
        (True, missing),
        (True, went),
        (True, months),
        (cut.place is None, places),
        (cut.size is None, sizes),
        (True, steps),
    ]
    shown = [part(figures, read) for wanted, part in parts if wanted]
    return [*shown[:1], *readings(figures, read), *shown[1:]]


# ---- what was asked for, and by whom ----


def needs(figures: Figures, read: Reader) -> Section:
    """Every need, the most asked for first."""
    return _asked_by("need", "needs", figures, read, lambda id_: _need_page(id_, figures))


def readings(figures: Figures, read: Reader) -> list[Section]:
    """What staff read as another need than was counted, beside the counts; nothing where nobody did."""
    gone, come = moved(figures.corrections)
    counts = {id_: (gone.get(id_, 0), come.get(id_ or "", 0)) for id_ in {*gone, *come}}
    ids = sorted(counts, key=lambda id_: (-sum(counts[id_]), id_ or ""))
    rows = [Row((read.named("need", id_), *counts[id_]), _need_page(id_, figures)) for id_ in ids]
    columns: tuple[tuple[str, Kind], ...] = (
        ("need", "text"),
        ("read-otherwise", "count"),
        ("read-instead", "count"),
    )
    made = table("readings", read.language, columns, rows)
    return [Section(made, note=read.word("note-readings"))] if rows else []


def places(figures: Figures, read: Reader) -> Section:
    """Every place, the one most asked from first."""
    return _asked_by("place", "places", figures, read, lambda id_: _place_page(id_, figures))


def sizes(figures: Figures, read: Reader) -> Section:
    """Every size, the smallest first."""
    order: Mapping[str | None, int] = {size: place for place, size in enumerate(SIZES)}
    return _asked_by(
        "size", "sizes", figures, read, lambda _: None, lambda id_: order.get(id_, len(order))
    )


def _asked_by(
    column: str,
    id_: str,
    figures: Figures,
    read: Reader,
    leads: Callable[[str | None], str | None],
    order: Callable[[str | None], int] = lambda _: 0,
) -> Section:
    compared = sorted(figures.compared(column), key=lambda one: order(one.key))
    rows = [Row(_cells(read.named(column, one.key), one), leads(one.key)) for one in compared]
    made = table(id_, read.language, ((column, "text"), *_columns(figures)), rows)
    drawn = [Bar(read.named(column, one.key), one.now, one.before) for one in compared if one.now]
    return Section(made, _bars(made, drawn[:MOST_BARS], read, read.word("mark-before")))


def _columns(figures: Figures) -> tuple[tuple[str, Kind], ...]:
    """The columns of counts: those of the times that are known."""
    before: tuple[tuple[str, Kind], ...] = (("before", "count"), ("change", "change"))
    year_before: tuple[tuple[str, Kind], ...] = (("year-before", "count"),)
    return (
        ("asked", "count"),
        *(before if figures.before else ()),
        *(year_before if figures.year_before else ()),
    )


def _cells(name: str, one: Compared) -> tuple[str | int, ...]:
    """A row of what ``_columns`` names."""
    counts = (one.now, one.before, one.change, one.year_before)
    return (name, *(count for count in counts if count is not None))


def _bars(made: Table, drawn: Sequence[Bar], read: Reader, mark: str = "") -> Drawing | None:
    if not drawn:
        return None
    desc = read.word("desc-bars", most=drawn[0].name, count=drawn[0].count)
    return bars(drawn, made.title, desc, before=mark)


def _need_page(id_: str | None, figures: Figures) -> str | None:
    return need_page(id_, figures.cut) if id_ in figures.content.needs and id_ else None


def _place_page(id_: str | None, figures: Figures) -> str | None:
    return place_page(id_, figures.cut) if id_ in figures.content.places and id_ else None


# ---- what is rising ----


def rises(figures: Figures, read: Reader) -> Section:
    """Needs and places clearly above their own past."""
    leads = {"need": _need_page, "place": _place_page}
    rows, drawn = [], []
    for column, rise in figures.risen:
        name = read.named(column, rise.id)
        cells = (name, rise.now, rise.before, round(rise.expected))
        rows.append(Row(cells, leads[column](rise.id, figures)))
        drawn.append(Bar(name, rise.now, round(rise.expected)))
    columns: tuple[tuple[str, Kind], ...] = (
        ("risen", "text"),
        ("asked", "count"),
        ("before", "count"),
        ("expected", "count"),
    )
    # A need and a place may count the same conversations, so their sum means nothing.
    made = table("rises", read.language, columns, rows, adds_up=False)
    mark = read.word("mark-expected")
    note = read.word("note-rises" if figures.before else "note-no-past")
    return Section(made, _bars(made, drawn[:MOST_BARS], read, mark), note)


# ---- what was missing, and how it went ----


def gap_column(cut: Cut) -> str:
    """What gaps are listed by: needs, or where one need was chosen, places."""
    return "place" if cut.need else "need"


def missing(figures: Figures, read: Reader) -> Section:
    """What there was too little of: a line for each need or place, a column for each reason."""
    column = gap_column(figures.cut)
    gaps = figures.gaps(column)
    reasons = Counter[str | None]()
    lines: dict[str | None, Counter[str | None]] = {}
    for (key, reason), count in gaps.items():
        reasons[reason] += count
        lines.setdefault(key, Counter())[reason] += count
    order = sorted(reasons, key=lambda reason: (-reasons[reason], reason or ""))
    names = {reason: capital(read.named("reason", reason)) for reason in order}
    ids = sorted(lines, key=lambda key: (-lines[key].total(), key is None, key or ""))
    leads = _place_page if column == "place" else _need_page
    rows = [
        Row(
            (
                read.named(column, key),
                lines[key].total(),
                *(lines[key][reason] for reason in order),
            ),
            leads(key, figures),
        )
        for key in ids
    ]
    start = table(
        "missing", read.language, ((column, "text"), ("gaps", "count")), rows, adds_up=False
    )
    named: list[tuple[str, Kind]] = [(names[reason], "count") for reason in order]
    made = with_total(replace(start, columns=(*start.columns, *named)), read.language)
    drawn = [Bar(names[reason], reasons[reason]) for reason in order]
    return Section(made, _bars(made, drawn[:MOST_BARS], read), read.word("note-missing"))


def went(figures: Figures, read: Reader) -> Section:
    """What happened first in each conversation."""
    now = figures.asked("outcome")
    compared = {one.key: one for one in figures.compared("outcome")}
    rows = [
        Row(_cells(read.word(f"went-{outcome}"), compared[outcome]))
        for outcome in WENT
        if outcome in compared
    ]
    made = table("went", read.language, (("went", "text"), *_columns(figures)), rows)
    parts = [
        Part(read.word(f"went-{outcome}"), now.get(outcome, 0), colour)
        for outcome, colour in WENT.items()
        if now.get(outcome)
    ]
    desc = ". ".join(f"{part.name}: {part.count}" for part in parts)
    picture = stack(parts, made.title, desc) if parts else None
    return Section(made, picture, read.word("note-went"))


def steps(figures: Figures, read: Reader) -> Section:
    """Where those stopped who left before any advice."""
    left = figures.left()
    ids = sorted(left, key=lambda key: (-left[key], key or ""))
    rows = [Row((read.named("step", key), left[key])) for key in ids]
    made = table("steps", read.language, (("step", "text"), ("left", "count")), rows)
    drawn = [Bar(read.named("step", key), left[key]) for key in ids][:MOST_BARS]
    return Section(made, _bars(made, drawn, read))


# ---- over time, and on the map ----


def months(figures: Figures, read: Reader) -> Section:
    """Month by month, at least a year, with the year before."""
    span, earlier = figures.cut.months, figures.months_before
    now = figures.asked("month", span)
    then = figures.asked("month", earlier) if earlier else None
    shown = list(_months(span))
    year_ago = [f"{int(month[:4]) - 1}{month[4:]}" for month in shown]
    counts = [now.get(month, 0) for month in shown]
    before = [then.get(month, 0) for month in year_ago] if then is not None else None
    columns: list[tuple[str, Kind]] = [("month", "text"), ("asked", "count")]
    rows = [Row((read.month(month), count)) for month, count in zip(shown, counts, strict=True)]
    if before is not None:
        columns.append(("year-before", "count"))
        rows = [Row((*row.cells, count)) for row, count in zip(rows, before, strict=True)]
    made = table("months", read.language, columns, rows if any(counts) else [])
    most = max(range(len(counts)), key=lambda place: counts[place])
    picture = line(
        [read.month_short(month) for month in shown],
        counts,
        made.title,
        read.word("desc-bars", most=read.month(shown[most]), count=counts[most]),
        name=read.word("line-now"),
        before=before,
        before_name=read.word("line-before"),
    )
    return Section(made, picture if any(counts) else None, read.word("note-months"))


def _months(span: Span) -> Iterable[str]:
    month = span.first
    while month <= span.last:
        yield f"{month:%Y-%m}"
        month = shifted(month, 1)


def on_the_map(figures: Figures, read: Reader) -> Section:
    """Every place where it lies, with the table of places."""
    listed = places(figures, read)
    asked = figures.asked("place")
    drawn = [
        Spot(p.name, p.latitude, p.longitude, asked.get(p.id, 0), other=p.country == "SE")
        for p in figures.content.places.values()
        if p.latitude is not None and p.longitude is not None
    ]
    most = max(drawn, key=lambda spot: spot.count)
    picture = spots(
        drawn,
        listed.table.title,
        read.word("desc-bars", most=most.name, count=most.count),
        sides=(read.word("side-NO"), read.word("side-SE")),
    )
    return Section(listed.table, picture if most.count else None, read.word("note-map"))
