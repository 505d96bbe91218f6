"""Demand in SQLite: what a file kept before is counted, pages and single signals alike, whole turns only."""

from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.core.conversation import Signal
from bot.core.demand_query import ASKED, COLUMNS, PERIODS, Count, Query
from bot.stores import sqlite_demand
from bot.stores.sqlite import SqliteStore
from bot.stores.sqlite_schema import accounts
from tests.fakes import NOW, keep, message, turn
from tests.stores.contract import any_signals, any_values, recount, signal
from tests.stores.test_sqlite import older_database


def test_signals_of_an_older_database_are_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "steg.db"
    monkeypatch.setattr(sqlite_demand, "PAGE", 3)
    older = older_database(path, accounts)
    add = "insert into signals (day, outcome, channel, language, need, reason) values (?, ?, 'web', 'nb', ?, ?)"
    for number in range(4):
        for outcome, need, reason in (
            ("left", "season", "left-at-size"),
            ("handoff", "season", None),
            ("handoff", None, None),
            ("gap", "rules", "nobody-answered"),
        ):
            older.conn.execute(add, (f"2026-0{number + 1}-05", outcome, need, reason))
    older.conn.commit()
    older.close()
    with closing(SqliteStore(str(path))) as store:
        year = date(2026, 1, 1), date(2026, 12, 31)
        assert list(store.demand(Query(*year, ("need",), ASKED))) == [
            Count(("season",), 4),
            Count((None,), 4),
        ], "what comes on top of another signal asks for nothing"
        assert list(store.demand(Query(*year, ("step",)))) == [
            Count((None,), 12),
            Count(("size",), 4),
        ]
        assert list(store.demand(Query(*year, (), {"chosen": ("person",)}))) == [Count((), 8)]
        assert {s.step for s in store.signals()} == {"size", None}


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.lists(any_signals, max_size=9), max_size=5),
    st.lists(st.sampled_from((*COLUMNS, *PERIODS)), max_size=4, unique=True),
    st.dictionaries(st.sampled_from(COLUMNS), st.lists(any_values, max_size=3), max_size=2),
)
def test_signals_count_alike_whether_they_fill_a_page_or_not(
    monkeypatch: pytest.MonkeyPatch,
    turns: list[list[Signal]],
    by: list[str],
    where: dict[str, list[str]],
) -> None:
    monkeypatch.setattr(sqlite_demand, "PAGE", 4)
    chosen = {name: tuple(values) for name, values in where.items()}
    query = Query(date(2026, 2, 1), date(2026, 11, 21), tuple(by), chosen)
    with closing(SqliteStore(":memory:")) as store:
        for number, signals in enumerate(turns):
            to = f"web:{number}"
            keep(store, turn(to=to, signals=tuple(signals)), message("1", to=to))
            counts = {count.key: count.conversations for count in store.demand(query)}
            assert counts == recount(store.signals(), query)
        kept = store._rows("select coalesce(sum(rows), 0) from signal_pages where name = 'day'")
        assert kept[0][0] == len(store.signals()) // 4 * 4


def test_what_an_open_turn_adds_is_counted_in_it_and_forgotten_with_it() -> None:
    day = NOW.date()
    with closing(SqliteStore(":memory:")) as store:
        with pytest.raises(RuntimeError), store.transaction() as kept:
            kept.keep(message("1"), turn(signals=(signal(day),) * 3000))
            assert list(store.demand(Query(day, day))) == [Count((), 3000)]
            raise RuntimeError
        keep(store, turn(signals=(signal(day, "rules"),) * 2000))
        assert list(store.demand(Query(day, day, ("need",)))) == [Count(("rules",), 2000)]


def test_counting_waits_for_nobody_and_sees_whole_turns_only(tmp_path: Path) -> None:
    day, path = NOW.date(), tmp_path / "steg.db"
    with closing(SqliteStore(str(path))) as writer, closing(SqliteStore(str(path))) as reader:
        with writer.transaction() as kept:
            kept.keep(message("1"), turn(signals=(signal(day),) * 5000))
            assert list(reader.demand(Query(day, day))) == [Count((), 0)]
        assert list(reader.demand(Query(day, day))) == [Count((), 5000)]
