"""What holds for every store.

A store joins with one line: a class in its own test file that inherits from ``StoreContract`` and gives
the fixture ``open_store``, a function without arguments that opens the same database each time. It must
survive pickling, as other processes call it.
"""

import multiprocessing
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta, timezone
from multiprocessing.synchronize import Barrier
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.core.conversation import (
    CHANNELS,
    Answer,
    Channel,
    Choice,
    DeskPost,
    Document,
    Event,
    FollowUp,
    Given,
    Handoff,
    Heard,
    Reply,
    Said,
    Session,
    Signal,
    Turn,
    Willing,
)
from bot.core.demand_query import ASKED, COLUMNS, NOT_TOLD, PERIODS, Count, Query
from bot.core.lessons import Lesson
from bot.core.misheard import Misheard
from bot.stores.port import Store
from tests.fakes import NOW, OTHER, OWNER, keep, message, read, said, said_in, session, turn

OpenStore = Callable[[], Store]
SECRET = "kua Dagros er syk"
LONG_AGO = NOW - timedelta(days=30)
SOON = NOW + timedelta(minutes=5)
WITHIN = 80.0  # seconds for other processes; starting one takes several on a busy machine

any_text = st.text(
    st.characters(exclude_categories=()), max_size=40
)  # also NUL and halves of a surrogate pair
whole_text = st.text(max_size=40)  # NUL, emoji, right-to-left and all that UTF-8 can hold
_offsets = st.integers(-14 * 4, 14 * 4).map(
    lambda quarters: timezone(timedelta(minutes=15 * quarters))
)
_times = st.datetimes(datetime(2000, 1, 3), datetime(2200, 1, 1), timezones=_offsets | st.just(UTC))  # noqa: DTZ001
_ids = st.lists(whole_text, max_size=3).map(tuple)
_answers = st.builds(Answer, whole_text, whole_text, st.integers(0, 2**31), _ids)
_said = st.builds(Said, _times, whole_text)
_heard = st.builds(Heard, _times, st.none() | whole_text, _ids)
_given = st.builds(
    Given, _ids, st.lists(st.tuples(whole_text, whole_text), max_size=3).map(tuple), _ids, _ids
)
# What a session holds besides these is made up from its type, so that a new field is tested from the first day.
_fields: dict[str, Any] = {f.name: ... for f in fields(Session)} | {
    "conversation": st.just(OWNER),
    "last_at": st.none() | _times,
    "open_flows": _ids,
    "answers": st.lists(_answers, max_size=4).map(tuple),
    "words": st.lists(_said, max_size=4).map(tuple),
    "heard": st.lists(_heard, max_size=3).map(tuple),
    "given": st.none() | _given,
    "handoff": st.none() | whole_text,
    "signalled": _ids,
    "willing": st.none() | st.builds(Willing, _times, _ids),
    "invited_at": st.none() | _times,
}
sessions = st.builds(Session, **_fields)
replies = st.builds(
    Reply,
    any_text,
    st.lists(st.builds(Choice, any_text, any_text), max_size=3).map(tuple),
    st.none() | st.builds(Document, any_text, any_text, any_text),
    st.none() | any_text,
)

any_values = st.sampled_from(("", "a", "b", "yes", "no", "web", "nb", "gap"))
_few = st.sampled_from((None, "a", "b"))
any_signals = st.builds(
    Signal,
    st.dates(date(2026, 1, 1), date(2026, 12, 31)),
    st.sampled_from(("advised", "gap", "handoff", "left", "verdict")),
    st.sampled_from(("web", "slack")),
    st.sampled_from(("nb", "sv")),
    *[_few] * 13,
    st.booleans(),
    st.booleans(),
)


def handoff(conversation: str = OWNER, at: datetime = NOW, number: int = 1) -> Handoff:
    """A request for a person that holds the owner's words."""
    return Handoff(
        id=f"{conversation}#{number}",
        conversation=conversation,
        at=at,
        to="proneo",
        stage="asked",
        language="nb",
        summary=f"Oppdal. {SECRET}",
        reach="phone",
        contact="90012345",
        needs=("season",),
        place="oppdal",
    )


def signal(day: date, need: str = "season") -> Signal:
    """A signal of a day."""
    return Signal(day, "advised", "telegram", "nb", need, "oppdal", "NO", "micro", actor="proneo")


def full_turn(conversation: str = OWNER, text: str = SECRET) -> Turn:
    """A turn that leaves the owner's words in every place there is."""
    held = session(
        conversation,
        words=(Said(NOW, text),),
        heard=(Heard(NOW, text, ("season",)),),
        given=Given(("interviews",)),
    )
    return Turn(
        held,
        (Reply(f"Du skrev: {text}"), Reply("Hvor er du?", (Choice("place=skip", "Hopp over"),))),
        events=(
            Event("not-understood", NOW, {"words": text}),
            Event("advised", NOW, {"methods": "interviews"}),
        ),
        signals=(signal(NOW.date()),),
        handoff=handoff(conversation),
        follow_up=FollowUp(f"{conversation}#1", conversation, SOON, "reminder"),
    )


def old_talk(conversation: str = OWNER) -> Turn:
    """A turn of long ago that leaves traces in every table but those of what is still to come."""
    return Turn(
        session(conversation, last_at=LONG_AGO),
        events=(Event("advised", LONG_AGO, {"methods": "interviews"}),),
        signals=(signal(LONG_AGO.date()),),
    )


def not_understood(text: str, *, language: str = "nb", at: datetime = NOW) -> Event:
    """A text nothing was read in."""
    return Event("not-understood", at, {"language": language, "words": text})


def corrected(text: str, *, read: str = "season rules", at: datetime = NOW) -> Event:
    """A text that was read otherwise than its owner then chose."""
    return Event(
        "corrected", at, {"read": read, "chosen": "no-time", "language": "nb", "words": text}
    )


def keep_events(store: Store, *events: Event, to: str = OWNER) -> None:
    """Keeps a turn that says nothing and leaves these events."""
    number = store.counts()["events"]
    assert keep(store, turn(to=to, events=events), message(f"events-{number}", to=to))


def say_all(store: Store, *texts: str, to: str = OWNER) -> None:
    """Lets Steg say something in a turn each."""
    for number, text in enumerate(texts):
        keep(store, turn(text, to=to), message(f"{text}-{number}", to=to))


def heads(store: Store, at: datetime = NOW, limit: int = 50) -> list[str]:
    """The texts of the replies that can be sent now."""
    return [unsent.reply.text for unsent in store.unsent(at, CHANNELS, limit)]


def in_processes(target: Callable[..., None], arguments: Sequence[tuple[Any, ...]]) -> None:
    """Runs a function once in a process each; all wait for the same start, and have to end well."""
    processes = multiprocessing.get_context("spawn")
    start = processes.Barrier(len(arguments))
    workers = [
        processes.Process(target=target, args=(start, *given), daemon=True) for given in arguments
    ]
    try:
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join(WITHIN)
        assert [worker.exitcode for worker in workers] == [0] * len(workers)
    finally:
        for worker in workers:
            worker.kill()


def deliver_many(start: Barrier, open_store: OpenStore, numbers: range, name: str) -> None:
    """Keeps a turn for each number, in a process of its own."""
    store = open_store()
    start.wait(WITHIN)
    for number in numbers:
        keep(store, turn(f"svar {number} fra {name}"), message(number, f"tekst {number}"))
    store.close()


def settle_many(start: Barrier, open_store: OpenStore, numbers: range) -> None:
    """Settles follow-ups in a process of its own; says so to the owner where it was the first."""
    store = open_store()
    start.wait(WITHIN)
    for number in numbers:
        with store.transaction() as kept:
            kept.session(
                OWNER
            )  # as the service does; what is read first must still be so when it is written
            if kept.settle(f"{OWNER}#{number}"):
                kept.keep(message(f"due-{number}"), turn(f"husk {number}"))
    store.close()


def recount(signals: Sequence[Signal], query: Query) -> dict[tuple[str | None, ...], int]:
    """The plain way to count signals."""
    told = [
        {"day": day, "month": day[:7], "year": day[:4]}
        | {name: getattr(one, name) for name in COLUMNS}
        | {"first": "yes" if one.first else "no"}
        for one in signals
        if query.from_day <= one.day <= query.to_day and one.made_up == query.made_up
        for day in [one.day.isoformat()]
    ]
    chosen = [
        one
        for one in told
        if all((one[name] or NOT_TOLD) in values for name, values in query.where.items())
    ]
    counts = Counter(tuple(one[name] for name in query.by) for one in chosen)
    return dict(counts) or ({} if query.by else {(): 0})


def place_in_order(count: Count) -> tuple[int, list[tuple[bool, str]]]:
    """Where a count stands: the most first, ties by key, None last."""
    return -count.conversations, [(value is None, value or "") for value in count.key]


class OpensStore:
    """Opens the store that a test file names."""

    @pytest.fixture
    def open_store(self) -> OpenStore:
        """Opens the database of this test, the same each time."""
        raise NotImplementedError

    @pytest.fixture
    def store(self, open_store: OpenStore) -> Iterator[Store]:
        """An open store, empty at first."""
        opened = open_store()
        yield opened
        opened.close()


class StoreContract(OpensStore):
    """The tests every store passes."""

    # --- whole or not at all

    def test_a_turn_is_kept_whole(self, store: Store) -> None:
        kept = full_turn()
        keep(store, kept, message("1", SECRET))
        assert read(store) == kept.session
        assert said(store) == [
            ("owner", SECRET),
            ("steg", f"Du skrev: {SECRET}"),
            ("steg", "Hvor er du?"),
        ]
        assert store.lines(OWNER)[2].choices == (Choice("place=skip", "Hopp over"),)
        assert [unsent.reply for unsent in store.unsent(NOW, CHANNELS, 9)] == [kept.replies[0]]
        assert list(store.signals()) == [signal(NOW.date())]
        assert list(store.handoffs()) == [handoff()]
        assert list(store.due(SOON)) == [FollowUp(f"{OWNER}#1", OWNER, SOON, "reminder")]
        assert [(e["kind"], e["conversation"]) for e in store.export(OWNER)["events"]] == [
            ("not-understood", OWNER),
            ("advised", OWNER),
        ]

    def test_a_fault_in_the_middle_of_a_turn_leaves_nothing(self, store: Store) -> None:
        before = store.counts()
        with pytest.raises(RuntimeError, match="in the middle"), store.transaction() as kept:
            kept.seen(message("1"))
            kept.keep(message("1", SECRET), replace(full_turn(), said=SECRET))
            raise RuntimeError("in the middle")
        assert store.counts() == before
        assert not any(store.export(OWNER).values())
        assert keep(store, turn("svar"), message("1")), "the message has not been answered"

    def test_a_fault_leaves_what_an_earlier_turn_kept(self, store: Store) -> None:
        keep(store, turn("første"), message("1", "hei"))
        with pytest.raises(RuntimeError), store.transaction() as kept:
            kept.keep(message("2", "mer"), full_turn())
            raise RuntimeError
        assert said(store) == [("owner", "hei"), ("steg", "første")]
        assert read(store) == session()

    def test_what_was_kept_is_there_after_the_store_is_opened_anew(
        self, open_store: OpenStore
    ) -> None:
        store = open_store()
        keep(store, full_turn(), message("1", SECRET))
        before = store.export(OWNER)
        store.close()
        again = open_store()
        assert again.export(OWNER) == before
        again.close()

    # --- once

    def test_a_message_delivered_twice_counts_once(self, store: Store) -> None:
        assert keep(store, turn("svar"), message("1", "hei"))
        assert not keep(store, turn("svar"), message("1", "hei"))
        assert said(store) == [("owner", "hei"), ("steg", "svar")]

    def test_a_message_counts_as_answered_from_the_moment_it_is_asked_for(
        self, store: Store
    ) -> None:
        with store.transaction() as kept:
            assert not kept.seen(message("1"))
            assert kept.seen(message("1"))

    def test_two_messages_at_the_same_moment_both_count(self, store: Store) -> None:
        assert keep(store, turn("svar"), message("1", "hei"))
        assert keep(store, turn("svar"), message("2", "hei"))

    def test_two_threads_answer_a_message_once(self, store: Store) -> None:
        start = threading.Barrier(2)

        def deliver(name: str) -> None:
            start.wait()
            for number in range(30):
                keep(store, turn(f"svar {number} fra {name}"), message(number, f"tekst {number}"))

        threads = [threading.Thread(target=deliver, args=(name,)) for name in ("en", "to")]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert_each_was_answered_once(store, 30)

    def test_two_processes_answer_a_message_once(self, store: Store, open_store: OpenStore) -> None:
        in_processes(deliver_many, [(open_store, range(30), name) for name in ("en", "to")])
        assert_each_was_answered_once(store, 30)

    # --- any value

    @settings(
        suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=80
    )
    @given(held=sessions)
    def test_a_session_is_read_as_it_was_kept(self, store: Store, held: Session) -> None:
        keep_again(store, Turn(held))
        assert read(store) == held

    @settings(
        suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=80
    )
    @given(before=sessions, after=sessions)
    def test_a_session_is_read_as_it_was_kept_last(
        self, store: Store, before: Session, after: Session
    ) -> None:
        keep_again(store, Turn(before))
        keep_again(store, Turn(after))
        assert read(store) == after

    @settings(
        suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=80
    )
    @given(text=any_text, reply=replies)
    def test_any_text_is_kept_and_a_broken_letter_becomes_a_question_mark(
        self, store: Store, text: str, reply: Reply
    ) -> None:
        store.erase(OWNER)
        held = session(words=(Said(NOW, text),), answers=(Answer("handoff.words", text, 1),))
        events = (Event("not-understood", NOW, {"words": text}),)
        requested = replace(handoff(), summary=text)
        keep_again(store, Turn(held, (reply,), events, handoff=requested), text)
        kept = read(store)
        assert kept is not None
        assert (kept.words[0].text, kept.answers[0].value) == (whole(text), whole(text))
        line, unsent = store.lines(OWNER)[-1], store.unsent(SOON, CHANNELS, 1)[0]
        assert line.text == unsent.reply.text == whole(reply.text)
        assert [c.label for c in unsent.reply.choices] == [whole(c.label) for c in reply.choices]
        assert [h.summary for h in store.handoffs()] == [whole(text)]
        assert not text or store.lines(OWNER)[0].text == whole(text)

    # --- the outbox

    def test_replies_of_a_conversation_come_one_after_the_other_in_order(
        self, store: Store
    ) -> None:
        keep(store, turn("en", "to"), message("1"))
        keep(store, turn("tre"), message("2"))
        order = []
        while waiting := store.unsent(NOW, CHANNELS, 9):
            assert len(waiting) == 1
            order.append(waiting[0].reply.text)
            store.sent(waiting[0].id)
        assert order == ["en", "to", "tre"]

    def test_a_postponed_reply_holds_back_its_conversation_and_no_other(self, store: Store) -> None:
        say_all(store, "en", "to")
        say_all(store, "annen", to=OTHER)
        first = next(u for u in store.unsent(NOW, CHANNELS, 9) if u.conversation == OWNER)
        store.postponed(first.id, SOON)
        assert heads(store) == ["annen"]
        assert heads(store, SOON - timedelta(microseconds=1)) == ["annen"]
        assert heads(store, SOON) == ["en", "annen"]

    def test_a_postponed_reply_remembers_how_often_it_was_tried(self, store: Store) -> None:
        say_all(store, "en")
        for tries in range(3):
            (unsent,) = store.unsent(NOW, CHANNELS, 9)
            assert unsent.tries == tries
            store.postponed(unsent.id, NOW)

    def test_a_refused_conversation_gives_up_what_waits_and_keeps_what_was_said(
        self, store: Store
    ) -> None:
        say_all(store, "en", "to")
        say_all(store, "annen", to=OTHER)
        store.refused(OWNER)
        assert heads(store) == ["annen"]
        assert said(store) == [("steg", "en"), ("steg", "to")]
        keep(store, turn("ny"), message("later"))
        assert heads(store) == ["annen", "ny"], "an owner who comes back is answered"

    def test_a_reply_that_was_not_marked_as_sent_is_sent_again(self, open_store: OpenStore) -> None:
        store = open_store()
        say_all(store, "en")
        (unsent,) = store.unsent(NOW, CHANNELS, 9)
        store.close()  # sent, and then the process ended
        again = open_store()
        assert list(again.unsent(NOW, CHANNELS, 9)) == [unsent]
        again.sent(unsent.id)
        assert heads(again) == []
        again.close()

    def test_marking_a_reply_as_sent_twice_changes_nothing(self, store: Store) -> None:
        say_all(store, "en", "to")
        (unsent,) = store.unsent(NOW, CHANNELS, 9)
        store.sent(unsent.id)
        store.sent(unsent.id)
        store.postponed(unsent.id, SOON)
        assert heads(store) == ["to"]

    def test_only_the_channels_asked_for_are_sent_through(self, store: Store) -> None:
        say_all(store, "telegram", to=OWNER)
        say_all(store, "slack", to="slack:T1:C1")
        assert [u.reply.text for u in store.unsent(NOW, ["slack"], 9)] == ["slack"]
        assert list(store.unsent(NOW, [], 9)) == []

    def test_no_more_conversations_are_given_than_asked_for(self, store: Store) -> None:
        for number in range(5):
            say_all(store, f"svar {number}", to=f"telegram:{number}")
        assert heads(store, limit=2) == ["svar 0", "svar 1"]

    def test_what_the_terminal_shows_itself_never_waits(self, store: Store) -> None:
        say_all(store, "svar", to="console:1")
        assert heads(store) == []
        assert said(store, "console:1") == [("steg", "svar")]

    def test_a_number_given_to_a_reply_is_never_given_to_another(self, store: Store) -> None:
        say_all(store, "en")
        (on_its_way,) = store.unsent(NOW, CHANNELS, 9)
        store.erase(OWNER)
        say_all(store, "to")
        store.sent(on_its_way.id)
        assert heads(store) == ["to"]

    # --- reading back

    def test_lines_after_a_number_are_those_said_since(self, store: Store) -> None:
        keep(store, turn("en"), message("1", "hei"))
        seen_so_far = store.lines(OWNER)[-1].number
        keep(store, turn("annet", to=OTHER), message("1", "ikke mitt", to=OTHER))
        keep(store, turn("to"), message("2", "mer"))
        news = store.lines(OWNER, seen_so_far)
        assert [(line.who, line.text) for line in news] == [("owner", "mer"), ("steg", "to")]
        assert [line.number for line in news] == sorted(line.number for line in news)
        assert store.lines(OWNER, news[-1].number) == []

    def test_a_pressed_button_is_shown_by_its_label(self, store: Store) -> None:
        keep(store, turn("svar", pressed="Hopp over"), message("1", choice="place=skip"))
        assert said(store) == [("owner", "Hopp over"), ("steg", "svar")]

    def test_signals_of_a_period_include_both_its_days(self, store: Store) -> None:
        days = [date(2026, 1, 31), date(2026, 2, 1), date(2026, 2, 28), date(2026, 3, 1)]
        keep(store, turn(signals=tuple(signal(day) for day in days)))
        assert [s.day for s in store.signals(days[1], days[2])] == days[1:3]
        assert [s.day for s in store.signals(days[1])] == days[1:]
        assert [s.day for s in store.signals(to_day=days[1])] == days[:2]
        assert list(store.signals()) == [signal(day) for day in days]

    # --- demand

    @settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(
        st.lists(st.lists(any_signals, max_size=30), max_size=4),
        st.lists(st.sampled_from((*COLUMNS, *PERIODS)), max_size=4, unique=True),
        st.dictionaries(st.sampled_from(COLUMNS), st.lists(any_values, max_size=3), max_size=3),
        st.booleans(),
    )
    def test_every_count_is_what_a_recount_of_the_signals_gives(
        self,
        store: Store,
        turns: list[list[Signal]],
        by: list[str],
        where: dict[str, list[str]],
        made_up: bool,
    ) -> None:
        for signals in turns:
            number = store.counts()["sessions"]
            to = f"web:{number}"
            keep(store, turn(to=to, signals=tuple(signals)), message("1", to=to))
        query = Query(
            date(2026, 1, 20),
            date(2026, 11, 21),
            tuple(by),
            {name: tuple(values) for name, values in where.items()},
            made_up,
        )
        counts = store.demand(query)
        assert {count.key: count.conversations for count in counts} == recount(
            store.signals(), query
        )
        assert list(counts) == sorted(counts, key=place_in_order)

    def test_every_table_of_a_period_adds_up_to_the_same_total(self, store: Store) -> None:
        days = [date(2026, month, 3) for month in range(1, 12)]
        signals = [
            replace(signal(day, need), place=place, first=place != "are")
            for day in days
            for need in ("season", "rules")
            for place in ("oppdal", "are", None)
        ]
        keep(store, turn(signals=tuple(signals)))
        first, last = days[2], days[8]
        (asked,) = store.demand(Query(first, last, (), ASKED))
        assert asked == Count((), 7 * 2 * 2)
        for name in (*COLUMNS, *PERIODS):
            table = store.demand(Query(first, last, (name,), ASKED))
            assert sum(count.conversations for count in table) == asked.conversations, name

    def test_counts_come_the_most_first_then_by_key_with_what_was_not_told_last(
        self, store: Store
    ) -> None:
        needs = ["b", "a", None, "c", "c", None, "b", "a", "d"]
        keep(store, turn(signals=tuple(replace(signal(NOW.date()), need=n) for n in needs)))
        counts = store.demand(Query(NOW.date(), NOW.date(), ("need",)))
        assert [count.key[0] for count in counts] == ["a", "b", "c", None, "d"]

    def test_a_query_by_nothing_gives_one_count_and_any_other_only_what_there_is(
        self, store: Store
    ) -> None:
        day = NOW.date()
        assert list(store.demand(Query(day, day))) == [Count((), 0)]
        assert list(store.demand(Query(day, day, ("need",)))) == []
        keep(store, turn(signals=(signal(day), signal(day))))
        assert list(store.demand(Query(day, day))) == [Count((), 2)]
        assert list(store.demand(Query(day, day, (), {"need": ("rules",)}))) == [Count((), 0)]
        assert list(store.demand(Query(day, day, (), {"size": ()}))) == [Count((), 0)]
        assert list(store.demand(Query(day, day, (), {"method": (NOT_TOLD,)}))) == [Count((), 2)]

    def test_made_up_talks_never_count_among_real_ones(self, store: Store) -> None:
        day = NOW.date()
        assert not store.only_made_up()
        keep(store, turn(signals=(replace(signal(day), made_up=True),) * 2))
        assert store.only_made_up()
        keep(store, turn(to=OTHER, signals=(signal(day),)), message("1", to=OTHER))
        assert not store.only_made_up()
        assert list(store.demand(Query(day, day))) == [Count((), 1)]
        assert list(store.demand(Query(day, day, made_up=True))) == [Count((), 2)]

    def test_a_fault_in_the_middle_of_a_turn_counts_nothing(self, store: Store) -> None:
        day = NOW.date()
        with pytest.raises(RuntimeError, match="in the middle"), store.transaction() as kept:
            kept.keep(message("1"), turn(signals=(signal(day),) * 5000))
            raise RuntimeError("in the middle")
        assert list(store.demand(Query(day, day))) == [Count((), 0)]
        keep(store, turn(signals=(signal(day),) * 5000))
        assert list(store.demand(Query(day, day, ("need",)))) == [Count(("season",), 5000)]

    def test_demand_survives_the_end_of_the_process_and_the_erasure_of_its_owner(
        self, store: Store, open_store: OpenStore
    ) -> None:
        day = NOW.date()
        keep(store, turn(signals=(signal(day),)))
        store.erase(OWNER)
        again = open_store()
        assert list(again.demand(Query(day, day))) == [Count((), 1)]
        again.close()

    def test_signals_hold_nothing_that_points_at_a_conversation(self, store: Store) -> None:
        keep(store, full_turn(), message("1", SECRET))
        assert OWNER not in repr(store.signals())
        assert "8812" not in repr(store.signals())

    def test_handoffs_come_oldest_first_and_a_new_stage_replaces_the_old(
        self, store: Store
    ) -> None:
        late, early = handoff(at=NOW, number=2), handoff(at=LONG_AGO, number=1)
        keep(store, turn(handoff=late), message("1", at=NOW))
        keep(store, turn(handoff=early), message("2", at=LONG_AGO))
        keep(store, turn(handoff=replace(early, stage="taken")), message("3", at=LONG_AGO))
        assert [(h.id, h.stage) for h in store.handoffs()] == [
            (early.id, "taken"),
            (late.id, "asked"),
        ]

    def test_counts_tell_the_rows_of_each_kind_and_the_replies_that_wait(
        self, store: Store
    ) -> None:
        assert set(store.counts().values()) == {0}
        keep(store, full_turn(), message("1", SECRET))
        keep(store, turn("hei", to=OTHER), message("1", to=OTHER))
        store.sent(store.unsent(NOW, CHANNELS, 1)[0].id)
        wanted = {"sessions": 2, "seen": 2, "lines": 4, "outbox": 2, "events": 2, "handoffs": 1}
        wanted |= {"follow_ups": 1, "signals": 1}
        assert {kind: count for kind, count in store.counts().items() if kind in wanted} == wanted

    def test_an_export_holds_all_that_is_kept_about_an_owner_and_nothing_of_others(
        self, store: Store
    ) -> None:
        keep(store, full_turn(), message("1", SECRET))
        keep(store, full_turn(OTHER, "noe annet"), message("1", "noe annet", to=OTHER))
        export = store.export(OWNER)
        assert {"sessions", "lines", "events", "handoffs", "follow_ups"} <= {
            k for k, v in export.items() if v
        }
        assert all(row["conversation"] == OWNER for rows in export.values() for row in rows)
        assert repr(export).count(SECRET) >= 5
        assert "noe annet" not in repr(export)
        assert not any(store.export("telegram:0").values())

    def test_a_store_that_answers_is_ready(self, store: Store) -> None:
        assert store.ready() is None

    # --- words, kept and not

    def test_a_no_to_being_remembered_removes_the_owners_words_everywhere(
        self, store: Store
    ) -> None:
        keep(store, replace(full_turn(), handoff=None), message("1", SECRET))
        while waiting := store.unsent(NOW, CHANNELS, 9):
            store.sent(waiting[0].id)
        no = turn("Greit", session=session(keeps=False), forget=True, pressed="Ikke lagre")
        keep(store, no, message("2", choice="keep=no"))
        assert SECRET not in repr(store.export(OWNER))
        assert said(store) == [("steg", "Greit")]
        assert [e["kind"] for e in store.export(OWNER)["events"]] == ["not-understood", "advised"]

    def test_after_a_no_what_waited_is_still_sent(self, store: Store) -> None:
        say_all(store, "venter")
        keep(
            store,
            turn("Greit", session=session(keeps=False), forget=True),
            message("2", choice="keep=no"),
        )
        assert heads(store) == ["venter"]

    def test_a_no_leaves_other_conversations_alone(self, store: Store) -> None:
        keep(store, full_turn(OTHER), message("1", SECRET, to=OTHER))
        before = store.export(OTHER)
        keep(
            store,
            turn("Greit", session=session(keeps=False), forget=True),
            message("2", choice="keep=no"),
        )
        assert store.export(OTHER) == before

    def test_of_a_message_only_what_the_turn_says_is_kept(self, store: Store) -> None:
        with store.transaction() as kept:
            kept.keep(message("1", SECRET), turn("Ring 116 123", pressed=SECRET))
            kept.keep(message("2", SECRET), turn("Og?", said="[name] her"))
        assert said(store) == [("steg", "Ring 116 123"), ("owner", "[name] her"), ("steg", "Og?")]
        assert SECRET not in repr(store.export(OWNER))

    def test_words_past_their_time_are_removed_and_what_they_led_to_stays(
        self, store: Store
    ) -> None:
        old = replace(
            full_turn(),
            session=session(
                last_at=LONG_AGO,
                words=(Said(LONG_AGO, SECRET),),
                heard=(Heard(LONG_AGO, SECRET, ()),),
            ),
        )
        old = replace(
            old,
            events=(Event("not-understood", LONG_AGO, {"words": SECRET, "n": "1"}),),
            handoff=None,
        )
        keep(store, old, message("1", SECRET, at=LONG_AGO))
        assert store.forget_words(NOW - timedelta(days=14)) == 3
        assert SECRET not in repr(store.export(OWNER))
        assert read(store) == session(last_at=LONG_AGO)
        assert store.counts()["events"] == 1
        assert store.counts()["signals"] == 1
        assert store.forget_words(NOW - timedelta(days=14)) == 0

    def test_what_was_heard_and_not_settled_goes_in_its_time(self, store: Store) -> None:
        heard = (Heard(LONG_AGO, SECRET, ("season",)), Heard(NOW, "taket lekker", ()))
        keep(store, turn("svar", session=session(heard=heard)), message("1"))
        store.forget_words(NOW - timedelta(days=14))
        assert read(store) == session(heard=heard[1:])

    def test_newer_words_are_left_also_when_the_talk_is_old(self, store: Store) -> None:
        held = session(words=(Said(LONG_AGO, SECRET), Said(NOW, "taket lekker")))
        keep(store, turn("gammelt", session=held), message("1", SECRET, at=LONG_AGO))
        keep(store, turn("nytt", session=held), message("2", "taket lekker"))
        store.forget_words(NOW - timedelta(days=14))
        assert said(store) == [("owner", "taket lekker"), ("steg", "nytt")]
        assert read(store) == session(words=(Said(NOW, "taket lekker"),))

    def test_what_was_said_exactly_then_is_not_before(self, store: Store) -> None:
        keep(store, turn("svar", session=session(words=(Said(NOW, SECRET),))), message("1", SECRET))
        assert store.forget_words(NOW) == 0
        assert read(store) == session(words=(Said(NOW, SECRET),))

    def test_a_telephone_number_given_in_a_talk_that_stopped_goes_with_the_words(
        self, store: Store
    ) -> None:
        answers = (
            Answer("place", "oppdal", 1),
            Answer("main.trouble", "sure", 1, ("season",)),
            Answer("handoff.phone", "90012345", 2),
            Answer("handoff.words", SECRET, 2),
        )
        keep(
            store,
            turn(session=session(last_at=LONG_AGO, answers=answers)),
            message("1", at=LONG_AGO),
        )
        store.forget_words(NOW - timedelta(days=14))
        assert read(store) == session(last_at=LONG_AGO, answers=answers[:2])

    def test_a_reply_that_could_not_be_sent_for_so_long_is_given_up(self, store: Store) -> None:
        keep(store, turn(f"Du skrev: {SECRET}"), message("1", at=LONG_AGO))
        store.forget_words(NOW - timedelta(days=14))
        assert heads(store) == []
        assert SECRET not in repr(store.export(OWNER))

    # --- talks long silent

    def test_a_talk_is_erased_when_its_newest_trace_is_older(self, store: Store) -> None:
        keep(store, old_talk(), message("1", SECRET, at=LONG_AGO))
        keep(store, old_talk(OTHER), message("1", SECRET, to=OTHER, at=LONG_AGO))
        assert store.forget_talks(LONG_AGO) == 0
        keep_events(store, Event("advised", NOW, {}), to=OTHER)
        held = store.export(OTHER)
        assert store.forget_talks(NOW) == 1
        assert not any(store.export(OWNER).values())
        assert store.export(OTHER) == held
        assert store.counts()["signals"] == 2
        assert store.forget_talks(NOW) == 0

    @pytest.mark.parametrize(
        "newer",
        [
            turn(session=session(last_at=NOW)),
            turn(session=session(last_at=LONG_AGO), events=(Event("advised", NOW),)),
            turn("venter på å bli sendt", session=session(last_at=LONG_AGO)),
            turn(
                session=session(last_at=LONG_AGO),
                follow_up=FollowUp("b", OWNER, NOW + timedelta(days=400), "reminder"),
            ),
        ],
        ids=["a message", "an event", "a reply that waits", "a follow-up to come"],
    )
    def test_a_talk_stays_that_has(self, store: Store, newer: Turn) -> None:
        keep(store, old_talk(), message("1", SECRET, at=LONG_AGO))
        keep(store, newer, message("2", at=LONG_AGO))
        assert store.forget_talks(NOW) == 0
        assert read(store) is not None

    def test_a_talk_stays_while_its_request_is_open(self, store: Store) -> None:
        request = handoff(at=LONG_AGO)
        keep(store, replace(old_talk(), handoff=request), message("1", at=LONG_AGO))
        assert store.forget_talks(NOW) == 0
        closed = replace(old_talk(), handoff=replace(request, stage="closed"))
        keep(store, closed, message("2", at=LONG_AGO))
        with store.transaction() as kept:
            card = Reply(f"Kort: {SECRET}", handoff=request.id)
            kept.post(DeskPost("page:fylket", card), LONG_AGO)
        assert store.forget_talks(NOW) == 1
        assert list(store.handoffs()) == []
        assert store.talk(request.id) == store.lines("page:fylket") == [], (
            "the desk's copy goes too"
        )

    def test_of_very_many_talks_each_that_is_long_silent_goes(self, store: Store) -> None:
        with store.transaction() as kept:
            for number in range(4500):
                at = NOW if number % 3 else LONG_AGO
                held = session(f"telegram:{number}", last_at=at)
                kept.keep(message("1", to=held.conversation, at=at), Turn(held))
        assert store.forget_talks(NOW) == 1500
        assert len(store.conversations()) == 3000

    # --- words that were not understood, or were corrected

    def test_words_that_were_not_understood_or_were_corrected_are_read_back(
        self, store: Store
    ) -> None:
        keep_events(store, not_understood("kua er syk", language="sv"), corrected("taket lekker"))
        assert list(store.words_heard()) == [
            Misheard("not-understood", "kua er syk", (), (), "sv", NOW.date()),
            Misheard(
                "corrected", "taket lekker", ("season", "rules"), ("no-time",), "nb", NOW.date()
            ),
        ]

    def test_a_text_not_understood_until_its_owner_chose_counts_once(self, store: Store) -> None:
        keep_events(store, not_understood("kua er syk"), corrected("kua er syk", read=""))
        keep_events(store, not_understood("kua er syk"), to=OTHER)
        assert [one.kind for one in store.words_heard()] == ["corrected", "not-understood"]

    def test_words_are_read_back_for_a_period_both_days_included(self, store: Store) -> None:
        for days in range(4):
            keep_events(store, not_understood(f"{days} siden", at=NOW - timedelta(days=days)))
        period = (NOW.date() - timedelta(days=2), NOW.date() - timedelta(days=1))
        assert [one.text for one in store.words_heard(*period)] == ["1 siden", "2 siden"]
        assert [one.text for one in store.words_heard(to_day=period[0])] == ["2 siden", "3 siden"]

    def test_only_events_with_words_are_read_back(self, store: Store) -> None:
        without = Event("corrected", NOW, {"read": "season", "chosen": "rules", "language": "nb"})
        heard = Event("heard", NOW, {"needs": "season", "words": SECRET})
        keep_events(store, without, heard, Event("not-understood", NOW, {}))
        assert list(store.words_heard()) == []

    def test_forgotten_and_erased_words_are_not_read_back(self, store: Store) -> None:
        keep_events(store, corrected(SECRET, at=LONG_AGO), not_understood("nytt"))
        keep_events(store, corrected(SECRET), to=OTHER)
        store.forget_words(NOW - timedelta(days=14))
        assert [one.text for one in store.words_heard()] == ["nytt", SECRET]
        assert SECRET in repr(store.export(OTHER)["events"])
        store.erase(OTHER)
        no = turn("Greit", session=session(keeps=False), forget=True)
        keep(store, no, message("later", choice="keep=no"))
        assert list(store.words_heard()) == []

    def test_words_of_an_owner_who_was_not_well_are_read_by_nobody(self, store: Store) -> None:
        keep_events(store, not_understood("alt er svart"), Event("distress", NOW, {}))
        keep_events(store, not_understood("kua er syk"), to=OTHER)
        assert [one.text for one in store.words_heard()] == ["kua er syk"]

    def test_words_of_made_up_talks_say_so(self, store: Store) -> None:
        keep_events(store, not_understood("kua er syk"), to="console:demo-1")
        keep_events(store, not_understood("taket lekker"))
        assert [one.made_up for one in store.words_heard()] == [True, False]

    # --- lessons

    def test_lessons_wait_until_they_are_settled_and_are_then_forgotten(self, store: Store) -> None:
        lessons = [Lesson("kua er syk", "season", "nb"), Lesson("kon är sjuk", "rules", "sv")]
        store.lessons.add(lessons, NOW, "stine")
        first, second = store.lessons.waiting()
        assert (first.text, first.need, first.language, first.by) == (
            "kua er syk",
            "season",
            "nb",
            "stine",
        )
        assert (first.at, first.settled_at, first.ending) == (NOW, None, None)
        assert store.lessons.settle(first.id, NOW, "taught")
        assert store.lessons.settle(second.id, NOW + timedelta(hours=1), "refused", "known")
        assert not store.lessons.settle(first.id, NOW, "refused")
        assert list(store.lessons.waiting()) == []
        assert [(one.ending, one.why) for one in store.lessons.settled(9)] == [
            ("refused", "known"),
            ("taught", ""),
        ]
        assert store.lessons.forget(NOW + timedelta(minutes=1)) == 1
        assert [one.text for one in store.lessons.settled(9)] == ["kon är sjuk"]

    def test_a_lesson_is_taken_back_only_as_long_as_it_waits(self, store: Store) -> None:
        store.lessons.add([Lesson("kua er syk", "season", "nb")], LONG_AGO, "stine")
        (one,) = store.lessons.waiting()
        assert store.lessons.forget(NOW) == 0
        assert store.lessons.take_back(one.id)
        assert not store.lessons.take_back(one.id)
        store.lessons.add([Lesson("taket lekker", "season", "nb")], NOW, "stine")
        (other,) = store.lessons.waiting()
        assert other.id != one.id
        assert store.lessons.settle(other.id, NOW, "taught")
        assert not store.lessons.take_back(other.id)

    # --- erasing

    def test_an_erased_conversation_leaves_nothing_but_signals(self, store: Store) -> None:
        keep(store, full_turn(), message("1", SECRET))
        keep(store, full_turn(OTHER), message("1", SECRET, to=OTHER))
        before = store.export(OTHER)
        gone = store.erase(OWNER)
        assert not any(store.export(OWNER).values())
        assert (gone["sessions"], gone["lines"], gone["events"], gone["handoffs"]) == (1, 3, 2, 1)
        assert gone["follow_ups"] == 1
        assert store.lines(OWNER) == []
        assert list(store.due(SOON, OWNER)) == []
        assert all(unsent.conversation == OTHER for unsent in store.unsent(NOW, CHANNELS, 9))
        assert [h.conversation for h in store.handoffs()] == [OTHER]
        assert len(store.signals()) == 2
        assert store.export(OTHER) == before

    def test_erasing_twice_finds_nothing_the_second_time(self, store: Store) -> None:
        keep(store, full_turn(), message("1", SECRET))
        store.erase(OWNER)
        assert not any(store.erase(OWNER).values())

    def test_a_turn_that_erases_leaves_only_its_own_answer(self, store: Store) -> None:
        keep(store, full_turn(), message("1", SECRET))
        keep(
            store,
            turn("Alt er slettet.", erase=True, pressed="Ja, slett alt"),
            message("2", choice="do=x"),
        )
        assert said(store) == [("steg", "Alt er slettet.")]
        assert heads(store) == ["Alt er slettet."]
        assert read(store) is None
        assert SECRET not in repr(store.export(OWNER))
        assert len(store.signals()) == 1
        assert not keep(store, turn("igjen"), message("2")), (
            "a second delivery of the yes is still known"
        )

    def test_lines_go_on_growing_after_an_erasure(self, store: Store) -> None:
        keep(store, full_turn(), message("1", SECRET))
        last_shown = store.lines(OWNER)[-1].number
        keep(store, turn("Alt er slettet.", erase=True), message("2", choice="do=erase-now"))
        assert [line.text for line in store.lines(OWNER, last_shown)] == ["Alt er slettet."]

    # --- for the owner to read, and for a restored backup

    def test_all_there_is_about_an_owner_is_given_for_them_to_read(self, store: Store) -> None:
        request = Handoff(
            f"{OWNER}#1", OWNER, NOW, "x", "asked", "nb", "Oppdal.", "here", None, (), None
        )
        relayed = Reply("Eieren skriver", quote=SECRET, handoff=request.id, relays=True)
        card = Reply("Ny sak", quote="Oppdal.", handoff=request.id)
        file = Document("steg.txt", "text/plain", "alt")
        told = turn(
            "svar",
            handoff=request,
            posts=(DeskPost("slack:C1", relayed), DeskPost("slack:C1", card)),
            follow_up=FollowUp("f", OWNER, SOON, "reminder"),
        )
        told = replace(told, replies=(replace(told.replies[0], document=file),))
        keep(store, told, message("1", "hei"))
        keep(store, turn("annet", session=session(OTHER)), message("1", "hei", to=OTHER))
        with store.transaction() as kept:
            found, others = kept.kept(OWNER), kept.kept(OTHER)
        assert (found.requests, found.follow_ups) == (
            (request,),
            (FollowUp("f", OWNER, SOON, "reminder"),),
        )
        assert [(line.text, line.document) for line in found.lines] == [
            ("hei", None),
            ("svar", file),
        ]
        assert [line.quote for line in found.passed_on] == [SECRET]
        assert (others.requests, others.follow_ups, others.passed_on) == ((), (), ())
        with store.transaction() as kept:
            assert kept.settle("f")
            assert kept.kept(OWNER).follow_ups == ()

    @pytest.mark.parametrize(("channel", "stays"), [("telegram", False), ("web", True)])
    def test_a_file_is_kept_until_it_has_arrived_and_on_the_page_as_long_as_its_line(
        self, store: Store, channel: Channel, stays: bool
    ) -> None:
        owner = f"{channel}:1"
        file = Document("steg.txt", "text/plain", "alt")
        told = Turn(session(owner), (Reply("svar", document=file),))
        keep(store, told, message("1", "hei", to=owner))
        (unsent,) = store.unsent(NOW, (channel,), 9)
        assert unsent.reply.document == file
        store.sent(unsent.id, "post")
        assert [line.document for line in store.lines(owner)] == [None, file if stays else None]

    def test_each_conversation_is_listed_with_its_oldest_trace(self, store: Store) -> None:
        keep(store, turn("en", session=session(last_at=LONG_AGO)), message("1", at=LONG_AGO))
        keep(store, turn("to", session=session(last_at=NOW)), message("2", at=NOW))
        keep(store, turn("annet", to=OTHER), message("1", to=OTHER))
        assert store.conversations() == {OWNER: LONG_AGO, OTHER: NOW}
        store.erase(OWNER)
        assert store.conversations() == {OTHER: NOW}

    # --- by itself

    def test_a_follow_up_is_due_from_its_time_on(self, store: Store) -> None:
        later = FollowUp("b", OTHER, SOON + timedelta(days=1), "reminder")
        first = FollowUp("a", OWNER, SOON, "reminder")
        keep(store, turn(to=OTHER, follow_up=later), message("1", to=OTHER))
        keep(store, turn(follow_up=first))
        assert list(store.due(SOON - timedelta(microseconds=1))) == []
        assert list(store.due(SOON)) == [first]
        assert list(store.due(later.due_at)) == [first, later]
        assert list(store.due(later.due_at, OTHER)) == [later]

    def test_a_follow_up_is_settled_only_once(self, store: Store) -> None:
        keep(store, turn(follow_up=FollowUp("a", OWNER, SOON, "reminder")))
        with store.transaction() as kept:
            assert kept.settle("a")
            assert not kept.settle("a")
        with store.transaction() as kept:
            assert not kept.settle("a")
            assert not kept.settle("unknown")
        assert list(store.due(SOON)) == []

    def test_a_follow_up_is_due_again_when_the_turn_failed(self, store: Store) -> None:
        keep(store, turn(follow_up=FollowUp("a", OWNER, SOON, "reminder")))
        with pytest.raises(RuntimeError), store.transaction() as kept:
            kept.settle("a")
            raise RuntimeError
        assert [f.id for f in store.due(SOON)] == ["a"]

    def test_two_workers_settle_a_follow_up_once(self, store: Store, open_store: OpenStore) -> None:
        for number in range(30):
            keep(
                store,
                turn(follow_up=FollowUp(f"{OWNER}#{number}", OWNER, SOON, "reminder")),
                message(number),
            )
        in_processes(settle_many, [(open_store, range(30))] * 2)
        assert sorted(said(store)) == sorted(("steg", f"husk {number}") for number in range(30))

    def test_an_owner_can_stop_all_reminders(self, store: Store) -> None:
        keep(store, turn(follow_up=FollowUp("a", OWNER, SOON, "reminder")), message("1"))
        keep(
            store,
            turn(to=OTHER, follow_up=FollowUp("b", OTHER, SOON, "reminder")),
            message("1", to=OTHER),
        )
        keep(store, turn(cancel_follow_ups=True), message("2"))
        assert [f.id for f in store.due(SOON)] == ["b"]

    def test_a_talk_is_silent_when_it_stopped_before_advice_and_was_not_counted(
        self, store: Store
    ) -> None:
        def talk(number: int, at: datetime | None, **more: object) -> None:
            owner = f"telegram:{number}"
            keep(store, turn(session=session(owner, last_at=at, **more)), message("1", to=owner))

        talk(1, NOW - timedelta(hours=2))
        talk(2, NOW - timedelta(hours=3))
        talk(3, NOW, answers=())
        talk(4, NOW - timedelta(hours=3), given=Given(("interviews",)))
        talk(5, NOW - timedelta(hours=3), signalled=("left:season:2026-11",))
        talk(6, None)
        since = NOW - timedelta(hours=1)
        assert [s.conversation for s in store.silent(since, 9)] == ["telegram:2", "telegram:1"]
        assert [s.conversation for s in store.silent(since, 1)] == ["telegram:2"]

    def test_a_talk_that_gets_advice_is_no_longer_silent(self, store: Store) -> None:
        long_ago = session(last_at=LONG_AGO)
        with store.transaction() as kept:
            kept.keep(message("1"), Turn(long_ago))
        with store.transaction() as kept:
            kept.session(OWNER)
            kept.keep(message("2"), Turn(replace(long_ago, given=Given(("interviews",)))))
        assert list(store.silent(NOW, 9)) == []
        with store.transaction() as kept:
            kept.session(OWNER)
            kept.keep(message("3"), Turn(long_ago))
        assert list(store.silent(NOW, 9)) == [long_ago]

    def test_marks_of_answered_messages_are_forgotten_when_old(self, store: Store) -> None:
        keep(store, turn("en"), message("1", at=LONG_AGO))
        keep(store, turn("to"), message("2", at=NOW))
        assert store.forget_seen(NOW) == 1
        assert not keep(store, turn("to"), message("2"))
        assert keep(store, turn("en"), message("1"))


def keep_again(store: Store, kept_turn: Turn, text: str | None = None) -> None:
    """Keeps a turn as the service does, also when there was one with this message."""
    with store.transaction() as kept:
        kept.session(OWNER)
        about = message("1", text)
        kept.keep(about, said_in(kept_turn, about))


def whole(text: str) -> str:
    """The text as UTF-8 can hold it: two halves of a letter joined, a half alone replaced."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def assert_each_was_answered_once(store: Store, number: int) -> None:
    """Each text of an owner stands there once, followed by one answer of whoever was first."""
    lines = said(store)
    assert Counter(text for who, text in lines if who == "owner") == Counter(
        f"tekst {n}" for n in range(number)
    )
    answers = Counter(text.partition(" fra ")[0] for who, text in lines if who == "steg")
    assert answers == Counter(f"svar {n}" for n in range(number))
