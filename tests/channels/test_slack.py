"""Slack: what becomes of events and replies, and what happens when Slack or we fail."""

import asyncio
import gc
import json
import logging
import socket
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import aiohttp
import httpx
import pytest
import pytest_asyncio
import structlog
import uvicorn
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.applications import Starlette

from bot.channels.port import ChannelPort, Receive
from bot.channels.slack import SlackChannel
from bot.channels.slack_blocks import posts
from bot.channels.slack_messages import to_message, typed
from bot.channels.text import plain
from bot.core.conversation import Choice, Document, Message, Reply
from bot.errors import ChannelRefused, ChannelUnreachable, StoreUnreachable, TryLater
from tests.loopback.slack_api import SlackApi, as_slack, escaped

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
OWNER = "D8812"
HERE = f"slack:{OWNER}"


class Inbox(list[Message]):
    """Messages received, and the function to receive them with."""

    async def receive(self, message: Message) -> None:
        self.append(message)

    def texts(self) -> list[str | None]:
        return [message.text for message in self]

    def ids(self) -> list[str]:
        return [message.id for message in self]


class Stumbling(Inbox):
    """Fails with each of the given errors before it takes anything."""

    def __init__(self, *errors: Exception) -> None:
        super().__init__()
        self.errors = list(errors)
        self.shown: list[str] = []

    async def receive(self, message: Message) -> None:
        self.shown.append(message.id)
        if self.errors:
            raise self.errors.pop(0)
        self.append(message)


class Pauses(list[float]):
    """Waits asked for; each takes no time to speak of."""

    async def pause(self, seconds: float) -> None:
        self.append(seconds)
        await asyncio.sleep(0.005)


@pytest_asyncio.fixture
async def api() -> AsyncIterator[SlackApi]:
    server = SlackApi()
    await server.start()
    server.meets(OWNER)
    yield server
    await server.stop()


def channel_at(server: SlackApi, **changes: Any) -> SlackChannel:
    given: dict[str, Any] = {
        "bot_token": server.bot_token,
        "app_token": server.app_token,
        "api": server.address,
        "clock": lambda: NOW,
        "pause": Pauses().pause,
        "ping_seconds": 0.2,
    }
    return SlackChannel(**given | changes)


@pytest_asyncio.fixture
async def channel(api: SlackApi) -> AsyncIterator[SlackChannel]:
    channel = channel_at(api)
    yield channel
    await channel.stop()


@asynccontextmanager
async def by_socket(api: SlackApi, receive: Receive, **changes: Any) -> AsyncIterator[SlackChannel]:
    channel = channel_at(api, **changes)
    await channel.start(receive)
    try:
        yield channel
    finally:
        await channel.stop()


@asynccontextmanager
async def by_http(
    api: SlackApi, receive: Receive | None, **changes: Any
) -> AsyncIterator[SlackChannel]:
    """A channel behind a real web server, with Slack's events; not started without ``receive``."""
    channel = channel_at(api, app_token=None, signing_secret=api.signing_secret, **changes)
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    app = Starlette(routes=channel.routes())
    server = uvicorn.Server(uvicorn.Config(app, lifespan="off", ws="none", log_config=None))
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    await api.until(lambda: server.started)
    api.events_url = f"http://127.0.0.1:{listener.getsockname()[1]}/slack/events"
    if receive is not None:
        await channel.start(receive)
    try:
        yield channel
    finally:
        await channel.stop()
        server.should_exit = True
        await serving


def event(**fields: Any) -> dict[str, Any]:
    said = {
        "type": "message",
        "channel": OWNER,
        "channel_type": "im",
        "user": "U8812",
        "ts": "1795251600.000100",
        "text": "hei",
    }
    return {key: value for key, value in (said | fields).items() if value is not None}


def translated(**fields: Any) -> Message | None:
    return to_message({"type": "event_callback", "event_id": "Ev7", "event": event(**fields)}, NOW)


def said(**fields: Any) -> Message:
    read = translated(**fields)
    assert read is not None
    return read


def commanded(text: str, **fields: Any) -> Message:
    body = {
        "command": "/steg",
        "text": text,
        "trigger_id": "7.1",
        "channel_id": OWNER,
        "user_id": "U8812",
    }
    read = to_message(body | fields, NOW)
    assert read is not None
    return read


# What an event becomes


def test_a_text_becomes_a_message_with_the_platforms_own_ids() -> None:
    assert said(text="Ryggen ryker") == Message(
        id="slack:event:Ev7", conversation=HERE, channel="slack", at=NOW, text="Ryggen ryker"
    )


@pytest.mark.parametrize(
    ("slack", "text"),
    [
        ("vi har 3 &lt; 5 &amp; mer &gt; 2", "vi har 3 < 5 & mer > 2"),
        ("skriv &amp;lt; for å få &lt;", "skriv &lt; for å få <"),
        ("se <https://steg.no/a?b=1&amp;c=2>", "se https://steg.no/a?b=1&c=2"),
        ("se <http://steg.no|steg.no> nå", "se steg.no nå"),
        ("<https://booking.no/x|vår side &amp; mer>", "vår side & mer"),
        ("til <mailto:post@steg.no|post@steg.no>", "til post@steg.no"),
        ("<mailto:post@steg.no>", "post@steg.no"),
        ("ring <tel:+4712345678|12 34 56 78>", "ring 12 34 56 78"),
        ("<@U8812|kari> vet det", "@kari vet det"),
        ("<@U8812> vet det", "@U8812 vet det"),
        ("se <#C12|salg> og <#C13> og <#C14|>", "se #salg og #C13 og #C14"),
        ("hei <!here> og <!channel>", "hei @here og @channel"),
        ("<!subteam^S12|@verksted> og <!subteam^S13>", "@verksted og @subteam"),
        ("<!date^1392734382^{date}|18. februar>", "18. februar"),
        ("  mellomrom \n", "mellomrom"),
        ("*fet* og _skrå_", "*fet* og _skrå_"),
    ],
)
def test_a_text_becomes_what_the_owner_typed(slack: str, text: str) -> None:
    assert said(text=slack).text == text


@given(st.text())
def test_any_text_comes_through_slacks_markup_unchanged(text: str) -> None:
    assert typed(as_slack(text)) == text


@pytest.mark.parametrize(
    ("text", "choice"),
    [
        ("start", "do=hello"),
        ("help", "do=help"),
        ("Help", "do=help"),
        (" /help", "do=help"),
        ("/language", "do=language"),
        ("privacy", "do=privacy"),
        ("erase", "do=erase"),
        ("person", "do=handoff"),
    ],
)
def test_a_command_with_or_without_its_slash_becomes_a_choice(text: str, choice: str) -> None:
    for read in (said(text=text), commanded(text)):
        assert (read.choice, read.text) == (choice, None)


@pytest.mark.parametrize("text", ["can you help", "help me", "/hjelp", "//help", "personvern"])
def test_a_command_inside_a_text_stays_a_text(text: str) -> None:
    assert (said(text=text).choice, said(text=text).text) == (None, text)


def test_the_slash_command_alone_asks_for_help() -> None:
    assert commanded("").choice == "do=help"
    assert commanded("").id == "slack:command:7.1"


def test_the_slash_command_with_other_words_says_them() -> None:
    assert commanded("ryggen ryker").text == "ryggen ryker"


@pytest.mark.parametrize(
    ("file", "attachment"),
    [
        ({"mimetype": "image/jpeg"}, "photo"),
        ({"mimetype": "audio/mp4"}, "voice"),
        ({"mimetype": "video/quicktime", "subtype": "slack_audio"}, "voice"),
        ({"mimetype": "video/mp4"}, "video"),
        ({"mimetype": "application/pdf"}, "document"),
        ({"mimetype": "text/plain"}, "document"),
        ({"mode": "tombstone"}, "document"),
    ],
)
def test_what_is_sent_along_becomes_an_attachment_with_its_text(
    file: dict[str, str], attachment: str
) -> None:
    read = said(subtype="file_share", files=[file], text="slik ser det ut")
    assert (read.attachment, read.text) == (attachment, "slik ser det ut")
    assert said(subtype="file_share", files=[file], text="").text is None


def test_a_command_under_a_picture_stays_its_text() -> None:
    read = said(subtype="file_share", files=[{"mimetype": "image/png"}], text="help")
    assert (read.attachment, read.text, read.choice) == ("photo", "help", None)


def test_a_message_passed_on_without_a_word_is_something_we_cannot_read() -> None:
    assert (
        said(text="", attachments=[{"is_share": True, "text": "fra en annen"}]).attachment
        == "other"
    )


@pytest.mark.parametrize(
    "fields",
    [
        {"subtype": "message_changed", "hidden": True, "message": {"text": "rettet"}},
        {"subtype": "message_deleted", "hidden": True},
        {"subtype": "channel_join"},
        {"subtype": "bot_message", "bot_id": "B2"},
        {"bot_id": "B2"},
        {"user": None},
        {"user": "USLACKBOT"},
        {"channel_type": "channel"},
        {"channel_type": "group"},
        {"channel_type": "mpim"},
        {"type": "app_mention"},
        {"type": "reaction_added"},
        {"text": ""},
        {"text": " "},
        {"text": None},
    ],
)
def test_what_no_owner_said_to_us_is_not_answered(fields: dict[str, Any]) -> None:
    assert translated(**fields) is None


@pytest.mark.parametrize(
    "body", [{}, {"type": "view_submission"}, {"type": "block_actions", "actions": []}]
)
def test_what_we_do_not_offer_is_not_answered(body: dict[str, Any]) -> None:
    assert to_message(body, NOW) is None


async def test_a_press_becomes_the_choices_id_and_names_itself(
    api: SlackApi, channel: SlackChannel
) -> None:
    inbox = Inbox()
    await channel.start(inbox.receive)
    await channel.send(
        HERE, Reply("Stemmer det?", (Choice("ok=yes", "Ja & jo"), Choice("ok=no", "Nei")))
    )
    [asked] = api.sent_to(OWNER)
    await api.user_presses(OWNER, "Ja & jo")
    await api.user_presses(OWNER, "ok=yes")
    await api.until(lambda: len(inbox) == 2)
    assert [(one.choice, one.text, one.conversation) for one in inbox] == [
        ("ok=yes", None, HERE)
    ] * 2
    assert inbox[0].id.startswith(f"slack:action:{OWNER}:{asked.ts}:choice-0:")
    assert inbox[0].id != inbox[1].id


async def test_a_slash_command_in_any_channel_belongs_to_the_owners_own_conversation(
    api: SlackApi, channel: SlackChannel
) -> None:
    inbox = Inbox()
    await channel.start(inbox.receive)
    await api.user_commands("C500", "help", user="U8812")
    await api.user_commands("C500", "privacy", user="U8812")
    await api.until(lambda: len(inbox) == 2)
    assert {one.conversation for one in inbox} == {HERE}


async def test_a_slash_command_finds_a_conversation_it_knows_without_asking(
    api: SlackApi, channel: SlackChannel
) -> None:
    inbox = Inbox()
    await channel.start(inbox.receive)
    await api.user_says(OWNER, "hei")
    await api.user_commands("C500", "help", user="U8812")
    await api.until(lambda: len(inbox) == 2)
    assert ([one.conversation for one in inbox], api.calls_of("conversations.open")) == (
        [HERE] * 2,
        [],
    )


async def test_a_slash_command_is_left_when_the_owner_cannot_be_written_to(
    api: SlackApi, channel: SlackChannel
) -> None:
    inbox = Inbox()
    await channel.start(inbox.receive)
    api.scopes.discard("im:write")
    with structlog.testing.capture_logs() as logs:
        await api.user_commands("C500", "help", user="U8812")
        await api.until(lambda: bool(logs))
    assert (inbox, logs[0]["event"]) == ([], "slack command failed")
    assert all(one.accepted for one in api.deliveries)


async def test_a_reply_to_all_in_a_thread_told_twice_is_handed_over_once(
    api: SlackApi, channel: SlackChannel
) -> None:
    inbox = Inbox()
    await channel.start(inbox.receive)
    said = event(text="svar", thread_ts="1795251600.000001")
    first = await api.bring(said)
    await api.delivered()
    await api.bring(said | {"subtype": "thread_broadcast"})
    await api.delivered()
    assert inbox.ids() == [f"slack:event:{first}"]


async def test_our_own_messages_are_not_answered(api: SlackApi, channel: SlackChannel) -> None:
    inbox = Inbox()
    await channel.start(inbox.receive)
    await api.bring(event(user="UBOT"))
    await api.bring(event(user="UBOT", bot_id="BBOT"))
    assert all(one.accepted for one in await api.delivered())
    assert inbox == []


async def test_a_mention_in_a_channel_is_acknowledged_and_not_answered(
    api: SlackApi, channel: SlackChannel
) -> None:
    inbox = Inbox()
    await channel.start(inbox.receive)
    await api.bring(event(type="app_mention", channel="C1", channel_type=None, text="<@UBOT> hei"))
    [delivery] = await api.delivered()
    assert (inbox, delivery.accepted, api.calls_of("chat.postMessage")) == ([], True, [])


# The language


@pytest.mark.parametrize(
    ("locale", "language"),
    [("sv-SE", "sv"), ("nb-NO", "nb"), ("no-NO", "nb"), ("de-DE", None), ("", None)],
)
async def test_the_language_chosen_in_slack_comes_along(
    api: SlackApi, channel: SlackChannel, locale: str, language: str | None
) -> None:
    inbox = Inbox()
    api.locales["U8812"] = locale
    await channel.start(inbox.receive)
    await api.user_says(OWNER, "hej")
    await api.user_says(OWNER, "igen")
    await api.until(lambda: len(inbox) == 2)
    assert [one.language for one in inbox] == [language, language]
    assert len(api.calls_of("users.info")) == 1


async def test_english_is_no_hint_since_slack_offers_no_norwegian(
    api: SlackApi, channel: SlackChannel
) -> None:
    inbox = Inbox()
    api.locales["U8812"] = "en-US"
    await channel.start(inbox.receive)
    await api.user_says(OWNER, "hei")
    await api.until(lambda: len(inbox) == 1)
    assert inbox[0].language is None


@pytest.mark.parametrize("fault", ["ratelimited", "missing_scope", "hangs up", "page"])
async def test_a_language_that_cannot_be_asked_for_is_not_missed(
    api: SlackApi, channel: SlackChannel, fault: str
) -> None:
    faults: dict[str, dict[str, Any]] = {
        "hangs up": {"status": 0, "times": 5},
        "page": {"body": b"ikke slack", "media_type": "text/plain"},
    }
    api.fail_next("users.info", fault, **faults.get(fault, {}))
    inbox = Inbox()
    await channel.start(inbox.receive)
    await api.user_says(OWNER, "hei")
    await api.until(lambda: len(inbox) == 1)
    assert inbox[0].language is None


# By HTTP


async def test_events_presses_and_commands_come_by_http(api: SlackApi) -> None:
    inbox = Inbox()
    async with by_http(api, inbox.receive) as channel:
        event_id = await api.user_says(OWNER, "æøå & <3")
        await channel.send(HERE, Reply("Stemmer det?", (Choice("ok=ja", "Ja"),)))
        await api.delivered()
        await api.user_presses(OWNER, "Ja")
        await api.user_commands(OWNER, "privacy")
        await api.user_sends(OWNER, "image/png")
        assert [one.tries[0].answer for one in await api.delivered()] == [200] * 4
        await api.until(lambda: len(inbox) == 4)
    assert (inbox[0].id, inbox[0].text) == (f"slack:event:{event_id}", "æøå & <3")
    assert {one.choice for one in inbox} == {None, "ok=ja", "do=privacy"}
    assert {one.attachment for one in inbox} == {None, "photo"}


async def test_slack_is_told_that_the_address_is_ours(api: SlackApi) -> None:
    async with by_http(api, Inbox().receive):
        status, answer = await api.verifies_url()
    assert (status, json.loads(answer)) == (200, {"challenge": "3eZbrw1aB"})


@pytest.mark.parametrize(
    "wrong",
    [
        {"secret": "en annen"},
        {"signed_in": -301},
        {"signed_in": 330},
        {"headers": {"X-Slack-Signature": ""}},
        {"headers": {"X-Slack-Signature": "v0=\xe6"}},
        {"headers": {"X-Slack-Request-Timestamp": "i går"}},
        {"headers": {"X-Slack-Request-Timestamp": ""}},
        {"headers": {"X-Slack-Request-Timestamp": "9" * 5000}},
        {"body": b"\xff\xfe"},
        {"body": b"[" * 100_000, "secret": "en annen"},
    ],
)
async def test_what_slack_has_not_just_signed_is_refused(
    api: SlackApi, wrong: dict[str, Any]
) -> None:
    inbox = Inbox()
    body = json.dumps({"type": "event_callback", "event_id": "Ev1", "event": event()}).encode()
    if (
        "signed_in" in wrong
    ):  # seconds from when the test runs, which may be long after it was collected
        wrong = {"signed_at": time.time() + wrong["signed_in"]}
    async with by_http(api, inbox.receive):
        status, _ = await api.post(**{"body": body, **wrong})
    assert (status, inbox) == (401, [])


async def test_a_body_over_one_megabyte_is_refused_however_it_comes(api: SlackApi) -> None:
    inbox = Inbox()

    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(20):
            yield b" " * 100_000

    async with by_http(api, inbox.receive), aiohttp.ClientSession() as session:
        assert api.events_url is not None
        for body in (b" " * 1_000_001, pieces()):
            async with session.post(api.events_url, data=body) as response:
                assert response.status == 413
        status, _ = await api.post(
            json.dumps({"type": "event_callback", "x": "y" * 900_000}).encode()
        )
    assert (status, inbox) != (413, [])


async def test_an_event_before_start_is_brought_again(api: SlackApi) -> None:
    inbox = Inbox()
    async with by_http(api, None) as channel:
        await api.user_says(OWNER, "hei")
        await api.until(lambda: bool(api.deliveries[0].tries))
        await channel.start(inbox.receive)
        [delivery] = await api.delivered()
    assert delivery.tries[0].answer == 503
    assert inbox.texts() == ["hei"]


async def test_an_event_that_was_not_kept_is_brought_again_with_the_same_id(api: SlackApi) -> None:
    inbox = Stumbling(StoreUnreachable("borte"), RuntimeError("uventet"))
    async with by_http(api, inbox.receive):
        event_id = await api.user_says(OWNER, "hei")
        [delivery] = await api.delivered()
    assert [one.answer for one in delivery.tries] == [503, 503, 200]
    assert inbox.shown == [f"slack:event:{event_id}"] * 3
    assert inbox.texts() == ["hei"]


async def test_only_a_channel_with_a_secret_answers_at_an_address(api: SlackApi) -> None:
    assert channel_at(api).routes() == ()
    [route] = channel_at(api, signing_secret="hemmelig").routes()
    assert route.path == "/slack/events"  # type: ignore[attr-defined]


async def test_a_caller_who_hangs_up_in_the_middle_does_no_harm(
    api: SlackApi, caplog: pytest.LogCaptureFixture
) -> None:
    inbox = Inbox()
    async with by_http(api, inbox.receive):
        assert api.events_url is not None
        address = httpx.URL(api.events_url)
        _, writer = await asyncio.open_connection(address.host, address.port)
        writer.write(b"POST /slack/events HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n\r\n{")
        await writer.drain()
        writer.close()
        await writer.wait_closed()
        await api.user_says(OWNER, "hei")
        await api.delivered()
    assert inbox.texts() == ["hei"]
    assert [one for one in caplog.records if one.levelno >= logging.ERROR] == []


# Acknowledging


@pytest.mark.parametrize("way", [by_http, by_socket])
async def test_slack_has_its_answer_in_time_however_slow_we_are(api: SlackApi, way: Any) -> None:
    inbox, free = Inbox(), asyncio.Event()

    async def slow(message: Message) -> None:
        await free.wait()
        await inbox.receive(message)

    async with way(api, slow) as channel:
        await channel.send(HERE, Reply("Stemmer det?", (Choice("ok=ja", "Ja"),)))
        await api.user_says(OWNER, "hei")
        await api.user_presses(OWNER, "Ja")
        await api.user_commands(OWNER, "help")
        deliveries = await api.delivered()
        free.set()
        await api.until(lambda: len(inbox) == 3)
    assert all(one.accepted and len(one.tries) == 1 for one in deliveries)
    waits = [one.tries[0].seconds for one in deliveries]
    assert waits[0] < 2.8
    assert max(waits[1:]) < 0.5


async def test_an_envelope_that_was_not_kept_is_brought_again_with_the_same_id() -> None:
    api = SlackApi(answer_within=0.2)
    await api.start()
    inbox = Stumbling(StoreUnreachable("borte"))
    async with by_socket(api, inbox.receive):
        event_id = await api.user_says(OWNER, "hei")
        [delivery] = await api.delivered()
    await api.stop()
    assert [one.answer for one in delivery.tries] == [0, 200]
    assert inbox.shown == [f"slack:event:{event_id}"] * 2


async def test_an_acknowledgement_that_is_lost_brings_the_same_id_again(
    api: SlackApi, channel: SlackChannel
) -> None:
    inbox = Inbox()
    await channel.start(inbox.receive)
    event_id = await api.user_says(OWNER, "hei")
    await api.delivered()
    await api.bring(event(ts=inbox[0].id), event_id)
    await api.delivered()
    assert inbox.ids() == [f"slack:event:{event_id}"] * 2


async def test_a_press_waits_for_a_store_that_is_away_since_slack_will_not_bring_it_again(
    api: SlackApi,
) -> None:
    inbox, pauses = Stumbling(*[StoreUnreachable("borte")] * 3), Pauses()
    async with by_socket(api, inbox.receive, pause=pauses.pause) as channel:
        await channel.send(HERE, Reply("Stemmer det?", (Choice("ok=ja", "Ja"),)))
        await api.user_presses(OWNER, "Ja")
        await api.until(lambda: len(inbox) == 1)
    assert pauses == [1.0, 2.0, 4.0]
    assert len(set(inbox.shown)) == 1


async def test_an_event_acknowledged_while_it_took_long_waits_for_the_store_too(
    api: SlackApi,
) -> None:
    inbox, pauses = Stumbling(StoreUnreachable("borte")), Pauses()

    async def slow(message: Message) -> None:
        await asyncio.sleep(2.1)
        await inbox.receive(message)

    async with by_socket(api, slow, pause=pauses.pause):
        await api.user_says(OWNER, "hei")
        [delivery] = await api.delivered()
        await api.until(lambda: len(inbox) == 1)
    assert (len(delivery.tries), pauses) == (1, [1.0])


# Order


async def test_one_conversation_is_handled_in_order_and_others_at_the_same_time(
    api: SlackApi, channel: SlackChannel
) -> None:
    began: list[str | None] = []
    ended: list[str | None] = []

    async def receive(message: Message) -> None:
        began.append(message.text)
        if message.text == "D1 0":
            await api.until(lambda: "D2 9" in ended)
        await asyncio.sleep(0.001)
        ended.append(message.text)

    await channel.start(receive)
    for number in range(10):
        for owner in ("D1", "D2"):
            await api.user_says(owner, f"{owner} {number}")
    await api.until(lambda: len(ended) == 20)
    for owner in ("D1", "D2"):
        assert [text for text in began if text and text.startswith(owner)] == [
            f"{owner} {number}" for number in range(10)
        ]
    assert ended.index("D2 9") < ended.index("D1 0")


async def test_a_press_comes_after_what_was_written_before_it(
    api: SlackApi, channel: SlackChannel
) -> None:
    inbox = Inbox()

    async def receive(message: Message) -> None:
        await asyncio.sleep(0.05 if message.text else 0)
        await inbox.receive(message)

    await channel.start(receive)
    await channel.send(HERE, Reply("Stemmer det?", (Choice("ok=ja", "Ja"),)))
    await api.user_says(OWNER, "hei")
    await api.user_presses(OWNER, "Ja")
    await api.until(lambda: len(inbox) == 2)
    assert [one.choice for one in inbox] == [None, "ok=ja"]


async def test_a_failing_turn_holds_up_nobody_and_is_logged_by_ids_only(
    api: SlackApi, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    inbox = Stumbling(RuntimeError("hemmelig tekst fra eier"))
    caplog.set_level(logging.DEBUG)
    with structlog.testing.capture_logs() as logs:
        async with by_socket(api, inbox.receive) as channel:
            await channel.send(HERE, Reply("Stemmer det?", (Choice("ok=ja", "Ja"),)))
            await api.user_presses(OWNER, "Ja")
            await api.delivered()
            await api.user_says(OWNER, "konto tomt")
            await api.until(lambda: len(inbox) == 1)
    [failed] = [one for one in logs if one["log_level"] == "error"]
    assert failed == {
        "event": "slack message failed",
        "log_level": "error",
        "message": inbox.shown[0],
        "fault": "RuntimeError",
    }
    everything = f"{logs}{caplog.text}{capsys.readouterr()}"
    for secret in ("hemmelig", "konto", api.bot_token, api.app_token, "ticket"):
        assert secret not in everything


# The socket


async def test_a_socket_that_breaks_is_opened_again(api: SlackApi) -> None:
    inbox = Inbox()
    async with by_socket(api, inbox.receive):
        api.drop_sockets()
        await api.until(lambda: api.connections == 2)
        await api.user_says(OWNER, "hei")
        await api.until(lambda: len(inbox) == 1)
        assert api.open_sockets == 1


async def test_a_socket_slack_wants_to_renew_is_renewed_without_losing_anything(
    api: SlackApi,
) -> None:
    inbox = Inbox()
    async with by_socket(api, inbox.receive):
        await api.user_says(OWNER, "før")
        await api.ask_to_reconnect()
        await api.until(lambda: api.connections == 2)
        await api.user_says(OWNER, "etter")
        await api.until(lambda: len(inbox) >= 2)
    assert set(inbox.texts()) == {"før", "etter"}


async def test_a_socket_refused_at_a_used_address_asks_for_a_new_one(
    api: SlackApi, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    inbox = Inbox()
    async with by_socket(api, inbox.receive):
        api.refuse_sockets(1)
        api.drop_sockets()
        await api.until(lambda: api.connections == 2)
        await api.user_says(OWNER, "hei")
        await api.until(lambda: len(inbox) == 1)
    assert "ticket" not in f"{caplog.text}{capsys.readouterr()}"


async def test_slack_away_for_a_while_is_found_again(api: SlackApi) -> None:
    inbox = Inbox()
    with structlog.testing.capture_logs() as logs:
        async with by_socket(api, inbox.receive):
            port = api.port
            await api.stop()
            await asyncio.sleep(0.6)
            await api.start(port)
            await api.until(lambda: api.open_sockets == 1, within=15)
            await api.user_says(OWNER, "hei")
            await api.until(lambda: len(inbox) == 1)
            await api.until(lambda: logs[-1]["event"] == "slack socket back")
    assert [one["event"] for one in logs] == [
        "slack started",
        "slack socket lost",
        "slack socket back",
    ]


# Starting and stopping


def test_the_channel_is_what_every_channel_is(channel: SlackChannel) -> None:
    port: ChannelPort = channel
    assert port.name == "slack"


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"bot_token": "xoxb-feil"}, "Slack refuses STEG_SLACK_BOT_TOKEN (invalid_auth); copy"),
        ({"app_token": "xapp-feil"}, "Slack refuses STEG_SLACK_APP_TOKEN (invalid_auth); copy"),
        ({"app_token": "xoxb-loopback"}, "STEG_SLACK_APP_TOKEN (not_allowed_token_type); copy"),
        (
            {"api": "http://127.0.0.1:9/api/"},
            "Slack does not answer at http://127.0.0.1:9/api/ (ClientConnectorError); check",
        ),
    ],
)
async def test_a_start_that_cannot_be_says_in_one_line_what_to_do(
    api: SlackApi, changes: dict[str, Any], says: str
) -> None:
    with pytest.raises(ChannelUnreachable) as failed:
        await channel_at(api, **changes).start(Inbox().receive)
    told = str(failed.value)
    assert says in told
    assert "\n" not in told
    assert not {"xoxb-feil", "xapp-feil", "xoxb-loopback", "xapp-loopback"} & set(told.split())
    assert failed.value.__cause__ is None


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        ({"error": "token_revoked"}, "token_revoked"),
        ({"error": "account_inactive"}, "account_inactive"),
        ({"error": "ratelimited", "retry_after": 30}, "start again in 30 seconds"),
        ({"error": "fatal_error"}, r"does not answer at .* \(fatal_error\); check"),
        (
            {"body": b'{"ok":true,"user_id":"U1"}', "media_type": "application/json"},
            "a person's token; copy",
        ),
        ({"status": 503, "body": b"<h1>nede</h1>"}, "does not answer"),
        ({"body": b"{", "media_type": "application/json"}, "does not answer"),
        ({"body": b"logg inn", "media_type": "text/plain"}, "does not answer"),
        ({"body": b"[]", "media_type": "application/json"}, "does not answer"),
    ],
)
async def test_a_start_slack_answers_strangely_fails_as_one(
    api: SlackApi, fault: dict[str, Any], says: str
) -> None:
    api.fail_next("auth.test", **fault)
    with pytest.raises(ChannelUnreachable, match=says):
        await channel_at(api).start(Inbox().receive)


async def test_stop_lets_a_turn_in_hand_end(api: SlackApi) -> None:
    inbox, began = Inbox(), asyncio.Event()

    async def slow(message: Message) -> None:
        began.set()
        await asyncio.sleep(0.1)
        await inbox.receive(message)

    async with by_socket(api, slow):
        await api.user_says(OWNER, "hei")
        await began.wait()
    assert inbox.texts() == ["hei"]


async def test_stop_leaves_nothing_behind_and_may_come_at_any_time(api: SlackApi) -> None:
    await channel_at(api).stop()
    before = asyncio.all_tasks()
    for _ in range(3):
        channel = channel_at(api)
        await channel.start(Inbox().receive)
        await channel.send(HERE, Reply("Hei"))
        await channel.stop()
        await channel.stop()
    left = [task for task in asyncio.all_tasks() - before if "slack_sdk" in repr(task)]
    assert left == []
    gc.collect()  # an open session would warn here, and warnings are errors


async def test_a_channel_that_has_stopped_starts_again(
    api: SlackApi, channel: SlackChannel
) -> None:
    inbox = Inbox()
    await channel.start(inbox.receive)
    await channel.stop()
    await channel.start(inbox.receive)
    await api.user_says(OWNER, "hei")
    await api.until(lambda: len(inbox) == 1)


# What a reply becomes


async def test_a_reply_is_posted_with_bold_and_without_previews(
    api: SlackApi, channel: SlackChannel
) -> None:
    await channel.send(HERE, Reply("**1. Begynn** her\n• så der"))
    [sent] = api.sent_to(OWNER)
    assert sent.blocks[0]["text"]["text"] == "*1. Begynn* her\n• så der"
    assert (sent.text, sent.notice) == ("1. Begynn her\n• så der", "1. Begynn her\n• så der")
    assert api.sent(OWNER) == ["1. Begynn her\n• så der"]
    assert not sent.unfurls


@pytest.mark.parametrize(
    "text",
    [
        "<!channel> kom",
        "<!here|@here> og <!everyone>",
        "<@U1> og <@U1|kari>",
        "<#C1|salg>",
        "<https://ond.example|din bank>",
        "<mailto:ond@ond.example|post@bank.no>",
        "&lt;!channel&gt;",
        "Hansen & Sønn <3 > 2",
        "@channel og @here i #general",
        "_<!channel>_ *<@U1>*",
        "**<!channel>**",
    ],
)
async def test_owners_text_pings_nobody_and_forges_no_link(
    api: SlackApi, channel: SlackChannel, text: str
) -> None:
    await channel.send(HERE, Reply(text))
    [sent] = api.sent_to(OWNER)
    assert (sent.text, sent.notice) == (plain(text), plain(text))
    assert sent.pings == ()
    assert all(address == label for address, label in sent.links)


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("Se https://www.almi.se/a_b_c?d=1&e=2.", ["https://www.almi.se/a_b_c?d=1&amp;e=2"]),
        ("(https://nav.no/)", ["https://nav.no/"]),
        ("**https://nav.no** eller post@nav.no.", ["https://nav.no", "post@nav.no"]),
        ("http:// og https://| og @nav.no", []),
    ],
)
async def test_addresses_are_links_that_show_where_they_lead(
    api: SlackApi, channel: SlackChannel, text: str, links: list[str]
) -> None:
    await channel.send(HERE, Reply(text))
    [sent] = api.sent_to(OWNER)
    assert sent.links == tuple((link, link) for link in links)
    assert sent.text == plain(text)
    assert sent.blocks[0]["text"]["type"] == "mrkdwn"


@pytest.mark.parametrize(
    "text",
    [
        "vi lager *tre* ting",
        "5*3*2",
        "_kjempetungt_ arbeid",
        "~to~ tre",
        "skriv `dette` og ```dette\nher```",
        "> sitat\nog mer",
        "pris**fem**kroner",
        "**Navn:** *Verk_sted* og **mer**",
        "a_b _c_",
    ],
)
async def test_signs_slack_would_take_for_marks_are_shown_as_they_are(
    api: SlackApi, channel: SlackChannel, text: str
) -> None:
    await channel.send(HERE, Reply(text))
    [sent] = api.sent_to(OWNER)
    assert (sent.text, sent.notice) == (plain(text), plain(text))
    assert sent.blocks[0]["text"]["type"] == "plain_text"


@pytest.mark.parametrize("text", ["**Verk_sted** her", "ca. ~5 timer", "**Bedrift:** A`s"])
async def test_a_lone_sign_costs_no_bold(api: SlackApi, channel: SlackChannel, text: str) -> None:
    await channel.send(HERE, Reply(text))
    [sent] = api.sent_to(OWNER)
    assert (sent.text, sent.blocks[0]["text"]["type"]) == (plain(text), "mrkdwn")


def wordless(text: str) -> str:
    """The text without spaces, which cuts and Slack may take away."""
    return "".join("".join(sign if sign.isprintable() else " " for sign in text).split())


MARKS = st.text(st.sampled_from("*_~`<>&@#!|:/.\n aå😀(hHtps)"))


@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=st.text() | MARKS)
async def test_any_text_is_posted_and_shown_as_it_is(
    api: SlackApi, channel: SlackChannel, text: str
) -> None:
    before = len(api.sent_to(OWNER))
    await channel.send(HERE, Reply(text))
    sent = api.sent_to(OWNER)[before:]
    if sent:
        assert wordless("".join(one.text for one in sent)) == wordless(plain(text))
        assert wordless("".join(one.notice for one in sent)) == wordless(plain(text))
    assert not any(one.pings for one in sent)
    assert all(address == label for one in sent for address, label in one.links)


@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    text=st.lists(st.text() | MARKS | st.just("**Steg** hjelper. "), min_size=1, max_size=9),
    times=st.integers(1, 900),
    labels=st.lists(st.text(), max_size=30),
)
async def test_any_long_text_with_any_buttons_is_posted(
    api: SlackApi, channel: SlackChannel, text: list[str], times: int, labels: list[str]
) -> None:
    choices = tuple(Choice(f"n={number}", label) for number, label in enumerate(labels))
    before = len(api.sent_to(OWNER))
    await channel.send(HERE, Reply("".join(text) * times, choices))
    buttons = [button.value for sent in api.sent_to(OWNER)[before:] for button in sent.buttons]
    assert buttons == [choice.id for choice in choices]


async def test_a_long_text_is_cut_at_sentences_and_buttons_come_last(
    api: SlackApi, channel: SlackChannel
) -> None:
    text = "Dette er en setning til. " * 1000
    await channel.send(HERE, Reply(text, (Choice("ok=ja", "Ja"),)))
    sent = api.sent_to(OWNER)
    sections = [block["text"]["text"] for one in sent for block in one.blocks if "text" in block]
    assert len(sent) == 3
    assert all(len(section) <= 3000 and section.endswith("til.") for section in sections)
    assert " ".join(sections) == text.strip()
    assert [one.labels for one in sent] == [(), (), ("Ja",)]


@pytest.mark.parametrize("text", ["&" * 4000, "😀" * 4000, "<>" * 3000, "a@b.no " * 900])
async def test_what_grows_when_escaped_still_fits(
    api: SlackApi, channel: SlackChannel, text: str
) -> None:
    await channel.send(HERE, Reply(text))
    assert wordless("".join(api.sent(OWNER))) == wordless(text)


async def test_bold_goes_on_after_a_cut(api: SlackApi, channel: SlackChannel) -> None:
    await channel.send(HERE, Reply(f"**{'Fet setning. ' * 300}slutt** og mager"))
    sections = [block["text"]["text"] for block in api.sent_to(OWNER)[0].blocks]
    assert [section[0] for section in sections] == ["*", "*"]
    assert sections[0].endswith("*")
    assert sections[1].endswith("slutt* og mager")


async def test_a_cut_right_at_bold_leaves_no_marks(api: SlackApi, channel: SlackChannel) -> None:
    for dashes in range(2995, 3000):
        await channel.send(HERE, Reply(f"{'-' * dashes}**fet** slutt"))
    assert {wordless(text) for text in api.sent(OWNER)} == {
        f"{'-' * n}fetslutt" for n in range(2995, 3000)
    }


async def test_buttons_carry_ids_and_labels_slack_takes(
    api: SlackApi, channel: SlackChannel
) -> None:
    labels = ["Ja", "Nei & nei", "x" * 100, "😀" * 60, "", "**Fet**", "to\nlinjer"]
    choices = tuple(Choice(f"n={number}", label) for number, label in enumerate(labels * 4))
    await channel.send(HERE, Reply("Velg", choices))
    [sent] = api.sent_to(OWNER)
    assert sent.labels[:7] == (
        "Ja",
        "Nei & nei",
        "x" * 74 + "…",
        "😀" * 37 + "…",
        "…",
        "Fet",
        "to linjer",
    )
    assert [button.value for button in sent.buttons] == [choice.id for choice in choices]
    assert len({button.action_id for button in sent.buttons}) == 28
    assert max(len(block["elements"]) for block in sent.blocks if block["type"] == "actions") == 5


async def test_buttons_without_a_text_are_posted(api: SlackApi, channel: SlackChannel) -> None:
    await channel.send(HERE, Reply("", (Choice("ok=ja", "Ja"),)))
    [sent] = api.sent_to(OWNER)
    assert (sent.labels, sent.notice) == (("Ja",), "…")


@pytest.mark.parametrize("text", ["", " \n ", "\x00", "**\u200b**"])
async def test_a_reply_in_which_nothing_can_be_seen_posts_nothing(
    api: SlackApi, channel: SlackChannel, text: str
) -> None:
    await channel.send(HERE, Reply(text))
    assert api.sent_to(OWNER) == []
    assert posts(Reply(text)) == ()


# Documents


PLAN = Document("plan.md", "text/markdown", "# Plan & <mål>\n```\nkode\n```\n*fet*")


async def test_a_document_follows_the_text_as_a_file(api: SlackApi, channel: SlackChannel) -> None:
    await channel.send(HERE, Reply("Her er planen.", (Choice("ok=ja", "Ja"),), PLAN))
    text, file = api.sent_to(OWNER)
    assert (text.text, text.labels) == ("Her er planen.", ("Ja",))
    assert (file.file_name, file.content) == ("plan.md", PLAN.text.encode())


@pytest.mark.parametrize("why", ["no scope", "upload", "empty"])
async def test_a_document_slack_will_not_take_comes_as_a_code_block(
    api: SlackApi, channel: SlackChannel, why: str
) -> None:
    if why == "no scope":
        api.scopes.discard("files:write")
    elif why == "upload":
        api.fail_next("upload", status=500)
    else:
        api.fail_next("files.completeUploadExternal", "file_not_found")
    with structlog.testing.capture_logs() as logs:
        await channel.send(HERE, Reply("Her er planen.", (), PLAN))
    text, code = api.sent(OWNER)
    assert (text, code) == ("Her er planen.", PLAN.text.replace("```", "'''"))
    assert api.sent_to(OWNER)[1].notice == "plan.md"
    assert [one["event"] for one in logs] == ["slack document sent as text"]


async def test_a_long_document_comes_in_as_many_code_blocks_as_needed(
    api: SlackApi, channel: SlackChannel
) -> None:
    api.scopes.discard("files:write")
    rows = "".join(f"rad {number}; & < > \n" for number in range(2000))
    await channel.send(HERE, Reply("", (), Document("tall.csv", "text/csv", rows)))
    assert wordless("".join(api.sent(OWNER))) == wordless(rows)


# When a reply cannot be sent


@pytest.mark.parametrize("method", ["chat.postMessage", "files.getUploadURLExternal"])
async def test_slack_may_ask_to_wait(api: SlackApi, channel: SlackChannel, method: str) -> None:
    api.fail_next(method, "ratelimited", retry_after=17)
    with pytest.raises(TryLater) as wait:
        await channel.send(HERE, Reply("Hei", (), PLAN))
    assert wait.value.seconds == 17


@pytest.mark.parametrize(
    "fault", [{"error": "ratelimited", "status": 200}, {"status": 429, "body": b"vent"}]
)
async def test_slack_may_ask_to_wait_without_saying_how_long(
    api: SlackApi, channel: SlackChannel, fault: dict[str, Any]
) -> None:
    api.fail_next("chat.postMessage", **fault)
    with pytest.raises(TryLater) as wait:
        await channel.send(HERE, Reply("Hei"))
    assert wait.value.seconds == 30


@pytest.mark.parametrize(
    "error",
    [
        "channel_not_found",
        "is_archived",
        "account_inactive",
        "user_not_found",
        "not_in_channel",
        "cannot_dm_bot",
        "invalid_blocks",
    ],
)
async def test_an_owner_who_is_gone_is_given_up(
    api: SlackApi, channel: SlackChannel, error: str
) -> None:
    api.fail_next("chat.postMessage", error)
    with pytest.raises(ChannelRefused, match=error):
        await channel.send(HERE, Reply("Hei"))


async def test_a_conversation_slack_does_not_know_is_given_up(channel: SlackChannel) -> None:
    with pytest.raises(ChannelRefused, match="channel_not_found"):
        await channel.send("slack:D404", Reply("Hei"))


async def test_a_revoked_token_is_told_without_the_token(
    api: SlackApi, channel: SlackChannel
) -> None:
    api.revoke(api.bot_token)
    with pytest.raises(
        ChannelUnreachable, match=r"STEG_SLACK_BOT_TOKEN \(token_revoked\); copy"
    ) as told:
        await channel.send(HERE, Reply("Hei"))
    assert api.bot_token not in f"{told.value!r}{told.value.__cause__!r}"
    assert told.value.__suppress_context__


@pytest.mark.parametrize(
    "fault",
    [
        {"status": 0, "times": 2},
        {"error": "internal_error"},
        {"error": "fatal_error", "status": 500},
        {"status": 503, "body": b"<h1>nede</h1>"},
        {"body": b"{", "media_type": "application/json"},
        {"body": b"logg inn", "media_type": "text/plain"},
    ],
)
async def test_a_slack_that_stumbles_is_tried_again_later(
    api: SlackApi, channel: SlackChannel, fault: dict[str, Any]
) -> None:
    api.fail_next("chat.postMessage", **fault)
    with pytest.raises(ChannelUnreachable) as told:
        await channel.send(HERE, Reply("hemmelig"))
    assert "hemmelig" not in str(told.value)
    assert "\n" not in str(told.value)
    await channel.send(HERE, Reply("Hei"))
    assert api.sent(OWNER) == ["Hei"]


async def test_a_second_try_goes_on_where_the_first_ended(
    api: SlackApi, channel: SlackChannel
) -> None:
    reply = Reply("Dette er en setning til. " * 1000, (Choice("ok=ja", "Ja"),), PLAN)
    api.fail_next("chat.postMessage", "ratelimited", after=1)
    api.fail_next("files.completeUploadExternal", "ratelimited")
    for _ in range(2):
        with pytest.raises(TryLater):
            await channel.send(HERE, reply)
    await channel.send(HERE, reply)
    sent = api.sent_to(OWNER)
    assert " ".join(one.text.replace("\n", " ") for one in sent if one.text) == reply.text.strip()
    assert [one.file_name for one in sent] == [None, None, None, "plan.md"]


async def test_a_reply_given_up_and_sent_anew_is_sent_whole(
    api: SlackApi, channel: SlackChannel
) -> None:
    reply = Reply("Hei", (), PLAN)
    api.fail_next("files.completeUploadExternal", "channel_not_found")
    with pytest.raises(ChannelRefused):
        await channel.send(HERE, reply)
    await channel.send(HERE, reply)
    assert api.sent(OWNER) == ["Hei", "Hei"]


async def test_a_process_that_only_sends_needs_no_start(api: SlackApi) -> None:
    channel = channel_at(api, app_token=None)
    await channel.send(HERE, Reply("Hei"))
    await channel.stop()
    assert api.sent(OWNER) == ["Hei"]


# The loopback refuses what Slack refuses


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({}, "no_text"),
        ({"text": "x" * 40_001}, "msg_too_long"),
        (
            {"blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": ""}}]},
            "invalid_blocks",
        ),
        (
            {"blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3001}}]},
            "invalid_blocks",
        ),
        ({"blocks": [{"type": "divider2"}]}, "invalid_blocks"),
        ({"blocks": [{"type": "actions", "elements": []}]}, "invalid_blocks"),
        ({"blocks": "[{"}, "invalid_blocks_format"),
        ({"channel": "D404", "text": "hei"}, "channel_not_found"),
    ],
)
async def test_the_loopback_refuses_such_messages(
    api: SlackApi, fields: dict[str, Any], error: str
) -> None:
    assert (await asked(api, "chat.postMessage", {"channel": OWNER, **fields}))["error"] == error


@pytest.mark.parametrize(
    ("buttons", "error"),
    [
        ([{"value": "v"}] * 26, "invalid_blocks"),
        ([{"value": "v" * 2001}], "invalid_blocks"),
        ([{"text": {"type": "plain_text", "text": "x" * 76}}], "invalid_blocks"),
        ([{"text": {"type": "mrkdwn", "text": "x"}}], "invalid_blocks"),
        ([{"action_id": "a"}, {"action_id": "a"}], "invalid_blocks"),
        ([{}], None),
    ],
)
async def test_the_loopback_refuses_such_buttons(
    api: SlackApi, buttons: list[dict[str, Any]], error: str | None
) -> None:
    elements = [
        {
            "type": "button",
            "action_id": f"a{n}",
            "text": {"type": "plain_text", "text": "x"},
            **button,
        }
        for n, button in enumerate(buttons)
    ]
    blocks = [{"type": "actions", "elements": elements}]
    answer = await asked(
        api, "chat.postMessage", {"channel": OWNER, "text": "hei", "blocks": blocks}
    )
    assert answer.get("error") == error


@pytest.mark.parametrize(
    ("method", "token", "error"),
    [
        ("chat.postMessage", "", "not_authed"),
        ("chat.postMessage", "xoxb-feil", "invalid_auth"),
        ("chat.postMessage", "xapp-loopback", "not_allowed_token_type"),
        ("apps.connections.open", "xoxb-loopback", "not_allowed_token_type"),
        ("chat.shout", "xoxb-loopback", "unknown_method"),
        ("users.info", "xoxb-loopback", "invalid_arguments"),
    ],
)
async def test_the_loopback_knows_its_tokens_and_methods(
    api: SlackApi, method: str, token: str, error: str
) -> None:
    assert (await asked(api, method, {"channel": OWNER}, token))["error"] == error


async def test_the_loopback_fails_a_test_that_presses_what_is_not_there(
    api: SlackApi, channel: SlackChannel
) -> None:
    await channel.send(HERE, Reply("Stemmer det?", (Choice("ok=ja", "Ja"),)))
    with pytest.raises(
        AssertionError, match="no button 'Kanskje' in the last messages, only \\['Ja'\\]"
    ):
        await api.user_presses(OWNER, "Kanskje")


async def test_the_loopback_changes_a_message_it_has(api: SlackApi, channel: SlackChannel) -> None:
    await channel.send(HERE, Reply("Før"))
    ts = api.sent_to(OWNER)[0].ts
    assert (await asked(api, "chat.update", {"channel": OWNER, "ts": ts, "text": escaped("<nå>")}))[
        "ok"
    ]
    missing = await asked(api, "chat.update", {"channel": OWNER, "ts": "1.1", "text": "x"})
    assert (api.sent(OWNER), missing["error"]) == (["<nå>"], "message_not_found")


async def asked(
    api: SlackApi, method: str, fields: dict[str, Any], token: str = "xoxb-loopback"
) -> dict[str, Any]:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    async with (
        aiohttp.ClientSession(headers=headers) as session,
        session.post(f"{api.address}{method}", json=fields) as response,
    ):
        answer: dict[str, Any] = await response.json()
        return answer
