"""The staff pages: every number is worked out again from the signals, and every file holds what is shown."""

import csv
import io
import re
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from html import unescape
from typing import Protocol
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
import pytest_asyncio
from openpyxl import load_workbook

from bot.core.content import LANGUAGES, Content
from bot.core.conversation import Signal
from bot.stores.port import Store
from bot.stores.sqlite import SqliteStore
from bot.web.words import WORDS, word
from tests.web.site import NOW, keep, site, visitor
from tests.web.staff_signals import RISES, signals

TODAY = NOW.date()
BEGAN = date(2026, 9, 1)  # of the last three months, which the page begins with
CUTS: Mapping[str, Callable[[Signal], bool]] = {
    "/staff": lambda s: s.day >= BEGAN,
    "/staff?period=month": lambda s: s.day >= date(2026, 11, 1),
    "/staff?period=year&country=SE": lambda s: s.day >= date(2025, 12, 1) and s.country == "SE",
    "/staff?size=micro&place=trondheim": lambda s: (
        s.day >= BEGAN and s.size == "micro" and s.place == "trondheim"
    ),
    "/staff?from=2026-02-10&to=2026-05-20": lambda s: (
        date(2026, 2, 10) <= s.day <= date(2026, 5, 20)
    ),
    "/staff/need/season?period=year": lambda s: s.day >= date(2025, 12, 1) and s.need == "season",
    "/staff/place/are": lambda s: s.day >= BEGAN and s.place == "are",
    "/staff/map?period=year": lambda s: s.day >= date(2025, 12, 1),
}
Lines = list[list[str]]


class Shown(Protocol):
    """The text of a page."""

    async def __call__(self, path: str, language: str = "nb") -> str:
        """By its address."""


@pytest.fixture(scope="module")
def told(content: Content) -> list[Signal]:
    """Two years of signals."""
    return signals(content, 3000)


@pytest.fixture(scope="module")
def store(told: list[Signal]) -> Store:
    """A store that holds them."""
    made = SqliteStore(":memory:")
    keep(made, *told)
    return made


@pytest_asyncio.fixture(scope="module")
async def stine(content: Content, store: Store) -> AsyncIterator[httpx.AsyncClient]:
    """A member of staff at the pages."""
    async with visitor(site(content, store=store), as_="stine") as client:
        yield client


@pytest.fixture(scope="module")
def shown(stine: httpx.AsyncClient) -> Shown:
    """A page as it is shown; nothing is added to the store, so each is asked for once."""
    pages: dict[tuple[str, str], str] = {}

    async def page(path: str, language: str = "nb") -> str:
        if (path, language) not in pages:
            answer = await stine.get(path, headers={"Accept-Language": language})
            assert answer.status_code == 200
            pages[path, language] = answer.text
        return pages[path, language]

    return page


def tables_in(html: str) -> Mapping[str, Lines]:
    """The head, the rows and the totals of every table of a page, by the id of its part."""
    return {
        part.split('"')[0]: [
            [
                unescape(re.sub(r"<[^>]*>", "", cell))
                for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)
            ]
            for row in re.findall(r"<tr>(.*?)</tr>", part.split("</section>")[0], re.DOTALL)
        ]
        for part in html.split('<h2 id="')[1:]
    }


def sentences_in(html: str) -> list[str]:
    """The three sentences."""
    return [
        unescape(one)
        for one in re.findall(r"<li>(.*?)</li>", html.split('class="sum">')[1].split("</ul>")[0])
    ]


def asked(told: Iterable[Signal], name: Callable[[Signal], str]) -> Mapping[str, int]:
    """How many asked: each conversation and need once a month."""
    return Counter(name(signal) for signal in told if signal.first)


def column(lines: Lines, number: int = 1) -> Mapping[str, int]:
    """A column of a table by the names of its rows, without head, totals and rows of none."""
    return {row[0]: int(row[number]) for row in lines[1:-1] if int(row[number])}


# ---- numbers ----


@pytest.mark.parametrize("path", CUTS)
async def test_every_number_is_what_the_signals_give(
    content: Content, told: list[Signal], shown: Shown, path: str
) -> None:
    within = [signal for signal in told if CUTS[path](signal)]
    found = tables_in(await shown(path))

    def need(s: Signal) -> str:
        return content.needs[s.need].label.nb if s.need else "Ikke forstått"

    def place(s: Signal) -> str:
        return content.places[s.place].name if s.place else "Ikke sagt"

    assert within
    if "needs" in found:
        assert column(found["needs"]) == asked(within, need)
    if "places" in found:
        assert column(found["places"]) == asked(within, place)
    if "went" in found:
        assert column(found["went"]) == asked(within, lambda s: WORDS[f"went-{s.outcome}"][0])
        by = place if "/need/" in path else need
        gaps = [signal for signal in within if signal.outcome == "gap"]
        assert column(found["missing"]) == Counter(map(by, gaps))
        assert int(found["steps"][-1][1]) == sum(s.outcome == "left" for s in within)


async def test_reasons_stand_in_the_columns_they_are_counted_in(
    told: list[Signal], shown: Shown
) -> None:
    head, *_, totals = tables_in(await shown("/staff"))["missing"]
    reasons = Counter(s.reason for s in told if s.day >= BEGAN and s.outcome == "gap")
    names = {word(f"reason-{reason}", "nb").lower(): n for reason, n in reasons.items()}
    shown = dict(zip((name.lower() for name in head[2:]), map(int, totals[2:]), strict=True))
    assert shown == names
    assert int(totals[1]) == sum(reasons.values())


@pytest.mark.parametrize("path", CUTS)
async def test_the_totals_of_all_tables_agree(shown: Shown, path: str) -> None:
    found = tables_in(await shown(path))
    whole = {found[name][-1][1] for name in ("needs", "went", "places", "sizes") if name in found}
    assert len(whole) == 1
    for name, lines in found.items():
        if name in ("rises", "whole"):
            continue
        *rows, totals = lines[1:]
        for number in range(1, len(totals)):
            assert int(totals[number]) == sum(int(row[number]) for row in rows)


async def test_the_time_before_and_the_year_before_stand_beside(
    told: list[Signal], shown: Shown
) -> None:
    lines = tables_in(await shown("/staff"))["went"]
    assert lines[0][1:] == ["Spurt", "Før", "Endring", "Året før"]
    now, before, change, year_before = map(int, lines[-1][1:])
    spans = ((date(2026, 6, 1), date(2026, 8, 21)), (date(2025, 9, 1), date(2025, 11, 21)))
    counted = [sum(s.first and first <= s.day <= last for s in told) for first, last in spans]
    assert [before, year_before] == counted
    assert change == now - before


async def test_months_have_the_year_before_beside_them(told: list[Signal], shown: Shown) -> None:
    lines = tables_in(await shown("/staff"))["months"]
    assert [row[0] for row in lines[1:-1]][::11] == ["Desember 2025", "November 2026"]
    october = next(row for row in lines if row[0] == "Oktober 2026")
    counts = asked(told, lambda s: f"{s.day:%Y-%m}")
    assert [int(october[1]), int(october[2])] == [counts["2026-10"], counts["2025-10"]]


async def test_a_time_of_which_only_a_part_was_counted_is_not_compared_with(
    content: Content,
) -> None:
    new = SqliteStore(":memory:")
    keep(new, *(signal_on(TODAY - timedelta(days=days)) for days in range(130)))
    async with visitor(site(content, store=new), as_="stine") as client:
        html = (await client.get("/staff")).text
        assert tables_in(html)["went"][0] == ["Det som skjedde først", "Spurt"]
        assert WORDS["rising-unknown"][0] in html
        month = tables_in((await client.get("/staff?period=month")).text)["went"]
    assert month[0][1:] == ["Spurt", "Før", "Endring"]


def signal_on(day: date, need: str | None = "season", place: str | None = "oppdal") -> Signal:
    """Somebody who asked and got advice."""
    return Signal(day, "advised", "web", "nb", need=need, place=place, country="NO")


async def test_made_up_talks_are_shown_only_where_there_are_no_others_and_it_is_said(
    content: Content,
) -> None:
    new = SqliteStore(":memory:")
    keep(new, replace(signal_on(TODAY), made_up=True))
    async with visitor(site(content, store=new), as_="stine") as client:
        html = (await client.get("/staff")).text
        assert WORDS["made-up"][0] in html
        assert tables_in(html)["needs"][-1][:2] == ["I alt", "1"]
        keep(new, signal_on(TODAY, need="transport"), signal_on(TODAY, need="transport"))
        html = (await client.get("/staff")).text
    assert WORDS["made-up"][0] not in html
    assert tables_in(html)["needs"][-1][:2] == ["I alt", "2"]


# ---- sentences ----


@pytest.mark.parametrize("language", LANGUAGES)
async def test_three_sentences_say_what_is_asked_for_what_rises_and_what_is_missing(
    content: Content, told: list[Signal], shown: Shown, language: str
) -> None:
    most, rising, missing = sentences_in(await shown("/staff", language))
    within = [signal for signal in told if signal.day >= BEGAN]
    counts = Counter(s.need for s in within if s.first and s.need).most_common(1)[0]
    assert content.needs[counts[0]].label.to(language) in most  # type: ignore[index,arg-type]
    assert str(counts[1]) in most
    assert content.needs[RISES].label.to(language) in rising  # type: ignore[arg-type]
    reason, count = Counter(s.reason for s in within if s.outcome == "gap").most_common(1)[0]
    assert word(f"reason-{reason}", language) in missing  # type: ignore[arg-type]
    assert str(count) in missing


async def test_a_few_conversations_are_not_called_what_owners_ask_for_most(
    content: Content,
) -> None:
    new = SqliteStore(":memory:")
    keep(new, signal_on(TODAY), signal_on(TODAY, need="transport"))
    async with visitor(site(content, store=new), as_="stine") as client:
        most, rising, _ = sentences_in((await client.get("/staff")).text)
    assert most == "Eierne har spurt 2 ganger."
    assert rising == WORDS["rising-unknown"][0]


async def test_the_map_tells_from_where_and_the_overview_about_what(shown: Shown) -> None:
    assert "oftest fra" in sentences_in(await shown("/staff/map"))[0]
    assert "oftest om" in sentences_in(await shown("/staff/map?place=are"))[0]
    assert "oftest om" in sentences_in(await shown("/staff"))[0]


async def test_what_rises_with_the_season_every_year_is_not_called_rising(
    content: Content, shown: Shown
) -> None:
    _, rising, _ = sentences_in(await shown("/staff"))
    assert content.needs["season"].label.nb not in rising


async def test_the_page_of_a_need_that_rises_says_so(shown: Shown) -> None:
    _, rising, _ = sentences_in(await shown(f"/staff/need/{RISES}"))
    assert rising.startswith("Klart oftere enn før")


async def test_without_signals_the_page_says_so_and_its_files_have_their_heads(
    content: Content,
) -> None:
    async with visitor(site(content), as_="stine") as client:
        for path in ("/staff", "/staff/map", "/staff/need/season", "/staff/place/are"):
            html = (await client.get(path)).text
            assert WORDS["staff-none"][0] in html
            assert "<table" not in html
        needs = await client.get("/staff?format=csv&table=needs")
        book = await client.get("/staff?format=xlsx")
    assert needs.text.count("\n") == 1
    assert load_workbook(io.BytesIO(book.content)).sheetnames[0] == "Hva det handler om"


# ---- files ----


@pytest.mark.parametrize(
    "path", ["/staff?place=are", "/staff/need/season?period=year", "/staff/map"]
)
async def test_each_file_holds_exactly_what_its_table_shows(
    stine: httpx.AsyncClient, shown: Shown, path: str
) -> None:
    html = await shown(path)
    links = [unescape(link) for link in re.findall(r'href="([^"]*format=[^"]*table=[^"]*)"', html)]
    tables = tables_in(html)
    assert len(links) == 2 * html.count("<table")
    for link in links:
        query = parse_qs(urlsplit(link).query)
        lines = unsigned(tables[query["table"][0]])
        answer = await stine.get(link)
        assert query["table"][0] in answer.headers["content-disposition"]
        if query["format"] == ["csv"]:
            assert list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))) == lines
        else:
            sheet = load_workbook(io.BytesIO(answer.content)).worksheets[0]
            assert [[str(cell) for cell in row] for row in sheet.values] == lines


async def test_a_file_is_named_after_its_page_and_what_was_chosen(stine: httpx.AsyncClient) -> None:
    for page, name in (
        ("/staff?place=are&size=micro", "steg-are-micro-all"),
        ("/staff/map?country=SE", "steg-map-SE-all"),
        ("/staff/place/are?need=season", "steg-place-are-season-all"),
    ):
        answer = await stine.get(f"{page}&format=csv")
        assert f'filename="{name}-2026-09-01' in answer.headers["content-disposition"]


async def test_a_year_before_that_was_not_counted_whole_is_not_drawn_as_none(
    content: Content,
) -> None:
    new = SqliteStore(":memory:")
    keep(new, signal_on(TODAY), signal_on(TODAY - timedelta(days=365)))
    async with visitor(site(content, store=new), as_="stine") as client:
        lines = tables_in((await client.get("/staff")).text)["months"]
    assert lines[0] == ["Måned", "Spurt"]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_one_file_holds_every_table_in_the_language_of_the_page(
    stine: httpx.AsyncClient, shown: Shown, language: str
) -> None:
    html = await shown("/staff", language)
    tables = [unsigned(lines) for lines in tables_in(html).values() if lines]
    text, book = [
        await stine.get(f"/staff?format={form}", headers={"Accept-Language": language})
        for form in ("csv", "xlsx")
    ]
    assert len(tables) == html.count("<table")
    lines = list(csv.reader(io.StringIO(text.content.decode("utf-8-sig"))))
    assert [line for line in lines if len(line) > 1] == [line for one in tables for line in one]
    sheets = load_workbook(io.BytesIO(book.content)).worksheets
    assert [[[str(cell) for cell in row] for row in sheet.values] for sheet in sheets] == tables


def unsigned(lines: Lines) -> Lines:
    """The cells of a table as a file has them: without the plus of what grew."""
    return [[cell.removeprefix("+") for cell in row] for row in lines]


async def test_one_book_holds_every_table_and_numbers_are_numbers(
    stine: httpx.AsyncClient, shown: Shown
) -> None:
    tables = tables_in(await shown("/staff"))
    book = load_workbook(io.BytesIO((await stine.get("/staff?format=xlsx")).content))
    assert len(book.sheetnames) == len(tables) - 1  # the last part has no table
    assert {
        type(cell) for row in book.worksheets[0].iter_rows(2, values_only=True) for cell in row[1:]
    } == {int}
    text = (await stine.get("/staff?format=csv")).text
    assert all(WORDS[f"table-{name}"][0] in text for name in tables if name != "whole")


async def test_no_id_from_the_store_can_be_worked_out_as_a_formula(content: Content) -> None:
    new = SqliteStore(":memory:")
    keep(new, signal_on(TODAY, need="=1+1", place="<b>@x"))
    async with visitor(site(content, store=new), as_="stine") as client:
        assert "&lt;b&gt;@x" in (await client.get("/staff")).text
        text = (await client.get("/staff?format=csv&table=needs")).text
        book = load_workbook(
            io.BytesIO((await client.get("/staff?format=xlsx&table=needs")).content)
        )
    assert "'=1+1" in text
    assert (book.worksheets[0]["A2"].value, book.worksheets[0]["A2"].data_type) == ("=1+1", "s")


@pytest.mark.parametrize(
    "path",
    ["/staff?format=csv&table=words", "/staff?format=pdf", "/staff/need/no-such", "/staff/place/x"],
)
async def test_what_there_is_not_is_not_found(stine: httpx.AsyncClient, path: str) -> None:
    assert (await stine.get(path)).status_code == 404


# ---- links ----


async def test_every_link_of_a_page_keeps_what_was_chosen(shown: Shown) -> None:
    chosen = "country=NO&size=micro&from=2026-02-10&to=2026-05-20"
    html = await shown(f"/staff?{chosen}")
    links = [unescape(link) for link in re.findall(r'href="(/staff[^"]*)"', html)]
    pages = [link for link in links if re.match(r"/staff/(need|map)|/staff\?.*format", link)]
    assert len(pages) > 20
    for link in pages:
        query = parse_qs(urlsplit(link).query)
        assert {
            "size": ["micro"],
            "country": ["NO"],
            "from": ["2026-02-10"],
        }.items() <= query.items()
    without = [
        link for link in links if "size" in link and "country" not in link and "/place/" not in link
    ]
    assert without == ["/staff?from=2026-02-10&to=2026-05-20&size=micro"]


async def test_a_need_in_a_table_leads_to_the_same_numbers_on_its_own_page(
    shown: Shown,
) -> None:
    html = await shown("/staff?country=NO&period=year")
    link, name = re.findall(r'<a href="(/staff/need/[^"]*)">(.*?)</a>', html)[0]
    count = column(tables_in(html)["needs"])[unescape(name)]
    there = await shown(unescape(link))
    assert f"<h1>{name}</h1>" in there
    assert int(tables_in(there)["went"][-1][1]) == count


async def test_an_earlier_id_leads_to_the_page_of_today_and_is_counted_there(
    content: Content,
) -> None:
    renamed = replace(content, renamed={("needs", "winter"): "season"})
    new = SqliteStore(":memory:")
    keep(new, signal_on(TODAY, need="winter"), signal_on(TODAY))
    async with visitor(site(renamed, store=new), as_="stine") as client:
        moved = await client.get("/staff/need/winter?period=year")
        assert (moved.status_code, moved.headers["location"]) == (
            301,
            "/staff/need/season?period=year",
        )
        for path, table in (("/staff", "needs"), ("/staff/need/season", "places")):
            assert tables_in((await client.get(path)).text)[table][-1][1] == "2"


@pytest.mark.parametrize(
    "query",
    [
        "from=2026-13-40&to=x&size=huge&place=&need=no&country=DK&period=week",
        "period=3-months&period=year&need=%00",
    ],
)
async def test_choices_that_mean_nothing_choose_nothing(shown: Shown, query: str) -> None:
    odd, plain = [await shown(path) for path in (f"/staff?{query}", "/staff")]
    if "week" in query:
        assert tables_in(odd) == tables_in(plain)
    assert sentences_in(odd)


async def test_the_page_of_a_need_leads_to_the_words_that_were_missed_about_it(
    stine: httpx.AsyncClient,
) -> None:
    html = (await stine.get("/staff/need/season")).text
    assert 'href="/staff/words?of-need=season"' in html
    assert (await stine.get("/staff/words?of-need=season")).status_code == 200
    assert "/staff/words?of-need" not in (await stine.get("/staff")).text
