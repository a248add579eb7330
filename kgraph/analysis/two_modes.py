"""Scores of a two-mode network: each mode against the highest value possible in it.

Borgatti and Everett 1997, doi:10.1016/S0378-8733(96)00301-2. Two things of one mode are never tied, so the
highest values of a network in one mode cannot be reached, and those of the two modes differ.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import networkx as nx

BODIES = "bodies"
"""Attribute of a two-mode graph: the nodes of its second mode."""


def betweenness_factor(own: int, other: int) -> float:
    """Return what betweenness in one mode is multiplied by, for a mode of `own` things beside `other`."""
    n = own + other
    pairs, pairs_left = divmod(own - 1, other)
    highest = (
        other**2 * (pairs + 1) ** 2
        + other * (pairs + 1) * (2 * pairs_left - pairs - 1)
        - pairs_left * (2 * pairs - pairs_left + 3)
    ) / 2
    return (n - 1) * (n - 2) / 2 / highest if highest else 1.0


def harmonic_factor(own: int, other: int) -> float:
    """Return the same for harmonic closeness: at best the other mode is one step away, its own two."""
    return (own + other - 1) / (other + (own - 1) / 2)


def eigenvector_factor(own: int, other: int) -> float:
    """Return the same for the leading eigenvector, of which each mode has half the length; now each has 1."""
    return math.sqrt(2)


def mode_factors(
    bodies: int, members: int, factor: Callable[[int, int], float] | None
) -> tuple[float, float]:
    """Return what scores of bodies and of members are multiplied by, for so many of each."""
    if factor is None or not bodies or not members:
        return 1.0, 1.0
    return factor(bodies, members), factor(members, bodies)


def of_modes(
    graph: nx.Graph, scores: Mapping[str, float | None], factor: Callable[[int, int], float] | None
) -> dict[str, float | None]:
    """Return scores against the highest in each mode, or as they are where `graph` is not of two modes."""
    bodies: frozenset[str] | None = graph.graph.get(BODIES)
    if bodies is None:
        return dict(scores)
    present = bodies.intersection(graph)
    of_body, of_member = mode_factors(len(present), graph.number_of_nodes() - len(present), factor)
    return {
        node: None if value is None else value * (of_body if node in present else of_member)
        for node, value in scores.items()
    }
