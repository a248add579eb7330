"""The statements of a study in memory: one named graph per source, and the place of each statement."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from itertools import groupby, islice
from typing import TYPE_CHECKING, cast

import pyoxigraph as ox
import rdflib
from oxrdflib.store import OxigraphStore

from kgraph.errors import Location
from kgraph.rdf.line_index import LineFinder, LineIndex, place_keys
from kgraph.rdf.workspace import Workspace, fill

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

Subject = ox.NamedNode | ox.BlankNode
Term = ox.NamedNode | ox.BlankNode | ox.Literal
_PARSED_AT_ONCE = 10_000
RdflibTerm = rdflib.term.IdentifiedNode | rdflib.Literal


@dataclass(slots=True)
class SourceFile:
    """A file of the study that was read.

    Parameters
    ----------
    name : str
        Path as the user would type it.
    digest : str
        SHA-256 of the bytes, in hexadecimal.
    statements : int
        Statements read from it.
    index : callable
        Makes the file's index of places; called once, when a place is first asked for.
    finder : LineFinder, optional
        Finds a few lines sooner than the index is made.
    """

    name: str
    digest: str
    statements: int
    index: Callable[[], LineIndex]
    finder: LineFinder | None = field(default=None, kw_only=True)
    _made: LineIndex | None = field(default=None, repr=False)

    def places(self) -> LineIndex:
        """Return the index of places, made on the first call."""
        if self._made is None:
            self._made = self.index()
        return self._made

    def places_of(self, iris: Collection[str]) -> dict[str, Location]:
        """Return where things are first described; not all are found."""
        if self.finder is None or self._made is not None:
            found = {iri: self.places().find(hash(ox.NamedNode(iri))) for iri in iris}
            return {iri: place for iri, place in found.items() if place is not None}
        return {iri: Location(self.name, line=line) for iri, line in self.finder.subject_lines(iris).items()}


@dataclass(frozen=True, slots=True)
class ReadingNote:
    """A remark about something met while reading that does not refuse the file.

    Parameters
    ----------
    kind : str
        Short name: ``"unmapped-key"``, ``"person-omitted"``...
    message : dict of str to str
        Text by language code.
    location : Location, optional
        Where, if at one place.
    count : int
        How many statements, keys or nodes.
    """

    kind: str
    message: dict[str, str]
    location: Location | None = None
    count: int = 1


class StudyDataset:
    """A study's statements in an Oxigraph store.

    Parameters
    ----------
    store : pyoxigraph.Store
        Holds the statements, each in a named graph.
    base : str
        The study's base IRI.
    files : iterable of SourceFile
        What was read.
    prefixes : dict of str to str
        Namespace by prefix, as the files declare them.
    notes : iterable of ReadingNote
        What was met while reading.
    workspace : Workspace
        Where other stores are made, and what is large is sorted.
    """

    def __init__(
        self,
        store: ox.Store | None = None,
        *,
        base: str = "",
        files: Iterable[SourceFile] = (),
        prefixes: dict[str, str] | None = None,
        notes: Iterable[ReadingNote] = (),
        workspace: Workspace | None = None,
    ) -> None:
        self.store = ox.Store() if store is None else store
        self.base = base
        self.files = tuple(files)
        self.prefixes = dict(prefixes or {})
        self.notes = list(notes)
        self.workspace = workspace or Workspace()
        self._merged: tuple[tuple[int, ...], ox.Store] | None = None

    @cached_property
    def own_prefix(self) -> str:
        """Prefix of the IRIs of the study's own graphs, which belong to no source."""
        return own_graphs(self.base)

    @cached_property
    def inferred_prefix(self) -> str:
        """Prefix of the IRIs of graphs that hold inferred statements."""
        return inferred_graphs(self.base)

    def __len__(self) -> int:
        """Return the number of statements; a statement in two graphs counts twice."""
        return len(self.store)

    def quads(
        self,
        subject: Subject | None = None,
        predicate: ox.NamedNode | None = None,
        value: Term | None = None,
        graph: ox.NamedNode | None = None,
    ) -> Iterator[ox.Quad]:
        """Yield the statements that match a pattern; `None` matches anything."""
        yield from self.store.quads_for_pattern(subject, predicate, value, graph)

    def graphs(self) -> list[str]:
        """Return the IRIs of the named graphs that are not empty, sorted."""
        return sorted(graph.value for graph in self.store.named_graphs())

    def stated_graphs(self) -> list[str]:
        """Return the IRIs of the named graphs with stated, not inferred, statements, sorted."""
        return [graph for graph in self.graphs() if not graph.startswith(self.inferred_prefix)]

    def stated(self) -> Iterator[ox.Quad]:
        """Yield the statements that are not inferred."""
        if len(self.stated_graphs()) == len(self.graphs()):
            return iter(self.store)
        return filter(self.is_stated, self.store)

    def is_stated(self, quad: ox.Quad) -> bool:
        """Return whether a statement is not inferred."""
        return not _in(quad, self.inferred_prefix)

    def merged(self) -> ox.Store:
        """Return a copy whose default graph is the union of all graphs, beside the graphs themselves.

        Oxigraph's own union repeats a statement for each graph that holds it, which distorts counts. The copy
        is cached until the number of statements or graphs changes; do not add to it.
        """
        sizes = (len(self.store), len(self.graphs()))
        if self._merged is None or self._merged[0] != sizes:
            store = self.workspace.new_store()
            fill(store, self.store)
            fill(store, (ox.Quad(quad.subject, quad.predicate, quad.object) for quad in self.store))
            self._merged = (sizes, store)
        return self._merged[1]

    def as_rdflib(self) -> rdflib.Dataset:
        """Return an rdflib view of the same store, whose default graph is the union of all graphs.

        A SPARQL query on it meets a statement once per graph that holds it; on ``merged`` it meets it once.
        """
        dataset = rdflib.Dataset(store=OxigraphStore(store=self.store), default_union=True)
        for prefix, namespace in self.prefixes.items():
            dataset.bind(prefix, namespace, replace=True)
        return dataset

    def union(self, *, inferred: bool = True) -> rdflib.Graph:
        """Return the statements of all graphs as one rdflib graph in memory, a copy."""
        graph = rdflib.Graph()
        for prefix, namespace in self.prefixes.items():
            graph.bind(prefix, namespace, replace=True)
        with quiet_literals():
            add_quads(graph, self.store if inferred else self.stated())
        return graph

    def locate(
        self,
        what: ox.Quad | Subject | str,
        predicate: ox.NamedNode | str | None = None,
        value: Term | None = None,
    ) -> Location | None:
        """Return where the files state something; the first call reads the files a second time.

        Parameters
        ----------
        what : Quad or NamedNode or BlankNode or str
            A statement, a subject, or a subject's IRI.
        predicate : NamedNode or str, optional
            Narrows a subject down to its first statement with this predicate, if it has one.
        value : term, optional
            Narrows it down to the statement with this object, if there is one.

        Returns
        -------
        Location or None
            The line on which the statement ends, or the sheet and row. For a subject the place where it is
            first the subject of a statement. `None` for what no file states, such as an inferred statement.
        """
        for key in place_keys(what, predicate, value):
            for file in self.files:
                location = file.places().find(key)
                if location is not None:
                    return location
        return None

    def locate_statements(self, quads: Collection[ox.Quad]) -> list[Location | None]:
        """Return where the files state each; the index is made only if some are not found without it."""
        found: dict[ox.Quad, Location] = {}
        for file in self.files:
            left = [quad for quad in quads if quad not in found]
            if left and file.finder is not None:
                lines = file.finder.statement_lines(left)
                found |= {quad: Location(file.name, line=line) for quad, line in lines.items()}
        return [found.get(quad) or self.locate(quad) for quad in quads]

    def locate_things(self, iris: Iterable[str]) -> dict[str, Location]:
        """Return where things, by IRI, are first described; the index is made only where it has to be."""
        found: dict[str, Location] = {}
        left = set(iris)
        for file in self.files:
            if left:
                found |= file.places_of(left)
                left -= found.keys()
        found |= {iri: place for iri in sorted(left) if (place := self.locate(iri)) is not None}
        return found

    def locate_graphs(self, iris: Iterable[str]) -> dict[str, Location]:
        """Return where the files first state something in graphs, by IRI."""
        found: dict[str, Location] = {}
        left = set(iris)
        finders = {file.name: file.finder for file in self.files if file.finder is not None}
        if len(finders) == len(self.files):
            # A graph may be in several files: the first of them counts.
            for name in sorted(finders, reverse=True):
                lines = finders[name].graph_lines(left)
                found |= {iri: Location(name, line=line) for iri, line in lines.items()}
        left -= found.keys()
        for iri in sorted(left):
            places = map(self.locate, self.quads(graph=ox.NamedNode(iri)))
            first = min(filter(None, places), key=Location.order, default=None)
            if first is not None:
                found[iri] = first
        return found

    def in_order(self) -> Iterator[ox.Quad]:
        """Yield all statements, graph by graph, in the order of their N-Quads."""
        lines = (f"{quad.graph_name} {quad} .".encode() for quad in self.store)
        ordered = self.workspace.sorted_lines(lines)
        while part := list(islice(ordered, _PARSED_AT_ONCE)):
            text = b"\n".join(line.partition(b" ")[2] for line in part)
            yield from ox.parse(text, ox.RdfFormat.N_QUADS)

    def content_hash(self) -> str:
        """Return a SHA-256 of what is stated, independent of order, file names and blank node labels.

        Inferred graphs do not count. The study's own graphs, which are named after files, count as one.
        """
        own = self.own_prefix

        def line(quad: ox.Quad) -> bytes:
            """Return a statement as it counts."""
            if _in(quad, own):
                return f"{quad.subject} {quad.predicate} {quad.object} ".encode()
            return str(quad).encode()

        digest = sha256()
        for text, _ in groupby(self.workspace.sorted_lines(map(line, self.stated()))):
            digest.update(text)
            digest.update(b"\n")
        return digest.hexdigest()


def own_graphs(base: str) -> str:
    """Return the prefix of the IRIs of a study's own graphs, which are named after files."""
    return f"{base}graph/"


def inferred_graphs(base: str) -> str:
    """Return the prefix of the IRIs of graphs that hold what was inferred from a study."""
    return f"{own_graphs(base)}inferred/"


def _in(quad: ox.Quad, prefix: str) -> bool:
    graph = quad.graph_name
    return isinstance(graph, ox.NamedNode) and graph.value.startswith(prefix)


def to_rdflib(term: Term) -> RdflibTerm:
    """Return `term` as an rdflib term that keeps the lexical form of a literal."""
    if isinstance(term, ox.NamedNode):
        return rdflib.URIRef(term.value)
    if isinstance(term, ox.BlankNode):
        return rdflib.BNode(term.value)
    if term.language:
        return rdflib.Literal(term.value, lang=term.language)
    if term.datatype.value == "http://www.w3.org/2001/XMLSchema#string":
        return rdflib.Literal(term.value)
    return rdflib.Literal(term.value, datatype=rdflib.URIRef(term.datatype.value), normalize=False)


def to_oxigraph(term: rdflib.term.Node) -> Term:
    """Return an rdflib term as an Oxigraph term."""
    if isinstance(term, rdflib.URIRef):
        return ox.NamedNode(str(term))
    if isinstance(term, rdflib.BNode):
        return ox.BlankNode(str(term))
    if isinstance(term, rdflib.Literal):
        if term.language:
            return ox.Literal(str(term), language=term.language)
        return ox.Literal(str(term), datatype=ox.NamedNode(str(term.datatype)) if term.datatype else None)
    raise TypeError(f"not an RDF term: {term!r}")


def to_triples(quads: Iterable[ox.Quad]) -> Iterator[tuple[RdflibTerm, RdflibTerm, RdflibTerm]]:
    """Yield the triples of `quads` as rdflib's terms, converting each term once."""
    known: dict[object, RdflibTerm] = {}
    for quad in quads:
        triple = []
        for term in (quad.subject, quad.predicate, quad.object):
            converted = known.get(term)
            if converted is None:
                converted = known[term] = to_rdflib(cast("Term", term))
            triple.append(converted)
        yield (triple[0], triple[1], triple[2])


def add_quads(graph: rdflib.Graph, quads: Iterable[ox.Quad]) -> None:
    """Add the triples of `quads` to an rdflib graph."""
    for triple in to_triples(quads):
        graph.add(triple)


@contextmanager
def quiet_literals() -> Iterator[None]:
    """Keep rdflib from logging a traceback for "2024-13-45"^^xsd:date and the like; the shapes report it."""
    logger = logging.getLogger("rdflib.term")
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(level)
