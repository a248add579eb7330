"""Brokerage: who stands between whom, in which role, and who could go round."""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING, Any

import numpy as np

from kgraph.analysis.effective_size import effective_sizes
from kgraph.analysis.engines import compute, engine_text, engines_used
from kgraph.analysis.question import AnalysisQuestion, beyond_size
from kgraph.analysis.results import AnalysisAnswer, Figure, ResultRow
from kgraph.analysis.scope import OF_BROKERS
from kgraph.analysis.sentences import count_of
from kgraph.analysis.settings import TASK_WORK
from kgraph.analysis.uncertainty.null_networks import against_chance, arc_list, rewired
from kgraph.analysis.uncertainty.replicates import generator, run
from kgraph.words.catalogue import catalogue
from kgraph.words.text import number_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    import networkx as nx

    from kgraph.analysis.networks import Network
    from kgraph.analysis.settings import Settings

ROLES = ("coordinator", "itinerant", "gatekeeper", "representative", "liaison")
PAIR_ROLES = ("same-class", "across-classes")
LARGEST = 20_000
"""Networks of more nodes are not searched for brokers: pairs of neighbours grow with the square of degree."""

_words = catalogue("analysis")


def brokerage_roles(graph: nx.Graph, kinds: Mapping[str, str]) -> dict[str, Counter[str]]:
    """Return each node's count of Gould-Fernandez roles.

    A node brokers the ordered pair (a, c) when a is tied to it and it to c, but a is not tied to c directly.
    The role follows from the classes of a, the broker and c: all the same, coordinator; a and c the same,
    itinerant; the broker and c the same, gatekeeper; a and the broker the same, representative; all
    different, liaison.
    """
    onward = {node: set(graph.succ[node] if graph.is_directed() else graph[node]) - {node} for node in graph}
    inward = {node: set(graph.pred[node]) - {node} for node in graph} if graph.is_directed() else onward
    roles_of: dict[str, Counter[str]] = {}
    for broker in graph:
        roles: Counter[str] = Counter()
        own = kinds[broker]
        for first in inward[broker]:
            for kind, count in Counter(
                kinds[last] for last in onward[broker] - onward[first] - {first}
            ).items():
                roles[_role(kinds[first], own, kind)] += count
        roles_of[broker] = roles
    return roles_of


def _role(first: str, own: str, last: str) -> str:
    if first == last:
        return "coordinator" if own == first else "itinerant"
    if own == last:
        return "gatekeeper"
    return "representative" if own == first else "liaison"


def two_mode_roles(
    graph: nx.Graph, kinds: Mapping[str, str], bodies: frozenset[str]
) -> dict[str, Counter[str]]:
    """Return for each node of a two-mode network the pairs of its neighbours in the other mode, by class."""
    roles_of: dict[str, Counter[str]] = {}
    for broker in graph:
        other_side = [other for other in graph[broker] if (other in bodies) != (broker in bodies)]
        sizes = Counter(kinds[other] for other in other_side)
        same = sum(size * (size - 1) // 2 for size in sizes.values())
        total = len(other_side) * (len(other_side) - 1) // 2
        roles_of[broker] = Counter({"same-class": same, "across-classes": total - same})
    return roles_of


def exclusive_pairs(graph: nx.Graph, bodies: frozenset[str] | None = None) -> Counter[str]:
    """Return for each node the number of pairs that it brokers and nobody else does.

    Pairs are those of `brokerage_roles`, or, with `bodies`, those of `two_mode_roles`.
    """
    onward = {node: set(graph.succ[node] if graph.is_directed() else graph[node]) - {node} for node in graph}
    count: Counter[str] = Counter()
    for first in sorted(graph):
        brokers: dict[str, list[str]] = {}
        for broker in onward[first]:
            if bodies is not None and (first in bodies) == (broker in bodies):
                continue
            for last in onward[broker]:
                if last == first or (bodies is None and last in onward[first]):
                    continue
                if bodies is not None and ((last in bodies) != (first in bodies) or last < first):
                    continue
                brokers.setdefault(last, []).append(broker)
        for alone in brokers.values():
            if len(alone) == 1:
                count[alone[0]] += 1
    return count


def brokerage(network: Network, settings: Settings) -> AnalysisAnswer | None:
    """Profile each broker: roles with z, exclusive pairs, constraint and effective size."""
    if network.n > LARGEST:
        return beyond_size(network, LARGEST)
    graph = network.graph
    bodies = _bodies(network)
    roles = ROLES if bodies is None else PAIR_ROLES
    counted = _counts(graph, dict(network.kinds), bodies)
    nodes = sorted(graph)
    with engines_used() as used:
        holes = _structural_holes(network)
    observed = _matrix(counted, nodes, roles)
    chance = _against_nulls(network, settings, nodes, roles, bodies, observed)
    alone = exclusive_pairs(graph, bodies)
    order = sorted((n for n in nodes if counted[n].total()), key=lambda n: (-counted[n].total(), n))
    rows = [
        _row(network, node, counted[node], alone[node], holes, _of_node(chance, roles, nodes.index(node)))
        for node in order[: settings.rows]
    ]
    return AnalysisAnswer(rows, engine_text(used), () if rows else (_words("brokerage.nobody"),))


def _bodies(network: Network) -> frozenset[str] | None:
    if network.definition.mode != "two-mode":
        return None
    wanted = set(network.definition.bodies)
    return frozenset(node for node in network.graph if wanted & set(network.classes[node]))


def _counts(graph: nx.Graph, kinds: dict[str, str], bodies: frozenset[str] | None) -> dict[str, Counter[str]]:
    return brokerage_roles(graph, kinds) if bodies is None else two_mode_roles(graph, kinds, bodies)


def _matrix(
    counts: dict[str, Counter[str]], nodes: list[str], roles: tuple[str, ...]
) -> np.ndarray[Any, Any]:
    rows = [[float(counts[node][role]) for node in nodes] for role in roles]
    return np.array([*rows, [float(counts[node].total()) for node in nodes]])


def _null(shared: dict[str, Any], seed: np.random.SeedSequence) -> np.ndarray[Any, Any]:
    _, graph = rewired(shared["arcs"], generator(seed))
    return _matrix(_counts(graph, shared["kinds"], shared["bodies"]), shared["nodes"], shared["roles"])


def _against_nulls(
    network: Network,
    settings: Settings,
    nodes: list[str],
    roles: tuple[str, ...],
    bodies: frozenset[str] | None,
    observed: np.ndarray[Any, Any],
) -> list[tuple[Any, ...]]:
    draws, _ = settings.null_networks(network.n)
    if not draws:
        return []
    name = network.definition.name
    shared = {
        "arcs": arc_list(network),
        "kinds": dict(network.kinds),
        "bodies": bodies,
        "nodes": nodes,
        "roles": roles,
    }
    seeds = settings.seeds(f"brokerage {name}", draws)
    work = len(seeds) * (TASK_WORK + network.n * network.m) // 10
    drawn = np.array(run(settings, f"{name}: brokerage by chance", _null, shared, seeds, work))
    return [against_chance(observed[row], drawn[:, row]) for row in range(len(roles) + 1)]


def _of_node(
    chance: list[tuple[Any, ...]], roles: tuple[str, ...], position: int
) -> dict[str, dict[str, float]]:
    names = (*roles, "all")
    return {
        name: {"expected": float(mean[position]), "z": float(z[position]), "p": float(p[position])}
        for name, (mean, _, z, p) in zip(names, chance, strict=False)
    }


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
    network: Network,
    node: str,
    roles: Counter[str],
    alone: int,
    holes: dict[str, dict[str, Any]],
    chance: dict[str, dict[str, float]],
) -> ResultRow:
    main = max(sorted(roles), key=lambda role: roles[role])
    own = holes[node]
    detail: dict[str, Any] = {
        "roles": dict(sorted(roles.items())),
        "exclusive": alone,
        "chance": chance,
        **own,
    }
    for key in ("constraint", "effectiveSize"):
        if own[key] is None:
            detail[f"{key}Undefined"] = "an isolate has no neighbours to be constrained by"
    claim = _words(
        "brokerage.claim",
        name=network.name(node),
        total=count_of(roles.total(), "pair"),
        main=_words(f"brokerage.role.{main}"),
        count=number_text(roles[main], 0),
        alone=alone,
    )
    overall = chance.get("all", {})
    return ResultRow(
        node=node,
        label=network.name(node),
        claim=claim,
        figure=Figure("brokered pairs", float(roles.total()), "pairs"),
        z=overall.get("z"),
        p=overall.get("p"),
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
    opens_report=4,
    scope=OF_BROKERS,
)
