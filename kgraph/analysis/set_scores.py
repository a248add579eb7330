"""How good a set of nodes is to lose or to keep: scores of one set with each further node, all at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import networkx as nx

Nodes = tuple[int, ...]
ScoresWith = Callable[[Nodes], Sequence[float]]
"""From some nodes to the scores of the sets of these and each node; a node that is among them has none."""


class SetScores:
    """The scores of sets of nodes of one graph (Borgatti 2006).

    One search through what is left shows what each further loss would part, and sets of bits show which
    nodes two sets reach together: much cheaper than a search for each set.

    Parameters
    ----------
    graph : networkx.Graph
        Undirected.
    """

    def __init__(self, graph: nx.Graph) -> None:
        self.nodes = sorted(graph)
        index = {node: i for i, node in enumerate(self.nodes)}
        self.neighbours = [[index[other] for other in graph[node] if other != node] for node in self.nodes]
        self.n = len(self.nodes)
        self._within = self._balls()

    def fragmentation(self, removed: Nodes) -> list[float]:
        """Return the share of pairs left that cannot reach each other, with each node removed too."""
        left = self.n - len(removed) - 1
        if left < 2:
            return [1.0] * self.n
        components, parted = self._parted(removed)
        joined = sum(size * (size - 1) for size in components)
        pairs = left * (left - 1)
        return [1.0 - (joined + change) / pairs for change in parted]

    def reach(self, kept: Nodes) -> list[float]:
        """Return the mean inverse distance to all nodes, 1 for the set's own, with each node kept too."""
        shared = [0] * len(self._within)
        for distance, within in enumerate(self._within):
            for node in kept:
                shared[distance] |= within[node]
        scores = []
        for node in range(self.n):
            total, before = 0.0, 0
            for distance, within in enumerate(self._within):
                reached = (shared[distance] | within[node]).bit_count()
                if reached == before:
                    break
                total += (reached - before) / max(1, distance)
                before = reached
            scores.append(total / self.n)
        return scores

    def _balls(self) -> list[list[int]]:
        """Return for 0, 1, 2... steps which nodes each node reaches in at most so many, as bits."""
        balls = [[1 << node for node in range(self.n)]]
        while True:
            last, wider = balls[-1], []
            for node, others in enumerate(self.neighbours):
                reached = last[node]
                for other in others:
                    reached |= last[other]
                # Equal numbers share their memory.
                wider.append(last[node] if reached == last[node] else reached)
            if wider == last:
                return balls
            balls.append(wider)

    def _parted(self, removed: Nodes) -> tuple[list[int], list[int]]:
        """Return the sizes of the components left, and how the joined pairs change with each further loss.

        Depth first (Tarjan 1972): a part that has no way back past a node is cut off without it.
        """
        order, low, size, apart, pairs = ([0] * self.n for _ in range(5))
        change = [0] * self.n
        for node in removed:
            order[node] = -1
        components, number = [], 0
        for root in range(self.n):
            if order[root]:
                continue
            first, number = number, number + 1
            order[root] = low[root] = number
            size[root] = 1
            found, path = [root], [(root, iter(self.neighbours[root]))]
            while path:
                node, others = path[-1]
                for other in others:
                    if order[other] > 0:
                        if order[other] < low[node]:
                            low[node] = order[other]
                    elif not order[other]:
                        number += 1
                        order[other] = low[other] = number
                        size[other] = 1
                        found.append(other)
                        path.append((other, iter(self.neighbours[other])))
                        break
                else:
                    path.pop()
                    if path:
                        above = path[-1][0]
                        size[above] += size[node]
                        if low[node] >= order[above]:
                            apart[above] += size[node]
                            pairs[above] += size[node] * (size[node] - 1)
                        elif low[node] < low[above]:
                            low[above] = low[node]
            whole = number - first
            components.append(whole)
            for node in found:
                rest = whole - 1 - apart[node]
                change[node] = pairs[node] + rest * (rest - 1) - whole * (whole - 1)
        return components, change
