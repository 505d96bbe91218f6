"""A request for a person: what they read, to whom it goes, how they reach the owner, and that nothing is sent unasked."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.answers import LONGEST_ANSWER
from bot.core.content import LANGUAGES, Content, Language
from bot.core.conversation import Answer, Given, Said
from bot.core.draft import World
from bot.core.handoff import GENERAL_DESK, asked, contact_now, recipient, summary
from tests.core.talking import (
    ANSWERS,
    CRY,
    NOW,
    STEPS,
    TROUBLE,
    agreed,
    known,
    met,
    new_talk,
    standing_at,
)

WORDS = "Ryggen ryker på gutta når de løfter"
FULL = (*agreed("heavy-work"), *known(place="oppdal", size="micro", time="day", team="two"))


# --- what is read


def test_the_summary_holds_facts_need_and_own_words(content: Content) -> None:
    session = replace(met("nb", *FULL), words=(Said(NOW, WORDS),))
    text = summary(session, content)
    assert "Oppdal" in text
    assert WORDS in text
    assert content.needs["heavy-work"].clause.nb in text
    assert content.wordings["size-micro"].nb.lower() in text.lower()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_summary_of_nothing_still_says_something(content: Content, language: Language) -> None:
    assert summary(met(language), content) == content.wordings["summary-empty"].to(language)


def test_own_words_are_left_out_when_the_owner_said_no(content: Content) -> None:
    session = replace(met("nb", *FULL), words=(Said(NOW, WORDS),), keeps=False)
    assert WORDS not in summary(session, content)
    assert "Oppdal" in summary(session, content)


def test_a_changed_text_is_all_that_is_read(content: Content) -> None:
    session = met("nb", *FULL, Answer("handoff.words", "Ring meg om maskina", 8))
    assert summary(session, content) == "Ring meg om maskina"


def test_very_long_own_words_are_cut(content: Content) -> None:
    session = replace(met("nb", *FULL), words=tuple(Said(NOW, "a" * 300) for _ in range(20)))
    assert len(summary(session, content)) < 1000


# --- to whom


def test_it_goes_to_the_office_that_was_advised(content: Content) -> None:
    session = replace(met("nb", *FULL), given=Given(actors=("proneo",)))
    assert recipient(session, content) == "proneo"


@pytest.mark.parametrize(("language", "country"), [("nb", "NO"), ("sv", "SE")])
def test_it_goes_to_the_county_when_nothing_is_known(
    content: Content, language: Language, country: str
) -> None:
    assert recipient(met(language), content) == GENERAL_DESK[country]


def test_it_goes_to_somebody_in_the_owners_country_for_every_place_and_need(
    content: Content,
) -> None:
    for place in content.places.values():
        for need in content.needs:
            to = recipient(met("nb", *agreed(need), *known(place=place.id)), content)
            assert to is not None, (place.id, need)
            assert content.actors[to].role == "ordinary", (place.id, need)
            assert content.actors[to].country == place.country, (place.id, need)


def test_an_office_taken_out_of_the_content_is_not_written_to(content: Content) -> None:
    session = replace(met("nb", *FULL), given=Given(actors=("gone-office",)))
    assert recipient(session, content) in content.actors


def test_it_goes_to_nobody_when_there_is_nobody(content: Content) -> None:
    nobody = replace(content, actors={})
    assert recipient(met("nb"), nobody) is None
    assert contact_now(met("nb"), nobody) == content.wordings["reach-unknown"].nb


def test_the_office_can_be_reached_at_once(content: Content) -> None:
    to = recipient(met("nb", *FULL), content)
    assert to is not None
    assert content.actors[to].name in contact_now(met("nb", *FULL), content)


# --- what is kept


@pytest.mark.parametrize("reach", [None, "change", "cancel", "nonsense"])
def test_nothing_is_kept_before_the_owner_says_how_to_be_reached(
    content: Content, reach: str | None
) -> None:
    answers = (Answer("handoff.reach", reach, 8),) if reach else ()
    assert asked(met("nb", *FULL, *answers), content, NOW) is None


def test_a_request_holds_what_was_shown_and_agreed_to(content: Content) -> None:
    session = met(
        "nb", *FULL, Answer("handoff.reach", "phone", 8), Answer("handoff.phone", "99887766", 9)
    )
    request = asked(session, content, NOW)
    assert request is not None
    assert (request.reach, request.contact, request.stage) == ("phone", "99887766", "asked")
    assert (request.needs, request.place, request.language) == (("heavy-work",), "oppdal", "nb")
    assert request.summary == summary(session, content)
    assert request.to == recipient(session, content)
    assert request.at == NOW


def test_an_answer_in_the_chat_needs_no_address(content: Content) -> None:
    request = asked(met("nb", *FULL, Answer("handoff.reach", "here", 8)), content, NOW)
    assert request is not None
    assert (request.reach, request.contact) == ("here", None)


# --- in the talk


@pytest.mark.parametrize("step", [s for s in STEPS if not s.startswith("handoff.")])
def test_a_person_can_be_asked_for_at_any_moment_and_all_that_was_said_is_kept(
    world: World, step: str
) -> None:
    talk = standing_at(world, step, words=(Said(NOW, WORDS),))
    before, needs = dict(talk.facts), talk.needs
    talk.say("jeg vil snakke med et menneske")
    if talk.step == "handoff.place":
        talk.press("place=skip")
    assert talk.step == "handoff.reach"
    assert WORDS in talk.last.text
    turn = talk.press("handoff.reach=here")
    assert turn.handoff is not None
    assert WORDS in turn.handoff.summary
    assert turn.handoff.needs == needs
    assert (
        before.items()
        <= {**talk.facts, **{k: v for k, v in before.items() if k.startswith("remind.")}}.items()
    )


def test_a_person_can_be_asked_for_with_the_very_first_words(world: World) -> None:
    talk = new_talk(world)
    talk.say("jeg vil snakke med et menneske")
    assert talk.step == "handoff.place"
    talk.say("Oppdal")
    turn = talk.press("handoff.reach=here")
    assert turn.handoff is not None
    assert turn.handoff.place == "oppdal"
    assert [(s.outcome, s.need) for s in turn.signals] == [("handoff", None)]


def test_the_text_can_be_changed_before_it_is_sent(world: World) -> None:
    talk = standing_at(world, "handoff.words")
    talk.say("Ring meg om maskina, ikke om ryggen")
    assert talk.step == "handoff.reach"
    assert "Ring meg om maskina, ikke om ryggen" in talk.last.text
    turn = talk.press("handoff.reach=here")
    assert turn.handoff is not None
    assert turn.handoff.summary == "Ring meg om maskina, ikke om ryggen"


@pytest.mark.parametrize(
    "text",
    [
        "hei, jeg trenger hjelp med fjøset",
        "hvor mye koster det å få noen hit",
        "{office} {summary} {gap}",
        "4",
    ],
)
def test_any_text_can_be_the_changed_text(world: World, text: str) -> None:
    talk = standing_at(world, "handoff.words")
    talk.say(text)
    assert talk.step == "handoff.reach"
    assert text in talk.last.text


def test_a_very_long_changed_text_is_cut(world: World) -> None:
    talk = standing_at(world, "handoff.words")
    talk.say("maskina " * 600)
    turn = talk.press("handoff.reach=here")
    assert turn.handoff is not None
    assert len(turn.handoff.summary) <= LONGEST_ANSWER


@pytest.mark.parametrize(
    ("step", "text"), [("handoff.phone", "12"), ("handoff.email", "ola firma")]
)
def test_a_wrong_number_or_address_is_asked_for_again(world: World, step: str, text: str) -> None:
    talk = standing_at(world, step)
    turn = talk.say(text)
    assert turn.handoff is None
    assert talk.step == step
    again = world.content.flows["handoff"].step(step.removeprefix("handoff."))
    assert again is not None
    assert again.again is not None
    assert talk.texts[0] == again.again.nb


@pytest.mark.parametrize(
    ("step", "text", "contact"),
    [
        ("handoff.phone", "+46 70 123 45 67", "+46 70 123 45 67"),
        ("handoff.phone", "ring 99 88 77 66 helst etter fire", "99 88 77 66"),
        ("handoff.email", "ola@firma.no", "ola@firma.no"),
        ("handoff.email", "skriv til ola@firma.no, hvis dere kan", "ola@firma.no"),
    ],
)
def test_a_number_or_address_sends_the_request(
    world: World, step: str, text: str, contact: str
) -> None:
    talk = standing_at(world, step)
    turn = talk.say(text)
    assert turn.handoff is not None
    assert turn.handoff.contact == contact
    assert turn.act is None
    assert talk.step == "main.next"
    assert not talk.facts.keys() & {"handoff.phone", "handoff.email", "handoff.reach"}


@pytest.mark.parametrize("text", ["avbryt", "Avbryt", "avbryt!"])
@pytest.mark.parametrize(
    "step", ["handoff.reach", "handoff.phone", "handoff.email", "handoff.words"]
)
def test_a_request_can_be_cancelled_at_every_step(world: World, step: str, text: str) -> None:
    talk = standing_at(world, step)
    turn = talk.say(text)
    assert turn.handoff is None
    assert talk.step == "main.next"
    assert not any(key.startswith("handoff.") for key in talk.facts)


def test_the_same_request_is_not_sent_twice_by_an_old_button(world: World) -> None:
    talk = standing_at(world, "handoff.reach")
    assert talk.press("handoff.reach=here").handoff is not None
    assert talk.press("handoff.reach=here").handoff is None
    assert talk.say("takk").handoff is None


def test_a_second_request_is_another_one_and_counted_once_a_month(world: World) -> None:
    talk = standing_at(world, "handoff.reach")
    first = talk.press("handoff.reach=here")
    talk.press("do=handoff")
    second = talk.press("handoff.reach=here")
    assert first.handoff is not None
    assert second.handoff is not None
    assert first.handoff.id != second.handoff.id
    assert [s.outcome for s in first.signals] == ["handoff"]
    assert second.signals == ()
    talk.wait(timedelta(days=31))
    talk.press("do=handoff")
    assert [s.outcome for s in talk.press("handoff.reach=here").signals] == ["handoff"]


def test_a_request_without_keeping_is_sent_and_not_counted(world: World) -> None:
    talk = standing_at(world, "handoff.reach", keeps=False)
    turn = talk.press("handoff.reach=here")
    assert turn.handoff is not None
    assert turn.signals == ()


def test_a_request_made_in_distress_sends_nothing_of_the_cry(world: World) -> None:
    talk = standing_at(world, "main.time")
    talk.say(CRY["nb"])
    talk.press("do=handoff")
    turn = talk.press("handoff.reach=here")
    assert turn.handoff is not None
    assert CRY["nb"] not in turn.handoff.summary
    assert turn.signals == ()


def test_a_request_can_be_made_before_any_advice_and_the_talk_goes_on(world: World) -> None:
    talk = standing_at(world, "main.time")
    talk.say("jeg vil snakke med et menneske")
    turn = talk.press("handoff.reach=here")
    assert turn.handoff is not None
    talk.say("hei")
    assert talk.step == "main.time"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_office_and_the_text_are_shown_before_anything_is_sent(
    world: World, language: Language
) -> None:
    talk = standing_at(world, "handoff.reach", language, words=(Said(NOW, TROUBLE[language]),))
    to = recipient(talk.session, world.content)
    assert to is not None
    assert world.content.actors[to].name in talk.last.text
    assert summary(talk.session, world.content) in talk.last.text
    assert talk.turn is not None
    assert talk.turn.handoff is None


def test_the_answers_of_the_talk_are_those_of_the_helper() -> None:
    assert [a.key for a in ANSWERS["main.size"]] == [
        "main.trouble",
        "main.confirm",
        "need",
        "place",
    ]
