"""Teaching from what was missed: staff pick texts, rewrite them, say the need; they go onto the list."""

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from bot.core.audit import Act
from bot.core.content import LANGUAGES
from bot.core.lessons import Lesson
from bot.core.misheard import HeardText
from bot.web import map_asked
from bot.web.login import Form, Logins
from bot.web.page import LANGUAGE_NAMES, MOST_FIELDS, Site, Visitor, language_of, render
from bot.web.staff_heard_texts import (
    FIELDS_OF_A_TEXT,
    MOST_FORM_BYTES,
    MOST_PICKED,
    Picked,
    heard_of,
    looked_at,
    picked_in,
    to_pick,
    with_reading,
)
from bot.web.staff_reader import Reader
from bot.web.staff_ways import shell

PATH = "/staff/words/teach/{texts}"


def routes(site: Site, logins: Logins) -> Sequence[BaseRoute]:
    """The page where a group is taught."""

    def show(request: Request, visitor: Visitor) -> Response:
        reader = Reader(site.content(), language_of(request))
        heard = heard_of(request.path_params["texts"], site)
        picked = with_reading(to_pick(heard), site, reader)
        return _page(request, visitor, site, picked, need=_agreed(heard))

    def teach(request: Request, visitor: Visitor, form: Form) -> Response:
        return _teach(request, visitor, form, site)

    most_fields = MOST_PICKED * FIELDS_OF_A_TEXT + MOST_FIELDS
    acting = logins.acting("staff", teach, most_fields=most_fields)
    return [
        Route(PATH, logins.guarded("staff", show)),
        Route(PATH, acting, methods=["POST"], max_body_size=MOST_FORM_BYTES),
    ]


def _agreed(heard: Sequence[HeardText]) -> str:
    """The need the owners themselves chose, when they agreed."""
    chosen = {need for one in heard for need in one.chosen}
    return chosen.pop() if len(chosen) == 1 else ""


def _teach(request: Request, visitor: Visitor, form: Form, site: Site) -> Response:
    """Puts what was picked on the list, all of it or nothing."""
    content = site.content()
    reader = Reader(content, language_of(request))
    picked = looked_at(picked_in(form), site, reader)
    need = content.id_now("needs", form.get("need", ""))
    lessons = [
        Lesson(one.text, need, next((each for each in LANGUAGES if each == one.language), None))
        for one in picked
        if one.is_picked
    ]
    if need not in content.needs:
        fault = "teach-no-need"
    elif not lessons:
        fault = "teach-none-picked"
    elif any(one.fault for one in picked):
        fault = "teach-look-again"
    else:
        now, by = site.clock(), visitor.account.name
        site.store.lessons.add(lessons, now, by)
        site.store.audit.add(Act(now, by, "taught", need))
        return RedirectResponse("/staff/words?told=listed#lessons", status_code=303)
    told = with_reading(picked, site, reader)
    return _page(request, visitor, site, told, need=need, fault=reader.word(fault))


def _page(
    request: Request,
    visitor: Visitor,
    site: Site,
    picked: Sequence[Picked],
    *,
    need: str,
    fault: str = "",
) -> Response:
    return render(
        request,
        "staff_teach.html",
        status=422 if fault else 200,
        visitor=visitor,
        texts=picked,
        need=need,
        fault=fault,
        all_needs=map_asked.needs(site.content(), language_of(request)),
        all_languages=[(code, LANGUAGE_NAMES[code]) for code in LANGUAGES],
        new_need=f"/staff/words/new-need/{request.path_params['texts']}",
        **shell(request, visitor, "teach-title"),
    )
