"""The marker node that names the build in a store, and the labels that kgraph keeps for itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kgraph.errors import StoreError

if TYPE_CHECKING:
    from kgraph.store.connection import Connection

MARKER_LABEL = "KGraphBuild"
LOCK_LABEL = "KGraphLock"
INTERNAL_LABELS = (MARKER_LABEL, LOCK_LABEL)
COMPLETE = "complete"

MARKER_QUERY = f"MATCH (m:{MARKER_LABEL}) RETURN properties(m) AS marker"


@dataclass(frozen=True, slots=True)
class Build:
    """The build that a store's marker node names.

    Parameters
    ----------
    study, build, content_hash : str
        Id of the study, id of its build, and hash of the graph's content.
    complete : bool
        False while a sync is running, and after one was interrupted.
    """

    study: str
    build: str
    content_hash: str
    complete: bool


def read_build(connection: Connection) -> Build | None:
    """Return the build in a store; None if it is empty or was not filled by kgraph.

    Raises
    ------
    StoreError
        The store cannot be reached, or holds several builds.
    """
    return build_of(connection.read(MARKER_QUERY))


def build_of(rows: list[dict[str, Any]]) -> Build | None:
    """Return the build that the rows of ``MARKER_QUERY`` describe; None if there are none.

    Raises
    ------
    StoreError
        There are several markers, because two studies were loaded into one database.
    """
    markers = [row["marker"] for row in rows]
    if not markers:
        return None
    if len(markers) > 1:
        studies = ", ".join(sorted({str(marker.get("study")) for marker in markers}))
        raise StoreError(
            f"this database holds several builds ({studies})", hint="Give each study a database of its own."
        )
    marker = markers[0]
    return Build(
        study=str(marker.get("study", "")),
        build=str(marker.get("build", "")),
        content_hash=str(marker.get("contentHash", "")),
        complete=marker.get("state") == COMPLETE,
    )
