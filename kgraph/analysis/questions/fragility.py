"""How a network falls apart as things go, and how well named pairs are tied."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING

import networkx as nx
import numpy as np

from kgraph.analysis.engines import compute, engine_text, engines_used
from kgraph.analysis.measures.measure_registry import MEASURES
from kgraph.analysis.question import AnalysisQuestion
from kgraph.analysis.results import AnalysisAnswer, Figure, ResultRow
from kgraph.analysis.scope import OF_TIES
from kgraph.analysis.sentences import count_of, listed
from kgraph.analysis.uncertainty.draws import draws_of
from kgraph.analysis.uncertainty.observed_scores import MOST_LOSSES, ObservedScores, observed_scores
from kgraph.analysis.uncertainty.stated_only import stated_network
from kgraph.words.catalogue import catalogue
from kgraph.words.text import number_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kgraph.analysis.networks import Network
    from kgraph.analysis.settings import Settings
    from kgraph.analysis.uncertainty.draws import Draws
    from kgraph.words.text import Text

CURVE_POINTS = 100
RANDOM_ORDERS = 50
PAIRED = 16
"""Most things of one class whose pairs are all compared when the network names no pairs."""
PAIRS_SHOWN = 10
DRAWN = 100
"""Draws in which curves and paths are computed again; they are too slow for more."""
LARGEST_PAIRED = 20_000
_words = catalogue("analysis")


def removal_curve(graph: nx.Graph, order: Sequence[str]) -> list[int]:
    """Return the size of the largest component after 0, 1, 2... removals, in time near linear in the graph.

    Nodes are put back in reverse order and components joined by union-find.
    """
    parent: dict[str, str] = {}
    size: dict[str, int] = {}

    def root(node: str) -> str:
        """Return the node that stands for the component of `node`."""
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    largest = 0
    curve = [0]
    for node in reversed(order):
        parent[node], size[node] = node, 1
        for other in graph[node]:
            if other in parent:
                a, b = root(node), root(other)
                if a != b:
                    a, b = (a, b) if size[a] >= size[b] else (b, a)
                    parent[b] = a
                    size[a] += size[b]
        largest = max(largest, size[root(node)])
        curve.append(largest)
    return curve[::-1]


def robustness(curve: Sequence[float]) -> float:
    """Return the mean share of nodes in the largest component over all removals: 0.5 at best, 0 at worst.

    Schneider et al. 2011, doi:10.1073/pnas.1009440108 (R, summed from the first removal to the last).
    """
    n = len(curve) - 1
    return sum(curve[1:]) / (n * n) if n else 0.0


def fragility(network: Network, settings: Settings) -> AnalysisAnswer:
    """Say how fast the network falls apart, and which pairs hang on few paths."""
    graph = network.undirected()
    with engines_used() as used:
        rows = _curve_rows(network, settings, graph)
        rows += _pair_rows(network, settings, graph)
    return AnalysisAnswer(rows, engine_text(used))


def _curve_rows(network: Network, settings: Settings, graph: nx.Graph) -> list[ResultRow]:
    nodes = sorted(graph)
    scores = observed_scores(network, settings)
    rng = settings.generator("fragility")
    shuffles = RANDOM_ORDERS if len(nodes) <= 5_000 else 2
    random = np.mean(
        [removal_curve(graph, [nodes[i] for i in rng.permutation(len(nodes))]) for _ in range(shuffles)],
        axis=0,
    )
    rows = []
    for measure in MEASURES.values():
        if measure.removal_order:
            order = _order(nodes, scores, measure.name)
            text = _words("fragility.by-measure", measure=measure.title)
            row = _curve_row(measure.name, text, removal_curve(graph, order), order)
            rows.append(_how_sure(network, settings, row, order))
    return [*rows, _curve_row("random", _words("fragility.at-random"), random.tolist(), [])]


def _how_sure(network: Network, settings: Settings, row: ResultRow, order: Sequence[str]) -> ResultRow:
    """Return a curve's claim with what the same removals do in the draws and on stated relationships."""
    if network.n > MOST_LOSSES:
        return row
    stated = stated_network(network, settings).undirected()
    again = removal_curve(stated, [node for node in order if node in stated])
    row = replace(row, stated_only=robustness(again))
    draws = draws_of(network, settings)
    if draws is None:
        return row
    curves = [removal_curve(one, order) for one in _drawn(network, settings, draws)]
    shares = np.array([robustness(curve) for curve in curves])
    same = np.mean([_halved(curve) == row.detail["halvedAfter"] for curve in curves])
    return replace(row, interval=draws.spread(shares), probability=float(same))


def _halved(curve: Sequence[float]) -> int:
    """Return the number of removals after which the largest component is half of what it was."""
    return next((step for step, left in enumerate(curve) if left <= curve[0] / 2), len(curve) - 1)


def _order(nodes: list[str], scores: ObservedScores, measure: str) -> list[str]:
    """Return the nodes by a measure, highest first; those that are equal by name."""
    value = dict(zip(scores.nodes, np.nan_to_num(scores.of(measure)), strict=True))
    return sorted(nodes, key=lambda node: (-value[node], node))


def _curve_row(name: str, text: Text, curve: Sequence[float], order: Sequence[str]) -> ResultRow:
    half = _halved(curve)
    step = max(1, len(curve) // CURVE_POINTS)
    share = robustness(curve)
    return ResultRow(
        node=None,
        label=text,
        claim=_words("fragility.curve", order=text, half=half, n=len(curve) - 1, r=number_text(share)),
        figure=Figure("robustness", share, "share"),
        detail={
            "order": name,
            "halvedAfter": half,
            "removed": list(range(0, len(curve), step)),
            "largest": [curve[i] for i in range(0, len(curve), step)],
            "first": list(order[:PAIRS_SHOWN]),
        },
    )


def _pair_rows(network: Network, settings: Settings, graph: nx.Graph) -> list[ResultRow]:
    if network.n > LARGEST_PAIRED:
        return []
    pairs = [(_separate_paths(graph, a, b), a, b) for a, b in _pairs(network, graph)]
    rows = []
    draws = draws_of(network, settings)
    stated = stated_network(network, settings).undirected()
    for paths, a, b in sorted(pairs)[:PAIRS_SHOWN]:
        again = _separate_paths(stated, a, b) if a in stated and b in stated else 0
        row = replace(_pair_row(network, graph, paths, a, b), stated_only=float(again))
        if draws is not None and network.n <= MOST_LOSSES:
            drawn = np.array([float(_separate_paths(one, a, b)) for one in _drawn(network, settings, draws)])
            row = replace(row, interval=draws.spread(drawn), probability=float(np.mean(drawn == paths)))
        rows.append(row)
    return rows


def _drawn(network: Network, settings: Settings, draws: Draws) -> list[nx.Graph]:
    return settings.once(
        f"undirected draws {network.key}",
        lambda: [nx.freeze(one.graph().to_undirected()) for one in draws.first(DRAWN)],
    )


def _pairs(network: Network, graph: nx.Graph) -> list[tuple[str, str]]:
    if network.definition.pairs:
        return [(network.node_named(a), network.node_named(b)) for a, b in network.definition.pairs]
    counts = Counter(network.kinds[node] for node in graph)
    wanted = [goal for goal in network.definition.goals if 2 <= counts[goal] <= PAIRED]
    wanted += [
        kind for kind, count in sorted(counts.items(), key=lambda i: (-i[1], i[0])) if 2 <= count <= PAIRED
    ]
    if not wanted:
        return []
    return list(combinations(sorted(node for node in graph if network.kinds[node] == wanted[0]), 2))


def _separate_paths(graph: nx.Graph, a: str, b: str) -> int:
    return int(compute("local_node_connectivity", graph, a, b)) if a != b else 0


def _pair_row(network: Network, graph: nx.Graph, paths: int, a: str, b: str) -> ResultRow:
    direct = graph.has_edge(a, b)
    cut: list[str] = []
    if paths and not direct:
        cut = sorted(nx.minimum_node_cut(graph, a, b))
    names = {"a": network.name(a), "b": network.name(b)}
    if not paths:
        claim = _words("fragility.no-path", **names)
    elif direct:
        claim = _words("fragility.direct", paths=count_of(paths, "path"), **names)
    else:
        parting = listed([network.name(node) for node in cut])
        claim = _words("fragility.parted", paths=count_of(paths, "path"), cut=parting, **names)
    return ResultRow(
        node=a,
        label=listed([network.name(a), network.name(b)]),
        claim=claim,
        figure=Figure("separate paths", float(paths), "paths"),
        cut_off=(b,) if not direct else (),
        evidence=network.evidence(arc for node in cut for arc in network.incident(node)),
        detail={"pair": [a, b], "direct": direct, "minimumCut": cut},
    )


QUESTION = AnalysisQuestion(
    name="fragility",
    answer=fragility,
    method="Schneider et al. 2011, doi:10.1073/pnas.1009440108; Menger 1927",
    scope=OF_TIES,
)
