"""Writes replies as Slack shows them: texts, quotes and buttons as blocks, in few messages."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

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
from bot.core.conversation import Choice, Document, Reply

LONGEST_SECTION = 3000  # UTF-16 units after escaping; Slack refuses more
MARKS = 2  # one at each end, when bold is cut
LONGEST_LABEL = 75  # UTF-16 units, Slack's limit for what a button shows
BUTTONS_IN_ROW = 5
# Of blocks as JSON, far fewer than 50; Slack refuses above some 13,000.
LARGEST_MESSAGE = 12_000

_ADDRESS = re.compile(r"(https?://\w[^\s<>|\x02\x03]*(?<=[\w/]))|[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+")
_BREAKS_LAYOUT = re.compile(
    r"\*|([_~`]).*\1|^\s*>|\w\x02|\x02\s|\s\x03|\x03\w", re.MULTILINE | re.DOTALL
)
_TURNS_THE_LINE = re.compile("[\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class _Block:
    """A block, and what it says for notifications and old screens: Slack reads names there too."""

    json: dict[str, Any]
    notice: str = ""


@dataclass(frozen=True, slots=True)
class Post:
    """One message, with what it says for notifications and old screens."""

    notice: str
    blocks: tuple[dict[str, Any], ...]


def posts(reply: Reply) -> tuple[Post, ...]:
    """A reply without its files as messages Slack takes; none when nothing can be seen."""
    blocks = (
        *_speaker(reply.by or ""),
        *_sections(reply.text),
        *_quotes(reply.quote or ""),
        *_rows(reply.choices),
    )
    return tuple(_packed(blocks))


def _sections(text: str) -> Iterator[_Block]:
    parts = marked_parts(text, LONGEST_SECTION - MARKS, lambda part: _fits(_mrkdwn(part)))
    return (_section(part) for part in parts if can_be_seen(part))


def _fits(written: str) -> bool:
    return units(written) <= LONGEST_SECTION - MARKS


def _section(part: str) -> _Block:
    """A part as a section: as plain text, without bold, when owner's signs would be taken for marks.

    A ``*``, a pair of ``_``, ``~`` or a backtick, or a ``>`` at the start of a line would make Slack
    change letters and layout, and there is no sign that escapes them.
    """
    notice = _escaped(part.replace(BOLD, "").replace(END, ""))
    if _BREAKS_LAYOUT.search(_ADDRESS.sub("", part)):
        plainly = {"type": "plain_text", "text": notice, "emoji": False}
        return _Block({"type": "section", "text": plainly}, notice)
    return _Block(_verbatim(_mrkdwn(part)), notice)


def _verbatim(text: str) -> dict[str, Any]:
    """A section of marked text in which Slack makes no links of its own, as of "@channel" and "#general"."""
    return {"type": "section", "text": {"type": "mrkdwn", "text": text, "verbatim": True}}


def _mrkdwn(part: str) -> str:
    """A marked part in Slack's marks, with its addresses as links that show where they lead."""
    pieces: list[str] = []
    end = 0
    for found in _ADDRESS.finditer(part):
        pieces += _escaped(part[end : found.start()]), _link(found)
        end = found.end()
    marked = "".join((*pieces, _escaped(part[end:]))).replace(BOLD + END, "")
    return marked.replace(BOLD, "*").replace(END, "*")


def _link(found: re.Match[str]) -> str:
    address = _escaped(found[0])
    return f"<{address}>" if found[1] else f"<mailto:{address}|{address}>"


def _speaker(name: str) -> Iterator[_Block]:
    line = f"{one_line(_in_its_place(name))}:"
    if can_be_seen(line, blank=":"):
        bold = {"type": "text", "text": line, "style": {"bold": True}}
        yield _rich({"type": "rich_text_section", "elements": [bold]}, line)


def _quotes(words: str) -> Iterator[_Block]:
    """Somebody's own words; rich text is the one place where Slack reads no marks, names or addresses."""
    text = _in_its_place(sendable(words.replace("\r", "")))
    for part in fitting(text, LONGEST_SECTION, lambda part: units(part) <= LONGEST_SECTION):
        if can_be_seen(part):
            plainly = {"type": "text", "text": part}
            yield _rich({"type": "rich_text_quote", "elements": [plainly]}, part)


def _rich(element: dict[str, Any], said: str) -> _Block:
    return _Block({"type": "rich_text", "elements": [element]}, _escaped(said))


def _in_its_place(text: str) -> str:
    """The text without signs that turn the direction of writing, also of what stands beside it."""
    return _TURNS_THE_LINE.sub("", text)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _rows(choices: Sequence[Choice]) -> Iterator[_Block]:
    buttons = [_button(number, choice) for number, choice in enumerate(choices)]
    for start in range(0, len(buttons), BUTTONS_IN_ROW):
        yield _Block({"type": "actions", "elements": buttons[start : start + BUTTONS_IN_ROW]})


def _button(number: int, choice: Choice) -> dict[str, Any]:
    return {
        "type": "button",
        "action_id": f"choice-{number}",
        "value": choice.id,
        "text": {"type": "plain_text", "text": _label(choice.label)},
    }


def _label(label: str) -> str:
    line = one_line(label)
    if units(line) > LONGEST_LABEL:
        room = line.encode("utf-16-le")[: (LONGEST_LABEL - 1) * 2]
        line = room.decode("utf-16-le", "ignore").rstrip() + "…"
    return line if can_be_seen(line) else "…"


def _packed(blocks: Iterable[_Block]) -> Iterator[Post]:
    """The blocks in as few messages as hold them."""
    pack: list[_Block] = []
    size = 0
    for block in blocks:
        # What is escaped only in the notice may be longer there.
        added = max(units(json.dumps(block.json, ensure_ascii=False)), units(block.notice))
        if pack and size + added > LARGEST_MESSAGE:
            yield _post(pack)
            pack, size = [], 0
        pack.append(block)
        size += added
    if pack:
        yield _post(pack)


def _post(pack: Sequence[_Block]) -> Post:
    notice = "\n".join(block.notice for block in pack if block.notice)
    return Post(notice or "…", tuple(block.json for block in pack))


def code_posts(document: Document) -> tuple[Post, ...]:
    """A document as code blocks, for workspaces that take no files from us."""
    text = sendable(document.text).replace("```", "'''")
    parts = fitting(text, LONGEST_SECTION - MARKS - len(_code("")), lambda part: _fits(_code(part)))
    return tuple(_packed(_Block(_verbatim(_code(part)), _escaped(document.name)) for part in parts))


def _code(text: str) -> str:
    return f"```\n{_escaped(text)}\n```"
