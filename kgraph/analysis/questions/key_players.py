"""Key players as sets: the best few to keep and the worst few to lose, with near-equal alternatives."""

from __future__ import annotations

from itertools import combinations
from math import comb
from typing import TYPE_CHECKING

from kgraph.analysis.engines import engine_text
from kgraph.analysis.question import AnalysisQuestion, below_size, beyond_size
from kgraph.analysis.results import AnalysisAnswer, Figure, ResultRow
from kgraph.analysis.scope import OF_TIES
from kgraph.analysis.sentences import listed, one_or_many, series
from kgraph.analysis.uncertainty.worker_pool import generator
from kgraph.words.catalogue import catalogue
from kgraph.words.text import number_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import networkx as nx
    import numpy as np

    from kgraph.analysis.networks import Network
    from kgraph.analysis.settings import Settings

SIZES = (1, 2, 3)
EXACT_SETS = 40_000
"""Sets that are all tried; for more, a search by exchange."""
LARGEST = 1_000
NEAR = 0.02
"""Sets whose score is within this share of the best count as near-equal."""
ALTERNATIVES = 5
STARTS = 10

Nodes = tuple[int, ...]
_words = catalogue("analysis")


class BitGraph:
    """A graph as one integer per node, whose bits are its neighbours: fast for many small questions.

    Parameters
    ----------
    graph : networkx.Graph
        Undirected.
    """

    def __init__(self, graph: nx.Graph) -> None:
        self.nodes = sorted(graph)
        index = {node: i for i, node in enumerate(self.nodes)}
        self.neighbours = [
            sum(1 << index[other] for other in graph[node] if other != node) for node in self.nodes
        ]
        self.n = len(self.nodes)

    def layers(self, start: int, allowed: int) -> Iterable[int]:
        """Yield the nodes first reached in 0, 1, 2... steps from the set `start`, within `allowed`."""
        seen = frontier = start
        while frontier:
            yield frontier
            reached = 0
            while frontier:
                low = frontier & -frontier
                reached |= self.neighbours[low.bit_length() - 1]
                frontier ^= low
            frontier = reached & allowed & ~seen
            seen |= frontier

    def fragmentation(self, removed: Nodes) -> float:
        """Return the share of pairs of remaining nodes that cannot reach each other (Borgatti 2006)."""
        left = (1 << self.n) - 1
        for node in removed:
            left &= ~(1 << node)
        rest = left.bit_count()
        if rest < 2:
            return 1.0
        joined = 0
        while left:
            component = 0
            for layer in self.layers(left & -left, left):
                component |= layer
            size = component.bit_count()
            joined += size * (size - 1)
            left &= ~component
        return 1.0 - joined / (rest * (rest - 1))

    def reach(self, nodes: Nodes) -> float:
        """Return the mean inverse distance from the set to all nodes, 1 for its own (Borgatti 2006)."""
        start = sum(1 << node for node in nodes)
        total = sum(
            layer.bit_count() / max(1, distance)
            for distance, layer in enumerate(self.layers(start, (1 << self.n) - 1))
        )
        return total / self.n


def best_sets(
    n: int, size: int, score: Callable[[Nodes], float], rng: np.random.Generator
) -> tuple[list[tuple[float, Nodes]], bool]:
    """Return the best set of `size` nodes first, then its near-equals, and whether all sets were tried.

    Where there are too many sets, a greedy exchange from several random starts (Borgatti 2006, sec. 5) is
    used, which may miss the best.
    """
    if comb(n, size) <= EXACT_SETS:
        scored = sorted(((score(nodes), nodes) for nodes in combinations(range(n), size)), key=_order)
        exact = True
    else:
        starts = {
            tuple(sorted(int(i) for i in rng.choice(n, size=size, replace=False))) for _ in range(STARTS)
        }
        scored = sorted({_exchanged(n, nodes, score) for nodes in sorted(starts)}, key=_order)
        exact = False
    limit = scored[0][0] - NEAR * abs(scored[0][0])
    return [item for item in scored if item[0] >= limit][: ALTERNATIVES + 1], exact


def _order(item: tuple[float, Nodes]) -> tuple[float, Nodes]:
    return (-round(item[0], 12), item[1])


def _exchanged(n: int, nodes: Nodes, score: Callable[[Nodes], float]) -> tuple[float, Nodes]:
    best = (score(nodes), nodes)
    improved = True
    while improved:
        improved = False
        for out in best[1]:
            for new in range(n):
                if new not in best[1]:
                    trial = tuple(sorted((*(i for i in best[1] if i != out), new)))
                    value = score(trial)
                    if value > best[0] + 1e-12:
                        best, improved = (value, trial), True
                        break
            if improved:
                break
    return best


def key_players(network: Network, settings: Settings) -> AnalysisAnswer:
    """Find the sets of one, two and three things that are best to keep and worst to lose."""
    if network.n > LARGEST:
        return beyond_size(network, LARGEST)
    if network.n < 3:
        return below_size("things")
    bits = BitGraph(network.undirected())
    rows, searched = [], []
    for goal in ("lose", "keep"):
        score = bits.fragmentation if goal == "lose" else bits.reach
        for size in SIZES:
            if size < network.n - 1:
                rng = generator(settings.seeds(f"key-players {goal} {size}", 1)[0])
                sets, exact = best_sets(bits.n, size, score, rng)
                rows.append(_row(network, goal, [(v, [bits.nodes[i] for i in s]) for v, s in sets], exact))
                searched += [] if exact else [size]
    notes = []
    if searched:
        sizes = ", ".join(str(size) for size in sorted(set(searched)))
        notes.append(_words("key-players.searched", sizes=sizes))
    return AnalysisAnswer(rows, engine_text(), notes)


def _row(network: Network, goal: str, sets: list[tuple[float, list[str]]], exact: bool) -> ResultRow:
    value, nodes = sets[0]
    name = listed([network.name(node) for node in nodes])
    others = [listed([network.name(node) for node in other]) for _, other in sets[1:]]
    claim = _words(
        f"key-players.{goal}.{one_or_many(len(nodes))}",
        name=name,
        **({"share": number_text(100 * value, 0)} if goal == "lose" else {"value": number_text(value)}),
    )
    if others:
        claim = _words("key-players.near", claim=claim, sets=series(others, "; "))
    return ResultRow(
        node=nodes[0],
        label=name,
        claim=claim,
        figure=Figure("fragmentation" if goal == "lose" else "reach", value, "share"),
        evidence=network.evidence(arc for node in nodes for arc in network.incident(node)),
        detail={
            "goal": goal,
            "nodes": nodes,
            "exact": exact,
            "alternatives": [{"nodes": other, "value": score} for score, other in sets[1:]],
        },
    )


QUESTION = AnalysisQuestion(
    name="key-players",
    answer=key_players,
    method="Borgatti 2006, doi:10.1007/s10588-006-7084-x",
    scope=OF_TIES,
)
