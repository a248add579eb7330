"""A store that cannot be used gives an error of two lines: the cause, and never the password."""

from __future__ import annotations

import socket
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from neo4j.exceptions import Neo4jError

from kgraph.errors import QueryError, StoreError
from kgraph.loaders.sync.store_sync import ensure_constraints
from kgraph.store import failures
from kgraph.store.connection import connect
from kgraph.store.store_address import SCHEMES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kgraph.store.connection import Connection
    from kgraph.store.servers.leases import Lease
    from kgraph.store.servers.server_plan import ServerState


SECRET = "correct-horse-battery"


def refusal(uri: str, **options: str | None) -> str:
    with pytest.raises(StoreError) as caught:
        connect(uri, timeout=3, **options)
    text = str(caught.value)
    assert len(text.splitlines()) <= 2
    assert SECRET not in text
    assert caught.value.exit_code == 3
    assert caught.value.__cause__ is None
    return text


@pytest.fixture(params=["embedded", pytest.param("neo4j", marks=pytest.mark.neo4j)])
def server(request: pytest.FixtureRequest) -> ServerState:
    lease: Lease = request.getfixturevalue(f"{request.param}_server")
    return lease.state


def test_no_server_at_address() -> None:
    assert "no server at this address" in refusal("bolt://127.0.0.1:1", password=SECRET)
    assert "no server at this address" in refusal("neo4j://127.0.0.1:1", password=SECRET)


def test_no_such_host() -> None:
    assert "no such host" in refusal("neo4j://nosuch.invalid", password=SECRET)


@pytest.mark.parametrize("uri", ["", "localhost:7687", "http://localhost:7474", "bolt:", "bolt://h:99999"])
def test_no_address(uri: str) -> None:
    assert "address" in refusal(uri)


def test_password_in_address_is_not_repeated() -> None:
    assert "NEO4J_PASSWORD" in refusal(f"bolt://neo4j:{SECRET}@127.0.0.1:7687")
    assert "not a store address" in refusal(f"https://neo4j:{SECRET}@127.0.0.1:7687")


def test_wrong_password(server: ServerState) -> None:
    assert "wrong username or password" in refusal(server.uri, username=server.username, password=SECRET)


def test_no_password(server: ServerState) -> None:
    assert "asks for a username and a password" in refusal(server.uri)
    assert "Set NEO4J_PASSWORD" in refusal(server.uri, username="neo4j")


@pytest.mark.parametrize("scheme", ["bolt+s", "bolt+ssc", "neo4j+s", "neo4j+ssc"])
def test_encryption_that_the_server_does_not_speak(server: ServerState, scheme: str) -> None:
    plain = server.uri.replace("bolt", scheme.partition("+")[0])
    text = refusal(server.uri.replace("bolt", scheme), username=server.username, password=server.password)
    assert "TLS mismatch" in text
    assert f"Try {plain}" in text


def test_missing_database(server: ServerState) -> None:
    text = refusal(server.uri, username=server.username, password=server.password, database="nosuch")
    assert "no database 'nosuch'" in text


@contextmanager
def listener(answer: bytes | None) -> Iterator[str]:
    """Run a server that sends `answer` to each connection and closes it; with None it never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            while True:
                try:
                    client, _ = server.accept()
                except OSError:
                    return
                if answer is not None:
                    client.recv(64)
                    client.sendall(answer)
                    client.close()
                else:
                    clients.append(client)

        clients: list[socket.socket] = []
        threading.Thread(target=serve, daemon=True).start()
        yield f"bolt://127.0.0.1:{server.getsockname()[1]}"
        for client in clients:
            client.close()


def test_http_port() -> None:
    with listener(b"HTTP/1.1 400 Bad Request\r\n\r\n") as uri:
        assert "speaks HTTP, not Bolt" in refusal(uri, password=SECRET)


def test_other_protocol() -> None:
    with listener(b"") as uri:
        assert "does not speak Bolt" in refusal(uri, password=SECRET)


@pytest.mark.slow
def test_server_that_never_answers() -> None:
    with listener(None) as uri:
        assert "no answer within the time allowed" in refusal(uri, password=SECRET)


@pytest.mark.parametrize(
    ("query", "place"),
    [
        ("MATCH (n RETURN n", (1, 10)),
        ("RETRUN 1", (1, 1)),
        ("MATCH (n)\nRETURN foo(n)", (2, 8)),
        ("MATCH (n)\nRETURN m", (2, 8)),
    ],
)
@pytest.mark.parametrize("write", [False, True])
def test_query_that_is_not_cypher(
    any_store: Connection, query: str, place: tuple[int, int], write: bool
) -> None:
    with pytest.raises(QueryError) as caught:
        any_store.query(query, write=write)
    line, column = place
    assert f"(line {line}, column {column})" in caught.value.message
    shown, caret = (caught.value.hint or "").split("\n")
    assert shown.strip() == query.split("\n")[line - 1]
    assert caret.index("^") - 2 == column - 1


def test_long_line_is_shown_around_the_fault(any_store: Connection) -> None:
    query = "RETURN " + "1 + " * 200 + "foo(1)"
    with pytest.raises(QueryError) as caught:
        any_store.query(query)
    shown, caret = (caught.value.hint or "").split("\n")
    assert len(shown) <= 102
    assert shown[caret.index("^") :].startswith("foo")


def test_missing_parameter(any_store: Connection) -> None:
    with pytest.raises(QueryError, match=r"needs a value for \$name") as caught:
        any_store.query("MATCH (n {label: $name}) RETURN n")
    assert caught.value.hint == "Give it with: --param name=VALUE"


def test_division_by_zero_is_the_querys_fault(any_store: Connection) -> None:
    with pytest.raises(QueryError, match="by zero"):
        any_store.query("RETURN 1 / 0")


def test_constraint(any_store: Connection) -> None:
    ensure_constraints(any_store)
    any_store.execute("CREATE (:Resource {uri: 'a'})")
    with pytest.raises(StoreError, match="uniqueness constraint"):
        any_store.execute("CREATE (:Resource {uri: 'a'})")


def driver_error(code: str, message: str) -> Neo4jError:
    """Return the error that the driver makes of an answer; community servers do not send all of them."""
    return Neo4jError._hydrate_neo4j(code=code, message=message)


def translated(code: str, message: str = "no") -> StoreError:
    error = failures.translate(driver_error(code, message), "bolt://h:7687", "neo4j")
    assert isinstance(error, StoreError)
    assert len(str(error).splitlines()) == 2
    return error


def test_read_only_account() -> None:
    error = translated(
        "Neo.ClientError.Security.Forbidden",
        "Create node with labels 'Resource' on database 'neo4j' is not allowed for user 'reader'.",
    )
    assert "this account may not do that; it may be read-only" in error.message
    assert "NEO4J_USERNAME" in str(error)


@pytest.mark.parametrize("name", ["ForbiddenOnReadOnlyDatabase", "WriteOnReadOnlyAccessDatabase"])
def test_read_only_database(name: str) -> None:
    error = translated(f"Neo.ClientError.General.{name}")
    assert error.message == "the database 'neo4j' is read-only"
    assert "NEO4J_DATABASE" in str(error)


def test_database_that_is_not_running() -> None:
    assert "is not running" in translated("Neo.TransientError.General.DatabaseUnavailable").message


@pytest.mark.parametrize(
    ("code", "message", "part"),
    [
        ("TransactionLogError", "Could not append transaction: #39 to log.", "could not write to its disk"),
        (
            "TransactionStartFailed",
            "The database has encountered a critical error.",
            "has stopped this database",
        ),
        ("TransactionCommitFailed", "java.io.IOException: No space left on device", "disk is full"),
    ],
)
def test_server_that_cannot_write(code: str, message: str, part: str) -> None:
    error = translated(f"Neo.DatabaseError.Transaction.{code}", message)
    assert isinstance(error, failures.WriteFailedError)
    assert part in error.message


def test_commit_of_unknown_outcome() -> None:
    from neo4j.exceptions import IncompleteCommit

    error = failures.translate(IncompleteCommit("lost"), "bolt://h:7687", None)
    assert isinstance(error, failures.OutcomeUnknownError)
    assert "either whole or absent" in str(error)


def test_routing_address_works(server: ServerState) -> None:
    uri = server.uri.replace("bolt://", "neo4j://")
    with connect(uri, username=server.username, password=server.password, database=server.database) as store:
        assert store.read("RETURN 1 AS one") == [{"one": 1}]


def test_password_is_in_no_representation(server: ServerState) -> None:
    assert server.password not in repr(server)
    assert server.token not in repr(server)
    with connect(server.uri, username=server.username, password=server.password) as store:
        assert server.password not in repr(vars(store))
    assert SCHEMES[0] == "bolt"
