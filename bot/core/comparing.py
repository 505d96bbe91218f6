"""What a time is compared with: the one just before, and the same days a year before; and their counts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

Counts = Mapping[str | None, int]
DAY = timedelta(days=1)
YEAR = 12  # months


@dataclass(frozen=True, slots=True)
class Span:
    """From a day to a day, both included."""

    first: date
    last: date

    @property
    def whole_months(self) -> int | None:
        """How many months it is, None when it begins or ends within one."""
        after = self.last + DAY
        if (self.first.day, after.day) != (1, 1):
            return None
        return (after.year - self.first.year) * YEAR + after.month - self.first.month

    @property
    def just_before(self) -> "Span":
        """The time that ends the day before: of as many months when these are whole, else of as many days."""
        months, last = self.whole_months, self.first - DAY
        if months is None:
            return Span(last - (self.last - self.first), last)
        return Span(shifted(self.first, -months), last)

    def earlier(self, months: int) -> "Span":
        """The same days so many months before; a month's last day stays its last."""
        last = shifted(self.last, -months)
        if (self.last + DAY).day == 1:
            last = shifted(self.last + DAY, -months) - DAY
        return Span(shifted(self.first, -months), last)


def shifted(day: date, months: int) -> date:
    """The same day so many months later; the last of the month when it is too short."""
    number = day.year * YEAR + day.month - 1 + months
    first = date(number // YEAR, number % YEAR + 1, 1)
    after = date((number + 1) // YEAR, (number + 1) % YEAR + 1, 1)
    return min(first + (day.day - 1) * DAY, after - DAY)


@dataclass(frozen=True, slots=True)
class Compared:
    """How often now, in the time before, and a year before: None when that time is not known."""

    key: str | None
    now: int
    before: int | None
    year_before: int | None

    @property
    def change(self) -> int | None:
        """How many more than before."""
        return None if self.before is None else self.now - self.before


def compare(now: Counts, before: Counts | None, year_before: Counts | None) -> list[Compared]:
    """The counts of three times side by side; the most now first, ties by key, None last.

    Args:
        before: None when nothing is known of that time, which differs from nothing asked; so ``year_before``.
    """
    keys = {key for counts in (now, before, year_before) for key in counts or ()}
    return [
        Compared(key, now.get(key, 0), _count(before, key), _count(year_before, key))
        for key in sorted(keys, key=lambda key: (-now.get(key, 0), key is None, key or ""))
    ]


def _count(counts: Counts | None, key: str | None) -> int | None:
    return None if counts is None else counts.get(key, 0)
