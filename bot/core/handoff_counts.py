"""How requests for a person fare, by desk and need: counts, waiting times, endings, refusals."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.core.conversation import Handoff
from bot.core.spread import spread

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
        rows.append(row_of(desk, ALL, own))
        rows += [
            row_of(desk, need, [r for r in own if need in r.needs])
            for need, _ in sorted(needs.items(), key=lambda pair: (-pair[1], pair[0]))
        ]
    return rows


def row_of(desk: str, need: str, requests: Sequence[Handoff]) -> Row:
    """The counts of some requests, whatever they have in common."""
    endings = Counter(request.ending for request in requests)
    to_take = spread([r.hours_to_take for r in requests if r.hours_to_take is not None])
    to_answer = spread([r.hours_to_answer for r in requests if r.hours_to_answer is not None])
    return Row(
        desk=desk,
        need=need,
        asked=len(requests),
        waiting=sum(r.stage in ("asked", "waiting") for r in requests),
        taken=sum(r.taken_at is not None for r in requests),
        answered=sum(r.answered_at is not None for r in requests),
        hours_to_take_median=to_take.median,
        hours_to_take_p90=to_take.p90,
        hours_to_answer_median=to_answer.median,
        hours_to_answer_p90=to_answer.p90,
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


def _refusals(requests: Sequence[Handoff]) -> str:
    """Why desks sent requests on: "place 2, full 1"."""
    reasons = Counter(why for request in requests for _, why in request.refused)
    ordered = sorted(reasons.items(), key=lambda pair: (-pair[1], pair[0]))
    return ", ".join(f"{why} {times}" for why, times in ordered)


def _disagree(request: Handoff) -> bool:
    """Whether owner and adviser both judged, and differ on whether it helped at all."""
    said = (request.helped, request.thought_helped)
    return None not in said and (said[0] == "no") != (said[1] == "no")
