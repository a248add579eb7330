"""What stops if something stops: AND / OR propagation of loss, with dominators as its lower bound.

An arc A to B says that A depends on B. Arcs in one alternative group are an OR: A keeps going while one of
them holds. All others are an AND: each is needed. An arc whose loss only "affects" passes nothing on.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kgraph.analysis.dominators import immediate_dominators

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    import networkx as nx

    from kgraph.analysis.networks import Network
    from kgraph.analysis.settings import Settings
    from kgraph.analysis.ties import Arc

STOPS = "stops"
GOALS_LOST = "goals-lost"
"""Name of the figure that counts the goals lost with each thing."""


@dataclass(frozen=True, slots=True)
class DependencyLoss:
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
        """Return the arcs on the chains from `nodes`; a thing has one cause, so a known arc ends a chain."""
        arcs: set[Arc] = set()
        for node in nodes:
            current = node
            while current not in self.removed:
                cause = self.stopped.get(current) or self.affected[current]
                if (current, cause) in arcs:
                    break
                arcs.add((current, cause))
                current = cause
        return arcs


class DependencyModel:
    """The AND / OR reading of a dependency network, indexed for fast propagation.

    Parameters
    ----------
    graph : networkx.DiGraph
        Arcs mean "depends on".
    needs : iterable of (str, str, str, str)
        For each relationship: what depends, on what, the alternative group ("" for none), the kind of loss.
    """

    def __init__(self, graph: nx.DiGraph, needs: Iterable[tuple[str, str, str, str]]) -> None:
        self.graph = graph
        groups: dict[tuple[str, str], set[str]] = {}
        entries: dict[str, set[tuple[str, str, str]]] = {}
        stopping: set[tuple[str, str]] = set()
        for start, end, group, loss in needs:
            entries.setdefault(end, set()).add((start, group, loss))
            if group:
                groups.setdefault((start, group), set()).add(end)
                if loss == STOPS:
                    stopping.add((start, group))
        self._groups = {key: sorted(groups[key]) for key in sorted(groups)}
        # Once all alternatives are gone, the gravest of their losses counts, whichever of them was lost last.
        self._needs = {
            end: sorted(
                {(start, group, STOPS if (start, group) in stopping else loss) for start, group, loss in own}
            )
            for end, own in entries.items()
        }
        self._needed: dict[str, dict[tuple[str, ...], str]] = {}
        for end, own in self._needs.items():
            for start, group, loss in own:
                members = tuple(self._groups[start, group]) if group else (end,)
                kinds = self._needed.setdefault(start, {})
                kinds[members] = STOPS if STOPS in (loss, kinds.get(members)) else loss

    @classmethod
    def of(cls, network: Network) -> DependencyModel:
        """Return the model of a declared network."""
        ties = (tie for behind in network.ties.values() for tie in behind)
        return cls(network.graph, ((tie.start, tie.end, tie.group, tie.loss) for tie in ties))

    @classmethod
    def kept(cls, network: Network, settings: Settings) -> DependencyModel:
        """Return the model of a declared network, made once for all questions that share the settings."""
        return settings.once(f"model {network.key}", lambda: cls.of(network))

    def alternatives(self) -> dict[tuple[str, str], list[str]]:
        """Return the members of each group of alternatives, by dependent thing and name of the group."""
        return self._groups

    def needs(self) -> Iterator[tuple[str, str, str, str]]:
        """Yield each need: what is needed, by what, in which group of alternatives, and what its loss does.

        All alternatives of a group have the gravest of their losses.
        """
        for end, own in self._needs.items():
            for start, group, loss in own:
                yield end, start, group, loss

    def needs_of(self, node: str, *, stops_only: bool = False) -> list[tuple[str, ...]]:
        """Return what `node` needs: groups of alternatives, a single need being a group of one.

        Parameters
        ----------
        node : str
            A thing of the model.
        stops_only : bool
            Leave out the needs whose loss only affects it.
        """
        needed = self._needed.get(node, {})
        return sorted(members for members, loss in needed.items() if loss == STOPS or not stops_only)

    def loss(self, removed: Collection[str]) -> DependencyLoss:
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
                    whole = len(members) == len(self._groups[dependent, group])
                if whole and loss == STOPS:
                    stopped[dependent] = cause
                    affected.pop(dependent, None)
                    queue.append(dependent)
                elif whole:
                    affected.setdefault(dependent, cause)
        return DependencyLoss(gone, stopped, affected)

    def lost_together(self, first: str, second: str) -> frozenset[str]:
        """Return what is lost with both of two things and with neither alone."""
        return self.loss([first, second]).lost - self.loss([first]).lost - self.loss([second]).lost

    def dominators(self) -> dict[str, str]:
        """Return each thing's immediate dominator: the nearest thing that all its support comes through.

        Dominators read every arc as an alternative to the others, so they are what is lost even if all listed
        ties could stand in for one another. Things that depend on nothing, and things in a closed circle,
        hold themselves up (Lengauer and Tarjan 1979, doi:10.1145/357062.357071).

        Returns
        -------
        dict of str to str
            Without things that have no dominator but themselves.
        """
        return immediate_dominators(self.graph)

    def dominator_tree(self) -> DominatorTree:
        """Return the dominators as a tree."""
        return DominatorTree(self.dominators())


class DominatorTree:
    """Who dominates whom, with sizes in linear time and the things below one node on demand.

    Parameters
    ----------
    parents : dict of str to str
        Immediate dominators.
    """

    def __init__(self, parents: Mapping[str, str]) -> None:
        self._children: dict[str, list[str]] = {}
        for node in sorted(parents):
            self._children.setdefault(parents[node], []).append(node)
        self._roots = sorted(set(self._children) - set(parents))

    def below(self, node: str) -> set[str]:
        """Return the things that `node` dominates, without itself."""
        dominated: set[str] = set()
        waiting = list(self._children.get(node, ()))
        while waiting:
            other = waiting.pop()
            dominated.add(other)
            waiting.extend(self._children.get(other, ()))
        return dominated

    def sizes(self) -> dict[str, int]:
        """Return how many things each node dominates; nodes that dominate none are left out."""
        order: list[str] = []
        waiting = list(self._roots)
        while waiting:
            node = waiting.pop()
            order.append(node)
            waiting.extend(self._children.get(node, ()))
        sizes: dict[str, int] = {}
        for node in reversed(order):
            if node in self._children:
                sizes[node] = sum(1 + sizes.get(child, 0) for child in self._children[node])
        return sizes
