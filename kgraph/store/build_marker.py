"""What kgraph keeps in the store for itself, and the build that the store holds."""

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
    """The build that a store holds, as its marker node says.

    Parameters
    ----------
    study, build, content_hash : str
        Which study, which build of it, and the hash of the graph's content.
    complete : bool
        False while a sync is under way, or after one was cut off.
    """

    study: str
    build: str
    content_hash: str
    complete: bool


def read_build(connection: Connection) -> Build | None:
    """Return the build that the store holds; None for an empty store or one that kgraph did not fill."""
    return build_of(connection.read(MARKER_QUERY))


def build_of(rows: list[dict[str, Any]]) -> Build | None:
    """Return the build that the rows of `MARKER_QUERY` speak of.

    Raises
    ------
    StoreError
        Several markers: two studies were loaded into one database.
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
