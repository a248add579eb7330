"""Claims about what is cut off without something, for all questions that make them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from kgraph.analysis.blocks import parted, pieces
from kgraph.analysis.measures.cut_off import CUT_OFF
from kgraph.analysis.results import AnalysisAnswer, Figure, ResultRow
from kgraph.analysis.sentences import listed, one_or_many
from kgraph.analysis.uncertainty.chance import z_and_p
from kgraph.analysis.uncertainty.draws import draws_of
from kgraph.analysis.uncertainty.observed_scores import MOST_LOSSES, observed_scores
from kgraph.analysis.uncertainty.stated_only import stated_score
from kgraph.words.catalogue import catalogue

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    import networkx as nx

    from kgraph.analysis.networks import Network
    from kgraph.analysis.settings import Settings
    from kgraph.words.text import Text

CUT = "cut off"
"""Name of the figure of claims about what is cut off without something."""
_words = catalogue("analysis")


def cuts(network: Network, settings: Settings) -> AnalysisAnswer:
    """List the cut points of a network, direction set aside, with what each cuts off by name."""
    return settings.once(f"cuts {network.key}", lambda: _cuts(network, settings))


def _cuts(network: Network, settings: Settings) -> AnalysisAnswer:
    graph = network.undirected()
    scores = observed_scores(network, settings)
    sizes = dict(zip(scores.nodes, scores.of(CUT_OFF.name), strict=True))
    order = sorted((node for node in sizes if sizes[node] > 0), key=lambda node: (-sizes[node], node))
    rows = [_row(network, settings, graph, node) for node in order[: settings.rows]]
    notes = []
    if not order:
        notes.append(_words("cut-points.none"))
    if len(order) > settings.rows:
        notes.append(_words("cut-points.shown", shown=settings.rows, total=len(order)))
    return AnalysisAnswer(rows, scores.engine, notes)


def _row(network: Network, settings: Settings, graph: nx.Graph, node: str) -> ResultRow:
    draws = draws_of(network, settings)
    z, p = z_and_p(network, settings, CUT_OFF.name, node)
    detail: dict[str, Any] = {"neighbours": int(graph.degree(node))}
    away, interval, probability = parted(graph, [node]), None, None
    if draws is not None:
        sizes = draws.scores(CUT_OFF.name)[:, draws.place(node)]
        interval = draws.spread(sizes)
        detail["shareCutPoint"] = float(np.mean(sizes > 0))
        if network.n <= MOST_LOSSES:
            rest = middle(graph, pieces(graph, [node])[0][0])
            places = [draws.place(other) for other in away]
            probability = draws.cuts.share_parted([draws.place(node)], [(places, draws.place(rest))])
    bridging = {network.arc(node, other) for other in set(graph[node]) & set(away)}
    back = {(b, a) for a, b in bridging} if network.definition.directed else set()
    return ResultRow(
        node=node,
        label=network.name(node),
        claim=cut_claim(network, network.name(node), away),
        figure=Figure(CUT, float(len(away)), "things"),
        interval=interval,
        probability=probability,
        stated_only=stated_score(network, settings, CUT_OFF.name, node),
        z=z,
        p=p,
        cut_off=tuple(away),
        evidence=network.evidence(bridging | back),
        detail=detail,
    )


def middle(graph: nx.Graph, piece: Collection[str]) -> str:
    """Return the thing of a piece that others are parted from in draws: the one with most ties."""
    return max(piece, key=lambda other: (graph.degree(other), other))


def cut_claim(network: Network, without: Text, away: Sequence[str]) -> Text:
    """Return "Without X, 2 services are cut off from the rest: A and B."."""
    return _words(
        f"cut-points.claim.{one_or_many(len(away))}",
        name=without,
        what=network.counted(away),
        names=listed([network.name(node) for node in away]),
    )
