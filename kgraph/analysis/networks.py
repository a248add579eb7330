"""From the graph of a study to a declared network, which keeps the relationships behind each of its arcs."""

from __future__ import annotations

import hashlib
import json
import math
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations
from typing import TYPE_CHECKING, Any

import networkx as nx

from kgraph.analysis.definitions import NetworkDefinition, RelationRule, network_definitions
from kgraph.analysis.results import Evidence, number
from kgraph.analysis.sentences import count_of, has_words, one_or_many, series
from kgraph.analysis.ties import REASONS, Arc, Tie, select_ties
from kgraph.analysis.undirected import without_direction
from kgraph.errors import UsageError
from kgraph.node_names import find_node
from kgraph.words.catalogue import catalogue
from kgraph.words.thing_names import name_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from kgraph.words.text import Text

__all__ = ["Network", "NetworkDefinition", "RelationRule", "Tie", "declare", "network_definitions"]

_words = catalogue("analysis")


@dataclass(frozen=True, slots=True)
class Network:
    """A simple graph with the relationships behind each of its arcs.

    Parameters
    ----------
    definition : NetworkDefinition
        The choices it was made by.
    graph : networkx.DiGraph or networkx.Graph
        Simple, without self-loops, frozen; edges have ``weight``.
    ties : dict
        Relationships by arc; in an undirected network by the arc in sorted order.
    names : dict of str to Text
        Names of the nodes, and of the sources.
    kinds : dict of str to str
        The class that stands for each node.
    classes : dict of str to tuple of str
        All classes of each node.
    goals : dict of str to str
        The goal class of each node that has one.
    notes : tuple of Text
        What was left out, and why.
    hash : str
        SHA-256 of nodes, arcs, weights and relationships.
    origin : networkx.MultiDiGraph
        The graph it was declared on.
    """

    definition: NetworkDefinition
    graph: nx.DiGraph | nx.Graph
    ties: Mapping[Arc, tuple[Tie, ...]]
    names: Mapping[str, Text]
    kinds: Mapping[str, str]
    classes: Mapping[str, tuple[str, ...]]
    goals: Mapping[str, str]
    notes: tuple[Text, ...]
    hash: str
    origin: nx.MultiDiGraph

    @property
    def n(self) -> int:
        """Number of nodes."""
        return int(self.graph.number_of_nodes())

    @property
    def m(self) -> int:
        """Number of arcs, or of ties in an undirected network."""
        return int(self.graph.number_of_edges())

    def name(self, uri: str) -> Text:
        """Return the name of a node or a source; an unknown one keeps its address."""
        return self.names.get(uri) or name_of(uri, {})

    def node_named(self, name: str) -> str:
        """Return the node that `name`, in Swedish or English, or an address means.

        Raises
        ------
        UsageError
            Nothing in the graph has that name, several things have it, or the thing is not in this network.
        """
        node = find_node(self.origin, name)
        if node not in self.graph:
            raise UsageError(
                f"{name} is not in the network {self.definition.name}",
                hint="No relationship of the network's types ties it to anything at the chosen time.",
            )
        return node

    def arc(self, start: str, end: str) -> Arc:
        """Return the key under which `ties` holds the arc."""
        return (start, end) if self.definition.directed or start <= end else (end, start)

    def ties_of(self, start: str, end: str) -> tuple[Tie, ...]:
        """Return the relationships behind an arc; none when there is no such arc."""
        return self.ties.get(self.arc(start, end), ())

    def evidence(self, arcs: Iterable[Arc]) -> tuple[Evidence, ...]:
        """Return the sources of all relationships behind `arcs`, sorted, each once."""
        return tuple(sorted({item for arc in arcs for tie in self.ties_of(*arc) for item in tie.evidence}))

    def tie_name(self, start: str, end: str) -> Text:
        """Return the names of both ends of a tie."""
        return series((self.name(start), self.name(end)), " – ")

    def incident(self, node: str) -> list[Arc]:
        """Return the arcs into and out of `node`, sorted."""
        if not self.definition.directed:
            return sorted(self.arc(node, other) for other in self.graph[node])
        return sorted([*self.graph.in_edges(node), *self.graph.out_edges(node)])

    def goal_kind(self, node: str) -> str | None:
        """Return the first of the definition's goal classes that `node` has, or None."""
        return self.goals.get(node)

    def undirected(self) -> nx.Graph:
        """Return the graph without direction; the weights of opposite arcs are added."""
        return without_direction(self.graph)

    def redeclared(
        self, keep: Callable[[Tie], bool] | None = None, without: Collection[str] = (), **changes: Any
    ) -> Network:
        """Return the network declared anew on fewer relationships or nodes, or with other settings."""
        definition = replace(self.definition, **changes) if changes else self.definition
        return declare(self.origin, definition, keep=keep, without=without)

    def summary(self) -> dict[str, Any]:
        """Return the network's entry in ``analysis.json``."""
        definition = self.definition
        at = definition.at
        return {
            "title": definition.title.to_json(),
            "meaning": definition.meaning.to_json(),
            "n": self.n,
            "m": self.m,
            "relations": [relation.type for relation in definition.relations],
            "statuses": list(definition.statuses),
            "directed": definition.directed,
            "mode": definition.mode,
            "at": at.isoformat() if isinstance(at, date) else at,
            "parallel": definition.parallel,
            "relationships": len({tie.key for ties in self.ties.values() for tie in ties}),
            "graphHash": self.hash,
            "notes": [note.to_json() for note in self.notes],
        }


def declare(
    graph: nx.MultiDiGraph,
    definition: NetworkDefinition,
    *,
    keep: Callable[[Tie], bool] | None = None,
    without: Collection[str] = (),
) -> Network:
    """Declare a network on the graph of a study.

    Parameters
    ----------
    graph : networkx.MultiDiGraph
        Nodes with ``labels``; edges with ``type``, ``sources`` and its aligned lists, ``from``, ``until``.
    definition : NetworkDefinition
        The choices.
    keep : callable, optional
        Further test that a relationship must pass.
    without : collection of str
        Nodes to leave out.

    Returns
    -------
    Network
        Its notes count the self-loops left out, and the relationships without a source, which stay.

    Raises
    ------
    UsageError
        A weight that is negative, not a number or not finite. A weight of zero means no tie.
    """
    classes = {node: tuple(data.get("labels", ())) for node, data in graph.nodes(data=True)}
    ties, left_out = select_ties(graph, definition, classes, keep, without)
    arcs = (
        _projected(definition, classes, ties)
        if definition.mode == "projection"
        else _by_arc(definition, ties)
    )
    simple = _simple_graph(definition, arcs)
    return _network(graph, definition, simple, arcs, classes, left_out)


def _by_arc(definition: NetworkDefinition, ties: list[Tie]) -> dict[Arc, tuple[Tie, ...]]:
    arcs: dict[Arc, list[Tie]] = {}
    for tie in ties:
        arc = (tie.start, tie.end)
        if not definition.directed and tie.start > tie.end:
            arc = (tie.end, tie.start)
        arcs.setdefault(arc, []).append(tie)
    return {arc: tuple(sorted(arcs[arc], key=lambda tie: (tie.type, tie.key))) for arc in sorted(arcs)}


def _projected(
    definition: NetworkDefinition, classes: Mapping[str, tuple[str, ...]], ties: list[Tie]
) -> dict[Arc, tuple[Tie, ...]]:
    wanted, unwanted = set(definition.onto), set(definition.not_onto)

    def projects(node: str) -> bool:
        """Return whether `node` is one of the things that the projection ties together."""
        return bool(wanted & set(classes[node])) and not unwanted & set(classes[node])

    meetings: dict[str, dict[str, list[Tie]]] = {}
    for tie in ties:
        if projects(tie.start):
            meetings.setdefault(tie.end, {}).setdefault(tie.start, []).append(tie)
    arcs: dict[Arc, dict[str, Tie]] = {}
    for body, members in sorted(meetings.items()):
        for a, b in combinations(sorted(members), 2):
            arcs.setdefault((a, b), {}).update({tie.key: tie for tie in (*members[a], *members[b])})
        if projects(body):
            for member in sorted(members):
                arc = (member, body) if member < body else (body, member)
                arcs.setdefault(arc, {}).update({tie.key: tie for tie in members[member]})
    return {arc: tuple(arcs[arc][key] for key in sorted(arcs[arc])) for arc in sorted(arcs)}


def _simple_graph(
    definition: NetworkDefinition, arcs: Mapping[Arc, tuple[Tie, ...]]
) -> nx.DiGraph | nx.Graph:
    graph = nx.DiGraph() if definition.directed else nx.Graph()
    graph.add_nodes_from(sorted({node for arc in arcs for node in arc}))
    for arc, ties in arcs.items():
        if definition.mode == "projection":
            weight = float(len({tie.end for tie in ties}))
        else:
            weight = _combined(definition.parallel, [tie.weight for tie in ties])
        if not math.isfinite(weight):
            raise UsageError(
                "the sum of parallel weights is too large for a number",
                where=f"network {definition.name}, {arc[0]} to {arc[1]}",
                hint='Use parallel = "max", or smaller weights.',
            )
        graph.add_edge(*arc, weight=weight)
    return nx.freeze(graph)


def _combined(rule: str, weights: list[float]) -> float:
    if rule == "one":
        return 1.0
    return sum(weights) if rule == "sum" else max(weights)


def _network(
    graph: nx.MultiDiGraph,
    definition: NetworkDefinition,
    simple: nx.DiGraph | nx.Graph,
    arcs: Mapping[Arc, tuple[Tie, ...]],
    classes: Mapping[str, tuple[str, ...]],
    left_out: Counter[str],
) -> Network:
    sources = {item.source for ties in arcs.values() for tie in ties for item in tie.evidence}
    names = {
        uri: name_of(uri, graph.nodes[uri] if uri in graph else {})
        for uri in sorted({*simple.nodes, *sources})
    }
    unsourced = len({tie.key for ties in arcs.values() for tie in ties if not tie.evidence})
    return Network(
        definition=definition,
        graph=simple,
        ties=arcs,
        names=names,
        kinds=_kinds(definition, classes, simple),
        classes={node: classes[node] for node in simple},
        goals={
            node: goal
            for node in simple
            if (goal := next((goal for goal in definition.goals if goal in classes[node]), None))
        },
        notes=_notes(left_out, unsourced),
        hash=_hash(simple, arcs),
        origin=graph,
    )


def _kinds(
    definition: NetworkDefinition, classes: Mapping[str, tuple[str, ...]], simple: nx.Graph
) -> dict[str, str]:
    counts = Counter(label for own in classes.values() for label in own)

    def kind(node: str) -> str:
        """Return the class that stands for `node`."""
        own = classes[node]
        named = next((group for group in definition.groups if group in own), None)
        # Classes of other vocabularies that a node has besides have no words; they would read as foreign.
        return named or min(
            own, key=lambda label: (not has_words(label), counts[label], label), default="Resource"
        )

    return {node: kind(node) for node in simple}


def _notes(left_out: Counter[str], unsourced: int) -> tuple[Text, ...]:
    notes = [
        _words(f"left-out.{one_or_many(n)}.{reason}", n=count_of(n, "relationship"))
        for reason in REASONS
        if (n := left_out[reason])
    ]
    if unsourced:
        notes.append(_words("unsourced.note", n=count_of(unsourced, "relationship")))
    return tuple(notes)


def _hash(graph: nx.Graph, arcs: Mapping[Arc, tuple[Tie, ...]]) -> str:
    digest = hashlib.sha256()
    digest.update(json.dumps([graph.is_directed(), sorted(graph.nodes)], ensure_ascii=False).encode())
    for (start, end), ties in arcs.items():
        line = [start, end, number(graph.edges[start, end]["weight"]), [tie.key for tie in ties]]
        digest.update(json.dumps(line, ensure_ascii=False).encode())
    return digest.hexdigest()
