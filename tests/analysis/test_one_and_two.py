"""Sentences in two numbers: with one and with two of what they count, in Swedish and English."""

from __future__ import annotations

import pytest

from kgraph.analysis.networks import declare, network_definitions
from kgraph.analysis.questions.question_registry import QUESTIONS
from kgraph.analysis.settings import Settings
from kgraph.words.catalogue import catalogue

BASE = "https://example.org/"
PAIRS = [
    ("single-points.claim", "each by itself", False),
    ("bottlenecks.narrow-cut", " is lost", True),
    ("brokerage.meeting", " meets only", True),
    ("backbone.claim", " bodies,", False),
    ("evidence-audit.rank-turns", " turns it so", True),
    ("fault-trees.within.alternatives", " is gone", True),
    ("loss.stopped", " stops too", True),
    ("loss.affected", " loses", True),
    ("joint-losses.claim", " is lost", True),
    ("cut-points.claim", " is cut off", True),
]


@pytest.mark.parametrize(("key", "phrase", "singular"), PAIRS)
def test_a_sentence_about_one_differs_from_one_about_two(key, phrase, singular):
    one, many = (catalogue("analysis").below(key)[number].en for number in ("one", "many"))
    assert (phrase in one) is singular
    assert (phrase in many) is not singular


def claims(graph, question):
    network = declare(graph, network_definitions()["service-dependency"])
    return {row.node: row.claim for row in QUESTIONS[question].ask(network, Settings(draws=0)).rows}


def test_what_rests_on_one_thing_and_on_two(build):
    build.nodes("Mail Portal", "SharedITService")
    build.node("Server", "ITSystem")
    build.nodes("ItA ItB", "MunicipalFederation")
    build.tie("ItA", "PROVIDES", "Mail")
    build.tie("ItB", "PROVIDES", "Portal")
    build.tie("Portal", "REALISED_BY", "Server")
    found = claims(build.graph, "single-points")
    assert found[BASE + "Mail"].en == "Mail rests on 1 municipal federation: ItA."
    assert found[BASE + "Mail"].sv == "Mail vilar på 1 kommunalförbund: ItA."
    assert found[BASE + "Portal"].en.endswith("each by itself: ItB and Server.") or found[
        BASE + "Portal"
    ].en.endswith("each by itself: Server and ItB.")
    assert ", var för sig: " in found[BASE + "Portal"].sv


@pytest.mark.parametrize(("hours", "en", "sv"), [(1, "1 hour", "1 timme"), (2, "2 hours", "2 timmar")])
def test_hours_of_downtime_are_counted(build, hours, en, sv):
    build.node("Ala", "Municipality")
    build.node("Mail", "SharedITService")
    build.node("ItA", "MunicipalFederation")
    build.tie("ItA", "PROVIDES", "Mail")
    build.tie("Ala", "CONSUMES", "Mail", maximumDowntimeHours=hours)
    network = declare(build.graph, network_definitions()["service-dependency"])
    rows = QUESTIONS["fault-trees"].ask(network, Settings(draws=0)).rows
    [row] = [row for row in rows if row.figure.unit == "hours"]
    assert f"bears at most {en} without Mail" in row.claim.en
    assert f"klarar sig högst {sv} utan Mail" in row.claim.sv
