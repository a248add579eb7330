"""What a measure is: its functions, its definition in words, and what is true of its values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kgraph.analysis.engines import engines_for
from kgraph.analysis.scope import EVERYWHERE, Scope
from kgraph.analysis.settings import EXACT_WORK, SAMPLED_SOURCES
from kgraph.analysis.two_modes import of_modes
from kgraph.words.catalogue import catalogue

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import networkx as nx

    from kgraph.words.text import Text

    Scores = Mapping[str, float | None]

COUNT, HIGHEST, TOTAL, LENGTH = "count", "highest", "total", "length"


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure that gives each thing of a network one number, with one definition on every engine.

    Parameters
    ----------
    name : str
        Key in results, in scores that are written back, and in the catalogue ``measures.toml``.
    exact : callable
        Takes a simple graph with ``weight`` on its edges; returns a score for each node, None where it is
        undefined.
    method : str
        Paper and DOI.
    normalisation : {"count", "highest", "total", "length"}
        ``count``: not normalised. ``highest``: 1 is the highest value possible, that of a star's centre.
        ``total``: values add up to 1. ``length``: their squares do.
    directed, weighted : bool
        Whether the direction and the weights of ties change the scores.
    networkx_function : str, optional
        The networkx function that does the work: engines compute it by that name, see
        :func:`kgraph.analysis.engines.compute`.
    sampled : callable, optional
        Takes a graph, a number of sources to draw, and a seed; returns an estimate. None where there is none.
    unit : str
        What a score counts, or its scale.
    path_based : bool
        Whether its time grows with nodes x arcs.
    centrality : bool
        Whether things are ranked by it among the measures of centrality.
    leading : bool
        Whether it stands for centrality where there is room for one measure: in the strongest findings, in
        conclusions that are drawn again, first in the report. One measure does.
    fixed_by_degrees : bool
        Whether it is the same in all networks with the same degrees, so that chance says nothing of it.
    removal_order : bool
        Whether things are removed in its order to see how a network falls apart.
    scope : Scope
        The networks that it means something on.
    two_modes : callable, optional
        Takes the number of things in a mode and in the other; returns what scores are multiplied by, so that
        in a two-mode network 1 is the highest value possible in each mode, or its length.
    """

    name: str
    exact: Callable[[nx.Graph], Scores]
    method: str
    normalisation: str
    directed: bool
    weighted: bool
    networkx_function: str | None = None
    sampled: Callable[[nx.Graph, int, int], Scores] | None = None
    unit: str = "share"
    path_based: bool = False
    centrality: bool = True
    leading: bool = False
    fixed_by_degrees: bool = False
    removal_order: bool = False
    scope: Scope = EVERYWHERE
    two_modes: Callable[[int, int], float] | None = None

    @property
    def title(self) -> Text:
        """Its name in words."""
        return measure_title(self.name)

    @property
    def definition(self) -> Text:
        """What it counts, with direction, weights and normalisation."""
        return catalogue("measures")(f"{self.name}.definition")

    @property
    def engines(self) -> tuple[str, ...]:
        """The installed engines that compute it, the preferred one last."""
        return engines_for(self.networkx_function or "")

    def scores(self, graph: nx.Graph, *, seed: int = 1, sampled: bool = False) -> dict[str, float | None]:
        """Return the score of each node.

        Parameters
        ----------
        graph : networkx.Graph or networkx.DiGraph
            Simple, with ``weight`` on its edges; of two modes if it has the attribute ``bodies``.
        seed : int
            Seed of a sampled estimate.
        sampled : bool
            Whether to estimate from `SAMPLED_SOURCES` sources, where the measure can be.

        Returns
        -------
        dict of str to float or None
            None where the measure is undefined.
        """
        if graph.number_of_nodes() == 0:
            return {}
        if sampled and self.sampled is not None:
            estimate = self.sampled(graph, min(SAMPLED_SOURCES, graph.number_of_nodes()), seed)
            return of_modes(graph, estimate, self.two_modes)
        return of_modes(graph, self.exact(graph), self.two_modes)

    def too_large(self, graph: nx.Graph, limit: int = EXACT_WORK) -> bool:
        """Return whether `graph` is beyond `limit` nodes x arcs, and the measure's time grows with them."""
        return self.beyond(graph.number_of_nodes(), graph.number_of_edges(), limit)

    def beyond(self, n: int, arcs: int, limit: int) -> bool:
        """Return whether its time grows with nodes x arcs, and so many of both are beyond `limit`."""
        return self.path_based and n * arcs > limit

    def feasible(self, graph: nx.Graph, limit: int = EXACT_WORK) -> bool:
        """Return whether `graph` is small enough for the measure, or the measure can be sampled."""
        return self.sampled is not None or not self.too_large(graph, limit)


def measure_title(name: str) -> Text:
    """Return what a figure of single things is called, be it a measure of the registry or not."""
    return catalogue("measures")(f"{name}.title")
