"""What staff read of a talk: the trouble and the answers, redacted again, and never how to reach anybody."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.content import Content
from bot.core.conversation import Choice, Line, Said, Session
from bot.core.talk_code import talk_code, talk_secret
from bot.core.talk_shown import told
from tests.core.talking import NOW

SESSION = Session("telegram:1", "telegram", "nb")
_Spoken = tuple[str, str, str]  # who, text, and how a button begins


def lines(*spoken: tuple[_Spoken, ...]) -> list[Line]:
    """Lines of so many turns, a minute apart."""
    return [
        Line(
            n,
            "owner" if who == "owner" else "steg",
            NOW + timedelta(minutes=minute),
            text,
            _buttons(begins),
        )
        for minute, turn in enumerate(spoken)
        for n, (who, text, begins) in enumerate(turn)
    ]


def _buttons(begins: str) -> tuple[Choice, ...]:
    return (Choice(f"{begins}=x", "Ja"),) if begins else ()


def texts(session: Session, found: list[Line], content: Content) -> list[str]:
    return [one.text for one in told(session, found, content)]


@pytest.mark.parametrize("flow", ["handoff.reach", "introduction.answer"])
def test_what_is_said_between_people_is_left_out_and_what_comes_after_is_there(
    content: Content, flow: str
) -> None:
    talk = lines(
        (("owner", "ryggen ryker", ""), ("steg", "Her er et råd.", "next")),
        (("owner", "kan jeg snakke med noen", ""), ("steg", "Dette får de lese", flow)),
        (("owner", "skriv at vi er Fjellstua", ""), ("steg", "Hvilket nummer?", flow)),
        (("owner", "90012345", ""), ("steg", "Det er sendt.", "")),
        (("owner", "en ting til", ""), ("steg", "Fortell.", "")),
    )
    assert texts(SESSION, talk, content) == [
        "ryggen ryker",
        "Her er et råd.",
        "kan jeg snakke med noen",
        "en ting til",
        "Fortell.",
    ]


def test_what_a_person_wrote_or_is_quoted_for_is_left_out(content: Content) -> None:
    (line,) = lines((("steg", "Kari skriver", ""),))
    talk = [replace(line, quote="ring meg"), replace(line, by="Kari"), replace(line, text=" ")]
    assert texts(SESSION, talk, content) == []


def test_both_sides_are_redacted_again_and_offices_keep_their_names(content: Content) -> None:
    office = content.actors["proneo"].name
    talk = lines(
        (("owner", "jeg er kari@example.no", ""), ("steg", f"Ring {office} på 90 01 23 45.", ""))
    )
    owner, steg = texts(SESSION, talk, content)
    assert owner == "jeg er [e-mail]"
    assert office in steg
    assert "90 01" not in steg


def test_words_of_a_session_are_shown_of_made_up_talks_alone(content: Content) -> None:
    words = (Said(NOW, "vi trenger folk"),)
    real, made_up = (
        Session(name, "web", "nb", words=words) for name in ("web:1", "console:demo-7-1")
    )
    assert texts(real, [], content) == []
    assert texts(made_up, [], content) == ["vi trenger folk"]


def test_a_code_tells_nothing_of_the_talk_and_differs_with_the_secret() -> None:
    secret = talk_secret("a secret")
    codes = {talk_code(secret, f"telegram:{n}") for n in range(5000)}
    assert len(codes) == 5000
    assert all(code.isalnum() and code.islower() and len(code) == 12 for code in codes)
    assert talk_code(secret, "telegram:1") == talk_code(secret, "telegram:1")
    assert talk_code(talk_secret("another"), "telegram:1") not in codes
