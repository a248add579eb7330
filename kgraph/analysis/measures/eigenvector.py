"""Eigenvector centrality: a thing counts for as much as those it is tied to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import networkx as nx

from kgraph.analysis.engines import compute
from kgraph.analysis.measures.measure import LENGTH, Measure
from kgraph.analysis.scope import OF_EQUALS
from kgraph.analysis.settings import POWER_ITERATIONS, TOLERANCE
from kgraph.analysis.two_modes import eigenvector_factor
from kgraph.analysis.undirected import without_direction

if TYPE_CHECKING:
    from kgraph.analysis.measures.measure import Scores

FUNCTION = "eigenvector_centrality"


def eigenvector(graph: nx.Graph) -> Scores:
    """Return the leading eigenvector in the largest component; undefined elsewhere.

    It is undefined everywhere when power iteration does not converge, or the largest component is one node.
    """
    undirected = without_direction(graph)
    undefined: dict[str, float | None] = dict.fromkeys(graph)
    component = max(nx.connected_components(undirected), key=lambda nodes: (len(nodes), min(nodes)))
    if len(component) < 2:
        return undefined
    part = undirected if len(component) == len(undefined) else _part(undirected, component)
    try:
        scores = compute(FUNCTION, part, max_iter=POWER_ITERATIONS, tol=TOLERANCE, weight="weight")
    except nx.PowerIterationFailedConvergence:
        return undefined
    return {**undefined, **scores}


def _part(graph: nx.Graph, nodes: set[str]) -> nx.Graph:
    part = nx.Graph()
    part.add_nodes_from(node for node in graph if node in nodes)
    part.add_weighted_edges_from(
        (a, b, w) for a, b, w in graph.edges(data="weight", default=1.0) if a in nodes
    )
    return part


EIGENVECTOR = Measure(
    name="eigenvector",
    exact=eigenvector,
    method="Bonacich 1972, doi:10.1080/0022250X.1972.9989806",
    normalisation=LENGTH,
    directed=False,
    weighted=True,
    networkx_function=FUNCTION,
    scope=OF_EQUALS,
    two_modes=eigenvector_factor,
)
