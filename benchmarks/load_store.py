"""Load RDF into Neo4j: kgraph over Bolt and through its importer, beside rdflib-neo4j 1.1 and the floor.

    python benchmarks/load_store.py --peer-python PEER/bin/python     # writes results/load_store.json
    python benchmarks/load_store.py --sizes 50000 --runs 3 --big 0 --output -

PEER is an environment with rdflib-neo4j 1.1, which kgraph does not depend on. Both programs write the same
N-Triples file to the same server, which is emptied before each run and has its uniqueness constraint. The
programs take turns, and each round begins with another one. Each run is a process of its own. Six runs of
each on 50,000 triples warm the server first. For the cold server, each program loads 50,000 triples into a
server of its own that has just been started, as often as `--cold-runs` says. A run is timed from opening the
file to the last commit, without importing modules.

The floor is the time that the server and its driver take: a bare script sends the batches that kgraph would
send, prepared beforehand, by two threads, and does nothing else: no parsing, mapping, comparing, lock, marker
or check. kgraph maps the statements as the
parser yields them (a study first keeps them in an indexed store, for its checks). The importer is timed until
the database files are ready; starting the server and verifying come afterwards and are reported separately.

kgraph keeps both languages, all values, an exact account and the way back to RDF; rdflib-neo4j with its
strategy IGNORE keeps one value per property. Each run reports the load average of the machine.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from load_programs import PREPARE, PROGRAMS
from organisations import organisations

from kgraph.store.servers import leases
from kgraph.store.servers.neo4j_server import LTS

if TYPE_CHECKING:
    from kgraph.store.connection import Connection

# Runs that are not measured, because a Java server speeds up at first.
WARMING = 6


def run(python: str, script: str, job: dict[str, Any]) -> dict[str, Any]:
    """Run one load in a process of its own and return its measurements."""
    done = subprocess.run(
        [python, "-c", script], input=json.dumps(job), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(done.stderr[-2000:])
    result: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    result["load_average"] = os.getloadavg()[0]
    return result


def login(lease: leases.Lease) -> dict[str, str]:
    """Return where a server is and how to log in."""
    state = lease.state
    return {
        "uri": state.uri,
        "username": state.username,
        "password": state.password,
        "database": state.database,
    }


def empty(store: Connection) -> None:
    """Empty a server."""
    store.execute("MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 20000 ROWS")
    for name in [row["name"] for row in store.read("SHOW CONSTRAINTS")]:
        store.execute(f"DROP CONSTRAINT {name}")


class Bench:
    """A server and the files to load into it."""

    def __init__(self, lease: leases.Lease, work: Path, peer_python: str | None) -> None:
        self.work = work
        self.peer_python = peer_python
        self.store = lease.connect()
        self.login = login(lease)

    def file(self, triples: int, changed: int = 0) -> tuple[str, int]:
        """Write a file with every `changed`-th line altered; return its path and number of lines."""
        path = self.work / f"{triples}-{changed}.nt"
        lines = list(organisations(triples))
        if changed:
            lines = [
                line.replace('"Sak ', '"Ny sak ').replace('"ID-', '"NR-') if i % changed == 0 else line
                for i, line in enumerate(lines)
            ]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return str(path), len(lines)

    def empty(self) -> None:
        """Empty the server, except for the constraint that all need."""
        empty(self.store)
        self.store.execute("CREATE CONSTRAINT n10s FOR (n:Resource) REQUIRE n.uri IS UNIQUE")

    def counts(self) -> dict[str, int]:
        """Return the numbers of nodes and relationships, without kgraph's marker."""
        return self.store.read(
            "MATCH (n:Resource) WITH count(n) AS nodes OPTIONAL MATCH (:Resource)-[r]->(:Resource) "
            "RETURN nodes, count(r) AS relationships"
        )[0]

    def load(self, program: str, path: str) -> dict[str, Any]:
        """Load a file with one of the programs."""
        job = {**self.login, "file": path, "digest": path, "rows": f"{path}.rows"}
        if program == "kgraph import":
            with tempfile.TemporaryDirectory(dir=self.work) as home:
                return run(sys.executable, PROGRAMS[program], {"file": path, "home": home})
        if program == "floor" and not Path(job["rows"]).exists():
            run(sys.executable, PREPARE, job)
        self.empty()
        python = str(self.peer_python) if program == "rdflib-neo4j" else sys.executable
        return {**run(python, PROGRAMS[program], job), **self.counts()}


def summary(runs: list[dict[str, Any]], triples: int) -> dict[str, Any]:
    """Return medians and ranges of the runs of a program."""
    seconds = [each["seconds"] for each in runs]
    phases = {
        key: round(statistics.median(r["phases"].get(key, 0) for r in runs), 2) for key in runs[0]["phases"]
    }
    return {
        "seconds": round(statistics.median(seconds), 2),
        "range": [round(min(seconds), 2), round(max(seconds), 2)],
        "triples_per_second": round(triples / statistics.median(seconds)),
        "client_cpu_seconds": round(statistics.median(r["client_cpu"] for r in runs), 2),
        "peak_mb": round(max(r["peak_mb"] for r in runs)),
        "phases": phases,
        **({"then": runs[-1]["then"]} if "then" in runs[-1] else {}),
        **{
            key: runs[-1][key]
            for key in ("nodes", "relationships", "round_trips", "staged")
            if key in runs[-1]
        },
        "load_average": [round(each["load_average"], 1) for each in runs],
    }


def programs_of(peer_python: str | None) -> list[str]:
    """Return the programs that write over Bolt."""
    return ["kgraph bolt", "floor", *(["rdflib-neo4j"] if peer_python else [])]


def with_ratios(results: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Add to the results of kgraph how they compare with the floor and the peer."""
    for program in ("kgraph bolt", "kgraph import"):
        if program in results:
            seconds = results[program]["seconds"]
            results[program]["times_the_floor"] = round(seconds / results["floor"]["seconds"], 2)
            if "rdflib-neo4j" in results:
                peer = results["rdflib-neo4j"]["seconds"]
                results[program]["times_rdflib_neo4j"] = round(peer / seconds, 2)
    return results


def compare(bench: Bench, size: int, runs: int) -> dict[str, Any]:
    """Let the programs take turns on one file and return the summary of each."""
    path, triples = bench.file(size)
    programs = ["kgraph import", *programs_of(bench.peer_python)]
    measurements: dict[str, list[dict[str, Any]]] = {program: [] for program in programs}
    for number in range(runs):
        first = number % len(programs)
        for program in programs[first:] + programs[:first]:
            result = bench.load(program, path)
            measurements[program].append(result)
            print(size, program, round(result["seconds"], 2), file=sys.stderr, flush=True)
    results = {program: summary(each, triples) for program, each in measurements.items()}
    return {"triples": triples, **with_ratios(results)}


def cold(work: Path, peer_python: str | None, size: int, runs: int, heap: str) -> dict[str, Any]:
    """Let each program load a file into servers that have just been started for it."""
    measurements: dict[str, list[dict[str, Any]]] = {program: [] for program in programs_of(peer_python)}
    for number in range(runs):
        for program, found in measurements.items():
            with tempfile.TemporaryDirectory(dir=work) as home:
                lease = leases.start(Path(home) / "server", "neo4j", heap=heap)
                try:
                    bench = Bench(lease, work, peer_python)
                    path, triples = bench.file(size)
                    found.append(bench.load(program, path))
                    bench.store.close()
                finally:
                    lease.stop()
            print("cold", number, program, round(found[-1]["seconds"], 2), file=sys.stderr, flush=True)
    results = {program: summary(each, triples) for program, each in measurements.items()}
    return {"triples": triples, **with_ratios(results)}


def importer_floor(bench: Bench, runs: int) -> float:
    """Return the seconds that Neo4j's importer takes for three nodes: the least that any import takes."""
    path = bench.work / "three.nt"
    path.write_text("\n".join(f"<urn:{n}> <urn:knows> <urn:a> ." for n in "bc") + "\n", encoding="utf-8")
    seconds = [bench.load("kgraph import", str(path))["phases"]["import"] for _ in range(runs)]
    return round(statistics.median(seconds), 2)


def rebuilds(bench: Bench, size: int, runs: int) -> dict[str, Any]:
    """Time a first load, unchanged rebuilds, and one with one percent of the statements changed."""
    path, triples = bench.file(size)
    # Swedish names and identifiers are 2 of the 7.5 lines per thing, so altering them in every 27th line
    # changes one percent.
    other, _ = bench.file(size, changed=27)
    first, unchanged, untouched, verified, changed = [], [], [], [], []
    for _ in range(runs):
        first.append(bench.load("kgraph bolt", path))
        job = {**bench.login, "file": path, "digest": path}
        transaction = first[-1]["transaction"]
        untouched.append(
            run(sys.executable, PROGRAMS["kgraph bolt"], {**job, "skip": True, "transaction": transaction})
        )
        verified.append(run(sys.executable, PROGRAMS["kgraph bolt"], {**job, "skip": True}))
        unchanged.append(run(sys.executable, PROGRAMS["kgraph bolt"], job))
        changed.append(run(sys.executable, PROGRAMS["kgraph bolt"], {**job, "file": other, "digest": other}))
        print(
            size,
            [round(r[-1]["seconds"], 2) for r in (first, untouched, verified, unchanged, changed)],
            file=sys.stderr,
            flush=True,
        )
    result = {
        "triples": triples,
        "first load": summary(first, triples),
        "unchanged files, nobody wrote to the store": summary(untouched, triples),
        "unchanged files, the store read and hashed": summary(verified, triples),
        "unchanged, read and mapped again": summary(unchanged, triples),
        "one percent changed": summary(changed, triples),
    }
    result["writes when unchanged"] = [r["changes"] for r in (*untouched, *verified, *unchanged)]
    result["writes when changed"] = [r["changes"] for r in changed]
    result["peak_mb_per_million_triples"] = round(max(r["peak_mb"] for r in first) * 1e6 / triples)
    return result


def main() -> None:
    """Run the comparison and write the result."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", type=int, nargs="*", default=[50_000, 300_000])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument(
        "--big", type=int, default=1_000_000, help="triples of the rebuild test; 0 leaves it out"
    )
    parser.add_argument("--big-runs", type=int, default=1, help="0 leaves the rebuild test out")
    parser.add_argument("--cold-runs", type=int, default=3, help="0 leaves the cold server out")
    parser.add_argument("--peer-python", help="Python of an environment with rdflib-neo4j 1.1")
    parser.add_argument("--heap", default="1g")
    parser.add_argument("--output", default=str(Path(__file__).parent / "results" / "load_store.json"))
    options = parser.parse_args()
    if options.runs < 1:
        parser.error("--runs: at least one run is needed")
    with tempfile.TemporaryDirectory() as directory:
        work = Path(directory)
        lease = leases.start(work / "server", "neo4j", heap=options.heap)
        try:
            bench = Bench(lease, work, options.peer_python)
            warm, _ = bench.file(50_000)
            for program in programs_of(options.peer_python) * WARMING:
                bench.load(program, warm)
            result: dict[str, Any] = {
                "date": date.today().isoformat(),
                "machine": f"{platform.machine()}, {os.cpu_count()} processors, shared by client and server",
                "versions": {
                    "python": platform.python_version(),
                    "neo4j server": LTS,
                    **{name: version(name) for name in ("neo4j", "neo4j-rust-ext", "pyoxigraph")},
                    "rdflib-neo4j": "1.1",
                },
                "heap": options.heap,
                "runs": options.runs,
                "compared": [compare(bench, size, options.runs) for size in options.sizes],
                "importer_for_three_nodes_seconds": importer_floor(bench, options.runs),
            }
            if options.big and options.big_runs:
                result["rebuilds"] = rebuilds(bench, options.big, options.big_runs)
            bench.store.close()
        finally:
            lease.stop()
        if options.cold_runs:
            arguments = (options.peer_python, 50_000, options.cold_runs, options.heap)
            result["cold server"] = cold(work, *arguments)
    text = json.dumps(result, indent=1, ensure_ascii=False) + "\n"
    if options.output == "-":
        print(text)
    else:
        Path(options.output).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
