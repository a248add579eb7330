"""Joint losses: what two things stop together that neither stops alone."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kgraph.analysis.dependency_model import DependencyModel
from kgraph.analysis.engines import engine_text
from kgraph.analysis.loss_rows import ALL_TRIED, in_order
from kgraph.analysis.question import AnalysisQuestion
from kgraph.analysis.questions.fault_trees import trees_of
from kgraph.analysis.results import AnalysisAnswer, Figure, ResultRow
from kgraph.analysis.scope import OF_DEPENDENCE
from kgraph.analysis.sentences import counted, listed, one_or_many
from kgraph.analysis.uncertainty.draws import draws_of
from kgraph.analysis.uncertainty.stated_only import stated_model
from kgraph.words.catalogue import catalogue

if TYPE_CHECKING:
    from kgraph.analysis.networks import Network
    from kgraph.analysis.settings import Settings

_words = catalogue("analysis")


def joint_losses(network: Network, settings: Settings) -> AnalysisAnswer:
    """Say for each pair which goals stop, or lose something, only if both are lost."""
    goals: dict[tuple[str, str], set[str]] = {}
    for tree in trees_of(network, settings):
        for pair in tree.of_order(2):
            first, second = sorted(pair)
            goals.setdefault((first, second), set()).add(tree.goal)
    model = DependencyModel.kept(network, settings)
    order = sorted(goals, key=lambda pair: (-len(goals[pair]), pair))
    draws = draws_of(network, settings) if order else None
    stated = stated_model(network, settings)
    rows = [
        replace(
            _row(network, model, pair, goals[pair]),
            probability=None if draws is None else draws.share_only_both(pair, goals[pair]),
            stated_only=float(len(stated.lost_together(*pair) & goals[pair])),
        )
        for pair in order[: settings.rows]
    ]
    notes = []
    if not goals:
        notes.append(_words("joint-losses.none"))
    if len(goals) > len(rows):
        notes.append(_words("joint-losses.shown", shown=len(rows), total=len(goals)))
    return AnalysisAnswer(rows, engine_text(), notes)


def _row(network: Network, model: DependencyModel, pair: tuple[str, str], goals: set[str]) -> ResultRow:
    lost = in_order(network, goals)
    names = listed([network.name(node) for node in pair])
    return ResultRow(
        node=pair[0],
        label=names,
        claim=_words(
            f"joint-losses.claim.{one_or_many(len(lost))}",
            pair=names,
            what=counted((network.goal_kind(node) or network.kinds[node] for node in lost), network.words),
            names=listed([network.name(node) for node in lost]),
        ),
        figure=Figure("goals lost together", float(len(lost)), "things"),
        cut_off=tuple(lost),
        evidence=network.evidence(model.loss(pair).arcs(goals)),
        detail={"pair": list(pair)},
    )


QUESTION = AnalysisQuestion(
    name="joint-losses",
    answer=joint_losses,
    method="Minimal cut sets of two things; Ruijters and Stoelinga 2015, doi:10.1016/j.cosrev.2015.03.001",
    scope=OF_DEPENDENCE,
    competes=True,
    most=ALL_TRIED,
)
