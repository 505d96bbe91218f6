"""Talks, the log and privacy in a real browser: for everybody, on a phone, by keyboard, on paper."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from bot.core.content import Content, Language
from bot.core.conversation import Event, Message, Reply, Turn
from bot.stores.sqlite import SqliteStore
from bot.web.words import WORDS
from tests.channels.test_web import serving
from tests.web.site import PASSWORD, Clock, app, looked_at, site
from tests.web.talks import WORDS as SAID
from tests.web.talks import a_talk, kept, settled
from tests.web.test_chat_page import PHONE
from tests.web.test_map_in_browser import FITS, LOCALES, ONLY_COLOURS, OTHER, faults_of, sizes_of

# Each page comes in one language and both themes; "talk" is the first of the list, before and after why.
LOOKED_AT = (
    ("nb", "/staff/talks?missed=1", "light"),
    ("sv", "talk", "dark"),
    ("en", "opened", "light"),
    ("sv", "/staff/log", "light"),
    ("en", "/staff/privacy", "dark"),
)


def filled(now: datetime) -> SqliteStore:
    """A store with some talks, a request of an owner, and something past its time."""
    store = SqliteStore(":memory:")
    a_talk(store, at=now - timedelta(minutes=1))
    for number in range(1, 5):
        at = now - timedelta(hours=7 * number)
        lost = replace(
            settled(f"web:{number}", at), answers=(), signalled=(f"gap:None:{at:%Y-%m}",)
        )
        kept(store, lost, Reply("Hm?"), events=(Event("not-understood", at),))
    kept(store, settled("web:old", now - timedelta(days=16)), Reply("Hei"))
    asked = Turn(settled("web:asked"), events=(Event("keeps", now, {"value": "false"}),))
    with store.transaction() as open_:
        open_.keep(Message("m", "web:asked", "web", now), asked)
    return store


@pytest_asyncio.fixture(scope="module")
async def address(content: Content) -> AsyncIterator[str]:
    """Where the pages are served; a browser ends its cookies itself, so the clock is the real one."""
    clock = Clock()
    clock.now = datetime.now(UTC)
    async with serving(app(site(content, clock=clock, store=filled(clock.now)))) as served_at:
        yield served_at


@asynccontextmanager
async def at(browser: Browser, address: str, path: str, **options: Any) -> AsyncIterator[Page]:
    """A page in a browser of an administrator."""
    async with looked_at(browser, address, "/login", **options) as page:
        await page.locator("#name").fill("adam")
        await page.locator("#password").fill(PASSWORD)
        await page.keyboard.press("Enter")
        await page.wait_for_url("**/desk")
        in_list = path in ("talk", "opened")
        await page.goto(address + ("/staff/talks" if in_list else path))
        if in_list:
            await page.locator("a.code").first.click()
            await page.wait_for_url("**/staff/talks/*")
        if path == "opened":
            await page.locator(".why .tick label").first.click()
            await page.locator(".why button").click()
            await page.locator(".spoken").first.wait_for()
        yield page


@pytest.mark.parametrize(("language", "path", "scheme"), LOOKED_AT)
async def test_nothing_stands_in_the_way_of_anybody(
    browser: Browser, address: str, language: Language, path: str, scheme: Any
) -> None:
    options = {**PHONE, "locale": LOCALES[language], "color_scheme": scheme}
    async with at(browser, address, path, **options) as page:
        assert await page.evaluate("document.documentElement.lang") == language
        assert await faults_of(page) == []
        await page.emulate_media(color_scheme=OTHER[scheme])  # type: ignore[arg-type]
        assert await faults_of(page, ONLY_COLOURS) == []
        for width in (320, 390, 1200):
            await page.set_viewport_size({"width": width, "height": 780})
            assert await page.evaluate(FITS)


async def test_a_missing_reason_is_told_where_it_is_asked(browser: Browser, address: str) -> None:
    async with at(browser, address, "talk", **PHONE) as page:
        await page.locator(".why button").click()
        await expect(page.get_by_role("alert")).to_have_text(WORDS["why-too-short"][0])
        assert await faults_of(page) == []


@pytest.mark.parametrize("scripts", [True, False])
async def test_a_talk_is_opened_read_and_corrected_by_keyboard(
    browser: Browser, address: str, scripts: bool
) -> None:
    async with at(browser, address, "talk", java_script_enabled=scripts) as page:
        await page.locator("#why-to-understand").focus()
        await page.keyboard.press("Space")
        await page.keyboard.press("Tab")
        await page.keyboard.type("ser etter ord")
        await page.keyboard.press("Tab")
        await page.keyboard.press("Enter")
        await expect(page.get_by_text(SAID)).to_be_visible()
        await page.locator("#instead").focus()
        await page.keyboard.press("ArrowDown")
        await page.keyboard.press("Tab")
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("status")).to_have_text(WORDS["did-corrected"][0])
        await page.reload()
        await expect(page.get_by_text(SAID)).to_be_visible()


async def test_what_is_pressed_is_large_enough_for_a_thumb(browser: Browser, address: str) -> None:
    for path, what in (
        ("talk", ".why .tick label, .why button"),
        ("/staff/log", ".files a, button"),
    ):
        async with at(browser, address, path, **PHONE) as page:
            sizes = await sizes_of(page, what)
            assert len(sizes) > 1
            assert all(height >= 44 for _, height in sizes)


async def test_paper_gets_all_that_is_kept_and_no_control(browser: Browser, address: str) -> None:
    async with at(
        browser, address, "/staff/privacy", viewport={"width": 703, "height": 1024}
    ) as page:
        await page.emulate_media(media="print")
        for control in (".lots", ".foot"):
            await expect(page.locator(control).first).to_be_hidden()
        for part in ("#limits", ".kept >> nth=0", ".kept >> nth=3"):
            await expect(page.locator(part)).to_be_visible()
        assert await page.evaluate(FITS)
