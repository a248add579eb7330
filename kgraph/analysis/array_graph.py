"""A simple graph as integer columns, and its scores without a NetworkX object: for draws by the thousand."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from kgraph.analysis.bit_distances import harmonic_sums
from kgraph.analysis.blocks import sizes_from_blocks
from kgraph.analysis.dense_paths import DensePaths, dense_paths, is_dense
from kgraph.analysis.engines import IGRAPH, by_arrays, note_engine
from kgraph.analysis.igraph_backend import Dispatcher, IgraphGraph, blocks_of, edge_pairs
from kgraph.analysis.measures.betweenness import BETWEENNESS
from kgraph.analysis.measures.measure_registry import MEASURES
from kgraph.analysis.power_iteration import leading_vector, walk_shares
from kgraph.analysis.settings import DAMPING, POWER_ITERATIONS, SAMPLED_SOURCES, TOLERANCE
from kgraph.analysis.two_mode_paths import two_mode_sums
from kgraph.analysis.two_modes import BODIES, mode_factors

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

Numbers = NDArray[np.int64]
Scores = NDArray[np.float64]

LARGE = 200
"""Nodes of two modes from which their paths are counted by products of matrices."""


@dataclass(frozen=True, eq=False)
class ArrayGraph:
    """A simple graph without self-loops; nodes are numbers from 0.

    Parameters
    ----------
    n : int
        Number of nodes.
    starts, ends : ndarray of int
        Both ends of each arc; an undirected tie stands once, either way round.
    weights : ndarray of float
        Weight of each arc.
    directed : bool
        Whether direction counts.
    bodies : ndarray of bool, optional
        Which nodes are of the second mode, in a graph of two modes.
    """

    n: int
    starts: Numbers
    ends: Numbers
    weights: Scores
    directed: bool
    bodies: NDArray[np.bool_] | None = None

    @cached_property
    def igraph(self) -> Any:
        """The graph as an ``igraph.Graph``; igraph is imported here."""
        import igraph

        return igraph.Graph(n=self.n, edges=edge_pairs(self.starts, self.ends), directed=self.directed)

    @cached_property
    def ties(self) -> tuple[Numbers, Numbers, Scores]:
        """Both ends and the weight of each tie without direction, the weights of opposite arcs added."""
        low, high = np.minimum(self.starts, self.ends), np.maximum(self.starts, self.ends)
        keys, inverse = np.unique(low * self.n + high, return_inverse=True)
        weights: Scores = np.bincount(inverse, weights=self.weights, minlength=len(keys)).astype(np.float64)
        return keys // self.n, keys % self.n, weights

    @cached_property
    def undirected(self) -> ArrayGraph:
        """The graph without direction."""
        return ArrayGraph(self.n, *self.ties, directed=False) if self.directed else self

    @cached_property
    def dense(self) -> DensePaths | None:
        """What shortest paths say of each node of a dense graph without direction; None of another."""
        if self.directed or not is_dense(self.n, len(self.starts)):
            return None
        return dense_paths(self.n, self.starts, self.ends)

    def both_ways(self) -> tuple[Numbers, Numbers]:
        """Return both ends of each arc; a tie without direction stands once each way."""
        if self.directed:
            return self.starts, self.ends
        return np.concatenate([self.starts, self.ends]), np.concatenate([self.ends, self.starts])

    def networkx(self) -> nx.Graph:
        """Return the graph for NetworkX, with ``weight`` on its edges."""
        graph: nx.Graph = nx.DiGraph() if self.directed else nx.Graph()
        graph.add_nodes_from(range(self.n))
        if self.bodies is not None:
            graph.graph[BODIES] = frozenset(np.flatnonzero(self.bodies).tolist())
        columns = (self.starts.tolist(), self.ends.tolist(), self.weights.tolist())
        graph.add_weighted_edges_from(zip(*columns, strict=True))
        return graph

    def matrix(self) -> Any:
        """Return the sparse matrix of what flows into each node (row) from each other.

        Sparse also where dense would do: dense products start threads, which many small draws pay dearly.
        """
        from scipy.sparse import csr_array

        starts, ends = self.both_ways()
        weights = self.weights if self.directed else np.concatenate([self.weights, self.weights])
        return csr_array((weights, (ends, starts)), shape=(self.n, self.n))


def array_graph_of(graph: nx.Graph) -> ArrayGraph:
    """Return a NetworkX graph as columns, its nodes numbered in sorted order."""
    place = {node: number for number, node in enumerate(sorted(graph))}
    bodies: frozenset[str] | None = graph.graph.get(BODIES)
    count = graph.number_of_edges()
    pairs = (place[node] for arc in graph.edges for node in arc)
    ends = np.fromiter(pairs, dtype=np.int64, count=2 * count).reshape(-1, 2)
    weights = (weight for _, _, weight in graph.edges(data="weight", default=1.0))
    return ArrayGraph(
        len(place),
        ends[:, 0],
        ends[:, 1],
        np.fromiter(weights, dtype=np.float64, count=count),
        graph.is_directed(),
        None if bodies is None else np.array([node in bodies for node in place], dtype=np.bool_),
    )


def array_scores(
    graph: ArrayGraph, measures: Sequence[str], *, seed: int = 1, sampled: bool = False
) -> Scores:
    """Return measures x nodes, NaN where undefined: what `Measure.scores` gives, without NetworkX if it can.

    Parameters
    ----------
    graph : ArrayGraph
        The graph.
    measures : sequence of str
        Names from the registry.
    seed : int
        Seed of a sampled estimate.
    sampled : bool
        Whether to estimate measures from sampled sources where they can be.
    """
    sources = min(SAMPLED_SOURCES, graph.n) if sampled else None
    matrix = np.full((len(measures), graph.n), np.nan)
    plain: nx.Graph | None = None
    for row, name in enumerate(measures):
        fast = by_arrays(MEASURES[name].networkx_function, graph.n)
        if fast:
            note_engine(IGRAPH)
        if fast and name == BETWEENNESS.name:
            matrix[row] = _betweenness(graph, sources, seed) * factors_of_modes(graph, name)
            continue
        if fast and name in _BY_ARRAYS:
            matrix[row] = _BY_ARRAYS[name](graph) * factors_of_modes(graph, name)
            continue
        plain = graph.networkx() if plain is None else plain
        values: Mapping[Any, float | None] = MEASURES[name].scores(plain, seed=seed, sampled=sampled)
        matrix[row] = [np.nan if (value := values[node]) is None else value for node in range(graph.n)]
    return matrix


def factors_of_modes(graph: ArrayGraph, measure: str) -> Scores | float:
    """Return what the scores of each node are multiplied by in a graph of two modes; 1 in another."""
    bodies = graph.bodies
    if bodies is None:
        return 1.0
    size = int(bodies.sum())
    return np.where(bodies, *mode_factors(size, graph.n - size, MEASURES[measure].two_modes))


def _degree(graph: ArrayGraph) -> Scores:
    low, high, _ = graph.ties
    return np.bincount(np.concatenate([low, high]), minlength=graph.n).astype(np.float64)


def _harmonic(graph: ArrayGraph) -> Scores:
    if graph.n < 2:
        return np.full(graph.n, np.nan)
    if graph.dense is not None:
        return graph.dense.nearness / (graph.n - 1)
    return harmonic_sums(graph.n, *graph.both_ways()) / (graph.n - 1)


def _betweenness(graph: ArrayGraph, sources: int | None, seed: int) -> Scores:
    if graph.n < 3:
        return np.full(graph.n, np.nan)
    if sources is None and graph.n >= LARGE and _between_modes(graph):
        assert graph.bodies is not None  # noqa: S101 - there are two modes
        sums = two_mode_sums(graph.starts, graph.ends, graph.bodies)
        return sums / ((graph.n - 1) * (graph.n - 2))
    if sources is None and graph.dense is not None:
        return graph.dense.between / ((graph.n - 1) * (graph.n - 2))
    form = IgraphGraph(graph.igraph, list(range(graph.n)), multigraph=False)
    values = Dispatcher.betweenness_centrality(form, k=sources, seed=seed)
    return np.array([values[node] for node in range(graph.n)])


def _between_modes(graph: ArrayGraph) -> bool:
    """Return whether each tie of a graph without direction leads from one mode to the other."""
    bodies = graph.bodies
    if bodies is None or graph.directed:
        return False
    return bool((bodies[graph.starts] != bodies[graph.ends]).all())


def _eigenvector(graph: ArrayGraph) -> Scores:
    scores = np.full(graph.n, np.nan)
    undirected = graph.undirected
    components = [sorted(nodes) for nodes in undirected.igraph.connected_components()]
    # Of components of equal size the one whose first node comes last, as the measure itself chooses.
    inside = np.array(max(components, key=lambda nodes: (len(nodes), nodes[0])), dtype=np.int64)
    if len(inside) < 2:
        return scores
    vector = leading_vector(undirected.matrix()[inside][:, inside], POWER_ITERATIONS, TOLERANCE)
    if vector is not None:
        scores[inside] = vector
    return scores


def _pagerank(graph: ArrayGraph) -> Scores:
    shares = walk_shares(graph.matrix(), DAMPING, POWER_ITERATIONS, TOLERANCE)
    if shares is None:
        raise nx.PowerIterationFailedConvergence(POWER_ITERATIONS)
    return shares


def _cut_off(graph: ArrayGraph) -> Scores:
    sizes = sizes_from_blocks(blocks_of(graph.undirected.igraph))
    return np.array([float(sizes.get(node, 0)) for node in range(graph.n)])


_BY_ARRAYS: dict[str, Callable[[ArrayGraph], Scores]] = {
    "degree": _degree,
    "harmonic": _harmonic,
    "eigenvector": _eigenvector,
    "pagerank": _pagerank,
    "cut-off": _cut_off,
}
"""Measures that need no NetworkX object; a test holds each to what its entry in the registry computes."""
