"""What RDF looks like as a property graph, and that every statement is accounted for."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

import pyoxigraph as ox
import pytest

from kgraph.errors import KgraphError
from kgraph.loaders.mapping.decoder import unmap
from kgraph.loaders.mapping.mapper import map_dataset
from kgraph.loaders.property_graph import LOSS_KINDS, Names, PropertyGraph
from kgraph.vocabulary import Vocabulary

EX = "https://example.org/"
HEAD = """
@prefix ex: <https://example.org/> .
@prefix kg: <https://w3id.org/kgraph/ontology#> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix status: <https://w3id.org/kgraph/scheme/statement-status/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""


def graph_of(trig: str, **options: object) -> PropertyGraph:
    graph = map_dataset(ox.parse(HEAD + trig, format=ox.RdfFormat.TRIG), **options)
    assert graph.account.balanced
    return graph


def test_languages_stand_side_by_side() -> None:
    node = graph_of('ex:a skos:prefLabel "Kommun"@sv , "Municipality"@en , "X" .').nodes[f"{EX}a"]
    assert {k: v for k, v in node.properties.items() if k.startswith("label")} == {
        "label": "Kommun",
        "label_sv": "Kommun",
        "label_en": "Municipality",
        "label_und": "X",
    }


def test_tags_that_look_like_kgraphs_own_endings_are_languages() -> None:
    graph = graph_of('ex:a skos:prefLabel "Nama"@id , "Urim"@uri , "?"@und , "X" .')
    properties = graph.nodes[f"{EX}a"].properties
    assert {k: v for k, v in properties.items() if k.startswith("label_")} == {
        "label_id": "Nama",
        "label_lang_uri": "Urim",
        "label_lang_und": "?",
        "label_und": "X",
    }
    assert '"Nama"@id' in "\n".join(unmap(graph))


def test_an_evidence_statement_with_an_iri_comes_back_from_a_graph_and_from_none() -> None:
    statement = "<https://example.org/a> <https://w3id.org/kgraph/ontology#locator> <https://example.org/b>"
    graph = graph_of("ex:a kg:locator ex:b . ex:g { ex:a kg:locator ex:b }")
    assert sorted(unmap(graph)) == [f"{statement} .", f"{statement} <https://example.org/g> ."]


def test_names_of_the_first_format_are_read_as_they_were_meant() -> None:
    graph = graph_of("ex:a <http://xmlns.com/foaf/0.1/page> <https://town.example/> .")
    old = graph.names.to_json().replace('"<>"', '"@id"')
    assert Names.from_json(old, 1) == graph.names != Names.from_json(old)


@pytest.mark.parametrize(
    ("languages", "label"), [(("sv", "en"), "sv"), (("en", "sv"), "en"), (("fi",), "und"), ((), "und")]
)
def test_display_name_follows_the_studys_languages(languages: tuple[str, ...], label: str) -> None:
    graph = graph_of('ex:a skos:prefLabel "sv"@sv , "en"@en , "und" .', languages=languages)
    assert graph.nodes[f"{EX}a"].properties["label"] == label


def test_things_without_a_name_show_title_notation_or_the_end_of_their_iri() -> None:
    graph = graph_of('ex:a dct:title "T"@sv . ex:b skos:notation "N" . ex:c org:linkedTo ex:d .')
    shown = {uri.removeprefix(EX): node.properties["label"] for uri, node in graph.nodes.items()}
    assert shown == {"a": "T", "b": "N", "c": "c", "d": "d"}


def test_a_key_holds_lists_everywhere_or_nowhere_unless_the_ontology_says_one() -> None:
    graph = graph_of(
        'ex:a skos:altLabel "x"@sv , "y"@sv ; kg:population 1 , 2 .'
        'ex:b skos:altLabel "z"@sv ; kg:population 3 .'
    )
    assert graph.nodes[f"{EX}a"].properties["alias_sv"] == ["x", "y"]
    assert graph.nodes[f"{EX}b"].properties["alias_sv"] == ["z"]
    assert graph.nodes[f"{EX}a"].properties["population"] == [1, 2]
    assert graph.nodes[f"{EX}b"].properties["population"] == 3


def test_a_qualified_relation_is_a_relationship_with_properties() -> None:
    graph = graph_of(
        """
        ex:g { ex:m a org:Membership ; org:member ex:a ; org:organization ex:f ; org:role ex:r ;
          kg:ownershipShare 0.5 ; kg:locator "§ 2" ; dct:temporal [ a dct:PeriodOfTime ;
          dcat:startDate "2013"^^xsd:gYear ; dcat:endDate "2014-02"^^xsd:gYearMonth ] .
          ex:r skos:notation "chair" . }
        """
    )
    item = graph.relationships[f"{EX}m"]
    assert (item.type, item.start, item.end) == ("MEMBER_OF", f"{EX}a", f"{EX}f")
    shown = {key: value for key, value in item.properties.items() if key[0] != "_"}
    assert shown == {
        "uri": f"{EX}m",
        "key": f"{EX}m",
        "role": "chair",
        "role_uri": f"{EX}r",
        "ownershipShare": 0.5,
        "from": dt.date(2013, 1, 1),
        "fromText": "2013",
        "until": dt.date(2014, 2, 28),
        "untilText": "2014-02",
        "sources": [f"{EX}g"],
        "locators": ["§ 2"],
        "statementStatus": "stated",
    }
    assert f"{EX}m" not in graph.nodes
    assert graph.account.qualified == 5
    assert graph.account.inlined == 4
    assert graph.account.evidence == 1


def test_a_period_that_is_also_somebodys_class_is_not_inlined() -> None:
    graph = graph_of(
        'ex:a a _:p ; dct:temporal _:p . _:p a dct:PeriodOfTime ; dcat:startDate "2013"^^xsd:gYear .'
    )
    assert graph.account.balanced
    assert graph.account.inlined == 0
    assert "period-as-node" in [loss.kind for loss in graph.losses]


def test_parallel_relations_are_kept() -> None:
    graph = graph_of(
        "ex:m a org:Membership ; org:member ex:a ; org:organization ex:f ."
        "ex:n a org:Membership ; org:member ex:a ; org:organization ex:f . ex:a org:memberOf ex:f ."
    )
    assert [item.type for item in graph.relationships.values()] == ["MEMBER_OF"] * 3


@pytest.mark.parametrize(
    "trig",
    [
        "ex:m a org:Membership ; org:member ex:a .",
        "ex:m a org:Membership ; org:member ex:a , ex:b ; org:organization ex:f .",
        'ex:m a org:Membership ; org:member "a" ; org:organization ex:f .',
    ],
)
def test_a_relation_without_one_start_and_one_end_stays_a_node(trig: str) -> None:
    graph = graph_of(trig)
    assert f"{EX}m" in graph.nodes
    assert [loss.kind for loss in graph.losses] == ["qualified-as-node"]
    assert not graph.losses[0].refusing


def test_what_points_at_a_relation_keeps_its_iri() -> None:
    graph = graph_of(
        "ex:m a org:Membership ; org:member ex:a ; org:organization ex:f . ex:x dct:relation ex:m ."
    )
    assert [value for key, value in graph.nodes[f"{EX}x"].properties.items() if key.endswith("_uri")] == [
        f"{EX}m"
    ]
    assert f"{EX}m" not in graph.nodes


def test_sources_and_their_evidence_stand_in_line() -> None:
    graph = graph_of(
        """
        ex:g1 { ex:a kg:population 1 ; org:linkedTo ex:b ; kg:locator "§ 1" ; kg:confidence 0.8 . }
        ex:g2 { ex:a kg:population 2 ; org:linkedTo ex:b ; kg:confidence 0.6 ;
          kg:statementStatus status:disputed . }
        """
    )
    expected = {
        "sources": [f"{EX}g1", f"{EX}g2"],
        "locators": ["§ 1", ""],
        "statuses": ["", "disputed"],
        "confidences": ["0.8", "0.6"],
        "confidence": 0.8,
        "statementStatus": "disputed",
    }
    (item,) = graph.relationships.values()
    for properties in (graph.nodes[f"{EX}a"].properties, item.properties):
        assert {key: properties[key] for key in expected} == expected
    assert graph.nodes[f"{EX}a"].properties["_graphs"] == '{"*":[0],"population":[[0],[1]]}'


@pytest.mark.parametrize(
    ("literal", "value", "kind"),
    [
        ('"2020-02-29"^^xsd:date', dt.date(2020, 2, 29), None),
        ('"2020-01-01T10:00:00+02:00"^^xsd:dateTime', dt.datetime(2020, 1, 1, 8), None),
        ('"0.5"^^xsd:decimal', 0.5, None),
        ('"true"^^xsd:boolean', True, None),
        ('"9223372036854775807"^^xsd:integer', 2**63 - 1, None),
        ('"9223372036854775808"^^xsd:integer', "9223372036854775808", "integer-range"),
        ('"0.1234567890123456789"^^xsd:decimal', 0.12345678901234568, "decimal-precision"),
        ('"P1D"^^xsd:duration', "P1D", "datatype-as-text"),
        ('"2020"^^xsd:gYear', "2020", "datatype-as-text"),
        ('"x"^^ex:type', "x", "datatype-as-text"),
        ('"2024-13-45"^^xsd:date', "2024-13-45", "ill-typed"),
        ('"x"^^xsd:integer', "x", "ill-typed"),
        ('"NaN"^^xsd:double', "NaN", "not-a-number"),
        ('"2020-01-01Z"^^xsd:date', "2020-01-01Z", "datetime-range"),
        ('"2020-01-01T00:00:00.1234567"^^xsd:dateTime', "2020-01-01T00:00:00.1234567", "datetime-range"),
    ],
)
def test_values_have_types_or_are_named_losses(literal: str, value: object, kind: str | None) -> None:
    graph = graph_of(f"ex:a ex:p {literal} .")
    (held,) = (v for k, v in graph.nodes[f"{EX}a"].properties.items() if k.endswith("__p"))
    assert held == value
    assert type(held) is type(value)
    assert [loss.kind for loss in graph.losses] == ([kind] if kind else [])
    assert all(loss.refusing == (loss.kind == "decimal-precision") for loss in graph.losses)


def test_values_of_several_types_become_text_and_are_named() -> None:
    graph = graph_of('ex:a ex:p 1 , "x" .')
    (held,) = (v for k, v in graph.nodes[f"{EX}a"].properties.items() if k.endswith("__p"))
    assert sorted(held) == ["1", "x"]
    assert {loss.kind for loss in graph.losses} == {"mixed-list"}


def test_a_quoted_triple_is_a_refusing_loss_and_counted() -> None:
    triple = ox.Triple(ox.NamedNode(f"{EX}a"), ox.NamedNode(f"{EX}p"), ox.Literal("x"))
    graph = map_dataset([ox.Quad(ox.NamedNode(f"{EX}a"), ox.NamedNode(f"{EX}says"), triple)])
    assert [(loss.kind, loss.refusing) for loss in graph.losses] == [("triple-term", True)]
    assert graph.account.hidden == 1
    assert graph.account.balanced


def test_every_loss_kind_says_why() -> None:
    for kept, reason in LOSS_KINDS.values():
        assert kept in ("exact", "text", "rounded", "hidden")
        assert reason


TWO_NAMESPACES = '<urn:a> <https://one.org/p> "x" ; <https://two.org/p> "y" .'


def test_two_terms_on_one_name_are_an_error_that_names_both() -> None:
    prefix = Vocabulary.load().name("https://one.org/p").partition("__")[0]
    with pytest.raises(KgraphError, match=r"(?s)https://one\.org/p.*https://two\.org/p"):
        map_dataset(
            ox.parse(TWO_NAMESPACES, format=ox.RdfFormat.TURTLE), prefixes={prefix: "https://two.org/"}
        )


def test_two_prefixes_that_read_alike_do_not_make_one_name() -> None:
    graph = map_dataset(
        ox.parse(TWO_NAMESPACES, format=ox.RdfFormat.TURTLE),
        prefixes={"x-y": "https://one.org/", "x.y": "https://two.org/"},
    )
    keys = {key for key in graph.nodes["urn:a"].properties if key.endswith("__p")}
    assert "x_y__p" in keys
    assert len(keys) == 2


def test_order_names_of_files_and_blank_labels_do_not_matter() -> None:
    trig = HEAD + "ex:a ex:p [ ex:q [ ex:r 1 ] ] , [ ex:q [ ex:r 1 ] ] , [ ex:q ex:a ] ."
    quads = list(ox.parse(trig, format=ox.RdfFormat.TRIG))
    again = ox.parse(trig, format=ox.RdfFormat.TRIG, rename_blank_nodes=True)
    assert map_dataset(reversed(quads)).content_hash == map_dataset(again).content_hash
    assert len([uri for uri in map_dataset(quads).nodes if uri.startswith("urn:kgraph:bnode:")]) == 5


def test_five_thousand_nested_blank_nodes_are_loaded() -> None:
    trig = HEAD + "ex:a ex:p " + "[ ex:p " * 5000 + "1" + " ]" * 5000 + " ."
    assert len(graph_of(trig[len(HEAD) :]).nodes) == 5001


def test_an_empty_dataset_is_an_empty_graph() -> None:
    graph = map_dataset([])
    assert (graph.nodes, graph.relationships, graph.losses) == ({}, {}, [])
    assert graph.account.balanced


def test_inferred_relationships_name_their_rule() -> None:
    class Dataset:
        store = ox.Store()
        prefixes: ClassVar[dict[str, str]] = {}
        inferred_prefix = f"{EX}ch"

    Dataset.store.load(
        (HEAD + "ex:chain { ex:a org:linkedTo ex:b . } ex:g { ex:a org:linkedTo ex:c . }").encode(),
        format=ox.RdfFormat.TRIG,
    )
    rules = {item.end: item.properties.get("rule") for item in map_dataset(Dataset()).relationships.values()}
    assert rules == {f"{EX}b": "ain", f"{EX}c": None}
