"""Tables made by others, described by W3C CSVW metadata: a mapping file instead of new headings.

The metadata (https://www.w3.org/TR/tabular-metadata/) says which property each column holds and how its cells
are read; the triples are those of the standard's minimal mode (https://www.w3.org/TR/csv2rdf/). The library
``csvw`` reads the metadata and the cells; the rows are read here, so that encodings, limits and places are
the same as for all tables.

Three things go beyond the standard. A relative URL is resolved against the study's base IRI instead of the
file's own address, so that a study says the same on every machine. The prefixes of the ontology may be used
besides CSVW's. A template that begins with ``_:`` names a node without an IRI, such as a period.
"""

from __future__ import annotations

import hashlib
import json
import re
import warnings
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import pyoxigraph as ox

from kgraph.errors import Location, SourceError
from kgraph.namespaces import COMMON_PREFIXES
from kgraph.rdf.dataset import ReadingNote
from kgraph.study import DIRECTORY_METADATA, TABLE_METADATA
from kgraph.vocabulary import Vocabulary
from kgraph.words.catalogue import catalogue

from ...common.json_text import read_json
from ...common.problems import Problems, nearest
from ..source_format import SourceFormat, statements_loader
from ..source_graph import graph_of
from .cell_values import text_of
from .csvw_checks import References, key_of, metadata_faults, number_fault, tables_of
from .csvw_values import CONTEXT, base_type, each_value, explained, inherited, literal, titled
from .row_names import IRI
from .sheets import TEXT_SUFFIXES, decode, read_sheets, table_options

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from kgraph.study import Study

    from .sheets import Sheet

_words = catalogue("reading")
_TO_LEAVE_OUT = '; to leave it out, describe it with "suppressOutput": true'


def metadata_for(path: Path, study: Study) -> Path | None:
    """Return the metadata that describes the table at `path`, if there is any.

    It is the file that the study names as the table's ``mapping``, else ``TABLE-metadata.json`` beside it,
    else ``csv-metadata.json`` beside it if that names the table (tabular-data-model, 5.2 and 5.3).

    Raises
    ------
    SourceError
        The study names a file that does not exist.
    """
    named = table_options(path, study).mapping
    if named is not None:
        mapping = study.root / named
        if not mapping.is_file():
            raise SourceError(f"the mapping {named!r} does not exist", where=Location(study.relative(path)))
        return mapping
    beside = path.with_name(path.name + TABLE_METADATA)
    if beside.is_file():
        return beside
    common = path.with_name(DIRECTORY_METADATA)
    if common.is_file() and any(table["url"] == path.name for table in tables_of(_content(common, study))):
        return common
    return None


def read(
    path: Path, study: Study, notes: list[ReadingNote] | None = None
) -> Iterator[tuple[ox.Quad, Location]]:
    """Yield the statements of the table at `path` by its metadata, each with its row and column.

    Parameters
    ----------
    path : Path
        A CSV file for which `metadata_for` finds metadata.
    study : Study
        The study: its base IRI and the options of the table.
    notes : list of ReadingNote, optional
        Receives notes on columns that the metadata leaves out, and the library's warnings about the metadata.

    Raises
    ------
    SourceError
        The metadata cannot be used, or cells do not match it; ``problems`` lists them all.
    """
    metadata = metadata_for(path, study)
    if metadata is None:
        raise SourceError("no metadata describes this table", where=Location(study.relative(path)))
    reader = _TableReader(path, metadata, study)
    reader.read()
    reader.problems.refuse()
    if notes is not None:
        notes.extend(reader.notes)
    yield from reader.quads


def _content(metadata: Path, study: Study) -> dict[str, Any]:
    """Return the metadata as JSON; refuse parts that would have to be fetched from elsewhere."""
    where = study.relative(metadata)
    try:
        content = read_json(decode(metadata.read_bytes(), where))
    except json.JSONDecodeError as error:
        raise SourceError(f"not JSON: {error.msg}", where=Location(where, line=error.lineno)) from error
    except RecursionError as error:
        raise SourceError("nested too deeply to be read", where=Location(where)) from error
    if not isinstance(content, dict):
        raise SourceError("CSVW metadata is a JSON object", where=Location(where))
    context = content.get("@context", CONTEXT)
    first = context[0] if isinstance(context, list) and context else context
    if first != CONTEXT:
        raise SourceError(f"the @context is {first!r}; that of CSVW is {CONTEXT!r}", where=Location(where))
    for part in (content, *tables_of(content)):
        for key in ("tableSchema", "dialect"):
            if isinstance(part.get(key), str):
                raise SourceError(
                    f"{key} is kept in another place, {part[key]!r}, which is not fetched",
                    where=Location(where),
                    hint="Copy it into the metadata.",
                )
    return content


@dataclass(frozen=True, slots=True)
class _MetadataColumn:
    """A column of the metadata with its index in the table; a virtual column has none."""

    spec: Any
    name: str
    index: int | None
    heading: str


class _TableReader:
    """Turn the rows of one table into quads."""

    def __init__(self, path: Path, metadata: Path, study: Study) -> None:
        self.study = study
        self.path = path
        self.where = Location(study.relative(metadata))
        self.problems = Problems(study.relative(path))
        self.notes: list[ReadingNote] = []
        self.quads: list[tuple[ox.Quad, Location]] = []
        self._metadata = metadata
        self.content = _content(metadata, study)
        self.table = self._table()
        source = table_options(path, study).source or self._declared_source()
        self.graph = ox.NamedNode(graph_of(path, study, source))
        # Imported where metadata is read, as in `csvw_values`.
        import csvw.metadata as model  # type: ignore[import-untyped]

        self.prefixes = {**COMMON_PREFIXES, **model.NAMESPACES, **Vocabulary.load().prefixes}
        self.keys: dict[tuple[str, ...], int] = {}

    def _table(self) -> Any:
        import csvw as library

        content = self.content
        tables = tables_of(content)
        described = [table for table in tables if table["url"] == self.path.name] or tables
        if len(described) != 1 or ("tables" in content and described[0]["url"] != self.path.name):
            raise SourceError(f"the metadata does not describe {self.path.name!r}", where=self.where)
        self.description = described[0]
        for fault in metadata_faults(content):
            self.problems.add(self.where, fault)
        self.problems.refuse()
        try:
            with self._noting_warnings():
                if "tables" in content:
                    group = library.TableGroup.fromvalue(content)
                    table = next(table for table in group.tables if str(table.url) == described[0]["url"])
                else:
                    table = library.Table.fromvalue(content)
        except (ValueError, TypeError, AttributeError, KeyError, AssertionError) as error:
            raise SourceError(f"not CSVW metadata: {error}", where=self.where) from error
        if not getattr(table, "tableSchema", None) or not table.tableSchema.columns:
            raise SourceError("the metadata describes no columns", where=self.where)
        return table

    @contextmanager
    def _noting_warnings(self) -> Iterator[None]:
        """Make notes of what the library warns of, instead of lines between those of the command."""
        with warnings.catch_warnings(record=True) as odd:
            warnings.simplefilter("always")
            yield
        for text in sorted({str(warning.message) for warning in odd}):
            message = _words("csvw.metadata", text=text)
            self.notes.append(ReadingNote("csvw-metadata", message.to_json(), self.where))

    def _declared_source(self) -> str:
        """Return the source that the metadata names with ``dc:source``, by id or IRI."""
        for part in (self.table, self.table._parent):
            value = getattr(part, "common_props", {}).get("dc:source") if part is not None else None
            if isinstance(value, dict):
                value = value.get("@id", value.get("@value"))
            if isinstance(value, str):
                return value
        return ""

    def read(self) -> None:
        """Read every row of the table."""
        sheet, columns, rows = self._open()
        if columns and not any(inherited(column.spec, "aboutUrl") for column in columns):
            self.problems.add(self.where, "no aboutUrl says what the rows are about")
        if self.problems:
            return
        references = References(self.description, self.content, self._keys)
        with self._noting_warnings():
            for number, cells in rows:
                self._read_row(sheet, columns, references, number, cells)

    def _open(self) -> tuple[Sheet, list[_MetadataColumn], list[tuple[int, list[Any]]]]:
        """Return the sheet, its columns as the metadata describes them, and the rows below the headings."""
        sheet = read_sheets(self.path, self.study)[0]
        filled = sheet.filled
        return sheet, self._columns(sheet, *filled[0]) if filled else [], filled[1:]

    def _keys(self, table: dict[str, Any], names: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        """Yield the values of some columns of another table of the metadata, row by row."""
        path = (self.path.parent / table["url"]).resolve()
        if not (path.is_file() and path.is_relative_to(self.study.root.resolve())):
            message = f"a foreign key refers to the table {table['url']!r}, which is not in the study"
            raise SourceError(message, where=self.where)
        other = _TableReader(path, self._metadata, self.study)
        sheet, columns, rows = other._open()
        for number, cells in rows:
            yield key_of(other._values(sheet, columns, number, cells)[0], names)
        other.problems.refuse()

    def _columns(self, sheet: Sheet, number: int, headings: list[Any]) -> list[_MetadataColumn]:
        columns: list[_MetadataColumn] = []
        specs = self.table.tableSchema.columns
        left = {index: str(value).strip() for index, value in enumerate(headings) if value is not None}
        for spec in specs:
            title = str(spec.titles.getfirst() if spec.titles else spec)
            index = next((i for i, text in left.items() if titled(spec, text)), None)
            if index is None and not spec.virtual:
                hint = nearest(title, left.values())
                self.problems.add(
                    sheet.place(number), f"the column {title!r} of the metadata is missing{hint}"
                )
                continue
            heading = left.pop(index) if index is not None else ""
            # The standard percent-encodes names made of titles, since templates could not hold them.
            columns.append(_MetadataColumn(spec, spec.name or re.sub(r"\W", "_", title), index, heading))
        for index, heading in left.items():
            message = f"the metadata does not describe the column {heading!r}{_TO_LEAVE_OUT}"
            self.problems.add(sheet.place(number, index, heading), message)
        return columns

    def _values(
        self, sheet: Sheet, columns: list[_MetadataColumn], number: int, cells: list[Any]
    ) -> tuple[dict[str, Any], dict[str, Any], bool]:
        """Return the values and the texts of a row by column, and whether each cell is of its type."""
        values: dict[str, Any] = {}
        texts: dict[str, Any] = {}
        sound = True
        for column in columns:
            if column.index is None:
                continue
            cell = cells[column.index] if column.index < len(cells) else None
            text = text_of(cell) if cell is not None else ""
            try:
                value = values[column.name] = column.spec.read(text)
                fault = number_fault(text, each_value(value), base_type(column.spec))
            except (ValueError, TypeError, AttributeError, OverflowError, ArithmeticError) as error:
                fault = f"{text!r} in {column.heading!r}: {explained(error, column.spec)}"
            if fault:
                self.problems.add(sheet.place(number, column.index, column.heading), fault)
                sound = False
                continue
            texts[column.name] = value if isinstance(value, list) else text
        return values, texts, sound

    def _read_row(
        self,
        sheet: Sheet,
        columns: list[_MetadataColumn],
        references: References,
        number: int,
        cells: list[Any],
    ) -> None:
        values, texts, sound = self._values(sheet, columns, number, cells)
        for fault in references.faults(values) if sound else ():
            self.problems.add(sheet.place(number), fault)
        if sound and self._check_key(sheet, number, values):
            for column in columns:
                self._read_cell(sheet, column, number, values, texts)

    def _check_key(self, sheet: Sheet, number: int, values: dict[str, Any]) -> bool:
        """Return whether the primary key is that of no earlier row."""
        names = self.table.tableSchema.primaryKey or []
        if not names:
            return True
        key = tuple(str(values.get(name)) for name in names)
        first = self.keys.setdefault(key, number)
        if first != number:
            self.problems.add(sheet.place(number), f"the key {', '.join(key)!r} is also that of row {first}")
        return first == number

    def _read_cell(
        self,
        sheet: Sheet,
        column: _MetadataColumn,
        number: int,
        values: dict[str, Any],
        texts: dict[str, Any],
    ) -> None:
        spec = column.spec
        # A virtual column has no cells: what it says in every row is its address, or else its default.
        default = spec.read("") if column.index is None and spec.inherit("default") else None
        value = values.get(column.name, default)
        empty = value is None or (isinstance(value, list) and not value)
        about = inherited(spec, "aboutUrl")
        if (
            spec.suppressOutput
            or about is None
            or (empty and not (spec.virtual and inherited(spec, "valueUrl")))
        ):
            return
        place = sheet.place(number, column.index, column.heading)
        variables = {**{name: text for name, text in texts.items() if text not in ("", None)}, "_row": number}
        variables |= {"_sourceRow": number, "_name": column.name, "_column": column.index}
        about_template, value_template = str(about.uri), inherited(spec, "valueUrl")
        used = {about_template, str(value_template.uri) if value_template else ""}
        named = {name for text in used for name in re.findall(r"\{[#+./?&;]?([A-Za-z]\w*)", text)}
        missing = named - variables.keys()
        if missing & texts.keys():
            # The template uses an empty cell, so it names nothing in this row.
            return
        predicate = inherited(spec, "propertyUrl")
        try:
            subject = self._node(about.expand(**variables))
            property_iri = self._iri(predicate.expand(**variables) if predicate else f"#{column.name}")
            if value_template is not None:
                objects: list[ox.NamedNode | ox.BlankNode | ox.Literal] = [
                    self._node(value_template.expand(**variables))
                ]
            else:
                objects = [literal(item, spec) for item in each_value(value)]
        except ValueError as error:
            self.problems.add(place, str(error))
            return
        for value in objects:
            self.quads.append((ox.Quad(subject, property_iri, value, self.graph), place))

    def _iri(self, text: str) -> ox.NamedNode:
        """Return the IRI in an expanded template: absolute, with a prefix, or under the study's base."""
        # Keep letters as they are, so that the IRI equals that of the same id in other tables.
        text = re.sub(r"(?:%[89A-Fa-f][0-9A-Fa-f])+", lambda match: unquote(match[0]), text)
        prefix, colon, local = text.partition(":")
        if colon and not local.startswith("//") and prefix in self.prefixes:
            text = self.prefixes[prefix] + local
        elif not IRI.fullmatch(text):
            text = self.study.base + text.removeprefix("/")
        if not IRI.fullmatch(text):
            raise ValueError(f"{text!r} is no IRI")
        return ox.NamedNode(text)

    def _node(self, text: str) -> ox.NamedNode | ox.BlankNode:
        """Return the node in an expanded template; a blank one if it begins with ``_:``."""
        if not text.startswith("_:"):
            return self._iri(text)
        content = f"{self.graph.value}\n{text}"
        return ox.BlankNode("row" + hashlib.sha256(content.encode()).hexdigest()[:24])


CSVW_TABLES = SourceFormat(
    name="csvw",
    title="Tables with CSVW metadata",
    suffixes=TEXT_SUFFIXES,
    guide="how-to/spreadsheets.md",
    load=statements_loader(read),
    recognises=lambda path, study: metadata_for(path, study) is not None,
)
