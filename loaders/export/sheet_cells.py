"""Values of a graph as cells that the reader of tables turns into the same values again.

Nothing here says how a cell is read: each cell is tried with the reader's own functions, and kept only if
they return the value that it stands for.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from kgraph.namespaces import XSD
from kgraph.rdf.dataset import own_graphs
from kgraph.words.catalogue import catalogue

from ..formats.tables.cell_values import DECIMALS, INTEGERS, date_literal, literal
from ..formats.tables.row_names import IRI, SHORT_ID, iri_of_id

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..formats.tables.column_layout import SheetColumn
    from ..formats.tables.heading_terms import SheetTerm, SheetTerms

MAX_TEXT = 32_767
"""Characters that a cell holds, https://support.microsoft.com/office/1672b34d-7043-467e-8e27-269d656771c3."""
# XML cannot hold these; spreadsheet programs read _x000D_ as a character, and carriage returns as line feeds.
_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]|_x[0-9A-Fa-f]{4}_")


def holds_text(text: str) -> bool:
    """Return whether a cell gives back `text` exactly."""
    return 0 < len(text) <= MAX_TEXT and text == text.strip() and not _UNSAFE.search(text)


class CellWriter:
    """Turn objects of statements into cells.

    Parameters
    ----------
    terms : SheetTerms
        The ontology's terms.
    language : {"sv", "en"}
        Language of concepts and truth values.
    first : str
        The language of text whose heading names none.
    base : str
        Beginning of the IRIs of the study's own things.
    """

    def __init__(self, terms: SheetTerms, language: str, first: str, base: str) -> None:
        self.terms = terms
        self.language = language
        self.first = first
        self.base = base
        self.ids: dict[str, str] = {}

    def name_rows(self, things: dict[str, frozenset[str]]) -> None:
        """Give each thing the id of its row: short where that means no other thing, else its IRI."""
        short = {}
        for iri, classes in things.items():
            tail = iri.removeprefix(self.base)
            for candidate in (tail.removeprefix("source/"), tail):
                if SHORT_ID.fullmatch(candidate) and iri_of_id(self.base, candidate, classes) == iri:
                    short[iri] = candidate
                    break
        times = Counter(short.values())
        self.ids = {iri: name for iri, name in short.items() if times[name] == 1}

    def effective_language(self, column: SheetColumn) -> str | None:
        """Return the language that text below a heading is read in."""
        translated = column.term is not None and column.term.translated
        return column.language or (self.first if translated else None)

    def identifier(self, iri: str) -> str | None:
        """Return the cell that names a thing, None if no cell can."""
        return self.ids.get(iri) or (iri if IRI.fullmatch(iri) and holds_text(iri) else None)

    def source(self, graph: str) -> str | None:
        """Return the cell that names the source of a row, None if no cell can."""
        own = own_graphs(self.base)
        if graph.startswith(own) and SHORT_ID.fullmatch(graph.removeprefix(own)):
            return graph.removeprefix(self.base)
        cell = self.identifier(graph)
        return None if cell is None or ";" in cell else cell

    def literal(self, column: SheetColumn, value: ox.Literal) -> Any:
        """Return the cell for a literal below a heading, None if no cell can hold it."""
        if column.term is None:
            return None
        language = self.effective_language(column)
        for candidate in self._forms(value):
            try:
                if literal(candidate, column.term.ranges, language=language) == value:
                    return candidate
            except ValueError:
                continue
        return None

    def link(self, term: SheetTerm, value: ox.NamedNode | ox.Literal) -> Any:
        """Return the cell for one value of a property that leads to things, None if no cell can hold it."""
        if isinstance(value, ox.Literal):
            return self._open(term, value)
        chooses = self.terms.takes_concepts(term)
        concept = self.terms.concepts.get(value.value)
        if concept is not None and chooses:
            for name in (concept.labels.get(self.language), concept.notation):
                if name and not re.search("[;\n]", name) and self.terms.concept_of(term, name) is concept:
                    return name
        cell = self.identifier(value.value)
        if cell is not None and cell != value.value and chooses and self.terms.concept_of(term, cell):
            return value.value
        return cell

    def _open(self, term: SheetTerm, value: ox.Literal) -> Any:
        if not term.open or value.language:
            return None
        kind = value.datatype.value.removeprefix(XSD)
        if kind in {"integer", "decimal", "date"}:
            form = next((form for form in self._forms(value) if not isinstance(form, str)), None)
            return form if kind == "date" or isinstance(form, int) == (kind == "integer") else None
        plain = kind == "string" and holds_text(value.value) and not re.search("[;\n]", value.value)
        return value.value if plain and self.terms.concept_of(term, value.value) is None else None

    def day(self, value: ox.Literal) -> str | None:
        """Return the cell for the first or last day of a period, None if no cell can hold it."""
        try:
            return value.value if date_literal(value.value) == value else None
        except ValueError:
            return None

    def _forms(self, value: ox.Literal) -> Iterator[Any]:
        """Yield what a cell could hold for `value`, the most natural first."""
        text, kind = value.value, value.datatype.value.removeprefix(XSD)
        if kind in INTEGERS | DECIMALS and re.fullmatch(r"-?\d{1,15}(\.\d{1,15})?", text):
            number = float(text) if "." in text else int(text)
            # The reader writes a number without trailing zeros: only then does it say the same.
            if abs(number) < 10**15 and (kind in INTEGERS or text == _digits(number)):
                yield number
        if kind == "boolean" and text in ("true", "false"):
            yield catalogue("export")(f"workbook.{text}").in_language(self.language)
        if holds_text(text):
            yield text
        if kind == "date" and re.fullmatch(r"(19|20)\d\d-\d\d-\d\d", text) and self.day(value):
            # Where a property has no datatype, only a cell with a date is a date.
            yield dt.date.fromisoformat(text)


def _digits(number: float) -> str:
    return str(literal(float(number), (XSD + "decimal",)).value)
