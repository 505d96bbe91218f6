"""Reports from signals, as table, CSV or JSON."""

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

from tabulate import tabulate

from bot.core import demand
from bot.core.content import Content
from bot.core.conversation import Signal
from bot.core.renaming import renamed_signal
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
    return [
        {
            "day": h.at.date().isoformat(),
            "to": h.to,
            "stage": h.stage,
            "needs": " ".join(h.needs),
            "place": h.place or "",
        }
        for h in period.store.handoffs()
        if low <= h.at.date() <= high
    ]


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
    "handoffs": ("requests for a person", _handoffs, ("day", "to", "stage", "needs", "place")),
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
        return _csv(rows, columns)
    return tabulate([[row[c] for c in columns] for row in rows], headers=columns, tablefmt="simple")


def _csv(rows: Rows, columns: Sequence[str]) -> str:
    written = io.StringIO()
    writer = csv.DictWriter(written, fieldnames=columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return written.getvalue().rstrip("\n")


def listed() -> str:
    """The reports there are, a line each."""
    return "\n".join(f"  {name:<10} {about}" for name, (about, _, _) in REPORTS.items())


def counts(content: Content) -> str:
    """How many entries of each kind there are."""
    kinds = [field.name for field in fields(Content) if field.name != "renamed"]
    return tabulate(
        [(kind, len(getattr(content, kind))) for kind in kinds], headers=("kind", "entries")
    )
