"""What if somebody were not there: who is cut off, by which path, on what evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import networkx as nx

from kgraph.analysis.cut_rows import CUT, cut_claim
from kgraph.analysis.dependency_model import DependencyLoss, DependencyModel
from kgraph.analysis.engines import engine_text
from kgraph.analysis.loss_rows import LOSS_METHOD, LOST, in_order, loss_row
from kgraph.analysis.results import Figure, Result, ResultRow
from kgraph.analysis.sentences import listed, one_or_many, series
from kgraph.words.catalogue import catalogue

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kgraph.analysis.networks import Network

_words = catalogue("analysis")


def whatif(network: Network, without: Sequence[str], *, seed: int = 1) -> Result:
    """Say what is lost or cut off when named things are removed.

    Parameters
    ----------
    network : Network
        The network to ask.
    without : sequence of str
        Names, in Swedish or English, or addresses.
    seed : int
        Carried into the result; nothing is drawn.

    Raises
    ------
    UsageError
        A name that nothing in the graph has, that several things have, or of a thing outside the network.
    """
    removed = sorted({network.node_named(name) for name in without})
    if network.definition.is_dependency:
        rows = _dependency_rows(network, removed)
    else:
        rows = _structure_rows(network, removed)
    notes = () if len(rows) > 1 else (_words("whatif.nothing-else"),)
    return Result(
        question="whatif",
        network=network.definition.name,
        title=_words("whatif.title"),
        definition=_words("whatif.definition"),
        method=LOSS_METHOD,
        engine=engine_text(),
        seed=seed,
        rows=tuple(rows),
        notes=notes,
    )


def _dependency_rows(network: Network, removed: list[str]) -> list[ResultRow]:
    model = DependencyModel.of(network)
    loss = model.loss(removed)
    tree = model.dominator_tree()
    dominated = set().union(*(tree.below(node) for node in removed))
    first = loss_row(network, loss, dominated) or _nothing(network, removed)
    return [first, *(_path_row(network, loss, node) for node in in_order(network, loss.lost))]


def _nothing(network: Network, removed: list[str]) -> ResultRow:
    name = listed([network.name(node) for node in removed])
    claim = _words("loss.no-goal", name=name)
    return ResultRow(removed[0], name, claim, Figure(LOST, 0.0, "things"))


def _path_row(network: Network, loss: DependencyLoss, node: str) -> ResultRow:
    path = loss.path(node)
    stops = node in loss.stopped
    chain = [network.name(step) for step in path]
    claim = _words(
        "loss.path.stopped" if stops else "loss.path.affected", name=chain[0], path=series(chain, " → ")
    )
    return ResultRow(
        node=node,
        label=chain[0],
        claim=claim,
        figure=Figure("steps", float(len(path) - 1), "arcs"),
        cut_off=(node,),
        evidence=network.evidence(loss.arcs([node])),
        detail={"path": path, "effect": "stops" if stops else "affects"},
    )


def _structure_rows(network: Network, removed: list[str]) -> list[ResultRow]:
    graph = network.undirected()
    left = nx.Graph(graph)
    left.remove_nodes_from(removed)
    touched = set().union(*(nx.node_connected_component(graph, node) for node in removed)) - set(removed)
    pieces = sorted(
        (sorted(piece & touched) for piece in nx.connected_components(left) if piece & touched),
        key=lambda piece: (-len(piece), piece),
    )
    away = in_order(network, frozenset(node for piece in pieces[1:] for node in piece))
    name = listed([network.name(node) for node in removed])
    claim = cut_claim(network, name, away) if away else _words("whatif.together", name=name)
    arcs = [arc for node in removed for arc in network.incident(node) if set(arc) & set(away)]
    first = ResultRow(
        node=removed[0],
        label=name,
        claim=claim,
        figure=Figure(CUT, float(len(away)), "things"),
        cut_off=tuple(away),
        evidence=network.evidence(arcs),
        detail={"pieces": pieces},
    )
    return [first, *(_piece_row(network, graph, set(removed), piece) for piece in pieces[1:])]


def _piece_row(network: Network, graph: nx.Graph, removed: set[str], piece: list[str]) -> ResultRow:
    bridging = sorted(
        {network.arc(node, other) for node in piece for other in graph[node] if other in removed}
    )
    both = [*bridging, *((b, a) for a, b in bridging)] if network.definition.directed else bridging
    through = sorted({end for arc in bridging for end in arc if end in removed})
    claim = _words(
        f"whatif.reached.{one_or_many(len(piece))}",
        names=listed([network.name(node) for node in piece]),
        through=listed([network.name(node) for node in through]),
    )
    return ResultRow(
        node=piece[0],
        label=listed([network.name(node) for node in piece]),
        claim=claim,
        figure=Figure(CUT, float(len(piece)), "things"),
        cut_off=tuple(piece),
        evidence=network.evidence(both),
        detail={"path": [piece[0], *through[:1]]},
    )
