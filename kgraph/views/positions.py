"""Positions, computed once with a fixed seed and kept from build to build: what stood still stays.

A node that has a position keeps it exactly. A new node is set down beside its neighbours, on the first free
place of a spiral around their middle. Only a view without any former positions is laid out as a whole.
"""

from __future__ import annotations

import hashlib
import math
from typing import TYPE_CHECKING

import networkx as nx
import numpy as np

from kgraph.views.axis_layouts import layers_layout, timeline_layout

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kgraph.views.view_selection import View

    Positions = dict[str, tuple[float, float]]

SEED = 1
SPACE = 95.0
EXACT_LIMIT = 150
SPRING_LIMIT = 700
# More nodes than this on one ring stand in several rows.
RING_ROW = 30
GOLDEN = math.pi * (3 - math.sqrt(5))


def place(view: View, former: Mapping[str, tuple[float, float]] | None = None) -> Positions:
    """Return a position (x to the right, y downwards, in drawing units) for every node of `view`.

    Parameters
    ----------
    view : View
        What is drawn; its ``layout`` says how.
    former : mapping of str to pair of float, optional
        Positions of an earlier build, by IRI.
    """
    kept = {
        uri: (float(former[uri][0]), float(former[uri][1])) for uri in view.graph if former and uri in former
    }
    if len(kept) == view.graph.number_of_nodes():
        return kept
    if kept and view.layout != "timeline":
        return _added(view.graph, kept)
    fresh = {
        "force": _force,
        "layers": lambda view: layers_layout(view.graph),
        "timeline": lambda view: timeline_layout(view.graph),
        "rings": _rings,
    }[view.layout](view)
    rounded = {uri: (round(float(x), 1), round(float(y), 1)) for uri, (x, y) in fresh.items()}
    return {**rounded, **kept}


def _force(view: View) -> Positions:
    simple = _simple(view.graph)
    parts = sorted(nx.connected_components(simple), key=lambda part: (-len(part), min(part)))
    loners = [uri for part in parts if len(part) == 1 for uri in part]
    placed: Positions = {}
    # The largest component on top, the others on shelves below it, no wider than it is.
    shelf_x = shelf_y = below = left = width = 0.0
    for part in (part for part in parts if len(part) > 1):
        here = _spread(_connected(simple.subgraph(sorted(part))), wide=len(part) <= SPRING_LIMIT)
        low_x, low_y = (min(spot[axis] for spot in here.values()) for axis in (0, 1))
        wide, tall = (
            max(spot[axis] for spot in here.values()) - low for axis, low in ((0, low_x), (1, low_y))
        )
        if not placed:
            left, width = low_x, max(wide, 12 * SPACE)
            shelf_x, shelf_y = low_x, low_y
        elif shelf_y < below and shelf_x > left and shelf_x + wide > left + width:
            shelf_x, shelf_y = left, below
        placed.update({uri: (x - low_x + shelf_x, y - low_y + shelf_y) for uri, (x, y) in here.items()})
        below = max(below, shelf_y + tall + 1.8 * SPACE)
        if len(placed) == len(part):
            below = shelf_y + tall + 1.8 * SPACE
            shelf_x, shelf_y = left, below
        else:
            shelf_x += wide + 2 * SPACE
    middle = left + width / 2 if placed else 0.0
    columns = max(1, int(width / (1.6 * SPACE)), math.ceil(math.sqrt(len(loners) * 3)) if not placed else 1)
    for index, uri in enumerate(sorted(loners)):
        row, column = divmod(index, columns)
        in_row = min(columns, len(loners) - row * columns)
        placed[uri] = (middle + (column - (in_row - 1) / 2) * 1.6 * SPACE, below + row * SPACE)
    return placed


def _connected(graph: nx.Graph) -> Positions:
    count = graph.number_of_nodes()
    if count <= EXACT_LIMIT:
        return _scaled(nx.kamada_kawai_layout(graph), SPACE * math.sqrt(count) * 0.9)
    if count <= SPRING_LIMIT:
        first = nx.spring_layout(graph, seed=SEED, iterations=80)
        return _scaled(first, SPACE * math.sqrt(count) * 0.9)
    return _clusters(graph)


def _clusters(graph: nx.Graph) -> Positions:
    """Lay out communities as discs, and the communities among themselves by their ties."""
    groups = sorted(
        (sorted(group) for group in nx.community.louvain_communities(graph, seed=SEED)),
        key=lambda g: (-len(g), g[0]),
    )
    home = {uri: index for index, group in enumerate(groups) for uri in group}
    between: nx.Graph = nx.Graph()
    between.add_nodes_from(range(len(groups)))
    for source, target in graph.edges():
        if home[source] != home[target]:
            weight = between.get_edge_data(home[source], home[target], {"weight": 0})["weight"]
            between.add_edge(home[source], home[target], weight=weight + 1)
    centres = nx.spring_layout(between, seed=SEED, iterations=200, weight=None)
    spots = np.array([centres[index] for index in range(len(groups))]).reshape(-1, 2) * SPACE
    radii = np.array([SPACE * 0.55 * math.sqrt(len(group)) for group in groups])
    spots = _apart(spots, radii + SPACE)
    placed: Positions = {}
    for index, group in enumerate(groups):
        inner = sorted(group, key=lambda uri: (-graph.degree(uri), uri))
        for rank, uri in enumerate(inner):
            radius = SPACE * 0.55 * math.sqrt(rank)
            angle = rank * GOLDEN
            placed[uri] = (
                spots[index][0] + radius * math.cos(angle),
                spots[index][1] + radius * math.sin(angle),
            )
    return placed


def _apart(spots: np.ndarray, radii: np.ndarray) -> np.ndarray:
    """Scale the discs' centres until they stop covering one another, then draw them together a little."""
    count = len(spots)
    if count < 2:
        return spots
    moved = spots.copy()
    for _round in range(400):
        delta = moved[:, None, :] - moved[None, :, :]
        distance = np.sqrt((delta**2).sum(-1)) + np.eye(count)
        overlap = np.maximum(radii[:, None] + radii[None, :] - distance, 0) * (1 - np.eye(count))
        if overlap.max() < 1:
            break
        pushes = np.maximum((overlap > 0).sum(1), 1)
        moved += (delta / distance[..., None] * overlap[..., None]).sum(1) * 0.6 / pushes[:, None]
    return moved


def _spread(positions: Positions, *, wide: bool) -> Positions:
    """Push marks apart until no two labels cover one another: labels are wide, so the space needed is too."""
    if not wide:
        return positions
    names = sorted(positions)
    points = np.array([positions[name] for name in names])
    # A tiny fixed offset by name keeps coincident points from staying so.
    points += np.array([[_fraction(name, 0) - 0.5, _fraction(name, 1) - 0.5] for name in names])
    width, height = SPACE * 1.45, SPACE * 0.85
    for _round in range(120):
        dx = points[:, None, 0] - points[None, :, 0]
        dy = points[:, None, 1] - points[None, :, 1]
        over_x, over_y = width - np.abs(dx), height - np.abs(dy)
        covered = (over_x > 0) & (over_y > 0)
        np.fill_diagonal(covered, val=False)
        if not covered.any():
            break
        sideways = covered & (over_x < over_y)
        upright = covered & ~sideways
        points[:, 0] += (np.sign(dx) * np.where(sideways, over_x, 0)).sum(1) * 0.25
        points[:, 1] += (np.sign(dy) * np.where(upright, over_y, 0)).sum(1) * 0.25
    return {name: (float(x), float(y)) for name, (x, y) in zip(names, points, strict=True)}


def _rings(view: View) -> Positions:
    """Set the neighbours of the node in the middle on rings, one per step, each near the one it hangs on."""
    simple = _simple(view.graph)
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
                _kind(view.graph, uri),
                uri,
            )
        )
        for index, uri in enumerate(ring):
            angle[uri] = -math.pi / 2 + 2 * math.pi * index / len(ring)
            out = radius + (index % row) * 0.9 * SPACE
            placed[uri] = (1.3 * out * math.cos(angle[uri]), out * math.sin(angle[uri]))
    return placed


def _added(graph: nx.MultiDiGraph, kept: Positions) -> Positions:
    """Leave what has a place alone and set each new node on the first free place near its neighbours."""
    simple = _simple(graph)
    placed = dict(kept)
    middle = (sum(x for x, _y in kept.values()) / len(kept), sum(y for _x, y in kept.values()) / len(kept))
    waiting = sorted(uri for uri in graph if uri not in placed)
    while waiting:
        waiting.sort(key=lambda uri: (-sum(near in placed for near in simple[uri]), uri))
        uri = waiting.pop(0)
        near = [placed[other] for other in sorted(simple[uri]) if other in placed]
        x, y = (sum(p[0] for p in near) / len(near), sum(p[1] for p in near) / len(near)) if near else middle
        placed[uri] = _free_place(x, y, placed, turn=2 * math.pi * _fraction(uri, 0))
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


def _simple(graph: nx.MultiDiGraph) -> nx.Graph:
    simple: nx.Graph = nx.Graph()
    simple.add_nodes_from(sorted(graph))
    simple.add_edges_from(sorted({(min(s, t), max(s, t)) for s, t in graph.edges() if s != t}))
    return simple


def _scaled(positions: Mapping[str, np.ndarray], radius: float) -> Positions:
    return {uri: (float(x) * radius * 1.5, float(y) * radius) for uri, (x, y) in positions.items()}


def _kind(graph: nx.MultiDiGraph, uri: str) -> str:
    return ",".join(graph.nodes[uri].get("labels") or ())


def _fraction(name: str, salt: int) -> float:
    digest = hashlib.sha256(f"{salt}{name}".encode()).digest()
    return int.from_bytes(digest[:4], "big") / 2**32
