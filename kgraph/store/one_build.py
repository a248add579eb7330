"""Whether everything that was read from a store belongs to one build, although others may be writing.

While Neo4j commits a transaction, readers see its changes bit by bit, and the marker at any point among them,
so an unchanged marker proves too little. But a loader takes its lock in a transaction of its own before it
writes, and releases it in another one afterwards (a staged load with its last marker, and nothing else). If
there is no lock before and after reading, either nothing was written meanwhile, or everything was and the
marker has changed. The order of the checks matters: before reading, first the marker and then the lock; after
reading, first the lock.

A long load holds the lock for minutes before it commits. While there is a lock, the hashes of what was read
must add up to the digest in the marker.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kgraph.store.build_marker import LOCK_LABEL, MARKER_QUERY

if TYPE_CHECKING:
    from collections.abc import Iterable

    import neo4j

# Sums modulo two primes tell sets of hashes apart whatever their order, and every Cypher engine can add them.
DIGEST_MODULI = (2_147_483_629, 1_073_741_789)

_LOCK = f"MATCH (l:{LOCK_LABEL}) WHERE l.owner IS NOT NULL RETURN l.owner AS owner"


def digest_of(hashes: Iterable[int]) -> tuple[int, int, int]:
    """Return the number of hashes, and their sums modulo each of ``DIGEST_MODULI``."""
    values = list(hashes)
    first, second = (sum(map(modulus.__rmod__, values)) for modulus in DIGEST_MODULI)
    return len(values), first, second


@dataclass(frozen=True, slots=True)
class Look:
    """The markers and locks of a store at one moment.

    Parameters
    ----------
    markers : list of dict
        The rows of :data:`kgraph.store.build_marker.MARKER_QUERY`.
    loaders : list
        The owner of each lock.
    """

    markers: list[dict[str, Any]]
    loaders: list[Any]


def first_look(tx: neo4j.ManagedTransaction) -> Look:
    """Return the markers and locks of a store before it is read."""
    markers = tx.run(MARKER_QUERY).data()
    return Look(markers, tx.run(_LOCK).value())


def last_look(tx: neo4j.ManagedTransaction) -> Look:
    """Return the markers and locks of a store after it was read."""
    loaders = tx.run(_LOCK).value()
    return Look(tx.run(MARKER_QUERY).data(), loaders)


def is_one_build(before: Look, after: Look, nodes: Iterable[int], relationships: Iterable[int]) -> bool:
    """Return whether everything that was read between two looks belongs to one build.

    Parameters
    ----------
    before, after : Look
        The results of :func:`first_look` and :func:`last_look`.
    nodes, relationships : iterable of int
        Hashes of the nodes and relationships that were read.
    """
    if before != after:
        return False
    if not before.loaders or not before.markers:
        return True
    digest = [*digest_of(nodes), *digest_of(relationships)]
    return list(before.markers[0]["marker"].get("digest", ())) == digest
