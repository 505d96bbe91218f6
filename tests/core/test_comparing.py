"""A period beside the one before and the same one a year before."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.comparing import (
    Compared,
    Spread,
    compare,
    period_before,
    spread,
    total,
    year_before,
)
from bot.core.demand_query import Count

_keys = st.tuples(st.sampled_from(("rules", "season", None)), st.sampled_from(("are", None)))
_counts = st.dictionaries(_keys, st.integers(1, 99)).map(
    lambda made: [Count(key, number) for key, number in made.items()]
)


def test_counts_stand_side_by_side_the_most_now_first() -> None:
    now = [Count(("rules",), 3), Count((None,), 3), Count(("season",), 9)]
    before = [Count(("season",), 6), Count(("transport",), 2)]
    found = compare(now, before, [Count(("season",), 12)])
    assert found == [
        Compared(("season",), 9, 6, 12),
        Compared(("rules",), 3, 0, 0),
        Compared((None,), 3, 0, 0),
        Compared(("transport",), 0, 2, 0),
    ]
    assert [one.change for one in found] == [0.5, None, None, -1.0]
    assert found[0].change_in_a_year == -0.25


def test_a_year_before_that_is_not_kept_differs_from_one_that_asked_nothing() -> None:
    now = [Count(("rules",), 3)]
    assert compare(now, [], None) == [Compared(("rules",), 3, 0, None)]
    assert compare(now, [], None)[0].change_in_a_year is None
    assert compare(now, [], []) == [Compared(("rules",), 3, 0, 0)]


@given(_counts, _counts, st.none() | _counts)
def test_the_total_of_what_is_compared_is_that_of_each_period(
    now: list[Count], before: list[Count], then: list[Count] | None
) -> None:
    together = total(compare(now, before, then))
    assert together.now == sum(count.conversations for count in now)
    assert together.before == sum(count.conversations for count in before)
    if then is not None and (now or before or then):
        assert together.year_before == sum(count.conversations for count in then)
    elif now or before:
        assert together.year_before is None


@pytest.mark.parametrize(
    ("period", "before"),
    [
        ("2026-11-01/2026-11-30", "2026-10-01/2026-10-31"),
        ("2026-01-01/2026-03-31", "2025-10-01/2025-12-31"),
        ("2026-01-01/2026-12-31", "2025-01-01/2025-12-31"),
        ("2026-11-08/2026-11-21", "2026-10-25/2026-11-07"),
        ("2026-11-01/2026-11-21", "2026-10-11/2026-10-31"),
        ("2026-11-21/2026-11-21", "2026-11-20/2026-11-20"),
    ],
)
def test_the_period_before_is_of_as_many_months_or_days(period: str, before: str) -> None:
    assert period_before(*days(period)) == days(before)


@pytest.mark.parametrize(
    ("period", "before"),
    [
        ("2026-11-01/2026-11-30", "2025-11-01/2025-11-30"),
        ("2024-02-01/2024-02-29", "2023-02-01/2023-02-28"),
        ("2025-02-01/2025-02-28", "2024-02-01/2024-02-29"),
        ("2024-02-29/2024-03-10", "2023-02-28/2023-03-10"),
    ],
)
def test_the_year_before_has_the_same_days(period: str, before: str) -> None:
    assert year_before(*days(period)) == days(before)


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(0, 800))
def test_the_period_before_ends_where_this_one_begins(first: date, more: int) -> None:
    starts, ends = period_before(first, first + timedelta(days=more))
    assert ends == first - timedelta(days=1)
    assert starts <= ends


def days(period: str) -> tuple[date, date]:
    first, last = period.split("/")
    return date.fromisoformat(first), date.fromisoformat(last)


def test_values_are_told_by_their_median_and_p90_never_by_a_mean() -> None:
    assert spread([1, 2, 3, 4, 5, 6, 7, 8, 9, 1000]) == Spread(10, 5.5, 9)
    assert spread([]) == Spread(0, None, None)
