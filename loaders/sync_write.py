"""The statements that write nodes and relationships, in batches by label set and by relationship type."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from kgraph.store.dialect import quote
from kgraph.vocabulary import RESOURCE_LABEL

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    import neo4j
    from kgraph.loaders.property_graph import Node, PropertyGraph, Relationship

BATCH = 5_000

Row = dict[str, Any]
Batch = tuple[str, list[Any]]  # a statement and its rows


def _pieces(statement: str, rows: list[Any]) -> Iterator[Batch]:
    for start in range(0, len(rows), BATCH):
        yield statement, rows[start : start + BATCH]


def _labels(labels: Iterable[str]) -> str:
    return "".join(f":{quote(label)}" for label in (RESOURCE_LABEL, *sorted(set(labels) - {RESOURCE_LABEL})))


def create_nodes(nodes: Iterable[Node]) -> Iterator[Batch]:
    """Yield statements that create nodes, all labels at once."""
    groups: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for node in nodes:
        groups[node.labels].append(node.properties)
    for labels, rows in sorted(groups.items(), key=lambda group: group[0]):
        yield from _pieces(f"UNWIND $rows AS row CREATE (n{_labels(labels)}) SET n = row", rows)


def update_nodes(changes: Iterable[tuple[str, Row, frozenset[str], frozenset[str]]]) -> Iterator[Batch]:
    """Yield statements that set properties (None takes one away), and add and remove labels.

    Parameters
    ----------
    changes : iterable of (uri, properties, labels to add, labels to remove)
    """
    groups: dict[tuple[tuple[str, ...], tuple[str, ...]], list[Row]] = defaultdict(list)
    for uri, properties, new, old in changes:
        groups[tuple(sorted(new)), tuple(sorted(old))].append({"uri": uri, "set": properties})
    for (added, removed), rows in sorted(groups.items(), key=lambda group: group[0]):
        statement = f"UNWIND $rows AS row MATCH (n:{RESOURCE_LABEL} {{uri: row.uri}}) SET n += row.set"
        statement += "".join(f" SET n:{quote(label)}" for label in added)
        statement += "".join(f" REMOVE n:{quote(label)}" for label in removed)
        yield from _pieces(statement, rows)


def delete_nodes(uris: list[str]) -> Iterator[Batch]:
    """Yield statements that delete nodes and the relationships they have."""
    yield from _pieces(f"UNWIND $rows AS row MATCH (n:{RESOURCE_LABEL} {{uri: row}}) DETACH DELETE n", uris)


def create_relationships(items: Iterable[Relationship]) -> Iterator[Batch]:
    """Yield statements that create relationships."""
    groups: dict[str, list[list[Any]]] = defaultdict(list)
    for item in items:
        groups[item.type].append([item.start, item.end, item.properties])
    for kind, rows in sorted(groups.items()):
        statement = (
            f"UNWIND $rows AS row MATCH (a:{RESOURCE_LABEL} {{uri: row[0]}}) "
            f"MATCH (b:{RESOURCE_LABEL} {{uri: row[1]}}) CREATE (a)-[r:{quote(kind)}]->(b) SET r = row[2]"
        )
        yield from _pieces(statement, rows)


def update_relationships(changes: Iterable[tuple[Relationship, Row]]) -> Iterator[Batch]:
    """Yield statements that set properties of relationships that keep their type and ends."""
    groups: dict[str, list[list[Any]]] = defaultdict(list)
    for item, properties in changes:
        groups[item.type].append([item.start, item.end, item.properties["key"], properties])
    for kind, rows in sorted(groups.items()):
        yield from _pieces(f"UNWIND $rows AS row {_located(kind)} SET r += row[3]", rows)


def delete_relationships(items: Iterable[tuple[str, str, str, str]]) -> Iterator[Batch]:
    """Yield statements that delete relationships, given as (type, start, end, key)."""
    groups: dict[str, list[list[Any]]] = defaultdict(list)
    for kind, start, end, key in items:
        groups[kind].append([start, end, key])
    for kind, rows in sorted(groups.items()):
        yield from _pieces(f"UNWIND $rows AS row {_located(kind)} DELETE r", rows)


def _located(kind: str) -> str:
    return (
        f"MATCH (a:{RESOURCE_LABEL} {{uri: row[0]}}) MATCH (b:{RESOURCE_LABEL} {{uri: row[1]}}) "
        f"MATCH (a)-[r:{quote(kind)}]->(b) WHERE r.key = row[2]"
    )


def run_batches(
    tx: neo4j.ManagedTransaction | neo4j.Transaction,
    batches: Iterable[Batch],
    told: Callable[[int], None] = lambda _: None,
) -> int:
    """Run statements in a transaction, each result consumed; return the number of round trips.

    Parameters
    ----------
    told : callable
        Hears how many rows each statement wrote.
    """
    trips = 0
    # A statement is packed and sent while the server is at work on the one before.
    last: tuple[neo4j.Result, int] | None = None
    for statement, rows in batches:
        sent = tx.run(statement, rows=rows), len(rows)
        _end(last, told)
        last = sent
        trips += 1
    _end(last, told)
    return trips


def _end(sent: tuple[neo4j.Result, int] | None, told: Callable[[int], None]) -> None:
    if sent is not None:
        result, rows = sent
        result.consume()
        told(rows)


def all_of(graph: PropertyGraph) -> int:
    """Return how many nodes and relationships a graph has."""
    return len(graph.nodes) + len(graph.relationships)
