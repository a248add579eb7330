"""All questions by name, asked of all declared networks; the strongest findings in plain sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kgraph.analysis.definitions import network_definitions
from kgraph.analysis.measures import MEASURES
from kgraph.analysis.networks import Network, declare
from kgraph.analysis.questions.bottlenecks import bottlenecks
from kgraph.analysis.questions.brokerage import brokerage
from kgraph.analysis.questions.central_actors import beyond_chance, central_actors
from kgraph.analysis.questions.change import across_layers, through_time
from kgraph.analysis.questions.cut_points import cut_points
from kgraph.analysis.questions.dependency_loss import dependency_loss, single_points
from kgraph.analysis.questions.evidence_audit import evidence_audit
from kgraph.analysis.questions.fragility import fragility
from kgraph.analysis.questions.key_players import key_players
from kgraph.analysis.questions.tipping_ties import tipping_ties
from kgraph.analysis.results import Analysis, Result, Row, number
from kgraph.analysis.sentences import label_of, sentence
from kgraph.analysis.settings import Progress, Settings
from kgraph.analysis.uncertainty.score_uncertainty import Uncertainty, uncertainty
from kgraph.errors import UsageError
from kgraph.words.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    import networkx as nx

    from kgraph.analysis.definitions import NetworkDefinition

    Question = Callable[[Network, Settings], Result | None]

SCORED = frozenset({"bottlenecks", "central-actors", "beyond-chance", "cut-points", "dependency-loss"})
"""Questions that compute the scores of all nodes anyway, so that these can be written back."""

QUESTIONS: dict[str, Question] = {
    "bottlenecks": bottlenecks,
    "dependency-loss": dependency_loss,
    "single-points": single_points,
    "cut-points": cut_points,
    "central-actors": central_actors,
    "beyond-chance": beyond_chance,
    "brokerage": brokerage,
    "key-players": key_players,
    "fragility": fragility,
    "evidence-audit": evidence_audit,
    "tipping-ties": tipping_ties,
    "through-time": through_time,
    "across-layers": across_layers,
}
"""Every question, by the name that results carry; None answers for a network it has no meaning for."""


def analyse(
    graph: nx.MultiDiGraph,
    *,
    definitions: Mapping[str, NetworkDefinition] | None = None,
    questions: Collection[str] | None = None,
    seed: int = 1,
    replicates: int = 300,
    nulls: int | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
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
    seed : int
        Seed of all draws.
    replicates : int
        Perturbed networks for intervals; 0 leaves intervals and chance out.
    nulls : int, optional
        Null networks for chance; see `Settings`.
    workers : int, optional
        Worker processes; all processors when absent.
    progress : callable, optional
        Called with step, done, total.

    Returns
    -------
    Analysis
        The same for the same graph, definitions, seed and replicates.

    Raises
    ------
    UsageError
        An unknown question, or a network definition or weight that is not sound.
    """
    unknown = sorted(set(questions or ()) - set(QUESTIONS))
    if unknown:
        raise UsageError(f"unknown question {unknown[0]!r}", hint=f"Choose among {', '.join(QUESTIONS)}.")
    settings = Settings(seed=seed, replicates=replicates, nulls=nulls, workers=workers, progress=progress)
    chosen = network_definitions() if definitions is None else definitions
    networks = {name: declare(graph, definition) for name, definition in chosen.items()}
    asked = [name for name in QUESTIONS if questions is None or name in questions]
    asked_for_scores = bool(SCORED & set(asked))
    steps = [(network, question) for network in networks.values() for question in asked]
    results: list[Result] = []
    for done, (network, question) in enumerate(steps):
        settings.tell(f"{network.definition.name}: {question}", done, len(steps))
        results.extend(answer(network, question, settings))
    settings.tell("analysis", len(steps), len(steps))
    return Analysis(
        study=str(graph.graph.get("study", "")),
        build=str(graph.graph.get("build", "")),
        seed=seed,
        networks={name: network.summary() for name, network in networks.items()},
        results=tuple(results),
        names=_names(graph, networks.values(), results),
        scores=_scores(networks.values(), settings) if asked_for_scores else {},
    )


def answer(network: Network, question: str, settings: Settings) -> list[Result]:
    """Return the answer to one question about one network, or nothing where it has no meaning.

    An empty network answers with an empty result that says so.
    """
    result = QUESTIONS[question](network, settings) if network.n else _empty(network, question, settings)
    return [] if result is None else [result]


def _empty(network: Network, question: str, settings: Settings) -> Result:
    text = Text(
        "Nätverket är tomt: ingen relation i grafen hör till det.",
        "The network is empty: no relationship of the graph belongs to it.",
    )
    title = Text(question, question)
    return Result(
        question, network.definition.name, title, text, "", "", settings.seed, notes=(text, *network.notes)
    )


def _names(
    graph: nx.MultiDiGraph, networks: Collection[Network], results: Collection[Result]
) -> dict[str, Text]:
    known: dict[str, Text] = {}
    for network in networks:
        known.update(network.names)
    mentioned = {
        uri
        for result in results
        for row in result.rows
        for uri in (row.node, *row.cut_off, *(item.source for item in row.evidence), *_uris(row.detail))
        if uri
    }
    return {
        uri: known.get(uri) or label_of(uri, graph.nodes[uri] if uri in graph else {})
        for uri in mentioned
        if uri in known or uri in graph or "/" in uri
    }


def _uris(value: Any) -> set[str]:
    if isinstance(value, str):
        return {value} if "://" in value else set()
    if isinstance(value, dict):
        return {uri for key, item in value.items() for uri in (*_uris(key), *_uris(item))}
    if isinstance(value, (list, tuple)):
        return {uri for item in value for uri in _uris(item)}
    return set()


def top_findings(analysis: Analysis, n: int = 3) -> list[Text]:
    """Return the `n` strongest findings as sentences that end with their sources.

    First what is lost with the thing that most rests on, then the most central thing by betweenness, then
    what
    holds the collaboration together; then the next of each in turn.
    """
    streams = [
        _rows(analysis, "dependency-loss", "goals lost"),
        _rows(analysis, "central-actors", "betweenness"),
        _rows(analysis, "cut-points", "cut off"),
    ]
    picked: list[Row] = []
    depth = 0
    while len(picked) < n and any(len(stream) > depth for stream in streams):
        picked.extend(stream[depth] for stream in streams if len(stream) > depth)
        depth += 1
    return [with_sources(analysis, row) for row in picked[:n]]


def _rows(analysis: Analysis, question: str, figure: str) -> list[Row]:
    """Return the rows of one figure; the formal collaboration first, where it has the question."""
    found = sorted(
        (r for r in analysis if r.question == question),
        key=lambda result: result.network != "formal-collaboration",
    )
    return [row for result in found for row in result.rows if row.figure.name == figure]


def with_sources(analysis: Analysis, row: Row) -> Text:
    """Return a row's claim with the titles of its sources and the number of doubtful relationships."""
    sources = row.sources()
    uncertain = len({item.relationship for item in row.evidence if item.status != "stated"})
    named = analysis.source_names(sources) if sources else Text("ingen angiven", "none given")
    doubt = Text("", "")
    if uncertain:
        doubt = sentence("; härledda eller omtvistade: {k}", "; inferred or disputed: {k}", k=uncertain)
    return sentence(
        "{claim} (källor: {sources}{doubt})",
        "{claim} (sources: {sources}{doubt})",
        claim=row.claim,
        sources=named,
        doubt=doubt,
    )


def scores(analysis: Analysis) -> dict[str, dict[str, Any]]:
    """Return figures to write back as node properties, by node and by ``network.measure``.

    Keys are such as ``service-dependency.betweenness`` and, where ranks have intervals, ``....rank``,
    ``....rank_low`` and ``....rank_high``. Every node of a network has them; undefined figures are left out.
    """
    return {uri: dict(values) for uri, values in analysis.scores.items()}


def _scores(networks: Collection[Network], settings: Settings) -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = {}
    for network in networks:
        if network.n:
            sure = uncertainty(network, settings)
            for measure in sure.measures:
                _add_scores(found, f"{network.definition.name}.{measure}", sure, measure)
    return {uri: dict(sorted(values.items())) for uri, values in sorted(found.items())}


def _add_scores(found: dict[str, dict[str, float]], key: str, sure: Uncertainty, measure: str) -> None:
    ranks = sure.ranks(measure) if measure in MEASURES else None
    for position, (node, value) in enumerate(zip(sure.nodes, sure.observed_scores(measure), strict=True)):
        known = number(float(value))
        if known is not None:
            own = found.setdefault(node, {})
            own[key] = known
            if ranks is not None:
                own[f"{key}.rank"] = int(ranks.ranks[position])
                for suffix, bound in (("rank_low", ranks.low), ("rank_high", ranks.high)):
                    if number(float(bound[position])) is not None:
                        own[f"{key}.{suffix}"] = int(bound[position])
