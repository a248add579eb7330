# ruff: noqa: E501 - the text of a file is easiest to read on one line
"""Each format of other tools' networks: what a good file becomes, and the faults of bad ones with their places."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import igraph
import networkx as nx
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from network_studies import TIES, faults_of, read_file, study_with, ties_of, weights_of
from quick_examples import examples

from kgraph.errors import KgraphError, Location, SourceError
from kgraph.loaders.formats import registry
from kgraph.loaders.reading import read_study
from kgraph.namespaces import KG, ORG, RDF

if TYPE_CHECKING:
    from pathlib import Path

GRAPHML = """<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
<key id="d0" for="node" attr.name="label" attr.type="string"/>
<key id="d1" for="node" attr.name="size" attr.type="int"><default>5</default></key>
<key id="d2" for="edge" attr.name="weight" attr.type="double"/>
<graph id="G" edgedefault="directed">
<node id="n0"><data key="d0">Töreboda</data><data key="d1">9</data></node>
<node id="n1"><data key="d0">Skara</data></node>
<edge id="e0" source="n0" target="n1"><data key="d2">2.5</data></edge>
<edge source="n1" target="n0"/>
</graph></graphml>
"""
GEXF = """<gexf xmlns="http://gexf.net/1.3" xmlns:viz="http://gexf.net/1.3/viz" version="1.3">
<graph defaultedgetype="directed">
<attributes class="node"><attribute id="0" title="size" type="integer"/></attributes>
<nodes>
<node id="1" label="Töreboda" start="2020-01-01"><attvalues><attvalue for="0" value="9"/></attvalues><viz:color r="1"/></node>
<node id="2" label="Skara"/>
</nodes>
<edges>
<edge id="0" source="1" target="2" weight="2.5"/>
<edge id="1" source="2" target="1"/>
</edges></graph></gexf>
"""
PAJEK = """*Network two
*Vertices 2
1 "Töreboda" 0.1 0.2 0.5 ic Red
2 "Skara"
*Arcs
1 2 2.5 c Blue
2 1
"""
DL = """dl n=2, format = edgelist1
labels:
Töreboda,Skara
data:
1 2 2.5
Skara Töreboda
"""
NODE_LINK = json.dumps(
    {
        "directed": True,
        "nodes": [{"id": 0, "label": "Töreboda", "size": 9}, {"id": 1, "label": "Skara"}],
        "links": [{"source": 0, "target": 1, "weight": 2.5}, {"source": 1, "target": 0}],
    }
)
CYTOSCAPE = json.dumps(
    {
        "elements": {
            "nodes": [{"data": {"id": "a", "name": "Töreboda"}}, {"data": {"id": "b", "name": "Skara"}}],
            "edges": [
                {"data": {"source": "a", "target": "b", "weight": 2.5}},
                {"data": {"source": "b", "target": "a"}},
            ],
        }
    }
)
ROWS = "Från;Till;Weight\nTöreboda;Skara;2,5\nSkara;Töreboda;\n"
ROW_MAP = TIES | {"from": "Från", "to": "Till"}
GOOD = {
    "a.graphml": GRAPHML,
    "a.gexf": GEXF,
    "a.net": PAJEK,
    "a.dl": DL,
    "a.json": NODE_LINK,
    "b.json": CYTOSCAPE,
    "a.csv": ROWS,
}


@pytest.mark.parametrize("name", GOOD)
def test_a_file_of_each_format_becomes_the_same_ties(tmp_path: Path, name: str) -> None:
    dataset = read_file(tmp_path, name, GOOD[name], choices=ROW_MAP if name == "a.csv" else TIES)
    assert ties_of(dataset) == {("Töreboda", "Skara", "2.5"), ("Skara", "Töreboda", "")}
    assert dataset.graphs() == [f"https://example.org/s/graph/{name[0]}"]
    types = [quad.object.value for quad in dataset.stated() if quad.predicate.value == RDF + "type"]
    assert types.count(ORG + "Organization") == 2
    assert types.count(KG + "InformalTie") == 2


@pytest.mark.parametrize("name", [name for name in GOOD if name != "a.csv"])
def test_the_registry_knows_the_format(tmp_path: Path, name: str) -> None:
    study = study_with(tmp_path, {f"data/{name}": GOOD[name]})
    expected = {"graphml": "graphml", "gexf": "gexf", "net": "pajek", "dl": "ucinet", "json": "node-link"}
    assert registry.format_of(tmp_path / "data" / name, study).name == expected[name.rpartition(".")[2]]


def test_a_table_is_an_edge_list_only_if_the_study_says_so(tmp_path: Path) -> None:
    path = tmp_path / "data" / "a.csv"
    study = study_with(tmp_path, {"data/a.csv": ROWS}, choices=ROW_MAP)
    assert registry.format_of(path, study).name == "edge-list"
    assert registry.format_of(path, study_with(tmp_path, {}, choices=TIES)).name == "tables"


def test_places_are_lines(tmp_path: Path) -> None:
    dataset = read_file(tmp_path, "a.graphml", GRAPHML)
    assert dataset.locate("https://example.org/s/a/n1") == Location("data/a.graphml", line=8)
    dataset = read_file(tmp_path / "other", "a.net", PAJEK)
    assert dataset.locate("https://example.org/s/a/2") == Location("data/a.net", line=4)


def test_what_the_map_does_not_name_is_kept_and_noted(tmp_path: Path) -> None:
    dataset = read_file(tmp_path, "a.graphml", GRAPHML)
    kept = {
        (quad.subject.value, quad.object.value)
        for quad in dataset.stated()
        if quad.predicate.value == "https://example.org/s/attribute/size"
    }
    assert kept == {("https://example.org/s/a/n0", "9"), ("https://example.org/s/a/n1", "5")}
    assert dataset.prefixes["attribute"] == "https://example.org/s/attribute/"
    assert [note.message["en"] for note in dataset.notes] == [
        "the attribute 'size' (2 values) is not in the map and was kept as attribute__size"
    ]


def test_ties_without_direction_are_one_relationship_or_two(tmp_path: Path) -> None:
    text = GRAPHML.replace('"directed"', '"undirected"').replace('<edge source="n1" target="n0"/>\n', "")
    one = read_file(tmp_path, "a.graphml", text)
    assert ties_of(one) == {("Töreboda", "Skara", "2.5")}
    assert any("undirected" in note.kind for note in one.notes)
    both = read_file(tmp_path, "a.graphml", text, choices=TIES | {"undirected": "both"})
    assert ties_of(both) == {("Töreboda", "Skara", "2.5"), ("Skara", "Töreboda", "2.5")}


def test_times_that_are_dates_become_periods(tmp_path: Path) -> None:
    dataset = read_file(tmp_path, "a.gexf", GEXF)
    starts = [q.object.value for q in dataset.stated() if q.predicate.value.endswith("startDate")]
    assert starts == ["2020-01-01"]


def test_pajek_relations_modes_partitions_and_matrices(tmp_path: Path) -> None:
    text = (
        '*Network m\n*Vertices 3 2\n1 A\n2 B\n3 C\n*Arcs :1 "råd"\n1 3 1\n*Matrix :2 "pengar"\n4\n0\n'
        "*Partition sort\n*Vertices 3\n1\n2\n2\n"
    )
    choices = {
        "class_from": "mode",
        "classes": {"1": "Municipality", "2": "MunicipalFederation"},
        "type_from": "relation",
        "types": {"råd": TIES["type"], "pengar": "FUNDS"},
    }
    dataset = read_file(tmp_path, "a.net", text, choices=choices)
    said = {(q.predicate.value, q.object.value) for q in dataset.stated()}
    assert (RDF + "type", KG + "MunicipalFederation") in said
    assert weights_of(dataset) == {1, 4}
    assert ("https://example.org/s/attribute/sort", "2") in said
    assert ties_of(dataset) == {("A", "C", "1.0")}


def test_pajek_networks_among_the_same_nodes_are_relations(tmp_path: Path) -> None:
    part = "*Network {}\n*Vertices 2\n1 A\n2 B\n*Arcs\n{}\n"
    choices = {
        "class": "Organization",
        "type_from": "relation",
        "types": {"one": TIES["type"], "two": "FUNDS"},
    }
    dataset = read_file(
        tmp_path, "a.paj", part.format("one", "1 2") + part.format("two", "2 1"), choices=choices
    )
    assert ties_of(dataset) == {("A", "B", "")}
    assert any(q.object.value.endswith("FundedItem") or "fund" in q.predicate.value for q in dataset.stated())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("DL N=3\nformat=fullmatrix\nlabels:\nA B C\ndata:\n0 1 0\n0 0 2\n. 0 0\n", {("A", "B", "1.0"), ("B", "C", "2.0")}),
        ("dl n = 3 labels embedded: data:\n  A B C\nA 0 1 0\nB 0 0 2\nC 0 0 0\n", {("A", "B", "1.0"), ("B", "C", "2.0")}),
        ("DL n=3 diagonal=absent\nlabels: A,B,C\ndata:\n1 0 0 2 0 0\n", {("A", "B", "1.0"), ("B", "C", "2.0")}),
        ("dl n=3 format=upperhalf diagonal=absent labels: A,B,C data: 1 0 2", {("A", "B", "1.0"), ("B", "C", "2.0")}),
        ("dl n=3 format=lowerhalf labels: A,B,C data: 0 1 0 0 2 0", {("B", "A", "1.0"), ("C", "B", "2.0")}),
        ("dl n=3 format=edgelist1 labels embedded: data:\nA B 1\nB C 2\n", {("A", "B", "1.0"), ("B", "C", "2.0")}),
        ("dl n=3 format=nodelist1\nlabels:\nA,B,C\ndata:\n1 2 3\n2 3\n", {("A", "B", ""), ("A", "C", ""), ("B", "C", "")}),
        ("dl nr=1 nc=2 row labels: 'A a' column labels: B,C data: 1 2", {("A a", "B", "1.0"), ("A a", "C", "2.0")}),
        ("dl nr=1 nc=2 format=edgelist2 labels embedded data:\nA B 3\nA C\n", {("A", "B", "3.0"), ("A", "C", "")}),
    ],
)  # fmt: skip
def test_ucinet_forms(tmp_path: Path, text: str, expected: set[tuple[str, str, str]]) -> None:
    assert ties_of(read_file(tmp_path, "a.dl", text)) == expected


def test_ucinet_several_matrices_are_relations(tmp_path: Path) -> None:
    text = "dl n=2 nm=2 labels: A,B matrix labels: advice,money data:\n0 1 0 0\n0 0 3 0\n"
    choices = {
        "class": "Organization",
        "type_from": "relation",
        "types": {"advice": TIES["type"]},
        "type": "FUNDS",
    }
    dataset = read_file(tmp_path, "a.dl", text, choices=choices)
    assert ties_of(dataset) == {("A", "B", "1.0")}
    assert weights_of(dataset) == {1, 3}


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("a.graphml", GRAPHML.replace('id="n1"', 'id="n0"'), ["data/a.graphml:8: the node id 'n0' is taken, see data/a.graphml:7", "data/a.graphml:9: a tie leads to the node 'n1', which the file lacks", "data/a.graphml:10: a tie leads to the node 'n1', which the file lacks"]),
        ("a.graphml", GRAPHML.replace(">2.5<", ">NaN<"), ["data/a.graphml:9: weight of the tie 'n0' - 'n1' is nan, which is no number to reckon with"]),
        ("a.graphml", GRAPHML.replace(">9<", ">nine<"), ["data/a.graphml:7: 'size': 'nine' is no whole number"]),
        ("a.graphml", GRAPHML.replace('key="d2"', 'key="d9"'), ["data/a.graphml:9: <data> of the key 'd9', which the file does not declare"]),
        ("a.graphml", GRAPHML.replace("<edge source", "<hyperedge/><edge source"), ["data/a.graphml:10: a hyperedge ties more than two nodes; write one node for it and a tie to each"]),
        ("a.graphml", GRAPHML[:-20], ["data/a.graphml:10: not well-formed XML: no element found"]),
        ("a.graphml", "<gexf/>", ["data/a.graphml:1: the file begins with <gexf>, not with <graphml>"]),
        ("a.graphml", '<!DOCTYPE g [<!ENTITY a "b">]><graphml/>', ["data/a.graphml:1: declares a document type or an entity, which could bring in other files or unfold without end"]),
        ("a.gexf", GEXF.replace('id="2"', 'id="1"'), ["data/a.gexf:6: the node id '1' is taken, see data/a.gexf:5", "data/a.gexf:9: a tie leads to the node '2', which the file lacks", "data/a.gexf:10: a tie leads to the node '2', which the file lacks"]),
        ("a.gexf", GEXF.replace('id="1" source', 'id="0" source'), ["data/a.gexf:10: the tie id '0' is taken, see data/a.gexf:9"]),
        ("a.gexf", GEXF.replace('"2.5"', '"heavy"'), ["data/a.gexf:9: 'weight': 'heavy' is no number"]),
        ("a.net", PAJEK.replace("2 1\n", "2 3\n7 1\n"), ["data/a.net:7: '3' is no number of a node from 1 to 2", "data/a.net:8: '7' is no number of a node from 1 to 2"]),
        ("a.net", PAJEK.partition("*Arcs")[0], ["data/a.net:2: the file describes 2 of its 2 nodes and no *Arcs, *Edges or *Matrix: it may be cut off"]),
        ("a.net", "*Vertices 2\n1 A\n2 B\n*Matrix\n0 1\n", ["data/a.net:4: the matrix has 1 rows, and should have 2"]),
        ("a.net", "*Vertices 2\n*Matrix\n0 1\n1 0 1\n", ["data/a.net:4: row 2 of the matrix has 3 values, and should have 2"]),
        ("a.net", PAJEK.replace('2 "Skara"', '1 "Skara"'), ["data/a.net:4: the node id '1' is taken, see data/a.net:3"]),
        ("a.net", PAJEK + "*Network b\n*Vertices 1\n*Arcs\n", ["data/a.net:9: a second network, with other nodes; save each network in a file of its own"]),
        ("a.dl", "dl n=3 data:\n0 1 0\n0 0\n", ["data/a.dl:3: 5 values after 'data:', and there should be 9"]),
        ("a.dl", "dl n=2 data:\n0 x\ny 0\n", ["data/a.dl:2: 'x' is no number", "data/a.dl:3: 'y' is no number"]),
        ("a.dl", DL.replace("1 2 2.5", "1 3"), ["data/a.dl:5: '3' is neither a label nor a number from 1 to 2"]),
        ("a.dl", "dl n=3 labels:\nA,B\ndata:\n1", ["data/a.dl:3: 2 labels, and there should be 3"]),
        ("a.dl", "dl n=2 labels:\nA,A\ndata:\n0 0 0 0", ["data/a.dl:2: the node id 'A' is taken, see data/a.dl:2"]),
        ("a.dl", 'dl n=2\nformat="" data:\n0 0 0 0', ["data/a.dl:1: the format '' is none that kgraph reads: fullmatrix, lowerhalf, upperhalf, edgelist1, edgelist2, nodelist1, nodelist2"]),
        ("a.dl", "dl n=2\nformat=", ["data/a.dl:2: the file has no 'data:': it may be cut off"]),
        ("a.json", NODE_LINK.replace('"id": 1', '"id": 0'), ["data/a.json /nodes/1: the node id '0' is taken, see data/a.json /nodes/0"]),
        ("a.json", NODE_LINK[:-5], ["data/a.json:1: not JSON: Expecting value"]),
        ("a.json", '{"nodes": [{"id": "a"}, 7], "links": [{"source": "a", "target": "b"}, {"source": "a"}]}', ["data/a.json /nodes/1: 7 is no object with keys and values", "data/a.json /links/1: the link has no source and target that are ids", "data/a.json /links/0: a tie leads to the node 'b', which the file lacks"]),
        ("a.csv", ROWS + ";Skara;\nA;B;tung\n", ["data/a.csv:4 Från: the row names only one of the two ends", "data/a.csv:5 Weight: 'tung': not a number"]),
        ("a.csv", ROWS.replace("Till", "Tilll"), ["data/a.csv:1: no column 'Till'; did you mean 'Tilll'?"]),
    ],
)  # fmt: skip
def test_all_faults_of_a_file_are_listed_with_their_places(
    tmp_path: Path, name: str, text: str, expected: list[str]
) -> None:
    assert faults_of(tmp_path, name, text, choices=ROW_MAP if name == "a.csv" else TIES) == expected


def test_other_encodings_are_read_when_declared(tmp_path: Path) -> None:
    content = PAJEK.encode("cp1252")
    assert "is not UTF-8" in faults_of(tmp_path, "a.net", content)[0]
    assert ties_of(read_file(tmp_path, "a.net", content, choices=TIES | {"encoding": "cp1252"}))


@pytest.mark.parametrize("form", ["graphml", "gexf", "pajek"])
def test_files_of_networkx_and_igraph_are_read(tmp_path: Path, form: str) -> None:
    network = nx.les_miserables_graph()
    path = tmp_path / {"graphml": "a.graphml", "gexf": "a.gexf", "pajek": "a.net"}[form]
    getattr(nx, f"write_{form}")(network, path)
    dataset = read_file(tmp_path, path.name, path.read_bytes())
    expected = {frozenset(edge[:2]) | {float(edge[2])} for edge in network.edges(data="weight")}
    assert {frozenset(tie[:2]) | {float(tie[2])} for tie in ties_of(dataset)} == expected
    if form == "graphml":
        igraph.Graph.Read_GraphML(str(path)).write_graphml(str(path))
        again = read_file(tmp_path, path.name, path.read_bytes(), choices=TIES | {"name": "id"})
        assert {frozenset(tie[:2]) | {float(tie[2])} for tie in ties_of(again)} == expected


@settings(
    max_examples=examples(60),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.data())
@pytest.mark.parametrize("name", GOOD)
def test_no_bytes_bring_anything_but_statements_or_a_placed_refusal(
    tmp_path: Path, name: str, data: st.DataObject
) -> None:
    whole = GOOD[name].encode()
    start = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(start, min(len(whole), start + 8)))
    content = whole[:start] + data.draw(st.binary(max_size=6)) + whole[end:]
    refused = refusal_of(tmp_path, name, content)
    if isinstance(refused, SourceError):
        assert isinstance(refused.where, Location)
        assert refused.where.file == f"data/{name}"
    elif refused is not None:
        # What is no node-link JSON any more may be Popolo, and what declares a class may be a table.
        assert refused.exit_code in {1, 2}


def refusal_of(root: Path, name: str, content: bytes) -> KgraphError | None:
    try:
        read_file(root, name, content, choices=ROW_MAP if name == "a.csv" else TIES)
    except KgraphError as error:
        return error
    return None


NAMES = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=20).filter(
    lambda text: text.strip() == text
)


@settings(
    max_examples=examples(60),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(NAMES, min_size=2, max_size=6, unique=True), st.sampled_from(["graphml", "gexf", "json"]))
@example(['<a href="x">', "=1+1"], "graphml")
@example(["0", "@context", 'a"@id": "b'], "json")
def test_names_come_out_letter_for_letter(tmp_path: Path, names: list[str], form: str) -> None:
    network = nx.MultiDiGraph()
    for number, name in enumerate(names):
        network.add_node(number, label=name)
    path = tmp_path / f"a.{form}"
    if form == "json":
        path.write_text(json.dumps(nx.node_link_data(network, edges="links")))
    else:
        getattr(nx, f"write_{form}")(network, path)
    dataset = read_study(study_with(tmp_path, {f"data/a.{form}": path.read_bytes()}))
    found = {q.object.value for q in dataset.stated() if q.predicate.value.endswith("prefLabel")}
    assert found == set(names)
    for other in (tmp_path / "data").iterdir():
        other.unlink()
