"""Ports of servers that start at the same time."""

from __future__ import annotations

import socket
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from kgraph.store.servers import ports
from kgraph.store.servers.ports import in_use, reserve_ports
from kgraph.store.servers.supervisor import ServerRequest, Supervisor

if TYPE_CHECKING:
    from pathlib import Path

RESERVE = """
import sys
from kgraph.store.servers import ports
ports._FIRST, ports._LAST = 20000, 20059
print(*ports.reserve_ports(5), flush=True)
sys.stdin.read()
"""


def test_ports_differ_and_are_free() -> None:
    chosen = reserve_ports(20)
    assert len({*chosen}) == 20
    assert not any(map(in_use, chosen))


@pytest.mark.process
def test_processes_that_choose_at_once_get_different_ports() -> None:
    processes = [
        subprocess.Popen([sys.executable, "-c", RESERVE], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        for _ in range(6)
    ]
    chosen = [int(port) for process in processes for port in process.stdout.readline().split()]
    for process in processes:
        process.communicate()
    assert len({*chosen}) == 30


def test_ports_in_use_are_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        taken = listener.getsockname()[1]
        monkeypatch.setattr(ports, "_FIRST", taken)
        monkeypatch.setattr(ports, "_LAST", taken)
        with pytest.raises(Exception, match="no free port was found"):
            reserve_ports(1)


def test_cache_that_cannot_be_written_is_done_without(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("KGRAPH_CACHE", str(tmp_path / "file"))
    assert len(reserve_ports(2)) == 2


@pytest.mark.process
@pytest.mark.neo4j
def test_server_whose_port_was_taken_starts_on_another(tmp_path: Path) -> None:
    supervisor = Supervisor(ServerRequest("neo4j", str(tmp_path), "512m", lasting=False, version="5.26.30"))
    first = supervisor.plan.port
    with socket.create_server(("127.0.0.1", first)):
        try:
            supervisor.start()
            assert supervisor.plan.port != first
            assert supervisor.state.uri.endswith(f":{supervisor.plan.port}")
        finally:
            supervisor.stop()
