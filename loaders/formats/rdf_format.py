"""RDF as a source format: six syntaxes, told apart by suffix and, where a suffix is shared, by content."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kgraph.errors import UsageError
from kgraph.rdf.blank_nodes import name_blank_nodes
from kgraph.rdf.dataset import own_graphs
from kgraph.rdf.line_index import index_lines

from ..common.disk_workspace import DiskWorkspace
from .jsonld_contexts import ContextSource, no_contexts
from .jsonld_files import JsonLdFile
from .rdf_files import RdfFile
from .source_bytes import DEFAULT_LIMITS, SourceBytes
from .source_format import ReadingOptions, SourceContent, SourceFormat, suffix_of
from .source_graph import graph_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from kgraph.study import Study

    from .source_bytes import Limits

SYNTAXES = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".nq": ox.RdfFormat.N_QUADS,
    ".trig": ox.RdfFormat.TRIG,
    ".rdf": ox.RdfFormat.RDF_XML,
    ".owl": ox.RdfFormat.RDF_XML,
    ".jsonld": ox.RdfFormat.JSON_LD,
    ".json": ox.RdfFormat.JSON_LD,
}
"""Syntax by suffix; ``.rdf`` and ``.owl`` may also hold Turtle."""
_LOOKS_LIKE_XML = re.compile(rb"\s*<(?:\?xml|!--|!DOCTYPE|[\w.-]+:?RDF[\s>])", re.IGNORECASE)
# A key, not a value or the end of a longer key: a thing in a network of another tool may be called "@id".
_JSON_LD_KEY = re.compile(rb'(?<!\\)"@(?:context|graph|id)"\s*:')


def rdf_file(path: Path, graph: str, base: str, name: str, options: ReadingOptions) -> RdfFile:
    """Return an RDF file ready to be read; parameters as for `RdfFile`.

    Raises
    ------
    UsageError
        The suffix is of no RDF syntax.
    """
    syntax = SYNTAXES.get(suffix_of(path, gzip=True))
    if syntax is None:
        raise UsageError("not an RDF file by its suffix", where=path, hint=f"Known: {', '.join(SYNTAXES)}.")
    if syntax == ox.RdfFormat.JSON_LD:
        return JsonLdFile(
            path, syntax, graph, base, name, options.limits, options.contexts, workspace=options.workspace
        )
    if syntax == ox.RdfFormat.RDF_XML and not _LOOKS_LIKE_XML.match(_head(path, name, options.limits)):
        syntax = ox.RdfFormat.TURTLE
    return RdfFile(path, syntax, graph, base, name, options.limits, workspace=options.workspace)


def stands_alone(path: Path) -> bool:
    """Return whether what a file states depends on its bytes alone: it is RDF, and not JSON-LD."""
    return SYNTAXES.get(suffix_of(path, gzip=True), ox.RdfFormat.JSON_LD) != ox.RdfFormat.JSON_LD


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
        The suffix is of no RDF syntax.
    """
    return rdf_file(path, graph, base, name, ReadingOptions(limits, contexts)).quads()


def _head(path: Path, name: str, limits: Limits) -> bytes:
    with SourceBytes(path, name or str(path), limits) as source:
        return source.head


def _is_rdf(path: Path, study: Study) -> bool:
    """Return whether a ``.json`` file is JSON-LD; all other suffixes are RDF's alone."""
    if path.suffix.lower() != ".json":
        return True
    return bool(_JSON_LD_KEY.search(_head(path, study.relative(path), DEFAULT_LIMITS)))


def _load(path: Path, study: Study, options: ReadingOptions) -> SourceContent:
    file = rdf_file(path, graph_of(path, study), study.base, study.relative(path), options)
    store = file.load()
    own = own_graphs(study.base)
    workspace = options.workspace
    on_disk = isinstance(workspace, DiskWorkspace) and not workspace.reads_apart(path.stat().st_size)
    name_blank_nodes(store, own, workspace.sorted_lines if on_disk else None)
    return SourceContent(
        store,
        partial(index_lines, file.name, file.lines, own),
        file.prefixes,
        file.notes(),
        finder=file if file.by_line else None,
    )


RDF_FILES = SourceFormat(
    name="rdf",
    title="RDF",
    suffixes=tuple(SYNTAXES),
    guide="how-to/foreign-rdf.md",
    load=_load,
    recognises=_is_rdf,
    gzip=True,
)
