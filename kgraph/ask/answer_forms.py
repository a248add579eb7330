"""The rows of an answer in the forms that other programs read: CSV, Excel, JSON, JSON lines, Parquet."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from functools import cache
from typing import TYPE_CHECKING, Any

from kgraph.missing_packages import missing_package
from kgraph.store.graph_values import BoltNode, BoltPath, BoltRelationship, to_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

FORMS = ("csv", "json", "jsonl", "parquet")


def drawn(value: BoltNode | BoltRelationship | BoltPath) -> str:
    """Return a node as ``(name :Label)``, a relationship as ``[:TYPE]``, a path as both in turn."""
    if isinstance(value, BoltNode):
        return f"({' '.join([name_in(value), *(f':{label}' for label in specific(value.labels))])})"
    if isinstance(value, BoltRelationship):
        return f"[:{value.type}]"
    text = drawn(value.nodes[0]) if value.nodes else ""
    for start, link, end in zip(value.nodes, value.relationships, value.nodes[1:], strict=False):
        forward = link.start == start.properties.get("uri")
        text += f"-{drawn(link)}->{drawn(end)}" if forward else f"<-{drawn(link)}-{drawn(end)}"
    return text


def name_in(node: BoltNode) -> str:
    """Return what a node is called by its own properties."""
    return str(
        next((node.properties[key] for key in ("label", "title", "uri") if node.properties.get(key)), "")
    )


@cache
def specific(labels: tuple[str, ...]) -> tuple[str, ...]:
    """Return the most specific labels: without those that another label implies in the ontology."""
    from kgraph.vocabulary import RESOURCE_LABEL, Vocabulary

    vocabulary = Vocabulary.load()
    classes = {label: iri for iri, label in vocabulary.node_labels.items()}
    implied = {
        vocabulary.node_labels.get(above)
        for label in labels
        for above in vocabulary.superclasses.get(classes.get(label, ""), ())
    }
    return tuple(label for label in labels if label not in implied and label != RESOURCE_LABEL)


def encode(columns: Sequence[str], rows: list[Sequence[Any]], form: str) -> bytes:
    """Return `rows` as the bytes of a file: ``json``, ``jsonl``, ``parquet``, or else CSV."""
    if form == "parquet":
        return to_parquet(columns, rows)
    if form not in ("json", "jsonl"):
        return to_csv(columns, rows).encode()
    records = json_records(columns, rows)
    if form == "json":
        return f"{json.dumps(records, ensure_ascii=False, indent=2)}\n".encode()
    return "".join(f"{json.dumps(record, ensure_ascii=False)}\n" for record in records).encode()


def json_records(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> list[dict[str, Any]]:
    """Return each row as an object of JSON values, by column."""
    return [dict(zip(columns, to_json(list(row)), strict=True)) for row in rows]


def to_csv(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    r"""Return RFC 4180 text with ``\n`` line ends, in which no spreadsheet takes a text for a formula."""
    return _csv(columns, rows, ",", str, cell_exact)


def to_spreadsheet_csv(columns: Sequence[str], rows: Iterable[Sequence[Any]], language: str) -> bytes:
    """Return CSV that Excel opens by a double click: UTF-8 with a byte order mark.

    In Swedish, Excel expects a decimal comma, and therefore a semicolon between cells.

    Parameters
    ----------
    columns : sequence of str
        Headings.
    rows : iterable of sequences
        Values in the order of `columns`.
    language : {"sv", "en"}
        Language of the reader's Excel.
    """
    if language != "sv":
        return _csv(columns, rows, ",", str, named).encode("utf-8-sig")
    text = _csv(columns, rows, ";", lambda number: str(number).replace(".", ","), named)
    return text.encode("utf-8-sig")


def named(value: Any) -> str:
    """Return `value` for a reader: nodes and relationships by name, everything else with every digit."""
    if isinstance(value, BoltNode):
        return name_in(value)
    if isinstance(value, BoltRelationship):
        return value.type
    if isinstance(value, BoltPath):
        return drawn(value)
    if isinstance(value, list | tuple):
        return "; ".join(map(named, value))
    return cell_exact(value)


def _csv(
    columns: Sequence[str],
    rows: Iterable[Sequence[Any]],
    separator: str,
    written: Callable[[Any], str],
    exact: Callable[[Any], str],
) -> str:
    from kgraph.loaders.export.csv_tables import protect

    def cell(value: Any) -> str:
        """Return one cell; a number is no formula, whatever its sign."""
        if isinstance(value, int | float) and not isinstance(value, bool):
            return written(value)
        return "" if value is None else protect(exact(value))

    text = io.StringIO()
    writer = csv.writer(text, delimiter=separator, lineterminator="\n")
    writer.writerow([protect(column) for column in columns])
    writer.writerows([cell(value) for value in row] for row in rows)
    return text.getvalue()


def to_xlsx(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """Return an Excel workbook of one sheet: numbers and dates as such, everything else as text.

    Characters that XML cannot hold are left out.
    """
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
    from openpyxl.styles import Font

    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.freeze_panes = "A2"

    def cell(value: Any) -> Any:
        """Return one cell, in which a text is never a formula."""
        if value is None or isinstance(value, int | float) or type(value) is dt.date:
            return WriteOnlyCell(sheet, value)  # type: ignore[arg-type]
        made: Any = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", named(value)))
        made.data_type = "s"
        return made

    head = [cell(column) for column in columns]
    for each in head:
        each.font = Font(bold=True)
    sheet.append(head)
    for row in rows:
        sheet.append([cell(value) for value in row])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def to_parquet(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> bytes:
    """Return an Apache Parquet file; columns of mixed or nested values become text.

    Raises
    ------
    UsageError
        polars is not installed.
    """
    try:
        import polars as pl
    except ImportError:
        raise missing_package("Parquet", "polars", extra="parquet") from None
    series = []
    for index, name in enumerate(columns):
        values = [row[index] for row in rows]
        kinds = {type(value) for value in values if value is not None}
        if len(kinds) > 1 or not kinds <= {str, int, float, bool, dt.date, dt.datetime}:
            values = [None if value is None else cell_exact(value) for value in values]
            kinds = {str}
        series.append(pl.Series(name, values, dtype=None if kinds else pl.String))
    buffer = io.BytesIO()
    pl.DataFrame(series).write_parquet(buffer)
    return buffer.getvalue()


def cell_exact(value: Any) -> str:
    """Return `value` for a CSV cell, with every digit kept."""
    value = to_json(value)
    if isinstance(value, list):
        return "; ".join(cell_exact(item) for item in value)
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else str(value)
