"""Tell when the answer to a query may differ from one store to another.

Cypher leaves some orders open, and the engines use that freedom differently; in two cases the embedded store
is wrong. docs/reference/stores.md has the list, and ``tools/compare_stores.py`` finds what is not on it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kgraph.store.readonly import tokens
from kgraph.words.catalogue import catalogue

if TYPE_CHECKING:
    from collections.abc import Callable

    from kgraph.store.connection import Connection

_WORDS = catalogue("stores")

# In a query whose tokens are joined by single blanks, in upper case.
_PATTERN_LIST = r"\[ \( \w+ (: [^)]*)?\) [<-]"
_FIRST = r"(HEAD \( (COLLECT|\[ \()|LAST \( (COLLECT|\[ \()|(COLLECT \([^)]*\)|\| [^\]]*\]) \[ )"
_SIGNS: dict[str, re.Pattern[str]] = {
    "absent-pattern": re.compile(rf"OPTIONAL MATCH .*{_PATTERN_LIST}"),
    "absent-not": re.compile(r"OPTIONAL MATCH .*NOT \(+ ?\w+ (: [^)]*)?\) [<-]"),
    "map-order": re.compile(r"\w+ \{ (\. |[^}]*, \. ).*ORDER BY"),
    "keys-order": re.compile(r"(?<!SIZE \( )(?<!IN )\bKEYS \("),
    "list-order": re.compile(_FIRST),
}
# What only an engine that departs from Neo4j must be told about.
_DEPARTURES = frozenset({"absent-pattern", "absent-not"})
_LABELS = re.compile(r"(?<!SIZE \( )(?<!IN )\bLABELS \(")
_UNSORTED = """
    MATCH (n:Resource) UNWIND range(0, size(labels(n)) - 2) AS i
    WITH labels(n) AS labels, i WHERE labels[i] > labels[i + 1]
    RETURN 1 AS found LIMIT 1
"""
_REFUSED = re.compile(r"pattern expression", re.IGNORECASE)


def store_notes(cypher: str, connection: Connection) -> tuple[str, ...]:
    """Return one line for each thing in a query that other stores may answer differently.

    Parameters
    ----------
    cypher : str
        The query.
    connection : Connection
        The store. It is asked only about the order of its labels, and only if the query depends on it.
    """
    names = signs(
        cypher,
        departs=connection.dialect.departs_from_cypher,
        unsorted_labels=lambda: connection.dialect.numbers_labels and bool(connection.read(_UNSORTED)),
    )
    return tuple(_WORDS(f"notes.{name}").en for name in names)


def signs(cypher: str, *, departs: bool, unsorted_labels: Callable[[], bool]) -> list[str]:
    """Return the names of the notes on a query.

    Parameters
    ----------
    cypher : str
        The query.
    departs : bool
        Whether the store is one that departs from Neo4j.
    unsorted_labels : callable
        Tells whether the store gives the labels of a node in another order than by name.
    """
    text = _joined(cypher)
    names = [
        name for name, sign in _SIGNS.items() if (departs or name not in _DEPARTURES) and sign.search(text)
    ]
    if _LABELS.search(text) and unsorted_labels():
        names.append("labels-order")
    return names


def refusal_hint(message: str) -> str:
    """Return what to write instead of a pattern that a store refuses as a value; empty for other refusals."""
    return _WORDS("notes.pattern-value").en if _REFUSED.search(message) else ""


def _joined(cypher: str) -> str:
    return " ".join("''" if token.kind == "text" else token.text for token in tokens(cypher))
