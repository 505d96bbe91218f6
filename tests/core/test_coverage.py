from collections.abc import Sequence
from datetime import date
from typing import Any

from bot.core.content import SIZES, STAGES
from bot.core.coverage import Cell, Hole, coverage, holes, totals
from tests.core import small as make
from tests.core.small import Entry, Files, content, form, small

TODAY = date(2026, 11, 21)
FIRMS = len(STAGES) * len(SIZES)


def cell(**more: Any) -> Cell:
    """A cell in which something of everything fits, but for what is said."""
    whole: dict[str, Any] = {
        "need": "season",
        "place": "oppdal",
        "stage": "problem",
        "size": "solo",
    }
    return Cell(**whole | {"methods": 1, "actors": 1, "instruments": 1} | more)


def cells(files: Files, need: str, place: str, today: date = TODAY) -> list[Cell]:
    return list(coverage(content(files), today, [need], [place]))


def numbers(found: Sequence[Cell]) -> set[tuple[int, int, int]]:
    return {(c.methods, c.actors, c.instruments) for c in found}


def with_walk(**more: object) -> Files:
    files = small()
    files["methods/walk.yaml"] |= more
    return files


# --- cells


def test_there_is_a_cell_for_every_need_place_stage_and_size() -> None:
    found = list(coverage(content(small()), TODAY))
    keys = {(c.need, c.place, c.stage, c.size) for c in found}
    assert len(found) == len(keys) == 2 * 3 * FIRMS


def test_what_fits_is_counted_where_it_fits() -> None:
    assert numbers(cells(small(), "heavy-work", "oppdal")) == {(1, 1, 0)}
    assert numbers(cells(small(), "heavy-work", "are")) == {(1, 0, 0)}
    assert numbers(cells(small(), "season", "rennebu")) == {(0, 0, 1)}
    assert numbers(cells(small(), "season", "are")) == {(0, 0, 0)}


def test_what_takes_more_people_than_there_are_does_not_fit() -> None:
    found = cells(with_walk(formats=[form(people=(2, 3))]), "heavy-work", "oppdal")
    assert {c.size for c in found if c.methods == 0} == {"solo"}


def test_what_is_for_other_sizes_and_stages_does_not_fit() -> None:
    files = with_walk(sizes=["micro"])
    files["actors/hub.yaml"]["stages"] = ["idea", "grow"]
    found = cells(files, "heavy-work", "oppdal")
    assert {c.size for c in found if c.methods} == {"micro"}
    assert {c.stage for c in found if c.actors} == {"idea", "grow"}


def test_what_has_ended_or_is_closed_that_day_does_not_fit() -> None:
    files = small()
    files["actors/hub.yaml"]["ends_on"] = "2026-12-31"
    files["instruments/loan.yaml"] |= {"state": "opens", "opens_on": "2027-01-01"}
    assert numbers(cells(files, "heavy-work", "oppdal", date(2026, 12, 31))) == {(1, 1, 0)}
    assert numbers(cells(files, "heavy-work", "oppdal", date(2027, 1, 1))) == {(1, 0, 0)}
    assert numbers(cells(files, "season", "oppdal", date(2026, 12, 31))) == {(0, 0, 0)}
    assert numbers(cells(files, "season", "oppdal", date(2027, 1, 1))) == {(0, 0, 1)}


def test_a_crisis_line_is_no_office_for_a_need() -> None:
    files = small()
    files["actors/hub.yaml"]["role"] = "distress"
    assert numbers(cells(files, "heavy-work", "oppdal")) == {(1, 0, 0)}


def test_an_office_for_the_whole_country_fits_in_every_place_of_it() -> None:
    files = small() | {"actors/state.yaml": make.actor("state", "SE", ["sweden"], "heavy-work")}
    assert numbers(cells(files, "heavy-work", "are")) == {(1, 1, 0)}
    assert numbers(cells(files, "heavy-work", "oppdal")) == {(1, 1, 0)}


def test_a_cell_lacks_what_an_owner_must_be_offered_and_money_is_not_that() -> None:
    assert cell().lacks() == ()
    assert cell(instruments=0).lacks() == ()
    assert cell(methods=0, actors=0).lacks() == ("methods", "actors")
    assert cell(actors=0).lacks() == ("actors",)


# --- holes


def test_where_all_is_there_is_no_hole() -> None:
    assert holes([cell(), cell(instruments=0)]) == ()


def test_sizes_that_lack_the_same_in_the_same_places_and_stages_are_one_hole() -> None:
    lacking = [
        cell(place=place, stage=stage, size=size, actors=0)
        for size in ("solo", "micro")
        for stage in ("idea", "grow")
        for place in ("are", "oppdal")
    ]
    assert holes([*lacking, cell(size="medium")]) == (
        Hole("season", "actors", ("are", "oppdal"), ("idea", "grow"), ("solo", "micro")),
    )


def test_what_lacks_in_other_places_or_stages_is_a_hole_of_its_own() -> None:
    lacking = [
        cell(place="are", size="solo", actors=0),
        cell(place="are", size="micro", actors=0),
        cell(place="oppdal", size="micro", actors=0),
        cell(place="are", size="small", stage="idea", actors=0),
    ]
    assert {(h.places, h.stages, h.sizes) for h in holes(lacking)} == {
        (("are",), ("problem",), ("solo",)),
        (("are", "oppdal"), ("problem",), ("micro",)),
        (("are",), ("idea",), ("small",)),
    }


def test_holes_go_by_need_and_then_by_what_is_lacking() -> None:
    found = holes([cell(methods=0, actors=0), cell(need="greener", methods=0)])
    assert [(h.need, h.lacks) for h in found] == [
        ("greener", "methods"),
        ("season", "actors"),
        ("season", "methods"),
    ]


def test_the_holes_hold_exactly_the_cells_that_lack_something() -> None:
    files: dict[str, Entry] = with_walk(sizes=["micro", "small"], formats=[form(people=(2, 3))])
    files["actors/hub.yaml"] |= {"sizes": ["solo", "small"], "stages": ["idea"]}
    found = list(coverage(content(files), TODAY))
    lacking = {(c.need, kind, c.place, c.stage, c.size) for c in found for kind in c.lacks()}
    in_holes = [
        (hole.need, hole.lacks, place, stage, size)
        for hole in holes(found)
        for place in hole.places
        for stage in hole.stages
        for size in hole.sizes
    ]
    assert len(in_holes) == len(set(in_holes))
    assert set(in_holes) == lacking


# --- totals


def test_totals_are_the_fewest_and_the_most_over_stages_and_sizes() -> None:
    found = totals([cell(actors=2), cell(actors=5, size="micro"), cell(actors=0, place="are")])
    assert found["season", "oppdal"]["actors"] == (2, 5)
    assert found["season", "are"] == {"methods": (1, 1), "actors": (0, 0), "instruments": (1, 1)}
    assert set(found) == {("season", "oppdal"), ("season", "are")}
