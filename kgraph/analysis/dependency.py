"""What stops if something stops: AND / OR propagation of loss, with dominators as its lower bound.

An arc A to B says that A depends on B. Arcs in one alternative group are an OR: A keeps going while one of
them
holds. All others are an AND: each is needed. An arc whose loss only "affects" passes nothing on.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

import networkx as nx

from kgraph.analysis.engines import compute

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from kgraph.analysis.networks import Arc, Network

ROOT = "urn:kgraph:everything-else"


@dataclass(frozen=True, slots=True)
class Loss:
    """What is lost when some things are removed.

    Parameters
    ----------
    removed : frozenset of str
        The things removed.
    stopped : dict of str to str
        Things that stop with them, each with the lost thing it depended on.
    affected : dict of str to str
        Things that lose something they use but carry on, each with one lost thing.
    """

    removed: frozenset[str]
    stopped: Mapping[str, str]
    affected: Mapping[str, str]

    @property
    def lost(self) -> frozenset[str]:
        """All that stop or are affected, without the removed things themselves."""
        return frozenset(self.stopped) | frozenset(self.affected)

    def path(self, node: str) -> list[str]:
        """Return the chain from `node` to the removed thing that its loss goes back to."""
        chain = [node]
        while chain[-1] not in self.removed:
            chain.append(self.stopped.get(chain[-1]) or self.affected[chain[-1]])
        return chain

    def arcs(self, nodes: Collection[str]) -> set[Arc]:
        """Return the arcs on the chains from `nodes`."""
        chains = [self.path(node) for node in nodes]
        return {arc for chain in chains for arc in pairwise(chain)}


@dataclass(slots=True)
class DependencyModel:
    """The AND / OR reading of a dependency network, indexed for fast propagation.

    Parameters
    ----------
    network : Network
        A directed network whose arcs mean "depends on".
    """

    network: Network
    _needs: dict[str, list[tuple[str, str, str]]] = field(default_factory=dict)
    _sizes: dict[tuple[str, str], int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Index the relationships by what they depend on, and the groups of alternatives by size."""
        groups: dict[tuple[str, str], set[str]] = {}
        entries: dict[str, set[tuple[str, str, str]]] = {}
        for (start, end), ties in self.network.ties.items():
            for tie in ties:
                entries.setdefault(end, set()).add((start, tie.group, tie.loss))
                if tie.group:
                    groups.setdefault((start, tie.group), set()).add(end)
        self._needs = {end: sorted(found) for end, found in entries.items()}
        self._sizes = {key: len(members) for key, members in groups.items()}

    def alternatives(self) -> dict[tuple[str, str], list[str]]:
        """Return the members of each group of alternatives, by dependent thing and name of the group."""
        found: dict[tuple[str, str], set[str]] = {}
        for end, entries in self._needs.items():
            for start, group, _ in entries:
                if group:
                    found.setdefault((start, group), set()).add(end)
        return {key: sorted(members) for key, members in sorted(found.items())}

    def loss(self, removed: Collection[str]) -> Loss:
        """Return all that stops or is affected when `removed` stop: the least fixed point of the rules.

        Things that hold each other up stop together. Time is linear in the arcs into what stops.
        """
        gone = frozenset(removed)
        stopped: dict[str, str] = {}
        affected: dict[str, str] = {}
        hits: dict[tuple[str, str], set[str]] = {}
        queue = deque(sorted(gone))
        while queue:
            cause = queue.popleft()
            for dependent, group, loss in self._needs.get(cause, ()):
                if dependent in gone or dependent in stopped:
                    continue
                whole = True
                if group:
                    members = hits.setdefault((dependent, group), set())
                    members.add(cause)
                    whole = len(members) == self._sizes[dependent, group]
                if whole and loss == "stops":
                    stopped[dependent] = cause
                    affected.pop(dependent, None)
                    queue.append(dependent)
                elif whole:
                    affected.setdefault(dependent, cause)
        return Loss(gone, stopped, affected)

    def dominators(self) -> dict[str, str]:
        """Return each thing's immediate dominator: the nearest thing that all its support comes through.

        Dominators read every arc as an alternative to the others, so they are what is lost even if all listed
        ties
        could stand in for one another. Things that depend on nothing, and things in a closed circle, hold
        themselves up (Lengauer and Tarjan 1979, doi:10.1145/357062.357071).

        Returns
        -------
        dict of str to str
            Without things that have no dominator but themselves.
        """
        graph = self.network.graph
        flow = nx.DiGraph()
        flow.add_node(ROOT)
        flow.add_nodes_from(graph)
        flow.add_edges_from((end, start) for start, end in graph.edges)
        for component in nx.strongly_connected_components(graph):
            if all(end in component for start in component for end in graph[start]):
                flow.add_edges_from((ROOT, node) for node in component)
        found = compute("immediate_dominators", nx.freeze(flow), ROOT)
        return {
            node: parent
            for node, parent in found.items()
            if node != ROOT and parent not in (None, ROOT, node)
        }

    def dominated(self) -> dict[str, set[str]]:
        """Return the things that each thing dominates, without itself."""
        return dominated_sets(self.dominators())


def dominated_sets(parents: Mapping[str, str]) -> dict[str, set[str]]:
    """Return the nodes below each node of a dominator tree that is given by each node's parent."""
    below: dict[str, set[str]] = {}
    for node in parents:
        above: str | None = parents[node]
        while above is not None:
            below.setdefault(above, set()).add(node)
            above = parents.get(above)
    return below
