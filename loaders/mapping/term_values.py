"""RDF terms as N-Quads text, and the property values that represent them.

Throughout the mapping a term is its N-Quads text (``<iri>``, ``_:label``, ``"text"^^<datatype>``): terms
compare and hash as plain strings, and no objects are made for them.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from decimal import Decimal
from typing import Any

from kgraph.namespaces import XSD

BLANK_PREFIX = "urn:kgraph:bnode:"

Value = str | int | float | bool | dt.date | dt.datetime

STRING = XSD + "string"
DATE = XSD + "date"
DATETIME = XSD + "dateTime"
# A dateTime with a zone is kept as date and time in UTC, because the embedded store drops zones.
DATETIME_UTC = XSD + "dateTime#UTC"
DECIMAL = XSD + "decimal"
DOUBLE = XSD + "double"
BOOLEAN = XSD + "boolean"
INTEGER = XSD + "integer"
# An IRI. Not "@id", as JSON-LD has it: that is the language tag of Indonesian.
REFERENCE = "<>"

_INTEGERS = frozenset(
    XSD + name
    for name in [
        "integer",
        "int",
        "long",
        "short",
        "byte",
        "nonNegativeInteger",
        "positiveInteger",
        "nonPositiveInteger",
        "negativeInteger",
        "unsignedLong",
        "unsignedInt",
        "unsignedShort",
        "unsignedByte",
    ]
)
_FLOATS = frozenset({DECIMAL, DOUBLE, XSD + "float"})
# Datatypes whose values are text anyway, so that nothing is lost.
TEXTS = frozenset(
    {STRING, REFERENCE}
    | {
        XSD + name
        for name in ["anyURI", "normalizedString", "token", "language", "NMTOKEN", "Name", "NCName"]
    }
)

# The kinds of value that a store distinguishes, with the datatype that each is read back as unless Names says
# otherwise.
USUAL_DATATYPES = {
    "str": STRING,
    "int": INTEGER,
    "float": DECIMAL,
    "bool": BOOLEAN,
    "date": DATE,
    "datetime": DATETIME,
}

_INTEGER = re.compile(r"[+-]?[0-9]+\Z")
_DECIMAL = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)\Z")
_DOUBLE = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?\Z")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_ZONED_DATE = re.compile(r"-?[0-9]{4,}-[0-9]{2}-[0-9]{2}(Z|[+-][0-9]{2}:[0-9]{2})?\Z")
_DATETIME = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?)(Z|[+-][0-9]{2}:[0-9]{2})?\Z"
)
_ESCAPE = re.compile(r'\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|([tbnrf"\'\\]))')
_ESCAPES = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f", '"': '"', "'": "'", "\\": "\\"}
_UNSAFE = re.compile(r'["\\\x00-\x1f\x7f\ufffe\uffff]')
_SHORT = {"\t": "\\t", "\b": "\\b", "\n": "\\n", "\r": "\\r", "\f": "\\f", '"': '\\"', "\\": "\\\\"}


def unescape(text: str) -> str:
    """Resolve the escapes of N-Quads text."""
    if "\\" not in text:
        return text
    return _ESCAPE.sub(lambda m: _ESCAPES[m[3]] if m[3] else chr(int(m[1] or m[2], 16)), text)


def escape(text: str) -> str:
    """Return `text` escaped for a canonical N-Quads literal."""
    return _UNSAFE.sub(lambda m: _SHORT.get(m[0]) or f"\\u{ord(m[0]):04X}", text)


def is_iri(term: str) -> bool:
    """Return whether a term is an IRI, not a literal, blank node or triple term."""
    return term[0] == "<" and term[1] != "<"


def is_blank(name: str) -> bool:
    """Return whether a term, or the name of a thing, is that of a blank node."""
    return name.startswith("_:")


def to_uri(term: str) -> str:
    """Return the ``uri`` property for an IRI or blank node."""
    return BLANK_PREFIX + term[2:] if term.startswith("_:") else term[1:-1]


def to_term(uri: str) -> str:
    """Return the IRI or blank node of a ``uri`` property."""
    return "_:" + uri[len(BLANK_PREFIX) :] if uri.startswith(BLANK_PREFIX) else f"<{uri}>"


def name_of_term(term: str) -> str:
    """Return the name of an IRI or blank node: an IRI without its brackets, a blank node with its ``_:``."""
    return term[1:-1] if term[0] == "<" else term


def term_of_name(name: str) -> str:
    """Return the IRI or blank node of a name."""
    return name if name.startswith("_:") else f"<{name}>"


def uri_of_name(name: str) -> str:
    """Return the ``uri`` property of what has a name."""
    return BLANK_PREFIX + name[2:] if name.startswith("_:") else name


def split_literal(term: str) -> tuple[str, str]:
    """Return a literal's text and its datatype IRI or ``@language``."""
    end = term.rindex('"')
    suffix = term[end + 1 :]
    datatype = STRING if not suffix else suffix if suffix[0] == "@" else suffix[3:-1]
    return unescape(term[1:end]), datatype


def kind_of(value: Any) -> str:
    """Return the kind of a property value, one of the keys of ``USUAL_DATATYPES``."""
    return type(value).__name__


def read_literal(text: str, datatype: str) -> tuple[Value, str, str | None]:
    """Return the property value of a literal, the datatype to read it back by, and the kind of loss if any.

    Parameters
    ----------
    text : str
        Lexical form.
    datatype : str
        Datatype IRI or ``@language``.

    Notes
    -----
    Lexical forms as in XML Schema Part 2 (https://www.w3.org/TR/xmlschema11-2/). A decimal becomes a 64-bit
    float, which keeps 15 significant digits (IEEE 754).
    """
    if datatype in TEXTS or datatype[0] == "@":
        return text, datatype, None
    if datatype in _INTEGERS:
        return _read_integer(text, datatype)
    if datatype in _FLOATS:
        return _read_number(text, datatype)
    if datatype == BOOLEAN:
        value = {"true": True, "1": True, "false": False, "0": False}.get(text)
        return (text, datatype, "ill-typed") if value is None else (value, datatype, None)
    if datatype == DATE:
        return _read_date(text)
    if datatype == DATETIME:
        return _read_datetime(text)
    return text, datatype, "datatype-as-text"


def _read_integer(text: str, datatype: str) -> tuple[Value, str, str | None]:
    if not _INTEGER.match(text):
        return text, datatype, "ill-typed"
    if len(text) > 18 and not (len(text) < 4000 and -(2**63) <= int(text) < 2**63):
        return text, datatype, "integer-range"
    return int(text), datatype, None


def _read_number(text: str, datatype: str) -> tuple[Value, str, str | None]:
    if datatype == DECIMAL:
        if not _DECIMAL.match(text):
            return text, datatype, "ill-typed"
        value = float(text)
        if math.isinf(value):
            return text, datatype, "integer-range"
        digits = text.lstrip("+-").replace(".", "").strip("0")
        return value, datatype, "decimal-precision" if len(digits) > 15 else None
    if text in ("NaN", "INF", "-INF", "+INF"):
        return text, datatype, "not-a-number"
    if not _DOUBLE.match(text):
        return text, datatype, "ill-typed"
    value = float(text)
    return (text, datatype, "not-a-number") if math.isinf(value) else (value, datatype, None)


def _read_date(text: str) -> tuple[Value, str, str | None]:
    if _DATE.match(text):
        try:
            return dt.date.fromisoformat(text), DATE, None
        except ValueError:
            return text, DATE, "datetime-range" if text.startswith("0000") else "ill-typed"
    return text, DATE, "datetime-range" if _ZONED_DATE.match(text) else "ill-typed"


def _read_datetime(text: str) -> tuple[Value, str, str | None]:
    match = _DATETIME.match(text)
    if not match:
        return text, DATETIME, "datetime-range" if text.lstrip("-")[:4].isdigit() else "ill-typed"
    fraction = match[1].partition(".")[2]
    try:
        value = dt.datetime.fromisoformat(match[1][:19])
        if len(fraction.rstrip("0")) > 6:
            return text, DATETIME, "datetime-range"
        value = value.replace(microsecond=int(fraction[:6].ljust(6, "0") or 0))
        if match[2] is None:
            return value, DATETIME, None
        return value - _offset(match[2]), DATETIME_UTC, None
    except (ValueError, OverflowError):
        return text, DATETIME, "datetime-range" if match[1][11:13] == "24" else "ill-typed"


def _offset(zone: str) -> dt.timedelta:
    if zone == "Z":
        return dt.timedelta()
    minutes = int(zone[1:3]) * 60 + int(zone[4:6])
    return dt.timedelta(minutes=-minutes if zone[0] == "-" else minutes)


def write_term(value: Value, datatype: str) -> str:
    """Return the RDF term of a property value.

    Parameters
    ----------
    value : str, int, float, bool, date or datetime
        Property value.
    datatype : str
        Datatype IRI, ``@language`` or ``<>`` (an IRI).
    """
    if isinstance(value, str):
        if datatype == REFERENCE:
            return to_term(value)
        text = escape(value)
    elif isinstance(value, bool):
        text = "true" if value else "false"
    elif isinstance(value, int):
        text = str(value)
    elif isinstance(value, float):
        text = _number_text(value)
    elif isinstance(value, dt.datetime):
        text = value.isoformat()
        if value.microsecond:
            text = text.rstrip("0")
        if datatype == DATETIME_UTC:
            text, datatype = text + "Z", DATETIME
    else:
        text = value.isoformat()
    if datatype == STRING:
        return f'"{text}"'
    if datatype[0] == "@":
        return f'"{text}"{datatype}'
    return f'"{text}"^^<{datatype}>'


def _number_text(value: float) -> str:
    # Canonical form of XML Schema 1.1: no decimal point for whole numbers, and never an exponent.
    text = repr(value)
    if "e" in text:
        text = format(Decimal(text), "f")
    return text.removesuffix(".0")


def text_of(value: Value) -> str:
    """Return the text of a value in a list of mixed types."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, (dt.date, dt.datetime)) else str(value)
