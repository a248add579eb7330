"""A NetworkX backend over igraph, for what other backends lack: ``nx.f(G, backend="kgraph_igraph")``.

It offers exact and sampled betweenness, harmonic and eigenvector centrality, PageRank, Burt's constraint,
local node connectivity and Leiden communities. Its answers equal those of networkx to rounding (tests compare
at 1e-9). Where igraph would not do, it is not used: its closeness is defined otherwise on graphs that are not
strongly connected, and left out; its eigenvector centrality has been reported wrong (igraph issue 2706) and
its PageRank is slow with weights, so these two run networkx's own iteration on sparse matrices.

networkx loads this module while it is itself being imported, so neither networkx nor igraph is imported here
at module level; igraph (extra ``fast``) is imported at the first call. Arguments are called G as in networkx.
"""
# ruff: noqa: N803

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable, Iterator
from itertools import chain
from typing import Any

BACKEND = "kgraph_igraph"
_PAIRS = 100_000
_FUNCTIONS = {
    "betweenness_centrality": "Exact, or from k sampled sources as networkx draws and scales them.",
    "biconnected_components": "Blocks, as sets of nodes.",
    "constraint": "Burt's constraint of all nodes; an isolate's is NaN.",
    "eigenvector_centrality": "Networkx's own power iteration, as sparse matrix products.",
    "harmonic_centrality": "Sum of inverse distances to each node.",
    "immediate_dominators": "Parents in the dominator tree of the nodes that the start reaches.",
    "leiden_communities": "Modularity by the Leiden algorithm; the seed fixes igraph's own generator.",
    "local_node_connectivity": "Number of node-disjoint paths between two nodes.",
    "pagerank": "Networkx's own power iteration, as sparse matrix products.",
}


def get_info() -> dict[str, Any]:
    """Return what networkx asks of a backend: its name, package, and functions."""
    return {
        "backend_name": BACKEND,
        "project": "kgraph",
        "package": "kgraph.analysis.igraph_backend",
        "short_summary": "igraph for sampled betweenness, harmonic, constraint, node connectivity and Leiden",
        "functions": {name: {"additional_docs": text} for name, text in _FUNCTIONS.items()},
    }


class IgraphGraph:
    """A networkx graph held as an igraph graph, with its node names.

    Parameters
    ----------
    graph : igraph.Graph
        Vertices in the order of `nodes`.
    nodes : list
        Names of the vertices.
    multigraph : bool
        Whether it came from a multigraph.
    """

    __networkx_backend__ = BACKEND

    def __init__(self, graph: Any, nodes: list[Hashable], *, multigraph: bool) -> None:
        self.graph = graph
        self.nodes = nodes
        self._multigraph = multigraph
        self._index: dict[Hashable, int] | None = None

    def is_directed(self) -> bool:
        """Return whether edges have a direction."""
        return bool(self.graph.is_directed())

    def is_multigraph(self) -> bool:
        """Return whether it came from a multigraph."""
        return self._multigraph

    def index(self, node: Hashable) -> int:
        """Return the vertex number of `node`.

        Raises
        ------
        networkx.NodeNotFound
            The graph has no such node.
        """
        if self._index is None:
            self._index = {name: number for number, name in enumerate(self.nodes)}
        if node not in self._index:
            import networkx as nx

            raise nx.NodeNotFound(f"node {node!r} is not in the graph")
        return self._index[node]


class Dispatcher:
    """The functions that networkx dispatches here, with its signatures."""

    @staticmethod
    def convert_from_nx(graph: Any, *, edge_attrs: dict[str, Any] | None = None, **_: Any) -> IgraphGraph:
        """Convert a networkx graph, with the edge attributes that the function needs."""
        import igraph

        nodes = list(graph)
        index = {name: number for number, name in enumerate(nodes)}
        edges = [(index[start], index[end]) for start, end in graph.edges()]
        columns = {
            name: [data.get(name, 1 if default is None else default) for _, _, data in graph.edges(data=True)]
            for name, default in (edge_attrs or {}).items()
        }
        converted = igraph.Graph(n=len(nodes), edges=edges, directed=graph.is_directed(), edge_attrs=columns)
        return IgraphGraph(converted, nodes, multigraph=graph.is_multigraph())

    @staticmethod
    def convert_to_nx(result: Any, **_: Any) -> Any:
        """Return results as they are, and a graph as a networkx graph."""
        if not isinstance(result, IgraphGraph):
            return result
        import networkx as nx

        graph: Any = nx.DiGraph() if result.is_directed() else nx.Graph()
        graph.add_nodes_from(result.nodes)
        graph.add_edges_from((result.nodes[a], result.nodes[b]) for a, b in result.graph.get_edgelist())
        return graph

    @staticmethod
    def can_run(name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> bool | str:
        """Tell networkx whether a call can run here; a text says why not."""
        return _cannot(name, args, kwargs) or True

    @staticmethod
    def should_run(name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> bool | str:
        """Tell networkx whether a call is worth the conversion."""
        size = args[0].graph.vcount() if args and isinstance(args[0], IgraphGraph) else None
        return "the graph is small" if size is not None and size < 100 else True

    @staticmethod
    def betweenness_centrality(
        G: IgraphGraph,
        k: int | None = None,
        normalized: bool = True,
        weight: str | None = None,
        endpoints: bool = False,
        seed: Any = None,
    ) -> dict[Hashable, float]:
        """Betweenness (Freeman 1977, doi:10.2307/3033543; sources sampled as Brandes and Pich 2007).

        Draws the same sources as networkx for the same seed, and scales as it does.
        """
        chosen = (
            None if k is None else [G.index(node) for node in _python_random(seed).sample(list(G.nodes), k)]
        )
        raw = G.graph.betweenness(directed=G.is_directed(), weights=weight, sources=chosen)
        if not G.is_directed():
            # igraph halves its count on undirected graphs, also with sampled sources; networkx halves when it
            # scales.
            raw = [2.0 * value for value in raw]
        values = scaled_betweenness(raw, chosen, directed=G.is_directed(), normalized=normalized)
        return dict(zip(G.nodes, values, strict=True))

    @staticmethod
    def harmonic_centrality(
        G: IgraphGraph,
        nbunch: Any = None,
        distance: str | None = None,
        sources: Any = None,
    ) -> dict[Hashable, float]:
        """Sum of inverse distances from the others to each node.

        Marchiori and Latora 2000, doi:10.1016/S0378-4371(00)00311-3.
        """
        wanted = [G.index(node) for node in _bunch(G, nbunch)]
        values = G.graph.harmonic_centrality(wanted, mode="in", weights=distance, normalized=False)
        return {G.nodes[i]: value for i, value in zip(wanted, values, strict=True)}

    @staticmethod
    def constraint(G: IgraphGraph, nodes: Any = None, weight: str | None = None) -> dict[Hashable, float]:
        """Burt's constraint (Burt 1992, Structural Holes, eq. 2.4); undefined (NaN) for an isolate."""
        wanted = [G.index(node) for node in _bunch(G, nodes)]
        values = G.graph.constraint(wanted, weights=weight) if wanted else []
        return {G.nodes[i]: value for i, value in zip(wanted, values, strict=True)}

    @staticmethod
    def local_node_connectivity(
        G: IgraphGraph,
        s: Hashable,
        t: Hashable,
        flow_func: Any = None,
        auxiliary: Any = None,
        residual: Any = None,
        cutoff: Any = None,
    ) -> int:
        """Count the node-disjoint paths from `s` to `t` (Menger 1927); a direct tie counts as one path."""
        start, end, graph, direct = G.index(s), G.index(t), G.graph, 0
        if graph.are_adjacent(start, end):
            graph, direct = graph.copy(), 1
            while graph.are_adjacent(start, end):
                graph.delete_edges([graph.get_eid(start, end)])
        return direct + int(graph.vertex_connectivity(start, end, neighbors="error"))

    @staticmethod
    def biconnected_components(G: IgraphGraph) -> Iterator[set[Hashable]]:
        """Yield the blocks (Hopcroft and Tarjan 1973, doi:10.1145/362248.362272).

        Raises
        ------
        networkx.NetworkXNotImplemented
            A directed graph.
        """
        _refuse(G, directed=True)
        for members in blocks_of(G.graph):
            yield {G.nodes[i] for i in members}

    @staticmethod
    def immediate_dominators(G: IgraphGraph, start: Hashable) -> dict[Hashable, Hashable]:
        """Return the parents in the dominator tree (Lengauer and Tarjan 1979, doi:10.1145/357062.357071).

        Raises
        ------
        networkx.NetworkXNotImplemented
            An undirected graph.
        networkx.NodeNotFound
            The graph has no node `start`.
        """
        _refuse(G, directed=False)
        parents = G.graph.dominator(G.index(start), mode="out")
        return {G.nodes[i]: G.nodes[parent] for i, parent in enumerate(parents) if parent >= 0}

    @staticmethod
    def eigenvector_centrality(
        G: IgraphGraph,
        max_iter: int = 100,
        tol: float = 1.0e-6,
        nstart: Any = None,
        weight: str | None = None,
    ) -> dict[Hashable, float]:
        """Leading eigenvector by power iteration on A + I (Bonacich 1972, doi:10.1080/0022250X.1972.9989806).

        Raises
        ------
        networkx.PowerIterationFailedConvergence
            No convergence within `max_iter` iterations.
        """
        import networkx as nx

        from kgraph.analysis.power_iteration import leading_vector

        if not G.nodes:
            raise nx.NetworkXPointlessConcept("cannot compute centrality for the null graph")
        vector = leading_vector(_incoming(G, weight), max_iter, tol)
        if vector is None:
            raise nx.PowerIterationFailedConvergence(max_iter)
        return dict(zip(G.nodes, vector.tolist(), strict=True))

    @staticmethod
    def pagerank(
        G: IgraphGraph,
        alpha: float = 0.85,
        personalization: Any = None,
        max_iter: int = 100,
        tol: float = 1.0e-6,
        nstart: Any = None,
        weight: str | None = "weight",
        dangling: Any = None,
    ) -> dict[Hashable, float]:
        """Share of a random walk that is at each node (Brin and Page 1998).

        Networkx's own power iteration: igraph's solver is slow on weighted graphs.

        Raises
        ------
        networkx.PowerIterationFailedConvergence
            No convergence within `max_iter` iterations.
        """
        import networkx as nx

        from kgraph.analysis.power_iteration import walk_shares

        if not G.nodes:
            return {}
        shares = walk_shares(_incoming(G, weight), alpha, max_iter, tol)
        if shares is None:
            raise nx.PowerIterationFailedConvergence(max_iter)
        return dict(zip(G.nodes, shares.tolist(), strict=True))

    @staticmethod
    def leiden_communities(
        G: IgraphGraph,
        weight: str | None = "weight",
        resolution: float = 1,
        max_level: Any = None,
        seed: Any = None,
    ) -> list[set[Hashable]]:
        """Communities of high modularity.

        Traag, Waltman and van Eck 2019, doi:10.1038/s41598-019-41695-z.
        """
        import igraph

        igraph.set_random_number_generator(_python_random(seed))
        try:
            communities = G.graph.community_leiden(
                objective_function="modularity", weights=weight, resolution=resolution, n_iterations=-1
            )
        finally:
            igraph.set_random_number_generator(None)
        return [{G.nodes[i] for i in members} for members in communities]


def blocks_of(graph: Any) -> list[list[int]]:
    """Return the vertices of each block of an ``igraph.Graph``."""
    from igraph import GraphBase

    # A tree of edges for each block. The method of Graph itself reads all edges back to name their ends.
    trees = GraphBase.biconnected_components(graph, False)
    return [sorted({node for edge in tree for node in graph.es[edge].tuple}) for tree in trees]


def edge_pairs(starts: Any, ends: Any) -> Iterator[tuple[int, int]]:
    """Yield the two ends of each edge from two arrays, without a list of all.

    Lists set off the collection of garbage in draws by the thousand; of millions of edges one would take
    more room than the graph.
    """
    return chain.from_iterable(
        zip(starts[first : first + _PAIRS].tolist(), ends[first : first + _PAIRS].tolist(), strict=True)
        for first in range(0, len(starts), _PAIRS)
    )


def scaled_betweenness(
    raw: list[float], chosen: list[int] | None, *, directed: bool, normalized: bool = True
) -> list[float]:
    """Return betweenness on the scale of networkx.

    Parameters
    ----------
    raw : list of float
        For each node the dependencies of all sources on it, both directions of an undirected pair counted.
    chosen : list of int, optional
        The sampled sources; absent when each node was one.
    directed, normalized : bool
        As for networkx. A sampled source has not been its own target, so it is scaled by one source fewer.
    """
    pairs = len(raw) - 1
    if pairs < 2:
        return raw
    sources = pairs if chosen is None else len(chosen)
    top = 1 / (pairs - 1) if normalized else pairs / (1 if directed else 2)
    scale = top / sources
    sampled = set(chosen or ())
    own = (top / (sources - 1) if sources > 1 else math.nan) if sampled else scale
    return [value * (own if number in sampled else scale) for number, value in enumerate(raw)]


_PAGERANK_ARGUMENTS = ((2, "personalization"), (5, "nstart"), (7, "dangling"))
_FLOW_ARGUMENTS = ((4, "auxiliary"), (5, "residual"), (6, "cutoff"))


def _cannot(name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> str:
    def given(position: int, keyword: str) -> Any:
        """Return an argument by its place or its keyword; None where it is absent."""
        return args[position] if len(args) > position else kwargs.get(keyword)

    if name == "betweenness_centrality" and given(4, "endpoints"):
        return "endpoints are not supported"
    if name == "harmonic_centrality" and given(3, "sources") is not None:
        return "sources are not supported"
    if name == "constraint" and given(1, "nodes") is not None and args and args[0].is_directed():
        # Asked for some nodes, networkx calls those without outgoing ties undefined; asked for all, it does
        # not.
        return "nodes of a directed graph are not supported"
    if name == "eigenvector_centrality" and given(3, "nstart") is not None:
        return "nstart is not supported"
    if name == "pagerank" and any(given(i, key) is not None for i, key in _PAGERANK_ARGUMENTS):
        return "personalization, nstart and dangling are not supported"
    if name == "leiden_communities" and given(3, "max_level") is not None:
        return "max_level is not supported"
    if name == "local_node_connectivity" and any(
        kwargs.get(key) for key in ("auxiliary", "residual", "cutoff")
    ):
        return "auxiliary, residual and cutoff are not supported"
    return ""


def _incoming(graph: IgraphGraph, weight: str | None) -> Any:
    """Return the sparse matrix that adds up, for each node, the values of those with an edge to it."""
    import numpy as np
    from scipy.sparse import csr_array

    n = len(graph.nodes)
    ends = np.array(graph.graph.get_edgelist(), dtype=np.int64).reshape(-1, 2)
    has_weights = weight is not None and weight in graph.graph.es.attributes()
    values = np.array(graph.graph.es[weight] if has_weights else np.ones(len(ends)), dtype=np.float64)
    if not graph.is_directed():
        apart = ends[:, 0] != ends[:, 1]
        ends, values = np.vstack([ends, ends[apart][:, ::-1]]), np.concatenate([values, values[apart]])
    return csr_array((values, (ends[:, 1], ends[:, 0])), shape=(n, n))


def _refuse(graph: IgraphGraph, *, directed: bool) -> None:
    if graph.is_directed() == directed:
        import networkx as nx

        raise nx.NetworkXNotImplemented(f"not for {'directed' if directed else 'undirected'} graphs")


def _bunch(graph: IgraphGraph, nodes: Any) -> Iterable[Hashable]:
    if nodes is None:
        return graph.nodes
    if isinstance(nodes, Hashable) and not isinstance(nodes, tuple):
        return [nodes]
    return list(nodes)


def _python_random(seed: Any) -> Any:
    import random

    return seed if hasattr(seed, "sample") else random.Random(seed)  # noqa: S311 - not for secrets
