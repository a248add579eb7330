"""Time the commands of a day on a study that has been rebuilt: with the store cold, and with it lingering.

Run from the top of the repository: ``python benchmarks/commands.py STUDY`` (a minute on a quiet machine).
STUDY is a directory that ``kgraph rebuild`` has filled. Writes ``results/commands.json``.

Processor time is that of the command and of what it waits for, so a server that a lingering store leaves to
end by itself is counted only where the command waits for it (``linger = 0``).
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path

from kgraph.version import VERSION

RESULTS = Path(__file__).parent / "results"
PROGRAM = [sys.executable, "-P", "-c", "from kgraph.cli.program import run; run()"]
QUERY = ["query", "MATCH (m:Municipality) RETURN m.label"]


def timed(study: Path, arguments: list[str], linger: int) -> tuple[float, float]:
    """Run a command and return its seconds by the clock and of the processor."""
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    environment = os.environ | {"KGRAPH_LINGER": str(linger)}
    command = [*PROGRAM, *arguments, "--study", str(study)]
    subprocess.run(command, env=environment, check=True, capture_output=True)
    wall, after = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def medians(study: Path, arguments: list[str], runs: int, *, linger: int, cold: bool) -> dict[str, float]:
    """Return the median seconds of a command; `cold` stops the store before each run."""
    found = []
    for _ in range(runs):
        if cold:
            timed(study, ["db", "stop"], 0)
        found.append(timed(study, arguments, linger))
    wall, processor = (statistics.median(each) for each in zip(*found, strict=True))
    return {"wall": round(wall, 2), "processor": round(processor, 2)}


def main() -> None:
    """Measure, print and write the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("study", type=Path)
    parser.add_argument("--node", default="Göliska IT", help="name of a node to explain and to take away")
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    reading = {
        "explain": ["explain", options.node],
        "whatif": ["whatif", "--without", options.node],
        "status": ["status"],
    }
    study, runs = options.study, options.runs
    figures = {
        "query, store closed, and it is closed again": medians(study, QUERY, runs, linger=0, cold=False),
        "query, store closed, and it lingers": medians(study, QUERY, runs, linger=60, cold=True),
        "query, store lingers": medians(study, QUERY, runs, linger=60, cold=False),
    }
    for name, arguments in reading.items():
        figures[f"{name}, store lingers"] = medians(study, arguments, runs, linger=60, cold=False)
    for name, arguments in reading.items():
        figures[f"{name}, store closed"] = medians(study, arguments, runs, linger=0, cold=True)
    machine = {"processor": platform.machine(), "cores": os.cpu_count(), "system": platform.system()}
    content = {"kgraph": VERSION, "machine": machine, "runs": runs, "seconds": figures}
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "commands.json").write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    for name, seconds in figures.items():
        print(f"{name}: {seconds['wall']} s, {seconds['processor']} s of the processor")


if __name__ == "__main__":
    main()
