"""Bodies of whose members, or services of whose users, sources tell fewer than there are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kgraph.analysis.allowed_ties import COMPLETE
from kgraph.declarations import declarations

if TYPE_CHECKING:
    import networkx as nx

    from kgraph.analysis.networks import Network

PARTIAL = "/partial"
"""End of the IRI of the concept for a list that leaves something out."""


def is_incomplete(graph: nx.MultiDiGraph, thing: str) -> bool:
    """Return whether a source says that the thing's members or users are more than those recorded."""
    return any(
        _is_short(graph, thing, name, values)
        for name, values in declarations("networks").get("counts", {}).items()
    )


def _is_short(graph: nx.MultiDiGraph, thing: str, counted: str, values: dict[str, Any]) -> bool:
    lists = [
        end
        for _, end, data in graph.out_edges(thing, data=True)
        if data.get("type") == values["completeness"]
    ]
    if any(end.endswith(COMPLETE) for end in lists):
        return False
    number = graph.nodes[thing].get(counted)
    numbers = number if isinstance(number, list | tuple) else [number]
    known = {
        start
        for start, _, data in graph.in_edges(thing, data=True)
        if data.get("type") in values["relations"] and data.get("until") is None
    }
    if any(isinstance(each, int) and each > len(known) for each in numbers):
        return True
    return any(end.endswith(PARTIAL) for end in lists)


def incomplete_near(network: Network, node: str) -> list[str]:
    """Return `node` itself and what it is tied to in the network, as far as it is known to be incomplete."""
    near = {node, *network.graph[node]}
    if network.graph.is_directed():
        near.update(start for start, _ in network.graph.in_edges(node))
    origin = network.origin
    return sorted(each for each in near if each in origin and is_incomplete(origin, each))
