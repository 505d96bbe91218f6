"""Which questions were put is told by the answers and the turns they came in."""

from bot.core.content import Content
from bot.core.conversation import Answer, Session
from bot.core.way import asked

SURE = Answer("main.trouble", "sure", 1, ("season",))
CONFIRMED = (Answer("main.confirm", "yes", 2), Answer("need", "agreed", 2, ("season",)))


def session(*answers: Answer) -> Session:
    """An owner who has given these answers."""
    return Session("web:1", "web", "nb", answers=answers)


def test_who_has_said_nothing_was_asked_what_is_hard(content: Content) -> None:
    assert asked(session(), content) == ("trouble",)


def test_a_question_that_waits_for_its_answer_was_asked_too(content: Content) -> None:
    assert asked(session(SURE), content) == ("trouble", "confirm")
    assert asked(session(SURE, *CONFIRMED), content) == ("trouble", "confirm", "place")


def test_what_was_told_in_the_first_words_was_not_asked(content: Content) -> None:
    told = (SURE, Answer("place", "oppdal", 1), Answer("size", "micro", 1))
    assert asked(session(*told, *CONFIRMED), content) == ("trouble", "confirm", "time")


def test_a_branch_leads_past_the_questions_of_another(content: Content) -> None:
    close = Answer("main.trouble", "close", 1, ("season", "transport"))
    way = asked(session(close), content)
    assert way == ("trouble", "choose")
    alone = (
        *CONFIRMED,
        Answer("place", "oppdal", 3),
        Answer("size", "solo", 4),
        Answer("time", "day", 5),
    )
    assert asked(session(SURE, *alone), content) == ("trouble", "confirm", "place", "size", "time")


def test_several_answers_of_one_turn_ask_one_question_after_it(content: Content) -> None:
    both = (*CONFIRMED, Answer("place", "oppdal", 3), Answer("size", "micro", 3))
    assert asked(session(SURE, *both), content) == ("trouble", "confirm", "place", "time")
