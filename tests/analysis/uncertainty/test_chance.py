"""Networks by chance: what they keep, that all are equally likely, and how much of a report is chance."""

from __future__ import annotations

from collections import Counter
from itertools import combinations, product

import networkx as nx
import numpy as np
import pytest

from kgraph.analysis.array_graph import ArrayGraph
from kgraph.analysis.networks import declare, network_definitions
from kgraph.analysis.questions.beyond_chance import beyond_chance
from kgraph.analysis.settings import Settings
from kgraph.analysis.uncertainty.chance import chance_of, correct_together, z_and_p
from kgraph.analysis.uncertainty.corrections import against_chance, over_families
from kgraph.analysis.uncertainty.null_networks import (
    SwapBlock,
    memberships,
    null_model,
    swap_classes,
    swapped,
    traded,
)

TABLE = np.array([[1, 1, 0, 0], [1, 0, 0, 0], [0, 0, 1, 1], [0, 1, 0, 0]], dtype=bool)
DRAWS = 20_000


def far_from_uniform(counts, kinds):
    """Return how far counts are from equal, in standard deviations of chi squared."""
    expected = DRAWS / kinds
    chi = sum((count - expected) ** 2 / expected for count in [*counts, *[0] * (kinds - len(counts))])
    return (chi - (kinds - 1)) / (2 * (kinds - 1)) ** 0.5


def possible_tables():
    sums = TABLE.sum(axis=1), TABLE.sum(axis=0)
    tables = (np.array(cells).reshape(4, 4) for cells in product([0, 1], repeat=16))
    return sum(all((table.sum(axis=1 - axis) == sums[axis]).all() for axis in (0, 1)) for table in tables)


def test_all_tables_with_the_same_sums_are_equally_likely():
    drawn = traded(TABLE, DRAWS, np.random.default_rng(3))
    counts = Counter(table.tobytes() for table in drawn)
    assert len(counts) == possible_tables() == 34
    assert far_from_uniform(counts.values(), 34) < 3


def test_swaps_of_two_modes_reach_the_same_tables():
    starts, ends = np.nonzero(TABLE)
    block = SwapBlock(starts, ends + 4, np.ones(len(starts)), between=True)
    drawn = zip(*swapped(block, True, DRAWS, np.random.default_rng(4)), strict=True)
    counts = Counter(frozenset(zip(a.tolist(), b.tolist(), strict=True)) for a, b in drawn)
    assert len(counts) == 34
    assert far_from_uniform(counts.values(), 34) < 3


def test_swaps_of_one_mode_reach_all_graphs_of_these_degrees_equally_often():
    degrees = [3, 2, 2, 1, 2, 2]
    possible = [
        graph
        for graph in combinations(list(combinations(range(6), 2)), 6)
        if all(sum(node in tie for tie in graph) == degree for node, degree in enumerate(degrees))
    ]
    first = np.array(possible[0])
    block = SwapBlock(first[:, 0], first[:, 1], np.ones(6), between=False)
    drawn = zip(*swapped(block, False, DRAWS, np.random.default_rng(5)), strict=True)
    counts = Counter(frozenset(map(frozenset, zip(a.tolist(), b.tolist(), strict=True))) for a, b in drawn)
    assert len(counts) == len(possible)
    assert far_from_uniform(counts.values(), len(possible)) < 3


@pytest.mark.parametrize("name", ["service-dependency", "formal-collaboration", "posts"])
def test_draws_keep_degrees_and_ties_between_classes(federation, name):
    network = declare(federation, network_definitions()[name])
    kinds = swap_classes(network)
    nodes = sorted(network.graph)

    def between(ties):
        return Counter(tuple(sorted((kinds[a], kinds[b]))) for a, b in ties)

    for drawn in null_model(network).draw(10, np.random.default_rng(2)):
        graph = nx.relabel_nodes(drawn.networkx(), dict(enumerate(nodes)))
        assert dict(graph.degree()) == dict(network.graph.degree())
        if graph.is_directed():
            assert dict(graph.in_degree()) == dict(network.graph.in_degree())
        assert between(graph.edges) == between(network.graph.edges)
        assert graph.number_of_edges() == network.m
        assert nx.number_of_selfloops(graph) == 0


def test_a_projection_is_redrawn_through_its_memberships(federation):
    network = declare(federation, network_definitions()["shared-collaboration"])
    model = null_model(network)
    assert sum(len(block.starts) for block in model.blocks) == len(memberships(network))
    place = {node: number for number, node in enumerate(model.nodes)}
    observed = {(place[a], place[b]): weight for a, b, weight in network.graph.edges(data="weight")}
    block = model.blocks[0]
    again = model.project(ArrayGraph(network.n, block.starts, block.ends, block.weights, directed=False))
    columns = (again.starts.tolist(), again.ends.tolist(), again.weights.tolist())
    assert {(a, b): weight for a, b, weight in zip(*columns, strict=True)} == observed


def test_a_family_is_as_far_from_chance_as_its_farthest_thing():
    rng = np.random.default_rng(1)
    nulls = rng.normal(size=(999, 20))
    observed = np.zeros(20)
    observed[3] = 8.0
    tested = against_chance(observed, nulls)
    assert tested.p[3] == pytest.approx(1 / 1000)
    assert (tested.p[:3] > 0.5).all()


def test_z_and_p_are_undefined_where_chance_has_almost_one_value():
    nulls = np.zeros((100, 2))
    nulls[0, 1] = 1.0
    tested = against_chance(np.array([0.0, 1.0]), nulls)
    assert np.isnan(tested.z).all()
    assert np.isnan(tested.p).all()


def test_families_are_corrected_as_benjamini_and_hochberg_do():
    # Benjamini and Hochberg 1995, sec. 3.2: fifteen p values, of which four are significant at 5 %.
    p = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344]
    p += [0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0]
    corrected = over_families({number: np.array([value, np.nan, 1.0]) for number, value in enumerate(p)})
    assert sum(values[0] <= 0.05 for values in corrected.values()) == 4
    assert corrected[0][0] == pytest.approx(0.0015)
    assert np.isnan(corrected[0][1])


def test_things_within_a_found_family_are_held_to_the_level_left_to_it():
    # Benjamini and Bogomolov 2014: with one of two families found at 5 %, its things are held to 2.5 %.
    corrected = over_families({"a": np.array([0.001, 0.03]), "b": np.array([0.9])})
    assert corrected["a"] == pytest.approx([0.002, 0.06])


def network_of(edges, **definition):
    graph = nx.MultiDiGraph()
    for a, b in edges:
        graph.add_node(a, labels=("X",))
        graph.add_node(b, labels=("X",))
        graph.add_edge(a, b, key=f"{a}{b}", type="T")
    wanted = {"relations": ["T"], "directed": False, **definition}
    return declare(graph, network_definitions({"t": wanted})["t"])


CLIQUES = [(f"{c}{i}", f"{c}{j}") for c in "ab" for i in range(7) for j in range(i)]


@pytest.mark.slow
def test_more_null_networks_are_drawn_only_where_something_stands_out():
    def drawn(edges, networks):
        settings = Settings(seed=1, draws=100)
        network = network_of(edges)
        correct_together([network] * networks, settings)
        return len(chance_of(network, settings).nulls)

    assert drawn([(f"r{i}", f"r{(i + 1) % 6}") for i in range(6)], 9) == 100
    # Two cliques joined through one thing of low degree, which is between all of them.
    assert drawn([*CLIQUES, ("a0", "m"), ("m", "b0")], 9) > 1_000


def test_what_a_degree_does_not_explain_is_found_also_among_many_networks():
    settings = Settings(seed=1, draws=100)
    planted = network_of([*CLIQUES, ("a0", "m"), ("m", "b0")])
    other = network_of([(f"r{i}", f"r{(i + 1) % 6}") for i in range(6)])
    correct_together([planted, other], settings)
    z, p = z_and_p(planted, settings, "betweenness", "m")
    assert z > 3
    assert p <= 0.05
    assert z_and_p(planted, settings, "degree", "m") == (None, None)


def test_the_number_of_null_networks_follows_what_is_tested():
    assert Settings(draws=200).null_networks(40) == (200, 1000)
    assert Settings(draws=200).null_networks(500) == (200, 2500)
    assert Settings(draws=1_000).null_networks(40) == (200, 1000)
    assert Settings(draws=20).null_networks(50) == (20, 20)
    assert Settings(draws=0).null_networks(50) == (0, 0)
    assert Settings(draws=200, nulls=10).null_networks(50) == (10, 10)


def test_no_null_networks_are_drawn_where_nothing_is_compared_with_chance(federation, monkeypatch):
    network = declare(federation, network_definitions()["service-dependency"])
    monkeypatch.delattr("kgraph.analysis.uncertainty.chance.run")
    chance = chance_of(network, Settings(draws=20))
    assert chance.measures == ()
    assert chance.nulls.shape == (0, 0, network.n)
    assert chance.tested("degree") is None
    answer = beyond_chance(network, Settings(draws=20))
    assert [note.en for note in answer.notes] == [
        "Degrees fix every measure here, so nothing is compared with chance."
    ]
