"""Logging in with the provider in a real browser, to which the provider is another site."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from bot.core.accounts import NOT_A_HASH, Account
from bot.core.content import Content, Language
from bot.openid import BACK, Registration
from bot.openid_provider import OpenIdProvider as Ours
from bot.web.login_openid import STOPPED
from bot.web.words import WORDS
from tests.channels.test_web import serving
from tests.loopback.openid_provider import OpenIdProvider
from tests.web.site import Clock, app, looked_at, site
from tests.web.test_chat_page import PHONE
from tests.web.test_map_in_browser import FITS, LOCALES, ONLY_COLOURS, OTHER, faults_of, sizes_of

KARI = "kari@firma.no"


@pytest_asyncio.fixture
async def address(content: Content) -> AsyncIterator[str]:
    """Where the pages are served at 127.0.0.1; the provider is at localhost."""
    clock, provider = Clock(), OpenIdProvider("to be told")
    clock.now = datetime.now(UTC)
    for person in (KARI, "ola@firma.no"):
        provider.people[person] = {"email": person, "email_verified": True}
    await provider.start()
    of = site(content, clock=clock)
    of.store.accounts.add(Account(KARI, "staff", NOT_A_HASH))
    async with serving(app(of)) as nowhere:
        port = nowhere.rpartition(":")[2]  # free a moment later
    provider.back = f"http://127.0.0.1:{port}{BACK}"
    registration = Registration(
        provider.issuer, provider.client_id, provider.client_secret, provider.back, "email"
    )
    with_openid = replace(of, openid=Ours(registration, clock))
    async with serving(app(with_openid), int(port)) as served_at:
        yield served_at
    await provider.stop()


async def test_from_a_page_to_the_provider_and_back_to_it(browser: Browser, address: str) -> None:
    context = await browser.new_context(locale="nb-NO")
    page = await context.new_page()
    await page.goto(f"{address}/staff?period=year")
    await page.get_by_role("link", name=WORDS["openid-log-in"][0]).click()
    await expect(page.get_by_role("heading")).to_have_text("Who are you?")
    assert page.url.startswith("http://localhost:")
    assert {one["name"] for one in await context.cookies(address)} >= {"steg-openid"}
    await page.get_by_role("link", name=KARI).click()
    await page.wait_for_url(f"{address}/staff?period=year")
    cookies = {one["name"]: one for one in await context.cookies(address)}
    assert "steg-openid" not in cookies
    assert (cookies["steg-login"]["httpOnly"], cookies["steg-login"]["sameSite"]) == (True, "Lax")
    await page.get_by_role("button", name=WORDS["log-out"][0]).click()
    await expect(page.get_by_role("status")).to_have_text(WORDS["openid-logged-out"][0])
    await context.close()


async def test_who_has_no_account_reads_so_in_the_language_chosen_and_may_choose_another_account(
    browser: Browser, address: str
) -> None:
    context = await browser.new_context(locale="nb-NO")
    page = await context.new_page()
    await page.goto(f"{address}/login?next=%2Fstaff%2Fmap&language=sv")
    await page.get_by_role("link", name=WORDS["openid-log-in"][1]).click()
    await page.get_by_role("link", name="ola@firma.no").click()
    heading = page.get_by_role("heading")
    await expect(heading).to_have_text(WORDS["openid-no-account-title"][1])
    assert "code=" not in page.url
    await page.locator("a[hreflang=en]").click()
    await expect(heading).to_have_text(WORDS["openid-no-account-title"][2])
    await page.get_by_role("link", name=WORDS["openid-other"][2]).click()
    await page.get_by_role("link", name=KARI).click()
    await page.wait_for_url(f"{address}/staff/map")
    await context.close()


@pytest.mark.parametrize(
    ("language", "path", "scheme"),
    [
        ("nb", "/login?next=%2Fstaff", "light"),
        ("sv", f"{STOPPED}?why=no-account", "dark"),
        ("en", f"{STOPPED}?why=down&next=%2Fstaff", "light"),
    ],
)
async def test_nothing_stands_in_the_way_of_anybody(
    browser: Browser, address: str, language: Language, path: str, scheme: Any
) -> None:
    options = {**PHONE, "locale": LOCALES[language], "color_scheme": scheme}
    async with looked_at(browser, address, path, **options) as page:
        assert await faults_of(page) == []
        await page.emulate_media(color_scheme=OTHER[scheme])  # type: ignore[arg-type]
        assert await faults_of(page, ONLY_COLOURS) == []
        assert all(height >= 44 for _, height in await sizes_of(page, "a.press"))
        await page.set_viewport_size({"width": 320, "height": 780})
        assert await page.evaluate(FITS)


async def test_the_whole_way_can_be_gone_by_keyboard(browser: Browser, address: str) -> None:
    async with looked_at(browser, address, "/login") as page:
        button = page.get_by_role("link", name=WORDS["openid-log-in"][0])
        for _ in range(12):
            await page.keyboard.press("Tab")
            if await button.evaluate("(one) => one === document.activeElement"):
                break
        await expect(button).to_be_focused()
        await page.keyboard.press("Tab")
        await expect(page.locator("#name")).to_be_focused()
