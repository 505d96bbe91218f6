"""Remembers in SQLite the lessons that wait to be taught, and what came of them."""

from collections.abc import Sequence
from datetime import datetime

from bot.core.lessons import Ending, Lesson, ListedLesson
from bot.stores.sqlite_schema import stamp
from bot.stores.sqlite_staff import Rows, Writing

_LISTED = "select id, at, by, text, need, language, settled_at, ending, why from lessons"


class SqliteLessons:
    """The list of lessons; ``writing`` and ``rows`` are the store's own ways to its connection."""

    def __init__(self, writing: Writing, rows: Rows) -> None:
        self._writing, self._rows = writing, rows

    def add(self, lessons: Sequence[Lesson], at: datetime, by: str) -> None:
        """Puts lessons on the list, all of them or none."""
        values = [(stamp(at), by, one.text, one.need, one.language) for one in lessons]
        with self._writing() as connection:
            connection.executemany(
                "insert into lessons (at, by, text, need, language) values (?, ?, ?, ?, ?)", values
            )

    def waiting(self) -> Sequence[ListedLesson]:
        """The lessons that wait, oldest first."""
        return self._found("where settled_at is null order by id", ())

    def settled(self, limit: int) -> Sequence[ListedLesson]:
        """The lessons that were taught or refused, the last first."""
        which = "where settled_at is not null order by settled_at desc, id desc limit ?"
        return self._found(which, (limit,))

    def settle(self, lesson: int, at: datetime, ending: Ending, why: str = "") -> bool:
        """Says what came of a lesson; False when it waits no more."""
        with self._writing() as connection:
            return bool(
                connection.execute(
                    "update lessons set settled_at = ?, ending = ?, why = ? "
                    "where id = ? and settled_at is null",
                    (stamp(at), ending, why, lesson),
                ).rowcount
            )

    def take_back(self, lesson: int) -> bool:
        """Removes a lesson that waits; False when it waits no more."""
        with self._writing() as connection:
            statement = "delete from lessons where id = ? and settled_at is null"
            return bool(connection.execute(statement, (lesson,)).rowcount)

    def forget(self, before: datetime) -> int:
        """Removes lessons settled before this; how many."""
        with self._writing() as connection:
            statement = "delete from lessons where settled_at < ?"
            return connection.execute(statement, (stamp(before),)).rowcount

    def _found(self, which: str, values: Sequence[object]) -> Sequence[ListedLesson]:
        return [
            ListedLesson(
                number,
                datetime.fromisoformat(at),
                by,
                text,
                need,
                language,
                datetime.fromisoformat(settled_at) if settled_at else None,
                ending,
                why,
            )
            for number, at, by, text, need, language, settled_at, ending, why in self._rows(
                f"{_LISTED} {which}", values
            )
        ]
