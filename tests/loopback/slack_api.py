"""A small Slack on the loopback that refuses what Slack refuses, and lets a test play owners and advisers.

    api = SlackApi()
    await api.start()                       # then build the channel with api.bot_token and api.address
    await api.user_says("D8812", "ryggen ryker")
    [question] = await api.replies("D8812")             # what came since the owner last did something
    await api.user_presses("D8812", "Ja")
    api.fail_next("chat.postMessage", "ratelimited", retry_after=3)

    api.joins("U12", "C0123", real_name="Kari Nordmann")        # a desk, in which the bot is too
    [card] = api.sent_to("C0123")
    await api.member_presses("U12", "C0123", "Jeg tar den")
    await api.member_says("U12", "C0123", "Hei!", thread=card.ts)

Events go by Socket Mode, or signed to ``events_url`` when that is set. The owner of ``D8812`` is ``U8812``.
"""

import asyncio
import html
import itertools
import json
import re
import time
import uuid
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal
from urllib.parse import urlencode

from aiohttp import ClientError, ClientSession, ClientTimeout, WSMsgType, web
from slack_sdk.signature import SignatureVerifier

LONGEST_TEXT = 40_000
LONGEST_SECTION = 3000
LONGEST_LABEL = 75
LONGEST_VALUE = 2000
LONGEST_ACTION_ID = 255
LARGEST_BLOCKS = (
    13_200  # characters as JSON; not written down by Slack, measured by those who met it
)
MOST_BLOCKS = 50
MOST_ELEMENTS = 25
MOST_SOCKETS = 10
RETRIES = 3
LARGEST_UPLOAD = 1_000_000_000
LONGEST_ALT = 1000
BOT = {"user_id": "UBOT", "bot_id": "BBOT"}

SCOPES: Mapping[str, str | None] = {
    "auth.test": None,
    "chat.postMessage": "chat:write",
    "chat.update": "chat:write",
    "conversations.open": "im:write",
    "files.completeUploadExternal": "files:write",
    "files.getUploadURLExternal": "files:write",
    "files.info": "files:read",
    "users.info": "users:read",
}
JSON_TAKEN = ("chat.postMessage", "chat.update", "conversations.open", "auth.test")

Way = Literal["event", "press", "command"]
ENVELOPES: Mapping[Way, str] = {
    "event": "events_api",
    "press": "interactive",
    "command": "slash_commands",
}


class Refused(Exception):
    """An answer with ``ok`` false."""

    def __init__(self, error: str, *why: str, **more: Any) -> None:
        super().__init__(error)
        self.error, self.why, self.more = error, why, more


@dataclass(frozen=True, slots=True)
class Button:
    """A button as the owner sees it, and what it sends."""

    label: str
    value: str
    action_id: str
    block_id: str


@dataclass(frozen=True, slots=True)
class Call:
    """A method and the fields it was called with."""

    method: str
    fields: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Sent:
    """A message of the bot: ``text`` as it is seen, ``notice`` as a notification shows it.

    ``quotes`` and ``bold`` are what rich text shows so; ``thread`` is the message it is an answer to.
    """

    ts: str
    channel: str
    text: str
    notice: str
    raw: str = ""
    blocks: tuple[dict[str, Any], ...] = ()
    buttons: tuple[Button, ...] = ()
    pings: tuple[str, ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    unfurls: bool = False
    file_name: str | None = None
    content: bytes | None = None
    title: str = ""
    alt: str = ""
    thread: str | None = None
    quotes: tuple[str, ...] = ()
    bold: tuple[str, ...] = ()

    @property
    def labels(self) -> tuple[str, ...]:
        """What is written on the buttons, in reading order."""
        return tuple(button.label for button in self.buttons)


@dataclass(frozen=True, slots=True)
class Try:
    """One delivery: ``answer`` is the HTTP status, 200 for an acknowledged envelope, 0 for none in time."""

    answer: int
    seconds: float


@dataclass(slots=True)
class Delivery:
    """What was brought to the bot, and how often."""

    id: str
    tries: list[Try] = field(default_factory=list)

    @property
    def accepted(self) -> bool:
        """Whether the bot has acknowledged it."""
        return any(one.answer == 200 for one in self.tries)


@dataclass(slots=True)
class _Room:
    """A channel: who is in it, and the messages of people, each with the one it answers."""

    private: bool
    members: set[str]
    said: dict[str, str | None] = field(default_factory=dict)
    has_bot: bool = True
    archived: bool = False

    @property
    def kind(self) -> Literal["channel", "group"]:
        return "group" if self.private else "channel"


@dataclass(slots=True)
class _File:
    """A file somebody uploaded, and what its address gives; ``leads_to`` is a redirect."""

    info: dict[str, Any]
    content: bytes
    served_as: str
    leads_to: str | None
    deleted: bool = False


@dataclass(slots=True)
class _Fault:
    error: str
    status: int
    retry_after: int | None
    body: bytes | None
    media_type: str
    times: int
    after: int


class SlackApi:
    """The server, the people who write to it, and the faults a test asks for."""

    def __init__(
        self,
        bot_token: str = "xoxb-loopback",
        app_token: str = "xapp-loopback",
        signing_secret: str = "loopback-secret",
        *,
        answer_within: float = 3.0,
        redeliver_after: float = 0.02,
    ) -> None:
        self.bot_token, self.app_token, self.signing_secret = bot_token, app_token, signing_secret
        self.events_url: str | None = None
        self.calls: list[Call] = []
        self.deliveries: list[Delivery] = []
        self.locales: dict[str, str] = {}
        self.scopes = {scope for scope in SCOPES.values() if scope}
        self.profiles: dict[str, dict[str, str]] = {}
        self.connections = 0
        self.largest_upload = LARGEST_UPLOAD
        self.downloads: list[tuple[str, str]] = []
        self._answer_within, self._redeliver_after = answer_within, redeliver_after
        self._sent: list[Sent] = []
        self._owners: dict[str, str] = {}
        self._rooms: dict[str, _Room] = {}
        self._files: dict[str, _File] = {}
        self._seen: dict[str, int] = {}
        self._revoked: set[str] = set()
        self._faults: dict[str, list[_Fault]] = {}
        self._uploads: dict[str, dict[str, Any]] = {}
        self._tickets: set[str] = set()
        self._links: dict[web.WebSocketResponse, web.Request] = {}
        self._refuse_links = 0
        self._waiting: dict[str, asyncio.Future[None]] = {}
        self._under_way: set[asyncio.Task[Delivery]] = set()
        self._numbers = itertools.count(1)
        self._port = 0

    @property
    def address(self) -> str:
        """What the channel takes as its ``api``."""
        return f"http://127.0.0.1:{self._port}/api/"

    async def start(self, port: int = 0) -> None:
        """Begins to listen; a port is given only to come back at the same address."""
        app = web.Application(client_max_size=60_000_000)
        app.router.add_get("/link", self._link)
        app.router.add_post("/upload/{id}", self._upload)
        app.router.add_get("/files-pri/T1-{id}/{way:.*}", self._download)
        app.router.add_route("*", "/api/{method}", self._answer)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", port).start()
        self._port = self._runner.addresses[0][1]
        self._http = ClientSession(timeout=ClientTimeout(total=self._answer_within))

    async def stop(self) -> None:
        """Stops listening and delivering."""
        for task in self._under_way:
            task.cancel()
        await asyncio.gather(*self._under_way, return_exceptions=True)
        for link in tuple(self._links):
            await link.close()
        await self._http.close()
        await self._runner.cleanup()

    @property
    def port(self) -> int:
        """The port it listens at."""
        return self._port

    # What owners do

    async def user_says(self, channel: str, text: str, **more: Any) -> str:
        """The owner writes; gives the event's id. ``more`` goes into the event."""
        return await self.bring(self._message(channel, text=as_slack(text), **more))

    async def user_sends(
        self, channel: str, *files: str | Mapping[str, Any], text: str = ""
    ) -> str:
        """The owner sends files, each a media type or as Slack has it, with a text."""
        sent = [_file(one) if isinstance(one, str) else one for one in files]
        return await self.bring(
            self._message(channel, text=as_slack(text), subtype="file_share", files=sent)
        )

    async def user_presses(self, channel: str, label_or_value: str) -> str:
        """The owner presses a button of the last ten messages, the newest with it, or the test fails."""
        sent, button = self._with_button(channel, label_or_value)
        return self._deliver("press", self._press(sent, button, self._meets(channel))).id

    async def user_commands(
        self, channel: str, text: str, *, command: str = "/steg", user: str | None = None
    ) -> str:
        """Somebody types a slash command, in their own conversation with the bot or elsewhere."""
        who = user or self._meets(channel)
        body = {
            "command": command,
            "text": text,
            "user_id": who,
            "channel_id": channel,
            "channel_name": "directmessage" if channel.startswith("D") else "general",
            "team_id": "T1",
            "api_app_id": "A1",
            "trigger_id": f"{next(self._numbers)}.trigger",
            "response_url": "http://127.0.0.1:9/",
        }
        return self._deliver("command", body).id

    # What people in channels do

    def joins(self, user: str, channel: str, *, private: bool = False, **names: str) -> None:
        """Somebody is in a channel that the bot is in too; ``names`` go into what users.info tells."""
        self._rooms.setdefault(channel, _Room(private, set())).members.add(user)
        if names:
            self.profiles[user] = names

    async def member_says(
        self,
        user: str,
        channel: str,
        text: str = "",
        *,
        thread: str | None = None,
        files: Sequence[str | Mapping[str, Any]] = (),
        **more: Any,
    ) -> str:
        """Somebody writes in a channel, below a message when ``thread`` is given; gives the event's id."""
        room = self._room_of(user, channel)
        event = self._event(user, channel, room.kind, text=as_slack(text))
        if thread is not None:
            assert self._root_of(channel, thread) == thread, f"nothing to answer at {thread}"
            event |= {"thread_ts": thread, "parent_user_id": BOT["user_id"]}
        if files:
            sent = [_file(one) if isinstance(one, str) else one for one in files]
            event |= {"subtype": "file_share", "files": sent}
        room.said[event["ts"]] = thread
        return await self.bring({**event, **more})

    async def member_presses(self, user: str, channel: str, label_or_value: str) -> str:
        """Somebody in a channel presses a button of its last ten messages, or the test fails."""
        self._room_of(user, channel)
        sent, button = self._with_button(channel, label_or_value)
        return self._deliver("press", self._press(sent, button, user)).id

    def said_in(self, channel: str) -> list[str]:
        """When people wrote in a channel, as Slack's ``ts``, oldest first."""
        return list(self._rooms[channel].said)

    def throws_out_bot(self, channel: str) -> None:
        """The bot is taken out of a channel."""
        self._rooms[channel].has_bot = False

    def archives(self, channel: str) -> None:
        """A channel is archived."""
        self._rooms[channel].archived = True

    def deletes(self, channel: str, ts: str) -> None:
        """Somebody deletes a message of the bot."""
        self._sent = [sent for sent in self._sent if (sent.channel, sent.ts) != (channel, ts)]

    def uploads(
        self,
        name: str,
        media_type: str,
        content: bytes,
        *,
        served_as: str | None = None,
        leads_to: str | None = None,
        **info: Any,
    ) -> dict[str, Any]:
        """Somebody uploads a file; gives what an event tells of it.

        Args:
            served_as: the media type its address answers with, when another.
            leads_to: where its address redirects to.
            info: fields in place of those files.info would tell.
        """
        file_id = f"F{next(self._numbers):08}"
        address = f"http://127.0.0.1:{self._port}/files-pri/T1-{file_id}"
        told = {
            "id": file_id,
            "name": name,
            "mimetype": media_type,
            "mode": "hosted",
            "size": len(content),
            "url_private": f"{address}/file",
            "url_private_download": f"{address}/download/file",
            **info,
        }
        self._files[file_id] = _File(told, content, served_as or media_type, leads_to)
        return told

    def deletes_file(self, file_id: str) -> None:
        """Somebody deletes a file."""
        self._files[file_id].deleted = True

    async def bring(self, event: Mapping[str, Any], event_id: str | None = None) -> str:
        """Any event, to be delivered until it is acknowledged; gives its id."""
        body = {
            "type": "event_callback",
            "token": "verification",
            "team_id": "T1",
            "api_app_id": "A1",
            "event": event,
            "event_id": event_id or f"Ev{next(self._numbers):08}",
            "event_time": int(time.time()),
            "authorizations": [{"team_id": "T1", "user_id": BOT["user_id"], "is_bot": True}],
            "is_ext_shared_channel": False,
        }
        return self._deliver("event", body).id

    def meets(self, channel: str) -> None:
        """The owner has opened the conversation without writing."""
        self._meets(channel)

    # What a test looks at

    def sent(self, channel: str) -> list[str]:
        """The texts the bot posted to a conversation, as the owner sees them."""
        return [sent.text for sent in self.sent_to(channel) if sent.content is None]

    def sent_to(self, channel: str) -> list[Sent]:
        """Everything the bot posted to a conversation."""
        return [sent for sent in self._sent if sent.channel == channel]

    async def replies(self, channel: str, count: int = 1, within: float = 5.0) -> list[Sent]:
        """What was posted since the owner last did something, once it is at least ``count`` messages."""
        await self.until(lambda: len(self._since(channel)) >= count, within)
        return self._since(channel)

    async def until(self, condition: Callable[[], bool], within: float = 5.0) -> None:
        """Waits until something holds; fails the test when it does not in time."""
        end = time.monotonic() + within
        while not condition():
            assert time.monotonic() < end, f"not so after {within} s"
            await asyncio.sleep(0.005)

    async def delivered(self) -> list[Delivery]:
        """All deliveries, once none is under way."""
        while self._under_way:
            await asyncio.wait(self._under_way)
        return self.deliveries

    def calls_of(self, method: str) -> list[Mapping[str, Any]]:
        """The fields of every call of a method."""
        return [call.fields for call in self.calls if call.method == method]

    @property
    def open_sockets(self) -> int:
        """How many sockets are open now."""
        return len(self._links)

    # What goes wrong

    def fail_next(
        self,
        method: str,
        error: str = "internal_error",
        *,
        status: int | None = None,
        retry_after: int | None = None,
        body: bytes | None = None,
        media_type: str = "text/html",
        times: int = 1,
        after: int = 0,
    ) -> None:
        """Makes calls of a method fail: the next ``times``, when ``after`` more have gone well.

        Status 0 hangs up; ``body`` is sent in place of JSON.
        """
        status = status if status is not None else 429 if error == "ratelimited" else 200
        fault = _Fault(error, status, retry_after, body, media_type, times, after)
        self._faults.setdefault(method, []).append(fault)

    def revoke(self, token: str) -> None:
        """The token is known and no longer good."""
        self._revoked.add(token)

    def refuse_sockets(self, times: int) -> None:
        """The next sockets are refused; their tickets are used up all the same."""
        self._refuse_links = times

    def drop_sockets(self) -> None:
        """The connections break without a word."""
        for request in self._links.values():
            assert request.transport is not None
            request.transport.abort()

    async def ask_to_reconnect(self) -> None:
        """Slack asks for a fresh socket, as it does every few hours."""
        for link in tuple(self._links):
            await link.send_json(
                {"type": "disconnect", "reason": "refresh_requested", "debug_info": {"host": "x"}}
            )

    # Signed requests, right ones and wrong ones

    async def post(
        self,
        body: bytes,
        *,
        media_type: str = "application/json",
        signed_at: float | None = None,
        secret: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> tuple[int, str]:
        """One request to ``events_url``: its status and what was answered."""
        assert self.events_url is not None, "set events_url"
        stamp = str(int(signed_at if signed_at is not None else time.time()))
        signer = SignatureVerifier(secret or self.signing_secret)
        signature = signer.generate_signature(timestamp=stamp, body=body.decode("utf-8", "replace"))
        signed = {
            "Content-Type": media_type,
            "X-Slack-Request-Timestamp": stamp,
            "X-Slack-Signature": str(signature),
        }
        async with self._http.post(
            self.events_url, data=body, headers={**signed, **(headers or {})}
        ) as response:
            return response.status, await response.text()

    async def verifies_url(self) -> tuple[int, str]:
        """Slack asks whether the address is the app's, when it is set up."""
        challenge = {"type": "url_verification", "token": "verification", "challenge": "3eZbrw1aB"}
        return await self.post(json.dumps(challenge).encode())

    # Delivering

    def _deliver(self, way: Way, body: Mapping[str, Any]) -> Delivery:
        delivery = Delivery(str(body.get("event_id") or body.get("trigger_id")))
        self.deliveries.append(delivery)
        task = asyncio.create_task(self._bring(way, body, delivery))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        return delivery

    async def _bring(self, way: Way, body: Mapping[str, Any], delivery: Delivery) -> Delivery:
        """Tries until it is acknowledged; presses and commands are brought once."""
        once = self._bring_by_http if self.events_url else self._bring_by_socket
        for retry in range(1 + (RETRIES if way == "event" else 0)):
            began = time.monotonic()
            answer = await once(way, body, retry)
            delivery.tries.append(Try(answer, time.monotonic() - began))
            if answer == 200:
                break
            await asyncio.sleep(self._redeliver_after)
        return delivery

    async def _bring_by_http(self, way: Way, body: Mapping[str, Any], retry: int) -> int:
        headers = (
            {"X-Slack-Retry-Num": str(retry), "X-Slack-Retry-Reason": "http_error"} if retry else {}
        )
        try:
            status, _ = await self.post(
                _as_sent(way, body),
                media_type="application/json"
                if way == "event"
                else "application/x-www-form-urlencoded",
                headers=headers,
            )
        except (ClientError, TimeoutError):
            return 0
        return status

    async def _bring_by_socket(self, way: Way, body: Mapping[str, Any], retry: int) -> int:
        envelope_id = str(uuid.uuid4())
        acknowledged = self._waiting[envelope_id] = asyncio.get_running_loop().create_future()
        envelope = {
            "type": ENVELOPES[way],
            "envelope_id": envelope_id,
            "payload": body,
            "accepts_response_payload": way != "event",
            "retry_attempt": retry,
            "retry_reason": "timeout" if retry else "",
        }
        try:
            await self.until(lambda: bool(self._links))
            await next(reversed(self._links)).send_json(envelope)
            await asyncio.wait_for(acknowledged, self._answer_within)
        except (TimeoutError, ConnectionError):
            return 0
        finally:
            del self._waiting[envelope_id]
        return 200

    # Web API

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        try:
            fields = await _fields(request)
            self.calls.append(Call(method, fields))
            if (fault := self._fault(method)) is not None:
                return _failed(request, fault)
            self._check_token(method, request, fields)
            if request.content_type == "application/json" and method not in JSON_TAKEN:
                raise Refused("invalid_arguments", "[ERROR] this method takes no JSON")
            result = await METHODS[method](self, fields)
        except Refused as refusal:
            return _refusal(refusal)
        return web.json_response({"ok": True, **result})

    def _fault(self, method: str) -> _Fault | None:
        faults = self._faults.get(method, [])
        if not faults or faults[0].after:
            if faults:
                faults[0].after -= 1
            return None
        faults[0].times -= 1
        return faults.pop(0) if faults[0].times <= 0 else faults[0]

    def _check_token(self, method: str, request: web.Request, fields: Mapping[str, Any]) -> None:
        if method not in METHODS:
            raise Refused("unknown_method", req_method=method)
        token = request.headers.get("Authorization", "").removeprefix("Bearer ") or fields.get(
            "token"
        )
        if not token:
            raise Refused("not_authed")
        if token in self._revoked:
            raise Refused("token_revoked")
        if token not in (self.bot_token, self.app_token):
            raise Refused("invalid_auth")
        if (token == self.app_token) != (method == "apps.connections.open"):
            raise Refused("not_allowed_token_type")
        needed = SCOPES.get(method)
        if needed and needed not in self.scopes:
            raise Refused("missing_scope", needed=needed, provided=",".join(sorted(self.scopes)))

    async def _auth_test(self, fields: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "url": "http://127.0.0.1/",
            "team": "Steg",
            "user": "steg",
            "team_id": "T1",
            "is_enterprise_install": False,
            **BOT,
        }

    async def _open_connection(self, fields: Mapping[str, Any]) -> dict[str, Any]:
        ticket = str(uuid.uuid4())
        self._tickets.add(ticket)
        return {"url": f"ws://127.0.0.1:{self._port}/link?ticket={ticket}&app_id=A1"}

    async def _post_message(self, fields: Mapping[str, Any]) -> dict[str, Any]:
        channel = self._known(fields)
        thread = self._thread(channel, fields)
        sent = self._keep(replace(self._checked(channel, self._ts(), fields), thread=thread))
        return {"channel": channel, "ts": sent.ts, "message": self._as_message(sent)}

    async def _update_message(self, fields: Mapping[str, Any]) -> dict[str, Any]:
        channel = self._known(fields)
        places = {(sent.channel, sent.ts): place for place, sent in enumerate(self._sent)}
        place = places.get((channel, str(fields.get("ts"))))
        if place is None:
            raise Refused("message_not_found")
        thread = self._sent[place].thread
        self._sent[place] = replace(
            self._checked(channel, str(fields["ts"]), fields), thread=thread
        )
        return {"channel": channel, "ts": fields["ts"], "text": fields.get("text", "")}

    async def _open_conversation(self, fields: Mapping[str, Any]) -> dict[str, Any]:
        user = str(fields.get("users") or "")
        if not re.fullmatch(r"[UW]\w+", user) or user == BOT["user_id"]:
            raise Refused("user_not_found")
        channel = f"D{user[1:]}"
        self._meets(channel)
        return {"no_op": True, "already_open": True, "channel": {"id": channel}}

    async def _user_info(self, fields: Mapping[str, Any]) -> dict[str, Any]:
        user = str(fields.get("user") or "")
        members = {member for room in self._rooms.values() for member in room.members}
        if user not in members | set(self._owners.values()):
            raise Refused("user_not_found")
        names = self.profiles.get(user, {})
        told: dict[str, Any] = {
            "id": user,
            "team_id": "T1",
            "is_bot": False,
            "name": "eier",
            "profile": {"real_name": "", "display_name": "", **names},
        }
        if str(fields.get("include_locale")).lower() in ("1", "true"):
            told["locale"] = self.locales.get(user, "en-US")
        return {"user": told}

    async def _upload_url(self, fields: Mapping[str, Any]) -> dict[str, Any]:
        name, length = str(fields.get("filename") or ""), int(fields.get("length") or 0)
        if not name or length <= 0:
            raise Refused("invalid_arguments", "[ERROR] missing required field")
        if length > self.largest_upload:
            raise Refused("file_upload_size_restricted")
        alt = str(fields.get("alt_txt") or "")
        if len(alt) > LONGEST_ALT:
            raise Refused("alt_txt_too_large")
        file_id = f"F{next(self._numbers):08}"
        self._uploads[file_id] = {"name": name, "length": length, "content": None, "alt": alt}
        return {"upload_url": f"http://127.0.0.1:{self._port}/upload/{file_id}", "file_id": file_id}

    async def _upload(self, request: web.Request) -> web.Response:
        upload = self._uploads.get(request.match_info["id"])
        if (fault := self._fault("upload")) is not None:
            return web.Response(status=fault.status, text=fault.error)
        content = await request.read()
        if upload is None or len(content) != upload["length"]:
            return web.Response(status=400, text="upload failed")
        upload["content"] = content
        return web.Response(text=f"OK - {len(content)}")

    async def _complete_upload(self, fields: Mapping[str, Any]) -> dict[str, Any]:
        files = json.loads(fields.get("files") or "[]")
        if not files or any(
            self._uploads.get(one["id"], {}).get("content") is None for one in files
        ):
            raise Refused("file_not_found")
        channel = self._known({"channel": fields.get("channel_id")})
        thread = self._thread(channel, fields)
        for one in files:
            upload = self._uploads.pop(one["id"])
            self._keep(
                Sent(
                    self._ts(),
                    channel,
                    "",
                    "",
                    file_name=upload["name"],
                    content=upload["content"],
                    title=str(one.get("title") or ""),
                    alt=upload["alt"],
                    thread=thread,
                )
            )
        return {"files": files}

    async def _file_info(self, fields: Mapping[str, Any]) -> dict[str, Any]:
        file = self._files.get(str(fields.get("file") or ""))
        if file is None:
            raise Refused("file_not_found")
        if file.deleted:
            raise Refused("file_deleted")
        return {"file": file.info}

    async def _download(self, request: web.Request) -> web.StreamResponse:
        """The file, or the page to log in at, with which Slack answers who may not have it."""
        file = self._files[request.match_info["id"]]
        shown = request.headers.get("Authorization", "")
        self.downloads.append((request.match_info["way"], shown))
        if (fault := self._fault("download")) is not None:
            return _failed(request, fault)
        if file.leads_to is not None:
            return web.Response(status=302, headers={"Location": file.leads_to})
        token = shown.removeprefix("Bearer ")
        if token != self.bot_token or token in self._revoked or "files:read" not in self.scopes:
            return web.Response(
                text="<!DOCTYPE html><title>Slack</title>", content_type="text/html"
            )
        return web.Response(body=file.content, content_type=file.served_as)

    # Socket Mode

    async def _link(self, request: web.Request) -> web.StreamResponse:
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets or len(self._links) >= MOST_SOCKETS:
            return web.Response(status=403)
        self._tickets.remove(ticket)
        if self._refuse_links:
            self._refuse_links -= 1
            return web.Response(status=503)
        link = web.WebSocketResponse()
        await link.prepare(request)
        self._links[link] = request
        self.connections += 1
        try:
            await link.send_json({"type": "hello", "num_connections": len(self._links)})
            await self._listen(link)
        except ConnectionError:
            pass
        finally:
            self._links.pop(link, None)
        return link

    async def _listen(self, link: web.WebSocketResponse) -> None:
        async for said in link:
            if said.type is WSMsgType.TEXT:
                acknowledged = self._waiting.get(json.loads(said.data).get("envelope_id"))
                if acknowledged is not None and not acknowledged.done():
                    acknowledged.set_result(None)

    # Inside

    def _meets(self, channel: str) -> str:
        self._seen[channel] = len(self.sent_to(channel))
        return self._owners.setdefault(channel, f"U{channel[1:]}")

    def _message(self, channel: str, **more: Any) -> dict[str, Any]:
        return self._event(self._meets(channel), channel, "im", **more)

    def _event(self, user: str, channel: str, kind: str, **more: Any) -> dict[str, Any]:
        ts = self._ts()
        return {
            "type": "message",
            "channel": channel,
            "channel_type": kind,
            "user": user,
            "ts": ts,
            "event_ts": ts,
            "client_msg_id": str(uuid.uuid4()),
            "team": "T1",
            **more,
        }

    def _press(self, sent: Sent, button: Button, user: str) -> dict[str, Any]:
        below = {} if sent.thread is None else {"thread_ts": sent.thread}
        return {
            "type": "block_actions",
            "user": {"id": user, "team_id": "T1"},
            "api_app_id": "A1",
            "token": "verification",
            "container": {
                "type": "message",
                "message_ts": sent.ts,
                "channel_id": sent.channel,
                "is_ephemeral": False,
                **below,
            },
            "trigger_id": f"{next(self._numbers)}.trigger",
            "team": {"id": "T1", "domain": "steg"},
            "channel": {"id": sent.channel, "name": self._name_of(sent.channel)},
            "message": self._as_message(sent),
            "state": {"values": {}},
            "response_url": "http://127.0.0.1:9/",
            "actions": [
                {
                    "type": "button",
                    "action_id": button.action_id,
                    "block_id": button.block_id,
                    "text": {"type": "plain_text", "text": escaped(button.label)},
                    "value": button.value,
                    "action_ts": self._ts(),
                }
            ],
        }

    def _as_message(self, sent: Sent) -> dict[str, Any]:
        return {
            "type": "message",
            "ts": sent.ts,
            "text": sent.raw,
            "blocks": list(sent.blocks),
            "user": BOT["user_id"],
            "bot_id": BOT["bot_id"],
        }

    def _ts(self) -> str:
        return f"{int(time.time())}.{next(self._numbers):06}"

    def _known(self, fields: Mapping[str, Any]) -> str:
        """The channel, when the bot may write there."""
        channel = str(fields.get("channel") or "")
        room = self._rooms.get(channel)
        if channel not in self._owners and (room is None or (room.private and not room.has_bot)):
            raise Refused("channel_not_found")
        if room is not None and room.archived:
            raise Refused("is_archived")
        if room is not None and not room.has_bot:
            raise Refused("not_in_channel")
        return channel

    def _thread(self, channel: str, fields: Mapping[str, Any]) -> str | None:
        """The message to answer, None when none was named; refused when it takes no answers."""
        if (ts := fields.get("thread_ts")) is None:
            return None
        if not isinstance(ts, str) or not re.fullmatch(r"\d{10}\.\d{6}", ts):
            raise Refused("invalid_thread_ts", f"[ERROR] {ts} is not a valid thread_ts")
        root = self._root_of(channel, ts)
        if root is None:
            raise Refused("cannot_reply_to_message")
        if root != ts:
            raise Refused("invalid_thread_ts", "[ERROR] an answer cannot be answered")
        return ts

    def _root_of(self, channel: str, ts: str) -> str | None:
        """The message a thread hangs below, None when there is no message at ``ts``."""
        threads = {sent.ts: sent.thread for sent in self._sent if sent.channel == channel}
        if channel in self._rooms:
            threads |= self._rooms[channel].said
        return (threads[ts] or ts) if ts in threads else None

    def _room_of(self, user: str, channel: str) -> _Room:
        """A channel, of which the test must have said that this member and the bot are in it."""
        room = self._rooms[channel]
        assert user in room.members, f"{user} is not in {channel}"
        assert room.has_bot, f"the bot hears nothing in {channel}"
        assert not room.archived, f"{channel} is archived"
        return room

    def _name_of(self, channel: str) -> str:
        if channel not in self._rooms:
            return "directmessage"
        return "privategroup" if self._rooms[channel].private else "radgivere"

    def _checked(self, channel: str, ts: str, fields: Mapping[str, Any]) -> Sent:
        """A message as it will be shown; refused where Slack refuses it."""
        text, blocks = str(fields.get("text") or ""), _blocks(fields)
        if not text.strip() and not blocks:
            raise Refused("no_text")
        if len(text) > LONGEST_TEXT:
            raise Refused("msg_too_long")
        if faults := tuple(_block_faults(blocks)):
            raise Refused("invalid_blocks", *faults)
        if len(json.dumps(blocks, ensure_ascii=False)) > LARGEST_BLOCKS:
            raise Refused("msg_blocks_too_long")
        objects = [block["text"] for block in blocks if block["type"] == "section"]
        marked = [one["text"] for one in objects if one["type"] == "mrkdwn"]
        rich = tuple(_rich_elements(blocks))
        return Sent(
            ts=ts,
            channel=channel,
            text="\n".join(_seen(blocks)) if blocks else shown_of_mrkdwn(text),
            notice=shown_of_mrkdwn(text) if fields.get("mrkdwn", True) else _unescaped(text),
            raw=text,
            blocks=tuple(blocks),
            buttons=tuple(_buttons(blocks)),
            pings=(
                *(ping for one in (text, *marked) for ping in PING.findall(one)),
                *(ping for one in objects if not one.get("verbatim") for ping in _loose_pings(one)),
                *(one["type"] for _, one in rich if one["type"] in RICH_PINGS),
                *(_LOOSE_PING.findall(text) if _finds_names(fields) else ()),
            ),
            links=(
                *(link for one in (text, *marked) for link in _links(one)),
                *((one["url"], _rich_shown(one)) for _, one in rich if one["type"] == "link"),
            ),
            unfurls=fields.get("unfurl_links") is not False
            or fields.get("unfurl_media") is not False,
            quotes=tuple(_rich_shown(one) for kind, one in rich if kind == "rich_text_quote"),
            bold=tuple(_rich_shown(one) for _, one in rich if one.get("style", {}).get("bold")),
        )

    def _keep(self, sent: Sent) -> Sent:
        self._sent.append(sent)
        return sent

    def _since(self, channel: str) -> list[Sent]:
        return self.sent_to(channel)[self._seen.get(channel, 0) :]

    def _with_button(self, channel: str, label_or_value: str) -> tuple[Sent, Button]:
        last = self.sent_to(channel)[-10:]
        for sent in reversed(last):
            for button in sent.buttons:
                if label_or_value in (button.label, button.value):
                    return sent, button
        seen = [label for sent in last for label in sent.labels]
        raise AssertionError(f"no button {label_or_value!r} in the last messages, only {seen}")


_Method = Callable[[SlackApi, Mapping[str, Any]], Awaitable[dict[str, Any]]]
METHODS: Mapping[str, _Method] = {
    "apps.connections.open": SlackApi._open_connection,
    "auth.test": SlackApi._auth_test,
    "chat.postMessage": SlackApi._post_message,
    "chat.update": SlackApi._update_message,
    "conversations.open": SlackApi._open_conversation,
    "files.completeUploadExternal": SlackApi._complete_upload,
    "files.getUploadURLExternal": SlackApi._upload_url,
    "files.info": SlackApi._file_info,
    "users.info": SlackApi._user_info,
}


def _refusal(refusal: Refused) -> web.Response:
    body: dict[str, Any] = {"ok": False, "error": refusal.error, **refusal.more}
    if refusal.why:
        body |= {"errors": list(refusal.why), "response_metadata": {"messages": list(refusal.why)}}
    return web.json_response(body)


def _failed(request: web.Request, fault: _Fault) -> web.Response:
    if fault.status == 0:
        if request.transport is not None:
            request.transport.abort()
        return web.Response()
    headers = {} if fault.retry_after is None else {"Retry-After": str(fault.retry_after)}
    if fault.body is not None:
        return web.Response(
            body=fault.body, status=fault.status, headers=headers, content_type=fault.media_type
        )
    return web.json_response(
        {"ok": False, "error": fault.error}, status=fault.status, headers=headers
    )


async def _fields(request: web.Request) -> dict[str, Any]:
    fields: dict[str, Any] = dict(request.query)
    if request.content_type == "application/json":
        fields.update(await request.json())
    else:
        fields.update(await request.post())
    return fields


def _as_sent(way: Way, body: Mapping[str, Any]) -> bytes:
    if way == "event":
        return json.dumps(body).encode()
    form = {"payload": json.dumps(body)} if way == "press" else dict(body)
    return urlencode(form).encode()


def _file(media_type: str) -> dict[str, Any]:
    return {"id": "F1", "name": "fil", "mimetype": media_type, "mode": "hosted", "size": 3}


# What Slack refuses in blocks


def _blocks(fields: Mapping[str, Any]) -> list[dict[str, Any]]:
    blocks = fields.get("blocks") or []
    try:
        read = json.loads(blocks) if isinstance(blocks, str) else blocks
    except ValueError:
        raise Refused("invalid_blocks_format") from None
    if not isinstance(read, list) or not all(isinstance(block, dict) for block in read):
        raise Refused("invalid_blocks_format")
    return [{"block_id": f"b{number}", **block} for number, block in enumerate(read)]


def _block_faults(blocks: list[dict[str, Any]]) -> Iterator[str]:
    if len(blocks) > MOST_BLOCKS:
        yield "no more than 50 items allowed [json-pointer:/blocks]"
    for number, block in enumerate(blocks):
        place = f"[json-pointer:/blocks/{number}]"
        if block.get("type") == "section":
            yield from _text_faults(block.get("text"), place, LONGEST_SECTION)
        elif block.get("type") == "actions":
            yield from _element_faults(block.get("elements"), place)
        elif block.get("type") == "rich_text":
            yield from _rich_faults(block, place)
        else:
            yield f"unsupported type: {block.get('type')} {place}"
    ids = [one.get("action_id") for block in blocks for one in _elements(block)]
    if len(set(ids)) != len(ids):
        yield "`action_id` must be unique"


def _text_faults(
    text: Any, place: str, longest: int, types: tuple[str, ...] = ("mrkdwn", "plain_text")
) -> Iterator[str]:
    if (
        not isinstance(text, dict)
        or text.get("type") not in types
        or not isinstance(text.get("text"), str)
    ):
        yield f"missing or wrong text object {place}"
        return
    if not text["text"].strip():
        yield f"must be more than 0 characters {place}"
    if len(text["text"].encode("utf-16-le")) // 2 > longest:
        yield f"must be less than {longest + 1} characters {place}"
    if {"mrkdwn": "emoji", "plain_text": "verbatim"}[text["type"]] in text:
        yield f"no more keys allowed {place}"


def _element_faults(elements: Any, place: str) -> Iterator[str]:
    if not isinstance(elements, list) or not elements:
        yield f"no elements {place}"
        return
    if len(elements) > MOST_ELEMENTS:
        yield f"no more than 25 items allowed {place}"
    for element in elements:
        if element.get("type") != "button":
            yield f"unsupported element {place}"
        yield from _text_faults(element.get("text"), place, LONGEST_LABEL, ("plain_text",))
        if not 0 < len(str(element.get("action_id") or "x")) <= LONGEST_ACTION_ID:
            yield f"wrong action_id {place}"
        if not 0 < len(str(element.get("value", "x"))) <= LONGEST_VALUE:
            yield f"wrong value {place}"


RICH_PARTS = ("rich_text_section", "rich_text_quote", "rich_text_preformatted")
RICH_PINGS = ("broadcast", "channel", "team", "user", "usergroup")
RICH_FIELDS: Mapping[str, str] = {
    "broadcast": "range",
    "channel": "channel_id",
    "emoji": "name",
    "link": "url",
    "team": "team_id",
    "text": "text",
    "user": "user_id",
    "usergroup": "usergroup_id",
}
RICH_KEYS = {"block_id", "elements", "type"}
RICH_STYLES = {"bold", "code", "italic", "strike", "underline"}


def _rich_faults(block: Mapping[str, Any], place: str) -> Iterator[str]:
    if extra := set(block) - RICH_KEYS:
        yield f"no more keys allowed, as {sorted(extra)} {place}"
    parts = block.get("elements")
    if not isinstance(parts, list) or not parts:
        yield f"missing required field: elements {place}"
        return
    for part in parts:
        if not isinstance(part, dict) or part.get("type") not in RICH_PARTS:
            yield f"unsupported rich text element {place}"
        elif not isinstance(part.get("elements"), list) or not part["elements"]:
            yield f"missing required field: elements {place}"
        else:
            for element in part["elements"]:
                yield from _rich_element_faults(element, place)


def _rich_element_faults(element: Any, place: str) -> Iterator[str]:
    if not isinstance(element, dict) or element.get("type") not in RICH_FIELDS:
        yield f"unsupported type {place}"
        return
    needed = RICH_FIELDS[element["type"]]
    if not isinstance(element.get(needed), str) or not element[needed]:
        yield f"missing required field: {needed} {place}"
    if extra := set(element) - {"type", "style", "text", needed}:
        yield f"no more keys allowed, as {sorted(extra)} {place}"
    style = element.get("style", {})
    if not isinstance(style, dict) or not set(style) <= RICH_STYLES:
        yield f"unsupported style {place}"


def _elements(block: Mapping[str, Any]) -> list[dict[str, Any]]:
    return list(block.get("elements") or []) if block.get("type") == "actions" else []


def _buttons(blocks: list[dict[str, Any]]) -> Iterator[Button]:
    for block in blocks:
        for number, one in enumerate(_elements(block)):
            yield Button(
                one["text"]["text"],
                one.get("value", ""),
                one.get("action_id", f"a{number}"),
                block["block_id"],
            )


# What Slack makes of a text

PING = re.compile(r"<[!@#][^<>]*>")
_LINK = re.compile(r"<([^<>|!@#][^<>|]*)(?:\|([^<>]*))?>")
_LOOSE_PING = re.compile(r"@(?:channel|here|everyone)\b|(?<!\w)#[a-z][\w-]*")
_TYPED_ADDRESS = re.compile(r"https?://[^\s<>|]*[\w/]|([\w.+-]+@[\w-]+(?:\.[\w-]+)+)")
_CODE = re.compile(r"```\n?(.*?)\n?```|`([^`\n]+)`", re.DOTALL)
_STYLES = tuple(
    re.compile(rf"(?<![\w{mark}]){mark}(?=[^\s{mark}])([^\n]*?)(?<=[^\s]){mark}(?![\w{mark}])")
    for mark in (r"\*", "_", "~")
)
_QUOTE = re.compile(r"^[ \t]*(?:&gt;)+[ \t]?", re.MULTILINE)


def escaped(text: str) -> str:
    """The text as Slack holds it."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def as_slack(text: str) -> str:
    """What Slack makes of what an owner types: signs escaped, addresses marked."""
    pieces: list[str] = []
    end = 0
    for found in _TYPED_ADDRESS.finditer(text):
        address = escaped(found[0])
        pieces += (
            escaped(text[end : found.start()]),
            (f"<mailto:{address}|{address}>" if found[1] else f"<{address}>"),
        )
        end = found.end()
    return "".join((*pieces, escaped(text[end:])))


def shown_of_mrkdwn(text: str) -> str:
    """The text as the owner sees it: styles and quotes taken for marks, links shown by their label."""
    kept: list[str] = []

    def keep(shown: str) -> str:
        kept.append(shown)
        return f"\x00{len(kept) - 1}\x00"

    text = _CODE.sub(lambda code: keep(code[1] if code[1] is not None else code[2]), text)
    text = _LINK.sub(lambda link: keep(link[2] or link[1]), text)
    text = _QUOTE.sub("", text)
    for style in _STYLES:
        text = style.sub(r"\1", text)
    while "\x00" in text:
        text = re.sub("\x00(\\d+)\x00", lambda place: kept[int(place[1])], text)
    return _unescaped(text)


def _shown(text: Mapping[str, Any]) -> str:
    return shown_of_mrkdwn(text["text"]) if text["type"] == "mrkdwn" else _unescaped(text["text"])


def _seen(blocks: list[dict[str, Any]]) -> Iterator[str]:
    """What each block shows besides buttons. Rich text is shown sign by sign, entities too."""
    for block in blocks:
        if block["type"] == "section":
            yield _shown(block["text"])
        elif block["type"] == "rich_text":
            for part in block["elements"]:
                yield "".join(_rich_shown(one) for one in part["elements"])


def _rich_elements(blocks: list[dict[str, Any]]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The elements of rich text, each with the type of the part it stands in."""
    for block in blocks:
        if block["type"] == "rich_text":
            yield from (
                (part["type"], one) for part in block["elements"] for one in part["elements"]
            )


def _rich_shown(element: Mapping[str, Any]) -> str:
    return str(element.get("text") or element[RICH_FIELDS[element["type"]]])


def _finds_names(fields: Mapping[str, Any]) -> bool:
    """Whether Slack was asked to look for names in the text itself."""
    return bool(fields.get("link_names")) or fields.get("parse") == "full"


def _unescaped(text: str) -> str:
    return html.unescape(re.sub(r"&(?!(?:amp|lt|gt);)", "&amp;", text))


def _loose_pings(text: Mapping[str, Any]) -> list[str]:
    return _LOOSE_PING.findall(text["text"]) if text["type"] == "mrkdwn" else []


def _links(text: str) -> Iterator[tuple[str, str]]:
    for link in _LINK.finditer(text):
        address = link[1].removeprefix("mailto:")
        yield address, link[2] or address
