"""Workbooks, and directories of CSV files, as sheets of rows and cells that can be compared and changed.

A directory of CSV files is taken as a workbook with a sheet for each file. Cells are compared as the reader
of tables understands them: a date typed as text is the same as that date in a date cell, and a formula is the
same as its copy in another row.
"""

from __future__ import annotations

import csv
import hashlib
import io
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import openpyxl
from openpyxl.cell.cell import MergedCell
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula

from kgraph.atomic_files import write_aside
from kgraph.errors import Location, SourceError, UsageError

from ..formats.tables.cell_values import text_of
from ..formats.tables.changed_workbooks import lost_parts, open_workbook
from ..formats.tables.column_layout import SheetColumn, alike, column_for, is_skipped
from ..formats.tables.heading_terms import SheetTerm, fold, load_terms
from ..formats.tables.sheets import csv_records, decode, delimiter_of
from ..formats.tables.workbooks import column_letters, inspect_workbook
from .formula_text import formula_form

if TYPE_CHECKING:
    from pathlib import Path

    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    from ..common.problems import Problems

ColumnKey = tuple[str, int]
"""A heading in the form for comparison, and which of the columns with that heading it is."""
_COMMENT = "\t"
"""Begins the heading in the key of a comment: no heading in the form for comparison begins so."""


@dataclass(slots=True)
class MergedRow:
    """A row: its number, its cells and comments in the form for comparison, and what identifies it.

    Parameters
    ----------
    number : int
        From 1.
    cells : dict
        In the form for comparison, by column; comments stand beside their cells, under keys of their own.
    shown : dict
        As they are typed, in the same way.
    identity : tuple of str
        The id; else the names; else both ends and the first day. Empty if the row has none of these.
    source : str
        The source that the row names.
    """

    number: int
    cells: dict[ColumnKey, str] = field(default_factory=dict)
    shown: dict[ColumnKey, str] = field(default_factory=dict)
    identity: tuple[str, ...] = ()
    source: str = ""


@dataclass(slots=True)
class MergedSheet:
    """A sheet: the columns by heading, the row of headings, and the rows below it.

    A sheet that is no class of the ontology, such as one of notes, is `placed`: its columns and rows are
    known by where they are.
    """

    name: str
    columns: dict[ColumnKey, int]
    headings: MergedRow
    rows: list[MergedRow]
    placed: bool


def comment_key(key: ColumnKey) -> ColumnKey:
    """Return the key of the comment on a cell, from that of the cell."""
    return f"{_COMMENT}{key[0]}", key[1]


def cell_key(key: ColumnKey) -> ColumnKey:
    """Return the key of a cell, from its own or that of the comment on it."""
    return key[0].removeprefix(_COMMENT), key[1]


def is_comment(key: ColumnKey) -> bool:
    """Return whether a key is that of the comment on a cell."""
    return key[0].startswith(_COMMENT)


class MergedBook:
    """A workbook, or a directory of CSV files, with its cells in the form for comparison.

    Parameters
    ----------
    path : Path
        The file or directory.
    problems : Problems
        Receives what prevents merging: merged cells, a second column of ids, charts in a file to `change`.
    change : bool
        Whether the workbook is to be changed and written.

    Raises
    ------
    UsageError
        No workbook and no directory of CSV files.
    SourceError
        Not what its name says, damaged, or beyond the limits for workbooks.
    """

    def __init__(self, path: Path, problems: Problems, *, change: bool = False) -> None:
        self.path = path
        self.problems = problems
        self.forms: dict[str, tuple[str, bool, str]] = {}
        self.hidden = 0  # rows, of a workbook
        self.book = self._from_csv() if path.is_dir() else self._from_workbook(change=change)
        self.sheets = {fold(sheet.title): self._sheet(sheet) for sheet in self.book.worksheets}

    @property
    def digest(self) -> str:
        """SHA-256 of the bytes of the file, or of all files of the directory."""
        whole = hashlib.sha256()
        for file in sorted(self.path.glob("*.csv")) if self.path.is_dir() else [self.path]:
            whole.update(file.name.encode() if self.path.is_dir() else b"")
            whole.update(file.read_bytes())
        return whole.hexdigest()

    def worksheet(self, name: str) -> Worksheet:
        """Return the sheet of openpyxl with a name."""
        sheet: Worksheet = self.book[name]
        return sheet

    def read_again(self) -> None:
        """Take in what was changed in the workbook."""
        self.sheets = {fold(sheet.title): self._sheet(sheet) for sheet in self.book.worksheets}

    def _from_workbook(self, *, change: bool) -> Workbook:
        if self.path.suffix.lower() != ".xlsx":
            raise UsageError(
                "neither an .xlsx workbook nor a directory of CSV files",
                where=self.path,
                hint="Save it as .xlsx in a spreadsheet program.",
            )
        if not self.path.is_file():
            raise UsageError("there is no such file", where=self.path)
        facts = inspect_workbook(self.path, str(self.path))
        self.hidden = sum(len(sheet.hidden) for sheet in facts.values())
        for name in lost_parts(self.path) if change else ():
            message = f"holds {name}, which would be lost; move charts, pictures and programs to another file"
            self.problems.add(Location(str(self.path)), message)
        try:
            return open_workbook(self.path)
        except Exception as error:  # openpyxl raises whatever the XML makes it stumble over
            raise SourceError(
                f"cannot be read as a workbook: {error}",
                where=Location(str(self.path)),
                hint="Open it in a spreadsheet program and save it again.",
            ) from error

    def _from_csv(self) -> Workbook:
        files = sorted(self.path.glob("*.csv"))
        if not files:
            raise UsageError("the directory holds no CSV file", where=self.path)
        book = openpyxl.Workbook()
        book.remove(book.worksheets[0])
        for file in files:
            content = file.read_bytes()
            text = decode(content, str(file))
            delimiter = delimiter_of(text)
            self.forms[file.stem] = (
                delimiter,
                content.startswith(b"\xef\xbb\xbf"),
                "\r\n" if "\r\n" in text else "\n",
            )
            sheet = book.create_sheet(file.stem)
            for row, (_, cells) in enumerate(csv_records(text, delimiter, str(file)), start=1):
                for column, value in enumerate(cells, start=1):
                    if value:
                        cell = sheet.cell(row, column, value)
                        cell.data_type = "s"
        return book

    def write(self, path: Path) -> list[Path]:
        """Write the workbook, or the CSV files, to `path` and return the files."""
        if not self.path.is_dir():
            stream = io.BytesIO()
            self.book.save(stream)
            return [write_aside(path, [stream.getvalue()])]
        usual = next(iter(self.forms.values()))
        written = []
        for sheet in self.book.worksheets:
            delimiter, marked, line_end = self.forms.get(sheet.title, usual)
            lines = io.StringIO(newline="")
            writer = csv.writer(lines, delimiter=delimiter, lineterminator=line_end)
            for row in sheet.iter_rows(values_only=True):
                writer.writerow(["" if value is None else value for value in row])
            content = lines.getvalue().encode("utf-8-sig" if marked else "utf-8")
            written.append(write_aside(path / f"{sheet.title}.csv", [content]))
        kept = {file.name for file in written}
        for file in path.glob("*.csv"):
            if file.name not in kept:
                file.unlink()
        return written

    def _sheet(self, sheet: Worksheet) -> MergedSheet:
        classes = [] if is_skipped(sheet.title) else load_terms().class_named(sheet.title)
        cells = dict(enumerate(sheet.iter_rows(), start=1))
        filled = [number for number, row in cells.items() if any(cell.value is not None for cell in row)]
        if len(classes) != 1 or not filled:
            count = max(sheet.max_column, 1)
            columns = {("", number): number for number in range(1, count + 1)}
            names = _names_of(columns)
            rows = [_row(number, cells[number], columns, names) for number in cells]
            for row in rows:
                row.identity = (str(row.number),)
            return MergedSheet(sheet.title, columns, MergedRow(0), rows, placed=True)
        for area in sheet.merged_cells.ranges:
            where = Location(str(self.path), sheet=sheet.title, row=area.min_row)
            self.problems.add(
                where, f"the cells {area.coord} are merged; unmerge them before you merge the files"
            )
        columns = self._columns(sheet, filled[0], classes[0])
        names = _names_of(columns)
        headings, *rows = [_row(number, cells[number], columns, names) for number in filled]
        meanings = {
            key: column_for(0, str(sheet.cell(filled[0], at).value or ""), classes[0], load_terms())
            for key, at in columns.items()
            if key[0]
        }
        for row in rows:
            _identify(row, meanings, classes[0])
        return MergedSheet(sheet.title, columns, headings, rows, placed=False)

    def _columns(self, sheet: Worksheet, number: int, cls: SheetTerm) -> dict[ColumnKey, int]:
        """Return the columns by heading; one without a heading by its number."""
        columns: dict[ColumnKey, int] = {}
        fields: list[SheetColumn] = []
        for at in range(1, sheet.max_column + 1):
            heading = sheet.cell(number, at).value
            if heading is None:
                columns["", at] = at
                continue
            name = fold(str(heading))
            columns[name, sum(key[0] == name for key in columns) + 1] = at
            meant = column_for(0, str(heading).strip(), cls, load_terms())
            if isinstance(meant, SheetColumn) and meant.field:
                if any(alike(meant, other) for other in fields):
                    where = Location(str(self.path), sheet=sheet.title, row=number, column=column_letters(at))
                    self.problems.add(where, f"a second column {heading!r}")
                fields.append(meant)
        return columns


def _names_of(columns: dict[ColumnKey, int]) -> dict[int, str]:
    """Return what columns, by number, are called in formulas that are compared."""
    return {at: f"{name} {which}" if name else str(at) for (name, which), at in columns.items()}


def _row(
    number: int, cells: tuple[Any, ...], columns: dict[ColumnKey, int], names: dict[int, str]
) -> MergedRow:
    row = MergedRow(number)
    for key, at in columns.items():
        cell = cells[at - 1] if at <= len(cells) else None
        if cell is None:
            continue
        text = compared(cell, number, names)
        if text:
            row.cells[key], row.shown[key] = text, typed(cell)
        if not isinstance(cell, MergedCell) and cell.comment is not None:
            text = cell.comment.text or ""
            row.cells[comment_key(key)] = row.shown[comment_key(key)] = text
    return row


def _identify(row: MergedRow, meanings: dict[ColumnKey, SheetColumn | str], cls: SheetTerm) -> None:
    found: dict[str, list[str]] = {}
    for key, column in meanings.items():
        text = row.cells.get(key, "")
        if isinstance(column, SheetColumn) and text:
            end = column.term is not None and column.term.iri in {cls.start, cls.end}
            found.setdefault("ends" if end else column.field, []).append(text)
    row.source = "; ".join(found.get("source", ()))
    for kind in ("id", "name", "ends"):
        if kind in found:
            row.identity = (kind, *found[kind], *(found.get("from", ()) if kind == "ends" else ()))
            return


def typed(cell: Any) -> str:
    """Return the content of a cell as it was typed."""
    value = cell.value
    if isinstance(value, ArrayFormula | DataTableFormula):
        return f"{{{getattr(value, 'text', None) or value.ref}}}"
    return "" if value is None else text_of(value)


def compared(cell: Any, row: int, names: dict[int, str]) -> str:
    """Return the content of a cell in the form in which two cells are compared; empty for an empty cell.

    The `names` of the columns by number stand in formulas, so that a moved column makes no difference.
    """
    text = typed(cell)
    if cell.data_type == "f" and text.startswith("="):
        return formula_form(text, row, names)
    return f"'{text}" if text.startswith("=") else text
