"""Rows as CSV for a spreadsheet, in which no text can be taken for a formula."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

# A cell that begins so is worked out as a formula by spreadsheets, and may then fetch or run something.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def csv_text(rows: Iterable[Mapping[str, Any]], columns: Sequence[str]) -> str:
    """The names of the columns, then a line per row."""
    written = io.StringIO()
    writer = csv.DictWriter(written, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: _harmless(cell) for name, cell in row.items()} for row in rows)
    return written.getvalue()


def _harmless(cell: Any) -> Any:
    if not isinstance(cell, str):
        return cell
    on_lines = cell.replace("\r\n", "\n").replace(
        "\r", "\n"
    )  # a lone one ends a row for some readers
    return f"'{on_lines}" if cell.startswith(FORMULA) else on_lines
