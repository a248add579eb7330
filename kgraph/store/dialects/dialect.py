"""The description of one product: how its servers are recognised, and where it departs from the others."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Dialect:
    """A product that answers over Bolt, and what kgraph must know to work with it.

    Whatever is not a field here is the same for every product. Each value is measured on a running server,
    and ``docs/decisions/0020-two-stores-one-code-path.md`` has the measurements.

    Parameters
    ----------
    name : str
        The product's own name.
    title : str
        What messages call a server of the product, before its version.
    announces : str
        Regular expression that matches the whole name a server of the product announces in the Bolt
        handshake. Its group ``version`` is the server's version.
    explains : bool
        Whether ``EXPLAIN`` states the type of a query without running anything. Where it does not, only the
        words of a query are checked before it runs.
    adds_labels : bool
        Whether a label can be added to a node that a uniqueness constraint covers. Where it cannot, a node
        that gets new labels is made again with all of them.
    writes_in_parallel : bool
        Whether transactions that create relationships of the same nodes may run side by side.
    seeks_ids : bool
        Whether a node is found faster by its element id than by its ``uri``.
    counts_transactions : bool
        Whether a bookmark names the last transaction that anyone committed.
    departs_from_cypher : bool
        Whether it gives the wrong answers that docs/reference/stores.md lists.
    numbers_labels : bool
        Whether ``labels(n)`` comes in the order in which the database first met each label; else by name.
    reading_procedures : frozenset of str or None
        Lower-case names of the procedures that a read-only query may call. None where ``EXPLAIN`` states
        whether a procedure writes.
    version : str
        The version of the server at hand; empty in the table of products.
    """

    name: str
    title: str
    announces: str
    explains: bool
    adds_labels: bool
    writes_in_parallel: bool
    seeks_ids: bool
    counts_transactions: bool
    departs_from_cypher: bool
    numbers_labels: bool
    reading_procedures: frozenset[str] | None
    version: str = ""

    @property
    def product(self) -> str:
        """Title and version of the server at hand, for messages."""
        return f"{self.title} {self.version}"

    def recognise(self, agent: str) -> Dialect | None:
        """Return this dialect with the version of the server that announces `agent`.

        Parameters
        ----------
        agent : str
            The name that the server announces in the Bolt handshake.

        Returns
        -------
        Dialect or None
            None when the server is another product.
        """
        match = re.fullmatch(self.announces, agent)
        return replace(self, version=match["version"]) if match else None
