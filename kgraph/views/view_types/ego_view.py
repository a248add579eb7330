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
    steps = steps_from(graph, centre, request.radius)
    return Selection(
        part_of(graph, steps),
        focus=centre,
        rank=steps,
        title=WORDS("views.ego.of", name=name_of(centre, graph.nodes[centre])),
        meaning=WORDS("views.ego.meaning", radius=request.radius),
    )


def steps_from(graph: nx.MultiDiGraph, centre: str, radius: int) -> dict[str, int]:
    """Return what is at most `radius` steps from `centre`, with the steps; not through code lists, documents.

    Two municipalities that share a legal form or a source are not neighbours because of it.
    """
    ends = view_classes("ego", "ends")
    steps, front = {centre: 0}, {centre}
    for step in range(1, radius + 1):
        # A node without labels is an entry of a code list.
        through = [
            uri
            for uri in front
            if uri == centre or ((labels := labels_of(graph, uri)) and ends.isdisjoint(labels))
        ]
        front = {other for uri in through for other in nx.all_neighbors(graph, uri)} - steps.keys()
        steps |= dict.fromkeys(front, step)
    return steps


EGO = ViewDefinition(
    name="ego",
    title=WORDS("views.ego.title"),
    meaning=WORDS("views.ego.meaning"),
    select=select,
    layout=RINGS,
    argument="NAME",
)
