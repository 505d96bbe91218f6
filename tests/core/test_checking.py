from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import ValidationError

from bot.content_files import completed, content_or_fault, fingerprint, texts
from bot.core.content import Content, Fits
from bot.core.deeds import ACTIONS
from bot.core.flow import Action
from bot.core.loading import KINDS, load
from bot.core.steps import MOST_CHOICES
from bot.errors import ContentFaulty, ContentUnreadable
from tests.core import small as make
from tests.core.small import (
    Entry,
    Files,
    faults,
    option,
    pointed_at,
    problems,
    small,
    step,
    written,
)


def main_flow(*steps: Entry) -> Files:
    return small() | {"flows/main.yaml": make.flow("main", *steps)}


def test_content_without_faults_has_no_problems() -> None:
    assert faults(small()) == []


def test_the_content_of_the_project_has_no_problems(content_texts: dict[str, str]) -> None:
    problems = load(content_texts, date(2026, 11, 21))[1]
    assert [str(problem) for problem in problems if problem.grade != "note"] == []


def test_content_is_sorted_by_id_whatever_the_order_of_the_files() -> None:
    backwards = dict(reversed(small().items()))
    assert list(make.content(backwards).needs) == ["heavy-work", "season"]


def test_every_kind_of_content_is_a_field_of_the_content() -> None:
    assert set(KINDS) == set(Content.__dataclass_fields__) - {"renamed"}


# --- which file an entry stands in


def test_an_id_that_is_not_the_file_name_is_a_fault() -> None:
    files = small()
    files["needs/seasons.yaml"] = files.pop("needs/season.yaml")
    assert faults(files) == [
        "needs/seasons.yaml: id is 'season' in the file 'seasons.yaml'; make them the same"
    ]


def test_an_id_that_stands_in_two_files_is_a_fault() -> None:
    files = small() | {"more/needs/season.yaml": make.need("season")}
    files["more/needs/season.yaml"]["examples"] = make.lines("another trouble", 15)
    assert faults(files) == [
        "needs/season.yaml: 'season' stands in more/needs/season.yaml too; choose another"
    ]


def test_an_alias_that_is_another_entrys_id_is_a_fault() -> None:
    files = small()
    files["needs/season.yaml"]["aliases"] = ["winter", "heavy-work"]
    (problem,) = problems(files)
    assert str(problem).endswith("'heavy-work' stands in needs/heavy-work.yaml too; choose another")
    assert pointed_at(files, problem) == "heavy-work"


def test_an_alias_that_is_another_entrys_alias_is_a_fault() -> None:
    files = small()
    files["needs/season.yaml"]["aliases"] = files["needs/heavy-work.yaml"]["aliases"] = ["old"]
    assert faults(files) == [
        "needs/season.yaml: 'old' stands in needs/heavy-work.yaml too; choose another"
    ]


def test_the_same_id_may_stand_in_two_kinds() -> None:
    files = small() | {"terms/season.yaml": make.term("season") | {"says": make.said("Winter")}}
    assert faults(files) == []


def test_a_folder_that_is_no_kind_is_named_with_the_nearest_one() -> None:
    files = small() | {
        "knowledge/actor/almi.yaml": {"id": "almi"},
        "knowledge/x/y.yaml": {"id": "y"},
    }
    assert faults(files) == [
        "knowledge/actor/almi.yaml: 'actor' is no kind of content; did you mean 'actors/'?",
        f"knowledge/x/y.yaml: 'x' is no kind of content; put it in one of {', '.join(KINDS)}",
    ]


def test_a_file_with_the_other_ending_is_a_fault_and_not_passed_over() -> None:
    files = small()
    files["needs/season.yml"] = files.pop("needs/season.yaml")
    assert faults(files) == ["needs/season.yml: the file ends in .yml; let it end in .yaml"]


# --- what points at something


@pytest.mark.parametrize(
    ("path", "change", "word", "meant"),
    [
        ("methods/walk.yaml", {"needs": {"first": ["heavy-wrok"]}}, "heavy-wrok", "heavy-work"),
        ("methods/walk.yaml", {"needs": {"also": ["sesong"]}}, "sesong", "season"),
        ("methods/walk.yaml", {"led_by": ["hubb"]}, "hubb", "hub"),
        ("actors/hub.yaml", {"needs": {"then": ["seasn"]}}, "seasn", "season"),
        ("actors/hub.yaml", {"areas": ["norway", "opdal"]}, "opdal", "oppdal"),
        ("instruments/loan.yaml", {"needs": {"first": ["seson"]}}, "seson", "season"),
        ("instruments/loan.yaml", {"areas": ["norge"]}, "norge", "norway"),
        ("instruments/loan.yaml", {"run_by": "hup"}, "hup", "hub"),
        ("places/oppdal.yaml", {"area": "trondlag"}, "trondlag", "trondelag"),
        ("areas/trondelag.yaml", {"inside": "norwya"}, "norwya", "norway"),
    ],
)
def test_an_unknown_id_is_named_with_the_nearest_one(
    path: str, change: Entry, word: str, meant: str
) -> None:
    files = small()
    files[path] |= change
    (problem,) = problems(files)
    assert (problem.what, problem.instead) == (
        f"'{word}' does not exist",
        f"did you mean '{meant}'?",
    )
    assert problem.path == path
    assert word in pointed_at(files, problem)


def test_an_unknown_id_like_no_other_is_answered_with_those_there_are() -> None:
    files = small()
    files["methods/walk.yaml"]["needs"] = {"first": ["zzz"]}
    assert faults(files) == [
        "methods/walk.yaml: 'zzz' does not exist; write one of heavy-work, season"
    ]


def test_an_entry_with_a_fault_of_its_own_is_not_missed_by_others() -> None:
    files = small()
    del files["needs/season.yaml"]["group"]
    files["actors/hub.yaml"]["needs"] = {"first": ["heavy-work", "season"]}
    assert faults(files) == ["needs/season.yaml: the entry has no 'group'; add 'group:'"]


def test_faults_in_a_file_and_faults_across_files_are_told_together_and_sorted() -> None:
    files = small()
    del files["needs/season.yaml"]["group"]
    files["methods/walk.yaml"]["led_by"] = ["hubb"]
    files["areas/trondelag.yaml"]["inside"] = "norwya"
    files["flows/main.yaml"]["steps"][1]["go"] = "sise"
    found = problems(files)
    assert [p.path for p in found] == [
        "areas/trondelag.yaml",
        "flows/main.yaml",
        "methods/walk.yaml",
        "needs/season.yaml",
    ]
    assert found == sorted(found)


@pytest.mark.parametrize("kind", ["needs", "acts", "wordings"])
def test_content_without_a_kind_it_cannot_do_without_is_a_fault(kind: str) -> None:
    files = {path: entry for path, entry in small().items() if not path.startswith(kind)}
    assert f"{kind}: there are no {kind}; write them in the folder {kind}/" in faults(files)


# --- values that cannot be right by themselves


@pytest.mark.parametrize(
    ("path", "change", "fault"),
    [
        ("methods/walk.yaml", {"formats": []}, "formats is empty; write at least 1"),
        (
            "methods/walk.yaml",
            {"formats": [make.form(people=(3, 2))]},
            "formats.0 is a group of fields; people is [fewest, most], both at least 1",
        ),
        (
            "methods/walk.yaml",
            {"formats": [make.form("split", sessions=4, minutes=25)]},
            "formats.0 is a group of fields; a split format needs sessions, minutes and weeks",
        ),
        (
            "methods/walk.yaml",
            {"formats": [make.form(hours=0)]},
            "formats.0.hours is '0'; input should be greater than 0",
        ),
        (
            "actors/hub.yaml",
            {"web": "www.hub.no"},
            "web is 'www.hub.no'; a web address begins with https:// and holds no space",
        ),
        ("actors/hub.yaml", {"areas": []}, "areas is empty; write at least 1"),
        ("places/oppdal.yaml", {"code": 521}, "code is '521'; write 4 digits"),
        ("methods/walk.yaml", {"sources": []}, "sources is empty; write at least 1"),
        (
            "needs/season.yaml",
            {"group": "mony"},
            "group is 'mony', which is not known; did you mean 'money'?",
        ),
    ],
)
def test_a_value_that_cannot_be_right_is_a_fault(path: str, change: Entry, fault: str) -> None:
    files = small()
    files[path] |= change
    assert faults(files) == [f"{path}: {fault}"]


def test_entries_never_change_once_they_are_read() -> None:
    read = make.content(small())
    with pytest.raises(ValidationError, match="frozen"):
        read.needs["season"].group = "money"


def test_an_entry_serves_its_needs_strongest_first() -> None:
    fits = Fits(first=("a",), then=("b",), also=("c",))
    assert fits.all() == ("a", "b", "c")


# --- needs


def test_too_few_examples_are_counted_by_language() -> None:
    files = small()
    files["needs/season.yaml"]["examples"]["sv"] = ["en", "två"]
    (problem,) = problems(files)
    assert (problem.what, problem.instead) == ("2 examples in sv", "write at least 15")
    assert pointed_at(files, problem) == "sv:"


def test_an_example_under_two_needs_is_a_fault_whatever_its_capitals() -> None:
    files = small()
    files["needs/heavy-work.yaml"]["examples"]["nb"].append("bare om vinteren")
    files["needs/season.yaml"]["examples"]["sv"].append("Bare om vinteren")
    (problem,) = problems(files)
    assert (problem.what, problem.instead) == (
        "this example stands under heavy-work too",
        "keep it where it fits best",
    )
    assert pointed_at(files, problem) == "Bare om vinteren"


def test_an_example_under_a_need_and_an_act_is_a_fault() -> None:
    files = small()
    files["acts/greeting.yaml"]["examples"]["nb"] = ["trouble with season nb 3"]
    assert faults(files) == [
        "acts/greeting.yaml: this example stands under season too; keep it where it fits best"
    ]


def test_two_needs_with_the_same_label_are_a_fault() -> None:
    files = small()
    files["needs/season.yaml"]["label"]["en"] = "Heavy-work En"
    assert faults(files) == [
        "needs/season.yaml: 'Heavy-work En' is the label of heavy-work too; say how they differ"
    ]


def test_a_label_too_long_for_a_button_is_a_fault() -> None:
    files = small()
    files["needs/season.yaml"]["label"]["en"] = "x" * 41
    assert faults(files) == ["needs/season.yaml: the label is 41 characters long; keep to 40"]


# --- wordings


def wording(name: str, **changes: str) -> Files:
    files = small()
    files["wordings/talk.yaml"]["texts"][name] |= changes
    return files


def test_a_missing_wording_is_named() -> None:
    files = small()
    del files["wordings/talk.yaml"]["texts"]["hello"]
    assert faults(files) == ["wordings/talk.yaml: wording 'hello' is missing; add it"]


def test_a_misnamed_wording_is_named_beside_the_missing_one() -> None:
    files = small()
    named = files["wordings/talk.yaml"]["texts"]
    named["not-understod"] = named.pop("not-understood")
    assert faults(files) == [
        "wordings/talk.yaml: wording 'not-understood' is missing; add it, or rename 'not-understod'"
    ]


def test_the_values_of_facts_and_the_groups_need_wordings_too() -> None:
    files = small()
    for name in ("size-solo", "time-half-day", "group-money"):
        del files["wordings/talk.yaml"]["texts"][name]
    assert [p.what for p in problems(files)] == [
        f"wording '{name}' is missing" for name in ("group-money", "size-solo", "time-half-day")
    ]


def test_an_unreadable_file_of_wordings_is_not_also_a_hundred_missing_wordings() -> None:
    files = written(small()) | {"wordings/talk.yaml": "texts: [\n"}
    assert len(load(files)[1]) == 1


def test_a_wording_in_two_files_is_a_fault() -> None:
    files = small() | {"wordings/more.yaml": {"texts": {"hello": make.said("hello")}}}
    assert faults(files) == [
        "wordings/talk.yaml: wording 'hello' stands in wordings/more.yaml too; keep one of the two"
    ]


def test_a_gap_that_one_language_lacks_is_a_fault() -> None:
    files = wording("heard-one", sv="Jag tror det handlar om något")
    (problem,) = problems(files)
    assert problem.what == "the gaps of 'heard-one' are none in sv and {need} in nb"
    assert problem.instead == "use the same in all"
    assert pointed_at(files, problem).startswith("sv:")


def test_a_gap_that_nothing_fills_is_a_fault_in_every_language() -> None:
    files = wording("hello", nb="Hei {name}", sv="Hej {name}", en="Hi {name}")
    assert (
        faults(files)
        == ["wordings/talk.yaml: nothing fills the gap {name} of 'hello'; take it out"] * 3
    )


def test_a_misspelt_gap_is_answered_with_those_there_are() -> None:
    files = wording("effort-split", nb="{numbr}", sv="{numbr}", en="{numbr}")
    assert faults(files)[0] == (
        "wordings/talk.yaml: nothing fills the gap {numbr} of 'effort-split'; "
        "use only {minutes} {number} {weeks}"
    )


def test_a_brace_that_is_no_gap_is_a_fault() -> None:
    assert faults(wording("heard-one", en="It is {need} or {Need}")) == [
        "wordings/talk.yaml: a brace in 'heard-one' is no gap; use only {need}"
    ]


# --- flows


def test_content_without_a_main_flow_is_a_fault() -> None:
    files = small()
    files["flows/side.yaml"] = files.pop("flows/main.yaml") | {"id": "side"}
    assert faults(files) == [
        "flows/side.yaml: there is no flow 'main'; write one in the file main.yaml"
    ]


def test_a_main_flow_with_a_fault_of_its_own_is_not_also_missing() -> None:
    files = small()
    del files["flows/main.yaml"]["about"]
    assert faults(files) == ["flows/main.yaml: the entry has no 'about'; add 'about:'"]


@pytest.mark.parametrize(
    "change",
    [
        {"go": "advise"},
        {"reopens": "advise"},
        {"options": [option("a", go="advise"), option("b")]},
        {"branches": [{"when": [{"fact": "size"}], "go": "advise"}]},
    ],
)
def test_a_step_that_does_not_exist_is_named_with_the_nearest_one(change: Entry) -> None:
    files = main_flow(
        step("first", **({"options": [option("a")]} | change)), step("advice", "advise")
    )
    (problem,) = problems(files)
    assert (problem.what, problem.instead) == ("'advise' does not exist", "did you mean 'advice'?")
    assert "advise" in pointed_at(files, problem)


def test_a_step_that_stands_twice_is_a_fault() -> None:
    files = main_flow(step("a", "say"), step("a", "say"))
    assert faults(files) == ["flows/main.yaml: step 'a' stands twice; rename one"]


def test_a_step_never_reached_is_a_fault() -> None:
    files = main_flow(step("a", "say", go="c"), step("b", "say"), step("c", "say"))
    assert faults(files) == [
        "flows/main.yaml: step 'b' is never reached; lead to it with 'go:', or remove it"
    ]


def test_a_step_after_a_choice_that_always_goes_elsewhere_is_never_reached() -> None:
    gone = [option("x", go="c"), option("y", does="others")]
    files = main_flow(step("a", options=gone), step("b", "say"), step("c", "say"))
    assert faults(files) == [
        "flows/main.yaml: step 'b' is never reached; lead to it with 'go:', or remove it"
    ]


@pytest.mark.parametrize(
    "passed_over", [{"can-skip": True}, {"when": [{"fact": "size", "is": ["solo"]}]}]
)
def test_a_choice_that_can_be_passed_over_leads_to_the_next_step(passed_over: Entry) -> None:
    gone = [option("x", go="c"), option("y", does="others")]
    files = main_flow(step("a", options=gone, **passed_over), step("b", "say"), step("c", "say"))
    assert faults(files) == []


def round_for_ever(step_id: str) -> str:
    instead = "lead on to a later step or 'end', or name the question to ask anew in 'reopens:'"
    return f"flows/main.yaml: step '{step_id}' goes round for ever; {instead}"


@pytest.mark.parametrize(
    ("steps", "at"),
    [
        ([step("a", "say", go="a")], "a"),
        ([step("a", "say"), step("b", "say", go="a")], "b"),
        ([step("a", options=[option("x", go="a"), option("y", go="end")])], "a"),
        (
            [
                step("a", options=[option("x")]),
                step("b", options=[option("y", go="a"), option("z", go="end")]),
            ],
            "b",
        ),
        (
            [
                step("a", "say", branches=[{"when": [{"fact": "size"}], "go": "c"}]),
                step("b", "say", go="end"),
                step("c", "say", go="a"),
            ],
            "c",
        ),
    ],
)
def test_a_way_back_that_never_ends_is_a_fault(steps: list[Entry], at: str) -> None:
    assert faults(main_flow(*steps)) == [round_for_ever(at)]


def test_a_question_that_is_asked_anew_is_no_way_back() -> None:
    ways = [option("go", go="c"), option("change", go="b")]
    files = main_flow(step("a", options=ways), step("b", "text", reopens="a"), step("c", "say"))
    assert faults(files) == []


def test_a_choice_without_options_is_a_fault() -> None:
    files = main_flow(step("a"), step("b", "say"))
    assert "flows/main.yaml: step 'a' offers no choice; add options" in faults(files)


def test_a_last_choice_that_leads_nowhere_is_a_fault() -> None:
    files = main_flow(
        step("a", options=[option("x"), option("y", go="end"), option("z", does="why")])
    )
    (problem,) = problems(files)
    assert (problem.what, problem.instead) == ("'x' leads nowhere", "add 'go:' or 'does:'")
    assert pointed_at(files, problem) == "value: x"


def test_an_option_that_is_no_value_of_its_fact_is_a_fault() -> None:
    files = main_flow(
        step("size", fact="size", options=[option("smal"), option("solo")]), step("b", "say")
    )
    assert faults(files) == ["flows/main.yaml: 'smal' does not exist; did you mean 'small'?"]


def test_an_option_that_stands_twice_is_a_fault() -> None:
    files = main_flow(step("a", options=[option("x"), option("x")]), step("b", "say"))
    assert faults(files) == ["flows/main.yaml: 'x' stands twice; rename one"] * 2


@pytest.mark.parametrize("value", ["why", "skip"])
def test_an_option_cannot_take_a_value_that_every_question_has(value: str) -> None:
    files = main_flow(step("a", options=[option(value)]), step("b", "say"))
    assert faults(files) == [
        f"flows/main.yaml: '{value}' has a meaning of its own; choose another value"
    ]


def test_a_button_with_more_behind_it_than_telegram_takes_is_a_fault() -> None:
    long = "x" * 24
    files = small() | {
        f"flows/{long}.yaml": make.flow(
            long,
            step(long, ask=make.said("a"), options=[option(long, label=make.said("a"))]),
            step("b", "say"),
        )
    }
    (problem,) = problems(files)
    assert problem.what.endswith("over 64 letters")


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"kind": "text", "fact": "size"}, "a step for 'size' cannot be 'text'; write 'choice'"),
        ({"kind": "text", "fact": "place"}, "a step for 'place' cannot be 'text'; write 'place'"),
        ({"kind": "text", "fact": "need"}, "a step for 'need' cannot be 'text'; leave 'fact:' out"),
        ({"kind": "place"}, "a step for a place needs its fact; add 'fact: place'"),
    ],
)
def test_a_step_that_cannot_ask_for_its_fact_is_a_fault(changes: Entry, fault: str) -> None:
    files = main_flow(step("a") | changes, step("b", "say"))
    assert faults(files) == [f"flows/main.yaml: {fault}"]


def test_a_step_without_words_is_a_fault() -> None:
    files = main_flow(
        {"id": "a", "kind": "text"}, {"id": "c", "kind": "confirm"}, {"id": "b", "kind": "advise"}
    )
    assert faults(files) == ["flows/main.yaml: step 'a' says nothing; add 'ask:' in nb, sv and en"]


def test_a_gap_in_a_step_that_nothing_fills_is_a_fault() -> None:
    files = main_flow(step("a", "say", ask=make.said("on {day}")))
    assert faults(files) == ["flows/main.yaml: nothing fills the gap {day}; take it out"] * 3


def test_a_step_that_must_say_what_it_sends_is_a_fault_when_it_does_not() -> None:
    ask = make.said("{office} reads {summary}") | {"sv": "{office} läser det"}
    files = main_flow(step("a", "handoff", ask=ask, options=[option("x", go="end")]))
    (problem,) = problems(files)
    assert (problem.what, problem.instead) == (
        "the gap {summary} is missing",
        "say it in every language",
    )
    assert pointed_at(files, problem).startswith("sv:")


@pytest.mark.parametrize(
    ("condition", "fault"),
    [
        ({"fact": "size", "is": ["smal"]}, "'smal' does not exist; did you mean 'small'?"),
        ({"fact": "need", "is-not": ["sesong"]}, "'sesong' does not exist; did you mean 'season'?"),
        ({"fact": "place", "is": ["opdal"]}, "'opdal' does not exist; did you mean 'oppdal'?"),
        ({"step": "frist"}, "'frist' does not exist; did you mean 'first'?"),
        ({"step": "first", "is": ["yess"]}, "'yess' does not exist; did you mean 'yes'?"),
        ({}, "a condition asks for one fact or one step; write one of them"),
        (
            {"fact": "size", "step": "first"},
            "a condition asks for one fact or one step; write one of them",
        ),
    ],
)
@pytest.mark.parametrize(
    "place",
    [lambda c: {"when": [c]}, lambda c: {"branches": [{"when": [c], "go": "end"}]}],
    ids=["when", "branch"],
)
def test_a_condition_that_can_never_hold_is_a_fault(
    condition: Entry, fault: str, place: Callable[[Entry], Entry]
) -> None:
    files = main_flow(step("first", options=[option("yes")]), step("b", "say", **place(condition)))
    assert faults(files) == [f"flows/main.yaml: {fault}"]


@pytest.mark.parametrize(
    "condition",
    [
        {"fact": "size", "is": ["solo", "skip"]},
        {"fact": "money", "is-not": ["true"]},
        {"fact": "place"},
        {"step": "first", "is": ["skip"]},
        {"step": "heard", "is": ["sure"]},
    ],
)
def test_a_condition_that_can_hold_is_no_fault(condition: Entry) -> None:
    first = step("first", options=[option("yes")], **{"can-skip": True})
    files = main_flow(first, step("heard", "trouble"), step("b", "say", when=[condition]))
    assert faults(files) == []


def test_every_action_a_button_may_have_is_one_that_is_done() -> None:
    done_as_acts = {"privacy", "language"}
    assert set(get_args(Action)) - done_as_acts <= set(ACTIONS)


def test_no_question_of_the_project_offers_more_than_fits_a_telephone(content: Content) -> None:
    for flow in content.flows.values():
        assert max(len(step.options) for step in flow.steps) <= MOST_CHOICES


# --- folders and files


@pytest.fixture
def saved(tmp_path: Path) -> Callable[[Files | dict[str, Any]], Path]:
    """Saves files in a folder and gives its path."""

    def save(files: Files | dict[str, Any]) -> Path:
        for path, text in written(files).items():
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path).write_text(text, "utf-8")
        return tmp_path

    return save


def test_files_are_shown_by_a_short_path_that_names_their_kind(
    saved: Callable[[Files], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = saved({"knowledge/needs/season.yaml": make.need("season")})
    monkeypatch.chdir("/")
    assert next(iter(texts([folder / "knowledge"]))).endswith("knowledge/needs/season.yaml")
    monkeypatch.chdir(folder)
    assert list(texts([Path("knowledge")])) == ["knowledge/needs/season.yaml"]
    assert list(texts([folder / "knowledge"])) == ["knowledge/needs/season.yaml"]


def test_two_folders_of_one_name_hide_nothing_of_each_other(saved: Callable[[Files], Path]) -> None:
    folder = saved(
        {"a/needs/season.yaml": make.need("season"), "b/needs/season.yaml": make.need("season")}
    )
    assert len(texts([folder / "a" / "needs", folder / "b" / "needs"])) == 2


def test_a_file_below_two_of_the_folders_counts_once(saved: Callable[[Files], Path]) -> None:
    folder = saved({"a/needs/season.yaml": make.need("season")})
    assert len(texts([folder / "a", folder / "a" / "needs", folder / "a"])) == 1


def test_a_file_that_is_not_utf_8_is_one_problem_among_others(
    saved: Callable[[Files], Path],
) -> None:
    folder = saved(small())
    (folder / "needs" / "season.yaml").write_bytes("id: season\nlabel: Værfast\n".encode("latin-1"))
    (folder / "areas" / "norway.yaml").write_text("id: norge\n")
    _, found = load(texts([folder]))
    assert [p.what for p in found if p.path.endswith("season.yaml")] == [
        "the byte 0xe6 is not UTF-8"
    ]
    assert len(found) > 1
    assert fingerprint(texts([folder]))


def test_a_missing_folder_says_so(tmp_path: Path) -> None:
    with pytest.raises(
        ContentUnreadable, match=r"there is no folder .*gone; name one that holds content"
    ):
        texts([tmp_path / "gone"])


def test_a_folder_without_content_says_so(tmp_path: Path) -> None:
    with pytest.raises(ContentUnreadable, match=r"there is no \.yaml file below"):
        texts([tmp_path])


def test_a_folder_that_is_called_like_a_file_says_so(tmp_path: Path) -> None:
    (tmp_path / "needs" / "season.yaml").mkdir(parents=True)
    with pytest.raises(ContentUnreadable, match=r"cannot read .*season\.yaml: Is a directory"):
        texts([tmp_path])


def test_faulty_content_is_refused_with_its_first_problem_and_how_many_there_are() -> None:
    files = small()
    files["methods/walk.yaml"]["led_by"] = ["hubb"]
    with pytest.raises(
        ContentFaulty,
        match=r"^methods/walk.yaml:\d+:\d+: 'hubb' does not exist; did you mean 'hub'\?$",
    ):
        content_or_fault(written(files))
    del files["areas/sweden.yaml"]
    with pytest.raises(ContentFaulty, match=r"\(and 1 more; see them all with 'steg check'\)$"):
        content_or_fault(written(files))


def test_the_fingerprint_changes_with_any_text_and_any_name() -> None:
    files = {"a/x.yaml": "1", "a/y.yaml": "2"}
    others = [
        {"a/x.yaml": "2", "a/y.yaml": "2"},
        {"a/z.yaml": "1", "a/y.yaml": "2"},
        {"a/x.yaml": "1"},
    ]
    assert fingerprint(files) == fingerprint(dict(reversed(files.items())))
    assert len({fingerprint(f) for f in [files, *others]}) == 4


def test_a_few_entries_are_checked_against_the_kinds_they_do_not_hold(
    saved: Callable[[Files], Path],
) -> None:
    own = saved(small())
    asked = written({"mine/methods/run.yaml": make.method("run", "sesong")})
    found = load(completed(asked, [own]))[1]
    assert [(p.path, p.instead) for p in found] == [
        ("mine/methods/run.yaml", "did you mean 'season'?")
    ]


def test_own_entries_of_a_kind_stand_in_for_all_of_that_kind(
    saved: Callable[[Files], Path],
) -> None:
    own = saved(small())
    files = completed({"mine/needs/x.yaml": ""}, [own, own / "gone"])
    assert [path for path in files if "needs" in path] == ["mine/needs/x.yaml"]
