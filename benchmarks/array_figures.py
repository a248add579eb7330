"""Measure the figures that come from columns: time of each, and memory, up to a million things.

Run from the top of the repository: ``python benchmarks/array_figures.py``, or with ``--sizes 100000`` for a
first look. Writes ``results/array_figures.json``; sizes that it does not measure stay as they were.

A graph of five relationships per thing is held as columns, as it is after reading, and three networks are
declared on it that between them have every figure: dependency, arcs between things of one kind, and ties.
Each size runs in a process of its own, so that its memory can be measured. With ``--store embedded``
the graph is first written to a store, and read from there.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import platform
import resource
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from importlib.metadata import version
from itertools import islice, pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from kgraph.analysis.array_figures import array_figures
from kgraph.analysis.column_networks import declare_columns
from kgraph.analysis.definitions import network_definitions
from kgraph.analysis.settings import SAMPLED_SOURCES, Settings
from kgraph.graph_columns import GraphColumns
from kgraph.loaders.sync.store_sync import ensure_constraints
from kgraph.store.build_marker import MARKER_LABEL
from kgraph.store.column_reading import read_columns
from kgraph.store.servers import leases
from kgraph.words.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    from kgraph.store.connection import Connection

    Pairs = tuple[NDArray[np.int64], NDArray[np.int64]]

RESULTS = Path(__file__).parent / "results"
SIZES = (100_000, 1_000_000)
SEED = 7
AT_ONCE = 5_000
PACKAGES = ("igraph", "numpy", "scipy", "networkx")
NETWORKS: dict[str, dict[str, Any]] = {
    "dependency": {"directed": True, "goals": ["Municipality"]},
    "arcs": {"directed": True},
    "ties": {"directed": False},
}


def pairs_of(things: int) -> Pairs:
    """Return two ends for about five relationships per thing: the early have more, and a third has one."""
    rng = np.random.default_rng([SEED, things])
    wanted = np.where(rng.random(things - 1) < 0.35, 1, 7)
    starts = np.repeat(np.arange(1, things), wanted)
    ends = np.floor(starts * rng.random(len(starts)) ** 2).astype(np.int64)
    turned = rng.random(len(starts)) < 0.5
    return np.where(turned, ends, starts), np.where(turned, starts, ends)


def uri(number: int) -> str:
    """Return the IRI of a thing."""
    return f"https://example.org/thing/{number}"


def labels(number: int) -> tuple[str, ...]:
    """Return the classes of a thing: all share one."""
    return ("Municipality", "Organization") if number % 4 == 0 else ("Organization", "Service")


def held(things: int) -> GraphColumns:
    """Return the graph in columns."""
    graph = GraphColumns("benchmark", str(things))
    for number in range(things):
        name = f"Thing {number}"
        graph.add_node(uri(number), Text(name, name), {"labels": labels(number)})
    for start, end in zip(*(side.tolist() for side in pairs_of(things)), strict=True):
        graph.add_edge(uri(start), uri(end), {"statementStatus": "stated", "type": "DEPENDS_ON"})
    return graph


def peak_memory() -> int:
    """Return the largest memory of this process so far, in MB."""
    size = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(size / (1024 * 1024 if sys.platform == "darwin" else 1024))


def timed(function: Callable[[], Any]) -> tuple[dict[str, float], Any]:
    """Return wall-clock and CPU seconds of one call, and what it returns."""
    wall, cpu = time.perf_counter(), time.process_time()
    found = function()
    spent = {"wall_s": round(time.perf_counter() - wall, 2), "cpu_s": round(time.process_time() - cpu, 2)}
    return spent, found


def figures_of(graph: GraphColumns) -> Iterator[dict[str, Any]]:
    """Yield for each network its size, the CPU seconds of each figure, and the memory so far."""
    for name, values in NETWORKS.items():
        definition = network_definitions({name: {"relations": ["DEPENDS_ON"], **values}})[name]
        declared, network = timed(lambda definition=definition: declare_columns(graph, definition))
        marks: list[tuple[str, float]] = []
        settings = Settings(
            seed=SEED,
            progress=lambda step, *_, marks=marks: marks.append(
                (step.rpartition(" ")[2], time.process_time())
            ),
        )
        spent, figures = timed(lambda network=network, settings=settings: array_figures(network, settings))
        steps = {step: round(after - at, 2) for (step, at), (_, after) in pairwise(marks)}
        yield {
            "network": name,
            "n": network.graph.n,
            "ties": len(network.graph.starts),
            "declare": declared,
            "figures": spent,
            "cpu_s_of_each": steps,
            "notes": [note.en for note in figures.notes],
            "peak_memory_MB": peak_memory(),
        }


def batches(rows: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    """Yield rows by the thousand, as they are sent to a store."""
    while some := list(islice(rows, AT_ONCE)):
        yield some


def fill(store: Connection, things: int) -> None:
    """Write the graph to a store, as a build would leave it."""
    ensure_constraints(store)
    nodes = ({"uri": uri(i), "label": f"Thing {i}", "hash": i, "goal": i % 4 == 0} for i in range(things))
    for some in batches(nodes):
        for label, goal in (("Municipality", True), ("Service", False)):
            store.execute(
                f"UNWIND $rows AS row CREATE (n:Resource:Organization:{label} {{uri: row.uri}}) "
                "SET n.label = row.label, n._hash = row.hash",
                rows=[row for row in some if row["goal"] is goal],
            )
    ends = zip(*(side.tolist() for side in pairs_of(things)), strict=True)
    ties = ({"a": uri(a), "b": uri(b), "key": number} for number, (a, b) in enumerate(ends))
    for some in batches(ties):
        store.execute(
            "UNWIND $rows AS row MATCH (a:Resource {uri: row.a}), (b:Resource {uri: row.b}) "
            "CREATE (a)-[r:DEPENDS_ON]->(b) "
            "SET r.key = toString(row.key), r._hash = row.key, r.statementStatus = 'stated'",
            rows=some,
        )
    store.execute(f"CREATE (:{MARKER_LABEL} {{study: 's', build: 'b', contentHash: 'h', state: 'complete'}})")


def measure(things: int, kind: leases.LocalKind | None) -> dict[str, Any]:
    """Return all figures of one size, of a graph in memory or, with a kind of store, read from there."""
    row: dict[str, Any] = {"things": things, "store": kind, "load_before": round(os.getloadavg()[0], 1)}
    if kind is None:
        row["made"], graph = timed(lambda: held(things))
    else:
        with tempfile.TemporaryDirectory() as home:
            lease = leases.start(Path(home), kind, heap="2g")
            with lease.connect() as store:
                row["filled"], _ = timed(lambda: fill(store, things))
                row["memory_before_reading_MB"] = peak_memory()
                row["read"], graph = timed(lambda: read_columns(store))
            lease.end()
    row |= {"relationships": graph.size(), "memory_of_columns_MB": peak_memory()}
    return row | {"networks": list(figures_of(graph)), "peak_memory_MB": peak_memory()}


def main() -> None:
    """Measure all sizes and write the results."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="*", default=list(SIZES))
    parser.add_argument("--store", choices=leases.LOCAL, help="read the graph from a store of this kind")
    parser.add_argument("--out", type=Path, default=RESULTS)
    arguments = parser.parse_args()
    path = arguments.out / "array_figures.json"
    kept = json.loads(path.read_text(encoding="utf-8"))["results"] if path.exists() else []
    results = {(row["things"], row["store"]): row for row in kept}
    context = multiprocessing.get_context("spawn")
    for things in arguments.sizes:
        with ProcessPoolExecutor(1, mp_context=context) as pool:
            row = pool.submit(measure, things, arguments.store).result()
        results[things, arguments.store] = row
        print(json.dumps(row), flush=True)
    report = {
        "command": "python benchmarks/array_figures.py --sizes " + " ".join(map(str, arguments.sizes)),
        "machine": {"processor": platform.machine(), "cores": os.cpu_count(), "system": platform.system()},
        "python": platform.python_version(),
        "versions": {name: version(name) for name in PACKAGES},
        "sources_sampled": SAMPLED_SOURCES,
        "results": [results[key] for key in sorted(results, key=str)],
    }
    arguments.out.mkdir(exist_ok=True)
    path.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
