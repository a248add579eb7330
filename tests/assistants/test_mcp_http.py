"""``kgraph mcp --http``: on loopback, for whoever holds the token, and for no page."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import httpx2
import pytest

import kgraph
from kgraph.assistants.mcp_transports import AssistantChoice, serve_assistant
from kgraph.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.process

HELLO = {"jsonrpc": "2.0", "id": 1, "method": "ping"}
TAKES = {"accept": "application/json, text/event-stream"}


@pytest.fixture(scope="module")
def served(small: Path, command: Any) -> Iterator[tuple[str, str]]:
    """The command over HTTP: address and header."""
    plan = command(small, "--http", "--port", "0")
    running = subprocess.Popen(
        [plan.command, *plan.args], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert running.stdout is not None
    url, header = running.stdout.readline().strip(), running.stdout.readline().strip()
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/mcp", url), running.communicate()
    yield url, header.removeprefix("Authorization: ")
    running.send_signal(signal.SIGINT)
    _, said = running.communicate(timeout=300)
    assert running.returncode == 0
    assert said.splitlines()[-1] == "stopped"


def test_whoever_has_the_token_asks_as_over_stdio(served: tuple[str, str], assistant_of: Any) -> None:
    from mcp.client.streamable_http import streamable_http_client

    url, token = served
    http = httpx2.AsyncClient(headers={"authorization": token})
    with assistant_of(streamable_http_client(url, http_client=http)) as assistant:
        answer = assistant.ask("query", cypher="MATCH (m:Municipality) RETURN m.uri AS uri")
        assert len(answer["rows"]) == 4
        assert answer["evidence"]["https://example.org/north"]["status"] == "stated"


@pytest.mark.parametrize(
    ("headers", "status", "said"),
    [
        ({}, 403, ""),
        ({"authorization": "Bearer wrong"}, 403, "Send the line that kgraph mcp printed"),
        ({"authorization": "TOKEN", "origin": "https://evil.example"}, 403, "Another page asked."),
        ({"authorization": "TOKEN", "host": "evil.example"}, 421, "only under its own address"),
        ({"authorization": "TOKEN", "sec-fetch-site": "cross-site"}, 403, "Another page asked."),
    ],
)
def test_nobody_else_gets_in(
    served: tuple[str, str], headers: dict[str, str], status: int, said: str
) -> None:
    url, token = served
    sent = {name: token if value == "TOKEN" else value for name, value in headers.items()}
    refused = httpx2.post(url, json=HELLO, headers=TAKES | sent)
    assert refused.status_code == status
    assert said in refused.text


def test_the_token_in_an_address_opens_nothing(served: tuple[str, str]) -> None:
    url, token = served
    root = url.removesuffix("mcp")
    refused = httpx2.get(root, params={"token": token.removeprefix("Bearer ")})
    assert refused.status_code == 403
    assert "set-cookie" not in refused.headers


def test_a_missing_package_is_named_with_the_line_that_mends_it(
    filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "mcp", None)
    choice = AssistantChoice(print, print)
    with kgraph.open(filled) as study, pytest.raises(UsageError) as caught:
        serve_assistant(study, choice)
    assert caught.value.hint == 'Install it with: pip install "kgraph-collab[mcp]"'
