"""What a store holds of a build: its marker, its digest, and the hashes by which changes are found."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from kgraph.errors import StoreError
from kgraph.store.bolt_values import to_python
from kgraph.store.build_marker import COMPLETE, LOCK_LABEL, MARKER_QUERY, build_of
from kgraph.store.bulk_rows import read_rows
from kgraph.store.readback import read_whole
from kgraph.vocabulary import RESOURCE_LABEL

from ..property_graph import DIGEST_MODULI, FORMAT, Names, Node, PropertyGraph, Relationship

if TYPE_CHECKING:
    import neo4j

    from kgraph.store.connection import Connection

INCOMPLETE = "incomplete"

_FIRST, _SECOND = DIGEST_MODULI
_THINGS = f"MATCH (n:{RESOURCE_LABEL})"
_ARROWS = f"MATCH (a:{RESOURCE_LABEL})-[r]->(b:{RESOURCE_LABEL})"
_SUMS = (
    "WHERE {0}._hash IS NOT NULL WITH toInteger({0}._hash) AS hash "
    f"RETURN count(*) AS count, sum(hash % {_FIRST}) AS first, sum(hash % {_SECOND}) AS second"
)
_NODE_DIGEST = f"{_THINGS} {_SUMS.format('n')}"
_RELATIONSHIP_DIGEST = f"{_ARROWS} {_SUMS.format('r')}"
_LOCK = f"MATCH (l:{LOCK_LABEL}) WHERE l.owner IS NOT NULL RETURN l.owner AS owner"

Digest = tuple[int, int, int]
Hashes = dict[str, int | None]


@dataclass(frozen=True, slots=True)
class StoreStatus:
    """What a store holds, and whether it is whole.

    Parameters
    ----------
    study, build, content_hash : str
        From the marker; empty when the store holds no build.
    state : {"empty", "complete", "incomplete", "damaged"}
        Damaged: the marker says complete, but nodes or relationships are not those that were written.
    nodes, relationships : int
        How many of kgraph's there are.
    loader : str or None
        Who holds the lock.
    """

    study: str
    build: str
    content_hash: str
    state: str
    nodes: int
    relationships: int
    loader: str | None


@dataclass(slots=True)
class StoreState:
    """The marker's content and the digests of what is really there."""

    marker: dict[str, Any] = field(default_factory=dict)
    node_digest: Digest = (0, 0, 0)
    relationship_digest: Digest = (0, 0, 0)

    @property
    def names(self) -> Names:
        """The names of the build in the store."""
        return names_of(self.marker) if "names" in self.marker else Names()

    @property
    def whole(self) -> bool:
        """Whether the marker says complete and the digests are those that it was written with."""
        written = [*self.node_digest, *self.relationship_digest]
        return self.marker.get("state") == COMPLETE and list(self.marker.get("digest", ())) == written


def read_state(connection: Connection, marker: dict[str, Any] | None = None) -> StoreState:
    """Return the marker, unless it is at hand, and the digests, in three round trips.

    Raises
    ------
    StoreError
        As :func:`read_marker`.
    """
    if marker is None:
        marker = read_marker(connection)
    return StoreState(marker, _digest(connection, _NODE_DIGEST), _digest(connection, _RELATIONSHIP_DIGEST))


def read_marker(connection: Connection) -> dict[str, Any]:
    """Return what the marker says; nothing for a store without a build.

    Raises
    ------
    StoreError
        The store holds several builds, or one that a newer kgraph wrote.
    """
    rows = connection.read(MARKER_QUERY)
    build_of(rows)
    marker: dict[str, Any] = rows[0]["marker"] if rows else {}
    if marker.get("version", FORMAT) > FORMAT:
        raise StoreError(
            f"the store was filled by a newer kgraph (format {marker['version']})",
            where=connection.address,
            hint="Update kgraph, or use another database.",
        )
    return marker


def names_of(marker: dict[str, Any]) -> Names:
    """Return the names that a marker keeps."""
    return Names.from_json(marker["names"], marker.get("version", FORMAT))


def _digest(connection: Connection, query: str) -> Digest:
    row = connection.read(query)[0]
    return row["count"], row["first"] or 0, row["second"] or 0


def read_status(connection: Connection) -> StoreStatus:
    """Return what the store holds and whether it is whole.

    Raises
    ------
    StoreError
        The store cannot be reached or holds several builds.
    """
    state = read_state(connection)
    marker = state.marker
    held = connection.read(_LOCK)
    word = "empty" if not marker else str(marker["state"])
    if word == COMPLETE and not state.whole:
        word = "damaged"
    return StoreStatus(
        study=str(marker.get("study", "")),
        build=str(marker.get("build", "")),
        content_hash=str(marker.get("contentHash", "")),
        state=word,
        nodes=state.node_digest[0],
        relationships=state.relationship_digest[0],
        loader=held[0]["owner"] if held else None,
    )


def read_hashes(connection: Connection) -> tuple[Hashes, Hashes, set[str]]:
    """Return the hashes of the nodes and of the relationships, and the keys that several of these have.

    Returns
    -------
    nodes, relationships : dict of str to int or None
        By ``uri`` and by ``key``; None if not kgraph's.
    copied : set of str
        Keys of relationships that somebody made copies of.
    """

    def hashes(tx: neo4j.ManagedTransaction) -> tuple[Hashes, Hashes, set[str]]:
        nodes: Hashes = dict(map(tuple, read_rows(tx, _THINGS, "n", "n.uri, n._hash")))
        relationships: Hashes = {}
        copied: set[str] = set()
        for key, known in read_rows(tx, f"{_ARROWS} WHERE r.key IS NOT NULL", "r", "r.key, r._hash"):
            if key in relationships:
                copied.add(key)
            relationships[key] = known
        return nodes, relationships, copied

    with connection.session(write=False) as session:
        return session.execute_read(hashes)


def read_store(connection: Connection) -> PropertyGraph:
    """Return the property graph that a store holds, with nothing but what the store holds.

    Labels, properties and relationships that were added by hand stay on the nodes of kgraph's that they are
    on; :func:`kgraph.loaders.mapping.decoder.unmap` does not read them.

    Raises
    ------
    StoreError
        The store holds no build, or an incomplete one.
    """
    marker, nodes, relationships = read_whole(connection)
    graph = PropertyGraph(names=names_of(marker), prefixes=json.loads(marker["prefixes"]))
    for uri, labels, properties in sorted(nodes, key=lambda row: row[0]):
        shown = tuple(sorted(label for label in labels if label != RESOURCE_LABEL))
        graph.nodes[uri] = Node(shown, to_python(properties))
    for start, end, kind, properties in sorted(relationships, key=lambda row: row[3]["key"]):
        if "_hash" in properties:
            graph.relationships[properties["key"]] = Relationship(kind, start, end, to_python(properties))
    return graph
