from collections.abc import Mapping
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.core.content import Content
from bot.core.flow import (
    END,
    MAX_STEPS_PER_WALK,
    STATEMENTS,
    Condition,
    Flow,
    Known,
    StepKind,
    current,
    holds,
    path,
)
from tests.core import small as make
from tests.core.small import Entry, option, step

Answers = Mapping[str, str]


def flow(*steps: Entry) -> Flow:
    return Flow.model_validate(make.flow("main", *steps))


def knowing(answers: Answers) -> Known:
    return lambda key: (answers[key],) if key in answers else ()


def asks(of: Flow, answers: Answers) -> str | None:
    step = current(of, answers, knowing(answers))
    return step.id if step else None


def walk(of: Flow, answers: Answers) -> list[str]:
    return [step.id for step in path(of, answers, knowing(answers))]


def question(entry: str, *values: str, **more: Any) -> Entry:
    return step(entry, options=[option(value) for value in values or ("yes", "no")], **more)


THREE = flow(question("a"), question("b"), question("c"))

SIDEWAYS = flow(
    step("a", options=[option("left", go="l"), option("right", go="r")]),
    question("l", go="last"),
    question("r"),
    question("last"),
)

SIZE_AND_TEAM = flow(
    question("size", "solo", "micro", fact="size"),
    question("team", "one", "two", fact="team", when=[{"fact": "size", "is-not": ["solo"]}]),
    question("last"),
)


def test_the_first_question_is_asked_first() -> None:
    assert asks(THREE, {}) == "a"


def test_each_answer_leads_to_the_next_question() -> None:
    assert asks(THREE, {"main.a": "yes"}) == "b"
    assert asks(THREE, {"main.a": "yes", "main.b": "no"}) == "c"


def test_a_flow_whose_questions_are_all_answered_has_ended() -> None:
    answers = {"main.a": "yes", "main.b": "no", "main.c": "no"}
    assert asks(THREE, answers) is None
    assert walk(THREE, answers) == ["a", "b", "c"]


def test_where_an_owner_stands_does_not_depend_on_the_order_of_the_answers() -> None:
    answers = {"main.b": "no", "main.a": "yes"}
    assert asks(THREE, answers) == asks(THREE, dict(reversed(answers.items()))) == "c"


def test_without_its_last_answer_the_step_before_is_asked_again() -> None:
    answers = {"main.a": "yes", "main.b": "no"}
    del answers["main.b"]
    assert asks(THREE, answers) == "b"


def test_an_answer_taken_back_earlier_is_asked_for_and_the_later_ones_are_kept() -> None:
    assert asks(THREE, {"main.b": "no"}) == "a"
    assert asks(THREE, {"main.a": "no", "main.b": "no"}) == "c"


def test_an_option_can_lead_its_own_way() -> None:
    assert asks(SIDEWAYS, {"main.a": "left"}) == "l"
    assert asks(SIDEWAYS, {"main.a": "right"}) == "r"
    assert asks(SIDEWAYS, {"main.a": "left", "main.l": "yes"}) == "last"


def test_a_changed_earlier_answer_leads_the_other_way_and_leaves_the_first_aside() -> None:
    answers = {"main.a": "left", "main.l": "yes"}
    assert asks(SIDEWAYS, answers | {"main.a": "right"}) == "r"
    assert asks(SIDEWAYS, answers | {"main.a": "right", "main.r": "no"}) == "last"


def test_an_answer_that_no_option_has_goes_on_as_written_for_the_step() -> None:
    assert asks(SIDEWAYS, {"main.a": "gone"}) == "l"
    assert (
        asks(flow(question("a", go="c"), question("b"), question("c")), {"main.a": "skip"}) == "c"
    )


# --- conditions


def test_a_step_whose_condition_does_not_hold_is_passed_over() -> None:
    assert asks(SIZE_AND_TEAM, {"size": "solo"}) == "last"
    assert asks(SIZE_AND_TEAM, {"size": "micro"}) == "team"


def test_an_answer_is_kept_by_its_fact_whatever_the_flow() -> None:
    other = Flow.model_validate(
        make.flow("side", question("how-many", "solo", fact="size"), question("b"))
    )
    assert asks(other, {"size": "solo"}) == "b"


def test_a_step_with_an_answer_is_passed_over_too_when_its_condition_fails() -> None:
    assert walk(SIZE_AND_TEAM, {"size": "solo", "team": "two"}) == ["size", "last"]


def test_a_branch_is_taken_when_all_its_conditions_hold() -> None:
    both = [{"fact": "size", "is": ["solo"]}, {"step": "a", "is": ["yes"]}]
    branched = flow(
        question("a", branches=[{"when": both, "go": "c"}]), question("b"), question("c")
    )
    assert asks(branched, {"main.a": "yes", "size": "solo"}) == "c"
    assert asks(branched, {"main.a": "no", "size": "solo"}) == "b"
    assert asks(branched, {"main.a": "yes"}) == "b"


def test_the_first_branch_that_holds_is_taken() -> None:
    known = [{"fact": "size"}]
    branches = [{"when": known, "go": "c"}, {"when": known, "go": "b"}]
    assert (
        asks(
            flow(question("a", branches=branches), question("b"), question("c")),
            {"main.a": "x", "size": "solo"},
        )
        == "c"
    )


def test_an_option_of_its_own_goes_before_a_branch() -> None:
    ways = step("a", options=[option("x", go="c")], branches=[{"when": [{"step": "a"}], "go": "b"}])
    assert asks(flow(ways, question("b"), question("c")), {"main.a": "x"}) == "c"


@pytest.mark.parametrize(
    ("condition", "values", "met"),
    [
        ({"fact": "size"}, ("solo",), True),
        ({"fact": "size"}, (), False),
        ({"fact": "need", "is": ["season"]}, ("rules", "season"), True),
        ({"fact": "need", "is": ["season"]}, ("rules",), False),
        ({"fact": "need", "is": ["season"]}, (), False),
        ({"fact": "need", "is-not": ["season"]}, ("rules",), True),
        ({"fact": "need", "is-not": ["season"]}, ("rules", "season"), False),
        ({"fact": "need", "is-not": ["season"]}, (), True),
    ],
)
def test_a_condition_asks_for_one_of_or_none_of(
    condition: Entry, values: tuple[str, ...], met: bool
) -> None:
    assert holds(Condition.model_validate(condition), THREE, lambda key: values) is met


def test_a_condition_on_a_step_asks_for_the_answer_in_its_own_flow() -> None:
    asked: list[str] = []
    holds(Condition(step="a"), THREE, lambda key: asked.append(key) or ())
    assert asked == ["main.a"]


# --- statements


def test_a_statement_is_passed_through() -> None:
    told = flow(step("hello", "say"), question("a"), step("bye", "say"))
    assert walk(told, {}) == ["hello", "a"]
    assert walk(told, {"main.a": "yes"}) == ["hello", "a", "bye"]
    assert asks(told, {"main.a": "yes"}) is None


def test_end_ends_a_flow_wherever_it_stands() -> None:
    early = flow(
        question("a"),
        step("bye", "say", go=END),
        question("never", when=[{"step": "a", "is": ["x"]}]),
    )
    assert walk(early, {"main.a": "yes"}) == ["a", "bye"]


def test_a_flow_of_which_nothing_holds_is_empty_and_has_ended() -> None:
    nothing = flow(question("a", when=[{"fact": "size", "is": ["solo"]}]))
    assert walk(nothing, {}) == []
    assert asks(nothing, {}) is None


# --- an edit under an owner's feet


def test_a_step_that_was_removed_is_not_missed() -> None:
    edited = flow(question("a"), question("c"))
    assert asks(edited, {"main.a": "yes", "main.b": "no"}) == "c"


def test_a_step_that_was_renamed_is_asked_again_by_its_new_name() -> None:
    edited = flow(question("a"), question("b-better"), question("c"))
    assert asks(edited, {"main.a": "yes", "main.b": "no"}) == "b-better"


def test_a_step_that_was_added_is_asked_when_it_lies_on_the_way() -> None:
    edited = flow(question("a"), question("new"), question("b"), question("c"))
    assert asks(edited, {"main.a": "yes", "main.b": "no"}) == "new"
    assert asks(edited, {"main.a": "yes", "main.b": "no", "main.new": "yes"}) == "c"


def test_a_way_to_a_step_that_is_gone_ends_the_flow() -> None:
    edited = flow(step("a", options=[option("x", go="gone")]), question("b"))
    assert asks(edited, {"main.a": "x"}) is None


def test_an_old_answer_whose_option_was_removed_goes_on_with_the_next_step() -> None:
    edited = flow(question("a", "only"), question("b"))
    assert asks(edited, {"main.a": "removed"}) == "b"


# --- walks end


def test_a_flow_that_goes_round_ends_at_the_limit() -> None:
    circle = flow(step("a", "say"), step("b", "say", go="a"))
    assert len(walk(circle, {})) == MAX_STEPS_PER_WALK
    assert asks(circle, {}) is None


def test_a_flow_that_passes_itself_over_for_ever_ends_too() -> None:
    never = [{"fact": "size", "is": ["solo"]}]
    assert (
        walk(flow(question("a", when=never, go="b"), question("b", when=never, go="a")), {}) == []
    )


NAMES = ("a", "b", "c", "d", "e")
VALUES = ("x", "y", "z")
targets = st.sampled_from([*NAMES, END])
conditions = st.builds(
    lambda key, is_, is_not: {key[0]: key[1], "is": is_, "is-not": is_not},
    st.sampled_from([("step", "a"), ("step", "c"), ("fact", "size"), ("fact", "need")]),
    st.lists(st.sampled_from([*VALUES, "solo"]), max_size=2),
    st.lists(st.sampled_from([*VALUES, "solo"]), max_size=2),
)
branches = st.fixed_dictionaries(
    {"when": st.lists(conditions, min_size=1, max_size=2), "go": targets}
)
options = st.builds(
    lambda value, go: option(value, **({"go": go} if go else {})),
    st.sampled_from(VALUES),
    st.none() | targets,
)
valid_steps = st.fixed_dictionaries(
    {
        "id": st.sampled_from(NAMES),
        "kind": st.sampled_from(get_args(StepKind)),
        "when": st.lists(conditions, max_size=1),
        "options": st.lists(options, max_size=3),
        "branches": st.lists(branches, max_size=2),
    },
    optional={
        "go": targets,
        "reopens": targets,
        "fact": st.sampled_from(["size", "need", "place"]),
    },
)
flows = st.lists(valid_steps, min_size=1, max_size=5, unique_by=lambda s: str(s["id"])).map(
    lambda steps: flow(*steps)
)
answers_to_any = st.dictionaries(
    st.sampled_from([*(f"main.{name}" for name in NAMES), "size", "need", "place", "gone.x"]),
    st.sampled_from([*VALUES, "solo", "skip", "no longer offered"]),
)


@given(flows, answers_to_any)
def test_any_flow_and_any_answers_end_within_the_limit(any_flow: Flow, answers: Answers) -> None:
    walked = path(any_flow, answers, knowing(answers))
    assert len(walked) <= MAX_STEPS_PER_WALK
    assert all(step in any_flow.steps for step in walked)


@given(flows, answers_to_any)
def test_what_is_asked_is_a_question_without_an_answer_or_nothing(
    any_flow: Flow, answers: Answers
) -> None:
    open_question = current(any_flow, answers, knowing(answers))
    if open_question is not None:
        assert open_question.kind not in STATEMENTS
        assert any_flow.key(open_question) not in answers


@given(flows, answers_to_any)
def test_only_the_last_step_of_a_walk_can_be_open(any_flow: Flow, answers: Answers) -> None:
    walked = path(any_flow, answers, knowing(answers))
    assert all(step.kind in STATEMENTS or any_flow.key(step) in answers for step in walked[:-1])


@given(answers_to_any)
def test_an_answer_more_never_leads_back_in_a_flow_without_faults(answers: Answers) -> None:
    before = walk(THREE, {})
    for number in range(len(answers)):
        after = walk(THREE, dict(list(answers.items())[: number + 1]))
        assert after[: len(before)] == before
        before = after


# --- how flows are written


def test_a_flow_names_its_steps_and_its_answers() -> None:
    assert SIZE_AND_TEAM.step("last") is SIZE_AND_TEAM.steps[2]
    assert SIZE_AND_TEAM.step("gone") is None
    assert [SIZE_AND_TEAM.key(s) for s in SIZE_AND_TEAM.steps] == ["size", "team", "main.last"]


@pytest.mark.parametrize(
    "wrong",
    [{"id": "Not An Id"}, {"id": "x" * 25}, {"steps": []}, {"about": ""}, {"more": "x"}],
)
def test_a_flow_that_is_not_written_right_is_refused(wrong: Entry) -> None:
    with pytest.raises(ValidationError):
        Flow.model_validate(make.flow("main", question("a")) | wrong)


def test_every_flow_of_the_project_ends_whatever_is_answered_first(content: Content) -> None:
    for each in content.flows.values():
        for value in (o.value for s in each.steps for o in s.options):
            answers = {each.key(s): value for s in each.steps}
            assert len(path(each, answers, knowing(answers))) <= len(each.steps)
