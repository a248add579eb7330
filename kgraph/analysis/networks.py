"""From the graph of a study to a declared network, which keeps the relationships behind each of its arcs."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

import networkx as nx

from kgraph.analysis.arcs import arcs_of, weight_of
from kgraph.analysis.definitions import TWO_MODE, NetworkDefinition, RelationRule, network_definitions
from kgraph.analysis.graph_index import GraphIndex
from kgraph.analysis.lifetimes import lifetime_of
from kgraph.analysis.network_notes import network_notes
from kgraph.analysis.results import Evidence, number
from kgraph.analysis.sentences import ClassWords, counted, has_words, series
from kgraph.analysis.ties import ENDS, Arc, Candidates, SelectedTies, Tie, with_ends_as_bodies
from kgraph.analysis.two_modes import BODIES
from kgraph.analysis.undirected import without_direction
from kgraph.errors import UsageError
from kgraph.gc_pause import collection_paused
from kgraph.node_names import find_node
from kgraph.words.term_words import CLASS_WORDS
from kgraph.words.thing_names import name_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from kgraph.words.text import Text

_as_json = json.JSONEncoder(ensure_ascii=False).encode
__all__ = [
    "Network",
    "NetworkDefinition",
    "RelationRule",
    "Tie",
    "declare",
    "declare_all",
    "network_definitions",
]


@dataclass(frozen=True, slots=True, repr=False)
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
    words : dict of str to (Text, Text)
        What the data itself calls its classes: one, several.
    classes : dict of str to tuple of str
        All classes of each node.
    goals : dict of str to str
        The goal class of each node that has one.
    notes : tuple of Text
        What was left out, and why.
    hash : str
        SHA-256 of nodes, arcs, weights and relationships.
    candidates : Candidates
        What of a study's graph may belong to it.
    """

    definition: NetworkDefinition
    graph: nx.DiGraph | nx.Graph
    ties: Mapping[Arc, tuple[Tie, ...]]
    names: Mapping[str, Text]
    kinds: Mapping[str, str]
    words: ClassWords
    classes: Mapping[str, tuple[str, ...]]
    goals: Mapping[str, str]
    notes: tuple[Text, ...]
    hash: str
    candidates: Candidates

    def __repr__(self) -> str:
        """Return name, reading and size."""
        name, reading = self.definition.name, self.definition.reading
        return f"<Network {name} ({reading}): {self.n} things, {self.m} ties>"

    @property
    def key(self) -> str:
        """What is computed of the network is kept under this: its name, and the hash of what it holds."""
        return f"{self.definition.name} {self.hash}"

    @property
    def origin(self) -> nx.MultiDiGraph:
        """The graph it was declared on."""
        return self.candidates.index.graph

    @property
    def n(self) -> int:
        """Number of nodes."""
        return int(self.graph.number_of_nodes())

    @property
    def m(self) -> int:
        """Number of arcs, or of ties in an undirected network."""
        return len(self.ties)

    def counted(self, nodes: Iterable[str]) -> Text:
        """Return how many things of each kind, as "5 services and 6 municipalities"."""
        return counted((self.kinds[node] for node in nodes), self.words)

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

    @property
    def relationships(self) -> dict[str, Tie]:
        """The relationships behind all arcs by key, each once."""
        return {tie.key: tie for behind in self.ties.values() for tie in behind}

    def tie_name(self, start: str, end: str) -> Text:
        """Return the names of both ends of a tie."""
        return series((self.name(start), self.name(end)), " – ")

    def incident(self, node: str) -> list[Arc]:
        """Return the arcs into and out of `node`, sorted."""
        if not self.definition.directed:
            return sorted(self.arc(node, other) for other in self.graph[node])
        into = [(other, node) for other in self.graph.predecessors(node)]
        return sorted([*into, *((node, other) for other in self.graph.successors(node))])

    def is_part_of(self, start: str, end: str) -> bool:
        """Return whether all that ties two things is that one is a part of the other."""
        ties = self.ties_of(start, end)
        return bool(ties) and all(tie.part_of for tie in ties)

    @property
    def reading(self) -> str:
        """How the network may be read."""
        return self.definition.reading

    @property
    def of_one_kind(self) -> bool:
        """Whether all things of the network share a class, so that a score says the same of each."""
        kinds = {frozenset(own) for own in set(self.classes.values())}
        return bool(kinds) and bool(frozenset.intersection(*kinds))

    @property
    def isolates(self) -> list[str]:
        """The things that nothing ties, sorted."""
        return sorted(nx.isolates(self.graph))

    @property
    def bodies(self) -> frozenset[str]:
        """The second mode of a two-mode network; empty for another."""
        bodies: frozenset[str] = self.graph.graph.get(BODIES, frozenset())
        return bodies

    def modes(self) -> tuple[frozenset[str], ...]:
        """Return the sets of things that are ranked among each other: each mode, or all."""
        if not self.bodies:
            return (frozenset(self.graph),)
        return (frozenset(self.graph) - self.bodies, self.bodies)

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
        if changes:
            return _declare(self.candidates.index, replace(self.definition, **changes), keep, without)
        return _declared(self.candidates, self.candidates.select(keep, without))

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
            "relationships": len(self.relationships),
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
    return _declare(GraphIndex(graph), definition, keep, without)


@collection_paused()
def declare_all(index: GraphIndex, definitions: Mapping[str, NetworkDefinition]) -> dict[str, Network]:
    """Declare several networks on one graph; see `declare`."""
    return {name: _declare(index, definition) for name, definition in definitions.items()}


def _declare(
    index: GraphIndex,
    definition: NetworkDefinition,
    keep: Callable[[Tie], bool] | None = None,
    without: Collection[str] = (),
) -> Network:
    candidates = Candidates.of(index, *with_ends_as_bodies(index, definition))
    return _declared(candidates, candidates.select(keep, without))


def _declared(candidates: Candidates, selected: SelectedTies) -> Network:
    index = candidates.index
    definition = candidates.definition
    arcs, met = arcs_of(definition, candidates.classes, selected.ties)
    nodes = sorted({*selected.isolates, *met, *(node for arc in arcs for node in arc)})
    classes = {node: candidates.classes[node] for node in nodes}
    sources = {item.source for ties in arcs.values() for tie in ties for item in tie.evidence}
    names = {uri: index.name(uri) for uri in sorted({*nodes, *sources})}
    words: ClassWords = index.graph.graph.get(CLASS_WORDS, {})
    kinds = _kinds(index, definition, classes, words)
    simple = nx.DiGraph() if definition.directed else nx.Graph()
    if definition.mode == TWO_MODE:
        simple.graph[BODIES] = frozenset(n for n in nodes if set(definition.bodies) & set(classes[n]))
    for node in nodes:
        simple.add_node(node, **_attributes(names[node], kinds[node], index.graph.nodes[node]))
    simple.add_weighted_edges_from((*arc, weight_of(definition, arc, ties)) for arc, ties in arcs.items())
    return Network(
        definition=definition,
        graph=nx.freeze(simple),
        ties=arcs,
        names=names,
        kinds=kinds,
        words=dict(words),
        classes=classes,
        goals={
            node: goal
            for node in nodes
            if (goal := next((goal for goal in definition.goals if goal in classes[node]), None))
        },
        notes=network_notes(definition, simple, arcs, selected, names),
        hash=_hash(simple, arcs),
        candidates=candidates,
    )


def _attributes(name: Text, kind: str, data: Mapping[str, Any]) -> dict[str, str]:
    """Return what a node is called and is, and its dates as text, which every graph format can hold."""
    lifetime = lifetime_of(data)
    days = {"from": lifetime.first, "until": lifetime.last}
    known = {key: day.isoformat() for key, day in days.items() if day is not None}
    return {"label_sv": name.sv, "label_en": name.en, "class": kind, **known}


def _kinds(
    index: GraphIndex,
    definition: NetworkDefinition,
    classes: Mapping[str, tuple[str, ...]],
    words: ClassWords,
) -> dict[str, str]:
    counts = index.class_counts

    def kind(own: tuple[str, ...]) -> str:
        """Return the class that stands for a node with these classes."""
        named = next((group for group in definition.groups if group in own), None)
        # Classes of other vocabularies that a node has besides have no words; they would read as foreign.
        return named or min(
            (label for label in own if label != ENDS),
            key=lambda label: (not has_words(label, words), counts[label], label),
            default="Resource",
        )

    kinds = {own: kind(own) for own in set(classes.values())}
    return {node: kinds[own] for node, own in classes.items()}


def _hash(graph: nx.Graph, arcs: Mapping[Arc, tuple[Tie, ...]]) -> str:
    digest = hashlib.sha256()
    digest.update(_as_json([graph.is_directed(), sorted(graph.nodes)]).encode())
    for (start, end), ties in arcs.items():
        weight = graph.get_edge_data(start, end)["weight"]
        digest.update(_as_json([start, end, number(weight), [tie.key for tie in ties]]).encode())
    return digest.hexdigest()
