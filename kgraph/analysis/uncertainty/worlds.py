"""Worlds that the record may be of: what holds, was missed, or is the same thing, drawn once for a study.

Every network of an analysis is read off the same draws, so that findings about several networks fit together.
Draws depend on the seed and the graph alone, not on the networks declared nor on the number of processes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from kgraph.analysis.allowed_ties import tie_rules
from kgraph.analysis.uncertainty.identity_draws import IdentityErrors, identity_errors
from kgraph.analysis.uncertainty.known_counts import KnownCount, filled_in, known_counts
from kgraph.analysis.uncertainty.missed_ties import MissedTies, RecordedBlock, missed
from kgraph.analysis.uncertainty.statement_draws import Holds, holds, statements_of
from kgraph.analysis.uncertainty.unanswered import answers_given, unanswered

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    import networkx as nx
    from numpy.typing import NDArray

    from kgraph.analysis.settings import Settings

    Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Worlds:
    """Drawn worlds of one graph.

    Things have numbers: those of the graph, then things without a name, then the twins of all these.

    Parameters
    ----------
    graph : networkx.MultiDiGraph
        The record.
    draws : int
        How many worlds.
    nodes, keys : dict of str to int
        Numbers of things and of relationships.
    starts, ends : ndarray
        The two ends of each relationship.
    holds : ndarray
        Which relationships hold: draws x relationships.
    identity : IdentityErrors
        Which things are two, and which two are one.
    first_twin : int
        Number of the twin of the first thing.
    """

    graph: nx.MultiDiGraph
    draws: int
    nodes: Mapping[str, int]
    keys: Mapping[str, int]
    starts: Ints
    ends: Ints
    holds: Holds
    identity: IdentityErrors
    first_twin: int
    _names: Sequence[str]
    _counts: list[KnownCount]
    _settled: set[tuple[str, int]]
    _classes: Mapping[str, Sequence[int]]
    _settings: Settings
    _done: dict[str, MissedTies] = field(default_factory=dict, repr=False)

    def missed(self, types: Collection[str]) -> MissedTies:
        """Return the relationships of some types that no source tells of."""
        for type_ in sorted(types):
            if type_ not in self._done:
                self._done[type_] = self._missed(type_)
        return MissedTies.joined([self._done[type_] for type_ in sorted(types)])

    def _missed(self, type_: str) -> MissedTies:
        rng = self._settings.generator(f"missed {type_}")
        share = self._settings.rates.missed
        types = [data.get("type") == type_ for _, _, data in self.graph.edges(data=True)]
        numbers = np.flatnonzero(types)
        given = answers_given(self.graph, self.nodes, type_)
        blocks = self._blocks(type_, numbers, given.silent)
        parts = [missed(block, share, self.draws, rng) for block in blocks]
        if given.silent:
            silent = self._settings.generator(f"unanswered {type_}")
            # Who was silent was so when last asked: what ended before that says nothing of it.
            now = [data.get("until") is None for _, _, data in self.graph.edges(data=True)]
            parts += [
                unanswered(block, self._alike(block), given, self.draws, silent)
                for block in self._blocks(
                    type_, np.flatnonzero(np.array(types) & np.array(now)), given.silent
                )
                if len(block.numbers)
            ]
        for known in self._counts:
            of_type = known.recorded[np.isin(known.recorded, numbers)]
            if len(of_type):
                # The same for each type that the count is of, so that each member is drawn for one of them.
                members = self._settings.generator(f"count {known.node}")
                parts.append(_only(filled_in(known, self.holds, share, members), of_type))
        return MissedTies.joined(parts)

    def _alike(self, block: RecordedBlock) -> Sequence[int]:
        """Return the things of the class at the start of a block."""
        return self._classes[self._names[int(block.starts[0])]]

    def _blocks(self, type_: str, numbers: Ints, silent: frozenset[int]) -> list[RecordedBlock]:
        """Return the recorded relationships of a type by the classes of their ends.

        Those who did not answer are no starts here: all of their ties are drawn, not a share.
        """
        names = self._names
        ended = {self.nodes[name] for name, until in self.graph.nodes(data="until") if until is not None}
        one = (rule := tie_rules().get(type_)) is not None and rule.one
        begun = (ended.union(self.starts[numbers].tolist()) if one else ended) | silent
        settled = {end for settled, end in self._settled if settled == type_}
        groups: dict[tuple[Any, Any], list[int]] = {}
        for number in numbers.tolist():
            kinds = [
                tuple(self.graph.nodes[names[end]].get("labels", ()))
                for end in (self.starts[number], self.ends[number])
            ]
            groups.setdefault((kinds[0], kinds[1]), []).append(number)
        blocks = []
        for _, own in sorted(groups.items()):
            start_pool, end_pool = (
                np.array(sorted(set(self._classes[names[end]]) - without), dtype=np.int64)
                for end, without in ((self.starts[own[0]], begun), (self.ends[own[0]], ended | settled))
            )
            # What is settled misses nothing, so its ties do not say how many others were missed either.
            open_ = [number for number in own if int(self.ends[number]) not in settled]
            chosen = np.array(open_, dtype=np.int64)
            blocks.append(RecordedBlock(chosen, self.starts[chosen], self.ends[chosen], start_pool, end_pool))
        return blocks


def _only(ties: MissedTies, like: Ints) -> MissedTies:
    own = np.isin(ties.like, like)
    return MissedTies(ties.draw[own], ties.like[own], ties.start[own], ties.end[own])


def worlds_of(graph: nx.MultiDiGraph, settings: Settings) -> Worlds:
    """Return the worlds of a graph, drawn once for all that share the settings."""
    return settings.once(f"worlds {id(graph)}", lambda: _worlds(graph, settings))


def _worlds(graph: nx.MultiDiGraph, settings: Settings) -> Worlds:
    nodes = {node: number for number, node in enumerate(graph)}
    edges = list(graph.edges(keys=True, data=True))
    keys = {str(key): number for number, (_, _, key, _) in enumerate(edges)}
    starts = np.array([nodes[start] for start, _, _, _ in edges], dtype=np.int64)
    ends = np.array([nodes[end] for _, end, _, _ in edges], dtype=np.int64)
    by_class: dict[tuple[str, ...], list[int]] = {}
    for node, labels in graph.nodes(data="labels", default=()):
        by_class.setdefault(tuple(labels), []).append(nodes[node])
    classes = {node: by_class[tuple(graph.nodes[node].get("labels", ()))] for node in graph}
    statements = statements_of([data for _, _, _, data in edges], settings.rates)
    drawn = holds(statements, settings.draws, settings.generator("statements"))
    incident: dict[int, list[tuple[int, int]]] = {}
    for number, (start, end) in enumerate(zip(starts.tolist(), ends.tolist(), strict=True)):
        incident.setdefault(start, []).append((number, 0))
        incident.setdefault(end, []).append((number, 1))
    identity = identity_errors(
        list(by_class.values()),
        incident,
        (settings.rates.wrong_merges, settings.rates.wrong_splits),
        settings.draws,
        settings.generator("identity"),
    )
    counts, settled, first_twin = known_counts(graph, nodes, keys, classes)
    return Worlds(
        graph, settings.draws, nodes, keys, starts, ends, drawn, identity, first_twin,
        list(nodes), counts, settled, classes, settings,
    )  # fmt: skip
