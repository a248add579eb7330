"""The cheapest measures against trying them all, on random systems with alternatives and circles."""

from __future__ import annotations

import random
from itertools import combinations

import pytest

from kgraph.analysis.mitigation_plan import Mending, StandIn, cheapest
from kgraph.analysis.ties import Tie

Cuts = set[tuple[str, frozenset[str]]]


def tie(start: str, end: str, group: str = "", loss: str = "stops") -> Tie:
    return Tie(f"{start}-{end}-{group}", "T", start, end, 1.0, loss, group, False, "stated", ())


def random_system(seed: int) -> tuple[list[str], list[Tie], list[StandIn], dict[str, float]]:
    rng = random.Random(seed)
    nodes = [f"n{i}" for i in range(6)]
    ties = [
        tie(a, b, rng.choice(["", "", "g"]), rng.choice(["stops", "stops", "affects"]))
        for a in nodes
        for b in nodes
        if a != b and rng.random() < 0.3
    ]
    possible = sorted(
        {
            StandIn(rng.choice("cde"), each.start, each.group, each.end, other)
            for each in ties
            for other in nodes
            if other not in (each.start, each.end)
        }
    )
    measures = rng.sample(possible, min(7, len(possible)))
    return nodes, ties, measures, {"c": 1.0, "d": 2.0, "e": 3.5}


def stopping(
    mending: Mending, goals: list[str], others: list[str], taken: tuple[int, ...], size: int
) -> Cuts:
    model = mending.model(taken)
    return {
        (goal, frozenset(lost))
        for goal in goals
        for number in range(1, size + 1)
        for lost in combinations([node for node in others if node != goal], number)
        if goal in model.loss(lost).stopped
    }


@pytest.mark.parametrize("size", [1, 2])
@pytest.mark.parametrize("first", range(0, 24, 8))
def test_the_plan_is_as_cheap_as_any_that_meets_as_much(first: int, size: int) -> None:
    taken_any = 0
    for seed in range(first, first + 8):
        nodes, ties, measures, costs = random_system(seed)
        mending = Mending(ties, measures, costs)
        goals = nodes[:2]
        plan = cheapest(mending, goals, size)
        assert plan.gap == 0.0
        everything = tuple(range(len(measures)))
        least = stopping(mending, goals, nodes, everything, size)
        chosen = tuple(measures.index(each) for each in plan.measures)
        assert stopping(mending, goals, nodes, chosen, size) == least
        cheapest_by_trial = min(
            sum(mending.costs[number] for number in subset)
            for count in range(len(measures) + 1)
            for subset in combinations(everything, count)
            if stopping(mending, goals, nodes, subset, size) == least
        )
        assert plan.cost == pytest.approx(cheapest_by_trial)
        taken_any += bool(plan.measures)
    assert taken_any


def test_one_stand_in_that_helps_two_goals_is_taken_once() -> None:
    ties = [tie("a", "hub"), tie("b", "hub"), tie("hub", "operator", "any")]
    measures = [
        StandIn("second-operator", "hub", "any", "operator", "other"),
        StandIn("second-supplier", "a", "", "hub", "x"),
        StandIn("second-supplier", "b", "", "hub", "y"),
    ]
    plan = cheapest(Mending(ties, measures), ["a", "b"], 1)
    assert {each.kind for each in plan.measures} == {"second-supplier"}
    assert plan.cost == 2
    only = cheapest(Mending(ties, measures[:1]), ["a", "b"], 1)
    assert only.cost == 1
    assert {cut for _, cut in only.left} == {frozenset({"hub"})}
    assert {cut for _, cut in only.met} == {frozenset({"operator"})}


def test_two_units_of_one_organisation_do_not_stand_in_for_each_other() -> None:
    ties = [tie("service", "unit", "any"), tie("unit", "town"), tie("other", "town")]
    measures = [StandIn("second-supplier", "service", "any", "unit", "other")]
    plan = cheapest(Mending(ties, measures), ["service"], 1)
    assert {cut for _, cut in plan.left} == {frozenset({"town"})}
    assert {cut for _, cut in plan.met} == {frozenset({"unit"})}
