"""Values as the JSON text a store keeps, and back.

Any text survives: NUL is escaped, and half of a surrogate pair, which no UTF-8 file can hold, becomes �.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal, TypeVar

from pydantic import TypeAdapter
from pydantic_core import PydanticSerializationError

from bot.core.conversation import Choice, Document, Handoff, Line, Reply, Session
from bot.core.demand import is_made_up
from bot.core.misheard import Kind, Misheard

_session: TypeAdapter[Session] = TypeAdapter(Session)
_reply: TypeAdapter[Reply] = TypeAdapter(Reply)
_handoff: TypeAdapter[Handoff] = TypeAdapter(Handoff)
_Value = TypeVar("_Value")


def from_session(session: Session) -> str:
    """A session as JSON."""
    return _json(_session, session)


def to_session(body: str) -> Session:
    """The session that was kept."""
    return _session.validate_json(body)


def from_reply(reply: Reply) -> str:
    """A reply as JSON."""
    return _json(_reply, reply)


def to_reply(body: str) -> Reply:
    """The reply that was kept."""
    return _reply.validate_json(body)


def from_handoff(handoff: Handoff) -> str:
    """A request for a person as JSON."""
    return _json(_handoff, handoff)


def to_handoff(body: str) -> Handoff:
    """The request that was kept."""
    return _handoff.validate_json(body)


def from_text(text: str) -> str:
    """What an owner said, as JSON of the same form as a reply."""
    return from_data({"text": text})


def from_data(data: Mapping[str, str]) -> str:
    """The data of an event as JSON."""
    return whole(json.dumps(dict(data), ensure_ascii=False))


def to_line(number: int, who: str, at: str, body: str) -> Line:
    """A line as it was said, from its columns."""
    said = json.loads(body)
    choices = tuple(Choice(choice["id"], choice["label"]) for choice in said.get("choices", ()))
    speaker: Literal["owner", "steg"] = "owner" if who == "owner" else "steg"
    at_time = datetime.fromisoformat(at)
    document = Document(**said["document"]) if said.get("document") else None
    quote, by = said.get("quote"), said.get("by")
    return Line(number, speaker, at_time, said["text"], choices, quote, by, document)


def to_misheard(kind: Kind, at: str, body: str, conversation: str) -> Misheard | None:
    """Words that were not read as they were meant, from the columns of an event; None when they are gone."""
    data = json.loads(body)
    if "words" not in data:
        return None
    read, chosen = (tuple(data.get(name, "").split()) for name in ("read", "chosen"))
    day = datetime.fromisoformat(at).date()
    made_up = is_made_up(conversation)
    return Misheard(kind, data["words"], read, chosen, data.get("language"), day, made_up)


def whole(text: str) -> str:
    """The text with each half of a surrogate pair replaced; two halves that belong together become one."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def _json(adapter: TypeAdapter[_Value], value: _Value) -> str:
    try:
        return adapter.dump_json(value).decode()
    except PydanticSerializationError:
        parts: Any = adapter.dump_python(value, mode="json")
        return whole(json.dumps(parts, ensure_ascii=False))
