"""The way through the talk, what helped, and help from a person: worked out again from signals and requests."""

from datetime import date, timedelta

import httpx
import pytest
import pytest_asyncio

from bot.core.content import Content
from bot.core.conversation import Handoff, Signal
from bot.stores.port import Store
from bot.stores.sqlite import SqliteStore
from bot.web import staff_handoffs
from bot.web.words import WORDS
from tests.web.site import NOW, keep, site, visitor
from tests.web.test_staff import Lines, sentences_in, tables_in

DAY = date(2026, 11, 3)
METHOD, OTHER_METHOD = "five-customers", "one-hour"


def signal(content: Content, **about: object) -> Signal:
    """A signal of an owner in Oppdal, of a method that there is."""
    ours = {"day": DAY, "channel": "web", "language": "nb", "need": "season", "place": "oppdal"}
    return Signal(**{**ours, "country": "NO", **about})  # type: ignore[arg-type]


def on_the_way(content: Content) -> list[Signal]:
    """Ten talks by two branches; three of them stop, and one is of before it was kept what was asked."""
    short, long = "trouble confirm place size time team", "trouble choose place stage time team"
    return [
        *[signal(content, outcome="advised", asked=short)] * 4,
        *[signal(content, outcome="advised", asked=long)] * 2,
        *[signal(content, outcome="left", step="size", asked="trouble confirm place size")] * 2,
        signal(content, outcome="gap", need=None, step="again", asked="trouble again", reason="not-understood"),
        signal(content, outcome="advised"),
        signal(content, outcome="handoff", chosen="person", asked=short, first=False),
    ]  # fmt: skip


def request(number: int, **about: object) -> Handoff:
    """A request for the first office there is."""
    ours = {
        "id": f"web:{number}#1", "conversation": f"web:{number}", "at": NOW - timedelta(days=number),
        "to": "namdalshagen", "stage": "waiting", "language": "nb", "summary": "hjelp", "reach": "here",
        "contact": None, "needs": ("season",), "place": "oppdal", "desk": "namsos",
    }  # fmt: skip
    return Handoff(**{**ours, **about})  # type: ignore[arg-type]


def requests() -> list[Handoff]:
    """Five requests: three taken after 1, 2 and 9 hours, one that nobody took, one still waiting."""
    taken = [
        request(n, stage="closed", taken_at=NOW, closed_at=NOW, hours_to_take=hours, ending=ending)
        for n, (hours, ending) in enumerate(
            [(1.0, "helped"), (2.0, "helped"), (9.0, "referred")], 1
        )
    ]
    nobody = request(4, stage="closed", closed_at=NOW, ending="not-ours", to="almi-mitt", desk="")
    return [*taken, nobody, request(5, place="are", needs=("transport",))]


@pytest.fixture(scope="module")
def store(content: Content) -> Store:
    """A store with talks of a month, what owners told, and requests."""
    made = SqliteStore(":memory:")
    method = sorted(content.methods)[0]
    told = [
        *[signal(content, outcome="advised", method=method, asked="trouble")] * 7,
        *[signal(content, outcome="verdict", method=method, helped="yes", first=False)] * 5,
        signal(content, outcome="verdict", method=method, helped="no", first=False),
        signal(content, outcome="verdict", actor="namdalshagen", chosen="person", helped="partly", first=False),
    ]  # fmt: skip
    keep(made, *on_the_way(content), *told)
    for one in requests():
        keep(made, handoff=one)
    return made


@pytest_asyncio.fixture
async def stine(content: Content, store: Store) -> httpx.AsyncClient:  # type: ignore[misc]
    """A member of staff at the pages."""
    async with visitor(site(content, store=store), as_="stine") as client:
        yield client


def by_name(lines: Lines) -> dict[str, list[str]]:
    """The rows of a table by their first cell."""
    return {row[0]: row[1:] for row in lines[1:]}


# ---- the way through the talk ----


async def test_each_question_counts_those_who_were_asked_it(stine: httpx.AsyncClient) -> None:
    rows = by_name(tables_in((await stine.get("/staff/funnel")).text)["questions"])
    assert rows["Har jeg forstått deg rett?"] == ["6", "6", "0", "0 %"]
    assert rows["Hvor mange er dere som jobber der?"] == ["6", "4", "2", "33 %"]
    assert rows["Hvor langt er du kommet?"] == ["2", "2", "0", "0 %"]
    assert rows["Jeg vil gjerne forstå deg. Hva er det som går dårligst?"] == [
        "1",
        "0",
        "1",
        "100 %",
    ]
    first, *_ = rows.values()
    assert first == ["16", "16", "0", "0 %"]


async def test_questions_stand_in_the_order_of_the_talk(stine: httpx.AsyncClient) -> None:
    names = [row[0] for row in tables_in((await stine.get("/staff/funnel")).text)["questions"][1:]]
    assert names == [
        "Hva er det som er vanskelig akkurat nå?",
        "Jeg vil gjerne forstå deg. Hva er det som går dårligst?",
        "Hva ligner mest?",
        "Har jeg forstått deg rett?",
        "Hvor holder dere til?",
        "Hvor mange er dere som jobber der?",
        "Hvor langt er du kommet?",
        "Hvor mye tid kan du sette av?",
        "Hvor mange kan være med?",
    ]


async def test_sentences_tell_how_far_talks_got_and_which_are_left_out(
    stine: httpx.AsyncClient,
) -> None:
    said = sentences_in((await stine.get("/staff/funnel")).text)
    assert said == [
        "13 av 16 kom fram til et råd, til en person, eller til at Steg hadde for lite å by på.",
        "Flest sluttet ved «Hvor mange er dere som jobber der?»: 2 av 6 som fikk spørsmålet.",
        "Eldre samtaler, der vi ikke vet hvilke spørsmål eieren fikk, er ikke med: 1.",
    ]


# ---- what helped ----


async def test_a_method_has_its_suggestions_and_what_owners_said_of_it(
    content: Content, stine: httpx.AsyncClient
) -> None:
    rows = by_name(tables_in((await stine.get("/staff/outcomes")).text)["methods"])
    name = content.methods[sorted(content.methods)[0]].name.nb
    assert rows[name] == ["7", "5", "0", "1"]


async def test_what_was_said_of_a_person_is_counted_at_the_office_alone(
    stine: httpx.AsyncClient,
) -> None:
    found = tables_in((await stine.get("/staff/outcomes")).text)
    assert by_name(found["actors"])["Namdalshagen"] == ["0", "0", "0", "1", "0"]
    assert by_name(found["methods"])["I alt"] == ["7", "5", "0", "1"]
    assert by_name(found["verdicts"])["I alt"] == ["7"]


# ---- help from a person ----


async def test_waiting_times_are_of_raw_hours_and_nine_of_ten_stands_only_for_enough(
    stine: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = tables_in((await stine.get("/staff/handoffs")).text)
    assert by_name(found["offices"])["Namdalshagen"] == ["4", "3", "2", "", "", "", "2", "1"]
    assert by_name(found["endings"])["I alt"] == ["5"]
    monkeypatch.setattr(staff_handoffs, "LEAST_TAKEN", 3)
    found = tables_in((await stine.get("/staff/handoffs")).text)
    assert by_name(found["offices"])["I alt"] == ["5", "3", "2", "9", "", "", "2", "1"]


async def test_where_nobody_asked_for_a_person_that_is_said_and_not_that_nobody_asked(
    stine: httpx.AsyncClient,
) -> None:
    html = (await stine.get("/staff/handoffs?from=2026-11-01&to=2026-11-10")).text
    assert WORDS["requests-none"][0] in html
    assert WORDS["staff-none"][0] not in html


async def test_requests_are_chosen_by_place_need_and_side(stine: httpx.AsyncClient) -> None:
    for chosen, number in (
        ("place=are", "1"),
        ("need=transport", "1"),
        ("country=SE", "1"),
        ("country=NO&need=season", "4"),
    ):
        found = tables_in((await stine.get(f"/staff/handoffs?{chosen}")).text)
        assert by_name(found["endings"])["I alt"] == [number], chosen


async def test_every_page_of_figures_keeps_what_was_chosen_and_leads_to_the_others(
    stine: httpx.AsyncClient,
) -> None:
    for page in ("funnel", "outcomes", "handoffs"):
        html = (await stine.get(f"/staff/{page}?period=year&place=oppdal")).text
        for other in ("funnel", "outcomes", "handoffs", "map"):
            assert f'href="/staff/{other}?period=year&amp;place=oppdal"' in html


async def test_a_download_stands_in_the_audit_log(stine: httpx.AsyncClient, store: Store) -> None:
    answer = await stine.get("/staff/handoffs?format=csv&table=offices")
    assert answer.status_code == 200
    latest = store.audit.latest(1)[0]
    assert (latest.by, latest.deed) == ("stine", "downloaded")
    assert latest.about == "steg-handoffs-offices-2026-09-01-2026-11-21.csv"
