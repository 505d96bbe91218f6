"""The marks of the drawing of the whole system: how large each is, and what shape it has.

A mark is parted by the border: its left half is Norway, its right half Sweden. Its size grows with how many
help; round marks are helpers, square ones money. What only helps a little is drawn as an outline.
"""

import math
from dataclasses import dataclass

from bot.core.content import Country
from bot.web.map_asked import COUNTRIES

APART = 0.75  # between the two halves of a mark: the border
SQUARE = math.sqrt(math.pi) / 2  # half the side of a square as large as a circle of radius 1
SMALLEST, GROWTH = 2.5, 2.8  # of a radius, in pixels: one that helps can still be seen
LARGEST = 13.0  # of a radius: a larger one would reach into the lines above and below
SIZES_SHOWN = (1, 4, 9)  # marks in the legend


@dataclass(frozen=True, slots=True)
class Half:
    """One half of a mark: its outline as an SVG path, and what it stands for.

    ``id`` is the same for halves that look alike, so that a page draws each once.
    """

    id: str
    path: str
    kind: str


def radius(number: int) -> float:
    """How large a mark for that many is; none reaches into its neighbours."""
    return min(SMALLEST + GROWTH * math.sqrt(number), LARGEST)


def half(number: int, country: Country, *, is_money: bool = False, little: bool = False) -> Half:
    """One half of a mark around 0, 0 for that many: to the left of the border or to the right."""
    side = country.lower()
    return Half(
        id=f"{side}{'-money' * is_money}{'-little' * little}-{number}",
        path=_path(radius(number), -1 if country == "NO" else 1, is_money=is_money),
        kind=f"{side}{' little' * little}",
    )


def _path(size: float, outwards: int, *, is_money: bool) -> str:
    edge = outwards * APART
    if is_money:
        reach = size * SQUARE
        return f"M{edge:g} {-reach:.2f}H{edge + outwards * reach:.2f}V{reach:.2f}H{edge:g}Z"
    sweep = 0 if outwards < 0 else 1
    return f"M{edge:g} {-size:.2f}A{size:.2f} {size:.2f} 0 0 {sweep} {edge:g} {size:.2f}Z"


@dataclass(frozen=True, slots=True)
class Legend:
    """A mark for everything a reader has to know."""

    no: tuple[Half, ...]
    se: tuple[Half, ...]
    money: tuple[Half, ...]
    little: tuple[Half, ...]
    sizes: tuple[tuple[Half, ...], ...]


def legend() -> Legend:
    """The marks that explain the others, as large as they are drawn on a wide page."""
    some = SIZES_SHOWN[1]
    return Legend(
        no=(half(some, "NO"),),
        se=(half(some, "SE"),),
        money=tuple(half(some, country, is_money=True) for country in COUNTRIES),
        little=tuple(half(some, country, little=True) for country in COUNTRIES),
        sizes=tuple(
            tuple(half(number, country) for country in COUNTRIES) for number in SIZES_SHOWN
        ),
    )
