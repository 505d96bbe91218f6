"""Needs, methods, actors, money, places and terms as plain CSV, one file per kind, for a spreadsheet."""

from collections.abc import Mapping
from typing import Any, get_args

from pydantic import BaseModel

from bot.core.content import (
    Actor,
    Content,
    Fact,
    Format,
    FormatKind,
    Instrument,
    Method,
    Need,
    Place,
    Source,
    Term,
)
from bot.core.reading import models_in
from bot.csv_text import csv_text

KINDS: Mapping[str, type[BaseModel]] = {
    "needs": Need,
    "methods": Method,
    "actors": Actor,
    "instruments": Instrument,
    "places": Place,
    "terms": Term,
}
BETWEEN = "; "

Row = dict[str, str]


def files(content: Content) -> dict[str, str]:
    """The text of each file by its kind: a header, then a row per entry, by id."""
    return {kind: _table(model, getattr(content, kind)) for kind, model in KINDS.items()}


def _table(model: type[BaseModel], entries: Mapping[str, BaseModel]) -> str:
    rows = (_row(model, entries[entry]) for entry in sorted(entries))
    return csv_text(rows, list(_row(model, None)))


def _row(model: type[BaseModel], value: BaseModel | None, before: str = "") -> Row:
    """The cells of a value, or empty ones for None, so that each row has every column."""
    row: Row = {}
    for name in sorted(model.model_fields, key=_is_about_the_entry):
        annotation = model.model_fields[name].annotation
        row |= _cells(before + name, annotation, getattr(value, name, None))
    return row


def _is_about_the_entry(field: str) -> bool:
    """Whether a field tells where an entry is from; those come last, after what it says."""
    return field in Fact.model_fields and field != "id"


def _cells(name: str, annotation: Any, value: Any) -> Row:
    """The cells of one field: its parts and languages each have their own."""
    model = next(models_in(annotation), None)
    if model is Format:
        return _format_cells(value or ())
    if model is Source:
        return {name: _text([_source_text(source) for source in value or ()])}
    return {name: _text(value)} if model is None else _row(model, value, f"{name}_")


def _format_cells(formats: tuple[Format, ...]) -> Row:
    """The sizes of a method side by side; their kind is in the name of the column."""
    row: Row = {}
    for kind in get_args(FormatKind):
        one = next((f for f in formats if f.kind == kind), None)
        cells = _row(Format, one, f"{kind}_")
        row |= {name: cell for name, cell in cells.items() if name != f"{kind}_kind"}
    return row


def _source_text(source: Source) -> str:
    return ", ".join(part for part in (source.ref, source.date, source.url) if part)


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list | tuple):
        return BETWEEN.join(_text(part) for part in value)
    return str(value)
