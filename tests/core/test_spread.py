"""How values lie."""

from hypothesis import given
from hypothesis import strategies as st

from bot.core.spread import Spread, spread


def test_values_are_told_by_their_median_and_p90_never_by_a_mean() -> None:
    assert spread([1, 2, 3, 4, 5, 6, 7, 8, 9, 1000]) == Spread(10, 5.5, 9)


def test_one_value_is_its_own_median_and_p90_and_none_has_neither() -> None:
    assert spread([4.004]) == Spread(1, 4.0, 4.0)
    assert spread([]) == Spread(0, None, None)


@given(st.lists(st.integers(0, 500), min_size=1, max_size=60))
def test_half_do_not_exceed_the_median_and_nine_of_ten_not_p90(values: list[int]) -> None:
    found = spread(values)
    assert found.median is not None
    assert found.p90 is not None
    assert sum(value <= found.median for value in values) >= len(values) / 2
    assert sum(value <= found.p90 for value in values) >= 0.9 * len(values)
    assert sum(value < found.p90 for value in values) < 0.9 * len(values)
