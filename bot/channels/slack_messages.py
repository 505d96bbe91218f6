"""Reads Slack's events, presses and slash commands as messages of owners and of advisers."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.channels.commands import COMMANDS
from bot.core.conversation import Adviser, Attachment, DeskMessage, FileRef, Message
from bot.core.files import clean_name

SAID_BY_PEOPLE = (None, "file_share", "me_message", "thread_broadcast")
"""The subtypes of a message event that hold a person's words; the others are edits, joins and bots."""
UNNAMED = "Slack user"  # until Slack tells the name

_MARKUP = re.compile(r"<([@#!]?)([^<>|]*)(?:\|([^<>]*))?>")
_ENTITY = re.compile(r"&(amp|lt|gt);")
_SIGNS = {"amp": "&", "lt": "<", "gt": ">"}


def to_message(body: Mapping[str, Any], now: datetime) -> Message | DeskMessage | None:
    """A Slack event, press or slash command as a message, or None for what we do not answer.

    Who writes in a channel is an adviser, and is heard below a post only; ``by`` has no name yet.
    """
    match body:
        case {"type": "event_callback", "event": {"type": "message", "channel_type": "im"}}:
            return _said(body["event_id"], body["event"], now)
        case {
            "type": "event_callback",
            "event": {
                "type": "message",
                "channel_type": "channel" | "group",
                "thread_ts": str(),
            },
        }:
            return _said_at_desk(body["event_id"], body["event"], now)
        case {"type": "block_actions", "actions": [{"type": "button", "value": str()}, *_]}:
            return _pressed(body, now)
        case {"command": str()}:
            return _commanded(body, now)
    return None


def channel_of(conversation: str) -> str:
    """Slack's own id of a conversation, or of a desk."""
    return conversation.partition(":")[2]


def is_direct(conversation: str) -> bool:
    """Whether it is one person's own with us; every other may be a desk."""
    return channel_of(conversation).startswith("D")


def talk_of(message: Message | DeskMessage) -> str:
    """What a message must keep its order in: a conversation, or what is said below one post of a desk."""
    if isinstance(message, Message):
        return message.conversation
    return f"{message.desk}:{message.thread}"


def _said(event_id: str, event: Mapping[str, Any], now: datetime) -> Message | None:
    if not _is_by_a_person(event):
        return None
    blank = _blank(f"slack:event:{event_id}", event["channel"], now)
    text = typed(event.get("text") or "").strip()
    attachment = _attachment(event)
    if attachment is not None:
        return replace(blank, attachment=attachment, text=text or None, file=_file(event))
    return _written(blank, text) if text else None


def _said_at_desk(event_id: str, event: Mapping[str, Any], now: datetime) -> DeskMessage | None:
    if not _is_by_a_person(event) or event["thread_ts"] == event["ts"]:
        return None
    text, file = typed(event.get("text") or "").strip(), _file(event)
    if not text and file is None:
        return None
    return DeskMessage(
        id=f"slack:event:{event_id}",
        desk=f"slack:{event['channel']}",
        by=_adviser(event["user"]),
        at=now,
        thread=event["thread_ts"],
        text=text or None,
        file=file,
    )


def _is_by_a_person(event: Mapping[str, Any]) -> bool:
    if event.get("subtype") not in SAID_BY_PEOPLE or event.get("hidden") or event.get("bot_id"):
        return False
    return bool(event.get("user")) and event["user"] != "USLACKBOT"


def _pressed(body: Mapping[str, Any], now: datetime) -> Message | DeskMessage:
    action, container, user = body["actions"][0], body["container"], body["user"]["id"]
    channel, message_ts = container["channel_id"], container["message_ts"]
    press = f"slack:action:{channel}:{message_ts}:{action['action_id']}:{action['action_ts']}"
    if is_direct(f"slack:{channel}"):
        return replace(_blank(press, channel, now), choice=action["value"])
    return DeskMessage(
        id=f"{press}:{user}",
        desk=f"slack:{channel}",
        by=_adviser(user),
        at=now,
        thread=container.get("thread_ts") or message_ts,
        choice=action["value"],
    )


def _adviser(user: str) -> Adviser:
    return Adviser(f"slack:{user}", UNNAMED)


def _commanded(body: Mapping[str, Any], now: datetime) -> Message:
    """A slash command, with the channel it was typed in as its conversation."""
    blank = _blank(f"slack:command:{body['trigger_id']}", body["channel_id"], now)
    return _written(blank, typed(body.get("text") or "").strip() or "help")


def _blank(message_id: str, channel_id: str, now: datetime) -> Message:
    return Message(id=message_id, conversation=f"slack:{channel_id}", channel="slack", at=now)


def _written(blank: Message, text: str) -> Message:
    """A command with or without its slash, as Slack keeps most of what begins with one; else the text."""
    choice = COMMANDS.get(text.removeprefix("/").lower())
    return replace(blank, choice=choice) if choice else replace(blank, text=text)


def _attachment(event: Mapping[str, Any]) -> Attachment | None:
    """What the first file is; a message passed on without a word is something else we cannot read."""
    if event.get("files"):
        return _kind(event["files"][0])
    return "other" if event.get("attachments") and not event.get("text") else None


def _kind(file: Mapping[str, Any]) -> Attachment:
    if file.get("subtype") == "slack_audio":  # a voice clip may come as a video without a picture
        return "voice"
    kinds: Mapping[str, Attachment] = {"image": "photo", "audio": "voice", "video": "video"}
    return kinds.get(str(file.get("mimetype")).partition("/")[0], "document")


def _file(event: Mapping[str, Any]) -> FileRef | None:
    """The first file; without a type or a size when Slack tells none, as of one that was deleted."""
    match event.get("files"):
        case [{"id": str(ref)} as file, *_]:
            media_type, size = str(file.get("mimetype") or ""), file.get("size")
            name = clean_name(str(file.get("name") or ""), media_type)
            return FileRef("slack", ref, name, media_type, size if isinstance(size, int) else 0)
    return None


def typed(text: str) -> str:
    """Slack's text as the owner typed it: without its markup for links and names, and without entities."""
    return _ENTITY.sub(lambda entity: _SIGNS[entity[1]], _MARKUP.sub(_as_typed, text))


def _as_typed(markup: re.Match[str]) -> str:
    sign, target, label = markup.groups()
    if sign == "!":  # a group or a date; its label is complete
        return label or "@" + target.partition("^")[0]
    if label:
        return f"{sign}{label}"
    return sign + target.removeprefix("mailto:").removeprefix("tel:")
