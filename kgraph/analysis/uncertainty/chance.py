"""Every score of a network by chance: in random networks with the same degrees and the same kinds of ties."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from kgraph.analysis.array_graph import ArrayGraph, array_graph_of, array_scores
from kgraph.analysis.brokered_pairs import BROKERED, EXCLUSIVE, brokered, exclusive_meetings
from kgraph.analysis.definitions import PROJECTION, TWO_MODE
from kgraph.analysis.measures.measure_registry import measures_of
from kgraph.analysis.scope import OF_BROKERS
from kgraph.analysis.settings import DRAW_WORK
from kgraph.analysis.uncertainty.core_fits import CORE_FIT, CoreFit, core_fit
from kgraph.analysis.uncertainty.corrections import Tested, against_chance, over_families
from kgraph.analysis.uncertainty.meeting_pairs import PAIRS, MeetingPairs, meeting_pairs
from kgraph.analysis.uncertainty.null_networks import NullModel, null_model
from kgraph.analysis.uncertainty.observed_scores import (
    Array,
    affordable_draws,
    draw_work,
    is_sampled,
    may_be_drawn,
    observed_scores,
)
from kgraph.analysis.uncertainty.worker_pool import portions, run

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

    from kgraph.analysis.networks import Network
    from kgraph.analysis.settings import Settings

SIGNIFICANT = 0.05
LARGEST_BROKERED = 20_000
"""Brokers are not looked for in networks of more nodes: pairs grow with the square of degree."""
_FIGURES: dict[str, Callable[[ArrayGraph], Array]] = {BROKERED: brokered, EXCLUSIVE: exclusive_meetings}


@dataclass(frozen=True, slots=True)
class Chance:
    """Scores of all nodes in random networks.

    Parameters
    ----------
    nodes, measures : tuple of str
        Order of the last axis, and of the axis before it: the measures that degrees leave open.
    observed : ndarray
        measures x nodes; NaN where undefined.
    nulls : ndarray
        draws x measures x nodes.
    """

    nodes: tuple[str, ...]
    measures: tuple[str, ...]
    observed: Array
    nulls: Array
    _done: dict[str, Tested] = field(default_factory=dict, repr=False, compare=False)

    def tested(self, measure: str) -> Tested | None:
        """Return a measure's family against chance, None without draws of it; p is not yet corrected."""
        if measure not in self.measures:
            return None
        if measure not in self._done:
            row = self.measures.index(measure)
            self._done[measure] = against_chance(self.observed[row], self.nulls[:, row])
        return self._done[measure]


def correct_together(networks: Collection[Network], settings: Settings) -> None:
    """Say which networks one report is about, so that p values are corrected over all that it tests."""
    settings.once("tested together", lambda: tuple(networks))


def _together(network: Network, settings: Settings) -> tuple[Network, ...]:
    together = settings.once("tested together", lambda: (network,))
    return together if any(network is other for other in together) else (network,)


def chance_of(network: Network, settings: Settings) -> Chance | None:
    """Return the scores of `network` by chance, drawn once for all questions that share the settings.

    None when no draws were asked for, or the network is too large or too small.
    """
    if not settings.null_networks(1)[0] or not may_be_drawn(network):
        return None
    return settings.once(f"chance {network.key}", lambda: _chance(network, settings))


def against(network: Network, settings: Settings, measure: str) -> Tested | None:
    """Return a measure's scores against chance, p corrected over all that the report tests.

    None where chance says nothing of the measure: it was not drawn, or degrees fix it.
    """
    chance = chance_of(network, settings)
    tested = None if chance is None else chance.tested(measure)
    if tested is None:
        return None
    return replace(tested, p=_corrections(network, settings)[network.key, measure])


def pairs_against(network: Network, settings: Settings) -> MeetingPairs | None:
    """Return the pairs of a projection against chance, p corrected over all that the report tests."""
    found = meeting_pairs(network, settings)
    if found is None:
        return None
    p = _corrections(network, settings)[network.key, PAIRS]
    return replace(found, tested=replace(found.tested, p=p))


def core_against(network: Network, settings: Settings) -> CoreFit | None:
    """Return the core of a network against chance, p corrected over all that the report tests."""
    found = core_fit(network, settings)
    if found is None or found.tested is None:
        return found
    p = _corrections(network, settings)[network.key, CORE_FIT]
    return replace(found, tested=replace(found.tested, p=p))


def z_and_p(
    network: Network, settings: Settings, measure: str, node: str
) -> tuple[float | None, float | None]:
    """Return one node's z and corrected p against chance: both, or None for both."""
    tested = against(network, settings, measure)
    chance = chance_of(network, settings)
    if tested is None or chance is None:
        return None, None
    position = chance.nodes.index(node)
    z, p = float(tested.z[position]), float(tested.p[position])
    return (None, None) if np.isnan(z) or np.isnan(p) else (z, p)


def _corrections(network: Network, settings: Settings) -> dict[Any, Array]:
    together = _together(network, settings)
    name = f"corrected {' '.join(each.key for each in together)}"
    return settings.once(name, lambda: _corrected(together, settings))


def _corrected(networks: Sequence[Network], settings: Settings) -> dict[Any, Array]:
    return over_families(
        {
            (network.key, figure): tested.p
            for network in networks
            for figure, tested in _families(network, settings)
            if tested is not None
        }
    )


def _families(network: Network, settings: Settings) -> Iterator[tuple[str, Tested | None]]:
    """Yield all that is tested in a network, by the name of the figure; p is not yet corrected."""
    chance = chance_of(network, settings)
    if chance is not None:
        yield from ((measure, chance.tested(measure)) for measure in chance.measures)
    pairs, core = meeting_pairs(network, settings), core_fit(network, settings)
    if pairs is not None:
        yield PAIRS, pairs.tested
    if core is not None:
        yield CORE_FIT, core.tested


def tested_measures(network: Network) -> tuple[str, ...]:
    """Return the measures of which chance says something in `network`: those that its degrees leave open."""
    reading = network.definition.reading
    names = [
        name
        for name, measure in measures_of(network).items()
        if measure.feasible(network.graph, DRAW_WORK)
        and (reading == PROJECTION or not measure.fixed_by_degrees)
    ]
    if OF_BROKERS.includes(network) and network.n <= LARGEST_BROKERED:
        names.append(EXCLUSIVE if reading == TWO_MODE else BROKERED)
    return tuple(names)


def _chance(network: Network, settings: Settings) -> Chance:
    scores = observed_scores(network, settings)
    measures = tested_measures(network)
    plain = array_graph_of(network.graph)
    observed = [_FIGURES[name](plain) if name in _FIGURES else scores.of(name) for name in measures]
    shared: dict[str, Any] = {
        "model": null_model(network),
        "measures": measures,
        "sampled": is_sampled(network.graph, DRAW_WORK),
    }
    values = np.array(observed).reshape(len(measures), network.n)
    return Chance(scores.nodes, measures, values, _drawn_nulls(network, settings, shared, values))


def _drawn_nulls(network: Network, settings: Settings, shared: dict[str, Any], observed: Array) -> Array:
    """Draw null networks; more of them where something may be far from chance, so that its p can show it."""
    if not len(observed):
        return np.empty((0, 0, network.n))
    families = sum(len(tested_measures(other)) for other in _together(network, settings))
    first, most = (min(count, affordable_draws(network)) for count in settings.null_networks(families))
    nulls = _drawn(network, settings, shared, ("chance", first))
    if most > first and _promising(observed, nulls):
        nulls = np.concatenate([nulls, _drawn(network, settings, shared, ("more chance", most - first))])
    return nulls


def _drawn(network: Network, settings: Settings, shared: dict[str, Any], wanted: tuple[str, int]) -> Array:
    step, count = f"{network.definition.name}: {wanted[0]}", wanted[1]
    model: NullModel = shared["model"]
    tasks = portions(settings, step, count, model.at_once())
    return np.concatenate(run(settings, step, _nulls, shared, tasks, count * draw_work(network)))


def _promising(observed: Array, nulls: Array) -> bool:
    """Return whether any family stands out before correction."""
    smallest = [against_chance(row, nulls[:, number]).p for number, row in enumerate(observed)]
    return any((p[~np.isnan(p)] <= SIGNIFICANT).any() for p in smallest)


def _nulls(shared: dict[str, Any], task: tuple[int, np.random.SeedSequence]) -> Array:
    count, seed = task
    rng = np.random.default_rng(seed)
    model: NullModel = shared["model"]
    measures: tuple[str, ...] = shared["measures"]
    scored = [name for name in measures if name not in _FIGURES]
    drawn = np.empty((count, len(measures), len(model.nodes)))
    for number, graph in enumerate(model.draw(count, rng)):
        again = int(rng.integers(2**31))
        drawn[number, : len(scored)] = array_scores(graph, scored, seed=again, sampled=shared["sampled"])
        for row in range(len(scored), len(measures)):
            drawn[number, row] = _FIGURES[measures[row]](graph)
    return drawn
