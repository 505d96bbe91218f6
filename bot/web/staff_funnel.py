"""The way through the talk: how many were asked each question, went on from it, or stopped there."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from bot.charts import Bar, bars
from bot.core.content import Content
from bot.core.demand import BETWEEN
from bot.core.demand_query import ASKED
from bot.core.flow import STATEMENTS
from bot.core.way import MAIN
from bot.web.staff_figures import Figures, Key
from bot.web.staff_reader import Reader
from bot.web.staff_sections import Section, went
from bot.web.staff_tables import Kind, Row, table

_COLUMNS: tuple[tuple[str, Kind], ...] = (
    ("step", "text"),
    ("was-asked", "count"),
    ("went-on", "count"),
    ("left", "count"),
    ("left-share", "percent"),
)
STOPPED = ("left", "gap")  # outcomes of a talk that stopped at a step


@dataclass(frozen=True, slots=True)
class AtStep:
    """What became of those who were asked one question."""

    step: str
    asked: int
    left: int

    @property
    def went_on(self) -> int:
        """Those who got further."""
        return self.asked - self.left

    @property
    def share(self) -> int:
        """Of a hundred who were asked, how many stopped here."""
        return round(100 * self.left / self.asked) if self.asked else 0


@dataclass
class Way:
    """The talks of a cut by the questions that were put, each talk counted as everywhere.

    A talk from before it was kept which questions were put is left out.
    """

    figures: Figures
    _left: Counter[str] = field(default_factory=Counter)
    _asked: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        for (path, outcome, step), count in self._counts:
            if path is None:
                continue
            for one in path.split(BETWEEN):
                self._asked[one] += count
            if step is not None and outcome in STOPPED:
                self._left[step] += count

    @cached_property
    def _counts(self) -> Sequence[tuple[tuple[Key, ...], int]]:
        return list(self.figures.counted(("asked", "outcome", "step"), ASKED).items())

    @property
    def known(self) -> int:
        """How many talks are counted here."""
        return sum(count for (path, _, _), count in self._counts if path is not None)

    @property
    def unknown(self) -> int:
        """How many talks nobody knows the questions of."""
        return sum(count for (path, _, _), count in self._counts if path is None)

    def steps(self) -> Iterator[AtStep]:
        """Every question that was put, in the order of the talk."""
        for step in _in_order(self.figures.content, self._asked):
            yield AtStep(step, self._asked[step], min(self._left[step], self._asked[step]))


def _in_order(content: Content, steps: Counter[str]) -> list[str]:
    """Questions as the main talk has them; those an edit removed come last."""
    flow = content.flows[MAIN]
    order = [step.id for step in flow.steps if step.kind not in STATEMENTS]
    return [s for s in order if s in steps] + sorted(s for s in steps if s not in order)


def funnel(figures: Figures, read: Reader) -> list[Section]:
    """The questions one after the other, and what came of the talks."""
    return [_questions(figures, read), went(figures, read)]


def _questions(figures: Figures, read: Reader) -> Section:
    steps = list(Way(figures).steps())
    rows = [
        Row((read.named("step", at.step), at.asked, at.went_on, at.left, at.share)) for at in steps
    ]
    # Whoever is asked several questions stands in several rows: their sum means nothing.
    made = table("questions", read.language, _COLUMNS, rows, adds_up=False)
    drawn = [Bar(read.named("step", at.step), at.asked, at.went_on) for at in steps]
    if not drawn:
        return Section(made, None, read.word("note-questions"))
    most = max(steps, key=lambda at: at.left)
    desc = read.word("desc-questions", step=read.named("step", most.step), count=most.left)
    picture = bars(drawn, made.title, desc, before=read.word("mark-went-on"))
    return Section(made, picture, read.word("note-questions"))


def sentences(figures: Figures, read: Reader) -> list[str]:
    """How many began, how many got as far as something, and where most of the others stopped."""
    way = Way(figures)
    if not way.known:
        return [read.word("way-unknown")] if way.unknown else []
    steps = list(way.steps())
    left = sum(at.left for at in steps)
    told = [read.word("way-far", count=way.known - left, total=way.known)]
    if left:
        most = max(steps, key=lambda at: at.left)
        told.append(
            read.word(
                "way-left",
                question=read.word("quoted", name=read.named("step", most.step)),
                left=most.left,
                asked=most.asked,
            )
        )
    if way.unknown:
        told.append(read.word("way-some-unknown", count=way.unknown))
    return told
