"""The page that shows who helps with what: what it finds, how it says it, and how it looks."""

import re
from dataclasses import replace
from datetime import date, timedelta
from html import unescape
from pathlib import Path
from typing import Any, get_args

import httpx
import pytest
from starlette.datastructures import QueryParams

from bot.core.advice import why_closed
from bot.core.content import LANGUAGES, Actor, ActorKind, Content, Country
from bot.core.freshness import has_ended
from bot.web.actor_map import ENOUGH_SHOWN, MOST_CARDS
from bot.web.app import CONTENT_SECURITY_POLICY
from bot.web.map_asked import KINDS, Asked, address, asked_in, chat_address, in_order, needs
from bot.web.map_cards import card, dialled, ways
from bot.web.map_found import by_nearness, find, kilometres_to, level_of
from bot.web.map_money import fitting_money, run_by
from bot.web.page import LANGUAGE_COOKIE
from bot.web.words import WORDS
from tests.web.site import NOW, site, visitor

HEAVIEST = 120_000  # bytes of the page before anything is chosen: for a phone where the net is slow
WEB = Path(__file__).parents[2] / "bot" / "web"
TODAY = NOW.date()
FILTERED = "/map?need=season&place=oppdal&trade=visitors&size=micro&stage=idea&side=NO&free=1"
ADDRESSES = ("/map", FILTERED, "/map?need=money-develop&place=ostersund", "/login")
HOSTILE = (
    "need=gold&place=atlantis&size=huge&stage=far&side=DK&kind=king&free=perhaps&x=<script>",
    "actor=<script>&actor=nobody",
    "need=<script>alert(1)</script>&language=<script>",
    "place=%22%3E%3Csvg%20onload%3Dalert(1)%3E",
    "need=__class__&kind=__init__&size[]=solo&side=no",
    "need=" + "a" * 6000,
    "&".join(f"need=x{number}" for number in range(400)),
    "need=season&need=heavy-work&place=%00&size=%ff",
)


def names(html: str) -> list[str]:
    """The names of the actors shown as cards, in order, money and crisis lines left out."""
    return [unescape(name) for name in re.findall(r"<article.*?<h4>(.*?)</h4>", html, re.DOTALL)]


def shorts(html: str) -> list[tuple[str, str, str]]:
    """The address, name and deed of each actor that stands in a line."""
    lines = re.findall(r'<li><a href="(/map\?[^"]+)">([^<]+)</a> <span>([^<]+)</span></li>', html)
    return [(unescape(address), unescape(name), unescape(does)) for address, name, does in lines]


async def shown(content: Content, query: str = "", language: str = "nb") -> str:
    """The page as a browser gets it."""
    async with visitor(site(content), language=language) as client:
        answer = await client.get(f"/map{query}")
    assert answer.status_code == 200
    return answer.text


def found_for(content: Content, **asked: Any) -> list[Actor]:
    """The actors that fit, best first."""
    return [actor for actor, _ in find(Asked(**asked), content, "nb", TODAY).fitting]


def helping(content: Content) -> list[Actor]:
    """Everybody who helps owners with something now."""
    return [
        actor
        for actor in content.actors.values()
        if actor.role != "distress" and actor.needs.all() and not has_ended(actor, TODAY)
    ]


# ---- who is found ----


async def test_without_a_choice_everybody_but_crisis_lines_is_shown_in_a_line(
    content: Content,
) -> None:
    html = await shown(content)
    expected = sorted((actor.name, actor.does.nb) for actor in helping(content))
    assert sorted((name, does) for _, name, does in shorts(html)) == expected
    assert names(html) == []


@pytest.mark.parametrize("language", LANGUAGES)
async def test_before_anything_is_chosen_the_page_is_light(content: Content, language: str) -> None:
    assert len((await shown(content, language=language)).encode()) < HEAVIEST


@pytest.mark.parametrize(
    "query",
    ["?need=money-develop", "?place=oppdal", "?kind=bank", "?trade=reindeer&free=1&side=SE"],
)
async def test_who_is_for_a_need_or_a_place_or_one_of_few_has_a_card(
    content: Content, query: str
) -> None:
    html = await shown(content, query)
    asked = asked_in(QueryParams(query.removeprefix("?")), content)
    fitting = [actor.name for actor, _ in find(asked, content, "nb", TODAY).fitting]
    assert asked.need or asked.place or len(fitting) <= MOST_CARDS
    assert sorted(names(html)) == sorted(fitting)
    assert shorts(html) == []


async def test_many_without_a_need_or_a_place_stay_lines_with_what_was_chosen(
    content: Content,
) -> None:
    html = await shown(content, "?size=micro&language=nb")
    assert len(shorts(html)) > MOST_CARDS
    for leads_to, _, _ in shorts(html):
        assert re.fullmatch(r"/map\?size=micro&actor=[a-z0-9-]+&language=nb#found", leads_to)


async def test_an_actor_alone_has_its_card_and_no_drawing_and_can_be_taken_away(
    content: Content,
) -> None:
    html = await shown(content, "?actor=almi-mitt")
    assert names(html) == ["Almi Mitt"]
    assert "1 kan hjelpe" in html
    assert '<details class="near" id="near-county-se" open>' in html
    assert "drawing" not in html
    assert '<li><span>Almi Mitt</span> <a href="/map#found">' in html


def test_an_actor_is_found_by_an_earlier_id_and_a_crisis_line_is_none(content: Content) -> None:
    renamed = replace(content, renamed={("actors", "almi"): "almi-mitt"})
    assert asked_in(QueryParams("actor=almi"), renamed).actor == "almi-mitt"
    crisis = next(a.id for a in content.actors.values() if a.role == "distress")
    assert asked_in(QueryParams(f"actor={crisis}"), content) == Asked()


async def test_districts_are_not_named_where_counties_are(content: Content) -> None:
    html = await shown(content)
    assert "<h3>Hele fylket: Trøndelag <" in html
    assert "<h3>Hele fylket: Jemtland og Herjedalen <" in html


def test_a_need_shows_only_those_who_serve_it_the_strongest_first(content: Content) -> None:
    found = find(Asked(need="season"), content, "nb", TODAY).fitting
    assert found
    assert all("season" in actor.needs.all() for actor, _ in found)
    for every_trade in (True, False):
        scores = [advice.score for actor, advice in found if (not actor.trades) == every_trade]
        assert scores == sorted(scores, reverse=True)
    assert [bool(actor.trades) for actor, _ in found] == sorted(bool(a.trades) for a, _ in found)


def test_a_trade_leaves_out_those_who_are_only_for_others(content: Content) -> None:
    everybody = find(Asked(), content, "nb", TODAY)
    assert not [left for _, left in everybody.left_out if left.why.wording.endswith("trade")]
    found = find(Asked(trade="reindeer"), content, "nb", TODAY)
    assert found.fitting
    for actor, _ in found.fitting:
        assert "reindeer" in (actor.trades or ("reindeer",))
        assert "reindeer" not in actor.not_trades
    left_out = {actor.id for actor, left in found.left_out if left.why.wording.endswith("trade")}
    assert "destination-vemdalen" in left_out


async def test_a_place_leaves_out_those_who_do_not_serve_it_and_says_why(content: Content) -> None:
    html = unescape(await shown(content, "?place=oppdal"))
    assert "Oppdal kommune – næring" in names(html)
    assert "Røros kommune – næring" not in names(html)
    assert "<strong>Røros kommune – næring.</strong> Det gjelder bare Røros" in html


async def test_local_offices_elsewhere_are_told_with_how_far_it_is_the_nearest_first(
    content: Content,
) -> None:
    left_out = unescape(await shown(content, "?place=oppdal")).split("passer ikke nå")[1]
    far = [int(km) for km in re.findall(r"Omtrent (\d+) km i luftlinje", left_out)]
    assert far == sorted(far)
    assert 20 < far[0] < 60  # Rennebu and Sunndal are the neighbours
    assert max(far) < 700


def test_how_far_it_is_is_told_for_local_actors_elsewhere_and_nobody_else(content: Content) -> None:
    oppdal = content.places["oppdal"]
    for actor in content.actors.values():
        far = kilometres_to(actor, oppdal, content)
        if actor.kind not in ("municipality", "business-garden") or "oppdal" in actor.areas:
            assert far is None
        elif any(area in content.places for area in actor.areas):
            assert far
    roros = next(a for a in content.actors.values() if a.areas == ("roros",))
    assert kilometres_to(roros, oppdal, content) in range(85, 105)
    nowhere = oppdal.model_copy(update={"latitude": None})
    assert kilometres_to(roros, nowhere, content) is None
    assert kilometres_to(roros, None, content) is None


@pytest.mark.parametrize("place", ["oppdal", "ostersund", "stromsund"])
def test_with_a_place_the_groups_go_from_the_nearest_to_across_the_border(
    content: Content, place: str
) -> None:
    fitting = find(Asked(place=place), content, "nb", TODAY).fitting
    groups = by_nearness(fitting, Asked(place=place), content, "nb")
    order = ["near-municipality", "near-county", "near-country", "near-across"]
    positions = [order.index(group.id.rsplit("-", 1)[0]) for group in groups]
    assert positions == sorted(positions)
    assert sum(len(group.fitting) for group in groups) == len(fitting)
    here = content.places[place]
    for group in groups:
        levels = {level_of(actor, here, content)[0] for actor, _ in group.fitting}
        assert levels == {group.id.split("-")[1]}


def test_without_a_place_the_readers_own_side_comes_first_and_single_municipalities_last(
    content: Content,
) -> None:
    def sides(language: Any) -> list[str]:
        fitting = find(Asked(), content, language, TODAY).fitting
        groups = by_nearness(fitting, Asked(), content, language)
        assert sum(len(group.fitting) for group in groups) == len(fitting)
        return [group.id.removeprefix("near-") for group in groups]

    assert sides("nb") == [
        f"{level}-{side}" for side in ("no", "se") for level in ("county", "country", "some")
    ]
    assert sides("sv")[:3] == ["county-se", "country-se", "some-se"]


async def test_only_the_nearest_are_unfolded_once_something_is_chosen(content: Content) -> None:
    assert '<details class="near" id="near-county-no">' in await shown(content)
    html = await shown(content, "?place=oppdal")
    states = re.findall(
        r'<details class="near" id="[a-z-]+"( open)?>(.*?)</details>', html, re.DOTALL
    )
    shown_by_now = 0
    for number, (is_open, inside) in enumerate(states):
        shown_by_now += len(names(inside))
        assert bool(is_open) == (number == 0 or shown_by_now <= ENOUGH_SHOWN)


@pytest.mark.parametrize("size", ["association", "public", "solo"])
def test_a_size_leaves_out_those_who_do_not_take_it(content: Content, size: Any) -> None:
    found = found_for(content, size=size)
    assert found
    assert all(not actor.sizes or size in actor.sizes for actor in found)


@pytest.mark.parametrize("stage", ["problem", "grow"])
async def test_a_stage_leaves_out_those_who_come_earlier_or_later(
    content: Content, stage: Any
) -> None:
    found = found_for(content, stage=stage)
    assert found
    assert all(not actor.stages or stage in actor.stages for actor in found)
    others = [a for a in content.actors.values() if a.stages and stage not in a.stages]
    html = unescape(await shown(content, f"?stage={stage}"))
    assert all(f"<strong>{actor.name}.</strong>" in html for actor in others)


async def test_free_of_charge_shows_only_those_known_to_be_free_and_says_so_of_the_others(
    content: Content,
) -> None:
    found = found_for(content, free=True)
    assert found
    assert {actor.free for actor in found} == {True}
    costing = find(Asked(free=True), content, "nb", TODAY).costing
    html = unescape(await shown(content, "?free=1"))
    assert costing
    for actor in costing:
        assert f"<strong>{actor.name}.</strong> {WORDS['why-not-free'][0]}" in html


@pytest.mark.parametrize("side", get_args(Country))
def test_a_side_of_the_border_shows_only_that_side(content: Content, side: Any) -> None:
    assert {actor.country for actor in found_for(content, side=side)} == {side}


def test_every_kind_of_actor_is_one_kind_of_helper() -> None:
    assert sorted(kind for kinds in KINDS.values() for kind in kinds) == sorted(get_args(ActorKind))


def test_a_kind_of_helper_shows_only_that_kind(content: Content) -> None:
    assert {actor.kind for actor in found_for(content, kind="adviser")} == set(KINDS["adviser"])


@pytest.mark.parametrize("query", HOSTILE)
async def test_what_means_nothing_here_counts_as_not_chosen_and_is_never_said_back(
    content: Content, query: str
) -> None:
    html = await shown(content, f"?{query}")
    plain = await shown(content)
    assert re.sub(r'href="/map\?[^"]*language=', 'href="/map?language=', html) == plain or (
        "season" in query or "heavy-work" in query
    )
    assert not re.search(r"<script|onload=[^&]|alert\(1\)<", html)


def test_of_a_choice_made_twice_the_last_counts(content: Content) -> None:
    assert asked_in(QueryParams("need=season&need=greener"), content).need == "greener"


async def test_when_nobody_fits_the_page_says_so(content: Content) -> None:
    html = await shown(content, "?place=oppdal&side=SE&need=heavy-work&size=association")
    assert names(html) == []
    assert "0 kan hjelpe" in html
    assert WORDS["found-none"][0] in html


# ---- money ----


def test_an_actor_shows_the_money_it_runs_that_is_not_closed(content: Content) -> None:
    for actor in content.actors.values():
        runs = run_by(actor, Asked(), content, "nb", TODAY)
        expected = {
            i.name
            for i in content.instruments.values()
            if i.run_by == actor.id and why_closed(i, TODAY) is None
        }
        assert {run.name for run in runs} == expected


async def test_money_says_whether_it_is_open_or_must_be_asked_about(content: Content) -> None:
    html = unescape(await shown(content, "?need=money-develop"))
    for state, key in (("open", "state-open"), ("ask", "state-ask")):
        run = next(
            i
            for i, _ in fitting_money(Asked(need="money-develop"), content, TODAY)
            if i.state == state and i.run_by
        )
        assert f'>{run.name}</a>: {run.plain.nb} <span class="state">– {WORDS[key][0]}' in html


async def test_with_a_need_the_money_that_fits_is_listed_and_what_has_ended_is_not(
    content: Content,
) -> None:
    html = unescape(await shown(content, "?need=money-develop&place=oppdal"))
    listed = re.findall(r'<article class="card money" id="money-([a-z0-9-]+)">', html)
    asked = Asked(need="money-develop", place="oppdal")
    assert listed == [one.id for one, _ in fitting_money(asked, content, TODAY)]
    assert listed
    assert all(content.instruments[one].country == "NO" for one in listed)
    assert not [one for one in listed if content.instruments[one].state in ("ended", "paused")]
    assert 'id="money"' not in await shown(content, "?place=oppdal")


# ---- how it is said ----


async def test_every_actor_has_cost_a_date_and_a_way_to_reach_it_or_says_that_none_is_known(
    content: Content,
) -> None:
    async with visitor(site(content)) as client:
        for leads_to, name, _ in shorts((await client.get("/map")).text):
            html = unescape((await client.get(leads_to)).text)
            (actor,) = (a for a in helping(content) if a.name == name and f'id="{a.id}"' in html)
            card_of_it = html.partition("<article")[2].partition("</article>")[0]
            assert names(html) == [name]
            assert actor.cost.nb in card_of_it
            for way in (actor.phone, actor.email, actor.web):
                assert way is None or f">{way}</a>" in card_of_it
            if not (actor.phone or actor.email or actor.web or actor.hours or actor.how):
                unknown = content.wordings["reach-unknown"].nb
                assert ways(actor, content, "nb")[0].before == unknown
            assert "jekket " in card_of_it  # "Sist sjekket 21. …" or "ble sjekket 21. …"


def shown_card(actor: Actor, content: Content, asked: Asked, today: date = TODAY) -> Any:
    """An actor's card as the page makes it."""
    advice = next(a for one, a in find(asked, content, "nb", today).fitting if one is actor)
    return card(actor, advice, asked, content, "nb", today=today)


def test_a_card_says_whom_an_actor_is_for_and_which_trades_alone(content: Content) -> None:
    for actor in helping(content):
        said = shown_card(actor, content, Asked()).for_whom
        assert said[0] == actor.serves.nb
        only = [line for line in said if line.startswith("Bare for: ")]
        assert len(only) == bool(actor.trades)
        for trade in actor.trades:
            assert content.trades[trade].name.nb in only[0]
        assert any(line.startswith("Ikke for: ") for line in said) == bool(actor.not_trades)


def test_an_actor_checked_long_ago_or_unsurely_is_marked_so_that_one_asks_first(
    content: Content,
) -> None:
    sure = next(
        a for a in content.actors.values() if a.confidence == "high" and a.role == "ordinary"
    )
    unsure = next(
        a for a in content.actors.values() if a.confidence == "low" and a.role == "ordinary"
    )
    assert not shown_card(sure, content, Asked()).ask_first
    assert shown_card(unsure, content, Asked()).ask_first
    later = sure.checked.review_after + timedelta(days=1)
    assert shown_card(sure, content, Asked(), later).ask_first
    assert "Spør først" in shown_card(sure, content, Asked(), later).checked


def test_who_only_touches_the_need_in_passing_says_so(content: Content) -> None:
    for actor in found_for(content, need="season"):
        said = shown_card(actor, content, Asked(need="season")).reasons
        assert (WORDS["only-a-little"][0] in said) == ("season" in actor.needs.also)


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


async def test_the_choices_made_stay_chosen_and_each_can_be_taken_away(content: Content) -> None:
    html = await shown(content, FILTERED.removeprefix("/map"))
    assert set(re.findall(r'<option value="([^"]+)" selected>', html)) == {
        "season",
        "oppdal",
        "visitors",
        "micro",
        "idea",
        "NO",
    }
    assert re.search(r'name="free" value="1" checked', html)
    without = re.findall(r'<li><span>[^<]+</span> <a href="([^"]+)">', unescape(html))
    whole = {*FILTERED.removeprefix("/map?").split("&")}
    left = [
        whole - {*one.removeprefix("/map?").removesuffix("#found").split("&")} for one in without
    ]
    assert sorted(part for parts in left for part in parts) == sorted(whole)


def test_an_address_is_read_as_it_was_written(content: Content) -> None:
    whole = Asked(
        "season",
        "oppdal",
        "farm",
        "micro",
        "idea",
        "NO",
        "adviser",
        "almi-mitt",
        free=True,
        language="sv",
    )
    for asked in (Asked(), whole, Asked(free=True), Asked(kind="bank")):
        path, _, part = address(asked, "found").partition("#")
        assert part == "found"
        assert asked_in(QueryParams(path.removeprefix("/map").removeprefix("?")), content) == asked


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


# ---- from here to the chat ----


async def test_every_problem_leads_to_the_chat_with_it_and_what_else_was_chosen(
    content: Content,
) -> None:
    html = unescape(
        await shown(content, "?place=oppdal&trade=sea&size=micro&stage=idea&side=NO&free=1")
    )
    links = set(re.findall(r'href="(/\?need=[^"]+)"', html))
    assert links == {
        f"/?need={need}&place=oppdal&trade=sea&size=micro&stage=idea" for need in content.needs
    }
    assert sum(len(inside) for _, inside in needs(content, "nb")) == len(content.needs)


async def test_with_a_need_chosen_the_way_to_the_chat_stands_by_what_was_found(
    content: Content,
) -> None:
    html = await shown(content, "?need=season")
    assert f'href="/?need=season">{WORDS["start-here"][0]}</a>' in html
    assert WORDS["start-here"][0] not in await shown(content, "?place=oppdal")
    assert chat_address(Asked(place="oppdal")) == "/?place=oppdal"
    assert chat_address(Asked(side="NO", free=True)) == "/"


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
        "deed-",
        "side-",
        "channel-",
        "stage-",
        "reach-",
        "refused-",
        "login-wait-",
        "table-",
        "column-",
        "kind-",
        "short-",
        "near-",
        "in-",
        "found-",
        "left-out-",
        "period-",
        "most-",
        "mostly-",
        "no-",
        "reason-",
        "went-",
        "why-",
        "kept-",
        "whose-",
        "limit-",
        "did-",
        "step-",
        "helped-",
        "ending-",
        "introductions-",
        "meet-why-",
        "recheck-",
        "lacks-",
        "sure-",
        "openid-",
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
