"""Brokerage: who stands between whom, in which role, and who could go round."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from kgraph.analysis.array_graph import array_graph_of
from kgraph.analysis.brokered_pairs import (
    BROKERED,
    EXCLUSIVE,
    ROLES,
    brokerage_roles,
    exclusive,
    exclusive_meetings,
)
from kgraph.analysis.definitions import TWO_MODE
from kgraph.analysis.effective_size import effective_sizes
from kgraph.analysis.engines import compute, engine_text, engines_used
from kgraph.analysis.question import AnalysisQuestion
from kgraph.analysis.results import AnalysisAnswer, Figure, ResultRow
from kgraph.analysis.scope import OF_BROKERS
from kgraph.analysis.sentences import count_of, one_or_many
from kgraph.analysis.uncertainty.chance import LARGEST_BROKERED, z_and_p
from kgraph.words.catalogue import catalogue
from kgraph.words.text import number_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from kgraph.analysis.networks import Network
    from kgraph.analysis.settings import Settings

_words = catalogue("analysis")


def brokerage(network: Network, settings: Settings) -> AnalysisAnswer:
    """Profile each broker: roles, pairs that only it brokers, z and p, constraint and effective size."""
    nodes = sorted(network.graph)
    with engines_used() as used:
        holes = _structural_holes(network)
    describe = _meetings(network) if network.definition.reading == TWO_MODE else _roles(network)
    described = [(node, *describe(number)) for number, node in enumerate(nodes)]
    order = sorted((item for item in described if item[1].value), key=lambda i: (-(i[1].value or 0), i[0]))
    rows = [
        _row(network, settings, node, figure, {**detail, **holes[node]})
        for node, figure, detail in order[: settings.rows]
    ]
    return AnalysisAnswer(rows, engine_text(used), () if rows else (_words("brokerage.nobody"),))


def _roles(network: Network) -> Callable[[int], tuple[Figure, dict[str, Any]]]:
    """Return what describes a broker by its number: Gould-Fernandez roles and pairs that only it brokers."""
    graph = array_graph_of(network.graph)
    kinds = np.unique([network.kinds[node] for node in sorted(network.graph)], return_inverse=True)[1]
    roles, alone = brokerage_roles(graph, kinds), exclusive(graph)

    def describe(number: int) -> tuple[Figure, dict[str, Any]]:
        """Return the figure and the details of one broker."""
        own = {role: int(count) for role, count in zip(ROLES, roles[:, number], strict=True)}
        detail = {"roles": own, "exclusive": int(alone[number])}
        return Figure(BROKERED, float(roles[:, number].sum()), "pairs"), detail

    return describe


def _meetings(network: Network) -> Callable[[int], tuple[Figure, dict[str, Any]]]:
    """Return what describes a node of a two-mode network: pairs of its neighbours that share nobody else.

    How many pairs of neighbours it has follows from its number of ties, and says nothing more.
    """
    graph = array_graph_of(network.graph)
    alone = exclusive_meetings(graph)
    low, high, _ = graph.ties
    degree = np.bincount(np.concatenate([low, high]), minlength=graph.n)

    def describe(number: int) -> tuple[Figure, dict[str, Any]]:
        """Return the figure and the details of one thing."""
        pairs = int(degree[number] * (degree[number] - 1) // 2)
        return Figure(EXCLUSIVE, float(alone[number]), "pairs"), {"pairs": pairs}

    return describe


def _structural_holes(network: Network) -> dict[str, dict[str, Any]]:
    graph = network.undirected()
    constraint = compute("constraint", graph, weight="weight")
    size = effective_sizes(graph)
    return {
        node: {
            "constraint": None if math.isnan(constraint[node]) else float(constraint[node]),
            "effectiveSize": size[node],
            "degree": int(graph.degree(node)),
        }
        for node in graph
    }


def _row(
    network: Network, settings: Settings, node: str, figure: Figure, detail: dict[str, Any]
) -> ResultRow:
    for key in ("constraint", "effectiveSize"):
        if detail[key] is None:
            detail[f"{key}Undefined"] = "an isolate has no neighbours to be constrained by"
    name, total = network.name(node), figure.value or 0.0
    if figure.name == EXCLUSIVE:
        claim = _words(
            f"brokerage.meeting.{one_or_many(total)}",
            name=name,
            alone=count_of(total, "pair"),
            pairs=detail["pairs"],
        )
    else:
        roles: dict[str, int] = detail["roles"]
        main = max(sorted(roles), key=lambda role: roles[role])
        claim = _words(
            "brokerage.claim",
            name=name,
            total=count_of(total, "pair"),
            main=_words(f"brokerage.role.{main}"),
            count=number_text(roles[main], 0),
            alone=detail["exclusive"],
        )
    z, p = z_and_p(network, settings, figure.name, node)
    return ResultRow(
        node=node,
        label=name,
        claim=claim,
        figure=figure,
        z=z,
        p=p,
        evidence=network.evidence(network.incident(node)),
        detail=detail,
    )


QUESTION = AnalysisQuestion(
    name="brokerage",
    answer=brokerage,
    method="Gould and Fernandez 1989, doi:10.2307/270949; two-mode after Jasny and Lubell 2015, "
    "doi:10.1016/j.socnet.2014.11.005; exclusivity after Hamilton et al. 2020, "
    "doi:10.1016/j.socnet.2019.08.002; Burt 1992, Structural Holes",
    about_things=True,
    scope=OF_BROKERS,
    most=LARGEST_BROKERED,
)
