"""What is clearly asked for more than it used to be: by its share of all, not because Steg is used more."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import exp, lgamma

from bot.core.comparing import Counts

FEWEST_NOW = 8  # fewer could be one village hall's evening
FEWEST_BEFORE = 3  # below this something is new rather than rising: there is no past to be above
FEWEST_IN_A_YEAR_BEFORE = 30  # of all together, so that they tell a season
FALSE_AMONG_TOLD = 0.05  # at most this share of what we call rising is chance (Benjamini-Hochberg)
SEASON_AMONG_TOLD = 0.02  # at most so likely is any of what we call rising a season of each year
TAIL_END = 1e-17  # further terms of a sum of probabilities change nothing


@dataclass(frozen=True, slots=True)
class Past:
    """Counts of a time, of the one before it, and of the same days a year before, None when not known."""

    now: Counts
    before: Counts
    year_before: Counts | None = None


@dataclass(frozen=True, slots=True)
class Rise:
    """Something that rises.

    ``expected``: how often, had its share of all stayed what it was before, or, where that is more, a year
    before. ``chance``: how likely so much more than before would be, had nothing changed.
    """

    id: str
    now: int
    before: int
    expected: float
    chance: float


def rising(pasts: Mapping[str, Past]) -> list[tuple[str, Rise]]:
    """What rises of all that is looked at together, the surest first; ties by name and id.

    What rises has a share of all clearly above that of the time before: Fisher's exact test, one-sided, with
    at most FALSE_AMONG_TOLD false ones among those found. Of these it also has a share clearly above that of
    the same days a year before, where there are any: a season comes back each year and is no news. There the
    same test is held to SEASON_AMONG_TOLD for all that were found (Bonferroni).

    Args:
        pasts: by what it is counted by, as "need" and "place": everything that one page tells is tested
            together. Ids of None count among all and are never told.

    Returns:
        Each with the name of what it was counted by.
    """
    tested = [one for name, past in pasts.items() for one in _tested(name, past)]
    found = _surest(tested)
    return [
        (one.name, one.rise)
        for one in found
        if one.as_season is None or one.as_season <= SEASON_AMONG_TOLD / len(found)
    ]


@dataclass(frozen=True, slots=True)
class _Heard:
    """How often each was heard in a time, and all together."""

    of: Counts
    all: int

    def chance(self, id_: str, then: "_Heard") -> float:
        """How likely so many would be, had the share stayed what it was then."""
        return chance_of(self.of.get(id_, 0), self.all, then.of.get(id_, 0), then.all)

    def expected(self, id_: str, all_now: int) -> float:
        """How often at this share of all."""
        return self.of.get(id_, 0) * all_now / self.all if self.all else 0.0


@dataclass(frozen=True, slots=True)
class _Tested:
    """What may rise; ``as_season``: how likely it would be in a year like the last, None when not known."""

    name: str
    rise: Rise
    as_season: float | None


def _tested(name: str, past: Past) -> Iterator[_Tested]:
    """All that was heard often enough in both times together: a sum that the test takes as given."""
    now, before = _heard(past.now), _heard(past.before)
    then = _heard(past.year_before or {})
    season = then if then.all >= FEWEST_IN_A_YEAR_BEFORE else None
    for id_ in {*now.of, *before.of}:
        counts = now.of.get(id_, 0), before.of.get(id_, 0)
        if id_ is None or sum(counts) < FEWEST_NOW + FEWEST_BEFORE:
            continue
        expected = max(one.expected(id_, now.all) for one in (before, season) if one)
        rise = Rise(id_, *counts, expected, now.chance(id_, before))
        yield _Tested(name, rise, now.chance(id_, season) if season else None)


def _heard(counts: Counts) -> _Heard:
    return _Heard(counts, sum(counts.values()))


def _surest(tested: Sequence[_Tested]) -> list[_Tested]:
    """Those that stay when so many were tested (Benjamini and Hochberg 1995)."""
    ordered = sorted(tested, key=lambda one: (one.rise.chance, one.name, one.rise.id))
    stay = 0
    for rank, one in enumerate(ordered, start=1):
        if one.rise.chance <= FALSE_AMONG_TOLD * rank / len(tested):
            stay = rank
    return [
        one
        for one in ordered[:stay]
        if one.rise.now >= FEWEST_NOW and one.rise.before >= FEWEST_BEFORE
    ]


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
