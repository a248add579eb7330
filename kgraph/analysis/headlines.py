"""Who comes first in a network, by figures cheap enough to compute again and again on other evidence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kgraph.analysis.dependency_model import GOALS_LOST, DependencyModel
from kgraph.analysis.measures.cut_off import CUT_OFF
from kgraph.analysis.measures.measure_registry import LEADING, scores

if TYPE_CHECKING:
    from kgraph.analysis.networks import Network

LARGEST = 400
"""Conclusions are drawn again only in networks of up to this many nodes."""


@dataclass(frozen=True, slots=True)
class Headline:
    """Who comes first by one figure.

    Parameters
    ----------
    figure : str
        One of `figures`.
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
    lost = [GOALS_LOST] if network.definition.is_dependency else []
    return [*lost, *(measure.name for measure in (LEADING, CUT_OFF) if measure.scope.includes(network))]


def headline(network: Network, figure: str) -> Headline:
    """Return who comes first in `network` by `figure`."""
    if figure == GOALS_LOST:
        model = DependencyModel.of(network)
        values = {node: float(len(model.loss([node]).lost & network.goals.keys())) for node in network.graph}
    else:
        values = {node: value or 0.0 for node, value in scores(network.graph, figure).items()}
    above = [(node, float(f"{value:.9g}")) for node, value in values.items() if value > 0]
    return Headline(figure, tuple(sorted(above, key=lambda item: (-item[1], item[0]))))
