"""Whether a plan of stand-ins is needed, and whether it is enough, in each drawn world."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from kgraph.analysis.mitigation_plan import StandIn
    from kgraph.analysis.uncertainty.draws import Array, Draws
    from kgraph.analysis.uncertainty.loss_draws import Bits, LossDraws

    Cuts = Collection[tuple[str, frozenset[str]]]


class PlanDraws:
    """Plans of stand-ins for a dependency network, in all draws at once.

    A stand-in is there in the draws in which what it stands in for is needed.

    Parameters
    ----------
    draws : Draws
        The network in all drawn worlds.
    """

    def __init__(self, draws: Draws) -> None:
        self._draws = draws
        self._helped: dict[tuple[StandIn, ...], LossDraws] = {(): draws.losses}
        self._stopping: dict[tuple[tuple[StandIn, ...], tuple[str, ...], int], dict[str, Bits]] = {}

    def losses(self, plan: Sequence[StandIn]) -> LossDraws:
        """Return what is lost with what in each draw, with the stand-ins of a plan."""
        key = tuple(plan)
        if key not in self._helped:
            place = self._draws.place
            rows = [
                (place(each.dependent), each.group, place(each.replaced), place(each.stand_in))
                for each in key
            ]
            self._helped[key] = self._draws.losses.helped(rows)
        return self._helped[key]

    def share_stopped(self, plan: Sequence[StandIn], cuts: Cuts) -> float:
        """Return the share of draws in which any of `cuts`, a goal and its losses, stops the goal."""
        losses, found = self.losses(plan), 0
        for goal, cut in cuts:
            found |= losses.stopped_by(self._draws.place(goal), [[self._draws.place(node) for node in cut]])
        return found.bit_count() / self._draws.draws

    def share_all_stopped(self, plan: Sequence[StandIn], cuts: Cuts) -> float:
        """Return the share of draws in which each of `cuts`, a goal and its losses, stops the goal."""
        losses = self.losses(plan)
        found = losses.all
        for goal, cut in cuts:
            found &= losses.stopped_by(self._draws.place(goal), [[self._draws.place(node) for node in cut]])
        return found.bit_count() / self._draws.draws

    def share_firm(self, plan: Sequence[StandIn], goals: Sequence[str], size: int) -> float:
        """Return the share of draws in which all of `goals` withstand any loss of at most `size` things."""
        found = self._draws.losses.all
        for bits in self._stops(plan, goals, size).values():
            found &= ~bits
        return found.bit_count() / self._draws.draws

    def share_none_firm(self, plan: Sequence[StandIn], goals: Sequence[str], size: int) -> float:
        """Return the share of draws in which no goal withstands every loss of at most `size` things."""
        return float(np.mean(self.firm_counts(plan, goals, size) == 0))

    def firm_counts(self, plan: Sequence[StandIn], goals: Sequence[str], size: int) -> Array:
        """Return for each draw how many of `goals` withstand any loss of at most `size` things."""
        losses = self._draws.losses
        stops = {self._draws.place(goal): bits for goal, bits in self._stops(plan, goals, size).items()}
        return np.asarray(len(goals) - losses.count(stops, stops))

    def _stops(self, plan: Sequence[StandIn], goals: Sequence[str], size: int) -> dict[str, Bits]:
        """Return the draws in which some loss of at most `size` things stops each goal.

        Single losses are of all that a draw knows; pairs are of things that the network has.
        """
        key = (tuple(plan), tuple(goals), size)
        if key not in self._stopping:
            self._stopping[key] = self._stops_anew(plan, goals, size)
        return self._stopping[key]

    def _stops_anew(self, plan: Sequence[StandIn], goals: Sequence[str], size: int) -> dict[str, Bits]:
        losses = self.losses(plan)
        below = {goal: losses.below(self._draws.place(goal)) for goal in goals}
        found = dict.fromkeys(goals, 0)
        for thing in sorted(set[int]().union(*below.values())):
            self._add(found, losses.lost_with((thing,))[0])
        if size > 1:
            recorded = range(len(self._draws.nodes))
            pairs = {pair for things in below.values() for pair in combinations(sorted(things), 2)}
            for pair in sorted(pairs):
                if pair[1] in recorded and losses.stop_more(*pair):
                    self._add(found, losses.lost_with(pair)[0])
        return found

    def _add(self, found: dict[str, Bits], stopped: Mapping[int, Bits]) -> None:
        for goal in found:
            found[goal] |= stopped.get(self._draws.place(goal), 0)
