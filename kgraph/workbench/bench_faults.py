"""A refused question as the page shows it: the command line's sentence, and the word that it is about."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from kgraph.ask.cypher import fault_in
from kgraph.errors import QueryError, SourceError, StoreError
from kgraph.loaders.common.file_edits import EditConflictError
from kgraph.words.worded_error import WordedError
from kgraph.workbench.query_runs import QueryStoppedError
from kgraph.workbench.rebuild_runs import EditRefusedError, RebuildRunningError

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
        ``instead``, what was probably meant. Of a source that cannot be read also ``problems``, each with
        the heading that it is about; and ``again`` if the file of an edit has changed meanwhile.
    """
    where = f"{error.where}: " if error.where is not None else ""
    fault: dict[str, Any] = {"message": f"{where}{error.message}", "hint": error.hint or ""}
    if isinstance(error, WordedError):
        fault["words"] = error.text.to_json()
    if isinstance(error, EditConflictError):
        fault["again"] = True
    if isinstance(error, SourceError):
        fault["problems"] = [
            {"field": place.column or "", "message": message} for place, message in error.problems
        ]
    if cypher and isinstance(error, QueryError):
        fault["message"] = _PLACE.sub("", error.message)
        fault["hint"] = _CARET.sub("", f"{error.hint or ''}\n").strip()
        if place := fault_in(error, cypher):
            start, end = (_units(cypher[:index]) for index in place)
            fault |= {"from": start, "to": end, "instead": error.instead}
    return fault


def fault_status(error: KgraphError) -> int:
    """Return the HTTP status of an error."""
    if isinstance(error, StoreError):
        return 503
    if isinstance(error, EditRefusedError):
        return 403
    # Not 408: after that, Chromium sends the same query once more by itself.
    conflict = QueryStoppedError | EditConflictError | RebuildRunningError
    return 409 if isinstance(error, conflict) else 400


def _units(text: str) -> int:
    """Return the length of a text as scripts count it."""
    return len(text.encode("utf-16-le")) // 2
