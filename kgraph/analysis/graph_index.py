"""The graph of a study as networks are declared from it: what each of them looks for is found once."""

from __future__ import annotations

from array import array
from collections import Counter
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING

from kgraph.analysis.lifetimes import lifetimes
from kgraph.words.thing_names import name_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from kgraph.analysis.lifetimes import Lifetime
    from kgraph.graph_columns import GraphColumns, Relationship, StudyGraph
    from kgraph.words.text import Text


class GraphIndex:
    """Relationships by type, classes, lifetimes and names of a study's graph.

    Parameters
    ----------
    graph : networkx.MultiDiGraph or GraphColumns
        Must not be changed afterwards.
    """

    def __init__(self, graph: StudyGraph) -> None:
        self.graph = graph
        self._names: dict[str, Text] = {}

    @cached_property
    def classes(self) -> dict[str, tuple[str, ...]]:
        """Classes of each thing; things of the same classes share one tuple."""
        shared: dict[tuple[str, ...], tuple[str, ...]] = {}
        return {
            node: shared.setdefault(own := tuple(data.get("labels", ())), own)
            for node, data in self.graph.nodes(data=True)
        }

    @cached_property
    def class_counts(self) -> Counter[str]:
        """How many things have each class."""
        counts = Counter[str]()
        for own, n in Counter(self.classes.values()).items():
            for label in own:
                counts[label] += n
        return counts

    @cached_property
    def lifetimes(self) -> dict[str, Lifetime]:
        """When things hold, see :func:`kgraph.analysis.lifetimes.lifetimes`."""
        return lifetimes(self.graph, self.of_types)

    def of_types(self, types: Collection[str]) -> Iterator[Relationship]:
        """Yield the relationships of some types in the order of the graph."""
        rows, places = self._relationships
        own = [places[kind] for kind in dict.fromkeys(types) if kind in places]
        return map(rows.__getitem__, own[0] if len(own) == 1 else sorted(chain.from_iterable(own)))

    @property
    def type_counts(self) -> Mapping[str, int]:
        """How many relationships there are of each type."""
        return {kind: len(own) for kind, own in self._relationships[1].items()}

    def name(self, uri: str) -> Text:
        """Return the name of a thing or a source; one that is not in the graph keeps its address."""
        if uri not in self._names:
            self._names[uri] = name_of(uri, self.graph.nodes[uri] if uri in self.graph else {})
        return self._names[uri]

    @cached_property
    def _relationships(self) -> tuple[list[Relationship], dict[str, array[int]]]:
        """All relationships, and the places of those of each type among them."""
        rows: list[Relationship] = []
        places: dict[str, array[int]] = {}
        for row in self.graph.edges(keys=True, data=True):
            places.setdefault(row[3].get("type", ""), array("q")).append(len(rows))
            rows.append(row)
        return rows, places


class ColumnIndex(GraphIndex):
    """The same of a graph that has no room for all its relationships at once."""

    graph: GraphColumns

    def of_types(self, types: Collection[str]) -> Iterator[Relationship]:
        """Yield the relationships of some types in the order of the graph."""
        return self.graph.of_types(types)
