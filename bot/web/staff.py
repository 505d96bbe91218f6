"""The staff pages: what owners ask for, where, what is rising and what is missing; as pages and as files."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import QueryParams
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from bot.core.audit import Act
from bot.core.content import Content
from bot.web import map_asked, staff_funnel, staff_handoffs, staff_outcomes
from bot.web.login import Logins
from bot.web.page import Site, Visitor, language_of, render
from bot.web.staff_cut import CHOOSABLE, PERIODS, Cut, address, chosen_texts, cut_in, span_of
from bot.web.staff_figures import Figures
from bot.web.staff_reader import Reader
from bot.web.staff_sections import Section, on_the_map, overview
from bot.web.staff_sentences import sentences, sentences_of_map
from bot.web.staff_tables import Table, as_csv, as_xlsx
from bot.web.staff_ways import ways

SMALLEST_COUNT = 5  # below this a row could point at one owner; staff see it, the public must not
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

Sections = Callable[[Figures, Reader], Sequence[Section]]
Sentences = Callable[[Figures, Reader], Sequence[str]]


@dataclass(frozen=True, slots=True)
class FigurePage:
    """A page of figures; each is also a file, with ``format=csv`` or ``xlsx`` in its address.

    ``title`` is a word's id; the page of one need or place is called by its name.
    """

    path: str
    title: str
    sections: Sections
    sentences: Sentences


PAGES: tuple[FigurePage, ...] = (
    FigurePage("/staff", "staff-title", overview, sentences),
    FigurePage("/staff/map", "staff-map-title", lambda *of: [on_the_map(*of)], sentences_of_map),
    FigurePage("/staff/funnel", "funnel-title", staff_funnel.funnel, staff_funnel.sentences),
    FigurePage(
        "/staff/outcomes", "outcomes-title", staff_outcomes.outcomes, staff_outcomes.sentences
    ),
    FigurePage(
        "/staff/handoffs", "handoffs-title", staff_handoffs.handoffs, staff_handoffs.sentences
    ),
    FigurePage("/staff/need/{need}", "staff-title", overview, sentences),
    FigurePage("/staff/place/{place}", "staff-title", overview, sentences),
)


def routes(site: Site, logins: Logins) -> Sequence[BaseRoute]:
    """The addresses of all pages for staff."""

    def shown(page: FigurePage) -> Callable[[Request, Visitor], Response]:
        return lambda request, visitor: _show(request, visitor, page, site)

    return [Route(page.path, logins.guarded("staff", shown(page))) for page in PAGES]


def _show(request: Request, visitor: Visitor, page: FigurePage, site: Site) -> Response:
    """A page of figures, or its tables as a file."""
    content = site.content()
    chosen, moved = _chosen(request, content)
    if moved:
        return RedirectResponse(moved, status_code=301)
    cut = cut_in(chosen, content, site.clock().date())
    figures, read = Figures(site.store, content, cut), Reader(content, language_of(request))
    found = page.sections(figures, read)
    if wanted := request.query_params.get("format"):
        response = _file(request, wanted, [section.table for section in found], cut)
        what = response.headers["Content-Disposition"].partition("=")[2].strip('"')
        site.store.audit.add(Act(site.clock(), visitor.account.name, "downloaded", what))
        return response
    return render(
        request,
        "staff.html",
        visitor=visitor,
        figures=figures,
        sections=_worth_showing(found, figures),
        sentences=page.sentences(figures, read),
        least=str(SMALLEST_COUNT),
        compared=_compared(figures, read),
        number=read.number,
        title=_title(request, page, cut, read),
        pages=ways(request.url.path, visitor, read.language, cut),
        **_choices(request, cut, content, site, read),
    )


def _worth_showing(found: Sequence[Section], figures: Figures) -> Sequence[Section]:
    """Every section; where nobody asked, only those that still have something to show."""
    return found if figures.total() else [section for section in found if section.table.rows]


def _title(request: Request, page: FigurePage, cut: Cut, read: Reader) -> str:
    """What a page is called: that of one need or place by its name."""
    on_one = _on_one(request)
    return read.named(on_one, getattr(cut, on_one)) if on_one else read.word(page.title)


def _on_one(request: Request) -> str | None:
    """The column of which a page shows one value."""
    return next((key for key in ("need", "place") if key in request.path_params), None)


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


def _choices(
    request: Request, cut: Cut, content: Content, site: Site, read: Reader
) -> Mapping[str, Any]:
    """What is chosen on a page, what can be chosen, and where that leads."""
    page, language = request.url.path, read.language
    today = site.clock().date()
    return {
        "on_one": _on_one(request),
        "on_map": page == "/staff/map",
        "span": read.span(cut.span),
        "cut": cut,
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
    page = request.url.path.split("/")[2:]
    chosen = (getattr(cut, key) for key in CHOOSABLE)
    parts = ["steg", *page, *(one for one in chosen if one and one not in page), wanted or "all"]
    name = f"{'-'.join(parts)}-{cut.span.first}-{cut.span.last}.{form}"
    body: str | bytes = as_csv(found) if form == "csv" else as_xlsx(found)
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(body, media_type="text/csv" if form == "csv" else XLSX, headers=headers)
