"""The SQLite store: the contract, and what only a file on a disk can do wrong."""

import random
import signal
import sqlite3
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import timedelta
from functools import partial
from multiprocessing.synchronize import Barrier
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
from sqlite_utils import Database, Migrations

from bot.core.conversation import CHANNELS, Event, Message, Reply, Said, Session, Turn
from bot.errors import StoreUnreachable
from bot.stores import sqlite
from bot.stores.sqlite import SqliteStore
from bot.stores.sqlite_schema import APPLICATION_ID, accounts, first_tables, stamp, steps
from bot.stores.sqlite_turn import TABLES_OF_ONE
from tests.fakes import NOW, OTHER, OWNER, FakeLog, keep, message, read, said, session, turn
from tests.stores.contract import (
    LONG_AGO,
    SECRET,
    WITHIN,
    OpenStore,
    StoreContract,
    full_turn,
    heads,
    in_processes,
)
from tests.stores.desk_contract import DeskContract
from tests.stores.introductions_contract import IntroductionsContract
from tests.stores.staff_contract import StaffContract

KILLS = 3
PARTS = ("", "-wal", "-shm")  # of a database: the file, its log, and the index of the log
HOLD = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute(sys.argv[2])
if len(sys.argv) > 3:
    connection.execute(sys.argv[3]).fetchall()
print("held", flush=True)
sys.stdin.read()
"""
WRITE = """
import sys
from datetime import UTC, datetime
from bot.core.conversation import Message, Reply, Session, Turn
from bot.stores.sqlite import SqliteStore
owner, now = "telegram:8812", datetime.now(UTC)
store = SqliteStore(sys.argv[1])
number = int(sys.argv[2])
while True:
    message = Message(f"{owner}:{number}", owner, "telegram", now, f"tekst {number}")
    replies = (Reply(f"svar {number}"), Reply(f"og mer {number}"))
    with store.transaction() as kept:
        kept.seen(message)
        turn = Turn(Session(owner, "telegram", "nb"), replies, said=message.text)
        kept.keep(message, turn)
    print(number, flush=True)
    number += 1
"""


class TestSqlite(StoreContract):
    """The contract on a file."""

    @pytest.fixture
    def open_store(self, tmp_path: Path) -> OpenStore:
        """The same file each time."""
        return partial(SqliteStore, str(tmp_path / "steg.db"))


class TestSqliteStaff(StaffContract):
    """What the contract says about the pages of staff, on a file."""

    @pytest.fixture
    def open_store(self, tmp_path: Path) -> OpenStore:
        """The same file each time."""
        return partial(SqliteStore, str(tmp_path / "steg.db"))


class TestSqliteDesks(DeskContract):
    """What the contract says about desks, on a file."""

    @pytest.fixture
    def open_store(self, tmp_path: Path) -> OpenStore:
        """The same file each time."""
        return partial(SqliteStore, str(tmp_path / "steg.db"))


class TestSqliteIntroductions(IntroductionsContract):
    """What the contract says about introductions, on a file."""

    @pytest.fixture
    def open_store(self, tmp_path: Path) -> OpenStore:
        """The same file each time."""
        return partial(SqliteStore, str(tmp_path / "steg.db"))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the database of a test is."""
    return tmp_path / "steg.db"


@pytest.fixture
def store(path: Path) -> Iterator[SqliteStore]:
    """An open store on that file."""
    with closing(SqliteStore(str(path))) as opened:
        yield opened


@pytest.fixture
def short_wait(monkeypatch: pytest.MonkeyPatch) -> float:
    """How long is waited for a lock."""
    monkeypatch.setattr(sqlite, "WAIT_FOR_LOCK", 0.3)
    return 0.3


@contextmanager
def held_by_another_process(path: Path, *statements: str) -> Iterator[None]:
    """Another process has run these statements and keeps its connection open."""
    command = [sys.executable, "-c", HOLD, str(path), *statements]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        yield
        other.kill()


def refusal(path: Path) -> str:
    """What is said when the store cannot be opened; one line."""
    with pytest.raises(StoreUnreachable) as refused:
        SqliteStore(str(path))
    return one_line(refused)


def one_line(refused: pytest.ExceptionInfo[StoreUnreachable]) -> str:
    """The text of a fault, which has to be one line."""
    text = str(refused.value)
    assert "\n" not in text
    return text


def rows(path: Path, statement: str) -> list[tuple[Any, ...]]:
    """What the file holds, read by somebody else."""
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(statement).fetchall()


def is_sound(path: Path) -> bool:
    """Whether SQLite finds no fault in the file."""
    return rows(path, "pragma integrity_check") == [("ok",)]


def on_disk(path: Path) -> bytes:
    """Every byte of the database, its log and the log's index."""
    files = [path.with_name(path.name + part) for part in PARTS]
    return b"".join(file.read_bytes() for file in files if file.exists())


# --- opening


def test_a_new_database_is_made_with_its_folder_and_writes_durably(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "steg.db"
    with closing(SqliteStore(str(path))) as store:
        found = [
            store._rows(f"pragma {name}")[0][0]
            for name in ("journal_mode", "synchronous", "secure_delete")
        ]
    assert found == ["wal", 2, 1]
    assert rows(path, "pragma application_id") == [(APPLICATION_ID,)]


def test_another_programs_database_is_refused_and_left_as_it_is(path: Path) -> None:
    with closing(sqlite3.connect(path)) as other:
        other.execute("create table recipes (name text)")
    before = path.read_bytes()
    assert "another program's database" in refusal(path)
    assert path.read_bytes() == before
    assert not path.with_name("steg.db-wal").exists()


@pytest.mark.parametrize("text", ["hei\n", "en lang tekst, ikke en database\n" * 400])
def test_a_text_file_is_refused_and_left_as_it_is(path: Path, text: str) -> None:
    path.write_text(text, "utf-8")
    assert "is not a database Steg can read; set STEG_DATABASE" in refusal(path)
    assert path.read_text("utf-8") == text


def test_a_folder_in_place_of_the_file_is_refused(tmp_path: Path) -> None:
    assert "cannot use the database" in refusal(tmp_path)


def test_a_file_in_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    assert "cannot use the database" in refusal(tmp_path / "data" / "steg.db")


def test_several_processes_can_open_a_new_database_at_once(path: Path) -> None:
    in_processes(open_at_once, [(partial(SqliteStore, str(path)),)] * 4)
    assert [
        name for (name,) in rows(path, "select name from _sqlite_migrations order by id")
    ] == STEPS
    assert is_sound(path)


def open_at_once(start: Barrier, open_store: OpenStore) -> None:
    """Opens a database in a process of its own."""
    start.wait(WITHIN)
    open_store().close()


def test_a_closed_store_says_so_in_one_line(path: Path) -> None:
    store = SqliteStore(str(path))
    store.close()
    assert "closed database" in str(store.ready())
    with pytest.raises(StoreUnreachable):
        keep(store, turn("svar"))


# --- migrations

STEPS = [
    "001-first-tables",
    "002-accounts",
    "003-fewer-pages-for-a-turn",
    "004-desks",
    "005-demand",
    "006-staff",
    "007-introductions",
    "008-privacy-counts",
    "009-lessons",
    "010-asked",
    "011-told-who",
]


def test_steps_are_applied_in_order_and_once(path: Path) -> None:
    SqliteStore(str(path)).close()
    applied = rows(path, "select name, applied_at from _sqlite_migrations order by id")
    assert [name for name, _ in applied] == STEPS
    SqliteStore(str(path)).close()
    assert rows(path, "select name, applied_at from _sqlite_migrations order by id") == applied


def older_database(path: Path, *more: Callable[[Database], None]) -> Database:
    """A database as an earlier version made it, with one talk."""
    older = Migrations("steg")
    for number, step in enumerate((first_tables, *more)):
        older(name=STEPS[number])(step)
    database = Database(path)
    database.execute(f"pragma application_id = {APPLICATION_ID}")
    older.apply(database)
    at = stamp(LONG_AGO)
    body = '{"conversation":"telegram:8812","channel":"telegram","language":"nb","met":true,'
    body += f'"last_at":"{LONG_AGO.isoformat()}","words":[{{"at":"{LONG_AGO.isoformat()}","text":"{SECRET}"}}]}}'
    fill: dict[str, list[tuple[object, ...]]] = {
        "sessions": [(OWNER, "telegram", at, 0, 0, body)],
        "seen": [(f"{OWNER}:1", OWNER, at)],
        "lines": [
            (7, OWNER, "owner", at, f'{{"text":"{SECRET}"}}'),
            (8, OWNER, "steg", at, '{"text":"sendt"}'),
            (9, OWNER, "steg", at, '{"text":"venter"}'),
        ],
        "outbox": [(9, OWNER, "telegram", 2, at)],
    }
    for table, values in fill.items():
        for row in values:
            database.execute(f"insert into {table} values ({', '.join('?' * len(row))})", row)
    return database


@pytest.mark.parametrize("more", [(), (accounts,)])
def test_an_older_database_is_brought_up_to_date_with_all_it_holds(
    path: Path, more: tuple[Callable[[Database], None], ...]
) -> None:
    older_database(path, *more).close()
    with closing(SqliteStore(str(path))) as store:
        assert read(store) == session(last_at=LONG_AGO, words=(Said(LONG_AGO, SECRET),))
        assert said(store) == [("owner", SECRET), ("steg", "sendt"), ("steg", "venter")]
        assert [(u.id, u.tries, u.reply) for u in store.unsent(NOW, CHANNELS, 9)] == [
            (9, 2, Reply("venter"))
        ]
        assert not keep(store, turn("igjen"), message("1"))
        assert [s.conversation for s in store.silent(NOW, 9)] == [OWNER]
        assert store.forget_words(NOW) == 3
        assert SECRET not in repr(store.export(OWNER))


def test_a_database_brought_up_to_date_is_like_a_new_one(tmp_path: Path) -> None:
    older_database(tmp_path / "old.db").close()
    schemas = []
    for name in ("old.db", "new.db"):
        SqliteStore(str(tmp_path / name)).close()
        schemas.append(sorted(rows(tmp_path / name, "select type, name, sql from sqlite_master")))
    assert schemas[0] == schemas[1]


def test_a_step_that_fails_leaves_the_database_as_it_was(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    older_database(path).close()
    before = rows(path, "select type, name, sql from sqlite_master order by name")
    failing = Migrations("steg")
    failing(name=STEPS[0])(first_tables)
    failing(name=STEPS[1])(accounts)

    @failing(name="003-fails")
    def fails(db: Database) -> None:
        db.table("lines").drop()
        db.conn.execute("insert into nowhere values (1)")

    monkeypatch.setattr(sqlite, "steps", failing)
    assert "cannot use the database" in refusal(path)
    assert rows(path, "select type, name, sql from sqlite_master order by name") == before


def test_a_newer_database_is_refused_and_left_as_it_is(path: Path) -> None:
    SqliteStore(str(path)).close()
    with closing(Database(path)) as database:
        newer = Migrations("steg")
        newer(name="900-from-tomorrow")(lambda db: db.table("tomorrow").create({"id": int}))
        newer.apply(database)
    before = rows(path, "select type, name, sql from sqlite_master order by name")
    text = refusal(path)
    assert "was written by a newer Steg (it holds 900-from-tomorrow)" in text
    assert "install that version, or set STEG_DATABASE to another file" in text
    assert rows(path, "select type, name, sql from sqlite_master order by name") == before


def test_every_table_with_a_conversation_is_exported_and_erased(
    store: SqliteStore, path: Path
) -> None:
    tables = [name for (name,) in rows(path, "select name from sqlite_master where type = 'table'")]
    holding = {
        t
        for t in tables
        if any(row[1] == "conversation" for row in rows(path, f"pragma table_info({t})"))
    }
    assert set(store.export(OWNER)) == set(store.erase(OWNER)) == set(TABLES_OF_ONE) == holding


@pytest.mark.parametrize(
    ("look", "index"),
    [
        (lambda store: store.silent(NOW, 9), "sessions_in_progress"),
        (lambda store: store.forget_words(NOW), "sessions_with_words"),
        (lambda store: store.unsent(NOW, CHANNELS, 9), "lines_to_send"),
        (lambda store: store.lines(OWNER, 5), "lines_of_conversation"),
        (lambda store: store.due(NOW), "idx_follow_ups_done_due_at"),
    ],
)
def test_what_is_looked_for_often_is_found_without_reading_everything(
    store: SqliteStore, look: Callable[[SqliteStore], object], index: str
) -> None:
    ran: list[str] = []
    store._connection.set_trace_callback(ran.append)
    look(store)
    store._connection.set_trace_callback(None)
    plans = [repr(store._rows(f"explain query plan {s}")) for s in ran if s.startswith("select")]
    assert any(index in plan for plan in plans)


# --- locked


def test_a_database_locked_by_another_process_says_so_after_the_wait(
    short_wait: float, path: Path
) -> None:
    with closing(SqliteStore(str(path))) as store:
        keep(store, turn("før"), message("1", "hei"))
        with held_by_another_process(path, "begin immediate"):
            began = monotonic()
            with pytest.raises(StoreUnreachable) as refused:
                keep(store, turn("nå"), message("2", "mer"))
            assert short_wait <= monotonic() - began < 20 * short_wait
            assert one_line(refused).endswith(
                "is locked by another program; stop it, or wait and try again"
            )
            assert said(store) == [("owner", "hei"), ("steg", "før")], "reading goes on"
            assert store.ready() is None
        assert keep(store, turn("nå"), message("2", "mer")), "nothing was half kept"
        assert [text for _, text in said(store)] == ["hei", "før", "mer", "nå"]


@pytest.mark.usefixtures("short_wait")
def test_a_database_that_is_up_to_date_can_be_opened_while_another_process_writes(
    path: Path,
) -> None:
    SqliteStore(str(path)).close()
    with held_by_another_process(path, "begin immediate"), closing(SqliteStore(str(path))) as store:
        assert store.counts()["sessions"] == 0


@pytest.mark.usefixtures("short_wait")
def test_a_new_database_locked_by_another_process_is_refused(path: Path) -> None:
    with held_by_another_process(path, "begin exclusive"):
        assert "is locked by another program" in refusal(path)


# --- full


def test_a_full_disk_says_so_and_keeps_nothing_by_halves(store: SqliteStore, path: Path) -> None:
    pages = store._rows("pragma page_count")[0][0]
    store._rows(f"pragma max_page_count = {pages + 12}")
    kept = 0
    with pytest.raises(StoreUnreachable) as refused:
        for kept in range(1000):
            keep(store, many_words(kept), message(kept, f"tekst {kept} " * 50))
    assert "there is no room left for the database" in one_line(refused)
    assert kept > 2
    assert_whole_up_to(store, kept)
    assert is_sound(path)
    store._rows("pragma max_page_count = 100000")
    assert keep(store, many_words(kept), message(kept, f"tekst {kept} " * 50))
    assert_whole_up_to(store, kept + 1)


def many_words(number: int) -> Turn:
    """A turn that takes room in every table."""
    held = session(turn=number, words=(Said(NOW, f"tekst {number} " * 50),))
    return replace(full_turn(text=f"tekst {number} " * 50), session=held)


def assert_whole_up_to(store: SqliteStore, number: int) -> None:
    """Every turn before this number is there with all it led to, and none after it."""
    held = read(store)
    assert held is not None
    assert held.turn == number - 1
    counts = store.counts()
    assert (counts["seen"], counts["lines"], counts["events"]) == (number, 3 * number, 2 * number)
    assert counts["signals"] == number


# --- a power cut


def test_every_turn_whose_commit_returned_survives_a_kill(path: Path) -> None:
    SqliteStore(str(path)).close()
    dice = random.Random(8812)
    committed: list[int] = []
    for _ in range(KILLS):
        committed += written_until_killed(
            path, first=len(committed) + 1000 * len(committed), dice=dice
        )
        assert is_sound(path)
        with closing(SqliteStore(str(path))) as store:
            lines = said(store)
            told = {int(text.split()[1]) for who, text in lines if who == "owner"}
            assert set(committed) <= told
            assert len(told) <= len(committed) + KILLS, (
                "at most the turn in hand at each kill comes on top"
            )
            assert lines == [
                line
                for number in sorted(told)
                for line in (
                    ("owner", f"tekst {number}"),
                    ("steg", f"svar {number}"),
                    ("steg", f"og mer {number}"),
                )
            ]
            assert not any(
                keep(store, turn("igjen"), message(number)) for number in committed[-20:]
            )


def written_until_killed(path: Path, first: int, dice: random.Random) -> list[int]:
    """Numbers of the turns a process said it had kept before it was killed."""
    command = [sys.executable, "-c", WRITE, str(path), str(first)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as writer:
        assert writer.stdout is not None
        told = [int(writer.stdout.readline()) for _ in range(dice.randint(20, 120))]
        writer.send_signal(signal.SIGKILL)
        return told + [int(line) for line in writer.stdout.read().split(b"\n") if line]


# --- leaving no trace


@pytest.mark.parametrize("by_the_owner", [True, False])
@pytest.mark.parametrize("seed", [0, 8, 9])
def test_an_erased_talk_leaves_no_byte_of_its_texts_in_any_file(
    path: Path, by_the_owner: bool, seed: int
) -> None:
    """Talks that grow side by side move rows between pages; with these seeds that leaves copies behind."""
    dice = random.Random(seed)
    with closing(SqliteStore(str(path))) as store:
        store._rows(
            "pragma synchronous = off"
        )  # nothing is cut here, and waiting for the disk takes long
        talks = [Talk(store, f"web:{number}", dice) for number in range(10)]
        for _ in range(150):
            dice.choice(talks).goes_on()
        *erased, last = talks
        for talk in erased:
            talk.is_erased(by_the_owner=by_the_owner)
            left = on_disk(path)
            assert not [text for text in talk.texts if text.encode() in left]
            last.goes_on()
        kept = repr(said(store, last.session.conversation))
        assert all(text in kept for text in last.texts), "others are left alone"
        assert store.counts()["signals"] == 150 + len(erased)


class Talk:
    """A talk whose texts can be found again among the bytes of a file."""

    def __init__(self, store: SqliteStore, conversation: str, dice: random.Random) -> None:
        self.store, self.dice, self.texts = store, dice, [""]
        self.session = session(conversation)

    def goes_on(self) -> None:
        """One more turn, with a text of any length."""
        mark = uuid.UUID(int=self.dice.getrandbits(128)).hex
        self.texts = [*self.texts, mark] if self.texts[0] else [mark]
        text = mark + " og mer" * self.dice.choice([0, 3, 60, 700])
        words = (*self.session.words, Said(NOW, text))[-self.dice.choice([1, 4, 20]) :]
        self.session = replace(self.session, turn=self.session.turn + 1, words=words)
        told = full_turn(self.session.conversation, text)
        keep(self.store, replace(told, session=self.session), self._message(text))
        if self.dice.random() < 0.5:
            for unsent in self.store.unsent(NOW, CHANNELS, 9):
                self.store.sent(unsent.id)

    def is_erased(self, *, by_the_owner: bool) -> None:
        """All about it goes, at the owner's wish or by the command."""
        if by_the_owner:
            gone = turn("Alt er slettet.", session=self.session, erase=True)
            keep(self.store, gone, self._message("ja", number="last"))
        else:
            self.store.erase(self.session.conversation)

    def _message(self, text: str, number: str = "") -> Message:
        return message(number or self.session.turn, text, to=self.session.conversation)


def test_words_that_are_no_longer_kept_leave_the_file_and_its_log(
    store: SqliteStore, path: Path
) -> None:
    keep(store, replace(full_turn(), handoff=None), message("1", SECRET))
    for waiting in iter(lambda: store.unsent(NOW, CHANNELS, 9), []):
        store.sent(waiting[0].id)
    assert SECRET.encode() in on_disk(path)
    keep(
        store,
        turn("Greit", session=session(keeps=False), forget=True),
        message("2", choice="keep=no"),
    )
    assert SECRET.encode() not in on_disk(path)


def test_words_past_their_time_leave_the_file_and_its_log(store: SqliteStore, path: Path) -> None:
    old = replace(
        full_turn(),
        session=session(last_at=LONG_AGO, words=(Said(LONG_AGO, SECRET),)),
        handoff=None,
    )
    events = (Event("not-understood", LONG_AGO, {"words": SECRET}),)
    keep(store, replace(old, events=events), message("1", SECRET, at=LONG_AGO))
    store.forget_words(NOW)
    assert SECRET.encode() not in on_disk(path)


READS = ("begin", "select count(*) from lines")


def test_erasing_while_another_program_reads_says_what_is_left_to_do(
    short_wait: float, path: Path
) -> None:
    with closing(SqliteStore(str(path))) as store:
        keep(store, full_turn(), message("1", SECRET))
        with held_by_another_process(path, *READS):
            with pytest.raises(StoreUnreachable) as refused:
                store.erase(OWNER)
            assert "because another program reads the database; end that program" in one_line(
                refused
            )
            assert not any(store.export(OWNER).values())
        store.erase(OWNER)
        assert SECRET.encode() not in on_disk(path)


def test_a_talk_erased_while_another_program_reads_is_overwritten_later(
    short_wait: float, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = FakeLog()
    monkeypatch.setattr(sqlite, "log", log)
    with closing(SqliteStore(str(path))) as store:
        keep(store, full_turn(), message("1", SECRET))
        with held_by_another_process(path, *READS):
            keep(store, turn("Alt er slettet.", erase=True), message("2"))
            assert heads(store) == ["Alt er slettet."], "the owner is answered"
        assert log.events("warning") == ["traces of what was removed are overwritten later"]
        assert SECRET not in repr(log.said)
        assert SECRET.encode() in on_disk(path)
        store.forget_words(LONG_AGO)
        assert SECRET.encode() not in on_disk(path)


def test_the_owner_of_another_talk_is_not_touched_by_an_erasure(
    store: SqliteStore, path: Path
) -> None:
    keep(store, full_turn(), message("1", SECRET))
    keep(
        store,
        Turn(Session(OTHER, "telegram", "sv"), (Reply("annet"),)),
        message("1", "annet", to=OTHER),
    )
    store.erase(OWNER)
    assert said(store, OTHER) == [("owner", "annet"), ("steg", "annet")]
    assert is_sound(path)


def test_all_steps_are_named_in_the_order_of_their_numbers() -> None:
    with closing(Database(memory=True)) as empty:
        assert [step.name for step in steps.pending(empty)] == STEPS == sorted(STEPS)


def test_times_are_kept_so_that_their_order_is_the_order_of_their_text() -> None:
    times = [NOW + timedelta(seconds=part) for part in (-1, 0, 0.000001, 0.5, 1, 60)]
    assert [stamp(at) for at in times] == sorted(stamp(at) for at in times)
    assert len({len(stamp(at)) for at in times}) == 1


def test_a_request_that_an_earlier_version_kept_is_still_read(store: SqliteStore) -> None:
    body = (
        '{"id":"telegram:1#4","conversation":"telegram:1","at":"2026-11-21T09:30:00Z","to":"proneo",'
        '"stage":"asked","language":"nb","summary":"Oppdal.","reach":"phone","contact":"90012345",'
        '"needs":["season"],"place":"oppdal"}'
    )
    store._connection.execute(
        "insert into handoffs (id, conversation, at, stage, body) values (?, ?, ?, ?, ?)",
        ("telegram:1#4", "telegram:1", "2026-11-21T09:30:00.000000+00:00", "asked", body),
    )
    (kept,) = store.handoffs()
    assert (kept.desk, kept.rung, kept.ending, kept.needs) == ("", 0, None, ("season",))
    assert store.due_handoffs(NOW) == []
