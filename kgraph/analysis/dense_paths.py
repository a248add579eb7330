"""Shortest paths of a dense network without direction, from all things at once, as products of full matrices.

In a projection of large bodies everybody is two or three steps from everybody, so that few products find all
paths. Three to six times as fast as one search for each thing.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[np.int64]
    Floats = NDArray[np.float64]

FEWEST, MOST = 200, 2_000
"""Nodes from which products pay, and up to which the matrices have room."""
PER_TIE = 20
"""Cells of the matrix for each tie up to which products are faster than searches; measured."""
PRODUCTS = 100
"""Multiplications that take as long as one step of a search."""
EXACT_STEPS = 3
"""Steps up to which paths among at most `MOST` nodes are fewer than 2^24."""
FEW = 10
"""Cells of a matrix for each that is not zero from which a sparse product is faster; measured."""


@dataclass(frozen=True, slots=True)
class DensePaths:
    """What shortest paths say of each node.

    Parameters
    ----------
    between : ndarray
        Shares of shortest paths through it, summed over ordered pairs of others.
    nearness : ndarray
        Sum of inverse distances to all others.
    closed : ndarray
        Ordered pairs of its neighbours that are tied to each other.
    """

    between: Floats
    nearness: Floats
    closed: Floats


def is_dense(n: int, ties: int) -> bool:
    """Return whether products of full matrices are faster than searches, and have room."""
    return FEWEST <= n <= MOST and PER_TIE * ties >= n * n


def path_work(n: int, ties: int, *, directed: bool) -> int:
    """Return what all shortest paths cost, in steps of searches: nodes x ties, or less if dense."""
    return min(n * ties, n**3 // PRODUCTS) if not directed and is_dense(n, ties) else n * ties


def dense_paths(n: int, starts: Numbers, ends: Numbers) -> DensePaths:
    """Return what the shortest paths of a network say of each node (Brandes 2001).

    doi:10.1080/0022250X.2001.9990249, one step of all searches at a time.

    Parameters
    ----------
    n : int
        Number of nodes.
    starts, ends : ndarray of int
        Both ends of each tie; no tie stands twice.
    """
    # Up to `EXACT_STEPS` steps there are at most 2,000 x 2,000 paths, which single precision counts exactly.
    ties = np.zeros((n, n), dtype=np.float32)
    ties[starts, ends] = ties[ends, starts] = 1.0
    unseen = ties == 0
    np.fill_diagonal(unseen, val=False)
    further = ties @ ties
    closed = np.einsum("ij,ij->i", ties, further, dtype=np.float64)
    nearness = ties.sum(axis=1, dtype=np.float64)
    nodes = np.arange(n)
    levels = [_Level(nodes, ties)]
    while True:
        further *= unseen
        new = further > 0
        if not new.any():
            break
        levels.append(_Level(nodes, further))
        nearness[nodes] += new.sum(axis=1) / len(levels)
        unseen &= ~new
        # Only those whom somebody has not reached go on: in a projection soon few.
        far = np.flatnonzero(unseen.any(axis=1))
        if not len(far):
            break
        if len(levels) >= EXACT_STEPS:
            further = further.astype(np.float64)
        further = ties[np.ix_(nodes[far], nodes)] @ further[:, far]
        unseen, nodes = unseen[np.ix_(far, far)], nodes[far]
    return DensePaths(_between(ties.astype(np.float64), levels), nearness, closed)


@dataclass(frozen=True, slots=True)
class _Level:
    """How many shortest paths of so many steps lead from each to each of some nodes; 0 where none does."""

    nodes: Numbers
    paths: NDArray[np.floating[Any]]


def _between(ties: Floats, levels: list[_Level]) -> Floats:
    between = np.zeros(len(ties))
    # Rows are where paths begin; paths have no direction, so that counts are the same either way.
    passed, place = np.zeros((0, 0)), np.zeros(0, dtype=np.int64)
    for level, nearer in pairwise(reversed(levels)):
        beyond = np.ones(level.paths.shape)
        if len(place):
            beyond[place] += passed
        whole = len(level.nodes) == len(ties)
        place = np.searchsorted(nearer.nodes, level.nodes)
        passed = _passed_on(level, beyond, ties if whole else ties[np.ix_(level.nodes, nearer.nodes)])
        passed *= nearer.paths if whole else nearer.paths[place]
        between[nearer.nodes] += passed.sum(axis=0)
    return between


def _passed_on(level: _Level, beyond: Floats, ties: Floats) -> Floats:
    """Return the sum over those of a level who are tied to each, of what depends on them for each path."""
    there = level.paths > 0
    if FEW * np.count_nonzero(there) > there.size:
        share = level.paths.astype(np.float64)
        np.copyto(share, np.inf, where=~there)
        return np.divide(beyond, share, out=share) @ ties
    from scipy.sparse import csr_array

    return np.asarray(csr_array((beyond[there] / level.paths[there], np.nonzero(there)), there.shape) @ ties)
