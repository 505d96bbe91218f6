"""The page on introductions: owners only as codes, a preview word for word, and what is refused."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

import httpx
import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from bot.core.content import Content, Language
from bot.core.conversation import (
    Answer,
    Channel,
    Given,
    InvitedSays,
    Message,
    Session,
    Turn,
    Willing,
)
from bot.core.introductions import Introduction, answered, ended
from bot.core.inviting import invitation, question
from bot.stores.port import Store
from bot.stores.sqlite import SqliteStore
from bot.web.words import WORDS, word
from tests.channels.test_web import serving
from tests.web.site import NOW, PASSWORD, Clock, app, looked_at, proof_in, site, visitor
from tests.web.test_chat_page import PHONE
from tests.web.test_map_in_browser import FITS, LOCALES, faults_of, sizes_of

PAGE = "/staff/introductions"
OWNERS: tuple[tuple[str, Language, str, str], ...] = (
    ("telegram:8812", "nb", "season", "oppdal"),
    ("web:anne", "sv", "season", "rennebu"),
    ("slack:D77", "en", "season", "roros"),
    ("telegram:31", "nb", "leftovers", "steinkjer"),
    ("telegram:32", "nb", "energy-cost", "inderoy"),
)
WHY = {
    "why-nb": "Dere har gjester på hver deres årstid.",
    "why-sv": "Ni har gäster under olika årstider.",
}


def owner(
    conversation: str, language: Language, need: str, place: str, now: datetime = NOW
) -> Session:
    """Somebody who would like to meet others."""
    channel: Channel = conversation.partition(":")[0]  # type: ignore[assignment]  # ours begin so
    answers = (
        Answer("need", "agreed", 2, (need,)),
        Answer("place", place, 3),
        Answer("size", "micro", 4),
        Answer("trade", "told", 4, ("visitors",)),
    )
    return Session(
        conversation,
        channel,
        language,
        met=True,
        last_at=now - timedelta(days=2),
        answers=answers,
        given=Given(("season-map",)),
        willing=Willing(now - timedelta(days=2), (need,)),
    )


def keep(store: Store, *sessions: Session) -> None:
    for one in sessions:
        with store.transaction() as kept:
            kept.keep(Message("m", one.conversation, one.channel, NOW), Turn(one))


@pytest.fixture
def store() -> SqliteStore:
    """A store with five owners who would like to meet others."""
    made = SqliteStore(":memory:")
    keep(made, *(owner(*one) for one in OWNERS))
    return made


@asynccontextmanager
async def at_page(
    content: Content, store: Store, language: str = "nb", as_: str = "stine"
) -> AsyncIterator[httpx.AsyncClient]:
    async with visitor(site(content, store=store), as_=as_, language=language) as client:
        yield client


def ticks(html: str) -> list[tuple[str, str, str]]:
    """What can be ticked: the field's name, its value, and what stands beside it."""
    found = re.findall(
        r'name="(owner-\w+)" value="([\w-]+)"><label[^>]*>(.*?)</label>', html, re.DOTALL
    )
    return [(name, value, re.sub(r"<[^>]+>", "", label)) for name, value, label in found]


def of(html: str, *places: str) -> dict[str, str]:
    """The fields that choose the owners of these places, each once."""
    return {name: value for name, value, label in ticks(html) for place in places if place in label}


async def post(client: httpx.AsyncClient, **form: str) -> httpx.Response:
    shown = await client.get(PAGE)
    return await client.post(PAGE, data={"proof": proof_in(shown.text), **form})


async def test_owners_stand_in_groups_by_code_and_never_by_who_they_are(
    content: Content, store: SqliteStore
) -> None:
    async with at_page(content, store) as client:
        html = (await client.get(PAGE)).text
    groups = re.findall(r"<h3[^>]*>(.*?)</h3>", html)
    assert any("Inntekt bare deler av året" in group for group in groups)
    assert any("Rester og overskudd + Strømregningen" in group for group in groups)
    labels = [label for _, _, label in ticks(html)]
    assert any(
        "Oppdal" in label and "2 til 9" in label and "svensk" not in label for label in labels
    )
    for conversation, *_ in OWNERS:
        assert conversation not in html
    assert "8812" not in re.sub(r'"[0-9a-f]{64}"', "", html)


async def test_what_is_seen_beforehand_is_what_is_kept_to_be_sent(
    content: Content, store: SqliteStore
) -> None:
    async with at_page(content, store) as client:
        chosen = of((await client.get(PAGE)).text, "Oppdal", "Rennebu")
        asked = await post(client, act="write", **chosen)
        assert re.findall(r'name="(why-\w\w)"', asked.text) == ["why-nb", "why-sv"]
        seen = await post(client, act="look", **chosen, **WHY)
        assert store.introductions.all() == [], "looking sends nothing"
        hidden = dict(re.findall(r'type="hidden" name="([\w-]+)" value="([^"]*)"', seen.text))
        sent = await client.post(
            PAGE, data={**{k: unescape(v) for k, v in hidden.items()}, "act": "send"}
        )
        again = await client.post(
            PAGE, data={**{k: unescape(v) for k, v in hidden.items()}, "act": "send"}
        )
    assert sent.headers["location"] == f"{PAGE}?told=introduced"
    assert again.headers["location"] == f"{PAGE}?told=changed"
    (introduction,) = store.introductions.all()
    read = re.sub(r"<[^>]+>", "\n", unescape(seen.text))
    for one in introduction.invited:
        for reply in (
            invitation(introduction, one, content, one.language),
            question(content, one.language),
        ):
            assert reply.text in read
            assert (reply.quote or "") in read
    act = store.audit.latest(1)[0]
    assert (act.deed, act.by) == ("introduced", "stine")
    assert "8812" not in f"{act.about} {act.why}"
    assert all(store.introductions.willing(NOW - timedelta(days=9)))


@pytest.mark.parametrize(
    ("why", "fault"),
    [
        ("Kort", "meet-why-short"),
        ("Dere har mye å snakke om. " * 10, "meet-why-long"),
        ("Dere kan ringe hverandre på 90 01 23 45.", "meet-why-person"),
        ("Skriv til post@firma.example, så går det fint.", "meet-why-person"),
    ],
)
async def test_a_sentence_owners_should_not_read_is_sent_back(
    content: Content, store: SqliteStore, why: str, fault: str
) -> None:
    async with at_page(content, store) as client:
        chosen = of((await client.get(PAGE)).text, "Oppdal", "Rennebu")
        for act in ("look", "send"):
            answer = await post(client, act=act, **chosen, **{**WHY, "why-nb": why})
            assert word(fault, "nb") in unescape(answer.text)
    assert store.introductions.all() == []


async def test_only_two_to_six_of_one_group_can_be_chosen(
    content: Content, store: SqliteStore
) -> None:
    async with at_page(content, store) as client:
        html = (await client.get(PAGE)).text
        for chosen in (of(html, "Oppdal"), of(html, "Oppdal", "Steinkjer"), {}):
            answer = await post(client, act="send", **chosen, **WHY)
            assert answer.headers["location"] == f"{PAGE}?told=not-fit"
        told = await client.get(f"{PAGE}?told=not-fit")
    assert word("did-not-fit", "nb") in unescape(told.text)
    assert store.introductions.all() == []


async def test_somebody_who_took_it_back_meanwhile_is_not_asked(
    content: Content, store: SqliteStore
) -> None:
    async with at_page(content, store) as client:
        chosen = of((await client.get(PAGE)).text, "Oppdal", "Rennebu")
        keep(store, replace(owner(*OWNERS[0]), willing=None))
        answer = await post(client, act="send", **chosen, **WHY)
    assert answer.headers["location"] == f"{PAGE}?told=changed"
    assert store.introductions.all() == []


async def test_nothing_is_done_without_proof_or_by_somebody_else(
    content: Content, store: SqliteStore
) -> None:
    async with at_page(content, store) as client:
        chosen = of((await client.get(PAGE)).text, "Oppdal", "Rennebu")
        answer = await client.post(PAGE, data={"act": "send", **chosen, **WHY})
        assert answer.headers["location"] == f"{PAGE}?told=stale"
    async with at_page(content, store, as_="asta") as adviser:
        assert (await adviser.get(PAGE)).status_code == 403
    assert store.introductions.all() == []


async def test_how_it_has_gone_is_counted(content: Content, store: SqliteStore) -> None:
    async with at_page(content, store) as client:
        chosen = of((await client.get(PAGE)).text, "Oppdal", "Rennebu")
        await post(client, act="send", **chosen, **WHY)
        waiting = unescape((await client.get(PAGE)).text)
        assert word("introductions-waits", "nb") in waiting
        introduction = store.introductions.all()[0]
        with store.transaction() as kept:
            kept.put_introduction(brought_together(introduction))
        html = unescape((await client.get(PAGE)).text)
    row = re.findall(r"<td[^>]*>(.*?)</td>", html)
    assert row[-6:] == [
        "Inntekt bare deler av året",
        "Oppdal, Rennebu",
        "2",
        "2",
        "2",
        "Satt i kontakt",
    ]
    assert "Satt i kontakt: 1" in html
    assert "90 01 23 45" not in html


def brought_together(introduction: Introduction) -> Introduction:
    """The introduction after both said yes."""
    for one in introduction.invited:
        asked = tuple(replace(i, asked_at=i.asked_at or NOW) for i in introduction.invited)
        introduction = replace(introduction, invited=asked)
        says = InvitedSays("yes", "Anne, 90 01 23 45")
        introduction = answered(introduction, one.conversation, says, NOW)
    return ended(introduction, NOW)


# --- in a browser


@pytest_asyncio.fixture
async def address(content: Content) -> AsyncIterator[str]:
    store, clock = SqliteStore(":memory:"), Clock()
    clock.now = datetime.now(UTC)
    keep(store, *(owner(*one, clock.now) for one in OWNERS))
    async with serving(app(site(content, clock=clock, store=store))) as served_at:
        yield served_at


@pytest.mark.parametrize(("language", "scheme"), [("nb", "light"), ("sv", "dark"), ("en", "light")])
async def test_owners_are_introduced_by_keyboard_on_a_phone_without_script(
    browser: Browser, address: str, language: Language, scheme: Any
) -> None:
    options = {**PHONE, "locale": LOCALES[language], "color_scheme": scheme}
    async with looked_at(browser, address, "/login", **options) as page:
        await page.locator("#name").fill("stine")
        await page.locator("#password").fill(PASSWORD)
        await page.keyboard.press("Enter")
        await page.wait_for_url("**/staff")
        await page.goto(address + PAGE)
        assert await faults_of(page) == []
        assert await page.evaluate(FITS)
        sizes = await sizes_of(page, "form.meet button, form.meet .tick")
        assert all(height >= 44 for _, height in sizes)
        group = page.locator("form.meet").first
        for number in range(2):
            await group.locator("input[type=checkbox]").nth(number).focus()
            await page.keyboard.press("Space")
        await group.locator("button").focus()
        await page.keyboard.press("Enter")
        await page.locator("textarea").first.wait_for()
        assert await faults_of(page) == []
        for area in await page.locator("textarea").all():
            await area.fill("Dere har gjester på hver deres årstid.")
        await page.locator("button[value=look]").press("Enter")
        await page.locator("button[value=send]").wait_for()
        assert await faults_of(page) == []
        assert await page.evaluate(FITS)
        await page.locator("button[value=send]").press("Enter")
        await expect(page.get_by_role("status")).to_contain_text(
            WORDS["did-introduced"][("nb", "sv", "en").index(language)]
        )
        assert await faults_of(page) == []
