"""The list of requests: who has to do what, the most pressing first, and only what was chosen."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.content import LANGUAGES, Content, Language
from bot.core.conversation import Adviser, Handoff
from bot.web.desk import GROUPS, MOST_SHOWN, beginning, group_of
from bot.web.words import WORDS, word
from tests.web.desks import ASTA, HOUR, KARI, MINUTE, AtWork, asked_for, closed, desktop, taken
from tests.web.site import NOW

ALL = ("mine", "waiting", "others", "closed")


def rows_in(html: str) -> list[str]:
    """What the owner wrote in each request of the list, from above to below."""
    return re.findall(r'<p class="wrote"[^>]*>(.*?)</p>', html)


def shown_parts(html: str) -> list[str]:
    """The parts of the list that are shown."""
    return re.findall(r'<h2 id="(\w+)">', html)


def one_of_each(content: Content) -> AtWork:
    """A request of each part of the list, the others' being of another need, desk and actor."""
    return AtWork(content).having(
        asked_for(1, summary="venter"),
        taken(2, summary="min"),
        taken(3, KARI, summary="annens", needs=("season",), desk="almi", to="arbeidstilsynet"),
        closed(4, summary="ferdig"),
    )


# ---- what stands where ----


async def test_what_is_open_is_shown_by_who_has_to_act_and_what_is_closed_on_its_own(
    content: Content,
) -> None:
    async with desktop(one_of_each(content)) as desk:
        html = await desk.reads("/desk")
        assert (shown_parts(html), rows_in(html)) == (
            ["mine", "waiting", "others"],
            ["min", "venter", "annens"],
        )
        for part, words in zip(ALL, (["min"], ["venter"], ["annens"], ["ferdig"]), strict=True):
            html = await desk.reads(f"/desk?show={part}")
            assert (shown_parts(html), rows_in(html)) == ([part], words)


async def test_each_part_says_how_many_are_in_it(content: Content) -> None:
    work = one_of_each(content).having(asked_for(5), asked_for(6))
    async with desktop(work) as desk:
        html = await desk.reads("/desk?show=closed")
    counts = dict(re.findall(r">([^<>]+) <span class=\"count\">(\d+)</span>", html))
    named = {word(key, "nb"): counts[word(key, "nb")] for key in GROUPS.values()}
    assert list(named.values()) == ["1", "3", "1", "1"]
    assert counts[word("desk-open", "nb")] == "5"
    assert re.findall(r'aria-current="true">([^<]+) <span', html) == [word("desk-closed", "nb")]


@pytest.mark.parametrize(
    ("request_", "part"),
    [
        (asked_for(), "waiting"),
        (taken(), "mine"),
        (taken(by=KARI), "others"),
        # The same person at Slack is somebody else for us: nobody has told that they are one.
        (taken(by=Adviser("slack:asta", "asta")), "others"),
        (closed(), "closed"),
        (closed(by=KARI), "closed"),
    ],
)
def test_a_request_stands_where_somebody_looks_for_it(request_: Handoff, part: str) -> None:
    assert group_of(request_, ASTA) == part


async def test_who_should_have_had_an_answer_comes_first_then_who_has_waited_longest(
    content: Content,
) -> None:
    work = AtWork(content).having(
        asked_for(1, at=NOW - 2 * HOUR, summary="to timer"),
        asked_for(2, at=NOW - 50 * HOUR, summary="to dager"),
        asked_for(3, at=NOW - HOUR, promised_by=NOW - MINUTE, summary="for sent"),
        asked_for(4, at=NOW - HOUR, promised_by=NOW, summary="akkurat i tide"),
    )
    async with desktop(work) as desk:
        html = await desk.reads("/desk")
    assert rows_in(html) == ["for sent", "to dager", "to timer", "akkurat i tide"]
    assert html.count(f'alarm">{word("desk-late", "nb")}<') == 1


async def test_an_answer_that_was_given_is_not_late(content: Content) -> None:
    work = AtWork(content).having(taken(promised_by=NOW - HOUR, answered_at=NOW - MINUTE))
    async with desktop(work) as desk:
        assert word("desk-late", "nb") not in await desk.reads("/desk")


async def test_of_the_closed_ones_the_last_comes_first(content: Content) -> None:
    work = AtWork(content).having(
        closed(1, closed_at=NOW - 2 * HOUR, summary="før"),
        closed(2, closed_at=NOW - HOUR, summary="sist"),
        closed(3, closed_at=NOW - 3 * HOUR, summary="først"),
    )
    async with desktop(work) as desk:
        assert rows_in(await desk.reads("/desk?show=closed")) == ["sist", "før", "først"]


async def test_a_row_says_what_where_how_many_how_long_until_when_and_who(
    content: Content,
) -> None:
    work = AtWork(content).having(asked_for(1), taken(2, KARI, desk="almi"))
    async with desktop(work) as desk:
        html = await desk.reads("/desk")
    for text in (
        content.needs["heavy-work"].label.nb,
        "Oppdal, 2 til 9 personer",
        "Har ventet i 3 timer",
        "Lovet svar innen i dag klokka 14.30",
        "Ligger hos Næringshagen",
        "Ligger hos Almi Mitt",
        "Kari Nordmann har den.",
    ):
        assert text in html


@pytest.mark.parametrize(
    ("ago", "text"),
    [
        (0 * MINUTE, "2 minutter"),
        (59 * MINUTE, "59 minutter"),
        (60 * MINUTE, "1 time"),
        (23 * HOUR, "23 timer"),
        (24 * HOUR, "1 dag"),
        (72 * HOUR, "3 dager"),
        (-HOUR, "2 minutter"),
    ],
)
async def test_a_wait_is_told_in_the_unit_people_use(
    content: Content, ago: timedelta, text: str
) -> None:
    work = AtWork(content).having(asked_for(at=NOW - ago))
    async with desktop(work) as desk:
        assert f"Har ventet i {text}<" in await desk.reads("/desk")


def test_only_the_beginning_of_what_was_written_stands_in_the_list() -> None:
    assert beginning("kort\n\n og godt") == "kort og godt"
    assert beginning("ord " * 60) == f"{('ord ' * 35).strip()} …"
    assert beginning("x" * 200) == f"{'x' * 140} …"


# ---- choosing ----


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("need=heavy-work", ["min", "venter"]),
        ("need=season", ["annens"]),
        ("desk=almi", ["annens"]),
        ("desk=oppdal&need=season", []),
        ("actor=arbeidstilsynet", ["annens"]),
        ("actor=almi-mitt&show=closed", ["ferdig"]),
        ("actor=<b>&need='&desk=%00&show=x", ["min", "venter", "annens"]),
    ],
)
async def test_the_address_chooses_by_need_desk_and_actor(
    content: Content, query: str, words: list[str]
) -> None:
    async with desktop(one_of_each(content)) as desk:
        html = await desk.reads(f"/desk?{query}")
    assert rows_in(html) == words
    assert "<b>" not in html
    assert (word("desk-none-here", "nb") in html) == (not words)


async def test_what_was_chosen_stays_when_one_looks_at_another_part_or_in_another_language(
    content: Content,
) -> None:
    async with desktop(one_of_each(content)) as desk:
        html = await desk.reads("/desk?actor=almi-mitt&need=heavy-work&show=mine")
    assert 'href="/desk?show=closed&actor=almi-mitt&need=heavy-work"' in html
    assert 'href="/desk?actor=almi-mitt&need=heavy-work&show=mine&language=sv"' in html
    assert '<option value="heavy-work" selected>' in html
    assert '<input type="hidden" name="show" value="mine">' in html


async def test_requests_to_nobody_and_at_no_desk_can_be_chosen_too(content: Content) -> None:
    work = AtWork(content).having(
        asked_for(1, to="", desk="", summary="til ingen"), asked_for(2, summary="til Almi")
    )
    async with desktop(work) as desk:
        assert rows_in(await desk.reads("/desk?actor=nobody")) == ["til ingen"]
        assert rows_in(await desk.reads("/desk?desk=nobody")) == ["til ingen"]


# ---- odd content ----


async def test_what_owners_write_cannot_become_part_of_the_list(content: Content) -> None:
    evil = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'&{{ 7*7 }}"
    async with desktop(AtWork(content).having(asked_for(summary=evil))) as desk:
        raw = (await desk.client.get("/desk")).text
        assert evil in await desk.reads("/desk")
    assert "<script>" not in raw
    assert "<img" not in raw


async def test_what_is_gone_from_content_and_settings_is_shown_by_its_id(content: Content) -> None:
    gone = asked_for(to="closed-office", needs=("old-need",), place="old-place", desk="old-desk")
    async with desktop(AtWork(content).having(gone, asked_for(2))) as desk:
        html = await desk.reads("/desk")
    assert {"closed-office", "old-need", "old-place", "old-desk"} <= set(
        re.findall(r"[a-z]+-[a-z]+", html)
    )


async def test_an_empty_desk_says_so(content: Content) -> None:
    async with desktop(AtWork(content)) as desk:
        assert WORDS["desk-none"][0] in await desk.reads("/desk")


async def test_only_so_many_are_shown_and_the_page_says_so(content: Content) -> None:
    work = AtWork(content).having(
        taken(summary="min"),
        *(asked_for(number, summary=f"nr {number}.") for number in range(2, MOST_SHOWN + 3)),
    )
    async with desktop(work) as desk:
        html = await desk.reads("/desk")
    assert len(rows_in(html)) == MOST_SHOWN
    assert f"Viser {MOST_SHOWN} av {MOST_SHOWN + 2}." in html


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_list_is_read_in_every_language(content: Content, language: Language) -> None:
    async with desktop(one_of_each(content), language=language) as desk:
        html = await desk.reads("/desk")
        closed_ones = await desk.reads("/desk?show=closed")
    assert f'<html lang="{language}">' in html
    assert word("desk-others", language) in html
    assert word("ended-helped", language) in closed_ones


async def test_what_an_open_list_looks_for_changes_with_the_requests_and_only_then(
    content: Content,
) -> None:
    work = one_of_each(content)

    async def version() -> str:
        found = re.search(r'data-version="(\w+)"', await desk.reads("/desk"))
        assert found
        return found.group(1)

    async with desktop(work) as desk:
        first = await version()
        work.clock.turn(MINUTE)
        assert await version() == first
        work.does(KARI, "desk=take")
        second = await version()
        assert second != first
        work.having(replace(asked_for(9), at=NOW))
        assert await version() not in (first, second)


async def test_the_list_stays_out_of_search_engines_and_tells_no_other_site_where_it_was(
    content: Content,
) -> None:
    async with desktop(AtWork(content)) as desk:
        answer = await desk.client.get("/desk")
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert "noindex" in answer.headers["x-robots-tag"]
