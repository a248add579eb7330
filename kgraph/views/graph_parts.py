"""Parts of a graph: some of its nodes, some of its relationships, in one order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import networkx as nx

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Set

Edge = tuple[str, str, str]
"""Source, target and type of a relationship."""


def labels_of(graph: nx.MultiDiGraph, uri: str) -> tuple[str, ...]:
    """Return the labels of a node; none for one that is only pointed at."""
    return tuple(graph.nodes[uri].get("labels") or ())


def nodes_of(graph: nx.MultiDiGraph, classes: Set[str]) -> set[str]:
    """Return the nodes with at least one of the labels."""
    return {uri for uri, labels in graph.nodes(data="labels") if not classes.isdisjoint(labels or ())}


def part_of(
    graph: nx.MultiDiGraph, nodes: Iterable[str], wanted: Callable[[Edge], bool] = lambda _edge: True
) -> nx.MultiDiGraph:
    """Return some nodes of a graph, and the relationships among them that are wanted."""
    members = set(nodes)
    part: nx.MultiDiGraph = nx.MultiDiGraph(**graph.graph)
    part.add_nodes_from((uri, graph.nodes[uri]) for uri in sorted(members))
    part.add_edges_from(
        (source, target, key, data)
        for source, target, key, data in graph.edges(keys=True, data=True)
        if source in members and target in members and wanted((source, target, str(data.get("type"))))
    )
    return part


def without_nodes(graph: nx.MultiDiGraph, unwanted: Callable[[tuple[str, ...]], bool]) -> nx.MultiDiGraph:
    """Return a graph without the nodes whose labels are unwanted; the graph itself where there are none."""
    gone = [uri for uri in graph if unwanted(labels_of(graph, uri))]
    if not gone:
        return graph
    rest = graph.copy()
    rest.remove_nodes_from(gone)
    return rest
