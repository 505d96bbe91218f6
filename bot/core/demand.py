"""What is in demand: signals out of turns, without text or conversation, and their counts."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.core.conversation import Given, Handoff, Profile, Session, Signal

Outcome = Literal["advised", "gap", "handoff", "left"]
_Counted = tuple[tuple[Signal, ...], tuple[str, ...]]


def signals_of(session: Session, profile: Profile, given: Given, now: datetime) -> _Counted:
    """A signal for each need that advice was given for, or was lacking for; once a month each.

    Returns:
        The signals, and what the session has counted from now on.
    """
    reason = gap_reason(given)
    outcome: Outcome = "gap" if reason else "advised"
    return _once(session, profile, given, now, outcome=outcome, reason=reason)


def gap_reason(given: Given) -> str | None:
    """What was lacking in the advice, None when there was a way of working and somebody to call."""
    if not given.methods:
        return "no-method"
    return None if given.actors else "no-actor"


def handoff_signal(session: Session, profile: Profile, request: Handoff, now: datetime) -> _Counted:
    """A signal for each need a person was asked for."""
    given = Given(actors=(request.to,) if request.to else ())
    return _once(session, profile, given, now, outcome="handoff", reason=None)


def left(session: Session, profile: Profile, step: str, now: datetime) -> _Counted:
    """A signal for each need of a talk that stopped before any advice."""
    reason = "not-understood" if not profile.needs else f"left-at-{step}"
    outcome: Outcome = "left" if profile.needs else "gap"
    return _once(session, profile, Given(), now, outcome=outcome, reason=reason)


def _once(
    session: Session,
    profile: Profile,
    given: Given,
    now: datetime,
    *,
    outcome: Outcome,
    reason: str | None,
) -> _Counted:
    if session.keeps is False or session.care:
        return (), session.signalled
    signals: list[Signal] = []
    counted = list(session.signalled)
    for need in profile.need_ids() or (None,):
        mark = f"{outcome}:{need}:{now:%Y-%m}"
        if mark in counted:
            continue
        counted.append(mark)
        signals.append(
            _signal(session, profile, given, now, outcome=outcome, reason=reason, need=need)
        )
    return tuple(signals), tuple(counted)


def _signal(
    session: Session,
    profile: Profile,
    given: Given,
    now: datetime,
    *,
    outcome: Outcome,
    reason: str | None,
    need: str | None,
) -> Signal:
    return Signal(
        day=now.date(),
        outcome=outcome,
        channel=session.channel,
        language=session.language,
        need=need,
        place=profile.place,
        country=profile.country,
        size=profile.size,
        stage=profile.stage,
        time=profile.time,
        reason=reason,
        method=next(iter(given.methods), None),
        actor=next(iter(given.actors), None),
        instrument=next(iter(given.instruments), None),
    )


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a report: how often a need was heard in a place in a month, and how it went."""

    month: str
    need: str
    place: str
    asked: int
    advised: int
    gaps: int
    handoffs: int
    left: int


def demand(signals: Iterable[Signal]) -> tuple[Row, ...]:
    """Counts by month, need and place, the most asked for first; ties by month, need and place.

    A need is asked for once in a talk: advised, a gap, or left. A handoff comes on top of one of these.
    """
    counts: dict[tuple[str, str, str], Counter[str]] = {}
    for signal in signals:
        key = (f"{signal.day:%Y-%m}", signal.need or "not-understood", signal.place or "unknown")
        counts.setdefault(key, Counter())[signal.outcome] += 1
    rows = [
        Row(*key, _asked(count), count["advised"], count["gap"], count["handoff"], count["left"])
        for key, count in counts.items()
    ]
    return tuple(sorted(rows, key=lambda r: (-r.asked, r.month, r.need, r.place)))


def _asked(count: Counter[str]) -> int:
    return count["advised"] + count["gap"] + count["left"] or count["handoff"]


@dataclass(frozen=True, slots=True)
class Gap:
    """One line of the gap report: what was lacking for a need in a place, and how often."""

    month: str
    need: str
    place: str
    reason: str
    count: int


def gaps(signals: Iterable[Signal]) -> tuple[Gap, ...]:
    """Unmet needs by month, need, place and reason, the most frequent first."""
    counts = Counter(
        (f"{s.day:%Y-%m}", s.need or "not-understood", s.place or "unknown", s.reason or "unknown")
        for s in signals
        if s.outcome in ("gap", "left")
    )
    return tuple(
        Gap(*key, count) for key, count in sorted(counts.items(), key=lambda kv: (-kv[1], kv[0]))
    )
