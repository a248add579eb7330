# ruff: noqa: E501 - a case is easiest to read on one line
"""GraphML and GEXF that kgraph wrote are read back as the same graph, without a map."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import networkx as nx
import pyoxigraph as ox
import pytest
import random_datasets as datasets
from example_graph import example_graph
from hypothesis import HealthCheck, given, settings
from network_studies import BASE, faults_of, study_with
from quick_examples import examples

from kgraph.loaders.export.graph_export import write_graph
from kgraph.loaders.mapping.mapper import map_dataset
from kgraph.loaders.reading import read_study
from kgraph.study import load_study

if TYPE_CHECKING:
    from kgraph.loaders.property_graph import PropertyGraph

ROOT = Path(__file__).parents[4]
FORMS = ["graphml", "gexf"]


def read_back(root: Path, form: str, content: bytes) -> PropertyGraph:
    dataset = read_study(study_with(root, {f"data/a.{form}": content}, choices={}))
    return map_dataset(list(dataset.stated()), prefixes=dataset.prefixes)


@pytest.mark.parametrize("form", FORMS)
def test_an_export_is_read_back_as_the_same_graph(tmp_path: Path, form: str) -> None:
    graph = example_graph()
    (path,) = write_graph(graph, form, tmp_path / f"a.{form}")
    assert read_back(tmp_path, form, path.read_bytes()).content_hash == graph.content_hash


@pytest.fixture(scope="module")
def real_graph() -> PropertyGraph:
    dataset = read_study(load_study(ROOT / "studies" / "skaraborg"))
    return map_dataset(list(dataset.stated()), prefixes=dataset.prefixes)


@pytest.mark.slow
@pytest.mark.parametrize("form", FORMS)
def test_the_real_study_comes_back(tmp_path: Path, form: str, real_graph: PropertyGraph) -> None:
    (path,) = write_graph(real_graph, form, tmp_path / f"a.{form}")
    assert read_back(tmp_path, form, path.read_bytes()).content_hash == real_graph.content_hash


@settings(
    max_examples=examples(80),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(datasets.datasets())
@pytest.mark.parametrize("form", FORMS)
def test_every_dataset_in_named_graphs_comes_back(tmp_path: Path, form: str, quads: list[ox.Quad]) -> None:
    named = ox.NamedNode("https://example.org/g")
    placed = [
        ox.Quad(
            q.subject,
            q.predicate,
            q.object,
            q.graph_name if isinstance(q.graph_name, ox.NamedNode) else named,
        )
        for q in quads
    ]
    store = ox.Store()
    store.extend(placed)  # which writes numbers as all sources are read
    placed = list(store)
    graph = map_dataset(placed)
    (path,) = write_graph(graph, form, tmp_path / f"a.{form}")
    dataset = read_study(study_with(tmp_path, {f"data/a.{form}": path.read_bytes()}, choices={}))
    assert datasets.canonical(list(dataset.stated())) == datasets.canonical(placed)


@pytest.mark.parametrize("form", FORMS)
def test_places_are_lines_of_the_file(tmp_path: Path, form: str) -> None:
    (path,) = write_graph(example_graph(), form, tmp_path / f"a.{form}")
    dataset = read_study(study_with(tmp_path, {f"data/a.{form}": path.read_bytes()}, choices={}))
    line = next(
        n
        for n, text in enumerate(path.read_text().splitlines(), 1)
        if '<node id="https://example.org/a"' in text
    )
    place = dataset.locate("https://example.org/a")
    assert place is not None
    assert place.line == line


def test_a_value_edited_in_another_tool_comes_back_edited(tmp_path: Path) -> None:
    (path,) = write_graph(example_graph(), "graphml", tmp_path / "a.graphml")
    network = nx.read_graphml(path)
    network.nodes["https://example.org/f"]["label_sv"] = "IT-förbundet"
    nx.write_graphml(network, path)
    graph = read_back(tmp_path, "graphml", path.read_bytes())
    assert graph.nodes["https://example.org/f"].properties["label"] == "IT-förbundet"
    assert graph.nodes["https://example.org/a"].properties["label"] == "Töreboda"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ((r'"format":\d+', '"format":99'), "what kgraph wrote into the file is damaged: it has format 99"),
        ((r">Organization<", ">Organisation<"), "the node was added or changed in another tool: unknown labels Organisation"),
        ((r">MEMBER_OF<", ">BELONGS<"), "the tie was added or changed in another tool: the type 'BELONGS' is unknown"),
        ((r">\{\"alias_sv\"", '>{"alias"'), "a value that kgraph wrote is damaged"),
        ((r'"names":\{', '"names":{"x":{}},"y":{'), "what kgraph wrote into the file is damaged"),
    ],
)  # fmt: skip
def test_a_damaged_export_is_refused_with_its_place(
    tmp_path: Path, change: tuple[str, str], message: str
) -> None:
    (path,) = write_graph(example_graph(), "graphml", tmp_path / "a.graphml")
    text, count = re.subn(*change, path.read_text())
    assert count
    assert any(message in fault for fault in faults_of(tmp_path, "a.graphml", text, choices={}))


def test_an_export_that_lost_its_own_part_needs_a_map(tmp_path: Path) -> None:
    (path,) = write_graph(example_graph(), "graphml", tmp_path / "a.graphml")
    network = nx.read_graphml(path)
    network.graph.clear()
    nx.write_graphml(network, path)
    choices = {
        "class_from": "labels",
        "class": "Organization",
        "name": "label_sv",
        "type_from": "type",
        "types": {"LINKED_TO": "LINKED_TO"},
        "type": "MEMBER_OF",
        "attributes": dict.fromkeys(("sources", "statementStatus", "_types"), ""),
    }
    dataset = read_study(study_with(tmp_path, {"data/a.graphml": path.read_bytes()}, choices=choices))
    assert {q.subject.value for q in dataset.stated() if q.predicate.value.endswith("linkedTo")} == {
        "https://example.org/a",
        "https://example.org/f",
    }
    assert dataset.graphs() == [f"{BASE}graph/a"]
