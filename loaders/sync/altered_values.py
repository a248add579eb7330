"""Values altered by hand in the store, found by comparing its content with the hashes kept beside it.

A sync compares stored hashes, so it does not notice that somebody changed a value in the store. Here the
content is read and hashed again. Additions under other names are not part of a hash and never count.
"""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from kgraph.errors import QueryError
from kgraph.store.bolt_values import to_python
from kgraph.store.build_marker import build_of
from kgraph.store.bulk_rows import read_rows
from kgraph.store.node_lookup import EACH_NODE, seek
from kgraph.store.one_build import first_look, is_one_build, last_look
from kgraph.vocabulary import RESOURCE_LABEL

from ..property_graph import item_hash
from .load_lock import LoadLock
from .store_state import StoreState
from .sync_plan import SyncPlan, own_keys
from .write_statements import STORED_KEY, at_relationships, run_batches

if TYPE_CHECKING:
    from collections.abc import Iterable

    import neo4j

    from kgraph.store.connection import Connection

    from ..property_graph import Node, PropertyGraph, Relationship

NODE, RELATIONSHIP = "node", "relationship"

# Means "not what was written": the next sync rewrites the thing, or deletes it if no source names it.
_UNKNOWN = 0
_SHOWN = 5
_TRIES = 3
_PAUSE_SECONDS = 0.5

_NODES = f"MATCH (n:{RESOURCE_LABEL}) WHERE n._hash IS NOT NULL"
_RELATIONSHIPS = f"MATCH (a:{RESOURCE_LABEL})-[r]->(b:{RESOURCE_LABEL}) WHERE r._hash IS NOT NULL"
_NAMED = f"{EACH_NODE} RETURN uri, n.label AS label"
_MARK_NODES = f"UNWIND $rows AS row {seek('n', 'row[0]')} WHERE n._hash = row[1] SET n._hash = {_UNKNOWN}"
# A thing without its name cannot be rewritten: a node is left to whoever altered it, a relationship is
# deleted.
_DISOWN = f"MATCH (n:{RESOURCE_LABEL}) WHERE n._hash IS NOT NULL AND n.uri IS NULL REMOVE n._hash"
_DROP = (
    f"MATCH (:{RESOURCE_LABEL})-[r]->(:{RESOURCE_LABEL}) WHERE r._hash IS NOT NULL AND r.key IS NULL DELETE r"
)


@dataclass(frozen=True, slots=True)
class Altered:
    """A node or relationship of kgraph whose content is not what kgraph wrote.

    Parameters
    ----------
    kind : {"node", "relationship"}
        Whether it is a node or a relationship.
    name : str
        ``uri`` of a node, ``key`` of a relationship; empty if somebody removed it.
    title : str
        Its display name.
    hash : int
        The hash that it was written with.
    start, end : str
        ``uri`` of the ends of a relationship.
    keys : tuple of str
        Keys of properties that differ, labels with a colon before them; empty if the original is not at hand.
    type : str
        Type of a relationship.
    """

    kind: str
    name: str
    title: str
    hash: int
    start: str = ""
    end: str = ""
    keys: tuple[str, ...] = ()
    type: str = ""

    def __str__(self) -> str:
        """Return the title and what differs."""
        return f"{self.title} ({', '.join(self.keys)})" if self.keys else self.title


def find_altered(connection: Connection, wanted: PropertyGraph | None = None) -> list[Altered]:
    """Return what was altered by hand, from two streaming reads of the whole store.

    A store without a complete build has nothing to compare with; its next sync looks at everything. Nor is
    there an answer while another command writes to the store.

    Parameters
    ----------
    connection : Connection
        The store.
    wanted : PropertyGraph, optional
        The graph of the sources, which shows which properties differ.

    Raises
    ------
    StoreError
        The store cannot be reached or holds several builds.
    """
    for attempt in range(_TRIES):
        time.sleep(attempt * _PAUSE_SECONDS)
        try:
            with connection.session(write=False) as session:
                altered = session.execute_read(_read, wanted)
        except QueryError:
            # The embedded store fails a query that comes across something being deleted.
            if attempt == _TRIES - 1:
                raise
        else:
            if altered is not None:
                nodes = [item for item in altered if item.kind == NODE]
                arrows = [item for item in altered if item.kind == RELATIONSHIP]
                return [*sorted(nodes, key=_order), *sorted(_titled(connection, arrows), key=_order)]
    return []


def _read(tx: neo4j.ManagedTransaction, wanted: PropertyGraph | None) -> list[Altered] | None:
    """Return what was altered; `None` if the reads saw more than one build."""
    before = first_look(tx)
    build = build_of(before.markers)
    if build is None or not build.complete:
        return []
    check = _Check(StoreState(before.markers[0]["marker"]), wanted)
    for row in read_rows(tx, _NODES, "n", "labels(n), properties(n)"):
        check.node(*row)
    for row in read_rows(tx, _RELATIONSHIPS, "r", "type(r), a.uri, b.uri, properties(r)"):
        check.relationship(*row)
    one = is_one_build(before, last_look(tx), check.hashes[NODE], check.hashes[RELATIONSHIP])
    return check.altered if one else None


def mark_altered(connection: Connection, altered: Iterable[Altered]) -> None:
    """Mark altered things so that the next sync restores what the sources say.

    Until then the digests of the store differ from those of its marker, which shows that a run was cut off
    here.

    Raises
    ------
    StoreError
        Another loader is at work, or the store cannot be written to.
    """
    items = list(altered)
    nodes = [[item.name, item.hash] for item in items if item.kind == NODE and item.name]
    arrows = [
        (item.type, item.start, item.end, item.name, item.hash)
        for item in items
        if item.kind == RELATIONSHIP and item.name and item.start and item.end
    ]
    nameless = any(not item.name for item in items)
    lock = LoadLock(connection)

    def mark(tx: neo4j.ManagedTransaction) -> None:
        """Replace the hashes of the altered things."""
        lock.renew(tx)
        if nodes:
            tx.run(_MARK_NODES, rows=nodes).consume()
        same = f"AND r._hash = row[1][{STORED_KEY}]"
        run_batches(tx, at_relationships(arrows, f"SET r._hash = {_UNKNOWN}", same), {})
        if nameless:
            tx.run(_DROP).consume()
            tx.run(_DISOWN).consume()

    if items:
        with lock.held():
            connection.execute_write(mark)


def with_altered(plan: SyncPlan, altered: Iterable[Altered]) -> SyncPlan:
    """Return the plan that would follow :func:`mark_altered`, without writing anything."""
    for item in altered:
        changes, wanted = (
            (plan.nodes, plan.graph.nodes)
            if item.kind == NODE
            else (plan.relationships, plan.graph.relationships)
        )
        if item.name in wanted and item.name not in changes.updated:
            changes.updated = sorted([*changes.updated, item.name])
    return plan


def altered_text(altered: list[Altered], shown: int = _SHOWN) -> str:
    """Describe what was altered, such as ``2 nodes: Hjo (population), Skara``; empty for nothing."""
    counts = Counter(item.kind for item in altered)
    head = " and ".join(f"{n} {kind}{'' if n == 1 else 's'}" for kind, n in counts.items())
    more = len(altered) - shown
    names = [*map(str, altered[:shown]), *([f"{more} more"] if more > 0 else [])]
    return f"{head}: {', '.join(names)}" if altered else ""


class _Check:
    """Compares items of a store with the hashes that they were written with."""

    def __init__(self, state: StoreState, wanted: PropertyGraph | None) -> None:
        self.labels = frozenset(state.names.labels)
        self.ours = own_keys(state) - {"_hash"}
        self.wanted = wanted
        self.altered: list[Altered] = []
        self.hashes: dict[str, list[int]] = {NODE: [], RELATIONSHIP: []}
        self.keys: set[str] = set()

    def node(self, held: list[str], content: dict[str, Any]) -> None:
        """Compare one node with its hash."""
        properties = self._own(content)
        labels = tuple(sorted(label for label in held if label in self.labels))
        written = content["_hash"]
        self.hashes[NODE].append(written)
        if item_hash(labels, properties) == written:
            return
        uri = str(properties.get("uri") or "")
        title = str(properties.get("label") or uri or "a node without uri")
        wanted = self.wanted.nodes.get(uri) if self.wanted else None
        keys = _differing(wanted, written, properties)
        if wanted and keys is not None:
            keys = (*keys, *(f":{label}" for label in sorted(set(wanted.labels) ^ set(labels))))
        self.altered.append(Altered(NODE, uri, title, written, keys=keys or ()))

    def relationship(self, kind: str, start: str, end: str, content: dict[str, Any]) -> None:
        """Compare one relationship with its hash."""
        properties = self._own(content)
        written = content["_hash"]
        self.hashes[RELATIONSHIP].append(written)
        key = str(properties.get("key") or "")
        copied = key in self.keys
        self.keys.add(key)
        if item_hash(kind, start, end, properties) == written and not copied:
            return
        wanted = self.wanted.relationships.get(key) if self.wanted else None
        keys = ("key",) if copied else _differing(wanted, written, properties) or ()
        self.altered.append(Altered(RELATIONSHIP, key, kind, written, start or "", end or "", keys, kind))

    def _own(self, properties: dict[str, Any]) -> dict[str, Any]:
        return {key: to_python(properties[key]) for key in sorted(properties.keys() & self.ours)}


def _differing(
    wanted: Node | Relationship | None, written: int, held: dict[str, Any]
) -> tuple[str, ...] | None:
    """Return the keys of properties that are not as wanted; `None` if the sources have changed as well."""
    if wanted is None or wanted.properties["_hash"] != written:
        return None
    target = {key: value for key, value in wanted.properties.items() if key != "_hash"}
    # Compared as text, because Python takes 1, 1.0 and true for equal.
    return tuple(
        key for key in sorted(target.keys() | held.keys()) if repr(target.get(key)) != repr(held.get(key))
    )


def _titled(connection: Connection, arrows: list[Altered]) -> list[Altered]:
    uris = sorted({uri for item in arrows for uri in (item.start, item.end) if uri})
    rows = connection.read(_NAMED, uris=uris) if uris else []
    names = {row["uri"]: row["label"] or row["uri"] for row in rows}
    return [
        replace(item, title=f"{names.get(item.start, '?')} {item.title} {names.get(item.end, '?')}")
        for item in arrows
    ]


def _order(item: Altered) -> tuple[str, str]:
    return item.title, item.name
