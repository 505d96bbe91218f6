"""A need chosen before the talk, as on the page of who helps, begins the talk about it."""

import pytest

from bot.core.content import LANGUAGES, SIZES, Language
from bot.core.draft import World
from bot.core.profile import profile_of
from tests.core.talking import CRY, MOST_BYTES_OF_A_CHOICE, TROUBLE, new_talk


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_need_chosen_elsewhere_is_talked_about_at_once(world: World, language: Language) -> None:
    talking = new_talk(world, language)
    turn = talking.press("need=season")
    assert talking.needs == ("season",)
    assert talking.step == "main.place"
    assert turn.pressed == world.content.needs["season"].label.to(language)


def test_what_was_chosen_with_it_is_known_and_not_asked_again(world: World) -> None:
    talking = new_talk(world, "nb")
    talking.press("need=new-offer oppdal visitors micro idea")
    profile = profile_of(talking.session, world.content)
    assert (profile.place, profile.size, profile.stage) == ("oppdal", "micro", "idea")
    assert profile.trades == ("visitors",)
    assert talking.step == "main.time"


def test_every_need_fits_a_choice_with_the_longest_place_trade_and_size(world: World) -> None:
    content = world.content
    longest = (max(ids, key=len) for ids in (content.needs, content.places, content.trades, SIZES))
    assert len(f"need={' '.join(longest)}".encode()) <= MOST_BYTES_OF_A_CHOICE


@pytest.mark.parametrize("choice", ["need=", "need=gold", "need= oppdal", "need=" + "x " * 20])
def test_a_need_we_do_not_know_is_answered_kindly(world: World, choice: str) -> None:
    talking = new_talk(world, "nb")
    talking.press(choice)
    assert talking.wording("old-button") in talking.texts
    assert talking.needs == ()


def test_facts_that_mean_nothing_are_passed_over(world: World) -> None:
    talking = new_talk(world, "nb")
    talking.press("need=season atlantis huge <b>")
    assert talking.needs == ("season",)
    assert talking.step == "main.place"


def test_it_takes_the_place_of_the_need_before_and_what_is_known_of_the_firm_stays(
    world: World,
) -> None:
    talking = new_talk(world, "nb")
    talking.say(TROUBLE["nb"])
    talking.press("main.confirm=yes")
    talking.say("Oppdal")
    talking.press("need=season")
    assert talking.needs == ("season",)
    assert talking.facts["place"] == "oppdal"


def test_to_somebody_who_is_not_well_nothing_is_offered_but_care(world: World) -> None:
    talking = new_talk(world, "nb")
    talking.say(CRY["nb"])
    talking.press("need=season")
    assert talking.needs == ()
    assert talking.session.care
