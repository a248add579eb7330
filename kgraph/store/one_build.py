"""Whether what was read of a store is one build, though another command may be writing the next one.

Neo4j shows a transaction to readers bit by bit while it commits, the marker at any moment of that: the same
marker before and after is not enough. But a loader takes its lock in a transaction before, and gives it back
in one after. So where there is no lock before and none after, nothing was written in between, or all of it
was and the marker is another one. The order of the looks matters: first the marker and then the lock; at the
end the lock first. Under a lock, which a long load holds for minutes before it commits, the hashes of what
was read must add up to the digest that the marker was written with.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kgraph.store.build_marker import LOCK_LABEL, MARKER_QUERY

if TYPE_CHECKING:
    from collections.abc import Iterable

    import neo4j

# Sums of hashes by two moduli tell two sets of hashes apart, whatever their order; every Cypher engine can
# add them.
DIGEST_MODULI = (2_147_483_629, 1_073_741_789)

_LOCK = f"MATCH (l:{LOCK_LABEL}) WHERE l.owner IS NOT NULL RETURN l.owner AS owner"


def digest_of(hashes: Iterable[int]) -> tuple[int, int, int]:
    """Return how many hashes there are, and their sums by ``DIGEST_MODULI``."""
    held = list(hashes)
    first, second = (sum(value % modulus for value in held) for modulus in DIGEST_MODULI)
    return len(held), first, second


@dataclass(frozen=True, slots=True)
class Look:
    """What a store says of itself at one moment.

    Parameters
    ----------
    markers : list of dict
        The rows of :data:`kgraph.store.build_marker.MARKER_QUERY`.
    loaders : list
        Who holds the lock.
    """

    markers: list[dict[str, Any]]
    loaders: list[Any]


def first_look(tx: neo4j.ManagedTransaction) -> Look:
    """Return what the store says of itself before it is read."""
    markers = tx.run(MARKER_QUERY).data()
    return Look(markers, tx.run(_LOCK).value())


def last_look(tx: neo4j.ManagedTransaction) -> Look:
    """Return what the store says of itself after it was read."""
    loaders = tx.run(_LOCK).value()
    return Look(tx.run(MARKER_QUERY).data(), loaders)


def is_one_build(before: Look, after: Look, nodes: Iterable[int], relationships: Iterable[int]) -> bool:
    """Return whether all that was read between two looks is of one build.

    Parameters
    ----------
    before, after : Look
        As :func:`first_look` and :func:`last_look` give them.
    nodes, relationships : iterable of int
        The hashes of what was read.
    """
    if before != after:
        return False
    if not before.loaders or not before.markers:
        return True
    digest = [*digest_of(nodes), *digest_of(relationships)]
    return list(before.markers[0]["marker"].get("digest", ())) == digest
