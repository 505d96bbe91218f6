"""The page that shows who helps with what, in a real browser: by keyboard, by hand, on paper, for everybody."""

import asyncio
import re
from collections.abc import AsyncIterator, Sequence
from typing import Any

import pytest
import pytest_asyncio
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, expect

from bot.core.content import LANGUAGES, Content, Language
from bot.web.actor_map import MOST_CARDS
from bot.web.words import word
from tests.channels.test_web import EchoService, serving, web_app
from tests.web.site import app, looked_at, site
from tests.web.test_chat_page import PHONE

FILTERED = "/map?need=money-develop&place=ostersund&size=micro"
LOCALES = {"nb": "nb-NO", "sv": "sv-SE", "en": "en-GB"}
SMALLEST_TARGET = 24  # CSS pixels, by WCAG 2.2 AA; what is pressed most has 44
FITS = "document.documentElement.scrollWidth <= innerWidth"
ONE_OFFICE = "/map?actor=almi-mitt"
EVERY_RULE = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
ONLY_COLOURS = ("color-contrast",)
# Axe reads a page for seconds, so each language and each page comes once, and each page in both themes.
LOOKED_AT = (("nb", "/map", "light"), ("sv", FILTERED, "dark"), ("en", ONE_OFFICE, "light"))
OTHER = {"light": "dark", "dark": "light"}


async def faults_of(page: Page, rules: Sequence[str] = EVERY_RULE) -> list[str]:
    """What axe-core finds wrong for people who see, hear or move otherwise."""
    # Everything that is well need not be told: on a large page that takes longer than looking.
    options = {"runOnly": list(rules), "resultTypes": ["violations"]}
    found = await Axe().run(page, options=options)
    return [
        f"{v['id']}: {node['html'][:120]}"
        for v in found.response["violations"]
        for node in v["nodes"]
    ]


@pytest_asyncio.fixture(scope="module")
async def address(content: Content) -> AsyncIterator[str]:
    """Where the pages are served; nothing here changes what they show."""
    async with serving(app(site(content))) as served_at:
        yield served_at


async def unfold_all(page: Page) -> None:
    """Opens everything that is folded."""
    await page.evaluate(
        "document.querySelectorAll('details').forEach((one) => { one.open = true })"
    )


# ---- for everybody ----


@pytest.mark.parametrize(("language", "path", "scheme"), LOOKED_AT)
async def test_nothing_stands_in_the_way_of_anybody(
    browser: Browser, address: str, language: Language, path: str, scheme: Any
) -> None:
    options = {**PHONE, "locale": LOCALES[language], "color_scheme": scheme}
    async with looked_at(browser, address, path, **options) as page:
        assert await page.evaluate("document.documentElement.lang") == language
        assert await faults_of(page) == []
        await page.emulate_media(color_scheme=OTHER[scheme])  # type: ignore[arg-type]
        assert await faults_of(page, ONLY_COLOURS) == []


def test_every_language_page_and_theme_is_looked_at() -> None:
    languages, pages, schemes = (set(column) for column in zip(*LOOKED_AT, strict=True))
    assert languages == set(LANGUAGES)
    assert pages == {"/map", FILTERED, ONE_OFFICE}
    assert schemes == set(OTHER)


async def test_nothing_stands_in_the_way_when_all_is_unfolded_either(
    browser: Browser, address: str
) -> None:
    async with looked_at(browser, address, FILTERED) as page:
        await unfold_all(page)
        assert await page.evaluate(FITS)
        await page.set_viewport_size({"width": 320, "height": 800})
        assert await faults_of(page) == []
        assert await page.evaluate(FITS)


async def test_no_page_is_wider_than_a_phone_in_any_language(
    browser: Browser, address: str
) -> None:
    async with looked_at(browser, address, "/map", **PHONE) as page:
        for path in ("/map?", f"{FILTERED}&", f"{ONE_OFFICE}&"):
            for language in LANGUAGES:
                await page.goto(f"{address}{path}language={language}")
                assert await page.evaluate("document.documentElement.lang") == language
                assert await page.evaluate(FITS)


@pytest.mark.parametrize("scripts", [True, False])
async def test_a_narrow_screen_shows_the_page_without_moving_it_sideways(
    browser: Browser, address: str, scripts: bool
) -> None:
    options = {"viewport": {"width": 320, "height": 600}, "java_script_enabled": scripts}
    async with looked_at(browser, address, "/map", **options) as page:
        for path in ("/map", FILTERED, "/map?place=oppdal&side=SE&need=heavy-work"):
            await page.goto(address + path)
            await expect(page.locator("h1")).to_be_visible()
            parts = [page.locator(part) for part in ("main", ".sheet", ".filter")]
            boxes = [await part.bounding_box() for part in parts]
            assert all(box and box["x"] >= 0 and box["x"] + box["width"] <= 320 for box in boxes)


async def sizes_of(page: Page, selector: str) -> list[list[float]]:
    """The width and height of everything visible that a selector finds."""
    boxes: list[list[float]] = await page.locator(f"{selector} >> visible=true").evaluate_all(
        "(all) => all.map((one) => one.getBoundingClientRect()).map((box) => [box.width, box.height])"
    )
    return boxes


async def test_what_is_pressed_is_large_enough_for_a_thumb(browser: Browser, address: str) -> None:
    main = "select, button, header a:not(.skip), .tick, summary, .chips a, .problems a, .shorts li"
    for path in (FILTERED, "/map"):
        async with looked_at(browser, address, path, **PHONE) as page:
            for numbers_instead_of_marks in (False, True):
                if numbers_instead_of_marks:
                    await unfold_all(page)
                for selector, least in ((main, 44), (".system a", SMALLEST_TARGET)):
                    sizes = await sizes_of(page, selector)
                    assert sizes
                    assert all(height >= least for _, height in sizes)
                    assert all(width >= SMALLEST_TARGET - 1e-3 for width, _ in sizes)


# ---- by keyboard, without scripts ----


@pytest.mark.parametrize("scripts", [True, False])
async def test_a_choice_is_made_by_keyboard_and_leads_to_what_was_found(
    browser: Browser, address: str, scripts: bool
) -> None:
    async with looked_at(browser, address, "/map", **PHONE, java_script_enabled=scripts) as page:
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


async def test_a_group_that_is_folded_opens_by_keyboard_and_leads_to_each_card(
    browser: Browser, address: str
) -> None:
    async with looked_at(browser, address, "/map", java_script_enabled=False) as page:
        group = page.locator("#near-county-no")
        line = group.locator(".shorts a").first
        await expect(line).to_be_hidden()
        await group.locator("summary").focus()
        await page.keyboard.press("Enter")
        await expect(line).to_be_visible()
        name = await line.text_content()
        await page.keyboard.press("Tab")
        await expect(line).to_be_focused()
        await page.keyboard.press("Enter")
        await page.wait_for_url("**actor=**#found")
        await expect(page.locator("article h4")).to_have_text([name or ""])
        await expect(page.locator("article h4")).to_be_visible()


async def test_one_can_press_a_mark_of_the_drawing_and_then_sees_as_many_as_it_says(
    browser: Browser, address: str
) -> None:
    viewport = {"width": 1200, "height": 900}
    async with looked_at(browser, address, "/map", viewport=viewport) as page:
        mark = page.locator('.system a[href="/map?need=start-business&kind=state#found"]')
        says = mark.locator("span")
        await mark.hover()
        await expect(says).to_be_in_viewport()
        number = sum(map(int, re.findall(r"\d+", await says.text_content() or "")))
        await mark.click()
        await page.wait_for_url("**need=start-business**kind=state**")
        await expect(page.locator(".list h2").first).to_have_text(f"{number} kan hjelpe")


async def test_what_a_mark_stands_for_is_heard_and_seen_as_a_number_when_asked_for(
    browser: Browser, address: str
) -> None:
    async with looked_at(browser, address, "/map", **PHONE) as page:
        heard = page.get_by_role("row", name="Starte for meg selv").get_by_role("link").nth(1)
        await expect(heard).to_have_accessible_name(re.compile(r"^\d.* i Norge · \d.* i Sverige$"))
        mark, number = heard.locator("svg"), heard.locator("span")
        one_pixel = {"width": 1, "height": 1}
        assert one_pixel.items() <= (await number.bounding_box() or {}).items()
        await page.locator(".numbers summary").click()
        await expect(mark).to_be_hidden()
        assert (await number.bounding_box() or one_pixel)["width"] > SMALLEST_TARGET


async def test_a_line_of_the_drawing_is_followed_by_keyboard(
    browser: Browser, address: str
) -> None:
    async with looked_at(browser, address, "/map", **PHONE) as page:
        await page.locator(".sheet").focus()
        await expect(page.locator(":focus")).to_have_attribute("class", "sheet")
        await page.locator(".system a", has_text="Selge over").focus()
        await page.keyboard.press("Enter")
        await page.wait_for_url("**need=sell-abroad**")


async def test_the_heads_of_the_drawing_are_as_long_as_the_screen_has_room_for(
    browser: Browser, address: str
) -> None:
    async with looked_at(browser, address, "/map") as page:
        for language in LANGUAGES:
            await page.goto(f"{address}/map?language={language}")
            for width, there, not_there in ((390, "small", "span"), (1200, "span", "small")):
                await page.set_viewport_size({"width": width, "height": 800})
                for tag, shown in ((there, True), (not_there, False)):
                    heads = page.locator(f".system .band td {tag}")
                    assert await heads.count()
                    assert (
                        await heads.locator("visible=true").count() == shown * await heads.count()
                    )
                too_long = await page.locator(".system :is(th, .band td)").evaluate_all(
                    "(all) => all.filter((one) => one.scrollWidth > one.clientWidth)"
                    ".map((one) => one.textContent)"
                )
                assert too_long == []


# ---- on paper ----


async def test_paper_gets_every_card_and_address_and_no_control(
    browser: Browser, address: str
) -> None:
    async with looked_at(browser, address, "/map?need=money-develop") as page:
        await page.emulate_media(media="print")
        for control in (".filter", ".parts", ".start", ".go", ".numbers", ".chips a", ".tongues"):
            await expect(page.locator(control).first).to_be_hidden()
        for part in ("#chosen", ".system", ".near:not([open]) .card >> nth=0", "#money"):
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


async def test_paper_without_a_choice_gets_every_office_in_a_line_and_the_drawing_on_one_sheet(
    browser: Browser, address: str
) -> None:
    # A sheet of A4 without its edges, in CSS pixels.
    async with looked_at(browser, address, "/map", viewport={"width": 703, "height": 1024}) as page:
        await page.emulate_media(media="print")
        lines = page.locator(".near:not([open]) .shorts li")
        assert await lines.count() > MOST_CARDS
        await expect(lines.last).to_be_visible()
        sheet = await page.locator(".drawing").bounding_box()
        assert sheet
        assert sheet["height"] <= 1024


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


async def test_the_chat_begins_as_always_when_no_need_was_chosen(browser: Browser) -> None:
    queries = ("", "?place=oppdal", "?need=", "?need=%3Cscript%3E", "?x=need")
    opened = await asyncio.gather(*(opened_with(browser, query) for query in queries))
    assert {query: choices for query, (choices, _, _) in zip(queries, opened, strict=True)} == {
        query: [] for query in queries
    }


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_problem_on_the_map_is_two_presses_from_the_chat(
    browser: Browser, address: str, content: Content, language: Language
) -> None:
    async with looked_at(browser, address, "/map", locale=LOCALES[language]) as page:
        need = content.needs["season"]
        group = content.wordings[f"group-{need.group}"].to(language)
        await page.locator(".problems summary", has_text=group).click()
        link = page.locator(".problems").get_by_role("link", name=need.label.to(language))
        assert await link.get_attribute("href") == "/?need=season"
        own_words = page.get_by_role("link", name=word("start-own-words", language))
        assert await own_words.get_attribute("href") == "/"
