"""What comes back over Bolt, as plain Python: standard dates, and small nodes, relationships and paths."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import neo4j.graph
import neo4j.time


@dataclass(frozen=True, slots=True)
class Node:
    """A node of a result: its labels (sorted) and properties."""

    labels: tuple[str, ...]
    properties: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Relationship:
    """A relationship of a result: type, properties, the ``uri`` of either end (None where it has none)."""

    type: str
    properties: dict[str, Any]
    start: str | None
    end: str | None


@dataclass(frozen=True, slots=True)
class Path:
    """A path of a result: its nodes and the relationships between them, in order."""

    nodes: tuple[Node, ...]
    relationships: tuple[Relationship, ...]


def to_python(value: Any) -> Any:
    """Return a value of the driver as one of Python's own types, in lists and maps too.

    Temporal values become those of :mod:`datetime` (digits below the microsecond are cut; a duration with
    months stays text in ISO 8601 form, since a timedelta has none); nodes, relationships and paths become
    those of this module.
    """
    if value is None or isinstance(value, (str, bool, int, float)):
        return value
    if isinstance(value, list):
        return [to_python(item) for item in value]
    if isinstance(value, dict):
        return {key: to_python(item) for key, item in value.items()}
    if isinstance(value, (neo4j.time.Date, neo4j.time.DateTime, neo4j.time.Time)):
        return value.to_native()
    if isinstance(value, neo4j.time.Duration):
        return _duration(value)
    return _structure(value)


def _duration(value: neo4j.time.Duration) -> dt.timedelta | str:
    if value.months:
        return value.iso_format()
    return dt.timedelta(days=value.days, seconds=value.seconds, microseconds=value.nanoseconds // 1000)


def _structure(value: Any) -> Any:
    if isinstance(value, neo4j.graph.Node):
        return Node(tuple(sorted(value.labels)), to_python(dict(value.items())))
    if isinstance(value, neo4j.graph.Relationship):
        start, end = value.nodes if len(value.nodes) == 2 else (None, None)
        return Relationship(value.type, to_python(dict(value.items())), _uri(start), _uri(end))
    if isinstance(value, neo4j.graph.Path):
        return Path(tuple(map(_structure, value.nodes)), tuple(map(_structure, value.relationships)))
    return value


def _uri(node: neo4j.graph.Node | None) -> str | None:
    uri = node.get("uri") if node is not None else None
    return str(uri) if uri is not None else None


def to_json(value: Any) -> Any:
    """Return a value of :func:`to_python` as JSON can hold it: dates as ISO 8601 text, structures as maps."""
    if isinstance(value, (dt.date, dt.time)):
        return value.isoformat()
    if isinstance(value, dt.timedelta):
        return neo4j.time.Duration(seconds=value.total_seconds()).iso_format()
    if isinstance(value, (list, tuple)):
        return [to_json(item) for item in value]
    if isinstance(value, dict):
        return {key: to_json(item) for key, item in value.items()}
    if isinstance(value, Node):
        return {"labels": list(value.labels), "properties": to_json(value.properties)}
    if isinstance(value, Relationship):
        return {
            "type": value.type,
            "start": value.start,
            "end": value.end,
            "properties": to_json(value.properties),
        }
    if isinstance(value, Path):
        return {"nodes": to_json(value.nodes), "relationships": to_json(value.relationships)}
    if isinstance(value, (str, int, float, bool)) or value is None:
        return value
    return str(value)
