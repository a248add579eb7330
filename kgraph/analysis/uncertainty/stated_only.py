"""A network, its scores and its losses with only what sources state outright."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kgraph.analysis.dependency_model import DependencyModel
from kgraph.analysis.uncertainty.observed_scores import observed_scores
from kgraph.statements import STATED

if TYPE_CHECKING:
    from collections.abc import Collection

    from kgraph.analysis.networks import Network
    from kgraph.analysis.settings import Settings


def stated_network(network: Network, settings: Settings) -> Network:
    """Return the network of stated relationships; the same where all are."""
    return settings.once(f"stated {network.key}", lambda: _stated_network(network))


def _stated_network(network: Network) -> Network:
    if all(tie.status == STATED for tie in network.relationships.values()):
        return network
    return network.redeclared(lambda tie: tie.status == STATED)


def stated_score(network: Network, settings: Settings, measure: str, node: str) -> float | None:
    """Return one thing's score on stated relationships: 0 where it has none, None where it is undefined."""
    stated = stated_network(network, settings)
    if not stated.n or node not in stated.graph:
        return 0.0
    scores = observed_scores(stated, settings)
    if measure not in scores.measures:
        return None
    value = float(scores.of(measure)[scores.nodes.index(node)])
    return None if np.isnan(value) else value


def stated_model(network: Network, settings: Settings) -> DependencyModel:
    """Return the AND / OR reading of a dependency network of stated relationships."""
    return DependencyModel.kept(stated_network(network, settings), settings)


def stated_loss(network: Network, settings: Settings, removed: Collection[str]) -> float:
    """Return how many goals are lost with `removed` on stated relationships."""
    goals = stated_network(network, settings).goals.keys()
    return float(len(stated_model(network, settings).loss(removed).lost & goals))
