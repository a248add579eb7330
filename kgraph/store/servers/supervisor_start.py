"""Start the supervisor of a local server, and take note of its end."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from kgraph.errors import StoreError
from kgraph.store.damaged_store import DamagedStoreError
from kgraph.store.servers.control_socket import ANSWER_SECONDS
from kgraph.store.servers.file_seal import files_fault
from kgraph.store.servers.server_plan import LOG_FILE, SUPERVISOR_LOG

if TYPE_CHECKING:
    from kgraph.store.servers.supervisor import ServerRequest

NAMES = {"embedded": "the embedded store", "neo4j": "Neo4j"}

# Supervisors that this process started. They must be waited for when they end, but some outlive this process.
_started: list[subprocess.Popen[str]] = []


def reap(pid: int) -> None:
    """Take note of the end of a supervisor, if this process started it."""
    for process in [process for process in _started if process.pid == pid]:
        with suppress(subprocess.TimeoutExpired):
            process.wait(ANSWER_SECONDS)
            _started.remove(process)


def supervise(request: ServerRequest) -> bool:
    """Start a supervisor and wait until its server answers; return False if another one holds the data."""
    home = Path(request.home)
    home.mkdir(parents=True, exist_ok=True)
    with (home / SUPERVISOR_LOG).open("w", encoding="utf-8") as log:
        # -P ignores modules named kgraph or neo4j in the current directory. In a session of its own, the
        # server does not get Ctrl-C from the terminal, which would end it before the command has rolled back.
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "kgraph.store.servers.supervisor"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            cwd=home,
            start_new_session=True,
        )
    _started.append(process)
    try:
        report = json.loads(_exchange(process, json.dumps(asdict(request))) or "{}")
    except BaseException:
        process.terminate()
        raise
    if report.get("ready"):
        return True
    process.wait()
    _started.remove(process)
    if report.get("locked"):
        return False
    if "damage" in report:
        raise DamagedStoreError([files_fault(report["damage"])], home)
    reason = report.get("error", "its supervisor failed")
    hint = report.get("hint") or f"Its log: {home / (LOG_FILE if report else SUPERVISOR_LOG)}"
    raise StoreError(f"{NAMES[request.kind]} could not be started: {reason}", hint=hint)


def _exchange(process: subprocess.Popen[str], text: str) -> str:
    """Give a supervisor its whole input, and return the one line that it answers."""
    if process.stdin is None or process.stdout is None:
        return ""
    with process.stdin, process.stdout:
        process.stdin.write(text)
        process.stdin.close()
        return process.stdout.readline()
