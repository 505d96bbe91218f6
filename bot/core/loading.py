"""Makes content out of the texts of its files, collecting every fault on the way."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from pydantic import BaseModel

from bot.core.checking import Found, check
from bot.core.content import (
    Act,
    Actor,
    Area,
    Content,
    Instrument,
    Method,
    Need,
    Place,
    Term,
    Wordings,
)
from bot.core.flow import Flow
from bot.core.reading import Marks, Problem, nearest, read

KINDS: Mapping[str, type[BaseModel]] = {
    "needs": Need,
    "acts": Act,
    "methods": Method,
    "actors": Actor,
    "instruments": Instrument,
    "places": Place,
    "areas": Area,
    "terms": Term,
    "wordings": Wordings,
    "flows": Flow,
}


@dataclass(frozen=True, slots=True)
class Shelf:
    """What was read so far: entries by kind and id, and where each stands."""

    entries: dict[str, dict[str, Any]] = field(default_factory=lambda: {kind: {} for kind in KINDS})
    marks: dict[tuple[str, str], Marks] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def load(files: Mapping[str, str]) -> tuple[Content | None, list[Problem]]:
    """Content from files.

    Args:
        files: text by path; the folder a file stands in names its kind ("needs", "flows", …).

    Returns:
        The content, None when there is any problem; and all problems, sorted.
    """
    shelf = Shelf()
    for path in sorted(files):
        _shelve(shelf, path, files[path])
    if not shelf.problems:
        shelf.problems.extend(check(_found(shelf)))
    if shelf.problems:
        return None, sorted(shelf.problems)
    return _content(shelf), []


def _shelve(shelf: Shelf, path: str, text: str) -> None:
    where = PurePosixPath(path)
    kind = where.parent.name
    model = KINDS.get(kind)
    if model is None:
        guess = nearest(kind, KINDS) or "needs"
        shelf.problems.append(Problem(path, 1, 1, f"'{kind}' is no kind of content", f"did you mean '{guess}/'?"))
        return
    value, marks, problems = read(text, path, model)
    shelf.problems.extend(problems)
    if isinstance(value, Wordings):
        _shelve_wordings(shelf, value, marks)
    elif value is not None:
        _shelve_entry(shelf, kind, value, marks, where.stem)


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
        shelf.problems.append(marks.problem(("id",), f"id is '{value.id}' in the file '{stem}.yaml'", "make them the same"))
    for name in (value.id, *getattr(value, "aliases", ())):
        if (kind, name) in shelf.marks:
            other = shelf.marks[kind, name].path
            shelf.problems.append(marks.problem(("id",), f"'{name}' stands in {other} too", "choose another id"))
        shelf.marks[kind, name] = marks
    shelf.entries[kind][value.id] = value


def _found(shelf: Shelf) -> Found:
    return Found(_content(shelf), shelf.marks)


def _content(shelf: Shelf) -> Content:
    return Content(**{kind: dict(sorted(entries.items())) for kind, entries in shelf.entries.items()})
