"""Replicates, null networks, ranks and tiers: what they keep, what they draw, and that the seed decides."""

from __future__ import annotations

from collections import Counter

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgraph.analysis.networks import declare, network_definitions
from kgraph.analysis.settings import IN_PROCESS_WORK, Settings
from kgraph.analysis.uncertainty.chance import chance_of
from kgraph.analysis.uncertainty.null_networks import (
    against_chance,
    arc_list,
    benjamini_hochberg,
    rewired,
    swap_classes,
)
from kgraph.analysis.uncertainty.ranks import ranked, summarise_ranks
from kgraph.analysis.uncertainty.replicates import KINDS, perturbed, run
from kgraph.analysis.uncertainty.score_uncertainty import uncertainty


@pytest.fixture
def dependency(federation):
    return declare(federation, network_definitions()["service-dependency"])


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_error_changes_what_it_says(kind):
    graph = nx.DiGraph(nx.gnp_random_graph(30, 0.1, seed=2, directed=True))
    changed = perturbed(graph, kind, 0.1, np.random.default_rng(1), dict.fromkeys(graph, "same"))
    n, m = graph.number_of_nodes(), graph.number_of_edges()
    if kind == "tie-drop":
        assert (changed.number_of_nodes(), changed.number_of_edges()) == (n, m - round(m / 10))
    elif kind == "node-drop":
        assert changed.number_of_nodes() == n - 3
    else:
        assert n - 3 <= changed.number_of_nodes() < n
        assert changed.number_of_edges() <= m
        assert nx.number_of_selfloops(changed) == 0


def test_only_things_of_one_class_are_mistaken_for_each_other():
    graph = nx.Graph([("a1", "b1"), ("a2", "b1")])
    kinds = {"a1": "A", "a2": "A", "b1": "B"}
    for seed in range(20):
        changed = perturbed(graph, "wrong-merge", 0.9, np.random.default_rng(seed), kinds)
        assert "b1" in changed
        assert len({"a1", "a2"} & set(changed)) == 1


def test_a_network_too_small_to_lose_anything_is_left_alone():
    one = nx.Graph([("a", "b")])
    assert perturbed(one, "tie-drop", 0.5, np.random.default_rng(1), {}).number_of_edges() == 1


@pytest.mark.parametrize("name", ["service-dependency", "formal-collaboration", "shared-collaboration"])
def test_null_networks_keep_degrees_and_ties_between_classes(federation, name):
    network = declare(federation, network_definitions()[name])
    arcs = arc_list(network)
    kinds = swap_classes(network)

    def between(graph):
        return Counter(tuple(sorted((kinds[a], kinds[b]))) for a, b in graph.edges)

    for seed in range(10):
        moved, graph = rewired(arcs, np.random.default_rng(seed))
        assert dict(graph.degree()) == dict(network.graph.degree())
        if graph.is_directed():
            assert dict(graph.in_degree()) == dict(network.graph.in_degree())
        assert between(graph) == between(network.graph)
        assert nx.number_of_selfloops(graph) == 0
        assert sorted(moved.needs) == sorted(arcs.needs)


def test_null_networks_do_differ():
    graph = nx.MultiDiGraph()
    ring = nx.relabel_nodes(nx.gnp_random_graph(20, 0.2, seed=1, directed=True), str)
    for a, b in ring.edges:
        graph.add_node(a, labels=("X",))
        graph.add_node(b, labels=("X",))
        graph.add_edge(a, b, key=f"{a}{b}", type="T")
    network = declare(graph, network_definitions({"t": {"relations": ["T"]}})["t"])
    drawn = {frozenset(rewired(arc_list(network), np.random.default_rng(seed))[1].edges) for seed in range(5)}
    assert len(drawn) == 5


def test_benjamini_hochberg_by_hand():
    # Benjamini and Hochberg 1995, sec. 3.2: fifteen p values, of which four are significant at 5 %.
    p = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344]
    p += [0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0]
    corrected = benjamini_hochberg(np.array([*p, np.nan]))
    assert (corrected[:-1] <= 0.05).sum() == 4
    assert corrected[0] == pytest.approx(0.0015)
    assert np.isnan(corrected[-1])


@given(st.lists(st.floats(0.001, 1.0), min_size=1, max_size=30))
def test_correction_never_makes_a_p_value_smaller_nor_changes_the_order(p):
    corrected = benjamini_hochberg(np.array(p))
    assert (corrected >= np.array(p) - 1e-15).all()
    assert (corrected <= 1).all()
    assert (np.diff(corrected[np.argsort(p, kind="stable")]) >= -1e-15).all()


def test_z_is_undefined_where_chance_has_one_value():
    observed = np.array([3.0, 5.0])
    nulls = np.array([[3.0, 1.0], [3.0, 2.0], [3.0, 3.0]])
    mean, sd, z, p = against_chance(observed, nulls)
    assert np.isnan(z[0])
    assert np.isnan(p[0])
    assert (mean[1], sd[1], z[1]) == (2.0, 1.0, 3.0)
    assert p[1] == pytest.approx(1 / 4)


def test_equal_scores_share_the_better_rank_and_missing_ones_have_none():
    assert ranked(np.array([0.5, 2.0, 2.0 + 1e-13, np.nan])).tolist()[:3] == [3.0, 1.0, 1.0]
    assert np.isnan(ranked(np.array([0.5, np.nan]))[1])


def test_tiers_part_what_replicates_tell_apart():
    rng = np.random.default_rng(4)
    centre = np.array([10.0, 5.0, 4.95, 1.0])
    summary = summarise_ranks(centre, centre + rng.normal(0, 0.3, size=(200, 4)), k=2)
    assert summary.tiers.tolist() == [1, 2, 2, 3]
    assert summary.low[0] == summary.high[0] == 1
    assert summary.low[1] == 2
    assert summary.high[1] == 3
    assert summary.top[0] == 1.0
    assert 0.3 < summary.top[2] < 0.7


def test_the_same_seed_gives_the_same_draws_and_another_seed_others(dependency):
    def draws(seed):
        settings = Settings(seed=seed, draws=20)
        return uncertainty(dependency, settings).replicates, chance_of(dependency, settings).nulls

    first, second, other = draws(1), draws(1), draws(2)
    assert all(np.array_equal(a, b, equal_nan=True) for a, b in zip(first, second, strict=True))
    assert not np.array_equal(first[0], other[0], equal_nan=True)


def _drawn(shared, seed):
    return shared + float(np.random.default_rng(seed).random())


def test_worker_processes_change_nothing_but_the_time():
    settings = Settings(seed=3)
    seeds = settings.seeds("test", 12)
    steps = []
    told = Settings(workers=2, progress=lambda *step: steps.append(step))
    alone = run(Settings(workers=1), "s", _drawn, 1.0, seeds, IN_PROCESS_WORK * 2)
    assert run(told, "s", _drawn, 1.0, seeds, IN_PROCESS_WORK * 2) == alone
    assert steps[-1] == ("s (about 10 s)", 12, 12)


def test_two_purposes_share_no_draws():
    settings = Settings(seed=3)
    a, b = (np.random.default_rng(settings.seeds(name, 1)[0]).random() for name in ("one", "two"))
    assert a != b


def test_small_networks_get_enough_null_networks_for_corrected_p():
    assert Settings(draws=200).null_networks(50) == (200, 1000)
    assert Settings(draws=200).null_networks(5000) == (200, 200)
    assert Settings(draws=20).null_networks(50) == (20, 20)
    assert Settings(draws=0).null_networks(50) == (0, 0)
    assert Settings(draws=200, nulls=10).null_networks(50) == (10, 10)


def test_more_null_networks_are_drawn_only_where_something_stands_out():
    def drawn(edges):
        graph = nx.MultiDiGraph()
        for a, b in edges:
            graph.add_node(a, labels=("X",))
            graph.add_node(b, labels=("X",))
            graph.add_edge(a, b, key=f"{a}{b}", type="T")
        definition = network_definitions({"t": {"relations": ["T"], "directed": False}})["t"]
        return len(chance_of(declare(graph, definition), Settings(seed=1, draws=100)).nulls)

    ring = [(f"r{i}", f"r{(i + 1) % 6}") for i in range(6)]
    assert drawn(ring) == 100
    # Two cliques joined through one thing of low degree: it is between all of them, which its degree does
    # not explain.
    cliques = [(f"{c}{i}", f"{c}{j}") for c in "ab" for i in range(7) for j in range(i)]
    assert drawn([*cliques, ("a0", "m"), ("m", "b0")]) == 20 * 15
