"""Coverage as people read it: the table, the list of holes, the page of gaps and the drawing."""

import csv
import xml.etree.ElementTree as ElementTree
from datetime import date
from typing import Any

import pytest

from bot.core.content import SIZES, STAGES
from bot.core.coverage import Cell, coverage, holes
from bot.coverage_report import SHADES, csv_rows, drawing, listed, markdown, table
from tests.core import small as make
from tests.core.small import content

TODAY = date(2026, 11, 21)
CONTENT = content(make.small())
SVG = "{http://www.w3.org/2000/svg}"


def cell(**more: Any) -> Cell:
    """A cell in which something of everything fits, but for what is said."""
    whole: dict[str, Any] = {"need": "season", "place": "oppdal", "stage": "idea", "size": "solo"}
    return Cell(**whole | {"methods": 1, "actors": 1, "instruments": 1} | more)


def everywhere(places: tuple[str, ...], **more: Any) -> list[Cell]:
    """Cells for all stages and sizes in these places."""
    return [
        cell(place=place, stage=stage, size=size, **more)
        for stage in STAGES
        for size in SIZES
        for place in places
    ]


def hole_lines(*cells: Cell) -> list[list[str]]:
    rows = listed(holes(cells), CONTENT).splitlines()
    return [[part.strip() for part in row.split("  ") if part.strip()] for row in rows[2:]]


# --- words and numbers


def test_the_table_has_a_line_for_each_need_with_the_fewest_and_the_most() -> None:
    text = table([cell(actors=0), cell(actors=7, place="are"), cell(need="heavy-work", methods=3)])
    lines = [line.split() for line in text.splitlines()]
    assert lines[0] == ["need", "methods", "actors", "instruments"]
    assert lines[2:] == [["heavy-work", "3", "1", "1"], ["season", "1", "0–7", "1"]]


def test_every_cell_is_a_line_of_csv() -> None:
    rows = list(csv.DictReader(csv_rows([cell(methods=4), cell(place="are", instruments=0)])))
    assert [(row["place"], row["methods"], row["instruments"]) for row in rows] == [
        ("oppdal", "4", "1"),
        ("are", "1", "0"),
    ]
    assert [row["stage"] for row in rows] == ["idea", "idea"]


def test_where_nothing_lacks_it_says_so() -> None:
    assert listed(holes([cell()]), CONTENT) == "no holes"


def test_a_hole_says_what_is_lacking_in_words() -> None:
    assert hole_lines(cell(actors=0), cell(methods=0, size="micro")) == [
        ["season", "office to call", "Oppdal", "idea", "solo"],
        ["season", "way of working", "Oppdal", "idea", "micro"],
    ]


def test_all_stages_and_all_sizes_are_any() -> None:
    assert hole_lines(*everywhere(("oppdal",), actors=0)) == [
        ["season", "office to call", "Oppdal", "any", "any"]
    ]


@pytest.mark.parametrize(
    ("places", "where"),
    [
        (("oppdal", "rennebu"), "all of trondelag en"),
        (("are", "oppdal", "rennebu"), "all of jamtland en; all of trondelag en"),
        (("are", "oppdal"), "all of jamtland en; Oppdal"),
        (("rennebu",), "Rennebu"),
    ],
)
def test_all_municipalities_of_a_county_are_named_as_the_county(
    places: tuple[str, ...], where: str
) -> None:
    assert hole_lines(*everywhere(places, actors=0))[0][2] == where


def test_the_page_of_gaps_counts_the_cells_that_lack_something() -> None:
    cells = [cell(), cell(size="micro", methods=0, actors=0), cell(size="small", instruments=0)]
    page = markdown(holes(cells), cells, CONTENT, TODAY)
    assert "Of 3 cells" in page
    assert "sizes), 1 lack" in page
    assert "as of 2026-11-21" in page
    assert "| season | way of working | Oppdal | idea | micro |" in page.splitlines()
    assert page.count("| season |") == 2
    assert page.endswith("|\n")


# --- the drawing


def drawn(cells: list[Cell]) -> ElementTree.Element:
    return ElementTree.fromstring(drawing(cells, CONTENT))


def fills(svg: ElementTree.Element) -> list[str | None]:
    return [rect.get("fill") for rect in svg.iter(f"{SVG}rect")][1 : -len(SHADES)]


def texts(svg: ElementTree.Element) -> list[str]:
    return [str(text.text) for text in svg.iter(f"{SVG}text")]


def test_the_drawing_has_a_square_for_every_need_and_place() -> None:
    svg = drawn(list(coverage(CONTENT, TODAY)))
    assert len(fills(svg)) == 2 * 3
    said = texts(svg)
    assert said[:3] == ["Oppdal", "Rennebu", "Are"]
    assert said[3:5] == ["heavy-work en", "season en"]


@pytest.mark.parametrize(
    ("fewest", "shade"),
    [(0, 0), (1, 1), (2, 1), (3, 2), (5, 2), (6, 3), (9, 3), (10, 4), (99, 4)],
)
def test_a_square_is_as_dark_as_the_offices_that_fit_at_worst(fewest: int, shade: int) -> None:
    svg = drawn([cell(actors=fewest), cell(actors=100, size="micro")])
    assert fills(svg) == [SHADES[shade][1]]


def test_only_a_place_where_no_office_fits_anybody_has_a_cross() -> None:
    some = drawn([cell(actors=0), cell(actors=1, size="micro")])
    none = drawn([cell(actors=0), cell(actors=0, size="micro")])
    assert len(list(some.iter(f"{SVG}path"))) == 0
    assert len(list(none.iter(f"{SVG}path"))) == 1


def test_the_drawing_says_what_its_shades_mean() -> None:
    said = texts(drawn([cell()]))
    for meaning in (
        "none at worst",
        "1 or more",
        "10 or more",
        "cross: none for any size or stage",
    ):
        assert meaning in said


def test_signs_in_names_do_not_break_the_drawing() -> None:
    files = make.small()
    files["needs/season.yaml"]["label"]["en"] = "Snow & <sun>"
    svg = ElementTree.fromstring(drawing([cell()], content(files)))
    assert "Snow & <sun>" in texts(svg)
