"""The digest says nothing until there is something to say, and never a small count or what gives one back."""

from collections import Counter
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from bot.core.demand_query import Count
from bot.core.digest import (
    LEAST_ASKED,
    MOST_BARS,
    Digest,
    Figures,
    Gathered,
    Id,
    Missing,
    Told,
    by_week,
    digest,
    gathered,
    may_be_told,
)
from bot.core.digest_time import DAY, WEEK, week_of
from bot.core.rising import Past

LEAST = 5
MONDAY = date(2026, 11, 16)
ENOUGH: dict[Id, int] = {"season": 20, "partner": 10}
NO_PAST = {"need": Past({}, {}), "place": Past({}, {})}
counts = st.dictionaries(
    st.none() | st.sampled_from([f"need-{n}" for n in range(30)]), st.integers(1, 40), max_size=30
)


def figures(**more: object) -> Figures:
    given: dict[str, object] = {"places": {}, "gaps": {}, "months": {}, "pasts": NO_PAST}
    return Figures(**given | more)  # type: ignore[arg-type]


def told(needs: dict[Id, int], least: int = LEAST, **more: object) -> Digest:
    found = Gathered(MONDAY, MONDAY + WEEK - DAY, needs)
    return digest(found, {MONDAY: needs}, figures(**more), least)


# --- whether


def test_a_week_with_enough_questions_about_enough_needs_says_something() -> None:
    found = gathered({MONDAY: ENOUGH}, MONDAY, LEAST)
    assert found == Gathered(MONDAY, date(2026, 11, 22), ENOUGH)
    assert found.says_something(LEAST)


def test_too_few_questions_say_nothing() -> None:
    needs: dict[Id, int] = {"season": LEAST_ASKED - 11, "partner": 10}
    assert not gathered({MONDAY: needs}, MONDAY, LEAST).says_something(LEAST)


def test_many_questions_of_which_only_one_need_may_be_named_say_nothing() -> None:
    needs: dict[Id, int] = {"season": 40, "partner": LEAST - 1, None: 20}
    assert not gathered({MONDAY: needs}, MONDAY, LEAST).says_something(LEAST)


def test_weeks_with_little_are_put_together_until_they_say_something() -> None:
    a_third: dict[Id, int] = {"season": 7, "partner": 3}
    weeks = {MONDAY - 2 * WEEK: a_third, MONDAY - WEEK: a_third, MONDAY: a_third}
    assert not gathered(weeks, MONDAY - WEEK, LEAST).says_something(LEAST)
    found = gathered(weeks, MONDAY, LEAST)
    assert (found.first, found.asked) == (MONDAY - 2 * WEEK, 30)
    assert found.says_something(LEAST)


def test_what_was_told_is_not_told_again() -> None:
    weeks: dict[date, dict[Id, int]] = {MONDAY - WEEK: ENOUGH, MONDAY: {"season": 2}}
    assert gathered(weeks, MONDAY, LEAST) == Gathered(MONDAY, date(2026, 11, 22), {"season": 2})


def test_without_any_question_there_is_nothing_to_say() -> None:
    found = gathered({}, MONDAY, LEAST)
    assert found.asked == 0
    assert not found.says_something(LEAST)


@given(st.lists(counts, min_size=1, max_size=12))
def test_no_day_is_told_twice_and_none_is_left_out_between(
    weeks_in_order: list[dict[Id, int]],
) -> None:
    weeks = {MONDAY + n * WEEK: week for n, week in enumerate(weeks_in_order)}
    every = [gathered(weeks, monday, LEAST) for monday in weeks]
    told_ones = [found for found in every if found.says_something(LEAST)]
    starts = [MONDAY, *(found.last + DAY for found in told_ones)]
    assert [found.first for found in told_ones] == starts[: len(told_ones)]
    for found in told_ones:
        inside = [week for day, week in weeks.items() if found.first <= day <= found.last]
        assert found.asked == sum(sum(week.values()) for week in inside)


def test_days_are_counted_in_their_week() -> None:
    rows = [
        Count(("2026-11-22", "season"), 2),
        Count(("2026-11-16", "season"), 3),
        Count(("2026-11-23", None), 1),
    ]
    assert by_week(rows) == {MONDAY: {"season": 5}, MONDAY + WEEK: {None: 1}}
    assert week_of(date(2026, 11, 22)) == MONDAY


# --- what may be told


@given(counts, st.integers(2, 20))
def test_no_small_count_is_told_and_none_can_be_worked_out(
    asked: dict[Id, int], least: int
) -> None:
    shown = may_be_told(asked, least)
    assert all(one.count == asked[one.id] >= least for one in shown)
    left_over = sum(asked.values()) - sum(one.count for one in shown)
    assert not shown or left_over == 0 or left_over >= least
    assert list(shown) == sorted(shown, key=lambda one: (-one.count, one.id))


def test_a_need_is_left_out_where_the_rest_would_tell_of_few() -> None:
    assert may_be_told({"season": 20, "partner": 7, "energy-cost": 3}, LEAST) == (
        Told("season", 20),
    )


def test_a_picture_has_no_more_bars_than_can_be_read() -> None:
    needs: dict[Id, int] = {f"need-{n}": 10 for n in range(20)}
    assert len(told(needs).needs) == MOST_BARS


def test_a_usual_week_is_the_middle_of_four_and_known_only_when_all_had_enough() -> None:
    weeks: dict[date, dict[Id, int]] = {
        MONDAY - n * WEEK: {"season": count} for n, count in enumerate((30, 8, 10, 90, 14))
    }
    found = Gathered(MONDAY, MONDAY + WEEK - DAY, ENOUGH)
    assert digest(found, weeks, figures(), LEAST).usual == 12
    del weeks[MONDAY - 3 * WEEK]
    assert digest(found, weeks, figures(), LEAST).usual is None
    longer = Gathered(MONDAY - WEEK, MONDAY + WEEK - DAY, ENOUGH)
    assert digest(longer, weeks, figures(), LEAST).usual is None


def test_months_are_whole_those_before_and_none_with_few() -> None:
    months: dict[Id, int] = {"2025-10": 50, "2025-11": 9, "2026-09": 4, "2026-10": 5, "2026-11": 70}
    assert told(ENOUGH, months=months).months == (Told("2025-11", 9), Told("2026-10", 5))


# --- what is rising


def test_what_rises_is_told_as_how_many_times_as_often_and_never_as_a_count() -> None:
    needs = Past({"season": 40, "partner": 160}, {"season": 20, "partner": 180})
    [risen] = told(ENOUGH, pasts={**NO_PAST, "need": needs}).risen or ()
    assert (risen.column, risen.id, risen.times) == ("need", "season", 2.0)


def test_without_a_time_before_nobody_knows_what_rises() -> None:
    assert told(ENOUGH).risen is None
    same = Past({"season": 40}, {"season": 40})
    assert told(ENOUGH, pasts={**NO_PAST, "need": same}).risen == ()


def test_what_rises_to_fewer_than_may_be_told_is_not_named() -> None:
    needs = Past({"season": 20, "partner": 180}, {"season": 4, "partner": 196})
    pasts = {**NO_PAST, "need": needs}
    assert told(ENOUGH, pasts=pasts).risen
    assert told(ENOUGH, least=21, pasts=pasts).risen == ()


# --- what was missing


def missing(**by_need_and_reason: int) -> Missing | None:
    """What is said of gaps written as need__reason."""
    gaps = Counter({tuple(key.split("__")): n for key, n in by_need_and_reason.items()})
    return told(ENOUGH, gaps=gaps).missing


def test_nothing_missing_and_little_missing_are_not_the_same() -> None:
    assert missing() is None
    assert missing(season__money=4) == Missing(None)


def test_what_was_missing_most_is_told_with_the_need_it_was_missing_for() -> None:
    found = missing(season__money=9, partner__money=5, season__actor=6)
    assert found == Missing(20, Told("money", 14), 20, Told("season", 9))


def test_a_reason_that_leaves_few_over_stands_without_the_total() -> None:
    assert missing(season__money=9, season__actor=3) == Missing(
        12, Told("money", 9), None, Told("season", 9)
    )


def test_a_need_that_leaves_few_over_is_not_named() -> None:
    assert missing(season__money=9, partner__money=2) == Missing(11, Told("money", 11), 11)


def test_two_needs_with_as_many_are_no_pattern() -> None:
    assert missing(season__money=9, partner__money=9) == Missing(18, Told("money", 18), 18)


def test_many_things_missing_seldom_each_are_told_only_together() -> None:
    assert missing(season__money=4, season__actor=4) == Missing(8)
