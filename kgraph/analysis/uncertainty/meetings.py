"""Who meets whom: the projection of memberships as integer columns, for draws by the thousand."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array

Ints = NDArray[np.int64]

SMALL_PRODUCT = 250_000
"""Multiplications up to which a dense product is faster than a sparse one, and starts no threads."""


def meetings(members: Ints, bodies: Ints) -> tuple[Ints, Ints, NDArray[np.float64]]:
    """Return each pair of members that share a body, once, and how many bodies they share.

    Parameters
    ----------
    members, bodies : ndarray of int
        Both ends of each membership; the same one may occur more than once.
    """
    present, row = np.unique(members, return_inverse=True)
    shared_by, column = np.unique(bodies, return_inverse=True)
    shape = (len(present), len(shared_by))
    if shape[0] * shape[0] * shape[1] <= SMALL_PRODUCT:
        table = np.zeros(shape)
        table[row, column] = 1.0
        shared = coo_array(table @ table.T)
    else:
        sparse = csr_array((np.ones(len(row)), (row, column)), shape=shape)
        sparse.data[:] = 1.0
        shared = (sparse @ sparse.T).tocoo()
    above = shared.row < shared.col
    return present[shared.row[above]], present[shared.col[above]], shared.data[above]
