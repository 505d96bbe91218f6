"""Compares a period with the one before it and with the same one a year before."""

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from bot.core.demand_query import Count
from bot.core.handoff_counts import p90

Key = tuple[str | None, ...]
Days = tuple[date, date]
MONTHS_OF_A_YEAR = 12


@dataclass(frozen=True, slots=True)
class Compared:
    """How often now, in the period before, and a year before: None when nothing is kept from then.

    ``change`` and ``change_in_a_year`` are shares of what it was: 0.5 is half as many again. None when it
    was nothing or is not known.
    """

    key: Key
    now: int
    before: int
    year_before: int | None

    @property
    def change(self) -> float | None:
        """From the period before to now."""
        return _change(self.now, self.before)

    @property
    def change_in_a_year(self) -> float | None:
        """From a year before to now."""
        return _change(self.now, self.year_before)


@dataclass(frozen=True, slots=True)
class Spread:
    """How values lie: half do not exceed the median, nine of ten not p90; None without any."""

    number: int
    median: float | None
    p90: float | None


def compare(
    now: Sequence[Count], before: Sequence[Count], year_before: Sequence[Count] | None
) -> list[Compared]:
    """Counts of three periods asked for alike, side by side; the most now first, ties by key, None last.

    Args:
        year_before: None when Steg was not there then, which differs from nothing asked.
    """
    here, past = _by_key(now), _by_key(before)
    then = None if year_before is None else _by_key(year_before)
    keys = {*here, *past, *(then or {})}
    compared = [
        Compared(
            key, here.get(key, 0), past.get(key, 0), None if then is None else then.get(key, 0)
        )
        for key in keys
    ]
    return sorted(
        compared, key=lambda one: (-one.now, [(part is None, part or "") for part in one.key])
    )


def total(compared: Iterable[Compared]) -> Compared:
    """The sum of what was compared; its key is empty."""
    rows = list(compared)
    years = [row.year_before for row in rows]
    return Compared(
        (),
        sum(row.now for row in rows),
        sum(row.before for row in rows),
        None if None in years else sum(year or 0 for year in years),
    )


def period_before(from_day: date, to_day: date) -> Days:
    """The period that ends the day before: as many months when it is of whole months, else as many days."""
    ends = from_day - timedelta(days=1)
    if from_day.day == 1 and to_day.day == monthrange(to_day.year, to_day.month)[1]:
        months = (to_day.year - from_day.year) * MONTHS_OF_A_YEAR + to_day.month - from_day.month
        return _months_earlier(from_day, months + 1), ends
    return from_day - (to_day - ends), ends


def year_before(from_day: date, to_day: date) -> Days:
    """The same days a year before; the end of February stays the end of February."""
    ends = _months_earlier(to_day, MONTHS_OF_A_YEAR)
    if to_day.month == 2 and to_day.day == monthrange(to_day.year, 2)[1]:
        ends = ends.replace(day=monthrange(ends.year, 2)[1])
    return _months_earlier(from_day, MONTHS_OF_A_YEAR), ends


def spread(values: Sequence[float]) -> Spread:
    """The median and p90 of values: a mean alone would hide those who waited long."""
    return Spread(len(values), round(median(values), 2) if values else None, p90(values))


def _by_key(counts: Sequence[Count]) -> dict[Key, int]:
    return {count.key: count.conversations for count in counts}


def _change(now: int, was: int | None) -> float | None:
    return round(now / was - 1, 3) if was else None


def _months_earlier(day: date, months: int) -> date:
    year, number = divmod(day.year * MONTHS_OF_A_YEAR + day.month - 1 - months, MONTHS_OF_A_YEAR)
    last = monthrange(year, number + 1)[1]
    return date(year, number + 1, min(day.day, last))
