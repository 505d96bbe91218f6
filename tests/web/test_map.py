"""The page that shows who helps with what: what it finds, how it says it, and how it looks."""

import re
from html import unescape
from pathlib import Path

import httpx
import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, expect
from starlette.datastructures import QueryParams

from bot.core.content import LANGUAGES, Content
from bot.web.actor_map import Asked, asked_in, dialled, find, in_order, ways
from bot.web.app import CONTENT_SECURITY_POLICY
from bot.web.page import LANGUAGE_COOKIE
from bot.web.words import WORDS
from tests.channels.test_web import serving
from tests.web.site import app, looked_at, site, visitor
from tests.web.test_chat_page import PHONE, browser

__all__ = ["browser"]  # the fixture
WEB = Path(__file__).parents[2] / "bot" / "web"
ANYTHING = Asked(None, None, None, None, free=False)
ADDRESSES = ("/map", "/map?need=season&place=oppdal&size=micro&side=NO&free=1", "/login")


def names(html: str) -> list[str]:
    """The names of the actors shown, in order, crisis lines left out."""
    return [unescape(name) for name in re.findall(r"<article.*?<h3>(.*?)</h3>", html, re.DOTALL)]


async def shown(content: Content, query: str = "", language: str = "nb") -> str:
    """The page as a browser gets it."""
    async with visitor(site(content), language=language) as client:
        answer = await client.get(f"/map{query}")
    assert answer.status_code == 200
    return answer.text


# ---- who is found ----


async def test_without_a_choice_everybody_but_crisis_lines_is_shown(content: Content) -> None:
    expected = sorted(a.name for a in content.actors.values() if a.role != "distress")
    assert sorted(names(await shown(content))) == expected


async def test_a_need_shows_only_those_who_serve_it_the_strongest_first(content: Content) -> None:
    found = find(Asked("season", None, None, None, free=False), content, "nb").fitting
    assert found
    assert all("season" in actor.needs.all() for actor, _ in found)
    scores = [advice.score for _, advice in found]
    assert scores == sorted(scores, reverse=True)


async def test_a_place_leaves_out_those_who_do_not_serve_it_and_says_why(content: Content) -> None:
    html = await shown(content, "?place=oppdal")
    assert "Oppdal kommune – næring" in names(html)
    assert "Røros kommune – næring" not in names(html)
    assert "<strong>Røros kommune – næring.</strong> Det gjelder bare Røros" in html


async def test_the_nearest_come_before_those_of_the_whole_country(content: Content) -> None:
    found = [
        actor
        for actor, _ in find(Asked(None, "oppdal", None, None, free=False), content, "nb").fitting
    ]
    first_national = next(index for index, actor in enumerate(found) if actor.areas == ("norway",))
    assert all("oppdal" not in actor.areas for actor in found[first_national:])


async def test_a_size_leaves_out_those_who_do_not_take_it(content: Content) -> None:
    found = find(Asked(None, None, "association", None, free=False), content, "nb").fitting
    assert found
    assert all(not actor.sizes or "association" in actor.sizes for actor, _ in found)


async def test_free_of_charge_shows_only_those_known_to_be_free(content: Content) -> None:
    found = find(Asked(None, None, None, None, free=True), content, "nb").fitting
    assert found
    assert {actor.free for actor, _ in found} == {True}


@pytest.mark.parametrize("side", ["NO", "SE"])
async def test_a_side_of_the_border_shows_only_that_side(content: Content, side: str) -> None:
    html = await shown(content, f"?side={side}")
    expected = {
        a.name for a in content.actors.values() if a.role != "distress" and a.country == side
    }
    assert set(names(html)) == expected


async def test_what_means_nothing_here_counts_as_not_chosen(content: Content) -> None:
    strange = QueryParams("need=gold&place=atlantis&size=huge&side=DK&free=perhaps&x=<script>")
    assert asked_in(strange, content) == ANYTHING
    assert "<script>" not in await shown(content, "?need=<script>&language=<script>")


async def test_when_nobody_fits_the_page_says_so(content: Content) -> None:
    html = await shown(content, "?place=oppdal&side=SE&need=heavy-work&size=association")
    assert names(html) == []
    assert "0 kan hjelpe" in html
    assert WORDS["found-none"][0] in html


# ---- how it is said ----


async def test_every_actor_has_cost_a_date_and_a_way_to_reach_it_or_says_that_none_is_known(
    content: Content,
) -> None:
    html = unescape(await shown(content))
    for actor in content.actors.values():
        assert actor.cost.nb in html or actor.role == "distress"
        for way in (actor.phone, actor.email, actor.web):
            assert way is None or f">{way}</a>" in html
        if not (actor.phone or actor.email or actor.web or actor.hours or actor.how):
            assert ways(actor, content, "nb")[0].before == content.wordings["reach-unknown"].nb
    assert html.count("jekket 2") >= len(names(html))  # "Sist sjekket 21. …" or "ble sjekket 21. …"


async def test_crisis_lines_stand_apart_with_their_numbers(content: Content) -> None:
    html = await shown(content)
    lists, apart = html.split('id="heavy"')
    for actor in content.actors.values():
        if actor.role == "distress":
            assert f"<strong>{actor.name}.</strong>" in apart
            assert actor.name not in names(lists)
    assert 'href="tel:116123"' in apart


async def test_with_a_place_only_its_own_countrys_crisis_lines_are_shown(content: Content) -> None:
    apart = (await shown(content, "?place=ostersund")).split('id="heavy"')[1]
    assert "Självmordslinjen" in apart
    assert "Kirkens SOS" not in apart


async def test_the_choices_made_stay_chosen(content: Content) -> None:
    html = await shown(content, "?need=season&place=oppdal&size=micro&side=NO&free=1")
    assert set(re.findall(r'<option value="([^"]+)" selected>', html)) == {
        "season",
        "oppdal",
        "micro",
        "NO",
    }
    assert re.search(r'name="free" value="1" checked', html)


async def test_needs_are_grouped_as_in_the_talk(content: Content) -> None:
    html = unescape(await shown(content, language="sv"))
    for need in content.needs.values():
        assert f'<optgroup label="{content.wordings[f"group-{need.group}"].sv}">' in html
        assert f">{need.label.sv}</option>" in html


def test_every_language_orders_its_last_letters_as_people_there_do() -> None:
    def ordered(language: str) -> list[str]:
        return sorted(["å", "ä", "ö", "æ", "ø", "z"], key=lambda name: in_order(name, language))  # type: ignore[arg-type]

    assert [letter for letter in ordered("nb") if letter in "zæøå"] == ["z", "æ", "ø", "å"]
    assert [letter for letter in ordered("sv") if letter in "zåäö"] == ["z", "å", "ä", "ö"]


@pytest.mark.parametrize(
    ("phone", "country", "expected"),
    [
        ("72 40 00 00", "NO", "+4772400000"),
        ("+47 22 00 25 00", "NO", "+4722002500"),
        ("800 49 003", "NO", "80049003"),
        ("116 123", "NO", "116123"),
        ("063-14 75 00", "SE", "+4663147500"),
        ("90101", "SE", "90101"),
        ("112", "SE", "112"),
    ],
)
def test_a_number_can_be_dialled_from_both_sides_of_the_border(
    phone: str, country: str, expected: str
) -> None:
    assert dialled(phone, country) == expected  # type: ignore[arg-type]


# ---- language and safety ----


async def test_the_language_is_the_browsers_until_another_is_asked_for_and_then_stays(
    content: Content,
) -> None:
    async with visitor(site(content), language="en") as client:
        assert '<html lang="en">' in (await client.get("/map")).text
        assert '<html lang="sv">' in (await client.get("/map?language=sv")).text
        assert client.cookies[LANGUAGE_COOKIE] == "sv"
        assert '<html lang="sv">' in (await client.get("/map")).text


async def test_changing_the_language_keeps_what_was_chosen(content: Content) -> None:
    html = await shown(content, "?need=season&language=nb&place=oppdal")
    assert 'href="/map?need=season&amp;place=oppdal&amp;language=sv"' in html


def test_the_language_cookie_is_the_one_the_chat_uses() -> None:
    from bot.channels import web

    assert web.LANGUAGE_COOKIE == LANGUAGE_COOKIE


def test_the_pages_have_the_colours_of_the_chat() -> None:
    def colours(name: str) -> list[str]:
        css = (WEB / "static" / name).read_text("utf-8")
        return re.findall(
            r"(--(?:linen|paper|ink|soft|edge|spruce|moss|red|on-red|ring): #\w+)", css
        )

    assert colours("pages.css") == colours("chat.css")


def test_every_word_of_the_pages_is_used_and_every_language_fills_the_same_gaps() -> None:
    code = "".join(path.read_text("utf-8") for path in [*WEB.glob("*.html"), *WEB.glob("*.py")])
    begun = (
        "go-",
        "side-",
        "channel-",
        "stage-",
        "reach-",
        "refused-",
        "login-wait-",
        "table-",
        "column-",
    )
    for key, texts in WORDS.items():
        gaps = {frozenset(re.findall(r"\{(\w+)\}", text)) for text in texts}
        assert len(texts) == len(LANGUAGES)
        assert len(gaps) == 1, key
        assert len(re.findall(f"""['"]{key}['"]""", code)) > 1 or key.startswith(
            (*begun, "need-", "place-", "reason-")
        ), key


@pytest.mark.parametrize("address", ADDRESSES)
async def test_the_pages_have_safe_headers_and_need_no_script(
    content: Content, address: str
) -> None:
    async with visitor(site(content)) as client:
        answer = await client.get(address)
    assert answer.headers["content-security-policy"] == CONTENT_SECURITY_POLICY
    assert answer.headers["cache-control"] == "no-store"
    assert not re.search(r"<script|\son\w+=|\sstyle=|javascript:", answer.text)


async def test_the_stylesheet_may_be_kept_because_its_address_changes_with_it(
    content: Content,
) -> None:
    async with visitor(site(content)) as client:
        address = re.search(r'href="(/static/pages\.css\?v=\w+)"', (await client.get("/map")).text)
        assert address
        answer: httpx.Response = await client.get(address.group(1))
    assert "immutable" in answer.headers["cache-control"]


# ---- in a browser ----


async def faults_of(page: object) -> list[str]:
    """What axe-core finds wrong for people who see, hear or move otherwise."""
    options = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
    found = await Axe().run(page, options=options)
    return [
        f"{v['id']}: {node['html'][:120]}"
        for v in found.response["violations"]
        for node in v["nodes"]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_the_map_can_be_used_by_keyboard_and_by_everybody(
    browser: Browser,
    content: Content,
    scheme: str,
) -> None:
    async with (
        serving(app(site(content))) as address,
        looked_at(browser, address, "/map", **PHONE, color_scheme=scheme) as page,
    ):
        await page.keyboard.press("Tab")
        await expect(page.locator(":focus")).to_have_text("Til innholdet")
        await page.keyboard.press("Enter")
        await page.locator("#need").focus()
        await page.keyboard.type("Inntekt bare")
        await page.keyboard.press("Tab")
        await page.keyboard.type("Oppdal")
        await page.locator("form.filter button").focus()
        await page.keyboard.press("Enter")
        await page.wait_for_url("**need=season&place=oppdal**")
        await expect(page.locator("article h3").first).to_be_visible()
        assert await faults_of(page) == []
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")


async def test_the_map_fits_a_narrow_screen_with_large_letters_and_has_targets_a_thumb_hits(
    browser: Browser,
    content: Content,
) -> None:
    async with (
        serving(app(site(content))) as address,
        looked_at(browser, address, "/map", viewport={"width": 320, "height": 600}) as page,
    ):
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        for target in await page.locator(
            "select, button, header a:visible:not(.skip), .tick"
        ).all():
            box = await target.bounding_box()
            assert box
            assert box["height"] >= 44
