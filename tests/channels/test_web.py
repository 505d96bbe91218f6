"""The web chat's protocol: who is who, what is taken and refused, how waiting browsers hear."""

import asyncio
import hashlib
import hmac
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from time import perf_counter
from typing import Any
from uuid import uuid4

import httpx
import pytest
import uvicorn
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from bot.channels.port import ChannelPort
from bot.channels.web import (
    MESSAGES_A_MINUTE,
    MOST_BYTES,
    MOST_CHARACTERS,
    MOST_WAITING,
    WebChannel,
)
from bot.core.conversation import Choice, Document, Line, Message, Reply
from bot.web.app import MOST_BODY_BYTES, create_app, preferred_language

NOW = datetime(2026, 11, 21, 9, 30, 15, tzinfo=UTC)
SECRET = "a secret for tests"
YES_NO = (Choice("ok=yes", "Ja"), Choice("ok=no", "Nei"))


class EchoService:
    """A service in miniature: keeps lines in memory, says back what it heard, knows a resend."""

    def __init__(self) -> None:
        self.lines: dict[str, list[Line]] = {}
        self.received: list[Message] = []
        self.answers: dict[str, tuple[Reply, ...]] = {}
        self.wake: Callable[[str, Reply], Awaitable[None]] | None = None

    def transcript(self, conversation: str, after: int) -> list[Line]:
        """The lines after a number."""
        return [line for line in self.lines.get(conversation, []) if line.number > after]

    async def receive(self, message: Message) -> None:
        """Answers a message once."""
        if any(other.id == message.id for other in self.received):
            return
        self.received.append(message)
        said = message.text or self._label(message)
        self.keep(message.conversation, "owner", said)
        for reply in self.answers.get(said, (Reply(f"Du sa: {said}", YES_NO),)):
            await self.say(message.conversation, reply)

    async def say(self, conversation: str, reply: Reply) -> None:
        """Says something to an owner, as the outbox would."""
        self.keep(conversation, "steg", reply.text, reply.choices, reply.document)
        if self.wake:
            await self.wake(conversation, reply)

    def keep(
        self,
        conversation: str,
        who: Any,
        text: str,
        choices: tuple[Choice, ...] = (),
        document: Document | None = None,
    ) -> None:
        """Adds a line."""
        lines = self.lines.setdefault(conversation, [])
        number, now = lines[-1].number + 1 if lines else 1, datetime.now(UTC)
        lines.append(Line(number, who, now, text, choices, document=document))

    def _label(self, message: Message) -> str:
        choices = [
            choice for line in self.transcript(message.conversation, 0) for choice in line.choices
        ]
        return next((c.label for c in choices if c.id == message.choice), message.choice or "")


def web_app(service: EchoService, **options: Any) -> Starlette:
    """The chat on an application of its own."""
    settings = {"secret": SECRET, "secure": False, "clock": lambda: NOW, **options}
    channel = WebChannel(transcript=service.transcript, **settings)
    service.wake = channel.send

    async def start() -> None:
        await channel.start(service.receive)

    return create_app(
        channel.routes(),
        ready=lambda: None,
        metrics=lambda: "steg_up 1\n",
        start=start,
        stop=channel.stop,
    )


@asynccontextmanager
async def browser(
    app: Starlette, base_url: str = "http://steg.test"
) -> AsyncIterator[httpx.AsyncClient]:
    """A client that has opened the page, with the application's lifespan around it."""
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(
            transport=transport, base_url=base_url, headers={"X-Steg": "1"}
        ) as client,
    ):
        await client.get("/")
        yield client


@asynccontextmanager
async def serving(app: ASGIApp, port: int = 0) -> AsyncIterator[str]:
    """The application on a real server on loopback; gives its address."""
    config = uvicorn.Config(
        app,
        host="127.0.0.1",
        port=port,
        log_level="critical",
        ws="none",
        timeout_graceful_shutdown=1,
    )
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        await task


def said(text: str, **more: Any) -> dict[str, Any]:
    """A message as the page posts it."""
    return {"id": str(uuid4()), "text": text, **more}


async def lines(client: httpx.AsyncClient, after: int = 0) -> list[dict[str, Any]]:
    """The lines there are now."""
    answer = await client.get(f"/chat/lines?after={after}&wait=0")
    found: list[dict[str, Any]] = answer.json()["lines"]
    return found


def test_the_channel_is_a_channel_port() -> None:
    channel: ChannelPort = WebChannel(
        transcript=lambda *_: [], secret=SECRET, secure=True, clock=lambda: NOW
    )
    assert channel.name == "web"


# ---- who is who ----


async def test_the_page_brings_a_cookie_that_no_script_can_read() -> None:
    app = web_app(EchoService())
    async with browser(app) as client:
        client.cookies.clear()
        cookie = (await client.get("/")).headers["set-cookie"]
    assert cookie.startswith("steg=")
    parts = {part.strip().lower() for part in cookie.split(";")[1:]}
    assert {"httponly", "samesite=lax", "path=/", f"max-age={365 * 24 * 3600}"} <= parts
    assert "secure" not in parts


async def test_on_https_the_cookie_travels_on_nothing_else() -> None:
    async with browser(web_app(EchoService(), secure=True), "https://steg.test") as client:
        client.cookies.clear()
        cookie = (await client.get("/")).headers["set-cookie"]
    assert cookie.startswith("__Host-steg=")
    assert "; secure" in cookie.lower()


async def test_a_visitor_keeps_their_cookie_when_they_come_back() -> None:
    async with browser(web_app(EchoService())) as client:
        before = client.cookies["steg"]
        await client.get("/")
        assert client.cookies["steg"] == before


async def test_two_visitors_get_different_cookies_and_see_only_their_own_lines() -> None:
    app = web_app(EchoService())
    async with browser(app) as anna, browser(app) as berit:
        assert anna.cookies["steg"] != berit.cookies["steg"]
        await anna.post("/chat/messages", json=said("ryggen ryker"))
        assert len(await lines(anna)) == 2
        assert await lines(berit) == []


async def test_the_conversation_id_is_made_from_the_cookie_and_the_secret() -> None:
    service = EchoService()
    async with browser(web_app(service)) as client:
        token = client.cookies["steg"]
        await client.post("/chat/messages", json=said("hei"))
    expected = hmac.new(SECRET.encode(), token.encode(), hashlib.sha256).hexdigest()[:32]
    assert service.received[0].conversation == f"web:{expected}"
    assert token not in repr(service.received)


@pytest.mark.parametrize("cookie", ["", "short", "a" * 44, "å" * 43, "web:" + "0" * 39])
async def test_a_cookie_we_did_not_make_opens_nothing(cookie: str) -> None:
    service = EchoService()
    async with browser(web_app(service)) as client:
        client.cookies.clear()
        headers = {b"cookie": f"steg={cookie}".encode()} if cookie else {}
        assert (await client.get("/chat/lines?wait=0", headers=headers)).status_code == 401
        posted = await client.post("/chat/messages", json=said("hei"), headers=headers)
    assert posted.status_code == 401
    assert service.received == []


# ---- what is taken ----


async def test_a_text_becomes_a_message() -> None:
    service = EchoService()
    posted = said("vi er fire i Oppdal", language="nb")
    async with browser(web_app(service)) as client:
        answer = await client.post("/chat/messages", json=posted)
    message = service.received[0]
    assert answer.status_code == 200
    assert answer.json() == {"id": posted["id"]}
    assert message.id == f"{message.conversation}:{posted['id']}"
    assert (message.channel, message.at, message.text, message.choice, message.language) == (
        "web",
        NOW,
        "vi er fire i Oppdal",
        None,
        "nb",
    )


async def test_a_pressed_button_becomes_a_choice() -> None:
    service = EchoService()
    async with browser(web_app(service)) as client:
        await client.post("/chat/messages", json={"id": str(uuid4()), "choice": "lang=sv"})
    assert (service.received[0].text, service.received[0].choice) == (None, "lang=sv")


async def test_a_message_sent_twice_is_answered_once() -> None:
    service = EchoService()
    posted = said("hei")
    async with browser(web_app(service)) as client:
        first = await client.post("/chat/messages", json=posted)
        second = await client.post("/chat/messages", json={**posted, "id": posted["id"].upper()})
        assert (first.status_code, second.status_code) == (200, 200)
        assert [line["text"] for line in await lines(client)] == ["hei", "Du sa: hei"]


async def test_the_same_id_from_two_visitors_is_two_messages() -> None:
    service = EchoService()
    app = web_app(service)
    posted = said("hei")
    async with browser(app) as anna, browser(app) as berit:
        await anna.post("/chat/messages", json=posted)
        await berit.post("/chat/messages", json=posted)
    assert len({message.id for message in service.received}) == 2


async def test_zero_characters_that_no_database_keeps_are_left_out() -> None:
    service = EchoService()
    async with browser(web_app(service)) as client:
        await client.post("/chat/messages", json=said("he\0i"))
    assert service.received[0].text == "hei"


# ---- what is refused ----


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"sec-fetch-site": "same-origin"}, 200),
        ({"sec-fetch-site": "none"}, 200),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "cross-site", "x-steg": "1"}, 403),
        ({"origin": "http://steg.test"}, 200),
        ({"origin": "https://STEG.test"}, 200),
        ({"origin": "http://steg.test:81"}, 403),
        ({"origin": "http://steg.test.elsewhere.example"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": "http://["}, 403),
        ({"origin": "null", "host": ""}, 403),
        ({"origin": "null", "x-steg": "1"}, 403),
        ({"sec-fetch-site": "cross-site", "origin": "http://steg.test"}, 403),
        ({"x-steg": "1"}, 200),
        ({"x-steg": "yes"}, 403),
        ({}, 403),
    ],
)
async def test_only_our_own_page_may_post(headers: dict[str, str], status: int) -> None:
    async with browser(web_app(EchoService())) as client:
        del client.headers["X-Steg"]
        answer = await client.post("/chat/messages", json=said("hei"), headers=headers)
    assert answer.status_code == status


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "", "application/jsonp"]
)
async def test_only_json_is_read(kind: str) -> None:
    async with browser(web_app(EchoService())) as client:
        answer = await client.post(
            "/chat/messages", content=json.dumps(said("hei")), headers={"content-type": kind}
        )
    assert answer.status_code == 415


@pytest.mark.parametrize(
    "posted",
    [
        [],
        {},
        {"id": "1", "text": "hei"},
        {"text": "hei"},
        said(""),
        said(" \n\t"),
        said("hei", language="de"),
        said("hei", choice="ok=yes"),
        {"id": str(uuid4()), "text": 7},
        {"id": str(uuid4()), "choice": ""},
        {"id": str(uuid4()), "choice": "ok=" + "y" * 62},
    ],
)
async def test_what_cannot_be_understood_is_refused(posted: Any) -> None:
    service = EchoService()
    async with browser(web_app(service)) as client:
        assert (await client.post("/chat/messages", json=posted)).status_code == 400
    assert service.received == []


@given(
    body=st.one_of(
        st.binary(max_size=200), st.text(max_size=200).map(str.encode), st.just(b"[" * 30_000)
    )
)
@settings(max_examples=40, deadline=None)
async def test_no_body_makes_the_channel_fail(body: bytes) -> None:
    async with browser(web_app(EchoService())) as client:
        headers = {"content-type": "application/json"}
        assert (
            await client.post("/chat/messages", content=body, headers=headers)
        ).status_code == 400


@given(
    text=st.text(min_size=1, max_size=60).filter(lambda text: text.replace("\0", "").strip() != "")
)
@settings(max_examples=40, deadline=None)
async def test_any_text_arrives_as_it_was_written(text: str) -> None:
    service = EchoService()
    async with browser(web_app(service)) as client:
        assert (await client.post("/chat/messages", json=said(text))).status_code == 200
    assert service.received[0].text == text.replace("\0", "")


async def test_a_text_of_zero_characters_is_empty() -> None:
    async with browser(web_app(EchoService())) as client:
        assert (await client.post("/chat/messages", json=said("\0\0"))).status_code == 400


async def test_the_longest_text_is_taken_and_one_character_more_is_not() -> None:
    service = EchoService()
    async with browser(web_app(service)) as client:
        taken = await client.post("/chat/messages", json=said("😀" * MOST_CHARACTERS))
        refused = await client.post("/chat/messages", json=said("a" * (MOST_CHARACTERS + 1)))
    assert (taken.status_code, refused.status_code) == (200, 413)
    assert len(service.received) == 1


async def in_pieces(size: int) -> AsyncIterator[bytes]:
    """A body whose length is not told beforehand."""
    for _ in range(size // 1000 + 1):
        yield b" " * 1000


@pytest.mark.parametrize("told", [True, False])
async def test_a_body_that_is_too_large_is_refused(told: bool) -> None:
    service = EchoService()
    headers = {"content-type": "application/json"}
    async with serving(web_app(service)) as address, httpx.AsyncClient(base_url=address) as client:
        await client.get("/")
        body = b" " * (MOST_BYTES + 1) if told else in_pieces(MOST_BYTES)
        answer = await client.post(
            "/chat/messages", content=body, headers={**headers, "x-steg": "1"}
        )
    assert answer.status_code == 413
    assert service.received == []


async def test_a_flood_is_slowed_down_and_passes_in_the_next_minute() -> None:
    service = EchoService()
    times = [NOW]
    app = web_app(service, clock=lambda: times[-1])
    async with browser(app) as client, browser(app) as other:
        for _ in range(MESSAGES_A_MINUTE):
            assert (await client.post("/chat/messages", json=said("hei"))).status_code == 200
        refused = await client.post("/chat/messages", json=said("hei"))
        assert (refused.status_code, refused.headers["retry-after"]) == (429, "45")
        assert (await other.post("/chat/messages", json=said("hei"))).status_code == 200
        times.append(NOW + timedelta(seconds=45))
        assert (await client.post("/chat/messages", json=said("hei"))).status_code == 200


async def test_before_the_service_is_there_a_message_is_asked_to_come_again() -> None:
    app = web_app(EchoService())
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="http://steg.test"
    ) as client:
        await client.get("/")
        answer = await client.post("/chat/messages", json=said("hei"), headers={"x-steg": "1"})
    assert answer.status_code == 503
    assert "retry-after" in answer.headers


# ---- lines ----


async def test_lines_come_with_their_choices() -> None:
    async with browser(web_app(EchoService())) as client:
        await client.post("/chat/messages", json=said("hei"))
        owner, steg = await lines(client)
    assert (owner["number"], owner["who"], owner["text"], owner["choices"]) == (
        1,
        "owner",
        "hei",
        [],
    )
    assert (steg["number"], steg["who"], steg["text"]) == (2, "steg", "Du sa: hei")
    assert steg["choices"] == [{"id": "ok=yes", "label": "Ja"}, {"id": "ok=no", "label": "Nei"}]
    assert datetime.fromisoformat(steg["at"]).tzinfo is not None


async def test_only_newer_lines_come() -> None:
    async with browser(web_app(EchoService())) as client:
        await client.post("/chat/messages", json=said("hei"))
        assert [line["number"] for line in await lines(client, after=1)] == [2]
        assert (await client.get("/chat/lines?after=2&wait=0")).json() == {"lines": []}


@pytest.mark.parametrize("after", ["-1", "x", "1.5", "9" * 20, "", "²"])
async def test_a_number_that_is_none_is_refused(after: str) -> None:
    async with browser(web_app(EchoService())) as client:
        assert (await client.get("/chat/lines", params={"after": after})).status_code == 400


async def test_a_waiting_browser_is_woken() -> None:
    service = EchoService()
    async with browser(web_app(service)) as client:
        await client.post("/chat/messages", json=said("hei"))
        waiting = asyncio.create_task(client.get("/chat/lines?after=2"))
        await asyncio.sleep(0.05)
        assert not waiting.done()
        began = perf_counter()
        await service.say(service.received[0].conversation, Reply("En ting til"))
        assert [line["text"] for line in (await waiting).json()["lines"]] == ["En ting til"]
    assert perf_counter() - began < 0.5


async def test_every_tab_of_a_visitor_is_woken() -> None:
    service = EchoService()
    async with browser(web_app(service)) as client:
        tabs = [asyncio.create_task(client.get("/chat/lines?after=0")) for _ in range(3)]
        await asyncio.sleep(0.05)
        await client.post("/chat/messages", json=said("hei"))
        answers = [(await tab).json()["lines"] for tab in tabs]
    assert all(answer and answer[0]["text"] == "hei" for answer in answers)


async def test_a_line_that_another_process_kept_is_found_without_a_ring() -> None:
    service = EchoService()
    async with browser(web_app(service)) as client:
        await client.post("/chat/messages", json=said("hei"))
        waiting = asyncio.create_task(client.get("/chat/lines?after=2"))
        await asyncio.sleep(0.05)
        service.keep(service.received[0].conversation, "steg", "Fra en annen prosess")
        answer = await asyncio.wait_for(waiting, timeout=5)
    assert answer.json()["lines"][0]["text"] == "Fra en annen prosess"


async def test_waiting_ends_when_nothing_comes() -> None:
    async with browser(web_app(EchoService(), patience=timedelta(seconds=0.2))) as client:
        answer = await client.get("/chat/lines?after=0")
    assert answer.json() == {"lines": []}


async def test_one_tab_too_many_lets_the_oldest_go_and_asks_it_to_wait() -> None:
    service = EchoService()
    async with browser(web_app(service)) as client:
        tabs = [asyncio.create_task(client.get("/chat/lines?after=0"))]
        for _ in range(MOST_WAITING):
            await asyncio.sleep(0.02)
            tabs.append(asyncio.create_task(client.get("/chat/lines?after=0")))
        oldest = await asyncio.wait_for(tabs[0], timeout=1)
        assert (oldest.status_code, "retry-after" in oldest.headers) == (429, True)
        assert not any(tab.done() for tab in tabs[1:])
        await client.post("/chat/messages", json=said("hei"))
        assert {(await tab).status_code for tab in tabs[1:]} == {200}


async def test_a_browser_that_went_away_leaves_its_place() -> None:
    service = EchoService()
    async with serving(web_app(service)) as address, httpx.AsyncClient(base_url=address) as client:
        await client.get("/")
        for _ in range(MOST_WAITING + 2):
            with pytest.raises(httpx.ReadTimeout):
                await client.get("/chat/lines?after=0", timeout=0.05)
        await asyncio.sleep(0.1)
        waiting = [
            asyncio.create_task(client.get("/chat/lines?after=0")) for _ in range(MOST_WAITING)
        ]
        await asyncio.sleep(0.2)
        assert not any(task.done() for task in waiting)
        await client.post("/chat/messages", json=said("hei"), headers={"x-steg": "1"})
        assert {(await task).status_code for task in waiting} == {200}


async def test_stopping_lets_every_waiting_browser_go() -> None:
    app = web_app(EchoService())
    async with browser(app) as client:
        async with app.router.lifespan_context(app):
            waiting = asyncio.create_task(client.get("/chat/lines?after=0"))
            await asyncio.sleep(0.05)
        answer = await asyncio.wait_for(waiting, timeout=1)
    assert answer.json() == {"lines": []}


async def test_a_browser_whose_lines_were_erased_begins_anew() -> None:
    service = EchoService()
    async with browser(web_app(service)) as client:
        await client.post("/chat/messages", json=said("hei"))
        service.lines.clear()
        assert (await client.get("/chat/lines?after=2")).json() == {"lines": [], "anew": True}
        service.keep(service.received[0].conversation, "steg", "Alt er slettet")
        answer = (await client.get("/chat/lines?after=2")).json()
    assert (answer["anew"], [line["text"] for line in answer["lines"]]) == (
        True,
        ["Alt er slettet"],
    )


async def test_a_line_with_the_same_number_that_came_after_an_erasure_is_another_line() -> None:
    service = EchoService()
    async with browser(web_app(service)) as client:
        await client.post("/chat/messages", json=said("hei"))
        shown = {"after": 2, "at": (await lines(client))[-1]["at"], "wait": 0}
        assert (await client.get("/chat/lines", params=shown)).json() == {"lines": []}
        service.lines.clear()
        await client.post("/chat/messages", json=said("på nytt"))
        answer = (await client.get("/chat/lines", params=shown)).json()
    assert (answer["anew"], [line["number"] for line in answer["lines"]]) == (True, [1, 2])


async def test_a_new_process_with_the_same_secret_knows_the_visitor() -> None:
    service = EchoService()
    async with browser(web_app(service)) as before:
        await before.post("/chat/messages", json=said("hei"))
        cookies = before.cookies
    async with browser(web_app(service)) as after:
        after.cookies = cookies
        assert len(await lines(after)) == 2


# ---- the page and its files ----


@pytest.mark.parametrize(
    ("accepted", "language"),
    [("sv-SE,sv;q=0.9", "sv"), ("en", "en"), ("nn-NO,nn;q=0.9,en;q=0.5", "nb"), ("", "nb")],
)
async def test_the_page_speaks_the_browsers_language(accepted: str, language: str) -> None:
    async with browser(web_app(EchoService())) as client:
        page = await client.get("/", headers={"accept-language": accepted})
    assert f'<html lang="{language}">' in page.text


async def test_the_language_chosen_on_the_page_stays() -> None:
    async with browser(web_app(EchoService())) as client:
        client.cookies.set("steg-language", "sv")
        assert '<html lang="sv">' in (await client.get("/", headers={"accept-language": "en"})).text
        client.cookies.set("steg-language", "xx")
        assert '<html lang="en">' in (await client.get("/", headers={"accept-language": "en"})).text


async def test_nothing_that_is_said_is_stored_on_the_way() -> None:
    async with browser(web_app(EchoService())) as client:
        answers = [
            await client.get("/"),
            await client.post("/chat/messages", json=said("hei")),
            await client.get("/chat/lines?after=0"),
            await client.post("/chat/messages", json=said("")),
        ]
    assert {answer.headers["cache-control"] for answer in answers} == {"no-store"}


async def test_files_named_by_their_content_are_kept_for_long() -> None:
    async with browser(web_app(EchoService())) as client:
        page = (await client.get("/")).text
        address = page.split('rel="stylesheet" href="')[1].split('"')[0]
        named, bare = await client.get(address), await client.get(address.split("?")[0])
        outdated = await client.get(address[:-1] + "-")
    assert (named.status_code, named.headers["content-type"]) == (200, "text/css; charset=utf-8")
    assert "immutable" in named.headers["cache-control"]
    assert (bare.headers["cache-control"], outdated.headers["cache-control"]) == (
        "no-cache",
        "no-cache",
    )


@pytest.mark.parametrize(
    "name", ["nothing.css", "../app.py", "..%2fapp.py", "%2e%2e/chat.html", ""]
)
async def test_no_other_file_can_be_fetched(name: str) -> None:
    async with browser(web_app(EchoService())) as client:
        assert (await client.get(f"/static/{name}")).status_code == 404


# ---- the application around it ----


def plain_app(
    *, routes: list[Route] | None = None, why_not: str | None = None, steps: list[str] | None = None
) -> Starlette:
    """An application without a chat."""
    happened = steps if steps is not None else []

    async def start() -> None:
        happened.append("started")

    async def stop() -> None:
        happened.append("stopped")

    return create_app(
        routes or [], ready=lambda: why_not, metrics=lambda: "steg_up 1\n", start=start, stop=stop
    )


async def test_health_readiness_and_metrics_are_told() -> None:
    async with browser(plain_app()) as client:
        health, ready, metrics = [
            await client.get(path) for path in ("/healthz", "/readyz", "/metrics")
        ]
    assert (health.status_code, health.text) == (200, "ok")
    assert ready.status_code == 200
    assert metrics.text == "steg_up 1\n"
    assert metrics.headers["content-type"].startswith("text/plain; version=0.0.4")


async def test_what_is_not_ready_says_why() -> None:
    async with browser(plain_app(why_not="the database cannot be reached")) as client:
        answer = await client.get("/readyz")
    assert (answer.status_code, answer.text) == (503, "the database cannot be reached")


async def test_start_comes_before_and_stop_after() -> None:
    steps: list[str] = []
    async with browser(plain_app(steps=steps)):
        assert steps == ["started"]
    assert steps == ["started", "stopped"]


async def failing(_: Request) -> Response:
    """A page with a fault."""
    raise RuntimeError("a secret detail")


async def swallowing(request: Request) -> Response:
    """A page that reads all it is sent."""
    return PlainTextResponse(str(len(await request.body())))


ROUTES = [Route("/failing", failing), Route("/swallowing", swallowing, methods=["POST"])]


@pytest.mark.parametrize("path", ["/healthz", "/nowhere", "/failing", "/swallowing"])
async def test_every_answer_carries_the_safe_headers(path: str) -> None:
    async with browser(plain_app(routes=ROUTES)) as client:
        headers = (await client.get(path)).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert "camera=()" in headers["permissions-policy"]


@pytest.mark.parametrize(("path", "status"), [("/nowhere", 404), ("/failing", 500)])
@pytest.mark.parametrize(
    ("accepted", "words"),
    [
        ("nb", ("ingenting", "hos oss")),
        ("sv", ("ingenting", "hos oss")),
        ("en", ("nothing", "here")),
    ],
)
async def test_who_lost_the_way_gets_a_kind_page(
    path: str, status: int, accepted: str, words: tuple[str, str]
) -> None:
    headers = {"accept-language": accepted, "accept": "text/html"}
    async with browser(plain_app(routes=ROUTES)) as client:
        answer = await client.get(path, headers=headers)
    assert answer.status_code == status
    assert f'<html lang="{accepted}">' in answer.text
    assert words[status == 500] in answer.text
    assert "secret detail" not in answer.text


async def test_a_program_that_lost_the_way_gets_one_line() -> None:
    async with browser(plain_app()) as client:
        answer = await client.get(
            "/nowhere", headers={"accept": "application/json", "accept-language": "en"}
        )
    assert (answer.status_code, answer.text) == (
        404,
        "There is nothing here. We have no such page. Perhaps it has moved.",
    )


async def test_a_wrong_method_is_refused() -> None:
    async with browser(web_app(EchoService())) as client:
        assert (await client.get("/chat/messages")).status_code == 405
        assert (await client.post("/")).status_code == 405


async def test_no_page_reads_more_than_the_most() -> None:
    async with (
        serving(plain_app(routes=ROUTES)) as address,
        httpx.AsyncClient(base_url=address) as client,
    ):
        told = await client.post("/swallowing", content=b" " * (MOST_BODY_BYTES + 1))
        untold = await client.post("/swallowing", content=in_pieces(MOST_BODY_BYTES))
        fits = await client.post("/swallowing", content=b" " * MOST_BODY_BYTES)
    assert (told.status_code, untold.status_code, fits.status_code) == (413, 413, 200)
    assert "content-security-policy" in told.headers


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("", "nb"),
        ("*", "nb"),
        ("no", "nb"),
        ("sv", "sv"),
        ("de-DE,de;q=0.9", "en"),
        ("de,sv;q=0.1", "sv"),
        ("en;q=0.3,sv;q=0.8", "sv"),
        ("sv;q=0,nb;q=0.2", "nb"),
        ("sv;q=x,en", "en"),
        ("sv;q=nan,en;q=nan", "en"),
        (";;;,,,=", "en"),
    ],
)
def test_the_browsers_first_language_of_ours_is_spoken(accepted: str, language: str) -> None:
    assert preferred_language(accepted) == language


@given(accepted=st.text(max_size=60))
def test_any_accept_language_gives_a_language_of_ours(accepted: str) -> None:
    assert preferred_language(accepted) in ("nb", "sv", "en")
