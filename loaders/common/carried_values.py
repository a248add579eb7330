"""Values of a property graph as the text, numbers and truth values of a network file, and back.

GraphML and GEXF have no lists and no dates. What they cannot hold is written as text, and its type beside it
under `TYPES_KEY`, so that a file that kgraph wrote is read back as the same graph.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from typing import Any

GRAPH_KEY = "kgraph"
"""Key of the graph's own data in a network file: names and prefixes, without which nothing is read back."""
TYPES_KEY = "_types"
"""Key of a node or relationship for the types of those of its values that are written as text."""
SKIPPED_KEYS = frozenset({"_hash", "key"})
"""Keys that are not written: both follow from the rest."""

# XML 1.0 forbids these, even as references (https://www.w3.org/TR/xml/#charsets), and reads CR as LF.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0d\x0e-\x1f\ufffe\uffff]")
_LISTS = {dt.date: "dates", dt.datetime: "datetimes"}


def carried(value: Any) -> tuple[str | int | float | bool, str]:
    """Return a value as a network file can hold it, and its type; the type is empty if nothing changed."""
    if isinstance(value, bool | int | float):
        # GraphML and GEXF readers take integers of 64 bits at most; the mapping lets no larger ones through.
        return value, ""
    if isinstance(value, dt.datetime):
        return value.isoformat(), "datetime"
    if isinstance(value, dt.date):
        return value.isoformat(), "date"
    if isinstance(value, list):
        kind = _LISTS.get(type(value[0]), "json") if value else "json"
        return _json([carried(item)[0] if kind != "json" else item for item in value]), kind
    return (_json(value), "json") if _NOT_XML.search(value) else (value, "")


def restored(value: str | int | float | bool, kind: str) -> Any:
    """Return the value that :func:`carried` was given.

    Raises
    ------
    ValueError
        It is no value of that type.
    """
    if kind == "datetime":
        return dt.datetime.fromisoformat(str(value))
    if kind == "date":
        return dt.date.fromisoformat(str(value))
    if kind in {"int", "float"}:
        return int(value) if kind == "int" else float(value)
    if kind == "bool":
        return str(value).casefold() == "true"
    if kind in {"json", "dates", "datetimes"}:
        found = json.loads(str(value))
        if kind == "json":
            return found
        return [restored(item, kind.removesuffix("s")) for item in found]
    raise ValueError(f"{kind!r} is no type of values")


def _json(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return _NOT_XML.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
