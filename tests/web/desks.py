"""Desks with requests on them, acted on as the service does, and visitors to their pages."""

import re
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from hashlib import sha256
from html import unescape
from typing import Any, cast

import httpx

from bot.core.accounts import LOGIN_ENDS_AFTER
from bot.core.case_links import case_address
from bot.core.content import Content
from bot.core.conversation import (
    Adviser,
    DeskMessage,
    DeskPost,
    Given,
    Handoff,
    Message,
    Reply,
    Session,
    Turn,
)
from bot.core.desks import Desk, Desks
from bot.core.draft import World
from bot.core.understanding import Reader
from bot.desk_turns import DeskTurns
from bot.stores.sqlite import SqliteStore
from bot.web.page import Site
from tests.web.site import NOW, Clock, proof_in, site, visitor

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
OWNER_WROTE = "ryggen ryker på gutta når vi løfter"
DESKS = Desks(
    {
        desk.id: desk
        for desk in (
            Desk("oppdal", "Næringshagen", "slack:C1", "NO", "Europe/Oslo", stand_in="fylket"),
            Desk("almi", "Almi Mitt", "mail:post@almi.test", "SE", "Europe/Stockholm"),
            Desk("fylket", "Fylkeskommunen", "page:fylket", "NO", "Europe/Oslo"),
        )
    },
    "fylket",
)
ASTA, KARI = Adviser("account:asta", "Asta"), Adviser("slack:U1", "Kari Nordmann")


def asked_for(number: int = 1, **more: Any) -> Handoff:
    """A request that waits at a desk, as it stands three hours after an owner made it."""
    request = Handoff(
        id=f"telegram:{number}#7",
        conversation=f"telegram:{number}",
        at=NOW - 3 * HOUR,
        to="almi-mitt",
        stage="waiting",
        language="nb",
        summary=OWNER_WROTE,
        reach="here",
        contact=None,
        needs=("heavy-work",),
        place="oppdal",
        size="micro",
        given=Given(("act-early",), actors=("arbeidstilsynet",), instruments=("almi-mikrolan",)),
        desk="oppdal",
        promised_by=NOW + 4 * HOUR,
    )
    return replace(request, **more)


def taken(number: int = 1, by: Adviser = ASTA, **more: Any) -> Handoff:
    """A request that somebody took an hour ago."""
    has = {"stage": "taken", "adviser": by, "taken_at": NOW - HOUR}
    return asked_for(number, **{**has, **more})


def closed(number: int = 1, **more: Any) -> Handoff:
    """A request that was answered and closed."""
    over = {"stage": "closed", "ending": "helped", "closed_at": NOW, "answered_at": NOW - HOUR}
    return taken(number, **{**over, **more})


@dataclass
class AtWork:
    """Desks at work: a store with requests, the pages on it, and a clock that tests turn."""

    content: Content
    clock: Clock = field(default_factory=Clock)
    desks: Desks = DESKS
    store: SqliteStore = field(default_factory=lambda: SqliteStore(":memory:"))
    secure: bool = False
    link_secret: str | None = "a secret for links"

    def __post_init__(self) -> None:
        # Nothing an adviser does is read as an owner's words are, so nothing needs to be learned here.
        world = World(self.content, cast(Reader, None), desks=self.desks)
        self.turns = DeskTurns(self.store, lambda: world)
        made = site(self.content, clock=self.clock, store=self.store, secure=self.secure)
        self.site: Site = replace(
            made, desks=lambda: self.desks, act=self.turns.act, link_secret=self.link_secret
        )

    def having(self, *requests: Handoff) -> "AtWork":
        """With these requests kept."""
        for request in requests:
            relay = request.id if request.adviser and request.is_open else None
            session = Session(request.conversation, "telegram", request.language, relay=relay)
            self._keep(request.id, session, Turn(session, handoff=request))
        return self

    def says(self, text: str, number: int = 1, *, steg: str = "", relays: bool = False) -> None:
        """An owner writes; the text goes to Steg, who answers, or to the adviser who has the request."""
        request = self.case(number)
        with self.store.transaction() as kept:
            session = kept.session(request.conversation)
        assert session
        post = DeskPost("slack:C1", Reply("", quote=text, handoff=request.id, relays=True))
        turn = Turn(session, (Reply(steg),) if steg else (), posts=(post,) if relays else ())
        self._keep(f"{request.id}{self.clock.now}{text}", session, turn, text)

    def _keep(self, name: str, session: Session, turn: Turn, text: str | None = None) -> None:
        message = Message(name, session.conversation, session.channel, self.clock.now, text)
        with self.store.transaction() as kept:
            assert not kept.seen(message)
            kept.keep(message, replace(turn, said=text))

    def does(self, by: Adviser, choice: str | None = None, *, text: str | None = None) -> None:
        """Somebody acts on the first request elsewhere than on its page."""
        request = self.case()
        address = self.desks.by_id[request.desk].address
        name = f"{by.id} {choice} {text} {self.clock.now}"
        self.turns.act(
            DeskMessage(
                name, address, by, self.clock.now, handoff=request.id, choice=choice, text=text
            )
        )

    def case(self, number: int = 1) -> Handoff:
        """A request as it is now."""
        request = self.store.handoff(f"telegram:{number}#7")
        assert request
        return request

    def owner_got(self, number: int = 1) -> list[str]:
        """What the owner was sent, in an adviser's words where it has them."""
        lines = self.store.lines(f"telegram:{number}")
        return [line.quote or line.text for line in lines if line.who == "steg"]


def page_of(number: int = 1) -> str:
    """Where the page of a request is."""
    return case_address(f"telegram:{number}#7")


@dataclass(frozen=True, slots=True)
class Desktop:
    """Somebody's browser at a desk."""

    client: httpx.AsyncClient

    async def reads(self, path: str = page_of()) -> str:
        """The text of a page."""
        return unescape((await self.client.get(path)).text)

    async def form(self, path: str = page_of()) -> dict[str, str]:
        """The hidden fields of a page's forms."""
        html = (await self.client.get(path)).text
        press = re.search(r'name="press" value="([\w-]+)"', html)
        assert press, "the page has no form"
        own = html[html.index('action="/desk/case/') :]
        return {"proof": proof_in(own), "press": press.group(1)}

    async def posts(
        self, form: dict[str, str] | None = None, path: str = page_of(), **fields: str
    ) -> httpx.Response:
        """Sends a form of the page: that of before, or a fresh one."""
        form = await self.form(path) if form is None else form
        return await self.client.post(path, data={**form, **fields})

    async def reads_after(self, answer: httpx.Response) -> str:
        """The page that an answer leads to."""
        assert answer.status_code == 303
        return await self.reads(answer.headers["location"].partition("#")[0])


@asynccontextmanager
async def desktop(
    work: AtWork, as_: str | None = "asta", language: str = "nb"
) -> AsyncIterator[Desktop]:
    """Somebody who logged in before, or nobody."""
    async with visitor(work.site, language=language) as client:
        if as_:
            name = "__Host-steg-login" if work.secure else "steg-login"
            client.cookies.set(name, logged_in(work, as_))
        yield Desktop(client)


def logged_in(work: AtWork, name: str) -> str:
    """The token of a login that was made without the form, which takes as long as a password does."""
    token = secrets.token_urlsafe(32)
    account = work.store.accounts.get(name)
    assert account
    ends_at = work.clock.now + LOGIN_ENDS_AFTER
    kept = sha256(token.encode()).hexdigest()
    assert work.store.accounts.log_in(kept, account, work.clock.now, ends_at)
    return token
