"""What was read of the embedded store, kept beside it, so that a closed store need not be started.

A closed store has its seal (`kgraph.store.servers.file_seal`), which is broken before a server starts. What
was read is kept with the names, sizes and times of the files that hold content, and holds as long as these
are the same. A commit is written to the log before it is done, so an unchanged log says that nobody wrote
meanwhile. See docs/decisions/0232.
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from kgraph.store.servers.file_seal import DATA_DIRECTORY, SEAL_FILE
from kgraph.store.servers.server_plan import write_private

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

# Files that differ between an open and a closed store, whether or not anybody has written.
_OF_THE_RUN = ("database.lck", "last-tx-id.bin", "statistics.json")
_LOG = ".wal"

LogState = tuple[tuple[str, int, int], ...]


def log_state(home: Path) -> LogState:
    """Return the state of the log of the store in `home`, which every commit changes."""
    return _states(home, lambda name: name.endswith(_LOG))


def keep(home: Path, name: str, text: str, log: LogState) -> bool:
    """Keep what was read of the open store in `home`, unless somebody has written since `log` was its log.

    Parameters
    ----------
    home : Path
        Directory of the embedded store.
    name : str
        Name of the file to keep it in.
    text : str
        What was read.
    log : LogState
        What :func:`log_state` returned before the reading.

    Returns
    -------
    bool
        Whether it was kept.
    """
    content = _content(home)
    if not log or log_state(home) != log:
        return False
    write_private(home / name, f"{content}\n{text}")
    return True


def recall(home: Path, name: str) -> str | None:
    """Return what was kept under a name; None if the store is open or changed, or nothing was kept."""
    if not (home / SEAL_FILE).is_file():
        return None
    try:
        content, _, text = (home / name).read_text(encoding="utf-8").partition("\n")
    except (OSError, ValueError):
        return None
    return text if content == _content(home) else None


def _content(home: Path) -> str:
    states = _states(home, lambda name: not name.endswith((_LOG, *_OF_THE_RUN)))
    return sha256(repr(states).encode()).hexdigest()


def _states(home: Path, wanted: Callable[[str], bool]) -> LogState:
    """Return name, size and time of change of the wanted files, by name."""
    found = []
    for path in (home / DATA_DIRECTORY).rglob("*"):
        if wanted(path.name) and path.is_file():
            state = path.stat()
            name = path.relative_to(home / DATA_DIRECTORY).as_posix()
            found.append((name, state.st_size, state.st_mtime_ns))
    return tuple(sorted(found))
