"""The page of one request: what it tells, who may do what there, and that nothing happens twice or unseen."""

import re
from dataclasses import replace
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.content import LANGUAGES, Content, Language
from bot.core.conversation import DeskMessage, Given, Handoff, Note, Turn
from bot.core.desks import NO_DESKS
from bot.core.moving import NOTE
from bot.web.desk_acts import TOLD, written
from bot.web.desk_case import MOST_FORM_BYTES
from bot.web.desk_talk import MOST_LINES
from bot.web.words import WORDS, word
from tests.web.desks import (
    ASTA,
    HOUR,
    KARI,
    MINUTE,
    OWNER_WROTE,
    AtWork,
    Desktop,
    asked_for,
    closed,
    desktop,
    page_of,
    taken,
)
from tests.web.site import NOW

EVIL = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'&{{ 7*7 }}"


def buttons_in(html: str) -> set[str]:
    """What can be pressed on a page."""
    return set(re.findall(r'name="choice" value="([^"]+)"', html))


def said_in(html: str) -> list[str]:
    """The talk as the page shows it: who, and what in their words."""
    spoken = re.findall(r'<div class="spoken \w+" data-line="\d+">(.*?)</div>', html, re.DOTALL)
    bare = (re.sub(r"<span>.*?</span>", "", one, flags=re.DOTALL) for one in spoken)
    return [" ".join(re.sub(r"<[^>]+>", " ", one).split()) for one in bare]


def told_in(html: str) -> str:
    """What the page says of the last act; empty when it says nothing."""
    found = re.search(r'id="told"[^>]*>([^<]*)<', html)
    return found.group(1) if found else ""


# ---- what it tells ----


async def test_the_page_tells_all_an_adviser_must_know(content: Content) -> None:
    request = asked_for(
        to="arbeidstilsynet",
        reach="phone",
        contact="90 00 00 00",
        when="morning",
        for_other=True,
        tried=("almi", "fylket"),
        refused=(("almi", "place"),),
        notes=(Note(NOW - HOUR, "Per", "ringte i fjor"),),
    )
    async with desktop(AtWork(content).having(request)) as desk:
        html = await desk.reads()
    for text in (
        content.needs["heavy-work"].label.nb,
        "Oppdal, 2 til 9 personer",
        OWNER_WROTE,
        'på telefon, helst på formiddagen: <a href="tel:+4790000000">90 00 00 00</a>',
        "Norsk",
        word("case-for-other", "nb"),
        content.methods["act-early"].name.nb,
        '<a href="/map#arbeidstilsynet">Arbeidstilsynet</a>',
        '<a href="/map?need=heavy-work#money">Almi Mikrolån</a>',
        "Eieren er lovet svar innen i dag klokka 14.30.",
        "Ingen har tatt den ennå.",
        f"Almi Mitt sendte den videre: {content.wordings['refusal-place'].nb}",
        "Fylkeskommunen hadde den, så gikk den videre",
        "Næringshagen har fått den",
        "ringte i fjor",
    ):
        assert text in html


@pytest.mark.parametrize(
    ("reach", "contact", "link"),
    [
        ("phone", "+46 70 000 00 00", "tel:+46700000000"),
        ("phone", "90 00 00 00 etter fire", None),
        ("phone", "javascript:alert(1)", None),
        ("email", "kari@firma.test", "mailto:kari@firma.test"),
        ("email", "kari@firma.test?bcc=x@y.test", None),
        ("email", "kari", None),
    ],
)
async def test_only_what_is_a_number_or_an_address_becomes_a_link(
    content: Content, reach: str, contact: str, link: str | None
) -> None:
    work = AtWork(content).having(asked_for(reach=reach, contact=contact))
    async with desktop(work) as desk:
        html = await desk.reads()
    assert contact in html
    found = re.findall(r'href="((?:tel|mailto|javascript):[^"]*)"', html)
    assert found == ([link] if link else [])


async def test_an_owner_who_waits_too_long_is_pointed_out(content: Content) -> None:
    async with desktop(AtWork(content).having(asked_for(promised_by=NOW - MINUTE))) as desk:
        html = await desk.reads()
    assert "Eieren skulle hatt svar innen i dag klokka 10.29." in html
    assert f'alarm">{word("desk-late", "nb")}<' in html


async def test_who_has_it_and_what_happened_when_is_told(content: Content) -> None:
    async with desktop(AtWork(content).having(taken(by=KARI, answered_at=NOW - MINUTE))) as desk:
        html = await desk.reads()
    assert "Kari Nordmann har svart eieren." in html
    assert re.search(r"Kari Nordmann tok den <span><time [^>]+>i dag klokka 09.30<", html)
    assert re.search(r"Kari Nordmann svarte eieren <span><time [^>]+>i dag klokka 10.29<", html)


async def test_a_closed_request_says_how_it_ended_and_what_both_thought(content: Content) -> None:
    request = closed(ending="referred", helped="no", thought_helped="yes")
    async with desktop(AtWork(content).having(request)) as desk:
        html = await desk.reads()
    yes, no = (content.wordings[f"verdict-{verdict}"].nb for verdict in ("yes", "no"))
    assert "Ferdig: vist videre." in html
    assert f"Eieren ble spurt om det hjalp: {no}" in html
    assert f"Rådgiveren ble spurt om det hjalp: {yes}" in html
    assert buttons_in(html) == set()
    assert "<textarea" not in html


async def test_advice_that_is_gone_from_the_content_stays_as_it_was_named(content: Content) -> None:
    gone = Given(("old-way",), actors=("old-office",), instruments=("old-money",))
    async with desktop(AtWork(content).having(asked_for(given=gone))) as desk:
        html = await desk.reads()
    assert all(f">{name}<" in html for name in ("old-way", "old-office", "old-money"))


# ---- the talk, as far as the owner allows ----


async def a_talk(work: AtWork) -> None:
    """An owner talks with Steg before somebody takes the request, and with the adviser after."""
    work.says("før noen tok den", steg="Steg **sa** noe")
    work.clock.turn(MINUTE)
    work.does(ASTA, "desk=take")
    work.does(ASTA, text="hei fra Asta")
    work.clock.turn(MINUTE)
    work.says("takk, Asta", relays=True)


async def test_without_the_owners_yes_only_the_talk_with_the_adviser_is_shown(
    content: Content,
) -> None:
    work = AtWork(content).having(asked_for())
    await a_talk(work)
    async with desktop(work) as desk:
        said = said_in(html := await desk.reads())
    assert [said[-2], said[-1]] == ["Asta hei fra Asta", "Eieren takk, Asta"]
    assert "før noen tok den" not in html
    assert "Steg sa noe" not in html
    assert word("case-talk-since", "nb") in html


async def test_with_the_owners_yes_the_whole_talk_is_shown(content: Content) -> None:
    work = AtWork(content).having(asked_for(whole_talk=True))
    await a_talk(work)
    async with desktop(work) as desk:
        said = said_in(html := await desk.reads())
    assert said[:2] == ["Eieren før noen tok den", "Steg Steg sa noe"]
    assert said[-2:] == ["Asta hei fra Asta", "Eieren takk, Asta"]
    assert word("case-talk-whole", "nb") in html


async def test_what_an_owner_tells_steg_after_it_was_closed_is_not_shown(content: Content) -> None:
    work = AtWork(content).having(closed(whole_talk=True))
    work.says("mens den var åpen")
    work.clock.turn(MINUTE)
    work.says("noe helt annet")
    async with desktop(work) as desk:
        html = await desk.reads()
    assert said_in(html) == ["Eieren mens den var åpen"]
    assert "noe helt annet" not in html


async def test_the_next_who_takes_it_does_not_read_what_was_written_to_the_one_before(
    content: Content,
) -> None:
    work = AtWork(content).having(asked_for())
    await a_talk(work)
    work.does(ASTA, "desk=not-ours.full")
    work.clock.turn(MINUTE)
    async with desktop(work, "adam") as desk:
        assert "takk, Asta" not in await desk.reads()
        html = await desk.reads_after(await desk.posts(choice="desk=take"))
    assert said_in(html)
    assert "takk, Asta" not in html
    assert "hei fra Asta" not in html


async def test_of_a_long_talk_the_end_is_shown_and_the_page_says_so(content: Content) -> None:
    work = AtWork(content).having(asked_for(whole_talk=True))
    for number in range(MOST_LINES + 1):
        work.says(f"linje {number}.")
    async with desktop(work) as desk:
        html = await desk.reads()
    assert len(said_in(html)) == MOST_LINES
    assert said_in(html)[-1] == f"Eieren linje {MOST_LINES}."
    assert word("case-talk-last", "nb", number=str(MOST_LINES)) in html


# ---- taking ----


async def test_who_takes_it_has_it_and_the_owner_is_told(content: Content) -> None:
    work = AtWork(content).having(asked_for())
    async with desktop(work) as desk:
        html = await desk.reads_after(await desk.posts(choice="desk=take"))
    request = work.case()
    assert (request.adviser, request.stage, request.taken_at) == (ASTA, "taken", NOW)
    assert told_in(html) == word("told-took", "nb")
    assert "Du har den." in html
    assert any("Asta" in text and "Næringshagen" in text for text in work.owner_got())


async def test_who_is_too_late_is_told_who_has_it(content: Content) -> None:
    work = AtWork(content).having(asked_for())
    async with desktop(work) as asta, desktop(work, "adam") as adam:
        late = await adam.form()
        await asta.posts(choice="desk=take")
        html = await adam.reads_after(await adam.posts(late, choice="desk=take"))
    assert work.case().adviser == ASTA
    assert told_in(html) == "Asta var først og har den."
    assert buttons_in(html) == set()


async def test_a_press_on_what_was_closed_meanwhile_says_so(content: Content) -> None:
    work = AtWork(content).having(asked_for())
    async with desktop(work) as desk:
        form = await desk.form()
        work.does(KARI, "desk=done.referred")
        html = await desk.reads_after(await desk.posts(form, choice="desk=take"))
    assert told_in(html) == word("told-over", "nb")
    assert work.case().ending == "referred"


async def test_what_nobody_took_can_still_be_taken(content: Content) -> None:
    work = AtWork(content).having(
        asked_for(stage="closed", ending="not-ours", closed_at=NOW - MINUTE)
    )
    async with desktop(work) as desk:
        assert buttons_in(await desk.reads()) == {"desk=take"}
        await desk.posts(choice="desk=take")
    assert (work.case().stage, work.case().adviser) == ("taken", ASTA)


# ---- writing ----


async def test_a_reply_goes_to_the_owner_and_stands_in_the_talk(content: Content) -> None:
    work = AtWork(content).having(taken())
    async with desktop(work) as desk:
        html = await desk.reads_after(await desk.posts(reply="Hei!\r\n\r\nHvor tungt er det? "))
    assert work.owner_got() == ["Hei!\n\nHvor tungt er det?"]
    assert told_in(html) == word("told-sent", "nb")
    assert said_in(html) == ["Asta Hei! Hvor tungt er det?"]
    assert work.case().stage == "answered"


async def test_a_form_sent_twice_counts_once_and_says_the_same_twice(content: Content) -> None:
    work = AtWork(content).having(taken())
    async with desktop(work) as desk:
        form = await desk.form()
        answers = [await desk.posts(form, reply="bare én gang") for _ in range(2)]
        told = [told_in(await desk.reads_after(answer)) for answer in answers]
    assert work.owner_got() == ["bare én gang"]
    assert told == [word("told-sent", "nb")] * 2


async def test_after_going_back_on_the_same_page_something_else_can_be_written(
    content: Content,
) -> None:
    work = AtWork(content).having(taken())
    async with desktop(work) as desk:
        form = await desk.form()
        await desk.posts(form, reply="først")
        await desk.posts(form, reply="så dette")
        await desk.posts(form, note="først")
    assert work.owner_got() == ["først", "så dette"]
    assert [note.text for note in work.case().notes] == ["først"]


@pytest.mark.parametrize(
    ("meanwhile", "told"),
    [
        ("desk=not-ours.full", "told-take-first"),
        ("desk=done.referred", "told-over"),
    ],
)
async def test_a_text_that_could_not_be_sent_is_given_back(
    content: Content, meanwhile: str, told: str
) -> None:
    work = AtWork(content).having(taken())
    async with desktop(work) as desk:
        form = await desk.form()
        work.does(ASTA, meanwhile)
        sent = len(work.owner_got())
        answer = await desk.posts(form, reply="et langt svar")
    assert answer.status_code == 409
    assert told_in(answer.text) == word(told, "nb")
    assert 'role="alert"' in answer.text
    assert '<blockquote class="words">et langt svar</blockquote>' in answer.text
    assert len(work.owner_got()) == sent


async def test_a_note_is_for_colleagues_and_never_for_the_owner(content: Content) -> None:
    work = AtWork(content).having(taken(by=KARI))
    async with desktop(work) as desk:
        html = await desk.reads_after(await desk.posts(note="kjenner dem fra før"))
    assert [(note.by, note.text) for note in work.case().notes] == [("Asta", "kjenner dem fra før")]
    assert "kjenner dem fra før" in html
    assert told_in(html) == word("told-noted", "nb")
    assert work.owner_got() == []


async def test_a_reply_that_becomes_a_note_says_so(content: Content) -> None:
    work = AtWork(content).having(taken())
    async with desktop(work) as desk:
        html = await desk.reads_after(await desk.posts(reply=f"{NOTE} husk dette"))
    assert told_in(html) == word("told-became-note", "nb")
    assert work.owner_got() == []


async def test_only_who_took_it_can_write_to_the_owner(content: Content) -> None:
    work = AtWork(content).having(taken(by=KARI))
    work.does(KARI, text="hei")
    async with desktop(work) as desk:
        html = await desk.reads()
        # The same words were sent, but by somebody else.
        answer = await desk.posts(reply="hei")
    assert 'name="reply"' not in html
    assert told_in(answer.text) == "Kari Nordmann var først og har den."
    assert work.owner_got() == ["hei"]


@pytest.mark.parametrize("reach", ["phone", "email"])
async def test_who_is_to_be_reached_elsewhere_is_not_written_to_here(
    content: Content, reach: str
) -> None:
    work = AtWork(content).having(taken(reach=reach, contact="90000000"))
    async with desktop(work) as desk:
        html = await desk.reads()
        assert 'name="reply"' not in html
        assert "desk=answered" in buttons_in(html)
        html = await desk.reads_after(await desk.posts(choice="desk=answered"))
    assert told_in(html) == word("told-answered", "nb")
    assert work.case().answered_at == NOW
    assert "desk=answered" not in buttons_in(html)


@pytest.mark.parametrize("text", ["", "   ", "\r\n", "\u200b"])
async def test_an_empty_text_is_not_sent(content: Content, text: str) -> None:
    work = AtWork(content).having(taken())
    async with desktop(work) as desk:
        await desk.posts(reply=text)
    assert [got for got in work.owner_got() if not got.strip()] == []


# ---- sending on and ending ----


async def test_not_ours_needs_a_reason_and_goes_to_the_next_desk(content: Content) -> None:
    work = AtWork(content).having(asked_for())
    async with desktop(work) as desk:
        reasons = {one for one in buttons_in(await desk.reads()) if "not-ours" in one}
        assert reasons == {f"desk=not-ours.{why}" for why in ("need", "place", "full", "other")}
        html = await desk.reads_after(await desk.posts(choice="desk=not-ours.place"))
    assert work.case().desk == "fylket"
    assert work.case().refused == (("oppdal", "place"),)
    assert told_in(html) == word("told-passed-on", "nb")
    assert "Fylkeskommunen har fått den" in html


async def test_handing_on_asks_the_owner_first(content: Content) -> None:
    work = AtWork(content).having(taken())
    async with desktop(work) as desk:
        offers = {one for one in buttons_in(await desk.reads()) if "hand-on" in one}
        assert offers == {"desk=hand-on.almi", "desk=hand-on.fylket"}
        html = await desk.reads_after(await desk.posts(choice="desk=hand-on.almi"))
    assert (work.case().desk, work.case().proposed) == ("oppdal", "almi")
    assert told_in(html) == word("told-owner-asked", "nb")
    assert html.count("Eieren er spurt om Almi Mitt kan få den") == 2


async def test_done_has_an_ending_and_then_it_is_asked_whether_it_helped(content: Content) -> None:
    work = AtWork(content).having(taken(reach="phone", contact="90000000"))
    async with desktop(work) as desk:
        html = await desk.reads_after(await desk.posts(choice="desk=done.helped"))
        assert told_in(html) == word("told-done", "nb")
        assert buttons_in(html) == {f"desk=helped.{value}" for value in ("yes", "partly", "no")}
        html = await desk.reads_after(await desk.posts(choice="desk=helped.partly"))
    assert (work.case().ending, work.case().thought_helped) == ("helped", "partly")
    assert told_in(html) == word("told-thanks", "nb")
    assert buttons_in(html) == set()


@pytest.mark.parametrize(
    "choice", ["desk=x", "x", "request=withdraw", "desk=done.withdrawn", "desk=hand-on.", "ø" * 99]
)
async def test_a_choice_that_is_not_offered_changes_nothing(content: Content, choice: str) -> None:
    work = AtWork(content).having(taken())
    async with desktop(work) as desk:
        html = await desk.reads_after(await desk.posts(choice=choice))
    assert work.case() == taken()
    assert told_in(html) == word("told-nothing", "nb")


# ---- who may ----


@pytest.mark.parametrize("path", [page_of(), f"{page_of()}?told=told-sent"])
async def test_who_is_not_logged_in_is_sent_to_log_in_and_comes_back(
    content: Content, path: str
) -> None:
    from tests.web.site import log_in

    async with desktop(AtWork(content).having(asked_for()), as_=None) as desk:
        away = await desk.client.get(path)
        assert away.status_code == 303
        back = await log_in(desk.client, "asta", path=away.headers["location"])
        assert back.headers["location"] == path
        assert OWNER_WROTE in await desk.reads(path)


async def test_staff_neither_see_nor_touch_it(content: Content) -> None:
    work = AtWork(content).having(asked_for())
    async with desktop(work, "stine") as desk:
        seen = await desk.client.get(page_of())
        done = await desk.posts({"proof": "0" * 64, "press": "x" * 16}, choice="desk=take")
    for answer in (seen, done):
        assert answer.status_code == 403
        assert WORDS["refused-title"][0] in answer.text
        assert OWNER_WROTE not in answer.text
    assert work.case() == asked_for()


@pytest.mark.parametrize("proof", [None, "", "0" * 64, "å"])
async def test_a_form_that_is_not_ours_does_nothing(content: Content, proof: str | None) -> None:
    work = AtWork(content).having(taken())
    async with desktop(work) as desk:
        form = await desk.form()
        form = {"press": form["press"]} | ({"proof": proof} if proof is not None else {})
        pressed = await desk.posts(form, choice="desk=done.helped")
        wrote = await desk.posts(form, reply="hei på deg")
    assert (pressed.status_code, wrote.status_code) == (403, 403)
    assert told_in(wrote.text) == word("told-stale", "nb")
    assert ">hei på deg</blockquote>" in wrote.text
    assert work.case() == taken()
    assert work.owner_got() == []


async def test_the_proof_of_another_adviser_is_worth_nothing(content: Content) -> None:
    work = AtWork(content).having(asked_for())
    async with desktop(work) as asta, desktop(work, "adam") as adam:
        answer = await adam.posts(await asta.form(), choice="desk=take")
    assert answer.status_code == 403
    assert work.case().adviser is None


async def test_who_was_logged_out_while_writing_gets_the_text_back(content: Content) -> None:
    work = AtWork(content).having(taken())
    async with desktop(work) as desk:
        form = await desk.form()
        desk.client.cookies.clear()
        answer = await desk.posts(form, reply="et langt svar")
    assert answer.status_code == 403
    assert ">et langt svar</blockquote>" in answer.text
    assert WORDS["shut-out-title"][0] in answer.text
    assert OWNER_WROTE not in answer.text
    assert work.owner_got() == []


@pytest.mark.parametrize("press", [None, "", "x", "x" * 65, "å" * 16, "' or 1=1 --"])
async def test_a_form_without_the_mark_of_its_page_does_nothing(
    content: Content, press: str | None
) -> None:
    work = AtWork(content).having(asked_for())
    async with desktop(work) as desk:
        form = {"proof": (await desk.form())["proof"]} | ({"press": press} if press else {})
        html = await desk.reads_after(await desk.posts(form, choice="desk=take"))
    assert told_in(html) == word("told-nothing", "nb")
    assert work.case() == asked_for()


async def test_two_who_send_the_same_mark_do_not_stand_in_each_others_way(
    content: Content,
) -> None:
    work = AtWork(content).having(asked_for())
    async with desktop(work) as asta, desktop(work, "adam") as adam:
        for desk in (asta, adam):
            await desk.posts({**await desk.form(), "press": "x" * 16}, note="min merknad")
    assert [note.by for note in work.case().notes] == ["Asta", "Adam"]


async def test_a_form_that_is_too_large_is_refused(content: Content) -> None:
    async with desktop(AtWork(content).having(taken())) as desk:
        answer = await desk.client.post(page_of(), content=b"a" * (MOST_FORM_BYTES + 1))
    assert answer.status_code == 413


async def test_the_longest_text_there_is_fits_into_a_form(content: Content) -> None:
    work = AtWork(content).having(taken())
    longest = "😀" * 4000
    async with desktop(work) as desk:
        form = await desk.form()
        body = urlencode({**form, "reply": longest})
        answer = await desk.client.post(
            page_of(), content=body, headers={"Content-Type": "application/x-www-form-urlencoded"}
        )
    assert answer.status_code == 303
    assert work.owner_got() == [longest]


# ---- when nobody can act ----


async def test_without_desks_one_can_read_and_is_told_why_not_more(content: Content) -> None:
    work = AtWork(content, desks=NO_DESKS).having(asked_for(desk="", promised_by=None))
    async with desktop(work) as desk:
        html = await desk.reads()
    assert OWNER_WROTE in html
    assert word("case-read-only", "nb") in html
    assert buttons_in(html) == set()
    assert "<textarea" not in html


async def test_where_acting_is_not_wired_nothing_is_said_to_be_done(content: Content) -> None:
    from tests.web.site import site, visitor

    work = AtWork(content).having(taken())
    bare = replace(site(content, clock=work.clock, store=work.store), desks=lambda: work.desks)
    async with visitor(bare, as_="asta") as client:
        desk = Desktop(client)
        answer = await desk.posts(reply="hei")
    assert answer.status_code == 409
    assert told_in(answer.text) == word("told-nothing", "nb")


async def test_a_request_of_a_desk_that_is_gone_is_acted_on_at_the_general_one(
    content: Content,
) -> None:
    work = AtWork(content).having(asked_for(desk="gone"))
    async with desktop(work) as desk:
        await desk.posts(choice="desk=take")
    assert (work.case().desk, work.case().adviser) == ("fylket", ASTA)


async def test_what_is_done_comes_in_as_from_the_desk_that_has_it(content: Content) -> None:
    acts: list[DeskMessage] = []

    def act(message: DeskMessage) -> Turn | None:
        acts.append(message)
        return None

    work = AtWork(content).having(taken())
    work.site = replace(work.site, act=act)
    async with desktop(work) as desk:
        form = await desk.form()
        await desk.posts(form, choice="desk=hand-on")
        await desk.posts(form, note="x")
    press, note = acts
    assert (press.desk, press.by, press.at, press.handoff) == (
        "slack:C1",
        ASTA,
        NOW,
        "telegram:1#7",
    )
    assert (press.choice, press.text) == ("desk=hand-on", None)
    assert (note.choice, note.text) == (None, f"{NOTE}x")
    assert press.id != note.id


# ---- odd addresses and texts ----


@pytest.mark.parametrize("part", ["x", "%00", "dGVsZWdyYW06OSM3", "%F0%9F%98%80", "a" * 300])
async def test_a_request_there_is_not_gets_a_kind_page(content: Content, part: str) -> None:
    async with desktop(AtWork(content).having(asked_for())) as desk:
        answer = await desk.client.get(f"/desk/case/{part}")
        posted = await desk.client.post(f"/desk/case/{part}", data={"proof": "x"})
    assert (answer.status_code, posted.status_code) == (404, 404)
    assert WORDS["shut-gone-title"][0] in answer.text


async def test_an_erased_request_is_gone_and_the_page_says_so(content: Content) -> None:
    work = AtWork(content).having(taken())
    async with desktop(work) as desk:
        form = await desk.form()
        work.store.erase("telegram:1")
        answer = await desk.client.get(page_of())
        posted = await desk.posts(form, reply="et svar")
    assert answer.status_code == 404
    assert WORDS["shut-gone-title"][0] in answer.text
    assert OWNER_WROTE not in answer.text
    assert ">et svar</blockquote>" in posted.text


async def test_nothing_anybody_wrote_can_become_part_of_the_page(content: Content) -> None:
    work = AtWork(content).having(
        taken(summary=EVIL, whole_talk=True, contact=EVIL, notes=(Note(NOW, EVIL, EVIL),))
    )
    work.says(EVIL, steg=EVIL)
    async with desktop(work) as desk:
        raw = (await desk.client.get(page_of())).text
        html = await desk.reads()
        lost = await desk.posts({"press": "x" * 16}, reply=EVIL)
        told = await desk.client.get(page_of(), params={"told": EVIL})
    assert html.count(EVIL) == 6
    for text in (raw, lost.text, told.text):
        assert "<script>" not in text
        assert "<img" not in text


async def test_no_word_of_an_owner_stands_in_titles_or_addresses(content: Content) -> None:
    work = AtWork(content).having(taken(summary="Torgunn", contact="Torgunn", reach="phone"))
    async with desktop(work) as desk:
        answers = [await desk.client.get(path) for path in ("/desk", page_of())]
        moved = await desk.posts(note="Torgunn")
    for answer in answers:
        assert "Torgunn" in answer.text
        title = re.search(r"<title>(.*?)</title>", answer.text)
        assert title
        assert "Torgunn" not in title.group(1)
        assert not re.search(r'(?:href|src|action)="[^"]*Torgunn', answer.text)
    assert "Torgunn" not in moved.headers["location"]


@pytest.mark.parametrize("told", ["", "told-x", "login-wrong", "<b>"])
async def test_the_page_says_nothing_that_only_stands_in_its_address(
    content: Content, told: str
) -> None:
    async with desktop(AtWork(content).having(asked_for())) as desk:
        assert told_in(await desk.reads(f"{page_of()}?{urlencode({'told': told})}")) == ""


async def test_the_page_is_kept_from_search_engines_and_other_sites(content: Content) -> None:
    async with desktop(AtWork(content).having(asked_for())) as desk:
        answers = [
            await desk.client.get(page_of()),
            await desk.posts(choice="desk=take"),
            await desk.client.get("/desk/case/x"),
            await desk.client.get("/desk/open?t=x"),
        ]
    for answer in answers:
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert "noindex" in answer.headers["x-robots-tag"]
        assert answer.headers["cache-control"] == "no-store"
    assert '<meta name="robots" content="noindex, nofollow">' in answers[0].text


@pytest.mark.parametrize(
    "request_",
    [
        asked_for(whole_talk=True, for_other=True, when="afternoon", reach="email", contact="a@b.test"),
        asked_for(stage="asked", given=None, promised_by=NOW - HOUR, refused=(("almi", "unreachable"),), tried=("almi",)),
        taken(notes=(Note(NOW, "Per", "x"),), proposed="almi"),
        taken(by=KARI, reach="phone", contact="90000000"),
        closed(ending="not-ours", adviser=None),
        closed(ending="withdrawn", helped="no"),
        closed(ending="not-reached", needs=(), place=None, size=None),
    ],
)  # fmt: skip
@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_stage_is_told_in_every_language(
    content: Content, request_: Handoff, language: Language
) -> None:
    work = AtWork(content).having(request_)
    async with desktop(work, language=language) as desk:
        for told in ("", *TOLD):
            answer = await desk.client.get(page_of(), params={"told": told})
            assert answer.status_code == 200
    assert f'<html lang="{language}">' in answer.text
    assert word("case-history", language) in answer.text


@given(st.text(alphabet="ab \n\r!", max_size=12))
def test_however_a_browser_ends_its_lines_the_text_is_the_same(text: str) -> None:
    lines = text.replace("\r", "")
    assert written(lines.replace("\n", "\r\n")) == written(lines) == lines.strip()
