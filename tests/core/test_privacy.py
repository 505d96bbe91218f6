"""The table of what is kept is whole: every table, column and field of the code stands in it, and no other."""

import ast
import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

import bot
from bot.core import conversation, introductions
from bot.core.content import Content
from bot.core.conversation import Answer, Turn
from bot.core.draft import World
from bot.core.kept_file import Kept, file_of
from bot.core.languages import LANGUAGES, Language
from bot.core.privacy import TABLE, places
from bot.core.understanding import learn, reader
from bot.privacy_page import days
from bot.stores.sqlite import SqliteStore
from tests.core import small as make
from tests.core.talking import NOW, Talk, met, standing_at

HOUSE = Path(bot.__file__).parent
# What is kept as a value inside a column, by its type.
TYPES = (
    "Session Answer Said Heard Given Handoff Note Adviser Line Reply Picture FileRef Document FollowUp "
    "Signal Willing Introduction Invited"
).split()
WITHOUT_COLUMNS = re.compile("sqlite_stat")  # tables the database makes for itself


def columns() -> Iterator[str]:
    """Every column of every table of the SQLite store."""
    with closing(SqliteStore(":memory:")) as store:
        for (table,) in store._rows("select name from sqlite_master where type = 'table'"):
            if not WITHOUT_COLUMNS.match(table):
                yield from (
                    f"{table}.{row[1]}" for row in store._rows(f"pragma table_info({table})")
                )


def type_fields() -> Iterator[str]:
    """Every field of the values that are kept."""
    for name in TYPES:
        yield from (f"{name}.{field.name}" for field in fields(_type(name)))


def _type(name: str) -> Any:
    """A kept value's type, by its name."""
    return getattr(conversation, name, None) or getattr(introductions, name)


def event_keys() -> Iterator[str]:
    """Every key of the data of an event, read from where events are made."""
    for path in HOUSE.rglob("*.py"):
        for function in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(function, ast.FunctionDef):
                yield from (f"Event.{key}" for key in _keys(function))


def _keys(function: ast.FunctionDef) -> Iterator[str]:
    calls = [node for node in ast.walk(function) if isinstance(node, ast.Call) and _makes_one(node)]
    given = [node for call in calls for part in _given(call) for node in ast.walk(part)]
    used = {node.id for node in given if isinstance(node, ast.Name)}
    dicts = given
    for node in ast.walk(function):
        named = isinstance(node, ast.Assign) and any(
            isinstance(target, ast.Name) and target.id in used for target in node.targets
        )
        dicts = [*dicts, *ast.walk(node)] if named else dicts
    for call in calls:
        yield from (keyword.arg for keyword in call.keywords if keyword.arg)
    for node in dicts:
        if calls and isinstance(node, ast.Dict):
            yield from (key.value for key in node.keys if isinstance(key, ast.Constant))


def _given(call: ast.Call) -> Iterator[ast.expr]:
    yield from call.args
    yield from (keyword.value for keyword in call.keywords)


def _makes_one(call: ast.Call) -> bool:
    made = call.func
    by_draft = isinstance(made, ast.Attribute) and made.attr == "with_event"
    return by_draft or (isinstance(made, ast.Name) and made.id == "Event")


def test_every_column_of_the_store_stands_in_the_table() -> None:
    assert sorted(set(columns()) - places()) == [], "give it a row in bot/core/privacy.py"


def test_every_field_that_is_kept_stands_in_the_table() -> None:
    assert sorted(set(type_fields()) - places()) == [], "give it a row in bot/core/privacy.py"


def test_every_key_of_an_event_stands_in_the_table() -> None:
    found = set(event_keys())
    assert {"Event.words", "Event.ending", "Event.read", "Event.value"} <= found
    assert sorted(found - places()) == [], "give it a row in bot/core/privacy.py"


def test_the_table_names_nothing_that_there_is_not() -> None:
    there_is = {*columns(), *type_fields(), *event_keys()}
    named = {place for place in places() if place.partition(".")[0] not in ("data", "elsewhere")}
    assert sorted(named - there_is) == []


def test_every_row_tells_everything_in_its_own_place() -> None:
    assert len({row.id for row in TABLE}) == len(TABLE)
    for row in TABLE:
        told = (row.what, row.whose, row.why, row.how_long, row.seen_by, row.removed)
        assert all(told), row.id
        assert not any("|" in text or "\n" in text for text in told), row.id
        assert row.places, row.id


def test_every_gap_in_the_table_is_filled_from_the_settings() -> None:
    gaps = {gap for row in TABLE for gap in re.findall(r"\{(\w+)\}", row.how_long)}
    assert gaps <= set(days(14, 365))


# --- what an owner asks for


@pytest.fixture(scope="module")
def world(content: Content) -> World:
    """The project's content with a reader that has learned next to nothing."""
    return World(content, reader(content, *learn(make.content(make.small()))))


@pytest.mark.parametrize("language", LANGUAGES)
def test_privacy_tells_in_plain_words_and_asks_for_the_file(
    world: World, language: Language
) -> None:
    turn = Talk(world, met(language)).press("do=privacy")
    text = turn.replies[-1].text
    assert turn.tells_kept
    assert "14" in text
    assert [choice.id for choice in turn.replies[-1].choices] == ["keep=no", "do=erase", "do=go-on"]


def test_saying_no_lets_go_of_words_that_wait_for_an_answer(world: World) -> None:
    waiting = met("nb", Answer("other.needs", "kua Dagros er syk", 3, ("season",)))
    turn: Turn = Talk(world, waiting).press("keep=no")
    assert turn.forget
    assert "Dagros" not in repr(turn)


def test_typed_text_that_is_not_sent_is_forgotten_where_words_are_not_kept(world: World) -> None:
    for keeps, forgets in ((False, True), (True, False), (None, False)):
        talk = standing_at(world, "handoff.reach", keeps=keeps)
        talk.session = talk.session.with_answer(Answer("handoff.words", "kua Dagros er syk", 9))
        assert talk.press("handoff.reach=cancel").forget is forgets


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_file_is_in_the_language_of_the_owner(world: World, language: Language) -> None:
    document = file_of(met(language), Kept(), world.content, NOW)
    texts = [world.content.wordings[f"kept-{part}"].to(language) for part in ("facts", "more")]
    assert all(text in document.text for text in texts)
    assert (document.name, document.media_type) == ("steg-2026-11-23.txt", "text/plain")


def test_entries_taken_out_of_the_content_break_no_file(world: World) -> None:
    given = conversation.Given(("gone",), (), ("gone",), ("gone",))
    gone = (Answer("place", "gone", 1), Answer("need", "agreed", 1, ("gone",)))
    session = met("nb", *gone, given=given)
    assert "gone" not in file_of(session, Kept(), world.content, NOW).text
