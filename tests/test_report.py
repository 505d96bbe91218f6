"""The reports: the words that were not read as they were meant; and made-up talks in none where there are real ones."""

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest

from bot.core.conversation import Event, Handoff, Signal
from bot.core.demand import MADE_UP, is_made_up
from bot.report import REPORTS, Period, report
from bot.stores.sqlite import SqliteStore
from tests.core.small import content, small
from tests.fakes import NOW, OTHER, OWNER, keep, message, turn

CONTENT = content(small())


@pytest.fixture
def store() -> Iterator[SqliteStore]:
    opened = SqliteStore(":memory:")
    yield opened
    opened.close()


def lost(store: SqliteStore, text: str, *, days_ago: int = 0, to: str = OWNER, **data: str) -> None:
    """Keeps a text that was not understood, or was corrected when ``chosen`` is given."""
    kind = "corrected" if "chosen" in data else "not-understood"
    event = Event(kind, NOW - timedelta(days=days_ago), {"words": text, "language": "nb"} | data)
    number = store.counts()["events"]
    assert keep(store, turn(to=to, events=(event,)), message(f"m{number}", to=to))


def rows(store: SqliteStore, **period: object) -> list[dict[str, object]]:
    made: list[dict[str, object]] = json.loads(
        report("words", Period(store, CONTENT, **period), "json")  # type: ignore[arg-type]
    )
    return made


def test_texts_alike_stand_together_the_most_frequent_first(store: SqliteStore) -> None:
    lost(store, "isen på dammen smelter", days_ago=3)
    lost(store, "vi får ikke tak i kokk", days_ago=2)
    lost(store, "Vi får ikke tak i en kokk!")
    lost(store, "vi får ikke tak i kokk", to=OTHER)
    first, second, third = rows(store)
    assert first == {
        "group": 1,
        "times": 2,
        "text": "vi får ikke tak i kokk",
        "language": "nb",
        "read": "",
        "chosen": "",
        "days": "2026-11-19/2026-11-21",
    }
    assert (second["group"], second["times"], second["days"]) == (1, 1, "2026-11-21")
    assert (third["group"], third["text"]) == (2, "isen på dammen smelter")


def test_what_was_read_and_what_was_chosen_stand_beside_the_text(store: SqliteStore) -> None:
    lost(store, "alt er tungt", read="season", chosen="heavy-work", language="sv")
    (row,) = rows(store)
    assert (row["read"], row["chosen"], row["language"]) == ("season", "heavy-work", "sv")


def test_needs_are_named_by_the_ids_they_have_now(store: SqliteStore) -> None:
    files = small()
    files["needs/season.yaml"]["aliases"] = ["winter"]
    lost(store, "alt er tungt", read="winter", chosen="heavy-work")
    renamed = Period(store, content(files))
    assert json.loads(report("words", renamed, "json"))[0]["read"] == "season"


def test_nothing_that_points_at_a_person_is_shown(store: SqliteStore) -> None:
    lost(store, "jeg heter Kari Nordmann, ring 90 12 34 56 eller kari@fjell.no, vi er i Oppdal")
    for form in ("table", "csv", "json"):
        shown = report("words", Period(store, CONTENT), form)
        assert "jeg heter [name], ring [phone] eller [e-mail], vi er i Oppdal" in shown
        assert not any(part in shown for part in ("Kari", "90 12", "kari@", OWNER))


def test_a_text_of_several_lines_stays_one_row(store: SqliteStore) -> None:
    lost(store, "alt er tungt\n\nmvh\nOla Nordmann")
    (row,) = rows(store)
    assert row["text"] == "alt er tungt mvh [name]"


def test_made_up_words_never_stand_beside_real_ones(store: SqliteStore) -> None:
    lost(store, "isen smelter", to="console:demo-1")
    lost(store, "vi mangler kokk")
    assert [row["text"] for row in rows(store)] == ["vi mangler kokk"]


def test_only_the_period_is_told(store: SqliteStore) -> None:
    lost(store, "før", days_ago=9)
    lost(store, "nå")
    assert [row["text"] for row in rows(store, from_day=NOW.date())] == ["nå"]


def talked(store: SqliteStore, *, to: str, need: str) -> None:
    """Keeps a talk with a gap, words that were not understood and a request for a person."""
    made_up = is_made_up(to)
    request = Handoff(
        f"{to}#1", to, NOW, "hub", "waiting", "nb", "", "here", None, (need,), "oppdal"
    )
    signals = (
        Signal(NOW.date(), "gap", "web", "nb", need, reason="no-actor", made_up=made_up),
        Signal(NOW.date(), "handoff", "web", "nb", need, first=False, made_up=made_up),
    )
    lost(store, f"vi får ikke tak i noen: {need}", to=to)
    assert keep(store, turn(to=to, signals=signals, handoff=request), message("1", to=to))


@pytest.mark.parametrize("name", sorted(REPORTS))
def test_made_up_talks_are_told_only_where_there_are_no_others(
    store: SqliteStore, name: str
) -> None:
    only_real = SqliteStore(":memory:")
    talked(only_real, to=OTHER, need="season")
    talked(store, to=f"{MADE_UP}1-1", need="heavy-work")
    made_up = report(name, Period(store, CONTENT), "csv")
    assert made_up.count("\n") >= 1
    talked(store, to=OTHER, need="season")
    assert report(name, Period(store, CONTENT), "csv") == report(
        name, Period(only_real, CONTENT), "csv"
    )
    assert name == "indicators" or report(name, Period(store, CONTENT), "csv") != made_up
    only_real.close()
