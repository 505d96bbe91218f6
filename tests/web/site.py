"""The pages on an application of their own, with a clock that tests turn, and visitors over ASGI."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
from argon2 import PasswordHasher
from playwright.async_api import Browser, Page
from starlette.applications import Starlette

from bot.channels.web import WebChannel
from bot.core.accounts import Account, Role
from bot.core.content import Content
from bot.core.conversation import Handoff, Message, Session, Signal, Turn
from bot.stores.port import Store
from bot.stores.sqlite import SqliteStore
from bot.web import pages
from bot.web.app import create_app
from bot.web.page import Site
from tests.web.test_chat_page import watch

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
PASSWORD = "en ku på taket"
ROLE_OF: dict[str, Role] = {"asta": "adviser", "stine": "staff", "adam": "admin"}
# Hashed at next to no cost: test_accounts and the test of equal times use what real accounts have.
_HASH = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1).hash(PASSWORD)


class Clock:
    """A clock that stands still until it is turned."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        """The time of now."""
        return self.now

    def turn(self, by: timedelta) -> None:
        """Lets time pass."""
        self.now += by


def site(
    content: Content,
    *,
    clock: Clock | None = None,
    store: Store | None = None,
    secure: bool = False,
) -> Site:
    """What the pages are built on, with one account for each role."""
    store = store or SqliteStore(":memory:")
    for name, role in ROLE_OF.items():
        store.accounts.add(Account(name, role, _HASH))
    return Site(lambda: content, store, clock or Clock(), "a secret for tests", secure)


def app(of: Site) -> Starlette:
    """The pages as a server runs them, with the files the chat serves."""

    async def nothing() -> None:
        return None

    chat = WebChannel(
        transcript=lambda *_: [], secret="a secret for tests", secure=of.secure, clock=of.clock
    )
    return create_app(
        [*chat.routes(), *pages.routes(of)],
        ready=lambda: None,
        metrics=lambda: "",
        start=nothing,
        stop=nothing,
    )


@asynccontextmanager
async def visitor(
    of: Site, *, as_: str | None = None, language: str = "nb", address: str = "192.0.2.1"
) -> AsyncIterator[httpx.AsyncClient]:
    """A browser that does not follow redirects; logged in when a name is given."""
    base_url = "https://steg.test" if of.secure else "http://steg.test"
    transport = httpx.ASGITransport(app(of), raise_app_exceptions=False, client=(address, 1234))
    headers = {"Accept-Language": language, "Accept": "text/html"}
    async with httpx.AsyncClient(transport=transport, base_url=base_url, headers=headers) as client:
        if as_:
            assert (await log_in(client, as_)).status_code == 303
        yield client


async def log_in(
    client: httpx.AsyncClient, name: str, password: str = PASSWORD, path: str = "/login"
) -> httpx.Response:
    """Fills in the login page and sends it."""
    form = {"proof": proof_in((await client.get(path)).text), "name": name, "password": password}
    return await client.post(path, data=form)


def proof_in(html: str) -> str:
    """What the first form of a page carries to show that it is ours."""
    found = re.search(r'name="proof" value="([0-9a-f]{64})"', html)
    assert found
    return found.group(1)


@asynccontextmanager
async def looked_at(
    browser: Browser, address: str, path: str, **options: Any
) -> AsyncIterator[Page]:
    """A page in Chromium; fails when it complained or asked anybody but us."""
    context = await browser.new_context(**{"locale": "nb-NO", **options})
    page = await context.new_page()
    faults = watch(page, address)
    await page.goto(address + path)
    yield page
    await context.close()
    assert faults == []


def keep(store: Store, *signals: Signal, handoff: Handoff | None = None) -> None:
    """Keeps signals and a request as a turn would."""
    conversation = handoff.conversation if handoff else "web:somebody"
    message = Message(
        f"{conversation}:{handoff.id if handoff else len(signals)}", conversation, "web", NOW
    )
    with store.transaction() as kept:
        kept.keep(
            message, Turn(Session(conversation, "web", "nb"), signals=signals, handoff=handoff)
        )
