"""The local Neo4j server: its jars, its first start and its later ones."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kgraph.errors import StoreError
from kgraph.store.connection import connect
from kgraph.store.servers import leases, neo4j_server
from kgraph.store.servers.processes import is_server
from kgraph.store.servers.server_plan import STATE_FILE


@pytest.mark.process
@pytest.mark.neo4j
@pytest.mark.slow
def test_second_start_keeps_data_and_password(tmp_path: Path) -> None:
    home = (tmp_path / "neo4j").resolve()
    lease = leases.start(home, "neo4j", heap="1g")
    with lease.connect() as store:
        store.execute("CREATE (:Resource {uri: 'kept'})")
    first = lease.state
    lease.end()
    assert not is_server(first.server_pid, home)
    assert not (home / STATE_FILE).exists()
    lease = leases.start(home, "neo4j", heap="1g")
    with lease.connect() as store:
        assert store.read("MATCH (n) RETURN n.uri AS uri") == [{"uri": "kept"}]
    assert lease.state.password == first.password
    lease.end()


@pytest.mark.usefixtures("neo4j_server")
def test_published_password_is_changed(neo4j_server: leases.Lease) -> None:
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
