"""The array form of a graph gives what the measures of the registry give, and says what is undefined."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest

from kgraph.analysis.array_graph import array_graph_of, array_scores
from kgraph.analysis.brokered_pairs import brokered
from kgraph.analysis.dense_paths import dense_paths
from kgraph.analysis.engines import NETWORKX, engine
from kgraph.analysis.measures.measure_registry import MEASURES
from kgraph.analysis.two_mode_paths import two_mode_sums


def graphs():
    yield nx.gnp_random_graph(40, 0.08, seed=1)
    yield nx.gnp_random_graph(40, 0.05, seed=2, directed=True)
    yield nx.gnp_random_graph(450, 0.01, seed=3)
    yield nx.disjoint_union(nx.cycle_graph(420), nx.complete_graph(5))
    yield nx.disjoint_union(nx.path_graph(12), nx.path_graph(12))
    yield nx.empty_graph(10)
    yield nx.path_graph(2)
    yield nx.empty_graph(1)
    yield nx.DiGraph([(0, 1), (1, 0), (1, 2), (2, 3), (3, 1), (3, 4), (5, 6), (6, 5), (7, 4), (8, 0)])


def arrays(graph):
    rng = np.random.default_rng(5)
    for a, b in graph.edges:
        graph.edges[a, b]["weight"] = float(rng.integers(1, 4))
    return array_graph_of(graph)


@pytest.mark.parametrize(
    "graph",
    [pytest.param(each, marks=[pytest.mark.slow] if len(each) > 400 else []) for each in graphs()],
    ids=str,
)
@pytest.mark.parametrize("measure", sorted(MEASURES))
def test_each_measure_is_what_the_registry_says(graph, measure):
    form = arrays(graph)
    expected = MEASURES[measure].scores(graph)
    wanted = [np.nan if expected[node] is None else expected[node] for node in range(len(graph))]
    assert array_scores(form, [measure])[0] == pytest.approx(wanted, abs=1e-8, nan_ok=True)
    with engine(NETWORKX):
        assert array_scores(form, [measure])[0] == pytest.approx(wanted, abs=1e-8, nan_ok=True)


def test_sampled_scores_are_those_of_the_registry():
    graph = nx.gnp_random_graph(300, 0.02, seed=4)
    expected = MEASURES["betweenness"].scores(graph, seed=9, sampled=True)
    drawn = array_scores(arrays(graph), ["betweenness"], seed=9, sampled=True)[0]
    assert drawn == pytest.approx([expected[node] for node in range(300)])


@pytest.mark.parametrize("seed", range(4))
def test_two_modes_by_products_of_matrices_are_what_networkx_finds(seed, monkeypatch):
    rng = np.random.default_rng(seed)
    members, bodies = 30 + 10 * seed, 25
    graph = nx.Graph()
    graph.add_nodes_from(range(members + bodies))
    ties = int(rng.integers(40, 160))
    graph.add_edges_from(
        (int(rng.integers(members)), members + int(rng.integers(bodies))) for _ in range(ties)
    )
    graph.graph["bodies"] = frozenset(range(members, members + bodies))
    form = array_graph_of(graph)
    expected = nx.betweenness_centrality(graph, normalized=False)
    sums = two_mode_sums(form.starts, form.ends, form.bodies)
    assert sums / 2 == pytest.approx([expected[node] for node in range(len(graph))])
    by_igraph = array_scores(form, ["betweenness"])
    monkeypatch.setattr("kgraph.analysis.array_graph.LARGE", 3)
    assert array_scores(form, ["betweenness"]) == pytest.approx(by_igraph)


@pytest.mark.parametrize("chance", [0.1, 0.3, 0.6])
def test_dense_paths_are_what_networkx_finds(chance):
    # A dense part with tails and a piece of its own, so that some paths are long and some there are none.
    graph = nx.disjoint_union(nx.gnp_random_graph(40, chance, seed=6), nx.complete_graph(4))
    nx.add_path(graph, [3, *range(100, 104)])
    nx.add_path(graph, [7, *range(110, 112)])
    graph = nx.convert_node_labels_to_integers(graph)
    form = array_graph_of(graph)
    found = dense_paths(form.n, form.starts, form.ends)
    between = nx.betweenness_centrality(graph, normalized=False)
    near, closed = nx.harmonic_centrality(graph), nx.triangles(graph)
    assert found.between / 2 == pytest.approx([between[node] for node in range(form.n)])
    assert found.nearness == pytest.approx([near[node] for node in range(form.n)])
    assert (found.closed / 2).tolist() == [closed[node] for node in range(form.n)]


def test_a_dense_graph_has_the_scores_and_brokers_of_its_matrix():
    graph = nx.gnp_random_graph(210, 0.2, seed=8)
    form = array_graph_of(graph)
    assert form.dense is not None
    between, harmonic = nx.betweenness_centrality(graph), nx.harmonic_centrality(graph)
    expected = [[score[node] for node in range(210)] for score in (between, harmonic)]
    drawn = array_scores(form, ["betweenness", "harmonic"])
    assert drawn == pytest.approx(np.array(expected) / np.array([[1.0], [209.0]]))
    directed = array_graph_of(graph.to_directed())
    assert directed.dense is None
    assert np.array_equal(brokered(form), brokered(directed))
