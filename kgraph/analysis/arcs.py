"""From relationships to the arcs of a simple network, and the weight of each."""

from __future__ import annotations

import math
from itertools import combinations
from typing import TYPE_CHECKING

from kgraph.analysis.definitions import ONE_ARC, PROJECTION, SUM, NetworkDefinition
from kgraph.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from kgraph.analysis.ties import Arc, Tie


def arcs_of(
    definition: NetworkDefinition, classes: Mapping[str, tuple[str, ...]], ties: list[Tie]
) -> tuple[dict[Arc, tuple[Tie, ...]], set[str]]:
    """Return the relationships behind each arc, and the things that are in the network without an arc.

    Those are the things that a projection ties together and that meet nobody.

    Parameters
    ----------
    definition : NetworkDefinition
        How relationships make arcs.
    classes : mapping
        Classes of each node.
    ties : list of Tie
        The relationships.
    """
    if definition.mode == PROJECTION:
        return _projected(definition, classes, ties)
    arcs: dict[Arc, list[Tie]] = {}
    for tie in ties:
        arc = (tie.start, tie.end)
        if not definition.directed and tie.start > tie.end:
            arc = (tie.end, tie.start)
        arcs.setdefault(arc, []).append(tie)
    return {arc: tuple(sorted(arcs[arc], key=lambda tie: (tie.type, tie.key))) for arc in sorted(arcs)}, set()


def projects(definition: NetworkDefinition, classes: Collection[str]) -> bool:
    """Return whether a projection ties together things of these classes."""
    return not set(definition.onto).isdisjoint(classes) and set(definition.not_onto).isdisjoint(classes)


def _projected(
    definition: NetworkDefinition, classes: Mapping[str, tuple[str, ...]], ties: list[Tie]
) -> tuple[dict[Arc, tuple[Tie, ...]], set[str]]:
    meetings: dict[str, dict[str, list[Tie]]] = {}
    members: set[str] = set()
    for tie in ties:
        if projects(definition, classes[tie.start]):
            members.add(tie.start)
            meetings.setdefault(tie.end, {}).setdefault(tie.start, []).append(tie)
    arcs: dict[Arc, dict[str, Tie]] = {}
    for body in sorted(meetings):
        present = meetings[body]
        for a, b in combinations(sorted(present), 2):
            arcs.setdefault((a, b), {}).update({tie.key: tie for tie in (*present[a], *present[b])})
    return {arc: tuple(arcs[arc][key] for key in sorted(arcs[arc])) for arc in sorted(arcs)}, members


def weight_of(definition: NetworkDefinition, arc: Arc, ties: tuple[Tie, ...]) -> float:
    """Return the weight of an arc: of a projection the number of bodies, else what ``parallel`` says.

    Raises
    ------
    UsageError
        The weights add up to more than a number can hold.
    """
    if definition.mode == PROJECTION:
        return float(len({tie.end for tie in ties}))
    if definition.parallel == ONE_ARC:
        return 1.0
    weights = [tie.weight for tie in ties]
    weight = sum(weights) if definition.parallel == SUM else max(weights)
    if not math.isfinite(weight):
        raise too_heavy(definition, arc)
    return weight


def too_heavy(definition: NetworkDefinition, arc: Arc) -> UsageError:
    """Return the error that the weights of an arc add up to more than a number can hold."""
    return UsageError(
        "the sum of parallel weights is too large for a number",
        where=f"network {definition.name}, {arc[0]} to {arc[1]}",
        hint='Use parallel = "max", or smaller weights.',
    )
