"""Reads one YAML text into a value, and every fault in it into a problem with its line and column."""

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

MAX_DEPTH = 12  # deeper than any entry; a bomb of nested lists stops here
Path = tuple[str | int, ...]
Mark = tuple[int, int]
Model = TypeVar("Model", bound=BaseModel)
_Loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_EMPTY = frozenset({"", "~", "null"})


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One fault in content: where, what is wrong, what to write instead."""

    path: str
    line: int
    column: int
    what: str
    instead: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}: {self.what}; {self.instead}"


@dataclass(frozen=True, slots=True)
class Marks:
    """Where in the file each key path stands, so that later checks can point at it."""

    path: str
    at: dict[Path, Mark]

    def problem(self, where: Path, what: str, instead: str) -> Problem:
        """A problem at a key path, or at its nearest parent that stands in the file."""
        while where not in self.at and where:
            where = where[:-1]
        line, column = self.at.get(where, (1, 1))
        return Problem(self.path, line, column, what, instead)


class _Fault(Exception):
    def __init__(self, mark: yaml.Mark, what: str, instead: str) -> None:
        super().__init__(what)
        self.mark, self.what, self.instead = mark, what, instead


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word most like this one, or None when none is."""
    found = difflib.get_close_matches(word, list(known), n=1, cutoff=0.5)
    return found[0] if found else None


def read(text: str, path: str, model: type[Model]) -> tuple[Model | None, Marks, list[Problem]]:
    """One file's text as a value of the model, with the marks of its keys and every fault found."""
    marks = Marks(path, {})
    try:
        data = _data(text, marks)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or yaml.Mark(path, 0, 0, 0, None, None)
        instead = "look for a missing quote, colon or indent here"
        return None, marks, [_problem_at(path, mark, f"not readable as YAML: {error.problem}", instead)]
    except yaml.YAMLError as error:
        what = f"not readable as YAML: {str(error).splitlines()[0]}"
        return None, marks, [Problem(path, 1, 1, what, "save the file as UTF-8 text")]
    except _Fault as fault:
        return None, marks, [_problem_at(path, fault.mark, fault.what, fault.instead)]
    try:
        return model.model_validate(data), marks, []
    except ValidationError as error:
        return None, marks, [_problem(marks, e, model) for e in error.errors(include_url=False)]


def _problem_at(path: str, mark: yaml.Mark, what: str, instead: str) -> Problem:
    return Problem(path, mark.line + 1, mark.column + 1, what, instead)


def _data(text: str, marks: Marks) -> Any:
    """The one document of a text, built from parser events: nothing is expanded, and depth is bounded."""
    events = yaml.parse(text, Loader=_Loader)
    next(events)  # the beginning of the stream
    if isinstance(next(events), yaml.StreamEndEvent):
        raise yaml.YAMLError("the file is empty")
    data = _value(next(events), events, (), marks)
    next(events)  # the end of the document
    after = next(events)
    if not isinstance(after, yaml.StreamEndEvent):
        raise _Fault(after.start_mark, "a second entry begins here", "write one entry per file")
    return data


def _value(event: yaml.Event, events: Iterator[yaml.Event], where: Path, marks: Marks) -> Any:
    """Plain data from events. Scalars stay text, so ``no``, ``012`` and ``1:30`` mean themselves."""
    if isinstance(event, yaml.AliasEvent) or event.anchor or event.tag:
        what = "a text cannot begin with &, * or !, as these are commands in YAML"
        raise _Fault(event.start_mark, what, "write the text out in quotes")
    if len(where) > MAX_DEPTH:
        raise _Fault(event.start_mark, "nested too deep", f"keep to {MAX_DEPTH} levels")
    marks.at.setdefault(where, _mark(event))
    if isinstance(event, yaml.MappingStartEvent):
        return dict(_pairs(events, where, marks))
    if isinstance(event, yaml.SequenceStartEvent):
        return list(_items(events, where, marks))
    plain = event.implicit[0]
    return None if plain and event.value in _EMPTY else event.value


def _items(events: Iterator[yaml.Event], where: Path, marks: Marks) -> Iterator[Any]:
    for index in count():
        event = next(events)
        if isinstance(event, yaml.SequenceEndEvent):
            return
        yield _value(event, events, (*where, index), marks)


def _pairs(events: Iterator[yaml.Event], where: Path, marks: Marks) -> Iterator[tuple[str, Any]]:
    seen: set[str] = set()
    while not isinstance(key_event := next(events), yaml.MappingEndEvent):
        if not isinstance(key_event, yaml.ScalarEvent):
            raise _Fault(key_event.start_mark, "a key must be a word", "write one word before the colon")
        key: str = key_event.value
        if key in seen:
            raise _Fault(key_event.start_mark, f"'{key}' stands twice", "keep one of the two")
        seen.add(key)
        marks.at[(*where, key)] = _mark(key_event)
        yield key, _value(next(events), events, (*where, key), marks)


def _mark(event: yaml.Event) -> Mark:
    return event.start_mark.line + 1, event.start_mark.column + 1


def _problem(marks: Marks, error: ErrorDetails, model: type[BaseModel]) -> Problem:
    where: Path = tuple(error["loc"])
    name = ".".join(str(part) for part in where) or "the file"
    kind, value = error["type"], error.get("input")
    context = error.get("ctx", {})
    if kind == "missing":
        last = where[-1] if where else ""
        what = f"{'.'.join(map(str, where[:-1])) or 'the entry'} has no '{last}'"
        return marks.problem(where[:-1], what, f"add '{last}:'")
    if kind == "extra_forbidden":
        return marks.problem(where, f"'{where[-1]}' is not a field here", _meant(str(where[-1]), model))
    if kind == "literal_error":
        allowed = str(context.get("expected", ""))
        guess = nearest(str(value), [w.strip("' ") for w in allowed.replace(" or ", ",").split(",")])
        instead = f"did you mean '{guess}'?" if guess else f"write one of {allowed}"
        return marks.problem(where, f"{name} is '{value}', which is not known", instead)
    if kind == "string_pattern_mismatch":
        instead = f"write it in the form {context.get('pattern')}"
        return marks.problem(where, f"{name} is '{value}'", instead)
    message = error["msg"].removeprefix("Value error, ")
    return marks.problem(where, f"{name} is {_short(value)}", message[:1].lower() + message[1:])


def _short(value: object) -> str:
    text = "empty" if value is None else f"'{value}'"
    return text if len(text) <= 60 else f"{text[:57]}…'"


def _meant(word: str, model: type[BaseModel]) -> str:
    guess = nearest(word, _field_names(model, set()))
    return f"did you mean '{guess}'?" if guess else "leave it out, or see knowledge/README.md for the fields"


def _field_names(model: type[BaseModel], seen: set[type[BaseModel]]) -> set[str]:
    seen.add(model)
    names: set[str] = set()
    for name, field in model.model_fields.items():
        names.add(field.alias or name)
        for inner in _models_in(field.annotation):
            if inner not in seen:
                names |= _field_names(inner, seen)
    return names


def _models_in(annotation: object) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in getattr(annotation, "__args__", ()):
        yield from _models_in(argument)
