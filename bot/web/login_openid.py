"""Logging in with the operator's OpenID Connect provider: away to it, back from it, and what can stop one."""

import asyncio
import hmac
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal, get_args
from urllib.parse import urlencode

import structlog
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from bot.core.accounts import Account, named_by
from bot.core.openid_started import STARTED_HOLDS, Started, cookie_of, started_in
from bot.openid import BACK, LoginRefused, Provider, ProviderUnusable, plain
from bot.web.login import START, Logins, local_path
from bot.web.page import Site, render
from bot.web.tries import Tries

STOPPED = "/login/openid/stopped"
Why = Literal["down", "refused", "stale", "no-account", "unnamed", "busy"]
STATUS: Mapping[str, int] = {"down": 503, "busy": 429}
ANOTHER_ACCOUNT: tuple[Why, ...] = ("no-account", "unnamed")  # the same one would end here again
MOST_EXCHANGED_AT_ONCE = 8  # beyond this somebody is playing, and the provider need not hear of it
MOST_REMEMBERED = 10_000  # logins that came back; beyond this the oldest are forgotten
MOST_CODE = 4000  # characters; real ones have at most some 2000

log = structlog.get_logger()


def routes(site: Site, logins: Logins) -> Sequence[BaseRoute]:
    """The addresses for logging in with the provider; none when there is no provider."""
    return OpenIdLogins(site, logins, site.openid).routes() if site.openid else []


class OpenIdLogins:
    """Logins by way of the provider; once it vouches for somebody with an account, ``Logins`` takes over."""

    def __init__(self, site: Site, logins: Logins, provider: Provider) -> None:
        self._site, self._logins, self._provider = site, logins, provider
        self._tries = Tries()
        self._exchanging = asyncio.Semaphore(MOST_EXCHANGED_AT_ONCE)
        self._come_back: dict[str, datetime] = {}
        self._cookie = f"{'__Host-' if site.secure else ''}steg-openid"

    def routes(self) -> Sequence[BaseRoute]:
        """The addresses."""
        return [
            Route(START, self._away),
            Route(BACK, self._back),
            Route(STOPPED, self._show_stopped),
        ]

    # --- away

    async def _away(self, request: Request) -> Response:
        path = local_path(request.query_params.get("next", "")) or ""
        secret, until = self._site.secret, self._site.clock() + STARTED_HOLDS
        started = Started(secrets.token_urlsafe(32), path, until)
        try:
            address = await self._provider.address(
                started.state,
                started.nonce(secret),
                started.verifier(secret),
                choose="other" in request.query_params,
            )
        except ProviderUnusable as error:
            log.warning("OpenID Connect provider cannot be used", why=str(error))
            return _stopped("down", path)
        response = RedirectResponse(address, status_code=303)
        self._set_cookie(response, cookie_of(started, secret), int(STARTED_HOLDS.total_seconds()))
        return response

    # --- back

    async def _back(self, request: Request) -> Response:
        started = self._started(request)
        path = started.path if started else ""
        who = await self._vouched_for(request, started) if started else "stale"
        response = None
        if isinstance(who, Account):
            response, who = await self._logins.let_in(who, local_path(path)), "no-account"
        if response is None:
            log.info("login refused", by="OpenID Connect", why=who)
            response = _stopped(who, path)
        self._set_cookie(response, "", 0)
        return response

    def _started(self, request: Request) -> Started | None:
        """The login of this browser that the answer belongs to; once, and not when it took too long."""
        now = self._site.clock()
        started = started_in(request.cookies.get(self._cookie, ""), self._site.secret, now)
        state = request.query_params.get("state", "").encode()
        if started is None or not hmac.compare_digest(state, started.state.encode()):
            return None
        if started.state in self._come_back:
            return None
        self._come_back[started.state] = started.until
        if len(self._come_back) > MOST_REMEMBERED:
            del self._come_back[next(iter(self._come_back))]
        return started

    async def _vouched_for(self, request: Request, started: Started) -> Account | Why:
        """The account of whom the provider vouches for, or why there is none."""
        code = request.query_params.get("code", "")
        if not 0 < len(code) <= MOST_CODE:
            log.info("login refused by provider", why=plain(request.query_params.get("error")))
            return "refused"
        address = request.client.host if request.client else ""
        if self._exchanging.locked() or self._tries.seconds_to_wait(
            started.state, address, self._site.clock()
        ):
            return "busy"
        async with self._exchanging:
            who = await self._named(code, started)
        if isinstance(who, Account):
            self._tries.succeeded(started.state, address)
        return who

    async def _named(self, code: str, started: Started) -> Account | Why:
        secret = self._site.secret
        try:
            claims = await self._provider.claims(
                code, started.nonce(secret), started.verifier(secret)
            )
        except ProviderUnusable as error:
            log.warning("OpenID Connect provider cannot be used", why=str(error))
            return "down"
        except LoginRefused as error:
            log.warning("OpenID Connect provider is not believed", why=str(error))
            return "refused"
        name = named_by(claims, self._provider.name_claim)
        if name is None:
            return "unnamed"
        account = await asyncio.to_thread(self._site.store.accounts.get, name)
        return account if account and not account.has_password else "no-account"

    # --- what stopped somebody

    def _show_stopped(self, request: Request) -> Response:
        why = request.query_params.get("why", "")
        if why not in get_args(Why):
            return RedirectResponse("/login", status_code=303)
        path = local_path(request.query_params.get("next", ""))
        wish = {"next": path} if path else {}
        other = {"other": "1"} if why in ANOTHER_ACCOUNT else {}
        return render(
            request,
            "login_stopped.html",
            status=STATUS.get(why, 403),
            why=why,
            again=_with(START, {**other, **wish}),
            again_word="openid-other" if other else "openid-again",
            login=_with("/login", wish),
        )

    def _set_cookie(self, response: Response, value: str, seconds: int) -> None:
        """Keeps a login in the browser, or removes it; lax, as people come back to us from another site."""
        response.set_cookie(
            self._cookie,
            value,
            max_age=seconds,
            path="/",
            secure=self._site.secure,
            httponly=True,
            samesite="lax",
        )


def _stopped(why: Why, path: str) -> Response:
    """Away from the address with the code in it, to a page that can be read again in another language."""
    wish = {"next": path} if path else {}
    return RedirectResponse(_with(STOPPED, {"why": why, **wish}), status_code=303)


def _with(address: str, query: Mapping[str, str]) -> str:
    return f"{address}?{urlencode(query)}" if query else address
