"""What keeps the knowledge right: steg stale, letters, links, and steg check as of a day."""

import csv
import os
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot import building
from bot.cli import main
from bot.core.conversation import Signal
from bot.links import Link, State, Tried
from bot.upkeep import stale, table, used, write_letters
from tests.core import small as make
from tests.core.small import Files, content, small, written

CHECKED = date(2026, 11, 21)
LATER = date(2027, 6, 1)  # all that was checked on CHECKED is old by then
SIGNAL = Signal(CHECKED, "advised", "web", "nb", need="heavy-work")


def fresh() -> Files:
    files = small()
    files["instruments/loan.yaml"]["state"] = "open"
    return files


# --- what is used


def test_an_entry_is_counted_once_for_each_owner_it_was_advised_to() -> None:
    signals = [
        replace(SIGNAL, method="walk", actor="hub"),
        replace(SIGNAL, method="walk", instrument="loan"),
        SIGNAL,
    ]
    assert used(signals) == {
        ("methods", "walk"): 2,
        ("actors", "hub"): 1,
        ("instruments", "loan"): 1,
    }


def entries(text: str) -> list[list[str]]:
    """How often used, which entry: the first two columns of the table."""
    return [line.split()[:2] for line in text.splitlines()[2:]]


def test_what_is_advised_most_stands_first() -> None:
    signals = [replace(SIGNAL, actor="hub")] * 3 + [replace(SIGNAL, method="walk")]
    rows = entries(stale(content(fresh()), signals, LATER, "table"))
    assert rows[:3] == [["3", "actors/hub"], ["1", "methods/walk"], ["0", "instruments/loan"]]


def test_advice_under_an_earlier_id_counts_for_the_one_it_has_now() -> None:
    files = fresh()
    files["actors/hub.yaml"] |= {"aliases": ["house"], "confidence": "low"}
    signals = [replace(SIGNAL, actor="house"), replace(SIGNAL, actor="hub")]
    assert entries(stale(content(files), signals, CHECKED, "table")) == [["2", "actors/hub"]]


def test_nothing_to_check_is_a_table_without_rows() -> None:
    assert entries(stale(content(fresh()), [SIGNAL], CHECKED, "table")) == []


def test_as_csv_every_field_has_its_column() -> None:
    files = fresh()
    files["actors/hub.yaml"] |= {"confidence": "low", "name": 'Hub, "the" one'}
    (row,) = csv.DictReader(stale(content(files), [], CHECKED, "csv").splitlines())
    assert row == {
        "kind": "actors",
        "id": "hub",
        "name": 'Hub, "the" one',
        "why": "unsure",
        "checked_on": "2026-11-21",
        "by": "research",
        "review_after": "2027-05-21",
        "used": "0",
        "web": "",
    }


# --- letters


def test_each_office_to_ask_has_a_file_with_address_subject_and_text(tmp_path: Path) -> None:
    files = fresh()
    files["actors/hub.yaml"] |= {"confidence": "low", "email": "post@hub.example"}
    files["actors/other.yaml"] = make.actor("other", "SE", ["jamtland"], "season")
    (path,) = write_letters(content(files), CHECKED, tmp_path / "new" / "letters")
    assert path == tmp_path / "new" / "letters" / "hub.txt"
    head, text = path.read_text("utf-8").split("\n\n", 1)
    assert head == "To: post@hub.example\nSubject: letter-subject Hub nb"
    assert text.startswith("letter-hello nb\n\n")
    assert text.endswith("letter-thanks nb\n")


def test_an_office_without_an_address_has_an_empty_to(tmp_path: Path) -> None:
    files = fresh()
    files["actors/hub.yaml"]["confidence"] = "low"
    (path,) = write_letters(content(files), CHECKED, tmp_path)
    assert path.read_text("utf-8").startswith("To: \nSubject: ")


# --- links


def tried(state: State, url: str) -> Tried:
    return Tried(Link(url, ("actors/hub", "methods/walk")), state, "said")


def test_dead_pages_stand_first_and_fine_ones_are_only_counted() -> None:
    text = table(
        [
            tried("fine", "https://a.example"),
            tried("silent", "https://b.example"),
            tried("moved", "https://c.example"),
            tried("dead", "https://d.example"),
            tried("fine", "https://e.example"),
        ]
    )
    order = [text.find(f"https://{name}.example") for name in "dcb"]
    assert order == sorted(order)
    assert "https://a.example" not in text
    assert "actors/hub methods/walk" in text
    assert text.endswith("1 dead, 2 fine, 1 moved, 1 silent")


# --- the commands


@pytest.fixture(autouse=True)
def _knowledge(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine on which Steg knows only the small content, on the day that was checked."""
    for name in [name for name in os.environ if name.startswith("STEG_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("STEG_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("STEG_KNOWLEDGE", str(tmp_path / "knowledge"))
    monkeypatch.setenv("STEG_FLOWS", str(tmp_path / "flows"))
    monkeypatch.setattr(building, "clock", lambda: datetime(2026, 11, 21, 9, tzinfo=UTC))
    save(fresh())


def save(files: Files) -> None:
    for path, text in written(files).items():
        top = "" if path.startswith("flows/") else "knowledge/"
        Path(top + path).parent.mkdir(parents=True, exist_ok=True)
        Path(top + path).write_text(text, "utf-8")


def said(capsys: pytest.CaptureFixture[str], *command: str, code: int = 0) -> list[str]:
    assert main(command) == code
    printed = capsys.readouterr()
    assert printed.err == ""
    return printed.out.splitlines()


def test_the_check_of_a_day_to_come_warns_of_what_is_old_then(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert said(capsys, "check") == []
    lines = said(capsys, "check", "--as-of", "2027-05-22")
    assert len(lines) == 7
    assert all("warning: to be checked again after 2027-05-21; hold it" in line for line in lines)
    assert said(capsys, "check", "--as-of", "2027-05-21") == []


def test_what_has_ended_is_only_told_when_asked_for_or_as_of_a_day(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    files = fresh()
    files["actors/hub.yaml"]["ends_on"] = "2026-12-31"
    save(files)
    note = "note: ended on 2026-12-31; it is not advised; check it, or keep it"
    assert said(capsys, "check", "--as-of", "2026-12-31") == []
    assert said(capsys, "check", "--as-of", "2027-01-01")[0].endswith(note)
    monkeypatch.setattr(building, "clock", lambda: datetime(2027, 1, 1, tzinfo=UTC))
    assert said(capsys, "check") == []
    assert said(capsys, "check", "--notes")[0].endswith(note)


def test_a_check_before_the_day_it_was_written_fails(capsys: pytest.CaptureFixture[str]) -> None:
    lines = said(capsys, "check", "--as-of", "2026-11-20", code=1)
    assert all("checked on 2026-11-21, a day to come" in line for line in lines)


def test_a_day_that_is_none_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    for command in ("check", "stale"):
        with pytest.raises(SystemExit) as stopped:
            main([command, "--as-of", "2027-02-30"])
        assert stopped.value.code == 2
        assert "'2027-02-30' is no day, write it as 2026-03-01" in capsys.readouterr().err


def test_stale_lists_what_is_old_on_that_day(capsys: pytest.CaptureFixture[str]) -> None:
    assert len(said(capsys, "stale")) == 2
    lines = said(capsys, "stale", "--as-of", "2027-05-22")
    assert len(lines) == 2 + 7
    assert lines[0].split()[:3] == ["used", "entry", "name"]
    assert said(capsys, "stale", "--as-of", "2027-05-22", "--format", "csv")[0].startswith(
        "kind,id,"
    )


def test_stale_writes_letters_and_says_where(capsys: pytest.CaptureFixture[str]) -> None:
    assert said(capsys, "stale", "--letters", "post") == ["0 letters are in post"]
    lines = said(capsys, "stale", "--letters", "post", "--as-of", "2027-05-22")
    assert lines == ["1 letters are in post"]
    assert [path.name for path in Path("post").iterdir()] == ["hub.txt"]
