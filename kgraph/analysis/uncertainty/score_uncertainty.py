"""Every score of a network under errors of data collection: how sure it is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import networkx as nx
import numpy as np

from kgraph.analysis.measures.measure_registry import measures_of
from kgraph.analysis.settings import REPLICATE_WORK, TASK_WORK
from kgraph.analysis.uncertainty.observed_scores import (
    Array,
    is_sampled,
    may_be_drawn,
    observed_scores,
    score_matrix,
)
from kgraph.analysis.uncertainty.ranks import RankSummary, summarise_ranks
from kgraph.analysis.uncertainty.replicates import generator, perturbed, run, shares_of_replicates

if TYPE_CHECKING:
    from kgraph.analysis.networks import Network
    from kgraph.analysis.settings import Settings
    from kgraph.analysis.uncertainty.observed_scores import ObservedScores

TOP, TOP_LARGE = 3, 10


@dataclass(frozen=True, slots=True)
class Uncertainty:
    """Scores of all nodes, with their replicates.

    Parameters
    ----------
    observed : ObservedScores
        The scores as observed; the order of nodes and measures.
    replicates : ndarray
        draws x measures x nodes; no draws when none were asked for, or the network is too large or too small.
    replicates_sampled : bool
        Whether measures are estimated from sampled sources in the replicates.
    """

    observed: ObservedScores
    replicates: Array
    replicates_sampled: bool
    _done: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    def drawn(self, measure: str) -> Array:
        """Return the replicates of one measure: draws x nodes."""
        return np.asarray(self.replicates[:, self.observed.measures.index(measure)])

    def ranks(self, measure: str) -> RankSummary | None:
        """Return the ranks with intervals and tiers, or None without replicates of the measure."""
        drawn = self.drawn(measure) if len(self.replicates) else np.empty((0, 0))
        if not len(drawn) or np.isnan(drawn).all():
            return None
        k = TOP if len(self.observed.nodes) <= 100 else TOP_LARGE
        key = f"ranks {measure}"
        if key not in self._done:
            self._done[key] = summarise_ranks(self.observed.of(measure), drawn, k)
        summary: RankSummary = self._done[key]
        return summary

    def spread(self, measure: str) -> tuple[Array, Array] | None:
        """Return the bounds that hold 95 % of a measure's replicates, or None without replicates."""
        if not len(self.replicates):
            return None
        low, high = np.nanquantile(self.drawn(measure), [0.025, 0.975], axis=0, method="nearest")
        return np.asarray(low), np.asarray(high)


def uncertainty(network: Network, settings: Settings) -> Uncertainty:
    """Return the replicates of `network`, computed once for all questions that share the settings."""
    return settings.once(
        f"uncertainty {network.definition.name} {network.hash}", lambda: _uncertainty(network, settings)
    )


def _uncertainty(network: Network, settings: Settings) -> Uncertainty:
    graph, observed = network.graph, observed_scores(network, settings)
    sampled = is_sampled(graph, REPLICATE_WORK)
    if not settings.draws or not may_be_drawn(network):
        return Uncertainty(observed, np.empty((0, 0, 0)), sampled)
    shared: dict[str, Any] = {
        "graph": _plain(graph),
        "share": settings.share,
        "kinds": dict(network.kinds),
        "nodes": observed.nodes,
        "all": observed.measures,
        "drawn": [
            name for name, each in measures_of(network).items() if each.feasible(graph, REPLICATE_WORK)
        ],
        "sampled": sampled,
    }
    name = network.definition.name
    tasks = shares_of_replicates(settings, f"replicates {name}")
    work = len(tasks) * (TASK_WORK + network.n * network.m)
    replicates = np.array(run(settings, f"{name}: replicates", _replicate, shared, tasks, work))
    return Uncertainty(observed, replicates, sampled)


def _plain(graph: nx.Graph) -> nx.Graph:
    """Return a copy without the frozen methods and cached conversions, which cannot be sent to a worker."""
    return nx.DiGraph(graph) if graph.is_directed() else nx.Graph(graph)


def _replicate(shared: dict[str, Any], task: tuple[str, np.random.SeedSequence]) -> Array:
    kind, seed = task
    rng = generator(seed)
    graph = perturbed(shared["graph"], kind, shared["share"], rng, shared["kinds"])
    matrix = np.full((len(shared["all"]), len(shared["nodes"])), np.nan)
    rows = [shared["all"].index(name) for name in shared["drawn"]]
    again = int(rng.integers(2**31))
    matrix[rows] = score_matrix(graph, shared["nodes"], shared["drawn"], again, shared["sampled"])
    return matrix
