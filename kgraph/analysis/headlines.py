"""The conclusions that a network gives, small enough to be drawn again and again under other evidence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kgraph.analysis.dependency_model import DependencyModel
from kgraph.analysis.measures import CUT_OFF, GOALS_LOST, scores
from kgraph.words.text import Text

if TYPE_CHECKING:
    from kgraph.analysis.networks import Network

BETWEENNESS = "betweenness"
TITLES = {
    BETWEENNESS: Text("mellanliggande", "betweenness"),
    CUT_OFF: Text("antal avskurna", "number cut off"),
    GOALS_LOST: Text("antal förlorade mål", "number of goals lost"),
}
LARGEST = 400
"""Conclusions are drawn again only in networks of at most so many nodes."""


@dataclass(frozen=True, slots=True)
class Headline:
    """Who comes first by one figure.

    Parameters
    ----------
    figure : str
        ``betweenness``, ``cut-off`` or ``goals-lost``.
    order : tuple of (str, float)
        Things with a figure above zero, highest first.
    """

    figure: str
    order: tuple[tuple[str, float], ...]

    @property
    def first(self) -> frozenset[str]:
        """All things that share the first place."""
        if not self.order:
            return frozenset()
        return frozenset(node for node, value in self.order if value == self.order[0][1])

    def value(self, node: str) -> float:
        """Return the figure of one thing, 0 when it has none."""
        return next((value for other, value in self.order if other == node), 0.0)

    def rank(self, node: str) -> int | None:
        """Return the rank of one thing, None when it has none."""
        own = self.value(node)
        return 1 + sum(value > own for _, value in self.order) if own else None


def figures(network: Network) -> list[str]:
    """Return the figures that have a meaning in `network`."""
    return [*([GOALS_LOST] if network.definition.is_dependency else []), BETWEENNESS, CUT_OFF]


def headline(network: Network, figure: str) -> Headline:
    """Return who comes first in `network` by `figure`."""
    if figure == GOALS_LOST:
        model = DependencyModel.of(network)
        goals = {node for node in network.graph if network.goal_kind(node)}
        found = {node: float(len(model.loss([node]).lost & goals)) for node in network.graph}
    else:
        found = {node: value or 0.0 for node, value in scores(network.graph, figure).items()}
    kept = [(node, float(f"{value:.9g}")) for node, value in found.items() if value > 0]
    return Headline(figure, tuple(sorted(kept, key=lambda item: (-item[1], item[0]))))
