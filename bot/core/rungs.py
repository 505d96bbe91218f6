"""A request at a desk: what is promised, and when the next rung of the ladder is due."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.core.content import Rung
from bot.core.conversation import Handoff
from bot.core.desks import Desk
from bot.core.draft import World
from bot.core.working_time import added, promised_by

LADDER = "handoff"


def given_to(request: Handoff, desk: Desk, world: World, now: datetime) -> Handoff:
    """The request as it waits at a desk, with a promise of its own, at the foot of the ladder."""
    load = world.loads.get(desk.id)
    waiting = replace(
        request,
        desk=desk.id,
        desk_since=now,
        stage="waiting" if desk.is_page else "asked",
        adviser=None,
        proposed=None,
        promised_by=promised_by(now, desk, load.hours_to_take if load else ()),
    )
    return begun(waiting, world, now)


def rungs(request: Handoff, world: World) -> tuple[Rung, ...]:
    """The rungs of the phase a request is in."""
    ladder = world.content.ladders.get(LADDER)
    if ladder is None or not request.is_open:
        return ()
    if request.stage in ("asked", "waiting"):
        return ladder.waiting
    return ladder.taken if request.stage == "taken" else ladder.answered


def begun(request: Handoff, world: World, now: datetime) -> Handoff:
    """The request at the foot of the ladder of its phase."""
    return with_next_due(replace(request, rung=0), world, now)


def with_next_due(request: Handoff, world: World, now: datetime) -> Handoff:
    """The request with the moment its next rung is due; none without a desk or at the top."""
    ahead = rungs(request, world)[request.rung :]
    desk = world.desks.by_id.get(request.desk)
    if not ahead or desk is None:
        return replace(request, rung_at=None)
    return replace(request, rung_at=added(now, timedelta(hours=ahead[0].after_hours), desk))
