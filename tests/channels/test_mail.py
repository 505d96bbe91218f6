"""Mail: what a desk with a mailbox reads, and what becomes of a mail when the server or the line fails."""

import asyncio
import re
import shutil
import socket
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bot.channels.mail import MailChannel, Server, as_html, as_text, parse_smtp, subject
from bot.channels.port import ChannelPort
from bot.core.conversation import Choice, Document, FileRef, Reply
from bot.errors import ChannelRefused, ChannelUnreachable, SettingWrong, TryLater
from tests.loopback.mail_server import MailServer, certificate

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
DESK = "mail:post@naeringshage.example"
CARD = Reply(
    "**Ny sak:** penger\nRøros, 2–9 ansatte",
    (Choice("desk=take", "Ta saken"),),
    quote="Kassa er tom.\n\nHva gjør jeg?",
    handoff="h1",
)
LINK = "https://steg.example/desk/open?t=h1&to=mail:post@naeringshage.example&at=2026-11-20"
PHOTO = FileRef("telegram", "F1", "låven.jpg", "image/jpeg", 4)
needs_openssl = pytest.mark.skipif(not shutil.which("openssl"), reason="openssl makes certificates")


class Clock:
    """A clock a test sets."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


async def photo(file: FileRef) -> bytes:
    return b"\xff\xd8\xff\xe0"


def link_for(handoff: str, desk: str, now: datetime) -> str:
    return f"https://steg.example/desk/open?t={handoff}&to={desk}&at={now:%Y-%m-%d}"


def channel_at(smtp: str, **changes: Any) -> MailChannel:
    given: dict[str, Any] = {
        "smtp": smtp,
        "mail_from": "steg@steg.example",
        "public_url": "https://steg.example",
        "link_for": link_for,
        "fetch": photo,
        "clock": Clock(),
    }
    return MailChannel(**given | changes)


@asynccontextmanager
async def serving(server: MailServer) -> AsyncIterator[MailServer]:
    await server.start()
    try:
        yield server
    finally:
        await server.stop()


@pytest_asyncio.fixture
async def server() -> AsyncIterator[MailServer]:
    async with serving(MailServer()) as server:
        yield server


@pytest.fixture
def channel(server: MailServer) -> MailChannel:
    return channel_at(server.smtp)


# What a mail holds


async def test_a_card_is_a_mail_with_a_link_that_opens_the_request(
    server: MailServer, channel: MailChannel
) -> None:
    posted = await channel.send(DESK, CARD)
    [mail] = server.mails
    assert (mail.sender, mail.recipients) == (
        "steg@steg.example",
        ("post@naeringshage.example",),
    )
    assert mail.body() == (
        f"Ny sak: penger\nRøros, 2–9 ansatte\n\n> Kassa er tom.\n>\n> Hva gjør jeg?\n\n{LINK}\n"
    )
    message = mail.message
    assert message["Subject"] == "Ny sak: penger"
    assert message["From"] == "Steg <steg@steg.example>"
    assert message["To"] == "post@naeringshage.example"
    assert message["Date"].datetime == NOW
    assert message["Message-ID"] == posted
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["X-Auto-Response-Suppress"] == "All"
    assert "In-Reply-To" not in message
    assert server.hosts == ["steg.example"]


async def test_a_later_mail_stands_in_the_thread_of_its_card(
    server: MailServer, channel: MailChannel
) -> None:
    card = await channel.send(DESK, CARD)
    later = await channel.send(DESK, Reply("Eieren skriver:", quote="Ja", handoff="h1"), card)
    message = server.mails[1].message
    assert (message["In-Reply-To"], message["References"]) == (card, card)
    assert message["Message-ID"] == later != card


async def test_no_id_is_broken_into_pieces_however_long_the_domain(server: MailServer) -> None:
    channel = channel_at(server.smtp, mail_from=f"steg@{'lang.' * 20}example")
    card = await channel.send(DESK, CARD)
    assert await channel.send(DESK, replace(CARD, quote="Ja"), card)
    assert re.fullmatch(r"<[0-9a-f]{20}@[a-z.]{20,40}>", card or "")
    for line in (f"In-Reply-To: {card}\r\n", f"References: {card}\r\n"):
        assert line.encode() in server.mails[1].raw


async def test_the_page_shows_the_same_and_its_only_link_is_ours(
    server: MailServer, channel: MailChannel
) -> None:
    await channel.send(DESK, CARD)
    page = read_page(server.mails[0].body("html"))
    assert page.shown.split() == server.mails[0].body().replace("> ", "").replace(">", "").split()
    assert page.links == [LINK]
    assert page.inside["strong"] == "Ny sak:"
    assert page.inside["blockquote"].split() == ["Kassa", "er", "tom.", "Hva", "gjør", "jeg?"]


async def test_what_belongs_to_no_request_has_no_link(
    server: MailServer, channel: MailChannel
) -> None:
    await channel.send(DESK, Reply("To saker venter.", (Choice("a=b", "Ja"),)))
    assert server.mails[0].body() == "To saker venter.\n"
    assert read_page(server.mails[0].body("html")).links == []


async def test_who_speaks_stands_before_their_words(
    server: MailServer, channel: MailChannel
) -> None:
    await channel.send(DESK, Reply("", quote="Hei", by="Kari\nBcc: x@x.no"))
    assert server.mails[0].body() == "Kari Bcc: x@x.no:\n\n> Hei\n"
    assert server.mails[0].message["Subject"] == "Kari Bcc: x@x.no"
    assert read_page(server.mails[0].body("html")).inside["strong"] == "Kari Bcc: x@x.no:"


async def test_a_file_comes_with_the_mail(server: MailServer, channel: MailChannel) -> None:
    document = Document("plan.txt", "text/plain", "Først æ, så ø.")
    await channel.send(DESK, replace(CARD, file=PHOTO, document=document))
    assert server.mails[0].files == {
        "låven.jpg": ("image/jpeg", b"\xff\xd8\xff\xe0"),
        "plan.txt": ("text/plain", "Først æ, så ø.".encode()),
    }
    assert server.mails[0].body().startswith("Ny sak: penger")


async def test_the_largest_file_allowed_passes(server: MailServer) -> None:
    async def large(file: FileRef) -> bytes:
        return b"x" * 10_000_000

    await channel_at(server.smtp, fetch=large).send(DESK, Reply("", file=PHOTO))
    assert len(server.mails[0].files["låven.jpg"][1]) == 10_000_000


@pytest.mark.parametrize("fault", [ChannelRefused("gone"), ChannelUnreachable("away")])
async def test_no_mail_goes_out_whose_file_cannot_be_had(
    server: MailServer, fault: Exception
) -> None:
    async def gone(file: FileRef) -> bytes:
        raise fault

    with pytest.raises(type(fault)):
        await channel_at(server.smtp, fetch=gone).send(DESK, replace(CARD, file=PHOTO))
    assert server.mails == []


async def test_nothing_to_show_is_no_mail(server: MailServer, channel: MailChannel) -> None:
    assert await channel.send(DESK, Reply(" \u200b\n", quote=" ", handoff="h1")) is None
    assert server.mails == []


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("\n\n**Ny** sak\nmer", "Ny sak"),
        ("Å" * 79, "Å" * 77 + "…"),
        ("Å" * 78, "Å" * 78),
        ("Ny sak\rBcc: alle@x.no", "Ny sak"),
        ("Ny\tsak\x00 nå", "Ny sak nå"),
        ("🌲 skog", "🌲 skog"),
        ("", "Steg"),
    ],
)
async def test_the_subject_is_the_first_line(
    server: MailServer, channel: MailChannel, text: str, line: str
) -> None:
    assert subject(Reply(text)) == line
    await channel.send(DESK, Reply(text, quote="x"))
    assert server.mails[0].message["Subject"] == line
    assert "Bcc" not in server.mails[0].message


any_text = st.text(
    st.one_of(
        st.characters(),
        st.characters(categories=["Cs", "Cc", "Cf", "Zs", "Zl", "Zp"]),
        st.sampled_from([*"\r\n<>&\"'=?.:@/-> \u2028\x85"]),
    ),
    max_size=120,
)
HEADERS = """Subject From To Date Auto-Submitted X-Auto-Response-Suppress MIME-Version Message-ID
    Content-Type""".split()


@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=any_text, quote=any_text, by=any_text, name=any_text)
@example(text="Hei\r\nBcc: x@x.no\r\n\r\n.", quote="\r\n.\r\nMAIL FROM:<x@x.no>", by="a", name="a")
@example(text="a", quote=".\n..\n-- \nFrom x", by="=?utf-8?q?a?=\nTo: b", name="a\r\nX: b.jpg")
async def test_whatever_is_said_it_stays_where_it_belongs(
    server: MailServer, channel: MailChannel, text: str, quote: str, by: str, name: str
) -> None:
    server.mails.clear()
    file = replace(PHOTO, name=name)
    await channel.send(DESK, Reply(text, quote=quote, by=by, handoff="h1", file=file))
    [mail] = server.mails
    assert sorted(mail.message.keys()) == sorted(HEADERS)
    assert mail.recipients == ("post@naeringshage.example",)
    assert len(mail.message["Subject"]) <= 78
    assert len(mail.files) == 1
    page = read_page(mail.body("html"))
    assert page.links == [LINK]
    assert page.tags <= {"html", "body", "p", "br", "wbr", "a", "strong", "blockquote"}
    assert mail.body().rstrip("\n").endswith(LINK)


def test_words_of_others_are_behind_a_mark_on_every_line() -> None:
    written = as_text(Reply("Hei", quote="a\r\nb\u2028c\x0bd\n\ne"), None)
    assert written == "Hei\n\n> a\n> b\n> c d\n>\n> e\n"


def test_an_address_in_a_quote_is_no_link_and_copied_as_it_was_written() -> None:
    words = "se https://x.no/a?b=1&c=<d> eller ola@x.no."
    page = read_page(as_html(Reply("", quote=words), None))
    assert (page.shown.strip(), page.links) == (words, [])
    assert "https://" not in as_html(Reply("", quote=words), None)


class Page(HTMLParser):
    """What a mail program shows of a page, and what can be pressed in it."""

    def __init__(self) -> None:
        super().__init__()
        self.shown = ""
        self.links: list[str | None] = []
        self.tags: set[str] = set()
        self.inside: dict[str, str] = {}
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        if tag not in ("br", "wbr"):
            self._open.append(tag)
            self.inside.setdefault(tag, "")
        self.links += [value for name, value in attrs if name in ("href", "src")]

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.shown += data
        for tag in self._open:
            self.inside[tag] += data


def read_page(page: str) -> Page:
    read = Page()
    read.feed(page)
    read.close()
    return read


# Addresses


@pytest.mark.parametrize(
    "address",
    [
        "",
        "post",
        "@x.no",
        "post@",
        "a@x.no, b@x.no",
        "a@x.no\r\nBcc: b@x.no",
        "<a@x.no>",
        "a b@x.no",
        "åse@x.no",
        "a@x..no",
        "a@x.no> SIZE=1",
    ],
)
async def test_what_is_no_mail_address_is_refused_with_what_to_write(
    server: MailServer, channel: MailChannel, address: str
) -> None:
    with pytest.raises(ChannelRefused, match=r"such as post@example\.no, in STEG_DESKS") as caught:
        await channel.send(f"mail:{address}", CARD)
    assert "\n" not in str(caught.value)
    assert (server.mails, server.hosts) == ([], [])


async def test_a_domain_with_å_is_written_in_plain_letters(
    server: MailServer, channel: MailChannel
) -> None:
    await channel.send("mail:post@åre.example", CARD)
    assert server.mails[0].recipients == ("post@xn--re-xia.example",)
    assert server.mails[0].message["To"] == "post@xn--re-xia.example"


async def test_mails_come_from_the_name_that_was_set(server: MailServer) -> None:
    channel = channel_at(server.smtp, mail_from="Steg på Røros <steg@røros.example>")
    await channel.send(DESK, CARD)
    [address] = server.mails[0].message["From"].addresses
    assert address.display_name == "Steg på Røros"
    assert address.addr_spec == server.mails[0].sender == "steg@xn--rros-gra.example"


@pytest.mark.parametrize(
    ("public_url", "host"),
    [
        ("http://127.0.0.1:8000", "[127.0.0.1]"),
        ("http://[::1]:8000", "[IPv6:::1]"),
        ("https://steg.røros.example/x", "steg.xn--rros-gra.example"),
    ],
)
async def test_we_name_ourselves_by_the_host_owners_reach_us_at(
    server: MailServer, public_url: str, host: str
) -> None:
    await channel_at(server.smtp, public_url=public_url).send(DESK, CARD)
    assert server.hosts == [host]


@pytest.mark.parametrize(
    ("text", "server"),
    [
        ("smtp://127.0.0.1:1025", Server("127.0.0.1", 1025, False)),
        ("smtp://mail.example", Server("mail.example", 587, False)),
        ("SMTPS://Mail.Example/", Server("mail.example", 465, True)),
        (
            "smtp://ola:hemmelig@mail.example:25",
            Server("mail.example", 25, False, "ola", "hemmelig"),
        ),
        ("smtp://a@x.no:p:w@mail.example", Server("mail.example", 587, False, "a@x.no", "p:w")),
        ("smtps://a:%2F%3A%40%23%3F%25@[::1]", Server("::1", 465, True, "a", "/:@#?%")),
    ],
)
def test_a_mail_server_is_read_from_one_address(text: str, server: Server) -> None:
    assert parse_smtp(text) == server
    assert "hemmelig" not in repr(parse_smtp(text))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "mail.example:587",
        "http://ola:hemmelig@mail.example",
        "smtp://ola:hemme/lig@mail.example",
        "smtp://ola:hemme#lig@mail.example",
        "smtp://ola:hemme?lig@mail.example",
        "smtp://ola:hemmelig@mail.example:port",
        "smtp://ola:hemmelig@mail.example:99999",
        "smtp://ola:hemmelig@mail.example:0",
        "smtp://ola:hemmelig@",
        "smtp://[hemmelig",
        "smtp://ola@mail.example",
        "smtp://:hemmelig@mail.example",
    ],
)
def test_what_is_no_mail_server_is_said_without_the_password(text: str) -> None:
    with pytest.raises(ValueError, match="smtp://user:password@host:587") as caught:
        parse_smtp(text)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__ or caught.value.__context__ is None
    with pytest.raises(SettingWrong, match="STEG_SMTP") as wrong:
        channel_at(text)
    for told in (str(caught.value), str(wrong.value)):
        assert "hemme" not in told
        assert "\n" not in told


def test_a_sender_that_is_no_address_is_a_wrong_setting() -> None:
    with pytest.raises(SettingWrong, match="STEG_MAIL_FROM"):
        channel_at("smtp://127.0.0.1:1025", mail_from="steg")


# The same mail again


async def test_a_mail_whose_line_was_cut_after_it_was_taken_is_sent_again_with_its_id(
    server: MailServer, channel: MailChannel
) -> None:
    server.cuts("DATA")
    with pytest.raises(ChannelUnreachable, match="does not answer"):
        await channel.send(DESK, CARD)
    posted = await channel.send(DESK, CARD)
    assert [mail.message["Message-ID"] for mail in server.mails] == [posted, posted]


async def test_another_process_sends_it_again_with_the_same_id(server: MailServer) -> None:
    server.cuts("DATA")
    with pytest.raises(ChannelUnreachable):
        await channel_at(server.smtp).send(DESK, CARD)
    await channel_at(server.smtp).send(DESK, CARD)
    first, second = (mail.message["Message-ID"] for mail in server.mails)
    assert first == second


async def test_the_same_words_said_twice_are_two_mails(
    server: MailServer, channel: MailChannel
) -> None:
    ja = Reply("Eieren skriver:", quote="Ja", handoff="h1")
    posted = [await channel.send(DESK, ja, "<card@x>") for _ in range(3)]
    clock = Clock()
    clock.now += timedelta(days=1)
    posted.append(await channel_at(server.smtp, clock=clock).send(DESK, ja, "<card@x>"))
    assert len(set(posted)) == 4


async def test_mails_that_differ_in_anything_have_ids_of_their_own(
    server: MailServer, channel: MailChannel
) -> None:
    others = [
        replace(CARD, handoff="h2"),
        replace(CARD, quote="Kassa er tom"),
        replace(CARD, text="Ny sak"),
        replace(CARD, file=PHOTO),
    ]
    posted = [await channel.send(DESK, reply) for reply in (CARD, *others)]
    posted.append(await channel.send("mail:annen@x.example", CARD))
    posted.append(await channel.send(DESK, CARD, "<card@x>"))
    assert len(set(posted)) == 7


# What goes wrong


async def test_a_recipient_the_server_refuses_is_refused_with_what_to_check(
    server: MailServer, channel: MailChannel
) -> None:
    server.answers("RCPT", "550 5.1.1 No such user here")
    with pytest.raises(
        ChannelRefused, match=r"post@naeringshage.example \(550\); check .* STEG_DESKS"
    ):
        await channel.send(DESK, CARD)
    assert server.mails == []
    assert await channel.send(DESK, CARD)


async def test_a_server_that_lets_strangers_wait_is_tried_again_in_some_minutes(
    server: MailServer, channel: MailChannel
) -> None:
    server.answers("RCPT", "451 4.7.1 Greylisted, try again")
    with pytest.raises(TryLater, match="451") as caught:
        await channel.send(DESK, CARD)
    assert caught.value.seconds == 300
    assert await channel.send(DESK, CARD) == server.mails[0].message["Message-ID"]


@pytest.mark.parametrize(
    ("command", "answer", "fault", "told"),
    [
        ("MAIL", "452 4.3.1 Full", TryLater, "452"),
        ("DATA", "421 4.3.2 Closing", TryLater, "421"),
        ("DATA", "554 5.7.1 Looks like spam", ChannelRefused, "mail like this one"),
        ("MAIL", "552 5.3.4 Too big", ChannelRefused, "mail like this one"),
        ("MAIL", "550 5.7.1 Not yours to send from", ChannelUnreachable, "STEG_MAIL_FROM"),
    ],
)
async def test_each_refusal_means_what_its_number_says(
    server: MailServer,
    channel: MailChannel,
    command: Any,
    answer: str,
    fault: type[Exception],
    told: str,
) -> None:
    server.answers(command, answer, times=2)
    with pytest.raises(fault, match=told) as caught:
        await channel.send(DESK, CARD)
    assert answer[10:] not in str(caught.value)
    assert server.mails == []


async def test_a_mail_larger_than_the_server_takes_is_refused() -> None:
    async with serving(MailServer(most_bytes=1000)) as small:
        with pytest.raises(ChannelRefused, match="552"):
            await channel_at(small.smtp).send(DESK, replace(CARD, quote="Lang historie. " * 100))
        assert small.mails == []


@pytest.mark.parametrize("command", ["EHLO", "MAIL", "RCPT", "DATA"])
async def test_a_server_that_does_not_answer_in_time_is_unreachable(
    server: MailServer, command: Any
) -> None:
    channel = channel_at(server.smtp, patience=timedelta(seconds=0.1))
    server.is_slow(command, 0.4)
    begun = asyncio.get_running_loop().time()
    with pytest.raises(ChannelUnreachable, match="does not answer"):
        await channel.send(DESK, CARD)
    assert asyncio.get_running_loop().time() - begun < 0.4
    assert await channel.send(DESK, CARD)


@pytest.mark.parametrize("command", ["EHLO", "MAIL", "RCPT"])
async def test_a_line_that_is_cut_is_unreachable(
    server: MailServer, channel: MailChannel, command: Any
) -> None:
    server.cuts(command)
    with pytest.raises(ChannelUnreachable, match="does not answer"):
        await channel.send(DESK, CARD)
    assert server.mails == []


async def test_a_server_that_says_no_goodbye_has_taken_the_mail(
    server: MailServer, channel: MailChannel
) -> None:
    server.cuts("QUIT")
    server.answers("QUIT", "500 What?")
    first, second = await channel.send(DESK, CARD), await channel.send(DESK, CARD)
    assert [mail.message["Message-ID"] for mail in server.mails] == [first, second]


async def test_where_nobody_listens_is_unreachable_and_names_the_setting() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        channel = channel_at(f"smtp://127.0.0.1:{unused.getsockname()[1]}")
        with pytest.raises(ChannelUnreachable, match="STEG_SMTP") as caught:
            await channel.send(DESK, CARD)
    assert "\n" not in str(caught.value)


async def test_what_is_no_mail_server_is_unreachable() -> None:
    async def web(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        await writer.drain()
        writer.close()

    listening = await asyncio.start_server(web, "127.0.0.1", 0)
    port = listening.sockets[0].getsockname()[1]
    with pytest.raises(ChannelUnreachable, match="STEG_SMTP"):
        await channel_at(f"smtp://127.0.0.1:{port}").send(DESK, CARD)
    listening.close()
    await listening.wait_closed()


# Logging in, and encryption


@pytest_asyncio.fixture
async def guarded() -> AsyncIterator[MailServer]:
    async with serving(MailServer({"ola@x.no": "hem/me:lig"})) as server:
        yield server


def with_user(server: MailServer, user: str = "ola%40x.no:hem%2Fme%3Alig") -> str:
    return server.smtp.replace("://", f"://{user}@")


async def test_user_and_password_let_us_in(guarded: MailServer) -> None:
    await channel_at(with_user(guarded)).send(DESK, CARD)
    assert [mail.user for mail in guarded.mails] == ["ola@x.no"]


async def test_a_password_may_hold_any_letter() -> None:
    async with serving(MailServer({"ola": "blåbær"})) as server:
        await channel_at(with_user(server, "ola:blåbær")).send(DESK, CARD)
    assert [mail.user for mail in server.mails] == ["ola"]


@pytest.mark.parametrize("user", ["ola%40x.no:hemmelig", "per:hemmelig"])
async def test_a_wrong_password_is_said_in_one_line_without_it(
    guarded: MailServer, user: str
) -> None:
    with pytest.raises(ChannelUnreachable, match="user and password in STEG_SMTP") as caught:
        await channel_at(with_user(guarded, user)).send(DESK, CARD)
    assert "hemmelig" not in str(caught.value)
    assert "\n" not in str(caught.value)
    assert caught.value.__suppress_context__
    assert guarded.mails == []


async def test_a_server_that_asks_for_a_password_names_the_setting(guarded: MailServer) -> None:
    with pytest.raises(ChannelUnreachable, match=r"530.*password in STEG_SMTP"):
        await channel_at(guarded.smtp).send(DESK, CARD)


async def test_a_server_that_lets_nobody_log_in_is_said(server: MailServer) -> None:
    with pytest.raises(ChannelUnreachable, match="lets nobody log in at port"):
        await channel_at(with_user(server)).send(DESK, CARD)


async def test_no_password_goes_unencrypted_over_a_network(
    guarded: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Server, "is_here", False)
    with pytest.raises(ChannelUnreachable, match=r"offers no encryption.*STEG_SMTP was not sent"):
        await channel_at(with_user(guarded)).send(DESK, CARD)
    assert guarded.mails == []


@pytest.mark.parametrize(
    ("host", "is_here"),
    [("127.0.0.1", True), ("localhost", True), ("::1", True), ("10.0.0.1", False), ("a.no", False)],
)
def test_only_this_machine_is_here(host: str, is_here: bool) -> None:
    assert Server(host, 25, False).is_here == is_here


@needs_openssl
@pytest.mark.parametrize("encrypted", [False, True])
async def test_a_mail_goes_encrypted_where_the_server_offers_it(
    tmp_path: Path, encrypted: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Server, "is_here", False)
    made = certificate(tmp_path)
    users = {"ola": "hemmelig"}
    trust = ssl.create_default_context(cafile=made)
    async with serving(MailServer(users, certificate=made, encrypted=encrypted)) as server:
        await channel_at(with_user(server, "ola:hemmelig"), trust=trust).send(DESK, CARD)
    assert [(mail.encrypted, mail.user) for mail in server.mails] == [(True, "ola")]


@needs_openssl
@pytest.mark.parametrize("encrypted", [False, True])
@pytest.mark.parametrize("host", ["127.0.0.1", "other.example"])
async def test_a_certificate_nobody_vouches_for_or_of_another_host_gets_no_mail(
    tmp_path: Path, encrypted: bool, host: str
) -> None:
    made = certificate(tmp_path, host)
    trust = ssl.create_default_context(cafile=made) if host == "other.example" else None
    async with serving(MailServer(certificate=made, encrypted=encrypted)) as server:
        with pytest.raises(
            ChannelUnreachable, match=r"certificate.*check the host in STEG_SMTP"
        ) as caught:
            await channel_at(server.smtp, trust=trust).send(DESK, CARD)
    assert "\n" not in str(caught.value)
    assert server.mails == []


async def test_a_port_that_is_not_encrypted_does_not_answer_as_one(server: MailServer) -> None:
    with pytest.raises(ChannelUnreachable, match=r"does not answer at port .* STEG_SMTP"):
        await channel_at(server.smtp.replace("smtp:", "smtps:")).send(DESK, CARD)
    assert server.mails == []


# A channel like the others


async def test_a_channel_that_only_sends_starts_and_stops_without_a_server() -> None:
    port: ChannelPort = channel_at("smtp://127.0.0.1:9")

    async def receive(message: object) -> None:
        raise AssertionError("nothing comes in by mail")

    await port.start(receive)
    await port.stop()
    assert (port.name, port.routes()) == ("mail", ())
    with pytest.raises(ChannelRefused, match=r"låven\.jpg"):
        await port.fetch(PHOTO)
