"""What differs between the two kinds of store behind the one Bolt code path."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Kind = Literal["neo4j", "arcadedb"]

# Procedures of the embedded store that only look; it has no EXPLAIN that could tell, so they are listed.
_EMBEDDED_LOOKS = frozenset(
    {"db.labels", "db.relationshiptypes", "db.propertykeys", "db.schema.visualization", "dbms.components"}
)


@dataclass(frozen=True, slots=True)
class Dialect:
    """One store's deviations, measured; everything not named here is the same on both.

    Parameters
    ----------
    kind : {"neo4j", "arcadedb"}
        The server's family. The embedded default is ArcadeDB.
    version : str
        The server's own version number.
    explains : bool
        Whether ``EXPLAIN`` states the query type without running anything. ArcadeDB answers "w" to every
        EXPLAIN, and *runs* a schema or administration command that it is asked to explain.
    guards_reads : bool
        Whether the server itself refuses a write in a session opened for reading.
    adds_labels : bool
        Whether a label can be added to a node that a uniqueness constraint covers. Where not, a node is
        created with all its labels at once.
    keeps_offsets : bool
        Whether a date and time keeps its offset from UTC; where not, it comes back as UTC without one.
    writes_in_parallel : bool
        Whether transactions that create relationships of the same nodes may run side by side.
    seeks_ids : bool
        Whether a node is found by its element id, faster than by its ``uri``.
    counts_transactions : bool
        Whether the server's bookmarks tell the last transaction that was committed.
    looks : frozenset of str or None
        Lower-case names of the procedures that a read-only query may call; None where EXPLAIN decides.
    """

    kind: Kind
    version: str
    explains: bool
    guards_reads: bool
    adds_labels: bool
    keeps_offsets: bool
    writes_in_parallel: bool
    seeks_ids: bool
    counts_transactions: bool
    looks: frozenset[str] | None

    @property
    def product(self) -> str:
        """The name a user knows the server by, with its version."""
        name = {"neo4j": "Neo4j", "arcadedb": "embedded store (ArcadeDB)"}[self.kind]
        return f"{name} {self.version}"


def dialect_of(agent: str) -> Dialect:
    """Return the dialect of the server that calls itself `agent` in the Bolt handshake."""
    embedded = re.search(r"ArcadeDB\s+([\w.+-]+)", agent)
    if embedded:
        return Dialect(
            kind="arcadedb",
            version=embedded.group(1),
            explains=False,
            guards_reads=False,
            adds_labels=False,
            keeps_offsets=False,
            writes_in_parallel=False,
            seeks_ids=False,
            counts_transactions=False,
            looks=_EMBEDDED_LOOKS,
        )
    return Dialect(
        kind="neo4j",
        version=agent.partition("/")[2] or agent,
        explains=True,
        guards_reads=True,
        adds_labels=True,
        keeps_offsets=True,
        writes_in_parallel=True,
        seeks_ids=True,
        counts_transactions=True,
        looks=None,
    )


def quote(name: str) -> str:
    r"""Return `name` as a Cypher identifier in backticks, whatever characters it holds.

    Backticks are doubled (Cypher manual, "Naming rules and recommendations"). Use it for labels, relationship
    types and property keys only; values always go as parameters.

    Raises
    ------
    ValueError
        An empty name, or one with a NUL character or a ``\\uXXXX`` escape, which Cypher would decode.
    """
    if not name or "\0" in name or re.search(r"\\u[0-9A-Fa-f]{4}", name):
        raise ValueError(f"not usable as a label, type or property name: {name!r}")
    return "`" + name.replace("`", "``") + "`"
