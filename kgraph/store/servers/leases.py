"""Open a study's store: a server by its address, or a local one, started, shared and stopped as needed."""

from __future__ import annotations

import os
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kgraph.errors import StoreError, UsageError
from kgraph.store.connection import Connection, connect
from kgraph.store.failures import NoAnswerError
from kgraph.store.servers.control_socket import ANSWER_SECONDS, SilentProcessError, ask
from kgraph.store.servers.disk import naming_full_disk
from kgraph.store.servers.file_lock import holder_of
from kgraph.store.servers.neo4j_server import LTS, fetch_jars
from kgraph.store.servers.processes import end_process, is_server, is_stopped
from kgraph.store.servers.server_plan import (
    LOCK_FILE,
    STATE_FILE,
    ServerState,
    read_state,
)
from kgraph.store.servers.store_choice import LOCAL, LocalKind, chosen_address
from kgraph.store.servers.store_choice import home_of as home_of
from kgraph.store.servers.supervisor import ServerRequest
from kgraph.store.servers.supervisor_start import NAMES, reap, supervise

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from kgraph.study import Study

LOCK_SECONDS = 180.0


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
    idle : int or None
        Seconds after which the server ends if nobody uses it; None if it is used, or stays until stopped.
    """

    kind: LocalKind
    home: Path
    state: ServerState | None
    left_behind: bool
    silent: int = 0
    idle: int | None = None


class Lease:
    """The right to use a running local server, which runs at least until its last lease ends.

    A lease is an open socket. The system closes it when the process ends, so a server knows of a killed
    command, and does not wait for it.

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

    def linger(self, seconds: int) -> None:
        """Make the server stay for so long after its last user; a later user may wish otherwise."""
        ask(self._control, f"linger {seconds} {self.state.token}")

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
        reap(self.state.pid)

    def end(self, *, wait: bool = True) -> None:
        """Give the lease back.

        If it was the last one, the server stops unless it is to stay. This call waits until then, ten
        seconds at most; the supervisor goes on by itself.

        Parameters
        ----------
        wait : bool
            Whether to wait at all.
        """
        try:
            if wait and ask(self._control, f"leave {self.state.token}") != "bye":
                reap(self.state.pid)
        except TimeoutError:
            pass
        finally:
            self._control.close()


def default_heap() -> str:
    """Return the size of a local server's Java heap: ``KGRAPH_HEAP``, or 2 GB."""
    return os.environ.get("KGRAPH_HEAP", "2g")


def linger_seconds(study: Study) -> int:
    """Return how long a local server of a study stays after its last user: ``KGRAPH_LINGER``, or its setting.

    Raises
    ------
    UsageError
        ``KGRAPH_LINGER`` is not a number of seconds.
    """
    text = os.environ.get("KGRAPH_LINGER") or str(study.store.linger)
    if not (text.isascii() and text.isdecimal()):
        hint = "Write a whole number of seconds; 0 stops the store after each command."
        raise UsageError(f"KGRAPH_LINGER={text!r} is not a number of seconds", hint=hint)
    return int(text)


@contextmanager
def open_store(
    study: Study, uri: str | None = None, *, timeout: float = 10.0, retry: float = 15.0
) -> Iterator[Connection]:
    """Yield a connection to the study's store.

    :func:`chosen_address` says which store that is. ``"embedded"`` and
    ``"neo4j"`` name the study's local servers. A local server that runs is used; otherwise one is started,
    and stops :func:`linger_seconds` after its last user has left. Its data stays in the study's ``.kgraph``
    directory. For an address, the user, password and database come from ``NEO4J_USERNAME``,
    ``NEO4J_PASSWORD`` and ``NEO4J_DATABASE``.

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
        seconds = linger_seconds(study)
        lease = start(home_of(study.root, local), local)
        try:
            lease.linger(seconds)
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
        if not supervise(request):
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
    found = _call(home, "")
    if found is None:
        return None
    state, control, answer = found
    if answer == "ok":
        return Lease(state, control, home)
    control.close()
    return None


def look(home: Path) -> tuple[ServerState, int | None] | None:
    """Return the server that runs in `home`, and after how many seconds it ends, without using it.

    Returns
    -------
    tuple or None
        None if none runs. The seconds are None if it is used, or stays until stopped.

    Raises
    ------
    SilentProcessError
        The server's supervisor does not answer.
    """
    found = _call(home, "idle ")
    if found is None:
        return None
    state, control, answer = found
    control.close()
    if answer == "used":
        return state, None
    return (state, int(answer)) if answer.isdecimal() else None


def _call(home: Path, line: str) -> tuple[ServerState, socket.socket, str] | None:
    """Return the server in `home`, a socket to its supervisor and its answer to a line; None without one."""
    state = read_state(home)
    if state is None:
        return None
    try:
        control = socket.create_connection(("127.0.0.1", state.control), timeout=ANSWER_SECONDS)
    except OSError:
        return None
    try:
        return state, control, ask(control, f"{line}{state.token}")
    except TimeoutError:
        control.close()
        name = NAMES.get(state.kind, state.kind)
        what = (
            f"the supervisor of {name} (process {{pid}}) has not answered within {ANSWER_SECONDS:g} seconds"
        )
        raise SilentProcessError(what, state.pid, home) from None


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
        found = look(home)
    except SilentProcessError as error:
        return ServerStatus(kind, home, None, left_behind=False, silent=error.pid)
    if found is None:
        return ServerStatus(kind, home, None, left_behind=read_state(home) is not None)
    state, idle = found
    return ServerStatus(kind, home, state, left_behind=False, idle=idle)
