"""Who works with whom: organisations of every kind and the relationships among them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgraph.views.graph_parts import nodes_of, part_of
from kgraph.views.layouts import FORCE
from kgraph.views.presentation import view_classes, view_types
from kgraph.views.view_definition import Selection, ViewDefinition
from kgraph.words.catalogue import catalogue

if TYPE_CHECKING:
    import networkx as nx

    from kgraph.views.view_definition import ViewRequest

WORDS = catalogue("pages")


def select(graph: nx.MultiDiGraph, _request: ViewRequest) -> Selection:
    """Return the organisations and the relationships among them."""
    left_out = view_types("collaboration", "without")
    organisations = nodes_of(graph, view_classes("collaboration"))
    return Selection(part_of(graph, organisations, lambda edge: edge[2] not in left_out))


COLLABORATION = ViewDefinition(
    name="collaboration",
    title=WORDS("views.collaboration.title"),
    meaning=WORDS("views.collaboration.meaning"),
    select=select,
    layout=FORCE,
    networks=("formal-collaboration", "shared-collaboration"),
    standard=True,
)
