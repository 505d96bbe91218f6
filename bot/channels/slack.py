"""Translates between Slack and Steg's messages and replies, by Socket Mode or signed HTTP events."""

import asyncio
import itertools
import json
import logging
import re
import unicodedata
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from weakref import WeakValueDictionary

import aiohttp
import structlog
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackApiError, SlackClientError, SlackRequestError
from slack_sdk.signature import SignatureVerifier
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse
from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from bot.channels.port import Receive
from bot.channels.text import formatted, plain, split
from bot.core.content import Language
from bot.core.conversation import Attachment, Channel, Choice, Document, Message, Reply
from bot.errors import ChannelRefused, ChannelUnreachable, StegError, StoreUnreachable, TryLater

API = "https://slack.com/api/"
PATH = "/slack/events"
LARGEST_BODY = 1_000_000  # bytes; an event is a few thousand

LONGEST_SECTION = 3000  # UTF-16 units after escaping; Slack refuses more
MARKS = 2  # one at each end, when bold is cut
LONGEST_LABEL = 75  # UTF-16 units, Slack's limit for what a button shows
BUTTONS_IN_ROW = 5
LARGEST_MESSAGE = 12_000  # of blocks as JSON, which is far fewer than 50; Slack refuses above some 13,000

ACKNOWLEDGE_WITHIN = timedelta(seconds=2)  # Slack waits 3, and brings again what it got no answer to
LANGUAGE_WITHIN = timedelta(seconds=1)
CONNECT_WITHIN = timedelta(seconds=10)
STOP_WITHIN = timedelta(seconds=5)
LONGEST_WAIT = timedelta(seconds=60)
ANSWER_WITHIN = timedelta(seconds=30)
WAIT_UNLESS_TOLD = 30.0  # seconds, when Slack asks to wait and does not say how long
REMEMBERED = 1000  # messages, against a second telling under another event

COMMANDS: Mapping[str, str] = {
    "start": "do=hello",
    "help": "do=help",
    "person": "do=handoff",
    "language": "do=language",
    "privacy": "do=privacy",
    "erase": "do=erase",
}

# Slack offers no Norwegian, so its English is what most Norwegians see, and says nothing of their language.
LANGUAGES: Mapping[str, Language] = {"nb": "nb", "nn": "nb", "no": "nb", "sv": "sv"}

SAID_BY_PEOPLE = (None, "file_share", "me_message", "thread_broadcast")
"""The subtypes of a message event that hold an owner's words; the others are edits, joins and bots."""

REFUSED = frozenset(
    {
        "account_inactive",
        "cannot_dm_bot",
        "channel_not_found",
        "invalid_blocks",
        "is_archived",
        "messages_tab_disabled",
        "msg_blocks_too_long",
        "msg_too_long",
        "no_text",
        "not_in_channel",
        "user_disabled",
        "user_not_found",
        "user_not_visible",
    }
)
TOKEN_WRONG = frozenset(
    {
        "invalid_auth",
        "not_allowed_token_type",
        "not_authed",
        "token_expired",
        "token_revoked",
    }
)
TOKEN_USELESS = frozenset({"account_inactive", "missing_scope"})  # good for nothing, or for something else
TOKEN_HELP = {
    "STEG_SLACK_BOT_TOKEN": "copy the one that begins with xoxb- from the app's OAuth & Permissions page",
    "STEG_SLACK_APP_TOKEN": "copy the one that begins with xapp- from the app's Basic Information page",
}
# AttributeError: the library takes every answer for an object, also a proxy's page.
FAULTS = (SlackClientError, aiohttp.ClientError, OSError, TimeoutError, AttributeError)

log = structlog.get_logger()


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


_MARKUP = re.compile(r"<([@#!]?)([^<>|]*)(?:\|([^<>]*))?>")
_ENTITY = re.compile(r"&(amp|lt|gt);")
_SIGNS = {"amp": "&", "lt": "<", "gt": ">"}


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


# Stand for the bold marks while a text is cut; no text holds them, as control characters are taken out.
_BOLD, _END = "\x02", "\x03"
_UNSENDABLE = re.compile(r"[\x00-\x09\x0b-\x1f\ud800-\udfff]")
_ADDRESS = re.compile(r"(https?://\w[^\s<>|\x02\x03]*(?<=[\w/]))|[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+")
_BREAKS_LAYOUT = re.compile(r"\*|([_~`]).*\1|^\s*>|\w\x02|\x02\s|\s\x03|\x03\w", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Block:
    """A block, and what it says for notifications and old screens: Slack reads names there too."""

    json: dict[str, Any]
    notice: str = ""


@dataclass(frozen=True, slots=True)
class _Post:
    """One message."""

    notice: str
    blocks: tuple[dict[str, Any], ...]


def posts(reply: Reply) -> tuple[_Post, ...]:
    """The reply's text and buttons as messages Slack takes; none when nothing can be seen."""
    return tuple(_packed((*_sections(reply.text), *_rows(reply.choices))))


def _sections(text: str) -> Iterator[_Block]:
    marked = formatted(_UNSENDABLE.sub(" ", text.replace("\r", "")), str, (_BOLD, _END))
    return (_section(part) for part in _parts(marked) if _can_be_seen(part))


def _parts(marked: str) -> Iterator[str]:
    """The text in parts that fit in a section, bold carried over cuts."""
    bold = False
    for cut in _cuts(marked, LONGEST_SECTION - MARKS, _mrkdwn):
        part = _BOLD + cut if bold else cut
        bold = part.rfind(_BOLD) > part.rfind(_END)
        yield part + _END if bold else part


def _cuts(text: str, limit: int, written: Callable[[str], str]) -> Iterator[str]:
    """Cuts at ``limit`` characters, and smaller where what is written for a cut is too long."""
    for cut in split(text, limit):
        if _length(written(cut)) <= LONGEST_SECTION - MARKS:
            yield cut
        else:
            yield from _cuts(cut, limit // 2, written)


def _section(part: str) -> _Block:
    """A part as a section: as plain text, without bold, when owner's signs would be taken for marks.

    A ``*``, a pair of ``_``, ``~`` or a backtick, or a ``>`` at the start of a line would make Slack
    change letters and layout, and there is no sign that escapes them.
    """
    notice = _escaped(part.replace(_BOLD, "").replace(_END, ""))
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
    marked = "".join((*pieces, _escaped(part[end:]))).replace(_BOLD + _END, "")
    return marked.replace(_BOLD, "*").replace(_END, "*")


def _link(found: re.Match[str]) -> str:
    address = _escaped(found[0])
    return f"<{address}>" if found[1] else f"<mailto:{address}|{address}>"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _length(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _can_be_seen(text: str) -> bool:
    return any(unicodedata.category(sign)[0] in "LNPS" for sign in text)


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
    line = " ".join(plain(_UNSENDABLE.sub(" ", label)).split())
    if _length(line) > LONGEST_LABEL:
        room = line.encode("utf-16-le")[: (LONGEST_LABEL - 1) * 2]
        line = room.decode("utf-16-le", "ignore").rstrip() + "…"
    return line if _can_be_seen(line) else "…"


def _packed(blocks: Iterable[_Block]) -> Iterator[_Post]:
    """The blocks in as few messages as hold them."""
    pack: list[_Block] = []
    size = 0
    for block in blocks:
        added = _length(json.dumps(block.json, ensure_ascii=False))
        if pack and size + added > LARGEST_MESSAGE:
            yield _post(pack)
            pack, size = [], 0
        pack.append(block)
        size += added
    if pack:
        yield _post(pack)


def _post(pack: Sequence[_Block]) -> _Post:
    notice = "\n".join(block.notice for block in pack if block.notice)
    return _Post(notice or "…", tuple(block.json for block in pack))


def code_posts(document: Document) -> tuple[_Post, ...]:
    """A document as code blocks, for workspaces that take no files from us."""
    text = _UNSENDABLE.sub(" ", document.text).replace("```", "'''")
    cuts = _cuts(text, LONGEST_SECTION - MARKS - len(_code("")), _code)
    return tuple(_packed(_Block(_verbatim(_code(cut)), _escaped(document.name)) for cut in cuts))


def _code(text: str) -> str:
    return f"```\n{_escaped(text)}\n```"


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
        pause: Callable[[float], Awaitable[object]] = asyncio.sleep,
        ping_seconds: float = 10,
    ) -> None:
        """Opens nothing yet.

        Args:
            bot_token: begins with ``xoxb-``.
            app_token: for Socket Mode, begins with ``xapp-``; None receives by HTTP only.
            signing_secret: what Slack signs HTTP events with; None receives by Socket Mode only.
            api: the Web API's base address.
            clock: tells the time, in UTC.
            pause: waits some seconds between tries.
            ping_seconds: how often the socket is tried, and looked after when it is lost.
        """
        self._bot_token, self._app_token, self._api = bot_token, app_token, f"{api.rstrip('/')}/"
        self._signing_secret = signing_secret
        self._clock, self._pause, self._ping_seconds = clock, pause, ping_seconds
        # Not one of logging's own, and silent: what the libraries log holds texts, names and addresses.
        self._silent = logging.Logger("slack", logging.CRITICAL + 1)
        self._session: aiohttp.ClientSession | None = None
        self._receive: Receive | None = None
        self._requests: AsyncSlackRequestHandler | None = None
        self._socket: SocketModeClient | None = None
        self._watch: asyncio.Task[None] | None = None
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._in_hand: set[asyncio.Task[bool]] = set()
        self._told: dict[tuple[str, str], str] = {}
        self._languages: dict[str, Language | None] = {}
        self._direct: dict[str, str] = {}
        self._half_sent: dict[str, tuple[int, int]] = {}

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
            app = self._bolt(await self._bot())
            self._requests = AsyncSlackRequestHandler(app)
            if self._app_token is not None:
                await self._connect(app, self._app_token)
        except ChannelUnreachable:
            await self.stop()
            raise
        log.info("slack started", socket=self._app_token is not None, http=self._signing_secret is not None)

    async def send(self, conversation: str, reply: Reply) -> None:
        """Sends one reply in as many messages as needed; a second try goes on where the first ended."""
        parts = _to_send(reply)
        for number in range(self._sent_before(conversation, reply), len(parts)):
            try:
                await self._send_part(conversation, parts[number])
            except FAULTS as error:
                fault = self._as_ours(error)
                if not isinstance(fault, ChannelRefused):
                    self._half_sent[conversation] = (hash(reply), number)
                raise fault from None  # the library's own text may hold ours

    async def stop(self) -> None:
        """Stops receiving, lets turns in hand end, and closes connections."""
        self._requests = None
        if self._watch is not None:
            self._watch.cancel()
            await asyncio.gather(self._watch, return_exceptions=True)
            self._watch = None
        if self._socket is not None:
            await self._socket.close()  # type: ignore[no-untyped-call]
            self._socket = None
        await self._settle()
        if self._session is not None:
            await self._session.close()
            self._session = None

    def _web(self) -> AsyncWebClient:
        """The Web API with the bot's token; a process that only sends comes here without ``start``."""
        if self._session is None:
            timeout = aiohttp.ClientTimeout(total=ANSWER_WITHIN.total_seconds())
            self._session = aiohttp.ClientSession(timeout=timeout)
        return self._client(self._bot_token)

    def _client(self, token: str | None) -> AsyncWebClient:
        return AsyncWebClient(token, base_url=self._api, session=self._session, logger=self._silent)

    async def _bot(self) -> AsyncSlackResponse:
        """Who we are in Slack, so that we know our own messages."""
        setting = "STEG_SLACK_BOT_TOKEN"
        bot = await self._asked(self._web().auth_test(), setting)
        if not bot.get("bot_id"):
            raise ChannelUnreachable(f"{setting} is a person's token; {TOKEN_HELP[setting]}")
        return bot

    async def _asked(self, answer: Awaitable[AsyncSlackResponse], setting: str) -> AsyncSlackResponse:
        """What Slack answers when first shown a token."""
        try:
            return await answer
        except FAULTS as error:
            raise self._unreachable(error, setting) from None  # the library's own text is no help

    def _unreachable(self, error: Exception, setting: str) -> ChannelUnreachable:
        wait, fault = _seconds(error), _fault(error)
        if wait is not None:
            return ChannelUnreachable(f"Slack asks to wait; start again in {wait:.0f} seconds")
        if fault in TOKEN_WRONG | TOKEN_USELESS:
            return ChannelUnreachable(f"Slack refuses {setting} ({fault}); {TOKEN_HELP[setting]}")
        why = fault or type(error).__name__
        return ChannelUnreachable(
            f"Slack does not answer at {self._api} ({why}); check the connection, or STEG_SLACK_API"
        )

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
            logger=self._silent,
            client=self._client(None),
            authorize=authorize,
            signing_secret=self._signing_secret or "",
            process_before_response=True,
        )
        app.event(re.compile(""))(self._on_event)
        app.action(re.compile(""))(self._on_press)
        app.command(re.compile(""))(self._on_command)
        return app

    async def _connect(self, app: AsyncApp, app_token: str) -> None:
        client = self._client(app_token)
        opened = await self._asked(client.apps_connections_open(app_token=app_token), "STEG_SLACK_APP_TOKEN")
        handler = AsyncSocketModeHandler(
            app, app_token, logger=self._silent, web_client=client, ping_interval=self._ping_seconds
        )
        self._socket = handler.client
        self._socket.wss_uri = opened["url"]
        try:
            await asyncio.wait_for(self._socket.connect(), CONNECT_WITHIN.total_seconds())  # type: ignore[no-untyped-call]
        except TimeoutError:
            raise ChannelUnreachable("Slack's Socket Mode does not answer; check the connection") from None
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
            return SignatureVerifier(self._signing_secret or "").is_valid(body, signed_at, signature)
        except UnicodeDecodeError:
            return False

    async def _on_event(self, body: dict[str, Any]) -> BoltResponse | None:
        """Acknowledges when the turn is kept, or takes long; not when it failed, so Slack brings it again."""
        message = to_message(body, self._clock())
        if message is None or self._was_told(body):
            return None
        user = body["event"]["user"]
        self._direct[user] = body["event"]["channel"]
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
        if message is not None:
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
        channel = await self._direct_channel(user)
        if channel is None:
            log.error("slack command failed", message=message.id, fault="no direct channel")
            return False
        return await self._turn(replace(message, conversation=f"slack:{channel}"), user, _already())

    async def _turn(self, message: Message, user: str, acknowledged: asyncio.Event) -> bool:
        """Hands a message over after those of its conversation that came before; whether it was kept."""
        turn = self._turns.setdefault(message.conversation, asyncio.Lock())
        async with turn:
            try:
                language = await self._language(user)
                await self._hand_over(replace(message, language=language), acknowledged)
            except Exception as error:  # one message must not hold up the others
                log.error("slack message failed", message=message.id, fault=type(error).__name__)
                return False
        return True

    async def _hand_over(self, message: Message, acknowledged: asyncio.Event) -> None:
        """Hands over, again while the store is away if acknowledged: then the message is nowhere else."""
        for attempt in itertools.count(1):
            try:
                await self._received()(message)
                return
            except StoreUnreachable:
                if not acknowledged.is_set():
                    raise
                if attempt == 1:
                    log.warning("slack message waits for the store", message=message.id)
                await self._pause(min(2.0 ** min(attempt - 1, 10), LONGEST_WAIT.total_seconds()))

    def _received(self) -> Receive:
        if self._receive is None:
            raise ChannelUnreachable("slack is not started")
        return self._receive

    async def _language(self, user: str) -> Language | None:
        """The language a user has chosen in Slack, asked for once; it is a hint, so not knowing is fine."""
        if user not in self._languages:
            self._languages[user] = await self._ask_language(user)
        return self._languages[user]

    async def _ask_language(self, user: str) -> Language | None:
        try:
            async with asyncio.timeout(LANGUAGE_WITHIN.total_seconds()):
                answer = await self._web().users_info(user=user, include_locale=True)
        except FAULTS:
            return None
        locale: str = (answer.get("user") or {}).get("locale") or ""
        return LANGUAGES.get(locale.partition("-")[0].lower())

    async def _direct_channel(self, user: str) -> str | None:
        if user not in self._direct:
            try:
                opened = await self._web().conversations_open(users=user)
            except FAULTS:
                return None
            self._direct[user] = opened["channel"]["id"]
        return self._direct[user]

    def _sent_before(self, conversation: str, reply: Reply) -> int:
        """How many parts of this reply an earlier try has sent."""
        half_sent, parts = self._half_sent.pop(conversation, (0, 0))
        return parts if half_sent == hash(reply) else 0

    async def _send_part(self, conversation: str, part: _Post | Document) -> None:
        channel = conversation.partition(":")[2]
        if isinstance(part, _Post):
            await self._post(channel, part)
            return
        try:
            await self._upload(channel, part)
        except SlackClientError as error:
            if not _takes_no_files(error):
                raise
            log.warning("slack document sent as text", conversation=conversation, fault=_fault(error))
            for post in code_posts(part):
                await self._post(channel, post)

    async def _post(self, channel: str, post: _Post) -> None:
        await self._web().chat_postMessage(
            channel=channel,
            text=post.notice,
            blocks=post.blocks,
            mrkdwn=False,
            unfurl_links=False,
            unfurl_media=False,
        )

    async def _upload(self, channel: str, document: Document) -> None:
        await self._web().files_upload_v2(
            channel=channel,
            filename=document.name,
            title=document.name,
            content=document.text.encode("utf-8", "replace"),
        )

    def _as_ours(self, error: Exception) -> StegError:
        """What a failed send means to the outbox."""
        wait, fault = _seconds(error), _fault(error)
        if wait is not None:
            return TryLater("Slack asks to wait", wait)
        if fault in REFUSED:
            return ChannelRefused(f"Slack refuses the message ({fault})")
        return self._unreachable(error, "STEG_SLACK_BOT_TOKEN")

    async def _settle(self) -> None:
        """Waits for turns in hand, and gives up those that take longer."""
        if self._in_hand:
            await asyncio.wait(self._in_hand, timeout=STOP_WITHIN.total_seconds())
        late = tuple(self._in_hand)
        for turn in late:
            turn.cancel()
        await asyncio.gather(*late, return_exceptions=True)


def _already() -> asyncio.Event:
    acknowledged = asyncio.Event()
    acknowledged.set()
    return acknowledged


def _to_send(reply: Reply) -> tuple[_Post | Document, ...]:
    """What goes out one after the other: messages, then the document."""
    return (*posts(reply), reply.document) if reply.document is not None else posts(reply)


def _fault(error: Exception) -> str | None:
    """Slack's own word for what is wrong, None when it gave no answer we know."""
    response = getattr(error, "response", None)
    if not isinstance(response, AsyncSlackResponse) or not isinstance(response.data, dict):
        return None
    return response.data.get("error")


def _seconds(error: Exception) -> float | None:
    """How long Slack asks to wait, None when it does not."""
    response = getattr(error, "response", None)
    if not isinstance(response, AsyncSlackResponse):
        return None
    if response.status_code != 429 and _fault(error) != "ratelimited":
        return None
    told = str(response.headers.get("Retry-After", ""))
    return float(told) if told.isdecimal() else WAIT_UNLESS_TOLD


def _takes_no_files(error: SlackClientError) -> bool:
    """Whether it is the file that was refused, and not the channel or us."""
    if isinstance(error, SlackRequestError):
        return True
    if not isinstance(error, SlackApiError) or _seconds(error) is not None:
        return False
    return _fault(error) is not None and _fault(error) not in REFUSED | TOKEN_WRONG
