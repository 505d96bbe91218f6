"""The page for everybody: what owners ask for, as far as it is safe to show, and the same as open data."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from bot import settings
from bot.core.advice_text import day_text
from bot.core.content import Content, Language
from bot.core.public import ALL, LEVELS, OTHERS, Edition, Row
from bot.open_data import Editions, as_csv, as_json, editions_of, schema_text
from bot.web.login import Logins
from bot.web.open_words import OPEN_WORDS, opened
from bot.web.page import Site, language_of, render

JSON_SCHEMA = "application/schema+json"
LICENCE_LINK = '<https://creativecommons.org/licenses/by/4.0/>; rel="license"'
COLUMNS = (*LEVELS, "went", "count")
Line = tuple[str, str, str, str, str, int]


def editions_as_set() -> Editions:
    """What has been published, where the settings of this process say."""
    return editions_of(settings.read())


def routes(
    site: Site, logins: Logins, editions: Callable[[], Editions] = editions_as_set
) -> Sequence[BaseRoute]:
    """The page, and its figures as files.

    Args:
        editions: asked at each visit, so that nothing is read or written before somebody comes.
    """

    def edition_now() -> Edition:
        return editions().until(site.clock().date(), site.store, site.content())

    def show(request: Request) -> Response:
        language = language_of(request)
        return render(
            request,
            "open.html",
            visitor=logins.visitor(request),
            say=partial(opened, language=language),
            made_up=site.store.only_made_up(),
            **_shown(edition_now(), request.query_params.get("month"), site.content(), language),
        )

    def as_file(text: str, kind: str, name: str) -> Response:
        headers = {
            "Content-Disposition": f'inline; filename="{name}"',
            "Link": LICENCE_LINK,
            # For everybody, also for pages elsewhere.
            "Access-Control-Allow-Origin": "*",
            "Cross-Origin-Resource-Policy": "cross-origin",
        }
        return Response(text, media_type=kind, headers=headers)

    def csv(_: Request) -> Response:
        return as_file(as_csv(edition_now()), "text/csv", "demand.csv")

    def json(_: Request) -> Response:
        text = as_json(edition_now(), made_up=site.store.only_made_up())
        return as_file(text, "application/json", "demand.json")

    def schema(_: Request) -> Response:
        return as_file(schema_text(), JSON_SCHEMA, "demand.schema.json")

    return [
        Route("/open", show),
        Route("/open/demand.csv", csv),
        Route("/open/demand.json", json),
        Route("/open/demand.schema.json", schema),
    ]


def _shown(
    edition: Edition, wished: str | None, content: Content, language: Language
) -> Mapping[str, Any]:
    """One month in words, the newest unless another is wished for, and the way to the others."""
    months = sorted({row.month for row in edition.rows}, reverse=True)
    month = wished if wished in months else next(iter(months), None)
    rows = sorted((r for r in edition.rows if r.month == month), key=lambda r: -r.count)
    withheld = [one.country for one in edition.withheld if one.month == month]
    return {
        "month": month_text(month, language) if month else None,
        "least": str(edition.smallest),
        "total": str(sum(row.count for row in rows)),
        "columns": COLUMNS,
        "rows": [_line(row, content, language) for row in rows],
        "held": list(_held(rows, content, language)),
        "withheld": ", ".join(named("country", one, content, language) for one in withheld),
        "others": [
            (
                month_text(other, language),
                f"/open?{urlencode({'month': other, 'language': language})}",
            )
            for other in months
            if other != month
        ],
    }


def month_text(month: str, language: Language) -> str:
    """A month in words: "oktober 2026"."""
    return day_text(date.fromisoformat(f"{month}-01"), language).split(" ", 1)[1]


def _held(
    rows: Iterable[Row], content: Content, language: Language
) -> Iterator[tuple[str, str, str]]:
    """What was put together: where, of what kind, and which."""
    seen: set[tuple[str, ...]] = set()
    for row in rows:
        level = next((level for level in LEVELS if getattr(row, level) == OTHERS), None)
        if level is None:
            continue
        above = tuple(_named(one, row, content, language) for one in LEVELS[: LEVELS.index(level)])
        if above not in seen:  # once, also where it is told how it went
            seen.add(above)
            names = ", ".join(named(level, one, content, language) for one in row.holds)
            yield " – ".join(above), opened(f"held-{level}", language), names


def _line(row: Row, content: Content, language: Language) -> Line:
    country, group, need, place = (_named(level, row, content, language) for level in LEVELS)
    return country, group, need, place, opened(f"went-{row.went}", language), row.count


def _named(level: str, row: Row, content: Content, language: Language) -> str:
    value = getattr(row, level)
    if value == OTHERS:
        return opened(f"others-{level}", language, number=str(len(row.holds)))
    return named(level, value, content, language)


def named(level: str, value: str, content: Content, language: Language) -> str:
    """What a value is called; an id that has gone from the content stays as it is."""
    if value == ALL or f"{level}-{value}" in OPEN_WORDS:
        return opened(f"{level}-{value}", language)
    if level == "need" and value in content.needs:
        return content.needs[value].label.to(language)
    if level == "place" and value in content.places:
        return content.places[value].name
    wording = content.wordings.get(f"{level}-{value}")
    return wording.to(language) if wording else value
