"""Hands messages over: in order inside a conversation, and again while the store is away."""

import asyncio
import itertools
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any
from weakref import WeakValueDictionary

import structlog

from bot.channels.port import Receive
from bot.core.conversation import DeskMessage, Message
from bot.errors import ChannelUnreachable, StoreUnreachable

LONGEST_WAIT = timedelta(seconds=60)  # between tries
MOST_DOUBLINGS = 10  # then the longest wait is long reached

Pause = Callable[[float], Awaitable[object]]
"""Waits some seconds."""

log = structlog.get_logger()


class Turns:
    """Lets messages of one conversation in one after the other, and different ones side by side."""

    def __init__(self) -> None:
        # Weak, so that a conversation in which nobody waits takes no room.
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    def of(self, conversation: str) -> asyncio.Lock:
        """What a message holds while it is handed over; who of a conversation asks first is let in first."""
        return self._locks.setdefault(conversation, asyncio.Lock())


async def hand_over(
    message: Message | DeskMessage,
    receive: Receive,
    pause: Pause,
    comes_again: Callable[[], bool],
) -> None:
    """Hands a message over, again while the store is away.

    Args:
        message: the message.
        receive: takes it.
        pause: waits between tries.
        comes_again: whether the platform would bring the message again; if not, it is nowhere else.

    Raises:
        StoreUnreachable: the store is away, and the message comes again.
    """
    for attempt in itertools.count(1):
        try:
            await receive(message)
            return
        except StoreUnreachable:
            if comes_again():
                raise
            if attempt == 1:
                log.warning(f"{_channel(message)} message waits for the store", message=message.id)
            await pause(seconds_after(attempt))


def _channel(message: Message | DeskMessage) -> str:
    return message.channel if isinstance(message, Message) else message.desk.partition(":")[0]


def seconds_after(attempt: int) -> float:
    """Seconds until the next try, twice as long after each."""
    return min(2.0 ** min(attempt - 1, MOST_DOUBLINGS), LONGEST_WAIT.total_seconds())


async def not_started(message: Message | DeskMessage) -> None:
    """Receives as long as nobody else does."""
    raise ChannelUnreachable(f"{message.id} came before the channel was started")


async def give_up(*tasks: asyncio.Future[Any]) -> None:
    """Cancels tasks, and returns when they have ended."""
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
