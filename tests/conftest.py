"""Stores for the tests: the embedded one and a real Neo4j, each started once, emptied before each test.

Nothing here is skipped: a server that cannot be started fails every test that asks for it.
"""

from __future__ import annotations

import subprocess
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import neo4j
import pytest
from neo4j.exceptions import DriverError

from kgraph.store.cypher_names import quote
from kgraph.store.servers import leases
from kgraph.store.servers.neo4j_server import NEWEST, neo4j_plan

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from contextlib import AbstractContextManager
    from pathlib import Path

    from kgraph.store.connection import Connection
    from kgraph.store.servers.leases import Lease
    from kgraph.store.servers.server_plan import ServerPlan

SERVERS = {"neo4j_server", "newest_server", "own_neo4j"}

# Runs a server for as long as its standard input is open: it ends with the test run, however that ends.
KEEPER = """
import subprocess, sys
server = subprocess.Popen(sys.argv[1:], stdin=subprocess.DEVNULL)
sys.stdin.read()
server.terminate()
server.wait()
"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if SERVERS & {*getattr(item, "fixturenames", ())}:
            item.add_marker(pytest.mark.neo4j)


@pytest.fixture(autouse=True)
def _no_store_from_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NEO4J_URI", "NEO4J_USERNAME", "NEO4J_PASSWORD", "NEO4J_DATABASE"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="session")
def embedded_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lease]:
    """The embedded store's server, for the whole run; `.state` tells address and password."""
    lease = leases.start(tmp_path_factory.mktemp("embedded"), "embedded", heap="1g")
    yield lease
    lease.end()


@pytest.fixture(scope="session")
def neo4j_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lease]:
    """A real Neo4j 5.26 LTS server, for the whole run; its jars are fetched once per machine."""
    lease = leases.start(tmp_path_factory.mktemp("neo4j"), "neo4j", heap="1g")
    yield lease
    lease.end()


@pytest.fixture(scope="session")
def newest_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lease]:
    """The newest Neo4j, for the whole run."""
    lease = leases.start(tmp_path_factory.mktemp("newest"), "neo4j", heap="1g", version=NEWEST)
    yield lease
    lease.end()


@contextmanager
def _own_neo4j(home: Path, settings: Mapping[str, str], scheme: str = "bolt") -> Iterator[ServerPlan]:
    plan = neo4j_plan(home, heap="512m")
    with (home / "conf" / "neo4j.conf").open("a", encoding="utf-8") as configuration:
        configuration.writelines(f"{key}={value}\n" for key, value in settings.items())
    address = plan.uri.replace("bolt", scheme)
    new = not (home / "data").exists()
    with (home / "output.log").open("wb") as log:
        keeper = subprocess.Popen(
            [sys.executable, "-c", KEEPER, *plan.argv], stdin=subprocess.PIPE, stdout=log, stderr=log
        )
    try:
        password = plan.first_password if new else plan.password
        deadline = time.monotonic() + plan.seconds
        with neo4j.GraphDatabase.driver(address, auth=(plan.username, password)) as driver:
            while True:
                try:
                    if new:
                        change = "ALTER CURRENT USER SET PASSWORD FROM $old TO $new"
                        driver.execute_query(change, old=password, new=plan.password, database_="system")
                    else:
                        driver.execute_query("RETURN 1", database_=plan.database)
                except DriverError:
                    assert keeper.poll() is None, (home / "output.log").read_text(encoding="utf-8")
                    assert time.monotonic() < deadline
                    time.sleep(0.1)
                else:
                    break
        yield plan
    finally:
        keeper.communicate()


@pytest.fixture(scope="session")
def own_neo4j() -> Callable[..., AbstractContextManager[ServerPlan]]:
    """Run a Neo4j 5.26 LTS with settings of its own: `own_neo4j(home, settings, scheme)` is its plan."""
    return _own_neo4j


@pytest.fixture(scope="session")
def _embedded_connection(embedded_server: Lease) -> Iterator[Connection]:
    with embedded_server.connect(retry=5) as connection:
        yield connection


@pytest.fixture(scope="session")
def _neo4j_connection(neo4j_server: Lease) -> Iterator[Connection]:
    with neo4j_server.connect(retry=5) as connection:
        yield connection


@pytest.fixture(scope="session")
def _newest_connection(newest_server: Lease) -> Iterator[Connection]:
    with newest_server.connect(retry=5) as connection:
        yield connection


@pytest.fixture
def embedded_store(_embedded_connection: Connection) -> Connection:
    """A connection to the embedded store, emptied."""
    return emptied(_embedded_connection)


@pytest.fixture
def neo4j_store(_neo4j_connection: Connection) -> Connection:
    """A connection to a real Neo4j, emptied."""
    return emptied(_neo4j_connection)


@pytest.fixture
def newest_store(_newest_connection: Connection) -> Connection:
    """A connection to the newest Neo4j, emptied."""
    return emptied(_newest_connection)


@pytest.fixture(params=["embedded", pytest.param("neo4j", marks=pytest.mark.neo4j)])
def any_store(request: pytest.FixtureRequest) -> Connection:
    """A connection to either store in turn, emptied."""
    connection: Connection = request.getfixturevalue(f"{request.param}_store")
    return connection


@pytest.fixture(
    params=["embedded", *(pytest.param(name, marks=pytest.mark.neo4j) for name in ("neo4j", "newest"))]
)
def every_store(request: pytest.FixtureRequest) -> Connection:
    """A connection to either store in turn, and to the newest Neo4j, emptied."""
    connection: Connection = request.getfixturevalue(f"{request.param}_store")
    return connection


def emptied(connection: Connection) -> Connection:
    """Take all nodes, relationships and constraints from a store."""
    connection.execute("MATCH (n) DETACH DELETE n")
    for constraint in connection.read("SHOW CONSTRAINTS"):
        connection.execute(f"DROP CONSTRAINT {quote(constraint['name'])} IF EXISTS")
    return connection
