"""Check that a store can be relied on: names can be read, nodes are found by theirs, and counts agree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgraph.store.build_marker import LOCK_LABEL, MARKER_LABEL, MARKER_QUERY
from kgraph.store.bulk_rows import read_rows
from kgraph.store.node_lookup import EACH_NODE
from kgraph.vocabulary import RESOURCE_LABEL
from kgraph.words.catalogue import catalogue

from .store_state import read_status
from .write_statements import BATCH

if TYPE_CHECKING:
    from collections.abc import Callable

    import neo4j

    from kgraph.store.connection import Connection
    from kgraph.words.text import Text

words = catalogue("store")

_NODES = f"MATCH (n:{RESOURCE_LABEL}) WHERE n.uri IS NOT NULL"
_FOUND = f"{EACH_NODE} RETURN count(n) AS n"
# Each node's own list of relationships is read, not that of the node at the other end.
_LEAVING = f"{EACH_NODE} MATCH (n)-[r]->() WHERE r.key IS NOT NULL RETURN count(r) AS n"
_ARRIVING = f"{EACH_NODE} MATCH (n)<-[r]-() WHERE r.key IS NOT NULL RETURN count(r) AS n"
# Only a question for all names makes the engine read those that nobody asks for.
_NAMES = (
    f"{EACH_NODE} RETURN sum(size(keys(n))) AS n",
    f"{EACH_NODE} MATCH (n)-[r]->() RETURN sum(size(keys(r))) AS n",
)
_NAMES_OF_OTHERS = "MATCH (n) WHERE n.uri IS NULL RETURN sum(size(keys(n))) AS n"


def find_faults(connection: Connection, unreadable: Callable[[], bool] = lambda: False) -> list[Text]:
    """Return what is wrong with a store, as sentences; empty for a sound one.

    The names of all properties are read, every node is looked up by its name in the index, relationships are
    counted from both ends, and a build that calls itself complete is compared with its digests.

    Parameters
    ----------
    connection : Connection
        The store.
    unreadable : callable
        Whether the engine has met records with names that it cannot read. It leaves such properties out, and
        says so in its log alone.

    Raises
    ------
    StoreError, QueryError
        The store fails at a question that a sound one answers.
    """
    # A marker without its own name was written by a sync, and its names are lost.
    if any("study" not in row["marker"] for row in connection.read(MARKER_QUERY)):
        return [words("fault.names")]

    def all_uris(tx: neo4j.ManagedTransaction) -> list[str]:
        """Read the names of all nodes."""
        return [row[0] for row in read_rows(tx, _NODES, "n", "n.uri")]

    with connection.session(write=False) as session:
        names = sorted(session.execute_read(all_uris), key=str)

    parts = [names[start : start + BATCH] for start in range(0, len(names), BATCH)]

    def counted(query: str) -> int:
        """Return the sum of what a query counts for some nodes at a time."""
        return sum(connection.read(query, uris=uris)[0]["n"] for uris in parts)

    connection.read(_NAMES_OF_OTHERS)
    for uris in parts:
        # Piece by piece, since a damaged store writes a page of its log for each record.
        if unreadable():
            break
        for query in _NAMES:
            connection.read(query, uris=uris)
    if unreadable():
        return [words("fault.names")]
    faults = _unfound(connection)
    found, leaving, arriving = map(counted, (_FOUND, _LEAVING, _ARRIVING))
    if found != len(names):
        faults.append(words("fault.index", nodes=len(names), found=found))
    elif leaving != arriving:
        faults.append(words("fault.ends", leaving=leaving, arriving=arriving))
    status = read_status(connection)
    if status.state == "damaged" or (status.state == "empty" and status.nodes):
        faults.append(words("fault.content", nodes=status.nodes, relationships=status.relationships))
    return faults


def _unfound(connection: Connection) -> list[Text]:
    """Return a fault if marker or lock is not found by its name: the next sync would make another one."""
    for label, key in ((MARKER_LABEL, "study"), (LOCK_LABEL, "name")):
        for row in connection.read(f"MATCH (n:{label}) RETURN n.{key} AS name"):
            found = connection.read(
                f"MATCH (n:{label} {{{key}: $name}}) RETURN count(n) AS n", name=row["name"]
            )
            if found[0]["n"] != 1:
                return [words("fault.index", nodes=1, found=found[0]["n"])]
    return []
