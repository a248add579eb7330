"""The embedded store: ArcadeDB from its wheel, run by the Java in the wheel, with Bolt on loopback."""

from __future__ import annotations

import importlib.util
import os
import secrets
from pathlib import Path

from kgraph.errors import StoreError
from kgraph.store.servers.class_archive import class_archive
from kgraph.store.servers.file_seal import DATA_DIRECTORY
from kgraph.store.servers.ports import reserve_ports
from kgraph.store.servers.server_plan import LOG_FILE, ServerPlan, write_private
from kgraph.version import install_line

DATABASE = "kgraph"
USERNAME = "root"

# What the engine logs when a record has names that are not in its dictionary; it answers without them.
_UNREADABLE = "Possible corrupted record"

# The options of the wheel's launcher (vector instructions, reflection), and no warnings of optional parts.
_MODULE_OPTIONS = (
    "--add-modules=jdk.incubator.vector",
    "--enable-native-access=ALL-UNNAMED",
    "--add-opens=java.base/java.util.concurrent.atomic=ALL-UNNAMED",
    "--add-opens=java.base/java.nio.channels.spi=ALL-UNNAMED",
    "--add-opens=java.base/java.lang=ALL-UNNAMED",
)
_JAVA_OPTIONS = (
    *_MODULE_OPTIONS,
    "-Dfile.encoding=UTF8",
    "-Djava.awt.headless=true",
    "-Dpolyglot.engine.WarnInterpreterOnly=false",
)

# Java's second compiler and parallel collector take half of the start, and pay off within minutes of work.
_BRIEF_OPTIONS = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
_SMALL = 100_000_000


def embedded_plan(home: Path, *, heap: str, brief: bool = False) -> ServerPlan:
    """Prepare the embedded server's files in `home` and return how to run it.

    Each start has a new password. It is in files that only their owner can read, and on no command line.

    Parameters
    ----------
    home : Path
        Directory of the server's data.
    heap : str
        Size of the Java heap, as Java writes it (``"2g"``).
    brief : bool
        Whether the server is for a few commands. Over a small store it then starts in half the time, and
        later does long work less fast.

    Raises
    ------
    StoreError
        The embedded store is not installed.
    """
    java, jars = _installation()
    bolt, http = reserve_ports(2)
    password = secrets.token_urlsafe(24)
    home.mkdir(parents=True, exist_ok=True)
    # While this file exists, ArcadeDB keeps the password of the previous start.
    (home / "config" / "server-users.jsonl").unlink(missing_ok=True)
    settings = {
        "server.mode": "development",
        "server.rootPath": str(home),
        "server.rootPassword": password,
        "server.defaultDatabases": f"{DATABASE}[{USERNAME}]",
        "server.plugins": "Bolt:com.arcadedb.bolt.BoltProtocolPlugin",
        "server.httpIncomingHost": "127.0.0.1",
        "server.httpIncomingPort": str(http),
        "server.logsDirectory": str(home / "log"),
        "bolt.host": "127.0.0.1",
        "bolt.port": str(bolt),
        "bolt.defaultDatabase": DATABASE,
    }
    archive = class_archive(java, jars, _MODULE_OPTIONS)
    # In one order: a directory's own differs between file systems, and Java then refuses the archive.
    classes = os.pathsep.join(map(str, sorted(jars.glob("*.jar"))))
    lines = [f"-Xmx{heap}", *_JAVA_OPTIONS, *(f"-Darcadedb.{key}={value}" for key, value in settings.items())]
    lines += _BRIEF_OPTIONS if brief and 0 < _size(home / DATA_DIRECTORY) < _SMALL else ()
    lines += archive.options() if archive else []
    lines += [f"-XX:ErrorFile={home / 'log' / 'crash-%p.log'}", "-cp", classes]
    arguments = home / "java.args"
    write_private(arguments, "".join(f"{_quoted(line)}\n" for line in lines))
    return ServerPlan(
        argv=[str(java), f"@{arguments}", "com.arcadedb.server.ArcadeDBServer"],
        port=bolt,
        http=None,
        username=USERNAME,
        password=password,
        database=DATABASE,
        first_password=None,
        seconds=120.0,
        archive=archive,
    )


def met_unreadable(home: Path) -> bool:
    """Return whether the server in `home` has met records that it cannot read since it was started."""
    try:
        with (home / LOG_FILE).open(encoding="utf-8", errors="replace") as log:
            return any(_UNREADABLE in line for line in log)
    except OSError:
        return False


def _size(directory: Path) -> int:
    return sum(path.stat().st_size for path in directory.rglob("*") if path.is_file())


def _installation() -> tuple[Path, Path]:
    """Return the ``java`` program and the directory of jars in the installed wheel."""
    spec = importlib.util.find_spec("arcadedb_embedded")
    root = Path(spec.origin).parent if spec is not None and spec.origin else None
    if root is None:
        raise StoreError(
            "the embedded store is not installed",
            hint=f"Install it with: {install_line('embedded')}, or name a server with --store URI. "
            "Without a store there are kgraph new, validate, sparql, evidence, merge and migrate.",
        )
    java = root / "jre" / "bin" / ("java.exe" if os.name == "nt" else "java")
    if not java.is_file() or not (root / "jars").is_dir():
        raise StoreError(
            "the embedded store's package lacks its Java runtime or its jars",
            where=root,
            hint="Install it again: pip install --force-reinstall arcadedb-embedded",
        )
    return java, root / "jars"


def _quoted(argument: str) -> str:
    # In Java's argument files, quotes protect blanks, and a backslash inside them is doubled.
    return '"' + argument.replace("\\", "\\\\").replace('"', '\\"') + '"'
