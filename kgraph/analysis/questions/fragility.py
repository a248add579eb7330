"""How a network falls apart as things go, and how well named pairs are tied."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING

import networkx as nx
import numpy as np

from kgraph.analysis.array_graph import array_graph_of
from kgraph.analysis.engines import engine_text, engines_used
from kgraph.analysis.measures.measure_registry import MEASURES
from kgraph.analysis.question import AnalysisQuestion
from kgraph.analysis.removals import removal_curve, robustness, separate_paths
from kgraph.analysis.results import AnalysisAnswer, Figure, ResultRow
from kgraph.analysis.scope import OF_TIES
from kgraph.analysis.sentences import count_of, listed
from kgraph.analysis.uncertainty.draws import draws_of
from kgraph.analysis.uncertainty.observed_scores import MOST_LOSSES, ObservedScores, observed_scores
from kgraph.analysis.uncertainty.stated_only import stated_network
from kgraph.words.catalogue import catalogue
from kgraph.words.text import number_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kgraph.analysis.array_graph import ArrayGraph
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


def fragility(network: Network, settings: Settings) -> AnalysisAnswer:
    """Say how fast the network falls apart, and which pairs hang on few paths."""
    graph = network.undirected()
    with engines_used() as used:
        rows = _curve_rows(network, settings, graph)
        rows += _pair_rows(network, settings, graph)
    return AnalysisAnswer(rows, engine_text(used))


def _curve_rows(network: Network, settings: Settings, graph: nx.Graph) -> list[ResultRow]:
    columns = array_graph_of(graph)
    scores = observed_scores(network, settings)
    rng = settings.generator("fragility")
    shuffles = RANDOM_ORDERS if columns.n <= 5_000 else 2
    random = np.mean(
        [removal_curve(columns, rng.permutation(columns.n).tolist()) for _ in range(shuffles)], axis=0
    )
    measures = [measure for measure in MEASURES.values() if measure.removal_order]
    orders = [_order(scores, measure.name) for measure in measures]
    draws = _draws(network, settings)
    drawn = [[removal_curve(one, order) for order in orders] for one in _graphs(draws)]
    rows = []
    for number, (measure, order) in enumerate(zip(measures, orders, strict=True)):
        names = [scores.nodes[place] for place in order]
        text = _words("fragility.by-measure", measure=measure.title)
        row = _curve_row(measure.name, text, removal_curve(columns, order), names)
        row = _on_stated(network, settings, row, names)
        if draws is not None:
            curves = [each[number] for each in drawn]
            shares = np.array([robustness(curve) for curve in curves])
            same = np.mean([_halved(curve) == row.detail["halvedAfter"] for curve in curves])
            row = replace(row, interval=draws.spread(shares), probability=float(same))
        rows.append(row)
    return [*rows, _curve_row("random", _words("fragility.at-random"), random.tolist(), [])]


def _on_stated(network: Network, settings: Settings, row: ResultRow, order: Sequence[str]) -> ResultRow:
    """Return a curve's claim with what the same removals do on stated relationships."""
    if network.n > MOST_LOSSES:
        return row
    stated = stated_network(network, settings).undirected()
    place = _places(stated)
    curve = removal_curve(array_graph_of(stated), [place[node] for node in order if node in place])
    return replace(row, stated_only=robustness(curve))


def _draws(network: Network, settings: Settings) -> Draws | None:
    """Return the draws in which curves and paths are computed again; None of a large network."""
    return draws_of(network, settings) if network.n <= MOST_LOSSES else None


def _graphs(draws: Draws | None) -> Iterator[ArrayGraph]:
    """Yield the network in each of some draws, read off again: keeping all would take much room."""
    if draws is not None:
        yield from (draws.drawn.graph(number) for number in range(min(DRAWN, draws.draws)))


def _places(graph: nx.Graph) -> dict[str, int]:
    """Return the number of each node among the columns of a graph."""
    return {node: number for number, node in enumerate(sorted(graph))}


def _halved(curve: Sequence[float]) -> int:
    """Return the number of removals after which the largest component is half of what it was."""
    return next((step for step, left in enumerate(curve) if left <= curve[0] / 2), len(curve) - 1)


def _order(scores: ObservedScores, measure: str) -> list[int]:
    """Return the places of the nodes by a measure, highest first; those that are equal by name."""
    order: list[int] = np.argsort(-np.nan_to_num(scores.of(measure)), kind="stable").tolist()
    return order


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
    wanted = _pairs(network, graph)
    shown = sorted(zip(_paths(graph, wanted), wanted, strict=True))[:PAIRS_SHOWN]
    pairs = [pair for _, pair in shown]
    stated = _paths(stated_network(network, settings).undirected(), pairs)
    place, draws = _places(graph), _draws(network, settings) if pairs else None
    drawn = [[separate_paths(one, place[a], place[b]) for a, b in pairs] for one in _graphs(draws)]
    rows = []
    for number, (paths, pair) in enumerate(shown):
        row = replace(_pair_row(network, graph, paths, *pair), stated_only=float(stated[number]))
        if draws is not None:
            again = np.array([float(counts[number]) for counts in drawn])
            row = replace(row, interval=draws.spread(again), probability=float(np.mean(again == paths)))
        rows.append(row)
    return rows


def _paths(graph: nx.Graph, pairs: Sequence[tuple[str, str]]) -> list[int]:
    """Return by how many separate paths each pair is tied; by none where one of it is not in the network."""
    columns, place = array_graph_of(graph), _places(graph)
    return [separate_paths(columns, place[a], place[b]) if a in place and b in place else 0 for a, b in pairs]


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
