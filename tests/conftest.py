"""Stores for the tests: the embedded one and a real Neo4j, each started once, emptied before each test.

Nothing here is skipped: a server that cannot be started fails every test that asks for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kgraph.store import servers
from kgraph.store.dialect import quote

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kgraph.store.connection import Connection
    from kgraph.store.servers import Lease


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "neo4j_server" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.neo4j)


@pytest.fixture(autouse=True)
def _no_store_from_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NEO4J_URI", "NEO4J_USERNAME", "NEO4J_PASSWORD", "NEO4J_DATABASE"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="session")
def embedded_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lease]:
    """The embedded store's server, for the whole run; `.state` tells address and password."""
    lease = servers.start(tmp_path_factory.mktemp("embedded"), "embedded", heap="1g")
    yield lease
    lease.end()


@pytest.fixture(scope="session")
def neo4j_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lease]:
    """A real Neo4j 5.26 LTS server, for the whole run; its jars are fetched once per machine."""
    lease = servers.start(tmp_path_factory.mktemp("neo4j"), "neo4j", heap="1g")
    yield lease
    lease.end()


@pytest.fixture(scope="session")
def _embedded_connection(embedded_server: Lease) -> Iterator[Connection]:
    with embedded_server.connect(retry=5) as connection:
        yield connection


@pytest.fixture(scope="session")
def _neo4j_connection(neo4j_server: Lease) -> Iterator[Connection]:
    with neo4j_server.connect(retry=5) as connection:
        yield connection


@pytest.fixture
def embedded_store(_embedded_connection: Connection) -> Connection:
    """A connection to the embedded store, emptied."""
    return emptied(_embedded_connection)


@pytest.fixture
def neo4j_store(_neo4j_connection: Connection) -> Connection:
    """A connection to a real Neo4j, emptied."""
    return emptied(_neo4j_connection)


@pytest.fixture(params=["embedded", pytest.param("neo4j", marks=pytest.mark.neo4j)])
def any_store(request: pytest.FixtureRequest) -> Connection:
    """A connection to either store in turn, emptied."""
    connection: Connection = request.getfixturevalue(f"{request.param}_store")
    return connection


def emptied(connection: Connection) -> Connection:
    """Take all nodes, relationships and constraints from a store."""
    connection.execute("MATCH (n) DETACH DELETE n")
    for constraint in connection.read("SHOW CONSTRAINTS"):
        connection.execute(f"DROP CONSTRAINT {quote(constraint['name'])} IF EXISTS")
    return connection
