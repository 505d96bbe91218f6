"""Lets people in and out: the login page, who is logged in, and which pages are whose."""

import asyncio
import hashlib
import hmac
import math
import re
import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from urllib.parse import urlencode

import structlog
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from bot.core.accounts import (
    LOGIN_ENDS_AFTER,
    MOST_PASSWORD,
    Account,
    Page,
    account_name,
    may_open,
    opens,
)
from bot.core.audit import Act
from bot.passwords import matches
from bot.web.page import MOST_FIELDS, Site, Visitor, form_of, language_of, render
from bot.web.tries import Tries
from bot.web.words import word

MOST_FORM_BYTES = 4096  # a name, a password in any script, and their wrapping
MOST_HASHED_AT_ONCE = 2  # each takes 64 MiB and a core; more would slow down the talks
START = "/login/openid"  # to the operator's OpenID Connect provider
_LOCAL_PATH = re.compile(r"/(?!/)[\w./~%-]{0,200}(\?[\w./~%&=+:,@-]{0,500})?", re.ASCII)
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")  # 256 bits in URL-safe base64

log = structlog.get_logger()

Show = Callable[[Request, Visitor], Response]
Form = Mapping[str, str]
Do = Callable[[Request, Visitor, Form], Response]


class Logins:
    """Who is logged in, by the token in a cookie; the store holds only the token's hash."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._tries = Tries()
        self._hashing = asyncio.Semaphore(MOST_HASHED_AT_ONCE)
        # Browsers take the prefix as a promise that no neighbouring site wrote the cookie.
        prefix = "__Host-" if site.secure else ""
        self._login_cookie, self._form_cookie = f"{prefix}steg-login", f"{prefix}steg-form"

    def routes(self) -> Sequence[BaseRoute]:
        """The addresses for logging in and out."""
        return [
            Route("/login", self._show_form),
            Route("/login", self._log_in, methods=["POST"], max_body_size=MOST_FORM_BYTES),
            Route("/logout", self._log_out, methods=["POST"], max_body_size=MOST_FORM_BYTES),
        ]

    def guarded(self, page: Page, show: Show) -> Callable[[Request], Response]:
        """A page that only its roles see; others are asked to log in, or told that it is not theirs."""

        def endpoint(request: Request) -> Response:
            visitor = self.visitor(request)
            if visitor is None:
                return _see_other(f"/login?{urlencode({'next': _address(request)})}")
            if not may_open(visitor.account.role, page):
                return render(request, "refused.html", status=403, visitor=visitor, page=page)
            return show(request, visitor)

        return endpoint

    def acting(
        self, page: Page, do: Do, *, most_fields: int = MOST_FIELDS
    ) -> Callable[[Request], Awaitable[Response]]:
        """Does what a form of a page asks for, by those who may see the page.

        Whoever is logged in anew since the page was opened is asked to look again; nothing is done.
        """

        async def endpoint(request: Request) -> Response:
            form = await form_of(request, most_fields)

            def posted(request: Request, visitor: Visitor) -> Response:
                given = form.get("proof", "").encode()
                if not hmac.compare_digest(given, visitor.proof.encode()):
                    return _see_other(f"{request.url.path}?told=stale")
                return do(request, visitor, form)

            return await asyncio.to_thread(self.guarded(page, posted), request)

        return endpoint

    def visitor(self, request: Request) -> Visitor | None:
        """Who is logged in, None when nobody is, or the login has ended."""
        token = _token(request, self._login_cookie)
        if token is None:
            return None
        account = self._site.store.accounts.logged_in(_hash(token), self._site.clock())
        return Visitor(account, self._proof(token)) if account else None

    # --- in

    def _show_form(self, request: Request) -> Response:
        visitor = self.visitor(request)
        if visitor:
            return _see_other(_wish(request) or _first_page(visitor.account))
        notice = self._told_of_logging_out() if request.query_params.get("out") else None
        return self._form(request, notice=notice)

    def _told_of_logging_out(self) -> str:
        """Which words: the provider is not asked to end its own login, so pressing once may log in again."""
        return "openid-logged-out" if self._site.openid else "logged-out"

    async def _log_in(self, request: Request) -> Response:
        form = await form_of(request)
        name, password = account_name(form.get("name", "")), form.get("password", "")
        if not self._is_ours(form, _token(request, self._form_cookie)):
            return self._form(request, 403, name, fault="login-stale")
        address = request.client.host if request.client else ""
        if seconds := self._tries.seconds_to_wait(name, address, self._site.clock()):
            log.info("login must wait", seconds=seconds)
            return self._wait(request, name, seconds)
        account = await self._known(name, password)
        response = await self.let_in(account, _wish(request)) if account else None
        if response is None:
            log.info("login refused")
            return self._form(request, 403, name, fault="login-wrong")
        self._tries.succeeded(name, address)
        return response

    async def _known(self, name: str, password: str) -> Account | None:
        """The account when the password is right; wrong names and wrong passwords take the same time."""
        account = await asyncio.to_thread(self._site.store.accounts.get, name)
        password_hash = account.password_hash if account and account.has_password else None
        async with self._hashing:
            right = await asyncio.to_thread(matches, password[:MOST_PASSWORD], password_hash)
        return account if right and len(password) <= MOST_PASSWORD else None

    def _keep(self, token: str, account: Account) -> bool:
        now, store = self._site.clock(), self._site.store
        kept = store.accounts.log_in(_hash(token), account, now, now + LOGIN_ENDS_AFTER)
        if kept:
            store.audit.add(Act(now, account.name, "logged-in"))
        return kept

    async def let_in(self, account: Account, path: str | None) -> Response | None:
        """Logs somebody in and leads to a page of ours, by default the first of the role.

        Gives None when the account or its password has gone in the meantime.
        """
        token = secrets.token_urlsafe(32)
        if not await asyncio.to_thread(self._keep, token, account):
            return None
        response = _see_other(path or _first_page(account))
        self._set_cookie(response, self._login_cookie, token, int(LOGIN_ENDS_AFTER.total_seconds()))
        response.delete_cookie(
            self._form_cookie, secure=self._site.secure, httponly=True, samesite="lax"
        )
        return response

    def _wait(self, request: Request, name: str, seconds: int) -> Response:
        unit, number = (
            ("seconds", seconds) if seconds <= 90 else ("minutes", math.ceil(seconds / 60))
        )
        response = self._form(request, 429, name, fault=f"login-wait-{unit}", number=str(number))
        response.headers["Retry-After"] = str(seconds)
        return response

    def _form(
        self,
        request: Request,
        status: int = 200,
        name: str = "",
        *,
        fault: str | None = None,
        notice: str | None = None,
        number: str = "",
    ) -> Response:
        """The login page, with what went wrong."""
        token = _token(request, self._form_cookie) or secrets.token_urlsafe(32)
        wish = {"next": request.query_params["next"]} if "next" in request.query_params else {}
        response = render(
            request,
            "login.html",
            status=status,
            action=f"/login?{urlencode(wish)}" if wish else "/login",
            proof=self._proof(token),
            name=name,
            fault=word(fault, language_of(request), number=number) if fault else None,
            notice=notice,
            openid=(f"{START}?{urlencode(wish)}" if wish else START) if self._site.openid else None,
        )
        self._set_cookie(response, self._form_cookie, token)
        return response

    # --- out

    async def _log_out(self, request: Request) -> Response:
        form = await form_of(request)
        token = _token(request, self._login_cookie)
        if token is not None and not self._is_ours(form, token):
            return _see_other(
                "/login"
            )  # nothing is changed; whoever is logged in meets a fresh button there
        if token is not None:
            await asyncio.to_thread(self._let_go, token)
        response = _see_other("/login?out=1")
        response.delete_cookie(
            self._login_cookie, secure=self._site.secure, httponly=True, samesite="lax"
        )
        return response

    def _let_go(self, token: str) -> None:
        now, store = self._site.clock(), self._site.store
        account = store.accounts.logged_in(_hash(token), now)
        store.accounts.log_out(_hash(token))
        if account:
            store.audit.add(Act(now, account.name, "logged-out"))

    # --- forms and cookies

    def _proof(self, token: str) -> str:
        """What a form must carry: only our page can know it, only for this browser's cookie."""
        return hmac.new(self._site.secret.encode(), token.encode(), hashlib.sha256).hexdigest()

    def _is_ours(self, form: dict[str, str], token: str | None) -> bool:
        given = form.get("proof", "").encode()
        return token is not None and hmac.compare_digest(given, self._proof(token).encode())

    def _set_cookie(
        self, response: Response, name: str, token: str, seconds: int | None = None
    ) -> None:
        response.set_cookie(
            name,
            token,
            max_age=seconds,
            path="/",
            secure=self._site.secure,
            httponly=True,
            samesite="lax",
        )


def local_path(text: str) -> str | None:
    """The path when it stays on this site, None when a browser could read it as another one."""
    return text if _LOCAL_PATH.fullmatch(text) else None


def _wish(request: Request) -> str | None:
    """Where somebody came from and wants to go on after logging in."""
    return local_path(request.query_params.get("next", ""))


def _first_page(account: Account) -> str:
    return f"/{opens(account.role)[0]}"


def _address(request: Request) -> str:
    return f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path


def _see_other(path: str) -> Response:
    return RedirectResponse(path, status_code=303)


def _token(request: Request, cookie: str) -> str | None:
    token = request.cookies.get(cookie, "")
    return token if _TOKEN.fullmatch(token) else None


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
