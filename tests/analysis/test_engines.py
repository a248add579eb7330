"""Every engine gives plain networkx's answer, and results say which one gave it."""

from __future__ import annotations

import math
import os
import subprocess
import sys

import networkx as nx
import pytest

from kgraph.analysis.engines import compute, engine, engine_text, engines_used
from kgraph.analysis.igraph_backend import BACKEND, Dispatcher, IgraphGraph, get_info
from kgraph.analysis.measures.measure_registry import MEASURES, scores
from kgraph.errors import UsageError

# networkx warns whenever it uses its own cache of a converted graph; these graphs are frozen.
pytestmark = pytest.mark.filterwarnings("ignore:Note. conversions to backend graphs")


def graphs():
    """Yield directed and undirected networks with parts of their own, loose ends and isolates; weighted."""
    for directed in (True, False):
        graph = nx.gnp_random_graph(40, 0.05, seed=11, directed=directed)
        graph.add_edges_from([(100, 101), (101, 102)])
        graph.add_node(200)
        for number, (a, b) in enumerate(graph.edges):
            graph.edges[a, b]["weight"] = 1.0 + number % 3
        yield nx.freeze(nx.relabel_nodes(graph, str))


def same(first, second):
    assert set(first) == set(second)
    for node in first:
        if first[node] is None or math.isnan(first[node]):
            assert second[node] is None or math.isnan(second[node])
        else:
            assert second[node] == pytest.approx(first[node], abs=1e-9)


@pytest.fixture(params=range(2), ids=["directed", "undirected"])
def graph(request):
    return list(graphs())[request.param]


@pytest.mark.parametrize("measure", MEASURES)
def test_measures_agree_to_nine_decimals(graph, measure):
    with engine("networkx"):
        plain = scores(graph, measure)
    same(plain, scores(graph, measure))


@pytest.mark.parametrize("k", [None, 1, 7, 44])
@pytest.mark.parametrize("normalized", [True, False])
def test_sampled_betweenness_draws_and_scales_as_networkx_does(graph, k, normalized):
    plain = nx.betweenness_centrality(graph, k=k, normalized=normalized, seed=5)
    same(plain, nx.betweenness_centrality(graph, k=k, normalized=normalized, seed=5, backend=BACKEND))


def test_weighted_betweenness_and_constraint_agree(graph):
    same(
        nx.betweenness_centrality(graph, weight="weight"),
        nx.betweenness_centrality(graph, weight="weight", backend=BACKEND),
    )
    same(nx.constraint(graph, weight="weight"), nx.constraint(graph, weight="weight", backend=BACKEND))
    if not graph.is_directed():
        some = nx.constraint(graph, nodes=["1", "2"], backend=BACKEND)
        same(nx.constraint(graph, nodes=["1", "2"]), some)


def test_an_isolates_constraint_is_undefined_not_zero(graph):
    assert math.isnan(nx.constraint(graph, backend=BACKEND)["200"])


def test_node_connectivity_agrees_for_tied_and_untied_pairs(graph):
    local = nx.algorithms.connectivity.local_node_connectivity
    nodes = sorted(graph)[:12]
    for s in nodes:
        for t in nodes:
            if s != t:
                assert local(graph, s, t, backend=BACKEND) == local(graph, s, t)


def test_blocks_and_dominators_agree(graph):
    if graph.is_directed():
        for start in ("0", "100", "200"):
            found = nx.immediate_dominators(graph, start, backend=BACKEND)
            assert found == nx.immediate_dominators(graph, start)
        with pytest.raises(nx.NetworkXNotImplemented):
            list(nx.biconnected_components(graph, backend=BACKEND))
    else:
        blocks = {frozenset(block) for block in nx.biconnected_components(graph)}
        assert {frozenset(block) for block in nx.biconnected_components(graph, backend=BACKEND)} == blocks
        with pytest.raises(nx.NetworkXNotImplemented):
            nx.immediate_dominators(graph, "0", backend=BACKEND)


def test_leiden_is_seeded_and_finds_the_two_cliques():
    two = nx.barbell_graph(6, 0)
    found = nx.community.leiden_communities(two, seed=3, backend=BACKEND)
    assert sorted(map(sorted, found)) == [list(range(6)), list(range(6, 12))]
    club = nx.karate_club_graph()
    again = [nx.community.leiden_communities(club, seed=9, backend=BACKEND) for _ in range(2)]
    assert again[0] == again[1]


@pytest.mark.parametrize("size", [0, 1, 2])
def test_the_smallest_graphs_agree(size):
    empty = nx.path_graph(size)
    same(nx.betweenness_centrality(empty), nx.betweenness_centrality(empty, backend=BACKEND))
    same(nx.harmonic_centrality(empty), nx.harmonic_centrality(empty, backend=BACKEND))


def test_what_igraph_cannot_do_is_declined():
    graph = nx.path_graph(5)
    with pytest.raises(NotImplementedError):
        nx.betweenness_centrality(graph, endpoints=True, backend=BACKEND)
    with pytest.raises(NotImplementedError):
        nx.harmonic_centrality(graph, sources=[0], backend=BACKEND)
    with pytest.raises(NotImplementedError):
        nx.constraint(graph.to_directed(), nodes=[0], backend=BACKEND)
    with pytest.raises(NotImplementedError):
        nx.closeness_centrality(graph, backend=BACKEND)


def test_an_unknown_node_is_an_error_of_networkx():
    with pytest.raises(nx.NodeNotFound):
        nx.algorithms.connectivity.local_node_connectivity(nx.path_graph(3), 0, 9, backend=BACKEND)


def test_the_backend_is_found_by_networkx_and_says_what_it_has():
    assert BACKEND in nx.utils.backends.backends
    for name in get_info()["functions"]:
        assert callable(getattr(Dispatcher, name))


def test_a_graph_comes_back_from_igraph_as_it_went():
    graph = nx.DiGraph([("a", "b"), ("b", "c")])
    converted = Dispatcher.convert_from_nx(graph)
    assert isinstance(converted, IgraphGraph)
    assert nx.utils.graphs_equal(Dispatcher.convert_to_nx(converted), graph)


@pytest.mark.process
def test_importing_networkx_imports_neither_igraph_nor_pandas():
    code = "import sys, networkx; print([m for m in ('igraph', 'pandas', 'matplotlib') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_results_name_the_engines_that_were_used(graph):
    with engines_used() as used:
        compute("betweenness_centrality", graph)
    assert "igraph" in engine_text(used)
    with engine("networkx"), engines_used() as used:
        compute("betweenness_centrality", graph)
    assert engine_text(used) == f"networkx {nx.__version__}"


def test_an_unknown_engine_is_refused():
    with pytest.raises(UsageError, match="abacus"), engine("abacus"):
        pass


STUB = """
import networkx as nx
import numpy as np

class Dispatcher:
    said = []

    @staticmethod
    def convert_from_nx(graph, **_):
        copy = graph.copy()
        copy.__networkx_backend__ = "elsewhere"
        return copy

    @staticmethod
    def convert_to_nx(result, **_):
        return result

    @staticmethod
    def can_run(name, args, kwargs):
        return name != "betweenness_centrality" or args[1] is None or "sources cannot be drawn"

    @staticmethod
    def should_run(name, args, kwargs):
        return True

    @staticmethod
    def betweenness_centrality(G, *args, **kwargs):
        Dispatcher.said.append("betweenness_centrality")
        plain = nx.DiGraph(G.edges) if G.is_directed() else nx.Graph(G.edges)
        exact = nx.betweenness_centrality.orig_func(plain, *args, **kwargs)
        # As on a graphics card: in single precision, sums in any order, nodes in any order.
        rough = {node: value * (1 + int(node) % 3 * 2e-7) for node, value in exact.items()}
        return {node: float(np.float32(rough[node])) for node in reversed(rough)}

    @staticmethod
    def eigenvector_centrality(G, *args, **kwargs):
        Dispatcher.said.append("eigenvector_centrality")
        raise nx.PowerIterationFailedConvergence(7)

    @staticmethod
    def pagerank(G, *args, **kwargs):
        raise TypeError("an integer is required")


def get_info():
    names = ("betweenness_centrality", "eigenvector_centrality", "pagerank")
    return {"functions": {name: {} for name in names}}
"""
ASKED = """
import networkx as nx
from kgraph.analysis.array_graph import array_graph_of, array_scores
from kgraph.analysis.engines import engine, engine_text, engines_used
from kgraph.analysis.measures.measure_registry import scores
from kgraph.analysis.uncertainty.ranks import rounded
from kgraph.errors import UsageError
from stub_backend import Dispatcher

said = Dispatcher.said
graph = nx.freeze(nx.star_graph(12))
plain = {name: scores(graph, name) for name in ("betweenness", "eigenvector")}
with engine("elsewhere"), engines_used() as used:
    there = scores(graph, "betweenness")
    assert said == ["betweenness_centrality"], said
assert list(there) == list(graph)
assert all(abs(there[node] - plain["betweenness"][node]) < 1e-5 for node in graph)
print(engine_text(used))

# What it does not offer, or not with these arguments, or what does not converge, is computed as without it.
with engine("elsewhere"), engines_used() as used:
    array_scores(array_graph_of(graph), ["degree", "harmonic", "cut-off"])
    scores(graph, "betweenness", sampled=True)
    assert len(said) == 1, said
    assert "stub" not in engine_text(used)
    assert scores(graph, "eigenvector") == plain["eigenvector"]
    assert said[1:] == ["eigenvector_centrality"], said
    assert "stub" not in engine_text(used)

# What is equal is equal in single precision too, so that chance ranks nothing.
ring = nx.freeze(nx.cycle_graph(31))
with engine("elsewhere"):
    assert len(set(rounded(array_scores(array_graph_of(ring), ["betweenness"])[0]))) == 1

try:
    with engine("elsewhere"):
        scores(graph, "pagerank")
except UsageError as error:
    print(error.message)
"""


@pytest.mark.process
def test_a_backend_that_others_install_computes_what_it_offers_by_its_own_name(tmp_path):
    (tmp_path / "stub_backend.py").write_text(STUB, encoding="utf-8")
    entries = {"networkx.backends": "Dispatcher", "networkx.backend_info": "get_info"}
    lines = [f"[{group}]\nelsewhere = stub_backend:{name}\n" for group, name in entries.items()]
    installed = tmp_path / "stub_engine-7.1.dist-info"
    installed.mkdir()
    (installed / "entry_points.txt").write_text("\n".join(lines), encoding="utf-8")
    (installed / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: stub-engine\nVersion: 7.1\n", encoding="utf-8"
    )
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", ASKED], capture_output=True, text=True, env=environment, check=False
    )
    assert done.returncode == 0, done.stderr
    named, failed = done.stdout.splitlines()
    assert named == f"networkx {nx.__version__}, stub-engine 7.1"
    assert failed.startswith("the engine elsewhere cannot compute pagerank: an integer is required")
