"""Lay out all table files and name every row before any is read: a row may name one in another file."""

from __future__ import annotations

import functools
import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from kgraph.errors import Location, SourceError, UsageError

from ...common.problems import Problems, nearest
from ..rdf_format import RDF_FILES
from ..rdf_format import read as read_rdf
from ..source_graph import graph_of
from .cell_values import text_of
from .column_layout import Layout, at, lay_out
from .csvw_tables import metadata_for
from .csvw_tables import read as read_csvw
from .heading_terms import ELSEWHERE, SheetTerm, SheetTerms, fold, load_terms
from .relation_columns import relation_layouts
from .row_names import RowName, RowNames, iri_of_id, iri_of_label, names_in
from .sheets import SUFFIXES, TEXT_SUFFIXES, TableOptions, read_sheets, table_options

if TYPE_CHECKING:
    from pathlib import Path

    from kgraph.rdf.dataset import ReadingNote
    from kgraph.study import Study

    from .sheets import Sheet

_ELSEWHERE = frozenset(map(fold, ELSEWHERE))


@dataclass(slots=True)
class TableRow:
    """One row with the IRI of the thing that it describes.

    If it is `elsewhere` that the thing's class is given, the row does not state it. The IRI is empty if the
    row has a fault, and None if the row has neither id nor name: then its links identify it, which can be
    resolved only once all names of the study are known.
    """

    number: int
    cells: list[Any]
    iri: str | None
    cls: SheetTerm
    minted: bool
    elsewhere: bool = False


@dataclass(slots=True)
class Book:
    """A table file with its sheets laid out and its rows named; `twin` is the first file of equal bytes."""

    path: Path
    options: TableOptions
    problems: Problems
    layouts: list[Layout] = field(default_factory=list)
    rows: dict[int, list[TableRow]] = field(default_factory=dict)
    notes: list[ReadingNote] = field(default_factory=list)
    twin: str = ""


@dataclass(slots=True)
class StudyTables:
    """All template tables of a study, and the names of their rows."""

    terms: SheetTerms
    books: dict[Path, Book] = field(default_factory=dict)
    names: RowNames = field(default_factory=RowNames)


@dataclass(frozen=True, slots=True)
class _TableInputs:
    """What decides the content of a study's tables; equal inputs share one reading."""

    root: Path
    base: str
    files: tuple[tuple[Path, int, int], ...]
    others: tuple[tuple[Path, int, int], ...]
    options: str
    study: Study = field(compare=False)


def study_tables(study: Study) -> StudyTables:
    """Return the tables of `study`, read again only when a file changes."""
    try:
        paths = study.source_files()
    except UsageError:  # a pattern without files is reported where the sources are listed
        paths = []
    stamped = [(path, path.stat().st_mtime_ns, path.stat().st_size) for path in paths]
    tables = tuple(file for file in stamped if file[0].suffix.lower() in SUFFIXES)
    others = tuple(file for file in stamped if file not in tables)
    return _study_tables(_TableInputs(study.root, study.base, tables, others, repr(study.tables), study))


@functools.lru_cache(maxsize=1)
def _study_tables(inputs: _TableInputs) -> StudyTables:
    tables = StudyTables(load_terms())
    contents: dict[bytes, str] = {}
    for path, _, _ in inputs.files:
        try:
            if path.suffix.lower() in TEXT_SUFFIXES and metadata_for(path, inputs.study):
                tables.names.later.append(functools.partial(_names_in_mapped_table, path, inputs.study))
                continue
            book = open_book(path, inputs.study, tables.terms)
        except SourceError:  # raised again when this file is read; other files cannot name its rows
            continue
        tables.books[path] = book
        digest = hashlib.sha256(path.read_bytes()).digest()
        book.twin = contents.setdefault(digest, inputs.study.relative(path))
        if book.twin != inputs.study.relative(path):
            continue
        for layout in book.layouts:
            _register(tables.names, book, layout)
    for path, _, _ in inputs.others:
        tables.names.later.append(functools.partial(_names_in_rdf, path, inputs.study))
    return tables


def _names_in_mapped_table(path: Path, study: Study) -> list[RowName]:
    """Return the names in a table with CSVW metadata; none as long as it is faulty."""
    try:
        quads = [quad for quad, _ in read_csvw(path, study)]
    except SourceError:
        return []
    return names_in(quads, study.base, Location(study.relative(path)))


def _names_in_rdf(path: Path, study: Study) -> list[RowName]:
    """Return the names in a file that is RDF; none as long as it is faulty."""
    if not RDF_FILES.takes_name(path):
        return []
    name = study.relative(path)
    try:
        quads = read_rdf(path, graph=graph_of(path, study), base=study.base, name=name)
        return names_in(quads, study.base, Location(name))
    except SourceError:
        return []


def open_book(path: Path, study: Study, terms: SheetTerms) -> Book:
    """Read the file, lay out its sheets, and give every row an IRI."""
    return book_of(path, read_sheets(path, study), study, terms)


def book_of(path: Path, sheets: list[Sheet], study: Study, terms: SheetTerms) -> Book:
    """Lay out sheets as if they were those of a file, and give every row an IRI."""
    book = Book(path, table_options(path, study), Problems(study.relative(path)))
    for sheet in sheets:
        layout = lay_out(sheet, terms, book.problems)
        if layout is None:
            continue
        for where, message in sheet.faults:
            book.problems.add(where, message)
        book.notes.extend(sheet.notes)
        for each in (layout, *relation_layouts(layout, terms, book.problems)):
            book.layouts.append(each)
            rows = [_name_row(each, number, cells, study, terms, book) for number, cells in each.rows]
            book.rows[id(each)] = rows
    return book


def _name_row(
    layout: Layout, number: int, cells: list[Any], study: Study, terms: SheetTerms, book: Book
) -> TableRow:
    cls = layout.cls
    wanted = layout.value(cells, "type")
    elsewhere = wanted is not None and fold(str(wanted)) in _ELSEWHERE
    if wanted is not None and not elsewhere:
        classes = terms.class_named(str(wanted))
        if len(classes) == 1:
            cls = classes[0]
        else:
            hint = nearest(str(wanted), terms.class_words())
            book.problems.add(
                layout.place(number, "type"), f"no class of the ontology is called {wanted!r}{hint}"
            )
    identifier = layout.value(cells, "id")
    try:
        if identifier is not None:
            iri = iri_of_id(study.base, text_of(identifier), cls.parents)
            return TableRow(number, cells, iri, cls, minted=False, elsewhere=elsewhere)
        if elsewhere:
            raise ValueError(f"a row whose type is {wanted!r} needs an id")
        label = next(iter(row_labels(layout, cells)), "")
        minted = iri_of_label(study.base, label, cls.iri) if label else None
        if label and minted is None:
            raise ValueError(f"no id can be made of the name {label!r}; write one")
    except ValueError as error:
        shown = f"{identifier!r}: " if identifier is not None else ""
        book.problems.add(layout.place(number, "id"), f"{shown}{error}")
        return TableRow(number, cells, "", cls, minted=False)
    return TableRow(number, cells, minted, cls, minted=True)


def row_labels(layout: Layout, cells: list[Any]) -> list[str]:
    """Return the names in a row, in the order of the columns."""
    named = [column for column in layout.columns if column.field == "name"]
    return [text_of(at(cells, column.index)) for column in named if at(cells, column.index) is not None]


def _register(names: RowNames, book: Book, layout: Layout) -> None:
    for row in book.rows[id(layout)]:
        if not row.iri or row.elsewhere:
            continue
        identifier = layout.value(row.cells, "id")
        ids = (text_of(identifier),) if identifier is not None else ()
        labels = tuple(row_labels(layout, row.cells))
        names.add(RowName(row.iri, row.cls.iri, ids, labels, layout.place(row.number, "id"), row.minted))
