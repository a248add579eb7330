"""The five measures of centrality, each with one fixed definition on every engine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import networkx as nx

from kgraph.analysis.blocks import cut_sizes
from kgraph.analysis.engines import compute
from kgraph.analysis.settings import EXACT_WORK, SAMPLED_SOURCES
from kgraph.words.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Scores = Mapping[str, float | None]

CUT_OFF, GOALS_LOST = "cut-off", "goals-lost"
"""Figures of every node besides the measures of centrality."""
POWER_ITERATIONS = 10_000
TOLERANCE = 1e-12


@dataclass(frozen=True, slots=True)
class Measure:
    """A centrality measure.

    Parameters
    ----------
    name : str
        Key in results and in scores that are written back.
    title, definition : Text
        Its name, and the direction, weights and normalisation it uses.
    method : str
        Paper and DOI.
    paths : bool
        Whether its time grows with nodes x arcs.
    """

    name: str
    title: Text
    definition: Text
    method: str
    paths: bool = False


MEASURES = {
    measure.name: measure
    for measure in (
        Measure(
            "degree",
            Text("grad", "degree"),
            Text(
                "Antal saker den är direkt knuten till, in och ut; vikter räknas inte.",
                "Number of things it is directly tied to, in and out; weights set aside.",
            ),
            "Freeman 1979, doi:10.1016/0378-8733(78)90021-7",
        ),
        Measure(
            "harmonic",
            Text("harmonisk närhet", "harmonic closeness"),
            Text(
                "Summan av inverterade avstånd i steg från alla andra till saken, delad med n - 1.",
                "Sum of inverse distances in steps from all others to it, divided by n - 1.",
            ),
            "Marchiori and Latora 2000, doi:10.1016/S0378-4371(00)00311-3",
            paths=True,
        ),
        Measure(
            "betweenness",
            Text("mellanliggande", "betweenness"),
            Text(
                "Andel av kortaste vägar (i steg, längs bågarnas riktning) mellan par av andra som går "
                "genom saken; "
                "delad med antalet par.",
                "Share of shortest paths (in steps, along the arcs) between pairs of others that run "
                "through it; "
                "divided by the number of pairs.",
            ),
            "Freeman 1977, doi:10.2307/3033543; computed after Brandes 2001, "
            "doi:10.1080/0022250X.2001.9990249",
            paths=True,
        ),
        Measure(
            "eigenvector",
            Text("egenvektorcentralitet", "eigenvector centrality"),
            Text(
                "Den största egenvektorn hos de viktade länkarna utan riktning, i den största komponenten, "
                "längd 1.",
                "Leading eigenvector of the weighted ties without direction, in the largest component, "
                "length 1.",
            ),
            "Bonacich 1972, doi:10.1080/0022250X.1972.9989806",
        ),
        Measure(
            "pagerank",
            Text("PageRank", "PageRank"),
            Text(
                "Andel av en slumpvandring längs viktade bågar (dämpning 0,85) som befinner sig hos saken.",
                "Share of a random walk along weighted arcs (damping 0.85) that is at the thing.",
            ),
            "Brin and Page 1998, doi:10.1016/S0169-7552(98)00110-X",
        ),
    )
}


def scores(graph: nx.Graph, measure: str, *, seed: int = 1, sampled: bool = False) -> dict[str, float | None]:
    """Return one measure for all nodes.

    Parameters
    ----------
    graph : networkx.Graph or networkx.DiGraph
        Simple, with ``weight`` on its edges.
    measure : str
        A key of `MEASURES`, or ``cut-off`` (see `kgraph.analysis.blocks`).
    seed : int
        Seed of sampled betweenness.
    sampled : bool
        Whether betweenness is estimated from `SAMPLED_SOURCES` sources.

    Returns
    -------
    dict of str to float or None
        None where the measure is undefined.
    """
    if graph.number_of_nodes() == 0:
        return {}
    return _FUNCTIONS[measure](graph, seed, sampled)


def too_large(graph: nx.Graph, measure: str, limit: int = EXACT_WORK) -> bool:
    """Return whether a path measure of `graph` is beyond `limit` nodes x arcs."""
    return MEASURES[measure].paths and graph.number_of_nodes() * graph.number_of_edges() > limit


def _degree(graph: nx.Graph, seed: int, sampled: bool) -> dict[str, float | None]:
    if not graph.is_directed():
        return {node: float(degree) for node, degree in graph.degree()}
    return {node: float(len({*graph.pred[node], *graph.succ[node]})) for node in graph}


def _harmonic(graph: nx.Graph, seed: int, sampled: bool) -> dict[str, float | None]:
    others = graph.number_of_nodes() - 1
    if others == 0:
        return dict.fromkeys(graph)
    return {node: value / others for node, value in compute("harmonic_centrality", graph).items()}


def _betweenness(graph: nx.Graph, seed: int, sampled: bool) -> dict[str, float | None]:
    n = graph.number_of_nodes()
    if n < 3:
        return dict.fromkeys(graph)
    sources = min(SAMPLED_SOURCES, n) if sampled else None
    return dict(compute("betweenness_centrality", graph, k=sources, normalized=True, seed=seed))


def _eigenvector(graph: nx.Graph, seed: int, sampled: bool) -> dict[str, float | None]:
    undirected = without_direction(graph)
    result: dict[str, float | None] = dict.fromkeys(graph)
    component = max(nx.connected_components(undirected), key=lambda nodes: (len(nodes), min(nodes)))
    if len(component) < 2:
        return result
    part = undirected if len(component) == len(result) else _part(undirected, component)
    try:
        found = compute(
            "eigenvector_centrality", part, max_iter=POWER_ITERATIONS, tol=TOLERANCE, weight="weight"
        )
    except nx.PowerIterationFailedConvergence:
        return result
    return {**result, **found}


def _part(graph: nx.Graph, nodes: set[str]) -> nx.Graph:
    part = nx.Graph()
    part.add_nodes_from(node for node in graph if node in nodes)
    part.add_weighted_edges_from(
        (a, b, w) for a, b, w in graph.edges(data="weight", default=1.0) if a in nodes
    )
    return part


def without_direction(graph: nx.Graph) -> nx.Graph:
    """Return `graph` as undirected, with the weights of opposite arcs added; made once for each graph.

    Parameters
    ----------
    graph : networkx.Graph or networkx.DiGraph
        Must not be changed afterwards.
    """
    if not graph.is_directed():
        return graph
    known = _undirected.get(graph)
    if known is None:
        known = _undirected[graph] = _added(graph)
    return known


_undirected: WeakKeyDictionary[nx.DiGraph, nx.Graph] = WeakKeyDictionary()


def _added(graph: nx.DiGraph) -> nx.Graph:
    undirected = nx.Graph()
    undirected.add_nodes_from(graph)
    undirected.add_weighted_edges_from(graph.edges(data="weight", default=1.0))
    for start, end, weight in graph.edges(data="weight", default=1.0):
        opposite = graph.get_edge_data(end, start) if start < end else None
        if opposite is not None:
            undirected.add_edge(start, end, weight=weight + opposite.get("weight", 1.0))
    return nx.freeze(undirected)


def _pagerank(graph: nx.Graph, seed: int, sampled: bool) -> dict[str, float | None]:
    return dict(compute("pagerank", graph, weight="weight", tol=TOLERANCE, max_iter=POWER_ITERATIONS))


def _cut_off(graph: nx.Graph, seed: int, sampled: bool) -> dict[str, float | None]:
    sizes = cut_sizes(without_direction(graph))
    return {node: float(sizes.get(node, 0)) for node in graph}


_FUNCTIONS: dict[str, Callable[[nx.Graph, int, bool], dict[str, float | None]]] = {
    "degree": _degree,
    "harmonic": _harmonic,
    "betweenness": _betweenness,
    "eigenvector": _eigenvector,
    "pagerank": _pagerank,
    CUT_OFF: _cut_off,
}
