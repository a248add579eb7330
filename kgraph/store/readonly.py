"""Refuse a query that would change the store or reach outside it, before it runs.

A read-only query passes three guards, because none of them is sufficient on every store: its words are
checked (here), the server states its type (in the answer to EXPLAIN, or in the summary), and it runs in a
transaction that is always rolled back. The check of words ignores comments, strings and names in backticks,
and is strict about everything else.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kgraph.errors import QueryError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kgraph.store.dialects.dialect import Dialect

_LEXEME = re.compile(
    r"""(?P<skip>\s+|//[^\n\r]*|/\*.*?(?:\*/|\Z))
      | (?P<text>'(?:\\.|[^'\\])*(?:'|\Z)|"(?:\\.|[^"\\])*(?:"|\Z))
      | (?P<name>`(?:``|[^`])*(?:`|\Z))
      | (?P<word>\w+)
      | (?P<sign>.)""",
    re.VERBOSE | re.DOTALL,
)

# Clauses that change the graph or the server, wherever they stand in a query.
_CLAUSES = frozenset(
    [
        "CREATE",
        "MERGE",
        "SET",
        "DELETE",
        "DETACH",
        "NODETACH",
        "REMOVE",
        "FOREACH",
        "INSERT",
        "DROP",
        "TERMINATE",
        "KILL",
    ]
)
# First words of administration commands; anywhere else they may be ordinary names ("start", "stop").
_COMMANDS = frozenset(
    [
        "ALTER",
        "GRANT",
        "DENY",
        "REVOKE",
        "RENAME",
        "START",
        "STOP",
        "ENABLE",
        "DEALLOCATE",
        "REALLOCATE",
        "DRYRUN",
    ]
)
# Procedures of APOC that the server counts as reads although they reach files, addresses or other databases.
_OUTSIDE = re.compile(
    r"apoc\.(load|export|import|cypher\.runfile|cypher\.runschemafile|systemdb|es|mongo|log|bolt)\b"
)
# Procedures that a server counts as administration although they only read.
_SYSTEM_READS = frozenset({"dbms.components", "dbms.info"})

_HINT = (
    "Add --write if the change is intended. "
    "Put a name that looks like such a word in backticks, as in n.`set`."
)


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a sign, a name in backticks or a string of a query.

    Parameters
    ----------
    kind : {"word", "sign", "name", "text"}
        Which of these it is.
    written : str
        The token as it stands in the query.
    start : int
        Index of its first character in the query.
    """

    kind: str
    written: str
    start: int

    @property
    def text(self) -> str:
        """The token in upper case: Cypher's keywords ignore case."""
        return self.written.upper()


def tokens(query: str) -> Iterator[Token]:
    """Yield the tokens of a Cypher query, without comments and white space."""
    for match in _LEXEME.finditer(query):
        kind = match.lastgroup or "sign"
        if kind != "skip":
            yield Token(kind, match.group(), match.start())


def without_mode(query: str) -> str:
    """Return `query` with a leading EXPLAIN or PROFILE replaced by blanks, so that columns stay the same."""
    first = next(tokens(query), None)
    if first is not None and first.text in ("EXPLAIN", "PROFILE"):
        return query[: first.start] + " " * len(first.text) + query[first.start + len(first.text) :]
    return query


def refuse_words(query: str, dialect: Dialect) -> None:
    """Raise if the words of a query ask for a change, or for something outside the graph.

    Parameters
    ----------
    query : str
        One Cypher statement.
    dialect : Dialect
        The store's dialect, which may list the procedures that only read.

    Raises
    ------
    QueryError
        The query is empty; has a clause or command that writes, LOAD CSV or CALL ... IN TRANSACTIONS; or
        calls a procedure that is not known to only read the graph.
    """
    lexemes = list(tokens(without_mode(query)))
    if not lexemes:
        raise QueryError("the query is empty", hint="Example: MATCH (n) RETURN n.label LIMIT 10")
    if lexemes[0].text in _COMMANDS:
        raise _refusal(lexemes[0].text)
    for position, token in enumerate(lexemes):
        if token.kind != "word" or _is_name(lexemes, position):
            continue
        following = lexemes[position + 1].text if position + 1 < len(lexemes) else ""
        if token.text in _CLAUSES:
            raise _refusal(token.text)
        if token.text == "LOAD" and following == "CSV":
            raise QueryError(
                "LOAD CSV makes the server read a file or an address, and queries only read the graph",
                hint="Add --write if the server is to do so, or put the table among the study's sources.",
            )
        if (
            token.text == "IN"
            and position
            and lexemes[position - 1].text == "}"
            and any(
                word.text in ("TRANSACTION", "TRANSACTIONS") for word in lexemes[position + 1 : position + 4]
            )
        ):
            raise _refusal("IN TRANSACTIONS")
        if token.text == "CALL" and following not in ("{", "("):
            _refuse_procedure(_procedure(lexemes[position + 1 :]), dialect)


def refuse_type(query_type: str | None, query: str) -> None:
    """Raise if the server counts a query as a write or as administration.

    Parameters
    ----------
    query_type : {"r", "rw", "w", "s"} or None
        The type in the summary of the query, or of its EXPLAIN.
    query : str
        The query.

    Raises
    ------
    QueryError
        The type is not "r", and the query is neither a SHOW command nor a call of a procedure that names the
        server's components.
    """
    if query_type in ("r", None):
        return
    lexemes = list(tokens(without_mode(query)))
    if lexemes[0].text == "SHOW":
        return
    if query_type == "s" and lexemes[0].text == "CALL" and _procedure(lexemes[1:]).lower() in _SYSTEM_READS:
        return
    raise _refusal("the server calls it a write")


def _refusal(reason: str) -> QueryError:
    return QueryError(f"this query would change the store ({reason}), and queries only read", hint=_HINT)


def _is_name(lexemes: list[Token], position: int) -> bool:
    """Return whether the sign beside a word makes it a property, label, parameter or map key."""
    before = lexemes[position - 1].text if position else ""
    after = lexemes[position + 1].text if position + 1 < len(lexemes) else ""
    return before in (".", ":", "$") or (after == ":" and before in ("{", ","))


def _procedure(lexemes: list[Token]) -> str:
    """Return the dotted name that the tokens after CALL begin with."""
    name = ""
    for token in lexemes:
        if token.kind not in ("word", "name") and token.text != ".":
            break
        if name and token.text != "." and not name.endswith("."):
            break
        name += token.written.strip("`")
    return name


def _refuse_procedure(name: str, dialect: Dialect) -> None:
    listed = dialect.reading_procedures
    if not _OUTSIDE.match(name.lower()) and (listed is None or name.lower() in listed):
        return
    known = f" Known to only read: {', '.join(sorted(listed))}." if listed is not None else ""
    raise QueryError(
        f"the procedure {name} is not one that only reads the graph",
        hint=f"Add --write if the call is intended.{known}",
    )
