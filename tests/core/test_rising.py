"""What rises: above its own past by its share, beyond its season, and not by chance."""

import random
from collections import Counter
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.demand_query import Count
from bot.core.rising import CountsByMonth, Rising, by_month, chance_of, month_before, rising

NOW = "2026-11"
OTHERS = {"rules": 60, "season": 30, "transport": 10}


def months(now: dict[str, int], *before: dict[str, int], ago: int = 1) -> CountsByMonth:
    """Counts of this month, and of the months before it, the last one first."""
    made: dict[str, dict[tuple[str | None, ...], int]] = {
        NOW: {(need,): count for need, count in now.items()}
    }
    for number, month in enumerate(before, ago):
        made[month_before(NOW, number)] = {(need,): count for need, count in month.items()}
    return made


def told(counts: CountsByMonth) -> list[tuple[str | None, ...]]:
    return [one.key for one in rising(counts, [NOW])]


def test_a_need_that_takes_a_clearly_greater_share_rises() -> None:
    (found,) = rising(months(OTHERS | {"transport": 40}, *[OTHERS] * 6), [NOW])
    assert found == Rising(
        ("transport",), 40, 130, 60, 600, None, None, 3.08, found.chance, "rising"
    )
    assert found.chance < 1e-6


def test_more_use_of_steg_raises_nothing() -> None:
    assert told(months({need: 5 * n for need, n in OTHERS.items()}, *[OTHERS] * 6)) == []


def test_less_use_of_steg_hides_no_rise() -> None:
    assert told(months({"rules": 12, "season": 6, "transport": 16}, *[OTHERS] * 6)) == [
        ("transport",)
    ]


def test_what_comes_back_each_year_is_a_season_and_no_rise() -> None:
    winter, summer = OTHERS | {"season": 120}, OTHERS
    without_a_year = months(winter, *[summer] * 6)
    assert told(without_a_year) == [("season",)]
    assert (
        told({**without_a_year, **months({}, winter, OTHERS, ago=12), NOW: without_a_year[NOW]})
        == []
    )


def test_what_rises_beyond_its_season_is_told_with_the_year_before() -> None:
    winter, summer = OTHERS | {"season": 60}, OTHERS
    now = OTHERS | {"season": 150}
    counts = months(now, *[summer] * 6)
    (found,) = rising({**months({}, winter, OTHERS, ago=12), **counts}, [NOW])
    assert (found.key, found.sentence) == (("season",), "rising-beyond-season")
    assert (found.year_before, found.all_year_before) == (60, 130)


def test_what_rose_long_ago_is_no_news() -> None:
    high = OTHERS | {"transport": 40}
    assert told({**months({}, OTHERS, OTHERS, ago=12), **months(high, *[high] * 6)}) == []


def test_a_year_before_with_hardly_a_talk_tells_no_season() -> None:
    counts = months(OTHERS | {"transport": 40}, *[OTHERS] * 6)
    (found,) = rising({**months({}, {"rules": 9}, OTHERS, ago=12), **counts}, [NOW])
    assert (found.year_before, found.sentence) == (None, "rising")


@pytest.mark.parametrize(
    ("now", "before", "rises"), [(8, 3, True), (7, 3, False), (8, 2, False), (50, 0, False)]
)
def test_few_now_or_hardly_any_before_are_not_told(now: int, before: int, rises: bool) -> None:
    counts = months({"rules": 100, "transport": now}, {"rules": 2000, "transport": before})
    assert told(counts) == ([("transport",)] if rises else [])


def test_the_first_month_of_steg_tells_no_season_as_it_may_not_be_whole() -> None:
    counts = months(OTHERS | {"transport": 40}, *[OTHERS] * 6)
    first_month: CountsByMonth = {month_before(NOW, 12): {("rules",): 60, ("transport",): 40}}
    (found,) = rising({**first_month, **counts}, [NOW])
    assert (found.key, found.year_before) == (("transport",), None)


def test_several_months_are_looked_at_together() -> None:
    counts = months(OTHERS | {"transport": 20}, OTHERS | {"transport": 20}, *[OTHERS] * 6)
    assert [one.now for one in rising(counts, ["2026-10", NOW])] == [40]


def test_what_was_not_told_counts_among_all_and_never_rises() -> None:
    before = month_before(NOW, 1)
    fewer: CountsByMonth = {
        NOW: {(None,): 90, ("oppdal",): 10},
        before: {(None,): 40, ("oppdal",): 60},
    }
    assert rising(fewer, [NOW]) == []
    more: CountsByMonth = {NOW: {(None,): 10, ("oppdal",): 190}, before: fewer[before]}
    (found,) = rising(more, [NOW])
    assert (found.key, found.all_now, found.all_before) == (("oppdal",), 200, 100)


def test_the_surest_comes_first_and_ties_go_by_key() -> None:
    before = {"a": 10, "b": 10, "c": 10, "d": 600}
    found = told(months({"a": 20, "b": 20, "c": 50, "d": 300}, before))
    assert found == [("c",), ("a",), ("b",)]


def test_no_month_to_look_at_is_refused() -> None:
    with pytest.raises(ValueError, match="no months to look at"):
        rising({}, [])


def test_nothing_heard_raises_nothing() -> None:
    assert rising({}, [NOW]) == []


def test_counts_by_month_are_taken_apart_by_month() -> None:
    counts = [Count(("2026-11", "rules", "are"), 3), Count(("2026-10", "rules", None), 2)]
    assert by_month(counts) == {"2026-11": {("rules", "are"): 3}, "2026-10": {("rules", None): 2}}


@pytest.mark.parametrize(
    ("month", "months", "before"),
    [("2026-11", 1, "2026-10"), ("2026-01", 1, "2025-12"), ("2026-01", 13, "2024-12")],
)
def test_months_before_go_over_the_turn_of_the_year(month: str, months: int, before: str) -> None:
    assert month_before(month, months) == before


@given(*[st.integers(0, 30)] * 4)
def test_chance_is_that_of_drawing_so_many_of_the_whole(
    now: int, others_now: int, before: int, others_before: int
) -> None:
    all_now, all_before = now + others_now, before + others_before
    together, with_key = all_now + all_before, now + before
    ways = sum(
        comb(with_key, n) * comb(together - with_key, all_now - n)
        for n in range(now, min(with_key, all_now) + 1)
    )
    exact = ways / comb(together, all_now)
    assert chance_of(now, all_now, before, all_before) == pytest.approx(exact, rel=1e-9)


def test_chance_of_large_counts_is_found_too() -> None:
    assert chance_of(30_000, 1_000_000, 28_000, 1_000_000) < 1e-12
    assert 0.4 < chance_of(30_000, 1_000_000, 30_000, 1_000_000) < 0.6


def drawn(dice: random.Random, talks: int, weights: list[int]) -> dict[str, int]:
    keys = [f"n{number}" for number in range(len(weights))]
    return dict(Counter(dice.choices(keys, weights, k=talks)))


def test_where_nothing_rises_hardly_ever_is_anything_told() -> None:
    dice, weights = random.Random(6), [1 + number % 7 for number in range(40)]
    worlds = 200
    alarms = 0
    for _ in range(worlds):
        before = [drawn(dice, 150 + 40 * month, weights) for month in range(6)]
        alarms += bool(told(months(drawn(dice, 600, weights), *before[::-1])))
    assert alarms / worlds <= 0.08, "of worlds without a rise, about one in twenty at most"


def test_what_doubles_its_share_is_nearly_always_told() -> None:
    dice, weights = random.Random(7), [5] * 20
    rose = [*weights[:-1], 12]
    found = [
        told(months(drawn(dice, 600, rose), *[drawn(dice, 400, weights) for _ in range(6)]))
        for _ in range(50)
    ]
    assert sum(("n19",) in keys for keys in found) >= 48
