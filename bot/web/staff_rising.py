"""What is clearly asked for more than before, told apart from chance, season and more use of Steg."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

LEAST_COUNT = 10  # of the time shown; fewer are too few to speak of a rise
# Standard deviations. By chance alone one of 1 500 lies above: of some 80 needs and places, one in 20 pages.
SURE = 3.2
ABOVE_SEASON = 1.64  # standard deviations over last year's rise; one of 20 by chance

_Counts = Mapping[str | None, int]


@dataclass(frozen=True, slots=True)
class Past:
    """Counts by need or by place, of a time and of those it is compared with.

    ``year_ago`` and ``before_that`` are of the year before; None when they are not known.
    """

    now: _Counts
    before: _Counts
    year_ago: _Counts | None = None
    before_that: _Counts | None = None


@dataclass(frozen=True, slots=True)
class Rise:
    """Something that rises. ``expected``: had it grown as everything else did."""

    id: str
    now: int
    before: int
    expected: float


def rising(past: Past) -> tuple[Rise, ...]:
    """What has clearly more of all that is asked for than before, the surest first; ties by id.

    Shares are compared, so that growth of use raises nothing. With counts of the year before, what rose as
    much at this time then is season.

    Source: the test of two proportions with a common share; the ratio of two ratios by its logarithm.
    """
    found = [
        (sure, Rise(id_, count, past.before.get(id_, 0), _expected(past, id_)))
        for id_, count in past.now.items()
        if id_ is not None
        and count >= LEAST_COUNT
        and (sure := _deviations(past, id_)) >= SURE
        and not _is_season(past, id_)
    ]
    return tuple(rise for _, rise in sorted(found, key=lambda pair: (-pair[0], pair[1].id)))


def _deviations(past: Past, id_: str) -> float:
    """How many standard deviations the share lies above that of the time before."""
    now, before = past.now.get(id_, 0), past.before.get(id_, 0)
    all_now, all_before = sum(past.now.values()), sum(past.before.values())
    if not all_now or not all_before:
        return 0.0
    common = (now + before) / (all_now + all_before)
    spread = math.sqrt(common * (1 - common) * (1 / all_now + 1 / all_before))
    return (now / all_now - before / all_before) / spread if spread else 0.0


def _is_season(past: Past, id_: str) -> bool:
    """Whether the share rose about as much at this time of the year before."""
    if past.year_ago is None or past.before_that is None:
        return False
    times = (past.now, past.before, past.year_ago, past.before_that)
    # Half a conversation more keeps a count of none from being without end.
    counts = [time.get(id_, 0) + 0.5 for time in times]
    shares = [math.log(c / (sum(t.values()) + 0.5)) for c, t in zip(counts, times, strict=True)]
    rise, rise_then = shares[0] - shares[1], shares[2] - shares[3]
    spread = math.sqrt(sum(1 / count for count in counts))
    return rise_then > 0 and rise - rise_then < ABOVE_SEASON * spread


def _expected(past: Past, id_: str) -> float:
    all_before = sum(past.before.values())
    return past.before.get(id_, 0) * sum(past.now.values()) / all_before if all_before else 0.0
