"""The index of a study's graph: what networks look for in it is found once, in the order of the graph."""

from __future__ import annotations

import networkx as nx
import pytest

from kgraph.analysis.graph_index import ColumnIndex, GraphIndex
from kgraph.graph_columns import GraphColumns
from kgraph.words.text import Text

THINGS = {"a": ("Organization", "Municipality"), "b": ("Organization",), "c": (), "d": ("Service",)}
TIES = [("a", "NEEDS", "d"), ("a", "PART_OF", "b"), ("b", "NEEDS", "d"), ("c", "OTHER", "a")]


def plain() -> GraphIndex:
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for uri, labels in THINGS.items():
        graph.add_node(uri, labels=labels, label=uri.upper())
    for start, kind, end in TIES:
        graph.add_edge(start, end, key=f"{start} {kind} {end}", type=kind)
    return GraphIndex(graph)


def in_columns() -> GraphIndex:
    graph = GraphColumns()
    for uri, labels in THINGS.items():
        graph.add_node(uri, Text(uri.upper(), uri.upper()), {"labels": labels})
    for start, kind, end in TIES:
        graph.add_edge(start, end, {"type": kind})
    return ColumnIndex(graph)


@pytest.mark.parametrize("make", [plain, in_columns])
def test_relationships_of_some_types_come_in_the_order_of_the_graph(make) -> None:
    index = make()
    found = [(start, data["type"], end) for start, end, _, data in index.of_types(["PART_OF", "NEEDS"])]
    assert found == TIES[:3]
    assert [key for _, _, key, _ in index.of_types({"OTHER", "ABSENT"})] == ["c OTHER a"]


@pytest.mark.parametrize("make", [plain, in_columns])
def test_classes_are_counted_once_for_each_thing(make) -> None:
    index = make()
    assert index.classes == THINGS
    assert index.class_counts == {"Organization": 2, "Municipality": 1, "Service": 1}


def test_types_are_counted_and_things_named() -> None:
    index = plain()
    assert index.type_counts == {"NEEDS": 2, "PART_OF": 1, "OTHER": 1}
    assert index.name("a") == Text("A", "A")
    assert index.name("https://example.org/source") == Text("source", "source")
