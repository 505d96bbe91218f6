"""When the next rung of the ladder is due for a request nobody acts on."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.core.content import Rung
from bot.core.conversation import Handoff
from bot.core.draft import World
from bot.core.working_time import added

LADDER = "handoff"


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
