"""The page of words: what owners wrote and Steg missed, those alike together, and what came of lessons."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from bot.core.advice_text import day_text
from bot.core.audit import Act
from bot.core.comparing import Span
from bot.core.content import LANGUAGES
from bot.core.lessons import ListedLesson
from bot.core.misheard import KINDS, Group, HeardText, heard_groups, times
from bot.web import map_asked, staff_new_need, staff_teach
from bot.web.login import MOST_FORM_BYTES, Form, Logins
from bot.web.page import LANGUAGE_NAMES, Site, Visitor, language_of, render
from bot.web.staff_heard_texts import FAULTS, kept, keys_of
from bot.web.staff_reader import Reader
from bot.web.staff_ways import shell

PATH = "/staff/words"
SHOWN_OF_A_GROUP = 5  # texts; the rest is unfolded
MOST_GROUPS = 30  # on one page
MOST_LOOKED_AT = 600  # texts, the latest; putting more together takes a second and more
MOST_SETTLED = 30
KIND_WORDS = {"not-understood": "heard-not-understood", "corrected": "heard-corrected"}


@dataclass(frozen=True, slots=True)
class ShownText:
    """A text as it stands on the page."""

    text: str
    language: str
    times: int
    what: str


@dataclass(frozen=True, slots=True)
class ShownGroup:
    """A group as it stands on the page; ``keys`` name its texts in addresses."""

    keys: str
    times: int
    days: str
    languages: str
    first: Sequence[ShownText]
    rest: Sequence[ShownText]


@dataclass(frozen=True, slots=True)
class ShownLesson:
    """A lesson as it stands on the page; ``came`` is what came of it."""

    id: int
    text: str
    language: str
    need: str
    by: str
    came: str


def routes(site: Site, logins: Logins) -> Sequence[BaseRoute]:
    """The page of words, and those for teaching and for new needs."""

    def show(request: Request, visitor: Visitor) -> Response:
        return _show(request, visitor, site)

    def take_back(request: Request, visitor: Visitor, form: Form) -> Response:
        return _take_back(visitor, form, site)

    return [
        Route(PATH, logins.guarded("staff", show)),
        Route(
            PATH,
            logins.acting("staff", take_back),
            methods=["POST"],
            max_body_size=MOST_FORM_BYTES,
        ),
        *staff_teach.routes(site, logins),
        *staff_new_need.routes(site, logins),
    ]


def _show(request: Request, visitor: Visitor, site: Site) -> Response:
    content, reader = site.content(), Reader(site.content(), language_of(request))
    wanted = _wanted(request, reader)
    misheard = kept(site, wanted)
    groups = heard_groups(misheard[-MOST_LOOKED_AT:], content)
    pages = max(1, -(-len(groups) // MOST_GROUPS))
    number = _page(request, pages)
    here = groups[(number - 1) * MOST_GROUPS : number * MOST_GROUPS]
    lessons = site.store.lessons
    return render(
        request,
        "staff_heard.html",
        visitor=visitor,
        made_up=site.store.only_made_up(),
        groups=[_group(group, site, reader) for group in here],
        wanted=wanted,
        is_cut=len(misheard) > MOST_LOOKED_AT,
        most=str(MOST_LOOKED_AT),
        turns=[(_address(wanted, one), str(one), one == number) for one in range(1, pages + 1)],
        all_languages=[(code, LANGUAGE_NAMES[code]) for code in LANGUAGES],
        all_kinds=[(kind, reader.word(KIND_WORDS[kind])) for kind in KINDS],
        all_needs=map_asked.needs(content, reader.language),
        waiting=[_lesson(one, reader) for one in lessons.waiting()],
        settled=[_lesson(one, reader) for one in lessons.settled(MOST_SETTLED)],
        **shell(request, visitor, "go-words", ("listed", "taken-back", "too-late")),
    )


def _wanted(request: Request, reader: Reader) -> Mapping[str, str | None]:
    """What the address asks for; what there is not is not asked for."""
    known = {"language": LANGUAGES, "kind": KINDS, "need": tuple(reader.content.needs)}
    asked = {name: request.query_params.get(f"of-{name}") for name in known}
    return {name: value if value in known[name] else None for name, value in asked.items()}


def _page(request: Request, pages: int) -> int:
    asked = request.query_params.get("page", "")
    return min(int(asked), pages) if asked.isdecimal() and len(asked) < 5 and int(asked) else 1


def _address(wanted: Mapping[str, str | None], page: int) -> str:
    query = {f"of-{name}": value for name, value in wanted.items() if value}
    return f"{PATH}?{urlencode({**query, 'page': page})}"


def _group(group: Group, site: Site, reader: Reader) -> ShownGroup:
    texts = [_text(heard, reader) for heard in group]
    days = sorted(day for heard in group for day in heard.days)
    spoken = dict.fromkeys(heard.language for heard in group)
    names = [LANGUAGE_NAMES[code] for code in LANGUAGES if code in spoken]
    return ShownGroup(
        keys_of(group, site),
        times(group),
        reader.span(Span(days[0], days[-1]))
        if days[0] < days[-1]
        else day_text(days[0], reader.language),
        ", ".join(names),
        texts[:SHOWN_OF_A_GROUP],
        texts[SHOWN_OF_A_GROUP:],
    )


def _text(heard: HeardText, reader: Reader) -> ShownText:
    read, chosen = (", ".join(map(reader.need, ids)) for ids in (heard.read, heard.chosen))
    what = reader.word("heard-read", needs=read) if read else reader.word("heard-nothing")
    if chosen:
        what = f"{what} {reader.word('heard-chosen', needs=chosen)}"
    return ShownText(heard.text, heard.language, len(heard.days), what)


# --- the list of lessons


def _lesson(lesson: ListedLesson, reader: Reader) -> ShownLesson:
    need = reader.need(reader.content.id_now("needs", lesson.need))
    return ShownLesson(
        lesson.id, lesson.text, lesson.language, need, lesson.by, _came(lesson, reader)
    )


def _came(lesson: ListedLesson, reader: Reader) -> str:
    if lesson.ending != "refused":
        return reader.word("lesson-taught" if lesson.ending else "lesson-waits")
    reasons = {reason: reader.word(key) for reason, key in FAULTS.items()}
    why = {str(reason): said for reason, said in reasons.items()}.get(lesson.why, "")
    return f"{reader.word('lesson-refused')} {why}".strip()


def _take_back(visitor: Visitor, form: Form, site: Site) -> Response:
    """Takes a lesson off the list that nobody has taught yet."""
    given = form.get("lesson", "")
    waiting = {str(one.id): one for one in site.store.lessons.waiting()}
    one = waiting.get(given)
    gone = one is not None and site.store.lessons.take_back(one.id)
    if one is not None and gone:
        act = Act(site.clock(), visitor.account.name, "untaught", one.need)
        site.store.audit.add(act)
    told = "taken-back" if gone else "too-late"
    return RedirectResponse(f"{PATH}?told={told}#lessons", status_code=303)
