"""A text as the rules of plain language see it: without names, cut up, beside what they must know."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from bot.core.languages import Language
from bot.core.plain import Read, of_sentences, read

_NAME = "Navn"  # stands for a name of any length
_CAPITAL_WORD = re.compile(r"\b[^\W\d_a-zæøåäö][\w]*")


@dataclass(frozen=True, slots=True)
class Word:
    """A word owners stumble on: what to say instead, or what must stand beside it."""

    term: str
    treat: Literal["replace", "explain", "drop"]
    says: str


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """What the rules must know of the content: names that may stand anywhere, and words owners stumble on.

    ``names`` are by their first word, longest first; ``jargon`` by language and form in small letters;
    ``beginnings`` are what any compound may begin with; ``longest`` is how many words
    the longest form has that begins with a word.
    """

    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    capitals: frozenset[str] = frozenset()
    jargon: Mapping[Language, Mapping[str, Word]] = field(default_factory=dict)
    beginnings: Mapping[str, Word] = field(default_factory=dict)
    longest: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Seen:
    """A text as the rules see it: names and addresses taken out."""

    language: Language
    read: Read
    known: Known

    @property
    def text(self) -> str:
        """The text the rules read."""
        return self.read.text


def seen(text: str, language: Language, known: Known) -> Seen:
    """A text without the names in it."""
    return Seen(language, read(_nameless(text, known.names)), known)


def joined(parts: Sequence[Seen]) -> Seen:
    """Several texts in one language as one."""
    text = "\n".join(part.text for part in parts)
    sentences = tuple(sentence for part in parts for sentence in part.read.sentences)
    return Seen(parts[0].language, of_sentences(text, sentences), parts[0].known)


def _nameless(text: str, names: Mapping[str, tuple[str, ...]]) -> str:
    kept, start = [], 0
    for found in _CAPITAL_WORD.finditer(text):
        if found.start() >= start:
            name = next((n for n in names.get(found.group(), ()) if _stands(n, text, found)), None)
            if name:
                kept.append(f"{text[start : found.start()]}{_NAME}")
                start = found.start() + len(name)
    return "".join([*kept, text[start:]])


def _stands(name: str, text: str, found: re.Match[str]) -> bool:
    end = found.start() + len(name)
    return text.startswith(name, found.start()) and not text[end : end + 1].isalpha()
