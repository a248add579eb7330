"""Open a study's store: any server by its address, or a local one, started, shared and stopped as needed."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from kgraph.errors import StoreError
from kgraph.store.connection import Connection, connect
from kgraph.store.servers.disk import disk_told
from kgraph.store.servers.neo4j_server import LTS, fetch_jars
from kgraph.store.servers.processes import is_server
from kgraph.store.servers.server_plan import LOG_FILE, STATE_FILE, ServerState, read_state
from kgraph.store.servers.supervisor import STOP_SECONDS, ServerRequest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kgraph.study import Study

LocalKind = Literal["embedded", "neo4j"]
LOCAL: tuple[LocalKind, ...] = ("embedded", "neo4j")
LOCK_SECONDS = 180.0

# Supervisors that this process started: the system wants them waited for, and some outlive us.
_started: list[subprocess.Popen[str]] = []


@dataclass(frozen=True, slots=True)
class ServerStatus:
    """What is known of one kind of local server of a study.

    Parameters
    ----------
    kind : {"embedded", "neo4j"}
        Which server.
    home : Path
        Its directory.
    state : ServerState or None
        How to reach it, when it runs.
    left_behind : bool
        Whether it ran and was killed; the next start tidies up.
    """

    kind: LocalKind
    home: Path
    state: ServerState | None
    left_behind: bool


class Lease:
    """The right to use a running local server; it stays at least until the last lease ends.

    The system ends a lease with the process that holds it, so a killed command leaves nothing running.
    """

    def __init__(self, state: ServerState, control: socket.socket) -> None:
        self.state = state
        self._control = control

    def connect(self, *, timeout: float = 10.0, retry: float = 15.0) -> Connection:
        """Connect to the server's database."""
        state = self.state
        return connect(
            state.uri,
            username=state.username,
            password=state.password,
            database=state.database,
            timeout=timeout,
            retry=retry,
        )

    def keep(self) -> None:
        """Let the server stay when its last user leaves."""
        _ask(self._control, f"last {self.state.token}")

    def stop(self) -> None:
        """Stop the server, whoever uses it, and wait until it is gone."""
        _ask(self._control, f"stop {self.state.token}")
        self._close()

    def end(self) -> None:
        """Give the lease back; the last one of a server that is not to stay waits until that is gone."""
        if _ask(self._control, f"leave {self.state.token}") == "bye":
            self._control.close()
        else:
            self._close()

    def _close(self) -> None:
        self._control.close()
        for process in [process for process in _started if process.pid == self.state.pid]:
            process.wait(STOP_SECONDS)
            _started.remove(process)


def home_of(root: Path, kind: LocalKind) -> Path:
    """Return the directory of one kind of local server of the study in directory `root`."""
    return root / ".kgraph" / kind


def default_heap() -> str:
    """Return the largest Java heap of a local server: ``KGRAPH_HEAP``, or 2 GB."""
    return os.environ.get("KGRAPH_HEAP", "2g")


@contextmanager
def open_store(
    study: Study, uri: str | None = None, *, timeout: float = 10.0, retry: float = 15.0
) -> Iterator[Connection]:
    """Yield a connection to the study's store.

    The first of these that is given decides: `uri`, ``NEO4J_URI``, the study's own setting. ``"embedded"``
    and ``"neo4j"`` name the study's local servers: one that runs is used, else one is started and stops with
    its last user; its data stays in the study's ``.kgraph`` directory. For an address, user, password and
    database come from ``NEO4J_USERNAME``, ``NEO4J_PASSWORD`` and ``NEO4J_DATABASE``.

    Raises
    ------
    StoreError
        The store cannot be reached, started or logged in to.
    """
    choice = uri or os.environ.get("NEO4J_URI") or study.store.uri
    local = next((kind for kind in LOCAL if kind == choice), None)
    if local is not None:
        lease = start(home_of(study.root, local), local)
        try:
            with (
                disk_told(home_of(study.root, local)),
                lease.connect(timeout=timeout, retry=retry) as connection,
            ):
                yield connection
        finally:
            lease.end()
        return
    with connect(
        choice,
        username=os.environ.get("NEO4J_USERNAME"),
        password=os.environ.get("NEO4J_PASSWORD"),
        database=os.environ.get("NEO4J_DATABASE") or study.store.database,
        timeout=timeout,
        retry=retry,
    ) as connection:
        yield connection


def start(
    home: Path, kind: LocalKind, *, lasting: bool = False, heap: str | None = None, version: str = LTS
) -> Lease:
    """Return a lease on the local server in `home`, starting it unless it runs.

    Parameters
    ----------
    home : Path
        The server's directory, as :func:`home_of` names it.
    kind : {"embedded", "neo4j"}
        Which server.
    lasting : bool
        Whether it stays when its last user leaves.
    heap : str, optional
        Largest Java heap; :func:`default_heap` when absent.
    version : str
        Version of Neo4j.

    Raises
    ------
    StoreError
        It cannot be started; or another process holds its data and does not answer.
    """
    home = home.resolve()
    if kind == "neo4j":
        fetch_jars(version)
    request = ServerRequest(str(kind), str(home), heap or default_heap(), lasting, version)
    deadline = time.monotonic() + LOCK_SECONDS
    while True:
        lease = join(home)
        if lease is not None:
            if lasting:
                lease.keep()
            return lease
        if not _supervise(request):
            if time.monotonic() > deadline:
                raise StoreError(
                    "another command holds this store and does not answer",
                    where=home,
                    hint="Wait for it to end, or stop it; kgraph db status names its process.",
                )
            time.sleep(0.2)


def join(home: Path) -> Lease | None:
    """Return a lease on the server that runs in `home`; None when none does."""
    state = read_state(home)
    if state is None:
        return None
    try:
        control = socket.create_connection(("127.0.0.1", state.control), timeout=5)
    except OSError:
        return None
    control.settimeout(STOP_SECONDS + 15)
    if _ask(control, state.token) != "ok":
        control.close()
        return None
    return Lease(state, control)


def stop(home: Path) -> bool:
    """Stop the server in `home`, or what a killed one left; return whether there was anything."""
    home = home.resolve()
    lease = join(home)
    if lease is not None:
        lease.stop()
        return True
    state = read_state(home)
    if state is None:
        return False
    if is_server(state.server_pid, home):
        os.kill(state.server_pid, 15)
    (home / STATE_FILE).unlink(missing_ok=True)
    return True


def status(root: Path) -> list[ServerStatus]:
    """Return what is known of the local servers of the study in directory `root`, running or not."""
    found = []
    for kind in LOCAL:
        home = home_of(root, kind).resolve()
        lease = join(home)
        left_behind = lease is None and read_state(home) is not None
        found.append(ServerStatus(kind, home, lease.state if lease else None, left_behind))
        if lease is not None:
            lease.end()
    return found


def _supervise(request: ServerRequest) -> bool:
    """Start a supervisor and wait for its word; return False when another one holds the data."""
    home = Path(request.home)
    home.mkdir(parents=True, exist_ok=True)
    with (home / "supervisor.log").open("w", encoding="utf-8") as log:
        # -P: a folder named kgraph or neo4j in the current directory is none of ours. The new session keeps
        # Ctrl-C at the terminal from ending the server before the command has rolled back.
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
        said = json.loads(_exchange(process, json.dumps(asdict(request))) or "{}")
    except BaseException:
        process.terminate()
        raise
    if said.get("ready"):
        return True
    process.wait()
    _started.remove(process)
    if said.get("locked"):
        return False
    reason = said.get("error", "its supervisor failed")
    hint = said.get("hint") or f"Its log: {home / LOG_FILE}"
    name = {"embedded": "the embedded store", "neo4j": "Neo4j"}[request.kind]
    raise StoreError(f"{name} could not be started: {reason}", hint=hint)


def _exchange(process: subprocess.Popen[str], text: str) -> str:
    if process.stdin is None or process.stdout is None:
        return ""
    with process.stdin, process.stdout:
        process.stdin.write(text)
        process.stdin.close()
        return process.stdout.readline()


def _ask(control: socket.socket, line: str) -> str:
    """Say one line to a supervisor and return its answer; empty when it is gone."""
    try:
        control.sendall(f"{line}\n".encode())
        answer = b""
        while not answer.endswith(b"\n"):
            data = control.recv(64)
            if not data:
                break
            answer += data
    except OSError:
        return ""
    return answer.decode().strip()
