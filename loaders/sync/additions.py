"""What people have added to a store by hand, read from one store and put into another."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from kgraph.errors import StoreError
from kgraph.store.build_marker import LOCK_LABEL, MARKER_LABEL
from kgraph.store.cypher_names import quote
from kgraph.store.node_lookup import EACH_NODE, seek
from kgraph.store.node_scores import SCORE_PREFIX
from kgraph.vocabulary import RESOURCE_LABEL

from .store_state import read_state
from .sync_plan import own_keys
from .write_statements import create_tie

if TYPE_CHECKING:
    import neo4j

    from kgraph.store.connection import Connection

_FOREIGN = f"WHERE n._hash IS NULL AND NOT n:{MARKER_LABEL} AND NOT n:{LOCK_LABEL}"
_NODES = f"MATCH (n) {_FOREIGN} RETURN elementId(n) AS id, labels(n) AS labels, properties(n) AS properties"
_OWN = (
    f"MATCH (n:{RESOURCE_LABEL}) WHERE n._hash IS NOT NULL RETURN n.uri AS uri, properties(n) AS properties"
)
_TIES = (
    "MATCH (a)-[r]->(b) WHERE r.key IS NULL AND r._hash IS NULL RETURN type(r) AS type, "
    "properties(r) AS properties, a.uri AS start, elementId(a) AS start_id, "
    "b.uri AS end, elementId(b) AS end_id"
)
_SET = f"UNWIND $rows AS row {seek('n', 'row[0]')} SET n += row[1] RETURN count(n) AS n"
_HELD = f"{EACH_NODE} RETURN uri"


@dataclass(slots=True)
class Additions:
    """Nodes, relationships and properties that people have added.

    Parameters
    ----------
    nodes : list of dict
        ``id``, ``labels`` and ``properties`` of each.
    relationships : list of dict
        ``type``, ``properties``, and of each end its ``uri`` (None for an added node) and its element id.
    properties : dict
        Added properties of kgraph's own nodes, by ``uri``.
    """

    nodes: list[dict[str, Any]] = field(default_factory=list)
    relationships: list[dict[str, Any]] = field(default_factory=list)
    properties: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """The number of nodes, relationships and properties."""
        return len(self.nodes) + len(self.relationships) + sum(map(len, self.properties.values()))


def read_additions(connection: Connection) -> Additions:
    """Return what people have added to a store.

    Raises
    ------
    StoreError, QueryError
        The store cannot be read, or what kgraph wrote to it is not there as it was written: what else is read
        from it cannot be relied on then.
    """
    state = read_state(connection)
    if not state.whole:
        raise StoreError("the store holds something else than was written to it", where=connection.address)
    ours = own_keys(state)
    additions = Additions(connection.read(_NODES), connection.read(_TIES))
    for row in connection.read(_OWN):
        added = {
            key: value
            for key, value in row["properties"].items()
            if key not in ours and not key.startswith(SCORE_PREFIX)
        }
        if added and row["uri"]:
            additions.properties[row["uri"]] = added
    return additions


def put_back(connection: Connection, additions: Additions) -> int:
    """Put additions into a store in one transaction; return how many of them found their place.

    What was added to a node that the store no longer holds is left out.

    Raises
    ------
    StoreError
        The store refuses; nothing was put back.
    """
    return connection.execute_write(_write, additions)


def _write(tx: neo4j.ManagedTransaction, additions: Additions) -> int:
    done = 0
    ids: dict[str, str] = {}
    for node in additions.nodes:
        uri = node["properties"].get("uri")
        if RESOURCE_LABEL in node["labels"] and uri and tx.run(_HELD, uris=[uri]).single():
            continue
        labels = "".join(f":{quote(label)}" for label in sorted(node["labels"]))
        made = tx.run(f"CREATE (n{labels}) SET n = $p RETURN elementId(n) AS id", p=node["properties"])
        ids[node["id"]] = made.single(strict=True)["id"]
        done += 1
    if additions.properties:
        uris = sorted(additions.properties)
        held = {row["uri"] for row in tx.run(_HELD, uris=uris)}
        rows = [[uri, additions.properties[uri]] for uri in uris if uri in held]
        tx.run(_SET, rows=rows).consume()
        done += sum(len(properties) for _, properties in rows)
    for (kind, start, end), rows in _by_ends(additions, ids).items():
        statement = f"{create_tie(kind, named_start=start, named_end=end)} RETURN count(r) AS n"
        done += tx.run(statement, rows=rows).single(strict=True)["n"]
    return done


def _by_ends(additions: Additions, ids: dict[str, str]) -> dict[tuple[str, bool, bool], list[list[Any]]]:
    """Return rows of relationships by type, and by whether each end is named by its ``uri``."""
    groups: dict[tuple[str, bool, bool], list[list[Any]]] = defaultdict(list)
    for row in additions.relationships:
        ends = [ids.get(row[f"{end}_id"], row[end]) for end in ("start", "end")]
        named = [row[f"{end}_id"] not in ids for end in ("start", "end")]
        if None not in ends:
            groups[row["type"], named[0], named[1]].append([*ends, row["properties"]])
    return groups
