"""What a reader of the staff pages chooses: days, the times they are compared with, and what is called rising."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import QueryParams

from bot.core.content import Content
from bot.web.staff_cut import EARLIEST, Cut, Span, address, cut_in, shifted, span_of
from bot.web.staff_rising import LEAST_COUNT, Past, rising

TODAY = date(2026, 11, 21)
DAYS = st.dates(min_value=date(1999, 1, 1), max_value=date(2030, 1, 1))


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


def test_whole_months_are_compared_with_whole_months() -> None:
    february = Span(date(2026, 2, 1), date(2026, 2, 28))
    assert february.earlier(1) == Span(date(2026, 1, 1), date(2026, 1, 31))
    assert Span(date(2024, 1, 1), date(2024, 2, 29)).earlier(12).last == date(2023, 2, 28)


@pytest.mark.parametrize(
    ("period", "first", "before"),
    [
        ("month", date(2026, 11, 1), Span(date(2026, 10, 1), date(2026, 10, 21))),
        ("3-months", date(2026, 9, 1), Span(date(2026, 6, 1), date(2026, 8, 21))),
        ("year", date(2025, 12, 1), Span(date(2024, 12, 1), date(2025, 11, 21))),
    ],
)
def test_a_time_ends_today_and_is_compared_with_the_one_before(
    content: Content, period: str, first: date, before: Span
) -> None:
    cut = cut_in(QueryParams({"period": period}), content, TODAY)
    assert cut.span == Span(first, TODAY)
    assert cut.before == before


@given(DAYS, DAYS)
def test_days_that_were_chosen_are_compared_with_as_many_just_before(
    one: date, other: date
) -> None:
    span = Span(min(one, other), max(one, other))
    before = Cut(span, None).before
    assert before.last - before.first == span.last - span.first
    assert before.last + timedelta(days=1) == span.first


@given(
    st.dictionaries(st.sampled_from(["from", "to", "period", "need", "place", "size"]), st.text())
)
def test_whatever_stands_in_an_address_gives_days_that_there_are(
    content: Content, chosen: dict[str, str]
) -> None:
    cut = cut_in(QueryParams(chosen), content, TODAY)
    assert EARLIEST - timedelta(days=366) <= cut.span.first <= cut.span.last <= TODAY


@given(DAYS, DAYS)
def test_an_address_gives_back_what_was_chosen(content: Content, one: date, other: date) -> None:
    chosen = {"from": one.isoformat(), "to": other.isoformat(), "need": "season", "size": "solo"}
    cut = cut_in(QueryParams(chosen), content, TODAY)
    assert cut_in(QueryParams(address(cut).partition("?")[2]), content, TODAY) == cut


def test_a_day_that_was_left_out_is_today_or_a_year_before(content: Content) -> None:
    to = cut_in(QueryParams({"to": "2026-05-20"}), content, TODAY)
    assert to.span == Span(date(2025, 5, 21), date(2026, 5, 20))
    from_ = cut_in(QueryParams({"from": "2026-05-20"}), content, TODAY)
    assert from_.span == Span(date(2026, 5, 20), TODAY)


def test_the_months_drawn_are_a_year_or_all_that_was_chosen() -> None:
    assert Cut(span_of("month", TODAY)).months == Span(date(2025, 12, 1), TODAY)
    long = Span(date(2024, 3, 10), TODAY)
    assert Cut(long, None).months.first == date(2024, 3, 1)


# ---- rising ----


def test_more_use_of_steg_raises_nothing() -> None:
    before = {"a": 20, "b": 40, "c": 60}
    assert rising(Past({need: 5 * count for need, count in before.items()}, before)) == ()


def test_a_need_that_grows_more_than_the_rest_rises_and_says_what_was_expected() -> None:
    (found,) = rising(Past({"a": 90, "b": 100}, {"a": 20, "b": 75}))
    assert (found.id, found.now, found.before) == ("a", 90, 20)
    assert found.expected == 40


def test_what_is_too_little_to_speak_of_does_not_rise() -> None:
    few = LEAST_COUNT - 1
    assert rising(Past({"a": few, "b": 20}, {"b": 1000})) == ()
    assert rising(Past({"a": LEAST_COUNT, "b": 20}, {"b": 1000})) != ()


def test_what_rose_as_much_the_year_before_is_season() -> None:
    now, before = {"a": 90, "b": 100}, {"a": 20, "b": 75}
    assert rising(Past(now, before, now, before)) == ()
    assert rising(Past(now, before, {"a": 20, "b": 75}, {"a": 20, "b": 75})) != ()


def test_needs_that_nobody_told_and_an_empty_past_do_not_rise() -> None:
    assert rising(Past({None: 100, "b": 10}, {"b": 100})) == ()
    assert rising(Past({"a": 100}, {})) == ()
    assert rising(Past({}, {"a": 100})) == ()


def test_chance_alone_seldom_raises_anything() -> None:
    import random

    dice = random.Random(5)
    needs = [f"need-{number}" for number in range(33)]

    def draw() -> dict[str | None, int]:
        drawn = dice.choices(needs, k=800)
        return {need: drawn.count(need) for need in needs}

    pages = [bool(rising(Past(draw(), draw()))) for _ in range(200)]
    assert sum(pages) <= 12  # of 200; a threshold of two deviations gives about 100
