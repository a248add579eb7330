"""What each finding rests on: its sources one by one, and what is left of it without the doubtful ties."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from kgraph.analysis.engines import engine_text
from kgraph.analysis.headlines import LARGEST, Headline, figures, headline
from kgraph.analysis.measures.measure import measure_title
from kgraph.analysis.question import AnalysisQuestion
from kgraph.analysis.results import AnalysisAnswer, Figure, ResultRow
from kgraph.analysis.sentences import count_of, one_or_many
from kgraph.analysis.uncertainty.draws import draws_of
from kgraph.analysis.uncertainty.ranks import rounded
from kgraph.statements import STATED
from kgraph.words.catalogue import catalogue
from kgraph.words.text import number_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from kgraph.analysis.networks import Network, Tie
    from kgraph.analysis.settings import Settings
    from kgraph.words.text import Text

TOLERANCE = 0.1
"""A figure turns on a source when it changes by more than this share, or the rank changes, without it."""
FINDINGS = 3
"""Things audited for each figure, from the first place down."""
STATED_ONLY, TWO_SOURCES = "stated only", "two sources or more"
_words = catalogue("analysis")


def evidence_audit(network: Network, settings: Settings) -> AnalysisAnswer:
    """Draw the strongest findings again without each source, and without inferred or single-source ties."""
    scenarios = _scenarios(network)
    others = {}
    for done, (name, keep) in enumerate(scenarios.items()):
        others[name] = network.redeclared(keep)
        settings.tell(f"{network.definition.name}: evidence audit", done + 1, len(scenarios))
    rows = []
    for figure in figures(network):
        observed = headline(network, figure)
        again = {name: headline(other, figure) for name, other in others.items()}
        rows += [
            replace(
                _row(network, observed, again, node), probability=_share(network, settings, observed, node)
            )
            for node, _ in observed.order[:FINDINGS]
        ]
    return AnalysisAnswer(rows, engine_text())


def _scenarios(network: Network) -> dict[str, Callable[[Tie], bool]]:
    ties = network.relationships.values()
    sources = sorted({item.source for tie in ties for item in tie.evidence})
    scenarios: dict[str, Callable[[Tie], bool]] = {source: _without_source(source) for source in sources}
    if any(tie.status != STATED for tie in ties):
        scenarios[STATED_ONLY] = lambda tie: tie.status == STATED
    scenarios[TWO_SOURCES] = lambda tie: len({item.source for item in tie.evidence}) > 1
    return scenarios


def _without_source(source: str) -> Callable[[Tie], bool]:
    return lambda tie: not tie.evidence or any(item.source != source for item in tie.evidence)


def _row(network: Network, observed: Headline, again: dict[str, Headline], node: str) -> ResultRow:
    value, rank = observed.value(node), observed.rank(node)
    detail: dict[str, Any] = {"figure": observed.figure, "value": value, "rank": rank, "scenarios": {}}
    turning: list[tuple[float, int, str]] = []
    for name, other in again.items():
        detail["scenarios"][name] = {"value": other.value(node), "rank": other.rank(node)}
        is_source = name not in (STATED_ONLY, TWO_SOURCES)
        changed = abs(other.value(node) - value) > TOLERANCE * value or other.rank(node) != rank
        if is_source and changed:
            turning.append((other.value(node), other.rank(node) or len(other.order) + 1, name))
    turning.sort(key=lambda item: (item[0], -item[1], item[2]))
    detail["turnsOn"] = [source for _, _, source in turning]
    claim = _claim(network, observed, node, turning, again.get(STATED_ONLY))
    return ResultRow(
        node=node,
        label=network.name(node),
        claim=claim,
        figure=Figure("sources it turns on", float(len(turning)), "sources"),
        stated_only=again[STATED_ONLY].value(node) if STATED_ONLY in again else value,
        evidence=network.evidence(network.incident(node)),
        detail=detail,
    )


def _claim(
    network: Network,
    observed: Headline,
    node: str,
    turning: list[tuple[float, int, str]],
    stated: Headline | None,
) -> Text:
    value = observed.value(node)
    what: dict[str, Any] = {
        "name": network.name(node),
        "figure": measure_title(observed.figure),
        "value": number_text(value),
    }
    if turning:
        worst, rank, source = turning[0]
        # Without the source the figure may stay and others pass it: then only the rank turns.
        rests = _words(
            "evidence-audit.turns"
            if number_text(worst) != number_text(value)
            else f"evidence-audit.rank-turns.{one_or_many(len(turning))}",
            n=count_of(len(turning), "source"),
            source=network.name(source),
            worst=number_text(worst),
            rank=observed.rank(node) or 0,
            new_rank=rank,
            **what,
        )
    else:
        rests = _words("evidence-audit.firm", **what)
    if stated is not None and stated.value(node) != value:
        return _words("evidence-audit.stated-only", rests=rests, value=number_text(stated.value(node)))
    return _words("evidence-audit.claim", rests=rests)


def _share(network: Network, settings: Settings, observed: Headline, node: str) -> float | None:
    """Return the share of draws in which a thing has the place that it has as recorded."""
    draws = draws_of(network, settings)
    scores = None if draws is None else draws.figures(observed.figure)
    if draws is None or scores is None:
        return None
    drawn = rounded(scores)
    own = drawn[:, [draws.place(node)]]
    ranks = 1 + (drawn > own).sum(axis=1)
    return float(np.mean((ranks == observed.rank(node)) & ~np.isnan(own[:, 0])))


QUESTION = AnalysisQuestion(
    name="evidence-audit",
    answer=evidence_audit,
    method="Leave-one-out over sources (the jackknife), Efron and Tibshirani 1993, ch. 11",
    most=LARGEST,
)
