"""Keeps introductions and moves them; each move is one transaction, whoever else moves at the same time."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

import structlog

from bot.core import introductions
from bot.core.conversation import Message, Session, Turn
from bot.core.draft import World
from bot.core.introductions import Introduction, may_be_invited
from bot.core.inviting import moved
from bot.errors import fault
from bot.stores.port import Store, Transaction

log = structlog.get_logger()


def begin(store: Store, introduction: Introduction) -> bool:
    """Keeps an introduction as staff sent it, for the worker to ask; False when somebody may not be asked.

    What has changed since staff looked counts: then nothing is kept.
    """
    now = introduction.at
    with store.transaction() as kept:
        if kept.introduction(introduction.id) is not None:
            return True  # sent twice by the same form
        sessions = _sessions(kept, introduction)
        free = [one for one in sessions.values() if may_be_invited(one, now)]
        if len(free) != introduction.number or len(free) != len(introduction.invited):
            return False
        kept.put_introduction(introduction)
        for session in free:
            _keep(kept, introduction, Turn(replace(session, invited_at=now)), now)
    return True


@dataclass(frozen=True, slots=True)
class Introducing:
    """Asks the owners of introductions and tells them how it ended. ``world`` gives the content of now."""

    store: Store
    world: Callable[[], World]

    def go_on(self, now: datetime) -> int:
        """Moves every introduction that is open; how many owners were asked or told something."""
        return sum(self._go_on(name, now) for name in self.store.introductions.open())

    def _go_on(self, name: str, now: datetime) -> int:
        world = self.world()
        with self.store.transaction() as kept:
            before = kept.introduction(name)
            if before is None or before.ended_at is not None:
                return 0
            try:
                after, turns = moved(before, _sessions(kept, before), world, now)
            except Exception as error:  # one introduction must not hold back the others
                log.error("introduction not moved", introduction=name, fault=fault(error))
                return 0
            if after != before:
                kept.put_introduction(after)
            for turn in turns:
                _keep(kept, after, turn, now)
        return sum(bool(turn.replies) for turn in turns)

    def forget(self, now: datetime) -> int:
        """Removes wishes to meet others that are past their time; how many."""
        return self.store.introductions.forget_willing(now - introductions.WILLING_FOR)


def _sessions(kept: Transaction, introduction: Introduction) -> Mapping[str, Session]:
    found = {one.conversation: kept.session(one.conversation) for one in introduction.invited}
    return {conversation: session for conversation, session in found.items() if session}


def _keep(kept: Transaction, introduction: Introduction, turn: Turn, now: datetime) -> None:
    session = turn.session
    message = Message(f"{introduction.id}:{now}", session.conversation, session.channel, now)
    kept.keep(message, turn)
