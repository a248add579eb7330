"""Cut sets and importance against brute force, on random systems with alternatives and circles."""

from __future__ import annotations

import random
from itertools import combinations, product

import networkx as nx
import pytest

from kgraph.analysis import fault_tree as module
from kgraph.analysis.dependency_model import DependencyModel
from kgraph.analysis.fault_tree import fault_tree, importances

Need = tuple[str, str, str, str]


def random_needs(seed: int) -> tuple[list[str], list[Need]]:
    rng = random.Random(seed)
    nodes = [f"n{i}" for i in range(rng.randint(3, 6))]
    losses = ["stops", "stops", "affects"]
    needs = [
        (a, b, rng.choice(["", "", "g", "h"]), rng.choice(losses))
        for a in nodes
        for b in nodes
        if a != b and rng.random() < 0.35
    ]
    return nodes, needs


def model_of(nodes: list[str], needs: list[Need]) -> DependencyModel:
    graph = nx.DiGraph((start, end) for start, end, _, _ in needs)
    graph.add_nodes_from(nodes)
    return DependencyModel(graph, needs)


def cut_sets_by_trial(model: DependencyModel, goal: str, others: list[str]) -> set[frozenset[str]]:
    cuts: list[frozenset[str]] = []
    for size in range(1, len(others) + 1):
        for each in map(frozenset, combinations(others, size)):
            if not any(cut <= each for cut in cuts) and goal in model.loss(each).lost:
                cuts.append(each)
    return set(cuts)


def probability_by_trial(
    others: list[str], p: float, cuts: set[frozenset[str]], lost_anyway: frozenset[str] = frozenset()
) -> float:
    total = 0.0
    for bits in product((False, True), repeat=len(others)):
        lost = frozenset(node for node, bit in zip(others, bits, strict=True) if bit)
        if any(cut <= lost | lost_anyway for cut in cuts):
            total += p ** len(lost) * (1 - p) ** (len(others) - len(lost))
    return total


@pytest.mark.parametrize("first", range(0, 200, 20))
def test_cut_sets_and_importance_equal_brute_force(first: int) -> None:
    circles = 0
    for seed in range(first, first + 20):
        nodes, needs = random_needs(seed)
        model = model_of(nodes, needs)
        circles += not nx.is_directed_acyclic_graph(model.graph)
        for goal in nodes:
            others = [node for node in nodes if node != goal]
            tree = fault_tree(model, goal)
            cuts = cut_sets_by_trial(model, goal, others)
            assert {*tree.cut_sets} == cuts
            importance = importances(tree, 0.3)
            assert importance is not None
            assert {*importance} == {node for cut in cuts for node in cut}
            whole = probability_by_trial(others, 0.3, cuts)
            for node, each in importance.items():
                with_it = probability_by_trial(others, 0.3, cuts, frozenset((node,)))
                without = probability_by_trial(others, 0.3, {cut for cut in cuts if node not in cut})
                share = probability_by_trial(others, 0.3, {cut for cut in cuts if node in cut})
                assert each.birnbaum == pytest.approx(with_it - without)
                assert each.fussell_vesely == pytest.approx(share / whole)
    assert circles


def test_two_suppliers_and_a_common_operator() -> None:
    needs = [
        ("service", "supplier-a", "suppliers", "stops"),
        ("service", "supplier-b", "suppliers", "stops"),
        ("service", "system", "", "stops"),
        ("system", "operator", "", "stops"),
        ("town", "service", "", "affects"),
    ]
    model = model_of([], needs)
    tree = fault_tree(model, "town")
    assert [sorted(each) for each in tree.cut_sets] == [
        ["operator"],
        ["service"],
        ["system"],
        ["supplier-a", "supplier-b"],
    ]
    assert tree.order is None
    half = importances(tree, 0.5)
    assert half is not None
    assert half["operator"].birnbaum > half["supplier-a"].birnbaum


def test_too_many_cut_sets_leave_the_small_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_SETS", 50)
    needs: list[Need] = [("goal", f"part-{i}", "parts", "stops") for i in range(4)]
    needs += [(f"part-{i}", f"piece-{i}-{j}", "", "stops") for i in range(4) for j in range(5)]
    needs += [("goal", "plan", "", "stops")]
    tree = fault_tree(model_of([], needs), "goal")
    assert tree.order == module.BOUNDED_ORDER
    assert tree.cut_sets == (frozenset({"plan"}),)


def test_loss_of_alternatives_does_not_depend_on_their_names() -> None:
    """The gravest loss of a group counts, whichever of its members is lost last."""
    for names in (("a", "b"), ("b", "a")):
        needs: list[Need] = [("goal", names[0], "g", "stops"), ("goal", names[1], "g", "affects")]
        loss = model_of([], needs).loss(["a", "b"])
        assert {*loss.stopped} == {"goal"}


@pytest.mark.parametrize("first", range(0, 60, 20))
def test_cut_sets_that_stop_and_those_of_a_given_order_equal_brute_force(first: int) -> None:
    for seed in range(first, first + 20):
        nodes, needs = random_needs(seed)
        model = model_of(nodes, needs)
        for goal in nodes:
            others = [node for node in nodes if node != goal]
            stopping: list[frozenset[str]] = []
            for size in range(1, len(others) + 1):
                for each in map(frozenset, combinations(others, size)):
                    if not any(cut <= each for cut in stopping) and goal in model.loss(each).stopped:
                        stopping.append(each)
            assert {*fault_tree(model, goal, stops_only=True).cut_sets} == set(stopping)
            pairs = {cut for cut in stopping if len(cut) <= 2}
            bounded = fault_tree(model, goal, order=2, stops_only=True)
            assert {*bounded.cut_sets} == pairs
            assert bounded.order == 2
