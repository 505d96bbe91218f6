"""Who looks at a request: an adviser who is logged in, or a desk that opened the link in its mail."""

import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from bot.core.accounts import Account
from bot.core.case_links import case_address, link_token, opened
from bot.core.conversation import Adviser
from bot.core.wording import capital
from bot.web.page import Site, Visitor, render

STAYS_OPEN = timedelta(hours=8)  # a working day; then the mail's link opens it again
SHUT: Mapping[str, str] = {
    "shut-link": "shut-link-title",
    "shut-moved": "shut-moved-title",
    "shut-gone": "shut-gone-title",
    "shut-out": "shut-out-title",
}
"""Why a request is not shown, each with what stands above it."""
APART = {"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex, nofollow"}


@dataclass(frozen=True, slots=True)
class Onlooker:
    """Somebody who may see a request and act on it.

    ``proof`` shows that a form came from our page. ``visitor`` is None for who came by a link; ``desk``
    is then the desk the link was for, which sees the request only while it has it.
    """

    by: Adviser
    proof: str
    visitor: Visitor | None = None
    desk: str | None = None


class Door:
    """Opens one request to whoever holds the link in a mail, and nothing besides.

    The link leaves a cookie for the address of that request alone, so that it stands in no address
    and no other page gets it. Opening changes nothing that is kept: programs that look through mails
    open links too.
    """

    def __init__(self, site: Site) -> None:
        self._site = site
        self._cookie = "__Secure-steg-case" if site.secure else "steg-case"

    def routes(self) -> Sequence[BaseRoute]:
        """The address of the links."""
        return [Route("/desk/open", self._open)]

    def onlooker(self, request: Request, handoff: str) -> Onlooker | None:
        """Who opened this request by a link; None when nobody did, or it was too long ago."""
        token, secret = request.cookies.get(self._cookie, ""), self._site.link_secret
        found = opened(token, _for_cookies(secret), self._site.clock()) if secret else None
        if found is None or found[0] != handoff:
            return None
        desk = self._site.desks().by_id.get(found[1])
        by = Adviser(f"mail:{found[1]}", desk.name if desk else found[1])
        return Onlooker(by, self._proof(token), desk=found[1])

    def _open(self, request: Request) -> Response:
        token, secret = request.query_params.get("t", ""), self._site.link_secret
        now = self._site.clock()
        found = opened(token, secret, now) if secret else None
        if secret is None or found is None:
            return shut(request, "shut-link", status=403)
        handoff, desk = found
        address = case_address(handoff)
        response = RedirectResponse(address, status_code=303)
        response.set_cookie(
            self._cookie,
            link_token(_for_cookies(secret), handoff, desk, now + STAYS_OPEN),
            max_age=int(STAYS_OPEN.total_seconds()),
            path=address,
            secure=self._site.secure,
            httponly=True,
            samesite="lax",
        )
        return kept_apart(response)

    def _proof(self, token: str) -> str:
        """What a form must carry: only our page can know it, only for this cookie."""
        return hmac.new(self._site.secret.encode(), token.encode(), "sha256").hexdigest()


def account_onlooker(visitor: Visitor) -> Onlooker:
    """Somebody who is logged in, as who acts."""
    return Onlooker(account_adviser(visitor.account), visitor.proof, visitor)


def account_adviser(account: Account) -> Adviser:
    """Who acts from an account."""
    return Adviser(f"account:{account.name}", capital(account.name.partition("@")[0]))


def shut(
    request: Request, why: str, *, status: int, visitor: Visitor | None = None, unsent: str = ""
) -> Response:
    """A page that says kindly why a request is not shown, with the text that somebody wrote for it."""
    page = render(
        request,
        "desk_shut.html",
        status=status,
        visitor=visitor,
        title=SHUT[why],
        why=why,
        to_log_in=visitor is None and why in ("shut-link", "shut-out"),
        unsent=unsent,
    )
    return kept_apart(page)


def kept_apart(response: Response) -> Response:
    """The answer, telling no other site where it was, and no search engine that it is there."""
    response.headers.update(APART)
    return response


def _for_cookies(secret: str) -> str:
    """The secret for cookies: a link is not a cookie, nor a cookie a link."""
    return f"{secret}\nopen in a browser"
