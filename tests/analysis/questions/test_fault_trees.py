"""Fault trees as a question: ranges of importance, how sure each is, and what a task can do without."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgraph.analysis.networks import declare, network_definitions
from kgraph.analysis.questions.question_registry import QUESTIONS
from kgraph.analysis.settings import Settings

if TYPE_CHECKING:
    import networkx as nx

    from kgraph.analysis.results import Result
    from tests.analysis.conftest import Builder

BASE = "https://example.org/"


def asked(graph: nx.MultiDiGraph, settings: Settings, question: str = "fault-trees") -> Result:
    network = declare(graph, network_definitions()["service-dependency"])
    result = QUESTIONS[question].ask(network, settings)
    assert result is not None
    return result


def test_importance_spans_the_failure_that_the_study_gives(federation: nx.MultiDiGraph) -> None:
    narrow = asked(federation, Settings(draws=0, failure=(0.05, 0.05)))
    wide = asked(federation, Settings(draws=0, failure=(0.01, 0.2)))
    for row in narrow.rows:
        assert all(low == high for low, high in (each["birnbaum"] for each in row.detail["importance"]))
    spans = [each["birnbaum"] for row in wide.rows for each in row.detail["importance"]]
    assert all(low <= high for low, high in spans)
    assert any(low < high for low, high in spans)
    assert wide.rows[0].detail["failure"] == [0.01, 0.2]


def test_draws_tell_how_sure_it_is_that_a_loss_alone_is_enough(federation: nx.MultiDiGraph) -> None:
    row = next(
        row
        for row in asked(federation, Settings(seed=2, draws=60, workers=1)).rows
        if row.node == BASE + "Portal"
    )
    (share,) = [each["aloneInDraws"] for each in row.detail["importance"] if each["node"] == BASE + "ITF"]
    assert 0 < share < 1
    assert row.stated_only == 0


def test_a_task_bears_the_hours_that_a_source_gives(federation: nx.MultiDiGraph, build: Builder) -> None:
    build.node("payroll", "Task", label_sv="lönerna", label_en="payroll")
    build.tie("Fors", "CONSUMES", "Mail", maximumDowntimeHours=24.0, forTask="payroll")
    build.tie("Gran", "CONSUMES", "Mail", maximumDowntimeHours=4)
    rows = [row for row in asked(federation, Settings(draws=0)).rows if row.figure.name == "hours without"]
    assert [row.claim.en for row in rows] == [
        "Gran bears at most 4 hours without Mail: "
        "for longer, the loss of Server, the IT federation or Mail is enough.",
        "Fors can do payroll for at most 24 hours without Mail: "
        "for longer, the loss of Server, the IT federation or Mail is enough.",
    ]
    assert rows[1].claim.sv.startswith("Fors klarar lönerna högst 24 timmar utan Mail")


def test_joint_losses_say_how_sure_they_are(federation: nx.MultiDiGraph, build: Builder) -> None:
    build.node("Second", "MunicipalFederation")
    build.tie("Second", "PROVIDES", "Portal")
    row = asked(federation, Settings(seed=2, draws=60, workers=1), "joint-losses").rows[0]
    assert {*row.detail["pair"]} == {BASE + "ITF", BASE + "Second"}
    assert row.probability is not None
    assert 0 < row.probability < 1
    assert row.stated_only == 0
