"""How the findings move with the rates: who comes first if the record has half, or double, the errors."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kgraph.analysis.dependency_model import GOALS_LOST
from kgraph.analysis.engines import engine_text
from kgraph.analysis.headlines import LARGEST, Headline, figures, headline
from kgraph.analysis.measures.measure import measure_title
from kgraph.analysis.measures.measure_registry import LEADING
from kgraph.analysis.question import AnalysisQuestion
from kgraph.analysis.rates import SWEPT
from kgraph.analysis.results import AnalysisAnswer, Figure, ResultRow
from kgraph.analysis.sentences import listed, series
from kgraph.analysis.uncertainty.draws import drawn_scores, draws_of
from kgraph.analysis.uncertainty.loss_draws import LossDraws
from kgraph.analysis.uncertainty.network_draws import network_draws
from kgraph.analysis.uncertainty.observed_scores import affordable_draws
from kgraph.analysis.uncertainty.ranks import share_first
from kgraph.analysis.uncertainty.worlds import worlds_of
from kgraph.words.catalogue import catalogue
from kgraph.words.text import number_text

if TYPE_CHECKING:
    from kgraph.analysis.networks import Network
    from kgraph.analysis.settings import Settings

MOST_DRAWS = 200
"""Draws for each rate: enough to tell a share to within seven percentage points."""
_words = catalogue("analysis")


def error_rates(network: Network, settings: Settings) -> AnalysisAnswer:
    """Say in which share of the draws the same things come first as the rates of error go up."""
    draws = draws_of(network, settings)
    if draws is None:
        return AnalysisAnswer((), "", [_words("no-draws.note")])
    asked = [figure for figure in figures(network) if figure in (GOALS_LOST, LEADING.name)]
    before = [found for figure in asked if (found := headline(network, figure)).order]
    first = {found.figure: [draws.place(node) for node in sorted(found.first)] for found in before}
    shares: dict[str, list[float]] = {figure: [] for figure in first}
    # All rates together may take as long as the draws of the network themselves.
    most = min(MOST_DRAWS, affordable_draws(network) // len(SWEPT))
    for missed in SWEPT:
        under = settings.under(settings.rates.scaled(missed), most)
        drawn = network_draws(network, worlds_of(network.origin, under), draws.ties)
        for figure, places in first.items():
            if figure == GOALS_LOST:
                scores = LossDraws(drawn, draws.ties).goals_lost(range(network.n), draws.goals)
            else:
                scores = drawn_scores(network, under, drawn, [figure])[0][:, 0]
            shares[figure].append(share_first(scores, places))
    rows = []
    for found in before:
        as_recorded = draws.figures(found.figure)
        share = None if as_recorded is None else share_first(as_recorded, first[found.figure])
        rows.append(replace(_row(network, found, shares[found.figure]), probability=share))
    return AnalysisAnswer(rows, engine_text())


def _row(network: Network, found: Headline, shares: list[float]) -> ResultRow:
    first = sorted(found.first)
    parts = [
        _words("error-rates.part", share=number_text(100 * share, 2), missed=number_text(100 * missed, 2))
        for share, missed in zip(shares, SWEPT, strict=True)
    ]
    return ResultRow(
        node=first[0],
        label=listed([network.name(node) for node in first], 3),
        claim=_words(
            "error-rates.claim",
            first=listed([network.name(node) for node in first], 3),
            figure=measure_title(found.figure),
            parts=series(parts, ", "),
        ),
        figure=Figure("lowest share of draws", min(shares), "share"),
        evidence=network.evidence(arc for node in first for arc in network.incident(node)),
        detail={"figure": found.figure, "missed": list(SWEPT), "shares": shares, "first": first},
    )


QUESTION = AnalysisQuestion(
    name="error-rates",
    answer=error_rates,
    method="Draws of uncertain ties (Newman 2018, doi:10.1038/s41567-018-0076-1) under half, the usual and "
    "double the rates of error",
    most=LARGEST,
)
