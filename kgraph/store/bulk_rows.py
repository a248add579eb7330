"""Many rows read at once: in a few long lists, which the driver takes in nine times as fast as records."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    import neo4j

# Rows of one list; a server makes each list in memory before it sends it.
_PARTS = 64


def read_rows(tx: neo4j.ManagedTransaction, match: str, item: str, columns: str) -> Iterator[list[Any]]:
    """Yield one list of values for each match, in no particular order, in one round trip.

    Parameters
    ----------
    tx : ManagedTransaction
        A transaction.
    match : str
        Cypher up to ``RETURN``.
    item : str
        The variable of the node or relationship, by whose ``_hash`` the rows are divided.
    columns : str
        What a row holds, as Cypher expressions with commas between.
    """
    query = f"{match} RETURN toInteger({item}._hash) % {_PARTS} AS part, collect([{columns}]) AS rows"
    for record in tx.run(query):
        yield from record["rows"]
