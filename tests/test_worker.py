"""What happens by itself happens at its time, and one failing job stops no other."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, closing, suppress
from datetime import datetime, timedelta

import pytest

from bot import worker
from bot.core.conversation import Answer, FollowUp, Said
from bot.core.draft import World
from bot.errors import StoreUnreachable
from bot.service import Service
from bot.stores.port import Store
from bot.stores.sqlite import SqliteStore
from bot.worker import SEEN_FOR, TRIED_AGAIN_AFTER, Job, jobs, work
from tests.fakes import (
    NOW,
    OTHER,
    OWNER,
    FakeClock,
    FakeLog,
    FaultyStore,
    keep,
    message,
    read,
    said,
    session,
    turn,
    until,
)

KEPT_FOR = timedelta(days=14)
SECRET = "kua Dagros er syk"


@pytest.fixture
def clock() -> FakeClock:
    """The time of the worker."""
    return FakeClock()


@pytest.fixture
def store() -> Iterator[SqliteStore]:
    """An empty store."""
    with closing(SqliteStore(":memory:")) as opened:
        yield opened


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> FakeLog:
    """What the worker logs."""
    kept = FakeLog()
    monkeypatch.setattr(worker, "log", kept)
    return kept


class Done:
    """A job that keeps when it was done, and fails as it was told to."""

    def __init__(self, *faults: BaseException) -> None:
        self.at: list[datetime] = []
        self.faults = list(faults)

    def __call__(self, now: datetime) -> int:
        """Does it once."""
        self.at.append(now)
        if self.faults:
            raise self.faults.pop(0)
        return 1

    def times(self) -> list[timedelta]:
        """When it was done, from the start."""
        return [at - NOW for at in self.at]


@asynccontextmanager
async def working(
    clock: FakeClock, **table: tuple[timedelta, Callable[[datetime], int]]
) -> AsyncIterator[None]:
    """The worker works on these jobs until the end of the block."""
    made = tuple(Job(name, every, do) for name, (every, do) in table.items())
    task = asyncio.create_task(work(made, clock, tick=0.001))
    try:
        yield
        assert not task.done(), "nothing ends the worker"
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def pass_by(clock: FakeClock, **time: float) -> None:
    """Lets time pass, and the worker look at the clock a few times."""
    clock.forward(**time)
    await asyncio.sleep(0.03)


# --- when


async def test_each_job_is_done_at_the_start_and_then_at_its_time(clock: FakeClock) -> None:
    often, seldom = Done(), Done()
    async with working(
        clock, often=(timedelta(minutes=1), often), seldom=(timedelta(minutes=3), seldom)
    ):
        await until(lambda: seldom.at)
        for _ in range(14):
            await pass_by(clock, seconds=30)
    assert often.times() == [timedelta(minutes=n) for n in range(8)]
    assert seldom.times() == [timedelta(minutes=n) for n in (0, 3, 6)]


async def test_after_a_long_pause_a_job_is_done_once(clock: FakeClock) -> None:
    done = Done()
    async with working(clock, job=(timedelta(minutes=1), done)):
        await until(lambda: done.at)
        await pass_by(clock, days=3)
        await pass_by(clock, seconds=59)
        assert done.times() == [timedelta(), timedelta(days=3)]
        await pass_by(clock, seconds=1)
    assert done.times()[2:] == [timedelta(days=3, minutes=1)]


async def test_a_failing_job_stops_no_other_and_is_done_again(
    clock: FakeClock, log: FakeLog
) -> None:
    failing, other = Done(ValueError(SECRET), KeyError(SECRET)), Done()
    async with working(
        clock, failing=(timedelta(minutes=1), failing), other=(timedelta(minutes=1), other)
    ):
        await until(lambda: other.at)
        await pass_by(clock, minutes=1)
        await pass_by(clock, minutes=1)
    assert failing.times() == other.times() == [timedelta(minutes=n) for n in range(3)]
    assert log.events("error") == ["job failed", "job failed"]
    assert SECRET not in repr(log.said)
    assert "ValueError at test_worker.py:" in repr(log.said)


async def test_a_seldom_job_is_tried_soon_again_when_the_store_could_not_be_reached(
    clock: FakeClock, log: FakeLog
) -> None:
    daily, often = Done(StoreUnreachable("locked")), Done(StoreUnreachable("locked"))
    async with working(
        clock, daily=(timedelta(days=1), daily), often=(timedelta(seconds=20), often)
    ):
        await until(lambda: often.at)
        await pass_by(clock, seconds=20)
        await pass_by(clock, seconds=40)
        await pass_by(clock, minutes=5)
    assert daily.times() == [timedelta(), TRIED_AGAIN_AFTER]
    assert often.times()[:2] == [timedelta(), timedelta(seconds=20)]
    assert log.events("error") == ["job waits for the store"] * 2


async def test_a_job_that_takes_long_does_not_stop_the_process(clock: FakeClock) -> None:
    """Jobs run beside the event loop, which goes on answering owners."""
    loop = asyncio.get_running_loop()
    began = asyncio.Event()
    ends: asyncio.Queue[None] = asyncio.Queue()

    def long(now: datetime) -> int:
        loop.call_soon_threadsafe(began.set)
        asyncio.run_coroutine_threadsafe(ends.get(), loop).result(5)
        return 0

    async with working(clock, long=(timedelta(minutes=1), long)):
        await asyncio.wait_for(began.wait(), 5)
        ends.put_nowait(None)
        await asyncio.sleep(0.02)


# --- what


class Woken:
    """Counts how often the outbox was woken."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> None:
        """Wakes it."""
        self.times += 1


def table(store: Store, world: World, woken: Woken | None = None) -> dict[str, Job]:
    """The jobs of the house, by name."""
    return {
        job.name: job for job in jobs(Service(store, lambda: world), KEPT_FOR, woken or Woken())
    }


def follow_up(conversation: str, due_at: datetime = NOW) -> FollowUp:
    """A follow-up of a conversation."""
    return FollowUp(f"{conversation}#1", conversation, due_at, "reminder")


def test_every_job_has_a_name_of_its_own_and_a_time(store: SqliteStore, world: World) -> None:
    found = jobs(Service(store, lambda: world), KEPT_FOR, Woken())
    assert len({job.name for job in found}) == len(found)
    assert all(timedelta() < job.every <= timedelta(days=1) for job in found)


def test_follow_ups_that_are_due_are_sent_and_the_outbox_is_woken(
    store: SqliteStore, world: World
) -> None:
    woken = Woken()
    job = table(store, world, woken)["follow-ups"]
    for owner, due_at in ((OWNER, NOW), (OTHER, NOW + timedelta(hours=1))):
        keep(store, turn(to=owner, follow_up=follow_up(owner, due_at)), message("1", to=owner))
    assert job.do(NOW) == 1
    assert said(store)
    assert said(store, OTHER) == []
    assert woken.times == 1
    assert job.do(NOW) == 0
    assert woken.times == 1, "nothing to send, nobody to wake"
    assert job.do(NOW + timedelta(hours=1)) == 1


def test_two_workers_remind_an_owner_once(store: SqliteStore, world: World) -> None:
    keep(store, turn(follow_up=follow_up(OWNER)), message("1"))
    found = list(store.due(NOW))

    class BothFound(FaultyStore):
        def due(self, *_: object) -> list[FollowUp]:
            return found

    first, second = (table(BothFound(store), world)["follow-ups"] for _ in range(2))
    assert (first.do(NOW), second.do(NOW)) == (1, 0)
    assert len([line for line in said(store) if line[0] == "steg"]) == store.counts()["outbox"] > 0


def test_talks_that_stopped_are_counted(store: SqliteStore, world: World) -> None:
    stopped = session(
        last_at=NOW - timedelta(days=2), answers=(Answer("main.trouble", "unknown", 1),)
    )
    keep(store, turn(session=stopped), message("1"))
    job = table(store, world)["talks that stopped"]
    assert (job.do(NOW), job.do(NOW)) == (1, 0)
    assert len(store.signals()) == 1


def test_words_are_kept_as_long_as_the_settings_say_and_no_longer(
    store: SqliteStore, world: World
) -> None:
    job = table(store, world)["words past their time"]
    for owner, at in ((OWNER, NOW - KEPT_FOR), (OTHER, NOW - KEPT_FOR - timedelta(seconds=1))):
        held = session(owner, last_at=at, words=(Said(at, SECRET),))
        keep(store, turn(session=held), message("1", SECRET, to=owner, at=at))
    assert job.do(NOW) == 1
    assert said(store) == [("owner", SECRET)]
    assert said(store, OTHER) == []
    forgot = read(store, OTHER)
    assert forgot is not None
    assert forgot.words == ()


def test_a_talk_is_remembered_as_long_as_the_settings_say_and_no_longer(
    store: SqliteStore, world: World
) -> None:
    service, kept_for = Service(store, lambda: world), timedelta(days=90)
    (job,) = (
        job
        for job in jobs(service, KEPT_FOR, Woken(), keep_talk=kept_for)
        if job.name == "talks long silent"
    )
    for owner, at in ((OWNER, NOW - kept_for), (OTHER, NOW - kept_for - timedelta(seconds=1))):
        keep(store, turn(session=session(owner, last_at=at)), message("1", to=owner, at=at))
    assert (job.do(NOW), job.do(NOW)) == (1, 0)
    assert read(store) is not None
    assert read(store, OTHER) is None


def test_marks_of_old_messages_are_removed(store: SqliteStore, world: World) -> None:
    job = table(store, world)["marks of old messages"]
    keep(store, turn(), message("old", at=NOW - SEEN_FOR - timedelta(seconds=1)))
    keep(store, turn(), message("new", at=NOW - SEEN_FOR))
    assert (job.do(NOW), job.do(NOW)) == (1, 0)
    assert not keep(store, turn(), message("new"))
