"""The graph in a store is read back into NetworkX."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import networkx as nx
import pytest

from kgraph.errors import StoreError
from kgraph.store import readback
from kgraph.store.build_marker import MARKER_LABEL, read_build
from kgraph.store.readback import read_graph

if TYPE_CHECKING:
    from kgraph.store.connection import Connection


MARKER = {"study": "s", "build": "b1", "contentHash": "h", "state": "complete"}


def replace_marker(store: Connection, **properties: Any) -> None:
    store.execute(f"MATCH (m:{MARKER_LABEL}) DELETE m")
    store.execute(f"CREATE (m:{MARKER_LABEL}) SET m = $properties", properties=properties)


def test_graph_is_read_back(study_store: Connection) -> None:
    graph = read_graph(study_store)
    assert isinstance(graph, nx.MultiDiGraph)
    assert graph.graph == {"study": "s", "build": "b1", "contentHash": "h"}
    assert list(graph.nodes(data=True)) == [
        (
            "http://e/a",
            {"alias": ["A", "B"], "population": 2**53 + 1, "uri": "http://e/a", "labels": ("Organization",)},
        ),
        ("http://e/b", {"label": "Göliska", "uri": "http://e/b", "labels": ("Municipality", "Organization")}),
    ]
    assert list(graph.edges(keys=True, data=True)) == [
        ("http://e/a", "http://e/a", "k3", {"key": "k3", "type": "DEPENDS_ON"}),
        ("http://e/b", "http://e/a", "k1", {"key": "k1", "type": "MEMBER_OF"}),
        (
            "http://e/b",
            "http://e/a",
            "k2",
            {"from": dt.date(2020, 1, 31), "key": "k2", "sources": ["s2", "s1"], "type": "MEMBER_OF"},
        ),
    ]


def test_graph_is_the_same_each_time(study_store: Connection) -> None:
    first, second = read_graph(study_store), read_graph(study_store)
    assert list(first.nodes(data=True)) == list(second.nodes(data=True))
    assert list(first.edges(keys=True, data=True)) == list(second.edges(keys=True, data=True))


def test_store_without_a_build(any_store: Connection) -> None:
    assert read_build(any_store) is None
    with pytest.raises(StoreError, match="holds no study yet"):
        read_graph(any_store)


def test_build_that_was_cut_off(study_store: Connection) -> None:
    replace_marker(study_store, **MARKER | {"state": "incomplete"})
    build = read_build(study_store)
    assert build is not None
    assert not build.complete
    with pytest.raises(StoreError, match="cut off before its end"):
        read_graph(study_store)


def test_two_studies_in_one_database(study_store: Connection) -> None:
    study_store.execute(f"CREATE (:{MARKER_LABEL} {{study: 't', state: 'complete'}})")
    with pytest.raises(StoreError, match=r"several builds \(s, t\)"):
        read_graph(study_store)


def test_graph_is_read_again_when_the_build_changes_meanwhile(
    study_store: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    look_again = readback.last_look
    looks: list[str] = []

    def changing(tx: Any) -> Any:
        after = look_again(tx)
        looks.append("look")
        return replace(after, markers=[{"marker": MARKER | {"build": "b0"}}]) if len(looks) == 1 else after

    monkeypatch.setattr(readback, "last_look", changing)
    assert read_graph(study_store).graph["build"] == "b1"
    assert looks == ["look", "look"]


def test_each_property_names_the_sources_that_state_it(study_store: Connection) -> None:
    table = '{"*":[0],"alias":[[0],[1,2]],"population":[-1],":Organization":[1]}'
    study_store.execute(
        "MATCH (n {uri: 'http://e/a'}) SET n.sources = ['s0', 's1', 's2'], n._graphs = $t", t=table
    )
    node = read_graph(study_store).nodes["http://e/a"]
    assert node["property_sources"] == {
        "alias": ["s0", "s1", "s2"],
        "population": [],
        ":Organization": ["s1"],
    }
    assert "property_sources" not in read_graph(study_store).nodes["http://e/b"]
