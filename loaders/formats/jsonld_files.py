"""JSON-LD files, read as strictly as other RDF, although the standard has processors drop faults silently.

Contexts kept elsewhere are put into the text before the parser sees it; the parser itself fetches nothing.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from kgraph.errors import Location, SourceError
from kgraph.rdf.dataset import ReadingNote
from kgraph.rdf.workspace import fill
from kgraph.words.catalogue import catalogue

from ..common.json_text import refuse_half_characters
from .jsonld_contexts import CATALOG, ContextRefusedError, ContextSource, inline_contexts, no_contexts
from .rdf_faults import faulty_iris, has_faulty_iri, line_naming, refusal, too_deep
from .rdf_files import RdfFile, has_unnamed_graph, is_unmapped

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_HALF = "Write both halves of the character (\\ud83d\\ude00), or the character itself."
_words = catalogue("reading")
# What the parser says of a context that maps a term to something else than an IRI.
_NO_IRI = re.compile(r"Invalid @type iri '(.*)': |(.*) is not a valid IRI or blank node", re.DOTALL)
# One pattern each: a search for fixed first bytes is many times faster than one for alternatives.
_MAY_NAME_CONTEXT = tuple(
    re.compile(pattern) for pattern in (rb'"@context"\s*:\s*["\[]', rb'"@import"', rb"\\u0040")
)


@dataclass
class JsonLdFile(RdfFile):
    """A JSON-LD file and how to read it.

    Parameters
    ----------
    contexts : callable
        Gives a JSON-LD context by its address, or raises ``ContextRefusedError``.
    """

    contexts: ContextSource = no_contexts
    _unmapped: dict[str, int] = field(init=False, default_factory=dict)

    def load(self) -> ox.Store:
        """Return the statements in a store of their own.

        The parser's strict mode drops what is faulty without a word, so its statements are counted against
        those of the lenient mode; only if some are missing is every statement looked at.

        Raises
        ------
        SourceError
            The file is refused; `problems` lists every fault, up to the limit.
        """
        content, store = self._content(), self._store()
        parser = self._parser(content, lenient=True)
        try:
            self.workspace.load(store, BytesIO(content), self.format, self.base, self._default)
            complete = len(store) == sum(1 for _ in parser)
        except SyntaxError as error:
            raise self._refusal(error) from None
        if not complete or has_unnamed_graph(store):
            store = self._store()
            fill(store, self._quads_in(content))
        self.prefixes = dict(parser.prefixes)
        return store

    def quads(self) -> Iterator[ox.Quad]:
        """Yield the statements one by one; a fault is raised where it is met.

        Raises
        ------
        SourceError
            As `load`. Statements already yielded must then be thrown away.
        """
        content = self._content()
        try:
            # The lenient mode passes over faults in a context, whether or not a statement uses it.
            for _ in self._parser(content):
                pass
        except SyntaxError as error:
            raise self._refusal(error) from None
        yield from self._quads_in(content)

    def lines(self) -> Iterator[tuple[ox.Quad, int]]:
        """Yield the statements with their lines.

        Where ``@context`` comes first in its object, it is the line on which the statement ends; elsewhere
        the first that holds the subject's IRI or the end of that IRI.
        """
        try:
            placed = list(self._lines(ox.RdfFormat.STREAMING_JSON_LD))
        except SyntaxError:
            placed = []
        if placed:
            yield from placed
            return
        with self._open() as source:
            text = source.read_all()
        lines: dict[Any, int] = {}
        for quad in self.quads():
            subject = quad.subject
            if subject not in lines:
                lines[subject] = line_naming(text, subject.value) if isinstance(subject, ox.NamedNode) else 1
            yield quad, lines[subject]

    def notes(self) -> list[ReadingNote]:
        """Return the keys without a meaning, with the number of values that were not read."""
        return [
            ReadingNote(
                "unmapped-key",
                _words("json-ld.unmapped-key", key=key, count=count).to_json(),
                Location(self.name),
                count,
            )
            for key, count in sorted(self._unmapped.items())
        ]

    def _quads_in(self, content: bytes) -> Iterator[ox.Quad]:
        parser = self._parser(content, lenient=True)
        self._unmapped = {}
        try:
            yield from self._all_placed(self._faultless(parser))
        except SyntaxError as error:
            raise self._refusal(error) from None
        self.prefixes = dict(parser.prefixes)

    def _faultless(self, parser: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
        """Yield leniently read statements without keys that mean nothing, counted; refuse a faulty IRI."""
        good: set[str] = set()
        for quad in parser:
            key = quad.predicate.value
            if key in good:
                faulty = has_faulty_iri(quad, good)
            elif is_unmapped(quad):
                self._unmapped[key] = self._unmapped.get(key, 0) + 1
                continue
            else:
                faulty = any(faulty_iris(quad))
                good.add(key)
            if faulty:
                raise refusal(self.problems())
            yield quad

    def _refusal(self, error: SyntaxError) -> SourceError:
        found = _NO_IRI.match(error.msg)
        if found is None:
            return super()._refusal(error)
        iri = found[1] or found[2]
        with self._open() as source:
            line = line_naming(source.read_all(), iri)
        message = f"the context gives {iri!r} for a term, which is not an IRI"
        return refusal(
            [(Location(self.name, line=line), f"{message} (write it whole, or declare its prefix)")]
        )

    def _content(self) -> bytes:
        """Return the text with its contexts in it, whole: a context may follow what it governs."""
        with self._open() as source:
            content = source.read_all()
        if too_deep(content, self.limits.max_json_depth):
            raise SourceError(
                f"nested more than {self.limits.max_json_depth} levels deep, which is the limit",
                where=Location(self.name),
                hint="Write the objects side by side in @graph, and refer to them by @id.",
            )
        try:
            refuse_half_characters(content.decode(errors="replace"))
        except json.JSONDecodeError as error:
            raise SourceError(error.msg, where=Location(self.name, line=error.lineno), hint=_HALF) from None
        if not self._names_contexts(content):
            return content
        try:
            document = inline_contexts(json.loads(content), self.contexts)
            return json.dumps(document, ensure_ascii=False).encode()
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

    def _names_contexts(self, content: bytes) -> bool:
        """Return whether a context is kept elsewhere: the parser, which refuses such contexts, knows."""
        if not any(pattern.search(content) for pattern in _MAY_NAME_CONTEXT):
            return False
        try:
            for _ in self._parser(content, lenient=True):
                pass
        except SyntaxError as error:
            return "LoadDocumentCallback" in error.msg
        return False
