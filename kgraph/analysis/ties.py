"""The relationships that a network is made of: which are let in, which way they point, on what evidence."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from kgraph.analysis.definitions import ANY_TIME, UNENDED, NetworkDefinition, RelationRule
from kgraph.analysis.results import Evidence
from kgraph.errors import UsageError
from kgraph.statements import evidence_of, status_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    import networkx as nx

Arc = tuple[str, str]

REASONS = ("status", "self-loop", "time", "class", "zero-weight")
"""Why a relationship is left out of a network, in the order in which its notes say so."""


@dataclass(frozen=True, slots=True)
class Tie:
    """One relationship of the graph, turned the way the network reads it.

    Parameters
    ----------
    key : str
        Key of the relationship in the store.
    type : str
        Relationship type.
    start, end : str
        The arc that it makes, after reversal.
    weight : float
        Its own weight, before parallel ties are combined.
    loss : {"stops", "affects"}
        What the loss of `end` does to `start`.
    group : str
        Name of the set of alternatives it belongs to; empty when it is needed by itself.
    status : str
        Its status as a whole, see :func:`kgraph.statements.status_of`.
    evidence : tuple of Evidence
        Its sources; empty when the graph gives none.
    """

    key: str
    type: str
    start: str
    end: str
    weight: float
    loss: str
    group: str
    status: str
    evidence: tuple[Evidence, ...]


def select_ties(
    graph: nx.MultiDiGraph,
    definition: NetworkDefinition,
    classes: Mapping[str, tuple[str, ...]],
    keep: Callable[[Tie], bool] | None = None,
    without: Collection[str] = (),
) -> tuple[list[Tie], Counter[str]]:
    """Return the relationships of `graph` that belong to a network, and how many were left out by reason.

    Parameters
    ----------
    graph : networkx.MultiDiGraph
        The graph of a study.
    definition : NetworkDefinition
        What belongs.
    classes : mapping
        Classes of each node.
    keep : callable, optional
        Further test that a relationship must pass.
    without : collection of str
        Nodes to leave out.

    Raises
    ------
    UsageError
        A weight that is negative, not a number or not finite.
    """
    removed = set(without)
    relations = {relation.type: relation for relation in definition.relations}
    ties: list[Tie] = []
    left_out: Counter[str] = Counter()
    for start, end, key, data in graph.edges(keys=True, data=True):
        relation = relations.get(data.get("type", ""))
        if relation is None or start in removed or end in removed:
            continue
        reason = _why_not(graph, definition, classes, (start, end), data)
        if reason is None:
            tie = _tie(definition, relation, (start, end), str(key), data)
            if tie.weight == 0:
                reason = "zero-weight"
            elif keep is None or keep(tie):
                ties.append(tie)
        if reason:
            left_out[reason] += 1
    return ties, left_out


def _why_not(
    graph: nx.MultiDiGraph,
    definition: NetworkDefinition,
    classes: Mapping[str, tuple[str, ...]],
    ends: Arc,
    data: Mapping[str, Any],
) -> str | None:
    if status_of(data) not in definition.statuses:
        return "status"
    if ends[0] == ends[1]:
        return "self-loop"
    if not all(_valid(item, definition.at) for item in (data, graph.nodes[ends[0]], graph.nodes[ends[1]])):
        return "time"
    for wanted, test in ((definition.labels, all), (definition.bodies, any)):
        if wanted and not test(set(wanted) & set(classes[end]) for end in ends):
            return "class"
    return None


def _valid(data: Mapping[str, Any], at: date | str) -> bool:
    if at == ANY_TIME:
        return True
    end = _as_date(data.get("until"))
    if at == UNENDED:
        return end is None
    start = _as_date(data.get("from"))
    assert isinstance(at, date)  # noqa: S101 - the definition's own check leaves only these three
    return (start is None or start <= at) and (end is None or at <= end)


def _as_date(value: Any) -> date | None:
    if value is None:
        return None
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None


def _tie(
    definition: NetworkDefinition, relation: RelationRule, ends: Arc, key: str, data: Mapping[str, Any]
) -> Tie:
    start, end = reversed(ends) if relation.reverse else ends
    evidence = tuple(
        sorted(
            Evidence(item.source, item.locator, item.status, key)
            for item in evidence_of(data)
            if item.status in definition.statuses
        )
    )
    group = str(data.get("alternativeGroup") or "") or (f"any {relation.type}" if relation.any_of else "")
    return Tie(
        key=key,
        type=relation.type,
        start=start,
        end=end,
        weight=_weight(definition, relation, key, data),
        loss=definition.loss_by_criticality.get(str(data.get("criticality", "")), relation.loss),
        group=group,
        status=status_of(data),
        evidence=evidence,
    )


def _weight(
    definition: NetworkDefinition, relation: RelationRule, key: str, data: Mapping[str, Any]
) -> float:
    factor = data.get(definition.weight_property) if definition.weight_property else None
    if factor is None:
        return float(relation.weight)
    try:
        weight = float(factor) * relation.weight
    except (TypeError, ValueError):
        weight = math.nan
    if not math.isfinite(weight) or weight < 0:
        raise UsageError(
            f"{definition.weight_property} = {factor!r} cannot be a weight",
            where=f"network {definition.name}, relationship {key}",
            hint="A weight is a finite number, zero or more: correct the data or choose another property.",
        )
    return weight
