"""Whether a server lets its owner in, asked in a few words of Bolt."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from kgraph.store.servers.ports import reserve_ports
from kgraph.store.servers.server_login import answers

if TYPE_CHECKING:
    from kgraph.store.servers.leases import Lease


def plan(port: int, username: str = "x", password: str = "x", database: str = "x") -> SimpleNamespace:
    return SimpleNamespace(
        port=port, username=username, password=password, database=database, first_password=None
    )


@pytest.mark.parametrize("server", ["embedded", "neo4j", "newest"])
def test_the_owner_is_let_in_and_nobody_else(server: str, request: pytest.FixtureRequest) -> None:
    lease: Lease = request.getfixturevalue(f"{server}_server")
    state = lease.state
    port = int(state.uri.rpartition(":")[2])
    assert answers(plan(port, state.username, state.password, state.database))
    assert not answers(plan(port, state.username, "wrong", state.database))
    assert not answers(plan(port, state.username, state.password, "nosuch"))


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"\x00\x00",
        b"HTTP/1.1 400 Bad Request\r\n\r\n",
        b"\x00\x00\x04\x05\x00\x09\x00",
        b"\x00\x00\x04\x05\x00\x01?\x00\x00",
    ],
)
def test_what_is_no_server_of_ours_does_not_answer(said: bytes) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            client, _ = listener.accept()
            # Who asks may hang up before it has been told all.
            with client, suppress(OSError):
                client.sendall(said)
                client.shutdown(socket.SHUT_WR)
                while client.recv(4096):
                    pass

        thread = threading.Thread(target=serve)
        thread.start()
        assert not answers(plan(listener.getsockname()[1]))
        thread.join()
    assert not answers(plan(*reserve_ports(1)))
