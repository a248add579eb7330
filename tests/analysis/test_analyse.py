"""An analysis as a whole: its JSON, seeds, tables, and the smallest networks."""

from __future__ import annotations

import json

import networkx as nx
import pytest

from kgraph.analysis.analyse import analyse, scores
from kgraph.analysis.networks import declare, network_definitions
from kgraph.analysis.settings import Settings
from kgraph.errors import UsageError

E = "https://example.org/"


def test_json_has_the_agreed_form_without_nan(analysis):
    text = json.dumps(analysis.to_json(), allow_nan=False)
    content = json.loads(text)
    assert {"study", "build", "seed", "networks", "results"} <= set(content)
    network = content["networks"]["service-dependency"]
    assert {"title", "meaning", "n", "m", "relations", "statuses", "directed", "graphHash"} <= set(network)
    for result in content["results"]:
        assert set(result) == {
            "question", "network", "title", "definition", "method", "engine", "seed", "rows", "notes",
        }  # fmt: skip
        for row in result["rows"]:
            assert set(row) == {
                "node", "label", "claim", "figure", "interval", "bounds", "probability", "statedOnly",
                "tier", "z", "p", "cutOff", "evidence", "detail",
            }  # fmt: skip
            assert set(row["figure"]) == {"name", "value", "unit"}
            for item in row["evidence"]:
                assert set(item) == {"source", "locator", "status", "relationship"}
            assert {e["source"] for e in row["evidence"]} <= set(content["names"])
            assert set(row["cutOff"]) <= set(content["names"])


def test_the_same_seed_gives_the_same_bytes(federation, analysis):
    again = analyse(federation, settings=Settings(seed=7, draws=30, workers=1))
    assert json.dumps(again.to_json()) == json.dumps(analysis.to_json())
    assert again.scores == analysis.scores


def test_tables_and_data_frames_have_one_line_per_claim(analysis):
    result = analysis.result("dependency-loss", "service-dependency")
    table = result.to_table("sv")
    assert table[0]["name"] == "IT-förbundet"
    assert (table[0]["measure"], table[0]["value"], table[0]["unit"]) == ("goals lost", 8, "things")
    frame = result.to_dataframe()
    assert len(frame) == len(result.rows)
    whole = analysis.to_dataframe()
    assert len(whole) == sum(len(result.rows) for result in analysis)
    # One row per thing and measure: no row says the same twice.
    ranked = whole[whole["question"] == "central-actors"]
    assert not ranked.duplicated(["network", "measure", "node"]).any()


def test_results_are_shown_in_a_line(federation, analysis):
    result = analysis.result("dependency-loss", "service-dependency")
    assert repr(result).startswith("<Result dependency-loss of service-dependency, ")
    assert repr(analysis).startswith("<Analysis of example, build b1: ")
    network = declare(federation, network_definitions()["service-dependency"])
    assert repr(network) == f"<Network service-dependency (dependency): {network.n} things, {network.m} ties>"
    claim = analysis.findings[0]
    assert repr(claim).startswith(f"<RankedClaim {claim.kind}, strength 0.")
    for shown in (result, analysis, network, result.rows[0], claim):
        assert len(repr(shown)) < 400
        assert "\n" not in repr(shown)


def test_scores_cover_every_node_of_a_network(federation, analysis):
    found = scores(analysis)
    network = declare(federation, network_definitions()["service-dependency"])
    assert set(network.graph) <= set(found)
    assert found[E + "ITF"]["service-dependency.goals-lost"] == 8
    own = found[E + "Ala"]
    assert own["formal-collaboration.degree.rank_low"] <= own["formal-collaboration.degree.rank"]


def test_a_question_or_network_can_be_asked_alone(federation):
    chosen = {"decision": network_definitions()["decision"]}
    found = analyse(federation, definitions=chosen, questions=["cut-points"], settings=Settings(draws=0))
    assert [(r.question, r.network) for r in found] == [("cut-points", "decision")]
    with pytest.raises(UsageError, match="unknown question"):
        analyse(federation, questions=["horoscope"])


def undirected(*edges, alone=()):
    graph = nx.MultiDiGraph()
    for node in {end for edge in edges for end in edge} | set(alone):
        graph.add_node(node, labels=("Company",))
    for a, b in edges:
        graph.add_edge(a, b, key=f"{a}-{b}-{len(graph.edges)}", type="T")
    values = {"relations": ["T"], "directed": False}
    return graph, {
        "t": network_definitions({"t": values})["t"],
        "d": network_definitions({"d": {"relations": ["T"], "goals": ["Company"]}})["d"],
    }


@pytest.mark.parametrize(
    "case",
    [
        undirected(),
        undirected(alone=["a"]),
        undirected(("a", "a")),
        undirected(("a", "b")),
        undirected(("a", "b"), ("c", "d")),
        undirected(("a", "b"), ("a", "b"), ("b", "a"), ("b", "b"), alone=["z"]),
        undirected(("a", "b"), ("b", "c"), ("c", "a")),
        undirected(("a", "b"), ("b", "c"), ("c", "d"), ("x", "y"), ("y", "z")),
    ],
    ids=["empty", "one node", "self-loop", "one tie", "two pairs", "parallel", "triangle", "two paths"],
)
def test_the_smallest_networks_answer_every_question(case):
    graph, definitions = case
    found = analyse(graph, definitions=definitions, settings=Settings(draws=6))
    json.dumps(found.to_json(), allow_nan=False)
    if found.networks["t"]["n"] == 0:
        assert all("empty" in result.notes[0].en for result in found)


def test_progress_is_told(federation):
    told = []
    analyse(
        federation,
        questions=["cut-points"],
        settings=Settings(draws=6, progress=lambda *step: told.append(step)),
    )
    steps = len(network_definitions())
    assert told[-1] == ("analysis", steps, steps)
    assert any("draws" in step for step, _, _ in told)


def test_the_graph_is_left_as_it_was(federation):
    before = nx.MultiDiGraph(federation)
    analyse(federation, settings=Settings(draws=3))
    assert nx.utils.graphs_equal(before, federation)


def test_long_lists_are_cut_in_json_with_their_length_and_kept_in_the_object(build):
    build.node("Hub", "Service")
    for number in range(600):
        build.node(f"S{number}", "Service")
        build.tie(f"S{number}", "DEPENDS_ON", "Hub")
    found = analyse(build.graph, questions=["dependency-loss"], settings=Settings(draws=0))
    row = found.result("dependency-loss", "service-dependency").rows[0]
    assert len(row.cut_off) == row.figure.value == 600
    content = row.to_json()
    assert len(content["cutOff"]) == 500
    assert content["detail"]["shortened"]["cutOff"] == 600
