"""What a pressed button leads to: an answer, a changed answer, or something done at once."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.core import acts, deeds, demand, relaying, who
from bot.core.answers import TELLING, read_choice
from bot.core.content import Content
from bot.core.conversation import Answer, Session, Turn
from bot.core.draft import Draft
from bot.core.flow import STATEMENTS
from bot.core.going_on import go_on, walked
from bot.core.profile import VALUES, is_language, profile_of
from bot.core.steps import Standing

MOST_CHOSEN = 5  # a need, a place, a trade, a size, a stage


def pressed(draft: Draft, choice: str) -> Turn:
    """What the choice of that id leads to; one that is no longer known is answered kindly."""
    key, _, value = choice.partition("=")
    if (
        draft.session.care == "distress"
        and key not in ("keep", "lang")
        and choice not in acts.GOOD_IN_DISTRESS
    ):
        return acts.after_distress(draft)
    if key == "do":
        return acts.command(draft, value) or deeds.do(draft, value)
    if key == "lang" and is_language(value):
        return acts.speaking(draft, value)
    if key in _OF_NO_STEP:
        return _OF_NO_STEP[key](draft, value)
    at = draft.at()
    if value == "why":
        return _why_asked(draft, key)
    session = read_choice(at, at.step, value) if at.step and at.flow.key(at.step) == key else None
    if session is None:
        session = _changed_answer(draft, key, value) or _need_pressed(draft, at, key, value)
    if session is None:
        return go_on(draft.with_reply(draft.say("old-button")))
    draft = draft.holding(session)
    if key.startswith("back-again."):
        draft = _told_how_it_went(draft, value)
    needs = session.answer("need")
    if needs is not None and needs.turn == session.turn:
        draft = draft.with_event("confirmed", needs=" ".join(needs.ids))
    return go_on(draft)


def _told_how_it_went(draft: Draft, answer: str) -> Draft:
    """Counts what an owner who comes back says of the advice, as far as it tells whether it helped."""
    draft = draft.with_event("outcome", answer=answer)
    helped = demand.HOW_IT_WENT.get(answer)
    if helped is None:
        return draft
    profile = profile_of(draft.session, draft.world.content)
    return draft.counting(demand.verdict(draft.session, profile, helped, draft.now))


def _chosen_elsewhere(draft: Draft, value: str) -> Turn:
    """A talk about the need chosen before the talk, as on the page of who helps; facts may follow it.

    Args:
        value: the need and then facts, parted by spaces: "season oppdal visitors micro".
    """
    content = draft.world.content
    need, *facts = (value.split() or [""])[:MOST_CHOSEN]
    need = content.id_now("needs", need)
    if need not in content.needs:
        return go_on(draft.with_reply(draft.say("old-button")))
    session = draft.session.without(*(a.key for a in draft.session.answers if _is_of_trouble(a)))
    turn = session.turn
    for answer in (
        Answer("main.trouble", "sure", turn, (need,)),
        Answer("main.confirm", "yes", turn),
        Answer("need", "agreed", turn, (need,)),
        *(fact for value in facts if (fact := _fact(value, content, turn))),
    ):
        session = session.with_answer(answer)
    session = replace(session, open_flows=("main",), heard=(), given=None, shown=0, care="")
    label = content.needs[need].label.to(session.language)
    return go_on(draft.holding(session).having(pressed=label).with_event("confirmed", needs=need))


def _is_of_trouble(answer: Answer) -> bool:
    """Whether an answer says what the trouble is; what is known of the firm is another matter."""
    return answer.key.startswith(("main.", "other."))


def _fact(value: str, content: Content, turn: int) -> Answer | None:
    """The fact a value tells: no two facts share one."""
    if value in content.trades:
        return Answer("trade", "told", turn, (value,))
    if value in content.places:
        return Answer("place", value, turn)
    key = next((fact for fact in ("size", "stage") if value in VALUES[fact]), None)
    return Answer(key, value, turn) if key else None


def _need_pressed(draft: Draft, at: Standing, key: str, value: str) -> Session | None:
    """The session with the need of an old button, as long as no need is settled."""
    open_need = at.step is not None and at.step.kind in TELLING and key.startswith("main.")
    if not open_need or at.step is None or value not in draft.world.content.needs:
        return None
    session = draft.session.with_answer(Answer("need", "agreed", draft.session.turn, (value,)))
    return session.with_answer(Answer(at.flow.key(at.step), value, session.turn, (value,)))


def _changed_answer(draft: Draft, key: str, value: str) -> Session | None:
    """The session with an old button's answer, when its step is still part of an open talk."""
    content = draft.world.content
    for name in reversed(draft.session.open_flows):
        flow = content.flows.get(name)
        if flow is None:
            continue
        for step in walked(draft.session, flow, content):
            if flow.key(step) == key and step.kind not in STATEMENTS:
                at = replace(draft.at(), flow=flow, step=step)
                return read_choice(at, step, value)
    return None


def _why_asked(draft: Draft, key: str) -> Turn:
    for flow in (draft.at().flow, *draft.world.content.flows.values()):
        for step in flow.steps:
            if flow.key(step) == key and step.why:
                return go_on(draft.with_reply(step.why.to(draft.session.language)))
    return go_on(draft)


_OF_NO_STEP: Mapping[str, Callable[[Draft, str], Turn]] = {
    "keep": lambda draft, value: acts.keeping(draft, value == "yes"),
    "request": relaying.pressed,
    "need": _chosen_elsewhere,
    who.FLOW: who.told,
}
