"""First-order figures of ties that are spread over workers: each equals that of the plain engine.

All are exact but betweenness, which is estimated from sampled sources as the plain engine estimates it: from
the same sources, with the same scale.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from kgraph.analysis.distributed import tie_blocks
from kgraph.analysis.igraph_backend import scaled_betweenness
from kgraph.analysis.power_iteration import walk_shares
from kgraph.analysis.settings import DAMPING, POWER_ITERATIONS, TOLERANCE
from kgraph.errors import KgraphError

if TYPE_CHECKING:
    from kgraph.analysis.distributed.spread_ties import SpreadTies

Counts = NDArray[np.int64]
Scores = NDArray[np.float64]

MATRIX_CELLS = 4_000_000
"""Things x sources whose paths are counted at a time: 32 MB for each of the few matrices on the driver."""


def degrees(ties: SpreadTies) -> Counts:
    """Return the number of neighbours of each thing; a tie both ways counts once."""
    return ties.both.rows(tie_blocks.sizes).astype(np.int64)


def components(ties: SpreadTies) -> Counts:
    """Return for each thing the first thing of its component, direction set aside.

    Each block is contracted to a forest, and forests are joined two by two: one pass, however long the paths.
    """
    first = ties.both.merged(tie_blocks.forest, tie_blocks.joined)
    return np.arange(ties.n) if first is None else first.astype(np.int64)


def strong_components(ties: SpreadTies) -> Counts:
    """Return for each thing one thing of its strongly connected component, the same for all of it.

    By colours: the highest number that reaches each thing, then what of that colour reaches the bearer of the
    number in turn (Orzan 2004, On Distributed Verification and Verified Distribution, chapter 5). Things
    without arcs in or out of what is left are set aside first.
    """
    found = np.full(ties.n, -1, dtype=np.int64)
    everything = np.arange(ties.n)
    while (left := found < 0).any():
        alive = left.astype(np.int64)
        between = np.minimum(
            ties.into.rows(tie_blocks.largest, alive, empty=-1),
            ties.out.rows(tie_blocks.largest, alive, empty=-1),
        )
        alone = left & (between < 1)
        if alone.any():
            found[alone] = everything[alone]
            continue
        colours = np.where(left, everything, -1)
        while True:
            higher = np.maximum(colours, ties.into.rows(tie_blocks.largest, colours, empty=-1))
            higher[~left] = -1
            if (higher == colours).all():
                break
            colours = higher
        inside = left & (colours == everything)
        while True:
            shown = np.where(inside, colours, -1)
            more = left & ~inside & ties.out.rows(tie_blocks.equal, colours, shown).astype(bool)
            if not more.any():
                break
            inside |= more
        found[inside] = colours[inside]
    return found


def core_numbers(ties: SpreadTies) -> Counts:
    """Return the largest k for which each thing is in the k-core, direction set aside.

    Every thing takes the h-index of its neighbours' numbers until none changes (Montresor, De Pellegrini and
    Miorandi 2013, doi:10.1109/TPDS.2012.124; Lü et al. 2016, doi:10.1038/ncomms10168).
    """
    cores = degrees(ties)
    while True:
        lower = np.minimum(cores, ties.both.rows(tie_blocks.shells, cores))
        if (lower == cores).all():
            return cores
        cores = lower


def pagerank(ties: SpreadTies) -> Scores:
    """Return the share of a random walk that is at each thing, by the iteration of the plain engine.

    Raises
    ------
    KgraphError
        No convergence.
    """
    shares = walk_shares(_SpreadMatrix(ties), DAMPING, POWER_ITERATIONS, TOLERANCE)
    if shares is None:
        raise KgraphError("PageRank does not converge", hint="Leave --engine out for the other figures.")
    return shares


class _SpreadMatrix:
    """What flows into each thing from each other, as far as `walk_shares` asks."""

    def __init__(self, ties: SpreadTies) -> None:
        self._ties = ties
        self.shape = (ties.n, ties.n)

    def sum(self, axis: int) -> Scores:
        """Return the sum of each column: what flows out of each thing."""
        return self._ties.out.rows(tie_blocks.weighted, np.ones(self._ties.n))

    def __matmul__(self, vector: Scores) -> Scores:
        """Return what flows into each thing."""
        return self._ties.into.rows(tie_blocks.weighted, vector)


def betweenness(ties: SpreadTies, sources: int, seed: int) -> Scores:
    """Estimate betweenness from shortest paths that begin at `sources` drawn things (Brandes 2001).

    With as many sources as things it is exact. The method and its scale are those of
    :meth:`kgraph.analysis.igraph_backend.Dispatcher.betweenness_centrality`.
    """
    if ties.n < 3:
        return np.full(ties.n, np.nan)
    chosen = random.Random(seed).sample(range(ties.n), sources)  # noqa: S311 - not for secrets
    raw = np.zeros(ties.n)
    at_a_time = max(1, MATRIX_CELLS // ties.n)
    for first in range(0, sources, at_a_time):
        raw += _paths_through(ties, np.array(chosen[first : first + at_a_time]))
    return np.array(scaled_betweenness(raw.tolist(), chosen, directed=ties.directed))


def _paths_through(ties: SpreadTies, sources: Counts) -> Scores:
    columns = np.arange(len(sources))
    distance = np.full((ties.n, len(sources)), -1, dtype=np.int32)
    paths = np.zeros((ties.n, len(sources)))
    distance[sources, columns] = 0
    paths[sources, columns] = 1.0
    level = 0
    while (frontier := distance == level).any():
        came = ties.into.rows(tie_blocks.added, np.where(frontier, paths, 0.0))
        new = (distance < 0) & (came > 0)
        level += 1
        distance[new] = level
        paths[new] = came[new]
    depends = np.zeros_like(paths)
    for far in range(level - 1, 0, -1):
        share = np.divide(1.0 + depends, paths, out=np.zeros_like(paths), where=distance == far)
        back = ties.out.rows(tie_blocks.added, share)
        near = distance == far - 1
        depends[near] += (paths * back)[near]
    depends[sources, columns] = 0.0
    total: Any = depends.sum(axis=1)
    return np.asarray(total)
