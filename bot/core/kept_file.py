"""All that is kept about an owner, as a file they can read: told in their language."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.core.advice_text import day_text, moment_text, name_of
from bot.core.content import Content
from bot.core.conversation import Document, FollowUp, Handoff, Line, Session, Turn
from bot.core.follow_up import HERE
from bot.core.handoff import typed_keys
from bot.core.introductions import Invited
from bot.core.profile import profile_of
from bot.core.redaction import dotted
from bot.core.wording import capital, say

FACTS_WORDED = ("size", "time", "team", "stage")
SHELVES = (("method", "methods"), ("actor", "actors"), ("instrument", "instruments"))


@dataclass(frozen=True, slots=True)
class Kept:
    """What a store holds of one owner besides the session.

    ``lines`` are what was said, ``passed_on`` what desks got of the owner's words; ``follow_ups`` are
    those still to come; ``invited`` what introductions hold of them.
    """

    requests: tuple[Handoff, ...] = ()
    follow_ups: tuple[FollowUp, ...] = ()
    lines: tuple[Line, ...] = ()
    passed_on: tuple[Line, ...] = ()
    invited: tuple[Invited, ...] = ()


def with_file(turn: Turn, kept: Kept, content: Content, now: datetime) -> Turn:
    """The turn whose last reply carries all that is kept."""
    *before, last = turn.replies
    document = file_of(turn.session, kept, content, now)
    return replace(turn, replies=(*before, replace(last, document=document)))


def file_of(session: Session, kept: Kept, content: Content, now: datetime) -> Document:
    """All that is kept, as plain text in the owner's language; a part with nothing in it says so."""
    language, told = session.language, _Told(session, kept, content)
    parts = [
        ("facts", told.facts()),
        ("words", told.words()),
        ("advice", told.advice()),
        ("requests", told.requests()),
        ("reminders", told.reminders()),
        ("talk", told.talk(kept.lines)),
    ]
    if session.willing or kept.invited:
        parts.append(("meeting", told.meeting()))
    only_passed_on = told.only_passed_on()
    if only_passed_on:
        parts.append(("passed-on", told.talk(only_passed_on)))
    head = say(content, "kept-title", language, day=day_text(now.astimezone(HERE).date(), language))
    nothing = say(content, "kept-nothing", language)
    texts = [
        "\n".join([say(content, f"kept-{part}", language), *(list(lines) or [nothing])])
        for part, lines in parts
    ]
    text = "\n\n".join([head, *texts, say(content, "kept-more", language)]) + "\n"
    return Document(f"steg-{now.astimezone(HERE):%Y-%m-%d}.txt", "text/plain", text)


@dataclass(frozen=True, slots=True)
class _Told:
    """The parts of the file, line by line."""

    session: Session
    kept: Kept
    content: Content

    def facts(self) -> Iterator[str]:
        profile, language = profile_of(self.session, self.content), self.session.language
        if profile.place:
            yield f"- {self.content.places[profile.place].name}"
        for fact in FACTS_WORDED:
            value = getattr(profile, fact)
            if value:
                yield f"- {capital(say(self.content, f'{fact}-{value}', language))}"
        for trade in profile.trades:
            yield f"- {capital(self.content.trades[trade].name.to(language))}"
        for need in profile.need_ids():
            yield f"- {capital(self.content.needs[need].label.to(language))}"

    def words(self) -> Iterator[str]:
        session = self.session
        texts = [said.text for said in session.words]
        texts += [heard.text for heard in session.heard if heard.text]
        typed = typed_keys(session)
        texts += [answer.value for answer in session.answers if answer.key in typed]
        return (f"- {dotted(text)}" for text in dict.fromkeys(text for text in texts if text))

    def advice(self) -> Iterator[str]:
        given = self.session.given
        for kind, shelf in SHELVES if given else ():
            entries = getattr(self.content, shelf)
            for entry in getattr(given, shelf):
                if entry in entries:
                    yield f"- {name_of(kind, entry, self.content, self.session.language)}"

    def requests(self) -> Iterator[str]:
        for request in self.kept.requests:
            yield from self._request(request)

    def _request(self, request: Handoff) -> Iterator[str]:
        to = self.content.actors.get(request.to)
        stage = say(self.content, f"kept-stage-{request.stage}", self.session.language)
        yield f"- {self._day(request.at)}: {to.name if to else request.to or '–'}. {stage}"
        if request.adviser and request.adviser.name:
            yield f"  {request.adviser.name}"
        if request.summary:
            yield f"  {request.summary}"
        if request.contact:
            yield f"  {request.contact}"
        if request.notes:
            number = str(len(request.notes))
            yield f"  {say(self.content, 'kept-notes', self.session.language, number=number)}"

    def reminders(self) -> Iterator[str]:
        for follow_up in self.kept.follow_ups:
            due_at = follow_up.due_at.astimezone(HERE)
            yield f"- {capital(moment_text(due_at, self.content, self.session.language))}"

    def meeting(self) -> Iterator[str]:
        language, willing = self.session.language, self.session.willing
        if willing:
            text = say(self.content, "kept-willing", language, day=self._day(willing.since))
            yield f"- {text}"
        for one in self.kept.invited:
            if one.asked_at:
                text = say(self.content, "kept-invited", language, day=self._day(one.asked_at))
                yield f"- {text}"
            if one.contact:
                yield f"  {one.contact}"

    def talk(self, lines: Sequence[Line]) -> Iterator[str]:
        language = self.session.language
        for line in lines:
            who = say(self.content, "kept-you", language) if line.who == "owner" else "Steg"
            said = "\n  ".join(dotted(part) for part in (line.text, line.quote) if part)
            at = line.at.astimezone(HERE)
            yield f"- {day_text(at.date(), language)} {at:%H:%M}, {line.by or who}: {said}"

    def only_passed_on(self) -> tuple[Line, ...]:
        """What a desk got and the talk does not hold, as when the owner's words are not kept."""
        said = {line.text for line in self.kept.lines}
        quoted = (replace(line, text=line.quote or "", quote=None) for line in self.kept.passed_on)
        return tuple(line for line in quoted if line.text and line.text not in said)

    def _day(self, moment: datetime) -> str:
        return day_text(moment.astimezone(HERE).date(), self.session.language)
