"""Colour and shape of every kind of node, and the one kind that a node with several labels is shown as.

The colours are those of Okabe and Ito (2008), "Color Universal Design", which the colour-blind can tell
apart. Which class has which is declared beside the ontology, see :mod:`kgraph.views.presentation`.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from kgraph.views.colours import class_colours
from kgraph.views.presentation import styles, superclasses
from kgraph.vocabulary import RESOURCE_LABEL
from kgraph.words.term_words import CLASS_WORDS

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    import networkx as nx

SHAPES = ("dot", "square", "diamond", "triangle", "hexagon", "triangleDown", "star")

COLOURS = class_colours()

ORDER = tuple(styles())
"""Classes with a style of their own, in the order of the legend."""


@dataclass(frozen=True, slots=True)
class Mark:
    """How a kind of node is drawn.

    Parameters
    ----------
    colour : str
        ``#rrggbb``.
    shape : str
        One of :data:`SHAPES`.
    """

    colour: str
    shape: str


@cache
def mark(name: str) -> Mark:
    """Return how the class `name` is drawn: its own style, else that of its nearest superclass.

    Classes that the ontology does not know, such as those of foreign data, are grey stars.
    """
    style = styles().get(name) or styles().get(_nearest_styled(name))
    return Mark(COLOURS[style["colour"]], style["shape"]) if style else Mark(COLOURS["grey"], "star")


def marks_of(kinds: Iterable[tuple[str, tuple[str, ...]]], style: Callable[[str], Mark]) -> dict[str, Mark]:
    """Return how each kind of a page is drawn: one that only the data knows as the classes that it goes with.

    Parameters
    ----------
    kinds : iterable of (str, tuple of str)
        The kind that each node is shown as, and all labels of the node.
    style : callable
        How a class is drawn in the view.
    """
    beside: dict[str, Counter[str]] = {}
    for (kind, labels), times in Counter(kinds).items():
        counts = beside.setdefault(kind, Counter())
        counts.update({label: times for label in labels if label != kind})
    drawn = {}
    for kind, counts in beside.items():
        own, unknown = style(kind), style("")
        known = [label for label in counts if own == unknown and style(label) != unknown]
        nearest = min(known, key=lambda label: (-counts[label], legend_order(label)), default=kind)
        drawn[kind] = style(nearest)
    return drawn


def primary_labels(
    labels: Iterable[tuple[str, ...]], named: Collection[str] = ()
) -> dict[tuple[str, ...], str]:
    """Return the one label that each set of labels is shown under: the most specific one.

    A class has at most as many members as each of its superclasses, so the rarest label of a node is its most
    specific one. Of equal counts, a class that the data has words for or that the ontology knows in another
    vocabulary comes first; then the order of the legend decides, then the name.

    Parameters
    ----------
    labels : iterable of tuple of str
        The labels of every node.
    named : collection of str
        Labels that the data has words for.
    """
    sets = list(labels)
    theirs = {*named, *(name for name, above in superclasses().items() if above and "__" in name)}
    count = Counter(name for names in sets for name in set(names))
    return {
        names: min(names, key=lambda name: (count[name], name not in theirs, legend_order(name)))
        if names
        else RESOURCE_LABEL
        for names in set(sets)
    }


def kinds_of(graph: nx.MultiDiGraph) -> dict[str, str]:
    """Return the kind that each node of a graph is shown as, by IRI."""
    labels = {uri: tuple(names or ()) for uri, names in graph.nodes(data="labels")}
    primary = primary_labels(labels.values(), graph.graph.get(CLASS_WORDS, ()))
    return {uri: primary[names] for uri, names in labels.items()}


def legend_order(name: str) -> tuple[int, str]:
    """Return the sort key that puts classes in the order of the legend, unlisted ones last by name."""
    return (_places().get(name, len(ORDER)), name)


@cache
def _places() -> dict[str, int]:
    return {name: place for place, name in enumerate(ORDER)}


def _nearest_styled(name: str) -> str:
    """Return the superclass with a style that has most superclasses itself; empty where there is none."""
    above = superclasses()
    styled = [label for label in above.get(name, ()) if label in styles()]
    return min(styled, key=lambda label: (-len(above.get(label, ())), label), default="")
