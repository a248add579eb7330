"""Fault trees: the smallest sets of losses that stop each goal, and what matters most for it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from kgraph.analysis.dependency_model import DependencyModel
from kgraph.analysis.engines import engine_text
from kgraph.analysis.fault_tree import FaultTree, Importance, fault_tree, importances
from kgraph.analysis.loss_rows import ALL_TRIED, in_order
from kgraph.analysis.question import AnalysisQuestion
from kgraph.analysis.results import LONGEST, AnalysisAnswer, Figure, ResultRow
from kgraph.analysis.scope import OF_DEPENDENCE
from kgraph.analysis.sentences import count_of, listed, one_or_many
from kgraph.analysis.tolerated_stops import within_hours
from kgraph.analysis.uncertainty.draws import draws_of
from kgraph.analysis.uncertainty.stated_only import stated_model
from kgraph.words.catalogue import catalogue
from kgraph.words.text import number_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kgraph.analysis.networks import Network
    from kgraph.analysis.settings import Settings
    from kgraph.words.text import Text

NAMED = 3
_words = catalogue("analysis")


def trees_of(network: Network, settings: Settings) -> list[FaultTree]:
    """Return the fault trees of all goals, grown once for the questions that rest on them."""
    name = f"fault trees {network.key}"
    return settings.once(name, lambda: _trees(network))


def _trees(network: Network) -> list[FaultTree]:
    model = DependencyModel.of(network)
    return [fault_tree(model, goal) for goal in sorted(network.goals)]


def fault_trees(network: Network, settings: Settings) -> AnalysisAnswer:
    """Say for each goal which losses, alone or together, stop it, and which thing matters most."""
    trees = trees_of(network, settings)
    alone = _alone_in_draws(network, settings, trees)
    stated = stated_model(network, settings)
    rows = [
        replace(
            _row(network, tree, settings.failure, alone),
            stated_only=float(len(fault_tree(stated, tree.goal).cut_sets)),
        )
        for tree in trees
        if tree.cut_sets
    ]
    rows.sort(key=lambda row: (-(row.figure.value or 0), row.label.sv, row.node or ""))
    rows += within_hours(network)
    bounded = [network.name(tree.goal) for tree in trees if tree.order is not None]
    notes = [_words("fault-trees.bounded", names=listed(bounded))] if bounded else []
    return AnalysisAnswer(rows, engine_text(), notes)


def _alone_in_draws(
    network: Network, settings: Settings, trees: list[FaultTree]
) -> dict[tuple[str, str], float]:
    """Return by goal and thing the share of draws in which the loss of the thing alone stops the goal."""
    draws = draws_of(network, settings) if any(tree.cut_sets for tree in trees) else None
    if draws is None:
        return {}
    return {
        (tree.goal, node): draws.share_each_loses([node], tree.goal)
        for tree in trees
        for node in frozenset().union(*tree.cut_sets)
    }


def _row(
    network: Network,
    tree: FaultTree,
    failure: tuple[float, float],
    alone: Mapping[tuple[str, str], float],
) -> ResultRow:
    low, high = (importances(tree, rate) for rate in failure)
    detail: dict[str, Any] = {
        "cutSets": [sorted(each) for each in tree.cut_sets[:LONGEST]],
        "cutSetsByOrder": {str(size): len(tree.of_order(size)) for size in _sizes(tree)},
        "failure": list(failure),
        "importance": _importance(tree.goal, low, high, alone) if low and high else [],
    }
    return ResultRow(
        node=tree.goal,
        label=network.name(tree.goal),
        claim=_claim(network, tree, high),
        figure=Figure("minimal cut sets", float(len(tree.cut_sets)), "sets"),
        evidence=network.evidence(_arcs(network, tree)),
        detail=detail,
    )


def _sizes(tree: FaultTree) -> list[int]:
    return sorted({len(each) for each in tree.cut_sets})


def _arcs(network: Network, tree: FaultTree) -> set[tuple[str, str]]:
    """Return the arcs among the goal and all that stops it."""
    inside = {tree.goal, *(node for each in tree.cut_sets for node in each)}
    return {arc for arc in network.graph.edges if inside.issuperset(arc)}


def _claim(network: Network, tree: FaultTree, importance: Mapping[str, Importance] | None) -> Text:
    alone = frozenset(node for each in tree.of_order(1) for node in each)
    singles = [network.name(node) for node in in_order(network, alone)]
    parts = {
        "goal": network.name(tree.goal),
        "sets": count_of(len(tree.cut_sets), "cut-set"),
        "singles": number_text(len(singles)),
        "names": listed(singles),
    }
    if singles:
        return _words(f"fault-trees.claim.{one_or_many(len(singles))}", **parts)
    smallest = tree.cut_sets[0]
    weights = importance or {}
    weightiest = sorted(weights, key=lambda node: (-weights[node].birnbaum, node))[:NAMED]
    return _words(
        "fault-trees.none-alone",
        size=number_text(len(smallest)),
        names=listed([network.name(node) for node in weightiest or sorted(smallest)]),
        goal=parts["goal"],
    )


def _importance(
    goal: str,
    low: Mapping[str, Importance],
    high: Mapping[str, Importance],
    alone: Mapping[tuple[str, str], float],
) -> list[dict[str, Any]]:
    """Return the importance of each thing over the range of failure, and how sure it is that it is enough."""
    order = sorted(high, key=lambda node: (-high[node].birnbaum, node))
    return [
        {
            "node": node,
            "birnbaum": sorted((low[node].birnbaum, high[node].birnbaum)),
            "fussellVesely": sorted((low[node].fussell_vesely, high[node].fussell_vesely)),
            "aloneInDraws": alone.get((goal, node)),
        }
        for node in order
    ]


QUESTION = AnalysisQuestion(
    name="fault-trees",
    answer=fault_trees,
    method="Minimal cut sets, and importance on a binary decision diagram: Ruijters and Stoelinga 2015, "
    "doi:10.1016/j.cosrev.2015.03.001; Fussell 1975, doi:10.1109/TR.1975.5215113",
    about_things=True,
    scope=OF_DEPENDENCE,
    most=ALL_TRIED,
)
