"""Every score of a network by chance: in random networks with the same degrees and the same kinds of ties."""

from __future__ import annotations

from dataclasses import dataclass, field
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

import numpy as np

from kgraph.analysis.dependency_model import GOALS_LOST, DependencyModel
from kgraph.analysis.measures.measure_registry import measures_of
from kgraph.analysis.settings import REPLICATE_WORK, TASK_WORK
from kgraph.analysis.uncertainty.null_networks import against_chance, arc_list, rewired
from kgraph.analysis.uncertainty.observed_scores import (
    Array,
    goals_lost,
    is_sampled,
    may_be_drawn,
    observed_scores,
    score_matrix,
)
from kgraph.analysis.uncertainty.replicates import generator, run

if TYPE_CHECKING:
    from kgraph.analysis.networks import Network
    from kgraph.analysis.settings import Settings
    from kgraph.analysis.uncertainty.observed_scores import ObservedScores

SIGNIFICANT = 0.05


@dataclass(frozen=True, slots=True)
class Chance:
    """Scores of all nodes in random networks.

    Parameters
    ----------
    observed : ObservedScores
        The scores that are compared with chance; the order of nodes and measures.
    nulls : ndarray
        draws x measures x nodes; NaN where undefined.
    """

    observed: ObservedScores
    nulls: Array
    _done: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    def against(self, measure: str) -> tuple[Array, Array, Array, Array] | None:
        """Return null mean, null deviation, z and corrected p, or None without nulls of the measure."""
        if measure not in self.observed.measures:
            return None
        drawn = self.nulls[:, self.observed.measures.index(measure)]
        if np.isnan(drawn).all():
            return None
        if measure not in self._done:
            self._done[measure] = against_chance(self.observed.of(measure), drawn)
        chance: tuple[Array, Array, Array, Array] = self._done[measure]
        return chance


def chance_of(network: Network, settings: Settings) -> Chance | None:
    """Return the scores of `network` by chance, drawn once for all questions that share the settings.

    None when no draws were asked for, or the network is too large or too small.
    """
    if not settings.null_networks(network.n)[0] or not may_be_drawn(network):
        return None
    return settings.once(
        f"chance {network.definition.name} {network.hash}", lambda: _chance(network, settings)
    )


def z_and_p(
    network: Network, settings: Settings, measure: str, node: str
) -> tuple[float | None, float | None]:
    """Return one node's z and corrected p against chance; None where undefined."""
    chance = chance_of(network, settings)
    against = None if chance is None else chance.against(measure)
    if chance is None or against is None:
        return None, None
    position = chance.observed.nodes.index(node)
    z, p = float(against[2][position]), float(against[3][position])
    return (None if np.isnan(z) else z), (None if np.isnan(p) else p)


def _chance(network: Network, settings: Settings) -> Chance:
    graph, observed = network.graph, observed_scores(network, settings)
    shared: dict[str, Any] = {
        "arcs": arc_list(network),
        "nodes": observed.nodes,
        "all": observed.measures,
        "drawn": [
            name for name, each in measures_of(network).items() if each.feasible(graph, REPLICATE_WORK)
        ],
        "sampled": is_sampled(graph, REPLICATE_WORK),
        "goals": frozenset(network.goals),
    }
    return Chance(observed, _drawn_nulls(network, settings, shared, observed.values))


def _drawn_nulls(network: Network, settings: Settings, shared: dict[str, Any], observed: Array) -> Array:
    """Draw null networks; more of them where something may be far from chance, so that its p can show it."""
    step = f"{network.definition.name}: chance"
    work = TASK_WORK + network.n * network.m
    first, most = settings.null_networks(network.n)
    seeds = settings.seeds(step, most)
    nulls = np.array(run(settings, step, _null, shared, seeds[:first], first * work))
    if most > first and _promising(observed, nulls):
        rest = run(settings, f"{step}, more draws", _null, shared, seeds[first:], (most - first) * work)
        nulls = np.concatenate([nulls, np.array(rest)])
    return nulls


def _promising(observed: Array, nulls: Array) -> bool:
    """Return whether any z lies beyond what a normal test corrected for all nodes needs (Bonferroni)."""
    limit = NormalDist().inv_cdf(1 - SIGNIFICANT / (2 * observed.shape[1]))
    for row in range(observed.shape[0]):
        if not np.isnan(nulls[:, row]).all():
            z = against_chance(observed[row], nulls[:, row])[2]
            if (np.abs(z[~np.isnan(z)]) > limit).any():
                return True
    return False


def _null(shared: dict[str, Any], seed: np.random.SeedSequence) -> Array:
    rng = generator(seed)
    arcs, graph = rewired(shared["arcs"], rng)
    matrix = np.full((len(shared["all"]), len(shared["nodes"])), np.nan)
    rows = [shared["all"].index(name) for name in shared["drawn"]]
    again = int(rng.integers(2**31))
    matrix[rows] = score_matrix(graph, shared["nodes"], shared["drawn"], again, shared["sampled"])
    if GOALS_LOST in shared["all"]:
        needs = (
            (start, end, group, loss)
            for start, end, behind in zip(arcs.starts, arcs.ends, arcs.needs, strict=True)
            for group, loss in behind
        )
        lost = goals_lost(DependencyModel(graph, needs), shared["nodes"], shared["goals"])
        matrix[shared["all"].index(GOALS_LOST)] = lost
    return matrix
