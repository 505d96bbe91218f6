"""What is kept of an owner's own words: redacted in every place, save for an adviser; nothing where they said no."""

from dataclasses import replace
from typing import Any

import pytest

from bot.core.content import LANGUAGES, Content, Language
from bot.core.conversation import Answer, DeskPost, Message, Reply, Session, Turn
from bot.core.draft import World
from bot.core.own_words import kept, line
from bot.core.understanding import learn, reader
from bot.core.words import MAX_TEXT
from tests.core import small as make
from tests.core.talking import NOW, TROUBLE, Talk, met, standing_at

PERSONAL = {
    "telephone": "90 12 34 56",
    "e-mail": "torgunn@fjellheim.example",
    "national id": "010180 12345",
    "name": "Torgunn Fjellheim",
}
TEXT = (
    "trouble with heavy-work, jeg heter Torgunn Fjellheim, ring 90 12 34 56 eller skriv til "
    "torgunn@fjellheim.example, fødselsnummer 010180 12345"
)
HIDDEN = "trouble with heavy-work, jeg heter [name], ring [phone] eller skriv til [e-mail], fødselsnummer [id]"


@pytest.fixture(scope="module")
def world(content: Content) -> World:
    """The project's content with a reader that has learned next to nothing."""
    return World(content, reader(content, *learn(make.content(make.small()))))


def told(text: str | None = TEXT, **more: Any) -> Message:
    """A message."""
    return Message("m1", "web:1", "web", NOW, text, **more)


def in_the_talk(content: Content, turn: Turn, text: str | None = TEXT) -> str | None:
    """What the talk holds of a message that led to this turn."""
    return line(turn, told(text), kept(text or "", content), content)


def personal(value: object) -> list[str]:
    """What points at the owner in a value that is kept."""
    return [name for name, text in PERSONAL.items() if text in repr(value)]


# --- in the talk


def test_the_talk_holds_the_redacted_text(content: Content) -> None:
    assert in_the_talk(content, Turn(met())) == HIDDEN


def test_of_a_press_the_talk_holds_the_label(content: Content) -> None:
    assert in_the_talk(content, Turn(met(), pressed="Hopp over"), None) == "Hopp over"
    assert in_the_talk(content, Turn(met()), None) is None


@pytest.mark.parametrize(
    "turn",
    [Turn(met(keeps=False)), Turn(met(), private=True), Turn(met(), erase=True)],
    ids=["they said no", "they are not well", "all is erased"],
)
def test_nothing_of_the_words_is_in_the_talk_when(content: Content, turn: Turn) -> None:
    assert in_the_talk(content, turn) is None
    assert in_the_talk(content, replace(turn, pressed="Ja"), None) is None


def test_what_an_adviser_gets_is_in_the_talk_as_it_was_written(content: Content) -> None:
    post = DeskPost("slack:C1", Reply("", quote=TEXT, relays=True))
    assert in_the_talk(content, Turn(met(), posts=(post,))) == TEXT


@pytest.mark.parametrize(
    ("step", "contact", "mark"),
    [
        ("phone", "20112026", "[phone]"),  # looks like a day, and is what they said to call
        ("phone", "90 12 34 56", "[phone]"),
        ("email", "torgunn@fjellheim.example", "[e-mail]"),
    ],
)
def test_the_way_to_reach_the_owner_is_not_in_the_talk(
    content: Content, step: str, contact: str, mark: str
) -> None:
    turn = Turn(met("nb", Answer(f"handoff.{step}", contact, 9)))
    assert in_the_talk(content, turn, f"det er {contact}") == f"det er {mark}"


def test_what_is_too_long_to_be_read_is_not_kept(content: Content) -> None:
    assert len(kept("rygg " * MAX_TEXT, content)) == MAX_TEXT


@pytest.mark.parametrize(
    ("written", "as_kept"),
    [
        ("ring 90\u200b12\u200b34\u200b56 nå", "ring [phone] nå"),
        ("ring \u202a+47\u202c 90\u206012\u206034\u206056", "ring [phone]"),
        ("ring 9012\x003456", "ring [phone]"),
        ("ring 9\ufe0f\u20e30\ufe0f\u20e31\ufe0f\u20e32\ufe0f\u20e33456", "ring [phone]"),
        ("fnr 010180\u00ad12345", "fnr [id]"),
        ("skriv til torgunn\u200b@fjell\u00adheim.example", "skriv til [e-mail]"),
        ("jeg heter Torgunn\u200b Fjell\u00adheim", "jeg heter [name]"),
        ("hilsen A\u030ase Fjellheim", "hilsen [name]"),
        ("linje en\nlinje to\tslutt", "linje en\nlinje to\tslutt"),
    ],
)
def test_signs_that_nobody_sees_hide_nothing_from_the_redaction(
    content: Content, written: str, as_kept: str
) -> None:
    assert kept(written, content) == as_kept


# --- in all that is remembered


def remembered(session: Session) -> list[str]:
    """Every text of the owner's in a session."""
    return [*(said.text for said in session.words), *(heard.text or "" for heard in session.heard)]


def test_what_is_remembered_for_later_turns_is_redacted(world: World) -> None:
    turn = Talk(world, met()).say(TEXT)
    assert turn.said == HIDDEN
    assert remembered(turn.session) == [HIDDEN, HIDDEN]
    assert turn.session.answer("main.trouble") is not None, "it was understood"
    assert personal(turn) == []


def test_words_that_were_not_understood_are_kept_redacted(world: World) -> None:
    turn = Talk(world, met()).say("xqpol xyzzy, ring 90 12 34 56 til Torgunn Fjellheim")
    words = [event.data["words"] for event in turn.events if event.kind == "not-understood"]
    assert words == ["xqpol xyzzy, ring [phone] til [name]"]
    assert personal(turn) == []


@pytest.mark.parametrize("step", ["main.next", "main.place", "main.confirm", "main.choose"])
def test_nothing_that_points_at_the_owner_is_kept_wherever_they_stand(
    world: World, step: str
) -> None:
    talk = standing_at(world, step)
    assert personal(talk.say(TEXT)) == []


def test_a_number_told_when_asked_how_to_be_reached_is_that_of_the_request(world: World) -> None:
    turn = standing_at(world, "handoff.reach").say(TEXT)
    answer = turn.session.answer("handoff.phone")
    assert answer is not None
    assert answer.value == PERSONAL["telephone"]
    others = replace(turn, session=turn.session.without("handoff.phone"))
    assert personal(others) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_summary_quotes_the_owner_with_dots(world: World, language: Language) -> None:
    talk = standing_at(world, "main.next", language)
    talk.session = replace(talk.session, words=Talk(world, met(language)).say(TEXT).session.words)
    text = talk.press("do=handoff").replies[-1].text
    assert "heter …, ring … eller skriv til …, fødselsnummer …" in text
    assert "[" not in text


def test_a_summary_the_owner_writes_is_sent_as_it_was_written(world: World) -> None:
    talk = standing_at(world, "handoff.words")
    turn = talk.say("Ring Torgunn Fjellheim om ryggene")
    assert "«Ring Torgunn Fjellheim om ryggene»" in turn.replies[-1].text
    assert turn.said == "Ring [name] om ryggene"
    talk.press("handoff.reach=here")
    assert talk.turn is not None
    assert talk.turn.handoff is not None
    assert talk.turn.handoff.summary == "Ring Torgunn Fjellheim om ryggene"


@pytest.mark.parametrize("step", ["handoff.reach", "handoff.phone", "introduction.contact"])
@pytest.mark.parametrize("text", ["010180 12345", "Torgunn, 811212-9876"])
def test_a_national_id_is_no_way_to_reach_anybody(world: World, step: str, text: str) -> None:
    session = replace(met(), open_flows=("main", "introduction"))
    asked = Talk(world, session.with_answer(Answer("introduction.answer", "agree", 1)))
    talk = asked if step == "introduction.contact" else standing_at(world, step)
    turn = talk.say(text)
    assert turn.handoff is None
    assert turn.invited_says is None
    assert not any(digits in repr(turn) for digits in ("010180", "811212"))


def test_the_address_for_a_request_is_in_the_request_alone(world: World) -> None:
    talk = standing_at(world, "handoff.email")
    turn = talk.say("torgunn@fjellheim.example")
    assert turn.handoff is not None
    assert turn.handoff.contact == "torgunn@fjellheim.example"
    assert turn.said == "[e-mail]"
    assert personal(replace(turn, handoff=None)) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_understood_is_the_same_with_and_without_a_name(
    world: World, language: Language
) -> None:
    plain, named = Talk(world, met(language)), Talk(world, met(language))
    plain.say(f"xqpol {TROUBLE[language]}")
    named.say(f"xqpol {TROUBLE[language]}, hilsen Torgunn Fjellheim")
    assert named.facts == plain.facts
