"""How questions ask and read answers: typed labels, yes and no, phones, addresses, facts said back."""

from dataclasses import replace

import pytest

from bot.core.answers import noted, read_choice, read_text
from bot.core.content import GROUPS, LANGUAGES, Content, Language
from bot.core.conversation import SKIPPED, Answer, Choice, Session
from bot.core.draft import World
from bot.core.handoff import MOST_RECIPIENTS
from bot.core.steps import MOST_OFFERED, Standing, ask, choices, known, standing
from bot.core.typed import chosen_by_typing
from bot.core.understanding import understand
from tests.core.talking import (
    ANSWERS,
    LIKELY,
    MOST_BYTES_OF_A_CHOICE,
    MOST_CHOICES_OF_A_REPLY,
    STEPS,
    TROUBLE,
    agreed,
    met,
    new_talk,
    standing_at,
)

OFFERED = tuple(
    Choice(f"size={value}", label)
    for value, label in (
        ("solo", "Bare jeg"),
        ("micro", "2–9"),
        ("public", "Kommune eller offentlig"),
        ("why", "Hvorfor spør du?"),
        ("skip", "Hopp over"),
    )
)
YES_OR_NO = (Choice("a=yes", "Ja, slett alt"), Choice("a=no", "Nei, behold det"))
CONFIRM = (Choice("c=yes", "Ja"), Choice("c=other", "Noe annet"))


def at_step(world: World, step: str, language: Language = "nb") -> Standing:
    return standing(standing_at(world, step, language).session, world.content, world.reader)


def read_at(world: World, step: str, text: str) -> Session | None:
    """The session with the answer that a text gives where somebody stands."""
    at = at_step(world, step)
    assert at.step is not None
    meaning = understand(text, world.reader, at.language, at.step.fact)
    return read_text(at, at.step, text, meaning)


# --- typed instead of pressed


@pytest.mark.parametrize(
    ("text", "choice"),
    [
        ("Bare jeg", "size=solo"),
        ("bare jeg", "size=solo"),
        ("  BARE JEG!! ", "size=solo"),
        ("bare jg", "size=solo"),
        ("2–9", "size=micro"),
        ("kommune eller offentlig", "size=public"),
        ("komune eller offentlig", "size=public"),
        ("hvorfor spør du", "size=why"),
        ("hvorfor spor du", "size=why"),
        ("hopp over", "size=skip"),
        ("hop over", "size=skip"),
        ("1", "size=solo"),
        ("5", "size=skip"),
    ],
)
def test_a_label_is_meant_when_it_is_typed_or_nearly_so(text: str, choice: str) -> None:
    found = chosen_by_typing(text, OFFERED)
    assert found is not None
    assert found.id == choice


@pytest.mark.parametrize(
    "text", ["", "0", "6", "99", "-", "?", "b", "vi er fire", "hopp i havet", "🎉", "a" * 4000]
)
def test_no_label_is_meant_by_something_else(text: str) -> None:
    assert chosen_by_typing(text, OFFERED) is None


@pytest.mark.parametrize("text", ["ja", "Ja!", "jo", "japp", "ok", "yes", "jepp"])
def test_a_yes_is_the_only_choice_that_says_yes(text: str) -> None:
    assert chosen_by_typing(text, YES_OR_NO) == YES_OR_NO[0]
    assert chosen_by_typing(text, CONFIRM) == CONFIRM[0]


@pytest.mark.parametrize("text", ["nei", "Nei.", "nej", "no", "næ"])
def test_a_no_is_the_only_choice_that_says_no(text: str) -> None:
    assert chosen_by_typing(text, YES_OR_NO) == YES_OR_NO[1]
    assert chosen_by_typing(text, CONFIRM) is None


def test_a_yes_means_nothing_where_two_choices_say_yes() -> None:
    twice = (Choice("a=1", "Ja, alt"), Choice("a=2", "Ja, litt"))
    assert chosen_by_typing("ja", twice) is None


@pytest.mark.parametrize(
    ("text", "hour"), [("8", "08"), ("08", "08"), ("kl 8", "08"), ("12", "12"), ("klokka 18", "18")]
)
def test_an_hour_is_meant_by_its_number(world: World, text: str, hour: str) -> None:
    at = at_step(world, "remind.hour")
    assert at.step is not None
    found = chosen_by_typing(text, choices(at, at.step))
    assert found is not None
    assert found.id == f"remind.hour={hour}"


# --- what is offered


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("step", STEPS)
def test_every_question_asks_something_in_every_language(
    world: World, step: str, language: Language
) -> None:
    at = at_step(world, step, language)
    assert at.step is not None
    reply = ask(at, at.step)
    assert reply.text.strip()
    assert reply.choices == choices(at, at.step)


def test_one_need_is_said_back_with_yes_and_something_else(world: World) -> None:
    at = at_step(world, "main.confirm")
    assert at.step is not None
    assert [c.id for c in choices(at, at.step)] == ["main.confirm=yes", "main.confirm=other"]
    assert world.content.needs["heavy-work"].clause.nb in ask(at, at.step).text


def test_two_needs_are_said_back_with_both_each_and_neither(world: World) -> None:
    session = met("nb", Answer("main.trouble", "sure", 1, ("heavy-work", "energy-cost")))
    at = standing(session, world.content, world.reader)
    assert at.step is not None
    assert [c.id for c in choices(at, at.step)] == [
        "main.confirm=both",
        "main.confirm=only-heavy-work",
        "main.confirm=only-energy-cost",
        "main.confirm=other",
    ]
    assert all(
        world.content.needs[n].clause.nb in ask(at, at.step).text
        for n in ("heavy-work", "energy-cost")
    )


def test_likely_needs_are_offered_and_never_too_many(world: World) -> None:
    for step in ("main.choose", "main.again"):
        at = at_step(world, step)
        assert at.step is not None
        offered = [c.id.partition("=")[2] for c in choices(at, at.step)]
        assert offered == [*LIKELY[:MOST_OFFERED], "other"]


def test_a_group_offers_its_own_needs(world: World) -> None:
    at = at_step(world, "main.pick")
    assert at.step is not None
    offered = {
        c.id.partition("=")[2] for c in choices(at, at.step) if c.id.startswith("main.pick=")
    }
    assert offered == {n.id for n in world.content.needs.values() if n.group == "work"}


def test_a_need_taken_out_of_the_content_is_not_offered(world: World, content: Content) -> None:
    fewer = replace(content, needs={k: v for k, v in content.needs.items() if k != "heavy-work"})
    at = standing(met("nb", *ANSWERS["main.choose"]), fewer, world.reader)
    assert at.step is not None
    assert "main.choose=heavy-work" not in [c.id for c in choices(at, at.step)]


def test_a_flow_taken_out_of_the_content_is_left(world: World, content: Content) -> None:
    fewer = replace(content, flows={k: v for k, v in content.flows.items() if k != "handoff"})
    session = replace(met("nb", *ANSWERS["main.size"]), open_flows=("main", "handoff"))
    at = standing(session, fewer, world.reader)
    assert at.flow.id == "main"
    assert at.step is not None
    assert at.step.id == "size"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_button_that_can_ever_be_shown_fits_every_platform(
    world: World, content: Content, language: Language
) -> None:
    needs, places = list(content.needs), list(content.places)
    sessions = [
        met(language, Answer("main.trouble", "sure", 1, tuple(needs[i : i + 2])))
        for i in range(len(needs))
    ]
    sessions += [met(language, Answer("main.trouble", "close", 1, (n, "rules"))) for n in needs]
    sessions += [
        met(language, Answer("main.trouble", "menu", 1), Answer("main.groups", group, 2))
        for group in GROUPS
    ]
    sessions += [
        met(language, *agreed("rules"), Answer("place-which", "asked", 3, (p,))) for p in places
    ]
    for session in sessions:
        at = standing(session, content, world.reader)
        assert at.step is not None
        offered = choices(at, at.step)
        assert len(offered) <= MOST_CHOICES_OF_A_REPLY
        assert all(len(c.id.encode()) < MOST_BYTES_OF_A_CHOICE and c.label.strip() for c in offered)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_office_that_can_be_chosen_has_a_button_that_fits(
    world: World, content: Content, language: Language
) -> None:
    flow = content.flows["handoff"]
    step = flow.step("who")
    assert step is not None
    for place in content.places:
        session = met(language, *agreed("sell-abroad"), Answer("place", place, 3))
        at = Standing(session, content, world.reader, flow, step)
        *offices, back, cancel = choices(at, step)
        assert 1 <= len(offices) <= MOST_RECIPIENTS
        assert [back.id, cancel.id] == ["handoff.who=back", "handoff.who=cancel"]
        assert all(len(c.id.encode()) < MOST_BYTES_OF_A_CHOICE for c in offices)
        assert all(f"**{c.label}**" in ask(at, step).text for c in offices)


# --- answers


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("jo takk, det gikk bra", True),
        ("det gikk ikke bra", False),
        ("nei, det gikk bra dårlig", False),
        ("bra", False),
    ],
)
def test_a_label_in_a_sentence_is_meant_unless_it_is_denied(
    world: World, content: Content, text: str, meant: bool
) -> None:
    flow = content.flows["back-again"]
    step = flow.steps[0]
    at = Standing(met("nb"), content, world.reader, flow, step)
    session = read_text(at, step, text, understand(text, world.reader, "nb"))
    answer = session.answer(flow.key(step)) if session else None
    assert (answer.value if answer else None) == ("well" if meant else None)


@pytest.mark.parametrize("value", ["yes", "both", "only-heavy-work", "nonsense", "", "SOLO", "7"])
def test_a_value_that_is_not_offered_is_no_answer(world: World, value: str) -> None:
    at = at_step(world, "main.size")
    assert at.step is not None
    assert read_choice(at, at.step, value) is None


def test_agreeing_to_one_of_two_settles_that_one(world: World) -> None:
    session = met("nb", Answer("main.trouble", "sure", 1, ("heavy-work", "energy-cost")))
    at = standing(session, world.content, world.reader)
    assert at.step is not None
    after = read_choice(at, at.step, "only-energy-cost")
    assert after is not None
    assert known(after, world.content, "need") == ("energy-cost",)


@pytest.mark.parametrize("text", ["ja", "Ja, det stemmer", "jepp", "riktig", "yes", "stemmer det"])
def test_a_need_is_agreed_to_by_saying_yes(world: World, text: str) -> None:
    after = read_at(world, "main.confirm", text)
    assert after is not None
    assert known(after, world.content, "need") == ("heavy-work",)


@pytest.mark.parametrize("text", ["nei", "nei, noe annet", "ikke det", "feil"])
def test_a_need_is_turned_down_by_saying_no(world: World, text: str) -> None:
    after = read_at(world, "main.confirm", text)
    assert after is not None
    assert known(after, world.content, "need") == ()


@pytest.mark.parametrize(
    ("text", "need"),
    [
        ("nei, det er strømregninga som har doblet seg", "energy-cost"),
        ("nei, vi finner ikke folk til kjøkkenet", "find-people"),
        ("egentlig er det at kontoen er tom og regningene hoper seg opp", "money-tight"),
    ],
)
def test_a_longer_no_tells_what_it_is_instead(world: World, text: str, need: str) -> None:
    after = read_at(world, "main.confirm", text)
    assert after is not None
    trouble = after.answer("main.trouble")
    assert trouble is not None
    assert trouble.ids[0] == need


@pytest.mark.xfail(
    strict=True, reason="answers.py: a yes that goes on to another need keeps only the yes"
)
def test_a_yes_that_tells_of_another_need_takes_both(world: World) -> None:
    after = read_at(world, "main.confirm", "ja, men mest at vi ikke finner folk til å jobbe her")
    assert after is not None
    assert set(known(after, world.content, "need")) == {"heavy-work", "find-people"}


@pytest.mark.parametrize(
    ("text", "phone"),
    [
        ("99887766", "99887766"),
        ("99 88 77 66", "99 88 77 66"),
        ("+47 998 87 766", "+47 998 87 766"),
        ("+46 70 123 45 67", "+46 70 123 45 67"),
        ("070-123 45 67", "070-123 45 67"),
        ("ring 99 88 77 66 helst etter fire", "99 88 77 66"),
        ("0047 99887766", "0047 99887766"),
        ("tlf. 73 80 00 00 på dagtid", "73 80 00 00"),
        ("(063) 14 30 00", "063) 14 30 00"),
    ],
)
def test_a_phone_number_is_found_in_what_is_written(world: World, text: str, phone: str) -> None:
    after = read_at(world, "handoff.phone", text)
    assert after is not None
    answer = after.answer("handoff.phone")
    assert answer is not None
    assert answer.value == phone


@pytest.mark.parametrize(
    "text", ["12", "ring meg", "", "12345", "1234567890123456789012", "ola@firma.no", "nei", "…"]
)
def test_what_is_no_phone_number_is_not_taken_for_one(world: World, text: str) -> None:
    assert read_at(world, "handoff.phone", text) is None


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("ola@firma.no", "ola@firma.no"),
        ("skriv til ola.nordmann+jobb@post.firma.no, takk", "ola.nordmann+jobb@post.firma.no"),
        ("KARI@GÅRD.SE", "KARI@GÅRD.SE"),
        ("a@b.no og c@d.no", "a@b.no"),
        ("<ola@firma.no>", "ola@firma.no"),
        ('"ola@firma.no",', "ola@firma.no"),
        ("ola@firma.no.", "ola@firma.no"),
        ("mailto:ola@firma.no", "ola@firma.no"),
    ],
)
def test_an_address_is_found_in_what_is_written(world: World, text: str, address: str) -> None:
    after = read_at(world, "handoff.email", text)
    assert after is not None
    answer = after.answer("handoff.email")
    assert answer is not None
    assert answer.value == address


@pytest.mark.parametrize(
    "text", ["a@b", "ola(at)firma.no", "@", "ola firma.no", "", "99887766", "@@.no"]
)
def test_what_is_no_address_is_not_taken_for_one(world: World, text: str) -> None:
    assert read_at(world, "handoff.email", text) is None


@pytest.mark.parametrize(
    "step", ["main.trouble", "main.again", "main.choose", "main.confirm", "main.groups"]
)
@pytest.mark.parametrize("text", ["4", "17", "2026", "99887766"])
def test_digits_alone_are_never_the_trouble(world: World, step: str, text: str) -> None:
    talk = standing_at(world, step)
    before = talk.needs, talk.facts.get("main.trouble") == "sure"
    talk.say(text)
    assert (talk.needs, talk.facts.get("main.trouble") == "sure") == before or step in (
        "main.again",
        "main.choose",
    )


def test_a_trouble_not_understood_twice_leads_to_a_person(world: World) -> None:
    talk = new_talk(world)
    talk.say("joda det er nå sånn det er")
    first = talk.step
    talk.say("ja du vet, sånn der")
    talk.say("joda det er nå sånn det er")
    assert first in ("main.again", "main.choose", "main.confirm")
    assert talk.step == "main.lost"
    assert "do=handoff" in [c.id for c in talk.choices]


# --- said back


def test_facts_are_said_back_by_their_names(content: Content) -> None:
    before = met("nb")
    after = before.with_answer(Answer("place", "oppdal", 9)).with_answer(Answer("size", "micro", 9))
    said = noted(before, after, content, None)
    assert said is not None
    assert "Oppdal" in said
    assert content.wordings["size-micro"].nb.lower() in said.lower()


def test_nothing_is_said_back_when_nothing_is_new(content: Content) -> None:
    session = met("nb", Answer("place", "oppdal", 3))
    assert noted(session, session, content, None) is None
    skipped = session.with_answer(Answer("size", SKIPPED, 4))
    assert noted(session, skipped, content, "size") is None


@pytest.mark.parametrize("text", ["opdal", "Duved", "trondhjem", "Staare"])
def test_a_place_read_from_another_name_is_said_back(world: World, text: str) -> None:
    talk = standing_at(world, "main.place")
    talk.say(text)
    assert world.content.places[talk.facts["place"]].name in talk.texts[0]


@pytest.mark.parametrize("text", ["Ås", "Snillfjord"])
def test_a_name_that_stands_for_several_is_asked_about_with_buttons(
    world: World, text: str
) -> None:
    talk = standing_at(world, "main.place")
    talk.say(text)
    assert talk.last.text == talk.wording("which-place")
    offered = [c.id for c in talk.choices if c.id not in ("place=why", "place=skip")]
    assert len(offered) >= 2
    talk.press(offered[1])
    assert talk.facts["place"] == offered[1].partition("=")[2]
    assert talk.step == "main.size"


@pytest.mark.parametrize("text", ["Oslo", "Stockholm", "Sundsvall", "xqzw"])
def test_a_place_elsewhere_is_said_and_can_be_skipped(world: World, text: str) -> None:
    talk = standing_at(world, "main.place")
    talk.say(text)
    assert talk.last.text in (talk.wording("place-unknown"), talk.wording("which-place"))
    assert "place=skip" in [c.id for c in talk.choices]
    assert talk.step == "main.place"


def test_the_trouble_itself_is_heard_in_every_language(world: World) -> None:
    for language, text in TROUBLE.items():
        talk = new_talk(world, language)
        talk.say(text)
        assert talk.session.answer("main.trouble") is not None
        assert "heavy-work" in (talk.session.answers[0].ids), language


def test_needs_agreed_on_are_known_only_while_they_are_in_the_content(content: Content) -> None:
    session = met("nb", *agreed("heavy-work", "no-such-need"))
    assert known(session, content, "need") == ("heavy-work",)
