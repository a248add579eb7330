"""Single points: what each goal rests on."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from kgraph.analysis.dependency_model import DependencyModel
from kgraph.analysis.engines import engine_text
from kgraph.analysis.loss_rows import ALL_TRIED, LOSS_METHOD
from kgraph.analysis.question import AnalysisQuestion
from kgraph.analysis.results import AnalysisAnswer, Figure, ResultRow
from kgraph.analysis.scope import OF_DEPENDENCE
from kgraph.analysis.sentences import listed, one_or_many
from kgraph.analysis.uncertainty.draws import draws_of
from kgraph.analysis.uncertainty.stated_only import stated_network
from kgraph.words.catalogue import catalogue

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kgraph.analysis.dependency_model import DependencyLoss
    from kgraph.analysis.networks import Network
    from kgraph.analysis.settings import Settings
    from kgraph.analysis.uncertainty.draws import Array, Draws

_words = catalogue("analysis")


def single_points(network: Network, settings: Settings) -> AnalysisAnswer:
    """Say for each goal which single things it is lost with, nearest first."""
    model = DependencyModel.kept(network, settings)
    parents = model.dominators()
    points: dict[str, list[tuple[int, str, DependencyLoss]]] = {}
    for node in sorted(network.graph):
        loss = model.loss([node])
        for goal in loss.lost:
            if network.goal_kind(goal):
                points.setdefault(goal, []).append((len(loss.path(goal)), node, loss))
    draws = draws_of(network, settings) if points else None
    drawn = {} if draws is None else points_of(draws)
    rows = [
        _row(network, settings, drawn, goal, sorted(own, key=lambda point: point[:2]), parents.get(goal))
        for goal, own in points.items()
    ]
    rows.sort(key=lambda row: (-(row.figure.value or 0), row.label.sv, row.node or ""))
    return AnalysisAnswer(rows, engine_text())


def _row(
    network: Network,
    settings: Settings,
    drawn: Mapping[str, Array],
    goal: str,
    points: list[tuple[int, str, DependencyLoss]],
    dominator: str | None,
) -> ResultRow:
    nodes = [node for _, node, _ in points]
    draws = draws_of(network, settings)
    arcs = {arc for _, _, loss in points for arc in loss.arcs([goal])}
    return ResultRow(
        node=goal,
        label=network.name(goal),
        claim=_words(
            f"single-points.claim.{one_or_many(len(nodes))}",
            goal=network.name(goal),
            count=network.counted(nodes),
            names=listed([network.name(node) for node in nodes]),
        ),
        figure=Figure("single points", float(len(nodes)), "things"),
        interval=None if draws is None else draws.spread(drawn[goal]),
        probability=None if draws is None else draws.share_each_loses(nodes, goal),
        stated_only=_stated(network, settings).get(goal, 0.0),
        evidence=network.evidence(arcs),
        detail={
            "points": nodes,
            "immediateDominator": dominator,
            "stopsWith": [node for _, node, loss in points if goal in loss.stopped],
        },
    )


def points_of(draws: Draws) -> dict[str, Array]:
    """Return for each draw how many things each goal is lost with, each by itself."""
    losses, counts = draws.losses, {place: np.zeros(draws.draws) for place in draws.goals}
    for thing in losses.things():
        _, lost = losses.lost_with([thing])
        for place in counts.keys() & lost.keys():
            counts[place] += losses.count(lost, [place])
    return {draws.nodes[place]: count for place, count in counts.items()}


def _stated(network: Network, settings: Settings) -> dict[str, float]:
    """Return how many single points each goal has on stated relationships."""
    return settings.once(
        f"stated single points {network.key}",
        lambda: _counts(stated_network(network, settings)),
    )


def _counts(network: Network) -> dict[str, float]:
    model, counts = DependencyModel.of(network), Counter[str]()
    for node in network.graph:
        counts.update(goal for goal in model.loss([node]).lost if network.goal_kind(goal))
    return {goal: float(count) for goal, count in counts.items()}


QUESTION = AnalysisQuestion(
    name="single-points",
    answer=single_points,
    method=LOSS_METHOD,
    about_things=True,
    in_register=True,
    scope=OF_DEPENDENCE,
    most=ALL_TRIED,
)
