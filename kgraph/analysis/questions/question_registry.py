"""Every question of the analysis, in the order in which results come.

A new question is a module beside this one that ends in a `QUESTION`, a line below, and its words in
``kgraph/words/analysis.toml``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgraph.analysis.questions import (
    across_layers,
    backbone,
    beyond_chance,
    bottlenecks,
    brokerage,
    central_actors,
    core_periphery,
    cut_points,
    dependency_loss,
    equivalence,
    error_rates,
    evidence_audit,
    fault_trees,
    fragility,
    joint_losses,
    key_players,
    mitigation,
    single_points,
    through_time,
    tipping_ties,
)

if TYPE_CHECKING:
    from kgraph.analysis.question import AnalysisQuestion

QUESTIONS: dict[str, AnalysisQuestion] = {
    module.QUESTION.name: module.QUESTION
    for module in (
        bottlenecks,
        dependency_loss,
        single_points,
        fault_trees,
        joint_losses,
        mitigation,
        cut_points,
        central_actors,
        beyond_chance,
        backbone,
        brokerage,
        core_periphery,
        equivalence,
        key_players,
        fragility,
        evidence_audit,
        error_rates,
        tipping_ties,
        through_time,
        across_layers,
    )
}
"""Every question by the name that results carry."""
