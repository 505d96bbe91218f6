"""Coverage for people: a table, a drawing, and the list of holes that docs/gaps.md holds."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from xml.sax.saxutils import escape

from tabulate import tabulate

from bot.core.content import SIZES, STAGES, Content, Language
from bot.core.coverage import KINDS, Cell, Hole, Kind, totals

LANGUAGE: Language = "en"  # staff of both countries read these
PLAIN: Mapping[Kind, str] = {
    "methods": "way of working",
    "actors": "office to call",
    "instruments": "money",
}
NEARLY_WHOLE = 2  # a county is named when fewer than one in two of its places are left over
SQUARE, LABEL, HEAD = 16, 260, 130  # pixels of the drawing
# Lightness says how many offices fit at worst; none at all has a colour and a cross of its own.
SHADES = ((0, "#b3261e"), (1, "#d6e4ea"), (3, "#9cc1d1"), (6, "#5b97b0"), (10, "#2b6f8d"))

Totals = Mapping[tuple[str, str], Mapping[Kind, tuple[int, int]]]


def table(cells: Sequence[Cell]) -> str:
    """One line per need: the fewest and the most that fit any place, stage and size."""
    found = totals(cells)
    rows = [
        (need, *(_range(_over_places(found, need, kind)) for kind in KINDS))
        for need in sorted({cell.need for cell in cells})
    ]
    return tabulate(rows, headers=("need", *KINDS), tablefmt="simple")


def _over_places(found: Totals, need: str, kind: Kind) -> tuple[int, int]:
    ranges = [kinds[kind] for (of, _), kinds in found.items() if of == need]
    return min(low for low, _ in ranges), max(high for _, high in ranges)


def _range(bounds: tuple[int, int]) -> str:
    return str(bounds[0]) if bounds[0] == bounds[1] else f"{bounds[0]}–{bounds[1]}"


def csv_rows(cells: Iterable[Cell]) -> Iterator[str]:
    """Every cell as a line of CSV, the names of the columns first."""
    yield "need,place,stage,size,methods,actors,instruments"
    for c in cells:
        yield f"{c.need},{c.place},{c.stage},{c.size},{c.methods},{c.actors},{c.instruments}"


def listed(holes: Sequence[Hole], content: Content) -> str:
    """Every hole, a line each."""
    rows = [_cells_of(hole, content) for hole in holes]
    return (
        tabulate(rows, headers=("need", "lacks", "where", "stage", "size")) if rows else "no holes"
    )


def markdown(holes: Sequence[Hole], cells: Sequence[Cell], content: Content, today: date) -> str:
    """The page that lists every hole, as ``steg coverage --gaps`` writes it."""
    lines = [
        "# Where Steg has nothing to offer",
        "",
        f"Written by `steg coverage --gaps docs/gaps.md`, as of {today}. Change the knowledge, not this",
        f"page. Of {len(cells):,} cells (needs × places × stages × sizes), {_lacking(cells):,} lack a way",
        "of working or an office to call. An owner there is told so, and is offered a person at the",
        "county's own desk. Money is left out: no grant has to fit everybody.",
        "",
        "| need | lacks | where | stage | size |",
        "| --- | --- | --- | --- | --- |",
    ]
    lines += [f"| {' | '.join(_cells_of(hole, content))} |" for hole in holes]
    return "\n".join(lines) + "\n"


def _lacking(cells: Iterable[Cell]) -> int:
    return sum(bool(cell.lacks()) for cell in cells)


def _cells_of(hole: Hole, content: Content) -> tuple[str, ...]:
    stages = "any" if len(hole.stages) == len(STAGES) else ", ".join(hole.stages)
    sizes = "any" if len(hole.sizes) == len(SIZES) else ", ".join(hole.sizes)
    return hole.need, PLAIN[hole.lacks], _where(hole.places, content), stages, sizes


def _where(places: Sequence[str], content: Content) -> str:
    """Whole counties by name, those that are nearly whole with what is left over; else municipalities."""
    left, named = set(places), []
    for area in content.areas.values():
        inside = {p.id for p in content.places.values() if p.area == area.id}
        others = inside - left
        if inside and len(others) * NEARLY_WHOLE < len(inside):
            but = f" but {_names(others, content)}" if others else ""
            named.append(f"all of {area.name.to(LANGUAGE)}{but}")
            left -= inside
    return "; ".join([*named, *([_names(left, content)] if left else [])])


def _names(places: Iterable[str], content: Content) -> str:
    return ", ".join(content.places[place].name for place in sorted(places))


# --- the drawing


def drawing(cells: Sequence[Cell], content: Content) -> str:
    """An SVG: needs down, places across, each square as dark as the offices that fit at worst."""
    found = totals(cells)
    needs = sorted({cell.need for cell in cells})
    places = sorted({cell.place for cell in cells}, key=lambda p: (content.places[p].country, p))
    width, height = LABEL + SQUARE * len(places) + 20, HEAD + SQUARE * len(needs) + 50
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}"'
        ' font-family="sans-serif" font-size="11" role="img" aria-labelledby="title">',
        '<title id="title">How many offices fit each need in each municipality, at worst</title>',
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
        *(_column(x, content.places[place].name) for x, place in enumerate(places)),
    ]
    for y, need in enumerate(needs):
        parts.append(_row(y, content.needs[need].label.to(LANGUAGE)))
        parts += (_square(x, y, found[need, place]) for x, place in enumerate(places))
    return "\n".join([*parts, *_legend(HEAD + SQUARE * len(needs) + 16), "</svg>", ""])


def _column(x: int, name: str) -> str:
    left = LABEL + SQUARE * x + SQUARE * 3 // 4
    return f'<text transform="translate({left} {HEAD - 6}) rotate(-60)">{escape(name)}</text>'


def _row(y: int, label: str) -> str:
    top = HEAD + SQUARE * y + SQUARE * 3 // 4
    return f'<text x="{LABEL - 8}" y="{top}" text-anchor="end">{escape(label)}</text>'


def _square(x: int, y: int, kinds: Mapping[Kind, tuple[int, int]]) -> str:
    fewest, most = kinds["actors"]
    left, top, side = LABEL + SQUARE * x, HEAD + SQUARE * y, SQUARE - 1
    fill = next(shade for least, shade in reversed(SHADES) if fewest >= least)
    drawn = f'<rect x="{left}" y="{top}" width="{side}" height="{side}" fill="{fill}"/>'
    if most == 0:
        drawn += (
            f'<path d="M{left + 3} {top + 3}l{side - 6} {side - 6}m0 {6 - side}l{6 - side} {side - 6}"'
            ' stroke="#ffffff" stroke-width="2"/>'
        )
    return drawn


def _legend(top: int) -> Iterator[str]:
    said = ("none at worst", *(f"{least} or more" for least, _ in SHADES[1:]))
    for index, (_, shade) in enumerate(SHADES):
        left = LABEL + index * 90
        yield f'<rect x="{left}" y="{top}" width="12" height="12" fill="{shade}"/>'
        yield f'<text x="{left + 17}" y="{top + 10}">{said[index]}</text>'
    left = LABEL + len(SHADES) * 90
    yield f'<text x="{left}" y="{top + 10}">cross: none for any size or stage</text>'
