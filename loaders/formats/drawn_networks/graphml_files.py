"""GraphML (http://graphml.graphdrawing.org), as yEd, Gephi, igraph, NetworkX and visone write it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .drawn_network import LABEL, DrawnNode, DrawnTie, ForeignNetwork, Scalar
from .network_xml import XmlElement, read_xml

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ..source_bytes import Limits

TRUE, FALSE = frozenset({"true", "1"}), frozenset({"false", "0"})
WHOLE, BROKEN = frozenset({"int", "long", "integer"}), frozenset({"float", "double"})
TYPES = frozenset({"", "string", "boolean", *WHOLE, *BROKEN})
# Labels that yEd keeps in its drawing.
_DRAWN_LABELS = ("NodeLabel", "EdgeLabel")


@dataclass(frozen=True, slots=True)
class _Key:
    """An attribute as the file declares it; without a name it belongs to a drawing."""

    name: str
    type: str
    default: str | None
    domain: str


def read_graphml(path: Path, file: str, limits: Limits) -> ForeignNetwork:
    """Return the network in a GraphML file, with all its faults.

    Raises
    ------
    SourceError
        The file is not well-formed, or not GraphML.
    """
    return _GraphmlReader(file).read(read_xml(path, file, limits, "graphml"))


def typed(text: str, kind: str) -> Scalar:
    """Return the value that `text` stands for in GraphML and GEXF.

    Raises
    ------
    ValueError
        It is no value of that type.
    """
    if kind == "boolean":
        if text.strip().casefold() not in TRUE | FALSE:
            raise ValueError(f"{text!r} is neither true nor false")
        return text.strip().casefold() in TRUE
    if kind in WHOLE | BROKEN:
        try:
            return int(text) if kind in WHOLE else float(text)
        except ValueError:
            raise ValueError(f"{text!r} is no {'whole number' if kind in WHOLE else 'number'}") from None
    return text


class _GraphmlReader:
    """Turn the elements of one file into nodes and ties."""

    def __init__(self, file: str) -> None:
        self.network = ForeignNetwork.of(file)
        self.keys: dict[str, _Key] = {}

    def read(self, root: XmlElement) -> ForeignNetwork:
        """Return the network; graphs inside nodes are groups, and their nodes are nodes as well."""
        for element in root.all("key"):
            self._declare(element)
        waiting = [(graph, True) for graph in root.all("graph")]
        if not waiting:
            self._fault(root, "the file has no <graph>")
        while waiting:
            graph, directed = waiting.pop(0)
            declared = graph.get("edgedefault")
            if declared not in {"directed", "undirected", None}:
                self._fault(graph, f"edgedefault is {declared!r}, not 'directed' or 'undirected'")
            directed = directed if declared is None else declared == "directed"
            for element in graph.children:
                if element.name == "data":
                    self.network.facts |= {k: str(v) for k, v in self._data([element], "graph").items()}
                elif element.name == "node":
                    self._node(element)
                    inner = list(element.all("graph"))
                    self.network.left_out["group"] += len(inner)
                    waiting += [(each, directed) for each in inner]
                elif element.name == "edge":
                    self._edge(element, directed=directed)
                elif element.name == "hyperedge":
                    self._fault(
                        element,
                        "a hyperedge ties more than two nodes; write one node for it and a tie to each",
                    )
        self.network.check_ends()
        return self.network

    def _fault(self, element: XmlElement, message: str) -> None:
        self.network.problems.add(self.network.at(element.line), message)

    def _declare(self, element: XmlElement) -> None:
        identifier, kind = element.get("id"), (element.get("attr.type") or "").casefold()
        if not identifier:
            self._fault(element, "a <key> without an id")
            return
        if identifier in self.keys:
            self._fault(element, f"a second <key> with the id {identifier!r}")
            return
        if kind not in TYPES:
            self._fault(
                element,
                f"{element.get('attr.type')!r} is no type: string, boolean, int, long, float or double",
            )
        default = element.first("default")
        drawing = any(name.startswith("yfiles") for name in element.attributes)
        name = element.get("attr.name") or ("" if drawing else identifier)
        text = default.text if default is not None else None
        self.keys[identifier] = _Key(name, kind, text, element.get("for") or "all")

    def _node(self, element: XmlElement) -> None:
        attributes = self._data(element.all("data"), "node")
        self.network.add_node(DrawnNode(element.get("id") or "", self.network.at(element.line), attributes))

    def _edge(self, element: XmlElement, *, directed: bool) -> None:
        ends = element.get("source"), element.get("target")
        if not ends[0] or not ends[1]:
            self._fault(element, "an <edge> without a source and a target")
            return
        stated = element.get("directed")
        if stated not in {"true", "false", "1", "0", None}:
            self._fault(element, f"directed is {stated!r}, not 'true' or 'false'")
        place = self.network.at(element.line)
        attributes = self._data(element.all("data"), "edge")
        arrow = directed if stated is None else stated in TRUE
        self.network.add_tie(DrawnTie(ends[0], ends[1], place, arrow, element.get("id") or "", attributes))

    def _data(self, elements: Iterator[XmlElement] | list[XmlElement], domain: str) -> dict[str, Scalar]:
        """Return the attributes in <data> elements, and the declared defaults of those that are missing."""
        values: dict[str, Scalar] = {}
        drawn: dict[str, Scalar] = {}
        for element in elements:
            key = self.keys.get(element.get("key") or "")
            if key is None:
                self._fault(
                    element, f"<data> of the key {element.get('key')!r}, which the file does not declare"
                )
            elif not key.name or element.children:
                self.network.left_out["drawing"] += 1
                label = next((e.text.strip() for e in element.within() if e.name in _DRAWN_LABELS), "")
                if label:
                    drawn.setdefault(LABEL, label)
            elif key.name in values:
                self._fault(element, f"a second value of {key.name!r}")
            else:
                self._set(values, key, element.text, element)
        for key in self.keys.values() if domain != "graph" else ():
            if (
                key.default is not None
                and key.name
                and key.domain in {domain, "all"}
                and key.name not in values
            ):
                self._set(values, key, key.default, None)
        return drawn | values

    def _set(self, values: dict[str, Scalar], key: _Key, text: str, element: XmlElement | None) -> None:
        try:
            values[key.name] = typed(text, key.type)
        except ValueError as error:
            place = self.network.at(element.line if element else None)
            self.network.problems.add(place, f"{key.name!r}: {error}")
