"""Positions are computed once and kept from build to build: a node stays where it was.

A node that has a position keeps it exactly. A new node is set beside its neighbours, on the first free place
of a spiral around their middle. A view is laid out as a whole only where none of its nodes has a position, or
where a place means a date or a column: an earlier build's may be wrong now.
"""

from __future__ import annotations

import math
from heapq import heapify, heappop, heappush
from typing import TYPE_CHECKING

from kgraph.views.drawing_space import SPACE, fraction_of, simple_graph
from kgraph.views.force_layout import GOLDEN

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

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
    placed, taken = dict(kept), _Taken(kept.values())
    middle = (sum(x for x, _y in kept.values()) / len(kept), sum(y for _x, y in kept.values()) / len(kept))
    beside = {uri: sum(near in placed for near in simple[uri]) for uri in graph if uri not in placed}
    # The one with most neighbours that have a place comes next; outdated entries are passed over.
    waiting = [(-count, uri) for uri, count in beside.items()]
    heapify(waiting)
    while waiting:
        count, uri = heappop(waiting)
        if beside.get(uri) != -count:
            continue
        del beside[uri]
        near = [placed[other] for other in sorted(simple[uri]) if other in placed]
        x, y = (sum(p[0] for p in near) / len(near), sum(p[1] for p in near) / len(near)) if near else middle
        placed[uri] = taken.free_place(x, y, turn=2 * math.pi * fraction_of(uri, 0))
        for other in simple[uri]:
            if other in beside:
                beside[other] += 1
                heappush(waiting, (-beside[other], other))
    return placed


class _Taken:
    """The places that are taken, in cells as large as the room of a node.

    Parameters
    ----------
    places : iterable of pair of float
        The places.
    """

    WIDTH, HEIGHT = SPACE * 1.2, SPACE * 0.7

    def __init__(self, places: Iterable[tuple[float, float]]) -> None:
        self._cells: dict[tuple[int, int], list[tuple[float, float]]] = {}
        for place in places:
            self._take(place)

    def free_place(self, x: float, y: float, *, turn: float) -> tuple[float, float]:
        """Take the first free place of a spiral around a point, and return it."""
        step = 0
        while True:
            radius, angle = SPACE * 0.6 * math.sqrt(step), turn + step * GOLDEN
            spot = (x + radius * math.cos(angle), y + radius * math.sin(angle))
            if self._is_free(*spot):
                rounded = (round(spot[0], 1), round(spot[1], 1))
                self._take(rounded)
                return rounded
            step += 1

    def _is_free(self, x: float, y: float) -> bool:
        column, row = self._cell(x, y)
        return not any(
            abs(x - other_x) < self.WIDTH and abs(y - other_y) < self.HEIGHT
            for across in (column - 1, column, column + 1)
            for down in (row - 1, row, row + 1)
            for other_x, other_y in self._cells.get((across, down), ())
        )

    def _take(self, place: tuple[float, float]) -> None:
        self._cells.setdefault(self._cell(*place), []).append(place)

    def _cell(self, x: float, y: float) -> tuple[int, int]:
        return (math.floor(x / self.WIDTH), math.floor(y / self.HEIGHT))
