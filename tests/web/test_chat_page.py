"""The chat page in a real browser: whole talks, and what happens when something goes wrong in the middle."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import product
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from playwright.async_api import Browser, ConsoleMessage, Page, Route, expect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.channels.web import MOST_CHARACTERS
from bot.core.conversation import Choice, Reply
from tests.channels.test_web import EchoService, serving, web_app

PHONE = {"viewport": {"width": 390, "height": 780}, "has_touch": True, "is_mobile": True}
SMALLEST_TARGET = 44  # CSS pixels a thumb hits

TROUBLE = "ryggen ryker på folka"
FIRST = Reply(
    "Det høres tungt ut. Stemmer det?",
    (Choice("ok=yes", "Ja, begge"), Choice("ok=no", "Noe annet")),
)
SECOND = Reply(
    "Hvor holder dere til?",
    (Choice("why=place", "Hvorfor spør du?"), Choice("place=skip", "Hopp over")),
)


def talking_service() -> EchoService:
    """A service that holds a short talk."""
    service = EchoService()
    service.answers = {
        TROUBLE: (FIRST,),
        "Ja, begge": (SECOND,),
        "Hopp over": (Reply("Da er vi ferdige."),),
    }
    return service


@asynccontextmanager
async def visit(browser: Browser, address: str, **options: Any) -> AsyncIterator[Page]:
    """A page opened by a new visitor; fails when the page complained or asked anybody else."""
    context = await browser.new_context(**{"locale": "nb-NO", **options})
    page = await context.new_page()
    faults = watch(page, address)
    await page.goto(address)
    yield page
    await context.close()
    assert faults == []


def watch(page: Page, address: str) -> list[str]:
    """What a page complains of: script faults, broken rules, questions to others; not lost connections."""
    faults: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        is_lost_connection = message.text.startswith("Failed to load resource")
        if message.type in ("error", "warning") and not is_lost_connection:
            faults.append(message.text)

    page.on("console", hear)
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    page.on("dialog", lambda dialog: faults.append(dialog.message))
    page.on(
        "request",
        lambda request: None if request.url.startswith(address) else faults.append(request.url),
    )
    return faults


async def say(page: Page, text: str) -> None:
    """Writes a text and sends it."""
    await page.locator("#box").fill(text)
    await page.locator("#box").press("Enter")


async def expect_talk(page: Page, *texts: str) -> None:
    """Waits until exactly these texts stand in the log."""
    await expect(page.locator(".line .said")).to_have_text(list(texts))


def focused(page: Page) -> Any:
    """Where the keyboard is."""
    return page.locator(":focus")


async def is_in_view(page: Page, selector: str) -> bool:
    """Whether an element is wholly visible between the head and the text box."""
    box = await page.locator(selector).bounding_box()
    head, foot = (
        await page.locator("header").bounding_box(),
        await page.locator("#foot").bounding_box(),
    )
    assert box
    assert head
    assert foot
    return box["y"] >= head["y"] + head["height"] - 1 and box["y"] + box["height"] <= foot["y"] + 1


# ---- a talk ----


async def test_a_talk_is_held_with_text_and_buttons(browser: Browser) -> None:
    service = talking_service()
    async with serving(web_app(service)) as address, visit(browser, address) as page:
        await say(page, TROUBLE)
        await page.get_by_role("button", name="Ja, begge").click()
        await page.get_by_role("button", name="Hopp over").click()
        await expect_talk(
            page, TROUBLE, FIRST.text, "Ja, begge", SECOND.text, "Hopp over", "Da er vi ferdige."
        )
    assert [(m.text, m.choice) for m in service.received] == [
        (TROUBLE, None),
        (None, "ok=yes"),
        (None, "place=skip"),
    ]
    assert {message.language for message in service.received} == {"nb"}
    assert all(UUID(message.id.rsplit(":", 1)[1]).version == 4 for message in service.received)


async def test_before_the_first_line_the_page_says_what_one_can_write(browser: Browser) -> None:
    async with (
        serving(web_app(talking_service())) as address,
        visit(browser, address, locale="sv-SE") as page,
    ):
        await expect(page.get_by_role("heading", name="Vad är det som krånglar?")).to_be_visible()
        await expect(page.locator("#welcome blockquote")).to_contain_text("släcker bränder")
        await say(page, "hej")
        await expect(page.locator("#welcome")).to_be_hidden()


async def test_choices_of_before_are_quiet_and_can_still_be_pressed(browser: Browser) -> None:
    service = talking_service()
    async with serving(web_app(service)) as address, visit(browser, address) as page:
        await say(page, TROUBLE)
        await page.get_by_role("button", name="Ja, begge").click()
        await expect(page.locator(".choices:not(.quiet)")).to_have_count(1)
        await expect(page.locator(".choice.chosen")).to_have_text(["Ja, begge valgt"])
        await page.get_by_role("button", name="Noe annet").click()
        await expect(page.locator(".line").last).to_contain_text("Du sa: Noe annet")
    assert service.received[-1].choice == "ok=no"


async def test_a_reload_in_the_middle_shows_the_same_talk(browser: Browser) -> None:
    async with serving(web_app(talking_service())) as address, visit(browser, address) as page:
        await say(page, TROUBLE)
        await page.get_by_role("button", name="Ja, begge").click()
        talk = [TROUBLE, FIRST.text, "Ja, begge", SECOND.text]
        await expect_talk(page, *talk)
        await page.reload()
        await expect_talk(page, *talk)
        await expect(page.locator(".choice.chosen")).to_have_text(["Ja, begge valgt"])
        await page.get_by_role("button", name="Hopp over").click()
        await expect_talk(page, *talk, "Hopp over", "Da er vi ferdige.")


async def test_a_whole_talk_is_held_by_keyboard_alone(browser: Browser) -> None:
    async with serving(web_app(talking_service())) as address, visit(browser, address) as page:
        await expect(page.locator("#box")).to_be_focused()
        await page.keyboard.type(TROUBLE)
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("button", name="Noe annet")).to_be_visible()
        await page.keyboard.press("Shift+Tab")
        await expect(focused(page)).to_have_text("Noe annet")
        await page.keyboard.press("Shift+Tab")
        await page.keyboard.press("Enter")
        await expect(page.locator("#box")).to_be_focused()
        await expect(page.get_by_role("button", name="Hopp over")).to_be_visible()
        await page.keyboard.press("Shift+Tab")
        await page.keyboard.press("Space")
        await expect(page.locator("#box")).to_be_focused()
        await page.keyboard.type("takk")
        await page.keyboard.press("Tab")
        await expect(focused(page)).to_have_text("Send")
        await page.keyboard.press("Enter")
        await expect(page.locator("#box")).to_be_focused()
        await expect(page.locator(".line").last).to_contain_text("Du sa: takk")


async def test_the_first_tab_stop_leads_past_the_whole_talk(browser: Browser) -> None:
    async with (
        serving(web_app(talking_service())) as address,
        visit(browser, address, **PHONE) as page,
    ):
        await say(page, TROUBLE)
        await page.reload()
        await page.keyboard.press("Tab")
        await expect(focused(page)).to_have_text("Til skrivefeltet")
        await page.keyboard.press("Enter")
        await expect(page.locator("#box")).to_be_focused()


async def test_the_log_tells_a_screen_reader_who_says_what(browser: Browser) -> None:
    async with serving(web_app(talking_service())) as address, visit(browser, address) as page:
        await say(page, TROUBLE)
        log = page.get_by_role("log", name="Samtalen")
        await expect(log).to_have_attribute("aria-live", "polite")
        await expect(log.locator(".line")).to_have_text(
            [re.compile(r"^Du:\s+ryggen"), re.compile(r"^Steg:\s+Det")]
        )
        await expect(page.get_by_role("textbox", name="Skriv til Steg")).to_be_visible()
        await expect(page.get_by_role("group", name="Svar du kan velge")).to_be_visible()


async def test_a_finger_on_a_button_opens_no_keyboard(browser: Browser) -> None:
    async with (
        serving(web_app(talking_service())) as address,
        visit(browser, address, **PHONE) as page,
    ):
        await expect(page.locator("#box")).not_to_be_focused()
        await say(page, TROUBLE)
        await page.locator("#box").blur()
        await page.get_by_role("button", name="Ja, begge").tap()
        await expect(page.get_by_text(SECOND.text)).to_be_visible()
        await expect(page.locator("#box")).not_to_be_focused()


async def test_shift_and_enter_makes_a_new_line(browser: Browser) -> None:
    service = talking_service()
    async with serving(web_app(service)) as address, visit(browser, address) as page:
        await page.locator("#box").press_sequentially("en")
        await page.locator("#box").press("Shift+Enter")
        await page.locator("#box").press_sequentially("to")
        await page.locator("#box").press("Enter")
        await expect(page.locator(".line")).to_have_count(2)
    assert service.received[0].text == "en\nto"


async def test_an_empty_text_does_nothing(browser: Browser) -> None:
    service = talking_service()
    async with serving(web_app(service)) as address, visit(browser, address) as page:
        await page.get_by_role("button", name="Send").click()
        await say(page, "  \n ")
        await expect(page.locator("#welcome")).to_be_visible()
        await say(page, "hei")
        await expect(page.locator(".line")).to_have_count(2)
    assert [message.text for message in service.received] == ["hei"]


async def test_a_text_that_is_too_long_is_kept_and_the_owner_is_told(browser: Browser) -> None:
    service = talking_service()
    async with serving(web_app(service)) as address, visit(browser, address) as page:
        await say(page, "😀" * (MOST_CHARACTERS + 1))
        await expect(page.get_by_role("status")).to_contain_text(f"{MOST_CHARACTERS + 1} tegn")
        await page.locator("#box").fill("😀" * MOST_CHARACTERS)
        await expect(page.get_by_role("status")).to_be_empty()
        await page.locator("#box").press("Enter")
        await expect(page.locator(".line")).to_have_count(2)
    assert [len(message.text or "") for message in service.received] == [MOST_CHARACTERS]


@pytest.mark.parametrize("pressed", ["Ja, begge", "Send"])
async def test_a_double_click_sends_once(browser: Browser, pressed: str) -> None:
    service = talking_service()
    async with serving(web_app(service)) as address, visit(browser, address) as page:
        await say(page, TROUBLE)
        await expect(page.get_by_role("button", name="Ja, begge")).to_be_visible()
        await page.locator("#box").fill("takk")
        await page.get_by_role("button", name=pressed).dblclick()
        await expect(page.locator(".line")).to_have_count(4)
        await page.wait_for_timeout(200)
    assert len(service.received) == 2


async def test_two_tabs_show_the_same_talk(browser: Browser) -> None:
    async with serving(web_app(talking_service())) as address, visit(browser, address) as page:
        other = await page.context.new_page()
        faults = watch(other, address)
        await other.goto(address)
        await say(page, TROUBLE)
        await other.get_by_role("button", name="Ja, begge").click()
        talk = [TROUBLE, FIRST.text, "Ja, begge", SECOND.text]
        await expect_talk(page, *talk)
        await expect_talk(other, *talk)
        assert faults == []


async def test_the_language_switch_tells_steg_and_changes_the_page(browser: Browser) -> None:
    service = talking_service()
    async with serving(web_app(service)) as address, visit(browser, address) as page:
        await page.get_by_role("button", name="Svenska").dblclick()
        await expect(page.get_by_role("button", name="Skicka")).to_be_visible()
        await expect(page.locator("html")).to_have_attribute("lang", "sv")
        await expect(page.get_by_role("button", name="Svenska")).to_have_attribute(
            "aria-pressed", "true"
        )
        await expect(page.get_by_text("Du sa: lang=sv")).to_be_visible()
        await page.reload()
        await expect(page.get_by_role("button", name="Skicka")).to_be_visible()
    assert [(message.choice, message.language) for message in service.received] == [
        ("lang=sv", "sv")
    ]


# ---- what Steg says ----


async def test_addresses_become_links_and_marks_become_bold(browser: Browser) -> None:
    service = talking_service()
    rich = (
        "**Næringshagen**\nTelefon: +47 72 40 00 00\nE-post: post@hagen.example\n"
        "På nett: https://hagen.example/a_(b)?c=d&e=f. Se også (http://to.example)!\n"
        "• første\n\n2 ** 3 ** javascript:alert(1)"
    )
    service.answers["hvem"] = (Reply(rich),)
    async with serving(web_app(service)) as address, visit(browser, address) as page:
        await say(page, "hvem")
        said = page.locator(".steg .said")
        await expect(said.locator("strong")).to_have_text(["Næringshagen", " 3 "])
        links = said.locator("a")
        await expect(links).to_have_count(4)
        found = [await link.get_attribute("href") for link in await links.all()]
        assert found == [
            "tel:+4772400000",
            "mailto:post@hagen.example",
            "https://hagen.example/a_(b)?c=d&e=f",
            "http://to.example",
        ]
        outward = links.nth(2)
        await expect(outward).to_have_attribute("target", "_blank")
        await expect(outward).to_have_attribute("rel", re.compile("noopener"))
        await expect(said.locator("p").last).to_have_text("2  3  javascript:alert(1)")


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<b onmouseover=alert(1)>hei</b> &amp; &lt;",
        '"><svg onload=alert(1)>',
        "**<i>fet</i>** https://a.example/<script>alert(1)</script>",
        "{{ 7 * 7 }} ${alert(1)} </textarea>",
    ],
)
async def test_a_script_in_a_text_stays_text(browser: Browser, text: str) -> None:
    async with serving(web_app(talking_service())) as address, visit(browser, address) as page:
        await say(page, text)
        await expect(page.locator(".owner .said")).to_have_text(text)
        echoed = f"Du sa: {text}".replace("**", "")
        await expect(page.locator(".steg .said")).to_have_text(echoed)
        await page.reload()
        await expect(page.locator(".steg .said")).to_have_text(echoed)
        assert await page.locator("#log :is(script, img, svg, b, i, textarea)").count() == 0


# ---- when something goes wrong ----


async def test_a_talk_goes_on_after_the_server_was_away(browser: Browser) -> None:
    service = talking_service()
    async with serving(web_app(service)) as address:
        port = int(address.rsplit(":", 1)[1])
        context = visit(browser, address)
        page = await context.__aenter__()
        await say(page, TROUBLE)
        await expect_talk(page, TROUBLE, FIRST.text)
    await page.get_by_role("button", name="Ja, begge").click()
    await expect(page.locator(".owner.unsent")).to_contain_text("sendes…")
    await expect(page.get_by_role("status")).to_contain_text("Ingen kontakt akkurat nå")
    async with serving(web_app(service), port):
        await expect_talk(page, TROUBLE, FIRST.text, "Ja, begge", SECOND.text)
        await expect(page.get_by_role("status")).to_have_text("Kontakten er tilbake.")
        await expect(page.locator(".unsent")).to_have_count(0)
        await context.__aexit__(None, None, None)
    assert len(service.received) == 2


async def test_a_lost_connection_comes_back_by_itself(browser: Browser) -> None:
    service = talking_service()
    async with serving(web_app(service)) as address, visit(browser, address) as page:
        await page.context.set_offline(True)
        await expect(page.get_by_role("status")).to_contain_text(
            "Ingen kontakt akkurat nå. Jeg prøver igjen."
        )
        await say(page, TROUBLE)
        await say(page, "Ja, begge")
        await expect(page.get_by_role("status")).to_contain_text("sendes så snart det går")
        await page.context.set_offline(False)
        await expect_talk(page, TROUBLE, FIRST.text, "Ja, begge", SECOND.text)
        await expect(page.get_by_role("status")).to_be_empty()


async def test_a_message_whose_answer_was_lost_is_answered_once(browser: Browser) -> None:
    service = talking_service()
    tries: list[str] = []

    async def lose_the_first_answer(route: Route) -> None:
        tries.append(route.request.post_data or "")
        if len(tries) > 1:
            return await route.continue_()
        await route.fetch()
        return await route.abort("connectionreset")

    async with serving(web_app(service)) as address, visit(browser, address) as page:
        await page.route("**/chat/messages", lose_the_first_answer)
        await say(page, TROUBLE)
        await expect_talk(page, TROUBLE, FIRST.text)
        await expect(page.locator(".state")).to_have_count(0)
    assert len(tries) == 2
    assert tries[0] == tries[1]
    assert len(service.received) == 1


async def test_a_reload_without_connection_loses_no_message(browser: Browser) -> None:
    service = talking_service()
    async with serving(web_app(service)) as address, visit(browser, address) as page:
        await say(page, TROUBLE)
        await expect_talk(page, TROUBLE, FIRST.text)
        await page.route("**/chat/messages", lambda route: route.abort())
        await say(page, "Ja, begge")
        await page.locator("#box").fill("nesten ferdig")
        await expect(page.locator(".unsent")).to_have_count(1)
        await page.reload()
        await expect_talk(page, TROUBLE, FIRST.text, "Ja, begge")
        await expect(page.locator("#box")).to_have_value("nesten ferdig")
        await page.unroute_all()
        await expect_talk(page, TROUBLE, FIRST.text, "Ja, begge", SECOND.text)
    assert len(service.received) == 2


async def test_a_reload_before_the_answer_shows_the_message_once(browser: Browser) -> None:
    service = talking_service()

    async def take_and_stay_silent(route: Route) -> None:
        await route.fetch()
        await route.abort("connectionreset")

    async with serving(web_app(service)) as address, visit(browser, address) as page:
        await page.route("**/chat/messages", take_and_stay_silent)
        await say(page, TROUBLE)
        await expect(page.get_by_role("status")).to_contain_text("Ingen kontakt")
        await page.unroute_all()
        await page.reload()
        await expect_talk(page, TROUBLE, FIRST.text)
        await expect(page.locator(".unsent")).to_have_count(0)
    assert len(service.received) == 1


async def test_too_many_messages_wait_for_their_turn(browser: Browser) -> None:
    service = talking_service()
    refusals = iter(
        [{"status": 429, "headers": {"Retry-After": "1"}, "json": {"error": "too-fast"}}]
    )

    async def refuse_once(route: Route) -> None:
        refusal: dict[str, Any] | None = next(refusals, None)
        await (route.fulfill(**refusal) if refusal else route.continue_())

    async with serving(web_app(service)) as address, visit(browser, address) as page:
        await page.route("**/chat/messages", refuse_once)
        await say(page, TROUBLE)
        await expect(page.get_by_role("status")).to_contain_text("Det gikk fort")
        await expect_talk(page, TROUBLE, FIRST.text)
        await expect(page.get_by_role("status")).to_be_empty()


async def test_what_the_server_will_not_take_can_be_tried_again_by_hand(browser: Browser) -> None:
    service = talking_service()
    async with serving(web_app(service)) as address, visit(browser, address) as page:
        await page.route("**/chat/messages", lambda route: route.fulfill(status=400, json={}))
        await say(page, TROUBLE)
        await expect(page.locator(".state")).to_have_text("Ble ikke sendt. Prøv igjen")
        await page.unroute_all()
        await page.get_by_role("button", name="Prøv igjen").click()
        await expect_talk(page, TROUBLE, FIRST.text)


async def test_a_browser_that_lost_its_cookie_begins_anew(browser: Browser) -> None:
    service = talking_service()
    async with serving(web_app(service)) as address, visit(browser, address) as page:
        await say(page, "hei")
        await expect(page.locator(".line")).to_have_count(2)
        await page.context.clear_cookies()
        await say(page, TROUBLE)
        await expect_talk(page, TROUBLE, FIRST.text)
    assert len({message.conversation for message in service.received}) == 2


def without_cookies(app: ASGIApp) -> ASGIApp:
    """The application as a browser meets it that takes no cookies."""

    async def served(scope: Scope, receive: Receive, send: Send) -> None:
        async def send_without(message: Message) -> None:
            kept = [header for header in message.get("headers", []) if header[0] != b"set-cookie"]
            await send({**message, "headers": kept} if "headers" in message else message)

        await app(scope, receive, send_without)

    return served


async def test_a_browser_that_takes_no_cookies_is_told_why_it_cannot_talk(browser: Browser) -> None:
    app = without_cookies(web_app(talking_service()))
    async with serving(app) as address, visit(browser, address) as page:
        await expect(page.get_by_role("status")).to_contain_text("informasjonskapsler")


async def test_what_was_erased_leaves_the_page(browser: Browser) -> None:
    service = talking_service()
    async with serving(web_app(service)) as address, visit(browser, address) as page:
        await say(page, TROUBLE)
        await expect_talk(page, TROUBLE, FIRST.text)
        service.lines.clear()
        await expect(page.locator(".line")).to_have_count(0)
        await expect(page.get_by_role("status")).to_contain_text("ikke lagret lenger")
        await expect(page.locator("#welcome")).to_be_visible()
        await say(page, "hei")
        await expect_talk(page, "hei", "Du sa: hei")


async def test_who_does_not_want_to_be_kept_still_sees_what_they_said(browser: Browser) -> None:
    service = talking_service()
    keep = service.keep
    service.keep = lambda c, who, *rest: keep(c, who, *rest) if who == "steg" else None  # type: ignore[method-assign]
    async with serving(web_app(service)) as address, visit(browser, address) as page:
        await say(page, TROUBLE)
        await page.get_by_role("button", name="Ja, begge").click()
        await expect_talk(page, TROUBLE, FIRST.text, "Ja, begge", SECOND.text)
        await expect(page.locator(".unsent")).to_have_count(0)


# ---- how it looks ----

LONG = Reply(
    "**Et navn som er langt: Donaudampfschiffahrtselektrizitätenhauptbetriebswerkbaugesellschaft**\n"
    "På nett: https://www.eksempel.example/en/veldig/lang/adresse/som/aldri/slutter/og/fortsetter/videre",
    (
        Choice(
            "a=1", "Et svar som er så langt at det ikke får plass på en linje på en liten telefon"
        ),
        Choice("a=2", "Nei"),
    ),
)


@pytest.mark.parametrize("language", ["nb", "sv", "en"])
async def test_the_narrowest_phone_needs_no_sideways_scroll(
    browser: Browser, language: str
) -> None:
    service = talking_service()
    service.answers["langt"] = (LONG,)
    narrow = {**PHONE, "viewport": {"width": 320, "height": 600}, "locale": language}
    async with serving(web_app(service)) as address, visit(browser, address, **narrow) as page:
        assert await page.evaluate("document.documentElement.scrollWidth") == 320
        await say(page, "langt")
        await expect(page.locator(".choice")).to_have_count(2)
        await say(page, "n" * 200)
        await expect(page.locator(".line")).to_have_count(4)
        assert await page.evaluate("document.documentElement.scrollWidth") == 320


@pytest.mark.parametrize("options", [PHONE, {}])
async def test_everything_one_presses_is_large_enough_for_a_thumb(
    browser: Browser, options: dict[str, Any]
) -> None:
    async with (
        serving(web_app(talking_service())) as address,
        visit(browser, address, **options) as page,
    ):
        await say(page, TROUBLE)
        await page.get_by_role("button", name="Ja, begge").click()
        await expect(page.get_by_role("button", name="Hopp over")).to_be_visible()
        for target in await page.locator("button:visible, textarea").all():
            box = await target.bounding_box()
            assert box
            assert min(box["width"], box["height"]) >= SMALLEST_TARGET, await target.text_content()


async def test_the_newest_line_is_in_view(browser: Browser) -> None:
    service = talking_service()
    async with serving(web_app(service)) as address, visit(browser, address, **PHONE) as page:
        for number in range(8):
            await say(page, f"linje {number}")
            await expect(page.locator(".steg").nth(number)).to_be_visible()
        assert await is_in_view(page, ".line >> nth=-1")
        await service.say(service.received[0].conversation, Reply("En ting til"))
        await expect(page.get_by_text("En ting til")).to_be_visible()
        assert await is_in_view(page, ".line >> nth=-1")
        await page.reload()
        await expect(page.get_by_text("En ting til")).to_be_visible()
        assert await is_in_view(page, ".line >> nth=-1")


async def test_what_is_longer_than_the_window_is_read_from_its_start(browser: Browser) -> None:
    service = talking_service()
    service.answers["råd"] = tuple(
        Reply(f"**Råd {n}**\n" + "Les dette nøye. " * 20) for n in range(4)
    )
    async with serving(web_app(service)) as address, visit(browser, address, **PHONE) as page:
        for number in range(4):
            await say(page, f"linje {number}")
            await expect(page.locator(".steg").nth(number)).to_be_visible()
        await say(page, "råd")
        await expect(page.locator(".card")).to_have_count(4)
        assert await is_in_view(page, ".owner >> nth=-1")
        await page.get_by_role("button", name="Mer").click()
        await expect(page.get_by_role("button", name="Mer")).to_be_hidden()


async def test_who_reads_further_up_is_not_pulled_down(browser: Browser) -> None:
    service = talking_service()
    async with serving(web_app(service)) as address, visit(browser, address, **PHONE) as page:
        for number in range(8):
            await say(page, f"linje {number}")
            await expect(page.locator(".steg").nth(number)).to_be_visible()
        await page.evaluate("scrollTo(0, 100)")
        await expect(page.get_by_role("button", name="Mer")).to_be_visible()
        await service.say(service.received[0].conversation, Reply("En ting til"))
        await expect(page.locator(".steg")).to_have_count(9)
        assert await page.evaluate("scrollY") == 100


async def test_nothing_moves_for_who_wants_calm(browser: Browser) -> None:
    calm = {"reduced_motion": "reduce"}
    async with (
        serving(web_app(talking_service())) as address,
        visit(browser, address, **calm) as page,
    ):
        await say(page, TROUBLE)
        await expect(page.locator(".line")).to_have_count(2)
        names = "[...document.querySelectorAll('.line')].map((line) => getComputedStyle(line).animationName)"
        assert await page.evaluate(names) == ["none", "none"]


async def test_the_printed_page_holds_the_talk_and_nothing_to_press(browser: Browser) -> None:
    async with serving(web_app(talking_service())) as address, visit(browser, address) as page:
        await say(page, TROUBLE)
        await expect(page.locator(".line")).to_have_count(2)
        await page.emulate_media(media="print")
        await expect(page.get_by_text("Du:")).to_be_visible()
        await expect(page.get_by_text(FIRST.text)).to_be_visible()
        await expect(page.get_by_role("button")).to_have_count(0)


async def test_without_javascript_the_page_says_kindly_what_to_do(browser: Browser) -> None:
    silent = {"java_script_enabled": False, "locale": "en-GB"}
    async with (
        serving(web_app(talking_service())) as address,
        visit(browser, address, **silent) as page,
    ):
        await expect(page.locator("noscript .notice")).to_contain_text(
            "Switch it on in your browser"
        )
        await expect(page.locator("noscript .notice")).to_be_visible()
        await expect(page.locator("#composer")).to_be_hidden()


def luminance(colour: str) -> float:
    """Relative luminance, as WCAG 2.2 defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_text_and_edges_stand_out_enough(scheme: int) -> None:
    css = (Path(__file__).parents[2] / "bot/web/static/chat.css").read_text()
    colours = dict(
        re.findall(r"--([\w-]+): (#\w{6});", re.findall(r":root \{(.*?)\}", css, re.DOTALL)[scheme])
    )
    texts = product(["ink", "soft", "spruce"], ["linen", "paper", "moss"])
    edges = product(["ring", "spruce", "red"], ["linen", "paper"])
    pairs = [(*pair, 4.5) for pair in (*texts, ("on-red", "red"))] + [
        (*pair, 3.0) for pair in edges
    ]
    weak = {pair: contrast(colours[pair[0]], colours[pair[1]]) for pair in pairs}
    assert {pair: ratio for pair, ratio in weak.items() if ratio < pair[2]} == {}
