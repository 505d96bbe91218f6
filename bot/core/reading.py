"""Reads one YAML text into a value, and every fault in it into a problem with its line and column."""

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import count
from typing import Any, Literal, TypeVar

import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails
from yaml import (
    AliasEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

MAX_DEPTH = 12  # deeper than any entry; a bomb of nested lists stops here
MOST_NAMED = 8  # fields or values listed in a problem; more do not fit on its line
Path = tuple[str | int, ...]
Mark = tuple[int, int]
Twice = list[tuple[Mark, str]]  # keys that stood there already
Grade = Literal["error", "warning", "note"]
Model = TypeVar("Model", bound=BaseModel)
_Loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
BYTE_ORDER_MARK = "\ufeff"  # some editors write it before the first letter
_EMPTY = frozenset({"", "~", "null"})
# What no YAML text may hold. A byte that is no UTF-8 arrives as a lone surrogate, U+DC80 to U+DCFF.
_UNREADABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NUMBER, _FIELDS = "write a number", "write its fields below it, one per line"
_DAY = "write a day as 2026-11-21"
_INSTEAD: Mapping[str, str] = {
    "model_type": _FIELDS,
    "model_attributes_type": _FIELDS,
    "dict_type": _FIELDS,
    "mapping_type": _FIELDS,
    "tuple_type": "write a list, each line of it beginning with '- '",
    "too_short": "write at least {min_length}",
    "string_type": "write a text",
    "string_too_short": "write a text",
    "int_parsing": _NUMBER,
    "int_type": _NUMBER,
    "float_parsing": _NUMBER,
    "float_type": _NUMBER,
    "bool_parsing": "write true or false",
    "bool_type": "write true or false",
    "date_type": _DAY,
    "date_from_datetime_parsing": _DAY,
    "date_from_datetime_inexact": _DAY,
}
_FORMS: Mapping[str, str] = {
    r"^[a-z0-9]+(-[a-z0-9]+)*$": "write small letters a to z, digits, and single hyphens between",
    r"^\d{4}$": "write 4 digits",
}


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One fault in content: where, what is wrong, what to write instead.

    An ``error`` keeps Steg from starting; a ``warning`` should be mended; a ``note`` is good to know.
    """

    path: str
    line: int
    column: int
    what: str
    instead: str
    grade: Grade = "error"

    def __str__(self) -> str:
        graded = "" if self.grade == "error" else f"{self.grade}: "
        # A quoted text may hold line breaks.
        said = " ".join(f"{graded}{self.what}; {self.instead}".split())
        return f"{self.path}:{self.line}:{self.column}: {said}"


@dataclass(frozen=True)
class Marks:
    """Where in a file each key path stands, so that later checks can point at it.

    Most files have no fault, so the places are only looked for when one is found.
    """

    path: str
    text: str

    @cached_property
    def at(self) -> Mapping[Path, Mark]:
        """The place of each key path; the text must be one that can be read."""
        at: dict[Path, Mark] = {}
        _, _, *rest = _events(self.text)  # but for the beginnings of the stream and the document
        events = iter(rest)
        _find_marks(next(events), events, (), at)
        return at

    def problem(self, where: Path, what: str, instead: str, grade: Grade = "error") -> Problem:
        """A problem at a key path, or at its nearest parent that stands in the file."""
        while where not in self.at and where:
            where = where[:-1]
        line, column = self.at.get(where, (1, 1))
        return Problem(self.path, line, column, what, instead, grade)


class _Fault(Exception):
    """What makes the rest of a file unreadable."""

    def __init__(self, at: Mark, what: str, instead: str) -> None:
        super().__init__(what)
        self.at, self.what, self.instead = at, what, instead


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word most like this one, or None when none is."""
    found = difflib.get_close_matches(word, list(known), n=1, cutoff=0.5)
    return found[0] if found else None


def read(text: str, path: str, model: type[Model]) -> tuple[Model | None, Marks, list[Problem]]:
    """One file's text as a value of the model, with the marks of its keys and every fault found.

    The text is decoded from UTF-8 with ``surrogateescape``, so that a wrong byte can be pointed at.
    """
    marks = Marks(path, text.removeprefix(BYTE_ORDER_MARK))
    twice: Twice = []
    try:
        data = _data(marks.text, twice)
    except _Fault as fault:
        found = Problem(path, *fault.at, fault.what, fault.instead)
        return None, marks, [*_said_twice(path, twice), found]
    problems = _said_twice(path, twice)
    try:
        value = model.model_validate(data)
    except ValidationError as error:
        told = (e for e in error.errors(include_url=False) if not _follows(e))
        return None, marks, [*problems, *(_problem(marks, e, model) for e in told)]
    return (None if problems else value), marks, problems


def _said_twice(path: str, twice: Twice) -> list[Problem]:
    instead = "keep one of the two"
    return [Problem(path, *at, f"'{key}' stands twice", instead) for at, key in twice]


# --- from text to plain data


def _data(text: str, twice: Twice) -> Any:
    """The one entry of a text."""
    _refuse_unreadable(text)
    try:
        return _entry(_events(text), twice)
    except yaml.MarkedYAMLError as error:
        what = f"not readable as YAML: {error.problem}"
        instead = "look for a missing quote, colon or indent here"
        raise _Fault(_mark(error.problem_mark), what, instead) from error


def _events(text: str) -> Iterator[Any]:
    """What the parser sees, one after the other; ``yaml.parse`` gives the same, more slowly."""
    return iter(_Loader(text).get_event, None)


def _refuse_unreadable(text: str) -> None:
    found = _UNREADABLE.search(text)
    if found is None:
        return
    at = text.count("\n", 0, found.start()) + 1, found.start() - text.rfind("\n", 0, found.start())
    code = ord(found.group())
    if 0xDC80 <= code <= 0xDCFF:
        raise _Fault(at, f"the byte {code - 0xDC00:#x} is not UTF-8", "save the file as UTF-8 text")
    raise _Fault(at, f"the invisible character U+{code:04X} cannot stand in a text", "take it out")


def _entry(events: Iterator[Any], twice: Twice) -> Any:
    """The data of the one document, straight from the parser: nothing is expanded, and depth is bounded."""
    next(events)  # the beginning of the stream
    if isinstance(next(events), yaml.StreamEndEvent):
        raise _Fault((1, 1), "the file is empty", "write an entry, or remove the file")
    data = _value(next(events), events, 0, twice)
    next(events)  # the end of the document
    after = next(events)
    if not isinstance(after, yaml.StreamEndEvent):
        raise _Fault(
            _mark(after.start_mark), "a second entry begins here", "write one entry per file"
        )
    return data


def _value(event: Any, events: Iterator[Any], depth: int, twice: Twice) -> Any:
    """Plain data from events. Scalars stay text, so ``no``, ``012`` and ``1:30`` mean themselves."""
    kind = type(event)
    if kind is AliasEvent or event.anchor or event.tag:
        what = "a text that begins with &, * or ! is a command in YAML"
        instead = "put the text in quotes, or write out what it stands for"
        raise _Fault(_mark(event.start_mark), what, instead)
    if depth > MAX_DEPTH:
        at = _mark(event.start_mark)
        raise _Fault(at, "nested too deep", f"keep to {MAX_DEPTH} levels")
    if kind is ScalarEvent:
        text = event.value
        return None if text in _EMPTY and event.implicit[0] else text
    if kind is MappingStartEvent:
        return _fields(events, depth, twice)
    return _items(events, depth, twice)


def _items(events: Iterator[Any], depth: int, twice: Twice) -> list[Any]:
    items: list[Any] = []
    while type(event := next(events)) is not SequenceEndEvent:
        items.append(_value(event, events, depth + 1, twice))
    return items


def _fields(events: Iterator[Any], depth: int, twice: Twice) -> dict[str, Any]:
    """The values by key; of a key that stands twice the first is kept, and the second marked."""
    fields: dict[str, Any] = {}
    while type(event := next(events)) is not MappingEndEvent:
        if type(event) is not ScalarEvent:
            at = _mark(event.start_mark)
            raise _Fault(at, "a key must be a word", "write one word before the colon")
        if event.value in fields:
            twice.append((_mark(event.start_mark), event.value))
        value = _value(next(events), events, depth + 1, twice)
        fields.setdefault(event.value, value)
    return fields


def _find_marks(event: Any, events: Iterator[Any], where: Path, at: dict[Path, Mark]) -> None:
    """Marks a value and all in it; a key stands where its name does, and the first of two counts."""
    at.setdefault(where, _mark(event.start_mark))
    if type(event) is MappingStartEvent:
        while type(key := next(events)) is ScalarEvent:
            at.setdefault((*where, key.value), _mark(key.start_mark))
            _find_marks(next(events), events, (*where, key.value), at)
    elif type(event) is SequenceStartEvent:
        for index in count():
            if type(item := next(events)) is SequenceEndEvent:
                break
            _find_marks(item, events, (*where, index), at)


def _mark(mark: Any) -> Mark:
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)


# --- from what pydantic says to what an editor can do


def _follows(error: ErrorDetails) -> bool:
    """Whether an error only repeats others: a list counts as too short when its entries have faults."""
    value, fewest = error.get("input"), error.get("ctx", {}).get("min_length", 1)
    return error["type"] == "too_short" and isinstance(value, list) and len(value) >= fewest


def _problem(marks: Marks, error: ErrorDetails, model: type[BaseModel]) -> Problem:
    where: Path = tuple(part for part in error["loc"] if part != "[key]")
    name = ".".join(str(part) for part in where) or "the file"
    kind, value, context = error["type"], error.get("input"), error.get("ctx", {})
    if kind == "missing":
        last = where[-1] if where else ""
        what = f"{'.'.join(map(str, where[:-1])) or 'the entry'} has no '{last}'"
        return marks.problem(where[:-1], what, f"add '{last}:'")
    if kind == "extra_forbidden":
        return marks.problem(where, f"'{where[-1]}' is not a field here", _meant(where, model))
    if kind == "literal_error":
        what = f"{name} is {_short(value)}, which is not known"
        return marks.problem(where, what, _allowed(value, context))
    if kind == "string_pattern_mismatch":
        pattern = str(context.get("pattern"))
        instead = _FORMS.get(pattern, f"write it in the form {pattern}")
        return marks.problem(where, f"{name} is {_short(value)}", instead)
    message = error["msg"].removeprefix("Value error, ")
    instead = (
        _INSTEAD[kind].format_map(context)
        if kind in _INSTEAD
        else message[:1].lower() + message[1:]
    )
    return marks.problem(where, f"{name} is {_short(value)}", instead)


def _allowed(value: object, context: Mapping[str, Any]) -> str:
    allowed = str(context.get("expected", ""))
    guess = nearest(str(value), [w.strip("' ") for w in allowed.replace(" or ", ",").split(",")])
    return f"did you mean '{guess}'?" if guess else f"write one of {allowed}"


def _short(value: object) -> str:
    if value is None or value in ("", (), [], {}):
        return "empty"
    if isinstance(value, list | dict):
        return "a list" if isinstance(value, list) else "a group of fields"
    text = f"'{value}'"
    return text if len(text) <= 60 else f"{text[:57]}…'"


def _meant(where: Path, model: type[BaseModel]) -> str:
    names = _names_at(where[:-1], model)
    guess = nearest(str(where[-1]), names)
    if guess:
        return f"did you mean '{guess}'?"
    if len(names) <= MOST_NAMED:
        return f"leave it out, or write one of {', '.join(names)}"
    return "leave it out, or see knowledge/README.md for the fields"


def _names_at(where: Path, model: type[BaseModel]) -> list[str]:
    """The fields an entry has at a key path."""
    for part in where:
        named = {f.alias or name: f for name, f in model.model_fields.items()}.get(str(part))
        model = next(models_in(named.annotation), model) if named else model
    return [f.alias or name for name, f in model.model_fields.items()]


def models_in(annotation: object) -> Iterator[type[BaseModel]]:
    """Every model that stands in the annotation of a field."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in getattr(annotation, "__args__", ()):
        yield from models_in(argument)
