"""Puts a page together: its language, its words, its files, and who looks at it."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, partial
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from bot.core.accounts import Account, opens
from bot.core.content import LANGUAGES, Content, Language
from bot.core.conversation import DeskMessage, Turn
from bot.core.desks import NO_DESKS, Desks
from bot.core.reading import Problem
from bot.openid import Provider
from bot.stores.port import Store
from bot.web.app import preferred_language
from bot.web.words import word

LANGUAGE_COOKIE = "steg-language"  # the chat page writes and reads the same one
LANGUAGE_LIFE = 365 * 24 * 3600  # seconds
LANGUAGE_NAMES: Mapping[Language, str] = {"nb": "Norsk", "sv": "Svenska", "en": "English"}
MOST_FIELDS = 10  # of a form; ours have fewer
_FOLDER = Path(__file__).parent


def _no_desks() -> Desks:
    """The desks of a site that has none."""
    return NO_DESKS


def _refused(_: DeskMessage) -> None:
    """What acting leads to where nobody can act: nothing."""


@dataclass(frozen=True, slots=True)
class Site:
    """What the pages are built on; handed in once, when the process starts.

    ``secret`` signs forms. ``secure``: the public address is https, so cookies travel on nothing else.
    ``link_secret`` signs the links in mails to desks; without one no link opens anything. ``act`` keeps
    what an adviser does; it gives None when that was kept before, or belongs to no desk or request.
    ``openid`` vouches for those who log in without a password. ``reads`` gives the needs Steg reads in
    a text now, heaviest first; without it pages do not show them. ``problems`` are the faults of the
    content that did not keep Steg from starting.
    """

    content: Callable[[], Content]
    store: Store
    clock: Callable[[], datetime]
    secret: str
    secure: bool
    link_secret: str | None = None
    desks: Callable[[], Desks] = _no_desks
    act: Callable[[DeskMessage], Turn | None] = _refused
    openid: Provider | None = None
    problems: Callable[[], Sequence[Problem]] = tuple
    reads: Callable[[str], Sequence[str]] | None = None
    keep_text_days: int = 14
    keep_talk_days: int = 365


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody who is logged in. ``proof`` shows that a form came from our page."""

    account: Account
    proof: str


def language_of(request: Request) -> Language:
    """The language asked for in the address, else the one chosen before, else the browser's."""
    asked = (request.query_params.get("language"), request.cookies.get(LANGUAGE_COOKIE))
    chosen = next((language for wish in asked for language in LANGUAGES if language == wish), None)
    return chosen or preferred_language(request.headers.get("accept-language", ""))


def render(
    request: Request,
    template: str,
    *,
    status: int = 200,
    visitor: Visitor | None = None,
    **values: Any,
) -> Response:
    """A page in the reader's language; a language asked for in the address is remembered."""
    language = language_of(request)
    page = _templates().get_template(template)
    html = page.render(
        language=language,
        languages=[
            (code, name, in_language(request, code)) for code, name in LANGUAGE_NAMES.items()
        ],
        word=partial(word, language=language),
        static=_static,
        path=request.url.path,
        visitor=visitor,
        opens=opens(visitor.account.role) if visitor else (),
        **values,
    )
    response = HTMLResponse(html, status_code=status)
    if request.query_params.get("language") == language:
        response.set_cookie(
            LANGUAGE_COOKIE, language, max_age=LANGUAGE_LIFE, path="/", samesite="lax"
        )
    return response


def in_language(request: Request, language: Language) -> str:
    """The address of this page in another language, with all that was chosen on it."""
    kept = [(key, value) for key, value in request.query_params.multi_items() if key != "language"]
    return f"{request.url.path}?{urlencode([*kept, ('language', language)])}"


async def form_of(request: Request, most_fields: int = MOST_FIELDS) -> dict[str, str]:
    """The fields of a posted form; what is not a form, or has more, has none."""
    body = (await request.body()).decode("utf-8", "replace")
    try:
        return dict(parse_qsl(body, keep_blank_values=True, max_num_fields=most_fields))
    except ValueError:
        return {}


@cache
def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _static(name: str) -> str:
    """The address of a file, with the version that lets a browser keep it."""
    version = hashlib.sha256((_FOLDER / "static" / name).read_bytes()).hexdigest()[:12]
    return f"/static/{name}?v={version}"
