from datetime import date
from itertools import pairwise
from time import perf_counter
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, Field

from bot.core.content import Text, Wording, Wordings
from bot.core.reading import MAX_DEPTH, Problem, nearest, read

QUICK = 1.0  # seconds; a bomb that is expanded takes many


class Tool(BaseModel):
    """A made-up kind of entry with one field of every sort."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Text
    label: Wording
    sort: Literal["hand", "power"] = "hand"
    uses: tuple[Text, ...] = ()
    parts: tuple[Wording, ...] = Field(default=(), max_length=3)
    hours: float | None = None
    people: int = 1
    free: bool | None = None
    since: date | None = None
    code: str = Field(default="0000", pattern=r"^\d{4}$")


LABEL = """\
label:
  nb: Sag
  sv: Såg
  en: Saw
"""
TOOL = f"id: saw\n{LABEL}"


def tool(text: str) -> Tool:
    value, _, problems = read(text, "tools/saw.yaml", Tool)
    assert problems == []
    assert value is not None
    return value


def problems(text: str, model: type[BaseModel] = Tool) -> list[str]:
    value, _, found = read(text, "tools/saw.yaml", model)
    assert value is None
    return [str(problem) for problem in found]


def test_an_entry_is_read_as_a_value() -> None:
    assert tool(TOOL).label.to("sv") == "Såg"


def test_a_problem_reads_as_path_line_column_what_and_what_instead() -> None:
    problem = Problem("needs/x.yaml", 14, 9, "step 'week' does not exist", "did you mean 'weeks'?")
    assert str(problem) == "needs/x.yaml:14:9: step 'week' does not exist; did you mean 'weeks'?"


def test_problems_sort_by_file_line_and_column() -> None:
    found = [Problem(path, line, 1, "x", "y") for path, line in (("b", 1), ("a", 10), ("a", 9))]
    assert [(p.path, p.line) for p in sorted(found)] == [("a", 9), ("a", 10), ("b", 1)]


# --- fields


def test_an_unknown_field_is_named_with_the_nearest_one() -> None:
    assert problems(TOOL + "huors: 2\n") == [
        "tools/saw.yaml:6:1: 'huors' is not a field here; did you mean 'hours'?"
    ]


def test_the_nearest_field_is_one_of_the_place_where_it_stands() -> None:
    text = "id: saw\nlabel:\n  nb: Sag\n  sv: Såg\n  en: Saw\n  id: saw\n"
    assert problems(text) == [
        "tools/saw.yaml:6:3: 'id' is not a field here; leave it out, or write one of nb, sv, en"
    ]


def test_a_missing_language_is_named_where_the_others_stand() -> None:
    assert problems("id: saw\nlabel:\n  nb: Sag\n  en: Saw\n") == [
        "tools/saw.yaml:2:1: label has no 'sv'; add 'sv:'"
    ]


def test_a_missing_field_is_named_at_the_beginning() -> None:
    assert problems(LABEL) == ["tools/saw.yaml:1:1: the entry has no 'id'; add 'id:'"]


def test_a_norwegian_no_key_stays_text_and_is_pointed_at() -> None:
    assert problems("id: saw\nlabel:\n  no: Sag\n  sv: Såg\n  en: Saw\n") == [
        "tools/saw.yaml:2:1: label has no 'nb'; add 'nb:'",
        "tools/saw.yaml:3:3: 'no' is not a field here; did you mean 'nb'?",
    ]


def test_a_key_that_stands_twice_is_pointed_at_where_it_stands_again() -> None:
    assert problems(TOOL + "id: plane\n") == [
        "tools/saw.yaml:6:1: 'id' stands twice; keep one of the two"
    ]


def test_a_key_that_stands_twice_hides_no_other_fault() -> None:
    assert problems("id: saw\nid: plane\nhuors: 1\n") == [
        "tools/saw.yaml:2:1: 'id' stands twice; keep one of the two",
        "tools/saw.yaml:1:1: the entry has no 'label'; add 'label:'",
        "tools/saw.yaml:3:1: 'huors' is not a field here; did you mean 'hours'?",
    ]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("hours: many", "6:1: hours is 'many'; write a number"),
        ("people: 2.5", "6:1: people is '2.5'; write a number"),
        ("free: maybe", "6:1: free is 'maybe'; write true or false"),
        ("since: 21 November", "6:1: since is '21 November'; write a day as 2026-11-21"),
        ("uses: wood", "6:1: uses is 'wood'; write a list, each line of it beginning with '- '"),
        ("uses: [[wood]]", "6:8: uses.0 is a list; write a text"),
        ("uses: ['']", "6:8: uses.0 is empty; write a text"),
        ("uses: [{a: b}]", "6:8: uses.0 is a group of fields; write a text"),
        ("parts: [blade]", "6:9: parts.0 is 'blade'; write its fields below it, one per line"),
        ("parts: [{nb: a, sv: b}]", "6:9: parts.0 has no 'en'; add 'en:'"),
        ("sort: pwoer", "6:1: sort is 'pwoer', which is not known; did you mean 'power'?"),
        ("sort: xyz", "6:1: sort is 'xyz', which is not known; write one of 'hand' or 'power'"),
        ("code: 12a", "6:1: code is '12a'; write 4 digits"),
        ("people:", "6:1: people is empty; write a number"),
    ],
)
def test_a_wrong_kind_of_value_says_what_to_write(line: str, problem: str) -> None:
    assert problems(f"{TOOL}{line}\n") == [f"tools/saw.yaml:{problem}"]


def test_a_value_of_several_lines_is_quoted_on_one() -> None:
    assert problems(f'{TOOL}hours: "a\\nb"\n"c\\nd": 1\n') == [
        "tools/saw.yaml:6:1: hours is 'a b'; write a number",
        "tools/saw.yaml:7:1: 'c d' is not a field here; did you mean 'code'?",
    ]


class Team(BaseModel):
    """A made-up kind of entry with a list that needs two."""

    people: tuple[int, ...] = Field(min_length=2)


def test_a_list_with_too_few_is_a_fault_and_one_with_faulty_entries_is_not_also_too_short() -> None:
    assert problems("people: [1]", Team) == [
        "tools/saw.yaml:1:1: people is a list; write at least 2"
    ]
    assert problems("people: [1, x]", Team) == [
        "tools/saw.yaml:1:13: people.1 is 'x'; write a number"
    ]


def test_a_long_value_is_quoted_short() -> None:
    (problem,) = problems(f"{TOOL}hours: {'x' * 500}\n")
    assert len(problem) < 120


def test_a_key_that_is_no_id_says_how_ids_are_written() -> None:
    (problem,) = problems("texts:\n  Hei Du: {nb: a, sv: b, en: c}\n", Wordings)
    assert problem == (
        "tools/saw.yaml:2:3: texts.Hei Du is 'Hei Du'; "
        "write small letters a to z, digits, and single hyphens between"
    )


def test_all_faults_of_a_file_are_found_at_once() -> None:
    assert len(problems("sort: x\nhours: y\nlabel: z\n")) == 4


# --- scalars


@pytest.mark.parametrize(
    "word", ["no", "on", "off", "yes", "012", "1:30", "2026-11-21", "1e3", "true", ".5", "Null"]
)
def test_a_text_stays_the_text_it_is(word: str) -> None:
    assert tool(f"id: saw\nlabel: {{nb: {word}, sv: b, en: c}}\n").label.nb == word


@pytest.mark.parametrize("nothing", ["", "~", "null"])
def test_an_empty_value_is_nothing(nothing: str) -> None:
    assert tool(f"{TOOL}hours: {nothing}\n").hours is None


def test_a_quoted_null_is_a_text() -> None:
    assert tool(f'{TOOL}uses: ["null", "~"]\n').uses == ("null", "~")


def test_a_field_that_wants_a_number_or_day_reads_one() -> None:
    read_tool = tool(f"{TOOL}hours: 1.5\npeople: 3\nfree: false\nsince: 2026-11-21\n")
    assert (read_tool.hours, read_tool.people, read_tool.free) == (1.5, 3, False)
    assert read_tool.since == date(2026, 11, 21)


# --- what is no readable YAML


def test_a_tab_is_pointed_at() -> None:
    (problem,) = problems("id: saw\n\tlabel: x\n")
    assert problem.startswith("tools/saw.yaml:2:1: not readable as YAML: found a tab character")


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("id: [a\nlabel: b\n", "2:6"),
        ("label:\n  nb: Hei: du\n", "2:10"),
        ("label: {nb: Når?, …}\n}", "2:1"),
        ('id: "saw\n', "2:1"),
    ],
)
def test_broken_yaml_is_pointed_at(text: str, where: str) -> None:
    (problem,) = problems(text)
    assert problem.startswith(f"tools/saw.yaml:{where}: not readable as YAML: ")
    assert problem.endswith("; look for a missing quote, colon or indent here")


@pytest.mark.parametrize("text", ["", "\n\n", "# only a remark\n", "\ufeff"])
def test_an_empty_file_is_a_fault(text: str) -> None:
    assert problems(text) == [
        "tools/saw.yaml:1:1: the file is empty; write an entry, or remove the file"
    ]


def test_a_file_with_a_byte_order_mark_is_read() -> None:
    assert tool("\ufeff" + TOOL).id == "saw"


def test_columns_do_not_count_the_byte_order_mark() -> None:
    assert problems("\ufeffhuors: 1\n")[-1].startswith("tools/saw.yaml:1:1: 'huors'")


def test_a_file_with_windows_line_ends_is_read() -> None:
    assert tool(TOOL.replace("\n", "\r\n")).label.en == "Saw"


def test_a_file_that_is_not_utf_8_is_pointed_at_where_the_wrong_byte_stands() -> None:
    text = "id: saw\nlabel:\n  nb: Vær\n".encode("latin-1").decode("utf-8", "surrogateescape")
    assert problems(text) == [
        "tools/saw.yaml:3:8: the byte 0xe6 is not UTF-8; save the file as UTF-8 text"
    ]


def test_an_invisible_character_is_pointed_at() -> None:
    assert problems("id: sa\x07w\n") == [
        "tools/saw.yaml:1:7: the invisible character U+0007 cannot stand in a text; take it out"
    ]


def test_a_list_where_fields_belong_is_a_fault() -> None:
    assert problems("- id: saw\n") == [
        "tools/saw.yaml:1:1: the file is a list; write its fields below it, one per line"
    ]


def test_a_text_where_fields_belong_is_a_fault() -> None:
    assert problems("saw\n") == [
        "tools/saw.yaml:1:1: the file is 'saw'; write its fields below it, one per line"
    ]


def test_a_second_entry_in_the_file_is_a_fault() -> None:
    assert problems(f"{TOOL}---\n{TOOL}") == [
        "tools/saw.yaml:6:1: a second entry begins here; write one entry per file"
    ]


def test_a_list_as_key_is_a_fault() -> None:
    assert problems("? [a, b]\n: c\n") == [
        "tools/saw.yaml:1:3: a key must be a word; write one word before the colon"
    ]


# --- bombs


def billion_laughs() -> str:
    names = "abcdefghijkl"
    lines = ["a: &a [ha, ha, ha, ha, ha, ha, ha, ha, ha]"]
    lines += [f"{n}: &{n} [{', '.join([f'*{before}'] * 9)}]" for before, n in pairwise(names)]
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize(
    ("text", "where"),
    [
        (billion_laughs(), "1:4"),
        ("id: &saw saw\n", "1:5"),
        ("id: *saw\n", "1:5"),
        ("&all\nid: *all\n", "1:1"),
        ("uses: &uses\n  - *uses\n", "1:7"),
        ("id: !!python/object/apply:os.getcwd []\n", "1:5"),
        ("id: !wow\n", "1:5"),
    ],
)
def test_anchors_aliases_and_tags_are_refused_and_never_expanded(text: str, where: str) -> None:
    started = perf_counter()
    assert problems(text) == [
        f"tools/saw.yaml:{where}: a text that begins with &, * or ! is a command in YAML; "
        "put the text in quotes, or write out what it stands for"
    ]
    assert perf_counter() - started < QUICK


def test_signs_that_yaml_keeps_for_itself_are_text_in_quotes() -> None:
    assert tool(f'{TOOL}uses: ["&", "*nytt*", "!"]\n').uses == ("&", "*nytt*", "!")


def test_a_merge_key_is_a_field_like_any_other() -> None:
    assert "'<<' is not a field here" in problems("<<: {id: saw}\n")[-1]


@pytest.mark.parametrize(
    "text",
    [
        "[" * 200_000,
        "uses: " + "[" * 5_000 + "]" * 5_000,
        "".join(" " * depth + "a:\n" for depth in range(2_000)),
        "- " * 5_000,
        "{a: " * 50_000,
    ],
)
def test_deep_nesting_is_refused_before_anything_is_built_of_it(text: str) -> None:
    started = perf_counter()
    (problem,) = problems(text)
    assert problem.endswith(f"nested too deep; keep to {MAX_DEPTH} levels")
    assert perf_counter() - started < QUICK


# --- whatever somebody saves


@given(st.text(alphabet=st.characters(exclude_categories=()), max_size=200))
def test_any_text_is_an_entry_or_problems_on_one_line_each(text: str) -> None:
    value, marks, found = read(text, "tools/saw.yaml", Tool)
    assert (value is None) == bool(found)
    for problem in found:
        assert problem.line >= 1
        assert problem.column >= 1
        assert len(str(problem).splitlines()) == 1
    assert marks.path == "tools/saw.yaml"


@given(st.text(alphabet="ab:-[]{}\n \t'\"#&*!|>?,%@`~no1", max_size=80))
def test_any_muddle_of_signs_is_an_entry_or_problems(text: str) -> None:
    value, _, found = read(text, "tools/saw.yaml", Tool)
    assert (value is None) == bool(found)


def test_the_nearest_word_is_none_when_none_is_like_it() -> None:
    assert nearest("sesong", ["season", "rules"]) == "season"
    assert nearest("zzz", ["season", "rules"]) is None
