"""An OWL 2 RL reasoner finds ontology and study consistent, and concludes nothing that is not meant."""

from __future__ import annotations

from pathlib import Path

import owlrl
import pyoxigraph
import pytest
from rdflib import OWL, RDF, RDFS, Graph, Literal, Namespace, URIRef

# The closure of ontology and study takes more than ten seconds.
pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
ONTOLOGY = ROOT / "ontology"
STUDY = ROOT / "studies" / "skaraborg"
KG = Namespace("https://w3id.org/kgraph/ontology#")
ORG = Namespace("http://www.w3.org/ns/org#")
EX = Namespace("https://example.org/")
# The reasoner puts a node of this class into the graph for each contradiction that it finds.
ERROR = URIRef("http://www.daml.org/2002/03/agents/agent-ont#error")


def _read(*paths: Path) -> Graph:
    """Return the union of all graphs of all files."""
    graph = Graph()
    for path in paths:
        quads = pyoxigraph.parse(path=str(path), rename_blank_nodes=True)
        lines = pyoxigraph.serialize((quad.triple for quad in quads), format=pyoxigraph.RdfFormat.N_TRIPLES)
        graph.parse(data=lines, format="nt")
    return graph


def _close(graph: Graph) -> Graph:
    closed = Graph() + graph
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(closed)
    return closed


@pytest.fixture(scope="module")
def ontology(terms: Graph) -> Graph:
    """The terms, the code lists and the alignments."""
    return terms + _read(ONTOLOGY / "alignments.ttl")


@pytest.fixture(scope="module")
def study(ontology: Graph) -> Graph:
    """The ontology with the study of western Skaraborg."""
    return ontology + _read(*sorted(STUDY.glob("*.ttl")), *sorted((STUDY / "data").glob("*.trig")))


@pytest.fixture(scope="module")
def closure(study: Graph) -> Graph:
    """What follows from the ontology and the study."""
    return _close(study)


def _instances(graph: Graph, kind: URIRef) -> set[object]:
    kinds = set(graph.transitive_subjects(RDFS.subClassOf, kind))
    return {node for each in kinds for node in graph.subjects(RDF.type, each)}


def test_the_ontology_and_the_study_are_consistent(closure: Graph) -> None:
    assert list(closure.objects(None, ERROR)) == []


def test_nothing_becomes_the_same_as_another_thing(closure: Graph) -> None:
    assert {
        (a, b) for a, b in closure.subject_objects(OWL.sameAs) if a != b and isinstance(a, URIRef)
    } == set()


@pytest.mark.parametrize(
    "kind",
    [
        ORG.Organization,
        ORG.FormalOrganization,
        ORG.OrganizationalCollaboration,
        ORG.OrganizationalUnit,
        ORG.Membership,
        KG.Service,
        KG.ITSystem,
        KG.Decision,
        KG.CollaborationAgreement,
        KG.PopulationFigure,
        KG.Source,
        KG.Task,
    ],
)
def test_domains_and_ranges_give_no_thing_a_class_that_its_own_classes_do_not(
    kind: URIRef, study: Graph, closure: Graph
) -> None:
    assert set(closure.subjects(RDF.type, kind)) == _instances(study, kind)


def test_the_reasoner_sees_a_joint_board_that_is_a_legal_person(ontology: Graph) -> None:
    wrong = ontology + Graph().add((EX.board, RDF.type, KG.JointBoard)).add((EX.board, RDF.type, KG.Company))
    assert list(_close(wrong).objects(None, ERROR))


def test_a_member_of_a_member_is_an_indirect_member(ontology: Graph) -> None:
    chain = Graph().add((EX.a, ORG.memberOf, EX.b)).add((EX.b, ORG.memberOf, EX.c))
    assert (EX.a, KG.indirectMemberOf, EX.c) in _close(ontology + chain)


def test_what_realises_a_service_is_depended_on(ontology: Graph) -> None:
    assert (EX.s, KG.dependsOn, EX.t) in _close(ontology + Graph().add((EX.s, KG.realisedBy, EX.t)))


def test_providing_and_using_are_participations_with_a_role(ontology: Graph) -> None:
    data = Graph().add((EX.p, RDF.type, KG.ServiceProvision)).add((EX.c, RDF.type, KG.ServiceConsumption))
    closed = _close(ontology + data)
    cv, role = Namespace("http://data.europa.eu/m8g/"), Namespace("https://w3id.org/kgraph/scheme/role/")
    assert set(closed.objects(EX.p, cv.role)) == {role.provider}
    assert set(closed.objects(EX.c, cv.role)) == {role.user}
    assert (EX.c, RDF.type, cv.Participation) in closed


def test_a_conflict_is_mutual(ontology: Graph) -> None:
    assert (EX.t, KG.conflictsWith, EX.s) in _close(ontology + Graph().add((EX.s, KG.conflictsWith, EX.t)))


def test_a_joint_board_is_a_unit_of_its_host(ontology: Graph) -> None:
    closed = _close(ontology + Graph().add((EX.board, KG.hostedBy, EX.town)))
    assert (EX.board, ORG.unitOf, EX.town) in closed
    assert (EX.town, RDF.type, ORG.FormalOrganization) in closed


def test_a_value_that_is_contested_is_not_asserted_twice(study: Graph) -> None:
    """A functional property with two values would be a contradiction; the study has none in any graph."""
    for prop in study.subjects(RDF.type, OWL.FunctionalProperty):
        for subject in set(study.subjects(prop, None)):
            values = [value for value in study.objects(subject, prop) if isinstance(value, Literal)]
            assert len(values) == 1, (subject, prop, values)
