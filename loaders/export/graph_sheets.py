"""The statements of a graph as sheets in the form of the template, and what no sheet can hold.

One row says what one source says of one thing. A second row for the same source and thing has what did not find
room in the first: another class, or more values than there are columns.
"""

from __future__ import annotations

import dataclasses
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from kgraph.errors import Location
from kgraph.namespaces import DCT, KG, RDF

from ..common.periods import FROM, UNTIL, period_quads, reversed_bounds
from ..formats.tables.column_layout import SheetColumn, column_for
from ..formats.tables.heading_terms import ELSEWHERE, FIELDS
from ..formats.tables.row_names import iri_of_content
from ..formats.tables.template_tables import DATE_TYPES, PLACES, STATUS
from ..templates.template_sheets import column_keys, heading_of, template_sheets
from ..templates.workbook_writer import TemplateSheet
from .sheet_cells import holds_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..common.periods import Bounds
    from ..formats.tables.heading_terms import SheetTerm, SheetTerms
    from ..templates.workbook_writer import Heading
    from .sheet_cells import CellWriter

TYPE = RDF + "type"
TEMPORAL = DCT + "temporal"
PERIOD = DCT + "PeriodOfTime"
CONFIDENCE = KG + "confidence"
SAME_HEADINGS = 3
"""Columns with one heading that a sheet has at most; further values stand in rows of their own."""
_EVIDENCE = {KG + name: name for name in PLACES}

Key = tuple[str, str]
"""A graph and a thing: what one row is about."""


@dataclass(slots=True)
class Said:
    """What one source says of one thing, by property, with the bounds of its period."""

    graph: str
    iri: str
    values: dict[str, list[Any]] = field(default_factory=lambda: defaultdict(list))
    bounds: dict[str, ox.Literal] = field(default_factory=dict)
    period: list[ox.Quad] = field(default_factory=list)
    read_period: list[ox.Quad] = field(default_factory=list)

    def quad(self, predicate: str, value: Any) -> ox.Quad:
        """Return one of its statements."""
        return ox.Quad(
            ox.NamedNode(self.iri), ox.NamedNode(predicate), value, ox.NamedNode(self.graph)
        )


@dataclass(slots=True)
class GrowingSheet:
    """A sheet to which columns and rows are added."""

    cls: SheetTerm
    title: str
    columns: list[tuple[Heading, SheetColumn]]
    rows: list[dict[str, Any]] = field(default_factory=list)
    about: list[Key] = field(default_factory=list)


@dataclass(slots=True)
class LeftOut:
    """Statements that no sheet holds, and why, by reason and property or class."""

    quads: list[ox.Quad] = field(default_factory=list)
    reasons: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, reason: str, about: str, quads: Iterable[ox.Quad]) -> None:
        """Leave out `quads`."""
        added = list(quads)
        self.quads += added
        self.reasons[reason, about] += len(added)


class GraphSheets:
    """Lay out statements on sheets.

    Parameters
    ----------
    terms : SheetTerms
        The ontology's terms.
    cells : CellWriter
        Writes values as cells.
    own_graph : str
        Graph of rows that name no source.
    kept_out : set of pyoxigraph.Quad or (str, str)
        Statements, and graphs with things, that are not to be held: they were not read back as they are.
    """

    def __init__(
        self, terms: SheetTerms, cells: CellWriter, own_graph: str, kept_out: frozenset[Any] = frozenset()
    ) -> None:
        self.terms = terms
        self.cells = cells
        self.own_graph = own_graph
        self.kept_out = kept_out
        self.left = LeftOut()
        self.held: set[ox.Quad] = set()
        self.sheets: dict[str, GrowingSheet] = {}
        self._with_type: list[SheetTerm] = []
        for sheet in template_sheets(cells.language, example=False, terms=terms):
            self._add_sheet(sheet.cls, sheet.title, list(sheet.headings))
            if any(heading.key == "type" for heading in sheet.headings):
                self._with_type.append(sheet.cls)

    def lay_out(self, quads: Iterable[ox.Quad]) -> list[TemplateSheet]:
        """Return the sheets for `quads`; `left` has what they cannot hold, `held` what they do."""
        said = self._grouped(quads)
        classes: dict[str, set[str]] = defaultdict(set)
        for each in said:
            classes[each.iri].update(value.value for value in each.values.get(TYPE, ()))
        known = {
            iri: frozenset().union(*(self.terms.classes[c].parents for c in found if c in self.terms.classes))
            for iri, found in classes.items()
        }
        self.cells.name_rows({iri: parents for iri, parents in known.items() if parents})
        for each in said:
            self._add(each, sorted(classes[each.iri]))
        return [
            TemplateSheet(s.cls, s.title, tuple(h for h, _ in s.columns), tuple(s.rows))
            for s in self.sheets.values()
        ]

    def _grouped(self, quads: Iterable[ox.Quad]) -> list[Said]:
        """Group statements by graph and thing; those about nodes without a name are left out, periods are not."""
        said: dict[Key, Said] = {}
        unnamed: dict[str, list[ox.Quad]] = defaultdict(list)
        waiting: list[ox.Quad] = []
        for quad in sorted(quads, key=str):
            subject, graph, value = quad.subject, quad.graph_name, quad.object
            if isinstance(subject, ox.BlankNode):
                unnamed[subject.value].append(quad)
            elif not isinstance(subject, ox.NamedNode) or not isinstance(graph, ox.NamedNode):
                self.left.add("form", "", [quad])
            elif isinstance(value, ox.BlankNode):
                waiting.append(quad)
            elif isinstance(value, ox.Triple):
                self.left.add("form", "", [quad])
            else:
                one = said.setdefault((graph.value, subject.value), Said(graph.value, subject.value))
                one.values[quad.predicate.value].append(value)
        self._attach_periods(said, unnamed, waiting)
        return [said[key] for key in sorted(said)]

    def _attach_periods(
        self, said: dict[Key, Said], unnamed: dict[str, list[ox.Quad]], waiting: list[ox.Quad]
    ) -> None:
        users = Counter(quad.object.value for quad in waiting if isinstance(quad.object, ox.BlankNode))
        inside = {q.object.value for qs in unnamed.values() for q in qs if isinstance(q.object, ox.BlankNode)}
        for quad in waiting:
            key = (str(quad.graph_name.value), str(quad.subject.value))  # type: ignore[union-attr]
            node = quad.object.value  # type: ignore[union-attr]
            one = said.setdefault(key, Said(*key))
            bounds = _bounds(quad, unnamed.get(node, []))
            alone = users[node] == 1 and node not in inside and not one.bounds
            if bounds and alone and all(self.cells.day(value) for value in bounds.values()):
                one.bounds = bounds
                one.period = [quad, *unnamed.pop(node)]
                made = period_quads(quad.subject, quad.graph_name, _placed(bounds))  # type: ignore[arg-type]
                one.read_period = [statement for statement, _ in made]
            else:
                self.left.add("unnamed", quad.predicate.value, [quad])
        for quads in unnamed.values():
            self.left.add("unnamed", "", quads)

    def _add(self, said: Said, classes: list[str]) -> None:
        """Add the rows for what one source says of one thing."""
        for predicate, values in said.values.items():
            unread = [value for value in values if said.quad(predicate, value) in self.kept_out]
            if unread:
                said.values[predicate] = [value for value in values if value not in unread]
                self.left.add("unread", predicate, [said.quad(predicate, value) for value in unread])
        own = sorted((value.value for value in said.values.pop(TYPE, [])), key=str)
        everything = [said.quad(p, v) for p, vs in said.values.items() for v in vs]
        everything += [said.quad(TYPE, ox.NamedNode(cls)) for cls in own] + said.period
        source = "" if said.graph == self.own_graph else self.cells.source(said.graph)
        known = [cls for cls in own or classes if cls in self.terms.classes]
        if said.graph == self.own_graph and any(p in said.values for p in _EVIDENCE):
            source = self.cells.source(said.graph)
        fault = (
            ("unread", (own or [""])[0])
            if (said.graph, said.iri) in self.kept_out
            else ("class" if own or classes else "no-class", (own or classes or [""])[0])
            if not known
            else ("form", "")
            if source is None or self.cells.identifier(said.iri) is None
            else None
        )
        if fault:
            self.left.add(*fault, everything)
            return
        for cls in own:
            if cls not in self.terms.classes:
                self.left.add("class", cls, [said.quad(TYPE, ox.NamedNode(cls))])
        row = _Row(self, said, source or "", elsewhere=not own)
        first, *others = [self.terms.classes[cls] for cls in known]
        row.write(first)
        for cls in others if own else ():
            row.write_class(cls)

    def sheet_of(self, cls: SheetTerm) -> GrowingSheet:
        """Return the sheet on which rows of `cls` stand: its own, or that of a wider class with a type."""
        if cls.iri not in self.sheets:
            wider = [other for other in self._with_type if other.iri in cls.parents]
            if wider:
                cls = max(wider, key=lambda other: len(other.parents))
        if cls.iri not in self.sheets:
            label = cls.label(self.cells.language)
            keys = [heading_of(self.terms, cls, key, self.cells.language) for key in column_keys(cls, ())]
            self._add_sheet(cls, label[0].upper() + label[1:], keys)
        return self.sheets[cls.iri]

    def name_of(self, cls: SheetTerm, *others: str) -> str | None:
        """Return a name that the reader takes for `cls` and for no other class."""
        label = cls.label(self.cells.language)
        for name in (*others, label, *cls.names, *cls.labels.values(), cls.iri.rpartition("#")[2]):
            if self.terms.class_named(name) == [cls]:
                return name
        return None

    def _add_sheet(self, cls: SheetTerm, title: str, headings: list[Heading]) -> None:
        name = self.name_of(cls, title[:31]) or title
        columns = []
        for heading in headings:
            column = column_for(0, heading.text, cls, self.terms)
            if isinstance(column, SheetColumn):
                columns.append((heading, column))
        self.sheets[cls.iri] = GrowingSheet(cls, name[:31], columns)

    def columns_for(self, sheet: GrowingSheet, predicate: str, language: str | None) -> list[tuple[str, SheetColumn]]:
        """Return the columns of a property in a language, by key; a new one if there is none yet."""
        found = [(h.key, c) for h, c in sheet.columns if _takes(self.cells, c, predicate, language)]
        return found or self.new_column(sheet, predicate, language, 1)

    def new_column(
        self, sheet: GrowingSheet, predicate: str, language: str | None, number: int
    ) -> list[tuple[str, SheetColumn]]:
        """Add a column for a property in a language; none if no heading means that property."""
        term = self.terms.properties.get(predicate)
        if term is None:
            return []
        plain = language is None or (term.translated and language == self.cells.first)
        suffix = "" if plain else f" ({language})"
        heading = heading_of(self.terms, sheet.cls, predicate + suffix, self.cells.language)
        local = predicate.rpartition("#")[2].rpartition("/")[2]
        for name in (heading.text.removesuffix(suffix), *term.names, *term.labels.values(), local):
            column = column_for(0, name + suffix, sheet.cls, self.terms)
            if isinstance(column, SheetColumn) and _takes(self.cells, column, predicate, language):
                key = heading.key if number == 1 else f"{heading.key} #{number}"
                heading = dataclasses.replace(heading, key=key, text=name + suffix)
                self._insert(sheet, heading, column)
                return [(key, column)]
        return []

    def field_column(self, sheet: GrowingSheet, key: str) -> str:
        """Return the key of the column of a standard field, which is added if it is missing."""
        if all(heading.key != key for heading, _ in sheet.columns):
            heading = heading_of(self.terms, sheet.cls, key, self.cells.language)
            column = column_for(0, heading.text, sheet.cls, self.terms)
            if isinstance(column, SheetColumn):
                if key in {"id", "type"}:
                    sheet.columns.insert(0 if key == "id" else 1, (heading, column))
                else:
                    self._insert(sheet, heading, column)
        return key

    @staticmethod
    def _insert(sheet: GrowingSheet, heading: Heading, column: SheetColumn) -> None:
        """Add a column: those of the thing before its evidence, those of the evidence at the end."""
        last = {"source", "locator", "paraphrase", "anchor", "quote", "status", "confidence"}
        place = len(sheet.columns)
        if column.field not in last:
            place = next((i for i, (_, c) in enumerate(sheet.columns) if c.field in last), place)
        else:
            alike = [i + 1 for i, (_, c) in enumerate(sheet.columns) if c.field == column.field]
            place = max(alike, default=place)
        sheet.columns.insert(place, (heading, column))


class _Row:
    """The rows for what one source says of one thing."""

    def __init__(self, sheets: GraphSheets, said: Said, source: str, *, elsewhere: bool) -> None:
        self.sheets = sheets
        self.cells = sheets.cells
        self.said = said
        self.source = source
        self.elsewhere = elsewhere
        self.identifying: list[str] = []
        self.weights: dict[str, Any] = {}

    def write(self, cls: SheetTerm) -> None:
        """Write all that is said, on the sheet of `cls`."""
        sheet = self.sheets.sheet_of(cls)
        name = self._type_name(sheet, cls)
        ends = self._ends(cls)
        if name is None or (cls.qualified and not self.elsewhere and len(ends) < 2):
            everything = [self.said.quad(p, v) for p, vs in self.said.values.items() for v in vs]
            if not self.elsewhere:
                everything.append(self.said.quad(TYPE, ox.NamedNode(cls.iri)))
            self.sheets.left.add("class" if name is None else "ends", cls.iri, everything + self.said.period)
            return
        cells: dict[str, list[Any]] = {}
        for predicate, values in self.said.values.items():
            if predicate in ends:
                continue
            if predicate in (STATUS, CONFIDENCE) or predicate in _EVIDENCE:
                self._evidence(sheet, predicate, values, cells)
            else:
                self._property(sheet, predicate, values, cells)
        for predicate, value in self.said.bounds.items():
            key = "from" if predicate == FROM else "until"
            cells[self.sheets.field_column(sheet, key)] = [self.cells.day(value)]
        self._keep(self.said.read_period)
        if not cells and not ends and self.elsewhere:
            return
        if not self.elsewhere:
            self._keep([self.said.quad(TYPE, ox.NamedNode(cls.iri))])
        count = max([1, *map(len, cells.values()), *map(len, ends.values())])
        fixed = self._fixed(sheet, name, identified=count == 1 and self._identified(cls))
        for number in range(count):
            row = fixed | {key: values[number] for key, values in cells.items() if number < len(values)}
            for predicate, named in ends.items():
                (key, _), *_ = self.sheets.columns_for(sheet, predicate, None)
                row[key] = named[min(number, len(named) - 1)]
            self._append(sheet, row)

    def write_class(self, cls: SheetTerm) -> None:
        """Write that the thing is of one more class."""
        sheet = self.sheets.sheet_of(cls)
        name = self._type_name(sheet, cls)
        statement = self.said.quad(TYPE, ox.NamedNode(cls.iri))
        if name is None or cls.qualified:
            self.sheets.left.add("class", cls.iri, [statement])
            return
        self._keep([statement])
        self._append(sheet, self._fixed(sheet, name, identified=False))

    def _append(self, sheet: GrowingSheet, row: dict[str, Any]) -> None:
        sheet.rows.append(row)
        sheet.about.append((self.said.graph, self.said.iri))

    def _fixed(self, sheet: GrowingSheet, name: str, *, identified: bool) -> dict[str, Any]:
        """Return the cells that all rows of this thing and source have."""
        row: dict[str, Any] = dict(self.weights)
        for key in self.weights:
            self.sheets.field_column(sheet, key)
        if not identified:
            row[self.sheets.field_column(sheet, "id")] = self.cells.identifier(self.said.iri)
        if name:
            row[self.sheets.field_column(sheet, "type")] = name
        if self.source:
            row[self.sheets.field_column(sheet, "source")] = self.source
        return row

    def _type_name(self, sheet: GrowingSheet, cls: SheetTerm) -> str | None:
        """Return the cell of the type: empty for the sheet's own class, None if no cell can name it."""
        if self.elsewhere:
            return ELSEWHERE[1 if self.cells.language == "sv" else 0]
        return "" if cls == sheet.cls else self.sheets.name_of(cls)

    def _ends(self, cls: SheetTerm) -> dict[str, list[str]]:
        """Return the cells of the two ends of a relation, by property; only where all can be named."""
        ends = {}
        for iri in (cls.start, cls.end) if cls.qualified else ():
            term = self.sheets.terms.properties[iri or ""]
            values = self.said.values.get(term.iri, [])
            named = [self.cells.link(term, value) for value in values]
            if named and None not in named:
                ends[term.iri] = named
        if len(ends) == 2 or self.elsewhere:
            for iri in ends:
                self._keep([self.said.quad(iri, value) for value in self.said.values[iri]])
                self._identify(iri, self.said.values[iri])
            return ends
        return {}

    def _property(
        self, sheet: GrowingSheet, predicate: str, values: list[Any], cells: dict[str, list[Any]]
    ) -> None:
        term = self.sheets.terms.properties.get(predicate)
        for language in sorted({getattr(value, "language", None) or "" for value in values}):
            group = [v for v in values if (getattr(v, "language", None) or "") == language]
            found = self.sheets.columns_for(sheet, predicate, language or None) if term else []
            if term is None or not found:
                reason = "property" if term is None else "language"
                self.sheets.left.add(reason, predicate, [self.said.quad(predicate, v) for v in group])
                continue
            column = found[0][1]
            written = []
            for value in group:
                cell = self._cell(term, column, value)
                if cell is None:
                    self.sheets.left.add("value", predicate, [self.said.quad(predicate, value)])
                else:
                    written.append(cell)
                    self._keep([self.said.quad(predicate, value)])
                    self._identify(predicate, [value])
            self._spread(sheet, predicate, language or None, term, written, cells)

    def _spread(
        self,
        sheet: GrowingSheet,
        predicate: str,
        language: str | None,
        term: SheetTerm,
        written: list[Any],
        cells: dict[str, list[Any]],
    ) -> None:
        """Distribute the cells of one property over its columns, and then over rows."""
        if term.link:
            texts = [cell for cell in written if isinstance(cell, str)]
            written = (["; ".join(texts)] if texts else []) + [c for c in written if not isinstance(c, str)]
        columns = self.sheets.columns_for(sheet, predicate, language)
        one_only = columns[0][1].field == "name" or term.link
        while len(written) > len(columns) and len(columns) < SAME_HEADINGS and not one_only:
            columns += self.sheets.new_column(sheet, predicate, language, len(columns) + 1)
        for number, cell in enumerate(written):
            cells.setdefault(columns[number % len(columns)][0], []).append(cell)

    def _cell(self, term: SheetTerm, column: SheetColumn, value: Any) -> Any:
        if term.link:
            return self.cells.link(term, value)
        return self.cells.literal(column, value) if isinstance(value, ox.Literal) else None

    def _evidence(
        self, sheet: GrowingSheet, predicate: str, values: list[Any], cells: dict[str, list[Any]]
    ) -> None:
        name = _EVIDENCE.get(predicate)
        left = []
        for value in values:
            key, cell = self._evidence_cell(sheet, predicate, value, alone=len(values) == 1)
            if cell is None:
                left.append(self.said.quad(predicate, value))
                continue
            self._keep([self.said.quad(predicate, value)])
            if name is None:
                self.weights[key] = cell
                continue
            present = cells.setdefault(self.sheets.field_column(sheet, key), [])
            if name == "anchor" and present:
                present[0] += f"; {cell}"
            else:
                present.append(cell)
        if left:
            self.sheets.left.add("value", predicate, left)

    def _evidence_cell(
        self, sheet: GrowingSheet, predicate: str, value: Any, *, alone: bool
    ) -> tuple[str, Any]:
        """Return the key of the column and the cell for a place, a status or a confidence."""
        name = _EVIDENCE.get(predicate)
        term = self.sheets.terms.properties[predicate]
        if name is None:
            key = "status" if predicate == STATUS else "confidence"
            if not alone:
                return key, None
            if key == "status":
                return key, self.cells.link(term, value)
            return key, self.cells.literal(SheetColumn(0, key, term=term), value)
        if not isinstance(value, ox.Literal) or not holds_text(value.value):
            return name, None
        first = self.cells.first if name == "paraphrase" else None
        if value == ox.Literal(value.value, language=value.language) and value.language == first:
            return name, None if name == "anchor" and ";" in value.value else value.value
        key = f"{name} ({value.language})"
        column = column_for(0, f"{FIELDS[name][0]} ({value.language})", sheet.cls, self.sheets.terms)
        fits = name == "paraphrase" and value.language and isinstance(column, SheetColumn)
        return key, value.value if fits else None

    def _keep(self, quads: Iterable[ox.Quad]) -> None:
        self.sheets.held.update(quads)

    def _identify(self, predicate: str, values: Iterable[Any]) -> None:
        """Note what identifies a row without id."""
        for value in values:
            dated = isinstance(value, ox.Literal) and value.datatype.value in DATE_TYPES
            if isinstance(value, ox.NamedNode) or dated:
                self.identifying.append(f"{predicate}={value.value}")

    def _identified(self, cls: SheetTerm) -> bool:
        """Return whether the row, without an id, is given the IRI that the thing has."""
        if not cls.qualified or self.elsewhere:
            return False
        parts = [*self.identifying]
        if FROM in self.said.bounds:
            parts.append(f"from={self.said.bounds[FROM].value}")
        return iri_of_content(self.cells.base, cls.iri, parts) == self.said.iri


def _takes(cells: CellWriter, column: SheetColumn, predicate: str, language: str | None) -> bool:
    """Return whether the values of a property in a language stand in `column`."""
    if column.term is None or column.term.iri != predicate or column.field not in {"", "name"}:
        return False
    return column.term.link or cells.effective_language(column) == language


def _bounds(link: ox.Quad, quads: list[ox.Quad]) -> dict[str, ox.Literal]:
    """Return the bounds of a period that has nothing but its class and one of each; else nothing."""
    if link.predicate.value != TEMPORAL or any(quad.graph_name != link.graph_name for quad in quads):
        return {}
    bounds: dict[str, ox.Literal] = {}
    kinds = 0
    for quad in quads:
        name = quad.predicate.value
        if name == TYPE and quad.object == ox.NamedNode(PERIOD):
            kinds += 1
        elif name in (FROM, UNTIL) and isinstance(quad.object, ox.Literal) and name not in bounds:
            bounds[name] = quad.object
        else:
            return {}
    return bounds if kinds == 1 and not reversed_bounds(_placed(bounds)) else {}


def _placed(bounds: dict[str, ox.Literal]) -> Bounds:
    """Return bounds in the order and form in which the reader makes them."""
    return {name: (bounds[name], Location("")) for name in (FROM, UNTIL) if name in bounds}

