"""Ranks with intervals, and tiers of things that cannot be told apart."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

RANK_DIGITS = 9
"""Scores that agree to nine significant digits have the same rank; engines may differ beyond."""
LEVEL = 0.95

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class RankSummary:
    """How sure the ranks are.

    Parameters
    ----------
    ranks : ndarray
        Rank of each observed score, 1 is highest, equal scores share the better rank.
    low, high : ndarray
        Bounds that hold 95 % of the ranks over replicates.
    top : ndarray
        Share of replicates in which each is among the `k` highest.
    tiers : ndarray
        Number of each thing's tier, from 1; 0 when its score is undefined.
    k : int
        What "among the highest" means.
    """

    ranks: Array
    low: Array
    high: Array
    top: Array
    tiers: NDArray[np.int64]
    k: int


def ranked(scores: Array) -> Array:
    """Return ranks from 1 for the highest; NaN for NaN."""
    keys = np.array([float(f"{score:.{RANK_DIGITS}g}") for score in scores])
    known = keys[~np.isnan(keys)]
    order = np.sort(known)
    ranks: Array = np.asarray(len(known) - np.searchsorted(order, keys, side="right") + 1, dtype=np.float64)
    ranks[np.isnan(keys)] = np.nan
    return ranks


def summarise_ranks(observed: Array, replicates: Array, k: int) -> RankSummary:
    """Summarise the ranks of `observed` scores over `replicates`: one row each, NaN where a thing is missing.

    A tier begins at its leader, the highest thing that is not in a tier yet; it takes in each thing that the
    leader
    beats in fewer than 95 % of the replicates in which both are present.
    """
    ranks = ranked(observed)
    each = np.array([ranked(row) for row in replicates]).reshape(len(replicates), len(observed))
    low, high, top = (np.full(len(observed), np.nan) for _ in range(3))
    for i in range(len(observed)):
        own = each[:, i][~np.isnan(each[:, i])] if len(each) else np.empty(0)
        if len(own) and not np.isnan(ranks[i]):
            bounds = np.quantile(own, [(1 - LEVEL) / 2, (1 + LEVEL) / 2], method="nearest")
            low[i], high[i] = min(bounds[0], ranks[i]), max(bounds[1], ranks[i])
            top[i] = float(np.mean(own <= k))
    return RankSummary(ranks, low, high, top, _tiers(ranks, replicates), k)


def _tiers(ranks: Array, replicates: Array) -> NDArray[np.int64]:
    tiers = np.zeros(len(ranks), dtype=np.int64)
    waiting = [int(i) for i in np.argsort(ranks, kind="stable") if not np.isnan(ranks[i])]
    tier = 0
    while waiting and len(replicates):
        tier += 1
        leader = waiting[0]
        for i in waiting:
            if (
                i == leader
                or ranks[i] == ranks[leader]
                or not _beats(replicates[:, leader], replicates[:, i])
            ):
                tiers[i] = tier
        waiting = [i for i in waiting if not tiers[i]]
    return tiers


def _beats(leader: Array, other: Array) -> bool:
    both = ~np.isnan(leader) & ~np.isnan(other)
    return bool(both.any()) and float(np.mean(leader[both] > other[both])) >= LEVEL
