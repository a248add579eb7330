"""Blocks and cut points: which nodes a network loses touch with when one of them goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgraph.analysis.engines import compute

if TYPE_CHECKING:
    import networkx as nx


def cut_sizes(graph: nx.Graph) -> dict[str, int]:
    """Return for each cut point the number of nodes that are parted from the largest piece without it.

    Sizes come from one pass over the tree of blocks and cut points, in time linear in the size of the graph.
    """
    blocks = [list(block) for block in compute("biconnected_components", graph)]
    member_of: dict[str, list[int]] = {}
    for number, block in enumerate(blocks):
        for node in block:
            member_of.setdefault(node, []).append(number)
    cuts = {node for node, own in member_of.items() if len(own) > 1}
    sizes: dict[str, int] = {}
    seen: set[int] = set()
    for start in range(len(blocks)):
        if start not in seen:
            sizes.update(_tree_sizes(start, blocks, member_of, cuts, seen))
    return sizes


def _tree_sizes(
    start: int, blocks: list[list[str]], member_of: dict[str, list[int]], cuts: set[str], seen: set[int]
) -> dict[str, int]:
    """Walk one block tree; nodes are block numbers and cut points, in alternating levels."""
    order: list[int | str] = []
    parent: dict[int | str, int | str | None] = {start: None}
    stack: list[int | str] = [start]
    while stack:
        item = stack.pop()
        order.append(item)
        if isinstance(item, int):
            seen.add(item)
            below: list[int | str] = [node for node in blocks[item] if node in cuts]
        else:
            below = list(member_of[item])
        for other in below:
            if other not in parent:
                parent[other] = item
                stack.append(other)
    weight = {
        item: sum(1 for node in blocks[item] if node not in cuts) if isinstance(item, int) else 1
        for item in order
    }
    largest: dict[int | str, int] = {}
    for item in reversed(order):
        above = parent[item]
        if above is not None:
            weight[above] += weight[item]
            largest[above] = max(largest.get(above, 0), weight[item])
    total = weight[start]
    result = {}
    for item in order:
        if isinstance(item, str):
            biggest = max(largest.get(item, 0), total - weight[item])
            result[item] = total - 1 - biggest
    return result


def parted(graph: nx.Graph, node: str) -> list[str]:
    """Return the nodes of `node`'s component that lose touch with its largest piece when `node` goes."""
    return sorted(other for piece in pieces(graph, node)[1:] for other in piece)


def pieces(graph: nx.Graph, node: str) -> list[list[str]]:
    """Return the pieces that `node`'s component falls into without it, largest first."""
    seen = {node}
    components: list[list[str]] = []
    for start in graph[node]:
        if start not in seen:
            seen.add(start)
            piece = [start]
            for current in piece:  # the list grows during the walk
                new = [other for other in graph[current] if other not in seen]
                seen.update(new)
                piece.extend(new)
            components.append(sorted(piece))
    return sorted(components, key=lambda piece: (-len(piece), piece))
