"""Remembers introductions in SQLite, their owners in rows of their own, and who would like to meet others."""

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter

from bot.core.conversation import InvitedSays, Session
from bot.core.introductions import Introduction, Invited, answered
from bot.stores import bodies
from bot.stores.sqlite_schema import stamp

Writing = Callable[[], AbstractContextManager[sqlite3.Connection]]
Rows = Callable[[str, Sequence[object]], list[tuple[Any, ...]]]
OPEN_OF = (
    "select i.id from introductions i join invited o on o.introduction = i.id "
    "where o.conversation = ? and i.ended_at is null"
)
HIDDEN = "…"  # in place of what an owner wrote who has erased it

_introduction: TypeAdapter[Introduction] = TypeAdapter(Introduction)
_invited: TypeAdapter[Invited] = TypeAdapter(Invited)


class SqliteIntroductions:
    """Reads introductions and forgets them; what it is given are the store's own ways to its database."""

    def __init__(
        self,
        writing: Writing,
        rows: Rows,
        put_session: Callable[[sqlite3.Connection, Session], None],
        clean_up: Callable[[], None],
    ) -> None:
        self._writing, self._rows = writing, rows
        self._put_session, self._clean_up = put_session, clean_up

    def willing(self, since: datetime) -> Sequence[Session]:
        """The owners who said since then that they would like to meet others."""
        asked = "select body from sessions where willing_since >= ? order by conversation"
        return [bodies.to_session(body) for (body,) in self._rows(asked, (stamp(since),))]

    def all(self) -> Sequence[Introduction]:
        """Every introduction, the latest first."""
        return [
            _whole(body, self._rows(_OWNERS, (name,)))
            for name, body in self._rows(
                "select id, body from introductions order by at desc, id", ()
            )
        ]

    def open(self) -> Sequence[str]:
        """The introductions that have not ended, oldest first."""
        asked = "select id from introductions where ended_at is null order by at, id"
        return [name for (name,) in self._rows(asked, ())]

    def forget_contacts(self, before: datetime) -> int:
        """Removes whose introductions they were that ended before this; how many introductions.

        What the owners were sent goes with it. How many were asked and how it ended stays.
        """
        with self._writing() as connection:
            old = connection.execute(
                "select distinct i.id from introductions i join invited o on o.introduction = i.id "
                "where i.ended_at < ?",
                (stamp(before),),
            ).fetchall()
            for (name,) in old:
                connection.execute("delete from lines where handoff = ?", (name,))
                connection.execute("delete from invited where introduction = ?", (name,))
                found = introduction(connection, name)
                if found is not None:
                    put(connection, replace(found, why=()))
        if old:
            self._clean_up()
        return len(old)

    def forget_willing(self, before: datetime) -> int:
        """Removes the wish to meet others where it is older than this; how many."""
        with self._writing() as connection:
            old = connection.execute(
                "select body from sessions where willing_since < ?", (stamp(before),)
            ).fetchall()
            for (body,) in old:
                self._put_session(connection, replace(bodies.to_session(body), willing=None))
        return len(old)


_OWNERS = "select body from invited where introduction = ? order by rowid"


def introduction(connection: sqlite3.Connection, name: str) -> Introduction | None:
    """An introduction with the owners who have not erased it."""
    found = connection.execute("select body from introductions where id = ?", (name,)).fetchone()
    return _whole(found[0], connection.execute(_OWNERS, (name,)).fetchall()) if found else None


def put(connection: sqlite3.Connection, one: Introduction) -> None:
    """Writes an introduction and its owners."""
    body = _introduction.dump_json(replace(one, invited=())).decode()
    ended_at = stamp(one.ended_at) if one.ended_at else None
    connection.execute(
        "insert into introductions (id, at, ended_at, body) values (?, ?, ?, ?) on conflict (id) "
        "do update set ended_at = excluded.ended_at, body = excluded.body",
        (one.id, stamp(one.at), ended_at, body),
    )
    connection.executemany(
        "insert into invited (introduction, conversation, body) values (?, ?, ?) "
        "on conflict (introduction, conversation) do update set body = excluded.body",
        [(one.id, owner.conversation, _invited.dump_json(owner).decode()) for owner in one.invited],
    )


def keep_answer(
    connection: sqlite3.Connection, conversation: str, answer: InvitedSays, at: datetime
) -> None:
    """Writes an owner's answer to the introduction that is open; when none is, nothing."""
    for (name,) in connection.execute(OPEN_OF, (conversation,)).fetchall():
        found = introduction(connection, name)
        if found is not None:
            put(connection, answered(found, conversation, answer, at))


def of_owner(connection: sqlite3.Connection, conversation: str) -> tuple[Invited, ...]:
    """What is kept of an owner in introductions, oldest first."""
    asked = "select body from invited where conversation = ? order by rowid"
    rows = connection.execute(asked, (conversation,)).fetchall()
    return tuple(_invited.validate_json(body) for (body,) in rows)


def hide_contact(connection: sqlite3.Connection, conversation: str) -> None:
    """Takes what an owner let others read out of what those were sent, as far as we still have it."""
    rows = connection.execute(
        "select introduction, body from invited where conversation = ?", (conversation,)
    ).fetchall()
    for name, body in rows:
        contact = _invited.validate_json(body).contact
        if contact is None:
            continue
        sent = connection.execute(
            "select id, body from lines where handoff = ? and conversation <> ?",
            (name, conversation),
        ).fetchall()
        for number, line in sent:
            reply = bodies.to_reply(line)
            hidden = replace(reply, quote=(reply.quote or "").replace(contact, HIDDEN))
            connection.execute(
                "update lines set body = ? where id = ?", (bodies.from_reply(hidden), number)
            )


def _whole(body: str, owners: Sequence[tuple[Any, ...]]) -> Introduction:
    invited = tuple(_invited.validate_json(owner) for (owner,) in owners)
    return replace(_introduction.validate_json(body), invited=invited)
