"""Puts one more example into the YAML text of a need, leaving every other sign of it as it stands."""

import json
import re
from typing import Any

import yaml

from bot.core.content import Language
from bot.core.reading import BYTE_ORDER_MARK

FIELD = "examples"
_Loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # scalars stay text, as in reading
_SafeLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_LINE_END = re.compile(r"\r\n|\n|\r")
_NOT_PLAIN = frozenset({"", "~", "null"})


def with_example(written: str, language: Language, example: str) -> str:
    """The text of a file with the example as the last one of its language.

    Comments, order, quotes and line ends stay as they are; the example is quoted when YAML needs it.

    Raises:
        ValueError: the file has no such list, or is written in a way in which it cannot be found.
    """
    mark = BYTE_ORDER_MARK if written.startswith(BYTE_ORDER_MARK) else ""
    body = written.removeprefix(mark)
    try:
        listed = _list_of(body, language)
        changed = _inserted(body, listed, example)
        held = yaml.load(changed, Loader=_Loader)  # noqa: S506 - a base loader: text and nothing else
    except (yaml.YAMLError, UnicodeError) as error:
        raise ValueError("it is not readable as YAML") from error
    if held != _expected(body, language, example):
        raise ValueError(f"its list {FIELD}: {language}: is written in an unusual way")
    return mark + changed


def quoted(text: str) -> str:
    """A text as it stands in a list, in quotes when every reader of YAML would not take it as it is."""
    try:
        plain = yaml.load(f"- {text}", Loader=_SafeLoader) == [text]  # noqa: S506 - the safe loader
    except (yaml.YAMLError, ValueError):  # "2026-99-99" is taken for a day, and is none
        plain = False
    return text if plain and text.lower() not in _NOT_PLAIN else _in_quotes(text)


def _in_quotes(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)  # JSON is YAML


def _list_of(body: str, language: Language) -> yaml.SequenceNode:
    node: Any = yaml.compose(body, Loader=_Loader)
    for key in (FIELD, language):
        node = _field(node, key)
    if not isinstance(node, yaml.SequenceNode):
        raise ValueError(f"it has no list {FIELD}: {language}:")
    return node


def _field(node: Any, key: str) -> Any:
    if not isinstance(node, yaml.MappingNode):
        return None
    return next((value for name, value in node.value if name.value == key), None)


def _inserted(body: str, listed: yaml.SequenceNode, example: str) -> str:
    if listed.flow_style:
        return _inserted_in_brackets(body, listed, example)
    last = listed.value[-1]
    end = len(body[: last.end_mark.index].rstrip())  # a text in a block ends where the next begins
    found = _LINE_END.search(body, end)
    at = found.start() if found else len(body)
    first_line_end = _LINE_END.search(body)
    line_end = first_line_end.group() if first_line_end else "\n"
    line = f"{line_end}{_dash(body, listed)}{quoted(example)}"
    return body[:at] + line + body[at:]


def _dash(body: str, listed: yaml.SequenceNode) -> str:
    """What stands before the last example on its line: spaces, a dash, spaces."""
    start = listed.value[-1].start_mark.index
    before = re.search(r"[ ]*-[ ]+\Z", body[:start])
    return before.group() if before else " " * listed.start_mark.column + "- "


def _inserted_in_brackets(body: str, listed: yaml.SequenceNode, example: str) -> str:
    if listed.value:
        at, before = listed.value[-1].end_mark.index, ", "
    else:
        at, before = listed.start_mark.index + 1, ""
    return body[:at] + before + _in_quotes(example) + body[at:]


def _expected(body: str, language: Language, example: str) -> Any:
    held = yaml.load(body, Loader=_Loader)  # noqa: S506 - a base loader: text and nothing else
    held[FIELD][language].append(example)
    return held
