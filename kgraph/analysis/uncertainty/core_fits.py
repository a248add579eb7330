"""Core and periphery of a network: as recorded, in networks by chance, and in each drawn world."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from kgraph.analysis.array_graph import array_graph_of
from kgraph.analysis.core_pattern import Cores, best_cores
from kgraph.analysis.scope import OF_EQUALS
from kgraph.analysis.settings import TASK_WORK
from kgraph.analysis.uncertainty.corrections import Tested, against_chance
from kgraph.analysis.uncertainty.draws import draws_of
from kgraph.analysis.uncertainty.null_networks import NullModel, null_model
from kgraph.analysis.uncertainty.observed_scores import Array, may_be_drawn
from kgraph.analysis.uncertainty.worker_pool import portions, run

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from kgraph.analysis.networks import Network
    from kgraph.analysis.settings import Settings
    from kgraph.analysis.uncertainty.network_draws import NetworkDraws

CORE_FIT = "fit of the core"
MOST_DIVIDED = 150
"""Cores are looked for in networks of up to this many things: exchanges grow with their square."""
AT_ONCE = 25
"""Networks that are searched together."""
WORK_PER_PAIR = 80
"""Cost of a search for each two things, in the unit of `TASK_WORK`."""
PROMISING = 0.05
TIMES_MORE = 5
"""How many times as many networks by chance are drawn where the fit stands out at first."""


@dataclass(frozen=True, slots=True)
class CoreFit:
    """The core of a network, and how well it fits beside chance.

    Parameters
    ----------
    core : frozenset of str
        Who is in it; empty where no division has a fit.
    fit : float
        Correlation with the ideal pattern; NaN where undefined.
    tested : Tested, optional
        The same against networks with the same degrees, a family of one; p is not yet corrected over what
        else a report tests.
    chance : int
        Number of these networks.
    """

    core: frozenset[str]
    fit: float
    tested: Tested | None = None
    chance: int = 0


def core_fit(network: Network, settings: Settings) -> CoreFit | None:
    """Return the core of a network; None where things are not equals, or are too many."""
    if not OF_EQUALS.includes(network) or not 0 < network.n <= MOST_DIVIDED:
        return None
    return settings.once(f"core {network.key}", lambda: _core_fit(network, settings))


def recorded_core(network: Network) -> CoreFit:
    """Return the core of a network as recorded, without chance."""
    nodes = sorted(network.graph)
    found = best_cores([array_graph_of(network.graph)])
    inside = found.inside[0] if nodes else ()
    return CoreFit(
        frozenset(node for node, core in zip(nodes, inside, strict=True) if core), float(found.fits[0])
    )


def _core_fit(network: Network, settings: Settings) -> CoreFit:
    found = recorded_core(network)
    count = settings.null_networks(1)[0]
    if not count or not may_be_drawn(network) or np.isnan(found.fit):
        return found
    observed = np.array([found.fit])
    nulls = _by_chance(network, settings, "core", count)
    tested = against_chance(observed, nulls)
    if settings.nulls is None and tested.p[0] <= PROMISING:
        more = _by_chance(network, settings, "more core", (TIMES_MORE - 1) * count)
        nulls = np.concatenate([nulls, more])
        tested = against_chance(observed, nulls)
    return CoreFit(found.core, found.fit, tested, len(nulls))


def _by_chance(network: Network, settings: Settings, purpose: str, count: int) -> Array:
    """Return the fit of the core of each of `count` networks by chance: draws x 1."""
    step = f"{network.definition.name}: {purpose}"
    tasks = portions(settings, step, count, AT_ONCE)
    fits = run(settings, step, _null_fits, null_model(network), tasks, _work(network, count))
    return np.concatenate(fits)[:, None]


def _null_fits(model: NullModel, task: tuple[int, np.random.SeedSequence]) -> Array:
    count, seed = task
    return best_cores(list(model.draw(count, np.random.default_rng(seed)))).fits


def core_in_draws(network: Network, settings: Settings) -> Cores | None:
    """Return the core in each draw, its things in sorted order; None without draws."""
    draws = draws_of(network, settings)
    if draws is None or core_fit(network, settings) is None:
        return None
    name = f"core in draws {network.key}"
    return settings.once(name, lambda: _cores_of(network, settings, draws.drawn))


def _cores_of(network: Network, settings: Settings, drawn: NetworkDraws) -> Cores:
    step, count = f"{network.definition.name}: core in draws", drawn.draws
    tasks = [range(begun, min(begun + AT_ONCE, count)) for begun in range(0, count, AT_ONCE)]
    found = run(settings, step, _drawn_cores, drawn, tasks, _work(network, count))
    return Cores(*(np.concatenate(parts) for parts in zip(*found, strict=True)))


def _drawn_cores(drawn: NetworkDraws, numbers: Sequence[int]) -> tuple[NDArray[np.bool_], Array]:
    found = best_cores([drawn.graph(number) for number in numbers])
    inside = found.inside.astype(np.float64)
    own = [drawn.merged(number, row) for number, row in zip(numbers, inside, strict=True)]
    return np.array(own) > 0, found.fits


def _work(network: Network, count: int) -> int:
    return count * (TASK_WORK + WORK_PER_PAIR * network.n**2)
