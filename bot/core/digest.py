"""The week's digest for staff: whether there is something to say, and what may be said.

It leaves the log-in of the staff pages behind, so it holds no count under the smallest one, and none from
which one could be worked out. No two digests count the same day, as their difference would tell more than
either.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median

from bot.core.demand_query import Count
from bot.core.digest_time import DAY, WEEK, week_of
from bot.core.rising import Past, rising

# Questions since the last digest. With fewer, most needs stay under the smallest count, and a digest that
# comes and says little is soon left unread. Our own judgement; there is no source.
LEAST_ASKED = 30
LEAST_NAMED = 2  # needs with a count that may be told; a picture of one bar compares nothing
USUAL_WEEKS = 4  # before the one that is told
MOST_BARS = 8  # in a picture; more cannot be read across a table
WEEKS_RISING = 13  # three months; compared with as many before, and with those of the year before
MONTHS_DRAWN = 12
MOST_RISEN = 2  # named in one sentence

Id = str | None
ByWeek = Mapping[date, Mapping[Id, int]]
"""Questions by need, for the Monday of each week that had any."""


@dataclass(frozen=True, slots=True)
class Told:
    """A count that may be told."""

    id: str
    count: int


@dataclass(frozen=True, slots=True)
class Risen:
    """A need or a place (``column``) that rises; ``times`` what was to be expected."""

    column: str
    id: str
    times: float


@dataclass(frozen=True, slots=True)
class Missing:
    """What there was too little of.

    ``total`` is how often anything was missing, None when that is under the smallest count. ``reason`` is
    what was missing most, ``beside`` the total if it may stand beside it, ``need`` for what it was missing
    most; each is None when it may not be told.
    """

    total: int | None
    reason: Told | None = None
    beside: int | None = None
    need: Told | None = None


@dataclass(frozen=True, slots=True)
class Gathered:
    """What was asked in the whole weeks since the last digest, both days included."""

    first: date
    last: date
    needs: Mapping[Id, int]

    @property
    def asked(self) -> int:
        """How many questions: each conversation and need once a month."""
        return sum(self.needs.values())

    def says_something(self, least: int) -> bool:
        """Whether it is enough for a digest."""
        named = sum(need is not None and count >= least for need, count in self.needs.items())
        return self.asked >= LEAST_ASKED and named >= LEAST_NAMED


@dataclass(frozen=True, slots=True)
class Figures:
    """What else a digest is made of.

    ``places`` and ``gaps``, by need and reason, are of the gathered days; ``months``, as "2026-10", reach up
    to the last of them, and ``pasts``, by need and by place, are of WEEKS_RISING up to it.
    """

    places: Mapping[Id, int]
    gaps: Mapping[tuple[Id, ...], int]
    months: Mapping[Id, int]
    pasts: Mapping[str, Past]


@dataclass(frozen=True, slots=True)
class Digest:
    """What is said. ``usual`` is a usual week, None when it is not known or may not be told.

    ``risen`` is None when there is no time before to compare with. ``months`` are whole ones, as "2026-10".
    """

    first: date
    last: date
    asked: int
    usual: int | None
    needs: tuple[Told, ...]
    places: tuple[Told, ...]
    months: tuple[Told, ...]
    risen: tuple[Risen, ...] | None
    missing: Missing | None
    least: int


# --- whether


def by_week(counts: Sequence[Count]) -> dict[date, Counter[Id]]:
    """Counts asked for by day and need, by week."""
    weeks: dict[date, Counter[Id]] = {}
    for count in counts:
        day, need = count.key
        weeks.setdefault(week_of(date.fromisoformat(day or "")), Counter())[need] += (
            count.conversations
        )
    return weeks


def gathered(weeks: ByWeek, week: date, least: int) -> Gathered:
    """What came since the last digest up to the end of a week.

    Which weeks had a digest is worked out from the counts alone, week by week from the first: so it is the
    same for everybody who asks, at any time.
    """
    first = min((*weeks, week))
    monday, found = first, Gathered(first, first + WEEK - DAY, {})
    while monday <= week:
        needs = Counter(weeks.get(monday, {}))
        if not found.says_something(least):
            needs.update(found.needs)
            first = found.first
        else:
            first = monday
        found = Gathered(first, monday + WEEK - DAY, needs)
        monday += WEEK
    return found


# --- what


def digest(found: Gathered, weeks: ByWeek, figures: Figures, least: int) -> Digest:
    """What may be said of what was gathered."""
    return Digest(
        first=found.first,
        last=found.last,
        asked=found.asked,
        usual=_usual(found, weeks, least),
        needs=may_be_told(found.needs, least)[:MOST_BARS],
        places=may_be_told(figures.places, least)[:MOST_BARS],
        months=_months(figures.months, found.last, least),
        risen=_risen(figures.pasts, least),
        missing=_missing(figures.gaps, least),
        least=least,
    )


def may_be_told(counts: Mapping[Id, int], least: int) -> tuple[Told, ...]:
    """The counts that may stand beside their sum, the largest first; ties by id.

    What they leave over of it is nothing, or at least the smallest count.
    """
    rows = sorted((-n, id_) for id_, n in counts.items() if id_ is not None and n >= least)
    told = [Told(id_, -n) for n, id_ in rows]
    while told and 0 < sum(counts.values()) - sum(one.count for one in told) < least:
        told.pop()
    return tuple(told)


def _usual(found: Gathered, weeks: ByWeek, least: int) -> int | None:
    """The median of the weeks before, when one week is told and each of them had enough."""
    if found.last - found.first >= WEEK:
        return None
    before = [weeks.get(found.first - n * WEEK, {}) for n in range(1, USUAL_WEEKS + 1)]
    sums = [sum(week.values()) for week in before]
    return round(median(sums)) if min(sums) >= least else None


def _months(counts: Mapping[Id, int], last: date, least: int) -> tuple[Told, ...]:
    """The whole months of the year before that had enough, oldest first."""
    this = last.year * 12 + last.month - 1
    months = [divmod(this - before, 12) for before in range(MONTHS_DRAWN, 0, -1)]
    names = [f"{year}-{month + 1:02}" for year, month in months]
    return tuple(Told(name, counts[name]) for name in names if counts.get(name, 0) >= least)


def _risen(pasts: Mapping[str, Past], least: int) -> tuple[Risen, ...] | None:
    """What is rising, the surest first.

    Only how many times as often is told: that gives back no count.
    """
    if not any(past.before for past in pasts.values()):
        return None
    found = [(column, one) for column, one in rising(pasts) if one.now >= least]
    return tuple(
        Risen(column, one.id, one.now / one.expected) for column, one in found[:MOST_RISEN]
    )


def _missing(gaps: Mapping[tuple[Id, ...], int], least: int) -> Missing | None:
    total = sum(gaps.values())
    if total < least:
        return Missing(None) if total else None
    reasons = Counter[Id]()
    for (_, reason), count in gaps.items():
        reasons[reason] += count
    most = _largest(reasons, least)
    if most is None:
        return Missing(total)
    needs = {need: n for (need, reason), n in gaps.items() if reason == most.id}
    return Missing(
        total,
        most,
        total if _leaves_enough(total, most.count, least) else None,
        _clearly_largest(needs, most.count, least),
    )


def _largest(counts: Mapping[Id, int], least: int) -> Told | None:
    rows = sorted((-n, id_) for id_, n in counts.items() if id_ is not None and n >= least)
    return Told(rows[0][1], -rows[0][0]) if rows else None


def _clearly_largest(counts: Mapping[Id, int], total: int, least: int) -> Told | None:
    """The largest, unless another is as large, or the rest would tell of few."""
    most = _largest(counts, least)
    if most is None or sum(count == most.count for count in counts.values()) > 1:
        return None
    return most if _leaves_enough(total, most.count, least) else None


def _leaves_enough(total: int, told: int, least: int) -> bool:
    return total == told or total - told >= least
