"""One turn, in the only order of effects: seen before? load, decide, keep in one transaction."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import structlog

from bot.core import demand, dialogue, own_words, way
from bot.core.conversation import Event, FollowUp, Handoff, Message, Reply, Session, Signal, Turn
from bot.core.dialogue import World
from bot.core.kept_file import Kept, with_file
from bot.core.profile import profile_of
from bot.core.steps import standing
from bot.core.wording import say
from bot.errors import fault
from bot.stores.port import Store, Transaction

LEFT_AFTER = timedelta(days=1)  # a talk silent this long before any advice counts as left
MOST_LEFT_AT_ONCE = 200  # conversations closed in one round, so that no turn waits long

log = structlog.get_logger()


def _unmarked(conversation: str, at: datetime) -> None:
    """Where nothing outlives the store."""


@dataclass(frozen=True, slots=True)
class Service:
    """Answers messages. ``world`` gives the content of now, so that it can be read anew while running.

    ``mark_erased`` remembers outside the store that a conversation was erased, and when.
    """

    store: Store
    world: Callable[[], World]
    mark_erased: Callable[[str, datetime], None] = _unmarked

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
            turn = self._decided(session, message, _request(kept, session))
            if turn.tells_kept:
                turn = self._with_file(turn, message, kept.kept(message.conversation))
            kept.keep(message, turn)
            if turn.erase:  # before all is written: a mark too many does no harm, one too few does
                self.mark_erased(message.conversation, message.at)
            return turn

    def _with_file(self, turn: Turn, message: Message, kept: Kept) -> Turn:
        world = self.world()
        try:
            return with_file(turn, kept, world.content, message.at)
        except Exception as error:  # as in any other turn
            log.error("turn failed", message=message.id, fault=fault(error))
            return apology(turn.session, message, world)

    def _decided(self, session: Session, message: Message, request: Handoff | None) -> Turn:
        world = self.world()
        try:
            return dialogue.decide(session, message, world, request)
        except (
            Exception
        ) as error:  # the outermost edge of a turn: an owner never sees a fault of ours
            log.error("turn failed", message=message.id, fault=fault(error))
            return apology(session, message, world)

    def fall_due(self, follow_up: FollowUp, now: datetime) -> Turn | None:
        """Sends what an owner asked to be reminded of; None when it was done before.

        When deciding fails, nothing is said: nobody has asked just now. An event is kept.
        """
        with self.store.transaction() as kept:
            session = kept.session(follow_up.conversation)
            if not kept.settle(follow_up.id) or session is None:
                return None
            message = Message(f"due:{follow_up.id}", follow_up.conversation, session.channel, now)
            turn = self._reminded(session, follow_up.kind, message)
            kept.keep(message, turn)
            return turn

    def _reminded(self, session: Session, kind: str, message: Message) -> Turn:
        try:
            return dialogue.fall_due(session, kind, message, self.world())
        except Exception as error:  # one owner's reminder must not hold back those of the others
            log.error("turn failed", message=message.id, fault=fault(error))
            return Turn(session, events=(_failed(message),))

    def count_left(self, now: datetime) -> int:
        """Counts the talks that stopped before any advice as demand; how many were counted."""
        silent = self.store.silent(now - LEFT_AFTER, MOST_LEFT_AT_ONCE)
        return sum(self._count_left(session.conversation, now) for session in silent)

    def _count_left(self, conversation: str, now: datetime) -> bool:
        with self.store.transaction() as kept:
            session = kept.session(conversation)
            # Since it was found silent, the owner may have written again.
            if session is None or session.given is not None or not _silent(session, now):
                return False
            signals, counted = self._left(session)
            # A talk that is not to be counted is marked all the same, so it is not looked at again.
            marks = dict.fromkeys((*counted, f"left:{now:%Y-%m}"))
            marked = replace(session, signalled=tuple(marks))
            message = Message(
                f"left:{conversation}:{now.isoformat()}", conversation, session.channel, now
            )
            kept.keep(message, Turn(marked, signals=signals))
        return bool(signals)

    def _left(self, session: Session) -> tuple[tuple[Signal, ...], tuple[str, ...]]:
        """The signals of a talk that stopped, and all it has counted from now on."""
        if not session.answers or session.last_at is None:
            return (), session.signalled  # somebody who only said hello has asked for nothing
        world = self.world()
        try:
            at = standing(session, world.content, world.reader)
            profile = profile_of(session, world.content)
            step = at.step.id if at.step else "end"
            on_the_way = way.asked(session, world.content)
            return demand.left(session, profile, step, session.last_at, asked=on_the_way)
        except Exception as error:  # one talk must not hold back the count of the others
            log.error("talk not counted", conversation=session.conversation, fault=fault(error))
            return (), session.signalled


def _request(kept: Transaction, session: Session) -> Handoff | None:
    """The request an owner talks with an adviser about, else their last one; most have none."""
    if session.relay is not None:
        return kept.handoff(session.relay)
    return kept.last_request(session.conversation) if session.handoff is not None else None


def _silent(session: Session, now: datetime) -> bool:
    return session.last_at is not None and now - session.last_at > LEFT_AFTER


def apology(session: Session, message: Message, world: World) -> Turn:
    """What an owner reads when deciding failed: sorry, and that nothing is lost."""
    reply = Reply(say(world.content, "sorry", session.language))
    turn = Turn(replace(session, last_at=message.at), (reply,), (_failed(message),))
    return replace(turn, said=_said(turn, message, world))


def _said(turn: Turn, message: Message, world: World) -> str | None:
    try:
        hidden = own_words.kept(message.text or "", world.content)
        return own_words.line(turn, message, hidden, world.content)
    except Exception as error:  # what cannot be redacted is not kept
        log.error("words not kept", message=message.id, fault=fault(error))
        return None


def _failed(message: Message) -> Event:
    return Event("turn-failed", message.at)
