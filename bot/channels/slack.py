"""Slack as a channel: receives by Socket Mode or signed HTTP events, and sends by the Web API."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import structlog
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.signature import SignatureVerifier
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse
from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from bot.channels.half_sent import HalfSent
from bot.channels.order import Pause, Turns, give_up, hand_over, not_started
from bot.channels.port import Receive
from bot.channels.slack_api import FAULTS, FILE_NOT_TAKEN, WebApi, fault_of, takes_no_files
from bot.channels.slack_blocks import Post, code_posts, posts
from bot.channels.slack_messages import channel_of, is_direct, talk_of, to_message
from bot.core.conversation import (
    Adviser,
    Channel,
    DeskMessage,
    Document,
    FileRef,
    Message,
    Picture,
    Reply,
)
from bot.errors import ChannelRefused, ChannelUnreachable, StegError

API = "https://slack.com/api/"
PATH = "/slack/events"
LARGEST_BODY = 1_000_000  # bytes; an event is a few thousand

ACKNOWLEDGE_WITHIN = timedelta(
    seconds=2
)  # Slack waits 3, and brings again what it got no answer to
CONNECT_WITHIN = timedelta(seconds=10)
STOP_WITHIN = timedelta(seconds=5)
REMEMBERED = 1000  # messages, against a second telling under another event

Fetch = Callable[[FileRef], Awaitable[bytes]]
"""Gives the bytes of a file, from the channel it was sent to."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class _Passed:
    """A file somebody sent, on its way to somebody else."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class _Shown:
    """Pictures of ours that stand below a text."""

    pictures: tuple[Picture, ...]


_Part = Post | Document | _Passed | _Shown


async def _no_files(file: FileRef) -> bytes:
    raise ChannelRefused(f"no file of {file.channel} is passed on here")


class SlackChannel:
    """Slack as a channel: see ``ChannelPort``."""

    def __init__(
        self,
        *,
        bot_token: str,
        app_token: str | None = None,
        signing_secret: str | None = None,
        api: str = API,
        clock: Callable[[], datetime],
        fetch: Fetch = _no_files,
        pause: Pause = asyncio.sleep,
        ping_seconds: float = 10,
    ) -> None:
        """Opens nothing yet.

        Args:
            bot_token: begins with ``xoxb-``.
            app_token: for Socket Mode, begins with ``xapp-``; None receives by HTTP only.
            signing_secret: what Slack signs HTTP events with; None receives by Socket Mode only.
            api: the Web API's base address.
            clock: tells the time, in UTC.
            fetch: gives the bytes of files that are passed on here.
            pause: waits some seconds between tries.
            ping_seconds: how often the socket is tried, and looked after when it is lost.
        """
        self._app_token, self._signing_secret = app_token, signing_secret
        self._clock, self._fetch = clock, fetch
        self._pause, self._ping_seconds = pause, ping_seconds
        self._api = WebApi(bot_token, api)
        self._receive: Receive = not_started
        self._requests: AsyncSlackRequestHandler | None = None
        self._socket: SocketModeClient | None = None
        self._watch: asyncio.Task[None] | None = None
        self._turns = Turns()
        self._in_hand: set[asyncio.Task[bool]] = set()
        self._told: dict[tuple[str, str], str] = {}
        self._half_sent = HalfSent()
        self._first_posted: dict[str, str] = {}

    @property
    def name(self) -> Channel:
        """The channel's word, with which its conversation ids begin."""
        return "slack"

    def routes(self) -> Sequence[BaseRoute]:
        """The address for events, presses and commands; none without a signing secret."""
        if self._signing_secret is None:
            return ()
        return (Route(PATH, self._http, methods=["POST"], max_body_size=LARGEST_BODY),)

    async def start(self, receive: Receive) -> None:
        """Checks the tokens and begins to receive."""
        self._receive = receive
        try:
            app = self._bolt(await self._api.bot())
            self._requests = AsyncSlackRequestHandler(app)
            if self._app_token is not None:
                await self._connect(app, self._app_token)
        except ChannelUnreachable:
            await self.stop()
            raise
        log.info(
            "slack started",
            socket=self._app_token is not None,
            http=self._signing_secret is not None,
        )

    async def send(self, conversation: str, reply: Reply, thread: str | None = None) -> str | None:
        """Sends one reply in as many messages as needed; a second try goes on where the first ended."""
        place = conversation if thread is None else f"{conversation}:{thread}"
        # All of it is at hand before the first message goes, so that a file which is gone leaves no half.
        parts = await self._to_send(reply)
        begun, first = self._half_sent.take(place, reply), self._first_posted.pop(place, None)
        first = first if begun else None
        for number in range(begun, len(parts)):
            try:
                posted = await self._send_part(conversation, thread, parts[number])
            except FAULTS as error:
                fault = self._api.as_ours(error, at_desk=not is_direct(conversation))
                again = number == begun > 0
                if again and _can_go_without(parts[number], fault):
                    log.warning("slack pictures left out", why=str(fault))
                    continue
                if not isinstance(fault, ChannelRefused):
                    self._half_sent.note(place, reply, number)
                    self._first_posted |= {place: first} if first else {}
                raise fault from None  # the library's own text may hold ours
            first = first or posted
        return first

    async def fetch(self, file: FileRef) -> bytes:
        """The bytes of a file somebody sent here."""
        try:
            return await self._api.download(file)
        except FAULTS as error:
            raise self._api.as_ours(error) from None  # the library's own text may hold an address

    async def stop(self) -> None:
        """Stops receiving, lets turns in hand end, and closes connections."""
        self._requests = None
        if self._watch is not None:
            await give_up(self._watch)
            self._watch = None
        if self._socket is not None:
            await self._socket.close()  # type: ignore[no-untyped-call]
            self._socket = None
        await self._settle()
        await self._api.close()

    # --- starting

    def _bolt(self, bot: AsyncSlackResponse) -> AsyncApp:
        """Bolt with our listeners, which it answers after: what is not kept is not acknowledged."""
        itself = AuthorizeResult(
            enterprise_id=bot.get("enterprise_id"),
            team_id=bot.get("team_id"),
            bot_user_id=bot.get("user_id"),
            bot_id=bot.get("bot_id"),
        )

        async def authorize() -> AuthorizeResult:
            return itself

        app = AsyncApp(
            name="steg",
            logger=self._api.logger,
            client=self._api.client(None),
            authorize=authorize,
            signing_secret=self._signing_secret or "",
            process_before_response=True,
        )
        app.event(re.compile(""))(self._on_event)
        app.action(re.compile(""))(self._on_press)
        app.command(re.compile(""))(self._on_command)
        return app

    async def _connect(self, app: AsyncApp, app_token: str) -> None:
        client = self._api.client(app_token)
        address = await self._api.socket_address(client, app_token)
        handler = AsyncSocketModeHandler(
            app,
            app_token,
            logger=self._api.logger,
            web_client=client,
            ping_interval=self._ping_seconds,
        )
        self._socket = handler.client
        self._socket.wss_uri = address
        try:
            await asyncio.wait_for(self._socket.connect(), CONNECT_WITHIN.total_seconds())  # type: ignore[no-untyped-call]
        except TimeoutError:
            raise ChannelUnreachable(
                "Slack's Socket Mode does not answer; check the connection"
            ) from None
        self._watch = asyncio.create_task(self._look_after(self._socket))

    async def _look_after(self, socket: SocketModeClient) -> None:
        """Has a lost socket ask for a new address at every try; by itself it tries an old one for ever."""
        was_connected = True
        while True:
            await asyncio.sleep(self._ping_seconds)
            connected = await socket.is_connected()
            if not connected:
                socket.wss_uri = None
            if connected != was_connected:
                log.warning("slack socket back" if connected else "slack socket lost")
            was_connected = connected

    # --- receiving

    async def _http(self, request: Request) -> Response:
        """Takes one request; anything but 200 makes Slack bring an event again."""
        try:
            body = await request.body()
        except ClientDisconnect:
            return Response(status_code=400)
        # Bolt checks too, but reads the body first, and what is not Slack's may be wrong in any way.
        if not self._is_signed(body, request.headers):
            return Response(status_code=401)
        if self._requests is None:
            return Response(status_code=503)
        return await self._requests.handle(request)

    def _is_signed(self, body: bytes, headers: Headers) -> bool:
        signed_at = headers.get("x-slack-request-timestamp", "")
        signature = headers.get("x-slack-signature", "")
        if not re.fullmatch(r"[0-9]{1,12}", signed_at) or not signature.isascii():
            return False
        try:
            return SignatureVerifier(self._signing_secret or "").is_valid(
                body, signed_at, signature
            )
        except UnicodeDecodeError:
            return False

    async def _on_event(self, body: dict[str, Any]) -> BoltResponse | None:
        """Acknowledges when the turn is kept, or takes long; not when it failed, so Slack brings it again."""
        message = to_message(body, self._clock())
        if message is None or self._was_told(body):
            return None
        user = body["event"]["user"]
        if isinstance(message, Message):
            self._api.met(user, body["event"]["channel"])
        acknowledged = asyncio.Event()
        turn = self._take_in_hand(self._turn(message, user, acknowledged))
        await asyncio.wait((turn,), timeout=ACKNOWLEDGE_WITHIN.total_seconds())
        acknowledged.set()
        return BoltResponse(status=503) if turn.done() and not turn.result() else None

    async def _on_press(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()
        message = to_message(body, self._clock())
        if message is not None:
            self._take_in_hand(self._turn(message, body["user"]["id"], _already()))

    async def _on_command(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()
        message = to_message(body, self._clock())
        if isinstance(message, Message):
            self._take_in_hand(self._turn_of_command(message, body["user_id"]))

    def _was_told(self, body: Mapping[str, Any]) -> bool:
        """Whether another event told the same message, as may be with a thread's reply sent to all."""
        event = body["event"]
        first = self._told.setdefault((event["channel"], event["ts"]), body["event_id"])
        if len(self._told) > REMEMBERED:
            del self._told[next(iter(self._told))]
        return bool(first != body["event_id"])

    def _take_in_hand(self, turn: Awaitable[bool]) -> asyncio.Task[bool]:
        task = asyncio.ensure_future(turn)
        assert isinstance(task, asyncio.Task)
        self._in_hand.add(task)
        task.add_done_callback(self._in_hand.discard)
        return task

    async def _turn_of_command(self, message: Message, user: str) -> bool:
        """A command typed anywhere belongs to the owner's own conversation with Steg."""
        channel = await self._api.direct_channel(user)
        if channel is None:
            log.error("slack command failed", message=message.id, fault="no direct channel")
            return False
        return await self._turn(replace(message, conversation=f"slack:{channel}"), user, _already())

    async def _turn(
        self, message: Message | DeskMessage, user: str, acknowledged: asyncio.Event
    ) -> bool:
        """Hands a message over after those of its talk that came before; whether it was kept."""
        async with self._turns.of(talk_of(message)):
            try:
                await self._hand_over(await self._with_user(message, user), acknowledged)
            except Exception as error:  # one message must not hold up the others
                log.error("slack message failed", message=message.id, fault=type(error).__name__)
                return False
        return True

    async def _with_user(self, message: Message | DeskMessage, user: str) -> Message | DeskMessage:
        """The message with what Slack tells of who it is from: an owner's language, an adviser's name."""
        if isinstance(message, Message):
            return replace(message, language=await self._api.language(user))
        name = await self._api.shown_name(user, self._clock())
        return replace(message, by=Adviser(message.by.id, name))

    async def _hand_over(self, message: Message | DeskMessage, acknowledged: asyncio.Event) -> None:
        """Hands a message over; once acknowledged, Slack does not bring it again."""
        await hand_over(
            message, self._receive, self._pause, comes_again=lambda: not acknowledged.is_set()
        )

    async def _settle(self) -> None:
        """Waits for turns in hand, and gives up those that take longer."""
        if self._in_hand:
            await asyncio.wait(self._in_hand, timeout=STOP_WITHIN.total_seconds())
        await give_up(*self._in_hand)

    # --- sending

    async def _to_send(self, reply: Reply) -> tuple[_Part, ...]:
        """What goes out one after the other: messages, then pictures, then the document, then the file."""
        parts: list[_Part] = [*posts(reply)]
        if reply.pictures:
            parts.append(_Shown(reply.pictures))
        if reply.document is not None:
            parts.append(reply.document)
        if reply.file is not None:
            parts.append(_Passed(reply.file.name, await self._fetch(reply.file)))
        return tuple(parts)

    async def _send_part(self, conversation: str, thread: str | None, part: _Part) -> str | None:
        """Sends one part; the ``ts`` of a message, None for a file."""
        channel = channel_of(conversation)
        match part:
            case Post():
                return await self._api.post(channel, thread, part)
            case _Passed():
                await self._api.pass_on(channel, thread, part.name, part.content)
                return None
            case _Shown():
                await self._show(conversation, thread, part)
                return None
            case Document():
                return await self._send_document(conversation, thread, part)

    async def _show(self, conversation: str, thread: str | None, part: _Shown) -> None:
        """Sends pictures; the text above says the same without them, where Slack takes no files from us."""
        try:
            await self._api.show(channel_of(conversation), thread, part.pictures)
        except SlackApiError as error:
            if fault_of(error) not in FILE_NOT_TAKEN:
                raise
            log.warning("slack pictures left out", why=fault_of(error))

    async def _send_document(
        self, conversation: str, thread: str | None, document: Document
    ) -> str | None:
        """Sends a document as a file, or as text where Slack takes no files from us."""
        channel = channel_of(conversation)
        content = document.text.encode("utf-8", "replace")
        try:
            await self._api.upload(channel, thread, document.name, content)
            return None
        except SlackClientError as error:
            if not takes_no_files(error):
                raise
            log.warning(
                "slack document sent as text", conversation=conversation, fault=fault_of(error)
            )
        told = [await self._api.post(channel, thread, post) for post in code_posts(document)]
        return told[0] if told else None


def _can_go_without(part: _Part, fault: StegError) -> bool:
    """Whether a part that failed again is left out, so that it does not hold up what comes after it."""
    return isinstance(part, _Shown) and isinstance(fault, ChannelUnreachable)


def _already() -> asyncio.Event:
    acknowledged = asyncio.Event()
    acknowledged.set()
    return acknowledged
