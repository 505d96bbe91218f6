"""What Steg knows, for those who keep it: what to check again first, where it has holes, and every entry."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from bot.core.advice_text import day_text, name_of
from bot.core.comparing import YEAR, shifted
from bot.core.content import LANGUAGES, SIZES, STAGES, Content, Fact, Language
from bot.core.coverage import Hole, coverage, holes
from bot.core.demand_query import ASKED, Query, under_names_of_today
from bot.core.freshness import Why, to_recheck, why_recheck
from bot.core.wording import capital, say
from bot.core.words import folded
from bot.preview import SHOWS, preview
from bot.stores.port import Store
from bot.web.login import Logins
from bot.web.page import LANGUAGE_NAMES, Site, Visitor, language_of, render
from bot.web.staff_ways import shell
from bot.web.words import word

KINDS: Mapping[str, str] = {kind: f"{kind}s" for kind in SHOWS}
"""The kinds that can be looked at, each with the shelf of the content it stands on."""
MOST_STALE = 30  # on the first page; the rest stand in the list of their kind
MOST_HOLES = 40
MOST_PLACES_NAMED = 6  # more are unfolded

Used = Mapping[tuple[str, str], int]


@dataclass(frozen=True, slots=True)
class Listed:
    """An entry in a list. ``why``: why to check it again, "" when there is no need."""

    address: str
    name: str
    kind: str
    why: str
    checked: str
    used: int


@dataclass(frozen=True, slots=True)
class HoleShown:
    """Firms that nothing fits, in words.

    ``whole`` are areas, ``others`` municipalities outside them; ``asked``: how often the need was
    heard in a year.
    """

    need: str
    lacks: str
    whole: str
    others: Sequence[str]
    firms: str
    asked: int


def routes(site: Site, logins: Logins) -> Sequence[BaseRoute]:
    """The first page, the list of each kind, every entry, and the faults that were found."""
    pages = KnowledgePages(site)
    found: tuple[tuple[str, Callable[[Request, Visitor], Response]], ...] = (
        ("/staff/knowledge", pages.first),
        ("/staff/knowledge/{kind}", pages.kind),
        ("/staff/knowledge/{kind}/{id}", pages.entry),
    )
    return [Route(path, logins.guarded("staff", show)) for path, show in found]


class KnowledgePages:
    """The pages on the content of now."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._found: tuple[Content, date, tuple[Hole, ...]] | None = None

    def _holes(self, content: Content, today: date) -> tuple[Hole, ...]:
        """Where nothing fits; found once a day, as it takes a second."""
        if self._found is None or self._found[0] is not content or self._found[1] != today:
            self._found = (content, today, holes(coverage(content, today)))
        return self._found[2]

    def first(self, request: Request, visitor: Visitor) -> Response:
        """What to check again, where nothing fits, and what the checker says."""
        content, today, language = self._now(request)
        used, needs = used_in_a_year(self._site.store, content, today)
        stale = to_recheck(content, used, today)
        hollow = self._holes(content, today)
        shown = sorted(hollow, key=lambda hole: (-needs.get(hole.need, 0), hole.need, hole.lacks))
        return render(
            request,
            "staff_knowledge.html",
            visitor=visitor,
            kinds=_kinds(content, language, ""),
            stale=[
                _listed(row.kind.removesuffix("s"), row.id, content, language, today, row.used)
                for row in stale[:MOST_STALE]
                if row.kind.removesuffix("s") in KINDS
            ],
            stale_number=len(stale),
            holes=[_hole_shown(hole, needs, content, language) for hole in shown[:MOST_HOLES]],
            holes_number=len(hollow),
            problems=self._site.problems(),
            most_named=MOST_PLACES_NAMED,
            **shell(request, visitor, "knowledge-title"),
        )

    def kind(self, request: Request, visitor: Visitor) -> Response:
        """Every entry of a kind, or those that hold the words looked for; what to check again first."""
        kind = _kind_in(request)
        content, today, language = self._now(request)
        used, _ = used_in_a_year(self._site.store, content, today)
        looked_for = request.query_params.get("q", "").strip()[:100]
        entries = getattr(content, KINDS[kind])
        rows = [
            _listed(kind, id_, content, language, today, used.get((KINDS[kind], id_), 0))
            for id_ in entries
            if _holds(looked_for, kind, id_, content)
        ]
        rows.sort(key=lambda row: (not row.why, -row.used, row.name.casefold()))
        return render(
            request,
            "staff_knowledge_kind.html",
            visitor=visitor,
            kinds=_kinds(content, language, kind),
            kind=kind,
            rows=rows,
            looked_for=looked_for,
            **shell(request, visitor, f"kind-{KINDS[kind]}"),
        )

    def entry(self, request: Request, visitor: Visitor) -> Response:
        """One entry as owners read it, in every language, with its sources and how old they are."""
        kind, id_ = _kind_in(request), request.path_params["id"]
        content, today, language = self._now(request)
        now = content.id_now(KINDS[kind], id_)
        entry = getattr(content, KINDS[kind]).get(now)
        if entry is None:
            raise HTTPException(404)
        if now != id_:
            return RedirectResponse(address_of(kind, now), status_code=301)
        used, _ = used_in_a_year(self._site.store, content, today)
        fact = entry if isinstance(entry, Fact) else None
        return render(
            request,
            "staff_knowledge_entry.html",
            visitor=visitor,
            kind=kind,
            shelf=KINDS[kind],
            id=id_,
            texts=[(code, name, _read(kind, id_, content, code, today)) for code, name in _TONGUES],
            fact=fact,
            why=_why(why_recheck(fact, today) if fact else None, language),
            checked=day_text(fact.checked.on, language) if fact else "",
            review=day_text(fact.checked.review_after, language) if fact else "",
            used=used.get((KINDS[kind], id_), 0),
            **{
                **shell(request, visitor, "knowledge-title"),
                "title": _name(kind, id_, content, language),
            },
        )

    def _now(self, request: Request) -> tuple[Content, date, Language]:
        return self._site.content(), self._site.clock().date(), language_of(request)


_TONGUES: tuple[tuple[Language, str], ...] = tuple((one, LANGUAGE_NAMES[one]) for one in LANGUAGES)


def _kind_in(request: Request) -> str:
    """The kind that the address names.

    Raises:
        HTTPException: there is no such kind to look at.
    """
    kind = next((k for k, shelf in KINDS.items() if shelf == request.path_params["kind"]), None)
    if kind is None:
        raise HTTPException(404)
    return kind


def address_of(kind: str, id_: str) -> str:
    """Where an entry is shown."""
    return f"/staff/knowledge/{KINDS[kind]}/{id_}"


# ---- how often ----


def used_in_a_year(store: Store, content: Content, today: date) -> tuple[Used, Mapping[str, int]]:
    """How often each entry was suggested first in the last twelve months, and each need heard."""
    made_up = store.only_made_up()
    used: dict[tuple[str, str], int] = {}
    for kind in ("method", "actor", "instrument", "need"):
        query = Query(shifted(today, -YEAR), today, (kind,), ASKED, made_up=made_up)
        for count in under_names_of_today(store.demand(query), query, content):
            if count.key[0] is not None:
                used[KINDS[kind], count.key[0]] = count.conversations
    needs = {id_: number for (shelf, id_), number in used.items() if shelf == KINDS["need"]}
    return used, needs


# ---- in words ----


def _kinds(content: Content, language: Language, here: str) -> list[tuple[str, str, int, bool]]:
    """The kinds one can look at: address, name, how many, and whether it is the one shown."""
    return [
        (
            f"/staff/knowledge/{shelf}",
            word(f"kind-{shelf}", language),
            len(getattr(content, shelf)),
            kind == here,
        )
        for kind, shelf in KINDS.items()
    ]


def _listed(
    kind: str, id_: str, content: Content, language: Language, today: date, used: int
) -> Listed:
    entry = getattr(content, KINDS[kind])[id_]
    fact = entry if isinstance(entry, Fact) else None
    return Listed(
        address_of(kind, id_),
        _name(kind, id_, content, language),
        word(f"kind-one-{kind}", language),
        _why(why_recheck(fact, today) if fact else None, language),
        day_text(fact.checked.on, language) if fact else "",
        used,
    )


def _name(kind: str, id_: str, content: Content, language: Language) -> str:
    if kind == "need":
        return content.needs[id_].label.to(language)
    if kind == "term":
        return capital(next(iter(content.terms[id_].forms.to(language)), id_))
    return name_of(kind, id_, content, language)


def _why(why: Why | None, language: Language) -> str:
    return word(f"recheck-{why}", language) if why else ""


def _read(kind: str, id_: str, content: Content, language: Language, today: date) -> str:
    """What an owner reads of it; the marks of bold letters are for channels."""
    return preview(kind, id_, content, language, today).replace("**", "")


def _holds(looked_for: str, kind: str, id_: str, content: Content) -> bool:
    """Whether an entry has the words looked for in its id or its name in any language."""
    names = (_name(kind, id_, content, language) for language in LANGUAGES)
    return folded(looked_for) in folded(" ".join((id_, *names)))


# ---- holes ----


def _hole_shown(
    hole: Hole, needs: Mapping[str, int], content: Content, language: Language
) -> HoleShown:
    firms = [
        *(
            []
            if len(hole.stages) == len(STAGES)
            else _said("stage", hole.stages, content, language)
        ),
        *([] if len(hole.sizes) == len(SIZES) else _said("size", hole.sizes, content, language)),
    ]
    return HoleShown(
        need=content.needs[hole.need].label.to(language),
        lacks=word(f"lacks-{hole.lacks}", language),
        whole="; ".join(_areas(hole.places, content, language)),
        others=_others(hole.places, content),
        firms=", ".join(firms) or word("all", language),
        asked=needs.get(hole.need, 0),
    )


def _said(fact: str, values: Sequence[str], content: Content, language: Language) -> list[str]:
    return [say(content, f"{fact}-{value}", language) for value in values]


def _whole_areas(places: Sequence[str], content: Content) -> Iterator[tuple[str, set[str]]]:
    """Every area of which all municipalities are among these, with their ids."""
    for area in content.areas.values():
        inside = {place.id for place in content.places.values() if place.area == area.id}
        if inside and inside <= set(places):
            yield area.id, inside


def _areas(places: Sequence[str], content: Content, language: Language) -> Iterator[str]:
    """Whole areas by name."""
    for area, _ in _whole_areas(places, content):
        yield word("all-of", language, area=content.areas[area].name.to(language))


def _others(places: Sequence[str], content: Content) -> list[str]:
    """The municipalities outside areas that are here as a whole, by name."""
    in_areas = {place for _, inside in _whole_areas(places, content) for place in inside}
    return sorted(content.places[place].name for place in {*places} - in_areas)
