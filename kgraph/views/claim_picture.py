"""The one picture of the report's first page: a thing, what a claim says of it, and who is touched."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from kgraph.views.item_values import words_of
from kgraph.views.node_style import kinds_of, mark
from kgraph.views.plots import short
from kgraph.views.svg_figures import INK, MARKERS, MUTED, bare_figure, inline_svg
from kgraph.words.catalogue import catalogue

if TYPE_CHECKING:
    from collections.abc import Sequence

    import networkx as nx
    from matplotlib.axes import Axes

    from kgraph.views.ontology_words import Words

WIDTH, ROW, HEAD = 5.6, 0.21, 0.34
"""Inches: narrow enough to be read on a phone, where it is shown at this size."""
MOST = 10
"""Things in a column; more are counted in words."""
COLUMNS = ((0.18, 0.195), (0.255, 0.64), (0.715, 0.715))
"""Where the marks and names of a column begin, and where its lines leave, as shares of the width."""
LETTERS = (12, 31, 22)
"""How long a row of a name may be in each column."""
WORDS = catalogue("report")


def claim_picture(
    graph: nx.MultiDiGraph, columns: Sequence[Sequence[str]], headings: Sequence[Words], language: str
) -> str | None:
    """Return a picture of a claim as SVG; None where there is nothing to draw beside its subject.

    Parameters
    ----------
    graph : networkx.MultiDiGraph
        Where names, kinds and relationships are looked up.
    columns : sequence of sequence of str
        IRIs from left to right: the subject alone, what the claim is about, who is touched.
    headings : sequence of dict of str to str
        What stands above the second and the third column.
    language : str
        Language of the names.
    """
    known = [[uri for uri in column if uri in graph] for column in columns]
    if len(known) < 2 or not known[0] or not known[1]:
        return None
    shown = [column if len(column) <= MOST else column[: MOST - 1] for column in known]
    rows = max(len(column) + (len(column) < len(every)) for column, every in zip(shown, known, strict=True))
    height = HEAD + max(rows, 3) * ROW
    figure, axes = bare_figure(WIDTH, height)
    axes.set_xlim(0, WIDTH)
    axes.set_ylim(height, 0)
    places = _places(shown, known, height)
    _draw_lines(axes, graph, shown, places)
    kinds = kinds_of(graph)
    for index, column in enumerate(shown):
        for uri in column:
            style = mark(kinds[uri])
            x, y = places[index, uri]
            axes.plot(x, y, MARKERS[style.shape], color=style.colour, markersize=7, markeredgewidth=0)
            _draw_name(axes, index, (x, y), words_of(uri, graph.nodes[uri])[language])
        rest = len(known[index]) - len(column)
        if rest:
            x = COLUMNS[index][0] * WIDTH + 0.1
            y = places[index, column[-1]][1] + ROW
            text = WORDS("first.more").in_language(language).format(n=rest)
            axes.text(x, y, text, color=MUTED, fontsize=8.5, va="center", style="italic")
    for index, heading in enumerate(headings[: len(shown) - 1], 1):
        if heading.get(language) and shown[index]:
            x = COLUMNS[index][0] * WIDTH - 0.07
            axes.text(x, 0.13, heading[language], color=MUTED, fontsize=8.5, va="center", weight="bold")
    return inline_svg(figure, WORDS("first.picture").in_language(language))


def _places(
    shown: Sequence[Sequence[str]], known: Sequence[Sequence[str]], height: float
) -> dict[tuple[int, str], tuple[float, float]]:
    """Return where each mark stands, each column in the middle of the height below the headings."""
    places = {}
    for index, column in enumerate(shown):
        rows = len(column) + (len(column) < len(known[index]))
        top = HEAD + (height - HEAD - rows * ROW) / 2 + ROW / 2
        for row, uri in enumerate(column):
            places[index, uri] = (COLUMNS[index][0] * WIDTH, top + row * ROW)
    return places


def _draw_lines(
    axes: Axes,
    graph: nx.MultiDiGraph,
    shown: Sequence[Sequence[str]],
    places: dict[tuple[int, str], tuple[float, float]],
) -> None:
    """Draw a line from the subject to each thing of the claim, and from these to those tied to them."""
    subject = shown[0][0]
    pairs = [(0, subject, uri) for uri in shown[1]]
    for uri in shown[1] if len(shown) > 2 else ():
        near = {*graph.successors(uri), *graph.predecessors(uri)}
        pairs += [(1, uri, other) for other in shown[2] if other in near]
    for index, start, end in pairs:
        x, y = places[index, start]
        to_x, to_y = places[index + 1, end]
        leave = COLUMNS[index][1] * WIDTH
        axes.plot([max(x, leave), to_x - 0.09], [y, to_y], color=MUTED, linewidth=0.6, zorder=0)


def _draw_name(axes: Axes, index: int, place: tuple[float, float], name: str) -> None:
    x, y = place
    if index:
        text = short(name, LETTERS[index])
        axes.text(x + 0.1, y, text, color=INK, fontsize=8.5, va="center", parse_math=False)
        return
    rows = textwrap.wrap(name, LETTERS[0], max_lines=4, placeholder=" …")
    text = "\n".join(rows)
    axes.text(
        x - 0.1, y, text, color=INK, fontsize=9, va="center", ha="right", weight="bold", parse_math=False
    )
