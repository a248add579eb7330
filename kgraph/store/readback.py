"""The graph of a store, read back into NetworkX."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any

import networkx as nx

from kgraph.errors import QueryError, StoreError
from kgraph.graph_keys import GRAPHS_KEY, UNSTATED_KEYS
from kgraph.store.bolt_values import to_python
from kgraph.store.build_marker import build_of
from kgraph.store.bulk_rows import read_rows
from kgraph.store.node_scores import SCORE_PREFIX
from kgraph.store.one_build import Look, first_look, is_one_build, last_look
from kgraph.vocabulary import RESOURCE_LABEL

if TYPE_CHECKING:
    from collections.abc import Iterable

    import neo4j

    from kgraph.store.connection import Connection

_NODES = f"MATCH (n:{RESOURCE_LABEL}) WHERE n._hash IS NOT NULL"
_RELATIONSHIPS = f"MATCH (a:{RESOURCE_LABEL})-[r]->(b:{RESOURCE_LABEL}) WHERE r.key IS NOT NULL"
_TRIES = 5
_PAUSE_SECONDS = 0.1


def read_graph(connection: Connection) -> nx.MultiDiGraph:
    """Return the graph that the store holds, in one transaction.

    Nodes are keyed by ``uri`` with the attributes ``labels`` (a sorted tuple without ``Resource``) and their
    properties; edges are ``(start, end, key)`` with ``type`` and their properties. Properties that kgraph
    keeps for itself (``_...``) and scores of an earlier analysis (``score_...``) are left out. What was added
    by hand (nodes without ``_hash``, relationships without ``key``) is no part of a study and is left out.
    Both are in the order of their keys, so that the same store gives the same graph. ``graph.graph`` has
    ``study``, ``build`` and ``contentHash``.

    Where several sources speak of one thing and do not all say the same, the attribute ``property_sources``
    tells which: sources by property key, and by label with a colon before it (``:Municipality``). Without
    that attribute, all of its ``sources`` state all of it.

    If another command finished a sync meanwhile, all is read again (:mod:`kgraph.store.one_build`).

    Raises
    ------
    StoreError
        The store holds no build, or one that is not complete.
    """
    marker, nodes, relationships = read_whole(connection)
    return assemble(marker["study"], marker["build"], marker["contentHash"], nodes, relationships)


def read_whole(connection: Connection) -> tuple[dict[str, Any], list[Any], list[Any]]:
    """Return the marker, the nodes and the relationships of one whole build, in no particular order.

    Returns
    -------
    marker : dict
        What the store says of the build.
    nodes : list of [str, list of str, dict]
        ``uri``, labels and properties.
    relationships : list of [str, str, str, dict]
        ``uri`` of start and end, type and properties; also of those that somebody copied.

    Raises
    ------
    StoreError
        The store holds no build, or one that is not complete.
    """
    for attempt in range(_TRIES):
        try:
            with connection.session(write=False) as session:
                before, nodes, relationships, after = session.execute_read(_read)
        except QueryError:
            # The embedded store fails a query that meets what is being deleted.
            if attempt == _TRIES - 1:
                raise
        else:
            if before == after:
                _refuse_incomplete(before.markers)
            if is_one_build(before, after, _hashes(nodes), _hashes(relationships)):
                return before.markers[0]["marker"], nodes, relationships
        time.sleep(attempt * _PAUSE_SECONDS)
    raise StoreError(
        "the store keeps changing while it is read", hint="Try again when the other command has ended."
    )


def _hashes(rows: list[Any]) -> list[int]:
    return [row[-1]["_hash"] for row in rows if "_hash" in row[-1]]


def _read(tx: neo4j.ManagedTransaction) -> tuple[Look, list[Any], list[Any], Look]:
    before = first_look(tx)
    nodes = list(read_rows(tx, _NODES, "n", "n.uri, labels(n), properties(n)"))
    relationships = list(read_rows(tx, _RELATIONSHIPS, "r", "a.uri, b.uri, type(r), properties(r)"))
    return before, nodes, relationships, last_look(tx)


def _refuse_incomplete(markers: list[dict[str, Any]]) -> None:
    build = build_of(markers)
    if build is None:
        raise StoreError("the store holds no study yet", hint="Fill it with: kgraph rebuild")
    if not build.complete:
        raise StoreError(
            "the store holds a build that was cut off before its end", hint="Finish it with: kgraph rebuild"
        )


def assemble(
    study: str, build: str, content_hash: str, nodes: Iterable[Any], relationships: Iterable[Any]
) -> nx.MultiDiGraph:
    """Return nodes and relationships in the form that :func:`read_graph` describes, wherever they come from.

    Parameters
    ----------
    study, build, content_hash : str
        Attributes of the graph.
    nodes : iterable of (str, iterable of str, dict)
        ``uri``, labels and properties, ``_graphs`` included.
    relationships : iterable of (str, str, str, dict)
        ``uri`` of start and end, type and properties, ``key`` and ``_graphs`` included.
    """
    graph = nx.MultiDiGraph(study=study, build=build, contentHash=content_hash)
    for uri, labels, properties in sorted(nodes, key=lambda row: row[0]):
        graph.add_node(uri)
        shown = tuple(sorted(label for label in labels if label != RESOURCE_LABEL))
        graph.nodes[uri].update(_public(properties, shown))
        graph.nodes[uri]["labels"] = shown
    ordered = sorted(relationships, key=lambda row: (row[0], row[1], row[3]["key"]))
    for start, end, kind, properties in ordered:
        if start not in graph or end not in graph:
            continue
        key = graph.add_edge(start, end, key=properties["key"])
        graph.edges[start, end, key].update(_public(properties))
        graph.edges[start, end, key]["type"] = kind
    return graph


def _public(properties: dict[str, Any], labels: tuple[str, ...] = ()) -> dict[str, Any]:
    hidden = ("_", SCORE_PREFIX)
    public = {
        key: to_python(value) for key, value in sorted(properties.items()) if not key.startswith(hidden)
    }
    said_by = properties.get(GRAPHS_KEY)
    if said_by:
        names = (*(key for key in public if key not in UNSTATED_KEYS), *(f":{label}" for label in labels))
        public["property_sources"] = _by_name(json.loads(said_by), properties.get("sources") or [], names)
    return public


def _by_name(table: dict[str, Any], sources: list[str], names: tuple[str, ...]) -> dict[str, list[str]]:
    """Return the sources of each name, from the table that the mapping keeps in ``_graphs``.

    The table holds places in `sources` by name, a list of such lists where values of one property differ, and
    what it does not name under ``*``. The place -1 is the study's own default graph, which is no source.
    """
    found = {}
    for name in names:
        held = table.get(name, table["*"])
        places = {place for item in held for place in (item if isinstance(item, list) else [item])}
        found[name] = [sources[place] for place in sorted(places) if place >= 0]
    return found
