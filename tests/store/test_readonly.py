"""A read-only query changes nothing, whatever its wording, on any store."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kgraph.errors import QueryError, StoreError
from kgraph.loaders.sync.store_sync import ensure_constraints
from kgraph.store import readonly
from kgraph.store.dialects.known_dialects import dialect_of

if TYPE_CHECKING:
    from kgraph.store.connection import Connection


WRITES = [
    "CREATE (n:X)",
    "create (n:X)",
    "\n\tCrEaTe (n:X)",
    "create\u00a0(n:X)",
    "CREATE (n:X);",
    "INSERT (n:X)",
    "CREATE (n:X) FINISH",
    "MERGE (n:X)",
    "MATCH (n) SET n.a = 1",
    "MATCH (n) SET n = {}",
    "MATCH (n) SET n += {a: 1}",
    "MATCH (n) SET n:Y",
    "WITH 1 AS x MATCH (n) SET n.a = x RETURN n",
    "MATCH (n) REMOVE n.label",
    "MATCH (n) REMOVE n:Resource",
    "MATCH (n) DELETE n",
    "MATCH (n) DETACH DELETE n",
    "MATCH (n) NODETACH DELETE n",
    "MATCH ()-[r]->() DELETE r",
    "FOREACH (x IN [1] | CREATE (:X))",
    "MATCH (n) FOREACH (x IN [1] | SET n.a = x)",
    "CALL { CREATE (n:X) RETURN n } RETURN n",
    "CALL () { CREATE (n:X) RETURN n } RETURN n",
    "UNWIND [1] AS i CALL { WITH i CREATE (:X {i: i}) } IN TRANSACTIONS OF 1 ROWS",
    "MATCH (n) CALL (n) { RETURN 1 AS one } IN TRANSACTIONS OF 1 ROWS RETURN one",
    "MATCH (n) CALL (n) { RETURN 1 AS one } IN 2 CONCURRENT TRANSACTIONS RETURN one",
    "MATCH (n) RETURN n UNION CREATE (n:X) RETURN n",
    "LOAD CSV FROM 'file:///etc/hostname' AS line RETURN line",
    "LOAD CSV WITH HEADERS FROM 'http://127.0.0.1:1/x' AS line RETURN line",
    "LOAD CSV FROM 'file:///x' AS line CREATE (:X)",
    "CREATE INDEX foo FOR (n:X) ON (n.a)",
    "CREATE CONSTRAINT foo FOR (n:X) REQUIRE n.a IS UNIQUE",
    "DROP CONSTRAINT kgraph_uri",
    "DROP INDEX foo IF EXISTS",
    "CREATE USER eve SET PASSWORD 'abcdefgh1'",
    "ALTER CURRENT USER SET PASSWORD FROM 'a' TO 'b'",
    "DROP USER neo4j",
    "GRANT ROLE admin TO eve",
    "CREATE DATABASE foo",
    "STOP DATABASE neo4j",
    "TERMINATE TRANSACTIONS 'neo4j-transaction-1'",
    "SHOW TRANSACTIONS YIELD transactionId AS id TERMINATE TRANSACTIONS id YIELD message RETURN message",
    "CALL db.createLabel('Y')",
    "CALL `db`.`createLabel`('Y')",
    "CALL dbms.setConfigValue('a', 'b')",
    "CALL db.clearQueryCaches()",
    "CALL tx.setMetaData({a: 1})",
    "CALL apoc.create.node(['X'], {})",
    "CALL apoc.load.json('file:///x')",
    "EXPLAIN CREATE (n:X)",
    "PROFILE CREATE (n:X)",
    "EXPLAIN CREATE INDEX foo FOR (n:X) ON (n.a)",
    "CYPHER 5 CREATE (n:X)",
    "CYPHER runtime=slotted CREATE (n:X)",
    "/* MATCH (n) RETURN n */ CREATE (n:X) // RETURN",
    "// MATCH\nCREATE (n:X)",
    "/* ' */ CREATE (n:X) /* ' */",
    "RETURN '\\'' AS a UNION CREATE (n:X) RETURN '//' AS a",
    "MATCH (n) RETURN n.`a``b` AS a UNION CREATE (x) RETURN 1 AS a",
    "RETURN 1; CREATE (:X)",
    "C\\u0052EATE (n:X)",
    "MATCH (n) S\\u0045T n.a = 1",
]


READS = [
    ("MATCH (n) RETURN count(n) AS n", [(2,)]),
    ("MATCH (n {label: 'CREATE (n)'}) RETURN count(n) AS n", [(0,)]),
    ("RETURN 'MATCH (n) DETACH DELETE n' AS text", [("MATCH (n) DETACH DELETE n",)]),
    ("RETURN \"it's SET\" AS `CREATE (n)` /* ' */", [("it's SET",)]),
    ("// CREATE (n)\nMATCH (n) /* SET n.a = 1 */ RETURN count(n) AS n", [(2,)]),
    ("MATCH (n) WHERE n.`set x` = 1 RETURN count(n) AS n", [(0,)]),
    ("MATCH (n) WHERE n.set = 1 OR n.create = 2 RETURN count(n) AS n", [(0,)]),
    ("MATCH (start)-[r:MERGE]->(stop) RETURN count(r) AS n", [(0,)]),
    ("MATCH (n:Delete) RETURN count(n) AS n", [(0,)]),
    ("RETURN {set: 1, create: 2}.set AS n", [(1,)]),
    ("UNWIND [3, 1] AS x WITH x WHERE x IN [1, 3] RETURN x ORDER BY x", [(1,), (3,)]),
    ("MATCH (n) CALL (n) { RETURN 1 AS one } RETURN sum(one) AS n", [(2,)]),
    ("OPTIONAL MATCH (n:Nothing) RETURN n", [(None,)]),
    ("MATCH (n) RETURN count(n) AS n;", [(2,)]),
]


@pytest.fixture
def store(any_store: Connection) -> Connection:
    ensure_constraints(any_store)
    any_store.execute(
        "CREATE (:Resource {uri: 'a', label: 'A'})-[:R {key: 'k'}]->(:Resource {uri: 'b', label: 'B'})"
    )
    return any_store


def content(store: Connection) -> list[object]:
    nodes = store.read("MATCH (n) RETURN labels(n) AS labels, properties(n) AS properties ORDER BY n.uri")
    relationships = store.read(
        "MATCH (a)-[r]->(b) RETURN a.uri AS a, type(r) AS type, properties(r) AS p, b.uri AS b"
    )
    return [nodes, relationships, store.read("SHOW CONSTRAINTS YIELD name, labelsOrTypes, properties")]


def refused(store: Connection, query: str) -> bool:
    try:
        store.query(query)
    except (QueryError, StoreError) as error:
        return len(str(error).splitlines()) <= 3
    return False


def test_no_wording_changes_the_store(store: Connection) -> None:
    before = content(store)
    accepted = [query for query in WRITES if not refused(store, query)]
    assert accepted == []
    assert content(store) == before
    names = [row["user"] for row in store.read("SHOW USERS YIELD user") if "user" in row]
    assert "eve" not in names


@pytest.mark.parametrize(("query", "answer"), READS)
def test_words_that_only_look_like_writes(
    store: Connection, query: str, answer: list[tuple[object, ...]]
) -> None:
    assert store.query(query).records == answer


def test_a_write_that_slips_past_the_words_is_rolled_back(
    store: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readonly, "refuse_words", lambda *_: None)
    before = content(store)
    with pytest.raises(QueryError, match="queries only read"):
        store.query("MATCH (n) SET n.a = 1 RETURN n")
    assert content(store) == before


def test_explain_runs_nothing(store: Connection) -> None:
    before = content(store)
    assert store.explain("MATCH (n:Resource {uri: 'a'}) RETURN n")
    for query in ("CREATE INDEX foo FOR (n:X) ON (n.a)", "CREATE (n:X)"):
        if store.dialect.explains:
            assert store.explain(query)
        else:
            with pytest.raises(QueryError, match="only read"):
                store.explain(query)
    assert content(store) == before


def test_write_is_done_when_asked_for(store: Connection) -> None:
    result = store.query(
        "MATCH (n {uri: $uri}) SET n.note = 'x' RETURN n.note AS note", {"uri": "a"}, write=True
    )
    assert (result.columns, result.records) == (("note",), [("x",)])
    result = store.query("CREATE (:X), (:X)", write=True)
    assert result.counters["nodes_created"] == 2


def test_rows_are_cut_at_the_limit(store: Connection) -> None:
    result = store.query("UNWIND range(1, 100000) AS i RETURN i", max_rows=3)
    assert (result.records, result.truncated) == ([(1,), (2,), (3,)], True)
    assert not store.query("UNWIND range(1, 3) AS i RETURN i", max_rows=3).truncated


@pytest.mark.parametrize("query", ["", "  ", "// nothing", "/* nothing"])
def test_empty_query(query: str) -> None:
    for agent in ("Neo4j/5.26.30", "Neo4j/5.26.0 compatible (ArcadeDB 26.10.2)"):
        with pytest.raises(QueryError, match="empty"):
            readonly.refuse_words(query, dialect_of(agent))
