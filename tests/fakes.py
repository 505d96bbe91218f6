"""Stand-ins for tests: a clock that is set, channels that misbehave on demand, a store that fails, small worlds."""

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, NoReturn

from starlette.routing import BaseRoute

from bot.channels.port import Receive
from bot.core.content import Content
from bot.core.conversation import Channel, FileRef, Message, Reply, Session, Turn
from bot.core.draft import World
from bot.errors import StoreUnreachable
from bot.stores.port import Store

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
OWNER = "telegram:8812"
OTHER = "telegram:4711"


class FakeClock:
    """Stands still until it is put forward."""

    def __init__(self, now: datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> datetime:
        """The time of now."""
        return self.now

    def forward(self, **time: float) -> datetime:
        """Lets time pass, given as to timedelta."""
        self.now += timedelta(**time)
        return self.now


class FakeChannel:
    """Keeps what it is sent. ``faults`` come first, one for each try, by conversation."""

    def __init__(self, name: Channel = "telegram", *, started: bool = True) -> None:
        self._name: Channel = name
        self.sent: list[tuple[str, str]] = []
        self.tries: list[tuple[str, str]] = []
        self.faults: dict[str, list[BaseException]] = {}
        self.hangs: set[str] = set()
        self.started = started
        self.side_by_side = self.most_side_by_side = 0

    @property
    def name(self) -> Channel:
        """The channel's word."""
        return self._name

    def routes(self) -> Sequence[BaseRoute]:
        """None: it is not on the web."""
        return ()

    async def start(self, receive: Receive) -> None:
        """Begins to take what is sent."""
        self.started = True

    async def stop(self) -> None:
        """Takes nothing any more."""
        self.started = False

    async def fetch(self, file: FileRef) -> bytes:
        """Some bytes."""
        return b"%PDF"

    async def send(self, conversation: str, reply: Reply, thread: str | None = None) -> str | None:
        """Takes a reply, or fails as it was told to."""
        self.tries.append((conversation, reply.text))
        self.side_by_side += 1
        self.most_side_by_side = max(self.most_side_by_side, self.side_by_side)
        try:
            await self._take(conversation, reply)
        finally:
            self.side_by_side -= 1
        return f"post-{len(self.sent)}"

    async def _take(self, conversation: str, reply: Reply) -> None:
        await asyncio.sleep(0)
        if not self.started:
            raise RuntimeError("not started")
        if conversation in self.hangs:
            await asyncio.Event().wait()
        if self.faults.get(conversation):
            raise self.faults[conversation].pop(0)
        self.sent.append((conversation, reply.text))

    def texts(self, conversation: str = OWNER) -> list[str]:
        """What an owner got, in order."""
        return [text for to, text in self.sent if to == conversation]

    def got(self, number: int, conversation: str = OWNER) -> bool:
        """Whether an owner got this many replies."""
        return len(self.texts(conversation)) >= number

    def tried(self, conversation: str = OWNER) -> list[str]:
        """What was tried to send to an owner, in order."""
        return [text for to, text in self.tries if to == conversation]


class FaultyStore:
    """A store in front of another one, whose named methods fail as often as they are told to."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.faults: dict[str, list[BaseException]] = {}

    def fails(self, method: str, times: int = 1, fault: BaseException | None = None) -> None:
        """Lets a method fail the next times it is called."""
        self.faults[method] = [fault or StoreUnreachable("the database is locked")] * times

    def __getattr__(self, name: str) -> Any:
        if self.faults.get(name):
            return self._fault(self.faults[name].pop())
        return getattr(self.store, name)

    def _fault(self, fault: BaseException) -> Callable[..., NoReturn]:
        def fail(*_: object, **__: object) -> NoReturn:
            raise fault

        return fail


class FakeLog:
    """Keeps what is logged: the level, the event, and its values."""

    def __init__(self) -> None:
        self.said: list[tuple[str, str, dict[str, object]]] = []

    def __getattr__(self, level: str) -> Callable[..., None]:
        def log(event: str, **values: object) -> None:
            self.said.append((level, event, values))

        return log

    def events(self, level: str) -> list[str]:
        """The events of a level, in order."""
        return [event for said, event, _ in self.said if said == level]


def message(number: int | str, text: str | None = None, *, to: str = OWNER, **more: Any) -> Message:
    """A message of an owner; its id is the number, within the conversation."""
    channel: Any = to.partition(":")[0]
    return Message(f"{to}:{number}", to, channel, more.pop("at", NOW), text, **more)


def session(conversation: str = OWNER, **more: Any) -> Session:
    """A session of somebody who has been met."""
    channel: Any = conversation.partition(":")[0]
    return Session(conversation, channel, **{"language": "nb", "met": True, "last_at": NOW, **more})


def turn(*texts: str, to: str = OWNER, **more: Any) -> Turn:
    """A turn that answers with these texts."""
    return Turn(more.pop("session", session(to)), tuple(Reply(text) for text in texts), **more)


def keep(store: Store, kept_turn: Turn, about: Message | None = None) -> bool:
    """Keeps a turn as the service does; False when its message was seen before."""
    about = about or message("1", to=kept_turn.session.conversation)
    with store.transaction() as kept:
        if kept.seen(about):
            return False
        kept.keep(about, said_in(kept_turn, about))
    return True


def said_in(decided: Turn, about: Message) -> Turn:
    """The turn with all of a message kept, as far as it is the store that is looked at."""
    if decided.erase or decided.session.keeps is False:
        return decided
    return replace(decided, said=about.text or decided.pressed)


def read(store: Store, conversation: str = OWNER) -> Session | None:
    """What is remembered of a conversation."""
    with store.transaction() as kept:
        return kept.session(conversation)


def said(store: Store, conversation: str = OWNER) -> list[tuple[str, str]]:
    """Who said what in a conversation."""
    return [(line.who, line.text) for line in store.lines(conversation)]


def without_wordings(world: World, *names: str) -> World:
    """A world whose content misses these wordings, so that deciding fails where they are said."""
    wordings: Mapping[str, Any] = {
        k: v for k, v in world.content.wordings.items() if k not in names
    }
    content: Content = replace(world.content, wordings=wordings)
    return replace(world, content=content)


async def until(holds: Callable[[], object], within: float = 5.0) -> None:
    """Waits until something holds; fails when it does not in time."""
    loop = asyncio.get_running_loop()
    ends_at = loop.time() + within
    while not holds():
        assert loop.time() < ends_at, "what was waited for did not come"
        await asyncio.sleep(0.005)


def texts_of(turns: Iterable[Turn | None]) -> list[str]:
    """The texts of the replies of these turns."""
    return [reply.text for turn_ in turns if turn_ for reply in turn_.replies]
