"""What a task can do without, and for how long: goals that fail when something needed is away too long.

A use, provision, operation or dependency may record how many hours its loss may last before the damage is
unacceptable (``kg:maximumDowntimeHours``). A longer stop of what is needed fails the task; so does one of all
that it needs in turn.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kgraph.analysis.dependency_model import DependencyModel
from kgraph.analysis.fault_tree import fault_tree
from kgraph.analysis.loss_rows import in_order
from kgraph.analysis.results import LONGEST, Figure, ResultRow
from kgraph.analysis.sentences import alternatives, count_of, listed, one_or_many
from kgraph.words.catalogue import catalogue
from kgraph.words.thing_names import name_of

if TYPE_CHECKING:
    from kgraph.analysis.networks import Network
    from kgraph.analysis.ties import Tie

DOWNTIME, TASK = "maximumDowntimeHours", "forTask"
_words = catalogue("analysis")


def within_hours(network: Network) -> list[ResultRow]:
    """Return for each recorded tolerable downtime which losses exceed it, the shortest first.

    Parameters
    ----------
    network : Network
        A dependency network.
    """
    recorded = {
        str(key): data for _, _, key, data in network.origin.edges(keys=True, data=True) if DOWNTIME in data
    }
    model = DependencyModel.of(network) if recorded else None
    rows = []
    for key, tie in network.relationships.items():
        hours = _hours(recorded.get(key, {}))
        if model is not None and hours is not None:
            rows.append(_row(network, model, tie, recorded[key], hours))
    return sorted(
        rows, key=lambda row: (row.detail["hours"], row.label.sv, row.node or "", row.detail["needed"])
    )


def _hours(data: dict[str, Any]) -> float | None:
    try:
        return float(data[DOWNTIME])
    except (KeyError, TypeError, ValueError):
        return None


def _row(network: Network, model: DependencyModel, tie: Tie, data: dict[str, Any], hours: float) -> ResultRow:
    below = fault_tree(model, tie.end, stops_only=True).cut_sets
    others = [node for node in model.alternatives().get((tie.start, tie.group), []) if node != tie.end]
    cuts = [frozenset((tie.end,)), *below]
    singles = in_order(network, frozenset(node for cut in cuts if len(cut) == 1 for node in cut))
    task = _task(network, data)
    return ResultRow(
        node=tie.start,
        label=network.name(tie.start),
        claim=_words(
            f"fault-trees.within.alternatives.{one_or_many(len(others))}"
            if others
            else f"fault-trees.within.{'task' if task else 'use'}",
            name=network.name(tie.start),
            task=task or "",
            hours=count_of(hours, "hour"),
            needed=network.name(tie.end),
            names=alternatives([network.name(node) for node in singles]),
            others=listed([network.name(node) for node in others]),
            sets=count_of(len(cuts), "cut-set"),
        ),
        figure=Figure("hours without", hours, "hours"),
        evidence=network.evidence([(tie.start, tie.end)]),
        detail={
            "hours": hours,
            "needed": tie.end,
            "task": str(data.get(TASK, "")),
            "cutSets": [sorted(cut) for cut in cuts[:LONGEST]],
        },
    )


def _task(network: Network, data: dict[str, Any]) -> Any:
    """Return the name of the task that the tie is for, or None."""
    task = str(data.get(TASK) or "")
    if not task:
        return None
    known = next(
        (node for node in network.origin if str(node).rsplit("/", 1)[-1] == task.rsplit("/", 1)[-1]), None
    )
    return name_of(known, network.origin.nodes[known]) if known is not None else name_of(task, {})
