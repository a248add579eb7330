"""Loss by AND / OR rules worked out by hand, and dominators of flow graphs from the literature."""

from __future__ import annotations

import networkx as nx
import pytest

from kgraph.analysis.dependency_model import DependencyModel, DominatorTree


def model(*needs: str) -> DependencyModel:
    """Read "A>B" as needed, "A>B/g" as one of group g, "A~B" as used but not needed."""
    rows = []
    for need in needs:
        body, _, group = need.partition("/")
        loss = "affects" if "~" in body else "stops"
        start, end = body.replace("~", ">").split(">")
        rows.append((start, end, group, loss))
    return DependencyModel(nx.DiGraph((a, b) for a, b, _, _ in rows), rows)


def test_and_needs_every_one():
    both = model("S>A", "S>B")
    assert set(both.loss(["A"]).stopped) == {"S"}
    assert set(both.loss(["B"]).stopped) == {"S"}


def test_or_needs_one_of_its_group():
    either = model("S>A/x", "S>B/x")
    assert either.loss(["A"]).lost == frozenset()
    assert set(either.loss(["A", "B"]).stopped) == {"S"}


def test_groups_of_one_thing_are_joined_by_and():
    mixed = model("S>A/x", "S>B/x", "S>C/y", "S>D/y", "S>E")
    assert mixed.loss(["A", "C"]).lost == frozenset()
    assert set(mixed.loss(["C", "D"]).stopped) == {"S"}
    assert set(mixed.loss(["E"]).stopped) == {"S"}


def test_loss_runs_through_alternatives_that_share_a_foundation():
    # Both providers of S run on P, so P alone takes S and what rests on it.
    shared = model("S>A/x", "S>B/x", "A>P", "B>P", "T>S")
    loss = shared.loss(["P"])
    assert set(loss.stopped) == {"A", "B", "S", "T"}
    assert loss.path("T")[0] == "T"
    assert loss.path("T")[-1] == "P"


def test_what_is_only_affected_passes_nothing_on():
    used = model("M~S", "U>M", "S>P")
    loss = used.loss(["P"])
    assert set(loss.stopped) == {"S"}
    assert set(loss.affected) == {"M"}
    assert "U" not in loss.lost


def test_a_thing_both_used_and_needed_stops():
    assert set(model("M~A", "M>B", "A>P", "B>P").loss(["P"]).stopped) == {"A", "B", "M"}


def test_things_that_hold_each_other_up_stop_together():
    circle = model("A>B", "B>C", "C>A", "D>A")
    assert set(circle.loss(["B"]).stopped) == {"A", "C", "D"}
    assert circle.loss(["D"]).lost == frozenset()


def test_two_relationships_to_one_thing_are_no_alternative():
    assert set(model("S>A/x", "S>A/x").loss(["A"]).stopped) == {"S"}


def test_removing_what_nothing_rests_on_loses_nothing():
    assert model("S>A").loss(["S"]).lost == frozenset()
    assert model("S>A").loss([]).lost == frozenset()


def test_dominators_read_all_arcs_as_alternatives():
    diamond = model("S>A", "S>B", "A>P", "B>P", "T>S")
    assert diamond.dominators() == {"A": "P", "B": "P", "S": "P", "T": "S"}
    assert diamond.dominator_tree().below("P") == {"A", "B", "S", "T"}


def test_a_closed_circle_holds_itself_up_for_dominators():
    assert model("A>B", "B>A", "C>A").dominators() == {"C": "A"}


def test_what_is_dominated_is_always_lost():
    shared = model("S>A/x", "S>B/x", "A>P", "B>P", "T>S", "T>Q", "B>R")
    tree = shared.dominator_tree()
    assert tree.sizes() == {"P": 1}
    for node in tree.sizes():
        assert tree.below(node) <= shared.loss([node]).lost


# T. Lengauer and R. E. Tarjan 1979, "A fast algorithm for finding dominators in a flowgraph", figures 1 and
# 2, doi:10.1145/357062.357071.
LENGAUER_TARJAN = {
    "R": "ABC", "A": "D", "B": "ADE", "C": "FG", "D": "L", "E": "H", "F": "I", "G": "IJ", "H": "EK", "I": "K",
    "J": "I", "K": "RI", "L": "H",
}  # fmt: skip
LENGAUER_TARJAN_TREE = dict.fromkeys("ABCDEHIK", "R") | {"F": "C", "G": "C", "J": "G", "L": "D"}
# K. D. Cooper, T. J. Harvey and K. Kennedy 2001, "A simple, fast dominance algorithm", figure 4: six nodes,
# each dominated by the entry alone.
COOPER_HARVEY_KENNEDY = {"6": "54", "5": "1", "4": "23", "1": "2", "2": "13", "3": "2"}


@pytest.mark.parametrize(
    ("flow", "tree"),
    [
        (LENGAUER_TARJAN, LENGAUER_TARJAN_TREE),
        (COOPER_HARVEY_KENNEDY, dict.fromkeys("54123", "6")),
    ],
)
def test_dominator_trees_of_the_literature(flow, tree):
    # A flow graph's arc a -> b reads "b depends on a"; its entry depends on nothing, so arcs back to it are
    # dropped.
    entry = next(iter(flow))
    arcs = [(b, a) for a, targets in flow.items() for b in targets if b != entry]
    found = DependencyModel(nx.DiGraph(arcs), [(a, b, "", "stops") for a, b in arcs]).dominators()
    assert found == tree


def test_what_is_dominated_is_the_subtree_and_long_chains_are_no_trouble():
    tree = DominatorTree({"b": "a", "c": "b", "d": "b"})
    assert tree.below("a") == {"b", "c", "d"}
    assert tree.sizes() == {"a": 3, "b": 2}
    chain = DominatorTree({i + 1: i for i in range(100_000)})
    assert chain.sizes()[0] == 100_000
