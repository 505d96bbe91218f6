"""Who owners say they are, as figures: recomputed by hand; and the published ones attacked by every possible world."""

import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import product

import pytest

from bot.core.conversation import WHO, Who
from bot.core.who_counts import (
    DEFINITIONS,
    PUBLIC_DEFINITIONS,
    Part,
    WhoCount,
    figures,
    lies_within,
    public_figures,
    published,
    quarter_before,
    quarter_of,
)

Q3, Q4 = "2026-Q3", "2026-Q4"
YEAR = (date(2026, 1, 1), date(2026, 12, 31))
World = tuple[int, ...]  # how many gave each answer, in the order of WHO
# What a reader may want to know: each answer, and the sums that the figures are about.
WANTED: Mapping[str, frozenset[Who]] = {
    **{who: frozenset({who}) for who in WHO},
    "women": frozenset({"woman", "woman-abroad"}),
    "men": frozenset({"man", "man-abroad"}),
    "abroad": frozenset({"woman-abroad", "man-abroad"}),
}


def counts(quarter: str = Q4, **numbers: int) -> list[WhoCount]:
    """What the tally gives, answers written with a low line."""
    by_word = {who.replace("-", "_"): who for who in WHO}
    return [WhoCount(quarter, by_word[word], number) for word, number in numbers.items()]


# --- quarters


def test_every_day_of_two_years_lies_in_its_quarter_and_in_no_other() -> None:
    for number in range(date(2027, 1, 1).toordinal(), date(2029, 1, 1).toordinal()):
        day = date.fromordinal(number)
        quarter = quarter_of(day)
        assert quarter == f"{day.year}-Q{(day.month - 1) // 3 + 1}"
        assert not lies_within(quarter, day, day)
        assert quarter_of(date.fromordinal(number - 100)) != quarter


@pytest.mark.parametrize(
    ("first", "last", "within"),
    [
        (date(2026, 10, 1), date(2026, 12, 31), True),
        (date(2026, 10, 2), date(2026, 12, 31), False),
        (date(2026, 10, 1), date(2026, 12, 30), False),
        (date.min, date.max, True),
    ],
)
def test_a_quarter_counts_only_where_it_lies_wholly_in_the_period(
    first: date, last: date, within: bool
) -> None:
    assert lies_within(Q4, first, last) is within
    assert bool(figures(counts(woman=3), first, last)) is within


def test_the_quarter_before_the_first_is_the_fourth_of_the_year_before() -> None:
    assert [quarter_before(Q4), quarter_before("2026-Q1")] == [Q3, "2025-Q4"]


# --- for staff


def test_the_figures_are_what_a_recount_of_the_answers_gives() -> None:
    dice = random.Random(7)
    answers = [(dice.choice((Q3, Q4)), dice.choice(WHO)) for _ in range(500)]
    told = [WhoCount(*key, number) for key, number in Counter(answers).items()]
    found = {row.indicator: row.count for row in figures(told, *YEAR)}
    assert found == {
        "told-who": 500,
        "told-who-woman": sum("woman" in who for _, who in answers),
        "told-who-man": sum(who in ("man", "man-abroad") for _, who in answers),
        "told-who-other": sum(who == "other" for _, who in answers),
        "told-who-prefer-not": sum(who == "prefer-not" for _, who in answers),
        "told-who-born-abroad": sum("abroad" in who for _, who in answers),
    }
    genders = ("woman", "man", "other", "prefer-not")
    assert found["told-who"] == sum(found[f"told-who-{gender}"] for gender in genders)


def test_each_figure_has_its_definition_and_is_joined_with_nothing() -> None:
    rows = figures(counts(woman=1), *YEAR)
    assert {row.indicator: row.definition for row in rows} == DEFINITIONS
    assert {(row.by, row.value) for row in rows} == {("all", "")}
    assert all("lie wholly in the period" in text for text in DEFINITIONS.values())


def test_when_nobody_answered_there_are_no_figures() -> None:
    assert figures((), *YEAR) == ()
    assert public_figures((), *YEAR) == ()


# --- for everybody


def parts(**numbers: int) -> list[tuple[str, str, int]]:
    """How a quarter is published, with a smallest count of 5."""
    quarter = published(counts(**numbers), Q4, 5)
    return [(part.gender, part.born, part.number) for part in quarter.parts]


def test_enough_of_everything_is_shown_as_it_is() -> None:
    assert parts(prefer_not=5, woman=6, man=7, woman_abroad=8, man_abroad=9, other=10) == [
        ("prefer-not", "all", 5),
        ("woman", "here", 6),
        ("woman", "abroad", 8),
        ("man", "here", 7),
        ("man", "abroad", 9),
        ("other", "all", 10),
    ]


def test_too_few_are_put_together_with_enough_others() -> None:
    assert parts(prefer_not=20, woman=30, man=40, woman_abroad=2, other=1) == [
        ("woman", "all", 32),
        ("man", "all", 40),
        ("others", "all", 21),
    ]


def test_a_quarter_with_too_few_answers_shows_nothing() -> None:
    assert parts(woman=4) == parts() == []


def test_published_figures_are_sums_of_published_parts() -> None:
    told = [*counts(Q3, woman=9, man=8, woman_abroad=7, other=2, prefer_not=30), *counts(woman=50)]
    quarters = [published(told, quarter, 5) for quarter in (Q3, Q4)]
    rows = public_figures(quarters, *YEAR)
    found = {(row.indicator, row.value): row.count for row in rows}
    assert found == {
        ("told-who", ""): 106,
        ("told-who-woman", ""): 16,
        ("told-who-man", ""): 8,
        ("told-who-born-abroad", ""): 7,
        ("told-who-not-told-apart", "prefer-not other"): 32,
        ("told-who-not-told-apart", ""): 50,
    }
    assert {row.definition for row in rows} <= set(PUBLIC_DEFINITIONS.values())
    only = {
        row.indicator: row.count for row in public_figures(quarters, YEAR[0], date(2026, 9, 30))
    }
    assert only["told-who"] == 56


def worlds(total: int) -> Iterator[World]:
    """Every way in which so many owners can have answered."""
    for cuts in product(range(total + 1), repeat=len(WHO) - 1):
        if sum(cuts) <= total:
            yield (*cuts, total - sum(cuts))


def shown(world: World, smallest: int) -> tuple[Part, ...]:
    """What everybody sees of a world."""
    told = [WhoCount(Q4, who, number) for who, number in zip(WHO, world, strict=True)]
    return published(told, Q4, smallest).parts


def amount(world: World, wanted: frozenset[Who]) -> int:
    """How many answered one of these."""
    return sum(number for who, number in zip(WHO, world, strict=True) if who in wanted)


@pytest.mark.parametrize(("smallest", "most"), [(2, 9), (3, 10)])
def test_nothing_below_the_smallest_count_can_be_worked_out_by_whoever_knows_the_rule(
    smallest: int, most: int
) -> None:
    alike: defaultdict[tuple[Part, ...], list[World]] = defaultdict(list)
    for total in range(most + 1):
        for world in worlds(total):
            alike[shown(world, smallest)].append(world)
    assert len(alike) > 20
    for seen, possible in alike.items():
        assert all(part.number >= smallest for part in seen)
        for wanted in WANTED.values():
            values = {amount(world, wanted) for world in possible}
            if min(values) < smallest:
                assert values >= set(range(smallest)), (seen, wanted, values)
