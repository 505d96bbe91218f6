"""Mail as a channel: writes what a desk gets to read as mails, and gives them to a mail server.

It only sends. A mail has no buttons: it holds a link at which its reader opens the request. Pictures of ours
stand in it, so that nothing is fetched when it is opened.
"""

import asyncio
import hashlib
import html
import ipaddress
import re
import ssl
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP as MAIL_POLICY
from email.utils import format_datetime, parseaddr
from urllib.parse import unquote, urlsplit

import aiosmtplib
from starlette.routing import BaseRoute

from bot.channels.port import Receive
from bot.channels.text import BOLD, END, can_be_seen, marked_parts, one_line, plain, sendable
from bot.core.conversation import Channel, FileRef, Picture, Reply
from bot.errors import ChannelRefused, ChannelUnreachable, SettingWrong, StegError, TryLater

ANSWERS_WITHIN = timedelta(seconds=20)  # the mail server, to each thing said to it
SAYS_GOODBYE_WITHIN = timedelta(seconds=2)  # the mail is taken by then; it is only polite
AFTER_NOT_YET = timedelta(minutes=5)  # what servers that let strangers wait ask for
LONGEST_SUBJECT = 78  # characters
PORTS = {"smtp": 587, "smtps": 465}
HOW_TO_WRITE = (
    "write smtp://user:password@host:587 or smtps://host:465; in user and password, "
    "% is written %25, / %2F, : %3A, @ %40, # %23 and ? %3F"
)
LONGEST_DOMAIN = 40  # characters in an id, so that no header with one is too long for a line

_POLICY = MAIL_POLICY.clone(cte_type="7bit")  # plain letters only, which every server takes
# Programs make links of what stands together. A place to break it at is neither seen nor copied.
_BREAKS = re.compile(r"(?<=\S)([.:@/])(?=\S)")
_LOOK = "font-family:Arial,Helvetica,sans-serif;line-height:1.4"
_WIDEST_PICTURE = 520  # of a mail on a large screen; on a telephone as wide as that

LinkFor = Callable[[str, str, datetime], str]
"""Gives the address at which a desk, by its own address, opens a request, from then on."""


@dataclass(frozen=True, slots=True)
class Server:
    """A mail server as STEG_SMTP names it. ``encrypted`` from the first byte, else by STARTTLS."""

    host: str
    port: int
    encrypted: bool
    user: str = ""
    password: str = field(default="", repr=False)

    @property
    def is_here(self) -> bool:
        """Whether it runs on this machine, so that nothing passes a network."""
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"


def parse_smtp(text: str) -> Server:
    """The mail server of an address such as ``smtps://user:password@host:465``.

    Raises:
        ValueError: what to write instead; never the password.
    """
    try:
        told = urlsplit(text)
        port = told.port
    except ValueError:
        raise ValueError(HOW_TO_WRITE) from None
    more = told.path.strip("/") or told.query or told.fragment
    if told.scheme not in PORTS or not told.hostname or port == 0 or more:
        raise ValueError(HOW_TO_WRITE)
    user, password = unquote(told.username or ""), unquote(told.password or "")
    if bool(user) != bool(password):
        raise ValueError(f"a user and a password belong together; {HOW_TO_WRITE}")
    encrypted = told.scheme == "smtps"
    return Server(told.hostname, port or PORTS[told.scheme], encrypted, user, password)


class MailChannel:
    """Mail as a channel: see ``ChannelPort``.

    Args:
        smtp: the mail server, as ``parse_smtp`` reads it.
        mail_from: the address mails come from, with or without a name before it.
        public_url: where this server is reached; its host is how we name ourselves to the mail server.
        fetch: gives the bytes of a file that came by any channel.
        trust: the certificates believed; by default those of the machine.
    """

    def __init__(
        self,
        *,
        smtp: str,
        mail_from: str,
        public_url: str,
        link_for: LinkFor,
        fetch: Callable[[FileRef], Awaitable[bytes]],
        clock: Callable[[], datetime],
        patience: timedelta = ANSWERS_WITHIN,
        trust: ssl.SSLContext | None = None,
    ) -> None:
        try:
            self._server = parse_smtp(smtp)
        except ValueError as error:
            raise SettingWrong(f"STEG_SMTP cannot be used: {error}") from None
        name, address = parseaddr(mail_from)
        try:
            self._from = _address(address, one_line(name) or "Steg")
        except ValueError as error:
            raise SettingWrong(f"STEG_MAIL_FROM cannot be used: {error}") from None
        self._our_pages = f"{public_url.rstrip('/')}/"
        self._our_host = _host_as_said(urlsplit(public_url).hostname or "localhost")
        self._link_for, self._fetch, self._clock = link_for, fetch, clock
        self._patience, self._trust = patience, trust
        self._ids = MessageIds(self._from.domain)

    @property
    def name(self) -> Channel:
        """The channel's word, with which its conversation ids begin."""
        return "mail"

    def routes(self) -> Sequence[BaseRoute]:
        """None: nothing comes in by mail."""
        return ()

    async def start(self, receive: Receive) -> None:
        """Begins nothing: a mail server that is away now may be there when there is a mail."""

    async def send(self, conversation: str, reply: Reply, thread: str | None = None) -> str | None:
        """Sends one reply as one mail; a second try carries the id of the first, so it can be known."""
        try:
            to = _address(conversation.partition(":")[2])
        except ValueError as error:
            raise ChannelRefused(f"{error}, in STEG_DESKS or STEG_DIGEST") from None
        content = b"" if reply.file is None else await self._fetch(reply.file)
        if not _says_something(reply):
            return None
        now = self._clock()
        key = f"{conversation}\n{thread}\n{reply!r}"
        message_id = self._ids.of(key, now.date())
        headers: dict[str, str | Address] = {"Message-ID": message_id}
        headers |= {"To": to, "Date": format_datetime(now)}
        if thread:
            headers |= dict.fromkeys(("In-Reply-To", "References"), one_line(thread))
        link = self._link_for(reply.handoff, conversation, now) if reply.handoff else None
        # In a thread, as a large file takes a second to write in letters.
        mail = await asyncio.to_thread(self._written, headers, reply, link, content)
        await self._give(mail, to.addr_spec)
        self._ids.sent(key, now.date())
        return message_id

    async def fetch(self, file: FileRef) -> bytes:
        """Refuses: no file comes in by mail."""
        raise ChannelRefused(f"'{file.name}' cannot have come by mail, which Steg only sends")

    async def stop(self) -> None:
        """Nothing is open between mails."""

    def _written(
        self, headers: Mapping[str, str | Address], reply: Reply, link: str | None, content: bytes
    ) -> bytes:
        """The mail as it goes over the line; ``content`` is that of the reply's file."""
        mail = EmailMessage(policy=_POLICY)
        mail["Subject"], mail["From"] = subject(reply), self._from
        for name, value in headers.items():
            mail[name] = value
        mail["Auto-Submitted"] = "auto-generated"
        mail["X-Auto-Response-Suppress"] = "All"
        mail.set_content(as_text(reply, link), cte="quoted-printable")
        shown = as_html(reply, link, self._our_pages)
        mail.add_alternative(shown, subtype="html", cte="quoted-printable")
        _add_pictures(mail, reply)
        for name, media_type, inside in _attached(reply, content):
            kind, _, form = media_type.partition("/")
            mail.add_attachment(inside, maintype=kind, subtype=form, filename=one_line(name))
        return mail.as_bytes(policy=_POLICY)

    # --- the mail server

    async def _give(self, mail: bytes, to: str) -> None:
        """Gives a mail to the server; once it has said yes, nothing that comes after matters."""
        client = aiosmtplib.SMTP(
            hostname=self._server.host,
            port=self._server.port,
            use_tls=self._server.encrypted,
            local_hostname=self._our_host,
            timeout=self._patience.total_seconds(),
            tls_context=self._trust,
        )
        try:
            await client.connect()
            if self._server.user:
                await self._log_in(client)
            await client.sendmail(self._from.addr_spec, [to], mail)
            with suppress(aiosmtplib.SMTPException, OSError):
                await client.quit(timeout=SAYS_GOODBYE_WITHIN.total_seconds())
        except (aiosmtplib.SMTPException, OSError) as error:
            # Not with its cause: what servers say may repeat what they were told.
            raise self._as_ours(error, to) from None
        finally:
            client.close()

    async def _log_in(self, client: aiosmtplib.SMTP) -> None:
        if client.get_transport_info("sslcontext") is None and not self._server.is_here:
            raise ChannelUnreachable(
                f"the mail server at {self._server.host} offers no encryption, so the password in "
                "STEG_SMTP was not sent to it; write smtps:// if it has a port for that"
            )
        await client.ehlo()
        if not client.supported_auth_methods:
            raise ChannelUnreachable(
                f"the mail server at {self._server.host} lets nobody log in at port "
                f"{self._server.port}; write another port in STEG_SMTP, or no user and password"
            )
        await client.login(self._server.user.encode(), self._server.password.encode())

    def _as_ours(self, error: Exception, to: str) -> StegError:
        """What a failure means to the outbox."""
        at = f"the mail server at {self._server.host}"
        if isinstance(error, aiosmtplib.SMTPRecipientsRefused):
            code = min(one.code for one in error.recipients)
            if code >= 500:
                return ChannelRefused(
                    f"{at} refuses mail to {to} ({code}); check the address in STEG_DESKS or STEG_DIGEST"
                )
            return _later(at, code)
        if isinstance(error, aiosmtplib.SMTPAuthenticationError):
            return ChannelUnreachable(
                f"{at} does not let us in ({error.code}); check user and password in STEG_SMTP"
            )
        if isinstance(error, aiosmtplib.SMTPResponseException):
            return self._as_answered(error, at)
        if isinstance(error.__cause__ or error, ssl.SSLCertVerificationError):
            return ChannelUnreachable(
                f"{at} shows a certificate for another host, or one nobody vouches for; "
                "check the host in STEG_SMTP"
            )
        return ChannelUnreachable(
            f"{at} does not answer at port {self._server.port} as a mail server does "
            f"({type(error).__name__}); check STEG_SMTP"
        )

    def _as_answered(self, error: aiosmtplib.SMTPResponseException, at: str) -> StegError:
        """What a number means that is not about the recipient."""
        if 400 <= error.code < 500:
            return _later(at, error.code)
        if isinstance(error, aiosmtplib.SMTPDataError) or error.code == 552:
            return ChannelRefused(f"{at} does not take a mail like this one ({error.code})")
        return ChannelUnreachable(
            f"{at} takes no mail from {self._from.addr_spec} ({error.code}); "
            "check STEG_MAIL_FROM, and user and password in STEG_SMTP"
        )


class MessageIds:
    """Makes the ids of mails: the same for a second try, another for the same words said again.

    Mailboxes show two mails with one id as one. A second try after the process was stopped has the id of
    the first as well, unless the words were said twice that day or midnight came between.
    """

    def __init__(self, domain: str) -> None:
        self._domain = domain[-LONGEST_DOMAIN:].lstrip(".-")
        self._day: date | None = None
        self._sent: Counter[str] = Counter()

    def of(self, key: str, day: date) -> str:
        """The id of a mail; ``key`` holds all that makes it another one."""
        times = self._sent[_hashed(key)] if day == self._day else 0
        return f"<{_hashed(f'{day} {times} {_hashed(key)}')[:20]}@{self._domain}>"

    def sent(self, key: str, day: date) -> None:
        """Counts a mail that was taken."""
        if day != self._day:
            self._day, self._sent = day, Counter()
        self._sent[_hashed(key)] += 1


def _hashed(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


# --- what a mail holds


def subject(reply: Reply) -> str:
    """The first line of the reply, cut to what is shown of a subject."""
    lines = (one_line(line) for line in (*reply.text.splitlines(), reply.by or ""))
    first = next((line for line in lines if can_be_seen(line)), "Steg")
    if len(first) <= LONGEST_SUBJECT:
        return first
    return first[: LONGEST_SUBJECT - 1].rstrip() + "…"


def as_text(reply: Reply, link: str | None) -> str:
    """The mail as plain text: who speaks, the text, their words behind ">", the link on its own line."""
    lines = sendable(reply.quote or "").strip().splitlines()
    pieces = (
        f"{one_line(reply.by)}:" if reply.by else "",
        plain(sendable(reply.text)).strip(),
        "\n".join(f"> {line}".rstrip() for line in lines),
        link or "",
        *(f"[{picture.alt}]" for picture in reply.pictures),
    )
    return "\n\n".join(piece for piece in pieces if piece) + "\n"


def as_html(reply: Reply, link: str | None, our_pages: str = "") -> str:
    """The mail as a page, with everything escaped; the only links in it are ours.

    Args:
        our_pages: what our own addresses begin with; in the text they become links.
    """
    marked = "".join(marked_parts(reply.text, len(reply.text) + 1, lambda _: True))
    text = _escaped(marked).replace(BOLD, "<strong>").replace(END, "</strong>")
    if our_pages:
        text = _linked(text, html.escape(our_pages))
    quote = _BREAKS.sub(r"\1<wbr>", _escaped(sendable(reply.quote or "").strip()))
    address = html.escape(link or "")
    pieces = (
        f"<p><strong>{_escaped(one_line(reply.by))}:</strong></p>" if reply.by else "",
        f"<p>{text}</p>" if text else "",
        f"<blockquote>{quote}</blockquote>" if quote else "",
        f'<p><a href="{address}">{address}</a></p>' if link else "",
        *(_shown(number, picture) for number, picture in enumerate(reply.pictures)),
    )
    body = "\n".join(piece for piece in pieces if piece)
    return f'<!doctype html>\n<html><body style="{_LOOK}">\n{body}\n</body></html>\n'


def _linked(escaped: str, our_pages: str) -> str:
    found = re.compile(rf"{re.escape(our_pages)}[^\s<>]*")
    return found.sub(lambda address: f'<a href="{address[0]}">{address[0]}</a>', escaped)


def _shown(number: int, picture: Picture) -> str:
    look = f"width:100%;max-width:{_WIDEST_PICTURE}px;height:auto"
    source = f'src="cid:{_content_id(number, picture)}" alt="{html.escape(picture.alt)}"'
    return f'<p><img {source} width="{_WIDEST_PICTURE}" style="{look}"></p>'


def _content_id(number: int, picture: Picture) -> str:
    """By what the page names a picture of its own mail."""
    return f"{number}.{hashlib.sha256(picture.content).hexdigest()[:20]}@steg"


def _add_pictures(mail: EmailMessage, reply: Reply) -> None:
    """Puts the pictures beside the page that shows them."""
    page = mail.get_body(("html",))
    if not reply.pictures or page is None:
        return
    for number, picture in enumerate(reply.pictures):
        kind, _, form = picture.media_type.partition("/")
        page.add_related(
            picture.content,
            maintype=kind,
            subtype=form,
            cid=f"<{_content_id(number, picture)}>",
            disposition="inline",
            filename=one_line(picture.name),
        )


def _escaped(text: str) -> str:
    return "<br>\n".join(html.escape(line) for line in text.splitlines())


def _attached(reply: Reply, content: bytes) -> Iterator[tuple[str, str, bytes]]:
    """Names, media types and bytes of what goes with the mail."""
    if reply.document is not None:
        inside = reply.document.text.encode("utf-8", "replace")
        yield reply.document.name, reply.document.media_type, inside
    if reply.file is not None:
        yield reply.file.name, reply.file.media_type, content


def _says_something(reply: Reply) -> bool:
    words = can_be_seen(reply.text) or can_be_seen(reply.quote or "")
    return words or reply.file is not None or reply.document is not None


def _address(text: str, name: str = "") -> Address:
    """A mail address as servers take it, its domain in plain letters.

    Raises:
        ValueError: it is no address, or one with other than plain letters before the @.
    """
    local, _, domain = text.rpartition("@")
    try:
        found = Address(name, addr_spec=f"{local}@{domain.encode('idna').decode()}")
        local.encode("ascii")
    except (ValueError, IndexError, MessageError):
        told = f"'{one_line(text)}' is not an address mail can be sent to"
        raise ValueError(f"{told}; write one such as post@example.no") from None
    return found


def _host_as_said(host: str) -> str:
    """A host as it is named to a mail server: in plain letters, a number in brackets."""
    try:
        number = ipaddress.ip_address(host)
    except ValueError:
        return host.encode("idna").decode()
    return f"[{host}]" if number.version == 4 else f"[IPv6:{host}]"


def _later(at: str, code: int) -> TryLater:
    return TryLater(f"{at} asks to come again ({code})", AFTER_NOT_YET.total_seconds())
