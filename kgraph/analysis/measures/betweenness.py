"""Betweenness: the share of shortest paths between others that run through a thing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgraph.analysis.engines import compute
from kgraph.analysis.measures.measure import HIGHEST, Measure
from kgraph.analysis.scope import OF_PATHS
from kgraph.analysis.two_modes import betweenness_factor

if TYPE_CHECKING:
    import networkx as nx

    from kgraph.analysis.measures.measure import Scores

FUNCTION = "betweenness_centrality"


def betweenness(graph: nx.Graph) -> Scores:
    """Return exact betweenness; undefined with fewer than three nodes, when nothing can lie between."""
    return _betweenness(graph, None, None)


def sampled_betweenness(graph: nx.Graph, sources: int, seed: int) -> Scores:
    """Estimate betweenness from shortest paths that begin at `sources` drawn nodes."""
    return _betweenness(graph, sources, seed)


def _betweenness(graph: nx.Graph, sources: int | None, seed: int | None) -> Scores:
    if graph.number_of_nodes() < 3:
        return dict.fromkeys(graph)
    return dict(compute(FUNCTION, graph, k=sources, normalized=True, seed=seed))


BETWEENNESS = Measure(
    name="betweenness",
    exact=betweenness,
    sampled=sampled_betweenness,
    method="Freeman 1977, doi:10.2307/3033543; computed after Brandes 2001, "
    "doi:10.1080/0022250X.2001.9990249",
    normalisation=HIGHEST,
    directed=True,
    weighted=False,
    networkx_function=FUNCTION,
    path_based=True,
    leading=True,
    removal_order=True,
    scope=OF_PATHS,
    two_modes=betweenness_factor,
)
