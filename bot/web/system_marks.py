"""The marks of the drawing of the whole system: how large each is, and what shape it has.

A mark is parted by the border: its left half is Norway, its right half Sweden. Its size grows with how many
help; round marks are helpers, square ones money. What only helps a little is drawn as an outline.
"""

import math
from dataclasses import dataclass

from bot.core.content import Country
from bot.web.map_asked import COUNTRIES
from bot.web.system_counts import COLUMNS, MONEY

APART = 0.75  # between the two halves of a mark: the border
SQUARE = math.sqrt(math.pi) / 2  # half the side of a square as large as a circle of radius 1
SIZES_SHOWN = (1, 4, 9)  # marks in the legend


@dataclass(frozen=True, slots=True)
class Measures:
    """Lengths of a drawing, in its own units.

    ``letters`` fit in a line of a label, ``title_letters`` in one of a group's title, ``head_letters`` in
    one of a head; None: heads stand on end.
    """

    name: str
    label: int
    cell: int
    row: int
    band: int
    before_money: int
    smallest: float
    growth: float
    line: int
    letters: int
    title_letters: int
    head_letters: int | None

    @property
    def width(self) -> int:
        """The whole drawing's width."""
        return self.label + len(COLUMNS) * self.cell + self.before_money

    def left(self, column: int) -> int:
        """Where a column begins."""
        is_money = COLUMNS[column] in MONEY
        return self.label + column * self.cell + (self.before_money if is_money else 0)

    def radius(self, number: int) -> float:
        """How large a mark for that many is; none reaches into its neighbours."""
        return min(self.smallest + self.growth * math.sqrt(number), self.cell / 2 - 1, self.row / 2)


# The one for a phone has its heads on end, and is as wide as the narrowest phone in common use.
WIDE = Measures(
    name="large",
    label=254,
    cell=74,
    row=28,
    band=54,
    before_money=14,
    smallest=2.5,
    growth=2.8,
    line=16,
    letters=34,
    title_letters=27,
    head_letters=11,
)
NARROW = Measures(
    name="small",
    label=113,
    cell=24,
    row=36,
    band=84,
    before_money=6,
    smallest=1.9,
    growth=2.3,
    line=15,
    letters=18,
    title_letters=17,
    head_letters=None,
)


@dataclass(frozen=True, slots=True)
class Half:
    """One half of a mark: its outline as an SVG path, and what it stands for."""

    path: str
    kind: str


def half(radius: float, country: Country, *, is_money: bool = False) -> str:
    """One half of a mark around 0, 0 as an SVG path: to the left of the border or to the right."""
    outwards = -1 if country == "NO" else 1
    edge = outwards * APART
    if is_money:
        reach = radius * SQUARE
        return f"M{edge:g} {-reach:.2f}H{edge + outwards * reach:.2f}V{reach:.2f}H{edge:g}Z"
    sweep = 0 if country == "NO" else 1
    return f"M{edge:g} {-radius:.2f}A{radius:.2f} {radius:.2f} 0 0 {sweep} {edge:g} {radius:.2f}Z"


@dataclass(frozen=True, slots=True)
class Legend:
    """A mark for everything a reader has to know."""

    no: tuple[Half, ...]
    se: tuple[Half, ...]
    money: tuple[Half, ...]
    little: tuple[Half, ...]
    sizes: tuple[tuple[Half, ...], ...]


def legend() -> Legend:
    """The marks that explain the others, as large as in the wide drawing."""
    large = WIDE.radius(SIZES_SHOWN[1])
    return Legend(
        no=(Half(half(large, "NO"), "no"),),
        se=(Half(half(large, "SE"), "se"),),
        money=_both(large, is_money=True),
        little=_both(large, little=True),
        sizes=tuple(_both(WIDE.radius(number)) for number in SIZES_SHOWN),
    )


def _both(radius: float, *, is_money: bool = False, little: bool = False) -> tuple[Half, ...]:
    how = " little" if little else ""
    return tuple(
        Half(half(radius, country, is_money=is_money), f"{country.lower()}{how}")
        for country in COUNTRIES
    )
