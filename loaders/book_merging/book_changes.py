"""Changes to the cells of a workbook: taken over from another one, cleared, or added.

Rows and columns never move: a row that is removed leaves an empty line, and what is added stands below and to
the right. So no formula comes to point at another cell than before.
"""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING, Any

from openpyxl.cell.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.worksheet.formula import ArrayFormula

from kgraph.errors import Location

from .formula_text import moved_formula
from .merged_books import cell_key, is_comment

if TYPE_CHECKING:
    from collections.abc import Mapping

    from openpyxl.worksheet.worksheet import Worksheet

    from .merged_books import ColumnKey, MergedBook, MergedRow, MergedSheet


class CopyChanges:
    """Changes to one sheet of a workbook.

    Parameters
    ----------
    book : MergedBook
        The workbook to be changed.
    sheet : MergedSheet
        Its sheet.
    """

    def __init__(self, book: MergedBook, sheet: MergedSheet) -> None:
        self.book = book
        self.sheet = sheet
        self.cells = book.worksheet(sheet.name)
        self.columns = dict(sheet.columns)
        self.last = max([sheet.headings.number, *(row.number for row in sheet.rows)])
        self.taken = 0

    def take(self, row: int, key: ColumnKey, source: tuple[MergedBook, MergedSheet, MergedRow]) -> None:
        """Take a cell, or the comment on it, from a row of another workbook; an empty one empties it."""
        book, sheet, other = source
        plain = cell_key(key)
        if plain not in self.columns and plain not in sheet.columns:
            return
        cell = self.cells.cell(row, self.column(plain, book, sheet))
        theirs = None
        if plain in sheet.columns and other.number:
            theirs = book.worksheet(sheet.name).cell(other.number, sheet.columns[plain])
        if isinstance(cell, MergedCell):
            where = Location(str(self.book.path), sheet=self.sheet.name, row=row)
            self.book.problems.add(
                where, f"{cell.coordinate} lies in merged cells; unmerge them in this file"
            )
        elif is_comment(key):
            cell.comment = _copied(theirs.comment) if theirs is not None and theirs.comment else None
        else:
            copy_cell(theirs, cell, self._columns_of(sheet))
        self.taken += 1

    def _columns_of(self, sheet: MergedSheet) -> dict[int, int]:
        """Return the numbers of the columns here by those of another copy of the sheet."""
        return {at: self.columns[key] for key, at in sheet.columns.items() if key in self.columns}

    def column(self, key: ColumnKey, book: MergedBook, sheet: MergedSheet) -> int:
        """Return the number of a column, which is added at the right if it is missing."""
        if key not in self.columns:
            if self.sheet.placed:
                self.columns[key] = key[1]
            else:
                self.columns[key] = max(self.columns.values(), default=0) + 1
                if key in sheet.columns:
                    heading = book.worksheet(sheet.name).cell(sheet.headings.number, sheet.columns[key])
                    copy_cell(heading, self.cells.cell(self.sheet.headings.number, self.columns[key]))
                    mine = self.cells.cell(self.sheet.headings.number, self.columns[key])
                    mine.comment = _copied(heading.comment) if heading.comment else None
        return self.columns[key]

    def append(self, source: tuple[MergedBook, MergedSheet, MergedRow]) -> int:
        """Add a row of another workbook below all others, and return its number."""
        number = source[2].number if self.sheet.placed else self.last + 1
        self.last = max(self.last, number)
        for key in source[2].cells:
            self.take(number, key, source)
        return number

    def clear(self, row: MergedRow) -> None:
        """Empty a row."""
        for at in self.columns.values():
            cell = self.cells.cell(row.number, at)
            if not isinstance(cell, MergedCell):
                cell.value = cell.comment = cell.hyperlink = None

    def drop_column(self, key: ColumnKey) -> None:
        """Empty the heading of a column, if no row has anything in it."""
        at, head = self.columns[key], self.sheet.headings.number
        rest = range(head + 1, self.cells.max_row + 1)
        if all(self.cells.cell(row, at).value is None for row in rest):
            cell = self.cells.cell(head, at)
            cell.value = cell.comment = None


def copy_cell(theirs: Any, mine: Any, columns: Mapping[int, int] | None = None) -> None:
    """Give a cell the content and number format of another, with formulas as if copied there."""
    if theirs is None or theirs.value is None:
        mine.value = None
        return
    value, rows = theirs.value, (theirs.row, mine.row)
    if isinstance(value, ArrayFormula):
        value = ArrayFormula(mine.coordinate, moved_formula(value.text or "", rows, columns or {}))
    elif theirs.data_type == "f" and isinstance(value, str):
        value = moved_formula(value, rows, columns or {})
    mine.value = value
    mine.number_format = theirs.number_format
    if theirs.data_type == "s":
        mine.data_type = "s"
    if theirs.hyperlink is not None:
        mine.hyperlink = theirs.hyperlink.target


def copy_sheet(theirs: Worksheet, book: MergedBook) -> None:
    """Add a sheet with the content, comments and widths of one of another workbook."""
    sheet = book.book.create_sheet(theirs.title)
    for row in theirs.iter_rows():
        for cell in row:
            if isinstance(cell, MergedCell) or (cell.value is None and cell.comment is None):
                continue
            mine = sheet.cell(cell.row, cell.column)
            copy_cell(cell, mine)
            mine.font, mine.fill = copy(cell.font), copy(cell.fill)
            if cell.comment is not None:
                mine.comment = _copied(cell.comment)
    for letter, width in theirs.column_dimensions.items():
        sheet.column_dimensions[letter].width = width.width
    for area in theirs.merged_cells.ranges:
        sheet.merge_cells(area.coord)
    for validation in theirs.data_validations.dataValidation:
        sheet.add_data_validation(copy(validation))
    sheet.sheet_state = theirs.sheet_state
    sheet.freeze_panes = theirs.freeze_panes


def _copied(comment: Comment) -> Comment:
    return Comment(comment.text, comment.author, height=comment.height, width=comment.width)
