"""Whom each node stands between, counted by products of sparse matrices."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from kgraph.analysis.array_graph import ArrayGraph

Counts = NDArray[np.float64]

BROKERED, EXCLUSIVE = "brokered pairs", "exclusive pairs"
ROLES = COORDINATOR, ITINERANT, GATEKEEPER, REPRESENTATIVE, LIAISON = (
    "coordinator",
    "itinerant",
    "gatekeeper",
    "representative",
    "liaison",
)


def brokered(graph: ArrayGraph) -> Counts:
    """Return for each node how many ordered pairs (a, c) it brokers.

    It does where a is tied to it and it to c, but a is not tied to c directly.
    """
    if graph.dense is not None:
        degree = np.bincount(np.concatenate([graph.starts, graph.ends]), minlength=graph.n)
        return degree * (degree - 1.0) - graph.dense.closed
    onward = _onward(graph)
    closed = onward.multiply(onward @ onward.T).sum(axis=0)
    back = onward.multiply(onward.T).sum(axis=0)
    return _flat(onward.sum(axis=0)) * _flat(onward.sum(axis=1)) - _flat(back) - _flat(closed)


def brokerage_roles(graph: ArrayGraph, kinds: NDArray[np.int64]) -> Counts:
    """Return roles x nodes: how many pairs each node brokers in each of `ROLES`.

    Gould and Fernandez 1989, doi:10.2307/270949. The role follows from the classes of a, the broker and c:
    all the same, coordinator; a and c the same, itinerant; the broker and c the same, gatekeeper; a and the
    broker the same, representative; all different, liaison.

    Parameters
    ----------
    graph : ArrayGraph
        The network.
    kinds : ndarray of int
        Class of each node.
    """
    onward = _onward(graph)
    classes = int(kinds.max(initial=0)) + 1
    own = np.eye(classes)[kinds]
    sent, received, back = onward @ own, onward.T @ own, onward.multiply(onward.T) @ own
    # pairs[b, k, l]: a of class k, c of class l.
    pairs = received[:, :, None] * sent[:, None, :]
    each = np.arange(classes)
    pairs[:, each, each] -= back
    for last in range(classes):
        part = onward[:, np.flatnonzero(kinds == last)]
        pairs[:, :, last] -= onward.multiply(part @ part.T).T @ own
    nodes = np.arange(graph.n)
    same = pairs[nodes, kinds, kinds]
    around = pairs[:, each, each].sum(axis=1)
    ahead, behind = pairs[nodes, :, kinds].sum(axis=1), pairs[nodes, kinds, :].sum(axis=1)
    roles = np.array([same, around - same, ahead - same, behind - same])
    return np.vstack([roles, pairs.sum(axis=(1, 2)) - roles.sum(axis=0)])


def exclusive(graph: ArrayGraph) -> Counts:
    """Return for each node how many of the ordered pairs that it brokers nobody else does."""
    onward = _onward(graph)
    alone = _once(onward @ onward)
    alone = alone - alone.multiply(onward)
    return _flat(onward.multiply(alone @ onward.T).sum(axis=0))


def exclusive_meetings(graph: ArrayGraph) -> Counts:
    """Return for each node of a two-mode network how many pairs of its neighbours share nobody else."""
    onward = _onward(graph)
    alone = _once(onward @ onward)
    return _flat(onward.multiply(alone @ onward).sum(axis=0)) / 2


def _onward(graph: ArrayGraph) -> Any:
    """Return the sparse matrix of who is tied to whom (row to column), without weights."""
    matrix = graph.matrix().T.tocsr()
    matrix.data = np.ones_like(matrix.data)
    return matrix


def _once(paths: Any) -> Any:
    """Return where exactly one path of two ties leads from one node to another."""
    paths = paths.tocoo()
    kept = (paths.row != paths.col) & (paths.data == 1)
    from scipy.sparse import csr_array

    return csr_array((np.ones(kept.sum()), (paths.row[kept], paths.col[kept])), shape=paths.shape)


def _flat(values: Any) -> Counts:
    return np.asarray(values, dtype=np.float64).ravel()
