"""What a data protection officer asks for: which rights owners used, how long things are kept, and what."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import get_args

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from bot.core.content import Language
from bot.core.privacy import TABLE, Row, Whose
from bot.core.wording import capital, fill
from bot.privacy_page import days
from bot.stores.port import RequestCount
from bot.web.desk_door import kept_apart
from bot.web.login import Logins
from bot.web.page import Site, Visitor, language_of, render
from bot.web.staff_privacy_words import COLUMNS, kept_text
from bot.web.staff_reader import Reader
from bot.web.staff_ways import shell
from bot.web.words import WORDS

REQUESTS = ("file", "erased", "not-kept")
MOST_MONTHS = 24
# How often the worker clears up; until it has come by, something may be that much older than its limit.
CLEARED_EVERY: Mapping[str, timedelta] = {
    "words": timedelta(hours=6),
    "talk": timedelta(hours=24),
    "contacts": timedelta(hours=6),
    "seen": timedelta(hours=24),
    "audit": timedelta(hours=24),
    "lessons": timedelta(hours=24),
    "willing": timedelta(hours=24),
}
# Settings are for the operator's own page; here a county's officer reads.
_SETTING = re.compile(r" \(STEG_\w+\)|`")


@dataclass(frozen=True, slots=True)
class Limit:
    """How long one kind of data is kept; ``late`` is how much is too old now, None where nobody counts."""

    name: str
    days: str
    cleared: str
    late: int | None


@dataclass(frozen=True, slots=True)
class Kept:
    """One row of what is kept, with a pair of heading and text for each column but the first."""

    what: str
    told: tuple[tuple[str, str], ...]


def routes(site: Site, logins: Logins) -> Sequence[BaseRoute]:
    """The page."""
    return [
        Route(
            "/staff/privacy",
            logins.guarded("staff", lambda request, visitor: _show(request, visitor, site)),
        )
    ]


def _show(request: Request, visitor: Visitor, site: Site) -> Response:
    read = Reader(site.content(), language_of(request))
    limits = _limits(site, read)
    response = render(
        request,
        "staff_privacy.html",
        visitor=visitor,
        **shell(request, visitor, "privacy-title"),
        requests=_requests(site.store.privacy.requests(), read),
        kinds=REQUESTS,
        limits=limits,
        is_late=any(limit.late for limit in limits),
        kept=kept(site.keep_text_days, site.keep_talk_days, read.language),
    )
    return kept_apart(response)


def _requests(counts: Sequence[RequestCount], read: Reader) -> list[tuple[str, list[int]]]:
    """Each month with how often each right was used, the latest first."""
    months = list(dict.fromkeys(count.month for count in counts))[:MOST_MONTHS]
    found = {(count.month, count.kind): count.count for count in counts}
    return [
        (read.month(month), [found.get((month, kind), 0) for kind in REQUESTS]) for month in months
    ]


def _limits(site: Site, read: Reader) -> list[Limit]:
    numbers = days(site.keep_text_days, site.keep_talk_days)
    late = site.store.privacy.past_their_time(_too_old(numbers, site.clock()))
    return [
        Limit(
            read.word(f"limit-{name}"),
            read.word("so-many-days", days=number),
            _cleared(name, read),
            late.get(name),
        )
        for name, number in numbers.items()
        if f"limit-{name}" in WORDS
    ]


def _too_old(numbers: Mapping[str, str], now: datetime) -> Mapping[str, datetime]:
    """Before when a thing of each kind should be gone, the worker having come by."""
    return {
        name: now - timedelta(days=int(numbers[name])) - every
        for name, every in CLEARED_EVERY.items()
    }


def _cleared(name: str, read: Reader) -> str:
    every = CLEARED_EVERY.get(name)
    if every is None:
        return read.word("with-an-erasure")
    hours = every // timedelta(hours=1)
    return read.word("every-day") if hours == 24 else read.word("every-hours", hours=hours)


def kept(
    keep_text_days: int, keep_talk_days: int, language: Language
) -> list[tuple[Whose, list[Kept]]]:
    """What is kept, by whose it is, with the days of the settings."""
    values = days(keep_text_days, keep_talk_days)

    def told(row: Row, column: str) -> str:
        return capital(_SETTING.sub("", fill(kept_text(row, column, language), values)))

    return [
        (
            whose,
            [
                Kept(
                    told(row, "what"),
                    tuple(
                        (f"kept-{name.replace('_', '-')}", told(row, name)) for name in COLUMNS[1:]
                    ),
                )
                for row in TABLE
                if row.whose == whose
            ],
        )
        for whose in get_args(Whose)
    ]
