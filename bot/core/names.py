"""Which word, organisation, scheme or way of working a text asks about."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from rapidfuzz import fuzz, process

from bot.core.content import LANGUAGES, Content
from bot.core.words import spelling, words

LONGEST_NAME = 6  # words
NEAR_ENOUGH = 88  # of 100, for names long enough that likeness means something
LONG_ENOUGH = 6  # letters
Kind = Literal["term", "actor", "instrument", "method"]


@dataclass(frozen=True, slots=True)
class Named:
    """An entry a text names, and the name as it is written in the content."""

    kind: Kind
    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Names:
    """Every name by its spelling."""

    known: dict[str, Named]


def index(content: Content) -> Names:
    """Names of terms, actors, instruments and methods; an organisation wins over a word."""
    known: dict[str, Named] = {}
    for named in _all(content):
        known.setdefault(spelling(named.name), named)
    return Names(known)


def _all(content: Content) -> Iterator[Named]:
    for actor in content.actors.values():
        for name in (actor.name, *actor.also_called):
            yield Named("actor", actor.id, name)
    for instrument in content.instruments.values():
        yield Named("instrument", instrument.id, instrument.name)
    for term in content.terms.values():
        for language in LANGUAGES:
            for form in term.forms.to(language):
                yield Named("term", term.id, form)
    for method in content.methods.values():
        yield Named("method", method.id, method.trade_name)


def named(text: str, names: Names, *, alike: bool = False) -> tuple[Named, ...]:
    """The entries a text names, in the order of the text, longest names first where they overlap.

    Args:
        alike: also take a name that is nearly written right; only when the owner asks what it is.
    """
    tokens = [spelling(word) for word in words(text)]
    found: list[Named] = []
    start = 0
    while start < len(tokens):
        length, named = _longest_at(tokens, start, names)
        if named is None and alike:
            named = _alike(tokens[start], names)
        if named is not None and named not in found:
            found.append(named)
        start += max(length, 1)
    return tuple(found)


def _longest_at(tokens: list[str], start: int, names: Names) -> tuple[int, Named | None]:
    for length in range(min(LONGEST_NAME, len(tokens) - start), 0, -1):
        named = names.known.get(" ".join(tokens[start : start + length]))
        if named is not None:
            return length, named
    return 0, None


def _alike(name: str, names: Names) -> Named | None:
    if len(name) < LONG_ENOUGH:
        return None
    found = process.extractOne(name, names.known.keys(), scorer=fuzz.ratio, score_cutoff=NEAR_ENOUGH)
    return names.known[found[0]] if found else None
