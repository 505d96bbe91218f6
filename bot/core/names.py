"""Which word, organisation, scheme or way of working a text asks about."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

from rapidfuzz import fuzz, process

from bot.core.content import LANGUAGES, Content
from bot.core.words import spans, spelling

LONGEST_NAME = 8  # words
NEAR_ENOUGH = 88  # of 100, for names long enough that likeness means something
LONG_ENOUGH = 6  # letters
# Short names that are everyday words in small letters: IN, AF, FI, RISE.
EVERYDAY = frozenset(
    "in af fi ap oh ip nit sam rise peak lead bid hub nod node drive call seed scale model exit "
    "dfo ki".split()
)
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


class _Token(NamedTuple):
    written: str
    spelled: str


def named(text: str, names: Names, *, alike: bool = False) -> tuple[Named, ...]:
    """The entries a text names, in the order of the text, longest names first where they overlap.

    Args:
        text: what the owner wrote.
        names: the names to look for.
        alike: also take a name that is nearly written right, or that is an everyday word at the end of the
            text; only when the owner asks what it is.
    """
    tokens = [_Token(word, spelling(word)) for word, _, _ in spans(text)]
    found: list[Named] = []
    start = 0
    while start < len(tokens):
        length, named = _longest_at(tokens, start, names, asked=alike)
        if named is None and alike:
            named = _alike(tokens[start].spelled, names)
        if named is not None and named not in found:
            found.append(named)
        start += max(length, 1)
    return tuple(found)


def _longest_at(
    tokens: list[_Token], start: int, names: Names, *, asked: bool
) -> tuple[int, Named | None]:
    for length in range(min(LONGEST_NAME, len(tokens) - start), 0, -1):
        named = names.known.get(" ".join(token.spelled for token in tokens[start : start + length]))
        if named is not None and (length > 1 or _is_meant(tokens, start, named, asked=asked)):
            return length, named
    return 0, None


def _is_meant(tokens: list[_Token], start: int, named: Named, *, asked: bool) -> bool:
    """Whether a name that may be an everyday word is meant: written in capitals as it is, or asked for."""
    if tokens[start].spelled not in EVERYDAY:
        return True
    return (tokens[start].written.isupper() and named.name.isupper()) or (
        asked and start == len(tokens) - 1
    )


def _alike(name: str, names: Names) -> Named | None:
    if len(name) < LONG_ENOUGH:
        return None
    found = process.extractOne(
        name, names.known.keys(), scorer=fuzz.ratio, score_cutoff=NEAR_ENOUGH
    )
    return names.known[found[0]] if found else None
