"""PageRank: how often a random walk along the arcs is at a thing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgraph.analysis.engines import compute
from kgraph.analysis.measures.measure import TOTAL, Measure
from kgraph.analysis.scope import OF_WALKS
from kgraph.analysis.settings import POWER_ITERATIONS, TOLERANCE

if TYPE_CHECKING:
    import networkx as nx

    from kgraph.analysis.measures.measure import Scores

FUNCTION = "pagerank"


def pagerank(graph: nx.Graph) -> Scores:
    """Return the share of a random walk, with damping 0.85, that is at each node."""
    return dict(compute(FUNCTION, graph, weight="weight", tol=TOLERANCE, max_iter=POWER_ITERATIONS))


PAGERANK = Measure(
    name="pagerank",
    exact=pagerank,
    method="Brin and Page 1998, doi:10.1016/S0169-7552(98)00110-X",
    normalisation=TOTAL,
    directed=True,
    weighted=True,
    networkx_function=FUNCTION,
    scope=OF_WALKS,
)
