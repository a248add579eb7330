"""Ties of those who were asked and did not answer, draw by draw.

Nobody has said what ties they have, which is not that they have none. How many is drawn from those of their
class who did answer, and with whom in proportion to how often each is named: simple imputation of the kind
that Huisman 2009 compares (Imputation of missing network data, Journal of Social Structure 10(1)), but drawn
anew in each world. What others say of them is kept.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from kgraph.analysis.list_completeness import COMPLETE, PARTIAL, said_of_list
from kgraph.analysis.uncertainty.missed_ties import MissedTies, drawn_orders
from kgraph.declarations import declarations

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    import networkx as nx

    from kgraph.analysis.uncertainty.missed_ties import RecordedBlock

FIRST_NAMED = 0.5
"""What is added to how often each is named, so that one whom nobody named may be."""


@dataclass(frozen=True, slots=True)
class AnswersGiven:
    """Who answered when asked for their ties of a type, and who did not, by number."""

    answered: frozenset[int]
    silent: frozenset[int]


def answers_given(graph: nx.MultiDiGraph, nodes: Mapping[str, int], type_: str) -> AnswersGiven:
    """Return who says that its ties of a type are all recorded, and of whom it is said that they are not."""
    answered: set[int] = set()
    silent: set[int] = set()
    for relation, values in declarations("networks").get("answers", {}).items():
        if type_ not in values["relations"]:
            continue
        for thing, _, tie in graph.edges(data=True):
            if tie.get("type") == relation:
                said = said_of_list(graph, thing, relation)
                if PARTIAL in said:
                    silent.add(nodes[thing])
                elif COMPLETE in said:
                    answered.add(nodes[thing])
    return AnswersGiven(frozenset(answered), frozenset(silent))


def unanswered(
    block: RecordedBlock, alike: Collection[int], given: AnswersGiven, draws: int, rng: np.random.Generator
) -> MissedTies:
    """Draw the ties that those who did not answer have.

    Parameters
    ----------
    block : RecordedBlock
        The relationships of one type between two classes.
    alike : collection of int
        All things of the class at the start.
    given : AnswersGiven
        Who answered and who did not.
    draws : int
        How many worlds.
    rng : numpy.random.Generator
        Source of draws.
    """
    silent = sorted(given.silent & set(alike))
    counts = Counter(block.starts.tolist())
    answered = sorted(given.answered & set(alike)) or sorted(counts.keys() - set(silent))
    if not silent or not answered or not len(block.numbers) or not len(block.end_pool):
        return MissedTies.joined([])
    usual = np.array([counts[thing] for thing in answered])
    named = Counter(block.ends.tolist())
    weights = np.array([named[thing] + FIRST_NAMED for thing in block.end_pool.tolist()])
    parts: list[MissedTies] = []
    for thing in silent:
        recorded = set(block.ends[block.starts == thing].tolist()) | {thing}
        free = ~np.isin(block.end_pool, np.array(sorted(recorded)))
        pool = block.end_pool[free]
        wanted = rng.choice(usual, size=draws) - (len(recorded) - 1)
        wanted = np.clip(wanted, 0, len(pool))
        order = drawn_orders(weights[free], draws, rng)
        draw = np.repeat(np.arange(draws), wanted)
        ends = np.concatenate([pool[order[each, :count]] for each, count in enumerate(wanted.tolist())])
        like = block.numbers[rng.integers(len(block.numbers), size=len(draw))]
        parts.append(MissedTies(draw, like, np.full(len(draw), thing), ends.astype(np.int64)))
    return MissedTies.joined(parts)
