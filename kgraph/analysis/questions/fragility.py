"""How a network falls apart, how well named pairs are tied, and the cheapest ties that would help."""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from typing import TYPE_CHECKING, Any

import networkx as nx
import numpy as np

from kgraph.analysis.blocks import pieces
from kgraph.analysis.engines import compute, engine_text, engines_used
from kgraph.analysis.measures import CUT_OFF
from kgraph.analysis.questions.scenario import node_of
from kgraph.analysis.results import Figure, Result, Row
from kgraph.analysis.sentences import count_of, listed, sentence
from kgraph.analysis.uncertainty.replicates import generator
from kgraph.analysis.uncertainty.score_uncertainty import uncertainty
from kgraph.words.text import Text, number_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kgraph.analysis.networks import Network
    from kgraph.analysis.settings import Settings

CURVE_POINTS = 100
RANDOM_ORDERS = 50
PAIRED = 16
"""Most things of one class whose pairs are all compared when the network names no pairs."""
PAIRS_SHOWN = 10
REMEDIES = 10
LARGEST_PAIRED = 20_000


def removal_curve(graph: nx.Graph, order: Sequence[str]) -> list[int]:
    """Return the size of the largest component after 0, 1, 2... removals, in time near linear in the graph.

    Nodes are put back in reverse order and components joined by union-find.
    """
    parent: dict[str, str] = {}
    size: dict[str, int] = {}

    def root(node: str) -> str:
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    largest = 0
    curve = [0]
    for node in reversed(order):
        parent[node], size[node] = node, 1
        for other in graph[node]:
            if other in parent:
                a, b = root(node), root(other)
                if a != b:
                    a, b = (a, b) if size[a] >= size[b] else (b, a)
                    parent[b] = a
                    size[a] += size[b]
        largest = max(largest, size[root(node)])
        curve.append(largest)
    return curve[::-1]


def robustness(curve: Sequence[int]) -> float:
    """Return the mean share of nodes in the largest component over all removals: 0.5 at best, 0 at worst.

    Schneider et al. 2011, doi:10.1073/pnas.1009440108 (R, summed from the first removal to the last).
    """
    n = len(curve) - 1
    return sum(curve[1:]) / (n * n) if n else 0.0


def fragility(network: Network, settings: Settings) -> Result:
    """Say how fast the network falls apart, which pairs hang on few paths, and what would mend cut points."""
    graph = network.undirected()
    with engines_used() as used:
        rows = _curve_rows(network, settings, graph)
        rows += _pair_rows(network, graph)
        rows += _remedy_rows(network, settings, graph)
    return Result(
        question="fragility",
        network=network.definition.name,
        title=Text("Hur skört är nätverket?", "How fragile is the network?"),
        definition=Text(
            "Robusthet: medelandel av sakerna i den största komponenten medan de tas bort en efter en "
            "(högst 0,5). "
            "Skilda vägar: antal vägar mellan två saker utan gemensam mellanled. Botemedel: minsta antal "
            "nya länkar "
            "efter vilka saken inte längre är brytpunkt. Riktning räknas inte.",
            "Robustness: mean share of things in the largest component while they are removed one by one "
            "(0.5 at "
            "most). Separate paths: number of paths between two things that share nothing in between. "
            "Remedy: "
            "smallest number of new ties after which the thing is no cut point. Direction set aside.",
        ),
        method="Schneider et al. 2011, doi:10.1073/pnas.1009440108; Menger 1927; Eswaran and Tarjan 1976, "
        "doi:10.1137/0205044",
        engine=engine_text(used),
        seed=settings.seed,
        rows=tuple(rows),
    )


def _curve_rows(network: Network, settings: Settings, graph: nx.Graph) -> list[Row]:
    nodes = sorted(graph)
    sure = uncertainty(network, settings)
    between = dict(zip(sure.nodes, np.nan_to_num(sure.observed_scores("betweenness")), strict=True))
    by_degree = sorted(nodes, key=lambda node: (-graph.degree(node), node))
    by_betweenness = sorted(nodes, key=lambda node: (-between[node], node))
    rng = generator(settings.seeds("fragility", 1)[0])
    orders = RANDOM_ORDERS if len(nodes) <= 5_000 else 2
    random = np.mean(
        [removal_curve(graph, [nodes[i] for i in rng.permutation(len(nodes))]) for _ in range(orders)], axis=0
    )
    rows = []
    for name, text, curve in (
        ("degree", Text("efter grad", "by degree"), removal_curve(graph, by_degree)),
        ("betweenness", Text("efter mellanliggande", "by betweenness"), removal_curve(graph, by_betweenness)),
        ("random", Text("i slumpordning (medel)", "in random order (mean)"), random.tolist()),
    ):
        half = next((step for step, left in enumerate(curve) if left <= curve[0] / 2), len(curve) - 1)
        step = max(1, len(curve) // CURVE_POINTS)
        rows.append(
            Row(
                node=None,
                label=text,
                claim=sentence(
                    "När sakerna tas bort {text} är den största komponenten halverad efter {half} av {n} "
                    "(robusthet {r}).",
                    "When things are removed {text}, the largest component is halved after {half} of {n} "
                    "(robustness {r}).",
                    text=text,
                    half=half,
                    n=len(nodes),
                    r=number_text(robustness(curve)),
                ),
                figure=Figure("robustness", robustness(curve), "share"),
                detail={
                    "order": name,
                    "halvedAfter": half,
                    "removed": list(range(0, len(curve), step)),
                    "largest": [curve[i] for i in range(0, len(curve), step)],
                    "first": {"degree": by_degree, "betweenness": by_betweenness}.get(name, [])[:PAIRS_SHOWN],
                },
            )
        )
    return rows


def _pair_rows(network: Network, graph: nx.Graph) -> list[Row]:
    if network.n > LARGEST_PAIRED:
        return []
    found = [(_separate_paths(graph, a, b), a, b) for a, b in _pairs(network, graph)]
    return [_pair_row(network, graph, *item) for item in sorted(found)[:PAIRS_SHOWN]]


def _pairs(network: Network, graph: nx.Graph) -> list[tuple[str, str]]:
    if network.definition.pairs:
        return [(node_of(network, a), node_of(network, b)) for a, b in network.definition.pairs]
    counts = Counter(network.kinds[node] for node in graph)
    wanted = [goal for goal in network.definition.goals if 2 <= counts[goal] <= PAIRED]
    wanted += [
        kind for kind, count in sorted(counts.items(), key=lambda i: (-i[1], i[0])) if 2 <= count <= PAIRED
    ]
    if not wanted:
        return []
    return list(combinations(sorted(node for node in graph if network.kinds[node] == wanted[0]), 2))


def _separate_paths(graph: nx.Graph, a: str, b: str) -> int:
    return int(compute("local_node_connectivity", graph, a, b)) if a != b else 0


def _pair_row(network: Network, graph: nx.Graph, paths: int, a: str, b: str) -> Row:
    direct = graph.has_edge(a, b)
    cut: list[str] = []
    if paths and not direct:
        cut = sorted(nx.minimum_node_cut(graph, a, b))
    names = {"a": network.name(a), "b": network.name(b)}
    if not paths:
        claim = sentence(
            "{a} och {b} nås inte från varandra.", "{a} and {b} do not reach each other.", **names
        )
    elif direct:
        claim = sentence(
            "{a} och {b} är direkt knutna och förbundna av {paths}.",
            "{a} and {b} are tied directly and joined by {paths}.",
            paths=count_of(paths, "path"),
            **names,
        )
    else:
        claim = sentence(
            "{a} och {b} förbinds av {paths} och skiljs åt om {cut} förloras.",
            "{a} and {b} are joined by {paths} and parted by the loss of {cut}.",
            paths=count_of(paths, "path"),
            cut=listed([network.name(node) for node in cut]),
            **names,
        )
    return Row(
        node=a,
        label=listed([network.name(a), network.name(b)]),
        claim=claim,
        figure=Figure("separate paths", float(paths), "paths"),
        cut_off=(b,) if not direct else (),
        evidence=network.evidence(arc for node in cut for arc in network.incident(node)),
        detail={"pair": [a, b], "direct": direct, "minimumCut": cut},
    )


def _remedy_rows(network: Network, settings: Settings, graph: nx.Graph) -> list[Row]:
    sure = uncertainty(network, settings)
    sizes = sure.observed_scores(CUT_OFF)
    order = sorted((i for i in range(len(sizes)) if sizes[i] > 0), key=lambda i: (-sizes[i], sure.nodes[i]))
    return [_remedy_row(network, graph, sure.nodes[i]) for i in order[:REMEDIES]]


def remedy(network: Network, graph: nx.Graph, node: str) -> list[tuple[str, str]]:
    """Return the fewest new ties after which `node` is no cut point: one for each piece but the largest.

    Each tie goes from the piece's best connected thing to a stand-in for `node` elsewhere: one of its own
    class if there is one, else its best connected neighbour.
    """
    main, *minor = pieces(graph, node)
    alike = [other for other in main if network.kinds[other] == network.kinds[node]]
    pool = alike or sorted(set(graph[node]) & set(main))
    deputy = min(pool, key=lambda other: (-graph.degree(other), other))
    return [(min(piece, key=lambda other: (-graph.degree(other), other)), deputy) for piece in sorted(minor)]


def _remedy_row(network: Network, graph: nx.Graph, node: str) -> Row:
    ties = remedy(network, graph, node)
    mended = nx.Graph(graph)
    mended.add_edges_from(ties)
    named = [sentence("{a} – {b}", "{a} – {b}", a=network.name(a), b=network.name(b)) for a, b in ties]
    detail: dict[str, Any] = {
        "remedy": [list(tie) for tie in ties],
        "stillCutPoint": len(pieces(mended, node)) > 1,
    }
    return Row(
        node=node,
        label=network.name(node),
        claim=sentence(
            "{count} räcker för att {name} inte längre ska vara brytpunkt: {ties}.",
            "{count} {are} enough for {name} to be a cut point no more: {ties}.",
            count=count_of(len(ties), "new tie"),
            are="is" if len(ties) == 1 else "are",
            name=network.name(node),
            ties=listed(named),
        ),
        figure=Figure("ties needed", float(len(ties)), "ties"),
        evidence=network.evidence(network.incident(node)),
        detail=detail,
    )
