"""Central actors: who is central, in which sense, and how surely."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from kgraph.analysis.measures.measure_registry import centrality_measures
from kgraph.analysis.question import AnalysisQuestion
from kgraph.analysis.results import AnalysisAnswer, Figure, ResultRow
from kgraph.analysis.sentences import listed
from kgraph.analysis.settings import DRAW_WORK, SAMPLED_SOURCES
from kgraph.analysis.uncertainty.chance import z_and_p
from kgraph.analysis.uncertainty.draws import Draws, draws_of, modes_of
from kgraph.analysis.uncertainty.observed_scores import ObservedScores, highest, observed_scores
from kgraph.analysis.uncertainty.stated_only import stated_score
from kgraph.words.catalogue import catalogue
from kgraph.words.text import Text, number_text

if TYPE_CHECKING:
    from kgraph.analysis.measures.measure import Measure
    from kgraph.analysis.networks import Network
    from kgraph.analysis.settings import Settings

FIRST = 10
"""Most rows per measure."""
EQUALS_SHOWN = 3
_words = catalogue("analysis")


def central_actors(network: Network, settings: Settings) -> AnalysisAnswer:
    """Rank all things by each measure of centrality, with rank intervals, tiers, and z against chance."""
    scores = observed_scores(network, settings)
    measures = [measure for measure in centrality_measures() if measure.name in scores.measures]
    rows = [
        _row(network, settings, measure, position)
        for measure in measures
        for mode in modes_of(network)
        for position in mode[highest(scores.of(measure.name)[mode], min(settings.rows, FIRST))].tolist()
    ]
    return AnalysisAnswer(
        rows,
        scores.engine,
        _notes(network, settings, measures, scores),
        method="; ".join(measure.method for measure in measures),
    )


@dataclass(frozen=True, slots=True)
class _Rank:
    """The rank of one thing by one measure, with its interval and the things it cannot be told apart from."""

    rank: int
    low: float
    high: float
    tier: int
    equals: list[str]
    share: float
    detail: dict[str, Any]


def _rank(draws: Draws | None, measure: Measure, position: int) -> _Rank | None:
    summary = None if draws is None else draws.ranks(measure.name)
    if draws is None or summary is None or np.isnan(summary.low[position]):
        return None
    tier = summary.tiers[position]
    mode = next(mode for mode in draws.modes if position in mode)
    equals = [draws.nodes[i] for i in mode[summary.tiers[mode] == tier] if i != position]
    rank = int(summary.ranks[position])
    detail = {
        "rank": rank,
        "shareInTop": float(summary.top[position]),
        "top": summary.k,
        "tiers": int(summary.tiers.max()),
        "tierWith": equals,
    }
    low, high, share = (float(figure[position]) for figure in (summary.low, summary.high, summary.same))
    return _Rank(rank, low, high, int(tier), equals, share, detail)


def _row(network: Network, settings: Settings, measure: Measure, position: int) -> ResultRow:
    scores = observed_scores(network, settings)
    node, value = scores.nodes[position], float(scores.of(measure.name)[position])
    rank = _rank(draws_of(network, settings), measure, position)
    z, p = z_and_p(network, settings, measure.name, node)
    return ResultRow(
        node=node,
        label=network.name(node),
        claim=_claim(network, node, measure, value, rank),
        figure=Figure(measure.name, value, measure.unit),
        interval=None if rank is None else (rank.low, rank.high),
        probability=None if rank is None else rank.share,
        stated_only=stated_score(network, settings, measure.name, node),
        tier=None if rank is None else str(rank.tier),
        z=z,
        p=p,
        evidence=network.evidence(network.incident(node)),
        detail={"measure": measure.name, "n": network.n, **(rank.detail if rank else {})},
    )


def _claim(network: Network, node: str, measure: Measure, value: float, rank: _Rank | None) -> Text:
    among = None
    if network.bodies:
        among = "central-actors.among-bodies" if node in network.bodies else "central-actors.among-members"
    values: dict[str, Any] = {
        "name": network.name(node),
        "measure": measure.title if among is None else _words(among, measure=measure.title),
        "value": number_text(value),
    }
    if rank is None:
        return _words("central-actors.score", **values)
    low, high = int(rank.low), int(rank.high)
    values["rank"] = rank.rank
    values["span"] = low if low == high else _words("central-actors.span", low=low, high=high)
    if not rank.equals:
        return _words("central-actors.apart", **values)
    others = listed([network.name(other) for other in rank.equals], EQUALS_SHOWN)
    return _words("central-actors.tied", others=others, **values)


def _notes(
    network: Network, settings: Settings, measures: list[Measure], scores: ObservedScores
) -> list[Text]:
    notes = [
        _words("central-actors.measure", title=measure.title, definition=measure.definition)
        for measure in measures
    ]
    unsuited = [m.title for m in centrality_measures() if not m.scope.includes(network)]
    if unsuited:
        notes.append(_words("unsuited.note", what=listed(unsuited)))
    left_out = [m.title for m in centrality_measures() if m not in measures and m.scope.includes(network)]
    if left_out:
        notes.append(_words("central-actors.too-large", what=listed(left_out)))
    sampled = listed([measure.title for measure in measures if measure.sampled is not None])
    if scores.sampled:
        error = number_text(1 / (2 * SAMPLED_SOURCES**0.5), 3)
        notes.append(_words("central-actors.sampled", what=sampled, k=SAMPLED_SOURCES, error=error))
    draws = draws_of(network, settings)
    if draws is None:
        return [*notes, _words("no-draws.note")]
    if draws.sampled:
        dropped = [m.title for m in measures if not m.feasible(network.graph, DRAW_WORK)]
        notes.append(
            _words("central-actors.draws-reduced", what=sampled, left_out=listed(dropped))
            if dropped
            else _words("central-actors.draws-sampled", what=sampled)
        )
    if draws.draws < settings.draws:
        return [*notes, _words("central-actors.draws-fewer", n=draws.draws, asked=settings.draws)]
    return [*notes, _words("central-actors.draws", n=draws.draws)]


QUESTION = AnalysisQuestion(
    name="central-actors",
    answer=central_actors,
    scored=True,
    about_things=True,
    competes=True,
)
