"""A network without direction."""

from __future__ import annotations

from weakref import WeakKeyDictionary

import networkx as nx

_undirected: WeakKeyDictionary[nx.DiGraph, nx.Graph] = WeakKeyDictionary()


def without_direction(graph: nx.Graph) -> nx.Graph:
    """Return `graph` as undirected, with the weights of opposite arcs added; made once for each graph.

    Parameters
    ----------
    graph : networkx.Graph or networkx.DiGraph
        Must not be changed afterwards.
    """
    if not graph.is_directed():
        return graph
    undirected = _undirected.get(graph)
    if undirected is None:
        undirected = _undirected[graph] = _with_added_weights(graph)
    return undirected


def _with_added_weights(graph: nx.DiGraph) -> nx.Graph:
    undirected = nx.Graph()
    undirected.add_nodes_from(graph)
    undirected.add_weighted_edges_from(graph.edges(data="weight", default=1.0))
    for start, end, weight in graph.edges(data="weight", default=1.0):
        opposite = graph.get_edge_data(end, start) if start < end else None
        if opposite is not None:
            undirected.add_edge(start, end, weight=weight + opposite.get("weight", 1.0))
    return nx.freeze(undirected)
