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
# It begins with the signs themselves, and looks back from there: so the search leaps from sign to sign.
_END = re.compile(
    r"""[.!?…\n](?:
        (?<=\n)\n*
      | (?<!\n)(?<!\d.)(?<!\b[a-zæøåäö].)[.!?…]*[»”"')]*(?=\s|$)
      | (?<=\d[.!?…])[.!?…]*(?=\s+[A-ZÆØÅÄÖ]|\s*$)
    )""",
    re.M | re.X,
)
ADDRESS = re.compile(
    r"https?://\S+|www\.\S+|\b[\w.-]+\.(?:no|se|com|org|eu|gov|net|uk)\b|\S+@\S+\.\w+|\+?\d[\d  ]{6,}\d"
)
_SHORT = (
    r"mv kl nr ca jf ev ifm iht jfr evt pga ift mht osv etc dvs tlf ang resp inkl exkl ekskl"
    r" bl\.a bl\.\sa f\.eks m\.m m\.fl t\.ex t\.\sex fr\.o\.m t\.o\.m e\.g i\.e"
).split()
ABBREVIATION = re.compile(rf"\b(?:{'|'.join(_SHORT)})\.", re.I)
# The same seen from its last dot, in a fraction of the time; nearly no text holds any.
_BEHIND = "|".join(rf"(?<=\b{form}\.)" for form in _SHORT)
_AFTER_SHORT = re.compile(rf"\.(?:{_BEHIND})", re.I)
_DIGIT_OR_MARK = re.compile(r"[\d@/]")
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
    if "www." in text or _DIGIT_OR_MARK.search(text):
        text = ADDRESS.sub("", text)
    if has_abbreviation(text):
        text = ABBREVIATION.sub(lambda found: found.group().replace(".", ""), text)
    return text


def has_abbreviation(text: str) -> bool:
    """Whether ABBREVIATION finds anything in a text."""
    return _AFTER_SHORT.search(text) is not None


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
