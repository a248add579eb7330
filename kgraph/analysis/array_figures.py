"""All first-order figures of a network that is held as columns, by igraph and sparse matrices."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import numpy as np

from kgraph.analysis.array_graph import array_scores, factors_of_modes
from kgraph.analysis.bit_distances import sampled_harmonic
from kgraph.analysis.definitions import DEPENDENCY
from kgraph.analysis.dominators import dominated, dominator_parents
from kgraph.analysis.measures.betweenness import BETWEENNESS
from kgraph.analysis.measures.cut_off import CUT_OFF
from kgraph.analysis.measures.harmonic import HARMONIC
from kgraph.analysis.measures.measure_registry import measures_of
from kgraph.analysis.settings import EXACT_WORK, SAMPLED_SOURCES
from kgraph.analysis.thing_figures import Column, ThingFigures, numbered
from kgraph.words.catalogue import catalogue
from kgraph.words.text import number_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from kgraph.analysis.array_graph import ArrayGraph
    from kgraph.analysis.column_networks import ColumnNetwork
    from kgraph.analysis.settings import Settings
    from kgraph.words.text import Text

_words = catalogue("analysis")


def array_figures(
    network: ColumnNetwork, settings: Settings, *, exact_work: int = EXACT_WORK
) -> ThingFigures:
    """Return the figures of a network: those of the plain engine, or estimates whose error is stated.

    Parameters
    ----------
    network : ColumnNetwork
        The network.
    settings : Settings
        Seed and progress.
    exact_work : int
        Things x ties up to which betweenness and harmonic closeness are exact.
    """
    graph, name = network.graph, network.definition.name
    if not len(graph.starts):
        return ThingFigures(name, (), (), {}, (_words("nothing-found.note"),))
    notes: list[Text] = []
    steps = _steps(network, settings, notes, exact_work)
    columns: dict[str, Column] = {}
    for done, (figure, compute) in enumerate(steps.items()):
        settings.tell(f"{name}: {figure}", done, len(steps))
        columns[figure] = compute()
    settings.tell(name, len(steps), len(steps))
    return ThingFigures(name, network.things, network.names, columns, tuple(notes))


def _steps(
    network: ColumnNetwork, settings: Settings, notes: list[Text], exact_work: int
) -> dict[str, Callable[[], Column]]:
    """Return how each figure is computed that means something on the network, by name."""
    graph = network.graph
    measures = measures_of(network)
    sampled = graph.n > SAMPLED_SOURCES and BETWEENNESS.beyond(graph.n, len(graph.starts), exact_work)

    def scored(measure: str) -> Column:
        """Return a measure of the registry."""
        return np.asarray(array_scores(graph, [measure], seed=settings.seed, sampled=sampled)[0])

    def betweenness() -> Column:
        """Return betweenness, from sampled sources in a large network."""
        if sampled:
            notes.append(_sampled(BETWEENNESS.title, 1 / (2 * SAMPLED_SOURCES**0.5)))
        return scored(BETWEENNESS.name)

    def harmonic() -> Column:
        """Return harmonic closeness, from the same sources."""
        if not sampled:
            return scored(HARMONIC.name)
        sources = random.Random(settings.seed).sample(range(graph.n), SAMPLED_SOURCES)  # noqa: S311 - no secret
        mean, error = sampled_harmonic(graph.n, *graph.both_ways(), np.array(sources))
        factors = factors_of_modes(graph, HARMONIC.name)
        notes.append(_sampled(HARMONIC.title, error * float(np.max(factors))))
        return mean * factors

    steps: dict[str, Callable[[], Column]] = {
        "degree": lambda: _degrees(graph),
        "component": lambda: numbered(_members(graph.undirected, "weak")),
    }
    if graph.directed:
        steps["strong_component"] = lambda: numbered(_members(graph, "strong"))
    steps["core"] = lambda: np.array(graph.undirected.igraph.coreness(), dtype=np.int64)
    if CUT_OFF.name in measures:
        steps["cut_off"] = lambda: scored(CUT_OFF.name).astype(np.int64)
        steps["bridges"] = lambda: _bridges(graph)
    if network.reading == DEPENDENCY:
        steps["dominated"] = lambda: dominated(dominator_parents(graph.n, graph.starts, graph.ends))
    steps |= {
        measure: lambda measure=measure: scored(measure)  # type: ignore[misc]  # mypy infers no default
        for measure in ("pagerank", "eigenvector")
        if measure in measures
    }
    ways = {BETWEENNESS.name: betweenness, HARMONIC.name: harmonic}
    return steps | {measure: ways[measure] for measure in ways if measure in measures}


def _sampled(what: Text, error: float) -> Text:
    return _words("central-actors.sampled", what=what, k=SAMPLED_SOURCES, error=number_text(error, 3))


def _degrees(graph: ArrayGraph) -> Column:
    low, high, _ = graph.ties
    return np.bincount(np.concatenate([low, high]), minlength=graph.n)


def _members(graph: ArrayGraph, mode: str) -> Column:
    return np.array(graph.igraph.connected_components(mode=mode).membership, dtype=np.int64)


def _bridges(graph: ArrayGraph) -> Column:
    """Return how many ties of each thing are the only way to what lies beyond."""
    low, high, _ = graph.ties
    rows = np.array(graph.undirected.igraph.bridges(), dtype=np.int64)
    return np.bincount(np.concatenate([low[rows], high[rows]]), minlength=graph.n)
