"""Turns through service and SQLite store, beside as many bare commits and the classifier alone, in one run.

A turn decides and keeps: the promise is that what comes on top of understanding the text costs at most
MOST_COMMITS bare commits on the same database file.
"""

import argparse
import json
import random
import sqlite3
import statistics
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter

from tabulate import tabulate

from bot import settings
from bot.building import world_of
from bot.core.content import LANGUAGES, Content, Language
from bot.core.conversation import Message, Turn
from bot.core.draft import World
from bot.core.understanding import understand
from bot.service import Service
from bot.stores.sqlite import SqliteStore

MOST_COMMITS = 3  # bare commits that a turn may cost on top of understanding
ROUNDS = 10  # turns, commits and understanding take turns, so that a busy machine slows all of them alike
MOST_MESSAGES = 14  # in one talk
SECONDS_BETWEEN = 20  # messages of a talk
BEGINS = datetime(2026, 3, 2, 8, tzinfo=UTC)


@dataclass(slots=True)
class Times:
    """Seconds taken, one by one."""

    turns: list[float] = field(default_factory=list)
    commits: list[float] = field(default_factory=list)
    understanding: list[float] = field(default_factory=list)

    def ratio(self) -> float:
        """What a turn costs on top of understanding, in bare commits."""
        return (sum(self.turns) - sum(self.understanding)) / sum(self.commits)


@dataclass(slots=True)
class Talk:
    """One made-up owner: tells an example of a need, then answers by text or button until there is advice."""

    conversation: str
    at: datetime
    language: Language
    text: str | None
    choice: str | None = None
    said: int = 0

    def message(self) -> Message:
        """The next thing the owner sends."""
        self.said += 1
        self.at += timedelta(seconds=SECONDS_BETWEEN)
        identity = f"{self.conversation}:{self.said}"
        return Message(
            identity, self.conversation, "web", self.at, self.text, self.choice, self.language
        )

    def hears(self, turn: Turn | None, content: Content, dice: random.Random) -> bool:
        """Chooses what to say next; False when the talk is over."""
        self.text, self.choice = (
            _reaction(turn, content, dice, self.language) if turn else (None, None)
        )
        return self.said < MOST_MESSAGES and (self.text or self.choice) is not None


def _reaction(
    turn: Turn, content: Content, dice: random.Random, language: Language
) -> tuple[str | None, str | None]:
    """A text or a choice; neither when there is nothing left to ask."""
    reply = turn.replies[-1]
    if reply.asks == "place":
        return dice.choice(sorted(place.name for place in content.places.values())), None
    if reply.asks == "next":
        after = dice.random()
        return None, "do=why" if after < 0.2 else "do=others" if after < 0.4 else None
    offered = [
        c for c in reply.choices if not (c.id.startswith(("keep=", "do=")) or c.id.endswith("=why"))
    ]
    if not offered:
        return dice.choice(_examples(content, language, dice)), None
    chosen = dice.choice(offered)
    return (chosen.label, None) if dice.random() < 0.3 else (None, chosen.id)


def _examples(content: Content, language: Language, dice: random.Random) -> Sequence[str]:
    return content.needs[dice.choice(sorted(content.needs))].examples.to(language)


def _talk(number: int, content: Content, dice: random.Random) -> Talk:
    language = dice.choice(LANGUAGES)
    begins = BEGINS + timedelta(minutes=number)
    return Talk(
        f"web:{number:08x}", begins, language, dice.choice(_examples(content, language, dice))
    )


class Bench:
    """Holds talks round by round on one database file, and times them."""

    def __init__(self, world: World, path: Path, seed: int) -> None:
        self._world, self._dice = world, random.Random(seed)
        self._store = SqliteStore(str(path))
        self._service = Service(self._store, lambda: world)
        self._bare = _bare_connection(path)
        self._numbers = iter(range(1 << 30))
        self._open: list[Talk] = []

    def round(self, talks: int) -> Times:
        """Talks, then as many commits as there were turns, then the understanding of the same texts."""
        times, texts = Times(), []
        self._open = [
            _talk(next(self._numbers), self._world.content, self._dice) for _ in range(talks)
        ]
        while self._open:
            texts += self._each_says_something(times)
        self._send_all()
        times.commits = [_timed(self._commit) for _ in times.turns]
        times.understanding = [self._understood(text, language) for text, language in texts]
        return times

    def close(self) -> None:
        """Lets go of the database."""
        self._bare.close()
        self._store.close()

    def _each_says_something(self, times: Times) -> list[tuple[str, Language]]:
        """One message of every open talk; the texts among them."""
        messages = [(talk, talk.message()) for talk in self._open]
        self._open = []
        for talk, message in messages:
            began = perf_counter()
            turn = self._service.answer(message)
            times.turns.append(perf_counter() - began)
            if talk.hears(turn, self._world.content, self._dice):
                self._open.append(talk)
        return [(message.text, talk.language) for talk, message in messages if message.text]

    def _send_all(self) -> None:
        """Empties the outbox, as the process beside would; not part of a turn."""
        while waiting := self._store.unsent(BEGINS + timedelta(days=3650), ("web",), 500):
            for unsent in waiting:
                self._store.sent(unsent.id)

    def _commit(self) -> None:
        run = self._bare.execute
        run("begin immediate")
        run("insert into bare (text) values ('one small row')")
        run("commit")

    def _understood(self, text: str, language: Language) -> float:
        return _timed(lambda: understand(text, self._world.reader, language))


def _bare_connection(path: Path) -> sqlite3.Connection:
    """A connection with the store's pragmas and a table of its own."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("pragma synchronous = full")
    connection.execute("pragma secure_delete = on")
    connection.execute("create table bare (id integer primary key, text)")
    return connection


def _timed(do: Callable[[], object]) -> float:
    began = perf_counter()
    do()
    return perf_counter() - began


def run(world: World, folder: Path, talks: int, seed: int) -> Mapping[str, float | int]:
    """All rounds; the numbers of the report.

    Returns:
        Milliseconds end in ``_ms``; ``ratio`` is the median of the rounds.
    """
    bench = Bench(world, folder / "bench.db", seed)
    try:
        bench.round(2)  # the first turns fill caches and prepare statements
        rounds = [bench.round(max(talks // ROUNDS, 1)) for _ in range(ROUNDS)]
    finally:
        bench.close()
    turns = [t for times in rounds for t in times.turns]
    commits = [t for times in rounds for t in times.commits]
    understanding = [t for times in rounds for t in times.understanding]
    return {
        "talks": max(talks // ROUNDS, 1) * ROUNDS,
        "turns": len(turns),
        "texts": len(understanding),
        "turns_per_second": round(len(turns) / sum(turns), 1),
        "turn_p50_ms": _ms(statistics.median(turns)),
        "turn_p99_ms": _ms(_p99(turns)),
        "commits_per_second": round(len(commits) / sum(commits), 1),
        "commit_p50_ms": _ms(statistics.median(commits)),
        "commit_p99_ms": _ms(_p99(commits)),
        "understanding_p50_ms": _ms(statistics.median(understanding)),
        "understanding_p99_ms": _ms(_p99(understanding)),
        "understanding_per_turn_ms": _ms(sum(understanding) / len(turns)),
        "ratio": round(statistics.median(times.ratio() for times in rounds), 2),
        "promised_ratio": MOST_COMMITS,
    }


def _p99(times: Sequence[float]) -> float:
    return sorted(times)[int(len(times) * 0.99)]


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 3)


def main() -> None:
    """Prints the numbers as a table, or as one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--talks", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    parsed = parser.parse_args()
    read = settings.read()
    read.data.mkdir(parents=True, exist_ok=True)
    # Beside the data, so that commits wait for the disk the real database is on.
    with tempfile.TemporaryDirectory(dir=read.data) as folder:
        numbers = run(world_of(read), Path(folder), parsed.talks, parsed.seed)
    print(
        json.dumps(numbers)
        if parsed.json
        else tabulate(list(numbers.items()), headers=("what", "number"))
    )


if __name__ == "__main__":
    main()
