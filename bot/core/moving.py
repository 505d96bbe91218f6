"""What an adviser does at a desk, and what it leads to: for the request, the owner and other desks."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from bot.core import cards, ladder
from bot.core.closing import closed
from bot.core.content import Content, Language
from bot.core.conversation import (
    Choice,
    DeskMessage,
    DeskPost,
    Ending,
    Event,
    Handoff,
    Note,
    Reply,
    Session,
    Turn,
    Verdict,
)
from bot.core.desks import Desk
from bot.core.draft import World
from bot.core.files import allowed
from bot.core.rungs import begun
from bot.core.wording import say
from bot.core.words import MAX_TEXT, readable
from bot.core.working_time import between

NOTE = "!"  # a text beginning so is for colleagues only
MOST_NOTES = 50


@dataclass(frozen=True, slots=True)
class Case:
    """A request with all that deciding needs: whose it is, where it was acted on, and by what."""

    request: Handoff
    session: Session
    desk: Desk
    act: DeskMessage
    world: World

    @property
    def now(self) -> datetime:
        """When the adviser acted."""
        return self.act.at

    @property
    def is_theirs(self) -> bool:
        """Whether the adviser who acts is the one who took it."""
        return self.request.adviser is not None and self.request.adviser.id == self.act.by.id

    def desk_says(self, wording: str, **values: str) -> str:
        """A wording in the desk's language."""
        return say(self.world.content, wording, self.desk.language, **values)

    def owner_reads(self, wording: str, **values: str) -> str:
        """A wording in the owner's language."""
        return say(self.world.content, wording, self.session.language, **values)

    def post(
        self, text: str, choices: tuple[Choice, ...] = (), *, quote: str | None = None
    ) -> DeskPost:
        """Something the desk gets to read."""
        return cards.post(self.desk, self.request, text, choices, quote=quote)

    def answering(self, wording: str, choices: tuple[Choice, ...] = (), **values: str) -> Turn:
        """A turn in which nothing changes: the desk is told something, a mailbox by its page alone."""
        if self.desk.gets_mail:
            return Turn(self.session)
        return Turn(self.session, posts=(self.post(self.desk_says(wording, **values), choices),))


def moved(case: Case) -> Turn:
    """What an adviser's press or text leads to. The same arguments always give the same turn."""
    choice = readable(case.act.choice or "")
    if choice:
        key, _, what = choice.partition("=")
        act, _, value = what.partition(".")
        deed = _DEEDS.get(act) if key == "desk" else None
        return deed(case, value) if deed else case.answering("desk-old-button")
    return _written(case, readable(case.act.text or "")[:MAX_TEXT].strip())


# --- taking


def _take(case: Case, _: str) -> Turn:
    request = case.request
    if not request.is_open and request.ending != "not-ours":
        return case.answering("desk-closed")
    if request.adviser is not None and request.is_open:
        return case.answering("desk-taken-already", name=request.adviser.name)
    taken = replace(
        request,
        stage="taken",
        desk=case.desk.id,
        adviser=case.act.by,
        taken_at=case.now,
        hours_to_take=_hours_waited(case),
        ending=None,
        closed_at=None,
        proposed=None,
    )
    taken = begun(taken, case.world, case.now)
    here = request.reach == "here"
    wording = "desk-taken-here" if here else f"desk-taken-{request.reach}"
    choices = cards.choices_when_taken(request, case.world.content, case.desk.language)
    told = case.desk_says(wording, name=case.act.by.name, contact=request.contact or "")
    reply = Reply(
        case.owner_reads(
            "request-taken-here" if here else "request-taken",
            name=case.act.by.name,
            office=case.desk.name,
        ),
        _end_choice(case) if here else (),
        handoff=request.id,
    )
    relay = request.id if here else case.session.relay
    session = replace(case.session, handoff="taken", relay=relay)
    return Turn(
        session,
        (reply,),
        _events(case, "taken"),
        handoff=taken,
        posts=(case.post(told, choices),),
    )


def _hours_waited(case: Case) -> float:
    """Working hours since the desk got the request."""
    since = case.request.desk_since or case.request.at
    return round(between(since, case.now, case.desk).total_seconds() / 3600, 2)


def end_choice(content: Content, language: Language) -> Choice:
    """The owner's button that ends the talk with an adviser."""
    return Choice("request=end", say(content, "request-end", language))


def _end_choice(case: Case) -> tuple[Choice, ...]:
    return (end_choice(case.world.content, case.session.language),)


# --- sending on


def _not_ours(case: Case, why: str) -> Turn:
    if not case.request.is_open:
        return case.answering("desk-closed")
    if _others(case):
        return case.answering("desk-taken-already", name=_taker(case))
    if why not in cards.REFUSALS:
        choices = cards.refusals(case.world.content, case.desk.language)
        return case.answering("desk-why-not-ours", choices)
    refused = replace(
        case.request,
        refused=(*case.request.refused, (case.desk.id, why)),
        adviser=None,
        stage="waiting",
    )
    session = replace(case.session, relay=None)
    turn = ladder.passed_on(refused, session, case.world, case.now)
    thanks = case.post(case.desk_says("desk-not-ours-thanks"))
    return replace(
        turn, posts=(thanks, *turn.posts), events=(*_events(case, "refused"), *turn.events)
    )


def _hand_on(case: Case, to: str) -> Turn:
    """Asks the owner first: each recipient needs a yes of its own."""
    if not case.request.is_open:
        return case.answering("desk-closed")
    if _others(case):
        return case.answering("desk-taken-already", name=_taker(case))
    desks = case.world.desks
    other = desks.by_id.get(to)
    if other is None or other.id == case.desk.id:
        choices = cards.other_desks(case.desk, desks)
        return case.answering("desk-hand-on-to" if choices else "desk-no-other", choices)
    content = case.world.content
    choices = (
        Choice("request=yes", say(content, "yes", case.session.language)),
        Choice("request=no", say(content, "no-stay", case.session.language)),
    )
    text = case.owner_reads("request-hand-on", office=case.desk.name, other=other.name)
    reply = Reply(text, choices, handoff=case.request.id)
    told = case.post(case.desk_says("desk-hand-on-asked", other=other.name))
    return Turn(
        case.session,
        (reply,),
        _events(case, "hand-on"),
        handoff=replace(case.request, proposed=other.id),
        posts=(told,),
    )


# --- talking


def _written(case: Case, text: str) -> Turn:
    """Text and files of the adviser who took it go to the owner; a note stays with the desk."""
    if text.startswith(NOTE) and case.request.is_open:
        return _noted(case, text.removeprefix(NOTE).strip())
    if not text and case.act.file is None:
        return Turn(case.session)
    if not case.request.is_open:
        return case.answering("desk-closed")
    if case.request.adviser is None:
        choices = cards.card_choices(case.world.content, case.desk.language)
        return case.answering("desk-take-first", choices)
    if not case.is_theirs:
        # Colleagues talk under a card as they like; nothing of it goes to the owner.
        return Turn(case.session)
    if case.request.reach != "here":
        contact = case.request.contact or ""
        return case.answering(f"desk-not-here-{case.request.reach}", contact=contact)
    file = case.act.file
    if file is not None and not allowed(file.media_type, file.size):
        return case.answering("desk-file-refused")
    reply = Reply(
        "",
        _end_choice(case),
        quote=text or None,
        handoff=case.request.id,
        by=case.act.by.name,
        relays=True,
        file=file,
    )
    return Turn(case.session, (reply,), _events(case, "adviser-wrote"), handoff=_has_answered(case))


def _has_answered(case: Case) -> Handoff:
    """The request after a word of the adviser; the first one is the answer that was promised."""
    request = case.request
    if request.answered_at is not None:
        return begun(request, case.world, case.now)
    answered = replace(
        request, stage="answered", answered_at=case.now, hours_to_answer=_hours_waited(case)
    )
    return begun(answered, case.world, case.now)


def _answered(case: Case, _: str) -> Turn:
    """The adviser says that they talked, on the telephone or by e-mail."""
    if not case.request.is_open:
        return case.answering("desk-closed")
    if case.request.adviser is None:
        return case.answering("desk-take-first")
    if not case.is_theirs:
        return case.answering("desk-only-taker", name=_taker(case))
    turn = case.answering("desk-answered-thanks")
    session = replace(case.session, handoff="answered")
    return replace(
        turn, session=session, handoff=_has_answered(case), events=_events(case, "answered")
    )


def _noted(case: Case, text: str) -> Turn:
    if not text:
        return Turn(case.session)
    notes = (*case.request.notes, Note(case.now, case.act.by.name, text))[-MOST_NOTES:]
    turn = case.answering("desk-noted")
    return replace(turn, handoff=replace(case.request, notes=notes))


# --- ending


def _done(case: Case, ending: str) -> Turn:
    if not case.request.is_open:
        return case.answering("desk-closed")
    if _others(case):
        return case.answering("desk-only-taker", name=_taker(case))
    if ending not in cards.ENDINGS:
        choices = cards.endings(case.world.content, case.desk.language)
        return case.answering("desk-how-ended", choices)
    how: Ending = (
        "helped" if ending == "helped" else "referred" if ending == "referred" else "not-reached"
    )
    verdicts = cards.verdicts("desk", case.world.content, case.desk.language)
    told = case.post(case.desk_says("desk-done"), verdicts)
    turn = closed(case.request, case.session, case.world, case.now, how)
    return replace(turn, posts=(told, *turn.posts))


def _helped(case: Case, value: str) -> Turn:
    verdict = verdict_of(value)
    if verdict is None:
        return case.answering("desk-old-button")
    turn = case.answering("desk-verdict-thanks")
    return replace(turn, handoff=replace(case.request, thought_helped=verdict))


def verdict_of(value: str) -> Verdict | None:
    """The verdict a button says; None when it says none."""
    if value == "yes":
        return "yes"
    if value == "no":
        return "no"
    return "partly" if value == "partly" else None


def _others(case: Case) -> bool:
    """Whether somebody else has taken it."""
    return case.request.adviser is not None and not case.is_theirs


def _taker(case: Case) -> str:
    return case.request.adviser.name if case.request.adviser else case.desk.name


def _events(case: Case, what: str) -> tuple[Event, ...]:
    return (Event(f"handoff-{what}", case.now, {"desk": case.desk.id}),)


_DEEDS: Mapping[str, Callable[[Case, str], Turn]] = {
    "take": _take,
    "not-ours": _not_ours,
    "hand-on": _hand_on,
    "answered": _answered,
    "done": _done,
    "helped": _helped,
}
