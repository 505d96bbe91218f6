"""The page of one request for a person: all an adviser must know, and everything they can do about it."""

import asyncio
import hmac
import re
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from bot.core.accounts import may_open
from bot.core.advice_text import name_of
from bot.core.case_links import case_address, case_named
from bot.core.conversation import DeskMessage, Handoff
from bot.core.moving import NOTE
from bot.core.words import MAX_TEXT
from bot.web.desk_acts import FAILED, TOLD, Offered, came_of, offered, said_of, written
from bot.web.desk_door import Door, Onlooker, account_onlooker, kept_apart, shut
from bot.web.desk_reading import Reading, desk_of, fingerprint
from bot.web.desk_talk import MOST_LINES, history, may_read, spoken
from bot.web.login import Logins
from bot.web.page import LANGUAGE_NAMES, Site, form_of, language_of, render
from bot.web.words import word

LONGEST_SIGN = 12  # bytes one sign of a text takes in a form
MOST_FORM_BYTES = MAX_TEXT * LONGEST_SIGN + 2000  # a text, and the fields beside it
LOOKS_EVERY = 20  # seconds between two looks of an open page for what is new

_PRESS = re.compile(r"[A-Za-z0-9_-]{8,64}")

Given = tuple[str, list[tuple[str, str]]]  # a kind of advice; names, and where more is told of each
See = Callable[[Onlooker], Response]


class CasePages:
    """The page of each request, for advisers who are logged in and for those who came by a link."""

    def __init__(self, site: Site, logins: Logins) -> None:
        self._site, self._logins, self._door = site, logins, Door(site)

    def routes(self) -> Sequence[BaseRoute]:
        """The addresses: of each request, of what is done there, and of the links in mails."""
        path = "/desk/case/{part}"
        return [
            *self._door.routes(),
            Route(path, self._look),
            Route(path, self._post, methods=["POST"], max_body_size=MOST_FORM_BYTES),
        ]

    # --- looking

    def _look(self, request: Request) -> Response:
        told = request.query_params.get("told", "")
        known = told if told in TOLD else ""
        return kept_apart(self._let_in(request, lambda who: self._page(request, who, told=known)))

    def _let_in(self, request: Request, see: See) -> Response:
        """What those see who may; others are asked to log in, or told that it is not theirs."""
        visitor = self._logins.visitor(request)
        is_adviser = visitor is not None and may_open(visitor.account.role, "desk")
        by_link = self._door.onlooker(request, _named_in(request))
        if by_link and not is_adviser:
            return see(by_link)
        return self._logins.guarded("desk", lambda _, known: see(account_onlooker(known)))(request)

    def _page(
        self,
        request: Request,
        who: Onlooker,
        *,
        status: int = 200,
        told: str = "",
        unsent: str = "",
    ) -> Response:
        """The request as it is now, and what came of the last act."""
        case = self._site.store.handoff(_named_in(request))
        if case is None or _went_on(case, who):
            why, status = ("shut-moved", 403) if case else ("shut-gone", 404)
            return shut(request, why, status=status, visitor=who.visitor, unsent=unsent)
        reading = Reading(
            self._site.content(), self._site.desks(), language_of(request), self._site.clock()
        )
        shown = self._shown(case, who, reading)
        return render(
            request,
            "desk_case.html",
            status=status,
            visitor=who.visitor,
            proof=who.proof,
            press=secrets.token_urlsafe(12),
            here=case_address(case.id),
            told=said_of(told, case, reading) if told else "",
            told_at=_where(told, shown["can"]),
            failed=told in FAILED,
            unsent=unsent,
            most_text=MAX_TEXT,
            looks_every=LOOKS_EVERY,
            **shown,
        )

    def _shown(self, case: Handoff, who: Onlooker, reading: Reading) -> dict[str, Any]:
        """What the page tells of a request."""
        desk, store = desk_of(case, reading.desks), self._site.store
        whole = store.lines(case.conversation) if case.whole_talk else ()
        lines = may_read(case, store.talk(case.id), whole)
        standing = reading.standing(case, who.by)
        late, by = reading.is_late(case), reading.promise(case)
        promise = "case-late" if late else "case-promised"
        return {
            "case": case,
            "reading": reading,
            "standing": standing,
            "is_late": late,
            "promised": word(promise, reading.language, by=by) if by else "",
            "can": offered(case, desk, who.by, reading),
            "read_only": desk is None,
            "given": list(_given(case, reading)),
            "talk": [spoken(line, case, reading) for line in lines[-MOST_LINES:]],
            "is_cut": len(lines) > MOST_LINES,
            "most_lines": str(MOST_LINES),
            "history": list(history(case, reading)),
            "notes": [(n.by, reading.moment(n.at, case), n.at, n.text) for n in case.notes],
            "owner_language": LANGUAGE_NAMES[case.language],
            "version": fingerprint((standing, by, late, case.desk, case.proposed, case.notes)),
        }

    # --- acting

    async def _post(self, request: Request) -> Response:
        form = await form_of(request)
        return kept_apart(await asyncio.to_thread(self._posted, request, form))

    def _posted(self, request: Request, form: Mapping[str, str]) -> Response:
        """Does what a form asks for; who is not let in any more gets their text back."""
        by_link = self._door.onlooker(request, _named_in(request))
        if by_link is None and self._logins.visitor(request) is None:
            return shut(request, "shut-out", status=403, unsent=_text_in(form))
        return self._let_in(request, lambda who: self._acted(request, who, form))

    def _acted(self, request: Request, who: Onlooker, form: Mapping[str, str]) -> Response:
        """The page after an act, at its own address; a text that nobody got stands on it to be copied."""
        case, text = self._site.store.handoff(_named_in(request)), _text_in(form)
        if not hmac.compare_digest(form.get("proof", "").encode(), who.proof.encode()):
            return self._page(request, who, status=403, told="told-stale", unsent=text)
        if case is None or _went_on(case, who):
            return self._page(request, who, unsent=text)
        told = self._act(case, who, form)
        if text and told in FAILED:
            return self._page(request, who, status=409, told=told, unsent=text)
        address = f"{case_address(case.id)}?{urlencode({'told': told})}#told"
        return RedirectResponse(address, status_code=303)

    def _act(self, case: Handoff, who: Onlooker, form: Mapping[str, str]) -> str:
        """Does it, and what came of it as a word's id."""
        desks = self._site.desks()
        desk = desk_of(case, desks)
        act = _act_in(form)
        if desk is None or act is None:
            return "told-nothing"
        press, choice, text = act
        what = sha256(f"{choice}\n{text}".encode()).hexdigest()[:16]
        message = DeskMessage(
            # The same form sent twice is one act; what was written on the page after going back is another.
            id=f"{who.by.id}:{press}:{what}",
            desk=desk.address,
            by=who.by,
            at=self._site.clock(),
            handoff=case.id,
            text=text,
            choice=choice,
        )
        self._site.act(message)
        store = self._site.store
        told = came_of(message, desk, store.handoff(case.id) or case, store.talk(case.id))
        return "told-became-note" if told == "told-noted" and form.get("reply") else told


def _where(told: str, can: Offered) -> str:
    """Where the page says what came of an act: beside what was written, else above all; none for nothing."""
    if told == "told-sent" and can.replies:
        return "reply"
    if told == "told-noted" and can.notes:
        return "note"
    return "top" if told else ""


def _named_in(request: Request) -> str:
    """The id of the request that the address names; none when it names no request of ours."""
    return case_named(request.path_params["part"]) or ""


def _went_on(case: Handoff, who: Onlooker) -> bool:
    """Whether the desk that came by a link has the request no more."""
    return who.desk is not None and who.desk != case.desk


def _text_in(form: Mapping[str, str]) -> str:
    """What somebody wrote into a form."""
    return written(form.get("reply") or form.get("note") or "")


def _act_in(form: Mapping[str, str]) -> tuple[str, str | None, str | None] | None:
    """Which page a form was on, and the choice or the text in it; None when it asks for nothing."""
    press, choice, text = form.get("press", ""), form.get("choice", ""), _text_in(form)
    if not _PRESS.fullmatch(press) or not (choice or text):
        return None
    if choice:
        return press, choice, None
    return press, None, text if form.get("reply") else written(NOTE + text)


def _given(case: Handoff, reading: Reading) -> Iterator[Given]:
    """The advice the owner got, with the place on the page of who helps that tells more of it."""
    given, content = case.given, reading.content
    if given is None:
        return
    about = f"/map?{urlencode({'need': case.needs[0]})}" if case.needs else "/map"
    found = (
        ("case-method", "method", content.methods, given.methods, ""),
        ("case-actor", "actor", content.actors, given.actors, "/map#{id}"),
        ("case-money", "instrument", content.instruments, given.instruments, f"{about}#money"),
    )
    for key, kind, entries, ids, more in found:
        named = [
            (name_of(kind, one, content, reading.language), more.replace("{id}", one))
            if one in entries
            else (one, "")
            for one in ids
        ]
        if named:
            yield word(key, reading.language), named
