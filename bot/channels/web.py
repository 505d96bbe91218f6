"""Translates the chat page: what a browser posts into messages, what is kept into lines it asks for."""

import asyncio
import hashlib
import hmac
import re
import secrets
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Any
from uuid import UUID

import structlog
from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Route

from bot.channels.port import Receive
from bot.channels.web_page import pages, static_files
from bot.core.content import LANGUAGES, Language
from bot.core.conversation import Channel, FileRef, Line, Message, Reply
from bot.errors import ChannelRefused
from bot.web.app import preferred_language

log = structlog.get_logger()

MOST_BYTES = 32 * 1024  # room for the longest text in any script, and its wrapping
MOST_CHARACTERS = 4000  # about two pages; more than anybody types on a phone
MOST_CHOICE_BYTES = 64  # what Telegram allows a button, and so what a choice is made to fit
MESSAGES_A_MINUTE = 30  # far above a person in a hurry
MOST_WAITING = 4  # a browser opens six connections to one place; two must stay free to post
CROWDED_SECONDS = 10  # so tabs that push each other out do not turn into a storm
PATIENCE = timedelta(seconds=25)  # under the half minute after which proxies give up
LOOK_AGAIN = timedelta(seconds=2)  # another process may keep a line without ringing here
COOKIE_LIFE = timedelta(days=365)
LANGUAGE_COOKIE = "steg-language"  # written by the page's script, so a reload keeps its language

_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")  # 256 bits in URL-safe base64
_NEVER_STORED = {"Cache-Control": "no-store"}

Transcript = Callable[[str, int], Sequence[Line]]
"""Gives the lines of a conversation with a number above the given one, in order."""


def _without_zeros(text: str) -> str:
    """The text without the zero character, which no keyboard writes and no database of ours keeps."""
    return text.replace("\0", "")


class Posted(BaseModel):
    """What the page sends: a text or a choice, under an id it made, so that a resend is known."""

    model_config = ConfigDict(frozen=True)

    id: UUID
    text: Annotated[str, AfterValidator(_without_zeros)] | None = None
    choice: str | None = None
    language: Language | None = None


@dataclass(frozen=True, slots=True)
class Last:
    """The last line a browser shows, 0 is none; its time too, as numbers may begin again once erased."""

    number: int
    at: str | None

    def is_shown(self, line: Line) -> bool:
        """Whether it is this line."""
        return line.number == self.number and (not self.at or self.at == line.at.isoformat())


class Waiting:
    """The browsers that wait for lines, by conversation; one too many lets the oldest go."""

    def __init__(self) -> None:
        self._bells: dict[str, list[asyncio.Event]] = {}

    @contextmanager
    def place(self, conversation: str) -> Iterator[asyncio.Event]:
        """A bell that rings when there may be lines."""
        bells = self._bells.setdefault(conversation, [])
        bell = asyncio.Event()
        bells.append(bell)
        if len(bells) > MOST_WAITING:
            bells.pop(0).set()
        try:
            yield bell
        finally:
            self._leave(conversation, bell)

    def _leave(self, conversation: str, bell: asyncio.Event) -> None:
        bells = self._bells.get(conversation, [])
        if bell in bells:
            bells.remove(bell)
        if not bells:
            self._bells.pop(conversation, None)

    def holds(self, conversation: str, bell: asyncio.Event) -> bool:
        """Whether this bell still has its place."""
        return bell in self._bells.get(conversation, ())

    def ring(self, conversation: str) -> None:
        """Wakes those who wait in a conversation."""
        for bell in self._bells.get(conversation, ()):
            bell.set()

    def ring_all(self) -> None:
        """Wakes everybody."""
        for conversation in self._bells:
            self.ring(conversation)


class Pace:
    """How many messages each conversation sent in this minute of the clock."""

    def __init__(self) -> None:
        self._minute: datetime | None = None
        self._sent: Counter[str] = Counter()

    def seconds_to_wait(self, conversation: str, now: datetime) -> int:
        """Counts a message; 0 when it may pass, else the seconds until the next minute."""
        minute = now.replace(second=0, microsecond=0)
        if minute != self._minute:
            self._minute, self._sent = minute, Counter()
        self._sent[conversation] += 1
        return 0 if self._sent[conversation] <= MESSAGES_A_MINUTE else 60 - now.second


class WebChannel:
    """The chat page and the addresses it talks to."""

    def __init__(
        self,
        *,
        transcript: Transcript,
        secret: str,
        secure: bool,
        clock: Callable[[], datetime],
        patience: timedelta = PATIENCE,
    ) -> None:
        """A channel that serves as soon as ``start`` gave it somebody to receive.

        Args:
            transcript: reads the lines kept of a conversation.
            secret: turns a visitor's cookie into a conversation id; another secret, another id.
            secure: the public address is https, so the cookie travels on nothing else.
            clock: gives the aware time now.
            patience: how long a browser may wait for a line.
        """
        self._transcript = transcript
        self._secret = secret.encode()
        self._secure = secure
        # Browsers take the prefix as a promise that no neighbouring site wrote the cookie.
        self._cookie = "__Host-steg" if secure else "steg"
        self._clock = clock
        self._patience = patience
        self._files = static_files()
        self._pages = pages(
            self._files, most_characters=MOST_CHARACTERS, language_cookie=LANGUAGE_COOKIE
        )
        self._waiting = Waiting()
        self._pace = Pace()
        self._receive: Receive | None = None

    @property
    def name(self) -> Channel:
        """The channel's word."""
        return "web"

    def routes(self) -> Sequence[BaseRoute]:
        """The page, what it posts and asks, and its files."""
        return [
            Route("/", self._show_page),
            Route("/chat/messages", self._take_message, methods=["POST"], max_body_size=MOST_BYTES),
            Route("/chat/lines", self._give_lines),
            Route("/static/{name}", self._give_file),
        ]

    async def start(self, receive: Receive) -> None:
        """Begins to take messages."""
        self._receive = receive

    async def send(self, conversation: str, reply: Reply, thread: str | None = None) -> str | None:
        """Wakes the browsers that wait; the reply itself is among the lines they then read."""
        self._waiting.ring(conversation)
        return None

    async def fetch(self, file: FileRef) -> bytes:
        """Refuses: the page takes no files."""
        raise ChannelRefused(f"the chat page holds no file {file.name}")

    async def stop(self) -> None:
        """Takes no more messages and lets every waiting browser go."""
        self._receive = None
        self._waiting.ring_all()

    async def _show_page(self, request: Request) -> Response:
        response = HTMLResponse(self._pages[_language(request)], headers=_NEVER_STORED)
        response.set_cookie(
            self._cookie,
            self._token(request) or secrets.token_urlsafe(32),
            max_age=int(COOKIE_LIFE.total_seconds()),
            path="/",
            secure=self._secure,
            httponly=True,
            samesite="lax",
        )
        return response

    async def _take_message(self, request: Request) -> Response:
        if not _is_from_our_page(request):
            return _refusal(403, "not-from-our-page")
        if (
            request.headers.get("content-type", "").split(";")[0].strip().lower()
            != "application/json"
        ):
            return _refusal(415, "not-json")
        conversation = self._conversation(request)
        if conversation is None:
            return _refusal(401, "no-cookie")
        try:
            posted = Posted.model_validate_json(await request.body())
        except ValidationError:
            return _refusal(400, "not-understood")
        return await self._pass_on(conversation, posted)

    async def _pass_on(self, conversation: str, posted: Posted) -> Response:
        if refusal := _why_not(posted):
            return refusal
        now = self._clock()
        if seconds := self._pace.seconds_to_wait(conversation, now):
            return _refusal(429, "too-fast", seconds)
        if self._receive is None:
            return _refusal(503, "closed", seconds=1)
        message = _message(conversation, posted, now)
        await self._receive(message)
        return JSONResponse({"id": str(posted.id)}, headers=_NEVER_STORED)

    async def _give_lines(self, request: Request) -> Response:
        conversation = self._conversation(request)
        if conversation is None:
            return _refusal(401, "no-cookie")
        number = request.query_params.get("after", "0")
        if not re.fullmatch(r"[0-9]{1,9}", number):
            return _refusal(400, "not-understood")
        last = Last(int(number), request.query_params.get("at"))
        if request.query_params.get("wait") == "0":
            return _lines_answer(self._news(conversation, last))
        with self._waiting.place(conversation) as bell:
            gone = asyncio.create_task(_ring_when_gone(request, bell))
            try:
                return await self._wait_for_lines(conversation, last, bell, gone)
            finally:
                gone.cancel()

    async def _wait_for_lines(
        self, conversation: str, last: Last, bell: asyncio.Event, gone: asyncio.Task[None]
    ) -> Response:
        clock = asyncio.get_running_loop().time
        until = clock() + self._patience.total_seconds()
        while True:
            bell.clear()
            if news := self._news(conversation, last):
                return _lines_answer(news)
            if not self._waiting.holds(conversation, bell):
                return _refusal(429, "crowded", CROWDED_SECONDS)
            left = until - clock()
            if left <= 0 or self._receive is None or gone.done():
                return _lines_answer({})
            with suppress(TimeoutError):
                await asyncio.wait_for(bell.wait(), min(left, LOOK_AGAIN.total_seconds()))

    def _news(self, conversation: str, last: Last) -> dict[str, Any]:
        """The lines after the last one shown, empty when there are none.

        A browser whose last line is no longer kept (erased, or too old) gets all there is, ``anew``.
        """
        kept = self._transcript(conversation, max(last.number - 1, 0))
        if last.number == 0:
            return _as_json(kept)
        if not kept or not last.is_shown(kept[0]):
            return {**_as_json(self._transcript(conversation, 0)), "anew": True}
        return _as_json(kept[1:])

    async def _give_file(self, request: Request) -> Response:
        file = self._files.get(request.path_params["name"])
        if file is None:
            raise HTTPException(404)
        return file.answer(request.query_params.get("v"))

    def _token(self, request: Request) -> str | None:
        token = request.cookies.get(self._cookie, "")
        return token if _TOKEN.fullmatch(token) else None

    def _conversation(self, request: Request) -> str | None:
        token = self._token(request)
        if token is None:
            return None
        digest = hmac.new(self._secret, token.encode(), hashlib.sha256).hexdigest()
        return f"web:{digest[:32]}"


def _why_not(posted: Posted) -> Response | None:
    """The refusal of a message that holds nothing, both things, or too much; None when it is sound."""
    if posted.choice is not None:
        fits = 0 < len(posted.choice.encode()) <= MOST_CHOICE_BYTES
        return None if fits and posted.text is None else _refusal(400, "not-understood")
    if not (posted.text or "").strip():
        return _refusal(400, "empty")
    return _refusal(413, "too-long") if len(posted.text or "") > MOST_CHARACTERS else None


def _message(conversation: str, posted: Posted, now: datetime) -> Message:
    return Message(
        id=f"{conversation}:{posted.id}",
        conversation=conversation,
        channel="web",
        at=now,
        text=posted.text,
        choice=posted.choice,
        language=posted.language,
    )


def _is_from_our_page(request: Request) -> bool:
    """Whether the browser says our own page asks; another site can neither forge nor omit all of these."""
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    if site is not None:
        return site in ("same-origin", "none")
    if origin is not None:
        host = request.headers.get("host", "").lower()
        return host != "" and origin.lower().partition("://")[2] == host
    return request.headers.get("x-steg") == "1"


async def _ring_when_gone(request: Request, bell: asyncio.Event) -> None:
    """Ends when the browser has closed the connection."""
    while (await request.receive())["type"] != "http.disconnect":
        pass
    bell.set()


def _refusal(status: int, why: str, seconds: int | None = None) -> Response:
    log.info("web request refused", status=status, why=why)
    later = {} if seconds is None else {"Retry-After": str(seconds)}
    return JSONResponse({"error": why}, status_code=status, headers={**_NEVER_STORED, **later})


def _as_json(lines: Sequence[Line]) -> dict[str, Any]:
    return {"lines": [_line_as_json(line) for line in lines]} if lines else {}


def _line_as_json(line: Line) -> dict[str, Any]:
    choices = [{"id": choice.id, "label": choice.label} for choice in line.choices]
    at = line.at.isoformat()
    said = {"number": line.number, "who": line.who, "at": at, "text": line.text, "choices": choices}
    file = {"name": line.document.name, "text": line.document.text} if line.document else None
    more = {"quote": line.quote, "by": line.by, "file": file}
    return said | {name: value for name, value in more.items() if value}


def _lines_answer(news: Mapping[str, Any]) -> Response:
    return JSONResponse({"lines": [], **news}, headers=_NEVER_STORED)


def _language(request: Request) -> Language:
    """The language chosen on the page before, else the browser's."""
    chosen = request.cookies.get(LANGUAGE_COOKIE)
    found = next((language for language in LANGUAGES if language == chosen), None)
    return found or preferred_language(request.headers.get("accept-language", ""))
