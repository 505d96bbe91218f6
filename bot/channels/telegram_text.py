"""Writes replies as Telegram shows them: texts as HTML in parts, files, choices as buttons.

What somebody said is quoted so that Telegram finds nothing in it to link or to mention: each word it
could take for a name, link, tag or command stands in ``<code>``, which holds no such thing. No sign is
added or changed, so an address that is copied is still right (a tap on it copies it); signs that cannot
be seen would break it.
"""

import html
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, InputFile

from bot.channels.text import (
    BOLD,
    END,
    can_be_seen,
    fitting,
    marked_parts,
    one_line,
    sendable,
    units,
)
from bot.core.conversation import Choice, Document, FileRef, Picture, Reply

LONGEST_PART = 4000  # UTF-16 units; Telegram refuses more than 4096
LONGEST_CAPTION = 1000  # UTF-16 units below a file; Telegram refuses more than 1024
LONGEST_NAME = 64  # characters of the name of who speaks
LONGEST_LABEL = 64  # characters; no telephone shows more
LONGEST_DATA = 64  # bytes, Telegram's limit for what a button carries
LONGEST_ROW = 30  # characters side by side before a telephone cuts them
MOST_BESIDE = 3
BLANK = "\u115f\u1160\u2800\u3164\uffa0\ufffc"  # letters and symbols that show nothing

# Telegram takes these out of a text before it looks for links in it.
_TAKEN_OUT = re.compile("[\u202a-\u202e\u0333\u033f\u030a]")
_LINE_ENDS = re.compile("[\u2028\u2029]")
# What Telegram finds in a text: https://core.telegram.org/api/entities and its own TDLib.
_FOUND = re.compile(
    r"""@\S               # a name, or a mail address
    | \#\S               # a tag
    | \$\w               # a share
    | (?<!\w)/\w | ://   # a command, a link
    | \.[^\W\d][^\s.,;:!?)»”"]  # a domain; "m.m." is none
    | (?:\d+\.){3}\d     # an address in numbers
    """,
    re.VERBOSE,
)
_WORD = re.compile(r"\S+")
_WAY_BACK = re.compile(r"https://t\.me/c/\d+/(\d+)")
_NOT_IN_A_NAME = re.compile(r"[@#$/*]")


@dataclass(frozen=True, slots=True)
class Part:
    """One message: a text as HTML, or a file with the text below it."""

    html: str = ""
    document: Document | None = None
    file: FileRef | None = None
    picture: Picture | None = None


def parts_of(reply: Reply) -> tuple[Part, ...]:
    """What goes out as a message each; the last carries the buttons."""
    parts = [Part(text) for text in _texts(reply)]
    parts += [Part(picture=picture) for picture in reply.pictures]
    if reply.document is not None:
        parts.append(Part(document=reply.document))
    if reply.file is not None:
        below = parts.pop() if parts and _fits_below_a_file(parts[-1]) else Part()
        parts.append(replace(below, file=reply.file))
    return tuple(parts) or ((Part("…"),) if reply.choices else ())


def _texts(reply: Reply) -> tuple[str, ...]:
    """Who speaks, the text and the quote, together where they fit in one message."""
    name = name_line(reply.by) if reply.by else ""
    texts = html_parts(f"{name}\n{reply.text}")
    quotes = quote_parts(reply.quote or "")
    if texts and quotes and _shown_units(texts[-1]) + 1 + _shown_units(quotes[0]) <= LONGEST_PART:
        return (*texts[:-1], f"{texts[-1]}\n{quotes[0]}", *quotes[1:])
    return texts + quotes


def _fits_below_a_file(part: Part) -> bool:
    return (
        part.document is None
        and part.picture is None
        and _shown_units(part.html) <= LONGEST_CAPTION
    )


def _shown_units(written: str) -> int:
    """The length of our own HTML as Telegram counts it, without marks."""
    return units(html.unescape(re.sub(r"<[^>]*>", "", written)))


def name_line(name: str) -> str:
    """The name of who speaks, bold as Steg writes it, without what could mention or link."""
    plain = one_line(_NOT_IN_A_NAME.sub(" ", name.replace(".", ". ")))[:LONGEST_NAME].rstrip()
    return f"**{plain}:**" if can_be_seen(plain, BLANK) else ""


def quote_parts(quote: str) -> tuple[str, ...]:
    """Somebody's words as HTML in parts Telegram takes; none when nothing can be seen."""
    # Composed first: Telegram takes out the ring of an å written as two signs.
    text = _TAKEN_OUT.sub("", _LINE_ENDS.sub("\n", unicodedata.normalize("NFC", sendable(quote))))
    return tuple(
        f"<blockquote>{_WORD.sub(_unfound, part)}</blockquote>"
        for part in fitting(text, LONGEST_PART, _fits)
        if can_be_seen(part, BLANK)
    )


def _unfound(word: re.Match[str]) -> str:
    escaped = html.escape(word[0], quote=False)
    return f"<code>{escaped}</code>" if _FOUND.search(word[0]) else escaped


def way_back(chat_id: int, first: int) -> str:
    """A link to the first message of a reply, for those after it.

    A press on a later one, or an answer to it, tells nothing of the first; the link in it does. In a
    supergroup it also takes the reader there.
    """
    group = str(chat_id).removeprefix("-").removeprefix("100")
    return f'<a href="https://t.me/c/{group}/{first}">↑</a> '


def first_post(links: Iterable[str]) -> int | None:
    """The first message of a reply, as the links in a later one tell."""
    found = (_WAY_BACK.fullmatch(link) for link in links)
    return next((int(match[1]) for match in found if match), None)


def html_parts(text: str) -> tuple[str, ...]:
    """The text as HTML in parts Telegram takes, bold carried over cuts; none when nothing can be seen."""
    return tuple(
        _html(part) for part in marked_parts(text, LONGEST_PART, _fits) if can_be_seen(part, BLANK)
    )


def _fits(part: str) -> bool:
    return units(part) <= LONGEST_PART


def _html(part: str) -> str:
    return html.escape(part, quote=False).replace(BOLD, "<b>").replace(END, "</b>")


def file_of(part: Part, content: bytes | None) -> InputFile:
    """The file of a part to send; ``content`` is what was fetched, for one somebody else sent."""
    named = part.document or part.file or part.picture
    if named is None:
        raise ValueError("the part holds no file")
    content = part.picture.content if part.picture else content
    inside = part.document.text.encode("utf-8", "replace") if part.document else content
    sent = InputFile(inside or b"", filename=named.name)
    sent.mimetype = named.media_type
    return sent


def keyboard(choices: Sequence[Choice]) -> InlineKeyboardMarkup | None:
    """The choices as buttons, short ones beside each other.

    Raises:
        ValueError: a choice's id is empty or longer than Telegram carries.
    """
    buttons = [_button(choice) for choice in choices]
    return InlineKeyboardMarkup(_rows(buttons)) if buttons else None


def _button(choice: Choice) -> InlineKeyboardButton:
    size = len(choice.id.encode())
    if not 1 <= size <= LONGEST_DATA:
        raise ValueError(
            f"choice {choice.id!r} takes {size} bytes; write an id of 1 to {LONGEST_DATA}"
        )
    return InlineKeyboardButton(_label(choice.label), callback_data=choice.id)


def _label(label: str) -> str:
    line = one_line(label)
    if len(line) > LONGEST_LABEL:
        line = line[: LONGEST_LABEL - 1].rstrip() + "…"
    return line or "…"


def _rows(buttons: Iterable[InlineKeyboardButton]) -> list[list[InlineKeyboardButton]]:
    rows: list[list[InlineKeyboardButton]] = []
    for button in buttons:
        if rows and _fits_beside(rows[-1], button):
            rows[-1].append(button)
        else:
            rows.append([button])
    return rows


def _fits_beside(row: Sequence[InlineKeyboardButton], button: InlineKeyboardButton) -> bool:
    """Whether a row has room for one more; Telegram makes all buttons of a row as wide as each other."""
    longest = max(len(one.text) for one in (*row, button))
    return len(row) < MOST_BESIDE and longest * (len(row) + 1) <= LONGEST_ROW
