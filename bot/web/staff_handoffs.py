"""Help from a person: requests by office, how long owners waited, and how it ended."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.charts import Bar, Part, PartColour, bars, stack
from bot.core.comparing import Span
from bot.core.conversation import Ending, Handoff
from bot.core.handoff_counts import Row as Fared
from bot.core.handoff_counts import row_of
from bot.web.staff_figures import Figures
from bot.web.staff_reader import Reader
from bot.web.staff_sections import MOST_BARS, Section
from bot.web.staff_tables import Cells, Kind, Row, Table, table

ENDINGS: Mapping[Ending, PartColour] = {
    "helped": "main",
    "referred": "mid",
    "not-reached": "other",
    "not-ours": "faint",
    "withdrawn": "faint",
}
LEAST_TAKEN = 5  # of fewer, nine of ten says nothing
_TIMES: tuple[tuple[str, Kind], ...] = (
    ("take-median", "hours"),
    ("take-p90", "hours"),
    ("answer-median", "hours"),
    ("answer-p90", "hours"),
)


def requests_in(figures: Figures, span: Span | None = None) -> list[Handoff]:
    """The requests of a cut, by the day they were asked for."""
    span, id_now = span or figures.cut.span, figures.content.id_now
    return [
        one
        for one in figures.requests
        if span.first <= one.at.date() <= span.last
        and figures.includes(
            [id_now("needs", need) for need in one.needs],
            one.place and id_now("places", one.place),
            one.size,
        )
    ]


def handoffs(figures: Figures, read: Reader) -> list[Section]:
    """How it ended, how long it took and with whom, and at which desk."""
    requests = requests_in(figures)
    return [
        _endings(requests, read),
        _by("offices", [(one.to, one) for one in requests], read),
        _by("desks", [(one.desk, one) for one in requests], read),
    ]


def _endings(requests: Sequence[Handoff], read: Reader) -> Section:
    fared = row_of("", "", requests)
    counts = {
        "helped": fared.helped,
        "referred": fared.referred,
        "not-reached": fared.not_reached,
        "not-ours": fared.not_ours,
        "withdrawn": fared.withdrawn,
    }
    still = sum(request.is_open for request in requests)
    named = [(read.word(f"ending-{ending}"), count) for ending, count in counts.items() if count]
    named += [(read.word("ending-none"), still)] if still else []
    made = table(
        "endings",
        read.language,
        (("ending", "text"), ("requests", "count")),
        [Row(pair) for pair in named],
    )
    parts = [
        Part(read.word(f"ending-{e}"), counts[e], colour)
        for e, colour in ENDINGS.items()
        if counts[e]
    ]
    desc = ". ".join(f"{name}: {count}" for name, count in named)
    picture = stack(parts, made.title, desc) if parts else None
    return Section(made, picture, read.word("note-endings"))


def _by(id_: str, named: Sequence[tuple[str, Handoff]], read: Reader) -> Section:
    """A row for each office or desk, the busiest first, and one for all of them together."""
    groups: dict[str, list[Handoff]] = {}
    for name, request in named:
        groups.setdefault(name, []).append(request)
    order = sorted(groups, key=lambda name: (-len(groups[name]), name))
    fared = [row_of(name, "", groups[name]) for name in order]
    columns: tuple[tuple[str, Kind], ...] = (
        (id_, "text"),
        ("requests", "count"),
        ("taken", "count"),
        *_TIMES,
        ("ending-helped", "count"),
        ("ending-referred", "count"),
    )
    rows = [Row(_cells(_name(one.desk, read), one)) for one in fared]
    made = _with_all(table(id_, read.language, columns, rows, adds_up=False), named, read)
    drawn = [Bar(_name(one.desk, read), one.asked) for one in fared][:MOST_BARS]
    if not drawn:
        return Section(made)
    desc = read.word("desc-bars", most=drawn[0].name, count=drawn[0].count)
    note = read.word("note-hours", least=LEAST_TAKEN)
    return Section(made, bars(drawn, made.title, desc), note)


def _with_all(made: Table, named: Sequence[tuple[str, Handoff]], read: Reader) -> Table:
    """The table with a last row for all requests: times of all, which no sum would give."""
    if not named:
        return made
    everything = row_of("", "", [request for _, request in named])
    return replace(made, total=_cells(read.word("total"), everything))


def _cells(name: str, one: Fared) -> Cells:
    enough = one.taken >= LEAST_TAKEN
    times = (
        one.hours_to_take_median,
        one.hours_to_take_p90 if enough else None,
        one.hours_to_answer_median,
        one.hours_to_answer_p90 if enough else None,
    )
    hours = ("" if time is None else time for time in times)
    return (name, one.asked, one.taken, *hours, one.helped, one.referred)


def _name(id_: str, read: Reader) -> str:
    """What an office or a desk is called."""
    if not id_:
        return read.word("desk-nobody")
    return read.content.actors[id_].name if id_ in read.content.actors else id_


def sentences(figures: Figures, read: Reader) -> list[str]:
    """How many asked for a person, how long they waited, and how it ended."""
    requests = requests_in(figures)
    if not requests:
        return [read.word("requests-none")] if figures.total() else []
    before = len(requests_in(figures, figures.before)) if figures.before else None
    fared = row_of("", "", requests)
    said = [
        read.word("requests-so-many", count=fared.asked)
        if before is None
        else read.word("requests-before", count=fared.asked, before=before)
    ]
    enough = fared.taken >= LEAST_TAKEN
    if enough and fared.hours_to_take_median is not None and fared.hours_to_take_p90 is not None:
        median = read.number(fared.hours_to_take_median)
        longest = read.number(fared.hours_to_take_p90)
        said.append(read.word("requests-waited", median=median, longest=longest))
    closed = sum(not request.is_open for request in requests)
    if closed:
        said.append(
            read.word("requests-ended", closed=closed, helped=fared.helped, referred=fared.referred)
        )
    return said
