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
from kgraph.store.servers import leases
from kgraph.store.servers.java import find_java
from kgraph.store.servers.neo4j_server import DATABASE, LTS, fetch_jars, neo4j_plan

from .import_tables import ImportTables
from .store_sync import SyncReport, sync
from .sync_plan import BuildStamp

if TYPE_CHECKING:
    from kgraph.store.servers.leases import Lease

    from ..property_graph import PropertyGraph

_IMPORT_SECONDS = 24 * 3600.0

# Up to this size the importer ends before Java's optimising compiler pays off.
_SMALL = 2_000_000


def can_import(home: Path) -> bool:
    """Return whether the local Neo4j in `home` is stopped and has no database yet."""
    return not (home / "data" / "databases" / DATABASE).exists() and leases.join(home) is None


def import_graph(
    home: Path, graph: PropertyGraph, *, heap: str = "1g", version: str = LTS
) -> dict[str, float]:
    """Write `graph` into the database files of a stopped local Neo4j; return the seconds of each phase.

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
        The server runs or has a database already, or the importer fails; then no database is left behind.
    """
    home = home.resolve()
    if not can_import(home):
        raise StoreError(
            "the import needs a local Neo4j that has no database yet and does not run",
            where=home,
            hint="Load over Bolt instead (leave the import option out), or remove this directory.",
        )
    jars = fetch_jars(version)
    neo4j_plan(home, heap=heap, version=version)
    started = time.perf_counter()
    with tempfile.TemporaryDirectory(dir=home, prefix="import-") as directory:
        files = Path(directory)
        arguments = _write_files(graph, files)
        written = time.perf_counter()
        options = [f"-Xmx{heap}"]
        if len(graph.nodes) + len(graph.relationships) < _SMALL:
            options.append("-XX:TieredStopAtLevel=1")
        _run(home, jars, options, version, files, arguments)
    return {"write files": written - started, "import": time.perf_counter() - written}


def bulk_load(
    home: Path, graph: PropertyGraph, *, study: str, build: str = "", heap: str = "1g", version: str = LTS
) -> tuple[Lease, SyncReport]:
    """Import `graph`, start the server, and let a sync verify it and write the constraints and the marker.

    Returns
    -------
    Lease, SyncReport
        The lease of the running server, and the report of the sync with the seconds of all phases.

    Raises
    ------
    StoreError
        As :func:`import_graph` and :func:`kgraph.loaders.sync.store_sync.sync`.
    """
    seconds = import_graph(home, graph, heap=heap, version=version)
    started = time.perf_counter()
    lease = leases.start(home, "neo4j", heap=heap, version=version)
    seconds["start server"] = time.perf_counter() - started
    try:
        with lease.connect() as connection:
            report = sync(connection, graph, BuildStamp(study, build=build))
    except BaseException:
        lease.end()
        raise
    report.seconds = seconds | report.seconds
    return lease, report


def _write_files(graph: PropertyGraph, directory: Path) -> list[str]:
    tables = ImportTables(graph)
    arguments = list(tables.arguments)
    for option, files in (("--nodes", tables.nodes()), ("--relationships", tables.relationships())):
        for name, lines in files:
            arguments.append(f"{option}={write_aside(directory / name, lines)}")
    return arguments


def _run(home: Path, jars: Path, options: list[str], version: str, files: Path, arguments: list[str]) -> None:
    java = find_java(17 if version.startswith("5.") else 21)
    options = [*options, "--add-opens=java.base/java.nio=ALL-UNNAMED", "-cp", f"{jars}{os.sep}*"]
    command = ["database", "import", "full", DATABASE, f"--report-file={files / 'report.txt'}", *arguments]
    done = subprocess.run(  # noqa: S603 - the arguments are our own
        [str(java), *options, "org.neo4j.cli.AdminTool", *command],
        env={**os.environ, "NEO4J_HOME": str(home), "NEO4J_CONF": str(home / "conf")},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=_IMPORT_SECONDS,
        check=False,
    )
    if done.returncode:
        for part in ("databases", "transactions"):
            shutil.rmtree(home / "data" / part / DATABASE, ignore_errors=True)
        lines = [line.strip() for line in (done.stderr + done.stdout).splitlines() if line.strip()]
        reason = next(
            (line for line in lines if "rror" in line or "xception" in line), (lines or ["no message"])[-1]
        )
        raise StoreError(f"Neo4j's importer failed: {reason[:300]}", where=home)
