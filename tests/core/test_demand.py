"""What is in demand: signals without text or person, counted once, and the reports they add up to."""

from collections import Counter
from dataclasses import fields, replace
from datetime import UTC, date, datetime
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.content import Content
from bot.core.conversation import Given, Handoff, Profile, Session, Signal
from bot.core.demand import (
    DEMAND_BY,
    GAPS,
    GAPS_BY,
    Outcome,
    Row,
    demand,
    demand_rows,
    gap_rows,
    gaps,
    handoff_signal,
    is_made_up,
    left,
    signals_of,
    verdict,
)
from bot.core.demand_query import (
    ASKED,
    COLUMNS,
    Count,
    Query,
    under_all_names,
    under_names_of_today,
)
from bot.core.profile import profile_of
from tests.core.small import content as make
from tests.core.small import small
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
    first: bool = True,
) -> Signal:
    base = Signal(date(2026, 11, day), "advised", "web", "nb", need, place)
    return replace(base, outcome=outcome, reason=reason, first=first)


def test_a_signal_is_made_for_each_need() -> None:
    signals, counted = signals_of(met(), TWO_NEEDS, GIVEN, NOW, None)
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
    _, counted = signals_of(met(), TWO_NEEDS, GIVEN, NOW, None)
    session = replace(met(), signalled=counted)
    assert signals_of(session, TWO_NEEDS, GIVEN, NOW, None)[0] == ()
    assert (
        signals_of(session, TWO_NEEDS, GIVEN, datetime(2026, 11, 30, 22, tzinfo=UTC), None)[0] == ()
    )
    assert (
        len(signals_of(session, TWO_NEEDS, GIVEN, datetime(2026, 12, 1, tzinfo=UTC), None)[0]) == 2
    )


def test_a_new_need_in_the_same_month_is_counted() -> None:
    first = replace(TWO_NEEDS, needs=(("heavy-work", 1.0),))
    _, counted = signals_of(met(), first, GIVEN, NOW, None)
    signals, _ = signals_of(replace(met(), signalled=counted), TWO_NEEDS, GIVEN, NOW, None)
    assert [s.need for s in signals] == ["no-time"]


@pytest.mark.parametrize(
    "session", [met(keeps=False), met(care="distress"), met(care="asked-softly")]
)
def test_nothing_is_counted_for_who_said_no_or_is_not_well(session: Session) -> None:
    assert signals_of(session, TWO_NEEDS, GIVEN, NOW, None) == ((), ())
    assert handoff_signal(session, TWO_NEEDS, REQUEST, NOW) == ((), ())
    assert left(session, TWO_NEEDS, "size", NOW) == ((), ())


def test_who_has_not_answered_the_notice_is_counted() -> None:
    assert len(signals_of(met(keeps=None), TWO_NEEDS, GIVEN, NOW, None)[0]) == 2


def test_what_the_advice_lacked_makes_it_a_gap() -> None:
    signals, _ = signals_of(met(), TWO_NEEDS, replace(GIVEN, actors=()), NOW, "no-actor")
    assert {(s.outcome, s.reason, s.method, s.actor) for s in signals} == {
        ("gap", "no-actor", "strain-walk", None)
    }
    signals, _ = signals_of(met(), TWO_NEEDS, GIVEN, NOW, None)
    assert {(s.outcome, s.reason) for s in signals} == {("advised", None)}


def test_a_request_for_a_person_counts_on_top() -> None:
    _, counted = signals_of(met(), TWO_NEEDS, GIVEN, NOW, None)
    signals, _ = handoff_signal(replace(met(), signalled=counted), TWO_NEEDS, REQUEST, NOW)
    assert [(s.outcome, s.actor, s.chosen) for s in signals] == [
        ("handoff", "proneo", "person")
    ] * 2


def test_a_request_without_a_need_is_counted_too() -> None:
    signals, _ = handoff_signal(met(), Profile(), REQUEST, NOW)
    assert [(s.outcome, s.need) for s in signals] == [("handoff", None)]


def test_a_talk_that_stopped_says_where() -> None:
    signals, _ = left(met(), TWO_NEEDS, "size", NOW)
    assert {(s.outcome, s.reason, s.step) for s in signals} == {("left", "left-at-size", "size")}


def test_a_talk_that_stopped_before_anything_was_understood_is_a_gap() -> None:
    signals, _ = left(met(), Profile(), "again", NOW)
    assert [(s.outcome, s.reason, s.need) for s in signals] == [("gap", "not-understood", None)]


def test_a_signal_has_no_field_for_text_time_of_day_or_conversation() -> None:
    assert {f.name for f in fields(Signal)} == {
        "day", "outcome", "channel", "language", "need", "place", "country", "size", "stage", "time", "reason",
        "method", "actor", "instrument", "step", "asked", "chosen", "helped", "first", "made_up",
    }  # fmt: skip


def test_a_conversation_asks_for_a_need_once_a_month_however_it_goes_on() -> None:
    stopped, counted = left(met(), TWO_NEEDS, "size", NOW)
    session = replace(met(), signalled=counted)
    advised, counted = signals_of(session, TWO_NEEDS, GIVEN, NOW, None)
    session = replace(session, signalled=counted)
    handed_over, _ = handoff_signal(session, TWO_NEEDS, REQUEST, NOW)
    assert [s.first for s in (*stopped, *advised, *handed_over)] == [True] * 2 + [False] * 4
    assert [s.first for s in handoff_signal(met(), TWO_NEEDS, REQUEST, NOW)[0]] == [True, True]


def test_whether_it_helped_is_told_of_what_was_advised_and_asks_for_nothing() -> None:
    session = met(given=GIVEN)
    signals, counted = verdict(session, TWO_NEEDS, "no", NOW)
    assert [(s.outcome, s.helped, s.method, s.chosen, s.first) for s in signals] == [
        ("verdict", "no", "strain-walk", None, False)
    ] * 2
    assert verdict(replace(session, signalled=counted), TWO_NEEDS, "yes", NOW)[0] == ()
    assert all(
        s.first for s in signals_of(replace(session, signalled=()), TWO_NEEDS, GIVEN, NOW, None)[0]
    )


def test_whether_a_person_helped_is_told_of_that_person() -> None:
    signals, _ = verdict(
        met(given=replace(GIVEN, actors=("almi-mitt",))), TWO_NEEDS, "partly", NOW, REQUEST
    )
    assert {(s.helped, s.actor, s.method, s.chosen) for s in signals} == {
        ("partly", "proneo", None, "person")
    }


def test_made_up_talks_carry_a_mark_and_others_do_not() -> None:
    made_up = replace(met(), conversation="console:demo-1-7")
    assert {s.made_up for s in signals_of(made_up, TWO_NEEDS, GIVEN, NOW, None)[0]} == {True}
    assert {s.made_up for s in signals_of(met(), TWO_NEEDS, GIVEN, NOW, None)[0]} == {False}
    assert not is_made_up("console:kari")


def test_a_signal_takes_its_facts_from_the_talk(content: Content) -> None:
    session = met("sv", *agreed("season"), *known(place="are", size="small", time="hour"))
    signals, _ = signals_of(session, profile_of(session, content), GIVEN, NOW, None)
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
        signal("handoff", first=False),
        signal("left", need=None),
    ]
    assert demand(signals) == (
        Row("2026-11", "season", "oppdal", asked=2, advised=2, gaps=0, handoffs=1, left=0),
        Row("2026-11", "not-understood", "oppdal", asked=1, advised=0, gaps=0, handoffs=0, left=1),
        Row("2026-11", "season", "unknown", asked=1, advised=0, gaps=1, handoffs=0, left=0),
    )


def test_a_request_alone_counts_as_asked_and_on_top_of_advice_not_twice() -> None:
    assert demand([signal("handoff")])[0].asked == 1
    assert demand([signal(), signal("handoff", first=False)])[0].asked == 1


def test_a_month_in_which_was_only_told_how_it_went_has_no_demand() -> None:
    assert demand([signal("verdict", first=False)]) == ()


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


_signals = st.lists(
    st.builds(
        signal,
        st.sampled_from(get_args(Outcome)),
        st.sampled_from(("season", "rules", None)),
        st.sampled_from(("oppdal", "are", None)),
        st.sampled_from(("no-actor", "left-at-size", None)),
        st.integers(1, 30),
        st.booleans(),
    ),
    max_size=40,
)


def counted(signals: list[Signal], by: tuple[str, ...]) -> list[Count]:
    """Signals counted the plain way, as a store answers a query."""
    tally = Counter(tuple(_named(signal, name) for name in by) for signal in signals)
    return [Count(key, number) for key, number in tally.items()]


def _named(signal: Signal, name: str) -> str | None:
    if name == "month":
        return f"{signal.day:%Y-%m}"
    if name == "first":
        return "yes" if signal.first else "no"
    value: str | None = getattr(signal, name)
    return value


@given(_signals)
def test_a_report_is_the_same_out_of_signals_and_out_of_counts(signals: list[Signal]) -> None:
    assert demand_rows(counted(signals, DEMAND_BY)) == demand(signals)
    lacking = [s for s in signals if s.outcome in GAPS["outcome"]]
    assert gap_rows(counted(lacking, GAPS_BY)) == gaps(signals)


@given(_signals)
def test_every_total_of_a_report_is_the_total_of_its_signals(signals: list[Signal]) -> None:
    asking = [s for s in signals if not (s.outcome == "verdict" and s.first)]
    rows = demand(asking)
    assert sum(row.asked for row in rows) == sum(s.first for s in asking)
    assert sum(row.advised for row in rows) == sum(s.outcome == "advised" for s in asking)
    assert sum(row.handoffs for row in rows) == sum(s.outcome == "handoff" for s in asking)
    assert sum(g.count for g in gaps(asking)) == sum(row.gaps + row.left for row in rows)


# --- what can be asked


def test_a_query_can_be_made_by_everything_a_signal_tells() -> None:
    assert {f.name for f in fields(Signal)} - {"day", "made_up"} == set(COLUMNS)


@pytest.mark.parametrize(
    ("by", "where", "wrong"),
    [
        (("needs",), {}, "signals cannot be counted by 'needs'; write one of need, place"),
        ((), {"colour": ("red",)}, "signals cannot be counted by 'colour'"),
        ((), {"month": ("2026-11",)}, "signals cannot be counted by 'month'"),
        (("need", "place", "need"), {}, "'need, place, need' names one twice"),
    ],
)
def test_a_query_for_what_there_is_not_is_refused(
    by: tuple[str, ...], where: dict[str, tuple[str, ...]], wrong: str
) -> None:
    with pytest.raises(ValueError, match=wrong):
        Query(NOW.date(), NOW.date(), by, where)


def test_what_was_counted_under_an_earlier_id_is_found_and_added_up_under_the_one_of_today() -> (
    None
):
    files = small()
    files["needs/season.yaml"]["aliases"] = ["winter"]
    renamed = make(files)
    query = Query(NOW.date(), NOW.date(), ("need", "place"), {"need": ("season",), **ASKED})
    assert under_all_names(query, renamed).where == {"need": ("season", "winter"), **ASKED}
    counts = [
        Count(("heavy-work", None), 4),
        Count(("winter", None), 3),
        Count(("season", None), 2),
        Count((None, "winter"), 1),
    ]
    assert under_names_of_today(counts, query, renamed) == [
        Count(("season", None), 5),
        Count(("heavy-work", None), 4),
        Count((None, "winter"), 1),
    ]
