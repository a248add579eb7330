"""A view as a figure for a slide or a column of a paper: SVG with its letters as paths, PDF with its fonts.

Drawn by matplotlib, which needs no browser, with the places, colours, shapes and dashes of the interactive
pages. The same view of the same build gives the same bytes.
"""

from __future__ import annotations

import io
import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
from matplotlib.lines import Line2D

from kgraph.atomic_files import write_aside
from kgraph.errors import UsageError
from kgraph.statements import status_of
from kgraph.views.catalogue_words import status_words
from kgraph.views.colours import light
from kgraph.views.figure_labels import SIDES, Named, write_names
from kgraph.views.graph_parts import labels_of
from kgraph.views.item_values import words_of
from kgraph.views.node_style import kinds_of, legend_order, marks_of
from kgraph.views.svg_figures import INK, LINE, MARKERS, MUTED, SETTINGS, bare_figure

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import networkx as nx
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from kgraph.views.node_style import Mark
    from kgraph.views.ontology_words import OntologyWords
    from kgraph.views.page_payload import PayloadGuides
    from kgraph.views.view_definition import View

DASHES: dict[str, Any] = {
    "inferred": (0, (5, 3)),
    "disputed": (0, (1.5, 2.5)),
    "unverified": (0, (1, 2)),
    "outdated": (0, (1, 4)),
}
"""Dashes by status, as in the pages; a stated relationship has a whole line."""
ENDINGS = (".svg", ".pdf")


@dataclass(frozen=True, slots=True)
class FigureShape:
    """Size and letters of a figure.

    Parameters
    ----------
    width, height : float
        Inches.
    letters : float
        Size of names in points.
    marks : tuple of float
        Radius of the smallest and the largest mark in points.
    line : float
        Width of a line in points.
    drawing : tuple of float
        Left, bottom, width and height of the drawing, as shares of the figure; the legend has the rest.
    columns : int
        Columns of the legend.
    """

    width: float
    height: float
    letters: float
    marks: tuple[float, float]
    line: float
    drawing: tuple[float, float, float, float]
    columns: int


FIGURE_SHAPES = {
    "16:9": FigureShape(13.333, 7.5, 11, (3.0, 9.0), 0.8, (0.01, 0.02, 0.79, 0.9), 1),
    "column": FigureShape(3.5, 4.2, 5.5, (1.2, 4.0), 0.35, (0.01, 0.27, 0.98, 0.68), 3),
}
"""A slide, and a column of a two-column paper (89 mm)."""


def write_figure(
    view: View,
    positions: Mapping[str, tuple[float, float]],
    words: OntologyWords,
    path: Path,
    *,
    shape: str,
    language: str,
) -> Path:
    """Write a view as an SVG or a PDF file, by the file's ending, and return the path.

    Parameters
    ----------
    view : View
        What is drawn.
    positions : mapping of str to tuple of float
        Place of every node.
    words : OntologyWords
        Words of the legend.
    path : Path
        The file.
    shape : str
        One of :data:`FIGURE_SHAPES`.
    language : {"sv", "en"}
        Language of names and legend.

    Raises
    ------
    UsageError
        A shape or an ending that there is not.
    KgraphError
        The file cannot be written.
    """
    if shape not in FIGURE_SHAPES:
        raise UsageError(
            f"there is no figure of shape {shape!r}", hint=f"Shapes: {', '.join(FIGURE_SHAPES)}."
        )
    if path.suffix.lower() not in ENDINGS:
        raise UsageError(
            f"a figure is no {path.suffix or 'file without an ending'}",
            hint="End the name with .svg or .pdf.",
        )
    figure = draw_view(view, positions, words, FIGURE_SHAPES[shape], language)
    written = io.BytesIO()
    form = path.suffix.lower()[1:]
    dates = {"Date": None} if form == "svg" else {"CreationDate": None}
    with mpl.rc_context({**SETTINGS, "svg.fonttype": "path", "pdf.fonttype": 42}):
        figure.savefig(
            written, format=form, metadata={**dates, "Creator": "kgraph"}, facecolor=light("surface")
        )
    return write_aside(path, [written.getvalue()])


def draw_view(
    view: View,
    positions: Mapping[str, tuple[float, float]],
    words: OntologyWords,
    shape: FigureShape,
    language: str,
) -> Figure:
    """Return the figure of a view as its page opens; see `write_figure` for the parameters."""
    graph = view.opening
    places = {uri: positions[uri] for uri in graph}
    figure, axes = bare_figure(shape.width, shape.height)
    axes.set_position(shape.drawing)
    guides = view.definition.layout.guides(view)
    _fit(axes, places, shape, guides)
    _draw_guides(axes, guides, shape, language)
    lines = _draw_lines(axes, graph, places, shape)
    kinds, marks = _marks(view, graph)
    radii = _radii(view, shape)
    for uri in sorted(graph):
        style = marks[kinds[uri]]
        axes.plot(
            *places[uri],
            MARKERS[style.shape],
            color=style.colour,
            markersize=2 * radii[uri],
            markeredgecolor=INK,
            markeredgewidth=shape.line * 0.6,
            zorder=3,
        )
    order = sorted(graph, key=lambda uri: (uri != view.focus, -radii[uri], uri))
    first = min((x for x, _y in places.values()), default=0.0)
    at_start = {uri for uri, (x, _y) in places.items() if x <= first + 1}
    write_names(
        axes,
        [
            Named(
                words_of(uri, graph.nodes[uri])[language],
                places[uri],
                radii[uri],
                _sides(guides, at_start=uri in at_start),
                one_row=bool(guides.get("bodies")) and uri in at_start,
            )
            for uri in order
        ],
        shape.letters,
    )
    _draw_legend(figure, shape, {kind: marks[kind] for kind in set(kinds.values())}, (lines, words, language))
    figure.text(
        0.015, 0.985, view.title[language], fontsize=shape.letters * 1.5, weight="bold", color=INK, va="top"
    )
    return figure


def _fit(
    axes: Axes, positions: Mapping[str, tuple[float, float]], shape: FigureShape, guides: PayloadGuides
) -> None:
    """Fit the places into the axes, downwards as on a page, with room for names at the sides."""
    xs, ys = [x for x, _ in positions.values()] or [0.0], [y for _, y in positions.values()] or [0.0]
    wide, high = shape.width * shape.drawing[2] * 72, shape.height * shape.drawing[3] * 72
    left, right = (17, 11) if guides.get("bodies") else (13, 12) if guides.get("sides") else (4.5, 4.5)
    across = (wide - (left + right) * shape.letters) / max(max(xs) - min(xs), 1)
    above, below = (4.5, 2.5) if guides else (2.5, 2.5)
    down = (high - (above + below) * shape.letters) / max(max(ys) - min(ys), 1)
    # Years and lanes, columns and rows have no length in common, so that each has all the room there is.
    if not guides:
        across = down = min(across, down)
    x = (max(xs) + min(xs) - (left - right) * shape.letters / across) / 2
    y = (max(ys) + min(ys) - (above - below) * shape.letters / down) / 2
    axes.set_xlim(x - wide / 2 / across, x + wide / 2 / across)
    axes.set_ylim(y + high / 2 / down, y - high / 2 / down)


def _draw_guides(axes: Axes, guides: Any, shape: FigureShape, language: str) -> None:
    ticks = (guides.get("axis") or {}).get("ticks", ())
    taken: list[tuple[float, float]] = []
    gap = shape.letters / 2
    # From left to right; but where the undated stand has no number that tells it, so it is said first.
    ordered = sorted((*guides.get("columns", ()), *ticks), key=lambda guide: ("text" in guide, guide["at"]))
    for guide in ordered:
        text = guide.get("text") or guide["words"][language]
        # The first heading is the longest: it leaves the room to its right to the next one.
        outermost = not ticks and guide["at"] == 0
        if ticks:
            axes.axvline(guide["at"], color=LINE, linewidth=shape.line, zorder=0)
        heading = axes.annotate(
            text.replace(" ", "\n", 1) if len(text) > 16 else text,
            (guide["at"], 1),
            xycoords=("data", "axes fraction"),
            xytext=(shape.letters if outermost else 0, 0),
            textcoords="offset points",
            ha="right" if outermost else "center",
            va="top",
            fontsize=shape.letters * 0.9,
            weight="bold",
            color=MUTED,
            annotation_clip=True,
        )
        # Measured in points; what would touch another gives way: a year is left out, a heading moves on.
        room = heading.get_window_extent().transformed(axes.figure.dpi_scale_trans.inverted())
        left, right = room.x0 * 72, room.x1 * 72
        touched = [end for start, end in taken if start - gap < right and left < end + gap]
        if touched and ticks:
            heading.set_visible(False)
            continue
        short = max(touched, default=left - gap) + gap - left
        heading.xyann = (heading.xyann[0] + short, 0)
        taken.append((left + short, right + short))


def _draw_lines(
    axes: Axes, graph: nx.MultiDiGraph, positions: Mapping[str, tuple[float, float]], shape: FigureShape
) -> list[str]:
    """Draw relationships, and return their statuses."""
    found = sorted(
        {
            (status_of(data), source, target)
            for source, target, data in graph.edges(data=True)
            if source != target
        }
    )
    for status, source, target in found:
        (x, y), (to_x, to_y) = positions[source], positions[target]
        axes.plot(
            [x, to_x],
            [y, to_y],
            color=light("edge"),
            linewidth=shape.line,
            linestyle=DASHES.get(status, "-"),
            alpha=0.75,
            zorder=1,
        )
    return sorted({status for status, _source, _target in found}, key=list(status_words()).index)


def _marks(view: View, graph: nx.MultiDiGraph) -> tuple[dict[str, str], dict[str, Mark]]:
    kinds = kinds_of(graph)
    labelled = ((kind, labels_of(graph, uri)) for uri, kind in kinds.items())
    return kinds, marks_of(labelled, view.definition.styles)


def _radii(view: View, shape: FigureShape) -> dict[str, float]:
    degrees: Counter[str] = Counter(dict(view.graph.degree()))
    most, (least, largest) = max(degrees.values(), default=0) or 1, shape.marks
    return {uri: least + (largest - least) * math.sqrt(degrees[uri] / most) for uri in view.graph}


def _sides(guides: Any, *, at_start: bool) -> tuple[str, ...]:
    if (guides.get("sides") or guides.get("bodies")) and at_start:
        return ("left",)
    return ("right",) if guides.get("sides") else tuple(SIDES)


def _draw_legend(
    figure: Figure,
    shape: FigureShape,
    marks: Mapping[str, Mark],
    said: tuple[list[str], OntologyWords, str],
) -> None:
    statuses, words, language = said
    handles = [
        Line2D(
            [],
            [],
            linestyle="none",
            marker=MARKERS[marks[kind].shape],
            color=marks[kind].colour,
            markeredgecolor=INK,
            markeredgewidth=shape.line * 0.6,
            markersize=shape.letters * 0.7,
            label=words.label(kind)[language],
        )
        for kind in sorted(marks, key=legend_order)
    ]
    handles += [
        Line2D(
            [],
            [],
            color=INK,
            linewidth=shape.line * 1.2,
            linestyle=DASHES.get(status, "-"),
            label=status_words()[status][language],
        )
        for status in statuses
    ]
    place = ("center right", (0.995, 0.5)) if shape.columns == 1 else ("lower center", (0.5, 0.005))
    legend = figure.legend(  # type: ignore[call-overload]
        handles=handles,
        loc=place[0],
        bbox_to_anchor=place[1],
        ncols=shape.columns,
        frameon=False,
        fontsize=shape.letters * 0.9,
        labelspacing=0.35,
        columnspacing=1.0,
        handlelength=1.8,
    )
    for text in legend.get_texts():
        text.set_parse_math(False)
