"""The rows of an answer as the page shows them: every node and relationship in them can be followed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from kgraph.ask.answer_forms import cell_exact, drawn, specific
from kgraph.store.graph_values import BoltNode, BoltPath, BoltRelationship, to_json
from kgraph.words.thing_names import name_of

if TYPE_CHECKING:
    from kgraph.workbench.held_study import HeldGraph

#: Items of a list, and characters of a text, that a cell shows; files have all of them.
LONGEST_LIST, LONGEST_TEXT = 50, 2000


@dataclass(slots=True)
class CellReader:
    """Turns values into cells.

    Parameters
    ----------
    held : HeldGraph
        The store's content.
    base : str
        The study's base, which IRIs are shown without.
    """

    held: HeldGraph
    base: str
    _cells: dict[str, Any] = field(default_factory=dict)

    def cell(self, value: Any) -> Any:
        """Return a value as JSON.

        A text, number or truth value is itself. A node is ``{"node", "name", "kind"}``, the IRI of one
        ``{"node", "text"}``, a relationship ``{"tie", "type"}``, a path ``{"path"}`` and a list ``{"list",
        "more"}``, both with cells in them.
        """
        if isinstance(value, BoltNode):
            return self._node(value)
        if isinstance(value, BoltRelationship):
            return self._tie(value)
        if isinstance(value, BoltPath):
            return {"path": [self.cell(part) for part in _parts(value)]}
        if isinstance(value, list | tuple):
            shown = [self.cell(item) for item in value[:LONGEST_LIST]]
            return {"list": shown, "more": max(len(value) - LONGEST_LIST, 0)}
        if isinstance(value, str) and value in self.held.graph:
            return {"node": value, "text": value.removeprefix(self.base)}
        if value is None or isinstance(value, bool | int):
            return value
        plain = to_json(value)
        # JSON has neither infinities nor what is not a number.
        if isinstance(plain, float) and abs(plain) < float("inf"):
            return plain
        text = cell_exact(value)
        return text if len(text) <= LONGEST_TEXT else f"{text[:LONGEST_TEXT]}…"

    def _node(self, node: BoltNode) -> Any:
        uri = str(node.properties.get("uri", ""))
        if uri not in self.held.graph:
            return drawn(node)
        if uri not in self._cells:
            name = name_of(uri, self.held.graph.nodes[uri]).to_json()
            self._cells[uri] = {"node": uri, "name": name, "kind": next(iter(specific(node.labels)), "")}
        return self._cells[uri]

    def _tie(self, tie: BoltRelationship) -> Any:
        key = str(tie.properties.get("key", ""))
        if key not in self.held.ends:
            return drawn(tie)
        return {"tie": key, "type": tie.type}


def _parts(path: BoltPath) -> list[BoltNode | BoltRelationship]:
    parts: list[BoltNode | BoltRelationship] = list(path.nodes[:1])
    for tie, node in zip(path.relationships, path.nodes[1:], strict=True):
        parts += [tie, node]
    return parts
