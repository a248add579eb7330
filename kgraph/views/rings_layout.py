"""Positions on rings around one node."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import networkx as nx

from kgraph.views.drawing_space import SPACE, simple_graph
from kgraph.views.graph_parts import labels_of

if TYPE_CHECKING:
    from kgraph.views.drawing_space import Positions
    from kgraph.views.view_definition import View

RING_ROW = 30
"""More nodes than this on one ring stand in several rows."""


def rings_layout(view: View) -> Positions:
    """Return rings around the node in the middle, one per step, each node near the one that it hangs on."""
    simple = simple_graph(view.graph)
    centre = view.focus if view.focus is not None else min(simple)
    steps = nx.single_source_shortest_path_length(simple, centre)
    rings = [
        [uri for uri in sorted(steps) if steps[uri] == step]
        for step in range(1, max(steps.values(), default=0) + 1)
    ]
    rows = [1 + len(ring) // RING_ROW for ring in rings]
    radii = [
        max(2.2 * SPACE, len(ring) * 1.1 * SPACE / (2 * math.pi * row))
        for ring, row in zip(rings, rows, strict=True)
    ]
    for inner in range(len(radii) - 1, 0, -1):
        radii[inner] = max(radii[inner], radii[inner - 1] + 2.2 * SPACE)
        radii[inner - 1] = max(radii[inner - 1], 0.45 * radii[inner])
    placed: Positions = {centre: (0.0, 0.0)}
    angle = {centre: -math.pi / 2}
    for ring, row, radius in zip(rings, rows, radii, strict=True):
        ring.sort(
            key=lambda uri: (
                min(angle[near] for near in simple[uri] if near in angle),
                ",".join(labels_of(view.graph, uri)),
                uri,
            )
        )
        for index, uri in enumerate(ring):
            angle[uri] = -math.pi / 2 + 2 * math.pi * index / len(ring)
            out = radius + (index % row) * 0.9 * SPACE
            placed[uri] = (1.3 * out * math.cos(angle[uri]), out * math.sin(angle[uri]))
    return placed
