"""Core and periphery: the division of a network that comes closest to the ideal pattern.

In the ideal pattern everybody in the core is tied to everybody there, and nobody in the periphery to anybody
there; what lies between the two is left open. Fit is the correlation of the ties with that pattern
(Borgatti and Everett 2000, doi:10.1016/S0378-8733(99)00019-2). In a network of two modes the pairs are of a
thing of one mode and a thing of the other (Borgatti and Everett 1997, doi:10.1016/S0378-8733(96)00301-2).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kgraph.analysis.array_graph import ArrayGraph

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

BETTER = 1e-9
"""Gain in fit below which two divisions fit equally well."""
STARTS_PER_ORDER = 4
UNDEFINED = -2.0
"""Below every correlation: a division without a pair in its core or its periphery."""


@dataclass(frozen=True, slots=True)
class Cores:
    """The best division found of each of several networks.

    Parameters
    ----------
    inside : ndarray of bool
        Networks x things: who is in the core. Columns beyond a network's own things are False.
    fits : ndarray
        Correlation of each with its ideal pattern; NaN where no division has one.
    """

    inside: Bools
    fits: Floats


def fit_of(ties: Any, pairs: Any, ties_out: Any, pairs_out: Any) -> Floats:
    """Return the correlation of ties with the ideal pattern, from counts; `UNDEFINED` where there is none.

    Parameters
    ----------
    ties, pairs : ndarray
        Ties within the core, and pairs there.
    ties_out, pairs_out : ndarray
        The same of the periphery.
    """
    all_ties, all_pairs = ties + ties_out, pairs + pairs_out
    square = pairs * pairs_out * all_ties * (all_pairs - all_ties)
    known = square > 0
    root = np.sqrt(np.where(known, square, 1.0))
    return np.where(known, (ties * pairs_out - ties_out * pairs) / root, UNDEFINED)


def best_cores(graphs: Sequence[ArrayGraph]) -> Cores:
    """Return the best division found of each network, by a search that draws nothing at random.

    Things are ordered by degree, and by the degrees of those that they are tied to, each against the most
    that their mode allows. The best-fitting beginnings of both orders are improved by moving one thing in or
    out or exchanging two, always by what gains most, until nothing gains.
    """
    n = max((graph.n for graph in graphs), default=0)
    if n == 0:
        return Cores(np.zeros((len(graphs), 0), dtype=bool), np.full(len(graphs), np.nan))
    ties, pairs = _tables(graphs, n)
    most = np.maximum(pairs.sum(axis=2), 1.0)
    degree = ties.sum(axis=2) / most
    reach = (ties @ degree[:, :, None])[:, :, 0] / most
    starts = [start for order in (degree, reach) for start in _beginnings(ties, pairs, order)]
    found = [_improved(ties, pairs, start) for start in starts]
    fits = np.array([fit for _, fit in found])
    # The first of the starts that fit equally well, so that rounding does not choose.
    best = np.argmax(fits >= fits.max(axis=0) - BETTER, axis=0)
    each = np.arange(len(graphs))
    inside = np.array([core for core, _ in found])[best, each]
    chosen = fits[best, each]
    undefined = chosen <= UNDEFINED
    inside[undefined] = False
    return Cores(inside, np.where(undefined, np.nan, chosen))


def _tables(graphs: Sequence[ArrayGraph], n: int) -> tuple[Floats, Floats]:
    """Return which things are tied and which could be: networks x things x things."""
    ties, pairs = np.zeros((len(graphs), n, n)), np.zeros((len(graphs), n, n))
    for number, graph in enumerate(graphs):
        size = graph.n
        if graph.bodies is None:
            pairs[number, :size, :size] = 1.0 - np.eye(size)
        else:
            pairs[number, :size, :size] = graph.bodies[:, None] != graph.bodies[None, :]
        ties[number, graph.starts, graph.ends] = ties[number, graph.ends, graph.starts] = 1.0
    # A draw may tie two things of one mode, where one was mistaken for another: such a pair does not count.
    return ties * pairs, pairs


def _beginnings(ties: Floats, pairs: Floats, scores: Floats) -> list[Bools]:
    """Return the best-fitting cores among the beginnings of an order: for each start networks x things."""
    order = np.argsort(-scores, axis=1, kind="stable")
    counts = [count for table in (ties, pairs) for count in _within(table, order)]
    fits = fit_of(counts[0], counts[2], counts[1], counts[3])
    place = np.argsort(order, axis=1)
    last = np.argsort(-fits, axis=1, kind="stable")
    return [place <= last[:, start, None] for start in range(min(STARTS_PER_ORDER, fits.shape[1]))]


def _within(table: Floats, order: NDArray[np.int64]) -> tuple[Floats, Floats]:
    """Return for each beginning of an order how much of a table lies within it, and within the rest."""
    each = np.arange(len(table))[:, None, None]
    sorted_table = table[each, order[:, :, None], order[:, None, :]]
    inside = np.tril(sorted_table).sum(axis=2).cumsum(axis=1)
    touched = np.triu(sorted_table).sum(axis=2).cumsum(axis=1)
    return inside, table.sum(axis=(1, 2))[:, None] / 2 - touched


def _improved(ties: Floats, pairs: Floats, start: Bools) -> tuple[Bools, Floats]:
    """Return cores that no move and no exchange improves, and their fits."""
    inside, fits = start.copy(), np.full(len(start), UNDEFINED)
    active = np.arange(len(start))
    while len(active):
        tied, possible = (_Counts(table[active], inside[active]) for table in (ties, pairs))
        fits[active] = _fits(tied.now(), possible.now())
        thing, gain = _best(_fits(tied.moved(), possible.moved()), fits[active])
        moves = np.flatnonzero(gain)
        inside[active[moves], thing[moves]] ^= True
        still = np.flatnonzero(~gain)
        exchanged = _exchange(ties, pairs, inside, active[still], fits[active[still]])
        active = np.sort(np.concatenate([active[moves], exchanged]))
    return inside, fits


def _exchange(
    ties: Floats, pairs: Floats, inside: Bools, rows: NDArray[np.int64], fits: Floats
) -> NDArray[np.int64]:
    """Exchange two things where that gains, in place, and return the networks where it did."""
    if not len(rows):
        return rows
    core = inside[rows]
    tied, possible = (_Counts(table[rows], core) for table in (ties, pairs))
    after = _fits(tied.exchanged(), possible.exchanged())
    after[~(core[:, :, None] & ~core[:, None, :])] = UNDEFINED
    pair, gain = _best(after.reshape(len(rows), -1), fits)
    leaves, enters = np.divmod(pair[gain], inside.shape[1])
    inside[rows[gain], leaves] = False
    inside[rows[gain], enters] = True
    return rows[gain]


def _fits(ties: tuple[Floats, Floats], pairs: tuple[Floats, Floats]) -> Floats:
    return fit_of(ties[0], pairs[0], ties[1], pairs[1])


def _best(after: Floats, before: Floats) -> tuple[NDArray[np.int64], Bools]:
    """Return the first of the best choices of each network, and whether it gains."""
    highest = after.max(axis=1)
    return np.argmax(after >= highest[:, None] - BETTER, axis=1), highest > before + 2 * BETTER


class _Counts:
    """How much of a table lies within cores and within their peripheries, now and after a change."""

    def __init__(self, table: Floats, core: Bools) -> None:
        self.table = table
        self.sign = np.where(core, -1.0, 1.0)
        self.to_core = (table @ core[:, :, None].astype(float))[:, :, 0]
        self.to_rest = table.sum(axis=2) - self.to_core
        self.core = (self.to_core * core).sum(axis=1) / 2
        self.rest = (self.to_rest * ~core).sum(axis=1) / 2

    def now(self) -> tuple[Floats, Floats]:
        """Return both counts of each network."""
        return self.core, self.rest

    def moved(self) -> tuple[Floats, Floats]:
        """Return both counts after each thing has changed sides: networks x things."""
        return (
            self.core[:, None] + self.sign * self.to_core,
            self.rest[:, None] - self.sign * self.to_rest,
        )

    def exchanged(self) -> tuple[Floats, Floats]:
        """Return both counts after the thing of a row has left the core for that of a column."""
        core = (self.core[:, None] - self.to_core)[:, :, None] + self.to_core[:, None, :] - self.table
        rest = (self.rest[:, None] + self.to_rest)[:, :, None] - self.to_rest[:, None, :] - self.table
        return core, rest
