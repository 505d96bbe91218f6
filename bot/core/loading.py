"""Makes content out of the texts of its files, collecting every fault on the way."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import PurePosixPath
from typing import Any

from pydantic import BaseModel

from bot.core.checking import check
from bot.core.content import (
    Act,
    Actor,
    Area,
    Concepts,
    Content,
    Instrument,
    Ladder,
    Method,
    Need,
    Place,
    Term,
    Trade,
    Wordings,
)
from bot.core.flow import Flow
from bot.core.found import Found
from bot.core.freshness import check_age
from bot.core.reading import Marks, Path, Problem, nearest, read

KINDS: Mapping[str, type[BaseModel]] = {
    "needs": Need,
    "acts": Act,
    "methods": Method,
    "actors": Actor,
    "instruments": Instrument,
    "places": Place,
    "areas": Area,
    "trades": Trade,
    "concepts": Concepts,
    "terms": Term,
    "ladders": Ladder,
    "wordings": Wordings,
    "flows": Flow,
}
MOST_FILES_KEPT = 2048  # as read; after a change, only what changed is read anew
_read = lru_cache(MOST_FILES_KEPT)(read)


@dataclass(frozen=True, slots=True)
class Shelf:
    """What was read so far: entries by kind and id, where each stands, and files that could not be read."""

    entries: dict[str, dict[str, Any]] = field(default_factory=lambda: {kind: {} for kind in KINDS})
    marks: dict[tuple[str, str], Marks] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    unread: set[tuple[str, str]] = field(default_factory=set)


def load(
    files: Mapping[str, str], as_of: date | None = None
) -> tuple[Content | None, list[Problem]]:
    """Content from files.

    Args:
        files: text by path; the folder a file stands in names its kind ("needs", "flows", …).
        as_of: also what has grown old or ended on that day.

    Returns:
        The content, None when there is any error; and all problems, sorted.
    """
    shelf = Shelf()
    for path in sorted(files):
        _shelve(shelf, path, files[path])
    found = Found(_content(shelf), shelf.marks, frozenset(shelf.unread))
    shelf.problems.extend(check(found))
    if as_of:
        shelf.problems.extend(check_age(found, as_of))
    faulty = any(problem.grade == "error" for problem in shelf.problems)
    return None if faulty else _content(shelf), sorted(shelf.problems)


def _shelve(shelf: Shelf, path: str, text: str) -> None:
    where = PurePosixPath(path)
    kind = where.parent.name
    model = KINDS.get(kind)
    if model is None:
        guess = nearest(kind, KINDS)
        instead = f"did you mean '{guess}/'?" if guess else f"put it in one of {', '.join(KINDS)}"
        shelf.problems.append(Problem(path, 1, 1, f"'{kind}' is no kind of content", instead))
        return
    if where.suffix != ".yaml":
        shelf.problems.append(
            Problem(path, 1, 1, f"the file ends in {where.suffix}", "let it end in .yaml")
        )
    value, marks, problems = _read(text, path, model)
    shelf.problems.extend(problems)
    if isinstance(value, Wordings):
        _shelve_wordings(shelf, value, marks)
    elif value is not None:
        _shelve_entry(shelf, kind, value, marks, where.stem)
    else:
        shelf.unread.add((kind, where.stem))


def _shelve_wordings(shelf: Shelf, wordings: Wordings, marks: Marks) -> None:
    for wording, text in wordings.texts.items():
        if wording in shelf.entries["wordings"]:
            other = shelf.marks["wordings", wording].path
            what = f"wording '{wording}' stands in {other} too"
            shelf.problems.append(marks.problem(("texts", wording), what, "keep one of the two"))
        shelf.entries["wordings"][wording] = text
        shelf.marks["wordings", wording] = marks


def _shelve_entry(shelf: Shelf, kind: str, value: Any, marks: Marks, stem: str) -> None:
    if value.id != stem:
        what = f"id is '{value.id}' in the file '{stem}.yaml'"
        shelf.problems.append(marks.problem(("id",), what, "make them the same"))
    aliases = enumerate(getattr(value, "aliases", ()))
    names: list[tuple[Path, str]] = [
        (("id",), value.id),
        *((("aliases", i), alias) for i, alias in aliases),
    ]
    for where, name in names:
        if (kind, name) in shelf.marks:
            what = f"'{name}' stands in {shelf.marks[kind, name].path} too"
            shelf.problems.append(marks.problem(where, what, "choose another"))
        shelf.marks[kind, name] = marks
    shelf.entries[kind][value.id] = value


def _content(shelf: Shelf) -> Content:
    return Content(
        **{kind: dict(sorted(entries.items())) for kind, entries in shelf.entries.items()},
        renamed={
            (kind, alias): entry.id
            for kind, entries in shelf.entries.items()
            for entry in entries.values()
            for alias in getattr(entry, "aliases", ())
        },
    )
