"""Which relationships could be added: what the ontology lets in, and somebody does the like of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kgraph.analysis.allowed_ties import AllowedTies, tie_rules
from kgraph.analysis.networks import declare, network_definitions
from kgraph.packaged_ontology import ontology
from kgraph.vocabulary import Vocabulary

if TYPE_CHECKING:
    import networkx as nx

    from tests.analysis.conftest import Builder

BASE = "https://example.org/"
COMPLETE_LIST = "https://w3id.org/kgraph/scheme/completeness/complete"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"


def allowed(graph: nx.MultiDiGraph, network: str = "service-dependency") -> AllowedTies:
    return AllowedTies(declare(graph, network_definitions()[network]))


@pytest.fixture
def suppliers(build: Builder) -> nx.MultiDiGraph:
    """Two suppliers of IT and two of rescue service; one service of each has no task of its own."""
    build.nodes("ItA ItB RescueA RescueB", "MunicipalFederation")
    build.nodes("Mail Network Tablets", "SharedITService")
    build.nodes("Rescue Fire Training", "Service")
    build.nodes("it rescue", "Task")
    for supplier, services in (("ItA", "Mail Tablets"), ("ItB", "Network"), ("RescueA", "Rescue Training")):
        for service in services.split():
            build.tie(supplier, "PROVIDES", service)
    build.tie("RescueB", "PROVIDES", "Fire")
    build.node("Ala", "Municipality")
    for service in ("Mail", "Network", "Rescue", "Fire"):
        build.tie("Ala", "CONSUMES", service)
    for service in ("Mail", "Network"):
        build.tie(service, "SUPPORTS_TASK", "it")
    for service in ("Rescue", "Fire"):
        build.tie(service, "SUPPORTS_TASK", "rescue")
    return build.graph


def test_a_second_supplier_supplies_the_like_already(suppliers: nx.MultiDiGraph) -> None:
    ties = allowed(suppliers)
    assert ties.stand_ins("PROVIDES", BASE + "Tablets", BASE + "ItA") == [BASE + "ItB"]
    assert ties.stand_ins("PROVIDES", BASE + "Training", BASE + "RescueA") == [BASE + "RescueB"]
    assert not ties.allows("PROVIDES", BASE + "Tablets", BASE + "RescueA")
    assert ties.allows("PROVIDES", BASE + "Mail", BASE + "ItB")
    assert ("PROVIDES", (BASE + "Tablets", BASE + "RescueB")) not in set(ties.missing())


def test_who_acts_only_for_itself_is_no_second_supplier(suppliers: nx.MultiDiGraph) -> None:
    users = [edge for edge in suppliers.in_edges(BASE + "Network", keys=True) if "CONSUMES" in edge[2]]
    suppliers.remove_edges_from(users)
    assert allowed(suppliers).stand_ins("PROVIDES", BASE + "Mail", BASE + "ItA") == []


def test_a_reserve_host_is_a_member_and_no_second_host_is_proposed(federation: nx.MultiDiGraph) -> None:
    ties = allowed(federation)
    board, host = BASE + "RescueBoard", BASE + "Ala"
    assert ties.stand_ins("HOSTED_BY", board, host) == [BASE + "Bro", BASE + "Dal"]
    assert not ties.allows("HOSTED_BY", board, BASE + "Bro")


def test_a_complete_list_of_users_or_members_is_not_added_to(build: Builder) -> None:
    build.nodes("Ala Bro Dal", "Municipality")
    build.nodes("F G", "MunicipalFederation")
    for member, body in (("Ala", "F"), ("Bro", "F"), ("Bro", "G"), ("Dal", "G")):
        build.tie(member, "MEMBER_OF", body)
    before = allowed(build.graph, "formal-collaboration")
    assert before.allows("MEMBER_OF", BASE + "Dal", BASE + "F")
    build.graph.add_edge(
        BASE + "F",
        "https://w3id.org/kgraph/scheme/completeness/complete",
        key="c",
        type="MEMBER_COMPLETENESS",
    )
    after = allowed(build.graph, "formal-collaboration")
    assert not after.allows("MEMBER_OF", BASE + "Dal", BASE + "F")
    assert after.allows("MEMBER_OF", BASE + "Ala", BASE + "G")


def test_declared_ends_are_those_of_the_ontology() -> None:
    vocabulary = Vocabulary.load()
    ranges = {
        (quad.subject.value, quad.predicate.value.removeprefix(RDFS)): vocabulary.label(quad.object.value)
        for quad in ontology()
        if quad.predicate.value in (f"{RDFS}domain", f"{RDFS}range") and hasattr(quad.object, "value")
    }
    plain = {kind: iri for iri, kind in vocabulary.relationship_types.items()}
    qualified = {each.type: each for each in vocabulary.qualified.values()}
    for kind, rule in tie_rules().items():
        if kind in qualified:
            ends = [(qualified[kind].start, "range"), (qualified[kind].end, "range")]
        else:
            ends = [(plain[kind], "domain"), (plain[kind], "range")]
        for declared, end in zip((rule.start, rule.end), ends, strict=True):
            if declared and end in ranges:
                assert declared == (ranges[end],), (kind, end)
