"""What is published of demand, attacked: by every possible world, by linear programs, by earlier editions."""

import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from itertools import combinations, pairwise, product
from typing import Literal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linprog

from bot.core.content import Content, Country
from bot.core.conversation import Signal
from bot.core.public import (
    ALL,
    FEWEST,
    GAP,
    LEFT,
    LEVELS,
    MET,
    NOT_UNDERSTOOD,
    OTHERS,
    UNKNOWN,
    UNMET,
    Edition,
    Hierarchy,
    Row,
    Withheld,
    hierarchy_of,
    joined,
    published,
    split,
)

SMALLEST = 5
MONTHS = tuple(f"2026-{month:02}" for month in range(1, 7))
SMALL_TOWN = Hierarchy({"work": ("heavy", "slow")}, {"NO": ("oppdal", "roros")})
REGION = Hierarchy(
    {
        NOT_UNDERSTOOD: (NOT_UNDERSTOOD,),
        "work": ("heavy", "slow", "rules"),
        "money": ("tight", "grow"),
        "people": ("skills", "find", "owner", "ideas"),
    },
    {
        "NO": (UNKNOWN, "heim", "hitra", "oppdal", "roros", "selbu", "trondheim", "tydal"),
        "SE": (UNKNOWN, "are", "berg", "ostersund"),
        UNKNOWN: (UNKNOWN,),
    },
)
Outcome = Literal["advised", "gap", "handoff", "left", "verdict"]
OUTCOMES: tuple[Outcome, ...] = ("advised", "gap", "left", "handoff")
WENT = {"advised": MET, "handoff": MET, "gap": GAP, "left": LEFT}
Cell = tuple[str, str, str, str, str, str]  # month, and a row's levels, and how it went
ANY = "*"


def signal(
    need: str | None = "heavy",
    place: str | None = "oppdal",
    outcome: Outcome = "advised",
    month: str = MONTHS[0],
    *,
    country: Country | None = None,
    first: bool = True,
    made_up: bool = False,
) -> Signal:
    """A conversation that asked."""
    year, of_year = map(int, month.split("-"))
    return Signal(
        date(year, of_year, 5),
        outcome,
        "web",
        "nb",
        need,
        place,
        country,
        first=first,
        made_up=made_up,
    )


def asked(number: int, *args: str, **more: str) -> list[Signal]:
    """As many alike."""
    return [signal(*args, **more)] * number  # type: ignore[arg-type]


def edition(signals: Iterable[Signal], smallest: int = SMALLEST) -> Edition:
    """The figures of January."""
    return published(signals, smallest, MONTHS[:1], REGION)


def told(row: Row) -> tuple[str, ...]:
    """What a row says, without the month and what it holds."""
    return (row.country, row.group, row.need, row.place, row.went)


# --- what is shown


def test_enough_of_everything_is_shown_as_it_is() -> None:
    signals = [
        one
        for country in ("NO", "SE")
        for needs in REGION.needs.values()
        for need in needs
        for place in REGION.places[country]
        for outcome in ("advised", "gap", "left")
        for one in asked(
            6,
            need if need != NOT_UNDERSTOOD else None,  # type: ignore[arg-type]
            place if place != UNKNOWN else None,  # type: ignore[arg-type]
            outcome,
            country=country,  # type: ignore[arg-type]
        )
    ]
    made = edition(signals)
    assert made.total == len(signals)
    assert {row.count for row in made.rows} == {6}
    assert made.merged == ()
    assert len(made.rows) == 12 * 10 * 3


def place_rows(signals: Sequence[Signal]) -> list[tuple[str, int, tuple[str, ...]]]:
    """How the places of one need are shown: each with its count, and what it holds."""
    only = Hierarchy({"work": ("heavy",)}, REGION.places)
    rows = published(signals, SMALLEST, MONTHS[:1], only).rows
    return [(row.place, row.count, row.holds) for row in rows]


def test_places_with_too_few_are_one_row() -> None:
    signals = [
        *asked(9, "heavy", "trondheim"),
        *asked(3, "heavy", "heim"),
        *asked(4, "heavy", "selbu"),
    ]
    held = (UNKNOWN, "heim", "hitra", "oppdal", "roros", "selbu", "tydal")
    assert place_rows(signals) == [("trondheim", 9, ()), (OTHERS, 7, held)]


def test_one_place_with_too_few_takes_a_large_one_with_it() -> None:
    signals = [
        *asked(9, "heavy", "trondheim"),
        *asked(3, "heavy", "heim"),
        *asked(8, "heavy", "selbu"),
    ]
    held = (UNKNOWN, "heim", "hitra", "oppdal", "roros", "selbu", "tydal")
    assert place_rows(signals) == [("trondheim", 9, ()), (OTHERS, 11, held)]


def test_a_part_that_cannot_be_divided_safely_is_shown_whole() -> None:
    made = edition([*asked(4, "heavy", "heim"), *asked(3, "slow", "heim")])
    assert [(told(row), row.count, row.why) for row in made.rows] == [
        (("NO", ALL, ALL, ALL, ALL), 7, "not-divided")
    ]


def test_a_country_with_too_few_is_withheld_and_so_is_one_with_nobody() -> None:
    made = edition([*asked(30, "heavy", "heim"), *asked(4, "heavy", "are")])
    assert made.withheld == (Withheld(MONTHS[0], "SE"), Withheld(MONTHS[0], UNKNOWN))
    assert made.withheld == edition(asked(30, "heavy", "heim")).withheld
    assert made.total == 30


def test_how_it_went_is_told_only_when_every_part_is_enough() -> None:
    def went(met: int, gap: int, left: int) -> dict[str, int]:
        like = ("heavy", "heim")
        signals = [*asked(met, *like), *asked(gap, *like, "gap"), *asked(left, *like, "left")]
        return {row.went: row.count for row in edition(signals).rows}

    assert went(9, 5, 6) == {MET: 9, GAP: 5, LEFT: 6}
    assert went(9, 4, 6) == {MET: 9, UNMET: 10}
    assert went(9, 4, 0) == {ALL: 13}
    assert went(4, 9, 9) == {ALL: 22}
    assert went(9, 0, 0) == {ALL: 9}


def test_a_person_asked_for_at_once_counts_as_met_and_what_came_later_not_again() -> None:
    first = asked(5, "heavy", "heim", "handoff")
    later = [replace(one, outcome="advised", first=False) for one in first]
    verdicts = [replace(one, outcome="verdict", first=False) for one in first]
    assert edition([*first, *later, *verdicts]).total == 5


def test_made_up_talks_never_count_with_real_ones() -> None:
    real = asked(6)
    made_up = [replace(one, made_up=True) for one in asked(7)]
    assert edition([*real, *made_up]).total == 6
    assert published([*real, *made_up], 5, MONTHS[:1], REGION, made_up=True).total == 7


def test_other_months_do_not_count() -> None:
    assert edition([*asked(6), *asked(9, month=MONTHS[1])]).total == 6


def test_a_place_counts_where_it_lies_and_what_is_unknown_as_unknown() -> None:
    signals = [
        *[replace(one, country="SE") for one in asked(5, "heavy", "heim")],
        *[signal("heavy", "atlantis", country="SE")] * 5,
        *[signal("gone", None)] * 5,
    ]
    rows = edition(signals, 2).rows
    assert [(row.country, row.group, row.count) for row in rows] == [
        ("NO", ALL, 5),
        ("SE", ALL, 5),
        (UNKNOWN, ALL, 5),
    ]


@pytest.mark.parametrize("smallest", [1, 0, -5])
def test_a_threshold_that_hides_nothing_is_refused(smallest: int) -> None:
    with pytest.raises(ValueError, match="hides nothing"):
        edition(asked(6), smallest)


def test_the_hierarchy_holds_every_need_and_place_of_the_content_once(content: Content) -> None:
    made = hierarchy_of(content)
    needs = [need for inside in made.needs.values() for need in inside]
    places = [place for inside in made.places.values() for place in inside]
    assert sorted(needs) == sorted([*content.needs, NOT_UNDERSTOOD])
    assert sorted(p for p in places if p != UNKNOWN) == sorted(content.places)
    assert all(inside[0] == UNKNOWN for inside in made.places.values())


# --- random worlds


@cache
def world(seed: int) -> tuple[Signal, ...]:
    """Half a year in a region: a few towns with many, many with few or nobody."""
    chance = random.Random(seed)
    busy = chance.choice((0.3, 1.0, 3.0))
    signals: list[Signal] = []
    for month, (country, places), needs in product(
        MONTHS, REGION.places.items(), REGION.needs.values()
    ):
        for need, place in product(needs, places):
            size = (
                busy
                * (6 if place in ("trondheim", "ostersund") else 1)
                * chance.choice((0, 0.5, 1, 2))
            )
            for _ in range(min(int(chance.expovariate(1 / (size + 1e-9))), 40)):
                signals.append(  # noqa: PERF401 - three loops in one are hard to read
                    signal(
                        None if need == NOT_UNDERSTOOD else need,
                        None if place == UNKNOWN else place,
                        chance.choices(OUTCOMES, (6, 2, 2, 1))[0],
                        month,
                        country=country if country in ("NO", "SE") else None,  # type: ignore[arg-type]
                    )
                )
    return tuple(signals)


def atoms(signals: Iterable[Signal]) -> Counter[Cell]:
    """The truth, in the smallest parts there are."""
    counts: Counter[Cell] = Counter()
    for one in signals:
        need, place = one.need or NOT_UNDERSTOOD, one.place or UNKNOWN
        group = next(g for g, needs in REGION.needs.items() if need in needs)
        lies_in = next(
            (c for c, ps in REGION.places.items() if one.place in ps), one.country or UNKNOWN
        )
        counts[f"{one.day:%Y-%m}", lies_in, group, need, place, WENT[one.outcome]] += 1
    return counts


@cache
def every_cell() -> list[Cell]:
    """Every part there could be, also those with nobody."""
    return [
        (month, country, group, need, place, went)
        for month in MONTHS
        for country, places in REGION.places.items()
        for group, needs in REGION.needs.items()
        for need, place, went in product(needs, places, (MET, GAP, LEFT))
    ]


WENT_IN: Mapping[str, tuple[str, ...]] = {ALL: (MET, GAP, LEFT), UNMET: (GAP, LEFT)}


def parts_in(row: Row) -> list[Cell]:
    """The parts that a reader of the published row knows to be counted in it."""
    paths: list[tuple[str, ...]] = [(row.country,)]
    for level in LEVELS[1:]:
        value = getattr(row, level)
        inside = {OTHERS: row.holds}.get(value, (value,))
        paths = [
            (*path, part)
            for path in paths
            for part in (REGION.under(path) if value == ALL else inside)
        ]
    return [
        (row.month, *path, went)  # type: ignore[misc]
        for path in paths
        for went in WENT_IN.get(row.went, (row.went,))
    ]


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("smallest", [2, 5, 10])
def test_every_row_is_enough_and_says_the_truth_and_no_part_is_in_two(
    seed: int, smallest: int
) -> None:
    signals = world(seed)
    made = published(signals, smallest, MONTHS, REGION)
    truth = atoms(signals)
    times: Counter[Cell] = Counter()
    for row in made.rows:
        inside = parts_in(row)
        times.update(inside)
        assert row.count >= smallest
        assert row.count == sum(truth[cell] for cell in inside)
    assert set(times.values()) <= {1}
    assert set(times) <= set(every_cell())
    unseen = [cell for cell in every_cell() if cell not in times]
    assert {Withheld(*cell[:2]) for cell in unseen} == set(made.withheld)
    assert made.total == len(signals) - sum(truth[cell] for cell in unseen)
    for one in made.withheld:
        assert (
            sum(truth[cell] for cell in unseen if cell[:2] == (one.month, one.country)) < smallest
        )


def test_random_worlds_hide_and_show_much_so_that_the_attacks_have_something_to_bite() -> None:
    rows = [
        row for seed in range(12) for row in published(world(seed), SMALLEST, MONTHS, REGION).rows
    ]
    assert sum(row.place not in (OTHERS, ALL) for row in rows) > 100
    assert sum(row.why == "too-few" for row in rows) > 100
    assert sum(row.why == "not-divided" for row in rows) > 50
    assert sum(row.went == GAP for row in rows) > 20


# --- attack: linear programs

MOST = 400  # of a part, more than any world has


@dataclass(frozen=True, slots=True)
class Equations:
    """What is published, over kinds of parts: those that stand in the same rows and sums are one kind.

    Parts of a kind can be exchanged, so a linear program over kinds has the same answers as one over parts,
    and is a twentieth of the size.
    """

    of_kinds: np.ndarray  # a line for each equation, a column for each kind
    sums: np.ndarray
    kind_of: np.ndarray  # for each part


def equations_of(lines: np.ndarray, sums: np.ndarray) -> Equations:
    """Equations over parts, each said once."""
    once = np.unique(np.column_stack([lines, sums]), axis=0)
    of_kinds, kind_of = np.unique(once[:, :-1], axis=1, return_inverse=True)
    return Equations(of_kinds, once[:, -1], kind_of.reshape(-1))


# What an attacker is after: the parts by these of month, country, group, need, place and how it went.
AFTER = (
    (0, 1, 2, 3, 4, 5),
    (0, 1, 2, 3, 4),
    (0, 1, 2, 3),
    (0, 1, 2),
    (0, 1, 4),
    (0, 1, 3, 5),
    (0, 1, 4, 5),
    (0, 3),
    (0, 2, 4),
    (1, 2, 3, 4, 5),
    (1, 2, 3, 4),
    (1, 2, 4),
    (1, 4, 5),
)


def targets_of(truth: Counter[Cell], smallest: int) -> dict[tuple[str, ...], list[int]]:
    """Every part, and every sum over parts, with too few; by the atoms in it."""
    cells = every_cell()
    targets: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for at, cell in enumerate(cells):
        for kept in AFTER:
            targets[tuple(v if i in kept else ANY for i, v in enumerate(cell))].append(at)
    return {
        name: inside
        for name, inside in targets.items()
        if sum(truth[cells[at]] for at in inside) < smallest
    }


def least_and_most(rows: Equations, target: Sequence[int]) -> tuple[float, float]:
    """How small and how large a sum of parts may be, with all that is published as equations."""
    wanted = np.zeros(len(rows.kind_of), dtype=int)
    wanted[list(target)] = 1
    # Of each kind, the parts in the target and the others.
    halves, sizes = np.unique(rows.kind_of * 2 + wanted, return_counts=True)
    bounds = np.column_stack([np.zeros(len(halves)), sizes * MOST])
    found = [
        linprog(
            sign * (halves % 2),
            A_eq=rows.of_kinds[:, halves // 2],
            b_eq=rows.sums,
            bounds=bounds,
            method="highs",
        )
        for sign in (1, -1)
    ]
    assert all(one.status == 0 for one in found)
    return found[0].fun, -found[1].fun


def equations(editions: Sequence[Edition]) -> Equations:
    """Everything published as equations over the parts: rows, their sums by each column, all totals."""
    place_of = {cell: at for at, cell in enumerate(every_cell())}
    lines: list[np.ndarray] = []
    sums: list[int] = []
    for made in editions:
        of_rows = np.zeros((len(made.rows), len(place_of)))
        for at, row in enumerate(made.rows):
            of_rows[at, [place_of[cell] for cell in parts_in(row)]] = 1
        counts = np.array([row.count for row in made.rows])
        groups = [np.arange(len(made.rows)) == at for at in range(len(made.rows))]
        for names in product(("month", ""), ("need", "place", "country", "group", "went", "")):
            keys = [tuple(getattr(row, name) for name in names if name) for row in made.rows]
            groups += [np.array([key == one for key in keys]) for one in set(keys)]
        lines += [of_rows[group].sum(axis=0) for group in groups]
        sums += [int(counts[group].sum()) for group in groups]
    return equations_of(np.array(lines), np.array(sums, dtype=float))


@pytest.mark.parametrize("seed", range(3))
def test_no_small_count_can_be_worked_out_by_linear_programming(seed: int) -> None:
    signals = world(seed)
    editions = [published(signals, SMALLEST, MONTHS[:upto], REGION) for upto in (5, 6)]
    rows = equations(editions)
    truth = atoms(signals)
    targets = targets_of(truth, SMALLEST)
    cells = every_cell()
    somebody = [name for name in targets if sum(truth[cells[at]] for at in targets[name])]
    nobody = sorted(targets.keys() - set(somebody))
    chance = random.Random(seed)
    tried = [chance.choice(some) for some in (somebody, nobody) if some for _ in range(10)]
    # Sums are rarer than atoms, and more telling.
    sums = [name for name in somebody if ANY in name]
    tried += chance.sample(sums, min(12, len(sums)))
    assert len(tried) > 20
    for name in tried:
        least, most = least_and_most(rows, targets[name])
        assert least < 1e-6, f"{name} is at least {least}"
        assert most >= SMALLEST - 1e-6, f"{name} is at most {most}"


def test_the_linear_attack_finds_what_careless_tables_give_away() -> None:
    """The same attack on a need with its true total beside its places, as many publish it."""
    cells = every_cell()
    heavy = [cell[0] == MONTHS[0] and cell[3] == "heavy" for cell in cells]
    shown = [float(h and cell[4] == "trondheim") for h, cell in zip(heavy, cells, strict=True)]
    nobody = [
        float(h and cell[4] not in ("trondheim", "heim"))
        for h, cell in zip(heavy, cells, strict=True)
    ]
    lines = np.array([shown, [float(h) for h in heavy], nobody])
    rows = equations_of(lines, np.array([9.0, 12.0, 0.0]))
    truth = atoms([*asked(9, "heavy", "trondheim"), *asked(3, "heavy", "heim")])
    target = targets_of(truth, SMALLEST)[MONTHS[0], "NO", "work", "heavy", "heim", ANY]
    assert least_and_most(rows, target) == (3, 3)


# --- why there is no second table


def bounds_in(
    parts: Sequence[tuple[str, str]], counts: Mapping[str, int], target: tuple[str, str]
) -> tuple[float, float]:
    """What two tables over the same conversations, by one name and by the other, tell of a part."""
    lines = np.array([[float(name in part) for part in parts] for name in counts])
    rows = equations_of(lines, np.array(list(counts.values()), dtype=float))
    return least_and_most(rows, [parts.index(target)])


def test_a_table_of_reasons_beside_the_rows_gives_one_away_to_who_knows_which_can_occur() -> None:
    """Every count in both tables is enough; that there is money for one need is in the content."""
    can_occur = [("heavy", "no-money"), ("heavy", "no-actor"), ("tight", "no-actor")]
    shown = {"heavy": 6, "tight": 20, "no-money": 5, "no-actor": 21}
    assert bounds_in(can_occur, shown, ("heavy", "no-actor")) == pytest.approx((1, 1))


def test_a_table_of_sizes_beside_the_rows_tells_that_somebody_is_there() -> None:
    """Every count in both tables is enough, and one medium firm or more asked for heavy all the same."""
    parts = list(product(("heavy", "slow"), ("micro", "medium")))
    shown = {"heavy": 100, "slow": 5, "micro": 99, "medium": 6}
    assert bounds_in(parts, shown, ("heavy", "medium")) == pytest.approx((1, 6))


# --- attack: every possible world


def possible(counts_of: Mapping[tuple[int, ...], object]) -> Iterator[list[tuple[int, ...]]]:
    """The worlds that look alike from outside."""
    alike: dict[object, list[tuple[int, ...]]] = defaultdict(list)
    for one, seen in counts_of.items():
        alike[seen].append(one)
    yield from alike.values()


def gives_away(values: set[int], smallest: int) -> bool:
    """Whether these being all a count can be tells a small one, or that somebody small is there."""
    return (len(values) == 1 and min(values) < smallest) or 1 <= min(values) <= max(
        values
    ) < smallest


@pytest.mark.parametrize(
    ("parts", "smallest", "most"),
    [
        (2, 2, 14),
        (2, 5, 30),
        (3, 2, 12),
        (3, 3, 18),
        (3, 5, 26),
        (4, 2, 9),
        (4, 3, 14),
        (5, 2, 8),
        (6, 2, 7),
    ],
)
@pytest.mark.parametrize("names", ["known", "with one unknown"])
def test_who_knows_the_rule_and_tries_every_world_learns_no_small_part(
    parts: int, smallest: int, most: int, names: str
) -> None:
    ids = [f"p{number}" for number in range(parts)]
    if names != "known":
        ids[-1] = UNKNOWN
    seen: dict[tuple[int, ...], object] = {}
    for counts in product(range(most + 1), repeat=parts):
        if not smallest <= sum(counts) <= most:
            continue
        if names != "known" and counts[-1]:
            continue  # the attacker knows besides that the unknown are nobody
        made = split(dict(zip(ids, counts, strict=True)), smallest)
        if made is None:
            seen[counts] = ("whole", sum(counts))
        else:
            shown = tuple((part, counts[ids.index(part)]) for part in made.shown)
            seen[counts] = (shown, sum(counts))
    for alike in possible(seen):
        for part in range(parts if names == "known" else parts - 1):
            values = {counts[part] for counts in alike}
            assert not gives_away(values, smallest), (alike[0], part, values)
            if min(values) < smallest:  # a part that is not shown
                assert min(values) == 0
                assert max(values) >= smallest - 1


@pytest.mark.parametrize(
    ("needs", "places", "smallest", "most"),
    [(2, 2, 2, 7), (1, 3, 2, 9), (3, 1, 2, 9), (1, 2, 3, 14), (2, 1, 4, 16)],
)
def test_a_whole_month_gives_nothing_away_to_who_tries_every_world(
    needs: int, places: int, smallest: int, most: int
) -> None:
    """Every way that so many can be spread over needs, places and how it went; and every sum over them."""
    need_ids, place_ids = ("heavy", "slow", "rules")[:needs], ("heim", "oppdal", "roros")[:places]
    known = Hierarchy({"work": need_ids}, {"NO": place_ids})
    kinds = list(product(need_ids, place_ids, ("advised", "gap")))
    sums = [
        [at for at, kind in enumerate(kinds) if all(map(fits, wish, kind))]
        for wish in product((*need_ids, ANY), (*place_ids, ANY), ("advised", "gap", ANY))
    ]
    one_of = [signal(*kind) for kind in kinds]  # type: ignore[arg-type]
    shown = 0
    for total in range(smallest, most + 1):
        seen: dict[tuple[int, ...], object] = {}
        for counts in spread(total, len(kinds)):
            signals = [one for of, n in zip(one_of, counts, strict=True) for one in [of] * n]
            seen[counts] = published(signals, smallest, MONTHS[:1], known)
        for alike in possible(seen):
            shown += len(seen[alike[0]].rows) > 1  # type: ignore[attr-defined]
            for inside in sums:
                values = {sum(counts[at] for at in inside) for counts in alike}
                assert not gives_away(values, smallest), (alike[0], inside, values)
    assert shown > 5


def fits(wish: str, value: str) -> bool:
    """Whether a value is one of those wished for."""
    return wish in (ANY, value)


def spread(total: int, parts: int) -> Iterator[tuple[int, ...]]:
    """Every way to spread a number over parts."""
    for bars in combinations(range(total + parts - 1), parts - 1):
        yield tuple(b - a - 1 for a, b in pairwise((-1, *bars, total + parts - 1)))


@given(
    st.lists(st.integers(0, 30), min_size=1, max_size=9),
    st.integers(2, 8),
)
def test_a_division_shows_only_enough_and_keeps_the_sum(counts: list[int], smallest: int) -> None:
    parts = {f"p{number}": count for number, count in enumerate(counts)}
    made = split(parts, smallest)
    if made is None:
        return
    assert sorted([*made.shown, *made.held]) == sorted(parts)
    assert all(parts[part] >= smallest for part in made.shown)
    assert not made.held or sum(parts[part] for part in made.held) >= smallest


# --- attack: earlier editions


def test_an_earlier_edition_of_the_same_months_differs_in_nothing() -> None:
    signals = world(3)
    earlier = published(
        [s for s in signals if f"{s.day:%Y-%m}" in MONTHS[:5]], SMALLEST, MONTHS[:5], REGION
    )
    later = published(signals, SMALLEST, MONTHS, REGION)
    assert [row for row in later.rows if row.month in MONTHS[:5]] == list(earlier.rows)


def test_no_difference_of_editions_or_of_sums_of_rows_is_small() -> None:
    for seed in range(4):
        signals = world(seed)
        editions = [published(signals, SMALLEST, MONTHS[:number], REGION) for number in range(1, 7)]
        for one, other in combinations(editions, 2):
            assert other.total - one.total == 0 or other.total - one.total >= SMALLEST
            for level in LEVELS:
                for value in {getattr(row, level) for row in other.rows}:
                    sums = [
                        sum(r.count for r in e.rows if getattr(r, level) == value)
                        for e in (one, other)
                    ]
                    assert sums[1] == sums[0] or sums[1] - sums[0] >= SMALLEST


def test_editions_of_single_months_joined_are_the_edition_of_all() -> None:
    signals = world(5)
    single = [published(signals, SMALLEST, (month,), REGION) for month in MONTHS]
    assert joined(single) == published(signals, SMALLEST, MONTHS, REGION)
    assert joined([]) == Edition(FEWEST, (), (), ())
    assert joined([replace(single[0], smallest=9), single[1]]).smallest == SMALLEST
