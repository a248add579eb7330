"""Which decisions were taken when, by whom, and what they concern."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgraph.views.graph_parts import nodes_of, part_of
from kgraph.views.layouts import TIMELINE
from kgraph.views.node_style import kinds_of
from kgraph.views.presentation import view_classes, view_types
from kgraph.views.view_definition import Selection, ViewDefinition
from kgraph.words.catalogue import catalogue

if TYPE_CHECKING:
    import networkx as nx

    from kgraph.views.graph_parts import Edge
    from kgraph.views.view_definition import ViewRequest

WORDS = catalogue("pages")


def select(graph: nx.MultiDiGraph, _request: ViewRequest) -> Selection:
    """Return the decisions, what they touch, and no relationship among the latter."""
    decisions = nodes_of(graph, view_classes("decisions"))
    left_out = view_types("decisions", "without")

    def touches(edge: Edge) -> bool:
        """Return whether a relationship starts or ends at a decision."""
        source, target, kind = edge
        return (source in decisions or target in decisions) and kind not in left_out

    nodes = set(decisions)
    for source, target, kind in graph.edges(data="type"):
        if touches((source, target, str(kind))):
            nodes |= {source, target}
    part = part_of(graph, nodes, touches)
    kinds, first = kinds_of(part), view_classes("decisions", "first")
    # Where nothing is left to see without the others, the view opens with all.
    if not any(kinds[source] in first and kinds[target] in first for source, target in part.edges()):
        return Selection(part)
    return Selection(part, later=frozenset(kinds.values()) - first)


DECISIONS = ViewDefinition(
    name="decisions",
    title=WORDS("views.decisions.title"),
    meaning=WORDS("views.decisions.meaning"),
    select=select,
    layout=TIMELINE,
    networks=("decision",),
    standard=True,
)
