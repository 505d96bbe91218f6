"""A table of a staff page, as it is shown, and as it is downloaded: the same rows as CSV and as XLSX."""

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from bot.core.content import Language
from bot.csv_text import csv_text
from bot.web.words import word

BYTE_ORDER_MARK = "\ufeff"  # without it spreadsheets read å and ä wrongly
MOST_SHEET_NAME = 31  # characters, as spreadsheets allow
MOST_WHOLE = 13  # rows; a longer table scrolls beside its picture
_NOT_IN_SHEET_NAME = re.compile(r"[\[\]:*?/\\']")

Kind = Literal["text", "count", "change", "hours", "percent"]
SUMMED: frozenset[Kind] = frozenset({"count", "change"})  # a sum of the others means nothing
Cells = tuple[str | int | float, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """Cells, and where the first of them leads."""

    cells: Cells
    address: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """Columns by name and kind, rows, and the last row with their totals; None where totals mean nothing."""

    id: str
    title: str
    columns: tuple[tuple[str, Kind], ...]
    rows: tuple[Row, ...]
    total: Cells | None = None

    @property
    def is_long(self) -> bool:
        """Whether it scrolls in a window of its own."""
        return len(self.rows) > MOST_WHOLE

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns."""
        return tuple(name for name, _ in self.columns)

    @property
    def lines(self) -> tuple[Cells, ...]:
        """Every row with the totals, as in a file."""
        return (*(row.cells for row in self.rows), *((self.total,) if self.total else ()))


def table(
    id_: str,
    language: Language,
    columns: Sequence[tuple[str, Kind]],
    rows: Sequence[Row],
    *,
    adds_up: bool = True,
) -> Table:
    """A table with its names in the reader's language, and totals of every number."""
    named = tuple((word(f"column-{name}", language), kind) for name, kind in columns)
    return with_total(
        Table(id_, word(f"table-{id_}", language), named, tuple(rows)), language, adds_up
    )


def with_total(one: Table, language: Language, adds_up: bool = True) -> Table:
    """The table with a last row: the sum of each column of numbers."""
    if not adds_up or not one.rows:
        return one
    sums: list[str | int] = [word("total", language)]
    for place, (_, kind) in enumerate(one.columns[1:], start=1):
        sums.append(sum(int(row.cells[place]) for row in one.rows) if kind in SUMMED else "")
    return replace(one, total=tuple(sums))


def as_csv(tables: Sequence[Table]) -> str:
    """One table; or several, each under its title with an empty line between."""
    if len(tables) == 1:
        return BYTE_ORDER_MARK + _csv(tables[0])
    return BYTE_ORDER_MARK + "\n".join(f"{one.title}\n{_csv(one)}" for one in tables)


def _csv(one: Table) -> str:
    return csv_text([dict(zip(one.names, line, strict=True)) for line in one.lines], one.names)


def as_xlsx(tables: Sequence[Table]) -> bytes:
    """A sheet for each table; text is text, also when it begins as a formula does."""
    from openpyxl import Workbook
    from openpyxl.styles import Font

    book = Workbook()
    for one in tables:
        sheet = book.create_sheet(_NOT_IN_SHEET_NAME.sub(" ", one.title)[:MOST_SHEET_NAME])
        for row, line in enumerate((one.names, *one.lines), start=1):
            for column, value in enumerate(line, start=1):
                cell = sheet.cell(row, column, value)
                cell.data_type = "s" if isinstance(value, str) else "n"
                cell.font = Font(
                    bold=row == 1 or (one.total is not None and row == len(one.lines) + 1)
                )
        sheet.freeze_panes = "B2"
        for column in sheet.columns:
            widest = max(len(str(cell.value)) for cell in column)
            sheet.column_dimensions[column[0].column_letter].width = widest + 2
    # A book begins with a sheet of its own, which may go only when there is another.
    book.remove(book.worksheets[0])
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()
