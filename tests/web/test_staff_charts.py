"""The pictures: counts in, an SVG that a strict page takes and everybody reads, or a PNG."""

import io
import os
import re
import subprocess
import sys
from xml.etree import ElementTree as Xml

import pytest
from PIL import Image

from bot.charts import COLOURS, WIDTH, Bar, Drawing, Part, Spot, bars, line, spots, stack
from bot.web.page import _FOLDER

ROWS = [Bar("Å få <folk> $x$", 40, 20), Bar("B", 10, 30), Bar("C", 0, None)]
PLACES = [
    Spot("Oppdal", 62.6, 9.7, 30),
    Spot("Åre", 63.3, 13.5, 12, other=True),
    Spot("Leka", 65.1, 11.7, 0),
]
DRAWN = {
    "bars": bars(ROWS, "Tittel & mer", "Hva en ser", before="før"),
    "line": line(["okt", "nov"], [3, 9], "T", "D", name="nå", before=[2, 4], before_name="i fjor"),
    "one month": line(["nov"], [3], "T", "D", name="nå"),
    "stack": stack([Part("Råd", 7, "main"), Part("Gap", 0, "other")], "T", "D"),
    "spots": spots(PLACES, "T", "D", sides=("Norge", "Sverige")),
    "nothing": bars([], "T", "D"),
    "nowhere": spots([], "T", "D", sides=("Norge", "Sverige")),
}
SVG = "{http://www.w3.org/2000/svg}"


def texts(drawing: Drawing) -> list[str]:
    return [one.text or "" for one in Xml.fromstring(drawing.svg("a")).iter(f"{SVG}text")]


@pytest.mark.parametrize("name", DRAWN)
def test_a_picture_is_named_and_described_and_has_no_style_of_its_own(name: str) -> None:
    root = Xml.fromstring(DRAWN[name].svg("p"))
    assert root.attrib["role"] == "img"
    parts = {one.get("id"): one for one in root}
    assert parts[root.attrib["aria-labelledby"]].text == DRAWN[name].title
    assert parts[root.attrib["aria-describedby"]].text == DRAWN[name].desc
    assert all("style" not in one.attrib and not one.tag.endswith("style") for one in root.iter())
    assert "metadata" not in DRAWN[name].svg("p")


@pytest.mark.parametrize("name", DRAWN)
def test_two_pictures_on_a_page_share_no_id(name: str) -> None:
    ids = [set(re.findall(r'id="([^"]*)"', DRAWN[name].svg(id_))) for id_ in ("a", "b")]
    assert not ids[0] & ids[1]
    for id_ in ("a", "b"):
        drawn = DRAWN[name].svg(id_)
        pointed_at = re.findall(r"url\(#([^)]*)\)|href=\"#([^\"]*)", drawn)
        assert {one or other for one, other in pointed_at} <= set(
            re.findall(r'id="([^"]*)"', drawn)
        )


def test_text_stays_text_as_it_was_given() -> None:
    assert {"Å få <folk> $x$", "40", "før"} <= set(texts(DRAWN["bars"]))
    assert {"Oppdal 30", "Åre 12", "Norge"} <= set(texts(DRAWN["spots"]))
    assert "Leka 0" not in texts(DRAWN["spots"])


def test_bars_are_as_long_as_their_counts() -> None:
    paths = [
        [float(x) for x in re.findall(r"[ML] (-?[\d.]+) ", one.get("d", ""))]
        for one in Xml.fromstring(DRAWN["bars"].svg("a")).iter(f"{SVG}path")
        if one.get("class") == "fill-main"
    ]
    lengths = [max(path) - min(path) for path in paths]
    assert lengths[0] / lengths[1] == pytest.approx(4, rel=0.01)


def test_the_area_of_a_circle_is_its_count() -> None:
    wide: dict[str, list[float]] = {"main": [], "other": []}
    for one in Xml.fromstring(DRAWN["spots"].svg("a")).iter(f"{SVG}path"):
        colour = (one.get("class") or "").split(" ")[0].removeprefix("fill-")
        if colour in wide:
            xs = [float(x) for x in re.findall(r"(-?[\d.]+) -?[\d.]+", one.get("d", ""))]
            wide[colour].append(max(xs) - min(xs))
    # The first of each colour tells what the colour means.
    (_, oppdal), (_, are) = wide["main"], wide["other"]
    assert (oppdal / are) ** 2 == pytest.approx(30 / 12, rel=0.05)


def test_the_same_counts_give_the_same_text() -> None:
    again = bars(ROWS, "Tittel & mer", "Hva en ser", before="før")
    assert again.svg("a") == DRAWN["bars"].svg("a")


def test_a_png_is_a_picture_twice_as_sharp() -> None:
    picture = Image.open(io.BytesIO(DRAWN["stack"].png()))
    assert picture.format == "PNG"
    assert picture.width == 2 * WIDTH
    assert picture.convert("RGB").getpixel((1, 1)) == (0xFF, 0xFC, 0xF5)


def test_colours_are_those_of_the_pages() -> None:
    css = (_FOLDER / "static/pages.css").read_text("utf-8")
    for name in ("ink", "soft", "edge", "paper"):
        assert f"--{name}: {COLOURS[name]};" in css
    assert f"--spruce: {COLOURS['main']};" in css
    for name in ("mid", "other", "faint"):
        assert f"--c-{name}: {COLOURS[name]};" in css


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("name", ["main", "mid", "other", "faint"])
def test_every_shape_stands_out_from_the_page(name: str) -> None:
    for ground in ("#fffcf5", "#f5efe3"):
        contrast = (luminance(ground) + 0.05) / (luminance(COLOURS[name]) + 0.05)
        assert contrast >= 2.6 if name == "faint" else contrast >= 3


def test_pages_start_without_loading_what_draws_and_writes_books() -> None:
    code = "import sys, bot.web.pages; print([m for m in ('matplotlib', 'openpyxl') if m in sys.modules])"
    ran = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=os.environ
    )
    assert ran.stdout.strip() == "[]"
