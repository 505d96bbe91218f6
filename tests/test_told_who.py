"""Two owners who answer differently leave the same traces but for the tally: from the message to the bytes."""

import json
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from shutil import copytree

import pytest

from bot.cli import main
from bot.core.content import Content
from bot.core.conversation import Turn, Who
from bot.core.demand import MADE_UP
from bot.core.draft import World
from bot.core.understanding import learn, reader
from bot.core.who_counts import Part, WhoCount
from bot.errors import SettingWrong
from bot.open_data import EditionDamaged
from bot.open_who import PublishedQuarters, complete_quarters
from bot.report import Period, report
from bot.settings import read
from bot.stores.sqlite import SqliteStore
from tests.core import small as make
from tests.fakes import OTHER, OWNER, keep, message, session
from tests.stores.contract import signal
from tests.stores.who_contract import tells
from tests.test_privacy import House

LABELS: Mapping[Who, str] = {
    "woman-abroad": "Kvinne født i et annet land",
    "man": "Mann",
    "prefer-not": "nei takk",
}
JANUARY = date(2027, 1, 8)  # the first day on which the fourth quarter is settled


@pytest.fixture(scope="module")
def world(content: Content) -> World:
    """The project's content with a reader that has learned next to nothing; the question is on."""
    return World(content, reader(content, *learn(make.content(make.small()))), asks_who=True)


def presses(house: House, who: Who) -> None:
    """The owner presses the button."""
    assert house.says(choice=f"who={who}").told_who == who


def types(house: House, who: Who) -> None:
    """The owner writes what stands on the button, or a plain no."""
    assert house.says(LABELS[who]).told_who == who


Answers = Callable[[House, Who], None]


def traces(folder: Path, world: World, who: Who, answers: Answers) -> dict[str, bytes]:
    """Every file after a talk in which the owner answered the question, and then went on."""
    house = House(folder, world)
    house.presses("lang=nb", "need=heavy-work oppdal micro", "time=day", "team=two")
    house.says("tusen takk")
    house.sends()
    answers(house, who)
    house.sends()
    house.presses("do=why")
    house.says("takk, det var nyttig for oss å høre om dette i dag")
    house.presses("do=privacy")
    assert house.store.who.counts() == [WhoCount("2026-Q4", who, 1)]
    house.store._clean_up()
    house.store.close()
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


@pytest.mark.parametrize("answers", [presses, types])
def test_two_owners_who_answer_differently_leave_the_same_bytes_but_for_the_tally(
    tmp_path: Path, world: World, answers: Answers
) -> None:
    new = tmp_path / "new"
    new.mkdir()
    SqliteStore(str(new / "steg.db")).close()
    found = {}
    for who in LABELS:
        copytree(new, tmp_path / who)
        found[who] = traces(tmp_path / who, world, who, answers)
    first, *others = found.values()
    tally = page_of_tally(tmp_path / "man" / "steg.db")
    for other in others:
        assert other.keys() == first.keys()
        differing = {name for name in first if first[name] != other[name]}
        assert differing == {"steg.db"}
        assert pages_that_differ(first["steg.db"], other["steg.db"]) == {tally}


def page_of_tally(path: Path) -> int:
    """The page that holds the tally, all of it."""
    with closing(sqlite3.connect(path)) as database:
        root = database.execute("select rootpage from sqlite_master where name = 'told_who'")
        number: int = root.fetchone()[0]
        assert database.execute("pragma page_size").fetchone()[0] == PAGE
    return number


PAGE = 4096


def pages_that_differ(one: bytes, other: bytes) -> set[int]:
    """The numbers of the pages in which two databases differ."""
    assert len(one) == len(other)
    starts = range(0, len(one), PAGE)
    return {at // PAGE + 1 for at in starts if one[at : at + PAGE] != other[at : at + PAGE]}


def test_the_question_and_the_thanks_are_the_only_lines_of_it(tmp_path: Path, world: World) -> None:
    traces(tmp_path, world, "woman-abroad", types)
    with closing(SqliteStore(str(tmp_path / "steg.db"))) as store:
        owners = [line.text for line in store.lines(OWNER) if line.who == "owner"]
        assert not any("inne" in text or "land" in text for text in owners)
        kept = store.export(OWNER)
    for table in ("sessions", "events", "seen", "follow_ups", "handoffs"):
        assert "woman-abroad" not in repr(kept[table]), table


def test_a_real_answer_comes_out_in_the_report_and_only_there(tmp_path: Path, world: World) -> None:
    traces(tmp_path, world, "woman-abroad", presses)
    with closing(SqliteStore(str(tmp_path / "steg.db"))) as store:
        period = Period(store, world.content)
        found = {
            row["indicator"]: row["count"]
            for row in json.loads(report("indicators", period, "json"))
        }
        assert (found["told-who"], found["told-who-born-abroad"], found["told-who-man"]) == (
            1,
            1,
            0,
        )
        for name in ("demand", "gaps", "handoffs", "words"):
            assert "woman" not in report(name, period, "json")
        part = replace(period, from_day=date(2026, 10, 2))
        assert "told-who" not in report("indicators", part, "csv")


# --- published


MEN: tuple[Who, ...] = ("man",) * 9
WOMEN: tuple[Who, ...] = ("woman",) * 9


def store_with(path: Path, *answers: Who, to: str = OWNER) -> SqliteStore:
    """A store in which owners gave these answers in the fourth quarter of 2026."""
    store = SqliteStore(str(path / "steg.db"))
    for who in answers:
        tells(store, who, to=to)
    return store


def test_a_quarter_is_published_once_and_never_changed(tmp_path: Path) -> None:
    with closing(store_with(tmp_path, *MEN, *WOMEN)) as store:
        quarters = PublishedQuarters(tmp_path / "open", 5)
        *before, last = quarters.until(JANUARY, store)
        assert [quarter.parts for quarter in before] == [(), (), ()]
        assert last.quarter == "2026-Q4"
        assert last.parts == (Part("man", "all", 9), Part("others", "all", 9, HELD))
        tells(store, "woman")
        assert quarters.until(JANUARY, store)[-1] == last
        assert PublishedQuarters(tmp_path / "open", 2).until(JANUARY, store)[-1] == last


HELD = ("prefer-not", "woman", "other")


def test_a_damaged_quarter_is_never_worked_out_anew(tmp_path: Path) -> None:
    (tmp_path / "open").mkdir()
    (tmp_path / "open" / "who-2026-Q4.json").write_text("[]")
    quarters = PublishedQuarters(tmp_path / "open", 5)
    with (
        closing(store_with(tmp_path, *MEN)) as store,
        pytest.raises(EditionDamaged, match="backup"),
    ):
        quarters.until(JANUARY, store)


def test_made_up_answers_are_given_and_nothing_is_kept(tmp_path: Path) -> None:
    with closing(store_with(tmp_path, *MEN, *WOMEN, to=f"{MADE_UP}1")) as store:
        made_up = replace(signal(JANUARY), made_up=True)
        assert keep(store, Turn(session(OTHER), signals=(made_up,)), message("m1", to=OTHER))
        last = PublishedQuarters(tmp_path / "open", 5).until(JANUARY, store)[-1]
        assert sum(part.number for part in last.parts) == 18
        assert not (tmp_path / "open").exists()


@pytest.mark.parametrize(
    ("today", "last"),
    [(date(2027, 1, 7), "2026-Q3"), (JANUARY, "2026-Q4"), (date(2027, 4, 7), "2026-Q4")],
)
def test_a_quarter_is_complete_a_week_after_it_ended(today: date, last: str) -> None:
    quarters = complete_quarters(today)
    assert (quarters[-1], len(quarters)) == (last, 4)


def test_the_public_indicators_tell_it_and_no_other_public_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("STEG_DATA", str(tmp_path))
    monkeypatch.setattr("bot.building.clock", lambda: datetime(2027, 2, 1, tzinfo=UTC))
    store_with(tmp_path, *MEN, *WOMEN, "other").close()
    assert main(["report", "indicators", "--public", "--format", "csv"]) == 0
    shown = capsys.readouterr().out
    assert "told-who,all,,19," in shown
    assert "told-who-man,all,,9," in shown
    assert "told-who-not-told-apart,all,prefer-not woman other,10," in shown
    assert "told-who-other" not in shown, "a small count is never shown by itself"
    for name in ("demand", "gaps"):
        assert main(["report", name, "--public", "--format", "csv"]) == 0
        assert "who" not in capsys.readouterr().out


# --- the setting


def test_owners_are_asked_only_where_the_operator_says_yes() -> None:
    assert [read({"STEG_ASK_WHO": word}, None).ask_who for word in ("", "no", "yes")] == [
        False,
        False,
        True,
    ]
    with pytest.raises(SettingWrong, match=r"STEG_ASK_WHO is 'ja', .*: write yes or no"):
        read({"STEG_ASK_WHO": "ja"}, None)
