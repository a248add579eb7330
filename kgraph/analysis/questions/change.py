"""Through time and across layers: whether the same things are central before and after, here and there."""

from __future__ import annotations

from datetime import date
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np

from kgraph.analysis.engines import engine_text
from kgraph.analysis.headlines import LARGEST
from kgraph.analysis.measures import scores
from kgraph.analysis.results import Figure, Result, Row
from kgraph.analysis.sentences import count_of, listed, sentence
from kgraph.analysis.uncertainty.replicates import generator, perturbed, run, shares_of_replicates
from kgraph.words.text import Text, number_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kgraph.analysis.networks import Network
    from kgraph.analysis.settings import Settings

SLICES = 6
DIFFERENT = 0.05
MEASURE = "degree"
"""The degree is compared: it has a meaning in every layer, also in those too thin for paths."""


def through_time(network: Network, settings: Settings) -> Result | None:
    """Compare time slices, before and after the dates on which relationships begin or end."""
    if network.n > LARGEST:
        return None
    slices = {day: network.redeclared(at=day) for day in _dates(network)}
    rows: list[Row] = []
    for (before, old), (after, new) in zip(list(slices.items()), list(slices.items())[1:], strict=False):
        rows += _slice_rows(settings, before, old, after, new)
    notes = () if rows else (_UNDATED,)
    return Result(
        question="through-time",
        network=network.definition.name,
        title=Text("Vad ändrades, och när?", "What changed, and when?"),
        definition=Text(
            "Ändring i grad mellan två tidssnitt. p: hur ofta samma skillnad uppstår mellan replikat av de "
            "två snitten "
            "(10 % av länkar eller saker saknas eller förväxlas); odaterade relationer gäller i alla snitt.",
            "Change in degree between two time slices. p: how often replicates of the two slices (10 % of "
            "ties or "
            "things missing or merged) do not differ that way; undated relationships hold in all slices.",
        ),
        method="Valid-time slices; replicates after Frantz et al. 2009, doi:10.1007/s10588-009-9063-5",
        engine=engine_text(),
        seed=settings.seed,
        rows=tuple(rows),
        notes=notes,
    )


_UNDATED = Text(
    "Inga relationer i nätverket börjar eller slutar vid ett angivet datum.",
    "No relationships in the network begin or end on a stated date.",
)


def _dates(network: Network) -> list[date]:
    """Return the days on which the network changes, and the day before the first: at most `SLICES`."""
    wanted = {relation.type for relation in network.definition.relations}
    days: set[date] = set()
    for _, _, data in network.origin.edges(data=True):
        if data.get("type") in wanted:
            start, end = data.get("from"), data.get("until")
            days |= {start} if isinstance(start, date) else set()
            if isinstance(end, date) and end < date.max:
                days.add(date.fromordinal(end.toordinal() + 1))
    if not days:
        return []
    ordered = [date.fromordinal(min(days).toordinal() - 1), *sorted(days)]
    picks = np.unique(np.linspace(0, len(ordered) - 1, SLICES).round().astype(int))
    return [ordered[i] for i in picks]


def _degrees(shared: Mapping[str, Any], task: tuple[str, np.random.SeedSequence]) -> dict[str, float | None]:
    """Return degrees in a replicate; None for a thing that the replicate dropped or merged away."""
    kind, seed = task
    graph = perturbed(shared["graph"], kind, shared["share"], generator(seed), shared["kinds"])
    return {**dict.fromkeys(shared["graph"]), **scores(graph, MEASURE)}


def _drawn(network: Network, settings: Settings, purpose: str) -> list[dict[str, float | None]]:
    plain = network.graph.__class__(network.graph)
    shared = {"graph": plain, "share": settings.share, "kinds": dict(network.kinds)}
    tasks = shares_of_replicates(settings, purpose)
    return run(
        settings, f"{network.definition.name}: {purpose}", _degrees, shared, tasks, len(tasks) * network.m
    )


def _slice_rows(settings: Settings, before: date, old: Network, after: date, new: Network) -> list[Row]:
    was, now = (scores(n.graph, MEASURE) for n in (old, new))
    changes = {node: (now.get(node) or 0.0) - (was.get(node) or 0.0) for node in {*was, *now}}
    changed = sorted(
        (node for node in changes if changes[node]), key=lambda node: (-abs(changes[node]), node)
    )
    if not changed:
        return []
    drawn_old = _drawn(old, settings, f"slice {before}") if old.m > 1 else []
    drawn_new = _drawn(new, settings, f"slice {after}") if new.m > 1 else []
    gone = sorted(set(old.ties) - set(new.ties))
    come = sorted(set(new.ties) - set(old.ties))
    rows = []
    for node in changed[:3]:
        p = _p_of_change(node, changes[node], drawn_old, drawn_new)
        name = new.name(node) if node in new.graph else old.name(node)
        evidence = {*old.evidence(a for a in gone if node in a), *new.evidence(a for a in come if node in a)}
        rows.append(
            Row(
                node=node,
                label=name,
                claim=sentence(
                    "Mellan {before} och {after} gick {name} från {was} till {now}{sure}.",
                    "Between {before} and {after}, {name} went from {was} to {now}{sure}.",
                    before=before.isoformat(),
                    after=after.isoformat(),
                    name=name,
                    was=number_text(was.get(node) or 0.0, 0),
                    now=count_of(now.get(node) or 0.0, "link"),
                    sure=_sureness(p),
                ),
                figure=Figure("change in degree", changes[node], "things"),
                p=p,
                evidence=tuple(sorted(evidence)),
                detail={
                    "before": before.isoformat(),
                    "after": after.isoformat(),
                    "tiesEnded": len(gone),
                    "tiesBegun": len(come),
                },
            )
        )
    return rows


def _p_of_change(
    node: str, change: float, before: list[dict[str, float | None]], after: list[dict[str, float | None]]
) -> float | None:
    """Return how often the slices' replicates do not differ as the slices do, where both have the thing."""
    pairs = [(a.get(node, 0.0), b.get(node, 0.0)) for a, b in zip(before, after, strict=False)]
    differences = [b - a for a, b in pairs if a is not None and b is not None]
    if not differences:
        return None
    against = sum(difference * change <= 0 for difference in differences)
    return (1 + against) / (1 + len(differences))


def _sureness(p: float | None) -> Text:
    if p is None:
        return Text("", "")
    if p <= DIFFERENT:
        return Text(
            ", mer än bortfall och förväxling kan ge", ", more than missing or mistaken data would give"
        )
    return Text(
        ", inte mer än bortfall eller förväxling kan ge", ", no more than missing or mistaken data could give"
    )


def across_layers(network: Network, settings: Settings) -> Result | None:
    """Compare the layers of a network, one per relationship type: who is first in each, and do they agree."""
    if network.n > LARGEST or network.definition.mode == "projection":
        return None
    types = sorted({tie.type for ties in network.ties.values() for tie in ties})
    layers = {kind: network.redeclared(_of_type(kind)) for kind in types}
    degrees = {kind: scores(layer.graph, MEASURE) for kind, layer in layers.items()}
    rows = [_layer_row(network, kind, layers[kind], degrees[kind]) for kind in types]
    rows += [row for a, b in combinations(types, 2) if (row := _agreement_row(network, degrees, a, b))]
    return Result(
        question="across-layers",
        network=network.definition.name,
        title=Text(
            "Är det samma som är centrala i alla lager?", "Are the same things central in all layers?"
        ),
        definition=Text(
            "Ett lager är relationerna av en typ. Enighet: rangkorrelation (Spearman) mellan saker som "
            "finns i båda "
            "lagren, efter grad.",
            "A layer is the relationships of one type. Agreement: rank correlation (Spearman) over the "
            "things in both "
            "layers, by degree.",
        ),
        method="Spearman 1904, doi:10.2307/1412159",
        engine=engine_text(),
        seed=settings.seed,
        rows=tuple(rows),
    )


def _of_type(kind: str) -> Any:
    return lambda tie: tie.type == kind


def _layer_row(network: Network, kind: str, layer: Network, degrees: Mapping[str, float | None]) -> Row:
    top = max(value or 0.0 for value in degrees.values())
    first = sorted(node for node, value in degrees.items() if value == top)
    return Row(
        node=first[0],
        label=listed([network.name(node) for node in first], 3),
        claim=sentence(
            "I lagret {kind} ({n} saker, {m}) är {first} först med {top}.",
            "In the layer {kind} ({n} things, {m}), {first} {come} first with {top}.",
            kind=kind,
            n=layer.n,
            m=count_of(layer.m, "link"),
            come="comes" if len(first) == 1 else "come",
            first=listed([network.name(node) for node in first], 3),
            top=count_of(top, "link"),
        ),
        figure=Figure("degree", top, "things"),
        evidence=layer.evidence(arc for node in first[:1] for arc in layer.incident(node)),
        detail={"layer": kind, "first": first, "n": layer.n, "m": layer.m},
    )


def _agreement_row(
    network: Network, degrees: Mapping[str, Mapping[str, float | None]], a: str, b: str
) -> Row | None:
    both = sorted(set(degrees[a]) & set(degrees[b]))
    if len(both) < 3:
        return None
    from scipy.stats import rankdata

    first, second = (rankdata([degrees[layer][node] or 0.0 for node in both]) for layer in (a, b))
    defined = bool(np.ptp(first) and np.ptp(second))
    rho = float(np.corrcoef(first, second)[0, 1]) if defined else None
    apart = max(both, key=lambda node: (abs(first[both.index(node)] - second[both.index(node)]), node))
    value = number_text(rho, 2) if rho is not None else Text("odefinierad", "undefined")
    return Row(
        node=apart,
        label=network.name(apart),
        claim=sentence(
            "Lagren {a} och {b} har rangkorrelation {value} över {n} gemensamma saker; mest skiljer sig "
            "{name}.",
            "The layers {a} and {b} have rank correlation {value} over {n} shared things; {name} differs "
            "most.",
            a=a,
            b=b,
            value=value,
            n=len(both),
            name=network.name(apart),
        ),
        figure=Figure("rank correlation", rho, "from -1 to 1"),
        evidence=network.evidence(network.incident(apart)),
        detail={
            "layers": [a, b],
            "shared": len(both),
            **(
                {}
                if defined
                else {"undefined": "all shared things have the same degree in one of the layers"}
            ),
        },
    )
