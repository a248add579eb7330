"""Who provides, runs and uses which service, and what stops when something is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgraph.views.graph_parts import nodes_of, part_of
from kgraph.views.layouts import LAYERS
from kgraph.views.presentation import view_classes, view_types
from kgraph.views.view_definition import Selection, ViewDefinition
from kgraph.words.catalogue import catalogue

if TYPE_CHECKING:
    import networkx as nx

    from kgraph.views.view_definition import ViewRequest

WORDS = catalogue("pages")


def select(graph: nx.MultiDiGraph, _request: ViewRequest) -> Selection:
    """Return services and systems, and everything that a relationship of dependency ties."""
    types = view_types("services")
    nodes = nodes_of(graph, view_classes("services"))
    for source, target, kind in graph.edges(data="type"):
        if kind in types:
            nodes |= {source, target}
    return Selection(part_of(graph, nodes, lambda edge: edge[2] in types))


SERVICES = ViewDefinition(
    name="services",
    title=WORDS("views.services.title"),
    meaning=WORDS("views.services.meaning"),
    select=select,
    layout=LAYERS,
    networks=("service-dependency",),
    loss_network="service-dependency",
    standard=True,
)
