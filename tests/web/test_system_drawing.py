"""The drawing of the whole system: that it counts what the lists show, and draws what it counts."""

import re
from html import unescape
from itertools import product
from typing import Any
from xml.etree import ElementTree

import pytest
from starlette.datastructures import QueryParams

from bot.core.content import LANGUAGES, Content, Language
from bot.web.map_asked import COUNTRIES, Asked, asked_in
from bot.web.map_found import find
from bot.web.map_money import fitting_money
from bot.web.system_counts import COLUMNS, MONEY, Tally, column_of, counts
from bot.web.system_drawing import Drawing, cell_address, drawing
from bot.web.system_marks import half, radius
from bot.web.words import word
from tests.web.site import NOW, site, visitor

TODAY = NOW.date()
ROW = 28  # pixels, where the rows are lowest and the marks drawn as large as they are; see map.css
CHOICES: tuple[dict[str, Any], ...] = (
    {},
    {"place": "oppdal"},
    {"place": "ostersund", "size": "micro", "stage": "idea"},
    {"side": "SE", "free": True},
    {"need": "season", "kind": "bank"},
)


@pytest.mark.parametrize("chosen", CHOICES)
def test_a_mark_counts_exactly_those_that_its_link_lists(
    content: Content, chosen: dict[str, Any]
) -> None:
    asked = Asked(**chosen)
    counted = counts(asked, content, "nb", TODAY)
    for need, column in product(content.needs, COLUMNS):
        number = sum(counted.tally(need, column, country).all for country in COUNTRIES)
        query = cell_address(need, column, asked).partition("?")[2].partition("#")[0]
        led_to = asked_in(QueryParams(query), content)
        listed = (
            [one for one, _ in fitting_money(led_to, content, TODAY) if column_of(one) == column]
            if column in MONEY
            else find(led_to, content, "nb", TODAY).fitting
        )
        assert number == len(listed), (need, column)


def test_who_only_helps_a_little_is_counted_apart(content: Content) -> None:
    counted = counts(Asked(), content, "nb", TODAY)
    fitting = [a for a, _ in find(Asked(need="season"), content, "nb", TODAY).fitting]
    little = [a for a in fitting if "season" in a.needs.also]
    tallies = [
        counted.tally("season", c, side)
        for c, side in product(COLUMNS, COUNTRIES)
        if c not in MONEY
    ]
    assert sum(tally.little for tally in tallies) == len(little)
    assert sum(tally.well for tally in tallies) == len(fitting) - len(little)
    assert counted.tally("no-such-need", "bank", "NO") == Tally()


def drawn(content: Content, language: Language = "nb", **chosen: Any) -> Drawing:
    asked = Asked(**chosen)
    return drawing(counts(asked, content, language, TODAY), asked, content, language)


def test_no_mark_reaches_into_its_neighbours_however_many_it_stands_for() -> None:
    radii = [radius(number) for number in (1, 2, 4, 9, 16, 400)]
    assert radii == sorted(radii)
    assert radii[0] >= 3
    assert 2 * radii[-1] <= ROW


def test_the_halves_of_a_mark_lie_on_their_own_side_of_the_border() -> None:
    for is_money in (False, True):
        assert half(6, "NO", is_money=is_money).path.startswith("M-")
        assert not half(6, "SE", is_money=is_money).path.startswith("M-")


def test_two_halves_have_the_same_name_only_when_they_look_the_same() -> None:
    all_halves = [
        half(number, country, is_money=is_money, little=little)
        for number, country, is_money, little in product(
            range(1, 60), COUNTRIES, (False, True), (False, True)
        )
    ]
    assert len({one.id for one in all_halves}) == len(all_halves)


@pytest.mark.parametrize("chosen", CHOICES)
def test_a_mark_is_drawn_from_the_numbers_in_its_cell(
    content: Content, chosen: dict[str, Any]
) -> None:
    made = drawn(content, **chosen)
    cells = [cell for _, lines in made.bands for line in lines for cell in line.cells if cell]
    assert cells
    for cell in cells:
        expected = [
            f"{country.lower()}{how}{number}"
            for country, well, little in cell.parts
            for how, number in (("little", (well + little) * bool(little)), ("", well))
            if number
        ]
        assert [re.sub("money|-", "", one.id) for one in cell.halves] == expected
        assert {one.id for one in cell.halves} <= {one.id for one in made.halves}
    assert len({one.id for one in made.halves}) == len(made.halves)


async def page_of(content: Content, query: str = "", language: str = "nb") -> str:
    async with visitor(site(content), language=language) as client:
        return (await client.get(f"/map{query}")).text


def table_in(html: str) -> ElementTree.Element:
    found = re.search(r'<table class="system">.*?</table>', html, re.DOTALL)
    assert found
    return ElementTree.fromstring(re.sub(r"<col( class=\"lit\")?>", r"<col\1/>", found.group()))


def said(element: ElementTree.Element) -> str:
    """What is heard of an element."""
    return " ".join("".join(element.itertext()).split())


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_drawing_is_a_sound_table_that_names_its_lines_and_asks_nobody_else(
    content: Content, language: Language
) -> None:
    html = await page_of(content, language=language)
    table = table_in(html)
    caption = table.find("caption")
    assert caption is not None
    assert word("drawing-desc", language) in said(caption)
    needs = {need.label.to(language) for need in content.needs.values()}
    assert {said(head) for head in table.iter("th") if head.get("scope") == "row"} == needs
    columns = [said(head).split(":")[0] for head in table.iter("th") if head.get("scope") == "col"]
    assert columns == [word(f"kind-{column}", language) for column in COLUMNS]
    links = [link.get("href", "") for link in table.iter("a")]
    assert links
    assert all(link.startswith("/map?") for link in links)
    ids = re.findall(r' id="([^"]+)"', html)
    assert len(set(ids)) == len(ids)
    shown = [mark.get("href", "") for mark in table.iter("use")]
    assert shown
    assert {mark.removeprefix("#") for mark in shown} <= set(ids)
    assert not {element.tag for element in table.iter()} & {"script", "image", "img"}


@pytest.mark.parametrize("chosen", CHOICES)
async def test_the_table_holds_the_numbers_that_were_counted(
    content: Content, chosen: dict[str, Any]
) -> None:
    asked = Asked(**chosen)
    counted = counts(asked, content, "sv", TODAY)
    query = "&".join(f"{key}={'1' if value is True else value}" for key, value in chosen.items())
    table = table_in(await page_of(content, f"?{query}", "sv"))
    lines = {
        said(line.find("th")): [cell for cell in line.findall("td") if cell.find("a") is not None]  # type: ignore[arg-type]
        for line in table.iter("tr")
        if line.find("th[@scope='row']") is not None
    }
    for need in content.needs.values():
        filled = iter(lines[need.label.sv])
        for column in COLUMNS:
            tallies = [counted.tally(need.id, column, country) for country in COUNTRIES]
            if not any(tally.all for tally in tallies):
                continue
            cell = next(filled)
            link = cell.find("a")
            assert link is not None
            assert link.get("href") == unescape(cell_address(need.id, column, asked))
            told = {
                place: (int(well), int(little or 0))
                for well, little, place in re.findall(r"(\d+)(?: \((\d+)\))? (i \w+)", said(cell))
            }
            expected = {
                word(f"in-{country}", "sv"): (tally.well, tally.little)
                for country, tally in zip(COUNTRIES, tallies, strict=True)
                if asked.side in (None, country)
            }
            assert told == expected
        assert next(filled, None) is None


async def test_what_was_chosen_is_lit_in_the_drawing_and_the_rest_stays(content: Content) -> None:
    html = await page_of(content, "?need=season&kind=bank&place=oppdal")
    assert len(re.findall(r'<(?:tr|col) class="lit">', html)) == 2  # a line and a column
    assert "/map?need=greener&amp;place=oppdal#found" in html
    assert "/map?place=oppdal&amp;kind=state#found" in html


async def test_a_need_nobody_helps_with_says_so(content: Content) -> None:
    html = await page_of(content, "?place=leka&size=association&free=1&side=SE")
    assert html.count('class="nobody"') > 0
