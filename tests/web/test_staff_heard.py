"""The page of words: what Steg missed, teaching it, drafting a need; and those who try to misuse it."""

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from playwright.async_api import Browser, Page, expect

from bot import measuring
from bot.cli import main
from bot.content_files import content_or_fault, texts
from bot.core.asking import needs_read
from bot.core.content import LANGUAGES, Content, Language
from bot.core.conversation import Event
from bot.core.lessons import Lesson
from bot.core.understanding import Reader, learn, reader, understand
from bot.stores.sqlite import SqliteStore
from bot.web.page import Site
from bot.web.staff_heard import MOST_GROUPS, SHOWN_OF_A_GROUP
from bot.web.words import WORDS, word
from tests.channels.test_web import serving
from tests.core.small import content, small, written
from tests.fakes import keep, message, turn
from tests.web.site import NOW, PASSWORD, Clock, app, looked_at, proof_in, site, visitor
from tests.web.test_chat_page import PHONE
from tests.web.test_map_in_browser import FITS, LOCALES, ONLY_COLOURS, OTHER, faults_of, sizes_of

CONTENT = content(small())
PATH = "/staff/words"
ICE = "isen på dammen smelter for tidlig"
NOBODY = "0" * 12


def missed(store: SqliteStore, text: str, to: str = "", at: datetime = NOW, **data: str) -> None:
    """Keeps a text that was not understood, or was corrected when ``chosen`` is given."""
    kind = "corrected" if "chosen" in data else "not-understood"
    to = to or f"telegram:{store.counts()['events']}"
    event = Event(kind, at, {"words": text, "language": "nb"} | data)
    assert keep(store, turn(to=to, events=(event,)), message("m1", to=to))


@pytest.fixture
def store() -> SqliteStore:
    """A store of its own for each test."""
    return SqliteStore(":memory:")


@pytest.fixture
def house(store: SqliteStore) -> Site:
    """The pages on the small content, with a reader that reads season in all that tells of ice."""
    made = site(CONTENT, store=store)
    return replace(made, reads=lambda text: ("season",) if "isen" in text else ())


@asynccontextmanager
async def staff(house: Site, language: str = "nb") -> AsyncIterator[httpx.AsyncClient]:
    """Somebody of staff at the pages."""
    async with visitor(house, as_="stine", language=language) as client:
        yield client


async def page(house: Site, path: str = PATH, language: str = "nb") -> str:
    """A page as somebody of staff reads it."""
    async with staff(house, language) as client:
        answer = await client.get(path)
        assert answer.status_code == 200
        return unescape(answer.text)


def said_in(html: str) -> list[str]:
    """The owners' words on a page, in order."""
    return re.findall(r'<blockquote class="words"[^>]*>(.*?)</blockquote>', html)


def titles_in(html: str) -> list[str]:
    return re.findall(r'<h2 id="group-[^>]*><span[^>]*>(.*?)</span>', html)


def way(html: str, to: str) -> str:
    """The address of the first group's page for teaching it, or for a new need."""
    found = re.search(rf'href="({PATH}/{to}/[0-9a-f.]+)"', html)
    assert found
    return found.group(1)


def form_of(*picked: str, **fields: str) -> dict[str, str]:
    """The form as it is sent with these texts picked."""
    made = dict(fields)
    for number, text in enumerate(picked):
        made |= {f"text-{number}": text, f"pick-{number}": "1", f"language-{number}": "nb"}
    return made


async def sent(
    house: Site, to: str, form: Mapping[str, str], *, proof: bool = True
) -> httpx.Response:
    """What comes of sending a form to a page of a group."""
    path = f"{PATH}/{to}/{NOBODY}" if to else PATH
    async with staff(house) as client:
        given = {"proof": proof_in((await client.get(PATH)).text)} if proof else {}
        return await client.post(path, data={**given, **form})


# --- what was missed


async def test_the_largest_group_comes_first_and_what_is_alike_stands_together(
    house: Site, store: SqliteStore
) -> None:
    missed(store, "taket lekker")
    for number in range(SHOWN_OF_A_GROUP + 2):
        missed(store, f"{ICE} på side {number}", at=NOW - timedelta(days=number))
    html = await page(house)
    assert titles_in(html) == [f"{ICE} på side 0", "taket lekker"]
    assert f"{SHOWN_OF_A_GROUP + 2} ganger" in html
    assert "15. november 2026 til 21. november 2026 · Norsk" in html
    folded = html.partition("<details><summary>Vis 2 til")[2].partition("</details>")[0]
    assert len(said_in(folded)) == 2


async def test_what_steg_read_and_the_owner_chose_are_told(house: Site, store: SqliteStore) -> None:
    missed(store, "alt er tungt", read="season", chosen="heavy-work")
    html = await page(house)
    assert "Steg leste: season nb. Eieren valgte: heavy-work nb." in html


async def test_nothing_that_points_at_a_person_is_shown_on_any_page(
    house: Site, store: SqliteStore
) -> None:
    missed(store, "jeg heter Kari Nordmann, ring 90 12 34 56, isen er tynn")
    html = await page(house)
    for shown in (html, *[await page(house, way(html, to)) for to in ("teach", "new-need")]):
        assert "jeg heter [name], ring [phone], isen er tynn" in shown
        assert not any(part in shown for part in ("Kari", "90 12", "telegram:"))


async def test_no_words_of_an_owner_stand_in_an_address(house: Site, store: SqliteStore) -> None:
    missed(store, ICE)
    html = await page(house)
    assert not [one for one in re.findall(r'(?:href|action)="([^"]*)"', html) if "isen" in one]


@pytest.mark.parametrize(
    ("query", "texts"),
    [
        ("of-language=sv", ["isen är tunn"]),
        ("of-kind=corrected", ["alt er tungt"]),
        ("of-need=season", ["alt er tungt"]),
        ("of-need=nowhere&of-kind=x", ["alt er tungt", "isen är tunn", "taket lekker"]),
        ("of-need=season&of-language=sv", []),
    ],
)
async def test_only_what_was_chosen_is_shown(
    house: Site, store: SqliteStore, query: str, texts: list[str]
) -> None:
    missed(store, "taket lekker")
    missed(store, "isen är tunn", language="sv")
    missed(store, "alt er tungt", read="season", chosen="heavy-work")
    html = await page(house, f"{PATH}?{query}")
    assert titles_in(html) == texts
    assert (WORDS["heard-no-such"][0] in html) == (not texts)


async def test_made_up_words_are_never_shown_beside_real_ones(
    house: Site, store: SqliteStore
) -> None:
    missed(store, "isen er dyr", to="console:demo-1")
    missed(store, "taket lekker")
    assert titles_in(await page(house)) == ["taket lekker"]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_an_empty_page_says_so_kindly(house: Site, language: Language) -> None:
    html = await page(house, language=language)
    assert word("heard-empty", language) in html
    assert word("lessons-none", language) in html


async def test_many_groups_are_turned_like_pages(house: Site, store: SqliteStore) -> None:
    for number in range(MOST_GROUPS + 1):
        missed(store, chr(97 + number % 26) * (3 + number))
    first, second = [await page(house, f"{PATH}?page={number}") for number in (1, 2)]
    assert (len(titles_in(first)), len(titles_in(second))) == (MOST_GROUPS, 1)
    for wrong in ("0", "-1", "99", "x", "9" * 30):
        assert len(titles_in(await page(house, f"{PATH}?page={wrong}"))) in (MOST_GROUPS, 1)


async def test_texts_that_have_gone_are_told_to_have_gone(house: Site) -> None:
    for to in ("teach", "new-need"):
        assert WORDS["heard-gone"][0] in await page(house, f"{PATH}/{to}/{NOBODY}")


# --- teaching


async def test_what_was_picked_waits_on_the_list_and_stands_in_the_log(
    house: Site, store: SqliteStore
) -> None:
    missed(store, ICE)
    missed(store, f"{ICE} her")
    async with staff(house) as client:
        path = way((await client.get(PATH)).text, "teach")
        html = (await client.get(path)).text
        assert "Nå leser Steg: season nb." in html
        form = form_of("isen  smelter\r\nfor tidlig", need="season", proof=proof_in(html))
        form |= {"text-1": f"{ICE} her", "language-1": "nb"}
        answer = await client.post(path, data=form)
        assert (answer.status_code, answer.headers["location"]) == (
            303,
            f"{PATH}?told=listed#lessons",
        )
        html = (await client.get(f"{PATH}?told=listed")).text
    assert WORDS["did-listed"][0] in html
    (one,) = store.lessons.waiting()
    assert (one.text, one.need, one.language, one.by) == (
        "isen smelter for tidlig",
        "season",
        "nb",
        "stine",
    )
    act = store.audit.latest(1)[0]
    assert (act.deed, act.by, act.about) == ("taught", "stine", "season")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("ring 90 12 34 56 om isen", "teach-personal"),
        ("jeg heter Kari Nordmann og isen er tynn", "teach-personal"),
        ("jeg heter [name] og fryser", "teach-marks"),
        ("12 345 !", "teach-no-letter"),
        ("", "teach-no-letter"),
        ("isen\u200b smelter", "teach-invisible"),
        ("trouble with season nb 3", "teach-known"),
        ("Allerede på listen!", "teach-known"),
    ],
)
async def test_a_text_that_cannot_be_taught_is_refused_with_a_kind_sentence(
    house: Site, store: SqliteStore, text: str, why: str
) -> None:
    store.lessons.add([Lesson("allerede på listen", "season", "nb")], NOW, "stine")
    answer = await sent(house, "teach", form_of("isen er tynn", text, need="season"))
    assert answer.status_code == 422
    assert WORDS[why][0] in answer.text
    assert "isen er tynn" in answer.text
    assert len(store.lessons.waiting()) == 1


async def test_a_long_text_and_one_that_stands_there_twice_are_refused(
    house: Site, store: SqliteStore
) -> None:
    answer = await sent(house, "teach", form_of("isen " * 80, need="season"))
    assert "Teksten er på 399 tegn. Kort den ned til høyst 300." in answer.text
    answer = await sent(house, "teach", form_of(ICE, f"{ICE}!", need="season"))
    assert answer.text.count(WORDS["teach-known"][0]) == 1
    assert not store.lessons.waiting()


@pytest.mark.parametrize(
    ("form", "why"),
    [
        (form_of(ICE, need="nowhere"), "teach-no-need"),
        (form_of(ICE, need="greeting"), "teach-no-need"),
        (form_of(ICE), "teach-no-need"),
        ({"text-0": ICE, "need": "season"}, "teach-none-picked"),
        ({"need": "season"}, "teach-none-picked"),
        (form_of(ICE, need="season") | {"language-0": "de"}, "teach-no-language"),
        (form_of(ICE, need="season") | {"language-0": ""}, "teach-no-language"),
    ],
)
async def test_a_form_that_says_too_little_asks_for_the_rest(
    house: Site, store: SqliteStore, form: dict[str, str], why: str
) -> None:
    answer = await sent(house, "teach", form)
    assert answer.status_code == 422
    assert not store.lessons.waiting()
    assert WORDS[why][0] in answer.text or "text-0" not in form


async def test_markup_of_an_owner_is_shown_and_never_obeyed(
    house: Site, store: SqliteStore
) -> None:
    evil = '"><script>alert(1)</script>{{ 7*7 }}'
    missed(store, evil)
    store.lessons.add([Lesson(evil, "season", "nb")], NOW, "stine")
    async with staff(house) as client:
        html = (await client.get(PATH)).text
        pages = [html] + [(await client.get(way(html, to))).text for to in ("teach", "new-need")]
    pages.append((await sent(house, "teach", form_of(evil, need="season"))).text)
    pages.append((await sent(house, "new-need", form_of(evil, name=evil, group=evil))).text)
    for shown in pages:
        assert "<script" not in shown
        assert "&lt;script&gt;" in shown
        assert "49" not in re.sub(r'"[^"]*"', "", shown.partition("<main")[2])


@pytest.mark.parametrize("to", ["", "teach", "new-need"])
async def test_without_the_proof_of_our_page_nothing_is_done(
    house: Site, store: SqliteStore, to: str
) -> None:
    store.lessons.add([Lesson(ICE, "season", "nb")], NOW, "stine")
    form = form_of("isen er tynn", need="season", name="ice", lesson="1")
    answer = await sent(house, to, form, proof=False)
    assert (answer.status_code, "told=stale" in answer.headers["location"]) == (303, True)
    assert len(store.lessons.waiting()) == 1
    assert [act.deed for act in store.audit.latest(9)] == ["logged-in"]


@pytest.mark.parametrize("path", [PATH, f"{PATH}/teach/{NOBODY}", f"{PATH}/new-need/{NOBODY}"])
async def test_only_staff_and_administrators_come_in(house: Site, path: str) -> None:
    for name, status in (("asta", 403), ("stine", 200), ("adam", 200)):
        async with visitor(house, as_=name) as client:
            assert (await client.get(path)).status_code == status
            if status == 403:
                assert (await client.post(path, data={"proof": "x"})).status_code == 403
    async with visitor(house) as client:
        assert (await client.get(path)).headers["location"].startswith("/login")


# --- the list


async def test_the_list_shows_what_came_of_each_lesson(house: Site, store: SqliteStore) -> None:
    names = ("isen er tynn", "isen er borte", "isen er dyr")
    store.lessons.add([Lesson(text, "season", "nb") for text in names], NOW, "stine")
    store.lessons.settle(2, NOW, "taught")
    store.lessons.settle(3, NOW, "refused", "personal")
    html = await page(house)
    assert WORDS["lessons-next"][0] in html
    rows = html.partition('id="lessons"')[2].split("<li>")[1:]
    came = [(said_in(row)[0], re.findall(r"season nb · (.*?) · stine", row)[0]) for row in rows]
    assert came == [
        ("isen er tynn", "Venter"),
        ("isen er dyr", f"Ikke lært. {WORDS['teach-personal'][0]}"),
        ("isen er borte", "Lært"),
    ]


async def test_a_lesson_that_waits_can_be_taken_away_and_no_other(
    house: Site, store: SqliteStore
) -> None:
    store.lessons.add([Lesson(text, "season", "nb") for text in ("isen", "snøen")], NOW, "stine")
    store.lessons.settle(2, NOW, "taught")
    told = [
        (await sent(house, "", {"lesson": one})).headers["location"]
        for one in ("1", "1", "2", "99", "", "1 or 1=1")
    ]
    assert [one.partition("told=")[2] for one in told] == [
        "taken-back#lessons",
        *["too-late#lessons"] * 5,
    ]
    assert [one.text for one in store.lessons.settled(9)] == ["snøen"]
    deeds = [act.deed for act in store.audit.latest(20)]
    assert deeds.count("untaught") == 1


# --- a new need


def need_form(**more: str) -> dict[str, str]:
    """A form for a new need, with one text."""
    three = {
        f"{field}-{code}": f"tynn is {code}" for field in ("label", "clause") for code in LANGUAGES
    }
    return form_of(ICE, name="Thin ice", group="work", **three) | more


def draft_in(html: str) -> str:
    found = re.search(r'<textarea class="draft"[^>]*>(.*?)</textarea>', html, re.DOTALL)
    assert found
    return unescape(found.group(1))


async def test_a_draft_holds_the_words_and_says_what_is_missing(
    house: Site, store: SqliteStore
) -> None:
    answer = await sent(house, "new-need", need_form())
    html = unescape(answer.text)
    held = yaml.load(draft_in(answer.text), Loader=yaml.BaseLoader)
    assert (held["id"], held["group"], held["label"]["sv"]) == ("thin-ice", "work", "tynn is sv")
    assert held["examples"] == {"nb": [ICE], "sv": [], "en": []}
    assert "knowledge/needs/thin-ice.yaml:" in html
    assert "1 examples in nb; write at least 15" in html
    act = store.audit.latest(1)[0]
    assert (act.deed, act.about) == ("new-need", "thin-ice")


async def test_the_draft_is_a_file_to_take_along(house: Site) -> None:
    shown = draft_in((await sent(house, "new-need", need_form())).text)
    answer = await sent(house, "new-need", need_form(file="1"))
    assert answer.headers["content-disposition"] == 'attachment; filename="thin-ice.yaml"'
    assert answer.text == shown


async def test_nobody_writes_yaml_or_a_path_through_the_form(house: Site) -> None:
    evil = need_form(name='../x"\r\nSet-Cookie: a=b', **{"label-nb": "a: b\nid: season # x"})
    answer = await sent(house, "new-need", {**evil, "group": "work\nid: season", "file": "1"})
    assert answer.headers["content-disposition"] == 'attachment; filename="x-set-cookie-a-b.yaml"'
    assert "set-cookie" not in answer.headers
    held = yaml.load(answer.text, Loader=yaml.BaseLoader)
    assert (held["id"], held["group"]) == ("x-set-cookie-a-b", "work id: season")
    assert held["label"]["nb"] == "a: b id: season # x"


@pytest.mark.parametrize(
    ("form", "why"),
    [
        (need_form(name="!!"), "new-need-no-name"),
        (need_form(name="Season"), "new-need-taken"),
        (need_form() | {"text-0": "ring 90 12 34 56"}, "teach-personal"),
    ],
)
async def test_a_draft_that_cannot_be_is_refused_with_a_kind_sentence(
    house: Site, store: SqliteStore, form: dict[str, str], why: str
) -> None:
    answer = await sent(house, "new-need", form)
    assert answer.status_code == 422
    assert WORDS[why][0] in answer.text
    assert 'class="draft"' not in answer.text
    assert [act.deed for act in store.audit.latest(9)] == ["logged-in"]


async def test_needs_that_come_near_are_shown_before_a_twin_is_made(
    house: Site, store: SqliteStore
) -> None:
    missed(store, ICE, read="heavy-work", chosen="season")
    html = await page(house)
    near = (await page(house, way(html, "new-need"))).partition('id="near"')[2]
    assert re.findall(r'href="/staff/need/([a-z-]+)"', near) == ["season", "heavy-work"]


# --- in a browser


@asynccontextmanager
async def at_home(browser: Browser, address: str, **options: Any) -> AsyncIterator[Page]:
    """The page of words in a browser of somebody who is logged in."""
    async with looked_at(browser, address, "/login", **options) as shown:
        await shown.locator("#name").fill("stine")
        await shown.locator("#password").fill(PASSWORD)
        await shown.keyboard.press("Enter")
        await shown.wait_for_url("**/staff")
        await shown.goto(f"{address}{PATH}")
        yield shown


def clock_of_now() -> Clock:
    """A clock of today: a browser ends its cookies itself."""
    clock = Clock()
    clock.now = datetime.now(UTC)
    return clock


@pytest.mark.parametrize(("language", "scheme"), [("nb", "light"), ("sv", "dark"), ("en", "light")])
async def test_nothing_stands_in_the_way_of_anybody(
    browser: Browser, store: SqliteStore, language: Language, scheme: str
) -> None:
    clock = clock_of_now()
    for text in (ICE, f"{ICE} nå", "taket lekker og det drypper på alt vi har stående i låven vår"):
        missed(store, text, at=clock.now)
    store.lessons.add([Lesson(ICE, "season", "nb"), Lesson("snø", "season", "nb")], NOW, "stine")
    store.lessons.settle(2, NOW, "refused", "known")
    house = replace(site(CONTENT, store=store, clock=clock), reads=lambda _: ("season",))
    options = {**PHONE, "locale": LOCALES[language], "color_scheme": scheme}
    async with serving(app(house)) as address, at_home(browser, address, **options) as shown:

        async def fine() -> None:
            await shown.evaluate(
                "document.querySelectorAll('details').forEach((d) => (d.open = true))"
            )
            assert await faults_of(shown) == []
            assert await shown.evaluate(FITS)
            await shown.emulate_media(color_scheme=OTHER[scheme])  # type: ignore[arg-type]
            assert await faults_of(shown, ONLY_COLOURS) == []
            sizes = await sizes_of(shown, "main button, main a.press, main summary, main select")
            assert all(height >= 44 for _, height in sizes)

        await fine()
        await shown.locator("a.press").first.click()
        await shown.locator("#text-0").fill("ring 90 12 34 56")
        await shown.locator("#pick-0").check()
        await shown.locator("#need").select_option("season")
        await shown.locator(".teaching button").click()
        await expect(shown.locator("#fault-0")).to_be_visible()
        await fine()
        await shown.goto(f"{address}{PATH}")
        await shown.locator(".card .doing a:not(.press)").first.click()
        await shown.locator("#name").fill("Thin ice")
        await shown.locator("#group").select_option("work")
        await shown.locator(".teaching button").click()
        await expect(shown.locator(".draft")).to_be_visible()
        await fine()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The small content in files, as the command finds it."""
    for path, text in written(small()).items():
        target = tmp_path / "mine" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8")
    (tmp_path / "data").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("STEG_KNOWLEDGE", str(tmp_path / "mine"))
    monkeypatch.setenv("STEG_FLOWS", str(tmp_path / "mine" / "flows"))
    monkeypatch.setenv("STEG_DATA", str(tmp_path / "data"))
    monkeypatch.setattr(measuring, "DEVELOPMENT_SET", tmp_path / "nowhere")
    return tmp_path


def learned_from(folder: Path) -> tuple[Content, Reader]:
    whole = content_or_fault(texts([folder / "mine"]))
    return whole, reader(whole, *learn(whole))


async def test_what_was_missed_is_understood_once_staff_taught_it(
    browser: Browser, folder: Path
) -> None:
    whole, before = learned_from(folder)
    assert understand(ICE, before).needs[0][0] == "season"
    clock = clock_of_now()
    with closing(SqliteStore(str(folder / "data" / "steg.db"))) as store:
        missed(store, ICE, at=clock.now)
        made = site(whole, store=store, clock=clock)
        house = replace(made, reads=lambda text: needs_read(text, before))
        async with (
            serving(app(house)) as address,
            at_home(browser, address, java_script_enabled=False) as shown,
        ):
            await shown.locator("a.press").first.press("Enter")
            await expect(shown.locator("#pick-0")).to_be_checked()
            await shown.locator("#need").select_option("heavy-work")
            await shown.locator(".teaching button").press("Enter")
            await expect(shown.locator("[role=status]")).to_have_text(WORDS["did-listed"][0])
            assert main(["teach", "--waiting", "--keep"]) == 0
            await shown.reload()
            await expect(shown.locator("details .lessons li")).to_have_count(1)
        assert [one.ending for one in store.lessons.settled(9)] == ["taught"]
    _, after = learned_from(folder)
    meaning = understand(ICE, after)
    assert (meaning.needs[0][0], meaning.sure) == ("heavy-work", True)
