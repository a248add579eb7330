"""Matplotlib figures as inline SVG: no style attributes, colours that follow the page, stable bytes."""

from __future__ import annotations

import io
import re
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.layout_engine import TightLayoutEngine

from kgraph.views.colours import light

if TYPE_CHECKING:
    from matplotlib.axes import Axes

INK, MUTED, LINE = light("ink"), light("muted"), light("line")
# Colours of the page's own, so that a plot follows light and dark.
PAGE_COLOURS = {INK: "currentColor", MUTED: "var(--muted)", LINE: "var(--line)"}
SPACE = "http://www.w3.org/2000/svg"
LINK = "http://www.w3.org/1999/xlink"
SETTINGS: dict[Any, Any] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "kgraph",
    "font.family": "sans-serif",
    "font.size": 10,
    "text.color": INK,
    "axes.edgecolor": LINE,
    "axes.labelcolor": MUTED,
    "axes.titlecolor": INK,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "ytick.labelcolor": INK,
    "xtick.labelcolor": MUTED,
    "grid.color": LINE,
    "text.parse_math": False,
}

# Between a plot and the edge of its figure, in heights of its text.
PAD = 0.3

MARKERS = {
    "dot": "o",
    "square": "s",
    "diamond": "D",
    "triangle": "^",
    "hexagon": "H",
    "triangleDown": "v",
    "star": "*",
}
"""Matplotlib's markers for the shapes of nodes."""


def bare_figure(width: float, height: float) -> tuple[Figure, Axes]:
    """Return a figure of that size in inches whose axes fill it and do not show."""
    with mpl.rc_context(SETTINGS):
        figure = Figure(figsize=(width, height))
        axes = figure.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    return figure, axes


def new_figure(width: float, height: float) -> tuple[Figure, Axes]:
    """Return a figure of that size in inches and its one set of axes, dressed as the page is."""
    with mpl.rc_context(SETTINGS):
        figure = Figure(figsize=(width, height), layout=TightLayoutEngine(pad=PAD))
        axes = figure.add_subplot()
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    return figure, axes


def inline_svg(figure: Figure, title: str) -> str:
    """Return `figure` as an SVG element with `title` as its accessible name.

    Style attributes become presentation attributes, because the page's policy allows no inline styles.
    """
    raw = io.StringIO()
    with mpl.rc_context(SETTINGS):
        _lay_out(figure)
        figure.savefig(raw, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
    ET.register_namespace("", SPACE)
    ET.register_namespace("xlink", LINK)
    # The text was written by matplotlib itself a moment ago.
    root = ET.fromstring(raw.getvalue())  # noqa: S314
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag in (f"{{{SPACE}}}metadata", f"{{{SPACE}}}style"):
                parent.remove(child)
    for element in root.iter():
        style = element.attrib.pop("style", None)
        if style is not None:
            element.attrib.update(_presentation(style))
        for name in ("fill", "stroke"):
            colour = element.get(name, "").lower()
            if colour in PAGE_COLOURS:
                element.set(name, PAGE_COLOURS[colour])
        if element.tag == f"{{{SPACE}}}text" and "fill" not in element.attrib:
            element.set("fill", "currentColor")
    root.attrib.pop("width", None)
    root.attrib.pop("height", None)
    root.set("role", "img")
    root.set("aria-label", title)
    root.set("class", "plot")
    return ET.tostring(root, encoding="unicode")


def _lay_out(figure: Figure) -> None:
    """Give the parts of a figure their places, for which saving it would draw all of it once more."""
    engine = figure.get_layout_engine()
    if engine is not None:
        # The canvas and the resolution that saving as SVG has: they decide how much room text takes.
        FigureCanvasSVG(figure)
        figure.dpi = 72
        engine.execute(figure)
        figure.set_layout_engine(None)


def _presentation(style: str) -> dict[str, str]:
    attributes: dict[str, str] = {}
    for part in style.split(";"):
        name, _, value = (piece.strip() for piece in part.partition(":"))
        if not name or not value:
            continue
        if name == "font":
            size = re.search(r"([\d.]+)px", value)
            attributes["font-size"] = size[1] if size else "10"
            if "bold" in value or re.search(r"\b[67]00\b", value):
                attributes["font-weight"] = "600"
        else:
            attributes[name] = value
    return attributes
