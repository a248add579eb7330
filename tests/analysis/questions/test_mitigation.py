"""Mitigation as a question: only feasible measures, whole sentences, and what to settle or document first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kgraph.analysis.networks import declare, network_definitions
from kgraph.analysis.questions.question_registry import QUESTIONS
from kgraph.analysis.ruled_out import RuledOut
from kgraph.analysis.settings import Settings
from kgraph.errors import UsageError
from kgraph.words.text import Text

if TYPE_CHECKING:
    import networkx as nx

    from kgraph.analysis.results import Result
    from tests.analysis.conftest import Builder

BASE = "https://example.org/"
NO_DRAWS = Settings(draws=0)


def asked(
    graph: nx.MultiDiGraph, settings: Settings = NO_DRAWS, network: str = "service-dependency"
) -> Result:
    result = QUESTIONS["mitigation"].ask(declare(graph, network_definitions()[network]), settings)
    assert result is not None
    return result


@pytest.fixture
def two_suppliers(build: Builder) -> nx.MultiDiGraph:
    build.nodes("Ala Bro", "Municipality")
    build.nodes("ItA ItB", "MunicipalFederation")
    build.nodes("Mail Network Portal", "SharedITService")
    build.node("Server", "ITSystem")
    build.node("it", "Task")
    build.tie("ItA", "PROVIDES", "Mail")
    build.tie("ItB", "PROVIDES", "Network", statementStatus="inferred")
    build.tie("Portal", "REALISED_BY", "Server")
    for service in ("Mail", "Network"):
        build.tie(service, "SUPPORTS_TASK", "it")
        build.tie("Ala", "CONSUMES", service)
    return build.graph


def test_the_cheapest_measures_are_told_goal_by_goal(two_suppliers: nx.MultiDiGraph) -> None:
    result = asked(two_suppliers)
    whole, pairs, *goals = result.rows
    assert whole.claim.en.startswith("2 second suppliers (cost 2, the least possible) meet every single loss")
    assert "2 can then withstand any single loss, against 0 today" in whole.claim.en
    assert "two stand-ins" in pairs.claim.en
    by_goal = {row.node: row for row in goals}
    assert by_goal[BASE + "Mail"].claim.en == (
        "With ItB as second supplier of Mail beside ItA, no single loss stops Mail."
    )
    assert by_goal[BASE + "Mail"].figure.value == by_goal[BASE + "Mail"].stated_only + 1
    assert by_goal[BASE + "Portal"].claim.en == "No allowed measure keeps Portal going if Server is lost."
    assert goals[-1].node == BASE + "Portal"


def test_what_no_source_states_is_settled_first(two_suppliers: nx.MultiDiGraph) -> None:
    row = next(row for row in asked(two_suppliers).rows if row.node == BASE + "Network")
    assert row.claim.en.endswith("First settle whether it is so, for no source states it: Network – ItB.")
    assert row.claim.sv.endswith(
        "Ta först reda på om det stämmer, för ingen källa säger det uttryckligen: Network – ItB."
    )
    assert [each["settleFirst"] for each in row.detail["measures"]] == [True]
    assert row.stated_only == 0.0


def test_goals_without_a_supplier_are_to_be_documented(two_suppliers: nx.MultiDiGraph) -> None:
    notes = [note.en for note in asked(two_suppliers).notes]
    assert notes[0].startswith("Document first: no source says who provides 1 of the goals (Portal)")
    assert notes[1] == "The study gives no costs: every measure costs 1."


def test_costs_of_the_study_count(two_suppliers: nx.MultiDiGraph) -> None:
    result = asked(two_suppliers, Settings(draws=0, costs={"second-supplier": 4.5}))
    assert result.rows[0].figure.value == 9
    assert all("costs 1" not in note.en for note in result.notes)


def test_what_the_study_rules_out_is_not_proposed_and_the_reason_is_told(
    two_suppliers: nx.MultiDiGraph,
) -> None:
    rule = RuledOut(Text("Myndighetsutövning.", "Public authority."), "second-supplier", "Mail")
    result = asked(two_suppliers, Settings(draws=0, ruled_out=(rule,)))
    by_goal = {row.node: row for row in result.rows}
    assert by_goal[BASE + "Mail"].claim.en == "No allowed measure keeps Mail going if ItA is lost."
    assert by_goal[BASE + "Network"].detail["measures"]
    assert result.notes[-1].en == (
        "The study rules out measures that would otherwise be possible. Public authority."
    )
    elsewhere = RuledOut(Text("Nej.", "No."), "second-operator", "", "ItA")
    assert asked(two_suppliers, Settings(draws=0, ruled_out=(elsewhere,))).rows == asked(two_suppliers).rows
    with pytest.raises(UsageError, match="Male") as refused:
        asked(two_suppliers, Settings(draws=0, ruled_out=(RuledOut(Text("Nej.", "No."), "", "Male"),)))
    assert refused.value.where == "[[analysis.ruled_out]]"


def test_measures_between_the_same_two_fit_into_one_agreement(
    two_suppliers: nx.MultiDiGraph, build: Builder
) -> None:
    claim = asked(two_suppliers).rows[0].claim
    assert claim.en.endswith("One agreement holds all of them, between the same two.")
    build.node("ItC", "MunicipalFederation")
    build.tie("ItC", "PROVIDES", "Portal")
    build.tie("Portal", "SUPPORTS_TASK", "it")
    not_a = RuledOut(Text("Nej.", "No."), dependent="Portal", stand_in="ItA")
    claim = asked(two_suppliers, Settings(draws=0, ruled_out=(not_a,))).rows[0].claim
    assert claim.en.startswith("3 second suppliers")
    assert claim.en.endswith("They fit into 2 agreements, each between two parties.")
    assert claim.sv.endswith("De ryms i 2 avtal, där varje avtal är mellan två.")


def test_a_network_where_nobody_does_the_like_has_no_measure(federation: nx.MultiDiGraph) -> None:
    claims = asked(federation).sentences()
    assert not any("Uni as" in claim for claim in claims)
    decision = asked(federation, network="decision")
    assert decision.rows == ()


def test_a_loss_of_either_is_said_with_or(build: Builder) -> None:
    build.nodes("A B", "ITSystem")
    build.node("Portal", "SharedITService")
    build.nodes("ItA ItB", "MunicipalFederation")
    build.tie("ItA", "OPERATES", "A")
    build.tie("ItB", "OPERATES", "B")
    for system in ("A", "B"):
        build.tie("Portal", "REALISED_BY", system)
    row = next(row for row in asked(build.graph).rows if row.node == BASE + "Portal")
    assert "no longer stops with the loss of ItA or ItB; nothing that is allowed here" in row.claim.en
    assert "om ItA eller ItB förloras" in row.claim.sv
