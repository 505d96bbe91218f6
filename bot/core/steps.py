"""How each kind of step asks, and with which choices. A new kind has its entry here and in answers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.core import handoff
from bot.core.content import GROUPS, Content, Language
from bot.core.conversation import SKIPPED, Choice, Reply, Session
from bot.core.desks import NO_DESKS, Desk, Desks, Load
from bot.core.flow import Flow, Step, current
from bot.core.profile import needs_of, profile_of
from bot.core.routing import after, route
from bot.core.understanding import Reader
from bot.core.wording import fill, gaps, say

MOST_CHOICES = 9  # more cannot be taken in on a telephone
MOST_OFFERED = 4  # likely needs offered at once


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an owner stands: the session, the open flow and step, and all that deciding needs."""

    session: Session
    content: Content
    reader: Reader
    flow: Flow
    step: Step | None
    desks: Desks = NO_DESKS
    loads: Mapping[str, Load] = field(default_factory=dict)
    now: datetime | None = None

    @property
    def language(self) -> Language:
        """The language the owner reads."""
        return self.session.language

    def desk(self) -> Desk | None:
        """The desk a request would go to now; None where there are no desks."""
        if self.now is None:
            return None
        way = route(
            self.desks,
            handoff.recipient(self.session, self.content),
            profile_of(self.session, self.content),
            language=self.language,
            now=self.now,
            load=self.loads,
        )
        return self.desks.by_id.get(way.desk or "")

    def say(self, wording: str, **values: str) -> str:
        """A wording in the owner's language."""
        return say(self.content, wording, self.language, **values)


def standing(session: Session, content: Content, reader: Reader) -> Standing:
    """Where the session stands; a flow that an edit removed is left."""
    open_flows = tuple(f for f in session.open_flows if f in content.flows) or ("main",)
    flow = content.flows[open_flows[-1]]
    answers = {a.key: a.value for a in session.answers}
    step = current(flow, answers, lambda key: known(session, content, key))
    return Standing(session, content, reader, flow, step)


def known(session: Session, content: Content, key: str) -> tuple[str, ...]:
    """The values of a fact or of an answer, for the conditions of a flow; () when not known."""
    if key == "need":
        return needs_of(session, content)
    answer = session.answer(key)
    return (answer.value,) if answer else ()


# --- asking


def ask(at: Standing, step: Step) -> Reply:
    """The question of a step with its choices."""
    text = _ASKS[step.kind](at, step) if step.kind in _ASKS else _written(at, step)
    return Reply(text, choices(at, step), asks=asked_for(step))


def asked_for(step: Step) -> str | None:
    """What a step asks for, in the words of interfaces.md."""
    if step.fact:
        return step.fact
    return {
        "trouble": "need",
        "again": "choose-need",
        "confirm": "confirm-need",
        "choose": "choose-need",
        "groups": "choose-need",
        "pick": "choose-need",
        "lost": "choose-need",
    }.get(step.kind) or ("next" if step.id == "next" else None)


def _written(at: Standing, step: Step) -> str:
    needs = [at.content.needs[n].clause.to(at.language) for n in needs_of(at.session, at.content)]
    about = needs[0] if needs else at.say("what-we-talked-about")
    return fill(step.ask.to(at.language), {"need": about}) if step.ask else ""


def _ask_confirm(at: Standing, step: Step) -> str:
    needs = candidates(at)
    clauses = [at.content.needs[n].clause.to(at.language) for n in needs]
    if len(clauses) == 2:
        return at.say("heard-two", first=clauses[0], second=clauses[1])
    return at.say("heard-one", need=clauses[0]) if clauses else at.say("not-understood")


def _ask_handoff(at: Standing, step: Step) -> str:
    desk = at.desk()
    goes_on = desk is not None and after(at.desks, desk.id, ()) is not None
    values = {
        "office": _office(at, desk),
        "summary": handoff.summary(at.session, at.content),
        "also": handoff.also_text(at.session, at.content, goes_on=goes_on),
    }
    text = step.ask.to(at.language) if step.ask else ""
    # Nobody says yes without having read it, whatever an edit of the flow leaves out.
    text = text if "also" in gaps(text) else f"{text}\n\n{{also}}"
    text = text if values["also"] else text.replace("{also}\n\n", "").replace("\n\n{also}", "")
    return fill(text, values)


def _office(at: Standing, desk: Desk | None) -> str:
    """Who will read a request: the office asked, or the desk that takes it in its place."""
    office = handoff.recipient(at.session, at.content)
    if desk is not None and office not in desk.actors:
        return desk.name
    return at.content.actors[office].name if office else at.say("some-adviser")


def _ask_recipients(at: Standing, step: Step) -> str:
    offices = handoff.offices_text(at.session, at.content)
    return fill(step.ask.to(at.language), {"offices": offices}) if step.ask else offices


_ASKS: Mapping[str, Callable[[Standing, Step], str]] = {
    "confirm": _ask_confirm,
    "handoff": _ask_handoff,
    "recipients": _ask_recipients,
}


# --- choices


def choices(at: Standing, step: Step) -> tuple[Choice, ...]:
    """The buttons of a step, the ones it computes before those written in the flow."""
    key = at.flow.key(step)
    made = _CHOICES[step.kind](at, step) if step.kind in _CHOICES else []
    given = [
        Choice(f"do={o.does}" if o.does else f"{key}={o.value}", o.label.to(at.language))
        for o in step.options
    ]
    extra: list[Choice] = []
    if step.why:
        extra.append(Choice(f"{key}=why", at.say("why-asked")))
    if step.can_skip:
        extra.append(Choice(f"{key}={SKIPPED}", at.say("skip")))
    return (*made, *given, *extra)


def candidates(at: Standing) -> tuple[str, ...]:
    """The needs heard in the owner's words and not yet agreed on."""
    answer = at.session.answer("main.trouble")
    return tuple(n for n in answer.ids if n in at.content.needs) if answer else ()


def _label(at: Standing, need: str) -> str:
    return at.content.needs[need].label.to(at.language)


def _confirm_choices(at: Standing, step: Step) -> list[Choice]:
    key, needs = at.flow.key(step), candidates(at)
    if len(needs) < 2:
        return [
            Choice(f"{key}=yes", at.say("yes")),
            Choice(f"{key}=other", at.say("something-else")),
        ]
    only = [Choice(f"{key}=only-{n}", at.say("mostly", need=_label(at, n))) for n in needs]
    return [
        Choice(f"{key}=both", at.say("yes-both")),
        *only,
        Choice(f"{key}=other", at.say("something-else")),
    ]


def _choose_choices(at: Standing, step: Step) -> list[Choice]:
    key = at.flow.key(step)
    offered = [Choice(f"{key}={n}", _label(at, n)) for n in candidates(at)[:MOST_OFFERED]]
    return [*offered, Choice(f"{key}=other", at.say("something-else"))]


def _group_choices(at: Standing, step: Step) -> list[Choice]:
    return [Choice(f"{at.flow.key(step)}={g}", at.say(f"group-{g}")) for g in GROUPS]


def _pick_choices(at: Standing, step: Step) -> list[Choice]:
    key, answer = at.flow.key(step), at.session.answer(f"{at.flow.id}.groups")
    group = answer.value if answer else ""
    return [
        Choice(f"{key}={n.id}", _label(at, n.id))
        for n in at.content.needs.values()
        if n.group == group
    ]


def _place_choices(at: Standing, step: Step) -> list[Choice]:
    answer = at.session.answer(f"{at.flow.key(step)}-which")
    places = [
        at.content.places[p] for p in (answer.ids if answer else ()) if p in at.content.places
    ]
    return [Choice(f"{at.flow.key(step)}={p.id}", p.name) for p in places]


def _recipient_choices(at: Standing, step: Step) -> list[Choice]:
    key, actors = at.flow.key(step), at.content.actors
    offered = handoff.recipients(at.session, at.content)
    return [Choice(f"{key}={a.id}", actors[a.id].name) for a in offered]


_CHOICES: Mapping[str, Callable[[Standing, Step], list[Choice]]] = {
    "confirm": _confirm_choices,
    "choose": _choose_choices,
    "again": _choose_choices,
    "groups": _group_choices,
    "pick": _pick_choices,
    "place": _place_choices,
    "recipients": _recipient_choices,
}
