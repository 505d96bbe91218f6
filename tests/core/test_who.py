"""The question about who an owner is: asked once, at a quiet end; the answer is in nothing but the tally."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.core.content import Content
from bot.core.conversation import WHO, Handoff, Message, Turn
from bot.core.dialogue import decide
from bot.core.draft import World
from bot.core.languages import LANGUAGES, Language
from bot.core.understanding import learn, reader
from bot.core.who_counts import GENDERS
from tests.core import small as make
from tests.core.talking import NOW, Talk, new_talk, standing_at

THANKS = {"nb": "tusen takk", "sv": "tack", "en": "thank you"}
ASKS = {"nb": "Hvem er du?", "sv": "Vem är du?", "en": "Who are you?"}
LABELS = {
    "nb": [
        "Vil helst ikke si",
        "Kvinne",
        "Mann",
        "Kvinne født i et annet land",
        "Mann født i et annet land",
        "Annet",
    ],
    "sv": [
        "Vill helst inte säga",
        "Kvinna",
        "Man",
        "Kvinna född i ett annat land",
        "Man född i ett annat land",
        "Annat",
    ],
    "en": [
        "Prefer not to say",
        "Woman",
        "Man",
        "Woman born in another country",
        "Man born in another country",
        "Other",
    ],
}


@pytest.fixture(scope="module")
def world(content: Content) -> World:
    """The project's content with a reader that has learned next to nothing; the question is on."""
    learned = reader(content, *learn(make.content(make.small())))
    return World(content, learned, asks_who=True)


def advised(world: World, language: Language = "nb", **more: Any) -> Talk:
    """A talk in which the advice was given just now."""
    return standing_at(world, "main.next", language, **more)


def asked(world: World, language: Language = "nb") -> Talk:
    """A talk in which the question was asked just now."""
    talk = advised(world, language)
    talk.say(THANKS[language])
    assert asks(talk.turn)
    return talk


def asks(turn: Turn | None) -> bool:
    """Whether the question stands in a turn."""
    assert turn is not None
    return any(choice.id == "who=woman" for reply in turn.replies for choice in reply.choices)


# --- when it is asked


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_owner_who_says_thanks_for_advice_is_asked_with_the_way_out_first(
    world: World, language: Language
) -> None:
    talk = asked(world, language)
    assert talk.texts[0] == talk.wording("thanks")
    assert ASKS[language] in talk.last.text
    assert [choice.label for choice in talk.choices] == LABELS[language]
    assert talk.choices[0].id == "who=prefer-not"


def test_it_is_asked_after_a_reminder_was_set(world: World) -> None:
    talk = advised(world)
    for choice in ("do=remind", "remind.day=week"):
        assert not asks(talk.press(choice))
    turn = talk.press("remind.hour=08")
    assert turn.follow_up is not None
    assert asks(turn)
    assert talk.choices[0].id == "who=prefer-not", "it comes last"


def test_it_is_asked_once_an_owner_told_that_it_went_well(world: World) -> None:
    talk = advised(world)
    talk.wait(timedelta(days=21))
    assert not asks(talk.say("hei igjen"))
    assert asks(talk.press("back-again.how=well"))


def closed_request(**changes: Any) -> Handoff:
    """A request that has ended."""
    request = Handoff(
        "web:1#1",
        "web:1",
        NOW,
        "proneo",
        "closed",
        "nb",
        "",
        "here",
        None,
        ("heavy-work",),
        "oppdal",
    )
    return replace(request, **changes)


def with_request(talk: Talk, request: Handoff, **message: Any) -> Turn:
    """A message of somebody who has asked for a person."""
    sent = Message("m99", "web:1", "web", talk.now + timedelta(minutes=1), **message)
    return decide(talk.session, sent, talk.world, request)


def test_it_is_asked_once_an_owner_judged_the_help_of_a_person(world: World) -> None:
    assert asks(with_request(advised(world), closed_request(), choice="request=helped.yes"))


def test_it_is_not_asked_while_a_person_is_awaited(world: World) -> None:
    talk = advised(world)
    assert not asks(with_request(talk, closed_request(stage="waiting"), text="takk"))
    assert asks(with_request(talk, closed_request(), text="takk"))


def test_it_is_not_asked_unless_the_operator_wants_it(world: World) -> None:
    talk = advised(replace(world, asks_who=False))
    assert not asks(talk.say("takk"))
    assert talk.session.asked_who == ""


def test_it_is_not_asked_before_the_first_advice(world: World) -> None:
    assert not asks(new_talk(world).say("takk"))
    for step in ("main.trouble", "main.confirm", "main.place", "main.team"):
        assert not asks(standing_at(world, step).say("takk")), step


def test_it_is_not_asked_twice(world: World) -> None:
    talk = asked(world)
    assert not asks(talk.say("takk"))
    talk.press("who=man")
    assert not asks(talk.say("takk"))
    talk.press("do=restart")
    assert talk.session.asked_who == "told"


@pytest.mark.parametrize("care", ["distress", "asked-softly", "person"])
def test_it_is_not_asked_of_somebody_who_is_not_well(world: World, care: Any) -> None:
    talk = advised(world)
    talk.session = replace(talk.session, care=care)
    assert not asks(talk.say("takk"))


def test_it_is_not_asked_of_somebody_who_said_no_to_keeping(world: World) -> None:
    assert not asks(advised(world, keeps=False).say("takk"))


@pytest.mark.parametrize("step", ["handoff.reach", "handoff.phone", "remind.day", "erase.sure"])
def test_it_is_not_asked_in_the_midst_of_something(world: World, step: str) -> None:
    assert not asks(standing_at(world, step).say("takk"))


def test_flows_without_the_question_ask_nothing(world: World) -> None:
    flows = {name: flow for name, flow in world.content.flows.items() if name != "who"}
    without = replace(world, content=replace(world.content, flows=flows))
    assert not asks(advised(without).say("takk"))


# --- the answer


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("number", range(len(WHO)))
def test_an_answer_counts_pressed_or_typed_and_leaves_the_same_turn_whatever_it_is(
    world: World, language: Language, number: int
) -> None:
    talk = asked(world, language)
    before = talk.session
    pressed = talk.press(f"who={WHO[number]}")
    assert pressed.told_who == WHO[number]
    assert talk.texts == (talk.wording("who-noted"),)
    for text in (LABELS[language][number], str(number + 1)):
        talk.session = before
        typed = talk.say(text)
        assert typed.told_who == WHO[number]
        assert without_times(typed) == without_times(pressed)
    other = "woman" if WHO[number] != "woman" else "man"
    talk.session = before
    assert without_times(talk.press(f"who={other}")) == without_times(pressed)


def without_times(turn: Turn) -> Turn:
    """A turn without its answer and when it was."""
    return replace(turn, told_who=None, session=replace(turn.session, last_at=None))


def test_nothing_of_an_answer_is_in_session_line_or_events(world: World) -> None:
    before = asked(world).session
    for message in ({"choice": "who=woman-abroad"}, {"text": "Kvinne født i et annet land"}):
        turn = Talk(world, before).send(**message)
        assert turn.told_who == "woman-abroad"
        assert (turn.said, turn.pressed, turn.events, turn.signals) == (None, None, (), ())
        assert "woman" not in repr(replace(turn, told_who=None))
        assert "Kvinne" not in repr(turn)


def test_an_answer_counts_once(world: World) -> None:
    talk = asked(world)
    assert talk.press("who=man").told_who == "man"
    again = talk.press("who=woman")
    assert again.told_who is None
    assert talk.texts[0] == talk.wording("old-button")


@pytest.mark.parametrize("choice", ["who=", "who=cow", "who=why", "who=skip"])
def test_a_button_that_was_never_there_counts_nothing(world: World, choice: str) -> None:
    talk = asked(world)
    assert talk.press(choice).told_who is None
    assert talk.press("who=man").told_who == "man"


def test_a_button_pressed_later_counts_still_but_not_after_a_no_to_keeping(world: World) -> None:
    talk = asked(world)
    talk.press("do=why")
    later = talk.session
    assert talk.press("who=man").told_who == "man"
    talk.session = later
    talk.press("keep=no")
    assert talk.press("who=man").told_who is None


def test_a_question_never_asked_takes_no_answer(world: World) -> None:
    assert advised(world).press("who=man").told_who is None


# --- passing it by


@pytest.mark.parametrize("text", ["nei takk", "nei", "Nei, ellers takk", "no thanks"])
def test_a_plain_no_is_taken_as_rather_not(world: World, text: str) -> None:
    assert asked(world).say(text).told_who == "prefer-not"


@pytest.mark.parametrize(
    "text", ["jeg er ei dame", "jeg er en mann fra Syria", "kvinna född utomlands"]
)
def test_an_answer_in_own_words_is_not_kept(world: World, text: str) -> None:
    turn = asked(world).say(text)
    assert turn.told_who is None
    assert turn.said is None
    assert not any(word in repr(turn) for word in ("dame", "Syria", "utomlands"))


def test_whoever_does_something_else_goes_on_with_the_talk(world: World) -> None:
    talk = asked(world)
    turn = talk.say("minn meg på det")
    assert (turn.told_who, talk.step) == (None, "remind.day")
    talk = asked(world)
    pressed = talk.press("do=handoff")
    assert (pressed.told_who, pressed.private) == (None, False)
    assert talk.step == "handoff.reach"
    turn = talk.say("ring meg når dere kan, helst en dag i neste uke etter lunsj")
    assert turn.said is not None, "later words are kept as ever"


def test_a_long_text_right_after_the_question_is_kept_for_the_adviser(world: World) -> None:
    text = "nå har vi fått trouble with heavy-work og alle er slitne etter hver eneste dag"
    assert asked(world).say(text).said == text


def test_the_flow_offers_what_the_tally_knows_and_the_figures_hold_each_once(
    world: World,
) -> None:
    (step,) = world.content.flows["who"].steps
    assert tuple(option.value for option in step.options) == WHO
    assert sorted(who for told in GENDERS.values() for who in told.values()) == sorted(WHO)


def test_an_answer_the_tally_does_not_know_is_a_fault_in_the_flow() -> None:
    files = make.small()
    files["flows/who.yaml"] = make.flow(
        "who", make.step("told", options=[make.option("cow")], go="end")
    )
    assert any("'cow'" in fault and "woman" in fault for fault in make.faults(files))
