"""How long each figure of demand takes, over ever more conversations.

    python bench/demand.py [--conversations N ...] [--times N] [--json]

The conversations are made up and lie in two years; each leaves a signal or two. They are written straight
into an SQLite file, which is opened anew before it is asked. The pages are made as staff get them over twelve
months: counted, compared, drawn as SVG, written as HTML.
"""

import argparse
import json
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock
from pathlib import Path
from statistics import median

import numpy as np
from starlette.applications import Starlette
from starlette.testclient import TestClient
from tabulate import tabulate

sys.path.insert(0, str(Path(__file__).parent.parent))

from bot.content_files import content_or_fault, folders, texts
from bot.core.accounts import Account
from bot.core.content import Content
from bot.core.conversation import Signal
from bot.core.demand import DEMAND_BY, GAPS
from bot.core.demand_query import ASKED, Count, Query
from bot.core.rising import Past, rising
from bot.passwords import hashed
from bot.stores import sqlite_demand
from bot.stores.sqlite import SqliteStore
from bot.web import pages
from bot.web.page import Site

CONVERSATIONS = (10_000, 100_000, 1_000_000)
ONE_AT_MOST, ALL_AT_MOST = 0.3, 1.0  # seconds, promised in the issue: one chart, the whole page
LAST_DAY = date(2026, 11, 21)
DAYS = 730
PASSWORD = "en ku på taket"  # of an account that lives as long as the measurement
AGAIN = 0.3  # share of conversations with a second signal
YEAR = (LAST_DAY - timedelta(days=364), LAST_DAY)
TWO_MONTHS, BEFORE, YEAR_BEFORE = (
    ("2026-10", "2026-11"),
    ("2026-08", "2026-09"),
    ("2025-10", "2025-11"),
)
TWO_YEARS = (LAST_DAY - timedelta(days=DAYS - 1), LAST_DAY)
# Each value of a column half as likely as one at half its place: few are heard often, many seldom.
MANY: Mapping[str, int] = {
    "need": 33,
    "place": 46,
    "method": 90,
    "actor": 120,
    "instrument": 60,
}
QUESTIONS = ("trouble", "confirm", "choose", "place", "size", "stage", "time", "team")
PAGES = ("/staff", "/staff/map", "/staff/funnel", "/staff/outcomes")
FEW: Mapping[str, Sequence[str | None]] = {
    "outcome": ("advised", "gap", "left", "handoff"),
    "channel": ("web", "telegram", "slack"),
    "language": ("nb", "sv", "en"),
    "country": ("NO", "SE"),
    "size": ("micro", "solo", "small", "medium", "public", "association", None),
    "stage": ("problem", "idea", "tried", "grow", None),
    "time": ("hour", "half-day", "day", "days", "more", None),
    "reason": (None, "no-method", "no-actor", "left-at-size", "not-eligible", "wrong-side"),
    "step": (None, "size", "place", "time"),
    "helped": (None, "yes", "no", "partly"),
    # The ways through the talk: from any question to any later one.
    "asked": [" ".join(QUESTIONS[a:b]) for a in range(4) for b in range(a + 1, len(QUESTIONS) + 1)],
}
OVERVIEW: Mapping[str, Query] = {
    "how many asked, by month": Query(*TWO_YEARS, ("month",), ASKED),
    "what is asked for": Query(*YEAR, ("need",), ASKED),
    "where": Query(*YEAR, ("place", "country"), ASKED),
    "how it went": Query(*YEAR, ("month", "outcome")),
    "what is missing": Query(*YEAR, ("need", "reason"), GAPS),
    "who asks": Query(*YEAR, ("size", "language", "channel"), ASKED),
    "needs by month, for what rises": Query(*TWO_YEARS, ("month", "need"), ASKED),
    "did it help": Query(*YEAR, ("helped", "method")),
}
OTHERS: Mapping[str, Query] = {
    "needs and places by month, for what rises": Query(
        *TWO_YEARS, ("month", "need", "place"), ASKED
    ),
    "one need, small firms, by place and month": Query(
        *YEAR, ("place", "month"), {"need": ("energy-cost",), "size": ("small", "micro")}
    ),
    "half the firms in Swedish, by five things": Query(
        *YEAR, ("need", "size", "stage", "time", "outcome"), {"language": ("sv",)}
    ),
    "the way through the talk": Query(*YEAR, ("asked", "outcome", "step"), ASKED),
    "each day": Query(*YEAR, ("day",), ASKED),
    "the report of demand": Query(*YEAR, DEMAND_BY),
}


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--conversations", type=int, nargs="+", default=CONVERSATIONS)
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    parsed = parser.parse_args()
    content = content_or_fault(texts(folders()))
    measured = {number: _measured(number, parsed.times, content) for number in parsed.conversations}
    if parsed.json:
        print(json.dumps({"at_most": [ONE_AT_MOST, ALL_AT_MOST], "seconds": measured}))
        return
    rows = [
        (name, *(f"{1000 * seconds[name]:.0f}" for seconds in measured.values()))
        for name in next(iter(measured.values()))
    ]
    print(tabulate(rows, headers=("milliseconds", *(f"{n:,}" for n in measured))))
    print(f"At most {ONE_AT_MOST:g} s for one figure and {ALL_AT_MOST:g} s for the overview.")


def _measured(conversations: int, times: int, content: Content) -> dict[str, float]:
    """Seconds for each figure, the middle of several times, and for the overview at once."""
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "steg.db")
        _fill(path, conversations, content)
        seconds = {}
        with closing(SqliteStore(path)) as store:
            seconds["overview, first time after the start"] = _timed(lambda: _overview(store))
            pages = [_timed(lambda: _overview(store)) for _ in range(times)]
            seconds["overview"] = median(pages)
            seconds["overview, slowest"] = max(pages)
            for name, query in {**OVERVIEW, **OTHERS}.items():
                tries = [_timed(lambda query=query: store.demand(query)) for _ in range(times)]
                seconds[name] = median(tries)
            seconds["slowest figure"] = max(seconds[name] for name in {**OVERVIEW, **OTHERS})
            with _staff(store, content) as get:
                get(PAGES[0])  # the first page of a process loads what draws
                for page in PAGES:
                    tries = [_timed(lambda page=page: get(page)) for _ in range(times)]
                    seconds[f"the page {page}"] = median(tries)
            counts = store.demand(OTHERS["needs and places by month, for what rises"])
            seconds["what rises, out of its counts"] = _timed(lambda: _rising(counts))
        seconds["adding a signal that fills a page"] = _filling(path)
        return seconds


@contextmanager
def _staff(store: SqliteStore, content: Content) -> Iterator[Callable[[str], None]]:
    """Gets pages for staff as somebody who is logged in, over twelve months; without a network."""
    now = datetime.combine(LAST_DAY, clock(12), UTC)
    store.accounts.add(Account("stine", "staff", hashed(PASSWORD)))
    routes = pages.routes(Site(lambda: content, store, lambda: now, PASSWORD, secure=False))
    with TestClient(Starlette(routes=list(routes))) as client:
        login = client.get("/login").text
        proof = login.partition('name="proof" value="')[2].partition('"')[0]
        client.post("/login", data={"proof": proof, "name": "stine", "password": PASSWORD})

        def get(page: str) -> None:
            assert client.get(page, params={"period": "year"}).status_code == 200

        yield get


def _overview(store: SqliteStore) -> None:
    for query in OVERVIEW.values():
        store.demand(query)


def _rising(counts: Sequence[Count]) -> object:
    """What rises of needs in places."""
    past = Past(*(_heard(counts, months) for months in (TWO_MONTHS, BEFORE, YEAR_BEFORE)))
    return rising({"need and place": past})


def _heard(counts: Sequence[Count], months: Sequence[str]) -> Mapping[str | None, int]:
    heard: Counter[str | None] = Counter()
    for count in counts:
        month, need, place = count.key
        if month in months:
            heard[f"{need} in {place}"] += count.conversations
    return heard


def _timed(work: object) -> float:
    assert callable(work)
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _fill(path: str, conversations: int, content: Content) -> None:
    """Writes the signals of so many conversations, as those of turns would lie there."""
    SqliteStore(path).close()
    columns = _drawn(round(conversations * (1 + AGAIN)), np.random.default_rng(6), content)
    names, values = ", ".join(columns), ", ".join("?" for _ in columns)
    with closing(sqlite3.connect(path)) as connection, connection:
        add = f"insert into signals ({names}) values ({values})"
        connection.executemany(add, zip(*columns.values(), strict=True))
        sqlite_demand.fill(connection)


def _drawn(signals: int, dice: np.random.Generator, content: Content) -> dict[str, list[object]]:
    days = [(TWO_YEARS[0] + timedelta(days=day)).isoformat() for day in range(DAYS)]
    columns: dict[str, list[object]] = {
        "day": [days[at] for at in np.sort(dice.integers(0, DAYS, signals)).tolist()]
    }
    for name, number in MANY.items():
        ids = sorted(getattr(content, f"{name}s", {}))[:number]
        ids += [f"{name}-{at}" for at in range(number - len(ids))]
        columns[name] = _likelier_first(ids, signals, dice)
    for name, some in FEW.items():
        columns[name] = _likelier_first(some, signals, dice)
    columns["first"] = (dice.random(signals) < 1 / (1 + AGAIN)).astype(int).tolist()
    return columns


def _likelier_first(
    values: Sequence[str | None], number: int, dice: np.random.Generator
) -> list[object]:
    weights = 1 / np.arange(1, len(values) + 1)
    drawn = dice.choice(len(values), number, p=weights / weights.sum())
    return [values[at] for at in drawn.tolist()]


def _filling(path: str) -> float:
    """Seconds for the one turn in PAGE that writes a page, without the commit."""
    with closing(sqlite3.connect(path)) as connection, connection:
        last = connection.execute("select max(last) from signal_pages").fetchone()
        newest = connection.execute("select max(id) from signals").fetchone()
        left = sqlite_demand.PAGE - (newest[0] - (last[0] or 0))
        like = Signal(LAST_DAY, "advised", "web", "nb", "need-1", "place-1")
        sqlite_demand.add(connection, [like] * (left - 1))
        return _timed(lambda: sqlite_demand.add(connection, [replace(like, need="need-2")]))


if __name__ == "__main__":
    main()
