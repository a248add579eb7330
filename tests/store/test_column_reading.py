"""What is read into columns makes the networks that the whole graph makes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import networkx as nx
import numpy as np
import pytest

import kgraph
from kgraph.analysis.column_networks import declare_columns
from kgraph.analysis.definitions import asked_keys, network_definitions
from kgraph.analysis.networks import declare
from kgraph.graph_columns import GraphColumns
from kgraph.pipeline.study_choices import networks_of
from kgraph.store.column_reading import read_columns
from kgraph.store.restated import restatements, take_over_evidence
from kgraph.words.text import Text

if TYPE_CHECKING:
    from pathlib import Path

    from kgraph.analysis.column_networks import ColumnNetwork

SOURCE_TERM = "http://data.europa.eu/m8g/hasCompetentAuthority"


def arcs(network: ColumnNetwork) -> dict[tuple[str, str], float]:
    graph, things = network.graph, network.things
    columns = (graph.starts.tolist(), graph.ends.tolist(), graph.weights.tolist())
    return {(things[start], things[end]): weight for start, end, weight in zip(*columns, strict=True)}


@pytest.mark.process
def test_networks_of_the_real_study_are_the_same(rebuilt_study, tmp_path: Path) -> None:
    directory, _ = rebuilt_study(tmp_path)
    with kgraph.open(directory) as study:
        graph, definitions = study.graph, networks_of(study.study)
        # By hand: a copy of a relationship does not count, and neither does what kgraph did not write.
        study.connection.execute(
            "MATCH (a)-[r:CONSUMES]->(b) WITH a, r, b LIMIT 1 "
            "CREATE (a)-[c:CONSUMES]->(b) SET c = properties(r) "
            "CREATE (a)-[:CONSUMES]->(:Resource {uri: 'urn:mine'})"
        )
        columns = read_columns(study.connection, asked_keys(definitions.values()))
    assert (len(columns), columns.size()) == (len(graph), graph.size())
    assert columns.graph == {name: graph.graph[name] for name in ("study", "build")}
    filled = 0
    for definition in definitions.values():
        network, held = declare(graph, definition), declare_columns(columns, definition)
        assert held.things == tuple(sorted(network.graph))
        assert held.names == tuple(network.name(thing) for thing in held.things)
        expected = {(a, b): weight for a, b, weight in network.graph.edges(data="weight")}
        if not network.graph.is_directed():
            expected = {(min(arc), max(arc)): weight for arc, weight in expected.items()}
        assert arcs(held) == pytest.approx(expected)
        assert (held.reading, held.of_one_kind) == (network.reading, network.of_one_kind)
        bodies = [] if held.graph.bodies is None else np.flatnonzero(held.graph.bodies).tolist()
        assert {held.things[place] for place in bodies} == network.bodies
        filled += bool(expected)
    assert filled > 5


def test_what_restates_a_source_has_its_evidence_in_columns_too() -> None:
    def said(kind: str, **values: Any) -> dict[str, Any]:
        return {"type": kind, **values}

    edges = [
        ("s", "o", said("cv__hasCompetentAuthority", statementStatus="stated", **{"from": "2020"})),
        (
            "o",
            "s",
            said("PROVIDES", statementStatus="inferred", rule="hasCompetentAuthority-inverse-provides"),
        ),
        ("o", "s", said("PROVIDES", statementStatus="inferred", rule="something-else")),
    ]
    graph, columns = nx.MultiDiGraph(), GraphColumns()
    for node in ("s", "o"):
        graph.add_node(node, labels=())
        columns.add_node(node, Text(node, node), {"labels": ()})
    for number, (start, end, values) in enumerate(edges):
        graph.add_edge(start, end, key=str(number), **values)
        columns.add_edge(start, end, values)
    types = {"cv__hasCompetentAuthority": SOURCE_TERM}
    take_over_evidence(graph, types)
    for row, _, values in restatements(columns, types):
        columns.say_instead(row, values)
    expected = [data for _, _, data in sorted(graph.edges(data=True), key=lambda edge: str(edge))]
    assert [data for _, _, data in sorted(columns.edges(), key=lambda edge: str(edge))] == expected
    assert sorted(data["statementStatus"] for data in expected) == ["inferred", "stated", "stated"]
    assert columns.get_edge_data("s", "s") is None


def test_a_property_that_a_network_asks_for_is_named() -> None:
    own = {
        "title": "w",
        "weight_property": "often",
        "relations": [{"type": "A", "where": {"by": ["rail"]}, "where_not": {"in": ["rain"]}}],
    }
    assert asked_keys(network_definitions({"own": own}).values()) == ("by", "in", "often")
