"""A graph as a workbook in the form of the template, and beside it, as TriG, what no workbook can hold.

Before anything is written, the workbook is read back with the reader of tables. What does not come back as it
was goes into the TriG file instead, so that both files together are the graph.
"""

from __future__ import annotations

import dataclasses
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from kgraph.atomic_files import write_aside
from kgraph.errors import KgraphError, SourceError, UsageError
from kgraph.namespaces import local_name
from kgraph.packaged_ontology import ontology
from kgraph.rdf.concepts import IN_SCHEME
from kgraph.rdf.dataset import inferred_graphs
from kgraph.words.catalogue import catalogue

from ..formats.source_graph import graph_of
from ..formats.tables import template_tables
from ..formats.tables.heading_terms import load_terms
from ..templates.workbook_writer import workbook_bytes
from .graph_export import rdf_quads
from .graph_sheets import GraphSheets
from .sheet_cells import CellWriter

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kgraph.study import Study
    from kgraph.words.text import Text

    from ..property_graph import PropertyGraph
    from .grouped_sayings import Key, LeftOut

WORKBOOK = "xlsx"
"""The format's name among those that a graph is exported to."""
ROUNDS = 12
"""How often the workbook is made again without what was not read back as it was."""
_words = catalogue("export")


@dataclass(frozen=True, slots=True)
class WorkbookPlan:
    """A workbook that holds a graph, ready to be written, and what it does not hold.

    Parameters
    ----------
    path : Path
        The workbook to be.
    workbook : bytes
        Its content.
    rest : bytes
        The companion file, empty if nothing is left for it.
    held : int
        Statements in the workbook.
    left : LeftOut
        Statements in the companion file, with the reasons.
    prefixes : int
        Prefixes that the companion file declares.
    """

    path: Path
    workbook: bytes
    rest: bytes
    held: int
    left: LeftOut
    prefixes: int

    @property
    def rest_path(self) -> Path:
        """The companion file: ``study.rest.trig`` beside ``study.xlsx``."""
        return self.path.with_suffix(".rest.trig")

    def lines(self) -> list[Text]:
        """Return what the workbook holds and, by name, what it cannot hold and where that is kept."""
        lines = [_words("workbook.held", count=self.held, file=self.path.name)]
        if self.left.quads or self.prefixes:
            lines.append(_words("workbook.left", count=len(self.left.quads), file=self.rest_path.name))
        for (reason, about), count in sorted(self.left.reasons.items(), key=lambda item: (-item[1], item[0])):
            lines.append(_words(f"workbook.reason.{reason}", count=count, name=local_name(about) or about))
        if self.prefixes:
            lines.append(_words("workbook.reason.prefixes", count=self.prefixes))
        return lines

    def write(self) -> list[Path]:
        """Write the files and return their paths.

        Raises
        ------
        KgraphError
            They cannot be written.
        """
        if self.rest:
            return [write_aside(self.rest_path, [self.rest]), write_aside(self.path, [self.workbook])]
        self.rest_path.unlink(missing_ok=True)
        return [write_aside(self.path, [self.workbook])]


def plan_workbook(graph: PropertyGraph, study: Study, path: Path, language: str) -> WorkbookPlan:
    """Return the workbook for what a graph states, without what a rebuild infers and describes anew.

    Parameters
    ----------
    graph : PropertyGraph
        The graph.
    study : Study
        The study that it was built from: base, languages and sources.
    path : Path
        The workbook to be written.
    language : {"sv", "en"}
        Language of sheets, headings and concepts.

    Raises
    ------
    UsageError
        The path is a source of the study, or has no suffix of a workbook.
    KgraphError
        What is read back differs from what was written in a way that leaving out things does not mend.
    """
    if path.suffix.lower() != ".xlsx":
        raise UsageError("a workbook is called .xlsx", where=path)
    if path.resolve() in _sources(study):
        raise UsageError(
            "is a source of the study, and its notes, formulas and unread columns would be lost",
            where=path,
            hint="Write to another file, and bring the two together with kgraph merge.",
        )
    quads = _stated(rdf_quads(graph), study)
    kept_out: frozenset[Any] = frozenset()
    for _ in range(ROUNDS):
        sheets, content = _made(quads, study, path, language, kept_out)
        rest = _trig(sheets.left, graph.prefixes)
        wrong = _not_read_back(sheets, content, rest, study, path)
        if not wrong:
            header = rest if sheets.left.quads or graph.prefixes else b""
            return WorkbookPlan(path, content, header, len(sheets.held), sheets.left, len(graph.prefixes))
        # What is still wrong although it was kept out has another cause: then the whole thing is kept out.
        kept_out |= wrong | {
            _key(quad, {}) for quad in wrong if quad in kept_out and isinstance(quad, ox.Quad)
        }
    raise KgraphError(
        "the workbook does not come back as it was written",
        where=path,
        hint="This is a fault of kgraph; nothing was written. Export to .trig instead.",
    )


def _sources(study: Study) -> set[Path]:
    try:
        return {source.resolve() for source in study.source_files()}
    except UsageError:
        return set()


def _stated(quads: Iterable[ox.Quad], study: Study) -> list[ox.Quad]:
    """Return the statements that no rebuild adds of itself."""
    packaged = ontology()
    inferred = inferred_graphs(study.base)
    schemes = {quad.object for quad in packaged.quads_for_pattern(None, IN_SCHEME, None, None)}

    def added(quad: ox.Quad) -> bool:
        """Return whether a rebuild adds a statement: inferred, or what the ontology says of a concept."""
        graph = quad.graph_name
        if not isinstance(graph, ox.NamedNode):
            return False
        if graph.value.startswith(inferred):
            return True
        # A code list's concepts are in a graph that is called as the list.
        return graph in schemes and any(
            packaged.quads_for_pattern(quad.subject, quad.predicate, quad.object, None)
        )

    return [quad for quad in quads if not added(quad)]


def _made(
    quads: list[ox.Quad], study: Study, path: Path, language: str, kept_out: frozenset[Any]
) -> tuple[GraphSheets, bytes]:
    terms = load_terms()
    cells = CellWriter(terms, language, study.languages[0], study.base)
    sheets = GraphSheets(terms, cells, graph_of(path, study), kept_out)
    return sheets, workbook_bytes(sheets.lay_out(quads), language)


def _not_read_back(
    sheets: GraphSheets, content: bytes, rest: bytes, study: Study, path: Path
) -> frozenset[Any]:
    """Return the statements, or graphs with things, of which the reader makes something else."""
    with tempfile.TemporaryDirectory() as directory:
        root = Path(directory)
        book = root / path.name
        book.write_bytes(content)
        (root / "rest.trig").write_bytes(rest)
        alone = dataclasses.replace(study, root=root, sources=(path.name, "rest.trig"), tables={})
        try:
            found = {quad for quad, _ in template_tables.read(book, alone)}
        except SourceError as error:
            by_title = {sheet.title: sheet for sheet in sheets.forms.sheets.values()}
            places = [where for where, _ in error.problems]
            rows = [(by_title[p.sheet], p.row) for p in places if p.sheet in by_title and p.row]
            wrong = {sheet.about[row - 2] for sheet, row in rows if 2 <= row < len(sheet.about) + 2}
            if not wrong:
                raise
            return frozenset(wrong)
    different = found ^ sheets.held
    owners: dict[Any, Any] = {q.object: q.subject for q in different if isinstance(q.object, ox.BlankNode)}
    if owners or any(isinstance(quad.subject, ox.BlankNode) for quad in different):
        return frozenset(_key(quad, owners) for quad in different)
    missing = sheets.held - found
    return frozenset(missing) if missing else frozenset(_key(quad, {}) for quad in different)


def _key(quad: ox.Quad, owners: dict[Any, Any]) -> Key:
    graph: Any = quad.graph_name
    return graph.value, owners.get(quad.subject, quad.subject).value


def _trig(left: LeftOut, prefixes: dict[str, str]) -> bytes:
    if left.quads:
        return ox.serialize(left.quads, format=ox.RdfFormat.TRIG, prefixes=prefixes) or b""
    # Without a statement the serialiser declares no prefix either.
    return "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in sorted(prefixes.items())).encode()
