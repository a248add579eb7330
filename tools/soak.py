"""Edit and rebuild a small study again and again, on both stores at once, and see that nothing wears out.

Usage: ``python tools/soak.py --cycles 200 --seed 1``, or ``make soak``. After each rebuild, both stores must
hold exactly what a clean build of the same files holds; readers meanwhile must only ever see whole builds;
and at the end processes, open files, memory and the stores' directories must not have grown.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import sys
import threading
import time
from collections import Counter
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from soak_study import ChangingStudy

from kgraph.errors import KgraphError
from kgraph.graph_keys import HASH_KEY
from kgraph.loaders.sync.altered_values import find_altered, mark_altered
from kgraph.loaders.sync.store_sync import sync
from kgraph.loaders.sync.sync_plan import BuildStamp
from kgraph.pipeline.prepare import prepare
from kgraph.pipeline.rebuild import rebuild
from kgraph.store.bolt_values import to_python
from kgraph.store.readback import read_whole
from kgraph.store.servers.leases import Lease, home_of, start
from kgraph.study import load_study

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kgraph.pipeline.prepare import Prepared
    from kgraph.store.connection import Connection
    from kgraph.store.servers.leases import LocalKind
    from kgraph.study import Study

KINDS: tuple[LocalKind, ...] = ("embedded", "neo4j")
HEAP = "512m"
READERS = 4
READER_PAUSE = 1.0

# The stores are stopped and started again after so many cycles.
RESTART = 50

# Each so many rebuilds of a store are done with analysis and pages.
WHOLE = 20

# How much may be left at the end, as a factor of what there was after the first quarter.
GROWTH = 1.25
MEMORY_SLACK = 64 * 2**20
DIRECTORY_GROWTH = 2.0

NOTE = "CREATE (n:Note {text: 'added by hand'})"
NOTES = "MATCH (n:Note) RETURN count(n) AS n"
ALTER = "MATCH (n:Organization) WITH n ORDER BY n.uri LIMIT 1 SET n.label = 'altered by hand'"


@dataclass(slots=True)
class Figures:
    """What was measured.

    Parameters
    ----------
    cycles, rebuilds, whole, readings, retried : int
        Numbers of cycles, rebuilds, rebuilds with analysis and pages, readings by the readers, and readings
        that gave up.
    faults : list of str
        What was not as it must be.
    samples : list of dict
        Processes, open files and memory after each cycle.
    directories : dict
        Bytes of each store's directory at the end, and of a clean one's.
    """

    cycles: int = 0
    rebuilds: int = 0
    whole: int = 0
    readings: int = 0
    retried: int = 0
    faults: list[str] = field(default_factory=list)
    samples: list[dict[str, int]] = field(default_factory=list)
    directories: dict[str, tuple[int, int]] = field(default_factory=dict)
    edits: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0

    def lines(self) -> list[str]:
        """Return the figures as text."""
        lines = [
            f"{self.cycles} cycles, {self.seconds:.0f} s",
            f"{self.rebuilds} rebuilds, {self.whole} of them with analysis and pages",
            f"{self.readings} readings by {READERS} readers, {self.retried} gave up and tried again",
            "edits: " + ", ".join(f"{number} x {name}" for name, number in self.edits.most_common()),
        ]
        for name in self.samples[0] if self.samples else ():
            early, late = self.early_and_late(name)
            lines.append(f"{name}: {early:,.0f} in the second quarter, {late:,.0f} in the last")
        for name, (used, clean) in self.directories.items():
            lines.append(f"{name}: {used:,} bytes, a clean one {clean:,}: {used / clean:.2f} times")
        return [*lines, *(f"FAULT {fault}" for fault in self.faults), f"{len(self.faults)} faults"]

    def early_and_late(self, name: str) -> tuple[float, float]:
        """Return the median of a figure in the second and in the last quarter of the cycles."""
        values = [sample[name] for sample in self.samples]
        quarter = max(1, len(values) // 4)
        return median(values[quarter : 2 * quarter] or values), median(values[-quarter:])


class Soak:
    """A soak in a directory of its own.

    Parameters
    ----------
    root : Path
        The directory.
    seed : int
        Seed of the edits.
    """

    def __init__(self, root: Path, seed: int) -> None:
        self.study = ChangingStudy(root / "study", seed)
        self.root = root
        self.figures = Figures()
        self.leases: dict[str, Lease] = {}
        self.whole: dict[str, set[str]] = {}
        self.seen: list[tuple[str, str, str]] = []
        self.stopping = threading.Event()

    def run(self, cycles: int, minutes: float = 60, restart: int = RESTART) -> Figures:
        """Do `cycles` cycles, or as many as `minutes` allow, and return what was measured."""
        started = time.monotonic()
        done = 0
        while done < cycles and time.monotonic() < started + minutes * 60:
            with self._servers():
                if not done:
                    self._build()
                    for kind in KINDS:
                        with self.leases[kind].connect() as connection:
                            connection.execute(NOTE)
                with self._readers():
                    for _ in range(min(restart, cycles - done)):
                        if time.monotonic() > started + minutes * 60:
                            break
                        done += 1
                        self._cycle(done)
                        print(f"{done} cycles, {len(self.figures.faults)} faults", flush=True)
            if left := servers_below(self.root):
                self._fault(f"after cycle {done}: {len(left)} processes outlive their stores")
        self._directories()
        self._growth()
        self.figures.seconds = time.monotonic() - started
        return self.figures

    @contextmanager
    def _servers(self) -> Iterator[None]:
        with ExitStack() as stack:
            homes = {kind: home_of(self.study.root, kind) for kind in KINDS}
            for name, home in (homes | {"clean": self.root / "clean"}).items():
                kind: LocalKind = "neo4j" if name == "neo4j" else "embedded"
                lease = start(home, kind, heap=HEAP)
                stack.callback(lease.end)
                self.leases[name] = lease
            yield

    def _cycle(self, number: int) -> None:
        figures = self.figures
        edit = self.study.edit()
        figures.edits.update(edit.split(", "))
        if self.study.draw.random() < 0.1:
            figures.edits["an alteration in the stores"] += 1
            for kind in KINDS:
                with self.leases[kind].connect() as connection:
                    connection.execute(ALTER)
                    # A state that readers may see until the rebuild has put it back.
                    build, content, _ = content_of(connection)
                    self.whole[build].add(content)
        self._build()
        figures.cycles = number
        if number == 1 or number % 5 == 0:
            for kind in KINDS:
                with self.leases[kind].connect() as connection:
                    if connection.read(NOTES) != [{"n": 1}]:
                        self._fault(f"cycle {number}: what was added by hand is gone from {kind}")
        self._check_readers(number)
        figures.samples.append(sample(self.root))

    def _build(self) -> None:
        """Rebuild on both stores and compare them with a clean build."""
        study = load_study(self.study.root)
        prepared = prepare(study)
        with self.leases["clean"].connect() as connection:
            connection.execute("MATCH (n) DETACH DELETE n")
            sync(connection, prepared.graph, BuildStamp(study.id, build=prepared.build_id))
            held = content_of(connection)
        build, clean, _ = held
        self.whole.setdefault(build, set()).add(clean)
        for kind in KINDS:
            self._rebuild(study, kind, prepared)
            with self.leases[kind].connect() as connection:
                if (found := content_of(connection)) != held:
                    self._fault(
                        f"cycle {self.figures.cycles + 1}: {kind} holds {found}, a clean build {held}"
                    )

    def _rebuild(self, study: Study, kind: LocalKind, prepared: Prepared) -> None:
        """Do what a rebuild does to a store; every twentieth time all of it, with analysis and pages."""
        self.figures.rebuilds += 1
        if (self.figures.rebuilds - 1) % (WHOLE * len(KINDS)) < len(KINDS):
            rebuild(study, kind)
            self.figures.whole += 1
            return
        with self.leases[kind].connect() as connection:
            mark_altered(connection, find_altered(connection, prepared.graph))
            sync(connection, prepared.graph, BuildStamp(study.id, build=prepared.build_id))

    @contextmanager
    def _readers(self) -> Iterator[None]:
        self.stopping.clear()
        threads = [
            threading.Thread(target=self._read, args=(KINDS[number % 2],)) for number in range(READERS)
        ]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self.stopping.set()
            for thread in threads:
                thread.join()

    def _read(self, kind: str) -> None:
        with self.leases[kind].connect() as connection:
            while not self.stopping.wait(READER_PAUSE):
                try:
                    build, content, _ = content_of(connection)
                except KgraphError as error:
                    if "keeps changing" not in error.message:
                        self._fault(f"a reader of {kind}: {error.message}")
                    self.figures.retried += 1
                else:
                    self.seen.append((kind, build, content))

    def _check_readers(self, number: int) -> None:
        seen, self.seen = self.seen, []
        self.figures.readings += len(seen)
        for kind, build, content in seen:
            if content not in self.whole.get(build, ()):
                self._fault(f"cycle {number}: a reader of {kind} met a mixture in build {build}")

    def _directories(self) -> None:
        used = {kind: size_of(home_of(self.study.root, kind)) for kind in KINDS}
        clean = ChangingStudy(self.root / "fresh", 0)
        clean.state = self.study.state
        clean.write()
        for kind in KINDS:
            lease = start(home_of(clean.root, kind), kind, heap=HEAP)
            rebuild(load_study(clean.root), kind)
            lease.end()
            size = size_of(home_of(clean.root, kind))
            self.figures.directories[f"directory of {kind}"] = used[kind], size
            if used[kind] > DIRECTORY_GROWTH * size:
                self._fault(f"the directory of {kind} is {used[kind] / size:.2f} times a clean one's")

    def _growth(self) -> None:
        for name in self.figures.samples[0] if self.figures.samples else ():
            early, late = self.figures.early_and_late(name)
            slack = MEMORY_SLACK if "memory" in name else 2
            if late > early * GROWTH + slack:
                self._fault(f"{name} grew from {early:,.0f} to {late:,.0f}")

    def _fault(self, text: str) -> None:
        self.figures.faults.append(text)
        print(f"FAULT {text}", file=sys.stderr, flush=True)


def content_of(connection: Connection) -> tuple[str, str, str]:
    """Return the build that a store holds, a hash of all that it says, and one of kgraph's own hashes in it.

    The last differs while a rebuild has marked what was altered by hand and not yet put it back.
    """
    marker, nodes, relationships = read_whole(connection)
    rows = [[uri, sorted(labels), _plain(values)] for uri, labels, values in nodes]
    rows += [[start, end, kind, _plain(values)] for start, end, kind, values in relationships]
    hashes = sorted(str(row[-1].pop(HASH_KEY, "")) for row in rows)
    lines = sorted(json.dumps(row, sort_keys=True, default=str) for row in rows)
    return str(marker["build"]), _digest(lines), _digest(hashes)


def _digest(lines: list[str]) -> str:
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {key: to_python(value) for key, value in values.items()}


def servers_below(root: Path) -> list[int]:
    """Return the processes whose command line or directory lies below `root`, other than this one."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command = (process / "cmdline").read_bytes().decode(errors="replace")
            inside = str(root) in command or (process / "cwd").resolve().is_relative_to(root)
        except OSError:
            continue
        if inside and int(process.name) != os.getpid():
            found.append(int(process.name))
    return found


def sample(root: Path) -> dict[str, int]:
    """Return the number of processes, open files and bytes of memory of this process and its servers."""
    servers = servers_below(root)
    return {
        "processes": len(servers),
        "threads of this process": len(list(Path("/proc/self/task").iterdir())),
        "open files of this process": _open_files(os.getpid()),
        "open files of the servers": sum(map(_open_files, servers)),
        "memory of this process": _memory(os.getpid()),
        "memory of the servers": sum(map(_memory, servers)),
    }


def _open_files(process: int) -> int:
    try:
        return len(list(Path(f"/proc/{process}/fd").iterdir()))
    except OSError:
        return 0


def _memory(process: int) -> int:
    try:
        pages = int(Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[1])
    except OSError:
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")


def size_of(directory: Path) -> int:
    """Return the bytes on disk of a directory."""
    return sum(path.lstat().st_blocks * 512 for path in directory.rglob("*"))


def main() -> int:
    """Soak as the command line says; return 1 if anything was not as it must be."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--cycles", type=int, default=200)
    parser.add_argument("--minutes", type=float, default=60, help="start no further cycles after so long")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    with TemporaryDirectory() as directory:
        figures = Soak(Path(directory).resolve(), arguments.seed).run(arguments.cycles, arguments.minutes)
    print("\n".join(figures.lines()))
    return 1 if figures.faults else 0


if __name__ == "__main__":
    sys.exit(main())
