"""The graph, its schema and its scores, read from and written to either store."""

from __future__ import annotations

import datetime as dt
import math
from typing import TYPE_CHECKING, Any

import networkx as nx
import pytest

from kgraph.errors import StoreError, UsageError
from kgraph.store import readback as read
from kgraph.store.build_marker import LOCK_LABEL, MARKER_LABEL, read_build
from kgraph.store.node_scores import write_scores
from kgraph.store.readback import read_graph
from kgraph.store.store_schema import Pattern, PropertyUse, read_schema

if TYPE_CHECKING:
    from kgraph.store.connection import Connection

MARKER = {"study": "s", "build": "b1", "contentHash": "h", "state": "complete"}


@pytest.fixture
def store(any_store: Connection) -> Connection:
    any_store.execute("CREATE CONSTRAINT resource_uri FOR (n:Resource) REQUIRE n.uri IS UNIQUE")
    any_store.execute(
        """
        CREATE (b:Resource:Organization:Municipality {uri: 'http://e/b', label: 'Göliska', _hash: 'x'})
        CREATE (a:Resource:Organization {uri: 'http://e/a', alias: ['A', 'B'], _hash: 'z'})
        SET a.population = 9007199254740993
        WITH a, b
        CREATE (b)-[:MEMBER_OF {key: 'k2', from: date('2020-01-31'), sources: ['s2', 's1'], _hash: 'y'}]->(a)
        CREATE (b)-[:MEMBER_OF {key: 'k1', type: 'hidden by the type'}]->(a)
        CREATE (a)-[:DEPENDS_ON {key: 'k3'}]->(a)
        CREATE (a)-[:NOTE]->(:Note {text: 'added by hand'})
        CREATE (a)-[:LIKES]->(b)
        CREATE (a)-[:MEMBER_OF {key: 'copied'}]->(:Resource {uri: 'http://e/by-hand'})
        """
    )
    mark(any_store, **MARKER)
    return any_store


def mark(store: Connection, **marker: Any) -> None:
    store.execute(f"MATCH (m:{MARKER_LABEL}) DELETE m")
    store.execute(f"CREATE (m:{MARKER_LABEL}) SET m = $marker", marker=marker)


def test_graph_is_read_back(store: Connection) -> None:
    graph = read_graph(store)
    assert isinstance(graph, nx.MultiDiGraph)
    assert graph.graph == {"study": "s", "build": "b1", "contentHash": "h"}
    assert list(graph.nodes(data=True)) == [
        (
            "http://e/a",
            {"alias": ["A", "B"], "population": 2**53 + 1, "uri": "http://e/a", "labels": ("Organization",)},
        ),
        ("http://e/b", {"label": "Göliska", "uri": "http://e/b", "labels": ("Municipality", "Organization")}),
    ]
    assert list(graph.edges(keys=True, data=True)) == [
        ("http://e/a", "http://e/a", "k3", {"key": "k3", "type": "DEPENDS_ON"}),
        ("http://e/b", "http://e/a", "k1", {"key": "k1", "type": "MEMBER_OF"}),
        (
            "http://e/b",
            "http://e/a",
            "k2",
            {"from": dt.date(2020, 1, 31), "key": "k2", "sources": ["s2", "s1"], "type": "MEMBER_OF"},
        ),
    ]


def test_graph_is_the_same_each_time(store: Connection) -> None:
    first, second = read_graph(store), read_graph(store)
    assert list(first.nodes(data=True)) == list(second.nodes(data=True))
    assert list(first.edges(keys=True, data=True)) == list(second.edges(keys=True, data=True))


def test_store_without_a_build(any_store: Connection) -> None:
    assert read_build(any_store) is None
    with pytest.raises(StoreError, match="holds no study yet"):
        read_graph(any_store)


def test_build_that_was_cut_off(store: Connection) -> None:
    mark(store, **MARKER | {"state": "incomplete"})
    build = read_build(store)
    assert build is not None
    assert not build.complete
    with pytest.raises(StoreError, match="cut off before its end"):
        read_graph(store)


def test_two_studies_in_one_database(store: Connection) -> None:
    store.execute(f"CREATE (:{MARKER_LABEL} {{study: 't', state: 'complete'}})")
    with pytest.raises(StoreError, match=r"several builds \(s, t\)"):
        read_graph(store)


def test_graph_is_read_again_when_the_build_changes_meanwhile(
    store: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    once = read._read
    seen: list[str] = []

    def changing(tx: Any) -> Any:
        before, nodes, relationships, after = once(tx)
        seen.append("read")
        changed = [{"marker": MARKER | {"build": "b0"}}] if len(seen) == 1 else before
        return changed, nodes, relationships, after

    monkeypatch.setattr(read, "_read", changing)
    assert read_graph(store).graph["build"] == "b1"
    assert seen == ["read", "read"]


def test_schema_is_counted(store: Connection) -> None:
    store.execute(f"CREATE (:{LOCK_LABEL} {{by: 'x'}})")
    schema = read_schema(store)
    assert {use.name: use.count for use in schema.labels} == {
        "Municipality": 1,
        "Note": 1,
        "Organization": 2,
        "Resource": 3,
    }
    assert {use.name: use.count for use in schema.types} == {
        "DEPENDS_ON": 1,
        "LIKES": 1,
        "MEMBER_OF": 3,
        "NOTE": 1,
    }
    organization = next(use for use in schema.labels if use.name == "Organization")
    assert organization.properties == (
        PropertyUse("alias", 1, "LIST<STRING>"),
        PropertyUse("label", 1, "STRING"),
        PropertyUse("population", 1, "INTEGER"),
        PropertyUse("uri", 2, "STRING"),
    )
    member = next(use for use in schema.types if use.name == "MEMBER_OF")
    assert {use.key: use.kind for use in member.properties} == {
        "from": "DATE",
        "key": "STRING",
        "sources": "LIST<STRING>",
        "type": "STRING",
    }
    assert Pattern("Municipality", "MEMBER_OF", "Organization", 2) in schema.patterns
    assert Pattern("Organization", "NOTE", "Note", 1) in schema.patterns


def test_schema_forgets_what_is_gone(store: Connection) -> None:
    store.execute("MATCH (n) DETACH DELETE n")
    schema = read_schema(store)
    assert (schema.labels, schema.types, schema.patterns) == ((), (), ())


def test_scores_replace_those_of_an_earlier_build(store: Connection) -> None:
    first = {"http://e/a": {"betweenness": 0.5, "tier": "high"}, "http://e/b": {"betweenness": None}}
    assert write_scores(store, first, "b1") == 2
    second = {"http://e/a": {"rank": 1}, "http://e/nowhere": {"rank": 2}}
    assert write_scores(store, second, "b2") == 1
    rows = store.read("MATCH (n:Resource) RETURN n.uri AS uri, properties(n) AS p ORDER BY n.uri")
    scores = [{key: value for key, value in row["p"].items() if key.startswith("score_")} for row in rows]
    assert scores == [{"score_rank": 1, "score_build": "b2"}, {}, {}]
    assert rows[0]["p"]["alias"] == ["A", "B"]


def test_scores_under_two_prefixes_live_side_by_side(store: Connection) -> None:
    write_scores(store, {"http://e/a": {"x": 1}}, "b1", prefix="score_one_")
    write_scores(store, {"http://e/a": {"x": 2}}, "b1", prefix="score_two_")
    found = store.read("MATCH (n {uri: 'http://e/a'}) RETURN n.score_one_x AS one, n.score_two_x AS two")
    assert found == [{"one": 1, "two": 2}]


def test_scores_are_no_part_of_the_graph(store: Connection) -> None:
    before = read_graph(store)
    write_scores(store, {"http://e/a": {"betweenness": 0.5}}, "b1")
    assert dict(read_graph(store).nodes(data=True)) == dict(before.nodes(data=True))


def test_scores_that_are_refused(store: Connection) -> None:
    for value in (math.nan, math.inf):
        with pytest.raises(UsageError, match="the score 'x' is"):
            write_scores(store, {"http://e/a": {"x": value}}, "b1")
    with pytest.raises(UsageError, match="scores are written under"):
        write_scores(store, {"http://e/a": {"x": 1}}, "b1", prefix="label")
    assert store.read("MATCH (n) WHERE n.score_build IS NOT NULL RETURN n") == []


def test_each_property_names_the_sources_that_state_it(store: Connection) -> None:
    table = '{"*":[0],"alias":[[0],[1,2]],"population":[-1],":Organization":[1]}'
    store.execute("MATCH (n {uri: 'http://e/a'}) SET n.sources = ['s0', 's1', 's2'], n._graphs = $t", t=table)
    node = read_graph(store).nodes["http://e/a"]
    assert node["property_sources"] == {
        "alias": ["s0", "s1", "s2"],
        "population": [],
        ":Organization": ["s1"],
    }
    assert "property_sources" not in read_graph(store).nodes["http://e/b"]
