"""What if somebody were not there: who is cut off, by which path, on what evidence, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from kgraph.analysis.blocks import parted, pieces
from kgraph.analysis.cut_rows import CUT, cut_claim, middle
from kgraph.analysis.dependency_model import DependencyLoss, DependencyModel
from kgraph.analysis.engines import engine_text
from kgraph.analysis.loss_rows import LOSS_METHOD, how_sure, in_order, loss_row
from kgraph.analysis.results import LOST, STEPS, Figure, Result, ResultRow
from kgraph.analysis.sentences import listed, one_or_many, series
from kgraph.analysis.settings import Settings
from kgraph.analysis.uncertainty.draws import draws_of
from kgraph.analysis.uncertainty.observed_scores import MOST_LOSSES
from kgraph.analysis.uncertainty.stated_only import stated_loss, stated_model, stated_network
from kgraph.words.catalogue import catalogue

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import networkx as nx

    from kgraph.analysis.networks import Network
    from kgraph.analysis.uncertainty.draws import Draws

_Part = tuple[list[str], list[str]]
"""A piece of a component, and the largest piece, which it is parted from."""
_words = catalogue("analysis")


def whatif(network: Network, without: Sequence[str], settings: Settings | None = None) -> Result:
    """Say what is lost or cut off when named things are removed, and in what share of the draws.

    Parameters
    ----------
    network : Network
        The network to ask.
    without : sequence of str
        Names, in Swedish or English, or addresses.
    settings : Settings, optional
        Seed and number of draws. With those of an analysis, the loss of one thing has the same figures here
        as there.

    Raises
    ------
    UsageError
        A name that nothing in the graph has, that several things have, or of a thing outside the network.
    """
    settings = settings or Settings()
    removed = sorted({network.node_named(name) for name in without})
    if network.definition.is_dependency:
        rows = _dependency_rows(network, settings, removed)
    else:
        rows = _structure_rows(network, settings, removed)
    notes = [] if len(rows) > 1 else [_words("whatif.nothing-else")]
    if settings.draws and rows[0].probability is None:
        notes.append(_words("whatif.undrawn"))
    return Result(
        question="whatif",
        network=network.definition.name,
        title=_words("whatif.title"),
        definition=_words("whatif.definition"),
        method=LOSS_METHOD,
        engine=engine_text(),
        seed=settings.seed,
        rows=tuple(rows),
        notes=tuple(notes),
    )


# What depends on it


def _dependency_rows(network: Network, settings: Settings, removed: list[str]) -> list[ResultRow]:
    model = DependencyModel.of(network)
    loss = model.loss(removed)
    tree = model.dominator_tree()
    dominated = set().union(*(tree.below(node) for node in removed))
    claim = loss_row(network, loss, dominated)
    if claim is None:
        first = _nothing(network, settings, removed)
    else:
        first = how_sure(network, settings, claim, removed)
    draws, firm = draws_of(network, settings), stated_model(network, settings).loss(removed)
    lost = in_order(network, loss.lost)
    return [first, *(_path_row(network, draws, loss, firm, node) for node in lost)]


def _nothing(network: Network, settings: Settings, removed: list[str]) -> ResultRow:
    name = listed([network.name(node) for node in removed])
    row = ResultRow(removed[0], name, _words("loss.no-goal", name=name), Figure(LOST, 0.0, "things"))
    draws, stated = draws_of(network, settings), stated_loss(network, settings, removed)
    if draws is None:
        return replace(row, stated_only=stated)
    lost = draws.lost_counts(removed)
    return replace(
        row, interval=draws.spread(lost), probability=float(np.mean(lost == 0)), stated_only=stated
    )


def _path_row(
    network: Network, draws: Draws | None, loss: DependencyLoss, firm: DependencyLoss, node: str
) -> ResultRow:
    path = loss.path(node)
    stops = node in loss.stopped
    stated = node in (firm.stopped if stops else firm.lost)
    chain = [network.name(step) for step in path]
    claim = _words(
        "loss.path.stopped" if stops else "loss.path.affected", name=chain[0], path=series(chain, " → ")
    )
    stopped, affected = ((node,), ()) if stops else ((), (node,))
    return ResultRow(
        node=node,
        label=chain[0],
        claim=claim,
        figure=Figure(STEPS, float(len(path) - 1), "arcs"),
        probability=None if draws is None else draws.share_lost(loss.removed, stopped, affected),
        stated_only=float(len(firm.path(node)) - 1) if stated else None,
        cut_off=(node,),
        evidence=network.evidence(loss.arcs([node])),
        detail={"path": path, "effect": "stops" if stops else "affects"},
    )


# What it holds together


@dataclass(frozen=True, slots=True)
class _Losing:
    """Some things of a network that are lost, and the network without them.

    Parameters
    ----------
    network : Network
        The network.
    graph : networkx.Graph
        The same without direction.
    removed : list of str
        What is lost.
    draws : Draws or None
        The network in the drawn worlds.
    stated : frozenset of str
        What is cut off on stated relationships alone.
    """

    network: Network
    graph: nx.Graph
    removed: list[str]
    draws: Draws | None
    stated: frozenset[str]

    def places(self, nodes: Iterable[str]) -> list[int]:
        """Return the places of things in the draws."""
        return [] if self.draws is None else [self.draws.place(node) for node in nodes]

    def drawn(self, parts: Iterable[_Part]) -> list[tuple[list[int], int]]:
        """Return parts as draws take them."""
        return [(self.places(piece), self.places([middle(self.graph, rest)])[0]) for piece, rest in parts]


def _structure_rows(network: Network, settings: Settings, removed: list[str]) -> list[ResultRow]:
    graph = network.undirected()
    components = [component for component in pieces(graph, removed) if component]
    parts = sorted(
        ((piece, component[0]) for component in components for piece in component[1:]),
        key=lambda part: _largest(part[0]),
    )
    losing = _Losing(
        network,
        graph,
        removed,
        draws_of(network, settings) if network.n <= MOST_LOSSES else None,
        frozenset(parted(stated_network(network, settings).undirected(), removed)),
    )
    return [_away_row(losing, components, parts), *(_piece_row(losing, *part) for part in parts)]


def _away_row(losing: _Losing, components: list[list[list[str]]], parts: list[_Part]) -> ResultRow:
    network, removed, draws = losing.network, losing.removed, losing.draws
    away = in_order(network, frozenset(node for piece, _ in parts for node in piece))
    name = listed([network.name(node) for node in removed])
    arcs = [arc for node in removed for arc in network.incident(node) if set(arc) & set(away)]
    probability = None
    if draws is not None and components:
        share = draws.cuts.share_parted if parts else draws.cuts.share_together
        drawn = losing.drawn(parts or [(component[0], component[0]) for component in components])
        probability = share(losing.places(removed), drawn)
    return ResultRow(
        node=removed[0],
        label=name,
        claim=cut_claim(network, name, away) if away else _words("whatif.together", name=name),
        figure=Figure(CUT, float(len(away)), "things"),
        probability=probability,
        stated_only=float(len(losing.stated)),
        cut_off=tuple(away),
        evidence=network.evidence(arcs),
        detail={"pieces": sorted((piece for component in components for piece in component), key=_largest)},
    )


def _piece_row(losing: _Losing, piece: list[str], rest: list[str]) -> ResultRow:
    network, removed, draws = losing.network, set(losing.removed), losing.draws
    bridging = sorted(
        {network.arc(node, other) for node in piece for other in losing.graph[node] if other in removed}
    )
    both = [*bridging, *((b, a) for a, b in bridging)] if network.definition.directed else bridging
    through = sorted({end for arc in bridging for end in arc if end in removed})
    claim = _words(
        f"whatif.reached.{one_or_many(len(piece))}",
        names=listed([network.name(node) for node in piece]),
        through=listed([network.name(node) for node in through]),
    )
    probability = None
    if draws is not None:
        probability = draws.cuts.share_parted(losing.places(through), losing.drawn([(piece, rest)]))
    return ResultRow(
        node=piece[0],
        label=listed([network.name(node) for node in piece]),
        claim=claim,
        figure=Figure(CUT, float(len(piece)), "things"),
        probability=probability,
        stated_only=float(len(losing.stated.intersection(piece))),
        cut_off=tuple(piece),
        evidence=network.evidence(both),
        detail={"path": [piece[0], *through[:1]]},
    )


def _largest(piece: list[str]) -> tuple[int, list[str]]:
    return -len(piece), piece
