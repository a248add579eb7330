"""Columns of services: from provider through system and service to consumer."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import networkx as nx

from kgraph.views.graph_parts import nodes_of
from kgraph.views.item_values import words_of
from kgraph.views.presentation import layout_classes, layout_types
from kgraph.words.catalogue import catalogue
from kgraph.words.text import LANGUAGES

if TYPE_CHECKING:
    from kgraph.views.drawing_space import Positions
    from kgraph.views.page_payload import PayloadColumn
    from kgraph.words.text import Text

COLUMN = 330.0
"""Least distance between columns."""
ROW = 40.0
"""Least distance between rows: that of the fullest column."""
SPARSE = 2.4
"""So many times as far apart the rows of a column stand at most that has fewer."""
BREADTH = 0.4
"""Distance between columns as a share of the height of the fullest."""
SWEEPS = 8
"""How often the rows are put in order, from left to right and back in turn."""
WORDS = catalogue("pages")


def layers_layout(graph: nx.MultiDiGraph) -> Positions:
    """Return columns from provider through system and service to consumer, ordered to cross few lines.

    Rows are ordered by the barycentre heuristic of Sugiyama, Tagawa and Toda (1981),
    doi:10.1109/TSMC.1981.4308636.
    """
    columns: dict[int, list[str]] = {}
    for uri, column in service_layers(graph).items():
        columns.setdefault(column, []).append(uri)
    order = {
        column: sorted(uris, key=lambda uri: words_of(uri, graph.nodes[uri])[LANGUAGES[0]])
        for column, uris in columns.items()
    }
    for sweep in range(SWEEPS):
        rank = {uri: index - len(uris) / 2 for uris in order.values() for index, uri in enumerate(uris)}
        for column in sorted(order, reverse=bool(sweep % 2)):
            order[column].sort(key=lambda uri: (_middle(graph, uri, rank), uri))
            rank.update({uri: index - len(order[column]) / 2 for index, uri in enumerate(order[column])})
    fullest = max(map(len, order.values()), default=1)
    apart = _column_distance(fullest)
    return {
        uri: (column * apart, (index - (len(uris) - 1) / 2) * ROW * min(fullest / len(uris), SPARSE))
        for column, uris in order.items()
        for index, uri in enumerate(uris)
    }


def service_layers(graph: nx.MultiDiGraph) -> dict[str, int]:
    """Return the column of every node: 0 providers, 1 systems, 2 and on services, last the consumers.

    A service that depends on another stands one column to its right, so that a chain reads from left to
    right.
    """
    services = sorted(nodes_of(graph, layout_classes("layers", "services")))
    systems = nodes_of(graph, layout_classes("layers", "systems"))
    depends, provides = layout_types("layers", "depends"), layout_types("layers", "provides")
    upon: nx.DiGraph = nx.DiGraph()
    upon.add_nodes_from(services)
    upon.add_edges_from(
        (target, source)
        for source, target, kind in graph.edges(data="type")
        if kind in depends and source in upon and target in upon and source != target
    )
    depth: dict[str, int] = {}
    condensed = nx.condensation(upon)
    for cycle in nx.topological_sort(condensed):
        level = (
            max(
                (depth[m] for p in condensed.predecessors(cycle) for m in condensed.nodes[p]["members"]),
                default=1,
            )
            + 1
        )
        depth.update(dict.fromkeys(condensed.nodes[cycle]["members"], level))
    last = max(depth.values(), default=2) + 1
    providers = {source for source, _target, kind in graph.edges(data="type") if kind in provides}
    return {
        uri: depth.get(uri, 1 if uri in systems else 0 if uri in providers else last) for uri in sorted(graph)
    }


def layer_headings(graph: nx.MultiDiGraph) -> list[PayloadColumn]:
    """Return the heading of each column with its place along x."""
    columns = service_layers(graph)
    last = max(columns.values(), default=0)
    used = set(columns.values())
    services = [column for column in used if 2 <= column <= last - (0 if last < 3 else 1)]
    apart = _column_distance(max(Counter(columns.values()).values(), default=1))
    heads: list[tuple[float, Text]] = []
    if 0 in used:
        heads.append((0.0, WORDS("columns.providers")))
    if 1 in used:
        heads.append((apart, WORDS("columns.systems")))
    if services:
        heads.append((apart * sum(services) / len(services), WORDS("columns.services")))
    if last >= 3 and last in used:
        heads.append((last * apart, WORDS("columns.consumers")))
    return [{"at": x, "words": words.to_json()} for x, words in heads]


def _column_distance(fullest: int) -> float:
    """Return how far apart columns stand when the fullest has so many rows."""
    return round(max(COLUMN, BREADTH * ROW * fullest))


def _middle(graph: nx.MultiDiGraph, uri: str, rank: dict[str, float]) -> float:
    near = sorted({other for other in nx.all_neighbors(graph, uri) if other != uri and other in rank})
    return sum(rank[other] for other in near) / len(near) if near else rank[uri]
