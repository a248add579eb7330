"""Annotated triples of RDF 1.2 as sourced statements: what a file says of its own statements is evidence.

RDF 1.2 names a statement by a reifier, ``r rdf:reifies <<( s p o )>>``, which Turtle and TriG also write as
``s p o ~ r {| ... |}`` or ``<< s p o ~ r >>``. A reifier becomes a ``kg:SourcedStatement``. What is said of
it stays as it is, so ``kg:locator``, ``kg:confidence`` and the like are the evidence of that one statement.
In the file's own graph ``prov:wasDerivedFrom`` of a reifier names the source; the statement and its evidence
then stand in that source's graph.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, cast

import pyoxigraph as ox

from kgraph.errors import Location
from kgraph.namespaces import DCT, KG, PROV, RDF, RDFS, SKOS
from kgraph.rdf.dataset import ReadingNote
from kgraph.words.catalogue import catalogue

from ..common.problems import Problems

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

REIFIES = ox.NamedNode(RDF + "reifies")
DERIVED = ox.NamedNode(PROV + "wasDerivedFrom")
TYPE = ox.NamedNode(RDF + "type")
SOURCED = ox.NamedNode(KG + "SourcedStatement")
PARTS = tuple(ox.NamedNode(RDF + part) for part in ("subject", "predicate", "object"))
_WORDS = (SKOS + "prefLabel", SKOS + "note", RDFS + "label", RDFS + "comment", DCT + "description")
_TAKEN = frozenset({REIFIES, DERIVED, TYPE, *PARTS, *map(ox.NamedNode, _WORDS)})
_words = catalogue("reading")

Placed = tuple[ox.Quad, int]
Node = ox.NamedNode | ox.BlankNode | ox.Triple
Graph = ox.NamedNode | ox.BlankNode | ox.DefaultGraph
Key = tuple[Node, Graph]


def reification(quad: ox.Quad) -> Iterator[ox.Quad]:
    """Yield the statements that say with terms of RDF 1.1 what ``rdf:reifies`` says.

    Raises
    ------
    ValueError
        A triple term in another place than the object of ``rdf:reifies``, or within another.
    """
    triple = quad.object
    if not isinstance(triple, ox.Triple):
        raise ValueError("there is no triple term")
    if quad.predicate != REIFIES:
        raise ValueError(
            f"a triple term is the value of <{quad.predicate.value}>; kgraph takes it by rdf:reifies only"
        )
    if isinstance(triple.object, ox.Triple):
        raise ValueError("a triple term stands within a triple term, which no sourced statement can say")
    yield ox.Quad(quad.subject, TYPE, SOURCED, quad.graph_name)
    for part, value in zip(PARTS, (triple.subject, triple.predicate, triple.object), strict=True):
        yield ox.Quad(quad.subject, part, value, quad.graph_name)


def names_source(quad: ox.Quad) -> bool:
    """Return whether a statement about a reifier says which source its statement is from."""
    return quad.predicate == DERIVED and isinstance(quad.object, ox.NamedNode)


class AnnotatedFile:
    """The statements of a file with annotated triples.

    Parameters
    ----------
    placed : iterable of (Quad, int)
        The file's statements, each in a named graph, and the line on which it ends.
    name : str
        How messages call the file.
    own : pyoxigraph.NamedNode
        Graph of the statements outside any named graph.
    limit : int
        Number of faults that are listed.

    Raises
    ------
    SourceError
        Triple terms that no sourced statement can say; ``problems`` lists them.
    """

    def __init__(self, placed: Iterable[Placed], name: str, own: ox.NamedNode, limit: int) -> None:
        self.placed = list(placed)
        self.name = name
        self.own = own
        self.triples: dict[Key, ox.Triple] = {}
        self.lines: dict[Key, int] = {}
        self._read(Problems(name, limit))
        self._said: dict[Key, list[ox.Quad]] = defaultdict(list)
        self._referred: Counter[Node] = Counter()
        for quad, _ in self.placed:
            self._said[quad.subject, quad.graph_name].append(quad)
            if isinstance(quad.object, ox.BlankNode):
                self._referred[quad.object] += 1
        self.sources: dict[Node, tuple[Graph, ...]] = {
            key[0]: tuple(cast("ox.NamedNode", each.object) for each in self._said[key] if names_source(each))
            for key in self.triples
            if key[1] == own
        }

    def statements(self) -> list[Placed]:
        """Return the statements without triple terms, each in the graph of its source."""
        homes = self._homes()
        moved = self._moved()
        found: list[Placed] = []
        for quad, line in self.placed:
            subject, graph = quad.subject, quad.graph_name
            if isinstance(quad.object, ox.Triple):
                if self._is_bare(subject, graph):
                    continue
                plain = list(reification(quad))
            elif graph == self.own and subject in self.sources and names_source(quad):
                continue
            else:
                plain = [quad]
            graphs = [graph]
            if graph == self.own:
                graphs = moved.get(subject) or homes.get(quad.triple, graphs)
            found += [(_in(each, where), line) for each in plain for where in graphs]
        return found

    def notes(self) -> list[ReadingNote]:
        """Return what the annotations say besides evidence, by property, and how many say nothing."""
        kept: Counter[str] = Counter()
        first: dict[str, int] = {}
        for quad, line in self.placed:
            predicate = quad.predicate
            if (quad.subject, quad.graph_name) not in self.triples or predicate.value.startswith(KG):
                continue
            moved = quad.graph_name == self.own and names_source(quad)
            if predicate not in _TAKEN or (predicate == DERIVED and not moved):
                kept[predicate.value] += 1
                first.setdefault(predicate.value, line)
        notes = [
            ReadingNote(
                "annotation-kept",
                _words("annotations.kept", n=count, property=iri).to_json(),
                Location(self.name, line=first[iri]),
                count,
            )
            for iri, count in sorted(kept.items())
        ]
        empty = [
            self.lines[key] for key in self.triples if self._is_bare(*key) and not self.sources.get(key[0])
        ]
        if empty:
            message = _words("annotations.empty", n=len(empty)).to_json()
            notes.append(
                ReadingNote("annotation-empty", message, Location(self.name, line=min(empty)), len(empty))
            )
        return notes

    def _read(self, problems: Problems) -> None:
        """Note which statement each reifier stands for, in each graph."""
        for quad, line in self.placed:
            if not isinstance(quad.object, ox.Triple):
                continue
            place, key = Location(self.name, line=line), (quad.subject, quad.graph_name)
            try:
                list(reification(quad))
            except ValueError as error:
                problems.add(place, str(error))
                continue
            if self.triples.setdefault(key, quad.object) != quad.object:
                first = f"{quad.subject} stands for one statement at line {self.lines[key]}"
                problems.add(place, f"{first} and for another here; give each its own reifier")
            self.lines.setdefault(key, line)
        problems.refuse()
        self._asserted = {
            (quad.triple, quad.graph_name)
            for quad, _ in self.placed
            if not isinstance(quad.object, ox.Triple)
        }

    def _is_bare(self, reifier: Node, graph: Graph) -> bool:
        """Return whether a reifier without a name says nothing of an asserted statement but its source."""
        if not isinstance(reifier, ox.BlankNode) or self._referred[reifier]:
            return False
        if (self.triples[reifier, graph], graph) not in self._asserted:
            return False
        said = (each for each in self._said[reifier, graph] if each.predicate != REIFIES)
        return all(graph == self.own and names_source(each) for each in said)

    def _homes(self) -> dict[ox.Triple, list[Graph]]:
        """Return the graphs of the sources of asserted statements in the file's own graph.

        Reifiers that say nothing but a source speak for the statement; only where there is none do those that
        also say how surely, or where, the source has it.
        """
        bare: dict[ox.Triple, set[Graph]] = defaultdict(set)
        telling: dict[ox.Triple, set[Graph]] = defaultdict(set)
        for (reifier, graph), triple in self.triples.items():
            if graph == self.own and (triple, graph) in self._asserted:
                found = bare if self._is_bare(reifier, graph) else telling
                found[triple].update(self.sources[reifier])
        chosen = {triple: bare[triple] or telling[triple] for triple in {*bare, *telling}}
        return {triple: sorted(names, key=str) for triple, names in chosen.items() if names}

    def _moved(self) -> dict[Node, list[Graph]]:
        """Return the graphs of what stands for a statement, and of the blank nodes that only it leads to."""
        moved: dict[Node, list[Graph]] = {}
        waiting = [(node, sorted(names, key=str)) for node, names in self.sources.items() if names]
        while waiting:
            node, graphs = waiting.pop()
            moved[node] = graphs
            for quad in self._said[node, self.own]:
                value = quad.object
                if isinstance(value, ox.BlankNode) and self._referred[value] == 1 and value not in moved:
                    waiting.append((value, graphs))
        return moved


def _in(quad: ox.Quad, graph: Graph) -> ox.Quad:
    return ox.Quad(quad.subject, quad.predicate, quad.object, graph)
