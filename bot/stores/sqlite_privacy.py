"""Counts in SQLite how often owners used their rights, and what is still kept past its time."""

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.core.conversation import Message, Turn
from bot.core.demand import is_made_up
from bot.stores import bodies
from bot.stores.port import RequestCount
from bot.stores.sqlite_schema import stamp
from bot.stores.words import has_contact

Rows = Callable[[str, Sequence[object]], list[tuple[Any, ...]]]
_ADD = (
    "insert into privacy_counts (month, kind, count) values (?, ?, 1) "
    "on conflict (month, kind) do update set count = count + 1"
)
_WORDS = (
    "select (select count(*) from lines where at < ?1 and (handoff is null or handoff not in "
    "(select id from handoffs where stage <> 'closed'))) "
    "+ (select count(*) from sessions where words_since < ?1)"
)
_TALKS = (
    "select count(*) from sessions s where last_at < ?1 "
    "and not exists (select 1 from seen where conversation = s.conversation and at >= ?1) "
    "and not exists (select 1 from events where conversation = s.conversation and at >= ?1) "
    "and not exists (select 1 from lines where conversation = s.conversation "
    "and (at >= ?1 or not_before is not null)) "
    "and not exists (select 1 from handoffs where conversation = s.conversation "
    "and (at >= ?1 or stage <> 'closed')) "
    "and not exists (select 1 from follow_ups where conversation = s.conversation and done = 0)"
)
_SEEN = "select count(*) from seen where at < ?"
_AUDIT = "select count(*) from audit where at < ?"
_WILLING = "select count(*) from sessions where willing_since < ?"
_LESSONS = "select count(*) from lessons where settled_at < ?"


def count_requests(connection: sqlite3.Connection, message: Message, turn: Turn) -> None:
    """Counts what an owner asked for in a turn, in the transaction that does it; never who it was."""
    if is_made_up(message.conversation):
        return
    said_no = any(e.kind == "keeps" and e.data.get("value") == "false" for e in turn.events)
    for kind, asked in (("file", turn.tells_kept), ("erased", turn.erase), ("not-kept", said_no)):
        if asked:
            connection.execute(_ADD, (f"{message.at:%Y-%m}", kind))


class SqlitePrivacy:
    """What the page on privacy tells; ``rows`` is the store's own way to its connection."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    def requests(self) -> Sequence[RequestCount]:
        """How often owners used their rights, the latest month first."""
        asked = "select month, kind, count from privacy_counts order by month desc, kind"
        return [RequestCount(*row) for row in self._rows(asked, ())]

    def past_their_time(self, before: Mapping[str, datetime]) -> Mapping[str, int]:
        """How much is kept that is older than it may be, by the same names; unknown names are left out."""
        counted: Mapping[str, Callable[[str], int]] = {
            "words": lambda at: self._number(_WORDS, at),
            "talk": lambda at: self._number(_TALKS, at),
            "contacts": self._contacts,
            "seen": lambda at: self._number(_SEEN, at),
            "audit": lambda at: self._number(_AUDIT, at),
            "willing": lambda at: self._number(_WILLING, at),
            "lessons": lambda at: self._number(_LESSONS, at),
        }
        return {name: counted[name](stamp(at)) for name, at in before.items() if name in counted}

    def _number(self, statement: str, at: str) -> int:
        return int(self._rows(statement, (at,))[0][0])

    def _contacts(self, at: str) -> int:
        rows = self._rows("select body from handoffs where stage = 'closed'", ())
        closed = [bodies.to_handoff(body) for (body,) in rows]
        return sum(
            has_contact(one) and one.closed_at is not None and stamp(one.closed_at) < at
            for one in closed
        )
