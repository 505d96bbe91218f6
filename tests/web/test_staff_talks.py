"""Reading talks: why is asked first, for half an hour and one person, and never more than one may read."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest
import pytest_asyncio

from bot.core.audit import Act
from bot.core.content import Content
from bot.core.conversation import Event, Reply
from bot.core.talk_code import OPEN_FOR, open_until, opening, talk_code, talk_secret
from bot.stores.port import Store
from bot.stores.sqlite import SqliteStore
from bot.web.words import WORDS as TEXTS
from tests.web.site import NOW, Clock, proof_in, site, visitor
from tests.web.talks import OWNER, SUMMARY, WORDS, a_made_up_talk, a_talk, kept, settled

SECRET = "a secret for tests"
CODE = talk_code(talk_secret(SECRET), OWNER)
TALK = f"/staff/talks/{CODE}"
LATER = "/staff/talks?after="
APART = {"referrer-policy": "no-referrer", "cache-control": "no-store"}


@pytest.fixture
def store() -> Store:
    """A store with one talk."""
    made = SqliteStore(":memory:")
    a_talk(made)
    return made


@pytest.fixture
def clock() -> Clock:
    """A clock that is turned."""
    return Clock()


@pytest_asyncio.fixture
async def stine(content: Content, store: Store, clock: Clock) -> AsyncIterator[httpx.AsyncClient]:
    """A member of staff."""
    async with visitor(site(content, store=store, clock=clock), as_="stine") as client:
        yield client


async def asked(client: httpx.AsyncClient, path: str = TALK, **form: str) -> httpx.Response:
    """Sends a form of a page of a talk."""
    proof = proof_in((await client.get(path)).text)
    return await client.post(path, data={"proof": proof, **form})


async def opened(client: httpx.AsyncClient, path: str = TALK) -> str:
    """The page of a talk, after telling why."""
    answer = await asked(client, path, act="open", why="why-to-improve")
    assert answer.status_code == 303
    return (await client.get(path)).text


def codes_in(html: str) -> list[str]:
    """The talks of the list, by their codes."""
    return re.findall(r'href="/staff/talks/(\w+)"', html)


def acts(store: Store, deed: str) -> list[Act]:
    """What was done of one kind."""
    return [act for act in store.audit.latest(50) if act.deed == deed]


# ---- the list ----


async def test_the_list_tells_what_a_talk_was_about_and_none_of_its_words(
    stine: httpx.AsyncClient,
) -> None:
    answer = await stine.get("/staff/talks")
    html = answer.text
    assert codes_in(html) == [CODE]
    for text in ("21. nov", "Oppdal", TEXTS["went-advised"][0], "Telegram", "Norsk"):
        assert text in html
    for text in (WORDS, "88123456", "Kari", SUMMARY, "Er det slik"):
        assert text not in html
    assert {name: answer.headers[name] for name in APART} == APART
    assert "noindex" in answer.headers["x-robots-tag"]


async def test_talks_are_chosen_by_need_place_and_what_was_missed(
    store: Store, stine: httpx.AsyncClient
) -> None:
    lost = settled("web:lost", NOW - timedelta(hours=1), answers=(), given=None)
    lost = replace(lost, signalled=("gap:None:2026-11",))
    kept(store, lost, Reply("Hm?"), events=(Event("not-understood", NOW),))
    missed = talk_code(talk_secret(SECRET), "web:lost")
    for query, found in {
        "": [CODE, missed],
        "?need=find-people": [CODE],
        "?need=season": [],
        "?place=oppdal": [CODE],
        "?place=are": [],
        "?missed=1": [missed],
        "?need=nonsense": [CODE, missed],
    }.items():
        assert codes_in((await stine.get(f"/staff/talks{query}")).text) == found, query
    assert TEXTS["no-need"][0] in (await stine.get("/staff/talks?missed=1")).text


async def test_many_talks_come_a_page_at_a_time_and_each_once(
    store: Store, stine: httpx.AsyncClient
) -> None:
    for number in range(120):
        kept(store, settled(f"web:{number}", NOW - timedelta(minutes=number + 1)), Reply("Hei"))
    found: list[str] = []
    address: str | None = "/staff/talks"
    pages = 0
    while address:
        html = (await stine.get(address)).text
        found += codes_in(html)
        pages += 1
        later = re.search(rf'href="({re.escape(LATER)}\w+)" rel="next"', html)
        address = later.group(1) if later else None
    assert pages == 3
    assert len(found) == len(set(found)) == 121
    assert found[0] == CODE


async def test_made_up_talks_are_shown_only_where_there_are_no_real_ones_and_say_so(
    content: Content,
) -> None:
    made_up = SqliteStore(":memory:")
    a_made_up_talk(made_up)
    from tests.web.site import keep
    from tests.web.staff_signals import signals

    keep(made_up, *(replace(one, made_up=True) for one in signals(content, 3)))
    async with visitor(site(content, store=made_up), as_="stine") as client:
        html = (await client.get("/staff/talks")).text
        (code,) = codes_in(html)
        assert TEXTS["made-up"][0] in html
        page = await opened(client, f"/staff/talks/{code}")
        assert TEXTS["talk-made-up"][0] in page
        assert WORDS in page
        keep(made_up, *signals(content, 3))
        assert codes_in((await client.get("/staff/talks")).text) == []


# ---- why ----


async def test_nothing_is_shown_before_a_reason_is_given_and_kept(
    store: Store, stine: httpx.AsyncClient
) -> None:
    before = (await stine.get(TALK)).text
    assert TEXTS["why-title"][0] in before
    assert WORDS not in before
    assert acts(store, "read-talk") == []
    answer = await asked(stine, act="open", why="why-to-understand", more="  prøver\n ord ")
    assert answer.headers["location"] == TALK
    cookie = answer.headers["set-cookie"]
    for part in ("HttpOnly", f"Path={TALK}", "SameSite=strict", "Max-Age=1800"):
        assert part in cookie
    assert OWNER not in cookie
    assert acts(store, "read-talk") == [
        Act(NOW, "stine", "read-talk", CODE, f"{TEXTS['why-to-understand'][0]}. prøver ord")
    ]
    assert WORDS in (await stine.get(TALK)).text
    assert len(acts(store, "read-talk")) == 1


async def test_the_log_holds_no_name_and_no_number_of_an_owner_in_a_reason(
    store: Store, stine: httpx.AsyncClient
) -> None:
    await asked(stine, act="open", more="Kari Nordmann ringte fra 90 12 34 56 og ba om det")
    (act,) = acts(store, "read-talk")
    assert act.why == "[name] ringte fra [phone] og ba om det"


@pytest.mark.parametrize(
    ("form", "fault"),
    [
        ({}, "why-too-short"),
        ({"why": "nonsense", "more": " abc "}, "why-too-short"),
        ({"more": "x" * 301}, "why-too-long"),
    ],
)
async def test_a_reason_that_says_nothing_opens_nothing(
    store: Store, stine: httpx.AsyncClient, form: dict[str, str], fault: str
) -> None:
    answer = await asked(stine, act="open", **form)
    assert answer.status_code == 422
    assert TEXTS[fault][0] in answer.text
    assert "set-cookie" not in answer.headers
    assert acts(store, "read-talk") == []
    assert WORDS not in (await stine.get(TALK)).text


async def test_after_half_an_hour_the_reason_is_asked_again(
    stine: httpx.AsyncClient, clock: Clock
) -> None:
    assert WORDS in await opened(stine)
    clock.turn(OPEN_FOR - timedelta(seconds=1))
    assert WORDS in (await stine.get(TALK)).text
    clock.turn(timedelta(seconds=1))
    html = (await stine.get(TALK)).text
    assert WORDS not in html
    assert TEXTS["why-title"][0] in html


async def test_what_one_opened_another_may_not_read(
    content: Content, store: Store, clock: Clock, stine: httpx.AsyncClient
) -> None:
    await opened(stine)
    async with visitor(site(content, store=store, clock=clock), as_="adam") as adam:
        adam.cookies.set("steg-talk", stine.cookies["steg-talk"], domain="steg.test", path=TALK)
        assert WORDS not in (await adam.get(TALK)).text


async def test_what_opens_one_talk_opens_no_other(store: Store, stine: httpx.AsyncClient) -> None:
    kept(store, settled("web:other"), Reply("Hei"), said="noe helt annet her")
    await opened(stine)
    other = f"/staff/talks/{talk_code(talk_secret(SECRET), 'web:other')}"
    stine.cookies.set("steg-talk", stine.cookies["steg-talk"], domain="steg.test", path=other)
    assert "noe helt annet" not in (await stine.get(other)).text


def test_an_opening_that_was_changed_opens_nothing() -> None:
    secret, until = talk_secret(SECRET), NOW + OPEN_FOR
    token = opening(secret, "stine", CODE, until)
    seconds, _, signature = token.partition(".")
    assert open_until(token, secret, "stine", CODE, NOW) == until
    for changed in (
        "",
        ".",
        signature,
        f"{int(seconds) + 60}.{signature}",
        f"{seconds}.{signature[:-1]}",
        f"²{seconds}.{signature}",
        f"{seconds}.æ{signature}",
        opening(talk_secret("another"), "stine", CODE, until),
        opening(secret, "stine", CODE, NOW),
        opening(secret, "stine", CODE, NOW + timedelta(days=1)),
    ):
        assert open_until(changed, secret, "stine", CODE, NOW) is None, changed


async def test_a_code_that_was_made_up_is_no_talk(stine: httpx.AsyncClient) -> None:
    for code in ("aaaaaaaaaaaa", OWNER, CODE.upper()):
        assert (await stine.get(f"/staff/talks/{code}")).status_code == 404
        posted = await stine.post(
            f"/staff/talks/{code}", data={"proof": proof_in((await stine.get(TALK)).text)}
        )
        assert posted.status_code == 404


async def test_a_form_without_its_proof_does_nothing(
    store: Store, stine: httpx.AsyncClient
) -> None:
    answer = await stine.post(TALK, data={"act": "open", "why": "why-to-improve"})
    assert answer.headers["location"] == f"{TALK}?told=stale"
    assert acts(store, "read-talk") == []
    assert WORDS not in (await stine.get(TALK)).text


async def test_advisers_and_strangers_read_no_talk(content: Content, store: Store) -> None:
    async with visitor(site(content, store=store), as_="asta") as asta:
        for path in ("/staff/talks", TALK):
            assert (await asta.get(path)).status_code == 403
        assert (await asta.post(TALK, data={"act": "open"})).status_code == 403
    async with visitor(site(content, store=store)) as stranger:
        assert (await stranger.get(TALK)).headers["location"].startswith("/login")
        assert (await stranger.post(TALK, data={"act": "open"})).status_code == 303
    assert acts(store, "read-talk") == []


# ---- what is shown ----


async def test_a_talk_shows_what_was_said_redacted_and_nothing_of_a_request(
    stine: httpx.AsyncClient,
) -> None:
    answer_html = await opened(stine)
    for text in (WORDS, "Er det slik?", "Spør fem kunder", "kan jeg få snakke med noen"):
        assert text in answer_html
    assert answer_html.count("<span>21. november 2026 10:27</span>") == 1
    assert "<span>10:28</span>" in answer_html
    for text in ("88123456", "Nordmann", "90 01 23 45", SUMMARY, "Fjellstua", "Hvilket nummer"):
        assert text not in answer_html
    answer = await stine.get(TALK)
    assert {name: answer.headers[name] for name in APART} == APART


async def test_a_talk_that_turns_to_distress_while_it_is_open_is_gone(
    store: Store, stine: httpx.AsyncClient
) -> None:
    assert WORDS in await opened(stine)
    kept(store, settled(care="distress"), Reply("Ring Mental Helse"), said=None)
    assert (await stine.get(TALK)).status_code == 404
    assert codes_in((await stine.get("/staff/talks")).text) == []


async def test_an_erased_talk_is_gone_at_once(store: Store, stine: httpx.AsyncClient) -> None:
    assert WORDS in await opened(stine)
    store.erase(OWNER)
    assert (await stine.get(TALK)).status_code == 404


# ---- read as another need ----


async def test_another_need_is_kept_beside_the_count_and_shown_with_who_read_it(
    content: Content, store: Store, stine: httpx.AsyncClient
) -> None:
    await opened(stine)
    for instead in ("season", "transport"):
        answer = await asked(stine, act="correct", counted="find-people", instead=instead)
        assert answer.headers["location"] == f"{TALK}?told=corrected"
    html = (await stine.get(f"{TALK}?told=corrected")).text
    counted, season, transport = (
        content.needs[need].label.nb for need in ("find-people", "season", "transport")
    )
    for instead in (season, transport):
        assert f"Telt som «{counted}», lest av stine som «{instead}» 21. november 2026." in html
    assert 'href="/staff/words"' in html
    assert TEXTS["did-corrected"][0] in html
    first, second = store.corrections.of(OWNER)
    assert (first.instead, second.instead) == ("season", "transport")
    assert (first.need, first.place, first.size, first.day) == (
        "find-people",
        "oppdal",
        "micro",
        NOW.date(),
    )
    assert [act.why for act in acts(store, "corrected")] == [
        "find-people → transport",
        "find-people → season",
    ]


@pytest.mark.parametrize(
    "form",
    [
        {"counted": "find-people", "instead": "find-people"},
        {"counted": "season", "instead": "transport"},
        {"counted": "find-people", "instead": "nonsense"},
        {"counted": "", "instead": "season"},
        {"instead": "season"},
    ],
)
async def test_only_what_was_counted_is_read_as_another_need(
    store: Store, stine: httpx.AsyncClient, form: dict[str, str]
) -> None:
    await opened(stine)
    answer = await asked(stine, act="correct", **form)
    assert answer.headers["location"] == f"{TALK}?told=not-corrected"
    assert store.corrections.of(OWNER) == []


async def test_nobody_corrects_a_talk_they_have_not_opened(
    store: Store, stine: httpx.AsyncClient
) -> None:
    answer = await asked(stine, act="correct", counted="find-people", instead="season")
    assert TEXTS["why-title"][0] in answer.text
    assert store.corrections.of(OWNER) == []
    assert acts(store, "corrected") == []
