"""Every address of the pages: who may see it; and that a form without its own proof does nothing."""

import re
from dataclasses import replace
from typing import Any, cast

import httpx
import pytest
from starlette.routing import Route

from bot.core.content import Content
from bot.core.talk_code import talk_code, talk_secret
from bot.openid import Provider
from bot.stores.sqlite import SqliteStore
from bot.web import pages
from bot.web.page import Site
from tests.web.site import ROLE_OF, proof_in, site, visitor
from tests.web.talks import OWNER, WORDS, a_talk

CODE = talk_code(talk_secret("a secret for tests"), OWNER)
# Open to everybody; a new page that is not under one of the guarded addresses must be written here.
PUBLIC = {
    "/map",
    "/open",
    "/open/demand.csv",
    "/open/demand.json",
    "/open/demand.schema.json",
    "/login",
    "/login/openid",
    "/login/openid/back",
    "/login/openid/stopped",
    "/logout",
    "/desk/open",
}
BY_LINK = {
    "/desk/case/{part}"
}  # of one request, by a link or a login: tests/web/test_desk_links.py
ONLY_ADMIN = {"/staff/log"}
FILLED = {
    "need": "season",
    "place": "oppdal",
    "texts": "0123456789ab",
    "kind": "needs",
    "id": "season",
    "code": CODE,
}
MORE_THAN_ANY_FORM = 300 * 1024
KINDS_OF_BODIES = (
    ("application/x-www-form-urlencoded", b"act=open&why=why-to-improve&proof="),
    ("application/x-www-form-urlencoded", b"&".join(b"a%d=1" % n for n in range(500))),
    ("application/json", b'{"proof": "x", "act": "open"}'),
    ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="proof"\r\n'),
    ("text/plain", b"\xff\xfe%00%ff=%00"),
    ("", b""),
)


def routes_of(of: Site) -> list[Route]:
    """All addresses of the pages, those of a provider too."""
    found = pages.routes(replace(of, openid=cast(Provider, object())))
    assert all(isinstance(route, Route) for route in found), "a mount hides what it holds"
    return [cast(Route, route) for route in found]


def guarded(of: Site, method: str = "GET") -> list[str]:
    """The addresses that not everybody may see, filled in."""
    return [
        _filled(route.path)
        for route in routes_of(of)
        if route.path not in PUBLIC | BY_LINK and method in (route.methods or ())
    ]


def _filled(path: str) -> str:
    return re.sub(r"{(\w+)}", lambda name: FILLED[name[1]], path)


@pytest.fixture
def house(content: Content) -> Site:
    """The pages on a store with one talk."""
    store = SqliteStore(":memory:")
    a_talk(store)
    return site(content, store=store)


def test_every_page_is_open_to_all_on_purpose_or_stands_under_a_guarded_address(
    house: Site,
) -> None:
    paths = {route.path for route in routes_of(house)}
    assert paths >= PUBLIC | BY_LINK
    for path in paths - PUBLIC - BY_LINK:
        assert re.match(r"/(staff|desk)(/|$)", path), path
    for path in ONLY_ADMIN:
        assert path in paths


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("as_", [None, *ROLE_OF])
async def test_each_guarded_page_is_seen_by_its_roles_and_nobody_else(
    house: Site, as_: str | None, method: str
) -> None:
    async with visitor(house, as_=as_) as client:
        for path in guarded(house):
            answer = await client.request(method, path)
            told = f"{as_} {method} {path}: {answer.status_code}"
            assert answer.status_code == _expected(as_, path), told
            if as_ is None:
                assert answer.headers["location"].startswith("/login?next="), told
            assert WORDS not in answer.text, told
            assert answer.headers["cache-control"] == "no-store", told


def _expected(as_: str | None, path: str) -> int:
    if as_ is None:
        return 303
    mine = {"asta": "/desk", "stine": "/staff", "adam": "/"}[as_]
    if not path.startswith(mine):
        return 403
    return 404 if path in ONLY_ADMIN and as_ != "adam" else 200


@pytest.mark.parametrize("as_", [None, *ROLE_OF])
async def test_a_form_without_the_proof_of_this_login_changes_nothing(
    house: Site, as_: str | None
) -> None:
    async with visitor(house, as_="adam") as other:
        proof = proof_in((await other.get(f"/staff/talks/{CODE}")).text)
    async with visitor(house, as_=as_) as client:
        before = everything(house)
        for path in guarded(house, "POST"):
            bodies = (*KINDS_OF_BODIES, (KINDS_OF_BODIES[0][0], f"act=open&proof={proof}".encode()))
            for kind, body in bodies:
                answer = await client.post(path, content=body, headers={"Content-Type": kind})
                told = f"{as_} {path} {kind}: {answer.status_code}"
                assert answer.status_code == (403 if as_ == "asta" else 303), told
                assert "set-cookie" not in answer.headers, told
            assert await refuses_a_huge_body(client, path), path
    assert everything(house) == before


async def refuses_a_huge_body(client: httpx.AsyncClient, path: str) -> bool:
    """Whether more than any form of ours holds is not read."""
    answer = await client.post(path, content=b"a=" + b"x" * MORE_THAN_ANY_FORM)
    return answer.status_code == 413


@pytest.mark.parametrize("path", ["/login", "/logout"])
async def test_the_forms_that_everybody_has_read_no_huge_body_either(
    house: Site, path: str
) -> None:
    async with visitor(house) as client:
        assert await refuses_a_huge_body(client, path)


async def test_other_methods_are_refused_everywhere(house: Site) -> None:
    async with visitor(house, as_="adam") as client:
        for path in {*guarded(house), *(PUBLIC - {"/logout"})}:
            if path.startswith("/login/openid"):
                continue  # there only with a provider
            for method in ("OPTIONS", "PUT", "DELETE", "PATCH", "TRACE"):
                answer = await client.request(method, path)
                assert answer.status_code == 405, f"{method} {path}"
                assert answer.text in ("", "Method Not Allowed") or "<html" in answer.text


async def test_failed_logins_and_refused_pages_leave_no_line_in_the_log_of_staff(
    house: Site,
) -> None:
    async with visitor(house) as client:
        page = await client.get("/login")
        for number in range(8):
            form = {"proof": proof_in(page.text), "name": f"nobody{number}", "password": "x" * 20}
            await client.post("/login", data=form)
        for path in guarded(house):
            await client.get(f"{path}?format=csv")
    async with visitor(house, as_="asta") as client:
        for path in guarded(house):
            if path.startswith("/staff"):
                await client.get(f"{path}?format=csv")
    assert [(act.deed, act.by) for act in house.store.audit.latest(50)] == [("logged-in", "asta")]


async def test_who_comes_and_who_goes_stands_in_the_log(house: Site) -> None:
    async with visitor(house, as_="stine") as client:
        proof = proof_in((await client.get("/staff")).text)
        for _ in range(2):
            await client.post("/logout", data={"proof": proof})
    acts = [(act.deed, act.by) for act in house.store.audit.latest(50)]
    assert acts == [("logged-out", "stine"), ("logged-in", "stine")]


def everything(of: Site) -> list[Any]:
    """What the acts of staff write to."""
    store = cast(SqliteStore, of.store)
    tables = ("audit", "corrections", "lessons", "introductions", "invited", "lines", "sessions")
    return [store._rows(f"select * from {table}") for table in tables]
