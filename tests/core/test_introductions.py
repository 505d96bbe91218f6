"""Who fits whom, what may be written to them, and what others are told of an owner."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.content import LANGUAGES, SIZES, Content, Language
from bot.core.conversation import Answer, Given, InvitedSays, Session, Willing
from bot.core.introductions import (
    ANSWER_WITHIN,
    BETTER_ALONE,
    FLOW,
    INVITED_AGAIN_AFTER,
    MOST,
    PAIRS,
    WILLING_FOR,
    Invited,
    answered,
    begun,
    fit_together,
    groups,
    has_something_to_meet_about,
    is_over,
    may_be_invited,
    why_not_why,
)
from bot.core.inviting import kind, question, suits
from tests.core.talking import NOW

WHY: Mapping[Language, str] = {"nb": "Dere har gjester på hver deres årstid."}


def owner(name: str, need: str = "season", place: str = "oppdal", **more: object) -> Session:
    """Somebody who was advised and would like to meet others."""
    answers = (Answer("need", "agreed", 2, (need,)), Answer("place", place, 3))
    made = Session(f"web:{name}", "web", "nb", met=True, answers=answers, given=Given(("x",)))
    return replace(made, **{"willing": Willing(NOW, (need,)), **more})  # type: ignore[arg-type]  # fields by name


def found(content: Content, *owners: Session) -> list[tuple[tuple[str, ...], str, int]]:
    """The groups of these owners: needs, around which place, how many."""
    return [(g.needs, g.around, len(g.owners)) for g in groups(owners, content, NOW)]


def invited(number: int, need: str = "season") -> Invited:
    return Invited(f"web:{number}", "nb", need, "oppdal")


def test_owners_with_one_need_in_the_same_or_a_neighbouring_municipality_are_a_group(
    content: Content,
) -> None:
    near = (owner("a"), owner("b", place="rennebu"))
    assert found(content, *near) == [(("season",), "oppdal", 2)]
    assert found(content, owner("a"), owner("b", place="steinkjer")) == []
    assert found(content, owner("a"), owner("b", need="rules")) == []


def test_the_border_parts_nobody(content: Content) -> None:
    across = (owner("a", place="meraker"), owner("b", place="are"))
    assert [number for _, _, number in found(content, *across)] == [2]


def test_leftovers_meet_a_use_for_them_and_two_without_leftovers_do_not(content: Content) -> None:
    for pair in PAIRS:
        assert (pair, "oppdal", 2) in found(content, owner("a", pair[0]), owner("b", pair[1]))
    assert found(content, owner("a", "energy-cost"), owner("b", "greener")) == []


def test_the_needs_that_are_named_exist(content: Content) -> None:
    assert {*BETTER_ALONE, *(need for pair in PAIRS for need in pair)} <= content.needs.keys()
    assert content.flows[FLOW].steps[0].id == "answer"


@pytest.mark.parametrize(
    "more",
    [
        {"keeps": False},
        {"care": "distress"},
        {"care": "person"},
        {"willing": None},
        {"willing": Willing(NOW - WILLING_FOR, ("season",))},
        {"invited_at": NOW - INVITED_AGAIN_AFTER + timedelta(seconds=1)},
        {"channel": "console"},
        {"answers": ()},
    ],
)
def test_nobody_is_grouped_who_may_not_be_asked(content: Content, more: dict[str, object]) -> None:
    assert found(content, owner("a"), owner("b", **more)) == []


def test_thirty_days_later_somebody_may_be_asked_again() -> None:
    assert may_be_invited(owner("a", invited_at=NOW - INVITED_AGAIN_AFTER), NOW)


@pytest.mark.parametrize("need", sorted(BETTER_ALONE))
def test_a_trouble_one_would_not_share_is_not_offered_to_be_shared(
    content: Content, need: str
) -> None:
    assert has_something_to_meet_about(owner("a"), content)
    assert not has_something_to_meet_about(owner("a", need), content)


def test_a_night_or_a_talk_is_not_the_time_to_ask() -> None:
    assert suits(owner("a"), NOW)
    assert not suits(owner("a"), NOW + timedelta(hours=12))
    assert not suits(owner("a", relay="a request"), NOW)
    assert not suits(owner("a", last_at=NOW - timedelta(minutes=59)), NOW)


def test_two_to_six_different_owners_of_one_group_fit_together() -> None:
    assert fit_together([invited(1), invited(2)])
    assert fit_together([invited(1, "leftovers"), invited(2, "greener")])
    assert not fit_together([invited(1)])
    assert not fit_together([invited(1), invited(1)])
    assert not fit_together([invited(1), invited(2, "greener")])
    assert not fit_together([invited(number) for number in range(MOST + 1)])


def test_a_sentence_without_anything_personal_may_be_sent(content: Content) -> None:
    assert why_not_why(WHY["nb"], content) is None
    assert why_not_why("Snakk med Kari Nordmann på Oppdal.", content) == "meet-why-person"
    assert why_not_why("kort", content) == "meet-why-short"
    assert why_not_why("lang " * 60, content) == "meet-why-long"


def test_a_yes_without_a_question_or_a_contact_is_none() -> None:
    asked = replace(invited(1), asked_at=NOW)
    one = begun("meet-1", (asked, invited(2)), WHY, NOW)
    not_asked = answered(one, "web:2", InvitedSays("yes", "Bo, 90 01 23 45"), NOW)
    assert not_asked == one
    assert answered(one, "web:1", InvitedSays("yes"), NOW).agreed == ()
    no = answered(one, "web:1", InvitedSays("no"), NOW)
    assert answered(no, "web:1", InvitedSays("yes", "Anne, 90 01 23 45"), NOW) == no


def test_it_is_over_when_all_have_answered_but_not_for_one_yes_alone() -> None:
    asked = tuple(replace(invited(number), asked_at=NOW) for number in (1, 2))
    one = begun("meet-1", asked, WHY, NOW)
    yes = answered(one, "web:1", InvitedSays("yes", "Anne, 90 01 23 45"), NOW)
    alone = answered(yes, "web:2", InvitedSays("no"), NOW)
    both = answered(yes, "web:2", InvitedSays("yes", "Bo, 90 01 23 46"), NOW)
    assert [is_over(each, NOW) for each in (one, yes, alone, both)] == [False, False, False, True]
    assert all(is_over(each, NOW + ANSWER_WITHIN) for each in (one, yes, alone, both))


@pytest.mark.parametrize("language", LANGUAGES)
def test_of_an_owner_only_kind_place_and_need_is_told(content: Content, language: Language) -> None:
    for size in (None, *SIZES):
        one = Invited("web:secret", "nb", "season", "roros", size, ("food",), contact="90 01 23 45")
        text = kind(one, content, language)
        assert "Røros" in text
        assert content.needs["season"].label.to(language) in text
        assert content.trades["food"].name.to(language) in text
        assert "secret" not in text
        assert "90" not in text
    assert len(question(content, language).choices) == 2
