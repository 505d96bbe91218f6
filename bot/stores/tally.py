"""Counts signals kept as columns of small numbers: any grouping and choice, over a million of them at once.

A column holds a code for each signal, in the order they were added; the codes of a column stand for its
values, 0 for None. Both stores can keep such columns, so the arithmetic knows no database.
"""

from collections.abc import Mapping, Sequence
from math import prod
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from bot.core.demand_query import COLUMNS, NOT_TOLD, PERIODS, Count, Query

KEPT: Final = ("day", *COLUMNS, "made_up")
"""The columns that are kept; months and years come out of days."""
MOST_CELLS = 4_000_000  # up to so many possible groups are counted in a table, more by sorting
MOST_NUMBERED = 2**62  # up to so many, a group can be told by one number
MOST_NARROW = 2**31  # up to so many, a narrower and faster one does
_LENGTH: Final = {"day": 10, "month": 7, "year": 4}  # how much of a day names the period
_WIDTHS: Final = (np.dtype("<u1"), np.dtype("<u2"), np.dtype("<u4"))

Codes = npt.NDArray[Any]


def packed(codes: Sequence[int]) -> bytes:
    """Codes as bytes, each as narrow as the highest one allows."""
    highest = max(codes, default=0)
    width = next(w for w in _WIDTHS if highest <= np.iinfo(w).max)
    return np.array(codes, width).tobytes()


def unpacked(pages: Sequence[tuple[int, bytes]]) -> Codes:
    """The codes of a column out of its pages.

    Args:
        pages: how many codes each holds, and its bytes.
    """
    parts = [np.frombuffer(page, _WIDTHS[len(page) // rows // 2]) for rows, page in pages if rows]
    return np.concatenate(parts) if parts else np.zeros(0, _WIDTHS[0])


def needed(query: Query) -> tuple[str, ...]:
    """The columns a query looks at."""
    names = ("day" if name in PERIODS else name for name in (*query.by, *query.where))
    return tuple(dict.fromkeys(("day", "made_up", *names)))


def tallied(
    query: Query, columns: Mapping[str, Codes], values: Mapping[str, Sequence[str | None]]
) -> list[Count]:
    """The signals of a query counted, the most first; ties by key, None last.

    Args:
        columns: codes by column, for those that the query needs.
        values: what the codes of a column stand for, None first.
    """
    rows = _chosen(query, columns, values)
    groups = [_group(name, values) for name in query.by]
    labels = [names for _, _, names in groups]
    codes = [numbers[columns[column][rows]] for column, numbers, _ in groups]
    possible = prod(len(names) for names in labels)
    if possible > MOST_NUMBERED:
        found, numbers = np.unique(np.array(codes, np.int64), axis=1, return_counts=True)
    else:
        cells, numbers = _counted(_numbered(codes, labels, int(rows.sum())), possible)
        found = np.array(_parted(cells, labels), np.int64)
    order = np.argsort(-numbers, kind="stable")
    told = [
        [names[code] for code in column[order].tolist()]
        for names, column in zip(labels, found, strict=True)
    ]
    keys = zip(*told, strict=True) if told else [() for _ in numbers]
    counts = list(map(Count, keys, numbers[order].tolist()))
    return counts if counts or query.by else [Count((), 0)]


def _numbered(codes: Sequence[Codes], labels: Sequence[Sequence[str | None]], rows: int) -> Codes:
    """One number for each row, in which its codes can be found again."""
    possible = prod(len(names) for names in labels)
    cells: Codes = np.zeros(rows, np.int32 if possible < MOST_NARROW else np.int64)
    for column, names in zip(codes, labels, strict=True):
        cells *= len(names)
        cells += column
    return cells


def _parted(cells: Codes, labels: Sequence[Sequence[str | None]]) -> list[Codes]:
    """The codes that were put into one number each."""
    found: list[Codes] = []
    for names in reversed(labels):
        cells, codes = np.divmod(cells, len(names))
        found.append(codes)
    return found[::-1]


def _chosen(
    query: Query, columns: Mapping[str, Codes], values: Mapping[str, Sequence[str | None]]
) -> npt.NDArray[np.bool_]:
    first, last = query.from_day.isoformat(), query.to_day.isoformat()
    wanted = [("day", [first <= (day or "") <= last for day in values["day"]])]
    mark = "yes" if query.made_up else "no"
    wanted.append(("made_up", [value == mark for value in values["made_up"]]))
    for name, allowed in query.where.items():
        wanted.append((name, [(v or NOT_TOLD) in allowed for v in values[name]]))
    rows = np.ones(len(columns["day"]), np.bool_)
    for name, kept in wanted:
        if not all(kept[1:]) or not kept[0]:
            rows &= np.array(kept, np.bool_)[columns[name]]
    return rows


def _group(
    name: str, values: Mapping[str, Sequence[str | None]]
) -> tuple[str, Codes, Sequence[str | None]]:
    """What to group by: the column, the number of each code's group, and what the groups stand for.

    Groups are numbered in the order of what they stand for, None last.
    """
    column, length = ("day", _LENGTH[name]) if name in PERIODS else (name, None)
    told = [value and value[:length] for value in values[column]]
    labels = sorted(set(told), key=lambda value: (value is None, value or ""))
    number = {label: at for at, label in enumerate(labels)}
    return column, np.array([number[label] for label in told], np.int32), labels


def _counted(cells: Codes, possible: int) -> tuple[Codes, Codes]:
    """The cells that hold something, and how much."""
    if possible > MOST_CELLS:
        return np.unique(cells, return_counts=True)
    numbers = np.bincount(cells, minlength=1)
    found = np.flatnonzero(numbers)
    return found, numbers[found]
