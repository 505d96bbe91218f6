"""The one question about who an owner is: when it fits. The answer goes to a tally and nowhere else."""

from dataclasses import replace

from bot.core.content import Content, Language
from bot.core.conversation import WHO, Choice, Message, Reply, Session, Turn
from bot.core.draft import Draft
from bot.core.going_on import go_on
from bot.core.steps import standing
from bot.core.typed import NO, typed
from bot.core.words import words

FLOW = "who"
NEXT = "next"  # the question that stays open once the advice is given
HOW_IT_WENT = ("outcome", "handoff-verdict")  # events of telling whether it helped
THANKS = frozenset(typed("takk tack tusen thanks thank you so much ellers"))
MOST_WORDS = 8  # a text so short right after the question may be an answer in own words


def asked_at_the_end(draft: Draft, turn: Turn) -> Turn:
    """The turn with the question after all else, where it fits; it is asked once.

    Args:
        draft: as the turn began.
    """
    if not (draft.world.asks_who and _is_quiet_end(turn) and _may_be_asked(draft, turn)):
        return turn
    question = _question(draft.world.content, turn.session.language)
    if question is None:
        return turn
    session = replace(turn.session, asked_who="asked")
    return replace(turn, session=session, replies=(*turn.replies, question))


def _is_quiet_end(turn: Turn) -> bool:
    """Whether the owner said thanks, has a reminder now, or told whether it helped."""
    told = any(event.kind in HOW_IT_WENT for event in turn.events)
    return turn.act == "thanks" or turn.follow_up is not None or told


def _may_be_asked(draft: Draft, turn: Turn) -> bool:
    """Whether the owner has had advice, is well, waits for nobody, and is in the midst of nothing."""
    before, session, world = draft.before, turn.session, draft.world
    request = turn.handoff or draft.request
    waits = session.relay is not None or (request is not None and request.is_open)
    not_well = before.care or session.care or turn.private
    if before.given is None or session.given is None or session.asked_who:
        return False
    if waits or not_well or session.keeps is False or session.open_flows != ("main",):
        return False
    step = standing(session, world.content, world.reader).step
    return step is None or step.id == NEXT


def _question(content: Content, language: Language) -> Reply | None:
    """The question as the flow words it; None where an operator's own flows have none."""
    flow = content.flows.get(FLOW)
    step = flow.steps[0] if flow else None
    if step is None or step.ask is None:
        return None
    offered = [Choice(f"{FLOW}={one.value}", one.label.to(language)) for one in step.options]
    return Reply(step.ask.to(language), tuple(offered))


def told(draft: Draft, value: str) -> Turn:
    """Counts the answer, once; what was pressed is kept nowhere else, and all answers are met alike."""
    session = draft.session
    who = next((one for one in WHO if one == value), None)
    counts = draft.world.asks_who and session.asked_who == "asked" and session.keeps is not False
    draft = draft.having(private=True)
    if who is None or not counts:
        return go_on(draft.with_reply(draft.say("old-button")))
    draft = draft.holding(replace(session, asked_who="told"))
    return draft.with_reply(draft.say("who-noted")).having(told_who=who).so_far


def refused(text: str, offered: tuple[Choice, ...]) -> Choice | None:
    """The choice not to say, for a bare "no" or "no thanks" to the question."""
    said = set(typed(text))
    if not said & NO or said - NO - THANKS:
        return None
    return next((choice for choice in offered if choice.id == f"{FLOW}=prefer-not"), None)


def may_tell(session: Session, message: Message) -> bool:
    """Whether a text may be an answer in the owner's own words: then nothing of it is kept."""
    if not message.text or len(words(message.text)) > MOST_WORDS:
        return False
    return any(choice.id.startswith(f"{FLOW}=") for choice in session.offered)
