"""Scores are written onto nodes, and replace those of an earlier analysis."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pytest

from kgraph.errors import UsageError
from kgraph.store.node_scores import write_scores
from kgraph.store.readback import read_graph

if TYPE_CHECKING:
    from kgraph.store.connection import Connection


def test_scores_replace_those_of_an_earlier_build(study_store: Connection) -> None:
    first = {"http://e/a": {"betweenness": 0.5, "tier": "high"}, "http://e/b": {"betweenness": None}}
    assert write_scores(study_store, first, "b1") == 2
    second = {"http://e/a": {"rank": 1}, "http://e/nowhere": {"rank": 2}}
    assert write_scores(study_store, second, "b2") == 1
    rows = study_store.read("MATCH (n:Resource) RETURN n.uri AS uri, properties(n) AS p ORDER BY n.uri")
    scores = [{key: value for key, value in row["p"].items() if key.startswith("score_")} for row in rows]
    assert scores == [{"score_rank": 1, "score_build": "b2"}, {}, {}]
    assert rows[0]["p"]["alias"] == ["A", "B"]


def test_scores_under_two_prefixes_live_side_by_side(study_store: Connection) -> None:
    write_scores(study_store, {"http://e/a": {"x": 1}}, "b1", prefix="score_one_")
    write_scores(study_store, {"http://e/a": {"x": 2}}, "b1", prefix="score_two_")
    rows = study_store.read("MATCH (n {uri: 'http://e/a'}) RETURN n.score_one_x AS one, n.score_two_x AS two")
    assert rows == [{"one": 1, "two": 2}]


def test_scores_are_no_part_of_the_graph(study_store: Connection) -> None:
    before = read_graph(study_store)
    write_scores(study_store, {"http://e/a": {"betweenness": 0.5}}, "b1")
    assert dict(read_graph(study_store).nodes(data=True)) == dict(before.nodes(data=True))


def test_scores_that_are_refused(study_store: Connection) -> None:
    for value in (math.nan, math.inf):
        with pytest.raises(UsageError, match="the score 'x' is"):
            write_scores(study_store, {"http://e/a": {"x": value}}, "b1")
    with pytest.raises(UsageError, match="scores are written under"):
        write_scores(study_store, {"http://e/a": {"x": 1}}, "b1", prefix="label")
    assert study_store.read("MATCH (n) WHERE n.score_build IS NOT NULL RETURN n") == []
