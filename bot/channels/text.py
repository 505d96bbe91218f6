"""Text as platforms take it: split at sentences to a length, bold marks turned into theirs.

Steg's own texts hold only ``**bold**``, line breaks and "•"; everything else is shown as it is.
"""

import re
from collections.abc import Callable, Iterator

_BOLD = re.compile(r"\*\*(.+?)\*\*")
_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+|\n")


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
    ends = [match.end() for match in _SENTENCE_END.finditer(text[: limit + 1]) if match.end() <= limit]
    if ends:
        return ends[-1]
    space = text.rfind(" ", 1, limit + 1)
    return space if space > 0 else limit


def formatted(text: str, escape: Callable[[str], str], bold: tuple[str, str]) -> str:
    """The text escaped for a platform, with its own marks around what is bold."""
    return "".join(
        f"{bold[0]}{escape(piece)}{bold[1]}" if is_bold else escape(piece) for piece, is_bold in _pieces(text)
    )


def plain(text: str) -> str:
    """The text without marks."""
    return _BOLD.sub(r"\1", text)


def _pieces(text: str) -> Iterator[tuple[str, bool]]:
    end = 0
    for match in _BOLD.finditer(text):
        yield text[end : match.start()], False
        yield match.group(1), True
        end = match.end()
    yield text[end:], False
