"""First-order figures of the things of a network, as columns: what engines give without a NetworkX graph."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kgraph.words.text import Text

Column = NDArray[Any]

FIGURES = (
    "degree",
    "component",
    "strong_component",
    "core",
    "cut_off",
    "bridges",
    "pagerank",
    "eigenvector",
    "betweenness",
    "harmonic",
    "dominated",
    "lost",
    "goals_lost",
)
"""All figures, in the order in which they are shown."""
_FIRST = ("lost", "dominated", "betweenness", "degree")


@dataclass(frozen=True, slots=True)
class ThingFigures:
    """The figures of a network.

    Parameters
    ----------
    network : str
        Its name.
    things : sequence of str
        IRIs of its things.
    names : sequence of Text
        Their names.
    columns : dict of str to ndarray
        Figures by name, from `FIGURES`: those that mean something on the network, and that the engine gives.
        Components have numbers from 1, the largest first.
    notes : tuple of Text
        What is estimated, and how well.
    """

    network: str
    things: tuple[str, ...]
    names: tuple[Text, ...]
    columns: dict[str, Column]
    notes: tuple[Text, ...]

    def rows(self, language: str, figures: Iterable[str]) -> list[tuple[str | float | None, ...]]:
        """Return a row for each thing, as `headings`: first that with which, or between which, most is.

        Parameters
        ----------
        language : str
            Language of the names.
        figures : iterable of str
            Which figures; None stands for one that the network does not have.
        """
        first = [self.columns[name] for name in _FIRST if name in self.columns]
        order = np.lexsort([np.arange(len(self.things)), *(-column for column in reversed(first))])
        columns = [self.columns[name].tolist() if name in self.columns else None for name in figures]
        return [
            (
                self.network,
                self.names[i].in_language(language),
                *(None if column is None or column[i] != column[i] else column[i] for column in columns),
                self.things[i],
            )
            for i in order.tolist()
        ]


def figures_of(found: Iterable[ThingFigures]) -> tuple[str, ...]:
    """Return the names of the figures that any of several networks has, in the order of `FIGURES`."""
    given = {name for each in found for name in each.columns}
    return tuple(name for name in FIGURES if name in given)


def headings(figures: Iterable[str]) -> tuple[str, ...]:
    """Return the headings of `ThingFigures.rows`."""
    return ("network", "name", *figures, "uri")


def numbered(members: Column) -> Column:
    """Return the number of each thing's component, from 1: the largest first, then as their things come.

    Parameters
    ----------
    members : ndarray of int
        The same number for all things of a component.
    """
    _, where, inverse, counts = np.unique(members, return_index=True, return_inverse=True, return_counts=True)
    numbers = np.empty(len(counts), dtype=np.int64)
    numbers[np.lexsort([where, -counts])] = np.arange(1, len(counts) + 1)
    return numbers[inverse]
