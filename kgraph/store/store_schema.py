"""Counts of a store's labels, relationship types, properties, and of the labels that each type connects."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from kgraph.store.build_marker import INTERNAL_LABELS

if TYPE_CHECKING:
    from kgraph.store.connection import Connection

# The data is counted because the stores' own schema procedures differ, and list labels that no node has.
_LABELS = """
MATCH (n) UNWIND labels(n) AS label
RETURN label AS name, count(*) AS count
"""
_NODE_KEYS = """
MATCH (n) UNWIND labels(n) AS label UNWIND keys(n) AS key
RETURN label AS owner, key, count(*) AS count, max(n[key]) AS sample
"""
_TYPES = """
MATCH ()-[r]->()
RETURN type(r) AS name, count(*) AS count
"""
_TYPE_KEYS = """
MATCH ()-[r]->() UNWIND keys(r) AS key
RETURN type(r) AS owner, key, count(*) AS count, max(r[key]) AS sample
"""
_PATTERNS = """
MATCH (a)-[r]->(b) UNWIND labels(a) AS start UNWIND labels(b) AS end
RETURN start, type(r) AS type, end, count(*) AS count
"""


@dataclass(frozen=True, slots=True)
class PropertyUse:
    """A property key on the nodes of one label, or on the relationships of one type.

    Parameters
    ----------
    key : str
        The key.
    count : int
        Number of nodes or relationships that have it.
    kind : str
        Cypher's name for the type of one of its values.
    """

    key: str
    count: int
    kind: str


@dataclass(frozen=True, slots=True)
class Use:
    """A label or a relationship type that occurs in the store.

    Parameters
    ----------
    name : str
        The label or type.
    count : int
        Number of nodes that have the label, or of relationships of the type.
    properties : tuple of PropertyUse
        Their properties, sorted by key.
    """

    name: str
    count: int
    properties: tuple[PropertyUse, ...] = ()


@dataclass(frozen=True, slots=True)
class Pattern:
    """A relationship type and the labels it connects.

    Parameters
    ----------
    start, end : str
        Labels of the nodes at either end.
    type : str
        The relationship type.
    count : int
        Number of such relationships.
    """

    start: str
    type: str
    end: str
    count: int


@dataclass(frozen=True, slots=True)
class StoreSchema:
    """The contents of a store, sorted by name, without what kgraph keeps for itself.

    Parameters
    ----------
    labels, types : tuple of Use
        Labels and relationship types.
    patterns : tuple of Pattern
        Which labels each type connects.
    """

    labels: tuple[Use, ...] = ()
    types: tuple[Use, ...] = ()
    patterns: tuple[Pattern, ...] = field(default=(), repr=False)


def read_schema(connection: Connection) -> StoreSchema:
    """Count the labels, relationship types and properties of a store, in five round trips.

    Raises
    ------
    StoreError
        The store cannot be reached.
    """
    patterns = [
        Pattern(**row)
        for row in connection.read(_PATTERNS)
        if row["start"] not in INTERNAL_LABELS and row["end"] not in INTERNAL_LABELS
    ]
    return StoreSchema(
        labels=_uses(connection.read(_LABELS), connection.read(_NODE_KEYS)),
        types=_uses(connection.read(_TYPES), connection.read(_TYPE_KEYS)),
        patterns=tuple(sorted(patterns, key=lambda each: (each.start, each.type, each.end))),
    )


def _uses(counts: list[dict[str, Any]], keys: list[dict[str, Any]]) -> tuple[Use, ...]:
    properties: dict[str, list[PropertyUse]] = {}
    for row in sorted(keys, key=lambda each: str(each["key"])):
        if not row["key"].startswith("_"):
            use = PropertyUse(row["key"], row["count"], _kind(row["sample"]))
            properties.setdefault(row["owner"], []).append(use)
    return tuple(
        Use(row["name"], row["count"], tuple(properties.get(row["name"], ())))
        for row in sorted(counts, key=lambda each: str(each["name"]))
        if row["name"] not in INTERNAL_LABELS
    )


def _kind(sample: Any) -> str:
    """Return Cypher's name for the type of `sample`."""
    if isinstance(sample, list):
        return f"LIST<{_kind(sample[0])}>" if sample else "LIST"
    for kind, name in (
        (bool, "BOOLEAN"),
        (int, "INTEGER"),
        (float, "FLOAT"),
        (str, "STRING"),
        (dt.datetime, "DATETIME"),
        (dt.date, "DATE"),
        (dt.time, "TIME"),
        (dt.timedelta, "DURATION"),
    ):
        if isinstance(sample, kind):
            return name
    return "ANY"
