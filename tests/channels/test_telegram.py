"""Telegram: what becomes of updates and replies, and what happens when Telegram or we fail."""

import asyncio
import json
import logging
import re
import signal
import socket
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
import pytest_asyncio
import structlog
import uvicorn
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from starlette.applications import Starlette
from telegram import Update

from bot.channels.port import ChannelPort, Receive
from bot.channels.telegram import TelegramChannel
from bot.channels.telegram_messages import to_message
from bot.channels.telegram_text import html_parts, keyboard
from bot.core.conversation import Choice, DeskMessage, Document, FileRef, Message, Reply
from bot.errors import ChannelRefused, ChannelUnreachable, SettingWrong, StoreUnreachable, TryLater
from tests.loopback.telegram_api import TelegramApi, shown_of_html

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
OWNER = 8812
HERE = f"telegram:{OWNER}"
BOT = 77
SECRET = "s3cret_for-webhooks"


class Inbox(list[Message]):
    """Messages received, and the function to receive them with."""

    async def receive(self, message: Message | DeskMessage) -> None:
        assert isinstance(message, Message)
        self.append(message)

    def texts(self) -> list[str | None]:
        return [message.text for message in self]


class Pauses(list[float]):
    """Waits asked for; each takes no time to speak of."""

    async def pause(self, seconds: float) -> None:
        self.append(seconds)
        await asyncio.sleep(0.005)


@pytest_asyncio.fixture
async def api() -> AsyncIterator[TelegramApi]:
    server = TelegramApi()
    await server.start()
    server.meets(OWNER)
    yield server
    await server.stop()


async def no_file(file: FileRef) -> bytes:
    raise ChannelRefused(f"{file.name} is gone")


def channel_at(
    server: TelegramApi, pauses: Pauses | None = None, **changes: Any
) -> TelegramChannel:
    given: dict[str, Any] = {
        "token": server.token,
        "api": server.address,
        "mode": "polling",
        "public_url": None,
        "secret": SECRET,
        "fetch": no_file,
        "clock": lambda: NOW,
        "pause": (Pauses() if pauses is None else pauses).pause,
    }
    return TelegramChannel(**given | changes)


@pytest_asyncio.fixture
async def channel(api: TelegramApi) -> AsyncIterator[TelegramChannel]:
    channel = channel_at(api)
    yield channel
    await channel.stop()


@asynccontextmanager
async def polling(
    api: TelegramApi, receive: Receive, pauses: Pauses | None = None
) -> AsyncIterator[TelegramChannel]:
    channel = channel_at(api, pauses)
    await channel.start(receive)
    try:
        yield channel
    finally:
        await channel.stop()


@asynccontextmanager
async def webhook(api: TelegramApi, receive: Receive) -> AsyncIterator[str]:
    """A started channel in webhook mode behind a real web server; gives the webhook's address."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    channel = channel_at(api, mode="webhook", public_url=url)
    app = Starlette(routes=channel.routes())
    server = uvicorn.Server(uvicorn.Config(app, lifespan="off", ws="none", log_config=None))
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    await api.until(lambda: server.started)
    await channel.start(receive)
    try:
        yield f"{url}/telegram/webhook"
    finally:
        await channel.stop()
        server.should_exit = True
        await serving


def chat(kind: str = "private") -> dict[str, Any]:
    return {"id": OWNER, "type": kind, "first_name": "Eier", "title": "Eiere"}


def user(language: str | None = "nb", *, is_bot: bool = False) -> dict[str, Any]:
    return {"id": OWNER, "is_bot": is_bot, "first_name": "Eier", "language_code": language}


def translated(**content: Any) -> Message | None:
    read = to_message(Update.de_json({"update_id": 7, **content}), NOW, BOT)
    assert not isinstance(read, DeskMessage)
    return read


def message(**fields: Any) -> dict[str, Any]:
    return {"message_id": 1, "date": 1795251600, "chat": chat(), "from": user(), **fields}


def said(**fields: Any) -> Message:
    read = translated(message=message(**fields))
    assert read is not None
    return read


def press(**fields: Any) -> dict[str, Any]:
    asked = message(text="Stemmer det?") | {"from": user(is_bot=True)}
    return {
        "id": "p",
        "chat_instance": "1",
        "from": user(),
        "data": "ok=yes",
        "message": asked,
        **fields,
    }


# What an update becomes


def test_a_text_becomes_a_message_with_the_platforms_own_ids() -> None:
    assert said(text="Ryggen ryker") == Message(
        id="telegram:update:7",
        conversation=HERE,
        channel="telegram",
        at=NOW,
        text="Ryggen ryker",
        language="nb",
    )


@pytest.mark.parametrize(
    ("command", "choice"),
    [
        ("/start", "do=hello"),
        ("/start ref-42", "do=hello"),
        ("/help", "do=help"),
        ("/HELP", "do=help"),
        ("/help@steg_bot", "do=help"),
        ("/language", "do=language"),
        ("/privacy", "do=privacy"),
        ("/erase@steg_bot now", "do=erase"),
        ("/person", "do=handoff"),
    ],
)
def test_a_command_becomes_a_choice(command: str, choice: str) -> None:
    read = said(text=command)
    assert (read.choice, read.text) == (choice, None)


@pytest.mark.parametrize(
    ("command", "text"),
    [
        ("/ryggen", "ryggen"),
        ("/ryggen@steg_bot ryker\nhver dag", "ryggen ryker\nhver dag"),
        ("/", "/"),
        ("/1/2 stilling", "/1/2 stilling"),
        ("se /help", "se /help"),
    ],
)
def test_an_unknown_command_becomes_a_text_without_its_slash(command: str, text: str) -> None:
    read = said(text=command)
    assert (read.choice, read.text) == (None, text)


@pytest.mark.parametrize(
    ("content", "attachment"),
    [
        ("photo", "photo"),
        ("animation", "video"),
        ("video", "video"),
        ("video_note", "video"),
        ("voice", "voice"),
        ("audio", "voice"),
        ("document", "document"),
        ("sticker", "sticker"),
        ("contact", "contact"),
        ("dice", "other"),
    ],
)
async def test_what_is_sent_along_becomes_an_attachment(
    api: TelegramApi, content: str, attachment: str
) -> None:
    inbox = Inbox()
    async with polling(api, inbox.receive):
        sent: dict[str, Any] = {content: True}
        await api.user_sends(OWNER, **sent)
        await api.until(lambda: len(inbox) == 1)
    assert (inbox[0].attachment, inbox[0].text) == (attachment, None)


async def test_a_caption_is_the_text_of_an_attachment(api: TelegramApi) -> None:
    inbox = Inbox()
    async with polling(api, inbox.receive):
        await api.user_sends(OWNER, photo=True, caption="slik ser det ut")
        await api.until(lambda: len(inbox) == 1)
    assert (inbox[0].attachment, inbox[0].text) == ("photo", "slik ser det ut")


def test_a_place_on_the_map_becomes_a_location() -> None:
    spot = {"latitude": 62.59, "longitude": 9.69}
    venue = {"location": spot, "title": "Verkstedet", "address": "Dovrevegen"}
    assert said(location=spot).location == (62.59, 9.69)
    assert said(location=spot, venue=venue).location == (62.59, 9.69)


def test_a_press_becomes_the_choice_of_the_button() -> None:
    read = translated(callback_query=press())
    assert read is not None
    assert (read.choice, read.conversation, read.id) == ("ok=yes", HERE, "telegram:update:7")


def test_a_press_on_a_message_that_is_gone_still_counts() -> None:
    gone = {"message_id": 1, "date": 0, "chat": chat()}
    for holder in (gone, None):
        read = translated(callback_query=press(message=holder))
        assert read is not None
        assert (read.choice, read.conversation) == ("ok=yes", HERE)


@pytest.mark.parametrize(
    ("code", "language"),
    [
        ("nb", "nb"),
        ("no", "nb"),
        ("nn-NO", "nb"),
        ("sv", "sv"),
        ("sv-SE", "sv"),
        ("en-US", "en"),
        ("EN", "en"),
        ("de", None),
        ("", None),
        (None, None),
    ],
)
def test_the_language_of_the_app_comes_along_when_it_is_ours(
    code: str | None, language: str | None
) -> None:
    assert said(text="hei", **{"from": user(code)}).language == language


@pytest.mark.parametrize(
    "content",
    [
        {"message": message(text="hei", chat=chat("group"))},
        {"message": message(text="hei", chat=chat("supergroup"))},
        {"message": message(text="hei", **{"from": user(is_bot=True)})},
        {"message": message(text="hei", **{"from": None})},
        {"message": message(pinned_message=message(text="hei"))},
        {"message": message(message_auto_delete_timer_changed={"message_auto_delete_time": 60})},
        {"message": message(new_chat_members=[user()])},
        {"message": message()},
        {"edited_message": message(text="hei")},
        {"channel_post": message(text="hei", chat=chat("channel"))},
        {"business_message": message(text="hei")},
        {"inline_query": {"id": "1", "from": user(), "query": "q", "offset": ""}},
        {"my_chat_member": None},
        {"callback_query": press(message=message(text="hei", chat=chat("channel")))},
        {"callback_query": press(data=None, game_short_name="g")},
        {"callback_query": press(message=None, inline_message_id="i")},
        {},
    ],
)
def test_what_is_not_said_to_us_in_private_is_nothing(content: dict[str, Any]) -> None:
    assert translated(**content) is None


# What a reply becomes


async def test_bold_is_shown_bold_and_all_else_as_it_is_written(
    api: TelegramApi, channel: ChannelPort
) -> None:
    await channel.send(HERE, Reply('**Du skrev:** 3 < 4 & "x" > <b>y</b> &lt; &#60; 2 ** 3 </b>'))
    [sent] = api.sent
    assert sent.html.startswith("<b>Du skrev:</b> 3 &lt; 4 &amp; ")
    assert sent.text == 'Du skrev: 3 < 4 & "x" > <b>y</b> &lt; &#60; 2 ** 3 </b>'
    assert not sent.link_preview


async def test_a_long_text_is_cut_at_sentences_and_the_last_part_has_the_buttons(
    api: TelegramApi, channel: ChannelPort
) -> None:
    text = " ".join(f"Dette er setning nummer {number:04}." for number in range(310))
    assert len(text) > 9000
    await channel.send(HERE, Reply(text, (Choice("ok=yes", "Ja"),)))
    assert [sent.labels for sent in api.sent] == [(), (), ("Ja",)]
    assert all(sent.text.endswith(".") for sent in api.sent)
    assert " ".join(sent.text for sent in api.sent) == text


async def test_emoji_count_two_as_telegram_counts_them(
    api: TelegramApi, channel: ChannelPort
) -> None:
    await channel.send(HERE, Reply("🌲" * 4090))
    assert "".join(sent.text for sent in api.sent) == "🌲" * 4090


def test_bold_goes_on_after_a_cut() -> None:
    parts = html_parts("Først. **" + "Fet setning. " * 400 + "Slutt.** Så ikke **fet**.")
    assert len(parts) == 2
    assert parts[0].startswith("Først. <b>Fet")
    assert parts[0].endswith("</b>")
    assert parts[1].startswith("<b>Fet")
    assert parts[1].endswith("Slutt.</b> Så ikke <b>fet</b>.")


def test_buttons_with_short_labels_stand_beside_each_other() -> None:
    labels = [
        "Ja",
        "Nei",
        "Vet ikke",
        "Hopp over",
        "Vi er mellom ti og femti ansatte",
        "Ja",
        "Hvorfor det?",
    ]
    made = keyboard([Choice(f"n={number}", label) for number, label in enumerate(labels)])
    assert made is not None
    rows = [[button.text for button in row] for row in made.inline_keyboard]
    assert rows == [
        ["Ja", "Nei", "Vet ikke"],
        ["Hopp over"],
        ["Vi er mellom ti og femti ansatte"],
        ["Ja", "Hvorfor det?"],
    ]


def test_a_long_label_is_cut_and_an_empty_one_can_still_be_pressed() -> None:
    made = keyboard([Choice("a=1", "å" * 65), Choice("a=2", " "), Choice("a=3", "æ" * 64)])
    assert made is not None
    assert [row[0].text for row in made.inline_keyboard] == ["å" * 63 + "…", "…", "æ" * 64]


@pytest.mark.parametrize("choice", ["a=" + "1" * 63, "place=" + "å" * 30, ""])
async def test_a_choice_telegram_cannot_carry_is_an_error_of_ours(
    api: TelegramApi, channel: ChannelPort, choice: str
) -> None:
    with pytest.raises(ValueError, match="bytes"):
        await channel.send(HERE, Reply("Hva nå?", (Choice(choice, "Ja"),)))
    assert api.sent == []


async def test_a_choice_of_64_bytes_is_carried(api: TelegramApi, channel: ChannelPort) -> None:
    await channel.send(HERE, Reply("Hva nå?", (Choice("a=" + "å" * 31, "Ja"),)))
    assert api.sent[0].rows[0][0].data == "a=" + "å" * 31


async def test_a_document_follows_the_text_and_has_the_buttons(
    api: TelegramApi, channel: ChannelPort
) -> None:
    document = Document("påminnelse.ics", "text/calendar", "BEGIN:VCALENDAR\r\næøå")
    await channel.send(HERE, Reply("Her er den.", (Choice("ok=yes", "Takk"),), document))
    text, file = api.sent
    assert (text.text, text.labels) == ("Her er den.", ())
    assert (file.file_name, file.media_type, file.labels) == (
        "påminnelse.ics",
        "text/calendar",
        ("Takk",),
    )
    assert file.content == document.text.encode()


async def test_a_reply_without_words_is_sent_only_when_it_asks(
    api: TelegramApi, channel: ChannelPort
) -> None:
    await channel.send(HERE, Reply(" \u200b\n"))
    assert api.sent == []
    await channel.send(HERE, Reply("", (Choice("ok=yes", "Ja"),)))
    assert (api.sent[0].text, api.sent[0].labels) == ("…", ("Ja",))


any_text = st.text(
    st.one_of(
        st.characters(),
        st.characters(categories=["Cs", "Cc", "Cf", "Mn", "Zs"]),
        st.sampled_from([*"<>&*/\"' .\n🌲\u2800\u3164"]),
    ),
    max_size=200,
)


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    text=st.builds(lambda text, times: text * times, any_text, st.sampled_from([1, 1, 1, 40, 90]))
)
@example(text="\u200b")
@example(text="En setning. " + "\u2800" * 9000)
@example(text="**" + "&🌲" * 4000 + "**")
async def test_any_text_is_taken(api: TelegramApi, channel: TelegramChannel, text: str) -> None:
    api.sent.clear()
    await channel.send(HERE, Reply(text, (Choice("ok=yes", text or "Ja"),)))
    assert api.sent[-1].labels


@given(any_text)
def test_no_sign_of_a_text_is_lost(text: str) -> None:
    shown = " ".join(shown_of_html(part) for part in html_parts(text))
    written = [
        sign for sign in text if sign.isalnum() and sign in shown_of_html("".join(html_parts(sign)))
    ]
    assert [sign for sign in shown if sign.isalnum()] == written


# The loopback refuses what Telegram refuses


@pytest.mark.parametrize(
    ("text", "description"),
    [
        ("a" * 4097, "message is too long"),
        ("🌲" * 2049, "message is too long"),
        (" \u200b ", "text must be non-empty"),
        ("3 < 4", "can't parse entities: Unclosed start tag at byte offset 2"),
        ("<p>hei</p>", 'can\'t parse entities: Unsupported start tag "p" at byte offset 0'),
        ("<b>hei", "can't parse entities: Can't find end tag corresponding to start tag \"b\""),
        ("<b>hei</i>", "can't parse entities: Unmatched end tag at byte offset 6"),
        ("hei</b>", "can't parse entities: Unexpected end tag at byte offset 3"),
    ],
)
async def test_a_text_telegram_refuses_is_refused(
    api: TelegramApi, text: str, description: str
) -> None:
    answer = await call(api, "sendMessage", chat_id=OWNER, text=text, parse_mode="HTML")
    assert answer == {"ok": False, "error_code": 400, "description": f"Bad Request: {description}"}


async def test_marks_do_not_count_towards_the_length_of_a_text(api: TelegramApi) -> None:
    answer = await call(
        api, "sendMessage", chat_id=OWNER, text=f"<b>{'&lt;' * 4096}</b>", parse_mode="HTML"
    )
    assert answer["ok"]


@pytest.mark.parametrize(
    ("markup", "description"),
    [
        ({"inline_keyboard": None}, "can't parse inline keyboard: an array of arrays is expected"),
        ({"inline_keyboard": [{}]}, "can't parse inline keyboard: an array of arrays is expected"),
        ({"inline_keyboard": [[{"text": "Ja", "callback_data": "å" * 33}]]}, "BUTTON_DATA_INVALID"),
        ({"inline_keyboard": [[{"text": "Ja", "callback_data": ""}]]}, "BUTTON_DATA_INVALID"),
        (
            {"inline_keyboard": [[{"text": "Ja"}]]},
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
        ("[]", "can't parse reply_markup JSON object"),
    ],
)
async def test_buttons_telegram_refuses_are_refused(
    api: TelegramApi, markup: object, description: str
) -> None:
    answer = await call(api, "sendMessage", chat_id=OWNER, text="Hva nå?", reply_markup=markup)
    assert answer["description"] == f"Bad Request: {description}"


async def test_a_press_is_answered_once(api: TelegramApi, channel: ChannelPort) -> None:
    await channel.send(HERE, Reply("Stemmer det?", (Choice("ok=yes", "Ja"),)))
    await api.user_presses(OWNER, "Ja")
    [update] = (await call(api, "getUpdates"))["result"]
    press = update["callback_query"]["id"]
    assert (await call(api, "answerCallbackQuery", callback_query_id=press))["ok"]
    again = await call(api, "answerCallbackQuery", callback_query_id=press)
    assert again["description"].startswith("Bad Request: query is too old")


async def test_a_button_nobody_sent_cannot_be_pressed(
    api: TelegramApi, channel: ChannelPort
) -> None:
    await channel.send(HERE, Reply("Stemmer det?", (Choice("ok=yes", "Ja"),)))
    with pytest.raises(AssertionError, match="no button 'Nei'"):
        await api.user_presses(OWNER, "Nei")


async def test_a_markup_is_edited_only_when_it_changes(
    api: TelegramApi, channel: ChannelPort
) -> None:
    await channel.send(HERE, Reply("Stemmer det?", (Choice("ok=yes", "Ja"),)))
    edit = {"chat_id": OWNER, "message_id": api.sent[0].message_id}
    assert (await call(api, "editMessageReplyMarkup", **edit))["ok"]
    assert api.sent[0].labels == ()
    assert "not modified" in (await call(api, "editMessageReplyMarkup", **edit))["description"]
    gone = await call(api, "editMessageReplyMarkup", **edit | {"message_id": 1})
    assert gone["description"] == "Bad Request: message to edit not found"


async def test_polling_is_a_conflict_while_a_webhook_is_set_or_another_polls(
    api: TelegramApi,
) -> None:
    await call(api, "setWebhook", url=f"{api.address}/elsewhere")
    assert (await call(api, "getUpdates"))["error_code"] == 409
    assert (await call(api, "getWebhookInfo"))["result"]["url"] == f"{api.address}/elsewhere"
    await call(api, "deleteWebhook")
    first = asyncio.create_task(call(api, "getUpdates", timeout=20))
    await api.until(lambda: len(api.calls_of("getUpdates")) == 2)
    assert (await call(api, "getUpdates"))["result"] == []
    assert (await first)["description"].startswith(
        "Conflict: terminated by other getUpdates request"
    )


async def test_a_token_or_method_nobody_knows_is_refused(api: TelegramApi) -> None:
    assert (await call(api, "getSecrets"))["error_code"] == 404
    assert (await call(api, "GETME"))["result"]["is_bot"]
    api.token = "8812:changed"
    async with httpx.AsyncClient() as client:
        old = await client.get(f"{api.address}/bot8812:loopback-token/getMe")
    assert (old.status_code, old.json()["description"]) == (401, "Unauthorized")


async def call(api: TelegramApi, method: str, **fields: Any) -> dict[str, Any]:
    async with httpx.AsyncClient() as client:
        answer = await client.post(f"{api.address}/bot{api.token}/{method}", json=fields)
    read: dict[str, Any] = answer.json()
    assert answer.status_code == (200 if read["ok"] else read["error_code"])
    return read


# What goes wrong when sending


async def test_being_asked_to_wait_says_for_how_long(
    api: TelegramApi, channel: ChannelPort
) -> None:
    api.fail_next("sendMessage", 429, retry_after=17)
    with pytest.raises(TryLater) as caught:
        await channel.send(HERE, Reply("Hei"))
    assert caught.value.seconds == 17


async def test_a_second_try_goes_on_where_the_first_was_stopped(
    api: TelegramApi, channel: ChannelPort
) -> None:
    reply = Reply("En setning. " * 700)
    await channel.send(HERE, reply)
    whole = [sent.text for sent in api.sent]
    api.sent.clear()
    api.fail_next("sendMessage", 429, after=1)
    with pytest.raises(TryLater):
        await channel.send(HERE, reply)
    assert [sent.text for sent in api.sent] == whole[:1]
    await channel.send(HERE, reply)
    assert [sent.text for sent in api.sent] == whole
    await channel.send(HERE, reply)
    assert [sent.text for sent in api.sent] == whole * 2


async def test_an_owner_who_blocked_us_or_is_unknown_is_refused_for_good(
    api: TelegramApi, channel: ChannelPort
) -> None:
    api.blocks(OWNER)
    with pytest.raises(ChannelRefused, match="blocked"):
        await channel.send(HERE, Reply("Hei"))
    with pytest.raises(ChannelRefused, match="Chat not found"):
        await channel.send("telegram:404", Reply("Hei"))


@pytest.mark.parametrize("status", [0, 500, 502, 401])
async def test_a_failing_telegram_is_unreachable(
    api: TelegramApi, channel: ChannelPort, status: int
) -> None:
    api.fail_next("sendMessage", status)
    with pytest.raises(ChannelUnreachable) as caught:
        await channel.send(HERE, Reply("Hei"))
    assert api.token not in str(caught.value)
    await channel.send(HERE, Reply("Hei"))


@pytest.mark.parametrize(
    "body", [b"<html>Log in to the hotel's network</html>", b"[]", b'{"login": true}', b""]
)
async def test_an_answer_that_is_not_telegrams_is_unreachable(
    api: TelegramApi, channel: TelegramChannel, body: bytes
) -> None:
    api.fail_next("getMe", 200, body=body)
    api.fail_next("sendMessage", 200, body=body)
    with pytest.raises(ChannelUnreachable):
        await channel.send(HERE, Reply("Hei"))
    with pytest.raises(ChannelUnreachable, match="STEG_TELEGRAM_API"):
        await channel.start(Inbox().receive)


# Starting and stopping


async def test_a_wrong_token_is_said_in_one_line_without_the_token(api: TelegramApi) -> None:
    for token in ("8812:another-token", "no-token-at-all"):
        channel = channel_at(api, token=token)
        with pytest.raises(ChannelUnreachable, match="STEG_TELEGRAM_TOKEN") as caught:
            await channel.start(Inbox().receive)
        assert token not in str(caught.value)
        assert "\n" not in str(caught.value)
        assert caught.value.__suppress_context__


async def test_an_api_that_does_not_answer_is_said_in_one_line(api: TelegramApi) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        channel = channel_at(api, api=f"http://127.0.0.1:{unused.getsockname()[1]}")
        with pytest.raises(ChannelUnreachable, match="STEG_TELEGRAM_API") as caught:
            await channel.start(Inbox().receive)
    assert api.token not in str(caught.value)


async def test_starting_while_telegram_asks_to_wait_says_how_long(api: TelegramApi) -> None:
    api.fail_next("getMe", 429, retry_after=30)
    with pytest.raises(ChannelUnreachable, match="30 seconds"):
        await channel_at(api).start(Inbox().receive)


async def test_a_start_that_failed_can_be_tried_again(api: TelegramApi) -> None:
    inbox = Inbox()
    channel = channel_at(api)
    api.fail_next("getMe", 502)
    with pytest.raises(ChannelUnreachable):
        await channel.start(inbox.receive)
    await channel.start(inbox.receive)
    await api.user_says(OWNER, "hei")
    await api.until(lambda: inbox.texts() == ["hei"])
    await channel.stop()


async def test_the_command_menu_is_set_in_every_language(api: TelegramApi) -> None:
    async with polling(api, Inbox().receive):
        assert set(api.menus) == {"", "en", "nb", "nn", "no", "sv"}
    words = {code: [command["command"] for command in menu] for code, menu in api.menus.items()}
    assert words["nb"] == ["start", "help", "person", "language", "privacy", "erase"]
    assert len({json.dumps(api.menus[code]) for code in ("en", "nb", "sv")}) == 3
    assert api.menus[""] == api.menus["en"]


async def test_a_menu_that_is_refused_does_not_stop_the_start(api: TelegramApi) -> None:
    api.fail_next("setMyCommands", 429)
    inbox = Inbox()
    async with polling(api, inbox.receive):
        await api.user_says(OWNER, "hei")
        await api.until(lambda: inbox.texts() == ["hei"])


async def test_polling_takes_away_a_webhook_that_was_set(api: TelegramApi) -> None:
    async with webhook(api, Inbox().receive):
        assert api.webhook.url
    inbox = Inbox()
    async with polling(api, inbox.receive):
        assert not api.webhook.url
        await api.user_says(OWNER, "hei")
        await api.until(lambda: inbox.texts() == ["hei"])


def test_a_webhook_without_an_address_or_secret_is_a_wrong_setting(api: TelegramApi) -> None:
    for changes in ({"public_url": None}, {"public_url": "https://steg.example", "secret": ""}):
        with pytest.raises(SettingWrong, match="STEG_PUBLIC_URL"):
            channel_at(api, mode="webhook", **changes)


async def test_a_webhook_address_telegram_refuses_is_named(api: TelegramApi) -> None:
    channel = channel_at(api, mode="webhook", public_url="http://steg.example")
    with pytest.raises(ChannelUnreachable, match=re.escape("http://steg.example/telegram/webhook")):
        await channel.start(Inbox().receive)


async def test_a_channel_has_a_name_and_only_a_webhook_has_an_address(api: TelegramApi) -> None:
    port: ChannelPort = channel_at(api)
    assert port.name == "telegram"
    assert channel_at(api).routes() == ()
    assert len(channel_at(api, mode="webhook", public_url="https://steg.example").routes()) == 1


async def test_stopping_confirms_what_was_handled(api: TelegramApi) -> None:
    inbox = Inbox()
    async with polling(api, inbox.receive):
        await api.user_says(OWNER, "hei")
        await api.until(lambda: len(inbox) == 1)
    assert api.pending() == []


async def test_a_channel_that_never_started_can_be_stopped(api: TelegramApi) -> None:
    await channel_at(api).stop()


# Polling


async def test_messages_of_one_chat_are_handled_in_order(api: TelegramApi) -> None:
    inbox = Inbox()

    async def slow_at_first(message: Message) -> None:
        await asyncio.sleep(0.05 if message.text == "0" else 0)
        inbox.append(message)

    for number in range(12):
        await api.user_says(OWNER, str(number))
    async with polling(api, slow_at_first):
        await api.until(lambda: len(inbox) == 12)
    assert inbox.texts() == [str(number) for number in range(12)]


async def test_a_press_and_a_text_keep_their_order(api: TelegramApi, channel: ChannelPort) -> None:
    await channel.send(HERE, Reply("Stemmer det?", (Choice("ok=yes", "Ja"),)))
    await api.user_presses(OWNER, "Ja")
    await api.user_says(OWNER, "etterpå")
    await api.user_presses(OWNER, "ok=yes")
    inbox = Inbox()
    async with polling(api, inbox.receive):
        await api.until(lambda: len(inbox) == 3)
    assert [message.choice or message.text for message in inbox] == ["ok=yes", "etterpå", "ok=yes"]


async def test_a_slow_chat_does_not_hold_up_another(api: TelegramApi) -> None:
    inbox, free = Inbox(), asyncio.Event()

    async def slow_for_one(message: Message) -> None:
        if message.text == "treg":
            await free.wait()
        inbox.append(message)

    async with polling(api, slow_for_one):
        await api.user_says(OWNER, "treg")
        await api.user_says(OWNER, "venter")
        await api.user_says(OWNER + 1, "rask")
        await api.until(lambda: inbox.texts() == ["rask"])
        await api.user_says(OWNER + 2, "senere")
        await api.until(lambda: inbox.texts() == ["rask", "senere"])
        assert len(api.pending()) == 4
        free.set()
        await api.until(lambda: api.pending() == [])
    assert inbox.texts() == ["rask", "senere", "treg", "venter"]


async def test_a_press_stops_spinning_before_its_turn_is_over(
    api: TelegramApi, channel: ChannelPort
) -> None:
    free = asyncio.Event()

    async def slow(message: Message) -> None:
        await free.wait()

    await channel.send(HERE, Reply("Stemmer det?", (Choice("ok=yes", "Ja"),)))
    async with polling(api, slow):
        await api.user_says(OWNER, "først dette")
        await api.user_presses(OWNER, "Ja")
        await api.until(lambda: len(api.answered) == 1)
        free.set()


async def test_a_press_that_cannot_be_answered_is_handled_all_the_same(
    api: TelegramApi, channel: ChannelPort
) -> None:
    inbox = Inbox()
    await channel.send(HERE, Reply("Stemmer det?", (Choice("ok=yes", "Ja"),)))
    api.fail_next("answerCallbackQuery", 400, "Bad Request: query is too old")
    async with polling(api, inbox.receive):
        await api.user_presses(OWNER, "Ja", message_gone=True)
        await api.until(lambda: len(inbox) == 1)
    assert inbox[0].choice == "ok=yes"


async def test_an_error_while_receiving_is_logged_with_ids_only_and_polling_goes_on(
    api: TelegramApi,
) -> None:
    inbox = Inbox()

    async def fails_once(message: Message) -> None:
        if message.text == "hemmelig":
            raise RuntimeError(f"could not keep {message.text}")
        inbox.append(message)

    with structlog.testing.capture_logs() as logged:
        async with polling(api, fails_once):
            update_id = await api.user_says(OWNER, "hemmelig")
            await api.user_says(OWNER, "hei")
            await api.until(lambda: inbox.texts() == ["hei"])
            await api.until(lambda: api.pending() == [])
    failed = [entry for entry in logged if entry["log_level"] == "error"]
    assert failed == [
        {
            "event": "telegram update failed",
            "log_level": "error",
            "update": update_id,
            "fault": "RuntimeError",
        }
    ]


async def test_a_message_waits_while_the_store_is_away(api: TelegramApi) -> None:
    inbox, pauses, away = Inbox(), Pauses(), [True] * 8

    async def receive(message: Message) -> None:
        if away:
            away.pop()
            raise StoreUnreachable("away")
        inbox.append(message)

    async with polling(api, receive, pauses):
        await api.user_says(OWNER, "en")
        await api.user_says(OWNER, "to")
        await api.until(lambda: len(inbox) == 2)
    assert inbox.texts() == ["en", "to"]
    assert pauses == [1, 2, 4, 8, 16, 32, 60, 60]


async def test_polling_backs_off_and_comes_back(api: TelegramApi) -> None:
    inbox, pauses = Inbox(), Pauses()
    api.fail_next("getUpdates", 502, times=8)
    api.fail_next("getUpdates", 429, retry_after=9)
    api.fail_next("getUpdates", 0)
    api.fail_next("getUpdates", 200, body=b"[]")
    with structlog.testing.capture_logs() as logged:
        async with polling(api, inbox.receive, pauses):
            await api.user_says(OWNER, "hei")
            await api.until(lambda: inbox.texts() == ["hei"])
    assert pauses[:9] == [1, 2, 4, 8, 16, 32, 60, 60, 9]
    assert len(pauses) == 11
    warned = [entry["fault"] for entry in logged if entry["event"] == "telegram polling failed"]
    assert len(warned) == len(set(warned)) <= 4


async def test_a_second_process_with_the_token_is_logged_once(api: TelegramApi) -> None:
    pauses = Pauses()
    api.fail_next("getUpdates", 409, "Conflict: terminated by other getUpdates request", times=5)
    with structlog.testing.capture_logs() as logged:
        async with polling(api, Inbox().receive, pauses):
            await api.until(lambda: len(pauses) == 5)
    hints = [entry["hint"] for entry in logged if entry["event"] == "telegram polling failed"]
    assert hints == ["another process polls with this token"]


async def test_an_update_that_cannot_be_read_does_not_stop_the_others(api: TelegramApi) -> None:
    inbox = Inbox()
    await api.bring("message", chat={"id": OWNER}, text=5)
    await api.user_says(OWNER, "hei")
    async with polling(api, inbox.receive):
        await api.until(lambda: inbox.texts() == ["hei"])
        await api.until(lambda: api.pending() == [])
        assert len(api.calls_of("getUpdates")) < 5


async def test_only_messages_and_presses_are_asked_for(api: TelegramApi) -> None:
    inbox = Inbox()
    async with polling(api, inbox.receive):
        await api.until(lambda: len(api.calls_of("getUpdates")) == 1)
        await api.bring("edited_message", **message(text="rettet"))
        await api.user_says(OWNER, "hei")
        await api.until(lambda: inbox.texts() == ["hei"])


async def test_an_update_is_confirmed_only_once_it_is_handled(api: TelegramApi) -> None:
    begun, free = asyncio.Event(), asyncio.Event()

    async def slow(message: Message) -> None:
        begun.set()
        await free.wait()

    async with polling(api, slow):
        update_id = await api.user_says(OWNER, "hei")
        await begun.wait()
        await api.until(lambda: len(api.calls_of("getUpdates")) >= 2)
        assert api.pending() == [update_id]
        free.set()
        await api.until(lambda: api.pending() == [])


HANGING = """
import asyncio, sys
from datetime import UTC, datetime
from bot.channels.telegram import TelegramChannel

async def hang(message):
    print(message.id, flush=True)
    await asyncio.Event().wait()

async def no_file(file):
    return b""

async def main():
    channel = TelegramChannel(token=sys.argv[1], api=sys.argv[2], mode="polling", public_url=None,
                              secret="s", fetch=no_file, clock=lambda: datetime.now(UTC))
    await channel.start(hang)
    await asyncio.Event().wait()

asyncio.run(main())
"""


async def test_an_update_comes_again_when_the_process_is_killed_while_handling_it(
    api: TelegramApi,
) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", HANGING, api.token, api.address, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    update_id = await api.user_says(OWNER, "hei")
    try:
        line = b""
        while not line.startswith(b"telegram:update"):  # after what is logged
            line = await asyncio.wait_for(process.stdout.readline(), 20)
            assert line
        fetched = len(api.calls_of("getUpdates"))
        await api.until(lambda: len(api.calls_of("getUpdates")) > fetched)
    finally:
        process.send_signal(signal.SIGKILL)
        await process.communicate()
    assert api.pending() == [update_id]
    inbox = Inbox()
    async with polling(api, inbox.receive):
        await api.until(lambda: inbox.texts() == ["hei"])
    assert inbox[0].id == f"telegram:update:{update_id}" == line.decode().strip()


async def test_neither_token_nor_text_reaches_a_log(
    api: TelegramApi, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    inbox = Inbox()
    api.fail_next("getUpdates", 200, body=b'{"ok": true, "result": [{"text": "hemmelig"')
    async with polling(api, inbox.receive) as channel:
        await api.user_says(OWNER, "hemmelig")
        await api.until(lambda: len(inbox) == 1)
        await channel.send(HERE, Reply("hemmelig"))
        api.blocks(OWNER)
        with pytest.raises(ChannelRefused):
            await channel.send(HERE, Reply("hemmelig"))
    written = caplog.text + "".join(capsys.readouterr())
    assert "telegram started" in written
    assert "hemmelig" not in written
    assert api.token not in written


# Webhook


async def test_a_webhook_is_set_with_its_secret_and_brings_updates(api: TelegramApi) -> None:
    inbox = Inbox()
    async with webhook(api, inbox.receive) as address:
        assert (api.webhook.url, api.webhook.secret) == (address, SECRET)
        await api.user_says(OWNER, "hei")
        await api.until(lambda: api.pending() == [])
    assert inbox.texts() == ["hei"]
    assert json.loads(api.calls_of("setWebhook")[0]["allowed_updates"]) == [
        "message",
        "callback_query",
    ]


async def test_telegram_brings_an_update_again_until_it_is_handled(api: TelegramApi) -> None:
    inbox, failures = Inbox(), [RuntimeError("hemmelig"), StoreUnreachable("away")]

    async def receive(message: Message) -> None:
        if failures:
            raise failures.pop()
        inbox.append(message)

    with structlog.testing.capture_logs() as logged:
        async with webhook(api, receive):
            await api.user_says(OWNER, "en")
            await api.user_says(OWNER, "to")
            await api.until(lambda: len(inbox) == 2)
            await api.until(lambda: api.pending() == [])
    assert inbox.texts() == ["en", "to"]
    assert api.webhook.statuses == [500, 500, 200, 200]
    assert "hemmelig" not in str(logged)


async def test_a_webhook_answers_only_after_the_message_is_received(api: TelegramApi) -> None:
    begun, free = asyncio.Event(), asyncio.Event()

    async def slow(message: Message) -> None:
        begun.set()
        await free.wait()

    async with webhook(api, slow):
        await api.user_says(OWNER, "hei")
        await begun.wait()
        assert len(api.pending()) == 1
        free.set()
        await api.until(lambda: api.pending() == [])


async def test_a_press_comes_through_a_webhook_too(api: TelegramApi, channel: ChannelPort) -> None:
    inbox = Inbox()
    await channel.send(HERE, Reply("Stemmer det?", (Choice("ok=yes", "Ja"),)))
    async with webhook(api, inbox.receive):
        await api.user_presses(OWNER, "Ja")
        await api.until(lambda: api.pending() == [])
    assert [message.choice for message in inbox] == ["ok=yes"]
    assert len(api.answered) == 1


Post = Callable[..., Awaitable[int]]


@pytest.fixture
def post(api: TelegramApi) -> Post:
    """Posts a body to a webhook that is not behind a server."""
    channel = channel_at(api, mode="webhook", public_url="https://steg.example")
    transport = httpx.ASGITransport(Starlette(routes=channel.routes()))

    async def post(body: bytes | AsyncIterator[bytes], secret: str | None = SECRET) -> int:
        headers = {} if secret is None else {b"X-Telegram-Bot-Api-Secret-Token": secret.encode()}
        async with httpx.AsyncClient(
            transport=transport, base_url="https://steg.example"
        ) as client:
            return (
                await client.post("/telegram/webhook", content=body, headers=headers)
            ).status_code

    return post


async def test_a_webhook_call_without_the_secret_is_forbidden(post: Post) -> None:
    for secret in (None, "", "wrong", SECRET + "x", "blåbær"):
        assert await post(b'{"update_id": 1}', secret) == 403
    assert await post(b'{"update_id": 1}') == 200


async def test_a_body_larger_than_any_update_is_refused(post: Post) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(20):
            yield b" " * 100_000

    assert await post(b" " * 1_000_001) == 413
    assert await post(pieces()) == 413
    assert await post(b'{"update_id": 1}' + b" " * 900_000) == 200


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'"hei"',
        b"{}",
        b'{"update_id": "1"}',
        b'{"update_id": true}',
        b'{"update_id": 1, "message": {"text": "hei"}}',
        b'{"update_id": 1, "message": 5}',
        json.dumps({"update_id": 1, "message": message(text=5)}).encode(),
        json.dumps({"update_id": 1, "message": message(text="hei", date=10**30)}).encode(),
        b"\xff\xfe",
        b"[" * 100_000,
    ],
)
async def test_a_body_that_is_no_update_is_refused(post: Post, body: bytes) -> None:
    assert await post(body) == 400


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["message", "chat", "from", "text", "id"]), inner, max_size=3
        )
    ),
    max_leaves=8,
)


@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.dictionaries(st.sampled_from(["message", "callback_query", "poll"]), json_values))
async def test_whatever_a_body_holds_it_is_taken_or_refused(
    post: Post, content: dict[str, Any]
) -> None:
    with structlog.testing.capture_logs():
        assert await post(json.dumps({"update_id": 1, **content}).encode()) in (200, 400)
