"""Dependency loss: what is lost with each thing."""

from __future__ import annotations

from kgraph.analysis.loss_rows import LOSS_METHOD, losses
from kgraph.analysis.question import AnalysisQuestion
from kgraph.analysis.scope import OF_DEPENDENCE

QUESTION = AnalysisQuestion(
    name="dependency-loss",
    answer=losses,
    method=LOSS_METHOD,
    scored=True,
    about_things=True,
    in_register=True,
    scope=OF_DEPENDENCE,
    competes=True,
)
