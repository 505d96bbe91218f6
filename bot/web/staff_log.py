"""What staff did and why, for administrators: the latest first, by person, and as a file."""

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from bot.core.advice_text import day_text
from bot.core.audit import KEPT, Act
from bot.core.content import Language
from bot.core.follow_up import HERE
from bot.web.desk_door import kept_apart
from bot.web.login import Logins
from bot.web.page import Site, Visitor, language_of, render
from bot.web.staff_tables import Row, as_csv, table
from bot.web.staff_ways import only_admin, shell
from bot.web.words import word

AT_ONCE = 100  # lines to a page
MOST_PAGES = 10_000  # more than two years of a busy office
MOST_IN_FILE = 1_000_000
FILE = "steg-log.csv"
LOG = "/staff/log"
COLUMNS = ("time", "who", "deed", "on", "why")
TERMINAL = "-"  # stands for the operator's terminal in an address, where "" is everybody


def routes(site: Site, logins: Logins) -> Sequence[BaseRoute]:
    """The log."""
    return [
        Route(LOG, logins.guarded("staff", lambda request, visitor: _show(request, visitor, site)))
    ]


def _show(request: Request, visitor: Visitor, site: Site) -> Response:
    only_admin(visitor)
    language, log = language_of(request), site.store.audit
    who = request.query_params.get("who", "")
    people = list(log.people())
    by = {TERMINAL: ""}.get(who, who) if who else None
    if by not in people:
        by, who = None, ""
    if request.query_params.get("format") == "csv":
        # First, so that the file tells of itself as well.
        log.add(Act(site.clock(), visitor.account.name, "downloaded", FILE))
        return kept_apart(_file(log.latest(MOST_IN_FILE, by=by), language))
    page = _page(request.query_params.get("page", ""))
    acts = log.latest(AT_ONCE + 1, by=by, skip=page * AT_ONCE)
    response = render(
        request,
        "staff_log.html",
        visitor=visitor,
        **shell(request, visitor, "log-title"),
        lines=[_line(act, language) for act in acts[:AT_ONCE]],
        columns=COLUMNS,
        people=[(name or TERMINAL, _who(name, language)) for name in people],
        who=who,
        days=str(KEPT.days),
        csv=_address(who=who, format="csv"),
        newer=_address(who=who, page=str(page - 1)) if page else None,
        older=_address(who=who, page=str(page + 1)) if len(acts) > AT_ONCE else None,
    )
    return kept_apart(response)


def _page(told: str) -> int:
    """Which page is asked for, the first when that means nothing."""
    number = int(told) if told.isascii() and told.isdecimal() and len(told) < 6 else 0
    return min(number, MOST_PAGES)


def _address(**chosen: str) -> str:
    query: Mapping[str, str] = {
        key: value for key, value in chosen.items() if value not in ("", "0")
    }
    return f"{LOG}?{urlencode(query)}" if query else LOG


def _line(act: Act, language: Language) -> tuple[str, ...]:
    """A line of the log in words, by column."""
    at = act.at.astimezone(HERE)
    when = f"{day_text(at.date(), language)} {at:%H:%M}"
    return (when, _who(act.by, language), word(f"deed-{act.deed}", language), act.about, act.why)


def _who(name: str, language: Language) -> str:
    return name or word("log-terminal", language)


def _file(acts: Sequence[Act], language: Language) -> Response:
    """The log as a file; its times are whole, so that it can be sorted."""
    rows = [Row((act.at.isoformat(timespec="seconds"), *_line(act, language)[1:])) for act in acts]
    made = table("log", language, [(name, "text") for name in COLUMNS], rows, adds_up=False)
    headers = {"Content-Disposition": f'attachment; filename="{FILE}"'}
    return Response(as_csv([made]), media_type="text/csv; charset=utf-8", headers=headers)
