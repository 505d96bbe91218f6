"""Text as platforms take it: without what they refuse, in parts cut at sentences, bold marked in each.

Steg's own texts hold only ``**bold**``, line breaks and "•"; everything else is shown as it is.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator

BOLD, END = "\x02", "\x03"
"""Stand for the marks of bold in a part; no text holds them, as control characters are taken out."""

_BOLD = re.compile(r"\*\*(.+?)\*\*")
_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+|\n")
_UNSENDABLE = re.compile(r"[\x00-\x09\x0b-\x1f\ud800-\udfff]")

Fits = Callable[[str], bool]


def split(text: str, limit: int) -> tuple[str, ...]:
    """The text in parts of at most ``limit`` characters, cut at line breaks and sentence ends."""
    parts: list[str] = []
    rest = text.strip()
    while len(rest) > limit:
        cut = _cut(rest, limit)
        parts.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return (*parts, rest) if rest else tuple(parts)


def _cut(text: str, limit: int) -> int:
    ends = [
        match.end() for match in _SENTENCE_END.finditer(text[: limit + 1]) if match.end() <= limit
    ]
    if ends:
        return ends[-1]
    space = text.rfind(" ", 1, limit + 1)
    return space if space > 0 else limit


def fitting(text: str, limit: int, fits: Fits) -> Iterator[str]:
    """The text split at ``limit`` characters, and smaller where such a part does not fit."""
    for part in split(text, limit):
        if fits(part):
            yield part
        else:
            yield from fitting(part, limit // 2, fits)


def marked_parts(text: str, limit: int, fits: Fits) -> Iterator[str]:
    """The text as parts that fit, what is bold between BOLD and END, in each part anew.

    Args:
        text: as Steg writes it, with ``**bold**``.
        limit: the most characters of a part, without the two marks a cut adds when it is in bold.
        fits: whether the platform takes a part, told before a cut adds its marks.
    """
    bold = False
    for cut in fitting(_marked(text), limit, fits):
        part = BOLD + cut if bold else cut
        bold = part.rfind(BOLD) > part.rfind(END)
        yield part + END if bold else part


def _marked(text: str) -> str:
    return _BOLD.sub(rf"{BOLD}\1{END}", sendable(text.replace("\r", "")))


def sendable(text: str) -> str:
    """The text without control characters and halves of signs, which platforms refuse."""
    return _UNSENDABLE.sub(" ", text)


def plain(text: str) -> str:
    """The text without marks."""
    return _BOLD.sub(r"\1", text)


def one_line(text: str) -> str:
    """The text without marks and line breaks, for a button."""
    return " ".join(plain(sendable(text)).split())


def units(text: str) -> int:
    """The length as platforms count it, in UTF-16, where an emoji counts two."""
    return len(text.encode("utf-16-le")) // 2


def can_be_seen(text: str, blank: str = "") -> bool:
    """Whether the text shows anything; ``blank`` are letters and symbols that do not."""
    return any(unicodedata.category(sign)[0] in "LNPS" and sign not in blank for sign in text)
