"""Writes replies as Telegram shows them: texts as HTML in parts, documents as files, choices as buttons."""

import html
from collections.abc import Iterable, Sequence

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, InputFile

from bot.channels.text import BOLD, END, can_be_seen, marked_parts, one_line, units
from bot.core.conversation import Choice, Document, Reply

LONGEST_PART = 4000  # UTF-16 units; Telegram refuses more than 4096
LONGEST_LABEL = 64  # characters; no telephone shows more
LONGEST_DATA = 64  # bytes, Telegram's limit for what a button carries
LONGEST_ROW = 30  # characters side by side before a telephone cuts them
MOST_BESIDE = 3
BLANK = "\u115f\u1160\u2800\u3164\uffa0\ufffc"  # letters and symbols that show nothing


def parts_of(reply: Reply) -> tuple[str | Document, ...]:
    """What goes out as a message each; the last carries the buttons."""
    texts = html_parts(reply.text)
    if reply.document is not None:
        return (*texts, reply.document)
    return texts or (("…",) if reply.choices else ())


def html_parts(text: str) -> tuple[str, ...]:
    """The text as HTML in parts Telegram takes, bold carried over cuts; none when nothing can be seen."""
    return tuple(
        _html(part) for part in marked_parts(text, LONGEST_PART, _fits) if can_be_seen(part, BLANK)
    )


def _fits(part: str) -> bool:
    return units(part) <= LONGEST_PART


def _html(part: str) -> str:
    return html.escape(part, quote=False).replace(BOLD, "<b>").replace(END, "</b>")


def file(document: Document) -> InputFile:
    """The document as a file to send."""
    sent = InputFile(document.text.encode("utf-8", "replace"), filename=document.name)
    sent.mimetype = document.media_type
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
