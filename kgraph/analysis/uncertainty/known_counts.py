"""Members and users that a source counts but does not name, draw by draw.

A source says "fifteen members", and six are recorded: nine more there are. They are drawn among the things of
the same class, those first that meet the recorded ones elsewhere, such as municipalities of the same region.
Where these are too few the rest are newcomers without a name. What a source says is complete misses nothing.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from kgraph.analysis.list_completeness import COMPLETE, PARTIAL, largest_count, listed_now, said_of_list
from kgraph.analysis.uncertainty.missed_ties import MissedTies, drawn_orders
from kgraph.declarations import declarations

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import networkx as nx
    from numpy.typing import NDArray

    from kgraph.analysis.uncertainty.statement_draws import Holds


@dataclass(frozen=True, slots=True)
class KnownCount:
    """How many ties of some types a thing has, as a source says.

    Parameters
    ----------
    node : int
        The thing.
    count : int or None
        The number that a source gives; None where it only says that some are missing.
    recorded : ndarray
        The relationships recorded, of things of one class.
    pool : ndarray
        Things of that class that are not recorded.
    weights : ndarray
        How much each of them has to do with those recorded.
    newcomer : int
        Number of its first thing without a name.
    """

    node: int
    count: int | None
    recorded: NDArray[np.int64]
    pool: NDArray[np.int64]
    weights: NDArray[np.float64]
    newcomer: int


def known_counts(
    graph: nx.MultiDiGraph,
    nodes: Mapping[str, int],
    keys: Mapping[str, int],
    classes: Mapping[str, Sequence[int]],
) -> tuple[list[KnownCount], set[tuple[str, int]], int]:
    """Return what sources count, what needs no further ties of a type, and the first number after newcomers.

    Newcomers are numbered after the things of the graph.

    Parameters
    ----------
    graph : networkx.MultiDiGraph
        The graph of a study.
    nodes, keys : mapping
        Numbers of things and relationships.
    classes : mapping
        For each thing, by IRI, those of its class.
    """
    counts: list[KnownCount] = []
    settled: set[tuple[str, int]] = set()
    newcomer = len(nodes)
    for name, values in declarations("networks").get("counts", {}).items():
        types = set(values["relations"])
        for thing, data in graph.nodes(data=True):
            ties = listed_now(graph, thing, types)
            number = largest_count(data.get(name))
            complete = _completeness(graph, thing, values["completeness"])
            if number is None and complete not in (COMPLETE, PARTIAL):
                continue
            if number is not None or complete == COMPLETE:
                settled |= {(type_, nodes[thing]) for type_ in types}
            if ties and (number is None or number > len({start for start, _ in ties})):
                if number is None and complete == COMPLETE:
                    continue
                known = _known(graph, nodes, keys, classes, (thing, number, ties, types, newcomer))
                counts.append(known)
                newcomer += 0 if number is None else number
    return counts, settled, newcomer


def _known(
    graph: nx.MultiDiGraph,
    nodes: Mapping[str, int],
    keys: Mapping[str, int],
    classes: Mapping[str, Sequence[int]],
    thing: tuple[str, int | None, list[tuple[str, str]], set[str], int],
) -> KnownCount:
    uri, number, ties, types, newcomer = thing
    kinds = Counter(tuple(graph.nodes[start].get("labels", ())) for start, _ in ties)
    usual = max(sorted(kinds), key=lambda kind: kinds[kind])
    recorded = {start for start, _ in ties}
    alike = [(start, key) for start, key in ties if tuple(graph.nodes[start].get("labels", ())) == usual]
    meets: Counter[int] = Counter()
    for start in sorted(recorded):
        for _, body, tie in graph.out_edges(start, data=True):
            if tie.get("type") in types and body != uri:
                others = {o for o, _, other in graph.in_edges(body, data=True) if other.get("type") in types}
                meets.update(nodes[other] for other in others)
    pool = [node for node in classes[alike[0][0]] if node not in {nodes[start] for start in recorded}]
    return KnownCount(
        node=nodes[uri],
        count=number,
        recorded=np.array([keys[key] for _, key in alike], dtype=np.int64),
        pool=np.array(pool, dtype=np.int64),
        weights=np.array([0.05 + meets[node] for node in pool], dtype=np.float64),
        newcomer=newcomer,
    )


def filled_in(known: KnownCount, holds: Holds, share: float, rng: np.random.Generator) -> MissedTies:
    """Draw the ties that a source counts but does not name.

    Parameters
    ----------
    known : KnownCount
        What the source says.
    holds : ndarray
        Which relationships hold: draws x relationships. One that does not is replaced by another.
    share : float
        Share of ties missed, where the source only says that some are.
    rng : numpy.random.Generator
        Source of draws.
    """
    draws = len(holds)
    if known.count is None:
        wanted = (
            1 + rng.negative_binomial(len(known.recorded), 1 - share, size=draws)
            if share
            else np.ones(draws, int)
        )
        wanted = np.minimum(wanted, len(known.pool))
    else:
        held = holds[:, known.recorded].sum(axis=1)
        wanted = np.maximum(known.count - held, 0)
    drawn = int(min(wanted.max(initial=0), len(known.pool)))
    order = drawn_orders(known.weights, draws, rng)[:, :drawn]
    parts: list[NDArray[np.int64]] = []
    for draw, count in enumerate(wanted.tolist()):
        chosen = known.pool[order[draw, : min(count, drawn)]]
        rest = np.arange(max(count - len(chosen), 0)) + known.newcomer
        members = np.concatenate([chosen, rest])
        parts.append(np.column_stack([np.full(len(members), draw), members]))
    table = np.concatenate(parts) if parts else np.zeros((0, 2), int)
    like = known.recorded[rng.integers(len(known.recorded), size=len(table))]
    body = np.full(len(table), known.node)
    return MissedTies(table[:, 0], like, table[:, 1], body)


def _completeness(graph: nx.MultiDiGraph, thing: str, relation: str) -> str:
    said = said_of_list(graph, thing, relation)
    return PARTIAL if PARTIAL in said else next(iter(sorted(said)), "")
