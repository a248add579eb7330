"""A study's graph held in columns: networks are declared from it in a tenth of the room that NetworkX takes.

Relationships are two integers for their ends and one for what they say, since few say something of their own.
Of the properties only those are kept that decide what belongs to a network.
"""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, Any

import networkx as nx
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from typing import Self

    from numpy.typing import NDArray

    from kgraph.words.text import Text

Properties = dict[str, Any]
Relationship = tuple[str, str, str, Properties]
"""Both ends of a relationship, what it is called, and its properties."""


class ThingTable(dict[str, Properties]):
    """The things of a graph by IRI, asked as those of a NetworkX graph are."""

    def __call__(self, data: bool = False) -> Any:
        """Return the IRIs, or each with its properties."""
        return self.items() if data else self.keys()


class GraphColumns:
    """Things and relationships, asked as a ``networkx.MultiDiGraph`` is asked when a network is declared.

    Parameters
    ----------
    study, build : str
        Attributes of the graph.
    """

    def __init__(self, study: str = "", build: str = "") -> None:
        self.graph = {"study": study, "build": build}
        self.nodes = ThingTable()
        self.names: list[Text] = []
        self.places: dict[str, int] = {}
        self._uris: list[str] = []
        self._starts, self._ends, self._says = array("i"), array("i"), array("i")
        self._said: list[Properties] = []
        self._known: dict[object, int] = {}
        self._shared: dict[object, Properties] = {}
        self._sorted: tuple[NDArray[np.int64], NDArray[np.int64]] | None = None

    def __len__(self) -> int:
        """Return the number of things."""
        return len(self.nodes)

    def __contains__(self, uri: str) -> bool:
        """Return whether there is such a thing."""
        return uri in self.nodes

    def size(self) -> int:
        """Return the number of relationships."""
        return len(self._says)

    def add_node(self, uri: str, name: Text, properties: Properties) -> None:
        """Add a thing with its name, its ``labels`` and its dates."""
        self.places[uri] = len(self._uris)
        self._uris.append(uri)
        self.names.append(name)
        # Things of one class without dates say the same.
        self.nodes[uri] = self._shared.setdefault(_content(properties), properties)

    def add_edge(self, start: str, end: str, properties: Properties) -> None:
        """Add a relationship between two things that are there, with its ``type``."""
        self._starts.append(self.places[start])
        self._ends.append(self.places[end])
        self._says.append(self._number(properties))

    def edges(self, *, data: bool = True) -> Iterator[tuple[str, str, Properties]]:
        """Yield both ends of each relationship, and its properties."""
        uris, said = self._uris, self._said
        for start, end, number in zip(self._starts, self._ends, self._says, strict=True):
            yield uris[start], uris[end], said[number]

    def of_types(self, types: Collection[str]) -> Iterator[Relationship]:
        """Yield the relationships of some types, in the order of `edges`."""
        uris, said = self._uris, self._said
        wanted = [properties["type"] in types for properties in said]
        for start, end, number in zip(self._starts, self._ends, self._says, strict=True):
            if wanted[number]:
                properties = said[number]
                name = f"{uris[start]} {properties['type']} {uris[end]}"
                yield uris[start], uris[end], name, properties

    def get_edge_data(self, start: str, end: str) -> dict[int, Properties] | None:
        """Return the properties of the relationships from one thing to another, by their row."""
        if self._sorted is None:
            pairs = self._pairs()
            order = np.argsort(pairs, kind="stable")
            self._sorted = order, pairs[order]
        order, pairs = self._sorted
        wanted = self.places[start] * len(self) + self.places[end]
        low, high = np.searchsorted(pairs, [wanted, wanted + 1])
        return {row: self._said[self._says[row]] for row in order[low:high].tolist()} or None

    def say_instead(self, row: int, properties: Properties) -> None:
        """Replace the properties of one relationship, by its place among `edges`."""
        self._says[row] = self._number(properties)

    def without_doubles(self, hashes: Sequence[int]) -> Self:
        """Leave out copies of a relationship between the same things, and return the graph itself.

        Parameters
        ----------
        hashes : sequence of int
            What tells the relationships apart, in the order of `edges`.
        """
        pairs, own = self._pairs(), np.asarray(hashes, dtype=np.int64)
        order = np.lexsort((own, pairs))
        again = (np.diff(pairs[order]) == 0) & (np.diff(own[order]) == 0)
        if again.any():
            for name in ("_starts", "_ends", "_says"):
                kept = np.delete(np.frombuffer(getattr(self, name), np.intc), order[1:][again])
                setattr(self, name, array("i", kept.tobytes()))
        return self

    def _pairs(self) -> NDArray[np.int64]:
        starts, ends = (np.frombuffer(side, np.intc) for side in (self._starts, self._ends))
        return starts.astype(np.int64) * len(self) + ends

    def _number(self, properties: Properties) -> int:
        number = self._known.setdefault(_content(properties), len(self._said))
        if number == len(self._said):
            self._said.append(properties)
        return number


def _content(properties: Mapping[str, Any]) -> object:
    return tuple(
        (key, tuple(value) if isinstance(value, list) else value) for key, value in properties.items()
    )


StudyGraph = nx.MultiDiGraph | GraphColumns
"""The graph of a study in either form."""
