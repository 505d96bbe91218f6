"""Sends what is due and marks it sent: the one way to speak to anybody. In order, at least once."""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial

import structlog

from bot.channels.port import ChannelPort
from bot.core.conversation import Channel
from bot.errors import ChannelRefused, StegError, StoreUnreachable, TryLater, fault
from bot.stores.port import Store, Unsent

AT_ONCE = 50  # conversations of a channel sent to side by side
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=2), timedelta(minutes=10)  # between tries, doubling
MOST_DOUBLINGS = 9  # then the longest wait is reached
SHORTEST_PAUSE = timedelta(
    seconds=1
)  # a platform that asks us to wait no time at all is not obeyed
LONGEST_PAUSE = timedelta(days=1)  # nor one that asks for ever
LONGEST_SEND = 60.0  # seconds until a platform that does not answer counts as not reached
LOOKS_EVERY = 5.0  # seconds, for what was postponed and what other processes left

Outcome = Callable[[Unsent, bool], None]
"""Is told of a reply, and whether it arrived; called in a thread, after that was kept."""

log = structlog.get_logger()


class Outbox:
    """Empties the store's outbox through the channels of this process.

    Of a conversation one reply is on its way at a time, and none waits for another conversation.
    """

    def __init__(
        self,
        store: Store,
        channels: Mapping[Channel, ChannelPort],
        clock: Callable[[], datetime],
        outcome: Outcome | None = None,
    ) -> None:
        """Takes the channels by their word. ``outcome`` is told of each reply that arrived or never will."""
        self._store, self._channels, self._clock = store, channels, clock
        self._outcome = outcome
        self._something = asyncio.Event()
        self._on_the_way: dict[Channel, dict[str, asyncio.Task[bool]]] = {
            name: {} for name in channels
        }
        # Sent, but not marked because the store failed: only marked once it is back, never sent again.
        self._unmarked: dict[int, str | None] = {}

    def wake(self) -> None:
        """Says that there is something to send."""
        self._something.set()

    async def run(self) -> None:
        """Sends until cancelled; what is on its way then is given up, and sent again at the next start."""
        try:
            while True:
                await self._look_and_go_on()
                with suppress(TimeoutError):
                    # Not wait_for: in Python 3.11 it loses a stop that comes together with a wake.
                    async with asyncio.timeout(LOOKS_EVERY):
                        await self._something.wait()
                self._something.clear()
        finally:
            tasks = self._tasks()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def empty(self) -> int:
        """Sends all that is due now; how many replies were sent.

        Raises:
            StoreUnreachable: the store could not be read, or what was sent could not be marked.
        """
        sent = 0
        while True:
            await self._look()
            tasks = self._tasks()
            if not tasks:
                return sent
            sent += sum(await asyncio.gather(*tasks))

    async def _look_and_go_on(self) -> None:
        try:
            await self._look()
        except StoreUnreachable as error:
            log.error("outbox waits for the store", why=str(error))
        except Exception as error:  # nobody would be answered any more if this ended
            log.error("outbox failed", fault=fault(error))

    async def _look(self) -> None:
        """Begins to send what is due in conversations that have nothing on the way."""
        for channel, on_the_way in self._on_the_way.items():
            limit = AT_ONCE + len(on_the_way)
            due = await asyncio.to_thread(self._store.unsent, self._clock(), (channel,), limit)
            waiting = [unsent for unsent in due if unsent.conversation not in on_the_way]
            for unsent in waiting[: AT_ONCE - len(on_the_way)]:
                task = asyncio.create_task(self._send(unsent))
                on_the_way[unsent.conversation] = task
                task.add_done_callback(partial(self._ended, unsent))

    def _tasks(self) -> list[asyncio.Task[bool]]:
        return [task for on_the_way in self._on_the_way.values() for task in on_the_way.values()]

    def _ended(self, unsent: Unsent, task: asyncio.Task[bool]) -> None:
        """Lets the next reply of the conversation go; after a fault only when it is looked again."""
        del self._on_the_way[unsent.channel][unsent.conversation]
        if task.cancelled():
            return
        error = task.exception()
        if error is None:
            self.wake()
        elif isinstance(error, StoreUnreachable):
            log.error("outbox waits for the store", line=unsent.id, why=str(error))
        else:
            log.error("outbox failed", line=unsent.id, fault=fault(error))

    async def _send(self, unsent: Unsent) -> bool:
        """Sends one reply; False when it was refused or has to wait."""
        try:
            await self._hand_over(unsent)
        except ChannelRefused as error:
            log.warning("channel refused", line=unsent.id, why=str(error))
            await asyncio.to_thread(self._give_up, unsent)
            return False
        except TryLater as error:
            await self._postpone(unsent, _pause(error.seconds))
            return False
        except Exception as error:  # one conversation's fault must not stop the others
            why = str(error) if isinstance(error, StegError) else fault(error)
            log.warning("reply waits", line=unsent.id, tries=unsent.tries + 1, why=why)
            await self._postpone(unsent, _back_off(unsent.tries))
            return False
        await asyncio.to_thread(self._mark, unsent)
        del self._unmarked[unsent.id]
        return True

    def _mark(self, unsent: Unsent) -> None:
        self._store.sent(unsent.id, self._unmarked[unsent.id])
        if self._outcome is not None:
            self._outcome(unsent, True)

    def _give_up(self, unsent: Unsent) -> None:
        """Gives up what a platform refuses: a post to a desk or a file alone, else all for that owner."""
        if unsent.to_desk or unsent.reply.file is not None:
            self._store.undelivered(unsent.id)
        else:
            self._store.refused(unsent.conversation)
        if self._outcome is not None:
            self._outcome(unsent, False)

    async def _hand_over(self, unsent: Unsent) -> None:
        if unsent.id in self._unmarked:
            return
        channel = self._channels[unsent.channel]
        async with asyncio.timeout(LONGEST_SEND):
            posted = await channel.send(unsent.conversation, unsent.reply, unsent.thread)
        self._unmarked[unsent.id] = posted

    async def _postpone(self, unsent: Unsent, wait: timedelta) -> None:
        await asyncio.to_thread(self._store.postponed, unsent.id, self._clock() + wait)


def _pause(seconds: float) -> timedelta:
    """How long to wait when the platform asked for this many seconds."""
    return timedelta(
        seconds=max(SHORTEST_PAUSE.total_seconds(), min(seconds, LONGEST_PAUSE.total_seconds()))
    )


def _back_off(tries: int) -> timedelta:
    """How long to wait after a fault, when there were this many before."""
    return min(FIRST_WAIT * (1 << min(tries, MOST_DOUBLINGS)), LONGEST_WAIT)
