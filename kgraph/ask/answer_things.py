"""The nodes and relationships that the values of an answer hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kgraph.store.graph_values import BoltNode, BoltPath, BoltRelationship

if TYPE_CHECKING:
    from collections.abc import Iterator


def things_in(value: Any) -> Iterator[str]:
    """Yield the IRIs of nodes, the keys of relationships and the texts in a value; a text may be either."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, BoltNode):
        yield str(value.properties.get("uri", ""))
    elif isinstance(value, BoltRelationship):
        yield str(value.properties.get("key", ""))
    elif isinstance(value, BoltPath):
        for part in (*value.nodes, *value.relationships):
            yield from things_in(part)
    elif isinstance(value, list | tuple | dict):
        for item in value.values() if isinstance(value, dict) else value:
            yield from things_in(item)
