"""What rises: above its own past by its share, beyond its season, and not by chance."""

from collections.abc import Mapping
from math import comb

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.rising import FEWEST_IN_A_YEAR_BEFORE, Past, Rise, chance_of, rising

Counts = Mapping[str | None, int]
BEFORE: Counts = {"rules": 60, "season": 30, "transport": 10}


def told(now: Counts, before: Counts = BEFORE, year_before: Counts | None = None) -> list[str]:
    return [rise.id for _, rise in rising({"need": Past(now, before, year_before)})]


def test_a_need_that_takes_a_clearly_greater_share_rises_and_says_what_was_expected() -> None:
    ((name, found),) = rising({"need": Past({**BEFORE, "transport": 110}, BEFORE)})
    assert (name, found) == ("need", Rise("transport", 110, 10, 20.0, found.chance))
    assert found.chance < 1e-6


@given(st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 400)), st.integers(1, 50))
def test_more_use_of_steg_raises_nothing(before: Counts, growth: int) -> None:
    assert told({need: growth * count for need, count in before.items()}, before) == []


def test_less_use_of_steg_hides_no_rise() -> None:
    assert told({"rules": 12, "season": 6, "transport": 16}) == ["transport"]


def test_what_comes_back_each_year_is_a_season_and_no_rise() -> None:
    winter = {**BEFORE, "season": 120}
    assert told(winter) == ["season"]
    assert told(winter, year_before=winter) == []


def test_what_rises_beyond_its_season_is_told_and_expected_as_a_year_before() -> None:
    winter = {**BEFORE, "season": 60}
    ((_, found),) = rising({"need": Past({**BEFORE, "season": 190}, BEFORE, winter)})
    assert (found.id, found.before, found.expected) == ("season", 30, 60 * 260 / 130)


def test_what_rose_long_ago_is_no_news() -> None:
    high = {**BEFORE, "transport": 60}
    assert told(high, high, BEFORE) == []


def test_a_year_before_with_hardly_a_talk_tells_no_season() -> None:
    now = {**BEFORE, "transport": 60}
    assert told(now, year_before={"transport": FEWEST_IN_A_YEAR_BEFORE - 1}) == ["transport"]
    assert told(now, year_before={"transport": FEWEST_IN_A_YEAR_BEFORE}) == []


@pytest.mark.parametrize(
    ("now", "before", "rises"), [(8, 3, True), (7, 4, False), (9, 2, False), (50, 0, False)]
)
def test_few_now_or_hardly_any_before_are_not_told(now: int, before: int, rises: bool) -> None:
    found = told({"rules": 100, "transport": now}, {"rules": 2000, "transport": before})
    assert found == (["transport"] if rises else [])


def test_what_was_not_told_counts_among_all_and_never_rises() -> None:
    before = {None: 40, "oppdal": 60}
    assert told({None: 90, "oppdal": 10}, before) == []
    assert told({None: 10, "oppdal": 190}, before) == ["oppdal"]


def test_the_surest_comes_first_of_all_that_is_looked_at_and_ties_go_by_name_and_id() -> None:
    now, before = {"a": 20, "b": 20, "c": 50, "d": 300}, {"a": 10, "b": 10, "c": 10, "d": 600}
    found = rising({"place": Past(now, before), "need": Past(now, before)})
    assert [(name, rise.id) for name, rise in found] == [
        ("need", "c"), ("place", "c"), ("need", "a"), ("need", "b"), ("place", "a"), ("place", "b")
    ]  # fmt: skip


def test_the_more_is_looked_at_the_surer_a_rise_must_be() -> None:
    past = Past({"a": 24, "b": 100}, {"a": 12, "b": 120})
    steady = Past({f"p{n}": 20 for n in range(60)}, {f"p{n}": 20 for n in range(60)})
    assert [rise.id for _, rise in rising({"need": past})] == ["a"]
    assert rising({"need": past, "place": steady}) == []


def test_nothing_heard_raises_nothing() -> None:
    assert rising({}) == []
    assert told({}, {}) == []
    assert told({"a": 100}, {}) == []
    assert told({}, {"a": 100}) == []


# ---- the test ----


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


# ---- how often it is right: pages of worlds that were drawn ----

PAGES = 300
NEEDS, PLACES = 33, 46
STRONG = (3, 8, 20)  # needs asked for thrice as often in their season
ROSE = 4  # a need that some 47 of 1,200 ask for


class Worlds:
    """Draws what pages count: more use now than before, fewer a year before, each by its weight."""

    def __init__(self, asked: int, rises: int = ROSE, knows_a_year_before: bool = True) -> None:
        self._asked, self._rises, self._knows_a_year_before = asked, rises, knows_a_year_before
        self._dice = np.random.default_rng(6)

    def page(self, season: float = 0, strong: float = 1, rose: float = 1) -> set[str]:
        """The needs and places that a page tells.

        Args:
            season: how much the season of each year moves every need, as a deviation of logarithms.
            strong: how many times the needs of STRONG are asked for in it.
            rose: how many times as often one need is asked for now, season or not.
        """
        usual = 1.0 + np.arange(NEEDS) % 7
        seasonal = usual * np.exp(self._dice.normal(0, season, NEEDS))
        seasonal[list(STRONG)] *= strong
        now = seasonal.copy()
        now[self._rises] *= rose
        places = 1.0 + np.arange(PLACES) ** 2 / 90
        pasts = {"need": self._past(now, usual, seasonal), "place": self._past(*[places] * 3)}
        return {f"{name}-{rise.id}" for name, rise in rising(pasts)}

    def _past(self, now: np.ndarray, before: np.ndarray, year_before: np.ndarray) -> Past:
        then = self._drawn(year_before, 0.6) if self._knows_a_year_before else None
        return Past(self._drawn(now, 1), self._drawn(before, 0.8), then)

    def _drawn(self, weights: np.ndarray, share: float) -> Counts:
        asked = self._dice.poisson(self._asked * share)
        drawn = self._dice.multinomial(asked, weights / weights.sum())
        return {f"n{number}": count for number, count in enumerate(drawn.tolist())}


@pytest.mark.parametrize("asked", [300, 1500, 6000])
@pytest.mark.parametrize(
    ("season", "strong"), [(0, 1), (0.3, 1), (0, 3)], ids=["no-season", "mild", "strong"]
)
def test_where_nothing_rises_at_most_a_page_in_twenty_tells_anything(
    asked: int, season: float, strong: float
) -> None:
    worlds = Worlds(asked)
    assert sum(bool(worlds.page(season, strong)) for _ in range(PAGES)) <= 0.05 * PAGES


@pytest.mark.parametrize("asked", [300, 1500, 6000])
def test_without_a_year_before_at_most_a_page_in_twenty_is_wrong_too(asked: int) -> None:
    worlds = Worlds(asked, knows_a_year_before=False)
    assert sum(bool(worlds.page()) for _ in range(PAGES)) <= 0.05 * PAGES


@pytest.mark.parametrize(("asked", "found_in"), [(1500, 0.7), (3000, 0.95)])
def test_what_doubles_is_mostly_found_and_surely_where_a_hundred_asked_for_it(
    asked: int, found_in: float
) -> None:
    worlds, rose = Worlds(asked), f"need-n{ROSE}"
    pages = [worlds.page(rose=2) for _ in range(PAGES)]
    assert sum(rose in page for page in pages) >= found_in * PAGES
    assert sum(bool(page - {rose}) for page in pages) <= 0.05 * PAGES


def test_what_doubles_beyond_its_season_is_found_and_a_season_alone_is_not() -> None:
    worlds, rose = Worlds(1500, rises=STRONG[0]), f"need-n{STRONG[0]}"
    pages = [worlds.page(strong=3, rose=2) for _ in range(PAGES)]
    assert sum(rose in page for page in pages) >= 0.95 * PAGES
    assert sum(bool(page - {rose}) for page in pages) <= 0.05 * PAGES
