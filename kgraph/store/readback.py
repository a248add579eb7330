"""Read the graph in a store back into NetworkX."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from sys import intern
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import networkx as nx

from kgraph.errors import QueryError, StoreError
from kgraph.gc_pause import collection_paused
from kgraph.graph_keys import GRAPHS_KEY, HASH_KEY, UNSTATED_KEYS
from kgraph.store.bolt_values import to_python
from kgraph.store.build_marker import build_of
from kgraph.store.bulk_rows import read_rows
from kgraph.store.node_scores import SCORE_PREFIX
from kgraph.store.one_build import Look, first_look, is_one_build, last_look
from kgraph.store.restated import take_over_evidence
from kgraph.vocabulary import RESOURCE_LABEL
from kgraph.words.term_words import CLASS_WORDS, TYPE_WORDS, words_of_terms

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    import neo4j

    from kgraph.store.connection import Connection

NODES = f"MATCH (n:{RESOURCE_LABEL}) WHERE n.{HASH_KEY} IS NOT NULL"
RELATIONSHIPS = f"MATCH (a:{RESOURCE_LABEL})-[r]->(b:{RESOURCE_LABEL}) WHERE r.key IS NOT NULL"
Read = TypeVar("Read")

_TRIES = 5
_PAUSE_SECONDS = 0.1


@collection_paused()
def read_graph(connection: Connection) -> nx.MultiDiGraph:
    """Return the graph in the store, read in one transaction.

    Nodes are keyed by ``uri`` and have their properties and ``labels`` (a sorted tuple without ``Resource``)
    as attributes. Edges are ``(start, end, key)`` and have their properties and ``type``. ``graph.graph`` has
    ``study``, ``build``, ``contentHash``, and what the data itself calls its classes and relationships
    (:mod:`kgraph.words.term_words`). Nodes and edges are sorted by their keys, so the same store
    always gives the same graph.

    Three things are left out: properties that kgraph keeps for itself (``_...``), scores of an earlier
    analysis (``score_...``), and what was added by hand (nodes without ``_hash``, relationships without
    ``key``).

    When several sources describe a node or edge and do not all say the same, its attribute
    ``property_sources`` maps each property key, and each label with a colon before it (``:Municipality``), to
    the sources that state it. Without that attribute, each of its ``sources`` states all of it.

    If another command finishes a sync meanwhile, everything is read again (:mod:`kgraph.store.one_build`).

    Parameters
    ----------
    connection : Connection
        The store.

    Raises
    ------
    StoreError
        The store holds no build or an incomplete one, or keeps changing.
    """
    marker, nodes, relationships = read_whole(connection)
    # Rows are let go of as the graph is made of them.
    rows = _each_once(nodes), _each_once(relationships)
    graph = assemble(marker["study"], marker["build"], marker["contentHash"], *rows)
    return with_names(graph, marker.get("names") or "{}")


def with_names(graph: nx.MultiDiGraph, names_json: str) -> nx.MultiDiGraph:
    """Add to a graph what follows from the names of its terms, and return it.

    That is what its nodes say that its classes and relationship types are called, and the evidence of what
    relationships restate (:mod:`kgraph.store.restated`).

    Parameters
    ----------
    graph : networkx.MultiDiGraph
        The graph; it is changed.
    names_json : str
        The names in use, as the marker of a store has them.
    """
    names = json.loads(names_json)
    for kind, words in (("labels", CLASS_WORDS), ("types", TYPE_WORDS)):
        terms = {name: iri for name, (iri, _) in names.get(kind, {}).items() if iri}
        if found := words_of_terms(terms, graph.nodes.get):
            graph.graph[words] = found
    take_over_evidence(graph, terms)
    return graph


def read_whole(connection: Connection) -> tuple[dict[str, Any], list[Any], list[Any]]:
    """Return the marker, the nodes and the relationships of one whole build, in no particular order.

    Returns
    -------
    marker : dict
        Properties of the marker node.
    nodes : list of [str, list of str, dict]
        ``uri``, labels and properties.
    relationships : list of [str, str, str, dict]
        ``uri`` of start and end, type and properties. Copies that were made by hand are among them.

    Raises
    ------
    StoreError
        The store holds no build or an incomplete one, or keeps changing.
    """
    marker, (nodes, relationships) = whole_build(connection, _read)
    return marker, nodes, relationships


@dataclass(frozen=True, slots=True)
class Content(Generic[Read]):
    """What was read from a store, and how to tell whether it belongs to one build.

    Parameters
    ----------
    read : object
        What was read.
    nodes, relationships : sequence of int
        Hashes of all nodes and relationships that were read.
    """

    read: Read
    nodes: Sequence[int]
    relationships: Sequence[int]


def whole_build(
    connection: Connection, read: Callable[[neo4j.ManagedTransaction], Content[Read]]
) -> tuple[dict[str, Any], Read]:
    """Return the marker of one whole build, and what `read` reads of it in one transaction.

    Parameters
    ----------
    connection : Connection
        The store.
    read : callable
        Reads; it is called again where another command has finished a sync meanwhile.

    Raises
    ------
    StoreError
        The store holds no build or an incomplete one, or keeps changing.
    """

    def looked_at(tx: neo4j.ManagedTransaction) -> tuple[Look, Content[Read], Look]:
        """Read between two looks."""
        before = first_look(tx)
        content = read(tx)
        return before, content, last_look(tx)

    for attempt in range(_TRIES):
        try:
            with connection.session(write=False) as session:
                before, content, after = session.execute_read(looked_at)
        except QueryError:
            # The embedded store fails a query that comes upon something being deleted.
            if attempt == _TRIES - 1:
                raise
        else:
            if before == after:
                _refuse_incomplete(before.markers)
            if is_one_build(before, after, content.nodes, content.relationships):
                return before.markers[0]["marker"], content.read
        time.sleep(attempt * _PAUSE_SECONDS)
    raise StoreError(
        "the store keeps changing while it is read", hint="Try again when the other command has ended."
    )


def _read(tx: neo4j.ManagedTransaction) -> Content[tuple[list[Any], list[Any]]]:
    nodes = list(read_rows(tx, NODES, "n", "n.uri, labels(n), properties(n)"))
    relationships = list(read_rows(tx, RELATIONSHIPS, "r", "a.uri, b.uri, type(r), properties(r)"))
    return Content((nodes, relationships), _hashes(nodes), _hashes(relationships))


def _hashes(rows: list[Any]) -> list[int]:
    return [row[-1][HASH_KEY] for row in rows if HASH_KEY in row[-1]]


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
    """Return nodes and relationships from any source as the graph that :func:`read_graph` describes.

    Parameters
    ----------
    study, build, content_hash : str
        Attributes of the graph.
    nodes : iterable of (str, iterable of str, dict)
        ``uri``, labels and properties, including ``_graphs``.
    relationships : iterable of (str, str, str, dict)
        ``uri`` of start and end, type and properties, including ``key`` and ``_graphs``.
    """
    graph = nx.MultiDiGraph(study=study, build=build, contentHash=content_hash)
    shared = _Shared()
    for uri, labels, properties in _each_once(sorted(nodes, key=lambda row: row[0])):
        own = shared.own_labels(labels)
        graph.add_node(uri)
        graph.nodes[uri].update(shared.public(properties, own), labels=own)
    names = {uri: uri for uri in graph}
    ordered = sorted(relationships, key=lambda row: (row[0], row[1], row[3]["key"]))
    for start, end, kind, properties in _each_once(ordered):
        if start not in names or end not in names:
            continue
        key = graph.add_edge(names[start], names[end], key=properties["key"])
        graph.get_edge_data(start, end, key).update(shared.public(properties), type=intern(kind))
    return graph


def _each_once(rows: list[Any]) -> Iterator[Any]:
    """Yield rows in order, and let go of each: what is made of them takes as much memory again."""
    rows.reverse()
    while rows:
        yield rows.pop()


def _by_name(table: dict[str, Any], sources: list[str], names: tuple[str, ...]) -> dict[str, list[str]]:
    """Return the sources of each name, from the table that the mapping keeps in ``_graphs``.

    The table gives the indices in `sources` for each name, one list per value when the sources of a
    property's values differ. ``*`` stands for all names that are not in it. The index -1 stands for the
    study's default graph, which is not a source.
    """
    sources_by_name = {}
    for name in names:
        entries = table.get(name, table["*"])
        indices = {index for entry in entries for index in (entry if isinstance(entry, list) else [entry])}
        sources_by_name[name] = [sources[index] for index in sorted(indices) if index >= 0]
    return sources_by_name


class _Shared:
    """What things of a graph have in common, held once: most name the same few sources."""

    def __init__(self) -> None:
        self._keys: dict[tuple[str, ...], list[str]] = {}
        self._labels: dict[tuple[str, ...], tuple[str, ...]] = {}
        self._sources: dict[tuple[str, ...], list[str]] = {}
        self._named: dict[tuple[Any, ...], dict[str, list[str]]] = {}

    def own_labels(self, labels: Iterable[str]) -> tuple[str, ...]:
        """Return the labels that readers see, in order."""
        given = tuple(labels)
        if given not in self._labels:
            self._labels[given] = tuple(sorted(label for label in given if label != RESOURCE_LABEL))
        return self._labels[given]

    def public(self, properties: dict[str, Any], labels: tuple[str, ...] = ()) -> dict[str, Any]:
        """Return the properties that readers see, in order; lists of sources are not to be changed."""
        given = tuple(properties)
        keys = self._keys.get(given)
        if keys is None:
            keys = [intern(key) for key in sorted(given) if not key.startswith(("_", SCORE_PREFIX))]
            self._keys[given] = keys
        public = {key: to_python(properties[key]) for key in keys}
        sources = properties.get("sources") or []
        if sources:
            sources = public["sources"] = self._sources.setdefault(tuple(sources), sources)
        table = properties.get(GRAPHS_KEY)
        if table:
            named = table, tuple(sources), tuple(keys), labels
            if named not in self._named:
                names = (
                    *(key for key in keys if key not in UNSTATED_KEYS),
                    *(f":{label}" for label in labels),
                )
                self._named[named] = _by_name(json.loads(table), sources, names)
            public["property_sources"] = self._named[named]
        return public
