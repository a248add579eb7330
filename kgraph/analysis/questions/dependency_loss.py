"""Questions about dependency: what is lost with each thing, and what each goal rests on."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import networkx as nx

from kgraph.analysis.dependency_model import DependencyModel, Loss
from kgraph.analysis.engines import engine_text, engines_used
from kgraph.analysis.measures import GOALS_LOST
from kgraph.analysis.results import LONGEST, Figure, Result, Row
from kgraph.analysis.sentences import counted, listed, sentence
from kgraph.analysis.uncertainty.score_uncertainty import uncertainty
from kgraph.words.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kgraph.analysis.networks import Network
    from kgraph.analysis.settings import Settings

CANDIDATES, FEWEST, CANDIDATE_ARCS = 200, 25, 20_000_000
"""Things that are tried one by one in a network larger than `ALL_TRIED`; fewer where arcs are many."""
ALL_TRIED = 600

METHOD = (
    "AND / OR propagation of loss (least fixed point); lower bound by dominators, "
    "Lengauer and Tarjan 1979, doi:10.1145/357062.357071"
)
_DEFINITION = Text(
    "Antal mål (se nätverkets definition) som upphör eller förlorar något de använder om saken upphör. Allt "
    "som "
    "anges som nödvändigt är nödvändigt; av alternativ räcker ett. Intervallet är logiskt, inte "
    "statistiskt: undre "
    "gränsen är det som går förlorat även om varje angivet beroende kan ersättas av ett annat "
    "(dominatorer), övre "
    "gränsen allt som alls når saken.",
    "Number of goals (see the network's definition) that stop, or lose something they use, if the thing "
    "stops. All "
    "that is stated as needed is needed; of alternatives one is enough. The interval is logical, not "
    "statistical: "
    "the lower bound is what is lost even if every stated dependency could stand in for another "
    "(dominators), the "
    "upper bound all that reaches the thing at all.",
)


def dependency_loss(network: Network, settings: Settings) -> Result | None:
    """Say for each thing which goals stop or lose something if it stops, by which path, on what evidence.

    Returns
    -------
    Result or None
        None for a network whose arcs do not mean "depends on".
    """
    if not network.definition.is_dependency:
        return None
    return settings.once(
        f"dependency-loss {network.definition.name} {network.hash}",
        lambda: _dependency_loss(network, settings),
    )


def _dependency_loss(network: Network, settings: Settings) -> Result:
    model = DependencyModel.of(network)
    sure = uncertainty(network, settings)
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
            z, p = sure.z_and_p(GOALS_LOST, node)
            rows.append(replace(row, z=z, p=p))
    notes = [] if len(tried) == network.n else [_tried_note(len(tried), network.n)]
    if len(counts) > len(rows):
        notes.append(_shown_note(len(rows), len(counts)))
    return Result(
        question="dependency-loss",
        network=network.definition.name,
        title=Text("Vad går förlorat om något upphör?", "What is lost if something stops?"),
        definition=_DEFINITION,
        method=METHOD,
        engine=engine_text(used),
        seed=settings.seed,
        rows=tuple(rows),
        notes=tuple(notes),
    )


def candidates(network: Network, dominated: dict[str, int]) -> list[str]:
    """Return the things whose loss is tried: all, or in a large network those that most depends on."""
    if network.n <= ALL_TRIED:
        return sorted(network.graph)
    order = sorted(
        network.graph, key=lambda node: (-dominated.get(node, 0), -network.graph.in_degree(node), node)
    )
    return order[: max(FEWEST, min(CANDIDATES, CANDIDATE_ARCS // max(network.m, 1)))]


def _tried_note(tried: int, total: int) -> Text:
    return sentence(
        "Nätverket är stort: {tried} av {total} saker är prövade, de som mest beror på.",
        "The network is large: {tried} of {total} things were tried, those that most depends on.",
        tried=tried,
        total=total,
    )


def _shown_note(shown: int, total: int) -> Text:
    return sentence(
        "De {shown} främsta av {total} visas.",
        "The first {shown} of {total} are shown.",
        shown=shown,
        total=total,
    )


def loss_row(network: Network, loss: Loss, dominated: set[str]) -> Row | None:
    """Return the claim about one loss, or None when no goal is lost."""
    goals = {node for node in loss.lost if network.goal_kind(node)}
    if not goals:
        return None
    removed = sorted(loss.removed)
    reach = set().union(*(nx.ancestors(network.graph, node) for node in removed if node in network.graph))
    at_most = {node for node in reach - loss.removed if network.goal_kind(node)} | goals
    stopped = in_order(network, goals & set(loss.stopped))
    affected = in_order(network, goals - set(loss.stopped))
    detail: dict[str, Any] = {
        "stopped": stopped,
        "affected": affected,
        "alsoLost": in_order(network, loss.lost - goals),
        "dominated": in_order(network, dominated & goals),
        "paths": {node: loss.path(node) for node in [*stopped, *affected][:LONGEST]},
    }
    return Row(
        node=removed[0],
        label=listed([network.name(node) for node in removed]),
        claim=loss_claim(network, removed, stopped, affected),
        figure=Figure("goals lost", float(len(goals)), "things"),
        interval=(float(len(dominated & goals)), float(len(at_most))),
        cut_off=(*stopped, *affected),
        evidence=network.evidence(loss.arcs(goals)),
        detail=detail,
    )


def in_order(network: Network, nodes: set[str] | frozenset[str]) -> list[str]:
    """Return `nodes` by class, then by name, so that the order does not depend on how they were found."""
    return sorted(nodes, key=lambda node: (network.kinds[node], network.name(node).sv, node))


def loss_claim(
    network: Network, removed: Sequence[str], stopped: Sequence[str], affected: Sequence[str]
) -> Text:
    """Return "If X stops, 2 services stop too (A and B), and 6 municipalities lose something in use."."""
    first = {"sv": "så upphör också {what} ({names})", "en": "{what} {stop} too ({names})"}
    second = {
        "sv": "så förlorar {what} något i bruk ({names})",
        "en": "{what} {lose} something in use ({names})",
    }
    if stopped:
        second["sv"] = "{what} förlorar något i bruk ({names})"
    words = ((stopped, first), (affected, second))
    parts = [_lost_things(network, nodes, template) for nodes, template in words if nodes]
    if not parts:
        parts = [Text("så går inget av målen förlorat", "none of the goals is lost")]
    name = listed([network.name(node) for node in removed])
    stop = "stops" if len(removed) == 1 else "stop"
    return Text(
        f"Om {name.sv} upphör {', och '.join(part.sv for part in parts)}.",
        f"If {name.en} {stop}, {', and '.join(part.en for part in parts)}.",
    )


def _lost_things(network: Network, nodes: Sequence[str], words: dict[str, str]) -> Text:
    return sentence(
        words["sv"],
        words["en"],
        what=counted(network.goal_kind(node) or network.kinds[node] for node in nodes),
        names=listed([network.name(node) for node in nodes]),
        stop="stops" if len(nodes) == 1 else "stop",
        lose="loses" if len(nodes) == 1 else "lose",
    )


def single_points(network: Network, settings: Settings) -> Result | None:
    """Say for each goal which single things it is lost with, nearest first.

    Returns
    -------
    Result or None
        None for a network that is not of dependency, or too large to try everything in.
    """
    if not network.definition.is_dependency or network.n > ALL_TRIED:
        return None
    model = DependencyModel.of(network)
    parents = model.dominators()
    found: dict[str, list[tuple[int, str, Loss]]] = {}
    for node in sorted(network.graph):
        loss = model.loss([node])
        for goal in loss.lost:
            if network.goal_kind(goal):
                found.setdefault(goal, []).append((len(loss.path(goal)), node, loss))
    rows = [
        _single_point_row(network, goal, sorted(points, key=lambda p: p[:2]), parents)
        for goal, points in found.items()
    ]
    rows.sort(key=lambda row: (-(row.figure.value or 0), row.label.sv, row.node or ""))
    return Result(
        question="single-points",
        network=network.definition.name,
        title=Text("Vad vilar varje mål på?", "What does each goal rest on?"),
        definition=Text(
            "Antal saker vars bortfall var för sig räcker för att målet upphör eller förlorar något det "
            "använder.",
            "Number of things each of whose loss alone makes the goal stop or lose something it uses.",
        ),
        method=METHOD,
        engine=engine_text(),
        seed=settings.seed,
        rows=tuple(rows),
        notes=(),
    )


def _single_point_row(
    network: Network, goal: str, points: list[tuple[int, str, Loss]], parents: dict[str, str]
) -> Row:
    nodes = [node for _, node, _ in points]
    arcs = {arc for _, _, loss in points for arc in loss.arcs([goal])}
    return Row(
        node=goal,
        label=network.name(goal),
        claim=sentence(
            "{goal} vilar på {count}, var för sig: {names}.",
            "{goal} rests on {count}, each by itself: {names}.",
            goal=network.name(goal),
            count=counted(network.kinds[node] for node in nodes),
            names=listed([network.name(node) for node in nodes]),
        ),
        figure=Figure("single points", float(len(nodes)), "things"),
        evidence=network.evidence(arcs),
        detail={
            "points": nodes,
            "immediateDominator": parents.get(goal),
            "stopsWith": [node for _, node, loss in points if goal in loss.stopped],
        },
    )
