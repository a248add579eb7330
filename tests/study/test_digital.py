"""What the documents on shared IT, the project and the forums say, and what the study must not say of them.

Written from the documents: each expected value can be read in the document named beside it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.study.test_skaraborg import SIX, select

if TYPE_CHECKING:
    from kgraph.rdf.dataset import StudyDataset

EIGHT = {"gullspang", "hjo", "karlsborg", "mariestad", "skovde", "tibro", "tidaholm", "toreboda"}


def users(dataset: StudyDataset, service: str) -> dict[str, str]:
    """Return the recorded users of a service, each with the document that says so."""
    rows = select(
        dataset, f"SELECT ?c ?g {{ GRAPH ?g {{ ?r kg:consumedService :{service} ; kg:consumer ?c }} }}"
    )
    return {consumer: graph.removeprefix("source/") for consumer, graph in rows}


@pytest.mark.parametrize(
    ("service", "expected"),
    [
        ("service-catalogue", SIX),  # goliska-business-model: sold to the six members
        ("service-wifi", SIX - {"vara"}),  # voister-2017: Vara was not yet a member
        ("service-it-delivery", {"lidkoping", "skara", "gotene", "essunga"}),  # skolfederation-essunga
        ("service-skolfederation", {"lidkoping", "skara", "gotene", "essunga"}),
        ("service-e-trade", {"lidkoping"}),  # goliska-finance-system: only Lidköping so far
        ("service-finance", SIX),
        ("service-library-system", SIX),  # lidkopingsnytt-2018-11-13
        ("service-library-koha", EIGHT),  # mellansjo-libraries
        ("service-network-support", {"fastbit"}),  # goliska-business-model
        ("service-siths", {"tibro"}),  # tibro-siths
        ("service-board-papers", set()),  # goliska-annual-2012: the users are not named
        ("service-system-operation", set()),  # goliska-business-model: which systems and whose is not told
        ("service-plot-queue", set()),  # skara-2018-11-23: for inhabitants
        ("service-feedback", set()),
    ],
)
def test_users_are_those_that_a_document_names(
    stated: StudyDataset, service: str, expected: set[str]
) -> None:
    assert set(users(stated, service)) == expected


def test_the_users_of_the_workplaces_are_stated_for_lidkoping_and_inferred_for_the_others(
    stated: StudyDataset,
) -> None:
    assert users(stated, "service-workplace") == {
        "lidkoping": "computersweden-goliska",
        "gotene": "inferred",
        "skara": "inferred",
    }


def test_every_service_says_whether_its_users_are_known(stated: StudyDataset) -> None:
    silent = """SELECT ?s { ?s a kg:SharedITService
        FILTER NOT EXISTS { ?s kg:userCompleteness ?how } }"""
    assert select(stated, silent) == []


def test_neither_v6_nor_the_libraries_provide_a_service(stated: StudyDataset) -> None:
    rows = select(
        stated,
        "SELECT ?s { ?r kg:providedService ?s ; kg:provider ?p VALUES ?p { :v6 :library-collaboration } }",
    )
    assert rows == []


def test_the_municipalities_provide_the_e_services(stated: StudyDataset) -> None:
    rows = select(stated, "SELECT ?p { ?r kg:providedService :service-e-services ; kg:provider ?p }")
    assert {row[0] for row in rows} == SIX


def test_vinnova_gave_each_project_one_grant_with_its_amount(stated: StudyDataset) -> None:
    rows = select(
        stated,
        """SELECT DISTINCT ?p ?r ?amount { ?r a schema:MonetaryGrant ; schema:funder :vinnova
            ; schema:fundedItem ?p
            OPTIONAL { ?r schema:amount ?amount } }""",
    )
    assert rows == [
        ("innovation-gateway", "relation/grant-innovation", "3771922"),
        ("project-v6-step1", "relation/grant-v6-step1", "199822"),
        ("project-vdt22", "relation/grant-vdt22", "1900000"),
    ]


def test_the_first_years_amount_is_a_statement_on_the_grant(stated: StudyDataset) -> None:
    rows = select(
        stated,
        "SELECT ?o { :statement-grant-first-year rdf:predicate schema:amount ; rdf:object ?o }",
    )
    assert rows == [("1958631",)]


@pytest.mark.parametrize(
    ("post", "expected"),
    [
        (
            "post-research-leader",
            {
                ("names", "challenge-composite"),
                ("names", "challenge-knowledge"),
                ("names", "challenge-alone"),
                ("names", "challenge-collaboration"),
                ("supports", "effort-research"),
            },
        ),
        ("post-head-development-lidkoping", {("names", "challenge-shared"), ("supports", "project-vdt22")}),
        ("post-director-skara", {("names", "challenge-small"), ("names", "challenge-shared")}),
    ],
)
def test_who_said_what_in_the_article_by_role(
    stated: StudyDataset, post: str, expected: set[tuple[str, str]]
) -> None:
    rows = select(
        stated,
        f"SELECT ?stance ?on {{ ?r kg:standpointOf :{post} ; kg:standpointOn ?on ; kg:stance ?stance }}",
    )
    assert {(stance.rpartition("/")[2], on) for stance, on in rows} == expected


def test_the_shift_of_preconditions_is_in_the_municipalities_with_goliska_it(stated: StudyDataset) -> None:
    (text,) = (
        row[0]
        for row in select(
            stated, 'SELECT ?t { :challenge-preconditions dct:description ?t FILTER(lang(?t) = "en") }'
        )
    )
    assert "in the municipalities" in text
    assert "in collaboration with Göliska IT" in text
    assert select(stated, "SELECT ?e { ?e kg:addressesChallenge :challenge-preconditions }") == [
        ("effort-new-knowledge",)
    ]


def test_lessons_are_findings_and_not_challenges(stated: StudyDataset) -> None:
    rows = select(
        stated,
        """SELECT ?f ?kind { GRAPH src:skara-vdt22-report { ?f a kg:Finding ; kg:findingKind ?kind } }""",
    )
    assert {(finding, kind.rpartition("/")[2]) for finding, kind in rows} == {
        ("finding-it-digitalisation", "lesson"),
        ("finding-all-areas", "lesson"),
        ("finding-cross-functional", "lesson"),
        ("finding-continue", "recommendation"),
        ("finding-resources", "recommendation"),
        ("finding-anchor", "recommendation"),
    }


def test_the_steering_group_of_the_finance_system_is_seven_posts(stated: StudyDataset) -> None:
    rows = select(stated, "SELECT ?by { ?seat org:postIn :steering-finance ; kg:heldExOfficioBy ?by }")
    assert {row[0] for row in rows} == {f"post-finance-manager-{each}" for each in SIX} | {
        "post-director-goliska"
    }


def test_what_no_document_tells_has_no_decision(stated: StudyDataset) -> None:
    matters = ":matter-innovation-continued :matter-fastbit :matter-digital-boards-vara"
    rows = select(stated, f"SELECT ?d {{ VALUES ?m {{ {matters} }} ?d a kg:Decision ; kg:inMatter ?m }}")
    assert rows == []


def test_every_statement_of_these_documents_has_a_place_and_its_sense(stated: StudyDataset) -> None:
    bare = """SELECT ?g ?r { GRAPH ?g { ?r a ?kind ; ?p ?o
            VALUES ?kind { kg:ServiceConsumption kg:ServiceProvision kg:Standpoint kg:CostShare
                kg:Answerability kg:SystemSupply kg:SystemOperation kg:InformalTie kg:Mandate
                kg:InformationFlow }
            FILTER NOT EXISTS { ?r kg:locator ?l ; kg:paraphrase ?t ; kg:anchor ?a } }
        ?g dct:publisher ?someone FILTER NOT EXISTS { ?g a kg:ResearchNote } }"""
    mine = [row for row in select(stated, bare) if row[1].startswith("relation/")]
    assert mine == []
