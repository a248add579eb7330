"""Degree: how many things a thing is directly tied to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgraph.analysis.measures.measure import COUNT, Measure

if TYPE_CHECKING:
    import networkx as nx

    from kgraph.analysis.measures.measure import Scores


def degree(graph: nx.Graph) -> Scores:
    """Return the number of neighbours of each node, in or out; a tie both ways counts once."""
    if not graph.is_directed():
        return {node: float(neighbours) for node, neighbours in graph.degree()}
    return {node: float(len({*graph.pred[node], *graph.succ[node]})) for node in graph}


DEGREE = Measure(
    name="degree",
    exact=degree,
    method="Freeman 1979, doi:10.1016/0378-8733(78)90021-7",
    normalisation=COUNT,
    directed=False,
    weighted=False,
    unit="things",
    fixed_by_degrees=True,
    removal_order=True,
)
