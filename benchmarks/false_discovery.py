"""Count how often chance alone is called a finding, and how often a planted one is found.

Run from the top of the repository: ``python benchmarks/false_discovery.py`` (some minutes on a quiet core).
Writes ``results/false_discovery.json`` and ``results/false_discovery.md``.

Random networks of each kind are analysed as a study would be. A family is all things of one network by one
measure, all pairs of a projection, or the core of a network; it is flagged when any of its things has p <=
0.05. Without anything to find, at most 5 % of families may be flagged: alone, as in a report on one network
by one measure, and in a report on all kinds of networks together, where at most 5 % of reports may flag
anything. Then a tie that degrees do not explain is planted in one network of each kind, and the same is
counted again.
"""

from __future__ import annotations

import argparse
import json
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import networkx as nx
import numpy as np

from kgraph.analysis.definitions import NetworkDefinition
from kgraph.analysis.networks import declare
from kgraph.analysis.settings import Settings
from kgraph.analysis.uncertainty.chance import (
    against,
    chance_of,
    core_against,
    correct_together,
    pairs_against,
)
from kgraph.analysis.uncertainty.core_fits import CORE_FIT, core_fit
from kgraph.analysis.uncertainty.meeting_pairs import PAIRS, meeting_pairs

if TYPE_CHECKING:
    from kgraph.analysis.networks import Network
    from kgraph.analysis.uncertainty.corrections import Tested

RESULTS = Path(__file__).parent / "results"
ALPHA = 0.05
UNDIRECTED, DIRECTED, EQUALS = "one-mode", "directed, typed", "directed, one kind"
TWO_MODE, PROJECTION = "two-mode", "projection"
KINDS = (UNDIRECTED, DIRECTED, EQUALS, TWO_MODE, PROJECTION)
RELATIONS = [{"type": "TIED"}]
SETTINGS: dict[str, dict[str, Any]] = {
    UNDIRECTED: {"directed": False},
    DIRECTED: {"directed": True, "groups": ["Municipality", "Company"]},
    EQUALS: {"directed": True},
    TWO_MODE: {"mode": "two-mode", "directed": False, "bodies": ["Forum"]},
    PROJECTION: {"mode": "projection", "directed": False, "onto": ["Municipality", "Company"]},
}


def degrees(nodes: int, rng: np.random.Generator) -> np.ndarray[Any, Any]:
    """Return skewed weights, so that some things are large."""
    return 0.3 + rng.exponential(1.0, size=nodes)


def random_network(kind: str, rng: np.random.Generator, planted: bool) -> Network:
    """Return a network whose ties depend on degrees alone, and on one planted pattern if asked for.

    Planted: two groups that nothing joins but one thing of few ties; with bodies, three members who are in
    the same ones.
    """
    graph = nx.MultiDiGraph()
    if kind in (UNDIRECTED, DIRECTED, EQUALS):
        edges = _one_mode(kind, rng, planted)
        for number in sorted({node for edge in edges for node in edge}):
            label = "Company" if kind == DIRECTED and number % 3 == 0 else "Municipality"
            graph.add_node(f"n{number:02}", labels=(label,))
        pairs = [(f"n{a:02}", f"n{b:02}") for a, b in edges]
    else:
        table = _two_mode(rng, planted)
        graph.add_nodes_from((f"n{row:02}" for row in range(len(table))), labels=("Municipality",))
        graph.add_nodes_from((f"b{column:02}" for column in range(table.shape[1])), labels=("Forum",))
        pairs = [(f"n{row:02}", f"b{column:02}") for row, column in zip(*np.nonzero(table), strict=True)]
    for a, b in pairs:
        graph.add_edge(a, b, key=f"{a}-{b}", type="TIED")
    values = {"relations": RELATIONS, "title": kind, "at": "any", **SETTINGS[kind]}
    return declare(graph, NetworkDefinition.from_dict(kind, values))


def _one_mode(kind: str, rng: np.random.Generator, planted: bool) -> list[tuple[int, int]]:
    n = 30
    if planted:
        halves = [(a, b) for a in range(n) for b in range(n) if a != b and (a < n // 2) == (b < n // 2)]
        edges = [pair for pair in halves if rng.random() < 0.35]
        edges += [(0, n), (n, n - 1), (n - 1, n), (n, 0)]
    else:
        out, into = degrees(n, rng), degrees(n, rng)
        odds = 0.14 * np.outer(out / out.mean(), into / into.mean())
        chances = odds / (1 + odds)
        edges = [(a, b) for a in range(n) for b in range(n) if a != b and rng.random() < chances[a, b]]
    return edges if kind != UNDIRECTED else sorted({(min(edge), max(edge)) for edge in edges})


def _two_mode(rng: np.random.Generator, planted: bool) -> np.ndarray[Any, Any]:
    members, bodies = 20, 14
    row, column = degrees(members, rng), degrees(bodies, rng)
    # Odds that are products make all networks of the same degrees equally likely; chances would not.
    odds = 0.4 * np.outer(row / row.mean(), column / column.mean())
    table = rng.random((members, bodies)) < odds / (1 + odds)
    if planted:
        table[:, :] = False
        table[:10, :7] = rng.random((10, 7)) < 0.5
        table[10:, 7:] = rng.random((10, 7)) < 0.5
        table[0, :] = False
        table[0, [0, 7]] = True
    # Who is in nothing, and what nobody is in, is left out: giving it a tie would be a pattern.
    return table[table.any(axis=1)][:, table.any(axis=0)]


def flagged(network: Network, settings: Settings, *, report: bool) -> dict[str, bool]:
    """Return for each family of a network that chance leaves open whether anything in it is flagged.

    Parameters
    ----------
    network : Network
        The network.
    settings : Settings
        How it is analysed.
    report : bool
        Whether p is corrected over all that the report tests, or each family stands by itself.
    """
    chance = chance_of(network, settings)
    tested: dict[str, Tested | None] = {}
    for measure in () if chance is None else chance.measures:
        tested[measure] = against(network, settings, measure) if report else chance.tested(measure)
    pairs = (pairs_against if report else meeting_pairs)(network, settings)
    core = (core_against if report else core_fit)(network, settings)
    tested |= {PAIRS: pairs and pairs.tested, CORE_FIT: core and core.tested}
    return {
        family: bool(np.nanmin(found.p) <= ALPHA)
        for family, found in tested.items()
        if found is not None and not np.isnan(found.p).all()
    }


def trial(draws: int, planted: bool, seed: int) -> dict[str, Any]:
    """Analyse one random network of each kind, as one report."""
    rng = np.random.default_rng([seed, planted])
    networks = {kind: random_network(kind, rng, planted) for kind in KINDS}
    settings = Settings(seed=seed, draws=draws, workers=1)
    correct_together(networks.values(), settings)
    return {
        "alone": {kind: flagged(network, settings, report=False) for kind, network in networks.items()},
        "report": {kind: flagged(network, settings, report=True) for kind, network in networks.items()},
    }


def shares(trials: list[dict[str, Any]], how: str) -> dict[str, dict[str, list[int]]]:
    """Return for each kind of network and each measure how many families are flagged, and of how many."""
    counts: dict[str, dict[str, list[int]]] = {kind: {} for kind in KINDS}
    for result in trials:
        for kind, families in result[how].items():
            for measure, found in families.items():
                own = counts[kind].setdefault(measure, [0, 0])
                own[0] += found
                own[1] += 1
    return counts


def main() -> None:
    """Run all trials and write the results."""
    parser = argparse.ArgumentParser(description="False discoveries on random networks, and power.")
    parser.add_argument("--trials", type=int, default=200)
    parser.add_argument("--planted", type=int, default=40)
    parser.add_argument("--draws", type=int, default=199, help="at first; more where something stands out")
    arguments = parser.parse_args()
    with ProcessPoolExecutor(2) as pool:
        random = list(pool.map(partial(trial, arguments.draws, False), range(arguments.trials)))
        planted = list(pool.map(partial(trial, arguments.draws, True), range(arguments.planted)))
    reports = sum(any(any(found.values()) for found in result["report"].values()) for result in random)
    figures = {
        "trials": len(random),
        "draws": arguments.draws,
        "alone": shares(random, "alone"),
        "report": shares(random, "report"),
        "reportsFlagged": reports,
        "planted": {"trials": len(planted), "report": shares(planted, "report")},
    }
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "false_discovery.json").write_text(json.dumps(figures, indent=1) + "\n")
    (RESULTS / "false_discovery.md").write_text(table(figures))
    print(table(figures))


def share(counts: list[int]) -> str:
    """Return "3 of 60 (5.0 %)"."""
    return f"{counts[0]} of {counts[1]} ({100 * counts[0] / counts[1]:.1f} %)"


def table(figures: dict[str, Any]) -> str:
    """Return the figures as a table in Markdown."""
    lines = [
        f"Families flagged at 5 % among random networks, {figures['trials']} of each kind and "
        f"{figures['draws']} draws by chance, more where something stands out: each measure by itself, and "
        "as one report on all five networks; and how often a planted pattern is found by the report "
        f"({figures['planted']['trials']} trials).",
        "",
        "| network | measure | by itself | in the report | planted, found |",
        "|---|---|---|---|---|",
    ]
    sums = {"alone": [0, 0], "report": [0, 0]}
    for kind in KINDS:
        for measure, own in figures["alone"][kind].items():
            cells = [share(counts) for counts in (own, figures["report"][kind][measure])]
            found = figures["planted"]["report"][kind].get(measure, [0, 0])
            lines.append(f"| {kind} | {measure} | {cells[0]} | {cells[1]} | {found[0]} of {found[1]} |")
            for how in sums:
                counts = figures[how][kind][measure]
                sums[how] = [sums[how][0] + counts[0], sums[how][1] + counts[1]]
    lines += [f"| all | | {share(sums['alone'])} | {share(sums['report'])} | |", ""]
    reports = share([figures["reportsFlagged"], figures["trials"]])
    lines.append(f"Reports that flag anything: {reports}.")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
