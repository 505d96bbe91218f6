"""The staff pages: what owners ask for, where, what is rising and what is missing; as pages and as files."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from starlette.datastructures import QueryParams
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from bot.core.content import Content
from bot.web import map_asked
from bot.web.login import Logins
from bot.web.page import Site, Visitor, language_of, render
from bot.web.staff_cut import PERIODS, Cut, address, chosen_texts, cut_in, span_of
from bot.web.staff_figures import Figures
from bot.web.staff_reader import Reader
from bot.web.staff_sections import Section, on_the_map, overview
from bot.web.staff_sentences import sentences
from bot.web.staff_tables import Table, as_csv, as_xlsx

SMALLEST_COUNT = 5  # below this a row could point at one owner; staff see it, the public must not
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

Sections = Callable[[Figures, Reader], Sequence[Section]]


def routes(site: Site, logins: Logins) -> Sequence[BaseRoute]:
    """The pages; each is also a file, with ``format=csv`` or ``xlsx`` in its address."""

    def page_of(sections: Sections) -> Callable[[Request, Visitor], Response]:
        def show(request: Request, visitor: Visitor) -> Response:
            content = site.content()
            chosen, moved = _chosen(request, content)
            if moved:
                return RedirectResponse(moved, status_code=301)
            cut = cut_in(chosen, content, site.clock().date())
            figures, read = Figures(site.store, content, cut), Reader(content, language_of(request))
            found = sections(figures, read)
            if wanted := request.query_params.get("format"):
                return _file(request, wanted, [section.table for section in found], cut)
            return render(
                request,
                "staff.html",
                visitor=visitor,
                figures=figures,
                sections=found,
                sentences=sentences(figures, read),
                least=str(SMALLEST_COUNT),
                compared=_compared(figures, read),
                **_ways(request, cut, content, site, read),
            )

        return show

    return [
        Route("/staff", logins.guarded("staff", page_of(overview))),
        Route("/staff/map", logins.guarded("staff", page_of(lambda *of: [on_the_map(*of)]))),
        Route("/staff/need/{need}", logins.guarded("staff", page_of(overview))),
        Route("/staff/place/{place}", logins.guarded("staff", page_of(overview))),
    ]


def _chosen(request: Request, content: Content) -> tuple[QueryParams, str | None]:
    """What path and query ask for; and where a page stands whose entry has another id now.

    Raises:
        HTTPException: there is no such need or place.
    """
    in_path: dict[str, str] = dict(request.path_params)
    for key, kind, entries in (
        ("need", "needs", content.needs),
        ("place", "places", content.places),
    ):
        if key not in in_path:
            continue
        now = content.id_now(kind, in_path[key])
        if now not in entries:
            raise HTTPException(404)
        if now != in_path[key]:
            query = f"?{request.url.query}" if request.url.query else ""
            return request.query_params, f"/staff/{key}/{now}{query}"
    return QueryParams({**request.query_params, **in_path}), None


def _compared(figures: Figures, read: Reader) -> str:
    """What the counts are compared with, in words."""
    spans = [span for span in (figures.before, figures.year_before) if span]
    if not spans:
        return read.word("compared-nothing")
    return read.word("compared", spans=read.word("and-also").join(read.span(one) for one in spans))


def _ways(
    request: Request, cut: Cut, content: Content, site: Site, read: Reader
) -> Mapping[str, Any]:
    """What the page is called, what can be chosen on it, and where it leads."""
    page, language = request.url.path, read.language
    on_one = next((key for key in ("need", "place") if key in request.path_params), None)
    on_map = page == "/staff/map"
    today = site.clock().date()
    title = (
        read.named(on_one, getattr(cut, on_one))
        if on_one
        else read.word("staff-map-title" if on_map else "staff-title")
    )
    elsewhere = cut.but(**{on_one: None}) if on_one else cut
    return {
        "title": title,
        "on_one": on_one,
        "on_map": on_map,
        "span": read.span(cut.span),
        "cut": cut,
        "pages": [
            (address(elsewhere, "/staff"), read.word("go-overview"), not (on_one or on_map)),
            (address(elsewhere, "/staff/map"), read.word("go-staff-map"), on_map),
        ],
        "periods": [
            (
                address(cut.but(period=period, span=span_of(period, today)), page),
                read.word(f"period-{period}"),
                period == cut.period,
            )
            for period in PERIODS
        ],
        "chosen": list(chosen_texts(cut, page, content, language)),
        "here": page,
        "today": today.isoformat(),
        "all_needs": map_asked.needs(content, language),
        "all_places": map_asked.places(content, language),
        "all_sizes": map_asked.sizes(content, language),
        "all_sides": map_asked.sides(language),
        "csv_of": lambda table: address(cut, page, format="csv", table=table.id),
        "xlsx_of": lambda table: address(cut, page, format="xlsx", table=table.id),
        "all_as_csv": address(cut, page, format="csv"),
        "all_as_xlsx": address(cut, page, format="xlsx"),
    }


def _file(request: Request, form: str, tables: Sequence[Table], cut: Cut) -> Response:
    """The tables of the page as a file, or the one that is asked for.

    Raises:
        HTTPException: there is no such table or form here.
    """
    wanted = request.query_params.get("table")
    found = [table for table in tables if wanted in (None, table.id)]
    if not found or form not in ("csv", "xlsx"):
        raise HTTPException(404)
    parts = ["steg", *request.path_params.values(), wanted or "all"]
    name = f"{'-'.join(parts)}-{cut.span.first}-{cut.span.last}.{form}"
    body: str | bytes = as_csv(found) if form == "csv" else as_xlsx(found)
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(body, media_type="text/csv" if form == "csv" else XLSX, headers=headers)
