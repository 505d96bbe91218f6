"""An owner's side of meeting others: offered, wanted, taken back, and the answer to an introduction."""

from dataclasses import replace

from bot.core.conversation import Choice, InvitedSays, Session, Willing
from bot.core.draft import Draft
from bot.core.flow import Step
from bot.core.introductions import (
    ANSWER,
    CONTACT,
    FLOW,
    has_something_to_meet_about,
    is_willing,
    shared_needs,
)

TAKES_BACK = "do=meet-nobody"


def offered(draft: Draft) -> tuple[Choice, ...]:
    """The button to meet others, where there is something to meet about; after that, to take it back."""
    if is_willing(draft.session, draft.now):
        return (taking_back(draft),)
    if not has_something_to_meet_about(draft.session, draft.world.content):
        return ()
    return (Choice("do=meet", draft.say("meet-others")),)


def taking_back(draft: Draft) -> Choice:
    """Takes the wish back, and with it a yes to an introduction that has not come about yet."""
    return Choice(TAKES_BACK, draft.say("meet-nobody"))


def kept_wish(draft: Draft, step: Step) -> Draft:
    """Keeps that the owner would like to meet others; says how that can be taken back."""
    needs = shared_needs(draft.session, draft.world.content)
    if not has_something_to_meet_about(draft.session, draft.world.content):
        return draft.with_reply(draft.say("old-button"))
    draft = draft.holding(replace(draft.session, willing=Willing(draft.now, needs)))
    text = step.ask.to(draft.session.language) if step.ask else ""
    return draft.with_reply(text, (taking_back(draft),)).with_event("willing", value="true")


def without_wish(draft: Draft) -> Draft:
    """With the wish taken back, and a no in place of a yes that nobody has been told of."""
    session = draft.session
    if session.willing is None and session.invited_at is None:
        return draft
    draft = draft.holding(left(replace(session, willing=None)))
    return draft.having(invited_says=InvitedSays("no")).with_event("willing", value="false")


def kept_answer(draft: Draft, step: Step) -> Draft:
    """Keeps the answer to an introduction; a yes that does not say how to be reached is none."""
    said, contact = draft.session.answer(ANSWER), draft.session.answer(CONTACT)
    agreed = said is not None and said.value == "agree" and contact is not None
    reachable = agreed and contact is not None and contact.value != "decline"
    answer = InvitedSays("yes", contact.value) if contact and reachable else InvitedSays("no")
    text = step.ask.to(draft.session.language) if step.ask else ""
    draft = draft.with_reply(text, (taking_back(draft),) if reachable else ())
    return draft.having(invited_says=answer).with_event("introduction-answered", answer=answer.says)


def left(session: Session) -> Session:
    """The session without the question of an introduction."""
    if FLOW not in session.open_flows:
        return session
    answers = tuple(a for a in session.answers if not a.key.startswith(f"{FLOW}."))
    flows = tuple(flow for flow in session.open_flows if flow != FLOW)
    return replace(session, open_flows=flows, answers=answers)
