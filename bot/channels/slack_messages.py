"""Reads Slack's events, presses and slash commands as Steg's messages."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.channels.commands import COMMANDS
from bot.core.conversation import Attachment, Message

SAID_BY_PEOPLE = (None, "file_share", "me_message", "thread_broadcast")
"""The subtypes of a message event that hold an owner's words; the others are edits, joins and bots."""

_MARKUP = re.compile(r"<([@#!]?)([^<>|]*)(?:\|([^<>]*))?>")
_ENTITY = re.compile(r"&(amp|lt|gt);")
_SIGNS = {"amp": "&", "lt": "<", "gt": ">"}


def to_message(body: Mapping[str, Any], now: datetime) -> Message | None:
    """A Slack event, press or slash command as a Message, or None for what we do not answer."""
    match body:
        case {"type": "event_callback", "event": {"type": "message", "channel_type": "im"}}:
            return _said(body["event_id"], body["event"], now)
        case {"type": "block_actions", "actions": [{"type": "button", "value": str()}, *_]}:
            return _pressed(body, now)
        case {"command": str()}:
            return _commanded(body, now)
    return None


def _said(event_id: str, event: Mapping[str, Any], now: datetime) -> Message | None:
    if event.get("subtype") not in SAID_BY_PEOPLE or event.get("hidden"):
        return None
    if not event.get("user") or event["user"] == "USLACKBOT" or event.get("bot_id"):
        return None
    blank = _blank(f"slack:event:{event_id}", event["channel"], now)
    text = typed(event.get("text") or "").strip()
    attachment = _attachment(event)
    if attachment is not None:
        return replace(blank, attachment=attachment, text=text or None)
    return _written(blank, text) if text else None


def _pressed(body: Mapping[str, Any], now: datetime) -> Message:
    action, container = body["actions"][0], body["container"]
    channel, message_ts = container["channel_id"], container["message_ts"]
    press = f"slack:action:{channel}:{message_ts}:{action['action_id']}:{action['action_ts']}"
    return replace(_blank(press, channel, now), choice=action["value"])


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
