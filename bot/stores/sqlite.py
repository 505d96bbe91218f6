"""Remembers in one SQLite file: WAL, one durable transaction for a turn.

Tables and migrations go through sqlite-utils; the statements of a turn are prepared SQL on the same
connection, because they run for every message.
"""

import json
import sqlite3
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from datetime import date, datetime
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import structlog
from sqlite_utils import Database

from bot.core.conversation import Channel, FollowUp, Handoff, Line, Session, Signal
from bot.core.demand_query import Count, Query
from bot.core.desks import Load
from bot.core.misheard import Misheard
from bot.errors import StoreUnreachable
from bot.stores import bodies, sqlite_demand
from bot.stores.port import Transaction, Unsent
from bot.stores.sqlite_accounts import SqliteAccounts
from bot.stores.sqlite_introductions import SqliteIntroductions
from bot.stores.sqlite_lessons import SqliteLessons
from bot.stores.sqlite_privacy import SqlitePrivacy
from bot.stores.sqlite_schema import APPLICATION_ID, newer_steps, steps
from bot.stores.sqlite_schema import stamp as _stamp
from bot.stores.sqlite_staff import SqliteAudit, SqliteCorrections
from bot.stores.sqlite_talks import SqliteTalks
from bot.stores.sqlite_turn import (
    HANDOFF,
    OWN_TABLES,
    TABLES_OF_ONE,
    SqliteTransaction,
    erase,
    long_silent,
    put_handoff,
    put_session,
)
from bot.stores.sqlite_who import SqliteWho
from bot.stores.words import has_contact, without_contact, without_words

WAIT_FOR_LOCK = 5.0  # seconds another process may hold the database before we give up
LAST_TAKEN = 20  # requests whose times tell what a desk can promise; older ones tell of other days
LOOKED_AT_ONCE = 2000  # sessions; between them other writers have their turn
LOOKS_AGAIN = 0.02  # seconds between tries where SQLite does not wait itself
_OLDEST_TRACES = (
    "select conversation, min(at) from (select conversation, last_at as at from sessions "
    "union all select conversation, at from seen union all select conversation, at from lines "
    "where who <> 'desk' union all select conversation, at from events "
    "union all select conversation, at from handoffs) where at is not null group by conversation"
)

log = structlog.get_logger()


class SqliteStore:
    """The store in a file; ``path`` may be ``:memory:`` for tests."""

    def __init__(self, path: str) -> None:
        """Opens the file, making it when it is new, and brings its tables up to date.

        Raises:
            StoreUnreachable: not a database, not ours, written by a newer Steg, locked, or not writable.
        """
        self._path = path
        self._lock = threading.RLock()
        self._traces_left = False
        self._columns: sqlite_demand.Read = {}
        self._connection = _opened(path)
        self.accounts = SqliteAccounts(self._writing, self._rows)
        self.audit = SqliteAudit(self._writing, self._rows)
        self.corrections = SqliteCorrections(self._writing, self._rows)
        self.talks = SqliteTalks(self._rows)
        self.privacy = SqlitePrivacy(self._rows)
        self.who = SqliteWho(self._rows)
        self.lessons = SqliteLessons(self._writing, self._rows)
        self.introductions = SqliteIntroductions(
            self._writing, self._rows, put_session, self._clean_up
        )

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """One turn's transaction."""
        with self._writing() as connection:
            kept = SqliteTransaction(connection)
            yield kept
        if kept.erased:
            self._traces_left = True
        if kept.erased or kept.forgot or kept.told:
            self._clean_up()

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
                with suppress(sqlite3.Error):  # the first fault is the one to tell
                    self._connection.rollback()
                raise StoreUnreachable(_advice(self._path, error)) from error

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        """Several looks at one and the same state."""
        with self._lock:
            if self._connection.in_transaction:
                yield self._connection
                return
            try:
                self._connection.execute("begin")
                try:
                    yield self._connection
                finally:
                    self._connection.execute("commit")
            except sqlite3.Error as error:
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
        rows = self._rows(
            "select id, conversation, channel, body, tries, who = 'desk', "
            "case when who = 'desk' then (select posted from lines card where "
            "card.handoff = lines.handoff and card.conversation = lines.conversation "
            "and card.posted is not null order by card.id limit 1) end from lines "
            "where id in (select min(id) from lines where not_before is not null group by conversation) "
            "and not_before <= ? and channel in (select value from json_each(?)) order by id limit ?",
            (_stamp(now), json.dumps(list(channels)), limit),
        )
        return [
            Unsent(line, conversation, channel, bodies.to_reply(body), tries, bool(desk), thread)
            for line, conversation, channel, body, tries, desk, thread in rows
        ]

    def sent(self, unsent: int, posted: str | None = None) -> None:
        """Marks a reply as sent, and keeps the id of the post it became.

        Pictures go, and a file the owner has got; the chat page reads its files from here.
        """
        with self._writing() as connection:
            connection.execute(
                "update lines set not_before = null, posted = ?, body = case channel when 'web' "
                "then body else json_remove(body, '$.document', '$.pictures') end where id = ?",
                (posted, unsent),
            )

    def undelivered(self, unsent: int) -> None:
        """Gives up one reply."""
        self.sent(unsent)

    def postponed(self, unsent: int, until: datetime) -> None:
        """Leaves a reply for later."""
        with self._writing() as connection:
            connection.execute(
                "update lines set tries = tries + 1, not_before = ? where id = ? and not_before is not null",
                (_stamp(until), unsent),
            )

    def refused(self, conversation: str) -> None:
        """Gives up the waiting replies of a conversation."""
        with self._writing() as connection:
            connection.execute(
                "update lines set not_before = null where conversation = ? and not_before is not null",
                (conversation,),
            )

    # --- reading back

    def lines(self, conversation: str, after: int = 0) -> Sequence[Line]:
        """What was said in a conversation after a line."""
        rows = self._rows(
            "select id, who, at, body from lines where conversation = ? and id > ? order by id",
            (conversation, after),
        )
        return [bodies.to_line(*row) for row in rows]

    def signals(self, from_day: date | None = None, to_day: date | None = None) -> Sequence[Signal]:
        """The signals of a period."""
        with self._reading() as connection:
            return list(sqlite_demand.kept(connection, from_day or date.min, to_day or date.max))

    def demand(self, query: Query) -> Sequence[Count]:
        """The signals of a query counted."""
        with self._lock:
            # What an open turn added may still be taken back: it must not be remembered.
            known = {} if self._connection.in_transaction else self._columns
            with self._reading() as connection:
                return sqlite_demand.counted(connection, query, known)

    def only_made_up(self) -> bool:
        """Whether there are made-up talks here and no real one."""
        with self._reading() as connection:
            return sqlite_demand.only_made_up(connection)

    def words_heard(
        self, from_day: date | None = None, to_day: date | None = None
    ) -> Sequence[Misheard]:
        """The words of a period that were not understood or were corrected."""
        rows = self._rows(
            "select kind, at, body, conversation from events e where kind in ('not-understood', 'corrected') "
            "and substr(at, 1, 10) between ? and ? and body like '%\"words\"%' "
            "and not (kind = 'not-understood' and exists (select 1 from events c where "
            "c.conversation = e.conversation and c.kind = 'corrected' and c.at = e.at and "
            "json_extract(c.body, '$.words') = json_extract(e.body, '$.words'))) and not exists (select 1 "
            "from events d where d.conversation = e.conversation and d.kind = 'distress') order by id",
            ((from_day or date.min).isoformat(), (to_day or date.max).isoformat()),
        )
        heard = (bodies.to_misheard(*row) for row in rows)
        return [one for one in heard if one is not None]

    def handoffs(self) -> Sequence[Handoff]:
        """Every request for a person, oldest first."""
        rows = self._rows("select body from handoffs order by at, id")
        return [bodies.to_handoff(body) for (body,) in rows]

    def handoff(self, request: str) -> Handoff | None:
        """A request for a person."""
        rows = self._rows(HANDOFF, (request,))
        return bodies.to_handoff(rows[0][0]) if rows else None

    def talk(self, request: str) -> Sequence[Line]:
        """What was said about a request."""
        rows = self._rows(
            "select id, who, at, body from lines where handoff = ? and who <> 'desk' order by id",
            (request,),
        )
        return [bodies.to_line(*row) for row in rows]

    def loads(self) -> Mapping[str, Load]:
        """How busy each desk is."""
        still_open = dict(
            self._rows("select desk, count(*) from handoffs where stage <> 'closed' group by desk")
        )
        hours: dict[str, list[float]] = {}
        for desk, hour in self._rows(
            "select desk, hours_to_take from handoffs where hours_to_take is not null order by at desc"
        ):
            hours.setdefault(desk, []).append(hour)
        return {
            desk: Load(still_open.get(desk, 0), tuple(hours.get(desk, [])[:LAST_TAKEN]))
            for desk in {*still_open, *hours}
            if desk
        }

    def counts(self) -> Mapping[str, int]:
        """How many rows there are of each kind, and how many replies wait to be sent."""
        counted = {table: table for table in (*OWN_TABLES, "signals")}
        counted["outbox"] = "lines where not_before is not null"
        # Only our own names are put together here.
        return {
            kind: self._rows(f"select count(*) from {rows}")[0][0]  # noqa: S608 - our own names
            for kind, rows in counted.items()
        }

    def export(self, conversation: str) -> Mapping[str, Any]:
        """All that is kept about one owner, by table."""
        with self._lock:
            return {table: self._rows_by_name(table, conversation) for table in TABLES_OF_ONE}

    def _rows_by_name(self, table: str, conversation: str) -> list[dict[str, Any]]:
        names = [row[1] for row in self._rows(f"pragma table_info({table})")]
        rows = self._rows(f"select * from {table} where conversation = ?", (conversation,))  # noqa: S608 - our own
        return [dict(zip(names, row, strict=True)) for row in rows]

    def conversations(self) -> Mapping[str, datetime]:
        """Every conversation something is kept of, with the time of the oldest trace."""
        rows = self._rows(_OLDEST_TRACES)
        return {conversation: datetime.fromisoformat(at) for conversation, at in rows}

    # --- by itself

    def due(self, now: datetime, conversation: str | None = None) -> Sequence[FollowUp]:
        """Follow-ups whose time has come."""
        rows = self._rows(
            "select id, conversation, due_at, kind from follow_ups where done = 0 and due_at <= ? "
            "and (? is null or conversation = ?) order by due_at, id",
            (_stamp(now), conversation, conversation),
        )
        return [FollowUp(i, c, datetime.fromisoformat(due_at), kind) for i, c, due_at, kind in rows]

    def due_handoffs(self, now: datetime) -> Sequence[Handoff]:
        """Open requests whose next rung is due."""
        rows = self._rows(
            "select body from handoffs where rung_at <= ? order by rung_at, id", (_stamp(now),)
        )
        return [bodies.to_handoff(body) for (body,) in rows]

    def silent(self, since: datetime, limit: int) -> Sequence[Session]:
        """Sessions that stopped before any advice and were not yet counted."""
        rows = self._rows(
            "select body from sessions where advised = 0 and counted_left = 0 and last_at < ? "
            "order by last_at limit ?",
            (_stamp(since), limit),
        )
        return [bodies.to_session(body) for (body,) in rows]

    def forget_words(self, before: datetime) -> int:
        """Removes what was said before this; a reply that could not be sent for so long is given up."""
        stamp = _stamp(before)
        with self._writing() as connection:
            gone = connection.execute(
                "delete from lines where at < ? and (handoff is null or handoff not in "
                "(select id from handoffs where stage <> 'closed'))",
                (stamp,),
            ).rowcount
            connection.execute(
                "update events set body = json_remove(body, '$.words') "
                "where at < ? and body like '%\"words\"%'",
                (stamp,),
            )
            old = connection.execute(
                "select body from sessions where words_since < ?", (stamp,)
            ).fetchall()
            for (body,) in old:
                put_session(connection, without_words(bodies.to_session(body), before))
            connection.execute(
                "update corrections set conversation = null where conversation is not null and at < ?",
                (stamp,),
            )
        self._clean_up()
        return gone

    def forget_talks(self, before: datetime) -> int:
        """Erases the conversations whose newest trace is older than this; how many."""
        gone = 0
        looked_at: int | None = 0
        while looked_at is not None:
            with self._writing() as connection:
                silent, looked_at = long_silent(
                    connection, _stamp(before), looked_at, LOOKED_AT_ONCE
                )
                for conversation in silent:
                    erase(connection, conversation)
            gone += len(silent)
        if gone:
            self._clean_up()
        return gone

    def forget_contacts(self, before: datetime) -> int:
        """Removes what points at a person from requests closed before this."""
        with self._writing() as connection:
            rows = connection.execute("select body from handoffs where stage = 'closed'").fetchall()
            closed = [bodies.to_handoff(body) for (body,) in rows]
            old = [r for r in closed if r.closed_at and r.closed_at < before and has_contact(r)]
            for request in old:
                put_handoff(connection, without_contact(request))
        if old:
            self._clean_up()
        return len(old)

    def forget_seen(self, before: datetime) -> int:
        """Removes old marks of answered messages."""
        with self._writing() as connection:
            return connection.execute("delete from seen where at < ?", (_stamp(before),)).rowcount

    def erase(self, conversation: str) -> Mapping[str, int]:
        """Removes everything about a conversation.

        Raises:
            StoreUnreachable: also when the rows are gone but traces of them are still in the file.
        """
        with self._writing() as connection:
            gone = erase(connection, conversation)
        self._traces_left = True
        self._overwrite_traces()
        return gone

    # --- leaving no trace

    def _clean_up(self) -> None:
        """Overwrites what was removed, or leaves it for the next time when the database is in use."""
        try:
            if self._traces_left:
                self._overwrite_traces()
            else:
                self._empty_log()
        except StoreUnreachable as error:
            log.warning("traces of what was removed are overwritten later", why=str(error))

    def _overwrite_traces(self) -> None:
        """Writes the whole file anew.

        Rows that were moved when a page was split leave bytes behind that ``secure_delete`` does not see.
        """
        self._rows("vacuum")
        self._empty_log()
        self._traces_left = False

    def _empty_log(self) -> None:
        in_use = self._rows("pragma wal_checkpoint(truncate)")[0][0]
        if in_use:
            raise StoreUnreachable(
                f"what was removed is still in {self._path}-wal, because another program reads the database; "
                "end that program and try again"
            )

    def close(self) -> None:
        """Lets go of the database."""
        with self._lock:
            self._connection.close()


def _opened(path: str) -> sqlite3.Connection:
    with ExitStack() as undo:
        try:
            if path != ":memory:":
                Path(path).parent.mkdir(parents=True, exist_ok=True)
            connection = sqlite3.connect(
                path, WAIT_FOR_LOCK, isolation_level=None, check_same_thread=False
            )
            undo.callback(connection.close)
            _prepare(connection, path)
        except (sqlite3.Error, OSError) as error:
            raise StoreUnreachable(_advice(path, error)) from error
        undo.pop_all()
    return connection


def _prepare(connection: sqlite3.Connection, path: str) -> None:
    run = connection.execute
    _refuse_others(connection, path)
    database = Database(connection, execute_plugins=False)
    _refuse_newer(database, path)
    _use_log(database)
    run("pragma synchronous = full")
    run("pragma secure_delete = on")
    if steps.pending(database):
        run(
            "begin immediate"
        )  # of several processes that open a new file at once, one makes the tables
        with connection:
            run(f"pragma application_id = {APPLICATION_ID}")
            steps.apply(database)


def _use_log(database: Database) -> None:
    """Turns on the write-ahead log; SQLite does not wait by itself when others do so at the same time."""
    ends_at = monotonic() + WAIT_FOR_LOCK
    while True:
        try:
            return database.enable_wal()
        except sqlite3.OperationalError:
            if monotonic() >= ends_at:
                raise
            sleep(LOOKS_AGAIN)


def _refuse_newer(database: Database, path: str) -> None:
    newer = newer_steps(database)
    if newer:
        raise StoreUnreachable(
            f"{path} was written by a newer Steg (it holds {', '.join(newer)}); "
            "install that version, or set STEG_DATABASE to another file"
        )


def _refuse_others(connection: sqlite3.Connection, path: str) -> None:
    tables = connection.execute("select count(*) from sqlite_master").fetchone()[0]
    if tables and connection.execute("pragma application_id").fetchone()[0] != APPLICATION_ID:
        raise StoreUnreachable(
            f"{path} is another program's database; set STEG_DATABASE to a file of its own"
        )


def _advice(path: str, error: Exception) -> str:
    """One line that says what to do about a database that cannot be used."""
    text = str(error)
    if "locked" in text or "busy" in text:
        return f"the database {path} is locked by another program; stop it, or wait and try again"
    if "full" in text or "No space" in text:
        return f"there is no room left for the database {path}; free some disk space"
    if "not a database" in text or "malformed" in text:
        return f"{path} is not a database Steg can read; set STEG_DATABASE to another file"
    return (
        f"cannot use the database {path}: {text}; check that the folder exists and can be written"
    )
