"""The advisers' desk: the requests for a person, newest first; for reading only."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from bot.core.advice_text import day_text
from bot.core.content import Content, Language
from bot.core.conversation import Handoff
from bot.web.login import Logins
from bot.web.page import Site, Visitor, language_of, render
from bot.web.words import word

MOST_SHOWN = 200  # requests on one page; more would be slow on a phone
NOBODY = "nobody"  # in the address of the page: requests that go to no actor


@dataclass(frozen=True, slots=True)
class Shown:
    """A request as the desk shows it; ``summary`` is the owner's own words, ``reach`` may hold some."""

    day: date
    day_text: str
    needs: str
    place: str
    to: str
    summary: str
    reach: str
    stage: str
    language: Language


def routes(site: Site, logins: Logins) -> Sequence[BaseRoute]:
    """The address of the page."""

    def show(request: Request, visitor: Visitor) -> Response:
        content, language = site.content(), language_of(request)
        requests = site.store.handoffs()
        actors = _actors(requests, content, language)
        chosen = request.query_params.get("actor", "")
        chosen = chosen if chosen in dict(actors) else ""
        wanted = [r for r in requests if not chosen or (r.to or NOBODY) == chosen]
        return render(
            request,
            "desk.html",
            visitor=visitor,
            actors=actors,
            chosen=chosen,
            requests=[shown(r, content, language) for r in newest_first(wanted)[:MOST_SHOWN]],
            all_requests=len(wanted),
        )

    return [Route("/desk", logins.guarded("desk", show))]


def newest_first(requests: Iterable[Handoff]) -> list[Handoff]:
    """Requests by when they were made, the latest first."""
    return sorted(requests, key=lambda r: (r.at, r.id), reverse=True)


def shown(request: Handoff, content: Content, language: Language) -> Shown:
    """A request in the adviser's language; the owner's own words stay as they are."""
    needs = [
        content.needs[n].label.to(language) if n in content.needs else n for n in request.needs
    ]
    place = content.places.get(request.place or "")
    return Shown(
        day=request.at.date(),
        day_text=day_text(request.at.date(), language),
        needs=", ".join(needs) or word("need-not-understood", language),
        place=place.name if place else request.place or word("place-unknown", language),
        to=_actor_name(request.to or NOBODY, content, language),
        summary=request.summary,
        reach=_reach(request, language),
        stage=word(f"stage-{request.stage}", language),
        language=request.language,
    )


def _reach(request: Handoff, language: Language) -> str:
    """How the owner wants to be reached."""
    channel = request.conversation.partition(":")[0]
    if request.reach == "here":
        return word("reach-here", language, channel=word(f"channel-{channel}", language))
    return word(f"reach-{request.reach}", language, contact=request.contact or "")


def _actors(
    requests: Iterable[Handoff], content: Content, language: Language
) -> list[tuple[str, str]]:
    """The actors that requests go to, to choose from, by name."""
    ids = {request.to or NOBODY for request in requests}
    return sorted(
        ((to, _actor_name(to, content, language)) for to in ids), key=lambda pair: pair[1]
    )


def _actor_name(to: str, content: Content, language: Language) -> str:
    if to == NOBODY:
        return word("desk-nobody", language)
    return content.actors[to].name if to in content.actors else to
