"""A time beside the one before and the same days a year before."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.comparing import Compared, Counts, Span, compare, shifted

DAYS = st.dates(date(1999, 1, 1), date(2100, 1, 1))
_counts = st.dictionaries(
    st.sampled_from(("rules", "season", "transport", None)), st.integers(0, 99)
)


def span(days: str) -> Span:
    first, last = days.split("/")
    return Span(date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2024, 2, 29), -12, date(2023, 2, 28)),
        (date(2026, 1, 15), -1, date(2025, 12, 15)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
    ],
)
def test_a_day_some_months_off_is_the_same_day_or_the_last(
    day: date, months: int, then: date
) -> None:
    assert shifted(day, months) == then


@pytest.mark.parametrize(
    ("days", "before"),
    [
        ("2026-11-01/2026-11-30", "2026-10-01/2026-10-31"),
        ("2026-01-01/2026-03-31", "2025-10-01/2025-12-31"),
        ("2026-01-01/2026-12-31", "2025-01-01/2025-12-31"),
        ("2024-03-01/2024-03-31", "2024-02-01/2024-02-29"),
        ("2026-11-08/2026-11-21", "2026-10-25/2026-11-07"),
        ("2026-11-01/2026-11-21", "2026-10-11/2026-10-31"),
        ("2026-11-21/2026-11-21", "2026-11-20/2026-11-20"),
    ],
)
def test_the_time_just_before_is_of_as_many_months_or_days(days: str, before: str) -> None:
    assert span(days).just_before == span(before)


@given(DAYS, st.integers(0, 800))
def test_the_time_just_before_ends_where_this_one_begins(first: date, more: int) -> None:
    before = Span(first, first + timedelta(days=more)).just_before
    assert before.last == first - timedelta(days=1)
    assert before.first <= before.last


@pytest.mark.parametrize(
    ("days", "before"),
    [
        ("2026-11-01/2026-11-30", "2025-11-01/2025-11-30"),
        ("2024-02-01/2024-02-29", "2023-02-01/2023-02-28"),
        ("2025-02-01/2025-02-28", "2024-02-01/2024-02-29"),
        ("2024-02-29/2024-03-10", "2023-02-28/2023-03-10"),
        ("2026-02-10/2026-05-20", "2025-02-10/2025-05-20"),
    ],
)
def test_a_year_earlier_has_the_same_days(days: str, before: str) -> None:
    assert span(days).earlier(12) == span(before)


def test_whole_months_are_compared_with_whole_months() -> None:
    assert span("2026-02-01/2026-02-28").earlier(1) == span("2026-01-01/2026-01-31")


def test_counts_stand_side_by_side_the_most_now_first() -> None:
    now: Counts = {"rules": 3, None: 3, "season": 9}
    found = compare(now, {"season": 6, "transport": 2}, {"season": 12})
    assert found == [
        Compared("season", 9, 6, 12),
        Compared("rules", 3, 0, 0),
        Compared(None, 3, 0, 0),
        Compared("transport", 0, 2, 0),
    ]
    assert [one.change for one in found] == [3, 3, 3, -2]


def test_a_time_that_is_not_known_differs_from_one_that_asked_nothing() -> None:
    (unknown,), (nothing,) = compare({"rules": 3}, None, None), compare({"rules": 3}, {}, {})
    assert (unknown.before, unknown.change, unknown.year_before) == (None, None, None)
    assert (nothing.before, nothing.change, nothing.year_before) == (0, 3, 0)


@given(_counts, _counts, _counts)
def test_the_totals_of_what_is_compared_are_those_of_each_time(
    now: Counts, before: Counts, then: Counts
) -> None:
    rows = compare(now, before, then)
    assert sum(row.now for row in rows) == sum(now.values())
    assert sum(row.before or 0 for row in rows) == sum(before.values())
    assert sum(row.year_before or 0 for row in rows) == sum(then.values())
