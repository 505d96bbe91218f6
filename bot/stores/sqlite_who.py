"""Counts in SQLite who owners say they are: by quarter, never by day, and never by conversation."""

import sqlite3
from collections.abc import Callable, Sequence
from typing import Any, Final

from bot.core.conversation import WHO, Message, Who
from bot.core.demand import is_made_up
from bot.core.who_counts import WhoCount, quarter_of

Rows = Callable[[str, Sequence[object]], list[tuple[Any, ...]]]
TABLE: Final = (
    "create table told_who (quarter text not null, who text not null, made_up integer not null,"
    " number integer not null, primary key (quarter, who, made_up)) without rowid"
)


def count(connection: sqlite3.Connection, message: Message, who: Who) -> None:
    """Counts an answer, in the transaction of its turn.

    All rows of the quarter are written anew in one order, also those of nobody: where a row lies in the file
    would tell which answer came first.
    """
    of_quarter = (quarter_of(message.at.date()), int(is_made_up(message.conversation)))
    here = "where quarter = ? and made_up = ?"
    known = connection.execute(f"select who, number from told_who {here}", of_quarter)  # noqa: S608 - our own
    numbers = {**dict.fromkeys(WHO, 0), **dict(known.fetchall())}
    numbers[who] += 1
    connection.execute(f"delete from told_who {here}", of_quarter)  # noqa: S608 - our own
    connection.executemany(
        "insert into told_who (quarter, made_up, who, number) values (?, ?, ?, ?)",
        [(*of_quarter, one, numbers[one]) for one in sorted(numbers)],
    )


class SqliteWho:
    """What is told of the tally; ``rows`` is the store's own way to its connection."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    def counts(self, *, made_up: bool = False) -> Sequence[WhoCount]:
        """How many gave each answer that was given, by quarter, real or made up."""
        asked = (
            "select quarter, who, number from told_who where made_up = ? and number > 0 "
            "order by quarter, who"
        )
        return [WhoCount(*row) for row in self._rows(asked, (int(made_up),))]
