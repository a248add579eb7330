"""Ask all questions of all declared networks, and tell the strongest findings in plain sentences."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from kgraph.analysis.analysis_results import Analysis
from kgraph.analysis.definitions import network_definitions
from kgraph.analysis.findings.strength import ranked_findings
from kgraph.analysis.graph_index import GraphIndex
from kgraph.analysis.measures.measure_registry import MEASURES
from kgraph.analysis.network_coverage import coverage
from kgraph.analysis.networks import Network, declare_all
from kgraph.analysis.questions.question_registry import QUESTIONS
from kgraph.analysis.results import Result, number
from kgraph.analysis.settings import Settings
from kgraph.analysis.uncertainty.chance import correct_together
from kgraph.analysis.uncertainty.draws import draws_of
from kgraph.analysis.uncertainty.expected_time import expected_seconds
from kgraph.analysis.uncertainty.observed_scores import observed_scores
from kgraph.errors import UsageError
from kgraph.gc_pause import search_of_new_objects
from kgraph.words.catalogue import catalogue

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    import networkx as nx

    from kgraph.analysis.definitions import NetworkDefinition
    from kgraph.analysis.findings.finding import RankedClaim
    from kgraph.analysis.question import AnalysisQuestion
    from kgraph.analysis.uncertainty.observed_scores import ObservedScores
    from kgraph.analysis.uncertainty.ranks import RankSummary
    from kgraph.words.text import Text

LONG = 20.0
"""Seconds of draws from which the answers without draws are given first."""
_words = catalogue("analysis")


def analyse(
    graph: nx.MultiDiGraph,
    *,
    definitions: Mapping[str, NetworkDefinition] | None = None,
    questions: Collection[str] | None = None,
    settings: Settings | None = None,
    day: date | None = None,
    first: Callable[[Analysis], None] | None = None,
) -> Analysis:
    """Ask questions of all declared networks of a study's graph.

    Parameters
    ----------
    graph : networkx.MultiDiGraph
        As ``kgraph.store.readback.read_graph`` returns it; it is not changed.
    definitions : mapping, optional
        Networks by name; the shipped ones when absent.
    questions : collection of str, optional
        Names from `QUESTIONS`; all when absent.
    settings : Settings, optional
        Seed, number of draws, progress and the like.
    day : date, optional
        The day that the study is analysed for; today when absent.
    first : callable, optional
        Called with the answers without draws, if the draws will take `LONG` seconds or more.

    Returns
    -------
    Analysis
        The same for the same graph, definitions, seed and draws.

    Raises
    ------
    UsageError
        An unknown question, or a network definition or weight that is not sound.
    """
    unknown = sorted(set(questions or ()) - set(QUESTIONS))
    if unknown:
        raise UsageError(f"unknown question {unknown[0]!r}", hint=f"Choose among {', '.join(QUESTIONS)}.")
    settings = settings or Settings()
    chosen = network_definitions() if definitions is None else definitions
    index = GraphIndex(graph)
    networks = declare_all(index, chosen)
    asked = [question for name, question in QUESTIONS.items() if questions is None or name in questions]
    day = day or date.today()
    seconds = expected_seconds(networks.values(), settings)
    with search_of_new_objects():
        if first is not None and seconds >= LONG:
            without = replace(settings, draws=0, nulls=None, _done={})
            first(_answered(index, networks, asked, without, day))
            settings.tell(f"draws and null networks of all networks (about {seconds:.0f} s)", 0, 1)
        return _answered(index, networks, asked, settings, day)


def _answered(
    index: GraphIndex,
    networks: Mapping[str, Network],
    asked: Sequence[AnalysisQuestion],
    settings: Settings,
    day: date,
) -> Analysis:
    correct_together(networks.values(), settings)
    steps = [(network, question) for network in networks.values() for question in asked]
    results: list[Result] = []
    for done, (network, question) in enumerate(steps):
        settings.tell(f"{network.definition.name}: {question.name}", done, len(steps))
        result = question.ask(network, settings)
        results.append(result)
    scored = any(question.scored for question in asked)
    figures = _scores(networks.values(), settings) if scored else {}
    settings.tell("analysis", len(steps), len(steps))
    found = ranked_findings(index, networks, results, settings, day)
    graph = index.graph
    return Analysis(
        study=str(graph.graph.get("study", "")),
        build=str(graph.graph.get("build", "")),
        seed=settings.seed,
        networks={name: network.summary() for name, network in networks.items()},
        results=tuple(results),
        names=_names(index, networks.values(), results, found),
        findings=tuple(found),
        scores=figures,
        coverage=coverage(index, networks),
    )


def _names(
    index: GraphIndex,
    networks: Collection[Network],
    results: Collection[Result],
    findings: Collection[RankedClaim],
) -> dict[str, Text]:
    known = {uri for network in networks for uri in network.names}
    mentioned = {
        uri
        for result in results
        for row in result.rows
        for uri in (row.node, *row.cut_off, *(item.source for item in row.evidence), *_uris(row.detail))
        if uri
    }
    mentioned |= {uri for each in findings for uri in (each.node, *each.sources) if uri}
    return {uri: index.name(uri) for uri in mentioned if uri in known or uri in index.graph or "/" in uri}


def _uris(value: Any) -> set[str]:
    if isinstance(value, str):
        return {value} if "://" in value else set()
    if isinstance(value, dict):
        return {uri for key, item in value.items() for uri in (*_uris(key), *_uris(item))}
    if isinstance(value, (list, tuple)):
        return {uri for item in value for uri in _uris(item)}
    return set()


def top_findings(analysis: Analysis, n: int = 3) -> list[Text]:
    """Return the `n` findings that are said first, each with how sure it is and its sources."""
    first = [finding for finding in analysis.findings if finding.held is None]
    return [_with_sources(analysis, finding) for finding in first[:n]]


def _with_sources(analysis: Analysis, finding: RankedClaim) -> Text:
    named = analysis.source_names(finding.sources) if finding.sources else _words("finding.no-source")
    return _words("finding.claim", claim=finding.claim, sure=finding.sure, sources=named)


def scores(analysis: Analysis) -> dict[str, dict[str, Any]]:
    """Return figures to write back as node properties, by node and by ``network.measure``.

    Keys are such as ``service-dependency.degree`` and, where ranks have intervals, ``....rank``,
    ``....rank_low`` and ``....rank_high``. Every node of a network has them; undefined figures are left out.
    """
    return {uri: dict(values) for uri, values in analysis.scores.items()}


def _scores(networks: Collection[Network], settings: Settings) -> dict[str, dict[str, float]]:
    figures: dict[str, dict[str, float]] = {}
    for network in networks:
        if network.n:
            observed, draws = observed_scores(network, settings), draws_of(network, settings)
            for measure in observed.measures:
                is_ranked = draws is not None and measure in MEASURES and MEASURES[measure].centrality
                ranks = draws.ranks(measure) if draws is not None and is_ranked else None
                _add_scores(figures, f"{network.definition.name}.{measure}", observed, measure, ranks)
    return {uri: dict(sorted(values.items())) for uri, values in sorted(figures.items())}


def _add_scores(
    figures: dict[str, dict[str, float]],
    key: str,
    observed: ObservedScores,
    measure: str,
    ranks: RankSummary | None,
) -> None:
    for position, (node, value) in enumerate(zip(observed.nodes, observed.of(measure), strict=True)):
        figure = number(float(value))
        if figure is not None:
            own = figures.setdefault(node, {})
            own[key] = figure
            if ranks is not None:
                own[f"{key}.rank"] = int(ranks.ranks[position])
                for suffix, bound in (("rank_low", ranks.low), ("rank_high", ranks.high)):
                    if number(float(bound[position])) is not None:
                        own[f"{key}.{suffix}"] = int(bound[position])
