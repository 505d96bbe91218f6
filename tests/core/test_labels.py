"""An owner's choice of a need, and what it tells of the texts before it."""

from dataclasses import replace
from datetime import timedelta
from functools import cache

import pytest

from bot.core.conversation import Answer, Event, Heard, Session, Turn
from bot.core.draft import World
from bot.core.labels import MOST_HEARD, hearing, settled
from bot.core.understanding import learn, reader
from tests.core.small import content, small
from tests.core.talking import NOW, Talk, met, new_talk

TEXT = "det er noe rart med alt her"


def told(value: str, *ids: str, **more: object) -> Session:
    """A session that has just heard a text, read as these needs."""
    session = met("nb", Answer("main.trouble", value, 9, ids))
    return hearing(replace(session, **more), TEXT, NOW)  # type: ignore[arg-type]  # fields by name


def choosing(session: Session, *needs: str) -> Turn:
    """A turn in which the owner settles on these needs."""
    later = replace(session, turn=session.turn + 1)
    return settled(Turn(later.with_answer(Answer("need", "agreed", later.turn, needs))))


@pytest.mark.parametrize(
    ("value", "ids", "read"),
    [
        ("sure", ("season",), "season"),
        ("close", ("season", "heavy-work"), "season heavy-work"),
        ("unknown", ("season", "heavy-work"), ""),
        ("lost", ("season",), ""),
    ],
)
def test_another_need_than_was_read_leaves_the_words_and_both_needs(
    value: str, ids: tuple[str, ...], read: str
) -> None:
    turn = choosing(told(value, *ids), "rules")
    data = {"read": read, "chosen": "rules", "language": "nb", "words": TEXT}
    assert turn.events == (Event("corrected", NOW, data),)
    assert turn.session.heard == ()


def test_what_was_read_rightly_leaves_nothing() -> None:
    turn = choosing(told("sure", "season", "rules"), "rules", "season")
    assert turn.events == ()
    assert turn.session.heard == ()


def test_a_choice_among_offered_needs_is_a_label_as_we_were_unsure() -> None:
    assert choosing(told("close", "season", "rules"), "season").events


def test_nothing_is_left_before_the_owner_settles() -> None:
    turn = settled(Turn(told("sure", "season")))
    assert turn.events == ()
    assert turn.session.heard == (Heard(NOW, TEXT, ("season",)),)


def test_a_need_agreed_on_earlier_is_no_choice_of_this_turn() -> None:
    session = told("sure", "season").with_answer(Answer("need", "agreed", 3, ("rules",)))
    assert settled(Turn(session)).events == ()


def test_words_are_left_out_when_the_owner_does_not_let_us_keep_them() -> None:
    session = told("sure", "season", keeps=False)
    assert session.heard == (Heard(NOW, None, ("season",)),)
    (event,) = choosing(session, "rules").events
    assert event.data == {"read": "season", "chosen": "rules", "language": "nb"}


def test_somebody_who_is_not_well_leaves_no_label() -> None:
    turn = choosing(told("sure", "season", care="person"), "rules")
    assert turn.events == ()
    assert turn.session.heard == ()


def test_each_text_told_until_the_choice_is_a_label_dated_by_when_it_was_said() -> None:
    first = told("unknown", "season")
    again = first.with_answer(Answer("main.trouble", "sure", 9, ("rules",)))
    turn = choosing(hearing(again, "skjemaer", NOW + timedelta(minutes=1)), "season")
    assert [(e.at, e.data["words"], e.data["read"]) for e in turn.events] == [
        (NOW, TEXT, ""),
        (NOW + timedelta(minutes=1), "skjemaer", "rules"),
    ]


def test_a_text_that_only_asks_for_the_list_is_no_label() -> None:
    first = told("sure", "season")
    asked = first.with_answer(Answer("main.trouble", "menu", 9))
    assert hearing(asked, "nei", NOW).heard == first.heard


def test_only_so_many_texts_are_held() -> None:
    session = told("sure", "season")
    for _ in range(MOST_HEARD + 2):
        session = hearing(session, TEXT, NOW)
    assert len(session.heard) == MOST_HEARD


# --- in a talk


@cache
def world() -> World:
    """A small world that knows a heavy lift from a season, learned in no time."""
    files = small()
    files["flows/main.yaml"]["steps"][0] |= {
        "branches": [{"when": [{"step": "trouble", "is": ["sure", "close"]}], "go": "choose"}],
        "go": "choose",
    }
    files["flows/main.yaml"]["steps"].insert(
        1, {"id": "choose", "kind": "choose", "ask": {"nb": "Hva?", "sv": "Vad?", "en": "What?"}}
    )
    made = content(files)
    return World(made, reader(made, *learn(made)))


def telling(text: str = "trouble with season") -> Talk:
    talk = new_talk(world())
    talk.say(text)
    assert talk.session.heard
    return talk


def test_a_choice_in_a_talk_leaves_the_label_in_the_same_turn() -> None:
    talk = telling()
    events = talk.press(talk.choices[0].id).events
    assert [e.kind for e in events] in (["confirmed"], ["confirmed", "corrected"])
    assert talk.session.heard == ()


def test_a_need_pressed_against_what_was_read_is_a_label() -> None:
    talk = telling()
    talk.session = replace(talk.session, heard=(Heard(NOW, TEXT, ("heavy-work",)),))
    (event,) = [e for e in talk.press("main.choose=season").events if e.kind == "corrected"]
    assert (event.data["read"], event.data["chosen"]) == ("heavy-work", "season")


def test_a_no_to_keeping_a_restart_and_a_choice_elsewhere_forget_what_was_heard() -> None:
    for choice in ("keep=no", "do=restart", "need=season"):
        talk = telling()
        turn = talk.press(choice)
        assert talk.session.heard == (), choice
        assert "corrected" not in [e.kind for e in turn.events], choice


def test_an_erased_talk_leaves_nothing_heard() -> None:
    talk = telling()
    talk.press("do=erase-now")
    assert talk.session.heard == ()
