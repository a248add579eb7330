"""The statements of a graph as sheets in the form of the template, and what no sheet can hold.

One row says what one source says of one thing. A second row for the same source and thing has what did not
find room in the first: another class, or more values than there are columns.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from kgraph.namespaces import KG

from ..common.periods import FROM
from ..formats.tables.column_layout import SheetColumn, column_for
from ..formats.tables.heading_terms import ELSEWHERE, FIELDS
from ..formats.tables.row_names import iri_of_content
from ..formats.tables.template_tables import DATE_TYPES, PLACES, STATUS
from ..templates.workbook_writer import TemplateSheet
from .grouped_sayings import TYPE, LeftOut, group_statements
from .growing_sheets import SheetForms
from .sheet_cells import holds_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..formats.tables.heading_terms import SheetTerm, SheetTerms
    from .grouped_sayings import Said
    from .growing_sheets import GrowingSheet
    from .sheet_cells import CellWriter

CONFIDENCE = KG + "confidence"
SAME_HEADINGS = 3
"""Columns with one heading that a sheet has at most; further values stand in rows of their own."""
_EVIDENCE = {KG + name: name for name in PLACES}


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
        self.forms = SheetForms(terms, cells)

    def lay_out(self, quads: Iterable[ox.Quad]) -> list[TemplateSheet]:
        """Return the sheets for `quads`; `left` has what they cannot hold, `held` what they do."""
        said = group_statements(quads, self.cells, self.left)
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
            for s in self.forms.sheets.values()
        ]

    def _add(self, said: Said, classes: list[str]) -> None:
        """Add the rows for what one source says of one thing."""
        for predicate, values in said.values.items():
            unread = [value for value in values if said.quad(predicate, value) in self.kept_out]
            if unread:
                said.values[predicate] = [value for value in values if value not in unread]
                self.left.add("unread", predicate, [said.quad(predicate, value) for value in unread])
        own = sorted((value.value for value in said.values.pop(TYPE, [])), key=str)
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
            types = [said.quad(TYPE, ox.NamedNode(cls)) for cls in own]
            self.left.add(*fault, said.quads() + types + said.period)
            return
        for cls in own:
            if cls not in self.terms.classes:
                self.left.add("class", cls, [said.quad(TYPE, ox.NamedNode(cls))])
        row = _SaidRows(self, said, source or "", elsewhere=not own)
        first, *others = [self.terms.classes[cls] for cls in known]
        row.write(first)
        for cls in others if own else ():
            row.write_class(cls)


class _SaidRows:
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
        sheet = self.sheets.forms.sheet_of(cls)
        name = self._type_name(sheet, cls)
        ends = self._ends(cls)
        if name is None or (cls.qualified and not self.elsewhere and len(ends) < 2):
            everything = self.said.quads()
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
            cells[self.sheets.forms.field_column(sheet, key)] = [self.cells.day(value)]
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
                (key, _), *_ = self.sheets.forms.columns_for(sheet, predicate, None)
                row[key] = named[min(number, len(named) - 1)]
            self._append(sheet, row)

    def write_class(self, cls: SheetTerm) -> None:
        """Write that the thing is of one more class."""
        sheet = self.sheets.forms.sheet_of(cls)
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
            self.sheets.forms.field_column(sheet, key)
        if not identified:
            row[self.sheets.forms.field_column(sheet, "id")] = self.cells.identifier(self.said.iri)
        if name:
            row[self.sheets.forms.field_column(sheet, "type")] = name
        if self.source:
            row[self.sheets.forms.field_column(sheet, "source")] = self.source
        return row

    def _type_name(self, sheet: GrowingSheet, cls: SheetTerm) -> str | None:
        """Return the cell of the type: empty for the sheet's own class, None if no cell can name it."""
        if self.elsewhere:
            return ELSEWHERE[1 if self.cells.language == "sv" else 0]
        return "" if cls == sheet.cls else self.sheets.forms.name_of(cls)

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
            found = self.sheets.forms.columns_for(sheet, predicate, language or None) if term else []
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
        columns = self.sheets.forms.columns_for(sheet, predicate, language)
        one_only = columns[0][1].field == "name" or term.link
        while len(written) > len(columns) and len(columns) < SAME_HEADINGS and not one_only:
            columns += self.sheets.forms.new_column(sheet, predicate, language, len(columns) + 1)
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
            present = cells.setdefault(self.sheets.forms.field_column(sheet, key), [])
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
