"""What is due is sent: in order, at least once, and no owner waits for another."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, suppress
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot import outbox
from bot.core.conversation import CHANNELS
from bot.errors import ChannelRefused, ChannelUnreachable, StoreUnreachable, TryLater
from bot.outbox import AT_ONCE, FIRST_WAIT, LONGEST_PAUSE, LONGEST_WAIT, SHORTEST_PAUSE, Outbox
from bot.stores.sqlite import SqliteStore
from tests.fakes import (
    NOW,
    OTHER,
    OWNER,
    FakeChannel,
    FakeClock,
    FakeLog,
    FaultyStore,
    keep,
    message,
    said,
    turn,
    until,
)

SECRET = "kua Dagros er syk"


@pytest.fixture
def store() -> Iterator[SqliteStore]:
    """An empty store."""
    with closing(SqliteStore(":memory:")) as opened:
        yield opened


@pytest.fixture
def faulty(store: SqliteStore) -> FaultyStore:
    """The store, which can be told to fail."""
    return FaultyStore(store)


@pytest.fixture
def clock() -> FakeClock:
    """The time of the outbox."""
    return FakeClock()


@pytest.fixture
def telegram() -> FakeChannel:
    """A channel that takes everything."""
    return FakeChannel("telegram")


@pytest.fixture
def box(faulty: FaultyStore, telegram: FakeChannel, clock: FakeClock) -> Outbox:
    """An outbox of that channel."""
    return Outbox(faulty, {"telegram": telegram}, clock)


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> FakeLog:
    """What the outbox logs."""
    kept = FakeLog()
    monkeypatch.setattr(outbox, "log", kept)
    return kept


@asynccontextmanager
async def running(box: Outbox) -> AsyncIterator[asyncio.Task[None]]:
    """The outbox sends by itself until the end of the block."""
    task = asyncio.create_task(box.run())
    try:
        yield task
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


def says(store: SqliteStore, *texts: str, to: str = OWNER) -> None:
    """Lets Steg answer a message with these texts."""
    keep(store, turn(*texts, to=to), message(f"{'-'.join(texts)}", to=to))


def waiting(store: SqliteStore) -> int:
    """How many replies are not sent."""
    return store.counts()["outbox"]


# --- in order


async def test_all_that_is_due_is_sent_in_order_and_once(
    box: Outbox, store: SqliteStore, telegram: FakeChannel
) -> None:
    says(store, "en", "to")
    says(store, "annen", to=OTHER)
    says(store, "tre")
    assert await box.empty() == 4
    assert telegram.texts() == ["en", "to", "tre"]
    assert telegram.texts(OTHER) == ["annen"]
    assert waiting(store) == 0
    assert await box.empty() == 0


async def test_of_a_conversation_one_reply_is_on_its_way_at_a_time(
    box: Outbox, store: SqliteStore, telegram: FakeChannel
) -> None:
    says(store, *"abcdef")
    assert await box.empty() == 6
    assert telegram.most_side_by_side == 1


async def test_conversations_are_sent_to_side_by_side_but_not_without_limit(
    box: Outbox, store: SqliteStore, telegram: FakeChannel
) -> None:
    for number in range(AT_ONCE * 2 + 5):
        says(store, "hei", to=f"telegram:{number}")
    assert await box.empty() == AT_ONCE * 2 + 5
    assert 1 < telegram.most_side_by_side <= AT_ONCE


async def test_what_belongs_to_a_channel_of_another_process_is_left(
    box: Outbox, store: SqliteStore, telegram: FakeChannel
) -> None:
    says(store, "hei", to="slack:T1:C1")
    assert await box.empty() == 0
    assert waiting(store) == 1


async def test_each_channel_sends_its_own(
    faulty: FaultyStore, store: SqliteStore, clock: FakeClock
) -> None:
    channels = {name: FakeChannel(name) for name in CHANNELS}
    says(store, "til slack", to="slack:1")
    says(store, "til nett", to="web:1")
    await Outbox(faulty, channels, clock).empty()
    assert channels["slack"].sent == [("slack:1", "til slack")]
    assert channels["web"].sent == [("web:1", "til nett")]


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=25
)
@given(
    faults=st.lists(
        st.lists(st.sampled_from(["later", "unreachable", "bug"]), max_size=3), max_size=4
    )
)
async def test_whatever_fails_each_owner_gets_every_reply_in_order(faults: list[list[str]]) -> None:
    made = {
        "later": TryLater("wait", 3),
        "unreachable": ChannelUnreachable("gone"),
        "bug": KeyError(SECRET),
    }
    channel, clock = FakeChannel("telegram"), FakeClock()
    owners = [f"telegram:{number}" for number in range(len(faults))]
    with closing(SqliteStore(":memory:")) as store:
        for owner, failing in zip(owners, faults, strict=True):
            channel.faults[owner] = [made[name] for name in failing]
            says(store, "en", "to", "tre", to=owner)
        box = Outbox(store, {"telegram": channel}, clock)
        for _ in range(12):
            await box.empty()
            clock.forward(minutes=10)
        assert all(channel.texts(owner) == ["en", "to", "tre"] for owner in owners)
        assert waiting(store) == 0


# --- channels that misbehave


async def test_a_platform_that_refuses_for_good_gets_nothing_more_of_this_talk(
    box: Outbox, store: SqliteStore, telegram: FakeChannel, log: FakeLog
) -> None:
    says(store, "en", "to")
    says(store, "annen", to=OTHER)
    telegram.faults[OWNER] = [ChannelRefused("blocked by the owner")]
    assert await box.empty() == 1
    assert (telegram.texts(), telegram.texts(OTHER)) == ([], ["annen"])
    assert waiting(store) == 0
    assert said(store) == [("steg", "en"), ("steg", "to")]
    assert log.events("warning") == ["channel refused"]
    says(store, "velkommen tilbake")
    await box.empty()
    assert telegram.texts() == ["velkommen tilbake"]


async def test_a_platform_that_asks_to_wait_is_given_that_time(
    box: Outbox, store: SqliteStore, telegram: FakeChannel, clock: FakeClock
) -> None:
    says(store, "en", "to")
    says(store, "annen", to=OTHER)
    telegram.faults[OWNER] = [TryLater("slow down", 30)]
    assert await box.empty() == 1
    assert telegram.texts(OTHER) == ["annen"]
    clock.forward(seconds=29.9)
    assert await box.empty() == 0
    assert telegram.tried() == ["en"]
    clock.forward(seconds=0.1)
    assert await box.empty() == 2
    assert telegram.texts() == ["en", "to"]


@pytest.mark.parametrize(
    ("asked", "given_"),
    [
        (0, SHORTEST_PAUSE),
        (-5, SHORTEST_PAUSE),
        (float("inf"), LONGEST_PAUSE),
        (1e18, LONGEST_PAUSE),
    ],
)
async def test_a_platform_that_asks_for_no_time_or_for_ever_is_not_obeyed(
    box: Outbox,
    store: SqliteStore,
    telegram: FakeChannel,
    clock: FakeClock,
    asked: float,
    given_: timedelta,
) -> None:
    says(store, "en")
    telegram.faults[OWNER] = [TryLater("wait", asked)]
    assert await box.empty() == 0
    clock.now = NOW + given_ - timedelta(milliseconds=1)
    assert await box.empty() == 0
    clock.now = NOW + given_
    assert await box.empty() == 1


async def test_the_wait_between_tries_doubles_and_ends_at_the_longest(
    box: Outbox, store: SqliteStore, telegram: FakeChannel, clock: FakeClock, log: FakeLog
) -> None:
    says(store, "en")
    telegram.faults[OWNER] = [ChannelUnreachable("no answer")] * 14
    await box.empty()
    for before in range(14):
        wait = min(FIRST_WAIT * 2**before, LONGEST_WAIT)
        clock.now += wait - timedelta(milliseconds=1)
        await box.empty()
        assert len(telegram.tries) == before + 1
        clock.now += timedelta(milliseconds=1)
        await box.empty()
        assert len(telegram.tries) == before + 2
    assert wait == LONGEST_WAIT
    assert telegram.texts() == ["en"]
    assert set(log.events("warning")) == {"reply waits"}


async def test_a_reply_tried_for_months_is_still_tried(
    box: Outbox, store: SqliteStore, telegram: FakeChannel, clock: FakeClock
) -> None:
    says(store, "en")
    store._rows("update lines set tries = 100000")
    telegram.faults[OWNER] = [ChannelUnreachable("no answer")]
    assert await box.empty() == 0
    clock.now = NOW + LONGEST_WAIT
    assert await box.empty() == 1


async def test_a_fault_of_a_channel_is_logged_without_its_text(
    box: Outbox, store: SqliteStore, telegram: FakeChannel, log: FakeLog
) -> None:
    says(store, SECRET)
    telegram.faults[OWNER] = [ValueError(SECRET)]
    await box.empty()
    ((level, event, values),) = log.said
    assert (level, event) == ("warning", "reply waits")
    assert str(values["why"]).startswith("ValueError at fakes.py:")
    assert SECRET not in repr(log.said)
    assert OWNER not in repr(log.said)


async def test_an_owner_whose_platform_hangs_keeps_nobody_waiting(
    box: Outbox, store: SqliteStore, telegram: FakeChannel
) -> None:
    telegram.hangs = {OWNER}
    says(store, "en", "to")
    async with running(box):
        await until(telegram.tried)
        for number in range(3):
            says(store, f"svar {number}", to=OTHER)
            box.wake()
            await until(partial(telegram.got, number + 1, OTHER))
        assert telegram.tried() == ["en"]


async def test_many_owners_whose_platform_hangs_leave_room_on_other_channels(
    faulty: FaultyStore, store: SqliteStore, clock: FakeClock
) -> None:
    telegram, web = FakeChannel("telegram"), FakeChannel("web")
    for number in range(AT_ONCE + 5):
        says(store, "hei", to=f"telegram:{number}")
        telegram.hangs.add(f"telegram:{number}")
    box = Outbox(faulty, {"telegram": telegram, "web": web}, clock)
    async with running(box):
        await until(lambda: telegram.side_by_side == AT_ONCE)
        says(store, "på nettet", to="web:1")
        box.wake()
        await until(lambda: web.sent)


async def test_a_platform_that_hangs_too_long_counts_as_not_reached(
    box: Outbox,
    store: SqliteStore,
    telegram: FakeChannel,
    clock: FakeClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(outbox, "LONGEST_SEND", 0.05)
    telegram.hangs = {OWNER}
    says(store, "en")
    assert await box.empty() == 0
    telegram.hangs = set()
    clock.now = NOW + FIRST_WAIT
    assert await box.empty() == 1
    assert telegram.texts() == ["en"]


async def test_a_channel_that_is_not_started_yet_is_waited_for(
    faulty: FaultyStore, store: SqliteStore, clock: FakeClock
) -> None:
    late = FakeChannel("telegram", started=False)
    box = Outbox(faulty, {"telegram": late}, clock)
    says(store, "en", "to")
    assert await box.empty() == 0
    await late.start(no_receiver)
    clock.now = NOW + FIRST_WAIT
    assert await box.empty() == 2
    assert late.texts() == ["en", "to"]


async def no_receiver(_: object) -> None:
    """Takes nothing."""


# --- running


async def test_a_running_outbox_sends_when_it_is_woken(
    box: Outbox, store: SqliteStore, telegram: FakeChannel
) -> None:
    async with running(box):
        await asyncio.sleep(0.01)
        says(store, "en", "to", "tre")
        box.wake()
        await until(lambda: telegram.texts() == ["en", "to", "tre"], within=2.0)


async def test_a_running_outbox_looks_by_itself_for_what_others_left(
    box: Outbox, store: SqliteStore, telegram: FakeChannel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "LOOKS_EVERY", 0.02)
    async with running(box):
        await asyncio.sleep(0.01)
        says(store, "en")
        await until(telegram.texts)


@pytest.mark.parametrize("steps", range(6))
async def test_a_stop_that_comes_together_with_a_wake_is_not_lost(box: Outbox, steps: int) -> None:
    task = asyncio.create_task(box.run())
    await asyncio.sleep(0.02)
    box.wake()
    for _ in range(steps):
        await asyncio.sleep(0)
    task.cancel()
    done, _ = await asyncio.wait([task], timeout=2)
    assert done


async def test_after_a_restart_in_the_middle_what_was_not_marked_is_sent_again(
    tmp_path: Path, clock: FakeClock
) -> None:
    path = str(tmp_path / "steg.db")
    first, second = FakeChannel("telegram"), FakeChannel("telegram")
    with closing(SqliteStore(path)) as store:
        says(store, "en", "to", "tre")
        faulty = FaultyStore(store)
        box = Outbox(faulty, {"telegram": first}, clock)
        faulty.fails("sent")
        with pytest.raises(StoreUnreachable):
            await box.empty()
    with closing(SqliteStore(path)) as store:
        await Outbox(store, {"telegram": second}, clock).empty()
    assert (first.texts(), second.texts()) == (["en"], ["en", "to", "tre"])


async def test_a_stop_in_the_middle_of_sending_loses_nothing(
    box: Outbox, store: SqliteStore, telegram: FakeChannel, clock: FakeClock
) -> None:
    telegram.hangs = {OWNER}
    says(store, "en", "to")
    async with running(box):
        await until(telegram.tried)
    assert telegram.side_by_side == 0, "nothing goes on after the stop"
    telegram.hangs = set()
    again = Outbox(store, {"telegram": telegram}, clock)
    assert await again.empty() == 2
    assert telegram.texts() == ["en", "to"]


# --- a store that fails


@pytest.mark.parametrize("method", ["unsent", "sent", "postponed", "refused"])
async def test_a_fault_of_the_store_does_not_end_the_sending(
    method: str,
    box: Outbox,
    faulty: FaultyStore,
    store: SqliteStore,
    telegram: FakeChannel,
    log: FakeLog,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(outbox, "LOOKS_EVERY", 0.02)
    telegram.faults[OTHER] = (
        [TryLater("wait", 3)] if method == "postponed" else [ChannelRefused("blocked")]
    )
    faulty.fails(method, 3)
    async with running(box) as task:
        says(store, "annen", to=OTHER)
        says(store, "en", "to")
        box.wake()
        await until(lambda: not faulty.faults[method] or method in ("postponed", "refused"))
        await until(lambda: telegram.texts() == ["en", "to"])
        assert not task.done()
    assert "outbox waits for the store" in log.events("error")


async def test_any_other_fault_in_the_loop_does_not_end_the_sending(
    box: Outbox,
    faulty: FaultyStore,
    store: SqliteStore,
    telegram: FakeChannel,
    log: FakeLog,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(outbox, "LOOKS_EVERY", 0.02)
    faulty.fails("unsent", fault=ValueError(SECRET))
    faulty.fails("sent", fault=ValueError(SECRET))
    says(store, "en")
    async with running(box):
        await until(lambda: not waiting(store))
    assert log.events("error") == ["outbox failed", "outbox failed"]
    assert SECRET not in repr(log.said)


async def test_a_reply_that_could_not_be_marked_is_not_sent_again_and_again(
    box: Outbox,
    faulty: FaultyStore,
    store: SqliteStore,
    telegram: FakeChannel,
    log: FakeLog,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(outbox, "LOOKS_EVERY", 0.01)
    faulty.fails("sent", 5)
    says(store, "en", "to")
    async with running(box):
        await until(lambda: not waiting(store))
    assert telegram.texts() == ["en", "to"]
    assert log.events("error") == ["outbox waits for the store"] * 5


async def test_a_store_that_fails_is_not_asked_without_pause(
    box: Outbox, faulty: FaultyStore, store: SqliteStore, telegram: FakeChannel, log: FakeLog
) -> None:
    faulty.fails("sent", 1000)
    says(store, "en")
    async with running(box):
        await until(lambda: log.events("error"))
        await asyncio.sleep(0.1)
    assert len(log.events("error")) == 1
