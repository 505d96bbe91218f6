"""A skeleton of a new entry: every field with what may stand there, ready to be filled in."""

import types
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final, Literal, Union, get_args, get_origin

import yaml
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from bot.core.content import Entry, Fact
from bot.core.languages import LANGUAGES
from bot.core.loading import KINDS
from bot.core.reading import models_in
from bot.errors import SettingWrong

NOTHING: Final[Mapping[str, Any]] = {}
WIDEST = 10_000  # characters; a text is never broken into lines
_Dumper: Any = yaml.SafeDumper
ONE_PER_FILE = tuple(kind for kind in KINDS if kind not in ("wordings", "flows"))
AT_THE_BOTTOM = set(Fact.model_fields) - set(Entry.model_fields)  # source and date come last
ABOUT: dict[str, str] = {
    "id": "the file's name without .yaml; never change it, add an alias instead",
    "confidence": "how sure the sources are",
    "sources": "where it was read; a fact without a source stays null",
    "web": "null when it is not known; never guess",
    "phone": "null when it is not known; never guess",
    "email": "null when it is not known; never guess",
    "note": "for colleagues, owners do not see it",
    "areas": "ids from knowledge/areas or knowledge/places",
    "needs": "ids from knowledge/needs",
    "trades": "ids from knowledge/trades; leave out when it is for all",
    "review_after": "the day from which owners are told to ask first",
}


def write(kind: str, entry: str, folder: Path, today: date) -> Path:
    """Writes the skeleton of an entry and gives its file.

    Raises:
        SettingWrong: the kind or the id cannot be, or the file is there already.
    """
    plural = kind if kind in KINDS else f"{kind}s"
    if plural not in ONE_PER_FILE:
        raise SettingWrong(f"there is no kind '{kind}'; write one of {', '.join(ONE_PER_FILE)}")
    if not entry.replace("-", "").isalnum() or not entry.isascii() or entry != entry.lower():
        raise SettingWrong(f"'{entry}' is no id; write small letters a to z, digits and hyphens")
    path = folder / plural / f"{entry}.yaml"
    if path.exists():
        raise SettingWrong(f"{path} is there already; open it, or choose another id")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(skeleton(KINDS[plural], entry, today), encoding="utf-8")
    return path


def skeleton(
    model: type[BaseModel], entry: str, today: date, filled: Mapping[str, Any] = NOTHING
) -> str:
    """The text of a new entry: what must be there as empty fields, what may be as comments.

    Args:
        filled: what is known already, by the entry's own fields; written by the YAML library, so that
            no text can become anything but itself.
    """
    known = {"id": entry, "on": today.isoformat(), "review_after": _half_a_year_on(today)}
    return "\n".join(_fields(model, known, indent=0, must=True, filled=filled)) + "\n"


def _half_a_year_on(today: date) -> str:
    month = today.month + 6
    return date(today.year + (month > 12), (month - 1) % 12 + 1, min(today.day, 28)).isoformat()


def _fields(
    model: type[BaseModel],
    known: dict[str, str],
    *,
    indent: int,
    must: bool,
    filled: Mapping[str, Any] = NOTHING,
) -> Iterator[str]:
    fields = sorted(model.model_fields.items(), key=lambda item: item[0] in AT_THE_BOTTOM)
    all_may_be_missing = not any(field.is_required() for _, field in fields)
    for name, field in fields:
        key = field.alias or name
        if key in filled:
            yield _written({key: filled[key]})
            continue
        needed = must and (field.is_required() or all_may_be_missing)
        lines = list(_field(key, field, known, indent))
        yield from lines if needed else [f"{' ' * indent}# {line[indent:]}" for line in lines]


class _Indented(_Dumper):  # type: ignore[misc]  # PyYAML tells no types
    """Writes lists as our files have them: each dash below and to the right of its field."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        """Never leaves a list at the margin of its field."""
        super().increase_indent(flow, False)


def _written(entry: Mapping[str, Any]) -> str:
    text: str = yaml.dump(
        entry, Dumper=_Indented, allow_unicode=True, sort_keys=False, width=WIDEST
    )
    return text.rstrip("\n")


def _field(key: str, field: FieldInfo, known: dict[str, str], indent: int) -> Iterator[str]:
    space, inner, many = (
        " " * indent,
        next(models_in(field.annotation), None),
        _is_list(field.annotation),
    )
    comment = _comment(key, field)
    if inner is None:
        value = known.get(key) or ("[]" if many else "")
        yield f"{space}{key}: {value}".rstrip() + comment
        return
    yield f"{space}{key}:{comment}"
    names = set(inner.model_fields)
    if names == set(LANGUAGES):
        for language in LANGUAGES:
            yield f"{space}  {language}:"
            if _is_lines(inner):
                yield f"{space}    - "
        return
    lines = list(_fields(inner, known, indent=indent + (4 if many else 2), must=True))
    if many:
        lines[0] = f"{space}  - {lines[0].strip()}"
    yield from lines


def _comment(key: str, field: FieldInfo) -> str:
    parts = [ABOUT[key]] if key in ABOUT else []
    allowed = _allowed(field.annotation)
    if allowed:
        parts.append("one of " + ", ".join(map(str, allowed)))
    return f"  # {'; '.join(parts)}" if parts else ""


def _allowed(annotation: Any) -> tuple[Any, ...]:
    if get_origin(annotation) is Literal:
        return get_args(annotation)
    return next((found for inner in get_args(annotation) if (found := _allowed(inner))), ())


def _is_list(annotation: Any) -> bool:
    if get_origin(annotation) in (Union, types.UnionType):
        return any(map(_is_list, get_args(annotation)))
    return get_origin(annotation) is tuple


def _is_lines(model: type[BaseModel]) -> bool:
    return all(_is_list(field.annotation) for field in model.model_fields.values())
