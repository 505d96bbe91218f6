import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import bot
from bot.core import cards
from bot.core.content import GROUPS, LANGUAGES, Content
from bot.core.handoff import WHY_THEM
from bot.core.profile import VALUES
from bot.core.wording import GAPS, USED, capital, fill, gaps, listed, say, without_gaps

SOURCES = sorted(Path(bot.__file__).parent.rglob("*.py"))
BY_VALUE = frozenset(
    f"{fact}-{value}" for fact in ("size", "time", "team", "stage") for value in VALUES[fact]
)
BY_GROUP = frozenset(f"group-{group}" for group in GROUPS)

# --- which wordings the code names


@dataclass(frozen=True)
class Named:
    """A wording named in the code: as a pattern, for a name may end in a value; with the gaps it is given."""

    pattern: str
    where: str
    filled: frozenset[str] | None

    def names(self) -> frozenset[str]:
        """The wordings it can be."""
        return frozenset(
            name for name in {*USED, *BY_VALUE, *BY_GROUP} if re.fullmatch(self.pattern, name)
        )


def named_in_code() -> Iterator[Named]:
    for path in SOURCES:
        tree = ast.parse(path.read_text("utf-8"))
        for function, call in calls(tree):
            position = wording_position(call)
            if position is None or len(call.args) <= position:
                continue
            for pattern in patterns(call.args[position], function, tree):
                yield Named(pattern, f"{path.name}:{call.lineno}", filled(call, position))


def calls(tree: ast.Module) -> Iterator[tuple[ast.FunctionDef | None, ast.Call]]:
    """Every call, with the innermost named function it stands in."""

    def below(
        node: ast.AST, function: ast.FunctionDef | None
    ) -> Iterator[tuple[ast.FunctionDef | None, ast.Call]]:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.Call):
                yield function, child
            yield from below(child, child if isinstance(child, ast.FunctionDef) else function)

    return below(tree, None)


# Which argument names a wording, by the method or function: at.say(WORDING), say(content, WORDING).
BY_METHOD = {"say": 0, "desk_says": 0, "owner_reads": 0, "answering": 0}
BY_FUNCTION = {"say": 1, "Reason": 0, "_to_desk": 3}


def wording_position(call: ast.Call) -> int | None:
    """Which argument of a call names a wording; None when it says nothing."""
    if isinstance(call.func, ast.Attribute):
        return BY_METHOD.get(call.func.attr)
    return BY_FUNCTION.get(call.func.id) if isinstance(call.func, ast.Name) else None


def filled(call: ast.Call, position: int) -> frozenset[str] | None:
    """The gaps a call gives values to, None when it passes on what it was given."""
    if any(keyword.arg is None for keyword in call.keywords):
        return None
    given = {keyword.arg for keyword in call.keywords if keyword.arg}
    more = call.args[position + 1] if len(call.args) > position + 1 else None
    if isinstance(more, ast.Dict):
        given |= {key.value for key in more.keys if isinstance(key, ast.Constant)}
    return frozenset(given)


def patterns(node: ast.expr, function: ast.FunctionDef | None, tree: ast.Module) -> Iterator[str]:
    """Patterns of the texts an expression can be."""
    if isinstance(node, ast.Constant):
        yield re.escape(str(node.value))
    elif isinstance(node, ast.IfExp):
        yield from patterns(node.body, function, tree)
        yield from patterns(node.orelse, function, tree)
    elif isinstance(node, ast.Name) and function is not None:
        yield from assigned(node, function, tree)
        yield from map(re.escape, passed(node.id, function, tree))
    elif isinstance(node, ast.JoinedStr):
        yield from joined(node, function, tree)


def joined(
    node: ast.JoinedStr, function: ast.FunctionDef | None, tree: ast.Module
) -> Iterator[str]:
    """Patterns of an f-string: with the values passed for a parameter, else with any ending."""
    texts = [""]
    for part in node.values:
        ends = [re.escape(str(part.value))] if isinstance(part, ast.Constant) else [".+"]
        if (
            isinstance(part, ast.FormattedValue)
            and isinstance(part.value, ast.Name)
            and function is not None
        ):
            ends = [re.escape(word) for word in passed(part.value.id, function, tree)] or ends
        texts = [text + end for text in texts for end in ends]
    # A name without a word of its own in it is one of a value, such as {fact}-{value}.
    yield from ("|".join(BY_VALUE) if text == r".+\-.+" else text for text in texts)


def assigned(name: ast.Name, function: ast.FunctionDef, tree: ast.Module) -> Iterator[str]:
    """Patterns of the texts a variable can be set to where it is used."""
    for node in ast.walk(function):
        if (
            isinstance(node, ast.Assign)
            and any(isinstance(t, ast.Name) and t.id == name.id for t in node.targets)
            and reaches(node, name, function)
        ):
            yield from texts_in(node.value, function, tree)


def reaches(set_at: ast.Assign, used_at: ast.Name, function: ast.FunctionDef) -> bool:
    """Whether what is set in one place is still so in another: it stands before, and no return between."""
    if set_at.lineno > used_at.lineno:
        return False
    return not any(
        isinstance(node, ast.If)
        and set_at in node.body
        and isinstance(node.body[-1], ast.Return)
        and used_at.lineno > node.body[-1].lineno
        for node in ast.walk(function)
    )


def texts_in(node: ast.AST, function: ast.FunctionDef, tree: ast.Module) -> Iterator[str]:
    """Patterns of every text that stands in an expression."""
    if isinstance(node, ast.JoinedStr):
        yield from joined(node, function, tree)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield re.escape(node.value)
    else:
        for child in ast.iter_child_nodes(node):
            yield from texts_in(child, function, tree)


def passed(name: str, function: ast.FunctionDef, tree: ast.Module) -> frozenset[str]:
    """The texts that calls in the same file pass for a parameter of a function."""
    parameters = [argument.arg for argument in function.args.args]
    if name not in parameters:
        return frozenset()
    index = parameters.index(name)
    called = [
        c for _, c in calls(tree) if isinstance(c.func, ast.Name) and c.func.id == function.name
    ]
    given = [call.args[index] for call in called if len(call.args) > index]
    return frozenset(
        g.value for g in given if isinstance(g, ast.Constant) and isinstance(g.value, str)
    )


NAMED = tuple(named_in_code())


def test_every_wording_named_in_the_code_is_listed_as_used() -> None:
    unknown = {(named.pattern, named.where) for named in NAMED if not named.names()}
    assert unknown == set()


def test_every_wording_listed_as_used_is_named_in_the_code() -> None:
    named = frozenset[str]().union(*(n.names() for n in NAMED))
    assert USED - named == set()


def test_every_call_fills_exactly_the_gaps_its_wording_may_have() -> None:
    # A name that ends in a value is left out: which values it can have is not to be seen in the source.
    wrong = {
        (name, named.where, tuple(sorted(named.filled)))
        for named in NAMED
        if named.filled is not None and ".+" not in named.pattern
        for name in named.names() - BY_VALUE
        if named.filled != GAPS.get(name, frozenset())
    }
    assert wrong == set()


def test_gaps_are_listed_for_wordings_that_are_used_only() -> None:
    assert set(GAPS) <= USED


REACHED = ("here", "phone", "email")
BY_ENDING: Mapping[str, tuple[str, ...]] = {
    "card": ("take", "not-ours", "hand-on", "done", "answered"),
    "card-reach": REACHED,
    "card-when": ("morning", "afternoon"),
    "language": LANGUAGES,
    "refusal": cards.REFUSALS,
    "ending": cards.ENDINGS,
    "verdict": cards.VERDICTS,
    "desk-taken": REACHED,
    "desk-not-here": REACHED[1:],
    "request-closed": cards.ENDINGS,
    "request-verdict": cards.VERDICTS,
    "recipient": (*WHY_THEM, "any"),
}
"""The values a name ends in, which are not to be seen in the source where it is said."""


@pytest.mark.parametrize("begins", BY_ENDING)
def test_there_is_a_wording_for_every_value_a_name_can_end_in(begins: str) -> None:
    assert {f"{begins}-{value}" for value in BY_ENDING[begins]} - USED == set()
    assert rf"{re.escape(begins)}\-.+" in {named.pattern for named in NAMED}


def test_the_reader_of_the_code_sees_names_in_every_form() -> None:
    source = """
def f(at, unit):
    wording = "a" if at else f"b-{at.kind}"
    say(c, wording, l), at.say(f"one-{unit}", n=1), Reason("r", {"gap": 1}), say(c, f"{x}-{y}", l)
    case.desk_says("d"), case.owner_reads("o" if at else "p"), case.answering("q", choices, n=1)
    if at:
        wording = "e"
        return say(c, wording, l)
    say(c, wording, l)
f(0, "hour")
"""
    tree = ast.parse(source)
    read = [
        sorted(patterns(call.args[position], function, tree))
        for function, call in calls(tree)
        if (position := wording_position(call)) is not None
    ]
    assert read == [
        ["a", r"b\-.+"],
        [r"one\-hour"],
        ["r"],
        ["|".join(BY_VALUE)],
        ["d"],
        ["o", "p"],
        ["q"],
        ["a", r"b\-.+", "e"],
        ["a", r"b\-.+"],
    ]


# --- the project's wordings


def test_no_wording_of_the_project_is_without_use(content: Content) -> None:
    assert set(content.wordings) - USED - BY_VALUE - BY_GROUP == set()


def test_every_wording_can_be_said_in_every_language(content: Content) -> None:
    for wording in content.wordings:
        values = dict.fromkeys(GAPS.get(wording, ()), "x")
        for language in LANGUAGES:
            assert say(content, wording, language, **values)


# --- filling gaps


def test_a_gap_is_filled_with_its_value() -> None:
    assert fill("{need} i {place}", {"need": "frakt", "place": "Røros"}) == "frakt i Røros"


def test_braces_in_a_value_stay_as_they_are() -> None:
    assert fill("Du skrev {words}.", {"words": "{need} {0} {"}) == "Du skrev {need} {0} {."


def test_a_gap_without_a_value_is_a_fault_of_the_program() -> None:
    with pytest.raises(KeyError):
        fill("{need}", {})


@given(st.text(), st.dictionaries(st.sampled_from(["need", "place", "day"]), st.text()))
def test_what_an_owner_wrote_is_never_read_as_a_gap(text: str, values: Mapping[str, str]) -> None:
    template = "".join(f"[{{{gap}}}]" for gap in values)
    assert fill(template, values) == "".join(f"[{value}]" for value in values.values())
    assert fill("{need}", {"need": text}) == text


def test_gaps_are_the_small_words_in_braces() -> None:
    assert gaps("{a} {bc} {A} {a b} {} { d } {e1}") == {"a", "bc"}
    assert without_gaps("{a}x{B}") == "x{B}"


def test_the_first_letter_becomes_a_capital_and_no_other() -> None:
    assert [capital("en dag i Åre"), capital("åtte"), capital("")] == ["En dag i Åre", "Åtte", ""]


def test_parts_are_listed_as_a_sentence_lists_them() -> None:
    assert [listed(parts, "og") for parts in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == [
        "",
        "a",
        "a og b",
        "a, b og c",
    ]
