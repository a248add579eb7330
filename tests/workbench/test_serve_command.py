"""``kgraph serve`` as a user starts and stops it, and what it says when it cannot start."""

from __future__ import annotations

import json
import re
import signal
import socket
import sys
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import kgraph
from kgraph.errors import UsageError
from kgraph.store.servers.leases import home_of, join
from kgraph.workbench.bench_server import ServerChoice, serve

if TYPE_CHECKING:
    from collections.abc import Callable
    from subprocess import CompletedProcess

pytestmark = pytest.mark.process


FOREVER = (
    "UNWIND range(1, 100000) AS a UNWIND range(1, 100000) AS b "
    "WITH a, b WHERE a * b = -1 RETURN count(*) AS n"
)


def silent(_line: str) -> None:
    """Say nothing."""


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_server_and_store(small: Path, served_by: Any, sign: signal.Signals) -> None:
    running = served_by(small)
    address = re.fullmatch(r"http://(127\.0\.0\.1:\d+)/\?token=([\w-]{43})", running.url)
    assert address is not None
    # A query that would run for ever does not keep it.
    with closing(HTTPConnection(address[1])) as asking:
        headers = {"Authorization": f"Bearer {address[2]}"}
        asking.request("POST", "/api/query", json.dumps({"run": "long", "cypher": FOREVER}), headers)
        watching = HTTPConnection(address[1])
        watching.request("GET", "/api/things?text=north", headers=headers)
        assert watching.getresponse().status == 200
        watching.close()
        code, said = running.end(sign)
    assert code == 0
    assert said.splitlines()[-1] == "stopped"
    assert "Traceback" not in said
    assert join(home_of(small, "embedded")) is None


def test_it_listens_on_loopback_only(served: Any) -> None:
    port = int(re.search(r":(\d+)/", served.url)[1])
    listening = [
        line.split()[1]
        for table in ("tcp", "tcp6")
        for line in Path(f"/proc/net/{table}").read_text(encoding="ascii").splitlines()[1:]
        if line.split()[3] == "0A" and line.split()[1].endswith(f":{port:04X}")
    ]
    assert listening == [f"0100007F:{port:04X}"]


def test_a_taken_port_is_said(small: Path, run: Callable[..., CompletedProcess[str]]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = run("serve", "--no-browser", "--port", port, "--study", small)
    assert done.returncode == 2
    assert f"port {port} cannot be used: Address already in use" in done.stderr


@pytest.mark.parametrize("name", ["starlette", "uvicorn"])
def test_a_missing_package_is_named_with_the_line_that_mends_it(
    small: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setitem(sys.modules, name, None)
    with kgraph.open(small) as study, pytest.raises(UsageError) as caught:
        serve(study, ServerChoice(silent, silent))
    assert caught.value.hint == 'Install them with: pip install "kgraph-collab[serve]"'
