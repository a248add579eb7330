"""Everything a study names as a source, read into one dataset: all, or nothing and every fault listed."""

from __future__ import annotations

import re
import secrets
from collections import Counter
from hashlib import file_digest
from typing import TYPE_CHECKING, Protocol

import pyoxigraph as ox

from kgraph.errors import Location, SourceError, UsageError
from kgraph.rdf.blank_nodes import name_blank_nodes
from kgraph.rdf.dataset import ReadingNote, SourceFile, StudyDataset, own_graphs
from kgraph.rdf.line_index import LineIndex, index_lines
from kgraph.rdf.persons import apply_policy

from .formats.jsonld_contexts import study_contexts
from .formats.popolo import popolo_reader
from .formats.rdf_faults import refusal
from .formats.rdf_files import RdfFile, rdf_format
from .formats.source_bytes import DEFAULT_LIMITS, Limits, SourceBytes
from .formats.source_graph import graph_of
from .formats.tables import template_tables

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from kgraph.study import Study

TABLE_READERS = {".csv": "tables", ".tsv": "tables", ".xlsx": "tables", ".ods": "tables", ".json": "popolo"}


class Reader(Protocol):
    """A module that turns files of another kind into RDF."""

    def read(
        self, path: Path, study: Study, notes: list[ReadingNote] | None = None
    ) -> Iterator[tuple[ox.Quad, Location]]:
        """Yield the statements of a file, each in a named graph, with the place that each came from.

        What is worth knowing though no fault is added to `notes`.
        """


READERS: dict[str, Reader] = {"tables": template_tables, "popolo": popolo_reader}
PERSON_KEY = ".kgraph/persons.key"
_JSON_LD_KEY = re.compile(rb'"@(?:context|graph|id)"')


def read_study(
    study: Study,
    progress: Callable[[str, int, int], None] | None = None,
    *,
    limits: Limits = DEFAULT_LIMITS,
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

    Returns
    -------
    StudyDataset
        The statements with the place of each, the prefixes and what was noted while reading.

    Raises
    ------
    SourceError
        One or more files are refused; ``problems`` lists the faults of all of them. Nothing is loaded.
    UsageError
        A source pattern without a file, or a file of no known kind.
    """
    paths = study.source_files()
    for path in paths:
        _kind(path, study)
    contexts = study_contexts(study)
    store = ox.Store()
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
            if _kind(path, study):
                found, file = _read_other(path, study, notes)
            else:
                rdf = RdfFile(path, graph_of(path, study), study.base, name, limits, contexts)
                found, file = _read_rdf(rdf)
                for prefix, namespace in rdf.prefixes.items():
                    declared.setdefault(prefix, Counter())[namespace] += 1
                notes += _notes(rdf)
        except SourceError as error:
            problems += error.problems or [(_place(error.where, name), error.message)]
            hint = hint or error.hint
            continue
        files.append(file)
        if problems:
            continue
        if len(store):
            store.extend(found)
        else:
            store = found
    if problems:
        refused = refusal(problems)
        refused.hint = hint
        raise refused
    prefixes = {prefix: _commonest(namespaces) for prefix, namespaces in declared.items()}
    dataset = StudyDataset(store, base=study.base, files=files, prefixes=prefixes, notes=notes)
    policy = study.policy.persons
    apply_policy(dataset, policy, key=_person_key(study) if policy == "pseudonymise" else b"")
    return dataset


def _commonest(namespaces: Counter[str]) -> str:
    """Return what most files declare a prefix for, so that one odd file does not rename the terms of all."""
    return namespaces.most_common(1)[0][0]


def _person_key(study: Study) -> bytes:
    """Return the study's secret for pseudonyms, made on first use; who has the file can trace them back."""
    path = study.root / PERSON_KEY
    if not path.is_file():
        path.parent.mkdir(exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_hex(32), encoding="ascii")
    return path.read_bytes().strip()


def _kind(path: Path, study: Study) -> str:
    """Return the module that reads a file, empty for RDF."""
    suffix = path.suffix.lower()
    if suffix == ".json":
        with SourceBytes(path, study.relative(path), DEFAULT_LIMITS) as source:
            return "" if _JSON_LD_KEY.search(source.head) else "popolo"
    if rdf_format(path) is not None:
        return ""
    if suffix in TABLE_READERS:
        return TABLE_READERS[suffix]
    raise UsageError(
        f"no reader for files that end in {suffix or 'nothing'!r}",
        where=path,
        hint="RDF: .ttl .nt .nq .trig .rdf .owl .jsonld (.gz). Tables: .csv .tsv .xlsx .ods. Popolo: .json.",
    )


def _read_rdf(rdf: RdfFile) -> tuple[ox.Store, SourceFile]:
    store = rdf.load()
    own = own_graphs(rdf.base)
    name_blank_nodes(store, own)
    return store, SourceFile(
        rdf.name, _digest(rdf.path), len(store), lambda: index_lines(rdf.name, rdf.lines, own)
    )


def _read_other(path: Path, study: Study, notes: list[ReadingNote]) -> tuple[ox.Store, SourceFile]:
    reader: Reader = READERS[_kind(path, study)]
    name = study.relative(path)
    index = LineIndex(name)
    store = ox.Store()

    def quads() -> Iterator[ox.Quad]:
        for quad, location in reader.read(path, study, notes):
            index.add(quad, location)
            yield quad

    store.bulk_extend(quads())
    return store, SourceFile(name, _digest(path), len(store), lambda: index)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _notes(rdf: RdfFile) -> list[ReadingNote]:
    return [
        ReadingNote(
            "unmapped-key",
            {
                "sv": f"Nyckeln {key!r} har ingen betydelse i filens @context; {count} värden lästes inte",
                "en": f"The key {key!r} has no meaning in the file's @context; {count} values were not read",
            },
            Location(rdf.name),
            count,
        )
        for key, count in sorted(rdf.unmapped.items())
    ]


def _place(where: object, name: str) -> Location:
    return where if isinstance(where, Location) else Location(name)
