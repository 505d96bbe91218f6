"""The advisers' pages in a real browser: by keyboard, by hand, on paper, while things happen, for everybody."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from bot.core.content import LANGUAGES, Content, Language
from bot.core.conversation import Note
from bot.web import desk, desk_case
from bot.web.words import word
from tests.channels.test_web import serving
from tests.web.desks import (
    ASTA,
    HOUR,
    KARI,
    MINUTE,
    AtWork,
    asked_for,
    closed,
    logged_in,
    page_of,
    taken,
)
from tests.web.site import NOW, app, looked_at
from tests.web.test_chat_page import PHONE, SMALLEST_TARGET
from tests.web.test_desk_links import link
from tests.web.test_map_in_browser import FITS, LOCALES, ONLY_COLOURS, faults_of, unfold_all

OFTEN = 0.1  # seconds between two looks of an open page, so that a test need not wait


@asynccontextmanager
async def looking(
    browser: Browser,
    address: str,
    work: AtWork,
    path: str = page_of(),
    as_: str = "asta",
    **how: Any,
) -> AsyncIterator[Page]:
    """A page in Chromium, seen by somebody who is logged in."""
    login = {
        "name": "steg-login",
        "value": logged_in(work, as_),
        "domain": "127.0.0.1",
        "path": "/",
        "expires": -1,
        "httpOnly": True,
        "secure": False,
        "sameSite": "Lax",
    }
    state = {"cookies": [login], "origins": []}
    async with looked_at(browser, address, path, storage_state=state, **how) as page:
        yield page


def in_talk(content: Content) -> AtWork:
    """A desk with requests of every kind; in the first owner and adviser talk."""
    note = Note(NOW - HOUR, "Per", "ringte i fjor")
    given = asked_for().given
    work = AtWork(content).having(
        asked_for(1, whole_talk=True, notes=(note,), given=given),
        asked_for(2, promised_by=NOW - MINUTE, reach="phone", contact="90 00 00 00"),
        taken(3, KARI, desk="almi"),
        closed(4),
    )
    work.says("ryggen ryker på gutta", steg="Det høres tungt ut.")
    work.does(ASTA, "desk=take")
    work.does(ASTA, text="Hvor tungt er det?")
    work.says("35 kilo " + "x" * 80, relays=True)
    return work


# ---- for everybody ----


LIST, CASES = ("/desk", "/desk?show=closed"), tuple(map(page_of, (1, 2, 3, 4)))
# Every page once in both themes, and the list and an open case in each language: axe reads for seconds.
LOOKED_AT = {"nb": (*LIST, *CASES), "sv": (LIST[0], CASES[0]), "en": (LIST[0], CASES[1])}


@pytest.mark.parametrize("language", LANGUAGES)
async def test_nothing_stands_in_the_way_of_anybody(
    browser: Browser, content: Content, language: Language
) -> None:
    work = in_talk(content)
    async with (
        serving(app(work.site)) as address,
        looking(browser, address, work, "/desk", **PHONE, locale=LOCALES[language]) as page,
    ):
        for path in LOOKED_AT[language]:
            await page.goto(f"{address}{path}")
            assert await page.evaluate("document.documentElement.lang") == language
            await unfold_all(page)
            await page.emulate_media(color_scheme="light")
            assert await faults_of(page) == []
            assert await page.evaluate(FITS)
            await page.emulate_media(color_scheme="dark")
            assert await faults_of(page, ONLY_COLOURS) == []


@pytest.mark.parametrize("width", [320, 1200])
async def test_nothing_moves_sideways_on_any_screen(
    browser: Browser, content: Content, width: int
) -> None:
    work = in_talk(content)
    viewport = {"width": width, "height": 800}
    async with (
        serving(app(work.site)) as address,
        looking(browser, address, work, "/desk", viewport=viewport) as page,
    ):
        for path in ("/desk", page_of(1), page_of(2)):
            await page.goto(f"{address}{path}")
            await unfold_all(page)
            assert await page.evaluate(FITS)
            assert await faults_of(page) == []


async def test_the_kind_page_of_an_old_link_stands_in_nobodys_way(
    browser: Browser, content: Content
) -> None:
    work = in_talk(content)
    async with (
        serving(app(work.site)) as address,
        looked_at(browser, address, "/desk/open?t=x", **PHONE) as page,
    ):
        assert await faults_of(page) == []


async def test_what_is_pressed_is_large_enough_for_a_thumb(
    browser: Browser, content: Content
) -> None:
    work = in_talk(content)
    async with (
        serving(app(work.site)) as address,
        looking(browser, address, work, "/desk", **PHONE) as page,
    ):
        for path in ("/desk", page_of(1), page_of(2)):
            await page.goto(f"{address}{path}")
            await unfold_all(page)
            targets = await page.locator(
                "button, select, textarea, summary, .lots a, .back a, header a:not(.skip)"
            ).all()
            boxes = [await target.bounding_box() for target in targets]
            assert boxes
            assert all(box and box["height"] >= SMALLEST_TARGET for box in boxes)


# ---- a whole case ----


@pytest.mark.parametrize("scripts", [True, False])
async def test_a_case_is_taken_answered_and_closed_by_keyboard(
    browser: Browser, content: Content, scripts: bool
) -> None:
    work = AtWork(content).having(asked_for(reach="phone", contact="90000000"))
    how = {**PHONE, "java_script_enabled": scripts}
    say = content.wordings
    async with (
        serving(app(work.site)) as address,
        looking(browser, address, work, "/desk", **how) as page,
    ):
        await page.get_by_role("link", name=content.needs["heavy-work"].label.nb).press("Enter")
        await page.get_by_role("button", name=say["card-take"].nb).press("Enter")
        await expect(page.locator("#told")).to_have_text(word("told-took", "nb"))
        await expect(page.locator(":focus")).to_have_id("told")
        await page.get_by_role("button", name=say["card-answered"].nb).press("Enter")
        await expect(page.locator("#told")).to_have_text(word("told-answered", "nb"))
        await page.get_by_label(word("case-note", "nb")).fill("de venter på løftebord")
        await page.get_by_role("button", name=word("case-note-keep", "nb")).press("Enter")
        await expect(page.locator(".note")).to_contain_text("de venter på løftebord")
        await page.locator("summary", has_text=say["card-done"].nb).press("Enter")
        await page.get_by_role("button", name=say["ending-helped"].nb).press("Enter")
        await expect(page.locator(".standing")).to_contain_text("Ferdig: fikk hjelp.")
        await page.get_by_role("button", name=say["verdict-yes"].nb, exact=True).press("Enter")
        await expect(page.locator("#told")).to_have_text(word("told-thanks", "nb"))
    assert (work.case().ending, work.case().thought_helped) == ("helped", "yes")
    assert [note.text for note in work.case().notes] == ["de venter på løftebord"]


async def test_of_two_who_press_take_at_once_one_has_it_and_the_other_is_told_who(
    browser: Browser, content: Content
) -> None:
    work = AtWork(content).having(asked_for())
    take = content.wordings["card-take"].nb
    async with (
        serving(app(work.site)) as address,
        looking(browser, address, work) as asta,
        looking(browser, address, work, as_="adam") as adam,
    ):
        pages = {"Asta": asta, "Adam": adam}
        await asyncio.gather(
            *(page.get_by_role("button", name=take).click() for page in pages.values())
        )
        for page in pages.values():
            await page.wait_for_url("**?told=*")
        taker = work.case().adviser
        assert taker
        other = "Adam" if taker.name == "Asta" else "Asta"
        await expect(pages[taker.name].locator("#told")).to_have_text(word("told-took", "nb"))
        await expect(pages[other].locator("#told")).to_have_text(
            word("told-has-it", "nb", name=taker.name)
        )


async def test_a_case_is_answered_from_the_link_in_a_mail(
    browser: Browser, content: Content
) -> None:
    work = AtWork(content).having(asked_for(desk="almi"))
    async with (
        serving(app(work.site)) as address,
        looked_at(browser, address, link(), **PHONE) as page,
    ):
        await expect(page).to_have_url(f"{address}{page_of()}")
        await page.get_by_role("button", name=content.wordings["card-take"].nb).click()
        await page.get_by_label(word("case-reply", "nb")).fill("Hei!\nVi ringer i morgen.")
        await page.get_by_role("button", name=word("case-send", "nb"), exact=True).click()
        await expect(page.locator("#told")).to_have_text(word("told-sent", "nb"))
        await expect(page.locator("#reply")).to_have_value("")
        await expect(page.locator(".spoken.adviser")).to_contain_text("Vi ringer i morgen.")
        assert await page.evaluate("document.cookie") == ""
        await page.goto(f"{address}/desk")
        await expect(page.locator("h1")).to_have_text(word("login-title", "nb"))
    assert work.owner_got()[-1] == "Hei!\nVi ringer i morgen."


# ---- while it is open ----


@pytest.fixture
def _looks_often(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (desk, desk_case):
        monkeypatch.setattr(module, "LOOKS_EVERY", OFTEN)


@pytest.mark.usefixtures("_looks_often")
async def test_what_the_owner_writes_appears_while_the_adviser_is_writing(
    browser: Browser, content: Content
) -> None:
    work = AtWork(content).having(taken())
    async with serving(app(work.site)) as address, looking(browser, address, work) as page:
        await expect(page.locator("#no-talk")).to_be_visible()
        await page.locator("#reply").fill("jeg skriver ennå")
        work.says("enda <b>en</b> ting", relays=True)
        await expect(page.locator(".spoken")).to_contain_text("enda <b>en</b> ting")
        work.says("og en til", relays=True)
        await expect(page.locator(".spoken")).to_have_count(2)
        await expect(page.locator("#no-talk")).to_have_count(0)
        await expect(page.locator("#reply")).to_have_value("jeg skriver ennå")
        await expect(page.locator("#reply")).to_be_focused()
        await expect(page.locator(".news")).to_be_empty()
        assert await faults_of(page) == []


@pytest.mark.usefixtures("_looks_often")
@pytest.mark.parametrize("path", ["/desk", page_of()])
async def test_that_something_has_changed_is_told_once_and_shown_when_asked_for(
    browser: Browser, content: Content, path: str
) -> None:
    work = AtWork(content).having(asked_for())
    async with serving(app(work.site)) as address, looking(browser, address, work, path) as page:
        await expect(page.locator(".news")).to_be_empty()
        work.does(KARI, "desk=take")
        await expect(page.locator(".news")).to_contain_text(word("case-changed", "nb"))
        assert await faults_of(page) == []
        await asyncio.sleep(5 * OFTEN)
        await expect(page.locator(".news p")).to_have_count(1)
        await page.get_by_role("link", name=word("case-show-again", "nb")).click()
        await expect(page.locator("main")).to_contain_text("Kari Nordmann har den.")
        await expect(page.locator(".news")).to_be_empty()


@pytest.mark.usefixtures("_looks_often")
async def test_a_page_whose_login_has_ended_says_that_something_has_changed(
    browser: Browser, content: Content
) -> None:
    work = AtWork(content).having(taken())
    async with serving(app(work.site)) as address, looking(browser, address, work) as page:
        work.store.accounts.remove("asta")
        await expect(page.locator(".news")).to_contain_text(word("case-changed", "nb"))


@pytest.mark.usefixtures("_looks_often")
async def test_a_lost_connection_is_got_over(browser: Browser, content: Content) -> None:
    work = AtWork(content).having(taken())
    async with serving(app(work.site)) as address, looking(browser, address, work) as page:
        await page.context.set_offline(True)
        await asyncio.sleep(3 * OFTEN)
        work.says("er du der?", relays=True)
        await page.context.set_offline(False)
        await expect(page.locator(".spoken")).to_contain_text("er du der?")
        await expect(page.locator(".news")).to_be_empty()


# ---- on paper ----


async def test_paper_gets_the_request_and_no_control(browser: Browser, content: Content) -> None:
    work = in_talk(content)
    async with serving(app(work.site)) as address, looking(browser, address, work) as page:
        await page.emulate_media(media="print")
        for control in ("textarea", "button", "summary", ".back a", ".tongues"):
            for found in await page.locator(control).all():
                await expect(found).to_be_hidden()
        for part in ("h1", ".words", ".spoken.owner >> nth=0", ".note", ".history"):
            await expect(page.locator(part)).to_be_visible()
