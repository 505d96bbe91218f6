"""The knowledge as CSV: every field has its column, every entry its row, and no cell is a formula."""

import csv
from dataclasses import replace
from pathlib import Path

import pytest

from bot.core.content import Content
from bot.csv_text import FORMULA
from bot.knowledge_csv import KINDS
from bot.knowledge_export import export_knowledge


def tables(content: Content, folder: Path) -> dict[str, list[dict[str, str]]]:
    """The rows of each file, read as a spreadsheet would."""
    found: dict[str, list[dict[str, str]]] = {}
    for path in export_knowledge(content, "csv", folder):
        with path.open(encoding="utf-8", newline="") as file:
            found[path.stem] = list(csv.DictReader(file, strict=True))
    return found


@pytest.fixture(scope="module")
def exported(
    content: Content, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, list[dict[str, str]]]:
    return tables(content, tmp_path_factory.mktemp("csv"))


def test_each_kind_has_a_file(exported: dict[str, list[dict[str, str]]]) -> None:
    assert set(exported) == {"needs", "methods", "actors", "instruments", "places", "terms"}


@pytest.mark.parametrize("kind", KINDS)
def test_there_is_a_row_for_each_entry_by_id(
    kind: str, content: Content, exported: dict[str, list[dict[str, str]]]
) -> None:
    assert [row["id"] for row in exported[kind]] == sorted(getattr(content, kind))


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_of_an_entry_has_a_column(
    kind: str, exported: dict[str, list[dict[str, str]]]
) -> None:
    columns = list(exported[kind][0])
    without = [
        field
        for field in KINDS[kind].model_fields
        if field != "formats" and not any(c == field or c.startswith(f"{field}_") for c in columns)
    ]
    assert without == []
    assert columns[0] == "id"


def test_a_text_has_a_column_for_each_language(
    content: Content, exported: dict[str, list[dict[str, str]]]
) -> None:
    for row in exported["actors"]:
        does = content.actors[row["id"]].does
        assert (row["does_nb"], row["does_sv"], row["does_en"]) == (does.nb, does.sv, does.en)


def test_a_list_is_one_cell_with_semicolons(
    content: Content, exported: dict[str, list[dict[str, str]]]
) -> None:
    row = next(row for row in exported["actors"] if len(content.actors[row["id"]].areas) > 1)
    assert tuple(row["areas"].split("; ")) == content.actors[row["id"]].areas


def test_each_size_of_a_method_has_its_own_columns(
    content: Content, exported: dict[str, list[dict[str, str]]]
) -> None:
    for row in exported["methods"]:
        kinds = {form.kind for form in content.methods[row["id"]].formats}
        assert {k for k in ("full", "short", "split", "small") if row[f"{k}_hours"]} == kinds
        assert bool(row["split_weeks"]) == ("split" in kinds)


def test_what_is_not_known_is_an_empty_cell(
    content: Content, exported: dict[str, list[dict[str, str]]]
) -> None:
    for row in exported["actors"]:
        assert (row["phone"] == "") == (content.actors[row["id"]].phone is None)
    for row in exported["instruments"]:
        assert (row["amount_currency"] == "") == (content.instruments[row["id"]].amount is None)
    assert "None" not in {
        cell for rows in exported.values() for row in rows for cell in row.values()
    }


def test_no_cell_begins_as_a_formula_does(exported: dict[str, list[dict[str, str]]]) -> None:
    cells = [cell for rows in exported.values() for row in rows for cell in row.values()]
    assert [cell for cell in cells if cell.startswith(FORMULA)] == []


@pytest.mark.parametrize("text", ["=1+1", "+47 22 38 73 00", "-2", "@SUM(A1)"])
def test_a_formula_is_shown_as_it_is_written(text: str, content: Content, tmp_path: Path) -> None:
    actor = next(iter(content.actors.values())).model_copy(update={"phone": text})
    rows = tables(replace(content, actors={actor.id: actor}), tmp_path)["actors"]
    assert rows[0]["phone"] == f"'{text}"


def test_quotes_commas_and_line_breaks_come_back_as_they_were(
    content: Content, tmp_path: Path
) -> None:
    text = 'Ring, spør etter "Åse";\nså kommer æøå ä'
    actor = next(iter(content.actors.values())).model_copy(update={"note": text})
    assert tables(replace(content, actors={actor.id: actor}), tmp_path)["actors"][0]["note"] == text


def test_a_second_export_is_the_same_to_the_byte(content: Content, tmp_path: Path) -> None:
    first = [path.read_bytes() for path in export_knowledge(content, "csv", tmp_path / "a")]
    second = [path.read_bytes() for path in export_knowledge(content, "csv", tmp_path / "b")]
    assert first == second
