"""A property graph as CSV, for people and spreadsheets."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..property_graph import PropertyGraph

# A spreadsheet runs a cell that begins with one of these as a formula (OWASP, "CSV Injection").
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "'")


def protect(text: str) -> str:
    """Return `text` as a cell that no spreadsheet runs as a formula; :func:`unprotect` undoes it."""
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) else text


def unprotect(cell: str) -> str:
    """Return the text that :func:`protect` was given."""
    return cell[1:] if cell.startswith("'") else cell


def csv_tables(graph: PropertyGraph) -> dict[str, bytes]:
    """Return ``nodes.csv`` and ``relationships.csv`` for people: one row each, a column per property.

    Text goes through :func:`protect`; a list becomes JSON. The files begin with a byte order mark, by which
    spreadsheets recognise UTF-8.
    """
    nodes = [{"uri": uri, "labels": list(node.labels)} | node.properties for uri, node in graph.nodes.items()]
    relationships = [
        {"key": key, "type": item.type, "start": item.start, "end": item.end} | item.properties
        for key, item in graph.relationships.items()
    ]
    return {
        "nodes.csv": _table(nodes, ["uri", "labels", "label"]),
        "relationships.csv": _table(relationships, ["key", "type", "start", "end"]),
    }


def _table(rows: list[dict[str, Any]], first: list[str]) -> bytes:
    keys = sorted({key for row in rows for key in row if key[0] != "_"} - set(first))
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow([*first, *keys])
    writer.writerows([_cell(row.get(key)) for key in (*first, *keys)] for row in rows)
    return ("\ufeff" + stream.getvalue()).encode()


def _cell(value: Any) -> str | int | float:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return value
    if isinstance(value, list):
        return protect(json.dumps([_cell(item) for item in value], ensure_ascii=False))
    return protect(value if isinstance(value, str) else value.isoformat())
