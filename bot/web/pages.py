"""Every page but the chat: who helps with what, the desk, the staff page, and logging in to them."""

from collections.abc import Callable, Sequence

from starlette.routing import BaseRoute

from bot.open_data import Editions
from bot.web import (
    actor_map,
    desk,
    login_openid,
    open_page,
    staff,
    staff_heard,
    staff_introductions,
    staff_knowledge,
    staff_log,
    staff_privacy,
    staff_talks,
)
from bot.web.login import Logins
from bot.web.page import Site


def routes(
    site: Site, editions: Callable[[], Editions] = open_page.editions_as_set
) -> Sequence[BaseRoute]:
    """The addresses of the pages; their stylesheet lies with the chat's files, under ``/static``."""
    logins = Logins(site)
    return [
        *logins.routes(),
        *login_openid.routes(site, logins),
        *actor_map.routes(site, logins),
        *desk.routes(site, logins),
        *open_page.routes(site, logins, editions),
        *staff.routes(site, logins),
        *staff_heard.routes(site, logins),
        *staff_introductions.routes(site, logins),
        *staff_knowledge.routes(site, logins),
        *staff_talks.routes(site, logins),
        *staff_privacy.routes(site, logins),
        *staff_log.routes(site, logins),
    ]
