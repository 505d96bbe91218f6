"""How requests for a person fare, by desk and need: counts, waiting times, endings, refusals."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from bot.core.conversation import Handoff

ALL = "all"  # stands for every need of a desk together
NO_DESK = "nobody"  # requests that went to no desk


@dataclass(frozen=True, slots=True)
class Row:
    """One desk and need. Times are working hours of the desk, from when its card was sent.

    ``refused`` and ``disagreed`` are told in words; a request with two needs counts under both, and
    once under ``all``.
    """

    desk: str
    need: str
    asked: int
    waiting: int
    taken: int
    answered: int
    hours_to_take_median: float | None
    hours_to_take_p90: float | None
    hours_to_answer_median: float | None
    hours_to_answer_p90: float | None
    helped: int
    referred: int
    not_reached: int
    not_ours: int
    withdrawn: int
    refused: str
    owner_said_helped: int
    adviser_said_helped: int
    disagreed: int


def counts(requests: Iterable[Handoff]) -> list[Row]:
    """A row for each desk and need, the busiest desk first, each desk's sum before its needs."""
    by_desk: dict[str, list[Handoff]] = {}
    for request in requests:
        by_desk.setdefault(request.desk or NO_DESK, []).append(request)
    rows: list[Row] = []
    for desk, own in sorted(by_desk.items(), key=lambda pair: (-len(pair[1]), pair[0])):
        needs = Counter(need for request in own for need in request.needs)
        rows.append(_row(desk, ALL, own))
        rows += [
            _row(desk, need, [r for r in own if need in r.needs])
            for need, _ in sorted(needs.items(), key=lambda pair: (-pair[1], pair[0]))
        ]
    return rows


def _row(desk: str, need: str, requests: Sequence[Handoff]) -> Row:
    endings = Counter(request.ending for request in requests)
    to_take = [r.hours_to_take for r in requests if r.hours_to_take is not None]
    to_answer = [r.hours_to_answer for r in requests if r.hours_to_answer is not None]
    return Row(
        desk=desk,
        need=need,
        asked=len(requests),
        waiting=sum(r.stage in ("asked", "waiting") for r in requests),
        taken=sum(r.taken_at is not None for r in requests),
        answered=sum(r.answered_at is not None for r in requests),
        hours_to_take_median=_middle(to_take),
        hours_to_take_p90=p90(to_take),
        hours_to_answer_median=_middle(to_answer),
        hours_to_answer_p90=p90(to_answer),
        helped=endings["helped"],
        referred=endings["referred"],
        not_reached=endings["not-reached"],
        not_ours=endings["not-ours"],
        withdrawn=endings["withdrawn"],
        refused=_refusals(requests),
        owner_said_helped=sum(r.helped == "yes" for r in requests),
        adviser_said_helped=sum(r.thought_helped == "yes" for r in requests),
        disagreed=sum(_disagree(r) for r in requests),
    )


def _middle(hours: Sequence[float]) -> float | None:
    return round(median(hours), 2) if hours else None


def p90(values: Sequence[float]) -> float | None:
    """What nine of ten values do not exceed, by nearest rank; None without any."""
    if not values:
        return None
    return round(sorted(values)[math.ceil(0.9 * len(values)) - 1], 2)


def _refusals(requests: Sequence[Handoff]) -> str:
    """Why desks sent requests on: "place 2, full 1"."""
    reasons = Counter(why for request in requests for _, why in request.refused)
    ordered = sorted(reasons.items(), key=lambda pair: (-pair[1], pair[0]))
    return ", ".join(f"{why} {times}" for why, times in ordered)


def _disagree(request: Handoff) -> bool:
    """Whether owner and adviser both judged, and differ on whether it helped at all."""
    said = (request.helped, request.thought_helped)
    return None not in said and (said[0] == "no") != (said[1] == "no")
