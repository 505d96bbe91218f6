"""How values lie: their median and p90, as a mean alone would hide those who waited long."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Spread:
    """How many values; half do not exceed the median, nine of ten not p90; both None without any."""

    number: int
    median: float | None
    p90: float | None


def spread(values: Sequence[float]) -> Spread:
    """The median and p90 (by nearest rank) of values, in their unit, to two decimals."""
    if not values:
        return Spread(0, None, None)
    nine_of_ten = sorted(values)[math.ceil(0.9 * len(values)) - 1]
    return Spread(len(values), round(median(values), 2), round(nine_of_ten, 2))


SURELY = 1.28  # standard deviations: nine of ten shares that look like this are at least so large


def least_share(some: int, of_all: int) -> float:
    """The share that some of all is surely not below, so that 5 of 6 does not pass for more than 50 of 70.

    Source: the lower end of the score interval (Wilson 1927).
    """
    if not of_all:
        return 0.0
    share, z = some / of_all, SURELY**2 / of_all
    middle = share + z / 2
    return (middle - math.sqrt(z * (share * (1 - share) + z / 4))) / (1 + z)
