"""What questions count, against figures printed in the literature."""

from __future__ import annotations

from itertools import combinations

import networkx as nx
import numpy as np
import pytest

from kgraph.analysis.array_graph import array_graph_of
from kgraph.analysis.core_pattern import best_cores
from kgraph.analysis.effective_size import effective_sizes
from kgraph.analysis.engines import compute
from kgraph.analysis.removals import removal_curve, robustness, separate_paths
from kgraph.analysis.set_scores import SetScores


@pytest.fixture
def florentine() -> nx.Graph:
    return nx.florentine_families_graph()


# S. P. Borgatti 1997, "Structural holes: unpacking Burt's redundancy measures", Connections 20(1), 35-38:
# effective size of G is 6 - 1.33 = 4.67 (Burt 1992); the others by his formula n - 2 t / n, t ties among n
# contacts.
BORGATTI = ["AB", "AF", "AG", "AE", "EG", "FG", "BG", "BD", "DG", "GC"]


def test_effective_size_of_burt_and_borgatti():
    graph = nx.Graph(tuple(edge) for edge in BORGATTI)
    size = effective_sizes(graph)
    assert {node: round(size[node], 2) for node in "ABCDEFG"} == {
        "A": 2.5, "B": 1.67, "C": 1.0, "D": 1.0, "E": 1.0, "F": 1.0, "G": 4.67,
    }  # fmt: skip


def test_effective_size_counts_weights_as_networkx_does_for_named_nodes():
    graph = nx.gnm_random_graph(40, 100, seed=3)
    for number, (a, b) in enumerate(graph.edges):
        graph.edges[a, b]["weight"] = 1.0 + number % 7
    graph.add_node("alone")
    size = effective_sizes(graph)
    tied = [node for node in graph if graph.degree(node)]
    expected = nx.effective_size(graph, nodes=tied, weight="weight")
    assert {node: size[node] for node in tied} == pytest.approx(expected)
    assert size["alone"] is None


def test_constraint_of_burt_by_hand():
    # Burt 1992, eq. 2.4: c = sum over j of (p_ij + sum over q of p_iq p_qj)^2. C has one contact, so c = 1.
    # For E: half of its ties go to A, half to G; A gives a quarter of its to G and G a sixth of its to A.
    graph = nx.Graph(tuple(edge) for edge in BORGATTI)
    constraint = compute("constraint", graph)
    assert constraint["C"] == pytest.approx(1.0)
    assert constraint["E"] == pytest.approx((1 / 2 + 1 / 2 * 1 / 6) ** 2 + (1 / 2 + 1 / 2 * 1 / 4) ** 2)


# S. P. Borgatti and M. G. Everett 2000, doi:10.1016/S0378-8733(99)00019-2, table 1: ten actors, four in the
# core. Against the pattern in which each of the core is tied to all, the paper prints 0.475; with the ties
# between core and periphery left open, as here, nothing deviates from the pattern.
CORE = "12 13 14 15 23 24 26 27 28 34 38 39 45 4A"


def test_core_and_periphery_of_borgatti_and_everett():
    graph = nx.Graph(tuple(tie) for tie in CORE.split())
    found = best_cores([array_graph_of(graph)])
    assert {node for node, inside in zip(sorted(graph), found.inside[0], strict=True) if inside} == set(
        "1234"
    )
    assert found.fits[0] == pytest.approx(1)
    pairs = list(combinations(sorted(graph), 2))
    tied = [graph.has_edge(*pair) for pair in pairs]
    touched = [not set("1234").isdisjoint(pair) for pair in pairs]
    assert np.corrcoef(tied, touched)[0, 1] == pytest.approx(0.475, abs=5e-4)


# S. P. Borgatti 2006, doi:10.1007/s10588-006-7084-x: fragmentation F = 1 - sum s_k (s_k - 1) / (n (n - 1))
# over the components that remain; distance-weighted reach counts 1 for the set and 1/d for those d steps
# away.
def test_fragmentation_and_reach_of_borgatti():
    star = SetScores(nx.star_graph(4))
    assert star.fragmentation(())[0] == 1.0
    assert star.fragmentation(())[1] == 0.0
    assert star.reach(())[0] == 1.0
    assert star.reach(())[1] == pytest.approx((1 + 1 + 3 / 2) / 5)
    path = SetScores(nx.path_graph(5))
    assert path.fragmentation(())[2] == pytest.approx(1 - (2 * 1 + 2 * 1) / (4 * 3))


def test_the_removal_curve_equals_removal_one_by_one(florentine):
    order = sorted(florentine)[::-1]
    expected = []
    left = nx.Graph(florentine)
    for node in [*order, None]:
        expected.append(max((len(c) for c in nx.connected_components(left)), default=0))
        if node is not None:
            left.remove_node(node)
    columns = array_graph_of(florentine)
    backwards = range(columns.n)[::-1]
    assert removal_curve(columns, backwards) == expected
    # Those that are not in the order are not there.
    assert removal_curve(columns, backwards[3:]) == expected[3:]


def test_separate_paths_are_those_of_networkx(florentine):
    local = nx.algorithms.connectivity.local_node_connectivity
    names = sorted(florentine)
    for a, b in combinations(range(len(names)), 2):
        expected = local(florentine, names[a], names[b])
        assert separate_paths(array_graph_of(florentine), a, b) == expected


def test_robustness_of_a_complete_network_is_its_upper_bound():
    # Schneider et al. 2011, doi:10.1073/pnas.1009440108: R lies between 1/N (star) and (1 - 1/N) / 2
    # (complete).
    n = 20
    curve = removal_curve(array_graph_of(nx.complete_graph(n)), range(n))
    assert robustness(curve) == pytest.approx((1 - 1 / n) / 2)
