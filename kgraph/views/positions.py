"""Positions are computed once and kept from build to build: a node stays where it was.

A node that has a position keeps it exactly. A new node is set beside its neighbours, on the first free place
of a spiral around their middle. A view is laid out as a whole only where none of its nodes has a position, or
where a place means a date or a column: an earlier build's may be wrong now.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from kgraph.views.drawing_space import SPACE, fraction_of, simple_graph
from kgraph.views.force_layout import GOLDEN

if TYPE_CHECKING:
    from collections.abc import Mapping

    import networkx as nx

    from kgraph.views.drawing_space import Positions
    from kgraph.views.view_definition import View


def place(view: View, former: Mapping[str, tuple[float, float]] | None = None) -> Positions:
    """Return a position (x to the right, y downwards, in drawing units) for every node of `view`.

    Parameters
    ----------
    view : View
        What is drawn.
    former : mapping of str to pair of float, optional
        Positions of an earlier build, by IRI.
    """
    layout = view.definition.layout
    kept = {
        uri: (float(former[uri][0]), float(former[uri][1]))
        for uri in view.graph
        if layout.keeps and former and uri in former
    }
    if kept:
        return _added(view.graph, kept)
    fresh = layout.positions(view)
    return {uri: (round(float(x), 1), round(float(y), 1)) for uri, (x, y) in fresh.items()}


def _added(graph: nx.MultiDiGraph, kept: Positions) -> Positions:
    """Set each node without a place on the first free one near its neighbours; the others stay."""
    simple = simple_graph(graph)
    placed = dict(kept)
    middle = (sum(x for x, _y in kept.values()) / len(kept), sum(y for _x, y in kept.values()) / len(kept))
    waiting = sorted(uri for uri in graph if uri not in placed)
    while waiting:
        waiting.sort(key=lambda uri: (-sum(near in placed for near in simple[uri]), uri))
        uri = waiting.pop(0)
        near = [placed[other] for other in sorted(simple[uri]) if other in placed]
        x, y = (sum(p[0] for p in near) / len(near), sum(p[1] for p in near) / len(near)) if near else middle
        placed[uri] = _free_place(x, y, placed, turn=2 * math.pi * fraction_of(uri, 0))
    return placed


def _free_place(x: float, y: float, placed: Positions, *, turn: float) -> tuple[float, float]:
    taken = np.array(list(placed.values()))
    step = 0
    while True:
        radius, angle = SPACE * 0.6 * math.sqrt(step), turn + step * GOLDEN
        spot = (x + radius * math.cos(angle), y + radius * math.sin(angle))
        gaps = np.abs(taken - np.array(spot)) / np.array([SPACE * 1.2, SPACE * 0.7])
        if not (gaps.max(1) < 1).any():
            return (round(spot[0], 1), round(spot[1], 1))
        step += 1
