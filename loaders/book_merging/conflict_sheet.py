"""The sheet of a merged workbook on which people decide what is to stand, written and read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openpyxl.styles import Font
from openpyxl.worksheet.datavalidation import DataValidation

from kgraph.errors import Location
from kgraph.words.catalogue import catalogue

from ..common.problems import nearest
from ..formats.tables.column_layout import CONFLICT_SHEETS
from .merged_books import cell_key, is_comment
from .three_way import CHOICES, WHOLE, Conflict

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    from ..common.problems import Problems
    from .merged_books import MergedBook

COLUMNS = ("sheet", "row", "what", "column", "base", "mine", "yours", "decision", "key")
_words = catalogue("merging")


def conflict_sheet(book: Workbook) -> Worksheet | None:
    """Return the sheet of conflicts of a workbook, None if it has none."""
    return next((sheet for sheet in book.worksheets if sheet.title.casefold() in CONFLICT_SHEETS), None)


def write_conflicts(book: MergedBook, conflicts: list[Conflict], inputs: str, language: str) -> str:
    """Add the sheet of conflicts to a workbook and return its name.

    Parameters
    ----------
    book : MergedBook
        The merged workbook.
    conflicts : list of Conflict
        What is undecided.
    inputs : str
        Digest of the files that were merged, by which a second run knows that they are the same.
    language : {"sv", "en"}
        Language of the sheet.
    """
    sheet = book.book.create_sheet(CONFLICT_SHEETS[1 if language == "sv" else 0], 0)
    titles = {name: _words(f"column.{name}").in_language(language) for name in COLUMNS}
    for column, name in enumerate(COLUMNS, start=1):
        cell = sheet.cell(1, column, f"{titles[name]} {inputs}" if name == "key" else titles[name])
        cell.font = Font(bold=True)
    for number, conflict in enumerate(conflicts, start=2):
        values = (
            conflict.sheet,
            str(conflict.row or ""),
            conflict.what,
            column_text(book, conflict, language),
            *(shown(conflict, getattr(conflict, side), language) for side in CHOICES),
            None,
            conflict.key,
        )
        for column, value in enumerate(values, start=1):
            cell = sheet.cell(number, column, value)
            if value:
                cell.data_type, cell.number_format = "s", "@"
    words = ",".join(titles[side] for side in CHOICES)
    validation = DataValidation(
        type="list", formula1=f'"{words}"', allow_blank=True, showErrorMessage=True, errorStyle="stop"
    )
    sheet.add_data_validation(validation)
    validation.add(f"H2:H{len(conflicts) + 1}")
    for letter, width in zip("ABCDEFGH", (22, 6, 30, 24, 32, 32, 32, 12), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.column_dimensions["I"].hidden = True
    sheet.freeze_panes = "A2"
    book.book.active = 0
    return str(sheet.title)


def column_text(book: MergedBook, conflict: Conflict, language: str) -> str:
    """Return the heading of the column that a conflict is about, as the workbook has it."""
    if conflict.column == WHOLE:
        kind = "row" if conflict.row or conflict.what else "sheet"
        return _words(f"whole.{kind}").in_language(language)
    plain = cell_key(conflict.column)
    name, number = plain
    for sheet in book.sheets.values():
        at = sheet.columns.get(plain) if sheet.name == conflict.sheet else None
        if at is not None and not sheet.placed:
            name = str(book.worksheet(sheet.name).cell(sheet.headings.number, at).value or name)
    shown = name or str(number)
    if is_comment(conflict.column):
        return _words("whole.comment", column=shown).in_language(language)
    return shown


def shown(conflict: Conflict, text: str, language: str) -> str:
    """Return what a copy has as people wrote it."""
    if not text and conflict.column == WHOLE:
        return _words("whole.removed").in_language(language)
    return text


def read_decisions(sheet: Worksheet, file: str, problems: Problems) -> tuple[str, dict[str, str]]:
    """Return the digest of the merged files and the decisions by key of conflict; faults go to `problems`."""
    sides = {
        _words(f"column.{side}").in_language(language): side for side in CHOICES for language in ("sv", "en")
    }
    decisions = {}
    heading = str(sheet.cell(1, len(COLUMNS)).value or "")
    for number in range(2, sheet.max_row + 1):
        key, value = sheet.cell(number, len(COLUMNS)).value, sheet.cell(number, len(COLUMNS) - 1).value
        if key is None or value is None or not str(value).strip():
            continue
        side = sides.get(str(value).strip().casefold())
        if side is None:
            where = Location(file, sheet=sheet.title, row=number, column="H")
            hint = nearest(str(value), sides)
            problems.add(where, f"{value!r} is no decision; write {', '.join(dict.fromkeys(sides))}{hint}")
        else:
            decisions[str(key)] = side
    return heading.rpartition(" ")[2], decisions
