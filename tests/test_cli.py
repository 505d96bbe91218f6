import io
import json
import logging
import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import structlog

from bot import building
from bot.cli import main
from bot.content_files import folders
from bot.core import understanding
from bot.core.content import Content
from bot.core.draft import World
from bot.core.flow import Flow
from bot.core.loading import KINDS
from bot.drawing import mermaid
from bot.report import REPORTS
from bot.settings import VARIABLES
from bot.stores import sqlite
from tests.core import small as make
from tests.core.small import Files, small, written

COMMANDS = (
    "chat",
    "understand",
    "advise",
    "route",
    "check",
    "stale",
    "links",
    "coverage",
    "export-knowledge",
    "flows",
    "schema",
    "new",
    "teach",
    "preview",
    "serve",
    "work",
    "staff",
    "demo",
    "report",
    "digest",
    "open-data",
    "export",
    "erase",
    "privacy",
)
NEED_THE_DATABASE = (
    ["report", "demand"],
    ["export", "--conversation", "telegram:1"],
    ["erase", "--conversation", "telegram:1"],
    ["chat"],
    ["demo", "--conversations", "1"],
)


@dataclass(frozen=True)
class Ran:
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str

    def rows(self) -> list[Any]:
        """Its output as one JSON object per line."""
        return [json.loads(line) for line in self.out.splitlines()]


Steg = Callable[..., Ran]


@pytest.fixture(autouse=True)
def _on_a_machine_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No settings, no .env, a data folder of its own; and logging as it was afterwards."""
    for name in [name for name in os.environ if name.startswith("STEG_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("STEG_DATA", str(tmp_path / "data"))
    handlers = list(logging.root.handlers)
    yield
    logging.root.handlers[:] = handlers
    structlog.reset_defaults()


@pytest.fixture
def steg(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Steg:
    """Runs a command in this process."""

    def run(*arguments: str, typed: str = "") -> Ran:
        monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
        try:
            code = main(arguments)
        except SystemExit as stopped:
            code = int(stopped.code or 0)
        printed = capsys.readouterr()
        return Ran(code, printed.out, printed.err)

    return run


@pytest.fixture
def _trained(world: World, models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine on which Steg has learned already, so that a command starts at once."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "models").symlink_to(models)
    # Content saved while the tests run would cost each of them some seconds.
    monkeypatch.setattr(building, "reader", lambda *arguments: world.reader)


@pytest.fixture
def save(tmp_path: Path) -> Callable[[Files], Path]:
    """Saves content files in a folder and gives its path."""

    def saved(files: Files) -> Path:
        for path, text in written(files).items():
            target = tmp_path / "mine" / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, "utf-8")
        return tmp_path / "mine"

    return saved


def one_line(ran: Ran) -> str:
    """The one line a command ended with on standard error; nothing stands on standard output."""
    assert ran.out == ""
    assert ran.err.endswith("\n")
    assert len(ran.err.splitlines()) == 1, ran.err
    return ran.err.strip()


# --- how to use it


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_of_every_command_has_an_example(steg: Steg, command: str) -> None:
    ran = steg(command, "--help")
    assert ran.code == 0
    assert "example:\n" in ran.out
    assert f"steg {command}" in ran.out.partition("example:\n")[2]


def test_the_help_names_every_command(steg: Steg) -> None:
    ran = steg("--help")
    assert ran.code == 0
    assert re.findall(
        r"^    ([a-z-]+)(?: |$)", ran.out.partition("COMMAND\n")[2], re.MULTILINE
    ) == list(COMMANDS)


def test_the_help_of_serve_lists_every_setting(steg: Steg) -> None:
    said = steg("serve", "--help").out
    assert all(variable.name in said for variable in VARIABLES)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], "steg: the following arguments are required: COMMAND; see 'steg --help'"),
        (["bogus"], "steg: argument COMMAND: invalid choice: 'bogus'"),
        (["chat", "--language", "no"], "steg chat: argument --language: invalid choice: 'no'"),
        (["chat", "--now", "tomorrow"], "steg: --now tomorrow is no time; write it as 2026-"),
        (["export"], "steg export: the following arguments are required: --conversation"),
        (
            ["report", "demand", "--from", "May"],
            "steg report: argument --from: 'May' is no day, write it as 2026-",
        ),
        (
            ["report", "demand", "--format", "xml"],
            "steg report: argument --format: invalid choice: 'xml'",
        ),
        (
            ["report", "nonsense"],
            "steg: there is no report 'nonsense'; write one of demand, gaps, ",
        ),
        (["schema", "needz"], "steg: there is no kind 'needz'; write one of needs, acts, "),
        (["flows", "mian"], "steg: there is no flow 'mian'; write one of "),
        (["serve", "--port", "http"], "steg serve: argument --port: invalid int value: 'http'"),
    ],
)
@pytest.mark.usefixtures("_trained")
def test_wrong_use_is_answered_with_one_line_and_2(
    steg: Steg, arguments: list[str], says: str
) -> None:
    ran = steg(*arguments)
    assert one_line(ran).startswith(says)
    assert ran.code == 2


def test_a_wrong_setting_is_answered_with_one_line_and_2(
    steg: Steg, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STEG_LOG", "xml")
    for arguments in (["report", "demand"], ["check"], ["understand"], ["serve"], ["work"]):
        ran = steg(*arguments)
        assert (
            one_line(ran)
            == "steg: STEG_LOG is 'xml', which cannot be used: write one of text, json"
        )
        assert ran.code == 2


# --- understand


@pytest.mark.usefixtures("_trained")
def test_understand_gives_one_object_for_each_line(steg: Steg, world: World) -> None:
    texts = [
        "ryggen ryker, to er sykmeldt",
        "hei",
        "",
        "vi holder til i Oppdal",
        "hva er et tilskudd?",
        "x" * 5000,
    ]
    ran = steg("understand", "--json", typed="\n".join(texts) + "\n")
    assert (ran.code, ran.err) == (0, "")
    found = ran.rows()
    assert [row["text"] for row in found] == texts
    for row in found:
        assert set(row) == {"text", "language", "act", "needs", "place", "term", "sure"}
        assert row["language"] in ("nb", "sv", "en")
        assert len(row["needs"]) <= 5
        assert [n["weight"] for n in row["needs"]] == sorted(
            (n["weight"] for n in row["needs"]), reverse=True
        )
        assert {n["id"] for n in row["needs"]} <= set(world.content.needs)
    assert (found[0]["act"], found[0]["needs"][0]["id"]) == (None, "heavy-work")
    assert found[1]["act"] == "greeting"
    assert found[3]["place"] == {"id": "oppdal", "country": "NO"}


@pytest.mark.usefixtures("_trained")
def test_understand_without_json_gives_a_line_to_read(steg: Steg) -> None:
    ran = steg("understand", typed="ryggen ryker\n")
    assert "heavy-work" in ran.out
    assert len(ran.out.splitlines()) == 1


@pytest.mark.usefixtures("_trained")
def test_bytes_that_are_no_utf_8_are_somebodys_typing_and_no_fault() -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "bot", "understand", "--json"],
        input=b"ryggen r\xf8k\nhei\n",
        capture_output=True,
        check=False,
        env={"STEG_DATA": "data", "PYTHONPATH": str(Path(__file__).parents[1])},
    )
    assert ran.returncode == 0, ran.stderr
    assert [json.loads(line)["text"] for line in ran.stdout.splitlines()] == ["ryggen r�k", "hei"]


def test_the_first_start_says_that_it_is_learning_and_keeps_what_it_learned(
    steg: Steg, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, world: World
) -> None:
    learned: list[Content] = []
    # Learning takes many seconds: the models of the session stand in for it.
    intents, languages = world.reader.intents, world.reader.languages
    monkeypatch.setattr(understanding, "learn", lambda c: learned.append(c) or (intents, languages))
    first, second = (steg("understand", typed="hei\n") for _ in range(2))
    assert "learning from its examples" in first.err
    assert (second.err, second.out) == ("", first.out)
    assert len(learned) == len(list((tmp_path / "data" / "models").iterdir())) == 1


# --- advise


def test_advise_gives_one_object_for_each_line(steg: Steg) -> None:
    profile = {
        "needs": ["slow-production"],
        "place": "oppdal",
        "size": "small",
        "time": "half-day",
        "money": True,
    }
    ran = steg(
        "advise", "--json", typed=f"{json.dumps(profile)}\n\n{json.dumps({'needs': ['season']})}\n"
    )
    assert (ran.code, ran.err) == (0, "")
    first, second = ran.rows()
    assert set(first) == set(second) == {"methods", "actors", "instruments", "left_out"}
    assert 1 <= len(first["methods"]) <= 3
    assert first["methods"][0]["hours"] <= 5


def test_a_profile_that_cannot_be_used_is_answered_in_its_place_and_with_1(steg: Steg) -> None:
    ran = steg("advise", "--json", typed='{"needs": ["sesong"]}\nnonsense\n{"needs": ["season"]}\n')
    assert ran.code == 1
    first, second, third = ran.rows()
    assert first == {"error": "need 'sesong' does not exist; did you mean 'season'?"}
    assert second["error"].startswith("the line: Invalid JSON")
    assert third["methods"]


def test_advise_needs_no_learning_and_no_database(steg: Steg, tmp_path: Path) -> None:
    assert steg("advise", typed='{"needs": ["season"]}\n').code == 0
    assert not (tmp_path / "data").exists()


# --- chat


@pytest.mark.usefixtures("_trained")
def test_a_talk_in_json_gives_one_object_for_each_line(steg: Steg) -> None:
    said = [
        {"text": "ryggen ryker"},
        {"choice": "main.confirm=yes"},
        {"language": "sv"},
        {"after": "P14D"},
    ]
    ran = steg(
        "chat",
        "--json",
        "--now",
        "2026-11-21T09:00:00+01:00",
        typed="\n".join(map(json.dumps, said)) + "\n",
    )
    assert (ran.code, ran.err) == (0, "")
    found = ran.rows()
    assert len(found) == len(said)
    assert [row["asks"] for row in found[:2]] == ["confirm-need", "place"]
    assert found[2]["language"] == "sv"
    keys = {
        "replies",
        "language",
        "asks",
        "act",
        "needs",
        "profile",
        "advice",
        "handoff",
        "coach",
        "done",
    }
    assert all(set(row) == keys for row in found)


# --- check


def test_the_projects_own_content_is_clean(steg: Steg) -> None:
    knowledge, flows = map(str, folders())
    for arguments in ([], [knowledge, flows], [knowledge], [flows], [f"{knowledge}/methods"]):
        assert steg("check", *arguments) == Ran(0, "", "")


def test_a_faulty_folder_ends_with_1_and_every_problem_sorted(
    steg: Steg, save: Callable[[Files], Path]
) -> None:
    files = small()
    files["methods/walk.yaml"]["led_by"] = ["hubb"]
    files["areas/trondelag.yaml"]["inside"] = "norwya"
    del files["needs/season.yaml"]["group"]
    ran = steg("check", str(save(files)))
    assert (ran.code, ran.err) == (1, "")
    assert [line.partition(":")[0] for line in ran.out.splitlines()] == [
        "mine/areas/trondelag.yaml",
        "mine/methods/walk.yaml",
        "mine/needs/season.yaml",
    ]
    assert all(line.split(":", 3)[1].isdigit() and "; " in line for line in ran.out.splitlines())


def test_a_missing_folder_ends_with_2(steg: Steg) -> None:
    ran = steg("check", "gone")
    assert (
        one_line(ran)
        == "steg: there is no folder gone; name one that holds content, or leave it out"
    )
    assert ran.code == 2


def test_a_folder_without_content_ends_with_2(steg: Steg, tmp_path: Path) -> None:
    ran = steg("check", str(tmp_path))
    assert "there is no .yaml file below" in one_line(ran)
    assert ran.code == 2


def test_a_folder_of_one_kind_is_checked_against_the_projects_other_kinds(
    steg: Steg, save: Callable[[Files], Path]
) -> None:
    folder = save(
        {
            "methods/run.yaml": make.method("run", "sesong"),
            "flows/main.yaml": small()["flows/main.yaml"],
        }
    )
    ran = steg("check", str(folder / "methods"))
    assert ran.code == 1
    assert ran.out.endswith("'sesong' does not exist; did you mean 'season'?\n")
    assert len(ran.out.splitlines()) == 1
    assert steg("check", str(folder / "flows")) == Ran(0, "", "")


def test_faults_elsewhere_are_not_shown_for_a_folder_nobody_asked_about(
    steg: Steg, save: Callable[[Files], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    files = small()
    files["methods/walk.yaml"]["led_by"] = ["hubb"]
    folder = save(files)
    monkeypatch.setenv("STEG_KNOWLEDGE", str(folder))
    assert steg("check", str(folder / "flows")).code == 0
    assert steg("check", str(folder / "methods")).code == 1


def test_counts_of_entries_are_shown_when_asked_for(steg: Steg) -> None:
    ran = steg("check", "--counts")
    assert {line.split()[0] for line in ran.out.splitlines()[2:]} == set(KINDS)


# --- flows, schema


@pytest.mark.parametrize("kind", KINDS)
def test_the_schema_of_a_kind_is_json_schema(steg: Steg, kind: str) -> None:
    schema = json.loads(steg("schema", kind).out)
    assert schema["type"] == "object"
    assert schema["additionalProperties"] is False


def test_schema_without_a_kind_lists_them(steg: Steg) -> None:
    assert steg("schema").out.split() == list(KINDS)


def test_flows_are_listed_with_what_they_are_about(steg: Steg) -> None:
    said = steg("flows").out
    assert said.splitlines() == sorted(said.splitlines())
    assert "main: From an owner" in said


def test_a_flow_is_drawn_with_all_its_steps_and_ways(steg: Steg, world: World) -> None:
    drawn = steg("flows", "--draw", "main").out
    assert drawn.startswith("flowchart TD\n")
    for step in world.content.flows["main"].steps:
        assert f'  main_{step.id}["{step.id}: ' in drawn
    assert '  main_trouble -->|"trouble is sure"| main_confirm' in drawn
    assert all(line.count('"') % 2 == 0 for line in drawn.splitlines())


def test_all_flows_are_drawn_when_none_is_named(steg: Steg, world: World) -> None:
    assert steg("flows", "--draw").out.count("flowchart TD") == len(world.content.flows)


def test_quotes_in_a_flow_do_not_break_the_drawing() -> None:
    label = {"value": "a", "label": make.said('say "hi"\nnow'), "go": "end"}
    flow = Flow.model_validate(
        make.flow("x", make.step("q", ask=make.said('What "is" it?'), options=[label]))
    )
    assert mermaid(flow).splitlines()[1:] == [
        "  x_q[\"q: What 'is' it? en\"]",
        "  x_q -->|\"say 'hi' now en\"| x_end",
    ]


# --- report, export, erase, demo


def test_reports_are_listed(steg: Steg) -> None:
    said = steg("report").out
    assert [line.split()[0] for line in said.splitlines()] == list(REPORTS)


@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.parametrize("form", ["table", "csv", "json"])
def test_every_report_of_an_empty_store_is_empty(steg: Steg, name: str, form: str) -> None:
    ran = steg("report", name, "--format", form, "--from", "2026-01-01", "--to", "2026-12-31")
    assert (ran.code, ran.err) == (0, "")
    assert json.loads(ran.out) == [] if form == "json" else len(ran.out.splitlines()) <= 2


@pytest.mark.usefixtures("_trained")
def test_made_up_talks_fill_an_empty_store_and_no_other(steg: Steg) -> None:
    ran = steg("demo", "--conversations", "6", "--seed", "2")
    assert (ran.code, ran.out) == (0, "6 made-up conversations are kept\n")
    again = steg("demo", "--conversations", "6")
    assert "this store is not empty" in one_line(again)
    assert again.code == 2
    for name in REPORTS:
        rows = json.loads(steg("report", name, "--format", "json").out)
        assert all(row.keys() == rows[0].keys() for row in rows)


@pytest.mark.usefixtures("_trained")
def test_all_about_an_owner_is_exported_and_erased(steg: Steg) -> None:
    steg("demo", "--conversations", "2")
    of_owner = ("--conversation", "console:demo-1-0")
    kept = json.loads(steg("export", *of_owner).out)
    assert any(kept.values())
    gone = steg("erase", *of_owner)
    assert gone.code == 0
    assert sum(json.loads(gone.out).values()) > 0
    for command in ("export", "erase"):
        ran = steg(command, *of_owner)
        assert one_line(ran) == "steg: nothing is kept about console:demo-1-0"
        assert ran.code == 1


# --- what cannot start


@pytest.mark.parametrize(
    "arguments", [["understand"], ["advise"], ["flows"], ["serve"], ["work"], ["chat"]]
)
def test_faulty_content_stops_the_start_with_one_line_and_1(
    steg: Steg, save: Callable[[Files], Path], monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    folder = save(small())
    (folder / "needs" / "season.yaml").write_text("id: season\n\tlabel: x\n")
    monkeypatch.setenv("STEG_KNOWLEDGE", str(folder))
    monkeypatch.setenv("STEG_FLOWS", str(folder / "flows"))
    ran = steg(*arguments)
    assert one_line(ran).startswith(
        "steg: mine/needs/season.yaml:2:1: not readable as YAML: found a tab"
    )
    assert ran.code == 1


def test_content_that_is_not_there_stops_the_start_with_2(
    steg: Steg, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "empty").mkdir()
    monkeypatch.setenv("STEG_KNOWLEDGE", str(tmp_path / "empty"))
    ran = steg("advise")
    assert "there is no .yaml file below" in one_line(ran)
    assert ran.code == 2


def another_program(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("create table songs (title text)")
    connection.close()


def no_database(path: Path) -> None:
    path.write_text("Dear diary, " * 200)


@pytest.mark.parametrize("arguments", NEED_THE_DATABASE, ids=lambda arguments: arguments[0])
@pytest.mark.parametrize(
    "make_it", [another_program, no_database, Path.mkdir], ids=["another", "none", "folder"]
)
@pytest.mark.usefixtures("_trained")
def test_a_database_that_cannot_be_used_ends_with_one_line_and_3(
    steg: Steg,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    make_it: Callable[[Path], None],
    arguments: list[str],
) -> None:
    database = tmp_path / "songs.db"
    make_it(database)
    monkeypatch.setenv("STEG_DATABASE", f"sqlite:///{database}")
    before = database.read_bytes() if database.is_file() else None
    ran = steg(*arguments)
    assert str(database) in one_line(ran)
    assert ran.code == 3
    assert (database.read_bytes() if database.is_file() else None) == before


@pytest.mark.usefixtures("_trained")
def test_a_database_that_another_process_holds_ends_with_one_line_and_3(
    steg: Steg, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "WAIT_FOR_LOCK", 0.1)
    steg("report", "demand")
    holder = sqlite3.connect(tmp_path / "data" / "steg.db", isolation_level=None)
    holder.execute("begin exclusive")
    try:
        ran = steg("demo", "--conversations", "1")
    finally:
        holder.rollback()
        holder.close()
    assert "steg.db" in one_line(ran)
    assert ran.code == 3


def test_a_reader_that_goes_away_is_no_fault() -> None:
    run = f"{sys.executable} -m bot schema methods | head -c 10"
    ran = subprocess.run(
        ["bash", "-o", "pipefail", "-c", f"for n in 1 2 3; do {run}; done"],
        capture_output=True,
        check=False,
        text=True,
        env={"PYTHONPATH": str(Path(__file__).parents[1]), "PATH": "/usr/bin:/bin"},
    )
    assert ran.stderr == ""
