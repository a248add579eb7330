"""The relationships that a network is made of: which are let in, which way they point, on what evidence."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, cast

from kgraph.analysis.definitions import TWO_MODE, NetworkDefinition, RelationRule
from kgraph.analysis.lifetimes import ALWAYS, ENDED, NOT_BEGUN, UNDATED, Lifetime, lifetime_of
from kgraph.analysis.results import Evidence
from kgraph.errors import UsageError
from kgraph.statements import evidence_of, status_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping
    from datetime import date

    from kgraph.analysis.graph_index import GraphIndex

Arc = tuple[str, str]

REASONS = (
    "status",
    "self-loop",
    "role",
    "filter",
    "class",
    "no-body",
    "between-bodies",
    ENDED,
    NOT_BEGUN,
    UNDATED,
    "zero-weight",
)
"""Why a relationship is left out of a network, in the order in which its notes say so."""
ENDS = "(ends of arcs)"
"""Stands among the classes of what is a body because arcs end in it; no label of the graph has this form."""
WITHOUT_DATE = "without-date"
"""What is counted of relationships that are in: those that have no date."""


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
    part_of : bool
        Whether it only says that one end is a part of the other.
    role : str
        The role that it states, such as that of a member; empty where it states none.
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
    part_of: bool = False
    role: str = ""


@dataclass(frozen=True, slots=True)
class SelectedTies:
    """What of a study's graph belongs to a network.

    Parameters
    ----------
    ties : list of Tie
        The relationships.
    counts : Counter of str
        How many relationships were left out, by reason, and how many that are in lack a date.
    isolates : tuple of str
        Things that belong to the network whether or not anything ties them.
    unknown : tuple of (str, str)
        Types and keys that the network filters by, where no relationship of the type has the key.
    """

    ties: list[Tie]
    counts: Counter[str]
    isolates: tuple[str, ...]
    unknown: tuple[tuple[str, str], ...] = ()


def with_ends_as_bodies(
    index: GraphIndex, definition: NetworkDefinition
) -> tuple[NetworkDefinition, Mapping[str, tuple[str, ...]]]:
    """Return definition and classes of things as they are, or with what the arcs end in as the bodies.

    The second is for ``or_ends``, where nothing in the graph has a class of the bodies. All relationships of
    the network's types count, so that a thing is a body whichever of them are left out later.
    """
    classes = index.classes
    if not definition.or_ends or any(index.class_counts[body] for body in definition.bodies):
        return definition, classes
    relations = {relation.type: relation for relation in definition.relations}
    ends = {
        start if relation.reverse else end
        for start, end, _, data in index.of_types(relations)
        if (relation := relations[data["type"]]).lets_in(_role(data)) and relation.passes(data)
    }
    marked = {node: (*own, ENDS) if node in ends else own for node, own in classes.items()}
    return replace(definition, bodies=(ENDS,)), marked


@dataclass(frozen=True, slots=True)
class Candidates:
    """What of a study's graph may belong to a network, before anything is left out for one question.

    It is found once for a network, however many times that is declared again with fewer ties or nodes.

    Parameters
    ----------
    index : GraphIndex
        The graph.
    definition : NetworkDefinition
        What belongs.
    classes : mapping
        Classes of each node.
    found : tuple of ((str, str), Tie or str, bool)
        Each relationship of the network's types: its arc, what it is or why it is left out, and whether it is
        in without a date.
    isolates : tuple of str
        Things that belong to the network whether or not anything ties them.
    unknown : tuple of (str, str)
        As in :class:`SelectedTies`.
    """

    index: GraphIndex
    definition: NetworkDefinition
    classes: Mapping[str, tuple[str, ...]]
    found: tuple[tuple[Arc, Tie | str, bool], ...]
    isolates: tuple[str, ...]
    unknown: tuple[tuple[str, str], ...]

    @classmethod
    def of(
        cls, index: GraphIndex, definition: NetworkDefinition, classes: Mapping[str, tuple[str, ...]]
    ) -> Candidates:
        """Look through the relationships of a study's graph.

        Raises
        ------
        UsageError
            A weight that is negative, not a number or not finite.
        """
        time = _Time.of(index, definition)
        found = tuple(_found_ties(index, definition, classes, time))
        isolates = tuple(_isolates(definition, classes, time))
        return cls(index, definition, classes, found, isolates, _unknown_filters(index, definition))

    def select(
        self, keep: Callable[[Tie], bool] | None = None, without: Collection[str] = ()
    ) -> SelectedTies:
        """Return what belongs to a network, and how many relationships were left out by reason.

        Parameters
        ----------
        keep : callable, optional
            Further test that a relationship must pass.
        without : collection of str
            Nodes to leave out.
        """
        removed = set(without)
        ties: list[Tie] = []
        counts: Counter[str] = Counter()
        for ends, what, undated in self.found:
            if not removed.isdisjoint(ends):
                continue
            if isinstance(what, str):
                counts[what] += 1
            elif keep is None or keep(what):
                ties.append(what)
                counts[WITHOUT_DATE] += undated
        isolates = tuple(node for node in self.isolates if node not in removed)
        return SelectedTies(ties, counts, isolates, self.unknown)


def streamed_ties(
    index: GraphIndex, definition: NetworkDefinition, classes: Mapping[str, tuple[str, ...]]
) -> tuple[Iterator[Tie], Iterator[str]]:
    """Return the relationships that belong to a network, and its isolates, one at a time and none kept.

    They are those that :class:`Candidates` finds, for networks of which that many objects have no room.

    Raises
    ------
    UsageError
        As soon as it comes to it: a weight that is negative, not a number or not finite.
    """
    time = _Time.of(index, definition)
    found = (tie for _, tie, _ in _found_ties(index, definition, classes, time) if isinstance(tie, Tie))
    return found, _isolates(definition, classes, time)


def _found_ties(
    index: GraphIndex, definition: NetworkDefinition, classes: Mapping[str, tuple[str, ...]], time: _Time
) -> Iterator[tuple[Arc, Tie | str, bool]]:
    """Yield each relationship of the network's types, as `Candidates.found` has them."""
    relations = {relation.type: relation for relation in definition.relations}
    for start, end, key, data in index.of_types(relations):
        relation = relations[data["type"]]
        ends = (end, start) if relation.reverse else (start, end)
        reason = _why_not(definition, relation, classes, ends, data) or time.why_not(ends, data)
        tie = None if reason else _tie(definition, relation, ends, str(key), data)
        if tie is not None and tie.weight == 0:
            reason = "zero-weight"
        yield ends, reason or cast("Tie", tie), not reason and time.undated(data)


def _isolates(
    definition: NetworkDefinition, classes: Mapping[str, tuple[str, ...]], time: _Time
) -> Iterator[str]:
    """Yield the things that belong to a network whether or not anything ties them."""
    always = set(definition.isolates or definition.labels)
    theirs = {own for own in set(classes.values()) if always.intersection(own)}
    return (node for node, own in classes.items() if own in theirs and time.holds(node))


def _unknown_filters(index: GraphIndex, definition: NetworkDefinition) -> tuple[tuple[str, str], ...]:
    wanted = {(rule.type, key) for rule in definition.relations for key in (*rule.where, *rule.where_not)}
    types = {kind for kind, _ in wanted}
    known = {(data["type"], key) for _, _, _, data in index.of_types(types) for key in data}
    return tuple(sorted(wanted - known))


@dataclass(frozen=True, slots=True)
class _Time:
    """The day of a network, None for all times, and when things hold."""

    day: date | None
    undated_too: bool
    lifetimes: Mapping[str, Lifetime]

    @classmethod
    def of(cls, index: GraphIndex, definition: NetworkDefinition) -> _Time:
        """Return the time slice of a definition."""
        day = definition.day
        return cls(day, definition.undated, {} if day is None else index.lifetimes)

    def holds(self, node: str) -> bool:
        """Return whether a thing is not known to be outside the slice."""
        return self.day is None or self.lifetimes.get(node, ALWAYS).why_not(self.day) is None

    def why_not(self, ends: Arc, data: Mapping[str, Any]) -> str | None:
        """Return why a relationship is outside the slice, None where it is in it."""
        if self.day is None:
            return None
        own = lifetime_of(data)
        for lifetime in (own, *(self.lifetimes.get(end, ALWAYS) for end in ends)):
            reason = lifetime.why_not(self.day)
            if reason:
                return reason
        return None if own.dated or self.undated_too else UNDATED

    def undated(self, data: Mapping[str, Any]) -> bool:
        """Return whether a relationship is in the slice without a date of its own."""
        return self.day is not None and not lifetime_of(data).dated


def _why_not(
    definition: NetworkDefinition,
    relation: RelationRule,
    classes: Mapping[str, tuple[str, ...]],
    ends: Arc,
    data: Mapping[str, Any],
) -> str | None:
    if status_of(data) not in definition.statuses:
        return "status"
    if ends[0] == ends[1]:
        return "self-loop"
    if not relation.lets_in(_role(data)):
        return "role"
    if not relation.passes(data):
        return "filter"
    if definition.labels and not all(set(definition.labels) & set(classes[end]) for end in ends):
        return "class"
    if definition.bodies:
        starts, stops = (bool(set(definition.bodies) & set(classes[end])) for end in ends)
        if not stops:
            return "no-body"
        if starts and definition.mode == TWO_MODE:
            return "between-bodies"
    return None


def _tie(
    definition: NetworkDefinition, relation: RelationRule, ends: Arc, key: str, data: Mapping[str, Any]
) -> Tie:
    start, end = ends
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
        part_of=relation.part_of,
        role=_role(data),
        status=status_of(data),
        evidence=evidence,
    )


def _role(data: Mapping[str, Any]) -> str:
    return str(data.get("role") or "")


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
