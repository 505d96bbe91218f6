"""Why an owner could not be helped, as one reason."""

from dataclasses import replace
from datetime import date

import pytest

from bot.core.advice import advise
from bot.core.content import Content
from bot.core.conversation import Given, Profile
from bot.core.gap import gap_reason, lacks_something
from tests.core.small import Files, actor, content, form, instrument, method, small

TODAY = date(2026, 11, 21)
OWNER = Profile((("heavy-work", 1.0),), "oppdal", "NO", "micro", time="hour", money=True)
ALL = Given(("walk",), (), ("hub",), ("loan",))


def reason(files: Files, owner: Profile = OWNER) -> str | None:
    """What the advice to the owner lacks, with this content."""
    made: Content = content(files)
    advised = advise(owner, made, TODAY)
    given = Given(
        tuple(a.id for a in advised.methods),
        (),
        tuple(a.id for a in advised.actors),
        tuple(a.id for a in advised.instruments),
    )
    return gap_reason(given, owner, advised.left_out, made)


def helpful(**more: object) -> Files:
    """Content that has all for the owner."""
    files = small()
    files["methods/walk.yaml"] = method("walk", "heavy-work", formats=[form(hours=1)])
    files["instruments/loan.yaml"] = instrument("loan", "NO", ["norway"], "heavy-work", **more)
    return files


def test_nothing_is_lacking_when_there_is_a_way_somebody_to_call_and_money() -> None:
    assert reason(helpful()) is None
    assert not lacks_something(ALL, OWNER)


def test_a_way_of_working_comes_before_somebody_to_call_and_that_before_money() -> None:
    made = content(small())
    assert gap_reason(Given(), OWNER, (), made) == "no-method"
    assert gap_reason(Given(("walk",)), OWNER, (), made) == "no-actor"
    assert gap_reason(replace(ALL, instruments=()), OWNER, (), made) == "no-money"


@pytest.mark.parametrize("wants", [None, False])
def test_money_is_missed_only_by_who_asked_for_it(wants: bool | None) -> None:
    assert not lacks_something(replace(ALL, instruments=()), replace(OWNER, money=wants))


def test_money_that_nobody_can_apply_for_now_is_not_open() -> None:
    assert reason(helpful(state="paused")) == "none-open"
    assert reason(helpful(state="ended")) == "none-open"


def test_what_is_only_for_others_makes_the_owner_not_eligible() -> None:
    assert reason(helpful(sizes=["medium"])) == "not-eligible"
    files = helpful()
    files["methods/walk.yaml"]["sizes"] = ["medium"]
    assert reason(files) == "not-eligible"


def test_a_way_that_takes_more_time_than_there_is_shuts_nobody_out() -> None:
    files = helpful()
    files["methods/walk.yaml"] = method("walk", "heavy-work", formats=[form(hours=30)])
    assert reason(files) == "no-method"


def test_a_trade_shuts_out_only_who_told_another() -> None:
    files = helpful(trades=["farm"])
    assert reason(files) == "no-money"
    assert reason(files, replace(OWNER, trades=("shop",))) == "not-eligible"


def test_help_that_ends_at_the_border_is_on_the_wrong_side() -> None:
    files = helpful()
    files["actors/hub.yaml"] = actor("hub", "SE", ["jamtland"], "heavy-work")
    assert reason(files) == "wrong-side"


def test_help_in_another_part_of_the_same_country_is_simply_not_there() -> None:
    files = helpful()
    files["actors/hub.yaml"] = actor("hub", "NO", ["rennebu"], "heavy-work")
    assert reason(files) == "no-actor"
