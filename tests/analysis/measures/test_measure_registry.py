"""What each entry of the registry says of its measure holds of the figures it gives."""

from __future__ import annotations

import networkx as nx
import pytest

from kgraph.analysis.engines import NETWORKX
from kgraph.analysis.measures.measure import COUNT, HIGHEST, LENGTH, TOTAL
from kgraph.analysis.measures.measure_registry import LEADING, MEASURES, centrality_measures, is_shown_alone
from kgraph.words.catalogue import catalogue


@pytest.fixture(params=MEASURES.values(), ids=list(MEASURES))
def measure(request):
    return request.param


def network(weight=1.0):
    graph = nx.DiGraph()
    ties = ("ab", "bc", "cd", "db", "de", "ef", "fa", "fc", "gf", "gh", "ia")
    for number, (start, end) in enumerate(ties):
        graph.add_edge(start, end, weight=1.0 + number % 3 * (weight - 1.0))
    return nx.freeze(graph)


def values(scores):
    return {node: pytest.approx(score, abs=1e-9) for node, score in scores.items()}


def test_it_has_a_title_a_definition_a_method_and_an_engine(measure):
    assert measure.title.sv
    assert measure.title.en
    assert measure.definition.sv.endswith(".")
    assert measure.definition.en.endswith(".")
    assert any(mark in measure.method for mark in ("doi:", "ch. "))
    assert NETWORKX in measure.engines
    assert measure.networkx_function is None or callable(getattr(nx, measure.networkx_function))


def test_weights_and_direction_matter_where_it_says_so(measure):
    graph = network(weight=5.0)
    plain = measure.scores(graph)
    assert (measure.scores(network()) != values(plain)) == measure.weighted
    undirected = nx.Graph(network())
    assert (measure.scores(nx.freeze(undirected)) != values(measure.scores(network()))) == measure.directed


def test_its_values_are_normalised_as_it_says(measure):
    star = measure.scores(nx.star_graph([f"n{number}" for number in range(9)]))
    scores = measure.scores(network(weight=5.0))
    if measure.normalisation == COUNT:
        assert all(score == int(score) for score in scores.values())
    elif measure.normalisation == HIGHEST:
        assert star["n0"] == pytest.approx(1.0)
        assert all(0 <= score <= 1 for score in scores.values())
    elif measure.normalisation == TOTAL:
        assert sum(scores.values()) == pytest.approx(1.0)
    else:
        assert measure.normalisation == LENGTH
        assert sum(score**2 for score in scores.values()) == pytest.approx(1.0)


def test_an_estimate_from_all_sources_is_exact(measure):
    if measure.sampled is None:
        assert measure.scores(network(), sampled=True) == measure.scores(network())
    else:
        assert measure.scores(network(), sampled=True) == values(measure.scores(network()))


def test_degrees_fix_it_only_where_it_says_so(measure):
    six, two_threes = nx.cycle_graph(list("abcdef")), nx.Graph(["ab", "bc", "ca", "de", "ef", "fd"])
    if measure.fixed_by_degrees:
        assert measure.scores(six) == measure.scores(two_threes)
    if measure.path_based:
        assert measure.scores(six) != measure.scores(two_threes)


def test_an_empty_network_and_a_single_thing_have_scores_or_none(measure):
    assert measure.scores(nx.DiGraph()) == {}
    alone = nx.DiGraph()
    alone.add_node("a")
    assert set(measure.scores(alone)) == {"a"}


def test_a_path_measure_is_too_large_beyond_its_limit_unless_it_is_sampled(measure):
    graph = network()
    assert measure.too_large(graph, limit=1) == measure.path_based
    assert measure.feasible(graph, limit=1) == (not measure.path_based or measure.sampled is not None)


def test_one_measure_leads_and_is_is_shown_alone():
    assert [measure for measure in MEASURES.values() if measure.leading] == [LEADING]
    assert LEADING in centrality_measures()
    assert [m.name for m in centrality_measures() if is_shown_alone(m.name)] == [LEADING.name]
    assert is_shown_alone("goals lost")


def test_every_text_of_measures_belongs_to_one():
    assert {key.split(".")[0] for key in catalogue("measures")} == {*MEASURES, "goals-lost"}
