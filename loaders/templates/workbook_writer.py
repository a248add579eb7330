"""Sheets as an XLSX workbook: explained headings, text cells, and lists to choose from.

The template and the workbook that a graph is written to have the same form, because both are written here.
"""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kgraph.words.catalogue import catalogue

if TYPE_CHECKING:
    from ..formats.tables.heading_terms import SheetTerm

LISTS_SHEET = "_lists"
MAX_TITLE = 31
"""Characters that the title of a sheet may have."""
MAX_ROWS = 2_000
"""Number of rows below the headings that have drop-down lists at least; more if there are more rows."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a sheet.

    Parameters
    ----------
    key : str
        What rows call the column.
    text, help : str
        The heading and its explanation.
    choices : tuple of str
        Words to choose from below it.
    required : bool
        Whether every row needs a value.
    accepts : frozenset of str
        Classes whose rows may be named below it.
    """

    key: str
    text: str
    help: str
    choices: tuple[str, ...] = ()
    required: bool = False
    accepts: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class TemplateSheet:
    """A sheet: its class, its title, its headings, and its rows by heading key."""

    cls: SheetTerm
    title: str
    headings: tuple[Heading, ...]
    rows: tuple[dict[str, Any], ...]

    @property
    def last(self) -> int:
        """The last row with drop-down lists; there is room below the rows for more."""
        return max(MAX_ROWS, len(self.rows) + 500)


def workbook_bytes(sheets: list[TemplateSheet], language: str) -> bytes:
    """Return an XLSX workbook of `sheets`, with messages in `language`."""
    from openpyxl import Workbook
    from openpyxl.comments import Comment
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    book = Workbook()
    book.remove(book.worksheets[0])
    lists: dict[tuple[str, ...], str] = {}
    head = PatternFill("solid", fgColor="E8EDF3")
    ids = _id_columns(sheets)
    for template in sheets:
        sheet = book.create_sheet(template.title)
        sheet.freeze_panes = "B2"
        for column, heading in enumerate(template.headings, start=1):
            cell = sheet.cell(1, column, heading.text)
            cell.font, cell.fill = Font(bold=heading.required), head
            cell.alignment = Alignment(vertical="top", wrap_text=True)
            cell.comment = Comment(heading.help, "kgraph", width=320, height=110)
            letter = get_column_letter(column)
            cells = f"{letter}2:{letter}{template.last}"
            sheet.column_dimensions[letter].width = max(14, min(32, len(heading.text) + 4))
            # Text format keeps 2024-05 and leading zeros as typed.
            sheet.column_dimensions[letter].number_format = "@"
            if heading.choices:
                place = lists.setdefault(heading.choices, get_column_letter(len(lists) + 1))
                area = f"'{LISTS_SHEET}'!${place}$1:${place}${len(heading.choices)}"
                _add_list(sheet, cells, area, language, warn=True)
            # A list can have one range, so only what stands on one sheet can be chosen.
            named = [area for cls, area in ids.items() if cls in heading.accepts]
            if len(named) == 1:
                _add_list(sheet, cells, named[0], language, warn=False)
        for number, row in enumerate(template.rows, start=2):
            for column, heading in enumerate(template.headings, start=1):
                value = row.get(heading.key)
                if value is None:
                    continue
                cell = sheet.cell(number, column, value)
                if isinstance(value, str):
                    # Text stays text, also where it begins with = or looks like an error.
                    cell.data_type, cell.number_format = "s", "@"
                elif isinstance(value, dt.date):
                    cell.number_format = "yyyy-mm-dd"
    _write_lists(book.create_sheet(LISTS_SHEET), lists)
    book.properties.creator = "kgraph"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _id_columns(sheets: list[TemplateSheet]) -> dict[str, str]:
    """Return the column of ids by the class of a sheet, as a range."""
    from openpyxl.utils import get_column_letter

    ranges = {}
    for sheet in sheets:
        for column, heading in enumerate(sheet.headings, start=1):
            if heading.key == "id":
                letter = get_column_letter(column)
                ranges[sheet.cls.iri] = f"'{sheet.title}'!${letter}$2:${letter}${sheet.last}"
    return ranges


def _add_list(sheet: Any, cells: str, area: str, language: str, *, warn: bool) -> None:
    """Add a drop-down list; with `warn`, the program asks before it takes another word.

    Nothing is forbidden: a study may have concepts of its own, and a reference may be a name or several ids.
    """
    from openpyxl.worksheet.datavalidation import DataValidation

    words = catalogue("reading").below("templates")
    validation = DataValidation(
        type="list", formula1=area, allow_blank=True, errorStyle="warning", showErrorMessage=warn
    )
    validation.errorTitle = words["unknown-title"].in_language(language)
    validation.error = words["unknown"].in_language(language)
    sheet.add_data_validation(validation)
    validation.add(cells)


def _write_lists(sheet: Any, lists: dict[tuple[str, ...], str]) -> None:
    for column, choices in enumerate(lists, start=1):
        for row, choice in enumerate(choices, start=1):
            sheet.cell(row, column, choice)
    sheet.sheet_state = "hidden"
