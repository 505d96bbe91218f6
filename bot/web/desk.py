"""The advisers' desk: the requests for a person, those past their promise first."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from bot.core.case_links import case_address
from bot.core.content import Language
from bot.core.conversation import Adviser, Handoff
from bot.web.desk_case import LOOKS_EVERY, CasePages
from bot.web.desk_door import account_adviser, kept_apart
from bot.web.desk_reading import NOBODY, Reading, fingerprint
from bot.web.login import Logins
from bot.web.page import Site, Visitor, language_of, render
from bot.web.words import word

MOST_SHOWN = 200  # requests on one page; more would be slow on a phone
MOST_WROTE = 140  # characters of what the owner wrote that tell requests apart in the list
OPEN = "open"  # all that somebody still has to do something about
GROUPS: Mapping[str, str] = {
    "mine": "desk-mine",
    "waiting": "desk-waiting",
    "others": "desk-others",
    "closed": "desk-closed",
}
"""The parts of the list in their order, each with its word."""

Options = list[tuple[str, str]]  # each a value and its text
Grouped = dict[str, list[Handoff]]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which requests the address asks for; empty is any."""

    show: str = OPEN
    desk: str = ""
    actor: str = ""
    need: str = ""

    @property
    def is_narrow(self) -> bool:
        """Whether anything was chosen in the form."""
        return bool(self.desk or self.actor or self.need)

    def includes(self, request: Handoff) -> bool:
        """Whether a request is among those chosen in the form."""
        return (
            self.desk in ("", request.desk or NOBODY)
            and self.actor in ("", request.to or NOBODY)
            and (not self.need or self.need in request.needs)
        )

    def address(self, show: str) -> str:
        """Where the same choices stand for another part of the list."""
        chosen = {"show": show, "desk": self.desk, "actor": self.actor, "need": self.need}
        return f"/desk?{urlencode({key: value for key, value in chosen.items() if value})}"


@dataclass(frozen=True, slots=True)
class Row:
    """A request in the list; ``wrote`` is the beginning of what the owner wrote."""

    address: str
    needs: str
    whose: str
    wrote: str
    language: Language
    to: str
    desk: str
    waited: str
    promised: str
    is_late: bool
    standing: str


def routes(site: Site, logins: Logins) -> Sequence[BaseRoute]:
    """The addresses of the list, and of each request in it."""

    def show(request: Request, visitor: Visitor) -> Response:
        reading = Reading(site.content(), site.desks(), language_of(request), site.clock())
        kept, me = site.store.handoffs(), account_adviser(visitor.account)
        listed = _listed(kept, request.query_params, reading, me)
        return kept_apart(render(request, "desk.html", visitor=visitor, **listed))

    return [Route("/desk", logins.guarded("desk", show)), *CasePages(site, logins).routes()]


def _listed(
    kept: Sequence[Handoff], asked: QueryParams, reading: Reading, me: Adviser
) -> dict[str, Any]:
    """What the page tells: the requests that were chosen, and what there is to choose from."""
    chosen = _Choosing(kept, reading)
    wanted = chosen.wanted(asked)
    groups = grouped(filter(wanted.includes, kept), reading, me)
    shown = _shown(groups, wanted.show)
    return {
        "wanted": wanted,
        "parts": list(_parts(groups, wanted, reading.language)),
        "desks": chosen.desks,
        "actors": chosen.actors,
        "needs": chosen.needs,
        "groups": [
            (group, word(GROUPS[group], reading.language), [_row(r, reading, me) for r in rows])
            for group, rows in shown.items()
        ],
        "shown": sum(map(len, shown.values())),
        "wanted_requests": sum(len(groups[group]) for group in _groups_of(wanted.show)),
        "all_requests": len(kept),
        "here": wanted.address(wanted.show),
        "looks_every": LOOKS_EVERY,
        "version": fingerprint([(r.id, r.stage, r.adviser, reading.is_late(r)) for r in kept]),
    }


# ---- which ----


def grouped(requests: Iterable[Handoff], reading: Reading, me: Adviser) -> Grouped:
    """The requests by who has to do something: those that should be looked at first come first."""
    groups: Grouped = {group: [] for group in GROUPS}
    for request in requests:
        groups[group_of(request, me)].append(request)
    for group in ("mine", "waiting", "others"):
        groups[group].sort(key=lambda r: (not reading.is_late(r), r.at, r.id))
    groups["closed"].sort(key=lambda r: (r.closed_at or r.at, r.id), reverse=True)
    return groups


def group_of(request: Handoff, me: Adviser) -> str:
    """The part of the list a request stands in for somebody."""
    if not request.is_open:
        return "closed"
    if request.adviser is None:
        return "waiting"
    return "mine" if request.adviser.id == me.id else "others"


def _groups_of(show: str) -> tuple[str, ...]:
    """The parts that are shown together."""
    return ("mine", "waiting", "others") if show == OPEN else (show,)


def _shown(groups: Grouped, show: str) -> Grouped:
    """The parts that are shown and have requests, together no more than fit on a page."""
    shown: Grouped = {}
    left = MOST_SHOWN
    for group in _groups_of(show):
        if rows := groups[group][:left]:
            shown[group] = rows
            left -= len(rows)
    return shown


def _parts(
    groups: Grouped, wanted: Wanted, language: Language
) -> Iterable[tuple[str, str, int, bool]]:
    """The parts one can look at: address, word, how many, and whether it is the one shown."""
    for show, key in {OPEN: "desk-open", **GROUPS}.items():
        number = sum(len(groups[group]) for group in _groups_of(show))
        yield wanted.address(show), word(key, language), number, show == wanted.show


class _Choosing:
    """What there is to choose from: the desks, actors and needs that the requests have."""

    def __init__(self, requests: Sequence[Handoff], reading: Reading) -> None:
        self.desks = _options((r.desk or NOBODY for r in requests), reading.office)
        self.actors = _options((r.to or NOBODY for r in requests), reading.actor)
        self.needs = _options((need for r in requests for need in r.needs), reading.need)

    def wanted(self, asked: QueryParams) -> Wanted:
        """What the address asks for; a value that no request has counts as not chosen."""
        show = asked.get("show", OPEN)
        offered = (("desk", self.desks), ("actor", self.actors), ("need", self.needs))
        chosen = {
            key: value for key, options in offered if (value := asked.get(key)) in dict(options)
        }
        return Wanted(show if show in GROUPS else OPEN, **chosen)


def _options(ids: Iterable[str], named: Callable[[str], str]) -> Options:
    return sorted(((one, named(one)) for one in set(ids)), key=lambda pair: pair[1].casefold())


# ---- how they read ----


def _row(request: Handoff, reading: Reading, me: Adviser) -> Row:
    by = reading.promise(request)
    return Row(
        address=case_address(request.id),
        needs=reading.needs(request),
        whose=reading.whose(request),
        wrote=beginning(request.summary),
        language=request.language,
        to=reading.actor(request.to),
        desk=reading.office(request.desk) if request.desk else "",
        waited=reading.waited(request) if group_of(request, me) == "waiting" else "",
        promised=word("desk-promised", reading.language, by=by) if by else "",
        is_late=reading.is_late(request),
        standing=reading.standing(request, me),
    )


def beginning(text: str) -> str:
    """The first words of a text on one line, with dots where it goes on."""
    line = " ".join(text.split())
    if len(line) <= MOST_WROTE:
        return line
    return f"{line[:MOST_WROTE].rpartition(' ')[0] or line[:MOST_WROTE]} …"
