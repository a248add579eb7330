"""RDF files, read strictly: refused whole with every fault placed, or read without loss.

Pyoxigraph's parsers do the reading. They accept none of the negative W3C test files, keep no call stack that
deep nesting could break, and never touch the network. What they leave to the caller is done here and in
`jsonld_files`: document types are refused before a parser sees them (`source_bytes`), IRIs that JSON-LD tells
a processor to drop silently are faults, and JSON keys without a meaning are counted.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, Any, cast
from xml.parsers import expat

import pyoxigraph as ox

from kgraph.errors import Location, SourceError
from kgraph.rdf.line_index import as_stored
from kgraph.rdf.workspace import Workspace, fill

from .annotated_triples import AnnotatedFile, reification
from .rdf_faults import faulty_iris, near, plain, refusal
from .source_bytes import (
    DEFAULT_LIMITS,
    Limits,
    SourceBytes,
    lines_holding,
    lines_of,
    undecodable,
    xml_prefixes,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from pathlib import Path

    from kgraph.rdf.dataset import ReadingNote

_BLOCK_BYTES = 65_536
_HAS_TRIPLE_TERM = "ASK { GRAPH ?g { ?s ?p ?o FILTER(isTriple(?o)) } }"
_TRIPLE_TERMS = (
    "Annotate the statement itself: s p o {| kg:confidence 0.8 |} . See docs/how-to/foreign-rdf.md."
)


@dataclass
class RdfFile:
    """A file in Turtle, N-Triples, N-Quads, TriG or RDF/XML, and how to read it.

    Parameters
    ----------
    path : Path
        The file; gzip is recognised by content.
    format : pyoxigraph.RdfFormat
        Its format.
    graph : str
        IRI of the graph for the statements outside any named graph.
    base : str
        IRI against which relative IRIs are resolved, unless the file declares another.
    name : str
        How messages name the file; the path if empty.
    limits : Limits
        Size, depth and number of faults listed.
    workspace : Workspace
        Makes the stores that `load` fills.
    """

    path: Path
    format: ox.RdfFormat
    graph: str
    base: str
    name: str = ""
    limits: Limits = DEFAULT_LIMITS
    workspace: Workspace = field(kw_only=True, default_factory=Workspace)
    prefixes: dict[str, str] = field(init=False, default_factory=dict)
    _default: ox.NamedNode = field(init=False)
    _annotated: bool = field(init=False, default=False)
    _notes: list[ReadingNote] = field(init=False, default_factory=list)

    def __post_init__(self) -> None:
        """Name the file by its path if it has no other name."""
        self.name = self.name or str(self.path)
        self._default = ox.NamedNode(self.graph)

    def __getstate__(self) -> dict[str, Any]:
        """Return what another process needs to find the lines again."""
        return {**self.__dict__, "format": self.format.media_type, "workspace": Workspace()}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Take over what `__getstate__` returned."""
        self.__dict__.update(state, format=ox.RdfFormat.from_media_type(state["format"]))

    def load(self) -> ox.Store:
        """Return the statements in a store of their own.

        Raises
        ------
        SourceError
            The file is refused; `problems` lists every fault, up to the limit.
        """
        store = self._store()
        with self._open() as source:
            try:
                self.workspace.load(store, cast("IO[bytes]", source), self.format, self.base, self._default)
            except SyntaxError as error:
                raise self._refusal(error) from None
            self._note_prefixes(source, {})
        if has_unnamed_graph(store):
            raise self._unnamed_graph()
        self._annotated = source.may_hold_triple_terms and bool(store.query(_HAS_TRIPLE_TERM))
        return self._without_triple_terms() if self._annotated else store

    def quads(self) -> Iterator[ox.Quad]:
        """Yield the statements one by one, in file order; a fault is raised where it is met.

        What stands for an annotated triple is a sourced statement where it is met, not yet in the graph of
        the source that it names.

        Raises
        ------
        SourceError
            As `load`. Statements already yielded must then be thrown away.
        """
        with self._open() as source:
            parser = self._parser(source)
            try:
                yield from self._all_placed(parser)
            except SyntaxError as error:
                raise self._refusal(error) from None
            self._note_prefixes(source, parser.prefixes)

    def lines(self) -> Iterator[tuple[ox.Quad, int]]:
        """Yield the statements with the line on which each ends."""
        if self._annotated:
            yield from self._annotations().statements()
        else:
            yield from self._lines(self.format)

    @property
    def by_line(self) -> bool:
        """Whether each line has one statement."""
        return self.format in (ox.RdfFormat.N_QUADS, ox.RdfFormat.N_TRIPLES)

    def subject_lines(self, iris: Collection[str]) -> dict[str, int]:
        """Return where things are first described, in a file with a statement on each line.

        A thing whose IRI is written with escapes is not found. Statements with blank nodes count where there
        is no other, as in the index of lines.
        """
        wanted = {f"<{iri}".encode(): iri for iri in iris}
        found: dict[str, int] = {}
        blank: dict[str, int] = {}
        for number, line in self._raw_lines():
            iri = wanted.get(line.partition(b">")[0])
            if iri is not None:
                (blank if b"_:" in line else found).setdefault(iri, number)
        return blank | found

    def graph_lines(self, iris: Collection[str]) -> dict[str, int]:
        """Return where something is first stated in graphs, in a file with a statement on each line."""
        wanted = {f"{iri}>".encode(): iri for iri in iris}
        found: dict[str, int] = {}
        for number, line in self._raw_lines():
            iri = wanted.get(line.rstrip(b" .\t\r").rpartition(b"<")[2])
            if iri is not None and iri not in found:
                # What the line ends with may be an object.
                stated = self._all_placed(self._parser(line))
                if any(quad.graph_name == ox.NamedNode(iri) for quad in stated):
                    found[iri] = number
        return found

    def statement_lines(self, quads: Collection[ox.Quad]) -> dict[ox.Quad, int]:
        """Return where statements about IRIs are first made, in a file with a statement on each line."""
        wanted = set(quads)
        subjects = {f"{quad.subject}".encode().removesuffix(b">") for quad in wanted}
        found: dict[ox.Quad, int] = {}
        for number, line in self._raw_lines():
            if line.partition(b">")[0] in subjects:
                for quad in map(as_stored, self._all_placed(self._parser(line))):
                    if quad in wanted:
                        found.setdefault(quad, number)
        return found

    def notes(self) -> list[ReadingNote]:
        """Return what the user should know about the file as it was last read, although it is no fault."""
        return self._notes

    def problems(self) -> list[tuple[Location, str]]:
        """Return the faults of the file, in file order, up to the limit.

        In Turtle, N-Triples and N-Quads the parser goes on after a statement that it cannot read, so every
        faulty statement is listed. In TriG it reads the rest of a graph with a fault as if it stood outside
        and stumbles over the closing bracket, which is not listed; a fault between that bracket and the next
        full stop shows only once the first is corrected. In RDF/XML and JSON-LD all bad IRIs are listed, but
        only the first fault of form: what follows it cannot be told from its consequences.
        """
        decoding = undecodable(self.path, self.name, self.limits)
        if decoding:
            return [decoding]
        if self.format in (ox.RdfFormat.RDF_XML, ox.RdfFormat.JSON_LD):
            problems = list(self._bad_iris())
        else:
            problems = list(self._bad_statements())
        return problems[: self.limits.max_problems]

    # Reading

    def _store(self) -> ox.Store:
        return self.workspace.store_for_file(self.path.stat().st_size)

    def _open(self, *, by_line: bool = False) -> SourceBytes:
        xml = expat.ParserCreate() if self.format == ox.RdfFormat.RDF_XML else None
        return SourceBytes(self.path, self.name, self.limits, by_line=by_line, xml=xml)

    def _parser(
        self, source: SourceBytes | bytes, *, lenient: bool = False, form: ox.RdfFormat | None = None
    ) -> ox.QuadParser:
        content = source if isinstance(source, bytes) else cast("IO[bytes]", source)
        return ox.parse(content, form or self.format, base_iri=self.base, lenient=lenient)

    def _lines(self, form: ox.RdfFormat) -> Iterator[tuple[ox.Quad, int]]:
        if self.by_line:
            yield from self._numbered()
            return
        lenient = form == ox.RdfFormat.STREAMING_JSON_LD
        with self._open(by_line=True) as source:
            parser = self._parser(source, form=form, lenient=lenient)
            for quad in self._all_placed(quad for quad in parser if not is_unmapped(quad)):
                yield quad, source.line

    def _numbered(self) -> Iterator[tuple[ox.Quad, int]]:
        """Yield the statements of a format that has one on each line, parsed many at a time."""
        named, triple = ox.NamedNode, ox.Triple
        for lines, number in self._blocks():
            texts = enumerate(map(bytes.strip, lines), number)
            stating = [each for each, text in texts if text and not text.startswith(b"#")]
            quads = list(self._parser(b"\n".join(lines)))
            # One by one, and so more slowly, only where something is not as it stays.
            if not all(isinstance(q.graph_name, named) and not isinstance(q.object, triple) for q in quads):
                quads = list(self._all_placed(quads))
            if len(quads) == len(stating):
                yield from zip(quads, stating, strict=True)
            else:
                for each, line in enumerate(lines, number):
                    yield from ((quad, each) for quad in self._all_placed(self._parser(line)))

    def _raw_lines(self) -> Iterator[tuple[int, bytes]]:
        """Yield the lines of the file with their numbers."""
        for lines, number in self._blocks():
            yield from enumerate(lines, number)

    def _blocks(self) -> Iterator[tuple[list[bytes], int]]:
        """Yield the lines of the file, many at a time, with the number of the first of them."""
        with self._open() as source:
            rest, number, ended = b"", 1, False
            while not ended:
                block = source.read(_BLOCK_BYTES)
                ended = not block
                lines = (rest + block).split(b"\n")
                rest = b"" if ended else lines.pop()
                yield lines, number
                number += len(lines)

    def _all_placed(self, quads: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
        """Yield `quads`, each in a named graph and with sourced statements in place of triple terms."""
        triple = ox.Triple
        for quad in self._in_graphs(quads):
            if not isinstance(quad.object, triple):
                yield quad
                continue
            try:
                yield from reification(quad)
            except ValueError:
                self._annotations()
                raise

    def _in_graphs(self, quads: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
        """Yield `quads`, each in a named graph; refuse what the rest of the program has no place for."""
        make, default, named, blank = ox.Quad, self._default, ox.NamedNode, ox.BlankNode
        for quad in quads:
            graph = quad.graph_name
            if isinstance(graph, named):
                yield quad
            elif isinstance(graph, blank):
                raise self._unnamed_graph()
            else:
                yield make(quad.subject, quad.predicate, quad.object, default)

    def _annotations(self) -> AnnotatedFile:
        """Return the file's annotated triples; refuse it, with every fault, if it has other triple terms."""
        with self._open(by_line=True) as source:
            placed = ((quad, source.line) for quad in self._in_graphs(self._parser(source)))
            try:
                return AnnotatedFile(placed, self.name, self._default, self.limits.max_problems)
            except SourceError as refused:
                refused.hint = _TRIPLE_TERMS
                raise

    def _without_triple_terms(self) -> ox.Store:
        annotations = self._annotations()
        store = self._store()
        fill(store, (quad for quad, _ in annotations.statements()))
        self._notes = annotations.notes()
        return store

    def _note_prefixes(self, source: SourceBytes, parsed: dict[str, str]) -> None:
        if self.format == ox.RdfFormat.RDF_XML:
            parsed = {**xml_prefixes(source.head), **parsed}
        self.prefixes = {**source.prefixes, **parsed}

    # Refusing

    def _unnamed_graph(self) -> SourceError:
        return SourceError(
            "holds a graph without an IRI",
            where=Location(self.name),
            hint="A graph stands for a source: give it the source's IRI (in JSON-LD an @id beside @graph).",
        )

    def _refusal(self, error: SyntaxError) -> SourceError:
        problems = self.problems() or [(Location(self.name, line=error.lineno), plain(error.msg))]
        return refusal(problems, more=len(problems) >= self.limits.max_problems)

    def _bad_statements(self) -> Iterator[tuple[Location, str]]:
        faults: list[SyntaxError] = []
        with self._open(by_line=True) as source:
            parser = self._parser(source)
            while len(faults) < self.limits.max_problems:
                try:
                    next(parser)
                except StopIteration:
                    break
                except SyntaxError as error:
                    faults.append(error)
        texts = lines_of(self.path, self.name, self.limits, {fault.lineno or 0 for fault in faults})
        for number, fault in enumerate(faults):
            text = texts.get(fault.lineno or 0, "")
            closing = number and self.format == ox.RdfFormat.TRIG and "} is not a valid subject" in fault.msg
            if not closing:
                yield Location(self.name, line=fault.lineno), near(fault.msg, text)

    def _bad_iris(self) -> Iterator[tuple[Location, str]]:
        with self._open(by_line=True) as source:
            parser = self._parser(source, lenient=True)
            faults: dict[str, tuple[int, str]] = {}
            try:
                for quad in parser:
                    if is_unmapped(quad):
                        continue
                    for message, iri in faulty_iris(quad):
                        faults.setdefault(iri, (source.line, message))
                    if len(faults) >= self.limits.max_problems:
                        break
            except SyntaxError as error:
                faults[""] = (error.lineno or source.line, error.msg)
        texts = lines_of(self.path, self.name, self.limits, {line for line, _ in faults.values()})
        first_lines = lines_holding(self.path, self.name, self.limits, set(faults) - {""})
        for iri, (ended, message) in faults.items():
            line, text = first_lines.get(iri, (ended, texts.get(ended, "")))
            yield Location(self.name, line=line), near(message, text)


def has_unnamed_graph(store: ox.Store) -> bool:
    """Return whether some graph in `store` has no IRI."""
    return any(isinstance(graph, ox.BlankNode) for graph in store.named_graphs())


def is_unmapped(quad: ox.Quad) -> bool:
    """Return whether the predicate is a JSON key without a meaning, which a JSON-LD processor would drop."""
    return ":" not in quad.predicate.value
