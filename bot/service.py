"""One turn, in the only order of effects: seen before? load, decide, keep in one transaction."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import structlog

from bot.core import demand, dialogue
from bot.core.conversation import FollowUp, Message, Reply, Session, Turn
from bot.core.dialogue import World
from bot.core.profile import profile_of
from bot.core.steps import standing
from bot.core.wording import say
from bot.stores.port import Store

LEFT_AFTER = timedelta(days=1)  # a talk silent this long before any advice counts as left
MOST_LEFT_AT_ONCE = 200  # conversations closed in one round, so that no turn waits long

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Service:
    """Answers messages. ``world`` gives the content of now, so that it can be read anew while running."""

    store: Store
    world: Callable[[], World]

    def answer(self, message: Message) -> Turn | None:
        """What a message led to; None when it had been answered before.

        A fault in deciding leaves the session as it was; the owner is told, and an event is kept.

        Raises:
            StoreUnreachable: nothing could be kept, so nothing was done.
        """
        with self.store.transaction() as kept:
            if kept.seen(message):
                return None
            session = kept.session(message.conversation) or dialogue.begin(message)
            turn = self._decided(session, message)
            kept.keep(message, turn)
            return turn

    def _decided(self, session: Session, message: Message) -> Turn:
        world = self.world()
        try:
            return dialogue.decide(session, message, world)
        except Exception:  # the outermost edge of a turn: an owner never sees a fault of ours
            log.exception("turn failed", message=message.id)
            return apology(session, message, world)

    def fall_due(self, follow_up: FollowUp, now: datetime) -> Turn | None:
        """Sends what an owner asked to be reminded of; None when it was done before."""
        with self.store.transaction() as kept:
            session = kept.session(follow_up.conversation)
            if not kept.settle(follow_up.id) or session is None:
                return None
            message = Message(f"due:{follow_up.id}", follow_up.conversation, session.channel, now)
            turn = dialogue.fall_due(session, follow_up.kind, message, self.world())
            kept.keep(message, turn)
            return turn

    def count_left(self, now: datetime) -> int:
        """Counts the talks that stopped before any advice as demand; how many."""
        silent = self.store.silent(now - LEFT_AFTER, MOST_LEFT_AT_ONCE)
        for session in silent:
            self._count_left(session.conversation, now)
        return len(silent)

    def _count_left(self, conversation: str, now: datetime) -> None:
        with self.store.transaction() as kept:
            session = kept.session(conversation)
            if session is None or session.given is not None or session.last_at is None:
                return
            world = self.world()
            at = standing(session, world.content, world.reader)
            profile = profile_of(session, world.content)
            signals, counted = demand.left(session, profile, at.step.id if at.step else "end", session.last_at)
            # A talk that is not to be counted is marked all the same, so it is not looked at again.
            marked = replace(session, signalled=(*counted, f"left:{now:%Y-%m}"))
            message = Message(f"left:{conversation}:{now.isoformat()}", conversation, session.channel, now)
            kept.keep(message, Turn(marked, signals=signals))


def apology(session: Session, message: Message, world: World) -> Turn:
    """What an owner reads when deciding failed: sorry, and that nothing is lost."""
    reply = Reply(say(world.content, "sorry", session.language))
    return Turn(replace(session, last_at=message.at), (reply,))
