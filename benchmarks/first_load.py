"""First loads into a Neo4j that has never been started: over Bolt, and by its importer and a sync after it.

    python benchmarks/first_load.py                                   # writes results/first_load.json
    python benchmarks/first_load.py --sizes 100000 --output -

This is what ``kgraph rebuild`` chooses between for the study's own Neo4j. Each load begins with an empty
directory and ends with the marker in the store: starting the server, the sync and its checks are included,
reading and mapping the statements are not. Both ways take turns on the same graph.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import tempfile
import time
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
from organisations import organisations

from kgraph.loaders.mapping.mapper import map_dataset
from kgraph.loaders.sync.bulk_import import IMPORT_FROM, import_graph
from kgraph.loaders.sync.store_sync import sync
from kgraph.loaders.sync.sync_plan import BuildStamp
from kgraph.store.servers import leases
from kgraph.store.servers.neo4j_server import LTS

if TYPE_CHECKING:
    from kgraph.loaders.property_graph import PropertyGraph


def load(graph: PropertyGraph, *, importing: bool) -> dict[str, Any]:
    """Load a graph into a new Neo4j and return the seconds of each phase."""
    with tempfile.TemporaryDirectory() as directory:
        home, load_average = Path(directory), os.getloadavg()[0]
        begun = time.perf_counter()
        phases = import_graph(home, graph, heap="2g") if importing else {}
        imported = time.perf_counter()
        lease = leases.start(home, "neo4j", heap="2g")
        started = time.perf_counter()
        with lease.connect() as connection:
            report = sync(connection, graph, BuildStamp("b"))
        ended = time.perf_counter()
        lease.end()
    phases |= {"start server": started - imported, "sync": ended - started}
    created = report.counts["nodes_created"]
    return {
        "seconds": round(ended - begun, 1),
        "phases": {name: round(seconds, 1) for name, seconds in phases.items()},
        "nodes_created_by_sync": created,
        "load_average": round(load_average, 1),
    }


def main() -> None:
    """Run the comparison and write the result."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", type=int, nargs="*", default=[100_000, 200_000, 300_000, 1_000_000])
    default = Path(__file__).with_name("results") / "first_load.json"
    parser.add_argument("--output", default=str(default), help="- for standard output")
    choice = parser.parse_args()
    compared = []
    for size in choice.sizes:
        text = "\n".join(organisations(size)) + "\n"
        graph = map_dataset(ox.parse(text, format=ox.RdfFormat.N_TRIPLES))
        row: dict[str, Any] = {
            "triples": text.count("\n"),
            "nodes and relationships": len(graph.nodes) + len(graph.relationships),
        }
        for name, importing in (("over Bolt", False), ("by the importer", True)):
            row[name] = load(graph, importing=importing)
            print(size, name, row[name]["seconds"], file=sys.stderr, flush=True)
        row["times as fast"] = round(row["over Bolt"]["seconds"] / row["by the importer"]["seconds"], 2)
        compared.append(row)
    result = {
        "date": date.today().isoformat(),
        "machine": f"{platform.machine()}, {os.cpu_count()} processors, shared by client and server",
        "versions": {
            "python": platform.python_version(),
            "neo4j server": LTS,
            **{name: version(name) for name in ("neo4j", "pyoxigraph")},
        },
        "command": "python benchmarks/first_load.py",
        "import_from": IMPORT_FROM,
        "compared": compared,
    }
    written = json.dumps(result, indent=1) + "\n"
    if choice.output == "-":
        print(written)
    else:
        Path(choice.output).write_text(written, encoding="utf-8")


if __name__ == "__main__":
    main()
