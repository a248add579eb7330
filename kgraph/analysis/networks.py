"""From the graph of a study to one declared network that keeps the relationships behind each arc."""

from __future__ import annotations

import hashlib
import json
import math
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import combinations
from typing import TYPE_CHECKING, Any

import networkx as nx

from kgraph.analysis.definitions import ANY_TIME, UNENDED, NetworkDefinition, Relation, network_definitions
from kgraph.analysis.measures import without_direction
from kgraph.analysis.names import Text, has_words, label_of, sentence
from kgraph.analysis.results import Evidence, number
from kgraph.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

__all__ = ["Network", "NetworkDefinition", "Relation", "Tie", "declare", "network_definitions"]

Arc = tuple[str, str]


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
        Best status among its sources.
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
        return self.names.get(uri) or label_of(uri, {})

    def arc(self, start: str, end: str) -> Arc:
        """Return the key under which `ties` holds the arc."""
        return (start, end) if self.definition.directed or start <= end else (end, start)

    def ties_of(self, start: str, end: str) -> tuple[Tie, ...]:
        """Return the relationships behind an arc; none when there is no such arc."""
        return self.ties.get(self.arc(start, end), ())

    def evidence(self, arcs: Iterable[Arc]) -> tuple[Evidence, ...]:
        """Return the sources of all relationships behind `arcs`, sorted, each once."""
        return tuple(sorted({item for arc in arcs for tie in self.ties_of(*arc) for item in tie.evidence}))

    def incident(self, node: str) -> list[Arc]:
        """Return the arcs into and out of `node`, sorted."""
        if not self.definition.directed:
            return sorted(self.arc(node, other) for other in self.graph[node])
        return sorted([*self.graph.in_edges(node), *self.graph.out_edges(node)])

    def goal_kind(self, node: str) -> str | None:
        """Return the first of the definition's goal classes that `node` has, or None."""
        own = self.classes.get(node, ())
        return next((goal for goal in self.definition.goals if goal in own), None)

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
        Self-loops are left out and counted in its notes; a relationship with no source is kept and counted.

    Raises
    ------
    UsageError
        A weight that is negative, not a number or not finite. A weight of zero means no tie.
    """
    classes = {node: tuple(data.get("labels", ())) for node, data in graph.nodes(data=True)}
    removed = set(without)
    relations = {relation.type: relation for relation in definition.relations}
    found: list[Tie] = []
    left_out: Counter[str] = Counter()
    for start, end, key, data in graph.edges(keys=True, data=True):
        relation = relations.get(data.get("type", ""))
        if relation is None or start in removed or end in removed:
            continue
        reason = _why_not(graph, definition, classes, (start, end), data)
        if reason is None:
            tie = _tie(definition, relation, (start, end), str(key), data)
            if tie.weight == 0:
                reason = "zero weight"
            elif keep is None or keep(tie):
                found.append(tie)
        if reason:
            left_out[reason] += 1
    arcs = (
        _projected(definition, classes, found)
        if definition.mode == "projection"
        else _by_arc(definition, found)
    )
    simple = _simple_graph(definition, arcs)
    return _network(graph, definition, simple, arcs, classes, left_out)


def _why_not(
    graph: nx.MultiDiGraph,
    definition: NetworkDefinition,
    classes: Mapping[str, tuple[str, ...]],
    ends: Arc,
    data: Mapping[str, Any],
) -> str | None:
    if not set(_statuses(data)) & set(definition.statuses):
        return "status"
    if ends[0] == ends[1]:
        return "self-loop"
    if not all(_valid(item, definition.at) for item in (data, graph.nodes[ends[0]], graph.nodes[ends[1]])):
        return "time"
    for wanted, test in ((definition.labels, all), (definition.bodies, any)):
        if wanted and not test(set(wanted) & set(classes[end]) for end in ends):
            return "class"
    return None


def _statuses(data: Mapping[str, Any]) -> list[str]:
    default = data.get("statementStatus") or ("inferred" if data.get("rule") else "stated")
    aligned = data.get("statuses")
    return [status or "stated" for status in aligned] if aligned else [default]


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
    definition: NetworkDefinition, relation: Relation, ends: Arc, key: str, data: Mapping[str, Any]
) -> Tie:
    start, end = reversed(ends) if relation.reverse else ends
    statuses = _statuses(data)
    sources = list(data.get("sources", ()))
    locators = list(data.get("locators", ())) or [""] * len(sources)
    aligned = statuses if len(statuses) == len(sources) else statuses[:1] * len(sources)
    evidence = tuple(
        sorted(
            Evidence(source, locator or "", status, key)
            for source, locator, status in zip(sources, locators, aligned, strict=False)
            if status in definition.statuses
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
        status=min(statuses, key=_status_order),
        evidence=evidence,
    )


def _status_order(status: str) -> int:
    order = ("stated", "disputed", "inferred", "outdated")
    return order.index(status) if status in order else len(order)


def _weight(definition: NetworkDefinition, relation: Relation, key: str, data: Mapping[str, Any]) -> float:
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
        uri: label_of(uri, graph.nodes[uri] if uri in graph else {})
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
        notes=_notes(left_out, unsourced),
        hash=_hash(simple, arcs),
        origin=graph,
    )


def _kinds(
    definition: NetworkDefinition, classes: Mapping[str, tuple[str, ...]], simple: nx.Graph
) -> dict[str, str]:
    counts = Counter(label for own in classes.values() for label in own)

    def kind(node: str) -> str:
        own = classes[node]
        named = next((group for group in definition.groups if group in own), None)
        # Classes of other vocabularies that a node has besides have no words; they would read as foreign.
        return named or min(
            own, key=lambda label: (not has_words(label), counts[label], label), default="Resource"
        )

    return {node: kind(node) for node in simple}


def _notes(left_out: Counter[str], unsourced: int) -> tuple[Text, ...]:
    reasons = {
        "status": ("på grund av sin status", "for their status"),
        "self-loop": ("som går från en sak till den själv", "that run from a thing to itself"),
        "time": ("som inte gäller vid den valda tiden", "that are not valid at the chosen time"),
        "class": (
            "vars ändar har andra klasser än nätverkets",
            "whose ends have other classes than the network's",
        ),
        "zero weight": ("med vikten noll", "with weight zero"),
    }
    notes = [
        sentence(
            "{n} relationer {sv} är inte med.", "{n} relationships {en} are left out.", n=n, sv=sv, en=en
        )
        for reason, (sv, en) in reasons.items()
        if (n := left_out[reason])
    ]
    if unsourced:
        notes.append(
            sentence("{n} relationer saknar källa.", "{n} relationships have no source.", n=unsourced)
        )
    return tuple(notes)


def _hash(graph: nx.Graph, arcs: Mapping[Arc, tuple[Tie, ...]]) -> str:
    digest = hashlib.sha256()
    digest.update(json.dumps([graph.is_directed(), sorted(graph.nodes)], ensure_ascii=False).encode())
    for (start, end), ties in arcs.items():
        line = [start, end, number(graph.edges[start, end]["weight"]), [tie.key for tie in ties]]
        digest.update(json.dumps(line, ensure_ascii=False).encode())
    return digest.hexdigest()
