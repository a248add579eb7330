"""Pairs of a projection by chance: how many bodies two members share, and would if only numbers counted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from kgraph.analysis.definitions import PROJECTION
from kgraph.analysis.settings import TASK_WORK
from kgraph.analysis.uncertainty.corrections import Tested, against_chance
from kgraph.analysis.uncertainty.null_networks import NullModel, null_model
from kgraph.analysis.uncertainty.observed_scores import Array, may_be_drawn
from kgraph.analysis.uncertainty.worker_pool import portions, run

if TYPE_CHECKING:
    from kgraph.analysis.networks import Network
    from kgraph.analysis.settings import Settings

PAIRS = "bodies in common"
MOST_PAIRED = 200
"""Pairs are compared with chance in projections of up to this many things."""


@dataclass(frozen=True, slots=True)
class MeetingPairs:
    """All pairs of a projection against chance.

    Parameters
    ----------
    pairs : list of (str, str)
        The pairs, sorted.
    observed : ndarray
        How many bodies each shares.
    tested : Tested
        The same by chance; p is not yet corrected over what else a report tests.
    draws : int
        Number of random networks.
    """

    pairs: list[tuple[str, str]]
    observed: Array
    tested: Tested
    draws: int


def meeting_pairs(network: Network, settings: Settings) -> MeetingPairs | None:
    """Return the pairs of a projection against chance; None for another network, or without draws."""
    small = may_be_drawn(network) and network.n <= MOST_PAIRED
    if network.definition.mode != PROJECTION or not small or not settings.null_networks(1)[0]:
        return None
    return settings.once(f"pairs {network.key}", lambda: _meeting_pairs(network, settings))


def _meeting_pairs(network: Network, settings: Settings) -> MeetingPairs:
    model = null_model(network)
    low, high = np.triu_indices(network.n, 1)
    pairs = [(model.nodes[a], model.nodes[b]) for a, b in zip(low.tolist(), high.tolist(), strict=True)]
    edges = network.graph.edges
    observed = np.array([edges[pair]["weight"] if pair in edges else 0.0 for pair in pairs])
    step, count = f"{network.definition.name}: pairs", settings.null_networks(1)[0]
    if settings.nulls is None:
        count *= 5
    tasks = portions(settings, step, count, model.at_once())
    drawn = run(settings, step, _weights, model, tasks, count * (TASK_WORK + network.n * network.n))
    return MeetingPairs(pairs, observed, against_chance(observed, np.concatenate(drawn)), count)


def _weights(model: NullModel, task: tuple[int, np.random.SeedSequence]) -> Array:
    count, seed = task
    n = len(model.nodes)
    low, high = np.triu_indices(n, 1)
    drawn = np.zeros((count, len(low)))
    for number, graph in enumerate(model.draw(count, np.random.default_rng(seed))):
        table = np.zeros((n, n))
        table[graph.starts, graph.ends] = graph.weights
        drawn[number] = table[low, high]
    return drawn
