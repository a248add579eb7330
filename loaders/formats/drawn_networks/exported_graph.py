"""Network files that kgraph wrote, read back as the graph that they hold: no map is needed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from ...common.carried_values import GRAPH_KEY, TYPES_KEY, restored
from ...common.gexf_names import GEXF_NAMES
from ...mapping.decoder import unmap
from ...property_graph import FORMAT, Names, Node, Nodes, PropertyGraph, Relationship, Relationships

if TYPE_CHECKING:
    from kgraph.errors import Location

    from .drawn_network import DrawnNode, DrawnTie, ForeignNetwork, Scalar

_OF_GEXF = {other: name for name, other in GEXF_NAMES.items()}


def own_part(network: ForeignNetwork) -> dict[str, Any] | None:
    """Return names and prefixes that kgraph wrote into the file; None if it comes from elsewhere."""
    text = network.facts.get(GRAPH_KEY) or network.facts.get("description", "")
    if not text.startswith('{"format":'):
        return None
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) and {"format", "names", "prefixes"} <= found.keys() else None


def read_back(
    network: ForeignNetwork, own: dict[str, Any], graph: str
) -> tuple[list[tuple[ox.Quad, Location]], dict[str, str]]:
    """Return the statements of a graph that kgraph exported, each with its place, and the prefixes.

    Parameters
    ----------
    network : ForeignNetwork
        The file's content; faults are added to its problems.
    own : dict
        From :func:`own_part`.
    graph : str
        IRI of the graph for statements outside any.
    """
    rebuilt = _Rebuilt(network)
    try:
        if own["format"] != FORMAT:
            raise ValueError(f"it has format {own['format']}, and this kgraph reads {FORMAT}")
        rebuilt.names = Names.from_json(json.dumps(own["names"]), FORMAT)
        prefixes = {str(prefix): str(iri) for prefix, iri in own["prefixes"].items()}
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        network.problems.add(network.at(None), f"what kgraph wrote into the file is damaged: {error}")
        return [], {}
    for node in network.nodes.values():
        rebuilt.add_node(node)
    for tie in network.ties:
        rebuilt.add_tie(tie)
    if network.problems:
        return [], {}
    try:
        lines = "\n".join(unmap(rebuilt.graph()))
        quads = list(ox.parse(lines, format=ox.RdfFormat.N_QUADS, rename_blank_nodes=False))
    except (AttributeError, KeyError, IndexError, TypeError, ValueError, SyntaxError) as error:
        network.problems.add(network.at(None), f"what kgraph wrote into the file is damaged: {error}")
        return [], {}
    outside = ox.NamedNode(graph)
    placed = []
    for quad in quads:
        if isinstance(quad.graph_name, ox.DefaultGraph):
            quad = ox.Quad(quad.subject, quad.predicate, quad.object, outside)
        key = quad.subject.value if isinstance(quad.subject, ox.NamedNode) else ""
        placed.append((quad, rebuilt.places.get(key, network.at(None))))
    return placed, prefixes


class _Rebuilt:
    """A property graph made of the nodes and ties of a file, of which the last one counts under each name."""

    def __init__(self, network: ForeignNetwork) -> None:
        self.network = network
        self.names = Names()
        self.nodes: dict[str, Node] = {}
        self.relationships: dict[str, Relationship] = {}
        self.places: dict[str, Location] = {}

    def add_node(self, node: DrawnNode) -> None:
        """Add a node."""
        properties = self._properties(node.attributes, node.place)
        labels = str(properties.pop("labels", ""))
        unknown = [label for label in labels.split(";") if label and label not in self.names.labels]
        if properties.get("uri") != node.id or unknown:
            what = f"unknown labels {', '.join(unknown)}" if unknown else f"no uri {node.id!r}"
            self.network.problems.add(node.place, f"the node was added or changed in another tool: {what}")
            return
        self.places[node.id] = node.place
        self.nodes[node.id] = Node(tuple(filter(None, labels.split(";"))), properties)

    def add_tie(self, tie: DrawnTie) -> None:
        """Add a relationship."""
        attributes = {_OF_GEXF.get(name, name): value for name, value in tie.attributes.items()}
        properties = self._properties(attributes, tie.place)
        kind = str(properties.pop("type", ""))
        if kind not in self.names.types or not tie.id:
            what = f"the type {kind!r} is unknown" if tie.id else "no id"
            self.network.problems.add(tie.place, f"the tie was added or changed in another tool: {what}")
            return
        if "uri" in properties:
            self.places[str(properties["uri"])] = tie.place
        properties["key"] = tie.id
        self.relationships[tie.id] = Relationship(kind, tie.source, tie.target, properties)

    def graph(self) -> PropertyGraph:
        """Return the graph."""
        nodes, relationships = Nodes(self.nodes.values()), Relationships(self.relationships.values())
        return PropertyGraph(nodes, relationships, self.names)

    def _properties(self, attributes: dict[str, Scalar], place: Location) -> dict[str, Any]:
        values: dict[str, Any] = dict(attributes)
        try:
            types = json.loads(str(values.pop(TYPES_KEY, "{}")))
            return values | {key: restored(values[key], kind) for key, kind in types.items()}
        except (AttributeError, KeyError, TypeError, ValueError, RecursionError) as error:
            self.network.problems.add(place, f"a value that kgraph wrote is damaged: {error}")
            return values
