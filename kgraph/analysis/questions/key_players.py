"""Key players as sets: the best few to keep and the worst few to lose, with near-equal alternatives."""

from __future__ import annotations

from functools import lru_cache
from itertools import combinations
from math import comb
from typing import TYPE_CHECKING

from kgraph.analysis.engines import engine_text
from kgraph.analysis.question import AnalysisQuestion, below_size
from kgraph.analysis.results import AnalysisAnswer, Figure, ResultRow
from kgraph.analysis.scope import OF_TIES
from kgraph.analysis.sentences import listed, one_or_many, series
from kgraph.analysis.set_scores import Nodes, ScoresWith, SetScores
from kgraph.words.catalogue import catalogue
from kgraph.words.text import number_text

if TYPE_CHECKING:
    import numpy as np

    from kgraph.analysis.networks import Network
    from kgraph.analysis.settings import Settings

SIZES = (1, 2, 3)
EXACT_SETS = 40_000
"""Sets that are all tried; for more, a search by exchange."""
LARGEST = 1_000
NEAR = 0.02
"""Sets whose score is within this share of the best count as near-equal."""
ALTERNATIVES = 5
STARTS = 10
_words = catalogue("analysis")


def best_sets(
    n: int, size: int, scores: ScoresWith, rng: np.random.Generator
) -> tuple[list[tuple[float, Nodes]], bool]:
    """Return the best set of `size` nodes first, then its near-equals, and whether all sets were tried.

    Where there are too many sets, a greedy exchange from several random starts (Borgatti 2006, sec. 5) is
    used, which may miss the best.
    """
    if comb(n, size) <= EXACT_SETS:
        scored = []
        for nodes in combinations(range(n), size - 1):
            row = scores(nodes)
            scored += [(row[last], (*nodes, last)) for last in range(nodes[-1] + 1 if nodes else 0, n)]
        scored.sort(key=_order)
        exact = True
    else:
        starts = {
            tuple(sorted(int(i) for i in rng.choice(n, size=size, replace=False))) for _ in range(STARTS)
        }
        scored = sorted({_exchanged(n, nodes, scores) for nodes in sorted(starts)}, key=_order)
        exact = False
    limit = scored[0][0] - NEAR * abs(scored[0][0])
    return [item for item in scored if item[0] >= limit][: ALTERNATIVES + 1], exact


def _order(item: tuple[float, Nodes]) -> tuple[float, Nodes]:
    return (-round(item[0], 12), item[1])


def _exchanged(n: int, nodes: Nodes, scores: ScoresWith) -> tuple[float, Nodes]:
    best = (scores(nodes[1:])[nodes[0]], nodes)
    while (better := _better(n, best, scores)) is not None:
        best = better
    return best


def _better(n: int, best: tuple[float, Nodes], scores: ScoresWith) -> tuple[float, Nodes] | None:
    """Return the first set with one other node that scores higher."""
    for out in best[1]:
        kept = tuple(i for i in best[1] if i != out)
        row = scores(kept)
        for new in range(n):
            if row[new] > best[0] + 1e-12 and new not in best[1]:
                return row[new], tuple(sorted((*kept, new)))
    return None


def key_players(network: Network, settings: Settings) -> AnalysisAnswer:
    """Find the sets of one, two and three things that are best to keep and worst to lose."""
    if network.n < 3:
        return below_size("things")
    sets_of = SetScores(network.undirected())
    rows, searched = [], []
    for goal in ("lose", "keep"):
        # The search by exchange comes back to the same sets from each of its starts.
        scores = lru_cache(maxsize=None)(sets_of.fragmentation if goal == "lose" else sets_of.reach)
        for size in SIZES:
            if size < network.n - 1:
                rng = settings.generator(f"key-players {goal} {size}")
                sets, exact = best_sets(sets_of.n, size, scores, rng)
                rows.append(_row(network, goal, [(v, [sets_of.nodes[i] for i in s]) for v, s in sets], exact))
                searched += [] if exact else [size]
    notes = []
    if searched:
        sizes = ", ".join(str(size) for size in sorted(set(searched)))
        notes.append(_words("key-players.searched", sizes=sizes))
    return AnalysisAnswer(rows, engine_text(), notes)


def _row(network: Network, goal: str, sets: list[tuple[float, list[str]]], exact: bool) -> ResultRow:
    value, nodes = sets[0]
    name = listed([network.name(node) for node in nodes])
    others = [listed([network.name(node) for node in other]) for _, other in sets[1:]]
    claim = _words(
        f"key-players.{goal}.{one_or_many(len(nodes))}",
        name=name,
        **({"share": number_text(100 * value, 0)} if goal == "lose" else {"value": number_text(value)}),
    )
    if others:
        claim = _words("key-players.near", claim=claim, sets=series(others, "; "))
    return ResultRow(
        node=nodes[0],
        label=name,
        claim=claim,
        figure=Figure("fragmentation" if goal == "lose" else "reach", value, "share"),
        evidence=network.evidence(arc for node in nodes for arc in network.incident(node)),
        detail={
            "goal": goal,
            "nodes": nodes,
            "exact": exact,
            "alternatives": [{"nodes": other, "value": score} for score, other in sets[1:]],
        },
    )


QUESTION = AnalysisQuestion(
    name="key-players",
    answer=key_players,
    method="Borgatti 2006, doi:10.1007/s10588-006-7084-x",
    scope=OF_TIES,
    most=LARGEST,
)
