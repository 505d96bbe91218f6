"""Another need than the one that was counted, as staff read it; the count itself never changes."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from bot.core.content import Size


@dataclass(frozen=True, slots=True)
class Correction:
    """What somebody of staff read in a talk that was counted under another need, or under none.

    Args:
        by: name of the account.
        day: of the talk, so that corrections are shown beside the signals of that day.
        need: as it was counted; None when nothing was understood.
        instead: the need staff read.
        made_up: whether the talk is of ``steg demo``.
    """

    at: datetime
    by: str
    day: date
    need: str | None
    instead: str
    place: str | None = None
    size: Size | None = None
    made_up: bool = False


def moved(corrections: Iterable[Correction]) -> tuple[Mapping[str | None, int], Mapping[str, int]]:
    """How many were taken away from each need as counted, and how many came to each instead."""
    gone: Counter[str | None] = Counter()
    come: Counter[str] = Counter()
    for one in corrections:
        gone[one.need] += 1
        come[one.instead] += 1
    return gone, come
