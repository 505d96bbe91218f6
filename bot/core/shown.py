"""Every text an owner can read, and where in the content it stands."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from bot.core.content import LANGUAGES, Content, Lines
from bot.core.languages import Language, Wording
from bot.core.reading import Path

KINDS_SHOWN = ("needs", "methods", "actors", "instruments", "areas", "trades", "terms", "flows")
# What owners write, not what they read; and the words themselves that a term explains.
NOT_SHOWN = frozenset(
    {("needs", "examples"), ("needs", "signs"), ("terms", "forms"), ("trades", "words")}
)


@dataclass(frozen=True, slots=True)
class Shown:
    """One text in one language, at a key path of an entry."""

    kind: str
    entry: str
    where: Path
    language: Language
    text: str


def shown(content: Content) -> Iterator[Shown]:
    """Every text of the content that owners read, entry by entry."""
    for wording, texts in content.wordings.items():
        yield from _texts("wordings", wording, ("texts", wording), texts)
    for kind in KINDS_SHOWN:
        for entry in getattr(content, kind).values():
            for name in type(entry).model_fields:
                if (kind, name) not in NOT_SHOWN:
                    yield from _texts(kind, entry.id, (name,), getattr(entry, name))


def _texts(kind: str, entry: str, where: Path, value: Any) -> Iterator[Shown]:
    if isinstance(value, Wording):
        for language in LANGUAGES:
            yield Shown(kind, entry, (*where, language), language, value.to(language))
    elif isinstance(value, Lines):
        for language in LANGUAGES:
            for index, text in enumerate(value.to(language)):
                yield Shown(kind, entry, (*where, language, index), language, text)
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from _texts(kind, entry, (*where, index), item)
    elif isinstance(value, BaseModel):
        for name, field in type(value).model_fields.items():
            yield from _texts(kind, entry, (*where, field.alias or name), getattr(value, name))
