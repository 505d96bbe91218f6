"""The published figures as a SQLite file: nothing in it that the page does not show, and Datasette reads it."""

import json
import os
import re
import shlex
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.cli import main
from bot.core.content import LANGUAGES, Content
from bot.core.public import ALL, LEVELS, OTHERS, Edition, Row, Withheld, published
from bot.errors import SettingWrong
from bot.open_data import LICENCE, LICENCE_AT, RULE, Editions, as_json
from bot.stores.sqlite import SqliteStore
from bot.web.open_file import LICENCE_NAME, TABLES, as_database, metadata, write_open_file
from bot.web.open_page import named
from tests.core import test_public as attack
from tests.web.site import keep
from tests.web.test_open_page import MUCH

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
SOURCE = "https://steg.test/open"


@pytest.fixture(scope="module")
def edition(content: Content, tmp_path_factory: pytest.TempPathFactory) -> Edition:
    """A month with rows of every kind, and one with a country withheld."""
    store = SqliteStore(":memory:")
    keep(store, *MUCH)
    editions = Editions(tmp_path_factory.mktemp("open"), 5)
    made = editions.until(NOW.date(), store, content)
    store.close()
    assert {row.why for row in made.rows} == {"", "too-few", "not-divided"}
    assert made.withheld
    return made


def written(path: Path, edition: Edition, content: Content) -> Path:
    """The figures in a file."""
    write_open_file(path, edition, content, made_up=False, now=NOW, source=SOURCE)
    return path


def tables_of(path: Path) -> dict[str, list[dict[str, Any]]]:
    """Everything in a file, by table."""
    with closing(sqlite3.connect(path)) as opened:
        opened.row_factory = sqlite3.Row
        names = [row[0] for row in opened.execute("select name from sqlite_master")]
        return {
            name: [dict(row) for row in opened.execute(f'select * from "{name}"')] for name in names
        }


def edition_in(tables: dict[str, list[dict[str, Any]]]) -> Edition:
    """What somebody who has only the file knows."""
    about = {one["what"]: one["value"] for one in tables["about"]}
    return Edition(
        int(about["smallest count"]),
        tuple(about["months"].split()),
        tuple(Withheld(**one) for one in tables["withheld"]),
        tuple(Row(**{**one, "holds": tuple(one["holds"].split())}) for one in tables["demand"]),
    )


# --- nothing that the page does not show


def test_the_file_tells_what_the_json_tells(
    edition: Edition, content: Content, tmp_path: Path
) -> None:
    tables = tables_of(written(tmp_path / "figures.db", edition, content))
    data = json.loads(as_json(edition, made_up=False))
    rows = [{**one, "holds": one["holds"].split()} for one in tables["demand"]]
    assert rows == data["rows"]
    assert tables["withheld"] == data["withheld"]
    assert edition_in(tables) == edition
    about = {one["what"]: one["value"] for one in tables["about"]}
    assert (about["rule"], about["licence"], about["licence at"]) == (RULE, LICENCE, LICENCE_AT)
    assert (about["smallest count"], about["made up"]) == ("5", "no")
    assert about["written at"] == "2026-11-21T09:00Z"


def test_the_file_holds_no_number_but_the_counts_the_threshold_and_times(
    edition: Edition, content: Content, tmp_path: Path
) -> None:
    tables = tables_of(written(tmp_path / "figures.db", edition, content))
    assert set(tables) == set(TABLES)
    numbers = [
        v for rows in tables.values() for row in rows for v in row.values() if type(v) is int
    ]
    assert sorted(numbers) == sorted(row.count for row in edition.rows)
    told = {one["what"] for one in tables["about"] if re.search(r"\d", one["value"])}
    assert told == {"smallest count", "months", "licence", "licence at", "written at"}


def test_only_what_stands_in_a_row_or_is_held_by_one_has_a_name(
    edition: Edition, content: Content, tmp_path: Path
) -> None:
    tables = tables_of(written(tmp_path / "figures.db", edition, content))
    shown = {
        (level, value)
        for row in edition.rows
        for level in LEVELS
        for value in (row.holds if getattr(row, level) == OTHERS else (getattr(row, level),))
        if value != ALL
    }
    assert {(one["column"], one["id"]) for one in tables["names"]} == shown
    for one in tables["names"]:
        for language in LANGUAGES:
            assert one[language] == named(one["column"], one["id"], content, language)


def test_what_a_country_with_too_few_asked_leaves_no_byte(content: Content) -> None:
    few = [attack.signal("season", "are", "gap") for _ in range(4)]
    many = [attack.signal("heavy-work", "oppdal") for _ in range(20)]
    hierarchy = attack.hierarchy_of(content)
    files = [
        as_database(
            published(signals, 5, attack.MONTHS[:1], hierarchy), content, made_up=False, now=NOW
        )
        for signals in (many, [*few, *many])
    ]
    assert files[0] == files[1]
    assert b"ostersund" not in files[0]


@pytest.mark.parametrize("seed", [0, 1])
def test_no_small_count_can_be_worked_out_from_the_file_by_linear_programming(
    seed: int, content: Content, tmp_path: Path
) -> None:
    signals = attack.world(seed)
    editions = []
    for upto in (5, 6):  # the file of last month is kept by somebody
        made = published(signals, attack.SMALLEST, attack.MONTHS[:upto], attack.REGION)
        editions.append(edition_in(tables_of(written(tmp_path / f"{upto}.db", made, content))))
        assert editions[-1] == made
    rows = attack.equations(editions)
    truth, cells = attack.atoms(signals), attack.every_cell()
    targets = attack.targets_of(truth, attack.SMALLEST)
    somebody = [name for name in targets if sum(truth[cells[at]] for at in targets[name])]
    assert len(somebody) > 50
    for name in somebody[:: len(somebody) // 25]:
        least, most = attack.least_and_most(rows, targets[name])
        assert least < 1e-6, name
        assert most >= attack.SMALLEST - 1e-6, name


# --- what tells of it


def test_every_column_of_every_table_is_described_in_the_file_and_beside_it(
    edition: Edition, content: Content, tmp_path: Path
) -> None:
    path = written(tmp_path / "figures.db", edition, content)
    with closing(sqlite3.connect(path)) as opened:
        columns = {
            (table, row[1])
            for table in TABLES
            for row in opened.execute(f"pragma table_info({table})")
        }
    assert {(one["table"], one["column"]) for one in tables_of(path)["columns"]} == columns
    beside = json.loads((tmp_path / "figures.metadata.json").read_text("utf-8"))
    (told,) = beside["databases"].items()
    assert told[0] == "figures"
    assert {(t, c) for t, one in told[1]["tables"].items() for c in one["columns"]} == columns
    assert (beside["license"], beside["license_url"]) == (LICENCE_NAME, LICENCE_AT)
    assert (beside["source_url"], beside["description"]) == (SOURCE, RULE)
    assert json.loads(metadata("figures", SOURCE)) == beside


# --- whole or not at all


def test_a_file_written_before_is_replaced_and_no_half_is_left(
    edition: Edition, content: Content, tmp_path: Path
) -> None:
    path = written(tmp_path / "figures.db", Edition(5, (), (), ()), content)
    assert tables_of(path)["demand"] == []
    written(path, edition, content)
    assert edition_in(tables_of(path)) == edition
    assert sorted(one.name for one in tmp_path.iterdir()) == ["figures.db", "figures.metadata.json"]


def test_a_file_that_cannot_be_put_in_place_leaves_the_one_before(
    edition: Edition, content: Content, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path / "figures.db", edition, content)
    before = path.read_bytes()

    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(SettingWrong, match=r"figures\.db cannot be written: No space left"):
        written(path, Edition(5, (), (), ()), content)
    assert path.read_bytes() == before


@pytest.mark.parametrize("text", ['{"title": "my own"}', "[]", "no json"])
def test_the_description_of_another_database_is_never_written_over(
    edition: Edition, content: Content, tmp_path: Path, text: str
) -> None:
    theirs = tmp_path / "figures.metadata.json"
    theirs.write_text(text)
    with pytest.raises(SettingWrong, match=r"metadata\.json is not a file of open figures"):
        written(tmp_path / "figures.db", edition, content)
    assert theirs.read_text() == text
    assert list(tmp_path.iterdir()) == [theirs]
    theirs.unlink()
    for _ in range(2):
        written(tmp_path / "figures.db", edition, content)


def test_a_folder_is_told_to_be_none(edition: Edition, content: Content, tmp_path: Path) -> None:
    for path in (Path("."), tmp_path):
        with pytest.raises(SettingWrong):
            written(path, edition, content)


def test_another_file_is_never_written_over(
    edition: Edition, content: Content, tmp_path: Path
) -> None:
    SqliteStore(str(tmp_path / "steg.db")).close()
    (tmp_path / "letter.db").write_text("dear somebody")
    (tmp_path / "empty.db").touch()
    for path in sorted(tmp_path.glob("*.db")):
        before = path.read_bytes()
        with pytest.raises(SettingWrong, match="is not a file of open figures and stays as it is"):
            written(path, edition, content)
        assert path.read_bytes() == before
    assert list(tmp_path.glob("*.json")) == []


# --- the command, and the real Datasette


@contextmanager
def datasette(figures: Path) -> Iterator[str]:
    """Datasette as ``make explore`` starts it, on a free port."""
    (line,) = re.findall(
        r"^\t\$\(BIN\)/datasette (.*)$", (ROOT / "Makefile").read_text("utf-8"), re.M
    )
    for name, value in {
        "$(FIGURES)": str(figures),
        "$(FIGURES:.db=.metadata.json)": str(figures.with_suffix(".metadata.json")),
        "$(EXPLORE_PORT)": "0",
    }.items():
        assert name in line
        line = line.replace(name, value)
    command = [sys.executable, "-m", "datasette", *shlex.split(line)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as running:
        assert running.stderr is not None
        try:
            said = ""
            for text in running.stderr:
                said += text
                if found := re.search(r"running on (http://127\.0\.0\.1:\d+)", text):
                    yield found[1]
                    return
            raise AssertionError(f"datasette ended: {said}")
        finally:
            running.terminate()


def test_the_command_writes_what_is_published_and_datasette_shows_it_read_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("STEG_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("STEG_PUBLIC_URL", "https://steg.test")
    monkeypatch.setattr("bot.building.clock", lambda: NOW)
    (tmp_path / "data").mkdir()
    store = SqliteStore(str(tmp_path / "data" / "steg.db"))
    keep(store, *MUCH)
    store.close()
    figures = tmp_path / "figures.db"
    assert main(["open-data", str(figures)]) == 0
    assert "figures.db, described in " in capsys.readouterr().out
    assert main(["report", "demand", "--public", "--format", "json"]) == 0
    reported = json.loads(capsys.readouterr().out)
    assert main(["open-data", os.devnull]) == 2
    assert "stays as it is" in capsys.readouterr().err
    with datasette(figures) as address, httpx.Client(base_url=address) as client:
        rows = client.get("/figures/demand.json?_shape=array&_size=max").json()
        assert sorted(row["count"] for row in rows) == sorted(row["count"] for row in reported)
        assert rows[0]["count"] == max(row["count"] for row in reported)
        page = client.get("/figures/demand").text
        assert LICENCE_NAME in page
        assert SOURCE in page
        assert TABLES["demand"].columns["need"].split(";")[0] in page.replace("&#39;", "'")
        (served,) = client.get("/-/databases.json").json()
        assert (served["name"], served["is_mutable"]) == ("figures", False)
        refused = client.get("/figures.json", params={"sql": "delete from demand"})
        assert refused.status_code == 400
        assert "SELECT" in refused.json()["error"]
        assert (tmp_path / "data" / "open" / "2026-10.json").is_file()


def test_a_day_before_anything_is_complete_the_file_has_its_tables_and_no_rows(
    content: Content, tmp_path: Path
) -> None:
    store = SqliteStore(":memory:")
    nothing = Editions(tmp_path / "open", 5).until(date(2026, 11, 21), store, content)
    store.close()
    tables = tables_of(written(tmp_path / "figures.db", nothing, content))
    assert set(tables) == set(TABLES)
    assert (tables["demand"], tables["names"]) == ([], [])
