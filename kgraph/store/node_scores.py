"""Write the scores of an analysis onto the nodes they describe."""

from __future__ import annotations

import math
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

from kgraph.errors import StoreError, UsageError
from kgraph.store.node_lookup import seek
from kgraph.vocabulary import RESOURCE_LABEL

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    import neo4j

    from kgraph.store.connection import Connection

# A sync leaves properties with this prefix alone, because they do not come from the sources.
SCORE_PREFIX = "score_"
BATCH = 10_000

T = TypeVar("T")

_FORMER = f"""
MATCH (n:{RESOURCE_LABEL}) WHERE n[$build] IS NOT NULL
RETURN n.uri AS uri, [key IN keys(n) WHERE key STARTS WITH $prefix] AS keys
"""
_WRITE = f"""
UNWIND $rows AS row
{seek("n", "row.uri")}
SET n += row.properties
RETURN count(n) AS n
"""


def write_scores(
    connection: Connection,
    scores: Mapping[str, Mapping[str, float | int | str | None]],
    build: str,
    *,
    prefix: str = SCORE_PREFIX,
) -> int:
    """Write scores onto nodes in one transaction, and remove those of earlier calls with the same prefix.

    Parameters
    ----------
    connection : Connection
        The store.
    scores : mapping
        The scores of each node, by its ``uri`` and by the name of the score. An undefined score is None.
    build : str
        The build that the scores were computed from. Each node gets it as ``<prefix>build``.
    prefix : str
        What the property keys begin with. It begins with ``score_`` itself.

    Returns
    -------
    int
        Number of nodes that have scores now. It is less than the length of `scores` when nodes are missing.

    Raises
    ------
    UsageError
        The prefix does not begin with ``score_``, or a value is infinite or not a number.
    StoreError
        The store cannot be reached, or refuses.
    """
    if not prefix.startswith(SCORE_PREFIX):
        raise UsageError(f"scores are written under {SCORE_PREFIX!r}, not {prefix!r}")
    rows = {uri: _properties(uri, values, prefix, build) for uri, values in scores.items()}
    try:
        return connection.execute_write(_write, rows, prefix)
    except StoreError as error:
        raise StoreError(
            f"the scores were not written: {error.message}", where=error.where, hint=error.hint
        ) from None


def _properties(uri: str, values: Mapping[str, Any], prefix: str, build: str) -> dict[str, Any]:
    for name, value in values.items():
        if isinstance(value, float) and not math.isfinite(value):
            raise UsageError(f"the score {name!r} is {value}", where=uri, hint="An undefined score is None.")
    return {f"{prefix}{name}": value for name, value in values.items()} | {f"{prefix}build": build}


def _write(tx: neo4j.ManagedTransaction, rows: dict[str, dict[str, Any]], prefix: str) -> int:
    former = tx.run(_FORMER, build=f"{prefix}build", prefix=prefix).data()
    cleared = {row["uri"]: dict.fromkeys(row["keys"]) for row in former}
    for batch in _batches(cleared.keys() - rows.keys()):
        tx.run(_WRITE, rows=[{"uri": uri, "properties": cleared[uri]} for uri in batch]).consume()
    written = 0
    for batch in _batches(rows.items()):
        parameters = [{"uri": uri, "properties": cleared.get(uri, {}) | values} for uri, values in batch]
        written += tx.run(_WRITE, rows=parameters).single(strict=True)["n"]
    return written


def _batches(items: Iterable[T]) -> Iterator[list[T]]:
    rest = iter(items)
    while batch := list(islice(rest, BATCH)):
        yield batch
