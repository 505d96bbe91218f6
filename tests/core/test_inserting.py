import textwrap

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.core.content import Need
from bot.core.inserting import quoted, with_example
from bot.core.reading import read
from tests.core.small import need, written

NEED = textwrap.dedent("""\
    id: season  # the file's name
    # what stands on the button
    label: {nb: Årstid, sv: Årstid, en: Season}

    examples:
      nb:
        # seen at a meeting
        - tomt i november   # a good one
        - "uke 8: fullt"

      sv:
        - tomt på hösten
        # the list ends here
      en:
        - empty
    """)
typed = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=30)
examples = st.lists(typed, min_size=1, max_size=5).map(" ".join)


def added(before: str, after: str) -> list[str]:
    """The lines that are new; all others stand as they were, in their order."""
    old, new = before.split("\n"), after.split("\n")
    at = next((i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), len(old))
    count = len(new) - len(old)
    assert new[:at] + new[at + count :] == old
    return new[at : at + count]


def test_an_example_comes_last_in_its_language_and_nothing_else_changes() -> None:
    after = with_example(NEED, "nb", "ingen gjester før jul")
    assert added(NEED, after) == ["    - ingen gjester før jul"]
    assert yaml.safe_load(after)["examples"]["nb"][-1] == "ingen gjester før jul"


def test_a_comment_on_the_line_of_the_last_example_stays_on_that_line() -> None:
    before = "examples:\n  nb:\n    - one   # a good one\n"
    assert with_example(before, "nb", "two") == before + "    - two\n"


def test_a_comment_below_a_list_stays_below_it() -> None:
    after = with_example(NEED, "sv", "tyst i april")
    assert "    - tomt på hösten\n    - tyst i april\n    # the list ends here\n" in after


def test_the_last_list_of_a_file_is_found_too() -> None:
    assert with_example(NEED, "en", "quiet") == NEED + "    - quiet\n"


def test_a_file_without_a_last_line_end_gets_none() -> None:
    assert with_example(NEED.rstrip("\n"), "en", "quiet") == NEED + "    - quiet"


@pytest.mark.parametrize("line_end", ["\r\n", "\n", "\r"])
def test_line_ends_stay_as_they_are(line_end: str) -> None:
    before = NEED.replace("\n", line_end)
    assert with_example(before, "nb", "ny") == with_example(NEED, "nb", "ny").replace(
        "\n", line_end
    )


def test_the_mark_some_editors_write_first_stays() -> None:
    assert with_example("\ufeff" + NEED, "nb", "ny") == "\ufeff" + with_example(NEED, "nb", "ny")


def test_a_byte_that_is_no_utf8_does_not_become_another_one() -> None:
    before = NEED.replace("a good one", "a g\udce5od one")
    with pytest.raises(ValueError, match="not readable"):
        with_example(before, "nb", "ny")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("examples:\n  nb:\n  - a\n", "examples:\n  nb:\n  - a\n  - b\n"),
        (
            "examples:\n    nb:\n        -   a\n",
            "examples:\n    nb:\n        -   a\n        -   b\n",
        ),
        ("examples:\n  nb: [a, 'c']  # few\n", "examples:\n  nb: [a, 'c', \"b\"]  # few\n"),
        ("examples:\n  nb: []\n", 'examples:\n  nb: ["b"]\n'),
        ("examples: {nb: [a], sv: [c]}\n", 'examples: {nb: [a, "b"], sv: [c]}\n'),
        (
            "examples:\n  nb:\n    - a long\n      one\n  sv:\n    - c\n",
            "examples:\n  nb:\n    - a long\n      one\n    - b\n  sv:\n    - c\n",
        ),
        (
            "examples:\n  nb:\n    - >-\n      a long\n      one\n\n  sv:\n    - c\n",
            "examples:\n  nb:\n    - >-\n      a long\n      one\n    - b\n\n  sv:\n    - c\n",
        ),
        (
            "signs:\n  nb:\n    - x\nexamples:\n  nb:\n    - a\n",
            "signs:\n  nb:\n    - x\nexamples:\n  nb:\n    - a\n    - b\n",
        ),
    ],
    ids=["no-indent", "wide", "brackets", "empty-brackets", "braces", "folded", "block", "signs"],
)
def test_every_way_to_write_a_list_is_kept(before: str, after: str) -> None:
    assert with_example(before, "nb", "b") == after


@pytest.mark.parametrize(
    "text",
    [
        "id: season\n",
        "examples:\n  nb:\n",
        "examples:\n  - a\n",
        "- a\n",
        "examples:\n  sv:\n  - a\n",
    ],
)
def test_a_file_without_the_list_is_left_alone(text: str) -> None:
    with pytest.raises(ValueError, match="no list examples: nb:"):
        with_example(text, "nb", "b")


def test_a_text_whose_end_counts_is_not_changed_by_what_follows() -> None:
    with pytest.raises(ValueError, match="unusual"):
        with_example("examples:\n  nb:\n    - |+\n      a\n\n\n  sv:\n    - c\n", "nb", "b")


@pytest.mark.parametrize(
    "text",
    """uke 8: fullt|# hash|a # b|- strek|no|null|~|12|1:30|2026-11-21|'sitat'|"sitat"|[x]|{x}|*x|&x|!x|%x|@x|`x|> x"""
    """|? x|slutt:|ja|yes|3.5|2026-99-99|=|<<|a\\b|true|Null""".split("|"),
)
def test_what_yaml_would_misread_is_quoted(text: str) -> None:
    assert yaml.safe_load(f"- {quoted(text)}") == [text]
    assert yaml.load(f"- {quoted(text)}", Loader=yaml.BaseLoader) == [text]


@pytest.mark.parametrize("text", ["vi er tomme", "50 % tomt, det går ikke!", "hva nå?", "a-b/c"])
def test_an_ordinary_text_stands_without_quotes(text: str) -> None:
    assert quoted(text) == text


@given(text=examples)
def test_any_text_is_read_as_it_was_taught(text: str) -> None:
    before = written({"needs/season.yaml": need("season")})["needs/season.yaml"]
    after = with_example(before, "sv", text)
    old, _, _ = read(before, "needs/season.yaml", Need)
    new, _, problems = read(after, "needs/season.yaml", Need)
    assert problems == []
    assert old is not None
    assert new is not None
    assert new.examples.sv == (*old.examples.sv, text)
    assert len(added(before, after)) == 1
    assert after.replace(added(before, after)[0] + "\n", "", 1) == before
