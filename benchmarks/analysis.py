"""Measure time and memory of the analysis: outputs compared with networkx, draws, growth with size.

Run from the top of the repository: ``python benchmarks/analysis.py`` (a quarter of an hour on two quiet
cores), or with ``--sizes 2000 --parts outputs`` for a first look. Writes ``results/analysis.json`` and
``results/analysis-growth.png``; what it does not measure anew stays as it was.

Each size and part runs in a process of its own, so that its memory can be measured. All outputs of one run
share one array form, as in an analysis: the first output that needs it pays for the conversion. Draws are of
networks whose things are ranked by every measure: memberships in two modes, and projected. CPU seconds are
given beside wall-clock seconds, because other load on the machine stretches the latter; ratios are of CPU
seconds. Where plain networkx would take too long, it runs from a few sampled sources and its time is scaled
up; such figures are marked as estimated.
"""

from __future__ import annotations

import argparse
import gc
import json
import multiprocessing
import os
import platform
import random
import resource
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

import networkx as nx

from kgraph.analysis.analyse import analyse
from kgraph.analysis.array_graph import array_graph_of, array_scores
from kgraph.analysis.dominators import immediate_dominators
from kgraph.analysis.engines import engine
from kgraph.analysis.igraph_backend import Dispatcher, IgraphGraph
from kgraph.analysis.measures.measure_registry import scores
from kgraph.analysis.networks import declare, network_definitions
from kgraph.analysis.questions.central_actors import central_actors
from kgraph.analysis.settings import SAMPLED_SOURCES, Settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from kgraph.analysis.networks import Network

RESULTS = Path(__file__).parent / "results"
SIZES = (500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000)
AGAINST_NETWORKX = (2_000, 10_000)
RANKED = 2_000
WHOLE = 10_000
EXACT_UP_TO = 10_000
NETWORKX_EXACT_UP_TO = 2_000
NETWORKX_SOURCES = 50
SEED = 7
PACKAGES = ("networkx", "igraph", "numpy", "scipy")


def preferential(nodes: int, seed: int = SEED) -> nx.MultiDiGraph:
    """Return a graph by preferential attachment, with random directions and about five arcs per thing."""
    draws = random.Random(seed)
    graph = nx.MultiDiGraph(study="benchmark", build=str(nodes))
    targets = [0]
    for number in range(nodes):
        graph.add_node(f"n{number}", labels=("Service" if number % 4 else "Municipality",))
    for number in range(1, nodes):
        wanted = 1 if draws.random() < 0.35 else draws.choice((7, 7, 7, 7, 7, 8))
        chosen = sorted({draws.choice(targets) for _ in range(wanted)})
        for target in chosen:
            ends = [f"n{number}", f"n{target}"]
            draws.shuffle(ends)
            graph.add_edge(*ends, key="-".join(ends), type="DEPENDS_ON", sources=["urn:s"])
        targets += [*chosen, number]
    return graph


def memberships(members: int, bodies: int, ties: int, seed: int = SEED) -> nx.MultiDiGraph:
    """Return organisations in bodies, four memberships to a source; the active more likely get the next."""
    draws = random.Random(seed)
    graph = nx.MultiDiGraph(study="benchmark", build=f"{members} {bodies}")
    for number in range(members + bodies):
        graph.add_node(f"n{number}", labels=("Organization" if number < members else "JointBoard",))
    likely, seen = list(range(members)), set[tuple[int, int]]()
    while len(seen) < ties:
        pair = draws.choice(likely), draws.randrange(members, members + bodies)
        if pair not in seen:
            seen.add(pair)
            likely.append(pair[0])
            key = f"{pair[0]}-{pair[1]}"
            ends = (f"n{end}" for end in pair)
            graph.add_edge(*ends, key=key, type="MEMBER_OF", sources=[f"urn:s{len(seen) // 4}"])
    return graph


def ranked_network(mode: str) -> Network:
    """Return 2,000 things with about 10,000 ties: memberships in two modes, or projected."""
    sizes = (1_500, 500, 10_000) if mode == "two-mode" else (2_000, 1_000, 5_000)
    values: dict[str, Any] = {"relations": ["MEMBER_OF"], "directed": False, "at": "any", "mode": mode}
    values |= {"bodies": ["JointBoard"], "isolates": ["Organization"]}
    values |= {"onto": ["Organization"]} if mode == "projection" else {}
    return declare(memberships(*sizes), network_definitions({"ranked": values})["ranked"])


def timed(function: Callable[[], Any]) -> dict[str, float]:
    """Return wall-clock and CPU seconds of one call."""
    gc.collect()
    wall, cpu = time.perf_counter(), time.process_time()
    function()
    return {"wall_s": round(time.perf_counter() - wall, 4), "cpu_s": round(time.process_time() - cpu, 4)}


def runs_of(nodes: int) -> int:
    """Return how often the outputs are timed: more often for short runs, which vary most."""
    return 7 if nodes <= 2_000 else 3 if nodes <= 10_000 else 1


def middle(runs: list[dict[str, float]]) -> dict[str, float]:
    """Return the medians of several timings."""
    return {key: median(run[key] for run in runs) for key in runs[0]}


def outputs(network: Network, *, plain: bool = False) -> dict[str, Callable[[], Any]]:
    """Return the outputs by name, all on one graph that no engine has converted yet.

    Measures are computed as an analysis does, from one array form; `plain` asks networkx for each.
    """
    graph = nx.freeze(nx.DiGraph(network.graph))
    sampled = network.n > EXACT_UP_TO
    arrays = cache(lambda: array_graph_of(graph))

    def measured(name: str) -> Callable[[], Any]:
        """Return the call that computes one measure."""
        if plain:
            return lambda: scores(graph, name, sampled=sampled)
        return lambda: array_scores(arrays(), [name], sampled=sampled)

    def by_igraph(name: str, same: Callable[..., Any]) -> Callable[[], Any]:
        """Return the call of a method of igraph on the array form, or of the function of networkx."""
        if plain:
            return lambda: list(same(nx.Graph(graph)))
        return lambda: getattr(arrays().undirected.igraph, name)()

    def constraint() -> Any:
        """Return Burt's constraint of all things."""
        if plain:
            return nx.constraint(nx.Graph(graph))
        return Dispatcher.constraint(
            IgraphGraph(arrays().undirected.igraph, list(range(network.n)), multigraph=False)
        )

    calls: dict[str, Callable[[], Any]] = {
        "betweenness": measured("betweenness"),
        "harmonic": measured("harmonic"),
        "degree": measured("degree"),
        "PageRank": measured("pagerank"),
        "eigenvector": measured("eigenvector"),
        "cut points with sizes": measured("cut-off"),
        "bridges": by_igraph("bridges", nx.bridges),
        "core number": by_igraph("coreness", nx.core_number),
        "constraint": constraint,
        "dominators": lambda: immediate_dominators(graph),
    }
    if sampled:
        del calls["harmonic"]
    return calls


def networkx_seconds(network: Network, name: str, call: Callable[[], Any]) -> dict[str, Any]:
    """Return the seconds of plain networkx, scaled up from sampled sources for large networks."""
    with engine("networkx"):
        if network.n <= NETWORKX_EXACT_UP_TO or name not in ("betweenness", "harmonic"):
            return {**timed(call), "estimated": False}
        graph = nx.DiGraph(network.graph)
        chosen = random.Random(SEED).sample(sorted(graph), NETWORKX_SOURCES)
        if name == "betweenness":
            part = timed(lambda: nx.betweenness_centrality(graph, k=NETWORKX_SOURCES, seed=SEED))
        else:
            part = timed(lambda: nx.harmonic_centrality(graph, nbunch=chosen))
        factor = network.n / NETWORKX_SOURCES
        return {key: round(seconds * factor, 2) for key, seconds in part.items()} | {"estimated": True}


def measure(nodes: int) -> dict[str, Any]:
    """Return all figures of one size."""
    import igraph
    import scipy.sparse.linalg

    del igraph, scipy
    definition = network_definitions()["service-dependency"]
    graph = preferential(nodes)
    declared: list[Any] = []
    figures: dict[str, Any] = {"nodes": nodes, "load_before": round(os.getloadavg()[0], 2)}
    figures["declare the network"] = timed(lambda: declared.append(declare(graph, definition)))
    network = declared[0]
    figures["arcs"] = network.m
    figures["betweenness_sampled_from"] = SAMPLED_SOURCES if nodes > EXACT_UP_TO else None
    runs = [{name: timed(call) for name, call in outputs(network).items()} for _ in range(runs_of(nodes))]
    figures["runs"] = len(runs)
    figures["outputs"] = {name: {"kgraph": middle([run[name] for run in runs])} for name in runs[0]}
    if nodes in AGAINST_NETWORKX:
        for name, call in outputs(network, plain=True).items():
            row = figures["outputs"][name]
            row["networkx"] = networkx_seconds(network, name, call)
            row["times"] = round(row["networkx"]["cpu_s"] / max(row["kgraph"]["cpu_s"], 1e-4), 1)
        rows = figures["outputs"].values()
        totals = {who: round(sum(row[who]["cpu_s"] for row in rows), 2) for who in ("kgraph", "networkx")}
        figures["all_outputs_cpu_s"] = totals
        figures["all_outputs_times"] = round(totals["networkx"] / totals["kgraph"], 1)
    figures["all_outputs_wall_s"] = round(
        sum(row["kgraph"]["wall_s"] for row in figures["outputs"].values()), 2
    )
    figures["peak_memory_MB"] = peak_memory(resource.RUSAGE_SELF)
    return figures


def peak_memory(who: int) -> int:
    """Return the largest memory of this process, or of one of its workers, in MB."""
    return round(resource.getrusage(who).ru_maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024))


def measure_draws(nodes: int) -> dict[str, Any]:
    """Return the figures of one size that rest on draws."""
    figures: dict[str, Any] = {}
    if nodes == RANKED:
        for mode in ("two-mode", "projection"):
            network = ranked_network(mode)
            size = {"nodes": network.n, "ties": network.m}
            figures[f"{mode}: 100 draws with rank intervals"] = size | drawn(network)
    if nodes == WHOLE:
        figures["whole analysis with 100 draws"] = whole(preferential(nodes))
    return figures


PARTS: dict[str, Callable[[int], dict[str, Any]]] = {"outputs": measure, "draws": measure_draws}


def drawn(network: Network) -> dict[str, Any]:
    """Return the seconds of central actors, with rank intervals from 100 draws, in two processes."""
    settings = Settings(seed=SEED, draws=100, nulls=0, workers=2)
    return with_workers(lambda: central_actors(network, settings))


def whole(graph: nx.MultiDiGraph) -> dict[str, Any]:
    """Return the seconds of all questions about all shipped networks of a graph, with 100 draws."""
    settings = Settings(seed=SEED, draws=100, workers=2)
    seconds = with_workers(lambda: analyse(graph, settings=settings))
    return {**seconds, **peaks()}


def peaks() -> dict[str, int]:
    """Return the largest memory of this process and of its largest worker, in MB."""
    return {
        "peak_memory_MB": peak_memory(resource.RUSAGE_SELF),
        "worker_peak_memory_MB": peak_memory(resource.RUSAGE_CHILDREN),
    }


def with_workers(function: Callable[[], Any]) -> dict[str, Any]:
    """Return wall-clock and CPU seconds of a call with its worker processes."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds: dict[str, Any] = timed(function)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    workers = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    seconds["cpu_s"] = round(seconds["cpu_s"] + workers, 2)
    return {**seconds, "workers": 2}


def plot(results: list[dict[str, Any]], path: Path) -> None:
    """Draw CPU seconds against arcs on logarithmic axes, with open marks for sampled outputs."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(7.2, 4.6), dpi=100, layout="constrained")
    axes = figure.add_subplot()
    names = sorted({name for result in results for name in result["outputs"]})
    for name in names:
        points = [
            (result["arcs"], result["outputs"][name]["kgraph"]["cpu_s"])
            for result in results
            if name in result["outputs"]
            and not (name == "betweenness" and result["betweenness_sampled_from"])
        ]
        axes.plot(*zip(*points, strict=True), marker="o", markersize=3.5, linewidth=1.2, label=name)
    sampled = [
        (r["arcs"], r["outputs"]["betweenness"]["kgraph"]["cpu_s"])
        for r in results
        if r["betweenness_sampled_from"]
    ]
    if sampled:
        axes.plot(
            *zip(*sampled, strict=True), "o--", color="black", mfc="white", label="betweenness, sampled"
        )
    axes.set(xscale="log", yscale="log", xlabel="arcs", ylabel="CPU seconds, conversion included")
    axes.set_title("First-order outputs: growth with size", fontsize=10)
    axes.grid(alpha=0.3)
    axes.legend(fontsize=7, ncols=2)
    figure.savefig(path)


def main() -> None:
    """Measure all sizes and write the results."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="*", default=list(SIZES))
    parser.add_argument("--parts", nargs="*", choices=list(PARTS), default=list(PARTS))
    parser.add_argument("--out", type=Path, default=RESULTS)
    arguments = parser.parse_args()
    path = arguments.out / "analysis.json"
    kept = json.loads(path.read_text(encoding="utf-8"))["results"] if path.exists() else []
    by_size: dict[int, dict[str, Any]] = {row["nodes"]: row for row in kept}
    context = multiprocessing.get_context("spawn")
    for nodes in arguments.sizes:
        for part in arguments.parts:
            with ProcessPoolExecutor(1, mp_context=context) as pool:
                figures = pool.submit(PARTS[part], nodes).result()
            by_size[nodes] = {"nodes": nodes, **by_size.get(nodes, {}), **figures}
            print(json.dumps({k: v for k, v in figures.items() if k != "outputs"}), flush=True)
    results = [by_size[nodes] for nodes in sorted(by_size)]
    report = {
        "command": "python benchmarks/analysis.py --sizes " + " ".join(map(str, arguments.sizes)),
        "machine": {"processor": platform.machine(), "cores": os.cpu_count(), "system": platform.system()},
        "python": platform.python_version(),
        "versions": {name: version(name) for name in PACKAGES},
        "graph": "preferential attachment, random directions, five arcs per thing, a third with one; seed 7",
        "note": "medians of `runs`; networkx ran once; ratios are of CPU seconds; `command` is the latest",
        "results": results,
    }
    arguments.out.mkdir(exist_ok=True)
    path.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    compared = [row for row in results if "outputs" in row]
    if compared:
        plot(compared, arguments.out / "analysis-growth.png")


if __name__ == "__main__":
    main()
