"""Cut points: the things without which a network falls apart, and what each one holds on."""

from __future__ import annotations

from kgraph.analysis.cut_rows import cuts
from kgraph.analysis.measures.cut_off import CUT_OFF
from kgraph.analysis.question import AnalysisQuestion
from kgraph.analysis.scope import OF_TIES

QUESTION = AnalysisQuestion(
    name="cut-points",
    answer=cuts,
    measure=CUT_OFF,
    scored=True,
    about_things=True,
    in_register=True,
    scope=OF_TIES,
    competes=True,
)
