"""Content as it was found in its files: the entries, where each stands, and what could not be read."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.core.content import Content
from bot.core.reading import MOST_NAMED, Grade, Marks, Path, Problem, nearest


@dataclass(frozen=True, slots=True)
class Found:
    """Content that was read, and where each entry stands.

    ``unread`` holds kind and file name of entries with faults of their own, so that what points at
    them is not called a fault as well.
    """

    content: Content
    marks: Mapping[tuple[str, str], Marks]
    unread: frozenset[tuple[str, str]] = frozenset()

    def ids(self, *kinds: str) -> frozenset[str]:
        """The ids there are of these kinds, also of files that could not be read."""
        read = {entry for kind in kinds for entry in getattr(self.content, kind)}
        return frozenset(read | {name for kind, name in self.unread if kind in kinds})

    def problem(
        self,
        kind: str,
        entry: str,
        where: Path,
        what: str,
        instead: str,
        grade: Grade = "error",
    ) -> Problem:
        """A problem at a key of an entry."""
        return self.marks[kind, entry].problem(where, what, instead, grade)

    def unknown(
        self, kind: str, entry: str, where: Path, wanted: str, known: Iterable[str]
    ) -> Problem:
        """A problem for an id that does not exist, with the nearest one that does."""
        names = sorted(known)
        guess = nearest(wanted, names)
        instead = (
            f"did you mean '{guess}'?" if guess else f"write one of {', '.join(names[:MOST_NAMED])}"
        )
        return self.problem(kind, entry, where, f"'{wanted}' does not exist", instead)

    def absent(self, kind: str, what: str, instead: str) -> Problem:
        """A problem for something of a kind that no file holds: at the first file of that kind."""
        paths = sorted(marks.path for (of_kind, _), marks in self.marks.items() if of_kind == kind)
        return Problem(paths[0] if paths else kind, 1, 1, what, instead)
