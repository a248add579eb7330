"""Every score of a network as observed, computed once for all questions that share the settings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from kgraph.analysis.array_graph import array_graph_of, array_scores
from kgraph.analysis.dense_paths import path_work
from kgraph.analysis.dependency_model import GOALS_LOST, DependencyModel
from kgraph.analysis.engines import engine_text, engines_used
from kgraph.analysis.measures.measure_registry import MEASURES, measures_of
from kgraph.analysis.settings import (
    DRAW_WORK,
    EXACT_WORK,
    FEWEST_DRAWN,
    MOST_DRAWN_WORK,
    SAMPLED_SOURCES,
    TASK_WORK,
    TIE_WORK,
)
from kgraph.analysis.uncertainty.ranks import rounded
from kgraph.analysis.uncertainty.worker_pool import with_estimate

if TYPE_CHECKING:
    from collections.abc import Sequence

    import networkx as nx

    from kgraph.analysis.networks import Network
    from kgraph.analysis.settings import Settings

Array = NDArray[np.float64]

MOST_NODES = 20_000
"""Draws of larger networks are not kept in memory; their results have no intervals."""
MOST_LOSSES = 600
"""In larger networks the loss of every thing is not tried."""


@dataclass(frozen=True, slots=True)
class ObservedScores:
    """Scores of all nodes by every measure that is feasible.

    Parameters
    ----------
    nodes : tuple of str
        Order of the last axis.
    measures : tuple of str
        Order of the axis before it: those of the registry and, for dependency, ``goals-lost``.
    values : ndarray
        measures x nodes; NaN where undefined.
    engine : str
        Libraries that computed them.
    sampled : bool
        Whether measures are estimated from sampled sources.
    """

    nodes: tuple[str, ...]
    measures: tuple[str, ...]
    values: Array
    engine: str
    sampled: bool

    def of(self, measure: str) -> Array:
        """Return the scores of one measure, in the order of `nodes`."""
        return np.asarray(self.values[self.measures.index(measure)])


def observed_scores(network: Network, settings: Settings) -> ObservedScores:
    """Return the scores of `network`, computed once for all questions that share the settings."""
    return settings.once(f"scores {network.key}", lambda: _observed_scores(network, settings))


def _observed_scores(network: Network, settings: Settings) -> ObservedScores:
    graph = network.graph
    nodes = tuple(sorted(graph))
    measures = tuple(name for name, measure in measures_of(network).items() if measure.feasible(graph))
    sampled = is_sampled(graph, EXACT_WORK)
    name = network.definition.name
    exact = path_work(network.n, network.m, directed=network.definition.directed)
    work = SAMPLED_SOURCES * network.m if sampled else exact
    settings.tell(with_estimate(f"{name}: scores of {network.n} things and {network.m} ties", work), 0, 1)
    with engines_used() as used:
        values = array_scores(array_graph_of(graph), measures, seed=settings.seed, sampled=sampled)
    if network.definition.is_dependency and network.n <= MOST_LOSSES:
        measures = (*measures, GOALS_LOST)
        goals = frozenset(network.goals)
        values = np.vstack([values, goals_lost(DependencyModel.kept(network, settings), nodes, goals)])
    return ObservedScores(nodes, measures, values, engine_text(used), sampled)


def may_be_drawn(network: Network) -> bool:
    """Return whether a network is neither too large nor too small for draws of it."""
    return 3 <= network.n <= MOST_NODES and network.m >= 2


def draw_work(network: Network, *, paths: bool = True) -> int:
    """Return what all scores of one draw cost, in steps of searches; without paths if no score is of them."""
    rest = TASK_WORK + TIE_WORK * network.m
    if is_sampled(network.graph, DRAW_WORK):
        return rest + min(network.n, SAMPLED_SOURCES) * network.m
    return rest + (path_work(network.n, network.m, directed=network.definition.directed) if paths else 0)


def affordable_draws(network: Network) -> int:
    """Return how many draws of a network can be scored in reasonable time."""
    return max(FEWEST_DRAWN, MOST_DRAWN_WORK // draw_work(network))


def is_sampled(graph: nx.Graph, limit: int) -> bool:
    """Return whether any measure has to be estimated in `graph`."""
    measures = MEASURES.values()
    return any(measure.sampled is not None and measure.too_large(graph, limit) for measure in measures)


def goals_lost(model: DependencyModel, nodes: Sequence[str], goals: frozenset[str]) -> Array:
    """Return the number of `goals` that are lost with each of `nodes`."""
    return np.array([float(len(model.loss([node]).lost & goals)) for node in nodes])


def highest(observed: Array, rows: int) -> list[int]:
    """Return the positions of the highest scores above zero, highest first, at most `rows` of them."""
    # Engines differ beyond the digits that ranks are made of; equals keep the order of their names.
    order = (int(i) for i in np.argsort(-rounded(observed), kind="stable"))
    return [i for i in order if not np.isnan(observed[i]) and observed[i] > 0][:rows]
