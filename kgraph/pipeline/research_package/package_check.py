"""Check a research package: every file by its digest, and what a rebuild would give by its content hash."""

from __future__ import annotations

import json
import shutil
import tempfile
import zipfile
import zlib
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from kgraph.errors import Location, SourceError, UsageError
from kgraph.loaders.common.problems import Problems
from kgraph.loaders.formats.source_bytes import BLOCK_BYTES, MAX_RATIO, RATIO_FREE_BYTES
from kgraph.pipeline.directory import MANIFEST_FILE
from kgraph.pipeline.inputs import ontology_hash
from kgraph.pipeline.progress import silent
from kgraph.pipeline.research_package.package_contents import STUDY_DIRECTORY
from kgraph.pipeline.research_package.package_facts import words
from kgraph.pipeline.research_package.package_files import MANIFEST_NAME, unescape
from kgraph.pipeline.research_package.package_making import FORM, RECORD_FILE
from kgraph.study import load_study
from kgraph.version import DISTRIBUTION

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import IO

    from kgraph.pipeline.progress import Progress
    from kgraph.words.text import Text

# What a rebuild adds to an unpacked package.
_MADE_LATER = (f"{STUDY_DIRECTORY}/build/", f"{STUDY_DIRECTORY}/.kgraph/")
_HEX = frozenset("0123456789abcdef")
_NO_PACKAGE = "Name a directory or a ZIP file that kgraph package wrote."


@dataclass(slots=True)
class PackageCheck:
    """What the check of a package found.

    Parameters
    ----------
    record : dict
        What the package says of its build.
    files : int
        Files with the digest that the manifest has.
    lines : list of Text
        The outcome, in sentences.
    computed : str
        Content hash of what the package rebuilds to; empty if sources are missing.
    """

    record: dict[str, Any]
    files: int
    lines: list[Text] = field(default_factory=list)
    computed: str = ""

    @property
    def same(self) -> bool:
        """Whether the package rebuilds to the content hash that it states."""
        return bool(self.computed == self.record["contentHash"])

    def to_json(self) -> dict[str, Any]:
        """Return the outcome as JSON values."""
        stated = {key: self.record[key] for key in ("study", "build", "contentHash")}
        texts = [text.to_json() for text in self.lines]
        return stated | {"files": self.files, "computed": self.computed, "same": self.same, "says": texts}


class _Opened:
    """The files of a package in a directory.

    Parameters
    ----------
    path : Path
        The directory.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def names(self) -> list[str]:
        """Return the names of all files and links, with slashes."""
        found = (each for each in self.path.rglob("*") if each.is_symlink() or not each.is_dir())
        return sorted(each.relative_to(self.path).as_posix() for each in found)

    def is_link(self, name: str) -> bool:
        """Return whether a file, or a directory that it lies in, is a link."""
        parts = PurePosixPath(name).parts
        return any(self.path.joinpath(*parts[:end]).is_symlink() for end in range(1, len(parts) + 1))

    def open(self, name: str) -> IO[bytes]:
        """Open a file for reading."""
        return (self.path / name).open("rb")


class _Archive(_Opened):
    """The files of a package in a ZIP file."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.archive = zipfile.ZipFile(path)
        self.entries = {each.filename: each for each in self.archive.infolist() if not each.is_dir()}
        packed = sum(each.compress_size for each in self.entries.values())
        size = sum(each.file_size for each in self.entries.values())
        if size > RATIO_FREE_BYTES + MAX_RATIO * packed:
            raise SourceError("unfolds to more than any package would", where=path, hint=_NO_PACKAGE)
        if len(self.entries) < sum(not each.is_dir() for each in self.archive.infolist()):
            raise SourceError("holds a name twice", where=path, hint="Get the package again.")

    def names(self) -> list[str]:
        """Return the names of all files."""
        return sorted(self.entries)

    def is_link(self, name: str) -> bool:
        """Return False: what an entry says of itself is not followed."""
        return False

    def open(self, name: str) -> IO[bytes]:
        """Open an entry for reading."""
        return self.archive.open(self.entries[name])


def check_package(path: Path, progress: Progress = silent) -> PackageCheck:
    """Check the files of a package by their digests, and compute the content hash that it rebuilds to.

    Nothing is written to the package, and no store is needed: the hash is of the graph that a rebuild would
    put into one.

    Parameters
    ----------
    path : Path
        A directory or a ZIP file.
    progress : callable, optional
        Called with the step, how much of it is done, and how much there is.

    Raises
    ------
    UsageError
        There is no package.
    SourceError
        Files that are missing, altered or added; ``problems`` lists them all.
    KgraphError
        The study in it cannot be built.
    """
    if not path.exists():
        raise UsageError("there is no such file or directory", where=path, hint=_NO_PACKAGE)
    try:
        opened = _Opened(path) if path.is_dir() else _Archive(path)
    except (zipfile.BadZipFile, ValueError) as error:
        raise UsageError(f"not a package: {error}", where=path, hint=_NO_PACKAGE) from None
    try:
        return _checked(opened, progress)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise SourceError(f"the ZIP file is damaged: {error}", where=path, hint="Get it again.") from None


def _checked(opened: _Opened, progress: Progress) -> PackageCheck:
    names = opened.names()
    if MANIFEST_NAME not in names or opened.is_link(MANIFEST_NAME):
        raise UsageError(f"not a package: it has no {MANIFEST_NAME}", where=opened.path, hint=_NO_PACKAGE)
    problems = Problems(opened.path.name)
    stated = dict(_manifest(opened, problems))
    progress("Checking the files", 0, None)
    digests = {name: _digest(opened, name) for name in names if not opened.is_link(name)}
    for name, (line, digest) in stated.items():
        if name not in names:
            problems.add(Location(MANIFEST_NAME, line=line), f"{name} is missing")
        elif digests.get(name) != digest:
            problems.add(Location(name), "has been changed: its SHA-256 is not the one in the manifest")
    record = _record(opened, problems) if RECORD_FILE in digests else None
    if record is None:
        problems.add(Location(RECORD_FILE), "does not describe a package that this version of kgraph knows")
        problems.refuse()
        raise AssertionError("refused above")
    wanted = {each["name"]: each["sha256"] for each in record["keptOut"]}
    for name in sorted({*names} - {*stated} - {MANIFEST_NAME}):
        if name.startswith(_MADE_LATER):
            continue
        if name in wanted:
            if digests.get(name) != wanted[name]:
                problems.add(Location(name), "is not the file that the build used: its SHA-256 is another")
        else:
            problems.add(Location(name), "is not in the manifest")
    problems.refuse()
    check = PackageCheck(record, len(stated), [words("check.files", n=len(stated))])
    missing = [
        each["name"]
        for each in record["keptOut"]
        if each["reason"] != "derived" and each["name"] not in digests
    ]
    if missing:
        check.lines.append(words("check.incomplete", n=len(missing), names=", ".join(missing)))
        return check
    inside = [name for name in digests if name in stated or name in wanted]
    check.computed = _content_hash(opened, inside, progress)
    _compare(opened, check, digests)
    return check


def _manifest(opened: _Opened, problems: Problems) -> Iterator[tuple[str, tuple[int, str]]]:
    """Yield name, line and digest of each file that the manifest lists."""
    with opened.open(MANIFEST_NAME) as file:
        text = file.read().decode("utf-8", errors="replace")
    seen: set[str] = set()
    for number, line in enumerate(text.splitlines(), 1):
        digest, gap, name = line.partition("  ")
        name, place = unescape(name), Location(MANIFEST_NAME, line=number)
        path = PurePosixPath(name)
        if not gap or len(digest) != 64 or not _HEX.issuperset(digest):
            problems.add(place, "is not a SHA-256, two blanks and a name")
        elif path.is_absolute() or ".." in path.parts or "\\" in name or str(path) != name:
            problems.add(place, f"names no file of the package: {name}")
        elif name in seen:
            problems.add(place, f"names {name} a second time")
        else:
            seen.add(name)
            yield name, (number, digest)


def _digest(opened: _Opened, name: str) -> str:
    digest = sha256()
    with opened.open(name) as file:
        while block := file.read(BLOCK_BYTES):
            digest.update(block)
    return digest.hexdigest()


def _record(opened: _Opened, problems: Problems) -> dict[str, Any] | None:
    with opened.open(RECORD_FILE) as file:
        try:
            record = json.loads(file.read())
        except ValueError:
            return None
    if not isinstance(record, dict) or record.get("form") != FORM:
        return None
    texts = all(isinstance(record.get(key), str) for key in ("study", "build", "contentHash", "ontology"))
    kept = record.get("keptOut")
    named = isinstance(kept, list) and all(
        isinstance(each, dict) and all(isinstance(each.get(key), str) for key in ("name", "sha256", "reason"))
        for each in kept
    )
    return record if texts and named and isinstance(record.get("versions"), dict) else None


def _content_hash(opened: _Opened, names: list[str], progress: Progress) -> str:
    """Return the content hash of the study in a package, built from a copy."""
    from kgraph.pipeline.prepare import prepare

    with tempfile.TemporaryDirectory(prefix="kgraph-package-") as directory:
        for name in names:
            if name.startswith(f"{STUDY_DIRECTORY}/"):
                target = Path(directory) / name
                target.parent.mkdir(parents=True, exist_ok=True)
                with opened.open(name) as source, target.open("wb") as copy:
                    shutil.copyfileobj(source, copy)
        return prepare(load_study(Path(directory) / STUDY_DIRECTORY), progress).graph.content_hash


def _compare(opened: _Opened, check: PackageCheck, digests: dict[str, str]) -> None:
    stated = check.record["contentHash"]
    if check.same:
        check.lines.append(words("check.same", hash=stated))
    else:
        check.lines.append(words("check.differs", stated=stated, computed=check.computed))
        if check.record["ontology"] != ontology_hash():
            version = check.record["versions"].get(DISTRIBUTION, "?")
            check.lines.append(words("check.ontology", version=version))
    built = f"{STUDY_DIRECTORY}/build/{MANIFEST_FILE}"
    if built in digests:
        with opened.open(built) as file:
            try:
                found = json.loads(file.read()).get("contentHash")
            except (ValueError, AttributeError):
                found = None
        check.lines.append(words("check.rebuilt" if found == stated else "check.rebuilt-other"))
