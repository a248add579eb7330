"""Open a study's store: a server by its address, or a local one, started, shared and stopped as needed."""

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
from kgraph.store.servers.disk import naming_full_disk
from kgraph.store.servers.neo4j_server import LTS, fetch_jars
from kgraph.store.servers.processes import is_server
from kgraph.store.servers.server_plan import LOG_FILE, STATE_FILE, SUPERVISOR_LOG, ServerState, read_state
from kgraph.store.servers.supervisor import STOP_SECONDS, ServerRequest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kgraph.study import Study

LocalKind = Literal["embedded", "neo4j"]
LOCAL: tuple[LocalKind, ...] = ("embedded", "neo4j")
LOCK_SECONDS = 180.0

# Supervisors that this process started. They must be waited for when they end, but some outlive this process.
_started: list[subprocess.Popen[str]] = []


@dataclass(frozen=True, slots=True)
class ServerStatus:
    """The state of one of a study's local servers.

    Parameters
    ----------
    kind : {"embedded", "neo4j"}
        Which kind of server.
    home : Path
        Its directory.
    state : ServerState or None
        How to reach it; None if it does not run.
    left_behind : bool
        Whether its supervisor was killed. The next start, or a stop, then ends the server.
    """

    kind: LocalKind
    home: Path
    state: ServerState | None
    left_behind: bool


class Lease:
    """The right to use a running local server, which runs at least until its last lease ends.

    A lease is an open socket. The system closes it when the process ends, so a killed command leaves nothing
    running.

    Attributes
    ----------
    state : ServerState
        How to reach the server.
    """

    def __init__(self, state: ServerState, control: socket.socket) -> None:
        self.state = state
        self._control = control

    def connect(self, *, timeout: float = 10.0, retry: float = 15.0) -> Connection:
        """Connect to the server's database.

        Parameters
        ----------
        timeout, retry : float
            As for :func:`kgraph.store.connection.connect`.
        """
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
        """Make the server keep running when its last user leaves."""
        _ask(self._control, f"last {self.state.token}")

    def stop(self) -> None:
        """Stop the server, even if others use it, and wait until it has ended."""
        _ask(self._control, f"stop {self.state.token}")
        self._close()

    def end(self) -> None:
        """Give the lease back.

        If it was the last one, the server stops unless it is to keep running, and this call waits until then.
        """
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
    """Return the size of a local server's Java heap: ``KGRAPH_HEAP``, or 2 GB."""
    return os.environ.get("KGRAPH_HEAP", "2g")


@contextmanager
def open_store(
    study: Study, uri: str | None = None, *, timeout: float = 10.0, retry: float = 15.0
) -> Iterator[Connection]:
    """Yield a connection to the study's store.

    The store is the first one given of `uri`, ``NEO4J_URI`` and the setting in the study. ``"embedded"`` and
    ``"neo4j"`` name the study's local servers. A local server that runs is used; otherwise one is started,
    and stops with its last user. Its data stays in the study's ``.kgraph`` directory. For an address, the
    user, password and database come from ``NEO4J_USERNAME``, ``NEO4J_PASSWORD`` and ``NEO4J_DATABASE``.

    Parameters
    ----------
    study : Study
        The study.
    uri : str, optional
        An address, ``"embedded"`` or ``"neo4j"``.
    timeout, retry : float
        As for :func:`kgraph.store.connection.connect`.

    Raises
    ------
    StoreError
        The store cannot be reached or started, or refuses the login.
    """
    choice = uri or os.environ.get("NEO4J_URI") or study.store.uri
    local = next((kind for kind in LOCAL if kind == choice), None)
    if local is not None:
        lease = start(home_of(study.root, local), local)
        try:
            with (
                naming_full_disk(home_of(study.root, local)),
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
    """Return a lease on the local server in `home`, and start the server unless it runs.

    Parameters
    ----------
    home : Path
        The server's directory, as :func:`home_of` names it.
    kind : {"embedded", "neo4j"}
        Which kind of server.
    lasting : bool
        Whether it keeps running when its last user leaves.
    heap : str, optional
        Size of the Java heap; by default :func:`default_heap`.
    version : str
        Version of Neo4j.

    Raises
    ------
    StoreError
        The server cannot be started, or another process holds its data and does not answer.
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
    """Return a lease on the server that runs in `home`; None if none does."""
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
    """Stop the server in `home`, or one whose supervisor was killed; return whether there was one to stop."""
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
    """Return the state of each local server of the study in directory `root`, running or not."""
    statuses = []
    for kind in LOCAL:
        home = home_of(root, kind).resolve()
        lease = join(home)
        left_behind = lease is None and read_state(home) is not None
        statuses.append(ServerStatus(kind, home, lease.state if lease else None, left_behind))
        if lease is not None:
            lease.end()
    return statuses


def _supervise(request: ServerRequest) -> bool:
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
    reason = report.get("error", "its supervisor failed")
    hint = report.get("hint") or f"Its log: {home / (LOG_FILE if report else SUPERVISOR_LOG)}"
    name = {"embedded": "the embedded store", "neo4j": "Neo4j"}[request.kind]
    raise StoreError(f"{name} could not be started: {reason}", hint=hint)


def _exchange(process: subprocess.Popen[str], text: str) -> str:
    """Give a supervisor its whole input, and return the one line that it answers."""
    if process.stdin is None or process.stdout is None:
        return ""
    with process.stdin, process.stdout:
        process.stdin.write(text)
        process.stdin.close()
        return process.stdout.readline()


def _ask(control: socket.socket, line: str) -> str:
    """Send one line to a supervisor and return its answer; empty if it has gone."""
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
