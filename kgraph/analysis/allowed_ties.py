"""Which relationships could be added to a network: what the ontology lets them join, and who does so.

What the ontology forbids, or nobody in the study does anything like, is no proposal. The rules by type of
relationship stand under ``[ties]`` in ``networks.toml``; what they leave out is judged by the ties there are.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from kgraph.analysis.list_completeness import COMPLETE, said_of_list
from kgraph.declarations import declarations

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kgraph.analysis.networks import Network
    from kgraph.analysis.ties import Arc


@dataclass(frozen=True, slots=True)
class TieRule:
    """What may be joined by relationships of one type.

    Parameters
    ----------
    start, end : tuple of str
        Classes that the two ends must have one of; empty lets in the classes that such ties join already.
    alike : tuple of str
        Relationship types from an end to what it is for. Whoever is to act for a thing must act for another
        that shares one of these.
    serves : str
        Relationship type into that other thing, from somebody else than who acts for it; empty lets in all.
    shared : tuple of str
        Relationship types from both ends to what they are for, of which they must share one.
    one : bool
        Whether a thing begins at most one of them, so that none can be added to it.
    among : str
        Relationship type into the start from those who may stand at the end; empty lets in all.
    closed : str
        Relationship type from an end to how complete its ties are: no tie is added to what is complete.
    measure : str
        Name of the measure by which an arc of the type gets a stand-in; empty where it can have none.
    """

    start: tuple[str, ...] = ()
    end: tuple[str, ...] = ()
    alike: tuple[str, ...] = ()
    serves: str = ""
    shared: tuple[str, ...] = ()
    one: bool = False
    among: str = ""
    closed: str = ""
    measure: str = ""


def tie_rules() -> dict[str, TieRule]:
    """Return the declared rules by relationship type."""
    return {name: _tie_rule(values) for name, values in declarations("networks")["ties"].items()}


def _tie_rule(values: Mapping[str, Any]) -> TieRule:
    settings: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in values.items()
    }
    return TieRule(**settings)


class AllowedTies:
    """The relationships that could be added to a network.

    Parameters
    ----------
    network : Network
        The network as it is.
    """

    def __init__(self, network: Network) -> None:
        self.network = network
        self.relations = {relation.type: relation for relation in network.definition.relations}
        self.rules = tie_rules()
        self._ends: dict[str, dict[str, set[str]]] = {}
        for ties in network.ties.values():
            for tie in ties:
                if tie.start in network.graph and tie.end in network.graph:
                    start, end = self._turned(tie.type, tie.start, tie.end)
                    self._ends.setdefault(tie.type, {}).setdefault(start, set()).add(end)

    def rule(self, kind: str) -> TieRule:
        """Return the rule for relationships of type `kind`: an empty one where none is declared."""
        return self.rules.get(kind, TieRule())

    def allows(self, kind: str, start: str, end: str) -> bool:
        """Return whether a relationship could be added.

        Parameters
        ----------
        kind : str
            Its type.
        start, end : str
            Its arc in the network, which runs against the relationship where the network says so.
        """
        return self._admits(kind, *self._turned(kind, start, end)) if start != end else False

    def missing(self) -> Iterator[tuple[str, Arc]]:
        """Return the type and arc of each relationship that could be added where no arc is, in order."""
        nodes = sorted(self.network.graph)
        for kind in sorted(self._ends):
            # Only who has such a tie may begin another, in every rule.
            for start in sorted(self._ends[kind]):
                for end in nodes:
                    if start != end and self._admits(kind, start, end):
                        arc = self.network.arc(*self._turned(kind, start, end))
                        if arc not in self.network.ties:
                            yield kind, arc

    def stand_ins(self, kind: str, start: str, end: str) -> list[str]:
        """Return what could stand in for the end of an arc, so that its start needs only one of them.

        Parameters
        ----------
        kind : str
            Type of the relationship.
        start, end : str
            The arc in the network, from what depends to what it depends on.
        """
        rule = self.rule(kind)
        if not rule.measure:
            return []
        members = self._into(rule.among, start) if rule.among else set(self.network.graph)
        return [
            other
            for other in sorted(members & set(self.network.graph))
            if other not in (start, end)
            and other not in self._tied(kind, start)
            and self._fits(kind, *self._turned(kind, start, other))
        ]

    def _admits(self, kind: str, start: str, end: str) -> bool:
        rule = self.rule(kind)
        if end in self._ends.get(kind, {}).get(start, ()) or (rule.one and start in self._ends.get(kind, {})):
            return False
        if rule.closed and COMPLETE in said_of_list(self.network.origin, end, rule.closed):
            return False
        return self._fits(kind, start, end)

    def _fits(self, kind: str, start: str, end: str) -> bool:
        """Return whether the ends have the right classes, and whoever acts already does so for the like."""
        rule, classes = self.rule(kind), self.network.classes
        for wanted, node in ((rule.start, start), (rule.end, end)):
            if wanted and not set(wanted) & set(classes[node]):
                return False
        pair = (self.network.kinds[start], self.network.kinds[end])
        if rule.among:
            return start in self._ends.get(kind, {}) and end in self._into(rule.among, start)
        if rule.shared and not any(self._out(each, start) & self._out(each, end) for each in rule.shared):
            return False
        if not rule.alike:
            return pair in self._pairs.get(kind, set()) and self._plays(kind, start, end)
        tasks = self._tasks(kind, end)
        others = self._ends.get(kind, {}).get(start, set()) - {end}
        return any(
            tasks & self._tasks(kind, other)
            for other in others
            if not rule.serves or self._into(rule.serves, other) - {start}
        )

    def _plays(self, kind: str, start: str, end: str) -> bool:
        """Return whether `start` has such a tie to something of the class of `end` already."""
        kinds = self.network.kinds
        return any(kinds[other] == kinds[end] for other in self._ends.get(kind, {}).get(start, ()))

    def _tasks(self, kind: str, thing: str) -> set[str]:
        """Return what a thing is for; where no source says so, what its providers do the like of."""
        own = self._own_tasks(kind, thing)
        if own:
            return own
        kinds = self.network.kinds
        return {
            task
            for others in self._ends.get(kind, {}).values()
            if thing in others
            for other in others
            if kinds[other] == kinds[thing]
            for task in self._own_tasks(kind, other)
        }

    def _own_tasks(self, kind: str, thing: str) -> set[str]:
        return {task for type_ in self.rule(kind).alike for task in self._out(type_, thing)}

    @cached_property
    def _pairs(self) -> dict[str, set[tuple[str, str]]]:
        kinds = self.network.kinds
        return {
            kind: {(kinds[start], kinds[end]) for start, ends in own.items() for end in ends}
            for kind, own in self._ends.items()
        }

    def _tied(self, kind: str, start: str) -> set[str]:
        """Return what an arc of the type leads to from `start` in the network."""
        return {
            tie.end
            for arc in self.network.graph.out_edges(start)
            for tie in self.network.ties_of(*arc)
            if tie.type == kind
        }

    def _turned(self, kind: str, start: str, end: str) -> Arc:
        """Return the ends of a relationship for those of its arc, and the other way round."""
        relation = self.relations.get(kind)
        return (end, start) if relation is not None and relation.reverse else (start, end)

    def _out(self, kind: str, thing: str) -> set[str]:
        return {end for _, end, data in self._data(thing, "out") if data.get("type") == kind}

    def _into(self, kind: str, thing: str) -> set[str]:
        # A proposal is for the time to come, so what has an end does not count.
        return {
            start
            for start, _, data in self._data(thing, "in")
            if data.get("type") == kind and data.get("until") is None
        }

    def _data(self, thing: str, side: str) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
        origin = self.network.origin
        if thing in origin:
            edges = origin.out_edges if side == "out" else origin.in_edges
            yield from edges(thing, data=True)
