"""Logging in to the desk and the staff pages: who sees what, and that nothing else gets out; the desk is tried beside it."""

import hashlib
import re
from datetime import UTC, date, datetime, timedelta
from typing import Literal

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.async_api import Browser, expect

from bot.core.accounts import LOGIN_ENDS_AFTER, MOST_PASSWORD
from bot.core.content import Content
from bot.core.conversation import Handoff, Message, Signal
from bot.core.draft import World
from bot.service import Service
from bot.stores.sqlite import SqliteStore
from bot.web.login import MOST_FORM_BYTES, local_path
from bot.web.tries import FIRST_WAIT, FREE_FOR_A_NAME, FREE_FOR_AN_ADDRESS
from bot.web.words import WORDS
from tests.channels.test_web import serving
from tests.web.site import (
    NOW,
    PASSWORD,
    Clock,
    app,
    keep,
    log_in,
    looked_at,
    proof_in,
    site,
    visitor,
)
from tests.web.test_chat_page import PHONE
from tests.web.test_map_in_browser import faults_of

SECONDS = timedelta(seconds=1)
TODAY = NOW.date()
STAFF = ("/staff", "/staff/map", "/staff/need/season", "/staff/place/are", "/staff?format=csv")
GUARDED = ("/desk", "/desk?actor=almi-mitt", *STAFF)


def request_for_a_person(
    number: int = 1,
    *,
    at: datetime = NOW,
    to: str = "almi-mitt",
    summary: str = "ryggen ryker",
    reach: Literal["here", "phone", "email"] = "here",
    contact: str | None = None,
) -> Handoff:
    """A request as the handoff flow leaves it."""
    return Handoff(
        id=f"r{number}",
        conversation=f"telegram:{number}",
        at=at,
        to=to,
        stage="asked",
        language="nb",
        summary=summary,
        reach=reach,
        contact=contact,
        needs=("heavy-work",),
        place="oppdal",
    )


def signal(
    outcome: Literal["advised", "gap", "handoff", "left"] = "advised",
    *,
    day: date = TODAY,
    need: str | None = "season",
    place: str | None = "oppdal",
    reason: str | None = None,
) -> Signal:
    """An anonymous fact."""
    return Signal(day, outcome, "web", "nb", need=need, place=place, reason=reason)


# ---- the way in ----


@pytest.mark.parametrize("path", GUARDED)
async def test_who_is_not_logged_in_is_sent_to_log_in_and_then_back(
    content: Content, path: str
) -> None:
    async with visitor(site(content)) as client:
        away = await client.get(path)
        assert away.status_code == 303
        assert away.headers["location"].startswith("/login?next=%2F")
        back = await log_in(client, "adam", path=away.headers["location"])
        assert (back.status_code, back.headers["location"]) == (303, path)
        assert (await client.get(path)).status_code == 200


@pytest.mark.parametrize(
    ("name", "first"), [("asta", "/desk"), ("stine", "/staff"), ("adam", "/desk")]
)
async def test_after_logging_in_each_role_begins_on_its_own_page(
    content: Content, name: str, first: str
) -> None:
    async with visitor(site(content)) as client:
        assert (await log_in(client, name)).headers["location"] == first
        assert (await client.get("/login")).headers["location"] == first


@pytest.mark.parametrize(
    ("name", "path"), [*(("asta", path) for path in STAFF), ("stine", "/desk")]
)
async def test_the_wrong_role_is_told_so_in_plain_words(
    content: Content, name: str, path: str
) -> None:
    store = SqliteStore(":memory:")
    keep(store, signal(), handoff=request_for_a_person())
    async with visitor(site(content, store=store), as_=name) as client:
        answer = await client.get(path)
    assert answer.status_code == 403
    assert WORDS["refused-title"][0] in answer.text
    assert "ryggen" not in answer.text
    assert "Inntekt" not in answer.text


@pytest.mark.parametrize(
    "path",
    [
        "https://evil.test/",
        "//evil.test",
        "/\\evil.test",
        "\\/evil.test",
        "/\t/evil.test",
        "/\n/evil.test",
        "javascript:alert(1)",
        "evil.test",
        "/desk\r\nSet-Cookie: a=b",
        "/%0d%0a" + "x" * 300,
        "",
    ],
)
async def test_logging_in_never_leads_to_another_site(content: Content, path: str) -> None:
    async with visitor(site(content)) as client:
        answer = await log_in(client, "asta", path=str(httpx.URL("/login", params={"next": path})))
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk")


@given(st.text(alphabet="/\\:.?#@ab%0\t\n ", max_size=12))
def test_whatever_is_taken_as_a_local_path_stays_on_this_site(text: str) -> None:
    if local_path(text) is not None:
        assert str(httpx.URL("https://steg.test/login").join(text)).startswith("https://steg.test/")


async def test_the_cookie_is_for_the_browser_only_and_the_store_has_only_its_hash(
    content: Content,
) -> None:
    of = site(content)
    async with visitor(of) as client:
        cookies = (await log_in(client, "asta")).headers.get_list("set-cookie")
        token = client.cookies["steg-login"]
    cookie = next(c for c in cookies if c.startswith("steg-login=")).lower()
    assert {"httponly", "samesite=lax", "path=/", "max-age=43200"} <= {
        p.strip() for p in cookie.split(";")
    }
    assert of.store.accounts.logged_in(token, NOW) is None
    assert of.store.accounts.logged_in(hashlib.sha256(token.encode()).hexdigest(), NOW)


async def test_on_https_the_cookies_travel_on_nothing_else(content: Content) -> None:
    async with visitor(site(content, secure=True)) as client:
        cookies = (await log_in(client, "asta")).headers.get_list("set-cookie")
        assert (await client.get("/desk")).status_code == 200
    cookie = next(c for c in cookies if "steg-login" in c)
    assert cookie.startswith("__Host-steg-login=")
    assert "; Secure" in cookie


async def test_a_login_brings_a_new_token_each_time(content: Content) -> None:
    of = site(content)
    async with visitor(of, as_="asta") as first, visitor(of, as_="asta") as second:
        assert first.cookies["steg-login"] != second.cookies["steg-login"]


async def test_a_login_ends_after_its_time(content: Content) -> None:
    clock = Clock()
    async with visitor(site(content, clock=clock), as_="asta") as client:
        clock.turn(LOGIN_ENDS_AFTER - SECONDS)
        assert (await client.get("/desk")).status_code == 200
        clock.turn(SECONDS)
        assert (await client.get("/desk")).status_code == 303


async def test_a_removed_account_is_out_at_once(content: Content) -> None:
    of = site(content)
    async with visitor(of, as_="asta") as client:
        of.store.accounts.remove("asta")
        assert (await client.get("/desk")).status_code == 303


async def test_logging_out_ends_the_login_also_for_who_kept_the_cookie(content: Content) -> None:
    async with visitor(site(content), as_="asta") as client:
        token = client.cookies["steg-login"]
        out = await client.post(
            "/logout", data={"proof": proof_in((await client.get("/desk")).text)}
        )
        assert (out.status_code, out.headers["location"]) == (303, "/login?out=1")
        assert "steg-login" not in client.cookies
        assert WORDS["logged-out"][0] in (await client.get("/login?out=1")).text
        client.cookies.set("steg-login", token)
        assert (await client.get("/desk")).status_code == 303


@pytest.mark.parametrize("cookie", ["", "x", "a" * 43, "a" * 5000, "å"])
async def test_a_cookie_we_did_not_make_opens_nothing(content: Content, cookie: str) -> None:
    async with visitor(site(content)) as client:
        answer = await client.get("/desk", headers={b"cookie": f"steg-login={cookie}".encode()})
    assert answer.status_code == 303


# ---- forms are ours ----


@pytest.mark.parametrize("proof", [None, "", "0" * 64, "å"])
async def test_a_login_form_that_is_not_ours_lets_nobody_in(
    content: Content, proof: str | None
) -> None:
    async with visitor(site(content)) as client:
        await client.get("/login")
        form = {"name": "asta", "password": PASSWORD} | (
            {"proof": proof} if proof is not None else {}
        )
        answer = await client.post("/login", data=form)
        assert answer.status_code == 403
        assert WORDS["login-stale"][0] in answer.text
        assert "steg-login" not in client.cookies


async def test_the_proof_of_another_browser_is_worth_nothing(content: Content) -> None:
    of = site(content)
    async with visitor(of) as mine, visitor(of) as theirs:
        stolen = proof_in((await theirs.get("/login")).text)
        await mine.get("/login")
        form = {"proof": stolen, "name": "asta", "password": PASSWORD}
        assert (await mine.post("/login", data=form)).status_code == 403


async def test_without_cookies_nobody_gets_in(content: Content) -> None:
    async with visitor(site(content)) as client:
        proof = proof_in((await client.get("/login")).text)
        client.cookies.clear()
        form = {"proof": proof, "name": "asta", "password": PASSWORD}
        assert (await client.post("/login", data=form)).status_code == 403


@pytest.mark.parametrize("proof", ["", "0" * 64])
async def test_another_site_cannot_log_anybody_out(content: Content, proof: str) -> None:
    async with visitor(site(content), as_="asta") as client:
        assert (await client.post("/logout", data={"proof": proof})).status_code == 303
        assert (await client.get("/desk")).status_code == 200


async def test_every_form_that_changes_something_carries_a_proof(content: Content) -> None:
    async with visitor(site(content), as_="adam") as client:
        pages = [(await client.get(path)).text for path in ("/desk", "/staff", "/map")]
    async with visitor(site(content)) as client:
        pages.append((await client.get("/login")).text)
    for html in pages:
        posts = re.findall(r'<form[^>]*method="post".*?</form>', html, re.DOTALL)
        assert posts
        assert all('name="proof"' in form for form in posts)


@pytest.mark.parametrize("body", [b"", b"\xff\xfe", b"a" * 4000, b"&".join([b"a=b"] * 500), b"{}"])
async def test_a_form_that_is_no_form_is_refused_kindly(content: Content, body: bytes) -> None:
    async with visitor(site(content)) as client:
        assert (await client.post("/login", content=body)).status_code == 403


async def test_a_form_that_is_too_large_is_refused(content: Content) -> None:
    async with visitor(site(content)) as client:
        assert (
            await client.post("/login", content=b"a" * (MOST_FORM_BYTES + 1))
        ).status_code == 413


# ---- guessing ----


async def test_a_wrong_name_and_a_wrong_password_get_the_same_answer(
    content: Content, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bot.web import login

    hashes: list[str | None] = []

    def matches(_: str, password_hash: str | None) -> bool:
        hashes.append(password_hash)
        return False

    monkeypatch.setattr(login, "matches", matches)
    pages = []
    for name in ("asta", "nobody"):
        async with visitor(site(content)) as client:
            answer = await log_in(client, name, "not the password")
            assert answer.status_code == 403
            text = re.sub(r'value="[0-9a-f]{64}"', "", answer.text)
            pages.append(text.replace(f'value="{name}"', "value"))
    assert pages[0] == pages[1]
    assert [h is None for h in hashes] == [
        False,
        True,
    ]  # both are checked, so both take the same time


async def test_a_wrong_name_costs_as_much_time_as_a_wrong_password(content: Content) -> None:
    from time import perf_counter

    from bot.passwords import hashed, matches

    kept = hashed(PASSWORD)
    matches("first", None)

    def seconds(password_hash: str | None) -> float:
        began = perf_counter()
        matches("not the password", password_hash)
        return perf_counter() - began

    known, unknown = (min(seconds(h) for _ in range(5)) for h in (kept, None))
    assert 0.5 < known / unknown < 2


async def test_tries_on_a_name_must_wait_also_with_the_right_password(content: Content) -> None:
    clock = Clock()
    async with visitor(site(content, clock=clock)) as client:
        for _ in range(FREE_FOR_A_NAME):
            assert (await log_in(client, "asta", "wrong")).status_code == 403
        early = await log_in(client, "ASTA")
        assert early.status_code == 429
        assert early.headers["retry-after"] == str(int(FIRST_WAIT.total_seconds()))
        assert "Vent 2 sekunder" in early.text
        clock.turn(FIRST_WAIT)
        assert (await log_in(client, "asta")).status_code == 303


async def test_a_name_that_is_not_there_must_wait_just_the_same(content: Content) -> None:
    async with visitor(site(content)) as client:
        answers = [
            (await log_in(client, "nobody", "wrong")).status_code
            for _ in range(FREE_FOR_A_NAME + 1)
        ]
    assert answers == [403] * FREE_FOR_A_NAME + [429]


async def test_tries_from_an_address_must_wait_whatever_the_name(content: Content) -> None:
    async with visitor(site(content)) as client:
        answers = [
            (await log_in(client, f"name-{n}", "wrong")).status_code
            for n in range(FREE_FOR_AN_ADDRESS + 1)
        ]
    assert answers == [403] * FREE_FOR_AN_ADDRESS + [429]


async def test_a_wait_is_told_in_minutes_when_it_is_long(content: Content) -> None:
    clock = Clock()
    async with visitor(site(content, clock=clock), language="sv") as client:
        for _ in range(FREE_FOR_A_NAME + 8):
            answer = await log_in(client, "asta", "wrong")
            clock.turn(timedelta(seconds=int(answer.headers.get("retry-after", "0"))))
            if answer.status_code == 429:
                await log_in(client, "asta", "wrong")
        assert "Vänta 9 minuter" in (await log_in(client, "asta")).text


async def test_a_password_longer_than_any_is_wrong_even_when_it_begins_right(
    content: Content,
) -> None:
    async with visitor(site(content)) as client:
        assert (await log_in(client, "asta", PASSWORD + "x" * MOST_PASSWORD)).status_code == 403


async def test_nothing_typed_is_logged(
    content: Content, capsys: pytest.CaptureFixture[str]
) -> None:
    async with visitor(site(content)) as client:
        await log_in(client, "asta", "a secret that slipped")
        await log_in(client, "asta")
        token = client.cookies["steg-login"]
    logged = "".join(capsys.readouterr())
    assert "asta" not in logged
    assert "slipped" not in logged
    assert token not in logged


# ---- what nobody but the desk reads ----


async def test_owners_words_are_on_the_desk_and_nowhere_on_the_staff_page(world: World) -> None:
    store = SqliteStore(":memory:")
    service = Service(store, lambda: world)
    talk = ("vi har bare gjester om vinteren sier Torgunn", "Oppdal", "ja", "menneske")
    for number, text in enumerate(talk):
        service.answer(Message(f"m{number}", "web:torgunn", "web", NOW, text))
    service.answer(Message("m9", "web:torgunn", "web", NOW, choice="reach=here"))
    keep(store, handoff=request_for_a_person(summary="hilsen Torgunn"))
    of = site(world.content, store=store)
    async with visitor(of, as_="adam") as client:
        assert "Torgunn" in (await client.get("/desk")).text
        for path in ("/staff", "/staff/need/season", "/staff/map", "/staff?format=csv"):
            text = (await client.get(path)).text
            assert "Torgunn" not in text
            assert "gjester" not in text
            assert "web:" not in text


# ---- in a browser ----


async def test_the_staff_page_can_be_reached_and_used_by_keyboard_and_by_everybody(
    browser: Browser,
    content: Content,
) -> None:
    store = SqliteStore(":memory:")
    keep(store, signal(), signal("handoff"), handoff=request_for_a_person())
    now = datetime.now(UTC)
    clock = Clock()
    clock.now = now
    async with (
        serving(app(site(content, clock=clock, store=store))) as address,
        looked_at(browser, address, "/staff", **PHONE) as page,
    ):
        assert await faults_of(page) == []
        await page.locator("#name").fill("adam")
        await page.locator("#password").fill("wrong")
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("alert")).to_have_text(WORDS["login-wrong"][0])
        await expect(page).to_have_title(re.compile("^Feil: "))
        assert await faults_of(page) == []
        await page.locator("#password").fill(PASSWORD)
        await page.keyboard.press("Enter")
        await page.wait_for_url("**/staff")
        assert await faults_of(page) == []
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        await page.goto(f"{address}/desk")
        assert await faults_of(page) == []
        await page.get_by_role("button", name="Logg ut").press("Enter")
        await expect(page.get_by_role("status")).to_have_text(WORDS["logged-out"][0])


async def test_the_login_page_works_without_scripts(browser: Browser, content: Content) -> None:
    async with (
        serving(app(site(content))) as address,
        looked_at(browser, address, "/desk", java_script_enabled=False) as page,
    ):
        await page.locator("#name").fill("asta")
        await page.locator("#password").fill(PASSWORD)
        await page.get_by_role("button", name="Logg inn").click()
        await expect(page.locator("h1")).to_have_text(WORDS["desk-title"][0])
