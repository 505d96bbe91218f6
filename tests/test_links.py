"""Web addresses are tried politely, and only a page that is gone counts as dead."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator

import pytest
from aiohttp import web

from bot.core.content import Content
from bot.links import MOST_MOVES, Link, links, try_all

PATIENCE = 0.3


class Site:
    """A site that answers as told and writes down who asked for what."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []
        self.at_once = self.most_at_once = 0
        self.agents: set[str] = set()
        self.url = ""

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.asked.append((request.method, request.path))
        self.agents.add(request.headers.get("User-Agent", ""))
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        await asyncio.sleep(0.01)
        self.at_once -= 1
        return await self._page(request)

    async def _page(self, request: web.Request) -> web.StreamResponse:
        path = request.path
        if path == "/slow":
            await asyncio.sleep(PATIENCE * 4)
        if path == "/no-head" and request.method == "HEAD":
            return web.Response(status=405)
        if path.startswith("/status/"):
            return web.Response(status=int(path.rsplit("/", 1)[1]))
        if path == "/old":
            raise web.HTTPMovedPermanently("/new")
        if path == "/today":
            raise web.HTTPFound("/elsewhere")
        if path == "/circle":
            raise web.HTTPFound("/circle")
        return web.Response(text="here")


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    site = Site()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", site.answer)
    runner = web.AppRunner(app)
    await runner.setup()
    served = web.TCPSite(runner, "127.0.0.1", 0)
    await served.start()
    site.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield site
    await runner.cleanup()


async def _state(site: Site, path: str) -> tuple[str, str]:
    tried = await try_all([Link(site.url + path, ("actors/x",))], wait=PATIENCE, pause=0)
    return tried[0].state, tried[0].says


async def test_a_page_that_answers_is_fine_and_asked_for_once_with_head(site: Site) -> None:
    assert await _state(site, "/page") == ("fine", "200")
    assert site.asked == [("HEAD", "/page")]


async def test_a_site_that_knows_no_head_is_asked_again_with_get(site: Site) -> None:
    assert await _state(site, "/no-head") == ("fine", "200")
    assert [method for method, _ in site.asked] == ["HEAD", "GET"]


@pytest.mark.parametrize("status", [404, 410])
async def test_a_page_that_is_gone_is_dead(site: Site, status: int) -> None:
    assert await _state(site, f"/status/{status}") == ("dead", str(status))


@pytest.mark.parametrize("status", [401, 403, 429, 503])
async def test_a_wall_against_robots_is_not_dead(site: Site, status: int) -> None:
    state, says = await _state(site, f"/status/{status}")
    assert state == "guarded"
    assert "by hand" in says


async def test_a_fault_of_the_site_is_not_dead_either(site: Site) -> None:
    assert await _state(site, "/status/500") == ("silent", "500")


async def test_a_page_that_moved_for_good_says_where_to(site: Site) -> None:
    state, says = await _state(site, "/old")
    assert state == "moved"
    assert says == f"to {site.url}/new"


async def test_a_page_that_only_points_elsewhere_today_is_fine(site: Site) -> None:
    assert (await _state(site, "/today"))[0] == "fine"


async def test_a_page_that_points_at_itself_is_dead(site: Site) -> None:
    state, _ = await _state(site, "/circle")
    assert state == "dead"
    assert len(site.asked) <= MOST_MOVES + 1


async def test_a_site_that_does_not_answer_in_time_is_silent(site: Site) -> None:
    assert await _state(site, "/slow") == ("silent", "no answer in time")


async def test_a_host_that_is_not_there_is_silent() -> None:
    tried = await try_all([Link("http://127.0.0.1:9/", ("actors/x",))], wait=PATIENCE, pause=0)
    assert tried[0].state == "silent"


async def test_one_host_is_asked_one_thing_at_a_time_and_told_who_asks(site: Site) -> None:
    many = [Link(f"{site.url}/page/{number}", ("actors/x",)) for number in range(6)]
    await try_all(many, wait=PATIENCE, pause=0)
    assert site.most_at_once == 1
    assert all("Steg" in agent for agent in site.agents)


def test_an_address_that_several_entries_name_is_tried_once(content: Content) -> None:
    found = links(content)
    assert max(Counter(link.url for link in found).values()) == 1
    assert any(len(link.entries) > 1 for link in found)
    named = {entry for link in found for entry in link.entries}
    assert {f"actors/{a.id}" for a in content.actors.values() if a.web} <= named
