"""Tries every web address of the content, politely, and tells which are dead."""

import asyncio
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

import httpx

from bot.core.content import Content
from bot.core.freshness import facts

State = Literal["fine", "moved", "dead", "guarded", "silent"]
WAIT = 15.0  # seconds for an answer; public sites can be slow
PAUSE = 1.0  # seconds between two questions to the same host
HOSTS_AT_ONCE = 4
MOST_MOVES = 5
# Answers of a wall against robots, or "too often": a person's browser may well be let in.
GUARDED = frozenset({401, 403, 405, 406, 418, 429, 451, 503})
GONE = frozenset({404, 410})
# Who asks, so that a site's owner can tell and refuse.
HEADERS = {"User-Agent": "StegLinkCheck (checks public contact pages; HEAD, then GET)"}


@dataclass(frozen=True, slots=True)
class Link:
    """A web address of the content, and the entries that name it, as kind/id."""

    url: str
    entries: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of an address: ``says`` is the status, where it moved to, or the fault in words."""

    link: Link
    state: State
    says: str


def links(content: Content) -> tuple[Link, ...]:
    """Every web address once, by address: contact pages and the pages of sources."""
    entries: dict[str, list[str]] = {}
    for kind, entry in facts(content):
        own = (getattr(entry, "web", None), getattr(entry, "url", None))
        for url in {*own, *(source.url for source in entry.sources)} - {None}:
            entries.setdefault(str(url), []).append(f"{kind}/{entry.id}")
    return tuple(Link(url, tuple(sorted(entries[url]))) for url in sorted(entries))


async def try_all(
    links: Iterable[Link], wait: float = WAIT, pause: float = PAUSE
) -> Sequence[Tried]:
    """Every address tried: several hosts side by side, one question at a time to each.

    Args:
        wait: seconds until an answer counts as none.
        pause: seconds between two questions to one host.
    """
    by_host = _by_host(links)
    limit = asyncio.Semaphore(HOSTS_AT_ONCE)
    async with httpx.AsyncClient(timeout=wait, headers=HEADERS, max_redirects=MOST_MOVES) as client:
        hosts = (_try_host(client, of_host, limit, pause) for of_host in by_host.values())
        tried = [one for of_host in await asyncio.gather(*hosts) for one in of_host]
    return sorted(tried, key=lambda one: one.link.url)


def _by_host(links: Iterable[Link]) -> Mapping[str, list[Link]]:
    hosts: dict[str, list[Link]] = {}
    for link in links:
        hosts.setdefault(urlsplit(link.url).netloc.lower(), []).append(link)
    return hosts


async def _try_host(
    client: httpx.AsyncClient, links: Sequence[Link], limit: asyncio.Semaphore, pause: float
) -> list[Tried]:
    tried: list[Tried] = []
    async with limit:
        for link in links:
            if tried:
                await asyncio.sleep(pause)
            tried.append(await _try(client, link, pause))
    return tried


async def _try(client: httpx.AsyncClient, link: Link, pause: float) -> Tried:
    """HEAD first, as it costs a site least; GET when HEAD is not understood or not let in."""
    try:
        answer = await client.head(link.url, follow_redirects=True)
        if not answer.is_success:
            await asyncio.sleep(pause)
            answer = await _get(client, link.url)
    except httpx.TooManyRedirects:
        return Tried(link, "dead", f"moves on more than {MOST_MOVES} times")
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        return Tried(link, "silent", _fault(error))
    return _judged(link, answer)


async def _get(client: httpx.AsyncClient, url: str) -> httpx.Response:
    """The answer's head; the page itself is not fetched."""
    async with client.stream("GET", url, follow_redirects=True) as answer:
        return answer


def _fault(error: Exception) -> str:
    if isinstance(error, httpx.TimeoutException):
        return "no answer in time"
    return "cannot be reached" if isinstance(error, httpx.ConnectError) else type(error).__name__


def _judged(link: Link, answer: httpx.Response) -> Tried:
    status = answer.status_code
    if status in GUARDED:
        return Tried(link, "guarded", f"{status}; open it by hand")
    if status in GONE:
        return Tried(link, "dead", str(status))
    if not answer.is_success:
        return Tried(link, "silent", str(status))
    moved = next(_for_good(answer), None)
    return Tried(link, "moved", f"to {moved}") if moved else Tried(link, "fine", str(status))


def _for_good(answer: httpx.Response) -> Iterator[str]:
    """Where a page has moved to for good; nothing when it only adds https, www or a slash."""
    lasting = all(step.status_code in (301, 308) for step in answer.history)
    if answer.history and lasting:
        first, last = str(answer.history[0].url), str(answer.url)
        if _bare(first) != _bare(last):
            yield last


def _bare(url: str) -> str:
    return url.split("://", 1)[-1].removeprefix("www.").rstrip("/").lower()
