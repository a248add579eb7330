"""What goes into a research package, and what stays out and why."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from functools import cached_property
from hashlib import file_digest, sha256
from importlib import resources
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from kgraph.errors import UsageError
from kgraph.loaders.formats.registry import format_of
from kgraph.loaders.formats.source_bytes import BLOCK_BYTES
from kgraph.loaders.reading import read_study
from kgraph.packaged_ontology import ontology
from kgraph.pipeline.directory import (
    ANALYSIS_FILE,
    GRAPH_FILE,
    LOSSES_FILE,
    REPORT_FILE,
    VALIDATION_FILE,
    VIEWS_DIRECTORY,
    Results,
    of_the_build,
)
from kgraph.pipeline.inputs import input_files
from kgraph.pipeline.rebuild import kept_manifest
from kgraph.pipeline.research_package.licence_terms import FileLicences, licence_of, own_licences
from kgraph.rdf.foreign_data import PRIVATE
from kgraph.rdf.ontology_context import TYPE, hierarchy
from kgraph.rdf.persons import PERSON_CLASSES
from kgraph.study import STORIES_FILE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from importlib.resources.abc import Traversable
    from pathlib import Path

    from kgraph.pipeline.research_package.licence_terms import Licence
    from kgraph.study import Study

STUDY_DIRECTORY = "study"
RESULTS_DIRECTORY = "results"
ONTOLOGY_DIRECTORY = "ontology"
METADATA_DIRECTORY = "metadata"
BUILD_RECORD = f"{RESULTS_DIRECTORY}/build.json"
SOURCE, SETTINGS, RESULT, ONTOLOGY, DESCRIPTION = "source", "settings", "result", "ontology", "description"
_ONTOLOGY_LICENCE = "https://creativecommons.org/licenses/by/4.0/"
_ONTOLOGY_ENDINGS = (".ttl", ".toml", ".jsonld", ".rq", ".cypher", "LICENSE")
# Notes of the readers on what a file holds and the study does not take in, for the sake of persons.
_PRIVATE_NOTES = frozenset(
    {
        "persons-omitted",
        "memberships-reduced",
        "contact-details-omitted",
        "votes-omitted",
        "network-contact",
        "unmapped-columns",
    }
)


@dataclass(frozen=True)
class PackagePart:
    """A file of a package.

    Parameters
    ----------
    name : str
        Path in the package, with slashes.
    content : bytes or Path
        What it holds, or where that stands.
    kind : str
        ``"source"``, ``"settings"``, ``"result"``, ``"ontology"`` or ``"description"``.
    licences : tuple of Licence
        What is stated of it.
    """

    name: str
    content: bytes | Path
    kind: str
    licences: tuple[Licence, ...] = ()

    @cached_property
    def digest(self) -> str:
        """SHA-256 in hexadecimal."""
        if isinstance(self.content, bytes):
            return sha256(self.content).hexdigest()
        return _digest(self.content)

    @cached_property
    def size(self) -> int:
        """Number of bytes."""
        return len(self.content) if isinstance(self.content, bytes) else self.content.stat().st_size

    def blocks(self) -> Iterator[bytes]:
        """Yield the content in blocks."""
        if isinstance(self.content, bytes):
            yield self.content
            return
        with self.content.open("rb") as file:
            while block := file.read(BLOCK_BYTES):
                yield block


@dataclass(frozen=True, slots=True)
class KeptOut:
    """A file that is described and not included.

    Parameters
    ----------
    name : str
        Path that it would have in the package.
    reason : str
        ``"no-licence"``, ``"licence"``, ``"personal"`` or ``"derived"``.
    digest : str
        SHA-256, by which whoever has the file knows that it is the right one.
    licences : tuple of Licence
        What is stated of it.
    """

    name: str
    reason: str
    digest: str
    licences: tuple[Licence, ...] = ()


@dataclass(slots=True)
class PackageContents:
    """The files of a package and of those that stay out.

    Parameters
    ----------
    study : Study
        The study.
    manifest : dict
        The build's record.
    dataset : pyoxigraph.Store
        The statements of the build, under the study's policy on persons.
    parts : list of PackagePart
        Files that go in.
    kept_out : list of KeptOut
        Files that stay out.
    with_sources : bool
        Whether all sources go in, whatever their licence.
    """

    study: Study
    manifest: dict[str, Any]
    dataset: ox.Store
    parts: list[PackagePart] = field(default_factory=list)
    kept_out: list[KeptOut] = field(default_factory=list)
    with_sources: bool = False

    @property
    def own(self) -> tuple[Licence, ...]:
        """Licence of what the study itself made; none where none is stated."""
        return own_licences(self.study)

    @property
    def missing(self) -> list[KeptOut]:
        """Sources that stay out, without which the package does not rebuild."""
        return [each for each in self.kept_out if each.reason != "derived"]

    @property
    def derived(self) -> list[KeptOut]:
        """Results that stay out because of the sources that they were made of."""
        return [each for each in self.kept_out if each.reason == "derived"]

    def of_kind(self, kind: str) -> list[PackagePart]:
        """Return the files of one kind, in order."""
        return [part for part in self.parts if part.kind == kind]


def gather(study: Study, *, with_sources: bool = False) -> PackageContents:
    """Return what a package of the last build holds.

    A source goes in if its licence is stated and known to allow it, and if it holds nothing about persons
    that the study leaves out. If a licence keeps a source out, the statements and pages that were made of it
    stay out too; analysis and report, which are the study's own work, go in.

    Parameters
    ----------
    study : Study
        The study, as it was built.
    with_sources : bool
        Put all sources in.

    Raises
    ------
    UsageError
        There is no build of what the study holds now.
    """
    results = Results(study)
    manifest = _current(study, results)
    dataset = ox.Store()
    dataset.load(path=str(results.path(GRAPH_FILE)), format=ox.RdfFormat.TRIG)
    licences = FileLicences(study, dataset)
    contents = PackageContents(study, manifest, dataset, with_sources=with_sources)
    sources = study.source_files()
    private = set() if with_sources else private_files(study, results.read(VALIDATION_FILE))
    for path in sources:
        name, stated = study.relative(path), licences.of_file(path)
        part = PackagePart(f"{STUDY_DIRECTORY}/{name}", path, SOURCE, stated)
        reason = "" if with_sources else _reason(stated, private=name in private)
        if reason:
            contents.kept_out.append(KeptOut(part.name, reason, part.digest, stated))
        else:
            contents.parts.append(part)
    for path in settings_files(study, sources):
        contents.parts.append(
            PackagePart(f"{STUDY_DIRECTORY}/{study.relative(path)}", path, SETTINGS, contents.own)
        )
    _add_results(contents, results)
    terms = (licence_of(_ONTOLOGY_LICENCE),)
    for name, content in _ontology_files(resources.files("kgraph.ontology")):
        contents.parts.append(PackagePart(f"{ONTOLOGY_DIRECTORY}/{name}", content, ONTOLOGY, terms))
    return contents


def _current(study: Study, results: Results) -> dict[str, Any]:
    """Return the record of the last build if it is of what the study holds now."""
    manifest = kept_manifest(study)
    if manifest is None and study.policy.network_hosts:
        manifest = results.content().manifest
        digests = {study.relative(path): _digest(path) for path in study.source_files()}
        manifest = manifest if digests == manifest["inputs"] and results.intact(manifest) else None
    if manifest is None or "run" not in manifest:
        raise UsageError(
            "there is no build of what the study holds now",
            where=study.root,
            hint="Run kgraph rebuild, then kgraph package again.",
        )
    return manifest


def _reason(stated: tuple[Licence, ...], *, private: bool) -> str:
    if not stated:
        return "no-licence"
    if not all(each.allows for each in stated):
        return "licence"
    return "personal" if private else ""


def settings_files(study: Study, sources: list[Path]) -> list[Path]:
    """Return what a rebuild reads besides the sources, without keys of pseudonyms and copies of documents."""
    hidden = study.root / ".kgraph"
    paths = [*input_files(study), study.root / STORIES_FILE]
    paths = [study.inside(path) for path in paths if path.is_file()]
    return [path for path in paths if path not in sources and not path.is_relative_to(hidden)]


def _add_results(contents: PackageContents, results: Results) -> None:
    record = of_the_build(contents.manifest) | {"run": contents.manifest["run"]}
    withheld = any(each.reason in ("no-licence", "licence") for each in contents.kept_out)
    telling = [GRAPH_FILE, VALIDATION_FILE, LOSSES_FILE]
    telling += [f"{VIEWS_DIRECTORY}/{view}" for view in contents.manifest["kept"]["views"]]
    parts = [
        PackagePart(f"{RESULTS_DIRECTORY}/{name}", results.path(name), RESULT, contents.own)
        for name in (ANALYSIS_FILE, REPORT_FILE, *telling)
    ]
    for part in parts:
        name = part.name.partition("/")[2]
        if withheld and name in telling:
            contents.kept_out.append(KeptOut(part.name, "derived", part.digest))
        else:
            contents.parts.append(part)
    contents.parts.append(PackagePart(BUILD_RECORD, as_json(record), RESULT, contents.own))


def private_files(study: Study, validation: dict[str, Any]) -> set[str]:
    """Return the names of source files that hold something that the study leaves out of its graph."""
    found = {
        place["file"]
        for finding in validation["findings"]
        if finding["rule"] in PRIVATE
        for place in finding["locations"]
    }
    found |= {study.relative(path) for path in study.source_files() if format_of(path, study).confidential}
    everyone = replace(study, policy=replace(study.policy, persons="include"))
    dataset = read_study(everyone)
    found |= {note.location.file for note in dataset.notes if note.location and note.kind in _PRIVATE_NOTES}
    if study.policy.persons == "include":
        return found
    below = hierarchy(dataset.store, ontology())
    classes = {name for root in PERSON_CLASSES for name in below.get(root, {root})}
    persons = {quad.subject for name in classes for quad in dataset.quads(None, TYPE, ox.NamedNode(name))}
    if persons:
        found |= {
            file.name for file in dataset.files if any(file.places().find(hash(person)) for person in persons)
        }
    return found


def _ontology_files(directory: Traversable, prefix: str = "") -> Iterator[tuple[str, bytes]]:
    for item in sorted(directory.iterdir(), key=lambda each: each.name):
        if item.is_dir():
            if not item.name.startswith(("_", ".")):
                yield from _ontology_files(item, f"{prefix}{item.name}/")
        elif item.name.endswith(_ONTOLOGY_ENDINGS):
            yield f"{prefix}{item.name}", item.read_bytes()


def as_json(content: Any) -> bytes:
    """Return a value as JSON text, the same for the same value."""
    return (json.dumps(content, ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode()


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
