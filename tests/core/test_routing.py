from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.content import Language
from bot.core.conversation import Profile
from bot.core.desks import NO_DESKS, Desk, Desks, Load
from bot.core.routing import Route, after, route

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
OPPDAL = Profile(needs=(("season", 1.0), ("transport", 0.9)), place="oppdal", size="micro")


def desk(name: str, *actors: str, **more: Any) -> Desk:
    known: dict[str, Any] = {"country": "NO", "time_zone": "Europe/Oslo", "actors": actors}
    return Desk(name, name.title(), f"page:{name}", **known | more)


def desks(*all_: Desk, general: str | None = None) -> Desks:
    return Desks({one.id: one for one in all_}, general)


def routed(
    found: Desks,
    actor: str | None = "hub",
    profile: Profile = OPPDAL,
    *,
    language: Language = "nb",
    load: Mapping[str, Load] | None = None,
) -> Route:
    return route(found, actor, profile, language=language, now=NOW, load=load or {})


# --- a desk that serves the actor


def test_a_request_goes_to_the_desk_that_serves_the_actor() -> None:
    found = desks(desk("one", "hub"), desk("two", "bank"), general="two")
    assert routed(found) == Route("one", "serves")


@pytest.mark.parametrize(
    ("only", "why"),
    [
        ({"needs": ("investor",)}, "wrong-need"),
        ({"places": ("roros",)}, "wrong-place"),
        ({"sizes": ("medium", "public")}, "wrong-size"),
        ({"stages": ("grow",)}, "wrong-stage"),
        ({"speaks": ("en",)}, "wrong-language"),
        ({"away": ((date(2026, 11, 20), date(2026, 11, 24)),)}, "away"),
        ({"most_open": 0}, "full"),
    ],
)
def test_a_desk_that_does_not_take_it_is_left_out_and_says_why(
    only: dict[str, Any], why: str
) -> None:
    profile = replace(OPPDAL, stage="idea")
    found = desks(desk("a", "hub", **only), desk("b", "hub"))
    assert routed(found, profile=profile) == Route("b", "serves", (("a", why),))
    alone = desks(desk("a", "hub", **only))
    assert routed(alone, profile=profile) == Route(None, "nobody", (("a", why),))


@pytest.mark.parametrize(
    "only",
    [
        {"needs": ("transport", "investor")},  # the second need counts as well
        {"places": ("oppdal",)},
        {"sizes": ("solo", "micro")},
        {"stages": ("grow",)},  # nothing was told of the stage
        {"speaks": ("en", "nb")},
        {"away": ((date(2026, 11, 25), date(2026, 11, 30)),)},
        {"most_open": 1},
    ],
)
def test_a_desk_that_takes_it_is_not_left_out(only: dict[str, Any]) -> None:
    assert routed(desks(desk("a", "hub", **only))) == Route("a", "serves")


def test_what_the_owner_did_not_tell_leaves_no_desk_out() -> None:
    picky = desk(
        "a", "hub", needs=("investor",), places=("roros",), sizes=("public",), stages=("grow",)
    )
    assert routed(desks(picky), profile=Profile()) == Route("a", "serves")


def test_a_desk_is_away_by_the_day_where_it_is() -> None:
    home = desk("a", "hub", away=((date(2026, 11, 25), date(2026, 11, 25)),))
    late = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)  # already the 25th in Oslo
    found = route(desks(home), "hub", OPPDAL, language="nb", now=late, load={})
    assert found == Route(None, "nobody", (("a", "away"),))


def test_a_desk_is_full_from_as_many_open_requests_as_it_said() -> None:
    found = desks(desk("a", "hub", most_open=3))
    assert routed(found, load={"a": Load(2)}).rule == "serves"
    assert routed(found, load={"a": Load(3)}).left_out == (("a", "full"),)


# --- which of several


def test_who_speaks_the_language_comes_first_then_who_has_least_to_do_then_the_id() -> None:
    found = desks(
        desk("d", "hub", speaks=("nb", "sv")),
        desk("c", "hub", speaks=("nb", "sv")),
        desk("b", "hub", speaks=("sv",)),
        desk("a", "hub", speaks=("nb",)),
    )
    load = {"a": Load(0), "b": Load(9), "c": Load(4), "d": Load(4)}
    assert routed(found, language="sv", load=load).desk == "c"
    assert routed(found, language="sv", load=load | {"d": Load(3)}).desk == "d"
    assert routed(found, language="nb", load=load).desk == "a"


@pytest.mark.parametrize(
    ("speaks", "language", "understood"),
    [
        (("nb",), "sv", True),
        (("sv",), "nb", True),
        (("nb", "sv"), "en", False),
        (("en",), "nb", False),
        (("en",), "sv", False),
        (("sv", "en"), "en", True),
    ],
)
def test_neighbours_understand_one_another_and_english_must_be_listed(
    speaks: tuple[Language, ...], language: Language, understood: bool
) -> None:
    found = routed(desks(desk("a", "hub", speaks=speaks)), language=language)
    assert (found.desk == "a") is understood


# --- when no desk that serves the actor takes it


def test_the_stand_in_gets_it_when_the_desk_does_not_take_it() -> None:
    found = desks(desk("a", "hub", most_open=0, stand_in="b"), desk("b"), general="c")
    assert routed(found) == Route("b", "stand-in", (("a", "full"),))


def test_a_stand_in_that_does_not_take_it_is_told_as_well() -> None:
    away = ((date(2026, 11, 1), date(2026, 11, 30)),)
    found = desks(
        desk("a", "hub", most_open=0, stand_in="b"), desk("b", away=away), desk("c"), general="c"
    )
    assert routed(found) == Route("c", "general", (("a", "full"), ("b", "away")))


def test_the_stand_in_of_another_desk_gets_it_when_that_of_the_first_cannot() -> None:
    found = desks(
        desk("a", "hub", most_open=0, stand_in="b"),
        desk("b", "hub", most_open=0, stand_in="c"),
        desk("c"),
    )
    assert routed(found) == Route("c", "stand-in", (("a", "full"), ("b", "full")))


def test_the_general_desk_takes_what_nobody_takes_even_when_it_is_full_and_away() -> None:
    away = ((date(2026, 11, 1), date(2026, 11, 30)),)
    general = desk("g", "hub", most_open=0, away=away, speaks=("sv",))
    assert routed(desks(general, general="g"), language="en") == Route("g", "general")
    assert routed(desks(general, desk("a", "bank"), general="g"), "nobody-serves") == Route(
        "g", "general"
    )


def test_a_request_to_nobody_in_particular_goes_to_the_general_desk() -> None:
    found = desks(desk("a", "hub"), desk("g"), general="g")
    assert routed(found, None) == Route("g", "general")


def test_without_a_general_desk_nobody_gets_it() -> None:
    assert routed(desks(desk("a", "bank"))) == Route(None, "nobody")
    assert routed(NO_DESKS) == Route(None, "nobody")


# --- the ladder


LADDER = desks(desk("a", stand_in="b"), desk("b", stand_in="a"), desk("g"), general="g")


@pytest.mark.parametrize(
    ("at", "tried", "then"),
    [
        ("a", (), "b"),
        ("a", ("b",), "g"),
        ("b", ("a",), "g"),
        ("g", ("a", "b"), None),
        ("g", (), None),
        ("a", ("b", "g"), None),
        ("gone-from-the-file", (), "g"),
    ],
)
def test_the_ladder_goes_from_desk_to_stand_in_to_the_general_desk(
    at: str, tried: tuple[str, ...], then: str | None
) -> None:
    assert after(LADDER, at, tried) == then


def test_the_ladder_passes_over_desks_that_do_not_exist() -> None:
    assert after(desks(desk("a", stand_in="gone"), general="gone-too"), "a", ()) is None


# --- whatever the desks are


NAMES = ("a", "b", "c", "d")
SOME = st.sets(st.sampled_from(NAMES)).map(lambda found: tuple(sorted(found)))


@st.composite
def any_desks(draw: st.DrawFn) -> Desks:
    made = [
        desk(
            name,
            *draw(st.sets(st.sampled_from(["hub", "bank"]))),
            places=draw(st.sampled_from([(), ("oppdal",), ("roros",)])),
            speaks=draw(st.sampled_from([("nb",), ("sv", "nb"), ("en",)])),
            most_open=draw(st.sampled_from([None, 0, 2])),
            stand_in=draw(st.none() | st.sampled_from(NAMES)),
        )
        for name in draw(SOME)
    ]
    return desks(*made, general=draw(st.none() | st.sampled_from(NAMES)))


@given(any_desks(), st.sampled_from(["nb", "sv", "en"]), st.sampled_from(["hub", "bank", None]))
def test_every_desk_that_serves_the_actor_gets_it_or_says_why_not_or_has_a_better_beside_it(
    found: Desks, language: Language, actor: str | None
) -> None:
    load = {name: Load(number) for number, name in enumerate(NAMES)}
    way = routed(found, actor, language=language, load=load)
    left_out = [name for name, _ in way.left_out]
    assert way.desk not in left_out
    assert len(left_out) == len(set(left_out))
    assert set(left_out) <= set(found.by_id)
    assert (way.desk is None) == (way.rule == "nobody")
    if found.general in found.by_id:
        assert way.desk is not None
    serving = {one.id for one in found.serving(actor)} if actor else set()
    if way.rule == "serves":
        assert way.desk in serving
    else:
        assert serving <= {*left_out, way.desk}


@given(any_desks(), st.sampled_from(NAMES))
def test_the_ladder_visits_no_desk_twice_and_ends(found: Desks, first: str) -> None:
    here: str | None = first
    tried: tuple[str, ...] = ()
    while here is not None:
        assert here not in tried
        here, tried = after(found, here, tried), (*tried, here)
    assert len(tried) <= len(NAMES) + 1
    if found.general in found.by_id:
        assert found.general in tried


def test_each_country_may_have_a_general_desk_of_its_own() -> None:
    made = {one.id: one for one in (desk("no"), desk("se"))}
    found = Desks(made, general_in={"NO": "no", "SE": "se"})
    assert [found.general_for(country) for country in ("NO", "SE", None)] == ["no", "se", "no"]
    assert routed(found, None, language="sv").desk == "se"
    assert Desks(made, "no", {"SE": "gone"}).general_for("SE") is None
