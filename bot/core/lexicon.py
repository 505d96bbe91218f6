"""Words that mean the same across spelling, dialect and border, as concepts a classifier can learn from."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from bot.core.content import LANGUAGES, Concepts
from bot.core.words import folded, words

SHORTEST_STEM = 4  # letters; a shorter beginning is that of too many words
Tokens = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Concepts by words in folded spelling. ``stems`` are by the words before, and a beginning of the last.

    ``longest`` is how many words the longest phrase has that begins with a word.
    """

    phrases: Mapping[Tokens, str] = field(default_factory=dict)
    stems: Mapping[Tokens, str] = field(default_factory=dict)
    longest: int = 1

    def concepts(self, tokens: list[str]) -> Iterator[str]:
        """The concepts of a text's folded words, in order; the longest phrase wins."""
        at = 0
        while at < len(tokens):
            size, concept = self._at(tokens[at : at + self.longest])
            if concept:
                yield concept
            at += size

    def _at(self, tokens: list[str]) -> tuple[int, str | None]:
        for size in range(len(tokens), 0, -1):
            phrase = tuple(tokens[:size])
            concept = self.phrases.get(phrase) or self._by_stem(phrase)
            if concept:
                return size, concept
        return 1, None

    def _by_stem(self, phrase: Tokens) -> str | None:
        *before, last = phrase
        for length in range(len(last), SHORTEST_STEM - 1, -1):
            concept = self.stems.get((*before, last[:length]))
            if concept:
                return concept
        return None


def lexicon(files: Iterable[Concepts]) -> Lexicon:
    """The lexicon of these files; of a word under two concepts the first is kept."""
    phrases: dict[Tokens, str] = {}
    stems: dict[Tokens, str] = {}
    for file in files:
        for concept, in_languages in file.concepts.items():
            for language in LANGUAGES:
                for written in in_languages.to(language):
                    kept = stems if written.endswith("*") else phrases
                    kept.setdefault(tuple(words(folded(written))), concept)
    longest = max(map(len, (*phrases, *stems)), default=1)
    return Lexicon(phrases, stems, longest)
