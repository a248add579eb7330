"""Who is cut off from whom without something, in all drawn worlds at once: one bit for each draw."""

from __future__ import annotations

from collections import deque
from functools import reduce
from itertools import chain
from operator import and_, or_
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from kgraph.analysis.uncertainty.loss_draws import Bits
    from kgraph.analysis.uncertainty.network_draws import NetworkDraws


class CutDraws:
    """The ties of a network in each draw, direction set aside.

    Parameters
    ----------
    drawn : NetworkDraws
        The network in each draw.
    """

    def __init__(self, drawn: NetworkDraws) -> None:
        self.draws = drawn.draws
        self.all: Bits = (1 << drawn.draws) - 1
        self._beside: dict[int, dict[int, Bits]] = {}
        for draw in range(drawn.draws):
            graph, bit = drawn.graph(draw), 1 << draw
            for start, end in zip(graph.starts.tolist(), graph.ends.tolist(), strict=True):
                self._add(start, end, bit)
        for draw, kept, gone in drawn.same.tolist():
            # Things outside the network are numbered anew in each draw; nobody asks for them here.
            if gone < drawn.n:
                self._add(kept, gone, 1 << draw)

    def _add(self, start: int, end: int, bit: Bits) -> None:
        for one, other in ((start, end), (end, start)):
            beside = self._beside.setdefault(one, {})
            beside[other] = beside.get(other, 0) | bit

    def reached(self, start: int, without: Collection[int] = ()) -> dict[int, Bits]:
        """Return the draws in which each thing can be reached from `start` without passing `without`."""
        reached: dict[int, Bits] = {start: self.all}
        queue, waiting = deque([start]), {start}
        while queue:
            thing = queue.popleft()
            waiting.discard(thing)
            for other, bits in self._beside.get(thing, {}).items():
                if other in without:
                    continue
                new = reached[thing] & bits & ~reached.get(other, 0)
                if new:
                    reached[other] = reached.get(other, 0) | new
                    if other not in waiting:
                        waiting.add(other)
                        queue.append(other)
        return reached

    def parted(self, without: Collection[int], away: Collection[int], rest: int) -> list[Bits]:
        """Return for each of `away` the draws in which it is joined to `rest`, but not without `without`."""
        held, before = self.reached(rest, without), self.reached(rest)
        return [before.get(thing, 0) & ~held.get(thing, 0) for thing in away]

    def share_parted(self, without: Collection[int], parts: Iterable[tuple[Collection[int], int]]) -> float:
        """Return the share of draws in which all is parted by the loss of `without`.

        Parameters
        ----------
        without : collection of int
            What is lost.
        parts : iterable of (collection of int, int)
            Things, and one that they are parted from.
        """
        found = (self.parted(without, away, rest) for away, rest in parts)
        return reduce(and_, chain.from_iterable(found), self.all).bit_count() / self.draws

    def share_together(self, without: Collection[int], parts: Iterable[tuple[Collection[int], int]]) -> float:
        """Return the share of draws in which the loss of `without` parts nothing; see `share_parted`."""
        found = (self.parted(without, away, rest) for away, rest in parts)
        return 1 - reduce(or_, chain.from_iterable(found), 0).bit_count() / self.draws
