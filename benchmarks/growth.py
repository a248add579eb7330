"""Seconds and memory of each phase of a rebuild, as the statements of a study grow.

    python benchmarks/growth.py                                       # writes results/growth.json
    python benchmarks/growth.py --sizes 50000 20000000 --ways disk --output -
    python benchmarks/growth.py --sizes 300000 --store --output -     # to the last view
    python benchmarks/growth.py --copies 33 --mirrors DIR --store     # writes results/public_million.json

Statements about organisations are generated, or renamed copies of a public set are made (of a clone in
DIR, as `public_sets.py` says). Each size is rebuilt in a process of its own: to the property graph, or with
``--store`` to the end, on the embedded store and without draws. Both ways of holding
the statements take turns, in memory and on disk; both must give the same content hashes. Memory is what the
process holds (resident), at the peak of each phase and at its end; and at the peak that of all its processes
together, shared parts divided (PSS), ten times a second. It is read from /proc: this is for Linux.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import replace
from datetime import date
from importlib.metadata import version
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from organisations import BASE, register
from public_sets import SETS

if TYPE_CHECKING:
    from collections.abc import Iterable

WAYS = ("memory", "disk")
IN_FILE = 5_000_000
STUDY = """
[study]
id = "growth"
base = "{base}"
sources = ["data/*.nq"]
[analysis]
at = 2026-11-27
draws = 0
"""
_PROC, _STATUS, _CLEAR = Path("/proc"), Path("/proc/self/status"), Path("/proc/self/clear_refs")


class Phases:
    """Seconds and memory by phase, in the place of a rebuild's own timings."""

    def __init__(self) -> None:
        self.found: dict[str, dict[str, float]] = {}
        self.seconds: dict[str, float] = {}
        self._last = 0.0, 0.0
        self.mark("start")
        self.found["start"] |= {"cpu": 0.0, "clock": 0.0}

    def mark(self, step: str) -> None:
        """Note what was used since the last mark, and begin to measure the peak anew."""
        clock, cpu = time.perf_counter() - self._last[0], time.process_time() - self._last[1]
        lines = _STATUS.read_text(encoding="ascii").splitlines()
        memory = {line.split(":")[0]: int(line.split()[1]) // 1024 for line in lines if line.endswith(" kB")}
        said = self.found.setdefault(step, {"cpu": 0.0, "clock": 0.0, "peak_mb": 0, "end_mb": 0})
        said["clock"] = round(said["clock"] + clock, 2)
        said["cpu"] = round(said["cpu"] + cpu, 2)
        said["peak_mb"] = max(said["peak_mb"], memory["VmHWM"])
        said["end_mb"] = memory["VmRSS"]
        said["ended"] = time.monotonic()
        self.seconds[step] = said["clock"]
        _CLEAR.write_text("5", encoding="ascii")
        if self._last[0]:
            print(f"  {step}: {said}", file=sys.stderr, flush=True)
        self._last = time.perf_counter(), time.process_time()


def rebuild(root: Path, way: str, *, to_store: bool) -> dict[str, Any]:
    """Rebuild a study in this process and return what each phase used."""
    from kgraph.held_where import ReadingChoice
    from kgraph.pipeline import full_build, prepare
    from kgraph.study import load_study

    phases = Phases()
    prepare.Timings = lambda: phases  # type: ignore[assignment,misc]
    study = replace(load_study(root), reading=ReadingChoice.held(way))
    if to_store:
        manifest = full_build.run(study).manifest
    else:
        manifest = full_build.describe_input(prepare.prepare(study))
    counts = manifest["counts"]
    return {
        "statements": counts["statements"],
        "nodes and relationships": counts["nodes"] + counts["relationships"],
        "content": [manifest["build"], manifest["contentHash"]],
        "peak_mb": max(phase["peak_mb"] for phase in phases.found.values()),
        "cpu": round(sum(phase["cpu"] for phase in phases.found.values()), 1),
        "cpu_beside": round(sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2]), 1),
        "clock": round(sum(phase["clock"] for phase in phases.found.values()), 1),
        "phases": phases.found,
    }


def write_study(root: Path, lines: Iterable[str], base: str = BASE) -> None:
    """Write a study of these statements, in files of a size that is read without asking for more."""
    (root / "data").mkdir(parents=True)
    (root / "study.toml").write_text(STUDY.format(base=base), encoding="utf-8")
    left = iter(lines)
    for number, first in enumerate(left):
        with (root / "data" / f"register-{number}.nq").open("w", encoding="utf-8") as file:
            file.writelines(f"{line}\n" for line in chain([first], islice(left, IN_FILE - 1)))


def measure(root: Path, way: str, *, to_store: bool) -> dict[str, Any]:
    """Rebuild a study in a process of its own and return what it used, with the load before it."""
    load = round(os.getloadavg()[0], 1)
    shutil.rmtree(root / "build", ignore_errors=True)
    shutil.rmtree(root / ".kgraph", ignore_errors=True)
    command = [sys.executable, __file__, "--child", str(root), way, *(["--store"] if to_store else [])]
    held: list[tuple[float, int]] = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        while process.poll() is None:
            held.append((time.monotonic(), held_together(process.pid)))
            time.sleep(0.1)
        said = process.stdout.read() if process.stdout else ""
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    used: dict[str, Any] = {"load_average": load} | json.loads(said.splitlines()[-1])
    used["together_mb"] = max(megabytes for _, megabytes in held)
    begun = 0.0
    for phase in used["phases"].values():
        ended = phase.pop("ended")
        within = [megabytes for moment, megabytes in held if begun < moment <= ended]
        phase["together_mb"] = max(within, default=phase["peak_mb"])
        begun = ended
    return used


def held_together(pid: int) -> int:
    """Return the megabytes that a process and those it started hold, shared parts divided."""
    kilobytes = 0
    waiting = [str(pid)]
    for one in waiting:
        with suppress(OSError):
            lines = (_PROC / one / "smaps_rollup").read_text(encoding="ascii").splitlines()
            kilobytes += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
            for task in (_PROC / one / "task").iterdir():
                waiting += (task / "children").read_text(encoding="ascii").split()
    return kilobytes // 1024


def main() -> int:
    """Measure all sizes and write the result; return 1 if memory and disk give different builds."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", type=int, nargs="*", default=[50_000, 300_000, 1_000_000])
    parser.add_argument("--ways", nargs="*", choices=WAYS, default=WAYS)
    parser.add_argument("--store", action="store_true", help="go on to the store, the analysis and the pages")
    parser.add_argument("--copies", type=int, nargs="*", default=[], help="of a public set, for sizes")
    parser.add_argument("--mirrors", type=Path, help="the directory with the clone of that set")
    parser.add_argument("--output", help="- for standard output")
    parser.add_argument("--child", nargs=2, metavar=("STUDY", "WAY"), help=argparse.SUPPRESS)
    choice = parser.parse_args()
    if choice.child:
        print(json.dumps(rebuild(Path(choice.child[0]), choice.child[1], to_store=choice.store)))
        return 0
    sizes, same = [], True
    public = SETS["flanders-units"]
    for size in choice.copies or choice.sizes:
        with tempfile.TemporaryDirectory() as directory:
            root = Path(directory) / "growth"
            if choice.copies:
                # Data of others: nothing in it is named as the study names things.
                write_study(root, public.copies(choice.mirrors, size), f"{BASE}copies/")
            else:
                write_study(root, register(size))
            row: dict[str, Any] = {}
            for way in choice.ways:
                print(
                    f"{size} {'copies' if choice.copies else 'statements'}, {way}",
                    file=sys.stderr,
                    flush=True,
                )
                row[way] = measure(root, way, to_store=choice.store)
        same = same and len({tuple(used["content"]) for used in row.values()}) == 1
        sizes.append(row)
    result = {
        "date": date.today().isoformat(),
        "machine": f"{platform.machine()}, {os.cpu_count()} processors",
        "versions": {
            "python": platform.python_version(),
            **{name: version(name) for name in ("pyoxigraph", "rdflib", "pyshacl")},
        },
        "command": " ".join(["python", *sys.argv]),
        "the same build either way": same,
        "sizes": sizes,
    }
    if choice.copies:
        result |= {"copies of": public.title, "from": public.project}
    text = json.dumps(result, indent=1) + "\n"
    if choice.output == "-":
        print(text)
    else:
        name = "public_million.json" if choice.copies else "growth.json"
        Path(choice.output or Path(__file__).with_name("results") / name).write_text(text, encoding="utf-8")
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main())
