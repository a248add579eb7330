"""GEXF 1.2 and 1.3 (https://gexf.net), as Gephi writes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .drawn_network import END, LABEL, START, WEIGHT, DrawnNode, DrawnTie, ForeignNetwork, Scalar
from .graphml_files import TYPES, typed
from .network_xml import XmlElement, read_xml

if TYPE_CHECKING:
    from pathlib import Path

    from ..source_bytes import Limits

KIND = "kind"
"""What GEXF 1.3 calls the relation that an edge stands for."""
_DRAWING = frozenset({"color", "position", "size", "shape", "thickness"})
_MORE_TYPES = frozenset({"anyuri", "date", "datetime", "char", "byte", "short", "biginteger", "bigdecimal"})
_WHOLE = {"byte": "int", "short": "int", "biginteger": "int", "bigdecimal": "double"}


def read_gexf(path: Path, file: str, limits: Limits) -> ForeignNetwork:
    """Return the network in a GEXF file, with all its faults.

    Raises
    ------
    SourceError
        The file is not well-formed, or not GEXF.
    """
    return _GexfReader(file).read(read_xml(path, file, limits, "gexf"))


class _GexfReader:
    """Turn the elements of one file into nodes and ties."""

    def __init__(self, file: str) -> None:
        self.network = ForeignNetwork.of(file)
        self.declared: dict[tuple[str, str], tuple[str, str, str | None]] = {}

    def read(self, root: XmlElement) -> ForeignNetwork:
        """Return the network; nodes inside nodes are groups, and nodes as well."""
        for meta in root.all("meta"):
            self.network.facts |= {each.name: each.text for each in meta.children}
        graph = root.first("graph")
        if graph is None:
            self._fault(root, "the file has no <graph>")
            return self.network
        default = graph.get("defaultedgetype") or "undirected"
        for attributes in graph.all("attributes"):
            self._declare(attributes)
        waiting = list(graph.all("nodes"))
        while waiting:
            group = waiting.pop(0)
            for element in group.children:
                if element.name == "node":
                    self._node(element)
                    inner = [each for each in element.all("nodes") if each.children]
                    self.network.left_out["group"] += len(inner)
                    waiting += inner
                elif element.name != "edges":
                    self._fault(element, f"<{element.name}> among the nodes")
        for edges in [graph, *graph.within()]:
            for element in edges.all("edge") if edges.name == "edges" else ():
                self._edge(element, default)
        self.network.check_ends()
        return self.network

    def _fault(self, element: XmlElement, message: str) -> None:
        self.network.problems.add(self.network.at(element.line), message)

    def _declare(self, block: XmlElement) -> None:
        domain = block.get("class") or "node"
        for element in block.all("attribute"):
            identifier, kind = element.get("id"), (element.get("type") or "string").casefold()
            if identifier is None or (domain, identifier) in self.declared:
                self._fault(element, f"the attribute id {identifier!r} is missing or taken")
                continue
            if kind not in TYPES | _MORE_TYPES and not kind.startswith("list"):
                self._fault(element, f"{element.get('type')!r} is no type of GEXF")
            default = element.first("default")
            text = default.text if default is not None else None
            self.declared[domain, identifier] = (
                element.get("title") or identifier,
                _WHOLE.get(kind, kind),
                text,
            )

    def _node(self, element: XmlElement) -> None:
        label = element.get("label")
        attributes = self._attributes(element, "node")
        if label is not None:
            attributes.setdefault(LABEL, label)
        self.network.add_node(DrawnNode(element.get("id") or "", self.network.at(element.line), attributes))

    def _edge(self, element: XmlElement, default: str) -> None:
        ends = element.get("source"), element.get("target")
        if not ends[0] or not ends[1]:
            self._fault(element, "an <edge> without a source and a target")
            return
        attributes = self._attributes(element, "edge")
        for name in (LABEL, KIND):
            text = element.get(name)
            if text is not None:
                attributes.setdefault(name, text)
        weight = element.get(WEIGHT)
        if weight is not None:
            self._set(attributes, WEIGHT, weight, "double", element)
        direction = element.get("type") or default
        if direction not in {"directed", "undirected", "mutual"}:
            self._fault(element, f"the type of the edge is {direction!r}, not directed, undirected or mutual")
        place = self.network.at(element.line)
        arrow = direction == "directed"
        self.network.add_tie(DrawnTie(ends[0], ends[1], place, arrow, element.get("id") or "", attributes))

    def _attributes(self, element: XmlElement, domain: str) -> dict[str, Scalar]:
        values: dict[str, Scalar] = {}
        for block in element.all("attvalues"):
            for each in block.all("attvalue"):
                name = each.get("for") or each.get("id")
                if not name:
                    self._fault(each, "an <attvalue> that does not say for which attribute")
                    continue
                known = self.declared.get((domain, name)) or (name, "string", None)
                if known[0] in values:
                    self._fault(
                        each,
                        f"a second value of {known[0]!r}; kgraph keeps one: write a node or tie for each",
                    )
                else:
                    self._set(values, known[0], each.get("value") or "", known[1], each)
        for (own, _), (title, kind, text) in self.declared.items():
            if own == domain and text is not None and title not in values:
                self._set(values, title, text, kind, element)
        self.network.left_out["drawing"] += sum(child.name in _DRAWING for child in element.children)
        self._times(element, values)
        return values

    def _times(self, element: XmlElement, values: dict[str, Scalar]) -> None:
        spells = [each for block in element.all("spells") for each in block.all("spell")]
        if len(spells) > 1:
            self._fault(
                element, f"{len(spells)} spells of time; kgraph keeps one, so write a node or tie for each"
            )
        for holder in (element, *spells[:1]):
            for name, others in ((START, ("start", "startopen")), (END, ("end", "endopen"))):
                for other in others:
                    text = holder.get(other)
                    if text is not None:
                        values.setdefault(name, text)

    def _set(self, values: dict[str, Scalar], name: str, text: str, kind: str, element: XmlElement) -> None:
        try:
            values[name] = typed(text, kind)
        except ValueError as error:
            self._fault(element, f"{name!r}: {error}")
