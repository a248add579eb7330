"""The values of CSVW tables as the library ``csvw`` reads them: data types, languages, titles."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pyoxigraph as ox

from kgraph.namespaces import RDF, XSD

CONTEXT = "http://www.w3.org/ns/csvw"
DATATYPES = {
    "any": XSD + "anyAtomicType",
    "number": XSD + "double",
    "binary": XSD + "base64Binary",
    "datetime": XSD + "dateTime",
    "xml": RDF + "XMLLiteral",
    "html": RDF + "HTML",
    "json": CONTEXT + "#JSON",
}
"""Data types of CSVW that have another name, or none, in XML Schema (tabular-metadata, 6.4)."""


def inherited(spec: Any, name: str) -> Any:
    """Return a URL template of a column, else of its schema, table or group."""
    # Half a second to import, in every command that reads sources, for the few studies that have metadata.
    import csvw as library  # type: ignore[import-untyped]

    template = spec.inherit(name)
    return template if isinstance(template, library.URITemplate) else None


def each_value(value: Any) -> list[Any]:
    """Return the values of a cell, which a separator may have split."""
    return value if isinstance(value, list) else [value]


def base_type(spec: Any) -> str | None:
    """Return the built-in data type of a column."""
    datatype = spec.inherit("datatype")
    return datatype.base if datatype is not None else None


def language_of(spec: Any) -> str | None:
    """Return the language of a column, or of what it is part of."""
    while spec is not None:
        if getattr(spec, "lang", "und") != "und":
            return str(spec.lang)
        spec = getattr(spec, "_parent", None)
    return None


def literal(value: Any, spec: Any) -> ox.Literal:
    """Return a value from the library as a literal in the canonical form of its type."""
    datatype = spec.inherit("datatype")
    base = datatype.base if datatype is not None else "string"
    if base in {"string", "normalizedString"} or base is None:
        return (
            ox.Literal(str(value), language=language_of(spec))
            if language_of(spec)
            else ox.Literal(str(value))
        )
    if isinstance(value, dt.datetime) and base in {"date", "time"}:
        value = value.date() if base == "date" else value.time()
    if isinstance(value, bool):
        text = "true" if value else "false"
    elif isinstance(value, Decimal):
        text = format(value, "f")
    elif isinstance(value, dt.date | dt.time):
        text = value.isoformat()
    else:
        text = str(value)
    return ox.Literal(text, datatype=ox.NamedNode(DATATYPES.get(base, XSD + base)))


def explained(error: Exception, spec: Any) -> str:
    """Return why the library could not read a cell."""
    datatype = spec.inherit("datatype")
    if "required" in str(error):
        return "the cell must not be empty"
    if datatype is None:
        return str(error)
    shape = f" of the form {datatype.format!r}" if datatype.format else ""
    return f"not of the type {datatype.base}{shape}"


def titled(spec: Any, heading: str) -> bool:
    """Return whether a heading of the table is that of a column, in a language that fits the table's.

    Languages fit if they are equal up to the length of the shorter; any fits a table without a language
    (tabular-metadata, 5.1.6).
    """
    if not spec.has_title(heading):
        return str(spec) == heading
    of_table = language_of(spec._parent)
    of_titles = [language for language, titles in (spec.titles or {}).items() if heading in titles]
    return not of_table or not of_titles or any(_fit(language, of_table) for language in of_titles)


def _fit(language: str | None, other: str) -> bool:
    shorter, longer = sorted(((language or "und").lower(), other.lower()), key=len)
    return "und" in (shorter, longer) or longer == shorter or longer.startswith(f"{shorter}-")
