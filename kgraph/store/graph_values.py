"""Nodes, relationships and paths in the answer to a query, as plain Python that does not need the driver."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class BoltNode:
    """A node in an answer.

    Parameters
    ----------
    labels : tuple of str
        Its labels, sorted.
    properties : dict
        Its properties.
    """

    labels: tuple[str, ...]
    properties: dict[str, Any]


@dataclass(frozen=True, slots=True)
class BoltRelationship:
    """A relationship in an answer.

    Parameters
    ----------
    type : str
        Its type.
    properties : dict
        Its properties.
    start, end : str or None
        ``uri`` of the node at either end; None if that node has none.
    """

    type: str
    properties: dict[str, Any]
    start: str | None
    end: str | None


@dataclass(frozen=True, slots=True)
class BoltPath:
    """A path in an answer.

    Parameters
    ----------
    nodes : tuple of BoltNode
        Its nodes, in order.
    relationships : tuple of BoltRelationship
        The relationships between them, in order.
    """

    nodes: tuple[BoltNode, ...]
    relationships: tuple[BoltRelationship, ...]


def to_json(value: Any) -> Any:
    """Return a value of an answer in a form that JSON can hold.

    Dates, times and durations become ISO 8601 text. Nodes, relationships and paths become objects without the
    properties that kgraph keeps for itself.
    """
    if value is None or isinstance(value, (str, int, float, bool)):
        return value
    if isinstance(value, (dt.date, dt.time)):
        return value.isoformat()
    if isinstance(value, dt.timedelta):
        # Imported late because the driver is large and durations are rare.
        from neo4j.time import Duration

        return Duration(seconds=value.total_seconds()).iso_format()
    if isinstance(value, (list, tuple)):
        return [to_json(item) for item in value]
    if isinstance(value, dict):
        return {str(key): to_json(item) for key, item in value.items()}
    if isinstance(value, BoltNode):
        return {"labels": list(value.labels), "properties": _public(value.properties)}
    if isinstance(value, BoltRelationship):
        ends = {"type": value.type, "start": value.start, "end": value.end}
        return ends | {"properties": _public(value.properties)}
    if isinstance(value, BoltPath):
        return {"nodes": to_json(value.nodes), "relationships": to_json(value.relationships)}
    return str(value)


def _public(properties: dict[str, Any]) -> dict[str, Any]:
    return {key: to_json(value) for key, value in properties.items() if not key.startswith("_")}
