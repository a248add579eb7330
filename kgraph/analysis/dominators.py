"""Immediate dominators: for each thing the nearest one that all its support comes through."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import networkx as nx
import numpy as np

from kgraph.analysis.engines import IGRAPH, backend_for, compute, note_engine
from kgraph.analysis.igraph_backend import Dispatcher, IgraphGraph, edge_pairs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Numbers = NDArray[np.int64]


def immediate_dominators(graph: nx.DiGraph) -> dict[str, str]:
    """Return the immediate dominator of each thing that has one (Lengauer and Tarjan 1979).

    Things that depend on nothing, and things in a closed circle, hold themselves up: they stand on a root.

    Parameters
    ----------
    graph : networkx.DiGraph
        Arcs mean "depends on".
    """
    nodes = list(graph)
    place = {node: number for number, node in enumerate(nodes)}
    pairs = (place[node] for arc in graph.edges for node in arc)
    arcs = np.fromiter(pairs, dtype=np.int64, count=2 * graph.number_of_edges()).reshape(-1, 2)
    parents = dominator_parents(len(nodes), arcs[:, 0], arcs[:, 1])
    return {nodes[node]: nodes[parent] for node, parent in enumerate(parents) if parent >= 0}


def dominator_parents(n: int, starts: Numbers, ends: Numbers) -> list[int]:
    """Return the immediate dominator of each of `n` things; -1 for one that has none but itself.

    Parameters
    ----------
    n : int
        Number of things.
    starts, ends : ndarray of int
        Arcs, each of which means "depends on".
    """
    upheld = _upheld(n, starts, ends)
    flow = np.concatenate([ends, np.full(len(upheld), n)]), np.concatenate([starts, upheld])
    return [parent if parent < n else -1 for parent in _parents(n, *flow)]


def dominated(parents: Sequence[int]) -> Numbers:
    """Return how many things each thing dominates, from the immediate dominator of each, -1 for none."""
    above = np.array(parents, dtype=np.int64)
    below = np.zeros(len(above), dtype=np.int64)
    waiting = np.bincount(above[above >= 0], minlength=len(above))
    # Things that dominate nothing hand on what they are; then those whose last has handed on.
    ready = np.flatnonzero(waiting == 0)
    while len(ready):
        ready = ready[above[ready] >= 0]
        np.add.at(below, above[ready], below[ready] + 1)
        np.subtract.at(waiting, above[ready], 1)
        over = np.unique(above[ready])
        ready = over[waiting[over] == 0]
    return below


def _upheld(n: int, starts: Numbers, ends: Numbers) -> Numbers:
    """Return the things from whose circle, or from which alone, no arc leads out."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import connected_components

    matrix = csr_array((np.ones(len(starts), dtype=np.int8), (starts, ends)), shape=(n, n))
    count, piece = connected_components(matrix, directed=True, connection="strong")
    start, end = piece[starts], piece[ends]
    leads_out = np.zeros(count, dtype=bool)
    leads_out[start[start != end]] = True
    return np.flatnonzero(~leads_out[piece])


def _parents(root: int, starts: Numbers, ends: Numbers) -> list[int]:
    """Return the parent of each node below `root` in the dominator tree; -1 where it has none."""
    arcs = edge_pairs(starts, ends)
    if backend_for("immediate_dominators", root) == IGRAPH:
        import igraph

        note_engine(IGRAPH)
        form = IgraphGraph(
            igraph.Graph(root + 1, arcs, directed=True), list(range(root + 1)), multigraph=False
        )
        found: dict[Any, Any] = Dispatcher.immediate_dominators(form, root)
    else:
        flow: nx.DiGraph = nx.DiGraph()
        flow.add_nodes_from(range(root + 1))
        flow.add_edges_from(arcs)
        found = compute("immediate_dominators", flow, root)
    return [-1 if (parent := found.get(node)) is None else parent for node in range(root)]
