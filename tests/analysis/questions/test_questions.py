"""All questions end to end: claims in words, with their evidence."""

from __future__ import annotations

import datetime as dt
import random

import networkx as nx

from kgraph.analysis.analyse import analyse
from kgraph.analysis.networks import declare, network_definitions
from kgraph.analysis.questions.brokerage import brokerage
from kgraph.analysis.questions.question_registry import QUESTIONS
from kgraph.analysis.settings import Settings

E = "https://example.org/"


def rows(analysis, question, network):
    return {
        row.node.removeprefix(E) if row.node else None: row for row in analysis.result(question, network).rows
    }


def test_every_question_is_answered_somewhere(analysis):
    answered = {result.question for result in analysis if result.rows}
    # Nothing here has an alternative, degrees leave chance no choice, and no pair meets beyond chance:
    # these have graphs of their own.
    assert answered == set(QUESTIONS) - {"joint-losses", "beyond-chance", "backbone"}


def test_two_providers_are_lost_together(build):
    build.nodes("P Q", "Company")
    build.node("Mail", "Service")
    build.node("Ala", "Municipality")
    build.tie("P", "PROVIDES", "Mail")
    build.tie("Q", "PROVIDES", "Mail")
    build.tie("Ala", "CONSUMES", "Mail")
    asked = ["fault-trees", "joint-losses"]
    analysis = analyse(build.graph, questions=asked, settings=Settings(draws=0))
    (pair,) = analysis.result("joint-losses", "service-dependency").rows
    assert pair.claim.en == (
        "If both P and Q stop, 1 municipality and 1 service are lost that neither stops alone (Ala and Mail)."
    )
    assert {*pair.detail["pair"]} == {E + "P", E + "Q"}
    assert {each.source for each in pair.evidence} == {E + "source/report"}
    trees = rows(analysis, "fault-trees", "service-dependency")
    assert trees["Mail"].claim.sv == (
        "Inget bortfall för sig räcker för att Mail ska gå förlorat: det krävs minst 2, "
        "och mest väger P och Q."
    )
    assert trees["Ala"].claim.en == "Ala has 2 minimal cut sets; one loss is enough by itself: Mail."
    assert trees["Ala"].detail["cutSets"] == [[E + "Mail"], [E + "P", E + "Q"]]
    mail, *others = trees["Ala"].detail["importance"]
    assert mail["node"] == E + "Mail"
    assert all(each["birnbaum"][1] < mail["birnbaum"][1] for each in others)


def test_what_is_lost_is_said_in_both_languages_with_names_and_sources(analysis):
    row = rows(analysis, "dependency-loss", "service-dependency")["ITF"]
    assert row.claim.en == (
        "If the IT federation stops, 2 services stop too (Mail and Portal), and 6 municipalities lose "
        "something in use "
        "(Ala, Bro, Dal, Eka, Fors and Gran)."
    )
    assert row.claim.sv == (
        "Om IT-förbundet upphör så upphör också 2 tjänster (Mail och Portal), och 6 kommuner förlorar något "
        "i bruk "
        "(Ala, Bro, Dal, Eka, Fors och Gran)."
    )
    assert row.figure.value == 8
    assert {e.source.rsplit("/", 1)[-1] for e in row.evidence} == {"report", "memo"}
    assert row.detail["paths"][E + "Ala"][-1] == E + "ITF"
    assert row.bounds[0] <= row.figure.value <= row.bounds[1]


def test_single_points_are_the_other_side_of_loss(analysis):
    losses = rows(analysis, "dependency-loss", "service-dependency")
    points = rows(analysis, "single-points", "service-dependency")
    for goal, row in points.items():
        lost_with = {node for node, loss in losses.items() if E + goal in loss.cut_off}
        assert {uri.removeprefix(E) for uri in row.detail["points"]} == lost_with


def test_the_register_holds_sole_holders_and_narrow_cuts(build):
    build.nodes("P Q", "Company")
    build.nodes("S T", "Service")
    build.tie("P", "PROVIDES", "S")
    build.tie("Q", "PROVIDES", "S")
    build.tie("Q", "PROVIDES", "T")
    result = analyse(build.graph, questions=["bottlenecks"], settings=Settings(draws=0)).result(
        "bottlenecks", "service-dependency"
    )
    found = {(row.detail["kind"], row.label.en): row for row in result.rows}
    assert found["sole holder", "Q"].claim.en == "Q is the only one to provide or operate 1 service: T."
    assert found["narrow cut", "P and Q"].cut_off == (E + "S",)
    assert ("dependency", "P") not in found


def test_cut_points_name_what_is_cut_off(analysis):
    row = rows(analysis, "cut-points", "formal-collaboration")["Change"]
    assert row.claim.en == "Without Change, 1 university is cut off from the rest: Uni."
    assert {e.source for e in row.evidence} == {E + "source/plan"}


def test_central_actors_have_ranks_intervals_and_tiers(analysis):
    result = analysis.result("central-actors", "formal-collaboration")
    between = [row for row in result.rows if row.figure.name == "betweenness"]
    first = {row.label.en: row.claim.en for row in between if row.detail["rank"] == 1}
    assert "Change ranks 1 in betweenness among the bodies" in first["Change"]
    assert any("among those that take part" in claim for claim in first.values())
    for row in between:
        assert row.interval[0] <= row.detail["rank"] <= row.interval[1]
        assert row.tier is not None


def test_an_actor_without_a_score_in_any_draw_has_no_interval(build):
    names = [f"N{number}" for number in range(12)]
    build.nodes(" ".join(names), "Municipality")
    chance = random.Random(1)
    for _ in range(9):
        start, end = chance.sample(names, 2)
        build.tie(start, "MEMBER_OF", end)
    analysis = analyse(build.graph, questions=["central-actors"], settings=Settings(draws=1))
    found = [row for result in analysis for row in result.rows]
    assert any(row.interval is None for row in found)
    assert all(row.claim.en for row in found)


def test_beyond_chance_says_nothing_where_degrees_leave_no_choice(build):
    build.nodes("A B C", "Service")
    build.tie("A", "DEPENDS_ON", "B")
    build.tie("B", "DEPENDS_ON", "C")
    definitions = network_definitions({"flow": {"relations": ["DEPENDS_ON"]}})
    result = analyse(
        build.graph, definitions=definitions, questions=["beyond-chance"], settings=Settings(draws=20)
    ).result("beyond-chance", "flow")
    assert result.rows == ()
    assert "Nobody" in result.notes[-1].en


def test_nobody_brokers_in_a_network_of_dependences(analysis):
    assert analysis.result("brokerage", "service-dependency").rows == ()


def test_brokerage_profiles_have_roles_holes_and_exclusive_pairs(build):
    build.nodes("A B C D", "Organization")
    for a, b in ("AB", "BC", "BD"):
        build.tie(a, "REPORTS_TO", b)
    definitions = network_definitions({"t": {"relations": ["REPORTS_TO"], "directed": False}})
    row = brokerage(declare(build.graph, definitions["t"]), Settings(draws=0)).rows[0]
    assert row.label.en == "B"
    assert row.detail["roles"]["coordinator"] == row.figure.value == 6
    assert row.detail["exclusive"] == 6
    assert row.detail["constraint"] is not None
    assert row.detail["effectiveSize"] > 1


def test_brokerage_of_two_modes_counts_those_who_meet_nowhere_else(analysis):
    result = analysis.result("brokerage", "formal-collaboration")
    assert all(row.figure.name == "exclusive pairs" for row in result.rows)
    assert all(row.figure.value <= row.detail["pairs"] for row in result.rows)


def test_z_and_p_stand_together_and_never_beside_a_loss(analysis):
    for result in analysis:
        for row in result.rows:
            if result.question != "through-time":
                assert (row.z is None) == (row.p is None)
            if row.figure.name == "goals lost":
                assert row.z is None


def test_key_players_list_near_equal_sets(federation):
    result = analyse(federation, questions=["key-players"], settings=Settings(draws=0)).result(
        "key-players", "shared-collaboration"
    )
    keep = next(row for row in result.rows if row.detail["goal"] == "keep" and len(row.detail["nodes"]) == 1)
    assert keep.detail["exact"]
    assert "Near-equal" in keep.claim.en
    assert len(keep.detail["alternatives"]) == 5


def test_key_players_as_a_set_are_not_the_two_best_alone():
    # Borgatti 2006, sec. 2: the best pair need not hold the best single nodes. Two hubs side by side reach
    # the same.
    graph = nx.MultiDiGraph()
    edges = (
        [("h1", f"a{i}") for i in range(5)]
        + [("h2", f"a{i}") for i in range(5)]
        + [("a0", "m"), ("m", "z1"), ("m", "z2")]
    )
    for a, b in edges:
        for node in (a, b):
            graph.add_node(node, labels=("Company",))
        graph.add_edge(a, b, key=a + b, type="T")
    definitions = network_definitions({"t": {"relations": ["T"], "directed": False}})
    result = analyse(
        graph, definitions={"t": definitions["t"]}, questions=["key-players"], settings=Settings(draws=0)
    ).results[0]
    best = {
        len(row.detail["nodes"]): row.detail["nodes"] for row in result.rows if row.detail["goal"] == "keep"
    }
    assert set(best[2]) != {"h1", "h2"}
    assert "m" in best[2]


def test_fragility_counts_separate_paths(federation):
    changed = network_definitions(
        {"formal-collaboration": {"pairs": [["Ala", "Uni"], ["Ala", "IT-förbundet"]]}}
    )
    found = analyse(federation, definitions=changed, questions=["fragility"], settings=Settings(draws=0))
    result = found.result("fragility", "formal-collaboration")
    pairs = {row.label.en: row for row in result.rows if row.figure.name == "separate paths"}
    assert pairs["Ala and Uni"].figure.value == 1
    assert pairs["Ala and Uni"].detail["minimumCut"] == [E + "Change"]
    assert pairs["Ala and the IT federation"].detail["direct"]


def test_the_audit_says_what_a_finding_turns_on(analysis):
    result = analysis.result("evidence-audit", "service-dependency")
    row = next(row for row in result.rows if row.node == E + "ITF" and row.detail["figure"] == "goals-lost")
    assert row.detail["scenarios"][E + "source/report"]["value"] < row.detail["value"]
    assert row.detail["scenarios"]["stated only"]["value"] == 7
    assert row.detail["turnsOn"][0] == E + "source/report"
    assert "The annual report" in row.claim.en
    assert "Årsrapporten" in row.claim.sv


def test_tipping_ties_do_tip(federation, analysis):
    result = analysis.result("tipping-ties", "formal-collaboration")
    row = next(
        r
        for r in result.rows
        if r.figure.name == "ties removed that tip" and r.detail["figure"] == "betweenness"
    )
    network = declare(federation, network_definitions()["formal-collaboration"])
    assert row.figure.value == len(row.detail["ties"])
    left = nx.Graph(network.graph)
    left.remove_edges_from(row.detail["ties"])
    between = nx.betweenness_centrality(left)
    assert max(between, key=between.get) not in row.detail["first"]
    assert max(between, key=between.get) in row.detail["newFirst"]


def test_what_does_not_tip_is_undefined_with_a_reason(analysis):
    result = analysis.result("tipping-ties", "service-dependency")
    row = next(r for r in result.rows if r.figure.value is None)
    assert row.to_json()["figure"]["value"] is None
    assert "undefined" in row.detail


def test_change_through_time_is_told_as_recorded(analysis):
    result = analysis.result("through-time", "formal-collaboration")
    row = rows(analysis, "through-time", "formal-collaboration")["Eka"]
    assert row.claim.en == "Eka lost 1 tie between 2020-12-31 and 2021-01-01, as recorded."
    assert (row.figure.value, row.p, row.z) == (1, None, None)
    assert [item.source for item in row.evidence] == [E + "source/report"]
    assert "have no date: no change of theirs can be seen" in result.notes[0].en


def test_what_a_document_first_mentions_has_not_begun_with_it(build):
    day = dt.date(2015, 5, 1)
    build.nodes("A B C D", "Service")
    build.node("source/minutes", "Source", issued="2015-05-01")
    build.tie("A", "DEPENDS_ON", "B", source="minutes", **{"from": day})
    build.tie("A", "DEPENDS_ON", "C", source="letter", **{"from": day, "until": day})
    definitions = network_definitions({"test": {"relations": ["DEPENDS_ON"], "at": "unended"}})
    result = analyse(
        build.graph, definitions=definitions, questions=["through-time"], settings=Settings(draws=0)
    ).result("through-time", "test")
    assert not result.rows
    said = [note.en for note in result.notes]
    assert any(note.startswith("2 relationships have the dates of their documents") for note in said)


def test_layers_are_compared(analysis):
    result = analysis.result("across-layers", "formal-collaboration")
    assert {row.detail["layer"] for row in result.rows if "layer" in row.detail} == {
        "HOSTED_BY",
        "MEMBER_OF",
        "PARTICIPATES_IN",
    }
    pairs = [row for row in result.rows if "layers" in row.detail]
    assert all(row.figure.value is not None or "undefined" in row.detail for row in pairs)


def test_findings_move_with_the_rates_of_error(analysis):
    found = analysis.result("error-rates", "service-dependency")
    row = next(row for row in found.rows if row.detail["figure"] == "goals-lost")
    assert row.claim.en.startswith("the IT federation comes first in number of goals lost in ")
    assert row.claim.en.endswith(" % of the draws with 20 % missing.")
    assert row.detail["missed"] == [0.05, 0.1, 0.2]
    assert row.figure.value == min(row.detail["shares"])
    assert 0 < row.probability <= 1


def test_a_figure_that_stays_is_not_said_to_become_itself(build):
    # Without the memo, Q keeps its one service but P no longer has two: only their ranks turn.
    build.nodes("P Q", "Company")
    build.nodes("S T U V", "Service")
    build.tie("P", "PROVIDES", "S", source="memo")
    build.tie("P", "PROVIDES", "T", source="report")
    build.tie("Q", "PROVIDES", "U", sources=[E + "source/report", E + "source/plan"], locators=["", ""])
    found = analyse(build.graph, questions=["evidence-audit"], settings=Settings(draws=0))
    audited = found.result("evidence-audit", "service-dependency").rows
    claims = {row.label.en: row.claim.en for row in audited if row.detail["figure"] == "goals-lost"}
    assert "1 stays without memo, but its rank is then 1 instead of 2" in claims["Q"]


def test_claims_have_the_share_of_draws_in_which_they_hold_and_their_figure_on_stated_ties(analysis):
    for question in ("dependency-loss", "single-points", "cut-points", "central-actors", "evidence-audit"):
        for result in analysis:
            if result.question == question and result.network in ("service-dependency", "decision"):
                assert all(0 <= row.probability <= 1 for row in result.rows), question
                assert all(row.stated_only is not None for row in result.rows), question
    row = rows(analysis, "dependency-loss", "service-dependency")["ITF"]
    assert row.figure.value == 8
    assert row.stated_only == 7
    assert row.interval[0] <= 8 <= row.interval[1]
