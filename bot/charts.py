"""Draws counts: bars, a line over months, a map of places, one bar in parts; as SVG or PNG.

Text stays text. Each colour has a name, by which the pages' stylesheet gives it another in the dark; no two
that stand side by side are told apart by their hue alone.
"""

import io
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from threading import Lock
from typing import TYPE_CHECKING, Any, Literal

from bot.chart_svg import clean_svg

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

COLOURS: Mapping[str, str] = {
    "paper": "#fffcf5",
    "ink": "#23302b",
    "soft": "#55625a",
    "edge": "#ddd2bd",
    "main": "#2b5547",
    "mid": "#5f8f7b",
    "other": "#c8651b",
    "faint": "#8b958e",
}
PartColour = Literal["main", "mid", "other", "faint"]
WIDTH = 360  # as wide as a phone shows it, so that its text is as large as the page's
TITLE, TEXT, SMALL = 16.0, 13.5, 12.0  # sizes of letters
LETTER = 0.56  # of the size of the letters: how wide one is, at most on average
PIXELS_AN_INCH = 72  # one unit of the drawing is one pixel of the page
SHARP = 2  # pixels of the picture for a unit, for screens that have more
BIGGEST_CIRCLE, SMALLEST_CIRCLE = 17.0, 3.0  # radii
MOST_NAMES = 14  # of places on a map; more hide each other
_ONE_AT_A_TIME = Lock()  # matplotlib promises nothing to threads


@dataclass(frozen=True, slots=True)
class Bar:
    """A count with its name; ``before`` is the count it is compared with."""

    name: str
    count: int
    before: int | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a whole, with its colour."""

    name: str
    count: int
    colour: PartColour


@dataclass(frozen=True, slots=True)
class Spot:
    """A count at a place. ``other``: on the other side of the border."""

    name: str
    latitude: float
    longitude: float
    count: int
    other: bool = False


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture to be written as SVG or PNG; drawn only then. ``desc`` says in words what is seen."""

    draw: Callable[[], "Figure"]
    title: str
    desc: str

    def svg(self, id_: str) -> str:
        """An ``<svg>`` for a page; the id is unlike that of any other drawing there."""
        written = io.StringIO()
        with _ONE_AT_A_TIME:
            self.draw().savefig(written, format="svg", metadata={"Date": None}, transparent=True)
        names = {colour: name for name, colour in COLOURS.items()}
        return clean_svg(written.getvalue(), id_, self.title, self.desc, names)

    def png(self, under_title: str = "", note: str = "") -> bytes:
        """A picture on paper's colour; with a line under its title, it tells by itself what it shows.

        Args:
            note: small, below the picture.
        """
        written = io.BytesIO()
        with _ONE_AT_A_TIME:
            figure = self.draw()
            if under_title:
                _frame(figure, self.title, under_title, note)
            figure.savefig(
                written, format="png", dpi=PIXELS_AN_INCH * SHARP, facecolor=COLOURS["paper"]
            )
        return written.getvalue()


def bars(rows: Sequence[Bar], title: str, desc: str, *, before: str = "") -> Drawing:
    """A bar for each row, in the order given, its name above it and its count beside it.

    Args:
        before: what the small mark at each bar means; a row's ``before`` is marked when it is told.
    """
    return Drawing(partial(_bars, rows, before), title, desc)


def _bars(rows: Sequence[Bar], before: str) -> "Figure":
    marked = any(row.before is not None for row in rows)
    top, step = (28.0 if marked and before else 4.0), 38.0
    figure, axes = _sheet(top + step * len(rows))
    most = max((max(row.count, row.before or 0) for row in rows), default=0) or 1
    longest = WIDTH - 8 - _wide(str(most), TEXT) - 8
    if marked and before:
        _mark(axes, 6, 11)
        _write(axes, 14, 11, before, size=SMALL, colour="soft")
    for number, row in enumerate(rows):
        above = top + step * number
        _write(axes, 2, above + 8, row.name)
        length = longest * row.count / most
        _box(axes, 2, above + 18, max(length, 1), 13, "main")
        at = length
        if row.before is not None:
            _mark(axes, 2 + longest * row.before / most, above + 25)
            # The count stands clear of the mark.
            at = _clear_of(length, longest * row.before / most, _wide(str(row.count), TEXT))
        _write(axes, at + 8, above + 25, str(row.count), bold=True)
    return figure


def line(
    labels: Sequence[str],
    counts: Sequence[int],
    title: str,
    desc: str,
    *,
    name: str,
    before: Sequence[int] | None = None,
    before_name: str = "",
) -> Drawing:
    """Counts month by month as a line, and those of the year before as a dashed one.

    Args:
        labels: of the months, short.
        before: as many as ``counts``; None when there are none.
    """
    return Drawing(partial(_line, labels, counts, name, before, before_name), title, desc)


def _line(
    labels: Sequence[str],
    counts: Sequence[int],
    name: str,
    before: Sequence[int] | None,
    before_name: str,
) -> "Figure":
    high, left, right, top, bottom = 220.0, 36.0, 14.0, 36.0, 26.0
    figure, axes = _sheet(high)
    ticks = _ticks(max([*counts, *(before or ()), 1]))
    wide = (WIDTH - left - right) / max(len(counts) - 1, 1)

    def point(number: int, count: int) -> tuple[float, float]:
        return left + wide * number, high - bottom - (high - top - bottom) * count / ticks[-1]

    for tick in ticks:
        y = point(0, tick)[1]
        axes.plot([left, WIDTH - right], [y, y], color=COLOURS["edge"], linewidth=1)
        _write(axes, left - 6, y, str(tick), size=SMALL, colour="soft", align="right")
    every = math.ceil(max(_wide(label, SMALL) + 8 for label in labels) / wide) if labels else 1
    for number, label in enumerate(labels):
        # Counted from the last, so that this month has its name.
        if (len(labels) - 1 - number) % every == 0:
            x = point(number, 0)[0]
            align: Any = "right" if number == len(labels) - 1 else "center"
            x = min(x + _wide(label, SMALL) / 2, WIDTH - 1) if align == "right" else x
            _write(axes, x, high - 10, label, size=SMALL, colour="soft", align=align)
    drawn: list[tuple[str, Sequence[int], str, Any, float]] = [(name, counts, "main", "-", 2.4)]
    if before is not None:
        drawn.insert(0, (before_name, before, "other", (0, (4, 2.5)), 1.8))
    x = left
    for what, _, colour, dashes, thick in reversed(drawn):
        look: dict[str, Any] = {
            "color": COLOURS[colour],
            "linewidth": thick,
            "linestyle": dashes,
        }
        axes.plot([x, x + 22], [11, 11], **look)
        _write(axes, x + 28, 11, what, size=SMALL, colour="soft")
        x += 28 + _wide(what, SMALL) + 16
    for _, values, colour, dashes, thick in drawn:
        points = [point(number, value) for number, value in enumerate(values)]
        axes.plot(
            [p[0] for p in points],
            [p[1] for p in points],
            color=COLOURS[colour],
            linewidth=thick,
            linestyle=dashes,
            marker="o" if colour == "main" or len(points) == 1 else None,
            markersize=5,
        )
    return figure


def stack(parts: Sequence[Part], title: str, desc: str) -> Drawing:
    """One bar in parts, and under it what each part is."""
    return Drawing(partial(_stack, parts), title, desc)


def _stack(parts: Sequence[Part]) -> "Figure":
    shown = [part for part in parts if part.count]
    figure, axes = _sheet(44.0 + 24 * len(parts))
    whole = sum(part.count for part in shown) or 1
    at, gap = 2.0, 2.0
    room = WIDTH - 4 - gap * max(len(shown) - 1, 0)
    for part in shown:
        length = room * part.count / whole
        _box(axes, at, 4, length, 30, part.colour)
        at += length + gap
    for number, part in enumerate(parts):
        y = 54.0 + 24 * number
        _box(axes, 2, y - 6, 12, 12, part.colour)
        share = f"{part.count}  ({round(100 * part.count / whole)} %)"
        _write(axes, 22, y, part.name)
        _write(axes, WIDTH - 2, y, share, bold=True, align="right")
    return figure


def spots(places: Sequence[Spot], title: str, desc: str, *, sides: tuple[str, str]) -> Drawing:
    """Places where they lie, each a circle whose area is its count; the largest have their names.

    Args:
        sides: what circles on this and the other side of the border are called.
    """
    return Drawing(partial(_spots, places, sides), title, desc)


def _spots(places: Sequence[Spot], sides: tuple[str, str]) -> "Figure":
    top, edge = 30.0, BIGGEST_CIRCLE + 3
    flat = math.cos(math.radians(sum(p.latitude for p in places) / max(len(places), 1)))
    west, east = _ends([p.longitude * flat for p in places])
    south, north = _ends([p.latitude for p in places])
    scale = (WIDTH - 2 * edge) / ((east - west) or 1)
    figure, axes = _sheet(top + (north - south) * scale + 2 * edge)
    x = 8.0
    for name, colour in zip(sides, ("main", "other"), strict=True):
        _circle(axes, x, 11, 6, colour)
        _write(axes, x + 11, 11, name, size=SMALL, colour="soft")
        x += 11 + _wide(name, SMALL) + 18
    most = max((place.count for place in places), default=0) or 1
    drawn: list[tuple[Spot, float, float, float]] = []
    for place in sorted(places, key=lambda p: (-p.count, p.name)):
        x = edge + (place.longitude * flat - west) * scale
        y = top + edge + (north - place.latitude) * scale
        radius = max(BIGGEST_CIRCLE * math.sqrt(place.count / most), SMALLEST_CIRCLE)
        if place.count:
            _circle(axes, x, y, radius, "other" if place.other else "main")
        else:
            _circle(axes, x, y, SMALLEST_CIRCLE, None)
        drawn.append((place, x, y, radius))
    _name_spots(axes, drawn)
    return figure


# ---- names on the map ----

_Box = tuple[float, float, float, float]  # left, top, right, bottom
_Align = Literal["left", "right", "center"]


def _name_spots(axes: "Axes", drawn: Sequence[tuple[Spot, float, float, float]]) -> None:
    """Writes the names of the largest where they hide no circle and no other name.

    One of the very largest may stand on small circles rather than have no name.
    """
    circles = [(x - r, y - r, x + r, y + r) for _, x, y, r in drawn]
    names: list[_Box] = []
    most = drawn[0][0].count if drawn else 0
    for number, (place, x, y, radius) in enumerate(drawn):
        if len(names) == MOST_NAMES or not place.count:
            return
        text = f"{place.name} {place.count}"
        others = [box for at, box in enumerate(circles) if at != number]
        ways = _around(x, y, radius, _wide(text, SMALL))
        free = [way for way in ways if _is_free(way[0], [*names, *others])]
        if not free and place.count * 2 >= most:
            large = [box for box in others if box[2] - box[0] > radius]
            free = [way for way in ways if _is_free(way[0], [*names, *large])]
        if free:
            box, align = free[0]
            at = {"left": box[0], "right": box[2], "center": x}[align]
            _write(axes, at, (box[1] + box[3]) / 2, text, size=SMALL, align=align)
            names.append(box)


def _around(x: float, y: float, radius: float, wide: float) -> list[tuple[_Box, _Align]]:
    """Where a name may stand, the best first: right, left, below, above."""
    half = SMALL / 2
    out, under = radius + 3, radius + 3 + half
    return [
        ((x + out, y - half, x + out + wide, y + half), "left"),
        ((x - out - wide, y - half, x - out, y + half), "right"),
        ((x - wide / 2, y + under - half, x + wide / 2, y + under + half), "center"),
        ((x - wide / 2, y - under - half, x + wide / 2, y - under + half), "center"),
    ]


def _is_free(box: _Box, others: Sequence[_Box]) -> bool:
    return box[0] >= 0 and box[2] <= WIDTH and not any(_meet(box, other) for other in others)


def _meet(one: _Box, other: _Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


# ---- on the sheet ----


def _sheet(high: float) -> tuple["Figure", "Axes"]:
    """An empty sheet, in pixels from its upper left corner."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib.figure import Figure

    matplotlib.rcParams["svg.fonttype"] = "none"
    matplotlib.rcParams["svg.hashsalt"] = "steg"  # the same drawing is the same text
    figure = Figure(figsize=(WIDTH / PIXELS_AN_INCH, high / PIXELS_AN_INCH), dpi=PIXELS_AN_INCH)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    axes.set_xlim(0, WIDTH)
    axes.set_ylim(high, 0)
    return figure, axes


def _frame(figure: "Figure", title: str, under_title: str, note: str) -> None:
    """Widens a sheet, and writes title and note around what is drawn on it."""
    edge, above, below = 16.0, 62.0, 34.0 if note else 14.0
    wide, high = WIDTH + 2 * edge, figure.get_figheight() * PIXELS_AN_INCH + above + below
    drawn = figure.axes[0]
    figure.set_size_inches(wide / PIXELS_AN_INCH, high / PIXELS_AN_INCH)
    drawn.set_position((edge / wide, below / high, WIDTH / wide, (high - above - below) / high))
    sheet = figure.add_axes((0, 0, 1, 1))
    sheet.set_axis_off()
    sheet.set_xlim(0, wide)
    sheet.set_ylim(high, 0)
    _write(sheet, edge, 22, title, size=TITLE, bold=True)
    _write(sheet, edge, 43, under_title, size=SMALL, colour="soft")
    _write(sheet, edge, high - 16, note, size=SMALL - 1, colour="soft")


def _write(
    axes: "Axes",
    x: float,
    y: float,
    text: str,
    *,
    size: float = TEXT,
    colour: str = "ink",
    align: _Align = "left",
    bold: bool = False,
) -> None:
    axes.text(
        x,
        y,
        text,
        fontsize=size,
        color=COLOURS[colour],
        horizontalalignment=align,
        verticalalignment="center_baseline",
        fontweight="bold" if bold else "normal",
        parse_math=False,  # a name may hold a dollar sign
    )


def _box(axes: "Axes", x: float, y: float, wide: float, high: float, colour: str) -> None:
    from matplotlib.patches import Rectangle

    axes.add_patch(
        Rectangle((x, y), wide, high, facecolor=COLOURS[colour], linewidth=0, clip_on=False)
    )


def _mark(axes: "Axes", x: float, y: float) -> None:
    """The small upright mark of an earlier count, with an edge that shows on the bar and beside it."""
    for colour, thick in (("paper", 4.5), ("ink", 2.0)):
        axes.plot(
            [x, x],
            [y - 8, y + 9],
            color=COLOURS[colour],
            linewidth=thick,
            solid_capstyle="butt",
            clip_on=False,
        )


def _circle(axes: "Axes", x: float, y: float, radius: float, colour: str | None) -> None:
    """A circle with an edge, so that two that overlap are two; without a colour it is empty."""
    from matplotlib.patches import Circle

    axes.add_patch(
        Circle(
            (x, y),
            radius,
            facecolor=COLOURS[colour or "paper"],
            edgecolor=COLOURS["paper" if colour else "faint"],
            linewidth=1.2,
        )
    )


def _wide(text: str, size: float) -> float:
    return len(text) * size * LETTER


def _clear_of(end: float, mark: float, wide: float) -> float:
    """Where a count may begin so that it does not stand on the mark."""
    return mark if end - 2 < mark < end + 8 + wide + 6 else end


def _ends(values: Sequence[float]) -> tuple[float, float]:
    return (min(values), max(values)) if values else (0.0, 1.0)


def _ticks(most: int) -> list[int]:
    """Whole round numbers from nothing to at least the most."""
    tens = 10 ** int(math.log10(most)) if most > 1 else 1
    steps = (tens * part // 10 for part in (1, 2, 5, 10, 20, 50) if tens * part >= 10)
    step = next(step for step in steps if step * 4 >= most)
    return list(range(0, most + step, step))
