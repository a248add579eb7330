"""New text in cells of a table file, which stays as it is everywhere else."""

from __future__ import annotations

import io
from copy import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING

from openpyxl.cell.cell import MergedCell

from kgraph.errors import Location, SourceError

from .changed_workbooks import lost_parts, open_workbook
from .sheets import DELIMITERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from .sheets import TableOptions

WRITABLE = (".xlsx", ".csv", ".tsv")


@dataclass(frozen=True, slots=True)
class CellEdit:
    """A cell and what it becomes.

    Parameters
    ----------
    sheet : str
        Name of the sheet; of no matter in CSV.
    row : int
        In a workbook the row from 1, in CSV the line on which the record begins.
    column : int
        From 0.
    before, after : str
        The text now, nothing in a new cell; and the text to be.
    """

    sheet: str
    row: int
    column: int
    before: str
    after: str


def is_changeable(path: Path) -> bool:
    """Return whether cells of a table file can be changed without losing anything else in it."""
    suffix = path.suffix.lower()
    return suffix in WRITABLE and not (suffix == ".xlsx" and lost_parts(path))


def edited_table(path: Path, edits: Iterable[CellEdit], options: TableOptions) -> bytes:
    """Return a table file with cells changed; see :func:`edited_workbook` and :func:`edited_csv`."""
    if path.suffix.lower() == ".xlsx":
        return edited_workbook(path, edits)
    return edited_csv(path, edits, options)


def edited_workbook(path: Path, edits: Iterable[CellEdit]) -> bytes:
    """Return an XLSX file with cells changed; formats, widths, comments and other sheets are kept.

    A new cell without a format of its own looks like the one on its left; in a new row, like the one above.

    Raises
    ------
    SourceError
        A cell is merged with the one that has the value.
    """
    book = open_workbook(path)
    ends = {sheet.title: sheet.max_row for sheet in book.worksheets}
    for edit in edits:
        sheet = book[edit.sheet]
        cell = sheet.cell(edit.row, edit.column + 1)
        if isinstance(cell, MergedCell):
            raise SourceError(
                "the cell is merged with others and has no value of its own",
                where=Location(path.name, sheet=edit.sheet, row=edit.row),
                hint="Unmerge the cells in the spreadsheet program first.",
            )
        new_row = edit.row > ends[edit.sheet]
        place = (edit.row - 1, edit.column + 1) if new_row else (edit.row, edit.column)
        if not edit.before and not cell.has_style and min(place) > 0:
            cell._style = copy(sheet.cell(*place)._style)  # type: ignore[union-attr, attr-defined]
        if new_row and cell.number_format == "General":
            # Else a spreadsheet program would make a date of 2022-05 as soon as somebody edits it.
            cell.number_format = "@"
        cell.value = edit.after or None
        if edit.after.startswith("="):
            # What was written as text stays text, and is no formula.
            cell.data_type = "s"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def edited_csv(path: Path, edits: Iterable[CellEdit], options: TableOptions) -> bytes:
    """Return a CSV file with cells changed; quoting, order and line ends of all other cells are kept.

    A cell past the end of a record is appended to it.
    """
    text, encoding, delimiter = _decoded(path.read_bytes(), options)
    records = dict(_records(text, delimiter))
    pieces: dict[tuple[int, int], str] = {}
    for edit in sorted(edits, key=lambda edit: (edit.row, edit.column)):
        fields = records[edit.row]
        if edit.column < len(fields):
            pieces[fields[edit.column]] = _quoted(edit.after, delimiter)
        else:
            end = fields[-1][1]
            missing = delimiter * (edit.column - len(fields) + 1)
            pieces[end, end] = pieces.get((end, end), "") + missing + _quoted(edit.after, delimiter)
            fields += [(end, end)] * (edit.column - len(fields) + 1)
    for (start, end), piece in sorted(pieces.items(), reverse=True):
        text = text[:start] + piece + text[end:]
    return text.encode(encoding)


def appended_csv(content: bytes, cells: Iterable[str], options: TableOptions) -> bytes:
    """Return a CSV file with one more record; every byte before it is kept."""
    text, encoding, delimiter = _decoded(content, options)
    line_end = "\r\n" if "\r\n" in text else "\n"
    gap = line_end if text and not text.endswith("\n") else ""
    record = delimiter.join(_quoted(cell, delimiter) for cell in cells)
    return f"{text}{gap}{record}{line_end}".encode(encoding)


def _decoded(content: bytes, options: TableOptions) -> tuple[str, str, str]:
    """Return the text of a CSV file, its encoding and its delimiter."""
    encoding = options.encoding or _encoding(content)
    text = content.decode(encoding)
    return text, encoding, options.delimiter or max(DELIMITERS, key=text.partition("\n")[0].count)


def _encoding(content: bytes) -> str:
    if content.startswith(b"\xef\xbb\xbf"):
        return "utf-8-sig"
    return "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8"


def _quoted(text: str, delimiter: str) -> str:
    if any(sign in text for sign in (delimiter, '"', "\n", "\r")):
        return '"' + text.replace('"', '""') + '"'
    return text


def _records(text: str, delimiter: str) -> Iterator[tuple[int, list[tuple[int, int]]]]:
    """Yield each record with the line on which it begins, and where each of its fields begins and ends."""
    place, line = 0, 1
    while place < len(text):
        begun, fields = line, []
        while True:
            start = place
            if text[place : place + 1] == '"':
                place += 1
                while place < len(text) and (text[place] != '"' or text[place + 1 : place + 2] == '"'):
                    place += 2 if text[place] == '"' else 1
                place += 1
            while place < len(text) and text[place] not in (delimiter, "\n", "\r"):
                place += 1
            fields.append((start, min(place, len(text))))
            if text[place : place + 1] != delimiter:
                break
            place += 1
        line += text.count("\n", fields[0][0], place)
        if text[place : place + 2] == "\r\n":
            place += 2
            line += 1
        elif place < len(text):
            line += text[place] == "\n"
            place += 1
        yield begun, fields
