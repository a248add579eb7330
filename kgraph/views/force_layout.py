"""Positions by distance in the graph: what is tied stands close together, and labels do not overlap."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING

import networkx as nx
import numpy as np

from kgraph.views.drawing_space import SEED, SPACE, fraction_of, simple_graph

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kgraph.views.drawing_space import Positions
    from kgraph.views.view_definition import View

EXACT_LIMIT = 150
"""Up to so many nodes, distances in the drawing follow those in the graph (Kamada and Kawai)."""
EXACT_LIMIT_OF_PART = 30
"""The same for each part of a view that is too large for a spring layout: it has many parts."""
SPRING_LIMIT = 700
"""Up to so many nodes, a spring layout; above, communities as discs."""
GOLDEN = math.pi * (3 - math.sqrt(5))
"""The golden angle: points on a spiral that turns by it fill a disc evenly."""


def force_layout(view: View) -> Positions:
    """Return positions by the distances in the graph: the largest component on top, the others below it."""
    simple = simple_graph(view.graph)
    parts = sorted(nx.connected_components(simple), key=lambda part: (-len(part), min(part)))
    exact = EXACT_LIMIT if len(simple) <= SPRING_LIMIT else EXACT_LIMIT_OF_PART
    loners = [uri for part in parts if len(part) == 1 for uri in part]
    placed: Positions = {}
    # The other components stand on shelves as wide as the largest one, or of many about as wide as high.
    least = SPACE * (12 if len(simple) <= SPRING_LIMIT else 3 * math.sqrt(len(simple)))
    shelf_x = shelf_y = below = left = width = 0.0
    for part in (part for part in parts if len(part) > 1):
        here = _spread(_connected(_component(simple, part), exact), wide=len(part) <= SPRING_LIMIT)
        low_x, low_y = (min(spot[axis] for spot in here.values()) for axis in (0, 1))
        wide, tall = (
            max(spot[axis] for spot in here.values()) - low for axis, low in ((0, low_x), (1, low_y))
        )
        if not placed:
            left, width = low_x, max(wide, least)
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


def _component(graph: nx.Graph, nodes: set[str]) -> nx.Graph:
    """Return a component with its nodes in order; the order of a subgraph view can differ from run to run."""
    component: nx.Graph = nx.Graph()
    component.add_nodes_from(sorted(nodes))
    component.add_edges_from(graph.edges(sorted(nodes)))
    return component


def _connected(graph: nx.Graph, exact: int) -> Positions:
    count = graph.number_of_nodes()
    if count <= exact:
        number = {uri: index for index, uri in enumerate(graph)}
        spots = _by_distance(count, tuple((number[one], number[other]) for one, other in graph.edges()))
        return _scaled(dict(zip(graph, spots, strict=True)), SPACE * math.sqrt(count) * 0.9)
    if count <= SPRING_LIMIT:
        first = nx.spring_layout(graph, seed=SEED, iterations=80)
        return _scaled(first, SPACE * math.sqrt(count) * 0.9)
    return _clusters(graph)


@lru_cache(maxsize=256)
def _by_distance(count: int, ties: tuple[tuple[int, int], ...]) -> list[np.ndarray]:
    """Return places by the distances in a graph; large networks have many small parts of the same form."""
    graph: nx.Graph = nx.Graph()
    graph.add_nodes_from(range(count))
    graph.add_edges_from(ties)
    return list(nx.kamada_kawai_layout(graph).values())


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
    # A tiny offset, fixed by the name, parts points that coincide.
    points += np.array([[fraction_of(name, 0) - 0.5, fraction_of(name, 1) - 0.5] for name in names])
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


def _scaled(positions: Mapping[str, np.ndarray], radius: float) -> Positions:
    return {uri: (float(x) * radius * 1.5, float(y) * radius) for uri, (x, y) in positions.items()}
