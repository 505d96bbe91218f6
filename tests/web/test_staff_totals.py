"""Signals of any kind: every table of a staff page adds up to the same as they do, and every file holds its rows."""

import csv
import io
import random
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from datetime import date, timedelta
from typing import Any

import pytest
from openpyxl import load_workbook

from bot.core.comparing import Span
from bot.core.content import Content
from bot.core.conversation import Signal
from bot.stores.sqlite import SqliteStore
from bot.web.staff_cut import CHOOSABLE, PERIODS, Cut, span_of
from bot.web.staff_figures import Figures
from bot.web.staff_reader import Reader
from bot.web.staff_sections import WENT, overview
from bot.web.staff_tables import Table, as_csv, as_xlsx
from tests.web.site import NOW, keep

TODAY = NOW.date()
TOLD = ("needs", "places", "sizes", "went")  # each in all its columns, which are the times
NEEDS = ("season", "transport", "energy-cost", None)
PLACES: Mapping[str | None, str | None] = {
    "are": "SE",
    "trondheim": "NO",
    "oppdal": "NO",
    None: None,
}
SIZES = ("solo", "micro", "public", None)
WORLDS = 10


def world(seed: int) -> tuple[list[Signal], Cut]:
    """Signals of two years, none to some hundreds, and what a reader chose; in every third all is made up."""
    dice = random.Random(seed)
    number = {0: 0, 1: 1, 2: 40}.get(seed, 600)
    all_ = [_signal(dice, made_up_only=seed % 3 == 1) for _ in range(number)]
    period = dice.choice((*PERIODS, None))
    first, last = sorted((_day(dice), _day(dice)))
    chosen: Any = dice.choice(
        [{}, {"country": "SE"}, {"place": "are"}, {"need": "season"}, {"size": "micro"}]
    )
    cut = Cut(span_of(period, TODAY) if period else Span(first, last), period, **chosen)
    return all_, cut


def _signal(dice: random.Random, made_up_only: bool) -> Signal:
    outcome = dice.choice((*WENT, "verdict"))
    place = dice.choice(list(PLACES))
    return Signal(
        _day(dice),
        outcome,  # type: ignore[arg-type]
        "web",
        "nb",
        need=dice.choice(NEEDS),
        place=place,
        country=PLACES[place],  # type: ignore[arg-type]
        size=dice.choice(SIZES),  # type: ignore[arg-type]
        reason=dice.choice(("no-actor", "no-money", None)) if outcome == "gap" else None,
        step=dice.choice(("size", "place", None)) if outcome == "left" else None,
        first=outcome != "verdict" and dice.random() < 0.8,
        made_up=made_up_only or dice.random() < 0.2,
    )


def _day(dice: random.Random) -> date:
    return TODAY - timedelta(days=dice.randrange(800))


def chosen_of(all_: Iterable[Signal], cut: Cut, span: Span) -> list[Signal]:
    """The signals that a page tells of: made-up ones only where there are no others."""
    all_ = list(all_)
    made_up = bool(all_) and all(signal.made_up for signal in all_)
    return [
        signal
        for signal in all_
        if signal.made_up == made_up
        and span.first <= signal.day <= span.last
        and all(getattr(cut, key) in (None, getattr(signal, key)) for key in CHOOSABLE)
    ]


def asked(told: Iterable[Signal], by: Callable[[Signal], str]) -> Mapping[str, int]:
    """How many asked, by name."""
    return Counter(by(signal) for signal in told if signal.first)


def column(table: Table, number: int = 1) -> Mapping[str, int]:
    """A column of counts by the names of its rows, without those of none."""
    return {str(row.cells[0]): int(row.cells[number]) for row in table.rows if row.cells[number]}


@pytest.mark.parametrize("seed", range(WORLDS))
def test_every_table_adds_up_to_what_the_signals_do_and_so_do_its_files(
    content: Content, seed: int
) -> None:
    all_, cut = world(seed)
    read = Reader(content, "nb")
    with closing(SqliteStore(":memory:")) as store:
        keep(store, *all_)
        figures = Figures(store, content, cut)
        found = {section.table.id: section.table for section in overview(figures, read)}
        spans = [span for span in (cut.span, figures.before, figures.year_before) if span]
    told = chosen_of(all_, cut, cut.span)
    by: Mapping[str, Callable[[Signal], str]] = {
        "needs": lambda s: read.named("need", s.need),
        "places": lambda s: read.named("place", s.place),
        "sizes": lambda s: read.named("size", s.size),
        "went": lambda s: read.word(f"went-{s.outcome}"),
        "months": lambda s: read.month(f"{s.day:%Y-%m}"),
    }
    totals = [sum(s.first for s in chosen_of(all_, cut, span)) for span in spans]
    for name in found.keys() & TOLD:
        assert column(found[name]) == asked(told, by[name])
        counts = [n for n, (_, kind) in enumerate(found[name].columns) if kind == "count"]
        assert [sum(column(found[name], n).values()) for n in counts] == totals
        shown_totals = found[name].total
        assert [shown_totals[n] for n in counts] == totals if shown_totals else not any(totals)
    assert column(found["months"]) == asked(chosen_of(all_, cut, cut.months), by["months"])
    assert sum(column(found["missing"]).values()) == sum(s.outcome == "gap" for s in told)
    # Who left after advice is no longer one of those who stopped before any.
    stopped = sum(s.first and s.outcome == "left" for s in told)
    assert sum(column(found["steps"]).values()) == stopped
    assert_files_hold(list(found.values()))


def assert_files_hold(tables: list[Table]) -> None:
    """Every row of the tables stands in both files as it is shown, numbers as numbers, and no other row."""
    book = load_workbook(io.BytesIO(as_xlsx(tables)))
    in_one_text = list(csv.reader(io.StringIO(as_csv(tables).removeprefix("\ufeff"))))
    together: list[list[str]] = []
    for table, sheet in zip(tables, book.worksheets, strict=True):
        lines = [list(line) for line in (table.names, *table.lines)]
        text = [[str(cell) for cell in line] for line in lines]
        assert [list(row) for row in sheet.values] == lines
        assert list(csv.reader(io.StringIO(as_csv([table]).removeprefix("\ufeff")))) == text
        together += [[table.title], *text, []]
    assert in_one_text == together[:-1]
