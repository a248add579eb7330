"""Scores of sets of nodes equal those of NetworkX, set by set."""

from __future__ import annotations

from itertools import combinations

import networkx as nx
import pytest

from kgraph.analysis.set_scores import SetScores

GRAPHS = {
    "random": nx.gnm_random_graph(14, 18, seed=3),
    "tree": nx.random_labeled_tree(12, seed=4),
    "in parts": nx.disjoint_union(nx.path_graph(5), nx.star_graph(6)),
    "without ties": nx.empty_graph(4),
    "clique": nx.complete_graph(5),
}


def fragmentation(graph: nx.Graph, removed: tuple[int, ...]) -> float:
    left = nx.Graph(graph)
    left.remove_nodes_from(removed)
    if len(left) < 2:
        return 1.0
    joined = sum(len(part) * (len(part) - 1) for part in nx.connected_components(left))
    return 1.0 - joined / (len(left) * (len(left) - 1))


def reach(graph: nx.Graph, kept: tuple[int, ...]) -> float:
    distances = nx.multi_source_dijkstra_path_length(graph, set(kept))
    return sum(1 / max(1, distance) for distance in distances.values()) / len(graph)


@pytest.mark.parametrize("name", GRAPHS)
def test_each_set_scores_as_when_it_is_searched_by_itself(name: str) -> None:
    graph = GRAPHS[name]
    sets = SetScores(graph)
    for size in (0, 1, 2):
        for nodes in combinations(graph, size):
            lost, kept = sets.fragmentation(nodes), sets.reach(nodes)
            for other in set(graph) - set(nodes):
                assert lost[other] == fragmentation(graph, (*nodes, other))
                assert kept[other] == pytest.approx(reach(graph, (*nodes, other)))
