"""The staff pages in a real browser: for everybody, on a phone, by keyboard, on paper."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, StorageState, expect

from bot.core.content import Content, Language
from bot.stores.sqlite import SqliteStore
from bot.web.words import WORDS
from tests.channels.test_web import serving
from tests.web.site import PASSWORD, Clock, app, keep, looked_at, site
from tests.web.staff_signals import RISES, signals
from tests.web.test_chat_page import PHONE
from tests.web.test_map_in_browser import (
    FITS,
    LOCALES,
    ONLY_COLOURS,
    OTHER,
    faults_of,
    sizes_of,
    unfold_all,
)

At = Callable[..., AbstractAsyncContextManager[Page]]
PAGES = ("/staff", "/staff/map?period=year", f"/staff/need/{RISES}", "/staff/place/are")
# Axe reads a page for seconds, so each language and each page comes once, and each page in both themes.
LOOKED_AT = (
    ("nb", "/staff", "light"),
    ("sv", "/staff/map?period=year", "dark"),
    ("sv", f"/staff/need/{RISES}?size=micro", "light"),
    ("en", "/staff/place/are?period=year", "dark"),
    ("sv", "/staff/funnel", "light"),
    ("en", "/staff/outcomes", "dark"),
    ("nb", "/staff/handoffs", "light"),
    ("sv", "/staff/knowledge", "dark"),
    ("nb", "/staff/knowledge/methods", "light"),
    ("en", "/staff/knowledge/actors/namdalshagen", "light"),
)


@pytest_asyncio.fixture(scope="module")
async def address(content: Content) -> AsyncIterator[str]:
    """Where the pages are served, with two years of signals up to today: a browser ends its cookies itself."""
    store, clock = SqliteStore(":memory:"), Clock()
    clock.now = datetime.now(UTC)
    keep(store, *signals(content, 1500, last=clock.now.date()))
    async with serving(app(site(content, clock=clock, store=store))) as served_at:
        yield served_at


@pytest_asyncio.fixture(scope="module")
async def logged_in(browser: Browser, address: str) -> StorageState:
    """The cookies of somebody who has logged in, by the form."""
    async with looked_at(browser, address, "/login") as page:
        await page.locator("#name").fill("stine")
        await page.locator("#password").fill(PASSWORD)
        await page.keyboard.press("Enter")
        await page.wait_for_url("**/staff")
        return await page.context.storage_state()


@pytest.fixture
def at(browser: Browser, address: str, logged_in: StorageState) -> At:
    """A page in a browser of somebody who is logged in."""

    def page_at(path: str, **options: Any) -> AbstractAsyncContextManager[Page]:
        return looked_at(browser, address, path, storage_state=logged_in, **options)

    return page_at


@pytest.mark.parametrize(("language", "path", "scheme"), LOOKED_AT)
async def test_nothing_stands_in_the_way_of_anybody(
    at: At, language: Language, path: str, scheme: Any
) -> None:
    options = {**PHONE, "locale": LOCALES[language], "color_scheme": scheme}
    async with at(path, **options) as page:
        assert await page.evaluate("document.documentElement.lang") == language
        await unfold_all(page)
        assert await faults_of(page) == []
        await page.emulate_media(color_scheme=OTHER[scheme])  # type: ignore[arg-type]
        assert await faults_of(page, ONLY_COLOURS) == []


async def test_the_three_sentences_are_in_the_first_screen_of_a_phone(at: At) -> None:
    async with at("/staff", **PHONE) as page:
        await expect(page.locator(".sum li")).to_have_count(3)
        for sentence in await page.locator(".sum li").all():
            await expect(sentence).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("path", PAGES)
async def test_no_page_is_wider_than_its_screen_and_its_pictures_can_be_read(
    at: At, path: str
) -> None:
    async with at(path, **PHONE) as page:
        texts = await page.locator(".chart text").evaluate_all(
            "(all) => all.map((one) => { const box = one.getBoundingClientRect();"
            " return [box.height, box.left, box.right] })"
        )
        assert texts
        assert all(high >= 11 and left >= 0 and right <= 390 for high, left, right in texts)
        for width in (320, 390, 1200):
            await page.set_viewport_size({"width": width, "height": 780})
            assert await page.evaluate(FITS)


async def test_what_is_pressed_most_is_large_enough_for_a_thumb(at: At) -> None:
    async with at("/staff?country=NO", **PHONE) as page:
        sizes = await sizes_of(page, ".lots a, summary, .files a, .filter select, .filter button")
        assert len(sizes) > 8
        assert all(height >= 44 for _, height in sizes)


@pytest.mark.parametrize("scripts", [True, False])
async def test_a_place_is_chosen_by_keyboard_and_stays_in_the_address(
    at: At, scripts: bool
) -> None:
    async with at("/staff", java_script_enabled=scripts) as page:
        await page.locator("summary").focus()
        await page.keyboard.press("Enter")
        await page.locator("#place").focus()
        await page.keyboard.type("Steinkjer")
        await page.locator("form.filter button").focus()
        await page.keyboard.press("Enter")
        await page.wait_for_url("**place=steinkjer**")
        await page.get_by_role("link", name=WORDS["period-year"][0]).press("Enter")
        await page.wait_for_url("**/staff?period=year&place=steinkjer")
        await page.locator("#needs + * a, #needs ~ .figure tbody a").first.press("Enter")
        await page.wait_for_url("**/staff/need/**place=steinkjer**")
        await page.get_by_role("link", name=f"Steinkjer {WORDS['take-away'][0]}").press("Enter")
        await expect(page.locator("h1")).to_be_visible()
        assert "place" not in page.url


async def test_a_long_table_scrolls_by_keyboard(at: At) -> None:
    async with at("/staff", **PHONE) as page:
        window = page.locator(".long").first
        await window.focus()
        await page.keyboard.press("End")
        await page.wait_for_function("document.querySelector('.long').scrollTop > 100")


async def test_paper_gets_every_picture_and_every_row_and_no_control(at: At) -> None:
    async with at("/staff", viewport={"width": 703, "height": 1024}) as page:
        await page.emulate_media(media="print")
        for control in (".choose", ".lots", ".files", ".foot"):
            await expect(page.locator(control).first).to_be_hidden()
        for part in (".sum", ".time", ".chart >> nth=0", "tfoot >> nth=0"):
            await expect(page.locator(part).first).to_be_visible()
        cut = await page.locator(".long").evaluate_all(
            "(all) => all.filter((one) => one.scrollHeight > one.clientHeight + 1).length"
        )
        assert cut == 0
