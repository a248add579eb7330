"""What sources say of how complete the list of a thing's members or users is, and what is recorded of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection

    import networkx as nx

COMPLETE, PARTIAL = "complete", "partial"
"""Ends of the IRIs of the concepts for a list that leaves nothing out, and for one that leaves some out."""


def said_of_list(graph: nx.MultiDiGraph, thing: str, relation: str) -> set[str]:
    """Return the ends of the IRIs that a thing's relationships of one type lead to, such as `COMPLETE`."""
    return {
        end.rsplit("/", 1)[-1]
        for _, end, tie in graph.out_edges(thing, data=True)
        if tie.get("type") == relation
    }


def listed_now(graph: nx.MultiDiGraph, thing: str, types: Collection[str]) -> list[tuple[str, str]]:
    """Return who has a relationship of one of `types` to a thing, with its key; none that has an end."""
    return [
        (start, key)
        for start, _, key, tie in graph.in_edges(thing, keys=True, data=True)
        if tie.get("type") in types and tie.get("until") is None
    ]


def largest_count(value: Any) -> int | None:
    """Return the largest number among one or more values of a property; None where there is none."""
    numbers = [
        item for item in (value if isinstance(value, (list, tuple)) else [value]) if isinstance(item, int)
    ]
    return max(numbers, default=None)
