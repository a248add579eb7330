"""Sheets in the form of the template that get the columns and rows that a graph needs."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ..formats.tables.column_layout import SheetColumn, column_for
from ..templates.template_sheets import (
    EVIDENCE,
    WEIGHT,
    column_keys,
    heading_of,
    sheet_title,
    template_sheets,
)
from ..templates.workbook_writer import MAX_TITLE

if TYPE_CHECKING:
    from ..formats.tables.heading_terms import SheetTerm, SheetTerms
    from ..templates.workbook_writer import Heading
    from .grouped_sayings import Key
    from .sheet_cells import CellWriter


@dataclass(slots=True)
class GrowingSheet:
    """A sheet to which columns and rows are added."""

    cls: SheetTerm
    title: str
    columns: list[tuple[Heading, SheetColumn]]
    rows: list[dict[str, Any]] = field(default_factory=list)
    about: list[Key] = field(default_factory=list)


class SheetForms:
    """The sheets of the template, and more sheets and columns where a graph needs them.

    Parameters
    ----------
    terms : SheetTerms
        The ontology's terms.
    cells : CellWriter
        Writes values as cells.
    """

    def __init__(self, terms: SheetTerms, cells: CellWriter) -> None:
        self.terms = terms
        self.cells = cells
        self.sheets: dict[str, GrowingSheet] = {}
        self._with_type: list[SheetTerm] = []
        for sheet in template_sheets(cells.language, example=False, terms=terms):
            self._add_sheet(sheet.cls, sheet.title, list(sheet.headings))
            if any(heading.key == "type" for heading in sheet.headings):
                self._with_type.append(sheet.cls)

    def sheet_of(self, cls: SheetTerm) -> GrowingSheet:
        """Return the sheet on which rows of `cls` stand: its own, or that of a wider class with a type."""
        if cls.iri not in self.sheets:
            wider = [other for other in self._with_type if other.iri in cls.parents]
            if wider:
                cls = max(wider, key=lambda other: len(other.parents))
        if cls.iri not in self.sheets:
            language = self.cells.language
            keys = [heading_of(self.terms, cls, key, language) for key in column_keys(cls, ())]
            self._add_sheet(cls, sheet_title(cls, language), keys)
        return self.sheets[cls.iri]

    def name_of(self, cls: SheetTerm, *others: str) -> str | None:
        """Return a name that the reader takes for `cls` and for no other class."""
        label = cls.label(self.cells.language)
        for name in (*others, label, *cls.names, *cls.labels.values(), cls.iri.rpartition("#")[2]):
            if self.terms.class_named(name) == [cls]:
                return name
        return None

    def _add_sheet(self, cls: SheetTerm, title: str, headings: list[Heading]) -> None:
        name = self.name_of(cls, title) or title
        columns = []
        for heading in headings:
            column = column_for(0, heading.text, cls, self.terms)
            if isinstance(column, SheetColumn):
                columns.append((heading, column))
        self.sheets[cls.iri] = GrowingSheet(cls, name[:MAX_TITLE], columns)

    def columns_for(
        self, sheet: GrowingSheet, predicate: str, language: str | None
    ) -> list[tuple[str, SheetColumn]]:
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
        last = {*EVIDENCE, "quote", *WEIGHT}
        place = len(sheet.columns)
        if column.field not in last:
            place = next((i for i, (_, c) in enumerate(sheet.columns) if c.field in last), place)
        else:
            alike = [i + 1 for i, (_, c) in enumerate(sheet.columns) if c.field == column.field]
            place = max(alike, default=place)
        sheet.columns.insert(place, (heading, column))


def _takes(cells: CellWriter, column: SheetColumn, predicate: str, language: str | None) -> bool:
    """Return whether the values of a property in a language stand in `column`."""
    if column.term is None or column.term.iri != predicate or column.field not in {"", "name"}:
        return False
    return column.term.link or cells.effective_language(column) == language
