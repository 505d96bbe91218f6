"""How a request for a person ends: with an ending, a word to the owner, and Steg back where they were."""

from dataclasses import replace
from datetime import datetime

from bot.core import advice_text, cards
from bot.core.conversation import Ending, Event, Handoff, Message, Reply, Session, Signal, Turn
from bot.core.demand import is_made_up
from bot.core.draft import Draft, World
from bot.core.going_on import go_on
from bot.core.profile import COUNTRY_OF
from bot.core.wording import say

OTHER_DOORS = 3  # offices the owner is shown when nobody answered


def closed(
    request: Handoff,
    session: Session,
    world: World,
    now: datetime,
    ending: Ending,
    *,
    by_owner: bool = False,
) -> Turn:
    """A request ended: the owner is told, and asked whether it helped.

    Who talked with the adviser here, or ended it, is back with Steg where they were.
    """
    over = _ended(request, ending, now)
    content, language = world.content, session.language
    talked = session.relay == request.id
    after = replace(session, handoff="closed", relay=None if talked else session.relay)
    message = Message(f"closed:{request.id}", session.conversation, session.channel, now)
    draft = Draft(session, after, message, world)
    name = request.adviser.name if request.adviser else say(content, "some-adviser", language)
    if ending == "withdrawn":
        draft = draft.with_reply(draft.say("request-withdrawn"))
        asked: tuple[Reply, ...] = ()
    else:
        text = draft.say(f"request-closed-{ending}", name=name)
        verdicts = cards.verdicts("request", content, language)
        asked = (Reply(text, verdicts, handoff=request.id),)
    turn = go_on(draft) if talked or by_owner else draft.so_far
    event = Event("handoff-closed", now, {"ending": ending, "to": request.to})
    return replace(
        turn, replies=(*asked, *turn.replies), handoff=over, events=(*turn.events, event)
    )


def _ended(request: Handoff, ending: Ending, now: datetime) -> Handoff:
    return replace(
        request, stage="closed", ending=ending, closed_at=now, rung_at=None, proposed=None
    )


def gave_up(request: Handoff, session: Session, world: World, now: datetime) -> Turn:
    """Nobody took it: the owner gets other doors in so many words, and staff see the gap."""
    content, language = world.content, session.language
    over = _ended(request, "not-ours", now)
    doors = _doors(request, session, world)
    text = say(content, "request-nobody", language)
    replies = [Reply(text, handoff=request.id)]
    if doors:
        listed = "\n\n".join(doors)
        replies.append(Reply(f"{say(content, 'request-other-doors', language)}\n\n{listed}"))
    relay = None if session.relay == request.id else session.relay
    return Turn(
        replace(session, handoff="closed", relay=relay),
        tuple(replies),
        (Event("handoff-closed", now, {"ending": "not-ours", "to": request.to}),),
        _nobody_answered(request, session, world, now),
        handoff=over,
    )


def _doors(request: Handoff, session: Session, world: World) -> list[str]:
    """Offices the owner can turn to at once: the one asked for, and those advised."""
    content = world.content
    given = request.given.actors if request.given else ()
    ids = dict.fromkeys((request.to, *given))
    actors = [content.actors[actor] for actor in ids if actor in content.actors]
    return [
        f"**{actor.name}**\n{advice_text.ways_to_reach(actor, content, session.language)}"
        for actor in actors[:OTHER_DOORS]
    ]


def _nobody_answered(
    request: Handoff, session: Session, world: World, now: datetime
) -> tuple[Signal, ...]:
    place = world.content.places.get(request.place or "")
    country = place.country if place else COUNTRY_OF[session.language]
    return tuple(
        Signal(
            now.date(),
            "gap",
            session.channel,
            session.language,
            need,
            request.place,
            country,
            request.size,
            reason="nobody-answered",
            actor=request.to or None,
            first=False,
            made_up=is_made_up(request.conversation),
        )
        for need in request.needs
    )
