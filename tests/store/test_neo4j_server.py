"""The real Neo4j server: its Java, its jars, its first start and its later ones, and the newest version."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kgraph.errors import QueryError, StoreError
from kgraph.store.connection import connect
from kgraph.store.node_scores import write_scores
from kgraph.store.readback import read_graph
from kgraph.store.servers import java, neo4j_server
from kgraph.store.servers import leases as servers
from kgraph.store.servers.processes import is_server
from kgraph.store.servers.server_plan import STATE_FILE
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
    found: list[object] = [store.query(question) for question in QUESTIONS]
    found += [list(graph.nodes(data=True)), list(graph.edges(keys=True, data=True)), read_schema(store)]
    found.append(write_scores(store, {"a": {"x": 0.5}}, "b"))
    for write in ("CREATE (:X)", "CALL db.createLabel('Y')", "MATCH (n) DETACH DELETE n"):
        with pytest.raises(QueryError, match="only read"):
            store.query(write)
    return found


def test_both_stores_answer_alike(embedded_store: Connection, neo4j_store: Connection) -> None:
    for ours, theirs in zip(answers(embedded_store), answers(neo4j_store), strict=True):
        assert ours == theirs


def test_newest_version_answers_alike(embedded_store: Connection, newest_store: Connection) -> None:
    assert newest_store.dialect.kind == "neo4j"
    assert newest_store.dialect.version == neo4j_server.NEWEST
    for ours, theirs in zip(answers(embedded_store), answers(newest_store), strict=True):
        assert ours == theirs


@pytest.mark.process
@pytest.mark.neo4j
@pytest.mark.slow
def test_second_start_keeps_data_and_password(tmp_path: Path) -> None:
    home = (tmp_path / "neo4j").resolve()
    lease = servers.start(home, "neo4j", heap="1g")
    with lease.connect() as store:
        store.execute("CREATE (:Resource {uri: 'kept'})")
    first = lease.state
    lease.end()
    assert not is_server(first.server_pid, home)
    assert not (home / STATE_FILE).exists()
    lease = servers.start(home, "neo4j", heap="1g")
    with lease.connect() as store:
        assert store.read("MATCH (n) RETURN n.uri AS uri") == [{"uri": "kept"}]
    assert lease.state.password == first.password
    lease.end()


@pytest.mark.usefixtures("neo4j_server")
def test_published_password_is_changed(neo4j_server: servers.Lease) -> None:
    with pytest.raises(StoreError, match="wrong username or password"):
        connect(neo4j_server.state.uri, username="neo4j", password="neo4j")


def test_version_that_is_none() -> None:
    with pytest.raises(StoreError, match="not a Neo4j version"):
        neo4j_server.fetch_jars("../../etc")


@pytest.mark.process
def test_jars_are_fetched_by_maven(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KGRAPH_CACHE", str(tmp_path))
    monkeypatch.setattr(shutil, "which", lambda _: None)
    with pytest.raises(StoreError, match="needs Maven") as caught:
        neo4j_server.fetch_jars()
    assert "--store bolt://" in str(caught.value)
    assert list(Path(tmp_path, "neo4j").glob("*/")) == []


@pytest.mark.process
@pytest.mark.slow
def test_version_that_maven_does_not_know(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KGRAPH_CACHE", str(tmp_path))
    with pytest.raises(StoreError, match=r"could not fetch Neo4j 5\.0\.999") as caught:
        neo4j_server.fetch_jars("5.0.999")
    assert len(str(caught.value).splitlines()) == 2
    assert [path.name for path in Path(tmp_path, "neo4j").iterdir()] == ["5.0.999.lock"]


def test_oldest_java_that_will_do_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, version in (("a", "21.0.1"), ("b", "1.8.0_392"), ("c", "17.0.9"), ("d", "25")):
        program = tmp_path / name / "bin" / "java"
        program.parent.mkdir(parents=True)
        program.touch()
        (tmp_path / name / "release").write_text(f'IMPLEMENTOR="x"\nJAVA_VERSION="{version}"\n')
    monkeypatch.setattr(java, "_PLACES", (f"{tmp_path}/*",))
    monkeypatch.setattr(shutil, "which", lambda _: None)
    monkeypatch.delenv("JAVA_HOME", raising=False)
    assert java.find_java(17).parts[-3] == "c"
    assert java.find_java(18).parts[-3] == "a"
    monkeypatch.setenv("JAVA_HOME", str(tmp_path / "d"))
    assert java.find_java(22).parts[-3] == "d"
    with pytest.raises(StoreError, match="no Java 26 or later"):
        java.find_java(26)
