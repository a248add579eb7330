"""First load of an empty local Neo4j by its own offline importer, with the same result as a sync."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from kgraph.atomic_files import write_aside
from kgraph.errors import StoreError
from kgraph.store.servers.file_lock import FileLock, holder_of
from kgraph.store.servers.java import find_java
from kgraph.store.servers.neo4j_server import DATABASE, LTS, fetch_jars, neo4j_plan
from kgraph.store.servers.server_plan import LOCK_FILE

from .import_tables import ImportTables

if TYPE_CHECKING:
    from ..property_graph import PropertyGraph

#: Nodes and relationships from which a first load goes through the importer. Below it, starting Java twice
#: costs more than the importer saves (benchmarks/README.md, "First loads").
IMPORT_FROM = 100_000

_IMPORT_SECONDS = 24 * 3600.0

# Up to this size the importer ends before Java's optimising compiler pays off.
_SMALL = 2_000_000

# Directories in which an importer works begin so.
_ASIDE = "import-"


def can_import(home: Path) -> bool:
    """Return whether the local Neo4j in `home` has never been started, so that it has no data to lose."""
    return not (home / "data").exists()


def import_graph(
    home: Path, graph: PropertyGraph, *, heap: str = "1g", version: str = LTS
) -> dict[str, float]:
    """Write `graph` into the database files of a local Neo4j that has none; return the seconds of each phase.

    The importer works beside the server's data and is moved into place when it has ended: a database is there
    as a whole or not at all. A sync afterwards checks it, and writes the constraints and the marker.

    Parameters
    ----------
    home : Path
        The server's directory, as ``kgraph.store.servers.leases.home_of`` names it.
    graph : PropertyGraph
        Nodes and relationships.
    heap : str
        Maximum Java heap of the importer.
    version : str
        Neo4j version.

    Raises
    ------
    StoreError
        The server has data already, another process holds it, or the importer fails.
    """
    home = home.resolve()
    jars = fetch_jars(version)
    lock = FileLock(home / LOCK_FILE)
    if not lock.acquire():
        holder = holder_of(lock.path)
        raise StoreError(
            f"another command (process {holder}) holds this store", where=home, hint="Wait for it to end."
        )
    try:
        if not can_import(home):
            raise StoreError(
                "this Neo4j has data already", where=home, hint="Load over Bolt, or remove this directory."
            )
        return _import(home, graph, jars, heap, version)
    finally:
        lock.release()


def _import(home: Path, graph: PropertyGraph, jars: Path, heap: str, version: str) -> dict[str, float]:
    for left in home.glob(f"{_ASIDE}*"):
        # Of a run that was killed.
        shutil.rmtree(left, ignore_errors=True)
    neo4j_plan(home, heap=heap, version=version)
    started = time.perf_counter()
    with tempfile.TemporaryDirectory(dir=home, prefix=_ASIDE) as directory:
        aside = Path(directory)
        arguments = _write_files(graph, aside)
        written = time.perf_counter()
        options = [f"-Xmx{heap}"]
        if len(graph.nodes) + len(graph.relationships) < _SMALL:
            options.append("-XX:TieredStopAtLevel=1")
        _run(home, jars, options, version, aside, arguments)
        (aside / "data").rename(home / "data")
    return {"write files": written - started, "import": time.perf_counter() - written}


def _write_files(graph: PropertyGraph, directory: Path) -> list[str]:
    tables = ImportTables(graph)
    arguments = list(tables.arguments)
    for option, files in (("--nodes", tables.nodes()), ("--relationships", tables.relationships())):
        for name, lines in files:
            arguments.append(f"{option}={write_aside(directory / name, lines)}")
    return arguments


def _run(home: Path, jars: Path, options: list[str], version: str, aside: Path, arguments: list[str]) -> None:
    java = find_java(17 if version.startswith("5.") else 21)
    options = [*options, "--add-opens=java.base/java.nio=ALL-UNNAMED", "-cp", f"{jars}{os.sep}*"]
    command = ["database", "import", "full", DATABASE, f"--report-file={aside / 'report.txt'}", *arguments]
    done = subprocess.run(  # noqa: S603 - the arguments are our own
        [str(java), *options, "org.neo4j.cli.AdminTool", *command],
        env={**os.environ, "NEO4J_HOME": str(aside), "NEO4J_CONF": str(home / "conf")},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=_IMPORT_SECONDS,
        check=False,
    )
    if done.returncode:
        lines = [line.strip() for line in (done.stderr + done.stdout).splitlines() if line.strip()]
        reason = next(
            (line for line in lines if "rror" in line or "xception" in line), (lines or ["no message"])[-1]
        )
        raise StoreError(f"Neo4j's importer failed: {reason[:300]}", where=home)
