"""The demand figures in SQLite: signals once more as columns of codes, kept up to date as signals are added.

A page of a column holds PAGE signals. Those that fill no page yet are read as they are, so that a turn
writes no more than its signals.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import astuple, fields
from datetime import date
from typing import Any, Final

import numpy as np

from bot.core.conversation import Signal
from bot.core.demand_query import Count, Query
from bot.stores import tally

# Signals to a page; the turn that fills one takes some ten milliseconds more.
PAGE: Final = 1024
TABLES: Final = (
    "create table signal_values (name text not null, code integer not null, value text,"
    " primary key (name, code)) without rowid",
    "create table signal_pages (name text not null, last integer not null, rows integer not null,"
    " codes blob not null, primary key (name, last))",
)
_NAMES: Final = tuple(f.name for f in fields(Signal))
_FLAGS: Final = ("first", "made_up")
_READ: Final = {
    name: f"iif({name}, 'yes', 'no')" if name in _FLAGS else name for name in tally.KEPT
}
# Only our own names are put together here.
_ADD: Final = "insert into signals ({}) values ({})".format(  # noqa: S608
    ", ".join(_NAMES), ", ".join("?" for _ in _NAMES)
)
_ALL: Final = "select {} from signals".format(", ".join(_NAMES))  # noqa: S608
_AFTER: Final = "select {} from signals where id > ? order by id limit ?"
_LAST: Final = "select coalesce(max(last), 0) from signal_pages where name = 'day'"
_Rows = list[tuple[Any, ...]]
Read = dict[str, tuple[int, tally.Codes]]
"""The codes of columns, and the last signal they hold."""


def add(connection: sqlite3.Connection, signals: Sequence[Signal]) -> None:
    """Adds signals, and counts them in."""
    if not signals:
        return
    connection.executemany(_ADD, [(s.day.isoformat(), *astuple(s)[1:]) for s in signals])
    fill(connection)


def fill(connection: sqlite3.Connection) -> None:
    """Makes all the pages that are full by now."""
    last = connection.execute(_LAST).fetchone()[0]
    newest = connection.execute("select coalesce(max(id), 0) from signals").fetchone()[0]
    if newest - last < PAGE:
        return
    codes = {name: _codes(connection, name) for name in tally.KEPT}
    while len(rows := _rows_after(connection, last, ("id", *_READ.values()))) == PAGE:
        last = rows[-1][0]
        for name, column in zip(tally.KEPT, list(zip(*rows, strict=True))[1:], strict=True):
            _put_page(connection, name, last, _coded(connection, name, column, codes[name]))


def counted(connection: sqlite3.Connection, query: Query, read: Read) -> list[Count]:
    """The signals of a query; to be called in one transaction, so that none is missed or counted twice.

    Args:
        read: the pages read before, which never change; those read now are added.
    """
    names = tally.needed(query)
    last = connection.execute(_LAST).fetchone()[0]
    newest = _rows_after(connection, last, [_READ[name] for name in names])
    columns, values = {}, {}
    for place, name in enumerate(names):
        codes = _codes(connection, name)
        not_paged = tally.packed([_code(codes, row[place]) for row in newest])
        paged = _paged(connection, name, last, read)
        columns[name] = np.concatenate((paged, tally.unpacked([(len(newest), not_paged)])))
        values[name] = list(codes)
    return tally.tallied(query, columns, values)


def _paged(connection: sqlite3.Connection, name: str, last: int, read: Read) -> tally.Codes:
    """The codes of a column up to the last page."""
    known, codes = read.get(name, (0, tally.unpacked([])))
    if known < last:
        asked = "select rows, codes from signal_pages where name = ? and last > ? order by last"
        pages = connection.execute(asked, (name, known)).fetchall()
        codes = np.concatenate((codes, tally.unpacked(pages)))
        read[name] = (last, codes)
    return codes


def only_made_up(connection: sqlite3.Connection) -> bool:
    """Whether there are signals, and all are made up."""
    real, any_at_all = (
        connection.execute(f"select exists (select 1 from signals where {which})").fetchone()[0]  # noqa: S608 - our own
        for which in ("made_up = 0", "true")
    )
    return bool(any_at_all and not real)


def kept(connection: sqlite3.Connection, from_day: date, to_day: date) -> Iterator[Signal]:
    """The signals of a period as they were added."""
    rows = connection.execute(
        f"{_ALL} where day >= ? and day <= ? order by id",
        (from_day.isoformat(), to_day.isoformat()),
    )
    for row in rows.fetchall():
        values = dict(zip(_NAMES, row, strict=True))
        flags = {name: bool(values[name]) for name in _FLAGS}
        yield Signal(**(values | flags | {"day": date.fromisoformat(values["day"])}))


def _rows_after(connection: sqlite3.Connection, last: int, what: Sequence[str]) -> _Rows:
    asked = _AFTER.format(", ".join(what))
    return connection.execute(asked, (last, PAGE)).fetchall()


def _codes(connection: sqlite3.Connection, name: str) -> dict[str | None, int]:
    """What each value of a column is kept as, in the order of the codes."""
    asked = "select value, code from signal_values where name = ? order by code"
    return {None: 0, **dict(connection.execute(asked, (name,)).fetchall())}


def _code(codes: dict[str | None, int], value: str | None) -> int:
    return codes.setdefault(value, len(codes))


def _coded(
    connection: sqlite3.Connection,
    name: str,
    column: Sequence[str | None],
    codes: dict[str | None, int],
) -> list[int]:
    """The codes of a column; values that were never met get the next one."""
    before = len(codes)
    coded = [_code(codes, value) for value in column]
    new = [(name, code, value) for value, code in list(codes.items())[before:]]
    connection.executemany("insert into signal_values values (?, ?, ?)", new)
    return coded


def _put_page(connection: sqlite3.Connection, name: str, last: int, codes: Sequence[int]) -> None:
    connection.execute(
        "insert into signal_pages values (?, ?, ?, ?)",
        (name, last, len(codes), tally.packed(codes)),
    )
