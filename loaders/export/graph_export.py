"""Export of a store's graph to the formats of other tools, from nothing but the store."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kgraph.atomic_files import write_aside
from kgraph.errors import UsageError
from kgraph.words.catalogue import catalogue

from ..mapping.decoder import unmap
from ..property_graph import PropertyGraph
from ..sync.import_tables import ImportTables
from ..sync.store_state import read_store
from .annotated_rdf import annotated_quads, union_with_sources
from .cpsv_ap import cpsv_ap
from .csv_tables import csv_tables
from .ftm_entities import ftm_entities
from .network_files import gexf, graphml

if TYPE_CHECKING:
    from pathlib import Path

    from kgraph.store.connection import Connection
    from kgraph.words.text import Text

_Writer = Callable[[PropertyGraph, "Path"], list["Path"]]


def export(connection: Connection, form: str, path: Path, *, annotations: bool = False) -> list[Path]:
    """Write the graph of a store to `path` and return the files written.

    Parameters
    ----------
    connection : Connection
        The store; it must hold a complete build.
    form : str
        A key of ``EXPORTS``.
    path : Path
        The file, or for tables the directory.
    annotations : bool
        Write evidence as annotated triples of RDF 1.2.

    Raises
    ------
    UsageError
        An unknown format, or one that has no annotated triples.
    StoreError
        The store holds no complete build.
    KgraphError
        The files cannot be written.
    """
    return write_graph(read_store(connection), form, path, annotations=annotations)


def write_graph(graph: PropertyGraph, form: str, path: Path, *, annotations: bool = False) -> list[Path]:
    """Write a property graph to `path` as :func:`export` does.

    Raises
    ------
    UsageError
        An unknown format.
    KgraphError
        The files cannot be written.
    """
    if form not in EXPORTS:
        raise UsageError(f"no export called {form!r}", hint=f"Formats: {', '.join(EXPORTS)}.")
    if not annotations:
        return EXPORTS[form](graph, path)
    if form not in ANNOTATED:
        raise UsageError(
            f"{form} has no annotated triples", hint=f"Formats that have: {', '.join(ANNOTATED)}."
        )
    return [write_aside(path, [annotated_rdf(graph, ANNOTATED[form])])]


def rdf_quads(graph: PropertyGraph) -> list[ox.Quad]:
    """Return the statements of a property graph, sorted by graph, subject, predicate and object."""
    text = "\n".join(unmap(graph)).encode()
    quads = ox.parse(text, format=ox.RdfFormat.N_QUADS, rename_blank_nodes=False)
    return sorted(quads, key=_order)


def _order(item: ox.Quad | ox.Triple) -> tuple[str, ...]:
    """Return the sort key of a statement: graph, subject, predicate and object."""
    graph_name = str(item.graph_name) if isinstance(item, ox.Quad) else ""
    return graph_name, str(item.subject), str(item.predicate), str(item.object)


def rdf(graph: PropertyGraph, form: ox.RdfFormat) -> bytes:
    """Serialise the statements of a property graph; a format without named graphs gets their union."""
    quads = rdf_quads(graph)
    items = quads if form.supports_datasets else sorted({quad.triple for quad in quads}, key=_order)
    return _serialised(graph, items, form)


def annotated_rdf(graph: PropertyGraph, form: ox.RdfFormat) -> bytes:
    """Serialise the statements of a property graph with annotated triples (RDF 1.2).

    Sourced statements become reifiers; in a format without named graphs, reifiers also say the sources.
    """
    quads = rdf_quads(graph)
    items = annotated_quads(quads) if form.supports_datasets else union_with_sources(quads)
    return _serialised(graph, sorted(items, key=_order), form)


def _serialised(
    graph: PropertyGraph, items: Sequence[ox.Quad] | Sequence[ox.Triple], form: ox.RdfFormat
) -> bytes:
    prefixes = graph.prefixes if form in (ox.RdfFormat.TURTLE, ox.RdfFormat.TRIG) else None
    return ox.serialize(items, format=form, prefixes=prefixes) or b""


def _rdf(form: ox.RdfFormat) -> _Writer:
    return lambda graph, path: [write_aside(path, [rdf(graph, form)])]


def _one(content: Callable[[PropertyGraph], bytes]) -> _Writer:
    return lambda graph, path: [write_aside(path, [content(graph)])]


def _tables(graph: PropertyGraph, path: Path) -> list[Path]:
    return [write_aside(path / name, [content]) for name, content in csv_tables(graph).items()]


def _import_files(graph: PropertyGraph, path: Path) -> list[Path]:
    tables = ImportTables(graph)
    nodes = [write_aside(path / name, lines) for name, lines in tables.nodes()]
    relationships = [write_aside(path / name, lines) for name, lines in tables.relationships()]
    options = [*tables.arguments, *(f"--nodes={file.name}" for file in nodes)]
    options += [f"--relationships={file.name}" for file in relationships]
    script = "neo4j-admin database import full neo4j --overwrite-destination " + " ".join(options) + "\n"
    return [*nodes, *relationships, write_aside(path / "import.txt", [script.encode()])]


def _with_list(content: Callable[[list[ox.Quad]], tuple[bytes, list[Text]]], heading: str) -> _Writer:
    """Return a writer of what a function makes, and beside it a list of what that leaves out."""

    def write(graph: PropertyGraph, path: Path) -> list[Path]:
        """Write the file, and the list if anything stands in it."""
        text, left_out = content(rdf_quads(graph))
        written = [write_aside(path, [text])]
        if left_out:
            lines = [catalogue("export")(heading), *left_out]
            listed = "".join(f"{line.en}\n{line.sv}\n" for line in lines)
            written.append(write_aside(path.with_suffix(".left-out.txt"), [listed.encode()]))
        return written

    return write


EXPORTS: dict[str, _Writer] = {
    "ttl": _rdf(ox.RdfFormat.TURTLE),
    "trig": _rdf(ox.RdfFormat.TRIG),
    "nt": _rdf(ox.RdfFormat.N_TRIPLES),
    "nq": _rdf(ox.RdfFormat.N_QUADS),
    "jsonld": _rdf(ox.RdfFormat.JSON_LD),
    "graphml": _one(graphml),
    "gexf": _one(gexf),
    "csv": _tables,
    "neo4j-csv": _import_files,
    "cpsv-ap": _with_list(cpsv_ap, "left-out.heading"),
    "ftm": _with_list(ftm_entities, "left-out.ftm"),
}
ANNOTATED = {
    "ttl": ox.RdfFormat.TURTLE,
    "trig": ox.RdfFormat.TRIG,
    "nt": ox.RdfFormat.N_TRIPLES,
    "nq": ox.RdfFormat.N_QUADS,
}
"""The formats with annotated triples, by name."""
