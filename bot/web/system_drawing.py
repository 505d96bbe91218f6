"""Lays out the drawing of the whole system: a line for each need, a column for each kind of help."""

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from bot.core.content import Content, Language
from bot.web.map_asked import COUNTRIES, Asked, Options, address, needs
from bot.web.system_counts import COLUMNS, MONEY, Counts, everything
from bot.web.system_marks import Half, Measures, half
from bot.web.words import word


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a line and a column meet."""

    left: int
    address: str
    says: str
    halves: tuple[Half, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A need. ``label`` is its lines of text; ``top`` is its upper edge."""

    name: str
    label: tuple[str, ...]
    top: int
    address: str
    chosen: bool
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Band:
    """A group of needs, with the heads of the columns above it."""

    title: tuple[str, ...]
    top: int
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Head:
    """A column. ``number`` is how many there are of it in all."""

    name: str
    label: tuple[str, ...]
    middle: float
    number: int
    address: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Drawing:
    """The whole system, laid out."""

    measures: Measures
    height: int
    heads: tuple[Head, ...]
    bands: tuple[Band, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a drawing is made from."""

    counts: Counts
    asked: Asked
    content: Content
    language: Language
    measures: Measures

    def drawing(self) -> Drawing:
        """Everything laid out, from the top down."""
        top = self.measures.row
        bands: list[Band] = []
        for title, inside in needs(self.content, self.language):
            bands.append(self._band(title, inside, top))
            top += self.measures.band + len(inside) * self.measures.row
        return Drawing(self.measures, top + 2, tuple(self._heads()), tuple(bands))

    def _band(self, title: str, inside: Options, top: int) -> Band:
        first, row = top + self.measures.band, self.measures.row
        lines = (
            self._line(need, name, first + index * row) for index, (need, name) in enumerate(inside)
        )
        return Band(_wrapped(title, self.measures.title_letters), top, tuple(lines))

    def _heads(self) -> Iterator[Head]:
        letters = self.measures.head_letters
        for index, column in enumerate(COLUMNS):
            long, short = (word(f"{which}-{column}", self.language) for which in ("kind", "short"))
            yield Head(
                name=long,
                label=_wrapped(long, letters) if letters else (short,),
                middle=self.measures.left(index) + self.measures.cell / 2,
                number=self.counts.in_all.get(column, 0),
                address=kind_address(column, self.asked),
                chosen=column == self.asked.kind,
            )

    def _line(self, need: str, name: str, top: int) -> Line:
        cells = (self._cell(need, name, index) for index in range(len(COLUMNS)))
        return Line(
            name=name,
            label=_wrapped(name, self.measures.letters),
            top=top,
            address=need_address(need, self.asked),
            chosen=need == self.asked.need,
            cells=tuple(cell for cell in cells if cell),
        )

    def _cell(self, need: str, name: str, index: int) -> Cell | None:
        column = COLUMNS[index]
        halves = tuple(self._halves(need, column))
        if not halves:
            return None
        number = in_words(need, column, self.counts, self.language)
        return Cell(
            left=self.measures.left(index),
            address=cell_address(need, column, self.asked),
            says=f"{name}. {word(f'kind-{column}', self.language)}: {number}",
            halves=halves,
        )

    def _halves(self, need: str, column: str) -> Iterator[Half]:
        """The halves of a mark: below, all who help; on them, those who help well."""
        is_money, radius = column in MONEY, self.measures.radius
        for country in COUNTRIES:
            tally = self.counts.tally(need, column, country)
            if tally.little:
                path = half(radius(tally.all), country, is_money=is_money)
                yield Half(path, f"{country.lower()} little")
            if tally.well:
                yield Half(half(radius(tally.well), country, is_money=is_money), country.lower())


@lru_cache(1024)  # the same labels stand in every drawing
def _wrapped(text: str, letters: int) -> tuple[str, ...]:
    """The text in as few lines as it takes, all about equally long."""
    lines = textwrap.wrap(text, letters, break_long_words=False)
    for fewer in range(letters - 1, 0, -1):
        shorter = textwrap.wrap(text, fewer, break_long_words=False)
        if len(shorter) > len(lines):
            break
        lines = shorter
    return tuple(lines)


# ---- where the parts of the drawing lead, and what they say ----


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


def in_words(need: str, column: str, counts: Counts, language: Language) -> str:
    """What a cell shows: "3 in Norway, 1 in Sweden"."""
    return ", ".join(
        f"{number} {word(f'in-{country}', language)}"
        for country in COUNTRIES
        if (number := counts.tally(need, column, country).all)
    )
