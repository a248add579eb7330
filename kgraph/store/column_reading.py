"""Read the graph in a store into columns: only what decides which networks its things belong to."""

from __future__ import annotations

import json
from array import array
from typing import TYPE_CHECKING

from kgraph.graph_columns import GraphColumns
from kgraph.graph_keys import HASH_KEY
from kgraph.store.bolt_values import to_python
from kgraph.store.bulk_rows import read_rows
from kgraph.store.cypher_names import quote
from kgraph.store.readback import NODES, RELATIONSHIPS, Content, whole_build
from kgraph.store.restated import restatements
from kgraph.vocabulary import RESOURCE_LABEL
from kgraph.words.thing_names import NAME_STEMS, name_of

if TYPE_CHECKING:
    from collections.abc import Collection

    import neo4j

    from kgraph.store.connection import Connection

DATES = ("date", "from", "until")
"""What a thing itself says of when it was."""
KEPT = ("from", "until", "statementStatus", "statuses", "rule", "role", "alternativeGroup", "criticality")
"""What is asked of every relationship when a network is declared."""


def read_columns(connection: Connection, keys: Collection[str] = ()) -> GraphColumns:
    """Return what :func:`kgraph.store.readback.read_graph` does as far as networks ask it, in columns.

    Parameters
    ----------
    connection : Connection
        The store.
    keys : collection of str
        Further properties of relationships that the networks ask for.

    Raises
    ------
    StoreError
        The store holds no build or an incomplete one, or keeps changing.
    """
    wanted = tuple(dict.fromkeys((*KEPT, *keys)))
    marker, graph = whole_build(connection, lambda tx: _read(tx, wanted))
    graph.graph.update(study=marker["study"], build=marker["build"])
    types = json.loads(marker.get("names") or "{}").get("types", {})
    for row, _, said in restatements(graph, {name: iri for name, (iri, _) in types.items() if iri}):
        graph.say_instead(row, said)
    return graph


def _read(tx: neo4j.ManagedTransaction, keys: tuple[str, ...]) -> Content[GraphColumns]:
    graph = GraphColumns()
    things = array("q")
    for uri, labels, properties in read_rows(tx, NODES, "n", "n.uri, labels(n), properties(n)"):
        things.append(properties[HASH_KEY])
        own = {key: to_python(properties[key]) for key in DATES if properties.get(key) is not None}
        own["labels"] = tuple(sorted(label for label in labels if label != RESOURCE_LABEL))
        said = {key: properties[key] for key in sorted(properties) if key.startswith(NAME_STEMS)}
        graph.add_node(uri, name_of(uri, said), own)
    columns = ", ".join(("a.uri, b.uri, type(r)", f"r.{HASH_KEY}", *(f"r.{quote(key)}" for key in keys)))
    # Copies made by hand are read too, and count when the store is checked to be one build.
    hashes, there = array("q"), array("q")
    for start, end, kind, one_hash, *values in read_rows(tx, RELATIONSHIPS, "r", columns):
        if one_hash is not None:
            hashes.append(one_hash)
        if start in graph and end in graph:
            there.append(len(there) if one_hash is None else one_hash)
            said = {
                key: to_python(value) for key, value in zip(keys, values, strict=True) if value is not None
            }
            graph.add_edge(start, end, {**said, "type": kind})
    return Content(graph.without_doubles(there), things, hashes)
