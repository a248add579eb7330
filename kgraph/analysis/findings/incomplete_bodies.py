"""Bodies of whose members, or services of whose users, sources tell fewer than there are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kgraph.analysis.list_completeness import COMPLETE, PARTIAL, largest_count, listed_now, said_of_list
from kgraph.declarations import declarations

if TYPE_CHECKING:
    import networkx as nx

    from kgraph.analysis.networks import Network


def is_incomplete(graph: nx.MultiDiGraph, thing: str) -> bool:
    """Return whether a source says that the thing's members or users are more than those recorded."""
    return any(
        _is_short(graph, thing, name, values)
        for name, values in declarations("networks").get("counts", {}).items()
    )


def _is_short(graph: nx.MultiDiGraph, thing: str, counted: str, values: dict[str, Any]) -> bool:
    said = said_of_list(graph, thing, values["completeness"])
    if COMPLETE in said:
        return False
    number = largest_count(graph.nodes[thing].get(counted))
    known = {start for start, _ in listed_now(graph, thing, values["relations"])}
    return PARTIAL in said or (number is not None and number > len(known))


def incomplete_near(network: Network, node: str) -> list[str]:
    """Return `node` itself and what it is tied to in the network, as far as it is known to be incomplete."""
    near = {node, *network.graph[node]}
    if network.graph.is_directed():
        near.update(start for start, _ in network.graph.in_edges(node))
    origin = network.origin
    return sorted(each for each in near if each in origin and is_incomplete(origin, each))
