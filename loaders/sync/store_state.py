"""The state of a store: the marker of its build, digests, and the hashes that reveal changes."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from kgraph.errors import StoreError
from kgraph.graph_keys import FORMER_PERIOD_KEYS
from kgraph.store.bolt_values import to_python
from kgraph.store.build_marker import COMPLETE, MARKER_QUERY, build_of
from kgraph.store.bulk_rows import read_rows
from kgraph.store.readback import read_whole
from kgraph.vocabulary import RESOURCE_LABEL

from ..property_graph import DIGEST_MODULI, FORMAT, Names, Node, PropertyGraph, Relationship
from .load_lock import read_holder

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

Digest = tuple[int, int, int]
Hashes = dict[str, int | None]


@dataclass(frozen=True, slots=True)
class StoreStatus:
    """The build in a store, and whether it is complete.

    Parameters
    ----------
    study, build, content_hash : str
        From the marker; empty when the store holds no build.
    state : {"empty", "complete", "incomplete", "damaged"}
        Damaged: the marker says complete, but nodes or relationships differ from what was written.
    nodes, relationships : int
        Number of nodes and relationships of kgraph.
    loader : str or None
        Holder of the lock, if its load may still be running.
    former : bool
        Whether an earlier kgraph filled the store, in a format that the next rebuild brings up to date.
    """

    study: str
    build: str
    content_hash: str
    state: str
    nodes: int
    relationships: int
    loader: str | None
    former: bool


@dataclass(slots=True)
class StoreState:
    """The content of the marker, and digests of what is really in the store."""

    marker: dict[str, Any] = field(default_factory=dict)
    node_digest: Digest = (0, 0, 0)
    relationship_digest: Digest = (0, 0, 0)

    @property
    def names(self) -> Names:
        """The names of the build in the store."""
        return names_of(self.marker) if "names" in self.marker else Names()

    @property
    def former_keys(self) -> frozenset[str]:
        """Keys that kgraph wrote in stores of this format and no longer writes."""
        return FORMER_PERIOD_KEYS if self.former else frozenset()

    @property
    def former(self) -> bool:
        """Whether an earlier kgraph filled the store, in a format of its own."""
        return int(self.marker.get("version", FORMAT)) < FORMAT

    @property
    def whole(self) -> bool:
        """Whether the marker says complete and its digests match the store."""
        written = [*self.node_digest, *self.relationship_digest]
        return self.marker.get("state") == COMPLETE and list(self.marker.get("digest", ())) == written


def read_state(connection: Connection, marker: dict[str, Any] | None = None) -> StoreState:
    """Return marker and digests in three round trips; a marker that is given is not read again.

    Raises
    ------
    StoreError
        As :func:`read_marker`.
    """
    if marker is None:
        marker = read_marker(connection)
    # Each is a scan, and a server with two processors does both in the time of one.
    with ThreadPoolExecutor(2 if connection.dialect.writes_in_parallel else 1) as pool:
        nodes, relationships = pool.map(partial(_digest, connection), (_NODE_DIGEST, _RELATIONSHIP_DIGEST))
    return StoreState(marker, nodes, relationships)


def read_marker(connection: Connection) -> dict[str, Any]:
    """Return the content of the marker; empty for a store without a build.

    Raises
    ------
    StoreError
        The store holds several builds, or one written by a newer kgraph.
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
    """Return the names kept in a marker."""
    return Names.from_json(marker["names"], marker.get("version", FORMAT))


def _digest(connection: Connection, query: str) -> Digest:
    row = connection.read(query)[0]
    return row["count"], row["first"] or 0, row["second"] or 0


def read_status(connection: Connection) -> StoreStatus:
    """Return which build the store holds and whether it is complete.

    Raises
    ------
    StoreError
        The store cannot be reached or holds several builds.
    """
    state = read_state(connection)
    marker = state.marker
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
        loader=read_holder(connection),
        former=state.former,
    )


def read_hashes(connection: Connection) -> tuple[Hashes, Hashes, set[str]]:
    """Return the hashes of nodes and relationships, and the keys that several relationships share.

    Returns
    -------
    nodes, relationships : dict of str to int or None
        Hashes by ``uri`` and by ``key``; `None` for things that are not kgraph's.
    copied : set of str
        Keys of relationships that somebody copied.
    """

    def hashes(tx: neo4j.ManagedTransaction) -> tuple[Hashes, Hashes, set[str]]:
        """Read all hashes in one transaction."""
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
    """Return the property graph of a store, from nothing but the store.

    Labels, properties and relationships that were added by hand stay on kgraph's nodes;
    :func:`kgraph.loaders.mapping.decoder.unmap` ignores them.

    Raises
    ------
    StoreError
        The store holds no build, or an incomplete one.
    """
    marker, nodes, relationships = read_whole(connection)
    graph = PropertyGraph(names=names_of(marker), prefixes=json.loads(marker["prefixes"]))
    for _, labels, properties in sorted(nodes, key=lambda row: row[0]):
        shown = tuple(sorted(label for label in labels if label != RESOURCE_LABEL))
        graph.nodes.add(Node(shown, to_python(properties)))
    # Somebody may have copied a relationship, key and all: the last one counts.
    each = {row[3]["key"]: row for row in sorted(relationships, key=lambda row: row[3]["key"])}
    for start, end, kind, properties in each.values():
        if "_hash" in properties:
            graph.relationships.add(Relationship(kind, start, end, to_python(properties)))
    return graph
