"""Parts of a graph: some of its nodes, some of its relationships, in one order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import networkx as nx

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Set

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
    part.add_edges_from(edges_among(graph, members, wanted))
    return part


def edges_among(
    graph: nx.MultiDiGraph, nodes: Set[str], wanted: Callable[[Edge], bool]
) -> Iterator[tuple[str, str, Any, dict[str, Any]]]:
    """Yield the relationships among some nodes that are wanted, with keys and attributes."""
    starts = [uri for uri in graph if uri in nodes]
    return (
        (source, target, key, data)
        for source, target, key, data in graph.edges(starts, keys=True, data=True)
        if target in nodes and wanted((source, target, str(data.get("type"))))
    )


def without_nodes(graph: nx.MultiDiGraph, unwanted: Set[str]) -> nx.MultiDiGraph:
    """Return a graph without some nodes; the graph itself where there are none."""
    if not unwanted:
        return graph
    rest = graph.copy()
    rest.remove_nodes_from(unwanted)
    return rest


def most_tied(graph: nx.Graph, most: int, rank: Mapping[str, int] | None = None) -> list[str]:
    """Return at most so many nodes: those with most ties, with what they are tied to.

    The most tied alone may not be tied to each other: then a picture of them would show no tie. None brings
    more than a tenth of the nodes, so that one hub does not fill the picture.

    Parameters
    ----------
    graph : networkx.Graph or networkx.MultiDiGraph
        All nodes and ties.
    most : int
        How many nodes.
    rank : mapping of str to int, optional
        Nodes of a lower rank come first, however few their ties; 0 where it says nothing.
    """
    ranks, ties = rank or {}, dict(graph.degree())

    def place(uri: str) -> tuple[int, int, str]:
        """Return the sort key that puts what is drawn first at the head."""
        return ranks.get(uri, 0), -ties[uri], uri

    chosen: dict[str, None] = {}
    for uri in sorted(graph, key=place):
        if len(chosen) >= most:
            break
        near = {other for other in nx.all_neighbors(graph, uri) if ranks.get(other, 0) <= ranks.get(uri, 0)}
        beside = sorted(near.difference(chosen), key=place)[: max(1, most // 10)]
        chosen |= dict.fromkeys([uri, *beside])
    return list(chosen)[:most]
