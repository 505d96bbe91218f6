"""Telegram as a channel: receives by long polling or a webhook, and sends by the Bot API."""

import asyncio
import hmac
import json
import logging
import os
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Literal

import httpx
import structlog
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from telegram import (
    Bot,
    BotCommandScopeAllPrivateChats,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    ReplyParameters,
    Update,
)
from telegram import Message as TelegramMessage
from telegram.constants import ParseMode
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    RetryAfter,
    TelegramError,
)

from bot.channels.half_sent import HalfSent
from bot.channels.order import Pause, Turns, hand_over, not_started
from bot.channels.port import Receive
from bot.channels.quiet import hush
from bot.channels.telegram_inbox import UPDATES, Answers, Polling, seconds_asked
from bot.channels.telegram_messages import MENUS, menu, to_message
from bot.channels.telegram_text import Part, file_of, keyboard, parts_of, way_back
from bot.core.conversation import Channel, DeskMessage, FileRef, Message, Reply
from bot.core.files import MOST_BYTES
from bot.errors import ChannelRefused, ChannelUnreachable, SettingWrong, StegError, TryLater

Mode = Literal["polling", "webhook"]

WEBHOOK_PATH = "/telegram/webhook"
WEBHOOK_HEADER = "X-Telegram-Bot-Api-Secret-Token"
LARGEST_BODY = 1_000_000  # bytes; an update is a few thousand
PLACE_IN_POOL = timedelta(
    seconds=10
)  # for one of many sends at once; the library's own second is too short
WAIT_FOR_A_FILE = timedelta(seconds=25)  # to come, or to be taken; the library's 5 are for texts
AS_PHOTOS = ("image/jpeg", "image/png", "image/webp")

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where a message of a reply goes: the chat, the post it belongs under, the reply's first message."""

    chat_id: int
    thread: int | None
    first: int | None

    @property
    def in_group(self) -> bool:
        """Whether advisers work there; Telegram numbers groups below zero."""
        return self.chat_id < 0

    @property
    def under(self) -> ReplyParameters | None:
        """What shows a message below the post; one that was deleted holds nothing up."""
        above = self.thread or (self.first if self.in_group else None)
        return ReplyParameters(above, allow_sending_without_reply=True) if above else None

    @property
    def mark(self) -> str:
        """What a message begins with when it is not a reply's first one."""
        return way_back(self.chat_id, self.first) if self.in_group and self.first else ""


class TelegramChannel:
    """Telegram as a channel: see ``ChannelPort``.

    Args:
        api: the Bot API's base address, without a path.
        public_url: where Telegram reaches us; needed for a webhook only.
        secret: what Telegram must show at the webhook; letters, digits, ``_`` and ``-``.
        fetch: gives the bytes of a file that came by any channel.
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
        fetch: Callable[[FileRef], Awaitable[bytes]],
        clock: Callable[[], datetime],
        pause: Pause = asyncio.sleep,
    ) -> None:
        if mode == "webhook" and not (public_url and secret):
            raise SettingWrong(
                "STEG_TELEGRAM_MODE is webhook: set STEG_PUBLIC_URL and STEG_SECRET too"
            )
        _prepare_libraries()
        self._token, self._api, self._mode, self._secret = token, api.rstrip("/"), mode, secret
        self._webhook_url = f"{(public_url or '').rstrip('/')}{WEBHOOK_PATH}"
        self._fetch, self._clock, self._pause = fetch, clock, pause
        number = token.partition(":")[0]
        self._bot_id = int(number) if number.isdecimal() else 0
        self._requests = _requests()
        self._bot = Bot(
            token,
            base_url=f"{self._api}/bot",
            base_file_url=f"{self._api}/file/bot",
            request=self._requests[0],
            get_updates_request=self._requests[1],
        )
        self._receive: Receive = not_started
        self._turns = Turns()
        self._polling = Polling(self._bot, self._handle, pause)
        self._half_sent = HalfSent()
        self._first_sent: dict[str, int | None] = {}  # the first message of what is half sent

    @property
    def name(self) -> Channel:
        """The channel's word, with which its conversation ids begin."""
        return "telegram"

    def routes(self) -> Sequence[BaseRoute]:
        """The webhook's address; none when polling."""
        if self._mode == "polling":
            return ()
        return (Route(WEBHOOK_PATH, self._webhook, methods=["POST"], max_body_size=LARGEST_BODY),)

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
            self._polling.start()
        log.info("telegram started", mode=self._mode)

    async def send(self, conversation: str, reply: Reply, thread: str | None = None) -> str | None:
        """Sends one reply in as many messages as needed; a second try goes on where the first ended."""
        content = None if reply.file is None else await self._fetch(reply.file)
        parts, buttons = parts_of(reply), keyboard(reply.choices)
        begun = self._half_sent.take(conversation, reply)
        first = self._first_sent.pop(conversation, None) if begun else None
        spot = _Spot(int(conversation.partition(":")[2]), int(thread) if thread else None, first)
        for number in range(begun, len(parts)):
            last = number == len(parts) - 1
            try:
                made = await self._send_part(
                    spot, parts[number], content, buttons if last else None
                )
            except TelegramError as error:
                self._half_sent.note(conversation, reply, number)
                self._first_sent[conversation] = spot.first
                raise _as_ours(error, spot.chat_id) from None  # its own text may hold the token
            spot = replace(spot, first=spot.first or made.message_id)
        return str(spot.first) if spot.first else None

    async def fetch(self, file: FileRef) -> bytes:
        """The bytes of a file somebody sent here."""
        found = None
        try:
            found = await self._bot.get_file(file.ref)
            if not found.file_path or (found.file_size or 0) > MOST_BYTES:
                raise _not_given_out()
            wait = WAIT_FOR_A_FILE.total_seconds()
            content = await found.download_as_bytearray(read_timeout=wait)
        except TelegramError as error:
            # A file that is gone is answered with 404, which the library takes for a wrong token.
            gone = isinstance(error, InvalidToken) and found is not None
            raise (
                _not_given_out() if gone or isinstance(error, BadRequest) else _as_ours(error)
            ) from None
        if len(content) > MOST_BYTES:
            raise _not_given_out()
        return bytes(content)

    async def stop(self) -> None:
        """Stops receiving, lets turns in hand end, and closes connections."""
        await self._polling.stop()
        await self._bot.shutdown()
        for request in self._requests:
            await request.shutdown()

    # --- starting

    async def _choose_mode(self) -> None:
        if self._mode == "polling":
            await self._bot.delete_webhook()
        else:
            await self._bot.set_webhook(
                self._webhook_url, secret_token=self._secret, allowed_updates=UPDATES
            )

    async def _set_menus(self) -> None:
        """Sets the command menu in every language; Steg answers without it too."""
        try:
            for code, language in MENUS:
                await self._bot.set_my_commands(
                    menu(language),
                    scope=BotCommandScopeAllPrivateChats(),
                    language_code=code or None,
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
            wait = seconds_asked(error)
            return ChannelUnreachable(f"Telegram asks to wait; start again in {wait:.0f} seconds")
        address = self._api.replace(self._token, "…")
        return ChannelUnreachable(
            f"Telegram does not answer at {address}; check the connection, or STEG_TELEGRAM_API"
        )

    # --- sending

    async def _send_part(
        self, spot: _Spot, part: Part, content: bytes | None, buttons: InlineKeyboardMarkup | None
    ) -> TelegramMessage:
        text, chat = spot.mark + part.html, spot.chat_id
        given: dict[str, Any] = {
            "parse_mode": ParseMode.HTML,
            "reply_parameters": spot.under,
            "reply_markup": buttons,
        }
        if part.document is None and part.file is None and part.picture is None:
            no_preview = LinkPreviewOptions(is_disabled=True)
            return await self._bot.send_message(
                chat, text, link_preview_options=no_preview, **given
            )
        given |= {"caption": text or None, "read_timeout": WAIT_FOR_A_FILE.total_seconds()}
        sent = file_of(part, content)
        if sent.mimetype in AS_PHOTOS:
            # Too long, too narrow or broken for a photo, it goes as a document.
            with suppress(BadRequest):
                return await self._bot.send_photo(chat, sent, **given)
        return await self._bot.send_document(
            chat,
            sent,
            disable_content_type_detection=True,  # or a picture comes as a sticker
            **given,
        )

    # --- receiving

    async def _handle(self, update: Update) -> None:
        """Takes a polled update."""
        try:
            message = to_message(update, self._clock(), self._bot_id)
            if message is not None:
                await self._take(update, message, self._hand_over)
        except Exception as error:  # one update must not hold up the others
            log.error("telegram update failed", update=update.update_id, fault=type(error).__name__)

    async def _take(self, update: Update, message: Message | DeskMessage, receive: Receive) -> None:
        await asyncio.gather(self._stop_spinning(update), self._in_turn(message, receive))

    async def _stop_spinning(self, update: Update) -> None:
        """Tells the app that a press has arrived; a press too old for that is handled all the same."""
        if update.callback_query is not None:
            with suppress(TelegramError):
                await self._bot.answer_callback_query(update.callback_query.id)

    async def _in_turn(self, message: Message | DeskMessage, receive: Receive) -> None:
        talk = message.desk if isinstance(message, DeskMessage) else message.conversation
        async with self._turns.of(talk):
            await receive(message)

    async def _hand_over(self, message: Message | DeskMessage) -> None:
        """Hands over a polled message; once confirmed, Telegram does not bring it again."""
        await hand_over(message, self._receive, self._pause, comes_again=lambda: False)

    async def _webhook(self, request: Request) -> Response:
        """Takes one update; anything but 200 makes Telegram bring it again."""
        shown = request.headers.get(WEBHOOK_HEADER, "")
        if not hmac.compare_digest(shown.encode(), self._secret.encode()):
            return Response(status_code=403)
        try:
            body = await request.body()
        except ClientDisconnect:
            return Response(status_code=400)
        try:
            update = _update(body, self._bot)
            message = to_message(update, self._clock(), self._bot_id)
        except Exception as error:  # an update may be wrong in any way
            log.warning("telegram webhook body not readable", fault=type(error).__name__)
            return Response(status_code=400)
        return Response(
            status_code=200 if message is None else await self._outcome(update, message)
        )

    async def _outcome(self, update: Update, message: Message | DeskMessage) -> int:
        try:
            await self._take(update, message, self._receive)
        except Exception as error:  # Telegram keeps the update and brings it again
            log.error("telegram update failed", update=update.update_id, fault=type(error).__name__)
            return 500
        return 200


def _prepare_libraries() -> None:
    """Makes the libraries give waits as timedelta, and keep addresses, which hold the token, out of logs."""
    os.environ["PTB_TIMEDELTA"] = "true"
    hush("httpx", "httpcore", below=logging.WARNING)
    hush("telegram")  # its errors hold what owners wrote


def _requests() -> tuple[Answers, Answers]:
    """One for what we send, one that waits for updates."""
    trust = {
        "verify": httpx.create_ssl_context()
    }  # reading the certificates takes a while: once for both
    return (
        Answers(pool_timeout=PLACE_IN_POOL.total_seconds(), httpx_kwargs=trust),
        Answers(httpx_kwargs=trust),
    )


def _not_given_out() -> ChannelRefused:
    return ChannelRefused(
        f"Telegram does not give out the file: it is gone, or larger than {MOST_BYTES} bytes"
    )


def _as_ours(error: TelegramError, chat_id: int = 0) -> StegError:
    """What a failure means to the outbox; in a group (below zero) its text says what to do."""
    if isinstance(error, RetryAfter):
        return TryLater("Telegram asks to wait", seconds_asked(error))
    if isinstance(error, ChatMigrated):
        return ChannelRefused(
            f"the Telegram group {chat_id} has become a supergroup; "
            f"write telegram:{error.new_chat_id} as the address in STEG_DESKS"
        )
    if isinstance(error, Forbidden):
        return ChannelRefused(
            f"Steg is not in the Telegram group {chat_id} any more; add the bot to it again, "
            "or write another address in STEG_DESKS"
            if chat_id < 0
            else "the owner has blocked Steg on Telegram, or is gone"
        )
    if isinstance(error, BadRequest):
        # Only the kind of fault: after a colon Telegram may quote the text.
        why = f"Telegram refused the message: {error.message.partition(':')[0]}"
        return ChannelRefused(
            f"{why}; check the address telegram:{chat_id} in STEG_DESKS, and that the bot may write there"
            if chat_id < 0
            else why
        )
    return ChannelUnreachable(f"Telegram could not be reached ({type(error).__name__})")


def _update(body: bytes, bot: Bot) -> Update:
    data = json.loads(body)
    if not isinstance(data, dict) or type(data.get("update_id")) is not int:
        raise ValueError("an update is an object with a whole number as update_id")
    return Update.de_json(data, bot)
