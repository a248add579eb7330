"""The export to CPSV-AP 3.2 passes the profile's own rules, and says what it leaves out."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pyshacl
import pytest
from rdflib import DCTERMS, RDF, SH, SKOS, Graph, Literal, Namespace, URIRef

from kgraph.loaders.export.cpsv_ap import cpsv_ap
from kgraph.loaders.export.graph_export import write_graph
from kgraph.loaders.mapping.mapper import map_dataset

if TYPE_CHECKING:
    from kgraph.words.text import Text

ROOT = Path(__file__).parents[3]
RULES = Path(__file__).parent / "data" / "cpsv-ap-3.2.0-shapes.ttl"
CV = Namespace("http://data.europa.eu/m8g/")
CPSV = Namespace("http://purl.org/vocab/cpsv#")
EX = Namespace("https://example.org/")
ROLE = Namespace("https://w3id.org/kgraph/scheme/role/")
TODAY = dt.date(2026, 11, 26)
PREFIXES = """
@prefix : <https://example.org/> . @prefix kg: <https://w3id.org/kgraph/ontology#> .
@prefix org: <http://www.w3.org/ns/org#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dct: <http://purl.org/dc/terms/> . @prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> . @prefix cpsv: <http://purl.org/vocab/cpsv#> .
@prefix task: <https://w3id.org/kgraph/scheme/task/> .
@prefix status: <https://w3id.org/kgraph/scheme/statement-status/> .
@prefix answer: <https://w3id.org/kgraph/scheme/answerability/> .
"""
DATA = """
:north a kg:Municipality ; skos:prefLabel "Norra"@sv , "North"@en ; kg:municipalityCode "1401" .
:south a kg:Municipality ; skos:prefLabel "Södra kommunen"@sv ; kg:organisationNumber "212000-0001" .
:it a kg:MunicipalFederation ; skos:prefLabel "IT-förbundet"@sv .
:m1 a org:Membership ; org:member :north ; org:organization :it .
:m2 a org:Membership ; org:member :south ; org:organization :it .
:agency a kg:StateAuthority ; skos:prefLabel "Verket"@sv ; kg:organisationNumber "202100-0001" .
:supplier a kg:Company ; skos:prefLabel "Bolaget"@sv .
:cases a kg:SharedITService ; skos:prefLabel "Ärenden"@sv , "Cases"@en .
:cases kg:supportsTask task:building-permits .
:p1 a kg:ServiceProvision ; kg:provider :it ; kg:providedService :cases .
:c1 a kg:ServiceConsumption ; kg:consumer :north ; kg:consumedService :cases .
[] a kg:ServiceConsumption ; kg:consumer :supplier ; kg:consumedService :cases .
:network a kg:SharedITService ; skos:prefLabel "Nät"@sv ; dct:description "Fiber mellan skolor."@sv .
:p2 a kg:ServiceProvision ; kg:provider :agency ; kg:providedService :network .
:cases dct:requires :network .
"""


def exported(data: str) -> tuple[Graph, list[Text]]:
    turtle, left_out = cpsv_ap(ox.parse(PREFIXES + data, format=ox.RdfFormat.TURTLE), TODAY)
    return Graph().parse(data=turtle, format="turtle"), left_out


def broken(graph: Graph) -> set[str]:
    """Return the paths of the rules of CPSV-AP that a graph breaks."""
    _, report, _ = pyshacl.validate(graph, shacl_graph=Graph().parse(RULES))
    return {str(path) for path in report.objects(None, SH.resultPath)}


@pytest.fixture(scope="module")
def catalogue() -> Graph:
    graph, left_out = exported(DATA)
    assert left_out == []
    return graph


def test_the_export_passes_the_rules_of_the_profile(catalogue: Graph) -> None:
    assert broken(catalogue) == set()
    assert set(catalogue.subjects(RDF.type, CPSV.PublicService)) == {EX.cases, EX.network}


def test_the_data_itself_does_not_pass_them() -> None:
    data = Graph().parse(data=PREFIXES + DATA.replace("kg:SharedITService", "cpsv:PublicService"))
    assert broken(data) >= {str(DCTERMS.identifier), str(DCTERMS.title), str(CV.hasCompetentAuthority)}


@pytest.mark.parametrize(
    ("missing", "path"),
    [
        (CV.role, CV.role),
        (DCTERMS.spatial, DCTERMS.spatial),
        (DCTERMS.identifier, DCTERMS.identifier),
        (DCTERMS.description, DCTERMS.description),
        (CV.hasParticipant, CV.hasParticipant),
    ],
)
def test_the_rules_notice_what_is_missing(catalogue: Graph, missing: URIRef, path: URIRef) -> None:
    spoiled = Graph() + catalogue
    spoiled.remove((None, missing, None))
    assert str(path) in broken(spoiled)


def test_a_participation_has_the_role_that_the_alignments_give_its_class(catalogue: Graph) -> None:
    assert set(catalogue.objects(EX.p1, CV.role)) == {ROLE.provider}
    assert set(catalogue.objects(EX.c1, CV.role)) == {ROLE.user}
    assert (ROLE.user, SKOS.prefLabel, Literal("nyttjare", lang="sv")) in catalogue
    # A relation without an IRI is a participation too.
    assert (
        len({each for each in catalogue.subjects(CV.hasParticipant, EX.supplier) if isinstance(each, URIRef)})
        == 1
    )


def test_an_organisation_has_one_identifier_and_an_area(catalogue: Graph) -> None:
    identifiers = {
        name: str(catalogue.value(EX[name], DCTERMS.identifier)) for name in ("north", "agency", "it")
    }
    assert identifiers == {"north": "1401", "agency": "202100-0001", "it": str(EX.it)}
    areas = set(catalogue.objects(EX.it, DCTERMS.spatial))
    assert areas == {EX["north#area"], EX["south#area"]}, "of a federation: those of its members"
    country = "http://publications.europa.eu/resource/authority/country/SWE"
    assert set(catalogue.objects(EX.agency, DCTERMS.spatial)) == {URIRef(country)}
    assert (EX.supplier, RDF.type, CV.PublicOrganisation) not in catalogue


def test_descriptions_are_the_datas_own_or_else_say_what_and_whose(catalogue: Graph) -> None:
    assert set(catalogue.objects(EX.network, DCTERMS.description)) == {
        Literal("Fiber mellan skolor.", lang="sv")
    }
    assert set(catalogue.objects(EX.cases, DCTERMS.description)) == {
        Literal("Gemensam IT-tjänst. Tillhandahålls av IT-förbundet.", lang="sv"),
        Literal("Shared IT service. Provided by IT-förbundet.", lang="en"),
    }


def test_tasks_are_themes_and_carry_their_place_in_cofog(catalogue: Graph) -> None:
    task = URIRef("https://w3id.org/kgraph/scheme/task/building-permits")
    assert set(catalogue.objects(EX.cases, CV.thematicArea)) == {task}
    assert set(catalogue.objects(EX.cases, CV.isClassifiedBy)) == {
        URIRef("http://linked.data.gov.au/def/cofog/06-2")
    }
    assert (EX.cases, DCTERMS.requires, EX.network) in catalogue


def test_who_is_accountable_comes_before_who_provides() -> None:
    graph, _ = exported(
        DATA
        + """:a a kg:Answerability ; kg:answerer :north ; kg:answersFor :cases .
        :b a kg:Answerability ; kg:answerer :agency ; kg:answersFor :cases .
        :a kg:answerabilityKind answer:accountable . :b kg:answerabilityKind answer:informed ."""
    )
    assert set(graph.objects(EX.cases, CV.hasCompetentAuthority)) == {EX.north}


def test_behind_a_joint_board_stand_its_members_and_not_its_host_alone() -> None:
    graph, _ = exported(
        DATA
        + """:board a kg:JointBoard ; skos:prefLabel "Nämnden"@sv ; org:unitOf :north .
        :m3 a org:Membership ; org:member :north ; org:organization :board .
        :m4 a org:Membership ; org:member :south ; org:organization :board .
        :rescue a kg:Service ; skos:prefLabel "Räddningstjänst"@sv .
        :p3 a kg:ServiceProvision ; kg:provider :board ; kg:providedService :rescue ."""
    )
    assert set(graph.objects(EX.rescue, CV.hasCompetentAuthority)) == {EX.north, EX.south}
    assert broken(graph) == set()


@pytest.mark.parametrize(
    "ground",
    [
        'dct:temporal [ a dct:PeriodOfTime ; dcat:endDate "2022"^^xsd:gYear ]',
        'dct:temporal [ a dct:PeriodOfTime ; dcat:endDate "2026-11-25"^^xsd:date ]',
        "kg:statementStatus status:disputed",
        "kg:statementStatus status:outdated",
    ],
)
def test_a_provision_that_does_not_hold_makes_no_authority(ground: str) -> None:
    graph, left_out = exported(DATA + f":p1 {ground} .")
    assert (EX.cases, RDF.type, CPSV.PublicService) not in graph
    assert [text.en.split(":")[0] for text in left_out] == ["Cases"]
    assert left_out[0].sv.startswith("Ärenden: ingen ansvarig offentlig organisation")


def test_a_provision_that_ends_this_year_or_later_holds() -> None:
    for end in ('"2026"^^xsd:gYear', '"2026-11"^^xsd:gYearMonth', '"2026-11-26"^^xsd:date'):
        graph, _ = exported(DATA + f":p1 dct:temporal [ a dct:PeriodOfTime ; dcat:endDate {end} ] .")
        assert (EX.cases, RDF.type, CPSV.PublicService) in graph, end


def test_an_authority_without_area_is_named_and_leaves_its_service_out() -> None:
    graph, left_out = exported(
        """:agency a kg:StateAuthority ; skos:prefLabel "Verket"@sv .
        :s a kg:Service ; skos:prefLabel "Tjänst"@sv . :t a kg:Service .
        :p a kg:ServiceProvision ; kg:provider :agency ; kg:providedService :s ."""
    )
    assert len(graph) == 0
    assert [text.en.split(":")[0] for text in left_out] == ["Verket", "Tjänst", "https"]
    assert "dct:spatial" in left_out[0].en


def test_the_services_of_the_real_study_pass(tmp_path: Path) -> None:
    study = ROOT / "studies" / "skaraborg"
    store = ox.Store()
    for path in (*study.glob("*.ttl"), *sorted((study / "data").glob("*.trig"))):
        store.extend(ox.parse(path=str(path), rename_blank_nodes=True))
    written = write_graph(map_dataset(store, prefixes={}), "cpsv-ap", tmp_path / "services.ttl")
    graph = Graph().parse(written[0])
    assert broken(graph) == set()
    assert len(set(graph.subjects(RDF.type, CPSV.PublicService))) >= 10
    assert [path.name for path in written] in (["services.ttl"], ["services.ttl", "services.left-out.txt"])
