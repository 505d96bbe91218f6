"""The staff page: what owners asked for in the last twelve months, and where we had too little to offer."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from bot.core import demand
from bot.core.advice_text import day_text
from bot.core.content import Content, Language
from bot.core.conversation import Signal
from bot.core.renaming import renamed_signal
from bot.web.login import Logins
from bot.web.page import Site, Visitor, language_of, render
from bot.web.words import WORDS, word

MONTHS_SHOWN = 12  # this month and the eleven before
SMALLEST_COUNT = 5  # below this a row could point at one owner; staff see it, the public must not
OUTCOMES = ("asked", "advised", "gaps", "handoffs", "left")
BYTE_ORDER_MARK = "\ufeff"  # without it spreadsheets read å and ä wrongly

Cells = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table as it is shown, and as it is downloaded: texts first in a row, then ``numbers`` counts."""

    id: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[Cells, ...]
    numbers: int


def routes(site: Site, logins: Logins) -> Sequence[BaseRoute]:
    """The page, and each of its tables as a file."""

    def tables_now(request: Request) -> Mapping[str, Table]:
        content = site.content()
        kept = site.store.signals(*period(site.clock().date()))
        signals = [renamed_signal(signal, content) for signal in kept]
        return tables(signals, content, language_of(request))

    def show(request: Request, visitor: Visitor) -> Response:
        language = language_of(request)
        first, last = period(site.clock().date())
        return render(
            request,
            "staff.html",
            visitor=visitor,
            tables=[table for table in tables_now(request).values() if table.rows],
            first=day_text(first, language),
            last=day_text(last, language),
            least=str(SMALLEST_COUNT),
        )

    def download(request: Request, _: Visitor) -> Response:
        table = tables_now(request).get(request.path_params["table"])
        if table is None:
            raise HTTPException(404)
        name = f"{table.id}-{site.clock():%Y-%m-%d}.csv"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return Response(as_csv(table), media_type="text/csv", headers=headers)

    return [
        Route("/staff", logins.guarded("staff", show)),
        Route("/staff/{table}.csv", logins.guarded("staff", download)),
    ]


def period(today: date) -> tuple[date, date]:
    """The first and the last day that are shown: whole months, up to today."""
    months = today.year * 12 + today.month - MONTHS_SHOWN
    return date(months // 12, months % 12 + 1, 1), today


def tables(signals: Sequence[Signal], content: Content, language: Language) -> Mapping[str, Table]:
    """Needs over the whole period, demand month by month, and gaps, in the reader's language."""
    rows = demand.demand(signals)
    read = _Reader(content, language)
    needs: list[Cells] = [
        (read.need(need), *counts) for need, counts in _over_the_period(rows).items()
    ]
    months: list[Cells] = [
        (row.month, read.need(row.need), read.place(row.place), *_counts(row)) for row in rows
    ]
    gaps: list[Cells] = [
        (gap.month, read.need(gap.need), read.place(gap.place), read.reason(gap.reason), gap.count)
        for gap in demand.gaps(signals)
    ]
    made = (
        _table("needs", language, ("need",), OUTCOMES, needs),
        _table("demand", language, ("month", "need", "place"), OUTCOMES, months),
        _table("gaps", language, ("month", "need", "place", "reason"), ("count",), gaps),
    )
    return {table.id: table for table in made}


def _table(
    name: str,
    language: Language,
    texts: tuple[str, ...],
    numbers: tuple[str, ...],
    rows: Iterable[Cells],
) -> Table:
    columns = tuple(word(f"column-{column}", language) for column in (*texts, *numbers))
    return Table(name, word(f"table-{name}", language), columns, tuple(rows), len(numbers))


def _over_the_period(rows: Iterable[demand.Row]) -> dict[str, tuple[int, ...]]:
    """The counts of each need over all months and places, the most asked for first."""
    sums: dict[str, tuple[int, ...]] = {}
    for row in rows:
        before = sums.get(row.need, (0,) * len(OUTCOMES))
        sums[row.need] = tuple(a + b for a, b in zip(before, _counts(row), strict=True))
    return dict(sorted(sums.items(), key=lambda pair: (-pair[1][0], pair[0])))


def _counts(row: demand.Row) -> tuple[int, ...]:
    return row.asked, row.advised, row.gaps, row.handoffs, row.left


@dataclass(frozen=True, slots=True)
class _Reader:
    """Puts the ids in reports into a reader's words; an id that has gone from the content stays as it is."""

    content: Content
    language: Language

    def need(self, need: str) -> str:
        """What a need is called."""
        if need in self.content.needs:
            return self.content.needs[need].label.to(self.language)
        return self._named("need", need)

    def place(self, place: str) -> str:
        """What a place is called."""
        if place in self.content.places:
            return self.content.places[place].name
        return self._named("place", place)

    def _named(self, kind: str, id_: str) -> str:
        return word(f"{kind}-{id_}", self.language) if f"{kind}-{id_}" in WORDS else id_

    def reason(self, reason: str) -> str:
        """What was lacking; where an owner stopped, the question that was asked there."""
        if f"reason-{reason}" in WORDS:
            return word(f"reason-{reason}", self.language)
        return word(
            "reason-left", self.language, step=self._question(reason.removeprefix("left-at-"))
        )

    def _question(self, step: str) -> str:
        main_first = sorted(self.content.flows.values(), key=lambda flow: flow.id != "main")
        asks = next(
            (s.ask for flow in main_first for s in flow.steps if s.id == step and s.ask), None
        )
        return asks.to(self.language).partition("\n")[0] if asks else step


def as_csv(table: Table) -> str:
    """The table as a file, with the same words and numbers as on the page."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(table.columns)
    writer.writerows(table.rows)
    return BYTE_ORDER_MARK + written.getvalue()
