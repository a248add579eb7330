"""Blocks and cut points: which nodes a network loses touch with when one of them goes."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from kgraph.analysis.engines import compute

if TYPE_CHECKING:
    from collections.abc import Collection, Hashable, Sequence

    import networkx as nx

Node = TypeVar("Node", bound="Hashable")
_Item = tuple[int, Node | None]


def cut_sizes(graph: nx.Graph) -> dict[str, int]:
    """Return for each cut point the number of nodes that are parted from the largest piece without it.

    Sizes come from one pass over the tree of blocks and cut points, in time linear in the size of the graph.
    """
    return sizes_from_blocks([list(block) for block in compute("biconnected_components", graph)])


def sizes_from_blocks(blocks: Sequence[Sequence[Node]]) -> dict[Node, int]:
    """Return the same as `cut_sizes` from the nodes of each block."""
    member_of: dict[Node, list[int]] = {}
    for number, block in enumerate(blocks):
        for node in block:
            member_of.setdefault(node, []).append(number)
    cuts = {node for node, own in member_of.items() if len(own) > 1}
    sizes: dict[Node, int] = {}
    seen: set[int] = set()
    for start in range(len(blocks)):
        if start not in seen:
            sizes.update(_tree_sizes(start, blocks, member_of, cuts, seen))
    return sizes


def _tree_sizes(
    start: int,
    blocks: Sequence[Sequence[Node]],
    member_of: dict[Node, list[int]],
    cuts: set[Node],
    seen: set[int],
) -> dict[Node, int]:
    """Walk one block tree; its items are numbers of blocks (first) and cut points (second), in turn."""
    root: _Item[Node] = (start, None)
    order: list[_Item[Node]] = []
    parent: dict[_Item[Node], _Item[Node] | None] = {root: None}
    stack = [root]
    while stack:
        item = stack.pop()
        order.append(item)
        number, cut = item
        below: list[_Item[Node]]
        if cut is None:
            seen.add(number)
            below = [(-1, node) for node in blocks[number] if node in cuts]
        else:
            below = [(block, None) for block in member_of[cut]]
        for other in below:
            if other not in parent:
                parent[other] = item
                stack.append(other)
    weight = {
        item: 1 if item[1] is not None else sum(1 for node in blocks[item[0]] if node not in cuts)
        for item in order
    }
    largest: dict[_Item[Node], int] = {}
    for item in reversed(order):
        above = parent[item]
        if above is not None:
            weight[above] += weight[item]
            largest[above] = max(largest.get(above, 0), weight[item])
    total = weight[root]
    result = {}
    for item in order:
        if item[1] is not None:
            biggest = max(largest.get(item, 0), total - weight[item])
            result[item[1]] = total - 1 - biggest
    return result


def parted(graph: nx.Graph, removed: Collection[str]) -> list[str]:
    """Return the nodes that lose touch with the largest piece of their component when `removed` go."""
    return sorted(other for component in pieces(graph, removed) for piece in component[1:] for other in piece)


def pieces(graph: nx.Graph, removed: Collection[str]) -> list[list[list[str]]]:
    """Return for each component that loses some of `removed` the pieces that are left, largest first."""
    gone, seen = {node for node in removed if node in graph}, set[str]()
    components = []
    for node in sorted(gone):
        if node not in seen:
            component = _reached(graph, node, set())
            seen |= component
            own, held = [], set[str]()
            for start in sorted(component - gone):
                if start not in held:
                    piece = _reached(graph, start, gone)
                    held |= piece
                    own.append(sorted(piece))
            components.append(sorted(own, key=lambda piece: (-len(piece), piece)))
    return components


def _reached(graph: nx.Graph, start: str, without: set[str]) -> set[str]:
    """Return what can be reached from a node without passing others, the node included."""
    reached, waiting = {start}, [start]
    while waiting:
        new = [other for other in graph[waiting.pop()] if other not in reached and other not in without]
        reached.update(new)
        waiting += new
    return reached
