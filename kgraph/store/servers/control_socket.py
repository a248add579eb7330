"""What commands say to a supervisor, and the error for a process that does not answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgraph.errors import StoreError
from kgraph.store.servers.processes import is_stopped

if TYPE_CHECKING:
    import socket
    from pathlib import Path

# A supervisor answers within a second, and a server ends within a few. Nobody is kept waiting longer than
# this without being told which process does not answer.
ANSWER_SECONDS = 10.0


class SilentProcessError(StoreError):
    """A process of a local server does not answer.

    Parameters
    ----------
    what : str
        What it is and what it has not done, with ``{pid}`` for its number.
    pid : int
        Its process id.
    home : Path
        Directory of the server.
    """

    def __init__(self, what: str, pid: int, home: Path) -> None:
        stopped = is_stopped(pid)
        hint = f"Let it go on: kill -CONT {pid}" if stopped else "Try again in a while."
        super().__init__(
            what.format(pid=pid) + (", because it is stopped" if stopped else ""),
            where=home,
            hint=f"{hint}   Or end it, which loses nothing: kill -KILL {pid}",
        )
        self.pid = pid


def ask(control: socket.socket, line: str) -> str:
    """Send one line to a supervisor and return its answer; empty if it has gone.

    Raises
    ------
    TimeoutError
        No answer within `ANSWER_SECONDS`.
    """
    control.settimeout(ANSWER_SECONDS)
    try:
        control.sendall(f"{line}\n".encode())
        answer = b""
        while not answer.endswith(b"\n"):
            data = control.recv(64)
            if not data:
                break
            answer += data
    except TimeoutError:
        raise
    except OSError:
        return ""
    return answer.decode().strip()
