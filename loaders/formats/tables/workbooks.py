"""XLSX and ODS files: their values, and what must be known before the values can be trusted.

``python-calamine`` reads the values, fast and without running anything. But it returns error cells and
formulas that were never calculated as empty cells, does not report hidden rows, and lays out each sheet as a
full rectangle. So the XML of each sheet first passes through expat: those cells are reported, and sheets or
archives that would take memory out of proportion are refused before it is spent.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from xml.parsers import expat

from kgraph.errors import Location, SourceError

from ..packed_parts import BROKEN, refuse_bombs

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

MAX_CELLS = 10_000_000
"""Cells in the rectangle that a sheet spans."""


@dataclass(slots=True)
class SheetFacts:
    """What the XML of a sheet says besides its values; rows and columns count from 1.

    Parameters
    ----------
    hidden : set of int
        Rows that the spreadsheet program does not show.
    unsaved : list of (int, int)
        Formula cells that hold no calculated value.
    errors : list of (int, int, str)
        Cells whose value is an error such as ``#DIV/0!``.
    rows, columns : int
        Extent of the rectangle that holds all cells.
    """

    hidden: set[int] = field(default_factory=set)
    unsaved: list[tuple[int, int]] = field(default_factory=list)
    errors: list[tuple[int, int, str]] = field(default_factory=list)
    rows: int = 0
    columns: int = 0

    def extend(self, row: int, column: int) -> None:
        """Extend the rectangle to the cell at `row` and `column`."""
        self.rows, self.columns = max(self.rows, row), max(self.columns, column)


def column_letters(column: int) -> str:
    """Return the letters of the column numbered `column` from 1: ``A``, ``Z``, ``AA``."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """Return the number, from 1, of the column called `letters`."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def inspect_workbook(path: Path, file: str) -> dict[str, SheetFacts]:
    """Return the facts of each sheet of the XLSX or ODS file at `path`, by sheet name.

    Parameters
    ----------
    path : Path
        The workbook.
    file : str
        The file's name in messages.

    Raises
    ------
    SourceError
        Not a zip archive, or not a workbook; a part whose path leaves the archive, with a document type
        declaration, or with broken XML; sizes beyond the limits of this module.
    """
    where = Location(file)
    try:
        with zipfile.ZipFile(path) as archive:
            refuse_bombs(archive, where)
            names = set(archive.namelist())
            if "xl/workbook.xml" in names:
                facts = _inspect_xlsx(archive, names, where)
            elif "content.xml" in names:
                facts = _inspect_ods(archive, where)
            else:
                raise SourceError("a zip archive, but not an XLSX or ODS workbook", where=where)
    except BROKEN as error:
        raise SourceError(
            f"not a whole XLSX or ODS workbook: {error}",
            where=where,
            hint="Open it in a spreadsheet program and save it again without a password, or save it as CSV.",
        ) from error
    for name, sheet in facts.items():
        if sheet.rows * sheet.columns > MAX_CELLS:
            raise SourceError(
                f"the cells span {sheet.rows} rows and {sheet.columns} columns; the limit is {MAX_CELLS}",
                where=Location(file, sheet=name),
                hint="Delete stray cells far from the table, or split the sheet.",
            )
    return facts


def _parse(
    archive: zipfile.ZipFile,
    part: str,
    where: Location,
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Pass one XML part through expat; the handlers receive names without prefix."""

    def refuse(*_: Any) -> None:
        """Refuse a document type."""
        raise SourceError(f"{part} has a document type declaration, which no workbook needs", where=where)

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = lambda name, attributes: start(name.rpartition(":")[2], attributes)
    if end is not None:
        parser.EndElementHandler = lambda name: end(name.rpartition(":")[2])
    if text is not None:
        parser.CharacterDataHandler = text
    try:
        with archive.open(part) as stream:
            parser.ParseFile(stream)
    except KeyError as error:
        raise SourceError(f"the workbook lacks its part {part}", where=where) from error
    except (expat.ExpatError, ValueError) as error:
        raise SourceError(f"{part} is not well-formed XML: {error}", where=where) from error


def _inspect_xlsx(archive: zipfile.ZipFile, names: set[str], where: Location) -> dict[str, SheetFacts]:
    targets: dict[str, str] = {}
    sheets: list[tuple[str, str]] = []

    def relation(name: str, attributes: dict[str, str]) -> None:
        """Keep the target of a relationship."""
        if name == "Relationship":
            targets[attributes.get("Id", "")] = attributes.get("Target", "")

    def sheet(name: str, attributes: dict[str, str]) -> None:
        """Keep the title and relationship of a sheet."""
        if name == "sheet":
            identifier = next((value for key, value in attributes.items() if key.endswith(":id")), "")
            sheets.append((attributes.get("name", ""), identifier))

    _parse(archive, "xl/_rels/workbook.xml.rels", where, relation)
    _parse(archive, "xl/workbook.xml", where, sheet)
    facts: dict[str, SheetFacts] = {}
    for title, identifier in sheets:
        target = targets.get(identifier, "")
        part = (
            target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join("xl", target))
        )
        if part in names and "worksheets" in part:
            facts[title] = _XlsxSheet().inspect(archive, part, where)
    return facts


class _XlsxSheet:
    """Handlers for one ``sheetN.xml`` (ECMA-376 part 1, 18.3)."""

    def __init__(self) -> None:
        self.facts = SheetFacts()
        self.row = 0
        self.column = 0
        self.kind = ""
        self.formula = False
        self.in_value = False
        self.value = ""

    def inspect(self, archive: zipfile.ZipFile, part: str, where: Location) -> SheetFacts:
        """Return the facts of the sheet in `part`."""
        _parse(archive, part, where, self.start, self.end, self.text)
        return self.facts

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Begin an element."""
        if name == "row":
            self.row = int(attributes.get("r", self.row + 1))
            self.column = 0
            if attributes.get("hidden") in {"1", "true"}:
                self.facts.hidden.add(self.row)
        elif name == "c":
            match = re.fullmatch(r"([A-Z]{1,3})([0-9]{1,7})", attributes.get("r", ""))
            self.column = column_number(match[1]) if match else self.column + 1
            self.row = int(match[2]) if match else self.row
            self.facts.extend(self.row, self.column)
            self.kind, self.formula, self.value = attributes.get("t", "n"), False, ""
        elif name == "f":
            self.formula = True
        elif name == "v":
            self.in_value = True

    def end(self, name: str) -> None:
        """End an element, and judge the cell if it is one."""
        if name == "v":
            self.in_value = False
        elif name == "c":
            if self.kind == "e":
                self.facts.errors.append((self.row, self.column, self.value))
            elif self.formula and not self.value and self.kind != "str":
                self.facts.unsaved.append((self.row, self.column))

    def text(self, data: str) -> None:
        """Add to the text of the cell."""
        if self.in_value:
            self.value += data


def _inspect_ods(archive: zipfile.ZipFile, where: Location) -> dict[str, SheetFacts]:
    reader = _OdsContent()
    _parse(archive, "content.xml", where, reader.start, reader.end, reader.text)
    return reader.sheets


class _OdsContent:
    """Handlers for ``content.xml`` (OpenDocument 1.3 part 3, 9.1); repeated rows and cells count singly."""

    def __init__(self) -> None:
        self.sheets: dict[str, SheetFacts] = {}
        self.facts = SheetFacts()
        self.row = 0
        self.column = 0
        self.row_repeat = 1
        self.cell: dict[str, str] | None = None
        self.cell_repeat = 1
        self.value = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Begin an element."""
        plain = {
            key.rpartition(":")[2]: value
            for key, value in attributes.items()
            if not key.startswith("calcext")
        }
        if name == "table":
            self.facts = self.sheets.setdefault(plain.get("name", ""), SheetFacts())
            self.row = 0
        elif name == "table-row":
            self.row_repeat = int(plain.get("number-rows-repeated", 1))
            self.column = 0
            if plain.get("visibility") in {"collapse", "filter"} and self.row_repeat < 100_000:
                self.facts.hidden.update(range(self.row + 1, self.row + self.row_repeat + 1))
        elif name in {"table-cell", "covered-table-cell"}:
            self.cell, self.value = {**plain, "error": attributes.get("calcext:value-type", "")}, ""
            self.cell_repeat = int(plain.get("number-columns-repeated", 1))

    def end(self, name: str) -> None:
        """End an element, and judge the cell if it is one."""
        if name == "table-row":
            self.row += self.row_repeat
        elif name in {"table-cell", "covered-table-cell"} and self.cell is not None:
            self._close_cell(self.cell)
            self.cell = None

    def _close_cell(self, cell: dict[str, str]) -> None:
        row, column = self.row + 1, self.column + 1
        self.column += self.cell_repeat
        if not ({"value-type", "formula"} & cell.keys() or self.value):
            return
        self.facts.extend(self.row + self.row_repeat, self.column)
        if cell["error"] == "error" or re.fullmatch(r"#[A-Z]+[/!?A-Z0-9]*|Err:\d+", self.value):
            self.facts.errors.append((row, column, self.value))
        elif "formula" in cell and "value-type" not in cell:
            self.facts.unsaved.append((row, column))

    def text(self, data: str) -> None:
        """Add to the text of the cell."""
        if self.cell is not None:
            self.value += data


Range = tuple[tuple[int, int], tuple[int, int]]


def workbook_values(path: Path, file: str) -> dict[str, tuple[list[list[Any]], list[Range]]]:
    """Return, by sheet name, the values row by row and the merged ranges, counted from 0.

    Raises
    ------
    SourceError
        The library refuses the workbook.
    """
    import python_calamine

    try:
        with python_calamine.CalamineWorkbook.from_path(path) as book:
            return {
                meta.name: (sheet.to_python(skip_empty_area=False), list(sheet.merged_cell_ranges or ()))
                for meta in book.sheets_metadata
                if meta.typ == python_calamine.SheetTypeEnum.WorkSheet
                for sheet in (book.get_sheet_by_name(meta.name),)
            }
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise SourceError(
            f"cannot be read as a workbook: {error}",
            where=Location(file),
            hint="Open it in a spreadsheet program and save it again, or save each sheet as CSV.",
        ) from error
