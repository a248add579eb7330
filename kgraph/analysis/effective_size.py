"""Burt's effective size: how many of a thing's ties are not doubled by ties among those it is tied to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import networkx as nx

if TYPE_CHECKING:
    from collections.abc import Mapping


def effective_sizes(graph: nx.Graph) -> Mapping[str, float | None]:
    """Return the effective size of each node, with weights; None for an isolate.

    Burt 1992, Structural Holes, ch. 2. Computed here on every engine: networkx 3.6 divides by the strongest
    tie of the wrong node when it has weights and is asked for all nodes.

    Parameters
    ----------
    graph : networkx.Graph
        Undirected, with ``weight`` on its edges, without self-loops.
    """
    import numpy as np
    from scipy.sparse import diags_array

    nodes = list(graph)
    if not graph.number_of_edges():
        return dict.fromkeys(nodes)
    weights = nx.to_scipy_sparse_array(graph, nodelist=nodes, weight="weight", dtype=float, format="csr")
    tied = weights.copy()
    tied.data[:] = 1.0
    degrees = np.asarray(tied.sum(axis=1)).ravel()
    none = degrees == 0
    total, strongest = np.asarray(weights.sum(axis=1)).ravel(), weights.max(axis=1).toarray().ravel()
    shares = diags_array(1.0 / np.where(none, 1.0, total)) @ weights
    marginal = diags_array(1.0 / np.where(none, 1.0, strongest)) @ weights
    doubled = np.asarray(shares.multiply(tied @ marginal).sum(axis=1)).ravel()
    sizes = degrees - doubled
    return {
        node: None if alone else float(size) for node, size, alone in zip(nodes, sizes, none, strict=True)
    }
