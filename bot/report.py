"""Reports from signals, as table, CSV or JSON."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

from tabulate import tabulate

from bot.core import demand, handoff_counts, indicators
from bot.core.content import Content
from bot.core.conversation import Signal
from bot.core.likeness import groups
from bot.core.redaction import known_names, redacted
from bot.core.renaming import renamed_signal
from bot.csv_text import csv_text
from bot.errors import SettingWrong
from bot.stores.port import Store

Rows = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Period:
    """What was kept from a day to a day, both included, under the ids of today's content."""

    store: Store
    content: Content
    from_day: date | None = None
    to_day: date | None = None

    def signals(self) -> list[Signal]:
        """The signals of the period."""
        kept = self.store.signals(self.from_day, self.to_day)
        return [renamed_signal(signal, self.content) for signal in kept]


def _demand(period: Period) -> Rows:
    return [asdict(row) for row in demand.demand(period.signals())]


def _gaps(period: Period) -> Rows:
    return [asdict(row) for row in demand.gaps(period.signals())]


def _handoffs(period: Period) -> Rows:
    """Requests for a person without anything about the owner: desks read those, not reports."""
    low, high = period.from_day or date.min, period.to_day or date.max
    asked = [h for h in period.store.handoffs() if low <= h.at.date() <= high]
    return [asdict(row) for row in handoff_counts.counts(asked)]


def _indicators(period: Period) -> Rows:
    """Figures for funders, each with its definition; made-up talks only where there are no others."""
    made_up = period.store.only_made_up()
    low, high = period.from_day or date.min, period.to_day or date.max
    signals = [signal for signal in period.signals() if signal.made_up == made_up]
    requests = [
        request
        for request in period.store.handoffs()
        if low <= request.at.date() <= high and demand.is_made_up(request.conversation) == made_up
    ]
    return [asdict(row) for row in indicators.indicators(signals, requests, period.content)]


def _words(period: Period) -> Rows:
    """What was not read as it was meant, redacted; those alike together, biggest group first."""
    known, id_now = known_names(period.content), period.content.id_now
    heard: dict[tuple[str, ...], list[date]] = {}
    for one in period.store.words_heard(period.from_day, period.to_day):
        read, chosen = (" ".join(id_now("needs", n) for n in ids) for ids in (one.read, one.chosen))
        text = " ".join(redacted(one.text, known).split())
        row = (text, one.language or "", read, chosen)
        heard.setdefault(row, []).append(one.day)
    told = sorted((row, days) for row, days in heard.items())
    together = groups([row[0] for row, _ in told])
    times = [sum(len(told[number][1]) for number in group) for group in together]
    order = sorted(range(len(together)), key=lambda at: (-times[at], at))
    return [
        _words_row(group, *told[number])
        for group, at in enumerate(order, start=1)
        for number in sorted(together[at], key=lambda number: (-len(told[number][1]), number))
    ]


def _words_row(group: int, row: tuple[str, ...], days: Sequence[date]) -> Mapping[str, Any]:
    values = (group, len(days), *row, _from_to(min(days), max(days)))
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
        "for funders: helped, referred, across the border; by country, place, size; with definitions",
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
