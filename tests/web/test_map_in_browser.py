"""The page that shows who helps with what, in a real browser: by keyboard, by hand, on paper, for everybody."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, expect

from bot.core.content import LANGUAGES, Content, Language
from bot.web.words import word
from tests.channels.test_web import EchoService, serving, web_app
from tests.web.site import app, looked_at, site
from tests.web.test_chat_page import PHONE, browser

__all__ = ["browser"]  # the fixture
FILTERED = "/map?need=money-develop&place=ostersund&size=micro"
LOCALES = {"nb": "nb-NO", "sv": "sv-SE", "en": "en-GB"}
SMALLEST_TARGET = 24  # CSS pixels, by WCAG 2.2 AA; what is pressed most has 44
FITS = "document.documentElement.scrollWidth <= innerWidth"


async def faults_of(page: Page) -> list[str]:
    """What axe-core finds wrong for people who see, hear or move otherwise."""
    options = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
    found = await Axe().run(page, options=options)
    return [
        f"{v['id']}: {node['html'][:120]}"
        for v in found.response["violations"]
        for node in v["nodes"]
    ]


@asynccontextmanager
async def looking(
    browser: Browser, content: Content, path: str, **options: Any
) -> AsyncIterator[Page]:
    """The page in Chromium."""
    async with (
        serving(app(site(content))) as address,
        looked_at(browser, address, path, **options) as page,
    ):
        yield page


async def unfold_all(page: Page) -> None:
    """Opens everything that is folded."""
    await page.evaluate(
        "document.querySelectorAll('details').forEach((one) => { one.open = true })"
    )


# ---- for everybody ----


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/map", FILTERED])
@pytest.mark.parametrize("language", LANGUAGES)
async def test_nothing_stands_in_the_way_of_anybody(
    browser: Browser, content: Content, language: Language, path: str, scheme: str
) -> None:
    options = {**PHONE, "locale": LOCALES[language], "color_scheme": scheme}
    async with looking(browser, content, path, **options) as page:
        assert await page.evaluate("document.documentElement.lang") == language
        assert await faults_of(page) == []
        assert await page.evaluate(FITS)


@pytest.mark.parametrize("width", [320, 1200])
async def test_nothing_stands_in_the_way_when_all_is_unfolded_either(
    browser: Browser, content: Content, width: int
) -> None:
    viewport = {"width": width, "height": 800}
    async with looking(browser, content, FILTERED, viewport=viewport) as page:
        await unfold_all(page)
        assert await faults_of(page) == []
        assert await page.evaluate(FITS)


@pytest.mark.parametrize("path", ["/map", FILTERED, "/map?place=oppdal&side=SE&need=heavy-work"])
@pytest.mark.parametrize("scripts", [True, False])
async def test_a_narrow_screen_shows_the_page_without_moving_it_sideways(
    browser: Browser, content: Content, path: str, scripts: bool
) -> None:
    options = {"viewport": {"width": 320, "height": 600}, "java_script_enabled": scripts}
    async with looking(browser, content, path, **options) as page:
        await expect(page.locator("h1")).to_be_visible()
        widths = [await page.locator(part).bounding_box() for part in ("main", ".sheet", ".filter")]
        assert all(box and box["x"] >= 0 and box["x"] + box["width"] <= 320 for box in widths)


async def test_what_is_pressed_is_large_enough_for_a_thumb(
    browser: Browser, content: Content
) -> None:
    async with looking(browser, content, FILTERED, **PHONE) as page:
        await unfold_all(page)
        main = "select, button, header a:visible:not(.skip), .tick, summary, .chips a, .problems a"
        for selector, least in ((main, 44), (".system.small a", SMALLEST_TARGET)):
            boxes = [await target.bounding_box() for target in await page.locator(selector).all()]
            assert boxes
            assert all(box and box["height"] >= least for box in boxes)
            assert all(box and box["width"] >= SMALLEST_TARGET - 1e-3 for box in boxes)


# ---- by keyboard, without scripts ----


@pytest.mark.parametrize("scripts", [True, False])
async def test_a_choice_is_made_by_keyboard_and_leads_to_what_was_found(
    browser: Browser, content: Content, scripts: bool
) -> None:
    async with looking(browser, content, "/map", **PHONE, java_script_enabled=scripts) as page:
        await page.keyboard.press("Tab")
        await expect(page.locator(":focus")).to_have_text("Til innholdet")
        await page.keyboard.press("Enter")
        await page.locator("#need").focus()
        await page.keyboard.type("Inntekt bare")
        await page.keyboard.press("Tab")
        await page.keyboard.type("Oppdal")
        await page.locator("form.filter button").focus()
        await page.keyboard.press("Enter")
        await page.wait_for_url("**need=season&place=oppdal**#found")
        await expect(page.locator("#found")).to_be_in_viewport()
        await expect(page.locator("article h4").first).to_be_visible()
        await expect(page.locator("#need")).to_have_value("season")


async def test_a_group_that_is_folded_opens_by_keyboard(browser: Browser, content: Content) -> None:
    async with looking(browser, content, "/map", java_script_enabled=False) as page:
        card = page.locator("#near-county-no article").first
        await expect(card).to_be_hidden()
        await page.locator("#near-county-no summary").focus()
        await page.keyboard.press("Enter")
        await expect(card).to_be_visible()


async def test_one_can_press_a_mark_of_the_drawing_and_then_sees_as_many_as_it_says(
    browser: Browser, content: Content
) -> None:
    viewport = {"width": 1200, "height": 900}
    async with looking(browser, content, "/map", viewport=viewport) as page:
        mark = page.locator(".system.large a", has_text="Starte for meg selv. Staten").first
        says = await mark.locator("title").text_content()
        numbers = [int(part.split()[0]) for part in (says or "").rsplit(": ", 1)[1].split(", ")]
        await mark.click()
        await page.wait_for_url("**need=start-business**kind=state**")
        await expect(page.locator(".list h2").first).to_have_text(f"{sum(numbers)} kan hjelpe")


async def test_a_line_of_the_drawing_is_followed_by_keyboard(
    browser: Browser, content: Content
) -> None:
    async with looking(browser, content, "/map", **PHONE) as page:
        await page.locator(".sheet").focus()
        await expect(page.locator(":focus")).to_have_attribute("class", "sheet")
        await page.locator(".system.small a", has_text="Selge over").first.focus()
        await page.keyboard.press("Enter")
        await page.wait_for_url("**need=sell-abroad**")


async def test_only_the_drawing_that_fits_the_screen_is_there(
    browser: Browser, content: Content
) -> None:
    for width, there, not_there in ((390, "small", "large"), (1200, "large", "small")):
        viewport = {"width": width, "height": 800}
        async with looking(browser, content, "/map", viewport=viewport) as page:
            await expect(page.locator(f".system.{there}")).to_be_visible()
            await expect(page.locator(f".system.{not_there}")).to_be_hidden()


# ---- on paper ----


async def test_paper_gets_every_card_and_address_and_no_control(
    browser: Browser, content: Content
) -> None:
    async with looking(browser, content, "/map?need=money-develop") as page:
        await page.emulate_media(media="print")
        for control in (".filter", ".parts", ".start", ".go", ".numbers", ".chips a", ".tongues"):
            await expect(page.locator(control).first).to_be_hidden()
        for part in ("#chosen", ".system.large", ".near:not([open]) .card >> nth=0", "#money"):
            await expect(page.locator(part)).to_be_visible()
        shown = await page.locator(".runs a").first.evaluate(
            "(link) => [getComputedStyle(link, '::after').content, link.getAttribute('href')]"
        )
        assert shown[1] in shown[0]
        lefts = await page.locator(".card").evaluate_all(
            "(cards) => [...new Set(cards.map((card) => card.getBoundingClientRect().left))]"
        )
        assert len(lefts) == 1
        cut = await page.locator(".card").first.evaluate(
            "(one) => getComputedStyle(one).breakInside"
        )
        assert cut == "avoid"


# ---- from here to the chat ----


async def opened_with(browser: Browser, query: str) -> tuple[list[str | None], str, int]:
    """What the chat page sent when it was opened with a query, its address then, and after a reload."""
    service = EchoService()
    async with (
        serving(web_app(service)) as address,
        looked_at(browser, address, f"/{query}") as page,
    ):
        await expect(page.locator("#log")).to_have_attribute("aria-busy", "false")
        for _ in range(20):
            if service.received:
                break
            await asyncio.sleep(0.05)
        await page.reload()
        await expect(page.locator("#log")).to_have_attribute("aria-busy", "false")
        await asyncio.sleep(0.2)
        return [message.choice for message in service.received], page.url, len(service.received)


@pytest.mark.parametrize(
    ("query", "choice"),
    [
        ("?need=season", "need=season"),
        ("?need=season&place=oppdal&trade=farm&size=micro", "need=season oppdal farm micro"),
        ("?need=season&place=<b>&size=micro", "need=season micro"),
        (f"?need=season&place={'x' * 60}", "need=season"),
    ],
)
async def test_the_chat_begins_once_with_what_was_chosen(
    browser: Browser, query: str, choice: str
) -> None:
    choices, url, received = await opened_with(browser, query)
    assert choices == [choice]
    assert received == 1
    assert "?" not in url


@pytest.mark.parametrize("query", ["", "?place=oppdal", "?need=", "?need=%3Cscript%3E", "?x=need"])
async def test_the_chat_begins_as_always_when_no_need_was_chosen(
    browser: Browser, query: str
) -> None:
    choices, _, _ = await opened_with(browser, query)
    assert choices == []


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_problem_on_the_map_is_two_presses_from_the_chat(
    browser: Browser, content: Content, language: Language
) -> None:
    async with looking(browser, content, "/map", locale=LOCALES[language]) as page:
        need = content.needs["season"]
        group = content.wordings[f"group-{need.group}"].to(language)
        await page.locator(".problems summary", has_text=group).click()
        link = page.locator(".problems").get_by_role("link", name=need.label.to(language))
        assert await link.get_attribute("href") == "/?need=season"
        own_words = page.get_by_role("link", name=word("start-own-words", language))
        assert await own_words.get_attribute("href") == "/"
