"""Sends what is due and marks it sent: the one way to speak to anybody. In order, at least once."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

import structlog

from bot.channels.port import ChannelPort
from bot.core.conversation import Channel
from bot.errors import ChannelRefused, StegError, StoreUnreachable, TryLater
from bot.stores.port import Store, Unsent

AT_ONCE = 50  # conversations sent to side by side
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=2), timedelta(minutes=10)  # between tries, doubling
LOOKS_EVERY = 5.0  # seconds, for what was postponed and what other processes left

log = structlog.get_logger()


class Outbox:
    """Empties the store's outbox through the channels of this process."""

    def __init__(self, store: Store, channels: Mapping[Channel, ChannelPort], clock: Callable[[], datetime]) -> None:
        """Takes the channels by their word."""
        self._store, self._channels, self._clock = store, channels, clock
        self._something = asyncio.Event()

    def wake(self) -> None:
        """Says that there is something to send."""
        self._something.set()

    async def run(self) -> None:
        """Sends until cancelled."""
        while True:
            try:
                await self.empty()
            except StoreUnreachable as error:
                log.error("outbox waits for the store", why=str(error))
            try:
                await asyncio.wait_for(self._something.wait(), LOOKS_EVERY)
            except TimeoutError:
                pass
            self._something.clear()

    async def empty(self) -> int:
        """Sends all that is due now; how many replies were sent."""
        sent = 0
        while True:
            due = await asyncio.to_thread(self._store.unsent, self._clock(), tuple(self._channels), AT_ONCE)
            if not due:
                return sent
            sent += sum(await asyncio.gather(*(self._send(unsent) for unsent in due)))

    async def _send(self, unsent: Unsent) -> bool:
        try:
            await self._channels[unsent.channel].send(unsent.conversation, unsent.reply)
        except ChannelRefused as error:
            log.warning("channel refused", line=unsent.id, why=str(error))
            await asyncio.to_thread(self._store.refused, unsent.conversation)
            return False
        except TryLater as error:
            await self._postpone(unsent, timedelta(seconds=error.seconds))
            return False
        except Exception as error:  # one conversation's fault must not stop the others
            why = str(error) if isinstance(error, StegError) else type(error).__name__
            log.warning("reply waits", line=unsent.id, tries=unsent.tries + 1, why=why)
            await self._postpone(unsent, min(FIRST_WAIT * 2**unsent.tries, LONGEST_WAIT))
            return False
        await asyncio.to_thread(self._store.sent, unsent.id)
        return True

    async def _postpone(self, unsent: Unsent, wait: timedelta) -> None:
        await asyncio.to_thread(self._store.postponed, unsent.id, self._clock() + wait)
