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
from bot.core.rungs import begun, rungs, with_next_due
from bot.core.wording import fill, say
from bot.core.working_time import by_when, promised_by


def climbed(request: Handoff, session: Session, world: World, now: datetime) -> Turn:
    """What the rung that is due leads to; a turn in which nothing changes when none is."""
    ahead = rungs(request, world)[request.rung :]
    if not ahead or request.rung_at is None or request.rung_at > now:
        return Turn(session)
    return _step(replace(request, rung=request.rung + 1), session, world, now, ahead[0])


def _step(request: Handoff, session: Session, world: World, now: datetime, rung: Rung) -> Turn:
    if rung.to == "desk":
        waiting = with_next_due(request, world, now)
        return Turn(session, _told(rung, request, session, world, now), handoff=waiting)
    if rung.to == "owner":
        over = with_next_due(request, world, now)
        return Turn(session, _told(rung, request, session, world, now), handoff=over)
    if rung.to == "close":
        return closed(request, session, world, now, "referred")
    return passed_on(request, session, world, now, rung)


def passed_on(
    request: Handoff, session: Session, world: World, now: datetime, rung: Rung | None = None
) -> Turn:
    """The request at the next desk that may have it, with the owner told; at the top, other doors."""
    here = world.desks.by_id.get(request.desk)
    next_id = after(world.desks, request.desk, request.tried)
    next_desk = world.desks.by_id.get(next_id or "")
    if next_desk is None:
        return gave_up(request, session, world, now)
    load = world.loads.get(next_desk.id)
    moved = replace(
        request,
        desk=next_desk.id,
        tried=(*request.tried, request.desk),
        stage="waiting",
        adviser=None,
        promised_by=promised_by(now, next_desk, load.hours_to_take if load else ()),
    )
    moved = begun(moved, world, now)
    replies = _told(rung, moved, session, world, now) if rung else _sent_on(moved, session, world)
    relay = None if session.relay == request.id else session.relay
    return Turn(
        replace(session, handoff="waiting", relay=relay),
        replies,
        (Event("handoff-passed-on", now, {"desk": next_desk.id}),),
        handoff=moved,
        posts=(
            *_farewell(here, request, next_desk, world),
            cards.card(moved, next_desk, world.content, now),
        ),
    )


def _farewell(desk: Desk | None, request: Handoff, to: Desk, world: World) -> tuple[DeskPost, ...]:
    """What the desk that had it reads."""
    if desk is None:
        return ()
    text = say(world.content, "desk-passed-on", desk.language, other=to.name)
    return (cards.post(desk, request, text),)


def _sent_on(request: Handoff, session: Session, world: World) -> tuple[Reply, ...]:
    desk = world.desks.by_id[request.desk]
    text = say(
        world.content,
        "request-sent-on",
        session.language,
        office=desk.name,
        by=_by(request, desk, session, request.promised_by),
    )
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


def _by(request: Handoff, desk: Desk, session: Session, moment: datetime | None) -> str:
    return by_when(moment or request.at, request.at, desk, session.language)
