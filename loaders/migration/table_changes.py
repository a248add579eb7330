"""What has to change in a sheet: headings of properties that have new names, and concepts that have moved."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from kgraph.namespaces import SKOS, local_name
from kgraph.packaged_ontology import ontology, ontology_with_shapes
from kgraph.vocabulary import Vocabulary

from ..common.problems import Problems
from ..formats.tables.cell_edits import CellEdit
from ..formats.tables.cell_values import text_of
from ..formats.tables.column_layout import at, lay_out
from ..formats.tables.heading_terms import SheetTerms, fold, load_terms

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..formats.tables.column_layout import Layout, SheetColumn
    from ..formats.tables.sheets import Sheet
    from .migration_rules import MigrationRules, MovedConcept


class SheetChanges:
    """The changes that names of terms make necessary in sheets.

    Parameters
    ----------
    rules : MigrationRules
        The migration.
    """

    def __init__(self, rules: MigrationRules) -> None:
        self._renamed = set(rules.replaced.values())
        self._concepts = {(each.property, each.old): each for each in rules.concepts}
        known = ontology_with_shapes()
        store = rules.old_concepts()
        for quad in known:
            store.add(quad)
        self._old = SheetTerms(store, Vocabulary.load())
        self._new = load_terms()

    def of(self, sheet: Sheet) -> list[CellEdit]:
        """Return the cells of a sheet that change; none if its class is unknown."""
        layout = lay_out(sheet, self._old, Problems(sheet.file))
        if layout is None:
            return []
        row, headings = layout.headings
        return [*self._headings(layout, row), *self._values(layout, row, headings)]

    def _headings(self, layout: Layout, row: int) -> Iterator[CellEdit]:
        for column in layout.columns:
            if column.term is None or column.term.iri not in self._renamed:
                continue
            language = self._former_language(column)
            if language:
                name = column.term.label(language)
                yield CellEdit(layout.sheet.name, row, column.index, column.heading, name)

    def _former_language(self, column: SheetColumn) -> str:
        """Return the language in which a heading is a label that its property had, or nothing."""
        term = ox.NamedNode(column.term.iri if column.term else "")
        for quad in ontology().quads_for_pattern(term, ox.NamedNode(SKOS + "altLabel"), None, None):
            label = quad.object
            if isinstance(label, ox.Literal) and fold(label.value) == fold(column.heading):
                return label.language or ""
        return ""

    def _values(self, layout: Layout, row: int, headings: list[object]) -> Iterator[CellEdit]:
        """Yield the cells with concepts that moved, and those they move to, if need be in a new column."""
        added: dict[str, int] = {}
        for column in layout.columns:
            if column.term is None or column.term.scheme is None:
                continue
            for number, cells in layout.rows:
                value = at(cells, column.index)
                if value is None:
                    continue
                text = text_of(value)
                concept = self._old.concept_of(column.term, text)
                rule = self._concepts.get((column.term.iri, concept.iri)) if concept else None
                if rule is None:
                    continue
                target = self._column(layout, rule.new_property)
                if target is None and rule.new_property not in added:
                    added[rule.new_property] = len(headings) + len(added)
                    name = self._label(rule.new_property, self._language(column))
                    place = added[rule.new_property]
                    yield CellEdit(layout.sheet.name, row, place, "", name)
                place = target.index if target else added[rule.new_property]
                yield CellEdit(layout.sheet.name, number, column.index, text, "")
                yield CellEdit(layout.sheet.name, number, place, "", self._word(rule, text))

    def _column(self, layout: Layout, iri: str) -> SheetColumn | None:
        return next((each for each in layout.columns if each.term and each.term.iri == iri), None)

    def _language(self, column: SheetColumn) -> str | None:
        labels = column.term.labels if column.term else {}
        return next((each for each, label in labels.items() if fold(label) == fold(column.heading)), None)

    def _label(self, iri: str, language: str | None) -> str:
        """Return the name of a property as a heading of that language has it."""
        return self._new.properties[iri].labels.get(language or "", local_name(iri))

    def value_edit(self, layout: Layout, place: tuple[int, int], iri: str) -> CellEdit | None:
        """Return the change of one cell to another concept; None if the cell holds several values."""
        row, index = place
        column = next(each for each in layout.columns if each.index == index)
        text = text_of(next(at(cells, index) for number, cells in layout.rows if number == row))
        if column.term is None or (before := self._old.concept_of(column.term, text)) is None:
            return None
        language = next((each for each, label in before.labels.items() if fold(label) == fold(text)), None)
        concept = self._new.concepts[iri]
        word = concept.labels.get(language or "", concept.notation)
        return CellEdit(layout.sheet.name, row, index, text, word)

    def layouts(self, sheets: list[Sheet]) -> dict[str, Layout]:
        """Return the layouts of sheets by name."""
        found = {sheet.name: lay_out(sheet, self._old, Problems(sheet.file)) for sheet in sheets}
        return {name: layout for name, layout in found.items() if layout is not None}

    def _word(self, rule: MovedConcept, text: str) -> str:
        """Return the name of the new concept in the way in which the cell has that of the old one."""
        concept = self._new.concepts[rule.new]
        language = next((each for each, label in rule.labels.items() if fold(label) == fold(text)), None)
        return concept.labels.get(language or "", concept.notation)
