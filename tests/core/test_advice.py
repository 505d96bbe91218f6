import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.advice import (
    Advice,
    Advised,
    LeftOut,
    Reason,
    advise,
    judge_actor,
    judge_instrument,
    judge_method,
    nearness,
    why_closed,
)
from bot.core.advice_text import (
    actor_text,
    amount_text,
    area_name,
    checked_text,
    day_text,
    duration,
    effort,
    instrument_text,
    left_out_lines,
    method_text,
    others_text,
    reason_text,
    steps_text,
    ways_to_reach,
    why_text,
)
from bot.core.asking import advised as advised_json
from bot.core.content import LANGUAGES, SIZES, STAGES, TEAMS, TIMES, Amount, Content, Language
from bot.core.conversation import Profile
from tests.core import small as make
from tests.core.small import Entry, Files, form, small

TODAY = date(2026, 11, 21)
HEAVY = Profile(needs=(("heavy-work", 1.0),))
SEASON = Profile(needs=(("season", 1.0),))
OPPDAL = replace(HEAVY, place="oppdal", country="NO")
ARE = replace(HEAVY, place="are", country="SE")


def with_method(*formats: Entry, **more: Any) -> Content:
    return make.content(
        small()
        | {"methods/walk.yaml": make.method("walk", "heavy-work", formats=[*formats], **more)}
    )


def with_actor(**changes: Any) -> Content:
    files = small()
    files["actors/hub.yaml"] |= changes
    return make.content(files)


def with_instrument(**changes: Any) -> Content:
    files = small()
    files["instruments/loan.yaml"] |= {"run_by": None} | changes
    return make.content(files)


def the_method(content: Content, profile: Profile) -> Advice | LeftOut | None:
    return judge_method(content.methods["walk"], profile, TODAY)


def the_actor(content: Content, profile: Profile) -> Advice | LeftOut | None:
    return judge_actor(content.actors["hub"], profile, content, TODAY)


def the_instrument(
    content: Content, profile: Profile, today: date = TODAY
) -> Advice | LeftOut | None:
    return judge_instrument(content.instruments["loan"], profile, content, today)


def why_not(judged: Advice | LeftOut | None) -> Reason:
    assert isinstance(judged, LeftOut), judged
    return judged.why


def taken(judged: Advice | LeftOut | None) -> Advice:
    assert isinstance(judged, Advice), judged
    return judged


def kind_of_format(content: Content, **facts: Any) -> str:
    chosen = taken(the_method(content, replace(HEAVY, **facts))).format
    assert chosen is not None
    return chosen.kind


def ids(advice: tuple[Advice, ...]) -> list[str]:
    return [each.id for each in advice]


# --- hard rules keep their why-not


def test_a_method_for_another_size_is_left_out_and_says_so() -> None:
    content = with_method(form(), sizes=["micro", "small"])
    assert why_not(the_method(content, replace(HEAVY, size="solo"))) == Reason(
        "why-not-size", {"size": "solo"}
    )


def test_a_method_for_another_stage_is_left_out_and_says_so() -> None:
    content = with_method(form(), stages=["problem"])
    assert why_not(the_method(content, replace(HEAVY, stage="grow"))) == Reason(
        "why-not-stage", {"stage": "grow"}
    )


def test_a_method_that_takes_too_long_is_left_out_with_its_hours() -> None:
    content = with_method(form(hours=12.5))
    assert why_not(the_method(content, replace(HEAVY, time="day"))) == Reason(
        "why-not-hours", {"hours": "12.5"}
    )


def test_a_method_that_takes_too_many_is_left_out_with_how_many() -> None:
    content = with_method(form(people=(3, 5)))
    assert why_not(the_method(content, replace(HEAVY, team="two"))) == Reason(
        "why-not-people", {"people": "3"}
    )


def test_a_method_left_out_tells_what_its_least_demanding_format_would_take() -> None:
    content = with_method(form(hours=40), form("short", hours=10))
    assert why_not(the_method(content, replace(HEAVY, time="half-day"))) == Reason(
        "why-not-hours", {"hours": "10"}
    )


@pytest.mark.parametrize(
    ("changes", "facts", "why"),
    [
        ({"sizes": ["small"]}, {"size": "solo"}, Reason("why-not-size", {"size": "solo"})),
        ({"stages": ["idea"]}, {"stage": "grow"}, Reason("why-not-stage", {"stage": "grow"})),
        (
            {"areas": ["rennebu"]},
            {"place": "oppdal", "country": "NO"},
            Reason("why-not-area", {"area": "rennebu"}),
        ),
    ],
)
def test_an_actor_that_cannot_help_is_left_out_and_says_why(
    changes: Entry, facts: Entry, why: Reason
) -> None:
    assert why_not(the_actor(with_actor(**changes), replace(HEAVY, **facts))) == why


@pytest.mark.parametrize(
    ("changes", "facts", "why"),
    [
        ({"sizes": ["small"]}, {"size": "solo"}, Reason("why-not-size", {"size": "solo"})),
        ({"stages": ["idea"]}, {"stage": "grow"}, Reason("why-not-stage", {"stage": "grow"})),
        (
            {"areas": ["sweden"]},
            {"place": "oppdal", "country": "NO"},
            Reason("why-not-area", {"area": "sweden"}),
        ),
        ({}, {"money": False}, Reason("why-not-wanted")),
    ],
)
def test_money_that_cannot_fit_is_left_out_and_says_why(
    changes: Entry, facts: Entry, why: Reason
) -> None:
    assert why_not(the_instrument(with_instrument(**changes), replace(SEASON, **facts))) == why


def test_an_entry_for_other_needs_is_neither_advised_nor_left_out() -> None:
    content = make.content(small())
    assert the_method(content, SEASON) is None
    assert the_actor(content, SEASON) is None
    assert the_instrument(content, HEAVY) is None


def test_money_that_touches_a_need_only_in_passing_is_not_advised() -> None:
    assert the_instrument(with_instrument(needs={"also": ["season"]}), SEASON) is None
    assert taken(the_instrument(with_instrument(needs={"then": ["season"]}), SEASON))


def test_a_crisis_line_is_never_advised_as_an_office() -> None:
    assert the_actor(with_actor(role="distress"), HEAVY) is None


def test_everything_left_out_is_told_in_one_order() -> None:
    files = small() | {
        f"methods/{m}.yaml": make.method(m, "heavy-work", sizes=["small"]) for m in ("b", "a")
    }
    files["actors/hub.yaml"]["sizes"] = ["small"]
    advised = advise(replace(HEAVY, size="solo"), make.content(files), TODAY)
    assert [(x.kind, x.id) for x in advised.left_out] == [
        ("actor", "hub"),
        ("method", "a"),
        ("method", "b"),
    ]


# --- unknown facts exclude nothing


def test_facts_that_are_not_told_exclude_nothing() -> None:
    files = small()
    strict: Entry = {"sizes": ["public"], "stages": ["grow"]}
    files["methods/walk.yaml"] |= strict | {"formats": [form(hours=400, people=(8, 9))]}
    files["actors/hub.yaml"] |= strict | {"areas": ["rennebu"]}
    files["instruments/loan.yaml"] |= strict
    content = make.content(files)
    assert taken(the_method(content, HEAVY))
    assert taken(the_actor(content, HEAVY))
    assert taken(the_instrument(content, SEASON))


@pytest.mark.parametrize("fact", ["place", "size", "time", "team", "stage", "money"])
def test_telling_a_fact_never_brings_back_what_was_not_there(content: Content, fact: str) -> None:
    values: dict[str, Any] = {
        "place": "oppdal",
        "size": "solo",
        "time": "hour",
        "team": "one",
        "stage": "idea",
        "money": False,
    }
    for need in content.needs:
        untold = Profile(needs=((need, 1.0),))
        before, after = (
            advise(p, content, TODAY) for p in (untold, replace(untold, **{fact: values[fact]}))
        )
        for kind in ("methods", "actors", "instruments"):
            assert set(ids(getattr(after, kind))) <= set(ids(getattr(before, kind)))


# --- open and closed


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"state": "ended"}, Reason("why-not-ended")),
        ({"state": "paused"}, Reason("why-not-paused")),
        ({"state": "opens"}, Reason("why-not-paused")),
        (
            {"state": "opens", "opens_on": "2026-11-22"},
            Reason("why-not-opens", {"day": "2026-11-22"}),
        ),
        (
            {"state": "open", "opens_on": "2026-11-22"},
            Reason("why-not-opens", {"day": "2026-11-22"}),
        ),
        ({"state": "open", "ends_on": "2026-11-20"}, Reason("why-not-ended")),
        ({"state": "ask", "ends_on": "2026-11-20"}, Reason("why-not-ended")),
        (
            {"state": "opens", "opens_on": "2026-01-01", "ends_on": "2026-11-20"},
            Reason("why-not-ended"),
        ),
        ({"state": "ended", "opens_on": "2027-01-01"}, Reason("why-not-ended")),
    ],
)
def test_money_that_is_closed_that_day_is_never_advised(changes: Entry, why: Reason) -> None:
    assert why_not(the_instrument(with_instrument(**changes), SEASON)) == why


@pytest.mark.parametrize(
    "changes",
    [
        {"state": "open"},
        {"state": "ask"},
        {"state": "open", "ends_on": "2026-11-21"},
        {"state": "opens", "opens_on": "2026-11-21"},
    ],
)
def test_money_that_is_open_that_day_or_may_be_is_advised(changes: Entry) -> None:
    assert taken(the_instrument(with_instrument(**changes), SEASON))


def test_money_that_has_opened_counts_as_open() -> None:
    opened = with_instrument(state="opens", opens_on="2026-11-21")
    assert taken(the_instrument(opened, SEASON)) == taken(
        the_instrument(with_instrument(state="open"), SEASON)
    )


def test_closed_money_says_that_it_is_closed_before_anything_else() -> None:
    content = with_instrument(state="ended", areas=["sweden"])
    assert (
        why_not(the_instrument(content, replace(SEASON, place="oppdal", country="NO"))).wording
        == "why-not-ended"
    )


def test_no_closed_money_of_the_project_is_advised_to_anybody(content: Content) -> None:
    for today in (TODAY, TODAY + timedelta(days=14), TODAY + timedelta(days=400)):
        closed = {i.id for i in content.instruments.values() if why_closed(i, today)}
        for need in content.needs:
            assert closed.isdisjoint(
                ids(advise(Profile(((need, 1.0),)), content, today).instruments)
            )


# --- the format fits time and team


FORMATS = (
    form("full", hours=16, people=(3, 5)),
    form("short", hours=4, people=(2, 4)),
    form("split", hours=5, people=(1, 2), sessions=10, minutes=30, weeks=10),
    form("small", hours=0.5, people=(1, 1)),
)


@pytest.mark.parametrize(
    ("facts", "kind"),
    [
        ({"time": "more", "team": "three-plus"}, "full"),
        ({"time": "days", "team": "three-plus"}, "full"),
        ({"time": "days", "team": "two"}, "split"),
        ({"time": "days", "team": "one"}, "split"),
        ({"time": "half-day", "team": "two"}, "split"),
        ({"time": "hour"}, "small"),
        ({"time": "hour", "team": "three-plus"}, "small"),
        ({"time": "days", "size": "solo", "team": "three-plus"}, "split"),
        ({}, "small"),
    ],
)
def test_the_format_is_the_fullest_that_fits_or_the_smallest_when_time_is_short_or_not_told(
    facts: Entry, kind: str
) -> None:
    assert kind_of_format(with_method(*FORMATS), **facts) == kind


def test_with_an_hour_now_and_then_a_format_counts_by_its_longest_sitting() -> None:
    content = with_method(form(hours=4), form("split", hours=10, sessions=10, minutes=60, weeks=10))
    assert kind_of_format(content, time="hour") == "split"
    assert (
        why_not(the_method(with_method(form(hours=1.5)), replace(HEAVY, time="hour"))).wording
        == "why-not-hours"
    )


def test_of_two_formats_as_long_the_fuller_kind_is_taken() -> None:
    assert (
        kind_of_format(with_method(form("short", hours=4), form("full", hours=4)), time="day")
        == "full"
    )


@pytest.mark.parametrize(
    ("time", "hours"), [("hour", 1), ("half-day", 5), ("day", 8), ("days", 24)]
)
def test_a_format_that_just_fits_the_time_is_taken_and_a_longer_one_is_not(
    time: str, hours: float
) -> None:
    told = replace(HEAVY, time=time)
    assert taken(the_method(with_method(form(hours=hours)), told))
    assert (
        why_not(the_method(with_method(form(hours=hours + 0.25)), told)).wording == "why-not-hours"
    )


def test_the_reasons_name_the_need_the_time_and_the_people() -> None:
    told = replace(HEAVY, time="day", team="two")
    assert taken(the_method(with_method(form(people=(2, 3))), told)).reasons == (
        Reason("reason-need", {"need": "heavy-work"}),
        Reason("reason-time", {"time": "day"}),
        Reason("reason-people", {"people": "2"}),
    )


# --- order


def test_what_fits_a_need_first_comes_before_what_fits_it_then_and_also() -> None:
    files = small()
    for method, fit in (("a", "also"), ("b", "then"), ("c", "first")):
        files[f"methods/{method}.yaml"] = make.method(method) | {"needs": {fit: ["heavy-work"]}}
    del files["methods/walk.yaml"]
    assert ids(advise(HEAVY, make.content(files), TODAY).methods) == ["c", "b", "a"]


def test_ties_go_by_id_so_the_order_of_files_never_shows() -> None:
    extra = {f"methods/{m}.yaml": make.method(m, "heavy-work") for m in ("b", "z", "a")}
    forwards, backwards = (
        make.content(small() | extra),
        make.content(dict(reversed([*(small() | extra).items()]))),
    )
    assert ids(advise(HEAVY, forwards, TODAY).methods) == ["a", "b", "walk", "z"]
    assert advise(HEAVY, forwards, TODAY) == advise(HEAVY, backwards, TODAY)


def test_the_first_need_weighs_more_than_the_second() -> None:
    files = small() | {"methods/wheel.yaml": make.method("wheel", "season")}
    both = Profile(needs=(("season", 1.0), ("heavy-work", 0.6)))
    advised = advise(both, make.content(files), TODAY)
    assert ids(advised.methods) == ["wheel", "walk"]
    assert advised.methods[1].reasons[0] == Reason("reason-need", {"need": "heavy-work"})


def test_what_serves_both_needs_comes_before_what_serves_one() -> None:
    files = small() | {"methods/both.yaml": make.method("both", "season", "heavy-work")}
    both = Profile(needs=(("season", 1.0), ("heavy-work", 0.6)))
    assert ids(advise(both, make.content(files), TODAY).methods)[0] == "both"


# --- near and far


def near_and_far(**areas: list[str]) -> Files:
    """Offices that help with heavy work, by the areas they serve."""
    files = {path: entry for path, entry in small().items() if path != "actors/hub.yaml"}
    files["methods/walk.yaml"]["led_by"] = []
    files["instruments/loan.yaml"]["run_by"] = None
    for name, served in areas.items():
        country = "SE" if served[0] in ("sweden", "jamtland", "are") else "NO"
        files[f"actors/{name}.yaml"] = make.actor(name, country, served, "heavy-work")
    return files


def test_the_nearest_office_comes_first() -> None:
    content = make.content(near_and_far(a=["norway"], b=["trondelag"], c=["oppdal", "rennebu"]))
    assert ids(advise(OPPDAL, content, TODAY).actors) == ["c", "b", "a"]


def test_an_office_for_another_municipality_is_left_out() -> None:
    content = make.content(near_and_far(a=["rennebu"], b=["trondelag"]))
    advised = advise(OPPDAL, content, TODAY)
    assert ids(advised.actors) == ["b"]
    assert ("actor", "a") in [(x.kind, x.id) for x in advised.left_out]


def test_an_office_on_the_other_side_of_the_border_is_left_out_unless_it_serves_this_side() -> None:
    content = make.content(near_and_far(a=["jamtland"], b=["sweden", "trondelag"], c=["norway"]))
    advised = advise(OPPDAL, content, TODAY)
    assert ids(advised.actors) == ["b", "c"]
    assert Reason("reason-across") in advised.actors[0].reasons
    assert Reason("reason-across") not in advised.actors[1].reasons
    assert ids(advise(ARE, content, TODAY).actors) == ["a", "b"]


def test_money_of_the_other_country_is_left_out_unless_it_serves_this_side() -> None:
    in_are = replace(SEASON, place="are", country="SE")
    assert (
        why_not(the_instrument(with_instrument(areas=["norway"]), in_are)).wording == "why-not-area"
    )
    assert taken(the_instrument(with_instrument(areas=["norway", "jamtland"]), in_are))


def test_when_only_the_country_is_likely_offices_of_the_other_one_are_left_out() -> None:
    content = make.content(near_and_far(a=["jamtland"], b=["norway"], c=["trondelag"]))
    assert ids(advise(replace(HEAVY, country="NO"), content, TODAY).actors) == ["b", "c"]


def test_when_nothing_is_known_of_the_place_an_office_for_a_few_municipalities_comes_last() -> None:
    content = make.content(near_and_far(a=["oppdal"], b=["norway"], c=["jamtland"]))
    assert ids(advise(HEAVY, content, TODAY).actors) == ["b", "c", "a"]


def test_a_place_that_is_not_known_counts_as_no_place() -> None:
    content = make.content(small())
    assert nearness(("trondelag",), replace(OPPDAL, place="removed"), content) == 0.0


def test_a_near_office_says_that_it_is_near() -> None:
    assert (
        Reason("reason-near", {"place": "oppdal"}) in taken(the_actor(with_actor(), OPPDAL)).reasons
    )
    assert taken(the_actor(with_actor(areas=["norway"]), OPPDAL)).reasons == (
        Reason("reason-need", {"need": "heavy-work"}),
    )


def test_an_office_whose_first_talk_is_free_comes_before_one_as_near() -> None:
    files = near_and_far(a=["trondelag"], b=["trondelag"])
    files["actors/b.yaml"]["free"] = True
    assert ids(advise(OPPDAL, make.content(files), TODAY).actors) == ["b", "a"]


# --- the project's own content


def holes(content: Content) -> Iterator[tuple[str, str, str]]:
    """Need, municipality and what is missing there, for a profile of which nothing else is known."""
    for need in content.needs:
        for place in content.places.values():
            advised = advise(Profile(((need, 1.0),), place.id, place.country), content, TODAY)
            for kind, found in (("method", advised.methods), ("office", advised.actors)):
                if not found:
                    yield need, place.id, kind


def test_every_need_has_a_way_of_working_in_every_municipality(content: Content) -> None:
    assert [hole for hole in holes(content) if hole[2] == "method"] == []


def test_most_needs_have_an_office_in_every_municipality(content: Content) -> None:
    missing = [hole for hole in holes(content) if hole[2] == "office"]
    print(*(f"{need:<18} {place}" for need, place, _ in missing), sep="\n")
    assert len(missing) < 0.05 * len(content.needs) * len(content.places)


def test_every_need_has_a_way_of_working_for_who_is_alone_with_an_hour(content: Content) -> None:
    for need in content.needs:
        for time in TIMES:
            told = Profile(((need, 1.0),), "oppdal", "NO", time=time, team="one")
            assert advise(told, content, TODAY).methods, (need, time)


def test_an_office_across_the_border_always_says_that_it_is_across(content: Content) -> None:
    for need in content.needs:
        for place in content.places.values():
            actors = advise(Profile(((need, 1.0),), place.id, place.country), content, TODAY).actors
            for actor in actors:
                across = content.actors[actor.id].country != place.country
                assert (Reason("reason-across") in actor.reasons) == across


profiles = st.builds(
    lambda needs, **facts: Profile(
        needs=tuple((n, 1.0 if i == 0 else 0.6) for i, n in enumerate(needs)), **facts
    ),
    needs=st.lists(
        st.sampled_from(["season", "heavy-work", "rules", "money-tight", "gone"]),
        max_size=3,
        unique=True,
    ),
    place=st.sampled_from([None, "oppdal", "are", "trondheim", "gone"]),
    country=st.sampled_from([None, "NO", "SE"]),
    size=st.sampled_from([None, *SIZES]),
    time=st.sampled_from([None, *TIMES]),
    team=st.sampled_from([None, *TEAMS]),
    stage=st.sampled_from([None, *STAGES]),
    money=st.sampled_from([None, True, False]),
)


def test_any_profile_gets_advice_that_is_ordered_told_apart_and_can_be_said(
    content: Content,
) -> None:
    @settings(max_examples=60, deadline=None)
    @given(profile=profiles, language=st.sampled_from(LANGUAGES))
    def holds(profile: Profile, language: Language) -> None:
        advised = advise(profile, content, TODAY)
        for found in (advised.methods, advised.actors, advised.instruments):
            assert list(found) == sorted(found, key=lambda a: (-a.score, a.id))
            assert all(advice.score > 0 and advice.reasons for advice in found)
        shown = {(a.kind, a.id) for a in (*advised.methods, *advised.actors, *advised.instruments)}
        assert shown.isdisjoint({(x.kind, x.id) for x in advised.left_out})
        for text in said_of(advised, content, language):
            assert text
            assert not set("{}") & set(text)

    holds()


def said_of(advised: Advised, content: Content, language: Language) -> Iterator[str]:
    yield from (method_text(a, content, language) for a in advised.methods[:3])
    yield from (actor_text(a, content, language, TODAY) for a in advised.actors[:3])
    yield from (instrument_text(a, content, language, TODAY) for a in advised.instruments[:3])
    yield from (reason_text(x.why, content, language) for x in advised.left_out)
    yield why_text(advised, content, language)
    yield others_text(advised, content, language, skip=1)


# --- how advice reads


@pytest.mark.parametrize(
    ("hours", "nb", "en"),
    [
        (0.25, "15 minutter", "15 minutes"),
        (1, "1 time", "1 hour"),
        (1.67, "1,5 timer", "1.5 hours"),
        (7, "7 timer", "7 hours"),
        (8, "1 dag", "1 day"),
        (12, "1,5 dager", "1.5 days"),
        (16, "2 dager", "2 days"),
    ],
)
def test_hours_read_as_people_count_them(content: Content, hours: float, nb: str, en: str) -> None:
    assert (duration(hours, content, "nb"), duration(hours, content, "en")) == (nb, en)


def test_a_day_reads_as_each_language_writes_it() -> None:
    assert [day_text(TODAY, language) for language in LANGUAGES] == [
        "21. november 2026",
        "21 november 2026",
        "21 November 2026",
    ]


def test_a_format_over_weeks_tells_sittings_minutes_and_weeks(content: Content) -> None:
    for method in content.methods.values():
        for each in method.formats:
            said = effort(each, content, "en")
            if each.kind == "split":
                assert {str(each.sessions), str(each.minutes), str(each.weeks)} <= set(
                    said.replace(".", " ").split()
                )


def test_a_sum_is_told_with_currency_and_year(content: Content) -> None:
    amount = Amount(most=1250000, percent=50, currency="NOK", year="2025")
    said = amount_text(amount, content, "nb")
    assert "1 250 000" in said
    assert "50 prosent" in said
    assert "2025" in said
    assert "1,250,000" in amount_text(amount, content, "en")


@pytest.mark.parametrize(
    ("year", "shown"), [("2026", "2026"), ("2025-2026", "2025–2026"), ("2020–2021", "2020–2021")]
)
def test_a_figure_of_several_years_is_told_with_its_years(
    content: Content, year: str, shown: str
) -> None:
    assert shown in amount_text(Amount(most=1, currency="SEK", year=year), content, "sv")


def test_a_figure_without_a_date_says_so(content: Content) -> None:
    undated = content.wordings["figure-undated"].en
    assert undated in amount_text(Amount(least=5000, currency="EUR", year="undated"), content, "en")


def test_a_sum_nobody_knows_is_never_made_up(content: Content) -> None:
    unknown = content.wordings["amount-unknown"].sv
    assert amount_text(None, content, "sv") == unknown
    assert amount_text(Amount(currency="SEK", year="undated"), content, "sv") == unknown


def test_an_office_without_a_known_way_to_reach_it_says_so(content: Content) -> None:
    bare = make.content(small()).actors["hub"]
    assert ways_to_reach(bare, content, "nb") == content.wordings["reach-unknown"].nb


@pytest.mark.parametrize(
    ("days", "confidence", "wording"),
    [
        (0, "high", "checked"),
        (0, "low", "checked-unsure"),
        (181, "high", "checked"),
        (182, "high", "checked-old"),
        (182, "low", "checked-old"),
    ],
)
def test_what_is_old_is_marked_old(
    content: Content, days: int, confidence: str, wording: str
) -> None:
    entry = make.content(small()).actors["hub"].model_copy(update={"confidence": confidence})
    said = checked_text(entry, content, "nb", TODAY + timedelta(days=days))
    assert said == content.wordings[wording].nb.replace("{day}", "21. november 2026")


def test_reasons_name_places_and_areas_and_not_their_ids(content: Content) -> None:
    assert "Oppdal" in reason_text(Reason("reason-near", {"place": "oppdal"}), content, "nb")
    assert area_name("trondelag", content, "nb") == "Trøndelag"
    assert area_name("oppdal", content, "nb") == "Oppdal"
    assert "trondelag" not in reason_text(
        Reason("why-not-area", {"area": "trondelag"}), content, "en"
    )


def test_what_time_or_people_kept_out_is_told_before_what_cannot_change(content: Content) -> None:
    methods = list(content.methods)
    left_out = [
        LeftOut("method", methods[0], Reason("why-not-size", {"size": "solo"})),
        LeftOut("actor", next(iter(content.actors)), Reason("why-not-size", {"size": "solo"})),
        LeftOut("method", methods[1], Reason("why-not-hours", {"hours": "8"})),
    ]
    told = left_out_lines(left_out, content, "en")
    assert [
        content.methods[methods[1]].name.en in told[0],
        content.methods[methods[0]].name.en in told[1],
    ] == [True, True]


def test_steps_are_numbered_from_one(content: Content) -> None:
    method = content.methods["why-sheet"]
    said = steps_text(method, method.formats[0], content, "nb").splitlines()
    numbered = [line.partition(".")[0] for line in said if line[0].isdigit()]
    assert numbered == [str(n) for n in range(1, len(method.formats[0].steps.nb) + 1)]


def test_when_there_are_no_more_others_it_says_so(content: Content) -> None:
    assert (
        others_text(Advised((), (), (), ()), content, "sv", 1) == content.wordings["no-others"].sv
    )


# --- profiles written as JSON


def test_advice_for_a_profile_has_the_shape_others_rely_on(content: Content) -> None:
    where = '"needs": ["slow-production"], "place": "oppdal", "size": "small", "time": "half-day"'
    line = f'{{{where}, "team": "two", "stage": "problem", "money": true, "language": "nb"}}'
    found = advised_json(line, content, TODAY)
    assert set(found) == {"methods", "actors", "instruments", "left_out"}
    assert set(found["methods"][0]) == {"id", "format", "score", "reasons", "hours", "people"}
    assert set(found["actors"][0]) == {"id", "score", "reasons"}
    assert all(set(x) == {"kind", "id", "why"} for x in found["left_out"])


def test_only_needs_must_be_told(content: Content) -> None:
    assert advised_json('{"needs": ["season"]}', content, TODAY)["methods"]


def test_the_reasons_are_in_the_language_asked_for(content: Content) -> None:
    said = {
        language: advised_json(
            f'{{"needs": ["season"], "language": "{language}"}}', content, TODAY
        )["methods"][0]
        for language in LANGUAGES
    }
    assert len({tuple(each["reasons"]) for each in said.values()}) == 3


def test_a_need_named_twice_counts_as_its_first(content: Content) -> None:
    once, twice = '{"needs": ["season", "rules"]}', '{"needs": ["season", "rules", "season"]}'
    assert advised_json(once, content, TODAY) == advised_json(twice, content, TODAY)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("", "the line: Invalid JSON"),
        ("[]", "the line: Input should be an object"),
        ("{}", "needs: Field required"),
        ('{"needs": []}', "needs: Tuple should have at least 1 item"),
        ('{"needs": ["sesong"]}', "need 'sesong' does not exist; did you mean 'season'?"),
        ('{"needs": ["zzzz"]}', "need 'zzzz' does not exist; write one of build-prototype, "),
        (
            '{"needs": ["season"], "place": "opdal"}',
            "place 'opdal' does not exist; did you mean 'oppdal'?",
        ),
        ('{"needs": ["season"], "place": ""}', "place '' does not exist; write one of afjord, "),
        ('{"needs": ["season"], "time": "week"}', "time: Input should be 'hour', 'half-day'"),
        ('{"needs": ["season"], "where": "oppdal"}', "where: Extra inputs are not permitted"),
        ('{"needs": ["season"], "language": "no"}', "language: Input should be 'nb', 'sv' or 'en'"),
    ],
)
def test_a_profile_that_cannot_be_used_says_what_to_write(
    content: Content, line: str, says: str
) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(says)}.*$") as refused:
        advised_json(line, content, TODAY)
    assert "\n" not in str(refused.value)
