"""A real mail server (aiosmtpd) on the loopback that keeps what it takes, and refuses as a test asks.

server = MailServer()
await server.start()                    # then build the channel with server.smtp
server.answers("RCPT", "451 4.7.1 Greylisted", times=1)
[mail] = server.mails
"""

import asyncio
import ssl
import subprocess
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP as POLICY
from pathlib import Path
from typing import Any, Literal

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

Command = Literal["EHLO", "MAIL", "RCPT", "DATA", "QUIT"]


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail the server took: its envelope, what it holds, and how it came."""

    sender: str
    recipients: tuple[str, ...]
    raw: bytes
    user: str | None
    encrypted: bool

    @property
    def message(self) -> EmailMessage:
        """The mail as a mail program reads it."""
        read = message_from_bytes(self.raw, policy=POLICY)
        assert isinstance(read, EmailMessage)
        assert not read.defects
        return read

    def body(self, kind: Literal["plain", "html"] = "plain") -> str:
        """The text a program shows that prefers this kind."""
        part = self.message.get_body((kind,))
        assert part is not None
        return str(part.get_content()).replace("\r\n", "\n")

    @property
    def files(self) -> dict[str, tuple[str, bytes]]:
        """Media type and bytes of what is attached, by name."""
        return {
            str(part.get_filename()): (part.get_content_type(), part.get_payload(decode=True))
            for part in self.message.iter_attachments()
        }


@dataclass(slots=True)
class _Fault:
    answer: str | None
    seconds: float
    cut: bool
    times: int


class MailServer:
    """The server, who may log in, and the faults a test asks for.

    Args:
        users: names with passwords; when there are any, nobody sends without.
        certificate: file of a certificate with its key, for STARTTLS or a port that is encrypted.
        encrypted: from the first byte on.
    """

    def __init__(
        self,
        users: dict[str, str] | None = None,
        *,
        certificate: Path | None = None,
        encrypted: bool = False,
        most_bytes: int = 33_000_000,
    ) -> None:
        self.mails: list[Mail] = []
        self.hosts: list[str] = []
        self._users = users or {}
        self._encrypted = encrypted
        self._most_bytes = most_bytes
        self._tls = None
        if certificate is not None:
            self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self._tls.load_cert_chain(certificate)
        self._faults: dict[str, list[_Fault]] = {}
        self.port = 0

    @property
    def smtp(self) -> str:
        """What the channel takes as its ``smtp``, without a user."""
        return f"{'smtps' if self._encrypted else 'smtp'}://127.0.0.1:{self.port}"

    async def start(self) -> None:
        """Begins to listen."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(
            lambda: SMTP(
                _Handler(self),
                hostname="mail.example",
                loop=loop,
                tls_context=None if self._encrypted else self._tls,
                data_size_limit=self._most_bytes,
                auth_require_tls=False,
                authenticator=self._lets_in,
                auth_exclude_mechanism=() if self._users else ("LOGIN", "PLAIN"),
            ),
            "127.0.0.1",
            0,
            ssl=self._tls if self._encrypted else None,
        )
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Stops listening."""
        self._server.close()
        await self._server.wait_closed()

    def answers(self, command: Command, answer: str, *, times: int = 1) -> None:
        """Makes the server say this to a command."""
        self._faults.setdefault(command, []).append(_Fault(answer, 0, False, times))

    def is_slow(self, command: Command, seconds: float, *, times: int = 1) -> None:
        """Makes the server think before it answers a command."""
        self._faults.setdefault(command, []).append(_Fault(None, seconds, False, times))

    def cuts(self, command: Command, *, times: int = 1) -> None:
        """Makes the line go dead when a command was carried out, before its answer."""
        self._faults.setdefault(command, []).append(_Fault(None, 0, True, times))

    def _fault(self, command: str) -> _Fault | None:
        faults = self._faults.get(command, [])
        if not faults:
            return None
        faults[0].times -= 1
        return faults.pop(0) if faults[0].times <= 0 else faults[0]

    def _lets_in(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any
    ) -> AuthResult:
        assert isinstance(data, LoginPassword)
        user, password = data.login.decode(), data.password.decode()
        right = self._users.get(user) == password
        return AuthResult(success=right, auth_data=user if right else None, handled=False)

    async def answer(
        self, command: Command, server: SMTP, carry_out: Callable[[], Awaitable[str]]
    ) -> str:
        """Does what a command asks, or what a test asked in its place."""
        fault = self._fault(command)
        if fault is None:
            return await carry_out()
        if fault.answer is not None:
            return fault.answer
        await asyncio.sleep(fault.seconds)
        answer = await carry_out()
        if fault.cut and server.transport is not None:
            server.transport.abort()  # type: ignore[attr-defined]
        return answer

    def may_send(self, session: Session) -> bool:
        """Whether somebody who is connected so may send."""
        return not self._users or bool(session.authenticated)

    def keep(self, session: Session, envelope: Envelope) -> None:
        """Keeps a mail."""
        content = envelope.original_content or b""
        encrypted = self._encrypted or session.ssl is not None
        recipients = tuple(envelope.rcpt_tos)
        sender = envelope.mail_from or ""
        self.mails.append(Mail(sender, recipients, content, session.auth_data, encrypted))


class _Handler:
    """What aiosmtpd asks at each command."""

    def __init__(self, server: MailServer) -> None:
        self._server = server

    async def handle_EHLO(  # noqa: N802 - aiosmtpd's own names
        self,
        server: SMTP,
        session: Session,
        envelope: Envelope,
        hostname: str,
        responses: list[str],
    ) -> list[str]:
        async def greet() -> str:
            session.host_name = hostname
            self._server.hosts.append(hostname)
            return ""

        answer = await self._server.answer("EHLO", server, greet)
        return [answer] if answer else responses

    async def handle_MAIL(  # noqa: N802
        self,
        server: SMTP,
        session: Session,
        envelope: Envelope,
        address: str,
        options: list[str],
    ) -> str:
        async def begin() -> str:
            if not self._server.may_send(session):
                return "530 5.7.0 Authentication required"
            envelope.mail_from = address
            return "250 OK"

        return await self._server.answer("MAIL", server, begin)

    async def handle_RCPT(  # noqa: N802
        self,
        server: SMTP,
        session: Session,
        envelope: Envelope,
        address: str,
        options: list[str],
    ) -> str:
        async def add() -> str:
            envelope.rcpt_tos.append(address)
            return "250 OK"

        return await self._server.answer("RCPT", server, add)

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        async def take() -> str:
            self._server.keep(session, envelope)
            return "250 OK"

        return await self._server.answer("DATA", server, take)

    async def handle_QUIT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        async def leave() -> str:
            return "221 Bye"

        return await self._server.answer("QUIT", server, leave)


def certificate(folder: Path, host: str = "127.0.0.1") -> Path:
    """A certificate that vouches for itself, with its key, in one file.

    Raises:
        FileNotFoundError: openssl is not installed.
    """
    key, made = folder / "key.pem", folder / "made.pem"
    kind = "IP" if host[0].isdigit() else "DNS"
    command = (
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 "
        f"-subj /CN=mail -addext subjectAltName={kind}:{host} -keyout {key} -out {made}"
    )
    subprocess.run(command.split(), check=True, capture_output=True)
    whole = folder / "whole.pem"
    whole.write_bytes(key.read_bytes() + made.read_bytes())
    return whole
