"""Sends a request for a person to the desk that takes it, with the promise of an answer."""

from dataclasses import replace

from bot.core import cards, handoff
from bot.core.conversation import DeskPost, Handoff, HandoffStage
from bot.core.draft import Draft
from bot.core.profile import profile_of
from bot.core.routing import route
from bot.core.rungs import begun
from bot.core.working_time import promised_by


def sent(draft: Draft) -> tuple[Handoff | None, tuple[DeskPost, ...]]:
    """The request as it is kept, and its card; without a desk it waits at /desk for whoever looks."""
    world, session, now = draft.world, draft.session, draft.now
    request = handoff.asked(session, world.content, now)
    if request is None:
        return None, ()
    profile = profile_of(session, world.content)
    way = route(
        world.desks,
        request.to or None,
        profile,
        language=session.language,
        now=now,
        load=world.loads,
    )
    desk = world.desks.by_id.get(way.desk or "")
    if desk is None:
        return request, ()
    load = world.loads.get(desk.id)
    promised = promised_by(now, desk, load.hours_to_take if load else ())
    stage: HandoffStage = "waiting" if desk.is_page else "asked"
    request = replace(request, stage=stage, desk=desk.id, promised_by=promised)
    request = begun(request, world, now)
    return request, (cards.card(request, desk, world.content, now),)
