"""Slack as a desk: what advisers do in a channel, what is posted there, and files both ways."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from aiohttp import web
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from yarl import URL

from bot.channels.slack import SlackChannel
from bot.channels.slack_api import may_see_token
from bot.channels.slack_messages import to_message
from bot.core.conversation import (
    Adviser,
    Choice,
    DeskMessage,
    Document,
    FileRef,
    Message,
    Reply,
)
from bot.core.files import MOST_BYTES
from bot.errors import ChannelRefused, ChannelUnreachable, StegError, StoreUnreachable, TryLater
from tests.channels.test_slack import NOW, Pauses, asked, by_http, by_socket, channel_at, wordless
from tests.loopback.slack_api import SlackApi

OWNER = "D8812"
CHANNEL, PRIVATE = "C0123", "C0456"
DESK, PRIVATE_DESK = f"slack:{CHANNEL}", f"slack:{PRIVATE}"
KARI, OLA = "U12", "U13"
CARD = Reply("Ny henvendelse", (Choice("desk=take", "Jeg tar den"),), handoff="H1")

Heard = Message | DeskMessage
Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Inbox(list[Heard]):
    """What was received, after each of the given errors."""

    def __init__(self, *errors: Exception) -> None:
        super().__init__()
        self.errors, self.shown = list(errors), list[str]()

    async def receive(self, message: Heard) -> None:
        self.shown.append(message.id)
        if self.errors:
            raise self.errors.pop(0)
        self.append(message)

    @property
    def only(self) -> DeskMessage:
        [heard] = self
        assert isinstance(heard, DeskMessage)
        return heard


@pytest_asyncio.fixture
async def api() -> AsyncIterator[SlackApi]:
    server = SlackApi()
    await server.start()
    server.meets(OWNER)
    server.joins(KARI, CHANNEL, real_name="Kari Nordmann", display_name="kari")
    server.joins(OLA, CHANNEL, display_name="ola")
    server.joins(KARI, PRIVATE, private=True)
    yield server
    await server.stop()


@pytest_asyncio.fixture
async def channel(api: SlackApi) -> AsyncIterator[SlackChannel]:
    channel = channel_at(api)
    yield channel
    await channel.stop()


async def listening(api: SlackApi, channel: SlackChannel, inbox: Inbox) -> str:
    """The card's ``ts``, once the channel receives and has posted one."""
    await channel.start(inbox.receive)
    ts = await channel.send(DESK, CARD)
    assert ts is not None
    return ts


# What an adviser writes


async def test_an_answer_below_a_card_becomes_a_message_of_the_desk(
    api: SlackApi, channel: SlackChannel
) -> None:
    inbox = Inbox()
    card = await listening(api, channel, inbox)
    event_id = await api.member_says(KARI, CHANNEL, "Hei & velkommen <3", thread=card)
    await api.until(lambda: len(inbox) == 1)
    assert inbox.only == DeskMessage(
        id=f"slack:event:{event_id}",
        desk=DESK,
        by=Adviser("slack:U12", "Kari Nordmann"),
        at=NOW,
        thread=card,
        text="Hei & velkommen <3",
    )


async def test_a_private_channel_is_a_desk_as_well(api: SlackApi, channel: SlackChannel) -> None:
    inbox = Inbox()
    await channel.start(inbox.receive)
    card = await channel.send(PRIVATE_DESK, CARD)
    await api.member_says(KARI, PRIVATE, "!ring henne", thread=card)
    await api.until(lambda: len(inbox) == 1)
    assert (inbox.only.desk, inbox.only.thread, inbox.only.text) == (
        PRIVATE_DESK,
        card,
        "!ring henne",
    )


async def test_what_advisers_say_to_each_other_outside_a_thread_is_not_heard(
    api: SlackApi, channel: SlackChannel
) -> None:
    inbox = Inbox()
    card = await listening(api, channel, inbox)
    await api.member_says(KARI, CHANNEL, "Noen som vil ha kaffe?")
    await api.member_says(KARI, CHANNEL, "Til saken", thread=card)
    assert all(one.accepted for one in await api.delivered())
    await api.until(lambda: len(inbox) == 1)
    assert inbox.only.text == "Til saken"


def below_a_card(**fields: Any) -> dict[str, Any]:
    said = {
        "type": "message",
        "channel": CHANNEL,
        "channel_type": "channel",
        "user": KARI,
        "ts": "1795251600.000200",
        "thread_ts": "1795251600.000100",
        "text": "hei",
    }
    return {key: value for key, value in (said | fields).items() if value is not None}


def at_desk(**fields: Any) -> DeskMessage | None:
    body = {"type": "event_callback", "event_id": "Ev7", "event": below_a_card(**fields)}
    heard = to_message(body, NOW)
    assert heard is None or isinstance(heard, DeskMessage)
    return heard


@pytest.mark.parametrize(
    "fields",
    [
        {"thread_ts": None},
        {"ts": "1795251600.000100"},
        {"subtype": "message_changed", "hidden": True},
        {"subtype": "message_deleted", "hidden": True},
        {"subtype": "bot_message"},
        {"bot_id": "B2"},
        {"user": None},
        {"user": "USLACKBOT"},
        {"channel_type": "mpim"},
        {"type": "app_mention"},
        {"text": " "},
        {"text": None},
    ],
)
def test_what_no_adviser_said_below_a_card_is_not_heard(fields: dict[str, Any]) -> None:
    assert at_desk(**fields) is None
    assert at_desk() is not None


@pytest.mark.parametrize("text", ["help", "/erase", "person"])
def test_a_command_at_a_desk_is_a_text(text: str) -> None:
    heard = at_desk(text=text)
    assert heard is not None
    assert (heard.text, heard.choice) == (text, None)


@pytest.mark.parametrize("more", [{"bot_id": "BBOT"}, {"subtype": "file_share"}])
async def test_our_own_posts_in_a_thread_are_not_heard(
    api: SlackApi, channel: SlackChannel, more: dict[str, str]
) -> None:
    inbox = Inbox()
    await listening(api, channel, inbox)
    await api.bring(below_a_card(user="UBOT", **more))
    assert all(one.accepted for one in await api.delivered())
    assert inbox == []


# What an adviser presses


async def test_a_press_on_a_card_tells_the_card(api: SlackApi, channel: SlackChannel) -> None:
    inbox = Inbox()
    card = await listening(api, channel, inbox)
    await api.member_presses(OLA, CHANNEL, "Jeg tar den")
    await api.until(lambda: len(inbox) == 1)
    heard = inbox.only
    assert (heard.desk, heard.thread, heard.choice, heard.text) == (DESK, card, "desk=take", None)
    assert heard.by == Adviser("slack:U13", "ola")


async def test_a_press_in_a_thread_tells_the_card_above(
    api: SlackApi, channel: SlackChannel
) -> None:
    inbox = Inbox()
    card = await listening(api, channel, inbox)
    await channel.send(DESK, Reply("Hjalp det?", (Choice("desk=helped.yes", "Ja"),)), card)
    await api.member_presses(KARI, CHANNEL, "Ja")
    await api.until(lambda: len(inbox) == 1)
    assert (inbox.only.thread, inbox.only.choice) == (card, "desk=helped.yes")


async def test_two_advisers_who_press_at_once_are_two(api: SlackApi, channel: SlackChannel) -> None:
    inbox = Inbox()
    await listening(api, channel, inbox)
    await api.member_presses(KARI, CHANNEL, "Jeg tar den")
    await api.member_presses(OLA, CHANNEL, "Jeg tar den")
    await api.until(lambda: len(inbox) == 2)
    assert len({heard.id for heard in inbox}) == 2
    assert [heard.by.id for heard in inbox if isinstance(heard, DeskMessage)] == [
        "slack:U12",
        "slack:U13",
    ]


async def test_an_adviser_who_is_also_an_owner_keeps_a_conversation_of_their_own(
    api: SlackApi, channel: SlackChannel
) -> None:
    inbox = Inbox()
    card = await listening(api, channel, inbox)
    await api.member_says(KARI, CHANNEL, "Hei", thread=card)
    await api.until(lambda: len(inbox) == 1)
    await api.user_commands(CHANNEL, "help", user=KARI)
    await api.until(lambda: len(inbox) == 2)
    asked_for_help = inbox[1]
    assert isinstance(asked_for_help, Message)
    assert (asked_for_help.conversation, asked_for_help.choice) == ("slack:D12", "do=help")


# Who an adviser is


@pytest.mark.parametrize(
    ("profile", "name"),
    [
        ({"real_name": "Kari Nordmann", "display_name": "kari"}, "Kari Nordmann"),
        ({"real_name": "", "display_name": "kari"}, "kari"),
        ({"real_name": " \u200b", "display_name": "kari"}, "kari"),
        ({"real_name": "**Kari**\nNordmann"}, "Kari Nordmann"),
        ({"real_name": "k" * 200}, "k" * 80),
        ({}, "Slack user"),
    ],
)
async def test_an_adviser_has_the_name_shown_in_slack(
    api: SlackApi, channel: SlackChannel, profile: dict[str, str], name: str
) -> None:
    api.profiles[KARI] = profile
    inbox = Inbox()
    card = await listening(api, channel, inbox)
    await api.member_says(KARI, CHANNEL, "Hei", thread=card)
    await api.until(lambda: len(inbox) == 1)
    assert inbox.only.by == Adviser("slack:U12", name)


async def test_a_name_is_asked_for_once_and_again_after_an_hour(api: SlackApi) -> None:
    inbox, now = Inbox(), [NOW]
    async with by_socket(api, inbox.receive, clock=lambda: now[0]) as channel:
        card = await channel.send(DESK, CARD)
        for minutes, asked_for in ((0, 1), (59, 1), (61, 2)):
            now[0] = NOW + timedelta(minutes=minutes)
            heard = len(inbox)
            await api.member_says(KARI, CHANNEL, "Hei", thread=card)
            await api.until(lambda heard=heard: len(inbox) > heard)  # type: ignore[misc]
            assert len(api.calls_of("users.info")) == asked_for


@pytest.mark.parametrize("fault", ["ratelimited", "missing_scope", "user_not_found"])
async def test_a_name_slack_does_not_tell_is_asked_for_again(
    api: SlackApi, channel: SlackChannel, fault: str
) -> None:
    api.fail_next("users.info", fault)
    inbox = Inbox()
    card = await listening(api, channel, inbox)
    for count in (1, 2):
        await api.member_says(KARI, CHANNEL, "Hei", thread=card)
        await api.until(lambda count=count: len(inbox) == count)  # type: ignore[misc]
    names = [heard.by.name for heard in inbox if isinstance(heard, DeskMessage)]
    assert names == ["Slack user", "Kari Nordmann"]


# Twice, late and in order


async def test_what_was_not_kept_comes_again_with_the_same_id(api: SlackApi) -> None:
    inbox = Inbox(StoreUnreachable("borte"), RuntimeError("uventet"))
    async with by_http(api, inbox.receive) as channel:
        card = await channel.send(DESK, CARD)
        event_id = await api.member_says(KARI, CHANNEL, "Hei", thread=card)
        [delivery] = await api.delivered()
    assert [one.answer for one in delivery.tries] == [503, 503, 200]
    assert inbox.shown == [f"slack:event:{event_id}"] * 3
    assert inbox.only.text == "Hei"


async def test_an_answer_also_sent_to_the_channel_is_heard_once(
    api: SlackApi, channel: SlackChannel
) -> None:
    inbox = Inbox()
    card = await listening(api, channel, inbox)
    first = await api.member_says(KARI, CHANNEL, "Hei", thread=card)
    [ts] = api.said_in(CHANNEL)
    await api.delivered()
    await api.member_says(KARI, CHANNEL, "Hei", thread=card, ts=ts, subtype="thread_broadcast")
    await api.delivered()
    assert inbox.only.id == f"slack:event:{first}"


async def test_presses_and_answers_come_by_http_too(api: SlackApi) -> None:
    inbox = Inbox()
    async with by_http(api, inbox.receive) as channel:
        card = await channel.send(DESK, CARD)
        await api.member_presses(KARI, CHANNEL, "Jeg tar den")
        await api.until(lambda: len(inbox) == 1)
        await api.member_says(KARI, CHANNEL, "æøå", thread=card)
        await api.until(lambda: len(inbox) == 2)
    assert [(heard.choice, heard.text) for heard in inbox] == [("desk=take", None), (None, "æøå")]


async def test_a_press_waits_for_a_store_that_is_away(api: SlackApi) -> None:
    inbox, pauses = Inbox(StoreUnreachable("borte"), StoreUnreachable("borte")), Pauses()
    async with by_socket(api, inbox.receive, pause=pauses.pause) as channel:
        await channel.send(DESK, CARD)
        await api.member_presses(KARI, CHANNEL, "Jeg tar den")
        await api.until(lambda: len(inbox) == 1)
    assert (pauses, len(set(inbox.shown))) == ([1.0, 2.0], 1)


async def test_one_thread_is_heard_in_order_and_holds_up_no_other(
    api: SlackApi, channel: SlackChannel
) -> None:
    texts: list[str | None] = []

    async def receive(message: Heard) -> None:
        if message.text == "a 0":
            await api.until(lambda: "b 4" in texts)
        texts.append(message.text)

    await channel.start(receive)
    cards = {name: await channel.send(DESK, CARD) for name in "ab"}
    for number in range(5):
        for name, card in cards.items():
            await api.member_says(KARI, CHANNEL, f"{name} {number}", thread=card)
    await api.until(lambda: len(texts) == 10)
    for name in cards:
        assert [text for text in texts if text and text[0] == name] == [
            f"{name} {number}" for number in range(5)
        ]


# Where a reply is posted


async def test_a_card_is_posted_in_the_channel_and_the_rest_below_it(
    api: SlackApi, channel: SlackChannel
) -> None:
    card = await channel.send(DESK, CARD)
    below = await channel.send(DESK, Reply("Kari har tatt den."), card)
    posted = api.sent_to(CHANNEL)
    assert [one.ts for one in posted] == [card, below]
    assert [one.thread for one in posted] == [None, card]


async def test_a_long_reply_is_known_by_its_first_message_and_stays_in_its_thread(
    api: SlackApi, channel: SlackChannel
) -> None:
    card = await channel.send(DESK, CARD)
    plan = Document("plan.md", "text/markdown", "# Plan")
    first = await channel.send(DESK, Reply("En setning til. " * 2000, document=plan), card)
    posted = api.sent_to(CHANNEL)[1:]
    assert len(posted) > 2
    assert posted[0].ts == first
    assert {one.thread for one in posted} == {card}
    assert posted[-1].file_name == "plan.md"


async def test_a_document_sent_as_text_stays_in_its_thread(
    api: SlackApi, channel: SlackChannel
) -> None:
    api.scopes.discard("files:write")
    card = await channel.send(DESK, CARD)
    ts = await channel.send(DESK, Reply("", document=Document("a.md", "text/plain", "plan")), card)
    [_, code] = api.sent_to(CHANNEL)
    assert (code.text, code.thread, code.ts) == ("plan", card, ts)


async def test_a_second_try_goes_on_and_still_tells_the_first_message(
    api: SlackApi, channel: SlackChannel
) -> None:
    card = await channel.send(DESK, CARD)
    reply = Reply("En setning til. " * 2000)
    api.fail_next("chat.postMessage", "ratelimited", after=1, times=2)
    for _ in range(2):
        with pytest.raises(TryLater):
            await channel.send(DESK, reply, card)
    told = await channel.send(DESK, reply, card)
    posted = api.sent_to(CHANNEL)[1:]
    assert told == posted[0].ts
    assert " ".join(one.text.replace("\n", " ") for one in posted) == reply.text.strip()


async def test_a_reply_half_sent_in_one_thread_is_sent_whole_in_another(
    api: SlackApi, channel: SlackChannel
) -> None:
    first, second = await channel.send(DESK, CARD), await channel.send(DESK, CARD)
    reply = Reply("En setning til. " * 2000)
    api.fail_next("chat.postMessage", "ratelimited", after=1)
    with pytest.raises(TryLater):
        await channel.send(DESK, reply, first)
    told = await channel.send(DESK, reply, second)
    posted = [one for one in api.sent_to(CHANNEL) if one.thread == second]
    assert told == posted[0].ts
    assert wordless("".join(one.text for one in posted)) == wordless(reply.text)


# A desk that is lost


@pytest.mark.parametrize(
    ("lose", "error"),
    [
        (lambda api: api.throws_out_bot(CHANNEL), "not_in_channel"),
        (lambda api: api.archives(CHANNEL), "is_archived"),
        (lambda api: api.revoke(api.bot_token), r"STEG_SLACK_BOT_TOKEN \(token_revoked\)"),
        (lambda api: api.scopes.discard("chat:write"), "missing_scope"),
    ],
)
async def test_a_desk_that_is_lost_is_given_up(
    api: SlackApi, channel: SlackChannel, lose: Callable[[SlackApi], None], error: str
) -> None:
    card = await channel.send(DESK, CARD)
    lose(api)
    for thread in (None, card):
        with pytest.raises(ChannelRefused, match=error) as told:
            await channel.send(DESK, Reply("Hei"), thread)
        assert api.bot_token not in f"{told.value!r}{told.value.__cause__!r}"


async def test_a_private_desk_the_bot_was_thrown_out_of_is_given_up(
    api: SlackApi, channel: SlackChannel
) -> None:
    api.throws_out_bot(PRIVATE)
    with pytest.raises(ChannelRefused, match="channel_not_found"):
        await channel.send(PRIVATE_DESK, CARD)


async def test_an_answer_to_a_card_somebody_deleted_is_refused(
    api: SlackApi, channel: SlackChannel
) -> None:
    card = await channel.send(DESK, CARD)
    assert card is not None
    api.deletes(CHANNEL, card)
    with pytest.raises(ChannelRefused, match="cannot_reply_to_message"):
        await channel.send(DESK, Reply("Hei"), card)


async def test_an_owner_waits_for_a_new_token(api: SlackApi, channel: SlackChannel) -> None:
    api.revoke(api.bot_token)
    with pytest.raises(ChannelUnreachable, match="token_revoked"):
        await channel.send(f"slack:{OWNER}", Reply("Hei"))


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ({"error": "ratelimited", "retry_after": 9}, TryLater),
        ({"error": "internal_error"}, ChannelUnreachable),
        ({"status": 503, "body": b"nede"}, ChannelUnreachable),
    ],
)
async def test_a_desk_that_is_away_for_a_while_is_tried_again(
    api: SlackApi, channel: SlackChannel, fault: dict[str, Any], error: type[StegError]
) -> None:
    api.fail_next("chat.postMessage", **fault)
    with pytest.raises(error):
        await channel.send(DESK, CARD)
    assert await channel.send(DESK, CARD) == api.sent_to(CHANNEL)[0].ts


# Somebody's own words


HOSTILE = [
    "<!channel> <!here> <!everyone>",
    "@here @channel @everyone @kari #general",
    "<@U12> <#C0123> <!subteam^S12|@alle>",
    "<http://evil.example|Almi>",
    "http://evil.example/almi.se post@almi.se almi.se",
    "[Almi](http://evil.example)",
    "*bold* **bold** _skrå_ ~strek~ `kode`",
    "```\nalt etter dette er kode",
    "> sitat\n>>> og resten",
    "&lt;!channel&gt; &amp;lt; & < >",
    ":tada: :here:",
    '{"type":"broadcast","range":"channel"}',
    "*Kari:*\nDen er min.",
]


@pytest.mark.parametrize("words", HOSTILE)
async def test_somebodys_words_ping_nobody_and_lead_nowhere(
    api: SlackApi, channel: SlackChannel, words: str
) -> None:
    card = await channel.send(DESK, Reply("Eieren skriver:", quote=words, handoff="H1"))
    await channel.send(DESK, Reply("Eieren skriver:", quote=words), card)
    for posted in api.sent_to(CHANNEL):
        assert posted.quotes == (words,)
        assert posted.text == posted.notice == f"Eieren skriver:\n{words}"
        assert (posted.pings, posted.links, posted.bold, posted.unfurls) == ((), (), (), False)


async def test_buttons_stand_below_the_words(api: SlackApi, channel: SlackChannel) -> None:
    await channel.send(DESK, Reply("**Sak**", CARD.choices, quote="Konto tom"))
    [posted] = api.sent_to(CHANNEL)
    assert [block["type"] for block in posted.blocks] == ["section", "rich_text", "actions"]


@settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    words=st.text() | st.text(st.sampled_from("*_~`<>&@#!|:/.\n aå😀(hHtps)")),
    times=st.sampled_from([1, 1, 1, 700]),
)
async def test_any_words_are_posted_and_shown_as_they_are(
    api: SlackApi, channel: SlackChannel, words: str, times: int
) -> None:
    before = len(api.sent_to(CHANNEL))
    await channel.send(DESK, Reply("", quote=words * times))
    posted = api.sent_to(CHANNEL)[before:]
    if posted:
        whole = wordless(without_turns(words * times))
        assert wordless("".join(quote for one in posted for quote in one.quotes)) == whole
        assert wordless("".join(one.notice for one in posted)) == whole
    assert not any(one.pings or one.links or one.bold or one.unfurls for one in posted)


def without_turns(text: str) -> str:
    return "".join(sign for sign in text if sign not in "\u202a\u202b\u202c\u202d\u202e")


@pytest.mark.parametrize("words", ["&" * 30_000, "<>" * 9000, '"\n' * 6000, "😀" * 9000])
async def test_words_that_grow_on_the_way_still_fit(
    api: SlackApi, channel: SlackChannel, words: str
) -> None:
    await channel.send(DESK, Reply("Eieren skriver:", quote=words))
    quotes = [quote for one in api.sent_to(CHANNEL) for quote in one.quotes]
    assert wordless("".join(quotes)) == wordless(words)


async def test_words_cannot_turn_the_line_around_what_stands_beside_them(
    api: SlackApi, channel: SlackChannel
) -> None:
    await channel.send(DESK, Reply("", quote="se \u202egnp.exe\u202c \u2067her", by="Kari\u202e"))
    [posted] = api.sent_to(CHANNEL)
    assert posted.text == posted.notice == "Kari:\nse gnp.exe her"


@pytest.mark.parametrize("words", ["", " \n", "\u200b", "\x00"])
async def test_words_in_which_nothing_can_be_seen_are_left_out(
    api: SlackApi, channel: SlackChannel, words: str
) -> None:
    await channel.send(DESK, Reply("Hei", quote=words))
    assert [(one.text, one.quotes) for one in api.sent_to(CHANNEL)] == [("Hei", ())]


# Who speaks


async def test_the_owner_sees_who_speaks_before_their_words(
    api: SlackApi, channel: SlackChannel
) -> None:
    end = Choice("request=end", "Avslutt")
    await channel.send(f"slack:{OWNER}", Reply("", (end,), quote="Hei!\nJeg *ringer*.", by="Kari"))
    [posted] = api.sent_to(OWNER)
    assert posted.text == posted.notice == "Kari:\nHei!\nJeg *ringer*."
    assert (posted.bold, posted.quotes, posted.labels) == (
        ("Kari:",),
        ("Hei!\nJeg *ringer*.",),
        ("Avslutt",),
    )


@pytest.mark.parametrize("name", ["<!channel>", "*Kari*", "@here", "<http://evil.example|Almi>"])
async def test_a_name_pings_nobody_either(api: SlackApi, channel: SlackChannel, name: str) -> None:
    await channel.send(DESK, Reply("Hei", by=name))
    [posted] = api.sent_to(CHANNEL)
    assert posted.text == posted.notice == f"{name}:\nHei"
    assert (posted.pings, posted.links, posted.bold) == ((), (), (f"{name}:",))


async def test_a_name_in_which_nothing_can_be_seen_is_left_out(
    api: SlackApi, channel: SlackChannel
) -> None:
    await channel.send(DESK, Reply("Hei", by="\u200b"))
    assert api.sent(CHANNEL) == ["Hei"]


# Files that are passed on


PHOTO = FileRef("telegram", "AgAC7", "taket.jpg", "image/jpeg", 4)


def passing(content: bytes | StegError) -> Callable[[FileRef], Awaitable[bytes]]:
    async def fetch(file: FileRef) -> bytes:
        assert file == PHOTO
        if isinstance(content, StegError):
            raise content
        return content

    return fetch


async def test_a_file_follows_the_words_into_the_thread(api: SlackApi) -> None:
    channel = channel_at(api, fetch=passing(b"\xff\xd8\xff\x00"))
    card = await channel.send(DESK, CARD)
    ts = await channel.send(DESK, Reply("Eieren skriver:", quote="Slik:", file=PHOTO), card)
    await channel.stop()
    [_, words, file] = api.sent_to(CHANNEL)
    assert (words.ts, words.thread) == (ts, card)
    assert (file.file_name, file.content, file.thread) == ("taket.jpg", b"\xff\xd8\xff\x00", card)


async def test_a_file_reaches_an_owner_too(api: SlackApi) -> None:
    channel = channel_at(api, fetch=passing(b"1234"))
    await channel.send(f"slack:{OWNER}", Reply("", by="Kari", file=PHOTO))
    await channel.stop()
    [words, file] = api.sent_to(OWNER)
    assert (words.text, file.content, file.thread) == ("Kari:", b"1234", None)


@pytest.mark.parametrize(
    "fault", [ChannelRefused("gone"), ChannelUnreachable("away"), TryLater("wait", 7)]
)
async def test_a_file_that_cannot_be_fetched_leaves_nothing_half_posted(
    api: SlackApi, fault: StegError
) -> None:
    channel = channel_at(api, fetch=passing(fault))
    with pytest.raises(type(fault)) as told:
        await channel.send(DESK, Reply("Eieren skriver:", quote="Slik:", file=PHOTO))
    await channel.stop()
    assert told.value is fault
    assert api.sent_to(CHANNEL) == []


async def test_a_channel_that_was_given_no_way_to_fetch_refuses_files(
    api: SlackApi, channel: SlackChannel
) -> None:
    with pytest.raises(ChannelRefused, match="telegram"):
        await channel.send(DESK, Reply("", file=PHOTO))


@pytest.mark.parametrize(
    ("refuse", "error"),
    [
        (lambda api: api.scopes.discard("files:write"), "missing_scope"),
        (lambda api: setattr(api, "largest_upload", 3), "file_upload_size_restricted"),
        (
            lambda api: api.fail_next("files.completeUploadExternal", "blocked_file_type"),
            "blocked_file_type",
        ),
    ],
)
async def test_a_file_slack_will_not_take_is_refused(
    api: SlackApi, refuse: Callable[[SlackApi], None], error: str
) -> None:
    refuse(api)
    channel = channel_at(api, fetch=passing(b"1234"))
    with pytest.raises(ChannelRefused, match=error):
        await channel.send(DESK, Reply("", file=PHOTO))
    await channel.stop()
    assert api.sent_to(CHANNEL) == []


async def test_a_file_that_fails_on_the_way_is_sent_later_without_the_words_again(
    api: SlackApi,
) -> None:
    channel = channel_at(api, fetch=passing(b"1234"))
    api.fail_next("upload", status=500)
    api.fail_next("files.completeUploadExternal", "ratelimited")
    reply = Reply("Eieren skriver:", quote="Slik:", file=PHOTO)
    for error in (ChannelUnreachable, TryLater):
        with pytest.raises(error):
            await channel.send(DESK, reply)
    ts = await channel.send(DESK, reply)
    await channel.stop()
    assert [(one.ts == ts, one.file_name) for one in api.sent_to(CHANNEL)] == [
        (True, None),
        (False, "taket.jpg"),
    ]


async def test_a_file_to_a_desk_that_is_lost_is_refused(api: SlackApi) -> None:
    channel = channel_at(api, fetch=passing(b"1234"))
    api.throws_out_bot(CHANNEL)
    with pytest.raises(ChannelRefused, match="not_in_channel"):
        await channel.send(DESK, Reply("", file=PHOTO))
    await channel.stop()


# Files somebody sends


async def test_an_owners_file_is_told_of_beside_what_it_is(
    api: SlackApi, channel: SlackChannel
) -> None:
    inbox = Inbox()
    await channel.start(inbox.receive)
    sent = api.uploads("../Låven\x00 <vår>.JPG", "image/jpeg", b"1234")
    await api.user_sends(OWNER, sent, text="slik ser den ut")
    await api.until(lambda: len(inbox) == 1)
    [heard] = inbox
    assert isinstance(heard, Message)
    assert (heard.attachment, heard.text) == ("photo", "slik ser den ut")
    assert heard.file == FileRef("slack", sent["id"], "Låven_ _vår.jpg", "image/jpeg", 4)


@pytest.mark.parametrize("text", ["her er skjemaet", ""])
async def test_an_advisers_file_is_told_of(api: SlackApi, channel: SlackChannel, text: str) -> None:
    inbox = Inbox()
    card = await listening(api, channel, inbox)
    sent = api.uploads("skjema.pdf", "application/pdf", b"%PDF-")
    await api.member_says(KARI, CHANNEL, text, thread=card, files=[sent])
    await api.until(lambda: len(inbox) == 1)
    assert inbox.only.text == (text or None)
    assert inbox.only.file == FileRef("slack", sent["id"], "skjema.pdf", "application/pdf", 5)


@pytest.mark.parametrize(
    "file",
    [
        {"id": "F1", "mode": "tombstone"},
        {"id": "F1", "file_access": "check_file_info", "mimetype": None, "size": None},
        {"id": "F1", "name": None, "size": "4"},
    ],
)
def test_a_file_slack_tells_nothing_of_has_no_type_and_no_size(file: dict[str, Any]) -> None:
    heard = at_desk(subtype="file_share", text="", files=[file])
    assert heard is not None
    assert heard.file == FileRef("slack", "F1", "fil.bin", "", 0)


def ref(sent: dict[str, Any]) -> FileRef:
    return FileRef("slack", sent["id"], sent["name"], sent["mimetype"], sent["size"])


async def test_a_file_is_fetched_with_the_bots_token(api: SlackApi, channel: SlackChannel) -> None:
    content = bytes(range(256)) * 4000
    sent = api.uploads("a.jpg", "image/jpeg", content)
    assert await channel.fetch(ref(sent)) == content
    assert api.downloads == [("download/file", f"Bearer {api.bot_token}")]


async def test_a_file_without_an_address_to_download_is_fetched_at_its_other(
    api: SlackApi, channel: SlackChannel
) -> None:
    sent = api.uploads("a.jpg", "image/jpeg", b"1234", url_private_download=None)
    assert await channel.fetch(ref(sent)) == b"1234"


async def test_a_text_that_looks_like_a_page_is_still_a_text(
    api: SlackApi, channel: SlackChannel
) -> None:
    sent = api.uploads("a.txt", "text/plain", b"<html>min side")
    assert await channel.fetch(ref(sent)) == b"<html>min side"


async def test_a_redirect_inside_slack_is_followed(api: SlackApi, channel: SlackChannel) -> None:
    there = api.uploads("b.pdf", "application/pdf", b"%PDF-")
    here = api.uploads("a.pdf", "application/pdf", b"", leads_to=there["url_private"])
    assert await channel.fetch(ref(here)) == b"%PDF-"
    path = URL(there["url_private"]).path
    near = api.uploads("a.pdf", "application/pdf", b"", leads_to=path)
    assert await channel.fetch(ref(near)) == b"%PDF-"


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (lambda api, sent: api.deletes_file(sent["id"]), "file_deleted"),
        (lambda api, sent: sent.update(id="F404"), "file_not_found"),
        (lambda api, sent: api.scopes.discard("files:read"), "missing_scope"),
        (lambda api, sent: api.fail_next("download", status=404, body=b"x"), "404"),
        (lambda api, sent: api.fail_next("download", status=403, body=b"x"), "403"),
        (
            lambda api, sent: api.fail_next("download", body=b"<!DOCTYPE html>"),
            "page in place of the file; add the scope files:read",
        ),
        (
            lambda api, sent: api.fail_next(
                "download", body=b"\n <HTML>", media_type="application/octet-stream"
            ),
            "page in place of the file",
        ),
        (
            lambda api, sent: api.fail_next("download", body=b"", media_type="image/jpeg"),
            "nothing",
        ),
        (
            lambda api, sent: api.fail_next(
                "download", body=b"x" * (MOST_BYTES + 1), media_type="image/jpeg"
            ),
            "larger than 10000000 bytes",
        ),
        (lambda api, sent: sent.update(url_private_download="", url_private=None), "elsewhere"),
    ],
)
async def test_a_file_slack_does_not_give_is_refused(
    api: SlackApi,
    channel: SlackChannel,
    spoil: Callable[[SlackApi, dict[str, Any]], None],
    why: str,
) -> None:
    sent = api.uploads("a.jpg", "image/jpeg", b"1234")
    spoil(api, sent)
    with pytest.raises(ChannelRefused, match=why) as told:
        await channel.fetch(ref(sent))
    assert not any(secret in f"{told.value!r}" for secret in (api.bot_token, "127.0.0.1"))


async def test_the_largest_file_is_fetched(api: SlackApi, channel: SlackChannel) -> None:
    sent = api.uploads("a.jpg", "image/jpeg", b"x" * MOST_BYTES)
    assert len(await channel.fetch(ref(sent))) == MOST_BYTES


async def test_a_file_that_never_ends_is_not_read_to_the_end(api: SlackApi) -> None:
    written = 0

    async def info(request: web.Request) -> web.Response:
        return web.json_response({"ok": True, "file": {"url_private": f"{address}/endless"}})

    async def endless(request: web.Request) -> web.StreamResponse:
        nonlocal written
        answer = web.StreamResponse(headers={"Content-Type": "image/jpeg"})
        answer.enable_compression(web.ContentCoding.gzip)
        await answer.prepare(request)
        with suppress(ConnectionError):
            for _ in range(1000):
                await answer.write(b"\x00" * 1_000_000)
                written += 1_000_000
        return answer

    async with serving({"/api/files.info": info, "/endless": endless}) as address:
        channel = channel_at(api, api=f"{address}/api/")
        with pytest.raises(ChannelRefused, match="larger"):
            await channel.fetch(FileRef("slack", "F1", "a.jpg", "image/jpeg", 4))
        await channel.stop()
    assert MOST_BYTES < written < 1_000_000_000


@asynccontextmanager
async def serving(answers: dict[str, Answer]) -> AsyncIterator[str]:
    """Another web server; gives its address."""
    app = web.Application()
    for path, answer in answers.items():
        app.router.add_route("*", path, answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ({"status": 503, "body": b"nede"}, ChannelUnreachable),
        ({"status": 0, "times": 8}, ChannelUnreachable),
        ({"status": 429, "body": b"vent", "retry_after": 7}, TryLater),
    ],
)
@pytest.mark.parametrize("method", ["files.info", "download"])
async def test_a_file_that_cannot_be_had_now_is_asked_for_again(
    api: SlackApi,
    channel: SlackChannel,
    method: str,
    fault: dict[str, Any],
    error: type[StegError],
) -> None:
    sent = api.uploads("a.jpg", "image/jpeg", b"1234")
    api.fail_next(method, **fault)
    with pytest.raises(error) as told:
        await channel.fetch(ref(sent))
    assert api.bot_token not in f"{told.value!r}{told.value.__cause__!r}"


async def test_a_file_of_an_owner_in_slack_reaches_a_desk_in_slack(api: SlackApi) -> None:
    whole: list[SlackChannel] = []

    async def fetch(file: FileRef) -> bytes:
        return await whole[0].fetch(file)

    inbox = Inbox()
    async with by_socket(api, inbox.receive, fetch=fetch) as channel:
        whole.append(channel)
        sent = api.uploads("taket.png", "image/png", b"\x89PNG")
        await api.user_sends(OWNER, sent)
        await api.until(lambda: len(inbox) == 1)
        await channel.send(DESK, Reply("Eieren skriver:", file=inbox[0].file))
    assert api.sent_to(CHANNEL)[1].content == b"\x89PNG"


# The token stays with Slack


@pytest.mark.parametrize(
    ("address", "may"),
    [
        ("https://files.slack.com/files-pri/T1-F1/download/a.pdf", True),
        ("https://slack.com/x", True),
        ("https://FILES.SLACK.COM/x", True),
        ("http://files.slack.com/x", False),
        ("https://files.slack.com:8443/x", False),
        ("https://evil.example/files.slack.com", False),
        ("https://files.slack.com.evil.example/x", False),
        ("https://evilslack.com/x", False),
        ("https://slack.com@evil.example/x", False),
        ("https://a:b@files.slack.com/x", False),
        ("https://evil.example\\@files.slack.com/x", False),
        ("https://slack-files.com/x", False),
        ("http://127.0.0.1:8080/files/x", True),
        ("http://127.0.0.1:8081/files/x", False),
        ("https://127.0.0.1:8080/files/x", False),
        ("http://localhost:8080/files/x", False),
        ("file:///etc/passwd", False),
        ("//files.slack.com/x", False),
        ("/x", False),
        ("", False),
    ],
)
def test_the_token_is_shown_to_slack_only(address: str, may: bool) -> None:
    try:
        url = URL(address)
    except ValueError:
        assert not may
        return
    assert may_see_token(url, URL("http://127.0.0.1:8080/api/")) == may


@pytest.mark.parametrize("way", ["address", "redirect"])
async def test_a_file_that_leads_elsewhere_is_refused_without_going_there(
    api: SlackApi, channel: SlackChannel, way: str
) -> None:
    visits: list[str] = []

    async def lure(request: web.Request) -> web.Response:
        visits.append(request.headers.get("Authorization", ""))
        return web.Response(body=b"1234", content_type="image/jpeg")

    async with serving({"/a.jpg": lure}) as elsewhere:
        address = f"{elsewhere}/a.jpg"
        more = {"url_private_download": address} if way == "address" else {"leads_to": address}
        sent = api.uploads("a.jpg", "image/jpeg", b"1234", **more)
        with pytest.raises(ChannelRefused, match="elsewhere"):
            await channel.fetch(ref(sent))
    assert visits == []
    assert len(api.downloads) == (0 if way == "address" else 1)


async def test_addresses_that_lead_round_and_round_are_left(
    api: SlackApi, channel: SlackChannel
) -> None:
    sent = api.uploads("a.jpg", "image/jpeg", b"1234", leads_to="file")
    with pytest.raises(ChannelRefused, match="round and round"):
        await channel.fetch(ref(sent))
    assert len(api.downloads) == 4


# The loopback refuses what Slack refuses


def rich(*elements: Any, part: str = "rich_text_quote", **more: Any) -> list[dict[str, Any]]:
    return [{"type": "rich_text", "elements": [{"type": part, "elements": list(elements)}], **more}]


@pytest.mark.parametrize(
    ("blocks", "error"),
    [
        (rich({"type": "text", "text": "hei"}), None),
        (rich({"type": "text", "text": "hei", "style": {"bold": True}}), None),
        (rich({"type": "text", "text": ""}), "invalid_blocks"),
        (rich({"type": "plain_text", "text": "hei"}), "invalid_blocks"),
        (rich({"type": "mrkdwn", "text": "hei"}), "invalid_blocks"),
        (rich({"type": "text", "text": "hei", "verbatim": True}), "invalid_blocks"),
        (rich({"type": "text", "text": "hei", "style": {"big": True}}), "invalid_blocks"),
        (rich({"type": "text", "text": "hei"}, part="rich_text_text"), "invalid_blocks"),
        (rich({"type": "text", "text": "hei"}, text="hei"), "invalid_blocks"),
        (rich(), "invalid_blocks"),
        (rich("hei"), "invalid_blocks"),
        ([{"type": "rich_text", "elements": []}], "invalid_blocks"),
        (rich({"type": "text", "text": "x" * 13_300}), "msg_blocks_too_long"),
    ],
)
async def test_the_loopback_refuses_such_rich_text(
    api: SlackApi, blocks: list[dict[str, Any]], error: str | None
) -> None:
    fields = {"channel": CHANNEL, "text": "hei", "blocks": blocks}
    assert (await asked(api, "chat.postMessage", fields)).get("error") == error


@pytest.mark.parametrize(
    ("element", "ping", "links"),
    [
        ({"type": "broadcast", "range": "here"}, ("broadcast",), ()),
        ({"type": "user", "user_id": KARI}, ("user",), ()),
        ({"type": "link", "url": "http://a.no", "text": "b"}, (), (("http://a.no", "b"),)),
        ({"type": "text", "text": "<!here> <http://a.no|b>"}, (), ()),
    ],
)
async def test_the_loopback_tells_whom_rich_text_pings_and_where_it_leads(
    api: SlackApi, element: dict[str, str], ping: tuple[str, ...], links: tuple[Any, ...]
) -> None:
    await asked(api, "chat.postMessage", {"channel": CHANNEL, "blocks": rich(element)})
    [posted] = api.sent_to(CHANNEL)
    assert (posted.pings, posted.links) == (ping, links)


async def test_the_loopback_finds_names_where_it_is_asked_to(api: SlackApi) -> None:
    fields = {"channel": CHANNEL, "text": "@here", "link_names": True}
    await asked(api, "chat.postMessage", fields)
    assert api.sent_to(CHANNEL)[0].pings == ("@here",)


async def test_the_loopback_lets_nobody_answer_what_is_not_there(
    api: SlackApi, channel: SlackChannel
) -> None:
    card = await channel.send(DESK, CARD)
    answer = await channel.send(DESK, Reply("Hei"), card)
    elsewhere = await channel.send(PRIVATE_DESK, CARD)
    for thread, error in (
        (card, None),
        ("1795251600.000100", "cannot_reply_to_message"),
        (elsewhere, "cannot_reply_to_message"),
        (answer, "invalid_thread_ts"),
        ("H1", "invalid_thread_ts"),
        (1795251600.0001, "invalid_thread_ts"),
    ):
        fields = {"channel": CHANNEL, "text": "hei", "thread_ts": thread}
        assert (await asked(api, "chat.postMessage", fields)).get("error") == error


async def test_the_loopback_lets_only_members_write_and_press(
    api: SlackApi, channel: SlackChannel
) -> None:
    card = await channel.send(DESK, CARD)
    with pytest.raises(AssertionError, match="U99 is not in C0123"):
        await api.member_presses("U99", CHANNEL, "Jeg tar den")
    with pytest.raises(AssertionError, match=r"nothing to answer at 1\.1"):
        await api.member_says(KARI, CHANNEL, "hei", thread="1.1")
    api.throws_out_bot(CHANNEL)
    with pytest.raises(AssertionError, match="the bot hears nothing in C0123"):
        await api.member_says(KARI, CHANNEL, "hei", thread=card)


async def test_the_loopback_shows_a_page_to_who_may_not_have_a_file(api: SlackApi) -> None:
    sent = api.uploads("a.jpg", "image/jpeg", b"1234")
    async with (
        aiohttp.ClientSession() as session,
        session.get(sent["url_private"], headers={"Authorization": "Bearer xoxb-feil"}) as answer,
    ):
        assert (answer.status, answer.content_type) == (200, "text/html")
