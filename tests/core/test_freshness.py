from datetime import date, timedelta

import pytest

from bot.core.freshness import Recheck, facts, has_ended, is_old, to_recheck, why_recheck
from bot.core.loading import KINDS, load
from bot.core.reading import Problem
from tests.core import small as make
from tests.core.small import Entry, Files, content, pointed_at, small, written

CHECKED = date(2026, 11, 21)
AGAIN = date(2027, 5, 21)
DAY = timedelta(days=1)


def with_hub(**more: object) -> Files:
    files = small()
    files["actors/hub.yaml"] |= more
    return files


def hub_as_of(day: date, **more: object) -> str | None:
    return why_recheck(content(with_hub(**more)).actors["hub"], day)


def rechecks(files: Files, today: date = CHECKED) -> list[tuple[str, str, str]]:
    return [(row.kind, row.id, row.why) for row in to_recheck(content(files), {}, today)]


def age(files: Files, today: date) -> list[Problem]:
    return load(written(files), today)[1]


# --- one entry


def test_the_last_day_an_entry_holds_still_counts() -> None:
    hub = content(with_hub(ends_on="2026-12-31")).actors["hub"]
    assert not has_ended(hub, date(2026, 12, 31))
    assert has_ended(hub, date(2027, 1, 1))


def test_an_entry_without_a_last_day_never_ends() -> None:
    assert not has_ended(content(small()).actors["hub"], date.max)


def test_an_entry_is_old_from_the_day_after_it_should_be_checked() -> None:
    hub = content(small()).actors["hub"]
    assert not is_old(hub, AGAIN)
    assert is_old(hub, AGAIN + DAY)


def test_a_fresh_and_certain_entry_needs_no_check() -> None:
    assert hub_as_of(CHECKED) is None


def test_an_entry_we_are_not_sure_of_is_checked_again_whatever_its_age() -> None:
    assert hub_as_of(CHECKED, confidence="low") == "unsure"
    assert hub_as_of(CHECKED, confidence="medium") is None


def test_what_has_ended_says_so_before_it_says_that_it_is_old_or_unsure() -> None:
    assert hub_as_of(AGAIN + DAY, confidence="low", ends_on="2026-12-31") == "ended"
    assert hub_as_of(AGAIN + DAY, confidence="low") == "old"


def test_money_of_which_we_do_not_know_whether_it_is_open_is_asked_about() -> None:
    loans = {state: small() for state in ("ask", "open")}
    for state, files in loans.items():
        files["instruments/loan.yaml"]["state"] = state
    assert rechecks(loans["ask"]) == [("instruments", "loan", "ask")]
    assert rechecks(loans["open"]) == []


# --- all of them


def test_everything_that_states_facts_is_looked_at() -> None:
    kinds = {kind for kind, _ in facts(content(small()))}
    with_dates = {kind for kind, model in KINDS.items() if "checked" in model.model_fields}
    assert kinds == with_dates


def test_what_is_advised_most_is_checked_first_and_then_the_oldest() -> None:
    files = small()
    files["instruments/loan.yaml"]["state"] = "open"
    for path, again in (("actors/hub", "2027-01-03"), ("places/are", "2027-01-01")):
        checked = {"on": "2026-11-21", "by": "research", "review_after": again}
        files[f"{path}.yaml"] |= {"checked": checked}
    for path in ("methods/walk.yaml", "places/oppdal.yaml"):
        files[path]["confidence"] = "low"
    used = {("methods", "walk"): 2, ("places", "are"): 0, ("actors", "other"): 9}
    rows = to_recheck(content(files), used, date(2027, 2, 1))
    assert [(row.id, row.why, row.used) for row in rows] == [
        ("walk", "unsure", 2),
        ("are", "old", 0),
        ("hub", "old", 0),
        ("oppdal", "unsure", 0),
    ]


def test_ties_go_by_kind_and_id() -> None:
    found = rechecks(small(), AGAIN + DAY)
    assert len(found) == 7
    assert found == sorted(found)


def test_use_is_counted_by_kind_as_well_as_id() -> None:
    files = small() | {"methods/hub.yaml": make.method("hub", "season", does=make.said("You sit"))}
    for path in ("methods/hub.yaml", "actors/hub.yaml"):
        files[path]["confidence"] = "low"
    rows = to_recheck(content(files), {("actors", "hub"): 3}, CHECKED)
    assert {(row.kind, row.used) for row in rows if row.id == "hub"} == {
        ("actors", 3),
        ("methods", 0),
    }


def test_a_row_says_who_checked_when_and_where_to_look() -> None:
    files = with_hub(confidence="low", web="https://hub.example")
    (hub,) = (row for row in to_recheck(content(files), {}, CHECKED) if row.id == "hub")
    assert hub == Recheck(
        "actors", "hub", "Hub", "unsure", CHECKED, "research", AGAIN, 0, "https://hub.example"
    )


def _page(files: Files, entry: str) -> str:
    rows = to_recheck(content(files), {}, AGAIN + DAY)
    return next(row.web for row in rows if row.id == entry)


def test_the_page_is_the_entrys_own_else_the_first_source_that_has_one() -> None:
    sources = [
        {"ref": "on paper", "date": "2026"},
        {"ref": "one", "date": "2026", "url": "https://one.example"},
        {"ref": "two", "date": "2026", "url": "https://two.example"},
    ]
    files = with_hub(sources=sources)
    files["instruments/loan.yaml"] |= {"sources": sources, "url": "https://loan.example"}
    assert _page(files, "hub") == "https://one.example"
    assert _page(files, "loan") == "https://loan.example"
    assert _page(files, "walk") == ""


def test_names_are_in_norwegian_and_a_term_goes_by_its_id() -> None:
    names = {row.id: row.name for row in to_recheck(content(small()), {}, AGAIN + DAY)}
    assert names["walk"] == "walk nb"
    assert names["grant"] == "grant"


# --- what the check says


def test_an_old_entry_is_a_warning_at_its_dates() -> None:
    files = {path: entry for path, entry in small().items() if path != "terms/grant.yaml"}
    found = age(files, AGAIN + DAY)
    assert {problem.grade for problem in found} == {"warning"}
    hub = next(problem for problem in found if problem.path == "actors/hub.yaml")
    assert hub.what == "to be checked again after 2027-05-21"
    assert pointed_at(files, hub) == "checked:"


def test_nothing_is_said_of_age_when_no_day_is_given() -> None:
    assert load(written(with_hub(ends_on="2001-01-01")))[1] == []


def test_what_has_ended_is_a_note_and_not_called_old_as_well() -> None:
    files = with_hub(ends_on="2026-12-31")
    (problem,) = age(files, date(2027, 1, 1))
    assert (problem.what, problem.grade) == ("ended on 2026-12-31", "note")
    assert pointed_at(files, problem).startswith("ends_on:")
    later = [p.grade for p in age(files, AGAIN + DAY) if p.path == "actors/hub.yaml"]
    assert later == ["note"]


def test_a_check_on_a_day_to_come_is_an_error() -> None:
    files = small()
    (hub,) = {p.what for p in age(files, CHECKED - DAY) if p.path == "actors/hub.yaml"}
    assert hub == "checked on 2026-11-21, a day to come"
    assert load(written(files), CHECKED - DAY)[0] is None
    assert load(written(files), CHECKED)[0] is not None


@pytest.mark.parametrize("grade", ["note", "warning"])
def test_content_that_has_grown_old_still_loads(grade: str) -> None:
    more: Entry = {"ends_on": "2026-12-31"} if grade == "note" else {}
    loaded, found = load(written(with_hub(**more)), AGAIN + DAY)
    assert loaded is not None
    assert grade in {problem.grade for problem in found}


def test_age_is_asked_of_nothing_else() -> None:
    paths = {problem.path.split("/")[0] for problem in age(small(), AGAIN + DAY)}
    assert paths == {"actors", "instruments", "methods", "places", "terms"}
