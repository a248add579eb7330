"""Nodes, relationships and paths of a query's result, as plain Python and free of the driver."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class BoltNode:
    """A node of a result: its labels (sorted) and properties."""

    labels: tuple[str, ...]
    properties: dict[str, Any]


@dataclass(frozen=True, slots=True)
class BoltRelationship:
    """A relationship of a result: type, properties, the ``uri`` of either end (None where it has none)."""

    type: str
    properties: dict[str, Any]
    start: str | None
    end: str | None


@dataclass(frozen=True, slots=True)
class BoltPath:
    """A path of a result: its nodes and the relationships between them, in order."""

    nodes: tuple[BoltNode, ...]
    relationships: tuple[BoltRelationship, ...]


def to_json(value: Any) -> Any:
    """Return a value of a query's answer as JSON can hold it.

    Dates and durations become ISO 8601 text, nodes, relationships and paths become maps, without the
    properties that kgraph keeps for itself.
    """
    if value is None or isinstance(value, (str, int, float, bool)):
        return value
    if isinstance(value, (dt.date, dt.time)):
        return value.isoformat()
    if isinstance(value, dt.timedelta):
        # Imported here: the driver is large, and durations are rare.
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
