"""What is in demand: signals out of turns, without text or conversation, and their counts."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Literal

from bot.core import gap
from bot.core.conversation import Given, Handoff, Profile, Session, Signal, Verdict
from bot.core.demand_query import Count

Outcome = Literal["advised", "gap", "handoff", "left", "verdict"]
_Counted = tuple[tuple[Signal, ...], tuple[str, ...]]
MADE_UP: Final = "console:demo-"  # how the ids of conversations begin that ``steg demo`` makes up
BETWEEN: Final = " "  # parts the questions of ``Signal.asked``
WITH_A_PERSON: Final = "person"  # what an owner chose who asked for one
HOW_IT_WENT: Final[dict[str, Verdict]] = {"well": "yes", "badly": "no"}
"""What the answers of who comes back tell of whether it helped; the others tell nothing."""


def is_made_up(conversation: str) -> bool:
    """Whether a conversation is of ``steg demo``: its signals never mix with real ones."""
    return conversation.startswith(MADE_UP)


def signals_of(
    session: Session,
    profile: Profile,
    given: Given,
    now: datetime,
    lacking: gap.Reason | None,
    *,
    asked: Sequence[str] = (),
) -> _Counted:
    """A signal for each need that advice was given for, or was lacking for; once a month each.

    Args:
        lacking: what the advice lacked, as ``gap.gap_reason`` tells it.
        asked: the questions that were put to the owner, as ``way.asked`` tells them; () when not known.

    Returns:
        The signals, and what the session has counted from now on.
    """
    like = _signal(session, profile, now, outcome="gap" if lacking else "advised")
    told = replace(_with(like, given), reason=lacking, asked=_told(asked))
    return _once(session, profile, told)


def handoff_signal(
    session: Session,
    profile: Profile,
    request: Handoff,
    now: datetime,
    *,
    asked: Sequence[str] = (),
) -> _Counted:
    """A signal for each need a person was asked for; ``asked`` as in ``signals_of``."""
    like = _signal(session, profile, now, outcome="handoff")
    to_person = replace(like, actor=request.to or None, chosen=WITH_A_PERSON, asked=_told(asked))
    return _once(session, profile, to_person)


def left(
    session: Session, profile: Profile, step: str, now: datetime, *, asked: Sequence[str] = ()
) -> _Counted:
    """A signal for each need of a talk that stopped before any advice; ``asked`` as in ``signals_of``."""
    like = _signal(session, profile, now, outcome="left" if profile.needs else "gap")
    reason = f"left-at-{step}" if profile.needs else "not-understood"
    return _once(session, profile, replace(like, reason=reason, step=step, asked=_told(asked)))


def verdict(
    session: Session,
    profile: Profile,
    helped: Verdict,
    now: datetime,
    request: Handoff | None = None,
) -> _Counted:
    """A signal for each need of who told whether it helped: what was advised, or the person asked for."""
    like = replace(_signal(session, profile, now, outcome="verdict"), helped=helped)
    if request is not None:
        like = replace(like, actor=request.to or None, chosen=WITH_A_PERSON)
    elif session.given is not None:
        like = _with(like, session.given)
    return _once(session, profile, like)


def _once(session: Session, profile: Profile, like: Signal) -> _Counted:
    """A signal for each need that was not counted this month with this outcome, and the marks of all."""
    if session.keeps is False or session.care:
        return (), session.signalled
    signals: list[Signal] = []
    counted = list(session.signalled)
    for need in profile.need_ids() or (None,):
        of_month = f":{need}:{like.day:%Y-%m}"
        if f"{like.outcome}{of_month}" in counted:
            continue
        # Who tells how it went asks for nothing.
        first = like.outcome != "verdict" and not any(m.endswith(of_month) for m in counted)
        counted.append(f"{like.outcome}{of_month}")
        signals.append(replace(like, need=need, first=first))
    return tuple(signals), tuple(counted)


def _signal(session: Session, profile: Profile, now: datetime, *, outcome: Outcome) -> Signal:
    return Signal(
        day=now.date(),
        outcome=outcome,
        channel=session.channel,
        language=session.language,
        place=profile.place,
        country=profile.country,
        size=profile.size,
        stage=profile.stage,
        time=profile.time,
        made_up=is_made_up(session.conversation),
    )


def _told(asked: Sequence[str]) -> str | None:
    """Questions as a signal holds them."""
    return BETWEEN.join(asked) or None


def _with(signal: Signal, given: Given) -> Signal:
    return replace(
        signal,
        method=next(iter(given.methods), None),
        actor=next(iter(given.actors), None),
        instrument=next(iter(given.instruments), None),
    )


# --- reports

DEMAND_BY: Final = ("month", "need", "place", "outcome", "first")
GAPS_BY: Final = ("month", "need", "place", "reason")
GAPS: Final = {"outcome": ("gap", "left")}
"""What to ask a store for, to make the report of demand and that of gaps."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a report: how often a need was heard in a place in a month, and how it went.

    ``asked`` counts conversations, each once; the others count what happened in them, which may be several
    things: a gap and then a person.
    """

    month: str
    need: str
    place: str
    asked: int
    advised: int
    gaps: int
    handoffs: int
    left: int


def demand(signals: Iterable[Signal]) -> tuple[Row, ...]:
    """Counts by month, need and place, the most asked for first; ties by month, need and place."""
    keys = Counter(
        (f"{s.day:%Y-%m}", s.need, s.place, s.outcome, "yes" if s.first else "no") for s in signals
    )
    return demand_rows([Count(key, number) for key, number in keys.items()])


def demand_rows(counts: Sequence[Count]) -> tuple[Row, ...]:
    """The report of demand out of counts by DEMAND_BY."""
    tallies: dict[tuple[str, str, str], Counter[str]] = {}
    for count in counts:
        month, need, place, outcome, first = count.key
        key = (month or "", need or "not-understood", place or "unknown")
        tally = tallies.setdefault(key, Counter())
        tally[outcome or ""] += count.conversations
        tally["asked"] += count.conversations if first == "yes" else 0
    rows = [
        Row(*key, t["asked"], t["advised"], t["gap"], t["handoff"], t["left"])
        for key, t in tallies.items()
        if t.total() > t["verdict"]
    ]
    return tuple(sorted(rows, key=lambda r: (-r.asked, r.month, r.need, r.place)))


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
    keys = Counter(
        (f"{s.day:%Y-%m}", s.need, s.place, s.reason)
        for s in signals
        if s.outcome in GAPS["outcome"]
    )
    return gap_rows([Count(key, number) for key, number in keys.items()])


def gap_rows(counts: Sequence[Count]) -> tuple[Gap, ...]:
    """The report of gaps out of counts by GAPS_BY where GAPS."""
    tally: Counter[tuple[str, str, str, str]] = Counter()
    for count in counts:
        month, need, place, reason = count.key
        key = (month or "", need or "not-understood", place or "unknown", reason or "unknown")
        tally[key] += count.conversations
    return tuple(
        Gap(*key, count) for key, count in sorted(tally.items(), key=lambda kv: (-kv[1], kv[0]))
    )
