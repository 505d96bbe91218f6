"""What Steg knows, for staff: what to check first, where it has holes, every entry as owners read it."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from html import unescape

import httpx
import pytest
import pytest_asyncio

from bot.core.content import LANGUAGES, Content
from bot.core.conversation import Signal
from bot.core.coverage import coverage, holes
from bot.core.freshness import to_recheck
from bot.core.reading import Problem
from bot.preview import preview
from bot.stores.port import Store
from bot.stores.sqlite import SqliteStore
from bot.web.page import Site
from tests.web.site import NOW, keep, site, visitor

TODAY = NOW.date()
STALEST = "namdalshagen"  # its confidence is low
HOLLOW = "no-time"
FAULT = Problem(
    "knowledge/actors/x.yaml", 3, 1, "to be checked again", "hold it against", "warning"
)


def heard(**about: object) -> Signal:
    """A signal of this year."""
    ours = {"day": date(2026, 5, 4), "outcome": "advised", "channel": "web", "language": "nb"}
    return Signal(**{**ours, **about})  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def store() -> Store:
    """A store in which one office was suggested nine times, and once more than a year ago."""
    made = SqliteStore(":memory:")
    keep(made, *[heard(need=HOLLOW, actor=STALEST)] * 9)
    keep(made, heard(need=HOLLOW, actor=STALEST, day=date(2025, 5, 4)))
    return made


@pytest.fixture
def of(content: Content, store: Store) -> Site:
    """The pages, with a checker that found one fault."""
    return replace(site(content, store=store), problems=lambda: (FAULT,))


@pytest_asyncio.fixture
async def stine(of: Site) -> AsyncIterator[httpx.AsyncClient]:
    """A member of staff at the pages."""
    async with visitor(of, as_="stine") as client:
        yield client


async def page(stine: httpx.AsyncClient, path: str = "") -> str:
    """A page of what Steg knows."""
    answer = await stine.get(f"/staff/knowledge{path}")
    assert answer.status_code == 200
    return unescape(answer.text)


async def test_what_is_suggested_most_is_to_be_checked_first(
    content: Content, stine: httpx.AsyncClient
) -> None:
    html = await page(stine)
    stale = to_recheck(content, {("actors", STALEST): 9}, TODAY)
    assert stale[0].id == STALEST
    rows = html.split('id="stale"')[1].split("<tbody>")[1].split("</tr>")
    assert f"/staff/knowledge/actors/{STALEST}" in rows[0]
    assert '<td class="number">9</td>' in rows[0]
    assert f"sjekkes på nytt: {len(stale)}." in html


async def test_every_hole_is_shown_with_how_often_its_need_was_heard(
    content: Content, stine: httpx.AsyncClient
) -> None:
    found = holes(coverage(content, TODAY))
    html = await page(stine)
    rows = html.split('id="holes"')[1].split("<tbody>")[1].split("</tbody>")[0]
    assert rows.count("<tr>") == len(found) <= 40
    assert rows.count('<td class="number">9</td>') == sum(h.need == HOLLOW for h in found) > 0
    first = rows.split("</tr>")[0]
    assert content.needs[HOLLOW].label.nb in first


async def test_faults_of_the_content_stand_on_the_page(stine: httpx.AsyncClient) -> None:
    assert str(FAULT) in await page(stine)


@pytest.mark.parametrize("kind", ["needs", "methods", "actors", "instruments", "terms"])
async def test_every_entry_of_a_kind_is_listed_and_leads_to_its_page(
    content: Content, stine: httpx.AsyncClient, kind: str
) -> None:
    html = await page(stine, f"/{kind}")
    for id_ in getattr(content, kind):
        assert f'href="/staff/knowledge/{kind}/{id_}"' in html


async def test_a_name_is_found_in_any_language_and_by_its_id(stine: httpx.AsyncClient) -> None:
    swedish = await page(stine, "/methods?q=kroppen%20får%20ta%20stryk")
    by_id = await page(stine, "/methods?q=strain-walk")
    assert "/staff/knowledge/methods/strain-walk" in by_id
    assert swedish.count('href="/staff/knowledge/methods/') == 1
    assert by_id.count('href="/staff/knowledge/methods/') == 1


async def test_what_is_looked_for_is_text_and_nothing_else(stine: httpx.AsyncClient) -> None:
    answer = await stine.get('/staff/knowledge/actors?q="><script>x</script>')
    assert "<script>x" not in answer.text
    assert "Ingen har det ordet i navnet." in answer.text


@pytest.mark.parametrize(
    ("kind", "id_"), [("method", "strain-walk"), ("actor", STALEST), ("need", "season")]
)
async def test_an_entry_reads_as_owners_read_it_in_every_language(
    content: Content, stine: httpx.AsyncClient, kind: str, id_: str
) -> None:
    html = await page(stine, f"/{kind}s/{id_}")
    for language in LANGUAGES:
        text = preview(kind, id_, content, language, TODAY).replace("**", "")
        assert f'<div class="reads">{text}</div>' in html


async def test_an_entry_tells_its_sources_and_when_it_was_checked(
    content: Content, stine: httpx.AsyncClient
) -> None:
    html = await page(stine, f"/actors/{STALEST}")
    actor = content.actors[STALEST]
    assert all(source.ref in html and source.date in html for source in actor.sources)
    assert f"knowledge/actors/{STALEST}.yaml" in html
    assert "Sjekk denne på nytt: Usikker kilde<" in html


async def test_an_earlier_id_leads_to_the_entry_of_today(
    content: Content, stine: httpx.AsyncClient
) -> None:
    (kind, old), now = next(iter(content.renamed.items()))
    answer = await stine.get(f"/staff/knowledge/{kind}/{old}")
    assert answer.headers["location"] == f"/staff/knowledge/{kind}/{now}"


@pytest.mark.parametrize("path", ["/places/oppdal", "/actors/nobody", "/wordings", "/flows/main"])
async def test_what_there_is_not_is_not_found(stine: httpx.AsyncClient, path: str) -> None:
    assert (await stine.get(f"/staff/knowledge{path}")).status_code == 404


async def test_advisers_do_not_see_it(of: Site) -> None:
    async with visitor(of, as_="asta") as asta:
        assert (await asta.get("/staff/knowledge")).status_code == 403
