"""Beyond chance: whether those who are central are so because they are large, or beyond that."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from kgraph.analysis.measures.measure_registry import centrality_measures
from kgraph.analysis.question import AnalysisQuestion
from kgraph.analysis.results import AnalysisAnswer, Figure, ResultRow
from kgraph.analysis.uncertainty.chance import chance_of
from kgraph.analysis.uncertainty.observed_scores import ObservedScores, highest, observed_scores
from kgraph.words.catalogue import catalogue
from kgraph.words.text import number_text

if TYPE_CHECKING:
    from kgraph.analysis.measures.measure import Measure
    from kgraph.analysis.networks import Network
    from kgraph.analysis.settings import Settings
    from kgraph.analysis.uncertainty.observed_scores import Array

ALPHA = 0.05
FIRST = 10
"""Most rows per measure."""
_words = catalogue("analysis")


def beyond_chance(network: Network, settings: Settings) -> AnalysisAnswer:
    """Say of the highest by each measure whether they are central because large, or beyond their degree."""
    scores, by_chance = observed_scores(network, settings), chance_of(network, settings)
    measures = [measure for measure in centrality_measures() if not measure.fixed_by_degrees]
    rows: list[ResultRow] = []
    for measure in sorted(measures, key=lambda measure: not measure.leading):
        chance = None if by_chance is None else by_chance.against(measure.name)
        if chance is not None:
            order = highest(scores.of(measure.name), min(settings.rows, FIRST))
            rows += [_row(network, scores, measure, chance, position) for position in order]
    note = _words("no-draws.note")
    if by_chance is not None and rows:
        draws = len(by_chance.nulls)
        note = _words("beyond-chance.smallest-p", n=draws, p=number_text(1 / (draws + 1), 4))
    return AnalysisAnswer(rows, scores.engine, [note])


def _verdict(z: float, p: float) -> str:
    if np.isnan(z):
        return "fixed"
    if p > ALPHA:
        return "degree"
    return "beyond" if z > 0 else "below"


def _row(
    network: Network,
    scores: ObservedScores,
    measure: Measure,
    chance: tuple[Array, Array, Array, Array],
    position: int,
) -> ResultRow:
    node, value = scores.nodes[position], float(scores.of(measure.name)[position])
    mean, sd, z, p = (float(column[position]) for column in chance)
    verdict = _verdict(z, p)
    claim = _words(
        f"beyond-chance.{verdict}",
        name=network.name(node),
        measure=measure.title,
        value=number_text(value),
        mean=number_text(mean),
        sd=number_text(sd),
    )
    detail: dict[str, Any] = {"measure": measure.name, "nullMean": mean, "nullSd": sd, "verdict": verdict}
    if verdict == "fixed":
        detail["undefined"] = "all random networks with these degrees give the same value: no z"
    return ResultRow(
        node=node,
        label=network.name(node),
        claim=claim,
        figure=Figure(measure.name, value, measure.unit),
        z=z,
        p=p,
        evidence=network.evidence(network.incident(node)),
        detail=detail,
    )


QUESTION = AnalysisQuestion(
    name="beyond-chance",
    answer=beyond_chance,
    method="Maslov and Sneppen 2002, doi:10.1126/science.1065103; Benjamini and Hochberg 1995, "
    "doi:10.1111/j.2517-6161.1995.tb02031.x",
    scored=True,
)
