"""What keeps the knowledge right: what to check again, letters to offices, dead links."""

import asyncio
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, fields
from datetime import date
from pathlib import Path

from tabulate import tabulate

from bot.core.content import Content
from bot.core.conversation import Signal
from bot.core.freshness import Recheck, to_recheck
from bot.core.letters import Letter, letters
from bot.core.renaming import renamed_signal
from bot.csv_text import csv_text
from bot.links import Tried, links, try_all

DEAD = ("dead", "moved", "guarded", "silent")  # shown in this order; what is fine is only counted
KIND_OF = {"methods": "method", "actors": "actor", "instruments": "instrument"}


def used(signals: Iterable[Signal]) -> Mapping[tuple[str, str], int]:
    """How often each entry was advised first, by kind and id."""
    return Counter(
        (kind, named)
        for signal in signals
        for kind, field in KIND_OF.items()
        if (named := getattr(signal, field))
    )


def stale(content: Content, signals: Iterable[Signal], today: date, form: str) -> str:
    """What to check again, most used first, as table or CSV."""
    now_called = (renamed_signal(signal, content) for signal in signals)
    rows = to_recheck(content, used(now_called), today)
    if form == "csv":
        columns = [field.name for field in fields(Recheck)]
        return csv_text(map(asdict, rows), columns).rstrip("\n")
    shown = [
        (r.used, f"{r.kind}/{r.id}", r.name, r.why, r.checked_on, r.review_after, r.web)
        for r in rows
    ]
    headers = ("used", "entry", "name", "why", "checked", "again after", "page")
    return tabulate(shown, headers=headers, tablefmt="simple")


def write_letters(content: Content, today: date, folder: Path) -> Sequence[Path]:
    """A file per office with the letter to it; gives the files written."""
    folder.mkdir(parents=True, exist_ok=True)
    return [_write(letter, folder) for letter in letters(content, today)]


def _write(letter: Letter, folder: Path) -> Path:
    path = folder / f"{letter.actor}.txt"
    to = letter.to or ""
    path.write_text(f"To: {to}\nSubject: {letter.subject}\n\n{letter.text}\n", encoding="utf-8")
    return path


def tried_links(content: Content) -> tuple[str, bool]:
    """Every address that did not simply answer, as a table; and whether any is dead."""
    tried = asyncio.run(try_all(links(content)))
    return table(tried), any(one.state == "dead" for one in tried)


def table(tried: Sequence[Tried]) -> str:
    """What came of the addresses, the dead first."""
    rows = [
        (one.state, one.link.url, one.says, " ".join(one.link.entries))
        for state in DEAD
        for one in tried
        if one.state == state
    ]
    count = Counter(one.state for one in tried)
    counted = ", ".join(f"{number} {state}" for state, number in sorted(count.items()))
    return "\n".join([tabulate(rows, headers=("state", "address", "says", "entries")), "", counted])
