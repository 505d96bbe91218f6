"""The talk as a whole: nothing said is asked again, nothing open is lost, who is not well comes first."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.content import LANGUAGES, Content, Language
from bot.core.conversation import Signal
from bot.core.draft import World
from bot.core.flow import Flow
from bot.core.steps import choices, standing
from tests.core.talking import (
    ANSWERS,
    CRY,
    FREE_TEXT,
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

MOST_FACTS_ASKED = 5  # before the first advice
FACT_STEPS = ("main.place", "main.size", "main.stage", "main.time", "main.team")
SAID: Mapping[str, str] = {
    "greeting": "hei",
    "thanks": "tusen takk",
    "about-bot": "hvem er du",
    "explain": "hva er almi",
    "privacy": "personvern",
    "language": "bytt språk",
    "erase": "slett alt",
    "human": "jeg vil snakke med et menneske",
    "off-topic": "hva blir været i morgen",
}
GO_BACK: Mapping[str, tuple[str, ...]] = {
    "privacy": ("do=go-on",),
    "language": ("lang=nb",),
    "erase": ("erase.sure=no",),
    "human": ("do=back",),
}


def order_of(flow: Flow) -> list[str]:
    return [f"{flow.id}.{step.id}" for step in flow.steps]


# --- the first meeting


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("text", ["hei", "", "/start", "tilbake", "start på nytt", "takk", "🎉"])
def test_the_first_reply_says_who_steg_is_and_what_is_kept(
    world: World, language: Language, text: str
) -> None:
    talk = new_talk(world, language)
    turn = talk.say(text)
    assert turn.replies[0].text == talk.wording("hello")
    assert [c.id for c in turn.replies[0].choices] == ["keep=yes", "keep=no", "do=privacy"]
    assert talk.session.met


def test_the_first_message_may_already_hold_the_trouble(world: World) -> None:
    talk = new_talk(world)
    talk.say(TROUBLE["nb"])
    assert talk.step == "main.confirm"


def test_the_notice_comes_once(world: World) -> None:
    talk = new_talk(world)
    talk.say("hei")
    talk.say("hei")
    assert talk.wording("hello") not in talk.texts


def test_back_at_the_very_start_is_said_kindly(world: World) -> None:
    talk = new_talk(world)
    talk.say("tilbake")
    assert talk.wording("nothing-before") in talk.texts
    assert talk.step == "main.trouble"


@pytest.mark.parametrize("answer", ["ja", "greit", "ok", "Greit"])
def test_a_yes_right_after_the_notice_agrees_to_it(world: World, answer: str) -> None:
    talk = new_talk(world)
    talk.say("hei")
    talk.say(answer)
    assert talk.session.keeps is True


@pytest.mark.parametrize("answer", ["nei", "ikke lagre", "Ikke lagre"])
def test_a_no_right_after_the_notice_refuses_it(world: World, answer: str) -> None:
    talk = new_talk(world)
    talk.say("hei")
    talk.say(answer)
    assert talk.session.keeps is False


@pytest.mark.parametrize("answer", ["ja", "nei", "ok", "greit"])
@pytest.mark.parametrize("step", ["main.place", "main.size", "main.time", "main.next"])
def test_a_bare_yes_or_no_to_a_question_says_nothing_of_what_is_kept(
    world: World, step: str, answer: str
) -> None:
    talk = standing_at(world, step)
    talk.session = replace(talk.session, keeps=None)
    talk.say(answer)
    assert talk.session.keeps is None


# --- facts in passing


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        (
            "Vi er fire på verkstedet i Oppdal, og ryggen ryker på gutta",
            {"size": "micro", "place": "oppdal"},
        ),
        (
            "Jeg driver alene på Røros, og ryggen er helt ødelagt av løftinga",
            {"size": "solo", "place": "roros"},
        ),
        (
            "Vi är 12 anställda i Åre och får ont i ryggen av tunga lyft",
            {"size": "small", "place": "are"},
        ),
        (
            "We are six people in Östersund and the lifting wears out our backs",
            {"size": "micro", "place": "ostersund"},
        ),
    ],
)
def test_what_was_said_in_passing_is_said_back_and_not_asked(
    world: World, text: str, facts: dict[str, str]
) -> None:
    talk = new_talk(world)
    talk.say(text)
    assert facts.items() <= talk.facts.items()
    asked: list[str] = []
    while talk.step in ("main.confirm", *FACT_STEPS):
        asked.append(talk.step or "")
        offered = [c.id for c in talk.choices]
        talk.press(
            "main.confirm=yes"
            if "main.confirm=yes" in offered
            else next(i for i in offered if "=skip" in i)
        )
    assert not {f"main.{fact}" for fact in facts} & set(asked)
    assert talk.step == "main.next"


@pytest.mark.parametrize("step", ["main.size", "main.time", "main.team"])
def test_a_place_said_in_the_middle_is_taken_and_the_question_asked_again(
    world: World, step: str
) -> None:
    talk = standing_at(world, step)
    talk.say("vi holder til i Røros")
    assert talk.facts["place"] == "roros"
    assert "Røros" in talk.texts[0]
    assert talk.step == step


def test_a_later_place_replaces_an_earlier_one(world: World) -> None:
    talk = standing_at(world, "main.next")
    talk.say("nei vent, vi er på Hitra")
    assert talk.facts["place"] == "hitra"
    assert talk.step == "main.next"


def test_a_position_answers_the_place(world: World) -> None:
    talk = standing_at(world, "main.place")
    talk.send(location=(62.59, 9.69))
    assert talk.facts["place"] == "oppdal"
    assert talk.step == "main.size"


@pytest.mark.parametrize(
    "location", [(59.91, 10.75), (0.0, 0.0), (-90.0, 180.0), (float("nan"), 10.0), (1e300, -1e300)]
)
def test_a_position_outside_is_said_and_the_place_asked_again(
    world: World, location: tuple[float, float]
) -> None:
    talk = standing_at(world, "main.place")
    talk.send(location=location)
    assert talk.wording("place-outside") in talk.texts
    assert talk.step == "main.place"


@pytest.mark.parametrize("step", STEPS)
def test_a_picture_is_answered_and_the_question_asked_again(world: World, step: str) -> None:
    talk = standing_at(world, step)
    talk.send(attachment="photo")
    assert talk.wording("cannot-see") in talk.texts
    assert talk.step == step


def test_the_words_under_a_picture_are_read(world: World) -> None:
    talk = standing_at(world, "main.trouble")
    talk.send(attachment="photo", text=TROUBLE["nb"])
    assert talk.step == "main.confirm"


# --- how much is asked


def test_at_most_five_facts_are_asked_before_advice_for_any_need(
    world: World, content: Content
) -> None:
    for need in content.needs:
        talk = Talk(world, met("nb", *agreed(need)))
        talk.say("hei")
        asked = 0
        while talk.step in FACT_STEPS:
            asked += 1
            talk.press(next(c.id for c in talk.choices if c.id.endswith("=skip")))
        assert asked <= MOST_FACTS_ASKED, need
        assert talk.session.given is not None, need


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("step", FACT_STEPS)
def test_every_question_can_be_skipped_by_button_and_by_word(
    world: World, step: str, language: Language
) -> None:
    pressed, typed = standing_at(world, step, language), standing_at(world, step, language)
    pressed.press(f"{step.removeprefix('main.')}=skip")
    typed.say(typed.wording("skip").lower())
    assert pressed.step == typed.step != step
    assert (
        pressed.facts[step.removeprefix("main.")]
        == typed.facts[step.removeprefix("main.")]
        == "skip"
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("step", FACT_STEPS)
def test_why_is_explained_and_the_question_asked_again(
    world: World, content: Content, step: str, language: Language
) -> None:
    written = content.flows["main"].step(step.removeprefix("main."))
    assert written is not None
    assert written.why is not None
    for asks in ("press", "Hvorfor spør du?", "hvorfor?", "varför", "why?"):
        talk = standing_at(world, step, language, language_chosen=True)
        talk.press(f"{step.removeprefix('main.')}=why") if asks == "press" else talk.say(asks)
        assert talk.texts[0] == written.why.to(language), asks
        assert talk.step == step


def test_why_is_answered_under_the_advice_too(world: World) -> None:
    talk = standing_at(world, "main.next")
    talk.say("hvorfor?")
    assert talk.texts[0].startswith(talk.wording("why-these"))


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("4", "micro"),
        ("1", "solo"),
        ("5", "micro"),
        ("8", "micro"),
        ("12", "small"),
        ("2-9", "micro"),
    ],
)
def test_a_bare_number_is_how_many_they_are(world: World, text: str, size: str) -> None:
    talk = standing_at(world, "main.size")
    talk.say(text)
    assert talk.facts["size"] == size


@pytest.mark.parametrize(
    ("text", "team"),
    [("1", "one"), ("2", "two"), ("3", "three-plus"), ("4", "three-plus"), ("5", "three-plus")],
)
def test_a_bare_number_is_how_many_can_join(world: World, text: str, team: str) -> None:
    talk = standing_at(world, "main.team")
    talk.say(text)
    assert talk.facts["team"] == team


@pytest.mark.parametrize(
    ("step", "text"),
    [
        ("main.place", "I am in Trondheim"),
        ("main.place", "jeg bor i Trondheim sentrum"),
        ("main.place", "I am from Oppdal"),
        ("main.place", "we are from Trondheim"),
        ("main.place", "I live in Oppdal"),
        ("main.place", "jeg er i Levanger"),
        ("main.size", "jeg er alene"),
        ("main.size", "4 personer"),
        ("main.size", "vi startet med to ansatte og er fem nå"),
        ("main.time", "a morning"),
        ("main.time", "ikke mye"),
        ("main.time", "vi har nesten ikke tid"),
        ("main.team", "all of us"),
        ("main.team", "only one person"),
    ],
)
def test_an_answer_to_the_open_question_is_no_act(world: World, step: str, text: str) -> None:
    talk = standing_at(world, step)
    turn = talk.say(text)
    assert turn.act is None
    assert talk.step != step


# --- nothing open is lost


def leaves_the_question(step: str, act: str) -> bool:
    """Whether an act leads away from a step: not where any text is the answer, or the same is asked."""
    return not (
        (act == "off-topic" and step in FREE_TEXT)
        or (act == "human" and step.startswith("handoff."))
        or (act == "erase" and step == "erase.sure")
    )


@pytest.mark.parametrize(
    ("step", "act"), [(s, a) for s in STEPS for a in SAID if leaves_the_question(s, a)]
)
def test_an_open_question_is_never_lost(world: World, step: str, act: str) -> None:
    talk = standing_at(world, step)
    turn = talk.say(SAID[act])
    assert turn.act == act
    for choice in GO_BACK.get(act, ()):
        talk.press(choice)
    assert talk.step == step


@pytest.mark.parametrize("act", ["greeting", "about-bot", "explain", "off-topic"])
@pytest.mark.parametrize("step", [s for s in STEPS if s not in FREE_TEXT])
def test_the_open_question_is_asked_again_with_all_its_choices(
    world: World, step: str, act: str
) -> None:
    talk = standing_at(world, step)
    at = standing(talk.session, world.content, world.reader)
    assert at.step is not None
    talk.say(SAID[act])
    assert talk.choices == choices(at, at.step)


@pytest.mark.parametrize("act", SAID)
def test_all_that_was_told_is_kept_through_every_act(world: World, act: str) -> None:
    talk = standing_at(world, "main.team")
    before = dict(talk.facts)
    talk.say(SAID[act])
    assert before.items() <= talk.facts.items()


def test_something_off_topic_is_answered_kindly_once(world: World) -> None:
    talk = standing_at(world, "main.time")
    talk.say("hva blir været i morgen")
    assert talk.texts[0] == talk.wording("off-topic")
    talk.say("hvem vant kampen i går")
    assert talk.texts[0] == talk.wording("off-topic-again")
    assert talk.step == "main.time"


@pytest.mark.parametrize("text", ["", " ", "?", "🎉", "\x00", "...", "-"])
@pytest.mark.parametrize("step", ["main.trouble", "main.place", "main.next"])
def test_a_text_without_words_is_not_called_off_topic(world: World, step: str, text: str) -> None:
    talk = standing_at(world, step)
    turn = talk.say(text)
    assert turn.act is None
    assert talk.session.off_topic == 0
    assert talk.step == step


# --- typing what a button says


def typable(world: World) -> list[tuple[str, Language, int]]:
    """Every button of every question, by its place."""
    found: list[tuple[str, Language, int]] = []
    for step in STEPS:
        for language in LANGUAGES:
            at = standing(standing_at(world, step, language).session, world.content, world.reader)
            if at.step is not None:
                found += [(step, language, index) for index in range(len(choices(at, at.step)))]
    return found


def pressed_and_typed(
    world: World, step: str, language: Language, index: int, text: str | None
) -> tuple[Talk, Talk]:
    pressed, typed = (standing_at(world, step, language, language_chosen=True) for _ in range(2))
    at = standing(pressed.session, world.content, world.reader)
    assert at.step is not None
    choice = choices(at, at.step)[index]
    pressed.press(choice.id)
    typed.say(choice.label if text is None else text)
    return pressed, typed


def test_every_choice_can_be_typed_as_its_label(world: World) -> None:
    wrong = []
    for step, language, index in typable(world):
        pressed, typed = pressed_and_typed(world, step, language, index, None)
        if (pressed.step, pressed.facts) != (typed.step, typed.facts):
            wrong.append((step, language, index))
    assert wrong == []


def test_every_choice_can_be_typed_as_its_number(world: World) -> None:
    wrong = []
    for step, language, index in typable(world):
        if step in ("main.size", "main.team", "remind.hour") or language != "nb":
            continue  # there a number is how many they are, or the hour
        pressed, typed = pressed_and_typed(world, step, language, index, str(index + 1))
        if (pressed.step, pressed.facts) != (typed.step, typed.facts):
            wrong.append((step, index))
    assert wrong == []


def test_every_choice_can_be_typed_with_a_letter_missing(world: World) -> None:
    wrong = []
    for step, language, index in typable(world):
        at = standing(standing_at(world, step, language).session, world.content, world.reader)
        label = choices(at, at.step)[index].label if at.step else ""
        if len(label) < 8 or any(sign.isdigit() for sign in label):
            continue
        nearly = (label[: len(label) // 2] + label[len(label) // 2 + 1 :]).lower()
        pressed, typed = pressed_and_typed(world, step, language, index, nearly)
        if (pressed.step, pressed.facts) != (typed.step, typed.facts):
            wrong.append((step, nearly))
    assert wrong == []


@pytest.mark.parametrize(
    ("offer", "text", "choice"),
    [
        ("personvern", "fortsett", "do=go-on"),
        ("personvern", "1", "keep=no"),
        ("personvern", "ikke lagre", "keep=no"),
        ("personvern", "slett alt om meg", "do=erase"),
        ("bytt språk", "2", "lang=sv"),
        ("bytt språk", "svenska", "lang=sv"),
        ("bytt språk", "English", "lang=en"),
    ],
)
def test_choices_offered_besides_the_question_can_be_typed_next(
    world: World, offer: str, text: str, choice: str
) -> None:
    typed, pressed = standing_at(world, "main.next"), standing_at(world, "main.next")
    typed.say(offer)
    typed.say(text)
    pressed.say(offer)
    pressed.press(choice)
    assert (typed.step, typed.session.keeps, typed.session.language) == (
        pressed.step,
        pressed.session.keeps,
        pressed.session.language,
    )


# --- another need


OTHER = "Strømregningen vår har doblet seg i vinter, og det er altfor dyrt å varme opp lokalet"


@pytest.mark.parametrize("answer", ["do=other-need", "ja", "ja, vis det", "1", "Ja, vis det"])
def test_another_need_after_advice_is_looked_at_when_the_owner_says_yes(
    world: World, answer: str
) -> None:
    talk = standing_at(world, "main.next")
    talk.say(OTHER)
    assert [c.id for c in talk.choices] == ["do=other-need", "do=go-on"]
    talk.press(answer) if "=" in answer else talk.say(answer)
    assert talk.needs[0] == "energy-cost"
    assert talk.turn is not None
    assert "advised" in [e.kind for e in talk.turn.events]


@pytest.mark.parametrize("answer", ["do=go-on", "nei", "nei, bli her", "2"])
def test_another_need_after_advice_is_left_when_the_owner_says_no(
    world: World, answer: str
) -> None:
    talk = standing_at(world, "main.next")
    talk.say(OTHER)
    talk.press(answer) if "=" in answer else talk.say(answer)
    assert talk.needs == ("heavy-work",)
    assert talk.step == "main.next"


def test_another_need_before_advice_is_taken_along(world: World) -> None:
    talk = standing_at(world, "main.size")
    talk.say(OTHER)
    assert talk.needs == ("heavy-work", "energy-cost")
    assert talk.step == "main.size"


# --- back, anew, changed


def test_back_asks_the_step_before_again_all_the_way(world: World) -> None:
    talk = standing_at(world, "main.team")
    seen = []
    for _ in range(4):
        talk.say("tilbake")
        seen.append(talk.step)
    assert seen == ["main.time", "main.size", "main.place", "main.confirm"]


def test_back_in_a_side_talk_leads_back_to_where_it_began(world: World) -> None:
    talk = standing_at(world, "handoff.phone")
    talk.say("tilbake")
    assert talk.step == "handoff.reach"
    talk.say("tilbake")
    assert talk.step == "main.next"


def test_starting_anew_forgets_the_talk_and_not_the_person(world: World) -> None:
    talk = standing_at(world, "main.next")
    talk.say("start på nytt")
    assert talk.step == "main.trouble"
    assert talk.facts == {}
    assert talk.session.words == ()
    assert talk.session.keeps is True
    assert talk.wording("hello") not in talk.texts


def test_an_earlier_answer_can_be_changed_by_its_old_button(world: World) -> None:
    talk = standing_at(world, "main.next")
    talk.press("size=solo")
    assert talk.facts["size"] == "solo"
    assert talk.step == "main.next"


def test_an_earlier_answer_can_be_changed_by_saying_so(world: World) -> None:
    talk = standing_at(world, "main.next")
    talk.say("vi er egentlig 12 ansatte")
    assert talk.facts["size"] == "small"
    assert talk.step == "main.next"


def test_a_need_that_is_taken_back_by_its_old_button_is_no_longer_agreed(world: World) -> None:
    talk = standing_at(world, "main.next")
    turn = talk.press("main.confirm=other")
    assert talk.step == "main.groups"
    assert "confirmed" not in [e.kind for e in turn.events]
    assert talk.needs == ()


@pytest.mark.parametrize(
    "choice",
    ["", "=", "size=", "size=giant", "nonsense", "do=fly", "lang=xx", "main.trouble=sure", "æøå=1"],
)
@pytest.mark.parametrize("step", ["main.trouble", "main.size", "main.next", "handoff.reach"])
def test_a_button_we_do_not_know_is_said_kindly_and_changes_nothing(
    world: World, step: str, choice: str
) -> None:
    talk = standing_at(world, step)
    before = talk.session.answers
    talk.press(choice)
    assert talk.step == step
    assert talk.session.answers == before


# --- language


@pytest.mark.parametrize("step", [s for s in STEPS if s not in FREE_TEXT])
@pytest.mark.parametrize(
    ("said", "language"),
    [("svenska tack", "sv"), ("english please", "en"), ("lang=sv", "sv"), ("lang=en", "en")],
)
def test_the_language_changes_at_any_step_and_the_question_stays(
    world: World, step: str, said: str, language: Language
) -> None:
    talk = standing_at(world, step)
    talk.press(said) if "=" in said else talk.say(said)
    assert talk.session.language == language
    assert talk.session.language_chosen
    assert talk.step == step


def test_a_sentence_in_another_language_is_answered_in_it(world: World) -> None:
    talk = standing_at(world, "main.trouble")
    talk.say(TROUBLE["sv"])
    assert talk.session.language == "sv"
    assert talk.step == "main.confirm"


def test_a_chosen_language_stays_whatever_is_written(world: World) -> None:
    talk = standing_at(world, "main.trouble", "en", language_chosen=True)
    talk.say(TROUBLE["nb"])
    assert talk.session.language == "en"


def test_a_change_of_language_alone_gives_no_new_advice(world: World) -> None:
    talk = standing_at(world, "main.next")
    given = talk.session.given
    turn = talk.say("english please")
    assert talk.session.given == given
    assert "advised" not in [e.kind for e in turn.events]


@pytest.mark.parametrize("text", ["ola@firma.no", "OLA@FIRMA.NO.", "mail: ola@the-firm.com"])
def test_an_address_does_not_change_the_language(world: World, text: str) -> None:
    talk = standing_at(world, "handoff.email")
    talk.say(text)
    assert talk.session.language == "nb"


# --- somebody who is not well


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("step", STEPS)
def test_distress_comes_before_everything_at_any_step(
    world: World, step: str, language: Language
) -> None:
    talk = standing_at(world, step, language)
    before = talk.session
    turn = talk.say(CRY[language])
    assert turn.act == "distress"
    assert turn.replies[0].text == talk.wording("distress")
    assert [c.id for c in talk.choices] == ["do=handoff", "do=go-on", "do=stop"]
    assert turn.signals == ()
    assert turn.private
    assert turn.session.answers == before.answers
    assert turn.session.words == before.words
    assert not any(CRY[language] in str(event.data) for event in turn.events)
    assert not any(reply.asks for reply in turn.replies)


@pytest.mark.parametrize(("language", "country"), [("nb", "NO"), ("sv", "SE")])
def test_the_lines_to_call_are_those_of_the_country(
    world: World, content: Content, language: Language, country: str
) -> None:
    talk = standing_at(world, "main.trouble", language)
    talk.say(CRY[language])
    lines = [a for a in content.actors.values() if a.role == "distress"]
    said = "\n".join(talk.texts)
    assert all(a.name in said for a in lines if a.country == country)
    assert not any(a.name in said for a in lines if a.country != country)


def test_the_very_first_message_may_be_a_cry_for_help_and_no_notice_comes(world: World) -> None:
    talk = new_talk(world)
    talk.say(CRY["nb"])
    assert talk.wording("hello") not in talk.texts
    assert talk.texts[0] == talk.wording("distress")


def test_a_cry_in_swedish_at_the_beginning_is_answered_in_swedish(world: World) -> None:
    talk = new_talk(world, "nb")
    talk.say("jag orkar inte mer, jag vill inte leva längre")
    assert talk.session.language == "sv"
    assert talk.texts[0] == world.content.wordings["distress"].sv


@pytest.mark.parametrize("text", ["takk", "vet ikke", "ja", "ryggen er vond", "4", "hva er almi"])
def test_after_distress_steg_asks_softly_and_keeps_nothing(world: World, text: str) -> None:
    talk = standing_at(world, "main.size")
    talk.say(CRY["nb"])
    turn = talk.say(text)
    assert talk.last.text == talk.wording("distress-softly")
    assert turn.private
    assert turn.session.words == ()
    assert turn.signals == ()


@pytest.mark.parametrize("text", [CRY["nb"], "jeg har tatt pillene mine", "det er slutt nå"])
def test_nothing_written_while_somebody_is_not_well_is_kept(world: World, text: str) -> None:
    talk = standing_at(world, "main.size")
    talk.say(CRY["nb"])
    turn = talk.say(text)
    assert turn.private
    assert turn.session.words == ()


def test_a_second_cry_is_heard_again(world: World) -> None:
    talk = standing_at(world, "main.size")
    talk.say(CRY["nb"])
    assert talk.say(CRY["nb"]).act == "distress"


@pytest.mark.parametrize("go_on", ["do=go-on", "gå videre", "2"])
@pytest.mark.parametrize("step", STEPS)
def test_going_on_after_distress_asks_the_open_question_again(
    world: World, step: str, go_on: str
) -> None:
    talk = standing_at(world, step)
    talk.say(CRY["nb"])
    talk.press(go_on) if "=" in go_on else talk.say(go_on)
    assert talk.step == step
    assert talk.session.care == ""


def test_stopping_after_distress_says_no_more_than_that(world: World) -> None:
    talk = new_talk(world)
    talk.say(CRY["nb"])
    talk.press("do=stop")
    assert talk.texts == (talk.wording("stopped"),)


def test_a_person_can_be_asked_for_in_distress(world: World) -> None:
    talk = standing_at(world, "main.size")
    talk.say(CRY["nb"])
    talk.press("do=handoff")
    assert talk.step is not None
    assert talk.step.startswith("handoff.")


@pytest.mark.parametrize(
    "button", ["size=solo", "do=others", "do=start", "do=why", "main.confirm=yes", "do=remind"]
)
def test_no_button_of_the_talk_works_while_somebody_is_not_well(world: World, button: str) -> None:
    talk = standing_at(world, "main.next")
    before = talk.session.answers
    talk.say(CRY["nb"])
    turn = talk.press(button)
    assert talk.last.text == talk.wording("distress-softly")
    assert turn.session.answers == before


def test_what_is_kept_can_be_refused_and_erased_in_distress(world: World) -> None:
    talk = standing_at(world, "main.next")
    talk.say(CRY["nb"])
    talk.press("keep=no")
    assert talk.session.keeps is False
    talk = standing_at(world, "main.next")
    talk.say(CRY["nb"])
    talk.press("do=erase")
    assert talk.step == "erase.sure"


# --- what is kept


def test_saying_no_to_keeping_stops_words_and_signals(world: World) -> None:
    talk = new_talk(world)
    talk.say(TROUBLE["nb"])
    turn = talk.press("keep=no")
    assert turn.forget
    assert talk.session.words == ()
    talk.press("main.confirm=yes")
    signals: list[Signal] = []
    while talk.step in FACT_STEPS:
        signals += talk.press(next(c.id for c in talk.choices if c.id.endswith("=skip"))).signals
    assert talk.session.given is not None
    assert signals == []
    assert talk.session.signalled == ()


def test_a_refusal_holds_for_what_is_written_later(world: World) -> None:
    talk = standing_at(world, "main.next", keeps=False)
    talk.say(OTHER)
    assert talk.session.words == ()
    assert not any(OTHER in answer.value for answer in talk.session.answers)
    talk = standing_at(world, "main.trouble", keeps=False)
    turn = talk.say("det er noe rart med alt sammen her i år egentlig")
    assert talk.session.words == ()
    assert not any("rart" in str(event.data) for event in turn.events)


def test_a_refusal_can_be_taken_back(world: World) -> None:
    talk = standing_at(world, "main.trouble", keeps=False)
    talk.press("keep=yes")
    assert talk.session.keeps is True
    talk.say(TROUBLE["nb"])
    assert [w.text for w in talk.session.words] == [TROUBLE["nb"]]


def test_erasing_asks_first_and_then_leaves_nothing(world: World) -> None:
    talk = standing_at(world, "main.next")
    talk.say("slett alt")
    assert talk.step == "erase.sure"
    turn = talk.say("ja")
    assert turn.erase
    assert talk.texts == (talk.wording("erased"),)
    assert (
        talk.session.answers,
        talk.session.words,
        talk.session.given,
        talk.session.signalled,
    ) == (
        (),
        (),
        None,
        (),
    )


def test_erasing_can_be_taken_back_before_it_is_done(world: World) -> None:
    talk = standing_at(world, "main.next")
    before = dict(talk.facts)
    talk.say("slett alt")
    turn = talk.say("nei")
    assert not turn.erase
    assert before.items() <= talk.facts.items()


def test_after_erasing_a_refusal_is_not_taken_for_a_yes(world: World) -> None:
    talk = standing_at(world, "main.next", keeps=False)
    talk.say("slett alt")
    talk.say("ja")
    turn = talk.say(TROUBLE["nb"])
    told_again = talk.wording("hello") in talk.texts
    assert told_again or turn.session.words == ()


# --- advice, and what comes after


def test_advice_is_given_once_and_not_with_every_message(world: World) -> None:
    talk = standing_at(world, "main.team")
    first = talk.press("team=two")
    assert "advised" in [e.kind for e in first.events]
    again = talk.say("hei")
    assert "advised" not in [e.kind for e in again.events]


def test_a_need_is_counted_once_a_month(world: World) -> None:
    talk = standing_at(world, "main.team")
    first = talk.press("team=two")
    assert [(s.need, s.outcome) for s in first.signals] == [("heavy-work", "advised")]
    assert talk.press("size=solo").signals == ()
    talk.wait(timedelta(days=31))
    later = talk.press("size=medium")
    assert [(s.need, s.outcome) for s in later.signals] == [("heavy-work", "advised")]


def test_a_signal_holds_nothing_that_points_at_a_person(world: World) -> None:
    talk = standing_at(world, "main.team")
    signal = talk.press("team=two").signals[0]
    assert signal.place == "oppdal"
    assert signal.day == NOW.date()
    assert "web:1" not in repr(signal)


def test_nothing_to_offer_is_said_plainly_and_counted_as_a_gap(
    world: World, content: Content
) -> None:
    empty = replace(world, content=replace(content, methods={}, actors={}))
    talk = Talk(empty, met("nb", *ANSWERS["main.team"]))
    turn = talk.press("team=two")
    assert talk.wording("gap").split("{")[0][:20] in "\n".join(talk.texts)
    assert [(s.outcome, s.reason) for s in turn.signals] == [("gap", "no-method")]
    assert talk.step == "main.next"


def test_nobody_to_call_is_said_and_counted_as_a_gap(world: World, content: Content) -> None:
    alone = replace(world, content=replace(content, actors={}))
    talk = Talk(alone, met("nb", *ANSWERS["main.team"]))
    turn = talk.press("team=two")
    assert any(talk.wording("no-actor") in text for text in talk.texts)
    assert [(s.outcome, s.reason) for s in turn.signals] == [("gap", "no-actor")]


@pytest.mark.parametrize("choice", ["do=start", "do=others", "do=why"])
def test_what_is_offered_after_advice_leads_back_to_it(world: World, choice: str) -> None:
    talk = standing_at(world, "main.next")
    talk.press(choice)
    assert talk.step == "main.next"
    assert len(talk.texts[0]) > 20


def test_others_come_to_an_end(world: World) -> None:
    talk = standing_at(world, "main.next")
    for _ in range(40):
        talk.press("do=others")
        if talk.wording("no-others") in talk.texts:
            return
    pytest.fail("others never end")


@pytest.mark.parametrize(
    "choice", ["do=start", "do=others", "do=why", "do=remind", "do=other-need", "do=stop-reminders"]
)
def test_a_button_of_later_pressed_before_any_advice_does_no_harm(
    world: World, choice: str
) -> None:
    talk = new_talk(world)
    talk.press(choice)
    assert talk.texts


# --- coming back


def test_somebody_who_comes_back_after_weeks_is_asked_how_it_went(world: World) -> None:
    talk = standing_at(world, "main.next")
    talk.wait(timedelta(days=15))
    talk.say("hei")
    assert talk.step == "back-again.how"


def test_somebody_who_comes_back_after_days_is_not(world: World) -> None:
    talk = standing_at(world, "main.next")
    talk.wait(timedelta(days=13))
    talk.say("hei")
    assert talk.step == "main.next"


def test_somebody_who_left_before_advice_goes_on_where_they_were(world: World) -> None:
    talk = standing_at(world, "main.size")
    talk.wait(timedelta(days=60))
    talk.say("hei")
    assert talk.step == "main.size"


def test_a_button_pressed_after_weeks_does_what_it_says(world: World) -> None:
    talk = standing_at(world, "main.next")
    talk.wait(timedelta(days=60))
    talk.press("do=others")
    assert talk.step == "main.next"


@pytest.mark.parametrize(
    ("answer", "step"),
    [
        ("back-again.how=well", "main.next"),
        ("do=start", "main.next"),
        ("do=others", "main.next"),
        ("do=restart", "main.trouble"),
    ],
)
def test_every_answer_to_how_it_went_leads_on(world: World, answer: str, step: str) -> None:
    talk = standing_at(world, "main.next")
    talk.wait(timedelta(days=30))
    talk.say("hei")
    assert answer in [c.id for c in talk.choices]
    talk.press(answer)
    assert talk.step == step


def test_a_new_trouble_after_weeks_is_heard_and_not_lost(world: World) -> None:
    talk = standing_at(world, "main.next")
    talk.wait(timedelta(days=30))
    talk.say(OTHER)
    assert talk.step in ("back-again.how", "main.next", "main.confirm")


# --- the words an adviser gets


def test_the_owners_own_words_about_the_trouble_are_kept_and_small_talk_is_not(
    world: World,
) -> None:
    talk = new_talk(world)
    talk.say("hei")
    talk.say("det går itj så bra")
    talk.say(TROUBLE["nb"])
    talk.say("ja")
    talk.say("Oppdal")
    kept = [w.text for w in talk.session.words]
    assert TROUBLE["nb"] in kept
    assert not {"hei", "ja", "Oppdal"} & set(kept)


def test_only_so_many_words_are_kept(world: World) -> None:
    talk = standing_at(world, "main.again")
    for number in range(40):
        talk.say(f"det er noe med alt dette rare nummer {number} her hos oss")
        talk.session = replace(talk.session, answers=ANSWERS["main.again"])
    assert len(talk.session.words) <= 20


def test_the_order_of_the_questions_is_that_of_the_flow(content: Content) -> None:
    order = order_of(content.flows["main"])
    assert [order.index(step) for step in FACT_STEPS] == sorted(
        order.index(step) for step in FACT_STEPS
    )


def test_facts_asked_are_known_by_the_helper() -> None:
    assert [a.key for a in known("place", size="micro")] == ["place", "size"]
