"""SPARQL over a study's dataset: read-only, over the union of all graphs, and without network access."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast

import pyoxigraph as ox

from kgraph.errors import QueryError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kgraph.rdf.dataset import StudyDataset, Term

Row = tuple["Term | None", ...]

_UPDATE_WORDS = ("INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH")
# Strings, IRIs and comments, in which any word may occur.
_OPAQUE = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*"""|'
    r"'''(?:[^'\\]|\\.|'(?!''))*'''|"
    r'"(?:[^"\\\n]|\\.)*"|'
    r"'(?:[^'\\\n]|\\.)*'|"
    r"<[^<>\"{}|^`\\\s]*>|#[^\n]*",
    re.DOTALL,
)
_PLACE = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)
_SERVICE = re.compile(r"(?<![\w:?$-])SERVICE(?![\w:-])", re.IGNORECASE)
_FIRST_WORD = re.compile(r"\s*(?:(?:BASE\b|PREFIX\s+[^\s:]*:)\s*)*([A-Za-z]+)", re.IGNORECASE)
_PREFIXED = re.compile(r"([\w.-]*):[^\s:]*$")


def sparql(
    dataset: StudyDataset, query: str, *, parameters: Mapping[str, Term] | None = None
) -> tuple[list[str], list[Row]]:
    """Run a read-only SPARQL query.

    Parameters
    ----------
    dataset : StudyDataset
        Its prefixes need no declaration in the query; the default graph is the union of all its graphs.
    query : str
        SELECT, ASK, CONSTRUCT or DESCRIBE.
    parameters : mapping of str to term, optional
        Values of variables that the query selects.

    Returns
    -------
    columns : list of str
        The selected variables; ``ask`` for ASK; ``subject``, ``predicate``, ``object`` otherwise.
    rows : list of tuple
        Terms, `None` where a variable is unbound. Unordered queries give rows in no particular order.

    Raises
    ------
    QueryError
        A query that is malformed (with line and column), would change data, or uses SERVICE.
    """
    _refuse(query)
    try:
        answer = dataset.merged().query(
            query,
            prefixes=_prefixes(dataset),
            substitutions={ox.Variable(name): term for name, term in (parameters or {}).items()},
        )
        if isinstance(answer, ox.QueryBoolean):
            return ["ask"], [(ox.Literal(bool(answer)),)]
        if isinstance(answer, ox.QueryTriples):
            triples = [(item.subject, item.predicate, item.object) for item in answer]
            return ["subject", "predicate", "object"], cast("list[Row]", triples)
        columns = [variable.value for variable in answer.variables]
        return columns, [cast("Row", tuple(row[name] for name in columns)) for row in answer]
    except SyntaxError as error:
        raise _misread(query, error.msg) from None
    except (RuntimeError, ValueError, OSError) as error:
        raise QueryError(f"the query cannot be run: {error}") from None


def names_service(query: str) -> bool:
    """Return whether a query calls another server with SERVICE, which the engine would do unasked."""
    return bool(_SERVICE.search(without_text(query)))


def without_text(query: str) -> str:
    """Return a query without its strings, IRIs and comments, in which any word may occur."""
    return _OPAQUE.sub(" ", query)


def _refuse(query: str) -> None:
    bare = without_text(query)
    first = _FIRST_WORD.match(bare)
    word = first[1].upper() if first else ""
    if word in _UPDATE_WORDS:
        raise QueryError(
            f"{word} changes data; a query may only read",
            hint="Change the source files and run: kgraph rebuild",
        )
    if names_service(query):
        raise QueryError(
            "SERVICE asks another server, and kgraph makes no network requests for a query",
            hint="Download what that server says, and add it to the study's sources.",
        )


def _prefixes(dataset: StudyDataset) -> dict[str, str]:
    """Return the dataset's prefixes that are IRIs; the query's own declarations override them."""
    return {prefix: namespace for prefix, namespace in dataset.prefixes.items() if ":" in namespace}


def _misread(query: str, message: str) -> QueryError:
    match = _PLACE.search(message)
    if not match:
        return QueryError(f"not a SPARQL query: {message}")
    line, column = int(match[1]), int(match[2])
    lines = query.splitlines() or [""]
    text = lines[min(line, len(lines)) - 1]
    reason = "something else is expected here"
    if "Prefix not found" in match[3]:
        name = _PREFIXED.search(text[: column - 1])
        if name:
            column = name.start() + 1
        reason = f"the prefix {name[1] if name else ''}: is not declared"
    elif "variable that is unbound" in match[3]:
        reason = "a selected variable is neither bound nor grouped by"
    return QueryError(
        f"not a SPARQL query, line {line}, column {column}: {reason}", hint=f"{text}\n{' ' * (column - 1)}^"
    )
