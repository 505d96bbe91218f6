"""The page for those who edit the knowledge is true: its changes work, its fields and rules are all there."""

import json
import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import pytest
import yaml
from pydantic import BaseModel

from bot.cli import _parser
from bot.core.checking import FEWEST_EXAMPLES
from bot.core.content import LANGUAGES, Checked, Content, Entry, Fact, Source
from bot.core.languages import Wording
from bot.core.loading import KINDS, load
from bot.core.plain_checking import LONGEST_STEP, MOST_STEPS
from bot.core.plain_rules import EVERY, RULES, SCANDINAVIAN, Rule
from bot.core.reading import Problem

README = Path(__file__).parents[1] / "knowledge" / "README.md"
TEXT = README.read_text("utf-8")
EDITED = tuple(
    kind for kind in KINDS if kind != "flows"
)  # the guided talks have a page of their own
WRITTEN_ON = date(2026, 11, 21)  # the day the examples say they were checked
MARK = re.compile(r"<!-- worked: (\w+)/([\w-]+)\.yaml (new|change)((?: \w+)*) -->\n")
BLOCK = re.compile(MARK.pattern + r"```yaml\n(.*?)^```$", re.DOTALL | re.MULTILINE)
CODE = re.compile(r"`([^`\n]+)`")
PROSE = re.sub(r"^```.*?^```$", "", TEXT, flags=re.DOTALL | re.MULTILINE)


# In C where there is such a build: a need has a thousand examples.
_SafeLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_SafeDumper: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


class _AsWritten(_SafeLoader):
    """Every scalar as the text an editor wrote, but null as nothing."""


_AsWritten.yaml_implicit_resolvers = {
    first: kept
    for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
    if (kept := [(tag, pattern) for tag, pattern in found if tag.endswith(":null")])
}


@dataclass(frozen=True)
class Worked:
    """One change of the page: a new file, or fields that a file gets."""

    kind: str
    id: str
    how: str
    fields: tuple[str, ...]
    block: str

    @property
    def path(self) -> str:
        return f"knowledge/{self.kind}/{self.id}.yaml"

    def data(self) -> Any:
        return yaml.load(self.block, _AsWritten)

    def applied(self, texts: Mapping[str, str]) -> dict[str, str]:
        """The texts of all files as they are once somebody has made the change."""
        if self.how == "new":
            return {**texts, self.path: self.block}
        changed = merged(yaml.load(texts[self.path], _AsWritten), self.data())
        written = yaml.dump(changed, Dumper=_SafeDumper, allow_unicode=True, sort_keys=False)
        return {**texts, self.path: written}


def merged(before: Any, change: Any) -> Any:
    """Fields are merged, lists grow at their end, and all else is replaced."""
    if isinstance(before, dict) and isinstance(change, dict):
        return before | {key: merged(before.get(key), value) for key, value in change.items()}
    if isinstance(before, list) and isinstance(change, list):
        return before + change
    return change


def worked() -> list[Worked]:
    return [
        Worked(kind, entry, how, tuple(fields.split()), block)
        for kind, entry, how, fields, block in BLOCK.findall(TEXT)
    ]


def holds(value: Any, wanted: Any) -> bool:
    """Whether a value read from content is, or has in it, what was written."""
    if isinstance(wanted, dict):
        return all(holds(value[key], inner) for key, inner in wanted.items())
    if isinstance(wanted, list):
        return all(any(holds(one, inner) for one in value) for inner in wanted)
    if wanted is None or isinstance(value, str):
        return bool(value == wanted)
    return bool(value == json.loads(wanted))


def found_in(content: Content, change: Worked) -> Any:
    if change.kind == "wordings":
        return {"texts": {k: w.model_dump(mode="json") for k, w in content.wordings.items()}}
    return getattr(content, change.kind)[change.id].model_dump(mode="json", by_alias=True)


def section(heading: str) -> str:
    """The text below a heading, up to the next of its level."""
    return TEXT.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]


def rows(heading: str) -> Iterator[list[str]]:
    """The rows of the table in a section, without its head."""
    table = [line for line in section(heading).splitlines() if line.startswith("|")]
    for line in table[2:]:
        yield [cell.strip(" ") for cell in line.strip("|").split("|")]


def faults(problems: list[Problem]) -> list[str]:
    return [str(problem) for problem in problems if problem.grade != "note"]


# --- the changes


@pytest.mark.parametrize("change", worked(), ids=lambda change: change.path)
def test_a_worked_change_makes_no_fault_and_is_there_afterwards(
    change: Worked, content_texts: Mapping[str, str]
) -> None:
    content, problems = load(change.applied(content_texts), WRITTEN_ON)
    assert faults(problems) == []
    assert content is not None
    assert holds(found_in(content, change), change.data())


@pytest.mark.parametrize("change", worked(), ids=lambda change: change.path)
def test_a_worked_change_changes_something(
    change: Worked, content: Content, content_texts: Mapping[str, str]
) -> None:
    assert (change.path in content_texts) == (change.how == "change")
    if change.how == "change":
        assert not holds(found_in(content, change), change.data())
        assert set(change.data()) == set(change.fields)


def test_every_kind_has_a_worked_change() -> None:
    assert {change.kind for change in worked()} == set(EDITED)
    assert len(worked()) == len(MARK.findall(TEXT))


def test_what_is_made_up_has_no_phone_no_page_and_no_address() -> None:
    made_up = [change for change in worked() if change.how == "new"]
    contacts = [change.data().get(way) for change in made_up for way in ("phone", "email", "web")]
    assert set(contacts) == {None}


def test_all_changes_can_stand_together(content_texts: Mapping[str, str]) -> None:
    texts = dict(content_texts)
    for change in worked():
        texts = change.applied(texts)
    assert faults(load(texts, WRITTEN_ON)[1]) == []


# --- what the check says


def _office() -> str:
    return next(change.block for change in worked() if change.id == "eksempelkontoret")


def _said_of_the_office(good: str, bad: str, texts: Mapping[str, str]) -> list[Problem]:
    path = "knowledge/actors/eksempelkontoret.yaml"
    assert _office().count(f"{good}\n") == 1
    return load({**texts, path: _office().replace(f"{good}\n", f"{bad}\n")})[1]


def _spans(cell: str) -> str:
    """What stands in code in a cell; a raised dot shows a space."""
    return "".join(CODE.findall(cell)).replace("·", " ")


@pytest.mark.parametrize("row", list(rows("How a file looks")), ids=lambda row: row[0])
def test_the_check_says_of_each_trap_what_the_page_says(
    row: list[str], content_texts: Mapping[str, str]
) -> None:
    _, bad, good, says = row
    (problem,) = _said_of_the_office(_spans(good), _spans(bad), content_texts)
    assert f"{problem.what}; {problem.instead}" == _spans(says)


def test_there_are_five_traps() -> None:
    traps = [row[0] for row in rows("How a file looks")]
    assert traps == ["quotes", "colons", "dashes", "indent", "null"]


def test_the_line_that_shows_how_faults_read_is_what_the_check_prints(
    content_texts: Mapping[str, str],
) -> None:
    (problem,) = _said_of_the_office("  - oppdal", "  - opdal", content_texts)
    assert str(problem) in section("Check it: `make check`")


def test_the_note_and_the_fault_told_of_the_changes_are_what_the_check_prints(
    content_texts: Mapping[str, str],
) -> None:
    changes = {change.kind: change for change in worked()}
    closed = load(changes["instruments"].applied(content_texts), WRITTEN_ON)[1]
    (note,) = (p for p in closed if p.path == changes["instruments"].path)
    worded = changes["wordings"].applied(content_texts)
    path = changes["wordings"].path
    lost = "sv: Vi kollade det här"
    assert worded[path].count(f"{lost} {{day}}.") == 1
    worded[path] = worded[path].replace(f"{lost} {{day}}.", f"{lost}.")
    (fault,) = load(worded)[1]
    for problem in (note, fault):
        assert f"`{str(problem).split(': ', 1)[1]}`" in TEXT


def test_every_command_on_the_page_can_be_typed() -> None:
    typed = {span for span in CODE.findall(PROSE) if span.startswith("steg ")}
    assert len(typed) > 10
    for line in typed:
        assert _parser().parse_args(shlex.split(line)[1:])


# --- the fields


def _bullet(kind: str) -> str:
    """What the page says of a kind's fields."""
    bullets = re.split(r"\n(?=- \*\*)", section("The fields"))
    return next(text for text in bullets if text.startswith(f"- **{kind.capitalize()}**"))


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _models_in(inner)


def _fields(model: type[BaseModel]) -> Iterator[str]:
    """The fields of an entry and of what stands in it, but not those that all facts share."""
    shared = set(Fact.model_fields) - set(Entry.model_fields) if issubclass(model, Fact) else set()
    for name, field in model.model_fields.items():
        if name in shared or name in LANGUAGES:
            continue
        yield field.alias or name
        for inner in _models_in(field.annotation):
            if inner is not Wording:
                yield from _fields(inner)


def _values(annotation: Any) -> Iterator[str]:
    if get_origin(annotation) is Literal:
        yield from map(str, get_args(annotation))
    for inner in get_args(annotation):
        yield from _values(inner)


@pytest.mark.parametrize("kind", EDITED)
def test_every_field_of_a_kind_is_named_where_the_kind_is_told_of(kind: str) -> None:
    named = set(CODE.findall(_bullet(kind)))
    assert set(_fields(KINDS[kind])) - named == set()


@pytest.mark.parametrize("kind", EDITED)
def test_no_field_is_named_that_a_kind_has_not(kind: str) -> None:
    models = [KINDS[kind]]
    for model in models:
        models += [m for f in model.model_fields.values() for m in _models_in(f.annotation)]
    values = {v for m in models for f in m.model_fields.values() for v in _values(f.annotation)}
    named = {span for span in CODE.findall(_bullet(kind)) if re.fullmatch(r"[a-z_-]+", span)}
    assert named - set(_fields(KINDS[kind])) - values == set()


def test_the_fields_that_all_facts_share_are_named_once() -> None:
    named = set(CODE.findall(section("Dates and sources")))
    shared = {*Fact.model_fields, *Checked.model_fields, *Source.model_fields}
    assert shared - set(Entry.model_fields) - named == set()


def test_the_page_says_how_many_examples_a_need_has() -> None:
    assert f"at least {FEWEST_EXAMPLES} in each language" in _bullet("needs")


# --- the rules of plain words


def _as_the_page_says(row: list[str]) -> Iterator[tuple[str, tuple[str, ...], str, str]]:
    rules, _, warn, fail = row
    languages = SCANDINAVIAN if rules.endswith("(nb, sv)") else EVERY
    for rule in CODE.findall(rules):
        yield rule, languages, warn, fail


def _as_the_code_says(rule: Rule) -> tuple[str, tuple[str, ...], str, str]:
    if rule.warn is None and rule.fail is None:
        limits = ("", "always") if rule.grade == "error" else ("always", "")
    else:
        warn, fail = ("" if limit is None else f"{limit:g}" for limit in (rule.warn, rule.fail))
        limits = warn, fail
    return rule.id, rule.languages, *limits


def test_the_table_of_rules_is_that_of_the_code() -> None:
    told = [rule for row in rows("Plain words") for rule in _as_the_page_says(row)]
    assert sorted(told) == sorted(map(_as_the_code_says, RULES))


def test_the_page_says_how_long_steps_may_be() -> None:
    said = " ".join(section("Plain words").split())
    assert f"at most {MOST_STEPS} in a list unless it is `split` (error)" in said
    assert f"at most {LONGEST_STEP} words each (warning)" in said
