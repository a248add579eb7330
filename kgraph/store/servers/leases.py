"""Open a study's store: a server by its address, or a local one, started, shared and stopped as needed."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from kgraph.errors import StoreError
from kgraph.store.connection import Connection, connect
from kgraph.store.damaged_store import DamagedStoreError
from kgraph.store.failures import NoAnswerError
from kgraph.store.servers.control_socket import ANSWER_SECONDS, SilentProcessError, ask
from kgraph.store.servers.disk import naming_full_disk
from kgraph.store.servers.file_lock import holder_of
from kgraph.store.servers.file_seal import files_fault
from kgraph.store.servers.neo4j_server import LTS, fetch_jars
from kgraph.store.servers.processes import end_process, is_server, is_stopped
from kgraph.store.servers.server_plan import (
    LOCK_FILE,
    LOG_FILE,
    STATE_FILE,
    SUPERVISOR_LOG,
    ServerState,
    read_state,
)
from kgraph.store.servers.supervisor import ServerRequest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kgraph.study import Study

LocalKind = Literal["embedded", "neo4j"]
LOCAL: tuple[LocalKind, ...] = ("embedded", "neo4j")
LOCK_SECONDS = 180.0
NAMES = {"embedded": "the embedded store", "neo4j": "Neo4j"}

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
    silent : int
        Process id of a supervisor that does not answer; 0 if it does, or if there is none.
    """

    kind: LocalKind
    home: Path
    state: ServerState | None
    left_behind: bool
    silent: int = 0


class Lease:
    """The right to use a running local server, which runs at least until its last lease ends.

    A lease is an open socket. The system closes it when the process ends, so a killed command leaves nothing
    running.

    Attributes
    ----------
    state : ServerState
        How to reach the server.
    home : Path
        Its directory.
    """

    def __init__(self, state: ServerState, control: socket.socket, home: Path) -> None:
        self.state = state
        self.home = home
        self._control = control

    def connect(self, *, timeout: float = 10.0, retry: float = 15.0) -> Connection:
        """Connect to the server's database.

        Parameters
        ----------
        timeout, retry : float
            As for :func:`kgraph.store.connection.connect`.

        Raises
        ------
        SilentProcessError
            The server runs and does not answer.
        """
        state = self.state
        try:
            return connect(
                state.uri,
                username=state.username,
                password=state.password,
                database=state.database,
                timeout=timeout,
                retry=retry,
            )
        except NoAnswerError:
            what = f"the server (process {{pid}}) has not answered within {timeout:g} seconds"
            raise SilentProcessError(what, state.server_pid, self.home) from None

    def keep(self) -> None:
        """Make the server keep running when its last user leaves."""
        ask(self._control, f"last {self.state.token}")

    def vouch(self) -> None:
        """Say that the store was looked through and is sound, so that its files count as known again."""
        ask(self._control, f"sound {self.state.token}")

    def stop(self) -> None:
        """Stop the server, even if others use it, and wait until it has ended.

        Raises
        ------
        SilentProcessError
            It has not ended within ten seconds. Its supervisor goes on waiting, and kills it after a minute.
        """
        try:
            ask(self._control, f"stop {self.state.token}")
        except TimeoutError:
            what = f"the server (process {{pid}}) has not ended within {ANSWER_SECONDS:g} seconds"
            raise SilentProcessError(what, self.state.server_pid, self.home) from None
        finally:
            self._control.close()
        self._reap()

    def end(self, *, wait: bool = True) -> None:
        """Give the lease back.

        If it was the last one, the server stops unless it is to keep running. This call waits until then, ten
        seconds at most; the supervisor goes on by itself.

        Parameters
        ----------
        wait : bool
            Whether to wait at all.
        """
        try:
            if wait and ask(self._control, f"leave {self.state.token}") != "bye":
                self._reap()
        except TimeoutError:
            pass
        finally:
            self._control.close()

    def _reap(self) -> None:
        """Take note of the end of a supervisor that this process started."""
        for process in [process for process in _started if process.pid == self.state.pid]:
            with suppress(subprocess.TimeoutExpired):
                process.wait(ANSWER_SECONDS)
                _started.remove(process)


def home_of(root: Path, kind: LocalKind) -> Path:
    """Return the directory of one kind of local server of the study in directory `root`."""
    return root / ".kgraph" / kind


def default_heap() -> str:
    """Return the size of a local server's Java heap: ``KGRAPH_HEAP``, or 2 GB."""
    return os.environ.get("KGRAPH_HEAP", "2g")


def chosen_address(study: Study, uri: str | None = None) -> str:
    """Return the first one given of `uri`, ``NEO4J_URI`` and the setting in the study."""
    return uri or os.environ.get("NEO4J_URI") or study.store.uri


@contextmanager
def open_store(
    study: Study, uri: str | None = None, *, timeout: float = 10.0, retry: float = 15.0
) -> Iterator[Connection]:
    """Yield a connection to the study's store.

    :func:`chosen_address` says which store that is. ``"embedded"`` and
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
    choice = chosen_address(study, uri)
    local = next((kind for kind in LOCAL if kind == choice), None)
    if local is not None:
        lease = start(home_of(study.root, local), local)
        try:
            connection = lease.connect(timeout=timeout, retry=retry)
        except BaseException as error:
            lease.end(wait=not isinstance(error, SilentProcessError))
            raise
        try:
            with naming_full_disk(lease.home), connection:
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
    home: Path,
    kind: LocalKind,
    *,
    lasting: bool = False,
    heap: str | None = None,
    version: str = LTS,
    seconds: float | None = None,
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
    seconds : float, optional
        How long to wait for the server's first answer.

    Raises
    ------
    DamagedStoreError
        The files of the embedded store are not as they were when it was closed.
    StoreError
        The server cannot be started, or another process holds its data and does not answer.
    """
    home = home.resolve()
    if kind == "neo4j":
        fetch_jars(version)
    request = ServerRequest(str(kind), str(home), heap or default_heap(), lasting, version, seconds)
    deadline = time.monotonic() + LOCK_SECONDS
    while True:
        lease = join(home)
        if lease is not None:
            if lasting:
                lease.keep()
            return lease
        if not _supervise(request):
            holder = holder_of(home / LOCK_FILE)
            if is_stopped(holder):
                raise SilentProcessError("process {pid} holds this store and does not answer", holder, home)
            if time.monotonic() > deadline:
                named = f" (process {holder})" if holder else ""
                raise StoreError(
                    f"another command{named} holds this store and does not answer",
                    where=home,
                    hint="Wait for it to end, or end it.",
                )
            time.sleep(0.2)


def join(home: Path) -> Lease | None:
    """Return a lease on the server that runs in `home`; None if none does.

    Raises
    ------
    SilentProcessError
        The server's supervisor does not answer.
    """
    state = read_state(home)
    if state is None:
        return None
    try:
        control = socket.create_connection(("127.0.0.1", state.control), timeout=ANSWER_SECONDS)
    except OSError:
        return None
    try:
        if ask(control, state.token) == "ok":
            return Lease(state, control, home)
    except TimeoutError:
        control.close()
        name = NAMES.get(state.kind, state.kind)
        what = (
            f"the supervisor of {name} (process {{pid}}) has not answered within {ANSWER_SECONDS:g} seconds"
        )
        raise SilentProcessError(what, state.pid, home) from None
    control.close()
    return None


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
        end_process(state.server_pid)
    (home / STATE_FILE).unlink(missing_ok=True)
    return True


def status(root: Path) -> list[ServerStatus]:
    """Return the state of each local server of the study in directory `root`, running or not."""
    # Side by side, so that two supervisors that do not answer take no longer than one.
    with ThreadPoolExecutor(len(LOCAL)) as pool:
        return list(pool.map(lambda kind: _status(kind, home_of(root, kind).resolve()), LOCAL))


def _status(kind: LocalKind, home: Path) -> ServerStatus:
    try:
        lease = join(home)
    except SilentProcessError as error:
        return ServerStatus(kind, home, None, left_behind=False, silent=error.pid)
    left_behind = lease is None and read_state(home) is not None
    if lease is not None:
        lease.end()
    return ServerStatus(kind, home, lease.state if lease else None, left_behind)


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
