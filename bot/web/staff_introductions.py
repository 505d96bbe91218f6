"""The page on introductions: who may fit whom, as codes; the preview of what they read; how it has gone."""

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from bot.core.advice_text import day_text
from bot.core.audit import Act
from bot.core.content import LANGUAGES, Language
from bot.core.conversation import Reply, Session
from bot.core.follow_up import HERE
from bot.core.introductions import (
    MOST_WHY,
    WILLING_FOR,
    Group,
    Introduction,
    Invited,
    answers,
    as_invited,
    begun,
    fit_together,
    groups,
    may_be_invited,
    why_not_why,
)
from bot.core.inviting import invitation, question
from bot.core.talk_code import talk_code, talk_secret
from bot.core.words import readable
from bot.introducing import begin
from bot.web.desk_door import kept_apart
from bot.web.login import Form, Logins
from bot.web.page import Site, Visitor, language_of, render
from bot.web.staff_reader import Reader
from bot.web.staff_ways import shell
from bot.web.words import word

PAGE = "/staff/introductions"
TOLD = ("introduced", "not-fit", "changed")
MOST_GROUPS, MOST_OWNERS, MOST_LISTED = 40, 30, 50
MOST_CHOSEN_FIELDS = 60
MOST_BYTES = 16_384
OWNER = "owner-"
_NAME = re.compile(r"meet-[0-9a-f]{16}")


@dataclass(frozen=True, slots=True)
class Shown:
    """An owner as staff see them: a code, and what the others would be told."""

    code: str
    need: str
    about: str
    language: Language


class IntroductionPages:
    """The page, and what is done on it."""

    def __init__(self, site: Site) -> None:
        self._site = site
        # Codes of their own: nobody finds the talk of an owner by the code that stands here.
        self._secret = talk_secret(f"{site.secret}\nintroductions")

    def show(self, request: Request, visitor: Visitor) -> Response:
        """Everybody who may be introduced, in groups, and all introductions."""
        store, read = self._site.store, self._read(request)
        willing = self._willing()
        found = groups(willing, read.content, self._site.clock())
        kept = store.introductions.all()
        return kept_apart(
            render(
                request,
                "staff_introductions.html",
                visitor=visitor,
                **shell(request, visitor, "introductions-title", TOLD),
                willing=read.word("introductions-willing", count=str(len(willing))),
                groups=[self._group(group, read) for group in found[:MOST_GROUPS]],
                is_cut=len(found) > MOST_GROUPS
                or any(len(group.owners) > MOST_OWNERS for group in found),
                counts=_counts(kept, read) if kept else "",
                kept=[_row(one, read) for one in kept[:MOST_LISTED]],
            )
        )

    def act(self, request: Request, visitor: Visitor, form: Form) -> Response:
        """Goes on with those who were chosen: the sentence, the preview, and asking them."""
        read, chosen = self._read(request), self._chosen(form)
        if chosen is None:
            return _back("changed")
        if not fit_together(chosen):
            return _back("not-fit")
        why = _why(form, chosen)
        faults = {
            language: fault
            for language, text in why.items()
            if (fault := why_not_why(text, read.content))
        }
        act = form.get("act", "")
        if act not in ("look", "send") or faults:
            shown = faults if act in ("look", "send") else {}
            return self._write(request, visitor, chosen, why, shown)
        name = form.get("name", "")
        name = name if _NAME.fullmatch(name) else f"meet-{secrets.token_hex(8)}"
        introduction = begun(name, chosen, why, self._site.clock())
        if act == "look":
            return self._look(request, visitor, introduction)
        return self._send(introduction, visitor.account.name)

    def _send(self, introduction: Introduction, by: str) -> Response:
        if not begin(self._site.store, introduction):
            return _back("changed")
        about = " ".join((introduction.id, *introduction.needs, *introduction.places))
        # What was written to the owners goes with the introduction; the log outlives it.
        self._site.store.audit.add(Act(introduction.at, by, "introduced", about))
        return _back("introduced")

    def _write(
        self,
        request: Request,
        visitor: Visitor,
        chosen: Sequence[Invited],
        why: Mapping[Language, str],
        faults: Mapping[Language, str],
    ) -> Response:
        read = self._read(request)
        asked = [
            (
                language,
                read.word("introductions-why", tongue=read.word(f"introductions-in-{language}")),
                text,
                read.word(faults[language]) if language in faults else "",
            )
            for language, text in why.items()
        ]
        return self._step(request, visitor, chosen, asked=asked, most=MOST_WHY)

    def _look(self, request: Request, visitor: Visitor, one: Introduction) -> Response:
        read = self._read(request)
        previews = [(self._shown(owner, read), _replies(one, owner, read)) for owner in one.invited]
        return self._step(
            request, visitor, one.invited, previews=previews, why=one.why, name=one.id
        )

    def _step(
        self, request: Request, visitor: Visitor, chosen: Sequence[Invited], **values: Any
    ) -> Response:
        read = self._read(request)
        return kept_apart(
            render(
                request,
                "staff_introduction.html",
                visitor=visitor,
                **shell(request, visitor, "introductions-title"),
                chosen=[self._shown(one, read) for one in chosen],
                **{"asked": (), "previews": (), "why": (), "name": "", "most": 0, **values},
            )
        )

    # --- who

    def _read(self, request: Request) -> Reader:
        return Reader(self._site.content(), language_of(request))

    def _willing(self) -> Sequence[Session]:
        """Who may be asked now."""
        now = self._site.clock()
        found = self._site.store.introductions.willing(now - WILLING_FOR)
        return [session for session in found if may_be_invited(session, now)]

    def _chosen(self, form: Form) -> Sequence[Invited] | None:
        """The owners of a form; None when one of them may not be asked any more."""
        by_code = {talk_code(self._secret, one.conversation): one for one in self._willing()}
        content, found = self._site.content(), []
        for field, need in form.items():
            if not field.startswith(OWNER):
                continue
            session = by_code.get(field.removeprefix(OWNER))
            one = as_invited(session, need, content) if session else None
            if one is None:
                return None
            found.append(one)
        return found

    def _shown(self, one: Invited, read: Reader) -> Shown:
        facts = [read.named("place", one.place)]
        facts += [read.named("size", one.size)] if one.size else []
        trades = read.content.trades
        facts += [trades[t].name.to(read.language) for t in one.trades if t in trades]
        facts += [word(f"introductions-in-{one.language}", read.language)]
        code = talk_code(self._secret, one.conversation)
        return Shown(code, one.need, " · ".join(facts), one.language)

    def _group(self, group: Group, read: Reader) -> tuple[str, list[tuple[Shown, str]]]:
        """What a group is called, and its owners; where two needs meet, with the need of each."""
        names = [read.need(need) for need in group.needs]
        need = names[0]
        if len(names) > 1:
            need = read.word("introductions-pair", one=names[0], other=names[1])
        title = read.word(
            "introductions-around", need=need, place=read.named("place", group.around)
        )
        owners = [
            (self._shown(one, read), read.need(one.need) if len(names) > 1 else "")
            for one in group.owners[:MOST_OWNERS]
        ]
        return title, owners


def _why(form: Form, chosen: Sequence[Invited]) -> Mapping[Language, str]:
    """The sentence in each language that one of them reads."""
    read = {one.language for one in chosen}
    return {
        language: " ".join(readable(form.get(f"why-{language}", "")).split())
        for language in LANGUAGES
        if language in read
    }


def _replies(introduction: Introduction, one: Invited, read: Reader) -> tuple[Reply, Reply]:
    """What an owner will read, word for word."""
    return (
        invitation(introduction, one, read.content, one.language),
        question(read.content, one.language),
    )


def _counts(kept: Sequence[Introduction], read: Reader) -> str:
    endings = [one.ending for one in kept]
    return read.word(
        "introductions-counts",
        sent=str(len(kept)),
        together=str(endings.count("brought-together")),
        nothing=str(endings.count("came-to-nothing")),
        going=str(endings.count(None)),
    )


def _row(one: Introduction, read: Reader) -> tuple[str, ...]:
    """An introduction in a table: when, what, where, how many were asked and answered, and how it stands."""
    yes = one.yes if one.ended_at else len(one.agreed)
    return (
        day_text(one.at.astimezone(HERE).date(), read.language),
        ", ".join(read.need(need) for need in one.needs),
        ", ".join(read.named("place", place) for place in one.places),
        str(one.number),
        str(answers(one)),
        str(yes),
        read.word(f"introductions-{one.ending or 'waits'}"),
    )


def _back(told: str) -> Response:
    return RedirectResponse(f"{PAGE}?told={told}", status_code=303)


def routes(site: Site, logins: Logins) -> Sequence[BaseRoute]:
    """The address of the page and of all that is done on it."""
    pages = IntroductionPages(site)
    acting = logins.acting("staff", pages.act, most_fields=MOST_CHOSEN_FIELDS)
    return [
        Route(PAGE, logins.guarded("staff", pages.show)),
        Route(PAGE, acting, methods=["POST"], max_body_size=MOST_BYTES),
    ]
