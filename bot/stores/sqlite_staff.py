"""Remembers in SQLite what staff did: the audit log, and the corrections they made."""

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from typing import Any

from bot.core.audit import Act
from bot.core.corrections import Correction
from bot.stores.sqlite_schema import stamp

Writing = Callable[[], AbstractContextManager[sqlite3.Connection]]
Rows = Callable[[str, Sequence[object]], list[tuple[Any, ...]]]
_CORRECTIONS = "select at, by, day, need, instead, place, size, made_up from corrections"


class SqliteAudit:
    """The audit log; ``writing`` and ``rows`` are the store's own ways to its connection."""

    def __init__(self, writing: Writing, rows: Rows) -> None:
        self._writing, self._rows = writing, rows

    def add(self, act: Act) -> None:
        """Keeps an act."""
        values = (stamp(act.at), act.by, act.deed, act.about, act.why)
        with self._writing() as connection:
            connection.execute(
                "insert into audit (at, by, deed, about, why) values (?, ?, ?, ?, ?)", values
            )

    def latest(
        self, limit: int, before: datetime | None = None, *, by: str | None = None, skip: int = 0
    ) -> Sequence[Act]:
        """The latest acts, the last first."""
        rows = self._rows(
            "select at, by, deed, about, why from audit where (?1 is null or at < ?1) "
            "and (?2 is null or by = ?2) order by at desc, id desc limit ?3 offset ?4",
            (stamp(before) if before else None, by, limit, skip),
        )
        return [Act(datetime.fromisoformat(at), *rest) for at, *rest in rows]

    def people(self) -> Sequence[str]:
        """Whose acts are kept, by name."""
        return [by for (by,) in self._rows("select distinct by from audit order by by", ())]

    def forget(self, before: datetime) -> int:
        """Removes older acts; how many."""
        with self._writing() as connection:
            return connection.execute("delete from audit where at < ?", (stamp(before),)).rowcount


class SqliteCorrections:
    """Corrections; which talk they were read in is known only as long as its words are."""

    def __init__(self, writing: Writing, rows: Rows) -> None:
        self._writing, self._rows = writing, rows

    def add(self, correction: Correction, conversation: str) -> None:
        """Keeps a correction beside those made before; once the talk is erased, not whose it was."""
        one = correction
        values = (
            conversation,
            stamp(one.at),
            one.by,
            one.day.isoformat(),
            one.need,
            one.instead,
            one.place,
            one.size,
            int(one.made_up),
        )
        with self._writing() as connection:
            connection.execute(
                "insert into corrections (conversation, at, by, day, need, instead, place, size, made_up) "
                "values ((select conversation from sessions where conversation = ?), ?, ?, ?, ?, ?, ?, ?, ?)",
                values,
            )

    def between(self, from_day: date, to_day: date) -> Sequence[Correction]:
        """The corrections of talks of a period, both days included, oldest first."""
        return self._found("day between ? and ?", (from_day.isoformat(), to_day.isoformat()))

    def of(self, conversation: str) -> Sequence[Correction]:
        """The corrections of one talk, oldest first."""
        return self._found("conversation = ?", (conversation,))

    def _found(self, which: str, values: Sequence[object]) -> Sequence[Correction]:
        rows = self._rows(f"{_CORRECTIONS} where {which} order by at, id", values)
        return [
            Correction(
                datetime.fromisoformat(at),
                by,
                date.fromisoformat(day),
                need,
                instead,
                place,
                size,
                bool(made_up),
            )
            for at, by, day, need, instead, place, size, made_up in rows
        ]
