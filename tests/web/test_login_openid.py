"""Logging in with the operator's OpenID Connect provider: who gets in, who does not, and what they are told."""

import asyncio
import re
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, get_args
from urllib.parse import urlencode

import httpx
import pytest
import pytest_asyncio
import structlog

from bot.core.accounts import LOGIN_ENDS_AFTER, NOT_A_HASH, Account
from bot.core.content import LANGUAGES, Content
from bot.core.openid_started import STARTED_HOLDS
from bot.openid import BACK, Registration
from bot.openid_provider import OpenIdProvider as Ours
from bot.serving import site_of
from bot.settings import read
from bot.web.login_openid import MOST_CODE, MOST_EXCHANGED_AT_ONCE, STATUS, STOPPED, Why
from bot.web.page import Site
from bot.web.tries import FREE_FOR_AN_ADDRESS
from bot.web.words import WORDS
from tests.loopback.openid_provider import OpenIdProvider, query_of
from tests.web.site import NOW, PASSWORD, Clock, log_in, site, visitor

KARI = "kari@firma.no"
START = "/login/openid"
BACK_AT = f"http://steg.test{BACK}"


@pytest_asyncio.fixture
async def provider() -> AsyncIterator[OpenIdProvider]:
    provider = OpenIdProvider(BACK_AT, clock=NOW.timestamp)
    for person in (KARI, "ola@firma.no", "adam"):
        provider.people[person] = {"email": person, "email_verified": True}
    await provider.start()
    yield provider
    await provider.stop()


def with_openid(
    content: Content, provider: OpenIdProvider, *, claim: str = "email", secure: bool = False
) -> Site:
    """Our pages with the provider, an account for Kari, and those with passwords."""
    of = site(content, clock=Clock(), secure=secure)
    of.store.accounts.add(Account(KARI, "staff", NOT_A_HASH))
    registration = Registration(
        provider.issuer, provider.client_id, provider.client_secret, provider.back, claim
    )
    return replace(of, openid=Ours(registration, of.clock))


async def away(client: httpx.AsyncClient, path: str = START) -> str:
    """Where a press of the button leads."""
    answer = await client.get(path)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


async def back(
    client: httpx.AsyncClient, provider: OpenIdProvider, person: str = KARI, path: str = START
) -> httpx.Response:
    """The whole way: to the provider, and back with what it says."""
    return await client.get(await provider.consent(await away(client, path), person))


async def stopped(client: httpx.AsyncClient, answer: httpx.Response, why: Why) -> str:
    """The page somebody ends on who was not let in; nobody is logged in."""
    assert answer.status_code == 303
    location = answer.headers["location"]
    assert location.startswith(f"{STOPPED}?")
    assert query_of(location)["why"] == why
    page = await client.get(location)
    assert page.status_code == STATUS.get(why, 403)
    assert WORDS[f"openid-{why}"][0] in page.text
    assert (await client.get("/staff")).status_code == 303
    return page.text


# ---- who gets in ----


async def test_who_asks_for_a_page_comes_back_to_it_logged_in_as_with_a_password(
    content: Content, provider: OpenIdProvider
) -> None:
    of = with_openid(content, provider)
    async with visitor(of) as client:
        login = (await client.get("/staff?period=year")).headers["location"]
        page = await client.get(login)
        assert WORDS["openid-log-in"][0] in page.text
        start = f"{START}?{urlencode({'next': '/staff?period=year'})}"
        assert f'href="{start}"' in page.text
        answer = await back(client, provider, path=start)
        assert (answer.status_code, answer.headers["location"]) == (303, "/staff?period=year")
        assert (await client.get("/staff")).status_code == 200
        assert isinstance(of.clock, Clock)
        of.clock.turn(LOGIN_ENDS_AFTER)
        assert (await client.get("/staff")).status_code == 303


async def test_without_a_wish_one_begins_on_the_page_of_the_role(
    content: Content, provider: OpenIdProvider
) -> None:
    async with visitor(with_openid(content, provider)) as client:
        assert (await back(client, provider)).headers["location"] == "/staff"


@pytest.mark.parametrize("email", ["KARI@Firma.NO", "Kari@firma.no"])
async def test_an_address_is_the_same_however_the_provider_writes_it(
    content: Content, provider: OpenIdProvider, email: str
) -> None:
    provider.people[KARI]["email"] = email
    async with visitor(with_openid(content, provider)) as client:
        assert (await back(client, provider)).headers["location"] == "/staff"


@pytest.mark.parametrize(
    ("claim", "person"),
    [
        ("preferred_username", {"preferred_username": KARI}),
        ("preferred_username", {"preferred_username": "Kari@Firma.no", "email_verified": False}),
        ("sub", {"sub": KARI}),
    ],
)
async def test_the_operator_may_name_another_claim_which_needs_no_mark(
    content: Content, provider: OpenIdProvider, claim: str, person: Mapping[str, object]
) -> None:
    provider.people[KARI] = dict(person)
    async with visitor(with_openid(content, provider, claim=claim)) as client:
        assert (await back(client, provider)).headers["location"] == "/staff"


async def test_a_login_without_a_provider_is_as_it_was(content: Content) -> None:
    async with visitor(site(content)) as client:
        page = await client.get("/login")
        assert WORDS["openid-log-in"][0] not in page.text
        assert (await client.get(START)).status_code == 404
        assert WORDS["logged-out"][0] in (await client.get("/login?out=1")).text


async def test_passwords_still_open_beside_the_provider(
    content: Content, provider: OpenIdProvider
) -> None:
    async with visitor(with_openid(content, provider)) as client:
        assert (await log_in(client, "stine")).headers["location"] == "/staff"
    assert provider.asked_for == []


async def test_logging_out_ends_our_own_login_and_says_so(
    content: Content, provider: OpenIdProvider
) -> None:
    async with visitor(with_openid(content, provider)) as client:
        await back(client, provider)
        page = (await client.get("/staff")).text
        proof = page.rpartition('name="proof" value="')[2][:64]
        out = await client.post("/logout", data={"proof": proof})
        assert (await client.get("/staff")).status_code == 303
        assert WORDS["openid-logged-out"][0] in (await client.get(out.headers["location"])).text


# ---- who does not ----


async def test_who_has_no_account_is_told_whom_to_ask_and_may_choose_another(
    content: Content, provider: OpenIdProvider
) -> None:
    async with visitor(with_openid(content, provider)) as client:
        start = f"{START}?next=%2Fstaff"
        page = await stopped(
            client, await back(client, provider, "ola@firma.no", start), "no-account"
        )
        assert f'href="{START}?other=1&amp;next=%2Fstaff"' in page
        asked = query_of(await away(client, f"{START}?other=1&next=%2Fstaff"))
        assert asked["prompt"] == "select_account"


async def test_an_account_with_a_password_is_not_opened_by_the_provider(
    content: Content, provider: OpenIdProvider
) -> None:
    """Whoever may choose a user name there could choose that of our administrator."""
    async with visitor(with_openid(content, provider)) as client:
        await stopped(client, await back(client, provider, "adam"), "no-account")


@pytest.mark.parametrize("verified", [False, None, "true", 1])
async def test_an_address_nobody_verified_is_nobodys(
    content: Content, provider: OpenIdProvider, verified: object
) -> None:
    provider.claims["email_verified"] = verified
    async with visitor(with_openid(content, provider)) as client:
        await stopped(client, await back(client, provider), "unnamed")


@pytest.mark.parametrize(
    "email", [None, "", 7, ["kari@firma.no"], " kari@firma.no", "ſari@firma.no"]
)
async def test_who_is_not_named_is_not_let_in(
    content: Content, provider: OpenIdProvider, email: object
) -> None:
    provider.claims["email"] = email
    async with visitor(with_openid(content, provider)) as client:
        answer = await back(client, provider)
        await stopped(client, answer, "no-account" if email == "" else "unnamed")


@pytest.mark.parametrize("email", ["kari@straße.no", "\N{KELVIN SIGN}ari@strasse.no"])
async def test_two_addresses_that_fold_alike_are_two_people(
    content: Content, provider: OpenIdProvider, email: str
) -> None:
    of = with_openid(content, provider)
    of.store.accounts.add(Account("kari@strasse.no", "admin", NOT_A_HASH))
    provider.people["other"] = {"email": email, "email_verified": True}
    async with visitor(of) as client:
        await stopped(client, await back(client, provider, "other"), "unnamed")


@pytest.mark.parametrize("password", ["", NOT_A_HASH, PASSWORD])
async def test_an_account_without_a_password_opens_with_none(
    content: Content, provider: OpenIdProvider, password: str
) -> None:
    async with visitor(with_openid(content, provider)) as client:
        assert (await log_in(client, KARI, password)).status_code == 403


async def test_an_account_without_a_password_is_compared_like_one_that_is_not_there(
    content: Content, provider: OpenIdProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared: list[str | None] = []
    monkeypatch.setattr("bot.web.login.matches", lambda _, kept: bool(compared.append(kept)))
    async with visitor(with_openid(content, provider)) as client:
        for name in (KARI, "nobody@firma.no"):
            await log_in(client, name)
    assert compared == [
        None,
        None,
    ]  # which has a hash of nobody computed: see tests/test_accounts.py


async def test_an_account_that_is_removed_meanwhile_lets_nobody_in(
    content: Content, provider: OpenIdProvider
) -> None:
    of = with_openid(content, provider)
    async with visitor(of) as client:
        address = await provider.consent(await away(client), KARI)
        of.store.accounts.remove(KARI)
        await stopped(client, await client.get(address), "no-account")


# ---- attacks ----


async def test_an_answer_to_another_browser_is_not_taken(
    content: Content, provider: OpenIdProvider
) -> None:
    """Or somebody could be logged in as the attacker, and write down there what is not the attacker's to read."""
    of = with_openid(content, provider)
    async with visitor(of) as attacker, visitor(of) as victim:
        address = await provider.consent(await away(attacker), KARI)
        await stopped(victim, await victim.get(address), "stale")
        await away(victim)
        await stopped(victim, await victim.get(address), "stale")
    assert "/token" not in provider.asked_for


async def test_an_answer_is_taken_once_even_with_its_cookie(
    content: Content, provider: OpenIdProvider
) -> None:
    async with visitor(with_openid(content, provider)) as client:
        address = await provider.consent(await away(client), KARI)
        cookie = client.cookies["steg-openid"]
        assert (await client.get(address)).headers["location"] == "/staff"
        assert "steg-openid" not in client.cookies
        client.cookies.clear()
        await stopped(client, await client.get(address), "stale")
        client.cookies.set("steg-openid", cookie)
        await stopped(client, await client.get(address), "stale")
    assert provider.asked_for.count("/token") == 1


async def test_an_answer_that_took_too_long_is_not_taken(
    content: Content, provider: OpenIdProvider
) -> None:
    of = with_openid(content, provider)
    assert isinstance(of.clock, Clock)
    async with visitor(of) as client:
        address = await provider.consent(await away(client), KARI)
        client.cookies.set("steg-openid", client.cookies["steg-openid"])  # kept beyond its time
        of.clock.turn(STARTED_HOLDS)
        await stopped(client, await client.get(address), "stale")


@pytest.mark.parametrize(
    "query", ["", "?state=", "?code=x", "?state=x&code=y", "?error=access_denied"]
)
async def test_an_answer_nobody_asked_for_is_not_taken(
    content: Content, provider: OpenIdProvider, query: str
) -> None:
    async with visitor(with_openid(content, provider)) as client:
        await stopped(client, await client.get(BACK + query), "stale")
        await away(client)
        await stopped(client, await client.get(BACK + query), "stale")


async def test_another_nonce_is_not_believed(content: Content, provider: OpenIdProvider) -> None:
    """What else of a token is not believed is in tests/test_openid_provider.py."""
    provider.claims["nonce"] = "another"
    async with visitor(with_openid(content, provider)) as client:
        await stopped(client, await back(client, provider), "refused")


@pytest.mark.parametrize(
    "path",
    ["https://evil.test/", "//evil.test", "/\\evil.test", "/\t/evil.test", "javascript:alert(1)"],
)
async def test_the_way_back_never_leads_to_another_site(
    content: Content, provider: OpenIdProvider, path: str
) -> None:
    start = f"{START}?{urlencode({'next': path})}"
    async with visitor(with_openid(content, provider)) as client:
        assert (await back(client, provider, path=start)).headers["location"] == "/staff"
        page = (await client.get(f"{STOPPED}?{urlencode({'why': 'stale', 'next': path})}")).text
    ways = re.findall(r'href="([^"]*)"', page.partition("<main")[2])
    assert {START, "/login"} <= set(ways)
    assert not any("evil" in way or "javascript" in way for way in ways)


async def test_nobody_can_have_us_ask_the_provider_again_and_again(
    content: Content, provider: OpenIdProvider
) -> None:
    async with visitor(with_openid(content, provider)) as client:
        for number in range(FREE_FOR_AN_ADDRESS + 5):
            state = query_of(await away(client))["state"]
            answer = await client.get(f"{BACK}?{urlencode({'state': state, 'code': 'made up'})}")
            why: Why = "refused" if number < FREE_FOR_AN_ADDRESS else "busy"
            assert query_of(answer.headers["location"])["why"] == why
        await stopped(client, answer, "busy")
    assert provider.asked_for.count("/token") == FREE_FOR_AN_ADDRESS


async def test_no_more_than_a_few_are_exchanged_at_once(
    content: Content, provider: OpenIdProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    of, go_on = with_openid(content, provider), asyncio.Event()

    async def slow(*_: str) -> Mapping[str, object]:
        await go_on.wait()
        return {}

    monkeypatch.setattr(of.openid, "claims", slow)
    async with visitor(of) as client:
        answers = []
        for _ in range(MOST_EXCHANGED_AT_ONCE + 1):
            state = query_of(await away(client))["state"]
            cookies = f"steg-openid={client.cookies['steg-openid']}"
            request = client.get(f"{BACK}?state={state}&code=x", headers={"Cookie": cookies})
            answers.append(asyncio.create_task(request))
            await asyncio.sleep(0.01)
        last = await asyncio.wait_for(answers[-1], 5)
        go_on.set()
        others = await asyncio.gather(*answers[:-1])
    assert query_of(last.headers["location"])["why"] == "busy"
    assert {query_of(answer.headers["location"])["why"] for answer in others} == {"unnamed"}


async def test_a_code_as_long_as_a_book_is_not_passed_on(
    content: Content, provider: OpenIdProvider
) -> None:
    async with visitor(with_openid(content, provider)) as client:
        state = query_of(await away(client))["state"]
        query = urlencode({"state": state, "code": "x" * (MOST_CODE + 1)})
        await stopped(client, await client.get(f"{BACK}?{query}"), "refused")
    assert "/token" not in provider.asked_for


# ---- when it does not work ----


async def test_a_provider_that_is_down_leaves_the_password_form_and_a_plain_page(
    content: Content, provider: OpenIdProvider
) -> None:
    provider.fails_with = 503
    async with visitor(with_openid(content, provider)) as client:
        page = await stopped(client, await client.get(f"{START}?next=%2Fstaff"), "down")
        assert 'href="/login?next=%2Fstaff"' in page
        assert (await log_in(client, "stine")).headers["location"] == "/staff"


async def test_a_provider_that_goes_down_on_the_way_is_no_fault_of_ours(
    content: Content, provider: OpenIdProvider
) -> None:
    async with visitor(with_openid(content, provider)) as client:
        address = await provider.consent(await away(client, f"{START}?next=%2Fstaff"), KARI)
        await provider.stop()
        page = await stopped(client, await client.get(address), "down")
        assert "next=%2Fstaff" in page


async def test_who_says_no_at_the_provider_may_try_again(
    content: Content, provider: OpenIdProvider
) -> None:
    async with visitor(with_openid(content, provider)) as client:
        page = await stopped(client, await back(client, provider, "nobody"), "refused")
        assert f'href="{START}"' in page
        assert (await back(client, provider)).headers["location"] == "/staff"


@pytest.mark.parametrize("why", get_args(Why))
@pytest.mark.parametrize("language", LANGUAGES)
async def test_each_end_is_a_page_in_each_language_with_a_way_on(
    content: Content, provider: OpenIdProvider, why: Why, language: str
) -> None:
    async with visitor(with_openid(content, provider), language=language) as client:
        page = await client.get(f"{STOPPED}?why={why}&next=%2Fstaff")
    number = LANGUAGES.index(language)  # type: ignore[arg-type]
    assert WORDS[f"openid-{why}"][number] in page.text
    assert f"<h1>{WORDS[f'openid-{why}-title'][number]}</h1>" in page.text
    assert f'href="{START}?' in page.text
    assert 'href="/login?next=%2Fstaff"' in page.text


async def test_an_end_we_do_not_know_leads_to_the_login_page(
    content: Content, provider: OpenIdProvider
) -> None:
    async with visitor(with_openid(content, provider)) as client:
        for query in ("", "?why=<script>", "?why="):
            answer = await client.get(STOPPED + query)
            assert (answer.status_code, answer.headers["location"]) == (303, "/login")


# ---- what is kept and told ----


@asynccontextmanager
async def secure_visitor(
    content: Content, provider: OpenIdProvider
) -> AsyncIterator[httpx.AsyncClient]:
    provider.back = f"https://steg.test{BACK}"
    async with visitor(with_openid(content, provider, secure=True)) as client:
        yield client


async def test_the_cookie_of_the_way_is_kept_from_scripts_neighbours_and_plain_http(
    content: Content, provider: OpenIdProvider
) -> None:
    async with secure_visitor(content, provider) as client:
        set_cookie = (await client.get(START)).headers["set-cookie"]
        assert set_cookie.startswith("__Host-steg-openid=")
        parts = {part.strip().lower() for part in set_cookie.split(";")[1:]}
        assert {"httponly", "secure", "samesite=lax", "path=/", "max-age=600"} <= parts
        assert not any(part.startswith("domain") for part in parts)
        answer = await back(client, provider)
    cookies = dict(one.split("=", 1) for one in answer.headers.get_list("set-cookie"))
    assert "Max-Age=0" in cookies["__Host-steg-openid"]
    assert f"Max-Age={int(LOGIN_ENDS_AFTER.total_seconds())}" in cookies["__Host-steg-login"]


async def test_the_cookie_and_the_address_give_away_no_verifier(
    content: Content, provider: OpenIdProvider
) -> None:
    async with visitor(with_openid(content, provider)) as client:
        address = await away(client)
        cookie = client.cookies["steg-openid"]
        await client.get(await provider.consent(address, KARI))
    [body] = provider.bodies
    assert len(body["code_verifier"]) == 43
    assert body["code_verifier"] not in address + cookie


async def test_the_log_tells_why_and_never_who_or_with_what(
    content: Content, provider: OpenIdProvider
) -> None:
    seen: list[str] = []
    of = with_openid(content, provider)
    with structlog.testing.capture_logs() as told:
        async with visitor(of) as client:
            for person in (KARI, "ola@firma.no", "nobody"):
                address = await away(client)
                arrived = await provider.consent(address, person)
                seen += [*query_of(arrived).values(), client.cookies["steg-openid"]]
                await client.get(arrived)
            provider.client_secret = "changed at the provider"
            await back(client, provider)
            provider.fails_with = 500
            await back_when_down(client, provider, of)
    text = str(told)
    assert {"no-account", "refused"} <= {str(line.get("why")) for line in told}
    assert "access_denied" in text
    assert "invalid_client" in text
    private = [one for one in seen if one != "access_denied"]
    assert not any(one in text for one in (*private, "firma.no", "eyJ", "a secret: 100%"))


async def back_when_down(client: httpx.AsyncClient, provider: OpenIdProvider, of: Site) -> None:
    assert isinstance(of.clock, Clock)
    of.clock.turn(timedelta(hours=2))
    answer = await client.get(START)
    assert query_of(answer.headers["location"])["why"] == "down"


# ---- how it is turned on ----


def test_the_settings_turn_it_on(tmp_path: Path) -> None:
    given = {
        "STEG_DATA": str(tmp_path),
        "STEG_PUBLIC_URL": "https://steg.test",
        "STEG_OIDC_ISSUER": "https://login.example.no",
        "STEG_OIDC_CLIENT_ID": "steg",
        "STEG_OIDC_CLIENT_SECRET": "a secret",
        "STEG_OIDC_NAME_CLAIM": "preferred_username",
    }
    service: Any = SimpleNamespace(store=None)
    on = site_of(service, read(given, None), lambda _: None).openid
    assert isinstance(on, Ours)
    assert on.name_claim == "preferred_username"
    off = site_of(service, read({"STEG_DATA": str(tmp_path)}, None), lambda _: None)
    assert off.openid is None


def test_nothing_is_imported_for_it_where_it_is_off() -> None:
    asked = "import sys, bot.serving; print({'authlib', 'joserfc', 'httpx2'} & set(sys.modules))"
    told = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert told.stdout == "set()\n"
