"""Ranks with intervals, and tiers of things that cannot be told apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Sequence

RANK_DIGITS = 9
"""Scores that agree to nine significant digits have the same rank; engines may differ beyond."""
LEVEL = 0.95
INTERVAL = (0.015, 0.985)
"""Shares of the draws below the two ends of a 95 % interval: the draws are too like the record, which is
one of the worlds that they are drawn around, so that 97 % of them hold 95 % of the true ranks
(benchmarks/rank_intervals.py)."""
TIERED = 500

Array = NDArray[np.float64]
Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class RankSummary:
    """How sure the ranks are.

    Parameters
    ----------
    ranks : ndarray
        Rank of each observed score, 1 is highest, equal scores share the better rank.
    low, high : ndarray
        Bounds of the 95 % interval of each rank, calibrated as `INTERVAL` says.
    top : ndarray
        Share of draws in which each is among the `k` highest.
    same : ndarray
        Share of draws in which each has the rank observed.
    tiers : ndarray
        Number of each thing's tier, from 1; 0 when its score is undefined.
    k : int
        How many things count as the highest.
    """

    ranks: Array
    low: Array
    high: Array
    top: Array
    same: Array
    tiers: NDArray[np.int64]
    k: int


def ranked(scores: Array) -> Array:
    """Return ranks from 1 for the highest; NaN for NaN."""
    keys = rounded(scores)
    defined = np.sort(keys[~np.isnan(keys)])
    ranks: Array = np.asarray(
        len(defined) - np.searchsorted(defined, keys, side="right") + 1, dtype=np.float64
    )
    ranks[np.isnan(keys)] = np.nan
    return ranks


def rounded(scores: Array) -> Array:
    """Return `scores` with `RANK_DIGITS` significant digits."""
    size = np.abs(scores)
    with np.errstate(divide="ignore", invalid="ignore"):
        step = 10.0 ** (np.floor(np.log10(size)) - RANK_DIGITS + 1)
        result: Array = np.where(size > 0, np.round(scores / step) * step, scores)
    return result


def share_first(drawn: Array, places: Sequence[int]) -> float:
    """Return the share of draws in which the things at all of `places` come first."""
    scores = rounded(drawn)
    first = scores == np.nanmax(scores, axis=1, keepdims=True)
    return float(np.mean(first[:, places].all(axis=1)))


def summarise_modes(
    observed: Array, drawn: tuple[Array, Array], k: int, modes: Sequence[Places]
) -> RankSummary:
    """Summarise ranks within each of several sets of things, given by their places; see `summarise_ranks`."""
    scores, each = drawn
    whole: list[Array] = [np.full(len(observed), np.nan) for _ in range(5)]
    tiers = np.zeros(len(observed), dtype=np.int64)
    for mode in modes:
        own = summarise_ranks(observed[mode], scores[:, mode], k, each[:, mode])
        for column, part in zip(whole, (own.ranks, own.low, own.high, own.top, own.same), strict=True):
            column[mode] = part
        tiers[mode] = own.tiers
    ranks, low, high, top, same = whole
    return RankSummary(ranks, low, high, top, same, tiers, k)


def ranked_in_modes(scores: Array, modes: Sequence[Places]) -> Array:
    """Return ranks within each of several sets of things."""
    ranks = np.full(len(scores), np.nan)
    for mode in modes:
        ranks[mode] = ranked(scores[mode])
    return ranks


def summarise_ranks(observed: Array, drawn: Array, k: int, each: Array | None = None) -> RankSummary:
    """Summarise the ranks of `observed` scores over `drawn` ones: one row each, NaN where undefined.

    A tier begins at its leader, the highest thing that is not in a tier yet; it takes in each thing that the
    leader beats in fewer than 95 % of the draws in which both are defined. Tiers are made for the first
    `TIERED` things.

    Parameters
    ----------
    observed : ndarray
        The scores of the record.
    drawn : ndarray
        draws x things.
    k : int
        How many things count as the highest.
    each : ndarray, optional
        The rank of each thing in each draw, where a draw has other things too; else those of `drawn`.
    """
    ranks = ranked(observed)
    if each is None:
        each = np.array([ranked(row) for row in drawn]).reshape(len(drawn), len(observed))
    low, high, top, same = (np.full(len(observed), np.nan) for _ in range(4))
    seen = (
        ~np.isnan(ranks) & ~np.isnan(each).all(axis=0) if len(each) else np.zeros(len(observed), dtype=bool)
    )
    if seen.any():
        bounds = np.nanquantile(each[:, seen], INTERVAL, axis=0, method="nearest")
        low[seen], high[seen] = np.minimum(bounds[0], ranks[seen]), np.maximum(bounds[1], ranks[seen])
        top[seen] = (each[:, seen] <= k).sum(axis=0) / (~np.isnan(each[:, seen])).sum(axis=0)
        same[seen] = (each[:, seen] == ranks[seen]).sum(axis=0) / (~np.isnan(each[:, seen])).sum(axis=0)
    return RankSummary(ranks, low, high, top, same, _tiers(ranks, rounded(drawn)), k)


def _tiers(ranks: Array, drawn: Array) -> NDArray[np.int64]:
    tiers = np.zeros(len(ranks), dtype=np.int64)
    order = np.argsort(ranks, kind="stable")
    waiting = order[~np.isnan(ranks[order])][:TIERED] if len(drawn) else order[:0]
    tier = 0
    while len(waiting):
        tier += 1
        leader = waiting[0]
        ahead = _share_ahead(drawn[:, leader], drawn[:, waiting])
        joins = (ahead < LEVEL) | (ranks[waiting] == ranks[leader])
        tiers[waiting[joins]] = tier
        waiting = waiting[~joins]
    return tiers


def _share_ahead(leader: Array, others: Array) -> Array:
    """Return in which share of the draws that have both the leader is ahead; 0 where none has both."""
    both = ~np.isnan(leader)[:, None] & ~np.isnan(others)
    wins = (leader[:, None] > others) & both
    share: Array = wins.sum(axis=0) / np.maximum(both.sum(axis=0), 1)
    return share
