"""The open data: each month's figures, kept as they were published, as CSV and JSON with a schema."""

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ConfigDict, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass as checked
from tabulate import tabulate

from bot.core import indicators
from bot.core.content import Content
from bot.core.public import Edition, Row, Withheld, hierarchy_of, joined, published
from bot.core.renaming import renamed_signal
from bot.core.who_counts import Quarter, public_figures
from bot.csv_text import csv_text
from bot.errors import SettingWrong, StegError
from bot.settings import Settings
from bot.stores.port import Store

FOLDER = "open"  # inside STEG_DATA; one file for a month
MONTHS_BEFORE = 12  # that the first edition of all goes back; the same whatever is in the store
# A talk that stops is counted a day later, and a worker may have stood still: what comes later is left out.
SETTLED_AFTER = timedelta(days=7)
LICENCE = "CC-BY-4.0"
LICENCE_AT = "https://creativecommons.org/licenses/by/4.0/"
CREDIT = "Steg"  # whom those who use the figures name
RULE = (
    "Each conversation that asked counts once for each need and month. No row is below the smallest count. "
    "What is too few is put together with so many others that it cannot be worked out; 'others' tells which, "
    "and 'all' that nothing below was told apart. A need or place that is not shown may have had nobody, or "
    "a few. A month is published once, a week after it ended, and never changed. There is no total but the "
    "sum of the rows."
)
COLUMNS = tuple(field.name for field in fields(Row))
PUBLIC = ("demand", "gaps", "indicators")
UNMET = ("unmet", "gap", "left")


class EditionDamaged(StegError):
    """What was published cannot be read, and must not be worked out anew."""

    exit_code = 2


@checked(frozen=True, slots=True, config=ConfigDict(extra="forbid"))
class OpenData:
    """What ``/open/demand.json`` gives. ``total`` is the sum of the rows."""

    title: str
    licence: str
    licence_url: str
    credit: str
    rule: str
    smallest_count: int
    made_up: bool
    months: tuple[str, ...]
    withheld: tuple[Withheld, ...]
    total: int
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Editions:
    """What has been published: a file for each month, written once.

    Working a month out anew, with another threshold, corrected talks or renamed places, and publishing it
    beside what it was would tell the difference. So a month that was published is read and never made again.
    """

    folder: Path
    smallest: int

    def until(self, today: date, store: Store, content: Content) -> Edition:
        """Everything published up to today; months that have become complete are published now.

        While a store holds nothing but made-up talks, their figures are given and nothing is kept.

        Raises:
            EditionDamaged: a month's file is not what was written.
            OSError: the folder cannot be written; then nothing new is published.
        """
        months = complete_months(today)
        if store.only_made_up():
            return joined([self._made(month, store, content, made_up=True) for month in months])
        for month in months:
            if not self._file(month).exists():
                self._keep(month, self._made(month, store, content))
        kept = sorted(path.stem for path in self.folder.glob("????-??.json"))
        return joined(
            [read_once(self._file(month), _EDITION) for month in kept if month <= months[-1]]
        )

    def _made(
        self, month: str, store: Store, content: Content, *, made_up: bool = False
    ) -> Edition:
        first = date.fromisoformat(f"{month}-01")
        signals = store.signals(first, _next_month(first) - timedelta(days=1))
        now_called = (renamed_signal(signal, content) for signal in signals)
        hierarchy = hierarchy_of(content)
        return published(now_called, self.smallest, (month,), hierarchy, made_up=made_up)

    def _file(self, month: str) -> Path:
        return self.folder / f"{month}.json"

    def _keep(self, month: str, edition: Edition) -> None:
        keep_once(self._file(month), _EDITION.dump_json(edition, indent=1))


def keep_once(path: Path, written: bytes) -> None:
    """Puts a file in place, unless another process was first: then what that one published stands."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.parent / f"{path.stem}.{os.getpid()}.tmp"
    try:
        unfinished.write_bytes(written)
        # A link is refused where there is a file, unlike a move.
        os.link(unfinished, path)
    except FileExistsError:
        pass
    finally:
        unfinished.unlink(missing_ok=True)


def editions_of(settings: Settings) -> Editions:
    """What has been published under these settings."""
    return Editions(settings.data / FOLDER, settings.smallest_count)


_EDITION = TypeAdapter(Edition)
_Published = TypeVar("_Published")


@lru_cache(maxsize=320)  # files that never change
def read_once(path: Path, form: TypeAdapter[_Published]) -> _Published:
    """What a file was published as.

    Raises:
        EditionDamaged: it is not what was written.
    """
    try:
        return form.validate_json(path.read_bytes())
    except ValidationError as error:
        raise EditionDamaged(
            f"{path} is not what was published; put it back from a backup, as working it out "
            "anew could give away small counts"
        ) from error


def complete_months(today: date) -> tuple[str, ...]:
    """The months before today that are settled, as many as MONTHS_BEFORE, oldest first."""
    first = (today - SETTLED_AFTER).replace(day=1)
    months: list[str] = []
    for _ in range(MONTHS_BEFORE):
        first = (first - timedelta(days=1)).replace(day=1)
        months.append(f"{first:%Y-%m}")
    return tuple(reversed(months))


def _next_month(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1)


# --- as files


def open_data(edition: Edition, *, made_up: bool) -> OpenData:
    """The figures with rule, threshold and licence."""
    return OpenData(
        title="What small firms ask for in Trøndelag, Jämtland and Härjedalen",
        licence=LICENCE,
        licence_url=LICENCE_AT,
        credit=CREDIT,
        rule=RULE,
        smallest_count=edition.smallest,
        made_up=made_up,
        months=edition.months,
        withheld=edition.withheld,
        total=edition.total,
        rows=edition.rows,
    )


def as_json(edition: Edition, *, made_up: bool) -> str:
    """The open data as JSON, of the form that ``schema_text`` describes."""
    data = open_data(edition, made_up=made_up)
    written: bytes = TypeAdapter(OpenData).dump_json(data, indent=1)
    return written.decode("utf-8") + "\n"


def as_csv(edition: Edition) -> str:
    """The rows as CSV."""
    return csv_text(flat(edition.rows), COLUMNS)


def flat(rows: Iterable[Row]) -> Sequence[Mapping[str, Any]]:
    """The rows for a table, ids parted by spaces where a row holds several."""
    return [{**asdict(row), "holds": " ".join(row.holds)} for row in rows]


def schema_text() -> str:
    """The JSON Schema of the open data; ``docs/open-data.schema.json`` is this text."""
    schema = TypeAdapter(OpenData).json_schema(mode="serialization")
    whole = {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
    return json.dumps(whole, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


# --- as reports


def public_report(
    name: str,
    edition: Edition,
    form: str,
    from_day: date | None,
    to_day: date | None,
    *,
    quarters: Iterable[Quarter] = (),
) -> str:
    """A report that is safe to show, of the published months that lie wholly between two days.

    Args:
        form: table, csv or json.
        quarters: who owners say they are, as published; the indicators alone tell it.

    Raises:
        SettingWrong: this report is not one that is safe to show.
    """
    if name not in PUBLIC:
        raise SettingWrong(f"'{name}' cannot be made public; write one of {', '.join(PUBLIC)}")
    first, last = from_day or date.min, to_day or date.max
    within = _within(edition, first, last)
    rows: Sequence[Mapping[str, Any]]
    if name == "indicators":
        found = (*indicators.public_indicators(within), *public_figures(quarters, first, last))
        rows = [asdict(row) for row in found]
    else:
        chosen = (row for row in within.rows if name == "demand" or row.went in UNMET)
        rows = flat(chosen)
    columns = tuple(f.name for f in fields(indicators.Row)) if name == "indicators" else COLUMNS
    if form == "json":
        return json.dumps(rows, ensure_ascii=False, indent=1)
    if form == "csv":
        return csv_text(rows, columns).rstrip("\n")
    return tabulate([[row[c] for c in columns] for row in rows], headers=columns, tablefmt="simple")


def _within(edition: Edition, first: date, last: date) -> Edition:
    def lies_within(month: str) -> bool:
        begins = date.fromisoformat(f"{month}-01")
        return first <= begins and _next_month(begins) - timedelta(days=1) <= last

    return Edition(
        edition.smallest,
        tuple(month for month in edition.months if lies_within(month)),
        tuple(one for one in edition.withheld if lies_within(one.month)),
        tuple(row for row in edition.rows if lies_within(row.month)),
    )
