"""Who is central, in which sense, and how surely."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import networkx as nx
import numpy as np

from kgraph.analysis.engines import engine_text, engines_used
from kgraph.analysis.measures import MEASURES, scores, too_large
from kgraph.analysis.names import Text, listed, number_text, sentence
from kgraph.analysis.ranks import RankSummary, summarise_ranks
from kgraph.analysis.replicates import generator, perturbed, run, shares_of_replicates
from kgraph.analysis.results import Figure, Result, Row
from kgraph.analysis.settings import REPLICATE_WORK, SAMPLED_SOURCES

if TYPE_CHECKING:
    from kgraph.analysis.networks import Network
    from kgraph.analysis.settings import Settings

TOP = 3
"""Rows per measure count as "among the highest" when they are among the first three..."""
TOP_LARGE = 10
"""...or among the first ten in networks of more than a hundred nodes."""

_DEFINITION = Text(
    "Rangordning efter fem mått. Intervallet är de rangordningar som omfattar 95 % av replikaten: nätverk "
    "där 10 % "
    "av länkarna eller sakerna saknas, eller 10 % av sakerna förväxlats med en annan av samma klass. Samma "
    "nivå: "
    "ledaren är inte före i 95 % av replikaten.",
    "Ranks by five measures. The interval holds the ranks in 95 % of the replicates: networks in which 10 % "
    "of the "
    "ties or of the things are missing, or 10 % of the things are taken for another of their class. One "
    "tier: its "
    "leader is not ahead in 95 % of the replicates.",
)


def central_actors(network: Network, settings: Settings) -> Result:
    """Rank all things by five measures, with rank intervals, tiers and the share of times among the first."""
    graph = network.graph
    nodes = sorted(graph)
    measures = [name for name in MEASURES if name == "betweenness" or not too_large(graph, name)]
    sampled = too_large(graph, "betweenness")
    with engines_used() as used:
        observed = _score_matrix(graph, nodes, measures, settings.seed, sampled)
        summaries = _summaries(network, settings, nodes, measures, observed)
    rows = [
        _row(network, measures[i], nodes, observed[i], summaries.get(measures[i]), position)
        for i in range(len(measures))
        for position in _first(observed[i], settings.rows)
    ]
    return Result(
        question="central-actors",
        network=network.definition.name,
        title=Text(
            "Vem är central, i vilken mening, hur säkert?", "Who is central, in which sense, how surely?"
        ),
        definition=_DEFINITION,
        method="; ".join(MEASURES[name].method for name in measures),
        engine=engine_text(used),
        seed=settings.seed,
        rows=tuple(rows),
        notes=tuple(_notes(network, settings, measures, sampled, summaries)),
    )


def _score_matrix(
    graph: nx.Graph, nodes: list[str], measures: list[str], seed: int, sampled: bool
) -> np.ndarray[Any, np.dtype[np.float64]]:
    matrix = np.full((len(measures), len(nodes)), np.nan)
    for row, measure in enumerate(measures):
        found = scores(graph, measure, seed=seed, sampled=sampled)
        matrix[row] = [np.nan if (value := found.get(node)) is None else value for node in nodes]
    return matrix


def _replicate(shared: dict[str, Any], task: tuple[str, np.random.SeedSequence]) -> np.ndarray[Any, Any]:
    kind, seed = task
    rng = generator(seed)
    graph = perturbed(shared["graph"], kind, shared["share"], rng, shared["kinds"])
    return _score_matrix(
        graph, shared["nodes"], shared["measures"], int(rng.integers(2**31)), shared["sampled"]
    )


def _summaries(
    network: Network,
    settings: Settings,
    nodes: list[str],
    measures: list[str],
    observed: np.ndarray[Any, np.dtype[np.float64]],
) -> dict[str, RankSummary]:
    if not settings.replicates or network.n < 3 or network.m < 2:
        return {}
    graph = network.graph
    kept = [name for name in measures if name == "betweenness" or not too_large(graph, name, REPLICATE_WORK)]
    shared = {
        "graph": nx.Graph(graph) if not graph.is_directed() else nx.DiGraph(graph),
        "share": settings.share,
        "kinds": dict(network.kinds),
        "nodes": nodes,
        "measures": kept,
        "sampled": too_large(graph, "betweenness", REPLICATE_WORK),
    }
    tasks = shares_of_replicates(settings, f"central-actors {network.definition.name}")
    work = len(tasks) * network.n * network.m
    found = run(settings, f"central-actors: {network.definition.name}", _replicate, shared, tasks, work)
    stacked = np.array(found)
    k = TOP if network.n <= 100 else TOP_LARGE
    return {
        name: summarise_ranks(observed[measures.index(name)], stacked[:, row], k)
        for row, name in enumerate(kept)
    }


def _first(observed: np.ndarray[Any, np.dtype[np.float64]], rows: int) -> list[int]:
    known = [
        int(i) for i in np.argsort(-observed, kind="stable") if not np.isnan(observed[i]) and observed[i] > 0
    ]
    return known[:rows]


def _row(
    network: Network,
    measure: str,
    nodes: list[str],
    observed: np.ndarray[Any, np.dtype[np.float64]],
    summary: RankSummary | None,
    position: int,
) -> Row:
    node, value = nodes[position], float(observed[position])
    detail: dict[str, Any] = {"measure": measure, "n": network.n}
    name, title = network.name(node), MEASURES[measure].title
    if summary is None:
        claim = sentence(
            "{name} har {measure} {value}.",
            "{name} has {measure} {value}.",
            name=name,
            measure=title,
            value=number_text(value),
        )
        return Row(
            node,
            name,
            claim,
            Figure(measure, value),
            evidence=network.evidence(network.incident(node)),
            detail=detail,
        )
    rank = int(summary.ranks[position])
    low, high = int(summary.low[position]), int(summary.high[position])
    tier = int(summary.tiers[position])
    equals = [nodes[i] for i in np.flatnonzero(summary.tiers == tier) if i != position]
    detail |= {
        "rank": rank,
        "shareInTop": float(summary.top[position]),
        "top": summary.k,
        "tierOf": int(summary.tiers.max()),
        "tierWith": equals,
    }
    apart = (
        Text("ligger klart för sig", "stands clearly by itself")
        if not equals
        else sentence(
            "går inte att skilja från {others}",
            "cannot be told apart from {others}",
            others=listed([network.name(other) for other in equals], 3),
        )
    )
    claim = sentence(
        "{name} har rang {rank} i {measure} ({value}; rang {span} i 95 % av replikaten) och {apart}.",
        "{name} ranks {rank} in {measure} ({value}; rank {span} in 95 % of the replicates) and {apart}.",
        name=name,
        rank=rank,
        measure=title,
        value=number_text(value),
        span=Text(str(low), str(low)) if low == high else Text(f"{low} till {high}", f"{low} to {high}"),
        apart=apart,
    )
    return Row(
        node=node,
        label=name,
        claim=claim,
        figure=Figure(measure, value, "things" if measure == "degree" else "share"),
        interval=(float(low), float(high)),
        tier=str(tier),
        evidence=network.evidence(network.incident(node)),
        detail=detail,
    )


def _notes(
    network: Network,
    settings: Settings,
    measures: list[str],
    sampled: bool,
    summaries: dict[str, RankSummary],
) -> list[Text]:
    notes = [
        sentence("{title}: {text}", "{title}: {text}", title=MEASURES[m].title, text=MEASURES[m].definition)
        for m in measures
    ]
    left_out = [MEASURES[name].title for name in MEASURES if name not in measures]
    if left_out:
        notes.append(
            sentence(
                "Inte beräknat, nätverket är för stort: {what}.",
                "Not computed, the network is too large: {what}.",
                what=listed(left_out),
            )
        )
    if sampled:
        error = 1 / (2 * SAMPLED_SOURCES**0.5)
        notes.append(
            sentence(
                "Mellanliggande är skattat från {k} dragna källor; standardfelet är högst {error} av "
                "måttets skala.",
                "Betweenness is estimated from {k} sampled sources; its standard error is at most {error} "
                "of its scale.",
                k=SAMPLED_SOURCES,
                error=number_text(error, 3),
            )
        )
    if not summaries:
        notes.append(
            Text(
                "Inga replikat: rangordningarna saknar intervall.",
                "No replicates: the ranks have no intervals.",
            )
        )
    elif len(summaries) < len(measures) or too_large(network.graph, "betweenness", REPLICATE_WORK):
        notes.append(
            Text(
                "Replikaten skattar mellanliggande från dragna källor och utelämnar harmonisk närhet.",
                "The replicates estimate betweenness from sampled sources and leave harmonic closeness out.",
            )
        )
    if summaries:
        notes.append(sentence("{n} replikat.", "{n} replicates.", n=settings.replicates))
    return notes
