"""The choices of a study where things are held: its graph, and its statements during a build."""

from __future__ import annotations

import sys
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StoreChoice:
    """The store of the study's graph: the embedded server, or any Bolt address.

    Parameters
    ----------
    uri : str
        ``"embedded"`` or a Neo4j connection URI.
    database : str, optional
        Database name; the server's default when absent.
    linger : int
        Seconds that a local server stays after its last user has left, so that the next command need not
        start one.
    """

    uri: str = "embedded"
    database: str | None = None
    linger: int = 60


@dataclass(frozen=True, slots=True)
class ReadingChoice:
    """From which size on the statements are held on disk, so that memory does not grow with them.

    Parameters
    ----------
    disk_from : int
        Megabytes of source files.
    """

    disk_from: int = 100

    @classmethod
    def held(cls, where: str) -> ReadingChoice:
        """Return the choice of ``"disk"`` or ``"memory"``, whatever the size."""
        return cls(0 if where == "disk" else sys.maxsize)
