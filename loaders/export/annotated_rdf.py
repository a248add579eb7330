"""Statements with their evidence as annotated triples of RDF 1.2: the way back of `annotated_triples`.

A sourced statement becomes a reifier of its triple. A format without named graphs, such as Turtle, says with
``prov:wasDerivedFrom`` of reifiers which sources a statement is from, so that nothing is lost in it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

import pyoxigraph as ox

from ..formats.annotated_triples import DERIVED, PARTS, REIFIES, SOURCED, TYPE, Graph, Key, Node

if TYPE_CHECKING:
    from collections.abc import Iterable


def annotated_quads(quads: Iterable[ox.Quad]) -> list[ox.Quad]:
    """Return statements with a reifier in place of each sourced statement, each in its graph."""
    statements = _Statements(quads)
    found: list[ox.Quad] = []
    for quad in statements.quads:
        triple = statements.triples.get((quad.subject, quad.graph_name))
        if triple is None or not _says_which(quad):
            found.append(quad)
    for (reifier, graph), triple in statements.triples.items():
        found.append(ox.Quad(reifier, REIFIES, triple, graph))
    return found


def union_with_sources(quads: Iterable[ox.Quad]) -> list[ox.Triple]:
    """Return statements as triples whose reifiers say which graphs, the sources, they are from."""
    statements = _Statements(quads)
    homes = statements.homes()
    sources: dict[ox.Triple, set[ox.NamedNode]] = defaultdict(set)
    told: dict[ox.Triple, set[ox.NamedNode]] = defaultdict(set)
    found: dict[ox.Triple, None] = {}
    for quad in statements.quads:
        key = (quad.subject, quad.graph_name)
        if key in statements.triples and quad.subject in homes and _says_which(quad):
            continue
        found[quad.triple] = None
        if quad.subject not in homes and isinstance(quad.graph_name, ox.NamedNode):
            sources[quad.triple].add(quad.graph_name)
    for (reifier, graph), triple in statements.triples.items():
        if reifier in homes:
            found[ox.Triple(reifier, REIFIES, triple)] = None
            if isinstance(graph, ox.NamedNode):
                found[ox.Triple(reifier, DERIVED, graph)] = None
                told[triple].add(graph)
    for number, (triple, graphs) in enumerate(sources.items()):
        if graphs != told.get(triple, set()):
            bare = ox.BlankNode(f"kgraph-source-{number}")
            found[ox.Triple(bare, REIFIES, triple)] = None
            found |= dict.fromkeys(ox.Triple(bare, DERIVED, graph) for graph in graphs)
    return list(found)


class _Statements:
    """The statements of a graph, and which of them are sourced statements that a reifier can stand for."""

    def __init__(self, quads: Iterable[ox.Quad]) -> None:
        self.quads = list(quads)
        self.said: dict[Key, list[ox.Quad]] = defaultdict(list)
        self.graphs: dict[Node, set[Graph]] = defaultdict(set)
        self.referred: Counter[Node] = Counter()
        # Without the parts of sourced statements, which are within the triple term of a reifier.
        self.linked: Counter[Node] = Counter()
        for quad in self.quads:
            self.said[quad.subject, quad.graph_name].append(quad)
            self.graphs[quad.subject].add(quad.graph_name)
            if isinstance(quad.object, ox.BlankNode):
                self.referred[quad.object] += 1
                self.linked[quad.object] += quad.predicate not in PARTS
        self.triples: dict[Key, ox.Triple] = {}
        for key, said in self.said.items():
            if any(quad.predicate == TYPE and quad.object == SOURCED for quad in said):
                triple = self._triple(key)
                if triple is not None:
                    self.triples[key] = triple

    def homes(self) -> set[Node]:
        """Return the sourced statements, and what only they lead to, that stand whole in one graph."""
        homes: set[Node] = set()
        for reifier, graph in self.triples:
            led_to = self._led_to(reifier, graph)
            if led_to and all(self.graphs[node] <= {graph} for node in led_to):
                homes |= led_to
        return homes

    def _led_to(self, reifier: Node, graph: Graph) -> set[Node]:
        """Return a sourced statement and the blank nodes that only it leads to; none if that is in doubt.

        It is in doubt where a blank node is linked to once, and is also part of a sourced statement: whether
        a reader counts that depends on whether that one has a reifier.
        """
        led_to = {reifier}
        waiting = [reifier]
        while waiting:
            for quad in self.said[waiting.pop(), graph]:
                value = quad.object
                if not isinstance(value, ox.BlankNode) or quad.predicate in PARTS:
                    continue
                if self.linked[value] == 1 and value not in led_to:
                    if self.referred[value] > 1:
                        return set()
                    led_to.add(value)
                    waiting.append(value)
        return led_to

    def _triple(self, key: Key) -> ox.Triple | None:
        """Return the triple of a sourced statement that a reifier can stand for without loss."""
        said = self.said[key]
        values = [[quad.object for quad in said if quad.predicate == part] for part in PARTS]
        if any(len(each) != 1 for each in values):
            return None
        (subject,), (predicate,), (value,) = values
        if not isinstance(subject, Node) or not isinstance(predicate, ox.NamedNode):
            return None
        if isinstance(value, ox.Triple) or any(quad.predicate == DERIVED for quad in said):
            return None
        # A blank node that says nothing more would be read as no statement of its own.
        telling = not all(_says_which(quad) for quad in said)
        named = isinstance(key[0], ox.NamedNode)
        return ox.Triple(subject, predicate, value) if named or telling else None


def _says_which(quad: ox.Quad) -> bool:
    """Return whether a statement about a sourced statement only says that it is one, and of which triple."""
    return quad.predicate in PARTS or (quad.predicate == TYPE and quad.object == SOURCED)
