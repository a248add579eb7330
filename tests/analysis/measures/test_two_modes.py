"""Two-mode networks: each mode against its own highest value, as printed and as defined."""

from __future__ import annotations

import networkx as nx
import pytest

from kgraph.analysis.array_graph import array_graph_of, array_scores
from kgraph.analysis.measures.measure_registry import MEASURES, scores
from kgraph.analysis.two_modes import BODIES


def two_modes(graph: nx.Graph, bodies: set[str]) -> nx.Graph:
    graph = nx.Graph(graph)
    graph.graph[BODIES] = frozenset(bodies)
    return graph


@pytest.fixture
def davis() -> nx.Graph:
    graph = nx.davis_southern_women_graph()
    return two_modes(graph, {node for node, mode in graph.nodes(data="bipartite") if mode})


# Borgatti and Everett 1997, doi:10.1016/S0378-8733(96)00301-2, on Davis, Gardner and Gardner 1941.
def test_davis_southern_women(davis):
    between = {node: round(value, 2) for node, value in scores(davis, "betweenness").items()}
    assert between["Evelyn Jefferson"] == 0.10
    assert between["Nora Fayette"] == 0.11
    assert between["E8"] == 0.24
    assert between["E9"] == 0.23
    vector = {node: round(value, 2) for node, value in scores(davis, "eigenvector").items()}
    assert (vector["Theresa Anderson"], vector["Evelyn Jefferson"], vector["E8"]) == (0.37, 0.33, 0.51)


def test_betweenness_is_that_of_networkx_in_two_modes(davis):
    members = set(davis) - davis.graph[BODIES]
    assert scores(davis, "betweenness") == pytest.approx(nx.bipartite.betweenness_centrality(davis, members))


@pytest.mark.parametrize("measure", ["betweenness", "harmonic"])
def test_the_highest_value_possible_is_1_in_each_mode(measure):
    star = two_modes(nx.star_graph(["club", "a", "b", "c"]), {"club"})
    assert scores(star, measure)["club"] == pytest.approx(1)
    other = two_modes(nx.star_graph(["a", "x", "y"]), {"x", "y"})
    assert scores(other, measure)["a"] == pytest.approx(1)


def test_each_mode_has_length_1_by_eigenvector(davis):
    vector = scores(davis, "eigenvector")
    bodies = davis.graph[BODIES]
    for mode in (bodies, set(davis) - bodies):
        assert sum(vector[node] ** 2 for node in mode) == pytest.approx(1)


def test_arrays_give_the_same_in_two_modes(davis):
    nodes = sorted(davis)
    matrix = array_scores(array_graph_of(davis), [*MEASURES])
    for row, measure in enumerate(MEASURES):
        expected = scores(davis, measure)
        assert matrix[row].tolist() == pytest.approx([expected[node] for node in nodes], abs=1e-9)


def test_a_network_of_one_mode_is_as_before():
    kite = nx.krackhardt_kite_graph()
    assert scores(kite, "betweenness") == pytest.approx(nx.betweenness_centrality(kite))
