"""What is clearly asked for more than it used to be: by its share of all, not because Steg is used more."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, lgamma
from typing import Literal

from bot.core.demand_query import Count

Key = tuple[str | None, ...]
CountsByMonth = Mapping[str, Mapping[Key, int]]

FEWEST_NOW = 8  # fewer could be one village hall's evening
FEWEST_BEFORE = 3  # below this something is new rather than rising: there is no past to be above
FEWEST_IN_A_YEAR_BEFORE = (
    30  # conversations in the months of the year before, so that they tell a season
)
MONTHS_BEFORE = 6
FALSE_AMONG_TOLD = 0.05  # at most this share of what we call rising is chance (Benjamini-Hochberg)
TAIL_END = 1e-17  # further terms of a sum of probabilities change nothing

Sentence = Literal["rising", "rising-beyond-season"]


@dataclass(frozen=True, slots=True)
class Rising:
    """A need or place (or both: as the counts were asked for) above its own past.

    Args:
        now: how often in the months looked at, of ``all_now``; likewise for the months before them, and for
            the same months a year before, which are None when there is no such year.
        times: its share now by its share before.
        chance: how likely so much would be if nothing had changed; the greater of both comparisons.
        sentence: id of the wording that says it; its gaps are these fields.
    """

    key: Key
    now: int
    all_now: int
    before: int
    all_before: int
    year_before: int | None
    all_year_before: int | None
    times: float
    chance: float
    sentence: Sentence


def by_month(counts: Sequence[Count]) -> dict[str, dict[Key, int]]:
    """Counts asked for by month and then by something else, as ``rising`` takes them."""
    months: dict[str, dict[Key, int]] = {}
    for count in counts:
        months.setdefault(count.key[0] or "", {})[count.key[1:]] = count.conversations
    return months


def rising(counts_by_month: CountsByMonth, now: Sequence[str]) -> list[Rising]:
    """What rose in some months, the surest first; ties by key.

    What rises has a share of all conversations clearly above that of the months before and, where there is
    a year before, also above that of the same months then: a season comes back each year and is no news.
    Each comparison is Fisher's exact test, one-sided; the surest keys are told so that at most
    FALSE_AMONG_TOLD of them are chance, counting every key that was heard at all as tested.

    Args:
        counts_by_month: conversations by month ("2026-11") and key; all of them, as shares are of all. A
            month that is not there counts as silent. Keys with None count among all and are never told.
        now: the months looked at, one after the other. A month that is not over yet does no harm.

    Raises:
        ValueError: no month to look at.
    """
    if not now:
        raise ValueError("no months to look at; name at least one, as '2026-11'")
    first = min(now)
    here = _heard(counts_by_month, now)
    past = _heard(counts_by_month, [month_before(first, n) for n in range(1, MONTHS_BEFORE + 1)])
    season = _season(counts_by_month, [month_before(month, 12) for month in now])
    known = {*here.of, *past.of, *(season.of if season else ())}
    keys = sorted(key for key in known if None not in key)
    judged = [_judged(key, here, past, season) for key in keys]
    return _told([one for one in judged if one is not None], tested=len(keys))


def month_before(month: str, months: int) -> str:
    """The month so many months before: "2026-01", 2 gives "2025-11"."""
    year, number = divmod(int(month[:4]) * 12 + int(month[5:7]) - 1 - months, 12)
    return f"{year:04}-{number + 1:02}"


@dataclass(frozen=True, slots=True)
class _Heard:
    """How often each key was heard in some months, and all together."""

    of: Counter[Key]
    all: int


def _heard(counts_by_month: CountsByMonth, months: Sequence[str]) -> _Heard:
    total: Counter[Key] = Counter()
    for month in months:
        total.update(counts_by_month.get(month, {}))
    return _Heard(total, total.total())


def _season(counts_by_month: CountsByMonth, months: Sequence[str]) -> _Heard | None:
    """The same months of the year before, None when Steg was not there all the time, or hardly used."""
    if not {month_before(min(months), 1), *months} <= counts_by_month.keys():
        return None
    then = _heard(counts_by_month, months)
    return then if then.all >= FEWEST_IN_A_YEAR_BEFORE else None


def _judged(key: Key, here: _Heard, past: _Heard, season: _Heard | None) -> Rising | None:
    """How sure it is that a key rose; None with too few to tell, or no greater share."""
    now, before = here.of[key], past.of[key]
    if now < FEWEST_NOW or before < FEWEST_BEFORE or now * past.all <= before * here.all:
        return None
    chance = chance_of(now, here.all, before, past.all)
    if season is not None:
        chance = max(chance, chance_of(now, here.all, season.of[key], season.all))
    return Rising(
        key=key,
        now=now,
        all_now=here.all,
        before=before,
        all_before=past.all,
        year_before=season.of[key] if season else None,
        all_year_before=season.all if season else None,
        times=round(now * past.all / (before * here.all), 2),
        chance=chance,
        sentence="rising-beyond-season" if season else "rising",
    )


def _told(judged: Sequence[Rising], tested: int) -> list[Rising]:
    """Those that stay when so many were tested (Benjamini and Hochberg 1995)."""
    surest = sorted(judged, key=lambda one: (one.chance, one.key))
    stay = 0
    for rank, one in enumerate(surest, start=1):
        if one.chance <= FALSE_AMONG_TOLD * rank / tested:
            stay = rank
    return surest[:stay]


def chance_of(now: int, all_now: int, before: int, all_before: int) -> float:
    """How likely at least so many now are, had the share not changed: Fisher's exact test, one-sided.

    Of all conversations of both times, those with the key fall among those of now by chance
    (hypergeometric).
    """
    with_key, together = now + before, all_now + all_before
    above = now * together > with_key * all_now
    # The smaller end is summed: a sum that starts among terms too small for a float would be lost.
    start = now if above else now - 1
    ways = _log_ways(with_key, start) + _log_ways(together - with_key, all_now - start)
    term = total = exp(ways - _log_ways(together, all_now))
    without_now = together - with_key - all_now
    while term > total * TAIL_END:
        if above:
            term *= (with_key - start) * (all_now - start)
            start += 1
            term /= start * (without_now + start)
        else:
            term *= start * (without_now + start)
            start -= 1
            term /= (with_key - start) * (all_now - start)
        total += term
    return min(total, 1.0) if above else max(1.0 - total, 0.0)


def _log_ways(of: int, some: int) -> float:
    """The logarithm of how many ways there are to take some out of all; none is minus infinity."""
    if not 0 <= some <= of:
        return float("-inf")
    return lgamma(of + 1) - lgamma(some + 1) - lgamma(of - some + 1)
