"""The drawing of the whole system: a line for each need, a column for each kind of help.

It is a table whose cells hold a mark and, for who does not see it, its numbers: so one drawing fits every
width, and a screen reader, the keyboard and paper get the same as the eye.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.core.content import Content, Country, Language
from bot.web.map_asked import COUNTRIES, Asked, address, needs
from bot.web.system_counts import COLUMNS, MONEY, Counts, everything
from bot.web.system_marks import Half, half
from bot.web.words import word


@dataclass(frozen=True, slots=True)
class Head:
    """A column. ``short`` is its name where there is little room, ``number`` how many there are of it."""

    name: str
    short: str
    number: int
    address: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a line and a column meet: how many help well and how many a little, in each country."""

    address: str
    parts: tuple[tuple[Country, int, int], ...]
    halves: tuple[Half, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A need; a cell is None where nobody helps."""

    name: str
    address: str
    chosen: bool
    cells: tuple[Cell | None, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nobody helps with it."""
        return not any(self.cells)


@dataclass(frozen=True, slots=True)
class Drawing:
    """The whole system: needs under the name of their group, and every half of a mark among them once."""

    heads: tuple[Head, ...]
    bands: tuple[tuple[str, tuple[Line, ...]], ...]
    halves: tuple[Half, ...]


def drawing(counts: Counts, asked: Asked, content: Content, language: Language) -> Drawing:
    """Everything that was counted, in the order of the form."""
    bands = tuple(
        (group, tuple(_line(need, name, counts, asked) for need, name in inside))
        for group, inside in needs(content, language)
    )
    cells = (cell for _, lines in bands for line in lines for cell in line.cells if cell)
    halves = {half.id: half for cell in cells for half in cell.halves}
    return Drawing(tuple(_heads(counts, asked, language)), bands, tuple(halves.values()))


def _heads(counts: Counts, asked: Asked, language: Language) -> Iterator[Head]:
    for column in COLUMNS:
        yield Head(
            name=word(f"kind-{column}", language),
            short=word(f"short-{column}", language),
            number=counts.in_all.get(column, 0),
            address=kind_address(column, asked),
            chosen=column == asked.kind,
        )


def _line(need: str, name: str, counts: Counts, asked: Asked) -> Line:
    cells = tuple(_cell(need, column, counts, asked) for column in COLUMNS)
    return Line(name, need_address(need, asked), need == asked.need, cells)


def _cell(need: str, column: str, counts: Counts, asked: Asked) -> Cell | None:
    sides = [country for country in COUNTRIES if asked.side in (None, country)]
    tallies = [(country, counts.tally(need, column, country)) for country in sides]
    if not any(tally.all for _, tally in tallies):
        return None
    parts = tuple((country, tally.well, tally.little) for country, tally in tallies)
    return Cell(cell_address(need, column, asked), parts, tuple(_halves(parts, column)))


def _halves(parts: tuple[tuple[Country, int, int], ...], column: str) -> Iterator[Half]:
    """The halves of a mark: below, all who help; on them, those who help well."""
    for country, well, little in parts:
        if little:
            yield half(well + little, country, is_money=column in MONEY, little=True)
        if well:
            yield half(well, country, is_money=column in MONEY)


# ---- where the parts of the drawing lead ----


def need_address(need: str, asked: Asked) -> str:
    """Where everybody is listed that a line counts."""
    return address(everything(asked).but(need=need), "found")


def kind_address(column: str, asked: Asked) -> str:
    """Where everybody is listed that a column counts; money is only listed for a need."""
    return "" if column in MONEY else address(everything(asked).but(kind=column), "found")


def cell_address(need: str, column: str, asked: Asked) -> str:
    """Where those are listed that a cell counts."""
    listed = everything(asked).but(need=need)
    if column in MONEY:
        return address(listed, "money")
    return address(listed.but(kind=column), "found")
