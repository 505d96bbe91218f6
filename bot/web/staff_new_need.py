"""A new need from what was missed: a form, then a complete draft to take along; nothing changes here."""

from collections.abc import Mapping, Sequence

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from bot.core.audit import Act
from bot.core.content import GROUPS, LANGUAGES
from bot.core.wording import say
from bot.new_need import NewNeed, draft, near, problems
from bot.web.login import Form, Logins
from bot.web.page import LANGUAGE_NAMES, MOST_FIELDS, Site, Visitor, language_of, render
from bot.web.staff_heard_texts import (
    FIELDS_OF_A_TEXT,
    MOST_FORM_BYTES,
    MOST_PICKED,
    Picked,
    examples_of,
    heard_of,
    looked_at,
    picked_in,
    reads_of,
    to_pick,
    with_reading,
)
from bot.web.staff_reader import Reader
from bot.web.staff_ways import shell

PATH = "/staff/words/new-need/{texts}"
LONGEST_FIELD = 120  # characters of a name or a label
NOTHING_WRITTEN = NewNeed("", "", dict.fromkeys(LANGUAGES, ""), dict.fromkeys(LANGUAGES, ""), {})


def routes(site: Site, logins: Logins) -> Sequence[BaseRoute]:
    """The page where a need is drafted."""

    def show(request: Request, visitor: Visitor) -> Response:
        reader = Reader(site.content(), language_of(request))
        picked = to_pick(heard_of(request.path_params["texts"], site))
        return _page(request, visitor, site, with_reading(picked, site, reader))

    def write(request: Request, visitor: Visitor, form: Form) -> Response:
        return _write(request, visitor, form, site)

    most_fields = MOST_PICKED * FIELDS_OF_A_TEXT + 2 * MOST_FIELDS
    acting = logins.acting("staff", write, most_fields=most_fields)
    return [
        Route(PATH, logins.guarded("staff", show)),
        Route(PATH, acting, methods=["POST"], max_body_size=MOST_FORM_BYTES),
    ]


def _write(request: Request, visitor: Visitor, form: Form, site: Site) -> Response:
    """The draft, on the page or as a file."""
    reader = Reader(site.content(), language_of(request))
    picked = looked_at(picked_in(form), site, reader)
    need = _need_in(form, picked)
    fault = _fault(need, picked, site)
    if fault:
        told = with_reading(picked, site, reader)
        return _page(request, visitor, site, told, need=need, fault=reader.word(fault))
    site.store.audit.add(Act(site.clock(), visitor.account.name, "new-need", need.id))
    text = draft(need, site.clock().date())
    if "file" in form:
        headers = {"Content-Disposition": f'attachment; filename="{need.id}.yaml"'}
        return Response(text, media_type="application/yaml", headers=headers)
    return _page(
        request, visitor, site, with_reading(picked, site, reader), need=need, drafted=text
    )


def _need_in(form: Form, picked: Sequence[Picked]) -> NewNeed:
    def written(field: str) -> str:
        return " ".join(form.get(field, "").split())[:LONGEST_FIELD]

    return NewNeed(
        written("name"),
        written("group"),
        {language: written(f"label-{language}") for language in LANGUAGES},
        {language: written(f"clause-{language}") for language in LANGUAGES},
        examples_of(picked),
    )


def _fault(need: NewNeed, picked: Sequence[Picked], site: Site) -> str | None:
    """What keeps a draft from being made, as a word's id."""
    content = site.content()
    if not need.id:
        return "new-need-no-name"
    if content.id_now("needs", need.id) in content.needs:
        return "new-need-taken"
    return "teach-look-again" if any(one.fault for one in picked) else None


def _page(
    request: Request,
    visitor: Visitor,
    site: Site,
    picked: Sequence[Picked],
    *,
    need: NewNeed = NOTHING_WRITTEN,
    fault: str = "",
    drafted: str = "",
) -> Response:
    content, language = site.content(), language_of(request)
    return render(
        request,
        "staff_new_need.html",
        status=422 if fault else 200,
        visitor=visitor,
        texts=picked,
        need=need,
        fault=fault,
        drafted=drafted,
        problems=[str(one) for one in problems(drafted, need, content)] if drafted else (),
        near=_near(request, site, picked, need),
        groups=[(group, say(content, f"group-{group}", language)) for group in GROUPS],
        said_back={
            one: say(content, "heard-one", one, need="…").replace("….", "…") for one in LANGUAGES
        },
        longest=LONGEST_FIELD,
        all_languages=[(code, LANGUAGE_NAMES[code]) for code in LANGUAGES],
        teach=f"/staff/words/teach/{request.path_params['texts']}",
        **shell(request, visitor, "new-need-title"),
    )


def _near(
    request: Request, site: Site, picked: Sequence[Picked], need: NewNeed
) -> Sequence[Mapping[str, str]]:
    """The needs there are that come nearest, each with what Steg says of it."""
    content, language = site.content(), language_of(request)
    heard = heard_of(request.path_params["texts"], site)
    told = [each for one in heard for each in (*one.read, *one.chosen)]
    texts = [one.text for one in picked]
    found = near(need.label.values(), texts, told, content, reads_of(site))
    return [
        {
            "address": f"/staff/need/{each}",
            "label": content.needs[each].label.to(language),
            "clause": content.needs[each].clause.to(language),
        }
        for each in found
    ]
