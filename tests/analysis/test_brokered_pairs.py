"""Brokered pairs, by role and alone: published triads, and brute force on random networks."""

from __future__ import annotations

from itertools import permutations

import networkx as nx
import numpy as np
import pytest

from kgraph.analysis.array_graph import array_graph_of
from kgraph.analysis.brokered_pairs import (
    ROLES,
    brokerage_roles,
    brokered,
    exclusive,
    exclusive_meetings,
)


def arrays(graph):
    return array_graph_of(graph)


def roles_of(graph, classes):
    kinds = np.array([int(classes[node]) for node in sorted(graph)])
    counts = brokerage_roles(arrays(graph), kinds)
    return {
        node: {role: count for role, count in zip(ROLES, counts[:, number], strict=True) if count}
        for number, node in enumerate(sorted(graph))
    }


# R. V. Gould and R. M. Fernandez 1989, doi:10.2307/270949, figure 1: the five triads a -> b -> c, by classes.
@pytest.mark.parametrize(
    ("classes", "role"),
    [
        ("111", "coordinator"),
        ("121", "itinerant"),
        ("122", "gatekeeper"),
        ("112", "representative"),
        ("123", "liaison"),
    ],
)
def test_the_five_triads_of_gould_and_fernandez(classes, role):
    roles = roles_of(nx.DiGraph(["ab", "bc"]), dict(zip("abc", classes, strict=True)))
    assert roles == {"a": {}, "b": {role: 1}, "c": {}}


def test_a_direct_tie_leaves_nothing_to_broker():
    assert roles_of(nx.DiGraph(["ab", "bc", "ac"]), dict.fromkeys("abc", "1"))["b"] == {}


def test_roles_on_the_example_of_the_r_package_cograph():
    # The four-node example in cograph's manual (centrality_brokerage_coordinator), which states agreement
    # with sna::brokerage: no coordinator. The other roles by hand from the open two-paths D-A-B, D-A-C,
    # A-B-D, A-C-D, C-D-A, B-D-A.
    graph = nx.DiGraph(["AB", "AC", "BC", "BD", "CD", "DA"])
    assert roles_of(graph, {"A": "1", "B": "1", "C": "2", "D": "2"}) == {
        "A": {"gatekeeper": 1, "itinerant": 1},
        "B": {"representative": 1},
        "C": {"gatekeeper": 1},
        "D": {"representative": 1, "itinerant": 1},
    }


def test_exclusive_pairs_have_no_other_broker():
    # a reaches d through b and c; a reaches e through c alone.
    assert exclusive(arrays(nx.DiGraph(["ab", "ac", "bd", "cd", "ce"]))).tolist() == [0, 0, 1, 0, 0]


def test_exclusive_meetings_are_of_those_who_meet_nowhere_else():
    # x1 and x2 meet in both bodies, y meets each of them in one only.
    graph = nx.Graph([("x1", "b1"), ("x2", "b1"), ("y", "b1"), ("x1", "b2"), ("x2", "b2")])
    alone = dict(zip(sorted(graph), exclusive_meetings(arrays(graph)), strict=True))
    assert (alone["b1"], alone["b2"], alone["y"]) == (2, 0, 0)
    assert (alone["x1"], alone["x2"]) == (0, 0)


@pytest.mark.parametrize("directed", [True, False])
def test_counts_equal_brute_force(directed):
    graph = nx.gnp_random_graph(14, 0.2, seed=6, directed=directed)
    pairs = {
        (a, b, c)
        for a, b, c in permutations(graph, 3)
        if graph.has_edge(a, b) and graph.has_edge(b, c) and not graph.has_edge(a, c)
    }
    between = {(a, c): [b for x, b, y in pairs if (x, y) == (a, c)] for a, _, c in pairs}
    form = arrays(graph)
    assert brokered(form).tolist() == [sum(b == node for _, b, _ in pairs) for node in sorted(graph)]
    alone = [sum(found == [node] for found in between.values()) for node in sorted(graph)]
    assert exclusive(form).tolist() == alone
    assert (
        brokerage_roles(form, np.array([node % 3 for node in graph])).sum(axis=0).tolist()
        == brokered(form).tolist()
    )
