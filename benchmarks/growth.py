"""Seconds and memory of each phase of a rebuild, as the statements of a study grow.

    python benchmarks/growth.py                                       # writes results/growth.json
    python benchmarks/growth.py --sizes 50000 20000000 --ways disk --output -
    python benchmarks/growth.py --sizes 300000 --store                # to the last view, on the embedded store

Statements about organisations are generated, and each size is rebuilt in a process of its own: up to the property
graph, or with ``--store`` to the end, without draws. Both ways of holding the statements take turns: in memory,
and on disk. Memory is what the process holds (resident), at the peak of each phase and at its end; the pages of
files that the system keeps for it do not count. Linux only.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

from organisations import BASE, organisations

SIZES = [50_000, 300_000, 1_000_000]
WAYS = ("memory", "disk")
FIRST = "start"
"""The phase before the first: Python and kgraph themselves."""
_STATUS, _CLEAR = Path("/proc/self/status"), Path("/proc/self/clear_refs")


class Phases:
    """Seconds and memory by phase, in the place of a rebuild's own timings."""

    def __init__(self) -> None:
        self.found: dict[str, dict[str, float]] = {}
        self.seconds: dict[str, float] = {}
        self._last = time.perf_counter(), time.process_time()
        self.mark(FIRST)

    def mark(self, step: str) -> None:
        """Note what was used since the last mark, and begin to measure the peak anew."""
        now = time.perf_counter(), time.process_time()
        memory = {
            line.split(":")[0]: int(line.split()[1]) // 1024
            for line in _STATUS.read_text(encoding="ascii").splitlines()
            if line.startswith(("VmHWM", "VmRSS", "RssFile"))
        }
        said = self.found.setdefault(step, {"cpu": 0.0, "clock": 0.0, "peak_mb": 0, "end_mb": 0})
        said["clock"] = round(said["clock"] + now[0] - self._last[0], 2)
        said["cpu"] = round(said["cpu"] + now[1] - self._last[1], 2)
        said["peak_mb"] = max(said["peak_mb"], memory["VmHWM"])
        said["end_mb"] = memory["VmRSS"]
        self.seconds[step] = said["clock"]
        _CLEAR.write_text("5", encoding="ascii")
        self._last = time.perf_counter(), time.process_time()
        if step != FIRST:
            print(f"  {step}: {said}", file=sys.stderr, flush=True)


def rebuild(root: Path, way: str, *, to_store: bool) -> dict[str, Any]:
    """Rebuild a study in this process and return what each phase used."""
    from kgraph.pipeline import full_build, prepare
    from kgraph.study import load_study

    study = load_study(root)
    prepare.Timings = Phases  # type: ignore[misc,assignment]
    phases: Phases
    if to_store:
        result = full_build.run(study)
        content = result.manifest["contentHash"]
        phases = full_build.LAST
    else:
        prepared = prepare.prepare(study)
        content, phases = prepared.graph.content_hash, prepared.timings  # type: ignore[assignment]
        counts = {
            "statements": prepared.stated,
            "nodes and relationships": len(prepared.graph.nodes) + len(prepared.graph.relationships),
        }
    return {**counts, "content": content, "phases": phases.found}


def main() -> None:
    root = Path(sys.argv[1])
    print(json.dumps(rebuild(root, "memory", to_store=False)))

if __name__ == "__main__":
    main()
