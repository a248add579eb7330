"""What the columns of a sheet mean: a heading is an ontology property, a standard field, or a fault."""

from __future__ import annotations

import dataclasses
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kgraph.namespaces import DCT, KG, SKOS
from kgraph.rdf.dataset import ReadingNote
from kgraph.words.catalogue import catalogue

from ...common.problems import Problems, nearest
from .heading_terms import FIELDS, SheetTerm, SheetTerms, fold
from .row_names import SOURCE_CLASS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kgraph.errors import Location

    from .sheets import Sheet

PREF_LABEL = SKOS + "prefLabel"
TITLE = DCT + "title"
HEADING_ROWS = 20
"""Rows among which the headings of a table that someone else made are looked for."""
_words = catalogue("reading")

SKIPPED_SHEETS = {
    fold(name) for name in ("read me", "readme", "läs mig", "lists", "listor", "instructions", "notes")
}
CONFLICT_SHEETS = ("_conflicts", "_konflikter")
"""The sheet on which ``kgraph merge`` asks what is to stand, in English and Swedish."""
_FIELD_OF = {fold(name): field for field, names in FIELDS.items() for name in names}
_TRANSLATED = frozenset({"paraphrase"})
"""Standard fields that may have a language."""
_LANGUAGE = re.compile(r"(.*?)\s*(?:\(([a-z]{2,3}(?:-[A-Za-z0-9]+)*)\)|@([a-z]{2,3}(?:-[A-Za-z0-9]+)*))\s*")


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """One column: its index from 0, its heading, and the field or property that it fills."""

    index: int
    heading: str
    field: str = ""
    term: SheetTerm | None = None
    language: str | None = None


def at(cells: list[Any], index: int) -> Any:
    """Return the cell at `index`; None past the end of a short row."""
    return cells[index] if index < len(cells) else None


@dataclass(slots=True)
class Layout:
    """A sheet with its class and columns; `rows` are those below the row of `headings` that are not empty."""

    sheet: Sheet
    cls: SheetTerm
    columns: list[SheetColumn]
    rows: list[tuple[int, list[Any]]]
    headings: tuple[int, list[Any]]

    def column(self, field: str) -> SheetColumn | None:
        """Return the first column of the standard field `field`, if there is one."""
        return next((column for column in self.columns if column.field == field), None)

    def value(self, cells: list[Any], field: str) -> Any:
        """Return the cell in the column of the standard field `field`; None if there is no such column."""
        column = self.column(field)
        return at(cells, column.index) if column else None

    def values(self, cells: list[Any], field: str) -> list[tuple[SheetColumn, Any]]:
        """Return the filled cells in the columns of the standard field `field`: one for each language."""
        found = [(c, at(cells, c.index)) for c in self.columns if c.field == field]
        return [(column, value) for column, value in found if value is not None]

    def place(self, row: int, field: str) -> Location:
        """Return the place of the standard field `field` in `row`; of the row if there is no such column."""
        column = self.column(field)
        return self.sheet.place(row, column.index, column.heading) if column else self.sheet.place(row)


def one_column(wanted: str, headings: Mapping[int, str], where: Location, problems: Problems) -> int | None:
    """Return the one column with a heading; None, and a fault, if there is none or there are several."""
    found = [index for index, heading in headings.items() if fold(heading) == fold(wanted)]
    if len(found) == 1:
        return found[0]
    problems.add(where, f"{len(found) or 'no'} column {wanted!r}{nearest(wanted, headings.values())}")
    return None


def is_skipped(name: str) -> bool:
    """Return whether a sheet of this name holds notes or lists rather than data."""
    return name.startswith(("_", "#")) or fold(name) in SKIPPED_SHEETS


def lay_out(sheet: Sheet, terms: SheetTerms, problems: Problems) -> Layout | None:
    """Return the layout of `sheet`, None if its class is unknown; faults go to `problems`."""
    rows = sheet.filled
    if sheet.name.casefold() in CONFLICT_SHEETS:
        problems.add(
            sheet.place(), "conflicts are still to be decided; decide them and run kgraph merge again"
        )
    if is_skipped(sheet.name) or not rows:
        return None
    name = sheet.describes or sheet.name
    classes = terms.class_named(name)
    if len(classes) != 1:
        where = sheet.place()
        kind = "sheet" if sheet.workbook else "file"
        if classes:
            problems.add(where, f"{name!r} may be any of {', '.join(sorted(c.iri for c in classes))}")
        else:
            hint = nearest(name, terms.class_words()) or "; begin its name with _ if it holds no data"
            problems.add(where, f"no class of the ontology is called {name!r}, as this {kind} is{hint}")
        return None
    rows = rows[_heading_row(sheet, rows) :]
    number, headings = rows[0]
    columns = _columns(sheet, number, headings, classes[0], terms, problems)
    used = {index for index, heading in enumerate(headings) if heading is not None}
    for row, cells in rows[1:] if not sheet.columns else ():
        for index, value in enumerate(cells):
            if value is not None and index not in used:
                problems.add(sheet.place(row, index), f"{value!r} stands in a column without a heading")
    return Layout(sheet, classes[0], columns, _data_rows(sheet, rows[1:], min(used)), (number, headings))


def _data_rows(sheet: Sheet, rows: list[tuple[int, list[Any]]], first: int) -> list[tuple[int, list[Any]]]:
    """Return the rows that are read; a row of notes begins with ``#`` in the `first` column of our sheets."""
    kept, noted = [], []
    seen: dict[tuple[Any, ...], int] = {}
    for row, cells in rows:
        if not sheet.columns and str(at(cells, first) or "").lstrip().startswith("#"):
            noted.append(row)
            continue
        former = seen.setdefault(tuple(cells), row)
        if former != row:
            message = _words("tables.duplicate-row", first=former).to_json()
            sheet.notes.append(ReadingNote("duplicate-row", message, sheet.place(row)))
        kept.append((row, cells))
    if noted:
        listed = ", ".join(map(str, noted[:10])) + (", ..." if len(noted) > 10 else "")
        message = _words("tables.note-rows", count=len(noted), rows=listed).to_json()
        sheet.notes.append(ReadingNote("note-rows", message, sheet.place(noted[0]), len(noted)))
    return kept


def _heading_row(sheet: Sheet, rows: list[tuple[int, list[Any]]]) -> int:
    """Return the index of the row with the headings: the first, or the one that fits the map best."""
    wanted = {fold(heading) for heading in sheet.columns}
    fits = [len(wanted & {fold(str(value)) for value in cells}) for _, cells in rows[:HEADING_ROWS]]
    return fits.index(max(fits)) if wanted else 0


def _columns(
    sheet: Sheet, number: int, headings: list[Any], cls: SheetTerm, terms: SheetTerms, problems: Problems
) -> list[SheetColumn]:
    columns: list[SheetColumn] = []
    mapped = {fold(heading): meant for heading, meant in sheet.columns.items()}
    unread: list[str] = []
    found: set[str] = set()
    for index, value in enumerate(headings):
        if value is None:
            continue
        heading = str(value).strip()
        meant = mapped.get(fold(heading)) if sheet.columns else heading
        found.add(fold(heading))
        if meant is None:
            unread.append(heading)
        if not meant or meant.startswith(("#", "_")):
            continue
        column = column_for(index, meant, cls, terms)
        if isinstance(column, str):
            problems.add(sheet.place(number, index, heading), column)
        elif column.field and any(alike(column, other) for other in columns):
            problems.add(sheet.place(number, index, heading), f"a second column {heading!r}")
        else:
            columns.append(dataclasses.replace(column, heading=heading))
    for missing in (heading for heading in sheet.columns if fold(heading) not in found):
        hint = nearest(missing, unread)
        problems.add(sheet.place(number), f"no column {missing!r}, which the study file maps{hint}")
    if unread:
        message = _words("tables.unmapped-columns", names=", ".join(unread)).to_json()
        sheet.notes.append(ReadingNote("unmapped-columns", message, sheet.place(number), len(unread)))
    return columns


def column_for(index: int, heading: str, cls: SheetTerm, terms: SheetTerms) -> SheetColumn | str:
    """Return the column that `heading` names, or the fault in it."""
    name, language = heading, None
    match = _LANGUAGE.fullmatch(heading)
    if match and match[1]:
        name, language = match[1], match[2] or match[3]
    field = _FIELD_OF.get(fold(name), "")
    if field == "name":
        iri = TITLE if SOURCE_CLASS in cls.parents else PREF_LABEL
        return SheetColumn(index, heading, "name", terms.properties[iri], language)
    if field:
        if language is None or field in _TRANSLATED:
            return SheetColumn(index, heading, field, language=language)
        return f"{name!r} has no language"
    candidates = terms.property_named(name, cls)
    if not candidates:
        hint = (
            nearest(name, terms.property_words()) or "; begin it with # if the column is a note of your own"
        )
        return f"no property of the ontology is called {name!r}{hint}"
    if len(candidates) > 1:
        return f"{name!r} may be any of {', '.join(sorted(term.iri for term in candidates))}"
    term = candidates[0]
    if language and term.link:
        return f"{name!r} names other things, which have no language"
    field = "name" if term.iri in {PREF_LABEL, TITLE} else ""
    if term.iri == KG + "statementStatus":
        field = "status"
    return SheetColumn(index, heading, field, term, language)


def alike(one: SheetColumn, other: SheetColumn) -> bool:
    """Return whether two columns say the same: of a standard field or name, a sheet has only one."""
    return (one.field, one.language, one.term) == (other.field, other.language, other.term)
