"""Reads Telegram's updates as Steg's messages, and names its commands in each language."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from telegram import BotCommand, CallbackQuery, Update, User
from telegram import Message as TelegramMessage
from telegram.constants import ChatType

from bot.channels.commands import COMMANDS
from bot.core.content import Language
from bot.core.conversation import Attachment, Message

_COMMAND = re.compile(r"/(\w+)(?:@\w+)?(?:\s+(.*))?", re.DOTALL)

MENU: Mapping[str, Mapping[Language, str]] = {
    "start": {"nb": "Start samtalen", "sv": "Starta samtalet", "en": "Start the conversation"},
    "help": {
        "nb": "Hva jeg kan hjelpe med",
        "sv": "Vad jag kan hjälpa till med",
        "en": "What I can help with",
    },
    "person": {
        "nb": "Snakk med et menneske",
        "sv": "Prata med en människa",
        "en": "Talk to a person",
    },
    "language": {"nb": "Bytt språk", "sv": "Byt språk", "en": "Change language"},
    "privacy": {
        "nb": "Se hva som er lagret om deg",
        "sv": "Se vad som sparas om dig",
        "en": "See what is kept",
    },
    "erase": {
        "nb": "Slett alt du har skrevet",
        "sv": "Radera allt du har skrivit",
        "en": "Delete all you wrote",
    },
}

# Telegram's codes for Norwegian differ by app; "" is the menu for everybody else.
MENUS: tuple[tuple[str, Language], ...] = (
    ("", "en"),
    ("en", "en"),
    ("nb", "nb"),
    ("nn", "nb"),
    ("no", "nb"),
    ("sv", "sv"),
)
LANGUAGES: Mapping[str, Language] = {code: language for code, language in MENUS if code}

# The first that a message holds counts: an animation also comes as a document, for old apps.
ATTACHMENTS: tuple[tuple[str, Attachment], ...] = (
    ("photo", "photo"),
    ("live_photo", "photo"),
    ("animation", "video"),
    ("video", "video"),
    ("video_note", "video"),
    ("voice", "voice"),
    ("audio", "voice"),
    ("document", "document"),
    ("sticker", "sticker"),
    ("contact", "contact"),
    ("dice", "other"),
    ("game", "other"),
    ("poll", "other"),
    ("story", "other"),
    ("checklist", "other"),
    ("paid_media", "other"),
    ("invoice", "other"),
)


def menu(language: Language) -> list[BotCommand]:
    """The commands as Telegram lists them to an owner."""
    return [BotCommand(word, said[language]) for word, said in MENU.items()]


def to_message(update: Update, now: datetime) -> Message | None:
    """A Telegram update as a Message, or None for what we do not answer (groups, bots, edits, joins)."""
    if update.message is not None:
        return _said(update.update_id, update.message, now)
    if update.callback_query is not None:
        return _pressed(update.update_id, update.callback_query, now)
    return None


def _said(update_id: int, message: TelegramMessage, now: datetime) -> Message | None:
    if (
        message.from_user is None
        or message.from_user.is_bot
        or message.chat.type != ChatType.PRIVATE
    ):
        return None
    blank = _blank(update_id, message.chat.id, message.from_user, now)
    if message.text is not None:
        return _written(blank, message.text)
    if message.location is not None:
        return replace(blank, location=(message.location.latitude, message.location.longitude))
    attachment = next((kind for name, kind in ATTACHMENTS if getattr(message, name, None)), None)
    return replace(blank, attachment=attachment, text=message.caption) if attachment else None


def _pressed(update_id: int, query: CallbackQuery, now: datetime) -> Message | None:
    if not query.data or query.from_user.is_bot or query.inline_message_id is not None:
        return None
    # A message that is gone may leave no chat; in a private chat its id is the owner's own.
    chat = query.message.chat if query.message else None
    if chat is not None and chat.type != ChatType.PRIVATE:
        return None
    blank = _blank(update_id, chat.id if chat else query.from_user.id, query.from_user, now)
    return replace(blank, choice=query.data)


def _blank(update_id: int, chat_id: int, sender: User, now: datetime) -> Message:
    return Message(
        id=f"telegram:update:{update_id}",
        conversation=f"telegram:{chat_id}",
        channel="telegram",
        at=now,
        language=LANGUAGES.get((sender.language_code or "").partition("-")[0].lower()),
    )


def _written(blank: Message, text: str) -> Message:
    command = _COMMAND.fullmatch(text)
    if command is None:
        return replace(blank, text=text)
    choice = COMMANDS.get(command[1].lower())
    if choice is not None:
        return replace(blank, choice=choice)
    return replace(blank, text=" ".join(piece for piece in command.groups() if piece))
