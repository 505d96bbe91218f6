"""A turn in the making: what is being decided, and what has been said so far."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.core.content import Content
from bot.core.conversation import Choice, Event, Handoff, Message, Reply, Session, Signal, Turn
from bot.core.desks import NO_DESKS, Desks, Load
from bot.core.steps import Standing, standing
from bot.core.understanding import Reader
from bot.core.wording import say

MOST_OPEN_FLOWS = 4  # a side talk inside a side talk is rare; deeper is a muddle


@dataclass(frozen=True, slots=True)
class World:
    """What deciding needs besides session and message: the content and the reader learned from it.

    ``desks`` are where advisers work, ``loads`` how busy each is. ``asks_who``: owners are asked once who
    they are.
    """

    content: Content
    reader: Reader
    keep_text_days: int = 14
    desks: Desks = NO_DESKS
    loads: Mapping[str, Load] = field(default_factory=dict)
    asks_who: bool = False


@dataclass(frozen=True, slots=True)
class Draft:
    """A turn in the making; every method gives the next draft. ``request`` is the last for a person.

    ``redacted`` is what the owner wrote as it may be kept: whatever outlives the turn is taken from it.
    """

    before: Session
    session: Session
    message: Message
    world: World
    turn: Turn | None = None
    request: Handoff | None = None
    redacted: str = ""

    @property
    def so_far(self) -> Turn:
        """The turn as it stands, with the session as it stands."""
        return replace(self.turn, session=self.session) if self.turn else Turn(self.session)

    @property
    def now(self) -> datetime:
        """When the message came."""
        return self.message.at

    def at(self) -> Standing:
        """Where the owner stands."""
        at = standing(self.session, self.world.content, self.world.reader)
        return replace(at, desks=self.world.desks, loads=self.world.loads, now=self.now)

    def say(self, wording: str, **values: str) -> str:
        """A wording in the owner's language."""
        return say(self.world.content, wording, self.session.language, **values)

    def holding(self, session: Session) -> "Draft":
        """With this session."""
        return replace(self, session=session)

    def with_reply(self, text: str, choices: tuple[Choice, ...] = ()) -> "Draft":
        """With one more thing to say."""
        turn = self.so_far
        return replace(self, turn=replace(turn, replies=(*turn.replies, Reply(text, choices))))

    def with_event(self, kind: str, **data: str) -> "Draft":
        """With one more dated fact."""
        turn = self.so_far
        return replace(self, turn=replace(turn, events=(*turn.events, Event(kind, self.now, data))))

    def counting(self, counted: tuple[tuple[Signal, ...], tuple[str, ...]]) -> "Draft":
        """With these signals, and the marks of all that was counted in this conversation."""
        signals, signalled = counted
        held = self.holding(replace(self.session, signalled=signalled))
        return held.having(signals=(*held.so_far.signals, *signals))

    def having(self, **changes: object) -> "Draft":
        """With these fields of the turn changed."""
        return replace(self, turn=replace(self.so_far, **changes))  # type: ignore[arg-type]  # fields by name

    def opening(self, flow: str) -> "Draft":
        """With a side talk begun anew on top of what is open."""
        open_flows = tuple(f for f in self.session.open_flows if f != flow)[-MOST_OPEN_FLOWS:]
        session = replace(_without_flow(self.session, flow), open_flows=(*open_flows, flow))
        return self.holding(session)

    def closing(self) -> "Draft":
        """With the side talk on top ended and its answers forgotten."""
        flow = self.session.open_flows[-1]
        if flow == "main":
            return self
        return self.holding(
            replace(_without_flow(self.session, flow), open_flows=self.session.open_flows[:-1])
        )


def _without_flow(session: Session, flow: str) -> Session:
    return session.without(*(a.key for a in session.answers if a.key.startswith(f"{flow}.")))
