"""The analysis of the real study says the same, to the byte, whichever library computes it."""

from __future__ import annotations

import json

import pytest

from kgraph.analysis.analyse import analyse
from kgraph.analysis.engines import engine, engines_for
from kgraph.analysis.settings import Settings
from kgraph.pipeline.comparison import kept_graph
from kgraph.pipeline.directory import Results
from kgraph.pipeline.study_choices import networks_of
from kgraph.study import load_study

ASKED = ("bottlenecks", "cut-points", "central-actors", "brokerage", "key-players", "fragility")


@pytest.fixture(scope="module")
def study_graph(rebuilt_study, tmp_path_factory):
    root, _ = rebuilt_study(tmp_path_factory.mktemp("engines"))
    study = load_study(root)
    return study, kept_graph(study, Results(study).builds()[-1])


def test_the_study_gives_the_same_bytes_on_every_engine(study_graph):
    study, graph = study_graph
    assert len(engines_for("betweenness_centrality")) > 1
    said = {}
    for name in ("auto", "networkx"):
        with engine(name):
            found = analyse(
                graph, definitions=networks_of(study), questions=ASKED, settings=Settings(seed=1, draws=4)
            ).to_json()
        for result in found["results"]:
            del result["engine"]
        said[name] = json.dumps(found)
    assert said["auto"] == said["networkx"]
