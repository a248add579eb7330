"""Labels in one order on every store.

Neo4j gives ``labels(n)`` in the order in which a database first met each label; ArcadeDB gives them by name.
If a new database meets them all by name before the first node, both agree (docs/decisions/0105).
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from kgraph.errors import KgraphError
from kgraph.store.build_marker import INTERNAL_LABELS
from kgraph.vocabulary import RESOURCE_LABEL, Vocabulary

if TYPE_CHECKING:
    from kgraph.store.connection import Connection

    from ..property_graph import PropertyGraph

_CREATE = "UNWIND $labels AS label CALL db.createLabel(label) RETURN count(*) AS n"


def create_labels(connection: Connection, graph: PropertyGraph) -> None:
    """Make a new database meet the labels of a graph and of the ontology, by name.

    Parameters
    ----------
    connection : Connection
        A store into which nothing of the study has been written yet.
    graph : PropertyGraph
        What it is to hold.
    """
    if not connection.dialect.numbers_labels:
        return
    labels = {RESOURCE_LABEL, *INTERNAL_LABELS}
    labels.update(term.name for term in Vocabulary.load().terms if term.kind == "label")
    labels.update(*(block.what for block in graph.nodes.blocks))
    # An account may write without being allowed to make names; if some are missing, the load says so.
    with suppress(KgraphError):
        connection.execute(_CREATE, labels=sorted(labels))
