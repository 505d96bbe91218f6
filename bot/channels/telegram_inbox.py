"""Fetches Telegram's updates, and confirms each once it and all before it are handled."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from datetime import timedelta
from typing import Any

import structlog
from telegram import Bot, Update
from telegram.error import Conflict, RetryAfter, TelegramError
from telegram.request import HTTPXRequest

from bot.channels.order import Pause, give_up, seconds_after

UPDATES = ("message", "callback_query")
POLL = timedelta(seconds=30)
SETTLE = timedelta(seconds=1)  # a slow chat holds up the others no longer than this
STOP_WITHIN = timedelta(seconds=5)

Handle = Callable[[Update], Awaitable[None]]

log = structlog.get_logger()


class Answers(HTTPXRequest):
    """Takes only answers that can be Telegram's; a hotel's log-in page may answer in its place.

    An update that cannot be read comes as an empty one, to be confirmed like the others.
    """

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """The answer to a request."""
        answer = HTTPXRequest.parse_json_payload(payload)
        if not isinstance(answer, dict) or not {"result", "description"} & answer.keys():
            raise TelegramError("not an answer of Telegram's")
        if isinstance(answer.get("result"), list):  # of all we ask, only updates come as a list
            answer["result"] = [_readable(update) for update in answer["result"]]
        return answer


def _readable(update: dict[str, Any]) -> dict[str, Any]:
    try:
        Update.de_json(update)
    except Exception as error:  # a later Bot API may send anything; we answer what we can read
        log.warning(
            "telegram update not readable", update=update["update_id"], fault=type(error).__name__
        )
        return {"update_id": update["update_id"]}
    return update


class Inbox:
    """Updates fetched and not yet confirmed, each with the task that handles it."""

    def __init__(self, handle: Handle) -> None:
        self._handle = handle
        self._tasks: dict[int, asyncio.Future[None]] = {}
        self._offset = 0

    def take(self, updates: Iterable[Update]) -> None:
        """Begins to handle those that are not in hand already."""
        for update in updates:
            if update.update_id not in self._tasks:
                self._tasks[update.update_id] = asyncio.ensure_future(self._handle(update))

    def offset(self) -> int:
        """The first update Telegram must keep: everything before it is handled."""
        if self._tasks:
            unfinished = [update_id for update_id, task in self._tasks.items() if not task.done()]
            self._offset = min(unfinished, default=max(self._tasks) + 1)
        self._tasks = {key: task for key, task in self._tasks.items() if key >= self._offset}
        return self._offset

    async def settle(self, within: timedelta) -> list[asyncio.Future[None]]:
        """Waits for what is in hand, and gives what is not done by then."""
        unfinished = [task for task in self._tasks.values() if not task.done()]
        if unfinished:
            await asyncio.wait(unfinished, timeout=within.total_seconds())
        return [task for task in unfinished if not task.done()]

    async def close(self, within: timedelta) -> int:
        """Lets work in hand end, cancels what takes longer, and gives the offset to confirm."""
        late = await self.settle(within)
        offset = self.offset()  # before what is late is cancelled, which makes it look done
        await give_up(*late)
        self._tasks.clear()
        return offset


class Polling:
    """Asks Telegram for updates, from ``start`` to ``stop``."""

    def __init__(self, bot: Bot, handle: Handle, pause: Pause) -> None:
        self._bot, self._pause = bot, pause
        self._inbox = Inbox(handle)
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begins to fetch."""
        self._task = asyncio.create_task(self._fetch_for_ever())

    async def stop(self) -> None:
        """Fetches no more, lets work in hand end, and confirms what is handled."""
        if self._task is None:
            return
        await give_up(self._task)
        self._task = None
        offset = await self._inbox.close(STOP_WITHIN)
        with suppress(Exception):  # unconfirmed updates come again, and are known by their id
            await self._bot.get_updates(offset=offset, limit=1, timeout=0)

    async def _fetch_for_ever(self) -> None:
        """Each fetch confirms what has been handled since the one before."""
        faults: list[str] = []
        while True:
            try:
                updates = await self._bot.get_updates(
                    offset=self._inbox.offset(), timeout=POLL, allowed_updates=UPDATES
                )
            except Exception as error:  # whatever came back, the next fetch may be right
                _log_once(faults, error)
                await self._pause(_wait(len(faults), error))
                continue
            if faults:
                log.info("telegram polling again", failed=len(faults))
                faults.clear()
            self._inbox.take(updates)
            await self._inbox.settle(SETTLE)


def _log_once(faults: list[str], error: Exception) -> None:
    """Notes a failed fetch, and logs the first of its kind: a fault that lasts must not fill the disk."""
    fault = type(error).__name__
    if fault not in faults:
        hint = "another process polls with this token" if isinstance(error, Conflict) else None
        log.warning("telegram polling failed", fault=fault, hint=hint)
    faults.append(fault)


def _wait(attempt: int, error: Exception) -> float:
    """Seconds before the next fetch: what Telegram asks for, else longer each time."""
    return seconds_asked(error) if isinstance(error, RetryAfter) else seconds_after(attempt)


def seconds_asked(error: RetryAfter) -> float:
    """How long Telegram asks to wait."""
    wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)
