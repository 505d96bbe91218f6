"""Owners are introduced: asked first, told of each other only when at least two said yes, whoever does what."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.core.content import Content, Language
from bot.core.conversation import Answer, Channel, Given, Message, Reply, Session, Turn
from bot.core.draft import World
from bot.core.introductions import ANSWER_WITHIN, Introduction, Invited, as_invited, begun
from bot.core.inviting import QUIET_FOR, invitation, question
from bot.core.understanding import learn, reader
from bot.introducing import Introducing, begin
from bot.service import Service
from bot.stores.sqlite import SqliteStore
from bot.worker import KEEP_CONTACT
from tests.core import small as make

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)  # a Monday
ANNE, BO, CARL = "telegram:1", "web:b", "slack:C3"
PLACES = {ANNE: "oppdal", BO: "are", CARL: "rennebu"}
LANGUAGE: dict[str, Language] = {ANNE: "nb", BO: "sv", CARL: "en"}
CONTACT = {
    ANNE: "Anne, Fjellstua, 99 88 77 66",
    BO: "Bo på Bageriet, bo@bageriet.example",
    CARL: "Carl Smith, +47 90 01 23 45",
}
WHY: dict[Language, str] = {
    "nb": "Dere har gjester på hver deres årstid.",
    "sv": "Ni har gäster under olika årstider.",
    "en": "Your guests come in different seasons.",
}
AGREE, DECLINE = "introduction.answer=agree", "introduction.answer=decline"


@pytest.fixture(scope="module")
def world(content: Content) -> World:
    """The project's content with a reader that has learned next to nothing."""
    return World(content, reader(content, *learn(make.content(make.small()))))


@dataclass
class Region:
    """Owners who would like to meet others, a store that outlives restarts, and time."""

    world: World
    store: SqliteStore = field(default_factory=lambda: SqliteStore(":memory:"))
    now: datetime = START
    number: int = 0

    @property
    def service(self) -> Service:
        return Service(self.store, lambda: self.world)

    @property
    def introducing(self) -> Introducing:
        return Introducing(self.store, lambda: self.world)

    def willing(self, *owners: str, **more: Any) -> None:
        """Owners who were advised, and press that they would like to meet others."""
        for owner in owners:
            self.keeps(advised(owner, **more))
            self.does(owner, "do=meet")
            self.does(owner, "meet.wish=glad")
        self.waits(QUIET_FOR)

    def keeps(self, session: Session) -> None:
        message = Message("first", session.conversation, session.channel, self.now)
        with self.store.transaction() as kept:
            kept.keep(message, Turn(session))

    def does(self, owner: str, choice: str | None = None, text: str | None = None) -> list[Reply]:
        self.number += 1
        channel = self.session(owner).channel
        message = Message(f"m{self.number}", owner, channel, self.now, text, choice)
        turn = self.service.answer(message)
        assert turn is not None
        return list(turn.replies)

    def agrees(self, owner: str) -> list[Reply]:
        self.does(owner, AGREE)
        return self.does(owner, text=CONTACT[owner])

    def waits(self, time: timedelta) -> None:
        self.now += time
        self.introducing.go_on(self.now)

    def introduces(self, *owners: str) -> bool:
        """Staff choose these owners."""
        chosen = self.chosen(*map(self.session, owners))
        sent = begin(self.store, begun("meet-1", chosen, WHY, self.now))
        self.waits(timedelta(minutes=1))
        return sent

    def chosen(self, *owners: Session) -> tuple[Invited, ...]:
        """Owners as staff would choose them."""
        content = self.world.content
        found = (as_invited(owner, "season", content) for owner in owners)
        return tuple(one for one in found if one is not None)

    def session(self, owner: str) -> Session:
        with self.store.transaction() as kept:
            session = kept.session(owner)
        assert session is not None, owner
        return session

    def read(self, owner: str) -> str:
        """All that Steg ever wrote to an owner, as far as it is kept."""
        lines = [line for line in self.store.lines(owner) if line.who == "steg"]
        return "\n".join(f"{line.text}\n{line.quote or ''}" for line in lines)

    @property
    def introduction(self) -> Introduction:
        return self.store.introductions.all()[0]

    def knows(self, owner: str, other: str) -> bool:
        """Whether an owner has read another's contact."""
        return CONTACT[other] in self.read(owner)


def advised(owner: str, **more: Any) -> Session:
    """Somebody who got advice about a need of the season."""
    channel: Channel = owner.partition(":")[0]  # type: ignore[assignment]  # ours have the name first
    answers = (
        Answer("main.trouble", "sure", 1, ("season",)),
        Answer("main.confirm", "yes", 2),
        Answer("need", "agreed", 2, ("season",)),
        Answer("place", PLACES[owner], 3),
        Answer("size", "micro", 4),
        Answer("time", "day", 5),
        Answer("team", "two", 6),
    )
    known = Session(owner, channel, LANGUAGE[owner], met=True, keeps=True, last_at=START, turn=9)
    return replace(known, answers=answers, given=Given(("season-map",)), **more)


@pytest.fixture
def region(world: World) -> Iterator[Region]:
    made = Region(world)
    with closing(made.store):
        yield made


# --- the whole of it


def test_two_owners_on_two_channels_in_two_languages_are_brought_together(region: Region) -> None:
    region.willing(ANNE, BO)
    assert region.introduces(ANNE, BO)
    assert "En bedrift i Åre med 2 til 9 personer. Det gjelder «Inntekt" in region.read(ANNE)
    assert "Ett företag i Oppdal med 2 till 9 personer. Det gäller ”Inkomst" in region.read(BO)
    assert WHY["nb"] in region.read(ANNE)
    assert WHY["sv"] in region.read(BO)
    region.agrees(BO)
    region.waits(timedelta(days=1))
    assert not region.knows(ANNE, BO)
    region.agrees(ANNE)
    region.waits(timedelta(minutes=1))
    assert region.knows(ANNE, BO)
    assert region.knows(BO, ANNE)
    assert "Du svarade först" in region.read(BO)
    assert "Den andre svarte først" in region.read(ANNE)
    assert region.introduction.ending == "brought-together"
    before = region.read(ANNE)
    region.waits(timedelta(days=20))
    assert region.read(ANNE) == before


def test_staff_see_beforehand_exactly_what_is_sent(region: Region) -> None:
    region.willing(ANNE, BO)
    region.introduces(ANNE, BO)
    introduction = region.introduction
    for one in introduction.invited:
        session = region.session(one.conversation)
        content, language = region.world.content, session.language
        foreseen = (
            invitation(introduction, one, content, language),
            question(content, language),
        )
        sent = [line for line in region.store.lines(one.conversation) if line.who == "steg"][-2:]
        assert [(s.text, s.quote, s.choices) for s in sent] == [
            (f.text, f.quote, f.choices) for f in foreseen
        ]


def test_who_said_yes_alone_is_told_kindly_and_only_when_time_is_over(region: Region) -> None:
    region.willing(ANNE, BO)
    region.introduces(ANNE, BO)
    region.does(BO, DECLINE)
    read_by_bo = region.read(BO)
    region.agrees(ANNE)
    before = region.read(ANNE)
    region.waits(timedelta(days=6))
    assert region.read(ANNE) == before, "a no and silence look alike"
    region.waits(timedelta(days=1))
    told = region.world.content.wordings["meet-came-to-nothing"].nb
    assert told in region.read(ANNE)
    assert region.read(BO) == read_by_bo, "who said no hears nothing more"
    assert region.introduction.ending == "came-to-nothing"
    assert all(one.contact is None for one in region.introduction.invited)


def test_silence_for_a_week_is_a_no_and_the_question_goes_away(region: Region) -> None:
    region.willing(ANNE, BO, CARL)
    region.introduces(ANNE, BO, CARL)
    region.agrees(ANNE)
    region.agrees(CARL)
    silent = region.read(BO)
    region.waits(ANSWER_WITHIN)
    assert region.knows(ANNE, CARL)
    assert region.knows(CARL, ANNE)
    assert region.read(BO) == silent
    assert "introduction" not in region.session(BO).open_flows
    region.does(BO, AGREE)
    region.waits(timedelta(days=1))
    assert [one.says for one in region.introduction.invited] == ["yes", None, "yes"]


def test_a_contact_without_a_number_or_an_address_is_asked_for_again(region: Region) -> None:
    region.willing(ANNE, BO)
    region.introduces(ANNE, BO)
    region.does(ANNE, AGREE)
    asked_again = region.does(ANNE, text="Anne i Fjellstua")
    assert "Da finner de deg ikke" in asked_again[0].text
    region.does(ANNE, text="Anne\n  i Fjellstua,\t99 88 77 66")
    assert region.introduction.agreed[0].contact == "Anne i Fjellstua, 99 88 77 66"


def test_what_the_others_may_read_stands_nowhere_else(region: Region) -> None:
    region.willing(ANNE, BO)
    region.introduces(ANNE, BO)
    region.agrees(ANNE)
    kept = region.store.export(ANNE)
    assert "99 88 77 66" not in repr({k: v for k, v in kept.items() if k != "invited"})
    assert "99 88 77 66" in repr(kept["invited"])


# --- who is not asked


@pytest.mark.parametrize(
    "more", [{"keeps": False}, {"care": "distress"}, {"given": None}, {"channel": "console"}]
)
def test_somebody_who_cannot_be_asked_cannot_agree_to_it_either(
    region: Region, more: dict[str, Any]
) -> None:
    region.keeps(replace(advised(ANNE), **more))
    region.does(ANNE, "do=meet")
    region.does(ANNE, "meet.wish=glad")
    assert region.session(ANNE).willing is None


@pytest.mark.parametrize("more", [{"keeps": False}, {"care": "distress"}, {"willing": None}])
def test_what_changed_since_staff_looked_counts(region: Region, more: dict[str, Any]) -> None:
    region.willing(ANNE, BO)
    willing = region.session(BO)
    region.keeps(replace(willing, **more))
    chosen = region.chosen(region.session(ANNE), willing)
    sent = begin(region.store, begun("meet-1", chosen, WHY, region.now))
    assert not sent
    assert region.store.introductions.all() == []


def test_nobody_is_asked_twice_in_thirty_days(region: Region) -> None:
    region.willing(ANNE, BO)
    assert region.introduces(ANNE, BO)
    region.waits(timedelta(days=29))
    again = replace(region.introduction, id="two", at=region.now, ended_at=None)
    assert not begin(region.store, again)
    region.waits(timedelta(days=2))
    assert begin(region.store, replace(again, at=region.now))


def test_somebody_in_a_talk_with_an_adviser_or_just_writing_is_left_in_peace(
    region: Region,
) -> None:
    region.willing(ANNE, BO)
    region.keeps(replace(region.session(BO), relay="a request"))
    region.does(ANNE, "do=why")
    region.introduces(ANNE, BO)
    assert [one.asked_at for one in region.introduction.invited] == [None, None]
    region.waits(QUIET_FOR)
    region.keeps(replace(region.session(BO), relay=None))
    region.waits(timedelta(minutes=1))
    assert all(one.asked_at for one in region.introduction.invited)


def test_nobody_is_asked_at_night(region: Region) -> None:
    region.willing(ANNE, BO)
    region.now = START.replace(hour=21)
    region.introduces(ANNE, BO)
    assert not any(one.asked_at for one in region.introduction.invited)
    region.waits(timedelta(hours=11))
    assert all(one.asked_at for one in region.introduction.invited)


def test_somebody_who_is_not_well_by_then_is_brought_together_with_nobody(region: Region) -> None:
    region.willing(ANNE, BO)
    region.introduces(ANNE, BO)
    region.agrees(ANNE)
    region.does(ANNE, text="jeg vil ikke leve lenger")
    before = region.read(ANNE)
    region.agrees(BO)
    region.waits(ANSWER_WITHIN)
    assert region.read(ANNE) == before
    assert not region.knows(BO, ANNE)
    assert region.introduction.ending == "came-to-nothing"


def test_who_talks_with_an_adviser_when_all_have_answered_is_told_afterwards(
    region: Region,
) -> None:
    region.willing(ANNE, BO)
    region.introduces(ANNE, BO)
    region.agrees(ANNE)
    region.agrees(BO)
    region.keeps(replace(region.session(ANNE), relay="a request"))
    region.waits(timedelta(days=8))
    assert not region.knows(ANNE, BO)
    region.keeps(replace(region.session(ANNE), relay=None))
    region.waits(timedelta(minutes=1))
    assert region.knows(ANNE, BO)
    assert region.knows(BO, ANNE)


# --- taking back, forgetting, erasing


def test_the_wish_is_taken_back_and_with_it_a_yes(region: Region) -> None:
    region.willing(ANNE, BO)
    region.introduces(ANNE, BO)
    region.agrees(ANNE)
    region.does(ANNE, "do=meet-nobody")
    region.agrees(BO)
    region.waits(ANSWER_WITHIN)
    assert region.session(ANNE).willing is None
    assert not region.knows(BO, ANNE)
    assert not region.knows(ANNE, BO)


def test_the_wish_ends_by_itself_after_half_a_year(region: Region) -> None:
    region.willing(ANNE)
    assert region.introducing.forget(START + timedelta(days=179)) == 0
    assert region.introducing.forget(START + timedelta(days=181)) == 1
    assert region.session(ANNE).willing is None


def test_contacts_go_thirty_days_after_the_end_also_from_what_was_said(region: Region) -> None:
    region.willing(ANNE, BO)
    region.introduces(ANNE, BO)
    region.agrees(ANNE)
    region.agrees(BO)
    region.waits(timedelta(minutes=1))
    forget = region.store.introductions.forget_contacts
    assert forget(region.now) == 0
    assert forget(region.now + KEEP_CONTACT) == 1
    assert forget(region.now + KEEP_CONTACT) == 0
    assert not region.knows(ANNE, BO)
    assert (region.introduction.number, region.introduction.ending) == (2, "brought-together")


def test_an_owner_who_erases_everything_leaves_no_trace_with_the_others(
    tmp_path: Path, world: World
) -> None:
    path = tmp_path / "steg.db"
    region = Region(world, SqliteStore(str(path)))
    region.willing(ANNE, BO, CARL)
    region.introduces(ANNE, BO, CARL)
    for owner in (ANNE, BO, CARL):
        region.agrees(owner)
    region.waits(timedelta(minutes=1))
    assert region.knows(BO, ANNE)
    region.store.erase(ANNE)
    assert "Oppdal: …" in region.read(BO)
    assert region.knows(BO, CARL)
    region.store.close()
    files = [tmp_path / f"steg.db{part}" for part in ("", "-wal", "-shm")]
    held = b"".join(file.read_bytes() for file in files if file.exists())
    assert b"99 88 77 66" not in held
    assert b"Fjellstua" not in held


def test_two_workers_ask_and_tell_once(tmp_path: Path, world: World) -> None:
    region = Region(world, SqliteStore(str(tmp_path / "steg.db")))
    region.willing(ANNE, BO)
    invited = region.chosen(region.session(ANNE), region.session(BO))
    begin(region.store, begun("meet-1", invited, WHY, region.now))
    others = [SqliteStore(str(tmp_path / "steg.db")) for _ in range(4)]

    def all_go_on() -> int:
        with ThreadPoolExecutor(4) as pool:
            moves = (Introducing(one, lambda: world).go_on for one in others)
            return sum(pool.map(lambda move: move(region.now), moves))

    assert all_go_on() == 2
    region.agrees(ANNE)
    region.agrees(BO)
    assert all_go_on() == 2
    assert region.read(ANNE).count(CONTACT[BO]) == 1
    for store in (*others, region.store):
        store.close()


# --- whatever happens

Move = Callable[[Region, str], object]
MOVES: dict[str, Move] = {
    "agrees": lambda region, one: region.agrees(one),
    "begins to agree": lambda region, one: region.does(one, AGREE),
    "declines": lambda region, one: region.does(one, DECLINE),
    "declines late": lambda region, one: region.does(one, "introduction.contact=decline"),
    "takes back": lambda region, one: region.does(one, "do=meet-nobody"),
    "keeps nothing": lambda region, one: region.does(one, "keep=no"),
    "restarts": lambda region, one: region.does(one, "do=restart"),
    "goes back": lambda region, one: region.does(one, "do=back"),
    "writes": lambda region, one: region.does(one, text="hei, det går ikke så bra"),
    "wishes again": lambda region, one: region.does(one, "meet.wish=glad"),
    "is not well": lambda region, one: region.does(one, text="jeg vil ikke leve lenger"),
    "a day": lambda region, _: region.waits(timedelta(days=1)),
    "a week": lambda region, _: region.waits(timedelta(days=7)),
    "erases": lambda region, one: region.store.erase(one),
}


@settings(
    max_examples=120,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    done=st.lists(
        st.tuples(st.sampled_from(sorted(MOVES)), st.sampled_from([ANNE, BO, CARL])), max_size=12
    )
)
def test_nobody_reads_the_contact_of_somebody_who_had_not_said_yes_nor_before_two_had(
    world: World, done: list[tuple[str, str]]
) -> None:
    region = Region(world)
    region.willing(ANNE, BO, CARL)
    region.introduces(ANNE, BO, CARL)
    gone: set[str] = set()
    for move, owner in done:
        if owner in gone:
            continue
        before = {one.conversation: one for one in region.introduction.agreed}
        ended_before = region.introduction.ended_at is not None
        MOVES[move](region, owner)
        gone |= {owner} if move == "erases" else set()
        region.introducing.go_on(region.now)
        after = region.introduction
        agreed = before.keys() | {one.conversation for one in after.agreed}
        for one in {ANNE, BO, CARL} - gone:
            for other in {ANNE, BO, CARL} - {one}:
                if region.knows(one, other):
                    assert ended_before or len(agreed) >= 2
                    assert after.ending == "brought-together"
                    assert one in agreed
                    assert other in agreed
                    assert other not in gone
    region.waits(ANSWER_WITHIN)
    assert region.introduction.ended_at is not None
    for one in {ANNE, BO, CARL} - gone:
        assert "introduction" not in region.session(one).open_flows
    region.store.close()
