"""A property graph as the CSV files that ``neo4j-admin database import`` reads."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from kgraph.graph_keys import HASH_KEY
from kgraph.vocabulary import RESOURCE_LABEL

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ..alike_things import Alike
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


@dataclass(slots=True)
class _Table:
    """Things that go into one file.

    Parameters
    ----------
    types : dict of str to str
        By key, the type of its values.
    parts : list of (Alike, set of int or None)
        Blocks, and which rows of each; None for all.
    """

    types: dict[str, str] = field(default_factory=dict)
    parts: list[tuple[Alike, set[int] | None]] = field(default_factory=list)


class ImportTables:
    """Files for ``neo4j-admin database import``, each with a header line.

    They are made column by column, and hold no row longer than it takes to write it.

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
        for block in (*self.graph.nodes.blocks, *self.graph.relationships.blocks):
            for column in block.columns:
                for value in column:
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
        for number, (labels, table) in enumerate(_tables(self.graph.nodes.blocks)):
            heads = {key: "uri:ID" if key == "uri" else f"{key}:{kind}" for key, kind in table.types.items()}
            fixed = {":LABEL": self.separator.join((RESOURCE_LABEL, *labels))}
            yield f"nodes-{number:03d}.csv", self._lines(table, (), heads, fixed)

    def relationships(self) -> Iterator[tuple[str, Iterator[bytes]]]:
        """Yield name and content of each relationship file."""
        ends = (":START_ID", ":END_ID")
        for number, (kind, table) in enumerate(_tables(self.graph.relationships.blocks)):
            heads = {key: f"{key}:{kind}" for key, kind in table.types.items()}
            yield f"relationships-{number:03d}.csv", self._lines(table, ends, heads, {":TYPE": kind})

    def _lines(
        self, table: _Table, ends: tuple[str, ...], heads: dict[str, str], fixed: dict[str, str]
    ) -> Iterator[bytes]:
        keys = sorted(table.types)
        yield (",".join([*ends, *(heads[key] for key in keys), *fixed]) + "\n").encode()
        tail = "".join("," + _quoted(text) for text in fixed.values()) + "\n"
        for block, chosen in table.parts:
            columns = [*block.columns[: len(ends)], *(self._column(block, key) for key in keys)]
            fields = zip(*(map(self._field, column) for column in columns), strict=True)
            for number, row in enumerate(fields):
                if chosen is None or number in chosen:
                    yield (",".join(row) + tail).encode()

    def _column(self, block: Alike, key: str) -> Iterable[Any]:
        column = block.column(key)
        if key != HASH_KEY:
            return column
        # An import file cannot distinguish a list of one empty text from an empty list. A wrong hash makes
        # the following sync rewrite the row.
        empty: set[int] = set()
        for values in block.columns:
            empty.update(number for number, value in enumerate(values) if value == [""])
        return [0 if number in empty else value for number, value in enumerate(column)] if empty else column

    def _field(self, value: Any) -> str:
        # Nothing between two commas means no property, a pair of quotes an empty text.
        if value is None:
            return ""
        if isinstance(value, list):
            return _quoted(self.separator.join(map(_plain, value)))
        return _quoted(value) if isinstance(value, str) else _plain(value)


def _tables(blocks: list[Alike]) -> list[tuple[Any, _Table]]:
    """Return things by what they are: those that have values of other types, in another table each."""
    kinds = [{key: set(map(_type, block.column(key))) for key in block.keys} for block in blocks]
    types: dict[str, set[str]] = defaultdict(set)
    for each in kinds:
        for key, found in each.items():
            types[key] |= found
    mixed = [key for key in sorted(types) if len(types[key]) > 1]
    tables: dict[tuple[Any, tuple[tuple[str, str], ...]], _Table] = defaultdict(_Table)
    for block, each in zip(blocks, kinds, strict=True):
        own = [key for key in mixed if key in each]
        rows: dict[tuple[str, ...], set[int] | None] = {}
        if all(len(each[key]) == 1 for key in own):
            rows[tuple(min(each[key]) for key in own)] = None
        else:
            signatures = zip(*(map(_type, block.column(key)) for key in own), strict=True)
            chosen: dict[tuple[str, ...], set[int]] = defaultdict(set)
            for number, signature in enumerate(signatures):
                chosen[signature].add(number)
            rows |= chosen
        for signature, some in rows.items():
            known = dict(zip(own, signature, strict=True))
            table = tables[block.what, tuple(known.items())]
            table.types |= {key: known.get(key) or min(each[key]) for key in block.keys}
            table.parts.append((block, some))
    return [(what, table) for (what, _), table in sorted(tables.items(), key=lambda item: repr(item[0]))]


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
