"""Claims about what is lost with something in a dependency network, for all questions that make them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import networkx as nx

from kgraph.analysis.dependency_model import DependencyLoss, DependencyModel
from kgraph.analysis.engines import engine_text, engines_used
from kgraph.analysis.results import LONGEST, LOST, AnalysisAnswer, Figure, ResultRow
from kgraph.analysis.sentences import counted, listed, one_or_many
from kgraph.analysis.uncertainty.draws import draws_of
from kgraph.analysis.uncertainty.stated_only import stated_loss
from kgraph.words.catalogue import catalogue

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kgraph.analysis.networks import Network
    from kgraph.analysis.settings import Settings
    from kgraph.words.text import Text

CANDIDATES, FEWEST, CANDIDATE_ARCS = 200, 25, 20_000_000
"""Things tried one by one in a network of more than `ALL_TRIED` things; fewer where there are many arcs."""
ALL_TRIED = 600
LOSS_METHOD = (
    "AND / OR propagation of loss (least fixed point); lower bound by dominators, "
    "Lengauer and Tarjan 1979, doi:10.1145/357062.357071"
)
_words = catalogue("analysis")


def losses(network: Network, settings: Settings) -> AnalysisAnswer:
    """Say for each thing which goals stop or lose something if it stops, by which path, on what evidence."""
    return settings.once(f"losses {network.key}", lambda: _losses(network, settings))


def _losses(network: Network, settings: Settings) -> AnalysisAnswer:
    model = DependencyModel.kept(network, settings)
    with engines_used() as used:
        tree = model.dominator_tree()
    tried = candidates(network, tree.sizes())
    goals = set(network.goals)
    counts = []
    for node in tried:
        loss = model.loss([node])
        if lost := len(loss.lost & goals):
            counts.append((-lost, -len(goals & loss.stopped.keys()), node))
    rows = []
    for _, _, node in sorted(counts)[: settings.rows]:
        row = loss_row(network, model.loss([node]), tree.below(node))
        if row is not None:
            rows.append(how_sure(network, settings, row, [node]))
    notes = []
    if len(tried) < network.n:
        notes.append(_words("dependency-loss.tried", tried=len(tried), total=network.n))
    if len(counts) > len(rows):
        notes.append(_words("dependency-loss.shown", shown=len(rows), total=len(counts)))
    return AnalysisAnswer(rows, engine_text(used), notes)


def how_sure(network: Network, settings: Settings, row: ResultRow, removed: Sequence[str]) -> ResultRow:
    """Return a claim about the loss of `removed` with its interval, probability and figure on stated ties.

    The claim holds in a draw in which everything that it names is lost as it says.
    """
    stated = stated_loss(network, settings, removed)
    draws = draws_of(network, settings)
    if draws is None:
        return replace(row, stated_only=stated)
    return replace(
        row,
        interval=draws.spread(draws.lost_counts(removed)),
        probability=draws.share_lost(removed, row.detail["stopped"], row.detail["affected"]),
        stated_only=stated,
    )


def candidates(network: Network, dominated: dict[str, int]) -> list[str]:
    """Return the things whose loss is tried: all, or in a large network those that most depends on."""
    if network.n <= ALL_TRIED:
        return sorted(network.graph)
    order = sorted(
        network.graph, key=lambda node: (-dominated.get(node, 0), -network.graph.in_degree(node), node)
    )
    return order[: max(FEWEST, min(CANDIDATES, CANDIDATE_ARCS // max(network.m, 1)))]


def loss_row(network: Network, loss: DependencyLoss, dominated: set[str]) -> ResultRow | None:
    """Return the claim about one loss, or None when no goal is lost.

    Parameters
    ----------
    network : Network
        Where something is lost.
    loss : DependencyLoss
        What is lost.
    dominated : set of str
        The things that the lost ones dominate.
    """
    goals = loss.lost & network.goals.keys()
    if not goals:
        return None
    removed = sorted(loss.removed)
    reach = set().union(*(nx.ancestors(network.graph, node) for node in removed if node in network.graph))
    at_most = ((reach - loss.removed) & network.goals.keys()) | goals
    stopped = in_order(network, goals & set(loss.stopped))
    affected = in_order(network, goals - set(loss.stopped))
    detail: dict[str, Any] = {
        "stopped": stopped,
        "affected": affected,
        "alsoLost": in_order(network, loss.lost - goals),
        "dominated": in_order(network, dominated & goals),
        "paths": {node: loss.path(node) for node in [*stopped, *affected][:LONGEST]},
    }
    return ResultRow(
        node=removed[0],
        label=listed([network.name(node) for node in removed]),
        claim=loss_claim(network, removed, stopped, affected),
        figure=Figure(LOST, float(len(goals)), "things"),
        bounds=(float(len(dominated & goals)), float(len(at_most))),
        cut_off=(*stopped, *affected),
        evidence=network.evidence(loss.arcs(goals)),
        detail=detail,
    )


def in_order(network: Network, nodes: set[str] | frozenset[str]) -> list[str]:
    """Return `nodes` by class, then by name, so that their order does not depend on the search."""
    return sorted(nodes, key=lambda node: (network.kinds[node], network.name(node).sv, node))


def loss_claim(
    network: Network, removed: Sequence[str], stopped: Sequence[str], affected: Sequence[str]
) -> Text:
    """Return "If X stops, 2 services stop too (A and B), and 6 municipalities lose something in use."."""
    effects = [
        _effect(network, key, nodes)
        for key, nodes in (
            ("loss.stopped", stopped),
            ("loss.also-affected" if stopped else "loss.affected", affected),
        )
        if nodes
    ]
    if len(effects) == 2:
        effects = [_words("loss.both", first=effects[0], second=effects[1])]
    return _words(
        f"loss.claim.{one_or_many(len(removed))}",
        name=listed([network.name(node) for node in removed]),
        effects=effects[0] if effects else _words("loss.nothing"),
    )


def _effect(network: Network, key: str, nodes: Sequence[str]) -> Text:
    return _words(
        f"{key}.{one_or_many(len(nodes))}",
        what=counted((network.goal_kind(node) or network.kinds[node] for node in nodes), network.words),
        names=listed([network.name(node) for node in nodes]),
    )
