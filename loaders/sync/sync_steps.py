"""From a plan to statements: the present state of each changed thing decides how it is changed."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from kgraph.store.node_lookup import EACH_NODE
from kgraph.store.node_scores import SCORE_PREFIX
from kgraph.vocabulary import RESOURCE_LABEL

from ..property_graph import Node, Nodes
from .sync_plan import SyncPlan, own_keys
from .write_statements import (
    BATCH,
    STORED_KEY,
    Batch,
    create_nodes,
    create_relationships,
    create_tie,
    delete_nodes,
    delete_relationships,
    update_nodes,
    update_relationships,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

    from kgraph.store.connection import Connection

    from ..alike_things import AlikeThings
    from ..property_graph import Relationship

# Relationships that one reading of the store looks for; their keys are one parameter.
_SOUGHT = 100_000

_PRESENT = f"{EACH_NODE} RETURN n.uri AS uri, labels(n) AS labels, keys(n) AS keys"
_HELD = f"{EACH_NODE} RETURN n.uri AS uri, properties(n) AS properties"
_TIED = f"{EACH_NODE} MATCH (n)-[r]-() WHERE r.key IS NULL RETURN DISTINCT n.uri AS uri"
_TIES = (
    f"{EACH_NODE} MATCH (n)-[r]-(m) WHERE r.key IS NULL "
    "RETURN DISTINCT elementId(r) AS id, type(r) AS type, properties(r) AS properties, "
    "startNode(r).uri AS start, elementId(startNode(r)) AS start_id, "
    "endNode(r).uri AS end, elementId(endNode(r)) AS end_id"
)
_LOCATE = (
    f"MATCH (a:{RESOURCE_LABEL})-[r]->(b:{RESOURCE_LABEL}) WHERE $keys[{STORED_KEY}] IS NOT NULL "
    "RETURN r.key AS key, type(r) AS type, a.uri AS start, b.uri AS end, keys(r) AS keys"
)


@dataclass
class Step:
    """Statements of one kind, in order of execution.

    Parameters
    ----------
    name : str
        For progress and timings.
    make : callable
        Creates the groups of statements; called once, on first use.
    rows : int
        Number of rows that the statements write.
    parallel : bool
        Whether the groups may run concurrently, because they only create.
    """

    name: str
    make: Callable[[], list[list[Batch]]]
    rows: int
    parallel: bool = False

    @cached_property
    def groups(self) -> list[list[Batch]]:
        """Groups of statements; each group runs in one transaction."""
        return self.make()


def _step(
    name: str, batches: Callable[[Any], Iterable[Batch]], items: Collection[Any], *, parallel: bool = False
) -> Step:
    return Step(name, lambda: [[batch] for batch in batches(items)], len(items), parallel)


def make_steps(connection: Connection, plan: SyncPlan) -> list[Step]:
    """Return the statements that carry out a plan: deletions, then nodes, then relationships."""
    return _Steps(connection, plan).all()


class _Steps:
    """Builds the steps of one plan."""

    def __init__(self, connection: Connection, plan: SyncPlan) -> None:
        self.connection = connection
        self.plan = plan
        self.ours = own_keys(plan.graph, plan.state)
        self.labels = {*plan.graph.names.labels, *plan.state.names.labels}
        self.replaced: set[str] = set()
        self.changes: list[tuple[str, dict[str, Any], frozenset[str], frozenset[str]]] = []
        self.replacements: dict[str, Node] = {}

    def all(self) -> list[Step]:
        """Return all steps in order."""
        graph, plan = self.plan.graph, self.plan
        self._sort_updated()
        gone = self._sort_deleted()
        replacing = self._replace()
        removed, changed, created = self._relationships()
        # Keep the graph's order: the server is faster when the relationships of one node, and nodes stored
        # near each other, are written in sequence.
        steps = [
            _step("delete relationships", delete_relationships, removed),
            _step("delete nodes", delete_nodes, gone),
            replacing,
            _step("update nodes", update_nodes, self.changes),
            _step(
                "create nodes",
                partial(create_nodes, gives_ids=self.connection.dialect.seeks_ids),
                graph.nodes.chosen(plan.nodes.created),
                parallel=True,
            ),
            _step("update relationships", update_relationships, changed),
            _step("create relationships", create_relationships, created, parallel=True),
        ]
        return [step for step in steps if step.rows]

    def _each(self, query: str, uris: list[str]) -> Iterator[dict[str, Any]]:
        for start in range(0, len(uris), BATCH):
            yield from self.connection.read(query, uris=uris[start : start + BATCH])

    # --- Nodes ---

    def _sort_updated(self) -> None:
        for row in self._each(_PRESENT, self.plan.nodes.updated):
            node = self.plan.graph.nodes[row["uri"]]
            self._change(row, node.labels, node.properties)

    def _change(self, row: dict[str, Any], labels: tuple[str, ...], properties: dict[str, Any]) -> None:
        present = set(row["labels"]) - {RESOURCE_LABEL}
        added = frozenset(labels) - present
        removed = frozenset(present & self.labels) - set(labels)
        if (added or removed) and not self.connection.dialect.adds_labels:
            self.replacements[row["uri"]] = Node(tuple(sorted({*labels, *(present - removed)})), properties)
        else:
            cleared = dict.fromkeys(key for key in row["keys"] if key in self.ours and key not in properties)
            self.changes.append((row["uri"], cleared | properties, added, removed))

    def _sort_deleted(self) -> list[str]:
        """Return the nodes to delete; nodes with additions by hand are only emptied."""
        deleted = self.plan.nodes.deleted
        tied = {row["uri"] for row in self._each(_TIED, deleted)}
        gone = []
        for row in self._each(_PRESENT, deleted):
            added = [key for key in row["keys"] if key not in self.ours and not key.startswith(SCORE_PREFIX)]
            if row["uri"] in tied or added or set(row["labels"]) - self.labels - {RESOURCE_LABEL}:
                self._change(row, (), {"uri": row["uri"]})
            else:
                gone.append(row["uri"])
        return gone

    def _replace(self) -> Step:
        """Return statements for a store that cannot change labels: delete, create, reconnect."""
        uris = sorted(self.replacements)
        self.replaced = set(uris)
        groups = []
        for start in range(0, len(uris), BATCH):
            some = uris[start : start + BATCH]
            nodes = []
            for row in self.connection.read(_HELD, uris=some):
                node = self.replacements[row["uri"]]
                foreign = {key: value for key, value in row["properties"].items() if key not in self.ours}
                nodes.append(Node(node.labels, foreign | node.properties))
            group = [*delete_nodes(some), *create_nodes(Nodes(nodes)), *self._ties(some)]
            groups.append(group)
        rows = sum(batch.count for group in groups for batch in group)
        return Step("replace nodes", lambda: groups, rows)

    def _ties(self, uris: list[str]) -> Iterator[Batch]:
        """Yield statements that tie replaced nodes again to what people have tied them to."""
        statements: dict[str, list[Any]] = defaultdict(list)
        for row in self.connection.read(_TIES, uris=uris):
            named = {"named_start": row["start"] is not None, "named_end": row["end"] is not None}
            statement = create_tie(row["type"], **named)
            ends = [row["start"] or row["start_id"], row["end"] or row["end_id"]]
            statements[statement].append([*ends, row["properties"]])
        for statement, rows in statements.items():
            yield Batch(statement, rows)

    # --- Relationships ---

    def _relationships(
        self,
    ) -> tuple[
        list[tuple[str, str, str, str]], list[tuple[Relationship, dict[str, Any]]], AlikeThings[Relationship]
    ]:
        plan, items = self.plan, self.plan.graph.relationships
        again = set(plan.copied)
        if self.replaced:
            again |= {key for key, item in items.items() if {item.start, item.end} & self.replaced}
        changed: list[tuple[Relationship, dict[str, Any]]] = []
        updated = set(plan.relationships.updated)
        # A relationship that is not where it should be is deleted wherever it is, and created again.
        moved = set(updated)
        removed: dict[tuple[str, str, str, str], None] = {}
        for row in self._located(sorted(updated.union(plan.relationships.deleted))):
            key = row["key"]
            place = (row["type"], row["start"], row["end"])
            item = items[key] if key in updated and key not in again else None
            if item is not None and place == (item.type, item.start, item.end):
                moved.discard(key)
                cleared = dict.fromkeys(k for k in row["keys"] if k in self.ours and k not in item.properties)
                changed.append((item, cleared | item.properties))
            else:
                removed[*place, key] = None
        again |= moved
        created = again.union(plan.relationships.created) if again else plan.relationships.created
        return list(removed), changed, items.chosen(created)

    def _located(self, keys: list[str]) -> Iterator[dict[str, Any]]:
        for start in range(0, len(keys), _SOUGHT):
            wanted = dict.fromkeys(keys[start : start + _SOUGHT], True)
            yield from self.connection.read(_LOCATE, keys=wanted)
