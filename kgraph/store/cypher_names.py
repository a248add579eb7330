"""Names in Cypher text: labels, relationship types and property keys cannot be parameters."""

from __future__ import annotations

import re


def quote(name: str) -> str:
    r"""Return `name` as a Cypher identifier in backticks, whatever characters it holds.

    Backticks in the name are doubled (Cypher manual, "Naming rules and recommendations"). Values need no
    quoting: they are passed as parameters.

    Raises
    ------
    ValueError
        The name is empty, or holds a NUL character or a ``\\uXXXX`` escape, which Cypher would decode.
    """
    if not name or "\0" in name or re.search(r"\\u[0-9A-Fa-f]{4}", name):
        raise ValueError(f"not usable as a label, type or property name: {name!r}")
    return "`" + name.replace("`", "``") + "`"
