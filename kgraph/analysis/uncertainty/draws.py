"""A network over all drawn worlds: scores, ranks, losses, and the share of draws in which something holds."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from kgraph.analysis.array_graph import array_scores
from kgraph.analysis.dependency_model import GOALS_LOST, DependencyModel
from kgraph.analysis.measures.measure_registry import MEASURES
from kgraph.analysis.settings import DRAW_WORK
from kgraph.analysis.uncertainty.cut_draws import CutDraws
from kgraph.analysis.uncertainty.loss_draws import LossDraws
from kgraph.analysis.uncertainty.network_draws import NetworkDraws, network_draws, recorded_ties
from kgraph.analysis.uncertainty.observed_scores import (
    MOST_LOSSES,
    affordable_draws,
    draw_work,
    is_sampled,
    may_be_drawn,
    observed_scores,
)
from kgraph.analysis.uncertainty.ranks import Places, RankSummary, summarise_modes
from kgraph.analysis.uncertainty.worker_pool import run
from kgraph.analysis.uncertainty.worlds import worlds_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from kgraph.analysis.networks import Network
    from kgraph.analysis.settings import Settings
    from kgraph.analysis.ties import Arc, Tie
    from kgraph.analysis.uncertainty.observed_scores import ObservedScores

Array = NDArray[np.float64]
TOP, TOP_LARGE = 3, 10
LEVELS = (0.025, 0.975)


@dataclass(frozen=True, slots=True)
class DrawnNetwork:
    """A network in one of the drawn worlds.

    Parameters
    ----------
    names : tuple of str
        IRIs of the network's things; others that a draw ties to them are called ``urn:kgraph:drawn:N``.
    drawn : NetworkDraws
        The network in all draws.
    ties : tuple of Tie
        Its recorded relationships.
    number : int
        Which draw.
    """

    names: tuple[str, ...]
    drawn: NetworkDraws
    ties: tuple[Tie, ...]
    number: int

    def name(self, thing: int) -> str:
        """Return the IRI of a thing by its number."""
        return self.names[thing] if thing < len(self.names) else f"urn:kgraph:drawn:{thing}"

    def arcs(self) -> set[Arc]:
        """Return the arcs that hold; those of a projection are of things that meet."""
        graph = self.drawn.graph(self.number)
        pairs = zip(graph.starts.tolist(), graph.ends.tolist(), strict=True)
        return {(self.name(start), self.name(end)) for start, end in pairs}

    def model(self) -> DependencyModel:
        """Return the AND / OR reading of a dependency network."""
        starts, ends, _, like = self.drawn.relationships(self.number)
        ties = [self.ties[row] for row in like.tolist()]
        ends_named = (
            (self.name(a), self.name(b)) for a, b in zip(starts.tolist(), ends.tolist(), strict=True)
        )
        needs = [(a, b, tie.group, tie.loss) for (a, b), tie in zip(ends_named, ties, strict=True)]
        graph = nx.DiGraph()
        graph.add_nodes_from(self.names)
        graph.add_edges_from((a, b) for a, b, _, _ in needs)
        return DependencyModel(graph, needs)


@dataclass(frozen=True)
class Draws:
    """A network over all drawn worlds; what is asked of it is computed when it is first asked.

    Parameters
    ----------
    network : Network
        The network as recorded.
    settings : Settings
        How scores are computed.
    ties : tuple of Tie
        The recorded relationships.
    drawn : NetworkDraws
        The network in each draw.
    """

    network: Network
    settings: Settings
    ties: tuple[Tie, ...]
    drawn: NetworkDraws
    _ranks: dict[str, RankSummary] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def nodes(self) -> tuple[str, ...]:
        """The things, in the order of all scores."""
        return tuple(sorted(self.network.graph))

    @cached_property
    def goals(self) -> frozenset[int]:
        """Places among `nodes` of the things whose loss is counted."""
        return frozenset(place for place, node in enumerate(self.nodes) if self.network.goal_kind(node))

    @cached_property
    def modes(self) -> tuple[Places, ...]:
        """Places of the things that are ranked among each other: of each mode, or all."""
        return modes_of(self.network)

    @property
    def observed(self) -> ObservedScores:
        """The scores as recorded."""
        return observed_scores(self.network, self.settings)

    @property
    def sampled(self) -> bool:
        """Whether measures are estimated from sampled sources in the draws."""
        return is_sampled(self.network.graph, DRAW_WORK)

    @cached_property
    def measures(self) -> tuple[str, ...]:
        """The measures, in the order of `matrix`."""
        return tuple(name for name in self.observed.measures if name in MEASURES)

    @property
    def matrix(self) -> Array:
        """All scores: draws x measures x things; NaN where undefined."""
        return self._scored[0]

    @property
    def places(self) -> NDArray[np.float32]:
        """The same of ranks, among all things of the draw."""
        return self._scored[1]

    @cached_property
    def _scored(self) -> tuple[Array, NDArray[np.float32]]:
        graph = self.network.graph
        computed = [name for name in self.measures if MEASURES[name].feasible(graph, DRAW_WORK)]
        matrix = np.full((self.draws, len(self.measures), self.network.n), np.nan)
        places = np.full(matrix.shape, np.nan, dtype=np.float32)
        rows = [self.measures.index(name) for name in computed]
        matrix[:, rows], places[:, rows] = drawn_scores(self.network, self.settings, self.drawn, computed)
        return matrix, places

    @property
    def draws(self) -> int:
        """How many draws there are."""
        return self.drawn.draws

    @property
    def present(self) -> NDArray[np.bool_]:
        """Which of `relationships` hold: draws x relationships."""
        return self.drawn.holds

    @property
    def relationships(self) -> tuple[str, ...]:
        """Keys of the recorded relationships, in the order of `present`."""
        return tuple(tie.key for tie in self.ties)

    @cached_property
    def losses(self) -> LossDraws:
        """What is lost with what, in all draws at once."""
        return LossDraws(self.drawn, self.ties)

    @cached_property
    def cuts(self) -> CutDraws:
        """Who is cut off without what, in all draws at once."""
        return CutDraws(self.drawn)

    @cached_property
    def goals_lost(self) -> Array:
        """How many goals are lost with each thing: draws x things; empty in a network that is too large."""
        if len(self.nodes) > MOST_LOSSES:
            return np.empty((0, 0))
        return self.losses.goals_lost(range(len(self.nodes)), self.goals)

    @cached_property
    def _places(self) -> dict[str, int]:
        return {node: place for place, node in enumerate(self.nodes)}

    def place(self, node: str) -> int:
        """Return the place of a thing among `nodes`."""
        return self._places[node]

    def scores(self, measure: str) -> Array:
        """Return draws x things; NaN where the measure is undefined, or is not computed in draws."""
        return np.asarray(self.matrix[:, self.measures.index(measure)])

    def figures(self, figure: str) -> Array | None:
        """Return the goals lost with each thing, or its scores: draws x things; None where not computed."""
        if figure == GOALS_LOST:
            return self.goals_lost
        return self.scores(figure) if figure in self.measures else None

    def ranks(self, measure: str) -> RankSummary | None:
        """Return ranks with intervals and tiers; None where the measure is not computed in draws."""
        if measure not in self.measures or np.isnan(self.scores(measure)).all():
            return None
        if measure not in self._ranks:
            k = TOP if len(self.nodes) <= 100 else TOP_LARGE
            places = self.places[:, self.measures.index(measure)].astype(np.float64)
            drawn = self.scores(measure), places
            self._ranks[measure] = summarise_modes(self.observed.of(measure), drawn, k, self.modes)
        return self._ranks[measure]

    def spread(self, values: Array) -> tuple[float, float] | None:
        """Return the bounds that hold 95 % of one value for each draw; None where all are undefined."""
        defined = values[~np.isnan(values)]
        if not len(defined):
            return None
        low, high = np.quantile(defined, LEVELS, method="nearest")
        return float(low), float(high)

    def share(self, test: Callable[[DrawnNetwork], bool], most: int | None = None) -> float:
        """Return the share of draws, or of the first `most`, in which `test` holds."""
        count = self.draws if most is None else min(most, self.draws)
        return sum(bool(test(network)) for network in self.first(count)) / count

    def first(self, count: int) -> list[DrawnNetwork]:
        """Return the network in the first `count` draws."""
        numbers = range(min(count, self.draws))
        return [DrawnNetwork(self.nodes, self.drawn, self.ties, number) for number in numbers]

    def share_lost(
        self, removed: Collection[str], stopped: Collection[str], affected: Collection[str] = ()
    ) -> float:
        """Return the share of draws in which `stopped` stop with `removed`, and `affected` lose something."""
        stops, lost = self.losses.lost_with([self.place(node) for node in removed])
        both = self.losses.all
        for node in stopped:
            both &= stops.get(self.place(node), 0)
        for node in affected:
            both &= lost.get(self.place(node), 0)
        return both.bit_count() / self.draws

    def share_each_loses(self, points: Collection[str], goal: str) -> float:
        """Return the share of draws in which each of `points` by itself makes `goal` lost."""
        both = self.losses.all
        for point in points:
            _, lost = self.losses.lost_with([self.place(point)])
            both &= lost.get(self.place(goal), 0)
        return both.bit_count() / self.draws

    def share_only(self, holder: str, dependents: Collection[str]) -> float:
        """Return the share of draws in which each of `dependents` has `holder` as its only alternative."""
        both = self.losses.all
        for dependent in dependents:
            both &= self.losses.only(self.place(dependent), self.place(holder))
        return both.bit_count() / self.draws

    def share_only_both(self, pair: tuple[str, str], goals: Collection[str]) -> float:
        """Return the share of draws in which `goals` are lost with both of a pair, and with neither alone."""
        places = [self.place(node) for node in pair]
        together, *alone = (self.losses.lost_with(removed)[1] for removed in (places, places[:1], places[1:]))
        both = self.losses.all
        for goal in map(self.place, goals):
            both &= together.get(goal, 0) & ~alone[0].get(goal, 0) & ~alone[1].get(goal, 0)
        return both.bit_count() / self.draws

    def lost_counts(self, removed: Collection[str]) -> Array:
        """Return for each draw how many goals are lost with all of `removed` together."""
        return self.losses.count_lost([self.place(node) for node in removed], self.goals)


def draws_of(network: Network, settings: Settings) -> Draws | None:
    """Return `network` in the drawn worlds, computed once for all questions that share the settings.

    None when no draws were asked for, or the network is too large or too small.
    """
    if not settings.draws or not may_be_drawn(network):
        return None
    return settings.once(f"draws {network.key}", lambda: _draws(network, settings))


def _draws(network: Network, settings: Settings) -> Draws:
    affordable = affordable_draws(network)
    fewer = settings if affordable >= settings.draws else settings.under(settings.rates, affordable)
    ties = tuple(recorded_ties(network))
    return Draws(network, settings, ties, network_draws(network, worlds_of(network.origin, fewer), ties))


def modes_of(network: Network) -> tuple[Places, ...]:
    """Return the places, in sorted order, of the things that are ranked among each other."""
    nodes = sorted(network.graph)
    return tuple(
        np.array([place for place, node in enumerate(nodes) if node in mode], dtype=np.int64)
        for mode in network.modes()
    )


def drawn_scores(
    network: Network, settings: Settings, drawn: NetworkDraws, measures: Sequence[str]
) -> tuple[Array, Array]:
    """Return the scores and the ranks of a network's things in each draw: draws x measures x things."""
    shared = (drawn, tuple(measures), is_sampled(network.graph, DRAW_WORK), settings.seed)
    paths = any(MEASURES[name].path_based for name in measures)
    work = drawn.draws * draw_work(network, paths=paths)
    step = f"{network.definition.name}: draws"
    values = run(settings, step, _scores, shared, range(drawn.draws), work)
    shape = (drawn.draws, len(measures), network.n)
    scores, ranks = (np.array(column).reshape(shape) for column in zip(*values, strict=True))
    return scores, ranks


def _scores(
    shared: tuple[NetworkDraws, tuple[str, ...], bool, int], draw: int
) -> tuple[Array, NDArray[np.float32]]:
    drawn, measures, sampled, seed = shared
    graph = drawn.graph(draw)
    scores = array_scores(graph, measures, seed=seed + draw, sampled=sampled)
    return drawn.merged(draw, scores), drawn.ranks(draw, scores, graph.bodies).astype(np.float32)
