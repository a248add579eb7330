"""A declared network as columns: the ties and weights of a `Network`, without the relationships behind."""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from kgraph.analysis.arcs import projects, too_heavy
from kgraph.analysis.array_graph import ArrayGraph
from kgraph.analysis.definitions import HEAVIEST, PROJECTION, TWO_MODE, NetworkDefinition
from kgraph.analysis.graph_index import ColumnIndex
from kgraph.analysis.ties import streamed_ties, with_ends_as_bodies
from kgraph.analysis.uncertainty.meetings import meetings
from kgraph.analysis.uncertainty.network_draws import combined_weights

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from kgraph.graph_columns import GraphColumns
    from kgraph.words.text import Text

    Places = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class ColumnNetwork:
    """The ties of a network as columns.

    Parameters
    ----------
    definition : NetworkDefinition
        The choices it was made by.
    things : tuple of str
        IRIs of its things, sorted: the nodes of `graph` in their order.
    names : tuple of Text
        Their names.
    graph : ArrayGraph
        The ties.
    of_one_kind : bool
        Whether all things share a class.
    """

    definition: NetworkDefinition
    things: tuple[str, ...]
    names: tuple[Text, ...]
    graph: ArrayGraph
    of_one_kind: bool

    @property
    def reading(self) -> str:
        """How the network may be read."""
        return self.definition.reading


def declare_columns(graph: GraphColumns, definition: NetworkDefinition) -> ColumnNetwork:
    """Declare a network on the graph of a study.

    Parameters
    ----------
    graph : GraphColumns
        The graph.
    definition : NetworkDefinition
        The choices.

    Raises
    ------
    UsageError
        A weight that is negative, not a number or not finite.
    """
    index = ColumnIndex(graph)
    definition, classes = with_ends_as_bodies(index, definition)
    found, isolates = streamed_ties(index, definition, classes)
    places = graph.places
    sides, weights = (array("q"), array("q")), array("d")
    for tie in found:
        sides[0].append(places[tie.start])
        sides[1].append(places[tie.end])
        weights.append(tie.weight)
    starts, ends = (np.frombuffer(side, np.int64) for side in sides)
    own: list[Places] = [np.array([places[node] for node in isolates], dtype=np.int64)]
    columns = starts, ends, np.frombuffer(weights, np.float64)
    if definition.mode == PROJECTION:
        onto = np.array([projects(definition, classes[node]) for node in graph.nodes], dtype=np.bool_)
        wanted = onto[starts]
        own.append(starts[wanted])
        columns = meetings(starts[wanted], ends[wanted])
    return _numbered(graph, definition, classes, np.unique(np.concatenate([*own, *columns[:2]])), columns)


def _numbered(
    graph: GraphColumns,
    definition: NetworkDefinition,
    classes: Mapping[str, tuple[str, ...]],
    present: Places,
    columns: tuple[Places, Places, NDArray[np.float64]],
) -> ColumnNetwork:
    """Return the network of the things that are `present`, numbered in the order of their IRIs."""
    uris = list(graph.nodes)
    order = sorted(present.tolist(), key=uris.__getitem__)
    number = np.full(len(uris), -1)
    number[order] = np.arange(len(order))
    things = tuple(uris[place] for place in order)
    starts, ends = number[columns[0]], number[columns[1]]
    if not definition.directed:
        starts, ends = np.minimum(starts, ends), np.maximum(starts, ends)
    n = len(things)
    keys, inverse = np.unique(starts * n + ends, return_inverse=True)
    parallel = HEAVIEST if definition.mode == PROJECTION else definition.parallel
    weights = combined_weights(parallel, inverse, columns[2], len(keys))
    if not np.isfinite(weights).all():
        start, end = divmod(int(keys[np.argmin(np.isfinite(weights))]), n)
        raise too_heavy(definition, (things[start], things[end]))
    bodies = None
    if definition.mode == TWO_MODE:
        wanted = set(definition.bodies)
        bodies = np.array([not wanted.isdisjoint(classes[node]) for node in things], dtype=np.bool_)
    return ColumnNetwork(
        definition=definition,
        things=things,
        names=tuple(graph.names[place] for place in order),
        graph=ArrayGraph(n, keys // n, keys % n, weights, definition.directed, bodies),
        of_one_kind=bool(things) and bool(frozenset.intersection(*{frozenset(classes[t]) for t in things})),
    )
