"""Every measure, in the order in which results list them.

A new measure is a module beside this one that ends in a `Measure`, a line below, and its title and
definition in ``kgraph/words/measures.toml``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgraph.analysis.measures.betweenness import BETWEENNESS
from kgraph.analysis.measures.cut_off import CUT_OFF
from kgraph.analysis.measures.degree import DEGREE
from kgraph.analysis.measures.eigenvector import EIGENVECTOR
from kgraph.analysis.measures.harmonic import HARMONIC
from kgraph.analysis.measures.pagerank import PAGERANK

if TYPE_CHECKING:
    import networkx as nx

    from kgraph.analysis.measures.measure import Measure
    from kgraph.analysis.scope import ReadNetwork

MEASURES: dict[str, Measure] = {
    measure.name: measure
    for measure in (
        DEGREE,
        HARMONIC,
        BETWEENNESS,
        EIGENVECTOR,
        PAGERANK,
        CUT_OFF,
    )
}
"""All measures by name."""

LEADING: Measure = next(measure for measure in MEASURES.values() if measure.leading)
"""The measure that stands for centrality where there is room for one."""


def centrality_measures() -> list[Measure]:
    """Return the measures by which things are ranked, without those that count losses."""
    return [measure for measure in MEASURES.values() if measure.centrality]


def measures_of(network: ReadNetwork) -> dict[str, Measure]:
    """Return the measures that mean something on `network`, by name."""
    return {name: measure for name, measure in MEASURES.items() if measure.scope.includes(network)}


def is_shown_alone(figure: str) -> bool:
    """Return whether claims about a figure are shown where there is room for one measure of centrality."""
    measure = MEASURES.get(figure)
    return measure is None or measure.leading or not measure.centrality


def scores(graph: nx.Graph, measure: str, *, seed: int = 1, sampled: bool = False) -> dict[str, float | None]:
    """Return one measure of all nodes, by the name of the measure; see :meth:`Measure.scores`."""
    return MEASURES[measure].scores(graph, seed=seed, sampled=sampled)
