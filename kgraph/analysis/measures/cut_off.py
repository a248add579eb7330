"""Number cut off: how many things are parted from the rest without a thing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgraph.analysis.blocks import cut_sizes
from kgraph.analysis.measures.measure import COUNT, Measure
from kgraph.analysis.scope import OF_TIES
from kgraph.analysis.undirected import without_direction

if TYPE_CHECKING:
    import networkx as nx

    from kgraph.analysis.measures.measure import Scores


def cut_off(graph: nx.Graph) -> Scores:
    """Return how many nodes are parted from the largest piece of their component without each node."""
    sizes = cut_sizes(without_direction(graph))
    return {node: float(sizes.get(node, 0)) for node in graph}


CUT_OFF = Measure(
    name="cut-off",
    exact=cut_off,
    method="Articulation points by depth-first search, Hopcroft and Tarjan 1973, doi:10.1145/362248.362272",
    normalisation=COUNT,
    directed=False,
    weighted=False,
    networkx_function="biconnected_components",
    unit="things",
    centrality=False,
    scope=OF_TIES,
)
