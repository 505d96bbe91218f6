"""What a reader of the staff pages chooses: days, and the times they are compared with."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import QueryParams

from bot.core.comparing import Span
from bot.core.content import Content
from bot.web.staff_cut import EARLIEST, Cut, address, cut_in, span_of

TODAY = date(2026, 11, 21)
DAYS = st.dates(min_value=date(1999, 1, 1), max_value=date(2030, 1, 1))


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


@pytest.mark.parametrize(
    ("query", "before"),
    [
        ("from=2026-02-01&to=2026-02-28", Span(date(2026, 1, 1), date(2026, 1, 31))),
        ("from=2026-02-10&to=2026-02-28", Span(date(2026, 1, 22), date(2026, 2, 9))),
    ],
)
def test_days_that_were_chosen_are_compared_with_as_many_just_before_or_whole_months(
    content: Content, query: str, before: Span
) -> None:
    assert cut_in(QueryParams(query), content, TODAY).before == before


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
