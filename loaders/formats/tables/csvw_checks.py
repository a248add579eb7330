"""What CSVW asks validators to check and the library ``csvw`` does not: metadata, and references of tables.

Languages, titles, data types, foreign keys: https://www.w3.org/TR/tabular-metadata/; values and references:
https://www.w3.org/TR/tabular-data-model/. ``docs/reference/conformance.md`` says what is checked.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Key = tuple[str, ...]

# A language tag (RFC 5646, 2.1): a language of two to eight letters, or x or i, and further parts.
_LANGUAGE = re.compile(r"(?:[A-Za-z]{2,8}|[xi](?=-))(?:-[A-Za-z0-9]{1,8})*")
_XSD_IRI = re.compile(r"https?://www\.w3\.org/2001/XMLSchema#\w+")
_WITH_EXPONENT = re.compile(r"[0-9.]\s*[eE]\s*[+-]?[0-9]")
_EXACT = {"decimal", "integer", "long", "int", "short", "byte"} | {
    f"{sign}{kind}"
    for sign, kinds in {
        "unsigned": ("Long", "Int", "Short", "Byte"),
        "nonNegative": ("Integer",),
        "nonPositive": ("Integer",),
        "positive": ("Integer",),
        "negative": ("Integer",),
    }.items()
    for kind in kinds
}


def metadata_faults(content: dict[str, Any]) -> Iterator[str]:
    """Yield the faults of metadata that make its tables invalid, though the library only warns of them.

    Parameters
    ----------
    content : dict
        The metadata as JSON, of a table or of a group of tables.
    """
    for part in _objects(content):
        language = part.get("@language")
        if language is not None and not (isinstance(language, str) and _LANGUAGE.fullmatch(language)):
            yield f"@language {language!r} is no language tag"
        datatype = part.get("datatype")
        if isinstance(datatype, str) and "://" in datatype and not _XSD_IRI.fullmatch(datatype):
            yield f"the datatype {datatype!r} is none of CSVW's"
    for table in tables_of(content):
        for column in columns_of(table):
            yield from _title_faults(column.get("titles"))
        for foreign_key in _foreign_keys(table):
            yield from foreign_key.faults(table, content)


def number_fault(text: str, values: list[Any], base: str | None) -> str | None:
    """Return what is wrong with a cell of an exact type of number: an exponent, NaN or INF."""
    if base not in _EXACT:
        return None
    most = sys.get_int_max_str_digits()
    if most and len(text) > most:
        return f"a number of {len(text)} digits, and the limit is {most}"
    if any(isinstance(value, Decimal) and not value.is_finite() for value in values):
        return f"{text!r} is no number that {base} allows"
    return f"{text!r} has an exponent, which {base} does not allow" if _WITH_EXPONENT.search(text) else None


def tables_of(content: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the descriptions of tables in some metadata."""
    tables = content.get("tables", [content])
    found = tables if isinstance(tables, list) else []
    return [table for table in found if isinstance(table, dict) and isinstance(table.get("url"), str)]


def columns_of(table: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the descriptions of the columns of a table."""
    schema = table.get("tableSchema")
    columns = schema.get("columns") if isinstance(schema, dict) else None
    return [column for column in columns if isinstance(column, dict)] if isinstance(columns, list) else []


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """A reference from the columns of one table to those of another.

    Parameters
    ----------
    columns : tuple of str
        The referring columns.
    resource : str
        URL of the other table; empty if its schema is named instead.
    schema : str
        Identifier of the schema of the other table.
    target : tuple of str
        The columns referred to.
    """

    columns: Key
    resource: str
    schema: str
    target: Key

    def table(self, content: dict[str, Any]) -> dict[str, Any] | None:
        """Return the description of the table referred to."""
        for table in tables_of(content):
            schema = table.get("tableSchema")
            identifier = schema.get("@id") if isinstance(schema, dict) else None
            if (self.resource and table["url"] == self.resource) or (
                self.schema and identifier == self.schema
            ):
                return table
        return None

    def faults(self, table: dict[str, Any], content: dict[str, Any]) -> Iterator[str]:
        """Yield what the reference names and the metadata does not have."""
        other = self.table(content)
        if other is None:
            name = self.resource or self.schema
            yield f"a foreign key refers to the table {name!r}, which is not described"
        for names, owner in ((self.columns, table), (self.target, other)):
            if owner is None:
                continue
            known = {column.get("name") for column in columns_of(owner)}
            for name in names:
                if name not in known:
                    yield f"a foreign key names the column {name!r}, which {owner['url']!r} does not have"


class References:
    """Checks the foreign keys of a table, row by row.

    Parameters
    ----------
    table : dict
        The description of the table.
    content : dict
        The metadata, with the other tables.
    keys : callable
        Gives the values of some columns of another table, row by row: ``keys(table, columns)``.
    """

    def __init__(
        self,
        table: dict[str, Any],
        content: dict[str, Any],
        keys: Callable[[dict[str, Any], Key], Iterator[Key]],
    ) -> None:
        self._known: list[tuple[ForeignKey, Counter[Key]]] = []
        for foreign_key in _foreign_keys(table):
            other = foreign_key.table(content)
            if other is not None:
                self._known.append((foreign_key, Counter(keys(other, foreign_key.target))))

    def faults(self, values: dict[str, Any]) -> Iterator[str]:
        """Yield what is wrong with the references of a row; cells that are all empty refer to nothing."""
        for foreign_key, known in self._known:
            key = key_of(values, foreign_key.columns)
            if any(key) and known[key] != 1:
                rows = "no row" if not known[key] else f"{known[key]} rows"
                yield f"{', '.join(key)!r} refers to {rows} of {foreign_key.resource or foreign_key.schema!r}"


def key_of(values: dict[str, Any], columns: Key) -> Key:
    """Return the values of some columns of a row as text, empty for an empty cell."""
    return tuple("" if values.get(name) is None else str(values[name]) for name in columns)


def _foreign_keys(table: dict[str, Any]) -> Iterator[ForeignKey]:
    schema = table.get("tableSchema")
    listed = schema.get("foreignKeys") if isinstance(schema, dict) else None
    for item in listed if isinstance(listed, list) else []:
        reference = item.get("reference") if isinstance(item, dict) else None
        if isinstance(reference, dict):
            yield ForeignKey(
                _names(item.get("columnReference")),
                str(reference.get("resource", "")),
                str(reference.get("schemaReference", "")),
                _names(reference.get("columnReference")),
            )


def _names(value: object) -> Key:
    return tuple(str(name) for name in value) if isinstance(value, list) else (str(value),)


def _title_faults(titles: object) -> Iterator[str]:
    if isinstance(titles, dict):
        for language in titles:
            if not _LANGUAGE.fullmatch(language):
                yield f"the titles are in {language!r}, which is no language tag"
    elif titles is not None and not isinstance(titles, str | list):
        yield f"the titles {titles!r} are neither text, nor a list, nor texts by language"


def _objects(value: object) -> Iterator[dict[str, Any]]:
    waiting = [value]
    while waiting:
        part = waiting.pop()
        if isinstance(part, dict):
            yield part
            waiting.extend(item for key, item in part.items() if key != "@context")
        elif isinstance(part, list):
            waiting.extend(part)
