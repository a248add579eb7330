"""Refuse, before it runs, a query that would change the store or reach outside it.

Three guards stand in a row, since no one of them holds on both stores: the words of the query (here),
the server's own statement of the query type (EXPLAIN, or the summary), and a transaction that is always
rolled back. The first must be blind to comments, strings and names in backticks, and strict with all else.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kgraph.errors import QueryError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kgraph.store.dialects import Dialect

_LEXEME = re.compile(
    r"""(?P<skip>\s+|//[^\n\r]*|/\*.*?(?:\*/|\Z))
      | (?P<text>'(?:\\.|[^'\\])*(?:'|\Z)|"(?:\\.|[^"\\])*(?:"|\Z))
      | (?P<name>`(?:``|[^`])*(?:`|\Z))
      | (?P<word>\w+)
      | (?P<sign>.)""",
    re.VERBOSE | re.DOTALL,
)

# Words that change something wherever they stand as a clause.
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
# Words that begin a statement of administration; elsewhere they are ordinary names ("start", "stop").
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
# Procedures of a common plug-in that count as reads and yet reach files, addresses or other databases.
_OUTSIDE = re.compile(
    r"apoc\.(load|export|import|cypher\.runfile|cypher\.runschemafile|systemdb|es|mongo|log|bolt)\b"
)
# Procedures that a server counts as administration and that only look.
_SYSTEM_LOOKS = frozenset({"dbms.components", "dbms.info"})

_HINT = (
    "Add --write if that is meant. A name that only looks like such a word goes in backticks, as in n.`set`."
)


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a sign, or a quoted name or text of a query, as it is written, and where it starts."""

    kind: str
    written: str
    start: int

    @property
    def text(self) -> str:
        """The token in upper case: Cypher's words know no case."""
        return self.written.upper()


def tokens(query: str) -> Iterator[Token]:
    """Yield the tokens of a Cypher query, without comments and blanks."""
    for found in _LEXEME.finditer(query):
        kind = found.lastgroup or "sign"
        if kind != "skip":
            yield Token(kind, found.group(), found.start())


def without_mode(query: str) -> str:
    """Return `query` with a leading EXPLAIN or PROFILE blanked out, columns kept."""
    first = next(tokens(query), None)
    if first is not None and first.text in ("EXPLAIN", "PROFILE"):
        return query[: first.start] + " " * len(first.text) + query[first.start + len(first.text) :]
    return query


def refuse_words(query: str, dialect: Dialect) -> None:
    """Raise if the words of `query` ask for a change, or for something outside the graph.

    Raises
    ------
    QueryError
        An empty query; a clause or command that writes; LOAD CSV; CALL ... IN TRANSACTIONS; a procedure that
        is not known to only read the graph.
    """
    found = list(tokens(without_mode(query)))
    if not found:
        raise QueryError("the query is empty", hint="Example: MATCH (n) RETURN n.label LIMIT 10")
    if found[0].text in _COMMANDS:
        raise _refusal(found[0].text)
    for position, token in enumerate(found):
        if token.kind != "word" or _is_name(found, position):
            continue
        following = found[position + 1].text if position + 1 < len(found) else ""
        if token.text in _CLAUSES:
            raise _refusal(token.text)
        if token.text == "LOAD" and following == "CSV":
            raise QueryError(
                "LOAD CSV makes the server read a file or an address, and queries only read the graph",
                hint="Add --write if that is meant, or put the table among the study's sources.",
            )
        if (
            token.text == "IN"
            and position
            and found[position - 1].text == "}"
            and any(
                word.text in ("TRANSACTION", "TRANSACTIONS") for word in found[position + 1 : position + 4]
            )
        ):
            raise _refusal("IN TRANSACTIONS")
        if token.text == "CALL" and following not in ("{", "("):
            _refuse_procedure(_procedure(found[position + 1 :]), dialect)


def refuse_type(query_type: str | None, query: str) -> None:
    """Raise if the server says of `query` that it writes or administrates.

    Parameters
    ----------
    query_type : {"r", "rw", "w", "s"} or None
        What the summary of the query, or of its EXPLAIN, holds.

    Raises
    ------
    QueryError
        Any type but "r", SHOW commands and procedures that name the server's parts excepted.
    """
    if query_type in ("r", None):
        return
    found = list(tokens(without_mode(query)))
    if found[0].text == "SHOW":
        return
    if query_type == "s" and found[0].text == "CALL" and _procedure(found[1:]).lower() in _SYSTEM_LOOKS:
        return
    raise _refusal("the server calls it a write")


def _refusal(what: str) -> QueryError:
    return QueryError(f"this query would change the store ({what}), and queries only read", hint=_HINT)


def _is_name(found: list[Token], position: int) -> bool:
    """Whether the word is certainly a property, label, parameter or map key, by the sign beside it."""
    before = found[position - 1].text if position else ""
    after = found[position + 1].text if position + 1 < len(found) else ""
    return before in (".", ":", "$") or (after == ":" and before in ("{", ","))


def _procedure(found: list[Token]) -> str:
    name = ""
    for token in found:
        if token.kind not in ("word", "name") and token.text != ".":
            break
        if name and token.text != "." and not name.endswith("."):
            break
        name += token.written.strip("`")
    return name


def _refuse_procedure(name: str, dialect: Dialect) -> None:
    if _OUTSIDE.match(name.lower()) or (dialect.looks is not None and name.lower() not in dialect.looks):
        known = (
            f" Known to only read: {', '.join(sorted(dialect.looks))}." if dialect.looks is not None else ""
        )
        raise QueryError(
            f"the procedure {name} is not one that only reads the graph",
            hint=f"Add --write if the call is meant.{known}",
        )
