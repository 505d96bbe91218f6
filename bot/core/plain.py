"""How easy a text is: its words, sentences and LIX, counted by one rule.

The rule of counting is that of our research (2026): a word is a run of letters, a number is one word; a
sentence ends at . ! ? … before a space or the end, and at a line break, but not inside an abbreviation, a
date, a sum or an address. LIX is C.-H. Björnsson's (1968).
"""

import re
from dataclasses import dataclass
from itertools import chain

LONG_WORD = 6  # letters; a word with more counts as long in LIX
_WORD = re.compile(r"\d+(?:[.,:  ]\d+)*[^\W\d_]*|[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_END = re.compile(
    r"(?<!\d)(?<!\b[a-zæøåäö])[.!?…]+[»”\"')]*(?=\s|$)|(?<=\d)[!?.…]+(?=\s+[A-ZÆØÅÄÖ]|\s*$)|\n+",
    re.M,
)
ADDRESS = re.compile(
    r"https?://\S+|www\.\S+|\b[\w.-]+\.(?:no|se|com|org|eu|gov|net|uk)\b|\S+@\S+\.\w+|\+?\d[\d  ]{6,}\d"
)
ABBREVIATION = re.compile(
    r"\b(?:bl\.\s?a|f\.eks|mv|m\.m|m\.fl|ifm|iht|jf|jfr|evt|ev|pga|ift|mht|osv|etc|dvs|t\.\s?ex|kl|nr|ca|tlf"
    r"|fr\.o\.m|t\.o\.m|resp|ang|inkl|exkl|ekskl|e\.g|i\.e)\.",
    re.I,
)
_GAP = re.compile(r"\{[a-z]+\}")
_MARKS = re.compile(r"\*\*|^\s*(?:•|\d+\.)\s+", re.M)  # bold, bullets and the numbers of a list


@dataclass(frozen=True, slots=True)
class Read:
    """A text cut up: its sentences as written with their words, and all words in order.

    ``lowered`` are the words in small letters.
    """

    text: str
    sentences: tuple[tuple[str, tuple[str, ...]], ...]
    words: tuple[str, ...]
    lowered: tuple[str, ...]

    @property
    def long_words(self) -> int:
        """How many words have more than six letters."""
        return sum(is_long(word) for word in self.words)

    @property
    def lix(self) -> float:
        """Words per sentence plus long words per hundred; 0 for a text without words."""
        words = len(self.words)
        return words / len(self.sentences) + 100 * self.long_words / words if words else 0.0


def is_long(word: str) -> bool:
    """Whether LIX counts a word as long."""
    return len(word) > LONG_WORD and sum(map(str.isalpha, word)) > LONG_WORD


def read(text: str) -> Read:
    """A text cut up; addresses are left out, a gap counts as one short word."""
    bare = _bare(text)
    cut = ((part.strip(), tuple(_WORD.findall(part))) for part in _parts(bare))
    return of_sentences(text, tuple((part, words) for part, words in cut if words))


def _bare(text: str) -> str:
    """The text without what is no sentence; most texts hold none of it, so the cheap looks come first."""
    if "*" in text or "•" in text or "\n" in text:
        text = _MARKS.sub("", text)
    if "{" in text:
        text = _GAP.sub("navn", text)
    if "@" in text or "/" in text or "www." in text or any(map(str.isdigit, text)):
        text = ADDRESS.sub("", text)
    return ABBREVIATION.sub(lambda found: found.group().replace(".", ""), text)


def of_sentences(text: str, sentences: tuple[tuple[str, tuple[str, ...]], ...]) -> Read:
    """A text that was cut up already."""
    words = tuple(chain.from_iterable(words for _, words in sentences))
    return Read(text, sentences, words, tuple(map(str.lower, words)))


def _parts(text: str) -> list[str]:
    parts, start = [], 0
    for end in _END.finditer(text):
        parts.append(text[start : end.end()])
        start = end.end()
    return [*parts, text[start:]]
