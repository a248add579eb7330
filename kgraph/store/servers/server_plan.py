"""How to run a local server, and the state file that tells other commands how to reach it."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field, fields
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    from kgraph.store.servers.class_archive import ClassArchive

LOCK_FILE = "lock"
STATE_FILE = "server.json"
LOG_FILE = "server.log"
SUPERVISOR_LOG = "supervisor.log"


@dataclass(frozen=True, slots=True)
class ServerPlan:
    """A server to run.

    Parameters
    ----------
    argv : list of str
        Its command line, which has no secrets in it.
    port : int
        Its Bolt port on the loopback interface.
    http : str or None
        Address of its web client, if it has one.
    username, password, database : str
        How to log in.
    first_password : str or None
        The published password of a new server, which is changed to `password` first.
    seconds : float
        How long to wait for its first answer.
    archive : ClassArchive or None
        Archive of its classes, for faster starts.
    """

    argv: list[str]
    port: int
    http: str | None
    username: str
    password: str = field(repr=False)
    database: str
    first_password: str | None
    seconds: float
    archive: ClassArchive | None = None

    @property
    def uri(self) -> str:
        """Its Bolt address."""
        return f"bolt://127.0.0.1:{self.port}"


@dataclass(frozen=True, slots=True)
class ServerState:
    """A running local server, as its state file describes it.

    Parameters
    ----------
    kind : {"embedded", "neo4j"}
        Which kind of server.
    uri, username, password, database : str
        How to reach it and log in.
    http : str or None
        Address of its web client, if it has one.
    lasting : bool
        Whether it keeps running when its last user leaves.
    pid, server_pid : int
        Process ids of the supervisor and of the server.
    control : int
        Port of the supervisor's control socket on the loopback interface.
    token : str
        The secret that the control socket expects from its users.
    sealed : bool
        Whether its files were as they had been closed, or its content has been looked through since. False
        after a kill until then.
    home : str
        The server's directory. A state file elsewhere was copied with its directory, and is about no server.
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
    sealed: bool
    home: str


def write_state(home: Path, state: ServerState) -> None:
    """Write the state file in `home`; only its owner may read it."""
    write_private(home / STATE_FILE, json.dumps(asdict(state), indent=1) + "\n")


def read_state(home: Path) -> ServerState | None:
    """Return the contents of the state file in `home`; None if it is missing, broken, or was copied there."""
    try:
        content: dict[str, Any] = json.loads((home / STATE_FILE).read_text(encoding="utf-8"))
        state = ServerState(**{each.name: content[each.name] for each in fields(ServerState)})
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return state if state.home == str(home.resolve()) else None


def write_private(path: Path, text: str) -> None:
    """Write `text` to a file that only its owner may read.

    Readers see the old contents or the new, never a part.
    """
    aside = path.with_name(f"{path.name}.{os.getpid()}.new")
    aside.unlink(missing_ok=True)
    with os.fdopen(
        os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8"
    ) as file:
        file.write(text)
    aside.replace(path)
