"""The web process as one application: routes, health, metrics, safe headers, kind error pages."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from html import escape

import structlog
from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.core.content import Language

log = structlog.get_logger()

MOST_BODY_BYTES = 1_000_000  # the largest event a platform sends us is far smaller
PROMETHEUS_TEXT = "text/plain; version=0.0.4; charset=utf-8"

CONTENT_SECURITY_POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
)
SAFE_HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}

# Languages a reader of nb reads as their own.
_SPOKEN: Mapping[str, Language] = {"nb": "nb", "no": "nb", "nn": "nb", "sv": "sv", "en": "en"}

_NOT_FOUND: Mapping[Language, tuple[str, str, str]] = {
    "nb": (
        "Her er det ingenting",
        "Siden du leter etter, finnes ikke. Kanskje den har flyttet.",
        "Snakk med Steg",
    ),
    "sv": (
        "Här finns ingenting",
        "Sidan du letar efter finns inte. Kanske har den flyttat.",
        "Prata med Steg",
    ),
    "en": (
        "There is nothing here",
        "We have no such page. Perhaps it has moved.",
        "Talk with Steg",
    ),
}
_FAILED: Mapping[Language, tuple[str, str, str]] = {
    "nb": (
        "Noe gikk galt hos oss",
        "Det er ikke din feil. Vent litt, og prøv igjen.",
        "Tilbake til Steg",
    ),
    "sv": (
        "Något gick fel hos oss",
        "Det är inte ditt fel. Vänta lite och försök igen.",
        "Tillbaka till Steg",
    ),
    "en": (
        "Something went wrong here",
        "It is not your fault. Wait a little and try again.",
        "Back to Steg",
    ),
}

_PAGE = """<!doctype html>
<html lang="{language}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} – Steg</title>
<link rel="icon" href="/static/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/static/chat.css">
<body class="apart">
<main>
<h1>{title}</h1>
<p>{text}</p>
<p><a class="way-on" href="/">{way_on}</a></p>
</main>
</html>
"""


def create_app(
    routes: Sequence[BaseRoute],
    *,
    ready: Callable[[], str | None],
    metrics: Callable[[], str],
    start: Callable[[], Awaitable[None]],
    stop: Callable[[], Awaitable[None]],
) -> Starlette:
    """The application that a web server runs.

    Args:
        routes: the addresses of the channels and pages.
        ready: why we cannot serve now, as one line; None when we can.
        metrics: what is counted, as Prometheus text.
        start: awaited before the first request.
        stop: awaited after the last, also when serving ended with a fault.
    """

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        await start()
        try:
            yield
        finally:
            await stop()

    return Starlette(
        routes=[*routes, *_health_routes(ready, metrics)],
        middleware=[
            Middleware(SafeHeaders),
            Middleware(RequestBodyLimitMiddleware, max_body_size=MOST_BODY_BYTES),
        ],
        exception_handlers={HTTPException: _refused, Exception: _failed},
        lifespan=lifespan,
    )


def _health_routes(ready: Callable[[], str | None], metrics: Callable[[], str]) -> list[Route]:
    async def healthz(_: Request) -> Response:
        return PlainTextResponse("ok")

    async def readyz(_: Request) -> Response:
        why_not = ready()
        return PlainTextResponse(why_not or "ok", status_code=503 if why_not else 200)

    async def counted(_: Request) -> Response:
        return Response(metrics(), headers={"Content-Type": PROMETHEUS_TEXT})

    return [Route("/healthz", healthz), Route("/readyz", readyz), Route("/metrics", counted)]


class SafeHeaders:
    """Sets the safe headers on every answer; one that a page sets itself stays."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on and completes the answer's headers."""

        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                _add_safe_headers(MutableHeaders(scope=message))
            await send(message)

        await self._app(scope, receive, send_safely)


def _add_safe_headers(headers: MutableHeaders) -> None:
    for name, value in SAFE_HEADERS.items():
        headers.setdefault(name, value)


async def _refused(request: Request, fault: Exception) -> Response:
    """What the address or method did not allow; a person who lost the way gets a page."""
    assert isinstance(fault, HTTPException)
    if fault.status_code == 404:
        return _page(request, 404, _NOT_FOUND)
    return PlainTextResponse(fault.detail, status_code=fault.status_code, headers=fault.headers)


async def _failed(request: Request, _: Exception) -> Response:
    """Our own fault; the traceback is logged by the server that runs us."""
    log.error("request failed", method=request.method)
    response = _page(request, 500, _FAILED)
    # The layer that answers faults lies outside the one that sets headers.
    _add_safe_headers(response.headers)
    return response


def _page(
    request: Request, status: int, words: Mapping[Language, tuple[str, str, str]]
) -> Response:
    language = preferred_language(request.headers.get("accept-language", ""))
    title, text, way_on = (escape(part) for part in words[language])
    if "text/html" not in request.headers.get("accept", "text/html"):
        return PlainTextResponse(f"{title}. {text}", status_code=status)
    page = _PAGE.format(language=language, title=title, text=text, way_on=way_on)
    return HTMLResponse(page, status_code=status)


def preferred_language(accepted: str) -> Language:
    """The language of ours that a browser asks for most, from its Accept-Language.

    Nothing said gives nb; only languages we do not speak gives en.
    """
    wanted = sorted(_weighted(accepted), key=lambda pair: -pair[1])
    ours = (_SPOKEN[tag] for tag, weight in wanted if weight > 0 and tag in _SPOKEN)
    return next(ours, "en" if any(tag != "*" for tag, _ in wanted) else "nb")


def _weighted(accepted: str) -> list[tuple[str, float]]:
    pairs: list[tuple[str, float]] = []
    for part in accepted.split(","):
        tag, _, weight = part.partition(";q=")
        if tag.strip():
            pairs.append((tag.strip().lower().split("-")[0], _number(weight or "1")))
    return pairs


def _number(weight: str) -> float:
    try:
        return float(weight)
    except ValueError:
        return 0.0
