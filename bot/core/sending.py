"""Sends a request for a person to the desk the owner was shown, with the promise of an answer."""

from bot.core import cards, handoff
from bot.core.conversation import DeskPost, Handoff
from bot.core.draft import Draft
from bot.core.rungs import given_to


def sent(draft: Draft) -> tuple[Handoff | None, tuple[DeskPost, ...]]:
    """The request as it is kept, and its card; without a desk it waits at /desk for whoever looks."""
    world, session, now = draft.world, draft.session, draft.now
    request = handoff.asked(session, world.content, now)
    if request is None:
        return None, ()
    shown = world.desks.by_id.get(handoff.answered(session, "desk") or "")
    desk = shown or draft.at().desk()
    if desk is None:
        return request, ()
    request = given_to(request, desk, world, now)
    return request, (cards.card(request, desk, world.content, now),)
