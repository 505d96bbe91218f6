"""Remembers in one SQLite file: WAL, one durable transaction for a turn.

Tables and migrations go through sqlite-utils; the statements of a turn are prepared SQL on the same
connection, because they run for every message.
"""

import json
import sqlite3
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter
from sqlite_utils import Database

from bot.core.conversation import (
    Channel,
    Choice,
    FollowUp,
    Handoff,
    Line,
    Message,
    Reply,
    Session,
    Signal,
    Turn,
)
from bot.errors import StoreUnreachable
from bot.stores.port import Transaction, Unsent
from bot.stores.sqlite_accounts import SqliteAccounts
from bot.stores.sqlite_schema import APPLICATION_ID, steps
from bot.stores.sqlite_schema import stamp as _stamp

WAIT_FOR_LOCK = 5.0  # seconds another process may hold the database before we give up
OWN_TABLES = ("sessions", "seen", "lines", "outbox", "events", "handoffs", "follow_ups")
NOT_SENT = frozenset({"console"})  # channels that show replies themselves, at once
_session: TypeAdapter[Session] = TypeAdapter(Session)
_reply: TypeAdapter[Reply] = TypeAdapter(Reply)
_handoff: TypeAdapter[Handoff] = TypeAdapter(Handoff)
_SIGNAL_FIELDS = tuple(f.name for f in fields(Signal))
_ADD_SIGNAL = (
    f"insert into signals ({', '.join(_SIGNAL_FIELDS)}) values ({', '.join('?' for _ in _SIGNAL_FIELDS)})"
)


class SqliteStore:
    """The store in a file; ``path`` may be ``:memory:`` for tests."""

    def __init__(self, path: str) -> None:
        """Opens the file, making it when it is new, and brings its tables up to date.

        Raises:
            StoreUnreachable: not a database, not ours, locked, or not writable.
        """
        self._path = path
        self._lock = threading.RLock()
        self.accounts = SqliteAccounts(self._writing, self._rows)
        try:
            if path != ":memory:":
                Path(path).parent.mkdir(parents=True, exist_ok=True)
            self._connection = sqlite3.connect(path, timeout=WAIT_FOR_LOCK, check_same_thread=False)
            self._connection.isolation_level = None
            self._prepare()
        except (sqlite3.Error, OSError) as error:
            raise StoreUnreachable(_advice(path, error)) from error

    def _prepare(self) -> None:
        run = self._connection.execute
        tables = run("select count(*) from sqlite_master").fetchone()[0]
        if tables and run("pragma application_id").fetchone()[0] != APPLICATION_ID:
            raise StoreUnreachable(f"{self._path} is another program's database; set STEG_DATABASE to a file of its own")
        database = Database(self._connection)
        run(f"pragma application_id = {APPLICATION_ID}")
        database.enable_wal()
        run("pragma synchronous = full")
        run("pragma secure_delete = on")
        steps.apply(database)

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """One turn's transaction."""
        with self._writing() as connection:
            yield _SqliteTransaction(connection)

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            try:
                self._connection.execute("begin immediate")
                try:
                    yield self._connection
                except BaseException:
                    self._connection.rollback()
                    raise
                self._connection.execute("commit")
            except sqlite3.Error as error:
                if self._connection.in_transaction:
                    self._connection.rollback()
                raise StoreUnreachable(_advice(self._path, error)) from error

    def _rows(self, statement: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        with self._lock:
            try:
                return self._connection.execute(statement, values).fetchall()
            except sqlite3.Error as error:
                raise StoreUnreachable(_advice(self._path, error)) from error

    def ready(self) -> str | None:
        """None when the store answers."""
        try:
            self._rows("select 1 from sessions limit 1")
        except StoreUnreachable as error:
            return str(error)
        return None

    # --- the outbox

    def unsent(self, now: datetime, channels: Sequence[Channel], limit: int) -> Sequence[Unsent]:
        """For each conversation with replies waiting, the first one, if its time has come."""
        marks = ", ".join("?" for _ in channels)
        rows = self._rows(
            "select o.line, o.conversation, o.channel, o.tries, l.body from outbox o join lines l on l.id = o.line "
            "where o.line in (select min(line) from outbox group by conversation) "
            f"and o.not_before <= ? and o.channel in ({marks}) order by o.line limit ?",
            (_stamp(now), *channels, limit),
        )
        return [Unsent(line, conversation, channel, _reply.validate_json(body), tries) for line, conversation, channel, tries, body in rows]

    def sent(self, unsent: int) -> None:
        """Marks a reply as sent."""
        with self._writing() as connection:
            connection.execute("delete from outbox where line = ?", (unsent,))

    def postponed(self, unsent: int, until: datetime) -> None:
        """Leaves a reply for later."""
        with self._writing() as connection:
            connection.execute(
                "update outbox set tries = tries + 1, not_before = ? where line = ?", (_stamp(until), unsent)
            )

    def refused(self, conversation: str) -> None:
        """Gives up the waiting replies of a conversation."""
        with self._writing() as connection:
            connection.execute("delete from outbox where conversation = ?", (conversation,))

    # --- reading back

    def lines(self, conversation: str, after: int = 0) -> Sequence[Line]:
        """What was said in a conversation after a line."""
        rows = self._rows(
            "select id, who, at, body from lines where conversation = ? and id > ? order by id", (conversation, after)
        )
        return [_line(*row) for row in rows]

    def signals(self, from_day: date | None = None, to_day: date | None = None) -> Sequence[Signal]:
        """The signals of a period."""
        rows = self._rows(
            f"select {', '.join(_SIGNAL_FIELDS)} from signals where day >= ? and day <= ? order by id",
            ((from_day or date.min).isoformat(), (to_day or date.max).isoformat()),
        )
        return [Signal(date.fromisoformat(row[0]), *row[1:]) for row in rows]

    def handoffs(self) -> Sequence[Handoff]:
        """Every request for a person, oldest first."""
        return [_handoff.validate_json(body) for (body,) in self._rows("select body from handoffs order by at, id")]

    def counts(self) -> Mapping[str, int]:
        """How many rows there are of each kind."""
        return {t: self._rows(f"select count(*) from {t}")[0][0] for t in (*OWN_TABLES, "signals")}

    def export(self, conversation: str) -> Mapping[str, Any]:
        """All that is kept about one owner, by table."""
        with self._lock:
            database = Database(self._connection)
            return {
                table: [dict(row) for row in database.table(table).rows_where("conversation = ?", [conversation])]
                for table in OWN_TABLES
            }

    # --- by itself

    def due(self, now: datetime, conversation: str | None = None) -> Sequence[FollowUp]:
        """Follow-ups whose time has come."""
        rows = self._rows(
            "select id, conversation, due_at, kind from follow_ups where done = 0 and due_at <= ? "
            "and (? is null or conversation = ?) order by due_at, id",
            (_stamp(now), conversation, conversation),
        )
        return [FollowUp(i, c, datetime.fromisoformat(due_at), kind) for i, c, due_at, kind in rows]

    def silent(self, since: datetime, limit: int) -> Sequence[Session]:
        """Sessions that stopped before any advice and were not yet counted."""
        rows = self._rows(
            "select body from sessions where advised = 0 and counted_left = 0 and last_at < ? order by last_at limit ?",
            (_stamp(since), limit),
        )
        return [_session.validate_json(body) for (body,) in rows]

    def forget_words(self, before: datetime) -> int:
        """Removes the owners' words older than this."""
        stamp = _stamp(before)
        with self._writing() as connection:
            waiting = "id not in (select line from outbox)"
            gone = connection.execute(f"delete from lines where at < ? and {waiting}", (stamp,)).rowcount
            connection.execute(
                "update events set body = json_remove(body, '$.words') where at < ? and body like '%\"words\"%'", (stamp,)
            )
            old = connection.execute(
                "select body from sessions where last_at < ? and json_array_length(body, '$.words') > 0", (stamp,)
            ).fetchall()
            for (body,) in old:
                _put_session(connection, replace(_session.validate_json(body), words=()))
        return gone

    def forget_seen(self, before: datetime) -> int:
        """Removes old marks of answered messages."""
        with self._writing() as connection:
            return connection.execute("delete from seen where at < ?", (_stamp(before),)).rowcount

    def erase(self, conversation: str) -> Mapping[str, int]:
        """Removes everything about a conversation, from the write-ahead log as well."""
        with self._writing() as connection:
            gone = _erase(connection, conversation)
        self._empty_log()
        return gone

    def _empty_log(self) -> None:
        self._rows("pragma wal_checkpoint(truncate)")

    def close(self) -> None:
        """Lets go of the database."""
        with self._lock:
            self._connection.close()


@dataclass(frozen=True, slots=True)
class _SqliteTransaction:
    connection: sqlite3.Connection

    def seen(self, message: str) -> bool:
        """Whether this message was answered before."""
        return self.connection.execute("select 1 from seen where message = ?", (message,)).fetchone() is not None

    def session(self, conversation: str) -> Session | None:
        """What is remembered of a conversation."""
        row = self.connection.execute("select body from sessions where conversation = ?", (conversation,)).fetchone()
        return _session.validate_json(row[0]) if row else None

    def settle(self, follow_up: str) -> bool:
        """Marks a follow-up as done."""
        changed = self.connection.execute("update follow_ups set done = 1 where id = ? and done = 0", (follow_up,))
        return changed.rowcount == 1

    def keep(self, message: Message, turn: Turn) -> None:
        """Keeps a turn."""
        run, conversation, at = self.connection.execute, message.conversation, _stamp(message.at)
        if turn.erase:
            _erase(self.connection, conversation)
        run("insert or ignore into seen values (?, ?, ?)", (message.id, conversation, at))
        if not turn.erase:
            _put_session(self.connection, turn.session)
        if turn.forget:
            run("delete from lines where conversation = ? and who = 'owner'", (conversation,))
            run("update events set body = json_remove(body, '$.words') where conversation = ?", (conversation,))
        self._put_lines(message, turn, at)
        for event in turn.events:
            body = json.dumps(dict(event.data), ensure_ascii=False)
            values = (conversation, _stamp(event.at), event.kind, body)
            run("insert into events (conversation, at, kind, body) values (?, ?, ?, ?)", values)
        for signal in turn.signals:
            run(_ADD_SIGNAL, _signal_values(signal))
        if turn.handoff:
            values = (turn.handoff.id, conversation, at, turn.handoff.stage, _handoff.dump_json(turn.handoff).decode())
            run("insert or replace into handoffs values (?, ?, ?, ?, ?)", values)
        if turn.cancel_follow_ups:
            run("update follow_ups set done = 1 where conversation = ?", (conversation,))
        if turn.follow_up:
            f = turn.follow_up
            run("insert or replace into follow_ups values (?, ?, ?, ?, 0)", (f.id, conversation, _stamp(f.due_at), f.kind))

    def _put_lines(self, message: Message, turn: Turn, at: str) -> None:
        run, conversation = self.connection.execute, message.conversation
        words = message.text or turn.pressed
        kept = turn.session.keeps is not False and not turn.private and not turn.erase
        if words and kept:
            body = json.dumps({"text": words}, ensure_ascii=False)
            run("insert into lines (conversation, who, at, body) values (?, 'owner', ?, ?)", (conversation, at, body))
        for reply in turn.replies:
            line = run(
                "insert into lines (conversation, who, at, body) values (?, 'steg', ?, ?)",
                (conversation, at, _reply.dump_json(reply).decode()),
            ).lastrowid
            if message.channel not in NOT_SENT:
                run("insert into outbox values (?, ?, ?, 0, ?)", (line, conversation, message.channel, at))


def _put_session(connection: sqlite3.Connection, session: Session) -> None:
    left = any(mark.startswith(("left:", "gap:None")) for mark in session.signalled)
    connection.execute(
        "insert or replace into sessions values (?, ?, ?, ?, ?, ?)",
        (
            session.conversation,
            session.channel,
            _stamp(session.last_at) if session.last_at else None,
            int(session.given is not None),
            int(left),
            _session.dump_json(session).decode(),
        ),
    )


def _erase(connection: sqlite3.Connection, conversation: str) -> dict[str, int]:
    return {
        table: connection.execute(f"delete from {table} where conversation = ?", (conversation,)).rowcount
        for table in OWN_TABLES
    }


def _signal_values(signal: Signal) -> tuple[object, ...]:
    values = asdict(signal)
    values["day"] = signal.day.isoformat()
    return tuple(values[name] for name in _SIGNAL_FIELDS)


def _line(number: int, who: str, at: str, body: str) -> Line:
    said = json.loads(body)
    choices = tuple(Choice(c["id"], c["label"]) for c in said.get("choices", ()))
    return Line(number, "owner" if who == "owner" else "steg", datetime.fromisoformat(at), said["text"], choices)


def _advice(path: str, error: Exception) -> str:
    """One line that says what to do about a database that cannot be used."""
    text = str(error)
    if "locked" in text or "busy" in text:
        return f"the database {path} is locked by another program; stop it, or wait and try again"
    if "full" in text or "No space" in text:
        return f"there is no room left for the database {path}; free some disk space"
    if "not a database" in text or "malformed" in text:
        return f"{path} is not a database Steg can read; set STEG_DATABASE to another file"
    return f"cannot use the database {path}: {text}; check that the folder exists and can be written"
