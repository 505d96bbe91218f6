"""What happens by itself, and when: one table."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from bot.core import audit, lessons
from bot.desk_turns import DeskTurns
from bot.errors import StoreUnreachable, fault
from bot.introducing import Introducing
from bot.service import Service

KEEP_CONTACT = timedelta(days=30)  # after a request is closed
KEEP_TALK = timedelta(days=365)  # an owner who comes back after a season finds their talk
SEEN_FOR = timedelta(days=30)  # longer than any platform delivers a message again
TRIED_AGAIN_AFTER = timedelta(minutes=1)  # without the store; some jobs come only once a day

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Job:
    """Something done every so often; ``do`` gets the time of now and says how much it did."""

    name: str
    every: timedelta
    do: Callable[[datetime], int]


def jobs(
    service: Service,
    keep_text: timedelta,
    wake_outbox: Callable[[], None],
    keep_digests: Callable[[datetime], int] = lambda _: 0,
    *,
    keep_talk: timedelta = KEEP_TALK,
) -> tuple[Job, ...]:
    """Everything that happens by itself."""
    store = service.store
    desks = DeskTurns(store, service.world)
    introducing = Introducing(store, service.world)

    def waking(do: Callable[[datetime], int]) -> Callable[[datetime], int]:
        def done(now: datetime) -> int:
            count = do(now)
            if count:
                wake_outbox()
            return count

        return done

    def follow_ups(now: datetime) -> int:
        done = [service.fall_due(follow_up, now) for follow_up in store.due(now)]
        return sum(turn is not None for turn in done)

    return (
        Job("follow-ups", timedelta(seconds=20), waking(follow_ups)),
        Job(
            "requests nobody acts on",
            timedelta(minutes=1),
            waking(lambda now: len(desks.climb(now))),
        ),
        Job("introductions", timedelta(minutes=1), waking(introducing.go_on)),
        Job("wishes to meet others", timedelta(hours=24), introducing.forget),
        Job(
            "contacts of introductions",
            timedelta(hours=6),
            lambda now: store.introductions.forget_contacts(now - KEEP_CONTACT),
        ),
        Job("what desks are reminded of", timedelta(minutes=10), waking(desks.remind)),
        Job("the week's digest", timedelta(minutes=10), waking(keep_digests)),
        Job(
            "contacts of closed requests",
            timedelta(hours=6),
            lambda now: store.forget_contacts(now - KEEP_CONTACT),
        ),
        Job("talks that stopped", timedelta(minutes=30), service.count_left),
        Job(
            "words past their time",
            timedelta(hours=6),
            lambda now: store.forget_words(now - keep_text),
        ),
        Job(
            "talks long silent",
            timedelta(hours=24),
            lambda now: store.forget_talks(now - keep_talk),
        ),
        Job(
            "acts of staff past their time",
            timedelta(hours=24),
            lambda now: store.audit.forget(now - audit.KEPT),
        ),
        Job(
            "lessons that were settled",
            timedelta(hours=24),
            lambda now: store.lessons.forget(now - lessons.KEPT),
        ),
        Job(
            "marks of old messages",
            timedelta(hours=24),
            lambda now: store.forget_seen(now - SEEN_FOR),
        ),
    )


async def work(table: tuple[Job, ...], clock: Callable[[], datetime], tick: float = 1.0) -> None:
    """Does each job when its time has come, until cancelled; a failing job does not stop the others."""
    times = {job.name: clock() for job in table}
    while True:
        now = clock()
        for job in table:
            if times[job.name] <= now:
                times[job.name] = now + await _do(job, now)
        await asyncio.sleep(tick)


async def _do(job: Job, now: datetime) -> timedelta:
    """Does a job; after how long it is to be done again."""
    try:
        done = await asyncio.to_thread(job.do, now)
    except StoreUnreachable as error:
        log.error("job waits for the store", job=job.name, why=str(error))
        return min(TRIED_AGAIN_AFTER, job.every)
    except Exception as error:  # a fault in one job must not stop the worker
        log.error("job failed", job=job.name, fault=fault(error))
    else:
        if done:
            log.info("job done", job=job.name, count=done)
    return job.every
