"""Mitigation: the cheapest measures after which no single loss, and no pair, stops a goal."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from kgraph.analysis.allowed_ties import AllowedTies, tie_rules
from kgraph.analysis.dependency_model import DependencyModel
from kgraph.analysis.engines import engine_text
from kgraph.analysis.loss_rows import ALL_TRIED, in_order
from kgraph.analysis.mitigation_plan import Mending, StandIn, StandInPlan, cheapest
from kgraph.analysis.question import AnalysisQuestion
from kgraph.analysis.results import AnalysisAnswer, Figure, ResultRow
from kgraph.analysis.scope import OF_DEPENDENCE
from kgraph.analysis.sentences import alternatives, count_of, counted, listed, one_or_many, percent, series
from kgraph.analysis.uncertainty.draws import LEVELS, draws_of
from kgraph.analysis.uncertainty.plan_draws import PlanDraws
from kgraph.analysis.uncertainty.stated_only import stated_network
from kgraph.statements import STATED
from kgraph.words.catalogue import catalogue
from kgraph.words.text import number_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kgraph.analysis.allowed_ties import TieRule
    from kgraph.analysis.networks import Network
    from kgraph.analysis.settings import Settings
    from kgraph.analysis.uncertainty.draws import Array
    from kgraph.words.text import Text

SIZES = {1: "single", 2: "pair"}
MOST_PAIRED = 200
"""Things in a network up to which pairs of losses are met too."""
COST = "cost of measures"
_words = catalogue("analysis")


@dataclass(frozen=True, slots=True)
class Situation:
    """A dependency network with what could be done in it.

    Parameters
    ----------
    network : Network
        The network.
    mending : Mending
        Its measures.
    goals : tuple of str
        The goals that something can stop.
    ruled_out : tuple of Text
        Why the study rules out other measures, each reason once.
    """

    network: Network
    mending: Mending
    goals: tuple[str, ...]
    ruled_out: tuple[Text, ...]


def mitigation(network: Network, settings: Settings) -> AnalysisAnswer:
    """Say which measures would keep the goals going if one thing is lost, or two, and what they cost."""
    now = _situation(network, settings)
    if not now.mending.measures:
        return AnalysisAnswer([], engine_text(), [_words("mitigation.no-measures"), *_said_against(now)])
    stated = _situation(stated_network(network, settings), settings)
    sizes = [size for size in SIZES if size == 1 or network.n <= MOST_PAIRED]
    draws = draws_of(network, settings)
    drawn = None if draws is None else PlanDraws(draws)
    rows = [_whole_row(now, stated, size, drawn) for size in sizes]
    each = [_goal_row(now, stated, goal, drawn) for goal in now.goals]
    rows += sorted((row for row in each if row is not None), key=_firmness)
    return AnalysisAnswer(rows, engine_text(), [*_notes(network, settings), *_said_against(now)])


def _situation(network: Network, settings: Settings) -> Situation:
    ties = list(network.relationships.values())
    model = DependencyModel.kept(network, settings)
    goals = tuple(
        goal for goal in in_order(network, frozenset(network.goals)) if model.needs_of(goal, stops_only=True)
    )
    measures = _measures(network, model)
    against = _ruled_out(network, settings, measures)
    mending = Mending(ties, [each for each in measures if each not in against], settings.costs)
    return Situation(network, mending, goals, tuple(dict.fromkeys(against.values())))


def _ruled_out(network: Network, settings: Settings, measures: Sequence[StandIn]) -> dict[StandIn, Text]:
    """Return why the study rules out some of the measures."""
    found: dict[StandIn, Text] = {}
    for rule in settings.ruled_out:
        dependent, stand_in = rule.things(network.origin)
        for each in measures:
            fits = rule.measure in ("", each.kind) and dependent in (None, each.dependent)
            if fits and stand_in in (None, each.stand_in):
                found.setdefault(each, rule.because)
    return found


def _measures(network: Network, model: DependencyModel) -> list[StandIn]:
    """Return all stand-ins that the ontology and practice allow: those that do most of the kind first."""
    allowed = AllowedTies(network)
    found: dict[tuple[str, str, str], StandIn] = {}
    for tie in sorted(
        network.relationships.values(),
        key=lambda tie: (tie.status != STATED, tie.start, tie.end, tie.type),
    ):
        for other in allowed.stand_ins(tie.type, tie.start, tie.end):
            if tie.start not in _needs_of(model, other):
                measure = StandIn(allowed.rule(tie.type).measure, tie.start, tie.group, tie.end, other)
                found.setdefault((tie.start, tie.group or tie.end, other), measure)
    practice = Counter(tie.end for tie in network.relationships.values() if tie.group)
    return sorted(found.values(), key=lambda each: (-practice[each.stand_in], each))


def _needs_of(model: DependencyModel, thing: str) -> set[str]:
    """Return all that `thing` needs in order not to stop: it cannot stand in for what it needs itself."""
    needed, waiting = set[str](), [thing]
    while waiting:
        for group in model.needs_of(waiting.pop(), stops_only=True):
            new = set(group) - needed
            needed |= new
            waiting += new
    return needed


def _whole_row(now: Situation, stated: Situation, size: int, drawn: PlanDraws | None) -> ResultRow:
    network = now.network
    plan = cheapest(now.mending, now.goals, size)
    before = {goal for goal, _ in now.mending.cuts(now.goals, (), size)}
    after = {goal for goal, _ in plan.left}
    kinds = Counter(measure.kind for measure in plan.measures)
    number, firm = len(plan.measures), len(now.goals) - len(after)
    case = one_or_many(number) if number else "none"
    claim = _words(
        f"mitigation.whole.{SIZES[size]}.{case if firm else 'beyond'}",
        measures=listed([count_of(kinds[kind], kind) for kind in sorted(kinds)]),
        goals=counted(network.goal_kind(goal) or "" for goal in now.goals),
        firm=number_text(firm),
        firm_now=number_text(len(now.goals) - len(before)),
        cost=number_text(plan.cost),
    )
    pairs = {frozenset((measure.replaced, measure.stand_in)) for measure in plan.measures}
    if firm and number > len(pairs):
        claim = series(
            [claim, _words(f"mitigation.agreements.{one_or_many(len(pairs))}", n=number_text(len(pairs)))],
            " ",
        )
    row = _row(now, claim, plan, size, stated_cost=cheapest(stated.mending, stated.goals, size).cost)
    if drawn is None:
        return row
    # Where no plan makes any goal safe, that is the claim: so it is asked of all measures together.
    taken = plan.measures if firm else tuple(now.mending.measures)
    then, today = (_spread(drawn.firm_counts(measures, now.goals, size)) for measures in (taken, ()))
    stage = ("plan" if number else "today") if firm else "beyond"
    said = _words(
        f"mitigation.draws.{SIZES[size]}.{stage}",
        then=_span(then),
        today=_span(today),
    )
    safe = [goal for goal in now.goals if goal not in after]
    return replace(
        row,
        claim=series([row.claim, said], " "),
        probability=drawn.share_firm(taken, safe, size)
        if firm
        else drawn.share_none_firm(taken, now.goals, size),
        detail={**row.detail, "withstandThen": then, "withstandToday": today},
    )


def _spread(counts: Array) -> list[int]:
    """Return the bounds that hold 95 % of the counts."""
    return [int(bound) for bound in np.quantile(counts, LEVELS, method="nearest")]


def _span(bounds: Sequence[int]) -> Text:
    low, high = bounds
    return number_text(low) if low == high else _words("central-actors.span", low=low, high=high)


def _goal_row(now: Situation, stated: Situation, goal: str, drawn: PlanDraws | None) -> ResultRow | None:
    """Return what would keep one goal going if one thing is lost; None where no single loss stops it."""
    network = now.network
    plan = cheapest(now.mending, [goal], 1)
    if not plan.met and not plan.left:
        return None
    left = [network.name(node) for node in in_order(network, _things(plan.left))]
    met = [network.name(node) for node in in_order(network, _things(plan.met))]
    case = ("partly" if left else "met") if plan.measures else "none"
    claim = _words(
        f"mitigation.goal.{case}",
        goal=network.name(goal),
        measures=listed([_measure_text(network, each) for each in plan.measures]),
        met=alternatives(met),
        left=alternatives(left),
    )
    doubtful = [each for each in plan.measures if not _is_stated(network, each)]
    if doubtful:
        first = _words("mitigation.settle", what=listed([_replaced_text(network, each) for each in doubtful]))
        claim = series([claim, first], " ")
    cost = cheapest(stated.mending, [goal], 1).cost if goal in stated.goals else 0.0
    row = _row(now, claim, plan, 1, stated_cost=cost, goal=goal)
    if drawn is None:
        return row
    if case == "none":
        return replace(row, probability=drawn.share_all_stopped(now.mending.measures, plan.left))
    needed = drawn.share_stopped((), plan.met)
    if left:
        firm = 1 - drawn.share_stopped(plan.measures, plan.met)
    else:
        firm = drawn.share_firm(plan.measures, [goal], 1)
    said = _words(
        f"mitigation.draws.{case}", goal=network.name(goal), needed=percent(needed), firm=percent(firm)
    )
    return replace(
        row,
        claim=series([row.claim, said], " "),
        probability=firm,
        detail={**row.detail, "needed": needed},
    )


def _row(
    now: Situation, claim: Text, plan: StandInPlan, size: int, *, stated_cost: float, goal: str | None = None
) -> ResultRow:
    network = now.network
    detail: dict[str, Any] = {
        "lost": size,
        "measures": [
            {
                "kind": each.kind,
                "for": each.dependent,
                "beside": each.replaced,
                "standIn": each.stand_in,
                "settleFirst": not _is_stated(network, each),
            }
            for each in plan.measures
        ],
        "met": [[goal, *sorted(cut)] for goal, cut in plan.met],
        "left": [[goal, *sorted(cut)] for goal, cut in plan.left],
        "gap": plan.gap,
    }
    arcs = {(each.dependent, each.replaced) for each in plan.measures}
    label = network.name(goal) if goal else _words(f"mitigation.label.{SIZES[size]}")
    return ResultRow(
        node=goal,
        label=label,
        claim=claim
        if plan.gap == 0.0
        else series([claim, _words("mitigation.gap", gap=_percent(plan.gap))], " "),
        figure=Figure(COST, plan.cost, "cost"),
        stated_only=stated_cost,
        evidence=network.evidence(arcs),
        detail=detail,
    )


def _firmness(row: ResultRow) -> tuple[bool, bool, str, str]:
    """Put goals that can be made firm first, and those that no measure helps last."""
    return not row.detail["measures"], bool(row.detail["left"]), row.label.sv, row.node or ""


def _things(cuts: Sequence[tuple[str, frozenset[str]]]) -> frozenset[str]:
    return frozenset(node for _, cut in cuts for node in cut)


def _measure_text(network: Network, each: StandIn) -> Text:
    return _words(
        f"mitigation.measure.{each.kind}",
        stand_in=network.name(each.stand_in),
        replaced=network.name(each.replaced),
        dependent=network.name(each.dependent),
    )


def _replaced_text(network: Network, each: StandIn) -> Text:
    return network.tie_name(each.dependent, each.replaced)


def _is_stated(network: Network, each: StandIn) -> bool:
    """Return whether a source states the tie that a measure would give a stand-in."""
    return any(tie.status == STATED for tie in network.ties_of(each.dependent, each.replaced))


def _percent(share: float) -> Text:
    return number_text(100 * share, 1)


def _notes(network: Network, settings: Settings) -> list[Text]:
    notes = []
    rules = tie_rules()
    unknown = [
        goal for goal in in_order(network, frozenset(network.goals)) if _lacks_provider(network, rules, goal)
    ]
    if unknown:
        names = listed([network.name(goal) for goal in unknown], 12)
        notes.append(_words("mitigation.undocumented", n=len(unknown), names=names))
    if not settings.costs:
        notes.append(_words("mitigation.equal-costs"))
    return notes


def _said_against(now: Situation) -> list[Text]:
    """Return a note with the reasons for which the study rules out measures that could be."""
    return [_words("mitigation.ruled-out", reasons=series(now.ruled_out, " "))] if now.ruled_out else []


def _lacks_provider(network: Network, rules: Mapping[str, TieRule], goal: str) -> bool:
    """Return whether no source says who provides a goal of a class that somebody provides."""
    kinds = [
        relation.type
        for relation in network.definition.relations
        if relation.any_of
        and set(rules[relation.type].end if relation.type in rules else ()) & set(network.classes[goal])
    ]
    have = {tie.type for _, end in network.graph.out_edges(goal) for tie in network.ties_of(goal, end)}
    return bool(kinds) and not have & set(kinds)


QUESTION = AnalysisQuestion(
    name="mitigation",
    answer=mitigation,
    method="Cheapest stand-ins by mixed-integer programming, conditions added one by one: "
    "Smith and Song 2020, doi:10.1016/j.ejor.2019.06.024; HiGHS, doi:10.1007/s12532-017-0130-5",
    scope=OF_DEPENDENCE,
    most=ALL_TRIED,
)
