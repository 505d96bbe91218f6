import pytest

from bot.core.reading import Problem
from tests.core import small as make
from tests.core.small import Entry, Files, faults, form, pointed_at, problems, small

LONG = "You walk round with the crew and write down what hurts the back most"


def two_methods(one: str, other: str) -> Files:
    files = small()
    files["methods/walk.yaml"]["does"] = make.said(one)
    return files | {"methods/walks.yaml": make.method("walks", "season", does=make.said(other))}


def one_problem(files: Files) -> Problem:
    (problem,) = problems(files)
    return problem


# --- said twice


def test_two_ways_of_working_that_say_the_same_are_a_warning_at_the_second() -> None:
    files = two_methods(LONG, LONG)
    problem = one_problem(files)
    assert str(problem).endswith(
        "warning: says nearly the same as walk; join the two, or say how they differ"
    )
    assert problem.path == "methods/walks.yaml"
    assert pointed_at(files, problem) == f"nb: {LONG} nb"


def test_words_in_another_order_and_big_letters_say_the_same() -> None:
    files = two_methods(LONG, " ".join(reversed(LONG.split())).capitalize())
    assert one_problem(files).grade == "warning"


def test_one_small_word_more_says_the_same_and_another_subject_does_not() -> None:
    assert len(problems(two_methods(LONG, LONG.replace("the back", "the poor back")))) == 1
    assert problems(two_methods(LONG, LONG.replace("hurts the back", "costs time"))) == []


def test_money_and_terms_are_held_against_each_other_as_well() -> None:
    files = small()
    files["instruments/loans.yaml"] = files["instruments/loan.yaml"] | {"id": "loans"}
    files["terms/grants.yaml"] = make.term("grants")
    assert [p.path for p in problems(files)] == ["instruments/loans.yaml", "terms/grants.yaml"]


def test_a_method_and_money_may_say_the_same() -> None:
    files = small()
    files["methods/walk.yaml"]["does"] = files["instruments/loan.yaml"]["pays_for"]
    assert faults(files) == []


def test_three_that_say_the_same_are_told_of_in_pairs() -> None:
    files = two_methods(LONG, LONG)
    files["methods/walls.yaml"] = files["methods/walks.yaml"] | {"id": "walls"}
    said = [(p.path, p.what) for p in problems(files)]
    assert said == [
        ("methods/walks.yaml", "says nearly the same as walk"),
        ("methods/walls.yaml", "says nearly the same as walk"),
        ("methods/walls.yaml", "says nearly the same as walks"),
    ]


def test_content_without_methods_has_nothing_said_twice() -> None:
    files = small()
    del files["methods/walk.yaml"]
    assert faults(files) == []


# --- places that do not meet


def loan_for(areas: list[str], of_hub: list[str]) -> Files:
    files = small()
    files["instruments/loan.yaml"]["areas"] = areas
    files["actors/hub.yaml"]["areas"] = of_hub
    return files


@pytest.mark.parametrize(
    ("areas", "of_hub"),
    [
        (["trondelag"], ["trondelag"]),
        (["norway"], ["oppdal"]),
        (["oppdal"], ["norway"]),
        (["trondelag"], ["norway"]),
        (["jamtland", "oppdal"], ["trondelag"]),
        (["trondelag"], ["are", "rennebu"]),
    ],
)
def test_money_may_be_for_a_part_or_for_more_than_its_office_serves(
    areas: list[str], of_hub: list[str]
) -> None:
    assert faults(loan_for(areas, of_hub)) == []


@pytest.mark.parametrize(
    ("areas", "of_hub"),
    [
        (["sweden"], ["norway"]),
        (["rennebu"], ["oppdal"]),
        (["jamtland"], ["trondelag"]),
        (["are"], ["trondelag", "norway"]),
    ],
)
def test_money_for_places_its_office_does_not_serve_is_a_fault(
    areas: list[str], of_hub: list[str]
) -> None:
    files = loan_for(areas, of_hub)
    problem = one_problem(files)
    assert problem.what == f"is for {areas[0]}, where hub, who runs it, does not work"
    assert problem.instead == "mend areas here or in actors/hub.yaml"
    assert (problem.path, problem.grade) == ("instruments/loan.yaml", "error")
    assert pointed_at(files, problem).startswith("areas:")


def test_money_that_nobody_here_runs_may_be_for_any_place() -> None:
    files = loan_for(["sweden"], ["norway"])
    files["instruments/loan.yaml"]["run_by"] = None
    assert faults(files) == []


def test_a_place_that_does_not_exist_is_one_fault_and_not_two() -> None:
    (fault,) = faults(loan_for(["trondelg"], ["oppdal"]))
    assert "'trondelg' does not exist" in fault


def test_an_area_inside_none_that_exists_is_one_fault_and_not_two() -> None:
    files = loan_for(["norway"], ["oppdal"])
    files["areas/trondelag.yaml"]["inside"] = "norge"
    (fault,) = faults(files)
    assert "'norge' does not exist" in fault


def test_areas_that_lie_in_each_other_do_not_go_round_for_ever() -> None:
    files = loan_for(["norway"], ["oppdal"])
    files["areas/norway.yaml"]["inside"] = "trondelag"
    assert isinstance(faults(files), list)


# --- steps


def with_formats(*formats: Entry) -> Files:
    files = small()
    files["methods/walk.yaml"]["formats"] = list(formats)
    return files


def test_steps_that_are_fewer_in_one_language_are_a_fault_there() -> None:
    steps = make.lines("do this", 3)
    steps["sv"].pop()
    files = with_formats(form(), form("short", hours=1, steps=steps))
    found = problems(files)
    assert [p.what for p in found] == ["2 lines in sv, 3 in nb", "3 lines in en, 2 in sv"]
    assert [pointed_at(files, p) for p in found] == ["sv:", "en:"]


def test_warnings_of_when_not_to_use_a_method_are_counted_too() -> None:
    files = small()
    files["methods/walk.yaml"]["not_when"] = {"nb": ["No"], "sv": ["No"], "en": ["No", "Nor so"]}
    assert [p.what for p in problems(files)] == ["2 lines in en, 1 in sv"]


def test_a_split_method_has_a_step_for_each_session() -> None:
    split: Entry = {"sessions": 3, "minutes": 40, "weeks": 3}
    assert faults(with_formats(form("split", **split))) == []
    files = with_formats(form(), form("split", **split, steps=make.lines("do this", 2)))
    problem = one_problem(files)
    assert (problem.what, problem.instead) == (
        "2 steps for 3 sessions",
        "write one step per session",
    )
    assert pointed_at(files, problem) == "steps:"
