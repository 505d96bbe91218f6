"""The drawing of the whole system: that it counts what the lists show, and draws what it counts."""

import re
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
from bot.web.system_drawing import Sheet, cell_address
from bot.web.system_marks import NARROW, WIDE, Measures, half
from bot.web.system_table import table
from tests.web.site import NOW, site, visitor

TODAY = NOW.date()
SVG = "{http://www.w3.org/2000/svg}"
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


@pytest.mark.parametrize("measures", [WIDE, NARROW])
def test_no_mark_reaches_into_its_neighbours_however_many_it_stands_for(measures: Measures) -> None:
    radii = [measures.radius(number) for number in (1, 2, 4, 9, 16, 400)]
    assert radii == sorted(radii)
    assert radii[0] >= 3
    assert 2 * radii[-1] <= min(measures.cell, measures.row)


def test_the_halves_of_a_mark_lie_on_their_own_side_of_the_border() -> None:
    for is_money in (False, True):
        assert half(6, "NO", is_money=is_money).startswith("M-")
        assert not half(6, "SE", is_money=is_money).startswith("M-")


@pytest.mark.parametrize(("measures", "language"), [*product((WIDE, NARROW), LANGUAGES)])
def test_every_label_has_room(content: Content, measures: Measures, language: Language) -> None:
    counted = counts(Asked(), content, language, TODAY)
    drawn = Sheet(counted, Asked(), content, language, measures).drawing()
    lines_in_a_row = measures.row // measures.line
    for band in drawn.bands:
        assert len(band.title) * measures.line <= measures.band - 6
        for line in band.lines:
            assert len(line.label) <= lines_in_a_row
    for head in drawn.heads:
        assert len(head.label) * measures.line <= measures.band
        assert max(len(text) for text in head.label) <= 12
    assert sum(len(band.lines) for band in drawn.bands) == len(content.needs)


async def page_of(content: Content, query: str = "", language: str = "nb") -> str:
    async with visitor(site(content), language=language) as client:
        return (await client.get(f"/map{query}")).text


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_drawing_is_sound_titled_and_asks_nobody_else(
    content: Content, language: Language
) -> None:
    html = await page_of(content, language=language)
    drawings = re.findall(r'<svg class="system.*?</svg>', html, re.DOTALL)
    assert len(drawings) == 2
    for text in drawings:
        root = ElementTree.fromstring(
            text.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
        )
        title, desc = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
        assert title is not None
        assert desc is not None
        assert f"{title.get('id')} {desc.get('id')}" == root.get("aria-labelledby")
        assert title.text
        assert desc.text
        links = [link.get("href", "") for link in root.iter(f"{SVG}a")]
        assert links
        assert all(link.startswith("/map?") for link in links)
        assert not {element.tag for element in root.iter()} & {
            f"{SVG}script",
            f"{SVG}image",
            f"{SVG}use",
        }
    assert len(set(re.findall(r' id="([^"]+)"', html))) == len(re.findall(r' id="([^"]+)"', html))


@pytest.mark.parametrize("chosen", CHOICES)
def test_the_table_holds_the_numbers_of_the_drawing(
    content: Content, chosen: dict[str, Any]
) -> None:
    asked = Asked(**chosen)
    counted = counts(asked, content, "sv", TODAY)
    drawn = Sheet(counted, asked, content, "sv", WIDE).drawing()
    rows = [row for _, inside in table(counted, asked, content, "sv").groups for row in inside]
    lines = [line for band in drawn.bands for line in band.lines]
    assert [row.name for row in rows] == [line.name for line in lines]
    for row, line in zip(rows, lines, strict=True):
        assert row.address == line.address
        filled = [cell for cell in row.cells if cell.address]
        assert [cell.address for cell in filled] == [cell.address for cell in line.cells]
        for cell, mark in zip(filled, line.cells, strict=True):
            number = sum(well + little for _, well, little in cell.parts)
            assert number == sum(
                int(n) for n in re.findall(r"(\d+) i ", mark.says.rsplit(": ", 1)[1])
            )


async def test_what_was_chosen_is_lit_in_the_drawing_and_the_rest_stays(content: Content) -> None:
    html = await page_of(content, "?need=season&kind=bank&place=oppdal")
    assert html.count('class="lit"') == 4  # a line and a column, in both measures
    assert "/map?need=greener&amp;place=oppdal#found" in html
    assert "/map?place=oppdal&amp;kind=state#found" in html


async def test_a_need_nobody_helps_with_says_so(content: Content) -> None:
    html = await page_of(content, "?place=leka&size=association&free=1&side=SE")
    assert html.count('class="nobody"') > 0
