"""A refused question as the page shows it: the command line's sentence, and the word that it is about."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from kgraph.ask.cypher import fault_in
from kgraph.errors import QueryError
from kgraph.workbench.query_runs import QueryStoppedError

if TYPE_CHECKING:
    from kgraph.errors import KgraphError

# In the hint of the command line, a line of the query over a caret: the page underlines the word instead.
_CARET = re.compile(r"^  .*\n +\^\n?", re.MULTILINE)
_PLACE = re.compile(r" \(line \d+, column \d+\)")


def fault_json(error: KgraphError, cypher: str = "") -> dict[str, Any]:
    """Return an error as JSON.

    Parameters
    ----------
    error : KgraphError
        What went wrong.
    cypher : str
        The query, if it was one.

    Returns
    -------
    dict
        ``message`` and ``hint`` in English, as the command line says them; ``words`` where there is a
        sentence in both languages. Of a query also ``from`` and ``to``, the word in it as UTF-16 units, and
        ``instead``, what was probably meant.
    """
    where = f"{error.where}: " if error.where is not None else ""
    fault: dict[str, Any] = {"message": f"{where}{error.message}", "hint": error.hint or ""}
    if isinstance(error, QueryStoppedError):
        fault["words"] = error.text.to_json()
    if cypher and isinstance(error, QueryError):
        fault["message"] = _PLACE.sub("", error.message)
        fault["hint"] = _CARET.sub("", f"{error.hint or ''}\n").strip()
        if place := fault_in(error, cypher):
            start, end = (_units(cypher[:index]) for index in place)
            fault |= {"from": start, "to": end, "instead": error.instead}
    return fault


def _units(text: str) -> int:
    """Return the length of a text as scripts count it."""
    return len(text.encode("utf-16-le")) // 2
