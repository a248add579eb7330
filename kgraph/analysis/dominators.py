"""Immediate dominators: for each thing the nearest one that all its support comes through."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import networkx as nx
import numpy as np

from kgraph.analysis.engines import IGRAPH, backend_for, compute, note_engine
from kgraph.analysis.igraph_backend import Dispatcher, IgraphGraph

if TYPE_CHECKING:
    from collections.abc import Sequence


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
    root = len(nodes)
    flow = np.vstack([arcs[:, ::-1], [(root, node) for node in _upheld(root, arcs)]]) if nodes else arcs
    parents = _parents(root, flow.tolist())
    return {nodes[node]: nodes[parent] for node, parent in enumerate(parents) if 0 <= parent < root}


def _upheld(n: int, arcs: np.ndarray[tuple[int, int], np.dtype[np.int64]]) -> list[int]:
    """Return the things from whose circle, or from which alone, no arc leads out."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import connected_components

    matrix = csr_array((np.ones(len(arcs)), (arcs[:, 0], arcs[:, 1])), shape=(n, n))
    count, piece = connected_components(matrix, directed=True, connection="strong")
    start, end = piece[arcs[:, 0]], piece[arcs[:, 1]]
    leads_out = np.zeros(count, dtype=bool)
    leads_out[start[start != end]] = True
    found: list[int] = np.flatnonzero(~leads_out[piece]).tolist()
    return found


def _parents(root: int, arcs: Sequence[Sequence[int]]) -> list[int]:
    """Return the parent of each node below `root` in the dominator tree; -1 where it has none."""
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
