"""Makes a drawing of matplotlib fit for our pages: no inline style, colours by name and a title."""

import re
from collections.abc import Iterator, Mapping
from xml.etree import ElementTree as Xml

SVG = "http://www.w3.org/2000/svg"
LINK = "{http://www.w3.org/1999/xlink}href"
FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Liberation Sans', sans-serif"
_LONG_NUMBER = re.compile(r"-?\d+\.\d+")
_PAINTS = ("fill", "stroke")
# Said for every shape by matplotlib, and the same as what a browser takes for granted.
_NEEDLESS = {"font-family", "stroke-linejoin", "stroke-linecap", "stroke-miterlimit"}


def clean_svg(drawn: str, id_: str, title: str, desc: str, colour_names: Mapping[str, str]) -> str:
    """The drawing as an element of a page, which may forbid inline styles.

    Args:
        drawn: what matplotlib wrote.
        id_: unlike that of any other drawing on the page.
        colour_names: by colour as "#2b5547"; a shape of one gets the class "fill-NAME" or "stroke-NAME",
            so that a stylesheet can give it another in the dark. Without a stylesheet the colour holds.
    """
    Xml.register_namespace("", SVG)
    Xml.register_namespace("xlink", "http://www.w3.org/1999/xlink")
    root = Xml.fromstring(drawn)  # noqa: S314 - our own text
    _drop(root, {f"{{{SVG}}}metadata", f"{{{SVG}}}style"})
    pointed_at = set(_pointed_at(root))
    for element in root.iter():
        _restyle(element, colour_names)
        _shorten(element)
        _rename(element, id_, pointed_at)
    root.attrib = {
        "viewBox": root.attrib["viewBox"],
        "class": "chart",
        "role": "img",
        "aria-labelledby": f"{id_}-title",
        "aria-describedby": f"{id_}-desc",
        "font-family": FONT,
    }
    for place, (name, text) in enumerate((("title", title), ("desc", desc))):
        element = Xml.Element(f"{{{SVG}}}{name}", {"id": f"{id_}-{name}"})
        element.text = text
        root.insert(place, element)
    return re.sub(r">\s+<", "><", Xml.tostring(root, encoding="unicode"))


def _drop(element: Xml.Element, tags: set[str]) -> None:
    for child in list(element):
        if child.tag in tags:
            element.remove(child)
        else:
            _drop(child, tags)


def _pointed_at(root: Xml.Element) -> Iterator[str]:
    """The ids that another element of the drawing uses."""
    for element in root.iter():
        if LINK in element.attrib:
            yield element.attrib[LINK].removeprefix("#")
        if "clip-path" in element.attrib:
            yield element.attrib["clip-path"].removeprefix("url(#").removesuffix(")")


def _restyle(element: Xml.Element, colour_names: Mapping[str, str]) -> None:
    """Style as attributes; the browser reads both alike, but our pages forbid the first."""
    classes: list[str] = []
    for declaration in filter(str.strip, element.attrib.pop("style", "").split(";")):
        name, _, value = (part.strip() for part in declaration.partition(":"))
        if name in _NEEDLESS:
            continue
        element.set(name, value)
        if name in _PAINTS and value in colour_names:
            classes.append(f"{name}-{colour_names[value]}")
    if classes:
        element.set("class", " ".join(classes))


def _shorten(element: Xml.Element) -> None:
    """A tenth of a pixel is exact enough, and a turn by nothing says nothing."""
    for name in ("d", "x", "y"):
        if name in element.attrib:
            shortened = _LONG_NUMBER.sub(
                lambda found: f"{float(found[0]):.1f}", element.get(name, "")
            )
            element.set(name, " ".join(shortened.split()))
    if element.get("transform", "").startswith("rotate(-0 "):
        del element.attrib["transform"]


def _rename(element: Xml.Element, id_: str, pointed_at: set[str]) -> None:
    own = element.attrib.pop("id", None)
    if own in pointed_at:
        element.set("id", f"{id_}-{own}")
    if LINK in element.attrib:
        element.set(LINK, f"#{id_}-{element.attrib[LINK].removeprefix('#')}")
    if "clip-path" in element.attrib:
        used = element.attrib["clip-path"].removeprefix("url(#").removesuffix(")")
        element.set("clip-path", f"url(#{id_}-{used})")
