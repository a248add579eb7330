"""A property graph as GraphML and GEXF, for Gephi, yEd, igraph, NetworkX and similar tools."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

import networkx as nx

from ..common.carried_values import GRAPH_KEY, SKIPPED_KEYS, TYPES_KEY, carried
from ..common.gexf_names import GEXF_NAMES
from ..property_graph import FORMAT

if TYPE_CHECKING:
    from ..property_graph import PropertyGraph

_Rows = list[dict[str, Any]]


def to_networkx(graph: PropertyGraph) -> nx.MultiDiGraph:
    """Return nodes and relationships with scalar attributes only.

    Labels are joined by ``;``, lists become JSON text and dates ISO 8601 text; ``_types`` says of which
    values that was done. The graph's own ``kgraph`` has the names and prefixes that reading back needs.
    """
    result = nx.MultiDiGraph()
    names = {"format": FORMAT, "names": json.loads(graph.names.to_json()), "prefixes": graph.prefixes}
    result.graph[GRAPH_KEY] = json.dumps(names, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    for uri, node in graph.nodes.items():
        result.add_node(uri, labels=";".join(node.labels), **_scalars(node.properties))
    for key, item in graph.relationships.items():
        result.add_edge(item.start, item.end, key=key, type=item.type, **_scalars(item.properties))
    return result


def _scalars(properties: dict[str, Any]) -> dict[str, Any]:
    values = {key: carried(value) for key, value in properties.items() if key not in SKIPPED_KEYS}
    types = {key: kind for key, (_, kind) in values.items() if kind}
    return {key: value for key, (value, _) in values.items()} | ({TYPES_KEY: types} if types else {})


def _write_types(rows: _Rows) -> None:
    for row in rows:
        if row.get(TYPES_KEY):
            row[TYPES_KEY] = json.dumps(row[TYPES_KEY], sort_keys=True, separators=(",", ":"))


def _rows(network: nx.MultiDiGraph) -> tuple[_Rows, _Rows]:
    nodes = [attributes for _, attributes in network.nodes(data=True)]
    return nodes, [attributes for _, _, attributes in network.edges(data=True)]


def graphml(graph: PropertyGraph) -> bytes:
    """Return the graph as GraphML (http://graphml.graphdrawing.org)."""
    network = to_networkx(graph)
    for rows in _rows(network):
        _write_types(rows)
    stream = io.BytesIO()
    nx.write_graphml_xml(network, stream, named_key_ids=False)
    return stream.getvalue()


def gexf(graph: PropertyGraph) -> bytes:
    """Return the graph as GEXF (https://gexf.net)."""
    network = to_networkx(graph)
    own = network.graph.pop(GRAPH_KEY)
    for _, _, key, attributes in network.edges(keys=True, data=True):
        for name, other in GEXF_NAMES.items():
            if name in attributes:
                attributes[other] = attributes.pop(name)
        attributes["id"] = key
    # GEXF has one type per attribute; a key whose values differ in type is text throughout.
    for rows in _rows(network):
        _unify(rows)
        _write_types(rows)
    stream = io.BytesIO()
    nx.write_gexf(network, stream)
    # NetworkX has no place for what describes the graph as a whole; GEXF has one.
    described = f"</creator><description>{escape(own)}</description>".encode()
    return stream.getvalue().replace(b"</creator>", described, 1)


def _unify(rows: _Rows) -> None:
    types: dict[str, set[type]] = {}
    for row in rows:
        for key, value in row.items():
            types.setdefault(key, set()).add(type(value))
    mixed = {key for key, found in types.items() if len(found) > 1}
    for row in rows:
        for key in mixed & row.keys():
            if not isinstance(row[key], str):
                row.setdefault(TYPES_KEY, {})[key] = type(row[key]).__name__
                row[key] = str(row[key])
