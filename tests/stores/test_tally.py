"""Counting columns of codes: as narrow as they can be kept, and alike however it is done."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.demand_query import Count, Query
from bot.stores import tally
from bot.stores.tally import needed, packed, tallied, unpacked

DAYS = [None, "2026-11-20", "2026-11-21"]
YEAR = date(2026, 1, 1), date(2026, 12, 31)


@pytest.mark.parametrize(
    ("highest", "width"), [(0, 1), (255, 1), (256, 2), (65_535, 2), (65_536, 4)]
)
def test_codes_are_kept_as_narrow_as_the_highest_allows(highest: int, width: int) -> None:
    page = packed([0, highest, 1])
    assert len(page) == 3 * width
    assert unpacked([(3, page)]).tolist() == [0, highest, 1]


@given(st.lists(st.lists(st.integers(0, 2**32 - 1), max_size=5), max_size=4))
def test_pages_of_any_width_make_one_column(pages: list[list[int]]) -> None:
    kept = [(len(page), packed(page)) for page in pages]
    assert unpacked(kept).tolist() == [code for page in pages for code in page]


@pytest.mark.parametrize("limit", ["MOST_CELLS", "MOST_NUMBERED"])
def test_however_many_groups_are_possible_the_counts_are_the_same(
    monkeypatch: pytest.MonkeyPatch, limit: str
) -> None:
    query = Query(*YEAR, ("need", "month", "place"))
    columns = {
        "day": unpacked([(5, packed([1, 2, 2, 1, 2]))]),
        "made_up": unpacked([(5, packed([1, 1, 1, 1, 2]))]),
        "need": unpacked([(5, packed([2, 0, 2, 1, 1]))]),
        "place": unpacked([(5, packed([1, 0, 1, 1, 1]))]),
    }
    values = {
        "day": DAYS,
        "made_up": [None, "no", "yes"],
        "need": [None, "rules", "season"],
        "place": [None, "are"],
    }
    expected = [
        Count(("season", "2026-11", "are"), 2),
        Count(("rules", "2026-11", "are"), 1),
        Count((None, "2026-11", None), 1),
    ]
    assert tallied(query, columns, values) == expected
    monkeypatch.setattr(tally, limit, 1)
    assert tallied(query, columns, values) == expected


def test_a_query_looks_only_at_the_columns_it_names_and_those_that_choose() -> None:
    query = Query(*YEAR, ("month", "need"), {"size": ("solo",), "need": ("rules",)})
    assert needed(query) == ("day", "made_up", "need", "size")
