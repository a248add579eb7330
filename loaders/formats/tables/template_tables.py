"""Tables filled in from the templates: a sheet for each class, a column for each property, a row per thing.

Every statement of a row goes to the named graph of the source that the row names, or else to the graph of the
file, and is yielded with the file, sheet, row and column that it was read from. A file with any fault yields
nothing: all its faults are reported at once.
"""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from kgraph.namespaces import DCT, KG, RDF, XSD
from kgraph.rdf.dataset import ReadingNote, own_graphs
from kgraph.words.catalogue import catalogue

from ...common.periods import FROM, UNTIL, Bounds, period_quads, reversed_bounds
from ...common.problems import Problems, nearest
from ..source_format import SourceFormat, statements_loader
from ..source_graph import graph_of
from .cell_values import DATES, date_literal, literal, number, plain_literal, text_of
from .column_layout import at
from .heading_terms import FIELDS, SheetTerm
from .row_names import IRI, SOURCE_CLASS, RowName, iri_of_content
from .sheets import SUFFIXES
from .table_books import open_book, row_labels, study_tables

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from kgraph.errors import Location
    from kgraph.study import Study

    from .column_layout import Layout, SheetColumn
    from .table_books import Book, StudyTables, TableRow

Statement = tuple[ox.NamedNode, "ox.NamedNode | ox.Literal", "Location"]

TYPE = ox.NamedNode(RDF + "type")
DATE_TYPES = {XSD + kind for kind in DATES}
STATUS = KG + "statementStatus"
WEIGHTS = {STATUS, KG + "confidence"}
LOCATOR = ox.NamedNode(KG + "locator")
ANCHOR = ox.NamedNode(KG + "anchor")
LANGUAGE = DCT + "language"
LANGUAGE_TAG = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{1,8})*")
BARE_ADDRESS = re.compile(r"www\.\S+$")
OWN_NOTES = own_graphs("")
"""Begins the name of a source that is what a file of the study says in its own name: ``graph/notes``."""
WORDS_SHOWN = 12
"""Number of allowed words that a message lists where none is near what was written."""
PLACES = ("locator", "paraphrase", "anchor", "quote")
"""Columns that say where in the source something stands, and in which words."""


def read(
    path: Path, study: Study, notes: list[ReadingNote] | None = None
) -> Iterator[tuple[ox.Quad, Location]]:
    """Yield the statements of the table file at `path`, each with its place.

    Parameters
    ----------
    path : Path
        A CSV, XLSX or ODS file whose sheets follow the templates.
    study : Study
        The study: its base IRI, languages and table options, and its other tables, whose rows may be named.
    notes : list of ReadingNote, optional
        Receives notes on what is no fault but worth knowing: minted ids, hidden rows that were read, merged
        cells that were filled.

    Raises
    ------
    SourceError
        The file has faults; ``problems`` lists them with sheet, row and column, up to a limit.
    UsageError
        The study file has wrong options for the table.
    """
    tables = study_tables(study)
    book = tables.books.get(path) or open_book(path, study, tables.terms)
    yield from read_book(book, study, tables, notes)


def read_book(
    book: Book, study: Study, tables: StudyTables, notes: list[ReadingNote] | None = None
) -> list[tuple[ox.Quad, Location]]:
    """Return the statements of a book's rows, each with its place; one with faults is refused as a whole."""
    problems = Problems(book.problems.file)
    for where, message in book.problems.listed:
        problems.add(where, message)
    reader = _RowReader(study, tables, book, problems)
    for layout in book.layouts:
        reader.read(layout)
    problems.refuse()
    if notes is not None:
        notes.extend([*book.notes, *reader.notes])
    return reader.quads


class _RowReader:
    """Turn the rows of one file into quads."""

    def __init__(self, study: Study, tables: StudyTables, book: Book, problems: Problems) -> None:
        self.study = study
        self.terms = tables.terms
        self.names = tables.names
        self.source_classes = frozenset(
            iri for iri, term in self.terms.classes.items() if SOURCE_CLASS in term.parents
        )
        self.book = book
        self.problems = problems
        self.notes: list[ReadingNote] = []
        self.quads: list[tuple[ox.Quad, Location]] = []
        self.own_graph = ox.NamedNode(graph_of(book.path, study))
        self.weights: dict[tuple[str, str], tuple[tuple[str, ...], Location]] = {}

    def read(self, layout: Layout) -> None:
        """Add the statements of every row of `layout`."""
        for row in self.book.rows[id(layout)]:
            if row.iri == "":
                continue
            if row.iri is not None:
                self._check_name(layout, row, row.iri)
            self._read_row(layout, row)

    def _check_name(self, layout: Layout, row: TableRow, iri: str) -> None:
        where = layout.place(row.number, "id")
        labels = tuple(row_labels(layout, row.cells))
        place = dataclasses.replace(where, file=self.book.twin or where.file)
        clash = self.names.clashes(RowName(iri, row.cls.iri, (), labels, place, row.minted))
        if clash is not None:
            self.problems.add(
                where,
                f"{labels[0] if labels else iri!r} has no id of its own here or at {clash.place}, and a name "
                "does not make two rows the same; write ids in both, the same one if they are the same",
            )
        if row.minted and labels:
            message = catalogue("reading")("tables.minted-id", label=labels[0], iri=iri)
            self.notes.append(ReadingNote("minted-id", message.to_json(), where))

    def _read_row(self, layout: Layout, row: TableRow) -> None:
        before = self.problems.count
        statements: list[Statement] = []
        if not row.elsewhere:
            statements.append((TYPE, ox.NamedNode(row.cls.iri), layout.place(row.number, "id")))
        for column in layout.columns:
            value = at(row.cells, column.index)
            if value is not None and column.term is not None and column.field in {"", "name"}:
                where = layout.sheet.place(row.number, column.index, column.heading)
                statements.extend(self._statements(layout, column, value, where))
        self._check_ends(layout, row, statements)
        bounds = self._bounds(layout, row)
        evidence = self._evidence(layout, row)
        graphs = self._graphs(layout, row)
        if self.problems.count > before:
            return
        subject = self._subject(layout, row, statements, bounds)
        for position, graph in enumerate(graphs):
            for predicate, value, where in statements:
                self.quads.append((ox.Quad(subject, predicate, value, graph), where))
            self.quads.extend(period_quads(subject, graph, bounds))
            self._check_evidence(layout.sheet.place(row.number), subject, graph, evidence)
            for predicate, value, where in evidence:
                for part in _parts(predicate, value, position, len(graphs)):
                    self.quads.append((ox.Quad(subject, predicate, part, graph), where))

    def _subject(
        self,
        layout: Layout,
        row: TableRow,
        statements: list[Statement],
        bounds: Bounds,
    ) -> ox.NamedNode:
        """Return the thing that the row describes; without id and name, its links and dates identify it."""
        if row.iri is not None:
            return ox.NamedNode(row.iri)
        parts = [f"from={bounds[FROM][0].value}"] if FROM in bounds else []
        for predicate, value, _ in statements:
            linked = isinstance(value, ox.NamedNode) and predicate != TYPE
            dated = isinstance(value, ox.Literal) and value.datatype.value in DATE_TYPES
            if linked or dated:
                parts.append(f"{predicate.value}={value.value}")
        if not parts:
            self.problems.add(
                layout.sheet.place(row.number),
                "the row has neither an id nor a name, and names no other thing",
            )
        return ox.NamedNode(iri_of_content(self.study.base, row.cls.iri, parts))

    def _check_ends(self, layout: Layout, row: TableRow, statements: list[Statement]) -> None:
        cls = row.cls
        if not cls.qualified or row.elsewhere:
            return
        present = {predicate.value for predicate, _, _ in statements}
        headings = {column.term.iri: column for column in layout.columns if column.term is not None}
        for iri in (cls.start, cls.end):
            column = headings.get(iri or "")
            if column is None or at(row.cells, column.index) is None:
                label = self.terms.properties[iri].label(self.study.languages[0]) if iri else ""
                where = layout.sheet.place(row.number, column.index, column.heading) if column else None
                self.problems.add(
                    where or layout.sheet.place(row.number), f"the row lacks {label!r}, one of its two ends"
                )
            elif iri in present and sum(predicate.value == iri for predicate, _, _ in statements) > 1:
                where = layout.sheet.place(row.number, column.index, column.heading)
                self.problems.add(
                    where, f"several values of {column.heading!r}; write one row for each relation"
                )

    def _statements(
        self, layout: Layout, column: SheetColumn, value: Any, where: Location
    ) -> Iterator[Statement]:
        term = column.term
        if term is None:
            return
        predicate = ox.NamedNode(term.iri)
        try:
            if term.open and not isinstance(value, str | bool):
                yield predicate, plain_literal(value), where
                return
            if term.link:
                for target in self._links(term, text_of(value)):
                    if isinstance(target, ox.Literal):
                        self._remark(term, target.value, where)
                    yield predicate, target, where
                return
            language = column.language
            if language is None and term.translated:
                language = self.study.languages[0]
            decimal = layout.sheet.decimal
            yield predicate, literal(value, term.ranges, decimal=decimal, language=language), where
        except ValueError as error:
            message = str(error) if term.link else f"{text_of(value)!r}: {error}"
            self.problems.add(where, f"{message} (in the column {column.heading!r})")

    def _links(self, term: SheetTerm, text: str) -> list[ox.NamedNode | ox.Literal]:
        """Return the things that `text` names: one, or several separated by semicolons or line breaks."""
        whole = self._link(term, text)
        if whole is not None:
            return [whole]
        parts = [part.strip() for part in re.split(r"[;\n]", text) if part.strip()]
        targets: list[ox.NamedNode | ox.Literal] = []
        for part in parts:
            target = self._link(term, part) if len(parts) > 1 else None
            if target is not None:
                targets.append(target)
            elif term.open:
                targets.append(ox.Literal(part))
            else:
                raise ValueError(self._unknown(term, part))
        return targets

    def _link(self, term: SheetTerm, text: str) -> ox.NamedNode | None:
        concept = self.terms.concept_of(term, text)
        if concept is not None and self.terms.takes_concepts(term):
            return ox.NamedNode(concept.iri)
        names = self.names.find(text, self.terms.accepted_by(term))
        if len(names) > 1:
            choices = ", ".join(f"{name.ids[0] if name.ids else name.iri} ({name.place})" for name in names)
            raise ValueError(f"{text!r} is the name of several rows; write the id: {choices}")
        if names:
            return ox.NamedNode(names[0].iri)
        if IRI.fullmatch(text):
            return ox.NamedNode(text)
        return ox.NamedNode(concept.iri) if concept is not None else None

    def _unknown(self, term: SheetTerm, text: str) -> str:
        if self.terms.takes_concepts(term):
            words = [word for c in self.terms.concepts_for(term) for word in (*c.labels.values(), c.notation)]
            return f"{text!r} is no value of this column{nearest(text, words) or self._allowed(term)}"
        hint = (
            "; a web address begins with https://" if BARE_ADDRESS.match(text) else self.names.suggest(text)
        )
        return f"{text!r} is neither an id nor the name of a row{hint}"

    def _remark(self, term: SheetTerm, text: str, where: Location) -> None:
        """Note a text that is no fault, but hardly what was meant."""
        kind = ""
        if term.iri == LANGUAGE and not LANGUAGE_TAG.fullmatch(text):
            kind = "language-tag"
        elif BARE_ADDRESS.match(text):
            kind = "bare-address"
        if kind:
            message = catalogue("reading")(f"tables.{kind}", text=text).to_json()
            self.notes.append(ReadingNote(kind, message, where))

    def _allowed(self, term: SheetTerm) -> str:
        """Return the words that a column of concepts may hold, as the drop-down lists of the template do."""
        words = self.terms.concept_words(term, self.study.languages[0])
        shown = words[:WORDS_SHOWN]
        more = f" and {len(words) - len(shown)} more" if len(words) > len(shown) else ""
        return f"; write one of: {', '.join(shown)}{more}" if shown else ""

    def _bounds(self, layout: Layout, row: TableRow) -> Bounds:
        bounds: Bounds = {}
        for name, predicate in (("from", FROM), ("until", UNTIL)):
            value = layout.value(row.cells, name)
            if value is None:
                continue
            where = layout.place(row.number, name)
            try:
                bounds[predicate] = (date_literal(value), where)
            except ValueError as error:
                self.problems.add(where, f"{text_of(value)!r}: {error}")
        wrong = reversed_bounds(bounds)
        if wrong:
            self.problems.add(bounds[UNTIL][1], wrong)
        return bounds

    def _graphs(self, layout: Layout, row: TableRow) -> list[ox.NamedNode]:
        value = layout.value(row.cells, "source") or self.book.options.source
        if value is None:
            for name in PLACES:
                if layout.value(row.cells, name) is not None:
                    heading = FIELDS["source"][1 if self.study.languages[0] == "sv" else 0]
                    self.problems.add(
                        layout.place(row.number, name), f"the row names no source; fill in {heading!r}"
                    )
            return [self.own_graph]
        graphs = []
        where = layout.place(row.number, "source")
        for part in [part.strip() for part in re.split(r"[;\n]", text_of(value)) if part.strip()]:
            names = self.names.find(part, self.source_classes)
            sources = [name for name in names if name.cls in self.source_classes]
            if len(sources) == 1:
                graphs.append(ox.NamedNode(sources[0].iri))
            elif part.startswith(OWN_NOTES) or IRI.fullmatch(part):
                graphs.append(ox.NamedNode(self.study.base + part if part.startswith(OWN_NOTES) else part))
            else:
                known = [name for name in self.names.rows if name.cls in self.source_classes]
                words = [word for name in known for word in (*name.ids, *name.labels)]
                self.problems.add(
                    where, f"{part!r} is no source that the study describes{nearest(part, words)}"
                )
        return graphs

    def _evidence(self, layout: Layout, row: TableRow) -> list[Statement]:
        """Return the statements that qualify everything that the row's source says of its thing."""
        evidence: list[Statement] = []
        status = self._status(layout, row)
        if status:
            evidence.append((ox.NamedNode(STATUS), ox.NamedNode(status), layout.place(row.number, "status")))
        confidence = self._confidence(layout, row)
        if confidence:
            value = ox.Literal(confidence, datatype=ox.NamedNode(XSD + "decimal"))
            evidence.append((ox.NamedNode(KG + "confidence"), value, layout.place(row.number, "confidence")))
        for name in PLACES:
            for column, text in layout.values(row.cells, name):
                language = column.language or (self.study.languages[0] if name == "paraphrase" else None)
                literal_text = ox.Literal(text_of(text), language=language)
                where = layout.sheet.place(row.number, column.index, column.heading)
                evidence.append((ox.NamedNode(KG + name), literal_text, where))
        return evidence

    def _check_evidence(
        self, where: Location, subject: ox.NamedNode, graph: ox.NamedNode, evidence: list[Statement]
    ) -> None:
        """Refuse a second status or confidence for one source and thing."""
        weight = tuple(value.value for predicate, value, _ in evidence if predicate.value in WEIGHTS)
        previous, place = self.weights.setdefault((graph.value, subject.value), (weight, where))
        if previous != weight:
            self.problems.add(
                where,
                f"the row at {place} gives the same thing and source another status or confidence: "
                "they hold for all that a source says of a thing; name another source, or use a relation",
            )

    def _status(self, layout: Layout, row: TableRow) -> str:
        value = layout.value(row.cells, "status")
        if value is None:
            return ""
        term = self.terms.properties[STATUS]
        concept = self.terms.concept_of(term, text_of(value))
        if concept is not None:
            return concept.iri
        self.problems.add(layout.place(row.number, "status"), self._unknown(term, text_of(value)))
        return ""

    def _confidence(self, layout: Layout, row: TableRow) -> str:
        value = layout.value(row.cells, "confidence")
        if value is None:
            return ""
        try:
            confidence = number(value, layout.sheet.decimal)
            if not 0 <= confidence <= 1:
                raise ValueError("not between 0 and 1")
        except ValueError as error:
            self.problems.add(layout.place(row.number, "confidence"), f"{text_of(value)!r}: {error}")
            return ""
        return format(confidence, "f")


def _parts(predicate: ox.NamedNode, value: Any, position: int, sources: int) -> list[Any]:
    """Return what a cell says of the source at `position`: its part of a locator or of anchors, else all.

    With one source a locator is whole, and each anchor in the cell is one.
    """
    if predicate not in (LOCATOR, ANCHOR):
        return [value]
    parts = [part.strip() for part in value.value.split(";") if part.strip()]
    if sources > 1:
        return [ox.Literal(parts[position])] if len(parts) > position and len(parts) > 1 else [value]
    return [ox.Literal(part) for part in parts] if predicate == ANCHOR and parts else [value]


TEMPLATE_TABLES = SourceFormat(
    name="tables",
    title="Tables",
    suffixes=SUFFIXES,
    guide="how-to/spreadsheets.md",
    load=statements_loader(read),
)
