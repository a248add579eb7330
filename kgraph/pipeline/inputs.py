"""A digest of everything that a rebuild depends on, computed without parsing anything."""

from __future__ import annotations

import platform
import re
from functools import cache
from hashlib import file_digest, sha256
from importlib import metadata, resources
from typing import TYPE_CHECKING, Any

from kgraph.loaders.formats.jsonld_contexts import CATALOG
from kgraph.study import IDENTITY_FILE, STORIES_FILE, STUDY_FILE, STUDY_SHAPES, TABLE_METADATA
from kgraph.version import DISTRIBUTION

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from kgraph.study import Study

# Extras whose presence changes what is computed or what can be read.
_EXTRAS = frozenset({"fast", "pdf"})
_REQUIREMENT = re.compile(r"([A-Za-z0-9._-]+)(?:.*;.*extra == ['\"](\w+)['\"])?")
_ELSEWHERE = frozenset({"loaders", "ontology", "studies"})
_ABSENT = "absent"


def input_digest(study: Study, copies: Iterable[str] = ()) -> str:
    """Return a SHA-256 of everything that a study's results depend on; empty if that cannot be known.

    It covers names and bytes of the files that a rebuild reads, the day that the study is analysed for,
    kgraph's own code and ontology, Python, and the packages that kgraph uses. Files are not parsed: a changed
    comment counts as a change, a changed time stamp does not.

    Parameters
    ----------
    study : Study
        The study.
    copies : iterable of str
        Local copies of sources that the study's data names, relative to its directory. A missing copy is
        part of the digest too.

    Notes
    -----
    A study that may fetch JSON-LD contexts depends on other hosts, so it has no digest.
    """
    if study.policy.network_hosts:
        return ""
    digest = sha256()
    for name, content in (
        ("code", _code_digest()),
        ("packages", _packages()),
        # The parsed settings, and the directory's name, which the manifest shows.
        ("study", settings_text(study)),
        ("directory", study.root.name),
        # A study that names no day of its own is analysed for today.
        ("day", study.day.isoformat()),
        *((study.relative(path), content_digest(path)) for path in input_files(study, copies)),
    ):
        for part in (name, content):
            digest.update(f"{len(part)}:{part}".encode())
    return digest.hexdigest()


def settings_text(study: Study) -> str:
    """Return all settings of a study as one text, but its place and where its statements are held."""
    return repr([getattr(study, name) for name in study.__slots__ if name not in {"root", "reading"}])


def input_files(study: Study, copies: Iterable[str] = ()) -> list[Path]:
    """Return the files that a rebuild of a study reads or looks for, sorted, each once.

    Raises
    ------
    UsageError
        A source pattern that matches no file.
    """
    root = study.root
    sources = study.source_files()
    files = {root / STUDY_FILE, root / IDENTITY_FILE, *sources}
    files |= {*study.mapping_files(), *(root / copy for copy in copies)}
    files |= set((root / STUDY_SHAPES).glob("*.ttl"))
    files |= {path for path in (root / CATALOG).parent.rglob("*") if path.is_file()}
    if study.policy.persons == "pseudonymise":
        files |= set((root / ".kgraph").glob("*.key"))
    # Metadata of tables (CSVW): named in study.toml, or beside the table.
    files |= {
        root / options["mapping"]
        for options in study.tables.values()
        if isinstance(options, dict) and isinstance(options.get("mapping"), str)
    }
    for directory in {path.parent for path in sources}:
        files |= set(directory.glob(f"*{TABLE_METADATA}"))
    return sorted(files)


def stories_digest(study: Study) -> str:
    """Return a SHA-256 of the study's stories; empty without any.

    They are apart from the rest of the input: pages are written again for them, and nothing is analysed anew.
    """
    path = study.root / STORIES_FILE
    return sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def ontology_hash() -> str:
    """Return a SHA-256 over the Turtle and TOML files of the ontology package."""
    files = [
        (name.rpartition("/")[2], item)
        for name, item in _walk(resources.files("kgraph.ontology"))
        if name.endswith((".ttl", ".toml"))
    ]
    digest = sha256()
    for name, item in sorted(files, key=lambda pair: pair[0]):
        digest.update(name.encode())
        digest.update(item.read_bytes())
    return digest.hexdigest()


@cache
def _code_digest() -> str:
    """Return a SHA-256 of kgraph itself, since two working copies may have the same version."""
    digest = sha256()
    for package in ("kgraph", "kgraph.loaders", "kgraph.ontology"):
        for name, item in sorted(_walk(resources.files(package)), key=lambda pair: pair[0]):
            # Installed, two of the packages lie inside the first: do not count them twice.
            if package != "kgraph" or name.partition("/")[0] not in _ELSEWHERE:
                digest.update(f"{package}/{name}".encode())
                digest.update(item.read_bytes())
    return digest.hexdigest()


@cache
def _packages() -> str:
    versions = {"python": platform.python_version()}
    for requirement in metadata.requires(DISTRIBUTION) or ():
        match = _REQUIREMENT.match(requirement)
        if match and (match[2] is None or match[2] in _EXTRAS):
            try:
                versions[match[1]] = metadata.version(match[1])
            except metadata.PackageNotFoundError:
                versions[match[1]] = _ABSENT
    return repr(sorted(versions.items()))


def _walk(directory: Any, prefix: str = "") -> Iterator[tuple[str, Any]]:
    for item in directory.iterdir():
        name = f"{prefix}{item.name}"
        if item.is_dir():
            if item.name != "__pycache__":
                yield from _walk(item, f"{name}/")
        elif not name.endswith(".pyc"):
            yield name, item


def content_digest(path: Path) -> str:
    """Return a SHA-256 of the bytes of a file; a word for a file that cannot be read."""
    try:
        with path.open("rb") as file:
            return file_digest(file, "sha256").hexdigest()
    except OSError:
        return _ABSENT
