import io
import json
import logging
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import structlog
import yaml

from bot.cli import main
from bot.core.conversation import Handoff, Message, Session, Turn
from bot.stores.sqlite import SqliteStore
from tests.core import small as make
from tests.core.small import Entry, small, written

MONDAY = "2026-11-23T10:00:00+01:00"
OWNER: dict[str, Any] = {"needs": ["heavy-work"], "place": "oppdal", "size": "micro"}
DESKS: Entry = {
    "general": "county",
    "desks": [
        {
            "id": "oppdal",
            "name": "Oppdal hub",
            "to": "slack:C0123",
            "country": "NO",
            "serves": ["hub"],
            "places": ["oppdal"],
            "languages": ["nb", "en"],
            "stand-in": "rennebu",
            "most-open": 1,
            "away": [{"from": "2026-12-21", "to": "2026-12-23"}],
        },
        {
            "id": "rennebu",
            "name": "Rennebu hub",
            "to": "mail:post@x.no",
            "country": "NO",
            "languages": ["nb"],
        },
        {"id": "county", "name": "The county", "to": "page", "country": "NO"},
    ],
}


@dataclass(frozen=True)
class Ran:
    """What the command printed, and its exit code."""

    code: int
    out: str
    err: str


@pytest.fixture(autouse=True)
def _on_a_machine_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No settings but small content, a data folder and desks of its own."""
    for name in [name for name in os.environ if name.startswith("STEG_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    files = small() | {"actors/line.yaml": make.actor("line", "NO", ["norway"], "season")}
    files["actors/line.yaml"]["kind"] = "support-line"
    files["needs/season.yaml"]["aliases"] = ["winter"]
    for path, text in written(files).items():
        target = tmp_path / "content" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8")
    monkeypatch.setenv("STEG_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("STEG_KNOWLEDGE", str(tmp_path / "content"))
    monkeypatch.setenv("STEG_FLOWS", str(tmp_path / "content" / "flows"))
    handlers = list(logging.root.handlers)
    yield
    logging.root.handlers[:] = handlers
    structlog.reset_defaults()


Route = Callable[..., Ran]


@pytest.fixture
def desks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Entry], Path]:
    """Saves a file of desks and names it in the settings."""

    def saved(entry: Entry) -> Path:
        path = tmp_path / "desks.yaml"
        path.write_text(yaml.safe_dump(entry, sort_keys=False), "utf-8")
        monkeypatch.setenv("STEG_DESKS", str(path))
        return path

    return saved


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Route:
    """Runs ``steg route`` with these arguments."""

    def run(*arguments: str) -> Ran:
        monkeypatch.setattr(sys, "stdin", io.StringIO())
        try:
            code = main(["route", *arguments])
        except SystemExit as stopped:
            code = int(stopped.code or 0)
        printed = capsys.readouterr()
        return Ran(code, printed.out, printed.err)

    return run


@pytest.fixture
def route(run: Route, desks: Callable[[Entry], Path]) -> Route:
    """Runs ``steg route`` on DESKS for OWNER with these changes, on a Monday at ten."""
    desks(DESKS)

    def routed(*arguments: str, at: str = MONDAY, **changes: Any) -> Ran:
        told = {key: value for key, value in (OWNER | changes).items() if value is not None}
        return run("--profile", json.dumps(told), "--at", at, *arguments)

    return routed


def refused(ran: Ran) -> str:
    """The one line of wrong use."""
    assert (ran.code, ran.out) == (2, "")
    assert len(ran.err.splitlines()) == 1
    return ran.err.strip()


def full(tmp_path: Path, desk: str) -> None:
    """Keeps one open request at a desk, taken after two working hours."""
    at = datetime(2026, 11, 20, 9, tzinfo=UTC)
    store = SqliteStore(str(tmp_path / "data" / "steg.db"))
    request = Handoff(
        "web:1#1", "web:1", at, "hub", "taken", "nb", "", "here", None, (), None, desk=desk
    )
    turn = Turn(Session("web:1", "web", "nb"), handoff=replace(request, hours_to_take=20.0))
    with store.transaction() as transaction:
        transaction.keep(Message("m", "web:1", "web", at), turn)
    store.close()


# --- who gets it


def test_a_dry_run_tells_who_gets_it_by_which_rule_and_what_is_promised(route: Route) -> None:
    ran = route()
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines() == [
        "actor    hub",
        "rule     serves: it serves the actor and takes such a request",
        "desk     oppdal: Oppdal hub, at slack:C0123",
        "promise  by tomorrow at 10:00",
    ]


def test_a_dry_run_tells_who_does_not_get_it_and_why(route: Route) -> None:
    assert route(place="rennebu").out.splitlines()[1:] == [
        "rule     stand-in: it stands in for a desk that does not take it",
        "desk     rennebu: Rennebu hub, at mail:post@x.no",
        "promise  by tomorrow at 10:00",
        "not      oppdal: wrong-place",
    ]


def test_the_same_as_json_for_programs(route: Route) -> None:
    ran = route("--json", language="en", at="2026-12-22T10:00:00+01:00")
    assert ran.code == 0
    assert json.loads(ran.out) == {
        "actor": "hub",
        "desk": "county",
        "name": "The county",
        "address": "page:county",
        "rule": "general",
        "promised_by": "2026-12-23T09:00:00+00:00",
        "by": "tomorrow at 10:00",
        "left_out": [
            {"desk": "oppdal", "why": "away"},
            {"desk": "rennebu", "why": "wrong-language"},
        ],
    }


def test_what_is_open_now_and_was_answered_before_counts(route: Route, tmp_path: Path) -> None:
    full(tmp_path, "oppdal")
    assert "not      oppdal: full" in route().out
    full(tmp_path, "county")
    found = json.loads(route("--json", "--actor", "line").out)
    # Twenty working hours are two days and a half.
    assert (found["desk"], found["by"]) == ("county", "Wednesday at 14:00")


def test_without_an_actor_it_is_the_one_steg_would_send_the_owner_to(route: Route) -> None:
    assert json.loads(route("--json").out)["actor"] == "hub"
    # A telephone line cannot read a request.
    assert json.loads(route("--json", needs=["season"]).out)["actor"] is None
    assert json.loads(route("--json", "--actor", "line").out)["actor"] == "line"


def test_an_earlier_name_of_a_need_will_do(route: Route) -> None:
    assert route(needs=["winter"]).code == 0


def test_nobody_is_told_by_the_exit_code(run: Route, desks: Callable[[Entry], Path]) -> None:
    alone = {**DESKS["desks"][0], "stand-in": None, "places": ["rennebu"]}
    desks({"desks": [{key: value for key, value in alone.items() if value is not None}]})
    ran = run("--profile", json.dumps(OWNER), "--at", MONDAY)
    assert (ran.code, ran.err) == (1, "")
    assert ran.out.splitlines() == [
        "actor    hub",
        "rule     nobody: no desk takes it; the owner is shown whom to turn to instead",
        "not      oppdal: wrong-place",
    ]


def test_without_a_time_it_is_now(run: Route, desks: Callable[[Entry], Path]) -> None:
    desks(DESKS)
    before = datetime.now(UTC)
    ran = run("--json", "--profile", json.dumps(OWNER | {"place": None}))
    assert datetime.fromisoformat(json.loads(ran.out)["promised_by"]) > before


# --- wrong use


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({"needs": ["heavy-wrok"]}, "need 'heavy-wrok' does not exist; did you mean 'heavy-work'?"),
        ({"place": "opdal"}, "place 'opdal' does not exist; did you mean 'oppdal'?"),
        ({"trades": ["farms"]}, "trade 'farms' does not exist; did you mean 'farm'?"),
        ({"place": "q"}, "place 'q' does not exist; write one such as are, oppdal, rennebu"),
        ({"size": "huge"}, "--profile cannot be used: size: Input should be 'solo'"),
        ({"needs": []}, "--profile cannot be used: needs: "),
        ({"sise": "solo"}, "--profile cannot be used: sise: "),
    ],
)
def test_a_profile_that_cannot_be_used_is_told_in_one_line(
    route: Route, changes: dict[str, Any], line: str
) -> None:
    assert refused(route(**changes)).startswith(f"steg: {line}")


def test_other_wrong_use_is_told_in_one_line_as_well(route: Route, run: Route) -> None:
    assert refused(run("--profile", "{")).startswith("steg: --profile cannot be used: ")
    assert refused(route("--actor", "hubb")).endswith("did you mean 'hub'?")
    assert refused(route(at="soon")).startswith("steg: --at soon is no time; write it as 2026-")
    assert "--profile" in refused(run())


def test_without_desks_or_with_faulty_ones_it_says_so(
    run: Route, desks: Callable[[Entry], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    profile = json.dumps(OWNER)
    assert refused(run("--profile", profile)).startswith("steg: STEG_DESKS is not set; ")
    path = desks(DESKS | {"general": "country"})
    line = f"steg: {path}:1:1: 'country' does not exist; did you mean 'county'?"
    assert refused(run("--profile", profile)) == line
    monkeypatch.setenv("STEG_DESKS", "/no/such/file.yaml")
    assert "there is no such file" in refused(run("--profile", profile))
