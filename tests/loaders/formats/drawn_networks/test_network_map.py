# ruff: noqa: E501 - a case is easiest to read on one line
"""The map in the study file: what it can say, what it refuses, and what stays open is a fault."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from network_studies import BASE, TIES, faults_in, faults_of, read_file, study_with, ties_of

from kgraph.errors import UsageError
from kgraph.loaders.reading import read_study
from kgraph.namespaces import KG, ORG, RDF
from kgraph.study import load_study

if TYPE_CHECKING:
    from pathlib import Path

    from kgraph.rdf.dataset import StudyDataset

NET = '*Vertices 3\n1 A\n2 B\n3 C\n*Arcs :1 "advice"\n1 2 2\n*Arcs :2 "money"\n2 3 1\n'
GRAPHML = (
    '<graphml><key id="k" for="node" attr.name="kind" attr.type="string"/>'
    '<key id="p" for="node" attr.name="people" attr.type="int"/>'
    '<key id="m" for="node" attr.name="e-mail" attr.type="string"/><graph edgedefault="directed">\n'
    '<node id="a"><data key="k">kommun</data><data key="p">9000</data><data key="m">a@b.se</data></node>\n'
    '<node id="b"><data key="k">förbund</data></node>\n<edge source="a" target="b"/>\n</graph></graphml>'
)


def said(dataset: StudyDataset) -> set[tuple[str, str, str]]:
    return {
        (quad.subject.value.removeprefix(BASE), quad.predicate.value, getattr(quad.object, "value", ""))
        for quad in dataset.stated()
    }


def test_classes_types_and_attributes_are_mapped(tmp_path: Path) -> None:
    choices = {
        "class_from": "kind",
        "classes": {"förbund": "kommunalförbund"},
        "type": "medlemskap",
        "attributes": {"people": "folkmängd"},
        "source": "register",
        "language": "en",
    }
    dataset = read_file(tmp_path, "a.graphml", GRAPHML, choices=choices)
    found = said(dataset)
    assert ("a/a", RDF + "type", KG + "Municipality") in found  # "kommun" is a name of the class itself
    assert ("a/b", RDF + "type", KG + "MunicipalFederation") in found
    assert ("a/a", KG + "population", "9000") in found
    assert {
        q.predicate.value for q in dataset.stated() if q.subject.value.startswith(f"{BASE}membership/")
    } == {
        RDF + "type",
        ORG + "member",
        ORG + "organization",
    }
    assert dataset.graphs() == [f"{BASE}source/register"]
    assert "a@b.se" not in str(found)
    assert [note.kind for note in dataset.notes] == ["network-contact"]


def test_a_plain_type_carries_nothing(tmp_path: Path) -> None:
    choices = {"class": "Organization", "type": "LINKED_TO", "attributes": {"relation": ""}}
    faults = faults_of(tmp_path, "a.net", NET, choices=choices)
    assert len(faults) == 1
    assert faults[0].startswith(
        "data/a.net:6: a tie has 'weight', and LINKED_TO is a plain statement that can carry nothing (2 of them); "
    )
    choices["attributes"]["weight"] = ""
    found = said(read_file(tmp_path, "a.net", NET, choices=choices))
    assert {(s, o) for s, p, o in found if p == ORG + "linkedTo"} == {
        ("a/1", f"{BASE}a/2"),
        ("a/2", f"{BASE}a/3"),
    }


def test_weights_of_one_say_nothing(tmp_path: Path) -> None:
    text = "*Vertices 2\n*Arcs\n1 2 1\n1 2 1\n"
    dataset = read_file(tmp_path, "a.net", text, choices={"class": "Organization", "type": "LINKED_TO"})
    assert [note.kind for note in dataset.notes] == ["network-repeated"]


def test_what_the_map_leaves_open_is_one_fault_for_each_value(tmp_path: Path) -> None:
    faults = faults_of(tmp_path, "a.net", NET, choices={"type": TIES["type"]})
    assert faults == [
        'data/a.net:2: a node has no class (3 of them); say in the map what it is: class = "Organization"'
    ]
    faults = faults_of(
        tmp_path,
        "a.net",
        NET,
        choices={"class": "Organization", "type_from": "relation", "types": {"advice": TIES["type"]}},
    )
    assert faults == [
        "data/a.net:8: 'relation' of a tie is 'money', which the map does not know; "
        'say in the map what it is: types = { "money" = "LINKED_TO" }'
    ]


def test_a_file_without_a_map_is_refused_with_what_to_write(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="does not say what the nodes and ties") as caught:
        read_file(tmp_path, "a.net", NET, choices={})
    assert '[maps."data/a.net"]' in str(caught.value.hint)


@pytest.mark.parametrize(
    ("choices", "message"),
    [
        ({"klass": "Organization"}, "unknown setting 'klass'; did you mean 'class'"),
        ({"class": "Organisatoin"}, "no class of the ontology is called 'Organisatoin'; did you mean 'organisation' or 'Organization'?"),
        ({"class": "Medlemskap"}, "'Medlemskap' is a relation; nodes are things"),
        ({"class": 7}, "class is not a text"),
        ({"type": "INFRMAL_TIE"}, "no relationship type is called 'INFRMAL_TIE'; did you mean 'INFORMAL_TIE'"),
        ({"type": {"type": "LINKED_TO", "tieKind": "advice"}}, "LINKED_TO is a plain statement and cannot have tieKind"),
        ({"type": {"type": "INFORMAL_TIE", "tieKnd": "advice"}}, "INFORMAL_TIE has no 'tieKnd' = 'advice'; did you mean 'tieKind'"),
        ({"type": ["x"]}, "is no type of ties"),
        ({"classes": {"a": "Municipality"}}, "classes has no class_from"),
        ({"class_from": "x", "classes": "Municipality"}, "classes is no table"),
        ({"attributes": {"x": "popultion"}}, "no property of the ontology is called 'popultion'; did you mean 'population'"),
        ({"ids": "all"}, "ids = 'all'"),
        ({"directed": "no"}, "directed is neither true nor false"),
        ({"from": "A"}, "from and to belong together"),
        ({"encoding": "klingon"}, "unknown encoding 'klingon'"),
        ({"encoding": "base64"}, "unknown encoding 'base64'"),
    ],
)  # fmt: skip
def test_a_wrong_map_is_refused_by_the_setting(tmp_path: Path, choices: dict[str, Any], message: str) -> None:
    with pytest.raises(UsageError) as caught:
        read_file(tmp_path, "a.net", NET, choices=choices)
    assert message in str(caught.value)
    assert str(caught.value.where).endswith("study.toml")


def test_constants_of_ties_are_checked_as_cells_are(tmp_path: Path) -> None:
    choices = {"class": "Organization", "type": {"type": "INFORMAL_TIE", "tieKind": "gossip"}}
    assert faults_of(tmp_path, "a.net", NET, choices=choices) == [
        "data/a.net:6: 'gossip' is no concept for 'kind of tie' (in the map)",
        "data/a.net:8: 'gossip' is no concept for 'kind of tie' (in the map)",
    ]


def test_nodes_may_be_things_of_the_study(tmp_path: Path) -> None:
    study = study_with(
        tmp_path,
        {
            "data/Kommun.csv": "id,namn\nvara,Vara kommun\nskara,Skara kommun\n",
            "data/ties.csv": "A,B\nvara,Skara kommun\n",
        },
        choices={},
    )
    study.maps["data/ties.csv"] = {"type": TIES["type"], "ids": "study", "from": "A", "to": "B"}
    assert ties_of(read_study(study)) == {("Vara kommun", "Skara kommun", "")}
    (tmp_path / "data" / "ties.csv").write_text("A,B\nvara,Skarra kommun\n")
    assert faults_in(study) == [
        "data/ties.csv:2: 'Skarra kommun' is neither an id nor the name of a thing in the study"
        "; did you mean 'Skara kommun' or 'Vara kommun'?"
    ]


def test_nodes_of_two_files_are_not_one(tmp_path: Path) -> None:
    study = study_with(tmp_path, {"data/a.net": NET, "data/b.net": NET})
    nodes = {q.subject.value for q in read_study(study).stated() if q.predicate.value.endswith("prefLabel")}
    assert nodes == {f"{BASE}{file}/{number}" for file in "ab" for number in (1, 2, 3)}


def test_parallel_ties_stay_apart_and_reading_again_gives_the_same(tmp_path: Path) -> None:
    text = "*Vertices 2\n*Arcs\n1 2 2\n1 2 3\n"
    one = read_file(tmp_path, "a.net", text)
    assert ties_of(one) == {("1", "2", "2.0"), ("1", "2", "3.0")}
    assert said(one) == said(read_file(tmp_path, "a.net", text))


def test_the_study_file_holds_the_map(tmp_path: Path) -> None:
    study_with(tmp_path, {"data/a.net": NET})
    (tmp_path / "study.toml").write_text(
        '[study]\nid = "s"\nbase = "https://example.org/s/"\nsources = ["data/*"]\n[maps."data/*.net"]\n'
        'class = "Organization"\ntype = { type = "INFORMAL_TIE", tieKind = "advice" }\n'
    )
    assert len(ties_of(read_study(load_study(tmp_path)))) == 2
