"""Links from a mail to one request: they open that request for a while, change nothing, and open nothing else."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

import httpx
import pytest

from bot.core.case_links import LINK_HOLDS, link_token
from bot.core.content import LANGUAGES, Content, Language
from bot.core.conversation import Adviser
from bot.web.desk_door import STAYS_OPEN
from bot.web.words import WORDS, word
from tests.web.desks import (
    HOUR,
    KARI,
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
from tests.web.test_desk_case import buttons_in, told_in

SECOND = timedelta(seconds=1)
POST = Adviser("mail:almi", "Almi Mitt")


def link(number: int = 1, *, desk: str = "almi", until: datetime = NOW + LINK_HOLDS) -> str:
    """The address in a mail."""
    token = link_token("a secret for links", f"telegram:{number}#7", desk, until)
    return f"/desk/open?t={token}"


@asynccontextmanager
async def opening(work: AtWork, path: str | None = None) -> AsyncIterator[Desktop]:
    """Somebody who opened a link and did not log in."""
    async with desktop(work, as_=None) as desk:
        answer = await desk.client.get(path or link())
        assert (answer.status_code, answer.headers["location"]) == (303, page_of())
        yield desk


def at_almi(content: Content, **more: object) -> AtWork:
    """A request that waits at a desk with a mailbox."""
    return AtWork(content).having(asked_for(desk="almi", **more))


def cookie_of(answer: httpx.Response) -> dict[str, str]:
    """What is said of the cookie a link leaves, by name in small letters."""
    (cookie,) = [c for c in answer.headers.get_list("set-cookie") if "steg-case" in c]
    parts = (part.strip().partition("=") for part in cookie.split(";"))
    return {name.lower(): value for name, _, value in parts}


# ---- what it opens ----


async def test_a_link_shows_the_request_without_logging_in_and_without_itself_in_the_address(
    content: Content,
) -> None:
    async with opening(at_almi(content)) as desk:
        html = await desk.reads()
    assert OWNER_WROTE in html
    assert "desk=take" in buttons_in(html)
    assert 'href="/desk"' not in html


async def test_who_came_by_a_link_acts_as_the_desk(content: Content) -> None:
    work = at_almi(content)
    async with opening(work) as desk:
        html = await desk.reads_after(await desk.posts(choice="desk=take"))
        assert told_in(html) == word("told-took", "nb")
        await desk.posts(reply="hei fra Almi")
    assert work.case().adviser == POST
    assert work.owner_got()[-1] == "hei fra Almi"


async def test_a_link_opens_its_own_request_and_no_other_page(content: Content) -> None:
    work = at_almi(content).having(asked_for(2, desk="almi"))
    async with opening(work) as desk:
        # A browser sends the cookie to its own address alone; here it is sent to others as well.
        (cookie,) = desk.client.cookies.jar
        headers = {"Cookie": f"{cookie.name}={cookie.value}"}
        for path in (page_of(2), "/desk", "/staff"):
            answer = await desk.client.get(path, headers=headers)
            assert answer.status_code == 303
            assert answer.headers["location"].startswith("/login?")


async def test_two_links_are_open_side_by_side(content: Content) -> None:
    work = at_almi(content).having(asked_for(2, desk="almi", summary="den andre"))
    async with opening(work) as desk:
        await desk.client.get(link(2))
        assert OWNER_WROTE in await desk.reads()
        assert "den andre" in await desk.reads(page_of(2))


async def test_the_cookie_is_for_that_request_for_the_browser_only_and_for_a_working_day(
    content: Content,
) -> None:
    async with desktop(at_almi(content), as_=None) as desk:
        cookie = cookie_of(await desk.client.get(link()))
    assert cookie["path"] == page_of()
    assert cookie["samesite"].lower() == "lax"
    assert "httponly" in cookie
    assert "secure" not in cookie
    assert cookie["max-age"] == str(int(STAYS_OPEN.total_seconds()))


async def test_on_https_the_cookie_travels_on_nothing_else(content: Content) -> None:
    work = AtWork(content, secure=True).having(asked_for(desk="almi"))
    async with opening(work) as desk:
        assert OWNER_WROTE in await desk.reads()
    async with desktop(work, as_=None) as desk:
        cookie = cookie_of(await desk.client.get(link()))
    assert "secure" in cookie
    assert "__secure-steg-case" in cookie


async def test_who_is_logged_in_acts_in_their_own_name_also_by_a_link(content: Content) -> None:
    work = at_almi(content)
    async with desktop(work) as desk:
        await desk.client.get(link())
        await desk.posts(choice="desk=take")
    assert work.case().adviser == Adviser("account:asta", "Asta")


async def test_staff_who_hold_a_link_of_a_desk_see_what_it_opens(content: Content) -> None:
    async with desktop(at_almi(content), "stine") as desk:
        await desk.client.get(link())
        assert OWNER_WROTE in await desk.reads()


# ---- what it does not ----


@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_opening_a_link_and_looking_change_nothing(content: Content, method: str) -> None:
    work = at_almi(content)
    before = (work.store.export("telegram:1"), work.store.counts())
    async with desktop(work, as_=None) as desk:
        for _ in range(2):
            assert (await desk.client.request(method, link())).status_code == 303
            assert (await desk.client.request(method, page_of())).status_code == 200
    assert (work.store.export("telegram:1"), work.store.counts()) == before
    assert work.case() == asked_for(desk="almi")


@pytest.mark.parametrize(
    "path",
    [
        "/desk/open",
        "/desk/open?t=",
        "/desk/open?t=x.y",
        "/desk/open?t=%F0%9F%98%80.%00",
        link(until=NOW),
        link(until=NOW + LINK_HOLDS * 2),
        link()[:-1],
        link() + "A",
    ],
)
async def test_a_link_that_is_old_or_not_ours_leads_to_a_kind_page(
    content: Content, path: str
) -> None:
    async with desktop(at_almi(content), as_=None) as desk:
        answer = await desk.client.get(path)
        assert answer.status_code == 403
        assert WORDS["shut-link"][0] in answer.text
        assert 'href="/login"' in answer.text
        assert not [c for c in answer.headers.get_list("set-cookie") if "steg-case" in c]
        assert (await desk.client.get(page_of())).status_code == 303


async def test_where_no_links_are_made_none_opens_anything(content: Content) -> None:
    work = AtWork(content, link_secret=None).having(asked_for(desk="almi"))
    async with desktop(work, as_=None) as desk:
        assert (await desk.client.get(link())).status_code == 403
        empty = link_token("", "telegram:1#7", "almi", NOW + HOUR)
        assert (await desk.client.get(f"/desk/open?t={empty}")).status_code == 403


async def test_the_page_closes_after_a_working_day_and_the_link_opens_it_again(
    content: Content,
) -> None:
    work = at_almi(content)
    async with opening(work) as desk:
        work.clock.turn(STAYS_OPEN - SECOND)
        assert (await desk.client.get(page_of())).status_code == 200
        form = await desk.form()
        # The browser lets go of the cookie by its own clock; here it is sent for longer.
        (cookie,) = desk.client.cookies.jar
        headers = {"Cookie": f"{cookie.name}={cookie.value}"}
        work.clock.turn(SECOND)
        late = await desk.client.post(page_of(), data={**form, "reply": "hei"}, headers=headers)
        assert late.status_code == 403
        assert ">hei</blockquote>" in late.text
        await desk.client.get(link())
        assert (await desk.client.get(page_of())).status_code == 200


async def test_a_link_is_no_cookie_and_a_cookie_is_no_link(content: Content) -> None:
    work = at_almi(content)
    async with opening(work) as desk:
        (cookie,) = desk.client.cookies.jar
        assert (await desk.client.get(f"/desk/open?t={cookie.value}")).status_code == 403
    async with desktop(work, as_=None) as desk:
        headers = {"Cookie": f"steg-case={link().partition('t=')[2]}"}
        assert (await desk.client.get(page_of(), headers=headers)).status_code == 303


@pytest.mark.parametrize("proof", ["", "0" * 64])
async def test_another_site_cannot_act_for_who_came_by_a_link(content: Content, proof: str) -> None:
    work = at_almi(content)
    async with opening(work) as desk:
        form = {**await desk.form(), "proof": proof}
        assert (await desk.posts(form, choice="desk=take")).status_code == 403
    assert work.case().adviser is None


# ---- when the request has moved ----


async def test_a_desk_that_sent_it_on_sees_it_no_more(content: Content) -> None:
    work = at_almi(content, summary="bare til Almi")
    async with opening(work) as desk:
        form = await desk.form()
        moved = await desk.posts(form, choice="desk=not-ours.full")
        answer = await desk.client.get(moved.headers["location"])
        late = await desk.posts(form, note="en merknad")
    assert work.case().desk == "fylket"
    for page in (answer, late):
        assert page.status_code == 403
        assert WORDS["shut-moved-title"][0] in page.text
        assert "bare til Almi" not in page.text
    assert ">en merknad</blockquote>" in late.text
    assert work.case().notes == ()


async def test_after_closing_the_link_shows_that_it_is_closed(content: Content) -> None:
    work = AtWork(content).having(closed(desk="almi", by=POST))
    async with opening(work) as desk:
        html = await desk.reads()
        assert "Ferdig: fikk hjelp." in html
        assert buttons_in(html) == {f"desk=helped.{one}" for one in ("yes", "partly", "no")}
        await desk.posts(choice="desk=helped.yes")
    assert work.case().thought_helped == "yes"


async def test_a_link_to_what_somebody_else_took_says_who_has_it(content: Content) -> None:
    work = AtWork(content).having(taken(desk="almi", by=KARI))
    async with opening(work) as desk:
        html = await desk.reads()
    assert "Kari Nordmann har den." in html
    assert buttons_in(html) == set()


async def test_a_link_to_what_was_erased_says_so(content: Content) -> None:
    work = at_almi(content)
    work.store.erase("telegram:1")
    async with opening(work) as desk:
        answer = await desk.client.get(page_of())
    assert answer.status_code == 404
    assert WORDS["shut-gone"][0] in answer.text


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_kind_page_is_read_in_every_language(
    content: Content, language: Language
) -> None:
    async with desktop(at_almi(content), as_=None, language=language) as desk:
        assert word("shut-link-title", language) in await desk.reads("/desk/open?t=x")
