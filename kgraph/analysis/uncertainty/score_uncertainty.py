"""Every score of a network three times over: as observed, under errors of data collection, and by chance."""

from __future__ import annotations

from dataclasses import dataclass, field
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from kgraph.analysis.dependency_model import GOALS_LOST, DependencyModel
from kgraph.analysis.engines import engine_text, engines_used
from kgraph.analysis.measures.measure_registry import MEASURES, scores
from kgraph.analysis.settings import EXACT_WORK, REPLICATE_WORK, SAMPLED_SOURCES, TASK_WORK
from kgraph.analysis.uncertainty.null_networks import against_chance, arc_list, rewired
from kgraph.analysis.uncertainty.ranks import RankSummary, summarise_ranks
from kgraph.analysis.uncertainty.replicates import (
    generator,
    perturbed,
    run,
    shares_of_replicates,
    with_estimate,
)

if TYPE_CHECKING:
    from kgraph.analysis.networks import Network
    from kgraph.analysis.settings import Settings

Array = NDArray[np.float64]

MOST_NODES = 20_000
"""Replicates of larger networks are not kept in memory; their results have no intervals."""
MOST_LOSSES = 600
"""In larger networks the loss of every thing is not tried in each null network."""
TOP, TOP_LARGE = 3, 10
SIGNIFICANT = 0.05


@dataclass(frozen=True, slots=True)
class Uncertainty:
    """Scores of all nodes, with their replicates and null values.

    Parameters
    ----------
    nodes : tuple of str
        Order of the last axis.
    measures : tuple of str
        Order of the axis before it: those of the registry and, for dependency, ``goals-lost``.
    observed : ndarray
        measures x nodes; NaN where undefined.
    replicates, nulls : ndarray
        draws x measures x nodes; no draws when none were asked for, or the network is too large or too small.
    engine : str
        Libraries that computed the observed scores.
    sampled, replicates_sampled : bool
        Whether measures are estimated from sampled sources, of the network and of its replicates.
    """

    nodes: tuple[str, ...]
    measures: tuple[str, ...]
    observed: Array
    replicates: Array
    nulls: Array
    engine: str
    sampled: bool
    replicates_sampled: bool
    _done: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    def observed_scores(self, measure: str) -> Array:
        """Return the observed scores of one measure, in the order of `nodes`."""
        return np.asarray(self.observed[self.measures.index(measure)])

    def ranks(self, measure: str) -> RankSummary | None:
        """Return the ranks with intervals and tiers, or None without replicates of the measure."""
        drawn = self.replicates[:, self.measures.index(measure)] if len(self.replicates) else np.empty((0, 0))
        if not len(drawn) or np.isnan(drawn).all():
            return None
        k = TOP if len(self.nodes) <= 100 else TOP_LARGE
        key = f"ranks {measure}"
        if key not in self._done:
            self._done[key] = summarise_ranks(self.observed_scores(measure), drawn, k)
        summary: RankSummary = self._done[key]
        return summary

    def spread(self, measure: str) -> tuple[Array, Array] | None:
        """Return the bounds that hold 95 % of a measure's replicates, or None without replicates."""
        if not len(self.replicates):
            return None
        drawn = self.replicates[:, self.measures.index(measure)]
        low, high = np.nanquantile(drawn, [0.025, 0.975], axis=0, method="nearest")
        return np.asarray(low), np.asarray(high)

    def chance(self, measure: str) -> tuple[Array, Array, Array, Array] | None:
        """Return null mean, null deviation, z and corrected p, or None without nulls of the measure."""
        if measure not in self.measures or not len(self.nulls):
            return None
        drawn = self.nulls[:, self.measures.index(measure)]
        if np.isnan(drawn).all():
            return None
        key = f"chance {measure}"
        if key not in self._done:
            self._done[key] = against_chance(self.observed_scores(measure), drawn)
        chance: tuple[Array, Array, Array, Array] = self._done[key]
        return chance

    def z_and_p(self, measure: str, node: str) -> tuple[float | None, float | None]:
        """Return one node's z and corrected p against chance; None where undefined."""
        chance = self.chance(measure)
        if chance is None:
            return None, None
        position = self.nodes.index(node)
        z, p = float(chance[2][position]), float(chance[3][position])
        return (None if np.isnan(z) else z), (None if np.isnan(p) else p)


def uncertainty(network: Network, settings: Settings) -> Uncertainty:
    """Return the scores of `network`, computed once for all questions that share the settings."""
    return settings.once(
        f"uncertainty {network.definition.name} {network.hash}", lambda: _uncertainty(network, settings)
    )


def _uncertainty(network: Network, settings: Settings) -> Uncertainty:
    graph = network.graph
    nodes = tuple(sorted(graph))
    all_measures = tuple(name for name, measure in MEASURES.items() if measure.feasible(graph))
    sampled = _is_sampled(graph, EXACT_WORK)
    name = network.definition.name
    work = min(network.n, SAMPLED_SOURCES if sampled else network.n) * network.m
    settings.tell(with_estimate(f"{name}: scores of {network.n} things and {network.m} ties", work), 0, 1)
    with engines_used() as used:
        observed = _score_matrix(graph, nodes, all_measures, settings.seed, sampled)
    small = network.n <= MOST_NODES and network.n >= 3 and network.m >= 2
    draws = settings.draws if small else 0
    drawn_measures = [name for name in all_measures if MEASURES[name].feasible(graph, REPLICATE_WORK)]
    shared: dict[str, Any] = {
        "graph": _plain(graph),
        "share": settings.share,
        "kinds": dict(network.kinds),
        "nodes": nodes,
        "all": all_measures,
        "drawn": drawn_measures,
        "sampled": _is_sampled(graph, REPLICATE_WORK),
    }
    replicates, nulls = np.empty((0, 0, 0)), np.empty((0, 0, 0))
    if draws:
        work = TASK_WORK + network.n * network.m
        tasks = shares_of_replicates(settings, f"replicates {name}")
        replicates = np.array(
            run(settings, f"{name}: replicates", _replicate, shared, tasks, len(tasks) * work)
        )
        if network.definition.is_dependency and network.n <= MOST_LOSSES:
            goals = frozenset(node for node in nodes if network.goal_kind(node))
            shared["goals"], all_measures = goals, (*all_measures, GOALS_LOST)
            lost = _goals_lost(DependencyModel.of(network), nodes, goals)
            observed = np.vstack([observed, lost])
            replicates = np.concatenate(
                [replicates, np.full((len(replicates), 1, len(nodes)), np.nan)], axis=1
            )
        shared |= {"graph": None, "arcs": arc_list(network)}
        nulls = _drawn_nulls(network, settings, shared, observed)
    return Uncertainty(
        nodes, all_measures, observed, replicates, nulls, engine_text(used), sampled, shared["sampled"]
    )


def _is_sampled(graph: nx.Graph, limit: int) -> bool:
    """Return whether any measure has to be estimated in `graph`."""
    measures = MEASURES.values()
    return any(measure.sampled is not None and measure.too_large(graph, limit) for measure in measures)


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


def _plain(graph: nx.Graph) -> nx.Graph:
    """Return a copy without the frozen methods and cached conversions, which cannot be sent to a worker."""
    return nx.DiGraph(graph) if graph.is_directed() else nx.Graph(graph)


def _score_matrix(
    graph: nx.Graph, nodes: tuple[str, ...], measures: tuple[str, ...] | list[str], seed: int, sampled: bool
) -> Array:
    matrix = np.full((len(measures), len(nodes)), np.nan)
    for row, measure in enumerate(measures):
        values = scores(graph, measure, seed=seed, sampled=sampled)
        matrix[row] = [np.nan if (value := values.get(node)) is None else value for node in nodes]
    return matrix


def _drawn_matrix(shared: dict[str, Any], graph: nx.Graph, rng: np.random.Generator) -> Array:
    matrix = np.full((len(shared["all"]), len(shared["nodes"])), np.nan)
    rows = [shared["all"].index(name) for name in shared["drawn"]]
    seed = int(rng.integers(2**31))
    matrix[rows] = _score_matrix(graph, shared["nodes"], shared["drawn"], seed, shared["sampled"])
    return matrix


def _replicate(shared: dict[str, Any], task: tuple[str, np.random.SeedSequence]) -> Array:
    kind, seed = task
    rng = generator(seed)
    graph = perturbed(shared["graph"], kind, shared["share"], rng, shared["kinds"])
    return _drawn_matrix(shared, graph, rng)


def _null(shared: dict[str, Any], seed: np.random.SeedSequence) -> Array:
    rng = generator(seed)
    arcs, graph = rewired(shared["arcs"], rng)
    matrix = _drawn_matrix(shared, graph, rng)
    if "goals" not in shared:
        return matrix
    needs = (
        (start, end, group, loss)
        for start, end, behind in zip(arcs.starts, arcs.ends, arcs.needs, strict=True)
        for group, loss in behind
    )
    model = DependencyModel(graph, needs)
    return np.vstack([matrix, _goals_lost(model, shared["nodes"], shared["goals"])])


def _goals_lost(model: DependencyModel, nodes: tuple[str, ...], goals: frozenset[str]) -> Array:
    return np.array([float(len(model.loss([node]).lost & goals)) for node in nodes])


def highest(observed: Array, rows: int) -> list[int]:
    """Return the positions of the highest scores above zero, highest first, at most `rows` of them."""
    order = (int(i) for i in np.argsort(-observed, kind="stable"))
    return [i for i in order if not np.isnan(observed[i]) and observed[i] > 0][:rows]
