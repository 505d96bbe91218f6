"""A request for a person: what they read, to whom it goes, how they reach the owner, and that nothing is sent unasked."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any, get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.core.advice_text import ways_to_reach
from bot.core.answers import LONGEST_ANSWER, read_text
from bot.core.content import LANGUAGES, Content, Language
from bot.core.conversation import Answer, Given, Handoff, Said, Session
from bot.core.desks import Desks
from bot.core.draft import World
from bot.core.handoff import (
    GENERAL_DESK,
    MOST_RECIPIENTS,
    asked,
    asks_for_others,
    contact_now,
    offices_text,
    recipient,
    recipients,
    summary,
)
from bot.core.steps import ask, standing
from bot.core.told import Told
from bot.core.understanding import Meaning, learn, reader
from tests.core import small as make
from tests.core.small import option, step
from tests.core.talking import (
    ANSWERS,
    CRY,
    NOW,
    STEPS,
    TROUBLE,
    Talk,
    agreed,
    known,
    met,
    new_talk,
    standing_at,
)
from tests.desks import GENERAL, NAMDAL

WORDS = "Ryggen ryker på gutta når de løfter"
FULL = (*agreed("heavy-work"), *known(place="oppdal", size="micro", time="day", team="two"))


@pytest.fixture(scope="module")
def presses(content: Content) -> World:
    """The project's content with a reader that has learned next to nothing: for talks of buttons only."""
    return World(content, reader(content, *learn(make.content(make.small()))))


def asking(presses: World, *pressed: str, language: Language = "nb", **more: Any) -> Talk:
    """A talk in which somebody asks for a person, and has pressed these buttons of that talk since."""
    talk = Talk(presses, met(language, *FULL, **more))
    talk.press("do=handoff")
    for choice in pressed:
        talk.press(f"handoff.{choice}")
    return talk


def at_words(world: World) -> Talk:
    """A talk in which the text that is sent is being changed."""
    talk = standing_at(world, "handoff.reach")
    talk.press("handoff.reach=change")
    talk.press("handoff.change=text")
    return talk


def typed(talk: Talk, text: str) -> Session | None:
    """The session with the answer that a text gives where the talk stands, when no act is read in it."""
    at = standing(talk.session, talk.world.content, talk.world.reader)
    assert at.step is not None
    nothing = Meaning(at.language, None, (), (), (), Told(), sure=False)
    return read_text(at, at.step, text, nothing)


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
    talk = at_words(world)
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
    talk = at_words(world)
    talk.say(text)
    assert talk.step == "handoff.reach"
    assert text in talk.last.text


def test_a_very_long_changed_text_is_cut(world: World) -> None:
    talk = at_words(world)
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
    ("text", "contact"),
    [
        ("ola@firma.no", "ola@firma.no"),
        ("skriv til ola@firma.no, hvis dere kan", "ola@firma.no"),
    ],
)
def test_an_address_sends_the_request(world: World, text: str, contact: str) -> None:
    talk = standing_at(world, "handoff.email")
    turn = talk.say(text)
    assert turn.handoff is not None
    assert turn.handoff.contact == contact
    assert turn.act is None
    assert talk.step == "main.next"
    assert not talk.facts.keys() & {"handoff.phone", "handoff.email", "handoff.reach"}


@pytest.mark.parametrize(
    ("text", "contact"),
    [
        ("+46 70 123 45 67", "+46 70 123 45 67"),
        ("ring 99 88 77 66 helst etter fire", "99 88 77 66"),
    ],
)
def test_a_number_leads_to_when_it_suits_and_then_sends_the_request(
    world: World, text: str, contact: str
) -> None:
    talk = standing_at(world, "handoff.phone")
    assert talk.say(text).handoff is None
    assert talk.step == "handoff.when"
    turn = talk.press("handoff.when=morning")
    assert turn.handoff is not None
    assert (turn.handoff.contact, turn.handoff.when) == (contact, "morning")
    assert talk.step == "main.next"
    assert not any(key.startswith("handoff.") for key in talk.facts)


CHANGES = ("change", "change=text", "change=who", "change=whole", "change=other")


@pytest.mark.parametrize("text", ["avbryt", "Avbryt", "avbryt!"])
@pytest.mark.parametrize("step", ["reach", "phone", "email", *CHANGES])
def test_a_request_can_be_cancelled_at_every_step(world: World, step: str, text: str) -> None:
    talk = standing_at(world, "handoff.reach")
    if step != "reach":
        talk.press("handoff.reach=change" if step.startswith("change") else f"handoff.reach={step}")
    if "=" in step:
        talk.press(f"handoff.{step}")
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


# --- to whom, as the owner chooses


NEEDS = ("heavy-work", "money-tight", "sell-abroad", "local-community")


def test_the_first_office_offered_is_who_gets_it_when_none_is_chosen(content: Content) -> None:
    for place in content.places.values():
        for need in NEEDS:
            session = met("nb", *agreed(need), *known(place=place.id))
            offered = [advice.id for advice in recipients(session, content)]
            assert offered[0] == recipient(session, content), (place.id, need)
            assert len(offered) == len(set(offered)) <= MOST_RECIPIENTS, (place.id, need)
            assert {content.actors[actor].role for actor in offered} == {"ordinary"}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("answers", [(), FULL], ids=["nothing known", "all known"])
def test_each_office_offered_has_a_line_that_says_why(
    content: Content, language: Language, answers: tuple[Answer, ...]
) -> None:
    session = met(language, *answers)
    lines = offices_text(session, content).splitlines()
    for advice, line in zip(recipients(session, content), lines, strict=True):
        name, _, why = line.partition("**: ")
        assert name == f"• **{content.actors[advice.id].name}"
        assert 2 <= len(why.split()) <= 20


def test_what_tells_offices_apart_is_said_of_each(content: Content) -> None:
    lines = {line.partition("**: ")[0].removeprefix("• **"): line.partition("**: ")[2]
             for line in offices_text(met("nb", *FULL), content).splitlines()}  # fmt: skip
    assert lines[content.actors["nasjonalparken-naeringshage"].name] == (
        "hjelper i Oppdal og kan det du spør om."
    )
    assert lines[content.actors["oppdal-kommune-naering"].name] == "hjelper i Oppdal."
    assert lines[content.actors[GENERAL_DESK["NO"]].name] == (
        "hjelper i Trøndelag og tar imot alle slags spørsmål."
    )


def test_it_goes_to_the_office_that_was_chosen(content: Content) -> None:
    session = replace(met("nb", *FULL), given=Given(actors=("proneo",)))
    other = recipients(session, content)[1].id
    assert recipient(session.with_answer(Answer("handoff.who", other, 9)), content) == other


def test_an_office_chosen_under_its_earlier_id_gets_it(content: Content) -> None:
    session = met("nb", *FULL, Answer("handoff.who", "the-old-name", 9))
    renamed = replace(content, renamed={("actors", "the-old-name"): "proneo"})
    assert recipient(session, renamed) == "proneo"


@pytest.mark.parametrize("chosen", ["gone-office", "back", "kirkens-sos", "altinn-starte-og-drive"])
def test_who_cannot_take_a_request_is_never_written_to(content: Content, chosen: str) -> None:
    session = met("nb", *FULL, Answer("handoff.who", chosen, 9))
    assert recipient(session, content) == recipient(met("nb", *FULL), content)


def test_a_request_says_to_whom_how_and_when_it_was_agreed_to(content: Content) -> None:
    answers = {"who": "proneo", "reach": "phone", "phone": "99887766", "when": "afternoon",
               "other": "client", "whole": "all"}  # fmt: skip
    session = met("nb", *FULL, *(Answer(f"handoff.{k}", v, 9) for k, v in answers.items()))
    request = asked(session, content, NOW)
    assert request is not None
    assert (request.to, request.when) == ("proneo", "afternoon")
    assert (request.for_other, request.whole_talk) == (True, True)


@pytest.mark.parametrize("reach", ["here", "email"])
def test_a_time_for_a_call_belongs_to_the_telephone_only(content: Content, reach: str) -> None:
    answers = (Answer("handoff.reach", reach, 8), Answer("handoff.when", "morning", 9))
    request = asked(met("nb", *FULL, *answers), content, NOW)
    assert request is not None
    assert request.when == "any"


# --- for somebody else


@pytest.mark.parametrize(
    ("language", "says"),
    [("nb", "Spør for en kunde."), ("sv", "Frågar åt en kund."), ("en", "Asking for a client.")],
)
def test_the_summary_says_for_whom_somebody_asks(
    content: Content, language: Language, says: str
) -> None:
    session = met(language, *FULL, Answer("handoff.other", "client", 8))
    assert summary(session, content).startswith(f"{says} ")
    changed = session.with_answer(Answer("handoff.words", "Ring om maskina", 9))
    assert summary(changed, content) == f"{says} Ring om maskina"


def test_who_asks_for_themselves_after_all_is_believed(content: Content) -> None:
    words = (Said(NOW, "Jeg spør på vegne av et gårdsbruk som mangler folk"),)
    session = met("nb", *FULL, words=words)
    assert summary(session, content).startswith("Spør for noen andre. ")
    own = session.with_answer(Answer("handoff.other", "myself", 9))
    assert not summary(own, content).startswith("Spør for")


@pytest.mark.parametrize(
    "text",
    [
        "Kan jeg få snakke for en kunde?",
        "jeg spør på vegne av en bonde i Oppdal",
        "eg spør på vegna av naboen",
        "Jeg er regnskapsfører for et lite firma på Røros",
        "jag frågar åt en kund som har kört fast",
        "Jag skriver för en kunds räkning",
        "på hembygdsföreningen och å byns vägnar",
        "jag skriver å [name] vägnar",
        "I am the accountant for a small bakery",
        "asking for a client of mine",
        "I write on behalf of our village shop",
        "I ask for somebody else",
    ],
)
def test_somebody_who_says_so_asks_for_somebody_else(text: str) -> None:
    assert asks_for_others(text)


@pytest.mark.parametrize(
    "text",
    [
        "vi mister kunder til nettet",
        "jeg driver regnskapskontor og får ikke nye kunder",
        "vi lagde en prøve for en kunde som ikke betaler",
        "kunden spør etter ting vi ikke har",
        "jag är redovisningskonsult och hinner inte med",
        "en kund frågar alltid efter rabatt",
        "my accountant says we are broke",
        "I need somebody to talk to",
        "the bank asks for security",
    ],
)
def test_somebody_with_customers_asks_for_themselves(text: str) -> None:
    assert not asks_for_others(text)


# --- what is changed before it is sent


def test_what_can_be_changed_is_offered_with_a_way_back(presses: World) -> None:
    talk = asking(presses, "reach=change")
    offered = [choice.id.removeprefix("handoff.change=") for choice in talk.choices]
    assert offered == ["text", "who", "whole", "other", "back", "cancel"]
    before = talk.facts
    talk.press("handoff.change=back")
    assert talk.step == "handoff.reach"
    assert talk.facts.keys() - before.keys() <= {"handoff.change"}
    assert talk.press("handoff.reach=here").handoff is not None


def test_another_office_is_shown_with_the_text_before_it_gets_anything(presses: World) -> None:
    talk = asking(presses, "reach=change", "change=who")
    offered = recipients(talk.session, presses.content)
    assert [c.id for c in talk.choices] == [
        *(f"handoff.who={o.id}" for o in offered),
        "handoff.who=back",
        "handoff.who=cancel",
    ]
    assert [c.label for c in talk.choices[:-2]] == [
        presses.content.actors[o.id].name for o in offered
    ]
    other = offered[-1].id
    turn = talk.press(f"handoff.who={other}")
    assert turn.handoff is None
    assert talk.step == "handoff.reach"
    assert presses.content.actors[other].name in talk.last.text
    assert summary(talk.session, presses.content) in talk.last.text
    turn = talk.press("handoff.reach=here")
    assert turn.handoff is not None
    assert turn.handoff.to == other
    assert ways_to_reach(presses.content.actors[other], presses.content, "nb") in talk.texts[0]


def test_an_office_that_is_not_offered_cannot_be_chosen(presses: World) -> None:
    talk = asking(presses, "reach=change", "change=who")
    talk.press("handoff.who=ntnu-tto")
    assert talk.step == "handoff.who"
    assert "handoff.who" not in talk.facts


def test_choosing_the_office_twice_by_the_same_button_does_nothing_more(presses: World) -> None:
    talk = asking(presses, "reach=change", "change=who")
    chosen = talk.choices[1].id
    talk.press(chosen)
    text = talk.last.text
    talk.press(chosen)
    assert talk.step == "handoff.reach"
    assert talk.last.text == text


@pytest.mark.parametrize("way_back", ["handoff.who=back", "do=back"])
def test_going_back_leaves_the_office_that_was_chosen_before(presses: World, way_back: str) -> None:
    talk = asking(presses, "reach=change", "change=who")
    chosen = talk.choices[1].id.partition("=")[2]
    talk.press(f"handoff.who={chosen}")
    talk.press("handoff.reach=change")
    talk.press("handoff.change=who")
    assert recipient(talk.session, presses.content) == chosen
    talk.press(way_back)
    if talk.step == "handoff.change":
        talk.press("handoff.change=back")
    assert talk.step == "handoff.reach"
    assert presses.content.actors[chosen].name in talk.last.text


def test_a_text_that_was_changed_stays_when_changing_it_again_is_given_up(presses: World) -> None:
    talk = asking(presses, "reach=change", "change=text")
    talk.say("Ring meg om maskina")
    talk.press("handoff.reach=change")
    talk.press("handoff.change=text")
    talk.press("do=back")
    talk.press("handoff.change=back")
    assert "«Ring meg om maskina»" in talk.last.text


def test_changes_add_up_and_can_be_made_in_any_order(presses: World) -> None:
    talk = asking(presses, "reach=change", "change=whole", "whole=all", "reach=change")
    for choice in ("change=other", "other=client", "reach=change", "change=text"):
        talk.press(f"handoff.{choice}")
    talk.say("Driver et sagbruk")
    turn = talk.press("handoff.reach=here")
    assert turn.handoff is not None
    assert turn.handoff.summary == "Spør for en kunde. Driver et sagbruk"
    assert (turn.handoff.whole_talk, turn.handoff.for_other) == (True, True)


@pytest.mark.parametrize("language", LANGUAGES)
def test_that_all_of_the_talk_is_read_is_said_and_can_be_taken_back(
    presses: World, language: Language
) -> None:
    talk = asking(presses, "reach=change", "change=whole", language=language)
    talk.press("handoff.whole=all")
    assert talk.step == "handoff.reach"
    assert talk.wording("request-whole-talk") in talk.last.text
    for choice in ("reach=change", "change=whole", "whole=text"):
        talk.press(f"handoff.{choice}")
    assert talk.wording("request-whole-talk") not in talk.last.text
    turn = talk.press("handoff.reach=here")
    assert turn.handoff is not None
    assert not turn.handoff.whole_talk


def test_a_talk_that_is_not_kept_cannot_be_read(presses: World) -> None:
    talk = asking(presses, "reach=change", "change=whole", "whole=all", keeps=False)
    assert talk.wording("request-no-talk") in talk.last.text
    turn = talk.press("handoff.reach=here")
    assert turn.handoff is not None
    assert not turn.handoff.whole_talk


def with_desks(world: World) -> World:
    """The world with a desk that serves everybody, and a general one behind it."""
    desk = replace(NAMDAL, actors=tuple(world.content.actors), speaks=LANGUAGES, stand_in=None)
    return replace(world, desks=Desks({one.id: one for one in (desk, GENERAL)}, GENERAL.id))


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_else_may_get_it_is_said_before_the_yes(presses: World, language: Language) -> None:
    talk = asking(with_desks(presses), language=language)
    assert talk.wording("request-if-silent") in talk.last.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_that_somebody_else_may_get_it_is_not_said_where_nobody_else_can(
    presses: World, language: Language
) -> None:
    alone = replace(presses, desks=Desks({GENERAL.id: GENERAL}, GENERAL.id))
    for world in (presses, alone):
        text = asking(world, language=language).last.text
        assert presses.content.wordings["request-if-silent"].to(language) not in text
        assert "\n\n\n" not in text
        assert "{" not in text


def test_who_else_may_get_it_is_said_even_when_an_edit_leaves_it_out(presses: World) -> None:
    flow = presses.content.flows["handoff"]
    steps = []
    for one in flow.steps:
        text = dict.fromkeys(LANGUAGES, "{office}: {summary}")
        said = {"ask": type(one.ask).model_validate(text)} if one.id == "reach" and one.ask else {}
        steps.append(one.model_copy(update=said))
    edited = flow.model_copy(update={"steps": tuple(steps)})
    content = replace(presses.content, flows={**presses.content.flows, "handoff": edited})
    talk = asking(replace(with_desks(presses), content=content))
    assert talk.last.text.endswith(talk.wording("request-if-silent"))


# --- when to be called, and what was agreed to


@pytest.mark.parametrize("when", ["any", "morning", "afternoon"])
def test_after_a_number_one_question_asks_when_it_suits(presses: World, when: str) -> None:
    talk = asking(presses, "reach=phone")
    assert talk.say("99887766").handoff is None
    assert [c.id for c in talk.choices] == [
        f"handoff.when={value}" for value in ("any", "morning", "afternoon", "cancel")
    ]
    turn = talk.press(f"handoff.when={when}")
    assert turn.handoff is not None
    assert (turn.handoff.reach, turn.handoff.contact) == ("phone", "99887766")
    assert turn.handoff.when == when


def test_it_goes_to_whom_was_shown_though_the_place_is_told_after_the_yes(presses: World) -> None:
    talk = asking(presses, "reach=phone")
    shown = recipient(talk.session, presses.content)
    talk.say("99887766")
    talk.send(location=(63.18, 14.64))  # Östersund
    assert recipient(talk.session, presses.content) != shown
    turn = talk.press("handoff.when=any")
    assert turn.handoff is not None
    assert turn.handoff.to == shown


@settings(
    max_examples=150,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    numbers=st.lists(st.integers(0, 59), min_size=3, max_size=16),
    language=st.sampled_from(LANGUAGES),
)
def test_nothing_is_sent_but_what_was_shown_to_whom_it_was_shown_for(
    presses: World, numbers: list[int], language: Language
) -> None:
    talk = asking(presses, language=language)
    shown = talk.last.text
    for number in numbers:
        if talk.step in ("handoff.phone", "handoff.email", "handoff.words") and number % 2:
            turn = talk.say("99887766" if talk.step == "handoff.phone" else "ola@firma.no")
        else:
            turn = talk.press(talk.choices[number % len(talk.choices)].id)
        if turn.handoff is not None:
            assert presses.content.actors[turn.handoff.to].name in shown
            assert turn.handoff.summary in shown
            assert turn.handoff.whole_talk == (talk.wording("request-whole-talk") in shown)
            return
        if talk.step is None or not talk.step.startswith("handoff."):
            return
        if talk.step == "handoff.reach":
            shown = talk.last.text


@pytest.mark.parametrize(
    ("answers", "step"),
    [
        ({"reach": "change"}, "change"),
        ({"words": "Ring meg om maskina"}, "reach"),
        ({"words": "Ring meg om maskina", "reach": "phone"}, "phone"),
        ({"reach": "phone"}, "phone"),
        ({"reach": "email"}, "email"),
    ],
)
def test_a_request_begun_before_there_was_more_to_change_goes_on(
    presses: World, answers: Mapping[str, str], step: str
) -> None:
    told = tuple(Answer(f"handoff.{key}", value, 8) for key, value in answers.items())
    talk = Talk(presses, met("nb", *FULL, *told, open_flows=("main", "handoff")))
    assert talk.step == f"handoff.{step}"
    talk.press("do=go-on")
    assert talk.step == f"handoff.{step}"


def test_a_number_given_before_there_was_more_to_ask_is_sent_after_one_question(
    presses: World,
) -> None:
    told = (Answer("handoff.reach", "phone", 8), Answer("handoff.phone", "99887766", 9))
    talk = Talk(presses, met("nb", *FULL, *told, open_flows=("main", "handoff")))
    assert talk.step == "handoff.when"
    turn = talk.press("handoff.when=any")
    assert turn.handoff is not None
    assert turn.handoff.to == recipient(met("nb", *FULL), presses.content)


# --- typed instead of pressed


@pytest.mark.parametrize(
    ("pressed", "text", "step"),
    [
        ((), "teksten", "words"),
        ((), "jeg vil endre teksten", "words"),
        ((), "hvem som får det", "who"),
        ((), "la dem lese hele praten", "whole"),
        ((), "jeg spør for noen andre", "reach"),
        ((), "99 88 77 66", "when"),
        (("reach=change",), "det er teksten jeg vil endre", "words"),
        (("reach=change", "change=who"), "tilbake, takk", "reach"),
        (("reach=change", "change=who"), "en annen", None),
    ],
)
def test_what_is_typed_while_asking_leads_where_its_button_does(
    presses: World, pressed: tuple[str, ...], text: str, step: str | None
) -> None:
    talk = asking(presses, *pressed)
    session = typed(talk, text)
    now = standing(session, presses.content, presses.reader).step if session else None
    assert (now.id if now else None) == step


@pytest.mark.parametrize(
    "text", ["hm", "ja", "ikke teksten", "4 mann i Oppdal", "vi er usikre på det"]
)
def test_what_chooses_nothing_changes_nothing_while_asking(presses: World, text: str) -> None:
    assert typed(asking(presses), text) is None


def test_somebody_who_types_for_whom_they_ask_is_heard_once(presses: World) -> None:
    talk = asking(presses)
    session = typed(talk, "jeg spør for en kunde")
    assert session is not None
    at = standing(session, presses.content, presses.reader)
    assert at.step is not None
    assert "«Spør for noen andre. " in ask(at, at.step).text
    talk.session = session
    assert typed(talk, "jeg spør for en kunde") is None


@pytest.mark.parametrize(
    ("text", "when"),
    [("helst formiddag", "morning"), ("ring en ettermiddag er du snill", "afternoon")],
)
def test_a_time_for_a_call_is_heard_in_a_sentence(presses: World, text: str, when: str) -> None:
    talk = asking(presses, "reach=phone")
    talk.say("99887766")
    session = typed(talk, text)
    assert session is not None
    answer = session.answer("handoff.when")
    assert answer is not None
    assert answer.value == when


@pytest.mark.parametrize("text", ["ikke formiddag", "formiddag eller ettermiddag", "klokka ett"])
def test_a_time_that_is_left_open_is_asked_for_again(presses: World, text: str) -> None:
    talk = asking(presses, "reach=phone")
    talk.say("99887766")
    assert typed(talk, text) is None


NAMED_BUTTONS: Mapping[str, str] = {
    "desk-take-first": "card-take",
    "desk-taken-phone": "card-answered",
    "desk-taken-email": "card-answered",
    "desk-answered-thanks": "card-done",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_buttons_that_a_text_names_are_called_so(content: Content, language: Language) -> None:
    for wording, button in NAMED_BUTTONS.items():
        text = content.wordings[wording].to(language)
        assert content.wordings[button].to(language) in text, wording


# --- the flow and the ladder, as they are checked


def test_the_flow_offers_every_value_that_a_request_can_have(content: Content) -> None:
    flow = content.flows["handoff"]
    for name in ("when", "reach"):
        asked_by = flow.step(name)
        assert asked_by is not None
        kept = get_args(Handoff.__annotations__[name])
        assert set(kept) <= {offered.value for offered in asked_by.options}
    for name, value in (("whole", "all"), ("other", "myself")):
        asked_by = flow.step(name)
        assert asked_by is not None
        assert value in {offered.value for offered in asked_by.options}


def _flow_faults(*steps: make.Entry) -> list[str]:
    files = make.small()
    files["flows/main.yaml"] = make.flow("main", *steps)
    return make.faults(files)


def _reach(**more: Any) -> make.Entry:
    ask = make.said("{office} {summary} {also}")
    return step("reach", "handoff", ask=ask, options=[option("change", go="who")], **more)


def test_a_new_recipient_without_a_new_yes_is_a_fault() -> None:
    who = step("who", "recipients", ask=make.said("{offices}"))
    fault = (
        "flows/main.yaml: step 'who' chooses who gets a request, and nobody says yes to it; "
        "name the step of kind 'handoff' in 'reopens:'"
    )
    assert _flow_faults(_reach(), who) == [fault]
    assert _flow_faults(_reach(), who | {"reopens": "who"}) == [fault]
    assert _flow_faults(_reach(), who | {"reopens": "reach"}) == []


def test_offices_that_are_not_shown_are_a_fault() -> None:
    who = step("who", "recipients", reopens="reach")
    fault = "flows/main.yaml: the gap {offices} is missing; say it in every language"
    assert _flow_faults(_reach(), who) == [fault] * 3


NEXT = {"after_hours": 4, "to": "next", "owner": make.said("{office} by {by}")}
REMINDED = {"after_hours": 4, "to": "desk"}
CLOSED = {"after_hours": 8, "to": "close"}


def _ladder_faults(**phases: Any) -> list[str]:
    files = make.small()
    whole = {"waiting": [REMINDED, NEXT], "taken": [NEXT], "answered": [REMINDED, CLOSED]}
    # Written and read, so that a rung that stands twice is not one thing to YAML.
    files["ladders/handoff.yaml"] = json.loads(json.dumps({"id": "handoff"} | whole | phases))
    return make.faults(files)


@pytest.mark.parametrize(
    ("waiting", "fault"),
    [
        ([REMINDED], "the request is left lying here; end with 'next' or 'close'"),
        ([NEXT, REMINDED, NEXT], "nothing below is ever reached; let 'next' be the last rung"),
        ([CLOSED, NEXT], "nothing below is ever reached; let 'close' be the last rung"),
        (
            [NEXT | {"owner": None}],
            "the owner is not told what happens; add 'owner:' in nb, sv and en",
        ),
        ([CLOSED | {"owner": make.said("bye")}], "closing has words of its own; take 'owner:' out"),
    ],
)
def test_a_ladder_on_which_a_request_could_fall_silent_is_a_fault(
    waiting: list[make.Entry], fault: str
) -> None:
    assert _ladder_faults() == []
    assert _ladder_faults(waiting=waiting) == [f"ladders/handoff.yaml: {fault}"]


@pytest.mark.parametrize("gap", ["name", "offise"])
def test_a_gap_that_nothing_fills_once_a_request_goes_on_is_a_fault(gap: str) -> None:
    faulty = NEXT | {"owner": make.said(f"{{{gap}}} has it")}
    fault = f"ladders/handoff.yaml: nothing fills the gap {{{gap}}}; take it out"
    assert _ladder_faults(taken=[faulty]) == [fault] * 3


def test_the_words_of_a_ladder_are_held_to_plain_language() -> None:
    faulty = NEXT | {"owner": make.said("x") | {"nb": "Vi skriver angående {office}."}}
    assert any("'angående'" in fault for fault in _ladder_faults(taken=[faulty]))


def test_the_projects_ladder_tells_the_owner_whenever_a_request_goes_on(content: Content) -> None:
    ladder = content.ladders["handoff"]
    for phase in (ladder.waiting, ladder.taken):
        assert phase[-1].to == "next"
        assert phase[-1].owner is not None
    assert ladder.answered[-1].to == "close"
