"""The process that supervises a local server: starts it, counts its users, and stops it after the last one.

:mod:`kgraph.store.servers.leases` runs it as ``python -m kgraph.store.servers.supervisor``, with a
:class:`ServerRequest` as JSON on standard input. One line of JSON on standard output reports that the server
is ready, or what went wrong.

Users keep a connection to the control socket open for as long as they need the server, so the system reports
when one of them ends, even if it is killed. They send lines of text: first the token, to be counted as a
user; then ``last`` (keep running), ``linger N`` (stay N seconds when the last user has left), ``sound`` (the
store was looked through), ``leave`` or ``stop``, each followed by the token. ``idle`` asks how long an unused
server has left, and does not count as use.

A server whose state file is not the one that its supervisor wrote has lost its directory: the study was
removed, moved, or put back from a copy. It ends as soon as nobody uses it.
"""

from __future__ import annotations

import json
import os
import re
import selectors
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any

from kgraph.errors import KgraphError, StoreError
from kgraph.spared_imports import spare_imports
from kgraph.store.damaged_store import DamagedStoreError
from kgraph.store.servers.embedded import embedded_plan
from kgraph.store.servers.file_lock import FileLock
from kgraph.store.servers.file_seal import break_seal, changed_files, close_seal, files_fault, is_unsealed
from kgraph.store.servers.neo4j_server import neo4j_plan
from kgraph.store.servers.ports import in_use
from kgraph.store.servers.processes import end_process, is_server
from kgraph.store.servers.server_login import answers
from kgraph.store.servers.server_plan import (
    LOCK_FILE,
    LOG_FILE,
    STATE_FILE,
    ServerPlan,
    ServerState,
    read_state,
    write_state,
)

FIRST_USER_SECONDS = 30.0
STOP_SECONDS = 60.0
STARTS = 3

# Java's exit codes after it has run its shutdown hooks, by itself or because of SIGTERM.
_ENDED_IN_ORDER = (0, 143)


@dataclass(frozen=True, slots=True)
class ServerRequest:
    """The server that the supervisor is to run.

    Parameters
    ----------
    kind : {"embedded", "neo4j"}
        Which kind of server.
    home : str
        Its directory, with data, state file and log.
    heap : str
        Size of the Java heap.
    lasting : bool
        Whether it keeps running when its last user leaves.
    version : str
        Version of Neo4j.
    seconds : float or None
        How long to wait for the server's first answer, if not as long as its plan says.
    """

    kind: str
    home: str
    heap: str
    lasting: bool
    version: str
    seconds: float | None = None


class Supervisor:
    """One server process and its users.

    Parameters
    ----------
    request : ServerRequest
        The server to run.
    """

    def __init__(self, request: ServerRequest) -> None:
        self.request = request
        self.home = Path(request.home)
        self.plan = _plan(request)
        self.lasting = request.lasting
        self.stopping = False
        # Seconds that an unused server stays: first for a user to come at all, then as its last user wished.
        self.patience = FIRST_USER_SECONDS
        self.linger = 0.0
        self.alone_since = 0.0
        self.unread: dict[socket.socket, bytes] = {}
        self.users: set[socket.socket] = set()
        self.waiting: list[socket.socket] = []
        self.selector = selectors.DefaultSelector()
        self.token = os.urandom(16).hex()
        self.process: subprocess.Popen[bytes] | None = None
        self.sealed = True
        self.written: tuple[int, int, int] | None = None
        self.listener = socket.create_server(("127.0.0.1", 0))

    def start(self) -> None:
        """Start the server, wait until it answers, and write the state file.

        Raises
        ------
        StoreError
            The server ended, or did not answer in time.
        """
        _end_orphan(self.home)
        self._check_files()
        for _ in range(STARTS):
            process = self._run()
            if self._wait(process):
                self._write_state(process.pid)
                return
            self.plan = _plan(self.request)
        raise StoreError(f"other programs took the server's port {STARTS} times")

    def _check_files(self) -> None:
        """Refuse files that somebody has changed since the server was stopped."""
        if self.request.kind != "embedded":
            return
        changed = changed_files(self.home)
        if changed:
            raise DamagedStoreError([files_fault(changed)], self.home)
        self.sealed = not is_unsealed(self.home)
        break_seal(self.home)

    def _run(self) -> subprocess.Popen[bytes]:
        with (self.home / LOG_FILE).open("wb") as log:
            self.process = subprocess.Popen(  # noqa: S603 - the command line is kgraph's own
                self.plan.argv, cwd=self.home, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT
            )
        return self.process

    def _wait(self, process: subprocess.Popen[bytes]) -> bool:
        """Wait until the server answers; return False if it ended for a reason that another start avoids."""
        seconds = self.request.seconds or self.plan.seconds
        deadline = time.monotonic() + seconds
        while not answers(self.plan):
            if self.stopping:
                raise StoreError("the start was interrupted")
            if process.poll() is not None:
                # Another program took the port between its choice and now, or the class archive is damaged.
                if in_use(self.plan.port) or (self.plan.archive and self.plan.archive.discard()):
                    return False
                raise StoreError(f"the server ended at once: {_last_words(self.home)}")
            if time.monotonic() > deadline:
                raise StoreError(f"the server did not answer within {seconds:g} seconds")
            time.sleep(0.05)
        return process.poll() is None

    def serve(self) -> None:
        """Answer users until the server ends, somebody stops it, or nobody has used it for long enough."""
        self.listener.setblocking(False)
        self.selector.register(self.listener, selectors.EVENT_READ)
        self.alone_since = time.monotonic()
        while not self.stopping and self.process is not None and self.process.poll() is None:
            for key, _ in self.selector.select(timeout=0.5):
                self._read(key.fileobj)
            if not self.users and self._is_dispossessed():
                self.process.kill()
                break
            if self._seconds_left() == 0:
                break

    def end(self, *_: object) -> None:
        """Make :meth:`serve` return; can be a signal handler."""
        self.stopping = True

    def stop(self) -> None:
        """Stop the server through its own process handle, and remove the state file."""
        self.listener.close()
        if self.process is not None:
            if self.process.poll() is None:
                end_process(self.process.pid)
            try:
                self.process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        if self.plan.archive:
            self.plan.archive.keep()
        code = self.process.returncode if self.process is not None else None
        # A store in doubt stays so until it is looked through: digests of damaged files would hide it.
        known = self.request.kind == "embedded" and self.sealed
        if self.written is None or self._is_dispossessed():
            return
        if known and code in _ENDED_IN_ORDER:
            close_seal(self.home)
        (self.home / STATE_FILE).unlink(missing_ok=True)

    def tell_stopped(self) -> None:
        """Report the end of the server to those who wait for it; call it after releasing the lock."""
        for user in self.waiting:
            _send(user, b"stopped\n")
        for user in [*self.unread, *self.waiting]:
            user.close()

    def _write_state(self, server_pid: int) -> None:
        self.state = ServerState(
            kind=self.request.kind,
            uri=self.plan.uri,
            username=self.plan.username,
            password=self.plan.password,
            database=self.plan.database,
            http=self.plan.http,
            lasting=self.lasting,
            pid=os.getpid(),
            server_pid=server_pid,
            control=self.listener.getsockname()[1],
            token=self.token,
            sealed=self.sealed,
            home=str(self.home),
        )
        self._write()

    def _write(self) -> None:
        write_state(self.home, self.state)
        self.written = _identity(self.home / STATE_FILE)

    def _is_dispossessed(self) -> bool:
        """Return whether the state file is gone or somebody else's: the directory was removed or moved."""
        return _identity(self.home / STATE_FILE) != self.written

    def _seconds_left(self) -> float | None:
        """Return how long the server stays if nobody comes; None if it is used, or stays until stopped."""
        if self.users or self.lasting:
            return None
        return max(0.0, self.patience - (time.monotonic() - self.alone_since))

    def _read(self, source: Any) -> None:
        """Accept a user from the listener, or read a user's lines and obey them."""
        if source is self.listener:
            user, _ = self.listener.accept()
            user.setblocking(False)
            self.unread[user] = b""
            self.selector.register(user, selectors.EVENT_READ)
            return
        try:
            data = source.recv(4096)
        except OSError:
            data = b""
        if not data:
            self._drop(source)
            source.close()
            return
        *lines, self.unread[source] = (self.unread[source] + data).split(b"\n")
        for line in lines:
            if source in self.unread:
                self._obey(source, line.decode("utf-8", "replace"))

    def _obey(self, user: socket.socket, line: str) -> None:
        """Do what a line asks for; whoever does not know the token is cut off."""
        _, _, wish = line.removesuffix(f" {self.token}").partition(" ")
        if line == self.token and not self._is_dispossessed():
            self.users.add(user)
            self.patience = self.linger
            _send(user, b"ok\n")
        elif line == f"idle {self.token}":
            left = self._seconds_left()
            _send(user, b"used\n" if left is None else f"{left:.0f}\n".encode())
        elif line == f"linger {wish} {self.token}" and wish.isdecimal():
            self.linger = self.patience = float(wish)
            _send(user, b"ok\n")
        elif line == f"last {self.token}":
            self.lasting = True
            self._rewrite_state(user)
        elif line == f"sound {self.token}":
            self.sealed = True
            self._rewrite_state(user)
        elif line == f"stop {self.token}":
            self.waiting.append(user)
            self.stopping = True
        elif line == f"leave {self.token}":
            self._drop(user)
            if self.stopping:
                self.waiting.append(user)
            else:
                _send(user, b"bye\n")
                user.close()
        else:
            self._drop(user)
            user.close()

    def _rewrite_state(self, user: socket.socket) -> None:
        self.state = replace(self.state, lasting=self.lasting, sealed=self.sealed)
        self._write()
        _send(user, b"ok\n")

    def _drop(self, user: socket.socket) -> None:
        self.selector.unregister(user)
        self.unread.pop(user)
        if user in self.users:
            self.users.remove(user)
            self.alone_since = time.monotonic()
            self.stopping |= self._seconds_left() == 0


def _plan(request: ServerRequest) -> ServerPlan:
    home = Path(request.home)
    if request.kind == "neo4j":
        return neo4j_plan(home, heap=request.heap, version=request.version)
    return embedded_plan(home, heap=request.heap, brief=not request.lasting)


def _end_orphan(home: Path) -> None:
    """End a server whose supervisor was killed, because it would hold the data for ever."""
    state = read_state(home)
    if state is None or not is_server(state.server_pid, home):
        return
    end_process(state.server_pid)
    deadline = time.monotonic() + STOP_SECONDS
    while is_server(state.server_pid, home) and time.monotonic() < deadline:
        time.sleep(0.1)


def _last_words(home: Path) -> str:
    """Return the last error in the logs of the server in `home`, or their last line."""
    logs = [home / "logs" / "neo4j.log", home / LOG_FILE]
    text = "\n".join(log.read_text("utf-8", "replace") for log in logs if log.is_file())
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    errors = [
        line for line in lines if re.search(r"SEVER|ERROR|Exception|Error", line) and "\tat " not in line
    ]
    return (errors or lines or ["it wrote no log"])[-1][:200]


def _identity(path: Path) -> tuple[int, int, int] | None:
    """Return what tells a file from all others of this machine; None if there is none."""
    try:
        state = path.stat()
    except OSError:
        return None
    return state.st_dev, state.st_ino, state.st_mtime_ns


def _send(user: socket.socket, data: bytes) -> None:
    try:
        user.sendall(data)
    except OSError:
        user.close()


def _report(out: IO[str], **message: Any) -> None:
    """Write one line of JSON to the command that waits, if it still does."""
    try:
        out.write(json.dumps(message) + "\n")
        out.flush()
    except OSError:
        return


def main() -> int:
    """Read the request, run the server, return the exit code."""
    request = ServerRequest(**json.load(sys.stdin))
    spare_imports()
    home = Path(request.home)
    lock = FileLock(home / LOCK_FILE)
    if not lock.acquire():
        _report(sys.stdout, locked=True)
        return 1
    supervisor = None
    try:
        supervisor = Supervisor(request)
        signal.signal(signal.SIGTERM, supervisor.end)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        supervisor.start()
        _report(sys.stdout, ready=True)
        supervisor.serve()
    except DamagedStoreError:
        _report(sys.stdout, damage=changed_files(home))
        return 1
    except KgraphError as error:
        _report(sys.stdout, error=error.message, hint=error.hint)
        return 1
    except OSError as error:
        _report(sys.stdout, error=str(error), hint=None)
        return 1
    finally:
        if supervisor is not None:
            supervisor.stop()
        lock.release()
        if supervisor is not None:
            supervisor.tell_stopped()
    return 0


if __name__ == "__main__":
    sys.exit(main())
