"""A small Bot API on the loopback that refuses what Telegram refuses, and lets a test play the owner.

    api = TelegramApi()
    await api.start()                       # then build the channel with api.token and api.address
    await api.user_says(8812, "ryggen ryker")
    [question] = await api.replies(8812)    # what came since the owner last did something
    await api.user_presses(8812, "Ja")
    api.fail_next("sendMessage", 429, retry_after=3)

    api.group(GROUP)                        # advisers' own chat, below zero
    await api.member_says(GROUP, KARI, "Hei", reply_to=question.message_id)
    await api.member_presses(GROUP, KARI, "Ta saken")

Refusals carry Telegram's own descriptions where those are known.
"""

import asyncio
import json
import re
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NoReturn
from urllib.parse import urlsplit

from aiohttp import ClientError, ClientSession, ClientTimeout, web

LONGEST_TEXT = 4096  # UTF-16 units, after the marks are read
LONGEST_CAPTION = 1024
LARGEST_PHOTO = 10_000_000  # bytes
LARGEST_GIVEN = 20_000_000  # bytes of a file that a bot can get
SUPERGROUPS = -1_000_000_000_000  # their numbers are below this
PICTURE = re.compile(rb"\xff\xd8\xff|\x89PNG\r\n\x1a\n|RIFF....WEBP", re.DOTALL)
TAGS = re.compile("a|b|strong|i|em|s|strike|del|u|ins|tg-spoiler|tg-emoji|span|pre|code|blockquote")
BUTTON_ACTIONS = re.compile(
    "url|callback_data|web_app|login_url|switch_inline_query"
    "|switch_inline_query_current_chat|switch_inline_query_chosen_chat|copy_text"
    "|callback_game|pay"
)
CHAT_ACTIONS = re.compile(
    "typing|upload_photo|record_video|upload_video|record_voice|upload_voice"
    "|upload_document|choose_sticker|find_location|record_video_note|upload_video_note"
)
_FILE = {"file_id": "F1", "file_unique_id": "U1"}
SAMPLES: Mapping[str, Any] = {
    "photo": [
        {**_FILE, "width": 90, "height": 90, "file_size": 900},
        {"file_id": "F2", "file_unique_id": "U2", "width": 800, "height": 800, "file_size": 9000},
    ],
    "voice": {**_FILE, "duration": 3},
    "audio": {**_FILE, "duration": 3},
    "video": {**_FILE, "width": 90, "height": 90, "duration": 3},
    "video_note": {**_FILE, "length": 90, "duration": 3},
    "animation": {**_FILE, "width": 90, "height": 90, "duration": 3},
    "document": {**_FILE, "file_name": "budsjett.xlsx", "file_size": 7000},
    "sticker": {
        **_FILE,
        "type": "regular",
        "width": 9,
        "height": 9,
        "is_animated": False,
        "is_video": False,
    },
    "contact": {"phone_number": "+4700000000", "first_name": "Eier"},
    "dice": {"emoji": "🎲", "value": 4},
    "location": {"latitude": 62.59, "longitude": 9.69},
    "venue": {
        "location": {"latitude": 62.59, "longitude": 9.69},
        "title": "Verkstedet",
        "address": "Dovrevegen",
    },
}


class Refusal(Exception):
    """An answer with ``ok`` false."""

    def __init__(
        self,
        status: int,
        description: str,
        retry_after: int | None = None,
        moved_to: int | None = None,
    ) -> None:
        super().__init__(description)
        self.status, self.description = status, description
        self.retry_after, self.moved_to = retry_after, moved_to


@dataclass(frozen=True, slots=True)
class Button:
    """A button as the owner sees it, and what it sends."""

    label: str
    data: str | None


@dataclass(frozen=True, slots=True)
class Call:
    """A method and the fields it was called with."""

    method: str
    fields: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Entity:
    """A mark in a text, by its tag; ``start`` and ``end`` count its signs."""

    tag: str
    start: int
    end: int
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """A message of the bot: ``text`` as the owner sees it, ``html`` as it was sent."""

    message_id: int
    chat_id: int
    text: str
    html: str
    rows: tuple[tuple[Button, ...], ...] = ()
    file_name: str | None = None
    media_type: str | None = None
    content: bytes | None = None
    link_preview: bool = True
    is_photo: bool = False
    reply_to: int | None = None
    entities: tuple[Entity, ...] = ()

    @property
    def found(self) -> tuple[str, ...]:
        """What Telegram itself makes a link, mention, tag or command of."""
        return found_in(self.text, self.entities)

    def inside(self, tag: str) -> tuple[str, ...]:
        """The pieces of the text that have this mark."""
        return tuple(self.text[e.start : e.end] for e in self.entities if e.tag == tag)

    @property
    def labels(self) -> tuple[str, ...]:
        """What is written on the buttons, in reading order."""
        return tuple(button.label for row in self.rows for button in row)


@dataclass(slots=True)
class _Fault:
    status: int
    description: str
    retry_after: int | None
    body: bytes | None
    after: int
    times: int


@dataclass(slots=True)
class _Webhook:
    url: str = ""
    secret: str = ""
    last_error: str | None = None
    statuses: list[int] = field(default_factory=list)


class TelegramApi:
    """The server, the owners who write to it, and the faults a test asks for."""

    def __init__(
        self, token: str = "8812:loopback-token", *, redeliver_after: float = 0.05
    ) -> None:
        self.token = token
        self.sent: list[Sent] = []
        self.calls: list[Call] = []
        self.answered: list[str] = []
        self.menus: dict[str, list[dict[str, str]]] = {}
        self.webhook = _Webhook()
        self._redeliver_after = redeliver_after
        self._updates: list[dict[str, Any]] = []
        self._allowed: frozenset[str] = frozenset()
        self._last_id = 810_000_000
        self._chats: set[int] = set()
        self._blocked: set[int] = set()
        self._moved: dict[int, int] = {}
        self.files: dict[str, bytes] = {}
        self._open_presses: set[str] = set()
        self._seen: dict[int, int] = {}
        self._faults: dict[str, list[_Fault]] = {}
        self._poller = 0
        self._changed = asyncio.Event()
        self._pumps: dict[int, asyncio.Task[None]] = {}
        self._port = 0

    @property
    def address(self) -> str:
        """What the channel takes as its ``api``."""
        return f"http://127.0.0.1:{self._port}"

    async def start(self, port: int = 0) -> None:
        """Begins to listen; a port is given only to come back at the same address."""
        app = web.Application(client_max_size=60_000_000)
        app.router.add_route("*", "/{path:.*}", self._answer)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", port).start()
        self._port = self._runner.addresses[0][1]
        self._http = ClientSession(timeout=ClientTimeout(total=10))

    async def stop(self) -> None:
        """Stops listening and delivering."""
        self._poller += 1
        self._wake()
        await self._stop_pumps()
        await self._http.close()
        await self._runner.cleanup()

    # What owners do

    async def user_says(self, chat_id: int, text: str, *, language: str | None = "nb") -> int:
        """The owner writes; gives the update's id."""
        return await self.bring("message", **self._message(chat_id, language), text=text)

    async def user_sends(
        self,
        chat_id: int,
        *,
        caption: str | None = None,
        language: str | None = "nb",
        **content: Any,
    ) -> int:
        """The owner sends ``photo=True``, ``location=(62.6, 9.7)``, or the content as Telegram has it."""
        fields = {name: _sample(name, value) for name, value in content.items()}
        if "venue" in fields:
            fields["location"] = fields["venue"]["location"]
        if "animation" in fields:
            fields["document"] = fields["animation"]
        if caption is not None:
            fields["caption"] = caption
        return await self.bring("message", **self._message(chat_id, language), **fields)

    async def user_presses(
        self,
        chat_id: int,
        label_or_data: str,
        *,
        message_gone: bool = False,
        language: str | None = "nb",
    ) -> int:
        """The owner presses a button of the last ten messages; fails the test when none has it."""
        person = _user(chat_id, language)
        return await self._presses(chat_id, person, label_or_data, message_gone)

    async def _presses(
        self, chat_id: int, person: Mapping[str, Any], label_or_data: str, message_gone: bool
    ) -> int:
        sent = self._with_button(chat_id, label_or_data)
        data = next(b.data for row in sent.rows for b in row if label_or_data in (b.label, b.data))
        self._last_id += 1
        press = f"press-{self._last_id}"
        self._open_presses.add(press)
        gone = {"message_id": sent.message_id, "date": 0, "chat": _chat(chat_id)}
        return await self.bring(
            "callback_query",
            **{"id": press, "from": person, "chat_instance": "1", "data": data},
            message=gone if message_gone else self._as_message(sent),
        )

    async def bring(self, kind: str, **content: Any) -> int:
        """Any update, of a kind the bot asked for or not; gives its id."""
        self._last_id += 1
        chat_id = _chat_of(content)
        self._chats.add(chat_id)
        self._seen[chat_id] = len(self.sent_to(chat_id))
        if not self._allowed or kind in self._allowed:
            self._updates.append({"update_id": self._last_id, kind: content})
        self._wake()
        self._start_pumps()
        return self._last_id

    def meets(self, chat_id: int) -> None:
        """The owner has opened the chat without writing."""
        self._chats.add(chat_id)

    def blocks(self, chat_id: int) -> None:
        """The owner blocks the bot, or a group throws it out."""
        self._blocked.add(chat_id)

    # What advisers do in a group

    def group(self, chat_id: int) -> None:
        """A group that the bot is a member of; one below -1000000000000 is a supergroup."""
        self._chats.add(chat_id)

    def becomes_supergroup(self, chat_id: int, new_chat_id: int) -> None:
        """The group gets a new number; the old one takes nothing more."""
        self._moved[chat_id] = new_chat_id
        self._chats.add(new_chat_id)

    async def member_says(
        self,
        chat_id: int,
        user_id: int,
        text: str | None = None,
        *,
        reply_to: int | None = None,
        name: tuple[str, str] = ("Kari", "Nordmann"),
        is_bot: bool = False,
        **content: Any,
    ) -> int:
        """Somebody in the group writes, or sends a file; gives the update's id."""
        fields = {key: _sample(key, value) for key, value in content.items()}
        if text is not None:
            fields["caption" if content else "text"] = text
        if reply_to is not None:
            fields["reply_to_message"] = self._answerable(chat_id, reply_to)
        message = self._message(chat_id, None) | {"from": _member(user_id, name, is_bot)}
        return await self.bring("message", **message, **fields)

    async def member_presses(
        self,
        chat_id: int,
        user_id: int,
        label_or_data: str,
        *,
        message_gone: bool = False,
        name: tuple[str, str] = ("Kari", "Nordmann"),
    ) -> int:
        """Somebody in the group presses a button of the last ten messages."""
        person = _member(user_id, name, is_bot=False)
        return await self._presses(chat_id, person, label_or_data, message_gone)

    # What a test looks at

    def sent_to(self, chat_id: int) -> list[Sent]:
        """Everything the bot sent to a chat, with buttons as they are now."""
        return [sent for sent in self.sent if sent.chat_id == chat_id]

    async def replies(self, chat_id: int, count: int = 1, within: float = 5.0) -> list[Sent]:
        """What was sent since the owner last did something, once it is at least ``count`` messages."""
        await self.until(lambda: len(self._since(chat_id)) >= count, within)
        return self._since(chat_id)

    async def until(self, condition: Callable[[], bool], within: float = 5.0) -> None:
        """Waits until something holds; fails the test when it does not in time."""
        end = time.monotonic() + within
        while not condition():
            assert time.monotonic() < end, f"not so after {within} s"
            await asyncio.sleep(0.005)

    def pending(self) -> list[int]:
        """Ids of updates that are not confirmed."""
        return [update["update_id"] for update in self._updates]

    def calls_of(self, method: str) -> list[Mapping[str, Any]]:
        """The fields of every call of a method."""
        return [call.fields for call in self.calls if call.method == method]

    # What goes wrong

    def fail_next(
        self,
        method: str,
        status: int,
        description: str = "",
        *,
        retry_after: int | None = None,
        body: bytes | None = None,
        after: int = 0,
        times: int = 1,
    ) -> None:
        """Makes calls of a method fail, once ``after`` more have gone well; faults come one after another.

        Status 0 hangs up; ``body`` is sent in place of JSON.
        """
        if status == 429 and retry_after is None:
            retry_after = 1
        description = description or (
            f"Too Many Requests: retry after {retry_after}" if retry_after else "Failed"
        )
        self._faults.setdefault(method, []).append(
            _Fault(status, description, retry_after, body, after, times)
        )

    # HTTP

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        if request.path.startswith("/file/"):
            return self._give_file(request.path)
        try:
            method = self._method(request.path)
            fields = await _fields(request)
            self.calls.append(Call(method, fields))
            if (fault := self._fault(method)) is not None:
                return _failed(request, fault)
            result = await METHODS[method.lower()](self, fields)
        except Refusal as refusal:
            return _refusal(refusal)
        return web.json_response({"ok": True, "result": result})

    def _give_file(self, path: str) -> web.Response:
        file_id = path.removeprefix(f"/file/bot{self.token}/files/")
        self.calls.append(Call("file", {"file_id": file_id}))
        if (fault := self._fault("file")) is not None:
            return web.Response(status=fault.status, body=fault.body)
        if file_id not in self.files:
            return web.json_response(
                {"ok": False, "error_code": 404, "description": "Not Found"}, status=404
            )
        return web.Response(body=self.files[file_id])

    def _method(self, path: str) -> str:
        match = re.fullmatch(r"/bot([^/]+)/(\w+)", path)
        if match is None or not re.fullmatch(r"\d+:[\w-]+", match[1]):
            raise Refusal(404, "Not Found")
        if match[1] != self.token:
            raise Refusal(401, "Unauthorized")
        if match[2].lower() not in METHODS:
            raise Refusal(404, "Not Found: method not found")
        return match[2]

    def _fault(self, method: str) -> _Fault | None:
        faults = self._faults.get(method, [])
        if not faults:
            return None
        if faults[0].after > 0:
            faults[0].after -= 1
            return None
        faults[0].times -= 1
        return faults.pop(0) if faults[0].times <= 0 else faults[0]

    # Methods

    async def _get_me(self, fields: Mapping[str, Any]) -> dict[str, Any]:
        return self._me()

    async def _get_updates(self, fields: Mapping[str, Any]) -> list[dict[str, Any]]:
        if self.webhook.url:
            raise Refusal(
                409,
                "Conflict: can't use getUpdates method while webhook is active; "
                "use deleteWebhook to delete the webhook first",
            )
        self._allow(fields)
        self._confirm(int(fields.get("offset") or 0))
        return await self._next_updates(
            min(int(fields.get("limit") or 100), 100), min(float(fields.get("timeout") or 0), 50)
        )

    async def _next_updates(self, limit: int, timeout: float) -> list[dict[str, Any]]:
        self._poller += 1
        mine = self._poller
        self._wake()
        end = time.monotonic() + timeout
        while not self._updates and (left := end - time.monotonic()) > 0:
            await _wait(self._changed, left)
            if mine != self._poller:
                raise Refusal(
                    409,
                    "Conflict: terminated by other getUpdates request; "
                    "make sure that only one bot instance is running",
                )
        return self._updates[:limit]

    async def _set_webhook(self, fields: Mapping[str, Any]) -> bool:
        url, secret = str(fields.get("url") or ""), str(fields.get("secret_token") or "")
        address = urlsplit(url)
        if url and address.scheme != "https" and address.hostname not in ("127.0.0.1", "localhost"):
            raise Refusal(
                400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook"
            )
        if secret and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret):
            raise Refusal(400, "Bad Request: secret token contains unallowed characters")
        self._allow(fields)
        self.webhook = _Webhook(url, secret)
        await self._stop_pumps()
        self._start_pumps()
        return True

    async def _delete_webhook(self, fields: Mapping[str, Any]) -> bool:
        self.webhook = _Webhook()
        await self._stop_pumps()
        if fields.get("drop_pending_updates") in (True, "true", "True"):
            self._updates.clear()
        return True

    async def _get_webhook_info(self, fields: Mapping[str, Any]) -> dict[str, Any]:
        info: dict[str, Any] = {
            "url": self.webhook.url,
            "has_custom_certificate": False,
            "pending_update_count": len(self._updates),
        }
        if self.webhook.last_error:
            info |= {
                "last_error_date": int(time.time()),
                "last_error_message": self.webhook.last_error,
            }
        return info

    async def _set_my_commands(self, fields: Mapping[str, Any]) -> bool:
        commands = _object(fields, "commands", list)
        language = str(fields.get("language_code") or "")
        if language and not re.fullmatch("[a-z]{2}", language):
            raise Refusal(400, "Bad Request: invalid language code specified")
        if len(commands) > 100:
            raise Refusal(400, "Bad Request: BOT_COMMANDS_TOO_MUCH")
        for command in commands:
            _check_command(command)
        self.menus[language] = commands
        return True

    async def _send_message(self, fields: Mapping[str, Any]) -> dict[str, Any]:
        chat_id = self._reachable(fields)
        html = str(fields.get("text") or "")
        if not html:
            raise Refusal(400, "Bad Request: message text is empty")
        text = _shown(html, fields)
        if not _visible(text):
            raise Refusal(400, "Bad Request: text must be non-empty")
        if _units(text) > LONGEST_TEXT:
            raise Refusal(400, "Bad Request: message is too long")
        preview = _object(fields, "link_preview_options", dict).get("is_disabled") is not True
        sent = Sent(0, chat_id, text, html, _rows(fields), link_preview=preview)
        return self._keep(sent, fields)

    async def _send_document(self, fields: Mapping[str, Any]) -> dict[str, Any]:
        return self._keep_file(fields, "document")

    async def _send_photo(self, fields: Mapping[str, Any]) -> dict[str, Any]:
        file = fields.get("photo")
        if isinstance(file, web.FileField):
            start = file.file.read(12)
            file.file.seek(0)
            if not PICTURE.match(start):
                raise Refusal(400, "Bad Request: IMAGE_PROCESS_FAILED")
        return self._keep_file(fields, "photo")

    def _keep_file(self, fields: Mapping[str, Any], kind: str) -> dict[str, Any]:
        chat_id = self._reachable(fields)
        file = fields.get(kind)
        if not isinstance(file, web.FileField):
            raise Refusal(400, f"Bad Request: there is no {kind} in the request")
        content = file.file.read()
        if not content:
            raise Refusal(400, "Bad Request: file must be non-empty")
        if kind == "photo" and len(content) > LARGEST_PHOTO:
            raise Refusal(400, "Bad Request: file is too big")
        caption = str(fields.get("caption") or "")
        text = _shown(caption, fields)
        if _units(text) > LONGEST_CAPTION:
            raise Refusal(400, "Bad Request: message caption is too long")
        sent = Sent(0, chat_id, text, caption, _rows(fields), is_photo=kind == "photo")
        return self._keep(
            replace(sent, file_name=file.filename, media_type=file.content_type, content=content),
            fields,
        )

    async def _get_file(self, fields: Mapping[str, Any]) -> dict[str, Any]:
        file_id = str(fields.get("file_id") or "")
        if file_id not in self.files:
            raise Refusal(400, "Bad Request: wrong file_id or the file is temporarily unavailable")
        size = len(self.files[file_id])
        if size > LARGEST_GIVEN:
            raise Refusal(400, "Bad Request: file is too big")
        return {**_FILE, "file_id": file_id, "file_size": size, "file_path": f"files/{file_id}"}

    async def _answer_callback_query(self, fields: Mapping[str, Any]) -> bool:
        press = str(fields.get("callback_query_id") or "")
        if press not in self._open_presses:
            raise Refusal(
                400,
                "Bad Request: query is too old and response timeout expired or query ID is invalid",
            )
        if len(str(fields.get("text") or "")) > 200:
            raise Refusal(400, "Bad Request: MESSAGE_TOO_LONG")
        self._open_presses.remove(press)
        self.answered.append(press)
        return True

    async def _edit_message_reply_markup(self, fields: Mapping[str, Any]) -> dict[str, Any]:
        chat_id = self._reachable(fields)
        message_id = int(fields.get("message_id") or 0)
        found = [
            n
            for n, one in enumerate(self.sent)
            if (one.chat_id, one.message_id) == (chat_id, message_id)
        ]
        if not found:
            raise Refusal(400, "Bad Request: message to edit not found")
        rows = _rows(fields)
        if rows == self.sent[found[0]].rows:
            raise Refusal(
                400,
                "Bad Request: message is not modified: specified new message content and reply markup "
                "are exactly the same as a current content and reply markup of the message",
            )
        self.sent[found[0]] = replace(self.sent[found[0]], rows=rows)
        return self._as_message(self.sent[found[0]])

    async def _send_chat_action(self, fields: Mapping[str, Any]) -> bool:
        self._reachable(fields)
        if not CHAT_ACTIONS.fullmatch(str(fields.get("action"))):
            raise Refusal(400, "Bad Request: wrong parameter action in request")
        return True

    # Inside

    def _me(self) -> dict[str, Any]:
        return {
            "id": int(self.token.partition(":")[0]),
            "is_bot": True,
            "first_name": "Steg",
            "username": "steg_loopback_bot",
        }

    def _message(self, chat_id: int, language: str | None) -> dict[str, Any]:
        self._last_id += 1
        return {
            "message_id": self._last_id,
            "date": int(time.time()),
            "chat": _chat(chat_id),
            "from": _user(chat_id, language),
        }

    def _as_message(self, sent: Sent) -> dict[str, Any]:
        message: dict[str, Any] = {
            "message_id": sent.message_id,
            "date": int(time.time()),
            "chat": _chat(sent.chat_id),
            "from": self._me(),
        }
        marks = [_as_json(entity, sent.text) for entity in sent.entities]
        if sent.is_photo:
            message |= {"photo": SAMPLES["photo"], "caption": sent.text, "caption_entities": marks}
        elif sent.file_name:
            document = {**_FILE, "file_name": sent.file_name}
            message |= {"document": document, "caption": sent.text, "caption_entities": marks}
        else:
            message |= {"text": sent.text, "entities": marks}
        if sent.rows:
            rows = [
                [{"text": one.label, "callback_data": one.data} for one in row] for row in sent.rows
            ]
            message["reply_markup"] = {"inline_keyboard": rows}
        return message

    def _keep(self, sent: Sent, fields: Mapping[str, Any]) -> dict[str, Any]:
        entities = read_html(sent.html)[1] if fields.get("parse_mode") else ()
        reply_to = self._answered_post(sent.chat_id, fields)
        self._last_id += 1
        self.sent.append(
            replace(sent, message_id=self._last_id, entities=entities, reply_to=reply_to)
        )
        return self._as_message(self.sent[-1])

    def _answered_post(self, chat_id: int, fields: Mapping[str, Any]) -> int | None:
        """The message a new one answers; a missing one is refused unless the bot allowed that."""
        given = _object(fields, "reply_parameters", dict)
        message_id = given.get("message_id")
        if message_id is None:
            return None
        if any(one.message_id == message_id for one in self.sent_to(chat_id)):
            return int(message_id)
        if given.get("allow_sending_without_reply") is not True:
            raise Refusal(400, "Bad Request: message to be replied not found")
        return None

    def _answerable(self, chat_id: int, message_id: int) -> dict[str, Any]:
        """A message of a group as one that answers it shows it; what the bot did not send is a colleague's."""
        for sent in self.sent_to(chat_id):
            if sent.message_id == message_id:
                return self._as_message(sent)
        colleague = _member(1, ("Ola", "Nordmann"), is_bot=False)
        return self._message(chat_id, None) | {"from": colleague, "text": "kaffe?"}

    def _since(self, chat_id: int) -> list[Sent]:
        return self.sent_to(chat_id)[self._seen.get(chat_id, 0) :]

    def _with_button(self, chat_id: int, label_or_data: str) -> Sent:
        last = self.sent_to(chat_id)[-10:]
        for sent in reversed(last):
            if any(
                label_or_data in (button.label, button.data) for row in sent.rows for button in row
            ):
                return sent
        seen = [label for sent in last for label in sent.labels]
        raise AssertionError(f"no button {label_or_data!r} in the last messages, only {seen}")

    def _reachable(self, fields: Mapping[str, Any]) -> int:
        chat_id = str(fields.get("chat_id") or "")
        if not chat_id:
            raise Refusal(400, "Bad Request: chat_id is empty")
        if not re.fullmatch(r"-?\d+", chat_id) or int(chat_id) not in self._chats:
            raise Refusal(400, "Bad Request: chat not found")
        if int(chat_id) in self._moved:
            raise Refusal(
                400,
                "Bad Request: group chat was upgraded to a supergroup chat",
                moved_to=self._moved[int(chat_id)],
            )
        if int(chat_id) in self._blocked:
            why = (
                "blocked by the user"
                if int(chat_id) > 0
                else f"kicked from the {_kind(chat_id)} chat"
            )
            raise Refusal(403, f"Forbidden: bot was {why}")
        return int(chat_id)

    def _allow(self, fields: Mapping[str, Any]) -> None:
        if "allowed_updates" in fields:
            self._allowed = frozenset(_object(fields, "allowed_updates", list))

    def _confirm(self, offset: int) -> None:
        if offset < 0:
            self._updates = self._updates[offset:]
        else:
            self._updates = [update for update in self._updates if update["update_id"] >= offset]

    def _wake(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()

    # Webhook

    def _start_pumps(self) -> None:
        if not self.webhook.url:
            return
        for chat_id in {_chat_in(update) for update in self._updates} - set(self._pumps):
            self._pumps[chat_id] = asyncio.create_task(self._pump(chat_id))

    async def _stop_pumps(self) -> None:
        pumps = list(self._pumps.values())
        self._pumps.clear()
        for pump in pumps:
            pump.cancel()
        await asyncio.gather(*pumps, return_exceptions=True)

    async def _pump(self, chat_id: int) -> None:
        """Posts a chat's updates one after the other, each again until it is answered with 200."""
        while waiting := [update for update in self._updates if _chat_in(update) == chat_id]:
            status = await self._post(waiting[0])
            self.webhook.statuses.append(status)
            if status == 200:
                self._updates.remove(waiting[0])
            else:
                self.webhook.last_error = f"Wrong response from the webhook: {status}"
                await asyncio.sleep(self._redeliver_after)
        del self._pumps[chat_id]

    async def _post(self, update: Mapping[str, Any]) -> int:
        headers = (
            {"X-Telegram-Bot-Api-Secret-Token": self.webhook.secret} if self.webhook.secret else {}
        )
        try:
            async with self._http.post(self.webhook.url, json=update, headers=headers) as response:
                return response.status
        except (ClientError, TimeoutError):
            return 0


_Method = Callable[[TelegramApi, Mapping[str, Any]], Awaitable[Any]]
METHODS: Mapping[str, _Method] = {
    "getme": TelegramApi._get_me,
    "getupdates": TelegramApi._get_updates,
    "setwebhook": TelegramApi._set_webhook,
    "deletewebhook": TelegramApi._delete_webhook,
    "getwebhookinfo": TelegramApi._get_webhook_info,
    "setmycommands": TelegramApi._set_my_commands,
    "sendmessage": TelegramApi._send_message,
    "senddocument": TelegramApi._send_document,
    "sendphoto": TelegramApi._send_photo,
    "getfile": TelegramApi._get_file,
    "answercallbackquery": TelegramApi._answer_callback_query,
    "editmessagereplymarkup": TelegramApi._edit_message_reply_markup,
    "sendchataction": TelegramApi._send_chat_action,
}


def _refusal(refusal: Refusal) -> web.Response:
    body: dict[str, Any] = {
        "ok": False,
        "error_code": refusal.status,
        "description": refusal.description,
    }
    if refusal.retry_after is not None:
        body["parameters"] = {"retry_after": refusal.retry_after}
    if refusal.moved_to is not None:
        body["parameters"] = {"migrate_to_chat_id": refusal.moved_to}
    return web.json_response(body, status=refusal.status)


def _failed(request: web.Request, fault: _Fault) -> web.Response:
    if fault.status == 0:
        if request.transport is not None:
            request.transport.abort()
        return web.Response()
    if fault.body is not None:
        return web.Response(body=fault.body, status=fault.status)
    return _refusal(Refusal(fault.status, fault.description, fault.retry_after))


async def _fields(request: web.Request) -> dict[str, Any]:
    fields: dict[str, Any] = dict(request.query)
    if request.content_type == "application/json":
        fields.update(await request.json())
    else:
        fields.update(await request.post())
    return fields


def _object(fields: Mapping[str, Any], name: str, kind: type) -> Any:
    """A field that holds JSON, whether it came inside a form or inside JSON; empty when it is missing."""
    value = fields.get(name)
    if value is None:
        return kind()
    try:
        read = json.loads(value) if isinstance(value, str) else value
    except ValueError:
        read = None
    if not isinstance(read, kind):
        raise Refusal(400, f"Bad Request: can't parse {name} JSON object")
    return read


async def _wait(event: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(event.wait(), seconds)
    except TimeoutError:
        return


def _kind(chat_id: int | str) -> str:
    return "supergroup" if int(chat_id) < SUPERGROUPS else "group"


def _member(user_id: int, name: tuple[str, str], is_bot: bool) -> dict[str, Any]:
    return {"id": user_id, "is_bot": is_bot, "first_name": name[0], "last_name": name[1]}


def _chat(chat_id: int) -> dict[str, Any]:
    if chat_id < 0:
        return {"id": chat_id, "type": _kind(chat_id), "title": "Veiledere"}
    return {"id": chat_id, "type": "private", "first_name": "Eier"}


def _user(chat_id: int, language: str | None) -> dict[str, Any]:
    user = {"id": chat_id, "is_bot": False, "first_name": "Eier"}
    return user if language is None else {**user, "language_code": language}


def _chat_of(content: Mapping[str, Any]) -> int:
    holder = (
        content
        if "chat" in content
        else content.get("message") or {"chat": content.get("from", {})}
    )
    return int(holder["chat"].get("id", 0))


def _chat_in(update: Mapping[str, Any]) -> int:
    return next(_chat_of(content) for kind, content in update.items() if kind != "update_id")


def _sample(name: str, value: Any) -> Any:
    if value is True:
        return SAMPLES[name]
    if name == "location" and isinstance(value, tuple):
        return {"latitude": value[0], "longitude": value[1]}
    return value


def _check_command(command: Mapping[str, Any]) -> None:
    if not re.fullmatch("[a-z0-9_]{1,32}", str(command.get("command") or "")):
        raise Refusal(400, "Bad Request: BOT_COMMAND_INVALID")
    if not 1 <= len(str(command.get("description") or "")) <= 256:
        raise Refusal(400, "Bad Request: BOT_COMMAND_DESCRIPTION_INVALID")


def _rows(fields: Mapping[str, Any]) -> tuple[tuple[Button, ...], ...]:
    """The inline keyboard, checked."""
    if fields.get("reply_markup") is None:
        return ()
    markup = _object(fields, "reply_markup", dict)
    rows = markup.get("inline_keyboard")
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise Refusal(
            400, "Bad Request: can't parse inline keyboard: an array of arrays is expected"
        )
    if sum(len(row) for row in rows) > 100:
        raise Refusal(400, "Bad Request: reply markup is too long")
    return tuple(tuple(_button(button) for button in row) for row in rows if row)


def _button(button: Any) -> Button:
    if (
        not isinstance(button, dict)
        or not isinstance(button.get("text"), str)
        or not button["text"].strip()
    ):
        raise Refusal(
            400, "Bad Request: can't parse inline keyboard button: text must be non-empty"
        )
    actions = [key for key in button if BUTTON_ACTIONS.fullmatch(key)]
    if len(actions) != 1:
        raise Refusal(
            400,
            "Bad Request: can't parse inline keyboard button: "
            "Text buttons are unallowed in the inline keyboard",
        )
    data = button.get("callback_data")
    if "callback_data" in actions and not (isinstance(data, str) and 1 <= len(data.encode()) <= 64):
        raise Refusal(400, "Bad Request: BUTTON_DATA_INVALID")
    return Button(button["text"], data)


# What Telegram makes of a text

_CONTROL = re.compile(r"[\x00-\x09\x0b\x0c\x0e-\x20]")
_DROPPED = re.compile("[\r\u2028-\u202e\u0333\u033f\u030a]")
_INVISIBLE = re.compile(
    "[\\s\u00a0\u1680\u180e\u2000-\u200f\u202e\u202f\u205f\u2800\u3000\ufeff\ufffc\U000e0000-\U000e007f]*"
)
_TAG = re.compile(r"""<(/?)([^\s>]*)((?:\s+[\w-]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[\w.-]+))?)*)\s*>""")
_ENTITY = re.compile(r"&(?:#x([0-9a-fA-F]{1,6})|#(\d{1,7})|([a-zA-Z]+));?")
_HREF = re.compile(r"""href\s*=\s*["']([^"']*)["']""")
# After TDLib's own reading of mentions, commands, tags, shares and addresses, a little more generous.
_FOUND = re.compile(
    r"""(?<![\w])@\w{2,} | (?<![\w/<>])/[A-Za-z0-9_]+ | (?<!\w)\#[\w·\u200c]*[^\W\d_][\w·]*
    | (?<![\w$])\$[A-Z]{1,8}(?![\w$]) | \b(?:tg|ton|https?|ftp)://\S+
    | [^\s/<>«»"]+\.[^\W\d_]{2,}\S* | \b(?:\d{1,3}\.){3}\d{1,3}\b""",
    re.VERBOSE | re.IGNORECASE,
)
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}


def _shown(text: str, fields: Mapping[str, Any]) -> str:
    """The text as it is seen: cleaned, marks read, spaces at the ends gone."""
    mode = str(fields.get("parse_mode") or "").lower()
    if mode == "html":
        return read_html(text)[0]
    if mode:
        raise Refusal(400, "Bad Request: unsupported parse_mode")
    return _DROPPED.sub("", _CONTROL.sub(" ", text)).strip(" \n")


def shown_of_html(html: str) -> str:
    """The text without marks; refuses marks Telegram does not know, and those left open."""
    return _read(html)[0]


def read_html(html: str) -> tuple[str, tuple[Entity, ...]]:
    """The text as it is seen, and its marks, where they stand in it."""
    shown, entities = _read(_DROPPED.sub("", _CONTROL.sub(" ", html)))
    before = len(shown) - len(shown.lstrip(" \n"))
    text = shown.strip(" \n")
    return text, tuple(
        replace(e, start=max(e.start - before, 0), end=min(e.end - before, len(text)))
        for e in entities
    )


def _read(html: str) -> tuple[str, tuple[Entity, ...]]:
    shown = ""
    opened: list[Entity] = []
    closed: list[Entity] = []
    position = 0
    while (start := html.find("<", position)) >= 0:
        shown += _ENTITY.sub(_sign, html[position:start])
        position = _read_tag(html, start, opened, closed, len(shown))
    if opened:
        _unparsable(f'Can\'t find end tag corresponding to start tag "{opened[-1].tag}"')
    return shown + _ENTITY.sub(_sign, html[position:]), tuple(closed)


def _read_tag(html: str, start: int, opened: list[Entity], closed: list[Entity], shown: int) -> int:
    tag = _TAG.match(html, start)
    offset = len(html[:start].encode())
    if tag is None:
        _unparsable(f"Unclosed start tag at byte offset {offset}")
    name = tag[2].lower()
    if not tag[1]:
        if not TAGS.fullmatch(name):
            _unparsable(f'Unsupported start tag "{name}" at byte offset {offset}')
        url = _HREF.search(tag[3])
        opened.append(Entity(name, shown, shown, url[1] if url else None))
    elif not opened:
        _unparsable(f"Unexpected end tag at byte offset {offset}")
    elif name not in ("", opened[-1].tag):
        _unparsable(f"Unmatched end tag at byte offset {offset}")
    else:
        closed.append(replace(opened.pop(), end=shown))
    return tag.end()


def found_in(text: str, entities: tuple[Entity, ...]) -> tuple[str, ...]:
    """What Telegram finds in a text by itself: nothing inside ``<code>`` and ``<pre>``."""
    signs = list(text)
    for entity in entities:
        if entity.tag in ("code", "pre"):
            # A sign that ends words, so that nothing is found across the border either.
            signs[entity.start : entity.end] = "\n" * (entity.end - entity.start)
    return tuple(match[0] for match in _FOUND.finditer("".join(signs)))


def _as_json(entity: Entity, text: str) -> dict[str, Any]:
    kinds = {"a": "text_link", "b": "bold"}
    start, end = _units(text[: entity.start]), _units(text[: entity.end])
    given = {"type": kinds.get(entity.tag, entity.tag), "offset": start, "length": end - start}
    return given if entity.url is None else {**given, "url": entity.url}


def _unparsable(why: str) -> NoReturn:
    raise Refusal(400, f"Bad Request: can't parse entities: {why}")


def _sign(entity: re.Match[str]) -> str:
    if entity[3]:
        return _NAMED.get(entity[3], entity[0])
    code = int(entity[1], 16) if entity[1] else int(entity[2])
    return chr(code) if 0 < code < 0x10FFFF and not 0xD800 <= code <= 0xDFFF else entity[0]


def _visible(text: str) -> bool:
    return _INVISIBLE.fullmatch(text) is None


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
