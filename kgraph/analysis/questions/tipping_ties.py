"""Tipping ties: the fewest wrong or missing ties that would change a conclusion, so what to ask next."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import networkx as nx

from kgraph.analysis.allowed_ties import AllowedTies
from kgraph.analysis.engines import engine_text
from kgraph.analysis.headlines import LARGEST, Headline, figures, headline
from kgraph.analysis.measures.measure import measure_title
from kgraph.analysis.question import AnalysisQuestion, below_size
from kgraph.analysis.results import AnalysisAnswer, Figure, ResultRow
from kgraph.analysis.sentences import count_of, listed, one_or_many, series
from kgraph.analysis.uncertainty.draws import draws_of
from kgraph.analysis.uncertainty.ranks import share_first
from kgraph.words.catalogue import catalogue

if TYPE_CHECKING:
    from kgraph.analysis.networks import Network
    from kgraph.analysis.settings import Settings

MOST_REMOVED = 4
"""Removals are searched one by one, then greedily up to this many together."""
ADDITIONS_TRIED = 150
EXAMPLES = 5
REMOVED, ADDED = "removed", "added"
_words = catalogue("analysis")


def tipping_ties(network: Network, settings: Settings) -> AnalysisAnswer:
    """Search the smallest set of removed or added relationships after which somebody else comes first."""
    if network.m < 2:
        return below_size("ties")
    rows: list[ResultRow] = []
    for figure in figures(network):
        before = headline(network, figure)
        if before.order:
            settings.tell(
                f"{network.definition.name}: tipping ties, {figure}", len(rows), 2 * len(figures(network))
            )
            share = _share_first(network, settings, before)
            pair = (_removal_row(network, settings, before), _addition_row(network, settings, before))
            rows += [replace(row, probability=share) for row in pair]
    return AnalysisAnswer(rows, engine_text())


def _lead(now: Headline, first: frozenset[str]) -> float:
    """Return how far those who came first are ahead of the best other; zero or less when they are not."""
    ahead = max((now.value(node) for node in first), default=0.0)
    other = max((value for node, value in now.order if node not in first), default=0.0)
    return ahead - other


def _share_first(network: Network, settings: Settings, before: Headline) -> float | None:
    """Return the share of draws in which the same things come first."""
    draws = draws_of(network, settings)
    drawn = None if draws is None else draws.figures(before.figure)
    if draws is None or drawn is None:
        return None
    return share_first(drawn, [draws.place(node) for node in before.first])


def _removal_row(network: Network, settings: Settings, before: Headline) -> ResultRow:
    arcs = _relevant(network, before)
    removed: list[tuple[str, str]] = []
    tipping: list[tuple[str, str]] = []
    after = before
    while len(removed) < MOST_REMOVED and not tipping:
        trials = []
        for arc in arcs:
            if arc not in removed:
                trial = headline(_edited(network, [*removed, arc]), before.figure)
                trials.append((_lead(trial, before.first), arc, trial))
        if not trials:
            break
        # Of several that would change it, the one that is least sure says what to ask about first.
        tipping = sorted(
            (arc for lead, arc, _ in trials if lead < 0),
            key=lambda arc: (_holds(network, settings, arc), arc),
        )
        _, arc, after = min(trials, key=lambda trial: trial[:2])
        removed.append(arc)
        if not tipping and len(removed) == MOST_REMOVED:
            break
    row = _row(network, before, after, removed, tipping, REMOVED)
    shown = row.detail["ties"]
    return _with(row, {"holds": [_holds(network, settings, (a, b)) for a, b in shown]})


def _holds(network: Network, settings: Settings, arc: tuple[str, str]) -> float:
    """Return the share of draws in which a recorded arc holds; 1 without draws."""
    draws = draws_of(network, settings)
    if draws is None:
        return 1.0
    keys = {tie.key for tie in network.ties.get(arc, ())}
    columns = [place for place, key in enumerate(draws.relationships) if key in keys]
    return float(draws.present[:, columns].any(axis=1).mean())


def _relevant(network: Network, before: Headline) -> list[tuple[str, str]]:
    """Return the arcs near the first things: all of their component, or two steps in a larger network."""
    graph, near = network.undirected(), set(before.first)
    for node in sorted(before.first):
        near |= set(
            nx.single_source_shortest_path_length(graph, node, cutoff=None if network.m <= 400 else 2)
        )
    return [arc for arc in sorted(network.ties) if arc[0] in near and arc[1] in near]


def _edited(network: Network, arcs: list[tuple[str, str]], extra: tuple[str, str] | None = None) -> Network:
    """Return the network without `arcs`, and with `extra`, which takes its relationships from a like arc."""
    ties = {arc: behind for arc, behind in network.ties.items() if arc not in arcs}
    graph = network.graph.__class__()
    graph.add_nodes_from(network.graph)
    graph.add_edges_from((a, b, network.graph.edges[a, b]) for a, b in ties)
    if extra is not None:
        like = _like(network, extra)
        ties[extra] = tuple(
            replace(tie, start=extra[0], end=extra[1], group="") for tie in network.ties[like]
        )
        graph.add_edge(*extra, weight=network.graph.edges[like]["weight"])
    return replace(network, graph=nx.freeze(graph), ties=ties)


def _like(network: Network, arc: tuple[str, str]) -> tuple[str, str]:
    """Return an existing arc between the same classes."""
    wanted = (network.kinds[arc[0]], network.kinds[arc[1]])
    return next(
        (tie for tie in network.ties if (network.kinds[tie[0]], network.kinds[tie[1]]) == wanted),
        next(iter(network.ties)),
    )


def _addition_row(network: Network, settings: Settings, before: Headline) -> ResultRow:
    candidates = sorted({arc for _, arc in AllowedTies(network).missing()})
    rng = settings.generator(f"tipping {before.figure}")
    tried = candidates
    if len(candidates) > ADDITIONS_TRIED:
        tried = [
            candidates[i]
            for i in sorted(rng.choice(len(candidates), ADDITIONS_TRIED, replace=False).tolist())
        ]
    tipping: list[tuple[str, str]] = []
    after = before
    for arc in tried:
        trial = headline(_edited(network, [], arc), before.figure)
        if _lead(trial, before.first) < 0:
            after = trial if not tipping else after
            tipping.append(arc)
    row = _row(network, before, after, tipping[:1], tipping, ADDED)
    return _with(row, {"tried": len(tried), "possible": len(candidates)})


def _with(row: ResultRow, detail: dict[str, Any]) -> ResultRow:
    return replace(row, detail={**row.detail, **detail})


def _row(
    network: Network,
    before: Headline,
    after: Headline,
    changed: list[tuple[str, str]],
    tipping: list[tuple[str, str]],
    how: str,
) -> ResultRow:
    first = sorted(before.first)
    tipped = bool(tipping)
    new_first = sorted(after.first) if tipped else first
    shown = tipping[:EXAMPLES] if len(changed) < 2 else changed
    values = {
        "figure": measure_title(before.figure),
        "first": listed([network.name(node) for node in first], 3),
    }
    if not tipped:
        claim = _words(f"tipping-ties.{how}.none", **values)
    else:
        values["new"] = listed([network.name(node) for node in new_first], 3)
        values["arcs"] = series((network.tie_name(a, b) for a, b in shown), " / ")
        if len(changed) > 1:
            values["count"] = count_of(len(changed), "relationship")
        claim = _words(f"tipping-ties.{how}.{one_or_many(len(changed))}", **values)
    return ResultRow(
        node=first[0],
        label=listed([network.name(node) for node in first], 3),
        claim=claim,
        figure=Figure(f"ties {how} that tip", float(len(changed)) if tipped else None, "ties"),
        evidence=network.evidence(arc for arc in shown if arc in network.ties),
        detail={
            "figure": before.figure,
            "first": first,
            "newFirst": new_first,
            "ties": [list(arc) for arc in shown],
            "singleTies": len(tipping) if len(changed) == 1 else 0,
            **({} if tipped else {"undefined": "no set within the search changes the conclusion"}),
        },
    )


QUESTION = AnalysisQuestion(
    name="tipping-ties",
    answer=tipping_ties,
    method="Exhaustive single edits, then greedy; after Martin and Niemeyer 2019, Network Science 7(2)",
    most=LARGEST,
)
