"""Plans in all draws at once against each draw by itself: whether needed, and whether enough."""

from __future__ import annotations

from itertools import combinations

import networkx as nx
import numpy as np
import pytest

from kgraph.analysis.dependency_model import DependencyModel
from kgraph.analysis.mitigation_plan import StandIn
from kgraph.analysis.networks import declare, network_definitions
from kgraph.analysis.questions.question_registry import QUESTIONS
from kgraph.analysis.rates import Rates
from kgraph.analysis.settings import Settings
from kgraph.analysis.uncertainty.draws import draws_of
from kgraph.analysis.uncertainty.plan_draws import PlanDraws

BASE = "https://example.org/"
RATES = Rates(missed=0.2, wrong_merges=0.0, wrong_splits=0.0, source_wrong=0.2)


@pytest.fixture
def services(build):
    build.nodes("Ala Bro", "Municipality")
    build.nodes("ItA ItB", "MunicipalFederation")
    build.nodes("Mail Network Portal", "SharedITService")
    build.nodes("Server Cluster", "ITSystem")
    build.node("it", "Task")
    build.tie("ItA", "PROVIDES", "Mail")
    build.tie("ItB", "PROVIDES", "Network", statementStatus="inferred", source="memo")
    build.tie("ItA", "PROVIDES", "Network", source="plan", statementStatus="inferred", confidence=0.5)
    build.tie("Portal", "REALISED_BY", "Server", source="memo")
    build.tie("Mail", "REALISED_BY", "Cluster", source="plan", statementStatus="inferred")
    build.tie("ItA", "OPERATES", "Server")
    build.tie("ItB", "OPERATES", "Cluster", source="plan")
    for service in ("Mail", "Network"):
        build.tie(service, "SUPPORTS_TASK", "it")
        build.tie("Ala", "CONSUMES", service)
    return build.graph


def plan_of(network):
    """Return a stand-in for a provider among several, and one for a system needed by itself."""
    provider = next(tie for tie in network.relationships.values() if tie.type == "PROVIDES")
    assert provider.group
    return (
        StandIn("second-supplier", BASE + "Mail", provider.group, BASE + "ItA", BASE + "ItB"),
        StandIn("second-operator", BASE + "Portal", "", BASE + "Server", BASE + "Cluster"),
    )


def with_plan(one, plan):
    """Return the model of one draw by itself, with the stand-ins where what they stand in for is needed."""
    starts, ends, _, like = one.drawn.relationships(one.number)
    names = [(one.name(a), one.name(b)) for a, b in zip(starts.tolist(), ends.tolist(), strict=True)]
    ties = [one.ties[row] for row in like.tolist()]
    needs = [(a, b, tie.group, tie.loss) for (a, b), tie in zip(names, ties, strict=True)]
    for each in plan:
        for place, (start, end, group, loss) in enumerate(list(needs)):
            if start != each.dependent:
                continue
            if each.group and group == each.group:
                needs.append((start, each.stand_in, group, loss))
            elif not each.group and not group and end == each.replaced:
                needs[place] = (start, end, "instead", loss)
                needs.append((start, each.stand_in, "instead", loss))
    graph = nx.DiGraph()
    graph.add_nodes_from(one.names)
    graph.add_edges_from((start, end) for start, end, _, _ in needs)
    return DependencyModel(graph, needs)


def stops(model, goal, size, names):
    return any(
        goal in model.loss(lost).stopped
        for number in range(1, size + 1)
        for lost in combinations([node for node in names if node != goal], number)
    )


@pytest.mark.parametrize("size", [1, 2])
@pytest.mark.parametrize("taken", [0, 1, 2])
def test_who_withstands_losses_is_as_in_each_draw(services, size, taken):
    network = declare(services, network_definitions()["service-dependency"])
    draws = draws_of(network, Settings(seed=5, draws=60, rates=RATES, workers=1))
    plan, goals = plan_of(network)[:taken], [BASE + name for name in ("Mail", "Network", "Portal")]
    drawn = PlanDraws(draws)
    expected = []
    for one in draws.first(60):
        model = with_plan(one, plan)
        expected.append([not stops(model, goal, size, sorted(model.graph)) for goal in goals])
    firm = np.array(expected)
    assert 0 < firm.sum() < firm.size
    assert np.array_equal(drawn.firm_counts(plan, goals, size), firm.sum(axis=1))
    assert drawn.share_firm(plan, goals, size) == firm.all(axis=1).mean()
    for place, goal in enumerate(goals):
        assert drawn.share_firm(plan, [goal], size) == firm[:, place].mean()


def test_whether_a_loss_stops_a_goal_is_as_in_each_draw(services):
    network = declare(services, network_definitions()["service-dependency"])
    draws = draws_of(network, Settings(seed=6, draws=60, rates=RATES, workers=1))
    plan, drawn = plan_of(network), PlanDraws(draws)
    cuts = [(BASE + "Mail", frozenset({BASE + "ItA"})), (BASE + "Portal", frozenset({BASE + "Server"}))]
    for taken in ((), plan):
        found = [
            [goal in with_plan(one, taken).loss(cut).stopped for goal, cut in cuts] for one in draws.first(60)
        ]
        assert drawn.share_stopped(taken, cuts) == np.array(found).any(axis=1).mean()
        assert drawn.share_all_stopped(taken, cuts) == np.array(found).all(axis=1).mean()
    assert drawn.share_stopped((), cuts) > drawn.share_stopped(plan, cuts)


def test_single_points_span_what_they_number_in_each_draw(services):
    network = declare(services, network_definitions()["service-dependency"])
    settings = Settings(seed=7, draws=80, rates=RATES, workers=1)
    result = QUESTIONS["single-points"].ask(network, settings)
    draws = draws_of(network, settings)
    row = next(row for row in result.rows if row.node == BASE + "Mail")
    counts = []
    for one in draws.first(80):
        model = one.model()
        counts.append(sum(row.node in model.loss([node]).lost for node in model.graph if node != row.node))
    assert row.interval == tuple(np.quantile(counts, (0.025, 0.975), method="nearest"))
    assert row.interval[0] < row.interval[1]
    assert "95" in result.definition.en


def test_a_plan_says_how_often_it_is_needed_and_how_often_it_is_enough(services):
    network = declare(services, network_definitions()["service-dependency"])
    settings = Settings(seed=8, draws=100, rates=RATES, workers=1)
    result = QUESTIONS["mitigation"].ask(network, settings)
    whole, pairs, *goals = result.rows
    for row in result.rows:
        assert row.probability is not None
        assert row.stated_only is not None
    assert "In 95 % of the draws, the number that withstands any single loss is " in whole.claim.en
    assert "I 95 % av dragningarna är det " in pairs.claim.sv
    assert whole.detail["withstandThen"][1] >= whole.detail["withstandToday"][1]
    helped = [row for row in goals if row.detail["measures"]]
    assert helped
    for row in helped:
        assert 0 < row.detail["needed"] <= 1
        assert " % of the draws such a loss would stop " in row.claim.en
        assert " % av dragningarna skulle ett sådant bortfall stoppa " in row.claim.sv


@pytest.mark.parametrize("taken", [0, 2])
def test_pairs_that_add_nothing_are_told_without_trying_them(services, taken):
    network = declare(services, network_definitions()["service-dependency"])
    draws = draws_of(network, Settings(seed=5, draws=60, rates=RATES, workers=1))
    losses = PlanDraws(draws).losses(plan_of(network)[:taken])
    told = {pair: losses.stop_more(*pair) for pair in combinations(range(len(draws.nodes)), 2)}
    found = {}
    for pair in told:
        together, *alone = (losses.lost_with(removed)[0] for removed in (pair, pair[:1], pair[1:]))
        found[pair] = any(
            bits & ~alone[0].get(thing, 0) & ~alone[1].get(thing, 0) for thing, bits in together.items()
        )
    assert told == found
    assert set(found.values()) == {True, False}
