"""Whatever owners, advisers, platforms and time do: each request ends, each word arrives or is told of."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.core.conversation import CHANNELS, Adviser, Channel, DeskMessage, Handoff, Message
from bot.core.desks import Desks
from bot.core.draft import World
from bot.core.working_time import added
from bot.desk_turns import DeskTurns
from bot.service import Service
from bot.stores.port import Unsent
from bot.stores.sqlite import SqliteStore
from tests.desks import DESKS, GENERAL, INNHERRED, NAMDAL

OWNER = "telegram:8812"
ASKED_AT = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)  # a Monday
SENT_ON: tuple[Channel, ...] = (*CHANNELS, "mail")
LONGEST_CLIMB = 60  # rungs; no ladder of ours is nearly as long


@dataclass
class Simulation:
    """One owner's request, with a store that survives restarts, and platforms that may fail."""

    world: World
    store: SqliteStore = field(default_factory=lambda: SqliteStore(":memory:"))
    now: datetime = ASKED_AT
    number: int = 0
    delivered: Counter[int] = field(default_factory=Counter)
    given_up: set[int] = field(default_factory=set)
    relayed: dict[int, str] = field(default_factory=dict)
    last: DeskMessage | None = None

    def __post_init__(self) -> None:
        self.restart()

    def restart(self) -> None:
        """Another process on the same store."""
        self.service = Service(self.store, lambda: self.world)
        self.desks = DeskTurns(self.store, lambda: self.world)

    # --- what people do

    def owner(self, **said: Any) -> None:
        self.number += 1
        message = Message(f"o{self.number}", OWNER, "telegram", self.now, **said)
        self.service.answer(message)
        assert self.service.answer(message) is None  # a second delivery leads to nothing

    def adviser(self, desk: str, name: str, **done: Any) -> None:
        self.number += 1
        request = self.request()
        by = Adviser(f"{desk}:{name}", name)
        self.last = DeskMessage(f"d{self.number}", desk, by, self.now, handoff=request.id, **done)
        self.desks.act(self.last)

    def again(self) -> None:
        """The platform brings the adviser's last message once more."""
        if self.last is not None:
            before = self.request()
            self.desks.act(self.last)
            assert self.request() == before

    # --- what platforms do

    def send(self, *, refuse: bool = False, crash: bool = False) -> None:
        """Sends the next reply of each conversation; a crash comes after sending and before marking."""
        for unsent in self.store.unsent(self.now, SENT_ON, 50):
            if refuse and unsent.to_desk:
                self.store.undelivered(unsent.id)
                self.given_up.add(unsent.id)
                self.desks.not_arrived(unsent, self.now)
                continue
            self._note(unsent)
            if crash:
                self.restart()
                return
            self.delivered[unsent.id] += 1
            self.store.sent(unsent.id, f"post-{unsent.id}" if unsent.to_desk else None)
            self.desks.arrived(unsent, self.now)

    def _note(self, unsent: Unsent) -> None:
        if unsent.reply.relays:
            self.relayed[unsent.id] = unsent.reply.quote or ""

    def send_all(self) -> None:
        while self.store.unsent(self.now, SENT_ON, 50):
            self.send()

    # --- time

    def wait(self, hours: int) -> None:
        self.now += timedelta(hours=hours)
        self.desks.climb(self.now)
        self.desks.remind(self.now)

    def desk_address(self) -> str:
        return self.world.desks.by_id[self.request().desk].address

    def request(self) -> Handoff:
        return self.store.handoffs()[-1]


def asked(world: World, **changes: Any) -> Simulation:
    """A request that waits at Namdalshagen."""
    there = Simulation(replace(world, desks=DESKS), **changes)
    asks(there)
    there.number = 100
    there.send_all()
    return there


def asks(there: Simulation) -> None:
    """An owner in Namsos asks for a person, and wants the answer in the chat."""
    for text in (
        "saga står stille halve dagen fordi kappinga går for hånd",
        "ja",
        "namsos",
        "kan æ snakk med et menneske",
    ):
        there.owner(text=text)
    there.owner(choice="handoff.reach=here")


BUTTONS = st.sampled_from(
    "take not-ours not-ours.place not-ours.full hand-on hand-on.innherred hand-on.jamtland hand-on.nowhere "
    "answered done done.helped done.referred done.not-reached helped.yes helped.no nonsense".split()
)
OWNER_BUTTONS = st.sampled_from(
    "end withdraw yes no helped.yes helped.partly helped.no nonsense".split()
)
DESK = st.sampled_from([NAMDAL.address, INNHERRED.address, "page:jamtland", "slack:CSOMETHING"])
NAMES = st.sampled_from(["Kari", "Ola"])
WORDS = st.sampled_from(
    ["hei, jeg ringer i morgen", "!bare for oss", "@channel <!here>", "ok", "avslutt"]
)
STEPS = st.one_of(
    st.tuples(st.just("press"), DESK, NAMES, BUTTONS),
    st.tuples(st.just("write"), DESK, NAMES, WORDS),
    st.tuples(st.just("owner-press"), OWNER_BUTTONS),
    st.tuples(st.just("owner-write"), WORDS),
    st.tuples(st.just("wait"), st.integers(1, 80)),
    st.tuples(st.just("send")),
    st.tuples(st.just("refuse")),
    st.tuples(st.just("crash")),
    st.tuples(st.just("restart")),
    st.tuples(st.just("again")),
)


def does(there: Simulation, step: tuple[Any, ...]) -> None:
    match step:
        case ("press", desk, name, button):
            there.adviser(desk, name, choice=f"desk={button}")
        case ("write", desk, name, text):
            there.adviser(desk, name, text=text)
        case ("owner-press", button):
            there.owner(choice=f"request={button}")
        case ("owner-write", text):
            there.owner(text=text)
        case ("wait", hours):
            there.wait(hours)
        case ("send",):
            there.send()
        case ("refuse",):
            there.send(refuse=True)
        case ("crash",):
            there.send(crash=True)
        case ("restart",):
            there.restart()
        case ("again",):
            there.again()


@settings(
    max_examples=120,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=st.lists(STEPS, max_size=25))
def test_whatever_happens_the_request_ends_and_each_word_arrives_or_is_told_of(
    world: World, steps: list[tuple[Any, ...]]
) -> None:
    there = asked(world)
    for step in steps:
        does(there, step)
    there.send_all()
    for _ in range(LONGEST_CLIMB):
        if not there.request().is_open:
            break
        assert there.request().rung_at is not None, "an open request with nothing due is silent"
        there.now = max(there.now, there.request().rung_at or there.now)
        there.wait(0)
        there.send_all()
    ended = there.request()
    assert ended.stage == "closed"
    assert ended.ending is not None
    assert set(there.delivered.values()) <= {1}
    for line in there.relayed:
        assert there.delivered[line] == 1 or line in there.given_up


def test_of_two_advisers_who_press_take_one_gets_it_and_the_other_is_told_who(world: World) -> None:
    there = asked(world)
    there.adviser(NAMDAL.address, "Kari", choice="desk=take")
    there.adviser(NAMDAL.address, "Ola", choice="desk=take")
    there.send_all()
    taken = there.request()
    assert taken.adviser is not None
    assert taken.adviser.name == "Kari"
    told = [line.text for line in there.store.lines(NAMDAL.address)]
    assert any("Kari" in text for text in told[-1:])


def test_of_two_processes_in_which_take_is_pressed_at_once_one_gets_it(
    world: World, tmp_path: Path
) -> None:
    path = str(tmp_path / "steg.db")
    there = asked(world, store=SqliteStore(path))
    request = there.request()
    stores = [SqliteStore(path) for _ in range(2)]

    def take(number: int) -> None:
        by = Adviser(f"slack:U{number}", f"Adviser {number}")
        act = DeskMessage(
            f"at-once-{number}",
            NAMDAL.address,
            by,
            there.now,
            handoff=request.id,
            choice="desk=take",
        )
        DeskTurns(stores[number], lambda: there.world).act(act)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(take, range(2)))
    told = [line.text for line in there.store.lines(NAMDAL.address)]
    taken = there.request()
    assert taken.adviser is not None
    other = "Adviser 1" if taken.adviser.name == "Adviser 0" else "Adviser 0"
    assert sum(taken.adviser.name in text for text in told) == 2
    assert not any(other in text for text in told)
    for store in stores:
        store.close()


def test_a_request_nobody_takes_goes_to_the_stand_in_then_to_the_general_desk_then_to_other_doors(
    world: World,
) -> None:
    there = asked(world)
    had = [there.request().desk]
    while there.request().is_open:
        there.now = there.request().rung_at or there.now
        there.wait(0)
        there.send_all()
        if there.request().desk != had[-1]:
            had.append(there.request().desk)
    assert had == ["namdal", "innherred", "fylket"]
    assert there.request().ending == "not-ours"
    doors = there.store.lines(OWNER)[-1].text
    assert "https://inam.no" in doors
    gaps = [s for s in there.store.signals() if s.reason == "nobody-answered"]
    assert [s.need for s in gaps] == ["slow-production"]


def test_a_desk_steg_was_thrown_out_of_loses_the_request_to_the_next_at_once(world: World) -> None:
    there = Simulation(replace(world, desks=DESKS))
    asks(there)
    there.send(refuse=True)
    assert there.request().desk == "innherred"
    assert ("namdal", "unreachable") in there.request().refused


def test_what_the_adviser_writes_reaches_the_owner_and_back_with_word_of_both(world: World) -> None:
    there = asked(world)
    there.adviser(NAMDAL.address, "Kari", choice="desk=take")
    there.send_all()
    there.adviser(NAMDAL.address, "Kari", text="Hei! Når passer det at jeg kommer?")
    there.send_all()
    there.owner(text="torsdag etter tre")
    there.send_all()
    said = [
        (line.who, line.by, line.quote or line.text)
        for line in there.store.talk(there.request().id)
    ]
    assert ("steg", "Kari", "Hei! Når passer det at jeg kommer?") in said
    assert ("owner", None, "torsdag etter tre") in said
    at_desk = [line.quote for line in there.store.lines(NAMDAL.address)]
    assert "torsdag etter tre" in at_desk
    assert there.request().stage == "answered"


def test_a_reminder_comes_once_a_working_day_and_names_all_that_waits(world: World) -> None:
    there = asked(world)
    there.now = there.request().rung_at or there.now
    before = len(there.store.lines(NAMDAL.address))
    there.wait(0)
    there.wait(0)
    after = there.store.lines(NAMDAL.address)[before:]
    assert len(after) == 1
    assert "Namsos" in after[0].text


def test_an_owner_who_erases_leaves_nothing_of_it_at_any_desk(world: World) -> None:
    there = asked(world)
    there.owner(choice="do=erase-now")
    assert there.store.handoffs() == []
    assert all("kappinga" not in (line.quote or "") for line in there.store.lines(NAMDAL.address))
    assert there.store.lines(NAMDAL.address)[-1].text  # the desk is told that nobody waits any more


def test_a_promise_lies_in_working_time_and_the_owner_reads_it(world: World) -> None:
    there = asked(world)
    request = there.request()
    assert request.promised_by is not None
    assert request.promised_by >= added(ASKED_AT, timedelta(hours=3), NAMDAL)
    assert any(NAMDAL.name in line.text for line in there.store.lines(OWNER))


@pytest.mark.parametrize("word", ["slett alt", "personvern"])
def test_while_an_adviser_has_it_an_owner_still_reaches_steg_for_their_rights(
    world: World, word: str
) -> None:
    there = asked(world)
    there.adviser(NAMDAL.address, "Kari", choice="desk=take")
    there.send_all()
    before = len(there.store.lines(NAMDAL.address))
    there.owner(text=word)
    assert len(there.store.lines(NAMDAL.address)) == before


def test_a_request_at_a_desk_the_operator_has_taken_away_goes_to_the_general_one(
    world: World,
) -> None:
    there = asked(world)
    left = {name: desk for name, desk in DESKS.by_id.items() if name != "namdal"}
    there.world = replace(world, desks=Desks(left, "fylket"))
    there.restart()
    there.now = there.request().rung_at or there.now
    there.wait(0)
    assert there.request().desk == "fylket"
    assert (there.request().rung_at or there.now) > there.now


def test_waiting_is_counted_from_when_the_desk_got_it_in_its_working_hours(world: World) -> None:
    there = asked(world)
    there.now = ASKED_AT + timedelta(hours=2)
    there.adviser(NAMDAL.address, "Kari", choice="desk=not-ours.full")
    there.send_all()
    there.now += timedelta(days=1)
    there.adviser(INNHERRED.address, "Per", choice="desk=take")
    taken = there.request()
    # From ten to ten the next day are eight working hours, of a day from eight to four.
    assert (taken.desk, taken.hours_to_take) == ("innherred", 8.0)


def test_an_adviser_who_hands_on_leaves_the_yes_to_the_owner(world: World) -> None:
    there = asked(world)
    there.adviser(NAMDAL.address, "Kari", choice="desk=hand-on.jamtland")
    assert (there.request().desk, there.request().proposed) == ("namdal", "jamtland")
    there.owner(choice="request=no")
    assert (there.request().desk, there.request().proposed) == ("namdal", None)
    there.adviser(NAMDAL.address, "Kari", choice="desk=hand-on.jamtland")
    there.owner(choice="request=yes")
    assert (there.request().desk, there.request().to) == ("jamtland", "almi-mitt")
    assert "kappinga" in (there.store.lines("page:jamtland")[-1].quote or "")


def test_a_card_with_advice_names_what_was_advised(world: World) -> None:
    there = Simulation(replace(world, desks=DESKS))
    for text in (
        "saga står stille fordi kappinga går for hånd",
        "ja",
        "namsos",
        "6",
        "en halv dag",
    ):
        there.owner(text=text)
    there.owner(text="3")
    there.owner(choice="do=handoff")
    there.owner(choice="handoff.reach=here")
    there.send_all()
    given = there.request().given
    assert given is not None
    card = next(line.text for line in there.store.lines(there.desk_address()))
    assert there.world.content.methods[given.methods[0]].name.nb in card


def test_after_starting_anew_a_request_can_still_be_taken_back_and_erasing_tells_the_desk(
    world: World,
) -> None:
    there = asked(world)
    there.owner(choice="do=restart")
    before = len(there.store.lines(NAMDAL.address))
    there.owner(choice="do=erase-now")
    assert len(there.store.lines(NAMDAL.address)) == 1 < before + 1


def test_a_mailbox_gets_no_mail_for_each_little_thing_but_hears_of_what_did_not_arrive(
    world: World,
) -> None:
    there = asked(world)
    there.adviser(NAMDAL.address, "Kari", choice="desk=not-ours.full")
    there.adviser(INNHERRED.address, "Per", choice="desk=not-ours.full")
    there.send_all()
    assert there.request().desk == "fylket"
    there.adviser(GENERAL.address, "Lena", choice="desk=take")
    before = len(there.store.lines(GENERAL.address))
    there.adviser(GENERAL.address, "Lena", text="! ring etter tre")
    there.adviser(GENERAL.address, "Lena", text="Hei, jeg ringer i dag")
    there.adviser(GENERAL.address, "Lena", choice="desk=done")
    there.send_all()
    assert there.request().notes
    assert len(there.store.lines(GENERAL.address)) == before
    there.adviser(GENERAL.address, "Lena", text="Er du der?")
    (unsent,) = [u for u in there.store.unsent(there.now, SENT_ON, 50) if u.reply.relays]
    there.desks.not_arrived(unsent, there.now)
    assert len(there.store.lines(GENERAL.address)) == before + 1
