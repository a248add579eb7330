"""Random networks with the degrees of an observed one and the same kinds of ties."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import networkx as nx
import numpy as np

if TYPE_CHECKING:
    from kgraph.analysis.networks import Network

SWAPS_PER_ARC = 10
"""Attempted swaps per arc; ten suffice to forget the start (Milo et al. 2003, arXiv:cond-mat/0312028)."""

Needs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ArcList:
    """The arcs of a network as columns, ready to be rewired and cheap to send to a worker.

    Parameters
    ----------
    nodes : tuple of str
        All nodes, including isolates.
    directed : bool
        Whether direction counts.
    starts, ends : tuple of str
        Both ends of each arc; in an undirected network it starts at the end whose class sorts first.
    weights : tuple of float
        Weight of each arc.
    blocks : tuple of int
        Which arcs may be swapped with each other: same classes at both ends, or in a two-mode network all.
    needs : tuple
        For each arc, the alternative group and the kind of loss of each relationship behind it.
    """

    nodes: tuple[str, ...]
    directed: bool
    starts: tuple[str, ...]
    ends: tuple[str, ...]
    weights: tuple[float, ...]
    blocks: tuple[int, ...]
    needs: tuple[Needs, ...]


def arc_list(network: Network) -> ArcList:
    """Return the arcs of `network`, with the blocks within which they may be swapped."""
    kinds = swap_classes(network)
    columns: list[tuple[str, str, float, int, Needs]] = []
    numbers: dict[tuple[Any, ...], int] = {}
    for (start, end), ties in network.ties.items():
        a, b = start, end
        if not network.definition.directed and kinds[b] < kinds[a]:
            a, b = b, a
        block = numbers.setdefault((kinds[a], kinds[b]), len(numbers))
        needs = tuple(sorted({(tie.group, tie.loss) for tie in ties}))
        columns.append((a, b, float(network.graph.edges[start, end]["weight"]), block, needs))
    starts, ends, weights, blocks, needed = zip(*columns, strict=True) if columns else ((), (), (), (), ())
    return ArcList(
        tuple(sorted(network.graph)), network.definition.directed, starts, ends, weights, blocks, needed
    )


def swap_classes(network: Network) -> dict[str, str]:
    """Return what swaps keep of each node: its mode, its goal class, or else its own class."""
    definition = network.definition
    if definition.mode == "two-mode":
        bodies = set(definition.bodies)
        return {node: "body" if bodies & set(network.classes[node]) else "member" for node in network.graph}
    return {node: network.goal_kind(node) or network.kinds[node] for node in network.graph}


def rewired(arcs: ArcList, rng: np.random.Generator) -> tuple[ArcList, nx.Graph]:
    """Return a random network with the same degrees and the same ties between classes, and its graph.

    Pairs of arcs within one block exchange their ends, each keeping its relationships (Maslov and Sneppen
    2002, doi:10.1126/science.1065103); a swap that would make a self-loop or a second arc between the
    same two nodes is skipped.
    """
    starts, ends = list(arcs.starts), list(arcs.ends)
    present = {_key(arcs.directed, a, b) for a, b in zip(starts, ends, strict=True)}
    kinds_alike = _alike(arcs)
    members: dict[int, list[int]] = {}
    for number, block in enumerate(arcs.blocks):
        members.setdefault(block, []).append(number)
    for block, own in members.items():
        if len(own) < 2:
            continue
        tries = SWAPS_PER_ARC * len(own)
        picks = rng.integers(len(own), size=(tries, 2)).tolist()
        flips = rng.random(tries) < 0.5 if kinds_alike[block] else np.zeros(tries, dtype=bool)
        for (p, q), flip in zip(picks, flips.tolist(), strict=True):
            i, j = own[p], own[q]
            a, b, c, d = starts[i], ends[i], starts[j], ends[j]
            if flip:
                c, d = d, c
            if i == j or a == d or c == b:
                continue
            first, second = _key(arcs.directed, a, d), _key(arcs.directed, c, b)
            if first in present or second in present or first == second:
                continue
            present -= {_key(arcs.directed, a, b), _key(arcs.directed, c, d)}
            present |= {first, second}
            starts[i], ends[i], starts[j], ends[j] = a, d, c, b
    graph: nx.Graph = nx.DiGraph() if arcs.directed else nx.Graph()
    graph.add_nodes_from(arcs.nodes)
    for a, b, weight in zip(starts, ends, arcs.weights, strict=True):
        graph.add_edge(a, b, weight=weight)
    moved = replace(arcs, starts=tuple(starts), ends=tuple(ends))
    return moved, graph


def _key(directed: bool, a: str, b: str) -> tuple[str, str]:
    return (a, b) if directed or a <= b else (b, a)


def _alike(arcs: ArcList) -> dict[int, bool]:
    """Return for each block whether its undirected ties may be flipped: some node occurs at both ends."""
    if arcs.directed:
        return dict.fromkeys(arcs.blocks, False)
    at_start: dict[int, set[str]] = {}
    at_end: dict[int, set[str]] = {}
    for block, a, b in zip(arcs.blocks, arcs.starts, arcs.ends, strict=True):
        at_start.setdefault(block, set()).add(a)
        at_end.setdefault(block, set()).add(b)
    return {block: bool(at_start[block] & at_end[block]) for block in at_start}


def benjamini_hochberg(
    p_values: np.ndarray[Any, np.dtype[np.float64]],
) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Return p values corrected for multiple testing by the false discovery rate; NaN stays NaN.

    Benjamini and Hochberg 1995, doi:10.1111/j.2517-6161.1995.tb02031.x.
    """
    corrected = np.full(p_values.shape, np.nan)
    defined = np.flatnonzero(~np.isnan(p_values))
    if len(defined) == 0:
        return corrected
    order = defined[np.argsort(p_values[defined], kind="stable")]
    steps = p_values[order] * len(order) / np.arange(1, len(order) + 1)
    corrected[order] = np.minimum(1.0, np.minimum.accumulate(steps[::-1])[::-1])
    return corrected


def against_chance(
    observed: np.ndarray[Any, np.dtype[np.float64]], nulls: np.ndarray[Any, np.dtype[np.float64]]
) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any], np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Return null mean, null standard deviation, z and corrected two-sided empirical p of each thing.

    Where chance gives only one value, z is undefined (NaN). p counts the null values at least as far from
    their mean as the observed one, plus one in numerator and denominator (North, Curtis and Sham 2002,
    doi:10.1086/341527).
    """
    mean, sd = nulls.mean(axis=0), nulls.std(axis=0, ddof=1) if len(nulls) > 1 else np.zeros(len(observed))
    varies = sd > 1e-12 * np.maximum(1.0, np.abs(mean))
    z = np.full(len(observed), np.nan)
    z[varies] = (observed[varies] - mean[varies]) / sd[varies]
    far = np.abs(nulls - mean) >= np.abs(observed - mean) * (1 - 1e-9)
    p = (1.0 + far.sum(axis=0)) / (1.0 + len(nulls))
    p[~varies | np.isnan(observed)] = np.nan
    return mean, sd, z, benjamini_hochberg(p)
