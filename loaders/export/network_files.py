"""A property graph as GraphML and GEXF, for Gephi, yEd, igraph, NetworkX and similar tools."""

from __future__ import annotations

import datetime as dt
import io
import json
import re
from typing import TYPE_CHECKING, Any

import networkx as nx

if TYPE_CHECKING:
    from ..property_graph import PropertyGraph

# XML 1.0 forbids these characters, even as references (https://www.w3.org/TR/xml/#charsets).
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")

# GEXF gives these edge attributes a meaning of its own.
_GEXF_NAMES = {"type": "relationshipType", "label": "edgeLabel", "id": "identifier"}


def to_networkx(graph: PropertyGraph) -> nx.MultiDiGraph:
    """Return nodes and relationships with scalar attributes only.

    Labels are joined by ``;``, lists become JSON text and dates ISO 8601 text. Internal keys (``_...``) are
    left out.
    """
    result = nx.MultiDiGraph()
    for uri, node in graph.nodes.items():
        result.add_node(uri, labels=";".join(node.labels), **_scalars(node.properties))
    for key, item in graph.relationships.items():
        result.add_edge(item.start, item.end, key=key, type=item.type, **_scalars(item.properties))
    return result


def _scalars(properties: dict[str, Any]) -> dict[str, str | int | float | bool]:
    return {key: _scalar(value) for key, value in properties.items() if key[0] != "_" and key != "key"}


def _scalar(value: Any) -> str | int | float | bool:
    if isinstance(value, (bool, int, float)):
        # GraphML and GEXF readers take integers of 64 bits at most; the mapping lets no larger ones through.
        return value
    if isinstance(value, (dt.date, dt.datetime)):
        return value.isoformat()
    if isinstance(value, list):
        value = json.dumps([_scalar(item) for item in value], ensure_ascii=False)
    return _NOT_XML.sub("\ufffd", value)


def graphml(graph: PropertyGraph) -> bytes:
    """Return the graph as GraphML (http://graphml.graphdrawing.org)."""
    stream = io.BytesIO()
    nx.write_graphml_xml(to_networkx(graph), stream, named_key_ids=False)
    return stream.getvalue()


def gexf(graph: PropertyGraph) -> bytes:
    """Return the graph as GEXF (https://gexf.net)."""
    network = to_networkx(graph)
    for _, _, key, attributes in network.edges(keys=True, data=True):
        for name, other in _GEXF_NAMES.items():
            if name in attributes:
                attributes[other] = attributes.pop(name)
        attributes["id"] = key
    # GEXF has one type per attribute; a key whose values differ in type is text throughout.
    _unify([attributes for _, attributes in network.nodes(data=True)])
    _unify([attributes for _, _, attributes in network.edges(data=True)])
    stream = io.BytesIO()
    nx.write_gexf(network, stream)
    return stream.getvalue()


def _unify(rows: list[dict[str, Any]]) -> None:
    types: dict[str, set[type]] = {}
    for row in rows:
        for key, value in row.items():
            types.setdefault(key, set()).add(type(value))
    mixed = {key for key, found in types.items() if len(found) > 1}
    for row in rows:
        for key in mixed & row.keys():
            row[key] = str(row[key])
