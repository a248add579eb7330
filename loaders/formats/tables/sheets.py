"""Tables as rows of plain values with the place of every cell, whatever file they came from.

CSV, XLSX and ODS become the same `Sheet`. CSV has the quoting of RFC 4180; commas, semicolons, tabs or bars;
and UTF-8, UTF-16 with a byte order mark, or the encoding that the study declares.
"""

from __future__ import annotations

import codecs
import csv
import io
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from kgraph.errors import Location, SourceError, UsageError
from kgraph.rdf.dataset import ReadingNote
from kgraph.study import STUDY_FILE
from kgraph.words.catalogue import catalogue

from ...common.problems import Problems
from ..file_settings import file_settings, is_text_encoding
from .relation_columns import RelationColumn, relation_column
from .workbooks import SheetFacts, column_letters, inspect_workbook, workbook_values

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from kgraph.study import Study

WORKBOOK_SUFFIXES = (".xlsx", ".ods")
TEXT_SUFFIXES = (".csv", ".tsv")
SUFFIXES = TEXT_SUFFIXES + WORKBOOK_SUFFIXES
DELIMITERS = ",;\t|"
MAX_BYTES = 500_000_000
"""Size of the largest table file that is read."""
MAX_ROWS = 2_000_000
MAX_COLUMNS = 2_000
MAX_EXACT = 10**15
"""Spreadsheets keep 15 significant digits: a number from here on has already lost some."""
_words = catalogue("reading")


@dataclass(frozen=True, slots=True)
class TableOptions:
    """The settings for the tables that match a glob pattern: ``[tables."data/*.csv"]`` in the study file.

    Parameters
    ----------
    encoding : str, optional
        Text encoding, for a file that is neither UTF-8 nor UTF-16 with a byte order mark.
    delimiter : str, optional
        The character between cells; if absent, the heading line decides.
    decimal : {",", "."}, optional
        Decimal sign of numbers written as text.
    sheet : str, optional
        Class that a CSV file, or the only sheet of a workbook, describes, if its name does not say so.
    source : str, optional
        Source of the rows that name none.
    mapping : str, optional
        Path of the CSVW metadata that describes the file, relative to the study.
    columns : dict of str to str
        Headings as in our sheets, by the headings of a table that someone else made; empty for a column that
        is not read. With it, columns that it does not name are not read either.
    relations : dict of str to RelationColumn
        What columns mean that name several things each, by heading; they stand among `columns` in the study
        file.
    """

    encoding: str | None = None
    delimiter: str | None = None
    decimal: str | None = None
    sheet: str | None = None
    source: str | None = None
    mapping: str | None = None
    columns: dict[str, str] = field(default_factory=dict, hash=False)
    relations: dict[str, RelationColumn] = field(default_factory=dict, hash=False)


@dataclass(slots=True)
class Sheet:
    """A table: its name, its rows with their numbers, and how the place of a cell is written.

    Parameters
    ----------
    file : str
        The file's name, as the user would type it.
    name : str
        Name of the sheet, or the stem of a CSV file's name.
    rows : list of (int, list)
        Row number from 1 (for CSV, the line on which the record begins) and the values; ``None`` is an
        empty cell.
    workbook : bool
        Whether the table lies in a workbook, where a column has a letter.
    decimal : str, optional
        Declared decimal sign.
    notes : list of ReadingNote
        What the user should know although it is no fault: hidden rows, filled merged cells.
    faults : list of (Location, str)
        Places and faults of cells without a usable value.
    columns : dict of str to str
        Headings as in our sheets, by the headings of the table.
    describes : str
        Class that the rows are of, if the study says so.
    relations : dict of str to RelationColumn
        Columns that are relations of their own, by heading.
    """

    file: str
    name: str
    rows: list[tuple[int, list[Any]]]
    workbook: bool = True
    decimal: str | None = None
    notes: list[ReadingNote] = field(default_factory=list)
    faults: list[tuple[Location, str]] = field(default_factory=list)
    columns: dict[str, str] = field(default_factory=dict)
    describes: str = ""
    relations: dict[str, RelationColumn] = field(default_factory=dict)

    @property
    def filled(self) -> list[tuple[int, list[Any]]]:
        """The rows with a value in any cell."""
        return [(number, cells) for number, cells in self.rows if any(value is not None for value in cells)]

    def place(self, row: int | None = None, column: int | None = None, heading: str = "") -> Location:
        """Return the place of a cell: its column (from 0) by letter in a workbook, by heading in CSV."""
        if self.workbook:
            letter = column_letters(column + 1) if column is not None else None
            return Location(self.file, sheet=self.name, row=row, column=letter)
        return Location(
            self.file, row=row, column=heading or (str(column + 1) if column is not None else None)
        )


def table_options(path: Path, study: Study) -> TableOptions:
    """Return the settings of `study` for the table at `path`; later matching patterns add to earlier ones.

    Raises
    ------
    UsageError
        An unknown setting, or an impossible value.
    """
    where = study.root / STUDY_FILE
    values = file_settings(path, study, "tables", set(TableOptions.__dataclass_fields__) - {"relations"})
    columns = values.get("columns", {})
    if not isinstance(columns, dict) or not all(isinstance(name, str | dict) for name in columns.values()):
        raise UsageError(
            "[tables] columns is no table of headings",
            where=where,
            hint='Write it like this: columns = { "Systemnamn" = "namn (sv)" }',
        )
    if columns:
        values["columns"] = {key: name if isinstance(name, str) else "" for key, name in columns.items()}
        values["relations"] = _relations(columns, where)
    options = TableOptions(**values)
    if options.decimal not in {None, ",", "."}:
        raise UsageError(f"[tables] decimal = {options.decimal!r}; it is ',' or '.'", where=where)
    if options.delimiter is not None and len(options.delimiter) != 1:
        raise UsageError(f"[tables] delimiter = {options.delimiter!r}; it is one character", where=where)
    if options.encoding is not None and not is_text_encoding(options.encoding):
        raise UsageError(f"[tables] unknown encoding {options.encoding!r}", where=where)
    return options


def _relations(columns: dict[str, Any], where: Path) -> dict[str, RelationColumn]:
    relations = {}
    for heading, meaning in columns.items():
        if isinstance(meaning, dict):
            try:
                relations[heading] = relation_column(meaning)
            except ValueError as error:
                raise UsageError(
                    f"[tables] columns: {heading!r} {error}",
                    where=where,
                    hint='Write it like this: "Medlemmar" = { sheet = "Medlemskap", this = "organisation", '
                    'each = "medlem", separator = "," }',
                ) from error
    return relations


def read_sheets(path: Path, study: Study) -> list[Sheet]:
    """Read every table in the file at `path`.

    Raises
    ------
    SourceError
        The file is not what its name says, or larger than the limits of this module.
    UsageError
        The study file has wrong settings for it.
    """
    return sheets_of(path, study.relative(path), table_options(path, study))


def sheets_of(path: Path, file: str, options: TableOptions) -> list[Sheet]:
    """Read every table in the file at `path`, which messages call `file`.

    Raises
    ------
    SourceError
        As for `read_sheets`.
    """
    size = path.stat().st_size
    if size > MAX_BYTES:
        raise SourceError(f"{size} bytes; the limit for a table is {MAX_BYTES}", where=Location(file))
    if path.suffix.lower() in WORKBOOK_SUFFIXES:
        return _read_workbook(path, file, options)
    return [_read_csv(path, file, options)]


def _read_workbook(path: Path, file: str, options: TableOptions) -> list[Sheet]:
    facts = inspect_workbook(path, file)
    sheets = []
    for name, (values, merged) in workbook_values(path, file).items():
        rows = [(number, [None if v == "" else v for v in row]) for number, row in enumerate(values, start=1)]
        sheet = Sheet(
            file, name, rows, decimal=options.decimal, columns=options.columns, relations=options.relations
        )
        _drop_lossy_numbers(sheet)
        _mark_cells(sheet, facts.get(name, SheetFacts()))
        _fill_merged(sheet, merged)
        sheets.append(sheet)
    if options.sheet:
        filled = [sheet for sheet in sheets if sheet.filled]
        if len(filled) == 1:
            filled[0].describes = options.sheet
    return sheets


def _drop_lossy_numbers(sheet: Sheet) -> None:
    """Refuse numbers of which the spreadsheet has lost digits, such as long ids entered as numbers."""
    for number, cells in sheet.rows:
        for column, value in enumerate(cells):
            if isinstance(value, float) and not abs(value) < MAX_EXACT:
                message = f"{value!r} has more digits than a spreadsheet keeps; enter it as text"
                sheet.faults.append((sheet.place(number, column), message))
                cells[column] = None


def _mark_cells(sheet: Sheet, facts: SheetFacts) -> None:
    for row, column, text in facts.errors:
        sheet.faults.append((sheet.place(row, column - 1), f"the cell holds the error {text or '#ERROR'}"))
    for row, column in facts.unsaved:
        fault = "a formula without a calculated value; open and save the file in a spreadsheet program"
        sheet.faults.append((sheet.place(row, column - 1), fault))
    hidden = [number for number, _ in sheet.filled if number in facts.hidden]
    if hidden:
        listed = ", ".join(map(str, hidden[:10])) + (", ..." if len(hidden) > 10 else "")
        message = _words("tables.hidden-rows", count=len(hidden), rows=listed).to_json()
        sheet.notes.append(ReadingNote("hidden-rows", message, sheet.place(hidden[0]), len(hidden)))


def _fill_merged(sheet: Sheet, merged: list[tuple[tuple[int, int], tuple[int, int]]]) -> None:
    """Repeat the value of cells merged downwards; refuse those merged sideways, which have no one column."""
    for (top, left), (bottom, right) in merged:
        if top >= len(sheet.rows) or left >= len(sheet.rows[top][1]) or sheet.rows[top][1][left] is None:
            continue
        place = sheet.place(top + 1, left)
        if right > left:
            span = f"{column_letters(left + 1)}{top + 1}:{column_letters(right + 1)}{bottom + 1}"
            sheet.faults.append((place, f"the merged cells {span} span several columns; unmerge them"))
            continue
        for _, cells in sheet.rows[top + 1 : bottom + 1]:
            cells[left] = sheet.rows[top][1][left]
        message = _words("tables.merged-cell", first=top + 1, last=bottom + 1).to_json()
        sheet.notes.append(ReadingNote("merged-cell", message, place, bottom - top + 1))


def _read_csv(path: Path, file: str, options: TableOptions) -> Sheet:
    text = decode(path.read_bytes(), file, options.encoding)
    delimiter = options.delimiter or ("\t" if path.suffix.lower() == ".tsv" else delimiter_of(text))
    decimal = options.decimal or ("," if delimiter == ";" else None)
    sheet = Sheet(
        file, options.sheet or path.stem, [], workbook=False, decimal=decimal, columns=options.columns
    )
    sheet.relations = options.relations
    problems = Problems(file)
    width = 0
    wanted = {heading.casefold() for heading in options.columns}
    for line, cells in csv_records(text, delimiter, file):
        values: list[Any] = [cell if cell.strip() else None for cell in cells]
        if len(sheet.rows) >= MAX_ROWS or len(values) > MAX_COLUMNS:
            raise SourceError(
                f"more than {MAX_ROWS} rows or {MAX_COLUMNS} columns", where=Location(file, line=line)
            )
        if width and any(value is not None for value in values[width:]):
            problems.add(
                Location(file, line=line),
                f"{len(values)} cells, but the headings are {width}; quote a cell that holds {delimiter!r}",
            )
        headed = not wanted or any(str(value).strip().casefold() in wanted for value in values)
        if not width and headed and any(value is not None for value in values):
            width = len(values)
        sheet.rows.append((line, values))
    problems.refuse()
    return sheet


def csv_records(text: str, delimiter: str, file: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each record with the line on which it begins."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    while True:
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            unclosed = "unexpected end of data" in str(error)
            message = (
                "a quoted cell that begins in this record never ends" if unclosed else f"not CSV: {error}"
            )
            raise SourceError(
                message,
                where=Location(file, line=line),
                hint='Write a quotation mark inside a cell twice: "".',
            ) from error
        yield line, record
        line = reader.line_num + 1


def delimiter_of(text: str) -> str:
    """Return the delimiter that is most frequent in the heading line, outside quotation marks."""
    heading = next((line for line in text.splitlines() if line.strip()), "")
    outside = "".join(heading.split('"')[::2])
    return max(DELIMITERS, key=outside.count)


def decode(content: bytes, file: str, encoding: str | None = None, *, section: str = "tables") -> str:
    """Return `content` as text: by its byte order mark, else by `encoding`, else as UTF-8, strictly.

    The section of the study file that may declare the encoding stands in the hint.

    Raises
    ------
    SourceError
        The bytes are not in that encoding, have NUL characters, or are UTF-8 declared as something else.
    """
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if content.startswith(mark):
            encoding = "utf-8-sig" if name == "utf-8" else name
            break
    if b"\0" in content and not (encoding or "").lower().startswith(("utf-16", "utf-32")):
        line = content.count(b"\n", 0, content.index(b"\0")) + 1
        raise SourceError(
            "a NUL character; the file looks like UTF-16 without a byte order mark",
            where=Location(file, line=line),
            hint="Save the file as UTF-8.",
        )
    try:
        text = content.decode(encoding or "utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise SourceError(
            f"byte 0x{content[error.start]:02X} is not {encoding or 'UTF-8'}",
            where=Location(file, line=line),
            hint="Save the file as UTF-8, or declare its encoding: "
            f'[{section}."{file}"] encoding = "cp1252".',
        ) from error
    if encoding and not encoding.lower().startswith("utf") and _is_utf8(content):
        raise SourceError(
            f"declared as {encoding}, but the file is UTF-8; å, ä and ö would be damaged",
            where=Location(file),
            hint=f"Remove the encoding from [{section}] in the study file.",
        )
    return text


def _is_utf8(content: bytes) -> bool:
    if content.isascii():
        return False
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
