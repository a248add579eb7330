"""Cut points: the things without which a network falls apart, and what each one holds on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from kgraph.analysis.blocks import parted
from kgraph.analysis.measures import CUT_OFF
from kgraph.analysis.results import Figure, Result, Row
from kgraph.analysis.sentences import counted, listed, sentence
from kgraph.analysis.uncertainty.score_uncertainty import Uncertainty, uncertainty
from kgraph.words.text import Text

if TYPE_CHECKING:
    import networkx as nx

    from kgraph.analysis.networks import Network
    from kgraph.analysis.settings import Settings

METHOD = "Articulation points by depth-first search, Hopcroft and Tarjan 1973, doi:10.1145/362248.362272"


def cut_points(network: Network, settings: Settings) -> Result:
    """List the cut points of a network, direction aside, with what each cuts off by name."""
    return settings.once(
        f"cut-points {network.definition.name} {network.hash}", lambda: _cut_points(network, settings)
    )


def _cut_points(network: Network, settings: Settings) -> Result:
    graph = network.undirected()
    sure = uncertainty(network, settings)
    sizes = dict(zip(sure.nodes, sure.observed_scores(CUT_OFF), strict=True))
    order = sorted((node for node in sizes if sizes[node] > 0), key=lambda node: (-sizes[node], node))
    rows = tuple(_row(network, sure, graph, node) for node in order[: settings.rows])
    notes = []
    if not order:
        notes.append(Text("Nätverket har ingen brytpunkt.", "The network has no cut point."))
    if len(order) > settings.rows:
        notes.append(
            sentence(
                "De {shown} främsta av {total} brytpunkter visas.",
                "The first {shown} of {total} cut points are shown.",
                shown=settings.rows,
                total=len(order),
            )
        )
    return Result(
        question="cut-points",
        network=network.definition.name,
        title=Text("Vem håller ihop nätverket?", "Who holds the network together?"),
        definition=Text(
            "Antal saker som skiljs från den största delen av sin komponent om saken tas bort; riktning "
            "räknas inte.",
            "Number of things parted from the largest piece of their component without it; direction set "
            "aside.",
        ),
        method=METHOD,
        engine=sure.engine,
        seed=settings.seed,
        rows=rows,
        notes=tuple(notes),
    )


def _row(network: Network, sure: Uncertainty, graph: nx.Graph, node: str) -> Row:
    position = sure.nodes.index(node)
    spread = sure.spread(CUT_OFF)
    z, p = sure.z_and_p(CUT_OFF, node)
    detail: dict[str, Any] = {"neighbours": int(graph.degree(node))}
    if len(sure.replicates):
        drawn = sure.replicates[:, sure.measures.index(CUT_OFF), position]
        detail["shareCutPoint"] = float(np.mean(drawn[~np.isnan(drawn)] > 0))
    away = parted(graph, node)
    bridging = {network.arc(node, other) for other in set(graph[node]) & set(away)}
    back = {(b, a) for a, b in bridging} if network.definition.directed else set()
    return Row(
        node=node,
        label=network.name(node),
        claim=sentence(
            "Utan {name} skiljs {what} från resten: {names}.",
            "Without {name}, {what} {are} cut off from the rest: {names}.",
            name=network.name(node),
            what=counted(network.kinds[other] for other in away),
            are="is" if len(away) == 1 else "are",
            names=listed([network.name(other) for other in away]),
        ),
        figure=Figure("cut off", float(len(away)), "things"),
        interval=None if spread is None else (float(spread[0][position]), float(spread[1][position])),
        z=z,
        p=p,
        cut_off=tuple(away),
        evidence=network.evidence(bridging | back),
        detail=detail,
    )
