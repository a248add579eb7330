"""Beyond chance: whether those who are central are so because they are large, or beyond that."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kgraph.analysis.measures.measure_registry import centrality_measures
from kgraph.analysis.question import AnalysisQuestion
from kgraph.analysis.results import AnalysisAnswer, Figure, ResultRow
from kgraph.analysis.uncertainty.chance import SIGNIFICANT, against, chance_of
from kgraph.analysis.uncertainty.observed_scores import ObservedScores, highest, observed_scores
from kgraph.words.catalogue import catalogue
from kgraph.words.text import number_text

if TYPE_CHECKING:
    from kgraph.analysis.measures.measure import Measure
    from kgraph.analysis.networks import Network
    from kgraph.analysis.settings import Settings
    from kgraph.analysis.uncertainty.corrections import Tested

FIRST = 10
"""Most rows per measure."""
_words = catalogue("analysis")


def beyond_chance(network: Network, settings: Settings) -> AnalysisAnswer:
    """Say of the highest by each measure whether they are central because large, or beyond their degree."""
    scores, chance = observed_scores(network, settings), chance_of(network, settings)
    rows: list[ResultRow] = []
    for measure in sorted(centrality_measures(), key=lambda measure: not measure.leading):
        tested = against(network, settings, measure.name)
        if tested is not None:
            order = highest(scores.of(measure.name), min(settings.rows, FIRST))
            rows += [
                _row(network, scores, measure, tested, position)
                for position in order
                if not np.isnan(tested.z[position])
            ]
    if chance is None:
        return AnalysisAnswer(rows, scores.engine, [_words("no-draws.note")])
    if not chance.measures:
        return AnalysisAnswer(rows, scores.engine, [_words("beyond-chance.fixed")])
    notes = [_words("beyond-chance.corrected", n=len(chance.nulls))]
    if not any(row.p is not None and row.p <= SIGNIFICANT for row in rows):
        notes.append(_words("beyond-chance.nobody"))
    return AnalysisAnswer(rows, scores.engine, notes)


def _verdict(z: float, p: float) -> str:
    if p > SIGNIFICANT:
        return "degree"
    return "beyond" if z > 0 else "below"


def _row(
    network: Network, scores: ObservedScores, measure: Measure, tested: Tested, position: int
) -> ResultRow:
    node, value = scores.nodes[position], float(scores.of(measure.name)[position])
    mean, sd, z, p = (float(column[position]) for column in (tested.mean, tested.sd, tested.z, tested.p))
    verdict = _verdict(z, p)
    claim = _words(
        f"beyond-chance.{verdict}",
        name=network.name(node),
        measure=measure.title,
        value=number_text(value),
        mean=number_text(mean),
        sd=number_text(sd),
        z=number_text(z, 2),
        p=number_text(p, 2),
    )
    return ResultRow(
        node=node,
        label=network.name(node),
        claim=claim,
        figure=Figure(measure.name, value, measure.unit),
        z=z,
        p=p,
        evidence=network.evidence(network.incident(node)),
        detail={"measure": measure.name, "nullMean": mean, "nullSd": sd, "verdict": verdict},
    )


QUESTION = AnalysisQuestion(
    name="beyond-chance",
    answer=beyond_chance,
    method="Curveball, Strona et al. 2014, doi:10.1038/ncomms5114, and swaps, Maslov and Sneppen 2002, "
    "doi:10.1126/science.1065103; Westfall and Young 1993; Benjamini and Hochberg 1995, "
    "doi:10.1111/j.2517-6161.1995.tb02031.x; Benjamini and Bogomolov 2014, doi:10.1111/rssb.12028",
    scored=True,
)
