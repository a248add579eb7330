"""What a source format is: which files it takes, and how one of them becomes statements.

A format is one module that ends with a `SourceFormat` entry, listed in `registry`. Most formats yield
statements one by one, each with its place; `statements_loader` turns such a reader into a loader. One that
has prefixes or takes options calls `content_of`. A format that can fill a store faster by itself, as RDF
does, returns `SourceContent` of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kgraph.errors import Location
from kgraph.rdf.dataset import ReadingNote
from kgraph.rdf.line_index import LineFinder, LineIndex
from kgraph.rdf.workspace import Workspace, fill
from kgraph.study import Study

from .jsonld_contexts import ContextSource, no_contexts
from .source_bytes import DEFAULT_LIMITS, Limits

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

PlacedQuads = Iterator[tuple[ox.Quad, Location]]
StatementReader = Callable[[Path, Study, list[ReadingNote] | None], PlacedQuads]
"""Yields the statements of a file, each in a named graph and with its place; adds to the list of notes."""


@dataclass(frozen=True, slots=True)
class ReadingOptions:
    """What holds for the reading of all files of a study.

    Parameters
    ----------
    limits : Limits
        Size and depth that a file may have, and faults listed for each.
    contexts : callable
        Gives a JSON-LD context by its address, or raises ``ContextRefusedError``.
    workspace : Workspace
        Makes the stores for what the files state.
    """

    limits: Limits = DEFAULT_LIMITS
    contexts: ContextSource = no_contexts
    workspace: Workspace = field(default_factory=Workspace)

    def new_store(self, path: Path) -> ox.Store:
        """Return an empty store for what a file states."""
        return self.workspace.store_for_file(path.stat().st_size)


@dataclass(frozen=True, slots=True)
class SourceContent:
    """What one file states.

    Parameters
    ----------
    store : pyoxigraph.Store
        Its statements, each in a named graph.
    places : callable
        Makes the index of places; called when a place is first asked for. It can be pickled, unless the file
        names contexts from elsewhere.
    prefixes : mapping of str to str
        Namespaces by prefix, as the file declares them.
    notes : list of ReadingNote
        What the user should know although it is no fault.
    kept : bool
        Whether the store is used again, and must stay as it is.
    finder : LineFinder, optional
        Finds a few lines sooner than the index is made.
    """

    store: ox.Store
    places: Callable[[], LineIndex]
    prefixes: Mapping[str, str] = field(default_factory=dict)
    notes: list[ReadingNote] = field(default_factory=list)
    kept: bool = False
    finder: LineFinder | None = None


Loader = Callable[[Path, Study, ReadingOptions], SourceContent]


def suffix_of(path: Path, *, gzip: bool = False) -> str:
    """Return the last suffix of a file's name in lower case; with `gzip`, the one before ``.gz``."""
    suffixes = [suffix.lower() for suffix in path.suffixes]
    if gzip and suffixes and suffixes[-1] == ".gz":
        suffixes.pop()
    return suffixes[-1] if suffixes else ""


def _any_content(path: Path, study: Study) -> bool:
    """Take every file whose name fits."""
    return True


@dataclass(frozen=True, slots=True)
class SourceFormat:
    """A kind of source file.

    Parameters
    ----------
    name : str
        Short name, unique among the formats.
    title : str
        What users call it.
    suffixes : tuple of str
        How its files' names end, in lower case.
    guide : str
        The page of the documentation that describes it, relative to ``docs/``.
    load : callable
        Reads a file: ``load(path, study, options)``. Raises `SourceError` for a file with faults.
    recognises : callable
        Says by content or by neighbouring files whether a file with a fitting name is of this format:
        ``recognises(path, study)``. Needed only where formats share a suffix.
    gzip : bool
        Whether the name may also end in ``.gz``.
    confidential : bool
        Whether its files hold what people said in confidence, beyond the statements that they become.
    """

    name: str
    title: str
    suffixes: tuple[str, ...]
    guide: str
    load: Loader
    recognises: Callable[[Path, Study], bool] = _any_content
    gzip: bool = False
    confidential: bool = False

    def takes_name(self, path: Path) -> bool:
        """Return whether the name of a file fits, whatever the file holds."""
        return suffix_of(path, gzip=self.gzip) in self.suffixes

    def summary(self) -> str:
        """Return the title and the suffixes in one short sentence."""
        return f"{self.title}: {' '.join(self.suffixes)}{' (.gz)' if self.gzip else ''}."


def statements_loader(read: StatementReader) -> Loader:
    """Return a loader that fills a store with what `read` yields and remembers the places."""

    def load(path: Path, study: Study, options: ReadingOptions) -> SourceContent:
        """Read all statements of the file."""
        notes: list[ReadingNote] = []
        return content_of(study.relative(path), read(path, study, notes), notes, {}, options.new_store(path))

    return load


def content_of(
    file: str,
    statements: Iterable[tuple[ox.Quad, Location]],
    notes: list[ReadingNote],
    prefixes: Mapping[str, str],
    store: ox.Store,
) -> SourceContent:
    """Return statements in a store, with an index of their places.

    Parameters
    ----------
    file : str
        The file's name, as the user would type it.
    statements : iterable of (Quad, Location)
        Each in a named graph.
    notes, prefixes : list of ReadingNote, mapping of str to str
        As for `SourceContent`; the notes may come while the statements do.
    store : pyoxigraph.Store
        An empty store for the statements.
    """
    index = LineIndex(file)

    def quads() -> Iterator[ox.Quad]:
        """Yield the statements and remember their places."""
        for quad, place in statements:
            index.add(quad, place)
            yield quad

    fill(store, quads())
    return SourceContent(store, partial(_made, index), prefixes, notes)


def _made(index: LineIndex) -> LineIndex:
    return index
