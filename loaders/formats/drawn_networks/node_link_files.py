"""JSON with lists of nodes and links, as D3 and NetworkX write it, and the JSON of Cytoscape."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from kgraph.errors import Location, SourceError

from ...common.json_text import decoder, refuse_half_characters, repeated_keys
from .drawn_network import DrawnNode, DrawnTie, ForeignNetwork, Scalar

if TYPE_CHECKING:
    from pathlib import Path

    from kgraph.study import Study

_LISTS = re.compile(rb'(?<!\\)"nodes"\s*:\s*\[')
_LINKS = ("links", "edges")


def is_node_link(path: Path, study: Study) -> bool:
    """Return whether a JSON file has a list of nodes."""
    return bool(_LISTS.search(path.read_bytes()))


def read_node_link(text: str, file: str) -> ForeignNetwork:
    """Return the network in the text of a JSON file, with all its faults.

    Raises
    ------
    SourceError
        The text is not JSON, nested too deeply, or no object.
    """
    network = ForeignNetwork.of(file)

    def pairs(found: list[tuple[str, Any]]) -> dict[str, Any]:
        """Return an object; a key that occurs twice is a fault."""
        values = dict(found)
        for key in dict.fromkeys(repeated_keys(found)) if len(values) < len(found) else ():
            network.problems.add(Location(file), f"the key {key!r} occurs twice in one object")
        return values

    def constant(name: str) -> None:
        """Refuse what is not JSON."""
        network.problems.add(Location(file), f"{name} is no number of JSON")

    try:
        refuse_half_characters(text)
        content = decoder(text, object_pairs_hook=pairs, parse_constant=constant).decode(text)
    except json.JSONDecodeError as error:
        raise SourceError(f"not JSON: {error.msg}", where=Location(file, line=error.lineno)) from None
    except RecursionError:
        raise SourceError("nested too deeply", where=Location(file)) from None
    if not isinstance(content, dict):
        raise SourceError("the file is no JSON object with nodes and links", where=Location(file))
    _NodeLinkReader(network).read(content)
    return network


class _NodeLinkReader:
    """Turn the lists of one file into nodes and ties."""

    def __init__(self, network: ForeignNetwork) -> None:
        self.network = network
        self.ids: list[str] = []

    def read(self, content: dict[str, Any]) -> None:
        """Add all nodes and ties."""
        path, inner = "", content.get("elements")
        lists: dict[str, Any] = content
        if isinstance(inner, dict):
            path, lists = "/elements", inner
        nodes = self._items(lists, ("nodes",), path)
        links = self._items(lists, _LINKS, path)
        directed = content.get("directed", True)
        if not isinstance(directed, bool):
            self._fault("/directed", f"directed is {directed!r}, not true or false")
        for key in ("graph", "data"):
            facts = content.get(key)
            if isinstance(facts, dict):
                self.network.facts |= {name: _text(value) for name, value in facts.items()}
        numbered = bool(nodes) and not any({"id", "name"} & item.keys() for _, item in nodes)
        for index, (place, item) in enumerate(nodes):
            self._node(place, item, str(index) if numbered else None)
        for place, item in links:
            self._link(place, item, directed=directed is not False, multiple=bool(content.get("multigraph")))
        self.network.check_ends()

    def _fault(self, place: str, message: str) -> None:
        self.network.problems.add(Location(self.network.file, column=place), message)

    def _items(
        self, content: dict[str, Any], names: tuple[str, ...], path: str
    ) -> list[tuple[str, dict[str, Any]]]:
        name = next((name for name in names if name in content), names[0])
        value = content.get(name)
        if not isinstance(value, list):
            self._fault(f"{path}/{name}", f"no list of {' or '.join(names)}")
            return []
        found = []
        for index, item in enumerate(value):
            place = f"{path}/{name}/{index}"
            inner = item.get("data") if isinstance(item, dict) and path else item
            if isinstance(inner, dict):
                found.append((place, inner))
            else:
                self._fault(place, f"{_text(item)[:60]} is no object with keys and values")
        return found

    def _node(self, place: str, item: dict[str, Any], number: str | None) -> None:
        identifier = number if number is not None else item.get("id", item.get("name"))
        if not isinstance(identifier, str | int | float) or isinstance(identifier, bool):
            self._fault(place, f"the id is {_text(identifier)}, neither text nor a number")
            return
        self.ids.append(str(identifier))
        attributes = _attributes(item, {"id"})
        where = Location(self.network.file, column=place)
        self.network.add_node(DrawnNode(str(identifier), where, attributes))

    def _link(self, place: str, item: dict[str, Any], *, directed: bool, multiple: bool) -> None:
        ends = [self._end(item.get(name)) for name in ("source", "target")]
        if ends[0] is None or ends[1] is None:
            self._fault(place, "the link has no source and target that are ids")
            return
        own = item.get("directed", directed)
        identifier = item.get("id")
        left_out = {"source", "target", "directed", "id"} | ({"key"} if multiple else set())
        tie = DrawnTie(
            ends[0],
            ends[1],
            Location(self.network.file, column=place),
            own is not False,
            "" if identifier is None else str(identifier),
            _attributes(item, left_out),
        )
        self.network.add_tie(tie)

    def _end(self, value: Any) -> str | None:
        """Return the id of an end: as written, or that of the node with this number in the list (D3)."""
        if isinstance(value, dict):
            value = value.get("id", value.get("name"))
        if value is None or isinstance(value, bool | list | dict):
            return None
        if str(value) not in self.network.nodes and isinstance(value, int) and 0 <= value < len(self.ids):
            return self.ids[value]
        return str(value)


def _attributes(item: dict[str, Any], without: set[str]) -> dict[str, Scalar]:
    return {
        key: value if isinstance(value, bool | int | float | str) else _text(value)
        for key, value in item.items()
        if key not in without and value is not None
    }


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
