"""Fault trees: which sets of losses together stop a goal, and how much each thing matters for it.

A thing fails if it is lost itself, if something it needs fails, or if all of a group of alternatives fail;
the goal fails if any of its own needs does. This is the model of :mod:`kgraph.analysis.dependency_model`
read from the goal down, circles included: a circle fails only through a loss outside or in it.

Ruijters and Stoelinga 2015, doi:10.1016/j.cosrev.2015.03.001.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dd.autoref import BDD

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kgraph.analysis.dependency_model import DependencyModel

CutSet = frozenset[str]
"""Things that together stop a goal, none of them superfluous."""

MOST_SETS = 2_000
"""Cut sets of one thing beyond which only those of a few things are followed."""
BOUNDED_ORDER = 2
MOST_DECISION_NODES = 100_000


@dataclass(frozen=True, slots=True)
class Importance:
    """How much one thing matters for a goal, if everything fails independently with the same probability.

    Parameters
    ----------
    birnbaum : float
        Probability that the goal fails with the thing, less the probability that it fails without it
        (Birnbaum 1969).
    fussell_vesely : float
        Probability that a cut set with the thing in it has failed, given that the goal has
        (Fussell 1975, doi:10.1109/TR.1975.5215113).
    """

    birnbaum: float
    fussell_vesely: float


@dataclass(frozen=True, slots=True)
class FaultTree:
    """The minimal cut sets of one goal.

    Parameters
    ----------
    goal : str
        What is to keep going.
    cut_sets : tuple of frozenset of str
        Minimal sets of losses that stop it, or make it lose something it uses: small ones first.
    order : int or None
        Largest set that was looked for; None when all were found.
    """

    goal: str
    cut_sets: tuple[CutSet, ...]
    order: int | None = None

    def of_order(self, size: int) -> list[CutSet]:
        """Return the cut sets of `size` things."""
        return [each for each in self.cut_sets if len(each) == size]


def fault_tree(
    model: DependencyModel, goal: str, order: int | None = None, *, stops_only: bool = False
) -> FaultTree:
    """Return the minimal cut sets of `goal`: all, or those of at most two things where there are too many.

    Parameters
    ----------
    model : DependencyModel
        What depends on what.
    goal : str
        A thing of the model. Its own loss is not among its cut sets.
    order : int, optional
        Largest set that is looked for; all when absent.
    stops_only : bool
        Whether to leave out what makes the goal lose something that it uses, but does not stop it.
    """
    sets = _cut_sets(model, goal, order, stops_only)
    if sets is None:
        order = BOUNDED_ORDER
        sets = _cut_sets(model, goal, order, stops_only) or ()
    return FaultTree(goal, sets, order)


def _cut_sets(
    model: DependencyModel, goal: str, order: int | None, stops_only: bool
) -> tuple[CutSet, ...] | None:
    """Return the cut sets of at most `order` things; None if some thing has more than `MOST_SETS`."""
    nodes = _below(model, goal, stops_only)
    sets: dict[str, set[CutSet]] = {node: {frozenset((node,))} for node in nodes}
    sets[goal] = set()
    changed = True
    while changed:
        changed = False
        for node in nodes:
            grown = set(sets[node])
            for group in model.needs_of(node, stops_only=stops_only or node != goal):
                grown |= _product([sets[member] for member in group], order)
            grown = _minimal(each for each in grown if goal not in each)
            if order is None and len(grown) > MOST_SETS:
                return None
            if grown != sets[node]:
                sets[node] = grown
                changed = True
    return tuple(sorted(sets[goal], key=lambda each: (len(each), sorted(each))))


def _below(model: DependencyModel, goal: str, stops_only: bool) -> list[str]:
    """Return all that `goal` rests on, and itself last: what things need comes before them where possible."""
    order: list[str] = []
    seen = {goal}
    stack = [(goal, iter(_members(model, goal, stops_only)))]
    while stack:
        node, members = stack[-1]
        member = next((each for each in members if each not in seen), None)
        if member is None:
            stack.pop()
            order.append(node)
        else:
            seen.add(member)
            stack.append((member, iter(_members(model, member, True))))
    return order


def _members(model: DependencyModel, node: str, stops_only: bool) -> list[str]:
    groups = model.needs_of(node, stops_only=stops_only)
    return sorted({member for group in groups for member in group})


def _product(alternatives: list[set[CutSet]], order: int | None) -> set[CutSet]:
    """Return the sets that fail all `alternatives`: one cut set of each, joined."""
    joined: set[CutSet] = {frozenset()}
    for sets in alternatives:
        pairs = (first | second for first in joined for second in sets)
        joined = _minimal(each for each in pairs if order is None or len(each) <= order)
        if order is None and len(joined) > MOST_SETS:
            break
    return joined


def _minimal(sets: Iterable[CutSet]) -> set[CutSet]:
    """Return the sets that contain no other one."""
    minimal: list[CutSet] = []
    for each in sorted(set(sets), key=len):
        if not any(smaller <= each for smaller in minimal):
            minimal.append(each)
    return set(minimal)


def importances(tree: FaultTree, probability: float) -> Mapping[str, Importance] | None:
    """Return the importance of each thing in the cut sets of `tree`, computed exactly on a decision diagram.

    Parameters
    ----------
    tree : FaultTree
        Cut sets of a goal.
    probability : float
        Probability that a thing fails, the same for all; between 0 and 1.

    Returns
    -------
    mapping of str to Importance, or None
        None if the decision diagram would have more than `MOST_DECISION_NODES` nodes.
    """
    counts: dict[str, int] = {}
    for cut in tree.cut_sets:
        for node in cut:
            counts[node] = counts.get(node, 0) + 1
    names = sorted(counts, key=lambda node: (-counts[node], node))
    diagram = BDD()
    diagram.declare(*(f"x{i}" for i in range(len(names))))
    variables = {name: diagram.var(f"x{i}") for i, name in enumerate(names)}
    terms = []
    for cut in tree.cut_sets:
        term = diagram.true
        for node in sorted(cut):
            term &= variables[node]
        terms.append(term)
    top = _any(diagram, terms)
    if top is None:
        return None
    whole = _probability(diagram, top, probability)
    result = {}
    for i, name in enumerate(names):
        with_it = _any(diagram, [term for term, cut in zip(terms, tree.cut_sets, strict=True) if name in cut])
        if with_it is None:
            return None
        fails = diagram.let({f"x{i}": diagram.true}, top)
        holds = diagram.let({f"x{i}": diagram.false}, top)
        birnbaum = _probability(diagram, fails, probability) - _probability(diagram, holds, probability)
        share = _probability(diagram, with_it, probability) / whole if whole else 0.0
        result[name] = Importance(birnbaum, share)
    return result


def _any(diagram: Any, terms: list[Any]) -> Any:
    """Return the disjunction of `terms`, or None if it grows too large."""
    result = diagram.false
    for term in terms:
        result |= term
        if len(diagram) > MOST_DECISION_NODES:
            return None
    return result


def _probability(diagram: Any, function: Any, probability: float) -> float:
    """Return the probability that `function` is true if each variable is, independently."""
    known: dict[Any, float] = {}

    def of(node: Any) -> float:
        """Return the probability of one node of the diagram, whose edges may be complemented."""
        if node == diagram.true:
            return 1.0
        if node == diagram.false:
            return 0.0
        key = int(node)
        if key not in known:
            _, low, high = diagram.succ(node)
            value = (1 - probability) * of(low) + probability * of(high)
            # `succ` returns the children of the node itself, whatever the sign of the edge that leads to it.
            known[key] = 1 - value if node.negated else value
        return known[key]

    return of(function)
