"""Whether a server that has just been started answers, and lets its owner in.

It is asked in Bolt itself, versions 5.1 to 5.4: to import the driver takes a quarter of a second, for
which the command that started the server would wait. Method: https://neo4j.com/docs/bolt/current/.
"""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING, Any

from kgraph.version import VERSION

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kgraph.store.servers.server_plan import ServerPlan

_CONNECT_SECONDS = 5.0
_ANSWER_SECONDS = 30.0

# The magic number, then four proposals: 5.4 and the three minor versions before it, and nothing else.
_HANDSHAKE = b"\x60\x60\xb0\x17" + b"\x00\x03\x04\x05" + bytes(12)
_HELLO, _LOGON, _RUN, _PULL, _GOODBYE = 0x01, 0x6A, 0x10, 0x3F, 0x02
_SUCCESS, _RECORD = b"\x70", b"\x71"
_WRONG_PASSWORD = b"Neo.ClientError.Security.Unauthorized"


def answers(plan: ServerPlan) -> bool:
    """Return whether the server accepts the login; change the published password of a new one first."""
    change = "ALTER CURRENT USER SET PASSWORD FROM $old TO $new"
    try:
        refusal = _log_in(plan, plan.password, plan.database, "RETURN 1")
        if refusal and _WRONG_PASSWORD in refusal and plan.first_password is not None:
            first = plan.first_password
            _log_in(plan, first, "system", change, old=first, new=plan.password)
    except OSError:
        # Not ready yet, or a server of somebody else, which may speak anything.
        return False
    return refusal is None


def _log_in(plan: ServerPlan, password: str, database: str, cypher: str, **params: str) -> bytes | None:
    """Run a query as the plan's user; return None, or the message with which the server refused."""
    agent = f"kgraph/{VERSION}"
    login = {"scheme": "basic", "principal": plan.username, "credentials": password}
    messages = (
        (_HELLO, {"user_agent": agent, "bolt_agent": {"product": agent}}),
        (_LOGON, login),
        (_RUN, cypher, params, {"db": database}),
        (_PULL, {"n": -1}),
    )
    with socket.create_connection(("127.0.0.1", plan.port), _CONNECT_SECONDS) as server:
        server.sendall(_HANDSHAKE)
        if _received(server, 4)[2:] not in (b"\x01\x05", b"\x02\x05", b"\x03\x05", b"\x04\x05"):
            raise ConnectionError("no Bolt server, or not one of these versions")
        server.settimeout(_ANSWER_SECONDS)
        for message in messages:
            server.sendall(_message(*message))
            # The second byte says what a message is; the records of an answer come before its end.
            answer = next(each for each in _answers(server) if each[1:2] != _RECORD)
            if answer[1:2] != _SUCCESS:
                return answer
        server.sendall(_message(_GOODBYE))
    return None


def _answers(server: socket.socket) -> Iterator[bytes]:
    """Yield the messages that a server sends, each put together from its chunks."""
    message = b""
    while True:
        size = int.from_bytes(_received(server, 2), "big")
        message += _received(server, size)
        # A chunk without content ends a message, and between messages only shows that the server lives.
        if message and not size:
            yield message
            message = b""


def _received(server: socket.socket, size: int) -> bytes:
    data = b""
    while len(data) < size:
        part = server.recv(size - len(data))
        if not part:
            raise ConnectionError("the server closed the connection")
        data += part
    return data


def _message(tag: int, *fields: Any) -> bytes:
    content = bytes([0xB0 + len(fields), tag]) + b"".join(map(_packed, fields))
    return len(content).to_bytes(2, "big") + content + b"\x00\x00"


def _packed(value: Any) -> bytes:
    """Return a value in PackStream: a map of up to 15 entries, a number of one byte, or text."""
    if isinstance(value, dict):
        return bytes([0xA0 + len(value)]) + b"".join(_packed(each) for item in value.items() for each in item)
    if isinstance(value, int):
        return value.to_bytes(1, "big", signed=True)
    data = str(value).encode()
    return b"\xd1" + len(data).to_bytes(2, "big") + data
