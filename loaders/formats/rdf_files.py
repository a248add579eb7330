"""RDF files in six formats, read strictly: refused whole, with every fault placed, or read without loss.

Pyoxigraph's parsers do the reading. They accept none of the negative W3C test files, keep no call stack that
deep nesting could break, and never touch the network. What they leave to the caller is done here: document
types are refused before a parser sees them (`kgraph.loaders.formats.source_bytes`), IRIs that JSON-LD tells
a processor to drop silently are faults, and JSON keys without a meaning are counted.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, Any, cast

import pyoxigraph as ox

from kgraph.errors import Location, SourceError, UsageError

from .jsonld_contexts import CATALOG, ContextRefusedError, ContextSource, inline_contexts, no_contexts
from .rdf_faults import faulty_iris, has_faulty_iri, line_naming, near, plain, refusal, too_deep
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
    from collections.abc import Iterable, Iterator
    from pathlib import Path

FORMATS = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".nq": ox.RdfFormat.N_QUADS,
    ".trig": ox.RdfFormat.TRIG,
    ".rdf": ox.RdfFormat.RDF_XML,
    ".owl": ox.RdfFormat.RDF_XML,
    ".jsonld": ox.RdfFormat.JSON_LD,
    ".json": ox.RdfFormat.JSON_LD,
}
_LOOKS_LIKE_XML = re.compile(rb"\s*<(?:\?xml|!--|!DOCTYPE|[\w.-]+:?RDF[\s>])", re.IGNORECASE)
# Each by itself: a search for what begins with fixed bytes is many times faster than one for alternatives.
_MAY_NAME_CONTEXT = tuple(
    re.compile(each) for each in (rb'"@context"\s*:\s*["\[]', rb'"@import"', rb"\\u0040")
)


def rdf_format(path: Path) -> ox.RdfFormat | None:
    """Return the format of a file by its suffix, before any ``.gz``; `None` if it is not RDF."""
    suffixes = [suffix.lower() for suffix in path.suffixes]
    if suffixes and suffixes[-1] == ".gz":
        suffixes.pop()
    return FORMATS.get(suffixes[-1]) if suffixes else None


@dataclass(slots=True)
class RdfFile:
    """One RDF file and how to read it.

    Parameters
    ----------
    path : Path
        The file; gzip is recognised by content.
    graph : str
        IRI of the graph that takes the statements outside any named graph.
    base : str
        IRI against which relative IRIs are resolved, unless the file declares another.
    name : str
        How messages name the file; the path if empty.
    limits : Limits
        Size, depth and number of faults listed.
    contexts : callable
        Gives a JSON-LD context by its address, or raises ``ContextRefusedError``.

    Raises
    ------
    UsageError
        A suffix that belongs to no RDF format.
    """

    path: Path
    graph: str
    base: str
    name: str = ""
    limits: Limits = DEFAULT_LIMITS
    contexts: ContextSource = no_contexts
    format: ox.RdfFormat = field(init=False)
    prefixes: dict[str, str] = field(init=False, default_factory=dict)
    unmapped: dict[str, int] = field(init=False, default_factory=dict)
    _default: ox.NamedNode = field(init=False)

    def __post_init__(self) -> None:
        """Find the format; ``.rdf`` and ``.owl`` are either RDF/XML or Turtle, by content."""
        self.name = self.name or str(self.path)
        self._default = ox.NamedNode(self.graph)
        found = rdf_format(self.path)
        if found is None:
            raise UsageError(
                "not an RDF file by its suffix", where=self.path, hint=f"Known: {', '.join(FORMATS)}."
            )
        if found == ox.RdfFormat.RDF_XML:
            with self._open(xml=False) as source:
                if not _LOOKS_LIKE_XML.match(source.head):
                    found = ox.RdfFormat.TURTLE
        self.format = found

    def load(self) -> ox.Store:
        """Return the statements in a store of their own.

        Raises
        ------
        SourceError
            The file is refused; `problems` lists every fault, up to the limit.
        """
        store = ox.Store()
        if self.format == ox.RdfFormat.JSON_LD:
            return self._json_load()
        with self._open() as source:
            try:
                store.bulk_load(
                    cast("IO[bytes]", source), self.format, base_iri=self.base, to_graph=self._default
                )
            except SyntaxError as error:
                raise self._refusal(error) from None
            self._note_prefixes(source, {})
        if any(isinstance(graph, ox.BlankNode) for graph in store.named_graphs()):
            raise self._unnamed_graph()
        if source.has_quoted_triples and store.query("ASK { GRAPH ?g { ?s ?p ?o FILTER(isTriple(?o)) } }"):
            raise self._quoted_triple()
        return store

    def quads(self) -> Iterator[ox.Quad]:
        """Yield the statements one by one, in file order; a fault is raised where it is met.

        Raises
        ------
        SourceError
            As `load`. Statements already yielded must then be thrown away.
        """
        if self.format == ox.RdfFormat.JSON_LD:
            yield from self._json_quads(self._json_content())
            return
        with self._open() as source:
            parser = self._parser(source)
            try:
                yield from self._all_placed(parser)
            except SyntaxError as error:
                raise self._refusal(error) from None
            self._note_prefixes(source, parser.prefixes)

    def lines(self) -> Iterator[tuple[ox.Quad, int]]:
        """Yield the statements with the line on which each ends.

        JSON-LD gives them while reading where ``@context`` comes first in its object; elsewhere the line is
        the first that holds the subject's IRI or its end.
        """
        if self.format == ox.RdfFormat.JSON_LD:
            yield from self._json_lines()
            return
        yield from self._lines(self.format)

    def _lines(self, form: ox.RdfFormat) -> Iterator[tuple[ox.Quad, int]]:
        lenient = form == ox.RdfFormat.STREAMING_JSON_LD
        with self._open(by_line=True) as source:
            parser = self._parser(source, form=form, lenient=lenient)
            for quad in self._all_placed(quad for quad in parser if not _unmapped(quad)):
                yield quad, source.line

    def problems(self) -> list[tuple[Location, str]]:
        """Return the faults of the file, in file order, up to the limit.

        In Turtle, N-Triples and N-Quads the parser goes on after the statement that it cannot read, so that
        every faulty statement is listed. In TriG it reads the rest of a graph with a fault as if it stood
        outside and stumbles over the closing bracket, which is not listed; a fault between that bracket and
        the next full stop shows only once the first is corrected. In RDF/XML and JSON-LD all bad IRIs are
        listed, but only the first fault of form: what follows it cannot be told from its consequences.
        """
        decoding = undecodable(self.path, self.name, self.limits)
        if decoding:
            return [decoding]
        if self.format in (ox.RdfFormat.RDF_XML, ox.RdfFormat.JSON_LD):
            found = list(self._bad_iris())
        else:
            found = list(self._bad_statements())
        return found[: self.limits.max_problems]

    # Reading

    def _open(self, *, by_line: bool = False, xml: bool | None = None) -> SourceBytes:
        if xml is None:
            xml = self.format == ox.RdfFormat.RDF_XML
        return SourceBytes(self.path, self.name, self.limits, by_line=by_line, xml=xml)

    def _parser(
        self, source: SourceBytes | bytes, *, lenient: bool = False, form: ox.RdfFormat | None = None
    ) -> ox.QuadParser:
        content = source if isinstance(source, bytes) else cast("IO[bytes]", source)
        return ox.parse(content, form or self.format, base_iri=self.base, lenient=lenient)

    def _all_placed(self, quads: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
        """Yield `quads`, each in a named graph; refuse what the rest of the program has no place for."""
        make, default, named, blank, triple = ox.Quad, self._default, ox.NamedNode, ox.BlankNode, ox.Triple
        for quad in quads:
            value, graph = quad.object, quad.graph_name
            if isinstance(value, triple):
                raise self._quoted_triple()
            if isinstance(graph, named):
                yield quad
            elif isinstance(graph, blank):
                raise self._unnamed_graph()
            else:
                yield make(quad.subject, quad.predicate, value, default)

    def _note_prefixes(self, source: SourceBytes, found: dict[str, str]) -> None:
        if self.format == ox.RdfFormat.RDF_XML:
            found = {**xml_prefixes(source.head), **found}
        self.prefixes = {**source.prefixes, **found}

    # Refusing

    def _unnamed_graph(self) -> SourceError:
        return SourceError(
            "holds a graph without an IRI",
            where=Location(self.name),
            hint="A graph stands for a source: give it the source's IRI (in JSON-LD an @id beside @graph).",
        )

    def _quoted_triple(self) -> SourceError:
        return SourceError(
            "holds a quoted triple (RDF 1.2), which has no place in the property graph",
            where=Location(self.name),
            hint="Say it with kg:SourcedStatement, or with a named graph per source.",
        )

    def _refusal(self, error: SyntaxError) -> SourceError:
        found = self.problems() or [(Location(self.name, line=error.lineno), plain(error.msg))]
        return refusal(found, more=len(found) >= self.limits.max_problems)

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
            found: dict[str, tuple[int, str]] = {}
            try:
                for quad in parser:
                    if _unmapped(quad):
                        continue
                    for message, iri in faulty_iris(quad):
                        found.setdefault(iri, (source.line, message))
                    if len(found) >= self.limits.max_problems:
                        break
            except SyntaxError as error:
                found[""] = (error.lineno or source.line, error.msg)
        texts = lines_of(self.path, self.name, self.limits, {line for line, _ in found.values()})
        written = lines_holding(self.path, self.name, self.limits, set(found) - {""})
        for iri, (ended, message) in found.items():
            line, text = written.get(iri, (ended, texts.get(ended, "")))
            yield Location(self.name, line=line), near(message, text)

    # JSON-LD

    def _json_load(self) -> ox.Store:
        """Load strictly, which drops what is faulty without a word; look closely if something was dropped."""
        content, store = self._json_content(), ox.Store()
        parser = self._parser(content, lenient=True)
        try:
            store.bulk_load(content, self.format, base_iri=self.base, to_graph=self._default)
            whole = len(store) == sum(1 for _ in parser)
        except SyntaxError as error:
            raise self._refusal(error) from None
        if not whole or any(isinstance(graph, ox.BlankNode) for graph in store.named_graphs()):
            store = ox.Store()
            store.bulk_extend(self._json_quads(content))
        self.prefixes = dict(parser.prefixes)
        return store

    def _json_quads(self, content: bytes) -> Iterator[ox.Quad]:
        parser = self._parser(content, lenient=True)
        self.unmapped = {}
        try:
            yield from self._all_placed(self._faultless(parser))
        except SyntaxError as error:
            raise self._refusal(error) from None
        self.prefixes = dict(parser.prefixes)

    def _faultless(self, parser: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
        """Yield what was leniently read, keys without a meaning left out and counted; refuse a faulty IRI."""
        known: set[str] = set()
        for quad in parser:
            key = quad.predicate.value
            if key in known:
                faulty = has_faulty_iri(quad, known)
            elif _unmapped(quad):
                self.unmapped[key] = self.unmapped.get(key, 0) + 1
                continue
            else:
                faulty = any(faulty_iris(quad))
                known.add(key)
            if faulty:
                raise refusal(self.problems())
            yield quad

    def _json_content(self) -> bytes:
        """Return the text with its contexts in it; not streamed, as a context may follow what it governs."""
        with self._open() as source:
            content = source.read_all()
        if too_deep(content, self.limits.max_json_depth):
            raise SourceError(
                f"nested more than {self.limits.max_json_depth} levels deep, which is the limit",
                where=Location(self.name),
                hint="Write the objects side by side in @graph, and refer to them by @id.",
            )
        if not self._names_contexts(content):
            return content
        try:
            document = inline_contexts(json.loads(content), self.contexts)
        except ContextRefusedError as refused:
            place = f'"{refused.address}"'.encode()
            line = content.count(b"\n", 0, content.index(place)) + 1 if place in content else None
            raise SourceError(
                f"names the context {refused.address}; {refused.reason}",
                where=Location(self.name, line=line),
                hint=f'Keep a copy in the study and name it in {CATALOG}: {{"{refused.address}": "FILE"}}. '
                "Or allow its host in study.toml: [policy] network_hosts.",
            ) from None
        except ValueError as error:
            raise self._refusal(SyntaxError(str(error))) from None
        return json.dumps(document, ensure_ascii=False).encode()

    def _names_contexts(self, content: bytes) -> bool:
        """Ask the parser, which refuses every context outside the file, if there may be such a one."""
        if not any(each.search(content) for each in _MAY_NAME_CONTEXT):
            return False
        try:
            for _ in self._parser(content, lenient=True):
                pass
        except SyntaxError as error:
            return "LoadDocumentCallback" in error.msg
        return False

    def _json_lines(self) -> Iterator[tuple[ox.Quad, int]]:
        try:
            placed = list(self._lines(ox.RdfFormat.STREAMING_JSON_LD))
        except SyntaxError:
            placed = []
        if placed:
            yield from placed
            return
        with self._open() as source:
            text = source.read_all()
        known: dict[Any, int] = {}
        for quad in self._json_quads(self._json_content()):
            subject = quad.subject
            if subject not in known:
                known[subject] = line_naming(text, subject.value) if isinstance(subject, ox.NamedNode) else 1
            yield quad, known[subject]


def read(
    path: Path,
    *,
    graph: str,
    base: str,
    limits: Limits = DEFAULT_LIMITS,
    contexts: ContextSource = no_contexts,
    name: str = "",
) -> Iterator[ox.Quad]:
    """Yield the statements of an RDF file, strictly parsed, in file order.

    Parameters
    ----------
    path : Path
        Turtle, N-Triples, N-Quads, TriG, RDF/XML or JSON-LD, by suffix; gzip by content.
    graph : str
        IRI of the graph for statements outside any named graph.
    base : str
        IRI against which relative IRIs are resolved.
    limits : Limits
        Size, depth, number of faults listed.
    contexts : callable
        Gives JSON-LD contexts by address; none by default.
    name : str
        How messages name the file.

    Raises
    ------
    SourceError
        The file is refused; statements already yielded must be thrown away.
    UsageError
        The suffix is of no RDF format.
    """
    return RdfFile(path, graph, base, name, limits, contexts).quads()


def _unmapped(quad: ox.Quad) -> bool:
    """Tell whether the predicate is a JSON key that no context gives a meaning; JSON-LD would drop it."""
    return ":" not in quad.predicate.value
