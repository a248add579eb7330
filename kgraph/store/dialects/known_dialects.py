"""The table of products that kgraph works with.

To add a product, describe it in a module of its own beside this one, as ``neo4j_dialect`` does, and list it
in ``DIALECTS``. A server that no entry recognises is refused.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgraph.errors import StoreError
from kgraph.store.dialects.arcadedb_dialect import ARCADEDB
from kgraph.store.dialects.neo4j_dialect import NEO4J

if TYPE_CHECKING:
    from kgraph.store.dialects.dialect import Dialect

DIALECTS = (
    NEO4J,
    ARCADEDB,
)


def dialect_of(agent: str, *, where: str | None = None) -> Dialect:
    """Return the dialect of a server, with the server's version.

    Parameters
    ----------
    agent : str
        The name that the server announces in the Bolt handshake.
    where : str, optional
        The server's address, for the message.

    Raises
    ------
    StoreError
        No entry of ``DIALECTS`` recognises the server.
    """
    for dialect in DIALECTS:
        recognised = dialect.recognise(agent)
        if recognised is not None:
            return recognised
    *others, last = (dialect.name for dialect in DIALECTS)
    raise StoreError(
        f"the server calls itself {_shortened(agent)!r}, "
        f"and kgraph works only with {', '.join(others)} and {last}",
        where=where,
        hint="Give the address of a Neo4j server, or use the embedded store with --store embedded.",
    )


def _shortened(agent: str) -> str:
    return agent if len(agent) <= 100 else f"{agent[:100]}..."
