"""Run a Neo4j community server on this machine, from its Maven artefacts."""

from __future__ import annotations

import importlib.resources
import os
import re
import secrets
import shutil
import subprocess
import tempfile
import time
import zipfile
from pathlib import Path

from kgraph.errors import StoreError
from kgraph.store.servers.file_lock import FileLock
from kgraph.store.servers.java import find_java
from kgraph.store.servers.ports import reserve_ports
from kgraph.store.servers.server_plan import ServerPlan, write_private
from kgraph.store.servers.user_cache import cache_directory

LTS = "5.26.30"
NEWEST = "2026.08.1"
DATABASE = "neo4j"
USERNAME = "neo4j"
FIRST_PASSWORD = "neo4j"  # noqa: S105 - the published default, changed before anything else

_PLUGIN = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies"
_SERVICE = "META-INF/services/org.neo4j.server.startup.EntryPoint"
_FETCH_SECONDS = 600.0
_JAVA_OPTIONS = (
    "-XX:+UseG1GC",
    "--add-opens=java.base/java.nio=ALL-UNNAMED",
    "--add-opens=java.base/java.io=ALL-UNNAMED",
    "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
    "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
    "-Dfile.encoding=UTF-8",
)


def fetch_jars(version: str = LTS) -> Path:
    """Return the directory of the server's jars; the first time, Maven fetches them (about 125 MB).

    Parameters
    ----------
    version : str
        A published version of ``org.neo4j:neo4j``.

    Raises
    ------
    StoreError
        `version` is malformed, Maven is missing or fails, or another process has fetched for ten minutes.
    """
    if not re.fullmatch(r"\d[\w.]*", version):
        raise StoreError(f"not a Neo4j version: {version!r}", hint=f"Examples: {LTS}, {NEWEST}")
    target = cache_directory() / "neo4j" / version
    lock = FileLock(target.with_name(f"{version}.lock"))
    deadline = time.monotonic() + _FETCH_SECONDS
    while not target.is_dir():
        if not lock.acquire():
            if time.monotonic() > deadline:
                raise StoreError("another command is still fetching Neo4j", where=target.parent)
            time.sleep(0.5)
            continue
        try:
            if not target.is_dir():
                _fetch(version, target)
        finally:
            lock.release()
    return target


def _fetch(version: str, target: Path) -> None:
    maven = shutil.which("mvn")
    if maven is None:
        raise StoreError(
            "fetching Neo4j needs Maven (the command mvn), which is not installed",
            hint="Install Maven, or install Neo4j yourself and name it with --store bolt://localhost:7687.",
        )
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=f"{version}-") as aside:
        pom = Path(aside, "pom.xml")
        pom.write_bytes(
            importlib.resources.files("kgraph.store.servers").joinpath("neo4j.pom.xml").read_bytes()
        )
        jars = Path(aside, "jars")
        command = [
            maven,
            "-q",
            "-B",
            "-f",
            str(pom),
            _PLUGIN,
            f"-Dneo4j.version={version}",
            "-DincludeScope=runtime",
        ]
        try:
            done = subprocess.run(  # noqa: S603 - Maven's own path, our own arguments
                [*command, f"-DoutputDirectory={jars}"],
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                timeout=_FETCH_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise StoreError("Maven did not finish fetching Neo4j within ten minutes") from None
        if done.returncode or not any(jars.glob("neo4j-server-*.jar")):
            errors = [line for line in (done.stdout + done.stderr).splitlines() if "ERROR" in line]
            reason = " ".join((errors or ["no message"])[0].replace("[ERROR]", "").split())[:200]
            raise StoreError(f"Maven could not fetch Neo4j {version}: {reason}", hint="Is there a network?")
        jars.rename(target)


def neo4j_plan(home: Path, *, heap: str, version: str = LTS) -> ServerPlan:
    """Prepare a Neo4j home directory and return how to run the server on it.

    The server listens on loopback only, on free ports. Its random password is set at the first start, and
    kept in a file that only its owner can read.

    Parameters
    ----------
    home : Path
        Neo4j's home directory: configuration, data, logs.
    heap : str
        Size of the Java heap, as Java writes it (``"1g"``).
    version : str
        Version of Neo4j.

    Raises
    ------
    StoreError
        No suitable Java is installed, or the jars cannot be fetched.
    """
    jars = fetch_jars(version)
    java = find_java(17 if version.startswith("5.") else 21)
    bolt, http = reserve_ports(2)
    # The artefacts of some versions include Neo4j's web client.
    browser = any(jars.glob("neo4j-browser-*.jar"))
    (home / "conf").mkdir(parents=True, exist_ok=True)
    settings = {
        "server.default_listen_address": "127.0.0.1",
        "server.bolt.listen_address": f"127.0.0.1:{bolt}",
        "server.http.enabled": str(browser).lower(),
        "server.http.listen_address": f"127.0.0.1:{http}",
        "server.https.enabled": "false",
        "server.memory.pagecache.size": "128m",
        "dbms.security.allow_csv_import_from_file_urls": "false",
        "dbms.usage_report.enabled": "false",
        # The password is 24 random bytes: counting failures would only let another program lock kgraph out.
        "dbms.security.auth_max_failed_attempts": "0",
        # Otherwise each Bolt listener waits five seconds for late clients when the server stops.
        "internal.dbms.bolt.netty_server_shutdown_quiet_period": "0",
    }
    text = "".join(f"{key}={value}\n" for key, value in settings.items())
    (home / "conf" / "neo4j.conf").write_text(text, encoding="utf-8")
    options = [f"-Xmx{heap}", *_JAVA_OPTIONS, "-cp", f"{jars}{os.sep}*"]
    entry = [_entry_point(jars), f"--home-dir={home}", f"--config-dir={home / 'conf'}"]
    return ServerPlan(
        argv=[str(java), *options, *entry],
        port=bolt,
        http=f"http://127.0.0.1:{http}" if browser else None,
        username=USERNAME,
        password=_password(home),
        database=DATABASE,
        first_password=FIRST_PASSWORD,
        seconds=180.0,
    )


def _entry_point(jars: Path) -> str:
    """Return the class that starts the server, which differs between versions."""
    for jar in sorted(jars.glob("neo4j-[0-9]*.jar")):
        with zipfile.ZipFile(jar) as content:
            if _SERVICE in content.namelist():
                return content.read(_SERVICE).decode("utf-8").split()[0]
    raise StoreError(
        "these are not the jars of a Neo4j server", where=jars, hint="Remove it to fetch it again."
    )


def _password(home: Path) -> str:
    """Return the password of the server in `home`, which is created before its first start."""
    file = home / "password"
    if not file.is_file():
        write_private(file, secrets.token_urlsafe(24))
    return file.read_text(encoding="utf-8").strip()
