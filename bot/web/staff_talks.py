"""The talks whose words are kept: a list without words, and one talk for who tells why, for half an hour."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from bot.core.advice_text import day_text
from bot.core.audit import Act, why_not_reason
from bot.core.content import Language
from bot.core.corrections import Correction
from bot.core.follow_up import HERE
from bot.core.own_words import kept
from bot.core.talk_code import OPEN_FOR, open_until, opening, talk_secret
from bot.core.talk_shown import Told, told
from bot.stores.port import TalkKept
from bot.web import map_asked
from bot.web.desk_door import kept_apart
from bot.web.login import MOST_FORM_BYTES, Form, Logins
from bot.web.page import Site, Visitor, language_of, render
from bot.web.staff_reader import Reader
from bot.web.staff_talk_reading import TalkFacts, TalkWords, advice_of
from bot.web.staff_talks_found import LIST, Shelf, wanted_in
from bot.web.staff_ways import shell

AT_ONCE = 50  # talks to a page of the list
REASONS = ("why-to-understand", "why-to-improve", "why-of-owner", "why-of-figures")
TOLD = ("corrected", "not-corrected")


class TalkPages:
    """The pages of talks."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._secret = talk_secret(site.secret)
        self._shelf = Shelf(site, self._secret)
        self._cookie = "__Secure-steg-talk" if site.secure else "steg-talk"

    def show_list(self, request: Request, visitor: Visitor) -> Response:
        """The talks that may be read, the latest first; none of their words."""
        read = Reader(self._site.content(), language_of(request))
        wanted = wanted_in(request.query_params, read.content)
        found = list(
            islice(self._shelf.found(wanted, request.query_params.get("after", "")), AT_ONCE + 1)
        )
        talks = found[:AT_ONCE]
        response = render(
            request,
            "staff_talks.html",
            visitor=visitor,
            **shell(request, visitor, "talks-title"),
            talks=talks,
            say=TalkWords(read),
            wanted=wanted,
            all_needs=map_asked.needs(read.content, read.language),
            all_places=map_asked.places(read.content, read.language),
            days=str(self._site.keep_text_days),
            made_up=self._site.store.only_made_up(),
            later=wanted.address(talks[-1].code) if len(found) > AT_ONCE else None,
            first=wanted.address() if request.query_params.get("after") else None,
        )
        return kept_apart(response)

    def show_talk(self, request: Request, visitor: Visitor) -> Response:
        """One talk to who has told why; to others the question why."""
        talk, facts = self._shelf.one(request.path_params["code"], language_of(request))
        until = self._open_until(request, visitor, facts.code)
        if until is None:
            return self._ask(request, visitor, facts)
        read = Reader(self._site.content(), language_of(request))
        session, store = talk.session, self._site.store
        lines = store.talks.lines(session.conversation, self._shelf.since)
        by_need = dict(TalkWords(read).counted(facts))
        response = render(
            request,
            "staff_talk.html",
            visitor=visitor,
            **self._shell(request, visitor, facts, TOLD),
            talk=facts,
            say=TalkWords(read),
            is_open=True,
            until=f"{until.astimezone(HERE):%H:%M}",
            lines=list(_timed(told(session, lines, read.content), read.language)),
            advice=advice_of(session, read),
            corrections=[
                (
                    read.named("need", one.need),
                    read.need(one.instead),
                    one.by,
                    day_text(one.at.astimezone(HERE).date(), read.language),
                )
                for one in store.corrections.of(session.conversation)
            ],
            counted=list(by_need.items()),
            all_needs=map_asked.needs(read.content, read.language),
        )
        return kept_apart(response)

    def act(self, request: Request, visitor: Visitor, form: Form) -> Response:
        """Opens a talk for who tells why, or keeps what they read it as."""
        talk, facts = self._shelf.one(request.path_params["code"], language_of(request))
        if form.get("act") == "correct":
            return self._correct(request, visitor, form, talk, facts)
        why = _reason(form, Reader(self._site.content(), language_of(request)))
        if fault := why_not_reason(why):
            return self._ask(request, visitor, facts, fault=fault, form=form)
        now, name = self._site.clock(), visitor.account.name
        self._site.store.audit.add(Act(now, name, "read-talk", facts.code, why))
        response = RedirectResponse(request.url.path, status_code=303)
        response.set_cookie(
            self._cookie,
            opening(self._secret, name, facts.code, now + OPEN_FOR),
            max_age=int(OPEN_FOR.total_seconds()),
            path=request.url.path,
            secure=self._site.secure,
            httponly=True,
            samesite="strict",
        )
        return kept_apart(response)

    def _correct(
        self, request: Request, visitor: Visitor, form: Form, talk: TalkKept, facts: TalkFacts
    ) -> Response:
        """Keeps another need beside the one counted, by who has the talk open."""
        if self._open_until(request, visitor, facts.code) is None:
            return self._ask(request, visitor, facts)
        counted, instead = form.get("counted"), form.get("instead", "")
        fits = counted in facts.counted and instead in self._site.content().needs
        if counted is None or not fits or counted == instead:
            return _back(request, "not-corrected")
        now, name = self._site.clock(), visitor.account.name
        correction = Correction(
            at=now,
            by=name,
            day=facts.day,
            need=counted or None,
            instead=instead,
            place=facts.place,
            size=facts.size,
            made_up=facts.made_up,
        )
        self._site.store.corrections.add(correction, talk.session.conversation)
        self._site.store.audit.add(
            Act(now, name, "corrected", facts.code, f"{counted or '?'} → {instead}")
        )
        return _back(request, "corrected")

    def _ask(
        self,
        request: Request,
        visitor: Visitor,
        facts: TalkFacts,
        *,
        fault: str = "",
        form: Form | None = None,
    ) -> Response:
        """The question why, with what was chosen and written before."""
        read, form = Reader(self._site.content(), language_of(request)), form or {}
        response = render(
            request,
            "staff_talk.html",
            status=422 if fault else 200,
            visitor=visitor,
            **self._shell(request, visitor, facts),
            talk=facts,
            say=TalkWords(read),
            is_open=False,
            fault=read.word(fault) if fault else "",
            reasons=REASONS,
            chosen=form.get("why", ""),
            written=form.get("more", ""),
            minutes=str(OPEN_FOR // timedelta(minutes=1)),
        )
        return kept_apart(response)

    def _shell(
        self, request: Request, visitor: Visitor, facts: TalkFacts, told_: Sequence[str] = ()
    ) -> Mapping[str, Any]:
        title = Reader(self._site.content(), language_of(request)).word(
            "talk-title", code=facts.code
        )
        return {**shell(request, visitor, "talks-title", told_), "title": title}

    def _open_until(self, request: Request, visitor: Visitor, code: str) -> datetime | None:
        token = request.cookies.get(self._cookie, "")
        return open_until(token, self._secret, visitor.account.name, code, self._site.clock())


def routes(site: Site, logins: Logins) -> Sequence[BaseRoute]:
    """The list, and one talk."""
    pages = TalkPages(site)
    one = f"{LIST}/{{code}}"
    return [
        Route(LIST, logins.guarded("staff", pages.show_list)),
        Route(one, logins.guarded("staff", pages.show_talk)),
        Route(
            one, logins.acting("staff", pages.act), methods=["POST"], max_body_size=MOST_FORM_BYTES
        ),
    ]


def _reason(form: Form, read: Reader) -> str:
    """Why somebody wants to read a talk: what they chose, what they wrote, or both.

    The log is kept far longer than the talk, so what points at its owner is hidden.
    """
    chosen = form.get("why", "")
    written = kept(" ".join(form.get("more", "").split()), read.content)
    texts = (read.word(chosen) if chosen in REASONS else "", written)
    return ". ".join(text.rstrip(".") for text in texts if text)


def _timed(said: Iterable[Told], language: Language) -> Iterator[tuple[str, bool, str]]:
    """What was said with its time, the first of each day with the day."""
    day_before = None
    for one in said:
        at = one.at.astimezone(HERE)
        day = f"{day_text(at.date(), language)} " if at.date() != day_before else ""
        yield f"{day}{at:%H:%M}", one.by_owner, one.text
        day_before = at.date()


def _back(request: Request, told_: str) -> Response:
    return kept_apart(RedirectResponse(f"{request.url.path}?told={told_}", status_code=303))
