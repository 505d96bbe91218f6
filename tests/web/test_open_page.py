"""The page for everybody: what it shows, what it keeps to itself, and how it looks."""

import csv
import io
import json
import re
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
from jsonschema import Draft202012Validator
from playwright.async_api import Browser, expect
from starlette.applications import Starlette

from bot.channels.web import WebChannel
from bot.core.content import LANGUAGES, Content, Language
from bot.core.conversation import Signal
from bot.open_data import Editions
from bot.stores.sqlite import SqliteStore
from bot.web import pages
from bot.web.app import create_app
from bot.web.open_words import OPEN_WORDS, opened
from bot.web.page import Site
from bot.web.words import word
from tests.channels.test_web import serving
from tests.web.site import keep, looked_at, site
from tests.web.test_chat_page import PHONE
from tests.web.test_map_in_browser import EVERY_RULE, FITS, LOCALES, faults_of

FILES = ("/open/demand.csv", "/open/demand.json", "/open/demand.schema.json")


def asked(number: int, need: str | None, place: str | None, **more: Any) -> list[Signal]:
    country = "SE" if place in ("are", "ostersund") else "NO"
    known = {"day": date(2026, 10, 5), "outcome": "advised"} | more
    return [
        Signal(channel="web", language="nb", need=need, place=place, country=country, **known)
    ] * number


MUCH = [
    *asked(9, "heavy-work", "oppdal"),
    *asked(7, "heavy-work", "oppdal", outcome="gap"),
    *asked(12, "heavy-work", "trondheim"),
    *asked(4, "heavy-work", "roros"),
    *asked(3, "heavy-work", "selbu"),
    *asked(10, "energy-cost", "oppdal"),
    *asked(10, "digital-tools", "oppdal"),
    *asked(10, "slow-production", "oppdal"),
    *asked(8, "season", "oppdal"),
    *asked(12, None, "oppdal", outcome="gap"),
    *asked(3, "season", "are"),
    *asked(21, "season", "are", day=date(2026, 9, 3)),
]


def app_of(of: Site, folder: Path) -> Starlette:
    """The pages as a server runs them, with the editions in a folder."""

    async def nothing() -> None:
        return None

    chat = WebChannel(
        transcript=lambda *_: [], secret="a secret for tests", secure=False, clock=of.clock
    )
    return create_app(
        [*chat.routes(), *pages.routes(of, lambda: Editions(folder, 5))],
        ready=lambda: None,
        metrics=lambda: "",
        start=nothing,
        stop=nothing,
    )


@asynccontextmanager
async def reader(app: Starlette, language: str = "nb") -> AsyncIterator[httpx.AsyncClient]:
    """Somebody who is not logged in."""
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    headers = {"Accept-Language": language, "Accept": "text/html"}
    async with httpx.AsyncClient(
        transport=transport, base_url="http://steg.test", headers=headers
    ) as client:
        yield client


@pytest.fixture
def made(content: Content, tmp_path: Path) -> Iterator[Callable[..., Starlette]]:
    """Makes the pages over some signals."""
    stores: list[SqliteStore] = []

    def make(*signals: Signal) -> Starlette:
        stores.append(SqliteStore(":memory:"))
        keep(stores[-1], *signals)
        return app_of(site(content, store=stores[-1]), tmp_path / "open")

    yield make
    for store in stores:
        store.close()


@pytest.fixture(scope="module")
def much(content: Content, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Starlette]:
    """The pages over MUCH, for those who only read."""
    store = SqliteStore(":memory:")
    keep(store, *MUCH)
    yield app_of(site(content, store=store), tmp_path_factory.mktemp("open"))
    store.close()


def cells(html: str) -> list[list[str]]:
    """The rows of the table, in words."""
    body = html.partition("<tbody>")[2].partition("</tbody>")[0]
    return [
        [unescape(cell) for cell in re.findall(r"<td[^>]*>(.*?)</td>", row)]
        for row in re.findall(r"<tr>(.*?)</tr>", body)
    ]


# ---- what is shown ----


async def test_anybody_reads_the_newest_month_and_its_sum_without_logging_in(
    much: Starlette,
) -> None:
    async with reader(much) as client:
        answer = await client.get("/open")
        rows = cells(answer.text)
        data = (await client.get("/open/demand.json")).json()
    assert answer.status_code == 200
    of_october = [row["count"] for row in data["rows"] if row["month"] == "2026-10"]
    assert [int(row[-1]) for row in rows] == sorted(of_october, reverse=True)
    assert opened("about", "nb", month="oktober 2026", total=str(sum(of_october))) in answer.text
    assert ["Norge", "Arbeidet, maskiner og frakt"] in [row[:2] for row in rows]


async def test_the_page_says_rule_threshold_what_is_put_together_and_what_is_missing(
    much: Starlette,
) -> None:
    async with reader(much, "en") as client:
        text = unescape((await client.get("/open")).text)
    for rule in ("small", "merged", "absent", "once", "counted"):
        assert opened(f"rule-{rule}", "en", least="5") in text
    assert opened("withheld", "en", names="Sweden, Not told") in text
    assert re.search(r"<li>Norway – .* Other municipalities: .*Røros, .*Selbu", text)
    assert "CC BY 4.0" in text


async def test_the_table_stands_before_everything_that_explains_it(
    much: Starlette,
) -> None:
    async with reader(much) as client:
        text = (await client.get("/open")).text
    assert text.index("<table") < text.index("<h2>")


async def test_an_earlier_month_is_one_link_away_and_another_that_there_is_not_gives_the_newest(
    much: Starlette,
) -> None:
    async with reader(much) as client:
        newest = await client.get("/open")
        (address,) = re.findall(r'href="(/open\?month=[^"]+)"', newest.text)
        earlier = await client.get(unescape(address))
        assert "september 2026" in earlier.text
        assert [row[-1] for row in cells(earlier.text)] == ["21"]
        for wish in ("2026-11", "1999-01", "<script>", "../x", "%00"):
            assert cells((await client.get("/open", params={"month": wish})).text) == cells(
                newest.text
            )


async def test_before_there_is_anything_to_show_the_page_says_so(
    made: Callable[..., Starlette],
) -> None:
    async with reader(made()) as client:
        assert opened("none", "nb") in (await client.get("/open")).text
        assert (await client.get("/open/demand.json")).json()["rows"] == []


async def test_made_up_figures_say_that_they_are(made: Callable[..., Starlette]) -> None:
    async with reader(made(*asked(30, "season", "oppdal", made_up=True))) as client:
        assert opened("made-up", "nb") in (await client.get("/open")).text
        assert (await client.get("/open/demand.json")).json()["made_up"] is True


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_language_says_everything(much: Starlette, language: Language) -> None:
    async with reader(much, language) as client:
        text = (await client.get("/open")).text
    assert f'<html lang="{language}">' in text
    assert opened("rule-title", language) in unescape(text)
    assert not re.search(r"\{\w+\}", text)


def test_every_text_has_three_languages_with_the_same_gaps() -> None:
    for name, texts in OPEN_WORDS.items():
        assert len(texts) == len(LANGUAGES)
        assert len({tuple(sorted(re.findall(r"\{\w+\}", text))) for text in texts}) == 1, name


# ---- what is not ----


@pytest.mark.parametrize("path", ["/open", *FILES])
async def test_no_small_count_and_nobody_who_asked_this_month_gets_out(
    made: Callable[..., Starlette], path: str
) -> None:
    async with reader(made(*MUCH, *asked(40, "season", "tydal", day=date(2026, 11, 3)))) as client:
        text = (await client.get(path)).text
    if path == "/open":
        assert min(int(row[-1]) for row in cells(text)) >= 5
    if path.endswith(".csv"):
        assert min(int(row["count"]) for row in csv.DictReader(io.StringIO(text))) >= 5
    assert "2026-11" not in text
    assert "web:" not in text


async def test_asking_again_after_somebody_more_was_counted_gives_the_same(
    content: Content, tmp_path: Path
) -> None:
    store = SqliteStore(":memory:")
    keep(store, *MUCH)
    async with reader(app_of(site(content, store=store), tmp_path)) as client:
        before = [(await client.get(path)).text for path in FILES]
        keep(store, *asked(1, "heavy-work", "oppdal"))
        assert [(await client.get(path)).text for path in FILES] == before
    store.close()


# ---- the files ----


async def test_the_files_are_of_their_kind_and_open_to_pages_elsewhere(
    much: Starlette,
) -> None:
    kinds = ("text/csv; charset=utf-8", "application/json", "application/schema+json")
    async with reader(much) as client:
        for path, kind in zip(FILES, kinds, strict=True):
            answer = await client.get(path)
            assert (answer.status_code, answer.headers["content-type"]) == (200, kind)
            assert answer.headers["access-control-allow-origin"] == "*"
            assert 'rel="license"' in answer.headers["link"]
        schema = (await client.get(FILES[2])).json()
        data = (await client.get(FILES[1])).json()
    assert list(Draft202012Validator(schema).iter_errors(json.loads(json.dumps(data)))) == []


# ---- in a browser ----


@pytest_asyncio.fixture(scope="module")
async def address(much: Starlette) -> AsyncIterator[str]:
    async with serving(much) as served_at:
        yield served_at


@pytest.mark.parametrize(("language", "scheme"), [("nb", "light"), ("sv", "dark"), ("en", "light")])
async def test_nothing_stands_in_the_way_of_anybody(
    browser: Browser, address: str, language: Language, scheme: Any
) -> None:
    options = {**PHONE, "locale": LOCALES[language], "color_scheme": scheme}
    async with looked_at(browser, address, "/open", **options) as page:
        assert await page.evaluate("document.documentElement.lang") == language
        await page.get_by_text(opened("held-title", language)).click()
        assert await faults_of(page, EVERY_RULE) == []
        assert await page.evaluate(FITS)


async def test_the_page_leads_to_its_files(browser: Browser, address: str) -> None:
    async with looked_at(browser, address, "/open") as page:
        link = page.get_by_role("link", name=opened("file-csv", "nb"))
        await expect(link).to_have_attribute("href", "/open/demand.csv")
        shown = await page.locator("tbody tr").count()
        rows = await page.evaluate("fetch('/open/demand.csv').then((one) => one.text())")
        assert sum(line.startswith("2026-10") for line in rows.splitlines()) == shown


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", ["/", "/map", "/login", "/open"])
async def test_every_page_leads_here_by_a_word_of_its_language(
    much: Starlette, language: Language, path: str
) -> None:
    async with reader(much, language) as client:
        text = (await client.get(path)).text
    (link,) = re.findall(r'<a href="/open"[^>]*>(.*?)</a>', text, re.DOTALL)
    assert re.sub(r"<[^>]+>", "", link).strip() == word("open-figures", language)
    assert ('href="/open" aria-current="page"' in text) == (path == "/open")


async def test_the_foot_of_a_page_leads_here_also_on_a_narrow_screen(
    browser: Browser, address: str
) -> None:
    async with looked_at(
        browser, address, "/login", viewport={"width": 320, "height": 640}
    ) as page:
        assert await page.evaluate(FITS)
        await page.get_by_role("link", name=word("open-figures", "nb")).click()
        await expect(page.get_by_role("heading", level=1)).to_have_text(opened("title", "nb"))
        assert await page.evaluate(FITS)


async def test_whoever_begins_to_talk_may_look_first(browser: Browser, address: str) -> None:
    async with looked_at(browser, address, "/", **PHONE, locale=LOCALES["sv"]) as page:
        await page.get_by_role("link", name=word("open-figures", "sv")).click()
        await expect(page.get_by_role("heading", level=1)).to_have_text(opened("title", "sv"))
