"""The surroundings of one node: everything at most so many steps away (an ego network)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import networkx as nx

from kgraph.node_names import find_node
from kgraph.views.graph_parts import labels_of, part_of
from kgraph.views.layouts import RINGS
from kgraph.views.presentation import view_classes
from kgraph.views.view_definition import Selection, ViewDefinition
from kgraph.words.catalogue import catalogue
from kgraph.words.thing_names import name_of

if TYPE_CHECKING:
    from kgraph.views.view_definition import ViewRequest

WORDS = catalogue("pages")


def select(graph: nx.MultiDiGraph, request: ViewRequest) -> Selection:
    """Return what lies near the node that the request names.

    Raises
    ------
    UsageError
        No node, or more than one, has that name.
    """
    centre = find_node(graph, request.subject)
    return Selection(
        part_of(graph, nodes_near(graph, centre, request.radius)),
        focus=centre,
        title=WORDS("views.ego.of", name=name_of(centre, graph.nodes[centre])),
        meaning=WORDS("views.ego.meaning", radius=request.radius),
    )


def nodes_near(graph: nx.MultiDiGraph, centre: str, radius: int) -> set[str]:
    """Return what is at most `radius` steps from `centre`, without going through code lists and documents.

    Two municipalities that share a legal form or a source are not neighbours because of it.
    """
    ends = view_classes("ego", "ends")
    nodes, front = {centre}, {centre}
    for _step in range(radius):
        # A node without labels is an entry of a code list.
        through = [
            uri
            for uri in front
            if uri == centre or ((labels := labels_of(graph, uri)) and ends.isdisjoint(labels))
        ]
        front = {other for uri in through for other in nx.all_neighbors(graph, uri)} - nodes
        nodes |= front
    return nodes


EGO = ViewDefinition(
    name="ego",
    title=WORDS("views.ego.title"),
    meaning=WORDS("views.ego.meaning"),
    select=select,
    layout=RINGS,
    argument="NAME",
)
