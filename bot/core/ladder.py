"""The ladder a request climbs while nobody acts, so that none ever falls silent.

Which rungs there are, after how many working hours, and what the owner is told stands in
``knowledge/ladders/``.
"""

from dataclasses import replace
from datetime import datetime

from bot.core import cards
from bot.core.closing import closed, gave_up
from bot.core.content import Rung
from bot.core.conversation import DeskPost, Event, Handoff, Reply, Session, Turn
from bot.core.desks import Desk
from bot.core.draft import World
from bot.core.routing import after
from bot.core.rungs import given_to, rungs, with_next_due
from bot.core.wording import fill, say
from bot.core.working_time import by_when


def climbed(request: Handoff, session: Session, world: World, now: datetime) -> Turn:
    """What the rung that is due leads to; a turn in which nothing changes when none is."""
    ahead = rungs(request, world)[request.rung :]
    if not ahead or request.rung_at is None or request.rung_at > now:
        return Turn(session)
    if request.desk not in world.desks.by_id:  # the operator has taken the desk away
        return passed_on(request, session, world, now)
    return _step(replace(request, rung=request.rung + 1), session, world, now, ahead[0])


def _step(request: Handoff, session: Session, world: World, now: datetime, rung: Rung) -> Turn:
    if rung.to == "next":
        return passed_on(request, session, world, now, rung)
    if rung.to == "close":
        turn = closed(request, session, world, now, "referred")
        return replace(turn, posts=cards.asked_whether_it_helped(request, world))
    waiting = with_next_due(request, world, now)
    return Turn(session, _told(rung, request, session, world, now), handoff=waiting)


def passed_on(
    request: Handoff, session: Session, world: World, now: datetime, rung: Rung | None = None
) -> Turn:
    """The request at the next desk that may have it, with the owner told; at the top, other doors."""
    here = world.desks.by_id.get(request.desk)
    desk = world.desks.by_id.get(after(world.desks, request.desk, request.tried) or "")
    if desk is None:
        return gave_up(request, session, world, now)
    moved = given_to(replace(request, tried=(*request.tried, request.desk)), desk, world, now)
    replies = (
        _told(rung, moved, session, world, now) if rung else _sent_on(moved, session, desk, world)
    )
    relay = None if session.relay == request.id else session.relay
    return Turn(
        replace(session, handoff=moved.stage, relay=relay),
        replies,
        (Event("handoff-passed-on", now, {"desk": desk.id}),),
        handoff=moved,
        posts=(*_farewell(here, request, desk, world), cards.card(moved, desk, world.content, now)),
    )


def _farewell(desk: Desk | None, request: Handoff, to: Desk, world: World) -> tuple[DeskPost, ...]:
    """What the desk that had it reads."""
    if desk is None:
        return ()
    text = say(world.content, "desk-passed-on", desk.language, other=to.name)
    return (cards.post(desk, request, text),)


def _sent_on(request: Handoff, session: Session, desk: Desk, world: World) -> tuple[Reply, ...]:
    since, promised = request.desk_since or request.at, request.promised_by or request.at
    by = by_when(promised, since, desk, session.language)
    text = say(world.content, "request-sent-on", session.language, office=desk.name, by=by)
    return (Reply(text, handoff=request.id),)


def _told(
    rung: Rung, request: Handoff, session: Session, world: World, now: datetime
) -> tuple[Reply, ...]:
    """What the owner reads at a rung."""
    desk = world.desks.by_id.get(request.desk)
    if rung.owner is None or desk is None:
        return ()
    values = {
        "office": desk.name,
        "by": by_when(request.promised_by or now, now, desk, session.language),
        "name": request.adviser.name if request.adviser else desk.name,
    }
    return (Reply(fill(rung.owner.to(session.language), values), handoff=request.id),)
