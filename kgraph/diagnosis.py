"""Find out what is installed, what is missing and how to install it: packages, Java, Maven, the store."""

from __future__ import annotations

import os
import platform
import shutil
from dataclasses import dataclass
from importlib import metadata
from typing import TYPE_CHECKING

from packaging.requirements import Requirement

from kgraph.errors import KgraphError
from kgraph.store.servers.java import find_java
from kgraph.store.servers.leases import open_store, status
from kgraph.store.servers.store_choice import LOCAL, chosen_address
from kgraph.study import find_study, load_study
from kgraph.version import DISTRIBUTION, VERSION

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from kgraph.study import Study

OLDEST_JAVA = 17
#: What each extra is for; the others serve kgraph's own development.
EXTRAS = {
    "embedded": "the store that needs no installation",
    "fast": "faster analysis and Bolt",
    "mcp": "kgraph mcp",
    "notebook": "kgraph.open() in notebooks",
    "parquet": "--format parquet",
    "pdf": "checking quotes in PDF files",
    "serve": "kgraph serve",
    "shell": "kgraph shell",
    "spark": "kgraph analyse --engine spark://...",
    "widget": "views as widgets in notebooks",
}
#: Packages whose versions may change an answer.
PARTS = (
    "neo4j",
    "networkx",
    "pyoxigraph",
    "rdflib",
    "pyshacl",
    "arcadedb-embedded",
    "igraph",
)


@dataclass(frozen=True, slots=True)
class Check:
    """The state of one thing that kgraph needs or can use.

    Parameters
    ----------
    part : str
        The thing.
    state : {"ok", "absent", "broken"}
        Absent things are optional; broken ones keep kgraph from working.
    detail : str
        Version, address, or what is wrong.
    mend : str
        The command or step that mends it; empty if there is nothing to do.
    """

    part: str
    state: str
    detail: str
    mend: str = ""


def versions() -> str:
    """Return the versions of kgraph, Python, the libraries and the embedded store, one per line."""
    lines = [
        f"kgraph {VERSION}",
        f"Python {platform.python_version()} on {platform.system()}",
    ]
    return "\n".join([*lines, *(f"{name} {_version(name) or 'not installed'}" for name in PARTS)])


def diagnose(directory: Path | None = None, store: str | None = None) -> list[Check]:
    """Return the state of everything that kgraph needs or can use.

    Parameters
    ----------
    directory : Path, optional
        The study; the nearest one upwards when absent.
    store : str, optional
        Store address; ``NEO4J_URI`` or the study's own choice when absent.
    """
    checks = [Check("kgraph", "ok", f"{VERSION} on Python {platform.python_version()}")]
    checks += _packages()
    checks += [_java(), _maven()]
    try:
        study = load_study(directory or find_study())
    except KgraphError as error:
        return [*checks, Check("study", "absent", error.message, error.hint or "")]
    checks.append(Check("study", "ok", f"{study.id} in {study.root}"))
    return [*checks, *_local_servers(study), _store(study, store)]


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def _packages() -> Iterator[Check]:
    needed = [Requirement(text) for text in metadata.requires(DISTRIBUTION) or ()]
    plain = [item for item in needed if item.marker is None or item.marker.evaluate({"extra": ""})]
    missing = _missing(plain)
    if missing:
        yield Check("libraries", "broken", f"missing: {', '.join(missing)}", _install(plain))
    else:
        parts = ", ".join(f"{item.name} {_version(item.name)}" for item in plain if item.name in PARTS)
        yield Check("libraries", "ok", parts)
    for extra, purpose in EXTRAS.items():
        own = [item for item in needed if item.marker and item.marker.evaluate({"extra": extra})]
        own = [item for item in own if item not in plain]
        if not own:
            continue
        missing = _missing(own)
        if missing:
            detail = f"{purpose}; missing: {', '.join(missing)}"
            yield Check(f"extra {extra}", "absent", detail, _install(own))
        else:
            yield Check(
                f"extra {extra}", "ok", ", ".join(f"{item.name} {_version(item.name)}" for item in own)
            )


def _install(needed: list[Requirement]) -> str:
    """Return the pip command that installs what is missing or too old."""
    wanted = [item for item in needed if _missing([item])]
    return "pip install " + " ".join(f"'{item.name}{item.specifier}'" for item in wanted)


def _missing(needed: list[Requirement]) -> list[str]:
    """Return the packages that are missing or too old; the latter with both versions."""
    missing = []
    for item in needed:
        version = _version(item.name)
        if version is None:
            missing.append(item.name)
        elif not item.specifier.contains(version, prereleases=True):
            missing.append(f"{item.name}{item.specifier} (here: {version})")
    return missing


def _java() -> Check:
    try:
        return Check("Java", "ok", str(find_java(OLDEST_JAVA)))
    except KgraphError as error:
        detail = f"{error.message}; needed for kgraph db start --neo4j only"
        return Check("Java", "absent", detail, error.hint or "")


def _maven() -> Check:
    command = shutil.which("mvn")
    if command:
        return Check("Maven", "ok", command)
    detail = "no command mvn; needed the first time that kgraph db start --neo4j runs"
    return Check("Maven", "absent", detail, "Install Maven, or point --store at a Neo4j that runs.")


def _local_servers(study: Study) -> Iterator[Check]:
    for server in status(study.root):
        if server.left_behind:
            yield Check(f"server {server.kind}", "absent", "it was killed; the next start tidies up")
        elif server.state is not None:
            yield Check(f"server {server.kind}", "ok", f"running at {server.state.uri}", "")


def _store(study: Study, store: str | None) -> Check:
    choice = chosen_address(study, store)
    where = (
        "chosen by --store" if store else "by NEO4J_URI" if os.environ.get("NEO4J_URI") else "the study's own"
    )
    name = choice if choice in LOCAL else "server"
    try:
        with open_store(study, store) as connection:
            detail = f"{connection.dialect.product} answers at {connection.address} ({where})"
    except KgraphError as error:
        place = f"{error.where}: " if error.where else ""
        return Check(f"store {name}", "broken", f"{place}{error.message} ({where})", error.hint or "")
    return Check(f"store {name}", "ok", detail)
