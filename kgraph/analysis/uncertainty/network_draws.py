"""One network in each drawn world: its arcs as columns, for scores and for losses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from kgraph.analysis.arcs import projects
from kgraph.analysis.array_graph import ArrayGraph
from kgraph.analysis.definitions import HEAVIEST, PROJECTION, SUM
from kgraph.analysis.uncertainty.meetings import meetings
from kgraph.analysis.uncertainty.ranks import ranked

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from kgraph.analysis.networks import Network
    from kgraph.analysis.ties import Tie
    from kgraph.analysis.uncertainty.worlds import Worlds

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class NetworkDraws:
    """The relationships of one network in each draw, as integers: cheap to send to a worker.

    Things of the network are numbered first, in sorted order; then come whatever else a draw ties to them.

    Parameters
    ----------
    n : int
        Number of things of the network.
    draws : int
        How many draws.
    starts, ends : ndarray
        The ends of each recorded relationship, as the network reads it.
    weights : ndarray
        Weight of each.
    holds : ndarray
        Which of them hold: draws x relationships.
    moved : ndarray
        Rows of draw, relationship, end and the number that stands there instead: a twin.
    added : ndarray
        Rows of draw, start, end and the relationship that it is like.
    same : ndarray
        Rows of draw and two things that are one.
    form : tuple
        Whether direction counts, mode, and how parallel weights are combined.
    projected : ndarray
        Of a projection, whether each thing that may occur is tied to others; empty else.
    bodies : ndarray
        Of a network of two modes, whether each thing that may occur is of the second; empty else.
    """

    n: int
    draws: int
    starts: Ints
    ends: Ints
    weights: Floats
    holds: NDArray[np.bool_]
    moved: Ints
    added: Ints
    same: Ints
    form: tuple[bool, str, str]
    projected: NDArray[np.bool_]
    bodies: NDArray[np.bool_]

    def relationships(self, draw: int) -> tuple[Ints, Ints, Floats, Ints]:
        """Return ends, weights and the recorded relationship, or its like, of all that holds in a draw."""
        starts, ends = self.starts, self.ends
        moved = _of_draw(self.moved, draw)
        if len(moved):
            starts, ends = starts.copy(), ends.copy()
            for side, column in ((0, starts), (1, ends)):
                own = moved[moved[:, 2] == side]
                column[own[:, 1]] = own[:, 3]
        rows = np.flatnonzero(self.holds[draw])
        added = _of_draw(self.added, draw)
        starts = np.concatenate([starts[rows], added[:, 1]])
        ends = np.concatenate([ends[rows], added[:, 2]])
        like = np.concatenate([rows, added[:, 3]])
        for _, kept, gone in _of_draw(self.same, draw).tolist():
            starts[starts == gone] = kept
            ends[ends == gone] = kept
        apart = starts != ends
        return starts[apart], ends[apart], self.weights[like[apart]], like[apart]

    def graph(self, draw: int) -> ArrayGraph:
        """Return the network in one draw; its own things keep their numbers, others follow."""
        directed, mode, parallel = self.form
        starts, ends, weights, _ = self.relationships(draw)
        if mode == PROJECTION:
            wanted = self.projected[starts]
            starts, ends, weights = meetings(starts[wanted], ends[wanted])
        outside = np.unique(np.concatenate([starts[starts >= self.n], ends[ends >= self.n]]))
        for column in (starts, ends):
            far = column >= self.n
            column[far] = self.n + np.searchsorted(outside, column[far])
        total = self.n + len(outside)
        if not directed:
            starts, ends = np.minimum(starts, ends), np.maximum(starts, ends)
        keys, inverse = np.unique(starts * total + ends, return_inverse=True)
        combined = combined_weights(parallel if mode != PROJECTION else HEAVIEST, inverse, weights, len(keys))
        bodies = self.bodies[np.concatenate([np.arange(self.n), outside])] if len(self.bodies) else None
        return ArrayGraph(total, keys // total, keys % total, combined, directed, bodies)

    def merged(self, draw: int, scores: Floats) -> Floats:
        """Return the scores of the network's things; one that is the same as another has its score."""
        own = scores[..., : self.n].copy()
        for _, kept, gone in _of_draw(self.same, draw).tolist():
            if gone < self.n and kept < scores.shape[-1]:
                own[..., gone] = own[..., kept] if kept < self.n else np.nan
        return own

    def ranks(self, draw: int, scores: Floats, bodies: NDArray[np.bool_] | None) -> Floats:
        """Return the ranks of the network's things among all that a draw has: measures x things.

        What a thing was split into takes a place of its own, and two things that are one take one place.

        Parameters
        ----------
        draw : int
            Which draw.
        scores : ndarray
            Measures x all things of the draw.
        bodies : ndarray of bool, optional
            Which of all these things are of the second mode; things are ranked in their mode.
        """
        counted = scores.copy()
        same = [(kept, gone) for _, kept, gone in _of_draw(self.same, draw).tolist() if gone < self.n]
        counted[:, [gone for _, gone in same]] = np.nan
        modes = [np.ones(scores.shape[1], dtype=bool)] if bodies is None else [bodies, ~bodies]
        ranks = np.full(scores.shape, np.nan)
        for row, values in enumerate(counted):
            for mode in modes:
                ranks[row, mode] = ranked(values[mode])
        for kept, gone in same:
            ranks[:, gone] = ranks[:, kept]
        return ranks[:, : self.n]


def _of_draw(table: Ints, draw: int) -> Ints:
    first, last = np.searchsorted(table[:, 0], [draw, draw + 1])
    return table[first:last]


def combined_weights(parallel: str, inverse: Ints, weights: Floats, count: int) -> Floats:
    """Return the weight of each of `count` arcs; `inverse` says which arc each relationship makes."""
    if parallel == SUM:
        return np.asarray(np.bincount(inverse, weights=weights, minlength=count), dtype=np.float64)
    if parallel == HEAVIEST:
        highest = np.zeros(count)
        np.maximum.at(highest, inverse, weights)
        return highest
    return np.ones(count)


def recorded_ties(network: Network) -> list[Tie]:
    """Return the relationships of a network, each once, in the order of their keys."""
    ties = network.relationships
    return [ties[key] for key in sorted(ties)]


def network_draws(network: Network, worlds: Worlds, ties: Sequence[Tie]) -> NetworkDraws:
    """Return a network in each of the drawn worlds.

    Parameters
    ----------
    network : Network
        The network as recorded.
    worlds : Worlds
        Drawn from the graph that it was declared on.
    ties : sequence of Tie
        Its relationships, from :func:`recorded_ties`.
    """
    local = _local_numbers(network, worlds)
    numbers = np.array([worlds.keys[tie.key] for tie in ties], dtype=np.int64)
    starts = np.array([local[worlds.nodes[tie.start]] for tie in ties], dtype=np.int64)
    ends = np.array([local[worlds.nodes[tie.end]] for tie in ties], dtype=np.int64)
    turned = local[worlds.starts[numbers]] != starts if len(ties) else np.zeros(0, bool)
    place = np.full(len(worlds.keys), -1)
    place[numbers] = np.arange(len(numbers))
    missed = worlds.missed({tie.type for tie in ties})
    like = place[missed.like]
    own = like >= 0
    sides = np.column_stack([local[missed.start[own]], local[missed.end[own]]])
    sides[turned[like[own]]] = sides[turned[like[own]]][:, ::-1]
    added = np.column_stack([missed.draw[own], sides, like[own]])
    definition = network.definition
    return NetworkDraws(
        n=network.n,
        draws=worlds.draws,
        starts=starts,
        ends=ends,
        weights=np.array([tie.weight for tie in ties], dtype=np.float64),
        holds=worlds.holds[:, numbers],
        moved=_moved(worlds, place, turned, local),
        added=added,
        same=_same(worlds, local, network.n),
        form=(definition.directed, definition.mode, definition.parallel),
        projected=_projected(network, worlds, local),
        bodies=_bodies(network, worlds, local),
    )


def _local_numbers(network: Network, worlds: Worlds) -> Ints:
    """Return the number in the network of each thing of the worlds and of each twin."""
    local = np.full(2 * worlds.first_twin, -1, dtype=np.int64)
    for number, node in enumerate(sorted(network.graph)):
        local[worlds.nodes[node]] = number
    others = np.flatnonzero(local < 0)
    local[others] = network.n + np.arange(len(others))
    return local


def _moved(worlds: Worlds, place: Ints, turned: NDArray[np.bool_], local: Ints) -> Ints:
    rows = worlds.identity.moved
    rows = rows[place[rows[:, 1]] >= 0]
    own = place[rows[:, 1]]
    thing = np.where(rows[:, 2] == 0, worlds.starts[rows[:, 1]], worlds.ends[rows[:, 1]])
    side = np.where(turned[own], 1 - rows[:, 2], rows[:, 2]) if len(own) else rows[:, 2]
    return np.column_stack([rows[:, 0], own, side, local[worlds.first_twin + thing]])


def _same(worlds: Worlds, local: Ints, n: int) -> Ints:
    rows = worlds.identity.same
    first, second = local[rows[:, 1]], local[rows[:, 2]]
    kept, gone = np.minimum(first, second), np.maximum(first, second)
    inside = kept < n
    return np.column_stack([rows[:, 0], kept, gone])[inside]


def _projected(network: Network, worlds: Worlds, local: Ints) -> NDArray[np.bool_]:
    definition = network.definition
    if definition.mode != PROJECTION:
        return np.zeros(0, dtype=bool)
    return _things(worlds, local, lambda _, labels: projects(definition, labels), newcomers=True)


def _bodies(network: Network, worlds: Worlds, local: Ints) -> NDArray[np.bool_]:
    if not network.bodies:
        return np.zeros(0, dtype=bool)
    classes, known = set(network.definition.bodies), network.bodies
    return _things(
        worlds, local, lambda node, labels: node in known or bool(classes & labels), newcomers=False
    )


def _things(
    worlds: Worlds, local: Ints, test: Callable[[str, set[str]], bool], *, newcomers: bool
) -> NDArray[np.bool_]:
    """Return for each thing, by its number in the network, whether its classes pass a test."""
    passed = np.full(2 * worlds.first_twin, newcomers)
    for node, number in worlds.nodes.items():
        value = test(node, set(worlds.graph.nodes[node].get("labels", ())))
        passed[local[number]] = passed[local[worlds.first_twin + number]] = value
    return passed
