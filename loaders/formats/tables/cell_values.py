"""Cell values as RDF literals of the data types that a property allows; misfits are refused."""

from __future__ import annotations

import datetime as dt
import math
import re
import unicodedata
from decimal import Decimal, InvalidOperation
from typing import Any

import pyoxigraph as ox

from kgraph.namespaces import XSD

DATES = {"date", "gYearMonth", "gYear", "dateTime"}
INTEGERS = {"integer", "int", "long", "nonNegativeInteger", "positiveInteger", "short"}
DECIMALS = {"decimal", "double", "float"}
TRUE = {"true", "yes", "ja", "sant", "1"}
FALSE = {"false", "no", "nej", "falskt", "0"}


def text_of(value: Any) -> str:
    """Return the value of a cell as the text that a person sees; whole numbers have no decimals."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and math.isfinite(value):
        return str(int(value)) if value.is_integer() else format(Decimal(repr(value)), "f")
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return value.date().isoformat()
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return str(value)


def clean_name(text: str) -> str:
    """Return a name in the form for exact matching: NFC, with runs of white space as one space."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def literal(
    value: Any, ranges: tuple[str, ...], *, decimal: str | None = None, language: str | None = None
) -> ox.Literal:
    """Return `value` as a literal of one of the data types in `ranges`; as plain text if there are none.

    Parameters
    ----------
    value : str, float, bool, date or datetime
        The value of the cell.
    ranges : tuple of str
        IRIs of the data types that the property allows.
    decimal : {",", "."}, optional
        Declared decimal sign of numbers written as text.
    language : str, optional
        Language tag; makes the value text in that language.

    Raises
    ------
    ValueError
        The value is of none of these types; the message says what is expected.
    """
    if language is not None:
        return ox.Literal(text_of(value), language=language)
    kinds = {iri.removeprefix(XSD) for iri in ranges if iri.startswith(XSD)}
    if not kinds and isinstance(value, dt.date):
        return date_literal(value, {"date", "dateTime"})
    if not kinds or "string" in kinds:
        return ox.Literal(text_of(value))
    if kinds & DATES:
        return date_literal(value, kinds)
    if kinds & INTEGERS:
        return _typed(str(_integer(value, decimal)), min(kinds & INTEGERS))
    if kinds & DECIMALS:
        return _typed(format(number(value, decimal), "f"), min(kinds & DECIMALS))
    if "boolean" in kinds:
        return _typed(_boolean(value), "boolean")
    text = text_of(value)
    if "anyURI" in kinds and not re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+", text):
        raise ValueError("not a web address")
    return _typed(text, min(kinds))


def plain_literal(value: Any) -> ox.Literal:
    """Return a number or a day, where a column may hold anything, as a literal of its own type."""
    if isinstance(value, int | float):
        return literal(value, (XSD + ("integer" if value == int(value) else "decimal"),))
    return literal(value, ())


def _typed(text: str, kind: str) -> ox.Literal:
    return ox.Literal(text, datatype=ox.NamedNode(XSD + kind))


def date_literal(value: Any, kinds: set[str] | None = None) -> ox.Literal:
    """Return a day, month or year as xsd:date, xsd:gYearMonth or xsd:gYear.

    Raises
    ------
    ValueError
        Not written as 2024-05-13, 2024-05 or 2024, no such date, or of a precision that the property does not
        allow.
    """
    text = text_of(value)
    match = re.fullmatch(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", text)
    if match is None:
        if "dateTime" in (kinds or ()) and isinstance(value, dt.datetime):
            return _typed(value.isoformat(), "dateTime")
        raise ValueError("not a date; write it as 2024-05-13, or 2024-05 or 2024 where the day is not known")
    year, month, day = (int(part) if part else None for part in match.groups())
    try:
        dt.date(year or 0, month or 1, day or 1)
    except ValueError as error:
        raise ValueError(f"no such date ({error})") from error
    kind = "date" if day else "gYearMonth" if month else "gYear"
    if kinds and kind not in kinds:
        raise ValueError("not a whole date; write it as 2024-05-13")
    return _typed(text, kind)


def number(value: Any, decimal: str | None = None) -> Decimal:
    """Return a number; text may have spaces between thousands and the decimal sign `decimal`.

    Without a declared sign, either a comma or a point is the decimal sign, unless exactly three digits follow
    a comma, which could separate thousands.

    Raises
    ------
    ValueError
        Not a number, not a finite one, or one that can be read in two ways.
    """
    if isinstance(value, bool):
        raise ValueError("not a number")
    text = re.sub(r"(?<=\d)[ \u00a0\u202f](?=\d{3}(?!\d))", "", text_of(value)).replace("\u2212", "-")
    if (
        re.fullmatch(r"[+-]?\d{1,3},\d{3}", text)
        and decimal is None
        and not text.lstrip("+-").startswith("0")
    ):
        raise ValueError('may mean thousands or decimals; declare decimal = "," or "." for this table')
    sign = decimal if isinstance(value, str) else None
    other = {",": ".", ".": ","}.get(sign or "")
    if not re.fullmatch(r"[+-]?\d+(?:[.,]\d+)?", text) or (other and other in text):
        raise ValueError("not a number" + (f" with decimal sign {sign!r}" if other and other in text else ""))
    try:
        return Decimal(text.replace(",", "."))
    except InvalidOperation as error:
        raise ValueError("not a number") from error


def _integer(value: Any, decimal: str | None) -> int:
    whole = number(value, decimal)
    if whole != whole.to_integral_value():
        raise ValueError("not a whole number")
    return int(whole)


def _boolean(value: Any) -> str:
    text = text_of(value).casefold()
    if text in TRUE | FALSE:
        return "true" if text in TRUE else "false"
    raise ValueError("neither yes nor no")
