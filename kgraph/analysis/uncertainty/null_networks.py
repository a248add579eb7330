"""Random networks with the degrees of an observed one and the same kinds of ties, drawn many at a time.

A projection is never rewired itself: that would take apart the groups in which everybody meets everybody, and
so find almost every projection remarkable. What is redrawn is who is a member of what, and the result is
projected again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from kgraph.analysis.arcs import projects
from kgraph.analysis.array_graph import ArrayGraph, array_graph_of
from kgraph.analysis.definitions import PROJECTION
from kgraph.analysis.uncertainty.meetings import meetings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kgraph.analysis.networks import Network
    from kgraph.analysis.ties import Tie

Numbers = NDArray[np.int64]
Weights = NDArray[np.float64]

TRIES_PER_ARC = 10
"""Attempted swaps per arc; ten suffice to forget the start (Milo et al. 2003, arXiv:cond-mat/0312028)."""
TRADES = 20
"""Rounds of trades in which each row takes part; 5 trades per row suffice (Strona et al. 2014)."""
MOST_CELLS = 4_000_000
"""Cells of all tables or entries of all lists that are drawn at once."""
MOST_AT_ONCE = 50


@dataclass(frozen=True)
class SwapBlock:
    """The arcs that may be exchanged with each other: same classes at both ends, or the same two modes.

    Parameters
    ----------
    starts, ends : ndarray of int
        Numbers of the nodes at both ends.
    weights : ndarray of float
        Weight of each arc.
    between : bool
        Whether no node can occur at both ends.
    """

    starts: Numbers
    ends: Numbers
    weights: Weights
    between: bool

    def cells(self) -> int:
        """Return how many entries one draw of the block takes."""
        table = len(np.unique(self.starts)) * len(np.unique(self.ends))
        return table if self.is_table(table) else 3 * len(self.starts)

    def is_table(self, cells: int) -> bool:
        """Return whether it is drawn as a table of rows and columns, which forgets the start sooner."""
        return self.between and cells <= MOST_CELLS // MOST_AT_ONCE


@dataclass(frozen=True)
class NullModel:
    """What is kept of a network while it is redrawn.

    Parameters
    ----------
    nodes : tuple of str
        Its nodes, sorted; a node's number is its place.
    directed : bool
        Whether direction counts.
    blocks : tuple of SwapBlock
        The arcs; of a projection the memberships, with bodies numbered after the members.
    projected : bool
        Whether members are tied by sharing a body.
    bodies : ndarray of bool, optional
        Which nodes are of the second mode, in a two-mode network.
    """

    nodes: tuple[str, ...]
    directed: bool
    blocks: tuple[SwapBlock, ...]
    projected: bool
    bodies: NDArray[np.bool_] | None = None

    def at_once(self) -> int:
        """Return how many networks are drawn together."""
        cells = sum(block.cells() for block in self.blocks)
        return max(1, min(MOST_AT_ONCE, MOST_CELLS // max(cells, 1)))

    def draw(self, count: int, rng: np.random.Generator) -> Iterator[ArrayGraph]:
        """Yield `count` random networks, drawn together."""
        drawn = [_redrawn(block, self.directed, count, rng) for block in self.blocks]
        for number in range(count):
            starts, ends = (
                np.concatenate([np.empty(0, np.int64), *(part[side][number] for part in drawn)])
                for side in (0, 1)
            )
            weights = np.concatenate(
                [np.empty(0), *(rng.permutation(block.weights) for block in self.blocks)]
            )
            graph = ArrayGraph(len(self.nodes), starts, ends, weights, self.directed, self.bodies)
            yield self.project(graph) if self.projected else graph

    def project(self, memberships: ArrayGraph) -> ArrayGraph:
        """Return who shares a body with whom; the weight is the number of bodies."""
        return ArrayGraph(len(self.nodes), *meetings(memberships.starts, memberships.ends), directed=False)


def null_model(network: Network) -> NullModel:
    """Return what draws by chance keep of `network`: degrees in and out, and the ties between classes."""
    nodes = tuple(sorted(network.graph))
    place = {node: number for number, node in enumerate(nodes)}
    if network.definition.mode == PROJECTION:
        return NullModel(nodes, False, tuple(_memberships(network, place)), True)
    kinds = swap_classes(network)
    columns: dict[tuple[str, str], list[tuple[int, int, float]]] = {}
    for start, end, weight in network.graph.edges(data="weight", default=1.0):
        a, b = (start, end) if network.definition.directed or kinds[start] <= kinds[end] else (end, start)
        columns.setdefault((kinds[a], kinds[b]), []).append((place[a], place[b], float(weight)))
    blocks = []
    for (first, second), rows in sorted(columns.items()):
        starts, ends, weights = zip(*sorted(rows), strict=True)
        blocks.append(SwapBlock(np.array(starts), np.array(ends), np.array(weights), first != second))
    bodies = array_graph_of(network.graph).bodies
    return NullModel(nodes, network.definition.directed, tuple(blocks), False, bodies)


def _memberships(network: Network, place: dict[str, int]) -> list[SwapBlock]:
    pairs = sorted({(place[member], body) for member, body in memberships(network)})
    bodies = {body: number for number, body in enumerate(sorted({body for _, body in pairs}), len(place))}
    if not pairs:
        return []
    starts = np.array([member for member, _ in pairs])
    return [SwapBlock(starts, np.array([bodies[body] for _, body in pairs]), np.ones(len(pairs)), True)]


def memberships(network: Network) -> dict[tuple[str, str], list[Tie]]:
    """Return the relationships that make each thing of a projection a member of each body."""
    definition, classes = network.definition, network.candidates.classes
    found: dict[tuple[str, str], list[Tie]] = {}
    for tie in network.candidates.select().ties:
        if projects(definition, classes[tie.start]):
            found.setdefault((tie.start, tie.end), []).append(tie)
    return found


def swap_classes(network: Network) -> dict[str, str]:
    """Return what draws keep of each node: its mode, its goal class, or else its own class."""
    if network.bodies:
        return {node: "body" if node in network.bodies else "member" for node in network.graph}
    return {node: network.goal_kind(node) or network.kinds[node] for node in network.graph}


def _redrawn(block: SwapBlock, directed: bool, count: int, rng: np.random.Generator) -> Any:
    """Return the starts and the ends of `count` draws of a block, draws x arcs."""
    rows, row_of = np.unique(block.starts, return_inverse=True)
    columns, column_of = np.unique(block.ends, return_inverse=True)
    if len(block.starts) < 2:
        return tuple(np.tile(ends, (count, 1)) for ends in (block.starts, block.ends))
    if not block.is_table(len(rows) * len(columns)):
        return swapped(block, directed, count, rng)
    across = len(rows) > len(columns)
    table = np.zeros((len(columns), len(rows)) if across else (len(rows), len(columns)), dtype=bool)
    table[(column_of, row_of) if across else (row_of, column_of)] = True
    places = np.nonzero(traded(table, count, rng))
    first, second = (part.reshape(count, len(block.starts)) for part in places[1:])
    return (rows[second], columns[first]) if across else (rows[first], columns[second])


def traded(table: NDArray[np.bool_], count: int, rng: np.random.Generator) -> NDArray[np.bool_]:
    """Return `count` random tables with the row and column sums of `table`.

    In each round all rows are paired at random, and each pair shares out anew what only one of the two has:
    curveball (Strona et al. 2014, doi:10.1038/ncomms5114) with all trades of a round at once (Carstens,
    Hamann, Meyer, Penschuck, Tran and Wagner 2018, doi:10.4230/LIPIcs.ESA.2018.11).

    Parameters
    ----------
    table : ndarray of bool
        Rows x columns; few rows are faster.
    count : int
        How many tables to draw.
    rng : numpy.random.Generator
        Source of draws.
    """
    tables = np.repeat(table[None], count, axis=0)
    half = table.shape[0] // 2
    each = np.arange(count)[:, None]
    for _ in range(TRADES if half else 0):
        order = np.argsort(rng.random((count, table.shape[0])), axis=1)
        one, other = order[:, :half], order[:, half : 2 * half]
        a, b = tables[each, one], tables[each, other]
        apart = a ^ b
        keys = rng.random(a.shape)
        keys[~apart] = 2.0
        wanted = (a & apart).sum(axis=2)
        limits = np.take_along_axis(np.sort(keys, axis=2), np.maximum(wanted - 1, 0)[..., None], axis=2)
        mine = apart & (keys <= limits) & (wanted > 0)[..., None]
        both = a & b
        tables[each, one], tables[each, other] = both | mine, both | (apart & ~mine)
    return tables


def swapped(
    block: SwapBlock, directed: bool, count: int, rng: np.random.Generator
) -> tuple[Numbers, Numbers]:
    """Return the starts and ends of `count` random lists of arcs with the same degrees, draws x arcs.

    Pairs of arcs exchange their ends (Maslov and Sneppen 2002, doi:10.1126/science.1065103), many pairs at
    once. A pair stays as it is where its new arcs would be self-loops, or where an arc that it has or would
    have is also had or wanted by another: then the same pairs would lead back, so that all networks are
    equally likely.
    """
    m, n = len(block.starts), int(max(block.starts.max(), block.ends.max())) + 1
    starts, ends = (np.tile(side, (count, 1)) for side in (block.starts, block.ends))
    cells = len(np.unique(block.starts)) * len(np.unique(block.ends))
    pairs = max(1, min(m // 2, cells // 16))
    each = np.arange(count)[:, None]
    offset = each * n * n
    undirected = not directed

    def keys(a: Numbers, b: Numbers) -> Numbers:
        """Return one number for each possible arc of each draw."""
        if undirected:
            a, b = np.minimum(a, b), np.maximum(a, b)
        return np.asarray(offset + a * n + b)

    for _ in range(-(-TRIES_PER_ARC * m // (2 * pairs))):
        order = np.argsort(rng.random((count, m)), axis=1)
        i, j = order[:, :pairs], order[:, pairs : 2 * pairs]
        a, b, c, d = starts[each, i], ends[each, i], starts[each, j], ends[each, j]
        if undirected and not block.between:
            flip = rng.random((count, pairs)) < 0.5
            c, d = np.where(flip, d, c), np.where(flip, c, d)
        parts = (keys(a, d), keys(c, b), keys(a, b), keys(c, d))
        rest = order[:, 2 * pairs :]
        every = np.concatenate([*parts, keys(starts[each, rest], ends[each, rest])], axis=1)
        _, inverse, times = np.unique(every, return_inverse=True, return_counts=True)
        alone = (
            (times[inverse.reshape(every.shape)] == 1)[:, : 4 * pairs].reshape(count, 4, pairs).all(axis=1)
        )
        moves = alone & (a != d) & (c != b)
        starts[each, i], ends[each, i] = a, np.where(moves, d, b)
        starts[each, j], ends[each, j] = c, np.where(moves, b, d)
    return starts, ends
