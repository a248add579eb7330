"""Workbooks filled with rows, for the tests of what reads and merges them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from openpyxl import Workbook


def book_of(sheets: Mapping[str, Iterable[Sequence[object]]]) -> Workbook:
    """Return a workbook with the rows of each sheet by its name."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    return book
