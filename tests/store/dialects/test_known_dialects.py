"""Servers are recognised by the name they announce, and a product that is not known is refused."""

from __future__ import annotations

import socket
import struct
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from kgraph.errors import EXIT_STORE, StoreError
from kgraph.store.connection import connect
from kgraph.store.dialects.arcadedb_dialect import ARCADEDB
from kgraph.store.dialects.known_dialects import DIALECTS, dialect_of
from kgraph.store.dialects.neo4j_dialect import NEO4J

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kgraph.store.connection import Connection
    from kgraph.store.dialects.dialect import Dialect

MEMGRAPH = "Neo4j/v5.11.0 compatible graph database server - Memgraph"
IMITATOR = "Neo4j/v5.11.0 compatible graph database server - a product that no entry describes"


@pytest.mark.parametrize(
    ("agent", "dialect", "version"),
    [
        ("Neo4j/5.26.30", NEO4J, "5.26.30"),
        ("Neo4j/4.4.42", NEO4J, "4.4.42"),
        ("Neo4j/2026.08.1", NEO4J, "2026.08.1"),
        ("Neo4j/5.27-aura", NEO4J, "5.27-aura"),
        ("Neo4j/2025.05.0-18384", NEO4J, "2025.05.0-18384"),
        ("Neo4j/5.26.0 compatible (ArcadeDB 26.10.2)", ARCADEDB, "26.10.2"),
        ("ArcadeDB 27.1.1-SNAPSHOT", ARCADEDB, "27.1.1-SNAPSHOT"),
    ],
)
def test_known_product(agent: str, dialect: Dialect, version: str) -> None:
    recognised = dialect_of(agent)
    assert (recognised.name, recognised.version) == (dialect.name, version)
    assert recognised.product == f"{dialect.title} {version}"
    assert [each for each in DIALECTS if each.recognise(agent)] == [dialect]


@pytest.mark.parametrize(
    "agent",
    [
        IMITATOR,
        MEMGRAPH,
        "Memgraph",
        "FalkorDB/4.2",
        "AmazonNeptune/1.4",
        "MyNeo4j/5.26.30",
        "Neo4j",
        "Neo4j/",
        "Neo4j/5.26.30\nother",
        "",
        "x" * 10_000,
    ],
)
def test_unknown_product_is_refused_by_name(agent: str) -> None:
    with pytest.raises(StoreError) as caught:
        dialect_of(agent, where="bolt://h:7687")
    lines = str(caught.value).splitlines()
    assert len(lines) == 2
    assert len(lines[0]) < 250
    assert lines[0].startswith("bolt://h:7687: the server calls itself ")
    assert repr(agent)[:50] in lines[0]
    for dialect in DIALECTS:
        assert dialect.name in lines[0]
    assert "--store embedded" in lines[1]
    assert caught.value.exit_code == EXIT_STORE


def test_servers_are_what_they_announce(any_store: Connection) -> None:
    assert any_store.dialect.name in {dialect.name for dialect in DIALECTS}
    assert any_store.dialect.version[0].isdigit()


@contextmanager
def bolt_server(agent: str) -> Iterator[tuple[str, list[str]]]:
    """Run a server that speaks just enough of Bolt 4.4 to be asked for one row.

    Yields
    ------
    address, requests : str, list of str
        Its address, and the names of the messages it was sent (Bolt protocol, "Message exchange").
    """
    requests: list[str] = []
    names = {0x01: "HELLO", 0x02: "GOODBYE", 0x0F: "RESET", 0x10: "RUN", 0x3F: "PULL", 0x11: "BEGIN"}
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            client, _ = listener.accept()
            with client, client.makefile("rwb") as stream:
                stream.read(20)
                stream.write(b"\x00\x00\x04\x04")
                stream.flush()
                while message := read_message(stream):
                    requests.append(names.get(message[1], hex(message[1])))
                    if requests[-1] == "GOODBYE":
                        return
                    for answer in answers_to(requests[-1], agent):
                        stream.write(struct.pack(">H", len(answer)) + answer + b"\x00\x00")
                    stream.flush()

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"bolt://127.0.0.1:{listener.getsockname()[1]}", requests
        thread.join(10)
        assert not thread.is_alive()


def read_message(stream: object) -> bytes:
    """Return one message, put together from its chunks; empty when the client has gone."""
    message = b""
    while True:
        size = int.from_bytes(stream.read(2), "big")  # type: ignore[attr-defined]
        if not size:
            return message
        message += stream.read(size)  # type: ignore[attr-defined]


def answers_to(request: str, agent: str) -> list[bytes]:
    """Return the messages that answer a request: SUCCESS with a map, and for PULL one RECORD before it."""
    success = b"\xb1\x70"
    if request == "HELLO":
        return [success + b"\xa2" + packed("server") + packed(agent) + packed("connection_id") + packed("1")]
    if request == "RUN":
        return [success + b"\xa1" + packed("fields") + b"\x91" + packed("1")]
    if request == "PULL":
        return [b"\xb1\x71\x91\x01", success + b"\xa1" + packed("type") + packed("r")]
    return [success + b"\xa0"]


def packed(text: str) -> bytes:
    """Return `text` as PackStream writes a string of up to 255 bytes."""
    data = text.encode()
    return b"\xd0" + bytes([len(data)]) + data


def test_unknown_server_is_refused_over_bolt() -> None:
    with bolt_server(IMITATOR) as (address, requests):
        with pytest.raises(StoreError) as caught:
            connect(address, timeout=5)
        assert caught.value.where == address
        assert IMITATOR in caught.value.message
    # The connection is closed, and nothing was asked but who answers.
    assert requests[-1] == "GOODBYE"
    assert requests.count("RUN") == 1


def test_known_server_is_accepted_over_bolt() -> None:
    with bolt_server("Neo4j/5.27-aura") as (address, requests), connect(address, timeout=5) as connection:
        assert connection.dialect.product == "Neo4j 5.27-aura"
    assert requests[-1] == "GOODBYE"
