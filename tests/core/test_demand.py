"""What is in demand: signals without text or person, counted once, and the reports they add up to."""

from dataclasses import fields, replace
from datetime import UTC, date, datetime

import pytest

from bot.core.content import Content
from bot.core.conversation import Given, Handoff, Profile, Session, Signal
from bot.core.demand import Outcome, Row, demand, gap_reason, gaps, handoff_signal, left, signals_of
from bot.core.profile import profile_of
from tests.core.talking import NOW, agreed, known, met

GIVEN = Given(methods=("strain-walk",), actors=("proneo",), instruments=("skattefunn",))
TWO_NEEDS = Profile(
    needs=(("heavy-work", 1.0), ("no-time", 0.6)), place="oppdal", country="NO", size="micro"
)
REQUEST = Handoff(
    "web:1#9", "web:1", NOW, "proneo", "asked", "nb", "…", "here", None, ("heavy-work",), "oppdal"
)


def signal(
    outcome: Outcome = "advised",
    need: str | None = "season",
    place: str | None = "oppdal",
    reason: str | None = None,
    day: int = 5,
) -> Signal:
    base = Signal(date(2026, 11, day), "advised", "web", "nb", need, place)
    return replace(base, outcome=outcome, reason=reason)


def test_a_signal_is_made_for_each_need() -> None:
    signals, counted = signals_of(met(), TWO_NEEDS, GIVEN, NOW)
    assert [(s.need, s.outcome) for s in signals] == [
        ("heavy-work", "advised"),
        ("no-time", "advised"),
    ]
    assert {s.place for s in signals} == {"oppdal"}
    assert (signals[0].method, signals[0].actor, signals[0].instrument) == (
        "strain-walk",
        "proneo",
        "skattefunn",
    )
    assert len(counted) == 2


def test_a_need_is_counted_once_a_month_for_a_talk() -> None:
    _, counted = signals_of(met(), TWO_NEEDS, GIVEN, NOW)
    session = replace(met(), signalled=counted)
    assert signals_of(session, TWO_NEEDS, GIVEN, NOW)[0] == ()
    assert signals_of(session, TWO_NEEDS, GIVEN, datetime(2026, 11, 30, 22, tzinfo=UTC))[0] == ()
    assert len(signals_of(session, TWO_NEEDS, GIVEN, datetime(2026, 12, 1, tzinfo=UTC))[0]) == 2


def test_a_new_need_in_the_same_month_is_counted() -> None:
    first = replace(TWO_NEEDS, needs=(("heavy-work", 1.0),))
    _, counted = signals_of(met(), first, GIVEN, NOW)
    signals, _ = signals_of(replace(met(), signalled=counted), TWO_NEEDS, GIVEN, NOW)
    assert [s.need for s in signals] == ["no-time"]


@pytest.mark.parametrize(
    "session", [met(keeps=False), met(care="distress"), met(care="asked-softly")]
)
def test_nothing_is_counted_for_who_said_no_or_is_not_well(session: Session) -> None:
    assert signals_of(session, TWO_NEEDS, GIVEN, NOW) == ((), ())
    assert handoff_signal(session, TWO_NEEDS, REQUEST, NOW) == ((), ())
    assert left(session, TWO_NEEDS, "size", NOW) == ((), ())


def test_who_has_not_answered_the_notice_is_counted() -> None:
    assert len(signals_of(met(keeps=None), TWO_NEEDS, GIVEN, NOW)[0]) == 2


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        (GIVEN, None),
        (replace(GIVEN, instruments=()), None),
        (replace(GIVEN, actors=()), "no-actor"),
        (replace(GIVEN, methods=()), "no-method"),
        (Given(), "no-method"),
    ],
)
def test_a_gap_is_a_way_of_working_or_an_office_that_is_missing(
    given: Given, reason: str | None
) -> None:
    assert gap_reason(given) == reason
    signals, _ = signals_of(met(), TWO_NEEDS, given, NOW)
    assert {(s.outcome, s.reason) for s in signals} == {("gap" if reason else "advised", reason)}


def test_a_request_for_a_person_counts_on_top() -> None:
    _, counted = signals_of(met(), TWO_NEEDS, GIVEN, NOW)
    signals, _ = handoff_signal(replace(met(), signalled=counted), TWO_NEEDS, REQUEST, NOW)
    assert [(s.outcome, s.actor) for s in signals] == [("handoff", "proneo")] * 2


def test_a_request_without_a_need_is_counted_too() -> None:
    signals, _ = handoff_signal(met(), Profile(), REQUEST, NOW)
    assert [(s.outcome, s.need) for s in signals] == [("handoff", None)]


def test_a_talk_that_stopped_says_where() -> None:
    signals, _ = left(met(), TWO_NEEDS, "size", NOW)
    assert {(s.outcome, s.reason) for s in signals} == {("left", "left-at-size")}


def test_a_talk_that_stopped_before_anything_was_understood_is_a_gap() -> None:
    signals, _ = left(met(), Profile(), "again", NOW)
    assert [(s.outcome, s.reason, s.need) for s in signals] == [("gap", "not-understood", None)]


def test_a_signal_has_no_field_for_text_time_of_day_or_conversation() -> None:
    assert {f.name for f in fields(Signal)} == {
        "day", "outcome", "channel", "language", "need", "place", "country", "size", "stage", "time", "reason",
        "method", "actor", "instrument",
    }  # fmt: skip


def test_a_signal_takes_its_facts_from_the_talk(content: Content) -> None:
    session = met("sv", *agreed("season"), *known(place="are", size="small", time="hour"))
    signals, _ = signals_of(session, profile_of(session, content), GIVEN, NOW)
    assert (signals[0].place, signals[0].country, signals[0].size, signals[0].time) == (
        "are",
        "SE",
        "small",
        "hour",
    )
    assert signals[0].language == "sv"


# --- reports


def test_demand_is_counted_by_month_need_and_place_the_most_asked_for_first() -> None:
    signals = [
        signal(),
        signal(),
        signal("gap", place=None),
        signal("handoff"),
        signal("left", need=None),
    ]
    assert demand(signals) == (
        Row("2026-11", "season", "oppdal", asked=2, advised=2, gaps=0, handoffs=1, left=0),
        Row("2026-11", "not-understood", "oppdal", asked=1, advised=0, gaps=0, handoffs=0, left=1),
        Row("2026-11", "season", "unknown", asked=1, advised=0, gaps=1, handoffs=0, left=0),
    )


def test_a_request_alone_counts_as_asked_and_on_top_of_advice_not_twice() -> None:
    assert demand([signal("handoff")])[0].asked == 1
    assert demand([signal(), signal("handoff")])[0].asked == 1


def test_the_order_of_signals_changes_no_report() -> None:
    signals = [
        signal(),
        signal("gap", "rules", "roros", "no-actor"),
        signal("left", "rules", None, "left-at-size"),
    ]
    assert demand(signals) == demand(reversed(signals))
    assert gaps(signals) == gaps(reversed(signals))


def test_no_signals_give_empty_reports() -> None:
    assert demand([]) == ()
    assert gaps([]) == ()


def test_gaps_hold_what_was_lacking_and_where_talks_stopped() -> None:
    signals = [
        signal(),
        signal("gap", "rules", "roros", "no-actor"),
        signal("gap", "rules", "roros", "no-actor"),
        signal("left", "season", None, "left-at-size"),
    ]
    found = [(g.need, g.place, g.reason, g.count) for g in gaps(signals)]
    assert found == [("rules", "roros", "no-actor", 2), ("season", "unknown", "left-at-size", 1)]
