"""The same as the drawing of the whole system shows, as a table of numbers."""

from dataclasses import dataclass

from bot.core.content import Content, Country, Language
from bot.web.map_asked import COUNTRIES, Asked, needs
from bot.web.system_counts import COLUMNS, Counts
from bot.web.system_drawing import cell_address, need_address
from bot.web.words import word


@dataclass(frozen=True, slots=True)
class Cell:
    """How many help well and how many a little, in each country; no address when nobody does."""

    address: str
    parts: tuple[tuple[Country, int, int], ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A need with a cell for each column."""

    name: str
    address: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The heads of the columns, and the rows under the name of their group."""

    heads: tuple[str, ...]
    groups: tuple[tuple[str, tuple[Row, ...]], ...]


def table(counts: Counts, asked: Asked, content: Content, language: Language) -> Table:
    """The whole table, in the order of the drawing."""
    return Table(
        tuple(word(f"kind-{column}", language) for column in COLUMNS),
        tuple(
            (group, tuple(_row(need, name, counts, asked) for need, name in inside))
            for group, inside in needs(content, language)
        ),
    )


def _row(need: str, name: str, counts: Counts, asked: Asked) -> Row:
    cells = (_cell(need, column, counts, asked) for column in COLUMNS)
    return Row(name, need_address(need, asked), tuple(cells))


def _cell(need: str, column: str, counts: Counts, asked: Asked) -> Cell:
    sides = [country for country in COUNTRIES if asked.side in (None, country)]
    tallies = [(country, counts.tally(need, column, country)) for country in sides]
    if not any(tally.all for _, tally in tallies):
        return Cell("", ())
    parts = tuple((country, tally.well, tally.little) for country, tally in tallies)
    return Cell(cell_address(need, column, asked), parts)
