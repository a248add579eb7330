"""A property graph as the CSV files that ``neo4j-admin database import`` reads."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from kgraph.vocabulary import RESOURCE_LABEL

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ..property_graph import PropertyGraph

# Types of the header of an import file (Neo4j operations manual, "Neo4j-admin import", "CSV header format").
_TYPES: dict[type, str] = {
    str: "string",
    int: "long",
    float: "double",
    bool: "boolean",
    dt.date: "date",
    dt.datetime: "localdatetime",
}
# Characters that hardly ever occur in text; the first that occurs in no list separates list items.
_SEPARATORS = tuple(chr(code) for code in (0x1F, 0x1E, 0x1D, 0x1C, 0x7F, *range(0xE000, 0xE020)))


class ImportTables:
    """Files for ``neo4j-admin database import``, each with a header line.

    Parameters
    ----------
    graph : PropertyGraph
        Nodes and relationships.

    Attributes
    ----------
    separator : str
        The character between the items of a list.
    """

    def __init__(self, graph: PropertyGraph) -> None:
        self.graph = graph
        self.separator = self._free_separator()

    def _free_separator(self) -> str:
        used: set[str] = set()
        rows = [node.properties for node in self.graph.nodes.values()]
        rows += [item.properties for item in self.graph.relationships.values()]
        for row in rows:
            for value in row.values():
                if isinstance(value, list) and isinstance(value[0], str):
                    used.update(*value)
        return next(mark for mark in _SEPARATORS if mark not in used)

    @property
    def arguments(self) -> list[str]:
        """The importer's options for these files, without their names."""
        return [
            f"--array-delimiter=U+{ord(self.separator):04X}",
            "--multiline-fields=true",
            "--legacy-style-quoting=false",
            "--id-type=string",
            "--trim-strings=false",
            "--read-buffer-size=16m",
        ]

    def nodes(self) -> Iterator[tuple[str, Iterator[bytes]]]:
        """Yield name and content of each node file."""
        groups: dict[Any, list[dict[str, Any]]] = defaultdict(list)
        mixed = _mixed_keys(node.properties for node in self.graph.nodes.values())
        for node in self.graph.nodes.values():
            groups[node.labels, _signature(node.properties, mixed)].append(_importable(node.properties))
        for number, ((labels, _), rows) in enumerate(
            sorted(groups.items(), key=lambda group: repr(group[0]))
        ):
            fixed = {":LABEL": self.separator.join((RESOURCE_LABEL, *labels))}
            yield f"nodes-{number:03d}.csv", self._lines(rows, {"uri": "uri:ID"}, fixed)

    def relationships(self) -> Iterator[tuple[str, Iterator[bytes]]]:
        """Yield name and content of each relationship file."""
        groups: dict[Any, list[dict[str, Any]]] = defaultdict(list)
        mixed = _mixed_keys(item.properties for item in self.graph.relationships.values())
        for item in self.graph.relationships.values():
            row = {":START_ID": item.start, ":END_ID": item.end} | _importable(item.properties)
            groups[item.type, _signature(item.properties, mixed)].append(row)
        heads = {":START_ID": ":START_ID", ":END_ID": ":END_ID"}
        for number, ((kind, _), rows) in enumerate(sorted(groups.items(), key=lambda group: repr(group[0]))):
            yield f"relationships-{number:03d}.csv", self._lines(rows, heads, {":TYPE": kind})

    def _lines(
        self, rows: list[dict[str, Any]], heads: dict[str, str], fixed: dict[str, str]
    ) -> Iterator[bytes]:
        types: dict[str, str] = {}
        for row in rows:
            for key in row.keys() - types.keys():
                types[key] = heads.get(key) or f"{key}:{_type(row[key])}"
        keys = sorted(types)
        yield (",".join([*(types[key] for key in keys), *fixed]) + "\n").encode()
        tail = "".join("," + _quoted(text) for text in fixed.values())
        for row in rows:
            yield (",".join(self._field(row.get(key)) for key in keys) + tail + "\n").encode()

    def _field(self, value: Any) -> str:
        # Nothing between two commas means no property, a pair of quotes an empty text.
        if value is None:
            return ""
        if isinstance(value, list):
            return _quoted(self.separator.join(map(_plain, value)))
        return _quoted(value) if isinstance(value, str) else _plain(value)


def _importable(row: dict[str, Any]) -> dict[str, Any]:
    # An import file cannot distinguish a list of one empty text from an empty list. A wrong hash makes the
    # following sync rewrite the row.
    return row | {"_hash": 0} if [""] in row.values() else row


def _mixed_keys(rows: Iterable[dict[str, Any]]) -> frozenset[str]:
    types: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        for key, value in row.items():
            types[key].add(_type(value))
    return frozenset(key for key, found in types.items() if len(found) > 1)


def _signature(row: dict[str, Any], mixed: frozenset[str]) -> tuple[tuple[str, str], ...]:
    """Return the types of keys with several types, because an import file has one type per column."""
    return tuple(sorted((key, _type(row[key])) for key in mixed & row.keys())) if mixed else ()


def _type(value: Any) -> str:
    if isinstance(value, list):
        return f"{_type(value[0])}[]"
    return _TYPES[type(value)]


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value
    return value.isoformat() if isinstance(value, dt.date) else repr(value)


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
