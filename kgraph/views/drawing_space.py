"""What all layouts share: the unit of a drawing, a graph without parallel lines, a fixed fraction by name."""

from __future__ import annotations

import hashlib

import networkx as nx

Positions = dict[str, tuple[float, float]]
"""Place of each node by IRI: x to the right, y downwards, in drawing units."""

SEED = 1
SPACE = 95.0
"""Room that a mark with its label takes, in drawing units."""


def simple_graph(graph: nx.MultiDiGraph) -> nx.Graph:
    """Return who is tied to whom, without direction, parallels and loops."""
    simple: nx.Graph = nx.Graph()
    simple.add_nodes_from(sorted(graph))
    simple.add_edges_from(sorted({(min(s, t), max(s, t)) for s, t in graph.edges() if s != t}))
    return simple


def fraction_of(name: str, salt: int) -> float:
    """Return a number from 0 to 1 that depends on the name and the salt only."""
    digest = hashlib.sha256(f"{salt}{name}".encode()).digest()
    return int.from_bytes(digest[:4], "big") / 2**32
