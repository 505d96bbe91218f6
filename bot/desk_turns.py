"""What moves a request for a person besides its owner: advisers, time, and what did or did not arrive."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

import structlog

from bot.core import cards, ladder
from bot.core.conversation import (
    DeskMessage,
    DeskPost,
    Event,
    Handoff,
    Message,
    Reply,
    Session,
    Turn,
)
from bot.core.desks import Desk
from bot.core.draft import World
from bot.core.moving import Case, moved
from bot.core.wording import say
from bot.core.working_time import next_open
from bot.errors import fault
from bot.stores.port import Store, Transaction, Unsent

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class DeskTurns:
    """Moves requests; each move is one transaction. ``world`` gives content and desks of now."""

    store: Store
    world: Callable[[], World]

    def act(self, message: DeskMessage) -> Turn | None:
        """What an adviser's message led to; None when it was taken before, or belongs to no request.

        Raises:
            StoreUnreachable: nothing could be kept, so nothing was done.
        """
        world = self.world()
        desk = world.desks.at(message.desk)
        if desk is None:
            return None
        with self.store.transaction() as kept:
            found = self._found(kept, message)
            if found is None:
                return None
            request, session = found
            if kept.seen(Message(message.id, desk.address, session.channel, message.at)):
                return None
            turn = self._moved(Case(request, session, desk, message, world))
            self._keep(kept, message.id, request, session, message.at, turn)
            return turn

    def _found(self, kept: Transaction, message: DeskMessage) -> tuple[Handoff, Session] | None:
        by_post = kept.request_of(message.desk, message.thread) if message.thread else None
        name = message.handoff or by_post
        request = kept.handoff(name) if name else None
        session = kept.session(request.conversation) if request else None
        return (request, session) if request and session else None

    def _moved(self, case: Case) -> Turn:
        try:
            return moved(case)
        except Exception as error:  # an adviser is told; the request stays as it was
            log.error("desk turn failed", message=case.act.id, fault=fault(error))
            return case.answering("desk-sorry")

    def _keep(
        self,
        kept: Transaction,
        message_id: str,
        request: Handoff,
        session: Session,
        now: datetime,
        turn: Turn,
    ) -> None:
        kept.keep(Message(message_id, request.conversation, session.channel, now), turn)

    # --- time

    def climb(self, now: datetime, conversation: str | None = None) -> Sequence[Turn]:
        """Lets requests nobody acts on climb their ladder, all or those of one owner; the turns it took."""
        turns = (
            self._climb(request.id, now)
            for request in self.store.due_handoffs(now)
            if conversation in (None, request.conversation)
        )
        return [turn for turn in turns if turn is not None]

    def _climb(self, name: str, now: datetime) -> Turn | None:
        world = self.world()
        with self.store.transaction() as kept:
            request = kept.handoff(name)
            session = kept.session(request.conversation) if request else None
            # Since it was found due, somebody may have acted.
            if request is None or session is None or not _is_due(request, now):
                return None
            turn = ladder.climbed(request, session, world, now)
            self._keep(kept, f"rung:{name}:{now.isoformat()}", request, session, now, turn)
        return turn

    def remind(self, now: datetime) -> int:
        """Reminds each desk of what waits there: once a working day at most, in one post."""
        waiting: dict[str, list[Handoff]] = {}
        for request in self.store.handoffs():
            if request.is_open and request.rung:
                waiting.setdefault(request.desk, []).append(request)
        desks = self.world().desks.by_id
        return sum(
            self._remind(desks[desk], requests, now)
            for desk, requests in sorted(waiting.items())
            if desk in desks
        )

    def _remind(self, desk: Desk, requests: Sequence[Handoff], now: datetime) -> bool:
        if next_open(now, desk) > now:
            return False
        day = now.astimezone(ZoneInfo(desk.time_zone)).date()
        world = self.world()
        mark = Message(f"remind:{desk.id}:{day}", desk.address, "page", now)
        post = DeskPost(desk.address, Reply(cards.reminder(requests, desk, world.content, now)))
        with self.store.transaction() as kept:
            if kept.seen(mark):
                return False
            kept.post(post, now)
        return True

    # --- what arrived

    def arrived(self, unsent: Unsent, now: datetime) -> None:
        """What was sent has reached its platform: a card waits at its desk, a passed-on word is told of."""
        self._after_sending(unsent, now, arrived=True)

    def not_arrived(self, unsent: Unsent, now: datetime) -> None:
        """A platform will not take it: the next desk gets the card, who wrote is told."""
        self._after_sending(unsent, now, arrived=False)

    def _after_sending(self, unsent: Unsent, now: datetime, *, arrived: bool) -> None:
        name = unsent.reply.handoff
        if name is None or not (unsent.reply.relays or unsent.to_desk):
            return
        with self.store.transaction() as kept:
            request = kept.handoff(name)
            session = kept.session(request.conversation) if request else None
            if request is None or session is None:
                return
            turn = self._told(unsent, request, session, now, arrived=arrived)
            if turn is not None:
                self._keep(kept, f"sent:{unsent.id}", request, session, now, turn)

    def _told(
        self, unsent: Unsent, request: Handoff, session: Session, now: datetime, *, arrived: bool
    ) -> Turn | None:
        world = self.world()
        desk = world.desks.by_id.get(request.desk)
        if unsent.reply.relays:
            return _acknowledged(unsent, request, session, world, arrived=arrived)
        if not request.is_open or desk is None or desk.address != unsent.conversation:
            return None
        if arrived:
            waiting = replace(request, stage="waiting")
            return Turn(session, handoff=waiting) if request.stage == "asked" else None
        if request.adviser is not None:
            return None
        lost = replace(request, refused=(*request.refused, (desk.id, "unreachable")))
        turn = ladder.passed_on(lost, session, world, now)
        event = Event("desk-unreachable", now, {"desk": desk.id})
        return replace(turn, events=(event, *turn.events))


def _is_due(request: Handoff, now: datetime) -> bool:
    return request.is_open and request.rung_at is not None and request.rung_at <= now


def _acknowledged(
    unsent: Unsent, request: Handoff, session: Session, world: World, *, arrived: bool
) -> Turn | None:
    """Tells who wrote whether it arrived."""
    desk = world.desks.by_id.get(request.desk)
    if unsent.to_desk:
        name = request.adviser.name if request.adviser else ""
        wording = "request-delivered" if arrived else "request-not-delivered"
        text = say(world.content, wording, session.language, name=name)
        return Turn(session, (Reply(text, handoff=request.id),))
    if desk is None or (arrived and desk.gets_mail):
        return None  # a mail for each word that arrived would be noise; what did not is told
    wording = "desk-delivered" if arrived else "desk-not-delivered"
    text = say(world.content, wording, desk.language)
    return Turn(session, posts=(cards.post(desk, request, text),))
