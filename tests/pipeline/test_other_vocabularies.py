"""Data in the vocabularies of others fills the declared networks and gives a finding, untouched by hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from written_studies import written_study

from kgraph.analysis.analyse import analyse, top_findings
from kgraph.analysis.settings import Settings
from kgraph.errors import UsageError
from kgraph.pipeline.mapped_graph import mapped_graph
from kgraph.pipeline.prepare import check, prepare
from kgraph.pipeline.study_choices import networks_of
from kgraph.store.readback import with_names

if TYPE_CHECKING:
    from pathlib import Path

    import networkx as nx

    from kgraph.analysis.analysis_results import Analysis
    from kgraph.study import Study

PREFIXES = """
@prefix cpsv: <http://purl.org/vocab/cpsv#> .
@prefix cv: <http://data.europa.eu/m8g/> .
@prefix besluit: <http://data.vlaanderen.be/ns/besluit#> .
@prefix mandaat: <http://data.vlaanderen.be/ns/mandaat#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix schema: <https://schema.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix r: <https://data.example/> .
"""
W3C_ORG = """
r:Harbour a owl:Class ; rdfs:subClassOf org:Organization ; rdfs:label "harbour"@en , "hamn"@sv .
r:north a r:Harbour ; skos:prefLabel "North" ; org:memberOf r:pilots , r:tugs .
r:south a r:Harbour ; skos:prefLabel "South" ; org:memberOf r:pilots .
r:east a r:Harbour ; skos:prefLabel "East" ; org:memberOf r:pilots .
r:west a r:Harbour ; skos:prefLabel "West" ; org:memberOf r:tugs .
r:pilots a org:Organization ; skos:prefLabel "Pilots" ; org:hasSubOrganization r:training .
r:tugs a org:Organization ; skos:prefLabel "Tugs" .
r:training a org:Organization ; skos:prefLabel "Training" .
r:chief a org:Post ; org:postIn r:pilots ; skos:prefLabel "Chief" .
r:clerk a org:Post ; org:postIn r:pilots ; skos:prefLabel "Clerk" ; org:reportsTo r:chief .
r:cook a org:Post ; org:postIn r:pilots ; skos:prefLabel "Cook" ; org:reportsTo r:clerk .
"""
CPOV = """
r:state a cv:PublicOrganisation ; skos:prefLabel "State" ; org:hasUnit r:lakes .
r:lakes a cv:PublicOrganisation ; skos:prefLabel "Lakes" ; org:hasSubOrganization r:fish , r:ice .
r:fish a cv:PublicOrganisation ; skos:prefLabel "Fish" .
r:ice a cv:PublicOrganisation ; skos:prefLabel "Ice" .
"""
OSLO = """
r:aa a besluit:Bestuurseenheid ; skos:prefLabel "Aa" ; org:memberOf r:water .
r:bee a besluit:Bestuurseenheid ; skos:prefLabel "Bee" ; org:memberOf r:water , r:waste .
r:cee a besluit:Bestuurseenheid ; skos:prefLabel "Cee" ; org:memberOf r:waste .
r:water a besluit:Bestuurseenheid ; skos:prefLabel "Water" .
r:waste a besluit:Bestuurseenheid ; skos:prefLabel "Waste" .
r:council a besluit:Bestuursorgaan ; skos:prefLabel "Council of Aa" ; besluit:bestuurt r:aa ;
  org:hasPost r:mayor .
r:mayor a mandaat:Mandaat ; skos:prefLabel "Mayor" .
"""
CPSV_AP = """
r:tax a cpsv:PublicService ; dct:title "Tax" ; cv:hasCompetentAuthority r:office .
r:toll a cpsv:PublicService ; dct:title "Toll" ; cv:hasCompetentAuthority r:office .
r:pass a cpsv:PublicService ; dct:title "Pass" ; cv:hasCompetentAuthority r:police .
r:office a cv:PublicOrganisation ; skos:prefLabel "Office" .
r:police a cv:PublicOrganisation ; skos:prefLabel "Police" ; cpsv:uses r:tax .
"""
SCHEMA_ORG = """
r:town a schema:GovernmentOrganization ; schema:name "Town" ; schema:subOrganization r:library ;
  schema:memberOf r:league .
r:city a schema:GovernmentOrganization ; schema:name "City" ; schema:memberOf r:league .
r:league a schema:Organization ; schema:name "League" .
r:library a schema:Organization ; schema:name "Library" .
r:loans a schema:GovernmentService ; schema:name "Loans" ; schema:provider r:library .
r:maps a schema:Service ; schema:name "Maps" ; schema:provider r:library .
"""
POPOLO = """{
  "organizations": [
    {"id": "council", "name": "Council",
     "posts": [{"id": "chair", "label": "Chair"}, {"id": "vice", "label": "Vice"}]},
    {"id": "committee", "name": "Committee", "parent_id": "council"},
    {"id": "board", "name": "Board", "parent_id": "council"}
  ]
}"""


@dataclass(frozen=True)
class Sample:
    """Data in one vocabulary, the networks that it fills, with their ties, and what is said first."""

    name: str
    text: str
    networks: dict[str, int]
    first: str


SAMPLES = [
    Sample(
        "org.ttl",
        PREFIXES + W3C_ORG,
        {
            "formal-collaboration": 5,
            "shared-collaboration": 4,
            "sub-organisations": 1,
            "reporting": 2,
            "posts": 3,
        },
        "1 organisation and 1 harbour are cut off from the rest: Tugs and West",
    ),
    Sample("cpov.ttl", PREFIXES + CPOV, {"sub-organisations": 3}, "Lakes"),
    Sample(
        "oslo.ttl",
        PREFIXES + OSLO,
        {"formal-collaboration": 4, "shared-collaboration": 2, "sub-organisations": 1, "posts": 1},
        "Bee",
    ),
    Sample(
        "cpsv.ttl",
        PREFIXES + CPSV_AP,
        {"service-dependency": 4},
        "Two public services have only one documented provider, Office",
    ),
    Sample(
        "schema.ttl",
        PREFIXES + SCHEMA_ORG,
        {
            "service-dependency": 2,
            "formal-collaboration": 2,
            "shared-collaboration": 1,
            "sub-organisations": 1,
        },
        "only one documented provider, Library",
    ),
    Sample("councils.popolo.json", POPOLO, {"sub-organisations": 2, "posts": 2}, "Council"),
]


def graph_of(study: Study) -> nx.MultiDiGraph:
    """The graph of a study as the store would give it back."""
    mapped = prepare(study).graph
    return with_names(mapped_graph("t", "b", mapped), mapped.names.to_json())


def analysed(study: Study) -> Analysis:
    return analyse(graph_of(study), settings=Settings(draws=0))


@pytest.mark.parametrize("sample", SAMPLES, ids=[sample.name for sample in SAMPLES])
def test_data_in_one_vocabulary_fills_networks_and_gives_a_finding(sample: Sample, tmp_path: Path) -> None:
    analysis = analysed(written_study(tmp_path, {sample.name: sample.text}))
    filled = {name: network["m"] for name, network in analysis.networks.items() if network["m"]}
    assert filled.items() >= sample.networks.items()
    first = top_findings(analysis)[0].en
    assert sample.first in first
    assert "__" not in first


REGISTER = (
    PREFIXES
    + """
@prefix kind: <https://codes.example/kind/> .
r:role-full a org:Role ; skos:prefLabel "full" . r:role-other a org:Role ; skos:prefLabel "other" .
r:aa a org:Organization ; skos:prefLabel "Aa" ; org:classification kind:town .
r:bee a org:Organization ; skos:prefLabel "Bee" ; org:classification kind:town .
r:cee a org:Organization ; skos:prefLabel "Cee" ; org:classification kind:zone .
r:dee a org:Organization ; skos:prefLabel "Dee" ; org:classification kind:zone .
r:m1 a org:Membership ; org:member r:aa ; org:organization r:cee ; org:role r:role-full .
r:m2 a org:Membership ; org:member r:bee ; org:organization r:cee ; org:role r:role-full .
r:m3 a org:Membership ; org:member r:bee ; org:organization r:dee ; org:role r:role-other .
r:aa r:twinnedWith r:bee . r:aa r:colour r:red .
"""
)
CLASSIFY = """
[classify]
"https://codes.example/kind/town" = "Municipality"
"https://codes.example/kind/zone" = { class = "PoliceZone", en = ["police zone", "police zones"], sv = ["polisområde", "polisområden"] }
"""  # noqa: E501


def test_a_concept_is_a_class_of_the_ontology_or_one_of_the_study_with_words(tmp_path: Path) -> None:
    study = written_study(tmp_path, {"a.ttl": REGISTER}, CLASSIFY)
    graph = graph_of(study)
    assert {"Municipality", "FormalOrganization"} <= set(graph.nodes["https://data.example/aa"]["labels"])
    assert set(graph.nodes["https://data.example/cee"]["labels"]) == {"Organization", "study__PoliceZone"}
    analysis = analyse(graph, settings=Settings(draws=0))
    claims = [row.claim.en for result in analysis for row in result.rows if row.claim is not None]
    assert any("police zone" in claim for claim in claims)
    assert any("municipalit" in claim for claim in claims)
    swedish = [row.claim.sv for result in analysis for row in result.rows if row.claim is not None]
    assert any("polisområde" in claim for claim in swedish)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('"https://codes.example/kind/town" = "Muncipality"', "did you mean Municipality"),
        ('"town" = "Municipality"', "'town' is not the IRI of a concept"),
        ('"https://codes.example/kind/town" = 3', "has no class"),
        ('"https://codes.example/kind/town" = { class = "Town", en = ["town"] }', "one and for several"),
        ('"https://codes.example/kind/town" = { class = "Town", under = "X", en = "town" }', "'X' is no"),
        ('"https://codes.example/kind/town" = { class = "Region", en = "town" }', "which has words for it"),
        ('"https://codes.example/kind/town" = { class = "Town", Colour = "red" }', "setting 'Colour'"),
    ],
)  # fmt: skip
def test_a_bad_classification_is_refused_with_its_line(line: str, message: str, tmp_path: Path) -> None:
    study = written_study(tmp_path, {"a.ttl": REGISTER}, f"\n[classify]\n# kinds\n{line}\n")
    with pytest.raises(UsageError) as caught:
        prepare(study)
    assert message in str(caught.value)
    assert str(caught.value).startswith("study.toml:10: ")
    assert "PoliceZone" in str(caught.value.hint)


def test_a_concept_that_nobody_uses_is_a_warning_with_its_line(tmp_path: Path) -> None:
    study = written_study(
        tmp_path, {"a.ttl": REGISTER}, '[classify]\n"https://codes.example/kind/city" = "Region"\n'
    )
    found = [each for each in check(study).report.findings if each.rule == "classify-unused"]
    assert [(each.severity, str(each.locations[0])) for each in found] == [("warning", "study.toml:8")]


def test_relationships_are_let_in_by_their_properties(tmp_path: Path) -> None:
    settings = """
[networks.full]
directed = false
relations = [{ type = "MEMBER_OF", where = { role = ["full"] } }]
[networks.not-full]
relations = [{ type = "MEMBER_OF", where_not = { role = "full" } }]
[networks.none]
relations = [{ type = "MEMBER_OF", where = { rank = ["full"] } }]
"""
    study = written_study(tmp_path, {"a.ttl": REGISTER}, settings)
    analysis = analyse(graph_of(study), definitions=networks_of(study), settings=Settings(draws=0))
    assert {name: analysis.networks[name]["m"] for name in ("full", "not-full", "none")} == {
        "full": 2,
        "not-full": 1,
        "none": 0,
    }
    notes = [note["en"] for note in analysis.networks["none"]["notes"]]
    assert notes[0].startswith("No relationship MEMBER_OF has the property rank")
    assert "3 relationships" in analysis.coverage["empty"]["none"]["en"]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('relations = [{ type = "MEMBER_OF", whre = { role = "full" } }]', "unknown setting 'whre'"),
        ('relations = [{ type = "MEMBER_OF", where = "full" }]', "not a table of properties"),
        ('relations = [{ type = "MEMBER_OF", where = { role = 3 } }]', "where.role must be a list of names"),
        ('colour = "red"\nrelations = ["MEMBER_OF"]', "unknown setting 'colour'"),
    ],
)
def test_a_bad_filter_is_refused_with_its_line(line: str, message: str, tmp_path: Path) -> None:
    study = written_study(tmp_path, {"a.ttl": REGISTER}, f"\n[networks.mine]\n# mine\n{line}\n")
    with pytest.raises(UsageError) as caught:
        networks_of(study)
    assert message in str(caught.value)
    assert str(caught.value.where).endswith("study.toml:10")


def test_networks_without_data_say_why_and_what_the_data_has_instead(tmp_path: Path) -> None:
    analysis = analysed(written_study(tmp_path, {"a.ttl": REGISTER}))
    assert set(analysis.coverage["filled"]) == {"formal-collaboration", "shared-collaboration"}
    assert "no relationship of its types, REPORTS_TO" in analysis.coverage["empty"]["reporting"]["en"]
    assert "3 relationships of its types" in analysis.coverage["empty"]["ownership-and-funding"]["en"]
    first, *_ = analysis.coverage["unasked"]
    assert first["en"] == "r__twinnedWith (1; from organisation to organisation)"
    again = written_study(tmp_path, {"a.ttl": REGISTER}, analysis.coverage["stanza"])
    filled = analyse(graph_of(again), definitions=networks_of(again), settings=Settings(draws=0)).networks
    assert filled["twinned-with"]["m"] == 1


def test_a_thing_without_a_name_is_called_by_its_role_or_its_territory(tmp_path: Path) -> None:
    text = (
        PREFIXES
        + """
r:post a org:Post ; org:role r:mayor . r:mayor skos:prefLabel "Mayor"@en .
r:unit a besluit:Bestuurseenheid ; besluit:werkingsgebied r:area . r:area skos:exactMatch r:code-aa .
r:code-aa skos:prefLabel "Aa" .
"""
    )
    graph = graph_of(written_study(tmp_path, {"a.ttl": text}))
    names = {name: graph.nodes[f"https://data.example/{name}"]["label"] for name in ("post", "unit")}
    assert names == {"post": "Mayor", "unit": "Aa"}


def test_what_restates_a_source_is_as_sure_as_the_source(tmp_path: Path) -> None:
    graph = graph_of(written_study(tmp_path, {"cpsv.ttl": PREFIXES + CPSV_AP}))
    provided = [data for _, _, data in graph.edges(data=True) if data["type"] == "PROVIDES"]
    assert len(provided) == 3
    assert {data["statementStatus"] for data in provided} == {"stated"}
    assert {tuple(data["sources"]) for data in provided} == {("https://example.org/study/t/graph/cpsv",)}
    assert {data["rule"] for data in provided} == {"hasCompetentAuthority-inverse-provides"}


def test_one_role_spelt_in_two_ways_has_one_name(tmp_path: Path) -> None:
    text = """{"organizations": [{"id": "o", "name": "Council"}],
      "persons": [{"id": "a", "name": "A"}, {"id": "b", "name": "B"}],
      "memberships": [{"person_id": "a", "organization_id": "o", "role": "deputy chair"},
                      {"person_id": "b", "organization_id": "o", "role": "Deputy Chair"}]}"""
    graph = graph_of(written_study(tmp_path, {"a.popolo.json": text}))
    names = [data["label"] for _, data in graph.nodes(data=True) if "Post" in data["labels"]]
    assert names == ["Deputy Chair"]


def test_where_several_have_as_many_ties_none_is_said_to_stand_out(tmp_path: Path) -> None:
    text = PREFIXES + "".join(
        f'r:{name} a org:Organization ; skos:prefLabel "{name}" ; org:hasPost r:{name}1 , r:{name}2 .\n'
        f"r:{name}1 a org:Post . r:{name}2 a org:Post .\n"
        for name in ("Aa", "Bee")
    )
    first = top_findings(analysed(written_study(tmp_path, {"a.ttl": text})))[0].en
    assert first.startswith("Nothing stands out in “Posts”: 2 organisations have 2 ties each")
    assert "Aa and Bee" in first
