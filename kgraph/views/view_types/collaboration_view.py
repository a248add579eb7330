"""Who works with whom: organisations of every kind and the relationships among them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgraph.views.graph_parts import edges_among, nodes_of, part_of
from kgraph.views.layouts import FORCE
from kgraph.views.presentation import view_classes, view_types
from kgraph.views.view_definition import Selection, ViewDefinition
from kgraph.words.catalogue import catalogue

if TYPE_CHECKING:
    import networkx as nx

    from kgraph.views.graph_parts import Edge
    from kgraph.views.view_definition import ViewRequest

WORDS = catalogue("pages")


def select(graph: nx.MultiDiGraph, _request: ViewRequest) -> Selection:
    """Return the organisations and the relationships among them."""
    return Selection(part_of(graph, nodes_of(graph, view_classes("collaboration")), _is_drawn))


def tied_organisations(graph: nx.MultiDiGraph) -> set[tuple[str, str]]:
    """Return the two ends of each relationship that the view draws, in the order of their names."""
    organisations = nodes_of(graph, view_classes("collaboration"))
    drawn = edges_among(graph, organisations, _is_drawn)
    return {(min(source, target), max(source, target)) for source, target, _key, _data in drawn}


def _is_drawn(edge: Edge) -> bool:
    return edge[2] not in view_types("collaboration", "without")


COLLABORATION = ViewDefinition(
    name="collaboration",
    title=WORDS("views.collaboration.title"),
    meaning=WORDS("views.collaboration.meaning"),
    select=select,
    layout=FORCE,
    networks=("formal-collaboration", "shared-collaboration"),
    standard=True,
)
