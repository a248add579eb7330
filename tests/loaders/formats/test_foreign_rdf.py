"""Data in the vocabularies of others: names that people read, every statement accounted for, no editing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from written_studies import written_study

from kgraph.errors import KgraphError
from kgraph.loaders.mapping.mapper import map_dataset
from kgraph.loaders.reading import read_study
from kgraph.pipeline.prepare import prepare

if TYPE_CHECKING:
    from pathlib import Path

    from kgraph.pipeline.prepare import Prepared
    from kgraph.study import Study

W3C_ORG = """
@prefix org: <http://www.w3.org/ns/org#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix r: <https://ministry.example/> .
r:ministry a org:FormalOrganization ; skos:prefLabel "Ministry of Harbours" ; org:hasUnit r:piers .
r:piers a org:OrganizationalUnit ; rdfs:label "Piers Unit" ; org:unitOf r:ministry ;
  org:hasSite [ a org:Site ; rdfs:label "Quay 4" ] .
r:merger a org:ChangeEvent ; org:originalOrganization r:old ; org:resultingOrganization r:ministry .
r:seat a org:Membership ; org:member r:ministry ; org:organization r:council ; org:role r:observer .
r:council a org:OrganizationalCollaboration ; rdfs:label "Council of Harbours" .
"""
CPOV = """
@prefix cv: <http://data.europa.eu/m8g/> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix r: <https://registry.example/> .
r:inspection a cv:PublicOrganisation ; skos:prefLabel "Lake Inspection"@en , "Järvivalvonta"@fi ;
  dct:spatial r:lakeland ; org:subOrganizationOf r:environment ; cv:purpose "Looks at lakes."@en .
r:environment a cv:PublicOrganisation ; skos:prefLabel "Environment Office"@en .
r:f1 a cv:FoundationEvent ; dct:date "2011-03-01" ; cv:formalFramework r:lake-act .
"""
CPSV_AP = """<?xml version="1.0"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dct="http://purl.org/dc/terms/"
    xmlns:cpsv="http://purl.org/vocab/cpsv#" xmlns:cv="http://data.europa.eu/m8g/">
  <cpsv:PublicService rdf:about="https://services.example/mooring">
    <dct:title xml:lang="en">Apply for a mooring</dct:title>
    <cv:hasCompetentAuthority rdf:resource="https://services.example/town"/>
    <cv:hasCost><cv:Cost><cv:value rdf:datatype="http://www.w3.org/2001/XMLSchema#decimal">40.0</cv:value></cv:Cost></cv:hasCost>
    <cpsv:produces rdf:resource="https://services.example/permit"/>
  </cpsv:PublicService>
  <cv:Output rdf:about="https://services.example/permit"><dct:title>Mooring permit</dct:title></cv:Output>
</rdf:RDF>
"""
OSLO = """
<https://besluit.example/e/1> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://data.vlaanderen.be/ns/besluit#Bestuurseenheid> .
<https://besluit.example/e/1> <http://www.w3.org/2004/02/skos/core#prefLabel> "Gemeente Voorbeeld" .
<https://besluit.example/o/1> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://data.vlaanderen.be/ns/besluit#Bestuursorgaan> .
<https://besluit.example/o/1> <http://www.w3.org/2004/02/skos/core#prefLabel> "Gemeenteraad Voorbeeld" .
<https://besluit.example/o/1> <http://data.vlaanderen.be/ns/besluit#bestuurt> <https://besluit.example/e/1> .
<https://besluit.example/o/2> <https://data.vlaanderen.be/ns/generiek#isTijdspecialisatieVan> <https://besluit.example/o/1> .
<https://besluit.example/o/2> <http://data.vlaanderen.be/ns/mandaat#bindingStart> "2019-01-01T00:00:00Z"^^<http://www.w3.org/2001/XMLSchema#dateTime> .
<https://besluit.example/m/1> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://data.vlaanderen.be/ns/mandaat#Mandataris> .
<https://besluit.example/m/1> <http://data.vlaanderen.be/ns/mandaat#start> "2019-01-02T00:00:00Z"^^<http://www.w3.org/2001/XMLSchema#dateTime> .
<https://besluit.example/m/1> <http://www.w3.org/ns/org#holds> <https://besluit.example/post/1> .
"""  # noqa: E501 - N-Triples has a line for each statement
SCHEMA_ORG = """{
  "@context": {"@vocab": "http://schema.org/", "parentOrganization": {"@type": "@id"}, "provider": {"@type": "@id"}},
  "@graph": [
    {"@id": "https://town.example/", "@type": "GovernmentOrganization", "name": "Town of Example",
     "address": {"@type": "PostalAddress", "addressLocality": "Example"}},
    {"@id": "https://town.example/library", "@type": "Library", "name": "Town library",
     "parentOrganization": "https://town.example/", "telephone": "000"},
    {"@id": "https://town.example/loans", "@type": "GovernmentService", "name": "Loans",
     "provider": "https://town.example/library"}
  ]
}
"""  # noqa: E501
POPOLO = """
@prefix org: <http://www.w3.org/ns/org#> .
@prefix opengov: <http://www.w3.org/ns/opengov#> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix schema: <http://schema.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix r: <https://assembly.example/> .
r:assembly a org:Organization ; skos:prefLabel "Assembly" ; org:classification "legislature" .
r:speaker a org:Post ; skos:prefLabel "Speaker" ; org:postIn r:assembly ; org:role "Speaker" .
r:kim a foaf:Person ; foaf:name "Kim Exempel" .
r:m1 a org:Membership ; org:member r:kim ; org:organization r:assembly ; opengov:onBehalfOf r:party .
r:party a org:Organization ; skos:prefLabel "A Party" ; schema:foundingDate "1970" .
r:motion a opengov:Motion ; opengov:text "Dredge the harbour." ; opengov:legislativeSession r:session .
"""


@dataclass(frozen=True)
class Sample:
    """A file in one vocabulary and what must come of it."""

    name: str
    text: str
    labels: dict[str, set[str]]
    shown: dict[str, str]
    relationships: set[tuple[str, str, str]]


SAMPLES = [
    Sample(
        "org.ttl",
        W3C_ORG,
        {
            "https://ministry.example/ministry": {"Organization", "FormalOrganization"},
            "https://ministry.example/piers": {"Organization", "OrganizationalUnit"},
            "https://ministry.example/council": {"Organization", "OrganizationalCollaboration"},
        },
        {"https://ministry.example/piers": "Piers Unit", "https://ministry.example/old": "old"},
        {
            ("piers", "UNIT_OF", "ministry"),
            ("merger", "RESULTING_ORGANIZATION", "ministry"),
            ("ministry", "MEMBER_OF", "council"),
        },
    ),
    Sample(
        "cpov.ttl",
        CPOV,
        {
            "https://registry.example/inspection": {"Organization", "PublicOrganisation"},
            "https://registry.example/f1": {"cv__FoundationEvent"},
        },
        {"https://registry.example/inspection": "Lake Inspection"},
        {
            ("inspection", "SUB_ORGANIZATION_OF", "environment"),
            ("inspection", "SPATIAL", "lakeland"),
            ("f1", "cv__formalFramework", "lake-act"),
        },
    ),
    Sample(
        "services.rdf",
        CPSV_AP,
        {
            "https://services.example/mooring": {"PublicService"},
            "https://services.example/permit": {"cv__Output"},
        },
        {
            "https://services.example/mooring": "Apply for a mooring",
            "https://services.example/permit": "Mooring permit",
        },
        {("mooring", "cv__hasCompetentAuthority", "town"), ("mooring", "cpsv__produces", "permit")},
    ),
    Sample(
        "besluit.nt",
        OSLO,
        {
            "https://besluit.example/e/1": {"besluit__Bestuurseenheid"},
            "https://besluit.example/o/1": {"besluit__Bestuursorgaan"},
            "https://besluit.example/m/1": {"mandaat__Mandataris"},
        },
        {"https://besluit.example/o/1": "Gemeenteraad Voorbeeld"},
        {
            ("o/1", "besluit__bestuurt", "e/1"),
            ("o/2", "generiek__isTijdspecialisatieVan", "o/1"),
        },
    ),
    Sample(
        "town.jsonld",
        SCHEMA_ORG,
        {
            "https://town.example/": {"sdo__GovernmentOrganization"},
            "https://town.example/library": {"sdo__Library"},
        },
        {"https://town.example/library": "Town library", "https://town.example/": "Town of Example"},
        {("library", "sdo__parentOrganization", ""), ("loans", "sdo__provider", "library")},
    ),
    Sample(
        "popolo.ttl",
        POPOLO,
        {
            "https://assembly.example/speaker": {"Post"},
            "https://assembly.example/motion": {"opengov__Motion"},
        },
        {"https://assembly.example/assembly": "Assembly"},
        {
            ("speaker", "POST_IN", "assembly"),
            ("motion", "opengov__legislativeSession", "session"),
        },
    ),
]


def short(uri: str) -> str:
    """The end of an IRI, after the host."""
    return uri.partition("example/")[2]


@pytest.fixture(params=SAMPLES, ids=[sample.name for sample in SAMPLES])
def case(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Sample, Prepared]:
    """A sample, and what came of it under the default policy."""
    return request.param, prepare(written_study(tmp_path, {request.param.name: request.param.text}))


def test_things_have_the_labels_of_their_classes_and_the_names_of_their_sources(
    case: tuple[Sample, Prepared],
) -> None:
    sample, prepared = case
    nodes = prepared.graph.nodes
    for uri, labels in sample.labels.items():
        assert labels <= set(nodes[uri].labels)
    for uri, name in sample.shown.items():
        assert nodes[uri].properties["label"] == name


def test_properties_between_things_are_relationships_with_readable_types(
    case: tuple[Sample, Prepared],
) -> None:
    sample, prepared = case
    found = {
        (short(item.start), item.type, short(item.end)) for item in prepared.graph.relationships.values()
    }
    assert sample.relationships <= found


def test_every_statement_that_was_read_is_in_the_graph_or_counted_as_left_out(
    case: tuple[Sample, Prepared],
) -> None:
    _, prepared = case
    read = sum(file.statements for file in prepared.dataset.files)
    left_out = sum(note.count for note in prepared.dataset.notes)
    assert read == prepared.stated + left_out
    assert prepared.graph.account.balanced
    assert prepared.graph.account.statements == len(prepared.dataset)
    assert len(prepared.dataset) >= prepared.stated + sum(prepared.inferred.values())
    assert prepared.refused_losses() == []
    assert prepared.report.conforms


def test_all_of_them_together_are_one_graph(tmp_path: Path) -> None:
    prepared = prepare(written_study(tmp_path, {sample.name: sample.text for sample in SAMPLES}))
    assert prepared.graph.account.balanced
    for sample in SAMPLES:
        assert sample.labels.keys() <= prepared.graph.nodes.keys()


def test_persons_and_telephone_numbers_of_others_are_left_out(tmp_path: Path) -> None:
    prepared = prepare(written_study(tmp_path, {"popolo.ttl": POPOLO, "town.jsonld": SCHEMA_ORG}))
    notes = {note.kind: note.count for note in prepared.dataset.notes}
    assert notes == {"persons-omitted": 6, "personal-data-omitted": 1}
    text = str(list(prepared.graph.nodes.values()))
    assert "Exempel" not in text
    assert "telephone" not in text


def prefixed(prefix: str, namespace: str) -> str:
    return f"@prefix {prefix}: <{namespace}> .\n<https://e.example/a> {prefix}:colour 'red' ."


def keys_of(study: Study) -> set[str]:
    nodes = map_dataset(read_study(study)).nodes
    return {key for key in nodes["https://e.example/a"].properties if "__" in key}


def test_data_written_in_the_other_direction_has_the_relationships_that_kgraph_asks_for(
    tmp_path: Path,
) -> None:
    text = """@prefix org: <http://www.w3.org/ns/org#> . @prefix r: <https://town.example/> .
r:town org:hasUnit r:parks ; org:hasSubOrganization r:theatre ; org:hasPost r:clerk ; org:hasMember r:club ;
  org:resultedFrom r:merger . r:village org:changedBy r:merger ."""
    graph = prepare(written_study(tmp_path, {"a.ttl": text})).graph
    found = {(short(item.start), item.type, short(item.end)) for item in graph.relationships.values()}
    assert {
        ("parks", "UNIT_OF", "town"),
        ("theatre", "SUB_ORGANIZATION_OF", "town"),
        ("clerk", "POST_IN", "town"),
        ("club", "MEMBER_OF", "town"),
        ("merger", "RESULTING_ORGANIZATION", "town"),
        ("merger", "ORIGINAL_ORGANIZATION", "village"),
    } <= found
    inferred = [item for item in graph.relationships.values() if item.type == "POST_IN"]
    assert [item.properties["statementStatus"] for item in inferred] == ["inferred"]


def test_a_prefix_stands_for_what_most_files_declare_it_for(tmp_path: Path) -> None:
    files = {
        "a.ttl": prefixed("p", "https://old.example/"),
        "b.ttl": prefixed("p", "https://new.example/"),
        "c.ttl": prefixed("p", "https://new.example/"),
    }
    (other,) = keys_of(written_study(tmp_path, files)) - {"p__colour"}
    assert other.startswith("ns")


def test_a_prefix_that_kgraph_has_for_another_namespace_is_not_used(tmp_path: Path) -> None:
    (key,) = keys_of(written_study(tmp_path, {"a.ttl": prefixed("org", "https://their.example/")}))
    assert key.startswith("ns")
    assert key.endswith("__colour")


def test_the_study_can_name_a_namespace_without_editing_the_data(tmp_path: Path) -> None:
    files = {"a.nt": '<https://e.example/a> <https://bare.example/colour> "red" .'}
    (bare,) = keys_of(written_study(tmp_path, files))
    assert bare.startswith("ns")
    files["names.ttl"] = "@prefix bare: <https://bare.example/> ."
    assert keys_of(written_study(tmp_path, files)) == {"bare__colour"}


def test_hyphens_in_names_become_underscores_and_digits_tell_apart_only_what_would_clash(
    tmp_path: Path,
) -> None:
    text = (
        "@prefix at: <https://tables.example/> .\n"
        '<https://e.example/a> at:op-code "X" ; at:end.use "1" ; at:end-use "2" ; at:end__use "3" ;\n'
        '  at:name "A"@sv ; at:name-sv "B" .\n'
    )
    keys = keys_of(written_study(tmp_path, {"a.ttl": text}))
    assert {"at__op_code", "at__name_sv"} < keys
    assert len({key for key in keys if key.startswith("at__end_use_")}) == 2
    assert len(keys) == 6


def test_classes_with_hyphens_are_told_apart_only_where_they_would_clash(tmp_path: Path) -> None:
    text = (
        "@prefix at: <https://tables.example/> .\n"
        "<https://e.example/a> a at:corporate-body . <https://e.example/b> a at:end-use , at:end.use .\n"
    )
    nodes = map_dataset(read_study(written_study(tmp_path, {"a.ttl": text}))).nodes
    assert nodes["https://e.example/a"].labels == ("at__corporate_body",)
    clashing = nodes["https://e.example/b"].labels
    assert len(set(clashing)) == 2
    assert all(label.startswith("at__end_use_") for label in clashing)


@pytest.mark.parametrize(
    "name",
    ["dc:title", "schema:legalName", "sdo:title", "vcard:fn", "vcard:organization-name", "rdfs:label"],
)
def test_names_are_found_where_common_vocabularies_keep_them(tmp_path: Path, name: str) -> None:
    text = (
        "@prefix dc: <http://purl.org/dc/elements/1.1/> . @prefix schema: <https://schema.org/> .\n"
        "@prefix sdo: <http://schema.org/> . @prefix vcard: <http://www.w3.org/2006/vcard/ns#> .\n"
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
        f'<https://e.example/7> {name} "Harbour Office" .\n'
    )
    nodes = map_dataset(read_study(written_study(tmp_path, {"a.ttl": text}))).nodes
    assert nodes["https://e.example/7"].properties["label"] == "Harbour Office"


def test_what_has_neither_name_nor_iri_is_called_by_its_class(tmp_path: Path) -> None:
    text = "@prefix cv: <http://data.europa.eu/m8g/> . <https://e.example/a> cv:hasCost [ a cv:Cost ] ."
    nodes = map_dataset(read_study(written_study(tmp_path, {"a.ttl": text}))).nodes.values()
    assert [node.properties["label"] for node in nodes if "cv__Cost" in node.labels] == ["Cost"]


def test_a_clash_that_no_rule_resolves_names_both_terms(tmp_path: Path) -> None:
    files = {"a.nt": '<https://e.example/a> <https://bare.example/colour> "red" .'}
    (name,) = keys_of(written_study(tmp_path, files))
    files["b.ttl"] = prefixed(name.partition("__")[0], "https://mimic.example/")
    with pytest.raises(KgraphError) as caught:
        keys_of(written_study(tmp_path, files))
    assert "<https://bare.example/colour>" in caught.value.message
    assert "<https://mimic.example/colour>" in caught.value.message
