"""Those who were asked and did not answer: their ties are drawn from those who did, not taken for none."""

from __future__ import annotations

from typing import Any

import networkx as nx
import numpy as np
import pytest

from kgraph.analysis.settings import Settings
from kgraph.analysis.uncertainty.missed_ties import RecordedBlock
from kgraph.analysis.uncertainty.unanswered import AnswersGiven, answers_given, unanswered
from kgraph.analysis.uncertainty.worlds import worlds_of

DRAWS = 400
COMPLETENESS = "https://w3id.org/kgraph/scheme/completeness/"


def survey(named: dict[str, str], asked: dict[str, str]) -> nx.MultiDiGraph:
    """Return a graph of actors: whom each names, and whether each answered (complete, partial)."""
    graph = nx.MultiDiGraph()
    for name in sorted({*named, *asked, *"".join(named.values())}):
        graph.add_node(name, labels=("Organization",))
    for word in ("complete", "partial"):
        graph.add_node(COMPLETENESS + word, labels=("Concept",))
    said: dict[str, Any] = {"sources": ["s"], "statementStatus": "stated"}
    for start, others in named.items():
        for end in others:
            graph.add_edge(start, end, key=f"{start}{end}", type="INFORMAL_TIE", **said)
    for name, word in asked.items():
        graph.add_edge(name, COMPLETENESS + word, key=f"{name}?", type="TIE_COMPLETENESS", **said)
    return graph


def missed(graph: nx.MultiDiGraph, start: str) -> list[tuple[str, ...]]:
    """Return whom an actor has ties to in each draw that nobody has told of."""
    worlds = worlds_of(graph, Settings(draws=DRAWS, workers=1))
    names = list(worlds.nodes)
    ties = worlds.missed({"INFORMAL_TIE"})
    own = ties.start == worlds.nodes[start]
    return [
        tuple(names[end] for end in ties.end[own & (ties.draw == draw)].tolist()) for draw in range(DRAWS)
    ]


NAMED = {"a": "xy", "b": "xy", "c": "xz"}
ANSWERED = dict.fromkeys("abc", "complete")


def test_as_many_as_those_who_answered_name_and_whom_they_name() -> None:
    drawn = missed(survey(NAMED, ANSWERED | {"d": "partial"}), "d")
    assert {len(ends) for ends in drawn} == {2}
    shares = {end: sum(end in ends for ends in drawn) / DRAWS for end in "xz"}
    assert shares["x"] > shares["z"] > 0
    assert all(len(set(ends)) == len(ends) and "d" not in ends for ends in drawn)


def test_what_others_say_of_one_counts_towards_its_ties() -> None:
    drawn = missed(survey(NAMED | {"d": "z"}, ANSWERED | {"d": "partial"}), "d")
    assert {len(ends) for ends in drawn} == {1}
    assert "z" not in {end for ends in drawn for end in ends}


def test_what_was_said_in_an_earlier_wave_does_not_count() -> None:
    asked = ANSWERED | {"d": "partial"}
    graph = survey(NAMED, asked)
    for number, end in enumerate("xyz"):
        for start in asked:
            key = f"{start}{end}{number}"
            graph.add_edge(start, end, key=key, type="INFORMAL_TIE", until="2025", sources=["s"])
    drawn = missed(graph, "d")
    assert {len(ends) for ends in drawn} == {2}
    assert {end for ends in drawn for end in ends} >= {"x", "y"}


def test_one_whom_nobody_asked_misses_a_share_only() -> None:
    drawn = missed(survey(NAMED | {"d": ""}, ANSWERED), "d")
    assert sum(map(len, drawn)) / DRAWS < 1


def test_who_answered_and_did_not_is_read_from_the_graph() -> None:
    graph = survey(NAMED, ANSWERED | {"a": "partial", "d": "unknown"})
    nodes = {name: number for number, name in enumerate(graph)}
    given = answers_given(graph, nodes, "INFORMAL_TIE")
    assert given == AnswersGiven(frozenset({nodes["b"], nodes["c"]}), frozenset({nodes["a"]}))
    assert answers_given(graph, nodes, "MEMBER_OF") == AnswersGiven(frozenset(), frozenset())


@pytest.mark.parametrize("silent", [(), (0, 1, 2)])
def test_without_anyone_who_answered_nothing_is_drawn(silent: tuple[int, ...]) -> None:
    block = RecordedBlock(np.array([0]), np.array([0]), np.array([3]), np.arange(3), np.arange(3, 5))
    given = AnswersGiven(frozenset(), frozenset(silent))
    drawn = unanswered(block, range(3), given, 10, np.random.default_rng(1))
    assert len(drawn.draw) == 0
