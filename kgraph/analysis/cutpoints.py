"""Cut points: the things without which a network falls apart, and what each one holds on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import networkx as nx

from kgraph.analysis.engines import compute, engine_text, engines_used
from kgraph.analysis.names import Text, counted, listed, sentence
from kgraph.analysis.results import Figure, Result, Row

if TYPE_CHECKING:
    from kgraph.analysis.networks import Network
    from kgraph.analysis.settings import Settings

METHOD = "Articulation points by depth-first search, Hopcroft and Tarjan 1973, doi:10.1145/362248.362272"


def cut_sizes(graph: nx.Graph) -> dict[str, int]:
    """Return for each cut point the number of nodes that are parted from the largest piece without it.

    Sizes come from one pass over the tree of blocks and cut points, in time linear in the size of the graph.
    """
    blocks = sorted(sorted(block) for block in compute("biconnected_components", graph))
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
    component = nx.node_connected_component(graph, node) - {node}
    pieces = sorted(
        (sorted(piece) for piece in nx.connected_components(graph.subgraph(component))),
        key=lambda piece: (-len(piece), piece),
    )
    return sorted(other for piece in pieces[1:] for other in piece)


def cut_points(network: Network, settings: Settings) -> Result:
    """List the cut points of a network, direction aside, with what each cuts off by name."""
    with engines_used() as used:
        graph = network.undirected()
        sizes = cut_sizes(graph)
    order = sorted(sizes, key=lambda node: (-sizes[node], node))
    rows = tuple(_row(network, graph, node) for node in order[: settings.rows])
    notes = []
    if not order:
        notes.append(Text("Nätverket har ingen brytpunkt.", "The network has no cut point."))
    if len(order) > settings.rows:
        notes.append(
            sentence(
                "De {shown} främsta av {total} brytpunkter visas.",
                "The first {shown} of {total} cut points are shown.",
                shown=settings.rows,
                total=len(order),
            )
        )
    return Result(
        question="cut-points",
        network=network.definition.name,
        title=Text("Vem håller ihop nätverket?", "Who holds the network together?"),
        definition=Text(
            "Antal saker som skiljs från den största delen av sin komponent om saken tas bort; riktning "
            "räknas inte.",
            "Number of things parted from the largest piece of their component without it; direction set "
            "aside.",
        ),
        method=METHOD,
        engine=engine_text(used),
        seed=settings.seed,
        rows=rows,
        notes=tuple(notes),
    )


def _row(network: Network, graph: nx.Graph, node: str) -> Row:
    away = parted(graph, node)
    bridging = {network.arc(node, other) for other in set(graph[node]) & set(away)}
    back = {(b, a) for a, b in bridging} if network.definition.directed else set()
    return Row(
        node=node,
        label=network.name(node),
        claim=sentence(
            "Utan {name} skiljs {what} från resten: {names}.",
            "Without {name}, {what} {are} cut off from the rest: {names}.",
            name=network.name(node),
            what=counted(network.kinds[other] for other in away),
            are="is" if len(away) == 1 else "are",
            names=listed([network.name(other) for other in away]),
        ),
        figure=Figure("cut off", float(len(away)), "things"),
        cut_off=tuple(away),
        evidence=network.evidence(bridging | back),
        detail={"neighbours": int(graph.degree(node))},
    )
