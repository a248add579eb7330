"""Every export is opened again by a reader of its own format."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

import igraph
import networkx as nx
import pytest
import rdflib
import rdflib.compare
from example_graph import TRIG as EXAMPLE
from example_graph import example_graph

from kgraph.errors import StoreError, UsageError
from kgraph.loaders.export.csv_tables import protect, unprotect
from kgraph.loaders.export.graph_export import EXPORTS, export, write_graph
from kgraph.loaders.sync.store_sync import sync
from kgraph.loaders.sync.sync_plan import BuildStamp

if TYPE_CHECKING:
    from pathlib import Path

    from kgraph.loaders.property_graph import PropertyGraph
    from kgraph.store.connection import Connection

# Beside the example, a statement in no graph.
TRIG = EXAMPLE + 'ex:a skos:note " @x" .\n'


@pytest.fixture
def graph() -> PropertyGraph:
    return example_graph(TRIG)


def source() -> rdflib.Dataset:
    dataset = rdflib.Dataset()
    dataset.parse(data=TRIG, format="trig")
    return dataset


@pytest.mark.parametrize(("form", "reader"), [("trig", "trig"), ("nq", "nquads"), ("jsonld", "json-ld")])
def test_datasets_are_what_went_in(graph: PropertyGraph, tmp_path: Path, form: str, reader: str) -> None:
    (path,) = write_graph(graph, form, tmp_path / f"out.{form}")
    dataset = rdflib.Dataset()
    dataset.parse(path, format=reader)
    for name in ("https://example.org/source", "https://example.org/other", None):
        expected = source().graph(rdflib.URIRef(name)) if name else source().default_graph
        found = dataset.graph(rdflib.URIRef(name)) if name else dataset.default_graph
        assert len(expected)
        assert rdflib.compare.isomorphic(expected, found), name


def test_turtle_is_the_union_of_all_graphs(graph: PropertyGraph, tmp_path: Path) -> None:
    (path,) = write_graph(graph, "ttl", tmp_path / "out.ttl")
    expected = rdflib.Graph()
    for s, p, o, _ in source().quads():
        expected.add((s, p, o))
    assert rdflib.compare.isomorphic(expected, rdflib.Graph().parse(path))
    assert "ex:a" in path.read_text(encoding="utf-8"), "the prefixes are those of the data"


def test_graphml_opens_in_networkx_and_igraph(graph: PropertyGraph, tmp_path: Path) -> None:
    (path,) = write_graph(graph, "graphml", tmp_path / "out.graphml")
    network = nx.read_graphml(path, force_multigraph=True)
    assert set(network) == set(graph.nodes)
    assert {key for _, _, key in network.edges(keys=True)} == set(graph.relationships)
    assert network.nodes["https://example.org/a"]["label_sv"] == "Töreboda"
    assert json.loads(network.nodes["https://example.org/a"]["population"]) == [9000, 9001]
    assert network.nodes["https://example.org/a"]["created"] == "2020-01-02"
    other = igraph.Graph.Read_GraphML(str(path))
    assert (other.vcount(), other.ecount()) == (len(graph.nodes), len(graph.relationships))


def test_gexf_opens_in_networkx(graph: PropertyGraph, tmp_path: Path) -> None:
    (path,) = write_graph(graph, "gexf", tmp_path / "out.gexf")
    network = nx.read_gexf(path)
    assert set(network) == set(graph.nodes)
    assert network.number_of_edges() == len(graph.relationships)
    kinds = {data["relationshipType"] for _, _, data in network.edges(data=True)}
    assert kinds == {"MEMBER_OF", "LINKED_TO"}


def test_csv_cannot_run_a_formula_and_can_be_read_back(graph: PropertyGraph, tmp_path: Path) -> None:
    nodes, relationships = write_graph(graph, "csv", tmp_path / "tables")
    rows = list(csv.DictReader(io.StringIO(nodes.read_text(encoding="utf-8-sig"), newline="")))
    assert [row["uri"] for row in rows] == list(graph.nodes)
    first = next(row for row in rows if row["uri"] == "https://example.org/a")
    assert not any(cell.lstrip().startswith(("=", "+", "@")) for row in rows for cell in row.values())
    assert unprotect(first["label_en"]) == '=HYPERLINK("http://x")'
    assert json.loads(unprotect(first["alias_sv"])) == ["Kommunen; den", 'T, "B"']
    kinds = list(csv.DictReader(io.StringIO(relationships.read_text(encoding="utf-8-sig"), newline="")))
    assert {row["key"] for row in kinds} == set(graph.relationships)


@pytest.mark.parametrize("text", ["=1", "+1", " @x", "-1", "\tx", "'x", "''", "", "x", "'=1"])
def test_protection_is_undone(text: str) -> None:
    assert unprotect(protect(text)) == text
    assert not protect(text).lstrip().startswith(("=", "+", "-", "@"))


def test_import_files_hold_every_node_and_relationship(graph: PropertyGraph, tmp_path: Path) -> None:
    files = write_graph(graph, "neo4j-csv", tmp_path / "import")
    rows = {"nodes": 0, "relationships": 0}
    for file in files[:-1]:
        rows[file.name.partition("-")[0]] += (
            len(list(csv.reader(file.open(encoding="utf-8", newline="")))) - 1
        )
    assert rows == {"nodes": len(graph.nodes), "relationships": len(graph.relationships)}
    assert "--array-delimiter=U+" in files[-1].read_text()


def test_unknown_format_is_named(graph: PropertyGraph, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="docx"):
        write_graph(graph, "docx", tmp_path / "x")


def test_a_directory_in_the_way_leaves_things_as_they_were(graph: PropertyGraph, tmp_path: Path) -> None:
    (tmp_path / "out.ttl").mkdir()
    with pytest.raises(Exception, match="cannot write the file"):
        write_graph(graph, "ttl", tmp_path / "out.ttl")
    assert [path.name for path in tmp_path.iterdir()] == ["out.ttl"]


def test_exports_come_from_the_store_alone(
    any_store: Connection, graph: PropertyGraph, tmp_path: Path
) -> None:
    with pytest.raises(StoreError):
        export(any_store, "trig", tmp_path / "none.trig")
    sync(any_store, graph, BuildStamp("example"))
    for form in EXPORTS:
        held = export(any_store, form, tmp_path / f"store-{form}")
        made = write_graph(graph, form, tmp_path / f"made-{form}")
        if form in ("ttl", "trig", "nq", "jsonld"):
            assert held[0].read_bytes() == made[0].read_bytes(), form
        else:
            assert all(path.stat().st_size for path in held)
