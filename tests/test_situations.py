"""Whether Steg answers twenty owners as an adviser who has worked on both sides of the border would."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.core.asking import advised
from bot.core.content import Actor, Content, Format

TODAY = date(2026, 11, 21)
SITUATIONS = yaml.safe_load((Path(__file__).parent / "situations.yaml").read_text(encoding="utf-8"))
HOURS = {"half-day": 5, "day": 8, "days": 24}  # what an owner means by such an answer
SITTING = 1  # who has an hour now and then can sit down for one at a time, many times
PEOPLE = {"one": 1, "two": 2, "three-plus": 4}

for_each = pytest.mark.parametrize("situation", SITUATIONS, ids=[s["id"] for s in SITUATIONS])


def advice_for(situation: dict[str, Any], content: Content) -> dict[str, Any]:
    return advised(json.dumps(situation["profile"]), content, TODAY)


def ids(shown: list[dict[str, Any]]) -> list[str]:
    return [entry["id"] for entry in shown]


def told_format(method: dict[str, Any], content: Content) -> Format:
    """The format of a method that the owner is told about."""
    formats = content.methods[method["id"]].formats
    return next(form for form in formats if form.kind == method["format"])


def serves(areas: tuple[str, ...], place: str, content: Content) -> bool:
    """Whether one of the areas is the place, or has it inside."""
    around: str | None = content.places[place].area
    within = {place}
    while around:
        within.add(around)
        around = content.areas[around].inside
    return bool(within & set(areas))


def could_be_called(situation: dict[str, Any], content: Content) -> list[Actor]:
    """The actors that were not left out: those advised when all of them are asked for."""
    profile = situation["profile"]
    left_out = {x["id"] for x in advice_for(situation, content)["left_out"] if x["kind"] == "actor"}
    wanted = set(profile["needs"])
    return [
        actor
        for actor in content.actors.values()
        if actor.id not in left_out
        and actor.role != "distress"
        and wanted & {*actor.needs.first, *actor.needs.then}
    ]


@for_each
def test_one_of_the_first_ways_of_working_is_one_an_adviser_would_choose(
    situation: dict[str, Any], content: Content
) -> None:
    methods = ids(advice_for(situation, content)["methods"])
    assert set(methods) & set(situation["expect"]["methods_any_of_first_3"]), methods


@for_each
def test_the_first_to_call_is_a_door_an_adviser_would_point_to(
    situation: dict[str, Any], content: Content
) -> None:
    actors = ids(advice_for(situation, content)["actors"])
    assert actors[0] in situation["expect"]["actor_first_any_of"], actors


@for_each
def test_nobody_is_named_who_would_send_the_owner_away(
    situation: dict[str, Any], content: Content
) -> None:
    actors = ids(advice_for(situation, content)["actors"])
    assert not set(actors) & set(situation["expect"]["actors_never"]), actors


@for_each
def test_money_is_shown_when_it_may_fit_and_not_when_it_was_not_wanted(
    situation: dict[str, Any], content: Content
) -> None:
    money = ids(advice_for(situation, content)["instruments"])
    expected = situation["expect"]["instruments_any_of"]
    assert set(money) & set(expected) if expected else not money, money


@for_each
def test_no_money_is_named_that_such_an_owner_cannot_get(
    situation: dict[str, Any], content: Content
) -> None:
    money = ids(advice_for(situation, content)["instruments"])
    assert not set(money) & set(situation["expect"]["instruments_never"]), money


@for_each
def test_no_way_of_working_takes_more_hours_than_the_adviser_would_ask(
    situation: dict[str, Any], content: Content
) -> None:
    methods = advice_for(situation, content)["methods"]
    at_most = situation["expect"]["hours_at_most"]
    assert all(m["hours"] <= at_most for m in methods), methods


@for_each
def test_no_way_of_working_takes_more_people_than_the_adviser_would_ask(
    situation: dict[str, Any], content: Content
) -> None:
    methods = advice_for(situation, content)["methods"]
    at_most = situation["expect"]["people_at_most"]
    assert all(m["people"] <= at_most for m in methods), methods


@for_each
def test_hours_and_people_fit_what_the_owner_said(
    situation: dict[str, Any], content: Content
) -> None:
    profile = situation["profile"]
    for method in advice_for(situation, content)["methods"]:
        form = told_format(method, content)
        if profile["time"] == "hour":
            assert (form.minutes / 60 if form.minutes else form.hours) <= SITTING, method["id"]
        elif profile["time"] in HOURS:
            assert form.hours <= HOURS[profile["time"]], method["id"]
        alone = profile["size"] == "solo"
        assert form.people[0] <= (1 if alone else PEOPLE[profile["team"]]), method["id"]


@for_each
def test_no_ended_or_paused_money_is_named(situation: dict[str, Any], content: Content) -> None:
    for shown in advice_for(situation, content)["instruments"]:
        instrument = content.instruments[shown["id"]]
        assert instrument.state not in ("ended", "paused"), instrument.id
        assert instrument.ends_on is None or instrument.ends_on >= TODAY, instrument.id


@for_each
def test_everybody_named_serves_the_place(situation: dict[str, Any], content: Content) -> None:
    place = situation["profile"]["place"]
    found = advice_for(situation, content)
    for shown in found["actors"]:
        assert serves(content.actors[shown["id"]].areas, place, content), shown["id"]
    for shown in found["instruments"]:
        assert serves(content.instruments[shown["id"]].areas, place, content), shown["id"]


@for_each
def test_free_help_is_among_the_first_three_when_there_is_any(
    situation: dict[str, Any], content: Content
) -> None:
    shown = ids(advice_for(situation, content)["actors"])
    if any(actor.free for actor in could_be_called(situation, content)):
        assert any(content.actors[actor].free for actor in shown), shown


@pytest.mark.parametrize("country", ["NO", "SE"])
def test_each_side_of_the_border_has_ten_owners_in_its_own_places(
    country: str, content: Content
) -> None:
    owners = [s for s in SITUATIONS if s["country"] == country]
    assert len(owners) == 10
    assert all(content.places[s["profile"]["place"]].country == country for s in owners)


def test_the_owners_come_with_many_needs_from_many_places() -> None:
    profiles = [s["profile"] for s in SITUATIONS]
    assert len({need for profile in profiles for need in profile["needs"]}) >= 16
    assert len({profile["place"] for profile in profiles}) >= 14


@pytest.mark.parametrize("kind", ["methods", "actors", "instruments"])
def test_every_id_an_adviser_wrote_exists(kind: str, content: Content) -> None:
    known = getattr(content, kind)
    expected = {
        "methods": ("methods_any_of_first_3",),
        "actors": ("actor_first_any_of", "actors_never"),
        "instruments": ("instruments_any_of", "instruments_never"),
    }
    written = {entry for s in SITUATIONS for key in expected[kind] for entry in s["expect"][key]}
    assert written <= set(known), sorted(written - set(known))
