"""The cells of a row in a study's tables, as a form shows them, and the edit that mends one of them."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from kgraph.errors import Location, UsageError
from kgraph.study import IDENTITY_FILE
from kgraph.words.catalogue import catalogue
from kgraph.words.worded_error import WordedError

from ..common.file_edits import FileEdit, content_of, refuse_text, text_edit
from ..common.problems import Problems
from ..formats.registry import format_of
from ..formats.tables.cell_edits import WRITABLE, CellEdit, edited_table, is_changeable
from ..formats.tables.cell_values import text_of
from ..formats.tables.column_layout import at, lay_out
from ..formats.tables.heading_terms import load_terms
from ..formats.tables.sheets import SUFFIXES, read_sheets, table_options
from ..formats.tables.template_tables import TEMPLATE_TABLES
from ..identity.decisions import WORDS
from ..templates.template_sheets import heading_of

if TYPE_CHECKING:
    from pathlib import Path

    from kgraph.study import Study

    from ..formats.tables.column_layout import Layout, SheetColumn
    from ..formats.tables.sheets import Sheet

_words = catalogue("reading")


class NoFormError(WordedError):
    """What stands at a place cannot be mended by a form."""


@dataclass(frozen=True, slots=True)
class RowCell:
    """A cell of a row.

    Parameters
    ----------
    column : int
        From 0.
    heading : str
        Of its column.
    value : str
        As text; empty for an empty cell.
    help : str
        What the column means.
    choices : tuple of str
        Words to choose from; any text if there are none.
    """

    column: int
    heading: str
    value: str
    help: str
    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RowForm:
    """A row of a table of the study, to be mended.

    Parameters
    ----------
    file, sheet : str
        The file, relative to the study, and the name of the sheet.
    row : int
        In a workbook the row from 1, in CSV the line on which it begins.
    column : int or None
        The cell that is meant, if one is.
    cells : tuple of RowCell
        All cells of the row that are read.
    """

    file: str
    sheet: str
    row: int
    column: int | None
    cells: tuple[RowCell, ...]

    def to_json(self) -> dict[str, Any]:
        """Return the form as plain JSON values."""
        return asdict(self)


def is_mendable(place: Location) -> bool:
    """Return whether a form can mend what stands at a place, going by the name of its file."""
    return place.row is not None and place.file.lower().endswith(WRITABLE)


def table_file(study: Study, name: str) -> Path:
    """Return the table of a study that `name` names, if kgraph may and can write it.

    A file is found among those of the study, never by its path, so that no name leads elsewhere.

    Raises
    ------
    NoFormError
        The study has no such table, or it would lose something.
    """
    files = {study.relative(path): path for path in study.source_files()}
    if name == IDENTITY_FILE and (study.root / IDENTITY_FILE).is_file():
        return study.inside(study.root / IDENTITY_FILE)
    path = files.get(name)
    if path is None or path.suffix.lower() not in SUFFIXES or format_of(path, study) is not TEMPLATE_TABLES:
        raise NoFormError(_words("edits.no-table", file=name))
    if not is_changeable(path):
        raise NoFormError(_words("edits.not-changed", file=name))
    return path


def row_form(study: Study, place: Location, term: str = "", language: str = "en") -> RowForm:
    """Return the row at a place, and which of its cells is meant.

    Parameters
    ----------
    study : Study
        The study.
    place : Location
        File, sheet and row; the column by letter or heading.
    term : str
        IRI of the property that is meant, where the place names no column.
    language : {"sv", "en"}
        Language of help and choices.

    Raises
    ------
    NoFormError
        There is no such row in a table that kgraph can change.
    """
    sheet = _sheet_at(study, place)
    number, cells = next(((n, row) for n, row in sheet.rows if n == place.row), (0, []))
    if not number:
        raise NoFormError(_words("edits.no-row", place=place))
    layout = None if place.file == IDENTITY_FILE else lay_out(sheet, load_terms(), Problems(place.file))
    headings = layout.headings[1] if layout else sheet.filled[0][1]
    described = {column.index: column for column in layout.columns} if layout else {}
    shown = tuple(
        RowCell(
            index,
            str(heading).strip(),
            text_of(value) if (value := at(cells, index)) is not None else "",
            *_meaning(layout, described.get(index), str(heading), language),
        )
        for index, heading in enumerate(headings)
        if heading is not None
    )
    column = _column(sheet, place, shown)
    if column is None and term:
        named = {each.term.iri: each.index for each in described.values() if each.term is not None}
        column = named.get(term)
    return RowForm(place.file, sheet.name, number, column, shown)


def plan_cell(study: Study, place: Location, column: int, value: str) -> FileEdit:
    """Return the edit that gives a cell a new value.

    Parameters
    ----------
    study : Study
        The study.
    place : Location
        File, sheet and row.
    column : int
        From 0.
    value : str
        The new text; empty to empty the cell.

    Raises
    ------
    NoFormError
        There is no such cell in a table that kgraph can change.
    UsageError
        The cell has that value already.
    """
    form = row_form(study, place)
    cell = next((each for each in form.cells if each.column == column), None)
    if cell is None:
        raise NoFormError(_words("edits.no-row", place=place))
    refuse_text(value)
    value = value.strip()
    if value == cell.value:
        raise UsageError("the cell has that value already", where=place)
    edit = CellEdit(form.sheet, form.row, column, cell.value, value)
    return plan_cells(study, table_file(study, form.file), [edit], {column: cell.heading})


def plan_cells(study: Study, path: Path, edits: list[CellEdit], headings: dict[int, str]) -> FileEdit:
    """Return the edit of a table file with some cells changed; `headings` of columns stand in the diff."""
    name, options = study.relative(path), table_options(path, study)
    before, after = content_of(path), edited_table(path, edits, options)
    if path.suffix.lower() != ".xlsx":
        return text_edit(path, name, after, options.encoding or "utf-8")
    lines = [
        f"{sign}{edit.sheet}:{edit.row} {headings.get(edit.column, '')}: {text}"
        for edit in edits
        for sign, text in (("-", edit.before), ("+", edit.after))
        if text
    ]
    return FileEdit(path, name, before, after, (f"--- {name}", f"+++ {name}", *lines))


def _sheet_at(study: Study, place: Location) -> Sheet:
    path = table_file(study, place.file)
    sheets = read_sheets(path, study)
    sheet = next((each for each in sheets if place.sheet in (None, each.name)), None)
    if sheet is None:
        raise NoFormError(_words("edits.no-row", place=place))
    return sheet


def _column(sheet: Sheet, place: Location, cells: tuple[RowCell, ...]) -> int | None:
    """Return the index of the column that a place names, by letter or heading."""
    if place.column is None:
        return None
    for cell in cells:
        if sheet.place(place.row, cell.column, cell.heading).column == place.column:
            return cell.column
    return None


def _meaning(
    layout: Layout | None, column: SheetColumn | None, heading: str, language: str
) -> tuple[str, tuple[str, ...]]:
    """Return what a column means, and the words that it takes."""
    if layout is None:
        return "", tuple(WORDS) if heading.strip().casefold() == "decision" else ()
    if column is None:
        return "", ()
    key = column.field or (column.term.iri if column.term else "")
    described = heading_of(load_terms(), layout.cls, key, language)
    return described.help, described.choices
