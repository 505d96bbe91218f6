"""Pictures below a text: in a mail, in a Slack channel and on Telegram, also when platforms fail or refuse."""

import html
import re
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime

import pytest
import pytest_asyncio
import structlog

from bot.channels.mail import as_html
from bot.channels.slack import SlackChannel
from bot.channels.telegram_text import file_of, parts_of
from bot.charts import Bar, bars
from bot.core.conversation import DeskPost, Picture, Reply
from bot.errors import ChannelRefused, ChannelUnreachable, TryLater
from bot.stores.sqlite import SqliteStore
from tests.channels.test_mail import channel_at as mail_at
from tests.channels.test_mail import serving
from tests.loopback.mail_server import MailServer
from tests.loopback.slack_api import SlackApi

NOW = datetime(2026, 11, 23, 6, 30, tzinfo=UTC)
CHANNEL = "C0123456"
DESK = f"slack:{CHANNEL}"
MAILBOX = "mail:stine@example.no"
PAGE = "https://steg.example/staff?from=2026-11-16&to=2026-11-22"
DRAWN = bars([Bar("Strøm", 9), Bar("Folk & fe", 6)], "Hva eierne spurte om", "")
FIRST = Picture("needs.png", "image/png", DRAWN.png("uke 47"), "Hva", 'Strøm 9, "Folk & fe" 6')
SECOND = Picture("places.png", "image/png", FIRST.content + b"\0", "Hvor", "Åre 8")
DIGEST = Reply(f"**Uke 47**\n\nSteg fikk 34 spørsmål.\n\n{PAGE}", pictures=(FIRST, SECOND))


@pytest_asyncio.fixture
async def api() -> AsyncIterator[SlackApi]:
    """A Slack with one channel the bot is in."""
    server = SlackApi()
    await server.start()
    server.joins("U12", CHANNEL)
    yield server
    await server.stop()


@pytest_asyncio.fixture
async def channel(api: SlackApi) -> AsyncIterator[SlackChannel]:
    """Our end of it."""
    channel = SlackChannel(
        bot_token=api.bot_token, signing_secret="hush", api=api.address, clock=lambda: NOW
    )
    yield channel
    await channel.stop()


# --- mail


async def test_a_mail_shows_its_pictures_itself_in_order_with_what_is_seen() -> None:
    async with serving(MailServer()) as server:
        await mail_at(server.smtp).send(MAILBOX, DIGEST)
    [mail] = server.mails
    shown = re.findall(r'<img src="cid:([^"]+)" alt="([^"]*)"', mail.body("html"))
    inside = {str(part["Content-ID"]): part for part in mail.message.walk() if part["Content-ID"]}
    assert [alt for _, alt in shown] == ["Strøm 9, &quot;Folk &amp; fe&quot; 6", "Åre 8"]
    found = [inside[f"<{name}>"] for name, _ in shown]
    assert [part.get_content() for part in found] == [FIRST.content, SECOND.content]
    assert {part.get_content_disposition() for part in found} == {"inline"}
    assert mail.files == {}, "nothing hangs on to it besides"
    assert "http" not in mail.body("html").replace(PAGE.replace("&", "&amp;"), "")


async def test_the_plain_mail_tells_what_the_pictures_show() -> None:
    async with serving(MailServer()) as server:
        await mail_at(server.smtp).send(MAILBOX, DIGEST)
    assert server.mails[0].body().endswith(f"{PAGE}\n\n[{FIRST.alt}]\n\n[{SECOND.alt}]\n")


def test_only_addresses_of_our_own_pages_become_links() -> None:
    ours = "https://steg.example/"
    written = as_html(Reply(f"Se {PAGE} og https://steg.example.evil/x"), None, ours)
    assert written.count("<a ") == 1
    assert f'<a href="{PAGE.replace("&", "&amp;")}">' in written
    assert "<a " not in as_html(Reply(f"Se {PAGE}"), None)


async def test_a_second_try_is_the_same_mail_also_after_a_restart() -> None:
    async with serving(MailServer()) as server:
        server.cuts("DATA")
        with pytest.raises(ChannelUnreachable):
            await mail_at(server.smtp).send(MAILBOX, DIGEST)
        await mail_at(server.smtp).send(MAILBOX, DIGEST)
    first, second = (mail.message["Message-ID"] for mail in server.mails)
    assert first == second


async def test_a_mail_without_pictures_is_built_as_before() -> None:
    async with serving(MailServer()) as server:
        await mail_at(server.smtp).send(MAILBOX, replace(DIGEST, pictures=()))
    kinds = [part.get_content_type() for part in server.mails[0].message.walk()]
    assert kinds == ["multipart/alternative", "text/plain", "text/html"]


# --- Slack


def uploads(api: SlackApi) -> list[tuple[str | None, bytes | None, str, str]]:
    """What files a channel got."""
    sent = [one for one in api.sent_to(CHANNEL) if one.file_name]
    return [(one.file_name, one.content, one.title, one.alt) for one in sent]


BOTH = [(one.name, one.content, one.title, one.alt) for one in (FIRST, SECOND)]


async def test_pictures_follow_the_text_in_one_message(
    api: SlackApi, channel: SlackChannel
) -> None:
    posted = await channel.send(DESK, DIGEST)
    text, *_ = api.sent_to(CHANNEL)
    assert posted == text.ts
    assert "Steg fikk 34 spørsmål." in text.text
    assert {html.unescape(part) for link in text.links for part in link} == {PAGE}
    assert uploads(api) == BOTH
    completed = [call for call in api.calls if call.method == "files.completeUploadExternal"]
    assert len(completed) == 1


@pytest.mark.parametrize("method", ["files.getUploadURLExternal", "files.completeUploadExternal"])
async def test_where_slack_asks_to_wait_only_the_pictures_come_later(
    api: SlackApi, channel: SlackChannel, method: str
) -> None:
    api.fail_next(method, "ratelimited", status=429, retry_after=7)
    with pytest.raises(TryLater) as asked:
        await channel.send(DESK, DIGEST)
    assert asked.value.seconds == 7
    assert uploads(api) == [], "nothing is shown before it is completed"
    await channel.send(DESK, DIGEST)
    assert uploads(api) == BOTH
    assert len([one for one in api.sent_to(CHANNEL) if not one.file_name]) == 1


async def test_pictures_that_fail_twice_hold_nothing_up(
    api: SlackApi, channel: SlackChannel
) -> None:
    api.fail_next("files.completeUploadExternal", "internal_error", status=500, times=9)
    with pytest.raises(ChannelUnreachable):
        await channel.send(DESK, DIGEST)
    with structlog.testing.capture_logs() as logs:
        await channel.send(DESK, DIGEST)
    assert [one["event"] for one in logs] == ["slack pictures left out"]
    assert len(api.sent_to(CHANNEL)) == 1


async def test_an_upload_that_came_in_part_is_sent_again(
    api: SlackApi, channel: SlackChannel
) -> None:
    api.fail_next("upload", status=400)
    with pytest.raises(ChannelUnreachable):
        await channel.send(DESK, DIGEST)
    await channel.send(DESK, DIGEST)
    assert uploads(api) == BOTH


@pytest.mark.parametrize("why", ["no scope", "too large"])
async def test_pictures_slack_will_not_take_are_left_out(
    api: SlackApi, channel: SlackChannel, why: str
) -> None:
    if why == "no scope":
        api.scopes.remove("files:write")
    else:
        api.largest_upload = 10
    with structlog.testing.capture_logs() as logs:
        await channel.send(DESK, DIGEST)
    assert [one["event"] for one in logs] == ["slack pictures left out"]
    assert len(api.sent_to(CHANNEL)) == 1


async def test_an_unknown_channel_gets_nothing(api: SlackApi, channel: SlackChannel) -> None:
    with pytest.raises(ChannelRefused):
        await channel.send("slack:C0999999", DIGEST)
    assert uploads(api) == []


async def test_more_than_slack_takes_of_what_is_seen_is_cut(
    api: SlackApi, channel: SlackChannel
) -> None:
    await channel.send(DESK, replace(DIGEST, pictures=(replace(FIRST, alt="å" * 1500),)))
    [(_, _, _, alt)] = uploads(api)
    assert alt == "å" * 1000


# --- Telegram


def test_on_telegram_each_picture_is_a_message_with_its_bytes() -> None:
    text, *pictures = parts_of(DIGEST)
    assert "34" in text.html
    sent = [file_of(part, None) for part in pictures]
    assert [one.input_file_content for one in sent] == [FIRST.content, SECOND.content]
    assert {one.mimetype for one in sent} == {"image/png"}


# --- the store


@pytest.mark.parametrize("how", ["sent", "given up"])
def test_pictures_stay_in_the_store_until_they_are_sent_and_no_longer(
    tmp_path_factory: pytest.TempPathFactory, how: str
) -> None:
    path = tmp_path_factory.mktemp("store") / "steg.db"
    with closing(SqliteStore(str(path))) as store:
        with store.transaction() as kept:
            kept.post(DeskPost(MAILBOX, DIGEST), NOW)
        [unsent] = store.unsent(NOW, ("mail",), 10)
        assert unsent.reply == DIGEST
        store.sent(unsent.id) if how == "sent" else store.undelivered(unsent.id)
        [(body,)] = store._rows("select body from lines")
        assert "pictures" not in body
        assert "34 spørsmål" in body
