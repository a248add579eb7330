"""Across layers: whether the same things are central in the layer of each relationship type."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from kgraph.analysis.engines import engine_text
from kgraph.analysis.headlines import LARGEST
from kgraph.analysis.measures.degree import DEGREE
from kgraph.analysis.question import AnalysisQuestion
from kgraph.analysis.results import AnalysisAnswer, Figure, ResultRow
from kgraph.analysis.scope import OF_LAYERS
from kgraph.analysis.sentences import count_of, listed, one_or_many
from kgraph.words.catalogue import catalogue
from kgraph.words.text import number_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from kgraph.analysis.networks import Network, Tie
    from kgraph.analysis.settings import Settings

_words = catalogue("analysis")


def across_layers(network: Network, settings: Settings) -> AnalysisAnswer:
    """Compare the layers of a network, one per relationship type: who is first in each, and do they agree."""
    types = sorted({tie.type for tie in network.relationships.values()})
    layers = {kind: network.redeclared(_of_type(kind)) for kind in types}
    degrees = {kind: DEGREE.scores(layer.graph) for kind, layer in layers.items()}
    rows = [_layer_row(network, kind, layers[kind], degrees[kind]) for kind in types]
    rows += [row for a, b in combinations(types, 2) if (row := _agreement_row(network, degrees, a, b))]
    return AnalysisAnswer(rows, engine_text())


def _of_type(kind: str) -> Callable[[Tie], bool]:
    return lambda tie: tie.type == kind


def _layer_row(network: Network, kind: str, layer: Network, degrees: Mapping[str, float | None]) -> ResultRow:
    top = max(value or 0.0 for value in degrees.values())
    first = sorted(node for node, value in degrees.items() if value == top)
    return ResultRow(
        node=first[0],
        label=listed([network.name(node) for node in first], 3),
        claim=_words(
            f"across-layers.first.{one_or_many(len(first))}",
            kind=kind,
            n=layer.n,
            m=count_of(layer.m, "tie"),
            first=listed([network.name(node) for node in first], 3),
            top=count_of(top, "tie"),
        ),
        figure=Figure(DEGREE.name, top, DEGREE.unit),
        evidence=layer.evidence(arc for node in first[:1] for arc in layer.incident(node)),
        detail={"layer": kind, "first": first, "n": layer.n, "m": layer.m},
    )


def _agreement_row(
    network: Network, degrees: Mapping[str, Mapping[str, float | None]], a: str, b: str
) -> ResultRow | None:
    both = sorted(set(degrees[a]) & set(degrees[b]))
    if len(both) < 3:
        return None
    from scipy.stats import rankdata

    first, second = (rankdata([degrees[layer][node] or 0.0 for node in both]) for layer in (a, b))
    defined = bool(np.ptp(first) and np.ptp(second))
    rho = float(np.corrcoef(first, second)[0, 1]) if defined else None
    apart = max(both, key=lambda node: (abs(first[both.index(node)] - second[both.index(node)]), node))
    value = number_text(rho, 2) if rho is not None else _words("across-layers.undefined")
    return ResultRow(
        node=apart,
        label=network.name(apart),
        claim=_words(
            "across-layers.agreement",
            a=a,
            b=b,
            value=value,
            n=len(both),
            name=network.name(apart),
        ),
        figure=Figure("rank correlation", rho, "from -1 to 1"),
        evidence=network.evidence(network.incident(apart)),
        detail={
            "layers": [a, b],
            "shared": len(both),
            **(
                {}
                if defined
                else {"undefined": "all shared things have the same degree in one of the layers"}
            ),
        },
    )


QUESTION = AnalysisQuestion(
    name="across-layers",
    answer=across_layers,
    method="Spearman 1904, doi:10.2307/1412159",
    scope=OF_LAYERS,
    most=LARGEST,
)
