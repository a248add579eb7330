"""What is said first: by strength, with what sources state first, and why others are held back."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

import pytest

from kgraph.analysis.analyse import analyse, top_findings
from kgraph.analysis.definitions import network_definitions
from kgraph.analysis.findings.brief import likely
from kgraph.analysis.findings.finding import consequence, share_of_peers_below
from kgraph.analysis.findings.sole_providers import stand_in_text
from kgraph.analysis.networks import declare
from kgraph.analysis.sentences import percent
from kgraph.analysis.settings import Settings

if TYPE_CHECKING:
    import networkx as nx

    from kgraph.analysis.findings.finding import RankedClaim
    from tests.analysis.conftest import Builder

BASE = "https://example.org/"
DAY = dt.date(2026, 11, 26)
COUNTED = ["dependency-loss", "central-actors", "cut-points", "joint-losses"]


def findings(graph: nx.MultiDiGraph, draws: int = 0) -> list[RankedClaim]:
    settings = Settings(seed=3, draws=draws, workers=1)
    return list(analyse(graph, questions=COUNTED, settings=settings, day=DAY).findings)


def first(found: list[RankedClaim], kind: str) -> RankedClaim:
    return next(each for each in found if each.kind == kind)


@pytest.fixture
def provider(build: Builder) -> nx.MultiDiGraph:
    """One provider of five documented services, and of two more through an inferred platform; two others."""
    build.node("Source", "Source")
    build.nodes("Ala Bro", "Municipality")
    build.nodes("Big Other Third", "MunicipalFederation")
    build.nodes("S1 S2 S3 S4 S5 T1 T2 U1 U2", "SharedITService")
    build.node("Platform", "ITSystem")
    for number in range(1, 6):
        build.tie("Big", "PROVIDES", f"S{number}", source="report" if number < 5 else "memo")
        build.tie("Ala", "CONSUMES", f"S{number}")
    build.tie("Bro", "CONSUMES", "S1", statementStatus="inferred")
    build.tie("Big", "OPERATES", "Platform", statementStatus="inferred", confidence=0.4)
    for name in ("T1", "T2"):
        build.tie(name, "REALISED_BY", "Platform")
    build.tie("Other", "PROVIDES", "U1")
    build.tie("Third", "PROVIDES", "U2")
    return build.graph


def test_a_sole_provider_is_told_with_what_sources_state_first(provider: nx.MultiDiGraph) -> None:
    found = findings(provider)
    told = found[0]
    assert told.kind == "sole-provider"
    assert told.held is None
    assert told.stated_only == 5
    assert told.claim.en == (
        "Five services have only one documented provider, Big: S1, S2, S3, S4 and S5. "
        "Used by one municipality. "
        "Two more stop with it if something holds that no source states: Platform – Big."
    )
    assert told.claim.sv == (
        "Fem tjänster har enligt källorna bara en leverantör, Big: S1, S2, S3, S4 och S5. "
        "Nyttjas av en kommun. "
        "Två till stannar med den om något gäller som ingen källa säger uttryckligen: Platform – Big."
    )
    assert told.sure.en == "No draws were made."
    assert told.change.en.endswith("being wrong: it carries four of the five.")
    assert not any(each.kind == "dependency-loss" and each.node == told.node for each in found)


def test_one_more_and_one_alone_are_told_in_the_singular(provider: nx.MultiDiGraph) -> None:
    provider.remove_node(BASE + "T2")
    for number in range(2, 6):
        provider.remove_node(f"{BASE}S{number}")
    told = first(findings(provider), "sole-provider")
    assert told.claim.en.startswith(
        "S1 has only one documented provider, Big. Used by one municipality. T1 stops"
    )
    assert told.claim.sv.startswith("S1 har enligt källorna bara en leverantör, Big.")


def test_draws_tell_how_many_of_the_services_are_sure(provider: nx.MultiDiGraph) -> None:
    told = findings(provider, draws=60)[0]
    assert told.probability is not None
    assert 0 < told.probability < told.certainty <= 1
    assert told.sure.en.startswith("All five hold in ")
    assert " % of the draws, at least " in told.sure.en


def test_a_claim_is_told_to_those_who_decide_in_four_sentences(provider: nx.MultiDiGraph) -> None:
    claim = findings(provider, draws=60)[0]
    brief = claim.to_json()["brief"]
    assert brief["what"]["en"] == "As far as the sources show, five services have only one provider: Big."
    assert brief["what"]["sv"] == "Fem tjänster har, så vitt källorna visar, bara en leverantör: Big."
    assert brief["soWhat"]["en"] == "If Big cannot deliver, they are lost to one municipality."
    assert re.fullmatch(
        r"(Very likely|Virtually certain) for at least \w+ of five: so many hold in 9\d\u00a0% of 60 draws, "
        r"all five in \d+\u00a0%\.",
        brief["sure"]["en"],
    )
    assert brief["ask"]["en"].startswith("Ask Big and those who use this: who takes over")
    network = declare(provider, network_definitions()["service-dependency"])
    plan = [{"for": node, "beside": BASE + "Big", "standIn": BASE + "Other"} for node in brief["direct"]]
    for measures, part in ((plan, "all five"), (plan[:2], "two of the five")):
        remedy = stand_in_text(network, claim, measures)
        assert remedy is not None
        assert remedy.en == f"Other already does the like, and could stand in for {part}."
    assert stand_in_text(network, claim, []) is None
    assert [len(brief[key]) for key in ("direct", "touched", "headings")] == [5, 1, 2]


def test_how_likely_is_said_as_the_ipcc_says_it() -> None:
    said = [likely(share).en for share in (1.0, 0.95, 0.8, 0.5, 0.1)]
    assert said == ["Virtually certain", "Very likely", "Likely", "About as likely as not", "Unlikely"]


def test_every_claim_that_is_told_has_its_brief(analysis) -> None:
    assert all(each.brief is not None for each in analysis.findings)


def test_trivia_are_held_back_with_the_reason(federation: nx.MultiDiGraph) -> None:
    found = findings(federation)
    reasons = {(each.kind, each.node): each.held.en for each in found if each.held is not None}
    assert reasons["dependency-loss", BASE + "Mail"] == "Trivial: who uses Mail loses it."
    assert all(each.held.sv and each.held.en for each in found if each.held is not None)


def test_that_two_suppliers_are_two_is_held_back(build: Builder) -> None:
    build.nodes("ItA ItB Host", "MunicipalFederation")
    build.nodes("Mail Portal", "SharedITService")
    build.node("Server", "ITSystem")
    build.nodes("Ala Bro", "Municipality")
    for provider in ("ItA", "ItB"):
        build.tie(provider, "PROVIDES", "Mail")
        build.tie(provider, "PROVIDES", "Portal")
    build.tie("Host", "OPERATES", "Server")
    for service in ("Mail", "Portal"):
        build.tie("Ala", "CONSUMES", service)
    told = [each for each in findings(build.graph) if each.kind == "joint-losses"]
    assert told
    assert {each.held.en for each in told if each.held} == {
        "Trivial: what is lost has ItA and ItB, and cannot be without both."
    }


def test_a_rank_among_things_of_many_kinds_makes_no_headline(federation: nx.MultiDiGraph) -> None:
    ranks = [
        each
        for each in findings(federation)
        if each.kind == "central-actors" and each.network == "service-dependency"
    ]
    assert all(each.held is not None for each in ranks)


def test_missing_approvals_compete_and_say_what_is_only_inferred(
    federation: nx.MultiDiGraph, build: Builder
) -> None:
    build.nodes("Pact Deal", "CollaborationAgreement")
    build.nodes("CouncilA CouncilB CouncilC", "Council")
    build.node("Yes", "Decision")
    for council in ("CouncilA", "CouncilB", "CouncilC"):
        build.tie("Pact", "REQUIRES_APPROVAL_BY", council)
        build.tie("Deal", "REQUIRES_APPROVAL_BY", council, statementStatus="inferred")
    build.tie("Yes", "APPROVES", "Deal")
    build.tie("Yes", "DECIDED_BY", "CouncilA")
    told = {each.node: each for each in findings(federation) if each.kind == "cq08-missing-approvals"}
    assert told[BASE + "Pact"].claim.en == (
        "Pact needs the approval of three councils, and no source shows any of them: "
        "CouncilA, CouncilB and CouncilC."
    )
    assert told[BASE + "Deal"].claim.en.startswith(
        "Deal needs the approval of three councils, and of two no source"
    )
    assert "is inferred, not stated" in told[BASE + "Deal"].sure.en
    assert told[BASE + "Pact"].score > told[BASE + "Deal"].score
    brief = told[BASE + "Deal"].brief
    assert brief is not None
    assert brief.what.en.endswith("Of the approvals, two are not in the sources.")
    assert brief.ask.en == "Ask for the minutes with the decisions: CouncilB and CouncilC."


def test_an_agreement_about_to_expire_competes(federation: nx.MultiDiGraph, build: Builder) -> None:
    build.node("Soon", "CollaborationAgreement", until=dt.date(2027, 3, 31), sources=[BASE + "source/report"])
    build.node("Later", "CollaborationAgreement", until=dt.date(2030, 3, 31))
    build.node("Past", "CollaborationAgreement", until=dt.date(2020, 3, 31))
    build.tie("Soon", "HAS_PARTY", "Ala")
    build.tie("Soon", "HAS_PARTY", "Bro")
    told = [each for each in findings(federation) if each.kind == "cq25-agreements-that-expire"]
    assert [each.claim.en for each in told] == [
        "Soon expires on 2027-03-31, with 2 municipalities as its parties."
    ]
    assert told[0].sources == (BASE + "source/report",)


def test_contradicting_sources_compete(federation: nx.MultiDiGraph, build: Builder) -> None:
    build.nodes("Six Seven", "SourcedStatement")
    build.tie("Six", "CONFLICTS_WITH", "Seven")
    build.tie("Seven", "CONFLICTS_WITH", "Six")
    build.tie("Six", "STATEMENT_SUBJECT", "ITF")
    told = [each for each in findings(federation) if each.kind == "conflicting-statements"]
    assert [each.claim.en for each in told] == [
        "Sources contradict each other about the IT federation: Seven / Six."
    ]


def test_what_is_said_first_ends_with_its_sources(analysis) -> None:
    told = top_findings(analysis, 3)
    assert told
    assert all(" Sources: " in each.en and " Källor: " in each.sv for each in told)
    whole = analysis.to_json()["findings"]
    assert [each["whyNot"] for each in whole[: len(told)]] == [None] * len(told)
    assert len(whole) == len(analysis.findings)


def test_the_parts_of_strength_keep_their_scale() -> None:
    assert consequence(0, 0, 10) == 0
    assert consequence(10, 0, 10) == 1
    assert consequence(1, 0, 10) > consequence(0, 1, 10) > 0
    assert consequence(2, 0, 10) - consequence(1, 0, 10) > consequence(9, 0, 10) - consequence(8, 0, 10)
    assert share_of_peers_below(3, [3, 2, 1, 0]) == 0.75
    assert share_of_peers_below(3, []) == 0
    assert percent(0.9999).en == "99"
    assert percent(1.0).en == "100"
