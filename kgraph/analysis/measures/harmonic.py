"""Harmonic closeness: how near all others are to a thing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgraph.analysis.engines import compute
from kgraph.analysis.measures.measure import HIGHEST, Measure
from kgraph.analysis.scope import OF_PATHS
from kgraph.analysis.two_modes import harmonic_factor

if TYPE_CHECKING:
    import networkx as nx

    from kgraph.analysis.measures.measure import Scores

FUNCTION = "harmonic_centrality"


def harmonic(graph: nx.Graph) -> Scores:
    """Return the mean inverse distance to each node; undefined where there is no other node."""
    others = graph.number_of_nodes() - 1
    if others == 0:
        return dict.fromkeys(graph)
    return {node: value / others for node, value in compute(FUNCTION, graph).items()}


HARMONIC = Measure(
    name="harmonic",
    exact=harmonic,
    method="Marchiori and Latora 2000, doi:10.1016/S0378-4371(00)00311-3",
    normalisation=HIGHEST,
    directed=True,
    weighted=False,
    networkx_function=FUNCTION,
    path_based=True,
    scope=OF_PATHS,
    two_modes=harmonic_factor,
)
