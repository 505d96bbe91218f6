"""Reports from signals, as table, CSV or JSON."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

from tabulate import tabulate

from bot.core import demand, handoff_counts, indicators, who_counts
from bot.core.content import Content
from bot.core.conversation import Handoff, Signal
from bot.core.misheard import HeardText, heard_groups, only
from bot.core.renaming import renamed_signal
from bot.csv_text import csv_text
from bot.errors import SettingWrong
from bot.stores.port import Store

Rows = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Period:
    """What was kept from a day to a day, both included, under the ids of today's content.

    Made-up talks come only where there are no others; the two never mix.
    """

    store: Store
    content: Content
    from_day: date | None = None
    to_day: date | None = None

    def signals(self) -> list[Signal]:
        """The signals of the period."""
        kept, made_up = self.store.signals(self.from_day, self.to_day), self.store.only_made_up()
        return [renamed_signal(one, self.content) for one in kept if one.made_up == made_up]

    def requests(self) -> list[Handoff]:
        """The requests for a person that were made in the period."""
        first, last = self.from_day or date.min, self.to_day or date.max
        made_up = self.store.only_made_up()
        return [
            request
            for request in self.store.handoffs()
            if first <= request.at.date() <= last
            and demand.is_made_up(request.conversation) == made_up
        ]

    def who(self) -> tuple[indicators.Row, ...]:
        """Who owners said they are, in the quarters that lie wholly in the period."""
        counts = self.store.who.counts(made_up=self.store.only_made_up())
        return who_counts.figures(counts, self.from_day or date.min, self.to_day or date.max)


def _demand(period: Period) -> Rows:
    return [asdict(row) for row in demand.demand(period.signals())]


def _gaps(period: Period) -> Rows:
    return [asdict(row) for row in demand.gaps(period.signals())]


def _handoffs(period: Period) -> Rows:
    """Requests for a person without anything about the owner: desks read those, not reports."""
    return [asdict(row) for row in handoff_counts.counts(period.requests())]


def _indicators(period: Period) -> Rows:
    """Figures for funders, each with its definition."""
    found = indicators.indicators(period.signals(), period.requests(), period.content)
    return [asdict(row) for row in (*found, *period.who())]


def _words(period: Period) -> Rows:
    """What was not read as it was meant, redacted; those alike together, biggest group first.

    Made-up talks only where there are no others.
    """
    misheard = period.store.words_heard(period.from_day, period.to_day)
    heard = only(misheard, period.content, made_up=period.store.only_made_up())
    return [
        _words_row(number, one)
        for number, group in enumerate(heard_groups(heard, period.content), start=1)
        for one in group
    ]


def _words_row(group: int, one: HeardText) -> Mapping[str, Any]:
    needs = (" ".join(one.read), " ".join(one.chosen))
    days = _from_to(one.days[0], one.days[-1])
    values = (group, len(one.days), one.text, one.language, *needs, days)
    return dict(zip(WORDS_COLUMNS, values, strict=True))


def _from_to(first: date, last: date) -> str:
    return first.isoformat() if first == last else f"{first}/{last}"


WORDS_COLUMNS = ("group", "times", "text", "language", "read", "chosen", "days")
_Report = Callable[[Period], Rows]
REPORTS: Mapping[str, tuple[str, _Report, tuple[str, ...]]] = {
    "demand": (
        "needs by place and month, and how they went",
        _demand,
        tuple(f.name for f in fields(demand.Row)),
    ),
    "gaps": (
        "needs with nothing, or too little, to offer, and why",
        _gaps,
        tuple(f.name for f in fields(demand.Gap)),
    ),
    "words": (
        "what was not understood, or was read otherwise than the owner chose; redacted",
        _words,
        WORDS_COLUMNS,
    ),
    "handoffs": (
        "requests for a person by desk and need: waiting times in working hours, endings, refusals",
        _handoffs,
        tuple(f.name for f in fields(handoff_counts.Row)),
    ),
    "indicators": (
        "for funders: helped, referred, across the border, who; by country, place, size; with definitions",
        _indicators,
        tuple(f.name for f in fields(indicators.Row)),
    ),
}


def report(name: str, period: Period, form: str) -> str:
    """The text of a report.

    Args:
        form: table, csv or json.

    Raises:
        SettingWrong: there is no such report.
    """
    if name not in REPORTS:
        raise SettingWrong(f"there is no report '{name}'; write one of {', '.join(REPORTS)}")
    _, rows_of, columns = REPORTS[name]
    rows = rows_of(period)
    if form == "json":
        return json.dumps(rows, ensure_ascii=False, indent=1)
    if form == "csv":
        return csv_text(rows, columns).rstrip("\n")
    return tabulate([[row[c] for c in columns] for row in rows], headers=columns, tablefmt="simple")


def listed() -> str:
    """The reports there are, a line each."""
    return "\n".join(f"  {name:<10} {about}" for name, (about, _, _) in REPORTS.items())


def counts(content: Content) -> str:
    """How many entries of each kind there are."""
    kinds = [field.name for field in fields(Content) if field.name != "renamed"]
    return tabulate(
        [(kind, len(getattr(content, kind))) for kind in kinds], headers=("kind", "entries")
    )
