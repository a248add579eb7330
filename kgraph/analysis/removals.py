"""How a network falls apart as things go, and by how many separate paths two things are tied, on columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kgraph.analysis.engines import IGRAPH, backend_for, compute, note_engine
from kgraph.analysis.igraph_backend import Dispatcher, IgraphGraph

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kgraph.analysis.array_graph import ArrayGraph

_PATHS = "local_node_connectivity"


def removal_curve(graph: ArrayGraph, order: Sequence[int]) -> list[int]:
    """Return the size of the largest component after 0, 1, 2... removals, in time near linear in the graph.

    Nodes are put back in reverse order. Each tie holds from when both its ends are back, and the ties of a
    spanning tree that hold first say which components are joined when (Kruskal 1956).

    Parameters
    ----------
    graph : ArrayGraph
        The network; direction is ignored.
    order : sequence of int
        The nodes that there are, first to go first; others are taken for gone.
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import minimum_spanning_tree

    count = len(order)
    back = np.zeros(graph.n, dtype=np.int64)
    back[np.asarray(order, dtype=np.int64)[::-1]] = np.arange(1, count + 1)
    starts, ends, _ = graph.ties
    there = (back[starts] > 0) & (back[ends] > 0)
    joined = np.maximum(back[starts[there]], back[ends[there]])
    # 32-bit places, because csgraph of SciPy before 1.15 takes no others.
    places = starts[there].astype(np.int32), ends[there].astype(np.int32)
    ties = coo_array((joined, places), shape=(graph.n, graph.n))
    tree = minimum_spanning_tree(ties.tocsr()).tocoo()
    parent, size = list(range(graph.n)), [1] * graph.n
    largest = np.zeros(count + 1, dtype=np.int64)
    largest[1:] = 1
    for place in np.argsort(tree.data, kind="stable").tolist():
        a, b = (_root(parent, int(side[place])) for side in (tree.row, tree.col))
        parent[b] = a
        size[a] += size[b]
        step = int(tree.data[place])
        largest[step] = max(largest[step], size[a])
    curve: list[int] = np.maximum.accumulate(largest)[::-1].tolist()
    return curve


def _root(parent: list[int], node: int) -> int:
    """Return the node that stands for the component of `node`."""
    while parent[node] != node:
        parent[node] = parent[parent[node]]
        node = parent[node]
    return node


def robustness(curve: Sequence[float]) -> float:
    """Return the mean share of nodes in the largest component over all removals: 0.5 at best, 0 at worst.

    Schneider et al. 2011, doi:10.1073/pnas.1009440108 (R, summed from the first removal to the last).
    """
    n = len(curve) - 1
    return sum(curve[1:]) / (n * n) if n else 0.0


def separate_paths(graph: ArrayGraph, a: int, b: int) -> int:
    """Return how many paths with nothing else in common tie two nodes (Menger 1927); a direct tie is one."""
    if a == b:
        return 0
    if backend_for(_PATHS, graph.n) != IGRAPH:
        return int(compute(_PATHS, graph.undirected.networkx(), a, b))
    note_engine(IGRAPH)
    form = IgraphGraph(graph.undirected.igraph, list(range(graph.n)), multigraph=False)
    return Dispatcher.local_node_connectivity(form, a, b)
