"""The cheapest stand-ins after which no single loss, or no pair of losses, stops a goal.

Stand-ins only ever help, so a set of measures that leaves a loss open tells that one more is needed, of those
that would help then. The search lays such conditions on a mixed-integer program one by one, till its cheapest
measures leave no loss open: they are then the cheapest of all (lazy constraints). What stops a goal even with
every measure taken cannot be met, and is told apart.

Smith and Song 2020, doi:10.1016/j.ejor.2019.06.024.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import networkx as nx
import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from kgraph.analysis.dependency_model import DependencyModel
from kgraph.analysis.fault_tree import CutSet, fault_tree

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from kgraph.analysis.ties import Tie

SECONDS = 20.0
"""Time that one program may take; after it, its best answer counts, with the gap to what is proven."""
PREFERENCE = 1e-6
"""What a measure costs more than the one before it, so that of equally cheap ones the first is taken."""


@dataclass(frozen=True, slots=True, order=True)
class StandIn:
    """One measure: something that can do what another does for a third.

    Parameters
    ----------
    kind : str
        Name of the measure, such as ``second-supplier``.
    dependent : str
        What is helped.
    group : str
        The alternatives that it joins; empty where what it stands in for is needed by itself.
    replaced : str
        What it stands in for: one thing, or the first of a group.
    stand_in : str
        What stands in.
    """

    kind: str
    dependent: str
    group: str
    replaced: str
    stand_in: str


@dataclass(frozen=True, slots=True)
class StandInPlan:
    """The cheapest measures for some goals.

    Parameters
    ----------
    measures : tuple of StandIn
        What to do; empty where nothing need or can be done.
    cost : float
        What it costs together.
    met : tuple of (str, frozenset of str)
        Each goal with a set of losses that stops it now and would not with the measures.
    left : tuple of (str, frozenset of str)
        Those that no measure meets.
    gap : float
        Largest share of the cost by which a cheaper plan might exist; 0 where there is none.
    """

    measures: tuple[StandIn, ...]
    cost: float
    met: tuple[tuple[str, CutSet], ...]
    left: tuple[tuple[str, CutSet], ...]
    gap: float = 0.0


class Mending:
    """What stops goals under any set of measures.

    Parameters
    ----------
    ties : sequence of Tie
        The relationships of a dependency network.
    measures : sequence of StandIn
        What could be done, the preferred first.
    costs : mapping of str to float
        Cost of a measure by its kind; 1 where it has none.
    """

    def __init__(
        self, ties: Sequence[Tie], measures: Sequence[StandIn], costs: Mapping[str, float] | None = None
    ) -> None:
        self._ties, self.measures = list(ties), list(measures)
        given = costs or {}
        self.costs = [given.get(measure.kind, 1.0) for measure in measures]
        self._models: dict[frozenset[int], DependencyModel] = {}

    def model(self, taken: Collection[int] = ()) -> DependencyModel:
        """Return the AND / OR model with the measures of these numbers taken."""
        key = frozenset(taken)
        if key not in self._models:
            self._models[key] = self._model(key)
        return self._models[key]

    def _model(self, taken: frozenset[int]) -> DependencyModel:
        by_group: dict[tuple[str, str], list[str]] = {}
        by_need: dict[tuple[str, str], list[str]] = {}
        for number in sorted(taken):
            each = self.measures[number]
            place = by_group if each.group else by_need
            key = (each.dependent, each.group or each.replaced)
            place.setdefault(key, []).append(each.stand_in)
        needs: list[tuple[str, str, str, str]] = []
        for tie in self._ties:
            group, stand_ins = tie.group, by_group.get((tie.start, tie.group), []) if tie.group else []
            if not tie.group and (tie.start, tie.end) in by_need:
                group, stand_ins = f"instead of {tie.end}", by_need[tie.start, tie.end]
            needs.append((tie.start, tie.end, group, tie.loss))
            needs += [(tie.start, other, group, tie.loss) for other in stand_ins]
        graph: nx.DiGraph = nx.DiGraph((start, end) for start, end, _, _ in needs)
        return DependencyModel(graph, needs)

    @cached_property
    def everything(self) -> frozenset[int]:
        """All measures together."""
        return frozenset(range(len(self.measures)))

    def cuts(self, goals: Sequence[str], taken: Collection[int], size: int) -> set[tuple[str, CutSet]]:
        """Return each goal with the minimal sets of at most `size` losses that stop it."""
        model = self.model(taken)
        return {
            (goal, cut)
            for goal in goals
            for cut in fault_tree(model, goal, order=size, stops_only=True).cut_sets
        }

    def helpful(self, goal: str, cut: CutSet, taken: Collection[int]) -> list[int]:
        """Return measures of which one must be taken, beyond those that do not help, for a loss to be met.

        Parameters
        ----------
        goal : str
            What stops.
        cut : frozenset of str
            The losses that stop it with the measures in `taken`.
        taken : collection of int
            Measures of a plan that is not enough.
        """
        useless = set(taken)
        candidates = [number for number in range(len(self.measures)) if number not in useless]
        stopped = self.model(useless).loss(cut).stopped
        for number in candidates:
            helps = self.measures[number].dependent in stopped
            if not helps or goal in self.model(useless | {number}).loss(cut).stopped:
                useless.add(number)
        return [number for number in candidates if number not in useless]


def cheapest(mending: Mending, goals: Sequence[str], size: int) -> StandInPlan:
    """Return the cheapest measures after which no `size` losses stop any of `goals`, as far as measures can.

    Parameters
    ----------
    mending : Mending
        What could be done.
    goals : sequence of str
        What is to keep going.
    size : int
        1 for single losses, 2 for pairs and single losses.
    """
    left = mending.cuts(goals, mending.everything, size)
    before = mending.cuts(goals, (), size)
    rows: list[list[int]] = []
    taken, gap = frozenset[int](), 0.0
    while True:
        open_cuts = [each for each in mending.cuts(goals, taken, size) if not _is_left(each, left)]
        found = {tuple(mending.helpful(goal, cut, taken)) for goal, cut in sorted(open_cuts, key=_order)}
        new = [list(row) for row in sorted(found) if row]
        if not new:
            break
        rows += new
        taken, gap = _solved(mending, rows)
    measures = tuple(mending.measures[number] for number in sorted(taken))
    cost = float(sum(mending.costs[number] for number in taken))
    met = tuple(sorted((each for each in before if not _is_left(each, left)), key=_order))
    return StandInPlan(measures, cost, met, tuple(sorted(left, key=_order)), gap)


def _is_left(each: tuple[str, CutSet], left: Collection[tuple[str, CutSet]]) -> bool:
    goal, cut = each
    return any(other == goal and smaller <= cut for other, smaller in left)


def _order(each: tuple[str, CutSet]) -> tuple[int, str, list[str]]:
    return len(each[1]), each[0], sorted(each[1])


def _solved(mending: Mending, rows: Sequence[Sequence[int]]) -> tuple[frozenset[int], float]:
    """Return the cheapest measures with one of each row among them, and how far from proven that is."""
    count = len(mending.measures)
    matrix = np.zeros((len(rows), count))
    for place, row in enumerate(rows):
        matrix[place, list(row)] = 1
    result = milp(
        np.array(mending.costs) + PREFERENCE * np.arange(count),
        constraints=LinearConstraint(matrix, lb=1),
        integrality=np.ones(count),
        bounds=Bounds(0, 1),
        options={"mip_rel_gap": 0.0, "time_limit": SECONDS},
    )
    if result.x is None:
        return mending.everything, 1.0
    return frozenset(np.flatnonzero(result.x > 0.5).tolist()), float(result.mip_gap or 0.0)
