"""Whatever is typed and pressed, in whatever order: something is said, nothing breaks, a cut changes nothing."""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.core.content import LANGUAGES, Content
from bot.core.conversation import Message, Session
from bot.core.dialogue import decide
from bot.core.draft import MOST_OPEN_FLOWS, World
from bot.core.flow import END, Flow, Step
from bot.core.places import named as places_named
from bot.core.told import told
from bot.core.understanding import reader, understand
from tests.core.talking import NOW, STEPS, Talk, met, new_talk, sound, standing_at, written_and_read

LONGEST_TURN = 2.0  # seconds, on a busy machine; a real text takes milliseconds
relaxed = settings(
    deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


def tried(examples: int) -> settings:
    """How often a property is tried; the same examples every time, so a failure is never by chance."""
    slow = [HealthCheck.too_slow, HealthCheck.data_too_large]
    return settings(
        max_examples=examples,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=slow,
    )


NASTY = (
    "", " ", "\x00", "a\x00b", "\n\n\n", "\u202eabc\u202c", "\u200b\u200d\ufeff", "🎉" * 500, "👩‍👩‍👧‍👦", "ﷺ", "𝕳𝖊𝖑𝖑𝖔",
    "a" * 5000, "ja " * 2000, "æøå äö " * 700, "{gap} {office} {need}", "%s %d {0}", "**fet** _skrå_ <b>x</b>",
    "=", "do=erase-now", "/start", "/help", "1", "-1", "٣", "²", "1" * 4000, "99887766", "ola@firma.no", "a@" * 2000,
    "((((" * 1000, "vi er " * 700, "i Å" * 1000, "hva er " * 600, "'; drop table sessions; --", "null", "None", "nan",
    "\ufffd", "\x1b[31m", "\r\n", "\t" * 100, "İi̇ıI", "ß" * 50, "ǅ", "a\u0301" * 100, "‮ja‬", "ja\u0000nei",
)  # fmt: skip
ORDINARY = (
    "hei", "ja", "nei", "takk", "4", "Oppdal", "vi er fire", "halv dag", "hvorfor?", "tilbake", "start på nytt",
    "slett alt", "personvern", "bytt språk", "english please", "jeg vil snakke med et menneske", "hva er almi",
    "ryggen ryker på gutta", "kontoen er tom", "jeg vil ikke leve lenger", "hva blir været", "minn meg på lørdag",
    "vet ikke", "hopp over", "Snillfjord", "det hjelper ikke", "avbryt", "ola@firma.no", "99887766",
)  # fmt: skip
texts = st.one_of(
    st.sampled_from(NASTY),
    st.sampled_from(ORDINARY),
    st.text(max_size=200),
    st.text(min_size=3900, max_size=4200),
)
GARBAGE = ("", "=", "==", "do=", "=x", "do=nothing", "need=heavy-work", "size=giant", "main.confirm=both", "keep=maybe",
           "lang=da", "handoff.reach=fax", "remind.hour=99", "place=oslo", "main.trouble=lost", "a" * 500, "\x00=\x00",
           "do=erase-now", "other.needs=x", "main.next=call", "main.advice=x", "erase.sure=yes", "size=why", "🎉=🎉")  # fmt: skip
pressed = st.one_of(st.sampled_from(GARBAGE), st.text(max_size=80), st.integers(0, 400))
moves = st.one_of(
    st.tuples(st.just("say"), texts),
    st.tuples(st.just("press"), pressed),
    st.tuples(st.just("press"), st.integers(0, 400)),
    st.tuples(st.just("wait"), st.integers(0, 60)),
    st.tuples(st.just("due"), st.none()),
    st.tuples(st.just("show"), st.sampled_from(("photo", "voice", "sticker", "contact", "other"))),
    st.tuples(st.just("locate"), st.tuples(st.floats(), st.floats())),
)
steps = st.sampled_from(STEPS)
languages = st.sampled_from(LANGUAGES)


class Here:
    """The world, without its thousands of lines when a property fails."""

    def __init__(self, world: World) -> None:
        self.world = world

    def __repr__(self) -> str:
        return "here"


@pytest.fixture(scope="session")
def here(world: World) -> Here:
    return Here(world)


def moved(talk: Talk, kind: str, what: object, seen: list[str]) -> None:
    """One move of an owner who does anything at all."""
    doing: dict[str, Callable[[], object]] = {
        "say": lambda: talk.say(str(what)),
        "press": lambda: talk.press(
            seen[what % len(seen)] if isinstance(what, int) and seen else str(what)
        ),
        "wait": lambda: talk.wait(timedelta(days=what if isinstance(what, int) else 0)),
        "due": talk.due,
        "show": lambda: talk.send(attachment=what),
        "locate": lambda: talk.send(location=what),
    }
    doing[kind]()
    if talk.turn is not None:
        seen.extend(c.id for reply in talk.turn.replies for c in reply.choices)


# --- any text, anywhere


@tried(150)
@given(step=steps, text=texts, language=languages)
def test_any_text_at_any_question_is_answered(
    here: Here, step: str, text: str, language: str
) -> None:
    talk = standing_at(here.world, step)
    began = time.perf_counter()
    talk.say(text)
    assert time.perf_counter() - began < LONGEST_TURN


@pytest.mark.parametrize("text", NASTY)
def test_an_odd_text_is_answered_at_every_question(world: World, text: str) -> None:
    for step in (
        "main.trouble",
        "main.confirm",
        "main.place",
        "main.size",
        "main.next",
        "handoff.words",
    ):
        began = time.perf_counter()
        standing_at(world, step).say(text)
        assert time.perf_counter() - began < LONGEST_TURN


@tried(200)
@given(
    text=st.text(),
    asked=st.sampled_from((None, "place", "size", "time", "team", "stage", "money", "nonsense")),
)
def test_any_text_is_understood_somehow(here: Here, text: str, asked: str | None) -> None:
    meaning = understand(text, here.world.reader, "nb", asked)
    assert meaning == understand(text, here.world.reader, "nb", asked)
    assert all(place in here.world.content.places for place in meaning.places)
    assert all(0 <= weight <= 1 for _, weight in meaning.needs)
    assert told(text, asked) == meaning.told
    assert set(places_named(text, here.world.reader.places, asked=True)) <= set(
        here.world.content.places
    )


@pytest.mark.parametrize(
    "text", ["\ud800", "ryggen ryker \udc80 på gutta når de løfter", "\udfff\ud83d"]
)
def test_half_a_sign_breaks_nothing(world: World, text: str) -> None:
    for step in ("main.trouble", "main.next", "handoff.words"):
        standing_at(world, step).say(text)


# --- any order


@tried(60)
@given(language=languages, done=st.lists(moves, min_size=1, max_size=12))
def test_any_order_of_texts_and_buttons_is_answered(
    here: Here, language: str, done: list[tuple[str, object]]
) -> None:
    talk = new_talk(here.world, "sv" if language == "sv" else "en" if language == "en" else "nb")
    seen: list[str] = []
    for kind, what in done:
        moved(talk, kind, what, seen)
    assert len(talk.session.open_flows) <= MOST_OPEN_FLOWS + 1
    assert len({a.key for a in talk.session.answers}) == len(talk.session.answers)


@tried(60)
@given(step=steps, done=st.lists(st.tuples(st.just("press"), pressed), min_size=1, max_size=10))
def test_any_order_of_buttons_from_anywhere_is_answered(
    here: Here, step: str, done: list[tuple[str, object]]
) -> None:
    talk = standing_at(here.world, step)
    seen: list[str] = [c.id for c in talk.choices] if talk.turn else []
    for kind, what in done:
        moved(talk, kind, what, seen)


@tried(40)
@given(done=st.lists(moves, min_size=3, max_size=10))
def test_nothing_is_counted_or_kept_after_a_refusal(
    here: Here, done: list[tuple[str, object]]
) -> None:
    talk = standing_at(here.world, "main.size", keeps=False)
    seen: list[str] = []
    for kind, what in done:
        if talk.session.keeps is not False:
            return
        moved(talk, kind, what, seen)
        if talk.turn is not None and talk.session.keeps is False:
            assert talk.turn.signals == ()
            assert talk.session.words == ()


# --- a cut in the middle


@tried(60)
@given(done=st.lists(moves, min_size=1, max_size=8), text=texts)
def test_a_session_written_and_read_leads_to_the_same_turn(
    here: Here, done: list[tuple[str, object]], text: str
) -> None:
    talk = new_talk(here.world)
    seen: list[str] = []
    for kind, what in done:
        moved(talk, kind, what, seen)
    message = Message("cut", talk.session.conversation, "web", talk.now, text=text)
    whole = decide(talk.session, message, here.world)
    cut = decide(written_and_read(talk.session), message, here.world)
    assert whole == cut
    assert whole == decide(talk.session, message, here.world)


# --- an edited flow


def without_steps(flow: Flow, gone: frozenset[str]) -> Flow:
    """The flow as an editor leaves it: without these steps, and with nothing that leads to them."""
    left = [step for step in flow.steps if step.id not in gone] or [flow.steps[0]]
    stay = {step.id for step in left} | {END}
    return flow.model_copy(update={"steps": tuple(_leading_to(step, stay) for step in left)})


def _leading_to(step: Step, stay: set[str]) -> Step:
    options = tuple(o if o.go in stay else o.model_copy(update={"go": None}) for o in step.options)
    branches = tuple(b for b in step.branches if b.go in stay)
    go = step.go if step.go in stay else None
    return step.model_copy(update={"options": options, "branches": branches, "go": go})


ALL_STEPS = sorted(
    {step.partition(".")[2] for step in STEPS}
    | {"advice", "sent", "cancelled", "planned", "how", "now"}
)


@tried(80)
@given(
    step=steps,
    gone=st.frozensets(st.sampled_from(ALL_STEPS), max_size=6),
    flows_gone=st.frozensets(
        st.sampled_from(("handoff", "remind", "erase", "back-again", "reminded"))
    ),
    done=st.lists(moves, min_size=1, max_size=5),
)
def test_a_talk_goes_on_after_its_flow_was_edited(
    here: Here,
    step: str,
    gone: frozenset[str],
    flows_gone: frozenset[str],
    done: list[tuple[str, object]],
) -> None:
    talk = standing_at(here.world, step)
    content = here.world.content
    kept = {k: without_steps(f, gone) for k, f in content.flows.items() if k not in flows_gone}
    talk.world = replace(here.world, content=replace(content, flows=kept))
    seen = [c.id for c in talk.choices] if talk.turn else []
    for kind, what in done:
        moved(talk, kind, what, seen)


SHELVES = ("methods", "actors", "instruments", "places", "terms", "needs")


# Every question and every shelf several times, though not each with each: a new reader takes a while.
@pytest.mark.parametrize(
    ("shelf", "step"),
    [(SHELVES[(n + more) % len(SHELVES)], step) for n, step in enumerate(STEPS) for more in (0, 3)],
)
def test_a_talk_goes_on_after_a_whole_shelf_was_emptied(
    world: World, content: Content, shelf: str, step: str
) -> None:
    talk = standing_at(world, step)
    emptied = replace(content, **{shelf: {}})
    learned = world.reader.intents, world.reader.languages
    talk.world = replace(world, content=emptied, reader=reader(emptied, *learned))
    for text in ("hei", "ja", "Oppdal", "vi er fire", "hva er almi"):
        talk.say(text)
    for choice in ("do=others", "do=why", "do=start", "do=handoff", "place=oppdal", "size=solo"):
        talk.press(choice)


def test_a_session_of_long_ago_is_read_and_goes_on(world: World) -> None:
    old = met(
        "nb", last_at=NOW - timedelta(days=4000), open_flows=("main", "gone", "handoff", "gone-too")
    )
    talk = Talk(world, replace(old, answers=()))
    talk.say("hei")
    sound(talk.turn) if talk.turn else None
    assert isinstance(talk.session, Session)
