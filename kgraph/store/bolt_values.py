"""Convert the driver's values to plain Python: standard dates, and small nodes, relationships and paths."""

from __future__ import annotations

import datetime as dt
from typing import Any

import neo4j.graph
import neo4j.time

from kgraph.store.graph_values import BoltNode, BoltPath, BoltRelationship

_PLAIN = frozenset({type(None), str, bool, int, float})


def to_python(value: Any) -> Any:
    """Return a value of the driver as plain Python, including the items of lists and maps.

    Temporal values become those of :mod:`datetime`, without digits below the microsecond. A duration that
    counts months becomes ISO 8601 text, because a timedelta cannot express months. Nodes, relationships and
    paths become those of :mod:`kgraph.store.graph_values`.
    """
    if type(value) in _PLAIN:
        return value
    if isinstance(value, list):
        return value if _PLAIN.issuperset(map(type, value)) else [to_python(item) for item in value]
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
        return BoltNode(tuple(sorted(value.labels)), to_python(dict(value.items())))
    if isinstance(value, neo4j.graph.Relationship):
        start, end = value.nodes if len(value.nodes) == 2 else (None, None)
        return BoltRelationship(value.type, to_python(dict(value.items())), _uri(start), _uri(end))
    if isinstance(value, neo4j.graph.Path):
        return BoltPath(tuple(map(_structure, value.nodes)), tuple(map(_structure, value.relationships)))
    return value


def _uri(node: neo4j.graph.Node | None) -> str | None:
    uri = node.get("uri") if node is not None else None
    return str(uri) if uri is not None else None
