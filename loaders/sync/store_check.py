"""Check that a store can be relied on: its nodes are found by their names, and its counts agree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgraph.store.bulk_rows import read_rows
from kgraph.vocabulary import RESOURCE_LABEL
from kgraph.words.catalogue import catalogue

from .store_state import read_status
from .write_statements import BATCH

if TYPE_CHECKING:
    import neo4j

    from kgraph.store.connection import Connection
    from kgraph.words.text import Text

words = catalogue("store")

_NODES = f"MATCH (n:{RESOURCE_LABEL}) WHERE n.uri IS NOT NULL"
_EACH = f"UNWIND $uris AS uri MATCH (n:{RESOURCE_LABEL} {{uri: uri}})"
_FOUND = f"{_EACH} RETURN count(n) AS n"
# Each node's own list of relationships is read, not that of the node at the other end.
_LEAVING = f"{_EACH} MATCH (n)-[r]->() WHERE r.key IS NOT NULL RETURN count(r) AS n"
_ARRIVING = f"{_EACH} MATCH (n)<-[r]-() WHERE r.key IS NOT NULL RETURN count(r) AS n"


def find_faults(connection: Connection) -> list[Text]:
    """Return what is wrong with a store, as sentences; empty for a sound one.

    Every node is looked up by its name in the index, relationships are counted from both ends, and a build
    that calls itself complete is compared with its digests.

    Parameters
    ----------
    connection : Connection
        The store.

    Raises
    ------
    StoreError, QueryError
        The store fails at a question that a sound one answers.
    """

    def uris(tx: neo4j.ManagedTransaction) -> list[str]:
        """Read the names of all nodes."""
        return [row[0] for row in read_rows(tx, _NODES, "n", "n.uri")]

    with connection.session(write=False) as session:
        names = sorted(session.execute_read(uris), key=str)

    def counted(query: str) -> int:
        """Return the sum of what a query counts for some nodes at a time."""
        parts = (names[start : start + BATCH] for start in range(0, len(names), BATCH))
        return sum(connection.read(query, uris=uris)[0]["n"] for uris in parts)

    faults = []
    found, leaving, arriving = map(counted, (_FOUND, _LEAVING, _ARRIVING))
    if found != len(names):
        faults.append(words("fault.index", nodes=len(names), found=found))
    elif leaving != arriving:
        faults.append(words("fault.ends", leaving=leaving, arriving=arriving))
    status = read_status(connection)
    if status.state == "damaged":
        faults.append(words("fault.content", nodes=status.nodes, relationships=status.relationships))
    return faults
