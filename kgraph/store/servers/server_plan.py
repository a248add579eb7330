"""How a local server is run, and what its state file says: shared by who starts it and who keeps it."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field, fields
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

LOCK_FILE = "lock"
STATE_FILE = "server.json"
LOG_FILE = "server.log"


@dataclass(frozen=True, slots=True)
class ServerPlan:
    """A server to run.

    Parameters
    ----------
    argv : list of str
        Its command line; no secret is in it.
    port : int
        Its Bolt port on loopback.
    http : str or None
        Address of its own web page, where it has one.
    username, password, database : str
        How to log in.
    first_password : str or None
        The published password that a new server has, to be changed into `password`.
    seconds : float
        How long it may take to answer.
    """

    argv: list[str]
    port: int
    http: str | None
    username: str
    password: str = field(repr=False)
    database: str
    first_password: str | None
    seconds: float

    @property
    def uri(self) -> str:
        """The Bolt address."""
        return f"bolt://127.0.0.1:{self.port}"


@dataclass(frozen=True, slots=True)
class ServerState:
    """A running local server, as its state file describes it.

    Parameters
    ----------
    kind : {"embedded", "neo4j"}
        Which of the two.
    uri, username, password, database : str
        How to log in.
    http : str or None
        Address of its own web page, where it has one.
    lasting : bool
        Whether it stays when its last user leaves.
    pid, server_pid : int
        Process ids of the supervisor and of the server.
    control : int
        Port of the supervisor's control socket on loopback.
    token : str
        What the control socket wants to hear first.
    """

    kind: str
    uri: str
    username: str
    password: str = field(repr=False)
    database: str
    http: str | None
    lasting: bool
    pid: int
    server_pid: int
    control: int
    token: str = field(repr=False)


def write_state(home: Path, state: ServerState) -> None:
    """Write the state file; only its owner may read it."""
    write_private(home / STATE_FILE, json.dumps(asdict(state), indent=1) + "\n")


def read_state(home: Path) -> ServerState | None:
    """Return what the state file in `home` says; None where there is none that can be read."""
    try:
        content: dict[str, Any] = json.loads((home / STATE_FILE).read_text(encoding="utf-8"))
        return ServerState(**{each.name: content[each.name] for each in fields(ServerState)})
    except (OSError, ValueError, KeyError, TypeError):
        return None


def write_private(path: Path, text: str) -> None:
    """Write `text` to a file that only its owner may read; readers see the old file or the new one."""
    aside = path.with_name(f"{path.name}.{os.getpid()}.new")
    aside.unlink(missing_ok=True)
    with os.fdopen(
        os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8"
    ) as file:
        file.write(text)
    aside.replace(path)
