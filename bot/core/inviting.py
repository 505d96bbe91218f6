"""What moves an introduction: owners are asked when it suits, and told how it ended."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.core.content import Content, Language
from bot.core.conversation import Choice, Event, Message, Reply, Session, Turn
from bot.core.draft import Draft, World
from bot.core.follow_up import HERE
from bot.core.going_on import go_on
from bot.core.introductions import (
    ANSWER,
    FEWEST,
    FLOW,
    HELD_AT_MOST,
    Introduction,
    Invited,
    ended,
    is_over,
    is_willing,
)
from bot.core.meeting import left
from bot.core.wording import capital, listed, say

QUIET_FOR = timedelta(hours=1)  # somebody who wrote just now is in the middle of something
FIRST_HOUR, LAST_HOUR = 8, 20  # nobody is asked earlier or later in the day


def moved(
    introduction: Introduction, sessions: Mapping[str, Session], world: World, now: datetime
) -> tuple[Introduction, tuple[Turn, ...]]:
    """The introduction as it stands now, and what its owners are told.

    Args:
        sessions: of all its owners, by conversation.
    """
    introduction, turns = _asked(introduction, sessions, world, now)
    if not is_over(introduction, now) or _must_hold(introduction, sessions, now):
        return introduction, turns
    now_with = {**sessions, **{turn.session.conversation: turn.session for turn in turns}}
    over = ended(_with_who_is_away(introduction, now_with), now)
    told = (
        _told(over, now_with[one.conversation], world, now)
        for one in over.invited
        if one.conversation in now_with
    )
    return over, (*turns, *(turn for turn in told if turn is not None))


# --- asking


def _asked(
    introduction: Introduction, sessions: Mapping[str, Session], world: World, now: datetime
) -> tuple[Introduction, tuple[Turn, ...]]:
    invited: list[Invited] = []
    turns: list[Turn] = []
    for one in introduction.invited:
        session = sessions.get(one.conversation)
        invited.append(one)
        if one.says is not None or one.asked_at is not None:
            continue
        if session is None or not is_willing(session, now):
            invited[-1] = replace(one, says="away")
        elif suits(session, now):
            turns.append(asking(introduction, one, session, world, now))
            invited[-1] = replace(one, asked_at=now)
    return replace(introduction, invited=tuple(invited)), tuple(turns)


def suits(session: Session, now: datetime) -> bool:
    """Whether an owner may be written to: by day, not in a talk with an adviser nor in the middle of one."""
    wrote = session.last_at
    by_day = FIRST_HOUR <= now.astimezone(HERE).hour < LAST_HOUR
    return by_day and session.relay is None and (wrote is None or now - wrote >= QUIET_FOR)


def asking(
    introduction: Introduction, one: Invited, session: Session, world: World, now: datetime
) -> Turn:
    """The question to an owner: of the others only what kind of firm they are."""
    message = Message(f"{introduction.id}:asks", one.conversation, session.channel, now)
    draft = Draft(session, replace(session, turn=session.turn + 1), message, world).opening(FLOW)
    said = invitation(introduction, one, world.content, session.language)
    turn = go_on(draft.with_event("introduction-asked"))
    return replace(turn, replies=(said, *turn.replies))


def invitation(
    introduction: Introduction, one: Invited, content: Content, language: Language
) -> Reply:
    """What an owner reads before the question: what kind of others there are, and why staff thought of it."""
    others = "\n".join(
        f"– {kind(other, content, language)}" for other in introduction.invited if other is not one
    )
    text = say(content, "meet-invitation", language, others=others)
    return Reply(text, quote=introduction.why_in(language))


def question(content: Content, language: Language) -> Reply:
    """The question itself, as the flow has it; for staff to see before anything is sent."""
    flow = content.flows[FLOW]
    step = flow.steps[0]
    text = step.ask.to(language) if step.ask else ""
    options = (Choice(f"{ANSWER}={o.value}", o.label.to(language)) for o in step.options)
    return Reply(text, tuple(options))


def kind(one: Invited, content: Content, language: Language) -> str:
    """What the others are told of an owner: size, trade and municipality, and what it is about there."""
    place = content.places[one.place].name if one.place in content.places else one.place
    size = "firm" if one.size is None else one.size
    text = say(content, f"meet-kind-{size}", language, place=place)
    trades = [content.trades[t].name.to(language) for t in one.trades if t in content.trades]
    if trades:
        names = listed(trades, say(content, "and", language))
        text = say(content, "meet-kind-trade", language, who=text, trade=names)
    about = content.needs[one.need].label.to(language) if one.need in content.needs else ""
    told = say(content, "meet-about", language, need=about) if about else ""
    return f"{capital(text)}. {told}".strip()


# --- the end


def _must_hold(introduction: Introduction, sessions: Mapping[str, Session], now: datetime) -> bool:
    """Whether somebody who said yes talks with an adviser just now, and is not to be interrupted."""
    busy = any(
        sessions[one.conversation].relay is not None
        for one in introduction.agreed
        if one.conversation in sessions
    )
    return busy and now - introduction.at < HELD_AT_MOST


def _with_who_is_away(introduction: Introduction, sessions: Mapping[str, Session]) -> Introduction:
    """Nobody is brought together with somebody who is not well by now, or has asked not to be remembered."""

    def is_away(one: Invited) -> bool:
        session = sessions.get(one.conversation)
        return session is None or bool(session.care) or session.keeps is False

    invited = (
        replace(one, says="away", contact=None) if is_away(one) else one
        for one in introduction.invited
    )
    return replace(introduction, invited=tuple(invited))


def _told(over: Introduction, session: Session, world: World, now: datetime) -> Turn | None:
    """What an owner hears at the end: only who said yes does; an open question is taken away."""
    agreed = over.agreed
    mine = next((one for one in agreed if one.conversation == session.conversation), None)
    without = left(session)
    if mine is None:
        return Turn(without) if without != session else None
    if over.ending == "came-to-nothing":
        replies = (Reply(say(world.content, "meet-came-to-nothing", session.language)),)
    else:
        replies = (_together(over.id, mine, agreed, world.content, session.language),)
    ending = over.ending or ""
    return Turn(without, replies, (Event("introduction-ended", now, {"ending": ending}),))


def _together(
    name: str, mine: Invited, agreed: Sequence[Invited], content: Content, language: Language
) -> Reply:
    """The others' own words on how to reach them; the one who answered first begins."""
    begins = mine is agreed[0]
    one_other = "meet-other-begins" if len(agreed) == FEWEST else "meet-they-begin"
    text = say(content, "meet-you-begin" if begins else one_other, language)
    contacts = (
        f"{content.places[one.place].name if one.place in content.places else one.place}: "
        f"{one.contact}"
        for one in agreed
        if one is not mine
    )
    return Reply(text, quote="\n".join(contacts), handoff=name)
