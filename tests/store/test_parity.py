"""Every store answers the same questions alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kgraph.errors import QueryError
from kgraph.store.node_scores import write_scores
from kgraph.store.readback import read_graph
from kgraph.store.servers import neo4j_server
from kgraph.store.store_schema import read_schema

if TYPE_CHECKING:
    from kgraph.store.connection import Connection


QUESTIONS = [
    "MATCH (m:Municipality)-[:MEMBER_OF]->(f) RETURN m.label AS m, f.label AS f ORDER BY m, f",
    "MATCH (n) UNWIND labels(n) AS label RETURN label, count(*) AS n ORDER BY label",
    "MATCH p = (a {uri: 'a'})-[:MEMBER_OF*1..3]->(b) RETURN length(p) AS n, b.uri AS uri ORDER BY n, uri",
    "MATCH ()-[r]->() WHERE r.from <= date('2021-01-01') RETURN r.key AS key, r.from AS d, r.sources AS s",
    "MATCH (a:Resource) OPTIONAL MATCH (a)-[r:MEMBER_OF]->() RETURN a.uri AS uri, count(r) AS n ORDER BY uri",
    "MATCH (a:Resource) WHERE NOT EXISTS { (a)-[:MEMBER_OF]->() } RETURN a.uri AS uri ORDER BY uri",
    "MATCH (a:Resource) RETURN a.uri AS uri, COUNT { (a)--() } AS degree ORDER BY degree DESC, uri",
    "MATCH p = shortestPath((a {uri: 'a'})-[:MEMBER_OF*]->(c {uri: 'c'})) RETURN [n IN nodes(p) | n.uri]",
    "UNWIND ['å', 'Z', 'a', 'ä', 'ö'] AS x RETURN x ORDER BY x",
    "MATCH (a:Resource) CALL (a) { MATCH (a)-[r]->() RETURN count(r) AS n } RETURN a.uri AS u, n ORDER BY u",
    "RETURN 7 / 2 AS a, 7 % 3 AS b, 2 ^ 3 AS c, toInteger('12') AS d, toUpper('å') AS e, split('a,b', ',')",
    "RETURN date('2024-02-29') + duration('P1Y') AS d, date('2024-02-29').year AS y",
    "MATCH (n) WHERE n.label STARTS WITH 'Gö' AND n.label =~ '.*ska' RETURN n.uri AS uri",
]


def fill(store: Connection) -> None:
    store.execute("CREATE CONSTRAINT resource_uri IF NOT EXISTS FOR (n:Resource) REQUIRE n.uri IS UNIQUE")
    store.execute(
        """
        CREATE (a:Resource:Organization:Municipality {uri: 'a', label: 'Göliska', _hash: '1'})
        CREATE (b:Resource:Organization {uri: 'b', label: 'B', _hash: '2'})
        CREATE (c:Resource {uri: 'c', label: 'C', _hash: '3'})
        CREATE (a)-[:MEMBER_OF {key: '1', from: date('2020-01-01'), sources: ['s', 't']}]->(b)
        CREATE (a)-[:MEMBER_OF {key: '2', from: date('2022-01-01'), sources: ['s']}]->(b)
        CREATE (b)-[:MEMBER_OF {key: '3'}]->(c)
        CREATE (:KGraphBuild {study: 's', build: 'b', contentHash: 'h', state: 'complete'})
        """
    )


def answers(store: Connection) -> list[object]:
    fill(store)
    graph = read_graph(store)
    results: list[object] = [store.query(question) for question in QUESTIONS]
    results += [list(graph.nodes(data=True)), list(graph.edges(keys=True, data=True)), read_schema(store)]
    results.append(write_scores(store, {"a": {"x": 0.5}}, "b"))
    for write in ("CREATE (:X)", "CALL db.createLabel('Y')", "MATCH (n) DETACH DELETE n"):
        with pytest.raises(QueryError, match="only read"):
            store.query(write)
    return results


def test_both_stores_answer_alike(embedded_store: Connection, neo4j_store: Connection) -> None:
    for ours, theirs in zip(answers(embedded_store), answers(neo4j_store), strict=True):
        assert ours == theirs


def test_newest_version_answers_alike(embedded_store: Connection, newest_store: Connection) -> None:
    assert newest_store.dialect.name == "Neo4j"
    assert newest_store.dialect.version == neo4j_server.NEWEST
    for ours, theirs in zip(answers(embedded_store), answers(newest_store), strict=True):
        assert ours == theirs
