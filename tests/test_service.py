"""One turn from message to store: once, whole, and what the owner reads when something of ours fails."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import fields, replace
from datetime import timedelta
from pathlib import Path
from typing import Any, get_args

import pytest

from bot import learned, service
from bot.core import demand, dialogue, own_words, understanding
from bot.core.classifier import Classifier, train
from bot.core.content import Content, Language
from bot.core.conversation import Answer, FollowUp, Given, Message, Said, Session
from bot.core.draft import World
from bot.errors import StoreUnreachable, fault
from bot.service import LEFT_AFTER, Service
from bot.stores.port import Store
from bot.stores.sqlite import SqliteStore
from tests.fakes import (
    NOW,
    OTHER,
    OWNER,
    FakeLog,
    FaultyStore,
    keep,
    message,
    read,
    said,
    session,
    texts_of,
    turn,
    without_wordings,
)

SECRET = "kua Dagros er syk og banken vil ikke"
LANGUAGES = get_args(Language)


@pytest.fixture
def store() -> Iterator[SqliteStore]:
    """An empty store."""
    with closing(SqliteStore(":memory:")) as opened:
        yield opened


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> FakeLog:
    """What the service logs."""
    kept = FakeLog()
    monkeypatch.setattr(service, "log", kept)
    return kept


def serving(store: Store, world: World) -> Service:
    """A service whose content never changes."""
    return Service(store, lambda: world)


def events(store: Store, conversation: str = OWNER) -> list[tuple[str, str]]:
    """The kinds of the events kept, with their data."""
    return [(row["kind"], row["body"]) for row in store.export(conversation)["events"]]


# --- answering


def test_a_message_is_answered_and_all_of_its_turn_is_kept(
    store: SqliteStore, world: World
) -> None:
    answered = serving(store, world).answer(message("1", "hei"))
    assert answered is not None
    assert read(store) == answered.session
    assert said(store) == [("owner", "hei"), *(("steg", reply.text) for reply in answered.replies)]
    assert store.counts()["outbox"] == len(answered.replies)


def test_a_message_delivered_twice_is_answered_once(store: SqliteStore, world: World) -> None:
    steg = serving(store, world)
    assert steg.answer(message("1", "hei")) is not None
    before = store.export(OWNER)
    assert steg.answer(message("1", "hei")) is None
    assert store.export(OWNER) == before


def test_each_owner_has_a_talk_of_their_own(store: SqliteStore, world: World) -> None:
    steg = serving(store, world)
    steg.answer(message("1", "hei"))
    steg.answer(message("1", "hello there my friend", to=OTHER, language="en"))
    assert {s.conversation: s.language for s in (read(store), read(store, OTHER)) if s} == {
        OWNER: "nb",
        OTHER: "en",
    }


def test_content_read_anew_is_used_from_the_next_message_on(
    store: SqliteStore, world: World
) -> None:
    now = [world]
    steg = Service(store, lambda: now[0])
    steg.answer(message("1", "hei"))
    changed = dict(world.content.wordings)
    changed["thanks"] = changed["thanks"].model_copy(update={"nb": "Værsågod!"})
    now[0] = replace(world, content=replace(world.content, wordings=changed))
    assert "Værsågod!" in texts_of([steg.answer(message("2", "takk"))])


def test_a_text_with_half_a_letter_or_a_nul_is_answered_like_any_other(
    store: SqliteStore, world: World
) -> None:
    for number, text in enumerate(("hei \ud83d", "vi er \0 fire", "\ud83d\ude00")):
        assert serving(store, world).answer(message(number, text)) is not None
    assert [text for who, text in said(store) if who == "owner"] == ["hei �", "vi er  fire", "😀"]


def test_an_owner_who_erases_all_leaves_nothing_behind(store: SqliteStore, world: World) -> None:
    steg = serving(store, world)
    steg.answer(message("1", SECRET))
    steg.answer(message("2", choice="do=erase"))
    erased = steg.answer(message("3", choice="do=erase-now"))
    assert said(store) == [("steg", text) for text in texts_of([erased])]
    assert read(store) is None
    assert SECRET not in repr(store.export(OWNER))


# --- faults of ours


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_owner_hears_in_their_language_that_something_went_wrong(
    store: SqliteStore, world: World, log: FakeLog, language: Language
) -> None:
    steg = serving(store, without_wordings(world, "thanks"))
    held = session(
        language=language,
        words=(Said(NOW, SECRET),),
        answers=(Answer("place", "oppdal", 3),),
        turn=7,
    )
    keep(store, turn(session=held), message("0"))
    later = NOW + timedelta(minutes=3)
    answered = steg.answer(
        message("1", "tusen takk" if language != "en" else "thank you", at=later)
    )
    assert texts_of([answered]) == [world.content.wordings["sorry"].to(language)]
    assert read(store) == replace(held, last_at=later), "the session is as it was"
    assert log.events("error") == ["turn failed"]


def test_a_turn_that_failed_is_kept_as_an_event_without_text(
    store: SqliteStore, world: World, log: FakeLog
) -> None:
    steg = serving(store, without_wordings(world, "hello"))
    steg.answer(message("1", SECRET))
    assert events(store) == [("turn-failed", "{}")]
    assert said(store)[0] == ("owner", SECRET), "what the owner wrote is not lost, as they are told"
    assert store.counts()["signals"] == 0


def test_of_a_turn_that_failed_the_words_are_kept_redacted_or_not_at_all(
    store: SqliteStore, world: World, log: FakeLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    steg = serving(store, without_wordings(world, "hello"))
    steg.answer(message("1", "ring 90 12 34 56"))
    assert said(store)[0] == ("owner", "ring [phone]")

    def fails(*_: object) -> None:
        raise ValueError(SECRET)

    monkeypatch.setattr(own_words, "redacted", fails)
    answered = steg.answer(message("2", SECRET))
    assert texts_of([answered]) == [world.content.wordings["sorry"].nb]
    assert SECRET not in repr((store.export(OWNER), log.said))


def test_a_turn_that_failed_is_logged_by_id_and_place_only(
    store: SqliteStore, world: World, log: FakeLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise ValueError(f"cannot use {SECRET}")

    monkeypatch.setattr(dialogue, "decide", fails)
    serving(store, world).answer(message("1", SECRET))
    ((level, event, values),) = log.said
    assert (level, event, values["message"]) == ("error", "turn failed", f"{OWNER}:1")
    assert str(values["fault"]).startswith("ValueError at test_service.py:")
    assert "fails < service.py:" in str(values["fault"])
    assert SECRET not in repr(log.said)


def test_after_a_turn_that_failed_the_talk_goes_on_where_it_was(
    store: SqliteStore, world: World, log: FakeLog
) -> None:
    now = [world]
    steg = Service(store, lambda: now[0])
    first = steg.answer(message("1", "hei"))
    now[0] = without_wordings(world, "thanks")
    steg.answer(message("2", "takk"))
    now[0] = world
    assert first is not None
    held = read(store)
    assert held is not None
    assert (held.answers, held.open_flows, held.turn) == (
        first.session.answers,
        first.session.open_flows,
        first.session.turn,
    )
    assert world.content.wordings["thanks"].nb in texts_of([steg.answer(message("3", "takk"))])


def test_a_failed_message_delivered_again_is_not_answered_again(
    store: SqliteStore, world: World, log: FakeLog
) -> None:
    steg = serving(store, without_wordings(world, "hello"))
    assert steg.answer(message("1", "hei")) is not None
    assert steg.answer(message("1", "hei")) is None


def test_a_store_that_cannot_be_reached_is_told_to_the_channel(
    store: SqliteStore, world: World, log: FakeLog
) -> None:
    faulty = FaultyStore(store)
    faulty.fails("transaction")
    steg = Service(faulty, lambda: world)
    with pytest.raises(StoreUnreachable):
        steg.answer(message("1", "hei"))
    assert store.counts()["seen"] == 0
    assert steg.answer(message("1", "hei")) is not None, "delivered again, it is answered"


def test_a_store_that_is_full_in_the_middle_of_a_turn_keeps_nothing_of_it(
    tmp_path: Path, world: World, log: FakeLog
) -> None:
    with closing(SqliteStore(str(tmp_path / "steg.db"))) as store:
        steg = serving(store, world)
        steg.answer(message("1", "hei"))
        before = store.counts()
        store._rows(f"pragma max_page_count = {store._rows('pragma page_count')[0][0]}")
        with pytest.raises(StoreUnreachable):
            for number in range(2, 200):
                before = store.counts()
                steg.answer(message(number, f"{SECRET} {number} " * 30))
        assert store.counts() == before
        assert log.said == [], "it is no fault in deciding"


def test_where_a_fault_happened_is_told_without_its_text() -> None:
    try:
        read_secret()
    except ValueError as error:
        told = fault(error)
    assert told.startswith("ValueError at test_service.py:")
    assert "read_secret" in told
    assert SECRET not in told
    assert fault(ValueError(SECRET)) == "ValueError at an unknown place"


def read_secret() -> None:
    """Fails with a text that must not be logged."""
    raise ValueError(SECRET)


# --- follow-ups


def due(conversation: str = OWNER, number: int = 1) -> FollowUp:
    """A follow-up whose time has come."""
    return FollowUp(f"{conversation}#{number}", conversation, NOW, "reminder")


def test_what_an_owner_asked_to_be_reminded_of_is_said_once(
    store: SqliteStore, world: World
) -> None:
    steg = serving(store, world)
    keep(store, turn(session=session(given=Given()), follow_up=due()), message("0"))
    reminded = steg.fall_due(due(), NOW)
    assert texts_of([reminded])
    assert said(store) == [("steg", text) for text in texts_of([reminded])]
    assert ("follow-up", '{"kind": "reminder"}') in events(store)
    assert steg.fall_due(due(), NOW) is None
    assert list(store.due(NOW)) == []


def test_nobody_is_reminded_after_erasing(store: SqliteStore, world: World) -> None:
    keep(store, turn(follow_up=due()), message("0"))
    store.erase(OWNER)
    assert serving(store, world).fall_due(due(), NOW) is None
    assert said(store) == []


def test_a_reminder_that_cannot_be_made_says_nothing_and_does_not_come_again(
    store: SqliteStore, world: World, log: FakeLog
) -> None:
    steg = serving(store, without_wordings(world, "reminder"))
    keep(store, turn(follow_up=due()), message("0"))
    before = read(store)
    failed = steg.fall_due(due(), NOW)
    assert failed is not None
    assert failed.replies == ()
    assert (read(store), said(store)) == (before, [])
    assert events(store) == [("turn-failed", "{}")]
    assert log.events("error") == ["turn failed"]
    assert list(store.due(NOW)) == []


def test_a_follow_up_is_still_due_when_the_store_fails(store: SqliteStore, world: World) -> None:
    keep(store, turn(follow_up=due()), message("0"))
    faulty = FaultyStore(store)
    faulty.fails("transaction")
    with pytest.raises(StoreUnreachable):
        Service(faulty, lambda: world).fall_due(due(), NOW)
    assert list(store.due(NOW)) == [due()]


# --- talks that stopped

STOPPED_AT = NOW - LEFT_AFTER - timedelta(minutes=1)


def stopped(content: Content, conversation: str = OWNER, **more: Any) -> Session:
    """A talk that stopped after its need was agreed on."""
    need = sorted(content.needs)[0]
    answers = (Answer("main.trouble", "sure", 1, (need,)), Answer("need", "agreed", 2, (need,)))
    return session(
        conversation, **{"last_at": STOPPED_AT, "answers": answers, "keeps": None, **more}
    )


def test_a_talk_that_stopped_is_counted_once(store: SqliteStore, world: World) -> None:
    steg = serving(store, world)
    held = stopped(world.content)
    keep(store, turn(session=held), message("0"))
    assert steg.count_left(NOW) == 1
    (signal,) = store.signals()
    assert (signal.outcome, signal.need, signal.day) == (
        "left",
        sorted(world.content.needs)[0],
        STOPPED_AT.date(),
    )
    assert (signal.reason or "").startswith("left-at-")
    assert steg.count_left(NOW) == 0
    assert steg.count_left(NOW + timedelta(days=40)) == 0
    assert len(store.signals()) == 1
    kept = read(store)
    assert kept is not None
    assert replace(kept, signalled=()) == held, "nothing but the mark is new"
    assert said(store) == []


def test_a_talk_is_counted_only_when_it_has_been_silent_long_enough(
    store: SqliteStore, world: World
) -> None:
    keep(store, turn(session=stopped(world.content, last_at=NOW - LEFT_AFTER)), message("0"))
    assert serving(store, world).count_left(NOW) == 0
    assert serving(store, world).count_left(NOW + timedelta(seconds=1)) == 1


def test_a_talk_with_advice_is_not_counted_as_stopped(store: SqliteStore, world: World) -> None:
    keep(store, turn(session=stopped(world.content, given=Given(("interviews",)))), message("0"))
    assert serving(store, world).count_left(NOW) == 0
    assert list(store.signals()) == []


@pytest.mark.parametrize(
    "uncounted",
    [
        {"keeps": False},  # the owner said no
        {"answers": ()},  # somebody who only said hello
        {"care": "distress"},  # somebody who is not well is no demand
        {"care": "asked-softly"},
    ],
)
def test_some_talks_are_never_counted_and_looked_at_only_once(
    store: SqliteStore, world: World, uncounted: dict[str, Any]
) -> None:
    steg = serving(store, world)
    keep(store, turn(session=stopped(world.content, **uncounted)), message("0"))
    assert steg.count_left(NOW) == 0
    assert list(store.signals()) == []
    assert list(store.silent(NOW, 9)) == [], "it is not looked at again"


def test_a_talk_nobody_understood_is_counted_as_a_gap(store: SqliteStore, world: World) -> None:
    unknown = (Answer("main.trouble", "unknown", 1),)
    keep(store, turn(session=stopped(world.content, answers=unknown)), message("0"))
    assert serving(store, world).count_left(NOW) == 1
    assert [(s.outcome, s.need, s.reason) for s in store.signals()] == [
        ("gap", None, "not-understood")
    ]


def test_an_owner_who_writes_again_just_then_is_not_counted(
    store: SqliteStore, world: World
) -> None:
    silent = stopped(world.content)
    keep(store, turn(session=silent), message("0"))

    class WritesAgain(FaultyStore):
        def silent(self, *_: object) -> list[Session]:
            keep(store, turn(session=replace(silent, last_at=NOW)), message("1"))
            return [silent]

    assert Service(WritesAgain(store), lambda: world).count_left(NOW) == 0
    assert list(store.signals()) == []
    assert read(store) == replace(silent, last_at=NOW)


def test_a_talk_that_cannot_be_counted_does_not_hold_back_the_others(
    store: SqliteStore, world: World, log: FakeLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = demand.left

    def fails_for_one(of: Session, *rest: object, **more: object) -> object:
        if of.conversation == OWNER:
            raise ValueError(SECRET)
        return left(of, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(demand, "left", fails_for_one)
    for owner in (OWNER, OTHER):
        keep(store, turn(session=stopped(world.content, owner)), message("0", to=owner))
    assert serving(store, world).count_left(NOW) == 1
    assert log.events("error") == ["talk not counted"]
    assert SECRET not in repr(log.said)
    assert list(store.silent(NOW, 9)) == []


# --- what was learned


@pytest.fixture(scope="module")
def small_models() -> tuple[Classifier, Classifier]:
    """Two small classifiers, trained in no time."""
    needs = [(f"taket lekker {n}", "roof") for n in range(12)] + [
        (f"ingen gjester {n}", "guests") for n in range(12)
    ]
    languages = [(f"jeg heter {n}", "nb") for n in range(12)] + [
        (f"jag heter {n}", "sv") for n in range(12)
    ]
    return train(needs), train(languages)


@pytest.fixture
def trainings(
    monkeypatch: pytest.MonkeyPatch, small_models: tuple[Classifier, Classifier]
) -> list[Content]:
    """Each training, with what it learned from; it takes no time."""
    made: list[Content] = []

    def learn(content: Content) -> tuple[Classifier, Classifier]:
        made.append(content)
        return small_models

    monkeypatch.setattr(understanding, "learn", learn)
    return made


def test_what_was_learned_is_kept_and_read_as_it_was(
    tmp_path: Path,
    content: Content,
    trainings: list[Content],
    small_models: tuple[Classifier, Classifier],
) -> None:
    told: list[str] = []
    learned.reader(content, tmp_path, told.append)
    again = learned.reader(content, tmp_path, told.append)
    assert (len(trainings), len(told)) == (1, 1)
    for kept, made in zip((again.intents, again.languages), small_models, strict=True):
        assert kept.predict("taket lekker") == made.predict("taket lekker")
        assert {
            f.name
            for f in fields(kept)
            if f.name != "cut" and repr(getattr(kept, f.name)) != repr(getattr(made, f.name))
        } == set()


def with_example(content: Content, text: str) -> Content:
    """The content with one more example of its first need."""
    need = next(iter(content.needs.values()))
    examples = need.examples.model_copy(update={"nb": (*need.examples.nb, text)})
    return replace(
        content, needs={**content.needs, need.id: need.model_copy(update={"examples": examples})}
    )


def test_other_examples_are_learned_anew(
    tmp_path: Path, content: Content, trainings: list[Content]
) -> None:
    learned.reader(content, tmp_path)
    learned.reader(with_example(content, "låven lekker"), tmp_path)
    assert len(trainings) == 2


def test_other_concepts_are_learned_anew(
    tmp_path: Path, content: Content, trainings: list[Content]
) -> None:
    learned.reader(content, tmp_path)
    learned.reader(replace(content, concepts={}), tmp_path)
    assert len(trainings) == 2


def test_other_wordings_and_flows_need_no_learning(
    tmp_path: Path, content: Content, trainings: list[Content]
) -> None:
    learned.reader(content, tmp_path)
    learned.reader(replace(content, wordings={}, flows={}, methods={}, actors={}), tmp_path)
    assert len(trainings) == 1


@pytest.mark.parametrize("cut", [0, 1, 100, 0.5, 0.99])
def test_a_model_that_was_cut_short_is_learned_anew(
    tmp_path: Path, content: Content, trainings: list[Content], cut: float
) -> None:
    learned.reader(content, tmp_path)
    (path,) = tmp_path.glob("model-*.npz")
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * cut) if isinstance(cut, float) else cut])
    learned.reader(content, tmp_path)
    assert path.read_bytes() == whole
    assert len(trainings) == 2


def test_a_model_with_a_broken_byte_is_learned_anew(
    tmp_path: Path, content: Content, trainings: list[Content]
) -> None:
    learned.reader(content, tmp_path)
    (path,) = tmp_path.glob("model-*.npz")
    whole = bytearray(path.read_bytes())
    at = whole.index(b"intents-weights") + 1000  # inside the numbers, past the header of the part
    whole[at] ^= 0xFF
    path.write_bytes(whole)
    learned.reader(content, tmp_path)
    assert len(trainings) == 2


def test_a_folder_that_cannot_be_written_costs_a_training_and_nothing_else(
    tmp_path: Path, content: Content, trainings: list[Content]
) -> None:
    (tmp_path / "models").write_text("a file in place of the folder")
    for _ in range(2):
        learned.reader(content, tmp_path / "models")
    assert len(trainings) == 2


def test_only_the_latest_models_stay(
    tmp_path: Path, content: Content, trainings: list[Content]
) -> None:
    for number in range(learned.KEPT_MODELS + 3):
        learned.reader(with_example(content, f"låven lekker {number}"), tmp_path)
    assert len(list(tmp_path.iterdir())) == learned.KEPT_MODELS


def test_a_message_of_each_channel_keeps_its_channel(store: SqliteStore, world: World) -> None:
    for channel in ("telegram", "slack", "web", "console"):
        to = f"{channel}:1"
        serving(store, world).answer(Message(f"{to}:1", to, channel, NOW, "hei"))
        held = read(store, to)
        assert held is not None
        assert held.channel == channel
