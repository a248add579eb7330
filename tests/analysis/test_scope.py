"""What is asked of which network, and what is said of the rest: nothing is left out in silence."""

from __future__ import annotations

import pytest

from kgraph.analysis.analyse import analyse
from kgraph.analysis.measures.measure_registry import measures_of
from kgraph.analysis.networks import declare, network_definitions
from kgraph.analysis.questions.question_registry import QUESTIONS
from kgraph.analysis.scope import OF_BROKERS, OF_WALKS
from kgraph.analysis.settings import Settings


def network(build, **values):
    build.nodes("A B", "Service")
    build.node("M", "Municipality")
    build.tie("A", "DEPENDS_ON", "B")
    build.tie("B", "DEPENDS_ON", "M")
    definitions = network_definitions({"test": {"relations": ["DEPENDS_ON"], **values}})
    return declare(build.graph, definitions["test"])


def test_paths_and_cut_points_mean_nothing_where_arcs_mean_dependence(build):
    assert set(measures_of(network(build, goals=["Service"]))) == {"degree"}


def test_directed_measures_are_for_directed_networks_and_the_others_for_the_others(build):
    directed = measures_of(network(build, labels=["Service"]))
    undirected = measures_of(network(build, directed=False))
    assert {"pagerank", "betweenness"} <= set(directed)
    assert not {"eigenvector", "cut-off"} & set(directed)
    assert "cut-off" in undirected
    assert "pagerank" not in undirected


def test_some_questions_need_things_of_one_kind(build):
    mixed = network(build)
    assert not mixed.of_one_kind
    assert not OF_WALKS.includes(mixed)
    assert not OF_BROKERS.includes(mixed)
    assert "different classes" in OF_WALKS.why_not(mixed).en
    assert OF_WALKS.includes(network(build, labels=["Service"]))


@pytest.mark.parametrize(
    ("question", "name", "why"),
    [
        ("key-players", "service-dependency", "set direction and alternatives aside"),
        ("cut-points", "decision", "The network is empty"),
        ("brokerage", "service-dependency", "set direction and alternatives aside"),
        ("dependency-loss", "formal-collaboration", "do not mean"),
        ("across-layers", "shared-collaboration", "not relationships of a certain type"),
        ("brokerage", "challenges", "The network is empty"),
    ],
)
def test_a_question_that_means_nothing_says_why(analysis, question, name, why):
    result = analysis.result(question, name)
    assert not result.rows
    assert why in result.notes[0].en


def test_every_question_has_a_result_for_every_network(analysis):
    asked = {(result.question, result.network) for result in analysis}
    assert asked == {(question, name) for question in QUESTIONS for name in network_definitions()}
    assert all(result.rows or result.notes for result in analysis)


@pytest.mark.parametrize("question", ["key-players", "tipping-ties", "through-time", "across-layers"])
def test_a_network_beyond_the_size_of_a_question_is_named(build, question):
    build.nodes(" ".join(f"N{i}" for i in range(1_200)), "Municipality")
    for i in range(1_199):
        build.tie(f"N{i}", "KNOWS", f"N{i + 1}")
    definitions = network_definitions({"large": {"relations": ["KNOWS"], "directed": False}})
    found = analyse(
        build.graph,
        definitions={"large": definitions["large"]},
        questions=[question],
        settings=Settings(draws=0),
    )
    assert "the network has 1200 things, and the question is asked of at most" in found.results[0].notes[0].en
