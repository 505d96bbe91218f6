"""Keeps one turn in SQLite: the statements that run for every message."""

import sqlite3
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from bot.core.conversation import DeskPost, FollowUp, Handoff, Message, Session, Turn
from bot.core.introductions import Introduction
from bot.core.kept_file import Kept
from bot.stores import bodies, sqlite_demand, sqlite_introductions, sqlite_who
from bot.stores.sqlite_privacy import count_requests
from bot.stores.sqlite_schema import stamp
from bot.stores.words import words_since

OWN_TABLES: Final = (
    "sessions",
    "seen",
    "lines",
    "events",
    "handoffs",
    "follow_ups",
    "invited",
)  # of a conversation
TABLES_OF_ONE: Final = (*OWN_TABLES, "corrections")  # that tell of a conversation
HANDOFF = "select body from handoffs where id = ?"
NOT_SENT = frozenset({"console"})  # channels that show replies themselves, at once
SHOWN_HERE = frozenset({"page"})  # desks without a platform: what is kept is shown
_ADD_LINE = (
    "insert into lines (conversation, who, at, body, channel, not_before, handoff) "
    "values (?, ?, ?, ?, ?, ?, ?)"
)
_PUT_HANDOFF = (
    "insert or replace into handoffs (id, conversation, at, stage, body, desk, rung_at, hours_to_take) "
    "values (?, ?, ?, ?, ?, ?, ?, ?)"
)
_REQUESTS = "select body from handoffs where conversation = ? order by at, id"
_SAID = "select id, who, at, body from lines where conversation = ? order by id"
_PASSED_ON = (
    "select id, 'owner', at, body from lines where who = 'desk' and json_extract(body, '$.relays') "
    "and handoff in (select id from handoffs where conversation = ?) order by id"
)
_PLANNED = (
    "select id, conversation, due_at, kind from follow_ups where conversation = ? and done = 0 "
    "order by due_at, id"
)
_ADD_EVENT = "insert into events (conversation, at, kind, body) values (?, ?, ?, ?)"
_PUT_SESSION = (
    "insert into sessions "
    "(conversation, channel, last_at, body, advised, counted_left, words_since, willing_since) "
    "values (?, ?, ?, ?, ?, ?, ?, ?) on conflict (conversation) do update set channel = excluded.channel, "
    "last_at = excluded.last_at, body = excluded.body, advised = excluded.advised, "
    "counted_left = excluded.counted_left, words_since = excluded.words_since, "
    "willing_since = excluded.willing_since"
)
_NEXT_SESSIONS = (
    "select max(number) from "
    "(select rowid as number from sessions where rowid > ? order by rowid limit ?)"
)
_LONG_SILENT = (
    "select conversation from sessions s where rowid > ?1 and rowid <= ?2 "
    "and coalesce(last_at, '') < ?3 "
    "and not exists (select 1 from seen where conversation = s.conversation and at >= ?3) "
    "and not exists (select 1 from events where conversation = s.conversation and at >= ?3) "
    "and not exists (select 1 from lines where conversation = s.conversation "
    "and (at >= ?3 or not_before is not null)) "
    "and not exists (select 1 from handoffs where conversation = s.conversation "
    "and (at >= ?3 or stage <> 'closed')) "
    "and not exists (select 1 from follow_ups where conversation = s.conversation and done = 0)"
)
_Marks = tuple[int, int, str | None, str | None]


@dataclass(slots=True)
class SqliteTransaction:
    """What can be done while a transaction is open.

    ``erased`` and ``forgot`` tell that text was removed, ``told`` that the log shows who told what.
    """

    connection: sqlite3.Connection
    erased: bool = False
    forgot: bool = False
    told: bool = False
    _marks: dict[str, _Marks] = field(default_factory=dict)

    def seen(self, message: Message) -> bool:
        """Whether this message was answered before."""
        return not self._mark_seen(message)

    def _mark_seen(self, message: Message) -> bool:
        values = (message.conversation, message.id, stamp(message.at))
        return (
            self.connection.execute("insert or ignore into seen values (?, ?, ?)", values).rowcount
            == 1
        )

    def session(self, conversation: str) -> Session | None:
        """What is remembered of a conversation."""
        asked = (
            "select body, advised, counted_left, words_since, willing_since from sessions "
            "where conversation = ?"
        )
        row = self.connection.execute(asked, (conversation,)).fetchone()
        if row is None:
            return None
        self._marks[conversation] = row[1:]
        return bodies.to_session(row[0])

    def handoff(self, request: str) -> Handoff | None:
        """A request for a person."""
        row = self.connection.execute(HANDOFF, (request,)).fetchone()
        return bodies.to_handoff(row[0]) if row else None

    def last_request(self, conversation: str) -> Handoff | None:
        """The latest request for a person of a conversation."""
        asked = "select body from handoffs where conversation = ? order by at desc limit 1"
        row = self.connection.execute(asked, (conversation,)).fetchone()
        return bodies.to_handoff(row[0]) if row else None

    def kept(self, conversation: str) -> Kept:
        """All there is about an owner besides the session."""
        requests = self._of(conversation, _REQUESTS)
        lines = self._of(conversation, _SAID)
        passed_on = self._of(conversation, _PASSED_ON)
        planned = self._of(conversation, _PLANNED)
        return Kept(
            tuple(bodies.to_handoff(body) for (body,) in requests),
            tuple(FollowUp(i, c, datetime.fromisoformat(at), kind) for i, c, at, kind in planned),
            tuple(bodies.to_line(*row) for row in lines),
            tuple(bodies.to_line(*row) for row in passed_on),
            sqlite_introductions.of_owner(self.connection, conversation),
        )

    def _of(self, conversation: str, asked: str) -> list[tuple[Any, ...]]:
        return self.connection.execute(asked, (conversation,)).fetchall()

    def post(self, post: DeskPost, now: datetime) -> None:
        """Keeps something a desk gets to read."""
        self.connection.execute(_ADD_LINE, _desk_row(post, stamp(now)))

    def request_of(self, desk: str, posted: str) -> str | None:
        """The request that a post at a desk belongs to."""
        asked = "select handoff from lines where handoff is not null and conversation = ? and posted = ?"
        row = self.connection.execute(asked, (desk, posted)).fetchone()
        return row[0] if row else None

    def introduction(self, name: str) -> Introduction | None:
        """An introduction with the owners who have not erased it."""
        return sqlite_introductions.introduction(self.connection, name)

    def put_introduction(self, introduction: Introduction) -> None:
        """Keeps an introduction as it stands."""
        sqlite_introductions.put(self.connection, introduction)

    def settle(self, follow_up: str) -> bool:
        """Marks a follow-up as done."""
        settling = "update follow_ups set done = 1 where id = ? and done = 0"
        return self.connection.execute(settling, (follow_up,)).rowcount == 1

    def keep(self, message: Message, turn: Turn) -> None:
        """Keeps a turn."""
        if turn.erase:
            self._erase(message)
        else:
            self._put_session(turn.session)
        if turn.forget:
            self._forget(message.conversation)
        self._put_lines(message, turn)
        run, conversation = self.connection.execute, message.conversation
        for event in turn.events:
            run(
                _ADD_EVENT,
                (conversation, stamp(event.at), event.kind, bodies.from_data(event.data)),
            )
        sqlite_demand.add(self.connection, turn.signals)
        count_requests(self.connection, message, turn)
        if turn.told_who:
            sqlite_who.count(self.connection, message, turn.told_who)
            self.told = True
        if turn.handoff:
            put_handoff(self.connection, turn.handoff)
        self._put_follow_up(conversation, turn)
        if turn.invited_says:
            sqlite_introductions.keep_answer(
                self.connection, conversation, turn.invited_says, message.at
            )

    def _erase(self, message: Message) -> None:
        erase(self.connection, message.conversation)
        self._mark_seen(message)
        self._marks.clear()
        self.erased = True

    def _put_session(self, session: Session) -> None:
        """Writes the session; what it is looked for by only when changed, as each index is a page."""
        marks, kept_marks = _marks(session), self._marks.get(session.conversation)
        if marks == kept_marks:
            values = (_last_at(session), bodies.from_session(session), session.conversation)
            self.connection.execute(
                "update sessions set last_at = ?, body = ? where conversation = ?", values
            )
        else:
            _write_session(self.connection, session, marks)
            self._marks[session.conversation] = marks

    def _forget(self, conversation: str) -> None:
        """Removes what was said so far, as our replies may repeat the owner's words; what waits is sent."""
        run = self.connection.execute
        run("delete from lines where conversation = ? and not_before is null", (conversation,))
        run(
            "update events set body = json_remove(body, '$.words') where conversation = ?",
            (conversation,),
        )
        self.forgot = True

    def _put_lines(self, message: Message, turn: Turn) -> None:
        conversation, at = message.conversation, stamp(message.at)
        rows: list[tuple[str | None, ...]] = []
        if turn.said:
            body = bodies.from_text(turn.said)
            request = next((post.reply.handoff for post in turn.posts if post.reply.relays), None)
            rows.append((conversation, "owner", at, body, None, None, request))
        not_before = None if message.channel in NOT_SENT else at
        rows += [
            (
                conversation,
                "steg",
                at,
                bodies.from_reply(reply),
                message.channel,
                not_before,
                reply.handoff,
            )
            for reply in turn.replies
        ]
        rows += [_desk_row(post, at) for post in turn.posts]
        self.connection.executemany(_ADD_LINE, rows)

    def _put_follow_up(self, conversation: str, turn: Turn) -> None:
        run, asked = self.connection.execute, turn.follow_up
        if turn.cancel_follow_ups:
            run("update follow_ups set done = 1 where conversation = ?", (conversation,))
        if asked:
            values = (asked.id, conversation, stamp(asked.due_at), asked.kind)
            run("insert or replace into follow_ups values (?, ?, ?, ?, 0)", values)


def _desk_row(post: DeskPost, at: str) -> tuple[str | None, ...]:
    channel = post.desk.partition(":")[0]
    not_before = None if channel in SHOWN_HERE else at
    body, request = bodies.from_reply(post.reply), post.reply.handoff
    return (post.desk, "desk", at, body, channel, not_before, request)


def put_handoff(connection: sqlite3.Connection, request: Handoff) -> None:
    """Writes a request with all its columns."""
    due = stamp(request.rung_at) if request.rung_at and request.is_open else None
    body, at = bodies.from_handoff(request), stamp(request.at)
    connection.execute(
        _PUT_HANDOFF,
        (
            request.id,
            request.conversation,
            at,
            request.stage,
            body,
            request.desk,
            due,
            request.hours_to_take,
        ),
    )


def _marks(session: Session) -> _Marks:
    """What sessions are looked for by."""
    left = any(mark.startswith(("left:", "gap:None")) for mark in session.signalled)
    since = words_since(session)
    willing = stamp(session.willing.since) if session.willing else None
    return int(session.given is not None), int(left), stamp(since) if since else None, willing


def _last_at(session: Session) -> str | None:
    return stamp(session.last_at) if session.last_at else None


def _write_session(connection: sqlite3.Connection, session: Session, marks: _Marks) -> None:
    body = bodies.from_session(session)
    connection.execute(
        _PUT_SESSION, (session.conversation, session.channel, _last_at(session), body, *marks)
    )


def put_session(connection: sqlite3.Connection, session: Session) -> None:
    """Writes a session with all its columns."""
    _write_session(connection, session, _marks(session))


def long_silent(
    connection: sqlite3.Connection, before: str, after: int, limit: int
) -> tuple[list[str], int | None]:
    """Of the next sessions those whose newest trace is older, with nothing still to come.

    Sessions are looked at in the order of their rows: an index by time would cost every turn a page.

    Args:
        before: a time as it stands in the tables.
        after: the row looked at last, 0 at first.

    Returns:
        The conversations, and the row looked at last; None when there are no more.
    """
    last = connection.execute(_NEXT_SESSIONS, (after, limit)).fetchone()[0]
    if last is None:
        return [], None
    return [one for (one,) in connection.execute(_LONG_SILENT, (after, last, before))], last


def erase(connection: sqlite3.Connection, conversation: str) -> dict[str, int]:
    """Removes everything about a conversation, also what desks got of it; how many rows of each table."""
    at_desks = connection.execute(
        "delete from lines where handoff in (select id from handoffs where conversation = ?)",
        (conversation,),
    ).rowcount
    sqlite_introductions.hide_contact(connection, conversation)
    gone = _erase_own(connection, conversation)
    return {**gone, "lines": gone["lines"] + at_desks}


def _erase_own(connection: sqlite3.Connection, conversation: str) -> dict[str, int]:
    removing = {table: f"delete from {table} where conversation = ?" for table in OWN_TABLES}  # noqa: S608 - our own names
    # What staff corrected stays a count; whose talk it was goes.
    removing["corrections"] = "update corrections set conversation = null where conversation = ?"
    return {
        table: connection.execute(statement, (conversation,)).rowcount
        for table, statement in removing.items()
    }
