"""Sync changes to a store that is full already: times as ratios to a first load, on both stores, in one run.

    python benchmarks/sync_changes.py --kill 3               # writes results/sync_changes.json
    python benchmarks/sync_changes.py --things 2000 --output -

Two studies of the same size are generated. Two fifths of the things, with their relationships, are only in
the one or only in the other; of the rest some have other values, another class, or other relationships. Every
thing is tied to one of a few hubs, so that some nodes have thousands of relationships: the case that once
took minutes. The store is loaded with the first, then synced to the second and back. With --kill, the server
is killed so many times while a sync writes, each time a new one; the next sync is timed, and one after a
restart in order.

The ratio is the time for a change over the time for a thing of the first load: by a warm server, or, with
--kill, by the new server that was then killed or restarted. The goal is at most three.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import signal
import statistics
import sys
import tempfile
import time
from contextlib import suppress
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from kgraph.errors import StoreError
from kgraph.loaders.mapping.mapper import map_dataset
from kgraph.loaders.sync.store_sync import sync
from kgraph.loaders.sync.sync_plan import BuildStamp
from kgraph.store.servers import leases

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kgraph.loaders.property_graph import PropertyGraph
    from kgraph.store.connection import Connection

HEAD = """
@prefix org: <http://www.w3.org/ns/org#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dct: <http://purl.org/dc/terms/> . @prefix kg: <https://w3id.org/kgraph/ontology#> .
@base <https://example.org/> .
"""
CLASSES = ("Municipality", "Company", "SharedITService", "Decision", "Solution")
STAMP = BuildStamp("benchmark")


def study(things: int, hubs: int, edition: int) -> PropertyGraph:
    """Return one of two editions of a study, of which a fifth is in that edition alone."""
    lines = [
        HEAD,
        *(f'<hub/{hub}> a kg:Municipality ; skos:prefLabel "Hub {hub}"@sv .' for hub in range(hubs)),
    ]
    for number in range(things):
        own = number % 5 == edition
        lines += _thing(number + things * (1 + edition) if own else number, number % hubs, edition)
    return map_dataset(ox.parse(input="\n".join(lines), format=ox.RdfFormat.TURTLE))


def _thing(number: int, hub: int, edition: int) -> Iterator[str]:
    kind = CLASSES[(number + (edition if number % 4 == 0 else 0)) % 5]
    value = edition if number % 3 == 0 else 7
    yield f'<t/{number}> a kg:{kind} ; skos:prefLabel "Sak {number} {value}"@sv, "Thing {number}"@en .'
    yield f'<t/{number}> dct:identifier "ID-{number}" ; org:linkedTo <hub/{hub}> .'
    yield f"<hub/{hub}> dct:relation <t/{number}> ."
    for name, ends in (("in", (f"t/{number}", f"hub/{hub}")), ("out", (f"hub/{hub}", f"t/{number}"))):
        yield f"<m/{name}/{number}> a org:Membership ; org:member <{ends[0]}> ;"
        yield f"  org:organization <{ends[1]}> ;"
        yield f"  kg:ownershipShare 0.{100 + number % 50 + value} ."


def timed(store: Connection, graph: PropertyGraph) -> tuple[float, int]:
    """Sync a graph; return seconds and the number of changes."""
    started = time.perf_counter()
    report = sync(store, graph, STAMP)
    return time.perf_counter() - started, report.changes


def emptied(store: Connection) -> None:
    """Empty the store, some nodes at a time."""
    while store.execute("MATCH (n) WITH n LIMIT 5000 DETACH DELETE n RETURN count(n) AS n")[0]["n"]:
        pass


def measure(
    kind: leases.LocalKind, home: Path, editions: tuple[PropertyGraph, PropertyGraph], runs: int
) -> Any:
    """Return seconds and ratios of one store."""
    first, second = editions
    rows = []
    lease = leases.start(home, kind, heap="1g")
    try:
        with lease.connect() as store:
            for number in range(runs + 1):
                emptied(store)
                (load, things), (there, changes), (back, _) = (
                    timed(store, graph) for graph in (first, second, first)
                )
                row = {
                    "first load": load,
                    "things": things,
                    "sync": there,
                    "sync back": back,
                    "changes": changes,
                }
                print(
                    kind,
                    number,
                    {key: round(value, 2) for key, value in row.items()},
                    file=sys.stderr,
                    flush=True,
                )
                # The first round warms the server up.
                if number:
                    rows.append(row)
    finally:
        lease.end()
    result = {key: round(statistics.median(row[key] for row in rows), 2) for key in rows[0]}
    each = result["first load"] / result["things"]
    for name in ("sync", "sync back"):
        result[f"{name}, per change over per thing"] = round(result[name] / result["changes"] / each, 2)
    return result


def after_restart(
    kind: leases.LocalKind, home: Path, editions: tuple[PropertyGraph, PropertyGraph], *, killed: bool
) -> dict[str, float]:
    """Return the time of a sync after a restart: of one that was killed while it wrote, or in order."""
    first, second = editions
    lease = leases.start(home, kind, heap="1g")
    with lease.connect() as store:
        load, things = timed(store, first)
    pid = lease.state.server_pid

    def kill(phase: str, *_: int) -> None:
        """Kill the server when it creates relationships, the last step before the commit."""
        if phase == "create relationships":
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    if killed:
        with suppress(StoreError), lease.connect(retry=1) as store:
            sync(store, second, STAMP, progress=kill)
    lease.end()
    lease = leases.start(home, kind, heap="1g")
    with lease.connect() as store:
        seconds, changes = timed(store, second)
    lease.end()
    row = {
        "first load": round(load, 2),
        "sync": round(seconds, 2),
        "changes": changes,
        "per change over per thing": round(seconds / changes / (load / things), 2),
    }
    print(kind, "killed" if killed else "restarted", row, file=sys.stderr, flush=True)
    return row


def main() -> None:
    """Run the comparison and write the result."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--things", type=int, default=6_000)
    parser.add_argument("--hubs", type=int, default=1)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--stores", nargs="*", default=["embedded", "neo4j"], choices=leases.LOCAL)
    parser.add_argument("--kill", type=int, default=0, help="also time each store after so many kills")
    parser.add_argument("--output", default=str(Path(__file__).parent / "results" / "sync_changes.json"))
    options = parser.parse_args()
    editions = (study(options.things, options.hubs, 0), study(options.things, options.hubs, 1))
    result: dict[str, Any] = {
        "date": date.today().isoformat(),
        "machine": f"{platform.machine()}, {os.cpu_count()} processors, shared by client and server",
        "load average": os.getloadavg()[0],
        "command": " ".join(["python", *sys.argv]),
        "versions": {
            "python": platform.python_version(),
            **{name: version(name) for name in ("neo4j", "arcadedb-embedded")},
        },
        "nodes": len(editions[0].nodes),
        "relationships": len(editions[0].relationships),
    }
    with tempfile.TemporaryDirectory() as directory:
        for kind in options.stores:
            result[kind] = measure(kind, Path(directory, kind), editions, options.runs)
            for number in range(options.kill + 1 if options.kill else 0):
                home = Path(directory, f"{kind}-{number}")
                name = f"{kind}, killed" if number else f"{kind}, restarted in order"
                row = after_restart(kind, home, editions, killed=bool(number))
                result.setdefault(name, []).append(row)
    text = json.dumps(result, indent=1, ensure_ascii=False) + "\n"
    if options.output == "-":
        print(text)
    else:
        Path(options.output).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
