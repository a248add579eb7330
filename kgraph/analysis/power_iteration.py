"""The two scores that come of multiplying by a sparse matrix again and again, on any form of a graph."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float64]


def leading_vector(matrix: Any, rounds: int, tolerance: float) -> Scores | None:
    """Return the leading eigenvector, of length 1, or None without convergence.

    Parameters
    ----------
    matrix : scipy.sparse.csr_array
        What flows into each node (row) from each other; one is added on the diagonal, so that a network that
        falls into two sides converges too.
    rounds : int
        Most rounds.
    tolerance : float
        Change for each node at which it stops.
    """
    n = matrix.shape[0]
    vector: Scores = np.full(n, 1.0 / n)
    for _ in range(rounds):
        before = vector
        vector = before + matrix @ before
        vector /= np.sqrt((vector * vector).sum())
        if np.abs(vector - before).sum() < n * tolerance:
            return vector
    return None


def walk_shares(matrix: Any, damping: float, rounds: int, tolerance: float) -> Scores | None:
    """Return the share of a random walk that is at each node, or None without convergence.

    The walk goes on along an arc with the probability `damping`, and else, or where no arc leads on, to any
    node. The other parameters are those of :func:`leading_vector`.
    """
    n = matrix.shape[0]
    outgoing = np.asarray(matrix.sum(axis=0)).ravel()
    ends = outgoing == 0
    share = np.where(ends, 0.0, damping / np.where(ends, 1.0, outgoing))
    vector: Scores = np.full(n, 1.0 / n)
    for _ in range(rounds):
        before = vector
        vector = matrix @ (share * before) + (damping * before[ends].sum() + 1 - damping) / n
        if np.abs(vector - before).sum() < n * tolerance:
            return vector
    return None
