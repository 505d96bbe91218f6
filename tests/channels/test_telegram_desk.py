"""Telegram groups as desks: what goes to advisers, what they do there, and files on both sides."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from hypothesis import example, given, settings
from hypothesis import strategies as st
from telegram import Update

from bot.channels.telegram import TelegramChannel
from bot.channels.telegram_messages import to_message
from bot.channels.telegram_text import name_line, quote_parts
from bot.core.conversation import Adviser, Choice, DeskMessage, FileRef, Message, Reply
from bot.core.files import MOST_BYTES
from bot.errors import ChannelRefused, ChannelUnreachable, StoreUnreachable
from tests.channels.test_telegram import (
    HERE,
    NOW,
    OWNER,
    Pauses,
    channel_at,
    message,
    polling,
    press,
    webhook,
)
from tests.loopback.telegram_api import TelegramApi, found_in, read_html

GROUP, OLD_GROUP, KARI, OLA = -1001234567890, -5551, 501, 502
DESK = f"telegram:{GROUP}"
BOT = 8812  # the number in the loopback's token
TAKE = Choice("desk=take", "Ta saken")
JPEG = b"\xff\xd8\xff\xe0" + b"bilde" * 100
PHOTO = FileRef("slack", "F01", "verkstedet.jpg", "image/jpeg", len(JPEG))
SHEET = FileRef(
    "web", "w1", "budsjett.ods", "application/vnd.oasis.opendocument.spreadsheet", len(b"ods")
)


class Acts(list[Message | DeskMessage]):
    """What was received, and the function to receive it with."""

    async def receive(self, act: Message | DeskMessage) -> None:
        self.append(act)

    @property
    def only(self) -> DeskMessage:
        [act] = self
        assert isinstance(act, DeskMessage)
        return act


class Files(dict[str, bytes | Exception]):
    """What other channels give out, by the reference."""

    async def fetch(self, file: FileRef) -> bytes:
        found = self[file.ref]
        if isinstance(found, Exception):
            raise found
        return found


@pytest_asyncio.fixture
async def api() -> AsyncIterator[TelegramApi]:
    server = TelegramApi()
    await server.start()
    server.meets(OWNER)
    server.group(GROUP)
    server.group(OLD_GROUP)
    yield server
    await server.stop()


@pytest.fixture
def files() -> Files:
    return Files({"F01": JPEG, "w1": b"ods"})


@pytest_asyncio.fixture
async def channel(api: TelegramApi, files: Files) -> AsyncIterator[TelegramChannel]:
    channel = channel_at(api, fetch=files.fetch)
    yield channel
    await channel.stop()


# What goes to a desk


async def test_a_card_is_one_message_whose_id_comes_back(
    api: TelegramApi, channel: TelegramChannel
) -> None:
    card = Reply("**Ny sak:** penger", (TAKE,), quote="Kassa er tom.", handoff="h1")
    posted = await channel.send(DESK, card)
    [sent] = api.sent_to(GROUP)
    assert posted == str(sent.message_id)
    assert sent.text == "Ny sak: penger\nKassa er tom."
    assert (sent.inside("b"), sent.inside("blockquote")) == (("Ny sak:",), ("Kassa er tom.",))
    assert (sent.labels, sent.reply_to) == (("Ta saken",), None)


async def test_a_later_post_stands_under_its_card(
    api: TelegramApi, channel: TelegramChannel
) -> None:
    card = await channel.send(DESK, Reply("Ny sak", (TAKE,), handoff="h1"))
    later = await channel.send(DESK, Reply("Kari tok saken.", handoff="h1"), card)
    assert later not in (card, None)
    assert [str(sent.reply_to) for sent in api.sent_to(GROUP)] == ["None", card]


async def test_a_card_that_was_deleted_holds_up_no_later_post(
    api: TelegramApi, channel: TelegramChannel
) -> None:
    assert await channel.send(DESK, Reply("Kari tok saken."), "4242")
    assert [sent.reply_to for sent in api.sent_to(GROUP)] == [None]


async def test_nothing_to_show_gives_no_id(api: TelegramApi, channel: TelegramChannel) -> None:
    assert await channel.send(DESK, Reply(" \u200b", quote="\u2800\n")) is None
    assert api.sent == []


@pytest.mark.parametrize(
    "words",
    [
        "@kari og @all, hør her",
        "se https://steg.example/logg-inn?x=1 og steg-bank.no/sak",
        "skriv til ola@firma.no eller ring +47 912 34 567",
        "/take@steg_bot /start #haster $NOK tg://resolve?domain=x",
        "10.0.0.1:8000 har vi, og xn--bl-yia.no",
        "(https://x.no), «www.x.no» og y.se.",
        "**@kari**\n<b>@ola</b> <a href='https://x.no'>her</a>",
    ],
)
async def test_a_quote_mentions_nobody_and_links_nowhere(
    api: TelegramApi, channel: TelegramChannel, words: str
) -> None:
    await channel.send(DESK, Reply("Eieren skriver:", quote=words))
    [sent] = api.sent_to(GROUP)
    assert sent.found == ()
    assert found_in(words, ())  # it would, if it were sent as it is
    assert not sent.link_preview


async def test_signs_that_telegram_takes_out_hide_no_link(
    api: TelegramApi, channel: TelegramChannel
) -> None:
    words = "steg.\u2028no steg.\u202eno @\u202ekari /\u0333start"
    await channel.send(DESK, Reply("", quote=words))
    [sent] = api.sent_to(GROUP)
    assert (sent.text, sent.found) == ("steg.\nno steg.no @kari /start", ())
    assert sent.inside("code") == ("steg.no", "@kari", "/start")


async def test_an_address_in_a_quote_is_copied_as_it_was_written(
    api: TelegramApi, channel: TelegramChannel
) -> None:
    words = "Vi har http://steg.example/a_b?c=1&d=2, skriv til post@firma.no eller @firma."
    await channel.send(DESK, Reply("", quote=words))
    [sent] = api.sent_to(GROUP)
    assert sent.text == words
    assert sent.inside("code") == (
        "http://steg.example/a_b?c=1&d=2,",
        "post@firma.no",
        "@firma.",
    )


async def test_ordinary_words_in_a_quote_stand_as_ordinary_text(
    api: TelegramApi, channel: TelegramChannel
) -> None:
    words = "Kl. 10:30 den 3.11.2026 mangla 3.500 kr, m.m. Og/eller 24/7 … bra 😊\nHilsen Åse (48)"
    await channel.send(DESK, Reply("", quote=words))
    [sent] = api.sent_to(GROUP)
    assert (sent.text, sent.inside("code")) == (words, ())


async def test_an_å_typed_as_two_signs_keeps_its_ring(
    api: TelegramApi, channel: TelegramChannel
) -> None:
    await channel.send(DESK, Reply("", quote="A\u030akre"))
    assert [sent.text for sent in api.sent_to(GROUP)] == ["Åkre"]


async def test_a_quote_cannot_leave_its_frame(api: TelegramApi, channel: TelegramChannel) -> None:
    words = "</blockquote><b>Steg:</b> **betal** her </code> &lt;b&gt;"
    await channel.send(DESK, Reply("Eieren skriver:", quote=words))
    [sent] = api.sent_to(GROUP)
    assert sent.inside("blockquote") == (words,)
    assert sent.inside("b") == ()


nasty = st.text(
    st.one_of(
        st.sampled_from([*"abNO19@#$/.:_- \n<>&;*()\"'«»,!?+~`[]{}=|\\"]),
        st.sampled_from([*"å😊\u030a\u0333\u2028\u2029\u202e\u200b\u200c\u2060\xa0\x85\r\t\x00·"]),
        st.characters(),
    ),
    max_size=60,
)
pieces = st.lists(
    nasty | st.sampled_from(["https://", "steg.no", "@kari", "tg://", "www.", "t.me/x", "/start"]),
    max_size=6,
).map("".join)


@settings(deadline=None)
@given(pieces)
@example("a.\u202eno")
@example("steg.no\u0085@kari")
@example("//a.no")
def test_telegram_finds_nothing_in_any_quote_and_no_sign_is_lost(words: str) -> None:
    shown = ""
    for part in quote_parts(words):
        text, entities = read_html(part)
        shown += text
        assert found_in(text, entities) == ()
    kept = [sign for sign in shown if sign.isascii() and sign.isprintable() and sign != " "]
    written = [sign for sign in words if sign.isascii() and sign.isprintable() and sign != " "]
    assert kept == written or shown == ""


async def test_a_quote_longer_than_a_message_goes_on_in_more_of_them(
    api: TelegramApi, channel: TelegramChannel
) -> None:
    words = " ".join(f"Dette er setning nummer {number:04}." for number in range(310))
    posted = await channel.send(DESK, Reply("Eieren skriver:", (TAKE,), quote=words))
    sent = api.sent_to(GROUP)
    assert posted == str(sent[0].message_id)
    assert [one.labels for one in sent] == [(), (), (), ("Ta saken",)]
    assert " ".join(quote for one in sent for quote in one.inside("blockquote")) == words
    assert [one.reply_to for one in sent] == [None, *[sent[0].message_id] * 3]


async def test_who_speaks_stands_bold_before_their_words(
    api: TelegramApi, channel: TelegramChannel
) -> None:
    reply = Reply("", (Choice("request=end", "Ferdig"),), quote="Hei! Ring meg.", by="Kari N.")
    await channel.send(HERE, reply)
    [sent] = api.sent_to(OWNER)
    assert sent.text == "Kari N.:\nHei! Ring meg."
    assert (sent.inside("b"), sent.labels) == (("Kari N.:",), ("Ferdig",))


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Kari N.Berg", "Kari N. Berg:"),
        ("@all steg.no", "all steg. no:"),
        ("**Steg** </b>\nsier", "Steg < b> sier:"),
        ("a" * 90, "a" * 64 + ":"),
        ("😊", "😊:"),
    ],
)
async def test_a_name_mentions_nobody_and_stays_on_its_line(
    api: TelegramApi, channel: TelegramChannel, name: str, shown: str
) -> None:
    await channel.send(HERE, Reply("", quote="Hei", by=name))
    [sent] = api.sent_to(OWNER)
    assert sent.text == f"{shown}\nHei"
    assert (sent.inside("b"), sent.found) == ((shown,), ())


def test_a_name_that_shows_nothing_has_no_line() -> None:
    assert name_line("\u200b@") == ""


# Answers to, and presses on, what we sent


async def test_an_answer_to_a_card_is_what_an_adviser_wrote_about_it(
    api: TelegramApi, channel: TelegramChannel
) -> None:
    acts = Acts()
    card = await channel.send(DESK, Reply("Ny sak", (TAKE,)))
    async with polling(api, acts.receive):
        update_id = await api.member_says(GROUP, KARI, "Jeg ringer", reply_to=int(card or 0))
        await api.until(lambda: len(acts) == 1)
    assert acts.only == DeskMessage(
        id=f"telegram:update:{update_id}",
        desk=DESK,
        by=Adviser(f"telegram:{KARI}", "Kari Nordmann"),
        at=NOW,
        thread=card,
        text="Jeg ringer",
    )


async def test_a_press_at_a_desk_names_the_card_and_stops_spinning(
    api: TelegramApi, channel: TelegramChannel
) -> None:
    acts = Acts()
    card = await channel.send(DESK, Reply("Ny sak", (TAKE,)))
    async with polling(api, acts.receive):
        update_id = await api.member_presses(GROUP, OLA, "Ta saken", name=("Ola", "Dunk"))
        await api.until(lambda: len(acts) == 1 and len(api.answered) == 1)
    assert acts.only == DeskMessage(
        id=f"telegram:update:{update_id}",
        desk=DESK,
        by=Adviser(f"telegram:{OLA}", "Ola Dunk"),
        at=NOW,
        thread=card,
        choice="desk=take",
    )


async def test_a_press_on_a_card_too_old_to_be_read_still_names_it(
    api: TelegramApi, channel: TelegramChannel
) -> None:
    acts = Acts()
    card = await channel.send(DESK, Reply("Ny sak", (TAKE,)))
    async with polling(api, acts.receive):
        await api.member_presses(GROUP, KARI, "Ta saken", message_gone=True)
        await api.until(lambda: len(acts) == 1)
    assert (acts.only.thread, acts.only.choice) == (card, "desk=take")


@pytest.mark.parametrize("group", [GROUP, OLD_GROUP])
async def test_what_is_done_to_a_later_message_of_a_card_counts_for_the_first(
    api: TelegramApi, channel: TelegramChannel, group: int
) -> None:
    acts = Acts()
    card = Reply("Ny sak", (TAKE,), quote="Lang historie. " * 560, file=PHOTO)
    posted = await channel.send(f"telegram:{group}", card)
    *_, text, photo = api.sent_to(group)
    assert photo.is_photo
    assert str(text.message_id) != posted
    async with polling(api, acts.receive):
        await api.member_presses(group, KARI, "Ta saken")
        await api.member_says(group, KARI, "Fint bilde", reply_to=photo.message_id)
        await api.member_says(group, KARI, "Lest", reply_to=text.message_id)
        await api.until(lambda: len(acts) == 3)
    assert [act.thread for act in acts if isinstance(act, DeskMessage)] == [posted] * 3


async def test_the_way_back_leads_to_the_first_message_of_a_card(
    api: TelegramApi, channel: TelegramChannel
) -> None:
    posted = await channel.send(DESK, Reply("Ny sak", quote="Lang historie. " * 300))
    links = [entity.url for sent in api.sent_to(GROUP) for entity in sent.entities if entity.url]
    assert links == [f"https://t.me/c/1234567890/{posted}"]
    assert await channel.send(HERE, Reply("Ny sak", quote="Lang historie. " * 300))
    assert all(entity.url is None for sent in api.sent_to(OWNER) for entity in sent.entities)


async def test_a_link_an_owner_writes_cannot_pass_for_the_way_back(
    api: TelegramApi, channel: TelegramChannel
) -> None:
    acts = Acts()
    card = await channel.send(
        DESK, Reply("Ny sak", quote='<a href="https://t.me/c/1/2">x</a> https://t.me/c/1/2')
    )
    async with polling(api, acts.receive):
        await api.member_says(GROUP, KARI, "Hva er det?", reply_to=int(card or 0))
        await api.until(lambda: len(acts) == 1)
    assert acts.only.thread == card


async def test_talk_among_colleagues_is_not_for_us(
    api: TelegramApi, channel: TelegramChannel
) -> None:
    acts = Acts()
    card = int(await channel.send(DESK, Reply("Ny sak", (TAKE,))) or 0)
    async with polling(api, acts.receive):
        await api.member_says(GROUP, KARI, "Hvem tar denne?")
        await api.member_says(GROUP, KARI, "Ja takk", reply_to=17)
        await api.member_says(GROUP, KARI, "pip", reply_to=card, is_bot=True)
        await api.member_says(GROUP, KARI, "/help@steg_loopback_bot", reply_to=card)
        await api.member_says(GROUP, KARI, reply_to=card, contact=True)
        await api.member_says(GROUP, KARI, reply_to=card, new_chat_title="Veiledere")
        await api.member_says(GROUP, KARI, "/slik gjør vi det", reply_to=card)
        await api.until(lambda: api.pending() == [])
    assert acts.only.text == "/slik gjør vi det"


@pytest.mark.parametrize(
    "content",
    [
        {"message": message(text="hei", chat={"id": -1, "type": "channel", "title": "Nytt"})},
        {
            "callback_query": press(
                message=message(chat={"id": -1, "type": "channel", "title": "x"})
            )
        },
        {
            "callback_query": press(
                message=message(chat={"id": GROUP, "type": "supergroup", "title": "x"}),
                **{"from": {"id": 9, "is_bot": True, "first_name": "x"}},
            )
        },
    ],
)
def test_what_neither_an_owner_nor_an_adviser_did_is_nothing(content: dict[str, Any]) -> None:
    assert to_message(Update.de_json({"update_id": 7, **content}), NOW, BOT) is None


async def test_two_advisers_who_press_at_once_are_heard_one_after_the_other(
    api: TelegramApi, channel: TelegramChannel
) -> None:
    inside, most, names = 0, 0, []

    async def slow(act: Message | DeskMessage) -> None:
        nonlocal inside, most
        assert isinstance(act, DeskMessage)
        inside += 1
        most = max(most, inside)
        await asyncio.sleep(0.02)
        names.append(act.by.name)
        inside -= 1

    await channel.send(DESK, Reply("Ny sak", (TAKE,)))
    for number, user in enumerate((KARI, OLA, KARI, OLA)):
        await api.member_presses(GROUP, user, "Ta saken", name=("Rådgiver", str(number)))
    async with polling(api, slow):
        await api.until(lambda: len(names) == 4)
    assert (most, names) == (1, [f"Rådgiver {number}" for number in range(4)])


async def test_a_desk_is_heard_through_a_webhook_too(
    api: TelegramApi, channel: TelegramChannel
) -> None:
    acts = Acts()
    card = await channel.send(DESK, Reply("Ny sak", (TAKE,)))
    async with webhook(api, acts.receive):
        await api.member_presses(GROUP, KARI, "Ta saken")
        await api.until(lambda: api.pending() == [])
    assert (acts.only.thread, acts.only.choice) == (card, "desk=take")


async def test_what_an_adviser_does_waits_while_the_store_is_away(
    api: TelegramApi, channel: TelegramChannel
) -> None:
    acts, away = Acts(), [True, True]

    async def receive(act: Message | DeskMessage) -> None:
        if away:
            away.pop()
            raise StoreUnreachable("away")
        acts.append(act)

    await channel.send(DESK, Reply("Ny sak", (TAKE,)))
    pauses = Pauses()
    async with polling(api, receive, pauses):
        await api.member_presses(GROUP, KARI, "Ta saken")
        await api.until(lambda: len(acts) == 1)
    assert pauses == [1, 2]


# A group that takes nothing


async def test_a_group_that_became_a_supergroup_says_its_new_address(
    api: TelegramApi, channel: TelegramChannel
) -> None:
    api.becomes_supergroup(OLD_GROUP, GROUP)
    with pytest.raises(ChannelRefused, match=f"write telegram:{GROUP} .* in STEG_DESKS"):
        await channel.send(f"telegram:{OLD_GROUP}", Reply("Ny sak"))
    assert await channel.send(DESK, Reply("Ny sak"))


async def test_a_group_that_threw_us_out_says_to_add_the_bot_again(
    api: TelegramApi, channel: TelegramChannel
) -> None:
    api.blocks(GROUP)
    with pytest.raises(ChannelRefused, match=rf"not in the Telegram group {GROUP}.*add the bot"):
        await channel.send(DESK, Reply("Ny sak"))
    api.blocks(OWNER)
    with pytest.raises(ChannelRefused, match="the owner has blocked Steg"):
        await channel.send(HERE, Reply("Hei"))


async def test_a_group_nobody_knows_or_where_we_may_not_write_names_its_address(
    api: TelegramApi, channel: TelegramChannel
) -> None:
    with pytest.raises(ChannelRefused, match="Chat not found; check the address telegram:-404"):
        await channel.send("telegram:-404", Reply("Ny sak"))
    api.fail_next(
        "sendMessage", 400, "Bad Request: not enough rights to send text messages to the chat"
    )
    with pytest.raises(ChannelRefused, match=r"Not enough rights .* the bot may write there"):
        await channel.send(DESK, Reply("Ny sak"))


async def test_a_second_try_gives_the_id_of_what_the_first_one_sent(
    api: TelegramApi, channel: TelegramChannel
) -> None:
    card = Reply("Ny sak", (TAKE,), quote="Lang historie. " * 300)
    api.fail_next("sendMessage", 502, after=1)
    with pytest.raises(ChannelUnreachable):
        await channel.send(DESK, card)
    [first] = api.sent_to(GROUP)
    assert await channel.send(DESK, card) == str(first.message_id)
    assert [sent.reply_to for sent in api.sent_to(GROUP)] == [None, first.message_id]
    assert await channel.send(DESK, card) != str(first.message_id)


# Files that go out


async def test_a_photo_comes_with_the_words_below_it(
    api: TelegramApi, channel: TelegramChannel
) -> None:
    reply = Reply("Eieren skriver:", (TAKE,), quote="Slik ser det ut, @kari", file=PHOTO)
    posted = await channel.send(DESK, reply)
    [sent] = api.sent_to(GROUP)
    assert (str(sent.message_id), sent.labels) == (posted, ("Ta saken",))
    assert (sent.is_photo, sent.content, sent.file_name) == (True, JPEG, "verkstedet.jpg")
    assert sent.text == "Eieren skriver:\nSlik ser det ut, @kari"
    assert (sent.inside("code"), sent.found) == (("@kari",), ())


async def test_a_document_keeps_name_type_and_bytes(
    api: TelegramApi, channel: TelegramChannel
) -> None:
    await channel.send(HERE, Reply("", by="Kari", file=SHEET))
    [sent] = api.sent_to(OWNER)
    assert (sent.is_photo, sent.content) == (False, b"ods")
    assert (sent.file_name, sent.media_type) == (SHEET.name, SHEET.media_type)
    assert sent.text == "Kari:"
    assert api.calls_of("sendDocument")[0]["disable_content_type_detection"] == "true"


async def test_a_file_without_words_comes_alone(api: TelegramApi, channel: TelegramChannel) -> None:
    assert await channel.send(HERE, Reply("", file=SHEET))
    assert [(sent.text, sent.content) for sent in api.sent] == [("", b"ods")]


async def test_words_too_long_to_stand_below_a_file_come_before_it(
    api: TelegramApi, channel: TelegramChannel
) -> None:
    words = "Lang historie. " * 100
    posted = await channel.send(DESK, Reply("Eieren skriver:", quote=words, file=SHEET))
    text, file = api.sent_to(GROUP)
    assert (str(text.message_id), text.content) == (posted, None)
    assert (file.content, file.text, file.reply_to) == (b"ods", "↑", text.message_id)


@pytest.mark.parametrize("why", ["PHOTO_INVALID_DIMENSIONS", "IMAGE_PROCESS_FAILED"])
async def test_a_picture_telegram_will_not_show_comes_as_a_document(
    api: TelegramApi, channel: TelegramChannel, why: str
) -> None:
    api.fail_next("sendPhoto", 400, f"Bad Request: {why}")
    await channel.send(DESK, Reply("Eieren skriver:", file=PHOTO))
    [sent] = api.sent_to(GROUP)
    assert (sent.is_photo, sent.content, sent.text) == (False, JPEG, "Eieren skriver:")


async def test_a_picture_most_apps_cannot_show_comes_as_a_document(
    api: TelegramApi, channel: TelegramChannel, files: Files
) -> None:
    files["F02"] = b"heic"
    await channel.send(DESK, Reply("", file=FileRef("slack", "F02", "a.heic", "image/heic", 4)))
    assert [(sent.is_photo, sent.content) for sent in api.sent_to(GROUP)] == [(False, b"heic")]


@pytest.mark.parametrize("fault", [ChannelRefused("gone"), ChannelUnreachable("away")])
async def test_nothing_is_sent_of_a_reply_whose_file_cannot_be_had(
    api: TelegramApi, channel: TelegramChannel, files: Files, fault: Exception
) -> None:
    files["F01"] = fault
    with pytest.raises(type(fault)):
        await channel.send(DESK, Reply("Eieren skriver:", quote="Se bildet", file=PHOTO))
    assert api.sent == []


async def test_a_second_try_sends_the_file_that_was_missing(
    api: TelegramApi, channel: TelegramChannel
) -> None:
    reply = Reply("Eieren skriver:", quote="Lang historie. " * 100, file=SHEET)
    api.fail_next("sendDocument", 502)
    with pytest.raises(ChannelUnreachable):
        await channel.send(DESK, reply)
    assert await channel.send(DESK, reply) == str(api.sent_to(GROUP)[0].message_id)
    assert [sent.content for sent in api.sent_to(GROUP)] == [None, b"ods"]


# Files that come in


async def received(api: TelegramApi, **content: Any) -> Message:
    acts = Acts()
    async with polling(api, acts.receive):
        await api.user_sends(OWNER, **content)
        await api.until(lambda: len(acts) == 1)
    [act] = acts
    assert isinstance(act, Message)
    return act


async def test_of_a_photo_the_largest_size_comes_along(api: TelegramApi) -> None:
    read = await received(api, photo=True, caption="slik ser det ut")
    assert (read.attachment, read.text) == ("photo", "slik ser det ut")
    assert read.file == FileRef("telegram", "F2", "photo.jpg", "image/jpeg", 9000)


@pytest.mark.parametrize(
    ("name", "told", "cleaned", "media_type"),
    [
        ("../budsjett 2026.PDF", "application/pdf", "budsjett 2026.pdf", "application/pdf"),
        ("faktura.exe", "application/pdf", "faktura.pdf", "application/pdf"),
        (
            "brev.odt",
            None,
            "brev.odt",
            "application/vnd.oasis.opendocument.text",
        ),
        ("IMG_1.JPEG", "application/octet-stream", "IMG_1.jpg", "image/jpeg"),
        ("notat.txt", "text/plain; charset=utf-8", "notat.txt", "text/plain"),
        ("virus.exe", None, "virus.bin", "application/octet-stream"),
        (None, None, "fil.bin", "application/octet-stream"),
    ],
)
async def test_a_document_comes_along_with_a_clean_name_and_its_type(
    api: TelegramApi, name: str | None, told: str | None, cleaned: str, media_type: str
) -> None:
    document = {"file_id": "D1", "file_unique_id": "U", "file_size": 7}
    document |= {"file_name": name} if name else {}
    document |= {"mime_type": told} if told else {}
    read = await received(api, document=document)
    assert read.attachment == "document"
    assert read.file == FileRef("telegram", "D1", cleaned, media_type, 7)


@pytest.mark.parametrize("content", ["voice", "video", "sticker", "animation", "contact"])
async def test_of_other_things_an_owner_sends_no_file_comes_along(
    api: TelegramApi, content: str
) -> None:
    sent: dict[str, Any] = {content: True}
    assert (await received(api, **sent)).file is None


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        ({"photo": True}, "image/jpeg"),
        ({"voice": {"file_id": "V", "file_unique_id": "v", "duration": 3}}, None),
        (
            {
                "voice": {
                    "file_id": "V",
                    "file_unique_id": "v",
                    "duration": 3,
                    "mime_type": "audio/ogg",
                }
            },
            "audio/ogg",
        ),
        ({"sticker": True}, None),
    ],
)
async def test_any_file_an_adviser_answers_with_comes_along_to_be_sent_on_or_refused(
    api: TelegramApi, channel: TelegramChannel, content: dict[str, Any], media_type: str | None
) -> None:
    acts = Acts()
    card = int(await channel.send(DESK, Reply("Ny sak")) or 0)
    async with polling(api, acts.receive):
        await api.member_says(GROUP, KARI, reply_to=card, **content)
        await api.until(lambda: len(acts) == 1)
    assert (acts.only.thread, acts.only.text) == (str(card), None)
    assert acts.only.file is not None
    assert acts.only.file.media_type == (media_type or "application/octet-stream")


def ref(file_id: str) -> FileRef:
    return FileRef("telegram", file_id, "bilde.jpg", "image/jpeg", 100)


async def test_the_bytes_of_a_file_are_fetched(api: TelegramApi, channel: TelegramChannel) -> None:
    api.files["F2"] = JPEG
    assert await channel.fetch(ref("F2")) == JPEG
    api.files["F3"] = b"x" * MOST_BYTES
    assert len(await channel.fetch(ref("F3"))) == MOST_BYTES


async def test_a_file_that_is_gone_or_too_large_is_refused(
    api: TelegramApi, channel: TelegramChannel
) -> None:
    api.files |= {"large": b"x" * (MOST_BYTES + 1), "vast": b"x" * 20_000_001, "gone": b"x"}
    api.fail_next("file", 404, body=b'{"ok": false, "description": "Not Found"}')
    for file_id in ("gone", "never", "large", "vast"):
        with pytest.raises(ChannelRefused, match="gone, or larger"):
            await channel.fetch(ref(file_id))
    assert [fields["file_id"] for fields in api.calls_of("file")] == ["gone"]


async def test_a_file_larger_than_telegram_said_is_refused(
    api: TelegramApi, channel: TelegramChannel
) -> None:
    api.files["F2"] = b"x" * (MOST_BYTES + 1)
    said = {"file_id": "F2", "file_unique_id": "U", "file_path": "files/F2", "file_size": 5}
    for result in (said, {**said, "file_size": None}):
        body = json.dumps({"ok": True, "result": result}).encode()
        api.fail_next("getFile", 200, body=body)
        with pytest.raises(ChannelRefused):
            await channel.fetch(ref("F2"))
    body = json.dumps({"ok": True, "result": {**said, "file_path": None}}).encode()
    api.fail_next("getFile", 200, body=body)
    with pytest.raises(ChannelRefused):
        await channel.fetch(ref("F2"))


@pytest.mark.parametrize(("method", "status"), [("getFile", 502), ("getFile", 401), ("file", 500)])
async def test_a_file_that_cannot_be_had_just_now_is_unreachable(
    api: TelegramApi, channel: TelegramChannel, method: str, status: int
) -> None:
    api.files["F2"] = JPEG
    api.fail_next(method, status, body=b'{"ok": false, "description": "x"}')
    with pytest.raises(ChannelUnreachable) as caught:
        await channel.fetch(ref("F2"))
    assert api.token not in str(caught.value)
    assert caught.value.__suppress_context__
    assert await channel.fetch(ref("F2")) == JPEG
