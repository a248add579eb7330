"""Data in the vocabularies of others fills the declared networks and gives a finding, untouched by hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from kgraph.analysis.analyse import analyse, top_findings
from kgraph.analysis.settings import Settings
from kgraph.pipeline.prepare import prepare
from kgraph.store.readback import assemble, with_names
from kgraph.study import load_study

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


def make(root: Path, files: dict[str, str], settings: str = "") -> Study:
    for name, text in files.items():
        (root / name).write_text(text, encoding="utf-8")
    (root / "study.toml").write_text(
        '[study]\nid = "t"\ntitle = "T"\nbase = "https://example.org/study/t/"\nlanguages = ["en"]\n'
        f"sources = {sorted(files)}\n{settings}",
        encoding="utf-8",
    )
    return load_study(root)


def graph_of(study: Study) -> nx.MultiDiGraph:
    """The graph of a study as the store would give it back."""
    mapped = prepare(study).graph
    nodes = [(uri, node.labels, node.properties) for uri, node in mapped.nodes.items()]
    ties = [(item.start, item.end, item.type, item.properties) for item in mapped.relationships.values()]
    return with_names(assemble("t", "b", "c", nodes, ties), mapped.names.to_json())


def analysed(study: Study) -> Analysis:
    return analyse(graph_of(study), settings=Settings(draws=0))


@pytest.mark.parametrize("sample", SAMPLES, ids=[sample.name for sample in SAMPLES])
def test_data_in_one_vocabulary_fills_networks_and_gives_a_finding(sample: Sample, tmp_path: Path) -> None:
    analysis = analysed(make(tmp_path, {sample.name: sample.text}))
    filled = {name: network["m"] for name, network in analysis.networks.items() if network["m"]}
    assert filled.items() >= sample.networks.items()
    first = top_findings(analysis)[0].en
    assert sample.first in first
    assert "__" not in first
