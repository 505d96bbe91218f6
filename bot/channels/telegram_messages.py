"""Reads Telegram's updates as Steg's messages, and names its commands in each language.

A private chat is an owner's. In a group advisers work: there only presses and answers to our own posts
are for us, all else is talk among colleagues.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from telegram import BotCommand, CallbackQuery, MaybeInaccessibleMessage, Update, User
from telegram import Message as TelegramMessage
from telegram.constants import ChatType, MessageEntityType

from bot.channels.commands import COMMANDS
from bot.channels.telegram_text import first_post
from bot.core.content import Language
from bot.core.conversation import Adviser, Attachment, DeskMessage, FileRef, Message
from bot.core.files import ENDINGS, clean_name

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
FILES = ("document", "voice", "audio", "video", "video_note", "sticker")
"""What holds one file, besides photos."""
GROUPS = (ChatType.GROUP, ChatType.SUPERGROUP)
UNKNOWN_TYPE = "application/octet-stream"
TYPES: Mapping[str, str] = {ending: media_type for media_type, ending in ENDINGS.items()} | {
    "jpeg": "image/jpeg"
}
"""Media types by a name's ending, for apps that do not tell them."""


def menu(language: Language) -> list[BotCommand]:
    """The commands as Telegram lists them to an owner."""
    return [BotCommand(word, said[language]) for word, said in MENU.items()]


def to_message(update: Update, now: datetime, bot_id: int) -> Message | DeskMessage | None:
    """A Telegram update as a message, or None for what we do not answer (bots, edits, joins, talk in groups).

    Args:
        bot_id: our own number, by which an answer to one of our posts is known.
    """
    if update.message is not None:
        return _said(update.update_id, update.message, now, bot_id)
    if update.callback_query is not None:
        return _pressed(update.update_id, update.callback_query, now)
    return None


def _said(
    update_id: int, message: TelegramMessage, now: datetime, bot_id: int
) -> Message | DeskMessage | None:
    if message.from_user is None or message.from_user.is_bot:
        return None
    if message.chat.type in GROUPS:
        return _answered(
            _acted(update_id, message.chat.id, message.from_user, now), message, bot_id
        )
    if message.chat.type != ChatType.PRIVATE:
        return None
    blank = _blank(update_id, message.chat.id, message.from_user, now)
    if message.text is not None:
        return _written(blank, message.text)
    if message.location is not None:
        return replace(blank, location=(message.location.latitude, message.location.longitude))
    attachment = next((kind for name, kind in ATTACHMENTS if getattr(message, name, None)), None)
    if attachment is None:
        return None
    file = _file(message) if attachment in ("photo", "document") else None
    return replace(blank, attachment=attachment, text=message.caption, file=file)


def _pressed(update_id: int, query: CallbackQuery, now: datetime) -> Message | DeskMessage | None:
    if not query.data or query.from_user.is_bot or query.inline_message_id is not None:
        return None
    # A message that is gone may leave no chat; in a private chat its id is the owner's own.
    chat = query.message.chat if query.message else None
    if query.message and chat and chat.type in GROUPS:
        blank = _acted(update_id, chat.id, query.from_user, now)
        return replace(blank, choice=query.data, thread=_thread(query.message))
    if chat is not None and chat.type != ChatType.PRIVATE:
        return None
    owner = _blank(update_id, chat.id if chat else query.from_user.id, query.from_user, now)
    return replace(owner, choice=query.data)


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


# --- at a desk


def _acted(update_id: int, chat_id: int, adviser: User, now: datetime) -> DeskMessage:
    return DeskMessage(
        id=f"telegram:update:{update_id}",
        desk=f"telegram:{chat_id}",
        by=Adviser(f"telegram:{adviser.id}", adviser.full_name),
        at=now,
    )


def _answered(blank: DeskMessage, message: TelegramMessage, bot_id: int) -> DeskMessage | None:
    """An answer to one of our posts; None for an answer to anybody else, and for a command."""
    post = message.reply_to_message
    if post is None or post.from_user is None or post.from_user.id != bot_id:
        return None
    text, file = message.text or message.caption, _file(message)
    command = _COMMAND.fullmatch(text or "")
    if (text is None and file is None) or (command and command[1].lower() in COMMANDS):
        return None
    return replace(blank, thread=_thread(post), text=text, file=file)


def _thread(post: MaybeInaccessibleMessage) -> str:
    """The id of the post, or of the one it goes on from."""
    if not isinstance(post, TelegramMessage):
        return str(post.message_id)
    links = (
        entity.url or ""
        for entity in (*post.entities, *post.caption_entities)
        if entity.type == MessageEntityType.TEXT_LINK
    )
    return str(first_post(links) or post.message_id)


# --- files


def _file(message: TelegramMessage) -> FileRef | None:
    """The file of a message; of a photo, which comes in several sizes, the largest."""
    if message.photo:
        photo = max(message.photo, key=lambda size: size.width * size.height)
        name = clean_name("photo", "image/jpeg")
        return FileRef("telegram", photo.file_id, name, "image/jpeg", photo.file_size or 0)
    file = next((found for name in FILES if (found := getattr(message, name))), None)
    if file is None:
        return None
    name = getattr(file, "file_name", None) or ""
    media_type = _media_type(name, getattr(file, "mime_type", None))
    return FileRef(
        "telegram", file.file_id, clean_name(name, media_type), media_type, file.file_size or 0
    )


def _media_type(name: str, told: str | None) -> str:
    """The media type as the app tells it, else as the name ends."""
    media_type = (told or UNKNOWN_TYPE).partition(";")[0].strip().lower()
    if media_type != UNKNOWN_TYPE:
        return media_type
    return TYPES.get(name.rpartition(".")[2].lower(), UNKNOWN_TYPE)
