"""All sources of a study, read into one dataset, or none of them and every fault listed."""

from __future__ import annotations

import secrets
from collections import Counter
from hashlib import file_digest
from typing import TYPE_CHECKING

from kgraph.errors import Location, SourceError
from kgraph.rdf.dataset import ReadingNote, SourceFile, StudyDataset
from kgraph.rdf.persons import apply_policy
from kgraph.rdf.workspace import Workspace, fill

from .common.disk_workspace import DIRECTORY, DiskWorkspace
from .formats.jsonld_contexts import study_contexts
from .formats.rdf_faults import refusal
from .formats.registry import check_name, format_of
from .formats.source_bytes import DEFAULT_LIMITS, Limits
from .formats.source_format import ReadingOptions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    import pyoxigraph as ox

    from kgraph.study import Study

    from .formats.source_format import Loader, SourceContent

PACKED = 10
"""How many times larger a packed file counts than it is."""
PERSON_KEY = ".kgraph/persons.key"


def load_file(path: Path, study: Study, options: ReadingOptions) -> SourceContent:
    """Read one source file, by the reader of its format."""
    return format_of(path, study).load(path, study, options)


def read_study(
    study: Study,
    progress: Callable[[str, int, int], None] | None = None,
    *,
    limits: Limits = DEFAULT_LIMITS,
    load: Loader = load_file,
) -> StudyDataset:
    """Read all source files of a study.

    Parameters
    ----------
    study : Study
        The study.
    progress : callable, optional
        Called before each file with its name, the number of files done and the number of files.
    limits : Limits
        Size and depth that a file may have, and faults listed for each.
    load : callable
        Reads one file.

    Returns
    -------
    StudyDataset
        The statements with the place of each, the prefixes, and the notes made while reading.

    Raises
    ------
    SourceError
        One or more files are refused; ``problems`` lists the faults of all of them. Nothing is loaded.
    UsageError
        A source pattern that matches no file, or a file in no known format.
    """
    paths = study.source_files()
    for path in paths:
        check_name(path)
    workspace = _workspace(study, paths)
    options = ReadingOptions(limits, study_contexts(study), workspace)
    store: ox.Store | None = None
    files: list[SourceFile] = []
    declared: dict[str, Counter[str]] = {}
    notes: list[ReadingNote] = []
    problems: list[tuple[Location, str]] = []
    hint: str | None = None
    for done, path in enumerate(paths):
        name = study.relative(path)
        if progress:
            progress(name, done, len(paths))
        try:
            content = load(path, study, options)
        except SourceError as error:
            problems += error.problems or [(_place(error.where, name), error.message)]
            hint = hint or error.hint
            continue
        files.append(
            SourceFile(name, _digest(path), len(content.store), content.places, finder=content.finder)
        )
        notes += content.notes
        for prefix, namespace in content.prefixes.items():
            declared.setdefault(prefix, Counter())[namespace] += 1
        if problems:
            continue
        if store is None and (content.kept or workspace.reads_apart(path.stat().st_size)):
            store = workspace.new_store()
        if store is None:
            store = content.store
        else:
            fill(store, content.store)
    if problems:
        refused = refusal(problems)
        refused.hint = hint
        raise refused
    prefixes = {prefix: _commonest(namespaces) for prefix, namespaces in declared.items()}
    dataset = StudyDataset(
        store, base=study.base, files=files, prefixes=prefixes, notes=notes, workspace=workspace
    )
    policy = study.policy.persons
    apply_policy(dataset, policy, key=_person_key(study) if policy == "pseudonymise" else b"")
    return dataset


def _workspace(study: Study, paths: Iterable[Path]) -> Workspace:
    """Return where the statements are held: on disk from the size of source files that the study states."""
    least = study.reading.disk_from
    size = sum(_unpacked(path) for path in paths)
    return DiskWorkspace(study.root / DIRECTORY) if size >= least * 1024**2 else Workspace()


def _unpacked(path: Path) -> int:
    return path.stat().st_size * (PACKED if path.suffix.lower() == ".gz" else 1)


def _commonest(namespaces: Counter[str]) -> str:
    """Return the namespace that most files declare, so that one odd file does not rename the terms of all."""
    return namespaces.most_common(1)[0][0]


def _person_key(study: Study) -> bytes:
    """Return the study's secret for pseudonyms, made on first use; it traces them back to persons."""
    path = study.root / PERSON_KEY
    if not path.is_file():
        path.parent.mkdir(exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_hex(32), encoding="ascii")
    return path.read_bytes().strip()


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _place(where: object, name: str) -> Location:
    return where if isinstance(where, Location) else Location(name)
