"""Who is central, in which sense, how surely, and whether beyond what chance gives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from kgraph.analysis.measures import MEASURES
from kgraph.analysis.results import Figure, Result, Row
from kgraph.analysis.sentences import listed, sentence
from kgraph.analysis.settings import SAMPLED_SOURCES
from kgraph.analysis.uncertainty.score_uncertainty import Array, Uncertainty, uncertainty
from kgraph.words.text import Text, number_text

if TYPE_CHECKING:
    from kgraph.analysis.networks import Network
    from kgraph.analysis.settings import Settings
    from kgraph.analysis.uncertainty.ranks import RankSummary

ALPHA = 0.05
FIRST = 10
"""Most rows per measure."""
CHANCE_MEASURES = ("betweenness", "harmonic", "eigenvector", "pagerank")
"""Measures that degrees do not fix; the degree itself is the same in every null network."""

_DEFINITION = Text(
    "Rangordning efter fem mått. Intervallet är de rangordningar som omfattar 95 % av replikaten: "
    "nätverk där 10 % "
    "av länkarna eller sakerna saknas, eller 10 % av sakerna förväxlats med en annan av samma klass. En "
    "nivå är en "
    "grupp vars ledare inte är före de andra i 95 % av replikaten. z och p: mot slumpnätverk med samma "
    "grader och "
    "samma slags länkar.",
    "Ranks by five measures. The interval holds the ranks in 95 % of the replicates: networks in which "
    "10 % of the "
    "ties or of the things are missing, or 10 % of the things are taken for another of their class. A "
    "tier is a "
    "group whose leader is not ahead of the others in 95 % of the replicates. z and p: against random "
    "networks with "
    "the same degrees and the same kinds of ties.",
)
_CHANCE_DEFINITION = Text(
    "z är avståndet från slumpens medelvärde i standardavvikelser, p den dubbelsidiga empiriska "
    "sannolikheten, "
    "korrigerad över alla saker i måttet (Benjamini-Hochberg). Slumpnätverken behåller varje saks grad in "
    "och "
    "ut, antalet länkar av varje typ och antalet mellan varje par av klasser (i ett tvåslagsnätverk: mellan "
    "slagen).",
    "z is the distance from the mean of chance in standard deviations, p the two-sided empirical "
    "probability, "
    "corrected over all things in the measure (Benjamini-Hochberg). The random networks keep each thing's "
    "degree "
    "in and out, the number of ties of each type, and the number between each pair of classes (in a two-mode "
    "network: between the modes).",
)


def central_actors(network: Network, settings: Settings) -> Result:
    """Rank all things by five measures, with rank intervals, tiers, and z against chance."""
    sure = uncertainty(network, settings)
    measures = [name for name in MEASURES if name in sure.measures]
    rows = []
    for measure in measures:
        summary = sure.ranks(measure)
        chance = sure.chance(measure)
        observed = sure.observed_scores(measure)
        rows += [
            _row(network, sure, measure, summary, chance, i)
            for i in _first(observed, min(settings.rows, FIRST))
        ]
    return Result(
        question="central-actors",
        network=network.definition.name,
        title=Text(
            "Vem är central, i vilken mening, hur säkert?", "Who is central, in which sense, how surely?"
        ),
        definition=_DEFINITION,
        method="; ".join(MEASURES[name].method for name in measures),
        engine=sure.engine,
        seed=settings.seed,
        rows=tuple(rows),
        notes=tuple(_notes(settings, measures, sure)),
    )


def beyond_chance(network: Network, settings: Settings) -> Result:
    """Say of the highest by each measure whether they are central because large, or beyond their degree."""
    sure = uncertainty(network, settings)
    rows = []
    for measure in CHANCE_MEASURES:
        chance = sure.chance(measure)
        if chance is not None:
            order = _first(sure.observed_scores(measure), min(settings.rows, FIRST))
            rows += [_chance_row(network, sure, measure, chance, i) for i in order]
    notes = [_smallest_p(len(sure.nulls))] if rows else [_NO_DRAWS]
    return Result(
        question="beyond-chance",
        network=network.definition.name,
        title=Text("Central för att den är stor, eller därutöver?", "Central because large, or beyond that?"),
        definition=_CHANCE_DEFINITION,
        method="Maslov and Sneppen 2002, doi:10.1126/science.1065103; Benjamini and Hochberg 1995, "
        "doi:10.1111/j.2517-6161.1995.tb02031.x",
        engine=sure.engine,
        seed=settings.seed,
        rows=tuple(rows),
        notes=tuple(notes),
    )


_NO_DRAWS = Text(
    "Inga dragningar gjordes: nätverket är för stort eller för litet, eller så begärdes inga.",
    "No draws were made: the network is too large or too small, or none were asked for.",
)


def _smallest_p(draws: int) -> Text:
    return sentence(
        "{n} slumpnätverk; minsta möjliga p före korrigering är {p}.",
        "{n} random networks; the smallest possible p before correction is {p}.",
        n=draws,
        p=number_text(1 / (draws + 1), 4),
    )


def _first(observed: Array, rows: int) -> list[int]:
    order = (int(i) for i in np.argsort(-observed, kind="stable"))
    return [i for i in order if not np.isnan(observed[i]) and observed[i] > 0][:rows]


def _row(
    network: Network,
    sure: Uncertainty,
    measure: str,
    summary: RankSummary | None,
    chance: tuple[Array, Array, Array, Array] | None,
    position: int,
) -> Row:
    node, value = sure.nodes[position], float(sure.observed_scores(measure)[position])
    detail: dict[str, Any] = {"measure": measure, "n": network.n}
    interval, tier = None, None
    if summary is None:
        claim = sentence(
            "{name} har {measure} {value}.",
            "{name} has {measure} {value}.",
            name=network.name(node),
            measure=MEASURES[measure].title,
            value=number_text(value),
        )
    else:
        own = summary.tiers[position]
        equals = [sure.nodes[i] for i in np.flatnonzero(summary.tiers == own) if i != position]
        interval, tier = (float(summary.low[position]), float(summary.high[position])), str(own)
        detail |= {
            "rank": int(summary.ranks[position]),
            "shareInTop": float(summary.top[position]),
            "top": summary.k,
            "tiers": int(summary.tiers.max()),
            "tierWith": equals,
        }
        claim = _rank_claim(network, node, measure, value, int(summary.ranks[position]), interval, equals)
    return Row(
        node=node,
        label=network.name(node),
        claim=claim,
        figure=Figure(measure, value, "things" if measure == "degree" else "share"),
        interval=interval,
        tier=tier,
        z=None if chance is None else float(chance[2][position]),
        p=None if chance is None else float(chance[3][position]),
        evidence=network.evidence(network.incident(node)),
        detail=detail,
    )


def _rank_claim(
    network: Network,
    node: str,
    measure: str,
    value: float,
    rank: int,
    bounds: tuple[float, float],
    equals: list[str],
) -> Text:
    low, high = int(bounds[0]), int(bounds[1])
    apart = Text("ligger klart för sig", "stands clearly by itself")
    if equals:
        apart = sentence(
            "går inte att skilja från {others}",
            "cannot be told apart from {others}",
            others=listed([network.name(other) for other in equals], 3),
        )
    return sentence(
        "{name} har rang {rank} i {measure} ({value}; rang {span} i 95 % av replikaten) och {apart}.",
        "{name} ranks {rank} in {measure} ({value}; rank {span} in 95 % of the replicates) and {apart}.",
        name=network.name(node),
        rank=rank,
        measure=MEASURES[measure].title,
        value=number_text(value),
        span=Text(str(low), str(low)) if low == high else Text(f"{low} till {high}", f"{low} to {high}"),
        apart=apart,
    )


_VERDICTS = {
    "fixed": Text("kan bara ha ett värde med sin grad", "can have only one value with its degree"),
    "beyond": Text("är central utöver sin grad", "is central beyond its degree"),
    "below": Text("är mindre central än sin grad", "is less central than its degree"),
    "degree": Text("är så central som graden gör den", "is as central as its degree makes it"),
}


def _verdict(z: float, p: float) -> str:
    if np.isnan(z):
        return "fixed"
    if p > ALPHA:
        return "degree"
    return "beyond" if z > 0 else "below"


def _chance_row(
    network: Network,
    sure: Uncertainty,
    measure: str,
    chance: tuple[Array, Array, Array, Array],
    position: int,
) -> Row:
    node, value = sure.nodes[position], float(sure.observed_scores(measure)[position])
    mean, sd, z, p = (float(column[position]) for column in chance)
    kind = _verdict(z, p)
    claim = sentence(
        "{name} {verdict}: {measure} {value}, i slumpnätverk {mean} ± {sd}.",
        "{name} {verdict}: {measure} {value}, in random networks {mean} ± {sd}.",
        name=network.name(node),
        verdict=_VERDICTS[kind],
        measure=MEASURES[measure].title,
        value=number_text(value),
        mean=number_text(mean),
        sd=number_text(sd),
    )
    detail: dict[str, Any] = {"measure": measure, "nullMean": mean, "nullSd": sd, "verdict": kind}
    if kind == "fixed":
        detail["undefined"] = "all random networks with these degrees give the same value: no z"
    return Row(
        node=node,
        label=network.name(node),
        claim=claim,
        figure=Figure(measure, value, "share"),
        z=z,
        p=p,
        evidence=network.evidence(network.incident(node)),
        detail=detail,
    )


def _notes(settings: Settings, measures: list[str], sure: Uncertainty) -> list[Text]:
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
    if sure.sampled:
        notes.append(
            sentence(
                "Mellanliggande är skattat från {k} dragna källor; standardfelet är högst {error}.",
                "Betweenness is estimated from {k} sampled sources; its standard error is at most {error}.",
                k=SAMPLED_SOURCES,
                error=number_text(1 / (2 * SAMPLED_SOURCES**0.5), 3),
            )
        )
    if not len(sure.replicates):
        return [*notes, _NO_DRAWS]
    if sure.replicates_sampled:
        notes.append(
            Text(
                "Replikaten skattar mellanliggande från dragna källor och utelämnar harmonisk närhet.",
                "The replicates estimate betweenness from sampled sources and leave harmonic closeness out.",
            )
        )
    notes.append(sentence("{n} replikat.", "{n} replicates.", n=settings.replicates))
    return notes
