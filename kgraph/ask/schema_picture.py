"""Draw the schema of a store: which kinds of node each relationship type connects."""

from __future__ import annotations

import html
import io
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import networkx as nx
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch

from kgraph.ask.schema_tables import HEADINGS
from kgraph.errors import UsageError
from kgraph.store.build_marker import INTERNAL_LABELS
from kgraph.views.colours import light
from kgraph.views.node_style import legend_order, mark, primary_labels
from kgraph.vocabulary import RESOURCE_LABEL

if TYPE_CHECKING:
    from pathlib import Path

    from matplotlib.axes import Axes

    from kgraph.store.connection import Connection

PICTURES = (".svg", ".html", ".mmd")
_NODES = "MATCH (n) RETURN labels(n) AS labels, count(*) AS count"
_RELATIONSHIPS = (
    "MATCH (a)-[r]->(b) RETURN labels(a) AS start, type(r) AS type, labels(b) AS end, count(*) AS count"
)
_PAPER, _INK, _MUTED, _LINE = (light(name) for name in ("surface", "ink", "muted", "line"))
# How far an arrow bends, and how far along it the names of its types stand.
_BEND, _ALONG = 0.12, 0.3
_DRAWING: dict[Any, Any] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "kgraph",
    "font.family": "sans-serif",
    "text.parse_math": False,
}
_PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Schema</title>
<style>body{{font:16px/1.4 system-ui,sans-serif;color:{ink};margin:1.5rem}}svg{{width:100%;height:auto}}
table{{border-collapse:collapse}}td,th{{text-align:left;vertical-align:top;padding:.25rem .75rem .25rem 0;
border-bottom:1px solid {line}}}</style>
<h1>Schema</h1>
{picture}
<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>
</html>
"""


def schema_graph(connection: Connection) -> nx.MultiDiGraph[str]:
    """Return which kinds of node the relationship types connect, each node under its most specific label.

    Nodes are labels and edge keys are relationship types, both with the attribute ``count``.

    Raises
    ------
    StoreError
        The store cannot be reached.
    """

    def label_set(labels: list[str]) -> tuple[str, ...]:
        """Return a node's labels without the one that all nodes have."""
        return tuple(sorted(label for label in labels if label != RESOURCE_LABEL))

    rows = [row for row in connection.read(_NODES) if not set(INTERNAL_LABELS) & set(row["labels"])]
    sets = [label_set(row["labels"]) for row in rows]
    primary = primary_labels(
        [labels for labels, row in zip(sets, rows, strict=True) for _ in range(row["count"])]
    )
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for labels, row in zip(sets, rows, strict=True):
        graph.add_node(primary[labels])
        attributes = graph.nodes[primary[labels]]
        attributes["count"] = attributes.get("count", 0) + row["count"]
    for row in connection.read(_RELATIONSHIPS):
        start, end = (primary.get(label_set(row[key])) for key in ("start", "end"))
        if start is None or end is None:
            continue
        before = (
            graph.edges[start, end, row["type"]]["count"] if graph.has_edge(start, end, row["type"]) else 0
        )
        graph.add_edge(start, end, key=row["type"], count=before + row["count"])
    return graph


def draw(graph: nx.MultiDiGraph[str], rows: list[tuple[Any, ...]], path: Path) -> Path:
    """Draw a schema to a file: ``.svg``, ``.html`` with the definitions below it, or ``.mmd`` (Mermaid).

    Parameters
    ----------
    graph : networkx.MultiDiGraph
        From :func:`schema_graph`.
    rows : list of tuple
        From :func:`kgraph.ask.schema_tables.rows_of`, for the page.
    path : Path
        The file; its ending decides the format.

    Raises
    ------
    UsageError
        Another ending, or a file that cannot be written.
    """
    ending = path.suffix.lower()
    if ending not in PICTURES:
        raise UsageError(
            f"no picture of the kind {ending or path.name!r}", hint=f"Endings: {', '.join(PICTURES)}."
        )
    content = mermaid(graph) if ending == ".mmd" else svg(graph)
    if ending == ".html":
        head = "".join(f"<th>{html.escape(name)}</th>" for name in HEADINGS)
        body = "".join(
            f"<tr>{''.join(f'<td>{html.escape(str(value))}</td>' for value in row)}</tr>" for row in rows
        )
        content = _PAGE.format(
            picture=content[content.index("<svg") :], head=head, rows=body, ink=_INK, line=_LINE
        )
    try:
        path.write_text(content, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"cannot write the file: {error.strerror}", where=path) from error
    return path


def mermaid(graph: nx.MultiDiGraph[str]) -> str:
    """Return a schema as the text of a Mermaid flowchart."""
    lines = ["flowchart LR"]
    ordered = sorted(graph, key=legend_order)
    lines += [f'    {label}["{label} ({graph.nodes[label]["count"]})"]' for label in ordered]
    for (start, end), types in sorted(_types(graph).items()):
        lines.append(f'    {start} -->|"{"<br>".join(types)}"| {end}')
    lines += [
        f"    style {label} fill:{mark(label).colour}22,stroke:{mark(label).colour},color:{_INK}"
        for label in ordered
    ]
    return "\n".join(lines) + "\n"


def svg(graph: nx.MultiDiGraph[str]) -> str:
    """Return a schema drawn as SVG, the same bytes for the same schema."""
    figure = Figure(figsize=(17, 11), layout="constrained")
    axes = figure.add_subplot()
    axes.set_axis_off()
    axes.margins(0.08)
    if graph:
        _draw(graph, axes)
    raw = io.StringIO()
    with mpl.rc_context(_DRAWING):
        figure.savefig(raw, format="svg", metadata=dict.fromkeys(("Creator", "Date", "Format", "Type")))
    return raw.getvalue()


def _types(graph: nx.MultiDiGraph[str]) -> dict[tuple[str, str], list[str]]:
    """Return the relationship types by the pair of kinds that they connect."""
    types: dict[tuple[str, str], list[str]] = {}
    for start, end, kind in sorted(graph.edges(keys=True)):
        types.setdefault((start, end), []).append(kind)
    return types


def _draw(graph: nx.MultiDiGraph[str], axes: Axes) -> None:
    ordered = sorted(graph, key=legend_order)
    # On a ring, kinds of one family are neighbours; other layouts clump, since a schema has so many ties.
    places = nx.circular_layout(ordered)
    positions = {label: place * (1.7, 1.0) for label, place in places.items()}
    own: dict[str, list[str]] = {}
    for (start, end), types in sorted(_types(graph).items()):
        if start == end:
            own[start] = types
            continue
        a, b, colour = positions[start], positions[end], mark(start).colour
        arrow = FancyArrowPatch(
            tuple(a),
            tuple(b),
            connectionstyle=f"arc3,rad={_BEND}",
            arrowstyle="-|>",
            mutation_scale=9,
            shrinkA=14,
            shrinkB=14,
            color=colour,
            linewidth=0.7,
        )
        axes.add_patch(arrow)
        x, y = a + _ALONG * (b - a) + 2 * _ALONG * (1 - _ALONG) * _BEND * ((b - a)[[1, 0]] * (1, -1))
        under = {"boxstyle": "square,pad=0.05", "facecolor": _PAPER, "edgecolor": "none", "alpha": 0.8}
        axes.text(
            x, y, "\n".join(types), size=5, color=colour, ha="center", va="center", bbox=under, zorder=2
        )
    for label in ordered:
        x, y = positions[label]
        colour = mark(label).colour
        box = {"boxstyle": "round,pad=0.35", "facecolor": _PAPER, "edgecolor": colour, "linewidth": 1.8}
        text = f"{label} ({graph.nodes[label]['count']})"
        axes.text(x, y, text, size=8.5, color=_INK, ha="center", va="center", bbox=box, zorder=3)
        if label in own:
            loop = "↻ " + ", ".join(own[label])
            axes.text(x, y - 0.045, loop, size=5.5, color=_MUTED, ha="center", va="top", zorder=3)
    across, up = zip(*(positions[label] for label in ordered), strict=True)
    axes.set_xlim(min(across) - 0.15, max(across) + 0.15)
    axes.set_ylim(min(up) - 0.1, max(up) + 0.1)
