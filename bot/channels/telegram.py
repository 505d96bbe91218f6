"""Translates between Telegram's Bot API and Steg's messages and replies, by long polling or a webhook."""

import asyncio
import hmac
import html
import itertools
import json
import logging
import os
import re
import unicodedata
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Literal
from weakref import WeakValueDictionary

import httpx
import structlog
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeAllPrivateChats,
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputFile,
    LinkPreviewOptions,
    Update,
    User,
)
from telegram import Message as TelegramMessage
from telegram.constants import ChatType, ParseMode
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    RetryAfter,
    TelegramError,
)
from telegram.request import HTTPXRequest

from bot.channels.port import Receive
from bot.channels.text import formatted, plain, split
from bot.core.content import Language
from bot.core.conversation import Attachment, Channel, Choice, Document, Message, Reply
from bot.errors import ChannelRefused, ChannelUnreachable, SettingWrong, StegError, StoreUnreachable, TryLater

Mode = Literal["polling", "webhook"]

WEBHOOK_PATH = "/telegram/webhook"
WEBHOOK_HEADER = "X-Telegram-Bot-Api-Secret-Token"
LARGEST_BODY = 1_000_000  # bytes; an update is a few thousand
UPDATES = ("message", "callback_query")

LONGEST_PART = 4000  # UTF-16 units; Telegram refuses more than 4096
LONGEST_LABEL = 64  # characters; no telephone shows more
LONGEST_DATA = 64  # bytes, Telegram's limit for what a button carries
LONGEST_ROW = 30  # characters side by side before a telephone cuts them
MOST_BESIDE = 3

POLL = timedelta(seconds=30)
SETTLE = timedelta(seconds=1)  # a slow chat holds up the others no longer than this
STOP_WITHIN = timedelta(seconds=5)
LONGEST_WAIT = timedelta(seconds=60)
PLACE_IN_POOL = timedelta(seconds=10)  # for one of many sends at once; the library's own second is too short

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class _Command:
    """A command, the choice it stands for, and what the menu says of it."""

    word: str
    choice: str
    nb: str
    sv: str
    en: str


COMMANDS = (
    _Command("start", "do=hello", "Start samtalen", "Starta samtalet", "Start the conversation"),
    _Command(
        "help", "do=help", "Hva jeg kan hjelpe med", "Vad jag kan hjälpa till med", "What I can help with"
    ),
    _Command("person", "do=handoff", "Snakk med et menneske", "Prata med en människa", "Talk to a person"),
    _Command("language", "do=language", "Bytt språk", "Byt språk", "Change language"),
    _Command(
        "privacy", "do=privacy", "Se hva som er lagret om deg", "Se vad som sparas om dig", "See what is kept"
    ),
    _Command(
        "erase", "do=erase", "Slett alt du har skrevet", "Radera allt du har skrivit", "Delete all you wrote"
    ),
)
CHOICES: Mapping[str, str] = {command.word: command.choice for command in COMMANDS}
_COMMAND = re.compile(r"/(\w+)(?:@\w+)?(?:\s+(.*))?", re.DOTALL)

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


def to_message(update: Update, now: datetime) -> Message | None:
    """A Telegram update as a Message, or None for what we do not answer (groups, bots, edits, joins)."""
    if update.message is not None:
        return _said(update.update_id, update.message, now)
    if update.callback_query is not None:
        return _pressed(update.update_id, update.callback_query, now)
    return None


def _said(update_id: int, message: TelegramMessage, now: datetime) -> Message | None:
    if message.from_user is None or message.from_user.is_bot or message.chat.type != ChatType.PRIVATE:
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
    choice = CHOICES.get(command[1].lower())
    if choice is not None:
        return replace(blank, choice=choice)
    return replace(blank, text=" ".join(piece for piece in command.groups() if piece))


# Stand for the bold tags while a text is cut; no text holds them, as control characters are taken out.
_BOLD, _END = "\x02", "\x03"
_UNSENDABLE = re.compile(r"[\x00-\x09\x0b-\x1f\ud800-\udfff]")
_BLANK = "\u115f\u1160\u2800\u3164\uffa0\ufffc"  # letters and symbols that show nothing


def html_parts(text: str) -> tuple[str, ...]:
    """The text as HTML in parts Telegram takes, bold carried over cuts; none when nothing can be seen."""
    marked = formatted(_UNSENDABLE.sub(" ", text.replace("\r", "")), str, (_BOLD, _END))
    parts: list[str] = []
    bold = False
    for cut in _cuts(marked):
        part = _BOLD + cut if bold else cut
        bold = part.rfind(_BOLD) > part.rfind(_END)
        if _can_be_seen(part):
            parts.append(_html(part + _END if bold else part))
    return tuple(parts)


def _cuts(text: str) -> Iterator[str]:
    """Parts of at most LONGEST_PART in Telegram's count, where an emoji counts two."""
    for part in split(text, LONGEST_PART):
        if len(part.encode("utf-16-le")) // 2 <= LONGEST_PART:
            yield part
        else:
            yield from split(part, LONGEST_PART // 2)


def _can_be_seen(text: str) -> bool:
    return any(unicodedata.category(sign)[0] in "LNPS" and sign not in _BLANK for sign in text)


def _html(part: str) -> str:
    return html.escape(part, quote=False).replace(_BOLD, "<b>").replace(_END, "</b>")


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
        raise ValueError(f"choice {choice.id!r} takes {size} bytes; write an id of 1 to {LONGEST_DATA}")
    label = " ".join(plain(_UNSENDABLE.sub(" ", choice.label)).split()) or "…"
    if len(label) > LONGEST_LABEL:
        label = label[: LONGEST_LABEL - 1].rstrip() + "…"
    return InlineKeyboardButton(label, callback_data=choice.id)


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


class _Request(HTTPXRequest):
    """Takes only answers that can be Telegram's; a hotel's log-in page may answer in its place."""

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        answer = HTTPXRequest.parse_json_payload(payload)
        if not isinstance(answer, dict) or not {"result", "description"} & answer.keys():
            raise TelegramError("not an answer of Telegram's")
        return answer


class _UpdateRequest(_Request):
    """Fetches updates; one that cannot be read comes as an empty one, to be confirmed like the others."""

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        answer = _Request.parse_json_payload(payload)
        if isinstance(answer.get("result"), list):
            answer["result"] = [_readable(update) for update in answer["result"]]
        return answer


def _readable(update: dict[str, Any]) -> dict[str, Any]:
    try:
        Update.de_json(update)
    except Exception as error:  # a later Bot API may send anything; we answer what we can read
        log.warning("telegram update not readable", update=update["update_id"], fault=type(error).__name__)
        return {"update_id": update["update_id"]}
    return update


class _Inbox:
    """Updates fetched and not yet confirmed, each with the task that handles it."""

    def __init__(self, handle: Callable[[Update], Awaitable[None]]) -> None:
        self._handle = handle
        self._tasks: dict[int, asyncio.Future[None]] = {}
        self._offset = 0

    def take(self, updates: Iterable[Update]) -> None:
        """Begins to handle those that are not in hand already."""
        for update in updates:
            if update.update_id not in self._tasks:
                self._tasks[update.update_id] = asyncio.ensure_future(self._handle(update))

    def offset(self) -> int:
        """The first update Telegram must keep: everything before it is handled."""
        if self._tasks:
            unfinished = [update_id for update_id, task in self._tasks.items() if not task.done()]
            self._offset = min(unfinished, default=max(self._tasks) + 1)
        self._tasks = {key: task for key, task in self._tasks.items() if key >= self._offset}
        return self._offset

    async def settle(self, within: timedelta) -> list[asyncio.Future[None]]:
        """Waits for what is in hand, and gives what is not done by then."""
        unfinished = [task for task in self._tasks.values() if not task.done()]
        if unfinished:
            await asyncio.wait(unfinished, timeout=within.total_seconds())
        return [task for task in unfinished if not task.done()]

    async def close(self, within: timedelta) -> int:
        """Lets work in hand end, cancels what takes longer, and gives the offset to confirm."""
        late = await self.settle(within)
        offset = self.offset()
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)
        self._tasks.clear()
        return offset


class TelegramChannel:
    """Telegram as a channel: see ``ChannelPort``.

    Args:
        api: the Bot API's base address, without a path.
        public_url: where Telegram reaches us; needed for a webhook only.
        secret: what Telegram must show at the webhook; letters, digits, ``_`` and ``-``.
        pause: waits some seconds between tries.
    """

    def __init__(
        self,
        *,
        token: str,
        api: str,
        mode: Mode,
        public_url: str | None,
        secret: str,
        clock: Callable[[], datetime],
        pause: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        if mode == "webhook" and not (public_url and secret):
            raise SettingWrong("STEG_TELEGRAM_MODE is webhook: set STEG_PUBLIC_URL and STEG_SECRET too")
        _prepare_libraries()
        self._token, self._api, self._mode, self._secret = token, api.rstrip("/"), mode, secret
        self._webhook_url = f"{(public_url or '').rstrip('/')}{WEBHOOK_PATH}"
        self._clock, self._pause = clock, pause
        # Reading the certificates takes a while: once for both.
        trust = {"verify": httpx.create_ssl_context()}
        self._requests = (
            _Request(pool_timeout=PLACE_IN_POOL.total_seconds(), httpx_kwargs=trust),
            _UpdateRequest(httpx_kwargs=trust),
        )
        self._bot = Bot(
            token,
            base_url=f"{self._api}/bot",
            base_file_url=f"{self._api}/file/bot",
            request=self._requests[0],
            get_updates_request=self._requests[1],
        )
        self._receive: Receive = _not_started
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._inbox = _Inbox(self._handle)
        self._polling: asyncio.Task[None] | None = None
        self._half_sent: dict[str, tuple[int, int]] = {}

    @property
    def name(self) -> Channel:
        """The channel's word, with which its conversation ids begin."""
        return "telegram"

    def routes(self) -> Sequence[BaseRoute]:
        """The webhook's address; none when polling."""
        return (Route(WEBHOOK_PATH, self._webhook, methods=["POST"]),) if self._mode == "webhook" else ()

    async def start(self, receive: Receive) -> None:
        """Checks the token, sets the command menu, and begins to receive."""
        self._receive = receive
        try:
            await self._bot.initialize()
            await self._choose_mode()
        except TelegramError as error:
            await self.stop()
            raise self._cannot_start(error) from None  # the library's own text holds the token
        await self._set_menus()
        if self._mode == "polling":
            self._polling = asyncio.create_task(self._poll())
        log.info("telegram started", mode=self._mode)

    async def send(self, conversation: str, reply: Reply) -> None:
        """Sends one reply in as many messages as needed; a second try goes on where the first ended."""
        parts = _parts(reply)
        buttons = keyboard(reply.choices)
        for number in range(self._sent_before(conversation, reply), len(parts)):
            last = number == len(parts) - 1
            try:
                await self._send_part(conversation, parts[number], buttons if last else None)
            except TelegramError as error:
                if number:
                    self._half_sent[conversation] = (hash(reply), number)
                raise _as_ours(error) from None  # the library's own text may hold the token

    async def stop(self) -> None:
        """Stops receiving, lets turns in hand end, and closes connections."""
        if self._polling is not None:
            self._polling.cancel()
            await asyncio.gather(self._polling, return_exceptions=True)
            self._polling = None
            offset = await self._inbox.close(STOP_WITHIN)
            with suppress(Exception):  # unconfirmed updates come again, and are known by their id
                await self._bot.get_updates(offset=offset, limit=1, timeout=0)
        await self._bot.shutdown()
        for request in self._requests:
            await request.shutdown()

    async def _choose_mode(self) -> None:
        if self._mode == "polling":
            await self._bot.delete_webhook()
        else:
            await self._bot.set_webhook(self._webhook_url, secret_token=self._secret, allowed_updates=UPDATES)

    async def _set_menus(self) -> None:
        """Sets the command menu in every language; Steg answers without it too."""
        try:
            for code, language in MENUS:
                menu = [BotCommand(command.word, getattr(command, language)) for command in COMMANDS]
                await self._bot.set_my_commands(
                    menu, scope=BotCommandScopeAllPrivateChats(), language_code=code or None
                )
        except TelegramError as error:
            log.warning("telegram command menu not set", fault=type(error).__name__)

    def _cannot_start(self, error: TelegramError) -> ChannelUnreachable:
        if isinstance(error, InvalidToken):
            return ChannelUnreachable(
                "Telegram does not know the token in STEG_TELEGRAM_TOKEN; copy it again from @BotFather"
            )
        if isinstance(error, BadRequest) and self._mode == "webhook":
            return ChannelUnreachable(
                f"Telegram does not take {self._webhook_url} as its webhook; "
                "set STEG_PUBLIC_URL to an https address it can reach, or STEG_TELEGRAM_MODE=polling"
            )
        if isinstance(error, RetryAfter):
            return ChannelUnreachable(f"Telegram asks to wait; start again in {_seconds(error):.0f} seconds")
        address = self._api.replace(self._token, "…")
        return ChannelUnreachable(
            f"Telegram does not answer at {address}; check the connection, or STEG_TELEGRAM_API"
        )

    def _sent_before(self, conversation: str, reply: Reply) -> int:
        """How many parts of this reply an earlier try has sent."""
        half_sent, parts = self._half_sent.pop(conversation, (0, 0))
        return parts if half_sent == hash(reply) else 0

    async def _send_part(
        self, conversation: str, part: str | Document, buttons: InlineKeyboardMarkup | None
    ) -> None:
        chat_id = int(conversation.partition(":")[2])
        if isinstance(part, Document):
            await self._bot.send_document(chat_id, _file(part), reply_markup=buttons)
        else:
            await self._bot.send_message(
                chat_id,
                part,
                parse_mode=ParseMode.HTML,
                link_preview_options=LinkPreviewOptions(is_disabled=True),
                reply_markup=buttons,
            )

    async def _poll(self) -> None:
        """Fetches for ever; each fetch confirms what has been handled since the one before."""
        faults: list[str] = []
        while True:
            try:
                updates = await self._bot.get_updates(
                    offset=self._inbox.offset(), timeout=POLL, allowed_updates=UPDATES
                )
            except Exception as error:  # whatever came back, the next fetch may be right
                _log_once(faults, error)
                await self._pause(_wait(len(faults), error))
                continue
            if faults:
                log.info("telegram polling again", failed=len(faults))
                faults.clear()
            self._inbox.take(updates)
            await self._inbox.settle(SETTLE)

    async def _handle(self, update: Update) -> None:
        try:
            message = to_message(update, self._clock())
            if message is not None:
                await self._take(update, message, self._hand_over)
        except Exception as error:  # one update must not hold up the others
            log.error("telegram update failed", update=update.update_id, fault=type(error).__name__)

    async def _take(self, update: Update, message: Message, receive: Receive) -> None:
        await asyncio.gather(self._stop_spinning(update), self._in_turn(message, receive))

    async def _stop_spinning(self, update: Update) -> None:
        """Tells the app that a press has arrived; a press too old for that is handled all the same."""
        if update.callback_query is not None:
            with suppress(TelegramError):
                await self._bot.answer_callback_query(update.callback_query.id)

    async def _in_turn(self, message: Message, receive: Receive) -> None:
        """Hands messages of one chat over in the order they came, different chats side by side."""
        turn = self._turns.setdefault(message.conversation, asyncio.Lock())
        async with turn:
            await receive(message)

    async def _hand_over(self, message: Message) -> None:
        """Hands over a polled message, again while the store is away: once confirmed it is nowhere else."""
        for attempt in itertools.count(1):
            try:
                await self._receive(message)
                return
            except StoreUnreachable as error:
                if attempt == 1:
                    log.warning("telegram message waits for the store", message=message.id)
                await self._pause(_wait(attempt, error))

    async def _webhook(self, request: Request) -> Response:
        """Takes one update; anything but 200 makes Telegram bring it again."""
        shown = request.headers.get(WEBHOOK_HEADER, "")
        if not hmac.compare_digest(shown.encode(), self._secret.encode()):
            return Response(status_code=403)
        body = await _body(request)
        if body is None:
            return Response(status_code=413)
        try:
            update = _update(body, self._bot)
            message = to_message(update, self._clock())
        except Exception as error:  # an update may be wrong in any way
            log.warning("telegram webhook body not readable", fault=type(error).__name__)
            return Response(status_code=400)
        return Response(status_code=200 if message is None else await self._outcome(update, message))

    async def _outcome(self, update: Update, message: Message) -> int:
        try:
            await self._take(update, message, self._receive)
        except Exception as error:  # Telegram keeps the update and brings it again
            log.error("telegram update failed", update=update.update_id, fault=type(error).__name__)
            return 500
        return 200


async def _not_started(message: Message) -> None:
    raise ChannelUnreachable(f"{message.id} came before the channel was started")


def _prepare_libraries() -> None:
    """Makes the libraries give waits as timedelta, and keep addresses, which hold the token, out of logs."""
    os.environ["PTB_TIMEDELTA"] = "true"
    for logger in ("httpx", "httpcore"):
        logging.getLogger(logger).setLevel(logging.WARNING)
    logging.getLogger("telegram").setLevel(logging.CRITICAL + 1)  # its errors hold what owners wrote


def _parts(reply: Reply) -> tuple[str | Document, ...]:
    """What goes out as a message each; the last carries the buttons."""
    texts = html_parts(reply.text)
    if reply.document is not None:
        return (*texts, reply.document)
    return texts or (("…",) if reply.choices else ())


def _file(document: Document) -> InputFile:
    file = InputFile(document.text.encode("utf-8", "replace"), filename=document.name)
    file.mimetype = document.media_type
    return file


def _as_ours(error: TelegramError) -> StegError:
    """What a failed send means to the outbox."""
    if isinstance(error, RetryAfter):
        return TryLater("Telegram asks to wait", _seconds(error))
    if isinstance(error, Forbidden):
        return ChannelRefused("the owner has blocked Steg on Telegram, or is gone")
    if isinstance(error, BadRequest | ChatMigrated):
        # Only the kind of fault: after a colon Telegram may quote the text.
        return ChannelRefused(f"Telegram refused the message: {error.message.partition(':')[0]}")
    return ChannelUnreachable(f"Telegram could not be reached ({type(error).__name__})")


def _seconds(error: RetryAfter) -> float:
    wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)


def _wait(attempt: int, error: Exception) -> float:
    """Seconds before the next try: what Telegram asks for, else twice as long each time."""
    if isinstance(error, RetryAfter):
        return _seconds(error)
    return min(2.0 ** min(attempt - 1, 10), LONGEST_WAIT.total_seconds())


def _log_once(faults: list[str], error: Exception) -> None:
    """Notes a failed fetch, and logs the first of its kind: a fault that lasts must not fill the disk."""
    fault = type(error).__name__
    if fault not in faults:
        hint = "another process polls with this token" if isinstance(error, Conflict) else None
        log.warning("telegram polling failed", fault=fault, hint=hint)
    faults.append(fault)


async def _body(request: Request) -> bytes | None:
    """The body, or None when it is larger than any update, read no further than that."""
    body = bytearray()
    with suppress(ClientDisconnect):  # half a body is refused as unreadable
        async for chunk in request.stream():
            body += chunk
            if len(body) > LARGEST_BODY:
                return None
    return bytes(body)


def _update(body: bytes, bot: Bot) -> Update:
    data = json.loads(body)
    if not isinstance(data, dict) or type(data.get("update_id")) is not int:
        raise ValueError("an update is an object with a whole number as update_id")
    return Update.de_json(data, bot)
