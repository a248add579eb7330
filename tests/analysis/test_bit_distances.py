"""Harmonic closeness by bits equals that of networkx, also when sources are taken in portions."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest

from kgraph.analysis import bit_distances
from kgraph.analysis.bit_distances import harmonic_sums


@pytest.mark.parametrize("most_bytes", [1, 64_000_000])
@pytest.mark.parametrize("seed", range(3))
def test_sums_of_inverse_distances_are_those_of_networkx(monkeypatch, most_bytes, seed):
    monkeypatch.setattr(bit_distances, "MOST_BYTES", most_bytes)
    graph = nx.gnp_random_graph(150, 0.015, seed=seed, directed=True)
    arcs = np.array(list(graph.edges))
    expected = nx.harmonic_centrality(graph)
    found = harmonic_sums(150, arcs[:, 0], arcs[:, 1])
    assert found.tolist() == pytest.approx([expected[node] for node in range(150)])


def test_without_arcs_nobody_is_near():
    none = np.empty(0, dtype=np.int64)
    assert harmonic_sums(3, none, none).tolist() == [0.0, 0.0, 0.0]
